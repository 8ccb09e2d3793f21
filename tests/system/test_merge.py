# SPDX-License-Identifier: Apache-2.0
"""Parts of a list, audited one by one, come together as the report of the whole."""

import csv
import io
import json
import os
import re
import subprocess

from pathlib import Path

import yaml

from program import AuditTest, audit, environment, main, program
from servers import tool

ZONE = """$ORIGIN {origin}.
@ 300 SOA ns hostmaster 1 3600 600 86400 60
@ 300 NS ns
ns 300 A 192.0.2.1
@ 300 CAA 0 issue "{issuer}"
"""
PARTS = 3
TIMES = ("checked_at", "elapsed_ms", "since")


class MergeTest(AuditTest):
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


class Merge(MergeTest):
    def test_the_rows_are_those_of_one_run(self):
        for ending in ("csv", "tsv", "jsonl"):
            parts = self.parts(ending)
            for order in (parts, parts[::-1]):
                for listed in ([], ["-l", self.list]):
                    done = audit("merge", *listed, *order)
                    self.assertEqual(done.status, 1, done.err)
                    self.assertEqual(self.timeless(done.out.decode()), self.timeless(self.whole))
                    self.assertIn("22", done.err.splitlines()[0])

    def test_parts_without_a_row(self):
        few = self.write("list.csv", "domain,note\nwww.example1.jp,備考\n")
        for ending in ("csv", "jsonl"):
            parts = self.parts(ending)
            self.assertEqual(sum(b"example1" in part.read_bytes() for part in parts), 1)
            for order in (parts, parts[1:] + parts[:1], parts[2:] + parts[:2]):
                for listed in ([], ["-l", few]):
                    done = audit("merge", "-f", "jsonl", *listed, *order)
                    self.assertEqual((done.status, done.row()["input"]), (0, {"note": "備考"}), done.err)

    def test_a_part_with_many_sources(self):
        """None is looked for in all the others."""
        sources = "; ".join(map(str, range(150000)))
        parts = self.parts()
        parts[0].write_text(parts[0].read_text().replace(",zone,", f",{sources},", 1))
        done = audit("merge", "-q", *parts)
        self.assertIn("149999", done.out.decode(), done.err[:200])

    def test_other_formats(self):
        out = self.directory / "merged.jsonl"
        done = audit("merge", "-q", "-o", out, "-o", self.directory / "merged.html", *self.parts())
        self.assertEqual((done.status, done.err), (1, ""))
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual([row["domain"] for row in rows], [row["domain"] for row in csv.DictReader(io.StringIO(self.whole))])
        self.assertEqual({row["shard"] for row in rows}, {None})
        self.assertEqual(rows[0]["input"], {"note": "備考"})
        self.assertIn("www.example0.jp", (self.directory / "merged.html").read_text())

    def test_a_plugin_has_its_statuses(self):
        done = audit("merge", "-q", "-f", "nagios", *self.parts())
        self.assertEqual((done.status, done.err), (2, ""))
        self.assertRegex(done.out.decode(), r"^CAA CRITICAL - 22 entries, .*\n$")
        done = audit("merge", "-f", "nagios", *self.parts()[1:])
        self.assertEqual((done.status, done.err.count("\n")), (3, 1))
        self.assertRegex(done.out.decode(), r"^CAA UNKNOWN - .*1/3.*\n$")

    def test_the_head_has_the_kinds_of_the_run(self):
        self.list.write_text("domain\n*.example1.jp\nexample2.jp\nu@example3.jp\nexample4.jp\n")
        for part in ([1, 2, 3], [3, 2, 1]):
            parts = [self.parts()[number - 1] for number in part]
            done = audit("merge", "-q", "-f", "prom", *parts)
            self.assertIn(',source="zone",kinds="server; smime"} 1', done.out.decode())

    def test_the_head_has_the_sources_of_all_parts(self):
        """Each machine asks its own resolvers."""
        parts = self.parts()
        for number, part in enumerate(parts):
            part.write_text(part.read_text().replace(",zone,", f",192.0.2.{number}; 192.0.2.9,"))
        done = audit("merge", "-q", "-f", "prom", *parts)
        self.assertIn(',source="192.0.2.0; 192.0.2.9; 192.0.2.1; 192.0.2.2",', done.out.decode())

    def test_the_last_success_is_that_of_the_parts(self):
        parts = self.parts("jsonl")
        for part, time in zip(parts, ("2026-01-02T03:04:05Z", "2026-01-02T03:04:07Z", "2026-01-02T03:04:06Z")):
            text = re.sub(r'"checked_at":"[^"]*"', f'"checked_at":"{time}"', part.read_text())
            part.write_text(text.replace('"source":"zone"', '"source":"192.0.2.1"'))
        done = audit("merge", "-q", "-f", "prom", *parts)
        self.assertIn("caa_audit_last_success_timestamp_seconds 1767323047\n", done.out.decode())

    def test_what_is_no_whole_leaves_no_report(self):
        parts = self.parts()
        other = self.write("other.csv", "domain\nwww.example1.jp\n")
        whole = self.directory / "whole.csv"
        self.assertEqual(audit("merge", "-q", whole).out.decode(), self.whole)
        for arguments, told in (
            (parts[:2], "parts are missing: 3/3"),
            ([*parts, parts[0]], "part 1/3 is given twice"),
            (["-l", other, *parts], "part"),
            ([whole, whole], "neither this report nor"),
            (["-l", self.list, whole, whole], "two parts have a row"),
            ([whole, parts[0]], "does not belong together"),
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


class Engines(MergeTest):
    """The files for engines do what they say: their parts are the whole. `caa-audit` is put where each looks for it."""

    FOLDER = Path(__file__).parents[2] / "data" / "engines"
    PARTS = 8

    def setUp(self):
        super().setUp()
        self.bin = self.directory / "bin"
        self.bin.mkdir()
        (self.directory / "names.txt").write_text(self.list.read_text())
        command = self.bin / "caa-audit"
        zones = " ".join(map(str, self.zones))
        command.write_text(f'#!/bin/sh\nif [ "$1" = run ]; then shift; exec {program()} run {zones} "$@"; fi\nexec {program()} "$@"\n')
        command.chmod(0o755)

    def start(self, *command, **variables):
        path = f"{self.bin}:{os.environ['PATH']}"
        done = subprocess.run(command, cwd=self.directory, capture_output=True, text=True, env=environment(PATH=path, **variables))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def check(self, report=None):
        if not report:
            report = self.directory / "merged.csv"
            parts = [self.directory / f"part-{part}-{self.PARTS}.csv" for part in range(1, self.PARTS + 1)]
            done = audit("merge", "-q", "-l", self.directory / "names.txt", "-o", report, *parts)
            self.assertEqual((done.status, done.err), (1, ""))
        self.assertEqual(self.timeless(report.read_text()), self.timeless(self.whole))

    def test_parallel(self):
        tool("parallel")
        hosts = self.write("hosts", "2/:\n")
        self.start("sh", self.FOLDER / "parallel.sh", "names.txt", str(self.PARTS), hosts, "--rate", "300", HOME=str(self.directory))
        self.check(self.directory / "report.csv")

    def test_slurm(self):
        for part in range(1, self.PARTS + 1):
            self.start("sh", self.FOLDER / "slurm.sh", str(self.PARTS), "names.txt", "--rate", "200", SLURM_ARRAY_TASK_ID=str(part))
        self.check()

    def test_kubernetes(self):
        job = yaml.safe_load((self.FOLDER / "kubernetes.yaml").read_text())["spec"]
        container = job["template"]["spec"]["containers"][0]
        variables = {variable["name"]: variable["value"] for variable in container["env"]}
        self.assertEqual((job["completionMode"], str(job["completions"])), ("Indexed", variables["PARTS"]))
        for index in range(job["completions"]):
            self.start(*container["command"], JOB_COMPLETION_INDEX=str(index), **variables)
        self.check()

    def test_systemd(self):
        text = (self.FOLDER / "caa-audit-part@.service").read_text()
        for part in range(1, self.PARTS + 1):
            command = re.search(r"^ExecStart=/usr/bin/(.*)$", text, re.MULTILINE)[1]
            command = command.replace("%I", f"{part}/{self.PARTS}").replace("%i", f"{part}-{self.PARTS}")
            self.start("sh", "-c", command.replace("/etc/caa-audit/domains.csv", "names.txt") + " || test $? -le 2")
        self.check()

    def test_the_unit_may_do_what_that_of_every_night_may(self):
        """But for what it is started with, it is the same."""
        own = {"ExecStart", "ExecStartPre", "StateDirectory", "Restart", "RestartSec", "Description", "Documentation"}
        both = [
            {line for line in path.read_text().splitlines() if "=" in line and line[0] != "#" and line.split("=")[0] not in own}
            for path in (self.FOLDER / "caa-audit-part@.service", self.FOLDER.parent / "systemd" / "caa-audit.service")
        ]
        self.assertEqual(*both)


if __name__ == "__main__":
    main()
