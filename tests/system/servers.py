# SPDX-License-Identifier: Apache-2.0
"""Real name servers on loopback: NSD, authoritative, and Unbound, recursive.

Each server gets an address and a port of its own, chosen when the test runs, so
that tests can run beside each other.  It stays in the foreground as a child of
the test, so that it is stopped by its pid, whatever happens to the test.
"""

import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from wire import ask_rcode

PATIENCE = 60
PACKAGES = {
    "nsd": "nsd",
    "nsd-checkzone": "nsd",
    "unbound": "unbound",
    "tmux": "tmux",
    "named": "bind9",
    "nsupdate": "bind9-dnsutils",
    "delv": "bind9-dnsutils",
    "dnstap-read": "bind9-dnsutils",
    "kdig": "knot-dnsutils",
    "dnssec-keygen": "bind9-utils",
    "dnssec-signzone": "bind9-utils",
    "named-checkzone": "bind9-utils",
    "ldns-read-zone": "ldnsutils",
    "ldns-signzone": "ldnsutils",
    "ip": "iproute2",
    "tidy": "tidy",
    "mandoc": "mandoc",
    "systemd-analyze": "systemd",
    "systemd-sysusers": "systemd",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "parallel": "parallel",
    "cmake": "cmake",
    "cpack": "cmake",
    "objdump": "binutils",
    "readelf": "binutils",
    "lintian": "lintian",
    "dpkg-deb": "dpkg",
    "dpkg-parsechangelog": "dpkg-dev",
    "bash": "bash",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}


def tool(name):
    """The path of a program; a test without its tool fails, it does not skip."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        raise AssertionError(f"{name} is missing: apt-get install {PACKAGES[name]}")
    return path


def free_endpoint(address=None):
    """A loopback address, unless one is given, and a port on which neither UDP nor TCP is in use.

    The port lies below the range from which the kernel picks ports by itself.
    """
    while True:
        octets = [random.randint(1, 254) for _ in range(3)]
        endpoint = (address or "127." + ".".join(map(str, octets)), random.randint(10000, 32000))
        if all(can_bind(endpoint, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return endpoint


def can_bind(endpoint, kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(endpoint)
        except OSError:
            return False
        return True


def at(endpoint):
    """An endpoint in the form that --server, NSD and Unbound share."""
    return "{}@{}".format(*endpoint)


class NameServer:
    """A server process in a temporary directory; a context manager, so that it always ends."""

    def __init__(self):
        self.endpoint = free_endpoint()
        self._directory = tempfile.TemporaryDirectory(prefix="caa-audit-")
        self.directory = Path(self._directory.name)
        self.log = self.directory / "log"
        self._process = None

    def __enter__(self):
        try:
            self._write_configuration()
            with open(self.log, "wb") as log:
                self._process = subprocess.Popen(self._command(), stdout=log, stderr=log)
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._directory.cleanup()

    @property
    def pid(self):
        return self._process.pid

    @property
    def configuration(self):
        return self.directory / "server.conf"

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE
        while ask_rcode(self.endpoint, "test", "SOA", patience=1) != 0:
            if time.monotonic() > deadline or self._has_ended():
                log = self.log.read_text(errors="replace")
                raise AssertionError(f"{self._command()[0]} does not answer:\n{log}")

    def _has_ended(self):
        """Whether the server has ended; waits a moment, as a refused question fails at once."""
        try:
            self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            return False
        return True


class Nsd(NameServer):
    """Authoritative for `zones`, a mapping from origin to zone file text.

    It holds every zone of a test, from the root down, and so never refers to
    another server.  Answers are minimal: an Unbound that learnt the NS records of
    a zone would go on asking port 53 of their addresses.
    """

    def __init__(self, zones):
        super().__init__()
        self._zones = zones

    def _command(self):
        return [tool("nsd"), "-d", "-c", str(self.configuration)]

    def _write_configuration(self):
        self.configuration.write_text(
            f"""
server:
  ip-address: {at(self.endpoint)}
  username: ""
  chroot: ""
  zonesdir: "{self.directory}"
  pidfile: "{self.directory}/pid"
  database: ""
  zonelistfile: "{self.directory}/zones.list"
  xfrdfile: "{self.directory}/xfrd.state"
  xfrdir: "{self.directory}"
  logfile: "{self.directory}/nsd.log"
  server-count: 1
  rrl-ratelimit: 0
  minimal-responses: yes
remote-control:
  control-enable: no
"""
            + "".join(self._zone_clause(*zone) for zone in enumerate(self._zones.items()))
        )

    def _zone_clause(self, number, zone):
        origin, text = zone
        path = self.directory / f"{number}.zone"
        path.write_text(text)
        return f'zone:\n  name: "{origin}"\n  zonefile: "{path}"\n'


class Named(NameServer):
    """BIND, authoritative for `zones`, whose records anybody may update (RFC 2136).

    It listens only to addresses that an interface has.
    """

    def __init__(self, zones):
        super().__init__()
        self.endpoint = free_endpoint("127.0.0.1")
        self._zones = zones

    def _command(self):
        return [tool("named"), "-g", "-n", "1", "-c", str(self.configuration)]

    def _write_configuration(self):
        address, port = self.endpoint
        clauses = []
        for number, (origin, text) in enumerate(self._zones.items()):
            path = self.directory / f"{number}.zone"
            path.write_text(text)
            clauses.append(f'zone "{origin}" {{ type primary; file "{path}"; allow-update {{ any; }}; }};\n')
        self.configuration.write_text(
            f"""
options {{
  directory "{self.directory}";
  listen-on port {port} {{ {address}; }};
  listen-on-v6 {{ none; }};
  pid-file none;
  recursion no;
  dnssec-validation no;
  notify no;
}};
controls {{ }};
"""
            + "".join(clauses)
        )


class Unbound(NameServer):
    """A recursive resolver that finds the root, and so everything, at `upstream`.

    It has to know the `zones` of a signed world: asked for a DS that is not there, it would
    look for the parent's servers, and ask port 53 of their addresses.  With an `anchor`,
    the text of a trust anchor, it validates, each answer by itself and not by what others
    imply; without one it passes signatures on unseen.
    """

    def __init__(self, upstream, anchor=None, zones=(".",)):
        super().__init__()
        self._upstream = upstream
        self._anchor = anchor
        self._zones = zones

    def _command(self):
        return [tool("unbound"), "-d", "-c", str(self.configuration)]

    def _write_configuration(self):
        address, port = self.endpoint
        self.configuration.write_text(
            f"""
server:
  interface: {address}@{port}
  port: {port}
  username: ""
  chroot: ""
  directory: "{self.directory}"
  pidfile: "{self.directory}/pid"
  use-syslog: no
  num-threads: 1
  do-ip6: no
  do-not-query-localhost: no
  target-fetch-policy: "0 0 0 0 0"
  local-zone: "test." nodefault
  {self._ways()}
remote-control:
  control-enable: no
"""
            + "".join(map(self._stub_clause, self._zones))
        )

    def _ways(self):
        """How it finds answers, and whether it believes them."""
        return f"qname-minimisation: no\n  {self._modules()}"

    def _stub_clause(self, origin):
        upstream = at(self._upstream)
        return f'stub-zone:\n  name: "{origin}"\n  stub-addr: {upstream}\n  stub-prime: no\n'

    def _modules(self):
        if self._anchor is None:
            return 'module-config: "iterator"'
        path = self.directory / "anchor"
        path.write_text(self._anchor)
        return f"""module-config: "validator iterator"
  trust-anchor-file: "{path}"
  ede: yes
  aggressive-nsec: no
  harden-below-nxdomain: no"""
