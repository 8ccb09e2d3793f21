/* SPDX-License-Identifier: Apache-2.0 */
#include "words_change.h"

static bool is_dns_wildcard(const uint8_t *name)
{
    return name[0] == 1 && name[1] == '*';
}

static void change_words_say_place(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    if (result->set->alias_count)
        advising_say(advising, result->set->dname ? WORDS_PLACE_DNAME : WORDS_PLACE_ALIAS, out);
    if (result->aside == AUDIT_WILDCARD_SET)
        advising_say(advising, WORDS_PLACE_SYNTHESISED, out);
    if (is_dns_wildcard(result->advice.owner) && !dns_name_equal(result->advice.owner, result->caa_name))
        advising_say(advising, WORDS_PLACE_WILDCARD, out);
    if (!dns_name_equal(result->caa_name, result->name))
        advising_say(advising, WORDS_PLACE_PARENT, out);
}

static void say_whose(const struct advising *advising, struct buffer *out)
{
    bool alias = advising->result->set->alias_count;
    advising_say(advising, alias ? WORDS_OTHER_HANDS_ALIAS : WORDS_OTHER_HANDS_SUFFIX, out);
}

void words_cover(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    bool below = !dns_name_equal(caa_advice_place_below(result->climb), result->name);
    if (result->aside == AUDIT_WILDCARD_COVERS)
        advising_say(advising, below ? WORDS_LOCAL_WILDCARD_BELOW : WORDS_LOCAL_WILDCARD, out);
}

static void say_local_set(const struct advising *advising, struct buffer *out)
{
    say_whose(advising, out);
    advising_say(advising, WORDS_LOCAL_SET, out);
    words_cover(advising, out);
}

static void say_elsewhere(const struct advising *advising, struct buffer *out)
{
    const struct audit_result *result = advising->result;
    const struct dns_answer *first = result->climb->levels[0].answer;
    say_whose(advising, out);
    advising_say(advising, WORDS_ASK_THEM, out);
    if (result->aside == AUDIT_WILDCARD_ALIAS) {
        advising_say(advising, WORDS_REPLACE_WILDCARD_ALIAS, out);
        if (!dns_name_equal(advising_branch(advising), result->name))
            advising_say(advising, WORDS_REPLACE_WILDCARD_BRANCH, out);
    } else if (first->alias_count)
        advising_say(advising, first->dname ? WORDS_REPLACE_DNAME : WORDS_REPLACE_ALIAS, out);
}

static void say_records(const struct advising *advising, struct buffer *out)
{
    const struct caa_advice *advice = &advising->result->advice;
    if (!advice->add_count)
        advising_say(advising, WORDS_REMOVE, out);
    else if (advice->remove_count)
        advising_say(advising, WORDS_EXCHANGE, out);
    else
        advising_say(advising, advice->add_count == 1 ? WORDS_ADD_ONE : WORDS_ADD_MANY, out);
}

void words_change(const struct advising *advising, struct buffer *out)
{
    const struct caa_advice *advice = &advising->result->advice;
    if (!advice->add_count && !advice->remove_count)
        return;
    switch (advice->place) {
    case CAA_ADVICE_AT_OWNER:
        say_records(advising, out);
        change_words_say_place(advising, out);
        break;
    case CAA_ADVICE_LOCAL:
        say_local_set(advising, out);
        break;
    case CAA_ADVICE_ELSEWHERE:
        say_records(advising, out);
        say_elsewhere(advising, out);
        break;
    }
}
