/* SPDX-License-Identifier: Apache-2.0 */
/* What people are told of an exchange. */
#include "internal.h"
#include "resolve/health.h"
#include "util/memory.h"
#include "util/saying.h"

#include <stdlib.h>
#include <string.h>

/* What a server said tells most; then what became of an answer that was cut short; then that one was silent. Where
 * nobody listens, nothing is known of the name. */
static unsigned tells(enum failure failure, bool over_tcp)
{
    switch (failure) {
    case FAILURE_NONE:
        return 0;
    case FAILURE_NETWORK:
        return over_tcp ? 3 : 1;
    case FAILURE_TIMEOUT:
        return over_tcp ? 3 : 2;
    default:
        return 4;
    }
}

void exchange_remember_failure(struct exchange *exchange, enum failure failure, const char *detail)
{
    struct exchange_so_far *so_far = &exchange->so_far;
    const bool over_tcp = exchange->state == EXCHANGE_STREAM;
    if (tells(failure, over_tcp) < tells(so_far->failure, so_far->over_tcp))
        return;
    free(so_far->detail);
    so_far->detail = memory_text(detail, strlen(detail));
    so_far->failure = failure;
    so_far->over_tcp = over_tcp && (failure == FAILURE_TIMEOUT || failure == FAILURE_NETWORK);
}

/* Those that were asked, or, where none was, all. */
static void telling_add_servers(const struct exchange *exchange, struct buffer *out)
{
    bool any = false;
    for (size_t i = 0; i < exchange->order.server_count; i++) {
        if (exchange->so_far.tries_made && !exchange->each[i].tries)
            continue;
        buffer_add_text(out, any ? ", " : "");
        buffer_add_text(out, exchange->order.servers[i]->text);
        any = true;
    }
}

void exchange_say_tries(unsigned count, const char *servers, struct buffer *out)
{
    saying_add(count == 1 ? SAY_LOOKUP_TRY(servers) : SAY_LOOKUP_TRIES(count, servers), out);
}

static void say_tries(const struct exchange *exchange, const char *servers, const char *silent_since,
                      struct buffer *out)
{
    struct buffer tries = {0};
    exchange_say_tries(exchange->so_far.tries_made, servers, &tries);
    const struct saying_value so_far = saying_kept(buffer_text(&tries));
    const struct saying silent = SAY_LOOKUP_SILENT_SINCE(silent_since, so_far);
    const struct saying_value said = *silent_since ? saying_of_saying(silent) : so_far;
    if (exchange->order.last_chance)
        saying_add(SAY_LOOKUP_ASKED_ONCE_MORE(said), out);
    else
        saying_add_value(said, out);
    buffer_free(&tries);
}

const char *exchange_say(const struct exchange *exchange, time_t silent_since, struct buffer *out)
{
    struct buffer servers = {0}, since = {0};
    telling_add_servers(exchange, &servers);
    if (silent_since)
        buffer_add_time(&since, silent_since);
    if (exchange->so_far.detail && *exchange->so_far.detail) {
        buffer_add_text(out, exchange->so_far.detail);
        buffer_add_text(out, SAID_CLAUSE_JOINT);
    }
    if (exchange->so_far.tries_made)
        say_tries(exchange, buffer_text(&servers), buffer_text(&since), out);
    else
        saying_add(SAY_LOOKUP_NOT_ASKED(buffer_text(&servers), buffer_text(&since)), out);
    buffer_free(&servers);
    buffer_free(&since);
    return buffer_text(out);
}

void exchange_observe(const struct exchange *exchange, const struct dns_reply *reply)
{
    const struct exchange_settings *settings = &exchange->exchanger->settings;
    if (!settings->observe)
        return;
    struct buffer outcome = {0};
    dns_reply_outcome(reply, &outcome);
    const struct exchange_event event = {
        .question = exchange->order.question,
        .server = exchange->trial.server,
        .tcp = exchange->state == EXCHANGE_STREAM,
        .edns = exchange->trial.edns,
        .outcome = buffer_text(&outcome),
        .elapsed_ms = exchanger_now(exchange->exchanger) - exchange->trial.sent_at,
    };
    settings->observe(settings->context, &event);
    buffer_free(&outcome);
}
