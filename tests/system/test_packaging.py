# SPDX-License-Identifier: Apache-2.0
"""What the program brings to a system: man pages, systemd units, completion for bash."""

import os
import platform
import re
import shutil
import stat
import subprocess

from pathlib import Path

from faulty import Fault, FaultyServer
from program import KINDS, AuditTest, audit, environment, finished, main, program, release_build, through
from servers import tool
from wire import caa_record

DATA = Path(__file__).parents[2] / "data"
BUILD = Path(program()).parent
LONG_OPTION = re.compile(r"^ {2}(?:-\w, | {4})--([a-z][a-z-]*)", re.MULTILINE)
COMMANDS = ("run", "check", "diff", "export", "history", "merge")
MOST_EXPOSED = 1.5  # of 10, by systemd's own measure


def run(name, *arguments, **options):
    return subprocess.run([tool(name), *arguments], capture_output=True, text=True, **options)


def audit_with(binary, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], capture_output=True, env=environment())
    return finished(done.returncode, done.stdout, done.stderr)


def options_of(command):
    return set(LONG_OPTION.findall(audit(command, "--help").out.decode()))


def pages():
    """As they are installed: those with options are made when the program is built."""
    made = {path.name: path for path in (BUILD / "man").glob("*.[0-9]")}
    return sorted(made.get(path.name, path) for path in (DATA / "man").rglob("*.[0-9]"))


class ManPages(AuditTest):
    def test_lint(self):
        for path in pages():
            lines = run("mandoc", "-T", "lint", path).stdout.splitlines()
            own = [line for line in lines if "referenced manual not found" not in line]
            self.assertEqual(own, [])

    def test_every_option_is_described(self):
        for command in COMMANDS:
            text = (BUILD / "man" / f"caa-audit-{command}.1").read_text()
            described = set(re.findall(r"^\.It Fl (?:\w , )?-([a-z-]+)", text, re.MULTILINE))
            self.assertEqual(described, options_of(command))

    def test_what_pages_add_to_options(self):
        """Each text of options.mdoc is behind an option of one page at least."""
        more = (DATA / "man" / "options.mdoc").read_text()
        texts = re.findall(r'^\.\\" option .*\n((?:(?!\.\\").*\n)+)', more, re.MULTILINE)
        made = "".join((BUILD / "man" / f"caa-audit-{command}.1").read_text() for command in COMMANDS)
        self.assertGreater(len(texts), 10)
        self.assertEqual([text for text in texts if text not in made], [])
        self.assertNotIn('.\\" more', made)

    def test_every_command_has_a_page(self):
        names = {path.name for path in pages()}
        self.assertLessEqual({"caa-audit.1", *(f"caa-audit-{name}.1" for name in COMMANDS)}, names)

    def test_limits_have_the_names_of_the_source(self):
        source = "".join(path.read_text() for folder in ("include", "src") for path in (DATA.parent / folder).rglob("*.[ch]"))
        known = set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", source))
        for path in pages():
            lines = re.findall(r"\bDv (.*)", path.read_text())
            named = {word for line in lines for word in re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", line)}
            self.assertEqual(named - known, set(), path)

    def test_pages_refer_to_what_is_installed(self):
        known = {(path.stem, path.suffix[1:]) for path in pages()}
        for path in pages():
            text = path.read_text()
            referred = set(re.findall(r"^\.(?:Xr|BR) (caa-audit\S*) \(?(\d)", text.replace("\\-", "-"), re.MULTILINE))
            self.assertEqual(referred - known, set(), path)
            if path.stem != "caa-audit-internals":  # which is about the source
                self.assertNotRegex(text, r"README|CONTRACT|\b(src|tests|include|data)/", path)

    def test_words_are_plain(self):
        habits = re.compile(r"\b(such\s+that|[Ww]hoever|[Tt]hereafter|is\s+wanted|lies\s+above|has\s+to\s+be\s+asked)\b")
        for path in [*pages(), DATA.parent / "README.md"]:
            self.assertEqual(habits.findall(path.read_text()), [], path)

    def test_pages_say_where_readers_look(self):
        for path in (DATA / "man").glob("*.[0-9]"):
            for section in ("NAME", "DESCRIPTION", "SEE ALSO") + ("EXIT STATUS", "EXAMPLES") * (path.suffix == ".1"):
                self.assertIn(f"\n.Sh {section}\n", path.read_text(), path)


class Readme(AuditTest):
    """What a reader tries first is what the program does."""

    ROOT = DATA.parent
    TEXT = (ROOT / "README.md").read_text()

    def test_the_example_is_what_is_printed(self):
        command, block = re.search(r"^    \$ build/caa-audit (.*)\n((?:    .*\n|\n)+)", self.TEXT, re.MULTILINE).groups()
        done = subprocess.run([program(), *command.split()], cwd=self.ROOT, capture_output=True, env=environment())
        printed = iter(done.stdout.decode().splitlines())
        left_out = False
        for line in block.rstrip("\n").splitlines():
            shown = line[4:]
            if shown.strip() == "...":
                left_out = True
                continue
            found = next(printed, None)
            while left_out and found is not None and found != shown:
                found = next(printed, None)
            self.assertEqual(found, shown)
            left_out = False

    def test_the_nightly_line_is_silent_on_a_quiet_night(self):
        line = re.search(r"^    30 4 \* \* \* +(caa-audit .*)$", self.TEXT, re.MULTILINE)[1]
        listed = self.write("domains.csv", "domain\na.test\nb.test\n")
        zone = self.write("test.zone", '$ORIGIN test.\n@ SOA . . 1 1 1 1 1\na CAA 0 issue "ca.example"\n')
        line = line.replace("/etc/caa/domains.csv", str(listed)).replace("/var/lib/caa/", f"{self.directory}/")
        line = line.replace("caa-audit run", f"{program()} run -z {zone}:test.", 1)
        first = re.sub(r"--baseline \S+", "", line)
        said = [subprocess.run(["sh", "-c", night], capture_output=True, text=True, env=environment()) for night in (first, line)]
        self.assertEqual([(night.stdout, night.stderr) for night in said], [("caa-audit: status 1\n", ""), ("", "")])
        zone.write_text(zone.read_text().replace("ca.example", "secomtrust.net"))
        changed = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=environment())
        self.assertIn("a.test", changed.stdout)
        self.assertIn("caa-audit: status 1", changed.stdout)

    def test_its_options_are_those_of_the_commands(self):
        for command, rest in re.findall(r"caa-audit (run|check|diff|export) (.*)", self.TEXT):
            options = set(re.findall(r"(?<=\s)--([a-z][a-z-]*)", rest.split("|")[0]))
            self.assertLessEqual(options, options_of(command))

    def test_it_is_short(self):
        self.assertLessEqual(len(self.TEXT.encode()), 8192)


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

    def test_the_list_that_is_installed(self):
        """A list without entries; those that it shows are some, once the # is off."""
        example = DATA / "domains.csv"
        outcome = audit("run", "-f", "csv", "-z", self.write("z", "ac.jp. SOA ns h 1 2 3 4 5\n"), example)
        self.assertEqual((outcome.status, len(outcome.out.splitlines())), (0, 1), outcome.err)
        shown = self.write("shown.csv", "\n".join(line.removeprefix("#") for line in example.read_text().splitlines()[2:]))
        rows = audit("run", "-q", "-f", "jsonl", "-z", self.directory / "z", shown).rows()
        self.assertEqual([row["kinds"] for row in rows], [["server", "smime"], ["smime"]])
        self.assertTrue(all(row["contact"] for row in rows) and rows[0]["expires"])
        self.assertIn("/usr/share/caa-audit/domains.csv /etc/caa-audit/domains.csv", (DATA / "debian" / "postinst").read_text())

    def test_the_command_is_one_that_the_program_knows(self):
        text = (DATA / "systemd" / "caa-audit.service").read_text()
        (command,) = re.findall(r"^ExecStart=/usr/bin/caa-audit run (.*)$", text, re.MULTILINE)
        listed = self.write("domains.csv", "domain\n")
        words = command.replace("/etc/caa-audit/domains.csv", str(listed)).split()
        self.write("report.jsonl", "")
        (self.directory / "history").mkdir()
        done = subprocess.run(
            [program(), "run", *words], cwd=self.directory, capture_output=True, env=environment()
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        made = {path.name for path in self.directory.iterdir()}
        self.assertEqual(made, {"domains.csv", "report.jsonl", "report.csv", "report.html", "caa.prom", "history"})


def unit_settings(name):
    text = (DATA / "systemd" / name).read_text()
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


class Nights(AuditTest):
    """The nightly unit's program under the unit's own system call filter, as libseccomp puts it up."""

    ENDINGS = ("csv", "tsv", "jsonl", "txt", "html", "prom")
    LIST = "a.test\nb.a.test\n192.0.2.1\n"

    def setUp(self):
        super().setUp()
        self.settings = unit_settings("caa-audit.service")
        self.state = self.directory / "state"
        self.state.mkdir()
        self.listed = self.write("domains.csv", self.LIST)
        server = FaultyServer(records=[caa_record("a.test", '0 issue "ca.example"')], default=Fault())
        self.source = through(self.enterContext(server).endpoint)

    def night(self, action, *options, status=1):
        sandbox = ["/usr/bin/python3", Path(__file__).with_name("sandbox.py"), DATA / "systemd" / "caa-audit.service"]
        outputs = [option for ending in self.ENDINGS for option in ("-o", f"report.{ending}")]
        command = [program(), "run", "-q", *self.source, "-o", "-", *outputs, *options, self.listed]
        done = subprocess.run(
            [*sandbox, action, *command],
            cwd=self.state,
            capture_output=True,
            umask=int(self.settings["UMask"], 8),
            env=environment(ASAN_OPTIONS="detect_leaks=0"),  # it looks for leaks by calls that are not allowed
        )
        outcome = finished(done.returncode, done.stdout, done.stderr)
        self.assertEqual((outcome.status, outcome.err), (status, ""))
        self.assertEqual({path.name for path in self.state.iterdir()}, {f"report.{ending}" for ending in self.ENDINGS})
        return {path.name: path.stat() for path in self.state.iterdir()}

    def check(self, action, *options, status=1):
        first = self.night(action)
        second = self.night(action, *options, status=status)
        for name, made in first.items():
            self.assertNotEqual(made.st_ino, second[name].st_ino, f"{name} of the first night")
        return second

    def test_two_nights(self):
        made = self.check("unit")
        modes = {stat.S_IMODE(report.st_mode) for report in made.values()}
        self.assertEqual(modes, {0o640}, "whoever is in the group reads the reports")

    def test_no_call_is_made_that_is_not_allowed(self):
        self.check("kill", "--baseline", "report.csv", status=0)

    def test_a_report_of_another_group_stops_nothing(self):
        self.night("unit")
        groups = set(os.getgroups()) | ({1} if os.geteuid() == 0 else set())
        groups -= {os.getegid()}
        self.assertTrue(groups, "this test needs a user who is in two groups")
        for path in self.state.iterdir():
            os.chown(path, -1, min(groups))
        self.night("unit")

    def test_whose_they_are(self):
        made = self.directory / "root"
        (made / "etc").mkdir(parents=True)
        done = run("systemd-sysusers", f"--root={made}", DATA / "sysusers" / "caa-audit.conf")
        self.assertEqual(done.returncode, 0, done.stderr)
        for file, key in (("passwd", "User"), ("group", "Group")):
            names = [line.split(":")[0] for line in (made / "etc" / file).read_text().splitlines()]
            self.assertIn(self.settings[key], names)
        self.assertEqual(self.settings["StateDirectoryMode"], "0750")
        self.assertNotIn("DynamicUser", self.settings)


class Installed(AuditTest):
    def test_the_unit_names_the_program_where_it_is(self):
        for prefix in ("/usr", "/usr/local"):
            root = self.directory / prefix.strip("/").replace("/", "-")
            done = run("cmake", "--install", Path(program()).parent, "--prefix", prefix, env={**os.environ, "DESTDIR": str(root)})
            self.assertEqual(done.returncode, 0, done.stderr)
            text = (root / prefix[1:] / "lib/systemd/system/caa-audit.service").read_text()
            self.assertIn(f"\nExecStart={prefix}/bin/caa-audit run ", text)
            self.assertTrue((root / prefix[1:] / "bin" / "caa-audit").is_file())


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
        zone = self.write("a.zone", "@ SOA . . 1 1 1 1 1\n")
        for name in ("a.xlsx", "a.csv"):
            self.made_by(installed, "run", "-q", "-z", f"{zone}:test.", "-o", self.directory / name, self.write("names", "a.test\n"))
        self.made_by(installed, "export", "-q", "-o", self.directory / "letters", self.directory / "a.csv")
        shutil.rmtree(root / "usr" / "libexec")
        done = audit_with(installed, "export", "-o", self.directory / "more", self.directory / "a.csv")
        self.assertEqual((done.status, done.err.count("\n")), (3, 1), done.err)
        self.assertIn("shared library", done.err)

    def made_by(self, installed, *arguments):
        done = audit_with(installed, *arguments)
        self.assertEqual((done.status, done.err), (0, ""))

    def test_what_is_in_it(self):
        root = self.directory / "root"
        run("dpkg-deb", "-x", self.package, root)
        for path in (
            "lib/systemd/system/caa-audit.service",
            "lib/systemd/system/caa-audit.timer",
            "lib/sysusers.d/caa-audit.conf",
            "share/bash-completion/completions/caa-audit",
            "share/zsh/vendor-completions/_caa-audit",
            "share/fish/vendor_completions.d/caa-audit.fish",
            "share/man/man1/caa-audit-run.1.gz",
            "share/man/man5/caa-audit-report.5.gz",
            "share/man/man7/caa-audit-internals.7.gz",
            "share/man/man7/caa-audit-scale.7.gz",
            "share/man/ja/man7/caa-audit.7.gz",
            "share/doc/caa-audit/copyright",
            "share/doc/caa-audit/examples/caa-audit.rules.yml",
            "share/doc/caa-audit/examples/engines/slurm.sh",
            "share/caa-audit/report.schema.json",
            "share/caa-audit/check.schema.json",
        ):
            self.assertTrue((root / "usr" / path).is_file(), path)

    def test_the_version_is_that_of_the_changelog(self):
        newest = run("dpkg-parsechangelog", "-l", DATA / "debian" / "changelog", "-S", "Version").stdout.strip()
        self.assertRegex(newest, r"^\d+\.\d+\.\d+$")
        self.assertEqual(audit("--version").out.decode().split()[1], newest)
        self.assertEqual(run("dpkg-deb", "-f", self.package, "Version").stdout.strip(), newest)

    def test_it_asks_for_its_libraries(self):
        depends = run("dpkg-deb", "-f", self.package, "Depends").stdout
        for library in ("libc6", "libldns3", "libuv1", "libcsv3", "libidn2-0", "libpsl5", "libjansson4", "libgmime-3.0-0"):
            self.assertIn(library, depends)
        self.assertRegex(depends, r"libxlsxwriter\d")


class Release(AuditTest):
    @classmethod
    def setUpClass(cls):
        cls.binary = release_build()
        cls.later = sorted(cls.binary.parent.glob("caa-audit-*.so"))

    def elf(self, *options, binary=None):
        return run("readelf", "--wide", *options, binary or self.binary).stdout

    def linked(self, binary):
        return re.findall(r"\(NEEDED\).*\[(lib\S+?)\.so\b", self.elf("--dynamic", binary=binary))


class Start(Release):
    """What costs each start, however little is to be done."""

    def test_libraries_of_few_runs_come_later(self):
        self.assertEqual([path.stem for path in self.later], ["caa-audit-book", "caa-audit-mail", "caa-audit-tap"])
        few = {"libgmime-3.0", "libglib-2.0", "libgobject-2.0", "libxlsxwriter", "libfstrm", "libprotobuf-c"}
        self.assertEqual(few & set(self.linked(self.binary)), set())
        self.assertLessEqual(few, {name for path in self.later for name in self.linked(path)})

    def test_those_that_want_most_symbols_are_looked_in_first(self):
        self.assertEqual(self.linked(self.binary)[:3], ["libcrypto", "libc", "libldns"])


class Licences(Release):
    def test_each_library_is_named_with_its_licence(self):
        linked = {name for path in (self.binary, *self.later) for name in self.linked(path)}
        text = (DATA / "debian" / "copyright").read_text()
        named = dict(re.findall(r"^ (lib\S+) +(\S.*)$", text, re.MULTILINE))
        self.assertEqual(set(named), linked)

    def test_each_source_says_its_licence(self):
        root = DATA.parent
        sources = [path for room in ("src", "include", "tests") for path in (root / room).rglob("*.[ch]")]
        without = [path for path in sources if "SPDX-License-Identifier: Apache-2.0" not in path.read_text()[:200]]
        self.assertEqual(without, [])


class Hardening(Release):
    """What a release build has against whoever found a mistake in it, as Debian's hardening=+all."""

    def test_addresses(self):
        self.assertRegex(self.elf("--file-header"), r"Type: +DYN ")
        dynamic = self.elf("--dynamic")
        self.assertRegex(dynamic, r"Flags:.* PIE\b")
        self.assertNotIn("TEXTREL", dynamic)

    def test_what_is_written_once(self):
        for binary in (self.binary, *self.later):
            self.assertRegex(self.elf("--dynamic", binary=binary), r"\bBIND_NOW\b")
            self.assertIn("GNU_RELRO", self.elf("--program-headers", binary=binary))

    def test_the_stack(self):
        for binary in (self.binary, *self.later):
            self.assertRegex(self.elf("--program-headers", binary=binary), r"GNU_STACK .* RW ")
        self.assertIn("__stack_chk_fail", self.elf("--dyn-syms"))

    def test_fortified(self):
        self.assertRegex(self.elf("--dyn-syms"), r"__(sn|vsn|f)?printf_chk\b")

    def test_where_jumps_may_end(self):
        """The mark in the file (IBT, SHSTK) is set where the C library's own objects have it, and Debian's have not."""
        if platform.machine() != "x86_64":
            return
        flags = ("--disassemble=main", "--no-show-raw-insn")
        first = run("objdump", *flags, self.binary).stdout.split("<main>:\n")[1].splitlines()[0]
        self.assertIn("endbr64", first)


class Completion(AuditTest):
    def complete(self, *words):
        script = f"""
source '{BUILD}/completion/caa-audit'
COMP_WORDS=("$@")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_caa_audit "$1" "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
        done = run("bash", "-c", script, "bash", program(), *words, cwd=self.directory)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_commands(self):
        self.assertEqual(self.complete(""), {*COMMANDS, "help", "--help", "--version"})
        self.assertEqual(self.complete("ru"), {"run"})

    def test_options_are_those_of_help(self):
        for command in COMMANDS:
            expected = {f"--{name}" for name in options_of(command)}
            self.assertEqual(self.complete(command, "--"), expected)

    def test_values(self):
        self.assertEqual(self.complete("run", "--format", "n"), {"nagios"})
        self.assertEqual(self.complete("check", "-k", ""), {"server", "wildcard", "smime"})
        self.assertEqual(self.complete("check", "--method", "d"), {"dns-01"})
        self.assertEqual(self.complete("diff", "-f", "x"), set())
        self.assertEqual(self.complete("run", "-f", "x"), {"xlsx"})
        self.assertEqual(self.complete("export", "--lang", ""), {"en", "ja"})
        self.assertEqual(self.complete("help", "ex"), {"export"})

    def test_values_of_a_list(self):
        self.assertEqual(self.complete("run", "-k", "server,w"), {"server,wildcard"})
        self.assertEqual(self.complete("check", "-k", "server,smime,"), {f"server,smime,{kind}" for kind in KINDS})

    def test_values_behind_an_equals_sign(self):
        """Readline takes it for a word of its own."""
        self.assertEqual(self.complete("run", "--lang", "="), {"en", "ja"})
        self.assertEqual(self.complete("run", "--kinds", "=", "server,sm"), {"server,smime"})

    def test_other_shells_know_the_same(self):
        zsh, fish = ((BUILD / "completion" / name).read_text() for name in ("_caa-audit", "caa-audit.fish"))
        for command in COMMANDS:
            arm = re.search(rf"^{command}\)\n(.*?)^    ;;", zsh, re.MULTILINE | re.DOTALL)[1]
            self.assertEqual(set(re.findall(r"--([a-z-]+)(?==|\}|')", arm)), options_of(command))
            known = re.findall(rf"seen_subcommand_from {command}' -l ([a-z-]+)", fish)
            self.assertEqual(set(known), options_of(command))
        self.assertIn(":kinds:(server wildcard smime)", zsh)
        self.assertIn("-l method -x -a 'http-01 dns-01", fish)

    def test_files(self):
        self.write("domains.csv", "domain\n")
        self.assertEqual(self.complete("run", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("run", "-z", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("diff", "dom"), {"domains.csv"})
        self.assertEqual(self.complete("run", "--baseline", "dom"), {"domains.csv"})


if __name__ == "__main__":
    main()
