# SPDX-License-Identifier: Apache-2.0
"""The files of the UPKI service as lists: what they ask for is audited, and whatever is personal in them stays there.

The files in tests/data/upki are in cp932 with CRLF, as the service has them. `server.tsv` and `client.tsv` are
applications; `serverAll.tsv` and `clientAll.tsv` are downloads, their columns in an order of their own.
"""

import csv
import io
from pathlib import Path

from faulty import Fault, FaultyServer
from program import AuditTest, audit, main, rows_of, through, zone_options

FILES = Path(__file__).parents[1] / "data" / "upki"
NAMES = ("server.tsv", "client.tsv", "serverAll.tsv", "clientAll.tsv")
INSTITUTION = "架空大学, 第一キャンパス"
FORMATS = ("csv", "tsv", "jsonl", "txt", "html", "prom")
ZONE = """$ORIGIN upki.test.
$TTL 300
@       SOA   ns hostmaster 1 3600 600 86400 60
@       NS    ns
closed  CAA   0 issue ";"
        CAA   0 issuemail ";"
mail    CAA   0 issue ";"
        CAA   0 issuemail "secomtrust.net"
alias   CNAME closed
"""
# Parts of all persons, departments, mail addresses and PINs in the files, and of what else nobody needs.
PERSONAL = (
    *("髙橋", "髙木", "太郎", "花子", "基盤課", "推進課", "takahashi", "hanako", "staff.example", "mail.example"),
    *("Pin-", "739", "p12", "MIIC", "device-0042", "Apache", "失効", "署名用"),
)


class UpkiTest(AuditTest):
    def setUp(self):
        super().setUp()
        zones = self.directory / "zones"
        zones.mkdir()
        self.zone = zone_options(zones, {"upki.test.": ZONE})

    def run_list(self, path, *options):
        return audit("run", *self.zone, *options, path)

    def check_nothing_personal(self, *outputs):
        for output in outputs:
            text = output if isinstance(output, str) else output.decode()
            self.assertEqual([part for part in PERSONAL if part in text], [], text)

    def copy(self, name, *changes):
        """A copy of a file with texts replaced in it, each of which must be there."""
        text = (FILES / name).read_bytes().decode("cp932")
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.write(name, text.encode("cp932"))


class Entries(UpkiTest):
    def check(self, name, status, expected):
        """Domain, kinds and the verdict of these, for each row."""
        outcome = self.run_list(FILES / name, "-f", "jsonl")
        self.assertEqual(outcome.status, status, outcome.err)
        found = [(row["domain"] or "", *self.asked(row)) for row in outcome.rows()]
        self.assertEqual(found, expected)
        for row in outcome.rows():
            self.assertEqual((row["institution"], row["contact"], row["input"]), (INSTITUTION, None, {}))
        return outcome

    def asked(self, row):
        """The kinds asked for, and their verdicts."""
        kinds = row["kinds"]
        return ("; ".join(kinds), "; ".join(row[kind] for kind in kinds))

    def test_server_application(self):
        expected = [
            ("www.upki.test", "server", "allowed"),
            ("Closed.upki.test", "server", "denied"),
            ("alias.upki.test", "server", "denied"),
            ("ec.upki.test", "server", "allowed"),
            ("closed.upki.test", "server", "denied"),
            ("fqdn.upki.test", "server", "allowed"),
            ("*.upki.test", "wildcard", "allowed"),
            ("new.upki.test", "server", "allowed"),
        ]
        outcome = self.check("server.tsv", 1, expected)
        self.assertIn("8 entries: 5 allowed, 3 denied, 0 unknown\n", outcome.err)

    def test_client_application(self):
        expected = [
            ("mail.upki.test", "smime", "allowed"),
            ("", "", ""),
            ("closed.upki.test", "smime", "denied"),
            ("", "", ""),
        ]
        outcome = self.check("client.tsv", 1, expected)
        self.assertIn("4 entries: 1 allowed, 1 denied, 0 unknown, 2 not covered by CAA\n", outcome.err)
        for row in outcome.rows():
            if not row["domain"]:
                self.assertEqual((row["advice"], row["add"], row["failure"]), (None, [], None))

    def test_server_download(self):
        expected = [
            ("www.upki.test", "server", "allowed"),
            ("alias.upki.test", "server", "denied"),
            ("closed.upki.test", "server", "denied"),
            ("", "", ""),
        ]
        self.check("serverAll.tsv", 1, expected)

    def test_client_download(self):
        expected = [
            ("mail.upki.test", "smime", "allowed"),
            ("closed.upki.test", "smime", "denied"),
            ("", "", ""),
        ]
        self.check("clientAll.tsv", 1, expected)

    def test_client_authentication_decides_nothing(self):
        rows = (FILES / "client.tsv").read_bytes().split(b"\r\n")
        outcome = self.run_list(self.write("client.tsv", rows[1] + b"\r\n" + rows[3] + b"\r\n"))
        self.assertEqual(outcome.status, 0, outcome.err)
        self.assertIn("2 entries: 0 allowed, 0 denied, 0 unknown, 2 not covered by CAA\n", outcome.err)

    def test_the_profile_decides_whatever_kinds_are_given(self):
        outcome = self.run_list(FILES / "client.tsv", "-f", "jsonl", "-k", "server")
        self.assertEqual([row["kinds"] for row in outcome.rows()], [["smime"], [], ["smime"], []])

    def test_beside_an_ordinary_list(self):
        ordinary = self.write("names.csv", "domain,note\nwww.upki.test,hello\n")
        rows = audit("run", *self.zone, "-f", "jsonl", ordinary, FILES / "server.tsv").rows()
        self.assertEqual([row["input"] for row in rows], [{"note": "hello"}] + [{"note": ""}] * 8)
        self.assertEqual(rows[0]["kinds"], ["server", "smime"])

    def test_whatever_its_name_and_from_a_pipe(self):
        content = (FILES / "client.tsv").read_bytes()
        rows = self.run_list(FILES / "client.tsv", "-f", "jsonl").rows()
        piped = audit("run", *self.zone, "-f", "jsonl", "-", stdin=content)
        renamed = self.run_list(self.write("list.csv", content), "-f", "jsonl")
        self.check_nothing_personal(piped.out, piped.err, renamed.out, renamed.err)
        for outcome in (piped, renamed):
            self.assertEqual([row["domain"] for row in outcome.rows()], [row["domain"] for row in rows])

    def test_input_format(self):
        outcome = self.run_list(FILES / "server.tsv", "--input-format", "upki", "-f", "jsonl")
        self.assertEqual(len(outcome.rows()), 8)
        outcome = self.run_list(self.write("list.tsv", "www.upki.test\n"), "--input-format", "upki")
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertIn("list.tsv:1: 1 column: ", outcome.err)

    def test_a_profile_that_is_not_known(self):
        path = self.copy("server.tsv", ("\t3\t", "\t97\t"))
        outcome = self.run_list(path, "-f", "jsonl")
        self.assertEqual(outcome.err.count("column 2 (証明書プロファイルID): unknown profile"), 2, outcome.err)
        self.assertEqual([row["kinds"] for row in outcome.rows()], [["server"]] * 6 + [["wildcard"], ["server"]])

    def test_more_records_than_the_service_takes(self):
        record = (FILES / "server.tsv").read_bytes().split(b"\r\n")[1] + b"\r\n"
        outcome = self.run_list(self.write("many.tsv", record * 101), "-f", "jsonl")
        self.assertEqual((outcome.status, len(outcome.rows())), (0, 101), outcome.err)
        self.assertEqual(outcome.err.count("many.tsv:100: "), 1, outcome.err)
        self.assertIn("at most 99 records", outcome.err)


    def test_page_of_what_is_not_covered(self):
        page = self.directory / "report.html"
        for language, words in (("en", "not covered by CAA"), ("ja", "対象外")):
            self.assertEqual(self.run_list(FILES / "client.tsv", "-q", "-o", page, "--lang", language).status, 1)
            self.assertEqual(page.read_text().count(f"<td>{words}</td>"), 2 * 3)


class Privacy(UpkiTest):
    def check_files(self):
        """What is looked for is there, and in the very characters that strict Shift_JIS lacks."""
        texts = [(FILES / name).read_bytes().decode("cp932") for name in NAMES]
        for part in PERSONAL:
            self.assertTrue(any(part in text for text in texts), part)
        for text in texts:
            self.assertTrue(set("髙①～") <= set(text) and "\r\n" in text)

    def test_reports(self):
        self.check_files()
        for name in NAMES:
            paths = [self.directory / f"report.{ending}" for ending in FORMATS]
            outputs = [option for path in paths for option in ("-o", path)]
            outcome = self.run_list(FILES / name, "--verbose", "--excel", *outputs)
            self.assertEqual(outcome.status, 1, outcome.err)
            self.check_nothing_personal(outcome.out, outcome.err, *(path.read_bytes() for path in paths))
            for path in paths[:-1]:
                self.assertIn("closed.upki.test", path.read_text())

    def test_a_header_in_utf_8_above_cp932(self):
        header, *rows = (FILES / "clientAll.tsv").read_bytes().splitlines(keepends=True)
        path = self.write("mixed.tsv", header.decode("cp932").encode() + b"".join(rows))
        outcome = self.run_list(path, "-f", "jsonl")
        self.assertEqual(len(outcome.rows()), 3, outcome.err)
        self.check_nothing_personal(outcome.out, outcome.err)

    def test_an_octet_that_does_not_fit(self):
        """It could be one of a name or a PIN: only its column is told."""
        for name in NAMES:
            header, last = (FILES / name).read_bytes().rsplit(b"\r\n", 2)[:2]
            path = self.write(name, header + b"\r\n" + last.replace(b"\t", b"\t\xff", 5) + b"\r\n")
            outcome = self.run_list(path, "-f", "jsonl")
            self.assertRegex(outcome.err, "column [0-9]+: a character is not valid cp932")
            self.assertNotIn("octet", outcome.err)
            self.check_nothing_personal(outcome.out, outcome.err)

    def test_questions(self):
        with FaultyServer(default=Fault()) as server:
            for name in NAMES:
                outcome = audit("run", *through(server.endpoint), "--verbose", "-f", "jsonl", FILES / name)
                self.assertIn("closed.upki.test", outcome.err)
                self.check_nothing_personal(outcome.err, outcome.out)
                self.assertTrue(rows_of(outcome.out.decode()))


class Broken(UpkiTest):
    """One line that says where and what was expected, and nothing of what is there."""

    def test_quiet_keeps_warnings(self):
        path = self.write("two.csv", "domain\nwww.upki.test mail.upki.test\n")
        self.assertIn("two.csv:2: 'www.upki.test mail.upki.test'", self.run_list(path, "-q").err)

    def check(self, path, line, *mentions, options=(), stops=False):
        report = self.directory / "report.csv"
        report.unlink(missing_ok=True)
        outcome = self.run_list(path, "--verbose", "-o", report, *options)
        lines = [text for text in outcome.err.splitlines() if f"{path.name}:{line}: " in text]
        self.assertEqual(len(lines), 1, outcome.err)
        for part in mentions:
            self.assertIn(part, lines[0])
        self.check_nothing_personal(outcome.err)
        if stops:
            self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
            self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
            self.assertFalse(report.exists())
            return
        self.check_nothing_personal(outcome.out, report.read_bytes())
        rows = list(csv.DictReader(io.StringIO(report.read_text())))
        broken = [row for row in rows if row["server_reason"] == "invalid-name" and row["kinds"]]
        self.assertEqual({row["domain"] for row in broken}, {""})
        doubts = ("unknown profile", "blanks around a name", "a name with * or _")
        warnings = outcome.err.count(f"{path.name}:") - sum(outcome.err.count(doubt) for doubt in doubts)
        self.assertEqual(len(broken), warnings, outcome.err)
        self.assertTrue(len(rows) > 1 and outcome.status in (1, 2), outcome.err)

    def test_dn(self):
        path = self.copy("client.tsv", ("CN=髙木①花子,O=", "髙木①花子 "))
        self.check(path, 2, "column 1 (主体者DN)", "CN=...,O=...,L=...,ST=...,C=JP")

    def test_dn_of_the_first_record(self):
        self.check(self.copy("server.tsv", ("CN=www.upki.test,", "")), 1, "column 1 (主体者DN)")
        self.check(self.copy("client.tsv", ("CN=hanako@mail.upki.test,O=", "hanako ")), 1, "column 1 (主体者DN)")

    def test_profile(self):
        outcome = self.run_list(self.copy("client.tsv", ("\t14\t", "\t41\t")), "-f", "jsonl")
        self.assertIn("client.tsv:4: column 2 (証明書プロファイルID): unknown profile", outcome.err)
        self.assertEqual(outcome.rows()[3]["kinds"], [])
        self.check_nothing_personal(outcome.err, outcome.out)

    def test_smime_for_a_person(self):
        self.check(self.copy("client.tsv", ("\t5\t", "\t15\t")), 2, "column 1 (主体者DN)", "利用者")

    def test_advice_is_about_the_record(self):
        outcome = self.run_list(self.copy("server.tsv", ("dNSName=*.upki.test", "髙橋①太郎")), "-q", "-f", "jsonl")
        (row,) = (row for row in rows_of(outcome.out.decode()) if row["server_reason"] == "invalid-name")
        self.assertEqual((row["domain"], row["line"]), (None, "3"))
        self.assertIn("this record of a file of the UPKI service cannot be understood", row["advice"])

    def test_shifted_columns(self):
        shifted = [("MIIC0jCCAboCAQAw", "MIIC0jCCAboCAQAw\t"), ("Apache～2.4①\t", "")]
        self.check(self.copy("server.tsv", *shifted), 1, "column 11 (利用管理者FQDN)")
        self.check(self.copy("server.tsv", shifted[0]), 1, "14 columns", "13 for a server")
        self.check(self.copy("server.tsv", ("\tMIIC0jCCAboCAQAw", "")), 1, "12 columns", stops=True)
        self.check(self.copy("client.tsv", ("\t髙橋", "\t\t\t髙橋")), 1, "17 columns", "15 for a client")

    def test_dns_name(self):
        self.check(self.copy("server.tsv", ("dNSName=*.upki.test", "髙橋①太郎")), 3, "column 13 (dNSName)")

    def test_commas_instead_of_tabs(self):
        self.check(self.copy("client.tsv", ("\t", ",")), 1, "1 column", "separated by tabs", stops=True)

    def test_a_line_of_ones_own_above(self):
        for name in ("server.tsv", "client.tsv"):
            content = (FILES / name).read_bytes().replace(b'"', b"")
            self.check(self.write("own.tsv", b"domain\tPIN\r\n" + content), 2, "主体者DN", stops=True)

    def test_header_without_the_dn(self):
        self.check(self.copy("serverAll.tsv", ("主体者DN", "DN")), 1, "主体者DN", stops=True)

    def test_download(self):
        path = self.copy("serverAll.tsv", ("\twww.upki.test\t", "\t髙橋①太郎\t"))
        self.check(path, 2, "column 9 (利用管理者FQDN)")
        self.check(self.copy("clientAll.tsv", ("Pin-7396", "Pin-7396\tPin")), 3, "11 columns", "10, as in the header")


if __name__ == "__main__":
    main()
