/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check_json.h"

#include "report/jsonl.h"
#include "report/level.h"
#include "report/records.h"
#include "util/items.h"

#include <string.h>

static void check_json_add_key(const char *key, bool first, struct buffer *out)
{
    buffer_add_text(out, first ? "{\"" : ",\"");
    buffer_add_text(out, key);
    buffer_add_text(out, "\":");
}

/* The value is emptied. */
static void check_json_add_value(enum column_shape shape, struct buffer *value, struct buffer *out)
{
    jsonl_add_value(shape, value, out);
    value->size = 0;
}

static void check_json_add_text(const char *text, struct buffer *out)
{
    struct buffer value = {0};
    buffer_add_text(&value, text);
    check_json_add_value(COLUMN_TEXT, &value, out);
    buffer_free(&value);
}

static void check_json_add_name(const uint8_t *name, struct buffer *out)
{
    struct buffer value = {0};
    if (name)
        dns_name_print(name, &value);
    check_json_add_value(COLUMN_TEXT, &value, out);
    buffer_free(&value);
}

/* Of a level that was not asked for, and of one without a set, most is absent. */
static void check_json_add_level(const struct climb *climb, size_t level, struct buffer *out)
{
    const enum level_outcome outcome = level_outcome_of(climb, level);
    const struct dns_answer *answer = level_answer(climb, level);
    struct buffer value = {0};
    check_json_add_key("name", true, out);
    check_json_add_name(climb->levels[level].name, out);
    check_json_add_key("outcome", false, out);
    check_json_add_text(level_outcome_word(outcome), out);
    check_json_add_key("records", false, out);
    if (outcome == LEVEL_SET)
        records_add(answer, &value);
    check_json_add_value(COLUMN_LIST, &value, out);
    check_json_add_key("aliases", false, out);
    for (size_t i = 0; answer && i < answer->alias_count; i++) {
        dns_name_print(answer->aliases[i], &value);
        items_end_item(&value);
    }
    check_json_add_value(COLUMN_LIST, &value, out);
    check_json_add_key("ttl", false, out);
    if (outcome == LEVEL_SET)
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a level with a set has an answer */
        buffer_add_unsigned(&value, answer->ttl);
    check_json_add_value(COLUMN_NUMBER, &value, out);
    check_json_add_key("dnssec", false, out);
    check_json_add_text(answer ? dnssec_word(answer->dnssec) : "", out);
    check_json_add_key("zone", false, out);
    check_json_add_name(answer ? answer->zone : NULL, out);
    check_json_add_key("fault_zone", false, out);
    check_json_add_name(answer ? answer->fault_zone : NULL, out);
    buffer_add_char(out, '}');
    buffer_free(&value);
}

/* The name itself first. */
static void add_levels(const struct climb *climb, struct buffer *out)
{
    buffer_add_char(out, '[');
    for (size_t level = 0; climb && level < climb->level_count; level++) {
        if (level)
            buffer_add_char(out, ',');
        check_json_add_level(climb, level, out);
    }
    buffer_add_char(out, ']');
}

static void check_json_add_reasons(const enum reason *reasons, struct buffer *out)
{
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++) {
        check_json_add_key(caa_kind_word(kind), false, out);
        check_json_add_text(verdict_word(reason_verdict(reasons[kind])), out);
        buffer_add_text(out, ",\"");
        buffer_add_text(out, caa_kind_word(kind));
        buffer_add_text(out, "_reason\":");
        check_json_add_text(reason_word(reasons[kind]), out);
    }
}

static void check_json_add_views(const struct audit_view *views, size_t count, struct buffer *out)
{
    struct buffer records = {0};
    buffer_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_add_char(out, ',');
        check_json_add_key("place", true, out);
        check_json_add_text(views[i].label, out);
        check_json_add_reasons(views[i].reasons, out);
        check_json_add_key("records", false, out);
        if (views[i].set)
            records_add(views[i].set, &records);
        check_json_add_value(COLUMN_LIST, &records, out);
        check_json_add_key("dnssec", false, out);
        check_json_add_text(dnssec_word(views[i].dnssec), out);
        check_json_add_key("levels", false, out);
        add_levels(views[i].climb, out);
        buffer_add_char(out, '}');
    }
    buffer_add_char(out, ']');
    buffer_free(&records);
}

void check_json_add(struct report *report, const struct audit_result *result, struct buffer *out)
{
    report_add_result(report, result, out);
    out->size -= strlen("}\n"); /* the object goes on */
    check_json_add_key("levels", false, out);
    add_levels(result->climb, out);
    check_json_add_key("places", false, out);
    check_json_add_views(result->views.items, result->views.count, out);
    check_json_add_key("servers", false, out);
    check_json_add_views(result->servers.items, result->servers.count, out);
    buffer_add_text(out, "}\n");
}
