/* SPDX-License-Identifier: Apache-2.0 */
#include "report/columns.h"

#include "report/records.h"
#include "report/words.h"
#include "util/items.h"

/* ---- the entry ---- */

static void write_domain(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->result->entry->domain);
}

static void write_name(struct column_row *row, struct buffer *out)
{
    if (row->result->name)
        audit_entry_print_name(row->result->entry, row->result->name, out);
}

static void write_institution(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->result->entry->institution);
}

static void write_contact(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->result->entry->contact);
}

static void write_kinds(struct column_row *row, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->result->entry->kinds & CAA_KINDS_OF(kind))
            items_add(out, caa_kind_word(kind));
}

/* ---- verdicts ---- */

static void columns_add_verdict(const struct column_row *row, enum caa_kind kind, struct buffer *out)
{
    buffer_add_text(out, verdict_word(reason_verdict(row->result->reasons[kind])));
}

static void write_server(struct column_row *row, struct buffer *out)
{
    columns_add_verdict(row, CAA_KIND_SERVER, out);
}

static void write_wildcard(struct column_row *row, struct buffer *out)
{
    columns_add_verdict(row, CAA_KIND_WILDCARD, out);
}

static void write_smime(struct column_row *row, struct buffer *out)
{
    columns_add_verdict(row, CAA_KIND_SMIME, out);
}

static void write_server_reason(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, reason_word(row->result->reasons[CAA_KIND_SERVER]));
}

static void write_wildcard_reason(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, reason_word(row->result->reasons[CAA_KIND_WILDCARD]));
}

static void write_smime_reason(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, reason_word(row->result->reasons[CAA_KIND_SMIME]));
}

/* ---- the relevant set ---- */

static void write_caa_name(struct column_row *row, struct buffer *out)
{
    if (row->result->caa_name)
        audit_entry_print_name(row->result->entry, row->result->caa_name, out);
}

/* Equal sets have one text, kept beside the opinion of them. */
static const struct caa_text *text_of_records(struct caa_opinion *opinion)
{
    const struct dns_answer set = {.records = opinion->records, .record_count = opinion->record_count};
    struct buffer out = {0};
    records_add(&set, &out);
    struct caa_text *text = caa_opinion_room(opinion, sizeof *text + out.size);
    text->size = out.size;
    memcpy(text->octets, out.data, out.size);
    buffer_free(&out);
    return text;
}

static void write_caa(struct column_row *row, struct buffer *out)
{
    struct caa_opinion *opinion = row->result->opinion;
    if (!opinion)
        return;
    if (!opinion->records_text)
        opinion->records_text = text_of_records(opinion);
    buffer_add(out, opinion->records_text->octets, opinion->records_text->size);
}

static void write_conditions(struct column_row *row, struct buffer *out)
{
    for (size_t i = 0; i < row->result->conditions.count; i++)
        items_add(out, row->result->conditions.items[i]);
}

static void write_aliases(struct column_row *row, struct buffer *out)
{
    const struct dns_answer *set = row->result->set;
    for (size_t i = 0; set && i < set->alias_count; i++) {
        dns_name_print(set->aliases[i], out);
        items_end_item(out);
    }
}

static void write_ttl(struct column_row *row, struct buffer *out)
{
    if (row->result->set)
        buffer_add_unsigned(out, row->result->set->ttl);
}

static void write_dnssec(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, dnssec_word(row->result->dnssec));
}

/* ---- the failure ---- */

static void write_failure(struct column_row *row, struct buffer *out)
{
    if (row->result->failure)
        buffer_add_text(out, failure_code(row->result->failure->failure));
}

static void write_failed_name(struct column_row *row, struct buffer *out)
{
    if (row->result->failure && row->result->failure->cause.name)
        dns_name_print(row->result->failure->cause.name, out);
}

/* One line in every format, whatever a server wrote. */
static void write_failure_detail(struct column_row *row, struct buffer *out)
{
    if (row->result->failure)
        words_failure(row->result->failure, out);
    words_servers(row->result, out);
}

/* ---- what follows from it ---- */

static void write_notes(struct column_row *row, struct buffer *out)
{
    for (size_t i = 0; i < row->result->notes.count; i++) {
        caa_note_print(&row->result->notes.items[i], out);
        items_end_item(out);
    }
}

/* `LABEL=server/wildcard/smime` */
static void write_perspectives(struct column_row *row, struct buffer *out)
{
    for (size_t i = 0; i < row->result->views.count; i++) {
        const struct audit_view *view = &row->result->views.items[i];
        buffer_add_text(out, view->label);
        for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
            buffer_add_char(out, kind ? '/' : '=');
            buffer_add_text(out, verdict_word(reason_verdict(view->reasons[kind])));
        }
        items_end_item(out);
    }
}

static void write_advice(struct column_row *row, struct buffer *out)
{
    words_advice(row->result, out);
}

/* The TTL that is proposed stands in both columns. */
static void add_changes(const struct caa_advice *advice, const struct dns_rdata *records, size_t count,
                        struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        caa_record_print(advice->owner, advice->ttl, records[i], out);
        items_end_item(out);
    }
}

static void write_add(struct column_row *row, struct buffer *out)
{
    const struct caa_advice *advice = &row->result->advice;
    add_changes(advice, advice->add, advice->add_count, out);
}

static void write_remove(struct column_row *row, struct buffer *out)
{
    const struct caa_advice *advice = &row->result->advice;
    add_changes(advice, advice->remove, advice->remove_count, out);
}

static void write_checked_at(struct column_row *row, struct buffer *out)
{
    time_t at = row->result->checked_at;
    struct tm parts;
    if (!*row->stamp || row->stamped != at) {
        row->stamped = at;
        if (!gmtime_r(&at, &parts) || !strftime(row->stamp, sizeof row->stamp, "%Y-%m-%dT%H:%M:%SZ", &parts))
            *row->stamp = '\0';
    }
    buffer_add_text(out, row->stamp);
}

static void write_elapsed_ms(struct column_row *row, struct buffer *out)
{
    buffer_add_unsigned(out, row->result->elapsed_ms);
}

static void write_line(struct column_row *row, struct buffer *out)
{
    const struct audit_entry *entry = row->result->entry;
    if (entry->list) {
        buffer_add_text(out, entry->list);
        buffer_add_char(out, ':');
    }
    if (entry->line)
        buffer_add_unsigned(out, entry->line);
}

/* ---- the run ---- */

static void write_ca(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->head->ca);
}

static void write_source(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->head->source);
}

static void write_expires(struct column_row *row, struct buffer *out)
{
    if (row->result->entry->expires)
        buffer_add_time(out, row->result->entry->expires);
}

static void write_since(struct column_row *row, struct buffer *out)
{
    if (row->since)
        buffer_add_time(out, row->since);
    else
        write_checked_at(row, out);
}

static void write_shard(struct column_row *row, struct buffer *out)
{
    buffer_add_text(out, row->head->shard);
}

const struct column columns_table[COLUMN_COUNT] = {
#define COLUMN_ROW(id, name, shape, told, label) {#name, shape, told, label},
    REPORT_COLUMN_LIST(COLUMN_ROW)
#undef COLUMN_ROW
};

void columns_take_result(struct column_row *row, const struct audit_result *result, const struct report_head *head)
{
    row->result = result;
    row->head = head;
    row->since = 0;
    row->checked_at = result->checked_at;
    row->values = NULL;
    row->domain = result->entry->domain;
    row->institution = result->entry->institution;
    row->contact = result->entry->contact;
    row->outcome = audit_result_outcome(result);
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        row->verdicts[kind] = reason_verdict(result->reasons[kind]);
    row->further = result->entry->further;
}

void columns_write(struct column_row *row, enum column_id id, struct buffer *out)
{
    static void (*const writers[])(struct column_row * row, struct buffer * out) = {
#define COLUMN_WRITER(id, name, shape, told, label) write_##name,
        REPORT_COLUMN_LIST(COLUMN_WRITER)
#undef COLUMN_WRITER
    };
    if (row->values)
        buffer_add(out, row->values[id].data, row->values[id].size);
    else
        writers[id](row, out);
}

bool columns_have_one_name(const struct column_row *row)
{
    return !row->values && row->result->entry->as_printed;
}

bool columns_are_plain(const struct column_row *row, enum column_id id)
{
    enum column_shape shape = columns_table[id].shape;
    if (shape == COLUMN_WORD || shape == COLUMN_NUMBER)
        return true;
    if (row->values)
        return false;
    switch (id) {
    case COLUMN_DOMAIN:
    case COLUMN_NAME:
        return row->result->entry->as_printed;
    case COLUMN_LINE:
        return !row->result->entry->list;
    default:
        return false;
    }
}

/* ---- pieces ---- */

const enum column_piece_id columns_pieces_at[COLUMN_COUNT] = {
    [COLUMN_INSTITUTION] = COLUMN_PIECE_BARE, [COLUMN_KINDS] = COLUMN_PIECE_PLAIN, [COLUMN_CAA] = COLUMN_PIECE_SET,
    [COLUMN_DNSSEC] = COLUMN_PIECE_QUIET,     [COLUMN_CA] = COLUMN_PIECE_END,
};

const struct column_piece columns_pieces[COLUMN_PIECES] = {
    [COLUMN_PIECE_BARE] = {COLUMN_CHECKED_AT, COLUMN_PIECE_NONE},
    [COLUMN_PIECE_PLAIN] = {COLUMN_CHECKED_AT, COLUMN_PIECE_VERDICTS},
    [COLUMN_PIECE_VERDICTS] = {COLUMN_SMIME_REASON, COLUMN_PIECE_NONE},
    [COLUMN_PIECE_SET] = {COLUMN_ALIASES, COLUMN_PIECE_NONE},
    [COLUMN_PIECE_QUIET] = {COLUMN_PERSPECTIVES, COLUMN_PIECE_NONE},
    [COLUMN_PIECE_END] = {COLUMN_SHARD, COLUMN_PIECE_RUN},
    [COLUMN_PIECE_RUN] = {COLUMN_SOURCE, COLUMN_PIECE_NONE},
};

static uint64_t verdicts_key(const struct audit_result *result)
{
    uint64_t key = result->entry->kinds;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        key = key << 8 | result->reasons[kind];
    return key;
}

static bool is_of_nobody(const struct audit_entry *entry)
{
    return !*entry->institution && !*entry->contact;
}

static bool has_nothing_odd(const struct audit_result *result)
{
    return !result->failure && !result->notes.count && !result->views.count && !result->servers.count;
}

static bool has_nothing_to_tell(const struct column_row *row)
{
    const struct audit_result *result = row->result;
    bool advised = result->advice.add_count || result->advice.remove_count ||
                   audit_outcome_verdict(&row->outcome) != VERDICT_ALLOWED;
    return !result->set && has_nothing_odd(result) && !advised;
}

bool columns_piece_key(const struct column_row *row, enum column_piece_id id, struct column_piece_key *ret_key)
{
    const struct audit_result *result = row->result;
    if (row->values)
        return false;
    switch (id) {
    case COLUMN_PIECE_BARE:
    case COLUMN_PIECE_PLAIN:
        *ret_key = (struct column_piece_key){verdicts_key(result) << 8 | result->dnssec, result->checked_at};
        return (id == COLUMN_PIECE_PLAIN || is_of_nobody(result->entry)) && has_nothing_to_tell(row);
    case COLUMN_PIECE_VERDICTS:
        *ret_key = (struct column_piece_key){verdicts_key(result), 0};
        return true;
    case COLUMN_PIECE_SET:
        *ret_key = (struct column_piece_key){result->opinion ? result->opinion->number : 0, 0};
        return result->opinion && result->set && !result->set->alias_count;
    case COLUMN_PIECE_QUIET:
        *ret_key = (struct column_piece_key){result->dnssec, 0};
        return has_nothing_odd(result);
    case COLUMN_PIECE_END:
        *ret_key = (struct column_piece_key){(uintptr_t)row->head, row->since ? row->since : result->checked_at};
        return !result->entry->expires;
    case COLUMN_PIECE_RUN:
        *ret_key = (struct column_piece_key){(uintptr_t)row->head, 0};
        return true;
    case COLUMN_PIECE_NONE:
    case COLUMN_PIECES:
        break;
    }
    return false;
}

const char *columns_further(const struct column_row *row, size_t index)
{
    return index < row->further.count ? row->further.items[index] : "";
}
