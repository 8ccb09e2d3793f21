/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as the line of a CAA record: what is taken is written again in the same way, and its forms for panels hold
 * nothing that ends a line or a quoted part early. */
#include "fuzz.h"

#include "report/columns.h"
#include "report/panels.h"
#include "util/items.h"

static void expect_written_again(const char *line, const struct caa_record *record)
{
    struct buffer text = {0};
    caa_record_print(record->owner, record->ttl, record->rdata, &text);
    if (strcmp(buffer_text(&text), line) != 0) {
        buffer_clear(&text);
        caa_record_print_generic(record, &text);
    }
    expect(strcmp(buffer_text(&text), line) == 0);
    buffer_free(&text);
}

/* Double quotes come in pairs, once escaped octets are left out. */
static bool is_quoted_well(const char *form)
{
    bool open = false;
    for (; *form; form++)
        if (*form == '\\' && open)
            form++;
        else if (*form == '"')
            open = !open;
    return !open;
}

/* Words in single quotes, a quote within being `'\''`. */
static bool is_shell_quoted_well(const char *form)
{
    bool open = false;
    for (; *form; form++)
        if (*form == '\'')
            open = !open;
        else if (!open && *form == '\\')
            form++;
        else if (!open && strchr("\"$`;&|<>()*?[]#~!{}\n", *form))
            return false;
    return !open;
}

static void expect_harmless_forms(const struct caa_record *record)
{
    for (unsigned panel = 0; panel < PANEL_COUNT; panel++) {
        struct buffer forms = {0};
        const char *form;
        size_t at = 0, left_out = panels_add_forms(panel, record, 1, panel & 1, &forms);
        expect(left_out == (forms.size == 0));
        while ((form = items_next(&forms, &at))) {
            for (const char *c = form; *c; c++)
                expect(*c >= 0x20 && *c < 0x7F);
            expect(panel == PANEL_AZURE ? is_shell_quoted_well(form) : is_quoted_well(form));
        }
        buffer_free(&forms);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = memory_text((const char *)data, size);
    struct arena arena = {0};
    struct caa_record record;
    if (caa_record_read(line, &arena, &record)) {
        expect_written_again(line, &record);
        expect_harmless_forms(&record);
    }
    arena_free(&arena);
    free(line);
    return 0;
}
