# SPDX-License-Identifier: Apache-2.0
"""--every-server: each name server of the zone that decides has its say.

In words, and with real servers; what servers that differ come to is in tests/scenario, every_server_*.
"""

from faulty import Silence
from internet import ROOT, TEST, Internet, Site
from program import AuditTest, audit, main, verdicts

HASTY = ["-t", "0.3", "-r", "1"]
OURS, OTHERS = '0 issue "secomtrust.net"', '0 issue "ca.example"'
POLICY = f"www CAA {OURS}\n"
APEX = "@ SOA ns1.a.test. h.a.test. 1 3600 600 86400 60\n@ NS ns1.a.test.\n"
TWO = {"ns1.a.test": "one", "ns2.a.test": "two"}


class Lagging(Internet):
    """An internet in which the host `two` holds other texts of zones: `versions` makes them by
    origin, called with a function that gives the address of a host."""

    def __init__(self, sites, versions, **how):
        super().__init__(sites, real=True, **how)
        self._versions = versions

    def _start(self, host, texts):
        super()._start(host, texts | (self._versions(self.address) if host == "two" else {}))


class EveryServer(AuditTest):
    def lagging(self, text, other):
        """The second server holds another version of a.test."""
        return Lagging([ROOT, TEST, Site("a.test", text, TWO)], lambda _: {"a.test": APEX + other})

    def test_all_say_the_same(self):
        with self.lagging(POLICY, POLICY) as net:
            row = net.audit(self.directory, ["www.a.test"], "--no-dnssec", "--every-server", *HASTY).row()
            options = [*net.options(self.directory), "--no-dnssec", "--every-server"]
            checked = audit("check", *options, "-f", "json", "www.a.test").row()
        self.assertEqual((verdicts(row), row["notes"]), (["allowed"] * 3, []))
        self.assertIsNone(row["failure_detail"])
        self.assertEqual([server["server"] for server in checked["servers"]], ["allowed"] * 2)
        self.assertEqual([server["records"] for server in checked["servers"]], [checked["caa"]] * 2)
        self.assertTrue(checked["caa"])

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

    def test_an_interrupted_audit_of_many_servers_ends(self):
        """Rows that fail to be written while surveys are under way: nothing is left behind."""
        with Internet([ROOT, TEST, Site("a.test", POLICY, TWO)], {"two": Silence()}) as net:
            options = [*net.options(self.directory), "--no-dnssec", "--every-server", *HASTY]
            missing = self.directory / "nowhere" / "report.csv"
            outcome = audit("run", *options, "-o", missing, "-", stdin=b"www.a.test\nwww.b.test\n")
        self.assertEqual(outcome.status, 3)


class Options(AuditTest):
    def test_only_where_authoritative_servers_are_asked(self):
        for options in (["--server", "127.0.0.1"], ["--perspective", "A=127.0.0.1"]):
            outcome = audit("check", "--every-server", *options, "www.a.test")
            self.assertEqual((outcome.status, outcome.out), (3, b""))
            self.assertIn("--iterate", outcome.err)
            self.assertEqual(len(outcome.err.splitlines()), 1)


if __name__ == "__main__":
    main()
