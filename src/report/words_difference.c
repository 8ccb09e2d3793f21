/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/difference.h"
#include "report/records.h"
#include "report/words.h"
#include "util/items.h"

struct comparing {
    const struct audit_view *first, *view;
};

static void fill_found_name(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    dns_name_print(audit_view_caa_name(context), out);
}

static void fill_found(const struct audit_view *view, struct buffer *out)
{
    words_fill(view->set ? WORDS_FOUND_SET : WORDS_FOUND_NOTHING, fill_found_name, view, out);
}

static const uint8_t *failed_name_of(const struct audit_view *view)
{
    const uint8_t *name = view->failure->cause.name;
    return name ? name : view->climb->levels[view->climb->level].name;
}

void words_failure(const struct dns_answer *failure, struct buffer *out)
{
    struct buffer words = {0};
    words_say_kept(failure->detail, &words);
    if (!words.size)
        buffer_add_text(&words, words_of_failure(failure->failure));
    buffer_add_escaped(out, words.data, words.size);
    buffer_free(&words);
}

static void difference_fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct comparing *comparing = context;
    const struct audit_view *view = comparing->view, *first = comparing->first;
    if (words_slot_is(name, size, "label"))
        buffer_add_text(out, view->label);
    else if (words_slot_is(name, size, "first"))
        buffer_add_text(out, first->label);
    else if (words_slot_is(name, size, "failed_name"))
        dns_name_print(failed_name_of(view), out);
    else if (words_slot_is(name, size, "failure") || words_slot_is(name, size, "detail"))
        words_failure(view->failure, out);
    else if (words_slot_is(name, size, "found"))
        fill_found(view, out);
    else if (words_slot_is(name, size, "found_first"))
        fill_found(first, out);
    else if (words_slot_is(name, size, "owner"))
        dns_name_print(audit_view_caa_name(view), out);
    else if (words_slot_is(name, size, "ttl"))
        buffer_add_unsigned(out, view->set->ttl);
    else if (words_slot_is(name, size, "ttl_first"))
        buffer_add_unsigned(out, first->set->ttl);
}

/* Where that decides: all kinds are alike then. */
static bool is_unchecked(const struct audit_view *view)
{
    return view->reasons[0] == REASON_DNSSEC_UNCHECKED;
}

void words_difference(const struct audit_view *first, const struct audit_view *view, struct buffer *out)
{
    static const enum words ids[] = {
        [DIFFERENCE_SILENT] = WORDS_DIFFERS_SILENT, [DIFFERENCE_FAILS] = WORDS_DIFFERS_FAILS,
        [DIFFERENCE_BOGUS] = WORDS_DIFFERS_BOGUS,   [DIFFERENCE_ANSWERS] = WORDS_DIFFERS_ANSWERS,
        [DIFFERENCE_PLACE] = WORDS_DIFFERS_PLACE,   [DIFFERENCE_OLDER] = WORDS_DIFFERS_OLDER,
        [DIFFERENCE_NEWER] = WORDS_DIFFERS_NEWER,   [DIFFERENCE_RECORDS] = WORDS_DIFFERS_RECORDS,
    };
    const struct comparing comparing = {.first = first, .view = view};
    enum audit_difference difference = audit_difference(first, view);
    if (difference != DIFFERENCE_NONE)
        words_fill(ids[difference], difference_fill_slot, &comparing, out);
    else if (is_unchecked(view) && !is_unchecked(first))
        words_fill(WORDS_DIFFERS_UNCHECKED, difference_fill_slot, &comparing, out);
    else if (is_unchecked(first) && !is_unchecked(view))
        words_fill(WORDS_DIFFERS_FIRST_UNCHECKED, difference_fill_slot, &comparing, out);
}

/* `0 issue "ca.example", 0 iodef "..." at example.jp` */
static void difference_add_finding(const struct audit_view *view, struct buffer *out)
{
    struct buffer records = {0};
    const char *record, *joint = "";
    if (view->failure) {
        words_failure(view->failure, out);
        return;
    }
    if (view->set)
        records_add(view->set, &records);
    else
        words_add(WORDS_FOUND_NOTHING, out);
    for (size_t at = 0; (record = items_next(&records, &at)); joint = ", ") {
        buffer_add_text(out, joint);
        buffer_add_escaped(out, record, strlen(record));
    }
    buffer_free(&records);
    if (view->set)
        words_fill(WORDS_FOUND_AT, fill_found_name, view, out);
}

/* What those servers say that do not say what everybody was told. */
void words_servers(const struct audit_result *result, struct buffer *out)
{
    const struct audit_view all = {.climb = result->climb, .set = result->set, .failure = result->failure};
    const char *joint = "";
    for (size_t i = 0; i < result->servers.count; i++) {
        const struct audit_view *view = &result->servers.items[i];
        if (audit_difference(&all, view) == DIFFERENCE_NONE)
            continue;
        buffer_add_text(out, joint);
        buffer_add_text(out, view->label);
        buffer_add_text(out, ": ");
        difference_add_finding(view, out);
        joint = "; ";
    }
}
