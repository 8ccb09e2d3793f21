# SPDX-License-Identifier: Apache-2.0
# Makes C of data/ca.csv: awk -v PART=profiles ..., rows {"domain", "name", "Japanese name", "service", "its Japanese
# name"}; PART=default_ca, the macro CAA_DEFAULT_CA, the domain of the first.
BEGIN { FS = "," }
/^#/ || /^$/ { next }
NF != 5 || $1 !~ /^[a-z0-9.-]+$/ || $2 == "" || /["\\]/ {
    print FILENAME ":" FNR ": five cells are expected, without quotes: domain,name,Japanese name,service,Japanese service" > "/dev/stderr"
    exit 1
}
PART == "default_ca" {
    printf "#define CAA_DEFAULT_CA \"%s\"\n", $1
    exit
}
{
    printf "    {\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"},\n", $1, $2, $3 == "" ? $2 : $3, $4, $5 == "" ? $4 : $5
}
