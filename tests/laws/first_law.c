/* SPDX-License-Identifier: Apache-2.0 */
/* The first law: rows are strangers. A list of healthy names is played alone, and with strangers of the catalogue mixed
 * before them or mixed in, shuffled, with one, few and many entries in flight: the healthy rows are the same, octet for
 * octet, but for their times and lines. Where they are not, the smallest set of strangers that still shows it is looked
 * for, and printed as a scenario. */
#include "laws.h"

#include <stdio.h>
#include <stdlib.h>

enum { STRANGERS_MAX = 6, PLAYS = 4 /* the first one without strangers */ };

struct case_of_law {
    uint64_t seed;
    struct healthy healthy;
    struct stranger strangers[STRANGERS_MAX];
    size_t stranger_count;
    struct buffer text; /* the world, and what is asked */
};

/* Rows as text, by healthy name. */
struct rows {
    struct buffer values[HEALTHY_NAMES_MAX][COLUMN_COUNT];
    const struct step *first; /* of the scenario's list */
    size_t count;
};

struct difference {
    size_t name;
    enum column_id column;
    unsigned play;
    struct buffer before, after, words;
};

static bool is_compared(enum column_id column)
{
    return column != COLUMN_CHECKED_AT && column != COLUMN_ELAPSED_MS && column != COLUMN_SINCE;
}

static void take_row(void *context, const struct step *step, struct column_row *row)
{
    struct rows *rows = context;
    size_t number = (size_t)step->line - 1;
    if (number >= HEALTHY_NAMES_MAX)
        return;
    rows->count++;
    for (unsigned column = 0; column < COLUMN_COUNT; column++)
        if (is_compared((enum column_id)column))
            columns_write(row, (enum column_id)column, &rows->values[number][column]);
}

static void rows_free(struct rows *rows)
{
    for (size_t i = 0; i < HEALTHY_NAMES_MAX; i++)
        for (unsigned column = 0; column < COLUMN_COUNT; column++)
            buffer_free(&rows->values[i][column]);
}

/* ---- the world of a seed ---- */

static void choose_strangers(struct case_of_law *law)
{
    struct chance chance = chance_of(law->seed ^ 0x5A5A5A5A);
    law->stranger_count = 1 + chance_below(&chance, STRANGERS_MAX);
    for (size_t i = 0; i < law->stranger_count; i++)
        law->strangers[i] = (struct stranger){
            .kind = chance_below(&chance, stranger_kinds()), .id = (unsigned)i, .seed = law->seed * 64 + i};
}

static void write_options(const struct case_of_law *law, struct buffer *out)
{
    static const unsigned concurrency[PLAYS] = {8, 1, 8, 128};
    struct chance chance = chance_of(law->seed ^ 0x0F0F0F0F);
    const bool off = law->healthy.plain || chance_percent(&chance, 10);
    const bool second_resolver = !law->healthy.iterates && chance_percent(&chance, 10);
    const bool surveyed = law->healthy.iterates && chance_percent(&chance, 12);
    for (unsigned i = 0; i < PLAYS; i++)
        print(out, "options%s%s%s%s -t 500ms -j %u\n", law->healthy.iterates ? " --iterate" : "",
              off ? " --no-dnssec" : "", surveyed ? " --every-server" : "",
              second_resolver ? " -s 192.0.2.54 -s 192.0.2.53" : "", concurrency[i]);
    print(out, "ends within 20000s\n");
}

static void write_world(struct case_of_law *law)
{
    const struct healthy *healthy = &law->healthy;
    struct stranger_text strangers = {0};
    struct buffer *out = &law->text;
    buffer_clear(out);
    print(out, "seed %llu\nzone . %s at=193.0.255.1\n", (unsigned long long)law->seed % 1000000,
          healthy->plain ? "" : "signed");
    for (size_t i = 0; i < healthy->zone_count; i++)
        buffer_add(out, healthy->zones[i].text.data, healthy->zones[i].text.size);
    for (size_t i = 0; i < law->stranger_count; i++)
        stranger_write(&law->strangers[i], healthy, &strangers);
    buffer_add(out, strangers.zones.data, strangers.zones.size);
    buffer_add(out, strangers.servers.data, strangers.servers.size);
    print(out, "server resolver\n");
    buffer_add(out, strangers.resolver.data, strangers.resolver.size);
    buffer_add(out, healthy->resolver.data, healthy->resolver.size);
    print(out, "server *\n");
    buffer_add(out, strangers.everywhere.data, strangers.everywhere.size);
    write_options(law, out);
    for (size_t i = 0; i < healthy->name_count; i++)
        print(out, "ask %s\n", healthy->names[i]);
    buffer_add(out, strangers.asks.data, strangers.asks.size);
    stranger_text_free(&strangers);
}

/* ---- playing ---- */

static void shuffle(struct step *steps, size_t count, uint64_t seed)
{
    struct chance chance = chance_of(seed);
    for (size_t i = count; i > 1; i--) {
        size_t other = chance_below(&chance, (unsigned)i);
        struct step kept = steps[i - 1];
        steps[i - 1] = steps[other];
        steps[other] = kept;
    }
}

/* The list in its order: all of it, or the healthy names alone. */
static void set_list(const struct case_of_law *law, struct scenario *scenario, const struct step *all, size_t count,
                     unsigned play)
{
    const size_t names = law->healthy.name_count, strangers = count - names;
    scenario->step_count = play ? count : names;
    memcpy(scenario->steps, all, scenario->step_count * sizeof *all);
    if (play == 1) { /* what strangers may leave behind is there before anybody else comes */
        memcpy(scenario->steps, all + names, strangers * sizeof *all);
        memcpy(scenario->steps + strangers, all, names * sizeof *all);
        shuffle(scenario->steps, strangers, law->seed * PLAYS);
        shuffle(scenario->steps + strangers, names, law->seed * PLAYS + play);
    } else if (play) {
        shuffle(scenario->steps, count, law->seed * PLAYS + play);
    }
    scenario->seed = law->seed * PLAYS + play;
}

static bool find_difference(const struct case_of_law *law, const struct rows *before, const struct rows *after,
                            struct difference *ret_difference)
{
    for (size_t i = 0; i < law->healthy.name_count; i++)
        for (unsigned column = 0; column < COLUMN_COUNT; column++) {
            const struct buffer *a = &before->values[i][column], *b = &after->values[i][column];
            if (a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0))
                continue;
            ret_difference->name = i;
            ret_difference->column = (enum column_id)column;
            buffer_add(&ret_difference->before, a->data, a->size);
            buffer_add(&ret_difference->after, b->data, b->size);
            return true;
        }
    return false;
}

static bool play_one(struct scenario *scenario, unsigned play, struct rows *rows, struct buffer *words)
{
    const struct scenario_watch watch = {take_row, rows};
    scenario->watch = &watch;
    return scenario_play_once(scenario, &scenario->options[play], SHOW_NOTHING, words);
}

static bool play_all(struct case_of_law *law, struct scenario *scenario, struct law_tally *tally,
                     struct difference *ret_difference)
{
    struct rows before = {0};
    size_t count = scenario->step_count;
    bool good = true;
    struct step *all = malloc(count * sizeof *all);
    for (size_t i = 0; i < count; i++)
        scenario->steps[i].line = (unsigned)(i + 1);
    memcpy(all, scenario->steps, count * sizeof *all);
    for (unsigned play = 0; play < PLAYS && good; play++) {
        struct rows rows = {0};
        set_list(law, scenario, all, count, play);
        good = play_one(scenario, play, play ? &rows : &before, &ret_difference->words);
        good = good && (!play || !find_difference(law, &before, &rows, ret_difference));
        ret_difference->play = play;
        tally->plays++;
        tally->rows += scenario->step_count;
        rows_free(&rows);
    }
    rows_free(&before);
    free(all);
    return good;
}

static bool holds(struct case_of_law *law, struct law_tally *tally, struct difference *ret_difference)
{
    struct scenario scenario;
    struct problem problem;
    write_world(law);
    bool good = scenario_read_text("world", buffer_text(&law->text), &scenario, &problem);
    if (good)
        good = play_all(law, &scenario, tally, ret_difference);
    else
        buffer_add_text(&ret_difference->words, problem.text);
    scenario_free(&scenario);
    return good;
}

/* ---- what is wrong ---- */

static void difference_free(struct difference *difference)
{
    buffer_free(&difference->before);
    buffer_free(&difference->after);
    buffer_free(&difference->words);
}

/* Without one stranger after the other, as long as it still shows. */
static void shrink(struct case_of_law *law)
{
    struct law_tally tally = {0};
    for (size_t i = 0; i < law->stranger_count;) {
        struct difference difference = {0};
        const struct stranger removed = law->strangers[i];
        memmove(&law->strangers[i], &law->strangers[i + 1], (law->stranger_count - i - 1) * sizeof removed);
        law->stranger_count--;
        if (holds(law, &tally, &difference)) {
            memmove(&law->strangers[i + 1], &law->strangers[i], (law->stranger_count - i) * sizeof removed);
            law->strangers[i++] = removed;
            law->stranger_count++;
        }
        difference_free(&difference);
    }
}

static void tell(struct case_of_law *law, struct difference *difference)
{
    printf("seed %llu: in play %u, %s, ", (unsigned long long)law->seed, difference->play,
           law->healthy.iterates ? "iterate" : "forward");
    if (difference->words.size)
        printf("%s", buffer_text(&difference->words));
    else
        printf("%s: %s is '%s' alone, and '%s' with\n", law->healthy.names[difference->name],
               columns_table[difference->column].name, buffer_text(&difference->before),
               buffer_text(&difference->after));
    for (size_t i = 0; i < law->stranger_count; i++)
        printf("  stranger s%u: %s\n", law->strangers[i].id, stranger_word(law->strangers[i].kind));
}

static void begin(struct case_of_law *law, uint64_t seed)
{
    memset(law, 0, sizeof *law);
    law->seed = seed;
    healthy_make(seed, &law->healthy);
    choose_strangers(law);
}

static void end(struct case_of_law *law)
{
    healthy_free(&law->healthy);
    buffer_free(&law->text);
}

bool first_law(uint64_t seed, struct law_tally *tally)
{
    struct case_of_law law;
    struct difference difference = {0};
    begin(&law, seed);
    bool good = holds(&law, tally, &difference);
    tally->worlds++;
    if (!good) {
        tell(&law, &difference);
        shrink(&law);
        difference_free(&difference);
        difference = (struct difference){0};
        holds(&law, tally, &difference);
        printf("the least that shows it:\n");
        tell(&law, &difference);
        printf("%s\n", buffer_text(&law.text));
    }
    difference_free(&difference);
    end(&law);
    return good;
}

void first_law_print(uint64_t seed)
{
    struct case_of_law law;
    begin(&law, seed);
    write_world(&law);
    printf("%s", buffer_text(&law.text));
    end(&law);
}
