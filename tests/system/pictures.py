# SPDX-License-Identifier: Apache-2.0
"""What the pictures of the climb on a page show, and what they have to show by `check -f json`."""

import re
from html.parser import HTMLParser

SHOWN = 40  # octets of a name; of a longer one the end
LINES = {"alias": "alias: ", "owner": "published at ", "zone": "zone "}
SIGNED = re.compile(r", (?:not )?signed$")


class Pictures(HTMLParser):
    """For each picture its title, its description, and its texts in order, each with its class and its level's."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.found, self.level, self.into = [], None, None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "svg" and given.get("class") == "climb":
            self.found.append({"title": "", "desc": "", "texts": [], "lines": [], "cuts": 0})
        elif not self.found or "svg" not in self.open_since(tag):
            return
        elif tag == "g":
            self.level = given["class"].removeprefix("level ")
            self.found[-1]["texts"].append(("level", self.level, ""))
        elif tag == "text":
            self.found[-1]["texts"].append((given["class"], self.level, ""))
            self.into = "texts"
        elif tag == "line":
            self.found[-1]["lines"].append(given["class"].removeprefix("link "))
        elif tag == "path":
            self.found[-1]["cuts"] += 1
        elif tag in ("title", "desc"):
            self.into = tag

    def open_since(self, tag):
        """Titles of pages are no titles of pictures."""
        return "svg" if tag in ("g", "text", "line", "path", "rect", "title", "desc") else ""

    def handle_endtag(self, tag):
        self.into = None
        if tag == "g":
            self.level = None

    def handle_data(self, data):
        if self.into == "texts":
            style, level, text = self.found[-1]["texts"][-1]
            self.found[-1]["texts"][-1] = (style, level, text + data)
        elif self.into:
            self.found[-1][self.into] += data


def shown(name):
    return name if len(name) <= SHOWN else "…" + name[-SHOWN:]


def outcome_of(text):
    """How far it was validated stands behind what there was."""
    return text.rpartition(" · ")[2] if " · " in text else None


def facts_of(picture):
    """Level by level, from the top: (style, what), zones where they begin."""
    facts, asked = [], True
    for style, level, text in picture["texts"]:
        if style == "level":
            facts.append(("outcome", level))
        elif style == "name":
            facts.append(("name", text))
        elif style == "outcome":
            facts.append(("dnssec", outcome_of(text)))
        elif style == "proof":
            facts.append(("proof", re.search(r"zone (\S+)", text)[1]))
        elif style == "zone":
            facts.append(("zone", SIGNED.sub("", text).removeprefix("zone ")))
        else:
            facts.append((style, text.removeprefix("↳ ").removeprefix(LINES[style])))
    return facts


def expected_facts(levels):
    """The same of the levels of `check -f json`; the owner of a DNS wildcard is not among them."""
    zones = {level["zone"] for level in levels if level["zone"]}
    facts = [("zone", ".")] if "." in zones else []
    for level in reversed(levels):
        if level["name"] in zones:
            facts.append(("zone", shown(level["name"])))
        facts += [("outcome", level["outcome"]), ("name", shown(level["name"]))]
        facts.append(("dnssec", level["dnssec"]))
        facts += [("alias", shown(alias)) for alias in level["aliases"]]
        if level["fault_zone"]:
            facts.append(("proof", shown(level["fault_zone"])))
    return facts


def compare(test, page, objects):
    """Each level, alias, set, zone cut and failed proof once, and nothing else; the lines say how far each was
    validated, and the description says all of it in words. Returns how many pictures there were."""
    pictures = Pictures(page).found
    levels_of = [answer["levels"] for answer in objects if answer["levels"]]
    test.assertEqual(len(pictures), len(levels_of))
    for picture, levels in zip(pictures, levels_of):
        name = levels[0]["name"]
        facts = facts_of(picture)
        test.assertEqual([fact for fact in facts if fact[0] != "owner"], expected_facts(levels), name)
        lines = [level["dnssec"] or "not-asked" for level in reversed(levels[:-1])]
        test.assertEqual(picture["lines"], lines, name)
        test.assertEqual(picture["cuts"], sum(style == "zone" for style, _ in facts), name)
        test.assertIn(shown(name), picture["title"])
        for level in levels:
            test.assertIn(f"{shown(level['name'])}: ", picture["desc"])
            for told in [*level["aliases"], level["zone"], level["fault_zone"]]:
                test.assertIn(shown(told or ""), picture["desc"], name)
    return len(pictures)
