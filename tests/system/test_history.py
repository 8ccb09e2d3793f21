# SPDX-License-Identifier: Apache-2.0
"""What happened over many reports: `history`, against a second calculation of our own."""

import csv
import datetime
import io
import json
import random
import re

from program import AuditTest, audit, main

SIGNS = {"allowed": "listed", "denied": "not-listed", "unknown": "conditional"}
START = datetime.datetime(2026, 11, 1, 3, 30, 5, tzinfo=datetime.timezone.utc)


def row_of(name, verdict, at):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    kinds = {kind: verdict for kind in ("server", "wildcard", "smime")}
    reasons = {f"{kind}_reason": SIGNS[verdict] for kind in kinds}
    return {"domain": name, "name": name, "institution": "架空大学", "kinds": ["server"], "caa_name": None, "caa": [],
            **kinds, **reasons, "checked_at": stamp}


class HistoryTest(AuditTest):
    def setUp(self):
        super().setUp()
        chance = random.Random(14)
        names = [f"n{number}.test" for number in range(12)]
        self.nights = []
        for night in range(20):
            at = START + datetime.timedelta(days=night - night % 2, hours=night % 2)  # two reports on each second day
            rows = [row_of(name, chance.choice(list(SIGNS)), at) for name in names if chance.random() < 0.8]
            self.nights.append(rows)
        self.reports = [self.write(f"{night}.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
                        for night, rows in enumerate(self.nights)]
        self.shuffled = chance.sample(self.reports, len(self.reports))

    def expected(self):
        states = {}
        for rows in self.nights:
            for row in rows:
                at, verdict = row["checked_at"], row["server"]
                state = states.setdefault(row["domain"], {"changes": 0, "reports": 0, "first": at, "since": at, "verdict": verdict})
                if state["verdict"] != verdict:
                    state |= {"changes": state["changes"] + 1, "since": at, "verdict": verdict}
                state |= {"reports": state["reports"] + 1, "last": at, "reason": SIGNS[verdict]}
        return {name: {key: str(value) for key, value in state.items()} for name, state in states.items()}

    def test_lines(self):
        """Whatever the order in which reports are given."""
        outcome = audit("history", "-f", "csv", *self.shuffled)
        self.assertEqual(outcome.status, 0, outcome.err)
        rows = list(csv.DictReader(io.StringIO(outcome.out.decode())))
        self.assertEqual(list(rows[0]), "domain name institution kind verdict reason since changes reports first last".split())
        expected = self.expected()
        self.assertEqual({row["domain"]: {key: row[key] for key in expected[row["domain"]]} for row in rows}, expected)
        self.assertEqual({row["kind"] for row in rows}, {"server"})

    def test_days(self):
        outcome = audit("history", "--by-day", "-f", "jsonl", *self.shuffled)
        days = [json.loads(line) for line in outcome.out.splitlines()]
        self.assertEqual(len(days), 10)
        for day, rows in zip(days, self.nights[1::2]):
            counts = {verdict: sum(row["server"] == verdict for row in rows) for verdict in SIGNS}
            self.assertEqual(day, {"day": rows[0]["checked_at"][:10], "entries": len(rows), **counts})

    def test_the_page_has_the_same_days(self):
        page = self.directory / "page.html"
        audit("history", "-q", "-o", page, *self.shuffled)
        head, body = re.search(r'<table class="days">(.*?)<tbody>(.*?)</table>', page.read_text(), re.DOTALL).groups()
        self.assertEqual(re.findall(r"<th .*?>(.*?)</th>", head), ["Day (UTC)", "Entries", "allowed", "denied", "unknown"])
        shown = [re.findall(r"<t[hd][^>]*>(?:<[^>]*>)*(.*?)<", row) for row in body.split("</tr>")[:-1]]
        days = csv.reader(io.StringIO(audit("history", "--by-day", "-f", "csv", *self.shuffled).out.decode()))
        self.assertEqual(shown[::-1], list(days)[1:])

    def test_days_are_those_of_the_reader(self):
        """For programs in UTC; a page and a text in Japanese have the days of Japan, where two of these reports are one night's."""
        times = [datetime.datetime(2026, 3, day, hour, tzinfo=datetime.timezone.utc) for day, hour in ((13, 15), (14, 14), (14, 16))]
        reports = [self.write(f"{at:%d%H}.jsonl", json.dumps(row_of("a.test", verdict, at)) + "\n")
                   for at, verdict in zip(times, ("denied", "unknown", "allowed"))]
        utc = ["2026-03-13 0 1 0", "2026-03-14 1 0 0"]
        japan = ["2026年3月14日 0 0 1", "2026年3月15日 1 0 0"]
        for language, head, expected in (("en", "Day (UTC)", utc), ("ja", "日（日本時間）", japan)):
            told = audit("history", "--by-day", "--lang", language, *reports).out.decode().splitlines()
            self.assertEqual([line.split("  ")[0] for line in told], [line.split()[0] for line in expected])
            days = list(csv.reader(io.StringIO(audit("history", "--by-day", "-f", "csv", "--lang", language, *reports).out.decode())))
            self.assertEqual([f"{day} {allowed} {denied} {unknown}" for day, _, allowed, denied, unknown in days[1:]], utc)
            page = audit("history", "-f", "html", "--lang", language, *reports).out.decode()
            table = re.search(r'<table class="days">(.*?)</table>', page, re.DOTALL)[1]
            self.assertIn(head, table)
            rows = [re.findall(r"<t[hd][^>]*>(.*?)<", row) for row in table.split("<tbody>")[1].split("</tr>")[:-1]]
            self.assertEqual([" ".join([row[0], *row[2:]]) for row in rows], expected[::-1])

    def test_every_format(self):
        for ending in ("csv", "tsv", "jsonl", "txt", "html"):
            path = self.directory / f"out.{ending}"
            outcome = audit("history", "--lang", "ja", "-q", "-o", path, *self.reports)
            self.assertEqual((outcome.status, outcome.err), (0, ""))
            self.assertIn("n3.test", path.read_text())

    def test_what_ends_first_stands_first(self):
        """For people: what is not allowed by the end of the certificate, then what has changed, then the rest."""
        ends = {"later": "2026-12-24", "soon": "2026-12-10", "known.not": None, "moved": "2026-12-01", "still": "2026-11-30"}
        verdicts = {"later": "dd", "soon": "ad", "known.not": "du", "moved": "da", "still": "aa"}
        words = {"a": "allowed", "d": "denied", "u": "unknown"}
        reports = []
        for night in range(2):
            at = START + datetime.timedelta(days=night)
            rows = [row_of(f"{name}.test", words[verdicts[name][night]], at) | {"expires": end and f"{end}T00:00:00Z"}
                    for name, end in ends.items()]
            rows[0]["name"] = "xn--later.test"
            reports.append(self.write(f"night{night}.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows)))
        outcome = audit("history", *reports)
        lines = outcome.out.decode().splitlines()
        self.assertEqual(lines[0], "Not allowed at present, by certificate expiry")
        self.assertEqual(lines[1], "soon.test  架空大学  certificate expires 2026-12-10")
        self.assertEqual(lines[2], "  server    denied   not-listed  since 2026-11-02 03:30 UTC; changes: 1; reports: 2 (2026-11-01 to 2026-11-02)")
        self.assertEqual(lines[3], "later.test  架空大学  (looked up: xn--later.test)  certificate expires 2026-12-24")
        self.assertEqual([line.split()[0] for line in lines[5:] if line and not line.startswith(" ")],
                         ["known.not.test", "Changed,", "moved.test", "Always", "still.test"])
        page = self.directory / "page.html"
        audit("history", "-q", *reports, "-o", page)
        found = re.findall(r'<th scope="row">([a-z.]+)</th>', page.read_text())
        self.assertEqual(found, [f"{name}.test" for name in ("soon", "later", "known.not", "moved", "still")])
        self.assertIn('<time datetime="2026-12-10T00:00:00Z">2026-12-10</time>', page.read_text())
        listed = list(csv.DictReader(io.StringIO(audit("history", "-f", "csv", *reports).out.decode())))
        self.assertEqual([row["domain"] for row in listed], [f"{name}.test" for name in ends])

    def test_each_kind_stands_where_it_belongs(self):
        """Nothing is not allowed at present that the last report does not ask for."""
        rows = [row_of(f"{name}.test", "denied", START) | {"kinds": ["server", "smime"], "smime": "allowed", "smime_reason": "listed"}
                for name in ("gone", "ended", "here")]
        later = (START + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows_later = [row | {"checked_at": later} for row in rows[1:]]
        rows_later[0]["kinds"] = []
        reports = [self.write(f"{name}.jsonl", "".join(f"{json.dumps(row)}\n" for row in lines))
                   for name, lines in (("before", rows), ("after", rows_later))]
        lines = [line.split()[0] if line.startswith(" ") else line.split("  ")[0] for line in audit("history", *reports).out.decode().splitlines()]
        self.assertEqual(lines, ["Not allowed at present, by certificate expiry", "here.test", "server", "", "Always allowed", "here.test",
                                 "smime", "", "Not asked for in the latest report", "gone.test", "server", "smime", "ended.test", "server", "smime"])

    def test_refusals(self):
        undated = self.write("undated.jsonl", json.dumps(row_of("a.test", "denied", START) | {"checked_at": None}) + "\n")
        broken = self.write("broken.jsonl", "{\n")
        out = self.directory / "out.csv"
        for message, arguments in (("when it was made", [undated]), ("not a JSON object", [self.reports[0], broken]),
                                   ("standard input", ["-"]), ("this is a pipe", ["/dev/stdin"]),
                                   ("csv, tsv, jsonl, html", ["-f", "prom", self.reports[0]]),
                                   ("", [self.reports[0], "-o", self.reports[0]])):
            outcome = audit("history", "-o", out, *arguments, stdin=b"")
            self.assertEqual(outcome.status, 3, arguments)
            self.assertIn(message, outcome.err)
            self.assertFalse(out.exists())


if __name__ == "__main__":
    main()
