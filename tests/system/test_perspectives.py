# SPDX-License-Identifier: Apache-2.0
"""One name seen from several places, and zone files laid over what is live.

What places that differ or fail come to is in tests/scenario, perspectives_*.
"""

import contextlib
import csv
import io
import json
import re
from pathlib import Path

import jsonschema

from cases import load_cases
from faulty import FaultyServer, Rcode, Silence, Stale
from program import AuditTest, audit, main, reasons, rows_of, servers, through, validating, verdicts, zone_options
from servers import Nsd, Unbound, at
from signed import Signing, Zone, sign_world
from wire import Record, caa_record

SCHEMA = Path(__file__).parents[2] / "data" / "check.schema.json"
NAME = "www.place.test"
OURS, OTHERS = '0 issue "secomtrust.net"', '0 issue "ca.example"'
HASTY = ["-t", "0.3", "-r", "1"]
BEHAVIOUR = re.compile(r"perspective\(A:normal;B:(.*)\)")


def seen(*texts, owner=NAME, ttl=300):
    """A place that finds these records there."""
    return FaultyServer([caa_record(owner, text, ttl) for text in texts])


def failing(fault):
    return FaultyServer(default=fault)


def perspectives(**places):
    """The options that audit through a server for each label."""
    options = ["--no-dnssec", *HASTY]
    for label, server in places.items():
        options += ["--perspective", f"{label}={at(server.endpoint)}"]
    return options


class PerspectiveTest(AuditTest):
    def judge(self, *options, name=NAME, **places):
        """The row of a name, seen from these places."""
        return self.audit("run", "-f", "jsonl", "-q", *options, "-", name=name, **places).row()

    def check(self, *options, **places):
        return self.audit("check", *options, NAME, **places).out.decode()

    def audit(self, command, *options, name=NAME, **places):
        with contextlib.ExitStack() as stack:
            for server in set(places.values()):
                stack.enter_context(server)
            chosen = perspectives(**places)
            return audit(command, *chosen, *options, stdin=name.encode())


class Cases(PerspectiveTest):
    def test_each(self):
        """The cases of two perspectives: what A sees is the zone, what B sees is said in words."""
        found = {case.id: case for case in load_cases() if BEHAVIOUR.match(case.dns_behaviour)}
        self.assertEqual(sorted(found), ["x01", "x03", "x05"])
        for case in found.values():
            with self.subTest(case=case.id, behaviour=case.dns_behaviour):
                here = FaultyServer(line.as_record() for line in case.lines())
                there = self.other_place(case, BEHAVIOUR.match(case.dns_behaviour).group(1))
                row = self.judge(name=case.list_entry(), A=here, B=there)
                self.assertEqual((verdicts(row), reasons(row)), (case.verdicts, case.reasons))
                self.assertIn("perspectives-differ", row["notes"])

    def other_place(self, case, behaviour):
        if behaviour == "timeout":
            return failing(Silence())
        if behaviour == "nxdomain":
            return FaultyServer()
        self.assertTrue(behaviour.startswith("set="))
        return seen(behaviour.removeprefix("set="), owner=case.list_entry())


class Reports(PerspectiveTest):
    def test_the_cell_of_a_csv(self):
        with seen(OURS) as here, seen(OTHERS) as there:
            options = perspectives(A=here, B=there)
            outcome = audit("run", *options, "-q", "-", stdin=NAME.encode())
        (row,) = csv.DictReader(io.StringIO(outcome.out.decode()))
        self.assertEqual(row["perspectives"], "A=allowed/allowed/allowed; B=denied/denied/allowed")
        self.assertEqual(outcome.status, 2)

    def test_without_perspectives_the_value_is_absent(self):
        with seen(OURS) as server:
            options = [*through(server.endpoint), "-q", "-f", "jsonl"]
            row = audit("run", *options, "-", stdin=NAME.encode()).row()
        self.assertIsNone(row["perspectives"])


class Mpic(PerspectiveTest):
    """As many as the Baseline Requirements ask (3.2.2.9)."""

    def test_how_many_may_be_missing(self):
        for others, missing in {1: 0, 2: 1, 5: 1, 6: 2}.items():
            for denied in (missing, missing + 1):
                places = {f"P{i}": seen(OTHERS if i > others - denied else OURS) for i in range(others + 1)}
                row = self.judge("--quorum", "mpic", **places)
                self.assertEqual(row["server"], "allowed" if denied == missing else "unknown", (others, denied))


class InWords(PerspectiveTest):
    """`check` shows the places side by side, and says what differs."""

    def test_side_by_side(self):
        text = self.check(tokyo=seen(OURS), paris=seen(OTHERS))
        self.assertRegex(text, r"(?m)^As seen from each place$")
        self.assertRegex(text, r"(?m)^  tokyo  allowed  allowed  allowed  www\.place\.test: 1 CAA")
        self.assertRegex(text, r"(?m)^  paris  denied   denied   allowed  www\.place\.test: 1 CAA")
        self.assertRegex(text, rf"(?m)^      {re.escape(OTHERS)}$")

    def test_as_json(self):
        """What each place has seen, as the schema says."""
        (row,) = rows_of(self.check("-f", "json", tokyo=seen(OURS), paris=seen(OTHERS)))
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(row)
        found = {place["place"]: place for place in row["places"]}
        for label, verdict, text in (("tokyo", "allowed", OURS), ("paris", "denied", OTHERS)):
            place = found.pop(label)
            self.assertEqual((place["server"], place["records"], place["dnssec"]), (verdict, [text], "unchecked"))
            self.assertEqual([level["outcome"] for level in place["levels"]], ["set", "not-asked", "not-asked"])
        self.assertEqual(found, {})

    def test_what_differs(self):
        ours = seen(OURS)
        far = Record(NAME, 257, caa_record(NAME, OTHERS).rdata, 40)
        differences = {
            "a firewall on the way drops": failing(Silence()),
            "gets an error .*SERVFAIL": failing(Rcode("SERVFAIL")),
            "Split view: A finds CAA records at www.place.test, B finds no CAA record": seen(),
            "B finds CAA records at place.test": seen(OURS, owner="place.test"),
            "keeps for 40 more seconds": FaultyServer([far]),
            "neither seems to be an old copy": seen(OTHERS),
            "perhaps an old copy": FaultyServer([caa_record(NAME, OTHERS)], default=Stale()),
        }
        for words, there in differences.items():
            with self.subTest(words):
                text = " ".join(self.check(A=ours, B=there).split())
                self.assertRegex(text, words)

    def test_nothing_differs(self):
        text = self.check(A=seen(OURS), B=seen(OURS))
        self.assertNotRegex(text, "differ|Split")


class Options(PerspectiveTest):
    def test_what_is_refused(self):
        """One line, with what was given and what is wanted; nothing is asked."""
        wrong = {
            "A": "LABEL=SOURCE",
            "=127.0.0.1": "LABEL=SOURCE",
            "A=": "IP address",
            "A=127.0.0.1,": "IP address",
            "A=resolver.example": "IP address",
            "A=127.0.0.1,iterate": "IP address",
            "a b=127.0.0.1": "LABEL=SOURCE",
        }
        for text, words in wrong.items():
            with self.subTest(text):
                self.assert_refused(words, "--perspective", text)
        same = ["--perspective", "A=127.0.0.1", "--perspective", "A=127.0.0.2"]
        self.assert_refused("same label", *same)
        self.assert_refused("--quorum needs --perspective", "--quorum", "1")
        self.assert_refused("--quorum needs --perspective", "--quorum", "mpic")
        self.assert_refused("--quorum 2", "--quorum", "2", *same[:2], "--perspective", "B=127.0.0.2")
        self.assert_refused("--server", "--server", "127.0.0.1", *same[:2])

    def assert_refused(self, words, *options):
        outcome = audit("check", *options, NAME)
        self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        self.assertIn(words, outcome.err)

    def test_several_servers_of_one_place(self):
        with FaultyServer(default=Silence()) as dead, seen(OURS) as good, seen(OURS) as other:
            sources = f"A={at(dead.endpoint)},{at(good.endpoint)}"
            options = ["--no-dnssec", *HASTY, "--perspective", sources]
            options += ["--perspective", f"B={at(other.endpoint)}", "-f", "jsonl", "-q"]
            row = audit("run", *options, "-", stdin=NAME.encode()).row()
        self.assertEqual(verdicts(row), ["allowed"] * 3, row)

    def test_the_port_of_those_that_name_none(self):
        with seen(OURS) as server:
            address, port = server.endpoint
            options = ["--no-dnssec", "--perspective", f"A={address}", "--port", port]
            outcome = audit("check", *options, NAME)
        self.assertEqual(outcome.status, 0, outcome.err)


class ManyNames(PerspectiveTest):
    def test_rows_are_those_of_each_place_alone(self):
        """A long list through three places: every cell is what the place says by itself."""
        names = [f"n{count}.place.test" for count in range(300)]
        policies = [OURS, OTHERS, "0 issue \";\""]
        with contextlib.ExitStack() as stack:
            places = {
                label: stack.enter_context(
                    FaultyServer(
                        caa_record(name, policies[(count * step) % 3])
                        for count, name in enumerate(names)
                    )
                )
                for label, step in (("A", 1), ("B", 2), ("C", 4))
            }
            entries = "\n".join(names).encode()
            form = ["-q", "-f", "jsonl", "-"]
            rows = audit("run", *perspectives(**places), *form, stdin=entries).rows()
            alone = {
                label: audit("run", *through(server.endpoint), *form, stdin=entries).rows()
                for label, server in places.items()
            }
        self.assertEqual([row["name"] for row in rows], names)
        for number, row in enumerate(rows):
            expected = {label: "/".join(verdicts(found[number])) for label, found in alone.items()}
            self.assertEqual(row["perspectives"], expected)


class Overlay(AuditTest):
    """Zone files together with a live source: what they hold is tried before it is published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.live = cls.enterClassContext(
            FaultyServer(
                [
                    caa_record("zone.test", OTHERS),
                    caa_record("other.test", OTHERS),
                    caa_record("target.other.test", OTHERS),
                ]
            )
        )

    def rows(self, text, *names, origin="zone.test"):
        apex = f"@ 300 IN SOA ns.test. host.test. 1 2 3 4 60\n{text}\n"
        options = [*zone_options(self.directory, {f"{origin}.": apex})]
        options += [*through(self.live.endpoint), "-q", "-f", "jsonl", "-"]
        return audit("run", *options, stdin="\n".join(names).encode()).rows()

    def test_the_zone_comes_from_the_file_and_the_rest_is_live(self):
        row, other = self.rows(f"@ 60 IN CAA {OURS}", "www.zone.test", "www.other.test")
        self.assertEqual((row["caa"], row["caa_name"], row["ttl"]), ([OURS], "zone.test", 60))
        self.assertEqual((other["caa"], other["caa_name"]), ([OTHERS], "other.test"))

    def test_the_climb_goes_on_above_the_zone(self):
        (row,) = self.rows("www TXT nothing", "www.sub.other.test", origin="sub.other.test")
        self.assertEqual((row["caa"], row["caa_name"]), ([OTHERS], "other.test"))

    def test_what_the_file_leaves_out_is_absent(self):
        (row,) = self.rows("www TXT nothing", "www.zone.test")
        self.assertEqual(reasons(row), ["no-caa"] * 3)

    def test_an_alias_into_what_is_live(self):
        (row,) = self.rows("www CNAME target.other.test.", "www.zone.test")
        self.assertEqual((row["caa"], row["aliases"]), ([OTHERS], ["target.other.test"]))

    def test_a_delegation_in_the_file_is_followed_live(self):
        text = f"sub NS ns.elsewhere.test.\n@ CAA {OURS}"
        with FaultyServer([caa_record("www.sub.zone.test", OTHERS)]) as live:
            self.live, whole = live, self.live
            (row,) = self.rows(text, "www.sub.zone.test")
            self.live = whole
        self.assertEqual((row["caa"], row["caa_name"]), ([OTHERS], "www.sub.zone.test"))

    def test_what_comes_from_a_file_is_not_validated(self):
        """The published zone is signed; the change is not yet."""
        world = sign_world(
            [Zone(""), Zone("test", "ns A 127.0.0.1\n"), Zone("zone.test", f"www CAA {OTHERS}")]
        )
        change = f"@ 300 IN SOA ns.test. host.test. 1 2 3 4 60\nwww CAA {OURS}\n"
        overlay = zone_options(self.directory, {"zone.test.": change})
        with Nsd(world.zones) as nsd, Unbound(nsd.endpoint, zones=world.zones) as resolver:
            live = [*validating(self.write("anchor", world.anchor), resolver.endpoint)]
            form = ["-q", "-f", "jsonl", "-"]
            rows = [
                audit("run", *live, *options, *form, stdin=b"www.zone.test").row()
                for options in ([], overlay)
            ]
        found = [(row["dnssec"], row["caa"]) for row in rows]
        self.assertEqual(found, [("secure", [OTHERS]), ("unchecked", [OURS])])

    def test_an_alias_that_is_live_leads_into_zone_files(self):
        """A resolver gives the whole path, and what is live at its end: the zone file says otherwise."""
        live = "al CNAME far\nfar CNAME www.zone.test.\nold DNAME zone.test.\n"
        for signing in (Signing(), None):
            world = sign_world(
                [
                    Zone(""),
                    Zone("test", "ns A 127.0.0.1\n"),
                    Zone("live.test", live, signing),
                    Zone("zone.test", f"www CAA {OTHERS}\nnew CNAME www.live.test.\n", signing),
                ]
            )
            change = f"@ 300 IN SOA ns.test. host.test. 1 2 3 4 60\nwww CAA {OURS}\nback CNAME al.live.test.\n"
            overlay = zone_options(self.directory, {"zone.test.": change})
            names = b"al.live.test\nwww.old.live.test\nback.zone.test\nnew.old.live.test\n"
            with Nsd(world.zones) as nsd, Unbound(nsd.endpoint, zones=world.zones) as resolver:
                for options in (["--no-dnssec"], ["--trust-anchor", self.write("anchor", world.anchor)]):
                    asked = [*options, *servers(resolver.endpoint), *overlay]
                    rows = audit("run", "-q", "-f", "jsonl", *asked, "-", stdin=names).rows()
                    found = [(row["caa"], row["aliases"], row["failure"]) for row in rows]
                    far = ["far.live.test", "www.zone.test"]
                    self.assertEqual(
                        found,
                        [
                            ([OURS], far, None),
                            ([OURS], ["www.zone.test"], None),
                            ([OURS], ["al.live.test", *far], None),
                            ([], [], None),  # withdrawn in the file, though live it is an alias
                        ],
                    )


if __name__ == "__main__":
    main()
