/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a zone file. What is kept of a good one for a recording gives the same zone again. The first octet: 1,
 * the origin is given; 2, somebody is warned. Files that include others are left out: nothing on this machine is to be
 * read, and neither are those that make many records of one line. */
#include "file.h"

#include "caa/property.h"
#include "files/zone_file.h"
#include "resolve/source_zone.h"

static void take_warning(void *context, const char *text)
{
    ++*(unsigned *)context;
    expect(strncmp(text, "/proc/self/fd/", 14) == 0 && !strchr(text, '\n'));
}

static void take_answer(struct source_request *request, const struct dns_reply *reply)
{
    struct buffer *out = request->state;
    dns_reply_outcome(reply, out);
    buffer_add_unsigned(out, reply->ttl);
    for (size_t i = 0; i < reply->record_count; i++)
        buffer_add_hex(out, reply->records[i].bytes, reply->records[i].size);
}

/* What a store says of each owner of a copy, one a line. */
static void ask_all(const struct zone_store *store, const char *copy, struct buffer *out)
{
    struct source *source = source_zone_new(store);
    struct dns_name name;
    for (; *copy; copy += strcspn(copy, "\n") + 1) {
        const char *owner = copy + strcspn(copy, " ") + 1;
        expect(dns_name_parse(owner, strcspn(owner, " "), &name));
        struct source_request request = {
            .question = dns_question_of(name.wire, DNS_TYPE_CAA), .state = out, .done = take_answer};
        source->ops->start(source, &request);
        expect(zone_store_holds(store, name.wire) || out->size);
    }
    source->ops->free(source);
}

static void expect_same_again(const struct zone_store *store, const char *copy)
{
    struct zone_store *again = zone_store_new(caa_rdata_is_acceptable);
    struct problem problem = {.text = ""};
    struct buffer first = {0}, second = {0};
    expect(zone_copy_read("copy", copy, again, &problem) == STATUS_OK);
    ask_all(store, copy, &first);
    ask_all(again, copy, &second);
    expect(first.size == second.size && (!first.size || memcmp(first.data, second.data, first.size) == 0));
    buffer_free(&first);
    buffer_free(&second);
    zone_store_free(again);
}

static void read_zone(const char *path, bool has_origin, bool warns)
{
    unsigned warnings = 0;
    struct buffer copy = {0};
    struct problem problem = {.text = ""};
    struct zone_store *store = zone_store_new(caa_rdata_is_acceptable);
    const struct zone_file_use use = {.copy = &copy, .warning = warns ? take_warning : NULL, .context = &warnings};
    enum status status = zone_file_read(path, has_origin ? "example" : NULL, store, &use, &problem);
    expect((status == STATUS_OK) == (problem.text[0] == '\0'));
    expect(!strchr(problem.text, '\n'));
    if (status == STATUS_OK)
        expect_same_again(store, buffer_text(&copy));
    buffer_free(&copy);
    zone_store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    char *text = memory_text((const char *)data + 1, size - 1);
    if (!strcasestr(text, "$INCLUDE") && !strcasestr(text, "$GENERATE")) {
        const struct fuzz_file file = fuzz_file_new(data + 1, size - 1);
        read_zone(file.path, data[0] & 1, data[0] & 2);
        fuzz_file_free(&file);
    }
    free(text);
    return 0;
}
