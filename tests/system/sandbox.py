# SPDX-License-Identifier: Apache-2.0
"""Runs a command under the system call filter of a systemd unit, as systemd would put it up.

usage: /usr/bin/python3 sandbox.py UNIT ACTION COMMAND...

ACTION is what happens to a call that the filter does not allow: `unit` for what the unit says, `kill` for the end of the
process, whatever the unit says. This runs in Debian's Python, which is the one that Debian's python3-seccomp is for.
"""

import errno
import os
import re
import resource
import subprocess
import sys

import seccomp

SETTING = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)


def calls_of(words):
    """The system calls that these words of a SystemCallFilter= name, groups (@name) resolved by systemd itself."""
    calls = set()
    for word in words:
        if not word.startswith("@"):
            calls.add(word)
            continue
        shown = subprocess.run(["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True)
        members = [line.strip() for line in shown.stdout.splitlines()[1:]]
        calls |= calls_of(member for member in members if member and not member.startswith("#"))
    return calls


def allowed(lines):
    """The first line says which calls are allowed, and later ones add to them, or take away (systemd.exec(5))."""
    calls = calls_of(["@default"])
    if not lines or lines[0].startswith("~"):
        raise SystemExit("sandbox.py: the filter does not begin with what is allowed")
    for line in lines:
        if line.startswith("~"):
            calls -= calls_of(line[1:].split())
        else:
            calls |= calls_of(line.split())
    return calls


def main():
    unit, action, *command = sys.argv[1:]
    settings = SETTING.findall(open(unit, encoding="utf-8").read())
    refusal = [value for name, value in settings if name == "SystemCallErrorNumber"]
    denied = seccomp.KILL_PROCESS
    if action == "unit" and refusal:
        denied = seccomp.ERRNO(getattr(errno, refusal[-1]))
    rules = seccomp.SyscallFilter(denied)
    for call in allowed([value for name, value in settings if name == "SystemCallFilter"]):
        try:
            rules.add_rule(seccomp.ALLOW, call)
        except (RuntimeError, OSError):
            pass  # a call of another architecture
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, most), most))  # systemd's own default
    rules.load()
    os.execv(command[0], command)


main()
