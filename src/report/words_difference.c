#include "audit/difference.h"
#include "report/words.h"

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
    const uint8_t *name = view->failure->failed_name;
    return name ? name : view->climb->levels[view->climb->level].name;
}

static void fill_detail(const struct dns_answer *failure, struct buffer *out)
{
    const char *detail = *failure->detail ? failure->detail : failure_words(failure->failure);
    buffer_add_visible(out, detail, strlen(detail));
}

static void fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
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
        fill_detail(view->failure, out);
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
        words_fill(ids[difference], fill_slot, &comparing, out);
}
