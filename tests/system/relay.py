# SPDX-License-Identifier: Apache-2.0
"""A relay in front of a resolver that passes everything on, but for what a test plays itself.

Whoever stands between the program and the truth can drop questions, strip
signatures, or answer with records that were signed for another purpose; the relay
does so on purpose.
"""

import asyncio
import dataclasses
import struct
import time

from faulty import Fault, FaultyServer, Query
from records import TYPE_NUMBERS
from wire import RCODES, Message, parse_question

OPT_START = b"\0\0\x29"
OPT_SIZE = 11
DO_OFFSET, DO = -4, 0x80
FLAGS_LOW, CD = 3, 0x10


@dataclasses.dataclass
class RelayedQuery(Query):
    """A question with the octets in which it came."""

    octets: bytes = b""

    @property
    def checking_disabled(self):
        return bool(self.octets[FLAGS_LOW] & CD)

    @property
    def wants_dnssec(self):
        return has_opt(self.octets) and bool(self.octets[DO_OFFSET] & DO)


def has_opt(octets):
    """A query of the program ends with an OPT record without options, or has none."""
    return octets[-OPT_SIZE:].startswith(OPT_START)


class Forward(Fault):
    """The true answer, octet for octet."""

    async def answer(self, server, channel):
        octets = await server.fetch(self.ask_instead(channel.query.octets), channel.query.transport)
        framed = channel.query.transport == "tcp"
        channel.send_octets(struct.pack(">H", len(octets)) + octets if framed else octets)

    def ask_instead(self, octets):
        return octets


class WithoutDnssec(Forward):
    """Asks without the DO bit, and so hands out what a resolver without DNSSEC would."""

    def ask_instead(self, octets):
        changed = bytearray(octets)
        if has_opt(octets):
            changed[DO_OFFSET] &= ~DO
        return bytes(changed)


class Say(Fault):
    """Answers with these lines, whatever the truth is."""

    def __init__(self, answer=(), authority=(), rcode="NOERROR"):
        self._answer = tuple(line.as_record() for line in answer)
        self._authority = tuple(line.as_record() for line in authority)
        self._rcode = RCODES[rcode]

    async def answer(self, server, channel):
        question = channel.query.question
        channel.send(
            Message(
                id=question.id,
                wire_name=question.wire_name,
                type=question.type,
                rcode=self._rcode,
                answer=self._answer,
                authority=self._authority,
                has_edns=question.has_edns,
            )
        )


def question(name, kind=None):
    """A rule for the questions for one name, of one type or of all."""
    number = kind and TYPE_NUMBERS[kind]
    return lambda asked: asked.name == name and number in (None, asked.type)


def whole_zone(origin):
    """A rule for all names of a zone; what its parent says of it is the parent's."""

    def matches(asked):
        own_ds = asked.name == origin and asked.type == TYPE_NUMBERS["DS"]
        return (asked.name == origin or asked.name.endswith(f".{origin}")) and not own_ds

    return matches


class Relay(FaultyServer):
    """`rules` are pairs of a test for questions and a fault; the first that fits counts."""

    def __init__(self, upstream, rules=(), default=None):
        super().__init__(default=default or Forward())
        self._upstream = upstream
        self._rules = rules

    def note_query(self, octets, transport, source):
        question = parse_question(octets)
        query = RelayedQuery(question, transport, source, time.monotonic(), octets=octets)
        self.queries.append(query)
        return query

    async def respond(self, channel):
        asked = channel.query.question
        fault = next((fault for rule, fault in self._rules if rule(asked)), self.default)
        await fault.answer(self, channel)

    async def fetch(self, octets, transport):
        if transport == "tcp":
            return await self._fetch_over_tcp(octets)
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        end, _ = await loop.create_datagram_endpoint(
            lambda: FirstDatagram(answer), remote_addr=self._upstream
        )
        try:
            end.sendto(octets)
            return await answer
        finally:
            end.close()

    async def _fetch_over_tcp(self, octets):
        reader, writer = await asyncio.open_connection(*self._upstream)
        try:
            writer.write(struct.pack(">H", len(octets)) + octets)
            (length,) = struct.unpack(">H", await reader.readexactly(2))
            return await reader.readexactly(length)
        finally:
            writer.close()


class FirstDatagram(asyncio.DatagramProtocol):
    """The first datagram that comes back is the answer; silence is passed on as silence."""

    def __init__(self, answer):
        self._answer = answer

    def datagram_received(self, data, source):
        if not self._answer.done():
            self._answer.set_result(data)
