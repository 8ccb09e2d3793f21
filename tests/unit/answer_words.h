/* SPDX-License-Identifier: Apache-2.0 */
/* Answers in a line of words, to be compared with what a table says. */
#ifndef TESTS_UNIT_ANSWER_WORDS_H
#define TESTS_UNIT_ANSWER_WORDS_H

#include "expect.h"

#include "dns/answer.h"
#include "util/arena.h"

static inline const char *fault_word(enum dnssec_fault fault)
{
    static const char *const words[] = {
#define WORD(id) &(#id)[sizeof "DNSSEC_FAULT_" - 1],
        DNSSEC_FAULT_LIST(WORD)
#undef WORD
    };
    return words[fault];
}

static inline void add_word(struct buffer *out, const char *word)
{
    if (!*word)
        return;
    buffer_add_text(out, out->size ? " " : "");
    buffer_add_text(out, word);
}

static inline void add_name(struct buffer *out, const char *before, const uint8_t *name)
{
    if (!name)
        return;
    buffer_add_text(out, before);
    dns_name_print(name, out);
}

/* `set secure via caa.good.test at caa.good.test`, `failed timeout for www.good.test secure`, `bogus for
 * forged.broken.test BAD_SIGNATURE of broken.test` */
static inline void answer_print(const struct dns_answer *answer, struct buffer *out)
{
    static const char *const kinds[] = {"set", "nodata", "nxdomain", "alias", "failed", "bogus"};
    static const char *const clues[] = {"", "TCP", "TYPE", "EDNS", "NOT_DELEGATED", "ALIAS"};
    bool bogus = answer->kind == ANSWER_BOGUS;
    assert_int_equal(bogus, answer->dnssec == DNSSEC_BOGUS);
    add_word(out, kinds[answer->kind]);
    add_word(out, failure_code(answer->failure));
    add_name(out, " for ", answer->cause.name);
    add_word(out, bogus ? "" : dnssec_word(answer->dnssec));
    add_word(out, answer->fault ? fault_word(answer->fault) : "");
    add_name(out, " of ", answer->fault_zone);
    add_word(out, clues[answer->cause.clue]);
    add_name(out, " ", answer->cause.clue_zone);
    for (size_t i = 0; i < answer->alias_count; i++)
        add_name(out, i ? ", " : " via ", answer->aliases[i]);
    add_name(out, " at ", answer->owner);
    add_word(out, answer->record_count > 1 ? "twofold" : "");
    add_word(out, answer->sha1 ? "sha1" : "");
    add_word(out, answer->remarks.stale ? "stale" : "");
    add_word(out, answer->remarks.stripped ? "stripped" : "");
    add_word(out, answer->cause.spent ? "spent" : "");
}

/* The same as a text that lives as long as the process. */
static inline const char *describe(const struct dns_answer *answer)
{
    static struct arena texts;
    struct buffer out = {0};
    answer_print(answer, &out);
    const char *text = arena_text(&texts, out.data, out.size);
    buffer_free(&out);
    return text;
}

#endif
