/* SPDX-License-Identifier: Apache-2.0 */
#include "report/export.h"

#include "export_names.h"
#include "mailing.h"

#include "caa/profile.h"
#include "files/output_folder.h"
#include "report/csv.h"
#include "report/further.h"
#include "report/letter.h"
#include "report/report.h"
#include "report/report_reader.h"
#include "util/items.h"
#include "util/memory.h"
#include "util/stop.h"
#include "util/table.h"
#include "util/text_set.h"
#include "util/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    GROUP_BLOCK = 65536,  /* octets of one report that wait to be written */
    WAITING_MAX = 1 << 26 /* likewise, of all */
};

#define INDEX_HEADER "folder,institution,contact,entries,allowed,denied,unknown"
#define UNASSIGNED "unassigned"

/* An institution. */
struct group {
    const char *institution; /* empty: entries without one */
    const char *folder;
    struct buffer waiting; /* rows of its report */
    UT_hash_handle hh;     /* by institution, in the order of the report */
};

struct export
{
    struct export_settings settings;
    struct output_folder *output;
    struct arena arena;
    struct group *groups;
    struct export_names names;
    size_t waiting; /* octets, of all groups */
    bool begun;
    bool validated;           /* some row was: what was not is worth a word then */
    struct text_list further; /* names of the first report's further columns */
    size_t *places;           /* of these in the report that is read; its own count for those that it has not */
    const char **cells;       /* of a row, in the order of the first report */
    struct csv_writer csv;
    struct buffer index;
    struct export_counts counts;
};

/* ---- folders ---- */

/* What an export holds, for output_folder_open. */
static bool may_hold(bool inside, bool folder, const char *name)
{
    static const char *const files[] = {"report.csv", "report.html", "letter.txt", "mail.eml"};
    unsigned number;
    int end = 0;
    if (!inside)
        return folder || strcmp(name, "index.csv") == 0;
    if (folder)
        return false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(name, files[i]) == 0)
            return true;
    /* NOLINTNEXTLINE(cert-err34-c): five digits always fit */
    return sscanf(name, "mail-%5u.eml%n", &number, &end) == 1 && end && !name[end];
}

static const struct output_folder_kind export_kind = {"index.csv", INDEX_HEADER, may_hold};

/* `FOLDER/FILE` */
static const char *path_in(const struct group *group, const char *file, struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, group->folder);
    buffer_add_char(out, '/');
    buffer_add_text(out, file);
    return buffer_text(out);
}

static enum status export_append(struct export *export, const struct group *group, const char *file,
                                 struct buffer *content, struct problem *ret_problem)
{
    struct buffer path = {0};
    enum status status = output_folder_append(export->output, path_in(group, file, &path), content, ret_problem);
    buffer_free(&path);
    return status;
}

/* ---- rows ---- */

/* After the first entry's name, or the entry itself. */
static const char *new_folder(struct export *export, struct column_row *row)
{
    struct buffer name = {0};
    columns_write(row, COLUMN_NAME, &name);
    const char *folder = export_names_take(&export->names, name.size ? buffer_text(&name) : row->domain);
    buffer_free(&name);
    return folder;
}

static enum status new_group(struct export *export, struct column_row *row, struct group **ret_group,
                             struct problem *ret_problem)
{
    struct group *group = arena_zero(&export->arena, sizeof *group);
    group->institution = arena_text(&export->arena, row->institution, strlen(row->institution));
    group->folder = *row->institution ? new_folder(export, row) : UNASSIGNED;
    HASH_ADD_KEYPTR(hh, export->groups, group->institution, strlen(group->institution), group);
    csv_add_header(&export->csv, &group->waiting);
    *ret_group = group;
    return output_folder_add(export->output, group->folder, ret_problem);
}

static enum status write_waiting(struct export *export, struct group *group, struct problem *ret_problem)
{
    export->waiting -= group->waiting.size;
    enum status status = export_append(export, group, "report.csv", &group->waiting, ret_problem);
    buffer_free(&group->waiting);
    return status;
}

static enum status write_all_waiting(struct export *export, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (struct group *group = export->groups; group && status == STATUS_OK; group = group->hh.next)
        if (group->waiting.size)
            status = write_waiting(export, group, ret_problem);
    return status;
}

static size_t export_place_of(struct text_list names, const char *wanted)
{
    size_t place = 0;
    while (place < names.count && strcmp(names.items[place], wanted) != 0)
        place++;
    return place;
}

static struct text_list names_of_arena(struct text_list names, struct arena *arena)
{
    const char **copies = arena_alloc(arena, names.count * sizeof *copies);
    for (size_t i = 0; i < names.count; i++)
        copies[i] = arena_text(arena, names.items[i], strlen(names.items[i]));
    return (struct text_list){copies, names.count};
}

void export_begin(struct export *export, struct text_list further)
{
    if (!export->begun) {
        export->further = names_of_arena(further, &export->arena);
        export->csv.further = further_headings(export->further, &export->arena);
        export->places = arena_alloc(&export->arena, further.count * sizeof *export->places);
        export->cells = arena_alloc(&export->arena, further.count * sizeof *export->cells);
        export->begun = true;
    }
    for (size_t i = 0; i < export->further.count; i++)
        export->places[i] = export_place_of(further, export->further.items[i]);
}

enum status export_take_row(struct export *export, struct column_row *row, struct problem *ret_problem)
{
    struct group *group;
    enum status status = STATUS_OK;
    HASH_FIND_STR(export->groups, row->institution, group);
    if (!group)
        status = new_group(export, row, &group, ret_problem);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < export->further.count; i++)
        export->cells[i] = columns_further(row, export->places[i]);
    row->further = (struct text_list){export->cells, export->further.count};
    size_t before = group->waiting.size;
    csv_add_row(&export->csv, row, &group->waiting);
    export->waiting += group->waiting.size - before;
    export->counts.entries++;
    export->validated = export->validated || row->outcome.validation == AUDIT_CHECKED;
    if (export->waiting > WAITING_MAX)
        return write_all_waiting(export, ret_problem);
    return group->waiting.size > GROUP_BLOCK ? write_waiting(export, group, ret_problem) : STATUS_OK;
}

/* ---- what becomes of an institution's rows ---- */

struct summing {
    struct report *page;
    struct letter *letter;
    struct audit_summary summary;
    struct buffer contacts;               /* items, each once */
    struct text_set known_contacts;       /* these */
    struct buffer page_text, letter_text; /* at the end; no letter where none is due */
    time_t checked_at;                    /* of the row that was checked last */
    char *ca;                             /* the issuer domain name of its first row's CA */
    struct buffer scratch;
};

/* A cell may hold several, as people write them. */
static void take_contacts(struct summing *summing, const char *text)
{
    static const char between[] = ",;\r\n", blanks[] = ",;\r\n \t";
    while (*(text += strspn(text, blanks))) {
        size_t size = strcspn(text, between);
        while (text[size - 1] == ' ' || text[size - 1] == '\t')
            size--;
        buffer_clear(&summing->scratch);
        buffer_add(&summing->scratch, text, size);
        const char *contact = buffer_text(&summing->scratch);
        if (text_set_add(&summing->known_contacts, contact, size))
            items_add(&summing->contacts, contact);
        text += strcspn(text, between);
    }
}

static void take_time(struct summing *summing, struct column_row *row)
{
    struct tm parts = {0};
    buffer_clear(&summing->scratch);
    columns_write(row, COLUMN_CHECKED_AT, &summing->scratch);
    const char *end = strptime(buffer_text(&summing->scratch), "%Y-%m-%dT%H:%M:%SZ", &parts);
    time_t at = end && !*end ? timegm(&parts) : 0;
    if (at > summing->checked_at)
        summing->checked_at = at;
}

static void take_ca(struct summing *summing, struct column_row *row)
{
    if (summing->ca)
        return;
    buffer_clear(&summing->scratch);
    columns_write(row, COLUMN_CA, &summing->scratch);
    const char *text = buffer_text(&summing->scratch);
    summing->ca = *text ? memory_text(text, strcspn(text, ";"))
                        : memory_text(caa_profile_default()->issuer, strlen(caa_profile_default()->issuer));
}

static bool sum_row(void *context, struct column_row *row)
{
    struct summing *summing = context;
    struct buffer nothing = {0}; /* a page is written at its end */
    audit_summary_count(&summing->summary, &row->outcome);
    report_add_row(summing->page, row, &nothing);
    letter_take_row(summing->letter, row);
    take_contacts(summing, row->contact);
    take_time(summing, row);
    take_ca(summing, row);
    buffer_free(&nothing);
    return true;
}

static void add_index_cell(struct export *export, const char *text, char end)
{
    size_t start = export->index.size;
    buffer_add_text(&export->index, text);
    csv_finish_cell(&export->csv, start, &export->index);
    buffer_add_char(&export->index, end);
}

static void add_index_line(struct export *export, const struct group *group, const struct summing *summing)
{
    static const enum verdict order[] = {VERDICT_ALLOWED, VERDICT_DENIED, VERDICT_UNKNOWN};
    struct buffer *index = &export->index;
    add_index_cell(export, group->folder, ',');
    add_index_cell(export, group->institution, ',');
    size_t start = index->size;
    buffer_add(index, summing->contacts.data, summing->contacts.size);
    csv_finish_cell(&export->csv, start, index);
    buffer_add_char(index, ',');
    buffer_add_unsigned(index, summing->summary.entries);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        buffer_add_char(index, ',');
        buffer_add_unsigned(index, summing->summary.verdicts[order[i]]);
    }
    buffer_add_text(index, "\r\n");
}

/* ---- messages ---- */

/* `mail.eml`, then `mail-2.eml` and so on. */
static void mail_name(uint64_t number, struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, "mail");
    if (number > 1) {
        buffer_add_char(out, '-');
        buffer_add_unsigned(out, number);
    }
    buffer_add_text(out, ".eml");
}

static struct mailing_about about_group(const struct export *export, const struct group *group,
                                        const struct summing *summing)
{
    const struct export_settings *settings = &export->settings;
    return (struct mailing_about){.facts = {.institution = group->institution,
                                            .contact = settings->contact,
                                            .ca = summing->ca,
                                            .summary = &summing->summary,
                                            .checked_at = summing->checked_at,
                                            .letter = summing->letter_text.size},
                                  .folder = group->folder,
                                  .from = settings->from,
                                  .sender = settings->sender,
                                  .now = settings->now,
                                  .page = &summing->page_text,
                                  .letter = &summing->letter_text};
}

static enum status write_mails(struct export *export, const struct group *group, const struct summing *summing,
                               struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    struct buffer file = {0}, text = {0};
    const struct mailing_about about = about_group(export, group, summing);
    struct mailing mailing;
    uint64_t number = 0;
    mailing_begin(&mailing, &about);
    const char *contact;
    for (size_t at = 0; status == STATUS_OK && (contact = items_next(&summing->contacts, &at));) {
        enum mailing_outcome outcome = mailing_add(&mailing, contact, &text);
        export->counts.contacts_without += outcome == MAILING_NO_ADDRESS;
        export->counts.contacts_beyond += outcome == MAILING_TOO_MANY;
        if (outcome != MAILING_ADDED)
            continue;
        mail_name(++number, &file);
        status = export_append(export, group, buffer_text(&file), &text, ret_problem);
    }
    export->counts.messages += number;
    mailing_end(&mailing);
    buffer_free(&file);
    buffer_free(&text);
    return status;
}

/* ---- the end ---- */

static void write_letter(const struct export *export, const struct group *group, struct summing *summing)
{
    const struct letter_settings settings = {.institution = group->institution,
                                             .sender = export->settings.sender,
                                             .reply_by = export->settings.reply_by,
                                             .contact = export->settings.contact,
                                             .date = export->settings.now};
    letter_write(summing->letter, &settings, &summing->letter_text);
}

static enum status write_files(struct export *export, const struct group *group, struct summing *summing,
                               struct problem *ret_problem)
{
    const struct report_totals totals = {.summary = &summing->summary, .finished_at = summing->checked_at};
    report_end(summing->page, &totals, &summing->page_text);
    if (letter_is_due(summing->letter))
        write_letter(export, group, summing);
    bool letter = summing->letter_text.size;
    export->counts.letters += letter;
    bool silent = export->settings.only_action && !mail_text_needs_action(&summing->summary);
    enum status status = silent ? STATUS_OK : write_mails(export, group, summing, ret_problem);
    if (status == STATUS_OK)
        status = export_append(export, group, "report.html", &summing->page_text, ret_problem);
    if (status == STATUS_OK && letter)
        status = export_append(export, group, "letter.txt", &summing->letter_text, ret_problem);
    return status;
}

static enum status finish_group(struct export *export, const struct group *group, struct problem *ret_problem)
{
    struct buffer name = {0}, path = {0};
    struct report_head head = report_head_unknown;
    head.version = export->settings.version;
    struct summing summing = {.page = report_new(&(struct report_settings){
                                  .format = REPORT_FORMAT_HTML, .about = group->institution, .head = &head}),
                              .letter = letter_new(),
                              .summary.validating = export->validated};
    const struct report_reading reading = {
        .path = output_folder_path(export->output, path_in(group, "report.csv", &name), &path),
        .context = &summing,
        .take = sum_row,
        .problem = ret_problem};
    enum status status = report_read(&reading);
    if (status == STATUS_OK)
        status = write_files(export, group, &summing, ret_problem);
    if (status == STATUS_OK)
        add_index_line(export, group, &summing);
    report_free(summing.page);
    letter_free(summing.letter);
    free(summing.ca);
    buffer_free(&summing.contacts);
    text_set_free(&summing.known_contacts);
    buffer_free(&summing.page_text);
    buffer_free(&summing.letter_text);
    buffer_free(&summing.scratch);
    buffer_free(&name);
    buffer_free(&path);
    export->counts.institutions++;
    return status;
}

enum status export_open(const struct export_settings *settings, struct export **ret_export, struct problem *ret_problem)
{
    struct output_folder *output;
    enum status status = output_folder_open(settings->folder, &export_kind, settings->claims, &output, ret_problem);
    if (status != STATUS_OK)
        return status;
    struct export *export = memory_zero(sizeof *export);
    export->settings = *settings;
    export->output = output;
    export->csv = (struct csv_writer){.separator = ',', .excel = true};
    export->names.arena = &export->arena;
    export_names_reserve(&export->names, UNASSIGNED);
    export_names_reserve(&export->names, "index.csv");
    buffer_add_text(&export->index, UTF8_BYTE_ORDER_MARK INDEX_HEADER "\r\n");
    *ret_export = export;
    return STATUS_OK;
}

static void export_free(struct export *export)
{
    struct group *group, *next;
    HASH_ITER(hh, export->groups, group, next)
    {
        HASH_DEL(export->groups, group);
        buffer_free(&group->waiting);
    }
    export_names_free(&export->names);
    csv_writer_free(&export->csv);
    buffer_free(&export->index);
    arena_free(&export->arena);
    free(export);
}

enum status export_commit(struct export *export, struct export_counts *ret_counts, struct problem *ret_problem)
{
    enum status status = write_all_waiting(export, ret_problem);
    for (struct group *group = export->groups; group && status == STATUS_OK; group = group->hh.next)
        status = stop_is_asked() ? STATUS_INTERRUPTED : finish_group(export, group, ret_problem);
    if (status == STATUS_OK)
        status = output_folder_append(export->output, "index.csv", &export->index, ret_problem);
    if (status == STATUS_OK)
        status = output_folder_commit(export->output, ret_problem);
    else
        output_folder_abandon(export->output);
    *ret_counts = export->counts;
    export_free(export);
    return status;
}

void export_abandon(struct export *export)
{
    if (!export)
        return;
    output_folder_abandon(export->output);
    export_free(export);
}
