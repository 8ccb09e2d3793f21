/* SPDX-License-Identifier: Apache-2.0 */
#include "files/zone_file.h"

#include "caa/property.h"
#include "expect.h"
#include "one_file.h"
#include "zone_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SOA "@ 3600 IN SOA ns h 1 2 3 4 900\n"
#define APEX "$ORIGIN example.\n" SOA

/* ---- what is read ---- */

static const struct {
    const char *name, *text, *origin, *question;
    const char *expected;
} good[] = {
    {"plain", APEX "www 60 IN CAA 0 issue \"a\"\n", NULL, "www.example", "set 60 www.example 0:issue=a"},
    {"apex of the SOA's owner", "example. IN SOA . . 1 2 3 4 900\n", NULL, "example", "nodata 900"},
    {"origin given", "@ 60 IN CAA 0 issue \"a\"\nb CAA 0 issue \"b\"\n", "Example.", "b.example",
     "set 60 b.example 0:issue=b"},
    {"origin of the root", "jp 60 IN CAA 0 issue \"a\"\n", ".", "jp", "set 60 jp 0:issue=a"},
    {"origin and SOA agree", APEX "a CAA 0 issue \"a\"\n", "example", "a.example", "set 3600 a.example 0:issue=a"},
    {"empty file with an origin", "", "example", "example", "nodata 3600"},
    {"records before the SOA", "$ORIGIN example.\na 60 CAA 0 issue \"a\"\n" SOA, NULL, "a.example",
     "set 60 a.example 0:issue=a"},
    {"records outside, before the SOA and behind it",
     "a.test. 60 CAA 0 issue \"a\"\n" APEX "b.test. CAA 0 issue \"b\"\n", NULL, "a.test", "outside 3600"},
    {"the SOA twice, as in a transfer", APEX "a 60 CAA 0 issue \"a\"\n" SOA, NULL, "a.example",
     "set 60 a.example 0:issue=a"},
    {"no line end", APEX "a 60 CAA 0 issue \"a\"", NULL, "a.example", "set 60 a.example 0:issue=a"},
    {"CRLF, parentheses", "$ORIGIN example.\r\n@ SOA . . (1\r\n2 3 4 900 )\r\na 60 CAA 0 issue \"a\"\r\n", NULL,
     "a.example", "set 60 a.example 0:issue=a"},
    {"byte order mark",
     "\xEF\xBB\xBF"
     "a 60 CAA 0 issue \"a\"\n",
     "example", "a.example", "set 60 a.example 0:issue=a"},

    {"blank owner", "a 60 A 192.0.2.1\n\tCAA 0 issue \"a\"\n\n; comment\n  60 IN CAA 0 issue \"b\"\n", "example",
     "a.example", "set 60 a.example 0:issue=a 0:issue=b"},
    {"blank owner behind comments", "a A 192.0.2.1 ; x\n   ; y\n 60 CAA 0 issue \"a\" ; \" (\n", "example", "a.example",
     "set 60 a.example 0:issue=a"},
    {"blank owner at the start is the origin", " 60 CAA 0 issue \"a\"\n", "example", "example",
     "set 60 example 0:issue=a"},
    {"parentheses", "a 60 ( IN\n ; comment )\nCAA\n( 0 ) issue \"(a;)\" )\n", "example", "a.example",
     "set 60 a.example 0:issue=(a;)"},
    {"parentheses next to words", "a 60 CAA(0 issue\n\"a\")\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"comment next to a word", "a 60 CAA 0 issue a;b\n", "example", "a.example", "set 60 a.example 0:issue=a"},

    {"class and TTL", "a IN 60 CAA 0 issue \"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"TTL and class", "a 60 in caa 0 issue \"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"class by number", "a CLASS1 60 CAA 0 issue \"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"units", "a 1w2D3h4m5S CAA 0 issue \"a\"\n", "example", "a.example", "set 788645 a.example 0:issue=a"},
    {"largest TTL", "a 2147483647 CAA 0 issue \"a\"\n", "example", "a.example", "set 2147483647 a.example 0:issue=a"},
    {"$TTL", "$TTL 1h30m\na CAA 0 issue \"a\"\n", "example", "a.example", "set 5400 a.example 0:issue=a"},
    {"TTL over 31 bits", "a 2147483648 CAA 0 issue \"a\"\n", "example", "a.example", "set 0 a.example 0:issue=a"},
    {"TTL over 31 bits with units", "a 3551w CAA 0 issue \"a\"\n", "example", "a.example", "set 0 a.example 0:issue=a"},
    {"$TTL over 31 bits", "$TTL 4294967295\na CAA 0 issue \"a\"\n", "example", "a.example",
     "set 0 a.example 0:issue=a"},
    {"$DATE", "$DATE 20261210235959\na 60 CAA 0 issue \"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"$TTL before the last TTL", "$ttl 7\nb 8 A 192.0.2.1\na CAA 0 issue \"a\"\n", "example", "a.example",
     "set 7 a.example 0:issue=a"},
    {"the last TTL", "b 8 A 192.0.2.1\na CAA 0 issue \"a\"\n", "example", "a.example", "set 8 a.example 0:issue=a"},
    {"the SOA's TTL", "@ SOA . . 1 2 3 4 15m\na CAA 0 issue \"a\"\n", "example", "a.example",
     "set 900 a.example 0:issue=a"},
    {"no TTL at all", "a CAA 0 issue \"a\"\n", "example", "a.example", "set 3600 a.example 0:issue=a"},
    {"smallest TTL of a set", "a 60 CAA 0 issue \"a\"\na 30 CAA 0 issue \"b\"\n", "example", "a.example",
     "set 30 a.example 0:issue=a 0:issue=b"},
    {"owners named like classes, types and TTLs",
     "IN 60 IN CAA 0 issue \"a\"\nCAA CAA 0 issue \"b\"\n60 CAA 0 issue \"c\"", "example", "60.example",
     "set 60 60.example 0:issue=c"},

    {"$ORIGIN, relative", "$ORIGIN b\n$ORIGIN a\n@ 60 CAA 0 issue \"a\"\n", "example", "a.b.example",
     "set 60 a.b.example 0:issue=a"},
    {"$ORIGIN outside", "$ORIGIN test.\na 60 CAA 0 issue \"a\"\n", "example", "a.test", "outside 3600"},
    {"upper case", "WWW.Example. 60 CAA 0 issue \"A\"\n", "example", "www.example", "set 60 www.example 0:issue=A"},
    {"escaped dot at the end of a name", "a\\. 60 CAA 0 issue \"a\"\n", "example", "a\\..example",
     "set 60 a\\..example 0:issue=a"},
    {"escaped backslash at the end of a name", "a\\\\.example. 60 CAA 0 issue \"a\"\n", "example", "a\\\\.example",
     "set 60 a\\\\.example 0:issue=a"},
    {"odd octets in a name", "a\\032\\$\\@\\000 60 CAA 0 issue \"a\"\n", "example", "a\\032\\$\\@\\000.example",
     "set 60 a\\032\\$\\@\\000.example 0:issue=a"},
    {"an owner that begins with a dollar", "\\$TTL 60 CAA 0 issue \"a\"\n", "example", "$ttl.example",
     "set 60 \\$ttl.example 0:issue=a"},

    {"unquoted value", "a 60 CAA 0 issue ca.example\n", "example", "a.example", "set 60 a.example 0:issue=ca.example"},
    {"unquoted, escaped", "a 60 CAA 0 issue ca.example\\;\\ a=b\n", "example", "a.example",
     "set 60 a.example 0:issue=ca.example; a=b"},
    {"quoted semicolon", "a 60 CAA 0 issue \";\"\n", "example", "a.example", "set 60 a.example 0:issue=;"},
    {"empty value", "a 60 CAA 0 issue \"\"\n", "example", "a.example", "set 60 a.example 0:issue="},
    {"escapes", "a 60 CAA 0 issue \"\\\"\\\\\\a\\000\\255\\127\"\n", "example", "a.example",
     "set 60 a.example 0:issue=\"\\a\\000\\255\\127"},
    {"raw octets", "a 60 CAA 0 issue \"\xE6\x9D\xB1\xFF\t\"\n", "example", "a.example",
     "set 60 a.example 0:issue=東\\255\\009"},
    {"tag as it was written", "a 60 CAA 0 IsSuE \"a\"\n", "example", "a.example", "set 60 a.example 0:IsSuE=a"},
    {"flags", "a 60 CAA 255 tbs Unknown\n", "example", "a.example", "set 60 a.example 255:tbs=Unknown"},
    {"no blank before the quote", "a 60 CAA 0 \"issue\"\"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"TYPE257", "a 60 TYPE257 0 issue \"a\"\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"generic", "a 60 type257 \\# 8 00 05 6973 737565 61\n", "example", "a.example", "set 60 a.example 0:issue=a"},
    {"generic with the mnemonic, over lines", "a 60 CAA \\# ( 8\n 0005697373\n75656A )\n", "example", "a.example",
     "set 60 a.example 0:issue=j"},
    {"generic, an odd tag", "a 60 CAA \\# 5 0003 2D2D2D\n", "example", "a.example", "set 60 a.example 0:---="},
    {"generic, no CAA record", "a 60 CAA \\# 0\n", "example", "a.example",
     "bad-response the RDATA is not a CAA record: it is too short for its tag"},

    {"CNAME", "a 60 CNAME b\n", "example", "a.example", "alias 60 b.example"},
    {"CNAME to the origin", "a 60 CNAME @\n", "example", "a.example", "alias 60 example"},
    {"CNAME with its proofs",
     "a 60 CNAME b\na 60 RRSIG CNAME 8 2 60 20300101000000 20200101000000 1 example. AAAA\n"
     "a 60 NSEC b.example. CNAME RRSIG NSEC\n",
     "example", "a.example", "alias 60 b.example"},
    {"DNAME", "d 60 DNAME test.\n", "example", "x.d.example", "alias 60 x.test"},
    {"delegation", "d 60 NS ns.d\nx.d CAA 0 issue \"x\"\n", "example", "x.d.example", "outside 3600"},
    {"wildcard", "*.w 60 CAA 0 issue \"a\"\n", "example", "x.w.example", "set 60 *.w.example 0:issue=a"},
    {"other types make their owner exist",
     "a 60 MX 10 mail\na TXT \"a;b\" c\\;d \"\"\na HTTPS 1 . alpn=\"h2,h3\" newkey=\"a b\"\na RESINFO x\n"
     "a SRV 0 0 443 .\na TYPE65280 \\# 2 abcd\na A \\# 4 C0000201\na LOC 52 22 23 N 4 53 32 E -2m\n"
     "a CERT 0 iss1 \"\"a?\n",
     "example", "a.example", "nodata 3600"},

    {"$GENERATE", "$GENERATE 1-3 h$ 60 CAA 0 issue \"ca$.example\"\n", "example", "h3.example",
     "set 60 h3.example 0:issue=ca3.example"},
    {"$GENERATE, one owner", "$generate 8-12/2 h 60 IN CAA 0 issue $\n", "example", "h.example",
     "set 60 h.example 0:issue=8 0:issue=10 0:issue=12"},
    {"$GENERATE, RDATA as one string", "$GENERATE 1-2 h$ 60 CAA \"0 issue \\\"ca$.example\\\"\"\n", "example",
     "h2.example", "set 60 h2.example 0:issue=ca2.example"},
    {"$GENERATE, modifiers", "$GENERATE 10-10 h${-9,3} 60 CAA 0 issue \"${5}-${0,4,x}-${0,0,X}-${0,3,o}-${0,3,d}\"\n",
     "example", "h001.example", "set 60 h001.example 0:issue=15-000a-A-012-010"},
    {"$GENERATE, dollars", "$GENERATE 1-1 h$ 60 CAA 0 issue \"$$-\\$-$\"\n", "example", "h1.example",
     "set 60 h1.example 0:issue=$-$-1"},
    {"$GENERATE, a bare number as owner", "$GENERATE 7-7 $ 60 CNAME $.test.\n", "example", "7.example",
     "alias 60 7.test"},
    {"origin in any script", "w 60 CAA 0 issue \"x\"\n", "日本。JP", "w.xn--wgv71a.jp",
     "set 60 w.xn--wgv71a.jp 0:issue=x"},
    {"$GENERATE, the owner stays", "$GENERATE 1-2 h$ 60 A 192.0.2.$\n CAA 0 issue \"x\"\n", "example", "h2.example",
     "set 60 h2.example 0:issue=x"},
};

static void test_good(void **state)
{
    (void)state;
    struct buffer out = {0};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
        struct source *source = source_zone_new(store);
        struct problem problem = {.text = ""};
        write_text(good[i].text);
        zone_file_read(path, good[i].origin, store, NULL, &problem);
        expect_text(good[i].name, told(problem.text), "");
        expect_text(good[i].name, ask_zones(source, good[i].question, DNS_TYPE_CAA, &out), good[i].expected);
        source->ops->free(source);
        zone_store_free(store);
    }
    buffer_free(&out);
}

/* ---- what is refused ---- */

/* EXPECTED is what stands behind the path. */
static const struct {
    const char *name, *text, *origin, *expected;
} bad[] = {
    {"no SOA, no origin", "a.example. 60 CAA 0 issue \"a\"\n", NULL,
     ": no SOA record says which zone this is; add one, or the zone's name as :ORIGIN behind the file"},
    {"empty file, no origin", "", NULL, ": no SOA record says which zone this is; "},
    {"relative name, no origin", "\n\n@ SOA . . 1 2 3 4 5\n", NULL,
     ":3: '@': a relative name, and no origin is known; begin with $ORIGIN, or name the zone: FILE:ORIGIN"},
    {"relative target, no origin", "a. SOA . . 1 2 3 4 5\nb.a. CNAME c\n", NULL, ":2: 'CNAME': a relative name, "},
    {"bad origin", "", "a..b", ": 'a..b' is not the name of a zone; write FILE:ORIGIN"},
    {"bad origin in another script", "", "*.日本", ": '*.日本' is not the name of a zone; write FILE:ORIGIN"},
    {"SOA without a final dot, no origin", "example.ac.jp SOA . . 1 2 3 4 5\n", NULL,
     ":1: 'example.ac.jp': a name without a final dot is relative, and no origin is known; add the dot, or "
     "name the zone: FILE:ORIGIN"},
    {"SOA without a final dot", "example.ac.jp SOA . . 1 2 3 4 5\n", "example.ac.jp",
     ":1: 'example.ac.jp': the SOA's owner has no final dot, so the origin is added to it; add the dot"},
    {"$ORIGIN without a final dot, no origin", "$ORIGIN example.ac.jp\n", NULL,
     ":1: 'example.ac.jp': a name without a final dot is relative, and no origin is known"},
    {"$ORIGIN without a final dot", "\n$ORIGIN a.example.ac.jp\n", "example.ac.jp",
     ":2: 'a.example.ac.jp': $ORIGIN has no final dot, so the origin before is added to it; add the dot"},
    {"$DATE without a time", "$DATE\n", "example", ":1: $DATE is followed by one time, such as 20261210235959"},
    {"$DATE with two", "$DATE 20261210235959 x\n", "example", ":1: $DATE is followed by"},
    {"$DATE with a word", "$DATE tomorrow\n", "example", ":1: $DATE is followed by"},
    {"$DATE on a day that is none", "$DATE 20260230000000\n", "example", ":1: $DATE is followed by"},
    {"$TTL over 32 bits", "$TTL 4294967296\n", "example", ":1: $TTL is followed by"},
    {"two zones in one file", "a. SOA . . 1 2 3 4 5\nb. SOA . . 1 2 3 4 5\n", NULL,
     ":2: an SOA record of another zone; give each zone a file of its own"},
    {"SOA elsewhere", "a.example. SOA . . 1 2 3 4 5\n", "example",
     ":1: the SOA record is not at the name given as :ORIGIN; correct one of them"},
    {"short SOA", "@ SOA \\# 1 00\n", "example", ":1: the SOA record is too short"},
    {"blank owner, none before it", "  CAA 0 issue \"a\"\n", NULL,
     ":1: the first record must name its owner; begin the line with it, or with @"},

    {"CAA without a value", "\na CAA 0 issue ;\n", "example",
     ":2: 'CAA': a CAA record without a value: an unquoted ; begins a comment; if nobody may issue, quote it: \";\""},
    {"CAA with flags only", "a CAA 0\n", "example",
     ":1: 'CAA': a CAA record has flags from 0 to 255, a tag and a value"},
    {"CAA with nothing", "a CAA\n", "example", ":1: 'CAA': a CAA record has flags"},
    {"CAA flags", "a CAA 256 issue \"a\"\n", "example", ":1: 'CAA': a CAA record has flags from 0 to 255"},
    {"CAA flags by name", "a CAA critical issue \"a\"\n", "example", ":1: 'CAA': a CAA record has flags"},
    {"CAA tag", "a CAA 0 issue-mail \"a\"\n", "example", ":1: 'CAA': a CAA tag may contain letters and digits only; "},
    {"CAA empty tag", "a CAA 0 \"\" \"a\"\n", "example", ":1: 'CAA': a CAA tag has 1 to 255 letters and digits"},
    {"CAA with two values", "a CAA 0 issue a b\n", "example", ":1: 'CAA': more than one value in a CAA record; "},
    {"CAA bad escape", "a CAA 0 issue \"\\256\"\n", "example", ":1: 'CAA': a backslash must be followed by"},
    {"CAA short escape", "a CAA 0 issue \"\\25\"\n", "example", ":1: 'CAA': a backslash must be followed by"},
    {"generic without a length", "a CAA \\#\n", "example", ":1: 'CAA': \\# is followed by the number of octets"},
    {"generic, wrong length", "a CAA \\# 3 0000\n", "example", ":1: 'CAA': the number of octets after \\# is not"},
    {"generic, half an octet", "a CAA \\# 1 000\n", "example", ":1: 'CAA': the number of octets after \\# is not"},
    {"generic, no digits", "a CAA \\# 1 0g\n", "example", ":1: 'CAA': what follows \\# and the number of octets"},

    {"record without a type", "a 60 IN\n", "example", ":1: a record without a type; "},
    {"owner only", "a\n", "example", ":1: a record without a type; "},
    {"a long token is shown in part", "a CAA0123456789012345678901234567890123456789012345678901234567890zz 0\n",
     "example", ":1: 'CAA0123456789012345678901234567890123456789012345678901234567890': unknown record type; "},
    {"unknown type", "a CAAA 0 issue \"a\"\n", "example", ":1: 'CAAA': unknown record type; "},
    {"TYPE without a number", "a TYPE \\# 0\n", "example", ":1: 'TYPE': unknown record type; "},
    {"TYPE over 65535", "a TYPE65536 \\# 0\n", "example", ":1: 'TYPE65536': unknown record type; "},
    {"meta type", "a ANY \\# 0\n", "example", ":1: 'ANY': only class IN is audited; "},
    {"query type", "a AXFR \\# 0\n", "example", ":1: 'AXFR': unknown record type; "},
    {"type in quotes", "a \"TXT\" x\n", "example", ":1: 'TXT': unknown record type; "},
    {"OPT", "a TYPE41 \\# 0\n", "example", ":1: 'TYPE41': unknown record type; "},
    {"class CH", "a CH TXT x\n", "example", ":1: 'CH': only class IN is audited; remove the record"},
    {"class by number", "a 60 CLASS3 TXT x\n", "example", ":1: 'CLASS3': only class IN is audited"},
    {"TTL too large", "a 4294967296 CAA 0 issue \"a\"\n", "example", ":1: '4294967296': no TTL (up to 2147483647, "},
    {"TTL with odd units", "a 1h30 CAA 0 issue \"a\"\n", "example", ":1: '1h30': no TTL"},
    {"TTL too large with units", "a 7102w CAA 0 issue \"a\"\n", "example", ":1: '7102w': no TTL"},
    {"two TTLs", "a 60 60 CAA 0 issue \"a\"\n", "example", ":1: '60': no TTL"},
    {"two classes", "a IN IN CAA 0 issue \"a\"\n", "example", ":1: 'IN': unknown record type"},

    {"by ldns", "a A 192.0.2.300\n", "example", ":1: 'A': "},
    {"by ldns, too much", "a A 192.0.2.1 192.0.2.2\n", "example", ":1: 'A': Syntax error, superfluous text present"},
    {"CNAME beside data", "a 60 CAA 0 issue \"a\"\na CNAME b\n", "example",
     ":2: a CNAME cannot share its name with other records; remove it or them"},
    {"CNAME beside data, before the SOA", "$ORIGIN a.\nb A 192.0.2.1\nb CNAME c\n@ SOA . . 1 2 3 4 5\n", NULL,
     ":3: a CNAME cannot share its name"},
    {"more than an answer holds", "\na.b CAA 0 issue \"x\"\n$GENERATE 0-9999 @ CAA 0 issue \"$.test\"\n", "example",
     ":3: the records of this type at this name do not fit in a DNS answer; remove some"},
    {"two DNAMEs", "a DNAME b\na DNAME c\n", "example", ":2: a second DNAME at this name; remove one of them"},
    {"two names", "a CNAME b c\n", "example", ":1: 'CNAME': this record takes exactly one name"},
    {"empty label", "a..b A 192.0.2.1\n", "example", ":1: 'a..b': not a name: "},
    {"quoted owner", "\"a\" A 192.0.2.1\n", "example", ":1: 'a': a name is written without quotes"},
    {"control octets are shown", "a\x1b[31m..b A 192.0.2.1\n", "example", ":1: 'a\\027[31m..b': not a name"},

    {"open parenthesis", "a ( CAA 0\n; )\nissue\n\n", "example", ":1: a ( is not closed; add the )"},
    {"closed parenthesis", "\na CAA 0 issue \"a\" )\n", "example", ":2: a ) without a ( before it; "},
    {"open quote", "a CAA (\n0 issue \"a )\n\"\n", "example", ":2: a \" is not closed on its line; "},
    {"open quote behind a backslash", "a CAA 0 issue \"a\\\"\n", "example", ":1: a \" is not closed on its line; "},
    {"quote within a word", "a CAA 0 issue a\"b\n", "example", ":1: a \" is not closed on its line; "},
    {"error in a record of several lines", "\na (\nCAA\n0 issue a b )\n", "example", ":2: 'CAA': more than one value"},

    {"unknown directive", "$CAA x\n", "example", ":1: '$CAA': unknown directive"},
    {"$TTL without a number", "$TTL\n", "example", ":1: $TTL is followed by one number"},
    {"$TTL with a word", "$TTL one\n", "example", ":1: $TTL is followed by one number"},
    {"$ORIGIN without a name", "$ORIGIN\n", "example", ":1: $ORIGIN is followed by one name"},
    {"$ORIGIN relative to nothing", "$ORIGIN a\n", NULL, ":1: 'a': a relative name"},
    {"$INCLUDE without a file", "$INCLUDE\n", "example", ":1: $INCLUDE is followed by a file"},
    {"$INCLUDE with a bad origin", "$INCLUDE a b..c\n", "example", ":1: 'b..c': not a name"},
    {"$GENERATE of something unknown", "$GENERATE 1-2 a$ CAAA x\n", "example", ":1: 'CAAA': unknown record type"},
    {"$INCLUDE of itself by an empty name", "$INCLUDE \"\"\n", "example", ":1: '': no file has this name"},
    {"$INCLUDE of a NUL", "$INCLUDE a\\000b\n", "example", ":1: 'a\\000b': no file has this name"},

    {"$GENERATE without all", "$GENERATE 1-2 a\n", "example", ":1: $GENERATE is followed by a range, "},
    {"$GENERATE range", "$GENERATE 1 a$ A 192.0.2.$\n", "example", ":1: '1': $GENERATE begins with a range"},
    {"$GENERATE step", "$GENERATE 1-2/0 a$ A 192.0.2.$\n", "example", ":1: '1-2/0': $GENERATE begins with a range"},
    {"$GENERATE backwards", "$GENERATE 2-1 a$ A 192.0.2.$\n", "example", ":1: '2-1': the range of $GENERATE ends"},
    {"$GENERATE too many", "$GENERATE 0-65536 a$ A 192.0.2.$\n", "example",
     ":1: '0-65536': $GENERATE makes more than 65536 records; split it"},
    {"$GENERATE nibbles", "$GENERATE 1-2 a${0,3,n} A 192.0.2.$\n", "example",
     ":1: the nibble base of $GENERATE is not supported; write the records out"},
    {"$GENERATE modifier", "$GENERATE 1-2 a${x} A 192.0.2.$\n", "example", ":1: a modifier of $GENERATE is"},
    {"$GENERATE open modifier", "$GENERATE 1-2 a${0 A 192.0.2.$\n", "example", ":1: a modifier of $GENERATE is"},
    {"$GENERATE wide", "$GENERATE 1-2 a${0,64} A 192.0.2.$\n", "example", ":1: a modifier of $GENERATE is"},
    {"$GENERATE base", "$GENERATE 1-2 a${0,3,b} A 192.0.2.$\n", "example", ":1: a modifier of $GENERATE is"},
    {"$GENERATE negative", "$GENERATE 1-2 a${-2} A 192.0.2.$\n", "example", ":1: an offset of $GENERATE makes"},
    {"$GENERATE of something bad", "\n$GENERATE 254-256 a$ A 192.0.2.$\n", "example", ":2: 'A': "},
    {"$GENERATE of an open parenthesis", "$GENERATE 1-2 a$ A \"( 192.0.2.$\"\n", "example",
     ":1: $GENERATE does not make a valid record"},
};

static const char *read_problem(const char *file, const char *origin, struct problem *problem)
{
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    problem->text[0] = '\0';
    enum status status = zone_file_read(file, origin, store, NULL, problem);
    zone_store_free(store);
    assert_int_equal(status, STATUS_INPUT);
    return told(problem->text);
}

static void test_bad(void **state)
{
    (void)state;
    struct problem problem;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        write_text(bad[i].text);
        read_problem(path, bad[i].origin, &problem);
        expect_start(bad[i].name, told(problem.text), path);
        expect_start(bad[i].name, told(problem.text) + strlen(path), bad[i].expected);
    }
}

/* ---- files ---- */

#define ZONES TEST_DATA_DIR "/zones/"

static void test_campus(void **state)
{
    (void)state;
    static const struct {
        const char *question, *expected;
    } cases[] = {
        {"campus.example", "set 5400 campus.example 0:issue=secomtrust.net"},
        {"www.campus.example", "alias 300 campus.example"},
        {"mail.campus.example",
         "set 600 mail.campus.example 0:issuemail=secomtrust.net 0:iodef=https://campus.example/mail"},
        {"physics.departments.campus.example", "set 5400 physics.departments.campus.example 0:issue=physics.example"},
        {"chemistry.departments.campus.example",
         "set 5400 chemistry.departments.campus.example 0:issue=chemistry.example"},
        {"biology.departments.campus.example", "set 5400 biology.departments.campus.example 0:issue=biology.example"},
        {"after.campus.example",
         "set 5400 after.campus.example 128:issue=after.example 0:iodef=mailto:caa@campus.example"},
        {"host01.hosts.campus.example", "set 5400 host01.hosts.campus.example 0:issue=host-1.example"},
        {"host3.hosts.campus.example", "nxdomain 900"},
        {"sub.campus.example", "set 5400 sub.campus.example 0:issue=sub.example"},
        {"hosts.campus.example", "nodata 900"},
    };
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct source *source = source_zone_new(store);
    struct buffer out = {0};
    struct problem problem = {.text = ""};
    zone_file_read(ZONES "campus.example.zone", NULL, store, NULL, &problem);
    assert_string_equal(told(problem.text), "");
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].question, ask_zones(source, cases[i].question, DNS_TYPE_CAA, &out), cases[i].expected);
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&out);
}

static void test_included_files_that_fail(void **state)
{
    (void)state;
    struct problem problem;
    assert_string_equal(read_problem(ZONES "missing-part.zone", "example", &problem),
                        ZONES "missing-part.zone:2: 'no-such-file.zone': No such file or directory");
    expect_start("a part", read_problem(ZONES "bad-part.zone", "example", &problem),
                 ZONES "parts/bad.zone:3: 'CAA': a CAA record without a value");
    assert_string_equal(read_problem(ZONES "circle-a.zone", "example", &problem),
                        ZONES "circle-b.zone:2: './circle-a.zone': the file includes itself, perhaps by way of others; "
                              "remove the $INCLUDE");
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    struct problem problem;
    assert_string_equal(read_problem("/nonexistent/a.zone", "example", &problem),
                        "/nonexistent/a.zone: No such file or directory");
    expect_start("a folder", read_problem(ZONES, "example", &problem), ZONES);
    expect_part("a folder", told(problem.text), "Is a directory");
    write_text("$INCLUDE \"/\"\n");
    expect_part("a folder included", read_problem(path, "example", &problem), "/:1: Is a directory");
    write_file("a A 192.0.2.1\nb\0\n", 17);
    expect_part("NUL", read_problem(path, "example", &problem), ":2: a NUL octet: this is not a zone file");
}

/* Nine files, each including the next. */
static void test_depth_of_includes(void **state)
{
    (void)state;
    char folder[] = "/tmp/unit-zone-folder-XXXXXX", name[64], text[64];
    assert_non_null(mkdtemp(folder));
    for (int i = 1; i <= 10; i++) {
        snprintf(name, sizeof name, "%s/%d", folder, i);
        FILE *file = fopen(name, "w");
        assert_non_null(file);
        snprintf(text, sizeof text, i < 10 ? "$INCLUDE %d\n" : "a A 192.0.2.1\n", i + 1);
        fputs(text, file);
        assert_int_equal(fclose(file), 0);
    }
    struct problem problem = {.text = ""};
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    snprintf(name, sizeof name, "%s/2", folder);
    assert_int_equal(zone_file_read(name, "example", store, NULL, &problem), STATUS_OK);
    zone_store_free(store);
    snprintf(name, sizeof name, "%s/1", folder);
    expect_part("depth", read_problem(name, "example", &problem), "/9:1: '10': included files are nested too deeply");
    for (int i = 1; i <= 10; i++) {
        snprintf(name, sizeof name, "%s/%d", folder, i);
        unlink(name);
    }
    rmdir(folder);
}

static void add_repeated(struct buffer *out, char c, size_t count)
{
    memset(buffer_reserve(out, count), c, count);
    out->size += count;
}

static void test_long_lines_and_values(void **state)
{
    (void)state;
    struct buffer text = {0}, out = {0};
    struct problem problem = {.text = ""};
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct source *source = source_zone_new(store);
    const size_t most = 65535 - 12 - 15 - 12 - 7; /* header, question, record, flags and tag */
    buffer_add_text(&text, "a 60 CAA 0 issue \"");
    add_repeated(&text, 'x', most);
    buffer_add_text(&text, "\"\n;");
    add_repeated(&text, ' ', (1 << 20) - 1);
    write_file(text.data, text.size);
    zone_file_read(path, "example", store, NULL, &problem);
    assert_string_equal(told(problem.text), "");
    assert_int_equal(strlen(ask_zones(source, "a.example", DNS_TYPE_CAA, &out)),
                     strlen("set 60 a.example 0:issue=") + most);

    add_repeated(&text, ' ', 1);
    write_file(text.data, text.size);
    expect_part("line", read_problem(path, "example", &problem), ":2: the line is longer than 1 MiB");

    buffer_clear(&text);
    buffer_add_text(&text, "a 60 CAA 0 issue ");
    add_repeated(&text, 'x', 65536 - 7);
    write_file(text.data, text.size);
    expect_part("value", read_problem(path, "example", &problem), ":1: 'CAA': the record is longer than 65535 octets");

    buffer_clear(&text);
    buffer_add_text(&text, "\na A (\n");
    for (int i = 0; i < 3; i++) {
        add_repeated(&text, 'x', 1 << 19);
        buffer_add_char(&text, '\n');
    }
    write_file(text.data, text.size);
    expect_part("entry", read_problem(path, "example", &problem),
                "the entry is longer than 1 MiB; is a ( before it not");
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&text);
    buffer_free(&out);
}

static void test_name_too_long_with_its_origin(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct problem problem = {.text = ""};
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    for (int i = 0; i < 3; i++) {
        add_repeated(&text, 'x', 63);
        buffer_add_char(&text, '.');
    }
    add_repeated(&text, 'x', 255 - 3 * 64 - 9 - 1);
    buffer_add_text(&text, " A 192.0.2.1\n");
    write_text(buffer_text(&text));
    zone_file_read(path, "example", store, NULL, &problem);
    assert_string_equal(told(problem.text), "");
    zone_store_free(store);
    expect_part("one more", read_problem(path, "example2", &problem), "longer than 255 octets together");
    buffer_free(&text);
}

static void test_two_files_make_one_store(void **state)
{
    (void)state;
    struct buffer out = {0};
    struct problem problem;
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    struct source *source = source_zone_new(store);
    write_text("sub NS ns.sub\n");
    assert_int_equal(zone_file_read(path, "example", store, NULL, &problem), STATUS_OK);
    assert_string_equal(ask_zones(source, "www.sub.example", DNS_TYPE_CAA, &out), "outside 3600");
    write_text("www 60 CAA 0 issue \"a\"\n");
    assert_int_equal(zone_file_read(path, "sub.example", store, NULL, &problem), STATUS_OK);
    assert_string_equal(ask_zones(source, "www.sub.example", DNS_TYPE_CAA, &out), "set 60 www.sub.example 0:issue=a");
    source->ops->free(source);
    zone_store_free(store);
    buffer_free(&out);
}

/* ---- what is told though the zone can be used ---- */

static void show_warning(void *context, const char *text)
{
    buffer_add_text(context, told(text) + strlen(ZONES));
    buffer_add_char(context, '\n');
}

/* tests/data/zones/FILE, what is told of it, and the answer to a question about CAA. */
static const struct {
    const char *file, *origin, *warnings, *question, *answer;
} warned[] = {
    {"unreadable.zone", NULL,
     "unreadable.zone:4: the A record cannot be read, so only its owner counts here; correct it: Syntax error, "
     "could not parse the RR's rdata\n"
     "unreadable.zone:5: the MX record cannot be read, so only its owner counts here; correct it: Syntax error, "
     "could not parse the RR's rdata\n",
     "bad.campus.example", "nodata 900"},
    {"outside.zone", NULL,
     "outside.zone:2: a CAA record outside the zone, which does not count; correct its owner, or put it into the file "
     "of "
     "its own zone\n"
     "outside.zone:4: a CAA record outside the zone, which does not count; correct its owner, or put it into the file "
     "of "
     "its own zone\n",
     "www.other.example", "outside 3600"},
    {"delegated.zone", NULL,
     "delegated.zone:3: a CAA record at or below a delegation (NS), which does not count; publish it in the zone that "
     "is "
     "delegated\n"
     "delegated.zone:6: a CAA record at or below a delegation (NS), which does not count; publish it in the zone that "
     "is "
     "delegated\n",
     "sub.campus.example", "outside 900"},
    {"below-dname.zone", NULL,
     "below-dname.zone:4: a CAA record below a DNAME, which does not count (RFC 6672 2.4); publish it where the DNAME "
     "leads\n",
     "old.campus.example", "set 900 old.campus.example 0:issue=a"},
    {"final-dot.zone", NULL,
     "final-dot.zone:3: 'www.campus.example': the owner has no final dot, so the origin is added to it; add the dot\n"
     "final-dot.zone:6: 'web.campus.example': the owner has no final dot, so the origin is added to it; add the dot\n"
     "final-dot.zone:6: 'www.campus.example': the alias's target has no final dot, so the origin is added to it; add "
     "the dot\n",
     "www.campus.example", "nxdomain 900"},
    {"long-ttl.zone", NULL,
     "long-ttl.zone:2: '2147483648': a TTL over 2147483647 counts as 0; correct it\n"
     "long-ttl.zone:5: '4294967295': a TTL over 2147483647 counts as 0; correct it\n",
     "www.campus.example", "set 0 www.campus.example 0:issue=b"},
    {"date.zone", NULL, "", "www.campus.example", "set 3600 www.campus.example 0:issue=a"},
};

static void test_warned(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(warned); i++) {
        char file[512];
        struct buffer warnings = {0}, out = {0};
        struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
        struct source *source = source_zone_new(store);
        struct problem problem = {.text = ""};
        const struct zone_file_use use = {.warning = show_warning, .context = &warnings};
        snprintf(file, sizeof file, "%s%s", ZONES, warned[i].file);
        zone_file_read(file, warned[i].origin, store, &use, &problem);
        expect_text(warned[i].file, told(problem.text), "");
        expect_text(warned[i].file, buffer_text(&warnings), warned[i].warnings);
        expect_text(warned[i].file, ask_zones(source, warned[i].question, DNS_TYPE_CAA, &out), warned[i].answer);
        source->ops->free(source);
        zone_store_free(store);
        buffer_free(&warnings);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_warned),
        cmocka_unit_test(test_campus),
        cmocka_unit_test(test_included_files_that_fail),
        cmocka_unit_test(test_files_that_cannot_be_read),
        cmocka_unit_test(test_depth_of_includes),
        cmocka_unit_test(test_long_lines_and_values),
        cmocka_unit_test(test_name_too_long_with_its_origin),
        cmocka_unit_test(test_two_files_make_one_store),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
