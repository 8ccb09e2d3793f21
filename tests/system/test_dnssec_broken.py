# SPDX-License-Identifier: Apache-2.0
"""Signed zones, each healthy or broken in one way: what validation says of them, and why.

Each line of TABLE is played in a zone of its own, once for each way to prove absence.
"""

import re
from dataclasses import dataclass, replace

from breakers import (
    all_of,
    all_signed_otherwise,
    by_unknown_key,
    damaged,
    damaged_beside_good,
    everything_unsigned,
    everywhere,
    expired,
    nobody,
    of_other_algorithm,
    of_other_key,
    proof_at,
    proof_of_empty,
    proof_over,
    records,
    signed_otherwise,
    with_another,
    with_digest,
    with_label_count,
    with_longer_ttl,
    with_signature_algorithm,
    with_signer,
    with_unknown_algorithm,
    with_unknown_digest,
    with_wrong_digest,
    without,
    without_one,
    without_signatures,
)
from program import AuditTest, audit, main, reasons, validating
from servers import Nsd, Unbound
from signed import FUTURE, NSEC, NSEC3, OPT_OUT, PAST, TTL, Denial, Signing, Zone, honest, sign_world

CONTENT = """
@ CAA 0 issue "apex.example"
www CAA 0 issue "one.example"
www CAA 0 issue "two.example"
www TXT "more than CAA"
bare TXT "no CAA here"
leaf.ent TXT "below a name without records"
*.wild CAA 0 issue "wild.example"
*.wildbare TXT "no CAA here"
*.wildalias CNAME www
many CAA 0 issue "b.example"
many CAA 0 ISSUE "A.Example; x=y"
many CAA 128 issue ";"
many CAA 0 iodef "mailto:someone@example.ac.jp"
MiXed CNAME WWW
alias CNAME www
away CNAME www.healthy.test.
gone CNAME nowhere.healthy.test.
open CNAME www.insecure.test.
bad CNAME www.expired.test.
badgone CNAME nowhere.expired.test.
dname DNAME healthy.test.
dopen DNAME insecure.test.
dbad DNAME expired.test.
"""
CHILD = 'www CAA 0 issue "child.example"\nbare TXT "no CAA here"\n'
BOTH, HASHED = (NSEC, NSEC3), (NSEC3,)
ALL = (NSEC, NSEC3, OPT_OUT)
SECURE, INSECURE, BOGUS = "secure", "insecure", "bogus"
ALGORITHMS = [
    "RSASHA1",
    "NSEC3RSASHA1",
    "RSASHA256",
    "RSASHA512",
    "ECDSAP256SHA256",
    "ECDSAP384SHA384",
    "ED25519",
    "ED448",
]


@dataclass(frozen=True)
class Row:
    """A question for `ask` in a zone with CONTENT, and what is to come of it.

    `finds` is where the climb ends, or None; `failed` is the name that is bogus, where that is
    not the one asked for, as an alias that holds leads there; `words` are those of `failure_detail`, with Z
    for the zone.  The zone `kid` below is signed, `sub` is not.
    """

    name: str
    ask: str
    status: str
    finds: str | None = None
    failed: str | None = None
    words: str | None = None
    denials: tuple = BOTH
    breakers: tuple = ()
    kid_breakers: tuple = ()
    kid_vouch: callable = honest
    signing: Signing = Signing()

    def origin(self, denial):
        return f"{re.sub('[^a-z0-9]+', '-', self.name.lower())}-{denial.word}.test"

    def zones(self, denial):
        signing = replace(self.signing, denial=denial)
        origin = self.origin(denial)
        yield Zone(origin, CONTENT, signing, breakers=self.breakers)
        if self.ask.endswith("kid"):
            yield Zone(f"kid.{origin}", CHILD, signing, self.kid_vouch, self.kid_breakers)
        if self.ask.endswith("sub"):
            yield Zone(f"sub.{origin}", CHILD, None)


def good(name, ask, finds, *breakers, status=SECURE, **options):
    return Row(name, ask, status, finds, breakers=breakers, **options)


def broken(name, ask, words, *breakers, **options):
    return Row(name, ask, BOGUS, words=words, breakers=breakers, **options)


def each_break(name, ask, selector, kinds, unproven=None, unsigned=None, **options):
    """An RRset that is needed, broken in every way in which a signature can be.

    Of a proof, what is lost counts for nothing, and neither does an NSEC without a signature, which may be that of the
    zone beside the cut; an NSEC3 is nobody else's.
    """
    unsigned = unsigned or unproven or rf"no RRSIG by Z \((?:{kinds}) of"
    denials = options.pop("denials", BOTH)
    subject = rf"\((?:{kinds}) of \S+, algorithm 13 ECDSAP256SHA256\)"
    key = r"RRSIG by key \d+ of Z"
    breaks = [
        ("damaged", damaged(selector), f"{key} does not match the records {subject}"),
        ("old", expired(selector), f"{key} expired 2021-02-03T04:05:06Z {subject}"),
        (
            "too new",
            signed_otherwise(selector, period=FUTURE),
            f"{key} is not valid before 2040-05-06T07:08:09Z {subject}",
        ),
        (
            "by a stranger",
            by_unknown_key(selector),
            rf"no DNSKEY of Z with tag \d+ for the RRSIG {subject}",
        ),
        ("unsigned", without_signatures(selector), unsigned),
    ]
    if unproven:
        breaks.append(("lost", without(selector), unproven))
    for word, breaker, words in breaks:
        for denial in denials:
            hashed_proof = word == "unsigned" and kinds == PROOF and denial is not NSEC
            found = r"no RRSIG by Z \(NSEC3 of" if hashed_proof else words
            yield broken(f"{name} {word}", ask, found, breaker, denials=(denial,), **options)


PROOF = "NSEC3?"
CAA, CNAME = records("www", "CAA"), records("alias", "CNAME")
DNAME, SOA = records("dname", "DNAME"), records("@", "SOA")
KID_DS, KID_KEYS = records("kid", "DS"), records("@", "DNSKEY")

SETS = [
    good("set", "www", "www", denials=ALL),
    good("set at the apex", "@", "@", denials=ALL),
    *each_break("set", "www", CAA, "CAA"),
    broken("set that lost a record", "www", "does not match the records", without_one(CAA)),
    broken(
        "set with one record more",
        "www",
        "does not match the records",
        with_another("www", "CAA", '0 issue "forged.example"'),
    ),
    broken("set that lost all records", "www", "no valid proof that www.Z has no CAA", without(CAA)),
    broken(
        "signer elsewhere",
        "www",
        r"RRSIG by healthy\.test, which is not the zone of the name \(CAA of www\.Z\)",
        with_signer(CAA, "healthy.test"),
    ),
    broken(
        "signer below",
        "www",
        r"RRSIG by www\.www\.Z, which is not the zone of the name \(CAA of www\.Z\)",
        with_signer(CAA, "www.www.signer-below-nsec.test"),
        denials=(NSEC,),
    ),
    broken("signer above", "www", "RRSIG", with_signer(CAA, "test")),
    broken("signature of another algorithm", "www", "RRSIG", with_signature_algorithm(CAA, 253)),
    broken("labels too many", "www", "RRSIG", with_label_count(CAA, 9)),
    broken("labels too few", "www", "does not match the records", with_label_count(CAA, 2)),
    good("old signature beside a good one", "www", "www", expired(CAA, keep=True)),
    good("strange signature beside a good one", "www", "www", by_unknown_key(CAA, keep=True)),
    good("damaged signature beside a good one", "www", "www", damaged_beside_good(CAA)),
    good("longer TTL than was signed", "www", "www", with_longer_ttl(CAA, 9 * TTL)),
    good("many records", "many", "many"),
    broken("many records but one", "many", "does not match", without_one(records("many", "CAA"))),
    good("letters of both cases", "mixed", "mixed"),
    good("two keys", "www", "www", signing=Signing(split=True)),
    broken("two keys damaged", "www", "does not match", damaged(CAA), signing=Signing(split=True)),
]

ABSENCES = [
    good("no such type", "bare", "@", denials=ALL),
    *each_break("bitmap", "bare", proof_at("bare"), PROOF, "no valid proof that bare.Z has no CAA"),
    *each_break("SOA", "bare", SOA, "SOA"),
    good("no such name", "nx", "@"),
    good("no such name, opt-out", "nx", "@", status=INSECURE, denials=(OPT_OUT,)),
    good("no such name, far below", "a.b.c.nx", "@"),
    good("no such name below a name", "nx.www", "www"),
    *each_break("span", "nx", proof_over("nx"), PROOF, "no valid proof that nx.Z does not exist"),
    *each_break(
        "span of the wildcard",
        "nx",
        proof_over("*"),
        PROOF,
        "no valid proof that nx.Z does not exist",
    ),
    *each_break(
        "closest encloser",
        "nx",
        proof_at("@"),
        PROOF,
        "no valid proof that nx.Z does not exist",
        denials=HASHED,
    ),
    good("empty non-terminal", "ent", "@", denials=ALL),
    *each_break(
        "empty non-terminal",
        "ent",
        proof_of_empty("ent"),
        PROOF,
        "no valid proof that ent.Z (has no CAA|does not exist)",
    ),
    good("iterations that are still checked", "bare", "@", denials=(Denial("i150", "ab", 150),)),
    broken(
        "proof with many iterations lost",
        "bare",
        "no valid proof that bare.Z has no CAA",
        without(proof_at("bare")),
        denials=(Denial("i150", "ab", 150),),
    ),
    good("too many iterations", "bare", "@", status=INSECURE, denials=(Denial("i151", "ab", 151),)),
    good("no salt", "nx", "@", denials=(Denial("unsalted", ""),)),
]

WILDCARDS = [
    good("wildcard", "x.wild", "x.wild"),
    good("wildcard, opt-out", "x.wild", "x.wild", status=INSECURE, denials=(OPT_OUT,)),
    good("wildcard, two labels", "y.x.wild", "y.x.wild"),
    good("above a wildcard", "wild", "@"),
    *each_break("wildcard set", "x.wild", records("*.wild", "CAA"), "CAA"),
    *each_break(
        "wildcard",
        "x.wild",
        proof_over("x.wild"),
        PROOF,
        r"no valid proof that no name closer than the wildcard matches x\.wild\.Z",
    ),
    good("wildcard without the type", "x.wildbare", "@"),
    *each_break(
        "wildcard without the type",
        "x.wildbare",
        proof_at("*.wildbare"),
        PROOF,
        "no valid proof that x.wildbare.Z (has no CAA|does not exist)",
    ),
    *each_break(
        "no closer name than the wildcard",
        "x.wildbare",
        proof_over("x.wildbare"),
        PROOF,
        "no valid proof that x.wildbare.Z (has no CAA|does not exist)",
        denials=HASHED,
    ),
    good("wildcard alias", "x.wildalias", "x.wildalias"),
    broken(
        "wildcard alias without proof",
        "x.wildalias",
        "no valid proof that no name closer than the wildcard",
        without(proof_over("x.wildalias")),
    ),
]

ALIASES = [
    good("alias", "alias", "alias"),
    *each_break(
        "alias",
        "alias",
        CNAME,
        "CNAME",
        unsigned=r"no RRSIG by Z \(CNAME of|no valid proof that alias\.Z has no DS",
    ),
    broken("alias of a broken set", "alias", r"CAA of www\.Z", damaged(CAA), failed="www.Z"),
    good("alias to a secure zone", "away", "away"),
    good("alias to no name", "gone", "@"),
    good("alias to an insecure zone", "open", "open", status=INSECURE),
    broken("alias to a bogus zone", "bad", r"of expired\.test expired", failed="www.expired.test"),
    broken("alias to no name of a bogus zone", "badgone", r"of expired\.test expired", failed="nowhere.expired.test"),
    good("DNAME", "www.dname", "www.dname"),
    good("owner of a DNAME", "dname", "@"),
    *each_break("DNAME", "www.dname", DNAME, "DNAME"),
    good("DNAME to an insecure zone", "www.dopen", "www.dopen", status=INSECURE),
    broken("DNAME to a bogus zone", "www.dbad", r"of expired\.test expired", failed="www.expired.test"),
]

DELEGATIONS = [
    good("child", "www.kid", "www.kid", denials=ALL),
    good("child's apex", "kid", "@", denials=ALL),
    good("no such type in the child", "bare.kid", "@", denials=ALL),
    *each_break("DS", "www.kid", KID_DS, "DS"),
    broken("DS lost", "www.kid", r"no valid proof that kid\.Z has no DS", without(KID_DS)),
    broken(
        "child without keys",
        "www.kid",
        r"no DNSKEY at kid\.Z, although its parent has a DS",
        kid_breakers=(without(KID_KEYS),),
    ),
    broken(
        "child whose server knows no DNSSEC",
        "www.kid",
        r"no DNSKEY at kid\.Z, although its parent has a DS",
        kid_breakers=(everything_unsigned,),
    ),
    broken(
        "keys damaged",
        "www.kid",
        r"RRSIG by key \d+ of kid\.Z does not match the records \(DNSKEY of kid\.Z",
        kid_breakers=(damaged(KID_KEYS),),
    ),
    broken(
        "keys old",
        "www.kid",
        r"RRSIG by key \d+ of kid\.Z expired .*\(DNSKEY of kid\.Z",
        kid_breakers=(expired(KID_KEYS),),
    ),
    broken(
        "keys unsigned",
        "www.kid",
        r"no RRSIG by kid\.Z \(DNSKEY of kid\.Z\)",
        kid_breakers=(without_signatures(KID_KEYS),),
    ),
    broken(
        "keys changed",
        "www.kid",
        r"no DNSKEY of kid\.Z matches its DS \(key tag",
        kid_breakers=(all_signed_otherwise(generation=5),),
    ),
    broken(
        "digest of another key",
        "www.kid",
        r"the DS of kid\.Z with key tag \d+ has another digest than that key \(digest type 2\): 0{64} in the DS, \w{64} of the",
        kid_vouch=with_wrong_digest,
    ),
    broken(
        "DS of another key",
        "www.kid",
        r"no DNSKEY of kid\.Z matches its DS \(key tags? \d+",
        kid_vouch=of_other_key,
    ),
    good(
        "algorithm that is announced and not used",
        "www.kid",
        "www.kid",
        kid_vouch=all_of(of_other_algorithm, honest),
    ),
    good("DS of a later key too", "www.kid", "www.kid", kid_vouch=all_of(of_other_key, honest)),
    good("SHA-384", "www.kid", "www.kid", kid_vouch=with_digest(4)),
    good("SHA-1", "www.kid", "www.kid", kid_vouch=with_digest(1)),
    broken(
        "SHA-1 does not help a wrong SHA-256",
        "www.kid",
        r"the DS of kid\.Z with key tag \d+ has another digest than that key \(digest type 2\): 0{64} in the DS, \w{64} of the",
        kid_vouch=all_of(with_digest(1), with_wrong_digest),
    ),
    good(
        "unknown algorithm",
        "www.kid",
        "www.kid",
        status=INSECURE,
        kid_vouch=with_unknown_algorithm,
    ),
    good("unknown digest", "www.kid", "www.kid", status=INSECURE, kid_vouch=with_unknown_digest),
    good(
        "unknown algorithm beside a known one",
        "www.kid",
        "www.kid",
        kid_vouch=all_of(with_unknown_algorithm, honest),
    ),
    broken(
        "known algorithm with a wrong digest beside an unknown one",
        "www.kid",
        r"the DS of kid\.Z with key tag \d+ has another digest than that key \(digest type 2\): 0{64} in the DS, \w{64} of the",
        kid_vouch=all_of(with_unknown_algorithm, with_wrong_digest),
    ),
    good(
        "island, broken everywhere",
        "www.kid",
        "www.kid",
        status=INSECURE,
        kid_vouch=nobody,
        kid_breakers=(everywhere(damaged),),
    ),
    good("insecure delegation", "www.sub", "www.sub", status=INSECURE, denials=ALL),
    good("no such type below it", "bare.sub", "@", status=INSECURE, denials=ALL),
    good("no such name below it", "nx.sub", "@", status=INSECURE, denials=ALL),
    *each_break(
        "insecure delegation",
        "www.sub",
        proof_at("sub"),
        PROOF,
        r"no valid proof that sub\.Z has no DS",
    ),
    *each_break(
        "insecure delegation, opt-out",
        "www.sub",
        proof_over("sub"),
        PROOF,
        r"no valid proof that sub\.Z has no DS",
        denials=(OPT_OUT,),
    ),
]


def algorithm_rows(algorithm):
    options = {"signing": Signing(algorithm)}
    options["denials"] = (NSEC,) if algorithm == "RSASHA1" else BOTH
    yield good(f"{algorithm} set", "www", "www", **options)
    yield good(f"{algorithm} name", "nx", "@", **options)
    yield broken(f"{algorithm} damaged", "www", r"algorithm \d+", damaged(CAA), **options)


SIGNINGS = [row for algorithm in ALGORITHMS for row in algorithm_rows(algorithm)]
TABLE = [*SETS, *ABSENCES, *WILDCARDS, *ALIASES, *DELEGATIONS, *SIGNINGS]
TARGET = 'www CAA 0 issue "target.example"\n'
SHARED = [
    Zone(""),
    Zone("test", "ns A 127.0.0.1\n"),
    Zone("healthy.test", TARGET),
    Zone("insecure.test", TARGET, None),
    Zone("expired.test", TARGET, breakers=(all_signed_otherwise(period=PAST),)),
]


def each_play():
    """Every row, once for each denial with which it is played."""
    return [(row, denial) for row in TABLE for denial in row.denials]


def entry_of(row, denial):
    return Zone(row.origin(denial)).absolute(row.ask)


class BrokenZones(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        zones = [zone for row, denial in each_play() for zone in row.zones(denial)]
        cls.world = sign_world([*SHARED, *zones])
        cls.authority = cls.enterClassContext(Nsd(cls.world.zones))

    def setUp(self):
        super().setUp()
        self.anchor = self.write("anchor", self.world.anchor)

    def test_through_a_resolver_that_passes_signatures_on(self):
        with Unbound(self.authority.endpoint, zones=self.world.zones) as resolver:
            self.check_all(resolver)

    def test_through_a_resolver_that_validates(self):
        """It hides what is bogus from whoever does not say that he checks himself."""
        upstream, zones = self.authority.endpoint, self.world.zones
        with Unbound(upstream, self.world.anchor, zones) as resolver:
            self.check_all(resolver)

    def check_all(self, resolver):
        entries = "\n".join(entry_of(*play) for play in each_play()).encode()
        options = [*validating(self.anchor, resolver.endpoint), "-f", "jsonl"]
        rows = audit("run", *options, "-", stdin=entries).rows()
        for (row, denial), found in zip(each_play(), rows, strict=True):
            with self.subTest(row.name, denial=denial.word, ask=row.ask):
                self.check_row(row, denial, found)

    def check_row(self, row, denial, found):
        self.assertEqual(found["dnssec"], row.status, found)
        if row.status == BOGUS:
            self.check_bogus(row, denial, found)
        else:
            caa_name = row.finds and Zone(row.origin(denial)).absolute(row.finds)
            self.assertEqual((found["caa_name"], found["failed_name"]), (caa_name, None), found)
            self.assertLessEqual(found["ttl"], TTL)

    def check_bogus(self, row, denial, found):
        self.assertEqual(reasons(found), ["dnssec-bogus"] * 3, found)
        failed = row.failed and re.sub(r"\bZ\b", row.origin(denial), row.failed)
        self.assertEqual(found["failed_name"], failed or entry_of(row, denial))
        words = re.sub(r"\bZ\b", row.origin(denial), row.words)
        self.assertRegex(found["failure_detail"], words)


if __name__ == "__main__":
    main()
