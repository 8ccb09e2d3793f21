/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shard.h"

#include "util/ascii.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t hash)
{
    hash *= 0x9E3779B97F4A7C15;
    return hash ^ hash >> 32;
}

/* Names that differ in a digit are as far apart as any others (the last step of splitmix64). */
static uint64_t spread(uint64_t hash)
{
    hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
    hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
    return hash ^ hash >> 31;
}

/* Of ASCII letters without their case; the same on every machine. */
static uint64_t hash_of(const char *text, size_t size)
{
    uint64_t hash = size, word;
    for (; size >= sizeof word; text += sizeof word, size -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = mix(hash ^ (le64toh(word) | 0x2020202020202020));
    }
    word = 0;
    memcpy(&word, text, size);
    return spread(mix(hash ^ (le64toh(word) | 0x2020202020202020)));
}

struct span {
    const char *text;
    size_t size;
};

static struct span span_from(struct span span, const char *at)
{
    return (struct span){at, span.size - (size_t)(at - span.text)};
}

/* Of a URL the host, of a mail address the domain. What is neither stays as it is: a text that is no name belongs to
 * some part, too. */
static struct span host_within(struct span span)
{
    const char *slash = memchr(span.text, '/', span.size);
    if (slash && slash > span.text && slash[-1] == ':' && slash + 1 < span.text + span.size && slash[1] == '/') {
        span = span_from(span, slash + 2);
        slash = memchr(span.text, '/', span.size);
    }
    if (slash)
        span.size = (size_t)(slash - span.text);
    const char *at = memrchr(span.text, '@', span.size);
    if (at)
        span = span_from(span, at + 1);
    return span;
}

/* The last label of NAME, from the octet before END on. */
static const char *label_before(struct span name, const char *end)
{
    const char *dot = memrchr(name.text, '.', (size_t)(end - name.text));
    return dot ? dot + 1 : name.text;
}

/* What a country's registry sorts its registrants by: co.uk, ac.jp. */
static bool is_category(struct span label)
{
    static const char categories[][4] = {"ac", "ad", "co", "com", "ed", "edu", "go", "gob", "gov",
                                         "gr", "lg", "me", "mil", "ne", "net", "or", "org", "sch"};
    char lower[sizeof *categories] = {0};
    if (label.size >= sizeof lower) /* as most are */
        return false;
    for (size_t i = 0; i < label.size; i++)
        lower[i] = (char)ascii_lower((unsigned char)label.text[i]);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
        if (memcmp(categories[i], lower, sizeof lower) == 0)
            return true;
    return false;
}

/* What stands in one part: all names below what is likely to be a registrable domain, two labels or, as in co.uk and
 * ac.jp, three. It costs next to nothing, and is the same whatever version of the Public Suffix List a machine has;
 * where it is wrong, two parts ask for what one could have asked for. */
static struct span shard_group_of(struct span name)
{
    if (name.size && name.text[name.size - 1] == '.')
        name.size--;
    if (name.size > 2 && name.text[0] == '*' && name.text[1] == '.')
        name = span_from(name, name.text + 2);
    const char *end = name.text + name.size;
    const char *top = label_before(name, end);
    if (top == name.text)
        return name;
    const char *second = label_before(name, top - 1);
    bool shared = end - top == 2 && is_category((struct span){second, (size_t)(top - 1 - second)});
    return span_from(name, shared && second > name.text ? label_before(name, second - 1) : second);
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

bool audit_shard_holds_host(const struct audit_shard *shard, const char *host, size_t size)
{
    struct span group = shard_group_of((struct span){host, size});
    return ((hash_of(group.text, group.size) >> 32) * shard->count) >> 32 == shard->index - 1;
}

bool audit_shard_holds(const struct audit_shard *shard, const char *domain)
{
    if (!shard->count)
        return true;
    struct span host = host_within((struct span){domain, strlen(domain)});
    return audit_shard_holds_host(shard, host.text, host.size);
}
