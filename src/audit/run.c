/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/testing.h"

#include "util/memory.h"

#include <stdlib.h>

struct run {
    struct run_settings settings;
    struct audit_context *context;
    struct exchanger *exchanger; /* or NULL */
    struct audit **ring;         /* RUN_WINDOW_ROWS places; entry N of the list is at N modulo that */
    uint64_t first, end;         /* the oldest entry that was not handed out, and the one after the newest */
    struct audit **spare;        /* audits without an entry, to be used again */
    size_t spare_count;
    bool input_ended, stopped;
    struct caa_opinions opinions;
};

static struct audit **run_place(const struct run *run, uint64_t entry)
{
    return &run->ring[entry % RUN_WINDOW_ROWS];
}

static struct audit *obtain_audit(struct run *run)
{
    return run->spare_count ? run->spare[--run->spare_count] : memory_zero(sizeof(struct audit));
}

static void discard_audit(struct audit *audit)
{
    audit_free(audit);
    free(audit);
}

/* A few are kept for the next entries; what a long wait has piled up is given back. */
static void release_audit(struct run *run, struct audit *audit)
{
    audit_reset(audit);
    if (run->spare_count < run->settings.concurrency) {
        run->spare[run->spare_count++] = audit;
        return;
    }
    discard_audit(audit);
}

/* Whether nothing that was asked over the network has been answered yet, so that no failure means anything. */
static bool is_unheard(const struct run *run)
{
    return run->exchanger && exchanger_is_unheard(run->exchanger);
}

/* Whether the whole list stands, and no entry on a lookup that failed: what nobody has answered was needed by none, as
 * zone files had the answer. */
static bool needs_nobody(const struct run *run)
{
    if (!run->input_ended || run->end != run->context->done)
        return false;
    for (uint64_t entry = run->first; entry < run->end; entry++) {
        enum failure failure = audit_result_outcome(&(*run_place(run, entry))->result).failure;
        if (failure != FAILURE_NONE && !failure_is_of_aliases(failure))
            return false;
    }
    return true;
}

static void hand_out(struct run *run)
{
    if (is_unheard(run) && !needs_nobody(run))
        return;
    while (run->first < run->end && !run->stopped) {
        struct audit *audit = *run_place(run, run->first);
        if (!audit->done)
            return;
        run->stopped = !run->settings.result(run->settings.context, &audit->result);
        run->first++;
        release_audit(run, audit);
    }
}

static bool has_room(const struct run *run)
{
    return !run->input_ended && run_waiting(run) < run->settings.concurrency &&
           run->end - run->first < RUN_WINDOW_ROWS &&
           (run->context->held + run->opinions.held < RUN_WINDOW_BYTES || run->first == run->end);
}

/* Begins the next entry; false where the input has none to give now. */
static bool begin_next(struct run *run)
{
    struct audit *audit = obtain_audit(run);
    enum run_input input = run->settings.next(run->settings.context, &audit->entry, &audit->arena);
    if (input != RUN_INPUT_ENTRY) {
        run->input_ended = input == RUN_INPUT_END;
        release_audit(run, audit);
        return false;
    }
    *run_place(run, run->end++) = audit;
    audit_start(audit, run->context);
    return true;
}

/* False where an anchor does not fit, so that no answer is worth anything. */
static bool run_drain(struct run *run)
{
    const struct audit_context *context = run->context;
    for (size_t i = 0; i < context->place_count; i++) {
        const struct audit_place *place = &context->places[i];
        lookup_table_drain(place->lookups, context->walks.now, context->now_wall);
        if (place->trust && trust_state(place->trust) == TRUST_MISMATCH)
            return false;
    }
    walks_turn(&run->context->walks);
    audit_turn_surveys(run->context);
    audit_turn_deadlines(run->context);
    return true;
}

/* ms: when a turn is needed even if nothing comes. */
static uint64_t next_due(const struct run *run)
{
    const struct audit_context *context = run->context;
    uint64_t due = audit_next_deadline(context), other = walks_due(&context->walks);
    due = other < due ? other : due;
    for (size_t i = 0; i < context->place_count; i++) {
        other = lookup_table_due(context->places[i].lookups);
        due = other < due ? other : due;
    }
    return due;
}

/* Whether an answer waits to be drained. */
static bool run_is_ready(const struct run *run)
{
    for (size_t i = 0; i < run->context->place_count; i++)
        if (lookup_table_ready(run->context->places[i].lookups))
            return true;
    return audit_surveys_ready(run->context);
}

/* Hands out and begins; RUN_WAIT where nothing is left to do at once. */
static enum run_state move_window(struct run *run)
{
    bool input_is_late = false;
    unsigned begun = 0;
    hand_out(run);
    while (begun < RUN_TURN_ROWS && !input_is_late && has_room(run)) {
        input_is_late = !begin_next(run);
        begun += !input_is_late;
        hand_out(run);
    }
    bool held_back = is_unheard(run) && run->end == run->context->done;
    if (run->stopped || (run->input_ended && (run->first == run->end || held_back)))
        return RUN_DONE;
    if (begun == RUN_TURN_ROWS)
        return RUN_AGAIN;
    return input_is_late && !run->input_ended ? RUN_INPUT : RUN_WAIT;
}

enum run_state run_turn(struct run *run)
{
    enum run_state state = run_drain(run) ? move_window(run) : RUN_DONE;
    if (state == RUN_DONE)
        return RUN_DONE;
    if (run->exchanger)
        exchanger_turn(run->exchanger, next_due(run));
    if (run->exchanger && exchanger_is_deaf(run->exchanger))
        return RUN_DONE;
    return run_is_ready(run) ? RUN_AGAIN : state;
}

bool run_is_whole(const struct run *run)
{
    return run->input_ended && run->first == run->end;
}

size_t run_waiting(const struct run *run)
{
    const struct audit_context *context = run->context;
    const size_t late = run->exchanger ? exchanger_late(run->exchanger) : 0;
    const size_t open = (size_t)(run->end - context->done),
                 aside = (context->walks.resting_count + late) / context->place_count;
    return open > aside ? open - aside : 0;
}

struct run *run_new(const struct run_settings *settings, struct audit_context *context, struct exchanger *exchanger)
{
    struct run *run = memory_zero(sizeof *run);
    run->settings = *settings;
    run->context = context;
    context->opinions = &run->opinions;
    run->exchanger = exchanger;
    run->ring = memory_resize(NULL, RUN_WINDOW_ROWS, sizeof *run->ring);
    run->spare = memory_resize(NULL, settings->concurrency, sizeof *run->spare);
    return run;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    while (run->first < run->end)
        discard_audit(*run_place(run, run->first++));
    while (run->spare_count)
        discard_audit(run->spare[--run->spare_count]);
    caa_opinions_clear(&run->opinions);
    run->context->opinions = NULL;
    free(run->ring);
    free(run->spare);
    free(run);
}
