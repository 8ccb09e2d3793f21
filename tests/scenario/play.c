/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario is played: the rooms as the program puts them together, the network and the clock in memory. */
#include "network.h"
#include "scenario.h"

#include "audit/run.h"
#include "caa/property.h"
#include "resolve/resolver.h"
#include "util/memory.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TURNS_WITHOUT_TIME_MAX = 200000,
    COMPLAINTS_MAX = 8 /* of one play that are told */
};

struct play {
    struct scenario *scenario;
    const struct scenario_options *options;
    struct buffer *words;
    bool shows_rows;
    struct network *network;
    struct exchanger *exchanger;
    struct anchors anchors;
    struct resolver **resolvers;
    struct audit_place *places;
    size_t place_count;
    struct audit_context context;
    size_t next, rows; /* steps that were taken, rows that came out */
    size_t row_step;
    uint64_t resume_at; /* of the wait that is under way; UINT64_MAX: none */
    struct buffer warned, said;
    unsigned complaints;
};

/* Chance is an argument: the same in every run of a scenario. */
static uint64_t chance_state;

static void chance(void *context, void *bytes, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        chance_state ^= chance_state << 13;
        chance_state ^= chance_state >> 7;
        chance_state ^= chance_state << 17;
        ((uint8_t *)bytes)[i] = (uint8_t)(chance_state >> 24);
    }
}

__attribute__((format(printf, 3, 4))) static void complain(struct play *play, unsigned line, const char *format, ...)
{
    va_list arguments;
    char text[2048];
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (++play->complaints > COMPLAINTS_MAX)
        return;
    buffer_add_text(play->words, play->scenario->world.path);
    buffer_add_char(play->words, ':');
    buffer_add_unsigned(play->words, line ? line : play->options->line);
    buffer_add_text(play->words, ": ");
    buffer_add_text(play->words, text);
    if (play->scenario->option_count > 1) {
        buffer_add_text(play->words, "  [options");
        buffer_add_text(play->words, play->options->text);
        buffer_add_text(play->words, "]");
    }
    buffer_add_char(play->words, '\n');
}

/* ---- the rooms ---- */

static void take_warning(void *context, const struct server *server)
{
    struct play *play = context;
    buffer_add_text(&play->warned, server->text);
    buffer_add_char(&play->warned, ' ');
}

/* A machine without IPv6. */
static bool is_v4(void *context, const struct net_address *address)
{
    (void)context;
    return !address->v6;
}

static void open_place(struct play *play, const struct scenario_place *wanted)
{
    const struct iterate_settings iterate = {.root = &play->scenario->world.hints,
                                             .port = (uint16_t)play->options->port,
                                             .v6 = !play->options->no_v6,
                                             .reachable = play->options->no_v6 ? is_v4 : NULL,
                                             .timeout_ms = play->options->timeout_ms};
    const struct resolver_settings settings = {.exchanger = play->exchanger,
                                               .iterate = wanted->iterate ? &iterate : NULL,
                                               .servers = wanted->servers,
                                               .server_count = wanted->server_count,
                                               .anchors = play->options->no_dnssec ? NULL : &play->anchors,
                                               .patience_ms = play->context.entry_timeout_ms};
    struct resolver *resolver = resolver_new(&settings);
    play->resolvers[play->place_count] = resolver;
    play->places[play->place_count++] = (struct audit_place){.label = wanted->label,
                                                             .lookups = resolver->lookups,
                                                             .trust = resolver->trust,
                                                             .surveyed = play->options->every_server ? resolver : NULL,
                                                             .resolving = !wanted->iterate,
                                                             .parents = known_parents_new()};
}

static void open_places(struct play *play)
{
    static const char *const cas[] = {"secomtrust.net"};
    const struct scenario_options *options = play->options;
    struct net_address resolver;
    net_address_parse(SCENARIO_RESOLVER, 53, &resolver);
    const struct scenario_place only = {.iterate = options->iterate,
                                        .servers = options->server_count ? options->servers : &resolver,
                                        .server_count = options->server_count ? options->server_count : 1};
    const struct scenario_place *wanted = options->place_count ? options->places : &only;
    size_t count = options->place_count ? options->place_count : 1;
    play->resolvers = memory_zero(count * sizeof(struct resolver *));
    play->places = memory_zero(count * sizeof *play->places);
    play->context =
        (struct audit_context){.places = play->places,
                               .place_count = count,
                               .quorum = options->has_quorum ? options->quorum : count - 1,
                               .entry_timeout_ms = options->entry_timeout_ms,
                               .require_dnssec = options->require_dnssec,
                               .policy = {.cas = {cas, 1}, .account = options->account, .method = options->method}};
    for (size_t i = 0; i < count; i++)
        open_place(play, &wanted[i]);
}

static void close_places(struct play *play)
{
    for (size_t i = 0; i < play->place_count; i++) {
        known_parents_free(play->places[i].parents);
        resolver_free(play->resolvers[i]);
    }
    exchanger_free(play->exchanger);
    free(play->resolvers);
    free(play->places);
}

/* ---- the list and its rows ---- */

static enum run_input next_entry(void *context, struct audit_entry *entry, struct arena *arena)
{
    struct play *play = context;
    const struct scenario *scenario = play->scenario;
    (void)arena;
    while (play->next < scenario->step_count && !scenario->steps[play->next].name) {
        uint64_t now = network_elapsed(play->network);
        if (play->resume_at == UINT64_MAX)
            play->resume_at = now + scenario->steps[play->next].wait_ms;
        if (now < play->resume_at)
            return RUN_INPUT_LATER;
        play->resume_at = UINT64_MAX;
        play->next++;
    }
    if (play->next == scenario->step_count)
        return RUN_INPUT_END;
    const char *name = scenario->steps[play->next++].name;
    *entry = (struct audit_entry){.domain = name, .institution = "", .contact = ""};
    struct subject subject;
    audit_entry_take_name(entry, subject_parse(name, strlen(name), &subject), &subject, arena);
    entry->kinds = audit_entry_kinds(entry, CAA_KINDS_OF(CAA_KIND_SERVER) | CAA_KINDS_OF(CAA_KIND_SMIME));
    return RUN_INPUT_ENTRY;
}

/* {} stands for the number. */
static const char *fill_in(const char *value, const char *number, struct buffer *out)
{
    buffer_clear(out);
    for (; *value; value++) {
        if (number && value[0] == '{' && value[1] == '}') {
            buffer_add_text(out, number);
            value++;
        } else {
            buffer_add_char(out, *value);
        }
    }
    return buffer_text(out);
}

/* The value of a column as one text: items of a list with a bar between them. */
static const char *value_of(struct column_row *row, enum column_id column, struct buffer *out)
{
    buffer_clear(out);
    columns_write(row, column, out);
    if (columns_table[column].shape == COLUMN_LIST || columns_table[column].shape == COLUMN_OBJECT) {
        for (size_t i = 0; i + 1 < out->size; i++)
            if (!out->data[i])
                out->data[i] = '|';
        out->size -= out->size > 0;
    }
    return buffer_text(out);
}

static bool compare_numbers(enum comparison comparison, unsigned long long came, unsigned long long expected)
{
    return comparison == COMPARE_LEAST  ? came >= expected
           : comparison == COMPARE_MOST ? came <= expected
                                        : came == expected;
}

static bool holds(enum comparison comparison, const char *came, const char *expected)
{
    switch (comparison) {
    case COMPARE_EQUAL:
        return strcmp(came, expected) == 0;
    case COMPARE_HAS:
        return strstr(came, expected);
    case COMPARE_LACKS:
        return !strstr(came, expected);
    default:
        return compare_numbers(comparison, strtoull(came, NULL, 10), strtoull(expected, NULL, 10));
    }
}

/* As it would be written in the scenario. */
static void show_row(const char *name, struct column_row *row)
{
    struct buffer value = {0}, reason = {0};
    printf("ask %s\n", name);
    for (unsigned column = COLUMN_SERVER; column < COLUMN_CHECKED_AT; column++) {
        bool verdict = column <= COLUMN_SMIME;
        bool told = !(column >= COLUMN_SERVER_REASON && column <= COLUMN_SMIME_REASON) && column != COLUMN_ADVICE;
        if (!told || !*value_of(row, column, &value))
            continue;
        printf("    %s %s%s%s\n", columns_table[column].name, buffer_text(&value), verdict ? " " : "",
               verdict ? value_of(row, column + COLUMN_SERVER_REASON - COLUMN_SERVER, &reason) : "");
    }
    buffer_free(&value);
    buffer_free(&reason);
}

static bool take_result(void *context, const struct audit_result *result)
{
    static const char *const signs[] = {"", "~ ", "!~ ", ">= ", "<= "};
    struct play *play = context;
    struct buffer came = {0}, expected = {0};
    struct column_row row = {0};
    while (!play->scenario->steps[play->row_step].name)
        play->row_step++;
    const struct step *step = &play->scenario->steps[play->row_step++];
    play->rows++;
    columns_take_result(&row, result, &report_head_unknown);
    if (play->shows_rows)
        show_row(step->name, &row);
    if (play->scenario->watch)
        play->scenario->watch->row(play->scenario->watch->context, step, &row);
    for (size_t i = 0; i < step->expected->count; i++) {
        const struct expectation *expectation = &step->expected->items[i];
        value_of(&row, expectation->column, &came);
        fill_in(expectation->value, step->number, &expected);
        if (holds(expectation->comparison, buffer_text(&came), buffer_text(&expected)))
            continue;
        struct buffer detail = {0};
        value_of(&row, COLUMN_FAILURE_DETAIL, &detail);
        complain(play, expectation->line, "%s: %s is '%s'; expected %s'%s'%s%s", step->name,
                 columns_table[expectation->column].name, buffer_text(&came), signs[expectation->comparison],
                 buffer_text(&expected), detail.size ? "; " : "", buffer_text(&detail));
        buffer_free(&detail);
    }
    buffer_free(&came);
    buffer_free(&expected);
    return true;
}

/* ---- time ---- */

/* False where the run stands still, or takes too long. */
static bool pass_time(struct play *play, enum run_state state, unsigned *turns)
{
    uint64_t now = network_elapsed(play->network), next = network_next(play->network);
    if (state == RUN_AGAIN)
        next = now;
    if (state == RUN_INPUT && play->resume_at < next)
        next = play->resume_at;
    *turns = next > now ? 0 : *turns + 1;
    if (next == UINT64_MAX)
        complain(play, 0, "the run stands still after %llu ms: rows are missing, and nothing is under way",
                 (unsigned long long)now);
    else if (next > play->scenario->within_ms)
        complain(play, 0, "the run is not over after %llu ms", (unsigned long long)play->scenario->within_ms);
    else if (*turns > TURNS_WITHOUT_TIME_MAX)
        complain(play, 0, "the run turns and turns after %llu ms, and no time passes", (unsigned long long)now);
    else if (network_question_count(play->network) > SCENARIO_QUESTIONS_MAX)
        complain(play, 0, "over %d questions", SCENARIO_QUESTIONS_MAX);
    else {
        network_advance(play->network, next);
        return true;
    }
    return false;
}

static void run(struct play *play)
{
    const struct run_settings settings = {
        .concurrency = play->options->concurrency, .next = next_entry, .result = take_result, .context = play};
    struct run *run = run_new(&settings, &play->context, play->exchanger);
    enum run_state state = RUN_AGAIN;
    unsigned turns = 0;
    play->scenario->turns = 0;
    do {
        struct transport *transport = network_transport(play->network);
        play->context.walks.now = transport->ops->now(transport);
        play->context.now_wall = play->scenario->world.date + (time_t)(network_elapsed(play->network) / 1000);
        state = run_turn(run);
        network_flush(play->network);
    } while (++play->scenario->turns != play->scenario->stops_after && state != RUN_DONE &&
             pass_time(play, state, &turns));
    run_free(run);
}

/* ---- what must have come of it ---- */

static void check_counts(struct play *play)
{
    const struct scenario *scenario = play->scenario;
    for (size_t i = 0; i < scenario->count_count; i++) {
        const struct count_check *check = &scenario->counts[i];
        unsigned count = 0;
        for (size_t j = 0; j < network_question_count(play->network); j++) {
            const struct network_question *question = network_question(play->network, j);
            const struct query query = {.name = question->name,
                                        .type = question->type,
                                        .tcp = question->tcp,
                                        .edns = question->edns,
                                        .checking_disabled = question->cd};
            const struct arrival arrival = {.query = &query, .try = 1, .nth = 1, .ms = question->ms};
            if (check->anywhere || net_address_equal(&check->address, &question->to))
                count += match_fits(&check->match, &arrival);
        }
        if (!compare_numbers(check->comparison, count, check->number))
            complain(play, check->line, "asked%s: %u times", check->text, count);
    }
}

static const char *said(struct play *play, const char *kept)
{
    buffer_clear(&play->said);
    words_say_kept(kept, &play->said);
    return buffer_text(&play->said);
}

static void check_unheard(struct play *play)
{
    const char *expected = play->scenario->unheard;
    struct buffer kept = {0}, words = {0};
    bool unheard = exchanger_is_unheard(play->exchanger);
    if (unheard) {
        exchanger_say_unheard(play->exchanger, &kept);
        words_say_kept(buffer_text(&kept), &words);
    }
    if (unheard && !expected)
        complain(play, 0, "no server has answered: %s", buffer_text(&words));
    if (expected && (!unheard || !strstr(buffer_text(&words), expected)))
        complain(play, 0, "who did not answer: '%s'; expected '%s'", buffer_text(&words), expected);
    if (expected && play->rows)
        complain(play, 0, "%zu rows, and no server has answered", play->rows);
    buffer_free(&kept);
    buffer_free(&words);
}

static void check_end(struct play *play)
{
    const struct scenario *scenario = play->scenario;
    size_t asked = 0;
    for (size_t i = 0; i < scenario->step_count; i++)
        asked += scenario->steps[i].name != NULL;
    const char *mismatch = NULL;
    for (size_t i = 0; i < play->place_count; i++)
        if (play->resolvers[i]->trust && trust_state(play->resolvers[i]->trust) == TRUST_MISMATCH)
            mismatch = said(play, trust_mismatch(play->resolvers[i]->trust));
    if (!scenario->mismatch && !mismatch && !scenario->unheard && play->rows < asked && !play->complaints)
        complain(play, 0, "%zu rows of %zu", play->rows, asked);
    if (mismatch && !scenario->mismatch)
        complain(play, 0, "nothing can be validated: %s", mismatch);
    if (scenario->mismatch && (!mismatch || !strstr(mismatch, scenario->mismatch)))
        complain(play, 0, "the anchor: '%s'; expected '%s'", mismatch ? mismatch : "fits", scenario->mismatch);
    if (scenario->warned && !strstr(buffer_text(&play->warned), scenario->warned))
        complain(play, 0, "no warning that %s strips signatures", scenario->warned);
    check_unheard(play);
    check_counts(play);
}

static time_t wall(void *context)
{
    return ((struct play *)context)->context.now_wall;
}

bool scenario_play_once(struct scenario *scenario, const struct scenario_options *options, enum scenario_show show,
                        struct buffer *words)
{
    struct play play = {.scenario = scenario,
                        .options = options,
                        .words = words,
                        .shows_rows = show == SHOW_ROWS,
                        .resume_at = UINT64_MAX};
    const struct exchange_settings settings = {.concurrency = options->concurrency,
                                               .timeout_ms = options->timeout_ms,
                                               .retries = options->retries,
                                               .validating = !options->no_dnssec,
                                               .random = chance,
                                               .wall = wall,
                                               .stripped = take_warning,
                                               .accepts = caa_rdata_is_acceptable,
                                               .context = &play};
    chance_state = scenario->seed * 0x9E3779B97F4A7C15u | 1;
    if (show)
        printf("---- %s%s\n", scenario->name, options->text);
    play.anchors = (struct anchors){scenario->world.anchors, scenario->world.anchor_count};
    play.network = network_new(&scenario->world, show == SHOW_MESSAGES);
    play.exchanger = exchanger_new(network_transport(play.network), &settings);
    open_places(&play);
    run(&play);
    if (!scenario->stops_after)
        check_end(&play);
    close_places(&play);
    if (network_open(play.network))
        complain(&play, 0, "%u sockets are still open at the end", network_open(play.network));
    network_free(play.network);
    buffer_free(&play.warned);
    buffer_free(&play.said);
    return !play.complaints;
}

bool scenario_play(struct scenario *scenario, enum scenario_show show, struct buffer *words)
{
    bool good = true;
    for (size_t i = 0; i < scenario->option_count; i++)
        good = scenario_play_once(scenario, &scenario->options[i], show, words) && good;
    return good;
}
