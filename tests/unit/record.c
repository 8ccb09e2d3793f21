/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"
#include "random.h"

#include "caa/record.h"

static void print(const struct caa_record *record, bool generic, struct buffer *out)
{
    buffer_clear(out);
    if (generic)
        caa_record_print_generic(record, out);
    else
        caa_record_print(record->owner, record->ttl, record->rdata, out);
}

static void expect_same_record(const char *line, const struct caa_record *record)
{
    struct arena arena = {0};
    struct caa_record read;
    if (!caa_record_read(line, &arena, &read))
        fail_msg("refused: %s", line);
    expect_number(line, read.ttl, record->ttl);
    expect_number(line, read.rdata.size, record->rdata.size);
    if (record->rdata.size)
        assert_memory_equal(read.rdata.bytes, record->rdata.bytes, record->rdata.size);
    assert_true(dns_name_equal(read.owner, record->owner));
    arena_free(&arena);
}

static void expect_refused(const char *line)
{
    struct arena arena = {0};
    struct caa_record record = {.ttl = 77};
    if (caa_record_read(line, &arena, &record))
        fail_msg("taken: %s", line);
    assert_int_equal(record.ttl, 77);
    arena_free(&arena);
}

/* An owner of one to four labels of any octets. */
static struct dns_name random_owner(void)
{
    struct dns_name name = {.size = 0};
    for (unsigned labels = 1 + random_below(4); labels; labels--) {
        unsigned length = 1 + random_below(random_below(8) ? 12 : DNS_LABEL_MAX - 1);
        name.wire[name.size++] = (uint8_t)length;
        for (; length; length--)
            name.wire[name.size++] = ascii_lower((unsigned char)random_below(random_below(3) ? 128 : 256));
    }
    name.wire[name.size++] = 0;
    return name;
}

/* Mostly a CAA record, of any octets or of those that are easily confused. */
static size_t random_rdata(uint8_t *out, size_t most)
{
    static const char tempting[] = "\"\\; \t()$@.0129\n\177\200az";
    size_t size = random_below((unsigned)most), tag_size = 1 + random_below(9);
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(random_below(2) ? random_below(256) : (unsigned char)tempting[random_below(20)]);
    if (size < 2 + tag_size || !random_below(4))
        return size;
    out[1] = (uint8_t)tag_size;
    for (size_t i = 0; i < tag_size; i++)
        out[2 + i] = (uint8_t) "issuewildISSUE09"[random_below(16)];
    return size;
}

static void test_round_trip(void **state)
{
    uint8_t octets[300];
    struct buffer line = {0};
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct dns_name owner = random_owner();
        size_t size = random_rdata(octets, random_below(10) ? 40 : sizeof octets);
        uint32_t ttl = random_below(2) ? 3600 : random_below(UINT32_MAX) * 2 + random_below(2);
        const struct caa_record record = {owner.wire, ttl, {octets, size}};
        print(&record, random_below(2), &line);
        expect_same_record(buffer_text(&line), &record);
    }
    buffer_free(&line);
}

static void test_largest(void **state)
{
    static uint8_t octets[65536];
    const uint8_t root[] = {0};
    struct buffer line = {0};
    (void)state;
    memcpy(octets, "\0\5issue", 7);
    memset(octets + 7, 0xFF, sizeof octets - 7);
    for (unsigned generic = 0; generic < 2; generic++) {
        struct caa_record record = {root, UINT32_MAX, {octets, 65535}};
        print(&record, generic, &line);
        expect_same_record(buffer_text(&line), &record);
        record.rdata.size++;
        print(&record, generic, &line);
        expect_refused(buffer_text(&line));
    }
    buffer_free(&line);
}

/* Whatever octet of a line is changed, taken away or doubled: what is still taken is written in the same way. */
static void test_damaged_lines(void **state)
{
    static const char *const lines[] = {
        "a.jp. 3600 IN CAA 0 issue \"ca.example; a=b\"",
        "*.\\000.jp. 0 IN CAA 128 issuewild \"\\\"\\\\\\010\"",
        "a.jp. 3600 IN TYPE257 \\# 7 00056973737565",
        ". 1 IN TYPE257 \\# 0",
    };
    static const char octets[] = " \"\\0az.;\n\377";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        for (size_t at = 0; at < strlen(lines[i]); at++)
            for (unsigned change = 0; change < sizeof octets + 1; change++) {
                struct arena arena = {0};
                struct caa_record record;
                struct buffer line = {0}, again = {0};
                buffer_add(&line, lines[i], at);
                if (change < sizeof octets - 1)
                    buffer_add_char(&line, octets[change]);
                buffer_add_text(&line, lines[i] + at + (change != sizeof octets));
                if (caa_record_read(buffer_text(&line), &arena, &record)) {
                    print(&record, strstr(buffer_text(&line), "TYPE257") != NULL, &again);
                    expect_text(lines[i], buffer_text(&again), buffer_text(&line));
                }
                buffer_free(&line);
                buffer_free(&again);
                arena_free(&arena);
            }
}

static void test_refused(void **state)
{
    static const char *const lines[] = {
        "",
        " ",
        "a.jp.",
        "a.jp. 3600 IN CAA 0 issue",
        "a.jp. 3600 IN CAA 0 issue x",
        "a.jp. 3600 IN CAA 0 issue \"x",
        "a.jp. 3600 IN CAA 0 issue \"x\" ",
        "a.jp. 3600 IN CAA 0 issue \"x\" ; a comment",
        "a.jp. 3600 IN CAA 0 issue \"x\"\nb.jp. 3600 IN CAA 0 issue \"x\"",
        "a.jp. 3600 IN CAA 0 issue \"x\"\r",
        "a.jp. 3600 IN CAA 0  issue \"x\"",
        "a.jp. 3600 IN CAA 00 issue \"x\"",
        "a.jp. 3600 IN CAA 256 issue \"x\"",
        "a.jp. 3600 IN CAA -1 issue \"x\"",
        "a.jp. 3600 IN CAA 0 is-sue \"x\"",
        "a.jp. 3600 IN CAA 0  \"x\"",
        "a.jp. 3600 IN CAA 0 issue \"\\x\"",
        "a.jp. 3600 IN CAA 0 issue \"\\065\"",
        "a.jp. 3600 IN CAA 0 issue \"\\256\"",
        "a.jp. 3600 IN CAA 0 issue \"\\09\"",
        "a.jp. 3600 IN CAA 0 issue \"\\",
        "a.jp. 3600 IN CAA 0 issue \"\t\"",
        "a.jp. 3600 IN CAA 0 issue \"\303\251\"",
        "a.jp. 3600 IN CAA 0 issue \"x\"y\"",
        "a.jp. 3600 IN CAA \\# 7 00056973737565",
        "a.jp. 3600 IN TYPE257 0 issue \"x\"",
        "a.jp. 3600 IN TYPE257 \\# 7 0005697373756",
        "a.jp. 3600 IN TYPE257 \\# 8 00056973737565",
        "a.jp. 3600 IN TYPE257 \\# 7 0005697373756g",
        "a.jp. 3600 IN TYPE257 \\# 7 0005697373756F",
        "a.jp. 3600 IN TYPE257 \\# 7 0005 6973737565",
        "a.jp. 3600 IN TYPE257 \\# 65536 00",
        "a.jp. 3600 IN TYPE256 \\# 2 0000",
        "a.jp. 3600 CH CAA 0 issue \"x\"",
        "a.jp. IN 3600 CAA 0 issue \"x\"",
        "a.jp. 4294967296 IN CAA 0 issue \"x\"",
        "a.jp. 99999999999999999999 IN CAA 0 issue \"x\"",
        "a.jp. 03600 IN CAA 0 issue \"x\"",
        "a.jp.  3600 IN CAA 0 issue \"x\"",
        "a.jp 3600 IN CAA 0 issue \"x\"",
        "A.jp. 3600 IN CAA 0 issue \"x\"",
        "a..jp. 3600 IN CAA 0 issue \"x\"",
        "\\097.jp. 3600 IN CAA 0 issue \"x\"",
        "a\\@.jp. 3600 IN A 192.0.2.1",
        "'a.jp. 3600 IN CAA 0 issue \"x\"",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        expect_refused(lines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_largest),
        cmocka_unit_test(test_damaged_lines),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
