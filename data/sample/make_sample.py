#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the sample beside this file: domains.csv, a list to audit, and zones/, the zones that answer for it.

usage: make_sample.py        (writes the same bytes each time; run.sh audits what it wrote)

The list has the shape of a real one: 387 institutions with 522 names, most of them one *.ac.jp domain, some with a
hospital, an old name, a host, a wildcard or a mail address beside it, two with a slip of the keyboard. All institutions
are invented. The names are those that are reserved for documentation: JPRS keeps `example` and `example0` to `example9`
out of registration in each type of JP domain, RFC 2606 keeps `.example` and `.test`; only the internationalised ones
are not known to be reserved. Addresses are those of RFC 5737.

About 85 % of the names have no CAA record, as in life. The others come from CASES: every verdict and every oddity that
a zone file can express, in believable proportions. Each case stands in its zone under a comment that says what it is.
Some names lie outside all zones, so that nothing is known about them: they have no records.

    python3 data/sample/make_sample.py
    caa-audit check --zone data/sample/zones/example3.ac.jp.zone example3.ac.jp

The zones are read by NSD as they are, from within their folder (one includes a file): nsd-checkzone ORIGIN ORIGIN.zone
"""
import csv
import pathlib
import random
import re
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
RANDOM = random.Random(20261122)

AC = ["example.ac.jp"] + [f"example{digit}.ac.jp" for digit in range(10)]
GO = ["example0.go.jp", "example3.go.jp"]
OR = ["example7.or.jp", "example8.or.jp"]
ED = ["example5.ed.jp"]
JP = ["example.jp", "example2.jp"]
IDN = ["xn--fsq17ukxbwy7c.jp", "xn--letr3xgz1ahqo.jp"]  # 例示大学.jp, 見本高専.jp

# What kind of institution, how many, the end of their labels, the zones they live in.
KINDS = [
    ("架空大学", 240, "-u", AC),
    ("見本短期大学", 40, "-jc", AC),
    ("見本高等専門学校", 45, "-kosen", AC),
    ("例示共同利用機構", 7, "-inter", AC),
    ("例示研究所", 28, "-lab", GO),
    ("架空財団", 10, "-fdn", OR),
    ("架空附属学校", 9, "-school", ED),
    ("例示学会", 8, "-soc", JP),
]

# How many institutions have one, two, three, four names: 387 institutions, 522 names.
NAMES_PER_INSTITUTION = {1: 282, 2: 80, 3: 20, 4: 5}

STEMS = """aoba asahi asagiri fujimi futaba hagi haruka hayase hibiki hikari hinata hoshino iroha ishizue izumi kaede
kasumi kazahaya kiri komorebi konoha kurenai matsuba mihashi minato mizuho nagisa nanohana natsume sakuragi sazanami
shiosai shirakaba suzukake tokiwa wakaba yamabuki""".split()

SECOM = 'IN CAA 0 issue "secomtrust.net"'
SECOM_MAIL = 'IN CAA 0 issuemail "secomtrust.net"'
OTHER = 'IN CAA 0 issue "letsencrypt.org"'


@dataclass
class Case:
    """One way to use CAA: how many institutions do so, the records (owner, then what follows it; a line without owner
    where that is None), and the names that they list beside their domain. {base} is the domain, {old} a second one with
    `-old` in its first label."""
    title: str
    count: int
    records: list
    names: list = field(default_factory=list)
    own_zone: bool = False


def at_base(title, count, *records, names=(), own_zone=False):
    return Case(title, count, [("{base}", record) for record in records], list(names), own_zone)


CASES = [
    at_base("listed", 8, SECOM),
    at_base("listed, and hosts below it", 2, SECOM, names=["www.{base}"]),
    at_base("listed, in a zone of its own", 2, SECOM, OTHER, own_zone=True),
    at_base("listed, a wildcard asked for", 1, SECOM, 'IN CAA 0 issuewild "secomtrust.net"', names=["*.{base}"]),
    at_base("listed for each kind", 2, SECOM, 'IN CAA 0 issuewild "secomtrust.net"', SECOM_MAIL,
            'IN CAA 0 iodef "mailto:caa@{base}"'),
    at_base("listed for servers and mail", 2, SECOM, SECOM_MAIL, names=["taro.example@{base}"]),
    at_base("listed, in upper case", 1, 'IN CAA 0 issue "SecomTrust.NET"'),
    at_base("listed, a semicolon behind it", 1, 'IN CAA 0 issue "secomtrust.net;"'),
    at_base("listed, flag 1 where 128 may have been meant", 1, 'IN CAA 1 issue "secomtrust.net"'),
    at_base("listed, a parameter that nobody knows", 1, 'IN CAA 0 issue "secomtrust.net; policy=ov"'),
    at_base("listed, iodef without its mailto:", 1, SECOM, 'IN CAA 0 iodef "caa@{base}"'),
    at_base("listed twice", 1, SECOM, 'IN CAA 0 issue " secomtrust.net"'),
    at_base("listed, without quotes", 1, "IN CAA 0 issue secomtrust.net"),
    at_base("listed, the class before the TTL", 1, 'IN 7200 CAA 0 issue "secomtrust.net"'),
    at_base("listed, in the form for unknown types (RFC 3597)", 1,
            r"IN TYPE257 \# 21 000569737375657365636F6D74727573742E6E6574"),
    at_base("listed, a TTL of a week", 1, '604800 IN CAA 0 issue "secomtrust.net"'),
    Case("listed by an included file", 1, [(None, "$INCLUDE caa-secom.inc {base}.")]),

    at_base("not listed", 4, OTHER),
    at_base("not listed, two others", 2, 'IN CAA 0 issue "digicert.com"', 'IN CAA 0 issue "globalsign.com"'),
    at_base("not listed, and a wildcard asked for", 1, OTHER, names=["*.{base}"]),
    at_base("not listed, the identifier used until 2020", 3, 'IN CAA 0 issue "certs.nii.ac.jp"'),
    at_base("not listed, a typo", 1, 'IN CAA 0 issue "secom-trust.net"'),
    at_base("not listed, a typo of the last label", 1, 'IN CAA 0 issue "secomtrust.com"'),
    at_base("not listed for mail", 1, SECOM, 'IN CAA 0 issuemail "digicert.com"', names=["hanako.example@{base}"]),
    at_base("not listed for wildcards", 1, SECOM, 'IN CAA 0 issuewild "letsencrypt.org"'),

    at_base("forbidden", 2, 'IN CAA 0 issue ";"'),
    at_base("forbidden for each kind, by an empty value and by semicolons", 1, 'IN CAA 0 issue ""',
            'IN CAA 0 issuewild ";"', 'IN CAA 0 issuemail ";"'),
    at_base("forbidden for wildcards", 1, SECOM, 'IN CAA 0 issuewild ";"'),

    at_base("malformed, a trailing dot", 2, 'IN CAA 0 issue "secomtrust.net."'),
    at_base("malformed, two issuers in one value", 1, 'IN CAA 0 issue "secomtrust.net letsencrypt.org"'),
    at_base("malformed, a URL", 1, 'IN CAA 0 issue "https://www.secomtrust.net/"'),
    at_base("malformed, a semicolon behind the last parameter", 1, 'IN CAA 0 issue "secomtrust.net; policy=ov;"'),

    at_base("no restriction, only iodef", 2, 'IN CAA 0 iodef "mailto:hostmaster@{base}"'),
    at_base("no restriction, the tag misspelt", 1, 'IN CAA 0 issueemail "secomtrust.net"'),
    at_base("no restriction but for mail", 1, SECOM_MAIL),
    at_base("no restriction but for wildcards, the tag of mail misspelt", 1, 'IN CAA 0 issuewild "secomtrust.net"',
            'IN CAA 0 issumail "secomtrust.net"'),

    at_base("critical and unknown", 1, SECOM, 'IN CAA 128 security "strict"'),
    at_base("critical and unknown, a typo", 1, 'IN CAA 128 isuse "secomtrust.net"'),
    at_base("critical, a CA need not know it", 1, SECOM, 'IN CAA 128 issuevmc "digicert.com"'),
    at_base("critical contact, a CA need not know it", 1, SECOM, 'IN CAA 128 contactemail "caa@{base}"'),

    at_base("conditional on the account", 1,
            'IN CAA 0 issue "secomtrust.net; accounturi=https://acme.example/account/1024"'),
    at_base("conditional on the method", 1, 'IN CAA 0 issue "secomtrust.net; validationmethods=dns-01"'),

    Case("an alias into a CDN with a CAA record of its own", 2, [("www.{base}", "IN CNAME site.edge.cdn.example.")],
         ["www.{base}"]),
    Case("an alias to a host without CAA records", 1, [("lms.{base}", "IN CNAME lms.saas.cdn.example.")],
         ["lms.{base}"]),
    Case("the old domain redirected (DNAME)", 1, [("{old}", "IN DNAME {base}."), ("www.{base}", SECOM)],
         ["www.{old}"]),
    Case("an alias loop", 2, [("vpn.{base}", "IN CNAME gateway.{base}."), ("gateway.{base}", "IN CNAME vpn.{base}.")],
         ["vpn.{base}"]),
    Case("a wildcard owner, for names that do not exist", 1, [("*.hpc.{base}", OTHER)], ["node01.hpc.{base}"]),
    Case("a set at the top-level domain", 1, [], ["quantum.test"]),
    Case("internationalised, listed", 1, [], ["例示大学.jp"]),
    Case("internationalised, no CAA record", 1, [], ["見本高専.jp"]),
    Case("internationalised, outside the zones", 1, [], ["架空研究所.jp"]),
    Case("in full-width letters", 1, [], ["ｅｘａｍｐｌｅ９．ｊｐ"]),
    Case("a URL instead of a name", 1, [], ["https://www.{base}/"]),
    Case("an address instead of a name", 1, [], ["192.0.2.80"]),
]

# Records that belong to a zone rather than to an institution.
ZONE_RECORDS = [
    ("example8.or.jp", SECOM),
    ("example8.or.jp", SECOM_MAIL),
    ("test", SECOM),
    ("xn--fsq17ukxbwy7c.jp", SECOM),
    ("site.edge.cdn.example", 'IN CAA 0 issue "letsencrypt.org"'),
    ("site.edge.cdn.example", 'IN CAA 0 issue "pki.goog"'),
    ("site.edge.cdn.example", "IN A 198.51.100.10"),
    ("lms.saas.cdn.example", "IN A 198.51.100.20"),
]

INCLUDED = """; Included where a domain wants the UPKI certificate authority and no other.
@ IN CAA 0 issue "secomtrust.net"
"""


@dataclass
class Institution:
    name: str
    base: str
    size: int
    case: Case = None

    def fill(self, text):
        """TEXT with {base} and {old} replaced."""
        label, _, parent = self.base.partition(".")
        return text.format(base=self.base, old=f"{label}-old.{parent}")

    def contact(self):
        return f"upki-admin@{self.base}"


class Zones:
    """All zones by origin: lines in the order in which they were added, each with its owner as the file has it."""

    def __init__(self, origins):
        self.lines = {origin: [] for origin in origins}

    def origin_of(self, name):
        """The closest zone that holds NAME, or None."""
        labels = name.split(".")
        suffixes = (".".join(labels[start:]) for start in range(len(labels)))
        return next((suffix for suffix in suffixes if suffix in self.lines), None)

    def add(self, name, record):
        origin = self.origin_of(name)
        if origin is not None:
            owner = "@" if name == origin else name[:-len(origin) - 1]
            self.lines[origin].append(f"{owner:<23} {record}")

    def add_text(self, name, text):
        """A line that has no owner: a comment or a directive, in the zone of NAME."""
        self.lines[self.origin_of(name)].append(text)

    def delegate(self, name):
        """Cuts NAME off into a zone of its own."""
        for server in (1, 2):
            self.add(name, f"IN NS ns{server}.{name}.")
        for server in (1, 2):
            self.add(f"ns{server}.{name}", f"IN A 192.0.2.{server}")
        self.lines[name] = []

    def write(self, folder):
        for origin, lines in self.lines.items():
            head = [
                "; Invented, for the sample: made by make_sample.py.",
                f"$ORIGIN {origin}.",
                "$TTL 3600",
                "@                       IN SOA ns1 hostmaster 2026112201 7200 900 1209600 900",
                "                        IN NS ns1",
                "                        IN NS ns2",
                "ns1                     IN A 192.0.2.1",
                "ns2                     IN A 192.0.2.2",
            ]
            text = "\n".join(head + lines) + "\n"
            (folder / f"{origin}.zone").write_text(text, encoding="utf-8")


def make_institutions():
    sizes = [size for size, count in NAMES_PER_INSTITUTION.items() for _ in range(count)]
    RANDOM.shuffle(sizes)
    institutions = []
    taken = {}
    for kind, count, ending, zones in KINDS:
        first = taken.get(zones[0], 0)
        taken[zones[0]] = first + count
        for number in range(count):
            turn, index = divmod(first + number, len(zones))
            base = zones[index] if turn == 0 else f"{STEMS[turn - 1]}{ending}.{zones[index]}"
            width = len(str(count))
            institutions.append(Institution(f"{kind}{number + 1:0{width}}", base, sizes.pop()))
    return institutions


def give_cases(institutions):
    """Each case goes to institutions that list just the names it needs, and own no whole zone."""
    free = [one for one in institutions if one.base.endswith(".ac.jp") and one.base not in AC]
    RANDOM.shuffle(free)
    for case in CASES:
        for _ in range(case.count):
            chosen = next(one for one in free if one.size == 1 + len(case.names))
            free.remove(chosen)
            chosen.case = case


def further_names(base):
    """What an institution may list beside its domain."""
    hosts = [f"{host}.{base}" for host in "www idp mail lib lms repo g stu med cs.eng".split()]
    plain = re.sub(r"\.(ac|go|or|ed)\.jp$", ".jp", base)
    hospital = "hosp." + re.sub(r"\.(ac|go|or|ed)\.jp$", ".or.jp", base)
    return hosts + [f"*.{base}", f"taro.example@{base}", plain, hospital]


def listed_names(institution, seen):
    if institution.case:
        return [institution.base] + [institution.fill(name) for name in institution.case.names]
    unused = [name for name in further_names(institution.base) if name not in seen and name != institution.base]
    return [institution.base] + RANDOM.sample(unused, institution.size - 1)


def publish_case(zones, institution):
    zones.add_text(institution.base, f"; {institution.case.title}")
    zones.add(institution.base, f"IN MX 10 mail.{institution.base}.")
    for owner, record in institution.case.records:
        if owner:
            zones.add(institution.fill(owner), institution.fill(record))
        else:
            zones.add_text(institution.base, institution.fill(record))


def publish_hosts(zones, base, names):
    """The domain and most of its hosts: a few of them do not exist in the DNS, or no longer."""
    number = RANDOM.randrange(3, 250)
    zones.add(base, f"IN MX 10 mail.{base}.")
    zones.add(base, f"IN A 203.0.113.{number}")
    for name in names:
        if re.fullmatch(r"[a-z][a-z0-9.-]+", name) and RANDOM.random() < 0.9:
            zones.add(name, f"IN A 203.0.113.{number}")


def publish(zones, institution, names):
    """The records of an institution that lists NAMES, its domain first."""
    if institution.case and institution.case.own_zone:
        zones.delegate(institution.base)
    if institution.case and institution.case.records:
        publish_case(zones, institution)
    else:
        publish_hosts(zones, institution.base, names[1:])


def main():
    folder = HERE / "zones"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    (folder / "caa-secom.inc").write_text(INCLUDED, encoding="utf-8")

    institutions = make_institutions()
    give_cases(institutions)
    zones = Zones(AC + GO + OR + ED + JP + IDN + ["cdn.example", "test"])
    for name, record in ZONE_RECORDS:
        zones.add(name, record)
    rows = []
    seen = set()
    for institution in institutions:
        names = listed_names(institution, seen)
        seen.update(names)
        publish(zones, institution, names)
        rows += [(name, institution.name, institution.contact()) for name in names]
    zones.write(folder)

    assert len(rows) == len(seen) == 522 and len({row[1] for row in rows}) == 387
    with open(HERE / "domains.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("domain", "institution", "contact"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
