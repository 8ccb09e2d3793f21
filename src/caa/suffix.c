/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/suffix.h"

#include "dns/name.h"

#include <libpsl.h>
#include <string.h>

/* What the list said of names that were asked for lately. A row asks several times for the same few names, and rows
 * next to each other share those above theirs; the list never says anything else. */
enum { MEMO_PLACES = 256, MEMO_NAME_MAX = 62 };

struct memo {
    uint8_t size; /* of the name; 0: nothing is known here */
    bool is_suffix;
    uint8_t name[MEMO_NAME_MAX];
};

static struct memo *memo_of(const uint8_t *name, size_t size, int type)
{
    static struct memo any[MEMO_PLACES], icann[MEMO_PLACES];
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ name[i]) * 16777619u;
    return &(type == PSL_TYPE_ANY ? any : icann)[hash % MEMO_PLACES];
}

static bool look_up(const uint8_t *name, int type)
{
    struct buffer text = {0};
    dns_name_print(name, &text);
    const psl_ctx_t *list = psl_builtin();
    bool result = list && psl_is_public_suffix2(list, buffer_text(&text), type);
    buffer_free(&text);
    return result;
}

static bool is_suffix(const uint8_t *name, int type)
{
    size_t size = dns_name_size(name);
    if (size > MEMO_NAME_MAX)
        return look_up(name, type);
    struct memo *memo = memo_of(name, size, type);
    if (memo->size != size || memcmp(memo->name, name, size) != 0) {
        memo->is_suffix = look_up(name, type);
        memo->size = (uint8_t)size;
        memcpy(memo->name, name, size);
    }
    return memo->is_suffix;
}

bool caa_suffix_is_public(const uint8_t *name)
{
    return is_suffix(name, PSL_TYPE_ANY);
}

bool caa_suffix_is_registry(const uint8_t *name)
{
    return is_suffix(name, PSL_TYPE_ICANN);
}

bool caa_suffix_is_listed(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

/* Label by label, as a dot may stand within a label, which the list would take for the end of one. */
const uint8_t *caa_suffix_registrable(const uint8_t *name)
{
    if (name[0] == 1 && name[1] == '*')
        name = dns_name_parent(name);
    if (dns_name_is_root(name) || caa_suffix_is_public(name))
        return NULL;
    for (; !dns_name_is_root(name); name = dns_name_parent(name)) {
        const uint8_t *parent = dns_name_parent(name);
        if (dns_name_is_root(parent))
            return NULL;
        if (caa_suffix_is_public(parent))
            return name;
    }
    return NULL;
}
