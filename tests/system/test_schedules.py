# SPDX-License-Identifier: Apache-2.0
"""What a scheduler and a monitoring system get: Nagios' line, Prometheus' file, parts of a list."""

import re
import time

from faulty import FaultyServer, Silence
from program import AuditTest, audit, main, rows_of, through, zone_options
from wire import caa_record

OURS = '0 issue "secomtrust.net"'
ZONE = f"""$ORIGIN sample.test.
@        300 SOA   ns hostmaster 1 3600 600 86400 60
allowed  300 CAA   {OURS}
denied   300 CAA   0 issue "ca.example"
depends  300 CAA   0 issue "secomtrust.net; validationmethods=dns-01"
"""
HASTY = ["-t", "0.2", "-r", "1"]
OWNERS = [f"n{count}.{end}" for end in ("ac.jp", "jp", "co.uk") for count in range(40)]
NAMES = [*OWNERS, *(f"{host}.{owner}" for host in ("www", "mail.sub") for owner in OWNERS)]
SAMPLE_LINE = re.compile(r"([a-z_]+)(?:\{((?:[a-z]+=\"[^\"\\\n]*\",?)*)\})? (\d+(?:\.\d+)?)")
LABEL = re.compile(r'([a-z]+)="([^"]*)"')
COMMENT = re.compile(r"# (HELP|TYPE) ([a-z_]+) (.+)")


class ScheduleTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.zone = zone_options(self.directory, {"sample.test.": ZONE})

    def run_names(self, *names, options=()):
        entries = "\n".join(f"{name}.sample.test" for name in names).encode()
        return audit("run", *self.zone, *options, "-", stdin=entries)


class Nagios(ScheduleTest):
    def check(self, status, start, *names, options=()):
        outcome = self.run_names(*names, options=["-q", "-f", "nagios", *options])
        line = outcome.out.decode()
        self.assertEqual((outcome.status, outcome.err), (status, ""), line)
        self.assertEqual(line.count("\n"), 1, line)
        self.assertTrue(line.startswith(start), line)
        return line

    def test_all_allowed(self):
        self.check(0, "CAA OK - 2 entries, 0 denied, 0 unknown | ", "allowed", "nothing")

    def test_unknown_is_a_warning(self):
        start = "CAA WARNING - 2 entries, 0 denied, 1 unknown: depends.sample.test | "
        self.check(1, start, "allowed", "depends")

    def test_denied_is_critical(self):
        start = "CAA CRITICAL - 3 entries, 1 denied: denied.sample.test, 1 unknown: depends"
        self.check(2, start, "denied", "depends", "allowed")

    def test_kinds_that_count(self):
        self.check(0, "CAA OK - 1 entry, ", "denied", options=["-k", "smime"])

    def test_a_few_names_of_many(self):
        line = self.check(2, "CAA CRITICAL", *["denied"] * 8)
        self.assertEqual(line.count("denied.sample.test"), 5)
        self.assertIn("denied.sample.test, ..., 0 unknown", line)

    def test_performance_data(self):
        line = self.check(2, "CAA", "denied", "depends", "allowed", "nothing")
        performance = line.rstrip("\n").split(" | ")[1]
        values = dict(part.split("=") for part in performance.split(" "))
        self.assertRegex(values.pop("time"), r"^\d+\.\d{3}s;;;0$")
        expected = {
            "entries": "4;;;0",
            "allowed": "2;;;0",
            "denied": "1;;0;0",
            "unknown": "1;0;;0",
            "queries": "0;;;0",
        }
        self.assertEqual(values, expected)

    def test_an_entry_without_a_name_is_told_by_its_line(self):
        listed = self.write("list.csv", 'domain,x\n"",1\nallowed.sample.test,2\n"",3\n')
        for lists, lines in (([listed], "line 2, line 4"), ([listed, listed], f"line {listed}:2, line {listed}:4, line {listed}:2, ")):
            outcome = audit("run", *self.zone, "-q", "-f", "nagios", *lists)
            self.assertIn(f"unknown: {lines}", outcome.out.decode())

    def test_a_bar_in_an_entry_begins_no_performance_data(self):
        outcome = audit("run", *self.zone, "-q", "-f", "nagios", "-", stdin=b"a|b.test\n\x1b[31m.test")
        line = outcome.out.decode()
        self.assertEqual((outcome.status, line.count("|"), line.count("\n")), (1, 1, 1))
        self.assertNotIn("\x1b", line)

    def test_what_cannot_run(self):
        outcome = audit("run", "-f", "nagios", *self.zone, self.directory / "absent.csv")
        self.assertEqual(outcome.status, 3)
        self.assertRegex(outcome.out.decode(), r"^CAA UNKNOWN - .*absent\.csv.*\n$")
        self.assertEqual(len(outcome.err.splitlines()), 1)

    def test_what_cannot_be_understood(self):
        for wrong in (["--frobnicate"], ["-s", "host.test", "x"], []):
            for options in (["-f", "nagios", *wrong], [*wrong, "--format=nagios"]):
                outcome = audit("run", *options)
                self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1))
                self.assertEqual(outcome.out.decode(), "CAA UNKNOWN - " + outcome.err.removeprefix("caa-audit: "))

    def test_beside_a_report(self):
        report = self.directory / "report.csv"
        self.check(2, "CAA CRITICAL", "denied", options=["-o", report, "-o", "-"])
        self.assertIn("denied.sample.test", report.read_text())


class Prometheus(ScheduleTest):
    def series(self, *names, options=()):
        """What the file says: values by name and labels, each family announced before it."""
        path = self.directory / "caa.prom"
        self.outcome = self.run_names(*names, options=["-q", "-o", path, *options])
        announced, found = {}, {}
        for line in path.read_text().splitlines():
            if comment := COMMENT.fullmatch(line):
                announced.setdefault(comment[2], []).append(comment[1])
                continue
            name, labels, value = SAMPLE_LINE.fullmatch(line).groups()
            self.assertEqual(announced[name], ["HELP", "TYPE"])
            key = (name, *sorted(dict(LABEL.findall(labels or "")).items()))
            self.assertNotIn(key, found)
            found[key] = float(value)
        self.assertTrue(path.read_text().endswith("\n"))
        return found

    def test_counts(self):
        found = self.series("allowed", "nothing", "denied", "depends", "denied")
        verdicts = {key[1][1]: value for key, value in found.items() if key[0] == "caa_audit_entries"}
        self.assertEqual(verdicts, {"allowed": 2, "denied": 2, "unknown": 1})
        key = ("kind", "server"), ("reason", "not-listed"), ("verdict", "denied")
        self.assertEqual(found["caa_audit_verdicts", *key], 2)
        of_server = sum(v for k, v in found.items() if k[0] == "caa_audit_verdicts" and ("kind", "server") in k)
        self.assertEqual(of_server, 5)

    def test_every_series_is_always_there(self):
        names = {key for key in self.series("allowed") if key[0] != "caa_audit_verdict"}
        others = {key for key in self.series("denied", "depends") if key[0] != "caa_audit_verdict"}
        self.assertEqual(others, names)
        self.assertIn(("caa_audit_failures", ("failure", "timeout")), names)

    def test_what_the_run_was(self):
        found = self.series("allowed", options=["--ca", "ca.example", "-k", "server,smime"])
        labels = {"ca": "ca.example", "source": "zone", "kinds": "server; smime", "version": self.version()}
        self.assertEqual(found["caa_audit_info", *sorted(labels.items())], 1)

    def test_names(self):
        """Each name once for each kind that it asks for, with its worst verdict."""
        found = self.series("allowed", "*.allowed", "denied", "depends", "denied", options=["-k", "server"])
        values = {key[1:]: value for key, value in found.items() if key[0] == "caa_audit_verdict"}
        expected = {("allowed", "server"): 0, ("allowed", "wildcard"): 0, ("denied", "server"): 2, ("depends", "server"): 1}
        self.assertEqual(values, {(("kind", kind), ("name", f"{name}.sample.test")): value
                                  for (name, kind), value in expected.items()})

    def test_what_is_no_name(self):
        path = self.directory / "caa.prom"
        audit("run", *self.zone, "-k", "server", "-q", "-o", path, "-", stdin=b'a"b\\c d\n')
        self.assertIn('caa_audit_verdict{name="a\\"b\\\\c d",kind="server"} 1\n', path.read_text())

    def test_too_many_names(self):
        path = self.directory / "caa.prom"
        for count, told in ((10_000, True), (10_001, False)):
            names = "".join(f"n{i}.sample.test\n" for i in range(count))
            audit("run", *self.zone, "-k", "server", "-q", "-o", path, "-", stdin=names.encode())
            lines = path.read_text().splitlines()
            self.assertEqual(sum(line.startswith("caa_audit_verdict{") for line in lines), count if told else 0)
            self.assertEqual("# caa_audit_verdict is left out: there are more than 10000 names." in lines, not told)

    def test_the_first_renewal_that_would_fail(self):
        path = self.directory / "caa.prom"
        names = "domain,expires\ndenied.sample.test,2036-12-10T00:00:00Z\ndenied.sample.test,2036-12-09T00:00:00Z\n" \
                "allowed.sample.test,2036-12-01T00:00:00Z\ndenied.sample.test,2020-01-01T00:00:00Z\n"
        outcome = audit("run", *self.zone, "-o", path, "-", stdin=names.encode())
        self.assertIn("1 expired more than 30 days ago", outcome.err)
        self.assertIn("caa_audit_first_denied_expiry_timestamp_seconds 2112393600\n", path.read_text())

    def version(self):
        return audit("--version").out.decode().split()[1]

    def test_times(self):
        found = self.series("allowed")
        self.assertNotIn(("caa_audit_last_success_timestamp_seconds",), found)  # nobody was asked
        self.assertLess(found["caa_audit_run_duration_seconds",], 60)
        begun = time.time()
        with FaultyServer([caa_record("good.test", OURS)], {}) as server:
            out = audit("run", "-q", "-f", "prom", *through(server.endpoint), "-", stdin=b"good.test\n").out.decode()
        success = re.search(r"^caa_audit_last_success_timestamp_seconds (\d+)$", out, re.M)
        self.assertTrue(int(begun) <= int(success[1]) <= time.time())

    def test_a_run_that_no_server_answered_is_no_success(self):
        dead = ["-s", "127.0.0.1@1", *HASTY]
        for names, options in ((b"", dead), (b"192.0.2.1\n", dead), (b"allowed.sample.test\n", [*dead, *self.zone])):
            outcome = audit("run", "-q", *options, "-f", "prom", "-", stdin=names)
            self.assertIn(outcome.status, (0, 2), outcome.err)
            self.assertIn("caa_audit_queries", outcome.out.decode())
            self.assertNotIn("caa_audit_last_success", outcome.out.decode())

    def test_failures_and_queries(self):
        records = [caa_record("good.test", OURS)]
        with FaultyServer(records, {"bad.test": Silence()}) as server:
            path = self.directory / "caa.prom"
            options = [*through(server.endpoint), *HASTY, "-q", "-o", path]
            audit("run", *options, "-", stdin=b"good.test\nbad.test")
            asked = server.count()
        text = path.read_text()
        self.assertIn('caa_audit_failures{failure="timeout"} 1\n', text)
        self.assertIn('caa_audit_failures{failure="servfail"} 0\n', text)
        self.assertIn(f"caa_audit_queries {asked}\n", text)

    def test_a_run_that_fails_leaves_the_file_alone(self):
        path = self.directory / "caa.prom"
        path.write_text("earlier\n")
        audit("run", *self.zone, "-o", path, self.directory / "absent.csv")
        self.assertEqual(path.read_text(), "earlier\n")


class Shards(ScheduleTest):
    def part(self, shard, names):
        stdin = "\n".join(names).encode()
        options = ["--shard", shard, "-q", "-f", "jsonl", "-"]
        outcome = audit("run", *self.zone, *options, stdin=stdin)
        return [row["domain"] for row in rows_of(outcome.out.decode())]

    def test_disjoint_and_complete_and_in_order(self):
        names = [*NAMES, "a..b", "*.wild.n1.ac.jp", "user@n2.ac.jp", "n3.ac.jp", "n3.ac.jp"]
        for count in (1, 2, 3, 7):
            parts = [self.part(f"{index}/{count}", names) for index in range(1, count + 1)]
            self.assertEqual(sorted(sum(parts, [])), sorted(names))
            for part in parts:
                rest = iter(names)
                self.assertTrue(all(name in rest for name in part), part)
                self.assertGreater(len(part), len(names) / count / 3)

    def test_names_of_one_organisation_stand_together(self):
        parts = [self.part(f"{index}/5", NAMES) for index in range(1, 6)]
        homes = {}
        for number, part in enumerate(parts):
            for name in part:
                organisation = re.search(r"n\d+\..*", name)[0]
                self.assertEqual(homes.setdefault(organisation, number), number)

    def test_check_knows_it_too(self):
        names = NAMES[:20]
        found = []
        for index in (1, 2):
            outcome = audit("check", *self.zone, "--shard", f"{index}/2", *names)
            found += [line for line in outcome.out.decode().splitlines() if line in names]
        self.assertEqual(sorted(found), sorted(names))

    def test_what_is_refused(self):
        for text in ("0/2", "3/2", "1", "1/", "/2", "1/0", "a/b", "1/2/3", "-1/2", " 1/2", "1/2 "):
            with self.subTest(text):
                outcome = audit("run", *self.zone, "--shard", text, "-", stdin=b"a.test")
                self.assertEqual((outcome.status, outcome.out), (3, b""))
                self.assertIn("I/N", outcome.err)


if __name__ == "__main__":
    main()
