/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/suffix.h"

#include "dns/name.h"
#include "util/hash.h"

#include <libpsl.h>
#include <string.h>

/* What was said of names that were asked for lately. A row asks several times for the same few names, and rows next to
 * each other share those above theirs; the list never says anything else. */
enum { MEMO_PLACES = 256, MEMO_NAME_MAX = 62 };

struct memo {
    uint8_t size; /* of the name; 0: nothing is known here */
    bool answer;
    uint8_t name[MEMO_NAME_MAX];
};

/* What ASK says of NAME, from MEMOS where they know. */
static bool recall(struct memo *memos, const uint8_t *name, bool (*ask)(const uint8_t *name))
{
    size_t size = dns_name_size(name);
    if (size > MEMO_NAME_MAX)
        return ask(name);
    struct memo *memo = &memos[hash_octets(0, name, size) % MEMO_PLACES];
    if (memo->size != size || memcmp(memo->name, name, size) != 0) {
        memo->answer = ask(name);
        memo->size = (uint8_t)size;
        memcpy(memo->name, name, size);
    }
    return memo->answer;
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

static bool look_up_any(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ANY);
}

static bool look_up_icann(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ICANN);
}

bool caa_suffix_is_public(const uint8_t *name)
{
    static struct memo memos[MEMO_PLACES];
    return recall(memos, name, look_up_any);
}

/* ---- registries ---- */

/* In the list with this checksum, a registry's suffix lies immediately below another one, or below one of these,
 * Norwegian counties that are no suffixes themselves, as in `sande.vestfold.no`. */
static const char known_list[] = "16fee06c5f89997e5b74c3ac139f9b9e97273e31";
static const char *const lone_parents[] = {
    "akershus.no",       "buskerud.no", "hedmark.no",  "hordaland.no", "more-og-romsdal.no",
    "nordland.no",       "ostfold.no",  "telemark.no", "vestfold.no",  "xn--mre-og-romsdal-qqb.no",
    "xn--stfold-9xa.no",
};

static bool list_is_known(void)
{
    static int known = -1;
    if (known < 0)
        known = strcmp(psl_builtin_sha1sum(), known_list) == 0;
    return known;
}

static bool is_lone_parent(const uint8_t *name)
{
    struct buffer text = {0};
    bool result = false;
    dns_name_print(name, &text);
    for (size_t i = 0; i < sizeof lone_parents / sizeof *lone_parents; i++)
        result = result || strcmp(buffer_text(&text), lone_parents[i]) == 0;
    buffer_free(&text);
    return result;
}

/* Whether a registry's suffix may lie immediately below. */
static bool may_hold_registry(const uint8_t *name)
{
    return !list_is_known() || dns_name_is_root(name) || look_up_icann(name) || is_lone_parent(name);
}

/* Names next to each other share their parent, of which the answer is kept: where nothing can be below it, the list is
 * not asked for each of them. */
bool caa_suffix_is_registry(const uint8_t *name)
{
    static struct memo parents[MEMO_PLACES], memos[MEMO_PLACES];
    if (!dns_name_is_root(name) && !recall(parents, dns_name_parent(name), may_hold_registry))
        return false;
    return recall(memos, name, look_up_icann);
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
