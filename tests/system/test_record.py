# SPDX-License-Identifier: Apache-2.0
"""--record and --replay: what was sent and received is a file, and the file gives the same rows.

Two worlds: the sample, signed and served by NSD, seen through Unbound and from the root down;
and a faulty resolver, for what goes wrong on the way.
"""

import os
import re
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from faulty import (
    CloseInFrame,
    Fault,
    FaultyServer,
    Rcode,
    Silence,
    Truncated,
    WrongAddressFirst,
)
from internet import ROOT, TEST, Internet, Site, sign_sites, zone_file
from program import (
    AuditTest,
    audit,
    environment,
    main,
    outcome_of,
    program,
    started_audit,
    through,
    validating,
)
from servers import Nsd, Unbound, at, free_endpoint, tool
from signed import anchor_text
from wire import caa_record

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from dnssec import REGISTRIES, sample_names, sample_zones  # noqa: E402

FROM_TAP = Path(__file__).resolve().parents[1] / "scenario" / "from_tap.py"
OURS = '0 issue "secomtrust.net"'
HASTY = ["-t", "0.3", "-r", "1"]
APEX = "$ORIGIN b.test.\n@ 300 SOA . . 1 1 1 1 1\n"
TIMES = ("elapsed_ms", "checked_at", "since")
TEN_YEARS = 320000000
TOOL_LINE = re.compile(r"^\S+ \S+ (TQ|TR) (\S+) (?:->|<-) (\S+) (UDP|TCP) \d+b (\S+)/IN/(\S+)$")


class OnceFirst(Fault):
    """The first question for each name meets `fault`, later ones do not."""

    def __init__(self, fault):
        self._fault = fault

    async def answer(self, server, channel):
        fault = self._fault if server.count(name=channel.query.name) == 1 else Fault()
        await fault.answer(server, channel)


TOLD_IN_SCENARIO = ("server", "wildcard", "smime", "caa_name", "caa", "aliases", "dnssec", "failure", "failed_name")


def as_expected(row):
    """A row of JSON as a scenario expects it: verdicts with their reasons, lists with bars, nothing that is empty."""
    said = {}
    for key in TOLD_IN_SCENARIO:
        value = row[key]
        text = "|".join(value) if isinstance(value, list) else value
        if text:
            said[key] = f"{text} {row[key + '_reason']}" if key + "_reason" in row else text
    return said


def field(number, octets):
    """A field of protobuf that holds octets."""
    return varint(number << 3 | 2) + varint(len(octets)) + octets


def varint(number):
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def without_times(row):
    return {key: value for key, value in row.items() if key not in TIMES}


def host_of(entry):
    """A scenario asks for names; that a URL means its host is known to lists."""
    return urlsplit(entry).hostname if "://" in entry else entry


class RecordTest(AuditTest):
    def setUp(self):
        super().setUp()
        self.tap = self.directory / "run.tap"

    def record(self, names, *options):
        """The outcome of a run that is recorded."""
        return self.run_on(names, "--record", self.tap, *options)

    def replay(self, names, *options, env=None):
        return self.run_on(names, "--replay", self.tap, *options, env=env)

    def run_on(self, names, *options, env=None):
        path = self.write("names.txt", "\n".join(names))
        return audit("run", "-f", "jsonl", *options, path, env=env)

    def check_pair(self, name, *options):
        """What `check` said of a name, from another recording, and what it says of it now."""
        other = self.directory / "check.tap"
        said = audit("check", *options, "--record", other, name)
        return said, audit("check", "--replay", other, name)

    def assert_replays(self, names, recorded, *options):
        """Octet for octet, and in no time, as the clock is that of the recording."""
        replayed = self.replay(names, *options)
        self.assertEqual(replayed.out, recorded.out, replayed.err)
        self.assertEqual(replayed.status, recorded.status)

    def assert_replays_otherwise(self, names, recorded, *options):
        """Where it is asked otherwise, everything but the times, and where it stands in the list."""
        wanted = {row["domain"]: without_times(row) | {"line": None} for row in recorded.rows()}
        replayed = self.replay(names, *options).rows()
        self.assertEqual([row["domain"] for row in replayed], list(names))
        for row in replayed:
            self.assertEqual(without_times(row) | {"line": None}, wanted[row["domain"]])

    def assert_becomes_scenario(self, names, recorded):
        """The same rows, against the resolver with its network in memory."""
        scenario = self.directory / "recorded.scn"
        names = list(map(host_of, names))
        text = subprocess.check_output([sys.executable, "-B", FROM_TAP, self.tap, *names])
        scenario.write_bytes(text)
        played = subprocess.run([os.environ["RUN_SCENARIOS"], "-r", scenario], capture_output=True, text=True)
        self.assertEqual(played.returncode, 0, played.stdout[-2000:] + played.stderr)
        blocks = re.split(r"^ask ", played.stdout, flags=re.MULTILINE)[1:]
        self.assertEqual(len(blocks), len(names))
        for block, row in zip(blocks, recorded.rows(), strict=True):
            name, *lines = block.split("\n")
            cells = dict(line[4:].split(" ", 1) for line in lines if line.startswith("    "))
            said = {key: cells[key] for key in TOLD_IN_SCENARIO if key in cells}
            self.assertEqual((name, said), (host_of(row["domain"]), as_expected(row)))

    def lines(self):
        """What dnstap-read prints, as (kind, from, to, transport, name, type)."""
        done = subprocess.run([tool("dnstap-read"), self.tap], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [match.groups() for match in map(TOOL_LINE.match, done.stdout.splitlines()) if match]


class Sample(RecordTest):
    """The sample, all of it signed."""

    recorded = None

    @classmethod
    def setUpClass(cls):
        zones = sample_zones()
        above = {"", "example", *(zone.origin for zone in REGISTRIES)}
        sites = [
            Site(z.origin, "", None if z.origin in above else {f"ns.{z.origin}": "campus"})
            for z in zones
        ]
        texts = {}

        def signed(address):
            texts.update(sign_sites(zones, sites, address))
            return texts

        cls.names = sample_names()
        cls.net = cls.enterClassContext(Internet(sites, real=True, zones=signed))
        files = {f"{origin}.": zone_file(origin, text) for origin, text in texts.items()}
        cls.authority = cls.enterClassContext(Nsd(files))
        cls.resolver = cls.enterClassContext(Unbound(cls.authority.endpoint, zones=list(files)))
        cls.anchor_text = anchor_text(zones[0])

    def setUp(self):
        super().setUp()
        self.anchor = self.write("anchor", self.anchor_text)

    def through_unbound(self):
        """The outcome of a run whose recording is at hand; it is made once for all tests."""
        if not Sample.recorded:
            options = validating(self.anchor, self.resolver.endpoint)
            recorded = self.record(self.names, *options, "-j", "128")
            Sample.recorded = recorded, self.tap.read_bytes()
        recorded, octets = Sample.recorded
        self.tap.write_bytes(octets)
        return recorded

    def iterating(self):
        return ["--trust-anchor", self.anchor, *self.net.options(self.directory)]

    def moved(self):
        """The recording alone, where nothing else of its making is left."""
        self.anchor.unlink()
        for path in self.directory.glob("*.hints"):
            path.unlink()

    def test_through_unbound(self):
        recorded = self.through_unbound()
        self.assertIn("secure", {row["dnssec"] for row in recorded.rows()})
        self.moved()
        for _ in range(10):
            self.assert_replays(self.names, recorded)

    def test_from_the_root_down(self):
        recorded = self.record(self.names, *self.iterating(), "-j", "128", "--every-server")
        self.assertIn("secure", {row["dnssec"] for row in recorded.rows()})
        self.moved()
        self.assert_replays(self.names, recorded)
        self.assert_replays_otherwise(self.names[::-1], recorded, "-j", "3")
        self.assert_replays_otherwise(self.names[100:110], recorded)

    def test_one_name_of_many_is_explained(self):
        self.record(self.names, *self.iterating())
        options = self.iterating()
        for name in self.names[7::97]:
            said = audit("check", *options, name)
            self.assertEqual(audit("check", "--replay", self.tap, name).out, said.out)
            self.assertEqual(self.check_pair(name, *options)[1].out, said.out)

    def test_a_recording_becomes_a_scenario(self):
        self.assert_becomes_scenario(self.names, self.through_unbound())
        few = self.names[::10]
        self.assert_becomes_scenario(few, self.record(few, *self.iterating()))

    def test_on_another_machine(self):
        """Without a network, in another time zone and language."""
        recorded = self.through_unbound()
        there = environment(TZ="Pacific/Auckland", LC_ALL="ja_JP.UTF-8", LANG="ja_JP.UTF-8")
        self.assertEqual(self.replay(self.names, env=there).out, recorded.out)
        isolated = [tool("unshare"), "-n" if os.geteuid() == 0 else "-rn", program()]
        names = self.directory / "names.txt"
        command = [*isolated, "run", "-f", "jsonl", "--replay", self.tap, names]
        done = subprocess.run(command, capture_output=True, env=environment())
        self.assertEqual(done.stdout, recorded.out, done.stderr)

    def test_dates_are_judged_at_the_time_of_the_recording(self):
        """Ten years on, by the recording's own clock, no signature is valid any more."""
        recorded = self.through_unbound()
        year = recorded.rows()[0]["checked_at"][:4]
        later = lambda found: found[1] + str(int(found[2]) + TEN_YEARS).encode()
        octets = self.tap.read_bytes()
        self.tap.write_bytes(re.sub(rb"( wall=)(\d+)", later, octets))
        replayed = self.replay(self.names)
        self.assertEqual(replayed.status, 3)
        self.assertIn("no answer can be validated", replayed.err)
        self.tap.write_bytes(octets)
        self.assertEqual(self.replay(self.names).rows()[0]["checked_at"][:4], year)

    def test_other_questions_than_were_asked(self):
        self.through_unbound()
        row = self.replay([self.names[0], "www.elsewhere.example"]).rows()[1]
        self.assertEqual((row["failure"], row["server_reason"]), ("network", "lookup-failed"))
        self.assertIn("not in the recording", row["failure_detail"])


class Places(RecordTest):
    def test_servers_are_asked_in_the_order_of_that_time(self):
        """Where one name of many is looked at, chance would choose others."""
        names = [f"n{number}.a.test" for number in range(12)]
        policy = "".join(f"n{number} CAA 0 issue \"ca-{number}\"\n" for number in range(12))
        servers = {f"ns{number}.a.test": f"host{number}" for number in range(12)}
        sites = [ROOT, TEST, Site("a.test", policy, servers)]
        with Internet(sites, {"host1": Rcode("REFUSED"), "host2": Silence()}) as net:
            options = ["--no-dnssec", *net.options(self.directory), *HASTY]
            recorded = self.record(names, *options)
        self.assertEqual({row["failure"] for row in recorded.rows()}, {None})
        self.assert_replays(names, recorded)
        for name in names:
            self.assert_replays_otherwise([name], recorded)

    def test_perspectives_that_share_a_server_and_zone_files(self):
        names = [f"n{number}.a.test" for number in range(30)]
        zone = self.write("b.zone", APEX + "www CAA 0 issue \";\"\n")
        records = [caa_record(name, '0 issue "ca.example"') for name in names[::2]]
        with FaultyServer(records) as one, FaultyServer(records[1:]) as two:
            options = ["--no-dnssec", "--perspective", f"a={at(one.endpoint)}"]
            options += ["--perspective", f"b={at(two.endpoint)},{at(one.endpoint)}"]
            options += ["--perspective", f"c={at(one.endpoint)}", "--zone", zone]
            recorded = self.record([*names, "www.b.test"], *options)
        self.assertIn("perspectives-disagree", {row["server_reason"] for row in recorded.rows()})
        self.assertEqual(recorded.rows()[-1]["server_reason"], "forbidden")
        self.assertNotIn(bytes(self.directory), self.tap.read_bytes())
        zone.unlink()
        self.assert_replays([*names, "www.b.test"], recorded)
        self.assert_replays_otherwise(names[5:9], recorded)
        self.assertEqual(self.replay(["www.b.test"]).row()["server_reason"], "forbidden")

    def test_ways_to_ipv6_addresses_are_those_of_that_time(self):
        glue = "a NS ns6.a.test.\na NS ns4.a.test.\nns6.a AAAA 100::1\nns4.a A @a"
        site = Site("a.test", f"www CAA {OURS}\n", {"ns4.a.test": "a"}, delegation=glue)
        with Internet([ROOT, TEST, site]) as net:
            options = ["--no-dnssec", *net.options(self.directory), *HASTY]
            recorded = self.record(["www.a.test"], *options)
        self.assertEqual(recorded.row()["server_reason"], "listed")
        octets = self.tap.read_bytes()
        if b" v6=1 " in octets:
            self.assertIn(b"address=01000000000000000000000000000001", octets)
        self.assert_replays(["www.a.test"], recorded)
        self.tap.write_bytes(octets.replace(b"error=1 address", b"error=0 address"))
        self.assertEqual(self.replay(["www.a.test"]).row()["server_reason"], "listed")

    def test_zone_files_alone(self):
        zone = self.write("b.zone", APEX + "*.x CAA 0 issue \";\"\n")
        recorded = self.record(["y.x.b.test", "b.test"], "--zone", zone)
        zone.unlink()
        self.assert_replays(["y.x.b.test", "b.test"], recorded)
        self.assertIn(b"option entry-timeout=60.000\n", self.tap.read_bytes())

    def test_a_zone_file_over_what_was_recorded(self):
        with FaultyServer([caa_record("a.test", '0 issue "ca.example"')]) as server:
            self.record(["www.a.test", "www.b.test"], *through(server.endpoint))
        zone = self.write("b.zone", APEX + "www CAA 0 issue \";\"\n")
        rows = self.replay(["www.a.test", "www.b.test"], "--zone", zone).rows()
        self.assertEqual([row["server_reason"] for row in rows], ["not-listed", "forbidden"])

    def test_options_are_those_of_the_recording_unless_given(self):
        with FaultyServer([caa_record("a.test", '0 issue "ca.example"')]) as server:
            options = [*through(server.endpoint), "--ca", "ca.example", "--kinds", "server", "--entry-timeout", "61.5"]
            recorded = self.record(["a.test"], *options, "--lang", "ja")
        self.assert_replays(["a.test"], recorded)
        self.assertEqual(self.replay(["a.test"]).row()["server"], "allowed")
        self.assertEqual(self.replay(["a.test"], "--ca", "other.example").row()["server"], "denied")
        self.assertIn("--entry-timeout 61.5: ", self.replay(["a.test"], "-t", "30", "--lang", "en").err)
        self.assertIn("--require-dnssec and --no-dnssec", self.replay(["a.test"], "--require-dnssec", "--lang", "en").err)


class Faults(RecordTest):
    """Silence, refusal, truncation and the rest, each at a name of its own."""

    NAMES = [f"n{number}.a.test" for number in range(128)]
    FAULTS = {
        "n3.a.test": Silence(),
        "n4.a.test": Rcode("SERVFAIL"),
        "n5.a.test": OnceFirst(Silence()),
        "n6.a.test": OnceFirst(Rcode("REFUSED")),
        "n7.a.test": Truncated(over_tcp=Fault()),
        "n8.a.test": Truncated(over_tcp=CloseInFrame()),
        "n9.a.test": Truncated(over_tcp=Silence()),
        "n10.a.test": WrongAddressFirst(),
    }

    def test_each_try_ends_as_it_did(self):
        records = [caa_record(name, f'0 issue "ca-{name}"') for name in self.NAMES[1::2]]
        dead = free_endpoint()
        with FaultyServer(records, self.FAULTS) as server:
            options = [*through(dead, server.endpoint), *HASTY, "-j", "128"]
            recorded = self.record(self.NAMES, *options)
        self.assertRegex(recorded.err, "stray datagrams? ignored")
        self.assert_becomes_scenario(self.NAMES, recorded)
        self.assert_replays(self.NAMES, recorded)
        self.assert_replays(self.NAMES, recorded)
        self.assert_replays_otherwise(self.NAMES[::-1], recorded, "-j", "2")
        for name in self.FAULTS:
            self.assert_replays_otherwise([name], recorded)
        said = self.tap.read_bytes()
        for end in (b"end=timeout", b"end=unreachable", b"end=closed"):
            self.assertIn(end, said)
        kinds = {(kind, transport) for kind, _, _, transport, _, _ in self.lines()}
        self.assertEqual(kinds, {(k, t) for k in ("TQ", "TR") for t in ("UDP", "TCP")})

    def test_without_tcp(self):
        with FaultyServer(default=Truncated(over_tcp=Fault()), tcp=False) as server:
            recorded = self.record(self.NAMES[:5], *through(server.endpoint), *HASTY)
        self.assertEqual({row["failure"] for row in recorded.rows()}, {"network"})
        self.assert_replays(self.NAMES[:5], recorded)
        self.assert_replays_otherwise(self.NAMES[2:3], recorded)


class TheFile(RecordTest):
    def ask(self, *options):
        with FaultyServer([caa_record("www.a.test", OURS)]) as self.server:
            return self.record(["www.a.test"], *through(self.server.endpoint), *options)

    def reports(self, stem, *options):
        """What a run writes in every format, without the minute in which it ended: a replay ends a moment earlier."""
        ends = ("csv", "jsonl", "html", "prom", "txt")
        paths = [self.directory / f"{stem}.{end}" for end in ends]
        outputs = [option for path in paths for option in ("-o", path)]
        audit("run", *options, *outputs, self.write("names.txt", "www.a.test\nb.test"))
        minute = {".html": rb"\b\d\d:\d\d\b"}
        return [re.sub(minute.get(path.suffix, rb"$^"), b"", path.read_bytes()) for path in paths]

    def test_every_format_is_the_same(self):
        with FaultyServer([caa_record("www.a.test", OURS)], {"b.test": Silence()}) as server:
            options = [*through(server.endpoint), *HASTY]
            recorded = self.reports("live", *options, "--record", self.tap)
        self.assertEqual(self.reports("replayed", "--replay", self.tap), recorded)

    def test_other_programs_read_it(self):
        self.ask()
        (query, reply), endpoint = self.lines(), at(self.server.endpoint).replace("@", ":")
        self.assertEqual((query[0], query[2:]), ("TQ", (endpoint, "UDP", "www.a.test", "CAA")))
        self.assertEqual((reply[0], reply[2:]), ("TR", (endpoint, "UDP", "www.a.test", "CAA")))
        self.assertRegex(query[1], r"^127\.0\.0\.1:\d+$")
        shown = subprocess.run([tool("kdig"), "-G", self.tap], capture_output=True, text=True)
        self.assertEqual(shown.returncode, 0)
        record = r'www\.a\.test\.\s+\d+\s+IN\s+CAA\s+0 issue "secomtrust\.net"'
        self.assertRegex(shown.stdout, record)

    def test_its_owner_alone_reads_it_and_nothing_personal_is_in_it(self):
        self.tap.write_bytes(b"an earlier one")
        self.tap.chmod(0o644)
        row = "www.a.test,Aoba,taro@example.jp\n"
        path = self.write("list.csv", "domain,institution,contact\n" + row)
        with FaultyServer([caa_record("www.a.test", OURS)]) as server:
            audit("run", *through(server.endpoint), "--record", self.tap, path)
        self.assertEqual(stat.S_IMODE(self.tap.stat().st_mode), 0o600)
        said = self.tap.read_bytes()
        self.assertIn(b"\1a\4test", said)
        for text in (b"an earlier one", b"Aoba", b"taro", bytes(self.directory)):
            self.assertNotIn(text, said)

    def test_it_cannot_be_written(self):
        for path in (self.directory, self.directory / "no" / "such.tap", "/dev/null"):
            self.tap = path
            outcome = self.ask()
            self.assertEqual((outcome.status, outcome.out, outcome.err.count("\n")), (3, b"", 1))
            self.assertIn(f"{path}: the recording cannot be written", outcome.err)

    def test_it_is_no_input_and_no_other_output(self):
        names = self.write("names.txt", "www.a.test")
        report = self.write("r.csv", "an earlier one")
        for path, words in ((names, "names.txt"), (report, "r.csv"), ("-", "name one")):
            options = ["--server", "127.0.0.1", "--record", path, "-o", report]
            outcome = audit("run", *options, names)
            self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
            self.assertIn(words, outcome.err)
        self.assertEqual(names.read_text(), "www.a.test")
        outcome = audit("run", "--replay", names, "-o", report, "--kinds", "server", names)
        self.assertEqual(outcome.status, 3)

    def test_nothing_is_replaced_before_a_run_can_begin(self):
        (self.directory / "x").symlink_to(".")
        zone, earlier = self.write("a.zone", "$ORIGIN a.test.\n@ 300 SOA . . 1 1 1 1 1\n"), self.write("r.csv", "an earlier one")
        names, x = self.write("names.txt", "www.a.test"), self.directory / "x" / "r.csv"
        for options in (["-o", earlier], ["-o", x], ["-o", "no/r.csv"], ["-o", "r.pdf"], ["-o", names]):
            with self.subTest(options):
                outcome = audit("run", "-z", zone, "--record", earlier, *options, names)
                self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
                self.assertEqual(earlier.read_text(), "an earlier one")
        with earlier.open("ab") as out:
            command = [program(), "check", "-z", zone, "--record", earlier, "www.a.test"]
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment(), text=True)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (3, 1), done.stderr)
        self.assertEqual(earlier.read_text(), "an earlier one")

    def test_a_full_disk(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

        with FaultyServer([caa_record("www.a.test", OURS)]) as server:
            options = [*through(server.endpoint), "--record", self.tap]
            command = [program(), "check", *options, "www.a.test"]
            how = {"capture_output": True, "text": True, "env": environment()}
            done = subprocess.run(command, preexec_fn=limit, **how)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("the recording cannot be written: File too large", done.stderr)

    def test_a_run_that_is_killed_leaves_what_was_answered(self):
        names = [f"n{number}.a.test" for number in range(40)]
        with FaultyServer(faults={names[20]: Silence()}) as server:
            command = ["run", *through(server.endpoint), "-t", "60", "--record", self.tap, "-"]
            with started_audit(*command, stdin="\n".join(names).encode()) as process:
                server.wait_for_queries(len(names) + 2)
                self.wait_for_octets(b"reply=", len(names) + 1)
                process.send_signal(signal.SIGKILL)
                process.wait()
        outcome = self.replay(names)
        self.assertIn("is cut off", outcome.err)
        failed = [row["name"] for row in outcome.rows() if row["failure"]]
        self.assertEqual(failed, [names[20]])

    def wait_for_octets(self, octets, number):
        while not self.tap.exists() or self.tap.read_bytes().count(octets) < number:
            pass

    def test_an_interrupted_run_ends_its_file(self):
        with FaultyServer(default=Silence()) as server:
            command = ["check", *through(server.endpoint), "--record", self.tap, "www.a.test"]
            with started_audit(*command) as process:
                server.wait_for_queries(1)
                process.send_signal(signal.SIGINT)
                outcome_of(process)
        self.assertIn(b"end=dropped", self.tap.read_bytes())
        self.assertNotIn("is cut off", self.replay(["www.a.test"]).err)

    def test_files_that_are_no_recordings(self):
        self.ask()
        good = self.tap.read_bytes()
        second = self.frames(good)[1]
        longer = good[: second - 4] + b"\0\x10\0\0" + good[second:]
        files = {
            "not dnstap in Frame Streams": [b"", b"domain,institution\n" * 99, good[:40]],
            "not a recording by this version": [good.replace(b"recording 1", b"recording 2")],
            "frame 1: its start cannot be read": [good.replace(b" seed=", b" sead=")],
            "frame 2: not a dnstap message": [good[:second] + b"\7" + good[second + 1 :]],
            "its description cannot be read": [good.replace(b"try=", b"try-")],
            "impossible length": [longer],
        }
        for words, contents in files.items():
            for content in contents:
                self.tap.write_bytes(content)
                outcome = self.replay(["www.a.test"])
                with self.subTest(words, size=len(content)):
                    self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
                    self.assertIn(words, outcome.err)

    def test_more_than_can_be_replayed(self):
        """Turns without end in a file that is small."""
        self.ask()
        good = self.tap.read_bytes()
        start = good[: self.frames(good)[1] - 4]
        lines = b"".join(b"turn=%d now=1\n" % number for number in range(1, 9000))
        extra = field(3, lines) + field(14, b"\x08\x0b") + b"\x78\x01"
        frame = len(extra).to_bytes(4, "big") + extra
        self.tap.write_bytes(start + frame * 120)
        outcome = self.replay(["www.a.test"])
        self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
        self.assertIn("frame 118: too many messages to replay at once", outcome.err)

    def frames(self, octets):
        """Where the frames begin, their lengths before them."""
        at = 8 + int.from_bytes(octets[4:8])
        begins = []
        while size := int.from_bytes(octets[at : at + 4]):
            begins.append(at + 4)
            at += 4 + size
        return begins

    def test_every_cut_is_read_up_to_there(self):
        recorded = self.ask()
        good = self.tap.read_bytes()
        begun = good.index(b"try=")
        for size in range(begun, len(good), 37):
            self.tap.write_bytes(good[:size])
            outcome = self.replay(["www.a.test"])
            self.assertIn(outcome.status, (0, 2), outcome.err)
            self.assertIn("is cut off", outcome.err)

    def test_no_other_file_is_read(self):
        """A recording may be anybody's: what it says of records names no file of this machine, and makes no many of one."""
        with FaultyServer([caa_record("www.a.test", OURS)]) as server:
            self.record(["www.a.test"], "-s", at(server.endpoint))
        good = self.tap.read_bytes()
        (anchor,) = re.findall(rb"(?m)^anchor [^\n]*$", good)[:1]
        other = self.write("other", ". 0 IN TXT secret\n")
        self.assertLess(len(str(other)), 60)
        for words in (f"anchor $INCLUDE {other}", f"zone a.test. $INCLUDE {other}", "zone a.test. $GENERATE 1-9 a$ 0 CAA 0 issue x",
                      "anchor $GENERATE 1-9 a$ 0 IN TYPE43 \\# 2 0000"):
            self.tap.write_bytes(good.replace(anchor, words.encode().ljust(len(anchor)), 1))
            outcome = self.replay(["www.a.test"])
            with self.subTest(words):
                self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)
                self.assertIn(": a recording contains records only, no directive", outcome.err)
                self.assertNotIn("other:", outcome.err)

    def test_no_regular_file(self):
        os.mkfifo(self.tap)
        outcome = self.replay(["www.a.test"])
        self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1))
        self.assertIn("not a regular file", outcome.err)

    def test_options_that_do_not_go_together(self):
        self.ask()
        for options in (["--record", "x"], ["--resume", "-o", "r.csv"], ["--config", os.devnull]):
            outcome = self.replay(["www.a.test"], *options)
            self.assertEqual((outcome.status, outcome.err.count("\n")), (3, 1), outcome.err)


if __name__ == "__main__":
    main()
