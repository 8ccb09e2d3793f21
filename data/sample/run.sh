#!/bin/sh
# From a fresh clone to a report: installs the packages that are missing, builds the program, and audits the sample list
# (domains.csv, made by make_sample.py) against the sample zones. The audit needs no network.
# usage: sh data/sample/run.sh
set -eu
cd "$(dirname "$0")/../.."

sh tests/install.sh build

mkdir -p build/sample
log=build/sample/build.log
if ! { cmake --preset release && cmake --build --preset release; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

set --
for zone in data/sample/zones/*.zone; do
    set -- "$@" --zone "$zone"
done
status=0
build/caa-audit run "$@" -o build/sample/report.csv -o build/sample/report.jsonl -o build/sample/report.txt \
    -o build/sample/report.html data/sample/domains.csv || status=$?

# The sample holds names that are denied, so 1 is what the audit has to come to.
if [ "$status" -ne 1 ]; then
    echo "data/sample/run.sh: caa-audit ended with status $status instead of 1" >&2
    exit 1
fi
echo "reports: build/sample/report.csv build/sample/report.jsonl build/sample/report.txt build/sample/report.html"
