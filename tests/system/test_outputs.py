# SPDX-License-Identifier: Apache-2.0
"""Nothing that is read is written, and what was there is whole, whichever call fails and wherever the program is killed."""

import itertools
import os
import re
import shutil
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from program import MEMORY, AuditTest, audit, environment, failing, main, program

ZONE = """$ORIGIN a.test.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "secomtrust.net"
"""
NAMES = [f"n{number}.a.test" for number in range(6)]
LIST = "domain,institution\n" + "".join(f"{name},架空大学\n" for name in NAMES)
KILLED = -9
CALLS = ("rename", "link", "unlink", "fsync", "write", "ftruncate", "fchmod")


class OutputsTest(AuditTest):
    PARENT = MEMORY

    def setUp(self):
        super().setUp()
        self.zone = self.write("a.zone", ZONE)
        self.list = self.write("list.csv", LIST)

    def command(self, *arguments):
        return [program(), *map(str, arguments)]

    def hidden(self, folder=None):
        return sorted(path.name for path in (folder or self.directory).iterdir() if path.name.startswith("."))


class Claims(OutputsTest):
    """An output that is an input, or another output, is refused before anything is written."""

    def setUp(self):
        super().setUp()
        self.report = self.directory / "report.csv"
        self.assertEqual(audit("run", "-q", "-z", self.zone, "-o", self.report, self.list).status, 0)

    def contents(self):
        return {path: path.read_bytes() for path in self.directory.rglob("*") if path.is_file()}

    def refuse(self, message, *arguments, **more):
        before = self.contents()
        with self.subTest(arguments):
            done = subprocess.run(
                self.command(*arguments), capture_output="stdout" not in more, cwd=self.directory, env=environment(),
                timeout=60, **more, **({"stderr": subprocess.PIPE} if "stdout" in more else {}),
            )
            err = done.stderr.decode()
            self.assertEqual((done.returncode, done.stdout or b""), (3, b""), err)
            self.assertEqual(err.count("\n"), 1, err)
            self.assertIn(message, err)
            self.assertEqual(self.contents(), before)

    def other_names(self, path):
        """The same file, by other paths."""
        hard, soft, folder = (self.directory / f"{kind}-{path.name}" for kind in ("hard", "soft", "folder"))
        os.link(path, hard)
        soft.symlink_to(path.name)
        folder.symlink_to(".")
        yield from (path, f"./{path.name}", hard, soft, folder / path.name, f"{self.directory}/x/../{path.name}")

    def test_an_input(self):
        (self.directory / "x").mkdir()
        included = self.write("included.csv", "b 300 A 192.0.2.1\n")
        anchor = self.write("anchor.csv", ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n")
        hints = self.write("hints.csv", ". 3600 NS ns.\nns. 3600 A 127.0.0.1\n")
        config = self.write("config.csv", "")
        zone = self.write("zone.csv", ZONE + "$INCLUDE included.csv\n")
        plain = ["run", "-z", zone]
        cases = [
            (self.list, [*plain, self.list]),
            (zone, [*plain, self.list]),
            (included, [*plain, self.list]),
            (config, [*plain, "--config", config, self.list]),
            (anchor, [*plain, "-i", "--trust-anchor", anchor, self.list]),
            (hints, [*plain, "-i", "--root-hints", hints, self.list]),
            (self.report, ["diff", self.report, self.list.with_name("report.csv")]),
        ]
        for path, arguments in cases:
            for name in self.other_names(path):
                self.refuse("which this command reads: name another file", *arguments, "-o", name)
        self.refuse("would overwrite", *plain, self.list, "--baseline", self.report, "--record", self.report)
        with self.list.open("rb") as standard:
            self.refuse("would overwrite standard input", *plain, "-", "-o", "list.csv", stdin=standard)
        self.refuse("would overwrite", *plain, self.list, "-o", "x.csv", "-o", "list.csv")

    def test_an_unfinished_report(self):
        partial = self.directory / ".report.csv.partial"
        partial.write_bytes(self.report.read_bytes())
        for name in (partial, self.directory / ".report.csv.resumed"):
            name.exists() or partial.rename(name)
            self.refuse("would overwrite", "diff", name, self.report, "-o", "new.csv", "-o", "report.csv")
            self.refuse("would overwrite", "run", "-z", self.zone, "--resume", "-o", "report.csv", name)

    def test_standard_output(self):
        for path, arguments in (
            (self.list, ["run", "-z", self.zone, self.list]),
            (self.list, ["run", "-z", self.zone, self.list, "-o", "x.csv", "-o", "/dev/stdout", "-f", "csv"]),
            (self.zone, ["check", "-z", self.zone, "a.test"]),
            (self.report, ["diff", self.report, "report.csv"]),
            (self.report, ["run", "-z", self.zone, "--baseline", self.report, self.list]),
            (self.list, ["run", "-z", self.zone, "--baseline", self.report, "-o", "x.csv", self.list]),
        ):
            with path.open("ab") as out:
                self.refuse("standard output: would overwrite" if "/dev/stdout" not in arguments else "would overwrite",
                            *arguments, stdout=out)

    def test_the_same_output_twice(self):
        (self.directory / "x").mkdir()
        new, command = self.directory / "new.csv", ["run", "-z", self.zone, self.list]
        twice = "the same output is given twice: name another file"
        for other in (new, "./new.csv", "x/../new.csv"):
            self.refuse(twice, *command, "-o", "new.csv", "-o", other)
        dangling = self.directory / "dangling.csv"
        dangling.symlink_to("x/new.csv")
        self.refuse(twice, *command, "-o", dangling, "-o", "x/new.csv")
        self.refuse(twice, *command, "-o", "new.csv", "-o", ".new.csv.partial", "-f", "csv")
        self.refuse(twice, *command, "-o", ".new.csv.resumed", "-o", "new.csv", "-f", "csv")
        for name in self.other_names(self.report):
            self.refuse(twice, *command, "-o", self.report, "-o", name)
        with (self.directory / "out.csv").open("ab") as out:
            self.refuse(twice, *command, "-o", "out.csv", "-o", "-", "-f", "csv", stdout=out)
            self.refuse(twice, *command, "-o", "out.csv", "--baseline", self.report, stdout=out)

    def test_what_is_allowed(self):
        report = self.report
        run = ["run", "-q", "-z", self.zone, self.list]
        for arguments in (
            ["--baseline", report, "-o", report],
            ["--baseline", report, "-o", "./report.csv", "-o", "x.csv"],
            ["-o", "/dev/null", "-o", "-", "-f", "csv"],
            ["-o", "new.csv", "-o", "new.tsv", "-o", "new.html"],
        ):
            with self.subTest(arguments):
                done = subprocess.run(self.command(*run, *arguments), cwd=self.directory, env=environment(), capture_output=True)
                self.assertEqual((done.returncode, done.stderr), (0, b""))
        with open(os.devnull, "r+b") as null:
            done = subprocess.run(self.command("run", "-q", "-z", self.zone, "-"), stdin=null, stdout=null, env=environment())
            self.assertEqual(done.returncode, 0)
        self.assertEqual(self.hidden(), [])

    def test_an_export_that_is_read(self):
        out = self.directory / "out"
        self.assertEqual(audit("export", "-q", self.report, "-o", out).status, 0)
        (inside,) = out.glob("*/report.csv")
        hard, soft = self.directory / "hard.csv", self.directory / "soft.csv"
        os.link(inside, hard)
        soft.symlink_to(inside)
        for path in (inside, hard, soft, out / ".." / inside.relative_to(self.directory)):
            self.refuse("which this command reads: name another folder", "export", self.report, path, "-o", "out")
        with inside.open("rb") as standard:
            self.refuse("would replace standard input", "export", "-", "-o", out, stdin=standard)


class EachFault(OutputsTest):
    """One fault after the other, at the first call of its kind, the second, and so on, until `one` says that the run
    makes no more of them; by call and fault, how many there were."""

    def every(self, calls, whats, others=()):
        def all_of(case):
            for number in itertools.count(1):
                if not self.one(case[0], number, case[1], others):
                    return number - 1

        cases = list(itertools.product(calls, whats))
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(cases, pool.map(all_of, cases)))


class Faults(EachFault):
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
        already = re.search(rb"(\d+) entries were already done", done.stderr)
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

    def test_each_call(self):
        counts = self.every(CALLS, ("EIO", "kill"))
        for call in CALLS:
            self.assertGreaterEqual(counts[call, "kill"], 2, call)
        self.assertEqual(counts["rename", "kill"], 3)

    def test_each_rename_where_there_are_no_hard_links(self):
        counts = self.every(("rename",), ("EACCES", "kill"), ("link:*:EPERM",))
        self.assertEqual(counts["rename", "kill"], 5)

    def test_a_full_disk(self):
        self.assertGreaterEqual(self.every(("write",), ("ENOSPC",))["write", "ENOSPC"], 3)

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
        self.assertIn(b"which belongs to another user", done.stderr)


class Exports(EachFault):
    """An export over an earlier one: each call fails in turn, or kills the program."""

    NO_EXCHANGE = ("renameat2:*:EINVAL",)

    def setUp(self):
        super().setUp()
        self.reports = [self.directory / "old.csv", self.directory / "new.csv"]
        for report, name in zip(self.reports, NAMES):
            done = audit("run", "-q", "-z", self.zone, "-o", report, "-", stdin=f"domain,institution\n{name},X\n".encode())
            self.assertEqual(done.status, 0, done.err)
        self.first = self.directory / "first"
        self.assertEqual(audit("export", "-q", self.reports[0], "-o", self.first).status, 0)

    def export(self, folder, report, *faults):
        log = folder.parent / f"{folder.name}.log"
        log.unlink(missing_ok=True)
        done = subprocess.run(
            self.command("export", "-q", report, "-o", "out"), cwd=folder, capture_output=True, timeout=60,
            env=failing(log, *faults),
        )
        self.assertNotIn(b"Sanitizer", done.stderr)
        return done, log.read_text().splitlines() if log.exists() else []

    def prepared(self, name):
        folder = self.directory / name
        shutil.copytree(self.first, folder / "out")
        return folder

    def which(self, out):
        """0: the earlier export, 1: the new one, whole; None: there is none."""
        if not out.exists():
            return None
        (inside,) = (path.name for path in out.iterdir() if path.is_dir())
        self.assertEqual({path.name for path in (out / inside).iterdir()}, {"report.csv", "report.html"})
        index = (out / "index.csv").read_text()
        self.assertIn(f"{inside},X,", index)
        return NAMES.index(inside)

    def one(self, call, number, what, others):
        folder = self.prepared(f"{call}-{number}-{what}-{len(others)}")
        done, met = self.export(folder, self.reports[1], *others, f"{call}:{number}:{what}")
        if not any(line.startswith(f"{call} {number} ") for line in met):
            return False
        with self.subTest(call=call, number=number, what=what, others=others):
            out = folder / "out"
            found = self.which(out)
            if what == "kill":
                self.assertEqual(done.returncode, KILLED)
                self.assertIn(found, (0, 1, None) if others else (0, 1))
            else:
                self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1) if found == 0 else (0, 0), done.stderr)
            if found != 1:
                done, _ = self.export(folder, self.directory / "missing.csv")
                self.assertEqual(done.returncode, 3)
                self.assertEqual(self.which(out), 0, "an export that fails leaves the earlier one its name")
            done, _ = self.export(folder, self.reports[1])
            self.assertEqual((done.returncode, self.which(out)), (0, 1), done.stderr)
            self.assertEqual(self.hidden(folder), [])
        return True

    def test_each_call(self):
        counts = self.every(("rename", "renameat2", "syncfs", "mkdir", "write", "fchmod"), ("EIO", "kill"))
        self.assertGreaterEqual(min(counts[call, "kill"] for call in ("renameat2", "syncfs", "mkdir", "write")), 1, counts)
        self.every(("remove", "unlink"), ("kill",))

    def test_each_rename_where_names_cannot_be_exchanged(self):
        counts = self.every(("rename",), ("EIO", "kill"), self.NO_EXCHANGE)
        self.assertEqual(counts["rename", "kill"], 2)

    def test_what_is_not_its_own_is_left_alone(self):
        folder = self.prepared("mine")
        (folder / ".out.partial").mkdir()
        mine = self.write("mine/.out.partial/notes.txt", "mine")
        done, _ = self.export(folder, self.reports[1])
        self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1))
        self.assertIn(b".out.partial: not replaced, because 'notes.txt' in it is not part of an export", done.stderr)
        self.assertEqual((mine.read_text(), self.which(folder / "out")), ("mine", 0))
        mine.unlink()
        for name in (".out.partial", ".out.lock"):
            (folder / name).is_dir() and (folder / name).rmdir()
            (folder / name).symlink_to("out")
            done, _ = self.export(folder, self.reports[1])
            self.assertEqual(done.returncode, 3)
            self.assertIn(f"{name}: belongs to another user, and is in the way".encode(), done.stderr)
            self.assertEqual(self.which(folder / "out"), 0)
            (folder / name).unlink()

    @unittest.skipUnless(os.geteuid() == 0, "only root can make another user's files")
    def test_what_another_user_has_made_where_everybody_may_write(self):
        folder = self.prepared("for-all")
        folder.chmod(0o1777)
        shutil.rmtree(folder / "out")
        traps = {
            "out": lambda path: path.mkdir(mode=0o777),
            "link": lambda path: path.symlink_to("elsewhere"),
        }
        for name, make in traps.items():
            make(folder / "out")
            os.chown(folder / "out", 65534, -1, follow_symlinks=False)
            done, _ = self.export(folder, self.reports[0])
            self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1), name)
            self.assertIn(b"out: cannot be written: Operation not permitted; another user may have made it", done.stderr)
            self.assertEqual(self.hidden(folder), [])
            (folder / "out").rename(folder / ".out.earlier")
            done, _ = self.export(folder, self.reports[0])
            self.assertEqual((done.returncode, (folder / "out").stat().st_uid), (0, 0), done.stderr)
            shutil.rmtree(folder / "out")
            trap = folder / ".out.earlier"
            (trap.unlink if trap.is_symlink() else trap.rmdir)()

    def test_what_cannot_be_looked_through_is_left_alone(self):
        folder = self.prepared("unread")
        mine = self.write("unread/out/notes.txt", "mine")
        for number in itertools.count(1):
            done, met = self.export(folder, self.reports[1], f"readdir:{number}:EIO")
            self.assertEqual((done.returncode, done.stderr.count(b"\n")), (3, 1), done.stderr)
            self.assertEqual(mine.read_text(), "mine")
            if not any(line.startswith(f"readdir {number} ") for line in met):
                break
            self.assertIn(b"out: cannot be written: Input/output error", done.stderr)
        self.assertGreater(number, 1)
        mine.unlink()
        done, _ = self.export(folder, self.reports[1], "fopen:*:EIO")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(self.which(folder / "out"), 0)

    def test_one_at_a_time(self):
        folder = self.prepared("two")
        first = subprocess.Popen(
            self.command("export", "-q", "-", "-o", "out"), cwd=folder, stdin=subprocess.PIPE, env=environment()
        )
        first.stdin.write(self.reports[1].read_bytes())
        first.stdin.flush()
        while not any((folder / name).is_dir() for name in self.hidden(folder)):
            os.sched_yield()
        done, _ = self.export(folder, self.reports[1])
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"another export writes it", done.stderr)
        self.assertEqual(self.which(folder / "out"), 0)
        first.communicate(timeout=60)
        self.assertEqual((first.returncode, self.which(folder / "out")), (0, 1))
        self.assertEqual(self.hidden(folder), [])

    def test_nothing_becomes_more_open(self):
        folder = self.prepared("modes")
        out, inside = folder / "out", folder / "out" / NAMES[0]
        self.assertEqual([path.stat().st_mode & 0o7777 for path in (out, inside)], [0o777 & ~umask()] * 2)
        modes = {out: 0o700, inside: 0o750, inside / "report.csv": 0o600, out / "index.csv": 0o640}
        for path, mode in modes.items():
            path.chmod(mode)
        for others in ((), self.NO_EXCHANGE):
            self.assertEqual(self.export(folder, self.reports[0], *others)[0].returncode, 0)
            self.assertEqual({path: path.stat().st_mode & 0o7777 for path in modes}, modes)
            self.assertEqual((inside / "report.html").stat().st_mode & 0o7777, 0o666 & ~umask())
        out.chmod(0o2770)
        self.assertEqual(self.export(folder, self.reports[1])[0].returncode, 0)
        self.assertEqual(out.stat().st_mode & 0o7777, 0o2770)


def umask():
    mask = os.umask(0o22)
    os.umask(mask)
    return mask


if __name__ == "__main__":
    main()
