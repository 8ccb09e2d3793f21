/* SPDX-License-Identifier: Apache-2.0 */
/* What source_iterate.c and survey.c share. */
#ifndef RESOLVE_ITERATE_INTERNAL_H
#define RESOLVE_ITERATE_INTERNAL_H

#include "resolve/resolver.h"
#include "zone_table.h"

struct flight;

struct source_iterate {
    struct source source; /* first */
    struct exchanger *exchanger;
    const struct resolver *resolver; /* whose lookups find the addresses of name servers */
    struct zone_table *zones;
    bool v6;
    struct flight *flights;
};

/* Who asks for an address, and at whose expense. */
struct iterate_account {
    struct effort *effort;
    struct wait_node *asker; /* as in struct lookup_order */
    bool last_chance;
};

enum { ITERATE_AGAIN_MAX = 8 };

/* Whether an address is to be asked for once more, AGAIN times done: it was looked up at the expense of somebody who
 * had nothing left for it, perhaps, or who stood in a circle of his own, and EFFORT has something left. */
bool iterate_is_worth_paying(const struct dns_answer *answer, const struct effort *effort, unsigned again);

/* As lookup_ask: for an address of a name server. */
const struct dns_answer *iterate_ask_address(struct source_iterate *self, const struct iterate_account *account,
                                             const uint8_t *name, bool v6, struct lookup_waiter *waiter);

#endif
