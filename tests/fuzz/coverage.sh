#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints how much of dns, caa and files the fuzz targets reach, by lines and branches of each file, from their seeds alone;
# with `found`, from what fuzzing has kept in build/fuzz/corpus, too. `llvm-cov show` on the same data has the lines.
set -eu

cd "$(dirname "$0")/../.."
found=${1-}
build=build/fuzz-coverage
CFLAGS='-fprofile-instr-generate -fcoverage-mapping' cmake --preset fuzz -B "$build" >"$build.log"
cmake --build "$build" --target fuzz >>"$build.log"

set --
for program in "$build"/fuzz_*; do
    target=${program##*/fuzz_}
    kept=build/fuzz/corpus/$target
    [ "$found" ] && [ -d "$kept" ] || kept=tests/data/fuzz/$target
    LLVM_PROFILE_FILE=$build/$target.profraw "$program" -runs=0 "tests/data/fuzz/$target" "$kept" 2>>"$build.log"
    set -- "$@" -object "$program"
done
shift
llvm-profdata merge -sparse "$build"/*.profraw -o "$build/all.profdata"
llvm-cov report -show-region-summary=false "$@" -instr-profile="$build/all.profdata" src/dns src/caa src/files
