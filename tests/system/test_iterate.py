# SPDX-License-Identifier: Apache-2.0
"""--iterate: the program walks a small internet from its root down.

All of it is served by real NSDs.  What goes wrong on the way is played in tests/scenario, a text for
each of the ways that Unbound's tests of its iterator know.
"""

import functools
import re

from breakers import damaged, nobody, records, with_wrong_digest
from cases import ZoneLine, zones_of
from faulty import Fault
from internet import ROOT, TEST, Internet, Site, sign_sites
from program import AuditTest, audit, main, reasons, verdicts
from signed import NSEC3, Signing, Zone, anchor_text
from test_cases import list_of, playable_cases

PATIENT = ["-t", "5", "-r", "2"]
OURS = '0 issue "secomtrust.net"'
FORGED = '0 issue "forged.example"'
POLICY = f"www CAA {OURS}\n"
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


# ---- real servers, each with its own zones ----


class IterateTest(AuditTest):
    def assert_found(self, row, policy=OURS):
        self.assertEqual((row["caa"], row["failure"]), ([policy], None), row)

    def assert_no_caa(self, row):
        self.assertEqual((reasons(row), row["failure"]), (["no-caa"] * 3, None), row)

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
