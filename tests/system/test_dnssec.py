# SPDX-License-Identifier: Apache-2.0
"""DNSSEC validation: the conformance cases of signed zones, trust anchors, and resolvers that
pass no signatures on.

Every world is signed by BIND's tools and served by NSD; the program asks an Unbound
that passes signatures on without a look at them, so that only the program can find
what is broken.
"""

import collections
import json
import re
from dataclasses import dataclass, field

from breakers import (
    all_signed_otherwise,
    damaged,
    everywhere,
    expired,
    nobody,
    proof_at,
    records,
    with_signer,
    with_unknown_algorithm,
    without,
    without_one,
)
from cases import load_cases
from faulty import Rcode, Silence
from pictures import Pictures, compare
from program import AuditTest, audit, main, reasons, through, validating, verdicts
from records import TYPE_NUMBERS
from relay import Relay, WithoutDnssec, question, whole_zone
from servers import Nsd, Unbound, at
from signed import (
    FUTURE,
    NSEC3,
    PAST,
    Denial,
    Signing,
    Zone,
    anchor_text,
    honest,
    keys_of,
    sign_world,
)

HASTY = ["-t", "0.5", "-r", "1"]
ANYTHING = ".*"
EXPIRY, INCEPTION = "2021-02-03T04:05:06Z", "2040-05-06T07:08:09Z"  # of PAST and FUTURE
ROOT = Zone("")
NAME_SERVER = "ns.test. A 127.0.0.1\n"


@dataclass(frozen=True)
class Play:
    """How a conformance case is played, and what is to be seen beyond its row.

    `faults` are keyed as the cases write names: `owner`, `owner TYPE` or `owner/*` for all
    names of the zone there.  `extra` records are those that a case takes for granted.
    """

    dnssec: str
    words: str = ANYTHING
    failure: str | None = None
    failed_name: str | None = None
    signing: Signing = Signing()
    vouch: callable = honest
    breakers: tuple = ()
    extra: str = ""
    faults: dict = field(default_factory=dict)
    resolver: object = None


SERVFAIL, REFUSED, SILENCE = Rcode("SERVFAIL"), Rcode("REFUSED"), Silence()
PLAYS = {
    "s01": Play("secure"),
    "s03": Play("secure", signing=Signing(denial=NSEC3)),
    "s05": Play("bogus", f"expired {EXPIRY}", breakers=(all_signed_otherwise(period=PAST),)),
    "s07": Play("secure", failure="timeout", failed_name="@", faults={"@/*": SILENCE}),
    "s09": Play("secure", "REFUSED", "refused", "@", faults={"@/*": REFUSED}),
    "s11": Play("bogus", "no DNSKEY at", breakers=(without(records("@", "DNSKEY")),)),
    "s13": Play(
        "bogus", f"not valid before {INCEPTION}", breakers=(all_signed_otherwise(period=FUTURE),)
    ),
    "s15": Play("insecure"),
    "s17": Play(
        "insecure",
        failure="timeout",
        failed_name="@",
        vouch=with_unknown_algorithm,
        faults={"@/*": SILENCE},
    ),
    "s19": Play("insecure", signing=Signing(denial=Denial("nsec3", "ab", 500))),
    "s21": Play("secure"),
    "s23": Play("bogus", r"x-s23\.alias-signed\.test expired|expired .*x-s23\.alias-signed\.test"),
    "s25": Play(
        "insecure",
        failure="timeout",
        failed_name="x-s25.alias.test.",
        faults={"www CAA": SILENCE, "x-s25.alias.test.": SILENCE},
    ),
    "s27": Play(
        "bogus",
        "does not match",
        failed_name="@",
        extra="www TXT empty",
        breakers=(damaged(proof_at("@")),),
    ),
    "s29": Play(
        "unchecked",
        failure="timeout",
        failed_name="www",
        faults={"www": SILENCE},
        resolver=WithoutDnssec(),
    ),
    "s31": Play(
        "indeterminate",
        failure="timeout",
        failed_name="www.sub",
        faults={"sub DS": SERVFAIL, "sub/*": SILENCE},
    ),
    "s33": Play("bogus", "does not match", breakers=(without_one(records("@", "CAA")),)),
    "s37": Play(
        "bogus",
        "alias-signed.test, which is not the zone of the name",
        breakers=(with_signer(records("www", "CAA"), "alias-signed.test"),),
    ),
}
WRONG_ANCHOR = "s35"
DNSSEC_WORDS = re.compile(r"\bsigned\(|dnssec|\bresolver-no-do\b")


def zones_of_play(case, play):
    """The zones of a case: its own, signed, and those below it, signed where they break."""
    own = "".join(line.as_written() for line in case.lines() if not below_cut(case, line.owner))
    own = own + play.extra + "\n"
    yield Zone(case.origin, own, play.signing, play.vouch, play.breakers)
    for cut in case.delegated:
        text = "".join(line.as_written() for line in case.lines() if below_cut(case, line.owner))
        if "dnssec-bogus(sub)" in case.dns_behaviour:
            yield Zone(cut, text, Signing(), nobody, (everywhere(damaged),))
        else:
            yield Zone(cut, text, None)


def below_cut(case, owner):
    return any(owner == cut or owner.endswith(f".{cut}") for cut in case.delegated)


def shared_zones():
    """The zones that the cases share: one target is in the signed one with an old signature."""
    old = expired(proof_at("x-s23"))
    return [
        ROOT,
        Zone("test", NAME_SERVER),
        Zone("alias.test", signing=None),
        Zone("alias-signed.test", "x-s23 TXT nothing", breakers=(old,)),
    ]


def rule_of(case, key):
    owner, _, kind = key.partition(" ")
    if owner.endswith("/*"):
        return whole_zone(case.absolute(owner[:-2]))
    return question(case.absolute(owner), kind or None)


class ConformanceCases(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = {case.id: case for case in load_cases()}
        zones = shared_zones()
        for key, play in PLAYS.items():
            zones += zones_of_play(cls.cases[key], play)
        cls.world = sign_world(zones)
        cls.authority = cls.enterClassContext(Nsd(cls.world.zones))
        upstream = cls.authority.endpoint
        cls.resolver = cls.enterClassContext(Unbound(upstream, zones=cls.world.zones))

    def setUp(self):
        super().setUp()
        self.anchor = self.write("anchor", self.world.anchor)

    def test_no_case_is_forgotten(self):
        found = {key for key, case in self.cases.items() if DNSSEC_WORDS.search(case.dns_behaviour)}
        self.assertEqual(found, {*PLAYS, WRONG_ANCHOR})

    def test_each(self):
        """One run for all that meet the same resolver, so that silences pass at once."""
        for resolver in {play.resolver for play in PLAYS.values()}:
            met = {key: play for key, play in PLAYS.items() if play.resolver is resolver}
            self.check(met, resolver)

    def check(self, plays, resolver):
        rules = [
            (rule_of(self.cases[key], name), fault)
            for key, play in plays.items()
            for name, fault in play.faults.items()
        ]
        with Relay(self.resolver.endpoint, rules, resolver) as relay:
            rows = self.run_with(relay.endpoint, [self.cases[key].list_entry() for key in plays])
        for (key, play), row in zip(plays.items(), rows, strict=True):
            case = self.cases[key]
            with self.subTest(case=key, behaviour=case.dns_behaviour, note=case.note):
                self.check_row(case, play, row)

    def run_with(self, endpoint, entries, *options):
        options = [*validating(self.anchor, endpoint), *HASTY, "-f", "jsonl", *options]
        return audit("run", *options, "-", stdin="\n".join(entries).encode()).rows()

    def check_row(self, case, play, row):
        self.assertEqual((verdicts(row), reasons(row)), (case.verdicts, case.reasons), row)
        self.assertEqual((row["dnssec"], row["failure"]), (play.dnssec, play.failure), row)
        self.assertRegex(row["failure_detail"] or "", play.words)
        if play.failed_name:
            self.assertEqual(row["failed_name"], case.absolute(play.failed_name))

    def test_s35_a_wrong_trust_anchor_is_one_error_and_no_report(self):
        """The auditor is at fault, not 522 zones: nothing can be said of any of them."""
        other = anchor_text(Zone("", signing=Signing(generation=7)))
        self.anchor = self.write("other", other)
        options = [*validating(self.anchor, self.resolver.endpoint), "-o", self.directory / "r.csv"]
        entries = "\n".join(self.cases[key].list_entry() for key in PLAYS).encode()
        outcome = audit("run", *options, "-q", "-", stdin=entries)
        self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        self.assertRegex(outcome.err, "trust anchor")
        self.assertEqual([path.name for path in self.directory.iterdir()], ["anchor", "other"])

    def test_a_wrong_clock_is_called_by_its_name(self):
        """The keys are those of the anchor, and signed for other times than this machine believes in."""
        periods = {"s05": f"2020-01-01T00:00:00Z to {EXPIRY}", "s13": f"{INCEPTION} to 2041-01-01T00:00:00Z"}
        for key, period in periods.items():
            name = self.cases[key].list_entry()
            origin = self.cases[key].origin
            self.anchor = self.write("other", anchor_text(self.world.signed[origin].zone))
            options = validating(self.anchor, self.resolver.endpoint)
            outcome = audit("run", *options, "-q", "--lang", "en", "-", stdin=name.encode())
            self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
            said = rf"is valid from {period}, but this machine's clock says 20\d\d-\S+\. Set the clock"
            self.assertRegex(outcome.err, said)
            self.assertNotIn("--trust-anchor", outcome.err)


def island_world():
    """jp is signed and known to the root; net is signed, and nobody says so."""
    text = 'www CAA 0 issue "secomtrust.net"'
    signed_text = f"{text}\nbare TXT nothing\n"
    return sign_world(
        [
            ROOT,
            Zone("test", NAME_SERVER),
            Zone("jp"),
            Zone("ac.jp"),
            Zone("example.ac.jp", signed_text),
            Zone("broken.ac.jp", text, breakers=(damaged(records("www", "CAA")),)),
            Zone("net", signed_text, vouch=nobody),
            Zone("example.net", signed_text),
        ]
    )


class Anchors(AuditTest):
    """One world, seen with several trust anchors and through several resolvers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = island_world()
        authority = cls.enterClassContext(Nsd(cls.world.zones))
        cls.resolver = cls.enterClassContext(Unbound(authority.endpoint, zones=cls.world.zones))

    def audit(self, options, *names, quiet=True):
        form = ["-f", "jsonl", *(["-q"] if quiet else [])]
        return audit("run", *options, *form, "-", stdin="\n".join(names).encode())

    def believing(self, anchors, endpoint=None):
        path = self.write("anchor", anchors)
        return validating(path, endpoint or self.resolver.endpoint)

    def statuses(self, options, *names):
        return [row["dnssec"] for row in self.audit(options, *names).rows()]

    def anchor_of(self, origin):
        return anchor_text(self.world.signed[origin].zone)

    def key_of(self, origin):
        """The trust anchor as a DNSKEY, with the comments that people keep in such files."""
        key = keys_of(self.world.signed[origin].zone)[0].line(origin).as_written()
        return f"; since 2024\n\n{key.rstrip()} ; key signing key\n"

    def test_the_anchor_of_the_root(self):
        names = ["www.example.ac.jp", "www.broken.ac.jp", "www.example.net", "bare.example.net"]
        expected = ["secure", "bogus", "insecure", "insecure"]
        for anchors in (self.world.anchor, self.key_of("")):
            self.assertEqual(self.statuses(self.believing(anchors), *names), expected)

    def test_an_anchor_further_down(self):
        """Nothing can be said of names that stand under no anchor."""
        names = ["www.example.ac.jp", "www.broken.ac.jp", "www.example.net", "nothing.org"]
        expected = ["secure", "bogus", "indeterminate", "indeterminate"]
        for anchors in (self.anchor_of("ac.jp"), self.key_of("jp")):
            outcome = self.audit(self.believing(anchors), *names)
            rows = outcome.rows()
            self.assertEqual([row["dnssec"] for row in rows], expected)
            self.assertEqual(reasons(rows[2]), ["listed", "listed", "no-restriction"])
            self.assertEqual(reasons(rows[3]), ["no-caa"] * 3)

    def test_the_picture_shows_who_signs_what(self):
        """Each zone on the way, signed or not, and the proof that failed; and the same in JSON."""
        names = ["nothing.example.ac.jp", "www.example.ac.jp", "www.broken.ac.jp", "bare.example.net", "x.org"]
        page, answers = self.directory / "page.html", self.directory / "answers.json"
        audit("check", "-q", *self.believing(self.world.anchor), "-o", page, "-o", answers, *names)
        objects = [json.loads(line) for line in answers.read_text().splitlines()]
        self.assertEqual(compare(self, page.read_text(), objects), len(names))
        seen = [[(level["zone"], level["dnssec"]) for level in answer["levels"]] for answer in objects]
        above = [("example.ac.jp", "secure"), ("ac.jp", "secure"), ("jp", "secure")]
        self.assertEqual(seen[0], [above[0], *above])
        self.assertEqual((seen[1][0], seen[4]), (above[0], [(".", "secure")] * 2))
        self.assertEqual((objects[2]["levels"][0]["fault_zone"], seen[2][0]), ("broken.ac.jp", (None, "bogus")))
        self.assertEqual([zone for zone, _ in seen[3]], ["example.net", "example.net", "net"])
        texts = [text for picture in Pictures(page.read_text()).found for style, _, text in picture["texts"] if style == "zone"]
        self.assertEqual(texts[:3], ["zone jp, signed", "zone ac.jp, signed", "zone example.ac.jp, signed"])
        self.assertEqual(texts[4:6], ["zone net, not signed", "zone example.net, not signed"])
        self.assertIn("validation fails in zone broken.ac.jp", page.read_text())

    def test_the_climb_above_an_anchor_is_indeterminate(self):
        anchors = self.believing(self.anchor_of("example.ac.jp"))
        names = ["www.example.ac.jp", "bare.example.ac.jp"]
        self.assertEqual(self.statuses(anchors, *names), ["secure", "indeterminate"])

    def test_an_anchor_below_a_place_where_the_chain_ends(self):
        anchors = self.believing(self.world.anchor + self.anchor_of("net"))
        self.assertEqual(self.statuses(anchors, "www.example.net", "www.net"), ["secure"] * 2)

    def test_one_of_several_anchors_for_a_zone_is_enough(self):
        other = anchor_text(Zone("", signing=Signing(generation=7)))
        for anchors in (other + self.world.anchor, self.world.anchor + other):
            found = self.statuses(self.believing(anchors), "www.example.ac.jp")
            self.assertEqual(found, ["secure"])

    def test_files_that_hold_no_anchor(self):
        wrong = {
            "empty": "; nothing\n",
            "other records": "jp. 300 IN A 192.0.2.1\n",
            "garbage": "jp. IN DS 12345 thirteen\n",
            "unusable": ". IN DS 12345 253 2 " + "00" * 32 + "\n",
        }
        for title, text in wrong.items():
            with self.subTest(title):
                self.check_refused(self.believing(text), f"{self.directory}/anchor")

    def test_a_file_that_is_not_there(self):
        path = self.directory / "absent"
        self.check_refused(validating(path, self.resolver.endpoint), str(path))

    def check_refused(self, options, path):
        outcome = self.audit(options, "www.example.ac.jp")
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        self.assertIn(path, outcome.err)

    def test_validation_that_is_switched_off(self):
        names = ["www.example.ac.jp", "www.broken.ac.jp", "nothing.org"]
        with Relay(self.resolver.endpoint) as relay:
            outcome = self.audit(through(relay.endpoint), *names, quiet=False)
        rows = outcome.rows()
        self.assertNotIn("not validated", outcome.err)
        self.assertEqual([row["dnssec"] for row in rows], ["unchecked"] * 3)
        self.assertEqual(verdicts(rows[1]), ["allowed"] * 3)
        asked = {query.question.type for query in relay.queries}
        self.assertEqual(asked, {TYPE_NUMBERS["CAA"]})

    def test_a_resolver_that_strips_signatures_is_named_once(self):
        names = ["www.example.ac.jp", "www.broken.ac.jp", "nothing.org", "bare.example.net"]
        with Relay(self.resolver.endpoint, default=WithoutDnssec()) as relay:
            options = self.believing(self.world.anchor, relay.endpoint)
            outcome = self.audit(options, *names, quiet=False)
        self.assertEqual([row["dnssec"] for row in outcome.rows()], ["unchecked"] * 4)
        (warning,) = re.findall(r".*(?:signature|DNSSEC).*", outcome.err)
        self.assertIn(at(relay.endpoint), warning)
        self.assertIn("\n4 entries were not validated (dnssec: unchecked)\n", outcome.err)

    def test_questions_say_that_the_asker_checks_himself(self):
        """RFC 4035 3.2.2: with CD set, a resolver hands over what it would hide."""
        with Relay(self.resolver.endpoint) as relay:
            options = self.believing(self.world.anchor, relay.endpoint)
            self.audit(options, "www.example.ac.jp", "bare.example.ac.jp", "www.net")
        self.assertGreater(len(relay.queries), 5)
        for query in relay.queries:
            self.assertTrue(query.checking_disabled and query.wants_dnssec, query)

    def test_every_link_is_asked_for_once(self):
        names = [f"n{count}.example.ac.jp" for count in range(100)]
        with Relay(self.resolver.endpoint) as relay:
            self.audit(self.believing(self.world.anchor, relay.endpoint), *names)
        links = [q for q in relay.queries if q.question.type != TYPE_NUMBERS["CAA"]]
        kinds = collections.Counter((query.name, query.question.type) for query in links)
        self.assertEqual(set(kinds.values()), {1}, kinds)
        self.assertLess(len(relay.queries) - len(links), 105)

    def test_a_validated_absence_is_asked_for_once(self):
        """One name after the other, so that each finds what the one before has left."""
        names = [f"n{count}.example.ac.jp" for count in range(20)]
        with Relay(self.resolver.endpoint) as relay:
            anchored = self.believing(self.world.anchor, relay.endpoint)
            self.audit([*anchored, "-j", "1"], *names)
        asked = collections.Counter(
            query.name for query in relay.queries if query.question.type == TYPE_NUMBERS["CAA"]
        )
        parents = [asked[name] for name in ("example.ac.jp", "ac.jp", "jp")]
        self.assertEqual(parents, [1, 1, 1], asked)


if __name__ == "__main__":
    main()
