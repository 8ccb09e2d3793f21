# SPDX-License-Identifier: Apache-2.0
"""Attackers off the path, who know which names are asked for, and flood the program with forged answers from the
server's own address, under guessed ids and to guessed ports: none is believed. One of them is a server himself, and
guesses that what he is asked from is what the other one is asked from.

Measured over the run: whether ids and ports can be told from chance, and which questions share a port. 100,000 names
instead of some, and figures, with CAA_AUDIT_WHOLE=1.
"""

import json
import math
import os
import random
import selectors
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter, deque

from program import AuditTest, environment, main, program
from wire import caa_rdata

WHOLE = "CAA_AUDIT_WHOLE" in os.environ
NAMES = 100_000 if WHOLE else 1500
DELAY = 0.01  # seconds in which a forged answer may come first
FORGED = caa_rdata('0 issue "forged.example"')
FIRST_PORT = 1024
PER_PORT = 32  # questions to one server that may go out on one port
RECENT = 64


class Server:
    """Answers truly, late, and keeps from where it was asked what."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.due = deque()
        self.seen = []  # port, id, question
        self.open = {}  # questions that are not answered yet, by their octets

    def receive(self):
        while True:
            try:
                query, source = self.socket.recvfrom(4096)
            except BlockingIOError:
                return
            if len(query) < 17 or query[2] & 0x80:
                continue  # a forged answer to a port of our own
            end = query.index(b"\0", 12) + 5
            question = query[12:end]
            self.seen.append((source[1], query[:2], question))
            self.open[question] = True
            self.due.append((time.monotonic() + DELAY, query[:2], question, source))

    def answer(self):
        while self.due and self.due[0][0] <= time.monotonic():
            _, number, question, source = self.due.popleft()
            self.open.pop(question, None)
            self.socket.sendto(number + struct.pack(">5H", 0x8180, 1, 0, 0, 0) + question, source)

    def forge(self, number, port):
        """To a port of the program, as from this server, an answer to what it is asked just now."""
        question = next(iter(self.open), None)
        if question is None or port < FIRST_PORT or port > 65535:
            return 0
        record = b"\xc0\x0c" + struct.pack(">HHIH", 257, 1, 300, len(FORGED)) + FORGED
        try:
            self.socket.sendto(number + struct.pack(">5H", 0x8180, 1, 1, 0, 0) + question + record, ("127.0.0.1", port))
        except OSError:
            return 0
        return 1


class Attack(threading.Thread):
    def __init__(self):
        super().__init__()
        self.servers = [Server(), Server()]
        self.forged, self.ended = 0, False

    def run(self):
        waiting = selectors.DefaultSelector()
        for server in self.servers:
            waiting.register(server.socket, selectors.EVENT_READ)
        while not self.ended:
            waiting.select(0.001)
            for server, other in zip(self.servers, reversed(self.servers)):
                server.receive()
                server.answer()
                for number, port in self.guesses(server, other):
                    self.forged += server.forge(number, port)

    def guesses(self, server, other):
        """By chance; what comes behind what was seen last; and what the other server is asked from."""
        for _ in range(100 if WHOLE else 24):
            yield random.randbytes(2), random.randint(FIRST_PORT, 65535)
        for port, number, _ in server.seen[-1:]:
            following = struct.pack(">H", (struct.unpack(">H", number)[0] + 1) & 0xFFFF)
            yield from ((number, port + 1), (following, port + 1), (following, port - 1))
        for port, number, _ in other.seen[-2:]:
            yield from ((number, port), (number, port + 1))


def chi_square(values, buckets, size):
    """How many standard deviations the spread of values in [0, size) is from what chance would give."""
    counts = Counter(value * buckets // size for value in values)
    expected = len(values) / buckets
    square = sum((counts[bucket] - expected) ** 2 / expected for bucket in range(buckets))
    return (square - (buckets - 1)) / math.sqrt(2 * (buckets - 1))


class Flood(AuditTest):
    def setUp(self):
        super().setUp()
        listed = self.write("list", "".join(f"n{number}.test\n" for number in range(NAMES)))
        report = self.directory / "report.jsonl"
        self.attack = Attack()
        self.attack.start()
        places = [
            option
            for label, server in zip("ab", self.attack.servers)
            for option in ("--perspective", f"{label}=127.0.0.1@{server.socket.getsockname()[1]}")
        ]
        try:
            done = subprocess.run(
                [program(), "run", "-q", "--no-dnssec", *places, "-o", report, listed], env=environment(), capture_output=True,
                timeout=1200,
            )
        finally:
            self.attack.ended = True
            self.attack.join()
            for server in self.attack.servers:
                server.socket.close()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.rows = [json.loads(line) for line in report.read_text().splitlines()]

    def test_flood(self):
        self.assertEqual(len(self.rows), NAMES)
        self.assertEqual({(row["server"], row["server_reason"]) for row in self.rows}, {("allowed", "no-caa")})
        self.assertGreater(self.attack.forged, NAMES)
        for server in self.attack.servers:
            self.assertGreaterEqual(len(server.seen), NAMES)
            self.check_chance(server)
        self.check_sharing()

    def check_chance(self, server):
        ids = [struct.unpack(">H", number)[0] for _, number, _ in server.seen]
        ports = [port for (port, _, _), (before, _, _) in zip(server.seen[1:], server.seen) if port != before]
        steps = lambda values, size: [(after - before) % size for before, after in zip(values, values[1:])]
        span = 65536 - FIRST_PORT
        found = {
            "ids": chi_square(ids, 64, 65536),
            "low octets of ids": chi_square([each % 256 for each in ids], 64, 256),
            "steps of ids": chi_square(steps(ids, 65536), 64, 65536),
        }
        fresh = list(dict.fromkeys(ports))
        found |= {
            "ports": chi_square([port - FIRST_PORT for port in fresh], 8, span),
            "steps of ports": chi_square(steps([port - FIRST_PORT for port in fresh], span), 8, span),
        }
        for name, deviations in found.items():
            self.assertLess(abs(deviations), 7, found)
        if WHOLE:
            most = max(Counter(ids).values()) / len(ids)
            print(f"{len(ids)} ids on {len(fresh)} ports: standard deviations from chance {found}, "
                  f"min-entropy of ids at least {-math.log2(most):.1f} bits of {math.log2(len(ids)):.1f} that so many can show",
                  file=sys.stderr)

    def check_sharing(self):
        """Questions of one batch to one server share a port, and no id on it; no port is two servers'."""
        spans = []
        for server in self.attack.servers:
            where = {}
            for place, (port, number, question) in enumerate(server.seen):
                where.setdefault(port, []).append((place, number, question))
            spans.append(where)
            most = max(map(len, where.values()))
            for port, asked in where.items():
                batch = [number for place, number, _ in asked if place - asked[0][0] <= RECENT]
                self.assertEqual(len(set(batch)), len(batch), port)
            if WHOLE:
                print(f"{len(where)} ports, {len(server.seen) / len(where):.1f} questions on each, {most} at most", file=sys.stderr)
            else:
                self.assertLessEqual(most, 2 * PER_PORT)
        both = set(spans[0]) & set(spans[1])
        chance = len(spans[0]) * len(spans[1]) / (65536 - FIRST_PORT)
        self.assertLess(len(both), chance + 6 * math.sqrt(chance) + 3, "as many as chance has on the same port, at other times")
        if WHOLE:
            print(f"{self.attack.forged} forged answers, none believed; {len(both)} ports were used for both, {chance:.0f} by chance",
                  file=sys.stderr)


if __name__ == "__main__":
    main()
