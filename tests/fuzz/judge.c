/* SPDX-License-Identifier: Apache-2.0 */
/* Any set of CAA records, at any level of a climb: what decides does not hang on their order, on records that stand
 * twice, on the case of tags or on reserved flags; notes and conditions are short visible words; and once what is
 * advised is done, whoever was denied is allowed, and nobody who was allowed before is denied. */
#include "../unit/judged.h"
#include "fuzz.h"

#include "caa/advice.h"
#include "caa/climb.h"
#include "caa/conditions.h"
#include "caa/opinion.h"
#include "util/ascii.h"

enum { RECORDS_MAX = 24 };

struct set {
    struct dns_rdata records[RECORDS_MAX + 1];
    size_t count;
};

static const char *const cas[] = {"secomtrust.net", "ca.example"}, *const known[] = {"novel"};

/* An octet says how long a record is; what is no CAA record has made the answer useless before. */
static struct set set_of(const uint8_t *data, size_t size, struct arena *arena)
{
    struct set set = {.count = 0};
    struct caa_property property;
    struct reader reader = reader_of(data, size);
    while (set.count < RECORDS_MAX && reader_left(&reader)) {
        size_t length = reader_u8(&reader);
        length = length < reader_left(&reader) ? length : reader_left(&reader);
        const struct dns_rdata rdata = {arena_dup(arena, reader_bytes(&reader, length), length), (uint16_t)length};
        if (caa_property_read(rdata, &property))
            set.records[set.count++] = rdata;
    }
    return set;
}

static void expect_same(const struct caa_policy *policy, const struct set *set, const enum reason *reasons)
{
    enum reason again[CAA_KIND_COUNT];
    caa_policy_judge(policy, set->records, set->count, again);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        expect(again[kind] == reasons[kind]);
}

static struct set backwards(const struct set *set)
{
    struct set other = {.count = set->count};
    for (size_t i = 0; i < set->count; i++)
        other.records[i] = set->records[set->count - 1 - i];
    return other;
}

static struct set once_more(const struct set *set)
{
    struct set other = *set;
    other.records[other.count++] = set->records[set->count / 2];
    return other;
}

static struct set in_other_letters(const struct set *set, struct arena *arena)
{
    struct set other = *set;
    for (size_t i = 0; i < set->count; i++) {
        uint8_t *bytes = arena_dup(arena, set->records[i].bytes, set->records[i].size);
        bytes[0] ^= 0x7F;
        for (unsigned at = 0; at < bytes[1]; at++)
            bytes[2 + at] ^= ascii_is_alnum(bytes[2 + at]) && !ascii_is_digit(bytes[2 + at]) ? 0x20 : 0;
        other.records[i].bytes = bytes;
    }
    return other;
}

static void expect_visible(const char *text)
{
    for (; *text; text++)
        expect(*text >= 0x20 && *text < 0x7F);
}

static void expect_words(const struct caa_opinion *opinion)
{
    expect(opinion->notes.count <= CAA_NOTES_MAX && opinion->conditions.count <= CAA_CONDITIONS_MAX);
    for (size_t i = 0; i < opinion->notes.count; i++) {
        struct buffer text = {0};
        caa_note_print(&opinion->notes.items[i], &text);
        expect_visible(buffer_text(&text));
        expect(!strchr(buffer_text(&text), ';'));
        buffer_free(&text);
    }
    for (size_t i = 0; i < opinion->conditions.count; i++)
        expect_visible(opinion->conditions.items[i]);
}

static void expect_good_advice(const struct caa_policy *policy, struct caa_opinion *opinion)
{
    for (caa_kinds kinds = 1; kinds <= CAA_KINDS_ALL; kinds++) {
        const struct caa_advice *change = caa_opinion_change(opinion, kinds);
        if (!change->add_count && !change->remove_count)
            continue;
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
            enum verdict before = reason_verdict(opinion->reasons[kind]);
            enum verdict after = reason_verdict(judged(policy, kind, change->after, change->after_count));
            expect(before != VERDICT_ALLOWED || after == VERDICT_ALLOWED);
            expect(before != VERDICT_UNKNOWN || after != VERDICT_DENIED);
            if (kinds >> kind & 1 && before == VERDICT_DENIED && policy->account && policy->method)
                expect(after == VERDICT_ALLOWED);
        }
    }
}

/* What was thought of a set before is what is thought of it now, whatever was thought of others in between. */
static void expect_same_opinion(const struct caa_policy *policy, const struct set *set, struct caa_opinion *opinion)
{
    static struct caa_opinions opinions;
    for (size_t count = set->count; count; count--) {
        struct caa_opinion *first = caa_opinions_obtain(&opinions, policy, set->records, count);
        struct caa_opinion *second = caa_opinions_obtain(&opinions, policy, set->records, count);
        expect(memcmp(first->reasons, second->reasons, sizeof first->reasons) == 0);
        if (count == set->count)
            expect(memcmp(first->reasons, opinion->reasons, sizeof first->reasons) == 0);
        for (unsigned tag = 0; tag < CAA_TAG_COUNT; tag++)
            expect(caa_opinion_bindings(first, tag) && caa_opinion_bindings(second, tag));
        caa_opinion_drop(second);
        caa_opinion_drop(first);
    }
    caa_opinions_clear(&opinions);
    expect(!opinions.held);
}

static void expect_place(const struct climb *climb, struct caa_opinion *opinion, struct arena *arena)
{
    for (caa_kinds kinds = 1; kinds <= CAA_KINDS_ALL; kinds++) {
        const struct caa_advice *change = caa_opinion_change(opinion, kinds);
        const struct caa_advice advice = caa_advice_for_climb(change, climb, NULL, arena);
        if (!advice.add_count && !advice.remove_count)
            continue;
        expect(advice.owner && advice.add_count <= advice.after_count);
        expect(advice.place != CAA_ADVICE_LOCAL || (!advice.remove_count && advice.add_count == advice.after_count));
    }
}

/* The set at a level of a name, behind an alias or not. */
static void climb_to(struct caa_opinion *opinion, const struct set *set, uint8_t where, struct arena *arena)
{
    static const char *const texts[] = {"a.b.example.co.jp", "x.github.io", "www.example.com", "co.jp"};
    const char *text = texts[where % COUNT_OF(texts)];
    struct dns_name name, target;
    struct climb climb;
    size_t level;
    expect(dns_name_parse(text, strlen(text), &name) && dns_name_parse("other.example.org", 17, &target));
    climb_init(&climb, name.wire, arena);
    while (climb_next(&climb, &level)) {
        struct dns_answer draft = {.kind = ANSWER_NODATA, .detail = ""};
        const uint8_t *aliases[] = {target.wire};
        if (level == where / COUNT_OF(texts) % climb.level_count) {
            draft = (struct dns_answer){.kind = ANSWER_SET,
                                        .detail = "",
                                        .records = set->records,
                                        .record_count = set->count,
                                        .owner = climb.levels[level].name};
            if (where & 0x80)
                draft.aliases = aliases, draft.alias_count = 1, draft.owner = target.wire;
        }
        climb_feed(&climb, level, dns_answer_new(&draft));
    }
    expect(climb.state == CLIMB_FOUND);
    expect_place(&climb, opinion, arena);
    climb_finish(&climb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    bool tells = size && data[0] & 1, knows = size && data[0] & 2;
    const struct caa_policy policy = {.cas = {cas, 2},
                                      .known_tags = {known, knows},
                                      .account = tells ? "https://ca.example/acct/1" : NULL,
                                      .method = tells ? "dns-01" : NULL};
    const struct set set = set_of(data + !!size, size - !!size, &arena);
    if (set.count) {
        struct caa_opinion *opinion = caa_opinion_new(&policy, set.records, set.count);
        const struct set others[] = {backwards(&set), once_more(&set), in_other_letters(&set, &arena)};
        for (size_t i = 0; i < COUNT_OF(others); i++)
            expect_same(&policy, &others[i], opinion->reasons);
        expect_words(opinion);
        expect_good_advice(&policy, opinion);
        expect_same_opinion(&policy, &set, opinion);
        climb_to(opinion, &set, data[0] >> 2 | (data[0] & 0x80), &arena);
        caa_opinion_drop(opinion);
    }
    arena_free(&arena);
    return 0;
}
