/* SPDX-License-Identifier: Apache-2.0 */
/* Two ways, and the first as long as it can be gone:
 *
 *   exact   What happened is followed event by event: the same turns at the same times, the same replies before each of
 *           them. As chance is the same, too, so is every question, and every row.
 *   loose   As soon as something else is asked than at that point of the recording (another list, another version of
 *           this program), each question has the next of the tries that were recorded for it at that server, and ends
 *           as that one did, as long after it. Time is what replies and deadlines make of it; nobody waits. Where a
 *           server referred to others for the same name and another type, it does so again: who walks down by another
 *           way than then asks for other types there. A question that is not in the recording fails at once.
 *
 * What is to come is put in a schedule in both ways, so that the second one can take over at any time. */
#include "replay.h"

#include "chance.h"
#include "dns/answer.h"
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

enum { FLAG_AA = 4, FLAG_TC = 2, RCODE_MASK = 15, TYPE_AND_CLASS = 4 };

/* A socket or a connection. */
struct played {
    struct player *player;
    uint64_t number; /* as the recording counts them */
    void *user;
    bool stream;
    struct net_address peer;   /* of a connection */
    struct delivery *expected; /* by their `peer` links */
    UT_hash_handle hh;
};

/* Something that will come. */
struct delivery {
    struct delivery *prev, *next;           /* in the schedule */
    struct delivery *peer_prev, *peer_next; /* on the same socket */
    struct played *played;
    enum tap_kind kind;      /* TAP_REPLY, TAP_UNREACHABLE, TAP_CLOSED */
    struct tap_event *try;   /* NULL: the question is not in the recording */
    struct tap_event *event; /* TAP_REPLY: which */
    uint64_t due, wall;
    int error;
    bool borrowed; /* the reply is that to another type */
    struct net_address to;
    size_t size; /* of the query */
    uint8_t query[];
};

struct player {
    struct transport transport; /* first: what the resolver holds */
    struct tap *tap;
    struct chance *chance;
    size_t at; /* the next event */
    bool exact;
    uint64_t now, wake, wall, numbers;
    struct played *played;
    struct delivery *schedule;
    struct buffer message;
};

/* ---- the schedule ---- */

/* Most things come soonest last: the place is looked for from the end. */
static void schedule_insert(struct player *player, struct delivery *delivery)
{
    struct delivery *before = player->schedule ? player->schedule->prev : NULL;
    while (before && before->due > delivery->due)
        before = before == player->schedule ? NULL : before->prev;
    if (before)
        DL_APPEND_ELEM(player->schedule, before, delivery);
    else
        DL_PREPEND(player->schedule, delivery);
}

static void expect(struct played *played, const struct delivery *pattern, const uint8_t *query, size_t size)
{
    struct delivery *delivery = memory_alloc(sizeof *delivery + size);
    *delivery = *pattern;
    delivery->played = played;
    delivery->size = size;
    memcpy(delivery->query, query, size);
    DL_APPEND2(played->expected, delivery, peer_prev, peer_next);
    schedule_insert(played->player, delivery);
}

static void delivery_forget(struct delivery *delivery)
{
    struct played *played = delivery->played;
    DL_DELETE2(played->expected, delivery, peer_prev, peer_next);
    DL_DELETE(played->player->schedule, delivery);
    free(delivery);
}

/* ---- sockets ---- */

static struct played *played_new(struct player *player, void *user)
{
    struct played *played = memory_zero(sizeof *played);
    played->player = player;
    played->number = ++player->numbers;
    played->user = user;
    HASH_ADD(hh, player->played, number, sizeof played->number, played);
    return played;
}

static void played_free(struct played *played)
{
    while (played->expected)
        delivery_forget(played->expected); /* NOLINT(clang-analyzer-unix.Malloc): it leaves the list */
    HASH_DEL(played->player->played, played);
    free(played);
}

static struct played *played_find(const struct player *player, uint64_t number)
{
    struct played *played;
    HASH_FIND(hh, player->played, &number, sizeof number, played);
    return played;
}

/* ---- deliveries ---- */

static const struct transport_receiver *receiver_of(const struct played *played)
{
    return played->player->transport.receiver;
}

/* Puts the id of the question that was asked now, and perhaps the question itself, in the place of those of then. */
static void readdress(struct buffer *message, const struct delivery *delivery)
{
    size_t size = DNS_HEADER_SIZE + tap_question_size(delivery->query, delivery->size);
    if (message->size >= sizeof(uint16_t))
        memcpy(message->data, delivery->query, sizeof(uint16_t));
    if (delivery->borrowed && message->size >= size)
        memcpy(message->data + DNS_HEADER_SIZE, delivery->query + DNS_HEADER_SIZE, size - DNS_HEADER_SIZE);
}

/* DELIVERY: NULL for what nobody had asked for. */
static void deliver_message(struct played *played, const struct net_address *from, const struct tap_event *event,
                            const struct delivery *delivery)
{
    struct buffer *message = &played->player->message;
    buffer_clear(message);
    buffer_add(message, event->message, event->size);
    if (delivery)
        readdress(message, delivery);
    const uint8_t *octets = (const uint8_t *)(message->data ? message->data : "");
    if (played->stream)
        receiver_of(played)->stream_message(played->user, octets, message->size);
    else
        receiver_of(played)->datagram(played->user, from, octets, message->size);
}

static void close_stream(struct played *played, int error)
{
    const struct transport_receiver *receiver = receiver_of(played);
    void *user = played->user;
    played_free(played);
    receiver->stream_closed(user, error);
}

/* Takes it out of the schedule first: the receiver may close the socket. */
static void replay_deliver(struct delivery *delivery)
{
    struct played *played = delivery->played;
    struct player *player = played->player;
    struct delivery *copy = memory_dup(delivery, sizeof *delivery + delivery->size);
    delivery_forget(delivery);
    if (copy->wall > player->wall)
        player->wall = copy->wall;
    if (copy->kind == TAP_REPLY)
        deliver_message(played, &copy->to, copy->event, copy);
    else if (copy->kind == TAP_UNREACHABLE)
        receiver_of(played)->unreachable(played->user, &copy->to, copy->query, copy->size, copy->error);
    else
        close_stream(played, copy->error);
    free(copy);
}

/* The delivery that stands for an event of the recording, or NULL. */
static struct delivery *delivery_of(const struct played *played, const struct tap_event *event)
{
    struct delivery *delivery;
    DL_FOREACH2(played->expected, delivery, peer_next)
    if (delivery->kind == event->kind && delivery->try == event->try &&
        (event->kind != TAP_REPLY || delivery->event == event))
        return delivery;
    return NULL;
}

/* What came when nobody had asked is a message, too. */
static void deliver_recorded(struct player *player, const struct tap_event *event)
{
    struct played *played = played_find(player, event->on);
    struct delivery *delivery = played && event->try ? delivery_of(played, event) : NULL;
    if (!played)
        return;
    if (event->kind == TAP_CLOSED && played->stream)
        close_stream(played, event->error);
    else if (delivery)
        replay_deliver(delivery);
    else if (event->kind == TAP_REPLY)
        deliver_message(played, &event->to, event, NULL);
}

/* ---- questions ---- */

static bool is_same_query(const struct tap_event *try, const uint8_t *message, size_t size)
{
    return try->size == size &&
           memcmp(try->message + sizeof(uint16_t), message + sizeof(uint16_t), size - sizeof(uint16_t)) == 0;
}

static bool is_referral(const struct tap_event *reply)
{
    const uint8_t *header = reply->message; /* flags in octets 2 and 3, then four counts of two octets each */
    return reply->size >= DNS_HEADER_SIZE && !(header[2] & (FLAG_AA | FLAG_TC)) && !(header[3] & RCODE_MASK) &&
           !header[6] && !header[7] && (header[8] || header[9]);
}

/* The first try of another type for the same name that led to a referral; what a server says of a DS depends on the
 * type. */
static struct tap_event *referred(const struct player *player, const struct net_address *to, const uint8_t *question,
                                  size_t size)
{
    static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA, DNS_TYPE_CAA, DNS_TYPE_CNAME, DNS_TYPE_DNSKEY};
    uint8_t other[TAP_QUESTION_MAX];
    if (size < TYPE_AND_CLASS || size > sizeof other)
        return NULL;
    memcpy(other, question, size);
    uint8_t *type = other + size - TYPE_AND_CLASS;
    if (type[0] == 0 && type[1] == DNS_TYPE_DS)
        return NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        type[0] = (uint8_t)(types[i] >> 8);
        type[1] = (uint8_t)types[i];
        struct tap_event *try = tap_tries(player->tap, to, other, size);
        for (; try; try = try->next_try)
            if (!try->tcp && try->replies && is_referral(try->replies))
                return try;
    }
    return NULL;
}

/* The program did EVENT now; it leaves the exact way where the recording has something else at this point. */
static void follow(struct player *player, const struct tap_event *event)
{
    player->exact = player->exact && player->at < player->tap->count && event == &player->tap->events[player->at];
    player->at += player->exact;
}

/* The next try of the question, NULL where the recording has no more of them. */
static struct tap_event *take_try(struct player *player, const struct net_address *to, bool stream,
                                  const uint8_t *message, size_t size)
{
    size_t question_size = tap_question_size(message, size);
    struct tap_event *try = tap_tries(player->tap, to, message + DNS_HEADER_SIZE, question_size);
    while (try && (try->used || try->tcp != stream || !is_same_query(try, message, size)))
        try = try->next_try;
    if (try)
        try->used = true;
    follow(player, try);
    return try;
}

static void expect_end(struct played *played, const struct net_address *to, struct tap_event *try,
                       const uint8_t *message, size_t size)
{
    const enum tap_kind failed = played->stream ? TAP_CLOSED : TAP_UNREACHABLE;
    struct delivery pattern = {.kind = failed, .try = try, .due = played->player->now, .to = *to};
    if (!try) {
        pattern.error = TRANSPORT_NOT_RECORDED;
    } else if (try->end == TAP_END_UNREACHABLE || try->end == TAP_END_CLOSED) {
        pattern.error = try->error;
        pattern.due += try->after;
        pattern.wall = try->wall;
    } else {
        return;
    }
    expect(played, &pattern, message, size);
}

static void replay_ask(struct played *played, const struct net_address *to, const uint8_t *message, size_t size)
{
    struct player *player = played->player;
    struct tap_event *try = take_try(player, to, played->stream, message, size);
    bool borrowed = !try && !played->stream;
    if (borrowed)
        try = referred(player, to, message + DNS_HEADER_SIZE, tap_question_size(message, size));
    expect_end(played, to, try, message, size);
    for (struct tap_event *reply = try ? try->replies : NULL; reply; reply = reply->next_reply)
        expect(played,
               &(struct delivery){.kind = TAP_REPLY,
                                  .try = try,
                                  .event = reply,
                                  .due = player->now + (reply->now - try->now),
                                  .wall = reply->wall,
                                  .borrowed = borrowed,
                                  .to = *to},
               message, size);
}

/* ---- what the resolver wants ---- */

static struct transport_socket *replay_open(struct transport *transport, bool v6, void *user)
{
    struct player *player = (struct player *)transport;
    (void)v6;
    if (player->exact && player->at < player->tap->count && player->tap->events[player->at].kind == TAP_UNOPENED) {
        player->at++;
        player->numbers++;
        return NULL;
    }
    return (struct transport_socket *)played_new(player, user);
}

static void replay_send(struct transport *transport, struct transport_socket *socket, const struct net_address *to,
                        const uint8_t *message, size_t size)
{
    (void)transport;
    replay_ask((struct played *)socket, to, message, size);
}

static void replay_close(struct transport *transport, struct transport_socket *socket)
{
    (void)transport;
    played_free((struct played *)socket);
}

static struct transport_stream *replay_connect(struct transport *transport, const struct net_address *to, void *user)
{
    struct played *played = played_new((struct player *)transport, user);
    played->stream = true;
    played->peer = *to;
    return (struct transport_stream *)played;
}

static void replay_stream_send(struct transport *transport, struct transport_stream *stream, const uint8_t *message,
                               size_t size)
{
    struct played *played = (struct played *)stream;
    (void)transport;
    replay_ask(played, &played->peer, message, size);
}

static void replay_stream_close(struct transport *transport, struct transport_stream *stream)
{
    (void)transport;
    played_free((struct played *)stream);
}

static uint64_t replay_now(struct transport *transport)
{
    return ((struct player *)transport)->now;
}

static void replay_wake_by(struct transport *transport, uint64_t at)
{
    ((struct player *)transport)->wake = at;
}

bool player_is_exact(const struct player *player)
{
    return player->exact;
}

/* On the exact way the choice is the same by itself. */
uint64_t player_foresee(const struct player *player, const struct net_address *to, struct dns_question question)
{
    uint8_t octets[TAP_QUESTION_MAX];
    size_t size = dns_name_size(question.name);
    if (player->exact)
        return UINT64_MAX;
    memcpy(octets, question.name, size);
    const uint8_t rest[] = {(uint8_t)(question.type >> 8), (uint8_t)question.type, 0, 1};
    memcpy(octets + size, rest, sizeof rest);
    const struct tap_event *try = tap_tries(player->tap, to, octets, size + sizeof rest);
    while (try && try->used)
        try = try->next_try;
    if (!try)
        try = referred(player, to, octets, size + sizeof rest);
    return try ? try->seq : UINT64_MAX;
}

static const struct transport_ops replay_ops = {
    .open = replay_open,
    .send = replay_send,
    .close = replay_close,
    .connect = replay_connect,
    .stream_send = replay_stream_send,
    .stream_close = replay_stream_close,
    .now = replay_now,
    .wake_by = replay_wake_by,
};

/* ---- steps ---- */

/* Delivers what the recording has before its next turn; false where the exact way ends. */
static bool go_exactly(struct player *player)
{
    while (player->exact && player->at < player->tap->count) {
        const struct tap_event *event = &player->tap->events[player->at];
        if (event->kind == TAP_TRY || event->kind == TAP_WAY || event->kind == TAP_UNOPENED)
            break;
        player->at++;
        player->now = event->now;
        if (event->kind == TAP_TURN) {
            player->wall = event->wall;
            return true;
        }
        deliver_recorded(player, event);
    }
    player->exact = false;
    return false;
}

static void pass_time(struct player *player, uint64_t now)
{
    const struct tap_start *start = &player->tap->start;
    if (now <= player->now)
        return;
    player->now = now;
    uint64_t wall = start->wall + (now - start->now) / 1000;
    if (wall > player->wall)
        player->wall = wall;
}

/* A connection is closed when the replies that are due on it have come. */
static bool is_early_close(struct delivery *delivery)
{
    struct delivery *other;
    uint64_t last = delivery->due;
    bool early = false;
    if (delivery->kind != TAP_CLOSED)
        return false;
    DL_FOREACH2(delivery->played->expected, other, peer_next)
    if (other->kind == TAP_REPLY) {
        early = true;
        last = other->due > last ? other->due : last;
    }
    if (!early)
        return false;
    DL_DELETE(delivery->played->player->schedule, delivery);
    delivery->due = last;
    schedule_insert(delivery->played->player, delivery);
    return true;
}

enum player_step player_step(struct player *player, enum net_turn what)
{
    if (go_exactly(player) || what == NET_TURN_AGAIN)
        return PLAYER_TURN;
    if (player->schedule && player->schedule->due <= player->wake) {
        pass_time(player, player->schedule->due);
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what is delivered left the schedule */
        while (player->schedule && player->schedule->due <= player->now)
            if (!is_early_close(player->schedule))
                replay_deliver(player->schedule);
        return PLAYER_TURN;
    }
    if (player->wake == UINT64_MAX)
        return PLAYER_IDLE;
    pass_time(player, player->wake);
    return PLAYER_TURN;
}

struct player *player_new(struct tap *tap)
{
    struct player *player = memory_zero(sizeof *player);
    player->transport.ops = &replay_ops;
    player->tap = tap;
    player->chance = chance_new(tap->start.seed);
    player->exact = true;
    player->now = tap->start.now;
    player->wall = tap->start.wall;
    player->wake = UINT64_MAX;
    return player;
}

void player_free(struct player *player)
{
    if (!player)
        return;
    chance_free(player->chance);
    buffer_free(&player->message);
    free(player);
}

struct transport *player_transport(struct player *player)
{
    return &player->transport;
}

void player_random(struct player *player, void *bytes, size_t size)
{
    chance_take(player->chance, bytes, size);
}

bool player_has_v6(const struct player *player)
{
    return player->tap->start.v6;
}

/* To an address that was not looked for then, the tries tell. */
bool player_reaches(struct player *player, const struct net_address *address)
{
    struct tap_event *way = tap_ways(player->tap, address);
    while (way && way->used && way->next_try)
        way = way->next_try;
    if (way)
        way->used = true;
    follow(player, way);
    return !way || !way->error;
}

time_t player_wall(const struct player *player)
{
    return (time_t)player->wall;
}
