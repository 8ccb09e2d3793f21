/* SPDX-License-Identifier: Apache-2.0 */
/* Most denied rows have a set at the name, or above it, that others have too, and nothing else is to be told of them
 * than what a DNS wildcard has to do with it. Their advice differs in three names: that of the row, that at which the
 * set is, and that of the wildcard. So it is kept beside the opinion of the set, with holes for these.
 *
 * Why a row gets the words that it would get without: they are made of a result that is put together here, from what
 * they are kept by and nothing else (model_of), and they are given only to results that are like it (is_like_model). */
#include "advising.h"

#include "words/language.h"

/* They stand for those of a row, and are never printed. */
static const uint8_t a_name[] = "\1n", its_set[] = "\1s", its_wildcard[] = "\1*\1w";

/* Behind it: its holes, then its text. */
struct advice_text {
    struct advice_text *next;
    enum language language;
    caa_kinds kinds;
    bool at_name; /* whether the set is at the name itself */
    enum audit_aside_found aside;
    size_t hole_count;
    size_t text_size;
    struct advising_hole holes[];
};

static const char *kept_advice_text_of(const struct advice_text *text)
{
    return (const char *)(text->holes + text->hole_count);
}

/* ---- like whom ---- */

/* Of notes beside those of the records, which are the opinion's. */
static bool has_notes_to_tell(const struct caa_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        if (caa_note_bars(notes->items[i].note) || notes->items[i].note == NOTE_LOCAL_DATA)
            return true;
    return false;
}

/* Whether it is known of a wildcard that the set comes from it, or does not, or nothing is. */
static bool has_aside_to_keep(const struct audit_result *result)
{
    return result->aside == AUDIT_ASIDE_NONE || result->aside == AUDIT_WILDCARD_SET ||
           result->aside == AUDIT_WILDCARD_HIDDEN;
}

/* The change is made where the set is. */
static bool has_change_of_opinion(const struct audit_result *result)
{
    const uint8_t *owner = result->aside == AUDIT_WILDCARD_SET ? result->aside_name : result->caa_name;
    const struct caa_advice *advice = &result->advice,
                            *change = caa_opinion_change(result->opinion, result->entry->kinds);
    bool empty = !change->add_count && !change->remove_count;
    if (empty || !advice->owner)
        return empty && !advice->owner;
    return advice->place == CAA_ADVICE_AT_OWNER && advice->add == change->add && advice->remove == change->remove &&
           dns_name_equal(advice->owner, owner);
}

static bool is_like_model(const struct audit_result *result)
{
    return result->opinion && result->policy == result->opinion->policy && !result->failure && !result->views.count &&
           !result->servers.count && has_aside_to_keep(result) && !result->set->alias_count && result->set->owner &&
           dns_name_equal(result->set->owner, result->caa_name) &&
           memcmp(result->reasons, result->opinion->reasons, sizeof result->reasons) == 0 &&
           has_change_of_opinion(result) && !has_notes_to_tell(&result->notes);
}

/* ---- the words ---- */

/* A result that has what the words may depend on, and nothing else. */
struct model {
    struct audit_entry entry;
    struct dns_answer set;
    struct audit_result result;
};

static void model_of(struct caa_opinion *opinion, const struct advice_text *key, struct model *ret_model)
{
    const uint8_t *at = key->at_name ? a_name : its_set;
    *ret_model = (struct model){.entry = {.domain = "", .institution = "", .contact = "", .kinds = key->kinds},
                                .set = {.kind = ANSWER_SET,
                                        .records = opinion->records,
                                        .record_count = opinion->record_count,
                                        .owner = at,
                                        .detail = ""},
                                .result = {.entry = &ret_model->entry,
                                           .policy = opinion->policy,
                                           .name = a_name,
                                           .caa_name = at,
                                           .set = &ret_model->set,
                                           .opinion = opinion,
                                           .conditions = opinion->conditions,
                                           .notes = opinion->notes,
                                           .advice = *caa_opinion_change(opinion, key->kinds),
                                           .aside = key->aside,
                                           .aside_name = key->aside ? its_wildcard : NULL}};
    struct audit_result *result = &ret_model->result;
    memcpy(result->reasons, opinion->reasons, sizeof result->reasons);
    if (result->advice.add_count || result->advice.remove_count)
        result->advice.owner = key->aside == AUDIT_WILDCARD_SET ? its_wildcard : at;
}

static const struct advice_text *put_into_words(struct caa_opinion *opinion, const struct advice_text *key)
{
    struct model model;
    struct buffer holes = {0}, words = {0};
    model_of(opinion, key, &model);
    words_advice_anew(&model.result, &holes, &words);
    struct advice_text *text = caa_opinion_room(opinion, sizeof *text + holes.size + words.size);
    *text = *key;
    text->next = opinion->texts;
    text->hole_count = holes.size / sizeof *text->holes;
    text->text_size = words.size;
    if (holes.size)
        memcpy(text->holes, holes.data, holes.size);
    if (words.size)
        memcpy(text->holes + text->hole_count, words.data, words.size);
    opinion->texts = text;
    buffer_free(&holes);
    buffer_free(&words);
    return text;
}

static const struct advice_text *obtain_text(const struct audit_result *result)
{
    const struct advice_text key = {.language = language_get(),
                                    .kinds = result->entry->kinds,
                                    .at_name = dns_name_equal(result->name, result->caa_name),
                                    .aside = result->aside};
    const struct advice_text *text = result->opinion->texts;
    while (text && (text->kinds != key.kinds || text->at_name != key.at_name || text->aside != key.aside ||
                    text->language != key.language))
        text = text->next;
    return text ? text : put_into_words(result->opinion, &key);
}

/* A name, and where it stands in OUT already. */
struct filling {
    const uint8_t *name;
    size_t at, size;
};

static void fill_hole(struct filling *filling, const struct audit_entry *entry, struct buffer *out)
{
    if (filling->size) {
        char *to = buffer_reserve(out, filling->size);
        memcpy(to, out->data + filling->at, filling->size);
        out->size += filling->size;
    } else {
        filling->at = out->size;
        audit_entry_print_name(entry, filling->name, out);
        filling->size = out->size - filling->at;
    }
}

static void fill_in(const struct advice_text *text, const struct audit_result *result, struct buffer *out)
{
    struct filling of_row = {.name = result->name}, of_set = {.name = result->caa_name},
                   of_wildcard = {.name = result->aside_name};
    const char *words = kept_advice_text_of(text);
    size_t told = 0;
    for (size_t i = 0; i < text->hole_count; i++) {
        const struct advising_hole *hole = &text->holes[i];
        struct filling *filling = hole->name == a_name ? &of_row : hole->name == its_set ? &of_set : &of_wildcard;
        buffer_add(out, words + told, hole->at - told);
        told = hole->at;
        fill_hole(filling, result->entry, out);
    }
    buffer_add(out, words + told, text->text_size - told);
}

void words_advice(const struct audit_result *result, struct buffer *out)
{
    if (is_like_model(result))
        fill_in(obtain_text(result), result, out);
    else
        words_advice_anew(result, NULL, out);
}
