# SPDX-License-Identifier: Apache-2.0
"""Parts of a list, audited one by one, come together as the report of the whole."""

import csv
import io
import json

from program import AuditTest, audit, main

ZONE = """$ORIGIN {origin}.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "{issuer}"
"""
PARTS = 3
TIMES = ("checked_at", "elapsed_ms", "since")


class Merge(AuditTest):
    def setUp(self):
        super().setUp()
        self.zones = []
        entries = []
        for number in range(10):
            origin = f"example{number}.jp"
            issuer = "secomtrust.net" if number % 3 else "other.example"
            self.zones += ["-z", self.write(f"{number}.zone", ZONE.format(origin=origin, issuer=issuer))]
            entries += [f"www.{origin},架空大学{number},備考\n", f"{origin},架空大学{number},\n"]
        self.list = self.write("list.csv", "domain,institution,note\n" + "".join(entries) + "no name,x,\nwww.example1.jp,,\n")
        self.whole = self.run_list("whole.csv").read_text()

    def run_list(self, output, *arguments):
        path = self.directory / output
        done = audit("run", "-q", *self.zones, "-o", path, *arguments, self.list)
        self.assertIn(done.status, (0, 1, 2), done.err)
        return path

    def parts(self, ending="csv"):
        return [self.run_list(f"part{i}.{ending}", "--shard", f"{i}/{PARTS}") for i in range(1, PARTS + 1)]

    def timeless(self, text):
        return [{key: row[key] for key in row if key not in TIMES} for row in csv.DictReader(io.StringIO(text))]

    def test_the_rows_are_those_of_one_run(self):
        for ending in ("csv", "tsv", "jsonl"):
            parts = self.parts(ending)
            for order in (parts, parts[::-1]):
                for listed in ([], ["-l", self.list]):
                    done = audit("merge", *listed, *order)
                    self.assertEqual(done.status, 1, done.err)
                    self.assertEqual(self.timeless(done.out.decode()), self.timeless(self.whole))
                    self.assertIn("22", done.err.splitlines()[0])

    def test_other_formats(self):
        out = self.directory / "merged.jsonl"
        done = audit("merge", "-q", "-o", out, "-o", self.directory / "merged.html", *self.parts())
        self.assertEqual((done.status, done.err), (1, ""))
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual([row["domain"] for row in rows], [row["domain"] for row in csv.DictReader(io.StringIO(self.whole))])
        self.assertEqual({row["shard"] for row in rows}, {None})
        self.assertEqual(rows[0]["input"], {"note": "備考"})
        self.assertIn("www.example0.jp", (self.directory / "merged.html").read_text())

    def test_what_is_no_whole_leaves_no_report(self):
        parts = self.parts()
        other = self.write("other.csv", "domain\nwww.example1.jp\n")
        for arguments, told in (
            (parts[:2], "parts are missing: 3/3"),
            ([*parts, parts[0]], "part 1/3 is given twice"),
            (["-l", other, *parts], "part"),
            ([self.list], "no column"),
            ([], "no report given"),
        ):
            with self.subTest(told):
                out = self.directory / "merged.csv"
                done = audit("merge", "-o", out, *arguments)
                self.assertEqual((done.status, done.err.count("\n")), (3, 1), done.err)
                self.assertIn(told, done.err)
                self.assertFalse(out.exists())

    def test_a_part_is_never_replaced(self):
        parts = self.parts()
        done = audit("merge", "-o", parts[0], *parts)
        self.assertEqual(done.status, 3)
        self.assertIn("would overwrite", done.err)


if __name__ == "__main__":
    main()
