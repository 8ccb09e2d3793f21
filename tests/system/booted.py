# SPDX-License-Identifier: Apache-2.0
"""A Debian that has really booted: systemd as the first process of namespaces of its own.

Its files are those of this machine, over which it writes in memory; its units are those of the package alone, for what
this machine has enabled is taken away. Its network is that of whoever starts it. It ends with its first process.
"""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from servers import tool

PATIENCE = 60

# The first argument is a folder to mount in, the second a folder of control groups that are this system's own.
BOOT = r"""
set -e
echo 0 >"$2/cgroup.procs"
exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child sh -c '
set -e
refuse() { echo "$1" >&2; exit 1; }
mount --make-rprivate / && mount -t tmpfs tmpfs "$1" || refuse "nothing can be mounted"
mkdir "$1/changed" "$1/work" "$1/root"
root=$1/root
mount -t overlay -o "lowerdir=/,upperdir=$1/changed,workdir=$1/work" overlay "$root" || refuse "no overlay can be mounted"
mount -t proc proc "$root/proc" && mount -t sysfs -o ro sysfs "$root/sys" || refuse "no proc or sysfs can be mounted"
[ -e "$root/sys/fs/cgroup/cgroup.procs" ] || mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" || refuse "no control groups can be mounted"
for each in dev run tmp var/log var/lib/systemd; do mount -t tmpfs -o mode=755 tmpfs "$root/$each"; done
chmod 1777 "$root/tmp"
mkdir "$root/dev/pts" "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
for each in null zero full random urandom tty; do : >"$root/dev/$each"; mount --bind "/dev/$each" "$root/dev/$each"; done
: >"$root/dev/console"; mount --bind /dev/null "$root/dev/console"
cp -r "$2"/. "$root/root"
rm -rf "$root/etc/systemd/system"; mkdir "$root/etc/systemd/system"
printf "[Unit]\nRequires=basic.target\nAfter=basic.target\n" >"$root/etc/systemd/system/booted.target"
rm -f "$root/etc/resolv.conf"; echo "nameserver 127.0.0.1" >"$root/etc/resolv.conf"
: >"$root/etc/machine-id"
cd "$root" && mkdir run/before && pivot_root . run/before && umount -l run/before && rmdir run/before || refuse "no root"
exec env -i container=test PATH="$PATH" /lib/systemd/systemd --unit=booted.target --log-target=null --show-status=no
' sh "$1" "$3"
"""


class Refused(Exception):
    """This machine does not let it boot; the text says why."""


def hierarchy():
    """Where control groups of the second version are."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, after = line.split(" - ")
        if after.startswith("cgroup2 "):
            return Path(before.split()[4])
    raise Refused("there are no control groups of the second version")


@contextlib.contextmanager
def control_group():
    made = hierarchy() / f"caa-audit-test-{os.getpid()}"
    try:
        made.mkdir()
    except OSError as error:
        raise Refused(f"no control group can be made: {error}") from error
    try:
        yield made
    finally:
        end = time.monotonic() + PATIENCE
        while made.exists() and time.monotonic() < end:
            for folder, *_ in os.walk(made, topdown=False):
                with contextlib.suppress(OSError):  # its last processes are going away
                    os.rmdir(folder)


class Booted:
    """Run by one who is root; `files` is a folder whose contents are in its /root."""

    def __init__(self, files):
        self.files = files

    def __enter__(self):
        if os.geteuid() != 0:
            raise Refused("it takes root")
        if not Path("/lib/systemd/systemd").exists():
            raise Refused("no systemd is installed")
        with contextlib.ExitStack() as stack:
            folder = self.files.with_name(f"{self.files.name}.booted")
            folder.mkdir()
            stack.callback(shutil.rmtree, folder)
            group = stack.enter_context(control_group())
            self.started = subprocess.Popen(
                ["sh", "-c", BOOT, "sh", folder, group, self.files],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            stack.callback(self.end)
            self.first = self.wait_for_systemd()
            self.ends = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.ends.close()

    def end(self):
        self.started.kill()  # which ends the first process, and so all others
        self.started.communicate()

    def wait_for_systemd(self):
        """The process id of the first process, once it has booted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.started.poll() is not None:
                raise Refused(f"it does not boot: {self.started.stderr.read().strip()}")
            children = Path(f"/proc/{self.started.pid}/task/{self.started.pid}/children").read_text().split()
            if children and Path(f"/proc/{children[0]}/comm").read_text() == "systemd\n":
                self.first = children[0]
                if self.run("systemctl", "is-system-running", "--wait").stdout.strip() in ("running", "degraded"):
                    return children[0]
        raise Refused("it does not boot in time")

    def run(self, *command):
        inside = [tool("nsenter"), "-t", self.first, "-m", "-p", "-u", "-i", "-C", "-r", "-w"]
        return subprocess.run([*inside, *command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
