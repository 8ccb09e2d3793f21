# SPDX-License-Identifier: Apache-2.0
"""Both languages: whatever is said to people is said in the one that was chosen, and codes stay what they are."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import unicodedata

from pathlib import Path

from program import AuditTest, audit, environment, main, zone_options
from servers import at

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "data" / "words" / "caa-audit.pot"
JAPANESE_FILE = ROOT / "data" / "words" / "ja.po"
COMMANDS = ("run", "check", "diff", "export")
JAPANESE = {"LC_ALL": "", "LANG": "ja_JP.UTF-8"}
LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:/\*.*?\*/\s*)?"(?:[^"\\\n]|\\.)*")*', re.DOTALL)
PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CODE = re.compile(r'/\*.*?\*/|("(?:[^"\\\n]|\\.)*")|\'(?:[^\'\\\n]|\\.)+\'', re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
# What looks like a sentence and is none for people: markup, metrics, what goes to servers or logs.
NOT_FOR_PEOPLE = {"html.c", "html_card.c", "html_page.c", "html_reasons.c", "change_page.c", "history_page.c", "picture.c", "prometheus.c", "nagios.c", "help.c", "options_table.c", "options_print.c", "report.css"}
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
ZONE = """$ORIGIN sample.test.
@        300 SOA   ns hostmaster 1 3600 600 86400 60
denied   300 CAA   0 issue "ca.example"
denied   300 CAA   0 issuemail ";"
typo     300 CAA   1 issue "secom-trust.net"
critical 300 CAA   128 tbs "x"
broken   300 CAA   0 issue "secomtrust.net."
depends  300 CAA   0 issue "secomtrust.net; validationmethods=dns-01"
alias    300 CNAME denied
loop     300 CNAME loop
allowed  300 CAA   0 issue "secomtrust.net"
"""
NAMES = ["denied", "typo", "critical", "broken", "depends", "alias", "loop", "allowed", "nothing", "a..b"]
LIST = "domain,institution,contact\n" + "".join(f"{name}.sample.test,架空大学,a@sample.test\n" for name in NAMES)
FOR_PEOPLE = {"advice", "failure_detail"}
OF_THE_MOMENT = {"checked_at", "elapsed_ms", "since"}


def unescape(text):
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[0]), text)


def literals(path):
    """The strings of a C file, those that stand side by side joined."""
    code = CODE.sub(lambda match: match[1] or " ", path.read_text())
    code = re.sub(r"^#include.*$", "", code, flags=re.MULTILINE).replace("\\\n", "\n")
    for match in LITERALS.finditer(code):
        yield unescape("".join(PIECE.findall(match[0])))


def table():
    """What gettext reads: the English of each id."""
    entries = re.split(r"\n\n+", ENGLISH.read_text())
    strings = re.compile(r'^(msgctxt|msgid) ((?:"(?:[^"\\\n]|\\.)*"\s*)+)', re.MULTILINE)
    found = ({match[1]: unescape("".join(PIECE.findall(match[2]))) for match in strings.finditer(entry)} for entry in entries)
    return {entry["msgctxt"]: entry["msgid"] for entry in found if "msgctxt" in entry}


def sources():
    for folder in ("src", "include"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            if path.name not in NOT_FOR_PEOPLE:
                yield path


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def gettext(*command):
    """What one of gettext's tools complains of."""
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return outcome.stdout, outcome.stderr if outcome.returncode else ""


class Table(AuditTest):
    def test_no_sentence_is_forgotten(self):
        """Every sentence in the rooms that speak to people is in the file of words."""
        known = set(table().values())
        forgotten = {
            text
            for path in sources()
            for text in literals(path)
            if SENTENCE.search(text) and text not in known and text not in SAID_IN_ENGLISH and not EXTENDED_ERROR.fullmatch(text)
        }
        self.assertEqual(forgotten, set())

    def test_no_room_but_three_knows_a_sentence(self):
        """All others hand up ids with arguments, and do not know who says them."""
        for room in ("util", "dns", "caa", "resolve", "audit", "net", "files"):
            for folder in ("src", "include"):
                for path in sorted((ROOT / folder / room).rglob("*.[ch]")):
                    self.assertNotRegex(path.read_text(), r'#include "(words|report|cli)/', path)
                    said = {text for text in literals(path) if SENTENCE.search(text) and not EXTENDED_ERROR.fullmatch(text)}
                    self.assertEqual(said - SAID_IN_ENGLISH, set(), path)

    def test_no_sentence_is_dead(self):
        code = "".join(path.read_text() for folder in ("src", "include") for path in (ROOT / folder).rglob("*.[ch]"))
        used = set(re.findall(r"\b(?:WORDS_|SAY_|SAID_)?([A-Z][A-Z0-9_]+)\b", code))  # a list's ids are put together
        self.assertEqual(set(table()) - used, set())

    def test_english_is_what_a_native_writes(self):
        """Habits of English that was thought in another language; what a person reads, and what is installed."""
        pages = [*(ROOT / "data" / "man").glob("*.[1-8]"), ROOT / "README.md"]
        texts = {**table(), **{path.name: path.read_text() for path in pages}}
        found = {f"{name}: {match[0]}" for name, text in texts.items() for match in HABITS.finditer(text)}
        self.assertEqual(found, set())

    def test_one_is_not_said_as_many_are(self):
        """A number before a noun in the plural has a form for one (`{count:entry|entries}`), and both forms say something else."""
        number = r"\{(?:adds|barred|before|cells|count|days|denied|entries|institutions|least|messages|records|reports|seconds|size|stray" \
                 r"|timeouts|tries|ttl|ttl_first|unknown)\}"
        plural = re.compile(number + r" (?:(?:more|other|stray|CAA|denied|unknown) )?(?:[a-z]+ies|[a-z]+[a-rt-z]s)\b")
        forms = re.compile(r"\{[a-z_]+:([^|}]*)\|([^|}]*)\}")
        for name, text in table().items():
            if name not in ("ADD_MANY", "CARD_NAMES"):  # two at least
                self.assertNotRegex(text, plural, name)
            for one, many in forms.findall(text):
                self.assertNotEqual(one, many, name)
        self.assertIn(("entry", "entries"), forms.findall(table()["ENTRIES"]))

    def test_gettext_accepts_both(self):
        for path in (ENGLISH, JAPANESE_FILE):
            self.assertEqual(gettext("msgfmt", "--check", "--check-format", "-o", "/dev/null", path)[1], "")
        self.assertEqual(gettext("msgcmp", JAPANESE_FILE, ENGLISH)[1], "")

    def test_japanese_is_in_the_order_of_the_english(self):
        """As msgmerge leaves it: nothing missing, fuzzy or obsolete. Its versions break lines in different places."""
        merged, complaint = gettext("msgmerge", "--quiet", "--no-fuzzy-matching", "--width=120", "-o", "-", JAPANESE_FILE, ENGLISH)
        self.assertEqual(complaint, "")
        aside = re.compile(r'^"POT-Creation-Date.*$|"\n"', re.MULTILINE)
        self.assertEqual(aside.sub("", merged), aside.sub("", JAPANESE_FILE.read_text()))

    def test_a_sentence_that_does_not_fit_stops_the_build(self):
        """The build needs no gettext: what makes C of the sentences looks at the same."""
        template = '#, python-brace-format\nmsgctxt "A"\nmsgid "{one} and {two}"\nmsgstr ""\n'
        japanese = template.replace('msgstr ""', 'msgstr "{two}と{one}"')
        for wrong, complaint in (
            (japanese, None),
            (japanese.replace("{two}と", ""), "has other slots"),
            (japanese.replace("と{one}", "と{ones}"), "has other slots"),
            (japanese.replace("と{one}", "と{one:a|b}"), None),
            (japanese.replace("と{one}", "と{one:a}"), "a slot is a name"),
            (japanese.replace(" and ", " or ", 1), "its English is another one"),
            (template, "missing or fuzzy"),
            (japanese.replace("#,", "#, fuzzy,"), "missing or fuzzy"),
            (japanese.replace('"A"', '"B"'), "no such id"),
            ("", "no such id: A"),
            (japanese + "x", "no line of a .po file"),
        ):
            inputs = self.write("a.pot", template), self.write("a.po", wrong)
            script = ROOT / "src" / "words" / "sentences.awk"
            outcome = subprocess.run(["awk", "-v", "PART=texts", "-f", script, *inputs], capture_output=True, text=True, check=False)
            self.assertEqual(outcome.returncode, 1 if complaint else 0, wrong)
            self.assertIn(complaint or "", outcome.stderr)


HABITS = re.compile(
    r"\b(?:(?:is|are) wanted|such that|[Ww]hoever|thereafter|lies above|has to be asked|could not be had|cannot be had"
    r"|(?<!there )(?:is|are) no (?:name|text|number|report|file|zone|record|list|mail)s?|stands? (?:at|above|before|in|there)"
    r"|is looked at|sign(?:ed)? anew)\b"
)
EXTENDED_ERROR = re.compile(r"[A-Z]\w*(?: (?:in|[A-Z]\w*))+")  # IANA's names, as RFC 8914 has them
SAID_IN_ENGLISH = {
    "records stand behind the struct",  # an assertion for the compiler
    *("az network dns record-set caa ", " --resource-group RESOURCE_GROUP"),  # commands
    *("gcloud dns record-sets update ", "gcloud dns record-sets create ", "update add ", "update delete ", "IN CAA "),
    *(". 0 IN TYPE", " IN TYPE", " IN CAA ", " IN TYPE257 ", " IN TYPE257 \\# "),  # records
    "caa-audit: memory has run out\n",
    "caa-audit recording 1\n",  # a file says what it is
    "query %s %s%s %s %s: %s, %llu ms",  # a line of a log, to be searched
    "folder,institution,contact,entries,allowed,denied,unknown",
}


class Language(AuditTest):
    def setUp(self):
        super().setUp()
        self.zones = zone_options(self.directory, {"sample.test.": ZONE})
        self.list = self.write("list.csv", LIST)

    def run_list(self, name, *options, env=None):
        path = self.directory / name
        outcome = audit("run", *self.zones, "-o", path, *options, self.list, env=env)
        self.assertEqual(outcome.status, 1, outcome.err)
        return path, outcome


class Choice(Language):
    def spoken(self, *options, **env):
        line = audit("run", *options, self.directory / "missing", env=environment(**env)).err
        return "ja" if "一覧" in line else "en"

    def test_environment(self):
        for expected, env in (
            ("en", {"LC_ALL": "", "LANG": ""}),
            ("ja", JAPANESE),
            ("ja", {"LC_ALL": "", "LC_MESSAGES": "ja_JP.UTF-8", "LANG": "en_US.UTF-8"}),
            ("en", {"LC_ALL": "C", "LC_MESSAGES": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8"}),
        ):
            self.assertEqual(self.spoken(**env), expected, env)

    def test_the_option_wins(self):
        self.assertEqual(self.spoken("--lang", "en", **JAPANESE), "en")
        self.assertEqual(self.spoken("--lang=ja"), "ja")

    def test_the_option_before_the_command(self):
        for line in ("--lang ja check", "--lang=ja check", "check --lang ja"):
            self.assertEqual(audit(*line.split()).err, "caa-audit: 名前が指定されていません：caa-audit check NAME...\n", line)
        japanese = audit("run", "--help", "--lang", "ja").out
        for line in ("--lang ja help run", "--lang=ja run --help", "help run --lang ja", "--lang ja run -h"):
            self.assertEqual(audit(*line.split()).out, japanese, line)
        for line in ("--lang ja --help", "--lang=ja -h", "--lang ja help", "help --lang ja"):
            self.assertEqual(audit(*line.split()).out, audit("help", env=environment(**JAPANESE)).out, line)

    def test_messages_before_the_option(self):
        outcome = audit("run", "--timeout", "x", "--lang", "ja", "y")
        self.assertIn("秒数を指定してください", outcome.err)

    def test_what_the_network_says(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
            nobody.bind(("127.0.0.1", 0))
            server = at(nobody.getsockname())
        outcome = audit("check", "-s", server, "-t", "0.2", "-r", "1", "--lang", "ja", "a.test")
        self.assertEqual(outcome.status, 3)
        self.assertIn("接続を拒否された", outcome.err)

    def test_another_language(self):
        outcome = audit("run", "--lang", "de", "y")
        self.assertEqual((outcome.status, outcome.err), (3, "caa-audit: --lang 'de': expected one of en, ja\n"))


class Help(AuditTest):
    def test_width_and_options(self):
        for command in ((), *((command,) for command in COMMANDS)):
            english = audit(*command, "--help").out.decode()
            japanese = audit(*command, "--help", env=environment(**JAPANESE)).out.decode()
            self.assertRegex(japanese, "[ぁ-ん]")
            for text in (english, japanese):
                self.assertEqual([line for line in text.splitlines() if width(line) > 80], [])
            option = re.compile(r"^ {2}(?:-\w, | {4})--[a-z-]+(?: \S+)?", re.MULTILINE)
            self.assertEqual(option.findall(japanese), option.findall(english))


class Reports(Language):
    def rows(self, ending, language):
        text = self.run_list(f"report.{ending}", "--lang", language)[0].read_text()
        if ending == "jsonl":
            return [json.loads(line) for line in text.splitlines()]
        return list(csv.DictReader(io.StringIO(text), delimiter="," if ending == "csv" else "\t"))

    def test_codes_are_the_same(self):
        for ending in ("csv", "tsv", "jsonl"):
            english, japanese = self.rows(ending, "en"), self.rows(ending, "ja")
            for one, other in zip(english, japanese, strict=True):
                self.assertEqual(list(one), list(other))
                differing = {key for key in one if one[key] != other[key]} - OF_THE_MOMENT
                self.assertLessEqual(differing, FOR_PEOPLE)
                if one["advice"]:
                    self.assertIn("advice", differing)
                    self.assertRegex(other["advice"], r"(です|ます|ません|ください|でした|あります)")

    def test_metrics_are_the_same(self):
        texts = [self.run_list("report.prom", "--lang", language)[0].read_text() for language in ("en", "ja")]
        changing = re.compile(r"^(caa_audit_\S*(?:seconds|timestamp)\S*) .*$", re.MULTILINE)
        self.assertEqual(changing.sub(r"\1", texts[0]), changing.sub(r"\1", texts[1]))

    def test_text(self):
        path, outcome = self.run_list("report.txt", "--lang", "ja", "-k", "server,wildcard,smime")
        text = path.read_text()
        for word in ("発行可", "発行不可", "判定不能", "サーバ証明書", "ワイルドカード証明書", "S/MIME証明書"):
            self.assertIn(word, text)
        self.assertIn("10件：", outcome.err)
        self.assertIn("報告書：", outcome.err)

    def test_columns_are_aligned(self):
        text = audit("check", *self.zones, "--lang", "ja", "denied.sample.test").out.decode()
        lines = [line for line in text.splitlines() if re.search(r"not-listed|forbidden", line)]
        self.assertEqual(len(lines), 3)
        places = {width(line[: re.search(r"not-listed|forbidden", line).start()]) for line in lines}
        self.assertEqual(len(places), 1, lines)

    def test_page(self):
        page = self.run_list("report.html", "--lang", "ja")[0].read_text()
        self.assertIn('<html lang="ja">', page)
        self.assertIn("<h1>CAA検査結果</h1>", page)
        self.assertIn('<html lang="en">', self.run_list("report.html")[0].read_text())


class NothingIsLeft(Language):
    """No English sentence stands in what is said in Japanese, records and details of servers apart."""

    def check(self, text):
        left = re.findall(r".*[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}.*", re.sub("(az network dns|gcloud dns|update (add|delete)) .*", "", text))
        self.assertEqual(left, [])

    def test_check(self):
        names = [f"{name}.sample.test" for name in NAMES]
        outcome = audit("check", *self.zones, *names, env=environment(**JAPANESE))
        self.check(outcome.out.decode())
        self.check(outcome.err)

    def test_page(self):
        page = self.run_list("report.html", "--lang", "ja")[0].read_text()
        body = re.sub(r"<pre.*?</pre>|<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
        self.check(re.sub(r"<[^>]*>", "\n", body))

    def test_export(self):
        report, _ = self.run_list("report.jsonl", "--lang", "ja")
        out = self.directory / "out"
        outcome = audit("export", report, "-o", out, env=environment(**JAPANESE))
        self.assertEqual(outcome.status, 0, outcome.err)
        letter = next(out.rglob("letter.txt")).read_text()
        self.check("\n".join(line for line in letter.splitlines() if " IN CAA " not in line))
        self.assertIn("CAAレコード変更のお願い", letter)

    def test_diff(self):
        before, _ = self.run_list("before.csv", "--lang", "ja")
        self.write("0.zone", ZONE.replace("ca.example", "secomtrust.net"))
        after, _ = self.run_list("after.csv")
        outcome = audit("diff", before, after, "--lang", "ja")
        self.assertIn("発行可になったもの", outcome.out.decode())
        self.check(outcome.out.decode())
        self.check(outcome.err)


if __name__ == "__main__":
    main()
