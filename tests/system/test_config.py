# SPDX-License-Identifier: Apache-2.0
"""A file of options: what it may hold, and that the command line wins."""

import os
import signal
import subprocess

from faulty import Fault, FaultyServer
from program import AuditTest, audit, environment, main, program, zone_options
from servers import at
from wire import caa_record

OURS, OTHER = '0 issue "secomtrust.net"', '0 issue "ca.example"'
ZONE = f"""$ORIGIN a.test.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 CAA {OTHER}
"""


class ConfigTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.zone = zone_options(self.directory, {"a.test.": ZONE})[1]

    def config(self, *lines):
        return self.write("caa-audit.conf", "".join(f"{line}\n" for line in lines))

    def run_with(self, lines, *options, names=b"a.test\n"):
        path = lines if not isinstance(lines, list) else self.config(*lines)
        return audit("run", "-q", "--config", path, *options, "-", stdin=names)


class Values(ConfigTest):
    def test_options_are_taken(self):
        outcome = self.run_with(["# a comment", "", f"zone = {self.zone}", "  ca=ca.example  ", "format = jsonl"])
        self.assertEqual((outcome.status, outcome.err), (0, ""))
        self.assertEqual(outcome.row()["server_reason"], "listed")

    def test_several_of_one(self):
        lines = [f"zone = {self.zone}", "ca = x.example", "ca = ca.example", "format = jsonl"]
        self.assertEqual(self.run_with(lines).row()["server_reason"], "listed")

    def test_switches(self):
        lines = [f"zone = {self.zone}", "format = csv"]
        self.assertTrue(self.run_with([*lines, "excel = yes"]).out.startswith(b"\xef\xbb\xbf"))
        self.assertFalse(self.run_with([*lines, "excel = no"]).out.startswith(b"\xef\xbb\xbf"))

    def test_what_another_program_writes(self):
        """A pipe, as a shell's <(...) is one, and standard input."""
        text = f"zone = {self.zone}\nformat = jsonl\nca = ca.example\n"
        listed = self.write("list", "a.test\n")
        outcome = audit("run", "-q", "--config", "/dev/stdin", listed, stdin=text.encode())
        self.assertEqual((outcome.status, outcome.row()["server_reason"]), (0, "listed"))
        zone = self.write("z", "@ 300 SOA ns h 1 1 1 1 1\n")
        script = '"$0" run -q --config <(echo "format = jsonl") -z <(cat "$1"):a.test. <(echo a.test)'
        done = subprocess.run(["bash", "-c", script, program(), zone], capture_output=True, env=environment())
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_line_ends_and_language(self):
        path = self.write("x.conf", f"zone = {self.zone}\r\nlang = ja\r\nformat = txt\r\n")
        self.assertIn("発行不可", self.run_with(path).out.decode())

    def test_a_byte_order_mark(self):
        path = self.write("x.conf", f"\ufeffzone = {self.zone}\nformat = jsonl\nca = ca.example\n")
        self.assertEqual(self.run_with(path).row()["server_reason"], "listed")

    def test_outputs_are_those_of_run(self):
        report = self.directory / "report.csv"
        path = self.config(f"zone = {self.zone}", f"output = {report}")
        self.assertEqual(audit("run", "-q", "--config", path, "-", stdin=b"a.test\n").status, 1)
        out = self.directory / "out"
        self.assertEqual(audit("export", "-q", "--config", path, report, "-o", out).status, 0)
        self.assertEqual(audit("diff", "-q", "--config", path, report, report).status, 0)
        self.assertTrue(report.is_file() and (out / "index.csv").is_file())

    def test_what_another_command_knows_is_passed_over(self):
        path = self.config(f"zone = {self.zone}", "encoding = cp932", "from = a@b.test", "excel = yes")
        self.assertEqual(audit("check", "--config", path, "a.test").status, 1)


class Precedence(ConfigTest):
    def test_the_command_line_wins(self):
        lines = [f"zone = {self.zone}", "ca = ca.example", "format = jsonl", "kinds = smime"]
        self.assertEqual(self.run_with(lines, "--ca", "x.example").row()["server_reason"], "not-listed")
        self.assertEqual(self.run_with(lines, "-k", "server").row()["kinds"], ["server"])
        self.assertTrue(self.run_with(lines, "--format", "csv").out.startswith(b"domain,"))

    def test_a_source_on_the_command_line_is_the_only_one(self):
        with FaultyServer(records=[caa_record("a.test", OURS)], default=Fault()) as server:
            file = [f"server = {at(server.endpoint)}", "no-dnssec = yes", "format = jsonl"]
            self.assertEqual(self.run_with(file).row()["server_reason"], "listed")
            asked = len(server.queries)
            self.assertGreater(asked, 0)
            self.assertEqual(self.run_with(file, "-z", self.zone).row()["server_reason"], "not-listed")
            self.assertEqual(len(server.queries), asked)
            other = [f"zone = {self.zone}", "iterate = yes", "every-server = yes", "format = jsonl"]
            row = self.run_with(other, "--no-dnssec", "-s", at(server.endpoint)).row()
            self.assertEqual(row["server_reason"], "listed")

    def test_what_contradicts_the_command_line_gives_way(self):
        lines = [f"zone = {self.zone}", "format = jsonl", "require-dnssec = yes"]
        self.assertEqual(self.run_with(lines, "--no-dnssec").row()["dnssec"], "unchecked")
        self.assertEqual(self.run_with(lines[1:], "-z", self.zone).row()["server_reason"], "not-listed")
        self.assertEqual(self.run_with(lines).row()["server_reason"], "dnssec-unchecked")
        with FaultyServer(records=[caa_record("a.test", OURS)], default=Fault()) as server:
            file = [f"server = {at(server.endpoint)}", "no-dnssec = yes", "format = jsonl"]
            self.assertEqual(self.run_with(file).row()["server_reason"], "listed")
            self.assertEqual(self.run_with(file, "--require-dnssec").row()["dnssec"], "indeterminate")

    def test_one_of_both_sets_the_exit_status(self):
        report = self.directory / "report.csv"
        lines = [f"zone = {self.zone}"]
        self.assertEqual(self.run_with(lines, "-q", "-o", report).status, 1)
        as_plugin = self.run_with([*lines, f"baseline = {report}"], "-q", "-f", "nagios")
        self.assertEqual((as_plugin.status, as_plugin.out[:12], as_plugin.err), (2, b"CAA CRITICAL", ""))
        compared = self.run_with([*lines, "format = nagios"], "-q", "--baseline", report)
        self.assertEqual((compared.status, compared.out[:7], compared.err), (0, b"domain,", ""))
        both = self.run_with([*lines, "format = nagios", f"baseline = {report}"])
        self.assertIn("each set the exit status", both.err)

    def test_a_port_for_servers_of_both(self):
        with FaultyServer(records=[caa_record("a.test", OURS)], default=Fault()) as server:
            address, port = server.endpoint
            file = [f"server = {address}", "no-dnssec = yes", "format = jsonl"]
            self.assertEqual(self.run_with(file, "-p", port).row()["server_reason"], "listed")
            file = [f"port = {port}", "no-dnssec = yes", "format = jsonl"]
            self.assertEqual(self.run_with(file, "-s", address).row()["server_reason"], "listed")


class Refusals(ConfigTest):
    def check(self, message, *lines):
        path = self.config("", *lines)
        outcome = self.run_with(path)
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
        self.assertIn(f"caa-audit: {path}:2: {message}", outcome.err)

    def test_lines(self):
        self.check("expected KEY = VALUE", "quiet")
        self.check("unknown option 'nothing': expected the long name of an option", "nothing = 1")
        self.check("unknown option '': expected the long name", "= 1")
        self.check("unknown option 's': expected the long name", "s = 192.0.2.1")
        for name in ("help", "version", "config", "resume", "record", "replay"):
            self.check(f"option '{name}' works on the command line only: remove the line", f"{name} = yes")
        self.check("unknown option 'serverr'; did you mean 'server'?", "serverr = 192.0.2.1")
        self.check("quiet 'maybe': expected yes or no", "quiet = maybe")
        self.check("--timeout 'x': expected seconds from 0.001 to 3600", "timeout = x")
        self.check("the line is longer than 4095 octets", f"ca = {'x' * 5000}")

    def test_values_are_checked_though_the_command_line_has_others(self):
        outcome = self.run_with(["quiet = maybe"], "-q")
        self.assertEqual(outcome.status, 3)

    def test_octets(self):
        path = self.write("x.conf", b"ca = \xff\n")
        self.assertIn("x.conf:1: the line is not UTF-8 text", self.run_with(path).err)

        path = self.write("x.conf", b"quiet = yes\nlang = ja\0garbage\n")
        self.assertIn("x.conf:2: a NUL octet", self.run_with(path).err)

    def check_whole(self, message, path):
        """Read no further than to the bound, whatever there is."""
        for options in (["--config", path], ["--no-dnssec", "-i", "--root-hints", path], ["-i", "--trust-anchor", path]):
            outcome = audit("run", *options, "-", env=environment(ASAN_OPTIONS="hard_rss_limit_mb=512"))
            self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
            self.assertRegex(outcome.err, f"^caa-audit: {path}(:\\d+)?: {message}")

    def test_more_than_a_file_of_this_kind_has(self):
        self.check_whole("the file is larger than 1024 KiB", self.write("large", b"\n" * (1024 * 1024 + 1)))
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen(["sh", "-c", 'while :; do yes "" 2>&3 >"$0"; done 3>&1', fifo],
                              stdout=subprocess.DEVNULL, start_new_session=True) as endless:
            try:
                self.check_whole("the file is larger than 1024 KiB", fifo)
            finally:
                os.killpg(endless.pid, signal.SIGKILL)

    def test_what_is_no_file_of_text(self):
        self.check_whole("(a NUL octet|the file is larger than 1024 KiB)", "/dev/zero")
        self.check_whole(".*Is a directory", self.directory)

    def test_a_file_that_is_not_there(self):
        outcome = self.run_with(self.directory / "missing")
        self.assertEqual(outcome.status, 3)
        self.assertIn("missing: the file cannot be read: No such file", outcome.err)

    def test_help_needs_no_file(self):
        self.assertEqual(audit("run", "--config", self.directory / "missing", "--help").status, 0)


if __name__ == "__main__":
    main()
