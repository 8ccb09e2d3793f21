/* SPDX-License-Identifier: Apache-2.0 */
/* The path of one lookup, from its question to what is told: ask, follow as an alias what failed, prove, ask once more
 * what is bogus, chase the target at which the aliases stop.
 *
 * A pure machine: resolution_next says what it wants now, resolution_feed_reply and resolution_feed_answer take it. It
 * never calls out, and does not know where answers come from, who shares them or how long they are kept.
 *
 * A lookup comes to its answer in two steps. The first is told as ANSWER_ALIAS where aliases lead on: to a
 * caller that follows its own path, alias by alias, so that the end of one path does not depend on who else came this
 * way. The second is for those who want the whole. */
#ifndef DNS_RESOLUTION_H
#define DNS_RESOLUTION_H

#include "dns/chain.h"

/* Each state says what has to come for it to be left. */
enum resolution_state {
    RESOLUTION_ASK,     /* the reply to the question */
    RESOLUTION_ALIAS,   /* it failed: whether the name is an alias, as the zone of its target then matters */
    RESOLUTION_PLAIN,   /* it failed for other types, too: whether the name is answered without DNSSEC records */
    RESOLUTION_PROVE,   /* the links of the chain behind what was answered */
    RESOLUTION_RECHECK, /* what was answered is bogus: a second reply, of a resolver without CD, perhaps of another one
                         */
    RESOLUTION_HELD,    /* somebody who wants more than a path of aliases, the last of which leads on */
    RESOLUTION_CHASE,   /* what there is at that one's target */
    RESOLUTION_DONE     /* nothing: the answer stands */
};

/* What is wanted now. */
enum resolution_step {
    RESOLUTION_WANTS_REPLY,  /* the source's, to the lookup's own question */
    RESOLUTION_WANTS_ANSWER, /* to another question, which others may have asked; ANSWER_ALIAS will do */
    RESOLUTION_TELLS         /* nothing: what there is may be told; HELD or DONE */
};

/* Names whose answers come from elsewhere than the others (zone files): no path goes past one on a server's word. */
struct resolution_elsewhere {
    bool (*holds)(const void *context, const uint8_t *name);
    const void *context;
};

struct resolution_want {
    struct dns_question question; /* its name is lent until the next feed */
    enum chain_attempt attempt;   /* how it is to be asked */
};

/* Held by value; zero is one that was never begun. */
struct resolution {
    enum resolution_state state;
    bool tells_zone;                              /* the answer says in which zone the name is */
    const struct resolution_elsewhere *elsewhere; /* lent for good; NULL: there are none */
    struct trust *trust;                          /* NULL: nothing is proved */
    struct dns_question question;
    const struct dns_answer *answer; /* so far; a reference */
    uint32_t ttl;                    /* seconds that it may be kept */
    const struct dns_answer *path;   /* its first step, once aliases are known to lead on: ANSWER_ALIAS; a reference */
    uint32_t path_ttl;
    struct chain *chain;            /* PROVE */
    const struct dns_answer *bogus; /* what the first reply came to, while there is a second one; a reference */
};

/* Whether a question is for an address of a name server, or for a link of a chain; else it is for CAA. */
static inline bool resolution_is_address(struct dns_question question)
{
    return question.type == DNS_TYPE_A || question.type == DNS_TYPE_AAAA;
}

static inline bool resolution_is_link(struct dns_question question)
{
    return question.type != DNS_TYPE_CAA && !resolution_is_address(question);
}

/* TRUST and the question's name are lent for good. Of CAA all that is said above is true. Addresses (A, AAAA) are
 * followed, but not proved; anything else is a link of a chain, told as it came with its message. */
void resolution_begin(struct resolution *resolution, struct trust *trust, struct dns_question question);
void resolution_end(struct resolution *resolution);

/* WHOLE: somebody wants more than ANSWER_ALIAS. NOW in seconds since the epoch. */
enum resolution_step resolution_next(struct resolution *resolution, time_t now, bool whole,
                                     struct resolution_want *ret_want);

/* Takes the reply, lent for the call. */
void resolution_feed_reply(struct resolution *resolution, time_t now, const struct dns_reply *reply);

/* Takes the answer, lent for the call, which may be kept for TTL seconds. */
void resolution_feed_answer(struct resolution *resolution, time_t now, const struct dns_answer *answer, uint32_t ttl);

#endif
