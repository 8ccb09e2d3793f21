/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/suffix.h"

#include "lone_zones.h"

#include "dns/name.h"
#include "util/hash.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

/* What was said of names that were asked for lately. A row asks several times for the same few names, and rows next to
 * each other share those above theirs; the list never says anything else. */
enum { MEMO_PLACES = 256, MEMO_NAME_MAX = 62 };

struct memo {
    uint8_t size; /* of the name; 0: nothing is known here */
    uint8_t answer;
    uint8_t name[MEMO_NAME_MAX];
};

struct memos {
    struct memo places[MEMO_PLACES];
    size_t last; /* that was of use */
};

static bool is_memo_of(const struct memo *memo, const uint8_t *name, size_t size)
{
    return memo->size == size && memcmp(memo->name, name, size) == 0;
}

/* What ASK says of NAME, from MEMOS where they know. */
static uint8_t recall(struct memos *memos, const uint8_t *name, uint8_t (*ask)(const uint8_t *name))
{
    size_t size = dns_name_size(name);
    if (size > MEMO_NAME_MAX)
        return ask(name);
    if (!is_memo_of(&memos->places[memos->last], name, size))
        memos->last = hash_octets(0, name, size) % MEMO_PLACES;
    struct memo *memo = &memos->places[memos->last];
    if (!is_memo_of(memo, name, size)) {
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

static uint8_t look_up_any(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ANY);
}

static uint8_t look_up_icann(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ICANN);
}

/* ---- where a suffix can be at all ---- */

static bool list_is_known(void)
{
    static int known = -1;
    if (known < 0)
        known = strcmp(psl_builtin_sha1sum(), known_list) == 0;
    return known;
}

static int compare_to_zone(const void *text, const void *zone)
{
    return strcmp(text, *(const char *const *)zone);
}

/* Nothing below one of them is known without the list. */
static bool is_lone_zone(const uint8_t *name)
{
    struct buffer text = {0};
    dns_name_print(name, &text);
    bool result = bsearch(buffer_text(&text), lone_zones, sizeof lone_zones / sizeof *lone_zones, sizeof *lone_zones,
                          compare_to_zone);
    buffer_free(&text);
    return result;
}

static bool is_in_list(const uint8_t *name)
{
    static struct memos memos;
    return recall(&memos, name, look_up_any);
}

/* How many labels the registrable domain of all names below has, from the top-level domain down: up to the first name
 * below which no suffix can lie. 0 where one may lie below all of them. */
static uint8_t labels_for_all_below(const uint8_t *name)
{
    size_t labels = dns_name_labels(name), of_suffix = 0;
    for (size_t at = 1; at <= labels && list_is_known(); at++) {
        const uint8_t *level = name;
        for (size_t skip = labels - at; skip; skip--)
            level = dns_name_parent(level);
        if (is_in_list(level))
            of_suffix = at;
        else
            return is_lone_zone(level) ? 0 : (uint8_t)(of_suffix + 1);
    }
    return 0;
}

/* Of the name's parent. Names next to each other share it, so it is kept, and the list is not asked for each. */
static uint8_t labels_by_parent(const uint8_t *name)
{
    static struct memos memos;
    return dns_name_is_root(name) ? 0 : recall(&memos, dns_name_parent(name), labels_for_all_below);
}

bool caa_suffix_is_public(const uint8_t *name)
{
    return !labels_by_parent(name) && is_in_list(name);
}

bool caa_suffix_is_registry(const uint8_t *name)
{
    static struct memos memos;
    return !labels_by_parent(name) && recall(&memos, name, look_up_icann);
}

bool caa_suffix_is_listed(const uint8_t *name)
{
    return look_up(name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

/* Where only the list knows: label by label, as a dot may stand within a label, which it would take for the end of
 * one. */
static const uint8_t *find_registrable(const uint8_t *name)
{
    for (; !dns_name_is_root(name); name = dns_name_parent(name)) {
        const uint8_t *parent = dns_name_parent(name);
        if (dns_name_is_root(parent))
            return NULL;
        if (caa_suffix_is_public(parent))
            return name;
    }
    return NULL;
}

/* What is so for all names below that of a DNS wildcard is so for that name, too. */
const uint8_t *caa_suffix_registrable(const uint8_t *name)
{
    size_t labels = labels_by_parent(name);
    if (!labels && name[0] == 1 && name[1] == '*') {
        name = dns_name_parent(name);
        labels = labels_by_parent(name);
    }
    if (labels) {
        for (size_t skip = dns_name_labels(name) - labels; skip; skip--)
            name = dns_name_parent(name);
        return name;
    }
    return dns_name_is_root(name) || caa_suffix_is_public(name) ? NULL : find_registrable(name);
}
