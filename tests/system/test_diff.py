# SPDX-License-Identifier: Apache-2.0
"""What changed between two reports: `diff`, and `run --baseline`."""

import csv
import html
import io
import json
import re
import resource
import shutil
import subprocess

from program import AuditTest, audit, main, release_build, zone_options
from servers import tool

OURS = '0 issue "secomtrust.net"'
OTHER = '0 issue "ca.example"'
UNSURE = '0 issue "secomtrust.net; validationmethods=dns-01"'
HEAD = """$ORIGIN {}.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
"""
BEFORE = {
    "same.test": [OURS],
    "worse.test": [OURS],
    "better.test": [OTHER],
    "unsure.test": [OURS],
    "records.test": [OURS],
    "gone.test": [OTHER],
}
AFTER = {
    "same.test": [OURS],
    "worse.test": [OTHER],
    "better.test": [OTHER, OURS],
    "unsure.test": [UNSURE],
    "records.test": [OURS, '0 iodef "mailto:a@records.test"'],
    "new.test": [OTHER],
}
COLUMNS = "change domain name institution kind old new old_reason new_reason added removed".split()
FORMATS = ("csv", "tsv", "jsonl")
HELD_MAX = 12 << 20  # octets


class DiffTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.count = 0

    def folder(self):
        self.count += 1
        folder = self.directory / str(self.count)
        folder.mkdir()
        return folder

    def run_zones(self, sets, ending, *options, names=None, out=None):
        """A report of these zones, a folder of its own for each."""
        folder = self.folder()
        zones = {
            f"{name}.": HEAD.format(name) + "".join(f"@ 300 CAA {record}\n" for record in records)
            for name, records in sets.items()
        }
        report = out or folder / f"report.{ending}"
        entries = "domain,institution\n" + "".join(f"{name},架空大学\n" for name in names or sets)
        self.ran = audit("run", "-q", *zone_options(folder, zones), "-o", report, *options, "-", stdin=entries.encode())
        self.assertNotEqual(self.ran.status, 3, self.ran.err)
        return report

    def changes(self, before, after, *options):
        outcome = audit("diff", "-f", "jsonl", *options, before, after)
        return outcome.status, [json.loads(line) for line in outcome.out.decode().splitlines()]


class Changes(DiffTest):
    def test_records_that_stand_elsewhere(self):
        """The same set at another name is other records: whose they are has changed."""
        name = ["www.moved.test"]
        before = self.run_zones({"moved.test": [OURS, OTHER]}, "csv", names=name)
        after = self.run_zones({"moved.test": [], "www.moved.test": [OURS, OTHER]}, "csv", names=name)
        status, (change,) = self.changes(before, after, "-k", "server")
        self.assertEqual((status, change["change"], change["old"], change["new"]), (0, "records-changed", "allowed", "allowed"))
        self.assertEqual([sorted(change[key]) for key in ("added", "removed")], [[OTHER, OURS]] * 2)
        told = audit("diff", before, after).out.decode()
        for record in (OURS, OTHER):
            self.assertRegex(told, rf"(?m)^ +- ?moved\.test {re.escape(record)}$")
            self.assertRegex(told, rf"(?m)^ +\+ ?www\.moved\.test {re.escape(record)}$")
        self.assertEqual(self.changes(after, after)[1], [])

    def test_what_is_told(self):
        before, after = self.run_zones(BEFORE, "csv"), self.run_zones(AFTER, "csv")
        status, changes = self.changes(before, after, "-k", "server")
        self.assertEqual(status, 1)
        told = [(change["change"], change["domain"], change["old"], change["new"]) for change in changes]
        self.assertEqual(
            told,
            [
                ("became-denied", "worse.test", "allowed", "denied"),
                ("became-unknown", "unsure.test", "allowed", "unknown"),
                ("became-allowed", "better.test", "denied", "allowed"),
                ("new", "new.test", None, "denied"),
                ("gone", "gone.test", "denied", None),
                ("records-changed", "records.test", "allowed", "allowed"),
            ],
        )
        worse = changes[0]
        self.assertEqual(list(worse), COLUMNS)
        self.assertEqual((worse["kind"], worse["institution"]), ("server", "架空大学"))
        self.assertEqual((worse["old_reason"], worse["new_reason"]), ("listed", "not-listed"))
        self.assertEqual((worse["added"], worse["removed"]), ([OTHER], [OURS]))

    def test_every_pair_of_formats(self):
        sides = [
            {form: self.run_zones(sets, form) for form in FORMATS}
            | {"excel": self.run_zones(sets, "csv", "--excel")}
            for sets in (BEFORE, AFTER)
        ]
        expected = self.changes(sides[0]["csv"], sides[1]["csv"])
        for first, before in sides[0].items():
            for second, after in sides[1].items():
                with self.subTest(before=first, after=second):
                    self.assertEqual(self.changes(before, after), expected)
                with self.subTest(same=first, as_=second):
                    self.assertEqual(self.changes(before, sides[0][second]), (0, []))

    def test_without_an_ending(self):
        report = self.run_zones(BEFORE, "jsonl")
        plain = self.directory / "report"
        shutil.copy(report, plain)
        self.assertEqual(self.changes(plain, report), (0, []))

    def test_kinds_that_count(self):
        before, after = self.run_zones({"a.test": [OURS]}, "csv"), self.run_zones({"a.test": [OTHER]}, "csv")
        status, changes = self.changes(before, after)
        self.assertEqual((status, [change["kind"] for change in changes]), (1, ["server"]))
        status, changes = self.changes(before, after, "-k", "smime")
        self.assertEqual((status, [change["change"] for change in changes]), (0, ["records-changed"]))

    def test_kinds_of_one_report_alone(self):
        before = self.run_zones({"a.test": [OURS]}, "csv", "-k", "server")
        after = self.run_zones({"a.test": [OTHER]}, "csv", "-k", "smime")
        told = "caa-audit: not compared, because only one of the reports decided by it: server, smime\n"
        outcome = audit("diff", before, after)
        self.assertEqual(outcome.status, 0, outcome.err)
        self.assertIn(told, outcome.err)
        self.assertEqual(audit("diff", "-q", before, after).err, told)

    def test_what_has_ended_is_not_told_as_left_out(self):
        before, after = self.directory / "before.csv", self.directory / "after.csv"
        zone = zone_options(self.directory, {"a.test.": "@ 300 SOA ns h 1 2 3 4 5\n"})
        for report, end in ((before, "2999-01-01"), (after, "2020-01-01")):
            listed = f"domain,expires\na.test,{end}\nb.test,\n".encode()
            audit("run", "-q", *zone, "-o", report, "-", stdin=listed)
        outcome = audit("diff", "-q", before, after)
        self.assertEqual((outcome.status, outcome.err), (0, ""))

    def test_names_that_stand_twice(self):
        names = ["a.test", "b.test", "a.test"]
        zones = {"a.test": [OURS], "b.test": [OURS]}
        before = self.run_zones(zones, "csv", names=names)
        self.assertEqual(self.changes(before, self.run_zones(zones, "csv", names=names)), (0, []))
        status, changes = self.changes(before, self.run_zones(zones, "csv", names=names[:2]))
        self.assertEqual((status, [change["change"] for change in changes]), (0, ["gone"]))

    def test_the_order_of_either_list(self):
        """Two files are read side by side, what a pipe gives is read first: the changes are the same, and in one order."""
        names = [f"{name}.test" for name in "abcdefgh"]
        before = {name: [OURS] for name in names}
        after = before | {"c.test": [OTHER], "f.test": [OTHER], "new.test": [OURS], "newer.test": [OURS]}
        older = self.run_zones(before, "csv", names=names + ["b.test", "c.test"])
        for listed in (
            names[1:] + names[:1] + ["new.test", "newer.test"],
            ["newer.test"] + names[::-1] + ["new.test", "c.test"],
            ["new.test", "h.test", *names[:3], "newer.test", "c.test", "f.test"],
        ):
            newer = self.run_zones(after, "csv", names=listed)
            outcome = audit("diff", "-f", "csv", older, newer)
            self.assertEqual(outcome.status, 1, outcome.err)
            self.assertEqual(outcome.out, audit("diff", "-f", "csv", "-", newer, stdin=older.read_bytes()).out)
            rows = [row for row in csv.DictReader(io.StringIO(outcome.out.decode()))]
            for change, order in (("became-denied", listed), ("new", listed), ("gone", names + ["b.test", "c.test"])):
                told = [row["domain"] for row in rows if row["change"] == change]
                last = {name: place for place, name in enumerate(order)}
                self.assertEqual(told, sorted(told, key=last.get))

    def test_reports_of_one_list_are_not_held(self):
        rows = 100_000
        line = self.run_zones({"a.test": [OURS]}, "csv").read_text().splitlines()
        report = self.directory / "many.csv"
        report.write_text("\n".join([line[0], *(line[1].replace("a.test", f"n{number}.a.test") for number in range(rows))]))
        done = subprocess.run(
            [release_build(), "diff", report, report],
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (HELD_MAX, HELD_MAX)),
        )
        self.assertEqual((done.returncode, done.stdout), (0, b""), done.stderr)
        self.assertIn(b"%d entries, then %d" % (rows, rows), done.stderr)

    def test_parts_put_together(self):
        for form in FORMATS:
            names = [name for name in BEFORE]
            whole = self.run_zones(BEFORE, form, names=names)
            parts = [self.run_zones(BEFORE, form, names=part) for part in (names[:2], names[2:])]
            together = b"".join(part.read_bytes() for part in parts)
            outcome = audit("diff", whole, "-", stdin=together)
            self.assertEqual((outcome.status, outcome.out), (0, b""), outcome.err)


class Formats(DiffTest):
    def setUp(self):
        super().setUp()
        self.before, self.after = self.run_zones(BEFORE, "csv"), self.run_zones(AFTER, "jsonl")

    def test_text(self):
        outcome = audit("diff", "-q", "-k", "server", self.before, self.after)
        self.assertEqual(
            outcome.out.decode(),
            "Became denied\n"
            "  worse.test  server: allowed -> denied (listed -> not-listed)\n"
            "\n"
            "Became unknown\n"
            "  unsure.test  server: allowed -> unknown (listed -> conditional)\n"
            "\n"
            "Became allowed\n"
            "  better.test  server: denied -> allowed (not-listed -> listed)\n"
            "\n"
            "New entries\n"
            "  new.test  denied (not-listed)\n"
            "\n"
            "Entries gone\n"
            "  gone.test  denied (not-listed)\n"
            "\n"
            "Records changed, verdicts the same\n"
            "  records.test\n"
            '    + records.test 0 iodef "mailto:a@records.test"\n',
        )

    def test_tables(self):
        lines = self.changes(self.before, self.after)[1]
        for form, separator in (("csv", ","), ("tsv", "\t")):
            out = self.directory / f"changes.{form}"
            self.assertEqual(audit("diff", self.before, self.after, "-o", out).status, 1)
            rows = list(csv.DictReader(io.StringIO(out.read_text()), delimiter=separator))
            self.assertEqual(list(rows[0]), COLUMNS)
            self.assertEqual(rows, [{key: cell_of(value) for key, value in line.items()} for line in lines])

    def test_page(self):
        for language, heading in (("en", "Became denied"), ("ja", "発行不可になったもの")):
            out = self.directory / "changes.html"
            self.assertEqual(audit("diff", "-q", self.before, self.after, "-o", out, "--lang", language).status, 1)
            done = subprocess.run([tool("tidy"), "-q", "-e", out], capture_output=True)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            page = out.read_text()
            self.assertIn(f'<html lang="{language}">', page)
            self.assertIn(f"<h2>{heading}</h2>", page)
            text = html.unescape(page)
            for line in self.changes(self.before, self.after)[1]:
                for wanted in (line["domain"], *line["added"], *line["removed"]):
                    self.assertIn(wanted, text)
            self.assertEqual(page.count("<tr><th scope=\"row\">"), len(self.changes(self.before, self.after)[1]))

    def test_a_page_of_nothing(self):
        outcome = audit("diff", "-q", "-f", "html", self.before, self.before)
        self.assertIn("<p>Nothing changed.</p>", outcome.out.decode())

    def test_excel(self):
        outcome = audit("diff", "-q", "-f", "csv", "--excel", self.before, self.after)
        self.assertTrue(outcome.out.startswith(b"\xef\xbb\xbfchange,"))
        self.assertEqual(outcome.out.count(b"\n"), outcome.out.count(b"\r\n"))

    def test_summary(self):
        outcome = audit("diff", "-k", "server", self.before, self.after)
        self.assertIn("6 entries, then 6: verdicts: 1 became denied, 1 became unknown, 1 became allowed; ", outcome.err)
        self.assertIn("entries: 1 new, 1 gone, 1 with other records", outcome.err)


def cell_of(value):
    return "; ".join(value) if isinstance(value, list) else value or ""


class Refusals(DiffTest):
    def check(self, message, *arguments, stdin=b""):
        outcome = audit("diff", *arguments, stdin=stdin)
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
        self.assertIn(message, outcome.err)

    def test_usage(self):
        report = self.run_zones(BEFORE, "csv")
        self.check("no report given")
        self.check("expected two reports, not 1", report)
        self.check("expected two reports, not 3", report, report, report)
        self.check("one of them can be standard input", "-", "-")
        self.check("expected one of csv, tsv, jsonl, html, txt", report, report, "-f", "nagios")

    def test_no_reports(self):
        report = self.run_zones(BEFORE, "csv")
        missing = self.directory / "missing.csv"
        self.check("missing.csv: the report cannot be read: No such file", report, missing)
        self.check("standard input: the file is empty", report, "-")
        self.check("standard input:1: the first line has no column 'domain'", report, "-", stdin=b"a,b\n")
        self.check(":1: the line is not a JSON object", "-", report, stdin=b"{]\n")

    def test_a_report_that_was_cut(self):
        whole = self.run_zones(BEFORE, "csv").read_bytes()
        self.check("standard input:4: ", self.run_zones(BEFORE, "csv"), "-", stdin=b"\n".join(whole.split(b"\n")[:4])[:-40])

    def test_nothing_is_left_of_an_output(self):
        out = self.directory / "changes.csv"
        out.write_text("before")
        report = self.run_zones(BEFORE, "csv")
        self.check("no column 'domain'", report, "-", "-o", out, stdin=b"a,b\n")
        self.assertEqual(out.read_text(), "before")


class Page(DiffTest):
    def test_what_it_is_about(self):
        """Both reports, when they were made, how many entries they have, and how many changes of each sort."""
        before, after = self.run_zones(BEFORE, "csv"), self.run_zones(AFTER, "jsonl")
        page = self.directory / "changes.html"
        audit("diff", "-q", before, after, "-o", page)
        about = re.search("<header>.*?</header>", page.read_text(), re.DOTALL)[0]
        facts = re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", about)
        sides = [re.sub(r"checked \d{4}-\d\d-\d\d \d\d:\d\d UTC", "checked TIME", text) for _, text in facts[:2]]
        self.assertEqual(sides, [f"{path}: 6 entries, checked TIME" for path in (before, after)])
        self.assertEqual([count for _, count in facts[2:]], ["1", "1", "1", "1", "1", "1"])


class Baseline(DiffTest):
    def test_status_and_text(self):
        before = self.run_zones(BEFORE, "csv")
        self.run_zones(AFTER, "csv", "--baseline", before)
        self.assertEqual(self.ran.status, 1)
        self.assertIn("worse.test  server: allowed -> denied", self.ran.out.decode())
        self.run_zones(BEFORE, "jsonl", "--baseline", before)
        self.assertEqual((self.ran.status, self.ran.out), (0, b""))

    def test_that_the_report_replaces(self):
        report = self.directory / "report.csv"
        self.run_zones(BEFORE, "csv", out=report)
        self.run_zones(AFTER, "csv", "--baseline", report, out=report)
        self.assertEqual(self.ran.status, 1)
        self.run_zones(AFTER, "csv", "--baseline", report, out=report)
        self.assertEqual((self.ran.status, self.ran.out), (0, b""))

    def test_since(self):
        """Of the baseline where the verdicts asked for are the same, else of this run."""
        then, before = "2026-01-02T03:04:05Z", self.directory / "before.jsonl"
        rows = [json.loads(line) for line in self.run_zones(BEFORE, "jsonl").read_text().splitlines()]
        before.write_text("".join(json.dumps(row | {"since": then}) + "\n" for row in rows))
        report = self.run_zones(AFTER, "jsonl", "--baseline", before)
        since = {row["name"]: row["since"] == then or row["since"] == row["checked_at"] and "now"
                 for row in map(json.loads, report.read_text().splitlines())}
        self.assertEqual(since, {"same.test": True, "records.test": True, "worse.test": "now", "better.test": "now",
                                 "unsure.test": "now", "new.test": "now"})
        for row in rows:
            del row["since"]
        before.write_text("".join(json.dumps(row | {"checked_at": then}) + "\n" for row in rows))
        report = self.run_zones(BEFORE, "csv", "--baseline", before)
        self.assertEqual({row["since"] for row in csv.DictReader(io.StringIO(report.read_text()))}, {then})

    def test_beside_a_report_on_standard_output(self):
        before = self.run_zones({"a.test": [OURS]}, "csv")
        zone = zone_options(self.folder(), {"a.test.": HEAD.format("a.test") + f"@ 300 CAA {OTHER}\n"})
        outcome = audit("run", "-f", "jsonl", *zone, "--baseline", before, "-", stdin=b"a.test\n")
        self.assertEqual((outcome.status, len(outcome.rows())), (1, 1))
        self.assertIn("Became denied\n  a.test  server: allowed -> denied", outcome.err)

    def test_refusals(self):
        report = self.run_zones(BEFORE, "csv")
        for message, arguments in (
            ("missing.csv: the report cannot be read", ["--baseline", self.directory / "missing.csv", report]),
            ("each set the exit status", ["--baseline", report, "-f", "nagios", report]),
            ("one of them can be standard input", ["--baseline", "-", "-"]),
        ):
            outcome = audit("run", *arguments)
            line = outcome.err.replace("caa-audit: ", "CAA UNKNOWN - ") if "nagios" in arguments else ""
            self.assertEqual((outcome.status, outcome.out.decode()), (3, line))
            self.assertIn(message, outcome.err)


if __name__ == "__main__":
    main()
