# SPDX-License-Identifier: Apache-2.0
"""Other validators, asked for what they make of single lookups: Unbound and delv."""

import asyncio
import re
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from servers import tool
from wire import EDE_OPTION, RCODES, TYPES, decode_name, encode_name

SECURE, INSECURE, BOGUS, FAILED = "secure", "insecure", "bogus", "failed"
WEAKEST_FIRST = [FAILED, BOGUS, INSECURE, SECURE]
DNSSEC_ERRORS = range(5, 13)  # RFC 8914 4.6 to 4.13, with 5 for indeterminate
AT_ONCE, WORKERS = 32, 2
PATIENCE, TRIES = 15, 3
UDP_SIZE, DO = 4096, 0x8000
AD, CD, TC = 0x20, 0x10, 0x0200


@dataclass(frozen=True)
class Said:
    """What one lookup of CAA came to, whether there were records, and where aliases led."""

    status: str
    found: bool = False
    targets: tuple = ()


def levels(name):
    """The names that RFC 8659 3 asks for, one after the other."""
    while name:
        yield name
        name = name.partition(".")[2]


def climb(name, said):
    """The weakest status on the way up to the first set, which an error ends early.

    An alias is as weak as what is said of its target by itself.
    """
    weakest = SECURE
    for level in levels(name):
        met = [said[level], *(said[target] for target in said[level].targets)]
        weakest = min([weakest, *(one.status for one in met)], key=WEAKEST_FIRST.index)
        if weakest in (BOGUS, FAILED) or said[level].found:
            break
    return weakest


def ask_unbound(endpoint, names):
    """What a validating Unbound says of each name: bogus is what it hides, but for CD."""
    return asyncio.run(_ask_all(endpoint, names))


async def _ask_all(endpoint, names):
    window = asyncio.Semaphore(AT_ONCE)

    async def ask(name):
        async with window:
            said = said_in(await _exchange(endpoint, query_for(name)))
            if said.status == FAILED:
                hidden = said_in(await _exchange(endpoint, query_for(name, CD)))
                said = said if hidden.status == FAILED else Said(BOGUS)
            return name, said

    said = dict(await asyncio.gather(*map(ask, names)))
    targets = {target for one in said.values() for target in one.targets} - said.keys()
    return said | (await _ask_all(endpoint, targets) if targets else {})


def query_for(name, flags=0):
    """A question with DO: AD and the extended errors come back with the answer."""
    opt = b"\0" + struct.pack(">HHIH", TYPES["OPT"], UDP_SIZE, DO, 0)
    question = encode_name(name) + struct.pack(">HH", TYPES["CAA"], 1)
    return struct.pack(">6H", 1, 0x0100 | flags, 1, 0, 0, 1) + question + opt


async def _exchange(endpoint, query):
    loop = asyncio.get_running_loop()
    for _ in range(TRIES):
        answer = loop.create_future()
        end, _ = await loop.create_datagram_endpoint(
            lambda: _Answer(answer), remote_addr=endpoint
        )
        try:
            end.sendto(query)
            octets = await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            continue
        finally:
            end.close()
        truncated = struct.unpack_from(">H", octets, 2)[0] & TC
        return await _exchange_over_tcp(endpoint, query) if truncated else octets
    raise AssertionError(f"{endpoint} does not answer {query}")


class _Answer(asyncio.DatagramProtocol):
    def __init__(self, answer):
        self._answer = answer

    def datagram_received(self, data, source):
        if not self._answer.done():
            self._answer.set_result(data)


async def _exchange_over_tcp(endpoint, query):
    reader, writer = await asyncio.open_connection(*endpoint)
    try:
        writer.write(struct.pack(">H", len(query)) + query)
        (length,) = struct.unpack(">H", await reader.readexactly(2))
        return await reader.readexactly(length)
    finally:
        writer.close()


def said_in(octets):
    _, _, flags, _, answers, authorities, additionals = struct.unpack_from(">HBBHHHH", octets)
    offset = after_name(octets, 12) + 4
    answer, offset = read_records(octets, offset, answers)
    _, offset = read_records(octets, offset, authorities)
    additional, _ = read_records(octets, offset, additionals)
    if flags & 15 not in (RCODES["NOERROR"], RCODES["NXDOMAIN"]):
        return Said(BOGUS if set(errors_in(octets, additional)) & set(DNSSEC_ERRORS) else FAILED)
    found = any(kind == TYPES["CAA"] for kind, _ in answer)
    targets = tuple(name_at(octets, at) for kind, at in answer if kind == TYPES["CNAME"])
    return Said(SECURE if flags & AD else INSECURE, found, targets)


def after_name(octets, offset):
    while octets[offset] and octets[offset] < 0xC0:
        offset += 1 + octets[offset]
    return offset + (2 if octets[offset] else 1)


def name_at(octets, offset):
    """The name there, compressed or not (RFC 1035 4.1.4)."""
    labels = b""
    while octets[offset]:
        if octets[offset] >= 0xC0:
            offset = struct.unpack_from(">H", octets, offset)[0] & 0x3FFF
            continue
        end = offset + 1 + octets[offset]
        labels, offset = labels + octets[offset:end], end
    return decode_name(labels + b"\0", 0)[0]


def read_records(octets, offset, count):
    """Type of each record of a section and where its RDATA begins, and where the next one does."""
    found = []
    for _ in range(count):
        offset = after_name(octets, offset)
        kind, _, _, size = struct.unpack_from(">HHIH", octets, offset)
        found.append((kind, offset + 10))
        offset += 10 + size
    return found, offset


def errors_in(octets, additional):
    """The extended errors in an OPT record (RFC 8914)."""
    for kind, at in additional:
        rdata = octets[at : at + struct.unpack_from(">H", octets, at - 2)[0]]
        while kind == TYPES["OPT"] and rdata:
            code, size = struct.unpack_from(">HH", rdata)
            if code == EDE_OPTION:
                yield struct.unpack_from(">H", rdata, 4)[0]
            rdata = rdata[4 + size :]


def ask_delv(endpoint, anchor_file, names):
    """What delv makes of each name with what a resolver passes on."""
    with ThreadPoolExecutor(WORKERS) as pool:
        said = pool.map(lambda name: _ask_delv(endpoint, anchor_file, name), names)
        return dict(zip(names, said))


def _ask_delv(endpoint, anchor_file, name):
    address, port = endpoint
    options = [f"@{address}", "-p", str(port), "-a", str(anchor_file), "+root=."]
    command = [tool("delv"), *options, f"{name}.", "CAA"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    text = done.stdout + done.stderr
    found = bool(re.search(r"\sIN\s+CAA\s", text))
    verdicts = re.findall(r"^; .*(fully validated|unsigned answer)", text, re.MULTILINE)
    if not verdicts:
        broken = re.search(r"resolution failed: .*(sig|trust|proof|DNSKEY|insecurity)", text)
        return Said(BOGUS if broken else FAILED)
    return Said(SECURE if set(verdicts) == {"fully validated"} else INSECURE, found)


def delv_anchor(ds):
    """A trust anchor in the form that BIND reads, of a DS record."""
    tag, algorithm, digest_type, digest = ds.rdata.split()
    fields = f'{tag} {algorithm} {digest_type} "{digest}"'
    return f'trust-anchors {{ "{ds.owner}." static-ds {fields}; }};\n'
