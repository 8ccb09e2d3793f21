# SPDX-License-Identifier: Apache-2.0
"""Running caa-audit as a user would, and reading what it reports."""

import contextlib
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

from cases import KINDS
from servers import at

PATIENCE = 120
SANITIZER_REPORT = re.compile(r"Sanitizer|runtime error:")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TERM": "xterm"}


@dataclass(frozen=True)
class Outcome:
    status: int
    out: bytes
    err: str

    def rows(self):
        return rows_of(self.out.decode())

    def row(self):
        (only,) = self.rows()
        return only


def program():
    return os.environ["CAA_AUDIT"]


def release_build():
    """The build that people install: data/sample/run.sh has made it, so that hardly anything is left to do."""
    root = Path(__file__).parents[2]
    with open(root / "build" / "release.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for step in (["--preset", "release"], ["--build", "--preset", "release", "--target", "caa-audit"]):
            done = subprocess.run(["cmake", *step], cwd=root, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    return root / "build" / "caa-audit"


def environment(**changes):
    """The environment of the test without whatever its user set for language or colour."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LC_") and name not in ("LANG", "LANGUAGE", "NO_COLOR")
    }
    return kept | ENVIRONMENT | changes


def failing(log, *faults):
    """An environment in which calls of the program fail, or kill it: `rename:2:EIO` (tests/fault/fault.c).

    The file `log` gets a line for each call. The sanitizer wants to be the first library; it need not be.
    """
    return environment(
        LD_PRELOAD=os.environ["CAA_AUDIT_FAULT"], CAA_FAULT=",".join(faults), CAA_FAULT_LOG=str(log),
        ASAN_OPTIONS="verify_asan_link_order=0",
    )


def audit(*arguments, stdin=b"", env=None):
    """Runs the program to its end; a sanitizer's complaint fails the test whatever it looks for."""
    done = subprocess.run(
        [program(), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=PATIENCE,
        env=env or environment(),
    )
    return finished(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def started_audit(*arguments, stdin=b""):
    """The program in the background; it does not outlive the test, even one that fails.

    Its reports go to a file: nobody reads a pipe while it runs, and a full one would stop it.
    """
    report = tempfile.TemporaryFile()
    process = subprocess.Popen(
        [program(), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=report,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        process.report = report
        yield process
    finally:
        process.kill()
        process.communicate()
        report.close()


def outcome_of(process):
    _, err = process.communicate(timeout=PATIENCE)
    process.report.seek(0)
    return finished(process.returncode, process.report.read(), err)


def finished(status, out, err):
    text = err.decode("utf-8", "replace")
    if SANITIZER_REPORT.search(text):
        raise AssertionError(text)
    return Outcome(status, out, text)


def rows_of(text):
    return [json.loads(line) for line in text.splitlines()]


def verdicts(row):
    return [row[kind] for kind in KINDS]


def reasons(row):
    return [row[f"{kind}_reason"] for kind in KINDS]


def through(*resolvers):
    """The options that send every question to these resolvers.

    They are unsigned islands under a root of their own, so validation against
    IANA's keys is switched off.
    """
    return ["--no-dnssec", *servers(*resolvers)]


def validating(anchor, *resolvers):
    """The options that believe the trust anchor in the file `anchor`, and ask these resolvers."""
    return ["--trust-anchor", anchor, *servers(*resolvers)]


def servers(*resolvers):
    return [option for endpoint in resolvers for option in ("--server", at(endpoint))]


def zone_options(directory, zones):
    """Writes zone files, and returns the options that answer from them alone."""
    options = []
    for number, (origin, text) in enumerate(zones.items()):
        path = Path(directory) / f"{number}.zone"
        path.write_text(text, encoding="utf-8")
        options += ["--zone", f"{path}:{origin}"]
    return options


class AuditTest(unittest.TestCase):
    """A test with a directory of its own."""

    maxDiff = None

    PARENT = None  # of that directory

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="caa-audit-", dir=self.PARENT)
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def write(self, name, content):
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


# Hundreds of syncs take long on a disk.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def main():
    """Runs the tests of the file that was started, and names each."""
    if "CAA_AUDIT" not in os.environ:
        sys.exit("CAA_AUDIT must hold the path of the program under test")
    unittest.main(module="__main__", verbosity=2)
