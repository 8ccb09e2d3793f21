/* SPDX-License-Identifier: Apache-2.0 */
#include "report/export.h"

#include "mail_text.h"

#include "caa/profile.h"
#include "files/output_folder.h"
#include "report/csv.h"
#include "report/further.h"
#include "report/letter.h"
#include "report/mail.h"
#include "report/report.h"
#include "report/report_reader.h"
#include "report/words.h"
#include "util/memory.h"
#include "util/stop.h"
#include "util/table.h"
#include "util/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FOLDER_NAME_MAX = 200,   /* octets */
    GROUP_BLOCK = 65536,     /* octets of one report that wait to be written */
    WAITING_MAX = 1 << 26,   /* likewise, of all */
    ATTACHMENT_NAME_MAX = 80 /* octets of a folder's name in an attachment's: one line of a header has room for it */
};

#define INDEX_HEADER "folder,institution,contact,entries,allowed,denied,unknown"
#define UNASSIGNED "unassigned"
#define NOBODY "sender@placeholder.invalid" /* RFC 2606 2: whoever sends the message has to put in an address */

/* An institution. */
struct group {
    const char *institution; /* empty: entries without one */
    const char *folder;
    struct buffer waiting; /* rows of its report */
    UT_hash_handle hh;     /* by institution, in the order of the report */
};

struct folder_name {
    UT_hash_handle hh;
};

struct export
{
    struct export_settings settings;
    struct output_folder *output;
    struct arena arena;
    struct group *groups;
    struct folder_name *folders; /* names that are taken */
    size_t waiting;              /* octets, of all groups */
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

/* ASCII, in lower case, and nothing that a file system or a shell takes for something else. */
static void add_safe_name(const char *name, size_t most, struct buffer *out)
{
    size_t start = out->size;
    for (; *name && out->size - start < most; name++) {
        unsigned char c = ascii_lower((unsigned char)*name);
        bool safe = ascii_is_alnum(c) || (out->size > start && (c == '.' || c == '-' || c == '_'));
        buffer_add_char(out, safe ? (char)c : '_');
    }
    while (out->size > start && out->data[out->size - 1] == '.')
        out->size--;
}

/* A name that Windows takes for a device, whatever its ending; its files could not be opened there. */
static bool is_device_name(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    size_t size = strcspn(name, ".");
    if (size == 4 && (memcmp(name, "com", 3) == 0 || memcmp(name, "lpt", 3) == 0))
        return ascii_is_digit((unsigned char)name[3]);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (size == 3 && memcmp(name, devices[i], 3) == 0)
            return true;
    return false;
}

static void add_folder_name(const char *name, struct buffer *out)
{
    struct buffer safe = {0};
    add_safe_name(name, FOLDER_NAME_MAX, &safe);
    if (is_device_name(buffer_text(&safe)))
        buffer_add_char(out, '_');
    buffer_add_text(out, safe.size ? buffer_text(&safe) : "entry");
    buffer_free(&safe);
}

static bool take_folder_name(struct export *export, const char *name, size_t size)
{
    struct folder_name *taken;
    HASH_FIND(hh, export->folders, name, size, taken);
    if (taken)
        return false;
    taken = arena_alloc(&export->arena, sizeof *taken);
    HASH_ADD_KEYPTR(hh, export->folders, arena_text(&export->arena, name, size), size, taken);
    return true;
}

/* After the first entry's name, or the entry itself; with a number where that is taken. */
static const char *new_folder_name(struct export *export, struct column_row *row)
{
    struct buffer name = {0}, safe = {0};
    columns_write(row, COLUMN_NAME, &name);
    add_folder_name(name.size ? buffer_text(&name) : row->domain, &safe);
    size_t size = safe.size;
    for (uint64_t number = 2; !take_folder_name(export, safe.data, safe.size); number++) {
        safe.size = size;
        buffer_add_char(&safe, '-');
        buffer_add_unsigned(&safe, number);
    }
    const char *text = arena_text(&export->arena, safe.data, safe.size);
    buffer_free(&name);
    buffer_free(&safe);
    return text;
}

/* `FOLDER/FILE` */
static const char *path_in(const struct group *group, const char *file, struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, group->folder);
    buffer_add_char(out, '/');
    buffer_add_text(out, file);
    return buffer_text(out);
}

static enum status append(struct export *export, const struct group *group, const char *file, struct buffer *content,
                          struct problem *ret_problem)
{
    struct buffer path = {0};
    enum status status = output_folder_append(export->output, path_in(group, file, &path), content, ret_problem);
    buffer_free(&path);
    return status;
}

/* ---- rows ---- */

static enum status new_group(struct export *export, struct column_row *row, struct group **ret_group,
                             struct problem *ret_problem)
{
    struct group *group = arena_zero(&export->arena, sizeof *group);
    group->institution = arena_text(&export->arena, row->institution, strlen(row->institution));
    group->folder = *row->institution ? new_folder_name(export, row) : UNASSIGNED;
    HASH_ADD_KEYPTR(hh, export->groups, group->institution, strlen(group->institution), group);
    csv_add_header(&export->csv, &group->waiting);
    *ret_group = group;
    return output_folder_add(export->output, group->folder, ret_problem);
}

static enum status write_waiting(struct export *export, struct group *group, struct problem *ret_problem)
{
    export->waiting -= group->waiting.size;
    enum status status = append(export, group, "report.csv", &group->waiting, ret_problem);
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

static size_t place_of(struct text_list names, const char *wanted)
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
        export->places[i] = place_of(further, export->further.items[i]);
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
    struct buffer contacts;               /* each once, a NUL behind each */
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
        if (!columns_have_item(&summing->contacts, contact))
            buffer_add(&summing->contacts, contact, size + 1);
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

static struct mail_facts facts_of(const struct export *export, const struct group *group, const struct summing *summing)
{
    return (struct mail_facts){.institution = group->institution,
                               .contact = export->settings.contact,
                               .ca = summing->ca,
                               .summary = &summing->summary,
                               .checked_at = summing->checked_at,
                               .letter = summing->letter_text.size};
}

/* `caa-WHAT-FOLDER-20261122.ENDING`, ASCII: other names arrive broken in some mail programs. */
static const char *attachment_name(const struct group *group, time_t date, const char *what, const char *ending,
                                   struct buffer *out)
{
    struct tm parts;
    char day[16] = "";
    if (gmtime_r(&date, &parts))
        strftime(day, sizeof day, "%Y%m%d", &parts);
    buffer_clear(out);
    buffer_add_text(out, "caa-");
    buffer_add_text(out, what);
    buffer_add_char(out, '-');
    add_safe_name(group->folder, ATTACHMENT_NAME_MAX, out);
    buffer_add_char(out, '-');
    buffer_add_text(out, day);
    buffer_add_text(out, ending);
    return buffer_text(out);
}

/* What all messages of an institution have. */
struct mailing {
    struct mail mail;
    struct mail_attachment attachments[2];
    struct buffer subject, body, page_name, letter_name;
};

static void mailing_begin(struct mailing *mailing, const struct export *export, const struct group *group,
                          const struct summing *summing)
{
    const struct mail_facts facts = facts_of(export, group, summing);
    const time_t date = summing->checked_at;
    const struct buffer *page = &summing->page_text, *letter = &summing->letter_text;
    *mailing = (struct mailing){0};
    mail_text_add_subject(&facts, &mailing->subject);
    mail_text_add_body(&facts, &mailing->body);
    mailing->attachments[0] =
        (struct mail_attachment){attachment_name(group, date, "report", ".html", &mailing->page_name), "html", page};
    mailing->attachments[1] = (struct mail_attachment){
        attachment_name(group, date, "letter", ".txt", &mailing->letter_name), "plain", letter};
    const char *from = export->settings.from;
    mailing->mail = (struct mail){.from = from ? from : NOBODY,
                                  .name = from ? export->settings.sender : words_text(WORDS_PLACEHOLDER_SENDER),
                                  .date = export->settings.now,
                                  .subject = buffer_text(&mailing->subject),
                                  .body = &mailing->body,
                                  .attachments = mailing->attachments,
                                  .attachment_count = letter->size ? 2 : 1};
}

static void mailing_end(struct mailing *mailing)
{
    buffer_free(&mailing->subject);
    buffer_free(&mailing->body);
    buffer_free(&mailing->page_name);
    buffer_free(&mailing->letter_name);
}

/* An address alone, or `Somebody <ADDRESS>`; NULL for anything else. */
static const char *address_of(const char *contact, struct buffer *space)
{
    const char *open = strrchr(contact, '<'), *text = open ? open + 1 : contact;
    size_t size = open ? strcspn(text, ">") : strlen(text);
    bool whole = !open || (text[size] && !text[size + 1]);
    buffer_clear(space);
    buffer_add(space, text, size);
    return whole && mail_address_is_plain(text, size) ? buffer_text(space) : NULL;
}

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

static enum status write_mails(struct export *export, const struct group *group, const struct summing *summing,
                               struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    struct buffer address = {0}, file = {0}, text = {0};
    struct mailing mailing;
    uint64_t number = 0;
    mailing_begin(&mailing, export, group, summing);
    const char *contact;
    for (size_t at = 0; status == STATUS_OK && (contact = columns_next_item(&summing->contacts, &at));) {
        mailing.mail.to = address_of(contact, &address);
        if (!mailing.mail.to) {
            export->counts.contacts_without++;
            continue;
        }
        mail_name(++number, &file);
        mail_write(&mailing.mail, &text);
        status = append(export, group, buffer_text(&file), &text, ret_problem);
    }
    export->counts.messages += number;
    mailing_end(&mailing);
    buffer_free(&address);
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
        status = append(export, group, "report.html", &summing->page_text, ret_problem);
    if (status == STATUS_OK && letter)
        status = append(export, group, "letter.txt", &summing->letter_text, ret_problem);
    return status;
}

static enum status finish_group(struct export *export, const struct group *group, struct problem *ret_problem)
{
    struct buffer name = {0}, path = {0};
    struct summing summing = {
        .page = report_new(&(struct report_settings){.format = REPORT_FORMAT_HTML, .about = group->institution}),
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
    static const char *const reserved[] = {UNASSIGNED, "index.csv"};
    export->settings = *settings;
    export->output = output;
    export->csv = (struct csv_writer){.separator = ',', .excel = true};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        take_folder_name(export, reserved[i], strlen(reserved[i]));
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
    HASH_CLEAR(hh, export->folders);
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
