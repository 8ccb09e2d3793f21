# SPDX-License-Identifier: Apache-2.0
# Makes rows of C of data/ca.csv: {"domain", "name", "Japanese name", "service", "its Japanese name"},
BEGIN { FS = "," }
/^#/ || /^$/ { next }
NF != 5 || $1 !~ /^[a-z0-9.-]+$/ || $2 == "" || /["\\]/ {
    print FILENAME ":" FNR ": five cells are expected, without quotes: domain,name,Japanese name,service,Japanese service" > "/dev/stderr"
    exit 1
}
{
    printf "    {\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"},\n", $1, $2, $3 == "" ? $2 : $3, $4, $5 == "" ? $4 : $5
}
