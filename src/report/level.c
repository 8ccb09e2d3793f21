/* SPDX-License-Identifier: Apache-2.0 */
#include "report/level.h"

const struct dns_answer *level_answer(const struct climb *climb, size_t level)
{
    const struct dns_answer *answer = climb->levels[level].answer;
    bool nothing = level > climb->level || !answer || (answer->remarks.outside && !answer->alias_count);
    return nothing ? NULL : answer;
}

enum level_outcome level_outcome_of(const struct climb *climb, size_t level)
{
    const struct dns_answer *answer = level_answer(climb, level);
    if (!answer || answer->remarks.outside)
        return LEVEL_NOT_ASKED;
    switch (answer->kind) {
    case ANSWER_SET:
        return LEVEL_SET;
    case ANSWER_NXDOMAIN:
        return LEVEL_NXDOMAIN;
    case ANSWER_FAILED:
        return LEVEL_FAILED;
    case ANSWER_BOGUS:
        return LEVEL_BOGUS;
    case ANSWER_NODATA:
    case ANSWER_ALIAS:
        break;
    }
    return LEVEL_NODATA;
}

const char *level_outcome_word(enum level_outcome outcome)
{
    static const char *const words[] = {
        [LEVEL_SET] = "set",       [LEVEL_NODATA] = "nodata", [LEVEL_NXDOMAIN] = "nxdomain",
        [LEVEL_FAILED] = "failed", [LEVEL_BOGUS] = "bogus",   [LEVEL_NOT_ASKED] = "not-asked"};
    return words[outcome];
}
