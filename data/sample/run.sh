#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a fresh clone to reports: installs the packages that are missing, builds the program, audits the sample list
# (domains.csv, made by make_sample.py) against the sample zones, audits it again after some zones have changed, says what
# that changed, and splits the report by institution. Nothing of it needs a network.
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

# audit FOLDER OPTIONS...: the list against the zones in the folder. It holds names that are denied, so 1 is what each
# audit has to come to, and a comparison in which verdicts change.
audit() {
    folder=$1
    shift
    for zone in "$folder"/*.zone; do
        set -- "$@" --zone "$zone"
    done
    expect 1 run "$@" data/sample/domains.csv
}

expect() {
    expected=$1
    shift
    status=0
    build/caa-audit "$@" || status=$?
    if [ "$status" -ne "$expected" ]; then
        echo "data/sample/run.sh: caa-audit $1 ended with status $status instead of $expected" >&2
        exit 1
    fi
}

out=build/sample
audit data/sample/zones -o $out/report.csv -o $out/report.jsonl -o $out/report.txt -o $out/report.html

# A day later: two misspelt names of the CA are mended, and one university lets another CA issue.
mkdir -p $out/later
cp data/sample/zones/* $out/later/
sed -i -e 's/"secom-trust\.net"/"secomtrust.net"/' -e 's/"secomtrust\.com"/"secomtrust.net"/' $out/later/*.zone
sed -i 's/"secomtrust\.net"/"letsencrypt.org"/' $out/later/example9.ac.jp.zone
audit $out/later --quiet --lang ja -o $out/later.csv -o $out/later.html
expect 1 diff --quiet $out/report.csv $out/later.csv -o - -o $out/changes.html
expect 0 export --quiet --lang ja $out/later.csv -o $out/export

echo "reports: $out/report.csv $out/report.jsonl $out/report.txt $out/report.html"
echo "a day later, in Japanese: $out/later.csv $out/later.html"
echo "what changed: $out/changes.html"
letter=$(ls $out/export/*/letter.txt | head -n 1)
echo "for each institution: $out/export/index.csv and a folder, such as ${letter%letter.txt}"
