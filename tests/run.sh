#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything that can be checked, from a fresh clone: how the source is written (clang-format, clang-tidy), builds with
# gcc and sanitizers, with clang, for fuzzing, and for release, warnings being errors; the tests, each fuzz target for
# some seconds, the sample under valgrind, and how much of the pure rooms the tests reach. The last line says how many
# tests passed.
# usage: sh tests/run.sh [--analyze]     --analyze: clang-tidy's and gcc's analyzers and cppcheck, too, half an hour more
set -eu
cd "$(dirname "$0")/.."

tidy_checks='-clang-analyzer-*'
analyzes=
case ${1:-} in
--analyze)
    tidy_checks=
    analyzes=yes
    ;;
'') ;;
*)
    echo 'usage: sh tests/run.sh [--analyze]' >&2
    exit 3
    ;;
esac

failed=0
fail() {
    echo "tests/run.sh: $*" >&2
    failed=1
}

# is_14 TOOL: the version of Debian 12; others format otherwise, and find other things
is_14() {
    "$1" --version 2>/dev/null | grep -q 'version 14\.' && return
    echo "tests/run.sh: no $1 14 here, so what it checks is not checked" >&2
    return 1
}

check_source() {
    if is_14 clang-format; then
        find src include tests -name '*.[ch]' -exec clang-format --dry-run -Werror {} + ||
            fail "mend it with: clang-format -i FILE"
    fi
    if is_14 clang-tidy; then
        run-clang-tidy -quiet -checks="$tidy_checks" -p build/clang "$PWD/src/.*\.c\$" >build/tidy.log 2>&1 || {
            cat build/tidy.log >&2
            fail "clang-tidy found something"
        }
    fi
}

# gcc 12 does not follow a structure into the tables of uthash, and takes what they hold for lost: leaks are looked for by
# LeakSanitizer and valgrind, and unlimited it does not end on a file with several of them. Nor does it see that what
# inline functions hand out of a buffer or an arena is never NULL, or that a climb whose state is a failure has one (view.c,
# letter_why.c, head.c, recording.c): NULL is looked for by clang's analyzer and UBSan. cppcheck 2.10 loses its way in
# sayings within a condition (internalAstError), and does not see that one thread alone reads folders (readdirCalled), nor
# that what a function or the macro of a list sets is not empty (uninitvar), that the end of an array may be pointed to,
# and that a comma may be a macro's.
check_with_analyzers() {
    sh tests/install.sh analyze
    cmake --preset dev -B build/analyze -DCAA_AUDIT_TESTS=OFF \
        -DCMAKE_C_FLAGS="-fanalyzer -Wno-analyzer-malloc-leak -Wno-analyzer-null-argument \
            -Wno-analyzer-null-dereference --param=analyzer-bb-explosion-factor=3"
    cmake --build build/analyze --target caa-audit || fail "gcc -fanalyzer found something"
    mkdir -p build/cppcheck
    cppcheck --project=build/clang/compile_commands.json --cppcheck-build-dir=build/cppcheck --file-filter='src/*' --quiet \
        --enable=warning,performance,portability --library=posix --include=/usr/include/utlist.h --error-exitcode=1 \
        --suppress=internalAstError --suppress=readdirCalled --suppress=preprocessorErrorDirective \
        --suppress=uninitvar --suppress=pointerOutOfBoundsCond:src/net/replay.c \
        --suppress=constStatement:src/cli/export_command.c || fail "cppcheck found something"
}

# Lines of the pure rooms that the unit tests and scenarios reach. Not of the sanitizers' build: what gcov writes as a
# program ends would be among the calls that the tests in tests/fault count.
check_coverage() {
    cmake --preset coverage
    cmake --build --preset coverage --target offline_tests
    find build/coverage -name '*.gcda' -delete # what an earlier run has counted
    ctest --preset coverage -L 'unit|scenario' -E laws -j2 --quiet || fail "tests failed without the sanitizers"
    gcovr --root . --filter src/dns/ --filter src/caa/ --filter src/resolve/ --fail-under-line 90 --print-summary \
        --output build/coverage/lines.txt build/coverage || fail "tests reach less than 90 % of dns, caa and resolve"
    gcovr --root . --filter src/files/ --print-summary --output build/coverage/files.txt build/coverage
}

sh tests/install.sh build test

for preset in asan clang fuzz; do
    cmake --preset "$preset"
    cmake --build --preset "$preset"
done
check_source
[ -z "$analyzes" ] || check_with_analyzers
sh data/sample/run.sh

ctest_log=$PWD/build/asan/ctest.log
ctest --preset asan -j2 --output-on-failure --output-log "$ctest_log" || fail "tests failed"
ctest --preset fuzz -j2 --output-on-failure || fail "fuzzing found something"
check_coverage

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
