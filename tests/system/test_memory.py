# SPDX-License-Identifier: Apache-2.0
"""Whichever allocation fails, of the program or of a library: one line and status 3, and the earlier report is whole.

The release build is tried, since a sanitizer brings an allocator of its own. Each eleventh allocation, from a chance
first one; all of them with CAA_AUDIT_WHOLE=1.
"""

import itertools
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from faulty import FaultyServer
from program import AuditTest, failing, main, release_build, through

ZONE = """$ORIGIN a.test.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "x.test"
"""
LIST = "domain,institution,contact\n" + "".join(f"n{number}.a.test,架空大学,a@a.test\n" for number in range(3))
EXHAUSTED = "caa-audit: memory has run out\n"
STEP = 1 if "CAA_AUDIT_WHOLE" in os.environ else 11


class Memory(AuditTest):
    @classmethod
    def setUpClass(cls):
        cls.binary = release_build()

    def setUp(self):
        super().setUp()
        self.write("a.zone", ZONE)
        self.write("list.csv", LIST)
        self.run_in(self.directory, "run", "-z", "a.zone", "-o", "report.jsonl", "list.csv", expected=1)
        shutil.copyfile(self.directory / "report.jsonl", self.directory / "earlier.jsonl")
        for part in (1, 2):
            self.run_in(self.directory, "run", "-z", "a.zone", "--shard", f"{part}/2", "-o", f"part{part}.csv", "list.csv")
        with FaultyServer() as server:
            self.run_in(self.directory, "run", *through(server.endpoint), "--record", "a.tap", "-o", "tapped.csv", "list.csv", expected=0)

    def run_in(self, folder, *arguments, number=0, expected=None):
        log = folder / "log"
        done = subprocess.run(
            [self.binary, *arguments], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=failing(log, f"malloc:{number}:ENOMEM"), timeout=60,
        )
        if expected is not None:
            self.assertEqual(done.returncode, expected, done.stderr)
        met = log.exists() and f"malloc {number} " in log.read_text()
        log.unlink(missing_ok=True)
        return done, met

    def one(self, arguments, output, number):
        """False: there is no such allocation any more."""
        folder = self.directory / f"{'-'.join(arguments).replace('/', '')}-{number}"
        folder.mkdir()
        for name in ("a.zone", "a.tap", "list.csv", "report.jsonl", "earlier.jsonl", "part1.csv", "part2.csv"):
            shutil.copyfile(self.directory / name, folder / name)
        done, met = self.run_in(folder, *arguments, number=number)
        with self.subTest(arguments, number=number):
            if met:
                self.assertEqual(done.returncode, 3, done.stderr)
                told = done.stderr.removesuffix(EXHAUSTED)
                self.assertNotEqual(told, done.stderr)
                # A summary before it is told when the report is in its place.
                self.assertTrue(not told or (output and (folder / output).exists()), told)
            for report in ("report.jsonl", "report.html"):
                if (folder / report).exists():
                    text = (folder / report).read_text()
                    self.assertIn("n2.a.test", text)
                    self.assertTrue(text.endswith("\n"))
        shutil.rmtree(folder)
        return met

    def all_of(self, arguments, output=None):
        first = random.randint(1, STEP)
        for number in itertools.count(first, STEP):
            if not self.one(arguments, output, number):
                return number - first

    def test_each_allocation(self):
        commands = (
            (("run", "-z", "a.zone", "-o", "report.jsonl", "-o", "report.html", "list.csv"), "report.jsonl"),
            (("run", "--replay", "a.tap", "-o", "report.jsonl", "list.csv"), "report.jsonl"),
            (("run", "-z", "a.zone", "--baseline", "earlier.jsonl", "--record", "b.tap", "-o", "report.jsonl", "list.csv"), "report.jsonl"),
            (("check", "-z", "a.zone", "n1.a.test"), None),
            (("check", "-z", "a.zone", "-f", "json", "n1.a.test"), None),
            (("diff", "earlier.jsonl", "report.jsonl"), None),
            (("export", "report.jsonl", "-o", "out"), "out"),
            (("history", "earlier.jsonl", "report.jsonl"), None),
            (("merge", "-l", "list.csv", "part1.csv", "part2.csv"), None),
        )
        with ThreadPoolExecutor(2) as pool:
            for command, count in zip(commands, pool.map(lambda each: self.all_of(*each), commands)):
                self.assertGreater(count, 50, command)
                if STEP == 1:
                    print(f"{' '.join(command[0])}: {count} allocations failed", file=sys.stderr)


if __name__ == "__main__":
    main()
