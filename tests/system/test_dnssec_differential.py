# SPDX-License-Identifier: Apache-2.0
"""Thousands of names in a signed world, healthy or broken at random: the program and Unbound must
say the same of each, but for differences that have a reason below; delv is a second judge.

CAA_AUDIT_SEED=NUMBER plays another world, and the differences are counted by their reasons.
"""

import collections
import os
import random
from dataclasses import dataclass

from breakers import (
    UNKNOWN_ALGORITHM,
    UNKNOWN_DIGEST,
    all_of,
    by_unknown_key,
    damaged,
    damaged_beside_good,
    everything_unsigned,
    expired,
    nobody,
    of_other_algorithm,
    of_other_key,
    with_digest,
    with_label_count,
    with_longer_ttl,
    with_signature_algorithm,
    with_signer,
    with_unknown_algorithm,
    with_unknown_digest,
    with_wrong_digest,
    without,
    without_one,
    without_signatures,
)
from judges import BOGUS, FAILED, INSECURE, SECURE, ask_delv, ask_unbound, climb, delv_anchor, levels
from program import AuditTest, audit, main, validating
from records import parse_line
from servers import Nsd, Unbound
from signed import NSEC, NSEC3, OPT_OUT, Denial, Signing, Zone, delegation, honest, sign_world

SEED = int(os.environ.get("CAA_AUDIT_SEED", "20261123"))
ZONES = 110
LEAST_NAMES = 2000
COMPLAINTS_SHOWN = 5
MANY_ITERATIONS = Denial("many", "ab", 500)
DENIALS = [NSEC] * 4 + [NSEC3] * 3 + [OPT_OUT] * 2 + [Denial("few", "cd", 12), MANY_ITERATIONS]
ALGORITHMS = ["ECDSAP256SHA256"] * 6 + ["ED25519", "RSASHA256", "ECDSAP384SHA384"]
LABELS = ["a", "b", "www", "x1", "_tcp", "zz", "A-b", "m", "\\001z", "q\\200"]
KINDS = ["CAA"] * 5 + ["TXT"] * 3 + ["CNAME"] * 2 + ["DNAME"]
SET_BREAKERS = [
    damaged,
    damaged_beside_good,
    expired,
    lambda chosen: expired(chosen, keep=True),
    by_unknown_key,
    lambda chosen: by_unknown_key(chosen, keep=True),
    without,
    without,
    without_one,
    without_signatures,
    lambda chosen: with_longer_ttl(chosen, 4000),
    lambda chosen: with_signer(chosen, "test"),
    lambda chosen: with_signer(chosen, "apart.test"),
    lambda chosen: with_signature_algorithm(chosen, 253),
    lambda chosen: with_label_count(chosen, 2),
]
VOUCHERS = [honest] * 12 + [
    nobody,
    with_unknown_algorithm,
    with_unknown_digest,
    with_wrong_digest,
    of_other_key,
    all_of(of_other_key, honest),
    all_of(with_unknown_algorithm, honest),
    all_of(of_other_algorithm, honest),
]
DIGEST_VOUCHERS = [with_digest(1), with_digest(4), all_of(with_digest(1), with_digest(4))]


# ---- worlds ----


@dataclass(frozen=True)
class Plan:
    """A zone, and the names that are asked for in it."""

    zone: Zone
    names: list


def random_world(chance, zones=ZONES):
    """Zones below test., some within others; each may point to those made before it."""
    plans = [Plan(Zone("apart.test", 'www CAA 0 issue "apart.example"\n'), ["www.apart.test"])]
    parents = [""] * 6
    for number in range(zones):
        label = f"z{number}"
        parent = chance.choice(parents)
        origin = f"{label}.{parent}" if parent else f"{label}.test"
        plans.append(random_plan(chance, origin, [plan.zone.origin for plan in plans]))
        parents.append(origin)
    return plans


def random_plan(chance, origin, targets):
    owners = random_owners(chance)
    text = "".join(random_lines(chance, owner, kind, targets) for owner, kind in owners.items())
    if chance.random() < 0.7:
        text += '@ CAA 0 issue "apex.example"\n'
    zone = random_signing(chance, origin, text)
    return Plan(zone, [zone.absolute(name) for name in names_to_ask(chance, owners)])


def random_owners(chance):
    """Owners and the type at each, without what DNS forbids below a DNAME."""
    owners = {}
    for _ in range(chance.randint(3, 10)):
        labels = chance.choices(LABELS, k=chance.choice([1, 1, 2, 3]))
        if chance.random() < 0.25:
            labels[0] = "*"
        owners[".".join(labels).lower()] = chance.choice(KINDS)
    dnames = [owner for owner, kind in owners.items() if kind == "DNAME" and owner[0] != "*"]
    hidden = [o for o in owners for above in dnames if o.endswith(f".{above}")]
    asterisks = [o for o, kind in owners.items() if kind == "DNAME" and o[0] == "*"]
    return {o: kind for o, kind in owners.items() if o not in (*hidden, *asterisks)}


def random_lines(chance, owner, kind, targets):
    if kind == "CAA":
        values = chance.sample(["one", "two", "three"], chance.choice([1, 1, 2]))
        return "".join(f'{owner} CAA 0 issue "{value}.example"\n' for value in values)
    if kind == "TXT":
        return f'{owner} TXT "no CAA here"\n'
    target = chance.choice(targets)
    if kind == "CNAME" and chance.random() < 0.8:
        target = f"{chance.choice(LABELS)}.{target}"
    return f"{owner} {kind} {target}.\n"


def random_signing(chance, origin, text):
    if chance.random() < 0.12:
        return Zone(origin, text, None)
    signing = Signing(
        chance.choice(ALGORITHMS), chance.choice(DENIALS), split=chance.random() < 0.2
    )
    if signing.denial is MANY_ITERATIONS:
        signing = Signing(denial=MANY_ITERATIONS)
    vouchers = VOUCHERS + DIGEST_VOUCHERS if signing == Signing(denial=signing.denial) else VOUCHERS
    return Zone(origin, text, signing, chance.choice(vouchers), random_breakers(chance))


def random_breakers(chance):
    """Mostly none; else a few RRsets, broken in one way each, wherever the signer put them."""
    if chance.random() < 0.5:
        return ()
    if chance.random() < 0.04:
        return (everything_unsigned,)
    source = random.Random(chance.random())
    return tuple(at_random(source, chance.choice(SET_BREAKERS)) for _ in range(chance.randint(1, 3)))


def at_random(source, make):
    def breaker(made):
        sets = sorted({(line.owner, line.covers) for line in made.lines if line.type == "RRSIG"})
        chosen = source.choice([found for found in sets if found[1] != "NSEC3PARAM"])
        return make(lambda _: chosen)(made)

    return breaker


def names_to_ask(chance, owners):
    """Every owner, names beside, below and between them, and the apex."""
    names = {"@", "nothing", "not.hing"}
    for owner in owners:
        plain = owner.replace("*", chance.choice(LABELS))
        names |= {plain, f"{chance.choice(LABELS)}.{plain}", f"n-{plain}"}
        names |= {above for above in levels(owner) if "*" not in above}
    return sorted(name.lower() for name in names)


# ---- differences that have a reason ----


@dataclass(frozen=True)
class Difference:
    """A name of which the program and Unbound do not say the same."""

    zone: Zone
    row: dict
    ours: str
    theirs: str
    of_the_zone: str  # what Unbound says of its apex
    second_judge: callable  # what delv says where Unbound says bogus
    unvalidated: callable  # what the program makes of it without DNSSEC: the failure
    delv_alone: callable  # what delv says of the one lookup that failed


def beyond_iterations(found):
    """RFC 9276 3.2: "Validating resolvers MAY also return an insecure response to their clients
    when processing NSEC3 records with iterations larger than 0.  Validating resolvers MAY also
    return a SERVFAIL response."  The program asks for the DS of a name whose answer is broken,
    and so meets such records where Unbound meets none, or the other way round."""
    many = found.zone.signing and found.zone.signing.denial is MANY_ITERATIONS
    return many and INSECURE in (found.ours, found.theirs)


def no_chain_to_break(found):
    """RFC 4035 4.3: "Insecure: An RRset for which the security-aware resolver knows that it has
    no chain of signed DNSKEY and DS RRs from any trusted starting point to the RRset."  Unbound
    calls some answers bogus below a cut of which it says itself that it is insecure, and those that
    seem to be signed by another zone, though that one is not in charge (5.3.1)."""
    contradicts = (found.ours, found.theirs) == (INSECURE, BOGUS)
    return contradicts and (
        not has_known_ds(found.zone) or INSECURE in (found.of_the_zone, found.second_judge())
    )


def has_known_ds(zone):
    """RFC 4035 5.2: a DS of an algorithm or a digest type that nobody knows is as good as none."""
    digests = [line.rdata.split() for line in delegation(zone) if line.type == "DS"]
    return any(
        algorithm != str(UNKNOWN_ALGORITHM) and kind != str(UNKNOWN_DIGEST)
        for _, algorithm, kind, *_ in digests
    )


def without_the_records(found):
    """RFC 4035 4.3: "Indeterminate: [...] the security-aware resolver is not able to obtain the
    necessary DNSSEC RRs."  A DS that cannot be had: the program does not call that bogus."""
    failed = (found.ours, found.theirs) == (FAILED, BOGUS)
    return failed and found.row["dnssec"] == "indeterminate"


def nothing_to_ask_behind_the_break(found):
    """RFC 4035 5.2: "If none of the authenticated DS RRs match [...] the resolver SHOULD treat" the
    zone as bogus. Of a broken alias whose target nobody could tell either (a circle, a dead zone)
    Unbound says no more than that it fails, with CD as well; the program does not go on to it."""
    differ = (found.ours, found.theirs) == (BOGUS, FAILED)
    return differ and (found.of_the_zone == BOGUS or found.unvalidated() is not None)


def wildcard_not_denied(found):
    """RFC 4035 5.4: "proving that the requested RRset does not exist also requires proving that no
    possible wildcard RRset exists that could have been used to generate a positive response". The NSEC
    before a wildcard, whose next name that is, does not show it: Unbound seems to take the wildcard for
    a name that is there for those below it only; delv does not."""
    differ = found.ours == BOGUS and found.theirs in (SECURE, INSECURE)
    return differ and found.delv_alone() == BOGUS


RULES = [
    beyond_iterations,
    wildcard_not_denied,
    no_chain_to_break,
    without_the_records,
    nothing_to_ask_behind_the_break,
]


class Differential(AuditTest):
    least_of_each = 5

    def test_unbound_agrees(self):
        chance = random.Random(SEED)
        plans = random_world(chance)
        world = sign_world(
            [Zone(""), Zone("test", "ns A 127.0.0.1\n"), *(plan.zone for plan in plans)]
        )
        self.plan_of = {name: plan for plan in plans for name in plan.names}
        self.delv_anchor = self.write("delv.anchor", delv_anchor(parse_line(world.anchor)))
        with Nsd(world.zones) as authority:
            upstream = authority.endpoint
            with Unbound(upstream, zones=world.zones) as self.resolver:
                options = validating(self.write("anchor", world.anchor), self.resolver.endpoint)
                ours = self.statuses(options, LEAST_NAMES)
                with Unbound(upstream, world.anchor, world.zones) as judge:
                    self.compare(ours, ask_unbound(judge.endpoint, self.levels_of(ours)))

    @staticmethod
    def levels_of(ours):
        return sorted({level for name in ours for level in levels(name)})

    def statuses(self, options, least):
        """By name: what the program says, a failure being none of the judges' words."""
        self.options = options
        entries = "\n".join(self.plan_of).encode()
        rows = audit("run", *options, "-q", "-f", "jsonl", "-", stdin=entries).rows()
        self.assertGreater(len(rows), least)
        self.rows = {row["domain"]: row for row in rows}
        return {
            name: FAILED if row["failure"] else row["dnssec"] for name, row in self.rows.items()
        }

    def compare(self, ours, said):
        self.said, self.reasons = said, collections.Counter()
        found = {name: (status, climb(name, said)) for name, status in ours.items()}
        complaints = [
            f"{name}: {status}, the judge says {theirs}: {self.rows[name]['failure_detail']}"
            for name, (status, theirs) in found.items()
            if status != theirs and not self.is_explained(name, status, theirs)
        ]
        print(f"seed {SEED}: {len(ours)} names, explained: {dict(self.reasons)}")
        shown = "\n".join(complaints[:COMPLAINTS_SHOWN])
        self.assertEqual(len(complaints), 0, f"seed {SEED}\n{shown}")
        statuses = collections.Counter(ours.values())
        self.assertGreater(min(statuses[status] for status in (SECURE, INSECURE, BOGUS)), self.least_of_each)

    def second_opinion(self, name):
        delv = ask_delv(self.resolver.endpoint, self.delv_anchor, list(levels(name)))
        return {
            level: delv.get(level, word) if word.status == BOGUS else word
            for level, word in self.said.items()
        }

    def delv_alone(self, name):
        return ask_delv(self.resolver.endpoint, self.delv_anchor, [name])[name].status

    def unvalidated(self, name):
        options = [*self.options, "--no-dnssec", "-q", "-f", "jsonl"]
        return audit("run", *options, "-", stdin=name.encode()).row()["failure"]

    def is_explained(self, name, ours, theirs):
        difference = Difference(
            self.plan_of[name].zone,
            self.rows[name],
            ours,
            theirs,
            self.said[self.plan_of[name].zone.origin].status,
            lambda: climb(name, self.second_opinion(name)),
            lambda: self.unvalidated(name),
            lambda: self.delv_alone(self.rows[name]["failed_name"]),
        )
        for rule in RULES:
            if rule(difference):
                self.reasons[rule.__name__] += 1
                return True
        return False


if __name__ == "__main__":
    main()
