"""What was there is whole, whichever call fails and wherever the program is killed."""

import itertools
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from program import AuditTest, failing, main, program

ZONE = """$ORIGIN a.test.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "secomtrust.net"
"""
NAMES = [f"n{number}.a.test" for number in range(6)]
LIST = "domain,institution\n" + "".join(f"{name},架空大学\n" for name in NAMES)
KILLED = -9
MEMORY = Path("/dev/shm")  # hundreds of syncs take long on a disk
CALLS = ("rename", "link", "unlink", "fsync", "write", "ftruncate", "fchmod")


class OutputsTest(AuditTest):
    def setUp(self):
        super().setUp()
        if MEMORY.is_dir():
            directory = tempfile.TemporaryDirectory(prefix="caa-audit-", dir=MEMORY)
            self.addCleanup(directory.cleanup)
            self.directory = Path(directory.name)
        self.zone = self.write("a.zone", ZONE)
        self.list = self.write("list.csv", LIST)

    def command(self, *arguments):
        return [program(), *map(str, arguments)]

    def hidden(self, folder=None):
        return sorted(path.name for path in (folder or self.directory).iterdir() if path.name.startswith("."))


class Faults(OutputsTest):
    """Two reports are written over earlier ones, and each call fails in turn, or kills the program."""

    NAMES = ("page.html", "report.csv", "report.jsonl")  # as they take their places; given the other way round

    def folder(self, number):
        folder = self.directory / str(number)
        folder.mkdir()
        for name in self.NAMES:
            (folder / name).write_text("earlier")
        return folder

    def run_in(self, folder, *faults, resume=False, listed=LIST):
        log = folder.parent / f"{folder.name}.log"
        log.unlink(missing_ok=True)
        outputs = [option for name in reversed(self.NAMES) for option in ("-o", name)]
        done = subprocess.run(
            self.command("run", "-z", self.zone, *outputs, "-", *(["--resume"] if resume else [])),
            input=listed.encode(), cwd=folder, capture_output=True, timeout=60, env=failing(log, *faults),
        )
        self.assertNotIn(b"Sanitizer", done.stderr)
        return done, log.read_text().splitlines() if log.exists() else []

    def state(self, folder):
        """For each report, whether it is the earlier one (0), a whole new one (1), or anything else."""
        found = []
        for name in self.NAMES:
            path = folder / name
            text = path.read_text() if path.exists() else "(nothing)"
            rows = [domain for domain in NAMES if domain in text]
            whole = rows == NAMES and text.endswith(("</html>\n", "\n"))
            found.append(0 if text == "earlier" else 1 if whole else text)
        return found

    def check_error(self, done, folder):
        """All reports are the earlier ones, or all are new; the rows that were there serve the next run."""
        state = self.state(folder)
        if done.returncode == 3:
            self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
            self.assertIn(state, ([0, 0, 0], [1, 1, 1]))
        else:
            self.assertEqual((done.returncode, state), (0, [1, 1, 1]), done.stderr)
        return state

    def go_on(self, folder, at_least):
        done, _ = self.run_in(folder, resume=True)
        self.assertEqual((done.returncode, self.state(folder)), (0, [1, 1, 1]), done.stderr)
        self.assertEqual(self.hidden(folder), [])
        already = re.search(rb"(\d+) entries were there already", done.stderr)
        self.assertGreaterEqual(int(already[1]), at_least)

    def one(self, call, number, what, others=()):
        """One run with one fault, and the run that goes on. False: there is no such call any more."""
        folder = self.folder(f"{call}-{number}-{what}-{len(others)}")
        done, met = self.run_in(folder, *others, f"{call}:{number}:{what}")
        if not any(line.startswith(f"{call} {number} ") for line in met):
            return False
        with self.subTest(call=call, number=number, what=what, others=others):
            state = self.state(folder)
            placing = any(line.startswith("rename ") for line in met)
            if what == "kill":
                self.assertEqual(done.returncode, KILLED)
                self.assertTrue(all(each in (0, 1) or (others and each == "(nothing)") for each in state), state)
                self.assertEqual(state, sorted(state, key=lambda each: each != 1), "the one to go on from is the last")
            else:
                state = self.check_error(done, folder)
            rows = len(NAMES) if placing and state != [1, 1, 1] and call != "unlink" else 0
            self.go_on(folder, rows)
        return True

    def every(self, calls, whats, others=()):
        def all_of(case):
            for number in itertools.count(1):
                if not self.one(case[0], number, case[1], others):
                    return number - 1

        cases = list(itertools.product(calls, whats))
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(cases, pool.map(all_of, cases)))

    def test_each_call(self):
        counts = self.every(CALLS, ("EIO", "kill"))
        for call in CALLS:
            self.assertGreaterEqual(counts[call, "kill"], 2, call)
        self.assertEqual(counts["rename", "kill"], 3)

    def test_each_rename_where_there_are_no_hard_links(self):
        counts = self.every(("rename",), ("EACCES", "kill"), ("link:*:EPERM",))
        self.assertEqual(counts["rename", "kill"], 5)

    def test_a_full_disk(self):
        self.assertGreaterEqual(self.every(("write", "fsync"), ("ENOSPC",))["write", "ENOSPC"], 3)

    def test_what_cannot_be_put_back_is_told(self):
        folder = self.folder("lost")
        done, _ = self.run_in(folder, "rename:3:EIO", "rename:4:EIO", "rename:5:EIO")
        self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1))
        self.assertIn(b"could not be put back", done.stderr)
        self.assertEqual((folder / ".report.csv.earlier").read_text(), "earlier")

    def test_a_run_that_goes_on(self):
        """Whatever happens to it, nothing that was there already is asked again."""
        half, _ = LIST.split(NAMES[4])
        made = self.folder("made")
        self.assertEqual(self.run_in(made, listed=half)[0].returncode, 0)
        rows = [(made / name).read_bytes() for name in self.NAMES]

        def all_of(case):
            call, what = case
            for number in itertools.count(1):
                folder = self.folder(f"{call}-{number}-{what}")
                for name, content in zip(self.NAMES, rows):
                    (folder / f".{name}.partial").write_bytes(content)
                done, met = self.run_in(folder, f"{call}:{number}:{what}", resume=True)
                if not any(line.startswith(f"{call} {number} ") for line in met):
                    return number - 1
                with self.subTest(call=call, number=number, what=what):
                    whole = self.state(folder) == [1, 1, 1]
                    if what == "kill":
                        self.assertEqual(done.returncode, KILLED)
                    elif done.returncode == 3:
                        self.assertEqual(self.state(folder) in ([0, 0, 0], [1, 1, 1]), True)
                    self.go_on(folder, 0 if whole else 4)

        cases = list(itertools.product(("rename", "unlink", "fsync", "write", "ftruncate"), ("EIO", "kill")))
        with ThreadPoolExecutor(2) as pool:
            counts = dict(zip(cases, pool.map(all_of, cases)))
        self.assertGreaterEqual(min(counts.values()), 3, counts)

    def test_a_fifo_in_the_way(self):
        folder = self.folder("fifo")
        os.mkfifo(folder / ".report.csv.resumed")
        done, _ = self.run_in(folder, resume=True)
        self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1), done.stderr)
        self.assertIn(b"which is somebody else's", done.stderr)


if __name__ == "__main__":
    main()
