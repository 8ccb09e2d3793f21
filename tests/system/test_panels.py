# SPDX-License-Identifier: Apache-2.0
"""The forms in which a record is shown for name servers, panels and tools, read by others.

Random sets, full of what could break out of quotes, and the texts of tests/data/attacks.tsv,
stand in a zone in other hands, so that the advice repeats them in a set of one's own.  Each form that `check` and the page
show is read by a reader that is not ours: zone lines by NSD, ldns and BIND, commands by
a shell, JSON by Python.  All forms of a record must mean the same flags, tag and value;
and what a panel is not shown must be what it could not express.
"""

import argparse
import json
import os
import random
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from cases import zone_apex
from program import PATIENCE, AuditTest, audit, main, zone_options
from servers import Named, at, tool
from test_attacks import ATTACKS, octets_of
from wire import caa_rdata, generic_rdata

SEED = 20261123
NAMES = 150
ZONE, ELSEWHERE = "univ.test", "cdn.test"
NASTY = "\"\\'`$;&|<>(){}[]#!~*?@=%, -\t\n\r\0\x1b\x7f\xe9aZ09./"
PAYLOADS = [
    b"x'; touch broken; '",
    b'x"); process.exit(1); ("',
    b'x"}},{"type":"A","data":{"',
    b"$(touch broken)",
    b"`touch broken`",
    b"\\",
    b"x\\",
    b"@/etc/passwd",
    b"x=@/etc/passwd",
    b"x; account=@y",
    b"--flags",
    b"-",
    b"",
    b" ",
    b"</code></details><script>alert(1)</script>",
    b"\xe3\x82\xa2",
    b"x\n0 issue \"y\"",
    b"letsencrypt.org; validationmethods=dns-01",
]
TAGS = [b"issue"] * 4 + [b"issuewild", b"issuemail", b"iodef", b"ISSUE", b"x", b"is-sue", b"a b", b"'"]
FLAGS = [0, 0, 0, 0, 128, 1, 129]
DNSCONTROL_TAGS = {
    b"issue", b"issuewild", b"issuemail", b"iodef", b"contactemail", b"contactphone", b"issuevmc",
}  # fmt: skip
JS_STRING = r'"(?:[^"\\]|\\["\\])*"'
DNSCONTROL = re.compile(rf"CAA\(({JS_STRING}), ({JS_STRING}), ({JS_STRING})(, CAA_CRITICAL)?\)")
ZONE_LINE = re.compile(r"(\S+)\.\s+\d+\s+IN\s+(?:CAA|TYPE257)\s+(.+)")
PANELS = {
    "Route 53:": "route53",
    "Route 53, change": "batch",
    "Cloudflare": "cloudflare",
    "Azure": "azure",
    "dnscontrol": "dnscontrol",
    "nsupdate": "nsupdate",
    "Windows": "windows",
    "Google": "gcloud",
    "Terraform": "terraform",
}


@dataclass(frozen=True, order=True)
class Meaning:
    """What a form says: whose record it is, and its RDATA."""

    owner: str
    flags: int
    tag: bytes
    value: bytes

    @property
    def plain(self):
        """A tag of letters and digits, a value of visible ASCII."""
        return bool(re.fullmatch(rb"[A-Za-z0-9]+", self.tag) and re.fullmatch(rb"[ -~]*", self.value))

    def fits(self, panel):
        if not self.plain:
            return False
        if panel == "route53":
            return not re.search(rb'["\\]', self.value)
        if panel == "azure":
            return not re.match(rb"@|[^=]*=@", self.value)
        if panel == "dnscontrol":
            return self.tag in DNSCONTROL_TAGS and self.flags in (0, 128)
        return True


def meaning_of(owner, rdata):
    return Meaning(owner, rdata[0], rdata[2 : 2 + rdata[1]], rdata[2 + rdata[1] :])


def meaning_of_line(line):
    owner, rdata = ZONE_LINE.fullmatch(line).groups()
    return meaning_of(owner, caa_rdata(rdata))


def random_rdata(chance):
    tag = chance.choice(TAGS)
    if chance.random() < 0.4:
        value = chance.choice(PAYLOADS)
    else:
        value = "".join(chance.choices(NASTY, k=chance.randint(0, 12))).encode("latin-1")
    return bytes([chance.choice(FLAGS), len(tag)]) + tag + value


def attacking_rdata(text):
    """Where it names a CA, and where the advice repeats it without its critical bit."""
    return {b"\0\5issue" + octets_of(text), b"\x80\1x" + octets_of(text)}


def with_owners(text):
    """The lines of a zone as NSD prints it, whose owners are relative, or those of the line before."""
    origin = owner = ""
    for line in text.splitlines():
        if line.startswith("$ORIGIN"):
            origin = line.split()[1]
            continue
        given, _, rest = line.partition("\t")
        if rest and not given.endswith("."):
            owner = f"{given}.{origin}" if given else owner
            line = f"{owner}\t{rest}"
        yield line


# ---- readers of forms: each takes text, and knows nothing of how it was written ----


def read_route53(owner, text):
    flags, tag, value = re.fullmatch(r'(\d+) ([A-Za-z0-9]+) "([^"\\]*)"', text).groups()
    return Meaning(owner, int(flags), tag.encode(), value.encode())


def read_cloudflare(owner, text):
    record = json.loads(text)
    assert record.keys() == {"type", "name", "ttl", "data"} and record["type"] == "CAA", text
    data = record["data"]
    assert data.keys() == {"flags", "tag", "value"}, text
    return Meaning(record["name"], data["flags"], data["tag"].encode(), data["value"].encode())


def read_nsupdate(_owner, text):
    owner, rdata = re.fullmatch(r"update (?:add (\S+)\. \d+|delete (\S+)\.) IN CAA (.+)", text).group(1, 2), text.partition(" IN CAA ")[2]
    return meaning_of(owner[0] or owner[1], caa_rdata(rdata))


def read_windows(_owner, text):
    zone, name, octets = re.match(
        r"(?:Add|Get)-DnsServerResourceRecord -ZoneName '([\w.*-]+)' -Name '([\w.*@-]+)' .*?'([0-9a-f]+)'", text
    ).groups()
    return meaning_of(zone if name == "@" else f"{name}.{zone}", bytes.fromhex(octets))


def read_dnscontrol(owner, text):
    label, tag, value, critical = DNSCONTROL.fullmatch(text).groups()
    label, tag, value = map(json.loads, (label, tag, value))
    return Meaning(absolute(label, ZONE), 128 if critical else 0, tag.encode(), value.encode())


def absolute(label, zone):
    return zone if label == "@" else f"{label}.{zone}"


def arguments_of(command):
    """The words that a shell makes of a command, by running it with a harmless `az` or `gcloud`."""
    subprocess.run(["sh", "-n", "-c", command], check=True, timeout=PATIENCE)
    script = f"{command.partition(' ')[0]}() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            ["sh", "-c", script], check=True, capture_output=True, timeout=PATIENCE, cwd=place
        )
        assert not done.stderr and not os.listdir(place), (command, done.stderr)
    return done.stdout.decode().split("\0")[:-1]


def read_azure(owner, text):
    parser = argparse.ArgumentParser(exit_on_error=False, allow_abbrev=False)
    parser.add_argument("words", nargs=5)
    for option in ("resource-group", "zone-name", "record-set-name", "flags", "tag", "value"):
        parser.add_argument(f"--{option}", required=True)
    given = parser.parse_args(arguments_of(text))
    assert given.words[:4] == ["network", "dns", "record-set", "caa"], text
    assert given.words[4] in ("add-record", "remove-record"), text
    name = absolute(given.record_set_name, given.zone_name)
    return Meaning(name, int(given.flags), given.tag.encode(), given.value.encode())


def read_gcloud(text):
    """Whether it is for a set that is there, and the set; gcloud takes a list apart at commas."""
    parser = argparse.ArgumentParser(exit_on_error=False, allow_abbrev=False)
    parser.add_argument("words", nargs=4)
    for option in ("zone", "type", "ttl", "rrdatas"):
        parser.add_argument(f"--{option}", required=True)
    given = parser.parse_args(arguments_of(text))
    assert given.words[:2] == ["dns", "record-sets"] and given.words[2] in ("create", "update") and given.type == "CAA", text
    owner = given.words[3].removesuffix(".")
    return given.words[2] == "update", [read_route53(owner, value) for value in given.rrdatas.split(",")]


def read_terraform(text):
    """The set, of strings that are templates of nothing."""
    (resource,) = json.loads(text)["resource"]["aws_route53_record"].values()
    assert resource.keys() == {"zone_id", "name", "type", "ttl", "records"} and resource["type"] == "CAA", text
    values = [re.sub(r"([$%])\1\{|[$%]\{", lambda found: found[1] + "{", value) for value in resource["records"]]
    return [read_route53(resource["name"], value) for value in values]


READERS = {
    "route53": read_route53,
    "cloudflare": read_cloudflare,
    "azure": read_azure,
    "dnscontrol": read_dnscontrol,
    "nsupdate": read_nsupdate,
    "windows": read_windows,
}


# ---- what is shown ----


def explained(text):
    """By name: `zone`, the lines to add and remove, and the forms by panel, from `check`."""
    shown = {}
    for block in re.split(r"\n(?=(?:www\.)?n\d+\.univ\.test\n)", "\n" + text)[1:]:
        name, *lines = block.split("\n")
        records, _, panels = block.partition("\nThe same for DNS panels and tools\n")
        found = {"zone": re.findall(r"^  (\S+\. \d+ IN (?:CAA|TYPE257) .*)$", records, re.MULTILINE)}
        panel = None
        for line in panels.split("\n"):
            titles = [word for start, word in PANELS.items() if line.startswith(f"  {start}")]
            panel = titles[0] if titles else panel
            form = re.match(r'    (\d+ \w+ ".*|\{".*|az .*|CAA\(.*|update .*|Add-Dns.*|Get-Dns.*|gcloud .*)', line)
            if form:
                found.setdefault(panel, []).append(form[1])
        shown[name] = found
    return shown


class Page(HTMLParser):
    """By entry: the forms in its `details`."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.tags, self.entry, self.within = {}, set(), None, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.within = tag
        if tag == "code":
            self.forms[self.entry].append("")

    def handle_data(self, data):
        if self.within == "h3":
            self.entry = data.strip()
            self.forms[self.entry] = []
        elif self.within == "code":
            self.forms[self.entry][-1] += data

    def handle_endtag(self, tag):
        self.within = None


class Forms(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(SEED)
        own, others = zone_apex(ZONE), zone_apex(ELSEWHERE)
        sets = [{random_rdata(chance) for _ in range(chance.randint(1, 4))} for _ in range(NAMES)]
        sets += [attacking_rdata(text) for text in ATTACKS for _ in range(2)]
        for number, rdatas in enumerate(sets):
            rdatas |= {b'\0\5issueca.example'}
            lines = [f"n{number} 60 IN TYPE257 {generic_rdata(rdata)}\n" for rdata in sorted(rdatas)]
            if number % 2:
                own += f"n{number} 60 IN CNAME n{number}.{ELSEWHERE}.\n"
                others += "".join(lines)
            else:
                own += "".join(lines)
        cls.zones = {f"{ZONE}.": own, f"{ELSEWHERE}.": others}
        cls.names = [f"{'www.' * (number % 2)}n{number}.{ZONE}" for number in range(len(sets))]

        with tempfile.TemporaryDirectory() as place:
            cls.look([*zone_options(place, cls.zones), "-k", "server"])

    @classmethod
    def look(cls, options):
        """What is shown of all names, which the tests only read."""
        entries = "\n".join(cls.names).encode()
        outcome = audit("run", *options, "-q", "-f", "jsonl", "-", stdin=entries)
        cls.rows = {row["name"]: row for row in outcome.rows()}
        cls.changed = {name: row for name, row in cls.rows.items() if row["add"] or row["remove"]}
        cls.shown = explained(audit("check", *options, *cls.names).out.decode())
        page = audit("run", *options, "-q", "-f", "html", "-", stdin=entries)
        cls.page = Page(page.out.decode())

    def test_enough_is_tried(self):
        self.assertGreater(len(self.changed), NAMES / 2)
        counts = Counter(panel for name in self.changed for panel in self.shown[name])
        for panel in (*READERS, "batch", "gcloud", "terraform"):
            self.assertGreater(counts[panel], NAMES / 20, counts)

    def test_every_form_means_the_same(self):
        for name, row in self.changed.items():
            expected = Counter(map(meaning_of_line, row["add"] + row["remove"]))
            zone = self.shown[name]["zone"]
            added = Counter(map(meaning_of_line, row["add"]))
            with self.subTest(name=name, row=row):
                self.assertEqual(Counter(map(meaning_of_line, zone)), expected + added)
            for panel, read in READERS.items():
                with self.subTest(name=name, panel=panel, row=row):
                    owner = next(iter(expected)).owner
                    forms = self.shown[name].get(panel, [])
                    means = Counter(read(owner, form) for form in forms)
                    fitting = {meaning: n for meaning, n in expected.items() if meaning.fits(panel)}
                    self.assertEqual(means, fitting)
                    self.check_direction(row, panel, forms)

    def check_direction(self, row, panel, forms):
        if panel == "azure":
            removals = [form for form in forms if " remove-record " in form]
            fitting = [m for m in map(meaning_of_line, row["remove"]) if m.fits(panel)]
            self.assertEqual(len(removals), len(fitting))

    def sets(self):
        """For each name whose records change: the owner of its set, and the set before and after."""
        for name, row in self.changed.items():
            owner = meaning_of_line((row["add"] or row["remove"])[0]).owner
            before = set() if row["aliases"] else {meaning_of(owner, caa_rdata(text)) for text in row["caa"]}
            after = before - set(map(meaning_of_line, row["remove"])) | set(map(meaning_of_line, row["add"]))
            with self.subTest(name=name, row=row):
                yield owner, before, after, self.shown[name]

    def test_the_change_batch_is_the_whole_set(self):
        for owner, _, after, shown in self.sets():
            batches = shown.get("batch", [])
            self.assertEqual(len(batches), all(meaning.fits("route53") for meaning in after))
            for batch in batches:
                (change,) = json.loads(batch)["Changes"]
                records = change["ResourceRecordSet"]
                self.assertEqual((change["Action"], records["Type"]), ("UPSERT", "CAA"))
                self.assertEqual(records["Name"], f"{owner}.")
                values = [record["Value"] for record in records["ResourceRecords"]]
                self.assertEqual({read_route53(owner, value) for value in values}, after)
                self.assertEqual(len(values), len(after))

    def test_gcloud_is_given_the_whole_set(self):
        for _, before, after, shown in self.sets():
            whole = all(meaning.fits("route53") and b"," not in meaning.value for meaning in after)
            self.assertEqual(len(shown.get("gcloud", [])), whole)
            for form in shown.get("gcloud", []):
                exists, values = read_gcloud(form)
                self.assertEqual((exists, Counter(values)), (bool(before), Counter(after)), form)

    def test_terraform_is_given_the_whole_set(self):
        for _, _, after, shown in self.sets():
            self.assertEqual(len(shown.get("terraform", [])), all(meaning.fits("route53") for meaning in after))
            for form in shown.get("terraform", []):
                self.assertEqual(Counter(read_terraform(form)), Counter(after), form)

    def test_the_page_shows_the_same(self):
        self.assertNotIn("img", self.page.tags)
        for name, row in self.changed.items():
            generic = [line for line in self.page.forms[name] if " IN TYPE257 \\# " in line]
            shown = [form for panel in READERS for form in self.shown[name].get(panel, [])]
            with self.subTest(name=name):
                self.assertEqual(Counter(self.page.forms[name]), Counter(generic + shown))
                added = map(meaning_of_line, row["add"])
                self.assertEqual(Counter(map(meaning_of_line, generic)), Counter(added))

    # ---- nsupdate ----

    def test_what_nsupdate_is_told_is_there_afterwards(self):
        """BIND's own tool, and BIND: the records are as advised, and every name is allowed."""
        sets = {
            "other": ['0 issue "ca.example"'],
            "critical": ['128 x "y"', '0 issue "ca.example; a=b"'],
            "quotes": ['0 iodef "a\\"b;c\'d"', '128 x "$(e) \\\\ {f}"', '0 issue ";"'],
        }
        visible = [text for text in ATTACKS if re.fullmatch("[ -~]*", text)]  # others have no form for nsupdate
        attacked = {f"a{number}": list(map(generic_rdata, attacking_rdata(text))) for number, text in enumerate(visible)}
        own = zone_apex(ZONE) + "".join(f"{name} 60 IN CAA {rdata}\n" for name in sets for rdata in sets[name])
        own += "".join(f"{name} 60 IN TYPE257 {rdata}\n" for name in attacked for rdata in attacked[name])
        with Named({"test.": zone_apex("test") + "ns 60 IN A 127.0.0.1\n", f"{ZONE}.": own}) as server:
            options = ["--server", at(server.endpoint), "--no-dnssec", "-k", "server"]
            names = [f"{name}.{ZONE}" for name in [*sets, *attacked]]
            shown = audit("check", *options, *names).out.decode()
            forms = re.findall(r"^    (update .*)$", shown, re.MULTILINE)
            self.assertEqual(len(forms), 1 + 3 + 3 + 3 * len(visible))
            address, port = server.endpoint
            script = "".join(f"{line}\n" for line in (f"server {address} {port}", *forms, "send"))
            done = subprocess.run([tool("nsupdate")], input=script, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            entries = "\n".join(names).encode()
            outcome = audit("run", *options, "-q", "-f", "jsonl", "-", stdin=entries)
            for row in outcome.rows():
                self.assertEqual((row["server"], row["server_reason"]), ("allowed", "listed"))
            self.assertEqual(outcome.rows()[0]["caa"], ['0 issue "ca.example"', '0 issue "secomtrust.net"'])
            self.assertIn('0 x "$(e) \\\\ {f}"', outcome.rows()[2]["caa"])
            for row, text in zip(outcome.rows()[3:], visible, strict=True):
                expected = {b"\0\5issue" + octets_of(text), b"\0\1x" + octets_of(text), b"\0\5issuesecomtrust.net"}
                self.assertEqual(set(map(caa_rdata, row["caa"])), expected)

    # ---- zone lines ----

    def lines(self, generic):
        """The zone lines to add, or the form of RFC 3597 for the same records."""
        lines = [line for name in self.changed for line in self.shown[name]["zone"]]
        added = {line for row in self.changed.values() for line in row["add"]}
        return [line for line in lines if (" IN TYPE257 \\# " in line if generic else line in added)]

    def read_back(self, lines, command, with_origin=True):
        text = zone_apex(ZONE) + "".join(f"{line}\n" for line in dict.fromkeys(lines))
        path = str(self.write("forms.zone", text))
        name, *options = command
        arguments = [ZONE, path] if with_origin else [path]
        done = subprocess.run(
            [tool(name), *options, *arguments], capture_output=True, text=True, timeout=PATIENCE
        )
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        return {meaning_of_line(line) for line in with_owners(done.stdout) if ZONE_LINE.fullmatch(line)}

    def check_reader(self, command, holds, with_origin=True):
        for generic in (False, True):
            lines = [line for line in self.lines(generic) if holds(meaning_of_line(line))]
            with self.subTest(generic=generic):
                self.assertGreater(len(lines), NAMES / 2)
                got = self.read_back(lines, command, with_origin)
                self.assertEqual(got, set(map(meaning_of_line, lines)))

    def test_nsd_reads_the_lines(self):
        """NSD 4.6 reads tags in lower case; the form of RFC 3597 helps with others."""
        self.check_reader(["nsd-checkzone", "-p"], lambda meaning: meaning.tag.islower())

    def test_nsd_reads_the_generic_form_of_all(self):
        lines = self.lines(generic=True)
        got = self.read_back(lines, ["nsd-checkzone", "-p"])
        self.assertEqual(got, set(map(meaning_of_line, lines)))

    def test_ldns_reads_the_lines(self):
        """ldns 1.8.3 loses empty values, and the text of odd tags."""
        self.check_reader(["ldns-read-zone"], lambda meaning: meaning.value and meaning.plain, with_origin=False)

    def test_bind_reads_the_lines(self):
        """BIND holds no tag with characters that a tag must not have, in whatever form."""
        command = ["named-checkzone", "-q", "-i", "none", "-k", "ignore", "-D", "-o", "-"]
        self.check_reader(command, lambda meaning: re.fullmatch(rb"[A-Za-z0-9]+", meaning.tag))


if __name__ == "__main__":
    main()
