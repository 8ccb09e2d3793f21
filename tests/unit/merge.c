/* SPDX-License-Identifier: Apache-2.0 */
#include "report/merge.h"

#include "expect.h"
#include "said.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PARTS_MAX = 4 };

static const char header[] = "domain,name,kinds,server,wildcard,smime,server_reason,wildcard_reason,smime_reason,"
                             "caa_name,caa,line,ca,source,expires,since,shard\n";

/* `DOMAIN LINE SHARD CA`, one a line, as a report in a file of its own. */
static void write_part(const char *rows, char path[32])
{
    strcpy(path, "/tmp/unit-merge-XXXXXX.csv");
    int fd = mkstemps(path, 4);
    assert_true(fd >= 0);
    dprintf(fd, "%s", header);
    char domain[64], line[64], shard[64], ca[64];
    for (; sscanf(rows, " %63s %63s %63s %63s", domain, line, shard, ca) == 4; rows += strcspn(rows, "\n") + 1) {
        dprintf(fd, "%s,%s,server,allowed,allowed,allowed,no-caa,no-caa,no-caa,,,%s,%s,,,,%s\n", domain, domain,
                strcmp(line, "-") == 0 ? "" : line, ca, strcmp(shard, "-") == 0 ? "" : shard);
        if (!rows[strcspn(rows, "\n")])
            break;
    }
    close(fd);
}

struct merging {
    char paths[PARTS_MAX][32];
    const char *names[PARTS_MAX];
    size_t count;
    struct merge *merge;
    struct problem problem;
    struct buffer domains; /* `a b c ` */
};

static enum status open_parts(const char *const *parts, struct merging *merging)
{
    *merging = (struct merging){.count = 0};
    for (; merging->count < PARTS_MAX && parts[merging->count]; merging->count++) {
        write_part(parts[merging->count], merging->paths[merging->count]);
        merging->names[merging->count] = merging->paths[merging->count];
    }
    return merge_open(merging->names, merging->count, &merging->merge, &merging->problem);
}

static void take(struct merging *merging, const struct column_row *row)
{
    assert_int_equal(row->values[COLUMN_SHARD].size, 0);
    buffer_add_text(&merging->domains, row->domain);
    buffer_add_char(&merging->domains, ' ');
}

static enum status all_by_lines(struct merging *merging)
{
    struct column_row *row;
    enum status status;
    while ((status = merge_next(merging->merge, &row)) == STATUS_OK && row)
        take(merging, row);
    return status;
}

/* LIST: `DOMAIN LINE`, one a line. */
static enum status all_by_list(struct merging *merging, const char *list)
{
    char domain[64];
    unsigned line;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && sscanf(list, " %63s %u", domain, &line) == 2) {
        const struct audit_entry entry = {.domain = domain, .line = line};
        struct column_row *row;
        status = merge_next_for(merging->merge, &entry, "list", &row);
        if (status == STATUS_OK)
            take(merging, row);
        list += strcspn(list, "\n");
        list += *list == '\n';
    }
    return status == STATUS_OK ? merge_finish(merging->merge) : status;
}

static void close_parts(struct merging *merging)
{
    merge_free(merging->merge);
    buffer_free(&merging->domains);
    for (size_t i = 0; i < merging->count; i++)
        unlink(merging->paths[i]);
}

static void test_in_the_order_of_the_list(void **state)
{
    static const struct {
        const char *name, *parts[PARTS_MAX], *list, *domains;
    } cases[] = {
        {"by lines", {"b 2 1/2 ca\nd 4 1/2 ca", "a 1 2/2 ca\nc 3 2/2 ca"}, NULL, "a b c d "},
        {"parts in any order", {"a 1 2/2 ca", "b 2 1/2 ca"}, NULL, "a b "},
        {"a part without rows", {"a 1 2/3 ca", "", "b 2 1/3 ca"}, NULL, "a b "},
        {"nothing at all", {"", ""}, NULL, ""},
        {"by the list", {"b 2 1/2 ca\nb 4 1/2 ca", "a 1 2/2 ca\nc 3 2/2 ca"}, "a 1\nb 2\nc 3\nb 4", "a b c b "},
        {"several of one line", {"b 1 1/2 ca", "a 1 2/2 ca\nc 1 2/2 ca"}, "a 1\nb 1\nc 1", "a b c "},
        {"several lists", {"b l2:1 1/2 ca", "a l1:1 2/2 ca"}, "a 1\nb 1", "a b "},
        {"reports of before", {"b - - -", "a - - -"}, "a 1\nb 2", "a b "},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct merging merging;
        enum status status = open_parts(cases[i].parts, &merging);
        if (status == STATUS_OK)
            status = cases[i].list ? all_by_list(&merging, cases[i].list) : all_by_lines(&merging);
        if (status != STATUS_OK)
            fail_msg("%s: %s", cases[i].name, said(merging.problem.text));
        expect_text(cases[i].name, buffer_text(&merging.domains), cases[i].domains);
        close_parts(&merging);
    }
}

static void test_what_is_no_whole(void **state)
{
    static const struct {
        const char *name, *parts[PARTS_MAX], *list, *problem;
    } cases[] = {
        {"a part is missing", {"a 1 1/3 ca"}, NULL, "parts are missing: 2/3, 3/3"},
        {"a part twice", {"a 1 1/2 ca", "b 2 1/2 ca"}, NULL, "part 1/2 is given twice"},
        {"another division", {"a 1 1/2 ca", "b 2 2/3 ca"}, NULL, "which does not belong together with part '1/2'"},
        {"a whole among parts", {"a 1 1/2 ca", "b 2 - ca"}, NULL, "does not belong together"},
        {"a whole twice", {"a 1 - ca", "a 1 - ca"}, NULL, "give one of them, or the list with --list"},
        {"another CA", {"a 1 1/2 ca", "b 2 2/2 other"}, NULL, "about the CA 'other'"},
        {"a mixed part", {"a 1 1/1 ca\nb 2 1/1 other"}, NULL, "is of part '1/1' and about the CA 'other'"},
        {"not in order", {"b 2 1/1 ca\na 1 1/1 ca"}, NULL, "from line 1 of the list, but comes after line 2"},
        {"no line", {"a - 1/1 ca"}, NULL, "give the list, or the lists in their order, with --list"},
        {"several lists, not given", {"a l:1 1/1 ca"}, NULL, "with --list"},
        {"an entry is missing", {"a 1 1/1 ca"}, "a 1\nb 2", "list:2: no part has a row for 'b' here"},
        {"an entry twice", {"a 1 1/2 ca", "a 1 2/2 ca"}, "a 1", "list:1: two parts have a row for 'a'"},
        {"a row too many", {"a 1 1/1 ca\nb 2 1/1 ca"}, "a 1", "a row for 'b' that the list does not have there"},
        {"another list", {"a 1 1/1 ca"}, "x 1", "list:1: no part has a row for 'x' here"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct merging merging;
        enum status status = open_parts(cases[i].parts, &merging);
        if (status == STATUS_OK)
            status = cases[i].list ? all_by_list(&merging, cases[i].list) : all_by_lines(&merging);
        if (status != STATUS_INPUT || !strstr(said(merging.problem.text), cases[i].problem))
            fail_msg("%s: %d, %s", cases[i].name, status, said(merging.problem.text));
        close_parts(&merging);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_the_order_of_the_list),
        cmocka_unit_test(test_what_is_no_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
