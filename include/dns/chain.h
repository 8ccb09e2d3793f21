/* The chain of trust behind one answer (RFC 4035 5): from an anchor down to the records that it holds, or to the proof
 * that it rightly holds none; for aliases, each link of them, the weakest of which counts.
 *
 * A pure machine: chain_next says whether it is done, or names the one question that it wants answered now: DS, DNSKEY,
 * or SOA, which shows who is alive (an answer of some seconds ago will do). chain_feed takes what came back. It never
 * calls out. What it learns of zones on its way it leaves in `trust` for all others. */
#ifndef DNS_CHAIN_H
#define DNS_CHAIN_H

#include "dns/message.h"
#include "dns/reply.h"
#include "dns/trust.h"

enum {
    CHAIN_QUESTIONS_MAX = 300 /* for one answer: a name of 127 labels needs half as many */
};

/* The answer to be validated. Everything is lent for the call. */
struct chain_subject {
    struct dns_question question;
    const struct dns_reply *reply; /* REPLY_FAILED: how secure the zone of the name is */
};

/* What came back for a question. Lent for the call. */
struct chain_reply {
    enum failure failure; /* FAILURE_NONE: there is a message, whose rcode is NOERROR or NXDOMAIN */
    const char *detail;   /* of the failure */
    const uint8_t *message;
    size_t size;
};

struct chain_result {
    struct dnssec_proof proof;
    enum failure failure;       /* INDETERMINATE: what could not be asked for, or FAILURE_NONE */
    const uint8_t *failed_name; /* likewise */
    const uint8_t *owner;       /* where the set of the answer is published, as it was signed: a DNS wildcard perhaps
                                   (RFC 4035 5.3.4); NULL where its signature was not validated */
};

struct chain;

/* TRUST is lent for the chain's life. */
struct chain *chain_new(struct trust *trust, const struct chain_subject *subject);
void chain_free(struct chain *chain);

/* True and a question, its name lent until the next call, or false when it is done. NOW in seconds since the epoch. */
bool chain_next(struct chain *chain, time_t now, struct dns_question *ret_question);

/* Whether chain_next's question is asked for the second time, as what came the first time does not hold: another server
 * may do better. */
bool chain_asks_again(const struct chain *chain);

/* The reply to the question that chain_next named last. */
void chain_feed(struct chain *chain, time_t now, const struct chain_reply *reply);

/* Once it is done; lent. */
const struct chain_result *chain_result(const struct chain *chain);

#endif
