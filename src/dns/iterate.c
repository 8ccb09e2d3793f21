/* SPDX-License-Identifier: Apache-2.0 */
/* Each zone is told one label more than it has told of: the parent of the name first, the name and its type only at the
 * end. Servers that do not bear that (NXDOMAIN or an error for an empty non-terminal) are told the whole name. */
#include "dns/iterate.h"

static bool asks_parent_side(struct dns_question question)
{
    return question.type == DNS_TYPE_DS;
}

static const uint8_t *suffix(const uint8_t *name, size_t labels)
{
    for (size_t left = dns_name_labels(name); left > labels; left--)
        name = dns_name_parent(name);
    return name;
}

static bool tells_whole(const struct iteration *iteration)
{
    return iteration->whole || iteration->minimised >= ITERATE_MINIMISE_MAX ||
           iteration->told + 1 >= dns_name_labels(iteration->question.name);
}

void iterate_start(struct iteration *iteration, struct dns_question question, const uint8_t *zone, size_t told)
{
    *iteration = (struct iteration){.question = question, .zone = dns_name_copy(zone), .told = told};
}

bool iterate_next(struct iteration *iteration, struct dns_question *ret_question)
{
    if (++iteration->questions > ITERATE_QUESTIONS_MAX)
        return false;
    *ret_question = iteration->question;
    iteration->asks_whole = tells_whole(iteration);
    if (iteration->asks_whole)
        return true;
    iteration->minimised++;
    *ret_question = dns_question_of(suffix(iteration->question.name, iteration->told + 1), DNS_TYPE_A);
    return true;
}

static enum iterate_step descend(struct iteration *iteration, const uint8_t *cut)
{
    iteration->zone = dns_name_copy(cut);
    iteration->told = dns_name_labels(cut);
    iteration->whole = false;
    return ITERATE_CUT;
}

/* A server that refers the question about a DS to the zone itself does not know that it is its own to answer. */
static bool is_own_to_answer(const struct iteration *iteration, const struct dns_reply *reply)
{
    return asks_parent_side(iteration->question) && dns_name_equal(reply->cut, iteration->question.name);
}

enum iterate_step iterate_feed(struct iteration *iteration, const struct dns_reply *reply)
{
    if (reply->kind == REPLY_REFERRAL && !is_own_to_answer(iteration, reply))
        return descend(iteration, reply->cut);
    if (iteration->asks_whole)
        return ITERATE_COMPLETE;
    if (reply->kind == REPLY_SET || reply->kind == REPLY_NODATA || reply->kind == REPLY_ALIAS) {
        iteration->told++;
        return ITERATE_PART;
    }
    iteration->whole = true;
    return ITERATE_AGAIN;
}
