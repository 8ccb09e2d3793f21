/* SPDX-License-Identifier: Apache-2.0 */
/* What became of one lookup: the RRset at a name (aliases followed), its absence, or a failure. Immutable once made,
 * counted, and held in one allocation. */
#ifndef DNS_ANSWER_H
#define DNS_ANSWER_H

#include "dns/dnssec.h"
#include "dns/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
    DNS_TYPE_A = 1,
    DNS_TYPE_NS = 2,
    DNS_TYPE_CNAME = 5,
    DNS_TYPE_SOA = 6,
    DNS_TYPE_AAAA = 28,
    DNS_TYPE_DNAME = 39,
    DNS_TYPE_OPT = 41,
    DNS_TYPE_DS = 43,
    DNS_TYPE_RRSIG = 46,
    DNS_TYPE_NSEC = 47,
    DNS_TYPE_DNSKEY = 48,
    DNS_TYPE_NSEC3 = 50,
    DNS_TYPE_CAA = 257
};

enum { DNS_SOA_SIZE_MIN = 22 /* octets of RDATA: two names of the root, and five numbers */ };

enum {
    DNS_ALIASES_MAX = 16 /* aliases followed for one name; a longer chain is FAILURE_ALIAS_TOO_LONG */
};

/* The RDATA of one record, lent. */
struct dns_rdata {
    const uint8_t *bytes;
    size_t size;
};

enum answer_kind {
    ANSWER_SET,      /* records were found */
    ANSWER_NODATA,   /* the name (or its alias target) exists and has none (RFC 2308 2.2) */
    ANSWER_NXDOMAIN, /* the name (or its alias target) does not exist (RFC 2308 2.1) */
    ANSWER_ALIAS,    /* aliases, the last of which leads on: only told to those who follow the path themselves */
    ANSWER_FAILED,   /* nobody knows; see `failure` */
    ANSWER_BOGUS     /* what was answered does not validate; see `fault` */
};

/* What is told beside an answer, whatever it says. */
struct dns_remarks {
    bool stripped;        /* from a server that passes no signatures on, or a zone file */
    bool stale;           /* the server said that it answered from expired data (RFC 8914 codes 3, 19) */
    bool private_servers; /* all name servers of the zone have private addresses */
    bool outside;         /* from zone files, which say nothing about the name, or about where its alias leads */
    bool local; /* a resolver answered from a zone of its own (AA beside RA): perhaps not what the world is told */
};

/* What is known of why a lookup failed; zero where nothing is. */
struct dns_cause {
    const uint8_t *name; /* whose lookup failed, an alias target perhaps */
    bool spent;   /* the asker ran out of effort or time, or would have waited for itself: that says nothing about the
                     question, and is kept for nobody */
    bool circled; /* likewise, where it would have waited for itself further down, on the way to a zone's servers */
    time_t silent_since; /* the servers that matter have answered nobody since then; or 0 */
    enum failure_clue clue;
    const uint8_t *clue_zone; /* CLUE_NOT_DELEGATED, CLUE_ALIAS: the zone below; else NULL */
};

/* Whether that failed which is the asker's own affair: it is kept for nobody, and others ask for themselves. */
static inline bool dns_cause_is_askers(const struct dns_cause *cause)
{
    return cause->spent || cause->circled;
}

struct dns_answer {
    unsigned references; /* 0: static, never freed */
    enum answer_kind kind;
    enum failure failure;  /* ANSWER_FAILED: not FAILURE_NONE; ANSWER_BOGUS: of a lookup that failed as well */
    uint32_t original_ttl; /* ANSWER_SET, SECURE: seconds, of the set as it was signed; else 0 */
    uint32_t ttl;          /* seconds: of the set, or how long its absence may be remembered (RFC 2308 5) */
    struct dns_remarks remarks;
    struct dns_cause cause; /* ANSWER_FAILED, ANSWER_BOGUS */
    size_t record_count;    /* ANSWER_SET: at least one */
    const struct dns_rdata *records;
    size_t alias_count; /* CNAME or DNAME targets followed, in order */
    const uint8_t *const *aliases;
    const uint8_t *dname;      /* with aliases: the owner of the DNAME that the first is made from, or NULL */
    const uint8_t *owner;      /* ANSWER_SET: where the records are published: the last alias target, or the DNS
                                  wildcard from which they were synthesised, where that is known (RFC 4592) */
    const uint8_t *zone;       /* that the name asked for is in, where that was to be told and is known */
    enum dnssec_status dnssec; /* the weakest link on the way; ANSWER_FAILED: how secure the zone of that name is */
    enum dnssec_fault fault;   /* which check broke, or why nothing could be checked */
    const uint8_t *fault_zone; /* with a fault: whose operator has to act, where that is known */
    bool sha1;                 /* SHA-1 had to be relied on */
    struct dns_rdata message;  /* the octets of the reply, where it was asked for as a link of a chain of trust */
    const char *detail;        /* a kept saying, never NULL: rcode, extended error, server */
};

/* A shared answer without records, aliases or details: the most common one costs no memory. TTL 0, unchecked. */
extern const struct dns_answer dns_answer_nodata;

/* The same with another status: ANSWER_NODATA or ANSWER_NXDOMAIN, not bogus. */
const struct dns_answer *dns_answer_absent(enum answer_kind kind, enum dnssec_status status);

/* Whether it is one of these: its kind and its status are all that it says. */
static inline bool dns_answer_is_bare(const struct dns_answer *answer)
{
    return !answer->references;
}

/* A counted copy of DRAFT and everything that it refers to (NULL detail: empty); the caller owns one reference. */
const struct dns_answer *dns_answer_new(const struct dns_answer *draft);

/* One more reference, and one less; dropping the last frees it. NULL and static answers are fine. */
const struct dns_answer *dns_answer_take(const struct dns_answer *answer);
void dns_answer_drop(const struct dns_answer *answer);

/* Octets that it holds. */
size_t dns_answer_size(const struct dns_answer *answer);

#endif
