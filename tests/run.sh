#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything that can be checked, from a fresh clone: builds with gcc and sanitizers, with clang, for fuzzing, and for
# release, warnings being errors; runs the tests, each fuzz target for some seconds, and the sample under valgrind. The
# last line says how many tests passed.
# usage: sh tests/run.sh
set -eu
cd "$(dirname "$0")/.."

failed=0
fail() {
    echo "tests/run.sh: $*" >&2
    failed=1
}

sh tests/install.sh build test

for preset in asan clang fuzz; do
    cmake --preset "$preset"
    cmake --build --preset "$preset"
done
sh data/sample/run.sh

ctest_log=$PWD/build/asan/ctest.log
ctest --preset asan -j2 --output-on-failure --output-log "$ctest_log" || fail "tests failed"
ctest --preset fuzz -j2 --output-on-failure || fail "fuzzing found something"

set --
for zone in data/sample/zones/*.zone; do
    set -- "$@" --zone "$zone"
done
status=0
valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
    build/caa-audit run --quiet "$@" -o build/sample/valgrind.csv data/sample/domains.csv || status=$?
[ "$status" -eq 1 ] || fail "the sample under valgrind: status $status instead of 1"

grep 'tests passed' "$ctest_log"
exit "$failed"
