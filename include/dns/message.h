/* SPDX-License-Identifier: Apache-2.0 */
/* Queries written by hand, and the check that a datagram is the reply to one (RFC 1035 4.1, RFC 6891, RFC 5452). */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "dns/name.h"

enum {
    DNS_HEADER_SIZE = 12,
    DNS_QUERY_MAX = DNS_HEADER_SIZE + DNS_NAME_MAX + 4 + 11, /* with the OPT record */
    DNS_UDP_PAYLOAD = 1232,                                  /* announced by EDNS (DNS flag day 2020) */
    DNS_MESSAGE_MAX = 65535
};

enum dns_rcode {
    DNS_RCODE_NOERROR = 0,
    DNS_RCODE_FORMERR = 1,
    DNS_RCODE_SERVFAIL = 2,
    DNS_RCODE_NXDOMAIN = 3,
    DNS_RCODE_NOTIMP = 4,
    DNS_RCODE_REFUSED = 5,
    DNS_RCODE_YXDOMAIN = 6,
    DNS_RCODE_BADVERS = 16
};

/* What is asked; NAME is lent. A question about another name is made anew, as the size goes with the name. */
struct dns_question {
    const uint8_t *name;
    uint16_t type;
    uint8_t name_size;  /* octets of the name, where somebody has counted them; else 0 */
    uint32_t name_hash; /* where they were counted */
};

static inline struct dns_question dns_question_of(const uint8_t *name, uint16_t type)
{
    return (struct dns_question){.name = name, .type = type};
}

static inline size_t dns_question_name_size(struct dns_question question)
{
    return question.name_size ? question.name_size : dns_name_size(question.name);
}

struct dns_query {
    struct dns_question question;
    uint16_t id;
    bool edns;              /* with an OPT record: DO set, payload DNS_UDP_PAYLOAD */
    bool checking_disabled; /* CD: a resolver that validates hands over what it would hide (RFC 4035 3.2.2) */
    bool iterative;         /* RD clear: an authoritative server is asked */
};

/* Writes a query for class IN. OUT holds DNS_QUERY_MAX octets; returns how many were written. */
size_t dns_query_write(uint8_t *out, const struct dns_query *query);

/* The id of a message of at least DNS_HEADER_SIZE octets. */
static inline uint16_t dns_message_id(const uint8_t *message)
{
    return (uint16_t)(message[0] << 8 | message[1]);
}

/* Whether MESSAGE is a reply to this question under this id: QR, opcode, id, and the question octets without regard
 * to case. An error reply may leave the question out. */
bool dns_reply_matches(const uint8_t *message, size_t size, struct dns_question question, uint16_t id);

/* The mnemonic of an rcode, or NULL. */
const char *dns_rcode_name(unsigned rcode);

/* What an extended error says (RFC 8914 4), or NULL. */
const char *dns_extended_error_name(unsigned code);

#endif
