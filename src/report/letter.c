/* SPDX-License-Identifier: Apache-2.0 */
#include "report/letter.h"

#include "letter_why.h"
#include "report/layout.h"
#include "report/panels.h"
#include "report/when.h"
#include "report/words.h"
#include "util/arena.h"
#include "util/items.h"
#include "util/memory.h"
#include "util/table.h"
#include "util/text_set.h"
#include "words/language.h"

#include <stdlib.h>

enum { WHY_MAX = 4096 /* octets of reasons for one change, beyond which no more are added */ };

/* The changes at one owner. Lists have a NUL behind each item. */
struct letter_change {
    const char *owner;
    struct buffer add, remove;
    struct buffer now;       /* the records that are there */
    const char *at;          /* and where, if not at the owner */
    struct buffer why;       /* sentences */
    struct buffer names;     /* of the entries, the first few */
    uint64_t further;        /* how many more there are */
    unsigned names_count;    /* in NAMES */
    struct letter_fate fate; /* of the records that are there */
    time_t expires;          /* the first end of their certificates; 0: none is known */
    uint64_t ttl;            /* seconds, of the records that are there; 0: not known */
    UT_hash_handle hh;       /* in the order of the entries */
};

struct letter {
    struct arena arena;
    struct letter_change *changes;
    struct text_set known; /* what stands in lists of changes, by letter_is_new */
    const char *ca;        /* its issuer domain name */
    caa_kinds kinds;       /* of the certificates that are denied, and will be allowed */
    bool removes;
    struct buffer key;                  /* of KNOWN, for a moment */
    struct buffer values[COLUMN_COUNT]; /* of the row that is taken: those that count */
};

struct letter *letter_new(void)
{
    return memory_zero(sizeof(struct letter));
}

static void change_free(struct letter_change *change)
{
    buffer_free(&change->add);
    buffer_free(&change->remove);
    buffer_free(&change->now);
    buffer_free(&change->why);
    buffer_free(&change->names);
}

void letter_free(struct letter *letter)
{
    struct letter_change *change, *next;
    if (!letter)
        return;
    HASH_ITER(hh, letter->changes, change, next)
    {
        HASH_DEL(letter->changes, change);
        change_free(change);
    }
    for (unsigned id = 0; id < COLUMN_COUNT; id++)
        buffer_free(&letter->values[id]);
    buffer_free(&letter->key);
    text_set_free(&letter->known);
    arena_free(&letter->arena);
    free(letter);
}

/* Whether ITEM is not yet in LIST, which stays where it is. */
static bool letter_is_new(struct letter *letter, const struct buffer *list, const char *item)
{
    buffer_clear(&letter->key);
    buffer_add(&letter->key, &list, sizeof list);
    buffer_add_text(&letter->key, item);
    return text_set_add(&letter->known, letter->key.data, letter->key.size);
}

static void letter_add_missing(struct letter *letter, const struct buffer *items, struct buffer *list)
{
    const char *item;
    for (size_t at = 0; (item = items_next(items, &at));)
        if (letter_is_new(letter, list, item))
            items_add(list, item);
}

/* A zone file line begins with its owner. */
static struct letter_change *change_at(struct letter *letter, const char *line)
{
    size_t size = strcspn(line, " ");
    struct letter_change *change;
    size -= size > 1 && line[size - 1] == '.'; /* a person writes it without the final dot */
    HASH_FIND(hh, letter->changes, line, size, change);
    if (change)
        return change;
    change = arena_zero(&letter->arena, sizeof *change);
    change->owner = arena_text(&letter->arena, line, size);
    HASH_ADD_KEYPTR(hh, letter->changes, change->owner, size, change);
    return change;
}

static const char *letter_value_of(struct letter *letter, enum column_id id)
{
    return buffer_text(&letter->values[id]);
}

static void read_values(struct letter *letter, struct column_row *row)
{
    static const enum column_id ids[] = {COLUMN_ADD, COLUMN_REMOVE,  COLUMN_NAME, COLUMN_CAA_NAME,
                                         COLUMN_CAA, COLUMN_ALIASES, COLUMN_CA,   COLUMN_TTL};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        buffer_clear(&letter->values[ids[i]]);
        columns_write(row, ids[i], &letter->values[ids[i]]);
    }
}

static caa_kinds denied_kinds(const struct column_row *row)
{
    caa_kinds kinds = 0;
    for (unsigned kind = 0; kind < CAA_KIND_COUNT; kind++)
        if (row->outcome.kinds & CAA_KINDS_OF(kind) && row->verdicts[kind] == VERDICT_DENIED)
            kinds |= CAA_KINDS_OF(kind);
    return kinds;
}

static void take_why(struct letter *letter, struct letter_change *change, const struct column_row *row)
{
    struct letter_row facts = {.domain = row->domain,
                               .name = letter_value_of(letter, COLUMN_NAME),
                               .caa_name = letter_value_of(letter, COLUMN_CAA_NAME),
                               .change = change->owner,
                               .ca = letter_value_of(letter, COLUMN_CA),
                               .kinds = denied_kinds(row),
                               .caa = &letter->values[COLUMN_CAA],
                               .aliases = &letter->values[COLUMN_ALIASES],
                               .add = &letter->values[COLUMN_ADD],
                               .remove = &letter->values[COLUMN_REMOVE]};
    struct buffer why = {0};
    memcpy(facts.reasons, row->outcome.reasons, sizeof facts.reasons);
    if (!letter->ca)
        letter->ca = arena_text(&letter->arena, facts.ca, strcspn(facts.ca, ";"));
    letter->kinds |= letter_why_add(&facts, &why);
    if (change->why.size < WHY_MAX)
        letter_add_missing(letter, &why, &change->why);
    if (letter_why_changes_them(&facts)) {
        uint64_t ttl = strtoull(letter_value_of(letter, COLUMN_TTL), NULL, 10);
        change->ttl = ttl > change->ttl ? ttl : change->ttl;
        const struct letter_fate fate = letter_why_fate(&facts);
        change->fate.others = change->fate.others || fate.others;
        change->fate.bound = change->fate.bound || fate.bound;
        change->fate.mistakes = change->fate.mistakes || fate.mistakes;
    } else if (!change->at)
        change->at = arena_text(&letter->arena, letter_why_owner(&facts), strlen(letter_why_owner(&facts)));
    buffer_free(&why);
}

static void letter_take_name(struct letter *letter, struct letter_change *change, const char *domain)
{
    if (!letter_is_new(letter, &change->names, domain))
        return;
    if (change->names_count == LETTER_NAMES_MAX) {
        change->further++;
        return;
    }
    change->names_count++;
    items_add(&change->names, domain);
}

void letter_take_row(struct letter *letter, struct column_row *row)
{
    read_values(letter, row);
    const struct buffer *add = &letter->values[COLUMN_ADD], *remove = &letter->values[COLUMN_REMOVE];
    const struct buffer *first = add->size ? add : remove;
    if (!first->size)
        return;
    struct letter_change *change = change_at(letter, first->data);
    letter_add_missing(letter, add, &change->add);
    letter_add_missing(letter, remove, &change->remove);
    letter_add_missing(letter, &letter->values[COLUMN_CAA], &change->now);
    letter->removes = letter->removes || remove->size;
    take_why(letter, change, row);
    letter_take_name(letter, change, row->domain);
    if (row->outcome.expires && (!change->expires || row->outcome.expires < change->expires))
        change->expires = row->outcome.expires;
}

bool letter_is_due(const struct letter *letter)
{
    return letter->changes;
}

/* ---- what is written ---- */

struct letter_slots {
    const struct letter *letter;
    const struct letter_settings *settings;
    const struct letter_change *change;
};

static void fill_given(const char *text, enum words placeholder, struct buffer *out)
{
    if (text)
        layout_add_visible(text, out);
    else
        words_add(placeholder, out);
}

static void letter_fill_count(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    buffer_add_unsigned(out, *(const uint64_t *)context);
}

static void fill_wait(uint64_t ttl, struct buffer *out)
{
    uint64_t count = ttl % 3600 == 0 ? ttl / 3600 : ttl % 60 == 0 ? ttl / 60 : ttl;
    words_fill(count == ttl          ? WORDS_LETTER_SECONDS
               : count * 3600 == ttl ? WORDS_LETTER_HOURS
                                     : WORDS_LETTER_MINUTES,
               letter_fill_count, &count, out);
}

static void letter_fill_slot(const void *context, const char *name, size_t size, struct buffer *out)
{
    const struct letter_slots *slots = context;
    const struct letter *letter = slots->letter;
    if (words_slot_is(name, size, "institution"))
        layout_add_visible(slots->settings->institution, out);
    else if (words_slot_is(name, size, "sender"))
        fill_given(slots->settings->sender, WORDS_PLACEHOLDER_SENDER, out);
    else if (words_slot_is(name, size, "reply_by"))
        fill_given(slots->settings->reply_by, WORDS_PLACEHOLDER_DATE, out);
    else if (words_slot_is(name, size, "contact"))
        fill_given(slots->settings->contact, WORDS_PLACEHOLDER_CONTACT, out);
    else if (words_slot_is(name, size, "certificates"))
        letter_why_add_certificates(letter->kinds, out);
    else if (words_slot_is(name, size, "rfcs"))
        buffer_add_text(out,
                        letter->kinds & CAA_KINDS_OF(CAA_KIND_SMIME) ? words_text(WORDS_LETTER_RFC_9495) : "RFC 8659");
    else if (words_slot_is(name, size, "ca"))
        letter_why_add_ca(letter->ca, out);
    else if (words_slot_is(name, size, "issuer"))
        layout_add_visible(letter->ca, out);
    else if (words_slot_is(name, size, "service"))
        buffer_add_text(out, letter_why_service(letter->ca));
    else if (words_slot_is(name, size, "subjects"))
        words_add(letter->kinds & CAA_KINDS_OF(CAA_KIND_SMIME) ? WORDS_LETTER_DOMAINS : WORDS_LETTER_HOSTS, out);
    else if (words_slot_is(name, size, "at"))
        layout_add_visible(slots->change->at, out);
    else if (words_slot_is(name, size, "change"))
        layout_add_visible(slots->change->owner, out);
    else if (words_slot_is(name, size, "day"))
        when_add_day(slots->change->expires, out);
    else if (words_slot_is(name, size, "further"))
        buffer_add_unsigned(out, slots->change->further);
    else if (words_slot_is(name, size, "ttl"))
        buffer_add_unsigned(out, slots->change->ttl);
    else if (words_slot_is(name, size, "wait"))
        fill_wait(slots->change->ttl, out);
}

/* Each line of the sentence for itself. */
static void add_wrapped(enum words id, const struct letter_slots *slots, struct buffer *out)
{
    struct buffer text = {0};
    words_fill(id, letter_fill_slot, slots, &text);
    buffer_text(&text); /* the last line ends, too */
    for (char *line = text.data, *const end = line + text.size; line < end;) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop)
            *stop = '\0';
        layout_add_wrapped(line, 0, out);
        buffer_add_char(out, '\n');
        line = stop ? stop + 1 : end;
    }
    buffer_free(&text);
}

static void letter_add_paragraph(enum words id, const struct letter_slots *slots, struct buffer *out)
{
    add_wrapped(id, slots, out);
    buffer_add_char(out, '\n');
}

static void letter_add_label(enum words id, const struct letter_slots *slots, struct buffer *out)
{
    words_fill(id, letter_fill_slot, slots, out);
    buffer_add_char(out, '\n');
}

/* Each on a line of its own, to be copied. */
static void letter_add_items(const struct buffer *items, struct buffer *out)
{
    const char *item;
    for (size_t at = 0; (item = items_next(items, &at));) {
        buffer_add_text(out, "    ");
        layout_add_visible(item, out);
        buffer_add_char(out, '\n');
    }
}

/* For DNS software that does not know CAA, or the tag. */
static void add_generic(const struct buffer *items, const struct letter_slots *slots, struct buffer *out)
{
    struct arena arena = {0};
    size_t count;
    const struct caa_record *records = panels_read(items, &arena, &count);
    if (count)
        add_wrapped(WORDS_LETTER_GENERIC, slots, out);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, "    ");
        caa_record_print_generic(&records[i], out);
        buffer_add_char(out, '\n');
    }
    arena_free(&arena);
}

static void letter_add_names(const struct letter_slots *slots, struct buffer *out)
{
    letter_add_label(WORDS_LETTER_NAMES, slots, out);
    letter_add_items(&slots->change->names, out);
    if (slots->change->further) {
        buffer_add_text(out, "    ");
        letter_add_label(WORDS_LETTER_FURTHER, slots, out);
    }
    if (slots->change->expires)
        letter_add_label(WORDS_LETTER_EXPIRES, slots, out);
    buffer_add_char(out, '\n');
}

/* The records that are there, and what is the matter with them. */
static void add_why(const struct letter_slots *slots, struct buffer *out)
{
    const struct letter_change *change = slots->change;
    struct buffer text = {0};
    const char *sentence;
    letter_add_label(change->at ? WORDS_LETTER_NOW_AT : WORDS_LETTER_NOW, slots, out);
    letter_add_items(&change->now, out);
    buffer_add_char(out, '\n');
    if (!change->why.size)
        return;
    letter_add_label(WORDS_LETTER_WHY, slots, out);
    for (size_t at = 0; (sentence = items_next(&change->why, &at));) {
        if (text.size && language_get() == LANGUAGE_EN)
            buffer_add_char(&text, ' ');
        buffer_add_text(&text, sentence);
    }
    buffer_add_text(out, "    ");
    layout_add_wrapped(buffer_text(&text), 4, out);
    buffer_add_text(out, "\n\n");
    buffer_free(&text);
}

static void letter_add_records(const struct letter_slots *slots, struct buffer *out)
{
    const struct letter_change *change = slots->change;
    if (change->remove.size) {
        letter_add_label(WORDS_LETTER_REMOVE, slots, out);
        letter_add_items(&change->remove, out);
        buffer_add_char(out, '\n');
    }
    if (change->add.size) {
        letter_add_label(WORDS_LETTER_ADD, slots, out);
        letter_add_items(&change->add, out);
        buffer_add_char(out, '\n');
        add_generic(&change->add, slots, out);
        buffer_add_char(out, '\n');
    }
}

static void letter_add_change(const struct letter_slots *slots, struct buffer *out)
{
    const struct letter_change *change = slots->change;
    buffer_add_text(out, "----------------------------------------------------------------\n");
    letter_add_label(change->remove.size ? WORDS_LETTER_CHANGE : WORDS_LETTER_CHANGE_ADD, slots, out);
    buffer_add_char(out, '\n');
    letter_add_names(slots, out);
    add_why(slots, out);
    letter_add_records(slots, out);
    if (change->remove.size && change->add.size)
        letter_add_paragraph(WORDS_LETTER_ONE_STEP, slots, out);
    if (change->fate.others)
        letter_add_paragraph(
            change->remove.size || change->fate.mistakes ? WORDS_LETTER_KEEP_OTHERS : WORDS_LETTER_KEEP, slots, out);
    else if (change->fate.bound)
        letter_add_paragraph(WORDS_LETTER_KEEP_BOUND, slots, out);
    if (change->ttl)
        letter_add_paragraph(WORDS_LETTER_TTL, slots, out);
}

static void letter_add_head(const struct letter_slots *slots, struct buffer *out)
{
    const struct letter *letter = slots->letter;
    bool named = *slots->settings->institution, service = *letter_why_service(letter->ca);
    when_add_day(slots->settings->date, out);
    buffer_add_text(out, "\n\n");
    letter_add_paragraph(WORDS_LETTER_TO, slots, out);
    letter_add_paragraph(letter->removes ? WORDS_LETTER_TITLE : WORDS_LETTER_TITLE_ADD, slots, out);
    letter_add_paragraph(named ? WORDS_LETTER_GREETING_OF : WORDS_LETTER_GREETING, slots, out);
    letter_add_paragraph(service ? WORDS_LETTER_PURPOSE_SERVICE : WORDS_LETTER_PURPOSE, slots, out);
    letter_add_paragraph(WORDS_LETTER_IN_THE_WAY, slots, out);
    letter_add_paragraph(letter->removes ? WORDS_LETTER_WISH : WORDS_LETTER_WISH_ADD, slots, out);
}

/* What ends first comes first, what has no end last; HASH_SORT keeps the order of the others. */
static int compare_changes(const struct letter_change *one, const struct letter_change *other)
{
    if (one->expires == other->expires)
        return 0;
    return !one->expires ? 1 : !other->expires || one->expires < other->expires ? -1 : 1;
}

void letter_write(struct letter *letter, const struct letter_settings *settings, struct buffer *out)
{
    struct letter_slots slots = {.letter = letter, .settings = settings};
    HASH_SORT(letter->changes, compare_changes);
    letter_add_head(&slots, out);
    if (language_get() == LANGUAGE_JA)
        buffer_add_text(out, "                                      記\n\n");
    for (slots.change = letter->changes; slots.change; slots.change = slots.change->hh.next)
        letter_add_change(&slots, out);
    buffer_add_text(out, "----------------------------------------------------------------\n");
    letter_add_paragraph(WORDS_LETTER_DONE, &slots, out);
    letter_add_label(WORDS_LETTER_REGARDS, &slots, out);
    if (language_get() == LANGUAGE_JA)
        return;
    fill_given(settings->sender, WORDS_PLACEHOLDER_SENDER, out);
    buffer_add_char(out, '\n');
}
