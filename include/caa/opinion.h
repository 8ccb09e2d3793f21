/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy makes of the records of a set: all that the two decide between them, with no name, no TTL, and nothing
 * else of the answer. Names next to each other mostly have equal sets, so opinions are kept, and given again.
 *
 * Why rows stay strangers (caa-audit-internals(7)): an opinion is made of a policy and of RDATA alone, in the order in
 * which they stand; it is given again only for the same policy, and the same RDATA in the same order, octet by octet.
 * So it says what would have been worked out. */
#ifndef CAA_OPINION_H
#define CAA_OPINION_H

#include "caa/advice.h"
#include "caa/notes.h"
#include "caa/policy.h"

/* The conditions (RFC 8657) in properties of a tag. */
struct caa_bindings {
    bool known;
    struct caa_binding named; /* of those that name the CA (policy.h) */
    struct caa_binding meant; /* of those that were meant to (notes.h) */
};

struct caa_opinions;
struct advice_text;

struct caa_text {
    size_t size;
    char octets[];
};

/* Counted. It holds all that it refers to but the policy, which is lent for good. */
struct caa_opinion {
    uint64_t number; /* from 1; no other has it, nor had it */
    unsigned references;
    struct caa_opinions *opinions; /* that it is counted in, or NULL */
    size_t counted;                /* octets */
    const struct caa_policy *policy;
    const struct dns_rdata *records;
    size_t record_count;
    enum reason reasons[CAA_KIND_COUNT];
    enum caa_tag deciding[CAA_KIND_COUNT];
    struct text_list conditions;
    struct caa_notes notes; /* of the records */
    /* Worked out when they are first asked for; see the functions. */
    struct caa_bindings bindings[CAA_TAG_COUNT];
    const struct caa_advice *changes[CAA_KINDS_ALL + 1];
    /* What a report makes of it; in the arena. */
    const struct caa_text *records_text;
    struct advice_text *texts;
    struct arena arena;
};

/* The caller owns one reference. */
struct caa_opinion *caa_opinion_new(const struct caa_policy *policy, const struct dns_rdata *records, size_t count);

/* NULL is fine. Dropping the last reference frees it. */
struct caa_opinion *caa_opinion_take(struct caa_opinion *opinion);
void caa_opinion_drop(struct caa_opinion *opinion);

const struct caa_bindings *caa_opinion_bindings(struct caa_opinion *opinion, enum caa_tag tag);

/* The change of the set for these kinds (caa_advice_for_set); without an owner. */
const struct caa_advice *caa_opinion_change(struct caa_opinion *opinion, caa_kinds kinds);

/* Room for as long as it lasts, for what is made of it. */
void *caa_opinion_room(struct caa_opinion *opinion, size_t size);

/* Those that were asked for lately, each where the hash of its records says. */
enum {
    CAA_OPINIONS_KEPT = 256,
    CAA_OPINION_RECORDS_MAX = 16, /* a set with more records, or more octets, is thought about each time */
    CAA_OPINION_OCTETS_MAX = 1024
};

/* Zero at first; outlives whatever was obtained from it. */
struct caa_opinions {
    struct caa_opinion *kept[CAA_OPINIONS_KEPT];
    size_t held; /* octets of all that were obtained and are not freed */
};

/* The caller owns one reference. */
struct caa_opinion *caa_opinions_obtain(struct caa_opinions *opinions, const struct caa_policy *policy,
                                        const struct dns_rdata *records, size_t count);

/* Forgets all; those that were handed out stay valid. */
void caa_opinions_clear(struct caa_opinions *opinions);

#endif
