/* SPDX-License-Identifier: Apache-2.0 */
#include "network.h"

#include "util/buffer.h"
#include "util/memory.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct transport_socket {
    void *user;
    bool open;
    struct transport_socket *older;
};

struct transport_stream {
    void *user;
    bool open, dead;  /* DEAD: the other side hears nothing more */
    uint64_t mute_at; /* ms: nothing arrives later, whatever was on its way; 0: it is not mute */
    struct net_address to;
    struct transport_stream *older;
};

enum event_kind { EVENT_QUERY, EVENT_DATAGRAM, EVENT_UNREACHABLE, EVENT_MESSAGE, EVENT_CLOSED };

struct event {
    enum event_kind kind;
    uint64_t at, order;
    struct transport_socket *socket; /* or */
    struct transport_stream *stream;
    struct net_address address; /* the server's */
    int error;
    size_t size;
    uint8_t *message;
};

struct network {
    struct transport transport; /* first */
    struct world *world;
    bool trace;
    uint64_t now, wake_by, order;
    struct event *heap; /* the earliest first */
    size_t event_count, event_capacity;
    struct transport_socket *sockets; /* all that there ever were, so that a late use shows */
    struct transport_stream *streams;
    unsigned open;
    struct network_question *questions;
    size_t question_count, question_capacity;
    struct arena arena; /* of one reply */
};

/* ---- events ---- */

static bool is_before(const struct event *a, const struct event *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct event *a, struct event *b)
{
    struct event kept = *a;
    *a = *b;
    *b = kept;
}

static void push(struct network *network, struct event event, const void *message, size_t size)
{
    if (network->event_count == network->event_capacity) {
        network->event_capacity = network->event_capacity ? 2 * network->event_capacity : 64;
        network->heap = memory_resize(network->heap, network->event_capacity, sizeof *network->heap);
    }
    event.order = network->order++;
    event.message = size ? memory_dup(message, size) : NULL;
    event.size = size;
    size_t at = network->event_count++;
    network->heap[at] = event;
    for (; at && is_before(&network->heap[at], &network->heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&network->heap[at], &network->heap[(at - 1) / 2]);
}

static struct event pop(struct network *network)
{
    struct event first = network->heap[0];
    network->heap[0] = network->heap[--network->event_count];
    for (size_t at = 0;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < network->event_count; child++)
            if (is_before(&network->heap[child], &network->heap[least]))
                least = child;
        if (least == at)
            return first;
        swap(&network->heap[at], &network->heap[least]);
        at = least;
    }
}

/* ---- the transport ---- */

static struct network *network_of(struct transport *transport)
{
    return (struct network *)transport;
}

static struct transport_socket *net_open(struct transport *transport, bool v6, void *user)
{
    struct network *network = network_of(transport);
    struct transport_socket *socket = memory_zero(sizeof *socket);
    (void)v6;
    *socket = (struct transport_socket){user, true, network->sockets};
    network->sockets = socket;
    network->open++;
    return socket;
}

static void misuse(const char *what)
{
    fprintf(stderr, "the resolver uses a %s that it has closed\n", what);
    abort();
}

static void net_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
                     const uint8_t *message, size_t size)
{
    struct network *network = network_of(transport);
    if (!socket->open)
        misuse("socket");
    push(network, (struct event){.kind = EVENT_QUERY, .at = network->now, .socket = socket, .address = *to}, message,
         size);
}

static void net_close(struct transport *transport, struct transport_socket *socket)
{
    if (!socket->open)
        misuse("socket");
    socket->open = false;
    network_of(transport)->open--;
}

/* The other side of a connection hears nothing more, and says nothing more from MUTE_AT on. */
static void fall_dead(const struct event *asked, uint64_t mute_at)
{
    if (!asked->stream || asked->stream->dead)
        return;
    asked->stream->dead = true;
    asked->stream->mute_at = mute_at;
}

static void end_stream(struct network *network, struct transport_stream *stream, int error)
{
    stream->dead = true;
    push(network,
         (struct event){.kind = EVENT_CLOSED, .at = network->now + WORLD_LATENCY_MS, .stream = stream, .error = error},
         NULL, 0);
}

static struct transport_stream *net_connect(struct transport *transport, const struct net_address *to, void *user)
{
    struct network *network = network_of(transport);
    struct transport_stream *stream = memory_zero(sizeof *stream);
    const struct host *host = world_host(network->world, to);
    *stream = (struct transport_stream){.user = user, .open = true, .to = *to, .older = network->streams};
    network->streams = stream;
    network->open++;
    stream->dead = !host;
    if (host && host->no_tcp)
        end_stream(network, stream, ECONNREFUSED);
    return stream;
}

static void net_stream_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message,
                            size_t size)
{
    struct network *network = network_of(transport);
    if (!stream->open)
        misuse("connection");
    push(network, (struct event){.kind = EVENT_QUERY, .at = network->now, .stream = stream, .address = stream->to},
         message, size);
}

static void net_stream_close(struct transport *transport, struct transport_stream *stream)
{
    if (!stream->open)
        misuse("connection");
    stream->open = false;
    network_of(transport)->open--;
}

static uint64_t net_now(struct transport *transport)
{
    return network_of(transport)->now;
}

static void net_wake_by(struct transport *transport, uint64_t at)
{
    network_of(transport)->wake_by = at;
}

/* ---- the trace ---- */

static void trace_message(const struct network *network, const struct event *event, const char *arrow,
                          const struct rule *rule)
{
    char address[NET_ADDRESS_TEXT_MAX];
    ldns_pkt *packet = NULL;
    if (!network->trace)
        return;
    printf("%8.3f s  %s %s %s", (double)(event->at - NETWORK_START_MS) / 1000, arrow,
           net_address_print(&event->address, address), event->stream ? "tcp" : "udp");
    if (rule)
        printf("  (line %u)", rule->line);
    if (event->size && ldns_wire2pkt(&packet, event->message, event->size) == LDNS_STATUS_OK) {
        char *text = ldns_pkt2str(packet);
        for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
            if (line[0] != ';' || strstr(line, "flags") || strstr(line, "rcode") || strstr(line, "\tIN\t"))
                printf("\n               %s", line);
        free(text);
    } else if (event->size) {
        printf("\n               ");
        for (size_t i = 0; i < event->size; i++)
            printf("%02x", event->message[i]);
    }
    if (event->kind == EVENT_UNREACHABLE || event->kind == EVENT_CLOSED)
        printf(" %s", event->kind == EVENT_CLOSED ? "closed" : "unreachable");
    ldns_pkt_free(packet);
    printf("\n");
}

/* ---- servers ---- */

static struct arrival arrive(struct network *network, const struct event *event, const struct query *query)
{
    struct arrival arrival = {.query = query, .try = 1, .nth = 1, .ms = event->at - NETWORK_START_MS};
    for (size_t i = 0; i < network->question_count; i++) {
        const struct network_question *earlier = &network->questions[i];
        if (!net_address_equal(&earlier->to, &event->address))
            continue;
        arrival.nth++;
        arrival.try += earlier->type == query->type && earlier->tcp == query->tcp &&
                       dns_name_equal(earlier->name.wire, query->name.wire);
    }
    if (network->question_count == network->question_capacity) {
        network->question_capacity = network->question_capacity ? 2 * network->question_capacity : 256;
        network->questions = memory_resize(network->questions, network->question_capacity, sizeof *network->questions);
    }
    network->questions[network->question_count++] = (struct network_question){
        arrival.ms, event->address, query->name, query->type, query->tcp, query->edns, query->checking_disabled};
    return arrival;
}

static struct reply honest_reply(struct network *network, const struct host *host, const struct query *query)
{
    struct reply reply = {.arena = &network->arena,
                          .id = query->id,
                          .question = arena_dup(&network->arena, query->question, query->question_size),
                          .question_size = query->question_size,
                          .rd = query->recursion,
                          .cd = query->checking_disabled,
                          .edns = query->edns,
                          .extended_error = -1};
    world_answer(network->world, host, query, &reply);
    return reply;
}

/* Back to where the question came from. */
static void deliver(struct network *network, const struct event *asked, uint64_t delay_ms,
                    const struct net_address *from, struct dns_rdata octets)
{
    push(network,
         (struct event){.kind = asked->stream ? EVENT_MESSAGE : EVENT_DATAGRAM,
                        .at = asked->at + WORLD_LATENCY_MS + delay_ms,
                        .socket = asked->socket,
                        .stream = asked->stream,
                        .address = *from},
         octets.bytes, octets.size);
}

/* What an attacker would say: whoever believes it reports another verdict. */
static struct dns_rdata forge(struct network *network, const struct query *query, bool other_id, bool other_question)
{
    static const char policy[] = "\0\5issueforged.example";
    struct reply reply = {.arena = &network->arena,
                          .id = (uint16_t)(query->id ^ (other_id ? 0x5555 : 0)),
                          .question = arena_dup(&network->arena, query->question, query->question_size),
                          .question_size = query->question_size,
                          .ra = true,
                          .extended_error = -1};
    reply_add(&reply, SECTION_ANSWER,
              &(struct record){arena_dup(&network->arena, query->name.wire, query->name.size),
                               DNS_TYPE_CAA,
                               WORLD_TTL,
                               {(const uint8_t *)policy, sizeof policy - 1}});
    if (other_question && query->name.size > 1)
        reply.question[1] ^= 1;
    return reply_encode(&reply, query);
}

static void spoof(struct network *network, const struct event *asked, const struct query *query,
                  const struct delivery *delivery)
{
    static const uint8_t garbage[40] = {0xFF, 0xFF, 0xFF};
    struct net_address elsewhere = asked->address;
    if (asked->stream)
        return;
    if (delivery->spoof_id)
        deliver(network, asked, 0, &asked->address, forge(network, query, true, false));
    if (delivery->spoof_question)
        deliver(network, asked, 0, &asked->address, forge(network, query, false, true));
    if (delivery->spoof_port) {
        elsewhere.port++;
        deliver(network, asked, 0, &elsewhere, forge(network, query, false, false));
    }
    elsewhere = asked->address;
    elsewhere.bytes[3] ^= 0x80;
    if (delivery->spoof_address)
        deliver(network, asked, 0, &elsewhere, forge(network, query, false, false));
    if (delivery->spoof_garbage) {
        deliver(network, asked, 0, &asked->address, (struct dns_rdata){garbage, sizeof garbage});
        deliver(network, asked, 0, &asked->address, (struct dns_rdata){asked->message, 9});
    }
}

static void respond(struct network *network, const struct event *asked, const struct query *query, struct reply *reply,
                    const struct delivery *delivery)
{
    if (delivery->unreachable && asked->stream)
        end_stream(network, asked->stream, ECONNREFUSED);
    else if (delivery->unreachable)
        push(network,
             (struct event){.kind = EVENT_UNREACHABLE,
                            .at = asked->at + WORLD_LATENCY_MS,
                            .socket = asked->socket,
                            .address = asked->address,
                            .error = ECONNREFUSED},
             asked->message, asked->size);
    if (delivery->close && asked->stream)
        end_stream(network, asked->stream, 0);
    if (delivery->dead)
        fall_dead(asked, asked->at);
    if (delivery->silent || delivery->unreachable || delivery->dead || (delivery->close && asked->stream))
        return;
    spoof(network, asked, query, delivery);
    struct dns_rdata octets = reply_encode(reply, query);
    octets.size -= delivery->cut < octets.size ? delivery->cut : 0;
    if (delivery->octets.size) {
        uint8_t *copy = arena_dup(&network->arena, delivery->octets.bytes, delivery->octets.size);
        memcpy(copy, asked->message, sizeof query->id);
        octets = (struct dns_rdata){copy, delivery->octets.size};
    }
    if (delivery->echo)
        octets = (struct dns_rdata){asked->message, asked->size};
    for (int times = 0; times < 1 + delivery->twice; times++)
        deliver(network, asked, delivery->delay_ms, &asked->address, octets);
    if (!asked->stream)
        return;
    if (delivery->then_close)
        end_stream(network, asked->stream, 0);
    if (delivery->then_dead)
        fall_dead(asked, asked->at + WORLD_LATENCY_MS + delivery->delay_ms);
}

static void serve(struct network *network, const struct event *asked)
{
    const struct host *host = world_host(network->world, &asked->address);
    struct delivery delivery = {0};
    struct query query;
    if (!query_read(asked->message, asked->size, asked->stream, &query)) {
        fprintf(stderr, "the resolver sends what is no query\n");
        abort();
    }
    struct arrival arrival = arrive(network, asked, &query);
    if (!host || (asked->stream && asked->stream->dead)) {
        trace_message(network, asked, "->", NULL);
        return;
    }
    struct reply reply = honest_reply(network, host, &query);
    const struct rule *rule = rule_find(network->world, host, &arrival);
    trace_message(network, asked, "->", rule);
    if (rule)
        rule_apply(rule, network->world, &query, &reply, &delivery);
    respond(network, asked, &query, &reply, &delivery);
    arena_reset(&network->arena);
}

/* ---- time ---- */

static bool is_heard(const struct event *event)
{
    if (event->socket)
        return event->socket->open;
    return event->stream->open && (!event->stream->mute_at || event->at <= event->stream->mute_at);
}

static void happen(struct network *network, const struct event *event)
{
    const struct transport_receiver *receiver = network->transport.receiver;
    const bool heard = is_heard(event);
    if (event->kind != EVENT_QUERY)
        trace_message(network, event, heard ? "<-" : "(unheard) <-", NULL);
    if (event->kind == EVENT_QUERY)
        serve(network, event);
    else if (!heard)
        return;
    else if (event->kind == EVENT_DATAGRAM)
        receiver->datagram(event->socket->user, &event->address, event->message, event->size);
    else if (event->kind == EVENT_UNREACHABLE)
        receiver->unreachable(event->socket->user, &event->address, event->message, event->size, event->error);
    else if (event->kind == EVENT_MESSAGE)
        receiver->stream_message(event->stream->user, event->message, event->size);
    else {
        event->stream->open = false;
        network->open--;
        receiver->stream_closed(event->stream->user, event->error);
    }
}

void network_flush(struct network *network)
{
    while (network->event_count && network->heap[0].kind == EVENT_QUERY && network->heap[0].at <= network->now) {
        struct event event = pop(network);
        bool forgotten = event.socket ? !event.socket->open : !event.stream->open;
        if (!forgotten)
            happen(network, &event);
        free(event.message);
    }
}

uint64_t network_next(const struct network *network)
{
    uint64_t next = network->wake_by;
    if (network->event_count && network->heap[0].at < next)
        next = network->heap[0].at;
    if (next == UINT64_MAX)
        return next;
    return next > network->now ? next - NETWORK_START_MS : network->now - NETWORK_START_MS;
}

void network_advance(struct network *network, uint64_t ms)
{
    if (ms + NETWORK_START_MS > network->now)
        network->now = ms + NETWORK_START_MS;
    while (network->event_count && network->heap[0].at <= network->now) {
        struct event event = pop(network);
        happen(network, &event);
        free(event.message);
    }
}

struct network *network_new(struct world *world, bool trace)
{
    static const struct transport_ops ops = {net_open,        net_send,         net_close, net_connect,
                                             net_stream_send, net_stream_close, net_now,   net_wake_by};
    struct network *network = memory_zero(sizeof *network);
    network->transport.ops = &ops;
    network->world = world;
    network->trace = trace;
    network->now = NETWORK_START_MS;
    network->wake_by = UINT64_MAX;
    return network;
}

void network_free(struct network *network)
{
    while (network->event_count)
        free(pop(network).message);
    while (network->sockets) {
        struct transport_socket *socket = network->sockets;
        network->sockets = socket->older;
        free(socket);
    }
    while (network->streams) {
        struct transport_stream *stream = network->streams;
        network->streams = stream->older;
        free(stream);
    }
    free(network->heap);
    free(network->questions);
    arena_free(&network->arena);
    free(network);
}

struct transport *network_transport(struct network *network)
{
    return &network->transport;
}

uint64_t network_elapsed(const struct network *network)
{
    return network->now - NETWORK_START_MS;
}

size_t network_question_count(const struct network *network)
{
    return network->question_count;
}

const struct network_question *network_question(const struct network *network, size_t index)
{
    return &network->questions[index];
}

unsigned network_open(const struct network *network)
{
    return network->open;
}
