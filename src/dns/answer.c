/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/answer.h"

#include "dns/name.h"
#include "util/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

const struct dns_answer dns_answer_nodata = {.kind = ANSWER_NODATA, .detail = ""};

const struct dns_answer *dns_answer_absent(enum answer_kind kind, enum dnssec_status status)
{
    static const struct dns_answer answers[][2] = {
#define ABSENT(id, word)                                                                                               \
    [id] = {{.kind = ANSWER_NODATA, .dnssec = (id), .detail = ""},                                                     \
            {.kind = ANSWER_NXDOMAIN, .dnssec = (id), .detail = ""}},
        DNSSEC_LIST(ABSENT)
#undef ABSENT
    };
    return &answers[status][kind == ANSWER_NXDOMAIN];
}

/* The octets behind the two arrays: RDATA, names, detail. */
static size_t answer_octets_of(const struct dns_answer *answer)
{
    size_t size = answer->detail ? strlen(answer->detail) + 1 : 1;
    for (size_t i = 0; i < answer->record_count; i++)
        size += answer->records[i].size;
    for (size_t i = 0; i < answer->alias_count; i++)
        size += dns_name_size(answer->aliases[i]);
    if (answer->dname)
        size += dns_name_size(answer->dname);
    if (answer->owner)
        size += dns_name_size(answer->owner);
    if (answer->zone)
        size += dns_name_size(answer->zone);
    if (answer->cause.name)
        size += dns_name_size(answer->cause.name);
    if (answer->fault_zone)
        size += dns_name_size(answer->fault_zone);
    if (answer->cause.clue_zone)
        size += dns_name_size(answer->cause.clue_zone);
    return size + answer->message.size;
}

static size_t arrays_of(const struct dns_answer *answer)
{
    return answer->record_count * sizeof *answer->records + answer->alias_count * sizeof *answer->aliases;
}

size_t dns_answer_size(const struct dns_answer *answer)
{
    return sizeof *answer + arrays_of(answer) + answer_octets_of(answer);
}

static uint8_t *answer_place(uint8_t **at, const void *bytes, size_t size)
{
    uint8_t *placed = *at;
    if (size)
        memcpy(placed, bytes, size);
    *at += size;
    return placed;
}

static uint8_t *place_name(uint8_t **at, const uint8_t *name)
{
    return name ? answer_place(at, name, dns_name_size(name)) : NULL;
}

const struct dns_answer *dns_answer_new(const struct dns_answer *draft)
{
    static_assert(alignof(struct dns_rdata) <= alignof(struct dns_answer), "records stand behind the struct");
    struct dns_answer *answer = memory_alloc(dns_answer_size(draft));
    *answer = *draft;
    answer->references = 1;
    struct dns_rdata *records = (struct dns_rdata *)(answer + 1);
    const uint8_t **aliases = (const uint8_t **)(records + draft->record_count);
    uint8_t *at = (uint8_t *)(aliases + draft->alias_count);
    for (size_t i = 0; i < draft->record_count; i++) {
        records[i].size = draft->records[i].size;
        records[i].bytes = answer_place(&at, draft->records[i].bytes, draft->records[i].size);
    }
    for (size_t i = 0; i < draft->alias_count; i++)
        aliases[i] = place_name(&at, draft->aliases[i]);
    answer->records = records;
    answer->aliases = aliases;
    answer->dname = place_name(&at, draft->dname);
    answer->owner = place_name(&at, draft->owner);
    answer->zone = place_name(&at, draft->zone);
    answer->cause.name = place_name(&at, draft->cause.name);
    answer->fault_zone = place_name(&at, draft->fault_zone);
    answer->cause.clue_zone = place_name(&at, draft->cause.clue_zone);
    answer->message.bytes = answer_place(&at, draft->message.bytes, draft->message.size);
    const char *detail = draft->detail ? draft->detail : "";
    answer->detail = (const char *)answer_place(&at, detail, strlen(detail) + 1);
    return answer;
}

/* The counter is the one thing in an answer that changes. A reference is always to heap memory from dns_answer_new,
 * never to a constant. */
static struct dns_answer *counted(const struct dns_answer *answer)
{
    return answer && answer->references ? (struct dns_answer *)(uintptr_t)answer : NULL;
}

const struct dns_answer *dns_answer_take(const struct dns_answer *answer)
{
    struct dns_answer *held = counted(answer);
    if (held)
        held->references++;
    return answer;
}

void dns_answer_drop(const struct dns_answer *answer)
{
    struct dns_answer *held = counted(answer);
    if (held && --held->references == 0)
        free(held);
}
