#include "resolve/source_forward.h"

#include "util/memory.h"

#include <stdlib.h>

struct forward {
    struct source source;
    struct exchanger *exchanger;
    size_t server_count;
    struct server servers[];
};

static void request_done(void *user, const struct dns_reply *reply)
{
    struct source_request *request = user;
    request->state = NULL;
    request->done(request, reply);
}

static void forward_start(struct source *source, struct source_request *request)
{
    struct forward *forward = (struct forward *)source;
    request->state = exchange_start(forward->exchanger, request->question, forward->servers, forward->server_count,
                                    request_done, request);
}

static void forward_cancel(struct source *source, struct source_request *request)
{
    (void)source;
    exchange_cancel(request->state);
    request->state = NULL;
}

static void forward_turn(struct source *source)
{
    exchanger_turn(((struct forward *)source)->exchanger);
}

static void forward_free(struct source *source)
{
    free(source);
}

static const struct source_ops forward_ops = {forward_start, forward_cancel, forward_turn, forward_free};

struct source *source_forward_new(struct exchanger *exchanger, const struct net_address *addresses, size_t count)
{
    struct forward *forward = memory_zero(sizeof *forward + count * sizeof *forward->servers);
    forward->source.ops = &forward_ops;
    forward->exchanger = exchanger;
    forward->server_count = count;
    for (size_t i = 0; i < count; i++)
        exchanger_init_server(exchanger, &forward->servers[i], &addresses[i]);
    return &forward->source;
}
