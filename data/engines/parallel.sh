#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An audit in parts, on this and other machines, by GNU parallel over ssh.
# usage: sh parallel.sh LIST PARTS HOSTS [OPTION OF run]...
# HOSTS is a file with a login on each line, such as 1/audit@host2 (one part at a time there), or : for this machine.
# Each host needs caa-audit and a login without a password; the folder in which this is started is used there too.
# The list is copied to each host once, and each part's report comes back.
# A part that fails (status 3), or whose host goes away, is tried twice more, elsewhere perhaps. Started again, only the
# parts that are missing are audited; on the same host they go on where they were.
# All parts together ask --rate times as many questions a second as run at once: for 900 a second on three hosts give
# --rate 300, and --server for a resolver of your own. The result is report.csv, in the order of the list.
set -eu

list=$1 parts=$2 hosts=$3
shift 3
seq "$parts" | parallel --will-cite --sshloginfile "$hosts" --workdir . --basefile "$list" --retries 3 \
    --joblog parts.log --resume-failed --return "part-{}-$parts.csv" --cleanup --quote \
    sh -c 'part=$1 parts=$2 list=$3; shift 3
           caa-audit run -q --resume --shard "$part/$parts" -o "part-$part-$parts.csv" "$@" "$list" || test $? -le 2' \
    part {} "$parts" "$list" "$@"
caa-audit merge -l "$list" -o report.csv $(seq -f "part-%.0f-$parts.csv" "$parts") || test $? -le 2
