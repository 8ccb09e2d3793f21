# SPDX-License-Identifier: Apache-2.0
"""A report split by institution: folders, pages, letters and messages, whatever the report holds."""

import csv
import email
import email.policy
import io
import json
import os
import random
import re
import signal
import subprocess
from pathlib import Path

from program import AuditTest, audit, environment, main, program, zone_options
from servers import tool

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
HEAD = """$ORIGIN {}.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
"""
OURS, OTHER = '0 issue "secomtrust.net"', '0 issue "ca.example"'
UNSURE = '0 issue "secomtrust.net; validationmethods=dns-01"'
ZONES = {
    "allowed.test": [OURS],
    "denied.test": [OTHER, '0 issuemail ";"'],
    "unsure.test": [UNSURE],
    "critical.test": ['128 tbs "x; \\"y\\""', OTHER],
}
LIST = """domain,institution,contact,備考
www.denied.test,架空大学,a@denied.test,"一, 二"
denied.test,架空大学,"a@denied.test; b@denied.test",
user@denied.test,架空大学,,=1+1
allowed.test,ALLOWED,nobody in particular,
unsure.test,=cmd|x,c@unsure.test,
critical.test,,,
allowed.test,,,
"""
INDEX = "folder institution contact entries allowed denied unknown".split()


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def items(cell):
    """`; ` within quotes does not divide."""
    return [item.strip() for item in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^";])+', cell)]


class ExportTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.out = self.directory / "out"
        zones = {
            f"{name}.": HEAD.format(name) + "".join(f"@ 300 CAA {record}\n" for record in records)
            for name, records in ZONES.items()
        }
        self.zones = zone_options(self.directory, zones)

    def run_list(self, content=LIST, ending="csv", *options):
        report = self.directory / f"report.{ending}"
        listed = self.write("list.csv", content)
        ran = audit("run", "-q", *self.zones, "-o", report, *options, listed)
        self.assertIn(ran.status, (0, 1, 2), ran.err)
        return report

    def export(self, *arguments, **more):
        outcome = audit("export", "-q", *arguments, "-o", self.out, **more)
        self.assertEqual((outcome.status, outcome.out, outcome.err), (0, b"", ""))
        return {line["folder"]: line for line in table(self.out / "index.csv")}

    def files(self):
        return {str(path.relative_to(self.out)) for path in self.out.rglob("*") if path.is_file()}

    def message(self, name):
        message = email.message_from_bytes((self.out / name).read_bytes(), policy=email.policy.default)
        self.assertEqual([part.defects for part in message.walk() if part.defects], [])
        return message


class Folders(ExportTest):
    def test_index(self):
        index = self.export(self.run_list())
        self.assertEqual((self.out / "index.csv").read_text("utf-8-sig").splitlines()[0], ",".join(INDEX))
        counts = {
            folder: [line[key] for key in ("institution", "contact", "entries", "allowed", "denied", "unknown")]
            for folder, line in index.items()
        }
        self.assertEqual(
            counts,
            {
                "www.denied.test": ["架空大学", "a@denied.test; b@denied.test", "3", "0", "3", "0"],
                "allowed.test": ["ALLOWED", "nobody in particular", "1", "1", "0", "0"],
                "unsure.test": ["'=cmd|x", "c@unsure.test", "1", "0", "0", "1"],
                "unassigned": ["", "", "2", "1", "1", "0"],
            },
        )

    def test_files(self):
        self.export(self.run_list())
        self.assertEqual(
            self.files(),
            {
                "index.csv",
                *(f"www.denied.test/{name}" for name in ("report.csv", "report.html", "letter.txt", "mail.eml", "mail-2.eml")),
                *(f"allowed.test/{name}" for name in ("report.csv", "report.html")),
                *(f"unsure.test/{name}" for name in ("report.csv", "report.html", "mail.eml")),
                *(f"unassigned/{name}" for name in ("report.csv", "report.html", "letter.txt")),
            },
        )

    def test_reports_are_those_of_run(self):
        """Whatever format is read, each institution's rows are what `run --excel` writes, further columns too."""
        expected = self.run_list(LIST, "csv", "--excel").read_bytes().splitlines(keepends=True)
        for ending, options in (("csv", []), ("csv", ["--excel"]), ("tsv", []), ("jsonl", [])):
            report = self.run_list(LIST, ending, *options)
            self.export(report)
            rows = []
            for folder in ("www.denied.test", "allowed.test", "unsure.test", "unassigned"):
                lines = (self.out / folder / "report.csv").read_bytes().splitlines(keepends=True)
                self.assertEqual(lines[0], expected[0])
                rows += lines[1:]
            self.assertEqual(without_times(rows), without_times(expected[1:]), ending)

    def test_parts(self):
        whole = self.run_list()
        lines = LIST.splitlines(keepends=True)
        parts = []
        for number, part in enumerate((lines[:3], lines[:1] + lines[3:])):
            report = self.run_list("".join(part), "jsonl")
            parts.append(report.rename(self.directory / f"part-{number}.jsonl"))
        expected = self.export(whole)
        self.assertEqual(self.export(*parts), expected)
        together = b"".join(part.read_bytes() for part in parts)
        self.assertEqual(self.export("-", stdin=together), expected)

    def test_names_of_folders(self):
        rows = [
            ("../../etc/passwd", "a"), ("/etc/passwd", "b"), ("..", "c"), ("", "d"), ("unassigned", "e"),
            ("ALLOWED.test", "f"), ("allowed.test.", "g"), ("例示大学.jp", "h"), (r"a\.b\047c.test", "i"),
            ("x" * 63 + ("." + "y" * 60) * 3, "j"), ("-rf.test", "k"), ("index.csv", "l"),
        ]
        out = io.StringIO()
        csv.writer(out).writerows([("domain", "institution"), *rows])
        index = self.export(self.run_list(out.getvalue()))
        by_institution = {line["institution"]: folder for folder, line in index.items()}
        self.assertEqual(len(by_institution), len(rows))
        for folder in index:
            self.assertRegex(folder, r"\A[a-z0-9_][a-z0-9._-]{0,210}\Z")
            self.assertTrue((self.out / folder / "report.csv").is_file(), folder)
        self.assertEqual(by_institution["f"], "allowed.test")
        self.assertEqual(by_institution["g"], "allowed.test-2")
        self.assertEqual(by_institution["h"], "xn--fsq17ukxbwy7c.jp")
        self.assertEqual(by_institution["e"], "unassigned-2")
        self.assertEqual({path.name for path in self.directory.iterdir() if path.is_dir()}, {"out"})

    def test_names_that_windows_keeps_for_devices(self):
        rows = {
            "con.": "_con", "NUL": "_nul", "aux.example.ac.jp": "_aux.example.ac.jp", "com1.txt": "_com1.txt",
            "LPT9.test": "_lpt9.test", "prn": "_prn", "_prn": "_prn-2", "conin$": "conin_", "com10.test": "com10.test",
            "console.test": "console.test", "x.con": "x.con", "com.test": "com.test", r"con\032": "con_032",
        }
        lines = "".join(f"{name},{number}\n" for number, name in enumerate(rows))
        index = self.export(self.run_list("domain,institution\n" + lines))
        by_institution = {line["institution"]: folder for folder, line in index.items()}
        self.assertEqual({name: by_institution[str(number)] for number, name in enumerate(rows)}, rows)

    def test_an_empty_report(self):
        self.assertEqual(self.export(self.run_list("domain\n")), {})
        self.assertEqual(self.files(), {"index.csv"})

    def test_for_spreadsheets(self):
        self.export(self.run_list(), "--excel")
        index = (self.out / "index.csv").read_bytes()
        self.assertTrue(index.startswith(b"\xef\xbb\xbffolder,"))
        self.assertIn(b",'=cmd|x,", index)
        self.assertEqual(index.count(b"\n"), index.count(b"\r\n"))
        self.export(self.run_list())


def without_times(rows):
    return sorted(re.sub(rb"\d{4}-\d\d-\d\dT[^,]*Z(,\d+)?", b"", row) for row in rows)


class Pages(ExportTest):
    def test_pages_hold_their_own_entries_only(self):
        self.export(self.run_list())
        page = (self.out / "www.denied.test" / "report.html").read_text()
        for wanted in ("www.denied.test", "user@denied.test", "secomtrust.net"):
            self.assertIn(wanted, page)
        self.assertNotIn("unsure.test", page)
        self.assertIn("<h1>CAA audit: 架空大学</h1>", page)
        done = subprocess.run([tool("tidy"), "-q", "-e", self.out / "www.denied.test" / "report.html"], capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_the_head_says_what_a_page_is_about(self):
        self.export(self.run_list())
        for folder, kinds in (("www.denied.test", "server, smime"), ("unsure.test", "server, smime")):
            page = (self.out / folder / "report.html").read_text()
            head = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page[: page.index("</header>")]))
            self.assertEqual((head["CA"], head["Kinds"], head["Answers from"]), ("secomtrust.net (SECOM Trust Systems)", kinds, "zone files"))
            self.assertRegex(head["caa-audit version"], r"^\d")

    def test_what_was_not_validated(self):
        """Told where the reports show that validation was on: some entry was validated, of whatever institution."""
        report = self.run_list()
        told = lambda folder: re.findall("<p>(.*not validated.*)</p>", (self.out / folder / "report.html").read_text())
        self.export(report)
        self.assertEqual(told("www.denied.test"), [])
        rows = report.read_text().splitlines(keepends=True)
        validated = [row.replace(",unchecked,", ",secure,") if "ALLOWED" in row else row for row in rows]
        self.export(self.write("validated.csv", "".join(validated)))
        self.assertEqual(told("www.denied.test"), ["3 entries were not validated (dnssec: unchecked)"])
        self.assertEqual(told("allowed.test"), [])

    def test_the_page_of_all_is_that_of_run(self):
        content = LIST.replace("架空大学", "").replace("ALLOWED", "").replace("=cmd|x", "")
        direct = self.directory / "direct.html"
        report = self.run_list(content, "csv", "-o", direct)
        self.export(report)
        page = (self.out / "unassigned" / "report.html").read_text()
        self.assertNotIn("<script", page)
        own = re.compile(
            r'<time>[^<]*</time>|<dl class="head">.*?</dl>\n|<svg class="climb".*?</svg>\n|<div id="tools".*?</div>\n|<script>.*?</script>\n| script-src [^;]*;',
            re.DOTALL,
        )
        self.assertEqual(own.sub("", page), own.sub("", direct.read_text()))


class Letters(ExportTest):
    def records(self, folder):
        lines = (self.out / folder / "letter.txt").read_text().splitlines()
        return [line.strip() for line in lines if " IN " in line]

    def test_records_are_those_of_the_report(self):
        report = self.run_list(LIST, "jsonl")
        self.export(report)
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        for folder, institution in (("www.denied.test", "架空大学"), ("unassigned", "")):
            expected = {
                record
                for row in rows
                if (row["institution"] or "") == institution
                for record in row["add"] + row["remove"]
            }
            self.assertTrue(expected)
            written = self.records(folder)
            self.assertEqual((set(written) & expected, len(set(written))), (expected, len(written)))

    def test_names_stand_with_their_changes(self):
        self.export(self.run_list())
        letter = (self.out / "www.denied.test" / "letter.txt").read_text()
        self.assertEqual(letter.count("(owner name): denied.test\n"), 1)
        for name in ("    www.denied.test\n", "    denied.test\n", "    user@denied.test\n"):
            self.assertIn(name, letter)
        self.assertIn("架空大学", letter)
        self.assertTrue(all(len(line) <= 80 for line in letter.splitlines() if " IN " not in line))

    def test_the_zone_with_the_changes_is_one_that_a_server_loads(self):
        self.export(self.run_list())
        zone = HEAD.format("denied.test") + "\n".join(self.records("www.denied.test")) + "\n"
        path = self.write("changed.zone", zone)
        done = subprocess.run([tool("nsd-checkzone"), "denied.test", path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_many_names(self):
        names = "".join(f"n{number}.denied.test,架空大学,\n" for number in range(50))
        self.export(self.run_list("domain,institution,contact\n" + names))
        letter = (self.out / "n0.denied.test" / "letter.txt").read_text()
        self.assertIn("    and 30 more\n", letter)
        self.assertEqual(len(re.findall(r"^    n\d+\.", letter, re.MULTILINE)), 20)


class Messages(ExportTest):
    def test_a_message(self):
        self.export(self.run_list(), "--from", "upki@example.ac.jp")
        message = self.message("www.denied.test/mail-2.eml")
        self.assertEqual((message["From"], message["To"]), ("upki@example.ac.jp", "b@denied.test"))
        self.assertEqual(message["Subject"], "[Action required] CAA audit (架空大学)")
        self.assertIsNotNone(message["Date"].datetime)
        self.assertIn("denied:  3", message.get_body().get_content())
        page, letter = message.iter_attachments()
        self.assertRegex(page.get_filename(), r"\Acaa-report-www\.denied\.test-\d{8}\.html\Z")
        self.assertEqual((page.get_content_type(), page.get_content()), ("text/html", self.text("report.html")))
        self.assertRegex(letter.get_filename(), r"\Acaa-letter-www\.denied\.test-\d{8}\.txt\Z")
        self.assertEqual((letter.get_content_type(), letter.get_content()), ("text/plain", self.text("letter.txt")))

    def test_what_a_message_says_is_true_of_its_institution(self):
        self.export(self.run_list())
        denied = self.message("www.denied.test/mail.eml").get_body().get_content()
        self.assertIn("for the 3 denied", denied)
        self.assertIn("attached letter", denied)
        self.assertIn("Questions: 〔contact〕", denied)
        unsure = self.message("unsure.test/mail.eml").get_body().get_content()
        self.assertNotIn("denied.", unsure)
        self.assertNotIn("letter", unsure)

    def text(self, name):
        return (self.out / "www.denied.test" / name).read_text()

    def test_days_are_those_of_the_reader(self):
        """In UTC it is Saturday, in Japan Sunday already; the one certificate ends on Japan's Sunday, the other on Monday."""
        verdicts = {"server": "denied", "wildcard": "denied", "smime": "allowed", "kinds": ["server"], "server_reason": "not-listed",
                    "wildcard_reason": "not-listed", "smime_reason": "no-restriction", "caa": ['0 issue "ca.example"']}
        rows = [{"domain": name, "name": name, "institution": "X", "contact": "a@b.test", "caa_name": name, **verdicts,
                 "add": [f'{name}. 300 IN CAA 0 issue "secomtrust.net"'], "checked_at": "2026-03-14T16:00:00Z", "expires": end}
                for name, end in (("today.test", "2026-03-15T14:59:59Z"), ("next.test", "2026-03-15T15:00:00Z"))]
        report = self.write("days.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
        told = {
            "en": ("Certificate expires on 2026-03-15, in 1 day:", "Certificate expires on 2026-03-15, in 1 day:", "2026-03-14", "20260314"),
            "ja": ("証明書の有効期限は2026年3月15日です（本日）", "証明書の有効期限は2026年3月16日です（残り1日）", "2026年3月15日", "20260315"),
        }
        for language, (today, after, checked, stamp) in told.items():
            self.out = self.directory / language
            self.export(report, "--lang", language)
            message = self.message("today.test/mail.eml")
            self.assertIn(checked, message.get_body().get_content())
            page, letter = message.iter_attachments()
            for name in (page.get_filename(), letter.get_filename()):
                self.assertIn(stamp, name)
            first, second = re.findall(r'<p class="expiry">(.*?)</p>', page.get_content())
            self.assertIn(today, first)
            self.assertIn(after, second)

    def test_a_name_for_which_no_ca_can_issue_needs_action(self):
        """Allowed by CAA, it is not fine all the same."""
        report = self.directory / "barred.csv"
        zones = zone_options(self.directory, {"ac.test.": "@ 300 SOA ns hostmaster 1 3600 600 86400 60\n"})
        audit("run", "-q", *zones, "-o", report, self.write("barred.list.csv", "domain,institution,contact\nlocalhost,X,a@b.test\n"))
        self.export(report, "--only-action")
        message = self.message("localhost/mail.eml")
        self.assertEqual(message["Subject"], "[Action required] CAA audit (X)")
        body = message.get_body().get_content()
        self.assertIn("No CA can issue for 1 of the names, whatever CAA says.", body)
        self.assertNotIn("you need not do anything", body)

    def test_without_a_letter(self):
        self.export(self.run_list())
        self.assertEqual(len(list(self.message("unsure.test/mail.eml").iter_attachments())), 1)

    def test_lines_and_octets(self):
        self.export(self.run_list())
        for path in self.out.rglob("*.eml"):
            content = path.read_bytes()
            self.assertTrue(content.isascii())
            self.assertLessEqual(max(map(len, content.split(b"\n"))), 78, path)

    def test_hostile_texts_stay_where_they_belong(self):
        institution = "x\nBcc: victim@example.test\n\n.. \u202e大学" + "長" * 100
        contact = '"a@allowed.test\nBcc: victim@example.test", a@[192.0.2.1], <a@b.test>, .a@b.test, a..b@c.test, ok@allowed.test, ok@allowed.test; 大学 <some@body.test>, <x@y.test> z'
        out = io.StringIO()
        csv.writer(out).writerows([("domain", "institution", "contact"), ("allowed.test", institution, contact)])
        outcome = audit("export", self.run_list(out.getvalue()), "-o", self.out)
        self.assertEqual(outcome.status, 0, outcome.err)
        self.assertIn("contacts are not mail addresses", outcome.err)
        for path in self.out.rglob("*.eml"):
            message = self.message(path.relative_to(self.out))
            self.assertIsNone(message["Bcc"])
            self.assertIn("<U+202E>大学" + "長" * 100, message["Subject"])
            self.assertNotIn("\u202e", "".join(part.get_content() for part in message.walk() if not part.is_multipart()))
        receivers = {self.message(path.relative_to(self.out))["To"] for path in self.out.rglob("*.eml")}
        self.assertEqual(receivers, {"ok@allowed.test", "a@b.test", "some@body.test"})

    def test_many_contacts(self):
        """A message holds the whole page, so there are not as many as somebody writes into a cell."""
        contacts = "; ".join(f"c{number}@allowed.test" for number in range(250))
        rows = f'allowed.test,X,"{contacts}; c0@allowed.test; C <c0@allowed.test>"\nwww.allowed.test,Y,y@allowed.test\n'
        outcome = audit("export", self.run_list("domain,institution,contact\n" + rows), "-o", self.out)
        self.assertEqual(outcome.status, 0, outcome.err)
        said = "150 contacts got no message: one institution gets 100 at most, and index.csv names all contacts\n"
        self.assertEqual(outcome.err.count(said), 1, outcome.err)
        self.assertRegex(outcome.err, r"\A2 entries of 2 institutions, 101 messages\n")
        receivers = [self.message(path.relative_to(self.out))["To"] for path in self.out.rglob("*.eml")]
        self.assertCountEqual(receivers, [f"c{number}@allowed.test" for number in range(100)] + ["y@allowed.test"])
        (line,) = [line for line in table(self.out / "index.csv") if line["institution"] == "X"]
        self.assertEqual(len(line["contact"].split("; ")), 251)

    def test_a_report_of_one_institution_with_much_in_it(self):
        """What each row adds is not looked for in all that the rows before have added."""
        row = json.loads(self.run_list("domain,institution\ndenied.test,X\n", "jsonl").read_text())
        owner, _, _ = row["add"][0].partition(" ")
        count = 40000
        rows = [row | {"domain": f"n{number}.test", "name": f"n{number}.test", "contact": f"c{number}",
                       "add": [f'{owner} 300 IN CAA 0 issue "{number}"'], "remove": [], "caa": [f'0 issue "x{number}"']}
                for number in range(count)]  # fmt: skip
        report = self.write("much.jsonl", "".join(json.dumps(each) + "\n" for each in rows))
        outcome = audit("export", report, "-o", self.out)
        self.assertEqual(outcome.status, 0, outcome.err)
        self.assertIn(f"{count} contacts are not mail addresses", outcome.err)
        letter = (self.out / "n0.test" / "letter.txt").read_text()
        self.assertEqual(letter.count(" IN CAA 0 issue "), count)

    def test_who_asks_whom_by_when(self):
        options = ("--from", "架空花子 <upki@example.ac.jp>", "--reply-by", "2026/12/10", "--contact", "内線 1234")
        outcome = audit("export", self.run_list(), "-o", self.out, *options)
        self.assertEqual(outcome.status, 0, outcome.err)
        self.assertNotIn("〔", outcome.err)
        self.assertEqual(self.message("www.denied.test/mail.eml")["From"], "架空花子 <upki@example.ac.jp>")
        letter = self.text("letter.txt")
        for wanted in ("This is a request from 架空花子 of 架空大学.", "below by 2026-12-10.", "unclear: 内線 1234", "\n架空花子\n"):
            self.assertIn(wanted, letter)
        unsure = self.message("unsure.test/mail.eml").get_body().get_content()
        self.assertIn("Please show the report to your DNS administrator as well.", unsure)  # there is no letter
        self.assertNotIn("〔", letter + self.message("www.denied.test/mail.eml").get_body().get_content())

    def test_what_is_not_given_is_a_placeholder(self):
        outcome = audit("export", self.run_list(), "-o", self.out, "--contact", "x")
        self.assertIn("placeholders 〔…〕", outcome.err)
        self.assertIn("--reply-by", outcome.err)
        self.assertNotIn("--contact", outcome.err)
        self.assertIn("by 〔date〕", self.text("letter.txt"))

    def test_only_who_has_to_act_is_written_to(self):
        report = self.run_list(LIST + "allowed.test,FINE,ok@allowed.test\n")
        self.export(report)
        self.assertEqual(self.message("allowed.test-2/mail.eml")["Subject"], "[No action required] CAA audit (FINE)")
        self.export(report, "--only-action")
        self.assertFalse((self.out / "allowed.test-2" / "mail.eml").exists())
        self.assertTrue((self.out / "www.denied.test" / "mail.eml").exists())

    def body_of(self, entries, *arguments):
        listed = "".join(f"{entry},U,{contact},{end}\n" for entry, contact, end in entries)
        self.export(self.run_list("domain,institution,contact,expires\n" + listed), *arguments)
        (folder,) = (path.parent.name for path in self.out.glob("*/mail.eml"))
        message = self.message(f"{folder}/mail.eml")
        return message["Subject"], message.get_body(("plain",)).get_content()

    def test_what_has_ended_is_not_allowed(self):
        subject, body = self.body_of([("allowed.test", "a@u.test", ""), ("denied.test", "a@u.test", "2020-01-01")])
        self.assertTrue(subject.startswith("[No action required]"))
        self.assertIn("unknown: 0\n  expired more than 30 days ago: 1\n\nYou need not do anything.", body)
        self.assertNotIn("Every entry", body)

    def test_names_that_no_certificate_may_hold_need_action(self):
        for options in ([], ["--only-action"]):
            subject, body = self.body_of([("allowed.test", "a@u.test", ""), ("a_b.allowed.test", "a@u.test", "")], *options)
            self.assertTrue(subject.startswith("[Action required]"))
            self.assertIn("\nNo CA can issue for 1 of the names, whatever CAA says.", body)
            self.assertNotIn("need not", body)

    def test_one_message_for_an_address(self):
        self.body_of([("allowed.test", "A <a@u.test>", ""), ("denied.test", '"a@u.test, b@u.test"', "")])
        self.assertEqual(len(list(self.out.glob("*/mail*.eml"))), 2)
        (line,) = table(self.out / "index.csv")
        self.assertEqual(line["contact"], "A <a@u.test>; a@u.test; b@u.test")

    def test_an_internationalised_domain(self):
        """It is an address, too; letters before the @ would need a mail server with SMTPUTF8."""
        rows = "denied.test,U,山田 <yamada@例示大学.jp>\ndenied.test,U,x@Ｍａｉｌ.例示大学。jp\ndenied.test,U,山田@u.test\n"
        self.export(self.run_list("domain,institution,contact\n" + rows))
        told = [self.message(path.relative_to(self.out))["To"] for path in sorted(self.out.glob("*/mail*.eml"))]
        self.assertEqual(sorted(told), ["x@mail.xn--fsq17ukxbwy7c.jp", "yamada@xn--fsq17ukxbwy7c.jp"])
        self.assertIn("山田 <yamada@例示大学.jp>; x@Ｍａｉｌ.例示大学。jp; 山田@u.test", (self.out / "index.csv").read_text("utf-8-sig"))

    def test_the_sender(self):
        report = self.run_list()
        outcome = audit("export", report, "-o", self.out, env=environment(EMAIL="me@example.test"))
        self.assertEqual(self.message("unsure.test/mail.eml")["From"], "〔name〕 <sender@placeholder.invalid>")
        self.assertIn("--from", outcome.err)
        outcome = audit("export", report, "-o", self.out, "--from", "us@example.test")
        self.assertEqual(self.message("unsure.test/mail.eml")["From"], "us@example.test")
        self.assertIn("--from 'NAME <ADDRESS>'", outcome.err)  # the letters have no name
        for written, name in (('"Sato, Hanako"', "Sato, Hanako"), ('"a \\"b\\" c"', 'a "b" c'), ('"', '"'), ('"x', '"x')):
            audit("export", report, "-o", self.out, "--from", f"{written} <us@example.test>")
            (sender,) = self.message("unsure.test/mail.eml")["From"].addresses
            self.assertEqual((sender.display_name, sender.addr_spec), (name, "us@example.test"))
            self.assertIn(f"This is a request from {name}", (self.out / "unassigned" / "letter.txt").read_text())

    def facts_of(self, letter):
        """What a letter asks for: for each owner its names, the records there, and those to remove and to add."""
        facts = {}
        for part in letter.split("-" * 64)[1:-1]:
            owner = re.search(r"^(?:Where to (?:add|change)|Change) [^\n]*: (\S+)$", part, re.M)[1]
            sections, title = {}, None
            for line in part.splitlines():
                if line.endswith(":") and not line.startswith(" "):
                    title = sections.setdefault(line, [])
                elif line.startswith("    ") and title is not None:
                    title.append(line.strip())
                else:
                    title = None
            facts[owner] = {name: sorted(sections.get(f"{name}:", [])) for name in
                            ("Names concerned", "Current CAA records", "Records to remove", "Records to add")}
            ends = re.search(r"^Certificate expiry \(the earliest\): (\S+)$", part, re.M)
            facts[owner]["expires"] = ends and ends[1]
        return facts

    def expected_facts(self, rows):
        facts = {}
        for row in rows:
            lines = [*items(row["add"]), *items(row["remove"])]
            if not lines:
                continue
            owner = lines[0].split()[0].rstrip(".")
            fact = facts.setdefault(owner, {"Names concerned": set(), "Current CAA records": set(),
                                            "Records to remove": set(), "Records to add": set(), "expires": None})
            fact["Names concerned"].add(row["domain"])
            for name, column in (("Current CAA records", "caa"), ("Records to remove", "remove"), ("Records to add", "add")):
                fact[name].update(items(row[column]))
            ends = row["expires"][:10]
            if ends and (not fact["expires"] or ends < fact["expires"]):
                fact["expires"] = ends
        return {owner: {name: sorted(value) if isinstance(value, set) else value for name, value in fact.items()}
                for owner, fact in facts.items()}

    def check_letters(self):
        """Each against its rows; owners come by the first end of a certificate."""
        owners = 0
        for report in self.out.glob("*/report.csv"):
            with open(report, newline="", encoding="utf-8-sig") as file:
                expected = self.expected_facts(list(csv.DictReader(file)))
            path = report.with_name("letter.txt")
            found = self.facts_of(path.read_text()) if path.exists() else {}
            self.assertEqual(found, expected, report)
            ends = [fact["expires"] or "9999" for fact in found.values()]
            self.assertEqual(ends, sorted(ends))
            owners += len(found)
        return owners

    def test_every_fact_of_the_letters(self):
        """A thousand entries of two hundred institutions, some of which share the records that decide."""
        chance = random.Random(20)
        sets = ('0 issue "ca.example"', '0 issue ";"', '0 issue "secom-trust.net"', '0 issue "secomtrust.net"',
                '128 novel "x"', '0 issue "a b"', '0 issuemail ";"', '0 iodef "mailto:a@b.example"')
        zone, lines = ["$ORIGIN ac.test.", "@ 300 SOA ns hostmaster 1 3600 600 86400 60"], ["domain,institution,contact,expires"]
        for number in range(1000):
            place = f"u{number // 10}"
            name = chance.choice([f"w{number}.{place}", f"{place}", f"w{number}.d{number % 3}.{place}"])
            if chance.random() < 0.4:
                zone += [f"{name} 300 CAA {record}" for record in chance.sample(sets, chance.randint(1, 3))]
            elif chance.random() < 0.1 and name != place:
                zone.append(f"{name} 300 CNAME {place}")
            if name.endswith(f".{place}") and "CNAME" in zone[-1]:
                zone[-1] = f"alias{number}.{place} 300 CNAME {place}"
                name = f"alias{number}.{place}"
            ends = chance.choice(["", f"2099-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"])
            lines.append(f"{name}.ac.test,大学{number // 5},a@u{number}.test,{ends}")
        report = self.directory / "thousand.csv"
        zones = zone_options(self.directory, {"ac.test.": "\n".join(zone) + "\n"})
        audit("run", "-q", *zones, "-o", report, self.write("thousand.list.csv", "\n".join(lines) + "\n"))
        self.export(report)
        self.assertGreater(self.check_letters(), 250)
        (mail, ends), *_ = [(self.message(path.relative_to(self.out)).get_body().get_content(), ends) for path, ends in self.first_ends() if ends]
        self.assertIn(f"Certificate expiry (the earliest of these): {ends}.", mail)

    def test_every_fact_of_the_letters_of_the_sample(self):
        zones = [option for zone in sorted(SAMPLE.glob("zones/*.zone")) for option in ("--zone", zone)]
        report = self.directory / "sample.csv"
        audit("run", "-q", *zones, "-o", report, SAMPLE / "domains.csv")
        self.export(report)
        self.assertGreater(self.check_letters(), 20)

    def first_ends(self):
        for report in sorted(self.out.glob("*/report.csv")):
            with open(report, newline="", encoding="utf-8-sig") as file:
                ends = [row["expires"][:10] for row in csv.DictReader(file)
                        if row["expires"] and "denied" in [row[kind] for kind in row["kinds"].split("; ")]]
            yield report.with_name("mail.eml"), min(ends, default=None)


class Places(ExportTest):
    def refuse(self, message, *arguments, stdin=b""):
        outcome = audit("export", *arguments, stdin=stdin)
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
        self.assertIn(message, outcome.err)
        self.assertEqual([path.name for path in self.directory.iterdir() if path.name.startswith(".")], [])

    def test_usage(self):
        report = self.run_list()
        self.refuse("no report given")
        self.refuse("no folder given", report)
        self.refuse("no folder given", report, "-o", "-")
        self.refuse("--output is given twice", report, "-o", self.out, "-o", self.out)
        self.refuse("only one of the reports can be standard input", "-", "-", "-o", self.out)
        self.refuse("a mail address such as", report, "-o", self.out, "--from", "a b@c")
        self.refuse("a mail address such as", report, "-o", self.out, "--from", "a\nBcc: x <b@c.test>")
        self.refuse("a date such as", report, "-o", self.out, "--reply-by", "soon")
        self.refuse("cannot be written: No such file", report, "-o", self.out / "deeper")
        self.refuse("report.csv: cannot be written: File exists", report, "-o", report)

    def test_an_earlier_export_is_replaced_as_a_whole(self):
        self.export(self.run_list())
        self.export(self.run_list("domain,institution\nallowed.test,X\n"))
        self.assertEqual(self.files(), {"index.csv", "allowed.test/report.csv", "allowed.test/report.html"})
        self.export(self.run_list(), "--excel")
        self.export(self.run_list())

    def test_an_empty_folder_may_be_used(self):
        self.out.mkdir()
        self.assertEqual(len(self.export(self.run_list())), 4)

    def test_a_link_stays(self):
        elsewhere = self.directory / "elsewhere"
        elsewhere.mkdir()
        self.out.symlink_to(elsewhere)
        self.export(self.run_list())
        self.assertTrue(self.out.is_symlink() and (elsewhere / "index.csv").is_file())

    def test_anything_else_is_left_alone(self):
        report = self.run_list()
        for name in ("notes.txt", "www.denied.test/notes.txt", "www.denied.test/deeper/report.csv", "mail-x.eml"):
            self.export(report)
            mine = self.out / name
            mine.parent.mkdir(exist_ok=True)
            mine.write_text("mine")
            self.refuse("is not part of an export", report, "-o", self.out)
            self.assertEqual(mine.read_text(), "mine")
            mine.unlink()
            if "deeper" in name:
                mine.parent.rmdir()
        (self.out / "index.csv").write_text("folder,other\n")
        self.refuse("it does not have the index.csv of an export", report, "-o", self.out)

    def test_a_report_that_cannot_be_read(self):
        self.export(self.run_list())
        before = self.files()
        self.refuse("no column 'domain'", "-", "-o", self.out, stdin=b"a,b\n")
        cut = self.run_list().read_bytes()[:-100]
        self.refuse("is the report complete?", "-", "-o", self.out, stdin=cut)
        self.assertEqual(self.files(), before)

    def test_an_interrupted_export_leaves_no_trace(self):
        report = self.run_list(LIST, "jsonl").read_bytes()
        process = subprocess.Popen(
            [program(), "export", "-", "-o", self.out], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        )
        process.stdin.write(report * 100)
        process.stdin.flush()
        while not [path for path in self.directory.iterdir() if path.name.startswith(".out")]:
            os.sched_yield()
        process.send_signal(signal.SIGTERM)
        try:
            while process.poll() is None:
                process.stdin.write(report)
                process.stdin.flush()
        except BrokenPipeError:
            pass
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"interrupted: nothing was exported", err)
        left = [path.name for path in self.directory.iterdir() if "out" in path.name]
        self.assertEqual(left, [])


if __name__ == "__main__":
    main()
