/* SPDX-License-Identifier: Apache-2.0 */
#include "report/picture.h"

#include "report/html_page.h"
#include "report/level.h"
#include "report/words.h"

enum {
    WIDTH = 340,
    LEVEL_HEIGHT = 40,
    GAP = 16, /* in which the line to the level below is */
    ROW_HEIGHT = 18,
    CUT_HEIGHT = 26, /* of the line between two zones, and its words */
    LEFT = 4,
    ALIAS_LEFT = 28,
    NAME_MAX_SHOWN = 40 /* octets of a name; of a longer one the end, which says where it is */
};

struct picture {
    const struct audit_result *result;
    struct buffer *out;
    int64_t y; /* where the next thing begins */
};

static const char *outcome_words(enum level_outcome outcome, const struct climb_level *level)
{
    const struct dns_answer *answer = level->answer;
    switch (outcome) {
    case LEVEL_SET:
        return words_text(WORDS_PICTURE_SET);
    case LEVEL_NODATA:
        return words_text(answer->alias_count ? WORDS_LEVEL_TARGET_NODATA : WORDS_LEVEL_NODATA);
    case LEVEL_NXDOMAIN:
        return words_text(WORDS_LEVEL_NXDOMAIN);
    case LEVEL_FAILED:
        return words_of_failure(answer->failure);
    case LEVEL_BOGUS:
        return words_text(WORDS_PICTURE_BOGUS);
    case LEVEL_NOT_ASKED:
        break;
    }
    if (answer && answer->remarks.outside)
        return words_text(WORDS_LEVEL_OUTSIDE);
    return words_text(level->asked ? WORDS_LEVEL_NOT_NEEDED : WORDS_LEVEL_NOT_ASKED);
}

/* ---- shapes ---- */

static void picture_add_attribute(const char *name, int64_t value, struct buffer *out)
{
    buffer_add_char(out, ' ');
    buffer_add_text(out, name);
    buffer_add_text(out, "=\"");
    buffer_add_unsigned(out, (uint64_t)value);
    buffer_add_char(out, '"');
}

static void picture_begin_text(int64_t x, int64_t y, const char *style, struct buffer *out)
{
    buffer_add_text(out, "<text class=\"");
    buffer_add_text(out, style);
    buffer_add_char(out, '"');
    picture_add_attribute("x", x, out);
    picture_add_attribute("y", y, out);
    buffer_add_char(out, '>');
}

static void end_text(struct buffer *out)
{
    buffer_add_text(out, "</text>");
}

/* ASCII, as dns_name_print makes it. */
static void picture_add_name(const uint8_t *name, struct buffer *out)
{
    struct buffer text = {0};
    dns_name_print(name, &text);
    bool long_name = text.size > NAME_MAX_SHOWN;
    if (long_name)
        buffer_add_text(out, "…");
    html_add_escaped(buffer_text(&text) + (long_name ? text.size - NAME_MAX_SHOWN : 0), out);
    buffer_free(&text);
}

struct named {
    const uint8_t *name;
};

static void picture_fill_name(const void *context, const char *name, size_t size, struct buffer *out)
{
    (void)name;
    (void)size;
    picture_add_name(((const struct named *)context)->name, out);
}

/* ---- a level ---- */

static void add_frame(struct picture *picture, enum level_outcome outcome)
{
    struct buffer *out = picture->out;
    buffer_add_text(out, "<rect class=\"frame\"");
    picture_add_attribute("x", LEFT, out);
    picture_add_attribute("y", picture->y, out);
    picture_add_attribute("width", WIDTH - 2 * LEFT, out);
    picture_add_attribute("height", LEVEL_HEIGHT, out);
    buffer_add_text(out, outcome == LEVEL_SET ? " rx=\"4\" stroke-width=\"3\"/>" : " rx=\"4\"/>");
}

static void add_aliases(struct picture *picture, const struct dns_answer *answer)
{
    for (size_t i = 0; i < answer->alias_count; i++) {
        picture->y += ROW_HEIGHT;
        picture_begin_text(ALIAS_LEFT, picture->y, "alias", picture->out);
        buffer_add_text(picture->out, "↳ ");
        words_fill(WORDS_PICTURE_ALIAS, picture_fill_name, &(struct named){answer->aliases[i]}, picture->out);
        end_text(picture->out);
    }
}

/* Which zone did not validate, or could not be validated. */
static void add_proof(struct picture *picture, const struct dns_answer *answer)
{
    if (!answer->fault_zone)
        return;
    picture->y += ROW_HEIGHT;
    picture_begin_text(ALIAS_LEFT, picture->y, "proof", picture->out);
    words_fill(answer->kind == ANSWER_BOGUS ? WORDS_PICTURE_FAULT : WORDS_PICTURE_DOUBT, picture_fill_name,
               &(struct named){answer->fault_zone}, picture->out);
    end_text(picture->out);
}

/* Where the records are, if that is not where the aliases end: the DNS wildcard. */
static void add_owner(struct picture *picture, const struct dns_answer *answer, const uint8_t *asked)
{
    const uint8_t *end = answer->alias_count ? answer->aliases[answer->alias_count - 1] : asked;
    if (!answer->owner || dns_name_equal(answer->owner, end))
        return;
    picture->y += ROW_HEIGHT;
    picture_begin_text(ALIAS_LEFT, picture->y, "owner", picture->out);
    words_fill(WORDS_PICTURE_OWNER, picture_fill_name, &(struct named){answer->owner}, picture->out);
    end_text(picture->out);
}

/* To the level below: its style says how far that level's answer was validated. */
static void picture_add_line(struct picture *picture, size_t level)
{
    const struct dns_answer *answer = level_answer(picture->result->climb, level);
    picture->y += 4;
    buffer_add_text(picture->out, "<line class=\"link ");
    buffer_add_text(picture->out, answer ? dnssec_word(answer->dnssec) : "not-asked");
    buffer_add_char(picture->out, '"');
    picture_add_attribute("x1", 18, picture->out);
    picture_add_attribute("x2", 18, picture->out);
    picture_add_attribute("y1", picture->y, picture->out);
    picture_add_attribute("y2", picture->y + GAP - 4, picture->out);
    buffer_add_text(picture->out, "/>\n");
    picture->y += GAP - 4;
}

static void picture_add_level(struct picture *picture, size_t level)
{
    const struct climb *climb = picture->result->climb;
    const struct dns_answer *answer = level_answer(climb, level);
    enum level_outcome outcome = level_outcome_of(climb, level);
    struct buffer *out = picture->out;
    buffer_add_text(out, "<g class=\"level ");
    buffer_add_text(out, level_outcome_word(outcome));
    buffer_add_text(out, "\">");
    add_frame(picture, outcome);
    picture_begin_text(LEFT + 10, picture->y + 16, "name", out);
    picture_add_name(climb->levels[level].name, out);
    end_text(out);
    picture_begin_text(LEFT + 10, picture->y + 33, "outcome", out);
    html_add_escaped(outcome_words(outcome, &climb->levels[level]), out);
    if (answer) {
        buffer_add_text(out, " · ");
        buffer_add_text(out, dnssec_word(answer->dnssec));
    }
    end_text(out);
    picture->y += LEVEL_HEIGHT;
    if (answer) {
        add_aliases(picture, answer);
        add_proof(picture, answer);
    }
    if (outcome == LEVEL_SET)
        add_owner(picture, answer, climb->levels[level].name);
    buffer_add_text(out, "</g>\n");
}

/* ---- zones ---- */

/* The answer of the next level above (AT: to be begun at -1) of which it is known that it is in ZONE; or NULL. */
static const struct dns_answer *answer_in(const struct climb *climb, const uint8_t *zone, size_t *at)
{
    while (++*at < climb->level_count) {
        const struct dns_answer *answer = level_answer(climb, *at);
        if (answer && answer->zone && dns_name_equal(answer->zone, zone))
            return answer;
    }
    return NULL;
}

/* The zone signs where an answer from it is secure; behind an alias, what is not signed may be another zone. */
static enum words zone_words(const struct climb *climb, const uint8_t *zone)
{
    enum words words = WORDS_PICTURE_ZONE;
    const struct dns_answer *answer;
    for (size_t at = SIZE_MAX; (answer = answer_in(climb, zone, &at));) {
        if (answer->dnssec == DNSSEC_SECURE)
            return WORDS_PICTURE_ZONE_SIGNED;
        if (answer->dnssec == DNSSEC_INSECURE && !answer->alias_count)
            words = WORDS_PICTURE_ZONE_UNSIGNED;
    }
    return words;
}

static bool picture_is_zone(const struct climb *climb, const uint8_t *name)
{
    size_t at = SIZE_MAX;
    return answer_in(climb, name, &at);
}

/* The cut above the zone's own level. */
static void add_cut(struct picture *picture, const uint8_t *zone)
{
    struct buffer *out = picture->out;
    if (!picture_is_zone(picture->result->climb, zone))
        return;
    buffer_add_text(out, "<path class=\"cut\" d=\"M4 ");
    buffer_add_unsigned(out, (uint64_t)picture->y + 4);
    buffer_add_text(out, "H336\"/>");
    picture_begin_text(LEFT + 10 + ALIAS_LEFT, picture->y + 19, "zone", out);
    words_fill(zone_words(picture->result->climb, zone), picture_fill_name, &(struct named){zone}, out);
    end_text(out);
    buffer_add_char(out, '\n');
    picture->y += CUT_HEIGHT;
}

/* ---- the picture ---- */

/* `, WORDS` of a name. */
static void describe_name(enum words words, const uint8_t *name, struct buffer *out)
{
    buffer_add_text(out, ", ");
    words_fill(words, picture_fill_name, &(struct named){name}, out);
}

static void describe_answer(const struct climb *climb, const struct dns_answer *answer, struct buffer *out)
{
    buffer_add_text(out, ", ");
    buffer_add_text(out, dnssec_word(answer->dnssec));
    for (size_t i = 0; i < answer->alias_count; i++)
        describe_name(WORDS_PICTURE_ALIAS, answer->aliases[i], out);
    if (answer->fault_zone)
        describe_name(answer->kind == ANSWER_BOGUS ? WORDS_PICTURE_FAULT : WORDS_PICTURE_DOUBT, answer->fault_zone,
                      out);
    if (answer->zone)
        describe_name(zone_words(climb, answer->zone), answer->zone, out);
}

/* `www.example.jp: no such name, secure, zone example.jp; ...`, from the name up, as it was climbed. */
static void add_description(const struct climb *climb, struct buffer *out)
{
    for (size_t level = 0; level < climb->level_count; level++) {
        const struct dns_answer *answer = level_answer(climb, level);
        buffer_add_text(out, level ? "; " : "");
        picture_add_name(climb->levels[level].name, out);
        buffer_add_text(out, ": ");
        html_add_escaped(outcome_words(level_outcome_of(climb, level), &climb->levels[level]), out);
        if (answer)
            describe_answer(climb, answer, out);
    }
}

void picture_add(const struct audit_result *result, struct buffer *out)
{
    struct buffer body = {0};
    struct picture picture = {.result = result, .out = &body, .y = 4};
    if (!result->climb)
        return;
    static const uint8_t root[] = {0};
    add_cut(&picture, root);
    for (size_t level = result->climb->level_count; level-- > 0;) {
        add_cut(&picture, result->climb->levels[level].name);
        picture_add_level(&picture, level);
        if (level)
            picture_add_line(&picture, level - 1);
    }
    buffer_add_text(out, "<svg class=\"climb\" role=\"img\" viewBox=\"0 0 340 ");
    buffer_add_unsigned(out, (uint64_t)picture.y + 6);
    buffer_add_text(out, "\"><title>");
    words_fill(WORDS_PICTURE_TITLE, picture_fill_name, &(struct named){result->name}, out);
    buffer_add_text(out, "</title><desc>");
    add_description(result->climb, out);
    buffer_add_text(out, "</desc>\n");
    buffer_add(out, body.data, body.size);
    buffer_add_text(out, "</svg>\n");
    buffer_free(&body);
}
