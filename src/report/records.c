/* SPDX-License-Identifier: Apache-2.0 */
#include "report/records.h"

#include "caa/property.h"
#include "util/items.h"
#include "util/memory.h"

#include <stdlib.h>

static int records_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted as they are read, so that two reports differ only where the set does. */
void records_add(const struct dns_answer *set, struct buffer *out)
{
    struct buffer texts = {0};
    for (size_t i = 0; i < set->record_count; i++) {
        caa_rdata_print(set->records[i], &texts);
        items_end_item(&texts);
    }
    const char **sorted = memory_resize(NULL, set->record_count, sizeof *sorted);
    for (size_t i = 0, at = 0; i < set->record_count; i++)
        sorted[i] = items_next(&texts, &at);
    qsort(sorted, set->record_count, sizeof *sorted, records_compare);
    for (size_t i = 0; i < set->record_count; i++)
        items_add(out, sorted[i]);
    free(sorted);
    buffer_free(&texts);
}
