/* SPDX-License-Identifier: Apache-2.0 */
/* What a reply is (an answer, an absence, a referral, a failure), as told by a function that does nothing else. */
#ifndef DNS_REPLY_H
#define DNS_REPLY_H

#include "dns/answer.h"
#include "dns/message.h"
#include "util/arena.h"

enum reply_kind {
    REPLY_SET,       /* records of the type asked for, at the name or at the end of its aliases */
    REPLY_NODATA,    /* none there (RFC 2308 2.2) */
    REPLY_NXDOMAIN,  /* no such name, or the aliases end at none */
    REPLY_ALIAS,     /* the server stopped at an alias: its target (the last of `aliases`) must be asked for */
    REPLY_REFERRAL,  /* from an authoritative server: the zone `cut`, below its own, knows more */
    REPLY_TRUNCATED, /* to be asked again over TCP */
    REPLY_NO_EDNS,   /* FORMERR, NOTIMP or BADVERS: to be asked again without EDNS where EDNS was used */
    REPLY_FAILED     /* see `failure` */
};

/* How a server answers, whatever it says. */
struct dns_manner {
    bool has_edns, has_signatures; /* an OPT record is there, an RRSIG of whatever set */
    bool refused_edns;             /* the asker's: it was asked without EDNS, as that had been refused */
};

struct dns_reply {
    enum reply_kind kind;
    enum failure failure;   /* REPLY_FAILED and REPLY_NO_EDNS: what it means if nothing else helps */
    struct dns_cause cause; /* REPLY_FAILED; without a name */
    struct dns_remarks remarks;
    unsigned rcode;    /* extended (RFC 6891 6.1.3) */
    uint32_t ttl;      /* of the set, or of its absence: 0 where no SOA came (RFC 2308 5) */
    uint32_t path_ttl; /* with aliases: the smallest of theirs */
    struct dns_manner manner;
    bool is_empty; /* REPLY_NODATA of a name server that claims no authority, and names neither SOA nor NS: of one that
                      does not know the zone, perhaps */
    size_t record_count;
    struct dns_rdata *records; /* point into the message */
    size_t alias_count;
    const uint8_t **aliases; /* in the arena */
    const uint8_t *dname;    /* likewise: the DNAME that the first alias is made from, or NULL */
    const uint8_t *owner;    /* REPLY_SET: of the records as the answer has them; a zone file tells the wildcard */
    const uint8_t *cut;      /* REPLY_REFERRAL: in the arena, or a suffix of the question's name */
    const uint8_t *zone;     /* whose name server, or zone file, said it, lent; NULL: a resolver */
    const uint8_t *message;  /* its octets, lent; NULL where it came from elsewhere than the network */
    size_t message_size;
    const char *detail; /* a kept saying, never NULL: rcode and extended errors (RFC 8914) */
};

/* Classifies a message that dns_reply_matches has accepted, from a resolver. Where nothing needs to be kept, the arena
 * is untouched. */
void dns_reply_classify(const uint8_t *message, size_t size, struct dns_question question, struct arena *arena,
                        struct dns_reply *ret_reply);

/* The same, from a name server of ZONE (NULL: from a resolver). It may refer to a zone below; what it says of names
 * outside ZONE is not believed; a referral to ZONE itself or upwards is FAILURE_LAME, as is an answer that is not its
 * own. */
void dns_reply_classify_from(const uint8_t *zone, const uint8_t *message, size_t size, struct dns_question question,
                             struct arena *arena, struct dns_reply *ret_reply);

/* The zone that the name of the question is in, as far as the reply shows: by the SOA record of an absence, by the
 * signer of what is at the name, by where it came from; NULL where nothing shows it. In the arena, or the reply's. */
const uint8_t *dns_reply_zone(const struct dns_reply *reply, struct dns_question question, struct arena *arena);

/* Appends, as it is kept, what it says: `12 records`, `no data`, `servfail: ...`. */
void dns_reply_outcome(const struct dns_reply *reply, struct buffer *out);

#endif
