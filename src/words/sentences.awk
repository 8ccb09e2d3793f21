# SPDX-License-Identifier: Apache-2.0
# Makes C of the sentences: awk -v PART=ids -f sentences.awk caa-audit.pot, and -v PART=texts ... caa-audit.pot ja.po.
#   ids    the enum of all ids, and for each a macro SAY_ID(slots...) that makes a saying of it; its parameters are the
#          slots of the English in alphabetical order, so that rewording a sentence moves none; where it has none,
#          SAID_ID is the same as it is kept
#   texts  the English and the Japanese of each id, in the order of the enum
# A sentence without Japanese, a fuzzy one, and one whose English differs in the two files stops the build.

function fail(words) {
    print FILENAME ":" FNR ": " words > "/dev/stderr"
    failed = 1
    exit 1
}

# The slots of a text, sorted, each once, joined by commas; `{{` and `}}` stand for themselves. `{count:entry|entries}`
# is the one where the slot's value is 1, else the other.
function slots_of(text,    found, names, count, i, j, name) {
    gsub(/\{\{|\}\}/, "", text)
    count = 0
    while (match(text, /\{[^}]*\}/)) {
        name = substr(text, RSTART + 1, RLENGTH - 2)
        text = substr(text, RSTART + RLENGTH)
        if (name ~ /^[^:]*:[^|{]*\|[^|{]*$/)
            sub(/:.*/, "", name)
        if (name !~ /^[a-z][a-z0-9_]*$/)
            fail(context ": a slot is a name in lower case: {" name "}")
        if (name in found)
            continue
        found[name] = 1
        for (i = ++count; i > 1 && names[i - 1] > name; i--)
            names[i] = names[i - 1]
        names[i] = name
    }
    name = ""
    for (j = 1; j <= count; j++)
        name = name (j > 1 ? ", " : "") names[j]
    return name
}

function finish_entry() {
    if (!(context != "" && id != ""))
        return
    if (is_template) {
        if (context !~ /^[A-Z][A-Z0-9_]*$/)
            fail("an id is written in capitals: " context)
        if (context in english)
            fail("the id is there already: " context)
        order[++total] = context
        english[context] = id
        slots[context] = slots_of(id)
    } else {
        if (!(context in english))
            fail("the template has no such id: " context)
        if (english[context] != id)
            fail(context ": its English is another one in the template: run msgmerge")
        if (fuzzy || translation == "")
            fail(context ": its translation is missing or fuzzy")
        if (slots_of(translation) != slots[context])
            fail(context ": its translation has other slots")
        japanese[context] = translation
    }
    context = id = translation = ""
}

# What stands between the quotes at the end of the line; escapes are those of C.
function quoted() {
    match($0, /".*"/)
    return substr($0, RSTART + 1, RLENGTH - 2)
}

FNR == 1 { finish_entry(); is_template = ++files == 1 }
/^$/ { finish_entry(); fuzzy = 0; next }
/^#,.*fuzzy/ { fuzzy = 1; next }
/^#/ { next }
/^msgctxt/ { finish_entry(); context = quoted(); next }
/^msgid/ { part = "id"; id = quoted(); next }
/^msgstr/ { part = "translation"; translation = quoted(); next }
/^"/ && part == "id" { id = id quoted(); next }
/^"/ { translation = translation quoted(); next }
{ fail("this is no line of a .po file: " $0) }

END {
    if (failed)
        exit 1
    finish_entry()
    if (failed)
        exit 1
    print "/* Made from data/words by sentences.awk. */"
    if (PART == "ids") {
        print "enum words {\n    WORDS_NONE,"
        for (i = 1; i <= total; i++)
            print "    WORDS_" order[i] ","
        print "    WORDS_COUNT\n};"
        for (i = 1; i <= total; i++) {
            list = slots[order[i]]
            values = ""
            for (count = split(list, names, ", "); count > 0; count--)
                values = ", SAYING_VALUE(" names[count] ")" values
            printf "#define SAY_%s(%s) SAYING%s(WORDS_%s%s)\n", order[i], list, list == "" ? "_PLAIN" : "", order[i], values
            if (list == "")
                printf "#define SAID_%s \"\\001\" \"%d\" \"\\003\"\n", order[i], i
        }
        exit
    }
    for (i = 1; i <= total; i++)
        if (!(order[i] in japanese)) {
            print "the translation has no such id: " order[i] > "/dev/stderr"
            exit 1
        }
    print "const struct sentence words_sentences[WORDS_COUNT] = {\n    [WORDS_NONE] = {\"\", \"\", \"\"},"
    for (i = 1; i <= total; i++)
        print "    [WORDS_" order[i] "] = {\n        \"" english[order[i]] "\",\n        \"" japanese[order[i]] "\",\n        \"" \
            slots[order[i]] "\",\n    },"
    print "};"
}
