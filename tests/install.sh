#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that this project needs and this machine lacks.
# usage: sh tests/install.sh GROUP...     groups: build test bench analyze
set -eu

# libminizip-dev: Debian 13's xlsxwriter.pc asks for it, and its package does not bring it.
build='gcc libc6-dev cmake ninja-build pkgconf libldns-dev libssl-dev libuv1-dev libcsv-dev libjansson-dev libgmime-3.0-dev libidn2-dev libpsl-dev libunistring-dev uthash-dev libfstrm-dev libprotobuf-c-dev protobuf-c-compiler libxlsxwriter-dev libminizip-dev'
test='libcmocka-dev python3 nsd unbound clang libclang-rt-dev clang-format clang-tidy gcovr valgrind tmux ldnsutils bind9 bind9-dnsutils bind9-utils iproute2 tidy mandoc systemd python3-seccomp parallel lintian dpkg-dev chromium chromium-driver knot-dnsutils gettext python3-jsonschema python3-openpyxl python3-yaml'
bench='libc-ares-dev dnsperf python3 time valgrind nsd unbound bind9-utils ldnsutils'

stop() {
    echo "install.sh: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
        >>"$log" 2>&1 || stop "cannot install$missing: $(grep -E '^E:|Failed to fetch|^dpkg: error' "$log" | head -n 1)"
}

wanted=
for group in "$@"; do
    case $group in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    bench) wanted="$wanted $bench" ;;
    analyze) wanted="$wanted cppcheck" ;;
    *) stop "no group '$group'; the groups are: build test bench analyze" ;;
    esac
done

missing=
for package in $wanted; do
    state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || state=none
    [ "$state" = installed ] || missing="$missing $package"
done

# What is too old is said here, in one line, and not by the first thing that fails for it.
new_enough() {
    command -v cmake >/dev/null && dpkg --compare-versions "$(cmake --version | sed -n 's/^cmake version //p')" lt 3.25 &&
        stop "cmake 3.25 or newer is needed (presets), and this is $(cmake --version | head -n 1): Debian 12 has it"
    command -v pkg-config >/dev/null && pkg-config --exists libcrypto && ! pkg-config --atleast-version=3 libcrypto &&
        stop "OpenSSL 3 is needed, and this is $(pkg-config --modversion libcrypto): Debian 12 has it"
    return 0
}
[ -n "$missing" ] || {
    new_enough
    exit 0
}

[ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    stop "cannot install as an ordinary user without sudo; as root: apt-get install$missing"
echo "install.sh: installing$missing" >&2

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' HUP INT TERM

# NSD and Unbound start as services when they are installed, and would hold port 53 of this machine; the tests run their
# own. policy-rc.d is the one door through which all maintainer scripts ask before they start a service (setting
# RUNLEVEL is not: deb-systemd-invoke does not look at it). Where the machine has a policy, that one stands.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$log"; as_root rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
fi

apt update
# shellcheck disable=SC2086 # a list of words
apt install --yes --no-install-recommends $missing

# Nor may they start with the next boot. Where systemctl cannot say so, nothing boots by it.
if command -v systemctl >/dev/null; then
    for service in nsd unbound; do
        case "$missing " in
        *" $service "*) as_root systemctl disable "$service" >>"$log" 2>&1 || : ;;
        esac
    done
fi
new_enough
