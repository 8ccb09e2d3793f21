#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares commands on a machine that others use too: each runs once in each round, in shuffled order, and what counts
is the ratio of their CPU time within a round. Absolute times drift with the machine, ratios hardly do.

usage: paired.py --rounds N --names N --job LABEL COMMAND [--job LABEL COMMAND]...      the first is the base

Prints medians: CPU time for each name in microseconds (user, system, both), names a second, peak memory, and the ratio
of CPU time to the base with its extremes. --names is how many names each command works through.
"""
import argparse
import os
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple


class Sample(NamedTuple):
    user: float  # microseconds for each name
    system: float
    rate: float  # names a second
    memory: float  # MiB

    @property
    def cpu(self):
        return self.user + self.system


def measure(command, names):
    """Runs COMMAND once. The kernel counts the memory of this interpreter into the peak of its own children, so time(1)
    stands between and says what its child needed; the CPU time of both is what wait4 returns."""
    with tempfile.NamedTemporaryFile("r") as peak:
        started = time.monotonic()
        process = subprocess.Popen(["/usr/bin/time", "--quiet", "--format=%M", f"--output={peak.name}", *command],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"paired.py: status {process.returncode}: {shlex.join(command)}\n{complaint}")
        return Sample(usage.ru_utime * 1e6 / names, usage.ru_stime * 1e6 / names, names / seconds,
                      int(peak.read()) / 1024)


def main():
    parser = argparse.ArgumentParser(description="CPU time of commands, compared within rounds")
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--names", type=int, required=True)
    parser.add_argument("--job", nargs=2, action="append", required=True, metavar=("LABEL", "COMMAND"))
    options = parser.parse_args()

    jobs = {label: shlex.split(command) for label, command in options.job}
    samples = {label: [] for label in jobs}
    for number in range(options.rounds):
        order = list(jobs)
        random.Random(number).shuffle(order)
        for label in order:
            samples[label].append(measure(jobs[label], options.names))

    base = samples[options.job[0][0]]
    print(f"{'us of CPU for each name':<36} {'user':>7} {'system':>7} {'both':>7} {'names/s':>9} {'MiB':>7}  ratio")
    for label, series in samples.items():
        user, system, both, rate, memory = (
            statistics.median(getattr(sample, figure) for sample in series)
            for figure in ("user", "system", "cpu", "rate", "memory"))
        ratios = [one.cpu / other.cpu for one, other in zip(series, base)]
        print(f"{label:<36} {user:7.2f} {system:7.2f} {both:7.2f} {rate:9.0f} {memory:7.1f}  "
              f"{statistics.median(ratios):.2f} [{min(ratios):.2f}..{max(ratios):.2f}]")


if __name__ == "__main__":
    main()
