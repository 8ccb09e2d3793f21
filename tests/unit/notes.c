/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"

#include "caa/notes.h"
#include "util/typo.h"

#include <stdlib.h>

#define US "secomtrust.net"

static const char *const our_ca[] = {US};

static const char *show_notes(const struct caa_policy *policy, const char *name, const struct dns_answer *answer,
                              struct buffer *out)
{
    struct arena arena = {0};
    struct caa_notes notes = {0};
    struct dns_name found_at = name_of(name);
    buffer_clear(out);
    caa_notes_of_records(&notes, policy, answer->records, answer->record_count, &arena);
    caa_notes_of_answer(&notes, found_at.wire, answer, &arena);
    for (size_t i = 0; i < notes.count; i++) {
        if (i)
            buffer_add_text(out, "; ");
        caa_note_print(&notes.items[i], out);
    }
    arena_free(&arena);
    return buffer_text(out);
}

struct noted {
    const char *set, *notes;
};

static void expect_noted(const struct caa_policy *policy, const struct noted *cases, size_t count)
{
    struct buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        struct caa_set set = caa_set_of(cases[i].set);
        const struct dns_answer answer = answer_of(&set, NULL);
        expect_text(cases[i].set, show_notes(policy, "example.ac.jp", &answer, &out), cases[i].notes);
        caa_set_free(&set);
    }
    buffer_free(&out);
}

static void test_ordinary_sets(void **state)
{
    static const struct noted cases[] = {
        {"0 issue " US, ""},
        {"128 issue " US, ""},
        {"0 issue ;", ""},
        {"0 issue ", ""},
        {"0 issue ca.example | 0 issuewild ; | 0 issuemail " US " | 0 iodef mailto:a@b.jp", ""},
        {"0 issue " US "; accounturi=https://a/1; validationmethods=dns-01", ""},
        {"0 issue letsencrypt.org | 0 issue digicert.com; cansignhttpexchanges=yes | 0 issue jprs.jp", ""},
        {"0 issue  " US "\\032", ""},
        {"0 contactemail a@b.jp | 0 contactphone 1 | 0 issuevmc x | 0 policy x | 0 auth x | 0 path x", ""},
        {"0 mystery x | 128 caaauditdummy x", ""},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
}

static void test_flags_and_tags(void **state)
{
    static const struct noted cases[] = {
        {"1 issue " US, "flag-1"},
        {"130 mystery x", "flag-130"},
        {"255 mystery x | 1 issue " US " | 1 issue ca.example", "flag-255; flag-1"},
        {"128 isue " US, "tag-typo=isue"},
        {"0 ISUSE x", "tag-typo=ISUSE"},
        {"0 issuewidl x", "tag-typo=issuewidl"},
        {"0 isseumail x", "tag-typo=isseumail"},
        {"0 iodfe x", "tag-typo=iodfe"},
        {"0 wildcard x", "tag-typo=wildcard"},
        {"0 issueemail x", "tag-typo=issueemail"},
        {"0 issuer x", "tag-typo=issuer"},
        {"0 issue-wild x", "tag-invalid; tag-typo=issue-wild"},
        {"0 issue\\032 x", "tag-invalid; tag-typo=issue "},
        {"0 i-s-s-u-e-w-i-l-d x", "tag-invalid; tag-typo=i-s-s-u-e-w-i-l-d"},
        {"0 issue;\\000 x", "tag-invalid; tag-typo=issue\\059\\000"},
        {"#0000", "tag-invalid"},
        {"0 is x", ""},
        {"0 security x", ""},
        {"0 mys_tery x", "tag-invalid"},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
}

static void test_known_tags_are_no_typos(void **state)
{
    static const char *const tags[] = {"Issues"};
    static const struct noted cases[] = {{"0 issues x", ""}, {"0 issuee x", "tag-typo=issuee"}};
    struct caa_policy policy = policy_of(our_ca);
    (void)state;
    policy.known_tags = (struct text_list){tags, 1};
    expect_noted(&policy, cases, COUNT_OF(cases));
}

/* The CA's name in full width. */
#define WIDE                                                                                                           \
    "\\239\\189\\147\\239\\189\\133\\239\\189\\131\\239\\189\\143\\239\\189\\141\\239\\189\\148"                       \
    "\\239\\189\\146\\239\\189\\149\\239\\189\\147\\239\\189\\148\\239\\188\\142\\239\\189\\142"                       \
    "\\239\\189\\133\\239\\189\\148"

static void test_issuers(void **state)
{
    static const struct noted cases[] = {
        /* close to the CA's name */
        {"0 issue secomtrust.com", "issuer-typo=secomtrust.com"},
        {"0 issue secomtrust.co.jp", "issuer-typo=secomtrust.co.jp"},
        {"0 issue secomtrust", "issuer-typo=secomtrust"},
        {"0 issue " US ".example", "issuer-typo=" US ".example"},
        {"0 issuewild secomtrsut.net", "issuer-typo=secomtrsut.net"},
        {"0 issuemail secomtrust.nte; a=b", "issuer-typo=secomtrust.nte"},
        {"0 issue SecomTrast.net", "issuer-typo=SecomTrast.net"},
        {"0 issue secomtrsut.nte", "issuer-typo=secomtrsut.nte"},
        {"0 issue www." US, "issuer-typo=www." US},
        {"0 issue a.b." US, "issuer-typo=a.b." US},
        {"0 issue secom_trust.net", "issuer-typo=secom_trust.net"},
        {"0 issue se-com-trust.net", "issuer-typo=se-com-trust.net"},
        {"0 issue s-e-c-o-m-t-r-u-s-t.net", "issuer-typo=s-e-c-o-m-t-r-u-s-t.net"},
        {"0 issue https://" US, "issuer-typo=https://" US},
        {"0 issue HTTP://" US "/", "issuer-typo=HTTP://" US "/"},
        {"0 issue https://www." US "/", "issuer-typo=https://www." US "/"},
        {"0 issue \"" US "\"", "issuer-typo=\"" US "\""},
        {"0 issue ." US, "issuer-typo=." US},
        {"0 issue *." US, "issuer-typo=*." US},
        {"0 issue " US "\\000", "issuer-typo=" US "\\000"},
        {"0 issue secom\\227\\131\\188trust.net", "issuer-typo=secom\\227\\131\\188trust.net; odd-character=U+30FC"},
        /* from a document: full width, its full stop, quotation marks, a no-break space, an astral character */
        {"0 issue \\239\\189\\147ecomtrust.net", "issuer-typo=\\239\\189\\147ecomtrust.net; odd-character=U+FF53"},
        {"0 issue " WIDE, "issuer-typo=" WIDE
                          "; odd-character=U+FF53; odd-character=U+FF45; odd-character=U+FF43; odd-character=U+FF4F"},
        {"0 issue secomtrust\\227\\128\\130net", "issuer-typo=secomtrust\\227\\128\\130net; odd-character=U+3002"},
        {"0 issue \\226\\128\\156" US "\\226\\128\\157",
         "issuer-typo=\\226\\128\\156" US "\\226\\128\\157; odd-character=U+201C; odd-character=U+201D"},
        {"0 issue " US "\\194\\160", "issuer-typo=" US "\\194\\160; odd-character=U+00A0"},
        {"0 issue ca.example\\240\\159\\146\\169", "odd-character=U+1F4A9"},
        /* not close */
        {"0 issue secom.co.jp", ""},
        {"0 issue %%%%%", ""},
        {"0 issue xyz" US, ""},
        {"0 issue secmotrsut.nte", ""},
        {"0 issue abc.example.net", ""},
        /* others */
        {"0 issue certs.nii.ac.jp", "issuer-legacy=certs.nii.ac.jp"},
        {"0 issuewild CERTS.nii.ac.jp; a=b", "issuer-legacy=CERTS.nii.ac.jp"},
        {"0 issue SecomTrust.NET", "issuer-case"},
        {"0 issue " US ".", "trailing-dot"},
        {"0 issue SECOMTRUST.net.; a=b", "trailing-dot"},
        {"0 issue ca.example.", "trailing-dot"},
        {"0 issue certs.nii.ac.jp.", "trailing-dot; issuer-legacy=certs.nii.ac.jp"},
        {"0 issue .", ""},
        {"0 issue a..", ""},
        /* names of CAs in other properties */
        {"0 contactemail secomtrust.com", ""},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
}

static void test_other_cas(void **state)
{
    static const char *const cas[] = {"ca.example", "pki.goog"};
    static const struct noted cases[] = {
        {"0 issue certs.nii.ac.jp", ""},
        {"0 issue pki.good", "issuer-typo=pki.good"},
        {"0 issue PKI.goog", "issuer-case"},
        {"0 issue www.ca.example", "issuer-typo=www.ca.example"},
        {"0 issue ca.example. | 0 issue " US, "trailing-dot"},
    };
    const struct caa_policy policy = {.cas = {cas, 2}}, nobody = {0};
    static const struct noted without[] = {{"0 issue " US ". | 0 issue secomtrust.com", "trailing-dot"}};
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
    expect_noted(&nobody, without, COUNT_OF(without));
}

static void test_values(void **state)
{
    static const struct noted cases[] = {
        {"0 issue " US ";", "trailing-semicolon"},
        {"0 issue ca.example ; ", "trailing-semicolon"},
        {"0 issue " US "; accounturi=b;", "trailing-semicolon"},
        {"0 issue ; ;", ""},
        {"0 issue " US " policy=ev", "unquoted-spaces"},
        {"0 issue " US " ca.example", "unquoted-spaces"},
        {"0 issue ca.example letsencrypt.org", "unquoted-spaces"},
        {"0 issue ca.example, letsencrypt.org", "unquoted-spaces"},
        {"0 issue ca.example; a=b c=d", "unquoted-spaces"},
        {"0 issue ca.example; a = b\\009c = d", "unquoted-spaces"},
        {"0 issue ca.example; a b=c", "unquoted-spaces"},
        {"0 issue ca.example; a=b=\\009c", "unquoted-spaces"},
        {"0 issue ca.example; a_b = c", ""},
        {"0 issue  ca.example. ; a = b", "trailing-dot"},
        {"0 issue " US "; foo=bar", "unknown-parameter=foo"},
        {"0 issue " US "; foo=bar; policy=ev; foo=x; AccountURI=u", "unknown-parameter=foo; unknown-parameter=policy"},
        {"0 issue ca.example; foo=bar", ""},
        {"0 iodef mailto:a@b.jp | 0 iodef http://a | 0 iodef HTTPS://a/", ""},
        {"0 iodef a@b.jp", "iodef-invalid"},
        {"0 iodef ", "iodef-invalid"},
        {"0 iodef mailto:", "iodef-invalid"},
        {"0 iodef https://", "iodef-invalid"},
        {"0 iodef tel:+81", "iodef-invalid"},
        {"0 iodef mailto:a b@c", "iodef-invalid"},
        {"0 iodef mailto:a@b\\000", "iodef-invalid"},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
}

static void test_duplicates(void **state)
{
    static const struct noted cases[] = {
        {"0 issue ca.example | 0 issue ca.example", "duplicate"},
        {"0 issue ca.example | 128 ISSUE Ca.Example", "duplicate"},
        {"0 issue a.example | 0 issue b.example | 0 issue a.example", "duplicate"},
        {"0 issue ca.example | 0 issuewild ca.example", ""},
        {"0 issue ca.example | 0 issue ca.example;x=y", ""},
    };
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    expect_noted(&policy, cases, COUNT_OF(cases));
}

static void test_of_the_set(void **state)
{
    static const uint8_t alias[] = {1, 'x', 0};
    static const uint8_t *const aliases[] = {alias};
    static const struct {
        const char *name;
        uint32_t ttl;
        bool alias, stale;
        const char *notes;
    } cases[] = {
        {"example.ac.jp", 28800, false, false, ""},
        {"example.ac.jp", 28801, false, false, "long-ttl"},
        {"ac.jp", 60, false, false, "set-at-public-suffix"},
        {"jp", 60, false, false, "set-at-public-suffix"},
        {"co.uk", 60, false, false, "set-at-public-suffix"},
        {"xn--wgv71a119e.jp", 60, false, false, ""},
        {"xn--j1amh", 60, false, false, "set-at-public-suffix"},
        {"www.example.ac.jp", 60, true, false, "from-alias"},
        {"www.example.ac.jp", 60, false, true, "stale-answer"},
        {"et", 86400, true, true, "long-ttl; set-at-public-suffix; from-alias; stale-answer"},
    };
    const struct caa_policy policy = policy_of(our_ca);
    struct caa_set set = caa_set_of("0 issue ca.example");
    struct buffer out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct dns_answer answer = answer_of(&set, NULL);
        answer.ttl = cases[i].ttl;
        answer.remarks.stale = cases[i].stale;
        answer.alias_count = cases[i].alias;
        answer.aliases = aliases;
        expect_text(cases[i].name, show_notes(&policy, cases[i].name, &answer, &out), cases[i].notes);
    }
    caa_set_free(&set);
    buffer_free(&out);
}

/* A set full of oddities leaves room for what is said of the whole. */
static void test_bounded(void **state)
{
    struct buffer text = {0}, out = {0};
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        buffer_add_text(&text, i ? " | 0 issue " : "0 issue ");
        buffer_add_unsigned(&text, i);
        buffer_add_text(&text, "." US);
    }
    struct caa_set set = caa_set_of(buffer_text(&text));
    struct dns_answer answer = answer_of(&set, NULL);
    answer.ttl = CAA_LONG_TTL + 1;
    const char *notes = show_notes(&policy, "example.jp", &answer, &out);
    size_t count = 1;
    for (const char *at = notes; (at = strstr(at, "; ")); at += 2)
        count++;
    expect_number("notes", count, CAA_NOTES_MAX - CAA_NOTES_OF_SET + 1);
    expect_start("the first", notes, "issuer-typo=0." US "; ");
    expect_part("the whole", notes, "; long-ttl");
    caa_set_free(&set);
    buffer_free(&text);
    buffer_free(&out);
}

static void test_long_values_are_cut(void **state)
{
    struct buffer text = {0}, out = {0};
    const struct caa_policy policy = policy_of(our_ca);
    (void)state;
    buffer_add_text(&text, "0 issue " US "; ");
    for (size_t i = 0; i < 1000; i++)
        buffer_add_char(&text, 'x');
    buffer_add_text(&text, "=1");
    struct caa_set set = caa_set_of(buffer_text(&text));
    const struct dns_answer answer = answer_of(&set, NULL);
    const char *notes = show_notes(&policy, "example.jp", &answer, &out);
    expect_number("size", strlen(notes), strlen("unknown-parameter=") + CAA_NOTE_VALUE_MAX);
    caa_set_free(&set);
    buffer_free(&text);
    buffer_free(&out);
}

static void test_add(void **state)
{
    struct arena arena = {0};
    struct caa_notes notes = {0};
    (void)state;
    for (unsigned times = 0; times < 2; times++)
        for (unsigned note = 0; note < NOTE_COUNT; note++)
            caa_notes_add(&notes, note, &arena);
    expect_number("each once", notes.count, NOTE_COUNT);
    expect_number("the first", notes.items[0].note, 0);
    expect_number("the last", notes.items[NOTE_COUNT - 1].note, NOTE_COUNT - 1);
    arena_free(&arena);
}

/* ---- how far two texts are from each other ---- */

enum { TYPO_PAIRS = 50000, TYPO_SIZE = 12 };

/* By the definition, all cells. */
static unsigned plain_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    unsigned cells[TYPO_SIZE + 1][TYPO_SIZE + 1];
    for (unsigned i = 0; i <= a_size; i++)
        for (unsigned j = 0; j <= b_size; j++) {
            unsigned best = i ? j ? cells[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : i : j;
            if (i && cells[i - 1][j] + 1 < best)
                best = cells[i - 1][j] + 1;
            if (j && cells[i][j - 1] + 1 < best)
                best = cells[i][j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && cells[i - 2][j - 2] + 1 < best)
                best = cells[i - 2][j - 2] + 1;
            cells[i][j] = best;
        }
    return cells[a_size][b_size];
}

/* Of two letters, so that many are near each other. */
static size_t draw_text(char *text)
{
    size_t size = (size_t)(rand() % (TYPO_SIZE + 1));
    for (size_t i = 0; i < size; i++)
        text[i] = "ab"[rand() % 2];
    return size;
}

static void test_distance(void **state)
{
    unsigned near = 0;
    (void)state;
    srand(1);
    for (unsigned pair = 0; pair < TYPO_PAIRS; pair++) {
        char a[TYPO_SIZE + 1] = "", b[TYPO_SIZE + 1] = "";
        size_t a_size = draw_text(a), b_size = draw_text(b);
        unsigned found = typo_distance(a, a_size, b, b_size), expected = plain_distance(a, a_size, b, b_size);
        if (expected > TYPO_DISTANCE_MAX)
            expected = TYPO_DISTANCE_MAX + 1;
        near += expected <= TYPO_DISTANCE_MAX;
        if (found != expected)
            fail_msg("%.*s and %.*s: %u, expected %u", (int)a_size, a, (int)b_size, b, found, expected);
    }
    assert_true(near > TYPO_PAIRS / 10);
}

static void test_bars(void **state)
{
    static const enum note bars[] = {NOTE_SINGLE_LABEL, NOTE_NOT_LDH, NOTE_PUBLIC_SUFFIX, NOTE_NO_SUCH_DOMAIN};
    (void)state;
    for (unsigned note = 0; note < NOTE_COUNT; note++) {
        bool expected = false;
        for (size_t i = 0; i < COUNT_OF(bars); i++)
            expected = expected || note == bars[i];
        if (caa_note_bars(note) != expected)
            fail_msg("%s", caa_note_word(note));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ordinary_sets),
        cmocka_unit_test(test_flags_and_tags),
        cmocka_unit_test(test_known_tags_are_no_typos),
        cmocka_unit_test(test_issuers),
        cmocka_unit_test(test_other_cas),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_of_the_set),
        cmocka_unit_test(test_bounded),
        cmocka_unit_test(test_long_values_are_cut),
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
