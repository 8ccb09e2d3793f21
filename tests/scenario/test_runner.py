# SPDX-License-Identifier: Apache-2.0
"""That the runner notices what is wrong: each file in wrong/ says, behind `# says:`, what is to be heard of it."""

import os
import re
import subprocess
import unittest
from pathlib import Path

SAYS = re.compile(r"^# says: (.*)$", re.MULTILINE)


class Runner(unittest.TestCase):
    def test_what_is_wrong_is_told(self):
        paths = sorted(Path(__file__).parent.glob("wrong/*.scn"))
        self.assertGreater(len(paths), 10)
        for path in paths:
            with self.subTest(path.name):
                played = subprocess.run([os.environ["RUN_SCENARIOS"], path], capture_output=True, text=True)
                self.assertEqual(played.returncode, 1, played.stdout + played.stderr)
                for words in SAYS.findall(path.read_text()):
                    self.assertIn(words, played.stdout)


if __name__ == "__main__":
    unittest.main()
