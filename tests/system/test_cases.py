# SPDX-License-Identifier: Apache-2.0
"""The conformance cases: through real servers, and from zone files without any network.

Cases in which a server misbehaves are scenarios (tests/scenario/case_*.scn), or played in test_dnssec.py and
test_perspectives.py.
"""

import csv
import io
import pathlib
import re

from cases import ZoneLine, load_cases, zones_of
from program import AuditTest, audit, main, reasons, through, verdicts, zone_options
from servers import Nsd, Unbound

SCENARIOS = pathlib.Path(__file__).parent.parent / "scenario"
OCCLUDED = "zone(sub)+occluded(www.sub)"
OPAQUE_TAGS = ("p61", "p63")
LOOKED_UP = {
    "n01": "www.n01.cases.test",
    "n03": "xn--wgv71a119e.n03.cases.test",
    "n05": "xn--wgv71a119e.n05.cases.test",
    "n07": "xn--fa-hia.n07.cases.test",
    "n09": "www.sub.n09.cases.test",
    "n11": "x" * 63 + ".n11.cases.test",
    "n27": "xn--caf-dma.n27.cases.test",
    "m13": "xn--wgv71a119e.m13.cases.test",
    "m17": "sub.m17.cases.test",
}


def playable_cases():
    """The cases that need no misbehaviour; an illegal tag is none, a server can hold it."""
    return [
        case
        for case in load_cases()
        if case.dns_behaviour in ("normal", OCCLUDED) or case.id in OPAQUE_TAGS
    ]


def list_of(cases):
    """The list entries as CSV, so that quotes and blanks in a name survive."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["domain", "case"])
    writer.writerows([case.list_entry(), case.id] for case in cases)
    return text.getvalue().encode()


class ConformanceCases(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = playable_cases()

    def test_through_nsd_and_unbound(self):
        zones = zones_of(self.cases, ZoneLine.as_generic)
        with Nsd(zones) as authority, Unbound(authority.endpoint) as resolver:
            options = through(resolver.endpoint)
            self.check(audit("run", *options, "-f", "jsonl", "-", stdin=list_of(self.cases)))

    def test_from_zone_files(self):
        options = zone_options(self.directory, zones_of(self.cases, ZoneLine.as_written))
        self.check(audit("run", *options, "-f", "jsonl", "-", stdin=list_of(self.cases)))

    def check(self, outcome):
        self.assertEqual(outcome.status, 1, outcome.err)
        rows = outcome.rows()
        self.assertEqual([row["input"]["case"] for row in rows], [case.id for case in self.cases])
        for case, row in zip(self.cases, rows):
            with self.subTest(case=case.id, records=case.zone_records, note=case.note):
                self.check_row(case, row)

    def check_row(self, case, row):
        self.assertEqual((verdicts(row), reasons(row)), (case.verdicts, case.reasons))
        self.assertEqual(row["domain"], case.list_entry())
        if "invalid-name" in case.reasons:
            self.assertIsNone(row["name"])
        elif case.id in LOOKED_UP:
            self.assertEqual(row["name"], LOOKED_UP[case.id])

    def test_an_address_asks_for_smime_and_an_asterisk_for_a_wildcard(self):
        entries = ["taro@a.test", "*.a.test", "a.test"]
        zones = {"test.": "test. 60 IN SOA ns.test. h.test. 1 2 3 4 60\n"}
        options = zone_options(self.directory, zones)
        rows = audit("run", *options, "-f", "jsonl", "-", stdin="\n".join(entries).encode()).rows()
        asked = [row["kinds"] for row in rows]
        self.assertEqual(asked, [["smime"], ["wildcard"], ["server", "smime"]])


class Misbehaviour(AuditTest):
    def test_no_case_is_forgotten(self):
        elsewhere = re.compile(r"signed\(|dnssec|resolver-no-do|perspective\(|zone-file-error")
        playable = {case.id for case in playable_cases()}
        found = {
            case.id
            for case in load_cases()
            if case.id not in playable and not elsewhere.search(case.dns_behaviour)
        }
        scenarios = {path.stem.removeprefix("case_") for path in SCENARIOS.glob("case_*.scn")}
        self.assertEqual(found, scenarios)


class UnreadableZone(AuditTest):
    def test_an_unquoted_semicolon_is_refused_with_file_and_line(self):
        (case,) = [case for case in load_cases() if case.dns_behaviour == "zone-file-error"]
        zones = zones_of([case], ZoneLine.as_written)
        origin = f"{case.origin}."
        path = self.write("broken.zone", zones[origin])
        (line,) = case.lines()
        number = zones[origin].splitlines().index(line.as_written().rstrip("\n")) + 1
        outcome = audit("run", "--zone", f"{path}:{origin}", "-", stdin=list_of([case]))
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertIn(f"broken.zone:{number}", outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)


if __name__ == "__main__":
    main()
