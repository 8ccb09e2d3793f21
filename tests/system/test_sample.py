# SPDX-License-Identifier: Apache-2.0
"""The sample list of data/sample through NSD and Unbound: quick, with no question too many, and with the verdicts that
the same zones give without a network."""

import re
import time
from pathlib import Path

from cases import zone_apex
from program import AuditTest, audit, main, reasons, through
from servers import Nsd, Unbound

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
ZONE_FILES = sorted((SAMPLE / "zones").glob("*.zone"))
A_FEW_SECONDS = 10  # generous: the program may be built with sanitizers, on a busy machine
MOST_QUERIES = 1.02  # of the least that the climbs need


def zone_for_nsd(path):
    """The zone's origin, and its text with included files named from the root, as NSD looks for them elsewhere."""
    text = path.read_text(encoding="utf-8")
    origin = re.search(r"^\$ORIGIN\s+(\S+)", text, re.MULTILINE).group(1)
    return origin, re.sub(r"^\$INCLUDE\s+", rf"$INCLUDE {path.parent}/", text, flags=re.MULTILINE)


def levels_needed(row):
    """The names that a climb has to ask for: up to the one with a set, or to the top-level domain."""
    labels = row["name"].split(".")
    for start in range(len(labels)):
        name = ".".join(labels[start:])
        yield name
        if name in (row["caa_name"], row["failed_name"]):
            return


def wildcards_asked_for(row):
    """Where records are to be changed, one question tells whether a DNS wildcard has to do with them."""
    if row["caa_name"] and "denied" in (row[kind] for kind in row["kinds"]):
        yield "*." + row["name"].partition(".")[2]


class Sample(AuditTest):
    def test_through_a_resolver(self):
        zones = {".": zone_apex(""), **dict(map(zone_for_nsd, ZONE_FILES))}
        options = ["-f", "jsonl", str(SAMPLE / "domains.csv")]
        offline = audit("run", *(f"--zone={path}" for path in ZONE_FILES), *options)
        with Nsd(zones) as authority, Unbound(authority.endpoint) as resolver:
            started = time.monotonic()
            online = audit("run", *through(resolver.endpoint), *options)
            elapsed = time.monotonic() - started
        self.assertEqual((offline.status, online.status), (1, 1), online.err)
        self.assertEqual(len(online.rows()), 522)
        self.assertLess(elapsed, A_FEW_SECONDS)
        for here, there in zip(offline.rows(), online.rows()):
            self.assertEqual((here["domain"], reasons(here), here["caa"]), (there["domain"], reasons(there), there["caa"]))
        self.check_queries(online)

    def check_queries(self, outcome):
        """A lookup that fails is asked again, which is no waste."""
        counts = re.search(r"queries: (\d+) sent \((\d+) again", outcome.err)
        first_time = int(counts.group(1)) - int(counts.group(2))
        rows = [row for row in outcome.rows() if row["name"]]
        needed = {name for row in rows for names in (levels_needed, wildcards_asked_for) for name in names(row)}
        self.assertLessEqual(first_time, len(needed) * MOST_QUERIES)


if __name__ == "__main__":
    main()
