"""What the program brings to a system: man pages, systemd units, completion for bash."""

import re
import subprocess

from pathlib import Path

from program import AuditTest, audit, environment, main, program
from servers import tool

DATA = Path(__file__).parents[2] / "data"
LONG_OPTION = re.compile(r"^ {2}(?:-\w, | {4})--([a-z][a-z-]*)", re.MULTILINE)
COMMANDS = ("run", "check", "diff", "export")
MOST_EXPOSED = 1.5  # of 10, by systemd's own measure


def run(name, *arguments, **options):
    return subprocess.run([tool(name), *arguments], capture_output=True, text=True, **options)


def options_of(command):
    return set(LONG_OPTION.findall(audit(command, "--help").out.decode()))


class ManPages(AuditTest):
    def test_lint(self):
        for path in sorted((DATA / "man").glob("*.1")):
            lines = run("mandoc", "-T", "lint", path).stdout.splitlines()
            own = [line for line in lines if "referenced manual not found" not in line]
            self.assertEqual(own, [])

    def test_every_option_is_described(self):
        for command in COMMANDS:
            text = (DATA / "man" / f"caa-audit-{command}.1").read_text()
            described = set(re.findall(r"^\.It Fl (?:\w , )?-([a-z-]+)", text, re.MULTILINE))
            self.assertEqual(described, options_of(command))

    def test_names_are_those_of_the_commands(self):
        pages = {path.name for path in (DATA / "man").iterdir()}
        self.assertEqual(pages, {"caa-audit.1", *(f"caa-audit-{name}.1" for name in COMMANDS)})


class Units(AuditTest):
    def unit(self, name):
        """The unit with the program that is tested: systemd wants to see it."""
        text = (DATA / "systemd" / name).read_text().replace("/usr/bin/caa-audit", program())
        return self.write(name, text)

    def test_verify(self):
        paths = [self.unit("caa-audit.service"), self.unit("caa-audit.timer")]
        done = run("systemd-analyze", "verify", "--man=no", *paths)
        own = [line for line in done.stderr.splitlines() if "caa-audit" in line]
        self.assertEqual((done.returncode, own), (0, []), done.stderr)

    def test_security(self):
        done = run("systemd-analyze", "security", "--offline=true", self.unit("caa-audit.service"))
        exposure = re.search(r"exposure level for \S+: (\d+\.\d+)", done.stdout)[1]
        self.assertLess(float(exposure), MOST_EXPOSED, done.stdout)

    def test_the_command_is_one_that_the_program_knows(self):
        text = (DATA / "systemd" / "caa-audit.service").read_text()
        (command,) = re.findall(r"^ExecStart=/usr/bin/caa-audit run (.*)$", text, re.MULTILINE)
        listed = self.write("domains.csv", "domain\n")
        words = command.replace("/etc/caa-audit/domains.csv", str(listed)).split()
        done = subprocess.run(
            [program(), "run", *words], cwd=self.directory, capture_output=True, env=environment()
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        made = {path.name for path in self.directory.iterdir()}
        self.assertEqual(made, {"domains.csv", "report.csv", "report.html", "caa.prom"})


class Package(AuditTest):
    """The package of the build that is tested; what it asks of a system is put there by apt, not by this test."""

    def setUp(self):
        super().setUp()
        config = Path(program()).parent / "CPackConfig.cmake"
        done = run("cpack", "-G", "DEB", "--config", config, "-B", self.directory)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        (self.package,) = self.directory.glob("*.deb")

    def test_lintian(self):
        done = run("lintian", "--no-cfg", "--fail-on", "error,warning", "--allow-root", self.package)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_what_is_in_it_runs(self):
        root = self.directory / "root"
        run("dpkg-deb", "-x", self.package, root)
        installed = root / "usr" / "bin" / "caa-audit"
        done = subprocess.run([installed, "--version"], capture_output=True, text=True, env=environment())
        self.assertEqual((done.returncode, done.stdout), (0, audit("--version").out.decode()), done.stderr)
        for path in ("lib/systemd/system/caa-audit.timer", "share/bash-completion/completions/caa-audit",
                     "share/man/man1/caa-audit-run.1.gz", "share/doc/caa-audit/copyright"):
            self.assertTrue((root / "usr" / path).is_file(), path)

    def test_it_asks_for_its_libraries(self):
        depends = run("dpkg-deb", "-f", self.package, "Depends").stdout
        for library in ("libc6", "libldns3", "libuv1", "libcsv3", "libidn2-0", "libpsl5", "libjansson4", "libgmime-3.0-0"):
            self.assertIn(library, depends)


class Completion(AuditTest):
    def complete(self, *words):
        script = f"""
source '{DATA}/completion/caa-audit'
COMP_WORDS=("$@")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_caa_audit "$1" "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
        done = run("bash", "-c", script, "bash", program(), *words, cwd=self.directory)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_commands(self):
        self.assertEqual(self.complete(""), {*COMMANDS, "--help", "--version"})
        self.assertEqual(self.complete("ru"), {"run"})

    def test_options_are_those_of_help(self):
        for command in COMMANDS:
            expected = {f"--{name}" for name in options_of(command)}
            self.assertEqual(self.complete(command, "--"), expected)

    def test_values(self):
        self.assertEqual(self.complete("run", "--format", "n"), {"nagios"})
        self.assertEqual(self.complete("check", "-k", ""), {"server", "wildcard", "smime"})

    def test_files(self):
        self.write("domains.csv", "domain\n")
        self.assertEqual(self.complete("run", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("run", "-z", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("diff", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("run", "--baseline", "dom"), {"domains.csv"})


if __name__ == "__main__":
    main()
