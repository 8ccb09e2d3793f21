/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shard.h"

#include <libpsl.h>
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
