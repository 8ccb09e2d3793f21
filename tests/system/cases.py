# SPDX-License-Identifier: Apache-2.0
"""The conformance cases of ../data/cases.tsv, as objects, as zones and as list entries.

Each case has a zone of its own, ID.cases.test; names without a final dot are
relative to it.  Records whose owner lies elsewhere belong to the zones that the
cases share: alias.test, a top-level domain of a case, the root.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from wire import caa_rdata, caa_record, cname_record, generic_rdata

CASES_FILE = Path(__file__).parent.parent / "data" / "cases.tsv"
SHARED_ZONES = ["", "test", "alias.test", "alias-signed.test"]
KINDS = ["server", "wildcard", "smime"]


@dataclass(frozen=True)
class ZoneLine:
    """A record with an absolute owner (and target); `rdata` is still presentation text."""

    owner: str
    type: str
    rdata: str

    def as_written(self):
        return f"{self.owner}. 300 IN {self.type} {self.rdata}\n"

    def as_generic(self):
        """NSD's own reader would lower-case a tag, or refuse an odd one: the generic form
        of RFC 3597 takes the octets of a CAA record to the wire as they are."""
        if self.type not in ("CAA", "TYPE257"):
            return self.as_written()
        return ZoneLine(self.owner, "TYPE257", generic_rdata(caa_rdata(self.rdata))).as_written()

    def as_record(self):
        if self.type in ("CAA", "TYPE257"):
            return caa_record(self.owner, self.rdata)
        if self.type == "CNAME":
            return cname_record(self.owner, self.rdata.rstrip("."))
        raise ValueError(f"no wire form for {self.type} is needed by any case")


@dataclass(frozen=True)
class Case:
    id: str
    zone_records: str
    query_name: str
    dns_behaviour: str
    expect_server: str
    expect_wildcard: str
    expect_smime: str
    reason: str
    source: str
    note: str

    @property
    def origin(self):
        return f"{self.id}.cases.test"

    @property
    def verdicts(self):
        return [self.expect_server, self.expect_wildcard, self.expect_smime]

    @property
    def reasons(self):
        words = self.reason.split("/")
        return words if len(words) == 3 else words * 3

    @property
    def delegated(self):
        """The origins of the zones that are cut off below the zone of the case."""
        return [self.absolute(name) for name in re.findall(r"zone\(([^)]*)\)", self.dns_behaviour)]

    @property
    def occluded(self):
        names = re.findall(r"occluded\(([^)]*)\)", self.dns_behaviour)
        return [self.absolute(name) for name in names]

    def absolute(self, name):
        if name.endswith("."):
            return name[:-1]
        return self.origin if name == "@" else f"{name}.{self.origin}"

    def list_entry(self):
        """What a user would put on the list; a name that is to be refused stays odd."""
        if self.query_name == "@":
            return self.origin
        if self.query_name.endswith((".", "/")) or re.fullmatch(r"[\d.]+", self.query_name):
            return self.query_name
        return f"{self.query_name}.{self.origin}"

    def lines(self):
        """The records of the case, `$GENERATE` written out."""
        if self.zone_records == "-":
            return []
        texts = self.zone_records.split(" | ")
        return [self._line(single) for text in texts for single in expand_generate(text)]

    def _line(self, text):
        owner, record_type, rdata = text.split(None, 2)
        if record_type in ("CNAME", "DNAME"):
            rdata = self.absolute(rdata) + "."
        return ZoneLine(self.absolute(owner), record_type, rdata)


def expand_generate(text):
    if not text.startswith("$GENERATE"):
        return [text]
    _, numbers, template = text.split(None, 2)
    first, last = map(int, numbers.split("-"))
    return [template.replace("$", str(number)) for number in range(first, last + 1)]


def load_cases():
    with open(CASES_FILE, encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Case(*row) for row in rows]


def zones_of(cases, write_line):
    """Zone file texts by origin for all records of `cases`; `write_line` chooses their form."""
    zones = {origin: zone_apex(origin) for origin in origins_of(cases)}
    for case in cases:
        for cut in case.delegated:
            zones[case.origin] += ZoneLine(cut, "NS", "ns.test.").as_written()
        for line in case.lines():
            zones[holding_zone(case, line.owner, zones)] += write_line(line)
    zones["test"] += ZoneLine("ns.test", "A", "127.0.0.1").as_written()
    return {f"{origin}.": text for origin, text in zones.items()}


def origins_of(cases):
    own = [case.origin for case in cases]
    cuts = [cut for case in cases for cut in case.delegated]
    owners = {line.owner for case in cases for line in case.lines()}
    top_level = {owner.rpartition(".")[2] for owner in owners} - {"test"}
    return dict.fromkeys(SHARED_ZONES + own + cuts + sorted(top_level))


def holding_zone(case, owner, zones):
    """The closest zone above `owner`; the parent's, where it hides below a cut on purpose."""
    if owner in case.occluded:
        return case.origin
    while owner not in zones:
        owner = owner.partition(".")[2]
    return owner


def zone_apex(origin):
    soa = ZoneLine(origin, "SOA", "ns.test. hostmaster.test. 1 3600 600 86400 60")
    return soa.as_written() + ZoneLine(origin, "NS", "ns.test.").as_written()
