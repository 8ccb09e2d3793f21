# SPDX-License-Identifier: Apache-2.0
"""Hundreds of zones on servers of which some are sick, delegated at random: the program that walks
down to them itself, and an Unbound that does, must find the same of thousands of names. The same
of signed zones, of which some are broken: there the differences that have a reason are told by it.
Each Unbound is started for what it is asked, so that nothing is known to it before.

Unbound asks port 53 only, so the test starts itself again in a network namespace of its own,
where that port is free at every address of loopback. CAA_AUDIT_SEED=NUMBER plays another tree.
"""

import collections
import functools
import os
import random
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass

import signed
import test_dnssec_differential as validated
from faulty import Rcode, Silence
from internet import HINTS, ROOT, TTL, Instead, Internet, Site, closest, within
from judges import ask_unbound, delv_anchor
from program import AuditTest, audit, main, through
from records import Line, parse_line
from servers import Unbound, tool
from signed import Zone, anchor_text, finish
from test_dnssec_differential import names_to_ask, random_lines, random_owners

SEED = int(os.environ.get("CAA_AUDIT_SEED", "20261124"))
ZONES = 320
NAMES_OF_ZONE = 7
LEAST_NAMES = 2000
LEAST_OF_EACH = 100
SIGNED_ZONES = 50
SIGNED_NAMES = 800
COMPLAINTS_SHOWN = 8
POOLS = [[f"h{level}-{number}" for number in range(4)] for level in range(5)]
SICK = {
    "dead": None,
    "silent": Silence(),
    "refuses": Rcode("REFUSED"),
    "fails": Rcode("SERVFAIL"),
    "upward": Instead(authority=". NS ns.root."),
}
INSIDE = "IN_A_NAMESPACE"
LOCAL = "fd00:53::1"
RESTART = f'ip link set lo up && {{ ip addr add {LOCAL}/128 dev lo nodad; exec "$0" "$@"; }}'


# ---- a tree ----


@dataclass(frozen=True)
class Plan:
    """A zone, and the names that are asked for in it."""

    site: Site
    names: list


def random_tree(chance):
    origins = random_origins(chance)
    plans = [Plan(ROOT, []), Plan(Site("infra.test", "@ TXT here", {"ns.infra.test": "infra"}), [])]
    for number, origin in enumerate(origins):
        plans.append(random_plan(chance, origin, origins[: number + 1], origins))
    return plans


def random_origins(chance):
    """Top-level domains, and zones below them, within one another to some depth."""
    origins = ["test", "alpha", "beta"]
    for number in range(ZONES):
        parent = chance.choice(origins[:3] * 20 + origins)
        below = chance.choice(["", "", "", "ent."])
        origins.append(f"z{number}.{below}{parent}")
    return origins


def random_plan(chance, origin, targets, origins):
    owners = random_owners(chance)
    text = "".join(random_lines(chance, owner, kind, targets) for owner, kind in owners.items())
    healthy = "." not in origin
    if not healthy and chance.random() < 0.4:
        text += '@ CAA 0 issue "apex.example"\n'
    names = names_to_ask(chance, owners)
    chosen = chance.sample(names, min(len(names), NAMES_OF_ZONE))
    asked = [origin if name == "@" else f"{name}.{origin}" for name in chosen]
    servers = random_servers(chance, origin, origins, healthy)
    return Plan(Site(origin, text, servers, lame=tuple(SICK)), asked)


def random_servers(chance, origin, origins, healthy):
    """Never those of the zone above: what is found would depend on which of them is asked."""
    pool = POOLS[origin.count(".") % len(POOLS)]
    hosts = chance.sample(pool, chance.choice([1, 2, 2, 3]))
    if not healthy and chance.random() < 0.25:
        hosts[chance.randrange(len(hosts))] = chance.choice(list(SICK))
    if not healthy and chance.random() < 0.05:
        hosts = [chance.choice([host for host in SICK if host != "silent"])]
    return {random_server_name(chance, origin, host, origins, healthy): host for host in hosts}


def random_server_name(chance, origin, host, origins, healthy):
    """In the zone itself, in one that is there for that, or in any: then circles may come about."""
    where = chance.random()
    if healthy or where < 0.6:
        return f"ns-{host}.{origin}"
    if where < 0.85:
        return f"{host}.infra.test"
    return f"ns-{host}.{chance.choice(origins)}"


# ---- both of them ----


class WalkingUnbound(Unbound):
    """A recursive resolver that walks from the root hints down; without an anchor it believes what it finds."""

    def __init__(self, hints, anchor=None):
        super().__init__(None, anchor, zones=())
        self._hints = hints

    def _ways(self):
        return f"""{self._modules()}
  root-hints: "{self._hints}"
  unknown-server-time-limit: 50
  infra-cache-max-rtt: 1000"""


class Differential(AuditTest):
    def test_unbound_finds_the_same(self):
        chance = random.Random(SEED)
        plans = random_tree(chance)
        sites = [plan.site for plan in plans]
        names = [name for plan in plans for name in plan.names]
        self.assertGreater(len(names), LEAST_NAMES)
        with Internet(sites, SICK, real=True, port=53) as net:
            self.walked = ["--no-dnssec", *net.options(self.directory), "-t", "0.3", "-r", "1"]
            ours = self.rows(names, self.walked)
            self.compare(ours, self.rows_of_unbound(names, 5))

    def rows_of_unbound(self, names, patience):
        with WalkingUnbound(self.directory / HINTS) as judge:
            return self.rows(names, [*through(judge.endpoint), "-t", patience, "-r", "1"])

    def rows(self, names, options):
        outcome = audit("run", *options, "-q", "-f", "jsonl", "-", stdin="\n".join(names).encode())
        return outcome.rows()

    def compare(self, ours, theirs):
        differing = [our["name"] for our, their in zip(ours, theirs) if found(our) != found(their)]
        complaints = self.confirmed(differing)
        shown = "\n".join(complaints[:COMPLAINTS_SHOWN])
        self.assertEqual(len(complaints), 0, f"seed {SEED}\n{shown}")
        reasons = collections.Counter(row["server_reason"] for row in ours)
        for reason in ("no-caa", "not-listed", "lookup-failed"):
            self.assertGreater(reasons[reason], LEAST_OF_EACH, reasons)

    def confirmed(self, names):
        """Differences that are still there when both are asked again, a new Unbound patiently."""
        if not names:
            return []
        pairs = zip(self.rows(names, self.walked), self.rows_of_unbound(names, 30), strict=True)
        return [complaint(*pair) for pair in pairs if found(pair[0]) != found(pair[1])]


# ---- the same, signed ----


def signed_servers(chance, zones):
    """Of each zone: its servers' names, in itself or in another zone, and their hosts."""
    found = {"": {"ns.root": "root"}}
    for zone in zones[1:]:
        pool = POOLS[zone.origin.count(".") % len(POOLS)]
        hosts = chance.sample(pool, chance.choice([1, 1, 2]))
        elsewhere = zone.origin.count(".") and chance.random() < 0.2
        found[zone.origin] = {f"{host}.infra.test" if elsewhere else f"ns-{host}.{zone.origin}": host for host in hosts}
    return found


def sign_all(zones, servers, address):
    """Zone texts by origin; each zone names its servers as the zone above does, with glue where that is needed."""
    lines = {zone.origin: [] for zone in zones}
    for origin, hosts in servers.items():
        names = [Line(origin, TTL, "NS", f"{name}.") for name in hosts]
        if origin:
            lines[closest(origin.partition(".")[2], lines.keys() - {origin})] += [
                *names, *(Line(name, TTL, "A", address(host)) for name, host in hosts.items() if within(name, origin))]
        for name, host in hosts.items():
            lines[closest(name, lines)].append(Line(name, TTL, "A", address(host)))
    lines = {origin: list(dict.fromkeys(held)) for origin, held in lines.items()}
    for zone in zones[1:]:
        parent = closest(zone.origin.partition(".")[2], lines.keys() - {zone.origin})
        lines[parent] += [line for line in signed.delegation(zone) if line.type != "NS"]
    return {zone.origin: finish(zone, lines[zone.origin])[0] for zone in zones}


class SignedDifferential(validated.Differential):
    least_of_each = 0

    def test_unbound_agrees(self):
        chance = random.Random(SEED)
        plans = validated.random_world(chance, SIGNED_ZONES)
        zones = [Zone(""), Zone("test"), Zone("infra.test"), *(plan.zone for plan in plans)]
        servers = signed_servers(chance, zones)
        sites = [Site(zone.origin, servers=servers[zone.origin]) for zone in zones]
        anchor = anchor_text(zones[0])
        self.plan_of = {name: plan for plan in plans for name in plan.names}
        self.delv_anchor = self.write("delv.anchor", delv_anchor(parse_line(anchor)))
        make = functools.partial(sign_all, zones, servers)
        with Internet(sites, real=True, zones=make, port=53) as net:
            options = ["--trust-anchor", self.write("anchor", anchor), *net.options(self.directory)]
            ours = self.statuses(options, SIGNED_NAMES)
            with WalkingUnbound(self.directory / HINTS, anchor) as judge:
                said = ask_unbound(judge.endpoint, self.levels_of(ours))
            with WalkingUnbound(self.directory / HINTS) as self.resolver:
                self.compare(ours, said)


class LocalIpv6(AuditTest):
    def test_a_machine_with_a_way_to_its_own_ipv6_only(self):
        """No route to the Internet at large says nothing about name servers nearby."""
        hints = self.write(HINTS, f". 3600 NS ns.root.\nns.root. 3600 AAAA {LOCAL}\n")
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as server:
            server.bind((LOCAL, 53))
            threading.Thread(target=serve_caa, args=(server,), daemon=True).start()
            row = audit("run", "--iterate", "--root-hints", str(hints), "--no-dnssec", "-t", "1", "-r", "1", "-q", "-f",
                        "jsonl", "-", stdin=b"www.test").rows()[0]
        self.assertEqual((row["server"], row["caa"]), ("allowed", ['0 issue "secomtrust.net"']), row)


def serve_caa(server):
    """A root that holds every name, with one CAA record each."""
    value = b"\0\5issuesecomtrust.net"
    record = b"\xc0\x0c" + struct.pack(">HHIH", 257, 1, 60, len(value)) + value
    while True:
        try:
            query, asker = server.recvfrom(512)
        except OSError:
            return
        end = query.index(b"\0", 12) + 5
        is_caa = query[end - 4 : end - 2] == b"\1\1"
        counts = struct.pack(">HHHH", 1, int(is_caa), 0, 0)
        server.sendto(query[:2] + b"\x84\0" + counts + query[12:end] + record * is_caa, asker)


def found(row):
    """What there is to compare: a failure is a failure, whatever each calls it."""
    if row["failure"]:
        return "failed"
    return row["caa_name"], row["caa"], row["aliases"]


def complaint(ours, theirs):
    details = [
        f"{row['failure']} at {row['failed_name']}: {row['failure_detail']}"
        for row in (ours, theirs)
        if row["failure"]
    ]
    return f"{ours['name']}: {found(ours)}, Unbound {found(theirs)} {details}"


def new_network():
    """The option of unshare that gives a network of one's own here: with a user namespace, or, where the system
    refuses those, as root without."""
    for option in ("-rn", "-n"):
        done = subprocess.run([tool("unshare"), option, "true"], capture_output=True, text=True)
        if done.returncode == 0:
            return option
    sys.exit(f"no network namespace to be had: {done.stderr.strip()}")


def enter_namespace():
    """Starts this file again where port 53 of loopback is free."""
    tool("ip")
    command = [tool("unshare"), new_network(), "sh", "-c", RESTART, sys.executable, "-B", *sys.argv]
    sys.exit(subprocess.run(command, env=os.environ | {INSIDE: "1"}).returncode)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_namespace()
    main()
