/* SPDX-License-Identifier: Apache-2.0 */
#include "report/panels.h"

#include "caa/suffix.h"
#include "dns/name.h"
#include "report/columns.h"
#include "util/ascii.h"
#include "util/items.h"

#include <jansson.h>

/* ---- what can be expressed ---- */

/* Names as panels have them: letters, digits, hyphens, underscores; `*` alone as the first label. */
static bool is_plain_name(const uint8_t *name)
{
    if (name[0] == 1 && name[1] == '*')
        name = dns_name_parent(name);
    if (dns_name_is_root(name))
        return false;
    for (; !dns_name_is_root(name); name = dns_name_parent(name))
        for (uint8_t i = 1; i <= name[0]; i++)
            if (!ascii_is_alnum(name[i]) && name[i] != '-' && name[i] != '_')
                return false;
    return true;
}

/* A CAA record at a plain name, with a tag of letters and digits and a value of visible ASCII. */
static bool panels_is_plain(const struct caa_record *record, struct caa_property *ret_property)
{
    struct caa_property property;
    if (!is_plain_name(record->owner) || !caa_property_read(record->rdata, &property) ||
        !caa_tag_is_valid(property.tag, property.tag_size))
        return false;
    for (size_t i = 0; i < property.value_size; i++)
        if (property.value[i] < 0x20 || property.value[i] > 0x7E)
            return false;
    *ret_property = property;
    return true;
}

static bool holds_any(const struct caa_property *property, const char *characters)
{
    for (size_t i = 0; i < property->value_size; i++)
        if (strchr(characters, property->value[i]))
            return true;
    return false;
}

/* ---- names ---- */

static const uint8_t *panels_zone_of(const uint8_t *owner)
{
    const uint8_t *zone = caa_suffix_registrable(owner);
    if (zone)
        return zone;
    return owner[0] == 1 && owner[1] == '*' ? dns_name_parent(owner) : owner;
}

static void panels_add_name(const uint8_t *name, struct buffer *out)
{
    dns_name_print(name, out);
}

/* Relative to the zone; `@` is its apex. */
static void add_relative_name(const uint8_t *owner, struct buffer *out)
{
    const uint8_t *zone = panels_zone_of(owner);
    const char *joint = "";
    if (owner == zone)
        buffer_add_char(out, '@');
    for (; owner != zone; owner = dns_name_parent(owner), joint = ".") {
        buffer_add_text(out, joint);
        buffer_add(out, owner + 1, owner[0]);
    }
}

/* ---- texts ---- */

/* Takes JSON over. Texts that reach it are visible ASCII. */
static void add_json(json_t *json, struct buffer *out)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    buffer_add_text(out, text);
    free(text);
    json_decref(json);
}

/* In double quotes, as JSON and JavaScript have them. */
static void panels_add_string(const void *text, size_t size, struct buffer *out)
{
    add_json(json_stringn(text, size), out);
}

static bool panels_is_plain_word(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_alnum((unsigned char)text[i]) && !strchr("@._-", text[i]))
            return false;
    return size > 0;
}

/* One word for sh. */
static void add_shell_word(const char *text, size_t size, struct buffer *out)
{
    if (panels_is_plain_word(text, size)) {
        buffer_add(out, text, size);
        return;
    }
    buffer_add_char(out, '\'');
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\'')
            buffer_add_text(out, "'\\'");
        buffer_add_char(out, text[i]);
    }
    buffer_add_char(out, '\'');
}

/* ` --OPTION VALUE`, with an equals sign before what would be taken for another option. */
static void panels_add_option(const char *option, const char *value, size_t size, struct buffer *out)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, option);
    buffer_add_char(out, size && value[0] == '-' ? '=' : ' ');
    add_shell_word(value, size, out);
}

/* ---- forms; each false where the panel has none, with nothing appended ---- */

/* Within the quotes of a value Route 53 has escapes of its own. */
static bool add_route53(const struct caa_record *record, const struct caa_property *property, bool remove,
                        struct buffer *out)
{
    (void)remove;
    if (holds_any(property, "\"\\"))
        return false;
    caa_rdata_print(record->rdata, out);
    return true;
}

static bool add_cloudflare(const struct caa_record *record, const struct caa_property *property, bool remove,
                           struct buffer *out)
{
    struct buffer name = {0};
    (void)remove;
    panels_add_name(record->owner, &name);
    add_json(json_pack("{s:s, s:s, s:I, s:{s:i, s:s%, s:s%}}", "type", "CAA", "name", buffer_text(&name), "ttl",
                       (json_int_t)record->ttl, "data", "flags", property->flags, "tag", property->tag,
                       property->tag_size, "value", property->value, property->value_size),
             out);
    buffer_free(&name);
    return true;
}

/* az reads a file in place of what stands behind an `@` that begins a word, or what follows its first equals sign. */
static bool az_would_read_a_file(const struct caa_property *property)
{
    const uint8_t *value = property->value;
    const uint8_t *equals = property->value_size ? memchr(value, '=', property->value_size) : NULL;
    if (!property->value_size)
        return false;
    return value[0] == '@' || (equals && equals + 1 < value + property->value_size && equals[1] == '@');
}

static bool add_azure(const struct caa_record *record, const struct caa_property *property, bool remove,
                      struct buffer *out)
{
    struct buffer name = {0};
    if (az_would_read_a_file(property))
        return false;
    buffer_add_text(out, "az network dns record-set caa ");
    buffer_add_text(out, remove ? "remove-record" : "add-record");
    buffer_add_text(out, " --resource-group RESOURCE_GROUP");
    panels_add_name(panels_zone_of(record->owner), &name);
    panels_add_option("--zone-name", name.data, name.size, out);
    buffer_clear(&name);
    add_relative_name(record->owner, &name);
    panels_add_option("--record-set-name", name.data, name.size, out);
    buffer_add_text(out, " --flags ");
    buffer_add_unsigned(out, property->flags);
    panels_add_option("--tag", (const char *)property->tag, property->tag_size, out);
    panels_add_option("--value", (const char *)property->value, property->value_size, out);
    buffer_free(&name);
    return true;
}

/* It knows these tags, in lower case, and no flag but the critical one. */
static bool add_dnscontrol(const struct caa_record *record, const struct caa_property *property, bool remove,
                           struct buffer *out)
{
    struct buffer name = {0};
    enum caa_tag tag = caa_property_tag(property);
    (void)remove;
    if (tag == CAA_TAG_OTHER || memcmp(caa_tag_text(tag), property->tag, property->tag_size) != 0 ||
        (property->flags && property->flags != CAA_FLAG_CRITICAL))
        return false;
    add_relative_name(record->owner, &name);
    buffer_add_text(out, "CAA(");
    panels_add_string(name.data, name.size, out);
    buffer_add_text(out, ", ");
    panels_add_string(property->tag, property->tag_size, out);
    buffer_add_text(out, ", ");
    panels_add_string(property->value, property->value_size, out);
    buffer_add_text(out, property->flags ? ", CAA_CRITICAL)" : ")");
    buffer_free(&name);
    return true;
}

/* Without `zone`, nsupdate asks for the zone that holds the owner. */
static bool add_nsupdate(const struct caa_record *record, const struct caa_property *property, bool remove,
                         struct buffer *out)
{
    (void)property;
    buffer_add_text(out, remove ? "update delete " : "update add ");
    dns_name_print_absolute(record->owner, out);
    buffer_add_char(out, ' ');
    if (!remove) {
        buffer_add_unsigned(out, record->ttl);
        buffer_add_char(out, ' ');
    }
    buffer_add_text(out, "IN CAA ");
    caa_rdata_print(record->rdata, out);
    return true;
}

static void add_two_digits(uint32_t number, struct buffer *out)
{
    buffer_add_char(out, (char)('0' + number / 10 % 10));
    buffer_add_char(out, (char)('0' + number % 10));
}

/* `D.HH:MM:SS`, as a TimeSpan is written. */
static void add_time_span(uint32_t seconds, struct buffer *out)
{
    buffer_add_unsigned(out, seconds / 86400);
    buffer_add_char(out, '.');
    add_two_digits(seconds / 3600 % 24, out);
    buffer_add_char(out, ':');
    add_two_digits(seconds / 60 % 60, out);
    buffer_add_char(out, ':');
    add_two_digits(seconds % 60, out);
}

/* The server knows no CAA: the octets, as of any unknown type. Names are plain, so quotes need no escapes. */
static bool add_windows(const struct caa_record *record, const struct caa_property *property, bool remove,
                        struct buffer *out)
{
    (void)property;
    buffer_add_text(out,
                    remove ? "Get-DnsServerResourceRecord -ZoneName '" : "Add-DnsServerResourceRecord -ZoneName '");
    panels_add_name(panels_zone_of(record->owner), out);
    buffer_add_text(out, "' -Name '");
    add_relative_name(record->owner, out);
    buffer_add_text(out, remove ? "' -Type 257 | Where-Object { $_.RecordData.Data -eq '"
                                : "' -Unknown -Type 257 -RecordData '");
    buffer_add_hex(out, record->rdata.bytes, record->rdata.size);
    if (remove) {
        buffer_add_text(out, "' } | Remove-DnsServerResourceRecord -ZoneName '");
        panels_add_name(panels_zone_of(record->owner), out);
        buffer_add_text(out, "' -Force");
    } else {
        buffer_add_text(out, "' -TimeToLive ");
        add_time_span(record->ttl, out);
    }
    return true;
}

static const struct {
    bool (*add)(const struct caa_record *record, const struct caa_property *property, bool remove, struct buffer *out);
    enum words title, title_remove;
} panels[PANEL_COUNT] = {
#define PANEL_ROW(id, writer, title, title_remove) [id] = {writer, title, title_remove},
    PANEL_LIST(PANEL_ROW)
#undef PANEL_ROW
};

size_t panels_add_forms(enum panel panel, const struct caa_record *records, size_t count, bool remove,
                        struct buffer *out)
{
    struct caa_property property;
    size_t left_out = 0;
    for (size_t i = 0; i < count; i++)
        if (panels_is_plain(&records[i], &property) && panels[panel].add(&records[i], &property, remove, out))
            items_end_item(out);
        else
            left_out++;
    return left_out;
}

/* The records as Route 53 has them, which neither gcloud nor Terraform reads otherwise; false where it has not all. */
static bool add_values(const struct caa_record *set, size_t count, struct buffer *values)
{
    return panels_add_forms(PANEL_ROUTE53, set, count, false, values) == 0;
}

bool panels_add_change_batch(const struct caa_record *set, size_t count, struct buffer *out)
{
    const char *value;
    struct buffer values = {0}, name = {0};
    bool whole = add_values(set, count, &values);
    if (whole) {
        json_t *records = json_array();
        for (size_t at = 0; (value = items_next(&values, &at));)
            json_array_append_new(records, json_pack("{s:s}", "Value", value));
        dns_name_print_absolute(set->owner, &name);
        add_json(json_pack("{s:[{s:s, s:{s:s, s:s, s:I, s:o}}]}", "Changes", "Action", "UPSERT", "ResourceRecordSet",
                           "Name", buffer_text(&name), "Type", "CAA", "TTL", (json_int_t)set->ttl, "ResourceRecords",
                           records),
                 out);
    }
    buffer_free(&values);
    buffer_free(&name);
    return whole;
}

/* A comma would end an item of the list. */
bool panels_add_gcloud(const struct caa_record *set, size_t count, bool exists, struct buffer *out)
{
    const char *value;
    struct buffer values = {0};
    bool whole = add_values(set, count, &values) && !memchr(values.data, ',', values.size);
    if (whole) {
        buffer_add_text(out, exists ? "gcloud dns record-sets update " : "gcloud dns record-sets create ");
        struct buffer name = {0};
        dns_name_print_absolute(set->owner, &name);
        add_shell_word(name.data, name.size, out);
        buffer_free(&name);
        buffer_add_text(out, " --zone=MANAGED_ZONE --type=CAA --ttl=");
        buffer_add_unsigned(out, set->ttl);
        buffer_add_text(out, " --rrdatas=");
        for (size_t at = 0; (value = items_next(&values, &at));) {
            buffer_add_text(out, value == values.data ? "" : ",");
            add_shell_word(value, strlen(value), out);
        }
    }
    buffer_free(&values);
    return whole;
}

/* `${` and `%{` would begin a template. */
static json_t *template_string(const char *text)
{
    struct buffer doubled = {0};
    for (; *text; text++) {
        if ((*text == '$' || *text == '%') && text[1] == '{')
            buffer_add_char(&doubled, *text);
        buffer_add_char(&doubled, *text);
    }
    json_t *string = json_stringn(doubled.data, doubled.size);
    buffer_free(&doubled);
    return string;
}

bool panels_add_terraform(const struct caa_record *set, size_t count, struct buffer *out)
{
    const char *value;
    struct buffer values = {0}, name = {0};
    bool whole = add_values(set, count, &values);
    if (whole) {
        json_t *records = json_array();
        for (size_t at = 0; (value = items_next(&values, &at));)
            json_array_append_new(records, template_string(value));
        panels_add_name(set->owner, &name);
        add_json(json_pack("{s:{s:{s:{s:s, s:s, s:s, s:I, s:o}}}}", "resource", "aws_route53_record", "caa", "zone_id",
                           "ZONE_ID", "name", buffer_text(&name), "type", "CAA", "ttl", (json_int_t)set->ttl, "records",
                           records),
                 out);
    }
    buffer_free(&values);
    buffer_free(&name);
    return whole;
}

/* ---- words ---- */

enum words panels_title(enum panel panel, bool remove)
{
    return remove ? panels[panel].title_remove : panels[panel].title;
}

struct speaking {
    const uint8_t *owner;
    size_t left_out;
};

static void panels_fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct speaking *speaking = context;
    if (words_slot_is(name, size, "zone"))
        panels_add_name(panels_zone_of(speaking->owner), out);
    else if (words_slot_is(name, size, "left_out"))
        buffer_add_unsigned(out, speaking->left_out);
}

void panels_add_words(enum words id, const uint8_t *owner, size_t left_out, struct buffer *out)
{
    const struct speaking speaking = {owner, left_out};
    words_fill(id, panels_fill_slot, &speaking, out);
}

/* ---- from a report ---- */

const struct caa_record *panels_read(const struct buffer *lines, struct arena *arena, size_t *ret_count)
{
    const char *line;
    size_t count = 0;
    for (size_t at = 0; items_next(lines, &at);)
        count++;
    struct caa_record *records = arena_alloc(arena, count * sizeof *records);
    *ret_count = 0;
    for (size_t at = 0; (line = items_next(lines, &at));)
        *ret_count += caa_record_read(line, arena, &records[*ret_count]);
    return records;
}
