# SPDX-License-Identifier: Apache-2.0
"""Signed worlds: zones from the root down, with chains of trust between them.

BIND's tools make the keys and the signatures, so that they owe nothing to the
library with which the program checks them.  What BIND refuses to sign (NSEC3 with
more than 50 iterations) is signed by ldns-signzone.
"""

import hashlib
import subprocess
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cases import zone_apex
from records import Line, canonical_key, key_tag, nsec3_hash, parse_lines, rdata_octets
from servers import tool
from wire import encode_name

TTL = 300
WORKERS = 2
KEYS_EACH = 4
DAY = 86400
BIND_MOST_ITERATIONS = 50  # from 9.20 on
KEY_SIGNING, ZONE_SIGNING = 257, 256
NUMBERS = {
    "RSASHA1": 5,
    "NSEC3RSASHA1": 7,
    "RSASHA256": 8,
    "RSASHA512": 10,
    "ECDSAP256SHA256": 13,
    "ECDSAP384SHA384": 14,
    "ED25519": 15,
    "ED448": 16,
}
DIGESTS = {1: hashlib.sha1, 2: hashlib.sha256, 4: hashlib.sha384}


def stamp(seconds):
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))


@dataclass(frozen=True)
class Period:
    """When signatures are valid, in the form of a zone file."""

    inception: str
    expiry: str


VALID = Period(stamp(time.time() - DAY), stamp(time.time() + 30 * DAY))
PAST = Period("20200101000000", "20210203040506")
FUTURE = Period("20400506070809", "20410101000000")


@dataclass(frozen=True)
class Denial:
    """How a zone proves what it does not hold."""

    word: str
    salt: str | None = None
    iterations: int = 0
    opt_out: bool = False

    def hash(self, name):
        return nsec3_hash(name, bytes.fromhex(self.salt), self.iterations)


NSEC = Denial("nsec")
NSEC3 = Denial("nsec3", salt="ab12")
OPT_OUT = Denial("optout", salt="cd34", opt_out=True)


@dataclass(frozen=True)
class Signing:
    """How a zone is signed.  `split`: one key for the keys, another for all else.

    Keys are made once and shared by many zones; `generation` asks for other ones.
    """

    algorithm: str = "ECDSAP256SHA256"
    denial: Denial = NSEC
    period: Period = VALID
    split: bool = False
    generation: int = 0


def honest(lines):
    return lines


@dataclass(frozen=True)
class Zone:
    """A zone to be: records in zone file syntax, relative to `origin`, without SOA and NS.

    `vouch` makes of the zone's DS records what the parent says instead; `breakers`
    break the signed zone, one after the other.
    """

    origin: str
    text: str = ""
    signing: Signing | None = Signing()
    vouch: callable = honest
    breakers: tuple = ()

    def absolute(self, name):
        if name == "@":
            return self.origin
        return f"{name}.{self.origin}" if self.origin else name


@dataclass(frozen=True)
class Key:
    algorithm: str
    flags: int
    public: str
    private: str

    def line(self, origin):
        return Line(origin, TTL, "DNSKEY", f"{self.flags} 3 {NUMBERS[self.algorithm]} {self.public}")

    @property
    def tag(self):
        return key_tag(rdata_octets(self.line("")))

    def write(self, origin, directory):
        """Writes the files that signers read, and returns their common stem."""
        stem = directory / f"K{origin}.+{NUMBERS[self.algorithm]:03d}+{self.tag:05d}"
        Path(f"{stem}.key").write_text(self.line(origin).as_written())
        Path(f"{stem}.private").write_text(self.private)
        return str(stem)


def ds_line(dnskey, digest=2):
    """The DS record for a key (RFC 4034 5.1.4)."""
    rdata = rdata_octets(dnskey)
    found = DIGESTS[digest](encode_name(dnskey.owner) + rdata).hexdigest()
    return Line(dnskey.owner, TTL, "DS", f"{key_tag(rdata)} {rdata[3]} {digest} {found}")


@lru_cache(maxsize=None)
def make_key(algorithm, flags, number):
    """A key that is the same whenever it is asked for by the same number."""
    size = ["-b", "2048"] if "RSA" in algorithm else []
    role = ["-f", "KSK"] if flags == KEY_SIGNING else []
    with tempfile.TemporaryDirectory(prefix="caa-audit-") as directory:
        run("dnssec-keygen", "-q", "-a", algorithm, *size, *role, "-K", directory, f"n{number}.")
        (public,) = Path(directory).glob("*.key")
        (private,) = Path(directory).glob("*.private")
        text = [line for line in public.read_text().splitlines() if not line.startswith(";")][0]
        return Key(algorithm, flags, text.split(None, 6)[6].replace(" ", ""), private.read_text())


def keys_of(zone):
    """The zone's keys, those that sign keys first; zones differ, but not each from each."""
    signing = zone.signing
    number = zlib.crc32(zone.origin.encode()) % KEYS_EACH + KEYS_EACH * signing.generation
    roles = [KEY_SIGNING, ZONE_SIGNING] if signing.split else [KEY_SIGNING]
    return [make_key(signing.algorithm, flags, number) for flags in roles]


def run(name, *arguments):
    done = subprocess.run([tool(name), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{name} {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def sign(zone, delegations=()):
    """The lines of the signed zone; `delegations` are the records of its children's."""
    with tempfile.TemporaryDirectory(prefix="caa-audit-") as directory:
        path = Path(directory) / "zone"
        keys = keys_of(zone)
        dnskeys = [key.line(zone.origin) for key in keys]
        path.write_text(unsigned_text(zone, [*delegations, *dnskeys]))
        stems = [key.write(zone.origin, path.parent) for key in keys]
        return parse_lines(signer_output(zone, path, stems))


def unsigned_text(zone, lines):
    text = f"$ORIGIN {zone.origin}.\n$TTL {TTL}\n{zone_apex(zone.origin)}{zone.text}\n"
    return text + "".join(line.as_written() for line in lines)


def signer_output(zone, path, stems):
    signing, origin = zone.signing, f"{zone.origin}."
    if signing.denial.iterations > BIND_MOST_ITERATIONS:
        return ldns_output(signing, origin, path, stems)
    dates = ["-s", signing.period.inception, "-e", signing.period.expiry]
    role = ["-x"] if signing.split else ["-z"]
    options = ["-P", "-n", "1", "-j", "0", "-O", "full", "-d", str(path.parent), *dates, *role]
    options += bind_denial(signing.denial)
    return run("dnssec-signzone", *options, "-o", origin, "-f", "-", str(path), *stems)


def bind_denial(denial):
    if denial.salt is None:
        return []
    options = ["-3", denial.salt or "-", "-H", str(denial.iterations)]
    return options + ["-A"] if denial.opt_out else options


def ldns_output(signing, origin, path, stems):
    denial, period = signing.denial, signing.period
    options = ["-b", "-n", "-s", denial.salt, "-t", str(denial.iterations)]
    options += ["-i", period.inception, "-e", period.expiry, "-o", origin, "-f", "-"]
    return run("ldns-signzone", *options, str(path), *stems)


class SignedZone:
    """A zone with its signed lines, and the means to sign it in another way."""

    def __init__(self, zone, delegations, lines):
        self.zone = zone
        self.lines = lines
        self._delegations = delegations

    def again(self, **changes):
        """The lines of the same zone, signed in another way."""
        changed = replace(self.zone, signing=replace(self.zone.signing, **changes))
        return sign(changed, self._delegations)

    def broken(self, breaker):
        return SignedZone(self.zone, self._delegations, breaker(self))

    def find(self, name, kind):
        """The records of a type, and their signatures; `name` is relative to the zone."""
        owner = self.zone.absolute(name)
        return [line for line in self.lines if line.owner == owner and line.covers == kind]

    @property
    def is_hashed(self):
        return self.zone.signing.denial.salt is not None

    def proof_at(self, name):
        """Owner and type of the record that lists the types at a name."""
        owner = self.zone.absolute(name)
        return (self._hashed(owner), "NSEC3") if self.is_hashed else (owner, "NSEC")

    def proof_over(self, name):
        """Owner and type of the record that spans the place where a name would be."""
        owner = self.zone.absolute(name)
        if self.is_hashed:
            hashed, owners = self._hashed(owner), self._owners("NSEC3")
            return max([found for found in owners if found < hashed] or owners), "NSEC3"
        owners = self._owners("NSEC")
        before = [found for found in owners if canonical_key(found) < canonical_key(owner)]
        return max(before, key=canonical_key), "NSEC"

    def _hashed(self, owner):
        return self.zone.absolute(self.zone.signing.denial.hash(owner))

    def _owners(self, kind):
        return [line.owner for line in self.lines if line.type == kind]

    def text(self):
        return "".join(line.as_generic() for line in self.lines)


@dataclass(frozen=True)
class World:
    """Zone file texts by origin, as servers want them, and the signed zones among them."""

    zones: dict
    signed: dict
    top: Zone

    @property
    def anchor(self):
        return anchor_text(self.top)

    def lines(self, origin, name, kind):
        return self.signed[origin].find(name, kind)


def anchor_text(zone):
    """The trust anchor of a zone: the DS of the key that signs its keys."""
    return ds_line(keys_of(zone)[0].line(zone.origin)).as_written()


def parent_of(origin, origins):
    """The closest zone above, or None for the top."""
    name = origin
    while name:
        name = name.partition(".")[2]
        if name in origins:
            return name
    return None


def delegation(zone):
    """What the parent holds for a zone, which may be less or more than what is true."""
    lines = [Line(zone.origin, TTL, "NS", "ns.test.")]
    if zone.signing is None:
        return lines + zone.vouch([])
    return lines + zone.vouch([ds_line(keys_of(zone)[0].line(zone.origin))])


def sign_world(zones):
    """Signs all zones, each delegated by the closest one above it."""
    by_origin = {zone.origin: zone for zone in zones}
    delegations = {origin: [] for origin in by_origin}
    for zone in zones:
        parent = parent_of(zone.origin, by_origin)
        if parent is not None:
            delegations[parent] += delegation(zone)
    with ThreadPoolExecutor(WORKERS) as pool:
        finished = list(pool.map(lambda zone: finish(zone, delegations[zone.origin]), zones))
    texts = {f"{zone.origin}.": text for zone, (text, _) in zip(zones, finished)}
    signed = {zone.origin: made for zone, (_, made) in zip(zones, finished) if made}
    return World(texts, signed, min(zones, key=lambda zone: len(zone.origin)))


def finish(zone, delegations):
    """The zone's text, and the signed zone where it is one: the pool's part of the work."""
    if zone.signing is None:
        return unsigned_text(zone, delegations), None
    made = SignedZone(zone, delegations, sign(zone, delegations))
    for breaker in zone.breakers:
        made = made.broken(breaker)
    return made.text(), made
