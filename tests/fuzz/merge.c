/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as parts of a report, a form feed between: they are put together, or refused with a reason, by their lines
 * and by a list; no row comes out that did not go in, none twice. */
#include "file.h"

#include "report/merge.h"
#include "report/report_reader.h"

enum { PARTS_MAX = 4, LINES = 6 };

struct parts {
    struct fuzz_file files[PARTS_MAX];
    const char *paths[PARTS_MAX];
    size_t count;
    uint64_t rows;
};

static bool count_row(void *context, struct column_row *row)
{
    (void)row;
    ++*(uint64_t *)context;
    return true;
}

static void open_parts(const uint8_t *data, size_t size, struct parts *parts)
{
    for (size_t at = 0; at < size && parts->count < PARTS_MAX; parts->count++) {
        const uint8_t *end = memchr(data + at, '\f', size - at);
        size_t taken = end ? (size_t)(end - data) - at : size - at;
        struct problem problem;
        parts->files[parts->count] = fuzz_file_new(data + at, taken);
        parts->paths[parts->count] = parts->files[parts->count].path;
        report_read(&(struct report_reading){
            .path = parts->paths[parts->count], .context = &parts->rows, .take = count_row, .problem = &problem});
        at += taken + 1;
    }
}

static void merge_by_lines(const struct parts *parts)
{
    struct merge *merge = NULL;
    struct column_row *row = NULL;
    struct problem problem = {.text = ""};
    uint64_t rows = 0;
    enum status status = merge_open(parts->paths, parts->count, &merge, &problem);
    if (status == STATUS_OK)
        merge_further(merge);
    while (status == STATUS_OK && (status = merge_next(merge, &row)) == STATUS_OK && row) {
        expect(row->domain && !row->values[COLUMN_SHARD].size);
        rows++;
    }
    expect((status == STATUS_OK) == (problem.text[0] == '\0'));
    expect(status == STATUS_OK ? rows == parts->rows : rows <= parts->rows);
    merge_free(merge);
}

static void merge_by_list(const struct parts *parts)
{
    struct merge *merge = NULL;
    struct column_row *row = NULL;
    struct problem problem = {.text = ""};
    char domain[256] = "a.jp";
    enum status status = merge_open(parts->paths, parts->count, &merge, &problem);
    for (uint64_t line = 1; status == STATUS_OK && line <= LINES; line++) {
        struct column_row *next = merge_peek(merge);
        if (next)
            snprintf(domain, sizeof domain, "%s", next->domain);
        status = merge_next_for(merge, &(struct audit_entry){.domain = domain, .line = line}, "list", &row);
    }
    if (status == STATUS_OK)
        status = merge_finish(merge);
    expect((status == STATUS_OK) == (problem.text[0] == '\0'));
    merge_free(merge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct parts parts = {.count = 0};
    open_parts(data, size, &parts);
    if (parts.count) {
        merge_by_lines(&parts);
        merge_by_list(&parts);
    }
    for (size_t i = 0; i < parts.count; i++)
        fuzz_file_free(&parts.files[i]);
    return 0;
}
