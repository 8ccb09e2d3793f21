/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/waits.h"

#include <utlist.h>

typedef bool wait_test(const struct wait_node *node, const void *context);

/* Whether START, or anything that it waits for, is SUCH a node. */
static inline bool leads_to(struct waits *waits, struct wait_node *start, wait_test *is_such, const void *context)
{
    struct wait_node *left = start;
    const struct wait_edge *edge;
    waits->searches++;
    start->seen = waits->searches;
    start->later = NULL;
    while (left) {
        struct wait_node *node = left;
        left = node->later;
        waits->steps++;
        if (is_such(node, context))
            return true;
        DL_FOREACH(node->waits_for, edge)
        if (edge->to->seen != waits->searches) {
            edge->to->seen = waits->searches;
            edge->to->later = left;
            left = edge->to;
        }
    }
    return false;
}

static bool is_node(const struct wait_node *node, const void *other)
{
    return node == other;
}

bool waits_join(struct waits *waits, struct wait_edge *edge, struct wait_node *from, struct wait_node *to)
{
    if (leads_to(waits, to, is_node, from))
        return false;
    edge->from = from;
    edge->to = to;
    DL_APPEND(from->waits_for, edge);
    return true;
}

static bool ends_elsewhere(const struct wait_node *node, const void *is_such)
{
    return !node->waits_for && !(*(wait_end_test *const *)is_such)(node);
}

bool waits_end_at(struct waits *waits, struct wait_node *start, wait_end_test *is_such)
{
    return !leads_to(waits, start, ends_elsewhere, &is_such);
}

void waits_part(struct wait_edge *edge)
{
    if (!edge->from)
        return;
    DL_DELETE(edge->from->waits_for, edge);
    *edge = (struct wait_edge){.from = NULL};
}
