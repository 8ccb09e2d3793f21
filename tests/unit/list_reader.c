/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_reader.h"
#include "said.h"

#include "expect.h"
#include "files/list_cells.h"
#include "files/list_lines.h"
#include "util/buffer.h"

#include <stdio.h>
#include <stdlib.h>

/* What a list was read as, one word behind the other:
 * `{further columns}`, `LINE:domain|institution|contact|further...`, `=KINDS` as bits, `@EXPIRES`, `!undecodable`,
 * `warning`, the problem. */
struct reading {
    struct buffer out;
    struct list_reader *reader;
    struct arena arena;
    bool ended;
};

static void show_columns(void *context, const struct list_heading *heading)
{
    struct text_list further = heading->further;
    struct reading *reading = context;
    buffer_add_char(&reading->out, '{');
    for (size_t i = 0; i < further.count; i++) {
        buffer_add_text(&reading->out, i ? "|" : "");
        buffer_add_text(&reading->out, further.items[i]);
    }
    buffer_add_char(&reading->out, '}');
}

static void show_row(struct reading *reading, const struct list_row *row)
{
    buffer_add_char(&reading->out, ' ');
    buffer_add_unsigned(&reading->out, row->line);
    buffer_add_char(&reading->out, ':');
    buffer_add_text(&reading->out, row->domain);
    buffer_add_char(&reading->out, '|');
    buffer_add_text(&reading->out, row->institution);
    buffer_add_char(&reading->out, '|');
    buffer_add_text(&reading->out, row->contact);
    for (size_t i = 0; i < row->further.count; i++) {
        buffer_add_char(&reading->out, '|');
        buffer_add_text(&reading->out, row->further.items[i]);
    }
    if (row->kinds) {
        buffer_add_char(&reading->out, '=');
        buffer_add_unsigned(&reading->out, *row->kinds);
    }
    if (row->expires) {
        buffer_add_char(&reading->out, '@');
        buffer_add_time(&reading->out, row->expires);
    }
    buffer_add_text(&reading->out, row->undecodable ? "!undecodable" : "");
}

static void show_warning(void *context, const char *kept)
{
    const char *text = told(kept);
    struct reading *reading = context;
    buffer_add_text(&reading->out, " WARNING ");
    buffer_add(&reading->out, text, strcspn(text, ";"));
}

static void begin(struct reading *reading, const char *label, enum list_format format, const char *encoding)
{
    struct problem problem = {.text = ""};
    const struct list_handler handler = {show_columns, show_warning, reading};
    const struct list_settings settings = {.label = label, .format = format, .encoding = encoding};
    *reading = (struct reading){0};
    list_reader_new(&settings, &handler, &reading->reader, &problem);
    assert_string_equal(told(problem.text), "");
}

/* Shows what has been read, and whether nothing more comes. */
static void show_entries(struct reading *reading)
{
    struct problem problem;
    struct list_row row;
    enum list_result result;
    while ((result = list_reader_next(reading->reader, &reading->arena, &row, &problem)) == LIST_ENTRY)
        show_row(reading, &row);
    reading->ended = result == LIST_FAILED || result == LIST_END;
    if (result != LIST_FAILED)
        return;
    buffer_add_text(&reading->out, " ERROR ");
    buffer_add_text(&reading->out, told(problem.text));
}

static void feed(struct reading *reading, const char *text, size_t size)
{
    if (reading->ended)
        return;
    memcpy(list_reader_room(reading->reader, size), text, size);
    list_reader_feed(reading->reader, size);
    show_entries(reading);
}

static void feed_text(struct reading *reading, const char *text)
{
    feed(reading, text, strlen(text));
}

static const char *end(struct reading *reading)
{
    if (!reading->ended) {
        list_reader_finish(reading->reader);
        show_entries(reading);
    }
    assert_true(reading->ended);
    list_reader_free(reading->reader);
    arena_free(&reading->arena);
    return buffer_text(&reading->out);
}

/* ---- cases, cut in every way ---- */

struct list_case {
    const char *name;
    enum list_format format;
    const char *encoding, *text;
    size_t size;
    const char *expected;
};

#define TEXT(bytes) (bytes), sizeof(bytes) - 1
#define AUTO LIST_FORMAT_AUTO, NULL
#define CSV LIST_FORMAT_CSV, NULL
#define TSV LIST_FORMAT_TSV, NULL
#define PLAIN LIST_FORMAT_PLAIN, NULL
#define UPKI LIST_FORMAT_UPKI, NULL
#define BOM "\xEF\xBB\xBF"
#define LOST "\xEF\xBF\xBD"

/* The warning about a cell. */
#define SPOILT(line, column, misfit, encoding, what)                                                                   \
    "WARNING LIST:" line ": column " column ": " misfit " is not valid " encoding what " "
#define SHOWN " and was read as U+FFFD"
#define NO_NAME ", so there is no name to look up"

#define UPKI_ROW(dn, names) dn "\t3\t\t\t\t\t\tSato\tDept\tsato@x.jp\t\t\t" names
#define UPKI_CLIENT(dn, profile, pin)                                                                                  \
    dn "\t" profile "\t1\t\t\t\t\tSato\tDept\tsato@x.jp\tIto\tp12\tLab\tito@x.jp\t" pin

static const struct list_case cases[] = {
    {"empty", AUTO, TEXT(""), "{}"},
    {"empty but for blanks and comments", AUTO, TEXT("\n \r\n# x\n\t\n"), "{}"},
    {"byte order mark only", AUTO, TEXT(BOM), "{}"},
    {"part of a byte order mark", AUTO, TEXT("\xEF\xBB"),
     "{} " SPOILT("1", "1", "octet 0xEF", "cp932", NO_NAME) "1:" LOST "ｻ||!undecodable"},
    {"header only", AUTO, TEXT("domain,note\n"), "{note}"},
    {"header only, no line end", AUTO, TEXT("domain"), "{}"},

    {"plain", AUTO, TEXT("a.example\nb.example\n"), "{} 1:a.example|| 2:b.example||"},
    {"plain, no line end", AUTO, TEXT("a.example\nb.example"), "{} 1:a.example|| 2:b.example||"},
    {"plain, CRLF", AUTO, TEXT("a.example\r\n\r\nb.example\r\n"), "{} 1:a.example|| 3:b.example||"},
    {"plain, header", AUTO, TEXT("Domain\na.example\n"), "{} 2:a.example||"},
    {"plain, byte order mark", AUTO, TEXT(BOM "a.example\n"), "{} 1:a.example||"},
    {"plain, mark and comment", AUTO, TEXT(BOM "# \"\na.example\n"), "{} 2:a.example||"},
    {"plain, quotes are not special", AUTO, TEXT("\"a@b\"@sub.example\n\"\nx\n"),
     "{} 1:\"a@b\"@sub.example|| 2:\"|| 3:x||"},
    {"plain, quotes around all", AUTO, TEXT("\"domain\"\n \"a.example\" \n\"a b\"@b.example\n"),
     "{} 2:a.example|| 3:\"a b\"@b.example||"},
    {"plain, commas later", AUTO, TEXT("a\nb,c\td\n"), "{} 1:a|| 2:b,c\td||"},
    {"plain, trimmed", AUTO, TEXT(" a b  \n c\t\n"), "{} 1:a b|| 2:c||"},
    {"plain, forced", PLAIN, TEXT("a,b\n#c\nd\te\n"), "{} 1:a,b|| 3:d\te||"},
    {"comments at the first octet, and behind a blank", AUTO, TEXT(" #a\nb#\nc #d\n"), "{} 2:b#|| 3:c||"},

    {"CSV by a comma", AUTO, TEXT("a.x,b\nc,d\n"), "{column2} 1:a.x|||b 2:c|||d"},
    {"a comma goes before tabs", AUTO, TEXT("a.x,\tb\nc\td\n"), "{column2} 1:a.x|||b 2:c\td|||"},
    {"the first line that holds something decides", AUTO, TEXT("# a,b\n\n \t \n# \ta\nx\ny,z\n"), "{} 5:x|| 6:y,z||"},
    {"CSV, one column", CSV, TEXT("a\n\"b\"\n"), "{} 1:a|| 2:b||"},
    {"CSV forced on tabs", CSV, TEXT("a\tb\n"), "{} 1:a\tb||"},
    {"TSV forced on commas", TSV, TEXT("a,b\tc.x\n"), "{column1} 1:c.x|||a,b"},
    {"TSV with quotes and empty cells", TSV, TEXT("a.x\t\t\"b\tc\"\n\t\tx\n"),
     "{column2|column3} 1:a.x||||b\tc 2:||||x"},
    {"CRLF", CSV, TEXT("a.x,b\r\n\r\n\"c\",\"d\"\r\n"), "{column2} 1:a.x|||b 3:c|||d"},
    {"no line end behind a quote", CSV, TEXT("a.x,b\nc,\"d\""), "{column2} 1:a.x|||b 2:c|||d"},
    {"no line end behind CR", CSV, TEXT("a.x,b\r"), "{column2} 1:a.x|||b"},
    {"CR ends a line", CSV, TEXT("domain,x\ra,b\r\nc,\"d\re\"\r\rf,g\n"), "{x} 2:a|||b 3:c|||d\re 6:f|||g"},
    {"blanks around cells", CSV, TEXT(" a.x , \"b\" \n"), "{column2} 1:a.x|||b"},
    {"quote within a cell", CSV, TEXT("domain,x\na\"b,c\"d\"\n"), "{x} 2:a\"b|||c\"d\""},
    {"doubled quotes", CSV, TEXT("a.x,\"b\"\"c\"\"\"\n"), "{column2} 1:a.x|||b\"c\""},
    {"line breaks within quotes", CSV, TEXT("a.x,\"b\r\n\n# c\"\nd,e\n"), "{column2} 1:a.x|||b\r\n\n# c 4:d|||e"},
    {"comments", CSV, TEXT("# \"\na.x,b\n#\",\nc,d\n#"), "{column2} 2:a.x|||b 4:c|||d"},
    {"a comment sign behind a row's start", CSV, TEXT("a.x,\n,#b\n"), "{column2} 1:a.x||| 2:|||#b"},
    {"rows of empty cells", CSV, TEXT(",\na.x,b\n,,,\n\"\",\n \nc,d\n"), "{column2} 2:a.x|||b 6:c|||d"},
    {"empty domain", CSV, TEXT("domain,note\n,b\n"), "{note} 2:|||b"},
    {"short rows", CSV, TEXT("a.x,b,c\nd\n"), "{column2|column3} 1:a.x|||b|c 2:d||||"},
    {"long rows", CSV, TEXT("a.x,b\nc,d,\ne,f,g\nh,i,j,k\n"),
     "{column2} 1:a.x|||b 2:c|||d WARNING LIST:3: the row has more cells than the first one 3:e|||f 4:h|||i"},
    {"only what is too much", CSV, TEXT("a\n,b\n"),
     "{} 1:a|| WARNING LIST:2: the row has more cells than the first one 2:||"},

    {"header", CSV, TEXT("note,contact,domain,institution\n1,c,d,i\n"), "{note} 2:d|i|c|1"},
    {"header, upper case", CSV, TEXT("DOMAIN,Institution,EMail\nd,i,c\n"), "{} 2:d|i|c"},
    {"header in Japanese", CSV, TEXT("機関名,ドメイン名,連絡先\ni,d,c\n"), "{} 2:d|i|c"},
    {"header with blanks", CSV,
     TEXT("\xC2\xA0"
          "ドメイン\xE3\x80\x80,\" institution\r\n\",\xE3\x80\x80 備考\xC2\xA0\nd,i,n\n"),
     "{備考} 3:d|i||n"},
    {"header, quoted", CSV, TEXT("\"fqdn\",\"x y\"\nd,z\n"), "{x y} 2:d|||z"},
    {"header, earlier names first", CSV, TEXT("fqdn,name,ドメイン,contact,email\nf,n,d,c,e\n"),
     "{fqdn|name|email} 2:d||c|f|n|e"},
    {"header, the same name twice", CSV, TEXT("domain,domain\na,b\n"), "{domain} 2:a|||b"},
    {"header, names without a domain", CSV, TEXT("institution,contact\na,b\n"),
     " ERROR LIST:1: cannot tell which column holds the names from the first row: institution, contact; "
     "say so with --column NAME or --column N, or call it 'domain' in a header"},
    {"no column of names, and only what cannot be personal is quoted", TSV, TEXT("1\t2\t3\t4\t5\t6\t7\tIto\tpin\n"),
     " ERROR LIST:1: cannot tell which column holds the names from the first row: 1, 2, 3, 4, 5, 6, 7, "
     "...; "
     "say so with --column NAME or --column N, or call it 'domain' in a header"},
    {"header, empty name", CSV, TEXT("domain,,x\na,b,c\n"), "{column2|x} 2:a|||b|c"},
    {"header behind comments", CSV, TEXT("# x\n\ndomain,n\na,b\n"), "{n} 4:a|||b"},
    {"header comes once", CSV, TEXT("domain,n\ndomain,n\n"), "{n} 2:domain|||n"},

    {"header, blanks, hyphens and underscores aside", CSV, TEXT("D_o-main,Not　After\na,2026/12/10\n"),
     "{} 2:a||@2026-12-10T14:59:59Z"},
    {"expires", CSV, TEXT("domain,not after,x\na,2026/12/10,y\nb,,z\nc, 2026-12-10T00:00:00Z ,w\n"),
     "{x} 2:a|||y@2026-12-10T14:59:59Z 3:b|||z 4:c|||w@2026-12-10T00:00:00Z"},
    {"expires, no dates", CSV, TEXT("domain,有効期限\na,soon\nb,2026年12月10日\n"),
     "{} WARNING LIST:2: column 2: 'soon' is not a date, so the end of the certificate is not known 2:a|| "
     "3:b||@2026-12-10T14:59:59Z"},

    {"cp932", CSV, TEXT("a.x,\x93\x8c\x8b\x9e\n"), "{column2} 1:a.x|||東京"},
    {"cp932 header", CSV, TEXT("\x83\x68\x83\x81\x83\x43\x83\x93,\x8b\x40\x8a\xd6\x96\xbc\na,b\n"), "{} 2:a|b|"},
    {"cp932, second octets like signs", CSV, TEXT("\x95\x5c.jp,\x83\x7c,\x94\x5c\n"),
     "{column2|column3} 1:表.jp|||ポ|能"},
    {"the first row that is not ASCII is UTF-8", CSV, TEXT("a.x,b\nc,東\nd,\x93\x8c,\ne,é\n"),
     "{column2} 1:a.x|||b 2:c|||東 " SPOILT("3", "2", "octet 0x93", "UTF-8", SHOWN) "3:d|||" LOST LOST " 4:e|||é"},
    {"the first row that is not ASCII is cp932", CSV, TEXT("a.x,b\nc,\x93\x8c\nd,\xE6\x9D\xB1\ne,\xFF\x93\n"),
     "{column2} 1:a.x|||b 2:c|||東 3:d|||譚ｱ " SPOILT("4", "2", "octet 0xFF", "cp932", SHOWN) "4:e|||" LOST LOST},
    {"the header decides", CSV, TEXT("domain,\x94\xf5\x8d\x6c\na,東\n"), "{備考} 2:a|||譚ｱ"},
    {"an octet of no encoding spoils its own cell", CSV,
     TEXT("a.example,\xFF,\xFF"
          "c,東京\nb.example,大学\n"),
     "{column2|column3|column4} " SPOILT("1", "2", "octet 0xFF", "UTF-8", SHOWN)
         SPOILT("1", "3", "octet 0xFF", "UTF-8", SHOWN) "1:a.example|||" LOST "|" LOST "c|東京 2:b.example|||大学||"},
    {"UTF-8 with a fault, though cp932 could be read into it", CSV, TEXT("a.x,東京大学,\xA0\nb,東\n"),
     "{column2|column3} " SPOILT("1", "3", "octet 0xA0", "UTF-8", SHOWN) "1:a.x|||東京大学|" LOST " 2:b|||東|"},
    {"cp932 with a fault", CSV, TEXT("a.x,\x93\x8c\x8b\x9e\xFF\nb,\x93\x8c\n"),
     "{column2} " SPOILT("1", "2", "octet 0xFF", "cp932", SHOWN) "1:a.x|||東京" LOST " 2:b|||東"},
    {"neither decides nothing", CSV, TEXT("a.x,\xFF\nb,c\nd,\x93\x8c\n"),
     "{column2} " SPOILT("1", "2", "octet 0xFF", "UTF-8", SHOWN) "1:a.x|||" LOST " 2:b|||c 3:d|||東"},
    {"half a character before a comma", CSV, TEXT("domain,x\n\x93,b\nc,d\n"),
     "{x} " SPOILT("2", "1", "octet 0x93", "UTF-8", NO_NAME) "2:" LOST "|||b!undecodable 3:c|||d"},
    {"half a character before a quote", CSV, TEXT("a.x,\x93\x8c,c\nb,\"\x93\",d\n"),
     "{column2|column3} 1:a.x|||東|c " SPOILT("2", "2", "octet 0x93", "cp932", SHOWN) "2:b|||" LOST "|d"},
    {"line breaks in a cell that is spoilt", CSV, TEXT("a.x,\"東\n\xFF\n\",c\nd,\"e\n\"\n"),
     "{column2|column3} " SPOILT("1", "2", "octet 0xFF", "UTF-8", SHOWN) "1:a.x|||東\n" LOST "\n|c 4:d|||e\n|"},
    {"a heading that is spoilt", CSV, TEXT("domain,\xFF\na,b\n"),
     "{" LOST "} " SPOILT("1", "2", "octet 0xFF", "UTF-8", SHOWN) "2:a|||b"},
    {"a name that is spoilt in a plain list", AUTO, TEXT("東.example\n\xFF.example\n大.example\n"),
     "{} 1:東.example|| " SPOILT("2", "1", "octet 0xFF", "UTF-8", NO_NAME) "2:" LOST
                                                                           ".example||!undecodable 3:大.example||"},
    {"overlong forms and surrogates", CSV, TEXT("a.x,東\nb,\xC0\xAF\nc,\xED\xA0\x80\n"),
     "{column2} 1:a.x|||東 " SPOILT("2", "2", "octet 0xC0", "UTF-8", SHOWN) "2:b|||" LOST LOST " " SPOILT(
         "3", "2", "octet 0xED", "UTF-8", SHOWN) "3:c|||" LOST LOST LOST},
    {"ISO-2022-JP without its name", AUTO, TEXT("a.x,b\n# c\nd,\x1b$B\"(\",\x1b(B\n"),
     "{column2} 1:a.x|||b ERROR LIST:3: this is ISO-2022-JP text; save the list as UTF-8, or say --encoding "
     "ISO-2022-JP"},
    {"escapes of a terminal", AUTO, TEXT("a.x,\x1b(B\x1b[m\x1b\n$,c\n"), "{column2} 1:a.x|||\x1b(B\x1b[m\x1b 2:$|||c"},
    {"a lost character that was there before", CSV, TEXT("a.x," LOST "\n"), "{column2} 1:a.x|||" LOST},
    {"comments have no encoding", CSV, TEXT("# \x93\x8c\na.x,東\n"), "{column2} 2:a.x|||東"},
    {"encoding given", LIST_FORMAT_CSV, "EUC-JP", TEXT("a.x,\xc5\xec\xb5\xfe\n"), "{column2} 1:a.x|||東京"},
    {"encoding given, and not fitting", LIST_FORMAT_CSV, "UTF-8", TEXT("a,\x93\x8c\nb,東\n"),
     " ERROR LIST:1: the row is not valid UTF-8; give the list's encoding with --encoding"},
    {"encoding given, and an octet that does not fit", LIST_FORMAT_CSV, "UTF-8",
     TEXT("a.x," LOST "\n\x93\x8c,b\nb,東\n"),
     "{column2} 1:a.x|||" LOST " " SPOILT("2", "1", "a character", "UTF-8", NO_NAME) "2:" LOST LOST
                                                                                     "|||b!undecodable 3:b|||東"},
    {"EUC-JP, and an octet that does not fit", LIST_FORMAT_CSV, "EUC-JP", TEXT("a.x,b\nb,\xFF\nc,\xc5\xec\n"),
     "{column2} 1:a.x|||b " SPOILT("2", "2", "a character", "EUC-JP", SHOWN) "2:b|||" LOST " 3:c|||東"},
    {"UTF-16, a surrogate alone", LIST_FORMAT_CSV, "UTF-16LE",
     TEXT("a\0.\0x\0,\0\x71\x67\n\0"
          "b\0,\0\0\xD8\n\0"
          "c\0,\0\x71\x67\n\0"),
     "{column2} 1:a.x|||東 " SPOILT("2", "2", "a character", "UTF-16LE", SHOWN) "2:b|||" LOST " 3:c|||東"},
    {"UTF-16", LIST_FORMAT_AUTO, "UTF-16",
     TEXT("\xff\xfe"
          "a\0.\0x\0\t\0\x71\x67\r\0\n\0"),
     "{column2} 1:a.x|||東"},
    {"ISO-2022-JP, octets like quotes", LIST_FORMAT_AUTO, "ISO-2022-JP", TEXT("a.x,\x1b$B\"(\",\x1b(B\n"),
     "{column2} 1:a.x|||※↑"},

    {"UPKI", AUTO, TEXT(UPKI_ROW("CN=a.jp,O=U", "dNSName=b.jp") "\r\n" UPKI_ROW("CN=c.jp", "") "\r\n"),
     "{} 1:a.jp|U|=1 1:b.jp|U|=1 2:c.jp||=1"},
    {"UPKI, no line end", AUTO, TEXT(UPKI_ROW("CN=a.jp", "")), "{} 1:a.jp||=1"},
    {"UPKI, byte order mark, comments, empty lines", AUTO, TEXT(BOM "# x\n\n" UPKI_ROW("CN=a.jp", "") "\n\t\t\n"),
     "{} 3:a.jp||=1"},
    {"UPKI, quotes that are none", AUTO,
     TEXT(UPKI_CLIENT("CN=x@a.jp", "7", "\"pin") "\n" UPKI_CLIENT("CN=x", "5", "\"") "\n"), "{} 1:a.jp||=4 2:||=0"},
    {"UPKI, saved by a spreadsheet", AUTO, TEXT(UPKI_ROW("\"CN=a.jp,O=U, V\"", "\"dNSName=b.jp,dNSName=c.jp\"") "\n"),
     "{} WARNING LIST:1: a cell between quotes, as spreadsheets save it 1:a.jp|U, V|=1 1:b.jp|U, V|=1 1:c.jp|U, V|=1"},
    {"UPKI, header", AUTO, TEXT("状態\t主体者DN\n4\tCN=x@a.jp,O=U\n"), "{} 2:a.jp|U|=4"},
    {"UPKI, header with the end of the certificate", AUTO,
     TEXT("主体者DN\t発行・更新申請-証明書有効期限\nCN=x@a.jp\t2026/12/10 23:59:59\nCN=x@b.jp\ts3cret\n"),
     "{} 2:a.jp||=4@2026-12-10T14:59:59Z WARNING LIST:3: column 2: not a date, so the end of the certificate is not "
     "known 3:b.jp||=4"},
    {"UPKI, header in cp932", AUTO,
     TEXT("\x8f\xf3\x91\xd4\t\x8e\xe5\x91\xcc\x8e\xd2"
          "DN\n4\tCN=x@a.jp,O=\x89\xcb\x8b\xf3\n"),
     "{} 2:a.jp|架空|=4"},
    {"UPKI, header only", AUTO, TEXT("主体者DN\n"), "{}"},
    {"UPKI, header twice", AUTO, TEXT("主体者DN\n主体者DN\n"),
     "{} WARNING LIST:2: column 1 (主体者DN): a DN is expected: CN=...,O=...,L=...,ST=...,C=JP 2:||"},
    {"UPKI, header without a DN", AUTO, TEXT("# x\n利用管理者FQDN\ta\n"),
     "{} ERROR LIST:2: the header has no column 主体者DN; download the file again, with all its columns"},
    {"UPKI, bad row", AUTO, TEXT(UPKI_ROW("CN=a.jp", "") "\n" UPKI_ROW("CN=Sato", "") "\n" UPKI_ROW("CN=b.jp", "")),
     "{} 1:a.jp||=1 WARNING LIST:2: column 1 (主体者DN): the CN of a server certificate is expected to be its FQDN: "
     "letters, "
     "digits, - and dots 2:|| 3:b.jp||=1"},
    {"UPKI, what is no name may be lost", AUTO, TEXT(UPKI_CLIENT("CN=x@a.jp", "7", "\xFF") "\n"),
     "{} " SPOILT("1", "15", "a character", "UTF-8", SHOWN) "1:a.jp||=4"},
    {"UPKI, encoding given", LIST_FORMAT_AUTO, "CP932",
     TEXT("\x8e\xe5\x91\xcc\x8e\xd2"
          "DN\nCN=x@a.jp\n"),
     "{} 2:a.jp||=4"},
    {"UPKI forced", UPKI, TEXT("a.jp\n"),
     "{} ERROR LIST:1: 1 column: expected 13 for a server certificate, 15 for a client or S/MIME certificate, "
     "separated by tabs"},
    {"UPKI not wanted", TSV, TEXT("CN=a.jp\tx.jp\n"), "{column1} 1:x.jp|||CN=a.jp"},
    {"UPKI below a line of one's own", AUTO, TEXT("domain\tx\nCN=a.x.jp\tpin\n"),
     "{x} ERROR LIST:2: a 主体者DN: this looks like a record of a UPKI file, whose personal columns "
     "would be carried through; "
     "remove the lines above it, or say with --input-format what the list is"},
    {"UPKI, an institution that is spoilt", AUTO,
     TEXT(UPKI_ROW("CN=a.jp,O=大学", "") "\n" UPKI_ROW("CN=b.jp,O=\xFF", "") "\n" UPKI_ROW("CN=c.jp", "") "\n"),
     "{} WARNING LIST:1: this is UTF-8, and the service takes Shift_JIS (cp932): save the file in it before it is "
     "uploaded "
     "1:a.jp|大学|=1 " SPOILT("2", "1", "a character", "UTF-8", SHOWN) "2:b.jp|" LOST "|=1 3:c.jp||=1"},
    {"UPKI, header in a wrong encoding", LIST_FORMAT_AUTO, "UTF-8",
     TEXT("1\tb\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t\x8e"
          "DN\n1\tb\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\tCN=a.jp\n"),
     " ERROR LIST:1: the row is not valid UTF-8; give the list's encoding with --encoding"},
    {"UPKI below a header that is none", AUTO,
     TEXT("1\tb\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\tdomain\n1\tb\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\tCN=a.jp\n"),
     "{1|b|3|4|5|6|7|8|9|10|11|12} ERROR LIST:2: a 主体者DN: this looks like a record of a UPKI file, whose personal "
     "columns would be carried through; remove the lines above it, or say with --input-format what the list is"},
    {"a DN among few columns", AUTO, TEXT("a.jp\tCN=a.jp\n"), "{column2} 1:a.jp|||CN=a.jp"},
    {"UPKI below a name", AUTO, TEXT("x\n\"CN=a.jp\tpin\n"),
     "{} 1:x|| ERROR LIST:2: a 主体者DN: this looks like a record of a UPKI file, whose personal columns would be "
     "carried through; "
     "remove the lines above it, or say with --input-format what the list is"},

    {"NUL", CSV, TEXT("a\nb\0\n"),
     "{} 1:a|| ERROR LIST:2: a NUL octet: this is not text, or it is UTF-16; save the list as UTF-8, or use --encoding "
     "UTF-16"},
    {"NUL in a comment", AUTO, TEXT("# \0\n"),
     " ERROR LIST:1: a NUL octet: this is not text, or it is UTF-16; save the list as UTF-8, or use --encoding UTF-16"},
    {"open quote", CSV, TEXT("a.x,b\n\nc,\"d\ne,f\n"),
     "{column2} 1:a.x|||b ERROR LIST:3: a cell begins with \" and is not closed; add the closing \", or double it "
     "where "
     "it is meant"},
    {"open quote, the cell begins below the row", CSV, TEXT("\"a\nb\",\"c\nd"),
     " ERROR LIST:2: a cell begins with \" and is not closed; add the closing \", or double it where it is meant"},
    {"text behind a closing quote, and a quoted cell further down", CSV, TEXT("a.x,b\nc.x,\"d\" e\nf.x,g\nh.x,\"i\"\n"),
     "{column2} 1:a.x|||b ERROR LIST:2: a cell begins with \" and is not closed; add the closing \", or double it "
     "where it is meant"},
    {"open quote, and a quoted cell further down", CSV, TEXT("a.x,b\nc.x,\"d\nf.x,g\nh.x,\"i\"\nj.x,k\n"),
     "{column2} 1:a.x|||b ERROR LIST:2: a cell begins with \" and is not closed; add the closing \", or double it "
     "where it is meant"},
    {"a quote within the first cell", AUTO, TEXT("5\",a.x\n6,b.x\n"), "{column1} 1:a.x|||5\" 2:b.x|||6"},
    {"commas within quotes, and doubled quotes", AUTO, TEXT("a.x; \"b, \"\"c, d\"\";e,\"; f\n"),
     "{column2|column3} 1:a.x|||b, \"c, d\";e,|f"},
    {"quotes within a quoted cell of one line", CSV, TEXT("a.x,\"b \"c\" d\"\ne.x,f\n"),
     "{column2} 1:a.x|||b \"c\" d 2:e.x|||f"},
    {"doubled quotes in a cell of two lines", CSV, TEXT("a.x,\"b \"\"c\n\"\"d\"\"\" ,\"e\"\nf.x,g,h\n"),
     "{column2|column3} 1:a.x|||b \"c\n\"d\"|e 3:f.x|||g|h"},
    {"open quote, no line end", CSV, TEXT("\""),
     " ERROR LIST:1: a cell begins with \" and is not closed; add the closing \", or double it where it is meant"},
};

static void check_cut(const struct list_case *list, size_t smallest, size_t largest)
{
    struct reading reading;
    begin(&reading, "LIST", list->format, list->encoding);
    for (size_t at = 0; at < list->size;) {
        size_t step = smallest + (size_t)rand() % (largest - smallest + 1);
        if (step > list->size - at)
            step = list->size - at;
        feed(&reading, list->text + at, step);
        at += step;
    }
    expect_text(list->name, end(&reading), list->expected);
    buffer_free(&reading.out);
}

static void test_cases_cut_in_every_way(void **state)
{
    (void)state;
    srand(1);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        check_cut(&cases[i], cases[i].size + 1, cases[i].size + 1);
        check_cut(&cases[i], 1, 1);
        for (int times = 0; times < 20; times++)
            check_cut(&cases[i], 1, 7);
    }
}

/* ---- files ---- */

static const char *read_list(const char *name, const char *encoding, size_t step, struct reading *reading)
{
    char path[512], bytes[4096];
    snprintf(path, sizeof path, "%s/lists/%s", TEST_DATA_DIR, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    begin(reading, path, LIST_FORMAT_AUTO, encoding);
    for (size_t size; (size = fread(bytes, 1, step, file));)
        feed(reading, bytes, size);
    fclose(file);
    return end(reading);
}

static void test_files(void **state)
{
    (void)state;
    static const char table[] = "{備考} 3:www.campus.example|第一大学|admin@campus.example|本館, 1階 "
                                "4:*.lab.campus.example|第一大学||二行の\r\n備考 "
                                "7:表.campus.example|表示研究所|staff@campus.example|";
    static const struct {
        const char *name, *encoding, *expected;
    } files[] = {
        {"utf8.csv", NULL, table},
        {"cp932.csv", NULL, table},
        {"cp932.csv", "CP932", table},
        {"plain.txt", NULL,
         "{} 2:www.campus.example|| 3:\"a@b\"@sub.campus.example|| 5:*.lab.campus.example|| 6:staff@campus.example||"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++)
        for (size_t step = 1; step <= 4096; step *= 4) {
            struct reading reading;
            expect_text(files[i].name, read_list(files[i].name, files[i].encoding, step, &reading), files[i].expected);
            buffer_free(&reading.out);
        }
    struct reading reading;
    expect_part("utf16.tsv", read_list("utf16.tsv", "UTF-16", 7, &reading), "|第一大学||二行の\n備考 7:表.campus");
    buffer_free(&reading.out);
    expect_part("utf16.tsv as it is", read_list("utf16.tsv", NULL, 7, &reading), "--encoding UTF-16");
    buffer_free(&reading.out);
}

static void test_upki_by_any_label(void **state)
{
    (void)state;
    static const char *const labels[] = {"x.tsv", "x.csv", "x.txt", "standard input"};
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        struct reading reading;
        begin(&reading, labels[i], LIST_FORMAT_AUTO, NULL);
        feed_text(&reading, UPKI_ROW("CN=a.jp", "") "\n");
        expect_text(labels[i], end(&reading), "{} 1:a.jp||=1");
        buffer_free(&reading.out);
    }
}

/* ROWS records behind FIRST, which is one, too, or a header. */
static void check_records(const char *first, const char *record, size_t rows, const char *expected)
{
    struct reading reading;
    begin(&reading, "LIST", LIST_FORMAT_AUTO, NULL);
    feed_text(&reading, first);
    for (size_t i = 0; i < rows; i++)
        feed_text(&reading, record);
    const char *text = end(&reading), *warning = strstr(text, "WARNING");
    expect_text("warning", warning ? warning : "", expected);
    buffer_free(&reading.out);
}

static void test_upki_records(void **state)
{
    (void)state;
    static const char record[] = UPKI_ROW("CN=a.jp", "dNSName=b.jp") "\n";
    check_records(record, record, 98, "");
    check_records(record, record, 100,
                  "WARNING LIST:100: the service accepts at most 99 records in one file, and there are more: split "
                  "the file before uploading it 100:a.jp||=1 100:b.jp||=1 101:a.jp||=1 101:b.jp||=1");
    check_records("主体者DN\n", "CN=x@a.jp\n", 200, "");
}

/* Of many cells in a wrong encoding, only the first are spoken of. */
static void test_spoilt_cells_are_told_a_few_times(void **state)
{
    (void)state;
    struct reading reading;
    begin(&reading, "LIST", LIST_FORMAT_AUTO, NULL);
    feed_text(&reading, "a.x,東\n");
    for (int i = 0; i < 100; i++)
        feed_text(&reading, "a,\xFF\xFE\n");
    const char *text = end(&reading);
    size_t warnings = 0;
    for (const char *at = text; (at = strstr(at, "WARNING")); at++)
        warnings++;
    expect_number("warnings", warnings, 11);
    expect_part("the last", text, "WARNING LIST:12: more cells do not fit the list's encoding");
    expect_part("rows go on", text, " 101:a|||" LOST);
    buffer_free(&reading.out);
}

static void test_format_by_the_label(void **state)
{
    (void)state;
    static const struct {
        const char *label, *text, *expected;
    } labels[] = {
        {"x.csv", "a.x\tb\n", "{column2} 1:a.x|||b"},       {"x.tsv", "a.x\tb,c\n", "{column2} 1:a.x|||b,c"},
        {"x.TSV", "a.x,b\n", "{column2} 1:a.x|||b"},        {"csv", "a.x\tb,c.x\n", "{column1} 1:c.x|||a.x\tb"},
        {"x.csv", "\"a\"\"x\"\n", "{} 1:a\"x||"},           {".Csv", "\"a\"\"x\"\n", "{} 1:a\"x||"},
        {"x.csv.txt", "\"a\"\"x\"\n", "{} 1:\"a\"\"x\"||"}, {"", "\"a\"\"x\"\n", "{} 1:\"a\"\"x\"||"},
        {"x.tsv", "\"a\"\"x\"\n", "{} 1:a\"x||"},
    };
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        struct reading reading;
        begin(&reading, labels[i].label, LIST_FORMAT_AUTO, NULL);
        feed_text(&reading, labels[i].text);
        expect_text(labels[i].label, end(&reading), labels[i].expected);
        buffer_free(&reading.out);
    }
}

/* ---- limits ---- */

static void add_repeated(struct buffer *out, char c, size_t count)
{
    memset(buffer_reserve(out, count), c, count);
    out->size += count;
}

/* A cell of SIZE octets between these texts, cut in several ways. */
static void check_cell(enum list_format format, const char *before, size_t size, const char *behind,
                       const char *expected)
{
    static const size_t steps[] = {1, 1000, 65536, 1 << 20};
    struct buffer text = {0};
    buffer_add_text(&text, before);
    add_repeated(&text, 'x', size);
    buffer_add_text(&text, behind);
    for (size_t i = size > 10 * LIST_CELL_MAX; i < COUNT_OF(steps); i++) {
        struct reading reading;
        begin(&reading, "LIST", format, NULL);
        for (size_t at = 0; at < text.size; at += steps[i])
            feed(&reading, text.data + at, text.size - at < steps[i] ? text.size - at : steps[i]);
        expect_part(before, end(&reading), expected);
        buffer_free(&reading.out);
    }
    buffer_free(&text);
}

static void test_long_cells(void **state)
{
    (void)state;
    static const char too_long[] =
        "ERROR LIST:2: a cell is longer than 65536 octets; shorten it, or close a \" before it";
    check_cell(LIST_FORMAT_CSV, "a.x,b\n", LIST_CELL_MAX, ",c\nd,e\n", "x|||c 3:d|||e");
    check_cell(LIST_FORMAT_CSV, "a.x,b\n\"", LIST_CELL_MAX, "\",c\nd,e\n", "x|||c 3:d|||e");
    check_cell(LIST_FORMAT_CSV, "a.x,b\nc,", LIST_CELL_MAX, "", "x");
    check_cell(LIST_FORMAT_CSV, "a.x,b\n", LIST_CELL_MAX + 1, ",c\nd,e\n", too_long);
    check_cell(LIST_FORMAT_CSV, "a.x,b\nc,", LIST_CELL_MAX + 1, "", too_long);
    check_cell(LIST_FORMAT_CSV, "a.x,b\n\"c\nd\",", LIST_CELL_MAX + 1, "\n",
               "ERROR LIST:3: a cell is longer than 65536 octets");
    check_cell(LIST_FORMAT_CSV, "a.x,b\n\"c\n", LIST_CELL_MAX - 1, "\",d\n",
               "ERROR LIST:2: a cell begins with \" and is not closed");
    check_cell(LIST_FORMAT_CSV, "a.x,b\n\"c\n", LIST_CELL_MAX - 2, "\",d\n", "x|||d");
    check_cell(LIST_FORMAT_PLAIN, "a\n", LIST_CELL_MAX, "\n", "x||");
    check_cell(LIST_FORMAT_PLAIN, "a\n", LIST_CELL_MAX + 1, "\n", too_long);
    check_cell(LIST_FORMAT_AUTO, "#\n", LIST_CELL_MAX, "\nb,c\n", "x|| 3:b,c||");
    check_cell(LIST_FORMAT_AUTO, "#\n", LIST_CELL_MAX + 1, ",\n", too_long);
    check_cell(LIST_FORMAT_AUTO, "a.x,b\nc,", 200000, "", too_long);
}

/* The first line is long, and what decides its format stands at its start. */
static void test_long_first_line(void **state)
{
    (void)state;
    check_cell(LIST_FORMAT_AUTO, "a.x,b,", LIST_CELL_MAX, ",c\n", "x|c");
    check_cell(LIST_FORMAT_AUTO, "a.x\tb\t", LIST_CELL_MAX, "\tc\n", "x|c");
}

static void test_long_lines(void **state)
{
    (void)state;
    static const char too_long[] = "ERROR LIST:2: the line is longer than 1 MiB: is this a list of names?";
    check_cell(LIST_FORMAT_AUTO, "a\n#", LIST_LINE_MAX - 1, "\nb\n", "1:a|| 3:b||");
    check_cell(LIST_FORMAT_AUTO, "a\n#", LIST_LINE_MAX - 1, "", "1:a||");
    check_cell(LIST_FORMAT_AUTO, "a\n#", LIST_LINE_MAX, "\nb\n", too_long);
    check_cell(LIST_FORMAT_AUTO, "a\n#", LIST_LINE_MAX, "", too_long);
}

static void check_columns(size_t first, size_t second, const char *expected)
{
    struct buffer text = {0};
    struct reading reading;
    buffer_add_text(&text, "a.x");
    add_repeated(&text, ',', first - 1);
    buffer_add_text(&text, "z\nb");
    add_repeated(&text, ',', second - 1);
    buffer_add_text(&text, "y\n");
    begin(&reading, "LIST", LIST_FORMAT_CSV, NULL);
    feed(&reading, text.data, text.size);
    expect_part("columns", end(&reading), expected);
    buffer_free(&reading.out);
    buffer_free(&text);
}

static void test_many_columns(void **state)
{
    (void)state;
    check_columns(LIST_CELLS_MAX, LIST_CELLS_MAX, "|y");
    check_columns(LIST_CELLS_MAX + 1, 2, " ERROR LIST:1: more than 256 columns; is this a list of names?");
    check_columns(3, 100000, "WARNING LIST:2: the row has more cells than the first one 2:b||||");
}

static void test_many_rows(void **state)
{
    (void)state;
    struct reading reading;
    begin(&reading, "LIST", LIST_FORMAT_AUTO, NULL);
    for (int i = 0; i < 20000; i++)
        feed_text(&reading, "name.example,x\n");
    expect_part("the last", end(&reading), " 20000:name.example|||x");
    buffer_free(&reading.out);
}

static void test_unknown_encoding(void **state)
{
    (void)state;
    const struct list_settings settings = {.label = "LIST", .encoding = "no-such\nencoding"};
    const struct list_handler handler = {0};
    struct list_reader *reader = NULL;
    struct problem problem;
    assert_int_equal(list_reader_new(&settings, &handler, &reader, &problem), STATUS_USAGE);
    assert_string_equal(told(problem.text),
                        "LIST: unknown encoding 'no-such\\010encoding'; iconv -l lists the known ones");
    assert_null(reader);
    list_reader_free(NULL);
}

static void test_label_is_made_visible(void **state)
{
    (void)state;
    struct reading reading;
    begin(&reading, "a\x1b[2J\n\xff.csv", LIST_FORMAT_AUTO, NULL);
    feed(&reading, "\"", 1);
    expect_part("label", end(&reading), " ERROR a\\027[2J\\010\\255.csv:1: ");
    buffer_free(&reading.out);
}

/* ---- lines of nothing but a name, which are read another way than others ---- */

/* How the lines of a list are taken: one by one, or some of them passed over, or all of them counted. */
struct passing {
    bool (*passes)(void *context, const char *name, size_t size);
    struct buffer passed;
    bool counts;
    uint64_t count;
};

static bool is_of_even_size(void *context, const char *name, size_t size)
{
    struct passing *passing = context;
    if (size % 2)
        return false;
    buffer_add(&passing->passed, name, size);
    buffer_add_char(&passing->passed, ' ');
    return true;
}

static void take_nothing(void *context, const struct list_heading *heading)
{
    (void)context;
    (void)heading;
}

static void add_line(const char *line, const char *end, struct buffer *list)
{
    buffer_add_text(list, line);
    buffer_add_text(list, end);
}

static void add_entry(uint64_t line, const char *domain, struct buffer *out)
{
    if (!*domain)
        return;
    buffer_add_unsigned(out, line);
    buffer_add_char(out, ':');
    buffer_add_text(out, domain);
    buffer_add_char(out, ' ');
}

/* `LINE:domain` of each entry that is neither passed over nor counted. */
static void read_passing(const struct buffer *list, size_t piece, struct passing *passing, struct buffer *out)
{
    struct problem problem = {.text = ""};
    struct list_reader *reader;
    struct arena arena = {0};
    struct list_row row;
    enum list_result result = LIST_MORE;
    size_t at = 0;
    const struct list_handler handler = {take_nothing, NULL, NULL};
    const struct list_settings settings = {.label = "list", .format = LIST_FORMAT_AUTO};
    assert_int_equal(list_reader_new(&settings, &handler, &reader, &problem), STATUS_OK);
    while (result != LIST_END) {
        if (passing->passes)
            list_reader_pass(reader, passing->passes, passing);
        result = passing->counts ? list_reader_count(reader, &passing->count, &problem)
                                 : list_reader_next(reader, &arena, &row, &problem);
        assert_int_not_equal(result, LIST_FAILED);
        if (result == LIST_ENTRY)
            add_entry(row.line, row.domain, out);
        else if (result == LIST_MORE && at < list->size) {
            size_t size = list->size - at < piece ? list->size - at : piece;
            memcpy(list_reader_room(reader, size), list->data + at, size);
            list_reader_feed(reader, size);
            at += size;
        } else if (result == LIST_MORE)
            list_reader_finish(reader);
    }
    list_reader_free(reader);
    arena_free(&arena);
}

static size_t count_words(const struct buffer *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->size; i++)
        count += words->data[i] == ' ';
    return count;
}

/* A line, and what it is read as. */
static void add_random_line(struct buffer *list, size_t *number, struct buffer *expected)
{
    static const char *const odd[][2] = {{"", ""},
                                         {"# none", ""},
                                         {"a.test # why", "a.test"},
                                         {"\"q.test\"", "q.test"},
                                         {"\xE6\x97\xA5.jp", "\xE6\x97\xA5.jp"},
                                         {"x.test\r", "x.test"},
                                         {"\r", ""},
                                         {"http://u.test/", "http://u.test/"}};
    struct buffer name = {0};
    unsigned chance = (unsigned)rand() % 64;
    for (unsigned i = 0; i < (chance == 63 ? 1000 : 4 + chance / 2); i++)
        buffer_add_char(&name, "abcdefghij0123456789-_.*ABC"[(unsigned)rand() % 27]);
    const char *line = chance < COUNT_OF(odd) ? odd[chance][0] : buffer_text(&name),
               *entry = chance < COUNT_OF(odd) ? odd[chance][1] : buffer_text(&name);
    add_line(line, chance % 16 == 9 ? "\r\n" : chance % 16 == 10 ? "\r" : "\n", list);
    add_entry(++*number, entry, expected);
    if (chance % 16 == 10) { /* no LF may follow at once */
        add_line("y.test", "\n", list);
        add_entry(++*number, "y.test", expected);
    }
    buffer_free(&name);
}

static void check_lines(const struct buffer *list, size_t piece, struct buffer *expected)
{
    struct passing one_by_one = {0}, counting = {.counts = true}, passing = {.passes = is_of_even_size};
    struct buffer all = {0}, none = {0}, rest = {0};
    read_passing(list, piece, &one_by_one, &all);
    expect_text("one by one", buffer_text(&all), buffer_text(expected));
    read_passing(list, piece, &counting, &none);
    assert_int_equal(counting.count, count_words(expected));
    read_passing(list, piece, &passing, &rest);
    assert_int_equal(count_words(&passing.passed) + count_words(&rest), count_words(expected));
    assert_true(piece == 1 || (passing.passed.size && rest.size));
    for (const char *entry = buffer_text(&rest), *next; *entry; entry = next) {
        next = strchr(entry, ' ') + 1;
        assert_non_null(memmem(expected->data, expected->size, entry, (size_t)(next - entry)));
    }
    buffer_free(&all);
    buffer_free(&none);
    buffer_free(&rest);
    buffer_free(&passing.passed);
}

/* However they are cut, nothing is lost of them, and lines keep their numbers. */
static void test_lines_of_names(void **state)
{
    static const size_t pieces[] = {1, 17, 300, 4096, 100000};
    (void)state;
    for (unsigned seed = 0; seed < 40; seed++) {
        struct buffer list = {0}, expected = {0};
        size_t number = 1;
        srand(seed);
        buffer_add_text(&list, seed % 2 ? "domain\n" : "first.test\n");
        buffer_add_text(&expected, seed % 2 ? "" : "1:first.test ");
        for (unsigned i = 0; i < 300; i++)
            add_random_line(&list, &number, &expected);
        for (size_t i = 0; i < COUNT_OF(pieces); i++)
            check_lines(&list, pieces[i], &expected);
        buffer_free(&list);
        buffer_free(&expected);
    }
}

/* Many of them empty; the line behind them shows which number it has. */
static void test_counted_lines_keep_their_numbers(void **state)
{
    (void)state;
    srand(3);
    for (unsigned round = 0; round < 400; round++) {
        struct buffer list = {0};
        struct problem problem = {.text = ""};
        struct list_reader *reader;
        uint64_t number = 2, names = 0, count = 0;
        char expected[32];
        const struct list_handler handler = {take_nothing, NULL, NULL};
        const struct list_settings settings = {.label = "list", .format = LIST_FORMAT_AUTO};
        buffer_add_text(&list, "domain\n");
        for (unsigned lines = (unsigned)rand() % 700; lines; lines--, number++) {
            size_t size = rand() % (1 + (int)round % 5) ? 1 + (size_t)rand() % 30 : 0;
            memset(buffer_reserve(&list, size), 'a', size);
            list.size += size;
            buffer_add_char(&list, '\n');
            names += size > 0;
        }
        buffer_add(&list, "a\0\n", 3);
        assert_int_equal(list_reader_new(&settings, &handler, &reader, &problem), STATUS_OK);
        memcpy(list_reader_room(reader, list.size), list.data, list.size);
        list_reader_feed(reader, list.size);
        assert_int_equal(list_reader_count(reader, &count, &problem), LIST_FAILED);
        assert_int_equal(count, names);
        snprintf(expected, sizeof expected, "list:%llu: ", (unsigned long long)number);
        expect_part("the line with a NUL", problem.text, expected);
        list_reader_free(reader);
        buffer_free(&list);
    }
}

/* Of a list with several columns, no line may be passed over. */
static void test_cells_are_not_passed_over(void **state)
{
    static char text[] = "domain,contact\na.test\nb.test\n";
    const struct buffer list = {.data = text, .size = strlen(text)};
    struct passing passing = {.passes = is_of_even_size};
    struct buffer rest = {0};
    (void)state;
    read_passing(&list, 64, &passing, &rest);
    assert_int_equal(passing.passed.size, 0);
    expect_text("two columns", buffer_text(&rest), "2:a.test 3:b.test ");
    buffer_free(&rest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_names),
        cmocka_unit_test(test_counted_lines_keep_their_numbers),
        cmocka_unit_test(test_cells_are_not_passed_over),
        cmocka_unit_test(test_cases_cut_in_every_way),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_upki_by_any_label),
        cmocka_unit_test(test_upki_records),
        cmocka_unit_test(test_spoilt_cells_are_told_a_few_times),
        cmocka_unit_test(test_format_by_the_label),
        cmocka_unit_test(test_long_cells),
        cmocka_unit_test(test_long_first_line),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_many_columns),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_unknown_encoding),
        cmocka_unit_test(test_label_is_made_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
