/* SPDX-License-Identifier: Apache-2.0 */
#include "random.h"
#include "report_sample.h"

#include "report/letter.h"
#include "report/panels.h"
#include "util/items.h"
#include "words/language.h"

#include <stdio.h>
#include <stdlib.h>

#define US "secomtrust.net"
#define SERVER CAA_KINDS_OF(CAA_KIND_SERVER)
#define SMIME CAA_KINDS_OF(CAA_KIND_SMIME)

static const struct report_head head = {.ca = US, .kinds = "", .list = "", .source = "", .shard = "", .version = ""};

static const struct letter_settings given = {.institution = "架空大学",
                                             .sender = "情報基盤センター 架空花子",
                                             .reply_by = "2026-12-10",
                                             .contact = "upki@example.ac.jp",
                                             .date = SAMPLE_TIME};

static const char *letter_of(struct sample *sample, const struct letter_settings *settings, struct buffer *out)
{
    struct column_row row = {0};
    struct letter *letter = letter_new();
    columns_take_result(&row, &sample->result, &head);
    letter_take_row(letter, &row);
    buffer_clear(out);
    if (letter_is_due(letter))
        letter_write(letter, settings, out);
    letter_free(letter);
    return buffer_text(out);
}

static void read_file(const char *name, const char *language, struct buffer *out)
{
    char path[512], block[4096];
    snprintf(path, sizeof path, "%s/letters/%s.%s.txt", TEST_DATA_DIR, name, language);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s cannot be read", path);
    buffer_clear(out);
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        buffer_add(out, block, size);
    fclose(file);
}

/* A finished letter for each sort of reason, in both languages: tests/data/letters. */
static void test_letters(void **state)
{
    static const struct {
        const char *file, *domain;
        caa_kinds kinds;
        struct sample_answer line;
        const char *account;
    } cases[] = {
        {"01-other-cas",
         "www.example0.ac.jp",
         SERVER,
         {.at = "www.example0.ac.jp", .set = "0 issue letsencrypt.org | 0 issue digicert.com"},
         NULL},
        {"02-at-the-parent", "www.example1.ac.jp", SERVER, {.at = "example1.ac.jp", .set = "0 issue jprs.jp"}, NULL},
        {"03-former-identifier",
         "example2.ac.jp",
         SERVER,
         {.at = "example2.ac.jp", .set = "0 issue certs.nii.ac.jp"},
         NULL},
        {"04-misspelt", "example3.ac.jp", SERVER, {.at = "example3.ac.jp", .set = "0 issue secom-trust.net"}, NULL},
        {"05-forbidden",
         "user@example4.ac.jp",
         SERVER,
         {.at = "example4.ac.jp", .set = "0 issue " US " | 0 issuemail ;"},
         NULL},
        {"06-malformed", "example5.ac.jp", SERVER | SMIME, {.at = "example5.ac.jp", .set = "0 issue " US "."}, NULL},
        {"07-critical",
         "example6.ac.jp",
         SERVER | SMIME,
         {.at = "example6.ac.jp", .set = "128 isue " US " | 0 issue letsencrypt.org"},
         NULL},
        {"08-another-account",
         "example7.ac.jp",
         SERVER,
         {.at = "example7.ac.jp", .set = "0 issue " US "; accounturi=https://acme.example/acct/1"},
         "https://acme.example/acct/2"},
        {"09-alias",
         "www.example8.ac.jp",
         SERVER,
         {.at = "www.example8.ac.jp", .set = "0 issue amazon.com", .aliases = {"edge.cdn.example"}},
         NULL},
        {"10-local-set",
         "www.dept.example9.ac.jp",
         SERVER,
         {.at = "dept.example9.ac.jp", .set = "0 issue pki.goog", .aliases = {"edge.cdn.example"}},
         NULL},
    };
    static const struct {
        enum language language;
        const char *word, *reply_by;
    } languages[] = {{LANGUAGE_EN, "en", "2026-12-10"}, {LANGUAGE_JA, "ja", "2026年12月10日"}};
    struct buffer out = {0}, expected = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t k = 0; k < COUNT_OF(languages); k++) {
            struct sample sample;
            struct letter_settings settings = given;
            settings.reply_by = languages[k].reply_by;
            language_set(languages[k].language);
            sample_run_for(&sample, cases[i].account, NULL, cases[i].domain, cases[i].kinds,
                           SAMPLE_LINES(cases[i].line));
            letter_of(&sample, &settings, &out);
            read_file(cases[i].file, languages[k].word, &expected);
            expect_text(cases[i].file, buffer_text(&out), buffer_text(&expected));
            sample_free(&sample);
        }
    language_set(LANGUAGE_EN);
    buffer_free(&out);
    buffer_free(&expected);
}

static void test_placeholders(void **state)
{
    static const struct letter_settings nothing = {.institution = "", .date = SAMPLE_TIME};
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES({.at = "a.jp", .set = "0 issue x"}));
    expect_part("sender", letter_of(&sample, &nothing, &out), "\nThis is a request from 〔name〕.\n");
    expect_part("date", buffer_text(&out), "below by 〔date〕.\n");
    expect_part("contact", buffer_text(&out),
                "\nPlease let us know when this is done, or if anything is unclear: 〔contact〕\n");
    language_set(LANGUAGE_JA);
    expect_part("in Japanese", letter_of(&sample, &nothing, &out), "〔 月 日〕までに");
    language_set(LANGUAGE_EN);
    sample_free(&sample);
    buffer_free(&out);
}

/* A kind that stays denied, as nobody said which method will be used, is nothing to write about. */
static void test_what_stays_denied(void **state)
{
    struct sample sample;
    struct buffer out = {0};
    (void)state;
    sample_run_for(&sample, "U/2", NULL, "a.jp", SERVER | SMIME,
                   SAMPLE_LINES({.at = "a.jp",
                                 .set = "0 issue " US "; accounturi=U/1; validationmethods=dns-01 | 0 issuemail ;"}));
    expect_part("mended", letter_of(&sample, &given, &out), "We intend to obtain S/MIME certificates from");
    assert_null(strstr(buffer_text(&out), "server certificates"));
    assert_null(strstr(buffer_text(&out), "--method"));
    sample_free(&sample);
    buffer_free(&out);
}

/* What can go is not asked to stay in the next sentence. */
static void test_what_stays_and_what_can_go(void **state)
{
    static const char *const mistakes[] = {"0 issue secom-trust.net", "0 issue certs.nii.ac.jp", "0 issue " US ".",
                                           ("0 isue " US)};
    struct buffer out = {0}, set = {0};
    (void)state;
    for (size_t i = 0; i <= COUNT_OF(mistakes); i++) {
        struct sample sample;
        buffer_clear(&set);
        buffer_add_text(&set, "0 issue ca.example");
        buffer_add_text(&set, i < COUNT_OF(mistakes) ? " | " : "");
        buffer_add_text(&set, i < COUNT_OF(mistakes) ? mistakes[i] : "");
        sample_run(&sample, "a.jp", SERVER, SAMPLE_LINES({.at = "a.jp", .set = buffer_text(&set)}));
        expect_part(buffer_text(&set), letter_of(&sample, &given, &out),
                    i < COUNT_OF(mistakes) ? "Other CAs may depend on the other existing records."
                                           : "Other CAs may depend on the existing records.");
        sample_free(&sample);
    }
    buffer_free(&set);
    buffer_free(&out);
}

/* An alias may lead into another organisation's zone, whose operator is not the reader of this letter. */
static void test_who_is_asked(void **state)
{
    static const struct {
        const char *target;
        bool theirs;
    } cases[] = {{"web.a.co.jp", false}, {"edge.b.co.jp", true}};
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_run(&sample, "www.a.co.jp", SERVER,
                   SAMPLE_LINES({.at = "www.a.co.jp", .set = "0 issue x.example", .aliases = {cases[i].target}}));
        letter_of(&sample, &given, &out);
        expect_number(cases[i].target, strstr(buffer_text(&out), "organisation") != NULL, cases[i].theirs);
        sample_free(&sample);
    }
    buffer_free(&out);
}

/* ---- each fact of a letter against its row ---- */

static void add_random_set(struct buffer *out)
{
    static const char *const flags[] = {"0", "0", "0", "0", "128"}, *const tags[] = {"issue",     "issue", "issuewild",
                                                                                     "issuemail", "iodef", "mystery"};
    static const char *const values[] = {US,  "a.example", "b.example; x=y",  "secom-trust.net",  US ".",
                                         ";", "%%",        "certs.nii.ac.jp", US "; accounturi=U"};
    buffer_clear(out);
    for (unsigned count = 1 + random_below(4); count; count--) {
        buffer_add_text(out, out->size ? " | " : "");
        buffer_add_text(out, RANDOM_OF(flags));
        buffer_add_char(out, ' ');
        buffer_add_text(out, RANDOM_OF(tags));
        buffer_add_char(out, ' ');
        buffer_add_text(out, RANDOM_OF(values));
    }
}

static bool has_line(const char *letter, const char *line)
{
    struct buffer whole = {0};
    buffer_add_text(&whole, "\n    ");
    buffer_add_text(&whole, line);
    buffer_add_char(&whole, '\n');
    bool found = strstr(letter, buffer_text(&whole));
    buffer_free(&whole);
    return found;
}

/* Each item of a column is a line of the letter; returns how many there are. */
static size_t expect_items(const char *letter, const struct sample *sample, enum column_id id)
{
    struct column_row row = {0};
    struct buffer items = {0};
    const char *item;
    size_t count = 0;
    columns_take_result(&row, &sample->result, &head);
    columns_write(&row, id, &items);
    for (size_t at = 0; (item = items_next(&items, &at)); count++)
        if (!has_line(letter, item))
            fail_msg("not in the letter: %s\n%s", item, letter);
    buffer_free(&items);
    return count;
}

static size_t count_lines(const char *letter, const char *start)
{
    size_t count = 0;
    for (const char *at = letter; (at = strstr(at, start)); at++)
        count++;
    return count;
}

/* Whether one of these two may issue something by a record of the set. */
static bool names_others(const struct dns_answer *set)
{
    static const char *const others[] = {"a.example", "b.example"};
    const struct caa_policy policy = {.cas = {others, COUNT_OF(others)}};
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && caa_property_restricts(&property)) {
            const struct caa_issue_value value = caa_issue_value_read(&property);
            if (caa_policy_names_ca(&policy, &value))
                return true;
        }
    return false;
}

static bool binds_us(const struct dns_answer *set)
{
    struct caa_property property;
    for (size_t i = 0; i < set->record_count; i++)
        if (caa_property_read(set->records[i], &property) && caa_property_restricts(&property) &&
            memmem(property.value, property.value_size, "accounturi", strlen("accounturi")))
            return true;
    return false;
}

static void expect_facts(const struct sample *sample, const char *letter)
{
    static const char *const words[] = {"server certificates", "wildcard certificates", "S/MIME certificates"};
    size_t added = expect_items(letter, sample, COLUMN_ADD), removed = expect_items(letter, sample, COLUMN_REMOVE);
    size_t now = expect_items(letter, sample, COLUMN_CAA);
    char *text = strdup(letter); /* without the breaks of its lines */
    for (char *at = text; *at; at++)
        *at = *at == '\n' ? ' ' : *at;
    assert_true(now > 0);
    expect_number("records of a zone file", count_lines(letter, " 3600 IN CAA "), added + removed);
    expect_number("in the form of RFC 3597", count_lines(letter, " 3600 IN TYPE257 "), added);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        bool denied =
            sample->entry.kinds & CAA_KINDS_OF(kind) && reason_verdict(sample->result.reasons[kind]) == VERDICT_DENIED;
        if (denied != (strstr(text, words[kind]) != NULL))
            fail_msg("%s:\n%s", words[kind], letter);
    }
    expect_part("the CA", text, "SECOM Trust Systems (identifier secomtrust.net) is not permitted to issue.");
    bool keep = strstr(text, "Other CAs may depend"), removes = strstr(letter, "Records to remove:");
    if (keep != names_others(sample->result.set))
        fail_msg("what is to stay:\n%s", letter);
    bool bound = strstr(text, "The existing record with conditions may be in use.");
    if (bound != (!keep && binds_us(sample->result.set)))
        fail_msg("whose account is to stay:\n%s", letter);
    expect_number("removes", removes, removed > 0);
    expect_number("in one step", strstr(text, "remove and add in one step") != NULL, added && removed);
    free(text);
}

static void test_facts(void **state)
{
    static const caa_kinds asked[] = {CAA_KINDS_ALL, SERVER, SMIME, CAA_KINDS_OF(CAA_KIND_WILDCARD), SERVER | SMIME};
    struct buffer set = {0}, out = {0};
    size_t letters = 0;
    (void)state;
    for (unsigned round = 0; round < 1000; round++) {
        struct sample sample;
        add_random_set(&set);
        sample_run(&sample, "www.a.jp", RANDOM_OF(asked), SAMPLE_LINES({.at = "a.jp", .set = buffer_text(&set)}));
        const char *letter = letter_of(&sample, &given, &out);
        bool due = sample.result.advice.add_count || sample.result.advice.remove_count;
        expect_number(buffer_text(&set), *letter != '\0', due);
        if (due)
            expect_facts(&sample, letter);
        letters += due;
        sample_free(&sample);
    }
    assert_true(letters > 300);
    buffer_free(&set);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_letters),
                                       cmocka_unit_test(test_placeholders),
                                       cmocka_unit_test(test_what_stays_denied),
                                       cmocka_unit_test(test_who_is_asked),
                                       cmocka_unit_test(test_what_stays_and_what_can_go),
                                       cmocka_unit_test(test_facts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
