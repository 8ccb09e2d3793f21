# SPDX-License-Identifier: Apache-2.0
"""The report as a page: well-formed, complete, and harmless whatever the DNS and the list hold."""

import base64
import datetime
import hashlib
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

from program import AuditTest, audit, main, zone_options
from servers import tool

VOID = {"meta", "br", "input"}
SCRIPT = Path(__file__).parents[2] / "data" / "report.js"
HOSTILE = "<script>alert(1)</script>"
ZONE = rf"""$ORIGIN sample.test.
@        300 SOA   ns hostmaster 1 3600 600 86400 60
allowed  300 CAA   0 issue "secomtrust.net"
denied   300 CAA   0 issue "ca.example"
two      300 CAA   0 issue "ca.example"
two      300 CAA   0 issuewild ";"
depends  300 CAA   0 issue "secomtrust.net; validationmethods=dns-01"
hostile  300 CAA   0 issue "\"><img src=x onerror=alert(1)>{HOSTILE}'&amp;"
"""
NAMES = ["allowed", "denied", "two", "depends", "hostile", "nothing"]
LIST = "domain,institution\n" + "".join(f"{name}.sample.test,A & <B>\n" for name in NAMES)


class Page(HTMLParser):
    """What stands in the page; ends that fit no beginning fail the test."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.links, self.attributes = [], [], [], [], []
        self.rows, self.articles, self.text, self.records = [], {}, [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.attributes += given
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]
        if tag == "tr":
            self.rows.append([])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)
        if "tr" in self.open and data.strip():
            self.rows[-1].append(data.strip())
        if "pre" in self.open:
            self.records += data.splitlines()


class HtmlTest(AuditTest):
    def page_of(self, content, *options):
        path, listed = self.directory / "report.html", self.write("list.csv", content)
        zone = zone_options(self.directory, {"sample.test.": ZONE})
        self.outcome = audit("run", *zone, "-q", "-o", path, *options, listed)
        self.source = path.read_text(encoding="utf-8")
        return Page(self.source)

    def test_names_for_which_no_ca_can_issue_need_action(self):
        """Whatever CAA says; those alike share a card."""
        page = self.page_of(LIST + "a_b.sample.test,X\nc_d.sample.test,X\nlocalhost,X\n")
        self.assertEqual([name for name in page.ids if name.startswith("entry-")][4:], ["entry-7", "entry-8", "entry-9"])
        self.assertEqual(self.source.count("<article "), 6)
        self.assertIn('<p class="bar">a label that no certificate may contain', self.source)
        self.assertIn('<p class="bar">a name of one label', self.source)
        report = self.directory / "report.jsonl"
        audit("run", *zone_options(self.directory, {"sample.test.": ZONE}), "-q", "-o", report, "-", stdin=b"localhost\n")
        audit("export", "-q", report, "-o", self.directory / "out")
        self.assertIn('<p class="bar">', (self.directory / "out" / "unassigned" / "report.html").read_text())

    def test_what_is_not_in_sight_is_laid_out_but_of_many(self):
        """A screen reader gets nothing of what is not."""
        for count, many in ((1000, False), (1001, True)):
            self.page_of("domain\n" + "".join(f"n{number}.sample.test\n" for number in range(count)))
            self.assertEqual('<main class="many mostly-allowed">' in self.source, many)
        style = self.source[self.source.index("<style>"):self.source.index("</style>")]
        rules = [rule for rule in style.split("}") if "content-visibility" in rule]
        self.assertTrue(rules and all(re.search(r"(^|~ )\.many[ :]", part.rpartition("{")[2].strip()) for rule in rules
                                      for part in rule.rpartition("{")[0].split(",")))

    def test_every_entry_has_its_row(self):
        rows = [row for row in self.page_of(LIST).rows if row[0].endswith(".sample.test")]
        self.assertEqual([row[0] for row in rows], [f"{name}.sample.test" for name in NAMES])
        self.assertEqual(rows[0][1:4], ["A & <B>", "allowed", "listed"])
        self.assertEqual(rows[1][2:4], ["denied", "not-listed"])

    def test_the_head_is_punctuated_as_its_language_is(self):
        for language, lines in (("en", ("secomtrust.net (SECOM Trust Systems)", "server, smime")),
                                ("ja", ("secomtrust.net（セコムトラストシステムズ）", "サーバ証明書、S/MIME証明書"))):
            self.page_of(LIST, "--lang", language)
            for line in lines:
                self.assertIn(f"<dd>{line}</dd>", self.source)

    def test_every_column_has_its_heading(self):
        self.page_of(LIST)
        tables = re.findall("<table.*?</table>", self.source, re.DOTALL)
        self.assertEqual(len(tables), 2)
        for table in tables:
            first, *rows = re.findall("<tr.*?</tr>", table, re.DOTALL)
            for row in rows:
                self.assertEqual(len(re.findall("<t[dh][ >]", row)), len(re.findall("<t[dh][ >]", first)), first + row)

    def test_what_needs_action_stands_before_and_is_linked(self):
        page = self.page_of(LIST)
        cards = [name for name in page.ids if name.startswith("entry-")]
        self.assertEqual(cards, ["entry-2", "entry-3", "entry-5", "entry-4"])
        self.assertEqual([name for name in page.ids if name.startswith("row-")], [f"row-{n}" for n in range(1, 7)])
        self.assertLessEqual({link[1:] for link in page.links}, set(page.ids))
        self.assertEqual({link for link in page.links if link.startswith("#entry-")}, {f"#{name}" for name in cards})
        self.assertLess(self.source.index("entry-4"), self.source.index("All entries"))

    def test_records_can_be_copied(self):
        page = self.page_of(LIST)
        expected = 'denied.sample.test. 300 IN CAA 0 issue "secomtrust.net"'
        self.assertIn(expected, page.records)
        zone = self.write("records.zone", ZONE + "\n".join(page.records) + "\n")
        subprocess.run([tool("nsd-checkzone"), "sample.test", zone], check=True, capture_output=True)

    def test_counts(self):
        text = " ".join(self.page_of(LIST).text)
        self.assertIn("6 entries: 2 allowed, 3 denied, 1 unknown", text)

    def test_nothing_needs_action(self):
        page = self.page_of("allowed.sample.test\n")
        self.assertIn("Nothing: every entry is allowed", " ".join(page.text))
        self.assertEqual([name for name in page.ids if name.startswith("entry-")], [])

    def test_an_empty_list(self):
        self.assertIn("0 entries", " ".join(self.page_of("domain\n").text))

    def test_hostile_text_is_text(self):
        entry = f"domain,institution\n{HOSTILE}\"\"'.test,{HOSTILE}\nhostile.sample.test,x\n\x1b[31m.test,y\n"
        page = self.page_of(entry)
        self.assertEqual([tag for tag in page.tags if tag in ("script", "img")], ["script"])
        self.assertEqual([name for name in page.attributes if name.startswith("on")], [])
        self.assertIn("<script>alert(1)</script>", "".join(page.text))
        self.assertNotIn("\x1b", self.source)

    def test_what_it_is_about(self):
        text = re.sub(r"\s+", " ", " ".join(self.page_of(LIST, "--ca", "secomtrust.net").text))
        for part in ("CA secomtrust.net", "Answers from zone files", "Checked 20", "caa-audit version"):
            self.assertIn(part, text)
        self.assertRegex(" ".join(self.page_of(LIST, "--lang", "ja").text), r"20\d\d年\d+月\d+日 \d\d:\d\d（日本時間）")

    def test_the_words_of_dnssec_are_explained(self):
        """Those that stand on the page, and no others."""
        for language, words in (("en", "DNSSEC: unchecked (nothing was validated)"), ("ja", "DNSSEC：unchecked（検証していない）")):
            self.page_of(LIST, "--lang", language)
            self.assertEqual(re.findall("<p>(DNSSEC[:：].*?)</p>", self.source), [words])

    def test_one_card_for_one_cause(self):
        """Of names that the same record would cure, and of those that failed alike."""
        names = [f"n{count}.denied.sample.test" for count in range(30)] + ["denied.sample.test"]
        page = self.page_of("".join(f"{name}\n" for name in names), "-k", "server")
        self.assertEqual(page.tags.count("article"), 1)
        self.assertIn("and 30 more", " ".join(page.text))
        self.assertEqual(sorted(name for name in page.ids if name.startswith("entry-")), sorted(f"entry-{n}" for n in range(1, 32)))
        self.assertEqual(page.records.count('denied.sample.test. 300 IN CAA 0 issue "secomtrust.net"'), 1)

    def test_the_first_renewal_that_will_fail_comes_first(self):
        ends = {"two": "2036-12-10", "denied": "2036-12-02", "depends": "2036-11-01", "hostile": ""}
        page = self.page_of("domain,expires\n" + "".join(f"{name}.sample.test,{end}\n" for name, end in ends.items()))
        self.assertEqual([name for name in page.ids if name.startswith("entry-")], ["entry-2", "entry-1", "entry-3", "entry-4"])
        self.assertRegex(" ".join(page.text), r"Certificate expires on 2036-12-02, in \d+ days: its renewal will be refused\.")

    def test_sections_by_the_end_of_the_certificate(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        ends = {"depends": datetime.timedelta(days=-3), "two": datetime.timedelta(days=29), "denied": datetime.timedelta(days=1),
                "hostile": datetime.timedelta(days=31), "x.two": None}
        page = self.page_of("domain,expires\n" + "".join(
            f"{name}.sample.test,{(now + end).strftime('%Y-%m-%dT%H:%M:%SZ') if end else ''}\n" for name, end in ends.items()))
        found = re.findall(r'<h2>What needs action(?:: certificate )?([^<]*)</h2>|<article id="entry-(\d)', self.source)
        self.assertEqual(["".join(pair) for pair in found],
                         ["expired", "1", "expires within 30 days", "3", "2", "expires later", "4"])
        self.assertIn(", in 1 day: its renewal will be refused.", " ".join(page.text))
        self.page_of(LIST)
        self.assertEqual(re.findall("<h2>What needs action[^<]*</h2>", self.source), ["<h2>What needs action</h2>"])

    def test_nothing_is_fetched_and_nothing_else_runs(self):
        self.page_of(LIST)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', self.source)[1]
        self.assertIn("default-src 'none'", policy)
        (script,) = re.findall("<script>(.*?)</script>", self.source, re.DOTALL)
        self.assertEqual(script, SCRIPT.read_text())
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self.assertEqual(re.findall("script-src ([^;]*);", policy), [f"'sha256-{digest}'"])
        self.assertNotRegex(self.source, r"https?:|url\(|@import|<link|<iframe|javascript:")

    def test_tidy_has_nothing_to_say(self):
        self.page_of(LIST)
        command = [tool("tidy"), "-q", "-e", "--show-info", "no", self.directory / "report.html"]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")

    def test_more_than_a_page_can_hold(self):
        names = "".join(f"n{count}.sample.test\n" for count in range(10005))
        page = self.page_of(names)
        rows = [row for row in page.rows if row[0].endswith(".sample.test")]
        self.assertEqual(len(rows), 10000)
        self.assertIn("10005 entries", " ".join(page.text))
        self.assertIn("longer than a page can be", " ".join(page.text))


if __name__ == "__main__":
    main()
