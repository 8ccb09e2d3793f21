/* SPDX-License-Identifier: Apache-2.0 */
#include "files/anchor_file.h"
#include "said.h"

#include "expect.h"
#include "files/small_file.h"
#include "one_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what is read ---- */

#define DIGEST "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
#define DS "DS 20326 8 2 " DIGEST
#define KEY "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="
#define DNSKEY "DNSKEY 257 3 15 " KEY

/* Each anchor as `zone TYPE tag size`. */
static const struct {
    const char *name, *text, *expected;
} good[] = {
    {"the root's, as IANA has it", ". IN DS 20326 8 2 " DIGEST "\n", ". DS 20326 36"},
    {"with a TTL", ". 172800 IN " DS "\n", ". DS 20326 36"},
    {"class and TTL the other way round", ". IN 172800 " DS "\n", ". DS 20326 36"},
    {"without class and TTL", ". " DS "\n", ". DS 20326 36"},
    {"no line end", ". " DS, ". DS 20326 36"},
    {"CRLF", ". IN " DS "\r\n", ". DS 20326 36"},
    {"a key", "example.com. IN " DNSKEY "\n", "example.com DNSKEY 3613 36"},
    {"a key and a comment", "example.com. IN " DNSKEY " ; keytag 3613\n", "example.com DNSKEY 3613 36"},
    {"comments and empty lines", "; anchors\n\n   \n; of the root\n. IN " DS " ; 2017\n\n", ". DS 20326 36"},
    {"what unbound-anchor writes",
     "; autotrust trust anchor file\n;;id: . 1\n;;last_queried: 1700000000 ;;Tue Nov 14 22:13:20 2023\n"
     ".\t86400\tIN\tDNSKEY\t257 3 15 " KEY " ;{id = 3613 (ksk), size = 2048b} ;;state=2 [  VALID  ]\n",
     ". DNSKEY 3613 36"},
    {"parentheses", ". IN DS ( 20326 8 2\n  E06D44B80B8F1D39A95C0B0D7C65D084\n  58E880409BBC683457104237C7F8EC8D )\n",
     ". DS 20326 36"},
    {"parentheses and comments",
     "example.com. IN DNSKEY ( 257 ; entry point\n 3 15\n l02Woi0iS8Aa25FQkUd9RMzZHJpB\n oRQwAQEX1SxZJA4= )\n",
     "example.com DNSKEY 3613 36"},
    {"lower-case digits", ". IN DS 20326 8 2 e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d\n",
     ". DS 20326 36"},
    {"a digest in pieces", ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D084 58E880409BBC683457104237C7F8EC8D\n",
     ". DS 20326 36"},
    {"several, of several zones", ". IN " DS "\nexample.com. IN " DNSKEY "\n. IN DS 1 13 2 " DIGEST "\n",
     ". DS 20326 36, example.com DNSKEY 3613 36, . DS 1 36"},
    {"capitals in a zone", "Example.COM. IN " DNSKEY "\n", "example.com DNSKEY 3613 36"},
    {"an origin", "$ORIGIN example.\n@ IN " DS "\nsub IN " DS "\n", "example DS 20326 36, sub.example DS 20326 36"},
    {"a default TTL", "$TTL 3600\n. IN " DS "\n", ". DS 20326 36"},
    {"the owner before", "example. IN " DS "\n  IN " DNSKEY "\n", "example DS 20326 36, example DNSKEY 3613 36"},
    {"SHA-1", "example. IN DS 1 13 1 0102030405060708090A0B0C0D0E0F1011121314\n", "example DS 1 24"},
    {"SHA-384",
     "example. IN DS 1 13 4 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
     "0102030405060708090A0B0C0D0E0F10\n",
     "example DS 1 52"},
    {"the form of RFC 3597", "example. IN TYPE43 \\# 24 00010D010102030405060708090A0B0C0D0E0F1011121314\n",
     "example DS 1 24"},
};

static void describe(const struct anchors *anchors, char *out, size_t size)
{
    struct buffer text = {0};
    for (size_t i = 0; i < anchors->count; i++) {
        const struct anchor *anchor = &anchors->items[i];
        buffer_add_text(&text, i ? ", " : "");
        dns_name_print(anchor->zone, &text);
        buffer_add_text(&text, anchor->type == DNS_TYPE_DS ? " DS " : " DNSKEY ");
        buffer_add_unsigned(&text, anchor_key_tag(anchor->type, anchor->rdata));
        buffer_add_char(&text, ' ');
        buffer_add_unsigned(&text, anchor->rdata.size);
    }
    snprintf(out, size, "%s", buffer_text(&text));
    buffer_free(&text);
}

static void test_what_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct arena arena = {0};
        struct anchors anchors;
        struct problem problem = {.text = ""};
        char text[512];
        write_text(good[i].text);
        if (anchor_file_read(path, NULL, &arena, &anchors, &problem) != STATUS_OK)
            fail_msg("%s: %s", good[i].name, told(problem.text));
        assert_string_equal(told(problem.text), "");
        describe(&anchors, text, sizeof text);
        expect_text(good[i].name, text, good[i].expected);
        arena_free(&arena);
    }
}

static void test_octets_are_those_of_the_file(void **state)
{
    struct arena arena = {0};
    struct anchors anchors;
    struct problem problem;
    (void)state;
    write_text(". IN " DS "\n. IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16\n");
    assert_int_equal(anchor_file_read(path, NULL, &arena, &anchors, &problem), STATUS_OK);
    assert_int_equal(anchors.count, anchors_iana.count);
    for (size_t i = 0; i < anchors.count; i++) {
        assert_int_equal(anchors.items[i].rdata.size, anchors_iana.items[i].rdata.size);
        assert_memory_equal(anchors.items[i].rdata.bytes, anchors_iana.items[i].rdata.bytes,
                            anchors.items[i].rdata.size);
    }
    arena_free(&arena);
}

/* ---- what is not ---- */

static const struct {
    const char *name, *text;
    unsigned line; /* 0: the whole file */
    const char *part;
} bad[] = {
    {"empty", "", 0, "no trust anchor in it"},
    {"comments only", "; nothing\n\n", 0, "no trust anchor in it"},
    {"a directive only", "$TTL 60\n", 0, "no trust anchor in it"},
    {"another type", "; first\n. IN " DS "\n. IN NS a.root-servers.net.\n", 3, "a record that is not a trust anchor"},
    {"CDS", "example. IN CDS 20326 8 2 " DIGEST "\n", 1, "a record that is not a trust anchor"},
    {"an unknown algorithm", "\n. IN DS 1 253 2 " DIGEST "\n", 2, "an unsupported algorithm or digest"},
    {"an unknown digest", ". IN DS 1 8 200 " DIGEST "\n", 1, "an unsupported algorithm or digest"},
    {"a digest of the wrong length", ". IN DS 1 8 2 0102\n", 1, ""},
    {"a key of an unknown algorithm", "example. IN DNSKEY 257 3 253 " KEY "\n", 1, "unsupported algorithm or digest"},
    {"words", "this is no zone file\n", 1, ""},
    {"a digest that is none", ". IN DS 1 8 2 hello\n", 1, ""},
    {"a key that is none", ". IN DNSKEY 257 3 8 *\n", 1, ""},
    {"missing fields", ". IN DS 1 8\n", 1, ""},
    {"a name that is none", "a..b. IN " DS "\n", 1, ""},
    {"XML, which IANA has as well", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrustAnchor>\n", 1, ""},
    {"behind what is good", ". IN " DS "\n. IN " DS "\nwords without sense\n", 3, ""},
    {"a parenthesis that is not closed", ". IN DS ( 20326 8 2\n" DIGEST "\n", 0, ""},
};

static void test_what_is_not_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        static const struct anchor untouched_item = {NULL, 1, {NULL, 0}};
        struct arena arena = {0};
        struct anchors anchors = {&untouched_item, 1};
        struct problem problem = {.text = ""};
        char start[64];
        write_text(bad[i].text);
        enum status status = anchor_file_read(path, NULL, &arena, &anchors, &problem);
        if (status != STATUS_INPUT)
            fail_msg("%s: status %d", bad[i].name, (int)status);
        assert_ptr_equal(anchors.items, &untouched_item);
        if (bad[i].line)
            snprintf(start, sizeof start, "%s:%u: ", path, bad[i].line);
        else
            snprintf(start, sizeof start, "%s:", path);
        expect_start(bad[i].name, told(problem.text), start);
        expect_part(bad[i].name, told(problem.text), bad[i].part);
        assert_null(strchr(told(problem.text), '\n'));
        arena_free(&arena);
    }
}

static void test_files_that_cannot_be_read(void **state)
{
    struct arena arena = {0};
    struct anchors anchors;
    struct problem problem;
    (void)state;
    assert_int_equal(anchor_file_read("/nonexistent/anchors", NULL, &arena, &anchors, &problem), STATUS_INPUT);
    expect_start("missing", told(problem.text), "/nonexistent/anchors: No such file or directory");
    assert_int_equal(anchor_file_read("/tmp", NULL, &arena, &anchors, &problem), STATUS_INPUT);
    expect_start("a directory", told(problem.text), "/tmp");
    arena_free(&arena);
}

static void test_limit(void **state)
{
    struct arena arena = {0};
    struct anchors anchors;
    struct problem problem;
    struct buffer text = {0};
    (void)state;
    for (int i = 0; i < 64; i++)
        buffer_add_text(&text, ". IN " DS "\n");
    write_text(buffer_text(&text));
    assert_int_equal(anchor_file_read(path, NULL, &arena, &anchors, &problem), STATUS_OK);
    assert_int_equal(anchors.count, 64);
    buffer_add_text(&text, ". IN " DS "\n");
    write_text(buffer_text(&text));
    assert_int_equal(anchor_file_read(path, NULL, &arena, &anchors, &problem), STATUS_INPUT);
    expect_part("65", told(problem.text), ":65: too many trust anchors");
    buffer_free(&text);
    arena_free(&arena);
}

/* What a file includes counts as a part of it. */
static void test_size(void **state)
{
    char included[] = "/tmp/unit-anchor-part-XXXXXX", text[128];
    struct arena arena = {0};
    struct anchors anchors;
    struct problem problem;
    struct buffer half = {0};
    (void)state;
    while (half.size < SMALL_FILE_ANCHORS_MAX / 2 + 1)
        buffer_add_char(&half, '\n');
    int fd = mkstemp(included);
    assert_int_equal(write(fd, half.data, half.size), half.size);
    close(fd);
    snprintf(text, sizeof text, ". IN " DS "\n$INCLUDE %s\n", included);
    write_text(text);
    expect_number("half", anchor_file_read(path, NULL, &arena, &anchors, &problem), STATUS_OK);
    snprintf(text, sizeof text, "$INCLUDE %s\n$INCLUDE %s\n", included, included);
    write_text(text);
    expect_number("twice", anchor_file_read(path, NULL, &arena, &anchors, &problem), STATUS_INPUT);
    expect_part("twice", told(problem.text), ": the file is larger than 1024 KiB: is it the right one?");
    unlink(included);
    buffer_free(&half);
    arena_free(&arena);
}

/* Any change and any cut of a good file ends in some status. */
static void test_noise(void **state)
{
    static const char text[] =
        "; anchors\n$ORIGIN example.\n@ 3600 IN DS ( 20326 8 2\n " DIGEST " )\nsub IN " DNSKEY "\n";
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 600; round++) {
        char copy[sizeof text];
        struct arena arena = {0};
        struct anchors anchors;
        struct problem problem;
        memcpy(copy, text, sizeof text);
        for (int change = 0; change < 3; change++) {
            seed = seed * 1664525u + 1013904223u;
            copy[(seed >> 16) % (sizeof text - 1)] = (char)("\n ();\\\"$@\xFF\x01z"[(seed >> 8) % 12]);
        }
        if (round % 3 == 0)
            copy[(seed >> 16) % sizeof text] = '\0';
        write_text(copy);
        anchor_file_read(path, NULL, &arena, &anchors, &problem);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read),
        cmocka_unit_test(test_octets_are_those_of_the_file),
        cmocka_unit_test(test_what_is_not_read),
        cmocka_unit_test(test_files_that_cannot_be_read),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
