# SPDX-License-Identifier: Apache-2.0
"""The picture of the climb on check's page: what `check -f json` says, each thing once, and nothing else."""

import json
import random

from pictures import compare
from program import AuditTest, audit, main, zone_options

WORLDS = 200
SETS = ('0 issue "secomtrust.net"', '0 issue "ca.example"', '0 iodef "mailto:a@b.example"', '128 novel "x"')
LABELS = ("a", "b", "www", "x-y", "long-label-that-makes-a-name-longer-than-what-is-shown")


def below(chance, apex):
    """A name of up to four labels below an apex, or the apex."""
    return ".".join([*chance.choices(LABELS, k=chance.randint(0, 4)), apex])


class World:
    """One to three zones below `wN.test`, each cut from the one above it or beside it, and a name in one of them."""

    def __init__(self, number):
        chance = random.Random(number)
        top = f"w{number}.test."
        self.apexes = [top, f"sub.{top}", f"b.www.sub.{top}"][: chance.randint(1, 3)]
        self.zones = {apex: self.zone(chance, apex) for apex in self.apexes}
        owners = [line.split()[0] for text in self.zones.values() for line in text.splitlines()]
        any_name = below(chance, chance.choice(self.apexes))
        self.name = chance.choice([any_name, chance.choice(owners).replace("*", "star")]).rstrip(".")

    def zone(self, chance, apex):
        owners = {apex: "SOA ns hostmaster 1 3600 600 86400 60"}
        for _ in range(chance.randint(0, 6)):
            owner = below(chance, apex)
            if chance.random() < 0.2:
                owner = "*." + owner
            if owner in owners:
                continue
            kind = chance.random()
            if kind < 0.5:
                owners[owner] = f"CAA {chance.choice(SETS)}"
            elif kind < 0.7:
                owners[owner] = f"CNAME {below(chance, chance.choice([*self.apexes, 'elsewhere.example.']))}"
            elif kind < 0.8:
                owners[owner] = f"DNAME {below(chance, chance.choice(self.apexes))}"
            else:
                owners[owner] = r"CAA \# 1 00"
        return "".join(f"{owner} 300 {record}\n" for owner, record in owners.items())


class RandomWorlds(AuditTest):
    def test_each_fact_once(self):
        worlds = [World(number) for number in range(WORLDS)]
        zones = zone_options(self.directory, {apex: text for world in worlds for apex, text in world.zones.items()})
        page, answers = self.directory / "page.html", self.directory / "answers.json"
        outcome = audit("check", "-q", *zones, "-o", page, "-o", answers, *(world.name for world in worlds))
        self.assertEqual(outcome.status, 1, outcome.err)
        objects = [json.loads(line) for line in answers.read_text().splitlines()]
        self.assertEqual(compare(self, page.read_text(), objects), WORLDS)
        levels = [level for answer in objects for level in answer["levels"]]
        seen = {level["outcome"] for level in levels}
        self.assertEqual(seen, {"set", "nodata", "nxdomain", "failed", "not-asked"})
        self.assertGreater(sum(len(level["aliases"]) for level in levels), 15)
        for world, answer in zip(worlds, objects):
            self.check_zones(world, answer["levels"])

    def check_zones(self, world, levels):
        """The zone is the deepest that holds the name."""
        for level in levels:
            if not level["dnssec"] or level["outcome"] == "failed":
                continue
            holding = [apex for apex in world.apexes if f".{level['name']}.".endswith(f".{apex}")]
            self.assertEqual(level["zone"], max(holding, key=len).rstrip(".") if holding else None, level)


if __name__ == "__main__":
    main()
