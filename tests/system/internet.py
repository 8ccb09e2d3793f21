# SPDX-License-Identifier: Apache-2.0
"""A small internet on loopback: a root, zones below it, and their name servers.

Each host has an address of its own; all share one port, as those of the real
internet share port 53.  A host is a real NSD, or is played by this process, so
that it can go wrong on purpose and its questions can be counted.
"""

import contextlib
import dataclasses
import random
import re
import socket
import struct
import time
from dataclasses import dataclass

import signed
from faulty import Fault, FaultyServer
from program import audit
from records import TYPE_NUMBERS, Line, rdata_octets
from servers import PATIENCE, Nsd, can_bind
from signed import finish
from wire import RCODES, Message, Record, ask_rcode, caa_record, decode_name

TTL = 300
NUMBERS = TYPE_NUMBERS | {"AAAA": 28}
HINTS = "root.hints"
HOST_ADDRESS = re.compile(r"\bA @([\w.-]+)")
ADDITIONAL_COUNT = slice(10, 12)
KINDS_OF_SOCKET = (socket.SOCK_DGRAM, socket.SOCK_STREAM)


@dataclass(frozen=True)
class Site:
    """A zone and the hosts that serve it.

    `text` holds records relative to `origin`, one a line, without SOA and NS; `A @host` is
    the address of a host.  `servers` are the names of its name servers, each with its host,
    which holds the zone unless it is one of the `lame`.  `delegation` is what the zone
    above holds instead of NS records and glue, relative to that zone.
    """

    origin: str
    text: str = ""
    servers: dict | None = None
    lame: tuple = ()
    delegation: str | None = None

    @property
    def name_servers(self):
        if self.servers is not None:
            return self.servers
        return {f"ns.{self.origin}": self.origin} if self.origin else {"ns.root": "root"}

    @property
    def holders(self):
        return [host for host in self.name_servers.values() if host and host not in self.lame]


ROOT = Site("")
TEST = Site("test")


def within(name, origin):
    return name == origin or not origin or name.endswith(f".{origin}")


def closest(name, origins):
    """The deepest zone that holds a name, or None."""
    return max((origin for origin in origins if within(name, origin)), key=len, default=None)


def levels_above(name, origin):
    """The names from below `origin` down to `name`, both ends counted but `origin`."""
    labels = name.split(".") if name else []
    names = [".".join(labels[start:]) for start in range(len(labels))]
    return [above for above in reversed(names) if within(above, origin) and above != origin]


# ---- zones ----


def zone_texts(sites, address):
    """Zone file texts by origin; `address` says where a host is."""
    origins = {site.origin for site in sites}
    texts = {site.origin: apex(site) + site.text.strip() + "\n" for site in sites}
    for site in sites:
        above = closest(site.origin.partition(".")[2], origins - {site.origin})
        if site.origin:
            texts[above] += delegation(site)
        for name, host in site.name_servers.items():
            holder = closest(name, origins)
            if host and holder is not None:
                texts[holder] += f"{name}. A @{host}\n"
    return {origin: with_addresses(text, address) for origin, text in texts.items()}


def with_addresses(text, address):
    return HOST_ADDRESS.sub(lambda found: f"A {address(found[1])}", text)


def apex(site):
    soa = "@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60\n"
    return soa + "".join(f"@ NS {name}.\n" for name in site.name_servers)


def delegation(site):
    """The NS records of a zone, with glue for the servers that are found only through it."""
    if site.delegation is not None:
        return site.delegation.strip() + "\n"
    lines = [f"{site.origin}. NS {name}.\n" for name in site.name_servers]
    for name, host in site.name_servers.items():
        if host and within(name, site.origin):
            lines.append(f"{name}. A @{host}\n")
    return "".join(lines)


def parse_zone(origin, text):
    """The records of a zone text, for a host that is played; equal ones are one."""
    lines = [line.split(None, 2) for line in text.splitlines() if line.strip()]
    records = [parse_record(origin, *fields) for fields in lines]
    return list(dict.fromkeys(records))


def parse_record(origin, owner, kind, rdata):
    name = absolute(owner, origin)
    if kind == "AAAA":
        return Record(name, NUMBERS[kind], socket.inet_pton(socket.AF_INET6, rdata), TTL)
    if kind == "TYPE257":
        return caa_record(name, rdata, TTL)
    if kind in ("NS", "CNAME", "DNAME"):
        rdata = absolute(rdata, origin) + "."
    return Record(name, NUMBERS[kind], rdata_octets(Line(name, TTL, kind, rdata)), TTL)


def absolute(name, origin):
    if name.endswith("."):
        return name[:-1].lower()
    return origin if name == "@" else f"{name}.{origin}".rstrip(".").lower()


# ---- hosts ----


@dataclass(frozen=True)
class Reply(Message):
    """A message with an additional section, which is left out where it is truncated."""

    additional: tuple = ()

    def encode(self):
        octets = super().encode()
        if self.truncated:
            return octets
        count = struct.pack(">H", int(self.has_edns) + len(self.additional))
        octets = octets[: ADDITIONAL_COUNT.start] + count + octets[ADDITIONAL_COUNT.stop :]
        return octets + b"".join(map(self._encode_record, self.additional))


class PlayedServer(FaultyServer):
    """An authoritative server for some zones that goes wrong where it is told to.

    `rules` are pairs of a test for questions and a fault; the first that fits counts,
    and where none does, the `default`.  `address` says where other hosts are.
    """

    def __init__(self, endpoint, texts, address, default=None, rules=()):
        super().__init__(default=default)
        self.endpoint = endpoint
        self.address = address
        self._zones = {origin: parse_zone(origin, text) for origin, text in texts.items()}
        self._rules = rules

    async def respond(self, channel):
        asked = channel.query.question
        fault = next((fault for rule, fault in self._rules if rule(asked)), self.default)
        await fault.answer(self, channel)

    def answer_to(self, query):
        question = query.question
        origin = closest(self._looked_for(question), self._zones)
        reply = Reply(
            id=question.id,
            wire_name=question.wire_name,
            type=question.type,
            recursion=False,
            has_edns=question.has_edns,
        )
        if origin is None:
            return dataclasses.replace(reply, rcode=RCODES["REFUSED"])
        records = self._zones[origin]
        cut = self._cut_above(question, origin, records)
        if cut:
            return refer(reply, cut, records)
        return answer_from(reply, question, origin, records)

    def _looked_for(self, question):
        """The name whose zone answers: the zone above, where it is asked for a DS."""
        name, parent = question.name, question.name.partition(".")[2]
        own_ds = question.type == NUMBERS["DS"] and name in self._zones and name
        return parent if own_ds and closest(parent, self._zones) is not None else name

    @staticmethod
    def _cut_above(question, origin, records):
        cuts = {record.owner for record in records if record.type == NUMBERS["NS"]}
        above = levels_above(question.name, origin)
        if question.type == NUMBERS["DS"] and above:
            above = above[:-1]
        return next((name for name in above if name in cuts), None)


def refer(reply, cut, records):
    servers = [r for r in records if (r.owner, r.type) == (cut, NUMBERS["NS"])]
    names = {decode_name(server.rdata, 0)[0] for server in servers}
    addresses = (NUMBERS["A"], NUMBERS["AAAA"])
    glue = [r for r in records if r.owner in names and r.type in addresses]
    return dataclasses.replace(reply, authority=tuple(servers), additional=tuple(glue))


def answer_from(reply, question, origin, records):
    """What the zone holds, by way of the aliases in it; a played zone has no wildcards."""
    name, found = question.name, []
    while (alias := find(records, name, "CNAME")) and alias[0] not in found:
        found += alias
        name = decode_name(alias[0].rdata, 0)[0]
        if question.type == NUMBERS["CNAME"] or not within(name, origin):
            return dataclasses.replace(reply, authoritative=True, answer=tuple(found))
    wanted = [r for r in records if (r.owner, r.type) == (name, question.type)]
    exists = any(within(record.owner, name) for record in records)
    return dataclasses.replace(
        reply,
        authoritative=True,
        rcode=0 if exists else RCODES["NXDOMAIN"],
        answer=tuple(found + wanted),
        authority=() if wanted else tuple(find(records, origin, "SOA")),
    )


def find(records, name, kind):
    return [record for record in records if (record.owner, record.type) == (name, NUMBERS[kind])]


class Instead(Fault):
    """Says these records, whatever the truth is: they are written relative to the root, and
    may tell the addresses of hosts."""

    def __init__(self, answer="", authority="", additional="", **flags):
        self._sections = {"answer": answer, "authority": authority, "additional": additional}
        self._flags = {"authoritative": False, **flags}

    async def answer(self, server, channel):
        sections = {
            name: tuple(parse_zone("", with_addresses(text, server.address)))
            for name, text in self._sections.items()
        }
        honest = server.answer_to(channel.query)
        channel.send(dataclasses.replace(honest, rcode=0, **self._flags, **sections))


class RealServer(Nsd):
    """An NSD at a given endpoint that holds some zones only, and refers to others."""

    def __init__(self, endpoint, texts):
        super().__init__(texts)
        self.endpoint = endpoint

    def _wait_until_it_answers(self):
        """Answers to a question for a zone of its own; one that was broken on purpose it may not hold."""
        origins = [origin.rstrip(".") for origin in self._zones]
        deadline = time.monotonic() + PATIENCE
        while not any(ask_rcode(self.endpoint, origin, "SOA", patience=1) == 0 for origin in origins):
            if time.monotonic() > deadline or self._has_ended():
                log = self.log.read_text(errors="replace")
                raise AssertionError(f"nsd does not answer:\n{log}")


def zone_file(origin, text):
    """A zone text with what a reader of zone files wants to know first."""
    return f"$ORIGIN {origin}.\n$TTL {TTL}\n{text}"


# ---- the whole ----


class Internet:
    """All hosts of some sites, started together; a context manager, so that they end.

    `faults` says of a host how it is played: by a fault, by pairs of a rule and a fault, or,
    with None, by nobody.  The others are real if `real`, and else played without a fault.
    `zones` makes the zone texts by origin where the sites do not say enough: it is called with
    a function that gives the address of a host.  `port` is chosen, unless given.
    """

    def __init__(self, sites, faults=None, real=False, zones=None, port=None):
        self._sites = sites
        self.port = port
        self._faults = faults or {}
        self._real = real
        self._zones = zones or (lambda address: zone_texts(sites, address))
        named = [host for site in sites for host in site.name_servers.values() if host]
        self._hosts = list(dict.fromkeys([*named, *self._faults]))
        self._prefix = "127.{}.{}".format(random.randint(1, 254), random.randint(1, 254))
        self._stack = contextlib.ExitStack()
        self.servers = {}

    def address(self, host):
        return f"{self._prefix}.{self._hosts.index(host) + 1}"

    def __enter__(self):
        try:
            texts = self._zones(self.address)
            self.port = self.port or self._free_port()
            for host in self._hosts:
                self._start(host, texts)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def __getitem__(self, host):
        return self.servers[host]

    def count(self, *hosts, **wanted):
        """How many questions the hosts got, all of them unless said; see FaultyServer."""
        chosen = [self.servers[host] for host in hosts] or self.played()
        return sum(server.count(**wanted) for server in chosen)

    def played(self):
        return [server for server in self.servers.values() if isinstance(server, PlayedServer)]

    def hints(self):
        (root,) = [site for site in self._sites if not site.origin]
        lines = [f". 3600000 NS {name}.\n" for name in root.name_servers]
        for name, host in root.name_servers.items():
            lines.append(f"{name}. 3600000 A {self.address(host)}\n")
        return "".join(lines)

    def options(self, directory):
        """The options that walk this internet from its root."""
        path = directory / HINTS
        path.write_text(self.hints())
        return ["--iterate", "--root-hints", path, "-p", self.port]

    def audit(self, directory, names, *options):
        """One run over `names`, from the root down; the outcome, with JSON rows."""
        arguments = [*self.options(directory), "-f", "jsonl", *options, "-"]
        return audit("run", *arguments, stdin="\n".join(names).encode())

    def _free_port(self):
        """A port that is free at every host; see free_endpoint."""
        addresses = [self.address(host) for host in self._hosts]
        while True:
            port = random.randint(10000, 32000)
            if all(can_bind((a, port), kind) for a in addresses for kind in KINDS_OF_SOCKET):
                return port

    def _start(self, host, texts):
        fault = self._faults.get(host, Fault())
        if fault is None:
            return
        endpoint = (self.address(host), self.port)
        held = {site.origin: texts[site.origin] for site in self._sites if host in site.holders}
        if self._real and host not in self._faults:
            files = {f"{origin}.": zone_file(origin, text) for origin, text in held.items()}
            server = RealServer(endpoint, files)
        elif isinstance(fault, Fault):
            server = PlayedServer(endpoint, held, self.address, default=fault)
        else:
            server = PlayedServer(endpoint, held, self.address, rules=fault)
        self.servers[host] = self._stack.enter_context(server)


# ---- signed ----


def sign_sites(zones, sites, address):
    """Zone texts by origin of signed zones, each delegated to the first server of its site.

    The servers that a zone names at its apex are not those of its delegation: whoever walks
    down believes the zone above.
    """
    by_origin = {site.origin: site for site in sites}
    lines = {origin: [] for origin in by_origin}
    for zone in zones:
        if zone.origin:
            parent = closest(zone.origin.partition(".")[2], by_origin)
            lines[parent] += signed_delegation(zone, by_origin[zone.origin], address)
    return {zone.origin: finish(zone, lines[zone.origin])[0] for zone in zones}


def signed_delegation(zone, site, address):
    name, host = next(iter(site.name_servers.items()))
    vouched = [line for line in signed.delegation(zone) if line.type != "NS"]
    glue = Line(name, TTL, "A", address(host))
    return [Line(zone.origin, TTL, "NS", f"{name}."), glue, *vouched]
