# SPDX-License-Identifier: Apache-2.0
"""Hundreds of zones on servers of which some are sick, delegated at random: the program that walks
down to them itself, and an Unbound that does, must find the same of thousands of names.

Unbound asks port 53 only, so the test starts itself again in a network namespace of its own,
where that port is free at every address of loopback. CAA_AUDIT_SEED=NUMBER plays another tree.
"""

import collections
import os
import random
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass

from faulty import Rcode, Silence
from internet import HINTS, ROOT, Instead, Internet, Site
from program import AuditTest, audit, main, through
from servers import Unbound, tool
from test_dnssec_differential import names_to_ask, random_lines, random_owners

SEED = int(os.environ.get("CAA_AUDIT_SEED", "20261124"))
ZONES = 320
NAMES_OF_ZONE = 7
LEAST_NAMES = 2000
LEAST_OF_EACH = 100
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
    """A recursive resolver that walks from the root hints down, and believes what it finds."""

    def __init__(self, hints):
        super().__init__(None, zones=())
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
            with WalkingUnbound(self.directory / HINTS) as judge:
                self.asked = through(judge.endpoint)
                theirs = self.rows(names, [*self.asked, "-t", "5", "-r", "1"])
                self.compare(ours, theirs)

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
        """Differences that are still there when both are asked again, Unbound patiently."""
        ours = self.rows(names, self.walked)
        theirs = self.rows(names, [*self.asked, "-t", "30", "-r", "1"])
        pairs = zip(ours, theirs, strict=True)
        return [complaint(*pair) for pair in pairs if found(pair[0]) != found(pair[1])]


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
