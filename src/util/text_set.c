/* SPDX-License-Identifier: Apache-2.0 */
#include "util/text_set.h"

#include "util/table.h"

struct text_set_member {
    UT_hash_handle hh;
};

bool text_set_add(struct text_set *set, const char *text, size_t size)
{
    struct text_set_member *member;
    HASH_FIND(hh, set->members, text, size, member);
    if (member)
        return false;
    member = arena_zero(&set->arena, sizeof *member);
    const char *copy = arena_text(&set->arena, text, size);
    HASH_ADD_KEYPTR(hh, set->members, copy, size, member);
    return true;
}

void text_set_free(struct text_set *set)
{
    HASH_CLEAR(hh, set->members);
    arena_free(&set->arena);
}
