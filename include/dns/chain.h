/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of trust behind one answer (RFC 4035 5): from an anchor down to the records that it holds, or to the proof
 * that it rightly holds none; for aliases, each link of them, the weakest of which counts.
 *
 * A pure machine: chain_next says whether it is done, or names the one question that it wants answered now: DS, DNSKEY,
 * or SOA, which shows who is alive (an answer of some seconds ago will do). chain_feed takes what came back. It never
 * calls out. What it learns of zones on its way it leaves in `trust` for all others; what it spends is its own. */
#ifndef DNS_CHAIN_H
#define DNS_CHAIN_H

#include "dns/claim.h"
#include "dns/message.h"
#include "dns/reply.h"
#include "dns/trust.h"

enum {
    CHAIN_QUESTIONS_MAX = 300 /* for one answer: a name of 127 labels needs half as many */
};

/* How a question is asked: a link that does not hold is asked for again, as one server of several may have fallen
 * behind, and as some resolvers answer with CD from what they have not looked at. */
enum chain_attempt {
    CHAIN_ATTEMPT_FIRST,
    CHAIN_ATTEMPT_ELSEWHERE, /* of another server than the first time, if there is one */
    CHAIN_ATTEMPT_CHECKED,   /* without CD */
    CHAIN_ATTEMPTS,
    CHAIN_ATTEMPT_PLAIN = CHAIN_ATTEMPTS /* no link: once, without EDNS, where no DNSSEC records are asked for */
};

/* The answer to be validated. Everything is lent for the call. */
struct chain_subject {
    struct dns_question question;
    const struct dns_reply *reply; /* REPLY_FAILED: how secure the zone of the name is */
};

/* What came back for a question. Lent for the call. */
struct chain_reply {
    enum failure failure; /* FAILURE_NONE: there is a message, whose rcode is NOERROR or NXDOMAIN */
    const char *detail;   /* of the failure, a kept saying */
    const uint8_t *message;
    size_t size;
    bool stripped;          /* from a server that passes no signatures on */
    struct dns_cause cause; /* of the failure */
};

struct chain_result {
    struct dnssec_proof proof;
    enum failure failure;   /* INDETERMINATE: what could not be asked for, or FAILURE_NONE */
    struct dns_cause cause; /* likewise */
    /* What the answer says: read from the records that were validated, and from no others. */
    const struct claim_path *path;
    const uint8_t *zone;               /* whose keys settled the claim about the name itself, or NULL */
    struct claim_clue clue;            /* BOGUS */
    size_t settled;                    /* aliases of the path, from its beginning, that were settled */
    enum dnssec_status settled_status; /* and the weakest of these */
};

struct chain;

/* TRUST is lent for the chain's life. */
struct chain *chain_new(struct trust *trust, const struct chain_subject *subject);
void chain_free(struct chain *chain);

/* True and a question, its name lent until the next call, or false when it is done. NOW in seconds since the epoch. */
bool chain_next(struct chain *chain, time_t now, struct dns_question *ret_question);

/* How chain_next's question is to be asked. */
enum chain_attempt chain_attempt(const struct chain *chain);

/* The reply to the question that chain_next named last. */
void chain_feed(struct chain *chain, time_t now, const struct chain_reply *reply);

/* Once it is done; lent, as long as the chain lives. */
const struct chain_result *chain_result(const struct chain *chain);

#endif
