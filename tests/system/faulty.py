# SPDX-License-Identifier: Apache-2.0
"""A resolver that goes wrong on purpose.

`FaultyServer` stands where the program expects a recursive resolver.  It answers
from a table of records, follows aliases, and keeps every question it was asked.
What goes wrong, and for which names, is said by `Fault` objects: each is one way
in which servers and networks fail.
"""

import asyncio
import dataclasses
import os
import socket
import struct
import threading
import time

from servers import free_endpoint
from wire import (
    RCODES,
    TYPES,
    Message,
    Question,
    caa_record,
    decode_name,
    parse_question,
    soa_record,
)

PATIENCE = 60
LONGEST_CHAIN = 64
RECEIVE_BUFFER = 1 << 22
FORGED_POLICY = '0 issue "forged.example"'


@dataclasses.dataclass
class Query:
    """A question that came in, how, from where and when; `answered` stays None in silence."""

    question: Question
    transport: str
    source: tuple
    arrived: float
    answered: float | None = None

    @property
    def name(self):
        return self.question.name


class UdpChannel:
    """The way back to the one who asked over UDP; too large an answer goes back truncated."""

    def __init__(self, transport, query):
        self._transport = transport
        self.query = query

    def send(self, message):
        octets = message.encode()
        if len(octets) > self.query.question.udp_size:
            octets = truncated(message).encode()
        self.send_octets(octets)

    def send_octets(self, octets):
        self.query.answered = time.monotonic()
        if octets:
            self._transport.sendto(octets, self.query.source)
            return
        # Python before 3.12 sends no empty datagram for a transport.
        with socket.socket(fileno=os.dup(self._transport.get_extra_info("socket").fileno())) as end:
            end.sendto(octets, self.query.source)

    def send_from(self, endpoint, message):
        """Sends from another socket, as an attacker or a wrongly set up balancer does."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(endpoint)
            stranger.sendto(message.encode(), self.query.source)


class TcpChannel:
    """The way back to the one who asked over TCP."""

    def __init__(self, writer, query):
        self._writer = writer
        self.query = query

    def send(self, message):
        self.send_octets(framed(message))

    def send_octets(self, octets):
        self.query.answered = time.monotonic()
        self._writer.write(octets)

    async def send_in_pieces(self, pieces):
        for piece in pieces:
            self.send_octets(piece)
            await self._writer.drain()

    def close(self):
        self._writer.close()


def framed(message):
    octets = message.encode()
    return struct.pack(">H", len(octets)) + octets


def truncated(message):
    return dataclasses.replace(message, truncated=True, answer=(), authority=())


def question_name(message):
    return decode_name(message.wire_name, 0)[0]


def forged(message):
    """What an attacker would say: whoever believes it reports another verdict."""
    policy = caa_record(question_name(message), FORGED_POLICY)
    return dataclasses.replace(message, rcode=0, answer=(policy,), authority=())


class Fault:
    """How one question is answered; this one is no fault at all."""

    async def answer(self, server, channel):
        channel.send(server.answer_to(channel.query))


class Silence(Fault):
    async def answer(self, server, channel):
        pass


class Phases(Fault):
    """Changes with the number of questions asked so far: pairs of a bound and a fault."""

    def __init__(self, *phases):
        self._phases = phases

    async def answer(self, server, channel):
        asked = len(server.queries)
        fault = next(fault for bound, fault in self._phases if bound is None or asked <= bound)
        await fault.answer(server, channel)


class Altered(Fault):
    """An answer that arrives as it should, but says something else."""

    async def answer(self, server, channel):
        channel.send(self.alter(server.answer_to(channel.query)))

    def alter(self, message):
        raise NotImplementedError


class Rcode(Altered):
    def __init__(self, name, extended_error=None):
        self._rcode = RCODES[name]
        self._extended_error = extended_error

    def alter(self, message):
        return dataclasses.replace(
            message,
            rcode=self._rcode,
            extended_error=self._extended_error,
            answer=(),
            authority=(soa_record(""),) if self._rcode == RCODES["NXDOMAIN"] else (),
        )


class Stale(Altered):
    """RFC 8767: the resolver could not refresh what it has, and says so (RFC 8914, 3)."""

    def alter(self, message):
        return dataclasses.replace(message, extended_error=3)


class Truncated(Fault):
    """Every answer over UDP is cut, so that `over_tcp` decides."""

    def __init__(self, over_tcp):
        self._over_tcp = over_tcp

    async def answer(self, server, channel):
        if channel.query.transport == "udp":
            channel.send(truncated(server.answer_to(channel.query)))
        else:
            await self._over_tcp.answer(server, channel)


class Intruder(Fault):
    """Something wrong arrives first over UDP, the true answer right behind it."""

    async def answer(self, server, channel):
        message = server.answer_to(channel.query)
        if channel.query.transport == "udp":
            self.intrude(server, channel, message)
        channel.send(message)

    def intrude(self, server, channel, message):
        raise NotImplementedError


class WrongPortFirst(Intruder):
    def intrude(self, server, channel, message):
        channel.send_from((server.endpoint[0], 0), forged(message))


class WrongAddressFirst(Intruder):
    def intrude(self, server, channel, message):
        address, port = free_endpoint()
        channel.send_from((address, server.endpoint[1]), forged(message))


class GarbageFirst(Intruder):
    """Octets that are no message, none at all, and less than a header."""

    def intrude(self, server, channel, message):
        for octets in (b"\xff" * 40, b"", message.encode()[:9]):
            channel.send_octets(octets)


class SplitFrame(Fault):
    """A message over TCP in many pieces, the first of them half of its length field."""

    async def answer(self, server, channel):
        octets = framed(server.answer_to(channel.query))
        step = len(octets) // 20 + 1
        rest = [octets[start : start + step] for start in range(1, len(octets), step)]
        await channel.send_in_pieces([octets[:1], *rest])


class StrayFrameFirst(Fault):
    """Two messages in one write over TCP; the first answers nothing that was asked."""

    async def answer(self, server, channel):
        message = server.answer_to(channel.query)
        stray = dataclasses.replace(forged(message), id=message.id ^ 0x5555)
        channel.send_octets(framed(stray) + framed(message))


class CloseInFrame(Fault):
    """The connection ends in the middle of a message."""

    async def answer(self, server, channel):
        octets = framed(server.answer_to(channel.query))
        channel.send_octets(octets[: len(octets) // 2])
        channel.close()


def ancestors(name):
    """The name itself and all above it."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


class FaultyServer:
    """Answers on one endpoint over UDP and TCP, in a thread of its own.

    `faults` maps a name to its fault; every other name meets `default`, which a
    test may exchange while the server runs.  With `tcp=False` connections are
    refused.  A server that was stopped can be started again on the same endpoint.
    """

    def __init__(self, records=(), faults=None, default=None, tcp=True):
        self.endpoint = free_endpoint()
        self.default = default or Fault()
        self.queries = []
        self._faults = faults or {}
        self._tcp = tcp
        self._records = {}
        for record in records:
            self._records.setdefault(record.owner, []).append(record)
        self._names = {ancestor for owner in self._records for ancestor in ancestors(owner)}
        self._asked = threading.Condition()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Opens the sockets before it returns: whoever asks from now on is heard."""
        self._udp = self._open_socket(socket.SOCK_DGRAM)
        self._listener = self._open_socket(socket.SOCK_STREAM) if self._tcp else None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        """Closes the sockets before it returns: whoever asks from now on is refused."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def count(self, **wanted):
        """How many questions came in, of this `name`, `transport` or `edns`."""
        return len(self.select(**wanted))

    def select(self, name=None, transport=None, edns=None):
        return [
            query
            for query in self.queries
            if name in (None, query.name)
            and transport in (None, query.transport)
            and edns in (None, query.question.has_edns)
        ]

    def wait_for_queries(self, number):
        with self._asked:
            if not self._asked.wait_for(lambda: len(self.queries) >= number, PATIENCE):
                raise AssertionError(f"{len(self.queries)} questions came, {number} awaited")

    def answer_to(self, query):
        """What an honest resolver would say."""
        question = query.question
        chain, end = self._follow_aliases(question.name)
        found = [record for record in self._records.get(end, []) if record.type == question.type]
        return Message(
            id=question.id,
            wire_name=question.wire_name,
            type=question.type,
            rcode=0 if self._exists(end) else RCODES["NXDOMAIN"],
            answer=tuple(chain + found),
            authority=() if found else (soa_record(""),),
            has_edns=question.has_edns,
        )

    def _follow_aliases(self, name):
        """The aliases from `name` on, and where they end; a loop ends where it closes."""
        chain = []
        while len(chain) < LONGEST_CHAIN:
            aliases = [r for r in self._records.get(name, []) if r.type == TYPES["CNAME"]]
            if not aliases or aliases[0] in chain:
                break
            chain.append(aliases[0])
            name = decode_name(aliases[0].rdata, 0)[0]
        return chain, name

    def _exists(self, name):
        """A name with records, or an empty non-terminal above one."""
        return name in self._names

    def _open_socket(self, kind):
        opened = socket.socket(socket.AF_INET, kind)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        opened.setblocking(False)
        opened.bind(self.endpoint)
        if kind == socket.SOCK_STREAM:
            opened.listen(128)
        return opened

    def _serve(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        try:
            self._loop.run_forever()
        finally:
            self._close()

    async def _open(self):
        transport, _ = await self._loop.create_datagram_endpoint(
            lambda: UdpProtocol(self), sock=self._udp
        )
        self._open_ends = [transport]
        if self._listener:
            listening = await asyncio.start_server(self._serve_connection, sock=self._listener)
            self._open_ends.append(listening)

    def _close(self):
        """Drops what is unanswered, and closes every socket; the loop closes them in its turns."""
        for end in self._open_ends:
            end.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        for _ in range(3):
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve_connection(self, reader, writer):
        source = writer.get_extra_info("peername")
        try:
            while True:
                (length,) = struct.unpack(">H", await reader.readexactly(2))
                octets = await reader.readexactly(length)
                query = self.note_query(octets, "tcp", source)
                await self.respond(TcpChannel(writer, query))
        except (asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def note_query(self, octets, transport, source):
        query = Query(parse_question(octets), transport, source, time.monotonic())
        with self._asked:
            self.queries.append(query)
            self._asked.notify_all()
        return query

    async def respond(self, channel):
        fault = self._faults.get(channel.query.name, self.default)
        await fault.answer(self, channel)


class UdpProtocol(asyncio.DatagramProtocol):
    def __init__(self, server):
        self._server = server
        self._tasks = set()

    def connection_made(self, transport):
        self._transport = transport

    def datagram_received(self, data, source):
        query = self._server.note_query(data, "udp", source)
        channel = UdpChannel(self._transport, query)
        task = asyncio.ensure_future(self._server.respond(channel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
