# SPDX-License-Identifier: Apache-2.0
"""The first law with real servers: rows are strangers. Names of healthy zones are audited alone, and in a list with
strangers among them: sick servers, broken signatures, circles, floods of servers without addresses. The healthy rows
are the same, in any order, at any -j, through an Unbound and from the root down.

Unbound asks port 53 only: see test_iterate_differential. CAA_AUDIT_WORLDS=NUMBER plays so many worlds, from the seed
CAA_AUDIT_SEED on.
"""

import asyncio
import functools
import os
import random

import breakers
import signed
from faulty import Fault, GarbageFirst, Rcode, Silence
from internet import HINTS, Internet, RealServer, Site, zone_file
from program import AuditTest, audit, main, servers
from relay import Forward, Relay, WithoutDnssec, whole_zone
from servers import free_endpoint
from signed import NSEC, NSEC3, OPT_OUT, Signing, Zone, anchor_text
from test_iterate_differential import INSIDE, WalkingUnbound, enter_namespace, sign_all

SEED = int(os.environ.get("CAA_AUDIT_SEED", "2"))
WORLDS = int(os.environ.get("CAA_AUDIT_WORLDS", "1"))
CONCURRENCIES = (1, 8, 128)
HASTY = ["-t", "1", "-r", "1"]
HEALTHY_ZONES, STRANGERS = 5, 4
RELAYED, HOSTS = "h0", ["h0", "h1", "h2"]
TIMES = {"checked_at", "elapsed_ms", "since", "line"}
RECORDS = """www CAA 0 issue "secomtrust.net"
*.w CAA 0 issue "other.example"
alias CNAME www
a.b.ent CAA 0 issue ";"
text TXT x
"""
ASKED_OF_SICK = ["www", "y.alias"]
ASKED = ["@", "www", "x.w", "alias", "b.ent", "none", "y.alias"]
TRUNCATED = 0x02


# ---- strangers ----


class Late(Forward):
    """True, but slow."""

    async def answer(self, server, channel):
        await asyncio.sleep(0.6)
        await super().answer(server, channel)


class OverTcp(Fault):
    """Truncates whatever is asked over UDP; what happens over TCP is said by another fault."""

    def __init__(self, over_tcp):
        self._over_tcp = over_tcp

    async def answer(self, server, channel):
        if channel.query.transport == "tcp":
            await self._over_tcp.answer(server, channel)
        else:
            octets = bytearray(await server.fetch(channel.query.octets, "udp"))
            octets[2] |= TRUNCATED
            channel.send_octets(bytes(octets))


class HangsUp(Fault):
    async def answer(self, server, channel):
        channel.close()


class Plain(Forward):
    """Refuses EDNS in its own way."""

    def __init__(self, rcode):
        self._refusal = Rcode(rcode)

    async def answer(self, server, channel):
        edns = channel.query.question.has_edns
        await (self._refusal.answer(server, channel) if edns else super().answer(server, channel))


class GarbageBefore(GarbageFirst):
    async def answer(self, server, channel):
        if channel.query.transport == "udp":
            self.intrude(server, channel, server.answer_to(channel.query))
        await Forward().answer(server, channel)


SICK = [Silence(), Late(), WithoutDnssec(), GarbageBefore(), Plain("FORMERR"), Plain("NOTIMP")]
SICK += [Rcode(name) for name in ("REFUSED", "SERVFAIL", "FORMERR", "NOTIMP", "NXDOMAIN")]
SICK += [OverTcp(fault) for fault in (Forward(), HangsUp(), Silence(), Late(), Rcode("REFUSED"))]
BROKEN = [
    breakers.damaged,
    breakers.expired,
    breakers.damaged_beside_good,
    breakers.by_unknown_key,
    breakers.without,
    breakers.without_signatures,
    lambda chosen: breakers.with_signer(chosen, "test"),
    lambda chosen: breakers.with_label_count(chosen, 2),
]


class World:
    """Zones, where they are, and what is asked of them."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.zones = [Zone(""), Zone("test"), Zone("infra.test")]
        self.servers = {"": {"ns.root": "root"}, "test": {"ns.test": "top"}, "infra.test": {"ns.infra.test": "top"}}
        self.healthy, self.strangers, self.rules = [], [], []
        for number in range(HEALTHY_ZONES):
            self.healthy += self.add(f"z{number}", self.healthy_zone, self.chance.sample(HOSTS, 2))
        for number in range(STRANGERS):
            make = self.chance.choice([self.sick, self.sick, self.sick, self.broken, self.circle, self.flood])
            self.strangers += make(f"s{number}")

    def add(self, label, make, hosts):
        origin = f"{label}.test"
        self.zones.append(make(origin))
        self.servers[origin] = {f"ns-{host}.{origin}": host for host in hosts}
        return [origin if name == "@" else f"{name}.{origin}" for name in ASKED]

    def healthy_zone(self, origin):
        text = RECORDS + ('@ CAA 0 issue "apex.example"\n' if self.chance.random() < 0.5 else "")
        text += f"away CNAME www.{self.chance.choice(self.zones[1:]).origin}.\n"
        if self.chance.random() < 0.3:
            return Zone(origin, text, None)
        signing = Signing(denial=self.chance.choice([NSEC, NSEC3, OPT_OUT]), split=self.chance.random() < 0.3)
        return Zone(origin, text, signing, self.chance.choice([signed.honest, signed.honest, breakers.nobody]))

    def sick(self, label):
        """At a server that healthy zones have, too: nothing but this zone is sick there."""
        fault = self.chance.choice(SICK)
        make = functools.partial(Zone, text=RECORDS, signing=self.chance.choice([None, Signing()]))
        self.add(label, make, [RELAYED])
        self.rules.append((whole_zone(f"{label}.test"), fault))
        return [f"{name}.{label}.test" for name in ASKED_OF_SICK]

    def broken(self, label):
        spoil, kind = self.chance.choice(BROKEN), self.chance.choice(["CAA", "DNSKEY", "SOA"])
        spoiled = (spoil(breakers.records("www" if kind == "CAA" else "@", kind)),)
        make = functools.partial(Zone, text=RECORDS, signing=Signing(), breakers=spoiled)
        return self.add(label, make, self.chance.sample(HOSTS, 1))

    def circle(self, label):
        make = functools.partial(Zone, text="p NS ns.x.q\nq NS ns.p\nm CNAME www.p\n", signing=None)
        self.add(label, make, ["h1"])
        return [f"{name}.{label}.test" for name in ("www.p", "www.q", "m")]

    def flood(self, label):
        text = "".join(f"a NS ns{i}.x{i}.b\nb NS ns{i}.y{i}.a\n" for i in range(20))
        self.add(label, functools.partial(Zone, text=text, signing=None), ["h2"])
        return [f"{name}.{label}.test" for name in ("www.a", "www.b", "x.y.a")]

    def internet(self):
        sites = [Site(zone.origin, servers=self.servers[zone.origin]) for zone in self.zones]
        return Relayed(self.rules, sites, real=True, zones=functools.partial(sign_all, self.zones, self.servers), port=53)


class Relayed(Internet):
    """One of its hosts is a relay to the real one, and does to some zones what the rules say."""

    def __init__(self, rules, *arguments, **options):
        super().__init__(*arguments, **options)
        self._rules = rules

    def _start(self, host, texts):
        if host != RELAYED:
            super()._start(host, texts)
            return
        files = {f"{site.origin}.": zone_file(site.origin, texts[site.origin]) for site in self._sites
                 if host in site.holders}
        real = self._stack.enter_context(RealServer(free_endpoint(), files))
        relay = Relay(real.endpoint, self._rules)
        relay.endpoint = (self.address(host), self.port)
        self.servers[host] = self._stack.enter_context(relay)


class FirstLaw(AuditTest):
    def test_rows_are_strangers(self):
        for seed in range(SEED, SEED + WORLDS):
            with self.subTest(seed=seed):
                self.play(World(seed))

    def play(self, world):
        anchor = self.write("anchor", anchor_text(world.zones[0]))
        with world.internet() as net:
            walking = ["--trust-anchor", anchor, *net.options(self.directory), *HASTY]
            alone = self.rows(world.healthy, [*walking, "-j", "8"])
            for name, row in alone.items():
                self.assertNotEqual(row["failure"], "timeout", name)
            for concurrency in CONCURRENCIES:
                mixed = world.healthy + world.strangers
                world.chance.shuffle(mixed)
                self.compare(alone, self.rows(mixed, [*walking, "-j", str(concurrency)]), f"--iterate -j {concurrency}")
            self.play_forward(world, anchor)

    def play_forward(self, world, anchor):
        """A new Unbound for each: its own memory is not what is tried here."""
        alone = None
        for concurrency in (8, *CONCURRENCIES):
            mixed = world.healthy + (world.strangers if alone else [])
            world.chance.shuffle(mixed)
            with WalkingUnbound(self.directory / HINTS) as resolver:
                options = ["--trust-anchor", anchor, *servers(resolver.endpoint), "-t", "5", "-r", "1"]
                found = self.rows(mixed, [*options, "-j", str(concurrency)], {"ttl", "source"})
            if alone:
                self.compare(alone, found, f"forward -j {concurrency}")
            alone = alone or found

    def rows(self, names, options, ignored=frozenset()):
        """By name, without times, and in words of Unbound's cache, TTLs."""
        found = audit("run", *options, "-q", "-f", "jsonl", "-", stdin="\n".join(names).encode()).rows()
        return {row["domain"]: {k: v for k, v in row.items() if k not in TIMES | ignored} for row in found}

    def compare(self, alone, mixed, words):
        for name, row in alone.items():
            self.assertEqual(row, mixed[name], f"{words}: {name}")


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_namespace()
    main()
