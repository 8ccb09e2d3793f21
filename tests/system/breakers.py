# SPDX-License-Identifier: Apache-2.0
"""Ways to break a signed zone, or what its parent says of it, each in one thing.

A breaker takes a signed zone and returns its lines, changed.  Which records it
changes is said by a selector, a function from the signed zone to the owner and the
type of an RRset; names are relative to the zone.
"""

import base64
from dataclasses import replace

from records import Line
from signed import KEY_SIGNING, KEYS_EACH, PAST, TTL, Signing, ds_line, make_key

UNKNOWN_ALGORITHM = 253  # PRIVATEDNS: nobody's by default
UNKNOWN_DIGEST = 200
ALGORITHM = Signing().algorithm
FOREIGN = 1000


# ---- selectors ----


def records(name, kind):
    return lambda made: (made.zone.absolute(name), kind)


def proof_at(name):
    return lambda made: made.proof_at(name)


def proof_over(name):
    return lambda made: made.proof_over(name)


def proof_of_empty(name):
    """What shows that a name without any records has names below it."""
    return lambda made: made.proof_at(name) if made.is_hashed else made.proof_over(name)


def of_set(selector, made):
    """A test for the lines of an RRset and its signatures."""
    chosen = selector(made)
    return lambda line: (line.owner, line.covers) == chosen


# ---- breakers ----


def mapped(selector, change):
    """Puts what `change` makes of a line (a list) in the place of each line of the RRset."""

    def breaker(made):
        chosen = of_set(selector, made)
        if not any(map(chosen, made.lines)):
            raise AssertionError(f"{made.zone.origin} has no {selector(made)} to break")
        return [new for line in made.lines for new in (change(line) if chosen(line) else [line])]

    return breaker


def without(selector):
    """Neither the records nor their signatures."""
    return mapped(selector, lambda line: [])


def signatures_changed(selector, change):
    return mapped(selector, lambda line: change(line) if line.type == "RRSIG" else [line])


def without_signatures(selector):
    return signatures_changed(selector, lambda line: [])


def damaged(selector):
    """One bit of each signature is another."""
    return signatures_changed(selector, lambda line: [with_damage(line)])


def damaged_beside_good(selector):
    return signatures_changed(selector, lambda line: [with_damage(line), line])


def with_damage(line):
    *fields, signature = line.rdata.split(None, 8)
    octets = bytearray(base64.b64decode(signature.replace(" ", "")))
    octets[len(octets) // 2] ^= 1
    return with_rdata(line, *fields, base64.b64encode(octets).decode())


def with_rdata(line, *fields):
    return replace(line, rdata=" ".join(map(str, fields)))


def with_field(number, value):
    """A field of each signature, counted from the type that it covers, says something else."""

    def change(line):
        fields = line.rdata.split(None, 8)
        fields[number] = value
        return [with_rdata(line, *fields)]

    return change


def with_signer(selector, name):
    return signatures_changed(selector, with_field(7, f"{name}."))


def with_signature_algorithm(selector, number):
    return signatures_changed(selector, with_field(1, number))


def with_label_count(selector, number):
    return signatures_changed(selector, with_field(2, number))


def signed_otherwise(selector, keep=False, **changes):
    """Signatures by a signer who does one thing in another way, true but for that; `keep`
    leaves the right ones behind them."""

    def breaker(made):
        chosen = of_set(selector, made)
        others = [line for line in made.again(**changes) if line.type == "RRSIG" and chosen(line)]
        kept = [
            line for line in made.lines if keep or not (line.type == "RRSIG" and chosen(line))
        ]
        return others + kept

    return breaker


def expired(selector, **options):
    return signed_otherwise(selector, period=PAST, **options)


def all_signed_otherwise(**changes):
    return lambda made: made.again(**changes)


def by_unknown_key(selector, **options):
    """Signed by a key that the zone does not publish."""
    return signed_otherwise(selector, generation=9, **options)


def without_one(selector):
    """A record of a set got lost; its signatures did not."""

    def breaker(made):
        chosen = of_set(selector, made)
        lost = next(line for line in made.lines if chosen(line) and line.type != "RRSIG")
        return [line for line in made.lines if line is not lost]

    return breaker


def with_another(name, kind, rdata):
    """One record more than was signed."""
    return lambda made: [Line(made.zone.absolute(name), TTL, kind, rdata), *made.lines]


def with_longer_ttl(selector, ttl):
    """Records that claim to live longer than was signed (RFC 4035 5.3.3)."""
    return mapped(selector, lambda line: [replace(line, ttl=ttl)])


def everything_unsigned(made):
    """What a server without DNSSEC makes of the zone."""
    types = ("RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY")
    return [line for line in made.lines if line.type not in types]


def everywhere(make, kinds=None):
    """The same break at every RRset of these types, or of all but DNSKEY."""

    def breaker(made):
        sets = {(line.owner, line.covers) for line in made.lines if line.type == "RRSIG"}
        for chosen in sorted(sets):
            if chosen[1] in kinds if kinds else chosen[1] != "DNSKEY":
                made = made.broken(make(lambda _, chosen=chosen: chosen))
        return made.lines

    return breaker


# ---- what the parent vouches for ----


def nobody(lines):
    """An island: signed, but no chain leads there."""
    return []


def ds_changed(number, value):
    def vouch(lines):
        changed = []
        for line in lines:
            fields = line.rdata.split()
            fields[number] = value
            changed.append(with_rdata(line, *fields))
        return changed

    return vouch


with_unknown_algorithm = ds_changed(1, UNKNOWN_ALGORITHM)
with_unknown_digest = ds_changed(2, UNKNOWN_DIGEST)
with_wrong_digest = ds_changed(3, "00" * 32)


def with_digest(number):
    """The right key, its digest by another algorithm."""
    return lambda lines: [ds_line(key_behind(line), number) for line in lines]


def of_other_key(lines, algorithm=ALGORITHM):
    """A key that the zone does not have: the parent was not told of a change."""
    return [ds_line(make_key(algorithm, KEY_SIGNING, FOREIGN).line(line.owner)) for line in lines]


def of_other_algorithm(lines):
    return of_other_key(lines, "ED25519")


def key_behind(ds):
    """The key of a shared pool for which a DS was made."""
    for number in range(KEYS_EACH):
        dnskey = make_key(ALGORITHM, KEY_SIGNING, number).line(ds.owner)
        if ds_line(dnskey).rdata == ds.rdata:
            return dnskey
    raise AssertionError(f"nobody knows the key of {ds}")


def all_of(*vouchers):
    return lambda lines: [line for vouch in vouchers for line in vouch(lines)]
