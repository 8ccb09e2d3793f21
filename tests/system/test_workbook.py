# SPDX-License-Identifier: Apache-2.0
"""The report as a workbook, read back by openpyxl and compared with the CSV report cell by cell."""

import csv
import io
import zipfile

import openpyxl

from program import AuditTest, audit, main, zone_options

ZONE = r"""$ORIGIN sample.test.
$TTL 300
@        SOA   ns hostmaster 1 3600 600 86400 60
@        NS    ns
allowed  CAA   0 issue "secomtrust.net"
denied   CAA   0 issue "ca.example"
denied   CAA   0 issuewild "=1+1"
depends  CAA   0 issue "secomtrust.net; validationmethods=dns-01"
"""
HOSTILE = [
    "=1+1", "+1", "@SUM(A1)", "-2", "'x", "https://example.test/", "mailto:a@example.test", " blank ", "a\tb", "a\nb",
    'q"uote', "a&<b>", "架空大学", "\x01\x1b[31m", "\ufffe", "1", "1e9", "TRUE", "2026-11-28", "x" * 40000, "𠮷" * 16383 + "xx",
    "internal:Sheet2!A1", "_x0041_",
]


class WorkbookTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.zone = zone_options(self.directory, {"sample.test.": ZONE})

    def make(self, text, *options):
        """The workbook, and the rows of the CSV report of the same run, its heading first."""
        book, table = self.directory / "report.xlsx", self.directory / "report.csv"
        outcome = audit("run", *self.zone, "-q", "-o", book, "-o", table, *options, "-", stdin=text.encode())
        self.assertIn(outcome.status, (0, 1, 2), outcome.err)
        return openpyxl.load_workbook(book), list(csv.reader(io.StringIO(table.read_text(), newline="")))

    def cells(self, sheet):
        return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]

    def compare(self, sheet, rows):
        """Texts are texts, and the two columns of numbers are numbers."""
        found = self.cells(sheet)
        self.assertEqual(found[0], rows[0])
        self.assertEqual(len(found), len(rows))
        for came, expected in zip(found[1:], rows[1:]):
            for heading, cell, text in zip(rows[0], came, expected):
                if heading in ("ttl", "elapsed_ms") and text:
                    self.assertEqual((type(cell), cell), (int, int(text)))
                else:
                    self.assertEqual((type(cell), cell), (str, text), heading)


class Sheets(WorkbookTest):
    LIST = "domain,institution,expires\n" + "".join(
        f"{name}.sample.test,架空大学,{expires}\n"
        for name, expires in (("allowed", ""), ("denied", ""), ("depends", "2036-12-01"), ("*.denied", "2036-11-01"),
                              ("a..b", "2036-11-15"), ("denied", "2020-01-01"))
    )

    def test_all(self):
        book, rows = self.make(self.LIST)
        self.assertEqual(book.sheetnames, ["Needs action", "All entries", "Summary"])
        self.compare(book.worksheets[1], rows)

    def test_what_needs_action(self):
        """What is denied or unknown, by the end of its certificate; what ended long ago is not among it."""
        book, rows = self.make(self.LIST)
        expected = [rows[4], rows[5], rows[3], rows[2]]
        self.compare(book.worksheets[0], [rows[0], *expected])

    def test_names_for_which_no_ca_can_issue_need_action(self):
        book, rows = self.make("domain,expires\nallowed.sample.test,\na_b.sample.test,\nlocalhost,2036-11-01\n")
        self.compare(book.worksheets[0], [rows[0], rows[3], rows[2]])

    def test_summary(self):
        book, _ = self.make(self.LIST, "--ca", "secomtrust.net", "-k", "server")
        summary = {row[0]: row[1] for row in self.cells(book.worksheets[2])}
        self.assertEqual((summary["CA"], summary["Kinds"], summary["Answers from"]), ("secomtrust.net (SECOM Trust Systems)", "server", "zone files"))
        self.assertEqual((summary["denied"], summary["unknown"], summary["allowed"]), (2, 2, 1))
        self.assertIn("6 entries: 1 allowed, 2 denied, 2 unknown, 1 expired more than 30 days ago", summary)

    def test_in_japanese(self):
        book, rows = self.make(self.LIST, "--lang", "ja")
        self.assertEqual(book.sheetnames, ["要対応", "すべての名前", "概要"])
        self.compare(book.worksheets[1], rows)

    def test_heading_filter_and_colours(self):
        book, rows = self.make(self.LIST)
        for sheet in book.worksheets[:2]:
            self.assertEqual(sheet.freeze_panes, "B2")
            self.assertTrue(sheet.auto_filter.ref.startswith("A1:"))
        column = rows[0].index("server") + 1
        sheet = book.worksheets[1]
        colours = {sheet.cell(row, column).value: sheet.cell(row, column).fill.fgColor.rgb for row in range(2, 7)}
        self.assertEqual(len(set(colours.values())), 3, colours)

    def test_nothing(self):
        book, rows = self.make("domain\n")
        self.compare(book.worksheets[0], rows)
        self.compare(book.worksheets[1], rows)


class Cells(WorkbookTest):
    def test_text_stays_text(self):
        """No formula, no link, no number, whatever a list holds; and the file is well-formed."""
        lines = io.StringIO()
        csv.writer(lines).writerows([["domain", "note"]] + [["allowed.sample.test", note] for note in HOSTILE])
        book, rows = self.make(lines.getvalue())
        sheet = book.worksheets[1]
        self.assertFalse([cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink])
        for row in rows[1:]:
            note = row[-1]
            if len(note.encode("utf-16-le")) > 2 * 32767:
                row[-1] = note[: (32766 if note[0] == "x" else 16383)] + "…"
            row[-1] = row[-1].replace("\ufffe", "\ufffd")
        self.compare(sheet, rows)
        with zipfile.ZipFile(self.directory / "report.xlsx") as archive:
            self.assertIsNone(archive.testzip())
            for name in archive.namelist():
                self.assertNotIn(b"<f>", archive.read(name))

    def test_on_standard_output(self):
        outcome = audit("run", *self.zone, "-q", "-f", "xlsx", "-", stdin=b"denied.sample.test\n")
        book = openpyxl.load_workbook(io.BytesIO(outcome.out))
        self.assertEqual(self.cells(book.worksheets[0])[1][0], "denied.sample.test")

    def test_many_rows_that_need_action(self):
        """More than are held to be sorted: in the list's order, none lost."""
        names = [f"n{i}.denied.sample.test" for i in range(2_002)]
        book, rows = self.make("domain,expires\n" + "".join(f"{name},2036-01-01\n" for name in names), "-k", "server")
        self.assertEqual([row[0] for row in self.cells(book.worksheets[0])[1:]], names)



if __name__ == "__main__":
    main()
