# SPDX-License-Identifier: Apache-2.0
"""Signatures that no signer would make, though they are true: RSA in plain arithmetic.

They show whether a validator asks not only if a signature fits, but also whose it is.
"""

import base64
import hashlib
import re
import struct
from dataclasses import replace

from records import TYPE_NUMBERS, Line, key_tag, label_count, rdata_octets, rrsig_fields
from signed import NUMBERS, VALID
from wire import encode_name

FORGED_ALGORITHM = "RSASHA256"
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017 9.2


def number_in(key, field):
    text = re.search(rf"^{field}: (\S+)$", key.private, re.MULTILINE).group(1)
    return int.from_bytes(base64.b64decode(text), "big")


def rsa_signature(key, octets):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2.1)."""
    modulus, exponent = number_in(key, "Modulus"), number_in(key, "PrivateExponent")
    size = (modulus.bit_length() + 7) // 8
    digest = SHA256_PREFIX + hashlib.sha256(octets).digest()
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    return pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(size, "big")


def with_signature(lines, key, signer, dnskey=None):
    """The records of one RRset, and a signature by `key` in the name of the zone `signer`."""
    first = lines[0]
    tag = key_tag(rdata_octets(dnskey or key.line(signer)))
    fields = [
        first.type,
        NUMBERS[key.algorithm],
        label_count(first.owner),
        first.ttl,
        VALID.expiry,
        VALID.inception,
        tag,
        f"{signer}.",
    ]
    octets = rrsig_fields(fields) + b"".join(sorted(map(canonical_form, lines)))
    text = base64.b64encode(rsa_signature(key, octets)).decode()
    rdata = " ".join(map(str, [*fields, text]))
    return [*lines, Line(first.owner, first.ttl, "RRSIG", rdata)]


def canonical_form(line):
    """RFC 4034 6.2; names and types stand before the RDATA, so that these octets sort as it."""
    rdata = rdata_octets(line)
    fixed = struct.pack(">HHIH", TYPE_NUMBERS[line.type], 1, line.ttl, len(rdata))
    return encode_name(line.owner) + fixed + rdata


def renamed(lines, owner):
    """The same records at another name: where they stood at a wildcard, as if made from it."""
    return [replace(line, owner=owner) for line in lines]
