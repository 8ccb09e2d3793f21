# SPDX-License-Identifier: Apache-2.0
"""How the source is kept, where neither the compiler nor the linker tells."""

import re
from collections import defaultdict
from pathlib import Path

from program import AuditTest, main

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["util", "dns", "caa", "resolve", "audit", "net", "files", "words", "report", "cli"]
FILE_MAX, FUNCTION_MAX, MEMBERS_MAX = 600, 60, 20
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FUNCTION = re.compile(r"^\w[^;{}=#]*?\b(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
STATIC = re.compile(r"^static [^;{}=#]*?\b(\w+)\([^;{}]*\)\n\{", re.MULTILINE)
STRUCT = re.compile(r"^struct (\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)


def sources():
    for folder in ("include", "src"):
        for room in ROOMS:
            for path in sorted((ROOT / folder / room).glob("*.[ch]")):
                yield room, path, path.read_text()


class House(AuditTest):
    def test_a_room_includes_only_those_above_it(self):
        below = [
            f"{path.name}: {other}"
            for room, path, text in sources()
            for other in re.findall(r'^#include "(\w+)/', text, re.MULTILINE)
            if other in ROOMS[ROOMS.index(room) + 1 :]
        ]
        self.assertEqual(below, [])

    def test_the_name_of_a_static_function_leads_to_one_file(self):
        files = defaultdict(set)
        for _, path, text in sources():
            for name in STATIC.findall(text):
                files[name].add(path.name)
        self.assertGreater(len(files), 1000)
        self.assertEqual({name: found for name, found in files.items() if len(found) > 1}, {})

    def test_nothing_is_large(self):
        large = []
        for _, path, text in sources():
            if text.count("\n") > FILE_MAX:
                large.append(path.name)
            for name, body in FUNCTION.findall(text):
                if body.count("\n") > FUNCTION_MAX:
                    large.append(f"{path.name}: {name}")
            for name, body in STRUCT.findall(COMMENT.sub("", text)):
                if len(re.findall(r"^    [^ }].*;", body, re.MULTILINE)) > MEMBERS_MAX:
                    large.append(f"{path.name}: struct {name}")
        self.assertEqual(large, [])


if __name__ == "__main__":
    main()
