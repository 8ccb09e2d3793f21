# SPDX-License-Identifier: Apache-2.0
"""The program on real sockets, against a server that goes wrong: what the system and the wire have a part in.

What a resolver makes of silence, errors and nonsense is played without sockets, in tests/scenario.
"""

import re
import signal

from faulty import (
    CloseInFrame,
    Fault,
    FaultyServer,
    GarbageFirst,
    Phases,
    Rcode,
    Silence,
    SplitFrame,
    StrayFrameFirst,
    Truncated,
    WrongAddressFirst,
    WrongPortFirst,
)
from program import AuditTest, audit, main, outcome_of, reasons, started_audit, through, verdicts
from servers import at
from wire import caa_record

NAME = "www.fault.test"
OURS = '0 issue "secomtrust.net"'
PATIENT = ["-t", "5", "-r", "2"]
HASTY = ["-t", "0.3", "-r", "1"]


def ask(servers, names, *options):
    """One run over `names` through these resolvers; the outcome, with JSON rows."""
    endpoints = [server.endpoint for server in servers]
    arguments = ["run", *through(*endpoints), "-f", "jsonl", *options, "-"]
    return audit(*arguments, stdin="\n".join(names).encode())


def many_names(number, parent):
    """Names below one parent, each with a policy of its own, so that a mix-up shows."""
    names = [f"n{count}.{parent}" for count in range(number)]
    return {name: caa_record(name, f'0 issue "ca-{name}"') for name in names}


class FaultTest(AuditTest):
    def judge(self, fault, *options, records=(caa_record(NAME, OURS),), tcp=True):
        """The row of NAME, asked through a resolver whose answers for it meet `fault`."""
        with FaultyServer(records, {NAME: fault}, tcp=tcp) as self.server:
            return ask([self.server], [NAME], *(options or PATIENT)).row()

    def assert_allowed(self, row):
        found = (verdicts(row), reasons(row), row["caa"], row["failure"])
        listed = ["listed", "listed", "no-restriction"]
        self.assertEqual(found, (["allowed"] * 3, listed, [OURS], None), row)

    def assert_failed(self, row, failure, *words):
        """The lookup of NAME failed, and the detail names the server and says each of `words`."""
        self.assertEqual((verdicts(row), reasons(row)), (["unknown"] * 3, ["lookup-failed"] * 3))
        self.assertEqual((row["failure"], row["failed_name"]), (failure, NAME), row)
        for word in words:
            self.assertIn(word.lower(), row["failure_detail"].lower())
        self.assertIn(self.server.endpoint[0], row["failure_detail"])


class OverUdp(FaultTest):
    def test_silence_is_a_timeout_and_no_reason_for_tcp(self):
        self.assert_failed(self.judge(Silence(), *HASTY), "timeout")
        self.assertEqual(self.server.count(transport="tcp"), 0)

    def test_what_comes_from_elsewhere_is_not_believed(self):
        """It arrives before the true answer, and does not end the wait for that."""
        for intruder in (WrongPortFirst(), WrongAddressFirst(), GarbageFirst()):
            with self.subTest(type(intruder).__name__):
                self.assert_allowed(self.judge(intruder))
                self.assertEqual(self.server.count(name=NAME), 1)

    def test_no_server_at_all(self):
        server = FaultyServer()
        outcome = ask([server], [NAME], *HASTY)
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        said = rf"no server has answered: \d+ tries at {re.escape(at(server.endpoint))}: Connection refused\. .*"
        self.assertRegex(outcome.err, rf"\Acaa-audit: {said}\n\Z")

    def test_what_zone_files_answer_needs_no_server(self):
        """What is above such names is asked for, too, and decides nothing."""
        zone = self.write("zone", f'$ORIGIN fault.test.\n@ 300 SOA ns h 1 2 3 4 5\n@ 300 CAA {OURS}\nwww 300 A 192.0.2.1\na 300 CNAME a\n')
        for names in ([NAME], [NAME, "x.y.fault.test", "z.y.fault.test"]):
            outcome = ask([FaultyServer()], names, *HASTY, "-z", zone)
            self.assertEqual((outcome.status, [row["caa"] for row in outcome.rows()]), (0, [[OURS]] * len(names)), outcome.err)
        outcome = ask([FaultyServer()], ["a.fault.test", NAME], *HASTY, "-z", zone)
        self.assertEqual([row["failure"] for row in outcome.rows()], ["alias-loop", None], outcome.err)
        outcome = ask([FaultyServer()], [NAME, "www.other.test"], *HASTY, "-z", zone)
        self.assertEqual((outcome.status, outcome.out), (3, b""), outcome.err)

    def test_a_server_that_refuses_connections(self):
        """Every name is answered although nobody listens at the first server."""
        records = many_names(400, "fault.test")
        with FaultyServer(records.values()) as good:
            outcome = ask([FaultyServer(), good], list(records), "-t", "0.5", "-r", "2", "-j", "20")
        found = {row["name"]: row["caa"] for row in outcome.rows()}
        self.assertEqual(found, {name: [f'0 issue "ca-{name}"'] for name in records}, outcome.err)


class OverTcp(FaultTest):
    def test_truncation(self):
        self.assert_allowed(self.judge(Truncated(Fault())))

    def test_truncation_where_tcp_is_refused(self):
        self.assert_failed(self.judge(Truncated(Fault()), tcp=False), "network", "TCP")

    def test_frame_in_many_pieces(self):
        self.assert_allowed(self.judge(Truncated(SplitFrame())))

    def test_two_frames_in_one_write(self):
        self.assert_allowed(self.judge(Truncated(StrayFrameFirst())))

    def test_close_in_frame_and_good_on_the_next_connection(self):
        fault = Phases((2, Truncated(CloseInFrame())), (None, Truncated(Fault())))
        self.assert_allowed(self.judge(fault))

    def test_a_thousand_and_one_records(self):
        texts = [OURS, *(f'0 t{count} "test"' for count in range(1000))]
        for fault in (Fault(), Truncated(SplitFrame())):
            with self.subTest(type(fault).__name__):
                row = self.judge(fault, records=[caa_record(NAME, text) for text in texts])
                self.assertEqual(verdicts(row), ["allowed"] * 3)
                self.assertEqual(sorted(row["caa"]), sorted(texts))


class Economy(FaultTest):
    """How many questions are asked, from where, and how many at once."""

    def test_parents_are_asked_once_and_the_summary_counts_right(self):
        names = [f"n{count}.shared.test" for count in range(300)]
        with FaultyServer() as server:
            outcome = ask([server], names, *PATIENT)
        self.assertEqual(outcome.status, 0, outcome.err)
        for name, times in (("shared.test", 1), ("test", 1), ("", 0)):
            self.assertEqual(server.count(name=name), times, name)
        self.assertEqual(server.count(), len(names) + 2)
        self.assertRegex(outcome.err, rf"queries: {server.count()} sent\b")

    def test_the_summary_counts_what_the_server_saw(self):
        names = [f"{word}.fault.test" for word in ("good", "silent", "cut", "noisy")]
        records = [caa_record(name, OURS) for name in names]
        faults = dict(zip(names[1:], (Silence(), Truncated(Fault()), GarbageFirst())))
        with FaultyServer(records, faults) as server:
            outcome = ask([server], names, *HASTY)
            queries = list(server.queries)
        self.assertEqual([row["server"] for row in outcome.rows()], ["allowed", "unknown", "allowed", "allowed"])
        counts = re.search(r"queries: (\d+) sent \((\d+) again, (\d+) over TCP\), (\d+) timeouts, (\d+) stray", outcome.err)
        silent = sum(query.answered is None for query in queries)
        over_tcp = sum(query.transport == "tcp" for query in queries)
        self.assertEqual(silent, 3)  # two tries, and one more before the row is written
        strays = 3
        self.assertEqual(tuple(map(int, counts.groups())), (len(queries), 1, over_tcp, silent, strays))

    def test_verbose_shows_each_question(self):
        with FaultyServer([caa_record("fault.test", OURS)]) as server:
            outcome = ask([server], [NAME], "-v", *PATIENT)
        for name in (NAME, "fault.test"):
            (line,) = [line for line in outcome.err.splitlines() if f"CAA {name}:" in line]
            self.assertIn(server.endpoint[0], line)

    def test_ports_and_ids_vary(self):
        names = [f"n{count}.shared.test" for count in range(500)]
        with FaultyServer() as server:
            ask([server], names, *PATIENT)
        ports = {query.source[1] for query in server.queries}
        identifiers = [query.question.id for query in server.queries]
        steps = {(later - earlier) % 65536 for earlier, later in zip(identifiers, identifiers[1:])}
        self.assertGreaterEqual(len(ports), 5)
        self.assertGreater(len(set(identifiers)), 450)
        self.assertGreater(len(steps), 400)


class NobodyAnswers(FaultTest):
    """Nothing was learnt about any name, so nothing is reported, and nothing replaced."""

    def setUp(self):
        super().setUp()
        server = FaultyServer(default=Silence())
        self.server = self.enterContext(server)
        self.options = [*through(server.endpoint), *HASTY]
        self.earlier = {name: self.write(name, "earlier") for name in ("r.csv", "r.jsonl", "r.prom")}

    def run_audit(self, names, *options):
        outputs = [option for path in self.earlier.values() for option in ("-o", path)]
        stdin = "".join(f"{name}\n" for name in names).encode()
        return audit("run", *self.options, *outputs, *options, "-", stdin=stdin)

    def assert_nothing_done(self, outcome):
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertRegex(outcome.err, r"\Acaa-audit: no server has answered: .*no answer in time\. .*\n\Z")
        self.assertIn(at(self.server.endpoint), outcome.err)
        self.assertEqual({path.read_text() for path in self.earlier.values()}, {"earlier"})

    def test_reports_and_metrics_are_as_they_were(self):
        for names in (["a.fault.test"], ["x..y", *(f"n{count}.fault.test" for count in range(256))]):
            self.assert_nothing_done(self.run_audit(names, "-q"))
            self.assertEqual({path.name for path in self.directory.iterdir()}, set(self.earlier))

    def test_a_baseline_is_not_read_as_changed(self):
        known = audit("run", "--zone", self.zone(), "-f", "jsonl", "-", stdin=NAME.encode()).out
        baseline = self.write("before.jsonl", known)
        self.assert_nothing_done(self.run_audit([NAME], "-q", "--baseline", baseline))

    def test_a_plugin_says_unknown(self):
        outcome = audit("run", *self.options, "-f", "nagios", "-", stdin=NAME.encode())
        self.assertEqual(outcome.status, 3)
        self.assertRegex(outcome.out.decode(), r"\ACAA UNKNOWN - no server has answered: .*\n\Z")

    def test_check_says_so_in_one_line(self):
        self.assert_nothing_done(audit("check", *self.options, NAME, "other.fault.test"))

    def test_rows_of_an_earlier_run_are_kept(self):
        report = self.directory / "r.jsonl"
        self.earlier = {"r.jsonl": report}
        before = audit("run", "--zone", self.zone(), "-f", "jsonl", "-", stdin=NAME.encode()).out
        partial = self.write(".r.jsonl.partial", before)
        self.assert_nothing_done(self.run_audit([NAME, "other.fault.test"], "-q", "--resume"))
        self.assertEqual(partial.read_bytes(), before)

    def zone(self):
        records = ["$ORIGIN fault.test.", "@ 60 IN SOA a a 1 1 1 1 60", "@ 60 IN NS a", f"www 60 IN CAA {OURS}"]
        return self.write("fault.test", "".join(f"{record}\n" for record in records))

    def test_where_no_question_is_needed_all_is_well(self):
        options = ["--zone", self.zone()]
        outcome = audit("run", *self.options, *options, "-f", "jsonl", "-", stdin=f"x..y\n{NAME}\n".encode())
        self.assertEqual((outcome.status, len(outcome.rows())), (2, 2), outcome.err)
        self.assertEqual(self.server.count(), 0)

    def test_a_refusal_is_an_answer(self):
        self.server.default = Rcode("REFUSED")
        outcome = audit("run", *self.options, "-f", "jsonl", "-", stdin=NAME.encode())
        self.assertEqual((outcome.status, outcome.row()["failure"]), (2, "refused"), outcome.err)


class Interruption(FaultTest):
    def check(self, stop_signal):
        earlier = self.write("report.csv", "an earlier report\n")
        names = "\n".join(f"n{count}.fault.test" for count in range(200)).encode()
        stuck = Phases((50, Fault()), (None, Silence()))
        with FaultyServer(default=stuck) as server:
            options = [*through(server.endpoint), "-t", "60", "-o", earlier, "-"]
            with started_audit("run", *options, stdin=names) as run:
                server.wait_for_queries(60)
                run.send_signal(stop_signal)
                outcome = outcome_of(run)
        self.assertEqual(outcome.status, 3, outcome.err)
        self.assertEqual(earlier.read_text(), "an earlier report\n")
        self.assertIn("interrupted after ", outcome.err)
        names = {path.name for path in self.directory.iterdir()}
        self.assertLessEqual(names, {"report.csv", ".report.csv.partial"})

    def test_interrupt(self):
        self.check(signal.SIGINT)

    def test_terminate(self):
        self.check(signal.SIGTERM)


if __name__ == "__main__":
    main()
