/* SPDX-License-Identifier: Apache-2.0 */
/* How a file becomes records: lines -> entries of tokens (zone_tokens.h) -> directives, and records whose RDATA
 * zone_rdata.h reads. */
#include "files/record_file.h"

#include "files/small_file.h"
#include "files/zone_generate.h"
#include "files/zone_rdata.h"
#include "util/ascii.h"
#include "util/problem.h"
#include "util/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum {
    INCLUDE_DEPTH_MAX = 8,
    DEFAULT_TTL = 3600,  /* where nothing in the file says one */
    TOKEN_SHOWN_MAX = 64 /* octets of a token in a message */
};

/* The reading of one file, with the files that it includes. */
struct reading {
    const struct record_file *file;
    size_t size; /* octets so far */
    bool has_default_ttl, has_last_ttl, has_soa_ttl;
    uint32_t default_ttl, last_ttl, soa_ttl;
};

/* One file that is being read. */
struct input {
    struct reading *reading;
    struct input *includer;
    const char *path;
    FILE *stream;
    struct stat identity;
    uint64_t line;
    struct buffer text; /* of the line */
    struct zone_lexer lexer;
    uint64_t entry_line; /* where what is being read begins: of messages */
    bool has_origin, has_owner;
    struct dns_name origin, owner;
};

/* What an entry says of a record. */
struct draft {
    uint16_t type;
    bool has_ttl, has_class;
    uint32_t ttl;
    size_t rdata_at; /* the first token of the RDATA */
};

/* Everything below returns false after it has filled the problem. */
static bool record_file_fail(const struct input *input, const char *kept)
{
    problem_keep_at(input->reading->file->problem, input->path, input->entry_line, kept);
    return false;
}

static bool fail_errno(const struct input *input)
{
    problem_tell_at(input->reading->file->problem, input->path, input->entry_line, saying_error(errno));
    return false;
}

static bool fail_token_with(const struct input *input, const struct zone_token *token, struct saying_value why)
{
    size_t shown = token->size < TOKEN_SHOWN_MAX ? token->size : TOKEN_SHOWN_MAX;
    problem_set_at(input->reading->file->problem, input->path, input->entry_line,
                   SAY_ZONE_QUOTED(saying_part(token->text, shown), why));
    return false;
}

static bool fail_token(const struct input *input, const struct zone_token *token, const char *kept)
{
    return fail_token_with(input, token, saying_kept(kept));
}

static void warn_token(const struct input *input, const struct zone_token *token, const char *kept)
{
    const struct record_file *file = input->reading->file;
    struct problem warning;
    size_t shown = token->size < TOKEN_SHOWN_MAX ? token->size : TOKEN_SHOWN_MAX;
    if (!file->warn)
        return;
    problem_set_at(&warning, input->path, input->entry_line,
                   SAY_ZONE_QUOTED(saying_part(token->text, shown), saying_kept(kept)));
    file->warn(file->context, warning.text);
}

static void warn_unreadable(const struct input *input, const struct zone_token *type, const char *kept)
{
    const struct record_file *file = input->reading->file;
    struct problem warning;
    problem_set_at(&warning, input->path, input->entry_line,
                   SAY_ZONE_UNREADABLE(saying_part(type->text, type->size), saying_kept(kept)));
    file->warn(file->context, warning.text);
}

static const struct dns_name *origin_of(const struct input *input)
{
    return input->has_origin ? &input->origin : NULL;
}

/* ---- records ---- */

/* RFC 1035 5.1, RFC 2308 4: the record's own, $TTL, that of the record before, the SOA's. */
static uint32_t ttl_of(struct reading *reading, const struct draft *draft, const struct buffer *rdata)
{
    if (draft->type == DNS_TYPE_SOA && rdata->size >= DNS_SOA_SIZE_MIN) {
        struct reader minimum = reader_of(rdata->data + rdata->size - 4, 4);
        reading->soa_ttl = reader_u32(&minimum) & ZONE_TTL_MAX;
        reading->has_soa_ttl = true;
    }
    if (draft->has_ttl) {
        reading->last_ttl = draft->ttl;
        reading->has_last_ttl = true;
        return draft->ttl;
    }
    if (reading->has_default_ttl)
        return reading->default_ttl;
    if (reading->has_last_ttl)
        return reading->last_ttl;
    return reading->has_soa_ttl ? reading->soa_ttl : DEFAULT_TTL;
}

/* RFC 2181 8. */
static uint32_t record_file_limit_ttl(const struct input *input, const struct zone_token *token, uint32_t ttl)
{
    if (ttl <= ZONE_TTL_MAX)
        return ttl;
    warn_token(input, token, SAID_ZONE_TTL_OVER_31_BITS);
    return 0;
}

static bool is_class_in(const struct zone_token *token)
{
    return zone_token_is(token, "IN") || zone_token_is(token, "CLASS1");
}

static bool is_other_class(const struct zone_token *token)
{
    static const char *const names[] = {"CH", "CHAOS", "HS", "HESIOD", "CS", "NONE", "ANY"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zone_token_is(token, names[i]))
            return true;
    return !token->quoted && token->size > 5 && ascii_equal_text(token->text, 5, "CLASS");
}

/* Reads TTL, class and type from the tokens at AT, the first two in either order, or left out. */
static bool read_draft(const struct input *input, const struct zone_entry *entry, size_t at, struct draft *ret_draft)
{
    struct draft draft = {0};
    for (; at < entry->count; at++) {
        const struct zone_token *token = &entry->tokens[at];
        if (!draft.has_class && is_class_in(token))
            draft.has_class = true;
        else if (is_other_class(token))
            return fail_token(input, token, SAID_ZONE_CLASS);
        else if (!draft.has_ttl && zone_token_ttl(token, &draft.ttl)) {
            draft.has_ttl = true;
            draft.ttl = record_file_limit_ttl(input, token, draft.ttl);
        } else
            break;
    }
    if (at == entry->count)
        return record_file_fail(input, SAID_ZONE_NO_TYPE);
    const struct zone_token *type = &entry->tokens[at];
    draft.type = zone_rdata_type(type);
    draft.rdata_at = at + 1;
    if (!draft.type && type->size && ascii_is_digit((unsigned char)type->text[0]))
        return fail_token(input, type, SAID_ZONE_NO_TTL);
    if (!draft.type)
        return fail_token(input, type, SAID_ZONE_UNKNOWN_TYPE);
    *ret_draft = draft;
    return true;
}

/* The owner of an entry: its first token, or that of the record before. */
static bool read_owner(struct input *input, const struct zone_entry *entry)
{
    if (entry->blank_start) {
        if (!input->has_owner)
            return record_file_fail(input, SAID_ZONE_NO_OWNER);
        return true;
    }
    const char *error = zone_token_name(&entry->tokens[0], origin_of(input), &input->owner);
    if (error)
        return fail_token(input, &entry->tokens[0], error);
    input->has_owner = true;
    return true;
}

/* What decides an audit, or which zone it is. */
static bool decides(uint16_t type)
{
    return type == DNS_TYPE_CAA || type == DNS_TYPE_CNAME || type == DNS_TYPE_DNAME || type == DNS_TYPE_NS ||
           type == DNS_TYPE_SOA;
}

/* A name that ends with the origin twice: as the owner of an SOA it is refused, else it is a warning. */
static bool check_dots(const struct input *input, const struct zone_entry *entry, const struct draft *draft)
{
    const struct zone_token *owner = &entry->tokens[0], *target = &entry->tokens[draft->rdata_at];
    bool is_alias = draft->type == DNS_TYPE_CNAME || draft->type == DNS_TYPE_DNAME;
    if (!entry->blank_start && decides(draft->type) && zone_token_lacks_dot(owner, origin_of(input))) {
        if (draft->type == DNS_TYPE_SOA)
            return fail_token(input, owner, SAID_ZONE_SOA_LACKS_DOT);
        warn_token(input, owner, SAID_ZONE_OWNER_LACKS_DOT);
    }
    if (is_alias && draft->rdata_at < entry->count && zone_token_lacks_dot(target, origin_of(input)))
        warn_token(input, target, SAID_ZONE_TARGET_LACKS_DOT);
    return true;
}

static bool record_file_read_record(struct input *input, const struct zone_entry *entry)
{
    const struct record_file *file = input->reading->file;
    struct draft draft;
    if (!read_owner(input, entry) || !read_draft(input, entry, entry->blank_start ? 0 : 1, &draft) ||
        !check_dots(input, entry, &draft))
        return false;
    struct buffer rdata = {0};
    const char *error = zone_rdata_read(draft.type, entry->tokens + draft.rdata_at, entry->count - draft.rdata_at,
                                        origin_of(input), &rdata);
    if (error && file->warn && !decides(draft.type)) {
        warn_unreadable(input, &entry->tokens[draft.rdata_at - 1], error);
        buffer_clear(&rdata);
        error = NULL;
    }
    const struct record_file_record record = {
        .path = input->path,
        .line = input->entry_line,
        .owner = input->owner.wire,
        .type = draft.type,
        .ttl = ttl_of(input->reading, &draft, &rdata),
        .rdata = {(const uint8_t *)buffer_text(&rdata), rdata.size},
    };
    bool taken = error ? fail_token(input, &entry->tokens[draft.rdata_at - 1], error)
                       : file->take(file->context, &record, file->problem);
    buffer_free(&rdata);
    return taken;
}

/* ---- directives ---- */

static bool read_origin(struct input *input, const struct zone_entry *entry)
{
    if (entry->count != 2)
        return record_file_fail(input, SAID_ZONE_ORIGIN_FORM);
    if (zone_token_lacks_dot(&entry->tokens[1], origin_of(input)))
        return fail_token(input, &entry->tokens[1], SAID_ZONE_ORIGIN_LACKS_DOT);
    const char *error = zone_token_name(&entry->tokens[1], origin_of(input), &input->origin);
    if (error)
        return fail_token(input, &entry->tokens[1], error);
    input->has_origin = true;
    return true;
}

static bool read_default_ttl(struct input *input, const struct zone_entry *entry)
{
    if (entry->count != 2 || !zone_token_ttl(&entry->tokens[1], &input->reading->default_ttl))
        return record_file_fail(input, SAID_ZONE_TTL_FORM);
    input->reading->default_ttl = record_file_limit_ttl(input, &entry->tokens[1], input->reading->default_ttl);
    input->reading->has_default_ttl = true;
    return true;
}

/* YYYYMMDDHHMMSS: when BIND wrote the file, for caches whose TTLs go down. */
static bool is_date(const struct zone_token *token)
{
    struct tm tm = {0}, normal;
    char text[] = "YYYYMMDDHHMMSS";
    if (token->quoted || token->size != strlen(text))
        return false;
    memcpy(text, token->text, token->size);
    if (strspn(text, "0123456789") != token->size || !strptime(text, "%Y%m%d%H%M%S", &tm))
        return false;
    int day = tm.tm_mday, second = tm.tm_sec;
    time_t time = timegm(&tm);
    return gmtime_r(&time, &normal) && (normal.tm_mday == day || second == 60);
}

static bool read_date(struct input *input, const struct zone_entry *entry)
{
    if (entry->count != 2 || !is_date(&entry->tokens[1]))
        return record_file_fail(input, SAID_ZONE_DATE);
    return true;
}

/* The entry of a generated line is read as if it stood in the file. */
static bool read_generated(struct input *input, struct zone_lexer *lexer, const struct buffer *text)
{
    bool complete = false;
    const char *error = zone_lexer_take(lexer, text->data, text->size, input->entry_line, &complete);
    if (!error && (!complete || !lexer->entry.count))
        error = SAID_ZONE_GENERATE_NO_RECORD;
    return error ? record_file_fail(input, error) : record_file_read_record(input, &lexer->entry);
}

static bool read_generate(struct input *input, const struct zone_entry *entry)
{
    struct zone_range range;
    struct draft draft;
    if (entry->count < 4)
        return record_file_fail(input, SAID_ZONE_GENERATE_FORM);
    const char *error = zone_generate_range(&entry->tokens[1], &range);
    if (error)
        return fail_token(input, &entry->tokens[1], error);
    if (!read_draft(input, entry, 3, &draft))
        return false;
    struct zone_lexer lexer = {0};
    struct buffer text = {0};
    bool good = true;
    for (uint64_t number = range.first; number <= range.last && good; number += range.step) {
        buffer_clear(&text);
        error = zone_generate_line(entry->tokens + 2, entry->count - 2, draft.rdata_at - 2, (uint32_t)number, &text);
        good = error ? record_file_fail(input, error) : read_generated(input, &lexer, &text);
    }
    zone_lexer_free(&lexer);
    buffer_free(&text);
    return good;
}

static bool read_file(struct input *input);

/* Appends the path of a file that PATH includes: relative to its folder. */
static bool add_included_path(const struct input *input, const struct zone_token *token, struct buffer *out)
{
    struct buffer name = {0};
    const char *slash = strrchr(input->path, '/');
    const char *error = zone_token_octets(token, &name);
    if (!error && (!name.size || memchr(name.data, '\0', name.size)))
        error = SAID_ZONE_NO_FILE_NAME;
    if (!error && name.data[0] != '/' && slash)
        buffer_add(out, input->path, (size_t)(slash - input->path) + 1);
    buffer_add(out, name.data, name.size);
    buffer_free(&name);
    return error ? fail_token(input, token, error) : true;
}

/* Opens the file of INCLUDED, and sees that it is not one that waits for it. */
static bool open_included(struct input *input, const struct zone_token *token, struct input *included)
{
    unsigned depth = 0;
    included->stream = fopen(included->path, "re");
    if (!included->stream || fstat(fileno(included->stream), &included->identity) < 0)
        return fail_token_with(input, token, saying_error(errno));
    file_claims_read_descriptor(input->reading->file->claims, fileno(included->stream), included->path);
    for (const struct input *outer = input; outer; outer = outer->includer, depth++)
        if (S_ISREG(outer->identity.st_mode) && outer->identity.st_dev == included->identity.st_dev &&
            outer->identity.st_ino == included->identity.st_ino)
            return fail_token(input, token, SAID_ZONE_INCLUDE_ITSELF);
    if (depth > INCLUDE_DEPTH_MAX)
        return fail_token(input, token, SAID_ZONE_INCLUDE_DEPTH);
    return true;
}

static void close_input(struct input *input)
{
    if (input->stream)
        fclose(input->stream);
    zone_lexer_free(&input->lexer);
    buffer_free(&input->text);
}

/* The included file begins with the owner of the includer, and leaves its origin and owner alone (RFC 1035 5.1). */
static bool read_include(struct input *input, const struct zone_entry *entry)
{
    if (entry->count < 2 || entry->count > 3)
        return record_file_fail(input, SAID_ZONE_INCLUDE_FORM);
    struct input included = {.reading = input->reading,
                             .includer = input,
                             .has_origin = input->has_origin,
                             .origin = input->origin,
                             .has_owner = input->has_owner,
                             .owner = input->owner};
    if (entry->count == 3) {
        const char *error = zone_token_name(&entry->tokens[2], origin_of(input), &included.origin);
        if (error)
            return fail_token(input, &entry->tokens[2], error);
        included.has_origin = true;
    }
    struct buffer path = {0};
    bool good = add_included_path(input, &entry->tokens[1], &path);
    included.path = buffer_text(&path);
    good = good && open_included(input, &entry->tokens[1], &included) && read_file(&included);
    close_input(&included);
    buffer_free(&path);
    return good;
}

/* ---- lines ---- */

static bool read_entry(struct input *input, const struct zone_entry *entry)
{
    static const struct {
        const char *name;
        bool (*read)(struct input *input, const struct zone_entry *entry);
    } directives[] = {{"$ORIGIN", read_origin},
                      {"$TTL", read_default_ttl},
                      {"$INCLUDE", read_include},
                      {"$GENERATE", read_generate},
                      {"$DATE", read_date}};
    const struct zone_token *first = &entry->tokens[0];
    if (entry->blank_start || first->quoted || !first->size || first->text[0] != '$')
        return record_file_read_record(input, entry);
    if (input->reading->file->plain)
        return fail_token(input, first, SAID_ZONE_NO_DIRECTIVE);
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (zone_token_is(first, directives[i].name))
            return directives[i].read(input, entry);
    return fail_token(input, first, SAID_ZONE_UNKNOWN_DIRECTIVE);
}

enum line_result { LINE_READ, LINE_END, LINE_FAILED };

static enum line_result record_file_fail_line(struct input *input, const char *words)
{
    input->entry_line = input->line;
    record_file_fail(input, words);
    return LINE_FAILED;
}

/* Reads the next line into input->text, without its line end. */
static enum line_result next_line(struct input *input)
{
    struct buffer *text = &input->text;
    int octet;
    buffer_clear(text);
    input->line++;
    while ((octet = getc_unlocked(input->stream)) != EOF && octet != '\n') {
        if (!octet)
            return record_file_fail_line(input, SAID_ZONE_NUL);
        if (text->size == ZONE_ENTRY_MAX)
            return record_file_fail_line(input, SAID_ZONE_LINE_TOO_LONG);
        buffer_add_char(text, (char)octet);
    }
    if (octet == EOF && ferror(input->stream)) {
        input->entry_line = input->line;
        fail_errno(input);
        return LINE_FAILED;
    }
    if (octet == EOF && !text->size)
        return LINE_END;
    if (text->size && text->data[text->size - 1] == '\r')
        text->size--;
    const size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    if (input->line == 1 && text->size >= mark && memcmp(text->data, UTF8_BYTE_ORDER_MARK, mark) == 0)
        buffer_consume(text, mark);
    return LINE_READ;
}

/* Counts the line, and says whether the whole is no larger than it may be. */
static bool check_size(struct input *input)
{
    const struct record_file *file = input->reading->file;
    input->reading->size += input->text.size + 1;
    if (!file->max || input->reading->size <= file->max)
        return true;
    small_file_too_large(file->path, file->max, file->problem);
    return false;
}

static bool read_line(struct input *input)
{
    bool complete = false;
    if (!check_size(input))
        return false;
    const char *error = zone_lexer_take(&input->lexer, input->text.data, input->text.size, input->line, &complete);
    input->entry_line = input->line;
    if (error)
        return record_file_fail(input, error);
    input->entry_line = input->lexer.entry.line;
    return !complete || !input->lexer.entry.count || read_entry(input, &input->lexer.entry);
}

static bool read_file(struct input *input)
{
    enum line_result result;
    while ((result = next_line(input)) == LINE_READ)
        if (!read_line(input))
            return false;
    if (result == LINE_END && input->lexer.depth) {
        input->entry_line = input->lexer.depth_line;
        return record_file_fail(input, SAID_ZONE_PARENTHESIS_OPEN);
    }
    return result == LINE_END;
}

/* ---- the interface ---- */

static bool open_first(struct input *input)
{
    const struct record_file *file = input->reading->file;
    if (file->text) {
        input->stream = fmemopen((void *)(uintptr_t)file->text, strlen(file->text), "r");
        return input->stream || fail_errno(input);
    }
    input->stream = fopen(input->path, "re");
    if (!input->stream || fstat(fileno(input->stream), &input->identity) < 0)
        return fail_errno(input);
    file_claims_read_descriptor(file->claims, fileno(input->stream), input->path);
    return true;
}

enum status record_file_read(const struct record_file *file)
{
    struct reading reading = {.file = file};
    struct input input = {.reading = &reading, .path = file->path};
    if (file->origin) {
        input.origin = input.owner = *file->origin;
        input.has_origin = input.has_owner = true;
    }
    bool good = open_first(&input) && read_file(&input);
    close_input(&input);
    return good ? STATUS_OK : STATUS_INPUT;
}

bool record_file_refuse(struct problem *problem, const struct record_file_record *record, const char *kept)
{
    problem_keep_at(problem, record->path, record->line, kept);
    return false;
}

void record_file_warn(const struct record_file *file, const struct record_file_record *record, const char *kept)
{
    struct problem warning;
    if (!file->warn)
        return;
    problem_keep_at(&warning, record->path, record->line, kept);
    file->warn(file->context, warning.text);
}
