/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/reply.h"
#include "dns/rrset.h"

static const uint8_t *signer_of(const struct dns_rrsets *sets, const struct dns_rrset *set, struct arena *arena)
{
    struct dns_rrsig signature;
    if (!set->signature_count || !dns_rrsig_read(sets, set->signatures, &signature))
        return NULL;
    return arena_dup(arena, signature.signer.wire, signature.signer.size);
}

/* What is at the name itself names its zone if it is signed. The SOA record is about the end of the aliases. */
static const uint8_t *zone_shown(const struct dns_rrsets *sets, const struct dns_reply *reply,
                                 struct dns_question question, struct arena *arena)
{
    for (size_t i = 0; i < sets->count; i++) {
        const struct dns_rrset *set = &sets->sets[i];
        if (!set->authority && dns_name_equal(set->owner, question.name) &&
            (set->type == question.type || set->type == DNS_TYPE_CNAME))
            return signer_of(sets, set, arena);
        if (set->authority && set->type == DNS_TYPE_SOA && !reply->alias_count)
            return set->owner;
    }
    return NULL;
}

const uint8_t *dns_reply_zone(const struct dns_reply *reply, struct dns_question question, struct arena *arena)
{
    struct dns_rrsets sets;
    const uint8_t *zone = NULL;
    if (reply->message && dns_rrsets_read(reply->message, reply->message_size, arena, &sets))
        zone = zone_shown(&sets, reply, question, arena);
    zone = zone ? zone : reply->zone;
    return zone && dns_name_within(question.name, zone) ? zone : NULL;
}
