/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shard.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a: any hash will do that is the same everywhere. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3;
    return hash;
}

static const char *registrable_part(const char *name)
{
    const psl_ctx_t *list = psl_builtin();
    const char *domain = list ? psl_registrable_domain(list, name) : NULL;
    return domain ? domain : name;
}

bool audit_shard_parse(const char *text, struct audit_shard *ret_shard)
{
    char *slash, *end;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long index = strtoul(text, &slash, 10);
    if (*slash != '/' || slash[1] < '0' || slash[1] > '9')
        return false;
    unsigned long count = strtoul(slash + 1, &end, 10);
    if (*end || !index || index > count || count > AUDIT_SHARDS_MAX)
        return false;
    *ret_shard = (struct audit_shard){(unsigned)index, (unsigned)count};
    return true;
}

bool audit_shard_holds(const struct audit_shard *shard, const struct audit_entry *entry)
{
    struct buffer name = {0};
    if (!shard->count)
        return true;
    if (!entry->error)
        dns_name_print(entry->subject.name.wire, &name);
    uint64_t hash = hash_of(entry->error ? entry->domain : registrable_part(buffer_text(&name)));
    buffer_free(&name);
    return hash % shard->count == shard->index - 1;
}
