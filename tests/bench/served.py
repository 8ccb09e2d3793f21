# SPDX-License-Identifier: Apache-2.0
"""Worlds of NSD and Unbound for rows.py: signed zones behind a resolver, and zones to be found from the root down."""
import contextlib
import os
import sys

from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))

from internet import HINTS, ROOT, TEST, Internet, Site  # noqa: E402
from servers import Nsd, Unbound, at  # noqa: E402
from signed import Zone, sign_world  # noqa: E402
from test_iterate_differential import WalkingUnbound  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def origins(zones):
    return [f"z{number}.test" for number in range(zones)]


def names(zones, each):
    """Those of one zone are not beside one another."""
    return [f"n{number}.{origin}" for number in range(each) for origin in origins(zones)]


def records(each):
    return "".join(f"n{number} A 192.0.2.1\n" for number in range(each))


@contextlib.contextmanager
def signed(folder, zones, each):
    """The options that validate ZONES zones with EACH names."""
    plans = [Zone(""), Zone("test"), *(Zone(origin, records(each)) for origin in origins(zones))]
    world = sign_world(plans)
    anchor = folder / "anchor"
    anchor.write_text(world.anchor)
    with Nsd(world.zones) as authority, Unbound(authority.endpoint, zones=world.zones) as resolver:
        yield ["--trust-anchor", anchor, "--server", at(resolver.endpoint)]


class Walked:
    """The same zones unsigned, on one server for the root, one above them, and one for all of them."""

    def __init__(self, folder, zones, each):
        sites = [ROOT, TEST, *(Site(origin, records(each), {f"ns.{origin}": "campus"}) for origin in origins(zones))]
        self._folder = folder
        self._net = Internet(sites, real=True, port=53)  # where Unbound asks

    def __enter__(self):
        self._net.__enter__()
        self.options = ["--no-dnssec", *self._net.options(self._folder)]
        return self

    def __exit__(self, *_):
        self._net.__exit__()

    def through_cold_unbound(self, run):
        """RUN is given the options that ask an Unbound which knows nothing yet, and returns CPU seconds; with that one's."""
        with WalkingUnbound(self._folder / HINTS) as resolver:
            before = cpu_of(resolver)
            used = run(["--no-dnssec", "--server", at(resolver.endpoint)])
            return used + cpu_of(resolver) - before


def cpu_of(server):
    """Seconds of a server's process so far."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
