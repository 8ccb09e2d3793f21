#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# User instructions for each name, under callgrind: the difference between a long list and a short one, so that what a
# run needs once, however long the list, does not count. A server must answer; run.sh starts one.
# usage: sh tests/bench/instructions.sh ADDRESS PORT [SHORT LONG]
set -eu
cd "$(dirname "$0")/../.."

address=$1 port=$2 short=${3:-2000} long=${4:-10000}
scratch=build/bench

# instructions NUMBER COMMAND...: COMMAND, with a list of NUMBER names as its last argument
instructions() {
    number=$1
    shift
    seq -f 'n%07.0f.example.ac.jp' "$number" >"$scratch/callgrind.txt"
    valgrind --tool=callgrind --callgrind-out-file="$scratch/callgrind.out" "$@" "$scratch/callgrind.txt" \
        >/dev/null 2>"$scratch/callgrind.log" || {
        cat "$scratch/callgrind.log" >&2
        exit 1
    }
    awk '/^(summary|totals):/ { count = $2 } END { print count }' "$scratch/callgrind.out"
}

# compare LABEL COMMAND...
compare() {
    label=$1
    shift
    few=$(instructions "$short" "$@")
    many=$(instructions "$long" "$@")
    printf '%-36s %7d instructions for each name\n' "$label" $(((many - few) / (long - short)))
}

compare 'caa-audit run' build/caa-audit run --quiet --server "$address@$port" --no-dnssec --timeout 60 -j 500 \
    -o "$scratch/callgrind.csv"
compare 'c-ares loop' "$scratch/cares_loop" "$address" "$port" 500
