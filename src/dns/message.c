/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/message.h"

#include "dns/answer.h"
#include "util/ascii.h"

#include <string.h>

static uint8_t *put_u16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
    return out + 2;
}

enum { FLAG_RECURSION_DESIRED = 0x0100, FLAG_CHECKING_DISABLED = 0x0010, CLASS_IN = 1 };

size_t dns_query_write(uint8_t *out, const struct dns_query *query)
{
    uint8_t *at = put_u16(out, query->id);
    at = put_u16(at, (query->iterative ? 0u : FLAG_RECURSION_DESIRED) |
                         (query->checking_disabled ? FLAG_CHECKING_DISABLED : 0u));
    at = put_u16(at, 1);
    at = put_u16(at, 0);
    at = put_u16(at, 0);
    at = put_u16(at, query->edns);
    size_t name_size = dns_question_name_size(query->question);
    memcpy(at, query->question.name, name_size);
    at = put_u16(at + name_size, query->question.type);
    at = put_u16(at, CLASS_IN);
    if (query->edns) { /* RFC 6891 6.1.2; DO is the top bit of the flags (RFC 3225 3) */
        *at++ = 0;
        at = put_u16(at, DNS_TYPE_OPT);
        at = put_u16(at, DNS_UDP_PAYLOAD);
        at = put_u16(at, 0);
        at = put_u16(at, 0x8000);
        at = put_u16(at, 0);
    }
    return (size_t)(at - out);
}

static bool question_equal(const uint8_t *octets, size_t size, struct dns_question question)
{
    size_t name_size = dns_question_name_size(question);
    if (size < name_size + 4)
        return false;
    if (memcmp(octets, question.name, name_size) != 0) /* else as it was sent, as nearly always */
        for (size_t i = 0; i < name_size; i++)
            if (ascii_lower(octets[i]) != question.name[i])
                return false;
    const uint8_t *rest = octets + name_size;
    return rest[0] == question.type >> 8 && rest[1] == (question.type & 0xFF) && rest[2] == 0 && rest[3] == CLASS_IN;
}

bool dns_reply_matches(const uint8_t *message, size_t size, struct dns_question question, uint16_t id)
{
    if (size < DNS_HEADER_SIZE || dns_message_id(message) != id)
        return false;
    bool is_reply = message[2] & 0x80, is_query_opcode = (message[2] & 0x78) == 0;
    if (!is_reply || !is_query_opcode)
        return false;
    unsigned questions = (unsigned)message[4] << 8 | message[5], rcode = message[3] & 0x0F;
    if (questions == 0)
        return rcode != DNS_RCODE_NOERROR && rcode != DNS_RCODE_NXDOMAIN;
    return questions == 1 && question_equal(message + DNS_HEADER_SIZE, size - DNS_HEADER_SIZE, question);
}

const char *dns_rcode_name(unsigned rcode)
{
    static const char *const names[] = {"NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                                        "YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE"};
    if (rcode == DNS_RCODE_BADVERS)
        return "BADVERS";
    return rcode < sizeof names / sizeof *names ? names[rcode] : NULL;
}

const char *dns_extended_error_name(unsigned code)
{
    static const char *const names[] = {"Other",
                                        "Unsupported DNSKEY Algorithm",
                                        "Unsupported DS Digest Type",
                                        "Stale Answer",
                                        "Forged Answer",
                                        "DNSSEC Indeterminate",
                                        "DNSSEC Bogus",
                                        "Signature Expired",
                                        "Signature Not Yet Valid",
                                        "DNSKEY Missing",
                                        "RRSIGs Missing",
                                        "No Zone Key Bit Set",
                                        "NSEC Missing",
                                        "Cached Error",
                                        "Not Ready",
                                        "Blocked",
                                        "Censored",
                                        "Filtered",
                                        "Prohibited",
                                        "Stale NXDOMAIN Answer",
                                        "Not Authoritative",
                                        "Not Supported",
                                        "No Reachable Authority",
                                        "Network Error",
                                        "Invalid Data"};
    return code < sizeof names / sizeof *names ? names[code] : NULL;
}
