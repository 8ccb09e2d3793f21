/* SPDX-License-Identifier: Apache-2.0 */
#include "files/upki_row.h"

#include "expect.h"
#include "files/upki_dn.h"
#include "said.h"

/* ---- the DN ---- */

/* The values of an attribute, in brackets; `-` where the DN cannot be split. */
static const char *values_of(const char *dn, const char *attribute, struct buffer *out)
{
    struct list_cells values = {0};
    if (!upki_dn_values(dn, attribute, &values))
        buffer_add_char(out, '-');
    for (size_t i = 0; i < values.count; i++) {
        buffer_add_char(out, '[');
        buffer_add_text(out, list_cells_get(&values, i));
        buffer_add_char(out, ']');
    }
    list_cells_free(&values);
    return buffer_text(out);
}

static void test_dn(void **state)
{
    (void)state;
    static const struct {
        const char *name, *dn, *attribute, *expected;
    } cases[] = {
        {"first", "CN=www.a.jp,O=Univ,L=Tokyo,ST=Tokyo,C=JP", "CN", "[www.a.jp]"},
        {"middle", "CN=www.a.jp,O=Univ,L=Tokyo,ST=Tokyo,C=JP", "O", "[Univ]"},
        {"last", "CN=www.a.jp,O=Univ,L=Tokyo,ST=Tokyo,C=JP", "C", "[JP]"},
        {"absent", "CN=www.a.jp,O=Univ,C=JP", "OU", ""},
        {"comma in a value", "CN=a.jp,O=Univ, Faculty, Hall 1,L=x", "O", "[Univ, Faculty, Hall 1]"},
        {"comma at the end of a value", "CN=a.jp,O=Univ,,L=x", "O", "[Univ,]"},
        {"comma at the end", "CN=a.jp,O=Univ,", "O", "[Univ,]"},
        {"escaped comma", "CN=a.jp,O=Univ\\, Inc.,L=x", "O", "[Univ, Inc.]"},
        {"escaped comma before what looks like an attribute", "CN=a.jp,O=Univ\\,L=y,L=x", "O", "[Univ,L=y]"},
        {"escaped backslash", "O=a\\\\,L=x", "O", "[a\\]"},
        {"backslash at the end", "O=a\\", "O", "[a\\]"},
        {"blanks", " CN = a.jp , O =  Univ , L=x", "O", "[Univ]"},
        {"ideographic blanks",
         "CN=a.jp,\xE3\x80\x80O=\xE3\x80\x80"
         "架空\xE3\x80\x80大学\xE3\x80\x80,L=x",
         "O", "[架空\xE3\x80\x80大学]"},
        {"lower case", "cn=a.jp,o=Univ,c=jp", "CN", "[a.jp]"},
        {"full-width letters are no attribute", "CN=a.jp，O=x,O=Ｕｎｉｖ，Ｌ＝ｘ", "O", "[Ｕｎｉｖ，Ｌ＝ｘ]"},
        {"twice", "CN=a.jp,CN=b.jp,O=x", "CN", "[a.jp][b.jp]"},
        {"empty", "CN=,O=x", "CN", "[]"},
        {"equals sign in a value", "CN=a=b,O=x", "CN", "[a=b]"},
        {"an attribute that nobody knows ends a value", "O=Univ,E=taro@a.jp,L=x", "O", "[Univ]"},
        {"an OID ends a value", "O=Univ,1.2.840.113549.1.9.1=taro@a.jp", "O", "[Univ]"},
        {"no DN", "www.a.jp", "CN", "-"},
        {"no attribute's name", "=a,CN=b", "CN", "-"},
        {"a text before it", "x,CN=b", "CN", "-"},
        {"nothing", "", "CN", "-"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = {0};
        expect_text(cases[i].name, values_of(cases[i].dn, cases[i].attribute, &out), cases[i].expected);
        buffer_free(&out);
    }
}

/* ---- rows ---- */

/* Adds what stands between two bars. */
static void split(const char *text, struct list_cells *cells)
{
    struct list_cells raw = {0};
    for (;; text++) {
        size_t size = strcspn(text, "|");
        list_cells_add(&raw, text, size);
        text += size;
        if (!*text)
            break;
    }
    upki_unquote(&raw, cells);
    list_cells_free(&raw);
}

static void show_row(const struct upki_row *row, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->kinds & CAA_KINDS_OF(kind))
            buffer_add_text(out, caa_kind_word(kind));
    buffer_add_text(out, ":");
    for (size_t i = 0; i < row->names.count; i++) {
        buffer_add_text(out, i ? " " : "");
        buffer_add_text(out, list_cells_get(&row->names, i));
    }
    buffer_add_text(out, " of ");
    buffer_add_text(out, upki_row_institution(row));
}

/* `KINDS:NAMES of INSTITUTION`, or what is wrong; FIRST learns the layout. */
static const char *read_row(const char *first, const char *text, struct buffer *out)
{
    struct list_cells header = {0}, cells = {0};
    struct upki_layout layout;
    struct upki_row row = {0};
    struct upki_fault fault;
    bool is_header;
    split(first, &header);
    split(text, &cells);
    if (upki_layout_learn(&layout, &header, &is_header, &fault) && upki_row_read(&layout, &cells, &row, &fault))
        show_row(&row, out);
    else
        buffer_add_text(out, told(fault.problem.text));
    upki_row_free(&row);
    list_cells_free(&header);
    list_cells_free(&cells);
    return buffer_text(out);
}

#define SECRETS "Sato|Dept|sato@x.jp"
#define SERVER(dn, profile, fqdn, names) dn "|" profile "||||||" SECRETS "|" fqdn "|soft|" names
#define CLIENT(dn, profile) dn "|" profile "|1|||||" SECRETS "|Ito|p12|Lab|ito@x.jp|s3cret.pin"

static void test_application(void **state)
{
    (void)state;
    static const struct {
        const char *name, *row, *expected;
    } cases[] = {
        {"every name once", SERVER("CN=a.jp,O=U,C=JP", "3", "A.jp", "dNSName=b.jp,DNSNAME=a.jp, c.jp ,dNSName=b.jp"),
         "server:a.jp b.jp c.jp of U"},
        {"FQDN of its own", SERVER("CN=a.jp", "11", "b.jp", ""), "server:a.jp b.jp of "},
        {"older profile", SERVER("CN=a.jp", "1", "", ""), "server:a.jp of "},
        {"wildcard", SERVER("CN=a.jp", "3", "", "dNSName=*.a.jp"), "server:a.jp *.a.jp of "},
        {"quoted by a spreadsheet", SERVER("\"CN=a.jp,O=\"\"U\"\", V,C=JP\"", "3", "", "\"dNSName=b.jp,dNSName=c.jp\""),
         "server:a.jp b.jp c.jp of \"U\", V"},
        {"unknown profile, FQDN", SERVER("CN=a.jp", "77", "a.jp", ""), "server:a.jp of "},
        {"unknown profile, dNSName", SERVER("CN=a.jp", "77", "", "dNSName=b.jp"), "server:a.jp b.jp of "},
        {"unknown profile, CN alone", SERVER("CN=a.jp", "77", "", ""), "server:a.jp of "},
        {"unknown profile, the columns of a client", CLIENT("CN=a.jp", "77"), ": of "},
        {"a revocation", SERVER("CN=a.jp,O=U", "", "a.jp", ""), ":a.jp of U"},
        {"a revocation of a client's", CLIENT("CN=Ito,O=U", ""), ": of U"},
        {"the last tab is lost", "CN=a.jp|3||||||" SECRETS "|b.jp|soft", "server:a.jp b.jp of "},
        {"the last tab of a revocation is lost", "CN=a.jp|||1234|1|||" SECRETS "||", ": of "},
        {"S/MIME 7", CLIENT("CN=ito@a.jp,O=U", "7"), "smime:a.jp of U"},
        {"S/MIME 15", CLIENT("CN=ito@a.jp,O=U", "15"), "smime:a.jp of U"},
        {"S/MIME 16, two CNs", CLIENT("CN=Ito,CN=ito@a.jp,O=U", "16"), "smime:a.jp of U"},
        {"client authentication", CLIENT("CN=Ito Taro,OU=Lab,O=U", "5"), ": of U"},
        {"client authentication 13", CLIENT("CN=s3cret.pin,O=U", "13"), ": of U"},
        {"client authentication 14", CLIENT("CN=device,O=U", "14"), ": of U"},
        {"client authentication, mail in the CN", CLIENT("CN=ito@a.jp", "5"), "smime:a.jp of "},
        {"unknown profile, mail in the CN", CLIENT("CN=ito@a.jp", "77"), "smime:a.jp of "},
        {"before there were PINs", "CN=ito@a.jp|7|1|||||" SECRETS "|Ito|p12|Lab|ito@x.jp", "smime:a.jp of "},
        {"a mail address in the O", CLIENT("CN=ito@a.jp,O=ito@x.jp", "7"), "smime:a.jp of "},
        {"empty columns too many", SERVER("CN=a.jp", "3", "a.jp", "") "||", "server:a.jp of "},

        {"no DN", SERVER("a.jp", "3", "a.jp", ""),
         "column 1 (主体者DN): a DN is expected: CN=...,O=...,L=...,ST=...,C=JP"},
        {"no CN", SERVER("O=U,C=JP", "3", "a.jp", ""),
         "column 1 (主体者DN): a DN is expected: CN=...,O=...,L=...,ST=...,C=JP"},
        {"a person as a server", SERVER("CN=Sato Taro", "3", "", ""),
         "column 1 (主体者DN): the CN of a server certificate is expected to be its FQDN: letters, digits, - and "
         "dots"},
        {"a mail address as a server", SERVER("CN=sato@a.jp", "3", "", ""),
         "column 1 (主体者DN): the CN of a server certificate is expected to be its FQDN: letters, digits, - and "
         "dots"},
        {"a person as FQDN", SERVER("CN=a.jp", "3", "Sato", ""),
         "column 11 (利用管理者FQDN): an FQDN is expected, the same as the CN: letters, digits, - and dots"},
        {"other things in dNSName", SERVER("CN=a.jp", "3", "", "dNSName=b.jp,Sato"),
         "column 13 (dNSName): dNSName=HOST is expected, with a comma between two: "
         "dNSName=a.example.ac.jp,dNSName=b.example.ac.jp"},
        {"a person as S/MIME", CLIENT("CN=Ito", "7"),
         "column 1 (主体者DN): the CN of an S/MIME certificate is expected to be the mail address of its 利用者"},
        {"no domain behind the @", CLIENT("CN=ito@", "7"),
         "column 1 (主体者DN): the CN of an S/MIME certificate is expected to be the mail address of its 利用者"},
        {"unknown profile, nothing else", SERVER("CN=Ito", "77", "", ""),
         "column 2 (証明書プロファイルID): unknown profile; expected 3 or 11 (server), 7, 15 or 16 (S/MIME), or 5, 13 "
         "or 14 (client authentication)"},
        {"one column", "CN=a.jp",
         "1 column: expected 13 for a server certificate, 15 for a client or S/MIME certificate, separated by "
         "tabs"},
        {"eleven columns", "CN=a.jp|3||||||" SECRETS "|a.jp",
         "11 columns: expected 13 for a server certificate, 15 for a client or S/MIME certificate, separated by "
         "tabs"},
        {"twelve columns of a client", "CN=ito@a.jp|7||||||" SECRETS "|a.jp|soft",
         "12 columns: expected 15 for a client or S/MIME certificate, separated by tabs"},
        {"a server in a client's columns", CLIENT("CN=a.jp", "3"),
         "15 columns: expected 13 for a server certificate, separated by tabs"},
        {"a client in a server's columns", SERVER("CN=ito@a.jp", "7", "", ""),
         "13 columns: expected 15 for a client or S/MIME certificate, separated by tabs"},
        {"sixteen columns", CLIENT("CN=ito@a.jp", "7") "|x",
         "16 columns: expected 15 for a client or S/MIME certificate, separated by tabs"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = {0};
        expect_text(cases[i].name, read_row(cases[i].row, cases[i].row, &out), cases[i].expected);
        buffer_free(&out);
    }
}

static void test_download(void **state)
{
    (void)state;
    static const char server[] = "状態|dNSName|利用管理者mail|証明書プロファイルID|利用管理者FQDN|主体者DN";
    static const char client[] = "主体者DN|利用者氏名|利用者mail|\"証明書プロファイルID\"|アクセスPIN";
    static const struct {
        const char *name, *header, *row, *expected;
    } cases[] = {
        {"server", server, "4|dNSName=a.jp,dNSName=b.jp|s@x.jp|3|c.jp|CN=a.jp,O=U", "server:a.jp c.jp b.jp of U"},
        {"names without the word", server, "4|a.jp,b.jp|s@x.jp|3||CN=a.jp,O=U", "server:a.jp b.jp of U"},
        {"a profile of the past", server, "4|||9||CN=Some Office,O=U", ": of U"},
        {"S/MIME", client, "CN=ito@a.jp,O=U|Ito|ito@b.jp|7|pin", "smime:a.jp of U"},
        {"S/MIME, a person's CN", client, "CN=Ito,O=U|Ito|ito@b.jp|7|pin", "smime:b.jp of U"},
        {"S/MIME, no mail anywhere", client, "CN=Ito,O=U|Ito||7|a@pin.pin", "smime: of U"},
        {"client authentication", client, "CN=Ito,O=U|Ito|ito@b.jp|13|pin", ": of U"},
        {"DN only", "主体者DN", "CN=ito@a.jp,O=U", "smime:a.jp of U"},
        {"no DN column", "利用管理者FQDN|x", "a.jp|x",
         "the header has no column 主体者DN; download the file again, with all its columns"},
        {"broken DN", server, "4|||3|c.jp|a.jp",
         "column 6 (主体者DN): a DN is expected: CN=...,O=...,L=...,ST=...,C=JP"},
        {"broken FQDN", server, "4|||3|Sato|CN=a.jp",
         "column 5 (利用管理者FQDN): an FQDN is expected, the same as the CN: letters, digits, - and dots"},
        {"too few", server, "4|||3|c.jp", "5 columns: expected 6, as in the header, separated by tabs"},
        {"too many", server, "4|||3|c.jp|CN=a.jp|x", "7 columns: expected 6, as in the header, separated by tabs"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = {0};
        expect_text(cases[i].name, read_row(cases[i].header, cases[i].row, &out), cases[i].expected);
        buffer_free(&out);
    }
}

/* ---- what file it is ---- */

static void test_recognise(void **state)
{
    (void)state;
    static const struct {
        const char *name, *line;
        bool expected;
    } cases[] = {
        {"application", "CN=a.jp,O=U\t3\t", true},
        {"quoted", "\"CN=a.jp,O=U\"\t3", true},
        {"quoted, with commas between the cells", "\"CN=a.jp,O=U\",3,", true},
        {"blanks and lower case", " ou = x,cn=a.jp\t3", true},
        {"other attributes first", "C=JP,O=U,CN=a.jp", true},
        {"broken DN", "a.jp\t3\t\t\t\t\t\tSato\tDept\ts@x.jp\ta.jp\t\t", true},
        {"header", "状態\t主体者DN\t", true},
        {"header, quoted", "\"状態\"\t\"証明書プロファイルID\"", true},
        {"header, spaces", "状態\t 利用管理者FQDN ", true},
        {"a name", "a.jp", false},
        {"nothing", "", false},
        {"a list", "domain\tinstitution", false},
        {"dNSName alone", "dNSName\tx", false},
        {"DN in another column", "a.jp\tCN=a.jp", false},
        {"an equals sign", "x=y\t3", false},
        {"many columns", "a.jp\tx\t\t\t\t\t\t\t\t\t\t\t", false},
        {"a number", "a.jp\t3\t\t", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, upki_recognise(cases[i].line, strlen(cases[i].line)), cases[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dn),
        cmocka_unit_test(test_application),
        cmocka_unit_test(test_download),
        cmocka_unit_test(test_recognise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
