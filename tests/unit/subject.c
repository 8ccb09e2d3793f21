/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "dns/subject.h"

#include <ctype.h>
#include <stdlib.h>

#define KANJI_10                                                                                                       \
    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\xBC\xA2\xE5\xAD\x97\xE9\x95\xB7\xE5\x90\x8D\xE5\xA4\xAA\xE9\x83\x8E\xE5" \
    "\xB1\xB1"
#define KANJI_60 KANJI_10 KANJI_10 KANJI_10 KANJI_10 KANJI_10 KANJI_10

static const char *const forms[] = {"name", "wildcard", "mailbox"};

static void test_accepted(void **state)
{
    static const struct {
        const char *text, *form, *name;
    } cases[] = {
        {"www.example.ac.jp", "name", "www.example.ac.jp"},
        {"WWW.Example.AC.JP.", "name", "www.example.ac.jp"},
        {"  example.jp\t", "name", "example.jp"},
        {"\xC2\xA0"
         "example.jp\xE3\x80\x80",
         "name", "example.jp"},
        {"jp", "name", "jp"},
        {"_dmarc.example.jp", "name", "_dmarc.example.jp"},
        {"a\\.b.example", "name", "a\\.b.example"},
        {"a\\@b.example", "name", "a\\@b.example"},
        {"a\\042.example", "name", "a*.example"},
        {"*.example.jp", "wildcard", "example.jp"},
        {"*\xE3\x80\x82"
         "example.jp",
         "wildcard", "example.jp"},
        {"taro@example.ac.jp", "mailbox", "example.ac.jp"},
        {"*@example.ac.jp", "mailbox", "example.ac.jp"},
        {"\"a@b\"@example.jp", "mailbox", "example.jp"},
        {"\"a\\\"b\"@example.jp", "mailbox", "example.jp"},
        {"\xE5\xA4\xAA\xE9\x83\x8E@example.jp", "mailbox", "example.jp"},
        {"\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E.jp", "name", "xn--wgv71a119e.jp"},
        {"XN--WGV71A119E.jp", "name", "xn--wgv71a119e.jp"},
        {"\xE3\x83\x89\xE3\x83\xBB\xE3\x83\xA1.jp", "name", "xn--gdk5b0d.jp"},
        {"fa\xC3\x9F.example", "name", "xn--fa-hia.example"},
        {"cafe\xCC\x81.example", "name", "xn--caf-dma.example"},
        {"www\xE3\x80\x82sub.example", "name", "www.sub.example"},
        {"www\xEF\xBC\x8Esub\xEF\xBD\xA1"
         "example",
         "name", "www.sub.example"},
        {"\xEF\xBD\x85\xEF\xBD\x98\xEF\xBC\x91.jp", "name", "ex1.jp"},
        {"1.2.3.example", "name", "1.2.3.example"},
        {"192.0.2", "name", "192.0.2"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct subject subject;
        struct buffer text = {0};
        enum subject_error error = subject_parse(cases[i].text, strlen(cases[i].text), &subject);
        if (error)
            fail_msg("'%s': error %d", cases[i].text, (int)error);
        assert_string_equal(forms[subject.form], cases[i].form);
        dns_name_print(subject.name.wire, &text);
        assert_string_equal(buffer_text(&text), cases[i].name);
        bool same = strcmp(cases[i].text, cases[i].name) == 0 && !strchr(cases[i].text, '\\');
        if (subject.as_printed != same)
            fail_msg("'%s': as_printed is %d", cases[i].text, subject.as_printed);
        buffer_free(&text);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        enum subject_error error;
    } cases[] = {
        {"", SUBJECT_ERROR_EMPTY},
        {" \xE3\x80\x80 ", SUBJECT_ERROR_EMPTY},
        {".", SUBJECT_ERROR_ROOT},
        {"*", SUBJECT_ERROR_ROOT},
        {"*.", SUBJECT_ERROR_ROOT},
        {".www", SUBJECT_ERROR_EMPTY_LABEL},
        {"a..b", SUBJECT_ERROR_EMPTY_LABEL},
        {"a.\xE3\x80\x82"
         "b",
         SUBJECT_ERROR_EMPTY_LABEL},
        {"user@", SUBJECT_ERROR_NO_DOMAIN},
        {"a*.b", SUBJECT_ERROR_WILDCARD},
        {"*.*.x", SUBJECT_ERROR_WILDCARD},
        {"a.*.b", SUBJECT_ERROR_WILDCARD},
        {"user@*.b", SUBJECT_ERROR_WILDCARD},
        {"http://www.example/", SUBJECT_ERROR_URL},
        {"https://taro@example.jp", SUBJECT_ERROR_URL},
        {"www.example/path", SUBJECT_ERROR_URL},
        {"www.example:443", SUBJECT_ERROR_PORT},
        {"192.0.2.1", SUBJECT_ERROR_IP_ADDRESS},
        {"192.0.2.1.", SUBJECT_ERROR_IP_ADDRESS},
        {"2001:db8::1", SUBJECT_ERROR_IP_ADDRESS},
        {"[2001:db8::1]", SUBJECT_ERROR_IP_ADDRESS},
        {"\xEF\xBC\x91\xEF\xBC\x99\xEF\xBC\x92.0.2.1", SUBJECT_ERROR_IP_ADDRESS},
        {"user@[192.0.2.1]", SUBJECT_ERROR_IP_ADDRESS},
        {"abc.onion", SUBJECT_ERROR_ONION},
        {"abc.ONION.", SUBJECT_ERROR_ONION},
        {"a b.example", SUBJECT_ERROR_CHARACTER},
        {"a,b", SUBJECT_ERROR_CHARACTER},
        {"a\x1B.example", SUBJECT_ERROR_CHARACTER},
        {"a\\", SUBJECT_ERROR_ESCAPE},
        {"a\\300.b", SUBJECT_ERROR_ESCAPE},
        {"\xE2\x98\x95.example", SUBJECT_ERROR_IDNA},
        {"\xE3\x83\xBBwww.example", SUBJECT_ERROR_IDNA}, /* a bullet (RFC 5892 A.7), also of half width */
        {"\xE2\x91\xA0www.example", SUBJECT_ERROR_IDNA}, /* 1 in a circle */
        {"a.\xEF\xBD\xA5"
         "b.example",
         SUBJECT_ERROR_IDNA},
        {"\\000\xE6\x97\xA5.example", SUBJECT_ERROR_IDNA},
        {"\xEF\xBC\x8A\xE6\x97\xA5.example", SUBJECT_ERROR_IDNA},
        {"\xE6\x97.example", SUBJECT_ERROR_ENCODING},
        {"@example.jp", SUBJECT_ERROR_LOCAL_PART},
        {"a@b@example.jp", SUBJECT_ERROR_CHARACTER},
        {"a b@example.jp", SUBJECT_ERROR_LOCAL_PART},
        {"\"a@example.jp", SUBJECT_ERROR_LOCAL_PART},
        {"mailto:taro@example.jp", SUBJECT_ERROR_LOCAL_PART},
        {"\"a\x01b\"@example.jp", SUBJECT_ERROR_LOCAL_PART},
        {(KANJI_60 ".example"), SUBJECT_ERROR_LONG_LABEL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct subject subject;
        enum subject_error error = subject_parse(cases[i].text, strlen(cases[i].text), &subject);
        if (error != cases[i].error)
            fail_msg("'%s': error %d instead of %d", cases[i].text, (int)error, (int)cases[i].error);
    }
}

/* What is behind the text is none of it. */
static void test_ends(void **state)
{
    static const char *const texts[] = {"\"a\"@b.jp",   "\"a\\\"b\"@c.jp", "a\\046b.jp", "*.a.jp",
                                        "\"a@b\"@c.jp", "[2001:db8::1]",   "a@b.jp.",    "\xE6\x97\xA5.jp"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t size = 0; size <= strlen(texts[i]); size++) {
            struct subject within, alone;
            char *copy = malloc(size + !size); /* the sanitizer sees what is read behind it */
            assert_non_null(copy);
            memcpy(copy, texts[i], size);
            enum subject_error error = subject_parse(texts[i], size, &within), same = subject_parse(copy, size, &alone);
            free(copy);
            if (error != same)
                fail_msg("'%.*s' before '%s': error %d", (int)size, texts[i], texts[i] + size, (int)error);
            if (!error)
                assert_true(dns_name_equal(within.name.wire, alone.name.wire));
        }
}

static void test_lengths(void **state)
{
    char text[400];
    struct subject subject;
    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(subject_parse(text, 63, &subject), SUBJECT_ERROR_NONE);
    assert_int_equal(subject_parse(text, 64, &subject), SUBJECT_ERROR_LONG_LABEL);
    for (size_t i = 50; i < sizeof text; i += 51)
        text[i] = '.';
    assert_int_equal(subject_parse(text, 253, &subject), SUBJECT_ERROR_NONE);
    assert_int_equal(subject_parse(text, 254, &subject), SUBJECT_ERROR_LONG_NAME);
    memcpy(text, "*.", 2); /* two octets of the name that a certificate would hold */
    assert_int_equal(subject_parse(text, 253, &subject), SUBJECT_ERROR_NONE);
    assert_int_equal(subject_parse(text, 254, &subject), SUBJECT_ERROR_LONG_NAME);
    assert_int_equal(subject_parse(text, 255, &subject), SUBJECT_ERROR_LONG_NAME);
    memset(text, 'x', 2);
    memcpy(text + 60, "@", 1);
    memset(text, 'x', 60);
    assert_int_equal(subject_parse(text, 120, &subject), SUBJECT_ERROR_NONE);
    memset(text, 'x', 66);
    text[66] = '@';
    assert_int_equal(subject_parse(text, 120, &subject), SUBJECT_ERROR_LOCAL_PART);
}

/* A bare name is the same as one with an escape in it, which is read octet by octet. */
static void test_bare_names(void **state)
{
    static const char octets[] = "abcxyzABCXYZ019-_..";
    char text[300], escaped[304];
    size_t parsed = 0;
    (void)state;
    srand(11);
    for (int round = 0; round < 50000; round++) {
        size_t size = 1 + (size_t)rand() % (round % 8 ? 40 : 270);
        for (size_t i = 0; i < size; i++) /* few dots in some, many in others */
            text[i] = octets[(size_t)rand() % (sizeof octets - (round % 3 ? 2 : 1))];
        text[0] = 'a';
        memcpy(escaped, "\\097", 4);
        memcpy(escaped + 4, text + 1, size - 1);
        struct subject one = {0}, other = {0};
        enum subject_error error = subject_parse(text, size, &one);
        assert_int_equal(error, subject_parse(escaped, size + 3, &other));
        assert_int_equal(one.form, other.form);
        if (!error) {
            assert_int_equal(one.name.size, other.name.size);
            assert_memory_equal(one.name.wire, other.name.wire, one.name.size);
        }
        bool lower = !error && text[size - 1] != '.';
        for (size_t i = 0; i < size; i++)
            lower = lower && !isupper((unsigned char)text[i]);
        assert_int_equal(!error && one.as_printed, lower);
        parsed += !error;
    }
    assert_true(parsed > 5000);
    for (unsigned octet = 1; octet < 256; octet++) { /* whatever stands in front of it, and behind */
        char one[] = "aaaaaaaaaaaaaaaaaaa", many[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        struct subject short_one = {0}, long_one = {0};
        one[3] = many[17] = (char)octet;
        enum subject_error error = subject_parse(one, sizeof one - 1, &short_one);
        assert_int_equal(error, subject_parse(many, sizeof many - 1, &long_one));
        bool bare = octet < 0x80 && (isalnum((int)octet) || strchr("-_.\\", (int)octet)); /* an escape is one too */
        assert_int_equal(error == SUBJECT_ERROR_NONE && short_one.form == SUBJECT_NAME, bare);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_accepted), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_lengths), cmocka_unit_test(test_ends),
                                       cmocka_unit_test(test_bare_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
