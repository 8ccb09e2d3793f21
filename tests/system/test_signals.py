# SPDX-License-Identifier: Apache-2.0
"""SIGINT, SIGTERM and SIGHUP are heard, whatever the program reads, opens or waits for: status 3, one line, earlier
reports as they were, nothing left behind but what --resume goes on with."""

import fcntl
import itertools
import os
import signal
import subprocess
import sys
import threading
import time

from faulty import FaultyServer, Silence
from program import AuditTest, environment, finished, main, program, through

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 60
HEARD_WITHIN = 5  # seconds; one, on a machine that does nothing else
NAMES = "".join(f"n{count}.a.test\n" for count in range(3000))
ZONE = '@ 300 SOA ns h 1 1 1 1 1\n@ 300 CAA 0 issue "ca.example"\n'
BLANK_LINES = """import fcntl, os
fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20)  # it is never found empty
os.write(1, b"a.test\\n")
while True: os.write(1, b"\\n" * (1 << 20))"""
KEPT = "interrupted after [0-9]+ entries: .*with --resume to continue"


def process_state(process):
    """Whether it sleeps, and which signals it catches; a bit for each."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        fields = dict(line.split(":\t", 1) for line in file)
    return fields["State"][0], int(fields["SigCgt"], 16)


def octets_read(process):
    """Since it was started."""
    with open(f"/proc/{process.pid}/io", encoding="ascii") as file:
        fields = dict(line.split(": ", 1) for line in file)
    return int(fields["rchar"])


class SignalTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.fifo = self.directory / "fifo"
        os.mkfifo(self.fifo)
        self.zone = self.write("zone", ZONE)
        self.list = self.write("list", NAMES)
        self.report = self.write("report.csv", "earlier\n")
        self.source = ["-z", f"{self.zone}:a.test."]
        self.turn = itertools.cycle(SIGNALS)

    def start(self, *arguments, **streams):
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} | streams
        process = subprocess.Popen(
            [program(), *map(str, arguments)], stderr=subprocess.PIPE, env=environment(), **streams
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                self.addCleanup(stream.close)
        return process

    def wait(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)

    def is_waiting(self, process):
        """It has caught the signals, and sleeps."""
        self.assertIsNone(process.poll())
        state, caught = process_state(process)
        return state == "S" and caught & 1 << signal.SIGTERM - 1

    def stop(self, process, number, says="interrupted"):
        before = {path.name for path in self.directory.iterdir()}
        process.send_signal(number)
        sent = time.monotonic()
        status = process.wait(PATIENCE)
        self.assertLess(time.monotonic() - sent, HEARD_WITHIN)
        outcome = finished(status, b"", process.stderr.read())
        self.assertEqual(outcome.status, 3, outcome.err)
        self.assertRegex(outcome.err, f"^caa-audit: {says}[^\n]*\n$")
        self.assertEqual(self.report.read_text(), "earlier\n")
        return before - {path.name for path in self.directory.iterdir()}


class WhatIsRead(SignalTest):
    """A FIFO that nobody writes to, in the place of each file."""

    def commands(self):
        fifo = self.fifo
        self.write("including", f"$INCLUDE {fifo}\n")
        list_report = self.directory / "good.csv"
        subprocess.run([program(), "run", "-q", *self.source, "-o", list_report, self.list], env=environment())
        return {
            "list": ["run", *self.source, "-o", self.report, fifo],
            "a second list": ["run", *self.source, "-o", self.report, self.list, fifo],
            "standard input": ["run", *self.source, "-o", self.report, "-"],
            "zone file": ["run", "-z", f"{fifo}:a.test.", self.list],
            "included file": ["check", "-z", f"{self.directory}/including:a.test.", "a.test"],
            "trust anchor": ["run", "-i", "--trust-anchor", fifo, self.list],
            "root hints": ["check", "-i", "--root-hints", fifo, "a.test"],
            "configuration": ["run", "--config", fifo, self.list],
            "configuration of export": ["export", "--config", fifo, list_report, "-o", self.directory / "out"],
            "baseline": ["run", *self.source, "--baseline", fifo, "-o", self.report, self.list],
            "old report": ["diff", fifo, list_report, "-o", self.report],
            "new report": ["diff", list_report, fifo, "-o", self.report],
            "report to export": ["export", fifo, "-o", self.directory / "out"],
            "standard input to export": ["export", list_report, "-", "-o", self.directory / "out"],
        }

    def test_each(self):
        for (name, arguments), opened in itertools.product(self.commands().items(), (False, True)):
            with self.subTest(name, opened=opened):
                writer = os.open(self.fifo, os.O_RDWR) if opened else None
                process = self.start(*arguments)
                self.wait(lambda: self.is_waiting(process))
                self.stop(process, next(self.turn))
                self.assertFalse([path for path in self.directory.iterdir() if path.name[0] == "." or path.name == "out"])
                if writer:
                    os.close(writer)

    def test_every_signal(self):
        for number in SIGNALS:
            for arguments in (["run", "-z", self.fifo, self.list], ["run", *self.source, "-f", "csv", "-o", self.fifo, self.list]):
                process = self.start(*arguments)
                self.wait(lambda: self.is_waiting(process))
                self.stop(process, number)

    def test_a_zone_without_an_end(self):
        """Nothing waits here: it reads, and reads."""
        for number in SIGNALS:
            with open("/dev/null", "wb") as null:
                endless = subprocess.Popen(
                    ["sh", "-c", 'exec yes "n 300 TXT x" >"$0"', self.fifo], stderr=null
                )
            process = self.start("check", "-z", f"{self.fifo}:a.test.", "a.test")
            self.wait(lambda: process_state(process)[1] & 1 << signal.SIGTERM - 1)
            self.stop(process, number)
            endless.kill()
            endless.wait()

    def test_a_list_that_holds_no_entry_any_more(self):
        """Its columns are known, and then there are blank lines alone: it reads, and reads."""
        with open("/dev/null", "wb") as null:
            endless = subprocess.Popen([sys.executable, "-c", BLANK_LINES], stdout=subprocess.PIPE, stderr=null)
        self.addCleanup(endless.wait)
        self.addCleanup(endless.kill)
        process = self.start("run", *self.source, "-q", "-o", self.report, "-", stdin=endless.stdout)
        endless.stdout.close()
        self.wait(lambda: octets_read(process) > 4 << 20)  # the entry was in the first block
        self.stop(process, signal.SIGTERM, "interrupted after 1 entry")


class WhatIsWritten(SignalTest):
    def left(self):
        return sorted(path.name for path in self.directory.iterdir() if path.name.startswith("."))

    def test_an_output_that_nobody_opens(self):
        process = self.start("run", *self.source, "-o", self.report, "-f", "csv", "-o", self.fifo, self.list)
        self.wait(lambda: self.is_waiting(process) and self.left())
        self.stop(process, next(self.turn))
        self.assertEqual(self.left(), [])

    def good_report(self):
        path = self.directory / "good.csv"
        subprocess.run([program(), "run", "-q", *self.source, "-o", path, self.list], env=environment())
        return path

    def fill(self, process):
        """Until the pipe that nobody reads is full, as good as, and its writer waits."""
        self.wait(lambda: self.is_waiting(process) and self.pending(process) > 32768)

    def pending(self, process):
        size = bytearray(4)
        fcntl.ioctl(process.stdout, 0x541B, size)  # FIONREAD
        return int.from_bytes(size, "little")

    def test_a_pipe_that_nobody_reads(self):
        for number in SIGNALS:
            process = self.start("run", *self.source, "-o", self.report, "-o", "-", self.list)
            self.fill(process)
            self.stop(process, number, KEPT)
            self.assertEqual(self.left(), [".report.csv.partial"])
        resumed = subprocess.run(
            [program(), "run", *self.source, "--resume", "-o", self.report, self.list], env=environment(), capture_output=True
        )
        self.assertIn(b" entries were already done", resumed.stderr)
        self.assertEqual((resumed.returncode, len(self.report.read_text().splitlines())), (1, 3001))

    def test_check(self):
        process = self.start("check", *self.source, *NAMES.split()[:300])
        self.fill(process)
        self.stop(process, next(self.turn))

    def test_diff(self):
        good = self.good_report()
        other = self.write("other.csv", good.read_bytes().replace(b"denied", b"allowed"))
        process = self.start("diff", good, other, "-f", "jsonl", "-o", "-", "-o", self.report)
        self.fill(process)
        self.stop(process, next(self.turn))
        self.assertEqual(self.left(), [])
        process = self.start("diff", good, other, "-o", self.report, "-f", "csv", "-o", self.fifo)
        self.wait(lambda: self.is_waiting(process) and self.left())
        self.stop(process, next(self.turn))
        self.assertEqual(self.left(), [])

    def test_export_in_the_middle(self):
        report = self.good_report().read_bytes()
        process = self.start("export", "-", "-o", self.directory / "out")
        feeding = threading.Thread(target=self.feed, args=(process.stdin, report))
        feeding.start()
        self.wait(self.left)
        self.stop(process, signal.SIGHUP, "interrupted: nothing was exported")
        feeding.join()
        self.assertEqual(self.left(), [])

    def feed(self, stream, report):
        try:
            while True:
                os.write(stream.fileno(), report)
        except BrokenPipeError:
            pass


class WhatIsWaitedFor(SignalTest):
    def test_a_server_that_is_silent(self):
        for number in SIGNALS:
            with FaultyServer(default=Silence()) as server:
                process = self.start("run", *through(server.endpoint), "-t", "60", "-o", self.report, self.list)
                server.wait_for_queries(4)
                self.stop(process, number, "interrupted after 0 entries: no report was written")
                process = self.start("check", *through(server.endpoint), "-t", "60", "a.test")
                server.wait_for_queries(5)
                self.wait(lambda: self.is_waiting(process))
                self.stop(process, number)

    def test_a_list_that_is_still_written(self):
        """Rows of what has come are there; the rest is waited for, in the run or when it is gone on with."""
        process = self.start("run", *self.source, "-o", self.report, "-")
        process.stdin.write(NAMES.encode()[:20_000])
        process.stdin.flush()
        partial = self.directory / ".report.csv.partial"
        self.wait(lambda: partial.exists() and partial.stat().st_size > 20_000)
        self.stop(process, signal.SIGHUP, KEPT)
        process = self.start("run", *self.source, "-o", self.report, "--resume", "-")
        process.stdin.write(b"n0.a.test\n")
        process.stdin.flush()
        self.wait(lambda: self.is_waiting(process) and partial.exists())
        self.stop(process, signal.SIGTERM)
        self.assertIn(".report.csv.resumed", {path.name for path in self.directory.iterdir()})

    def test_hangup_is_left_alone_under_nohup(self):
        with FaultyServer(default=Silence()) as server:
            process = self.start(
                "run", *through(server.endpoint), "-q", "-t", "60", "-o", self.report, self.write("one", "a.test\n"),
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
            )
            server.wait_for_queries(1)
            process.send_signal(signal.SIGHUP)
            self.assertFalse(process_state(process)[1] & 1 << signal.SIGHUP - 1)
            self.stop(process, signal.SIGTERM)


if __name__ == "__main__":
    main()
