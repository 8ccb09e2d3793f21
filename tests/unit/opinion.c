/* SPDX-License-Identifier: Apache-2.0 */
#include "caa_set.h"

#include "caa/conditions.h"
#include "caa/opinion.h"

static const char *const our_ca[] = {"secomtrust.net"};
static const char *const their_ca[] = {"ca.example"};

static const char *const sets[] = {
    "0 issue ca.example",
    "0 issue secomtrust.net",
    "0 issue ca.example | 0 issuemail ;",
    "0 issuemail ; | 0 issue ca.example",
    "0 issue ca.example | 0 issue ca.example",
    "0 issue secomtrst.net; accounturi=u",
    "0 issue secomtrust.net; accounturi=u; validationmethods=dns-01 | 0 issuewild ;",
    "128 tbs x | 0 issue a b | 1 issue SECOMTRUST.NET",
    "0 issue \\000",
    "# 0005",
    "",
};

static void show_change(char sign, const struct dns_rdata *records, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_char(out, sign);
        caa_rdata_print(records[i], out);
    }
}

static void show_rest(const enum reason *reasons, const struct caa_notes *notes, struct text_list conditions,
                      const struct caa_advice *change, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        buffer_add_text(out, reason_word(reasons[kind]));
        buffer_add_char(out, ' ');
    }
    for (size_t i = 0; i < notes->count; i++)
        caa_note_print(&notes->items[i], out);
    for (size_t i = 0; i < conditions.count; i++)
        buffer_add_text(out, conditions.items[i]);
    show_change('+', change->add, change->add_count, out);
    show_change('-', change->remove, change->remove_count, out);
    show_change('=', change->after, change->after_count, out);
}

static void show_bindings(struct caa_binding named, struct caa_binding meant, struct buffer *out)
{
    const bool all[] = {named.account, named.method, meant.account, meant.method};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buffer_add_char(out, all[i] ? '1' : '0');
}

static void show_opinion(struct caa_opinion *opinion, caa_kinds kinds, struct buffer *out)
{
    buffer_clear(out);
    show_rest(opinion->reasons, &opinion->notes, opinion->conditions, caa_opinion_change(opinion, kinds), out);
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++) {
        const struct caa_bindings *bindings = caa_opinion_bindings(opinion, tag);
        show_bindings(bindings->named, bindings->meant, out);
    }
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        buffer_add_unsigned(out, opinion->deciding[kind]);
}

/* The same, by those that an opinion asks. */
static void show_worked_out(const struct caa_policy *policy, const struct caa_set *set, caa_kinds kinds,
                            struct buffer *out)
{
    struct arena arena = {0};
    struct caa_notes notes = {0};
    enum reason reasons[CAA_KIND_COUNT];
    const struct dns_answer answer = answer_of(set, NULL);
    struct caa_advice change = caa_advice_for_set(policy, kinds, &answer, &arena);
    caa_policy_judge(policy, set->records, set->count, reasons);
    caa_notes_of_records(&notes, policy, set->records, set->count, &arena);
    buffer_clear(out);
    show_rest(reasons, &notes, caa_conditions(policy, set->records, set->count, &arena), &change, out);
    for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++)
        show_bindings(caa_policy_binding(policy, tag, set->records, set->count),
                      caa_notes_meant_binding(policy, tag, set->records, set->count), out);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        buffer_add_unsigned(out, caa_policy_deciding_tag(kind, set->records, set->count));
    arena_free(&arena);
}

/* One cache for all, each set twice: nobody gets another's. */
static void test_an_opinion_is_what_would_be_worked_out(void **state)
{
    (void)state;
    const struct caa_policy policies[] = {policy_of(our_ca), policy_of(their_ca)};
    struct caa_opinions opinions = {0};
    struct buffer kept = {0}, fresh = {0};
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
            for (size_t j = 0; j < sizeof policies / sizeof *policies; j++)
                for (caa_kinds kinds = 0; kinds <= CAA_KINDS_ALL; kinds++) {
                    struct caa_set set = caa_set_of(sets[i]);
                    struct caa_opinion *opinion = caa_opinions_obtain(&opinions, &policies[j], set.records, set.count);
                    show_worked_out(&policies[j], &set, kinds, &fresh);
                    caa_set_free(&set);
                    show_opinion(opinion, kinds, &kept);
                    expect_text(sets[i], buffer_text(&kept), buffer_text(&fresh));
                    caa_opinion_drop(opinion);
                }
    caa_opinions_clear(&opinions);
    assert_int_equal(opinions.held, 0);
    buffer_free(&kept);
    buffer_free(&fresh);
}

static struct caa_opinion *obtain(struct caa_opinions *opinions, const struct caa_policy *policy, const char *text)
{
    struct caa_set set = caa_set_of(text);
    struct caa_opinion *opinion = caa_opinions_obtain(opinions, policy, set.records, set.count);
    caa_set_free(&set);
    return opinion;
}

static void test_what_is_given_again(void **state)
{
    (void)state;
    const struct caa_policy policy = policy_of(our_ca), same_words = policy;
    struct caa_opinions opinions = {0};
    struct caa_opinion *first = obtain(&opinions, &policy, sets[2]), *again = obtain(&opinions, &policy, sets[2]);
    assert_ptr_equal(first, again);
    struct caa_opinion *turned = obtain(&opinions, &policy, sets[3]);
    struct caa_opinion *other = obtain(&opinions, &same_words, sets[2]);
    assert_ptr_not_equal(first, turned);
    assert_ptr_not_equal(first, other);
    caa_opinions_clear(&opinions);
    expect_text("held", reason_word(first->reasons[CAA_KIND_SERVER]), "not-listed");
    caa_opinion_drop(first);
    caa_opinion_drop(again);
    caa_opinion_drop(turned);
    assert_int_not_equal(opinions.held, 0);
    caa_opinion_drop(other);
    assert_int_equal(opinions.held, 0);
}

/* Whatever sets there are, what is kept for later is bounded, and all that is in use is counted. */
static void test_what_is_kept_is_bounded(void **state)
{
    (void)state;
    const struct caa_policy policy = policy_of(our_ca);
    struct caa_opinions opinions = {0};
    struct buffer text = {0};
    size_t kept = 0;
    for (unsigned i = 0; i < 3 * CAA_OPINIONS_KEPT; i++) {
        buffer_clear(&text);
        buffer_add_text(&text, "0 issue ca");
        buffer_add_unsigned(&text, i);
        struct caa_opinion *opinion = obtain(&opinions, &policy, buffer_text(&text));
        caa_opinion_change(opinion, CAA_KINDS_ALL);
        caa_opinion_drop(opinion);
    }
    for (size_t i = 0; i < CAA_OPINIONS_KEPT; i++)
        kept += opinions.kept[i] ? opinions.kept[i]->counted : 0;
    assert_int_equal(opinions.held, kept);
    buffer_clear(&text);
    for (unsigned i = 0; i <= CAA_OPINION_RECORDS_MAX; i++)
        buffer_add_text(&text, i ? " | 0 issue x" : "0 issue x");
    caa_opinion_drop(obtain(&opinions, &policy, buffer_text(&text)));
    buffer_clear(&text);
    buffer_add_text(&text, "0 issue ");
    for (unsigned i = 0; i < CAA_OPINION_OCTETS_MAX; i++)
        buffer_add_char(&text, 'x');
    caa_opinion_drop(obtain(&opinions, &policy, buffer_text(&text)));
    assert_int_equal(opinions.held, kept);
    caa_opinions_clear(&opinions);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_opinion_is_what_would_be_worked_out),
        cmocka_unit_test(test_what_is_given_again),
        cmocka_unit_test(test_what_is_kept_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
