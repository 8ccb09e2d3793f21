/* SPDX-License-Identifier: Apache-2.0 */
/* CAA sets written as text, for the tests of caa: records are joined by ` | `, each is FLAGS TAG VALUE with one blank
 * between them, the value without quotes, octets that a table cannot hold as \DDD; or `#` and the RDATA in hexadecimal.
 */
#ifndef TESTS_UNIT_CAA_SET_H
#define TESTS_UNIT_CAA_SET_H

#include "expect.h"

#include "caa/policy.h"
#include "util/arena.h"

#include <stdio.h>
#include <stdlib.h>

struct caa_set {
    struct arena arena;
    struct dns_rdata *records;
    size_t count;
};

static inline uint8_t octet_of_hex(const char *text)
{
    const char digits[] = {text[0], text[1], '\0'};
    return (uint8_t)strtoul(digits, NULL, 16);
}

/* TEXT with \DDD resolved. Returns how many octets were written to OUT. */
static inline size_t octets_of_text(const char *text, size_t size, uint8_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\\' && size - i > 3) {
            out[count++] = (uint8_t)((text[i + 1] - '0') * 100 + (text[i + 2] - '0') * 10 + (text[i + 3] - '0'));
            i += 3;
        } else {
            out[count++] = (uint8_t)text[i];
        }
    }
    return count;
}

static inline struct dns_rdata rdata_of(const char *text, size_t size, struct arena *arena)
{
    uint8_t *bytes = arena_alloc(arena, size + 3);
    size_t count = 0;
    if (size && text[0] == '#') {
        for (size_t i = 1; i + 1 < size; i += 2)
            bytes[count++] = octet_of_hex(text + i);
        return (struct dns_rdata){bytes, count};
    }
    const char *tag = (const char *)memchr(text, ' ', size) + 1;
    size_t left = size - (size_t)(tag - text);
    const char *blank = memchr(tag, ' ', left);
    size_t tag_size = blank ? (size_t)(blank - tag) : left;
    bytes[count++] = (uint8_t)strtoul(text, NULL, 10);
    size_t tag_octets = octets_of_text(tag, tag_size, bytes + 2);
    bytes[count++] = (uint8_t)tag_octets;
    count += tag_octets;
    if (blank)
        count += octets_of_text(blank + 1, left - tag_size - 1, bytes + count);
    return (struct dns_rdata){bytes, count};
}

/* The empty text is the empty set. Free it with caa_set_free. */
static inline struct caa_set caa_set_of(const char *text)
{
    struct caa_set set = {0};
    set.records = arena_alloc(&set.arena, (strlen(text) + 1) * sizeof *set.records);
    while (*text) {
        const char *end = strstr(text, " | ");
        size_t size = end ? (size_t)(end - text) : strlen(text);
        set.records[set.count++] = rdata_of(text, size, &set.arena);
        text += size + (end ? 3 : 0);
    }
    return set;
}

static inline void caa_set_free(struct caa_set *set)
{
    arena_free(&set->arena);
}

static inline struct caa_property property_of(const struct caa_set *set, size_t index)
{
    struct caa_property property = {0};
    if (index >= set->count || !caa_property_read(set->records[index], &property))
        fail_msg("record %zu is no CAA record", index);
    return property;
}

static inline struct caa_policy policy_of(const char *const *ca)
{
    return (struct caa_policy){.cas = {ca, 1}};
}

static inline struct dns_answer answer_of(const struct caa_set *set, const uint8_t *owner)
{
    return (struct dns_answer){.kind = set->count ? ANSWER_SET : ANSWER_NODATA,
                               .ttl = 300,
                               .record_count = set->count,
                               .records = set->records,
                               .owner = owner,
                               .detail = ""};
}

#endif
