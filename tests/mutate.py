#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks lines of the program, one at a time, and sees whether the tests notice: a check of the tests themselves.

The lines are drawn by a seed from all those of the rooms that can be broken in one of the ways of `mutations`. Each is
built in a copy of what is committed; the room's own unit tests and the scenarios run first, then the same under
sanitizers, system tests and the other unit tests, up to the first that fails. It can be stopped, and goes on where it was.

    tests/mutate.py                     draw, and try what was not tried yet
    tests/mutate.py --quick             the same with the first stages alone; what they let through, --again looks at
    tests/mutate.py --again             try those that nobody noticed against the tests as they are committed now
    tests/mutate.py --equivalent N WHY  number N changes nothing that anybody could see
    tests/mutate.py --table             only print what is known
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("dns", "caa", "resolve", "audit", "files", "report")
SEED = 16
COUNT = 100
MEMORY = 4 << 30  # octets: a mutant may ask for all there is
SYSTEM = {  # quick ones, and slower ones
    "dns": ("cases|cli|dnssec|dnssec_forged|dnssec_traps", "dnssec_broken|iterate"),
    "caa": ("cases|cli|language|upki", "panels|advice"),
    "resolve": ("cases|cli|dnssec|perspectives|every_server", "iterate|faults"),
    "audit": ("cases|cli|resume|every_server", "perspectives|diff"),
    "files": ("cases|cli|upki|config|resume", "outputs|record|export"),
    "report": ("cases|cli|html|language|history|merge|workbook", "diff|export|panels|record|advice"),
}

# A mutant is noticed where a test fails; where it does not even build, another is drawn in its place.
NOTICED, SURVIVED, BROKEN = "noticed", "survived", "does not build"


def masked(text):
    """The text with what is in strings and comments blanked, of the same length."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), text)


def replaced(line, start, end, by):
    return line[:start] + by + line[end:]


NEGATED = {"&&": "||", "||": "&&", "==": "!=", "!=": "=="}
OFF_BY_ONE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+"}
DROPPED = re.compile(r"\s+(\w+\(.*\)|[*(]*\w[\w.\->\[\]() +]*? [-+|&^*/]?= .*|[*\w.\->\[\]]+(\+\+|--)|break|continue);\s*$")
DECLARED = re.compile(r"\s+(return|goto|case|default|static|const|struct|enum|else|do)\b|\s+[a-z]\w+ \**[a-z]\w*(\[.*\])? = ")


def mutations(line, mask, before, constants):
    """The ways to break this line: (what, the line broken)."""
    for found in re.finditer(r"\b(?:if|while) \((.*)\)(?: \{)?\s*$", mask):
        yield "negated", replaced(line, *found.span(1), f"!({line[found.start(1):found.end(1)]})")
    for found in re.finditer(r"(?<= )(&&|\|\||==|!=)(?= )", mask):
        yield "negated", replaced(line, *found.span(), NEGATED[found[0]])
    for found in re.finditer(r"(?<=[ (])!(?=[\w(])", mask):
        yield "negated", replaced(line, *found.span(), "")
    for found in re.finditer(r"(?<=[\w)\]] )([<>]=?|[-+])(?= [\w(*&!~\0])", mask):
        yield "off by one", replaced(line, *found.span(), OFF_BY_ONE[found[0]])
    for found in re.finditer(r"(?<![\w.])(0x[0-9A-Fa-f]+|\d+)(?=[uUlL]*\b)(?![.\w])", mask):
        value = int(found[0], 8 if re.match("0[0-7]", found[0]) else 0)
        yield "off by one", replaced(line, *found.span(), str(value + 1))
    for found in re.finditer(r"\b(true|false)\b", mask):
        yield "swapped", replaced(line, *found.span(), "false" if found[0] == "true" else "true")
    for found in re.finditer(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", mask):
        like = [one for one in constants if one.split("_")[0] == found[0].split("_")[0]]
        if len(like) > 1:
            yield "swapped", replaced(line, *found.span(), like[(like.index(found[0]) + 1) % len(like)])
    if DROPPED.match(mask) and not DECLARED.match(mask) and re.search(r"([;{}:)]|\belse|\0|^)\s*$", before):
        yield "dropped", line[: len(line) - len(line.lstrip())] + ";"


def candidates(tree):
    """Every line that can be broken, with the ways to do it."""
    for room in ROOMS:
        for path in sorted((tree / "src" / room).glob("*.c")):
            text = path.read_text()
            lines, masks = text.split("\n"), masked(text).split("\n")
            constants = sorted(set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", "\n".join(masks))))
            for number, (line, mask) in enumerate(zip(lines, masks)):
                if mask.startswith(" ") and not mask.rstrip().endswith("\\") and not mask.lstrip().startswith("#"):
                    before = masks[number - 1]
                    ways = sorted(set(mutations(line, mask, before, constants)))
                    if ways:
                        yield {"room": room, "file": str(path.relative_to(tree)), "line": number + 1, "old": line}, ways


def drawn(tree, seed):
    """All candidates in the order of the seed, each broken in one way."""
    every = list(candidates(tree))
    random.Random(seed).shuffle(every)
    for number, (mutant, ways) in enumerate(every):
        what, new = random.Random(f"{seed} {number}").choice(ways)
        yield mutant | {"what": what, "new": new}


class Work:
    """The copy that is broken, and what is known of each mutant (a file, written after each)."""

    def __init__(self, folder, seed, quick):
        self.quick = quick
        self.folder, self.tree, self.broken = folder, folder / "tree", folder / "broken.json"
        self.file = folder / f"mutants-{seed}.json"
        self.mutants = json.loads(self.file.read_text()) if self.file.exists() else []

    def mend(self):
        """Also what was broken when this program was stopped."""
        if self.broken.exists():
            name, text = json.loads(self.broken.read_text())
            (self.tree / name).write_text(text)
            self.broken.unlink()

    def save(self):
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(self.mutants, ensure_ascii=False, indent=1))
        fresh.rename(self.file)

    def refresh(self):
        """What is committed now, built; files that are the same keep their time, so that little is built again."""
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x"], cwd=fresh, input=archive, check=True)
        self.tree.mkdir(exist_ok=True)
        for old in [path for path in self.tree.rglob("*") if path.is_file() and self.tree / "build" not in path.parents]:
            if not (fresh / old.relative_to(self.tree)).exists():
                old.unlink()
        for path in [path for path in fresh.rglob("*") if path.is_file()]:
            old = self.tree / path.relative_to(fresh)
            if not old.exists() or old.read_bytes() != path.read_bytes():
                old.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, old)
        shutil.rmtree(fresh)
        for preset in ("dev", "asan"):
            linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
            launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
            assert self.run(["cmake", "--preset", preset, "-DCAA_AUDIT_WERROR=OFF", *launcher, *linker]), self.folder / "log"
        assert self.run(["cmake", "--build", "build/dev", "-j1"]), self.folder / "log"

    def run(self, command, memory=None, timeout=1200):
        limit = lambda: memory and resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        environment = os.environ | {
            "CCACHE_BASEDIR": str(self.tree), "CCACHE_NOHASHDIR": "1", "ASAN_OPTIONS": f"hard_rss_limit_mb={MEMORY >> 20}"
        }
        with open(self.folder / "log", "w") as log:
            try:
                return subprocess.run(
                    command, cwd=self.tree, stdout=log, stderr=log, stdin=subprocess.DEVNULL, timeout=timeout,
                    env=environment, preexec_fn=limit,
                ).returncode == 0
            except subprocess.TimeoutExpired:
                return False

    def stages(self, room):
        """Tests that may notice, those first that should: (build, targets, tests)."""
        units = dict(re.findall(r"unit_test\((\w+) ([\w ]+)\)", (self.tree / "tests/unit/CMakeLists.txt").read_text()))
        last = {name: [one for one in ROOMS if one in rooms.split()][-1:] for name, rooms in units.items()}
        own = [name for name in units if last[name] == [room]]
        others = [name for name in units if name not in own]
        tests_of = lambda names: ([f"unit_{name}" for name in names], f"^unit\\.({'|'.join(names)})$")
        first = [tests_of(own), (["run_scenarios"], "^scenario$")]
        system = [(["caa-audit", "fault"], f"^system\\.({tests})$") for tests in SYSTEM[room]]
        rest = [(["run_laws"], "^laws\\."), tests_of(others)]
        on = lambda preset, stages: [(preset, *each) for each in stages]
        if self.quick:
            return on("dev", first + system[:1])
        return on("dev", first) + on("asan", first) + on("dev", system + rest) + on("asan", system)

    def first_to_fail(self, room):
        for preset, targets, tests in self.stages(room):
            if not self.run(["cmake", "--build", f"build/{preset}", "-j1", "--target", *targets]):
                return BROKEN
            command = ["ctest", "--test-dir", f"build/{preset}", "-R", tests, "--stop-on-failure", "--timeout", "150"]
            if not self.run(command, MEMORY if preset == "dev" else None):
                failed = re.findall(r"\d - (\S+) \(\w+", (self.folder / "log").read_text())
                return f"{failed[0] if failed else '?'} ({preset})"
        return None

    def attempt(self, mutant):
        """Breaks the line, wherever it is by now, and mends it again."""
        path = self.tree / mutant["file"]
        text = path.read_text()
        lines = text.split("\n")
        places = [number for number, line in enumerate(lines) if line == mutant["old"]]
        if not places:
            return mutant | {"outcome": SURVIVED, "by": "the line is gone", "seconds": 0}
        lines[min(places, key=lambda number: abs(number + 1 - mutant["line"]))] = mutant["new"]
        started = time.monotonic()
        self.broken.write_text(json.dumps([mutant["file"], text]))
        path.write_text("\n".join(lines))
        by = self.first_to_fail(mutant["room"])
        self.mend()
        outcome = BROKEN if by == BROKEN else NOTICED if by else SURVIVED
        return mutant | {"outcome": outcome, "by": by, "seconds": round(time.monotonic() - started)}

    def table(self):
        count = {}
        for number, each in enumerate(self.mutants, 1):
            count[each["outcome"]] = count.get(each["outcome"], 0) + 1
            if each["outcome"] == BROKEN:
                continue
            why = each.get("equivalent") or each["by"] or ""
            print(f"{number:3} {each['outcome']:9} {each['what']:10} {each['file']}:{each['line']}  [{why}]")
            print(f"        {each['old'].strip()}\n     -> {each['new'].strip()}")
        equal = sum("equivalent" in each for each in self.mutants)
        noticed, lost = count.get(NOTICED, 0), count.get(SURVIVED, 0) - equal
        print(f"{noticed + lost + equal} broken lines: {noticed} noticed, {lost} not, {equal} equivalent"
              f" ({100 * noticed / max(noticed + lost, 1):.1f} % noticed); {count.get(BROKEN, 0)} more did not build")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "mutate")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--equivalent", nargs=2, metavar=("N", "WHY"))
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    work = Work(given.work.resolve(), given.seed, given.quick)
    if given.equivalent:
        work.mutants[int(given.equivalent[0]) - 1]["equivalent"] = given.equivalent[1]
        work.save()
    elif not given.table:
        os.nice(15)
        work.mend()
        if given.again or not work.tree.exists():
            work.refresh()
        if given.again:
            for number, each in enumerate(work.mutants):
                if each["outcome"] == SURVIVED and "equivalent" not in each:
                    work.mutants[number] = work.attempt(each)
                    work.save()
        else:
            order = iter(list(drawn(work.tree, given.seed))[len(work.mutants):])
            while sum(each["outcome"] != BROKEN for each in work.mutants) < given.count:
                work.mutants.append(work.attempt(next(order)))
                work.save()
    work.table()


if __name__ == "__main__":
    main()
