"""--iterate: the program walks a small internet from its root down.

The conformance cases and what is signed are served by real NSDs.  What goes wrong on the
way is played, a short test for each of the ways that Unbound's tests of its iterator know.
"""

import functools
import re

from breakers import damaged, nobody, records, with_wrong_digest
from cases import ZoneLine, load_cases, zones_of
from faulty import Fault, Rcode, Silence, Slow, Truncated, WithoutEdns
from internet import (
    NUMBERS,
    ROOT,
    TEST,
    Instead,
    Internet,
    Site,
    most_at_once,
    sign_sites,
)
from program import AuditTest, audit, main, reasons, verdicts
from relay import question
from signed import NSEC3, Signing, Zone, anchor_text
from test_cases import list_of, playable_cases
from test_faults import PLAYS

HASTY = ["-t", "0.3", "-r", "1"]
STAYING = ["-t", "0.3", "-r", "5"]
PATIENT = ["-t", "5", "-r", "2"]
OURS = '0 issue "secomtrust.net"'
FORGED = '0 issue "forged.example"'
POLICY = f"www CAA {OURS}\n"
FORGER = Instead(answer=f"www.a.test. CAA {FORGED}\nwww.b.test. CAA {FORGED}", authoritative=True)
LONGEST_CHAIN = 16
WINDOW = 16
MOST_QUESTIONS = 110
QUERY = re.compile(r"query \S+ (?:udp|tcp) (\w+) (\S+):")


# ---- the conformance cases ----


APEX_LINE = re.compile(r".* IN (?:SOA ns\.test\. .*|NS ns\.test\.)\n")
NS_ADDRESS = "ns.test. 300 IN A 127.0.0.1\n"


def site_of(origin, text):
    """A zone of the cases at the host of its kind; all have their server's name in cases.test."""
    if not origin:
        return Site("", text)
    host = {"test": "test", "cases.test": "cases"}.get(origin, host_of(origin))
    return Site(origin, text, {f"ns-{host}.cases.test": host} if "cases" in origin else None)


def host_of(origin):
    """The zones of the cases are at one host, the zones cut off below them at another."""
    return "leaf" if origin.count(".") == 2 else "cut"


def sites_of(cases, as_text=ZoneLine.as_generic):
    zones = zones_of(cases, as_text) | {"cases.test.": ""}
    for origin, text in zones.items():
        text = APEX_LINE.sub("", text).replace(NS_ADDRESS, "")
        yield site_of(origin.rstrip("."), text)


class ConformanceCases(AuditTest):
    def test_all_that_need_no_misbehaviour(self):
        cases = playable_cases()
        with Internet(list(sites_of(cases)), real=True) as net:
            options = ["--no-dnssec", *net.options(self.directory), "-f", "jsonl", "-"]
            outcome = audit("run", *options, stdin=list_of(cases))
        self.assertEqual(outcome.status, 1, outcome.err)
        for case, row in zip(cases, outcome.rows(), strict=True):
            with self.subTest(case=case.id, records=case.zone_records, note=case.note):
                expected = (case.id, case.verdicts, case.reasons)
                self.assertEqual((row["input"]["case"], verdicts(row), reasons(row)), expected)


def played_line(line):
    return f"{line.owner}. {line.type} {line.rdata}\n"


class PlayedCases(AuditTest):
    """The cases in which a server goes wrong, here that of the case's own zone."""

    def test_each(self):
        cases = {case.id: case for case in load_cases()}
        for identifier, play in PLAYS.items():
            case = cases[identifier]
            with self.subTest(case=case.id, records=case.zone_records[:200], note=case.note):
                self.check(case, play)

    def hosts_of(self, play):
        """Those of the case's zones, and of a top-level domain that goes wrong."""
        return ["leaf", "cut", *(name[:-1] for name in play.faults if name.endswith("."))]

    def check(self, case, play):
        rules = [(question(case.absolute(name)), fault) for name, fault in play.faults.items()]
        rules.append((lambda asked: True, play.default))
        sites = list(sites_of([case], played_line))
        sites += [Site(name[:-1]) for name in play.faults if name.endswith(".")]
        with Internet(sites, dict.fromkeys(self.hosts_of(play), rules)) as net:
            timeout = "5" if case.id == "d43" else "1"
            options = ["--no-dnssec", "-t", timeout, "-r", "1"]
            row = net.audit(self.directory, [case.list_entry()], *options).row()
        self.assertEqual((verdicts(row), reasons(row)), (case.verdicts, case.reasons), row)
        failed_name = play.at and case.absolute(play.at)
        self.assertEqual((row["failure"], row["failed_name"]), (play.failure, failed_name), row)


# ---- scenarios ----


class IterateTest(AuditTest):
    def walk(self, sites, *names, faults=None, options=HASTY, root=ROOT):
        """The rows of `names` in an internet of the root, test and these sites."""
        with Internet([root, TEST, *sites], faults) as self.net:
            self.outcome = self.net.audit(self.directory, names, "--no-dnssec", *options)
        return self.outcome.rows()

    def walk_to(self, sites, name="www.a.test", **how):
        (row,) = self.walk(sites, name, **how)
        return row

    def assert_found(self, row, policy=OURS):
        self.assertEqual((row["caa"], row["failure"]), ([policy], None), row)

    def assert_no_caa(self, row):
        self.assertEqual((reasons(row), row["failure"]), (["no-caa"] * 3, None), row)

    def assert_failed(self, row, failure, name="www.a.test"):
        self.assertEqual((verdicts(row), reasons(row)), (["unknown"] * 3, ["lookup-failed"] * 3))
        self.assertEqual((row["failure"], row["failed_name"]), (failure, name), row)

    def asked(self):
        """The questions of a run with -v, as pairs of type and name."""
        return QUERY.findall(self.outcome.err)


class Healthy(IterateTest):
    """Real servers, each with its own zones, and every way in which an answer may lie elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sites = [
            ROOT,
            TEST,
            Site("a.test", POLICY + f"dep.ent CAA {OURS}\n*.wild CAA {OURS}\n"),
            Site("b.test", "www CNAME www.a.test.\nold DNAME new.c.test.\n"),
            Site("c.test", f"@ CAA {FORGED}\nhost.new CAA {OURS}\n"),
            Site("one.c.test", POLICY, {"ns.one.c.test": "c.test"}),
            Site("child.c.test", "bare TXT nothing\n"),
            Site("6.test"),
            Site("5.6.test", "", {"ns.5.6.test": "a.test"}),
            Site("4.5.6.test", "", {"ns.4.5.6.test": "b.test"}),
            Site("3.4.5.6.test", "", {"ns.3.4.5.6.test": "a.test"}),
            Site("2.3.4.5.6.test", "", {"ns.2.3.4.5.6.test": "b.test"}),
            Site("1.2.3.4.5.6.test", f"@ CAA {OURS}\n"),
        ]
        cls.net = cls.enterClassContext(Internet(cls.sites, real=True))

    def row(self, name):
        self.outcome = self.net.audit(self.directory, [name], "--no-dnssec", "-v", *PATIENT)
        return self.outcome.row()

    def test_a_zone_cut_at_every_label(self):
        self.assert_found(self.row("1.2.3.4.5.6.test"))
        self.assert_found(self.row("www.1.2.3.4.5.6.test"))

    def test_parent_and_child_on_one_server(self):
        row = self.row("www.one.c.test")
        self.assert_found(row)
        self.assertEqual(row["caa_name"], "www.one.c.test")

    def test_a_wildcard(self):
        self.assert_found(self.row("any.wild.a.test"))

    def test_an_empty_non_terminal(self):
        self.assert_found(self.row("dep.ent.a.test"))
        self.assert_no_caa(self.row("ent.a.test"))

    def test_an_alias_into_another_zone(self):
        row = self.row("www.b.test")
        self.assert_found(row)
        self.assertEqual((row["caa_name"], row["aliases"]), ("www.b.test", ["www.a.test"]))

    def test_a_dname_into_another_zone(self):
        row = self.row("host.old.b.test")
        self.assert_found(row)
        self.assertEqual(row["aliases"], ["host.new.c.test"])

    def test_a_name_that_is_not_there_below_a_parent_with_caa(self):
        row = self.row("www.child.c.test")
        self.assert_found(row, FORGED)
        self.assertEqual(row["caa_name"], "c.test")

    def test_a_top_level_domain_that_is_not_there(self):
        self.assert_no_caa(self.row("www.nothing"))


class Delegations(IterateTest):
    def test_without_glue(self):
        a = Site("a.test", POLICY, {"host.b.test": "a"})
        self.assert_found(self.walk_to([a, Site("b.test")]))

    def test_without_glue_three_times(self):
        sites = [
            Site("a.test", POLICY, {"host.b.test": "a"}),
            Site("b.test", "", {"host.c.test": "b"}),
            Site("c.test", "", {"host.d.test": "c"}),
            Site("d.test"),
        ]
        self.assert_found(self.walk_to(sites))

    def test_glue_of_another_zone_is_not_believed(self):
        """The servers of test have no standing to say where a name in other is."""
        poison = "a NS ns.other.\nns.other. A @evil\n"
        sites = [Site("a.test", POLICY, {"ns.other": "a"}, delegation=poison)]
        sites.append(Site("other", servers={"ns0.other": "other"}))
        self.assert_found(self.walk_to(sites, faults={"evil": FORGER}))
        self.assertEqual(self.net.count("evil"), 0)

    def test_a_circle_of_two(self):
        sites = [Site("a.test", POLICY, {"ns.b.test": "a"}), Site("b.test", "", {"ns.a.test": "b"})]
        self.check_circle(sites)

    def test_a_circle_of_three(self):
        sites = [
            Site("a.test", POLICY, {"ns.b.test": "a"}),
            Site("b.test", "", {"ns.c.test": "b"}),
            Site("c.test", "", {"ns.a.test": "c"}),
        ]
        self.check_circle(sites)

    def test_a_circle_of_one(self):
        self.check_circle([Site("a.test", POLICY, delegation="a NS ns.a.test.")])

    def check_circle(self, sites):
        names = [f"www.{site.origin}" for site in sites]
        rows = self.walk(sites, *names, options=PATIENT)
        for name, row in zip(names, rows, strict=True):
            self.assert_failed(row, "lame", name)
            self.assertLess(row["elapsed_ms"], 2000)
        self.assertLess(self.net.count(), 20)

    def test_a_circle_with_a_way_out(self):
        sites = [
            Site("a.test", POLICY, {"ns.b.test": "a", "ns2.c.test": "a"}),
            Site("b.test", POLICY, {"ns.a.test": "b"}),
            Site("c.test"),
        ]
        for row in self.walk(sites, "www.a.test", "www.b.test"):
            self.assert_found(row)

    def test_a_server_whose_name_is_an_alias(self):
        """RFC 2181 10.3 forbids it; Unbound follows it all the same, and so do CAs that use it."""
        a = Site("a.test", POLICY, {"real.b.test": "a"}, delegation="a NS alias.b.test.")
        self.assert_found(self.walk_to([a, Site("b.test", "alias CNAME real\n")]))

    def test_a_server_whose_name_does_not_exist(self):
        row = self.walk_to([Site("a.test", POLICY, {"gone.b.test": None}), Site("b.test")])
        self.assert_failed(row, "lame")

    def test_ipv6_glue_that_leads_nowhere_beside_ipv4(self):
        glue = "a NS ns6.a.test.\na NS ns4.a.test.\nns6.a AAAA 100::1\nns4.a A @a"
        site = Site("a.test", POLICY, {"ns4.a.test": "a"}, delegation=glue)
        self.assert_found(self.walk_to([site]))

    def test_ipv6_glue_only_for_a_server_that_has_an_ipv4_address(self):
        """The glue is not all that there is to know of a server in another zone."""
        glue = "a NS host.b.test.\nhost.b AAAA 100::1\n"
        sites = [Site("a.test", POLICY, {"host.b.test": "a"}, delegation=glue), Site("b.test")]
        self.assert_found(self.walk_to(sites))

    def test_the_delegation_counts_not_what_the_zone_says_of_its_servers(self):
        glue = "a NS ns.a.test.\nns.a A @a\n"
        servers = {"ns.a.test": "a", "dead.a.test": "dead"}
        site = Site("a.test", f"@ CAA {OURS}", servers, delegation=glue)
        names = [f"n{number}.a.test" for number in range(20)]
        for row in self.walk([site], *names, faults={"dead": Silence()}):
            self.assert_found(row)
        self.assertEqual(self.net.count("dead"), 0)

    def test_a_root_server_that_is_dead(self):
        root = Site("", servers={"ns1.root": "dead", "ns2.root": "root"})
        for fault in (None, Silence()):
            row = self.walk_to([Site("a.test", POLICY)], faults={"dead": fault}, root=root)
            self.assert_found(row)

    def test_every_root_server_is_dead(self):
        row = self.walk_to([Site("a.test", POLICY)], faults={"root": Silence()})
        self.assert_failed(row, "timeout")

    def test_stale_glue_for_a_server_that_has_moved(self):
        glue = "a NS host.b.test.\nhost.b A @gone\n"
        sites = [Site("a.test", POLICY, {"host.b.test": "a"}, delegation=glue), Site("b.test")]
        self.assert_found(self.walk_to(sites, faults={"gone": None}))

    def test_forty_servers(self):
        servers = {f"ns{number}.a.test": f"h{number % 4}" for number in range(40)}
        self.assert_found(self.walk_to([Site("a.test", POLICY, servers)]))
        self.assertLess(self.net.count(), 10)

    def test_forty_servers_without_glue(self):
        servers = {f"ns{number}.b.test": f"h{number % 4}" for number in range(40)}
        self.assert_found(self.walk_to([Site("a.test", POLICY, servers), Site("b.test")]))
        self.assertLess(self.net.count(), 20)

    def test_every_server_is_dead(self):
        servers = {f"ns{number}.a.test": f"h{number}" for number in range(20)}
        faults = {host: Silence() for host in servers.values()}
        row = self.walk_to([Site("a.test", POLICY, servers)], faults=faults)
        self.assert_failed(row, "timeout")
        self.assertLess(self.net.count(*servers.values()), 40)


class Lame(IterateTest):
    """Servers that refer to where an answer cannot be."""

    def check(self, referral, sites=()):
        site = Site("a.test", POLICY)
        row = self.walk_to([site, *sites], faults={"a.test": Instead(authority=referral)})
        self.assert_failed(row, "lame")

    def test_a_referral_to_itself(self):
        self.check("a.test. NS ns.a.test.")

    def test_a_referral_to_the_root(self):
        self.check(". NS ns.root.")

    def test_a_referral_to_the_zone_above(self):
        self.check("test. NS ns.test.")

    def test_a_referral_to_a_sibling(self):
        self.check("b.test. NS ns.b.test.", [Site("b.test", POLICY)])

    def test_a_referral_aside_from_the_name(self):
        self.check("sub.a.test. NS ns.sub.a.test.")

    def test_a_referral_back_from_below(self):
        sites = [Site("a.test"), Site("sub.a.test", POLICY)]
        back = Instead(authority="a.test. NS ns.a.test.")
        row = self.walk_to(sites, "www.sub.a.test", faults={"sub.a.test": back})
        self.assert_failed(row, "lame", "www.sub.a.test")
        self.assertLess(self.net.count("a.test"), 5)

    def test_a_referral_to_a_sibling_teaches_nothing_of_it(self):
        """Its glue leads to a forger; the sibling's own policy is found all the same."""
        poison = Instead(authority="b.test. NS ns.b.test.", additional="ns.b.test. A @evil")
        rows = self.walk(
            [Site("a.test"), Site("b.test", POLICY)],
            "www.a.test",
            "www.b.test",
            faults={"a.test": poison, "evil": FORGER},
            options=[*HASTY, "-j", "1"],
        )
        self.assert_failed(rows[0], "lame")
        self.assert_found(rows[1])
        self.assertEqual(self.net.count("evil"), 0)

    def test_a_server_that_does_not_hold_the_zone(self):
        row = self.walk_to([Site("a.test", POLICY, {"ns.a.test": "a"}, lame=("a",))])
        self.assert_failed(row, "refused")

    def test_one_of_two_does_not_hold_the_zone(self):
        servers = {"ns1.a.test": "a", "ns2.a.test": "lame"}
        for _ in range(3):
            self.assert_found(self.walk_to([Site("a.test", POLICY, servers, lame=("lame",))]))

    def test_the_answer_of_a_resolver_is_not_the_zones_own(self):
        fault = Instead(f"www.a.test. CAA {FORGED}", recursion=True)
        self.assert_failed(self.walk_to([Site("a.test")], faults={"a.test": fault}), "lame")


class Minimisation(IterateTest):
    """RFC 9156: a server that does not bear to be asked for an empty non-terminal."""

    def check(self, fault):
        site = Site("a.test", f"www.ent CAA {OURS}")
        faults = {"a.test": [(question("ent.a.test"), fault)]}
        self.assert_found(self.walk_to([site], "www.ent.a.test", faults=faults))

    def test_name_error(self):
        self.check(Rcode("NXDOMAIN"))

    def test_refused(self):
        self.check(Rcode("REFUSED"))

    def test_not_implemented(self):
        self.check(Rcode("NOTIMP"))

    def test_servfail(self):
        self.check(Rcode("SERVFAIL"))

    def test_silence(self):
        self.check(Silence())

    def test_the_servers_above_do_not_learn_the_name(self):
        self.assert_found(self.walk_to([Site("a.test", POLICY)]))
        for host in ("root", "test"):
            self.assertEqual(self.net.count(host, name="www.a.test"), 0)

    def test_a_name_of_many_labels_takes_two_questions_for_each(self):
        """One that looks for a zone cut, and one for the policy there; not the square of them."""
        name = ".".join("x" * 100) + ".a.test"
        site = Site("a.test", f"@ CAA {OURS}")
        row = self.walk_to([site], name, options=PATIENT)
        self.assert_found(row)
        self.assertLess(self.net.count(), 2 * 100 + 15)


class Answers(IterateTest):
    def check_only_caa(self, fault, failure):
        faults = {"a.test": [(lambda asked: asked.type == NUMBERS["CAA"], fault)]}
        self.assert_failed(self.walk_to([Site("a.test", POLICY)], faults=faults), failure)

    def test_servfail_for_caa_only(self):
        self.check_only_caa(Rcode("SERVFAIL"), "servfail")

    def test_refused_for_caa_only(self):
        self.check_only_caa(Rcode("REFUSED"), "refused")

    def test_not_implemented_for_caa_only(self):
        self.check_only_caa(Rcode("NOTIMP"), "notimp")

    def test_silence_for_caa_only(self):
        self.check_only_caa(Silence(), "timeout")

    def test_truncation(self):
        row = self.walk_to([Site("a.test", POLICY)], faults={"a.test": Truncated(Fault())})
        self.assert_found(row)
        self.assertGreater(self.net.count("a.test", transport="tcp"), 0)

    def test_a_truncated_referral(self):
        row = self.walk_to([Site("a.test", POLICY)], faults={"test": Truncated(Fault())})
        self.assert_found(row)
        self.assertGreater(self.net.count("test", transport="tcp"), 0)

    def test_formerr_to_edns(self):
        self.check_plain(WithoutEdns("FORMERR", repeats_opt=False))

    def test_notimp_to_edns(self):
        self.check_plain(WithoutEdns("NOTIMP", repeats_opt=False))

    def check_plain(self, fault):
        row = self.walk_to([Site("a.test", POLICY)], faults={"a.test": fault})
        self.assert_found(row)
        self.assertGreater(self.net.count("a.test", edns=False), 0)

    def test_records_that_do_not_belong(self):
        """Those of other owners in the answer are neither the name's, nor kept for theirs."""
        answer = f"www.a.test. CAA {OURS}\nwww.b.test. CAA {FORGED}\nb.test. CAA {FORGED}\n"
        more = Instead(answer, additional=f"www.b.test. CAA {FORGED}", authoritative=True)
        rows = self.walk(
            [Site("a.test"), Site("b.test", POLICY)],
            "www.a.test",
            "www.b.test",
            faults={"a.test": [(question("www.a.test"), more)]},
            options=[*HASTY, "-j", "1"],
        )
        for row in rows:
            self.assert_found(row)

    def test_an_alias_and_what_its_target_is_said_to_hold(self):
        """The servers of a.test have no standing to say what b.test holds."""
        answer = f"www.a.test. CNAME www.b.test.\nwww.b.test. CAA {FORGED}\n"
        forged = Instead(answer, authoritative=True)
        sites = [Site("a.test"), Site("b.test", POLICY)]
        faults = {"a.test": [(question("www.a.test"), forged)]}
        self.assert_found(self.walk_to(sites, faults=faults))

    def test_an_alias_chain_of_the_longest_length_across_zones(self):
        self.assert_found(self.walk_to(self.chain(LONGEST_CHAIN), "h0.a.test"))

    def test_an_alias_chain_that_is_too_long_across_zones(self):
        row = self.walk_to(self.chain(LONGEST_CHAIN + 1), "h0.a.test")
        self.assert_failed(row, "alias-too-long", "h0.a.test")

    def chain(self, length):
        """h0.a.test is an alias of h1.b.test, that of h2.a.test and so on; a policy at the end."""
        texts = {"a.test": "", "b.test": ""}
        origins = list(texts)
        for hop in range(length):
            texts[origins[hop % 2]] += f"h{hop} CNAME h{hop + 1}.{origins[(hop + 1) % 2]}.\n"
        texts[origins[length % 2]] += f"h{length} CAA {OURS}\n"
        return [Site(origin, text) for origin, text in texts.items()]

    def test_an_alias_loop_across_zones(self):
        sites = [Site("a.test", "www CNAME www.b.test."), Site("b.test", "www CNAME www.a.test.")]
        self.assertEqual(self.walk_to(sites)["failure"], "alias-loop")


class Economy(IterateTest):
    """How many questions are asked, of whom, and how many at once."""

    def test_one_silent_server_of_two(self):
        servers = {"ns1.a.test": "a", "ns2.a.test": "dead"}
        names = [f"n{number}.a.test" for number in range(200)]
        site = Site("a.test", f"@ CAA {OURS}", servers)
        for row in self.walk([site], *names, faults={"dead": Silence()}, options=STAYING):
            self.assert_found(row)
        self.assertLess(self.net.count("dead"), 60)

    def test_one_server_of_two_where_nobody_listens(self):
        servers = {"ns1.a.test": "a", "ns2.a.test": "dead"}
        self.assert_found(self.walk_to([Site("a.test", POLICY, servers)], faults={"dead": None}))

    def test_a_slow_server_of_two_is_avoided(self):
        servers = {"ns1.a.test": "quick", "ns2.a.test": "slow"}
        names = [f"n{number}.a.test" for number in range(300)]
        site = Site("a.test", f"@ CAA {OURS}", servers)
        options = [*PATIENT, "-j", "8"]
        for row in self.walk([site], *names, faults={"slow": Slow(0.3)}, options=options):
            self.assert_found(row)
        self.assertLess(self.net.count("slow"), 60)

    def test_many_names_share_their_delegation(self):
        names = [f"n{number}.a.test" for number in range(200)]
        for row in self.walk([Site("a.test", f"@ CAA {OURS}")], *names):
            self.assert_found(row)
        self.assertLessEqual(self.net.count("root"), 2)
        self.assertLessEqual(self.net.count("test"), 3)
        self.assertLess(self.net.count("a.test"), 200 + 5)

    def test_no_more_than_a_windowful_at_once(self):
        names = [f"n{number}.a.test" for number in range(300)]
        faults = {"a.test": Slow(0.05)}
        options = [*PATIENT, "-j", "200"]
        self.walk([Site("a.test", f"@ CAA {OURS}")], *names, faults=faults, options=options)
        most = most_at_once(self.net["a.test"].queries, timeout=5)
        self.assertLessEqual(most, WINDOW)
        self.assertGreater(most, WINDOW // 2)

    def check_nxns(self, number):
        """CVE-2020-12662: many names of servers, each of which has to be looked up elsewhere."""
        servers = {f"ns{count}.x{count}.victim.test": None for count in range(number)}
        to_other = [f"x{count} NS ns.y{count}.other.test." for count in range(number)]
        to_victim = [f"y{count} NS ns.x{count}.victim.test." for count in range(number)]
        victim = Site("victim.test", "\n".join(to_other))
        other = Site("other.test", "\n".join(to_victim))
        row = self.walk_to([Site("a.test", POLICY, servers), victim, other])
        self.assertEqual(reasons(row), ["lookup-failed"] * 3, row)
        self.assertLessEqual(self.net.count(), MOST_QUESTIONS)

    def test_a_referral_to_20_servers_that_are_nowhere(self):
        self.check_nxns(20)

    def test_a_referral_to_100_servers_that_are_nowhere(self):
        self.check_nxns(100)

    def test_a_referral_to_many_silent_places(self):
        """As before, but the victim's servers do not answer."""
        servers = {f"ns{count}.x{count}.victim.test": None for count in range(50)}
        sites = [Site("a.test", POLICY, servers), Site("victim.test")]
        options = ["-t", "0.1", "-r", "1"]
        row = self.walk_to(sites, faults={"victim.test": Silence()}, options=options)
        self.assertEqual(reasons(row), ["lookup-failed"] * 3, row)
        self.assertLessEqual(self.net.count(), MOST_QUESTIONS)


# ---- signed ----


class SignedInternet(IterateTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zones = [
            Zone(""),
            Zone("test"),
            Zone("secure.test", POLICY + "bare TXT nothing\n"),
            Zone("hashed.test", POLICY, Signing(denial=NSEC3)),
            Zone("insecure.test", POLICY, None),
            Zone("island.test", POLICY, vouch=nobody),
            Zone("broken.test", POLICY, breakers=(damaged(records("www", "CAA")),)),
            Zone("digest.test", POLICY, vouch=with_wrong_digest),
            Zone("refuses.test", POLICY),
            Zone("signed.secure.test", POLICY),
            Zone("unsigned.secure.test", POLICY, None),
        ]
        lame = "refuses.test"
        sites = [cls.site(zone.origin, lame) for zone in cls.zones]
        make = functools.partial(sign_sites, cls.zones, sites)
        cls.net = cls.enterClassContext(Internet(sites, {lame: Fault()}, real=True, zones=make))

    @staticmethod
    def site(origin, lame):
        """Each zone at a host of its own, but those below secure.test."""
        shared = {f"ns.{origin}": "secure.test"} if origin.endswith(".secure.test") else None
        return Site(origin, servers=shared, lame=(lame,))

    def rows(self, *names):
        anchor = self.write("anchor", anchor_text(self.zones[0]))
        options = ["--trust-anchor", anchor, "-v", *PATIENT]
        self.outcome = self.net.audit(self.directory, names, *options)
        return self.outcome.rows()

    def check(self, name, dnssec, reason):
        (row,) = self.rows(name)
        self.assertEqual((row["dnssec"], row["server_reason"]), (dnssec, reason), row)

    def test_secure(self):
        self.check("www.secure.test", "secure", "listed")
        self.check("bare.secure.test", "secure", "no-caa")
        self.check("nothing.secure.test", "secure", "no-caa")
        self.check("www.hashed.test", "secure", "listed")
        self.check("nothing.hashed.test", "secure", "no-caa")

    def test_insecure_delegation(self):
        self.check("www.insecure.test", "insecure", "listed")
        self.check("www.island.test", "insecure", "listed")

    def test_broken_child(self):
        self.check("www.broken.test", "bogus", "dnssec-bogus")
        self.check("www.digest.test", "bogus", "dnssec-bogus")

    def test_signed_and_refused(self):
        self.check("www.refuses.test", "secure", "lookup-failed-signed")

    def test_the_referral_tells_of_the_ds(self):
        origins = [zone.origin for zone in self.zones if zone.origin.count(".") == 1]
        self.rows(*(f"{host}.{origin}" for host in ("www", "n0", "n1") for origin in origins))
        asked = {name for kind, name in self.asked() if kind == "DS"}
        self.assertEqual(asked & set(origins), set())

    def test_parent_and_child_on_one_server(self):
        """It refers to nobody, so the DS of the child is asked for, once."""
        self.check("www.signed.secure.test", "secure", "listed")
        asked = [name for kind, name in self.asked() if kind == "DS"]
        self.assertEqual(asked.count("signed.secure.test"), 1)
        self.check("www.unsigned.secure.test", "insecure", "listed")

    def test_keys_are_asked_for_once(self):
        self.rows("www.secure.test", "www.hashed.test", "bare.secure.test")
        keys = [name for kind, name in self.asked() if kind == "DNSKEY"]
        self.assertEqual(sorted(keys), sorted(set(keys)))


# ---- options ----


class Options(AuditTest):
    def check_refused(self, text, *words):
        path = self.write("root.hints", text)
        outcome = audit("run", "--iterate", "--root-hints", path, "-", stdin=b"www.a.test\n")
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        for word in words:
            self.assertIn(word, outcome.err)

    def test_hints_that_are_garbage(self):
        text = ". 3600 NS ns.root.\nns.root. 3600 A one.two\n"
        self.check_refused(text, "root.hints:2")

    def test_hints_of_another_zone(self):
        self.check_refused("; servers\n\ntest. 3600 NS ns.test.\n", "root.hints:3")

    def test_hints_without_an_address(self):
        self.check_refused(". 3600 NS ns.root.\n", "root.hints")

    def test_hints_that_are_empty(self):
        self.check_refused("; nothing\n", "root.hints")

    def test_hints_that_are_not_there(self):
        path = self.directory / "absent"
        outcome = audit("run", "--iterate", "--root-hints", path, "-", stdin=b"www.a.test\n")
        self.assertEqual((outcome.status, outcome.out), (3, b""))
        self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
        self.assertIn(str(path), outcome.err)

    def test_iterate_and_server_exclude_each_other(self):
        outcome = audit("run", "--iterate", "--server", "127.0.0.1", "-", stdin=b"www.a.test\n")
        self.assertEqual((outcome.status, outcome.out), (3, b""))


if __name__ == "__main__":
    main()
