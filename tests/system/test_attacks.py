# SPDX-License-Identifier: Apache-2.0
"""Nothing that a stranger wrote is taken for the program's own: each text of tests/data/attacks.tsv is put wherever
lists, zones, options and names of files can bring one, and all that the program then writes is read by readers that
are not ours."""

import csv
import email
import email.policy
import io
import json
import os
import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

from program import AuditTest, audit, main
from servers import tool

DATA = Path(__file__).parents[1] / "data" / "attacks.tsv"
ATTACKS = [
    line.partition("\t")[2].encode("latin-1", "backslashreplace").decode("unicode_escape")
    for line in DATA.read_text().splitlines()
    if not line.startswith("#")
]
HARMLESS = [f"harmless text {number}" for number in range(12)]
HEAD = "$ORIGIN attacks.test.\n@ 300 SOA ns hostmaster 1 3600 600 86400 60\n@ 300 NS ns\nns 300 A 192.0.2.1\n"
LANGUAGES = ("en", "ja")
WHOLE = "CAA_AUDIT_WHOLE" in os.environ  # else each second page
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HEADERS = {"From", "To", "Subject", "Date", "X-Unsent", "MIME-Version", "Content-Type", "Message-Id"}
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
SERIES = re.compile(r'[a-z_]+(\{([a-z_]+="([^"\\\n]|\\["\\n])*"(,(?!\})|(?=\})))*\})? [0-9.e+-]+')


def characters(*categories):
    """A class of a regular expression."""
    return "[" + "".join(re.escape(chr(code)) for code in range(0x110000) if unicodedata.category(chr(code)) in categories) + "]"


HIDDEN = re.compile(f"{characters('Cc', 'Cf', 'Zl', 'Zp')}|\u2800|{characters('Mn', 'Me')}{{9}}")


def octets_of(text):
    return text.encode("utf-8", "surrogateescape")


def escaped(text):
    """As a zone file and a list have one label."""
    return "".join(chr(octet) if chr(octet).isalnum() and octet < 128 else f"\\{octet:03}" for octet in octets_of(text)[:60])


def generic(flags, tag, value):
    """A CAA record with whatever in it (RFC 3597)."""
    tag = octets_of(tag)[:60]
    rdata = bytes([flags, len(tag)]) + tag + octets_of(value)
    return f"TYPE257 \\# {len(rdata)} {rdata.hex()}"


def zone_of(attacks):
    lines = [HEAD]
    for number, text in enumerate(attacks):
        for owner in (f"a{number}", escaped(text)):
            records = [generic(0, "issue", text), generic(0, "issuemail", f"{text}; {text}={text}"),
                       generic(0, "iodef", f"mailto:{text}"), generic(1, text, text)]
            lines += [f"{owner} 300 {record}\n" for record in records]
    return "".join(lines)


def list_of(attacks):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["domain", "institution", "contact", "備考", attacks[0] + "列"])
    table.writerow(["attacks.test", "架空大学", "ok@attacks.test", "", ""])
    for number, text in enumerate(attacks):
        contact = (text, f"{text}@x.test", f"{text} <ok@x.test>", f"ok@x.test; {text}")[number % 4]
        for domain in (f"a{number}.attacks.test", text, f"{escaped(text)}.attacks.test", f"{text}@attacks.test"):
            table.writerow([domain, text, contact, text, text])
    return out.getvalue().replace("\0", "").encode("utf-8", "surrogateescape")


class Shape(HTMLParser):
    """What a browser makes of a page: its elements and their attributes, but not its text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.kinds, self.links, self.inside, self.code = set(), set(), [], []
        self.feed(text)
        self.close()
        assert not self.inside, self.inside

    def handle_starttag(self, tag, attributes):
        self.kinds |= {tag} | {f"{tag} {name}" for name, _ in attributes}
        self.links |= {value.partition(":")[0] + ":" for name, value in attributes if name in ("href", "src") and ":" in value}
        if tag not in ("meta", "br", "input", "link", "img"):
            self.inside.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag, tag

    def handle_data(self, data):
        if self.inside and self.inside[-1] in ("script", "style"):
            self.code.append(data)

    def handle_comment(self, data):
        self.kinds.add(f"comment {data}")

    def handle_decl(self, decl):
        self.kinds.add(f"declaration {decl}")


class AttacksTest(AuditTest):
    """All that can be written is written twice: of harmless texts, and of attacks."""

    def make(self, name, attacks):
        place = self.directory / name
        place.mkdir()
        (place / "zone").write_text(zone_of(attacks))
        listed = place / (HARMLESS[0] if attacks is HARMLESS else "=1+1<script>\x1b[31m\u202e'\"\n;{}%s.csv")
        listed.write_bytes(list_of(attacks))
        options = ["-z", f"{place}/zone:attacks.test.", "-k", "server,wildcard,smime"]
        for language in LANGUAGES:
            self.make_in(place, language, [*options, "--lang", language], listed, attacks)
        return place

    def make_in(self, place, language, common, listed, attacks):
        options = [*common, "--encoding", "utf-8"]
        outputs = [f"{language}.{ending}" for ending in ("csv", "tsv", "jsonl", "html", "xlsx", "prom", "txt")]
        told = []
        told.append(self.said(place, "run", *options, *(word for name in outputs for word in ("-o", place / name)), listed))
        told.append(self.said(place, "run", *options, "--excel", "-q", "-f", "nagios", "-o", place / f"{language}.nagios",
                              "-o", place / f"{language}.excel.csv", listed))
        names = ["a0.attacks.test", *(f"{escaped(text)}.attacks.test" for text in attacks), *filter(usable, attacks)]
        people, programs = ("txt", "html"), ("csv", "tsv", "jsonl") if language == "en" else ()
        for ending in (*people, *("json" for _ in programs[:1])):
            told.append(self.said(place, "check", *common, "-o", place / f"check-{language}.{ending}", "--", *names))
        report = place / f"{language}.jsonl"
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        other = place / f"other-{language}.jsonl"
        other.write_text("".join(json.dumps(changed(row)) + "\n" for row in rows))
        language_option = ["--lang", language]
        for ending in (*people, *programs):
            told.append(self.said(place, "diff", *language_option, other, report, "-o", place / f"diff-{language}.{ending}"))
            told.append(self.said(place, "history", *language_option, other, report, "-o", place / f"history-{language}.{ending}"))
        told.append(self.said(place, "merge", report, "-o", place / f"merged-{language}.csv"))
        if WHOLE or language == "ja":  # the more pages, of a folder each
            told.append(self.said(place, "export", *language_option, report, "-o", place / f"out-{language}", "--contact",
                              "".join(attacks).replace("\0", "")))
        (place / f"told-{language}.txt").write_text("".join(told))

    def said(self, place, *arguments):
        outcome = audit(*arguments)
        self.assertIn(outcome.status, (0, 1, 2), (arguments[0], outcome.err))
        outcome.out.decode()
        return outcome.out.decode() + outcome.err

    def setUp(self):
        super().setUp()
        self.harmless = self.make("harmless", HARMLESS)
        self.attacked = self.make("attacked", ATTACKS)

    def written(self, pattern):
        found = sorted(self.attacked.rglob(pattern))
        self.assertTrue(found, pattern)
        return found

    def test_all(self):
        """One test, since what it looks at takes seconds to make."""
        for check in (self.texts, self.tables, self.spreadsheets, self.workbooks, self.pages, self.objects, self.metrics,
                      self.nagios, self.messages, self.letters, self.places):
            with self.subTest(check.__name__):
                check()

    # ---- terminal ----

    def texts(self):
        for path in [*self.written("*.txt"), *self.written("*.nagios")]:
            for number, line in enumerate(path.read_text().split("\n"), 1):
                self.assertIsNone(HIDDEN.search(line), (path.name, number, line))

    # ---- tables ----

    def tables(self):
        for path in self.written("*.csv") + self.written("*.tsv"):
            text = path.read_bytes().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab" if path.suffix == ".tsv" else "excel", strict=True))
            widths = {len(row) for row in rows}
            self.assertEqual(len(widths), 1, (path, widths))
        entries = [row["domain"] for row in csv.DictReader(io.StringIO(list_of(ATTACKS).decode(), newline=""))]
        for language in LANGUAGES:
            with open(self.attacked / f"{language}.csv", newline="") as file:
                self.assertEqual(len(list(csv.DictReader(file))), len([entry for entry in entries if entry and entry[0] != "#"]))

    def spreadsheets(self):
        paths = self.written("*.excel.csv") + self.written("out-*/index.csv") + self.written("out-*/*/report.csv")
        for path in paths:
            with open(path, encoding="utf-8-sig", newline="") as file:
                for row in csv.reader(file):
                    formulae = [cell for cell in row if cell.startswith(FORMULA)]
                    self.assertEqual(formulae, [], path)

    def workbooks(self):
        for path in self.written("*.xlsx"):
            harmless = zipfile.ZipFile(self.harmless / path.name)
            with zipfile.ZipFile(path) as parts:
                self.assertEqual(sorted(parts.namelist()), sorted(harmless.namelist()))
                tags = lambda archive: {
                    element.tag for name in archive.namelist() if name.endswith((".xml", ".rels"))
                    for element in ElementTree.fromstring(archive.read(name)).iter()
                }
                self.assertLessEqual(tags(parts), tags(harmless))
            for sheet in openpyxl.load_workbook(path):
                for row in sheet.iter_rows():
                    for cell in row:
                        self.assertIn(cell.data_type, "sn", cell.value)
                        self.assertIsNone(cell.hyperlink)

    # ---- pages ----

    def pages(self):
        harmless = {path: Shape(path.read_text()) for path in self.harmless.rglob("*.html")}
        known = set().union(*(page.kinds for page in harmless.values()))
        for path in self.written("*.html")[:: 1 if WHOLE else 2]:
            alike = self.harmless / path.relative_to(self.attacked)
            if not alike.exists():
                alike = next(self.harmless.glob(f"{path.relative_to(self.attacked).parts[0]}/a*/report.html"))
            text = path.read_text()
            found, expected = Shape(text), harmless[alike]
            self.assertLessEqual(found.kinds, known, path)
            self.assertLessEqual(found.links, expected.links, path)
            self.assertEqual(set(found.code), set(expected.code), path)
            self.assertIsNone(HIDDEN.search(text.replace("\n", "")), path)

    # ---- for programs ----

    def objects(self):
        for path in self.written("*.jsonl") + self.written("*.json"):
            if path.name.startswith("other"):
                continue
            text = path.read_text()
            self.assertEqual([c for c in text if unicodedata.category(c) == "Cc" and c != "\n"], [], path)
            keys = {frozenset(json.loads(line, object_pairs_hook=self.unique)) for line in text.splitlines()}
            self.assertEqual(len(keys), 1, path)

    def unique(self, pairs):
        names = [name for name, _ in pairs]
        self.assertEqual(len(names), len(set(names)), names)
        return dict(pairs)

    def metrics(self):
        for path in self.written("*.prom"):
            families = set()
            for line in path.read_text().split("\n")[:-1]:
                if line.startswith("# "):
                    self.assertRegex(line, r"\A# (HELP|TYPE|caa_audit)")
                    continue
                self.assertTrue(SERIES.fullmatch(line), line)
                families.add(re.match("[a-z_]+", line)[0])
            same = {re.match("[a-z_]+", line)[0] for line in (self.harmless / path.name).read_text().splitlines() if line[0] != "#"}
            self.assertLessEqual(families, same)

    def nagios(self):
        for path in self.written("*.nagios"):
            text = path.read_text()
            self.assertEqual((text.count("\n"), text.count("|")), (1, 1), text)

    # ---- by mail ----

    def messages(self):
        for path in self.written("out-*/*/*.eml"):
            raw = path.read_bytes()
            message = email.message_from_bytes(raw, policy=email.policy.default)
            self.assertLessEqual(set(message.keys()), HEADERS, path)
            self.assertEqual(len(message.keys()), len(set(message.keys())), path)
            self.assertEqual([part.defects for part in message.walk() if part.defects], [], path)
            self.assertRegex(message["To"], rf"\A{PLAIN_ADDRESS.pattern}\Z")
            self.assertNotIn("attacker.test,", message["To"])
            types = [part.get_content_type() for part in message.walk()]
            self.assertEqual(types[:3], ["multipart/mixed", "text/plain", "text/html"])
            self.assertLessEqual(len(types), 4)
            names = [part.get_filename() for part in message.iter_attachments()]
            self.assertTrue(all(re.fullmatch(r"caa-(report|letter)-[a-z0-9._-]+\.(html|txt)", name) for name in names), names)
            self.subject_is_text(path, message)

    def subject_is_text(self, path, message):
        """What a reader sees is what the list had, and no more was decoded."""
        with open(path.parents[1] / "index.csv", encoding="utf-8-sig", newline="") as file:
            (institution,) = {row["institution"] for row in csv.DictReader(file) if row["folder"] == path.parent.name}
        for encoded in re.findall(r"=\?\S+?\?=", institution):
            self.assertIn(encoded, message["Subject"], path)

    # ---- zones ----

    def letters(self):
        """Lines that letters ask to publish are one record each, all CAA, in their own zone."""
        lines = [line for path in self.written("out-*/*/letter.txt") for line in path.read_text().split("\n")]
        records = list(dict.fromkeys(line.strip() for line in lines if re.match(r" +[\x21-\x7e]+\. +\d+ +IN ", line)))
        zone = self.attacked / "letter.zone"
        zone.write_text(HEAD + "\n".join(records) + "\n")
        command = [tool("named-checkzone"), "-D", "-i", "none", "-k", "ignore", "attacks.test", zone]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        types = Counter(re.findall(r"\sIN\s+(\S+)\s", done.stdout))
        self.assertEqual((types["SOA"], types["NS"], types["A"], set(types)), (1, 1, 1, {"SOA", "NS", "A", "CAA"}))
        self.assertGreater(types["CAA"], len(ATTACKS))

    # ---- names of files ----

    def places(self):
        self.assertEqual({path.name for path in self.directory.iterdir()}, {"harmless", "attacked"})
        for language in LANGUAGES:
            out = self.attacked / f"out-{language}"
            for path in out.rglob("*"):
                for part in path.relative_to(out).parts:
                    self.assertRegex(part, r"\A[a-z0-9_][a-z0-9._-]*\Z")
                self.assertFalse(path.is_symlink())


def usable(text):
    """Not what is refused at once: a path of this machine."""
    return text and "\0" not in text and not Path(text[:99]).exists()


def changed(row):
    """The row as it may have been the day before."""
    if row["server"] in ("denied", "allowed"):
        other = {"denied": ("allowed", "no-caa"), "allowed": ("denied", "not-listed")}[row["server"]]
        row = row | dict(zip(("server", "server_reason"), other))
    return row | {"checked_at": "2020-01-01T00:00:00Z", "since": "2020-01-01T00:00:00Z"}


if __name__ == "__main__":
    main()
