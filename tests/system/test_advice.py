# SPDX-License-Identifier: Apache-2.0
"""The promise of the columns `add` and `remove`, tried on thousands of random zones.

Done, every kind asked for is allowed, or depends on account and method alone, and
whoever was allowed before, at this name or any other, still is; no other CA may issue
that could not before, unless what stopped everybody had to go; and no name has lost an
address or any other record, unless the advice has named the DNS wildcard that gave it
(RFC 4592 3.3.1).  Each random tree of names hangs below a top-level domain;
some of its aliases lead into a zone in other hands, some of its names are delegated,
and under one of the top-level domains the tree's own origin is a public suffix.
The program audits all trees in one run; what it advises is then done to copies of
the tree, once for each advice alone and once for all of them together; and the
copies are audited in turn, for our CA and for others.

One thing nobody can see from a name: who elsewhere is an alias of it.  Where a set is
advised at a name that had none, such aliases are left out of the comparison.
"""

import functools
import random
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, replace

from cases import KINDS, ZoneLine, zone_apex
from program import PATIENCE, AuditTest, audit, main, zone_options
from servers import tool
from wire import caa_rdata, generic_rdata

SEED = 20260831
TREES_FOR_EACH_ASKER = 300
SAMPLE_TO_LOAD = 40
COMPLAINTS_SHOWN = 5
OURS = "secomtrust.net"
CAS = [OURS, "ca.example", "other.example", "stranger.example"]
ASKED = ["server,wildcard,smime", "server", "wildcard", "smime", "server,smime"]
EACH_A_SUFFIX = "ck"  # every domain right below it is a public suffix, too
TOP_LEVEL = ["alpha", "beta", "gamma", EACH_A_SUFFIX]
ELSEWHERE = "cdn"
READERS = [
    ["nsd-checkzone"],
    ["ldns-read-zone", "-c"],
    ["named-checkzone", "-i", "none", "-k", "ignore", "-q"],
]
OWNERS = ["@", "a", "b", "b.a", "c.b.a", "c.a", "*", "*.a", "*.b.a", "d.b"]
ISSUERS = [
    OURS,
    "ca.example",
    "other.example",
    "ca.example; account=7",
    ";",
    "",
    "%%%%%",
    f"{OURS}.",
    f"{OURS}; validationmethods=dns-01",
    f"{OURS}; policy=ev",
]
RESTRICTING = ["issue", "issuewild", "issuemail"]
OTHER_PROPERTIES = [
    '0 iodef "mailto:caa@univ.example"',
    '0 iodef "nowhere"',
    '0 mystery "x"',
    '128 mystery "x"',
    '128 isue "secomtrust.net"',
    '128 issuevmc "ca.example"',
    '0 ISSUE "ca.example"',
]
BARRED = {"single-label", "not-ldh", "no-such-domain"}  # no CA can issue, and no record helps
ADVISED_LINE = re.compile(r"(\S+)\. \d+ IN (?:CAA|TYPE257) (.+)")


@dataclass(frozen=True)
class Tree:
    """Records below one origin, and in a zone in other hands: sets of CAA RDATA, and everything
    else, by owner; and the names that are delegated."""

    origin: str
    asked: str
    caa: dict
    others: tuple
    cuts: tuple

    def probes(self):
        """Every name that a record may matter to: owners, what lies above, and two labels below.

        What a DNS wildcard covers is probed by names that do not exist.
        """
        owners = [*self.caa, *(line.owner for line in self.others)]
        names = {self.origin}
        for owner in owners:
            name = owner.replace("*", "w")
            names |= {name, f"p.{name}", f"q.p.{name}"}
            if owner in self.dnames:
                names.add(f"f.{name}")
            while name not in (self.origin, ELSEWHERE):
                names.add(name)
                name = name.partition(".")[2]
        return sorted(names)

    def moved_to(self, origin):
        """The same tree elsewhere, its aliases within itself, or into a zone of its own."""

        def moved(text):
            return moved_name(text, self.origin, origin)

        others = [ZoneLine(moved(line.owner), line.type, moved(line.rdata)) for line in self.others]
        caa = {moved(owner): rdatas for owner, rdatas in self.caa.items()}
        cuts = tuple(map(moved, self.cuts))
        return replace(self, origin=origin, caa=caa, others=tuple(others), cuts=cuts)

    def zone_lines(self):
        caa = [(owner, rdata) for owner, rdatas in self.caa.items() for rdata in sorted(rdatas)]
        lines = [ZoneLine(owner, "TYPE257", generic_rdata(rdata)) for owner, rdata in caa]
        return [*lines, *self.others]

    def zone_of(self, owner):
        """The origin of the zone that holds the records of a name."""
        cuts = [name for name in names_above(owner) if name in self.cuts]
        return f"{cuts[0]}." if cuts else f"{owner.rpartition('.')[2]}."

    @functools.cached_property
    def nodes(self):
        """The names that exist (RFC 4592 2.2.2)."""
        owners = [*self.caa, *(line.owner for line in self.others), *self.cuts]
        return {name for owner in owners for name in names_above(owner)}

    @functools.cached_property
    def aliases(self):
        return {line.owner: line.rdata[:-1] for line in self.others if line.type == "CNAME"}

    @functools.cached_property
    def dnames(self):
        return {line.owner: line.rdata[:-1] for line in self.others if line.type == "DNAME"}

    def dname_above(self, name):
        """The DNAME that a name lies below (RFC 6672), or None; there is one at most."""
        return next((above for above in names_above(name)[1:] if above in self.dnames), None)

    def source_of(self, name):
        """The owner whose records a name has: its own, those of a DNS wildcard, or None."""
        if name in self.nodes:
            return name
        closest = next((above for above in names_above(name) if above in self.nodes), "")
        wildcard = f"*.{closest}"
        return wildcard if wildcard in self.nodes else None

    def alias_of(self, name):
        """The target of the alias that a name is, by way of a DNS wildcard or a DNAME perhaps, or None."""
        dname = self.dname_above(name)
        if dname is not None:
            return name.removesuffix(dname) + self.dnames[dname]
        return self.aliases.get(self.source_of(name))

    @functools.cached_property
    def other_records(self):
        records = {}
        for line in self.others:
            records.setdefault(line.owner, set()).add((line.type, line.rdata))
        return records

    def records_of(self, name):
        """What a resolver finds at a name beside its CAA set: addresses, aliases, and so on."""
        if self.dname_above(name) is not None:
            return {("CNAME", self.alias_of(name))}
        return self.other_records.get(self.source_of(name), set())

    def leads_to(self, name, owners):
        """Whether any level of a name's climb is an alias that ends at one of `owners`."""
        for level in names_above(name):
            target, steps = self.alias_of(level), 0
            while target is not None and steps < len(self.aliases):
                level, target, steps = target, self.alias_of(target), steps + 1
            if steps and level in owners or target in owners:
                return True
        return False

    def domain_of(self, name):
        """The registrable domain of a name, or None for a public suffix."""
        labels = name.split(".")
        count = 3 if labels[-1] == EACH_A_SUFFIX else 2
        return ".".join(labels[-count:]) if len(labels) >= count else None


@dataclass(frozen=True)
class Advice:
    """What to do to the records of one tree, and for which names that is enough."""

    tree: Tree
    add: frozenset
    remove: frozenset
    names: tuple

    def __str__(self):
        return f"adding {sorted(self.add)}, removing {sorted(self.remove)}"

    def done(self):
        """The tree as it is after administrators have followed the advice.

        To withdraw what is not there, to publish what is there already, or to
        publish beside an alias would be bad advice.
        """
        caa = {owner: set(rdatas) for owner, rdatas in self.tree.caa.items()}
        tree = self.tree
        for owner, rdata in map(parse_advised, self.remove):
            caa[owner].remove(rdata)
        for owner, rdata in map(parse_advised, self.add):
            if owner in tree.aliases or tree.dname_above(owner) or rdata in caa.get(owner, ()):
                raise ValueError(f"cannot be published at {owner}: {rdata}")
            caa.setdefault(owner, set()).add(rdata)
        return replace(self.tree, caa={owner: rdatas for owner, rdatas in caa.items() if rdatas})

    def had_critical(self):
        """Whether a copied set has lost what stopped everybody: a critical property of an unknown tag."""
        stops = {rdata for rdatas in self.tree.caa.values() for rdata in rdatas if rdata[0] & 128}
        added = {parse_advised(line)[1] for line in self.add}
        return any(bytes([rdata[0] & 127]) + rdata[1:] in added for rdata in stops)

    def new_owners(self):
        """Where a set is advised that had none."""
        return {parse_advised(line)[0] for line in self.add} - set(self.tree.caa)


def parse_advised(line):
    parts = ADVISED_LINE.fullmatch(line)
    if parts is None:
        raise ValueError(f"not a zone file line as it was promised: {line}")
    return parts[1], caa_rdata(parts[2])


def random_tree(chance, number, asked):
    origin = f"t{number}.{TOP_LEVEL[number % len(TOP_LEVEL)]}"
    owners = chance.sample(OWNERS, chance.randint(1, 5))
    others_set = f"f.{foreign(origin)}" if chance.random() < 0.4 else None
    caa, others = {}, []
    if others_set:
        caa[others_set] = {caa_rdata(text) for text in random_set(chance)}
    for relative in owners:
        owner = absolute(relative, origin)
        what = chance.random()
        if what < 0.70:
            caa[owner] = {caa_rdata(text) for text in random_set(chance)}
            if chance.random() < 0.3:
                others.append(random_record(chance, owner))
        elif what < 0.88:
            target = absolute(chance.choice(OWNERS).replace("*", "w"), origin)
            if others_set and chance.random() < 0.7:
                target = others_set
            others.append(ZoneLine(owner, "CNAME", f"{target}."))
        else:
            others.append(random_record(chance, owner))
    aliases = {line.owner for line in others if line.type == "CNAME"}
    own = [absolute(relative, origin) for relative in owners]
    possible = [name for name in own if "*" not in name and name not in aliases]
    what = chance.random() if possible else 1
    if what < 0.1:
        return Tree(origin, asked, caa, tuple(others), (chance.choice(possible),))
    if what < 0.2:
        return with_dname(Tree(origin, asked, caa, tuple(others), ()), chance.choice(possible), chance)
    return Tree(origin, asked, caa, tuple(others), ())


def with_dname(tree, owner, chance):
    """A DNAME, and nothing below it."""
    elsewhere = foreign(tree.origin)
    inside = [absolute(relative, tree.origin) for relative in OWNERS if "*" not in relative]
    inside = [name for name in inside if owner not in names_above(name) and name not in names_above(owner)]
    target = chance.choice([elsewhere, *inside])
    caa = {name: rdatas for name, rdatas in tree.caa.items() if owner not in names_above(name)[1:]}
    others = [line for line in tree.others if owner not in names_above(line.owner)[1:]]
    return replace(tree, caa=caa, others=(*others, ZoneLine(owner, "DNAME", f"{target}.")))


def random_record(chance, owner):
    """Something that a name would be missed for."""
    return chance.choice(
        [ZoneLine(owner, "A", "192.0.2.1"), ZoneLine(owner, "AAAA", "2001:db8::1"), ZoneLine(owner, "TXT", '"here"')]
    )


def foreign(origin):
    """A domain in other hands, for the tree at `origin` alone."""
    return f"{origin.replace('.', '-')}.{ELSEWHERE}"


@functools.cache
def names_above(name):
    """The name, and all above it but the root, upwards."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def random_set(chance):
    """One to four properties, mostly such that restrict somebody."""
    return [random_property(chance) for _ in range(chance.randint(1, 4))]


def random_property(chance):
    if chance.random() < 0.2:
        return chance.choice(OTHER_PROPERTIES)
    flags = chance.choice([0, 0, 0, 128, 1])
    return f'{flags} {chance.choice(RESTRICTING)} "{chance.choice(ISSUERS)}"'


def absolute(relative, origin):
    return origin if relative == "@" else f"{relative}.{origin}"


def zones_with(trees):
    """A zone for each top-level domain, with all trees that hang there, and for each delegation."""
    tops = {f"{top}.": [zone_apex(top)] for top in [*TOP_LEVEL, ELSEWHERE]}
    cuts = {f"{cut}.": [zone_apex(cut)] for tree in trees for cut in tree.cuts}
    zones = tops | cuts
    for tree in trees:
        for cut in tree.cuts:
            delegation = ZoneLine(cut, "NS", "ns.test.")
            zones[tree.zone_of(cut.partition(".")[2])].append(delegation.as_written())
        for line in tree.zone_lines():
            zones[tree.zone_of(line.owner)].append(line.as_written())
    return {origin: "".join(texts) for origin, texts in zones.items()}


def moved_name(name, origin, to):
    """A name of the tree at `origin`, or in other hands, in the same tree elsewhere."""
    name = re.sub(rf"{re.escape(origin)}(?=\.?$)", to, name)
    return re.sub(rf"{re.escape(foreign(origin))}(?=\.?$)", foreign(to), name)


def moved_probes(tree, copy):
    return [moved_name(name, tree.origin, copy.origin) for name in tree.probes()]


def allowed(row):
    return {kind for kind in KINDS if row[kind] == "allowed"}


def settled(row):
    """What is allowed, or depends on account and method alone: no record is advised that would undo that."""
    return allowed(row) | {kind for kind in KINDS if row[f"{kind}_reason"] == "conditional"}


def denied(row):
    return [kind for kind in row["kinds"] if row[kind] == "denied"]


class AdvicePromise(AuditTest):
    """One long story: audit, check what is advised, do it, audit again, compare."""

    def test_promise(self):
        chance = random.Random(SEED)
        askers = ASKED * TREES_FOR_EACH_ASKER
        trees = [random_tree(chance, number, asked) for number, asked in enumerate(askers)]
        before = self.audit_as_asked(trees)
        self.complaints = []
        self.places, self.compared, self.taken = Counter(), Counter(), Counter()
        pieces = [advice for tree in trees for advice in self.advice_for(tree, before[OURS])]
        self.assertGreater(len(pieces), len(trees) / 2)
        copies = self.do(pieces)
        after = self.audit_copies(copies)
        for advice, copy in copies:
            self.compare(advice, copy, before, after)
        self.report_complaints()
        self.check_variety()
        self.load(chance.sample(copies, SAMPLE_TO_LOAD))

    def audit_as_asked(self, trees):
        """Rows by CA and name; ours is asked for the kinds of each tree, others for all kinds."""
        options = zone_options(self.directory, zones_with(trees))
        names = [name for tree in trees for name in tree.probes()]
        rows = {ca: self.audit(options, names, ca) for ca in CAS}
        for asked in ASKED:
            own = [name for tree in trees if tree.asked == asked for name in tree.probes()]
            rows[OURS] |= self.audit(options, own, OURS, "-k", asked)
        return rows

    def audit_copies(self, copies):
        options = zone_options(self.directory, zones_with([copy for _, copy in copies]))
        names = [name for advice, copy in copies for name in moved_probes(advice.tree, copy)]
        return {ca: self.audit(options, names, ca) for ca in CAS}

    def audit(self, options, names, ca, *more):
        arguments = [*options, "--ca", ca, *more, "-q", "-f", "jsonl", "-"]
        outcome = audit("run", *arguments, stdin="\n".join(names).encode())
        self.assertEqual(outcome.err, "")
        return {row["name"]: row for row in outcome.rows()}

    def advice_for(self, tree, rows):
        """Each different advice for the tree; and all of it together, where there are several."""
        by_records = {}
        for name in tree.probes():
            records = (frozenset(rows[name]["add"]), frozenset(rows[name]["remove"]))
            helps = bool(denied(rows[name])) and BARRED.isdisjoint(rows[name]["notes"])
            if helps != any(records):
                self.complain(tree, f"{name}: denied {denied(rows[name])}, advised {records}")
            if any(records):
                self.check_place(tree, rows[name])
                by_records.setdefault(records, []).append(name)
        pieces = [Advice(tree, *records, tuple(names)) for records, names in by_records.items()]
        if len(pieces) > 1:
            pieces.append(self.together(tree, pieces))
        return pieces

    def check_place(self, tree, row):
        """Records go to the domain of the name, wherever one can be published there that decides.

        A set of one's own withdraws nothing, and stands in nobody else's zone.
        """
        owners = {parse_advised(line)[0] for line in row["add"] + row["remove"]}
        name, domain = row["name"], tree.domain_of(row["name"])
        if len(owners) != 1:
            self.complain(tree, f"{name}: advised at several places: {owners}")
            return
        (owner,) = owners
        ours = domain is not None and domain in names_above(owner)
        if owner not in tree.caa and not (ours and not row["remove"]):
            self.complain(tree, f"{name}: no set of one's own: {row['add']}, {row['remove']}")
        below = names_above(name)[: names_above(name).index(row["caa_name"])]
        places = [level for level in below if domain in names_above(level) and not tree.alias_of(level)]
        decided = row["aliases"][-1] if row["aliases"] else row["caa_name"]
        expected = decided if tree.domain_of(decided) == domain else (places or [decided])[-1]
        if owner.replace("*.", "") not in names_above(expected) or (places and not ours):
            self.complain(tree, f"{name}: advised at {owner}, and not at {expected}")
        self.places[owner in tree.caa, ours] += 1

    def together(self, tree, pieces):
        add = frozenset().union(*(piece.add for piece in pieces))
        remove = frozenset().union(*(piece.remove for piece in pieces))
        return Advice(tree, add, remove, tuple(name for piece in pieces for name in piece.names))

    def do(self, pieces):
        """Every advice with a copy of its tree in which it has been followed."""
        copies = []
        for number, advice in enumerate(pieces):
            top = advice.tree.origin.rpartition(".")[2]
            try:
                copies.append((advice, advice.done().moved_to(f"copy{number}.{top}")))
            except (KeyError, ValueError) as error:
                self.complain(advice.tree, f"nobody can follow {advice}: {error!r}")
        return copies

    def compare(self, advice, copy, before, after):
        tree = advice.tree
        asked = set(tree.asked.split(","))
        new_owners = advice.new_owners()
        self.compare_records(advice, before[OURS])
        for name, moved in zip(tree.probes(), moved_probes(tree, copy)):
            hidden = new_owners and tree.leads_to(name, new_owners)
            self.compared[bool(hidden)] += 1
            for ca in CAS if not hidden else []:
                lost = allowed(before[ca][name]) - allowed(after[ca][moved])
                if lost:
                    self.complain(tree, f"{name}: {ca} loses {lost} by {advice}")
                won = allowed(after[ca][moved]) - allowed(before[ca][name])
                if won and ca != OURS and not advice.remove and not advice.had_critical():
                    self.complain(tree, f"{name}: {ca} may now issue {won} by {advice}")
            missing = asked - settled(after[OURS][moved])
            if name in advice.names and missing:
                self.complain(tree, f"{name}: {missing} still not allowed by {advice}")

    def compare_records(self, advice, rows):
        """What a name had it still has, or it was said that it has it from a DNS wildcard."""
        tree, done = advice.tree, advice.done()
        told = " ".join(rows[name]["advice"] for name in advice.names)
        for name in tree.probes():
            if not tree.records_of(name) <= done.records_of(name):
                wildcard = tree.source_of(name)
                self.taken[wildcard in told] += 1
                if f"DNS wildcard ({wildcard})" not in told:
                    self.complain(tree, f"{name} loses its records from {wildcard} by {advice}: {told}")

    def complain(self, tree, text):
        self.complaints.append(f"{text}\n  asked {tree.asked}, zone:\n{readable(tree)}")

    def report_complaints(self):
        shown = "\n".join(self.complaints[:COMPLAINTS_SHOWN])
        self.assertEqual(len(self.complaints), 0, f"seed {SEED}\n{shown}")

    def check_variety(self):
        """The trees must be such that each kind of place occurs, and few names are left out."""
        set_was_there, ours = True, True
        for place in ((set_was_there, ours), (set_was_there, not ours), (not set_was_there, ours)):
            self.assertGreater(self.places[place], 100, self.places)
        self.assertLess(self.compared[True], self.compared[False] / 20)
        self.assertGreater(self.taken[True], 10)

    def load(self, copies):
        """What is advised must load as it stands, in its own words, into name servers."""
        for advice, _ in copies:
            tree = replace(advice, add=frozenset()).done()
            zones, changed = zones_with([tree]), set()
            for line in sorted(advice.add):
                zone = tree.zone_of(parse_advised(line)[0])
                zones[zone] += f"{line}\n"
                changed.add(zone)
            for zone in changed:
                self.load_zone(zone, zones[zone])

    def load_zone(self, origin, text):
        path = str(self.write("changed.zone", text))
        for name, *options in READERS:
            arguments = [path] if name == "ldns-read-zone" else [origin, path]
            done = subprocess.run(
                [tool(name), *options, *arguments], capture_output=True, text=True, timeout=PATIENCE
            )
            self.assertEqual(done.returncode, 0, f"{name}: {done.stdout[-500:]}{done.stderr}{text}")


def readable(tree):
    """The records of a tree for whoever has to find out what went wrong."""
    sets = [f"    {owner} CAA {rdata}" for owner, rdatas in tree.caa.items() for rdata in rdatas]
    others = [f"    {line.owner} {line.type} {line.rdata}" for line in tree.others]
    return "\n".join(sets + others)


if __name__ == "__main__":
    main()
