#include "resolve/source_forward.h"

#include "resolve/health.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

struct forward {
    struct source source;
    struct exchanger *exchanger;
    struct health health;
    bool tried_all;               /* every server was asked for */
    uint8_t anchor[DNS_NAME_MAX]; /* the keys of this anchor */
    size_t server_count;
    struct server **servers; /* all of them; each is in `held` */
    struct server held[];
};

static void request_done(void *user, const struct dns_reply *reply)
{
    struct source_request *request = user;
    request->answered = exchange_server(request->state);
    request->state = NULL;
    request->done(request, reply);
}

static void nobody_waits(void *user, const struct dns_reply *reply)
{
    (void)user;
    (void)reply;
}

/* The keys of an anchor tell which servers pass signatures on; each is asked, so that this is known when the first one
 * fails. */
static void try_other_servers(struct forward *forward, const struct source_request *request)
{
    forward->tried_all = true;
    memcpy(forward->anchor, request->question.name, dns_name_size(request->question.name));
    for (size_t i = 1; i < forward->server_count; i++) {
        const struct exchange_order order = {.question = {forward->anchor, request->question.type},
                                             .servers = &forward->servers[i],
                                             .server_count = 1,
                                             .health = &forward->health,
                                             .anchor = true};
        exchange_start(forward->exchanger, &order, nobody_waits, NULL);
    }
}

static void forward_start(struct source *source, struct source_request *request)
{
    struct forward *forward = (struct forward *)source;
    const struct exchange_order order = {.question = request->question,
                                         .servers = forward->servers,
                                         .server_count = forward->server_count,
                                         .health = &forward->health,
                                         .avoid = request->answered,
                                         .checked = request->checked,
                                         .anchor = request->anchor};
    request->state = exchange_start(forward->exchanger, &order, request_done, request);
    if (request->anchor && !forward->tried_all)
        try_other_servers(forward, request);
}

static void forward_cancel(struct source *source, struct source_request *request)
{
    (void)source;
    exchange_cancel(request->state);
    request->state = NULL;
}

static void forward_free(struct source *source)
{
    struct forward *forward = (struct forward *)source;
    health_end(&forward->health);
    free(forward->servers);
    free(forward);
}

static const struct source_ops forward_ops = {forward_start, forward_cancel, forward_free};

struct source *source_forward_new(struct exchanger *exchanger, const struct net_address *addresses, size_t count)
{
    struct forward *forward = memory_zero(sizeof *forward + count * sizeof *forward->held);
    forward->source.ops = &forward_ops;
    forward->exchanger = exchanger;
    forward->server_count = count;
    forward->servers = memory_resize(NULL, count, sizeof *forward->servers);
    for (size_t i = 0; i < count; i++) {
        forward->servers[i] = &forward->held[i];
        exchanger_init_server(exchanger, &forward->held[i], &addresses[i]);
    }
    health_init(&forward->health, exchanger, NULL, forward->servers, &forward->server_count);
    return &forward->source;
}
