# SPDX-License-Identifier: Apache-2.0
"""What a user types and sees: statuses, messages, lists, report formats, the terminal."""

import csv
import datetime
import io
import json
import os
import re
import resource
import shlex
import subprocess
import time
from pathlib import Path

import jsonschema

from faulty import Fault, FaultyServer, Silence
from program import AuditTest, audit, environment, finished, main, program, rows_of, through, zone_options
from servers import tool

PATIENCE = 60
SCHEMA = Path(__file__).parents[2] / "data" / "report.schema.json"
COLUMNS = (
    "domain,name,institution,contact,kinds,server,wildcard,smime,server_reason,wildcard_reason,"
    "smime_reason,caa_name,caa,conditions,aliases,ttl,dnssec,failure,failed_name,failure_detail,"
    "notes,perspectives,advice,add,remove,checked_at,elapsed_ms,line,ca,source,expires,since,shard"
).split(",")
ESCAPE = b"\x1b"
ZONE = r"""$ORIGIN sample.test.
$TTL 300
@        SOA   ns hostmaster 1 3600 600 86400 60
@        NS    ns
allowed  CAA   0 issue "secomtrust.net"
denied   CAA   0 issue "ca.example"
depends  CAA   0 issue "secomtrust.net; validationmethods=dns-01"
alias    CNAME denied
two      CAA   0 issue "ca.example"
         CAA   0 issuewild ";"
red      CAA   0 issue "\027[31mred\007"
"""
LIST = "domain,institution,contact,note\n" + "".join(
    f"{name}.sample.test,Sample University,ca@sample.test,{name}\n"
    for name in ("allowed", "denied", "depends", "alias", "two", "red", "nothing")
)


def flat(row):
    """A JSON row as CSV would write it; the input columns follow the report's own."""
    cells = [row[column] for column in COLUMNS] + list(row["input"].values())
    return [cell_text(cell) for cell in cells]


def cell_text(value):
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, list) else str(value)


class CliTest(AuditTest):
    def setUp(self):
        super().setUp()
        zones = self.directory / "zones"
        zones.mkdir()
        self.zone = zone_options(zones, {"sample.test.": ZONE})

    def run_list(self, content, *options, name="list.csv"):
        return audit("run", *self.zone, *options, self.write(name, content))

    def rows(self, content, *options, name="list.csv"):
        return self.run_list(content, "-f", "jsonl", *options, name=name).rows()


class Statuses(CliTest):
    def check(self, status, *names, options=()):
        outcome = self.run_list("\n".join(names), *options)
        self.assertEqual(outcome.status, status, outcome.err)

    def test_all_allowed(self):
        self.check(0, "allowed.sample.test", "nothing.sample.test")

    def test_one_denied(self):
        self.check(1, "allowed.sample.test", "denied.sample.test", "depends.sample.test")

    def test_one_unknown(self):
        self.check(2, "allowed.sample.test", "depends.sample.test")

    def test_kinds_decide(self):
        self.check(0, "denied.sample.test", options=["-k", "smime"])
        self.check(1, "denied.sample.test", options=["-k", "smime,wildcard"])

    def test_an_invalid_name_is_unknown(self):
        self.check(2, "192.0.2.1", "allowed.sample.test")

    def test_why_it_is_none_is_true_of_what_was_written(self):
        said = {
            "": "the cell is empty",
            "http://": "this is a URL",
            "https:///index.html": "this is a URL",
            "//www.sample.test/": "this is a URL",
            "user@": "no domain follows the @",
            "*." + ".".join(["a" * 63] * 3 + ["b" * 60]): "longer than 253 characters",
        }
        for written, why in said.items():
            row = audit("check", *self.zone, "-f", "json", written).row()
            self.assertEqual((row["server_reason"], row["name"]), ("invalid-name", None), written)
            self.assertIn(why, row["advice"], written)

    def test_check_has_the_same_statuses(self):
        statuses = {"allowed.sample.test": 0, "denied.sample.test": 1, "192.0.2.1": 2}
        for name, status in statuses.items():
            outcome = audit("check", *self.zone, name)
            self.assertEqual(outcome.status, status, outcome.err)
            self.assertIn(name.encode(), outcome.out)


class Help(CliTest):
    def test_help_fits_a_terminal(self):
        general = self.help_of()
        commands = set(re.findall(r"caa-audit (run|check|diff|export|history)\b", general))
        self.assertLessEqual({"run", "check"}, commands)
        for command in sorted(commands):
            with self.subTest(command):
                self.assertIn(command, self.help_of(command))

    def help_of(self, *command):
        outcome = audit(*command, "--help")
        self.assertEqual((outcome.status, outcome.err), (0, ""))
        text = outcome.out.decode()
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        return text

    def test_ways_to_ask(self):
        general, run = self.help_of(), self.help_of("run")
        for words, expected in ((["-h"], general), (["help"], general), (["help", "run"], run), (["run", "-h"], run)):
            with self.subTest(words):
                outcome = audit(*words)
                self.assertEqual((outcome.status, outcome.err, outcome.out.decode()), (0, "", expected))
        for words in (["-V"], ["run", "-V"], ["check", "--version"]):
            self.assertEqual(audit(*words).out, audit("--version").out)

    def test_values_and_defaults(self):
        text = " ".join(self.help_of("run").split())
        self.assertIn("port for servers given without one (default: 53)", text)
        self.assertIn("server, wildcard, smime (default: ", text)

    def test_version(self):
        outcome = audit("--version")
        self.assertEqual((outcome.status, outcome.err), (0, ""))
        self.assertRegex(outcome.out.decode(), r"^caa-audit \d+\.\d+")


class UsageErrors(CliTest):
    """One line on standard error, status 3, nothing on standard output."""

    def check(self, *arguments, mentions=""):
        with self.subTest(arguments):
            outcome = audit(*arguments)
            self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
            self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
            self.assertIn(mentions, outcome.err)

    def test_commands(self):
        self.check()
        self.check("frobnicate", mentions="frobnicate")
        self.check("run")
        self.check("check")

    def test_what_looks_like_something_known(self):
        self.check("rnu", mentions="unknown command 'rnu'; did you mean 'run'? See caa-audit --help")
        self.check("help", "chekc", mentions="unknown command 'chekc'; did you mean 'check'?")
        said = "unknown option '--ouput'; did you mean '--output'? See caa-audit run --help"
        self.check("run", "--ouput", "x.csv", mentions=said)
        self.check("run", "--ouput=x.csv", mentions=said)
        self.check("check", "--baselin", "x.csv", mentions="unknown option '--baselin'; see caa-audit check --help")
        self.check("run", "-qQ", "x", mentions="unknown option '-Q'; see caa-audit run --help")
        self.check("run", "--iterate=yes", mentions="option '--iterate' takes no value; see caa-audit run --help")
        self.check("run", "-o", mentions="option '--output' needs a value; see caa-audit run --help")
        self.check("run", "--re", "x", mentions="unknown option '--re'")

    def test_standard_input_is_one_list(self):
        self.check("run", *self.zone, "-", "-", mentions="LIST, LIST: only one of them can be standard input (-)")

    def test_a_value_that_is_missing_at_the_end_is_no_operand(self):
        first, second = self.write("a.csv", "allowed.sample.test\n"), self.write("b.csv", "denied.sample.test\n")
        needs = "option '--output' needs a value; see caa-audit run --help"
        for option in ("-o", "-qo", "--output", "--out"):
            self.check("run", *self.zone, first, second, option, mentions=needs)
            self.check("run", first, *self.zone, second, option, mentions=needs)
        self.assertEqual(first.read_text() + second.read_text(), "allowed.sample.test\ndenied.sample.test\n")
        self.check("check", *self.zone, "a.test", "--config", mentions="option '--config' needs a value")

    def test_values_that_are_none(self):
        good = self.write("list.csv", "allowed.sample.test\n")
        folder = self.directory / "folder.csv"
        folder.mkdir()
        wrong = {
            "--kinds 'tls': expected a comma-separated list of server, wildcard, smime": ["-k", "tls"],
            "--format 'pdf': expected one of csv, tsv": ["-f", "pdf"],
            "--account 'ca.example/1': expected a URI with its scheme": ["--account", "ca.example/1"],
            "--account 'x:a b': expected a URI with its scheme, without blanks": ["--account", "x:a b"],
            "--account 'x:a;b': expected a URI with its scheme, without blanks": ["--account", "x:a;b"],
            "--account 'x:é': expected a URI with its scheme, without blanks": ["--account", "x:é"],
            "--output '': the name is empty": ["-o", ""],
            f"--output '{folder}': this is a folder": ["-o", folder],
            "--quorum needs --perspective": ["--quorum", "1"],
            "with up to 32 letters, digits, . - or _ in LABEL": ["--perspective", "東京=192.0.2.1"],
        }
        for said, options in wrong.items():
            self.check("run", *self.zone, *options, good, mentions=said)
        for domain in ("", "secomtrust", "192.0.2.1", "https://secomtrust.net", "secomtrust.net.", "secomtrust..net"):
            said = f"--ca '{domain}': expected a domain name such as secomtrust.net"
            self.check("run", *self.zone, "--ca", domain, good, mentions=said)

    def test_a_zone_file_says_nothing_of_names_outside(self):
        zone = self.write("z.zone", "$ORIGIN z.test.\n@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n")
        (row,) = audit("check", "-f", "json", "-z", zone, "www.elsewhere.jp").rows()
        self.assertEqual((row["server_reason"], row["notes"]), ("no-caa", ["outside-zones"]))
        self.assertEqual({level["outcome"] for level in row["levels"]}, {"not-asked"})
        self.assertIn("www.elsewhere.jp  not in the zone files\n", audit("check", "-z", zone, "www.elsewhere.jp").out.decode())
        zone = self.write("z.zone", "$ORIGIN z.test.\n@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\nhere 300 A 192.0.2.1\n"
                                    "to 300 CNAME www.elsewhere.jp.\nnear 300 CNAME here\nsub 300 NS ns.elsewhere.jp.\n")
        names = ("here.z.test", "to.z.test", "near.z.test", "x.sub.z.test", "absent.z.test", "www.elsewhere.jp")
        outcome = audit("run", "-f", "jsonl", "-z", zone, "-", stdin="".join(f"{name}\n" for name in names).encode())
        self.assertEqual([row["notes"] for row in outcome.rows()], [[], ["outside-zones"], [], ["outside-zones"], [], ["outside-zones"]])
        (row,) = audit("check", "-f", "json", "-z", zone, "to.z.test").rows()
        told = [(level["outcome"], level["aliases"], level["zone"]) for level in row["levels"]]
        self.assertEqual(told, [("not-asked", ["www.elsewhere.jp"], "z.test"), ("nodata", [], "z.test"), ("not-asked", [], None)])
        self.assertIn("\n3 entries are not covered by the zone files: their verdicts are not about the live DNS", outcome.err)

    def test_what_a_zone_file_denies_is_no_such_name(self):
        zone = self.write("z.zone", "$ORIGIN z.test.\n@ 300 SOA ns h 1 2 3 4 5\nto 300 CNAME absent\n")
        (row,) = audit("check", "-f", "json", "-z", zone, "to.z.test").rows()
        self.assertEqual((row["levels"][0]["outcome"], row["notes"]), ("nxdomain", []))

    def test_names_for_which_no_ca_can_issue(self):
        """They are allowed by CAA, and that is not all: the summary, check, and what needs action on the page say so."""
        zone = self.write("z.zone", "$ORIGIN jp.\n@ 300 SOA ns h 1 2 3 4 5\nhere 300 A 192.0.2.1\na_b 300 A 192.0.2.2\n")
        page = self.directory / "page.html"
        names = "here.jp\nwww\na_b.jp\nac.jp\n"
        outcome = audit("run", "-f", "jsonl", "-z", zone, "-o", "-", "-o", page, "-", stdin=names.encode())
        notes = [[note for note in row["notes"] if note != "outside-zones"] for row in outcome.rows()]
        self.assertEqual(notes, [[], ["single-label"], ["not-ldh"], ["public-suffix"]])
        self.assertIn("\n3 entries are names for which no CA can issue, whatever CAA says", outcome.err)
        actions, entries = page.read_text().split("<h2>All entries</h2>")
        self.assertEqual(re.findall(r'<article id="entry-(\d)', actions), ["2", "3", "4"])
        self.assertEqual(len(re.findall('<p class="bar">(?:a name of one label|a label that no|a public suffix)', actions)), 3)
        explained = audit("check", "-z", zone, "www").out.decode()
        self.assertIn("no public CA can issue for it", explained)
        self.assertIn("No certificate can be issued for www, whatever CAA says", explained)

    def test_a_file_is_no_name_and_a_name_no_file(self):
        for name in ("domains.csv", "list", "www.example.invalid"):
            path = self.write(name, "allowed.sample.test\n")
            said = f"{path} is a file: to audit a list, use caa-audit run {path}"
            self.check("check", *self.zone, path, mentions=said)
        urls = ("https://www.example.ac.jp/", "www.example.ac.jp:443")
        for name in ("www.example.ac.jp", "*.example.ac.jp", "taro@example.ac.jp", *urls):
            said = f"there is no file {name}: to check a name, use caa-audit check {name}"
            self.check("run", *self.zone, name, mentions=said)
        for name in ("domains.csv", "www.example.ac.jp/list"):
            self.check("run", *self.zone, name, mentions=f"{name}: the list cannot be read")

    def test_what_has_no_effect_is_told(self):
        anchor = self.write("anchor", ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n")
        told = {
            "--trust-anchor has no effect": ["--trust-anchor", anchor],
            "--root-hints has no effect without --iterate": ["--root-hints", anchor],
            "--retries 0: one further try is made all the same": ["-r", "0"],
        }
        for said, options in told.items():
            outcome = self.run_list("allowed.sample.test\n", "-q", *options)
            self.assertEqual((outcome.status, outcome.err.count("\n")), (0, 1), outcome.err)
            self.assertIn(f"caa-audit: warning: {said}", outcome.err)
        self.assertEqual(self.run_list("allowed.sample.test\n", "-q", "-r", "1").err, "")

    def test_check_writes_what_the_ending_says(self):
        names = ["denied.sample.test", "two.sample.test", "a..b"]
        paths = {ending: self.directory / f"check.{ending}" for ending in ("txt", "json", "html")}
        outcome = audit("check", *self.zone, "-q", *names, *(word for path in paths.values() for word in ("-o", path)))
        self.assertEqual((outcome.status, outcome.out, outcome.err), (1, b"", ""))
        text = audit("check", *self.zone, *names).out
        self.assertEqual(paths["txt"].read_bytes(), text)
        self.assertEqual([row["domain"] for row in rows_of(paths["json"].read_text())], names)
        self.assertIn("<svg", paths["html"].read_text())
        self.assertEqual(audit("check", *self.zone, "-f", "html", names[0]).out[:9], b"<!DOCTYPE")
        self.check("check", *self.zone, "-o", "x.csv", names[0], mentions="x.csv: unknown file extension for check")
        self.check("check", *self.zone, "-f", "csv", names[0], mentions="--format 'csv': expected one of txt, json, html")

    def test_check_as_json(self):
        schemas = {name: json.loads((SCHEMA.parent / name).read_text()) for name in (SCHEMA.name, "check.schema.json")}
        jsonschema.Draft202012Validator.check_schema(schemas["check.schema.json"])
        check, report = schemas["check.schema.json"], schemas[SCHEMA.name]
        self.assertEqual({key: check["properties"][key] for key in report["properties"]}, report["properties"])
        validator = jsonschema.Draft202012Validator(check)
        outcome = audit("check", *self.zone, "-f", "json", "x.two.sample.test", "alias.sample.test", "a..b", "-q")
        self.assertEqual(outcome.out, b"")
        rows = audit("check", *self.zone, "-f", "json", "x.two.sample.test", "alias.sample.test", "a..b").rows()
        for row in rows:
            validator.validate(row)
            self.assertFalse(validator.is_valid(row | {"levels": [{"name": "x"}]}))
            self.assertFalse(validator.is_valid(row | {"more": 1}))
        below, alias, wrong = rows
        found = [(level["name"], level["outcome"]) for level in below["levels"]]
        self.assertEqual(found[:2], [("x.two.sample.test", "nxdomain"), ("two.sample.test", "set")])
        self.assertEqual({outcome for _, outcome in found[2:]}, {"not-asked"})
        self.assertEqual((below["levels"][1]["records"], below["levels"][1]["ttl"]), (below["caa"], 300))
        self.assertEqual(alias["levels"][0]["aliases"], ["denied.sample.test"])
        self.assertEqual((wrong["levels"], wrong["places"], wrong["servers"]), ([], [], []))

    def test_check_takes_what_a_list_takes(self):
        """And says which name it looked up."""
        for entry in ("https://u@two.sample.test:8443/x", "two.sample.test:443", "two.sample.test/x"):
            outcome = audit("check", *self.zone, entry)
            self.assertEqual(outcome.out.decode().splitlines()[:2], [entry, "  looked up: two.sample.test"])
            (row,) = audit("check", *self.zone, "-f", "json", entry).rows()
            self.assertEqual((row["domain"], row["name"]), (entry, "two.sample.test"))

    def test_check_says_which_names_are_in_another_part(self):
        outcomes = [audit("check", *self.zone, "--shard", f"{part}/2", "allowed.sample.test") for part in (1, 2)]
        silent, told = sorted(outcomes, key=lambda outcome: len(outcome.out))
        self.assertEqual((silent.status, silent.out, told.err), (0, b"", ""))
        self.assertIn("1 name is in another part (--shard)", silent.err)

    def test_check_for_scripts(self):
        for name, status in {"allowed": 0, "denied": 1, "depends": 2}.items():
            outcome = audit("check", *self.zone, "-q", f"{name}.sample.test")
            self.assertEqual((outcome.status, outcome.out, outcome.err), (status, b"", ""))

    def test_a_method_that_iana_does_not_list_is_a_warning(self):
        for method, warned in (("dns-1", True), ("dns-01", False), ("ca-dns", False)):
            outcome = self.run_list("allowed.sample.test\n", "-q", "--method", method)
            self.assertEqual((outcome.status, f"--method '{method}': IANA lists no such" in outcome.err), (0, warned))

    def test_options(self):
        good = self.write("list.csv", "allowed.sample.test\n")
        wrong = [
            ["--frobnicate"],
            ["--timeout", "soon"],
            ["--timeout", "0"],
            ["--timeout", "0x10"],
            ["--timeout", "1e1"],
            ["--entry-timeout", "soon"],
            ["--entry-timeout", "0"],
            ["--require-dnssec", "--no-dnssec"],
            ["--concurrency", "0"],
            ["--retries", "-1"],
            ["--server", "resolver.example"],
            ["--server", "192.0.2.1@99999"],
            ["--kinds", "server,client"],
            ["--format", "pdf"],
            ["--method", ""],
            ["--encoding", ""],
            ["--method", "dns-01,http-01"],
        ]
        for option, *values in wrong:
            self.check("run", *self.zone, option, *values, good, mentions=option)

    def test_zone_files_are_validated_by_nobody(self):
        outcome = self.run_list("allowed.sample.test\ndenied.sample.test\n", "-f", "jsonl", "--require-dnssec")
        self.assertEqual(outcome.status, 2, outcome.err)
        self.assertEqual({row["server_reason"] for row in outcome.rows()}, {"dnssec-unchecked"})

    def test_an_entry_has_time_for_the_tries_of_one_question(self):
        asked = ["run", "--server", "127.0.0.1", self.write("list.csv", "allowed.sample.test\n")]
        tries = "--entry-timeout 14.9: a single question may take 15 seconds (3 tries of 5)"
        self.check(*asked, "-t", "5", "-r", "2", "--entry-timeout", "14.9", mentions=tries)
        self.check(*asked, "-t", "5", "-r", "9", "--entry-timeout", "14.9", mentions=tries)
        self.check("check", *self.zone, "a.test", "-t", "5", "-r", "2", "--entry-timeout", "14.9", mentions=tries)
        self.check(*asked, "-t", "0.5", "-r", "1", "--entry-timeout", "0.999", mentions="1 second (2 tries of 0.5)")

    def test_files(self):
        missing = self.directory / "missing.csv"
        self.check("run", *self.zone, missing, mentions="missing.csv")
        self.check("run", "--zone", f"{missing}:sample.test.", missing, mentions="missing.csv")


class BrokenLists(CliTest):
    def check(self, content, line):
        report = self.directory / "report.csv"
        outcome = self.run_list(content, "-o", report)
        self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        self.assertIn(f"list.csv:{line}", outcome.err)
        self.assertEqual({path.name for path in self.directory.iterdir()}, {"list.csv", "zones"})

    def test_unclosed_quote(self):
        self.check('allowed.sample.test\n"denied.sample.test\nalias.sample.test\n', 2)

    def test_nul(self):
        self.check(b"allowed.sample.test\ndenied\0.sample.test\n", 2)

    def test_cell_over_64_kib(self):
        self.check("allowed.sample.test\nb.test," + "x" * 70_000 + "\n", 2)

    def test_an_earlier_report_survives(self):
        report = self.write("report.csv", "earlier\n")
        outcome = self.run_list('allowed.sample.test\n"denied', "-o", report)
        self.assertEqual((outcome.status, report.read_text()), (3, "earlier\n"))

    def test_a_list_that_is_being_written_anew(self):
        """It is cut once it has been looked through, while the program waits for its zone."""
        report, listed = self.write("report.csv", "earlier\n"), self.write("list", "one.a.test\ntwo.a.test\n")
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        with subprocess.Popen(
            [program(), "run", "-z", f"{fifo}:a.test.", "-o", report, listed], stderr=subprocess.PIPE, env=environment()
        ) as process, open(fifo, "w", encoding="ascii") as zone:
            os.truncate(listed, len("one.a.test\ntwo.a"))
            zone.write("@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\n")
            zone.close()
            outcome = finished(process.wait(), b"", process.stderr.read())
        self.assertEqual((outcome.status, report.read_text()), (3, "earlier\n"))
        self.assertRegex(outcome.err, "^caa-audit: .*/list: the list has become shorter while it was read: [^\n]*\n$")


class Lists(CliTest):
    def test_byte_order_mark_and_crlf(self):
        rows = self.rows(b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode())
        self.assertEqual(rows[0]["domain"], "allowed.sample.test")
        self.assertEqual(rows[0]["institution"], "Sample University")
        self.assertEqual(rows[0]["input"], {"note": "allowed"})

    def test_cp932_with_japanese_headers(self):
        text = "ドメイン,機関名,連絡先,備考\ndenied.sample.test,髙橋大学①,ca@sample.test,～\n"
        for encoding in ("cp932", "utf-8"):
            with self.subTest(encoding):
                (row,) = self.rows(text.encode(encoding))
                self.assertEqual(row["institution"], "髙橋大学①")
                self.assertEqual(row["contact"], "ca@sample.test")
                self.assertEqual(row["input"], {"備考": "～"})

    def test_an_octet_that_does_not_fit_spoils_its_own_cell(self):
        rows = [b"domain,institution,note", "allowed.sample.test,大学,東京".encode(), b"denied.sample.test,\xff,x"]
        rows += [b"allowed\xff.sample.test,a,b", "allowed.sample.test,大学,東京".encode()]
        outcome = self.run_list(b"\n".join(rows), "-f", "jsonl")
        first, second, third, last = outcome.rows()
        self.assertEqual([row["server"] for row in (first, second, third, last)], ["allowed", "denied", "unknown", "allowed"])
        self.assertEqual((second["institution"], second["input"]), ("\ufffd", {"note": "x"}))
        self.assertEqual((third["domain"], third["server_reason"]), ("allowed\ufffd.sample.test", "invalid-name"))
        self.assertEqual((last["institution"], last["input"]), ("大学", {"note": "東京"}))
        for place in ("list.csv:3: column 2: octet 0xFF is not", "list.csv:4: column 1: octet 0xFF is not"):
            self.assertEqual(outcome.err.count(place), 1, outcome.err)

    def test_another_encoding_is_named(self):
        text = "allowed.sample.test,大学\n"
        for encoding, options in (("iso-2022-jp", ()), ("cp932", ("--encoding", "UTF-8")), ("utf-16", ())):
            with self.subTest(encoding):
                outcome = self.run_list(text.encode(encoding), *options)
                self.assertEqual((outcome.status, outcome.out, outcome.err.count("\n")), (3, b"", 1), outcome.err)
                self.assertIn("list.csv:1: ", outcome.err)
                self.assertIn("--encoding", outcome.err)
                (row,) = self.rows(text.encode(encoding), "--encoding", encoding)
                self.assertIn("大学", row["input"].values())

    def test_header_names_in_any_order_and_case(self):
        for header in ("Institution,FQDN", "機関名,ドメイン名", "INSTITUTION,name"):
            with self.subTest(header):
                (row,) = self.rows(f"{header}\nUniversity,denied.sample.test\n")
                found = (row["domain"], row["institution"])
                self.assertEqual(found, ("denied.sample.test", "University"))

    def test_no_header(self):
        (row,) = self.rows("denied.sample.test\n")
        self.assertEqual((row["domain"], row["server"]), ("denied.sample.test", "denied"))

    def test_tsv(self):
        content = "domain\tinstitution\ndenied.sample.test\tA, B and C\n"
        (row,) = self.rows(content, name="list.tsv")
        self.assertEqual(row["institution"], "A, B and C")

    def test_quoted_cells_with_line_breaks(self):
        first = 'denied.sample.test,"East\nand ""West"""\n'
        rows = self.rows(f"domain,institution\n{first}alias.sample.test,x\n")
        self.assertEqual([row["institution"] for row in rows], ['East\nand "West"', "x"])
        self.assertEqual([row["server"] for row in rows], ["denied", "denied"])

    def test_comments_and_empty_lines(self):
        rows = self.rows("# ours\n\nallowed.sample.test\n\n# theirs\ndenied.sample.test")
        self.assertEqual([row["server"] for row in rows], ["allowed", "denied"])

    def test_standard_input(self):
        outcome = audit("run", *self.zone, "-f", "jsonl", "-", stdin=b"denied.sample.test\n")
        self.assertEqual(outcome.row()["server"], "denied")

    def test_several_lists(self):
        first = self.write("first.csv", "allowed.sample.test\n")
        second = self.write("second.csv", "denied.sample.test\n")
        rows = audit("run", *self.zone, "-f", "jsonl", first, second).rows()
        self.assertEqual([row["server"] for row in rows], ["allowed", "denied"])

    def test_order_is_kept(self):
        names = [f"{'denied' if count % 7 else 'allowed'}.sample.test" for count in range(10_000)]
        entries = [f"n{count}.{name}" for count, name in enumerate(names)]
        rows = self.rows("\n".join(entries))
        self.assertEqual([row["domain"] for row in rows], entries)
        expected = ["denied" if count % 7 else "allowed" for count in range(10_000)]
        self.assertEqual([row["server"] for row in rows], expected)

    def test_duplicates_are_reported_twice(self):
        rows = self.rows("denied.sample.test\nDENIED.sample.test.\ndenied.sample.test\n")
        self.assertEqual([row["name"] for row in rows], ["denied.sample.test"] * 3)

    def test_empty_list(self):
        for content in ("", "# nothing\n", "domain,institution\n"):
            with self.subTest(content):
                report = self.directory / "report.csv"
                outcome = self.run_list(content, "-o", report)
                self.assertEqual(outcome.status, 0, outcome.err)
                self.assertIn("empty", outcome.err.lower())
                header = report.read_text().splitlines()
                self.assertEqual([line.split(",")[: len(COLUMNS)] for line in header], [COLUMNS])

    def test_a_list_of_which_nothing_is_chosen_is_not_empty(self):
        for content in ("domain,expires\nallowed.sample.test,2999-01-01\n", "allowed.sample.test\n"):
            for options in (["--expiring", "1"], ["--shard", "1/2"], ["--shard", "2/2"]):
                outcome = self.run_list(content, "-q", *options)
                chosen = outcome.out.count(b"\n") > 1
                told = "" if chosen else "caa-audit: no entry of the list is chosen (--shard, --expiring)\n"
                self.assertEqual((outcome.status, outcome.err), (0, told))
        self.assertIn("the list is empty", self.run_list("", "-q", "--shard", "1/2").err)


class Reports(CliTest):
    def test_csv(self):
        outcome = self.run_list(LIST)
        header, *rows = csv.reader(io.StringIO(outcome.out.decode(), newline=""))
        self.assertEqual(header, [*COLUMNS, "note"])
        self.assertEqual({len(row) for row in rows}, {len(header)})
        by_note = {row[-1]: dict(zip(header, row)) for row in rows}
        two = by_note["two"]
        self.assertEqual(two["caa"], '0 issue "ca.example"; 0 issuewild ";"')
        self.assertEqual(two["kinds"], "server; smime")
        self.assertEqual((two["server"], two["smime_reason"]), ("denied", "no-restriction"))
        self.assertEqual(by_note["alias"]["aliases"], "denied.sample.test")
        self.assertEqual(by_note["alias"]["caa_name"], "alias.sample.test")
        self.assertEqual(by_note["depends"]["conditions"], "validationmethods=dns-01")
        self.assertEqual((two["ttl"], two["dnssec"]), ("300", "unchecked"))
        self.assertRegex(two["checked_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")

    def test_json_types(self):
        rows = {row["input"]["note"]: row for row in self.rows(LIST)}
        self.assertEqual(list(rows["two"]), ["schema", *COLUMNS, "input"])
        self.assertEqual(rows["two"]["caa"], ['0 issue "ca.example"', '0 issuewild ";"'])
        for column in ("kinds", "conditions", "caa", "aliases", "notes", "add", "remove"):
            self.assertIsInstance(rows["allowed"][column], list, column)
        for column in ("caa_name", "ttl", "failure", "perspectives"):
            self.assertIsNone(rows["nothing"][column], column)

    def test_all_formats_at_once_agree(self):
        endings = ("csv", "tsv", "jsonl", "txt")
        paths = {ending: self.directory / f"report.{ending}" for ending in endings}
        outputs = [option for path in paths.values() for option in ("-o", path)]
        outcome = self.run_list(LIST, *outputs)
        self.assertEqual((outcome.status, outcome.out), (1, b""), outcome.err)
        text = {ending: path.read_text() for ending, path in paths.items()}
        table = list(csv.reader(text["csv"].splitlines(keepends=True)))
        from_tsv = csv.reader(text["tsv"].splitlines(keepends=True), delimiter="\t")
        self.assertEqual(list(from_tsv), table)
        self.assertEqual([flat(row) for row in rows_of(text["jsonl"])], table[1:])
        for row in table[1:]:
            self.assertIn(row[0], text["txt"])

    def test_endings_in_capitals(self):
        for ending, start in (("CSV", "domain,"), ("Tsv", "domain\t"), ("JSONL", '{"schema":')):
            report = self.directory / f"REPORT.{ending}"
            outcome = self.run_list("allowed.sample.test\n", "-o", report)
            self.assertEqual((outcome.status, outcome.out), (0, b""), outcome.err)
            self.assertEqual(report.read_text()[: len(start)], start)

    def test_columns_of_one_name_are_all_carried_through(self):
        first = self.write("first.csv", "domain,x,x\nallowed.sample.test,1,2\n")
        second = self.write("second.csv", "x,domain,y,x,x\n3,denied.sample.test,4,5,6\n")
        rows = audit("run", *self.zone, "-f", "jsonl", first, second).rows()
        self.assertEqual([list(row["input"].values()) for row in rows], [["1", "2", "", ""], ["3", "5", "4", "6"]])

    def test_standard_output_beside_a_file(self):
        report = self.directory / "report.csv"
        outcome = self.run_list(LIST, "-o", report, "-o", "-", "-f", "jsonl")
        self.assertEqual(len(outcome.rows()), len(LIST.splitlines()) - 1)
        self.assertEqual(len(report.read_text().splitlines()), len(LIST.splitlines()))

    def test_each_report_is_kept(self):
        kept = self.directory / "kept"
        kept.mkdir()
        for count in (1, 2, 3):
            outcome = self.run_list(LIST, "-q", "--keep", kept)
            self.assertEqual((outcome.status, outcome.err), (1, ""))
            self.assertTrue(outcome.out.startswith(b"domain,"))
            self.assertEqual(len(list(kept.iterdir())), count)
        for path in kept.iterdir():
            self.assertRegex(path.name, r"^caa-\d{8}T\d{6}Z(-\d)?\.jsonl$")
            self.assertEqual(len(rows_of(path.read_text())), len(LIST.splitlines()) - 1)
        self.assertEqual(audit("history", *sorted(kept.iterdir())).status, 0)
        outcome = self.run_list(LIST, "-q", "--keep", self.directory / "missing")
        self.assertEqual((outcome.status, outcome.out, outcome.err.count("\n")), (3, b"", 1))

    def test_a_terminal_gets_text(self):
        controller, terminal = os.openpty()
        command = [program(), "run", "-q", *self.zone, self.write("list.csv", "denied.sample.test\n")]
        with open(controller, "rb", buffering=0) as reader:
            done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE)
            os.close(terminal)
            shown = b""
            try:
                while piece := reader.read(65536):
                    shown += piece
            except OSError:  # what Linux says at the end
                pass
        self.assertEqual((done.returncode, done.stderr), (1, b""))
        self.assertNotIn(b"domain,name", shown)
        self.assertIn(b"not-listed", shown)

    def test_excel(self):
        odd = ["=1+1", "+1", "-1", "@x", "\tx", "\rx"]
        entries = "domain,note\n" + "".join(f'allowed.sample.test,"{cell}"\n' for cell in odd)
        plain = self.run_list(entries).out
        excel = self.run_list(entries, "--excel").out
        self.assertTrue(excel.startswith(b"\xef\xbb\xbfdomain,"), excel[:20])
        lines = excel.split(b"\r\n")
        self.assertEqual((len(lines), lines[-1]), (len(odd) + 2, b""))
        self.assertEqual(self.notes(excel.decode("utf-8-sig")), ["'" + cell for cell in odd])
        self.assertEqual(self.notes(plain.decode()), odd)
        self.assertNotIn(b"\r\n", plain)

    def notes(self, text):
        return [row["note"] for row in csv.DictReader(io.StringIO(text, newline=""))]

    def test_no_raw_control_octet_reaches_standard_output(self):
        outputs = [self.run_list(LIST, "-f", form).out for form in ("csv", "tsv", "jsonl", "txt")]
        outputs.append(audit("check", *self.zone, "red.sample.test").out)
        for output in outputs:
            self.assertIn(b"red", output)
            self.assertEqual(set(output) & (set(range(32)) - set(b"\t\r\n")), set(), output)

    def test_no_colour_without_a_terminal(self):
        for changes in ({}, {"NO_COLOR": "1"}):
            outcome = audit("check", *self.zone, "denied.sample.test", env=environment(**changes))
            self.assertNotIn(ESCAPE, outcome.out + outcome.err.encode())

    def test_what_nobody_sees_is_told_by_its_code_point(self):
        turned = "\u202e"
        path = self.write(f"list{turned}.csv", f"allowed.sample.test,x\nallowed.{turned}test,x,y\n")
        report = self.directory / f"report{turned}.csv"
        outcome = audit("run", "-v", *self.zone, "-o", report, path)
        for told in ("list<U+202E>.csv:2: ", "report: ", "report<U+202E>.csv\n"):
            self.assertIn(told, outcome.err)
        self.assertNotIn(turned, outcome.err)
        self.assertIn(f"allowed.{turned}test", report.read_text())
        outcome = audit("check", *self.zone, f"allowed.{turned}test")
        self.assertTrue(outcome.out.startswith(b"allowed.<U+202E>test\n"), outcome.out)

    def test_schema(self):
        """Every row is what data/report.schema.json says, which knows no other key, and knows the columns' order."""
        schema = json.loads(SCHEMA.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        rows = self.rows(LIST + "a..b,\n,empty\n*.denied.sample.test,\nuser@depends.sample.test,\n", "--shard", "1/1")
        self.assertEqual(list(schema["properties"]), list(rows[0]))
        for row in rows:
            validator.validate(row)
        for key, value in (("kinds", "server"), ("ttl", "300"), ("since", "2026-11-22"), ("notes", None), ("x", 1)):
            self.assertFalse(validator.is_valid(rows[0] | {key: value}), key)

    def test_what_the_run_was(self):
        zone = self.run_list(LIST, "-f", "jsonl", "--ca", "ca.example", "--ca", "b.example").rows()
        self.assertEqual({row["ca"] for row in zone}, {"ca.example; b.example"})
        self.assertEqual({row["source"] for row in zone}, {"zone"})
        self.assertEqual({row["shard"] for row in zone}, {None})
        self.assertEqual([row["since"] for row in zone], [row["checked_at"] for row in zone])
        self.assertEqual([row["line"] for row in zone], [str(2 + i) for i in range(len(zone))])

    def test_lines_of_several_lists(self):
        one, two = self.write("one.csv", "domain\n\nallowed.sample.test\n"), self.write("two.txt", "# x\ntwo.sample.test\n")
        rows = audit("run", "-f", "jsonl", *self.zone, one, two).rows()
        self.assertEqual([row["line"] for row in rows], [f"{one}:3", f"{two}:2"])


class UnwritableOutputs(CliTest):
    def check(self, *arguments, stdout=subprocess.PIPE):
        path = self.write("list.csv", LIST)
        command = [program(), "run", *self.zone, *arguments, path]
        done = subprocess.run(
            command, stdout=stdout, stderr=subprocess.PIPE, timeout=PATIENCE, env=environment()
        )
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_full_device(self):
        with open("/dev/full", "wb") as full:
            self.check(stdout=full)
        self.check("-f", "csv", "-o", "/dev/full")

    def test_missing_directory(self):
        self.check("-o", self.directory / "missing" / "report.csv")

    def test_directory_in_which_nobody_may_write(self):
        self.check("-o", "/proc/report.csv")

    def test_unknown_ending(self):
        self.check("-o", self.directory / "report.pdf")


class StandardDescriptors(CliTest):
    """What a shell's <&- >&- 2>&- closes, a full device behind it, and a reader that has gone away."""

    COMBINATIONS = [[fd for fd in range(3) if bits & 1 << fd] for bits in range(1, 8)]

    def start(self, *arguments, closed=(), limit=None, **streams):
        def prepare():
            for fd in closed:
                os.close(fd)
            if limit:
                resource.setrlimit(limit[0], (limit[1], limit[1]))

        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        done = subprocess.run(
            [program(), *map(str, arguments)], preexec_fn=prepare, timeout=PATIENCE, env=environment(), **streams
        )
        return finished(done.returncode, done.stdout or b"", done.stderr or b"")

    def commands(self):
        """Each command, with and without something for standard output, and the status that it comes to."""
        listed = self.write("list.csv", LIST)
        old, new = self.directory / "old.csv", self.directory / "new.csv"
        self.run_list(LIST, "-o", old)
        new.write_bytes(old.read_bytes().replace(b"allowed", b"denied"))
        out = self.directory / "out.csv"
        return [
            (["run", "-q", *self.zone, "-o", out, listed], 1, False),
            (["run", "-q", *self.zone, "-o", out, "--baseline", new, listed], 1, True),
            (["run", "-q", *self.zone, listed], 1, True),
            (["run", "-q", *self.zone, "-f", "nagios", listed], 2, True),
            (["check", *self.zone, "denied.sample.test"], 1, True),
            (["diff", "-q", old, new, "-o", out], 1, False),
            (["diff", "-q", old, new], 1, True),
            (["diff", "-q", old, old, "-f", "csv"], 0, True),
            (["export", "-q", old, "-o", self.directory / "export"], 0, False),
            (["run", "--help"], 0, True),
            (["--help"], 0, True),
            (["--version"], 0, True),
        ]

    def check(self, arguments, status, told, **how):
        outcome = self.start(*arguments, **how)
        with self.subTest(arguments=arguments, how=how):
            self.assertEqual(outcome.status, status, outcome.err)
            self.assertRegex(outcome.err, r"^caa-audit: standard output.*cannot be written.*\n$" if told else "^$")

    def test_closed(self):
        for arguments, status, prints in self.commands():
            for closed in self.COMBINATIONS:
                lost = prints and 1 in closed
                self.check(arguments, 3 if lost else status, lost and 2 not in closed, closed=closed)

    def test_full(self):
        with open("/dev/full", "wb") as full:
            for arguments, status, prints in self.commands():
                self.check(arguments, 3 if prints else status, prints, stdout=full)

    def test_a_reader_that_has_gone_away(self):
        """In silence: `head` has what it wanted."""
        for arguments, status, prints in self.commands():
            ours, theirs = os.pipe()
            os.close(ours)
            with open(theirs, "wb") as nobody:
                self.check(arguments, 3 if prints else status, False, stdout=nobody)

    def test_closed_is_told_before_anything_is_asked(self):
        with FaultyServer(default=Fault()) as server:
            listed = self.write("list.csv", LIST)
            self.check(["run", *through(server.endpoint), listed], 3, True, closed=[1])
            self.assertEqual(server.queries, [])

    def test_standard_input(self):
        outcome = self.start("run", *self.zone, "-", closed=[0])
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(outcome.err, "caa-audit: standard input: the list cannot be read: Bad file descriptor\n")

    def test_few_open_files(self):
        for most in (8, 12, 24):
            for arguments in (["run", *self.zone, self.write("list.csv", LIST)], ["check", *self.zone, "a.test"]):
                outcome = self.start(*arguments, limit=(resource.RLIMIT_NOFILE, most))
                self.assertEqual((outcome.status, outcome.out, outcome.err.count("\n")), (3, b"", 1), outcome.err)
                self.assertIn("raise the limit (ulimit -n)", outcome.err)

    def test_few_open_files_are_enough(self):
        """As many as the program asks for: slower, perhaps, but with the same rows."""
        names = self.write("list.csv", "".join(f"n{count}.test\n" for count in range(2000)))
        with FaultyServer(default=Fault()) as server:
            options = [*through(server.endpoint), "-q", "-j", "500", "-f", "jsonl"]
            outcome = self.start("run", *options, names, limit=(resource.RLIMIT_NOFILE, 48))
        self.assertEqual((outcome.status, outcome.err), (0, ""))
        self.assertEqual({row["server_reason"] for row in outcome.rows()}, {"no-caa"})

    def test_a_file_that_may_not_grow(self):
        listed = self.write("list.csv", "".join(f"n{count}.sample.test\n" for count in range(2000)))
        report = self.write("report.csv", "earlier\n")
        outcome = self.start("run", *self.zone, "-o", report, listed, limit=(resource.RLIMIT_FSIZE, 20_000))
        self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
        self.assertIn("report.csv: cannot be written: File too large; make room", outcome.err)
        self.assertEqual(report.read_text(), "earlier\n")


class Expiring(CliTest):
    def test_what_ends_soon_or_is_not_known(self):
        day = lambda days: time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86400))
        ends = {"ended": day(-60), "late": day(-10), "soon": day(10), "later": day(40), "unknown": ""}
        listed = "domain,expires\n" + "".join(f"{name}.sample.test,{end}\n" for name, end in ends.items())
        rows = self.rows(listed, "--expiring", "20")
        self.assertEqual([row["domain"] for row in rows], [f"{name}.sample.test" for name in ("late", "soon", "unknown")])
        self.assertEqual(len(self.rows(listed, "--expiring", "50")), 4)

    def test_a_monitoring_system_knows_the_first_denied_end(self):
        listed = "domain,expires\nallowed.sample.test,2036-11-30\n{0}.sample.test,2036-12-10T00:00:00Z\n{0}.sample.test,2036-12-24\n"
        ends = datetime.datetime(2036, 12, 10, tzinfo=datetime.timezone.utc).timestamp()
        line = self.run_list(listed.format("denied"), "-q", "-f", "nagios").out.decode()
        self.assertIn(", first renewal to be denied due 2036-12-10 | entries=3", line)
        self.assertAlmostEqual(int(re.search(r" denied_expiry=(-?\d+)s;;;$", line)[1]), ends - time.time(), delta=60)
        self.assertNotIn("denied due", self.run_list(listed.format("allowed"), "-q", "-f", "nagios").out.decode())


class Terminal(CliTest):
    """The program in a real terminal: tmux draws what a person would see."""

    def setUp(self):
        super().setUp()
        self.tmux = [tool("tmux"), "-S", str(self.directory / "tmux.socket"), "-f", "/dev/null"]
        self.addCleanup(subprocess.run, [*self.tmux, "kill-server"], capture_output=True)

    def start(self, *arguments, **changes):
        """Runs the program in a new terminal, which stays open behind it."""
        command = shlex.join([program(), *map(str, arguments)])
        script = f"{command}; echo ended with status $?; read -r _"
        settings = [f"{name}={value}" for name, value in environment(**changes).items()]
        session = ["new-session", "-d", "-x", "100", "-y", "50", "env", "-i", *settings]
        subprocess.run([*self.tmux, *session, "sh", "-c", script], check=True, timeout=PATIENCE)

    def screen(self, *options):
        capture = [*self.tmux, "capture-pane", "-p", *options]
        return subprocess.run(capture, check=True, capture_output=True, timeout=PATIENCE).stdout

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while not re.search(pattern, self.screen()):
            self.assertLess(time.monotonic(), deadline, self.screen().decode())
        return self.screen().decode()

    def test_colour(self):
        self.start("check", *self.zone, "denied.sample.test")
        self.wait_for(rb"ended with status 1")
        self.assertIn(ESCAPE, self.screen("-e"))

    def test_no_color(self):
        self.start("check", *self.zone, "denied.sample.test", NO_COLOR="1")
        self.wait_for(rb"ended with status 1")
        self.assertNotIn(ESCAPE, self.screen("-e"))

    def test_progress_line_gives_way_to_the_summary(self):
        names = self.write("list.csv", "".join(f"n{count}.sample.test\n" for count in range(40)))
        report = self.directory / "report.csv"
        with FaultyServer(default=Silence()) as server:
            options = [*through(server.endpoint), "-t", "1", "-r", "30", "-o", report]
            self.start("run", *options, names)
            self.wait_for(rb"0 / 40")
            server.default = Fault()
            summary = self.wait_for(rb"ended with status 0")
        self.assertNotIn("0 / 40", summary)
        self.assertIn("40 entries: 40 allowed", summary)
        self.assertEqual(len(report.read_text().splitlines()), 41)


if __name__ == "__main__":
    main()
