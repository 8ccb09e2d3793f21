#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmark: what the program costs for each name, beside a bare loop on c-ares and dnsperf, against a server on
# loopback that costs next to nothing; what validation adds, through Unbound; then row by row what a long audit is made
# of (rows.py): build/bench/rows.tsv is the table, build/bench/*.svg the plots. It prints figures and judges none; ratios
# hold from machine to machine.
# usage: sh tests/bench/run.sh [--quick]
set -eu
cd "$(dirname "$0")/../.."

quick=
rounds=7 names=100000 many=1000000 short=2000 long=10000
case ${1:-} in
--quick) quick=--quick rounds=3 names=20000 many=100000 short=500 long=2500 ;;
'') ;;
*)
    echo 'usage: sh tests/bench/run.sh [--quick]' >&2
    exit 2
    ;;
esac

address=127.53.0.1
window=500
scratch=build/bench

sh tests/install.sh build bench
cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
mkdir -p "$scratch"
gcc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -o "$scratch/reflect" tests/bench/reflect.c
gcc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -o "$scratch/weak" tests/bench/weak.c
gcc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -o "$scratch/cares_loop" tests/bench/cares_loop.c -lcares
gcc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -shared -fPIC -o "$scratch/verify.so" tests/bench/verify.c

# list NUMBER: names of one parent
list() {
    seq -f 'n%07.0f.example.ac.jp' "$1"
}
list "$names" >"$scratch/names.txt"
list "$many" >"$scratch/many.txt"
sed 's/$/ CAA/' "$scratch/names.txt" >"$scratch/dnsperf.txt"

rm -f "$scratch/port"
mkfifo "$scratch/port"
"$scratch/reflect" "$address" 0 >"$scratch/port" &
server=$!
trap 'kill "$server"; rm -f "$scratch/port"' EXIT
trap 'exit 1' HUP INT TERM
read -r port <"$scratch/port"

# dnsperf loses replies with the socket buffer that it has by itself (-b: KiB): 500 do not fit.
dnsperf="dnsperf -s $address -p $port -d $scratch/dnsperf.txt -q $window -c 1 -T 1 -n 1 -b 4096"
audit="build/caa-audit run --server $address@$port --no-dnssec -j $window"

echo "== CPU time: $names names of one parent, $window in flight, $rounds rounds"
python3 tests/bench/paired.py --rounds "$rounds" --names "$names" \
    --job 'c-ares loop, no output' "$scratch/cares_loop $address $port $window $scratch/names.txt" \
    --job 'caa-audit run, whole program, CSV' "$audit --quiet -o $scratch/report.csv $scratch/names.txt" \
    --job 'dnsperf' "$dnsperf"

echo "== Memory: $many names, once"
python3 tests/bench/paired.py --rounds 1 --names "$many" \
    --job 'caa-audit run, whole program, CSV' "$audit --quiet -o $scratch/report.csv $scratch/many.txt"

echo '== Queries: the sample list'
status=0
$audit -o "$scratch/sample.csv" data/sample/domains.csv 2>"$scratch/sample.log" || status=$?
if [ "$status" -gt 2 ]; then
    cat "$scratch/sample.log" >&2
    exit 1
fi
python3 tests/bench/coalesce.py "$scratch/sample.csv" "$scratch/sample.log"

echo "== Instructions in user space: $long names less $short"
sh tests/bench/instructions.sh "$address" "$port" "$short" "$long"

echo "== DNSSEC and iteration: the sample list with every zone signed, and zones that are made to cost, $rounds rounds"
python3 -B tests/bench/dnssec.py build/caa-audit "$rounds"

echo '== Row by row: build/bench/rows.tsv'
python3 -B tests/bench/rows.py "$scratch" $quick
