"""The program against resolvers and networks that fail, one way at a time."""

import dataclasses
import signal

from cases import load_cases
from faulty import (
    CloseInFrame,
    CutShort,
    DropLarge,
    FallsSilent,
    Fault,
    FaultyServer,
    FirstTimes,
    GarbageFirst,
    GrowingAlias,
    Phases,
    QuestionCase,
    RateLimit,
    Rcode,
    Referral,
    Silence,
    Slow,
    SplitFrame,
    Stale,
    StrayFrameFirst,
    Truncated,
    Unchased,
    WithoutEdns,
    WrongAddressFirst,
    WrongIdFirst,
    WrongPortFirst,
    WrongQuestionFirst,
)
from program import (
    AuditTest,
    audit,
    main,
    outcome_of,
    reasons,
    started_audit,
    through,
    verdicts,
)
from wire import TYPES, Record, caa_record, cname_record

NAME = "www.fault.test"
OURS = '0 issue "secomtrust.net"'
PATIENT = ["-t", "5", "-r", "2"]
HASTY = ["-t", "0.3", "-r", "1"]
STAYING = ["-t", "0.5", "-r", "100"]  # through any pause, also where the machine is busy
LONGEST_CHAIN = 16


def ask(servers, names, *options):
    """One run over `names` through these resolvers; the outcome, with JSON rows."""
    endpoints = [server.endpoint for server in servers]
    arguments = ["run", *through(*endpoints), "-f", "jsonl", *options, "-"]
    return audit(*arguments, stdin="\n".join(names).encode())


def many_names(number, parent):
    """Names below one parent, each with a policy of its own, so that a mix-up shows."""
    names = [f"n{count}.{parent}" for count in range(number)]
    return {name: caa_record(name, f'0 issue "ca-{name}"') for name in names}


def alias_chain(length):
    """`length` aliases from NAME on; behind the last stands a policy."""
    hops = [NAME, *(f"hop{count}.fault.test" for count in range(1, length + 1))]
    aliases = [cname_record(alias, target) for alias, target in zip(hops, hops[1:])]
    return [*aliases, caa_record(hops[-1], OURS)]


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


class Answers(FaultTest):
    def test_silence_is_a_timeout_and_no_reason_for_tcp(self):
        self.assert_failed(self.judge(Silence(), *HASTY), "timeout")
        self.assertEqual(self.server.count(transport="tcp"), 0)

    def test_silence_once(self):
        self.assert_allowed(self.judge(FirstTimes(1, Silence()), *HASTY))

    def test_servfail_with_an_extended_error(self):
        row = self.judge(Rcode("SERVFAIL", extended_error=22))
        self.assert_failed(row, "servfail", "SERVFAIL", "22", "No Reachable Authority")

    def test_servfail_once(self):
        self.assert_allowed(self.judge(FirstTimes(1, Rcode("SERVFAIL"))))

    def test_refused(self):
        self.assert_failed(self.judge(Rcode("REFUSED")), "refused", "REFUSED")

    def test_notimp(self):
        self.assert_failed(self.judge(Rcode("NOTIMP")), "notimp", "NOTIMP")

    def test_formerr(self):
        self.assert_failed(self.judge(Rcode("FORMERR")), "formerr", "FORMERR")

    def test_yxdomain(self):
        self.assert_failed(self.judge(Rcode("YXDOMAIN")), "other-rcode", "YXDOMAIN")

    def test_formerr_to_edns_is_asked_again_without(self):
        self.assert_allowed(self.judge(WithoutEdns("FORMERR", repeats_opt=False)))
        self.assertGreater(self.server.count(name=NAME, edns=False), 0)

    def test_badvers_to_edns_is_asked_again_without(self):
        self.assert_allowed(self.judge(WithoutEdns("BADVERS", repeats_opt=True)))
        self.assertGreater(self.server.count(name=NAME, edns=False), 0)

    def test_answer_that_is_cut_short(self):
        self.assert_failed(self.judge(CutShort(), *HASTY), "bad-response")
        self.assert_allowed(self.judge(FirstTimes(1, CutShort())))

    def test_upward_referral(self):
        self.assert_failed(self.judge(Referral("")), "lame")

    def test_self_referral(self):
        self.assert_failed(self.judge(Referral("fault.test")), "lame")

    def test_stale_answer_counts_and_is_noted(self):
        row = self.judge(Stale())
        self.assert_allowed(row)
        self.assertIn("stale-answer", row["notes"])

    def test_question_repeated_in_another_letter_case(self):
        for change in (bytes.lower, bytes.upper):
            with self.subTest(change=change.__name__):
                self.assert_allowed(self.judge(QuestionCase(change)))

    def test_slow_answer(self):
        row = self.judge(Slow(0.4))
        self.assert_allowed(row)
        self.assertGreaterEqual(row["elapsed_ms"], 400)

    def test_rdata_that_is_no_caa(self):
        broken = {"empty": b"", "one octet": b"\0", "tag overruns": b"\0\x09issue"}
        for what, rdata in broken.items():
            with self.subTest(what):
                records = [Record(NAME, TYPES["CAA"], rdata), caa_record(NAME, OURS)]
                self.assert_failed(self.judge(Fault(), records=records), "bad-response")

    def test_alias_loop_in_one_answer(self):
        loop = [cname_record(NAME, "l.fault.test"), cname_record("l.fault.test", NAME)]
        self.assert_failed(self.judge(Fault(), records=loop), "alias-loop")

    def test_alias_chain_of_the_longest_length(self):
        row = self.judge(Fault(), records=alias_chain(LONGEST_CHAIN))
        self.assert_allowed(row)
        self.assertEqual((row["caa_name"], len(row["aliases"])), (NAME, LONGEST_CHAIN))

    def test_alias_chain_that_is_too_long(self):
        row = self.judge(Fault(), records=alias_chain(LONGEST_CHAIN + 1))
        self.assert_failed(row, "alias-too-long")

    def test_alias_chain_handed_out_one_by_one(self):
        for length, allowed in ((LONGEST_CHAIN, True), (LONGEST_CHAIN + 1, False)):
            with self.subTest(length=length):
                records = alias_chain(length)
                with FaultyServer(records, default=Unchased()) as self.server:
                    row = ask([self.server], [NAME], *PATIENT).row()
                if allowed:
                    self.assert_allowed(row)
                else:  # put together from many answers: no one server is to be named
                    self.assertEqual((row["failure"], row["failed_name"]), ("alias-too-long", NAME), row)


class Intruders(FaultTest):
    """What arrives before the true answer must not be believed, nor end the wait for it."""

    def check(self, intruder):
        self.assert_allowed(self.judge(intruder))
        self.assertEqual(self.server.count(name=NAME), 1)

    def test_wrong_id(self):
        self.check(WrongIdFirst())

    def test_wrong_question(self):
        self.check(WrongQuestionFirst())

    def test_wrong_source_port(self):
        self.check(WrongPortFirst())

    def test_wrong_source_address(self):
        self.check(WrongAddressFirst())

    def test_garbage(self):
        self.check(GarbageFirst())


class OverTcp(FaultTest):
    def test_truncation(self):
        self.assert_allowed(self.judge(Truncated(Fault())))

    def test_truncation_where_tcp_is_refused(self):
        self.assert_failed(self.judge(Truncated(Fault()), tcp=False), "network", "TCP")

    def test_truncation_where_tcp_hangs(self):
        self.assert_failed(self.judge(Truncated(Silence()), *HASTY), "timeout", "TCP")

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


class Retries(FaultTest):
    def check(self, retries, expected):
        row = self.judge(Silence(), "-t", "0.2", "-r", str(retries))
        self.assert_failed(row, "timeout")
        self.assertEqual(self.server.count(name=NAME), expected)

    def test_one_retry_is_always_made(self):
        self.check(0, expected=2)

    def test_one_retry(self):
        self.check(1, expected=2)

    def test_three_retries(self):
        self.check(3, expected=4)

    def test_servfail_is_retried_too(self):
        self.assert_failed(self.judge(Rcode("SERVFAIL"), "-r", "0"), "servfail")
        self.assertEqual(self.server.count(name=NAME), 2)


class SeveralServers(FaultTest):
    def check(self, dead, records, good):
        """Every name is answered although the first server is dead."""
        outcome = ask([dead, good], list(records), "-t", "0.5", "-r", "2", "-j", "20")
        self.assert_own_policies(outcome, records)

    def assert_own_policies(self, outcome, records):
        found = {row["name"]: row["caa"] for row in outcome.rows()}
        self.assertEqual(found, {name: [f'0 issue "ca-{name}"'] for name in records}, outcome.err)

    def test_a_silent_server_is_remembered(self):
        records = many_names(400, "fault.test")
        with FaultyServer(default=Silence()) as dead, FaultyServer(records.values()) as good:
            self.check(dead, records, good)
            self.assertLess(dead.count(), 100)

    def test_a_server_that_refuses_connections(self):
        records = many_names(400, "fault.test")
        with FaultyServer(records.values()) as good:
            self.check(FaultyServer(), records, good)

    def test_a_lame_server(self):
        records = [caa_record(NAME, OURS)]
        with FaultyServer(default=Referral("")) as lame, FaultyServer(records) as good:
            self.assert_allowed(ask([lame, good], [NAME], *PATIENT).row())

    def test_no_server_at_all(self):
        self.server = FaultyServer()
        self.assert_failed(ask([self.server], [NAME], *HASTY).row(), "network", "refused")

    def test_resolver_that_dies_and_comes_back(self):
        records = many_names(300, "fault.test")
        dying = Phases((100, Fault()), (None, Silence()))
        with FaultyServer(records.values(), default=dying) as server:
            options = ["-f", "jsonl", *STAYING, "-j", "40", "-"]
            entries = "\n".join(records).encode()
            with started_audit("run", *through(server.endpoint), *options, stdin=entries) as run:
                server.wait_for_queries(110)
                server.stop()
                server.default = Fault()
                server.start()
                self.assert_own_policies(outcome_of(run), records)

    def test_resolver_that_falls_silent_for_a_while(self):
        records = many_names(300, "fault.test")
        pause = Phases((100, Fault()), (150, Silence()), (None, Fault()))
        with FaultyServer(records.values(), default=pause) as server:
            outcome = ask([server], records, *STAYING, "-j", "40")
            self.assert_own_policies(outcome, records)


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

    def test_verbose_shows_each_question(self):
        with FaultyServer([caa_record("fault.test", OURS)]) as server:
            outcome = ask([server], [NAME], "-v", *PATIENT)
        for name in (NAME, "fault.test"):
            (line,) = [line for line in outcome.err.splitlines() if f"CAA {name}:" in line]
            self.assertIn(server.endpoint[0], line)

    def test_a_name_that_stands_twice_is_asked_once(self):
        with FaultyServer([caa_record(NAME, OURS)]) as server:
            rows = ask([server], [NAME] * 50, *PATIENT).rows()
        self.assertEqual((len(rows), server.count(name=NAME)), (50, 1))

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

    def test_a_struggling_server_gets_fewer_questions_at_once_and_more_later(self):
        # all by the server's log: how many came while it was silent, how many were open later
        window, least, timeout, silence = 64, 8, 0.5, 3
        names = [f"n{count}.pace.test" for count in range(1500)]
        pace = FallsSilent(400, silence, Slow(0.02))
        with FaultyServer(default=pace) as server:
            options = ["-j", str(window), "-t", str(timeout), "-r", "9"]
            outcome = ask([server], names, *options)
        self.assertEqual(outcome.status, 0, outcome.err)
        during = len(pace.silent_ones(server))
        rounds = silence / timeout
        self.assertLess(during, window + 2 * least * rounds)
        self.assertGreater(most_open(server.queries[400 + during :]), least)


def most_open(queries):
    """How many of these were open at once: each came in, and its answer left, when the log says so."""
    events = [(query.arrived, 1) for query in queries]
    events += [(query.answered, -1) for query in queries if query.answered]
    crowd = most = 0
    for _, change in sorted(events):
        crowd += change
        most = max(most, crowd)
    return most


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


@dataclasses.dataclass(frozen=True)
class Play:
    """How a case is played: faults by name, as the case writes names, the fault of all
    other names, and what is to fail where; nothing, unless said."""

    faults: dict
    default: Fault = Fault()
    failure: str | None = None
    at: str | None = None


SERVFAIL = Rcode("SERVFAIL")
PLAYS = {
    "t17": Play({"@": Silence()}),
    "a15": Play({}, failure="alias-loop", at="l1"),
    "a21": Play({}, Unchased(), "alias-too-long", "h1"),
    "a23": Play({}, GrowingAlias(), "alias-too-long", "a.d"),
    "a27": Play({"cn": Unchased()}),
    "p65": Play({}, failure="bad-response", at="@"),
    "d01": Play({"www": SERVFAIL}, failure="servfail", at="www"),
    "d03": Play({"www": SERVFAIL}, failure="servfail", at="www"),
    "d05": Play({"tld-d05.": SERVFAIL}, failure="servfail", at="tld-d05."),
    "d07": Play({"www": Rcode("NOTIMP")}, failure="notimp", at="www"),
    "d09": Play({"www": Silence()}, failure="timeout", at="www"),
    "d11": Play({"www": FirstTimes(1, Silence())}),
    "d15": Play({"www": Referral("")}, failure="lame", at="www"),
    "d17": Play({"big": Truncated(Fault())}),
    "d19": Play({}, WithoutEdns("FORMERR", repeats_opt=False)),
    "d21": Play({}, DropLarge(1232)),
    "d23": Play({"sub": Rcode("NXDOMAIN")}),
    "d25": Play({"www": WrongIdFirst()}),
    "d27": Play({"@": SERVFAIL}, failure="servfail", at="@"),
    "d29": Play({"res": SERVFAIL}, failure="servfail", at="res"),
    "d31": Play({}, QuestionCase(bytes.lower)),
    "d33": Play({}, RateLimit()),
    "d37": Play({}, Rcode("REFUSED"), "refused", "www"),
    "d39": Play({"www": Stale()}),
    "d41": Play({"www": Truncated(Silence())}, failure="timeout", at="www"),
    "d43": Play({"www": Slow(3.0)}),
}


class PlayedCases(FaultTest):
    """Conformance cases in which the resolver, or what it shows of others, goes wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = {case.id: case for case in load_cases()}

    def test_each(self):
        for identifier, play in PLAYS.items():
            case = self.cases[identifier]
            with self.subTest(case=case.id, records=case.zone_records[:200], note=case.note):
                self.check(case, play)

    def check(self, case, play):
        named = {case.absolute(name): fault for name, fault in play.faults.items()}
        with FaultyServer(records_of(case), named, play.default) as server:
            timeout = "5" if case.id == "d43" else "1"
            row = ask([server], [case.list_entry()], "-t", timeout, "-r", "1").row()
        self.assertEqual((verdicts(row), reasons(row)), (case.verdicts, case.reasons), row)
        failed_name = play.at and case.absolute(play.at)
        self.assertEqual((row["failure"], row["failed_name"]), (play.failure, failed_name), row)

    def test_a_denied_parent_does_not_hide_the_child(self):
        """d23 again, with the wrong NXDOMAIN of the parent in the cache first."""
        case = self.cases["d23"]
        parent = case.absolute("sub")
        with FaultyServer(records_of(case), {parent: Rcode("NXDOMAIN")}) as server:
            rows = ask([server], [parent, case.list_entry()], "-j", "1", *PATIENT).rows()
        self.assertEqual(reasons(rows[0]), ["no-caa"] * 3)
        self.assertEqual((verdicts(rows[1]), reasons(rows[1])), (case.verdicts, case.reasons))

    def test_a_dead_parent_is_not_waited_for(self):
        """t17 again: the set of the child decides at once, however patient the run is."""
        case = self.cases["t17"]
        with FaultyServer(records_of(case), {case.origin: Silence()}) as server:
            row = ask([server], [case.list_entry()], "-t", "30").row()
        self.assertEqual(verdicts(row), case.verdicts)
        self.assertLess(row["elapsed_ms"], 30_000)


def records_of(case):
    """The records that a question for CAA can meet in a resolver that chases no DNAME."""
    met = ("CAA", "TYPE257", "CNAME")
    return [line.as_record() for line in case.lines() if line.type in met]


if __name__ == "__main__":
    main()
