/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a file of records, its records put into a zone store that is then asked for each of them. Files that
 * include others are left out: nothing on this machine is to be read. Where their size is odd, what can be passed over
 * is a warning. */
#include "fuzz.h"

#include "caa/property.h"
#include "files/record_file.h"
#include "resolve/source_zone.h"

enum { RECORDS_MAX = 500 /* $GENERATE makes 65536 of one line */ };

struct zone_reading {
    struct zone_store *store;
    struct zone *zone;
    struct source *source;
    unsigned records;
};

static void take_answer(struct source_request *request, const struct dns_reply *reply)
{
    expect(reply->detail && reply->kind != REPLY_TRUNCATED && reply->kind != REPLY_NO_EDNS);
    expect((reply->kind == REPLY_SET) == (reply->record_count > 0));
    ++*(unsigned *)request->state;
}

static void ask(struct zone_reading *reading, const uint8_t *name, uint16_t type)
{
    unsigned answers = 0;
    struct source_request request = {.question = dns_question_of(name, type), .state = &answers, .done = take_answer};
    reading->source->ops->start(reading->source, &request);
    expect(answers == 1);
}

static bool take(void *context, const struct record_file_record *record, struct problem *problem)
{
    struct zone_reading *reading = context;
    expect(record->rdata.bytes && record->rdata.size <= UINT16_MAX && record->line > 0);
    if (!reading->zone)
        reading->zone = zone_store_zone(reading->store, record->owner);
    enum zone_add_result added = zone_add(reading->zone, record->owner, record->type, record->ttl, record->rdata);
    if (added == ZONE_ADDED) {
        ask(reading, record->owner, DNS_TYPE_CAA);
        ask(reading, record->owner, record->type);
    }
    return ++reading->records < RECORDS_MAX || record_file_refuse(problem, record, "enough");
}

static void take_warning(void *context, const char *kept)
{
    (void)context;
    expect(*kept && !strchr(kept, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_text((const char *)data, size);
    struct dns_name origin;
    struct problem problem = {.text = ""};
    struct zone_reading reading = {.store = zone_store_new(caa_rdata_is_acceptable)};
    reading.source = source_zone_new(reading.store);
    expect(dns_name_parse("example", strlen("example"), &origin));
    const struct record_file file = {.path = "fuzz.zone",
                                     .text = text,
                                     .origin = &origin,
                                     .context = &reading,
                                     .take = take,
                                     .warn = size & 1 ? take_warning : NULL,
                                     .problem = &problem};
    if (!strcasestr(text, "$INCLUDE"))
        expect((record_file_read(&file) == STATUS_OK) == (problem.text[0] == '\0'));
    expect(memchr(problem.text, '\0', sizeof problem.text) && !strchr(problem.text, '\n'));
    reading.source->ops->free(reading.source);
    zone_store_free(reading.store);
    free(text);
    return 0;
}
