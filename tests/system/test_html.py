# SPDX-License-Identifier: Apache-2.0
"""The report as a page: well-formed, complete, and harmless whatever the DNS and the list hold."""

import re
import subprocess
from html.parser import HTMLParser

from program import AuditTest, audit, main, zone_options
from servers import tool

VOID = {"meta", "br"}
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
        if "tr" in self.open:
            self.rows[-1].append(data)
        if "pre" in self.open:
            self.records += data.splitlines()


class HtmlTest(AuditTest):
    def page_of(self, content, *options):
        path, listed = self.directory / "report.html", self.write("list.csv", content)
        zone = zone_options(self.directory, {"sample.test.": ZONE})
        self.outcome = audit("run", *zone, "-q", "-o", path, *options, listed)
        self.source = path.read_text(encoding="utf-8")
        return Page(self.source)

    def test_every_entry_has_its_row(self):
        rows = [row for row in self.page_of(LIST).rows if row[0].endswith(".sample.test")]
        self.assertEqual([row[0] for row in rows], [f"{name}.sample.test" for name in NAMES])
        self.assertEqual(rows[0][1:4], ["A & <B>", "allowed", "listed"])
        self.assertEqual(rows[1][2:4], ["denied", "not-listed"])

    def test_what_needs_action_stands_before_and_is_linked(self):
        page = self.page_of(LIST)
        self.assertEqual(page.ids, ["entry-2", "entry-3", "entry-5", "entry-4"])
        self.assertEqual(sorted(page.links), sorted(f"#{name}" for name in page.ids))
        self.assertLess(self.source.index("entry-4"), self.source.index("All entries"))

    def test_records_can_be_copied(self):
        page = self.page_of(LIST)
        expected = 'denied.sample.test. 3600 IN CAA 0 issue "secomtrust.net"'
        self.assertIn(expected, page.records)
        zone = self.write("records.zone", ZONE + "\n".join(page.records) + "\n")
        subprocess.run([tool("nsd-checkzone"), "sample.test", zone], check=True, capture_output=True)

    def test_counts(self):
        text = " ".join(self.page_of(LIST).text)
        self.assertIn("6 entries: 2 allowed, 3 denied, 1 unknown", text)

    def test_nothing_needs_action(self):
        page = self.page_of("allowed.sample.test\n")
        self.assertIn("Nothing: every entry is allowed", " ".join(page.text))
        self.assertEqual(page.ids, [])

    def test_an_empty_list(self):
        self.assertIn("0 entries", " ".join(self.page_of("domain\n").text))

    def test_hostile_text_is_text(self):
        entry = f"domain,institution\n{HOSTILE}\"\"'.test,{HOSTILE}\nhostile.sample.test,x\n\x1b[31m.test,y\n"
        page = self.page_of(entry)
        self.assertEqual({"script", "img"} & set(page.tags), set())
        self.assertEqual([name for name in page.attributes if name.startswith("on")], [])
        self.assertIn("<script>alert(1)</script>", "".join(page.text))
        self.assertNotIn("\x1b", self.source)

    def test_nothing_is_fetched_and_nothing_runs(self):
        self.page_of(LIST)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', self.source)[1]
        self.assertIn("default-src 'none'", policy)
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
