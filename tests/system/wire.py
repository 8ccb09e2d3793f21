# SPDX-License-Identifier: Apache-2.0
"""DNS messages and CAA records, written independently of the program under test.

Names are lower-case presentation text without the final dot; the root is the
empty string.  Only what the tests need is here: no compression except the one
pointer that a server can always use, to the question.
"""

import re
import socket
import struct
from dataclasses import dataclass

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "DNAME": 39, "OPT": 41, "CAA": 257}
RCODES = {
    "NOERROR": 0,
    "FORMERR": 1,
    "SERVFAIL": 2,
    "NXDOMAIN": 3,
    "NOTIMP": 4,
    "REFUSED": 5,
    "YXDOMAIN": 6,
    "BADVERS": 16,
}
EDE_OPTION = 15
UDP_SIZE = 1232
QUESTION_POINTER = b"\xc0\x0c"


@dataclass(frozen=True)
class Record:
    owner: str
    type: int
    rdata: bytes
    ttl: int = 300


@dataclass(frozen=True)
class Question:
    """A question as it came in: `wire_name` keeps the letter case of the asker."""

    id: int
    wire_name: bytes
    type: int
    udp_size: int
    has_edns: bool

    @property
    def name(self):
        return decode_name(self.wire_name, 0)[0]


@dataclass(frozen=True)
class Message:
    """An answer that is still to be encoded, so that a fault can change any part of it."""

    id: int
    wire_name: bytes
    type: int
    rcode: int = 0
    authoritative: bool = False
    truncated: bool = False
    recursion: bool = True
    answer: tuple = ()
    authority: tuple = ()
    has_edns: bool = False
    extended_error: int | None = None

    def encode(self):
        flags = 0x8100 | self.rcode & 15
        flags |= self.authoritative << 10 | self.truncated << 9 | self.recursion << 7
        header = struct.pack(
            ">6H", self.id, flags, 1, len(self.answer), len(self.authority), int(self.has_edns)
        )
        question = self.wire_name + struct.pack(">HH", self.type, 1)
        records = b"".join(map(self._encode_record, self.answer + self.authority))
        return header + question + records + self._encode_opt()

    def _encode_record(self, record):
        own = record.owner == decode_name(self.wire_name, 0)[0]
        owner = QUESTION_POINTER if own else encode_name(record.owner)
        fixed = struct.pack(">HHIH", record.type, 1, record.ttl, len(record.rdata))
        return owner + fixed + record.rdata

    def _encode_opt(self):
        if not self.has_edns:
            return b""
        options = b""
        if self.extended_error is not None:
            options = struct.pack(">HHH", EDE_OPTION, 2, self.extended_error)
        ttl = self.rcode >> 4 << 24
        return b"\0" + struct.pack(">HHIH", TYPES["OPT"], UDP_SIZE, ttl, len(options)) + options


def encode_name(name):
    if name in ("", "."):
        return b"\0"
    labels = [unescape(label) for label in re.findall(r"(?:\\.|[^.\\])+", name)]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode_name(data, offset):
    """The name at `offset`, lower-case, and the offset behind it; queries hold no pointers."""
    labels = []
    while data[offset]:
        length = data[offset]
        label = data[offset + 1 : offset + 1 + length]
        labels.append(escape(label.lower()))
        offset += 1 + length
    return ".".join(labels), offset + 1


def escape(octets):
    plain = b"-_*abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(chr(octet) if octet in plain else f"\\{octet:03d}" for octet in octets)


def unescape(text):
    """The octets of presentation text: \\DDD is an octet, \\X is X (RFC 1035 5.1)."""
    octets = bytearray()
    position = 0
    while position < len(text):
        if text[position] != "\\":
            octets += text[position].encode()
            position += 1
        elif text[position + 1].isdigit():
            octets.append(int(text[position + 1 : position + 4]))
            position += 4
        else:
            octets += text[position + 1].encode()
            position += 2
    return bytes(octets)


def parse_question(data):
    """The question in a query message; ValueError for what no resolver would send."""
    identifier, flags, questions, _, _, additional = struct.unpack_from(">6H", data)
    if flags & 0x8000 or questions != 1:
        raise ValueError("not a query with one question")
    _, end = decode_name(data, 12)
    (qtype,) = struct.unpack_from(">H", data, end)
    udp_size = 512
    if additional:
        opt_type, udp_size = struct.unpack_from(">HH", data, end + 5)
        if opt_type != TYPES["OPT"]:
            raise ValueError("the additional record is no OPT")
    return Question(identifier, data[12:end], qtype, max(udp_size, 512), bool(additional))


def caa_rdata(text):
    """RDATA of a CAA record in presentation form, or in the generic form of RFC 3597."""
    if text.startswith("\\#"):
        _, length, *digits = text.split()
        rdata = bytes.fromhex("".join(digits))
        if len(rdata) != int(length):
            raise ValueError(f"{length} octets promised, {len(rdata)} given: {text}")
        return rdata
    flags, tag, value = text.split(None, 2)
    if value.startswith('"'):
        value = value[1 : value.rindex('"')]
    return bytes([int(flags), len(tag)]) + tag.encode() + unescape(value)


def generic_rdata(rdata):
    """The form of RFC 3597, which no zone reader can interpret and so none can change."""
    return f"\\# {len(rdata)} {rdata.hex()}"


def caa_record(owner, text, ttl=300):
    return Record(owner, TYPES["CAA"], caa_rdata(text), ttl)


def cname_record(owner, target, ttl=300):
    return Record(owner, TYPES["CNAME"], encode_name(target), ttl)


def soa_record(owner):
    """A start of authority whose minimum lets negative answers live for a minute."""
    names = encode_name("ns.test") + encode_name("hostmaster.test")
    return Record(owner, TYPES["SOA"], names + struct.pack(">5I", 1, 3600, 600, 86400, 60), 60)


def ask_rcode(endpoint, name, qtype, patience):
    """The rcode of one question over UDP, or None where no answer came within `patience`."""
    query = struct.pack(">6H", 1, 0x0100, 1, 0, 0, 0) + encode_name(name)
    query += struct.pack(">HH", TYPES[qtype], 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(patience)
        try:
            asker.connect(endpoint)
            asker.send(query)
            return asker.recv(4096)[3] & 15
        except OSError:
            return None
