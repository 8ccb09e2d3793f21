"""The promise of the columns `add` and `remove`, tried on thousands of random zones.

Done, every kind asked for is allowed, and whoever was allowed before, at this name
or any other, still is.  Each random tree of names hangs below a top-level domain.
The program audits all trees in one run; what it advises is then done to copies of
the tree, once for each advice alone and once for all of them together; and the
copies are audited in turn, for our CA and for others.
"""

import random
import re
import subprocess
from dataclasses import dataclass, replace

from cases import KINDS, ZoneLine, zone_apex
from program import PATIENCE, AuditTest, audit, main, zone_options
from servers import tool
from wire import caa_rdata, generic_rdata

SEED = 20260831
TREES_FOR_EACH_ASKER = 500
SAMPLE_FOR_NSD = 40
COMPLAINTS_SHOWN = 5
OURS = "secomtrust.net"
CAS = [OURS, "ca.example", "other.example", "stranger.example"]
ASKED = ["server,wildcard,smime", "server", "wildcard", "smime", "server,smime"]
TOP_LEVEL = ["alpha", "beta", "gamma"]
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
ADVISED_LINE = re.compile(r"(\S+)\. \d+ IN (?:CAA|TYPE257) (.+)")


@dataclass(frozen=True)
class Tree:
    """Records below one origin: sets of CAA RDATA, and everything else, by owner."""

    origin: str
    asked: str
    caa: dict
    others: tuple

    def probes(self):
        """Every name that a record may matter to: owners, what lies above, and two labels below.

        What a DNS wildcard covers is probed by names that do not exist.
        """
        owners = [*self.caa, *(line.owner for line in self.others)]
        names = {self.origin}
        for owner in owners:
            name = owner.replace("*", "w")
            names |= {name, f"p.{name}", f"q.p.{name}"}
            while name != self.origin:
                names.add(name)
                name = name.partition(".")[2]
        return sorted(names)

    def moved_to(self, origin):
        """The same tree elsewhere, its aliases within itself."""

        def moved(text):
            return re.sub(rf"{re.escape(self.origin)}(?=\.?$)", origin, text)

        others = [ZoneLine(moved(line.owner), line.type, moved(line.rdata)) for line in self.others]
        caa = {moved(owner): rdatas for owner, rdatas in self.caa.items()}
        return replace(self, origin=origin, caa=caa, others=tuple(others))

    def zone_lines(self):
        caa = [(owner, rdata) for owner, rdatas in self.caa.items() for rdata in sorted(rdatas)]
        lines = [ZoneLine(owner, "TYPE257", generic_rdata(rdata)) for owner, rdata in caa]
        return "".join(line.as_written() for line in (*lines, *self.others))


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
        """The tree as it is after an administrator has followed the advice.

        To withdraw what is not there, to publish what is there already, or to
        publish beside an alias would be bad advice.
        """
        caa = {owner: set(rdatas) for owner, rdatas in self.tree.caa.items()}
        aliases = {line.owner for line in self.tree.others if line.type == "CNAME"}
        for owner, rdata in map(parse_advised, self.remove):
            caa[owner].remove(rdata)
        for owner, rdata in map(parse_advised, self.add):
            if owner in aliases or rdata in caa.get(owner, ()):
                raise ValueError(f"cannot be published at {owner}: {rdata}")
            caa.setdefault(owner, set()).add(rdata)
        return replace(self.tree, caa={owner: rdatas for owner, rdatas in caa.items() if rdatas})


def parse_advised(line):
    parts = ADVISED_LINE.fullmatch(line)
    if parts is None:
        raise ValueError(f"not a zone file line as it was promised: {line}")
    return parts[1], caa_rdata(parts[2])


def random_tree(chance, number, asked):
    origin = f"t{number}.{TOP_LEVEL[number % len(TOP_LEVEL)]}"
    owners = chance.sample(OWNERS, chance.randint(1, 5))
    caa, others = {}, []
    for relative in owners:
        owner = absolute(relative, origin)
        what = chance.random()
        if what < 0.75:
            caa[owner] = {caa_rdata(text) for text in random_set(chance)}
        elif what < 0.92:
            target = absolute(chance.choice(OWNERS).replace("*", "w"), origin)
            others.append(ZoneLine(owner, "CNAME", f"{target}."))
        else:
            others.append(ZoneLine(owner, "A", "192.0.2.1"))
    return Tree(origin, asked, caa, tuple(others))


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
    """One zone for each top-level domain, with all trees that hang there."""
    zones = {f"{top}.": zone_apex(top) for top in TOP_LEVEL}
    for tree in trees:
        zones[f"{tree.origin.rpartition('.')[2]}."] += tree.zone_lines()
    return zones


def moved_probes(tree, copy):
    return [name.removesuffix(tree.origin) + copy.origin for name in tree.probes()]


def allowed(row):
    return {kind for kind in KINDS if row[kind] == "allowed"}


def denied(row):
    return [kind for kind in row["kinds"].split("; ") if row[kind] == "denied"]


class AdvicePromise(AuditTest):
    """One long story: audit, check what is advised, do it, audit again, compare."""

    def test_promise(self):
        chance = random.Random(SEED)
        askers = ASKED * TREES_FOR_EACH_ASKER
        trees = [random_tree(chance, number, asked) for number, asked in enumerate(askers)]
        before = self.audit_as_asked(trees)
        self.complaints = []
        pieces = [advice for tree in trees for advice in self.advice_for(tree, before[OURS])]
        self.assertGreater(len(pieces), len(trees) / 2)
        copies = self.do(pieces)
        after = self.audit_copies(copies)
        for advice, copy in copies:
            self.compare(advice, copy, before, after)
        self.report_complaints()
        self.load_into_nsd(chance.sample(copies, SAMPLE_FOR_NSD))

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
            if bool(denied(rows[name])) != any(records):
                self.complain(tree, f"{name}: denied {denied(rows[name])}, advised {records}")
            if any(records):
                by_records.setdefault(records, []).append(name)
        pieces = [Advice(tree, *records, tuple(names)) for records, names in by_records.items()]
        if len(pieces) > 1:
            pieces.append(self.together(tree, pieces))
        return pieces

    def together(self, tree, pieces):
        add = frozenset().union(*(piece.add for piece in pieces))
        remove = frozenset().union(*(piece.remove for piece in pieces))
        return Advice(tree, add, remove, tuple(name for piece in pieces for name in piece.names))

    def do(self, pieces):
        """Every advice with a copy of its tree in which it has been followed."""
        copies = []
        for number, advice in enumerate(pieces):
            top = TOP_LEVEL[number % len(TOP_LEVEL)]
            try:
                copies.append((advice, advice.done().moved_to(f"copy{number}.{top}")))
            except (KeyError, ValueError) as error:
                self.complain(advice.tree, f"nobody can follow {advice}: {error!r}")
        return copies

    def compare(self, advice, copy, before, after):
        tree = advice.tree
        asked = set(tree.asked.split(","))
        for name, moved in zip(tree.probes(), moved_probes(tree, copy)):
            for ca in CAS:
                lost = allowed(before[ca][name]) - allowed(after[ca][moved])
                if lost:
                    self.complain(tree, f"{name}: {ca} loses {lost} by {advice}")
            missing = asked - allowed(after[OURS][moved])
            if name in advice.names and missing:
                self.complain(tree, f"{name}: {missing} still not allowed by {advice}")

    def complain(self, tree, text):
        self.complaints.append(f"{text}\n  asked {tree.asked}, zone:\n{readable(tree)}")

    def report_complaints(self):
        shown = "\n".join(self.complaints[:COMPLAINTS_SHOWN])
        self.assertEqual(len(self.complaints), 0, f"seed {SEED}\n{shown}")

    def load_into_nsd(self, copies):
        """What is advised must load as it stands, in its own words, into a name server."""
        for advice, _ in copies:
            top = advice.tree.origin.rpartition(".")[2]
            kept = replace(advice, add=frozenset()).done().zone_lines()
            text = zone_apex(top) + kept + "".join(f"{line}\n" for line in sorted(advice.add))
            command = [tool("nsd-checkzone"), top, str(self.write("changed.zone", text))]
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr + text)


def readable(tree):
    """The records of a tree for whoever has to find out what went wrong."""
    sets = [f"    {owner} CAA {rdata}" for owner, rdatas in tree.caa.items() for rdata in rdatas]
    others = [f"    {line.owner} {line.type} {line.rdata}" for line in tree.others]
    return "\n".join(sets + others)


if __name__ == "__main__":
    main()
