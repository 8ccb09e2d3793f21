/* SPDX-License-Identifier: Apache-2.0 */
/* What people are told of an exchange. */
#include "internal.h"
#include "resolve/health.h"
#include "util/language.h"

/* Those that were asked, or, where none was, all. */
static void add_servers(const struct exchange *exchange, struct buffer *out)
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

const char *exchange_words(const struct exchange *exchange, time_t silent_since, struct buffer *out)
{
    struct buffer servers = {0}, since = {0};
    add_servers(exchange, &servers);
    buffer_add_time(&since, silent_since);
    if (exchange->so_far.detail && *exchange->so_far.detail) {
        buffer_add_text(out, exchange->so_far.detail);
        buffer_add_text(out, language_text("; "));
    }
    if (exchange->so_far.tries_made && exchange->order.last_chance)
        buffer_add_text(out, language_text("asked once more: "));
    if (!exchange->so_far.tries_made)
        language_add(out, "not asked: %s silent since %s", buffer_text(&servers), buffer_text(&since));
    else
        language_add(out, exchange->so_far.tries_made == 1 ? "%u try at %s" : "%u tries at %s",
                     exchange->so_far.tries_made, buffer_text(&servers));
    if (exchange->so_far.tries_made && silent_since)
        language_add(out, ", silent since %s", buffer_text(&since));
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
