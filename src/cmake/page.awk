# SPDX-License-Identifier: Apache-2.0
# awk -v COMMAND=run -f page.awk options.mdoc OPTIONS PAGE: the page, with the OPTIONS (of options-print) where it says
# `.\" OPTIONS`, and behind each option what options.mdoc has on it: below `.\" option NAME`, or `.\" option NAME COMMAND...`
# where that is for some commands only.
FNR == 1 { file++ }
file == 1 && /^\.\\" option / {
    name = ""
    for (i = 4; i <= NF; i++)
        if ($i == COMMAND)
            name = $3
    if (NF == 3)
        name = $3
    next
}
file == 1 && /^\.\\" / { next }
file == 1 { if (name != "") more[name] = more[name] $0 "\n"; next }
file == 2 && /^\.\\" more / { options = options more[$3]; next }
file == 2 { options = options $0 "\n"; next }
/^\.\\" OPTIONS$/ { printf "%s", options; next }
{ print }
