/* SPDX-License-Identifier: Apache-2.0 */
#include "files/anchor_file.h"

#include "files/record_file.h"
#include "files/small_file.h"
#include "util/problem.h"

enum { ANCHORS_MAX = 64 /* of one file; the root has two */ };

struct reading {
    struct arena *arena;
    struct anchor *anchors;
    size_t count;
};

static bool anchors_take_record(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct reading *reading = context;
    if (record->type != DNS_TYPE_DS && record->type != DNS_TYPE_DNSKEY)
        return record_file_refuse(problem, record, SAID_ANCHOR_OTHER_RECORD);
    if (!anchor_is_usable(record->type, record->rdata))
        return record_file_refuse(problem, record, SAID_ANCHOR_ALGORITHM);
    if (reading->count == ANCHORS_MAX)
        return record_file_refuse(problem, record, SAID_ANCHOR_TOO_MANY);
    const struct dns_rdata rdata = {arena_dup(reading->arena, record->rdata.bytes, record->rdata.size),
                                    record->rdata.size};
    const uint8_t *zone = arena_dup(reading->arena, record->owner, dns_name_size(record->owner));
    reading->anchors[reading->count++] = (struct anchor){zone, record->type, rdata};
    return true;
}

/* FILE as far as it is known. */
static enum status anchors_read_anchors(struct record_file file, struct arena *arena, struct anchors *ret_anchors)
{
    static const struct dns_name root = {.size = 1};
    struct reading reading = {.arena = arena, .anchors = arena_alloc(arena, ANCHORS_MAX * sizeof *reading.anchors)};
    file.max = SMALL_FILE_ANCHORS_MAX;
    file.origin = &root;
    file.context = &reading;
    file.take = anchors_take_record;
    enum status status = record_file_read(&file);
    if (status == STATUS_OK && !reading.count) {
        problem_keep_at(file.problem, file.path, 0, SAID_ANCHOR_NONE);
        status = STATUS_INPUT;
    }
    if (status == STATUS_OK)
        *ret_anchors = (struct anchors){reading.anchors, reading.count};
    return status;
}

enum status anchor_file_read(const char *path, struct file_claims *claims, struct arena *arena,
                             struct anchors *ret_anchors, struct problem *ret_problem)
{
    return anchors_read_anchors((struct record_file){.path = path, .claims = claims, .problem = ret_problem}, arena,
                                ret_anchors);
}

enum status anchor_text_read(const char *label, const char *text, struct arena *arena, struct anchors *ret_anchors,
                             struct problem *ret_problem)
{
    return anchors_read_anchors(
        (struct record_file){.path = label, .text = text, .plain = true, .problem = ret_problem}, arena, ret_anchors);
}
