#include "files/record_file.h"

#include "files/file_problem.h"
#include "util/ascii.h"
#include "util/buffer.h"

#include <ldns/ldns.h>

enum status record_file_refuse(const struct record_file *file, const char *what, const char *mend)
{
    file_problem_set(file->problem, file->path, (uint64_t)file->line, "%s: %s", what, mend);
    return STATUS_INPUT;
}

static struct dns_name owner_of(const ldns_rr *rr)
{
    const ldns_rdf *owner = ldns_rr_owner(rr);
    struct dns_name name = {.size = (uint8_t)ldns_rdf_size(owner)};
    for (size_t i = 0; i < name.size; i++)
        name.wire[i] = ascii_lower(ldns_rdf_data(owner)[i]);
    return name;
}

struct reading {
    void *context;
    enum status (*take)(void *context, const struct record_file_record *record);
};

static enum status hand_on(const struct reading *reading, const ldns_rr *rr)
{
    struct buffer octets = {0};
    for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
        buffer_add(&octets, ldns_rdf_data(ldns_rr_rdf(rr, i)), ldns_rdf_size(ldns_rr_rdf(rr, i)));
    const struct record_file_record record = {.owner = owner_of(rr),
                                              .type = (uint16_t)ldns_rr_get_type(rr),
                                              .ttl = ldns_rr_ttl(rr),
                                              .rdata = {(const uint8_t *)octets.data, octets.size}};
    enum status status = reading->take(reading->context, &record);
    buffer_free(&octets);
    return status;
}

static bool is_no_record(ldns_status status)
{
    return status == LDNS_STATUS_SYNTAX_EMPTY || status == LDNS_STATUS_SYNTAX_TTL ||
           status == LDNS_STATUS_SYNTAX_ORIGIN;
}

enum status record_file_read(struct record_file *file, void *context,
                             enum status (*take)(void *context, const struct record_file_record *record))
{
    const struct reading reading = {context, take};
    ldns_rdf *origin = ldns_dname_new_frm_str("."), *previous = NULL;
    uint32_t ttl = 3600;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !feof(file->file)) {
        ldns_rr *rr = NULL;
        ldns_status read = ldns_rr_new_frm_fp_l(&rr, file->file, &ttl, &origin, &previous, &file->line);
        if (read == LDNS_STATUS_OK)
            status = hand_on(&reading, rr);
        else if (!is_no_record(read))
            status = record_file_refuse(file, ldns_get_errorstr_by_id(read), "records as in a zone file are wanted");
        ldns_rr_free(rr);
    }
    ldns_rdf_deep_free(origin);
    ldns_rdf_deep_free(previous);
    return status;
}
