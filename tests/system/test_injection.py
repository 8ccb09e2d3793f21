# SPDX-License-Identifier: Apache-2.0
"""Whatever breaks while a command runs, it ends in a right report, or in one line and status 3 with earlier reports whole.

The release build, since thousands of runs are due. Each third point meets one of the errors, or a kill, and signals some
moments; all of them, and many more, with CAA_AUDIT_WHOLE=1, which prints how many there were.
"""

import errno
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from faulty import FaultyServer, Silence
from program import MEMORY, AuditTest, environment, failing, main, release_build, through
from servers import tool

WHOLE = "CAA_AUDIT_WHOLE" in os.environ
STEP = 1 if WHOLE else 3
INSIDE = "CAA_AUDIT_INSIDE"
FAULTS = ("ENOSPC", "EDQUOT", "EIO", "EMFILE", "kill")
CALLS = ("open", "fopen", "opendir", "readdir", "read", "write", "rename", "renameat2", "link", "unlink", "remove", "mkdir",
         "fsync", "fdatasync", "syncfs", "ftruncate", "fchmod", "fchown")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ZONE = """$ORIGIN a.test.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "secomtrust.net"
n1 300 CAA 0 issue "ca.example"
"""
NAMES = [f"n{number}.a.test" for number in range(5)]
LIST = "domain,institution,contact\n" + "".join(f"{name},架空大学{name[1]},x@a.test\n" for name in NAMES)
KEPT = re.compile(r"\.caa-\w+\.jsonl\.partial")  # nothing is removed where reports are kept
INPUTS = ("a.zone", "list.csv", "old.jsonl", "new.jsonl", "part1.csv", "part2.csv")
RUN = ["run", "-q", "-z", "a.zone"]
# By name: its words, what it writes, and its status.
COMMANDS = {
    "run": ([*RUN, "--keep", "kept", "-o", "o.jsonl", "-o", "o.html", "-o", "o.csv", "list.csv"], 1),
    "run with a baseline": ([*RUN, "--baseline", "old.jsonl", "-o", "o.jsonl", "-o", "o.txt", "list.csv"], 1),
    "run with a record": ([*RUN, "--record", "o.tap", "-o", "o.csv", "-f", "prom", "-o", "o.prom", "list.csv"], 1),
    "run that goes on": ([*RUN, "--resume", "-o", "o.jsonl", "-o", "o.csv", "list.csv"], 1),
    "run of a workbook": ([*RUN, "-o", "o.xlsx", "list.csv"], 1),
    "check": (["check", "-z", "a.zone", "-o", "o.html", "n1.a.test", "n2.a.test"], 1),
    "diff": (["diff", "-q", "-o", "o.html", "-o", "o.csv", "old.jsonl", "new.jsonl"], 1),
    "history": (["history", "-q", "-o", "o.html", "-o", "o.csv", "old.jsonl", "new.jsonl"], 0),
    "merge": (["merge", "-q", "-l", "list.csv", "-o", "o.csv", "-o", "o.jsonl", "part1.csv", "part2.csv"], 1),
    "export": (["export", "-q", "-o", "o", "new.jsonl"], 0),
}  # fmt: skip


def timeless(path):
    """What a report says, without the moment at which it was made."""
    if path.is_dir():
        return {str(each.relative_to(path)): timeless(each) for each in sorted(path.rglob("*")) if each.is_file()}
    if path.suffix == ".xlsx":
        return path.read_bytes()[:2]
    if path.suffix == ".jsonl" and path.read_text() != "earlier\n":
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        return [{key: row[key] for key in row if key not in ("checked_at", "since", "elapsed_ms")} for row in rows]
    text = path.read_bytes().decode("utf-8", "replace")
    text = re.sub(r"boundary=.*|--=-.*|Message-Id: .*|\d{8}\.(?:html|txt)|Date: .*", "", text) if path.suffix == ".eml" else text
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?(,\d+)?|[0-9.e+]{9,}|\d+ ms|\d+\.\d{3}", "", text)
    return "" if path.suffix in (".tap", ".eml") else text


class InjectionTest(AuditTest):
    PARENT = MEMORY

    @classmethod
    def setUpClass(cls):
        cls.binary = release_build()

    def setUp(self):
        super().setUp()
        self.write("a.zone", ZONE)
        self.write("list.csv", LIST)
        first = self.directory
        self.execute(first, [*RUN, "-o", "new.jsonl", "list.csv"], 1)
        for part in ("1", "2"):
            self.execute(first, [*RUN, "--shard", f"{part}/2", "-o", f"part{part}.csv", "list.csv"])
        rows = (first / "new.jsonl").read_text().replace("not-listed", "forbidden").replace('"denied"', '"allowed"', 1)
        self.write("old.jsonl", re.sub(r'"checked_at":"\d{4}', '"checked_at":"2020', rows))
        self.write("half.csv", LIST.partition(NAMES[2])[0])
        self.execute(first, [*RUN, "-o", "half-o.jsonl", "-o", "half-o.csv", "half.csv"])
        self.chance = random.Random(16)

    def execute(self, folder, words, expected=None, env=None, **more):
        done = subprocess.run(
            [self.binary, *map(str, words)], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
            env=env or environment(), **more,
        )
        if expected is not None:
            self.assertEqual(done.returncode, expected, (words, done.stderr))
        return done

    def folder(self, name, words):
        """With all inputs, and an earlier report in each place that the command writes to."""
        folder = self.directory / name
        (folder / "kept").mkdir(parents=True)
        for each in INPUTS:
            shutil.copyfile(self.directory / each, folder / each)
        for output in outputs_of(words):
            if output == "o":
                shutil.copytree(self.directory / "earlier-export", folder / "o")
            else:
                (folder / output).write_text("earlier\n")
            if "--resume" in words and (self.directory / f"half-{output}").exists():
                shutil.copyfile(self.directory / f"half-{output}", folder / f".{output}.partial")
        return folder

    def expected_of(self, name):
        """What the command writes where nothing breaks, and what was there before."""
        words, status = COMMANDS[name]
        if "export" in words and not (self.directory / "earlier-export").exists():
            self.execute(self.directory, ["export", "-q", "-o", "earlier-export", "part1.csv"], 0)
        folder = self.folder(f"expected {name}", words)
        earlier = self.written(folder, words)
        self.execute(folder, words, status)
        return earlier, self.written(folder, words)

    def written(self, folder, words):
        return [timeless(folder / output) if (folder / output).exists() else None for output in outputs_of(words)]

    def judge(self, folder, words, status, done, earlier, whole):
        """`done` is right: all reports are new, or all are the earlier ones and one line says why."""
        written = self.written(folder, words)
        if done.returncode == 3:
            self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith(b"caa-audit: "), done.stderr)
            self.assertTrue(written == earlier or written == whole, (difference(words, written, earlier), done.stderr))
        else:
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(difference(words, written, whole), None, done.stderr)
        return done.returncode

    def judge_killed(self, folder, words, done, earlier, whole):
        """Each report is the new one or the earlier one."""
        self.assertEqual(done.returncode, -signal.SIGKILL)
        for output, now, before, after in zip(outputs_of(words), self.written(folder, words), earlier, whole):
            self.assertIn(now, (before, after), output)
        return done.returncode

    def left(self, folder, words):
        """What is there that was not, and is no report."""
        expected = {*INPUTS, *outputs_of(words), "kept"}
        return {path.name for path in folder.iterdir()} - expected | {path.name for path in folder.glob("kept/.*")}

    def judge_left(self, folder, words, done):
        """Rows to go on with, and what a killed one could not remove; nothing but reports after the next."""
        rows = [output for output in outputs_of(words) if words[0] == "run" and output.endswith(("csv", "jsonl"))]
        ends = ("partial", "resumed", "earlier", "lock") if done.returncode < 0 else ("partial", "resumed")
        names = outputs_of(words) if done.returncode < 0 else rows
        left = {name for name in self.left(folder, words) if done.returncode > 0 or not KEPT.fullmatch(name)}
        self.assertLessEqual(left, {f".{name}.{end}" for name in names for end in ends}, done.stderr)


def difference(words, written, expected):
    """The first output that is not as expected, and where."""
    for output, found, wanted in zip(outputs_of(words), written, expected):
        if found != wanted:
            lines = zip(str(found).split("\n"), str(wanted).split("\n"))
            return output, next((pair for pair in lines if pair[0] != pair[1]), (str(found)[-80:], str(wanted)[-80:]))
    return None


def outputs_of(words):
    return [word for word in words if word.startswith("o.") or word == "o"]


class Calls(InjectionTest):
    """Each call about a file fails in turn."""

    def one(self, name, fault, states):
        """One run with one fault, and one without. How the first ended; None: there was no such call any more."""
        (words, status), (earlier, whole) = COMMANDS[name], states
        folder = self.folder(f"{name} {fault}", words)
        log = self.directory / f"{name}.log"
        log.unlink(missing_ok=True)
        done, ended = self.execute(folder, words, env=failing(log, fault)), None
        call, number, what = fault.split(":")
        if log.exists() and re.search(rf"^{call} {number} ", log.read_text(), re.MULTILINE):
            ended = done.returncode
            with self.subTest(name, fault=fault):
                if what == "kill":
                    self.judge_killed(folder, words, done, earlier, whole)
                else:
                    if self.judge(folder, words, status, done, earlier, whole) == 3:
                        self.assertRegex(done.stderr.decode(), f"{os.strerror(getattr(errno, what))}|: too few files can be open")
                if call not in ("unlink", "remove") or what == "kill":
                    self.judge_left(folder, words, done)
                if what == "kill" or WHOLE:
                    self.execute(folder, words, status)
                    self.assertEqual(difference(words, self.written(folder, words), whole), None)
                    self.assertLessEqual({name for name in self.left(folder, words) if not KEPT.fullmatch(name)}, set())
        shutil.rmtree(folder)
        return ended

    def all_of(self, name):
        states = self.expected_of(name)
        met, ended, faults = Counter(), Counter(), itertools.cycle(FAULTS)
        for call in CALLS:
            for number in itertools.count(1, STEP):
                ends = [self.one(name, f"{call}:{number}:{what}", states) for what in (FAULTS if WHOLE else [next(faults)])]
                if None in ends:
                    break
                met[call] += len(ends)
                ended.update(ends)
        return met, ended

    def test_each(self):
        with ThreadPoolExecutor(2) as pool:
            for name, (met, ended) in zip(COMMANDS, pool.map(self.all_of, COMMANDS)):
                for call in ("open", "read", "write"):
                    self.assertGreaterEqual(met[call] + met["fopen"] * (call != "write"), 1, name)
                self.assertGreaterEqual(ended[3], 2, name)
                if WHOLE:
                    print(f"{name}: {met.total()} calls failed, {dict(met)}; statuses {dict(ended)}", file=sys.stderr)


class Moments(InjectionTest):
    """Signals at random moments."""

    TIMES = 200 if WHOLE else 4

    def test_each(self):
        self.write("list.csv", "domain,institution\n" + "".join(f"x{number}.a.test,U{number % 9}\n" for number in range(3000)))
        self.execute(self.directory, [*RUN, "-o", "new.jsonl", "list.csv"])
        self.write("old.jsonl", re.sub('"checked_at":"....', '"checked_at":"2020', (self.directory / "new.jsonl").read_text()))
        ends = Counter()
        for name in ("run", "diff", "history", "export", "run of a workbook"):
            words, _ = COMMANDS[name]
            if name == "export":
                self.execute(self.directory, ["export", "-q", "-o", "earlier-export", "part1.csv"], 0)
            folder = self.folder(f"expected {name}", words)
            earlier = self.written(folder, words)
            began = time.monotonic()
            status = self.execute(folder, words).returncode
            takes, whole = time.monotonic() - began, self.written(folder, words)
            for number in range(self.TIMES):
                one = (*SIGNALS, signal.SIGKILL)[number % 4]
                folder = self.folder(f"{name} {number}", words)
                process = subprocess.Popen(
                    [self.binary, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    env=environment(),
                )
                time.sleep(self.chance.random() * takes)
                process.send_signal(one)
                out, err = process.communicate(timeout=60)
                done = subprocess.CompletedProcess(words, process.returncode, out, err)
                with self.subTest(name, number=number, signal=one):
                    if done.returncode < 0:  # before it listens, or for good
                        self.assertEqual(-done.returncode, one)
                        for now, before, after in zip(self.written(folder, words), earlier, whole):
                            self.assertIn(now, (before, after))
                    else:
                        self.judge(folder, words, status, done, earlier, whole)
                ends[done.returncode] += 1
                shutil.rmtree(folder)
        if WHOLE:
            print(f"signals: {dict(ends)}", file=sys.stderr)


class Resources(InjectionTest):
    def test_descriptors(self):
        """However few files may be open, from those of a shell on."""
        ends = Counter()
        for name in COMMANDS if WHOLE else ("run", "export"):
            words, status = COMMANDS[name]
            earlier, whole = self.expected_of(name)
            for most in range(3, 24 if WHOLE else 16, 1 if WHOLE else 2):
                folder = self.folder(f"{name} {most}", words)
                limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
                done = self.execute(folder, words, preexec_fn=limit)
                if done.returncode == 127:
                    continue  # the loader cannot load
                with self.subTest(name, most=most):
                    ends[self.judge(folder, words, status, done, earlier, whole)] += 1
                shutil.rmtree(folder)
        self.assertTrue(ends[3] and ends[0] + ends[1], ends)
        if WHOLE:
            print(f"descriptors: {dict(ends)}", file=sys.stderr)

    def test_descriptors_for_questions(self):
        """A row that got no socket is unknown, or the run says that there were none; no other way to be wrong."""
        with FaultyServer() as server:
            for most in range(6, 40, 2 if WHOLE else 8):
                folder = self.folder(f"questions {most}", ["-o", "o.jsonl"])
                limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
                done = self.execute(folder, ["run", "-q", *through(server.endpoint), "-o", "o.jsonl", "list.csv"], preexec_fn=limit)
                with self.subTest(most=most):
                    self.assertIn(done.returncode, (0, 2, 3), done.stderr)
                    text = (folder / "o.jsonl").read_text()
                    if done.returncode == 3:
                        self.assertEqual((done.stderr.count(b"\n"), text), (1, "earlier\n"), done.stderr)
                    else:
                        verdicts = [json.loads(line)["server"] for line in text.splitlines()]
                        self.assertEqual(len(verdicts), len(NAMES))
                        self.assertLessEqual(set(verdicts), {"allowed", "unknown"})

    def test_steps_of_the_clock(self):
        """Forwards and back, at any reading of it: the same rows; and what waits ends in its time."""
        words, status = COMMANDS["run"]
        _, whole = self.expected_of("run")
        for number, seconds in itertools.product(range(1, 20 if WHOLE else 3), (-10**9, 10**9)):
            folder = self.folder(f"clock {number} {seconds}", words)
            done = self.execute(folder, words, status, env=failing(self.directory / "log", f"clock:{number}:{seconds}"))
            self.assertEqual(self.written(folder, words)[0], whole[0], done.stderr)
            shutil.rmtree(folder)
        with FaultyServer(default=Silence()) as server:
            for seconds in (-10**9, 10**9):
                folder = self.folder(f"silent {seconds}", ["-o", "o.jsonl"])
                began = time.monotonic()
                done = self.execute(
                    folder, ["run", *through(server.endpoint), "-t", "0.2", "-r", "0", "-o", "o.jsonl", "list.csv"], 3,
                    env=failing(self.directory / "log", f"clock:3:{seconds}"),
                )
                self.assertLess(time.monotonic() - began, 30)
                self.assertIn(b"no server", done.stderr.lower())


class Places(InjectionTest):
    """What happens to the folder of a report while it is being made."""

    def half(self, folder, **more):
        process = subprocess.Popen(
            [self.binary, *RUN, "-o", f"{folder}/o.csv", "-"], cwd=self.directory, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **more,
        )
        process.stdin.write(("domain\n" + "".join(f"y{number}.a.test\n" for number in range(2000))).encode())
        process.stdin.flush()
        deadline = time.monotonic() + 30
        partial = folder / ".o.csv.partial"
        while not (partial.exists() and partial.stat().st_size):  # while it is opened, it may be opened elsewhere instead
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)
        return process

    def ended(self, process):
        _, err = process.communicate(b"z.a.test\n", timeout=60)
        self.assertEqual((process.returncode, err.count(b"\n")), (3, 1), err)
        return err.decode()

    def test_a_folder_that_goes(self):
        folder = self.directory / "gone"
        folder.mkdir()
        process = self.half(folder)
        shutil.rmtree(folder)
        self.assertIn("o.csv: cannot be written", self.ended(process))
        self.assertFalse(folder.exists())

    def test_another_folder_in_its_place(self):
        folder = self.directory / "swapped"
        folder.mkdir()
        process = self.half(folder)
        folder.rename(self.directory / "before")
        folder.mkdir()
        (folder / "o.csv").write_text("earlier\n")
        self.ended(process)
        self.assertEqual([path.name for path in folder.iterdir()], ["o.csv"])
        self.assertEqual((folder / "o.csv").read_text(), "earlier\n")

    def test_a_folder_that_may_not_be_written_any_more(self):
        """Root may write anywhere, so it is nobody who runs here."""
        folder = self.directory / "closed"
        folder.mkdir()
        (folder / "o.csv").write_text("earlier\n")
        nobody = {}
        if os.geteuid() == 0:
            self.directory.chmod(0o755)
            for path in (folder, folder / "o.csv"):
                os.chown(path, 65534, 65534)
            nobody = {"user": 65534, "group": 65534, "extra_groups": []}
            if not self.may_run(nobody):
                self.skipTest("nobody may not run the program where it is built")
        process = self.half(folder, **nobody)
        folder.chmod(0o555)
        self.assertIn("o.csv: cannot be written", self.ended(process))
        self.assertEqual((folder / "o.csv").read_text(), "earlier\n")

    def may_run(self, who):
        try:
            return subprocess.run([self.binary, "-V"], capture_output=True, env=environment(), **who).returncode == 0
        except PermissionError:
            return False


class Interfaces(InjectionTest):
    """The network goes away in mid-run, and comes back: in a network of its own, where the system has one to give."""

    def test_down_and_up(self):
        for option in ("-rn", "-n"):
            if subprocess.run([tool("unshare"), option, "true"], capture_output=True).returncode == 0:
                break
        else:
            self.skipTest("this system gives nobody a network of his own")
        command = [tool("unshare"), option, sys.executable, "-B", __file__, "Inside"]
        done = subprocess.run(command, env=os.environ | {INSIDE: "1"}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


class Inside(InjectionTest):
    @unittest.skipUnless(INSIDE in os.environ, "for Interfaces")
    def test_down_and_up(self):
        link = lambda state: subprocess.run([tool("ip"), "link", "set", "lo", state], check=True)
        link("up")
        with FaultyServer() as server:
            many = self.write("many", "".join(f"w{number}.test\n" for number in range(300)))
            report = self.write("o.jsonl", "earlier\n")
            options = [*through(server.endpoint), "-t", "0.3", "-r", "2", "-j", "4", "--rate", "200", "-o", report, many]
            process = subprocess.Popen(
                [self.binary, "run", "-q", *map(str, options)], stderr=subprocess.PIPE, env=environment()
            )
            server.wait_for_queries(50)
            link("down")
            time.sleep(0.5)
            link("up")
            _, err = process.communicate(timeout=100)
            self.assertIn(process.returncode, (0, 2), err)
            verdicts = Counter(json.loads(line)["server"] for line in report.read_text().splitlines())
            self.assertEqual(verdicts.total(), 300)
            self.assertGreater(verdicts["allowed"], 200)
            self.assertLessEqual(verdicts.keys(), {"allowed", "unknown"})
            report.write_text("earlier\n")
            link("down")
            done = self.execute(self.directory, ["run", "-q", *options], 3)
            self.assertEqual((done.stderr.count(b"\n"), report.read_text()), (1, "earlier\n"), done.stderr)
            link("up")


if __name__ == "__main__":
    main()
