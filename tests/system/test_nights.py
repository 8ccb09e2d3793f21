# SPDX-License-Identifier: Apache-2.0
"""The package under systemd itself: nights of the installed unit, in a system that has booted for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from booted import Booted, Refused
from program import AuditTest, main, program
from servers import Nsd, tool

INSIDE = "CAA_AUDIT_NIGHTS"
STATE = "/var/lib/caa-audit"
REPORTS = {"report.jsonl", "report.csv", "report.html", "caa.prom"}
WORLD = """
@ 3600 SOA ns.test. host.test. 1 3600 600 86400 300
@ 3600 NS ns.test.
ns.test. 3600 A 127.0.0.1
test. 3600 CAA 0 issue "secomtrust.net"
b.test. 3600 CAA 0 issue "{issuer}"
"""
LIST = "domain,institution\na.test,A\nb.test,B\n"
# It looks for leaks by calls that the unit does not allow; nothing else of the unit is another than that of the package.
FOR_SANITIZERS = "[Service]\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n"


class Nights(AuditTest):
    def setUp(self):
        super().setUp()
        files = self.directory / "files"
        files.mkdir()
        config = Path(program()).parent / "CPackConfig.cmake"
        command = [tool("cpack"), "-G", "DEB", "--config", config, "-B", files]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        (self.package,) = files.glob("*.deb")
        (files / "domains.csv").write_text(LIST)
        (files / "sanitizers.conf").write_text(FOR_SANITIZERS)
        try:
            self.system = self.enterContext(Booted(files))
        except Refused as refused:
            self.skipTest(f"no system boots here: {refused}")

    def do(self, *command, status=0):
        done = self.system.run(*command)
        self.assertEqual(done.returncode, status, f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def night(self, issuer, status, result="success"):
        """The timer's unit once, with a resolver that has this for b.test; the octets of all that it leaves."""
        server = Nsd({".": WORLD.format(issuer=issuer)})
        server.endpoint = ("127.0.0.1", 53)
        with server:
            self.do("systemctl", "start", "caa-audit.service")
        self.ended(status, result)
        return self.left()

    def ended(self, status, result):
        shown = self.do("systemctl", "show", "caa-audit.service", "-P", "ExecMainStatus", "-P", "Result").split()
        self.assertEqual(sorted(shown), sorted([str(status), result]), self.do("journalctl", "-o", "cat", "-u", "caa-audit.service"))

    def left(self):
        """What is in the unit's folder, whose it is, and who may read it."""
        listed = self.do("find", STATE, "-printf", r"%y %m %u:%g %P\n").splitlines()
        for line in listed:
            kind, mode, owner, _ = line.split(" ", 3)
            self.assertEqual((mode, owner), ("750" if kind == "d" else "640", "caa-audit:caa-audit"), line)
        files = [line.split(" ", 3)[3] for line in listed if line[0] != "d"]
        return {name: self.do("cat", f"{STATE}/{name}") for name in files}

    def test_nights(self):
        said = self.do("dpkg", "--install", f"/root/{self.package.name}")
        self.assertNotIn("rror", said)
        self.do("mkdir", "-p", "/run/systemd/system/caa-audit.service.d")
        self.do("cp", "/root/sanitizers.conf", "/run/systemd/system/caa-audit.service.d/")
        self.do("cp", "/root/domains.csv", "/etc/caa-audit/domains.csv")
        self.do("systemctl", "daemon-reload")
        self.do("systemctl", "enable", "--now", "caa-audit.timer")
        self.assertIn("caa-audit.service", self.do("systemctl", "list-timers", "--no-legend", "caa-audit.timer"))

        first = self.night("letsencrypt.org", 0)
        self.assertEqual((first.keys() - history_in(first), len(history_in(first))), (REPORTS, 1))
        second = self.night("secomtrust.net", 1)  # a verdict changed
        self.assertIn("b.test  server: denied -> allowed", self.do("journalctl", "-o", "cat", "-u", "caa-audit.service"))
        self.compare(first, second)
        self.nobody_answers(second)
        exposure = self.do("systemd-analyze", "security", "--no-pager", "caa-audit.service")
        self.assertRegex(exposure, r"exposure level for caa-audit\.service: (0\.|1\.[0-4])")

    def compare(self, first, second):
        self.assertEqual((second.keys() - history_in(second), len(history_in(second))), (REPORTS, 2))
        (kept,) = history_in(first)
        self.assertEqual(second[kept], first[kept], "what is kept stays")
        before, now = ([json.loads(line) for line in night["report.jsonl"].splitlines()] for night in (first, second))
        verdicts = [[(row["name"], row["server"]) for row in rows] for rows in (before, now)]
        self.assertEqual(verdicts[0], [("a.test", "allowed"), ("b.test", "denied")])
        self.assertEqual(verdicts[1], [("a.test", "allowed"), ("b.test", "allowed")])
        self.assertEqual(now[0]["since"], before[0]["since"], "of the night before")
        self.assertEqual(now[1]["since"], now[1]["checked_at"])

    def nobody_answers(self, before):
        """A night that could not run is a failed unit, and leaves everything as it is."""
        self.do("systemctl", "start", "caa-audit.service", status=1)
        self.ended(3, "exit-code")
        self.assertEqual(self.left(), before)


def history_in(night):
    return {name for name in night if name.startswith("history/")}


def enter_network():
    """Starts this file again where port 53 of loopback is free, if that is to be had; where not, nothing boots either."""
    command = [sys.executable, "-B", *sys.argv]
    if subprocess.run([tool("unshare"), "-n", "true"], capture_output=True).returncode == 0:
        command = [tool("unshare"), "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *command]
    sys.exit(subprocess.run(command, env=os.environ | {INSIDE: "1"}).returncode)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_network()
    main()
