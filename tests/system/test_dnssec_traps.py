# SPDX-License-Identifier: Apache-2.0
"""Zones that are made to cost whoever validates them: KeyTrap (CVE-2023-50387), NSEC3 that
never ends (CVE-2023-50868), and their relatives.

A zone's owner may do as he likes; one entry of a list must not hold up all others.
"""

import base64
import random
import resource
import subprocess

from forge import FORGED_ALGORITHM, with_signature
from program import AuditTest, audit, main, reasons, validating
from records import Line, key_tag, rdata_octets
from servers import Nsd, Unbound, tool
from signed import TTL, ZONE_SIGNING, Denial, Signing, Zone, keys_of, sign_world

SECONDS_OF_CPU = 1.0
RSA, RSA_OCTETS = 8, 256
EXPONENT = b"\3\1\0\1"
LONG_EXPONENT = b"\0\1\0" + b"\xff" * RSA_OCTETS  # RFC 3110 2: each check costs as a signature does
TRAP_TAG = 4711
KEYS, SIGNATURES, DIGESTS, NAMES = 60, 100, 100, 20
DEEP = ".".join(["a"] * 100)
SET = "".join(f'n{number} CAA 0 issue "trap.example"\n' for number in range(NAMES))


def colliding_key(source, exponent):
    """An RSA key with TRAP_TAG: two octets of a random modulus make up for all others."""
    octets = bytearray(source.randbytes(RSA_OCTETS))
    octets[0], octets[-1] = octets[0] | 0x80, octets[-1] | 1
    free = 100 + len(exponent) % 2  # the first of two octets that RFC 4034 appendix B adds up
    while True:
        text = f"{ZONE_SIGNING} 3 {RSA} {base64.b64encode(exponent + octets).decode()}"
        missing = TRAP_TAG - key_tag(rdata_octets(Line("", TTL, "DNSKEY", text)))
        if not missing:
            return text
        word = int.from_bytes(octets[free : free + 2], "big") + missing
        octets[free : free + 2] = (word & 0xFFFF).to_bytes(2, "big")


def keys_of_one_tag(number, exponent=EXPONENT):
    source = random.Random(number)
    return [colliding_key(source, exponent) for _ in range(number)]


def key_lines(number):
    return "".join(f"@ DNSKEY {key}\n" for key in keys_of_one_tag(number))


def with_slow_keys(number):
    """BIND refuses to sign such keys."""

    def breaker(made):
        origin = made.zone.origin
        found = [line for line in made.find("@", "DNSKEY") if line.type == "DNSKEY"]
        texts = keys_of_one_tag(number, LONG_EXPONENT)
        keys = found + [Line(origin, TTL, "DNSKEY", text) for text in texts]
        others = [line for line in made.lines if line.covers != "DNSKEY"]
        return others + with_signature(keys, keys_of(made.zone)[0], origin)

    return breaker


def random_signature(line, source):
    """In the form of the true one, so that nothing but arithmetic can tell."""
    covered, _, *fields = line.rdata.split(None, 8)[:8]
    fields[-2] = str(TRAP_TAG)
    text = base64.b64encode(b"\0" + source.randbytes(RSA_OCTETS - 1)).decode()
    return Line(line.owner, line.ttl, "RRSIG", " ".join([covered, str(RSA), *fields, text]))


def with_random_signatures(number, kind="CAA"):
    """In place of each signature of a type, many that fit no key."""

    def breaker(made):
        source = random.Random(number)
        return [
            new
            for line in made.lines
            for new in (
                [random_signature(line, source) for _ in range(number)]
                if line.type == "RRSIG" and line.covers == kind
                else [line]
            )
        ]

    return breaker


def with_many_digests(number):
    """As many DS records, of the tag that all keys have; none of them is for any key."""

    def vouch(lines):
        source = random.Random(number)
        return [
            Line(lines[0].owner, TTL, "DS", f"{TRAP_TAG} {RSA} 2 {source.randbytes(32).hex()}")
            for _ in range(number)
        ]

    return vouch


def trap(word, text=SET, **options):
    return Zone(f"{word}.test", text, **options)


ZONES = [
    trap("keytrap", SET + key_lines(KEYS), breakers=(with_random_signatures(SIGNATURES),)),
    trap(
        "exponents",
        SET,
        signing=Signing(FORGED_ALGORITHM),
        breakers=(with_slow_keys(KEYS), with_random_signatures(SIGNATURES)),
    ),
    trap("sigjam", SET + key_lines(1), breakers=(with_random_signatures(SIGNATURES),)),
    trap("lockcram", SET + key_lines(KEYS), breakers=(with_random_signatures(1),)),
    trap("hashtrap", SET + key_lines(KEYS), vouch=with_many_digests(DIGESTS)),
    trap("proofs", key_lines(KEYS), breakers=(with_random_signatures(SIGNATURES, "NSEC"),)),
    trap("keys", SET + key_lines(KEYS), breakers=(with_random_signatures(SIGNATURES, "DNSKEY"),)),
    trap("endless", "", signing=Signing(denial=Denial("nsec3", "ab" * 100, 2500))),
    trap("long", "", signing=Signing(denial=Denial("nsec3", "ab" * 4, 150))),
]


class Traps(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        healthy = Zone("healthy.test", 'www CAA 0 issue "secomtrust.net"\n')
        cls.world = sign_world([Zone(""), Zone("test", "ns A 127.0.0.1\n"), healthy, *ZONES])
        authority = cls.enterClassContext(Nsd(cls.world.zones))
        cls.resolver = cls.enterClassContext(Unbound(authority.endpoint, zones=cls.world.zones))

    def judge(self, *names):
        """The rows of the names, each of which was got at little cost; a good name comes last."""
        anchor = self.write("anchor", self.world.anchor)
        options = [*validating(anchor, self.resolver.endpoint), "-f", "jsonl"]
        before = cpu_of_children()
        entries = "\n".join([*names, "www.healthy.test"]).encode()
        outcome = audit("run", *options, "-", stdin=entries)
        spent = cpu_of_children() - before
        *rows, healthy = outcome.rows()
        self.assertLess(spent, SECONDS_OF_CPU)
        self.assertEqual((healthy["dnssec"], reasons(healthy)[0]), ("secure", "listed"))
        return rows

    def check_bogus(self, names, words):
        for row in self.judge(*names):
            self.assertEqual((row["dnssec"], reasons(row)), ("bogus", ["dnssec-bogus"] * 3), row)
            self.assertRegex(row["failure_detail"], words)

    def check_names(self, word, words):
        self.check_bogus([f"n{number}.{word}.test" for number in range(NAMES)], words)

    def test_many_keys_and_many_signatures(self):
        self.check_names("keytrap", "too many signatures to check|does not match")

    def test_keys_that_are_slow(self):
        words = "too many signatures to check|does not match|no DNSKEY of exponents.test with tag"
        self.check_names("exponents", words)

    def test_one_key_and_many_signatures(self):
        self.check_names("sigjam", "too many signatures to check|does not match")

    def test_many_keys_and_one_signature(self):
        self.check_names("lockcram", "too many signatures to check|does not match")

    def digests_handed_on(self, origin):
        """Unbound from 1.26 on leaves out all but 20, and the signature of all of them fits those no more."""
        address, port = self.resolver.endpoint
        command = [tool("kdig"), f"@{address}", "-p", str(port), "+tcp", "+cd", "+short", origin, "DS"]
        return len(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())

    def test_many_keys_and_many_digests(self):
        all_are_seen = self.digests_handed_on("hashtrap.test") == DIGESTS
        words = "no DNSKEY of hashtrap.test matches its DS|too many" if all_are_seen else r"does not match the records \(DS of"
        self.check_names("hashtrap", words)

    def test_many_signatures_of_the_keys(self):
        self.check_names("keys", "too many signatures to check|does not match|no DNSKEY")

    def test_many_signatures_of_proofs(self):
        self.check_names("proofs", "too many signatures to check|does not match")

    def test_many_iterations(self):
        names = [f"n{number}.a.b.c.d.e.f.g.endless.test" for number in range(NAMES)]
        for row in self.judge(*names):
            self.assertEqual((row["dnssec"], reasons(row)), ("insecure", ["no-caa"] * 3), row)

    def test_many_labels_with_as_many_iterations_as_are_checked(self):
        (row,) = self.judge(f"{DEEP}.long.test")
        self.assertEqual((row["dnssec"], reasons(row)), ("secure", ["no-caa"] * 3), row)


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
