# SPDX-License-Identifier: Apache-2.0
"""Answers in which each signature is true, and which are lies all the same.

A relay answers in the place of the resolver with records that were signed for another
name, another zone or another purpose.  Some answers are no lies; they show that the
relay says what it means to say.
"""

from dataclasses import dataclass, replace

from breakers import of_set, proof_at, proof_of_empty, proof_over, records
from forge import FORGED_ALGORITHM, renamed, with_signature
from program import AuditTest, audit, main, reasons, validating
from records import Line
from relay import Relay, Say, question
from servers import Nsd, Unbound
from signed import (
    KEY_SIGNING,
    NSEC,
    NSEC3,
    TTL,
    Signing,
    Zone,
    ds_line,
    keys_of,
    make_key,
    sign_world,
)

CONTENT = """
@ CAA 0 issue "apex.example"
www CAA 0 issue "www.example"
bare TXT "no CAA here"
leaf.ent TXT "below a name without records"
*.wild CAA 0 issue "wild.example"
close.wild CAA 0 issue "close.example"
*.wildbare TXT "no CAA here"
close.wildbare CAA 0 issue "close.example"
*.up CAA 0 issue "up.example"
a.b.up TXT "no CAA here"
alias CNAME www
dname DNAME healthy.test.
"""
CHILD = 'www CAA 0 issue "child.example"\n'
LIE = '0 issue "forged.example"'
DENIALS = (NSEC, NSEC3)
ZONE_KEY, PROTOCOL = 0x0100, "3"


class Scene:
    """The zone in which a lie is told, and the means to tell it: lines for an answer."""

    def __init__(self, world, denial):
        self.denial = denial
        self.origin = f"{denial.word}.test"
        self._world = world

    def name(self, relative):
        return Zone(self.origin).absolute(relative)

    def take(self, selector, zone=None):
        """An RRset as the zone has it, with its signatures."""
        made = self._world.signed[zone or self.origin]
        found = list(filter(of_set(selector, made), made.lines))
        if not found:
            raise AssertionError(f"{made.zone.origin} has no {selector(made)}")
        return found

    def proof(self, *selectors, zone=None):
        """An authority section: the zone's SOA and the records that prove absence."""
        taken = [self.take(selector, zone) for selector in (records("@", "SOA"), *selectors)]
        return list(dict.fromkeys(line for lines in taken for line in lines))

    def no_name(self, name, encloser):
        """The selectors for a name that does not exist, nor a wildcard for it."""
        spans = [proof_over(name), proof_over(f"*.{encloser}".removesuffix(".@"))]
        return [*spans, proof_at(encloser)] if self.denial is NSEC3 else spans

    def line(self, name, kind, rdata):
        return Line(self.name(name), TTL, kind, rdata)

    def lie(self, name):
        return self.line(name, "CAA", LIE)

    def signed_by(self, signer, lines):
        """The lines with a signature that the zone `signer` did make."""
        zone = self._world.signed[signer].zone
        return with_signature(lines, keys_of(zone)[0], signer)

    def expanded(self, wildcard, name):
        return renamed(self.take(records(wildcard, "CAA")), self.name(name))


@dataclass(frozen=True)
class Lie:
    """What is said to whoever asks for `ask`; `tell` returns more answers, by question."""

    title: str
    ask: str
    words: str | None
    tell: callable
    denials: tuple = DENIALS


def answer(lie):
    """`lie` makes the answer section for the name itself, or both sections."""

    def tell(scene, ask):
        made = lie(scene)
        sections = made if isinstance(made, tuple) else (made, [])
        return {(ask, "CAA"): Say(*sections)}

    return tell


def no_data(*selectors):
    return lambda scene, ask: {(ask, "CAA"): Say(authority=scene.proof(*selectors))}


def no_name(*selectors):
    return lambda scene, ask: {
        (ask, "CAA"): Say(authority=scene.proof(*selectors), rcode="NXDOMAIN")
    }


def no_name_below(name, encloser):
    """The whole proof that a name does not exist, from wherever the signer put its parts."""
    return lambda scene, ask: no_name(*scene.no_name(name, encloser))(scene, ask)


def no_ds(make):
    """The child's chain of trust is denied, so that a set without signature may pass."""
    return lambda scene, ask: {
        ("kid", "DS"): Say(authority=make(scene)),
        (ask, "CAA"): Say([scene.lie(ask)]),
    }


TRUTHS = [
    Lie("a set", "www", None, answer(lambda scene: scene.take(records("www", "CAA")))),
    Lie("no such type", "bare", None, no_data(proof_at("bare"))),
    Lie("no such name", "nx", None, no_name_below("nx", "@")),
    Lie("empty non-terminal", "ent", None, no_data(proof_of_empty("ent"))),
    Lie(
        "an empty non-terminal as a name that does not exist: empty of CAA all the same",
        "ent",
        None,
        lambda scene, ask: no_name(proof_of_empty("ent"), *scene.no_name("nx", "@"))(scene, ask),
    ),
    Lie(
        "wildcard",
        "x.wild",
        None,
        answer(lambda scene: (scene.expanded("*.wild", "x.wild"), scene.proof(proof_over("x.wild")))),
    ),
    Lie(
        "wildcard without the type",
        "x.wildbare",
        None,
        lambda scene, ask: no_data(proof_at("*.wildbare"), *scene.no_name(ask, "wildbare"))(
            scene, ask
        ),
    ),
    Lie(
        "DNAME",
        "www.dname",
        None,
        answer(
            lambda scene: [
                *scene.take(records("dname", "DNAME")),
                scene.line("www.dname", "CNAME", "www.healthy.test."),
                *scene.take(records("www", "CAA"), "healthy.test"),
            ]
        ),
    ),
    Lie(
        "signed by plain arithmetic",
        "www",
        None,
        answer(lambda scene: scene.signed_by(scene.origin, [scene.lie("www")])),
    ),
]

ABSENCES = [
    Lie(
        "the parent's side of a cut for the child's apex",
        "kid",
        r"no valid proof that kid\.\S+ has no CAA",
        no_data(proof_at("kid")),
    ),
    Lie(
        "the parent's side of a cut for a name below",
        "www.kid",
        r"no valid proof that www\.kid\.\S+ does not exist",
        no_name_below("www.kid", "kid"),
    ),
    Lie(
        "the owner of a DNAME for a name below",
        "x.dname",
        r"no valid proof that x\.dname\.\S+ does not exist",
        no_name_below("x.dname", "dname"),
    ),
    Lie(
        "an alias for the type itself",
        "alias",
        r"no valid proof that alias\.\S+ has no CAA",
        no_data(proof_at("alias")),
    ),
    Lie(
        "no word of the wildcard",
        "x.wild",
        r"no valid proof that x\.wild\.\S+ does not exist",
        lambda scene, ask: no_name(*scene.no_name(ask, "wild")[::2])(scene, ask),
    ),
    Lie(
        "no word of the wildcard, nor of the type",
        "x.wild",
        r"no valid proof that x\.wild\.\S+ has no CAA",
        lambda scene, ask: no_data(*scene.no_name(ask, "wild")[::2])(scene, ask),
    ),
    Lie(
        "another name's types",
        "www",
        r"no valid proof that www\.\S+ has no CAA",
        no_data(proof_at("bare")),
    ),
    Lie(
        "the types of the name itself, which has the type",
        "www",
        r"no valid proof that www\.\S+ has no CAA",
        no_data(proof_at("www")),
    ),
    Lie(
        "a name that exists",
        "www",
        r"no valid proof that www\.\S+ does not exist",
        lambda scene, ask: no_name(proof_at("www"), *scene.no_name("nx", "@"))(scene, ask),
    ),
    Lie(
        "a span that ends before the name",
        "nx",
        r"no valid proof that nx\.\S+ does not exist",
        lambda scene, ask: no_name(proof_over("b"), *scene.no_name("b", "@")[1:])(scene, ask),
        denials=(NSEC,),
    ),
    Lie(
        "no proof at all",
        "nx",
        r"no valid proof that nx\.\S+ does not exist",
        no_name(),
    ),
    Lie(
        "a proof of another zone",
        "www",
        "no valid proof|which is not the zone of the name",
        lambda scene, ask: {
            (ask, "CAA"): Say(authority=scene.proof(proof_at("@"), zone="healthy.test"))
        },
    ),
    Lie(
        "types made from a wildcard",
        "close.wildbare",
        r"no valid proof that close\.wildbare\.\S+ has no CAA",
        lambda scene, ask: {
            (ask, "CAA"): Say(
                authority=[
                    *scene.proof(),
                    *renamed(scene.take(proof_at("*.wildbare")), scene.name(ask)),
                ]
            )
        },
        denials=(NSEC,),
    ),
]

SETS = [
    Lie(
        "a set without signature",
        "www",
        r"no RRSIG by \S+ \(CAA of www\.",
        answer(lambda scene: [scene.lie("www")]),
    ),
    Lie(
        "a set of another zone",
        "www",
        r"RRSIG by healthy\.test, which is not the zone of the name",
        answer(
            lambda scene: renamed(
                scene.take(records("www", "CAA"), "healthy.test"), scene.name("www")
            )
        ),
    ),
    Lie(
        "signed by a sister",
        "www",
        r"RRSIG by healthy\.test, which is not the zone of the name",
        answer(lambda scene: scene.signed_by("healthy.test", [scene.lie("www")])),
    ),
    Lie(
        "signed by a child",
        "www",
        r"RRSIG by kid\.\S+, which is not the zone of the name",
        answer(lambda scene: scene.signed_by(scene.name("kid"), [scene.lie("www")])),
    ),
    Lie(
        "signed by the parent",
        "www",
        "RRSIG by test, which is not the zone of the name",
        answer(lambda scene: scene.signed_by("test", [scene.lie("www")])),
    ),
    Lie(
        "signed by the root",
        "www",
        "RRSIG by ., which is not the zone of the name",
        answer(lambda scene: scene.signed_by("", [scene.lie("www")])),
    ),
    Lie(
        "signed by the parent, below a cut",
        "www.kid",
        r"RRSIG by \S+, which is not the zone of the name",
        answer(lambda scene: scene.signed_by(scene.origin, [scene.lie("www.kid")])),
    ),
    Lie(
        "a wildcard in the place of a closer name",
        "close.wild",
        "no valid proof that no name closer than the wildcard",
        answer(
            lambda scene: (
                scene.expanded("*.wild", "close.wild"),
                scene.proof(proof_over("x.wild"), proof_at("close.wild")),
            )
        ),
    ),
    Lie(
        "a wildcard from too high up",
        "x.b.up",
        "no valid proof that no name closer than the wildcard",
        answer(
            lambda scene: (
                scene.expanded("*.up", "x.b.up"),
                scene.proof(proof_over("x.b.up"), proof_at("b.up"))
                if scene.denial is NSEC3
                else scene.proof(proof_over("x.b.up")),
            )
        ),
    ),
    Lie(
        "a wildcard without a proof",
        "x.wild",
        "no valid proof that no name closer than the wildcard",
        answer(lambda scene: scene.expanded("*.wild", "x.wild")),
    ),
    Lie(
        "an alias without signature, to where nothing is signed",
        "www",
        r"no RRSIG by \S+ \(CNAME of www\.",
        answer(
            lambda scene: [
                scene.line("www", "CNAME", "www.insecure.test."),
                Line("www.insecure.test", TTL, "CAA", LIE),
            ]
        ),
    ),
    Lie(
        "an alias that its DNAME does not make",
        "www.dname",
        "CNAME of www.dname",
        answer(
            lambda scene: [
                *scene.take(records("dname", "DNAME")),
                scene.line("www.dname", "CNAME", "www.insecure.test."),
                Line("www.insecure.test", TTL, "CAA", LIE),
            ]
        ),
    ),
]


def own_keys(flags=None, protocol=None):
    """The child's keys are those of an attacker, who signs with them; with flags or a protocol
    that no zone's key has, the parent vouches for them, so that nothing but these is wrong."""

    def tell(scene, ask):
        key, child = make_key(FORGED_ALGORITHM, KEY_SIGNING, 99), scene.name("kid")
        dnskey = key.line(child)
        if flags is not None or protocol is not None:
            fields = dnskey.rdata.split(None, 2)
            fields[:2] = [str(key.flags if flags is None else flags), protocol or PROTOCOL]
            dnskey = replace(dnskey, rdata=" ".join(fields))
        said = {
            ("kid", "DNSKEY"): Say(with_signature([dnskey], key, child, dnskey)),
            (ask, "CAA"): Say(with_signature([scene.lie(ask)], key, child, dnskey)),
        }
        if dnskey != key.line(child):
            said["kid", "DS"] = Say(scene.signed_by(scene.origin, [ds_line(dnskey)]))
        return said

    return tell


CHAINS = [
    Lie(
        "DS denied by nothing",
        "www.kid",
        r"no valid proof that kid\.\S+ has no DS",
        no_ds(lambda scene: scene.proof()),
    ),
    Lie(
        "DS denied by the child's own apex",
        "www.kid",
        r"no valid proof that kid\.\S+ has no DS",
        no_ds(lambda scene: scene.proof(proof_at("@"), zone=scene.name("kid"))),
    ),
    Lie(
        "DS denied by the types of another name",
        "www.kid",
        r"no valid proof that kid\.\S+ has no DS",
        no_ds(lambda scene: scene.proof(proof_at("bare"))),
    ),
    Lie(
        "DS denied by another insecure delegation",
        "www.kid",
        r"no valid proof that kid\.\S+ has no DS",
        no_ds(lambda scene: scene.proof(proof_at("sub"))),
    ),
    Lie(
        "DS denied by its own types",
        "www.kid",
        r"no valid proof that kid\.\S+ has no DS",
        no_ds(lambda scene: scene.proof(proof_at("kid"))),
    ),
    Lie(
        "DS as an alias",
        "www.kid",
        r"kid\.\S+",
        lambda scene, ask: {
            ("kid", "DS"): Say([scene.line("kid", "CNAME", "www.insecure.test.")]),
            (ask, "CAA"): Say([scene.lie(ask)]),
        },
    ),
    Lie(
        "DS that the child signed",
        "www.kid",
        r"\(DS of kid\.",
        lambda scene, ask: {
            ("kid", "DS"): Say(
                scene.signed_by(scene.name("kid"), scene.take(records("kid", "DS"))[:1])
            )
        },
    ),
    Lie("keys of one's own", "www.kid", r"no DNSKEY of kid\.\S+ matches its DS", own_keys()),
    Lie("keys for no zone", "www.kid", r"kid\.", own_keys(flags=KEY_SIGNING & ~ZONE_KEY)),
    Lie("keys of another protocol", "www.kid", r"kid\.", own_keys(protocol="2")),
]
LIES = [*ABSENCES, *SETS, *CHAINS]


class ForgedAnswers(AuditTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        signing = Signing(FORGED_ALGORITHM)
        zones = [
            Zone("", signing=signing),
            Zone("test", "ns A 127.0.0.1\n", signing),
            Zone("healthy.test", CHILD, signing),
            Zone("insecure.test", CHILD, None),
        ]
        for denial in DENIALS:
            own = replace(signing, denial=denial)
            zones += [Zone(f"{denial.word}.test", CONTENT, own)]
            zones += [Zone(f"kid.{denial.word}.test", CHILD, own)]
            zones += [Zone(f"sub.{denial.word}.test", CHILD, None)]
        cls.world = sign_world(zones)
        authority = cls.enterClassContext(Nsd(cls.world.zones))
        cls.resolver = cls.enterClassContext(Unbound(authority.endpoint, zones=cls.world.zones))

    def setUp(self):
        super().setUp()
        self.anchor = self.write("anchor", self.world.anchor)

    def row_of(self, lie, scene):
        told = lie.tell(scene, lie.ask)
        rules = [(question(scene.name(name), kind), say) for (name, kind), say in told.items()]
        with Relay(self.resolver.endpoint, rules) as relay:
            options = [*validating(self.anchor, relay.endpoint), "-f", "jsonl"]
            return audit("run", *options, "-", stdin=scene.name(lie.ask).encode()).row()

    def test_truths(self):
        for lie, denial in plays(TRUTHS):
            with self.subTest(lie.title, denial=denial.word):
                row = self.row_of(lie, Scene(self.world, denial))
                self.assertEqual((row["dnssec"], row["failure_detail"]), ("secure", None), row)

    def test_lies(self):
        for lie, denial in plays(LIES):
            with self.subTest(lie.title, denial=denial.word):
                row = self.row_of(lie, Scene(self.world, denial))
                self.assertEqual((row["dnssec"], reasons(row)), ("bogus", ["dnssec-bogus"] * 3))
                self.assertRegex(row["failure_detail"], lie.words)


def plays(lies):
    return [(lie, denial) for lie in lies for denial in lie.denials]


if __name__ == "__main__":
    main()
