/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve/waits.h"

#include <utlist.h>

/* Whether START waits for GOAL. */
static bool leads_to(struct waits *waits, struct wait_node *start, const struct wait_node *goal)
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
        if (node == goal)
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

bool waits_join(struct waits *waits, struct wait_edge *edge, struct wait_node *from, struct wait_node *to)
{
    if (leads_to(waits, to, from))
        return false;
    edge->from = from;
    edge->to = to;
    DL_APPEND(from->waits_for, edge);
    return true;
}

void waits_part(struct wait_edge *edge)
{
    if (!edge->from)
        return;
    DL_DELETE(edge->from->waits_for, edge);
    *edge = (struct wait_edge){.from = NULL};
}
