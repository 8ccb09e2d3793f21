# SPDX-License-Identifier: Apache-2.0
"""Resource records as the lines of a zone file, and as the octets that a signature covers.

Written from RFC 4034 and RFC 5155, independently of the program under test.
"""

import base64
import hashlib
import re
import struct
from calendar import timegm
from dataclasses import dataclass, replace
from time import strptime

from wire import TYPES, Record, caa_rdata, encode_name, generic_rdata

TYPE_NUMBERS = TYPES | {
    "TXT": 16,
    "DS": 43,
    "RRSIG": 46,
    "NSEC": 47,
    "DNSKEY": 48,
    "NSEC3": 50,
    "NSEC3PARAM": 51,
}
NAME_TYPES = ("NS", "CNAME", "DNAME")
COMMENT = re.compile(r"\s+;\{.*\}$")


@dataclass(frozen=True)
class Line:
    """A record with an absolute owner, lower-case and without the final dot."""

    owner: str
    ttl: int
    type: str
    rdata: str

    @property
    def covers(self):
        """The type whose records a signature is for; any other record stands for itself."""
        return self.rdata.split()[0] if self.type == "RRSIG" else self.type

    def as_written(self):
        return f"{self.owner}. {self.ttl} IN {self.type} {self.rdata}\n"

    def as_generic(self):
        """For NSD, whose own reader would lower-case a CAA tag behind the signer's back."""
        if self.type != "CAA":
            return self.as_written()
        return replace(self, type="TYPE257", rdata=generic_rdata(rdata_octets(self))).as_written()

    def as_record(self):
        return Record(self.owner, TYPE_NUMBERS[self.type], rdata_octets(self), self.ttl)


def parse_line(text):
    """A line as signers write it: every field present, a comment perhaps behind it."""
    owner, ttl, _, kind, rdata = COMMENT.sub("", text.rstrip()).split(None, 4)
    return Line(owner.rstrip(".").lower(), int(ttl), kind, rdata)


def parse_lines(text):
    """The records of a zone file that a signer wrote, one a line."""
    return [parse_line(line) for line in text.splitlines() if line.strip() and line[0] != ";"]


def rdata_octets(line):
    if line.type in NAME_TYPES:
        return encode_name(line.rdata.rstrip(".").lower())
    return ENCODERS[line.type](line.rdata)


def _a(text):
    return bytes(map(int, text.split(".")))


def _txt(text):
    octets = text.strip('"').encode()
    return bytes([len(octets)]) + octets


def _soa(text):
    primary, mailbox, *numbers = text.split()
    names = encode_name(primary.rstrip(".")) + encode_name(mailbox.rstrip("."))
    return names + struct.pack(">5I", *map(int, numbers))


def _ds(text):
    tag, algorithm, digest_type, *digest = text.split()
    fixed = struct.pack(">HBB", int(tag), int(algorithm), int(digest_type))
    return fixed + bytes.fromhex("".join(digest))


def _dnskey(text):
    flags, protocol, algorithm, *key = text.split()
    fixed = struct.pack(">HBB", int(flags), int(protocol), int(algorithm))
    return fixed + base64.b64decode("".join(key))


def _rrsig(text):
    *fields, signature = text.split(None, 8)
    return rrsig_fields(fields) + base64.b64decode(signature.replace(" ", ""))


def rrsig_fields(fields):
    """The octets of a signature's RDATA before the signature, which are signed as well."""
    covered, algorithm, labels, ttl, expiry, inception, tag, signer = fields
    fixed = struct.pack(
        ">HBBIIIH",
        TYPE_NUMBERS[covered],
        int(algorithm),
        int(labels),
        int(ttl),
        seconds_of(expiry),
        seconds_of(inception),
        int(tag),
    )
    return fixed + encode_name(signer.rstrip("."))


def seconds_of(stamp):
    """YYYYMMDDHHMMSS in UTC as seconds since the epoch, as the wire has them."""
    return timegm(strptime(stamp, "%Y%m%d%H%M%S"))


def _nsec(text):
    following, *types = text.split()
    return encode_name(following.rstrip(".").lower()) + type_bitmap(types)


def _nsec3(text):
    algorithm, flags, iterations, salt, following, *types = text.split()
    salt = b"" if salt == "-" else bytes.fromhex(salt)
    following = base64.b32hexdecode(following.upper())
    fixed = struct.pack(">BBHB", int(algorithm), int(flags), int(iterations), len(salt))
    return fixed + salt + bytes([len(following)]) + following + type_bitmap(types)


def type_bitmap(types):
    """RFC 4034 4.1.2: a window for each 256 types, without trailing zeros."""
    windows = {}
    for number in sorted(TYPE_NUMBERS[name] for name in types):
        bits = windows.setdefault(number >> 8, bytearray(32))
        bits[(number & 255) // 8] |= 0x80 >> (number & 7)
    trimmed = {window: bits.rstrip(b"\0") for window, bits in windows.items()}
    return b"".join(bytes([window, len(bits)]) + bits for window, bits in trimmed.items())


ENCODERS = {
    "A": _a,
    "TXT": _txt,
    "SOA": _soa,
    "CAA": caa_rdata,
    "DS": _ds,
    "DNSKEY": _dnskey,
    "RRSIG": _rrsig,
    "NSEC": _nsec,
    "NSEC3": _nsec3,
}


def key_tag(rdata):
    """RFC 4034 appendix B."""
    words = struct.unpack(f">{len(rdata) // 2}H", rdata[: len(rdata) & ~1])
    total = sum(words) + (rdata[-1] << 8 if len(rdata) % 2 else 0)
    return total + (total >> 16) & 0xFFFF


def nsec3_hash(name, salt, iterations):
    """RFC 5155 5, as the first label of a record's owner."""
    digest = hashlib.sha1(encode_name(name) + salt).digest()
    for _ in range(iterations):
        digest = hashlib.sha1(digest + salt).digest()
    return base64.b32hexencode(digest).decode().lower()


def canonical_key(name):
    """Sorts names as RFC 4034 6.1 does."""
    wire, labels = encode_name(name), []
    while wire[0]:
        labels.append(wire[1 : 1 + wire[0]].lower())
        wire = wire[1 + wire[0] :]
    return labels[::-1]


def label_count(name):
    """Labels as a signature counts them: the root and a leading asterisk are none."""
    return len(canonical_key(name)) - name.startswith("*.")
