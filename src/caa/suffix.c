/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/suffix.h"

#include "dns/name.h"

#include <libpsl.h>

static bool is_suffix(const uint8_t *name, int type)
{
    struct buffer text = {0};
    dns_name_print(name, &text);
    const psl_ctx_t *list = psl_builtin();
    bool result = list && psl_is_public_suffix2(list, buffer_text(&text), type);
    buffer_free(&text);
    return result;
}

bool caa_suffix_is_public(const uint8_t *name)
{
    return is_suffix(name, PSL_TYPE_ANY);
}

bool caa_suffix_is_registry(const uint8_t *name)
{
    return is_suffix(name, PSL_TYPE_ICANN);
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
