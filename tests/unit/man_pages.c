/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own lists against the tables of its man pages: a code that is new in a list, and in no table, fails. */
#include "caa/notes.h"
#include "caa/policy.h"
#include "dns/dnssec.h"
#include "dns/failure.h"
#include "report/columns.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PAGE_MAX = 1 << 20, WORD_MAX = 64 };

/* A page's text; the caller frees it. */
static char *read_page(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TEST_MAN_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, PAGE_MAX);
    assert_non_null(text);
    assert_in_range(fread(text, 1, PAGE_MAX - 1, file), 1, PAGE_MAX - 2);
    fclose(file);
    return text;
}

/* The codes that a row begins with: `one , two`, `one, two`, `one= Ns Ar VALUE`, `one= VALUE`. */
static bool row_has(const char *row, const char *word)
{
    size_t size = strlen(word);
    while (*row && *row != '\n') {
        size_t length = strcspn(row, " ,\n");
        if (length == 2 && strncmp(row, "Ns", 2) == 0)
            return false;
        if (length && strchr("=-", row[length - 1]) && length == size + 1)
            length--;
        if (length == size && strncmp(row, word, size) == 0)
            return true;
        row += strcspn(row, " ,\n");
        row += strspn(row, " ,");
    }
    return false;
}

static bool table_has(const char *page, const char *word)
{
    static const char *const starts[] = {"\n.It Li ", "\n.TP\n.B ", "\n.TP\n.BI "}; /* mdoc(7), man(7) */
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        for (const char *at = page; (at = strstr(at, starts[i]));) {
            at += strlen(starts[i]);
            if (row_has(at, word))
                return true;
        }
    return false;
}

static const char *const pages[] = {"caa-audit-report.5", "ja/man7/caa-audit.7"};

static void expect_row(const char *word)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *page = read_page(pages[i]);
        if (!table_has(page, word))
            fail_msg("data/man/%s has no row `.It Li %s`", pages[i], word);
        free(page);
    }
}

static void columns_are_described(void **state)
{
    (void)state;
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        expect_row(columns_table[i].name);
}

static void verdicts_and_reasons_are_described(void **state)
{
    (void)state;
#define VERDICT_ROW(id, word) expect_row(word);
    VERDICT_LIST(VERDICT_ROW)
#undef VERDICT_ROW
    for (unsigned reason = 0; reason < REASON_COUNT; reason++)
        expect_row(reason_word(reason));
}

static void failures_are_described(void **state)
{
    (void)state;
    for (unsigned failure = FAILURE_NONE + 1; failure < FAILURE_COUNT; failure++)
        expect_row(failure_code(failure));
}

static void notes_are_described(void **state)
{
    (void)state;
    for (unsigned note = 0; note < NOTE_COUNT; note++)
        expect_row(caa_note_word(note));
}

static void dnssec_is_described(void **state)
{
    (void)state;
#define DNSSEC_ROW(id, word) expect_row(word);
    DNSSEC_LIST(DNSSEC_ROW)
#undef DNSSEC_ROW
}

static void what_is_missing_is_found(void **state)
{
    (void)state;
    const char *page = "\n.TP\n.B six, seven\n.TP\n.BI nine= TEN\n.It Li one , two\n.It Li three= Ns Ar "
                       "FOUR\nfive\n.It Li flag- Ns Ar N\n";
    assert_true(table_has(page, "one") && table_has(page, "two") && table_has(page, "three") &&
                table_has(page, "flag"));
    assert_true(table_has(page, "six") && table_has(page, "seven") && table_has(page, "nine"));
    assert_false(table_has(page, "on") || table_has(page, "FOUR") || table_has(page, "five") || table_has(page, "fla"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_described),  cmocka_unit_test(verdicts_and_reasons_are_described),
        cmocka_unit_test(failures_are_described), cmocka_unit_test(notes_are_described),
        cmocka_unit_test(dnssec_is_described),    cmocka_unit_test(what_is_missing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
