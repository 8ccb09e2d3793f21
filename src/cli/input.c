/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include "files/list_name.h"
#include "message.h"
#include "util/ascii.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    READ_SIZE = 16384,
    BLOCKS_AT_ONCE = 64 /* that are looked through for an entry, before what else there is to do is done */
};

struct list {
    const char *label; /* a path, or the kept saying of what is no file */
    const char *name;  /* as a report has it */
    int fd;            /* -1 once it is read to its end */
    bool regular;
    struct list_reader *reader;
    size_t *places;     /* of its further columns among those of all lists */
    bool in_order;      /* each has the place there that it has here */
    size_t column;      /* that names are taken from, from 1; 0: there is no choice */
    char *column_name;  /* in its header */
    uint64_t row_count; /* that the first reading found */
    uint64_t size;      /* octets that it has read, and that the second one has not */
};

struct input {
    const struct options *options;
    struct list *lists;
    size_t list_count, current;
    const char **further; /* names, owned */
    size_t further_count;
    bool counting;
    bool left_out; /* an entry that the options do not choose */
    time_t now;    /* when it was opened */
    bool failed;
    struct problem problem;
};

/* Columns: a further column of one list has its place among those of all lists; the second of a name in one list that
 * of the second of this name. */

static bool is_place_taken(const struct list *list, size_t count, size_t place)
{
    for (size_t i = 0; i < count; i++)
        if (list->places[i] == place)
            return true;
    return false;
}

/* COUNT columns of the list have their places. */
static size_t further_place(struct input *input, const struct list *list, size_t count, const char *name)
{
    for (size_t i = 0; i < input->further_count; i++)
        if (strcmp(input->further[i], name) == 0 && !is_place_taken(list, count, i))
            return i;
    input->further = memory_resize(input->further, input->further_count + 1, sizeof *input->further);
    input->further[input->further_count] = memory_text(name, strlen(name));
    return input->further_count++;
}

static void take_columns(void *context, const struct list_heading *heading)
{
    struct text_list further = heading->further;
    struct input *input = context;
    struct list *list = &input->lists[input->current];
    list->column = heading->column;
    free(list->column_name);
    list->column_name = memory_text(heading->name, strlen(heading->name));
    free(list->places);
    list->places = memory_resize(NULL, further.count, sizeof *list->places);
    list->in_order = true;
    for (size_t i = 0; i < further.count; i++) {
        list->places[i] = further_place(input, list, i, further.items[i]);
        list->in_order = list->in_order && list->places[i] == i;
    }
}

/* Also with --quiet: what is not audited, or otherwise than it was meant, is never kept from the user. */
static void input_take_warning(void *context, const char *kept)
{
    (void)context;
    message_print_kept(kept);
}

/* ---- files ---- */

static enum status open_reader(struct input *input, struct list *list)
{
    const struct list_settings settings = {.label = list->label,
                                           .format = input->options->list.format,
                                           .encoding = input->options->list.encoding,
                                           .column = input->options->list.column};
    /* What the first reading warned of, the second does not repeat. */
    const struct list_handler handler = {.columns = take_columns,
                                         .warning = list->regular && !input->counting ? NULL : input_take_warning,
                                         .context = input};
    list_reader_free(list->reader);
    list->reader = NULL;
    return list_reader_new(&settings, &handler, &list->reader, &input->problem);
}

static enum status file_problem(struct input *input, const char *label)
{
    problem_set_at(&input->problem, label, 0, SAY_LIST_UNREADABLE(saying_error(errno)));
    return STATUS_INPUT;
}

static enum status input_open_list(struct input *input, struct list *list, const char *path)
{
    struct stat info;
    bool standard = strcmp(path, "-") == 0;
    list->label = standard ? SAID_STANDARD_INPUT : path;
    list->name = standard ? "standard input" : path;
    list->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (list->fd < 0 || fstat(list->fd, &info) < 0)
        return file_problem(input, list->label);
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return file_problem(input, list->label);
    }
    list->regular = S_ISREG(info.st_mode);
    return STATUS_OK;
}

static void close_list(struct list *list)
{
    if (list->fd > STDIN_FILENO)
        close(list->fd);
    list->fd = -1;
}

/* A file that is being written anew would have its last entries missed, and one of them cut. */
static enum status input_end_list(struct input *input, struct list *list)
{
    close_list(list);
    if (list->regular && !input->counting && list->size) {
        problem_keep_at(&input->problem, list->label, 0, SAID_LIST_SHORTER);
        return STATUS_INPUT;
    }
    list_reader_finish(list->reader);
    return STATUS_OK;
}

/* Of the octets that the first reading found the second misses none. */
static void input_count_octets(const struct input *input, struct list *list, uint64_t size)
{
    if (input->counting)
        list->size += size;
    else
        list->size -= size < list->size ? size : list->size;
}

/* Feeds the next block of a list to its reader. */
static enum status input_read_block(struct input *input, struct list *list)
{
    char *room = list_reader_room(list->reader, READ_SIZE);
    ssize_t size;
    do
        size = read(list->fd, room, READ_SIZE);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return file_problem(input, list->label);
    if (!size)
        return input_end_list(input, list);
    input_count_octets(input, list, (uint64_t)size);
    list_reader_feed(list->reader, (size_t)size);
    return STATUS_OK;
}

/* Takes what has been read: of a file all entries, of a pipe what shows the columns. */
static enum list_result take_what_was_read(struct input *input, struct list *list)
{
    return list->regular ? list_reader_count(list->reader, &list->row_count, &input->problem)
                         : list_reader_start(list->reader, &input->problem);
}

/* Reads on, waiting for what has to be waited for, until that was enough. */
static enum status read_on(struct input *input, struct list *list)
{
    enum status status = STATUS_OK;
    enum list_result result;
    while ((result = take_what_was_read(input, list)) == LIST_MORE && status == STATUS_OK)
        status = input_read_block(input, list);
    return result == LIST_FAILED ? STATUS_INPUT : status;
}

/* A file is read once for its columns, its length and its errors, then again for its rows. */
static enum status input_look_through(struct input *input, struct list *list)
{
    off_t start = lseek(list->fd, 0, SEEK_CUR);
    int again = dup(list->fd);
    if (start < 0 || again < 0)
        return file_problem(input, list->label);
    input->counting = true;
    enum status status = open_reader(input, list);
    if (status == STATUS_OK)
        status = read_on(input, list);
    input->counting = false;
    list->fd = again;
    if (status == STATUS_OK && lseek(list->fd, start, SEEK_SET) < 0)
        status = file_problem(input, list->label);
    return status == STATUS_OK ? open_reader(input, list) : status;
}

static enum status look_at_start(struct input *input, struct list *list)
{
    enum status status = open_reader(input, list);
    return status == STATUS_OK ? read_on(input, list) : status;
}

enum status input_open(const struct options *options, struct input **ret_input, struct problem *ret_problem)
{
    struct input *input = memory_zero(sizeof *input);
    enum status status = STATUS_OK;
    input->options = options;
    input->now = time(NULL);
    input->lists = memory_zero(options->operands.count * sizeof *input->lists);
    input->list_count = options->operands.count;
    *ret_input = input;
    for (size_t i = 0; i < input->list_count; i++)
        input->lists[i].fd = -1;
    /* Files first: rows that a pipe has given away early then know all columns. */
    for (int regular = 1; regular >= 0 && status == STATUS_OK; regular--)
        for (size_t i = 0; i < input->list_count && status == STATUS_OK; i++) {
            struct list *list = &input->lists[i];
            input->current = i;
            if (regular)
                status = input_open_list(input, list, options->operands.items[i]);
            if (status == STATUS_OK && list->regular == regular)
                status = regular ? input_look_through(input, list) : look_at_start(input, list);
        }
    input->current = 0;
    if (status != STATUS_OK)
        *ret_problem = input->problem;
    return status;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    for (size_t i = 0; i < input->list_count; i++) {
        close_list(&input->lists[i]);
        list_reader_free(input->lists[i].reader);
        free(input->lists[i].places);
        free(input->lists[i].column_name);
    }
    for (size_t i = 0; i < input->further_count; i++)
        free((char *)(uintptr_t)input->further[i]);
    free(input->further);
    free(input->lists);
    free(input);
}

struct text_list input_further(const struct input *input)
{
    return (struct text_list){input->further, input->further_count};
}

bool input_count(const struct input *input, uint64_t *ret_entries)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < input->list_count; i++) {
        if (!input->lists[i].regular || input->options->list.shard.count || input->options->list.expiring_days)
            return false;
        entries += input->lists[i].row_count;
    }
    *ret_entries = entries;
    return true;
}

bool input_wait_next(struct input *input, struct audit_entry *entry, struct arena *arena)
{
    enum run_input next;
    arena_reset(arena);
    while ((next = input_next(input, entry, arena)) == RUN_INPUT_LATER && !stop_is_asked()) {
        struct pollfd poll_fd = {.fd = input_fd(input), .events = POLLIN};
        poll(&poll_fd, 1, -1);
    }
    return next == RUN_INPUT_ENTRY;
}

/* The text a header would have as `domain` needs no word. */
void input_print_columns(const struct input *input)
{
    for (size_t i = 0; i < input->list_count; i++) {
        const struct list *list = &input->lists[i];
        if (!list->column || ascii_equal_text(list->column_name, strlen(list->column_name), "domain"))
            continue;
        const struct saying_value label = saying_label(list->label, PROBLEM_FILE_SHOWN_MAX);
        if (*list->column_name)
            message_summarise(SAY_LIST_COLUMN_TAKEN(list->column, label, list->column_name));
        else
            message_summarise(SAY_LIST_COLUMN_TAKEN_NO_HEADER(list->column, label));
    }
}

bool input_left_out(const struct input *input)
{
    return input->left_out;
}

const struct problem *input_problem(const struct input *input)
{
    return input->failed ? &input->problem : NULL;
}

int input_fd(const struct input *input)
{
    return input->current < input->list_count ? input->lists[input->current].fd : -1;
}

/* ---- entries ---- */

/* The cells of a row's further columns among those of all lists. */
static struct text_list place_further(const struct input *input, const struct list *list, struct text_list cells,
                                      struct arena *arena)
{
    if (list->in_order && cells.count == input->further_count)
        return cells;
    const char **further = arena_alloc(arena, input->further_count * sizeof *further);
    for (size_t i = 0; i < input->further_count; i++)
        further[i] = "";
    for (size_t i = 0; i < cells.count; i++)
        further[list->places[i]] = cells.items[i];
    return (struct text_list){further, input->further_count};
}

void input_read_name(struct audit_entry *entry, struct arena *arena)
{
    struct subject subject;
    audit_entry_take_name(entry, list_name_read(entry->domain, &subject), &subject, arena);
}

/* The row as an entry; its texts are in ARENA. */
static void input_take_row(const struct input *input, const struct list *list, const struct list_row *row,
                           struct audit_entry *entry, struct arena *arena)
{
    *entry = (struct audit_entry){.domain = row->domain,
                                  .institution = row->institution,
                                  .contact = row->contact,
                                  .list = input->list_count > 1 ? list->name : NULL,
                                  .line = row->line,
                                  .expires = row->expires,
                                  .further = place_further(input, list, row->further, arena)};
    if (row->undecodable)
        entry->error = SUBJECT_ERROR_ENCODING;
    else if (row->not_understood)
        entry->error = SUBJECT_ERROR_RECORD;
    else
        input_read_name(entry, arena);
    entry->kinds = audit_entry_kinds(entry, row->kinds ? *row->kinds : input->options->how.kinds);
}

/* Whether it is one of those that the options choose: a part of the list, or what ends soon (--expiring). */
static bool is_chosen(const struct input *input, const struct list_row *row)
{
    time_t days = (time_t)input->options->list.expiring_days;
    bool soon = !days || !row->expires ||
                (row->expires <= input->now + days * 86400 && !audit_has_ended(row->expires, input->now));
    return soon && audit_shard_holds(&input->options->list.shard, row->domain);
}

static bool is_of_other_part(void *context, const char *name, size_t size)
{
    struct input *input = context;
    bool other = !audit_shard_holds_host(&input->options->list.shard, name, size);
    input->left_out = input->left_out || other;
    return other;
}

/* The next row of a list, as far as it has been read. */
static enum list_result next_row(struct input *input, struct list *list, struct arena *arena, struct list_row *ret_row)
{
    if (input->options->list.shard.count)
        list_reader_pass(list->reader, is_of_other_part, input);
    return list_reader_next(list->reader, arena, ret_row, &input->problem);
}

static bool is_readable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, 0) == 1;
}

enum run_input input_next(struct input *input, struct audit_entry *entry, struct arena *arena)
{
    struct list_row row;
    unsigned blocks = 0;
    while (!input->failed && input->current < input->list_count) {
        struct list *list = &input->lists[input->current];
        switch (next_row(input, list, arena, &row)) {
        case LIST_ENTRY:
            if (!is_chosen(input, &row)) {
                input->left_out = true;
                arena_reset(arena);
                break;
            }
            input_take_row(input, list, &row, entry, arena);
            return RUN_INPUT_ENTRY;
        case LIST_MORE: /* of what holds no entry there may be much */
            if (blocks++ == BLOCKS_AT_ONCE || (!list->regular && !is_readable(list->fd)))
                return RUN_INPUT_LATER;
            input->failed = input_read_block(input, list) != STATUS_OK;
            break;
        case LIST_END:
            input->current++;
            break;
        case LIST_FAILED:
            input->failed = true;
            break;
        }
    }
    return RUN_INPUT_END;
}
