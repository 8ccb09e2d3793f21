# SPDX-License-Identifier: Apache-2.0
"""An interrupted run goes on: it asks nothing twice, and gives the report of an unbroken one."""

import csv
import fcntl
import io
import itertools
import json
import re
import shutil
import signal
import subprocess

from faulty import Fault, FaultyServer, Phases, Silence
from program import AuditTest, audit, environment, failing, finished, main, program, through
from servers import tool
from wire import caa_record

COUNT = 300
BEFORE = 120  # answers before the server falls silent
NAMES = [f"n{count}.x{count}.test" for count in range(COUNT)]
LIST = "domain,institution,備考\n" + "".join(f"{name},架空大学,\"a, {name}\"\n" for name in NAMES)
RECORDS = [caa_record(name, '0 issue "secomtrust.net"') for name in NAMES[::3]]
RECORDS += [caa_record(name, '0 issue "ca.example"') for name in NAMES[1::3]]
MOMENT = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"?([,\t]("elapsed_ms":)?\d+)?|127(?:\.\d+){3}@\d+')
STUCK = Phases((BEFORE, Fault()), (None, Silence()))
FORMATS = {"csv": [], "tsv": [], "jsonl": [], "excel.csv": ["--excel"]}


def without_moments(text):
    return MOMENT.sub("", text)


class ResumeTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.list = self.write("list.csv", LIST)

    def partial(self, name):
        return self.directory / f".{name}.partial"

    def leftovers(self):
        return sorted(path.name for path in self.directory.iterdir() if path.name.startswith("."))

    def run_all(self, server, *options, listed=None, stdin=b""):
        return audit("run", "-q", *through(server.endpoint), *options, listed or self.list, stdin=stdin)

    def unbroken(self, *options):
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, *options)
            self.assertEqual(outcome.status, 1, outcome.err)
            return outcome

    def interrupt(self, *options, how=signal.SIGTERM):
        """A run that ends in the middle; which names it has rows for."""
        with FaultyServer(records=RECORDS, default=STUCK) as server:
            process = subprocess.Popen(
                [program(), "run", *through(server.endpoint), "-t", "60", "-j", "8", *map(str, options), self.list],
                stderr=subprocess.PIPE, env=environment(),
            )
            server.wait_for_queries(BEFORE + 8)
            if how == signal.SIGKILL:
                self.wait_for_rows(options)
            process.send_signal(how)
            _, err = process.communicate(timeout=60)
        return finished(process.returncode, b"", err)

    def wait_for_rows(self, options):
        """Until what was audited is in the hands of the system: this takes the program about a second."""
        (name,) = [option.name for option in options if hasattr(option, "name")]
        subprocess.run(
            ["timeout", "30", "sh", "-c", 'until [ "$(wc -l <"$0")" -gt 20 ]; do sleep 0.1; done', self.partial(name)],
            check=True,
        )


class Resume(ResumeTest):
    def check(self, name, options, how=signal.SIGTERM):
        report = self.directory / name
        self.unbroken("-o", report, *options)
        expected = report.read_text()
        report.write_text("earlier")
        first = self.interrupt("-o", report, *options, how=how)
        self.assertEqual(report.read_text(), "earlier")
        rows = len(self.partial(name).read_bytes().splitlines()) - (not name.endswith("jsonl"))
        self.assertGreater(rows, 20)
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, "-o", report, "--resume", *options)
            asked = {query.name.lower().rstrip(".") for query in server.queries}
        self.assertEqual((outcome.status, outcome.err), (1, ""))
        self.assertEqual(without_moments(report.read_text()), without_moments(expected))
        self.assertEqual(asked & set(NAMES[:rows]), set(), f"{rows} rows were there")
        self.assertLessEqual(set(NAMES[rows:]), asked)
        self.assertEqual(self.leftovers(), [])
        return first

    def test_every_format(self):
        for name, options in FORMATS.items():
            with self.subTest(name):
                first = self.check(f"report.{name}", options)
                self.assertEqual(first.status, 3)
                self.assertRegex(first.err, r"interrupted after \d+ entries: .*with --resume to continue")

    def test_interrupt(self):
        self.check("report.csv", [], signal.SIGINT)

    def test_kill(self):
        self.check("report.csv", [], signal.SIGKILL)

    def test_again_and_again(self):
        report = self.directory / "report.jsonl"
        self.unbroken("-o", report)
        expected = report.read_text()
        self.interrupt("-o", report)
        for answers in (30, 60):
            stuck = Phases((answers, Fault()), (None, Silence()))
            with FaultyServer(records=RECORDS, default=stuck) as server:
                process = subprocess.Popen(
                    [program(), "run", "-q", *through(server.endpoint), "-t", "60", "-j", "4", "--resume", "-o", report, self.list],
                    stderr=subprocess.DEVNULL, env=environment(),
                )
                server.wait_for_queries(answers + 4)
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(60), 3)
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "--resume", "-o", report).status, 1)
        self.assertEqual(without_moments(report.read_text()), without_moments(expected))

    def test_other_reports_are_made_of_the_same_rows(self):
        names = ("report.jsonl", "report.csv", "report.html", "caa.prom", "report.txt")
        outputs = [option for name in names for option in ("-o", self.directory / name)]
        self.unbroken(*outputs)
        expected = {name: (self.directory / name).read_text() for name in names}
        self.interrupt("-o", self.directory / "report.jsonl")
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "--resume", *outputs).status, 1)
        for name in names[:3]:
            # A row that was read back has no climb to draw; the head names the server of its own run.
            stamps = re.compile(
                r"<time>[^<]*</time>|<svg class=\"climb\".*?</svg>\n?|<dd>127[^<]*</dd>|<dd>\d{4}-\d\d-\d\d \d\d:\d\d UTC</dd>", re.DOTALL
            )
            self.assertEqual(
                without_moments(stamps.sub("", (self.directory / name).read_text())),
                without_moments(stamps.sub("", expected[name])), name,
            )
        head = re.compile(r"^(Answers from|Checked).*$", re.MULTILINE)
        self.assertEqual(
            head.sub("", (self.directory / "report.txt").read_text()), head.sub("", expected["report.txt"]),
        )
        entries = re.compile(r"^caa_audit_entries\{.*$", re.MULTILINE)
        self.assertEqual(entries.findall((self.directory / "caa.prom").read_text()), entries.findall(expected["caa.prom"]))

    def test_a_list_from_a_pipe(self):
        report = self.directory / "report.csv"
        self.interrupt("-o", report)
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, "--resume", "-o", report, listed="-", stdin=LIST.encode())
        self.assertEqual(outcome.status, 1, outcome.err)
        self.assertEqual([row["domain"] for row in csv.DictReader(io.StringIO(report.read_text()))], NAMES)

    def test_a_row_that_was_cut(self):
        report = self.directory / "report.csv"
        self.interrupt("-o", report)
        partial = self.partial("report.csv")
        whole = partial.read_bytes()
        for cut in (len(whole) - 30, len(b"".join(whole.splitlines(keepends=True)[:2])) + 1, 40, 0):
            partial.write_bytes(whole[:cut])
            with FaultyServer(records=RECORDS) as server:
                outcome = self.run_all(server, "--resume", "-o", report)
            self.assertEqual((outcome.status, outcome.err), (1, ""))
            self.assertEqual([row["domain"] for row in csv.DictReader(io.StringIO(report.read_text()))], NAMES)

    def test_rows_that_stay_as_they_stand_hold_nothing_hidden(self):
        for name in ("report.csv", "report.tsv"):
            path = self.directory / name
            self.unbroken("-o", path)
            whole = path.read_bytes()
            path.unlink()
            hidden = whole.replace("架空大学".encode(), b"\x1b[31m", 1).replace("架空大学".encode(), b"\xc2\x9b31m\xff\x7f", 1)
            self.partial(name).write_bytes(hidden[: len(hidden) // 2])
            self.unbroken("--resume", "-o", path)
            shown = whole.replace("架空大学".encode(), rb"\027[31m", 1).replace("架空大学".encode(), rb"\194\15531m\255\127", 1)
            self.assertEqual(without_moments(path.read_text()), without_moments(shown.decode()))

    def test_a_list_that_cannot_be_read_on(self):
        """What was audited before that is kept, and the list is asked for where it fails."""
        report = self.write("report.csv", "earlier")
        half = "".join(LIST.splitlines(keepends=True)[:200])
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, "-o", report, listed="-", stdin=half.encode() + b'never,"closed\n')
        self.assertEqual((outcome.status, outcome.err.count("\n"), report.read_text()), (3, 1, "earlier"), outcome.err)
        self.assertRegex(outcome.err, "caa-audit: standard input:201: .*; with --resume it goes on from there\n")
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "--resume", "-o", report).status, 1)
            self.assertEqual({query.name.lower().rstrip(".") for query in server.queries} & set(NAMES[:199]), set())
        self.assertEqual([row["domain"] for row in csv.DictReader(io.StringIO(report.read_text()))], NAMES)
        self.assertEqual(self.leftovers(), [])

    def test_a_list_that_cannot_be_read_again(self):
        """Of an error where the rows that are there are compared with the list, the list is told, not the rows."""
        report = self.write("report.csv", "earlier")
        self.interrupt("-o", report)
        for number in itertools.count(1):
            log = self.directory / "log"
            log.unlink(missing_ok=True)
            with FaultyServer(records=RECORDS) as server:
                options = ["-q", *through(server.endpoint), "--resume", "-o", report]
                outcome = audit("run", *options, self.list, env=failing(log, f"read:{number}:EIO"))
            if f"read {number} " not in log.read_text():
                break
            self.assertEqual((outcome.status, outcome.err.count("\n"), report.read_text()), (3, 1, "earlier"), outcome.err)
            self.assertIn("Input/output error", outcome.err)
        self.assertGreater(number, 5)
        self.assertEqual(outcome.status, 1)
        self.assertEqual([row["domain"] for row in csv.DictReader(io.StringIO(report.read_text()))], NAMES)
        self.assertEqual(self.leftovers(), [])

    def test_nothing_to_go_on_with(self):
        report = self.directory / "report.csv"
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "--resume", "-o", report).status, 1)
        self.assertEqual(len(report.read_text().splitlines()), COUNT + 1)

    def test_without_resume_all_begins_anew(self):
        report = self.directory / "report.csv"
        self.interrupt("-o", report)
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "-o", report).status, 1)
            self.assertGreaterEqual(len(server.queries), COUNT)
        self.assertEqual(self.leftovers(), [])

    def test_what_is_done_is_told(self):
        report = self.directory / "report.csv"
        self.interrupt("-o", report)
        with FaultyServer(records=RECORDS) as server:
            outcome = audit("run", *through(server.endpoint), "--resume", "-o", report, self.list)
        self.assertRegex(outcome.err, r"caa-audit: \d+ entries were already done\n")
        self.assertIn("300 entries: ", outcome.err)


class Refusals(ResumeTest):
    def refuse(self, message, *options, listed=None):
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, *options, listed=listed)
            self.assertEqual((outcome.status, len(server.queries)), (3, 0))
        self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
        self.assertIn(message, outcome.err)

    def test_usage(self):
        self.refuse("--resume goes on with a report in a file", "--resume")
        self.refuse("--resume goes on with a report in a file", "--resume", "-o", self.directory / "x.html")

    def test_another_list(self):
        report = self.directory / "report.csv"
        self.interrupt("-o", report)
        other = self.write("other.csv", LIST.replace("n1.x1.test,", "other.test,"))
        self.refuse("row 2 is for 'n1.x1.test'", "--resume", "-o", report, listed=other)
        short = self.write("short.csv", "".join(LIST.splitlines(keepends=True)[:3]))
        self.refuse("row 3 is for 'n2.x2.test'", "--resume", "-o", report, listed=short)
        self.refuse("row 1 is for 'n0.x0.test'", "--resume", "-o", report, "-k", "smime")
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "--resume", "-o", report).status, 1)
        self.assertEqual(self.leftovers(), [])

    def test_another_ca(self):
        report = self.directory / "report.jsonl"
        self.interrupt("-o", report)
        with FaultyServer(records=RECORDS) as server:
            outcome = self.run_all(server, "--resume", "--ca", "ca.example", "-o", report)
            self.assertEqual((outcome.status, outcome.err.count("\n"), len(server.queries)), (3, 1, 0), outcome.err)
            self.assertIn("is about the CA secomtrust.net, not ca.example: give the same --ca", outcome.err)
            self.assertEqual(self.run_all(server, "--resume", "-o", report).status, 1)
        self.assertEqual(self.leftovers(), [])

    def test_another_run_writes_it(self):
        report = self.directory / "report.csv"
        with open(self.partial("report.csv"), "w") as partial:
            fcntl.flock(partial, fcntl.LOCK_EX)
            self.refuse("another run writes it", "-o", report)
            self.refuse("another run writes it", "--resume", "-o", report)
        with FaultyServer(records=RECORDS) as server:
            self.assertEqual(self.run_all(server, "-o", report).status, 1)

    def test_a_link_in_the_way(self):
        report, mine = self.directory / "report.csv", self.write("mine", "mine")
        self.partial("report.csv").symlink_to(mine)
        self.refuse("cannot be written", "-o", report)
        self.partial("report.csv").unlink()
        self.partial("report.csv").hardlink_to(mine)
        self.refuse("which belongs to another user", "-o", report)
        self.assertEqual(mine.read_text(), "mine")


class Shards(ResumeTest):
    """Parts of a list in processes of their own, put together again."""

    def test_gnu_parallel(self):
        """The example of the README: an engine from Debian runs the parts, and what failed again."""
        parts = 4
        with FaultyServer(records=RECORDS) as server:
            options = " ".join(map(str, through(server.endpoint)))
            command = f"{program()} run -q {options} --shard {{}}/{parts} --resume -o part-{{}}.jsonl {self.list}"
            subprocess.run(
                [tool("parallel"), "--will-cite", "--jobs", "2", "--retries", "2", f"{command}; test $? -le 2", ":::",
                 *map(str, range(1, parts + 1))],
                cwd=self.directory, check=True, env=environment(), capture_output=True,
            )
        rows = [
            json.loads(line)
            for part in range(1, parts + 1)
            for line in (self.directory / f"part-{part}.jsonl").read_text().splitlines()
        ]
        self.assertEqual(sorted(row["domain"] for row in rows), sorted(NAMES))
        whole = self.directory / "whole.csv"
        self.unbroken("-o", whole)
        together = b"".join(path.read_bytes() for path in sorted(self.directory.glob("part-*.jsonl")))
        outcome = audit("diff", "-q", whole, "-", stdin=together)
        self.assertEqual((outcome.status, outcome.out), (0, b""), outcome.err)
        out = self.directory / "out"
        exported = audit("export", "-q", *sorted(self.directory.glob("part-*.jsonl")), "-o", out)
        self.assertEqual(exported.status, 0, exported.err)
        self.assertIn(f",{COUNT},", (out / "index.csv").read_text())
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
