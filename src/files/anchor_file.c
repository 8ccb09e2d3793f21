#include "files/anchor_file.h"

#include "dns/name.h"
#include "files/file_problem.h"
#include "util/ascii.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

enum { ANCHORS_MAX = 64 /* of one file; the root has two */ };

struct reading {
    const char *path;
    FILE *file;
    int line;
    struct arena *arena;
    struct anchor *anchors;
    size_t count;
    struct problem *problem;
};

static enum status refuse(const struct reading *reading, const char *what, const char *mend)
{
    file_problem_set(reading->problem, reading->path, (uint64_t)reading->line, "%s: %s", what, mend);
    return STATUS_INPUT;
}

static const uint8_t *lower_owner(const struct reading *reading, const ldns_rr *rr)
{
    const ldns_rdf *owner = ldns_rr_owner(rr);
    uint8_t *name = arena_dup(reading->arena, ldns_rdf_data(owner), ldns_rdf_size(owner));
    for (size_t i = 0; i < ldns_rdf_size(owner); i++)
        name[i] = ascii_lower(name[i]);
    return name;
}

/* The RDATA as it goes on the wire. */
static struct dns_rdata rdata_of(const struct reading *reading, const ldns_rr *rr)
{
    struct buffer octets = {0};
    for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
        buffer_add(&octets, ldns_rdf_data(ldns_rr_rdf(rr, i)), ldns_rdf_size(ldns_rr_rdf(rr, i)));
    const struct dns_rdata rdata = {arena_dup(reading->arena, octets.data, octets.size), octets.size};
    buffer_free(&octets);
    return rdata;
}

static enum status take_record(struct reading *reading, const ldns_rr *rr)
{
    uint16_t type = (uint16_t)ldns_rr_get_type(rr);
    if (type != DNS_TYPE_DS && type != DNS_TYPE_DNSKEY)
        return refuse(reading, "a record that is no trust anchor", "DS or DNSKEY records are wanted");
    const struct dns_rdata rdata = rdata_of(reading, rr);
    if (!anchor_is_usable(type, rdata))
        return refuse(reading, "a trust anchor with an algorithm or digest that is not known here",
                      "SHA-256 or SHA-384 digests of RSA, ECDSA or EdDSA keys are wanted");
    if (reading->count == ANCHORS_MAX)
        return refuse(reading, "more trust anchors than are looked at", "64 are the most");
    reading->anchors[reading->count++] = (struct anchor){lower_owner(reading, rr), type, rdata};
    return STATUS_OK;
}

static enum status read_records(struct reading *reading)
{
    ldns_rdf *origin = ldns_dname_new_frm_str("."), *previous = NULL;
    uint32_t ttl = 3600;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !feof(reading->file)) {
        ldns_rr *rr = NULL;
        ldns_status read = ldns_rr_new_frm_fp_l(&rr, reading->file, &ttl, &origin, &previous, &reading->line);
        if (read == LDNS_STATUS_OK)
            status = take_record(reading, rr);
        else if (read != LDNS_STATUS_SYNTAX_EMPTY && read != LDNS_STATUS_SYNTAX_TTL &&
                 read != LDNS_STATUS_SYNTAX_ORIGIN)
            status =
                refuse(reading, ldns_get_errorstr_by_id(read), "DS or DNSKEY records as in a zone file are wanted");
        ldns_rr_free(rr);
    }
    ldns_rdf_deep_free(origin);
    ldns_rdf_deep_free(previous);
    return status;
}

enum status anchor_file_read(const char *path, struct arena *arena, struct anchors *ret_anchors,
                             struct problem *ret_problem)
{
    struct reading reading = {.path = path, .file = fopen(path, "r"), .arena = arena, .problem = ret_problem};
    if (!reading.file) {
        file_problem_set(ret_problem, path, 0, "%s: give a file of DS or DNSKEY records", strerror(errno));
        return STATUS_INPUT;
    }
    reading.anchors = arena_alloc(arena, ANCHORS_MAX * sizeof *reading.anchors);
    enum status status = read_records(&reading);
    if (status == STATUS_OK && !reading.count) {
        reading.line = 0;
        status = refuse(&reading, "no trust anchor in it", "DS or DNSKEY records are wanted");
    }
    if (status == STATUS_OK)
        *ret_anchors = (struct anchors){reading.anchors, reading.count};
    fclose(reading.file);
    return status;
}
