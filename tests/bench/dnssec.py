#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What validation costs, and iteration: the sample list with every zone signed, and zones that are made to cost, served
by NSD, asked through an Unbound that passes signatures on, and from the root down. Prints figures, judges none.

usage: dnssec.py PROGRAM ROUNDS      (run.sh calls it)

CPU time is that of the program alone, the least of the rounds: it has no cache from one run to the next, but Unbound
has. Instructions, by callgrind where there is valgrind, are those of the whole list less those of its first names, so
that what a run needs once does not count: process, trust anchor, the zones that all names share.
"""
import csv
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

from internet import HINTS, Internet, Site, sign_sites  # noqa: E402
from servers import Nsd, Unbound, at  # noqa: E402
from signed import NSEC3, Signing, Zone, anchor_text, sign_world  # noqa: E402
from test_dnssec_traps import DEEP, NAMES, ZONES  # noqa: E402

SAMPLE = ROOT / "data" / "sample"
FIRST_NAMES = 100
REGISTRY = Signing(denial=NSEC3)
REGISTRIES = [Zone(name, signing=REGISTRY) for name in ("jp", "ac.jp", "go.jp", "or.jp", "ed.jp")]
TRAPS = {
    "keytrap": ("KeyTrap: 60 keys of one tag, 100 signatures", [f"n{number}.keytrap.test" for number in range(NAMES)]),
    "endless": ("NSEC3 with 2500 iterations", [f"n{number}.a.b.c.d.e.f.g.endless.test" for number in range(NAMES)]),
    "long": ("NSEC3 with 150 iterations, 100 labels", [f"{DEEP}.long.test"]),
}


class Run(NamedTuple):
    cpu: float  # seconds
    wall: float  # likewise
    queries: int


class Program:
    """The program with a trust anchor and a source, its files in a directory."""

    def __init__(self, path, anchor, source, directory):
        self._command = [path, "run", "--timeout", "60", *source]
        self._directory = Path(directory)
        self._report = self._directory / "report.csv"
        self.anchor = self._write("anchor", anchor)

    def validating(self, names):
        return [*self._command, "--trust-anchor", self.anchor, *self._files(names)]

    def without(self, names):
        return [*self._command, "--no-dnssec", *self._files(names)]

    def statuses(self):
        """How many names of the last report have which status."""
        with open(self._report, encoding="utf-8", newline="") as file:
            counts = Counter(row["dnssec"] or "no name" for row in csv.DictReader(file))
        return ", ".join(f"{count} {status}" for status, count in counts.most_common())

    def _files(self, names):
        return ["-o", str(self._report), self._write("names.txt", "\n".join(names))]

    def _write(self, name, text):
        path = self._directory / name
        path.write_text(text, encoding="utf-8")
        return str(path)


def through(resolver):
    return ["--server", at(resolver.endpoint)]


def measure(command):
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    messages = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    sent = re.search(r"queries: (\d+)", messages)
    if process.returncode > 2 or sent is None:
        sys.exit(f"dnssec.py: status {process.returncode}: {' '.join(command)}\n{messages}")
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - begun, int(sent[1]))


def least(command, rounds):
    return min(measure(command) for _ in range(rounds))


def instructions(command):
    with tempfile.NamedTemporaryFile("r") as out:
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}"]
        measure([*tool, *command])
        return int(re.search(r"^(?:summary|totals): (\d+)", out.read(), re.MULTILINE)[1])


def sample_zone(path):
    """SOA and NS are made anew, as the world wants them."""
    text = path.read_text(encoding="utf-8")
    origin = re.search(r"^\$ORIGIN\s+(\S+)\.$", text, re.MULTILINE)[1]
    text = re.sub(r"^(.*\sIN (SOA|NS)\s|\$ORIGIN|\$TTL).*\n", "", text, flags=re.MULTILINE)
    return Zone(origin, re.sub(r"^\$INCLUDE\s+", rf"$INCLUDE {path.parent}/", text, flags=re.MULTILINE))


def sample_names():
    lines = (SAMPLE / "domains.csv").read_text(encoding="utf-8").splitlines()
    return [line.partition(",")[0] for line in lines[1:]]


def sample_zones():
    files = sorted((SAMPLE / "zones").glob("*.zone"))
    return [Zone(""), *REGISTRIES, Zone("example"), *map(sample_zone, files)]


def bench_sample(path, rounds, directory):
    zones, names = sample_zones(), sample_names()
    world = sign_world(zones)
    with Nsd(world.zones) as authority, Unbound(authority.endpoint, zones=world.zones) as resolver:
        program = Program(path, world.anchor, through(resolver), directory)
        measure(program.validating(names))  # Unbound has the answers from here on
        print(f"{len(names)} names in {len(zones)} zones: {program.statuses()}")
        return bench_both("through Unbound", program, names, rounds)


def bench_iteration(path, rounds, directory, base):
    """The same world on servers of its own for each registry, and one for all zones of the sample."""
    zones, names = sample_zones(), sample_names()
    above = {zone.origin for zone in zones[:-len(list((SAMPLE / "zones").glob("*.zone")))]}
    sites = [Site(z.origin, "", None if z.origin in above else {f"ns.{z.origin}": "campus"}) for z in zones]
    with Internet(sites, real=True, zones=functools.partial(sign_sites, zones, sites)) as net:
        (Path(directory) / HINTS).write_text(net.hints(), encoding="utf-8")
        program = Program(path, anchor_text(zones[0]), map(str, net.options(Path(directory))), directory)
        bench_both("--iterate", program, names, rounds, base)


def bench_both(label, program, names, rounds, base=None):
    """Without and with validation; returns the first, unless there is another to compare with."""
    for word, make in ((f"{label}, --no-dnssec", program.without), (f"{label}, validated", program.validating)):
        run = least(make(names), rounds)
        base = base or run
        print(
            f"{word:<28} {run.cpu * 1e6 / len(names):8.1f} us of CPU for each name, ratio {run.cpu / base.cpu:5.2f},"
            f" {run.queries / len(names):.3f} queries, {run.wall:.2f} s in all{counted(make, names)}"
        )
    return base


def counted(make, names):
    if not shutil.which("valgrind"):
        return ""
    few, many = names[:FIRST_NAMES], names
    count = (instructions(make(many)) - instructions(make(few))) / (len(many) - len(few))
    return f", {count:.0f} instructions"


def bench_traps(path, rounds, directory):
    chosen = [zone for zone in ZONES if zone.origin.partition(".")[0] in TRAPS]
    world = sign_world([Zone(""), Zone("test", "ns A 127.0.0.1\n"), *chosen])
    with Nsd(world.zones) as authority, Unbound(authority.endpoint, zones=world.zones) as resolver:
        program = Program(path, world.anchor, through(resolver), directory)
        for label, names in TRAPS.values():
            run = least(program.validating(names), rounds)
            print(f"{label:<44} {run.cpu:6.3f} s of CPU for {len(names)} names, {run.queries} queries")


def main():
    path, rounds = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="caa-audit-") as directory:
        base = bench_sample(path, int(rounds), directory)
        bench_iteration(path, int(rounds), directory, base)
        bench_traps(path, int(rounds), directory)


if __name__ == "__main__":
    main()
