#include "files/anchor_file.h"

#include "files/file_problem.h"
#include "files/record_file.h"

#include <errno.h>
#include <string.h>

enum { ANCHORS_MAX = 64 /* of one file; the root has two */ };

struct reading {
    struct record_file file;
    struct arena *arena;
    struct anchor *anchors;
    size_t count;
};

static enum status take_record(void *context, const struct record_file_record *record)
{
    struct reading *reading = context;
    if (record->type != DNS_TYPE_DS && record->type != DNS_TYPE_DNSKEY)
        return record_file_refuse(&reading->file, "a record that is no trust anchor",
                                  "DS or DNSKEY records are wanted");
    if (!anchor_is_usable(record->type, record->rdata))
        return record_file_refuse(&reading->file, "a trust anchor with an algorithm or digest that is not known here",
                                  "SHA-256 or SHA-384 digests of RSA, ECDSA or EdDSA keys are wanted");
    if (reading->count == ANCHORS_MAX)
        return record_file_refuse(&reading->file, "more trust anchors than are looked at", "64 are the most");
    const struct dns_rdata rdata = {arena_dup(reading->arena, record->rdata.bytes, record->rdata.size),
                                    record->rdata.size};
    const uint8_t *zone = arena_dup(reading->arena, record->owner.wire, record->owner.size);
    reading->anchors[reading->count++] = (struct anchor){zone, record->type, rdata};
    return STATUS_OK;
}

enum status anchor_file_read(const char *path, struct arena *arena, struct anchors *ret_anchors,
                             struct problem *ret_problem)
{
    struct reading reading = {.file = {path, fopen(path, "r"), 0, ret_problem}, .arena = arena};
    if (!reading.file.file) {
        file_problem_set(ret_problem, path, 0, "%s: give a file of DS or DNSKEY records", strerror(errno));
        return STATUS_INPUT;
    }
    reading.anchors = arena_alloc(arena, ANCHORS_MAX * sizeof *reading.anchors);
    enum status status = record_file_read(&reading.file, &reading, take_record);
    fclose(reading.file.file);
    reading.file.line = 0;
    if (status == STATUS_OK && !reading.count)
        status = record_file_refuse(&reading.file, "no trust anchor in it", "DS or DNSKEY records are wanted");
    if (status == STATUS_OK)
        *ret_anchors = (struct anchors){reading.anchors, reading.count};
    return status;
}
