/* SPDX-License-Identifier: Apache-2.0 */
#include "lookup_internal.h"

#include <string.h>

static const size_t line_limits[2] = {LOOKUP_OWN_BYTES, LOOKUP_SHARED_BYTES};

void known_table_init(struct known_table *table)
{
    *table = (struct known_table){.pool.size = sizeof(struct known) + LOOKUP_NAME_POOLED};
}

static bool has_key(const void *item, const void *key)
{
    const struct known *known = item;
    const struct lookup_key *wanted = key;
    return known->type == wanted->question.type && known->attempt == wanted->attempt &&
           known->name_size == wanted->question.name_size &&
           memcmp(known->name, wanted->question.name, known->name_size) == 0;
}

struct known *known_add(struct known_table *table, const struct lookup_key *key, struct lookup *lookup)
{
    const struct dns_question question = key->question;
    struct known *known = pool_take(&table->pool, sizeof *known + question.name_size);
    *known = (struct known){.lookup = lookup,
                            .hash = key->hash,
                            .attempt = (uint8_t)key->attempt,
                            .type = question.type,
                            .name_size = question.name_size};
    memcpy(known->name, question.name, question.name_size);
    hash_index_add(&table->by_key, known->hash, known);
    return known;
}

void known_forget(struct known_table *table, struct known *known)
{
    hash_index_remove(&table->by_key, known->hash, known);
}

void known_free(struct known_table *table, struct known *known)
{
    pool_give(&table->pool, known, sizeof *known + known->name_size);
}

static void leave_line(struct known_table *table, struct known *known)
{
    struct known_line *line = &table->lines[known->shared];
    DL_DELETE(line->first, known);
    line->bytes -= known->size;
}

static void drop_answers(struct known *known)
{
    dns_answer_drop(known->answer);
    dns_answer_drop(known->path);
}

static void drop(struct known_table *table, struct known *known)
{
    leave_line(table, known);
    drop_answers(known);
    if (known->lookup)
        lookup_free(known->lookup);
    known_forget(table, known);
    known_free(table, known);
}

/* As the last to go, where there is no room for all. */
static void enter_line(struct known_table *table, struct known *known)
{
    struct known_line *line = &table->lines[known->shared];
    DL_APPEND(line->first, known);
    line->bytes += known->size;
    while (line->bytes > line_limits[known->shared])
        drop(table, line->first);
}

struct known *known_find(struct known_table *table, const struct lookup_key *key, uint64_t now)
{
    struct known *known = hash_index_find(&table->by_key, key->hash, has_key, key);
    if (!known || !known->expires || known->expires > now)
        return known;
    drop(table, known);
    return NULL;
}

static size_t size_of(const struct known *known)
{
    size_t size = sizeof *known + known->name_size + HASH_INDEX_OCTETS;
    if (known->answer && known->answer->references)
        size += dns_answer_size(known->answer);
    if (known->path)
        size += dns_answer_size(known->path);
    return known->lookup ? size + sizeof *known->lookup : size;
}

static const struct dns_answer *reference_to(const struct dns_answer *answer)
{
    return answer ? dns_answer_take(answer) : NULL;
}

void known_keep(struct known_table *table, struct known *known, uint64_t expires)
{
    const struct lookup *lookup = known->lookup;
    known->answer = reference_to(lookup->resolution.answer);
    known->path = reference_to(lookup->resolution.path);
    known->answered = lookup->request.answered;
    known->expires = expires;
    if (lookup->state != LOOKUP_HELD)
        known->lookup = NULL;
    known->size = (uint32_t)size_of(known);
    enter_line(table, known);
}

void known_resume(struct known_table *table, struct known *known)
{
    leave_line(table, known);
    drop_answers(known);
    known->expires = 0;
}

void known_touch(struct known_table *table, struct known *known, bool shared)
{
    leave_line(table, known);
    known->shared = known->shared || shared;
    enter_line(table, known);
}

void known_table_clear(struct known_table *table)
{
    for (unsigned shared = 0; shared < 2; shared++)
        while (table->lines[shared].first)
            drop(table, table->lines[shared].first);
    hash_index_free(&table->by_key);
    pool_free(&table->pool);
}
