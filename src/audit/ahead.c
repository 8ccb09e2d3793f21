/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/ahead.h"

#include <string.h>

/* What both names are, or lie below: the root at least. */
static const uint8_t *common_suffix(const uint8_t *name, const uint8_t *other)
{
    size_t size = dns_name_size(name), other_size = dns_name_size(other);
    while (size != other_size || memcmp(name, other, size) != 0) {
        const bool longer = size >= other_size, shorter = size <= other_size;
        if (longer) {
            size -= 1u + name[0];
            name = dns_name_parent(name);
        }
        if (shorter) {
            other_size -= 1u + other[0];
            other = dns_name_parent(other);
        }
    }
    return name;
}

static void ask_unheard(struct lookup_table *lookups, const uint8_t *name, uint64_t now)
{
    struct lookup_waiter nobody = {0};
    const struct lookup_order order = {.question = dns_question_of(name, DNS_TYPE_CAA), .whole = true, .shared = true};
    const struct dns_answer *answer = lookup_ask(lookups, &order, now, &nobody);
    if (answer)
        dns_answer_drop(answer);
    lookup_cancel(&nobody);
}

/* The lowest levels, as a climb asks for them at once; all are known to come to an end where they were asked for. */
static void ask_levels(const struct ahead *ahead, const uint8_t *name, const struct audit_place *places, size_t count,
                       uint64_t now)
{
    for (size_t level = 0; level < CLIMB_AT_ONCE && !dns_name_is_root(name); level++, name = dns_name_parent(name)) {
        if (ahead->asked.size && dns_name_within(ahead->asked.wire, name))
            return;
        for (size_t i = 0; i < count; i++)
            if (places[i].resolving)
                ask_unheard(places[i].lookups, name, now);
    }
}

void ahead_begin(struct ahead *ahead, const uint8_t *name, const struct audit_place *places, size_t place_count,
                 uint64_t now)
{
    const uint8_t *above = dns_name_parent(name);
    if (dns_name_size(above) == ahead->asked.size && memcmp(above, ahead->asked.wire, ahead->asked.size) == 0)
        return;
    if (ahead->above.size) {
        const uint8_t *common = common_suffix(above, ahead->above.wire);
        ask_levels(ahead, common, places, place_count, now);
        if (!dns_name_is_root(common))
            ahead->asked = dns_name_copy(common);
    }
    ahead->above = dns_name_copy(above);
}
