"""--every-server: each name server of the zone that decides has its say.

The servers are real where they only hold different versions of a zone, and played where they
go wrong.
"""

from breakers import all_signed_otherwise
from faulty import Rcode, Silence
from internet import ROOT, TEST, Instead, Internet, Site, sign_sites
from program import AuditTest, audit, main, reasons, verdicts
from records import Line
from signed import PAST, Zone, anchor_text

HASTY = ["-t", "0.3", "-r", "1"]
OURS, OTHERS = '0 issue "secomtrust.net"', '0 issue "ca.example"'
POLICY = f"www CAA {OURS}\n"
APEX = "@ SOA ns1.a.test. h.a.test. 1 3600 600 86400 60\n@ NS ns1.a.test.\n"
SIGNED = [ROOT, TEST, Site("a.test", servers={"ns.a.test": "a.test", "ns2.a.test": "two"})]
TWO = {"ns1.a.test": "one", "ns2.a.test": "two"}


class Lagging(Internet):
    """An internet in which the host `two` holds other texts of zones: `versions` makes them by
    origin, called with a function that gives the address of a host."""

    def __init__(self, sites, versions, **how):
        super().__init__(sites, real=True, **how)
        self._versions = versions

    def _start(self, host, texts):
        super()._start(host, texts | (self._versions(self.address) if host == "two" else {}))


class EveryServerTest(AuditTest):
    def rows(self, net, *names, options=()):
        options = ["--no-dnssec", "--every-server", *HASTY, *options]
        with net:
            self.address, self.port = net.address, net.port
            self.outcome = net.audit(self.directory, names, *options)
        return self.outcome.rows()

    def ask(self, net, name="www.a.test", **how):
        (row,) = self.rows(net, name, **how)
        return row

    def label(self, number):
        return f"ns{number}.a.test {self.address(('one', 'two')[number - 1])}@{self.port}"

    def played(self, fault, text=POLICY):
        """a.test at two servers, the second of which is played."""
        return Internet([ROOT, TEST, Site("a.test", text, TWO)], {"two": fault})

    def lagging(self, text, other):
        """The second server holds another version of a.test."""
        return Lagging([ROOT, TEST, Site("a.test", text, TWO)], lambda _: {"a.test": APEX + other})


class Agreement(EveryServerTest):
    def test_all_say_the_same(self):
        row = self.ask(self.lagging(POLICY, POLICY))
        self.assertEqual((verdicts(row), row["notes"]), (["allowed"] * 3, []))
        self.assertIsNone(row["failure_detail"])

    def test_records_in_another_order_and_another_ttl(self):
        both = [f"www CAA {OURS}\nwww CAA {OTHERS}\n", f"www 60 CAA {OTHERS}\nwww 60 CAA {OURS}\n"]
        self.assertEqual(self.ask(self.lagging(*both))["notes"], [])

    def test_nobody_has_a_record(self):
        row = self.ask(self.lagging("www TXT x\n", "www TXT x\n"))
        self.assertEqual((reasons(row), row["notes"]), (["no-caa"] * 3, []))

    def test_no_such_name_and_no_such_record_are_both_absence(self):
        row = self.ask(self.lagging("www TXT x\n", "other TXT x\n"))
        self.assertEqual((reasons(row), row["notes"]), (["no-caa"] * 3, []))


class Disagreement(EveryServerTest):
    def assert_disagree(self, row, *kinds):
        self.assertIn("servers-disagree", row["notes"])
        for kind in ("server", "wildcard", "smime"):
            found = (row[kind], row[f"{kind}_reason"]) == ("unknown", "perspectives-disagree")
            self.assertEqual((found, kind), (kind in kinds, kind), row)
        self.assertEqual((row["add"], row["remove"]), ([], []))

    def test_other_records(self):
        """Whichever server answered the walk, it is the same verdict, and the other is named."""
        row = self.ask(self.lagging(POLICY, f"www CAA {OTHERS}\n"))
        self.assert_disagree(row, "server", "wildcard")
        told = row["caa"] == [OURS]
        other, text = (2, OTHERS) if told else (1, OURS)
        expected = f"{self.label(other)}: {text} at www.a.test"
        self.assertEqual(row["failure_detail"], expected)
        self.assertIn(expected, row["advice"])
        self.assertIsNone(row["failure"])

    def test_a_record_that_one_of_them_lacks(self):
        """Without it the climb goes on, and what it finds is that server's verdict."""
        row = self.ask(self.lagging(f"www CAA {OTHERS}\n", "www TXT x\n"))
        self.assert_disagree(row, "server", "wildcard")
        text = f"@ CAA {OTHERS}\n"
        row = self.ask(self.lagging(f"www CAA {OTHERS}\n{text}", f"www TXT x\n{text}"))
        self.assertEqual(verdicts(row), ["denied", "denied", "allowed"], row)
        self.assertIn("servers-disagree", row["notes"])

    def test_a_record_that_one_of_them_has_alone(self):
        row = self.ask(self.lagging("www TXT x\n", f"www CAA {OTHERS}\n"))
        self.assert_disagree(row, "server", "wildcard")

    def test_a_server_that_fails_is_noted_and_decides_nothing(self):
        referral = Instead(authority="test. NS ns.elsewhere.test.")
        faults = {"SERVFAIL": Rcode("SERVFAIL"), "REFUSED": Rcode("REFUSED"), "no answer": Silence()}
        for words, fault in (faults | {"refers": referral}).items():
            with self.subTest(words):
                row = self.ask(self.played(fault))
                self.assertEqual(verdicts(row), ["allowed"] * 3, row)
                self.assertEqual((row["notes"], row["failure"]), (["servers-disagree"], None))
                self.assertTrue(row["failure_detail"].startswith(f"{self.label(2)}: "), row)

    def test_at_the_target_of_an_alias(self):
        alias = Site("b.test", "www CNAME www.a.test.\n")
        sites = [ROOT, TEST, alias, Site("a.test", POLICY, TWO)]
        net = Lagging(sites, lambda _: {"a.test": f"{APEX}www CAA {OTHERS}\n"})
        row = self.ask(net, "www.b.test")
        self.assert_disagree(row, "server", "wildcard")
        self.assertRegex(row["failure_detail"], r"^ns\d\.a\.test ")

    def test_servers_known_by_name_only(self):
        """Without glue their addresses are looked up, and each has its say."""
        names = {"ns1.b.test": "one", "ns2.b.test": "two"}
        sites = [ROOT, TEST, Site("b.test"), Site("a.test", POLICY, names)]
        net = Lagging(sites, lambda _: {"a.test": f"{APEX}www CAA {OTHERS}\n"})
        row = self.ask(net)
        self.assert_disagree(row, "server", "wildcard")
        self.assertRegex(row["failure_detail"], r"^ns\d\.b\.test ")

    def test_in_words(self):
        with self.lagging(POLICY, f"www CAA {OTHERS}\n") as net:
            options = [*net.options(self.directory), "--no-dnssec", "--every-server"]
            outcome = audit("check", *options, "www.a.test")
            addresses = [net.address("one"), net.address("two")]
        text = outcome.out.decode()
        self.assertEqual(outcome.status, 2, outcome.err)
        self.assertRegex(text, r"(?m)^What each name server says$")
        self.assertRegex(text, rf"(?m)^  ns1\.a\.test {addresses[0]}@\d+ +allowed +allowed +allowed")
        self.assertRegex(text, rf"(?m)^  ns2\.a\.test {addresses[1]}@\d+ +denied +denied +allowed")
        self.assertIn("servers-disagree", text)

    def test_many_names_share_what_is_known(self):
        text = "".join(f"n{count} CAA {OURS}\n" for count in range(100))
        names = [f"n{count}.a.test" for count in range(100)]
        rows = self.rows(self.lagging(text, text.replace("n7 ", "other ")), *names)
        noted = [row["name"] for row in rows if row["notes"]]
        self.assertEqual(noted, ["n7.a.test"])

    def test_an_interrupted_audit_of_many_servers_ends(self):
        """Rows that fail to be written while surveys are under way: nothing is left behind."""
        with self.played(Silence()) as net:
            options = [*net.options(self.directory), "--no-dnssec", "--every-server", *HASTY]
            missing = self.directory / "nowhere" / "report.csv"
            outcome = audit("run", *options, "-o", missing, "-", stdin=b"www.a.test\nwww.b.test\n")
        self.assertEqual(outcome.status, 3)


class Signatures(AuditTest):
    """A secondary that still has the signatures of years ago."""

    def walk(self, names, *options):
        zones = [Zone(""), Zone("test"), Zone("a.test", POLICY)]
        past = Zone("a.test", POLICY, breakers=(all_signed_otherwise(period=PAST),))
        net = Lagging(
            SIGNED,
            lambda address: {"a.test": self.texts([*zones[:2], past], address)["a.test"]},
            zones=lambda address: self.texts(zones, address),
        )
        anchor = self.write("anchor", anchor_text(zones[0]))
        with net:
            return net.audit(self.directory, names, "--trust-anchor", anchor, *HASTY, *options).rows()

    def texts(self, zones, address):
        """The zone above names both servers."""
        second = Line("a.test", 300, "NS", "ns2.a.test."), Line("ns2.a.test", 300, "A", address("two"))
        texts = sign_sites(zones, SIGNED, address)
        return texts | {"test": texts["test"] + "".join(line.as_written() for line in second)}

    def test_the_other_server_is_asked(self):
        """Of two servers, whichever is met first: what the good one says is found."""
        for _ in range(4):
            rows = self.walk(["www.a.test", *(f"n{count}.a.test" for count in range(20))])
            self.assertEqual({row["dnssec"] for row in rows}, {"secure"}, rows)

    def test_every_server(self):
        """What one server says validates, what the other says does not: a CA may meet either."""
        for _ in range(4):
            (row,) = self.walk(["www.a.test"], "--every-server")
            self.assertEqual(reasons(row), ["perspectives-disagree"] * 3, row)
            self.assertEqual((row["dnssec"], row["notes"]), ("secure", ["servers-disagree"]))
            expected = r"^ns2\.a\.test \S+: .* expired 2021-02-03T04:05:06Z"
            self.assertRegex(row["failure_detail"], expected)


class Options(AuditTest):
    def test_only_where_authoritative_servers_are_asked(self):
        for options in (["--server", "127.0.0.1"], ["--perspective", "A=127.0.0.1"]):
            outcome = audit("check", "--every-server", *options, "www.a.test")
            self.assertEqual((outcome.status, outcome.out), (3, b""))
            self.assertIn("--iterate", outcome.err)
            self.assertEqual(len(outcome.err.splitlines()), 1)


if __name__ == "__main__":
    main()
