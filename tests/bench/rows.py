#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What an audit costs, row by row: CPU time and memory against the length of the list, a slow, a lossy and a limited
resolver, signed zones, the way from the root down, parts, an interrupted run, two reports compared, a start. Jobs that
are compared run in the same rounds, in shuffled order; ratios hold from machine to machine, times do not. What takes
real name servers is in served.py.

usage: rows.py FOLDER [--quick] [ROW]...  FOLDER has reflect, weak, cares_loop and verify.so; run.sh makes them

Writes FOLDER/rows.tsv (row, what, median, least, most, unit) and FOLDER/*.svg, and prints the table.
"""
import contextlib
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

from pathlib import Path

import served

AUDIT = os.environ.get("CAA_AUDIT", "build/caa-audit")
MANY = (100_000, 300_000, 1_000_000, 3_000_000)
FEW = (5_000, 20_000, 60_000)
STARTS = 50


class Bench:
    def __init__(self, folder, quick):
        self.folder = Path(folder).resolve()
        self.quick = quick
        self.rounds = 2 if quick else 5
        self.rows = []

    # -- what is measured

    def run(self, *command, ends=(0, 1, 2)):
        """CPU seconds, seconds and MiB of a command; time(1) stands between, since the kernel counts the memory of this
        interpreter into the peak of its own children."""
        with tempfile.NamedTemporaryFile("r") as peak:
            started = time.monotonic()
            process = subprocess.Popen(["/usr/bin/time", "--quiet", "--format=%M", f"--output={peak.name}", *map(str, command)],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode in ends, (process.returncode, command)
            return usage.ru_utime + usage.ru_stime, seconds, int(peak.read().split()[-1]) / 1024

    @contextlib.contextmanager
    def server(self, program, *arguments):
        process = subprocess.Popen([self.folder / program, "127.53.0.2", "0", *map(str, arguments)], stdout=subprocess.PIPE)
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait()

    def audit(self, port, names, *options, output="rows.csv"):
        source = ("--server", f"127.53.0.2@{port}", "--no-dnssec")
        return AUDIT, "run", "-q", *source, *options, "-o", self.folder / output, names

    def names(self, count, name="n{:07d}.example.ac.jp"):
        return self.list_of(f"names-{count}-{len(name)}.txt", (name.format(i) for i in range(count)))

    def list_of(self, name, names):
        path = self.folder / name
        path.write_text("".join(f"{text}\n" for text in names))
        return path

    def interleave(self, jobs):
        """A function for each label; a list of what each returned, for each label."""
        results = {label: [] for label in jobs}
        for number in range(self.rounds):
            order = list(jobs)
            random.Random(number).shuffle(order)
            for label in order:
                results[label].append(jobs[label]())
        return results

    def tell(self, row, what, values, unit):
        values = list(values)
        self.rows.append((row, what, statistics.median(values), min(values), max(values), unit))
        print(f"{row:>2}  {what:<58} {statistics.median(values):10.3f} [{min(values):.3f}..{max(values):.3f}] {unit}", flush=True)

    def ratio(self, row, what, one, other):
        self.tell(row, what, (a / b for a, b in zip(one, other)), "ratio")

    # -- the rows

    def row_1(self):
        names = self.names(FEW[1] if self.quick else MANY[0])
        with self.server("reflect") as port:
            done = self.interleave({
                "audit": lambda: self.run(*self.audit(port, names, "-j", 500))[0],
                "c-ares": lambda: self.run(self.folder / "cares_loop", "127.53.0.2", port, 500, names)[0]})
        self.ratio(1, "CPU of the run, CSV written, against a bare c-ares loop", done["audit"], done["c-ares"])

    def row_2(self):
        names = self.names(FEW[1] if self.quick else MANY[0])
        with self.server("weak", "least=20", "most=60") as port:
            done = self.interleave({
                "audit": lambda: self.run(*self.audit(port, names, "-j", 4000))[0],
                "c-ares": lambda: self.run(self.folder / "cares_loop", "127.53.0.2", port, 4000, names)[0]})
        self.ratio(2, "the same, answers after 20 to 60 ms, 4,000 in flight", done["audit"], done["c-ares"])

    def row_4(self):
        names = self.names(522, "n{:03d}.ac.jp")
        with self.server("weak", "least=20", "most=60") as port:
            done = self.interleave({
                "audit": lambda: self.run(*self.audit(port, names))[1],
                "c-ares": lambda: self.run(self.folder / "cares_loop", "127.53.0.2", port, 1000, names)[1]})
        self.ratio(4, "522 names at 20 to 60 ms, time, against c-ares", done["audit"], done["c-ares"])
        self.tell(4, "522 names at 20 to 60 ms", done["audit"], "s")

    def row_5(self):
        """Names that exist in signed zones, so that each absence has a signature of its own."""
        zones, each = (10, 30) if self.quick else (100, 100)
        names = self.list_of("signed.txt", served.names(zones, each))
        counter, count = self.folder / "verify.so", self.folder / "verified"

        def command(options):
            return AUDIT, "run", "-q", *options, "-o", self.folder / "rows.csv", names

        with served.signed(self.folder, zones, each) as options:
            self.run(*command(options))  # the resolver has the answers from here on
            counted = ("env", f"LD_PRELOAD={counter}", f"VERIFY_COUNT={count}")
            self.run(*counted, *command(options))
            calls, distinct = map(int, count.read_text().split())
            done = self.interleave({"validated": lambda: self.run(*command(options))[0],
                                    "without": lambda: self.run(*command([*options[2:], "--no-dnssec"]))[0]})
        self.tell(5, f"verifications for each of {distinct:,} signatures", [calls / distinct], "ratio")
        for label in ("validated", "without"):
            what = f"CPU for each of {zones * each:,} signed names, {label}"
            self.tell(5, what, (used / zones / each * 1e6 for used in done[label]), "us")

    def weak(self, what, xs, numbers, count):
        """Time by default, and the best of fixed -j; verdicts that are lost."""
        names, points = self.names(count), {"default": [], "best fixed -j": []}
        for x in xs:
            with self.server("weak", "least=50", "most=50", *numbers(x)) as port:
                default = self.run(*self.audit(port, names))[1]
                lost = (self.folder / "rows.csv").read_text().count(",lookup-failed,")
                best = min(self.run(*self.audit(port, names, "-j", j))[1] for j in ((16, 128) if self.quick else (16, 64, 256)))
            points["default"].append((x, default))
            points["best fixed -j"].append((x, best))
            self.tell(6, f"{what} {x}: time against the best fixed -j", [default / best], "ratio")
            self.tell(6, f"{what} {x}: cells that say lookup-failed", [lost], "")
        return points

    def row_6(self):
        count = 500 if self.quick else 3000
        self.plot("loss", f"{count:,} names, answers after 50 ms", "datagrams lost of 1,000", "seconds",
                  self.weak("datagrams lost of 1,000:", (0, 10, 50), lambda x: (f"loss={x}",), count))
        self.plot("rate", f"{count:,} names, answers after 50 ms", "questions a second that the resolver lets through",
                  "seconds", self.weak("questions a second let through:", (300, 1000, 3000), lambda x: (f"rate={x}",), count))
        self.weak("names dead of 1,000:", (10,), lambda x: (f"dead={x}",), count)

    def row_7(self):
        """And 8."""
        lengths, cpu, memory = FEW if self.quick else MANY, [], []
        with self.server("reflect") as port:
            for length in lengths:
                used, _, peak = self.run(*self.audit(port, self.names(length), "-j", 500))
                cpu.append((length, used / length * 1e6))
                memory.append((length, peak))
                self.tell(7, f"memory, {length:,} names", [peak], "MiB")
        self.tell(8, f"CPU for each name, {lengths[-1]:,} against {lengths[0]:,}", [cpu[-1][1] / cpu[0][1]], "ratio")
        self.plot("cpu", "CPU time for each name", "names", "microseconds", {"caa-audit run": cpu})
        self.plot("memory", "Peak memory", "names", "MiB", {"caa-audit run": memory})

    def row_9(self):
        zone = self.folder / "one.zone"
        zone.write_text("@ 3600 SOA . . 1 1 1 1 1\na 3600 CAA 0 issue \"secomtrust.net\"\n")
        command = (AUDIT, "check", "--zone", f"{zone}:test.", "a.test")
        often = ("sh", "-c", f'n={STARTS}; while [ $n -gt 0 ]; do "$@"; n=$((n - 1)); done', "sh")
        done = self.interleave({"check": lambda: self.run(*often, *command)[0], "dig": lambda: self.run(*often, "dig", "-v")[0]})
        for label, what in (("check", "check --zone of one name, CPU with its fork"), ("dig", "dig -v, the same")):
            self.tell(9, what, (seconds / STARTS * 1e3 for seconds in done[label]), "ms")
        self.tell(9, "check --zone of one name", (self.run(*command)[2] for _ in range(self.rounds)), "MiB")

    def row_10(self):
        names = self.names(FEW[2] if self.quick else 400_000, "n{:07d}.jp")

        def parts(port, count):
            return sum(self.run(*self.audit(port, names, "-j", 500, "--shard", f"{part}/{count}", output=f"part-{part}.csv"))[0]
                       for part in range(1, count + 1))

        with self.server("reflect") as port:
            done = self.interleave({count: lambda count=count: parts(port, count) for count in (1, 4, 16)})
        for count in (4, 16):
            self.ratio(10, f"CPU of {count} parts against the whole", done[count], done[1])

    def row_11(self):
        length = FEW[2] if self.quick else 1_000_000
        with self.server("reflect") as port:
            self.run(*self.audit(port, self.names(length), "-j", 500))
        before, after = self.folder / "rows.csv", self.folder / "after.csv"
        lines = before.read_text().splitlines(keepends=True)
        after.write_text("".join(line.replace(",allowed,", ",denied,", 1) if i % 1000 == 999 else line for i, line in enumerate(lines)))
        used, _, peak = zip(*(self.run(AUDIT, "diff", "-q", "-o", self.folder / "diff.csv", before, after) for _ in range(self.rounds)))
        self.tell(11, f"diff of {length:,} rows, CPU", used, "s")
        self.tell(11, f"diff of {length:,} rows, memory", peak, "MiB")

    def row_12(self):
        """The CPU of the name servers is in neither."""
        zones, each = (50, 4) if self.quick else (500, 10)
        names = self.list_of("walked.txt", served.names(zones, each))

        def audit(options):
            return self.run(AUDIT, "run", "-q", *options, "-o", self.folder / "rows.csv", names)[0]

        with served.Walked(self.folder, zones, each) as world:
            done = self.interleave({"iterate": lambda: audit(world.options),
                                    "unbound": lambda: world.through_cold_unbound(audit)})
        self.ratio(12, "CPU of --iterate against client and cold Unbound", done["iterate"], done["unbound"])

    def row_13(self):
        """A run that was ended when four tenths of its rows were written, gone on with."""
        length = FEW[2] if self.quick else 400_000
        names, rest = self.names(length), self.folder / "rest.txt"
        text = names.read_text().splitlines(keepends=True)
        rest.write_text("".join(text[length * 4 // 10:]))
        partial = self.folder / ".resumed.csv.partial"

        def resumed(port):
            for old in (partial, self.folder / "resumed.csv"):
                old.unlink(missing_ok=True)
            process = subprocess.Popen(list(map(str, self.audit(port, names, "-j", 500, output="resumed.csv"))), stderr=subprocess.DEVNULL)
            while process.poll() is None and not (partial.exists() and partial.stat().st_size > length * 4 // 10 * 180):
                time.sleep(0.001)
            process.kill()
            process.wait()
            there = partial.read_bytes().count(b"\n") / length
            cpu = self.run(*self.audit(port, names, "-j", 500, "--resume", output="resumed.csv"))[0]
            return cpu / (1 - there)

        with self.server("reflect") as port:
            done = self.interleave({"resumed": lambda: resumed(port),
                                    "rest": lambda: self.run(*self.audit(port, rest, "-j", 500))[0] / 0.6})
        self.ratio(13, "--resume with four tenths there, against the rest alone", done["resumed"], done["rest"])

    # -- what is written

    def plot(self, name, title, x_label, y_label, series):
        """Lines over a logarithmic axis, or a linear one where it begins at 0."""
        width, height, left, bottom, top = 640, 360, 70, 50, 40
        xs = sorted({x for points in series.values() for x, _ in points})
        highest = max(y for points in series.values() for _, y in points) * 1.1
        scale = (lambda x: x) if xs[0] == 0 else math.log
        span = (scale(xs[-1]) - scale(xs[0])) or 1

        def place(x, y):
            return (left + (scale(x) - scale(xs[0])) / span * (width - left - 30),
                    height - bottom - y / highest * (height - bottom - top))

        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
               f'<text x="{left}" y="20" font-size="15">{title}</text>',
               f'<path d="M{left} {top}V{height - bottom}H{width - 20}" fill="none" stroke="#555"/>',
               f'<text x="{width // 2}" y="{height - 10}" text-anchor="middle">{x_label}</text>',
               f'<text x="14" y="{height // 2}" transform="rotate(-90 14 {height // 2})" text-anchor="middle">{y_label}</text>']
        for x in xs:
            at = place(x, 0)[0]
            out.append(f'<text x="{at:.0f}" y="{height - bottom + 16}" text-anchor="middle">{x:,}</text>')
        for part in range(5):
            y = highest * part / 4
            at = place(xs[0], y)[1]
            out.append(f'<text x="{left - 6}" y="{at + 4:.0f}" text-anchor="end">{y:.3g}</text>')
            out.append(f'<path d="M{left} {at:.0f}H{width - 20}" stroke="#ddd"/>')
        for number, (label, points) in enumerate(series.items()):
            colour, places = ("#0A5C2E", "#8E1018")[number % 2], [place(*point) for point in points]
            out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>')
            out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
            out.append(f'<text x="{width - 20}" y="{20 + 16 * number}" text-anchor="end" fill="{colour}">{label}</text>')
        (self.folder / f"{name}.svg").write_text("\n".join(out) + "\n</svg>\n")

    def write(self):
        lines = ["row\twhat\tmedian\tleast\tmost\tunit"]
        lines += ["\t".join([str(row), what, *(f"{value:.3f}" for value in values), unit]) for row, what, *values, unit in self.rows]
        (self.folder / "rows.tsv").write_text("\n".join(lines) + "\n")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    bench = Bench(arguments[0], "--quick" in sys.argv)
    known = [name.removeprefix("row_") for name in dir(Bench) if name.startswith("row_")]
    for row in arguments[1:] or sorted(known, key=int):
        getattr(bench, f"row_{row}")()
        bench.write()


if __name__ == "__main__":
    main()
