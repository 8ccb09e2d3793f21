/* SPDX-License-Identifier: Apache-2.0 */
/* Lookups that a hostile network answers, several one after the other with one memory of zones: the whole of what
 * dns/resolution makes of replies and of the answers to other questions, which are made of replies as well.
 *
 * The input: a flag octet; how many lookups, and in its upper half after how many steps one may be left; an octet for
 * the name of each; then pieces, each an octet (0x80: the question is not answered; 0x40: the message is cut short;
 * 0x20: stripped, or for want of effort; the rest says which failure, or how short), a size of two octets, and a
 * message. A piece answers the question that its message has: the first of several for the first attempt, and so on.
 * The seeds hold true replies of a signed world, whose private keys nobody has: what they do not say, no input can. */
#include "fuzz.h"
#include "signed_world.h"

#include "dns/resolution.h"

enum {
    NOW = 1767225600,
    FLAG_OTHER_ANCHOR = 0x01,
    FLAG_STEP_FIRST = 0x02, /* somebody follows the path himself, before the whole is wanted */
    FLAG_LEAVE = 0x04,
    FLAG_UNCALLED = 0x08, /* what was not asked for comes, too */
    PIECE_FAILURE = 0x80,
    PIECE_CUT = 0x40,
    PIECE_ODD = 0x20,
    PIECE_REST = 0x1F,
    PIECES_MAX = 64,
    STEPS_MAX = 2 * (CHAIN_QUESTIONS_MAX + 1) + DNS_ALIASES_MAX + 4
};

struct piece {
    uint8_t control;
    uint8_t *message;
    size_t size;
    struct dns_name name;
    struct dns_question question;
};

struct network {
    struct piece pieces[PIECES_MAX];
    size_t count;
    struct trust *trust;
    time_t now;
    uint8_t flags;
};

static void network_read(struct network *network, struct reader *input)
{
    while (network->count < PIECES_MAX && reader_left(input) > 3) {
        struct piece *piece = &network->pieces[network->count];
        piece->control = reader_u8(input);
        size_t size = reader_u16(input), left = reader_left(input);
        size = size < left ? size : left;
        const uint8_t *message = reader_bytes(input, size);
        if (!fuzz_question(message, size, &piece->name, &piece->question))
            continue;
        if (piece->control & PIECE_CUT)
            size = size * (piece->control & PIECE_REST) / 32;
        piece->message = fuzz_copy(message, size);
        piece->size = size;
        network->count++;
    }
}

static void network_free(struct network *network)
{
    for (size_t i = 0; i < network->count; i++)
        free(network->pieces[i].message);
    trust_free(network->trust);
}

/* The piece for the attempt, or the last one before it; NULL: none. */
static const struct piece *find_piece(const struct network *network, struct dns_question question, unsigned attempt)
{
    const struct piece *found = NULL;
    for (size_t i = 0; i < network->count; i++) {
        const struct piece *piece = &network->pieces[i];
        if (piece->question.type != question.type || !dns_name_equal(piece->name.wire, question.name))
            continue;
        found = piece;
        if (!attempt--)
            break;
    }
    return found;
}

static struct dns_reply reply_to(const struct network *network, struct dns_question question, unsigned attempt,
                                 struct arena *arena)
{
    const struct piece *piece = find_piece(network, question, attempt);
    struct dns_reply reply = {.kind = REPLY_FAILED, .failure = FAILURE_TIMEOUT, .detail = "as it was told"};
    if (!piece)
        return reply;
    if (piece->control & PIECE_FAILURE) {
        reply.failure = 1 + piece->control % FAILURE_OTHER_RCODE;
        reply.cause.spent = piece->control & PIECE_ODD;
    } else if (piece->size >= DNS_HEADER_SIZE) {
        dns_reply_classify(piece->message, piece->size, question, arena, &reply);
        if (reply.kind > REPLY_ALIAS) /* of which the source sees to the others itself */
            reply.kind = REPLY_FAILED;
        if (reply.kind == REPLY_FAILED && !reply.failure)
            reply.failure = FAILURE_BAD_RESPONSE;
        reply.remarks.stripped = piece->control & PIECE_ODD;
    }
    return reply;
}

/* ---- what holds of any answer ---- */

static bool is_twice(const struct dns_answer *answer, const uint8_t *name, size_t i)
{
    bool twice = dns_name_equal(answer->aliases[i], name);
    for (size_t k = 0; k < i; k++)
        twice = twice || dns_name_equal(answer->aliases[i], answer->aliases[k]);
    return twice;
}

static void expect_sense(const struct resolution *resolution, const struct dns_answer *answer)
{
    bool failed = answer->kind == ANSWER_FAILED, bogus = answer->kind == ANSWER_BOGUS;
    expect(answer->detail);
    expect(bogus == (answer->dnssec == DNSSEC_BOGUS));
    expect(!failed || answer->failure);
    expect(failed || bogus || (!answer->failure && !answer->cause.spent));
    expect((failed || bogus) == (answer->cause.name != NULL));
    expect((answer->kind == ANSWER_SET) == (answer->record_count > 0));
    expect((answer->kind == ANSWER_SET) == (answer->owner != NULL));
    expect(answer->kind != ANSWER_ALIAS || answer->alias_count);
    expect(answer->alias_count <= DNS_ALIASES_MAX);
    for (size_t i = 0; i < answer->alias_count; i++)
        expect(!is_twice(answer, resolution->question.name, i));
}

static void expect_truth(const struct network *network, size_t which, const struct dns_answer *answer)
{
    bool secure = answer->dnssec == DNSSEC_SECURE, insecure = answer->dnssec == DNSSEC_INSECURE;
    bool open = names[which].caa == OPEN;
    expect(!(network->flags & FLAG_OTHER_ANCHOR) || (!secure && !insecure));
    expect(!insecure || open);
    if (!secure || answer->kind == ANSWER_FAILED)
        return;
    expect(open || answer->kind != ANSWER_ALIAS);
    expect(open || (answer->kind == ANSWER_SET) == (names[which].caa == PRESENT));
    for (size_t i = 0; i < answer->record_count; i++)
        expect(answer->records[i].size == sizeof signed_caa - 1 &&
               memcmp(answer->records[i].bytes, signed_caa, sizeof signed_caa - 1) == 0);
}

/* ---- lookups ---- */

static bool take_step(struct network *network, struct resolution *resolution, unsigned attempt, bool whole);

/* The first step of the answer to another question, which no other one is waited for but links. */
static const struct dns_answer *answer_to(struct network *network, const struct resolution_want *want,
                                          uint32_t *ret_ttl)
{
    struct dns_name name = dns_name_copy(want->question.name);
    struct resolution resolution;
    unsigned steps = 0;
    resolution_begin(&resolution, network->trust, dns_question_of(name.wire, want->question.type));
    while (take_step(network, &resolution, want->attempt, false))
        expect(++steps <= STEPS_MAX);
    const struct dns_answer *answer = dns_answer_take(resolution.path ? resolution.path : resolution.answer);
    *ret_ttl = resolution.path ? resolution.path_ttl : resolution.ttl;
    if (want->question.type == DNS_TYPE_CAA)
        expect_sense(&resolution, answer);
    resolution_end(&resolution);
    return answer;
}

static void feed_uncalled(const struct network *network, struct resolution *resolution, enum resolution_step step)
{
    const struct dns_reply reply = {.kind = REPLY_NXDOMAIN, .detail = ""};
    if (!(network->flags & FLAG_UNCALLED))
        return;
    if (step != RESOLUTION_WANTS_REPLY)
        resolution_feed_reply(resolution, network->now, &reply);
    if (step != RESOLUTION_WANTS_ANSWER)
        resolution_feed_answer(resolution, network->now, dns_answer_absent(ANSWER_NXDOMAIN, DNSSEC_UNCHECKED), 0);
}

/* Answers what is wanted; false where there is something to be told. ATTEMPT: how the question itself is asked first.
 */
static bool take_step(struct network *network, struct resolution *resolution, unsigned attempt, bool whole)
{
    struct resolution_want want;
    enum resolution_step step = resolution_next(resolution, network->now, whole, &want);
    struct arena arena = {0};
    uint32_t ttl;
    feed_uncalled(network, resolution, step);
    network->now += (network->flags >> 4) * 60;
    if (step == RESOLUTION_WANTS_REPLY) {
        attempt = want.attempt > attempt ? want.attempt : attempt;
        const struct dns_reply reply = reply_to(network, want.question, attempt, &arena);
        resolution_feed_reply(resolution, network->now, &reply);
    } else if (step == RESOLUTION_WANTS_ANSWER) {
        const struct dns_answer *answer = answer_to(network, &want, &ttl);
        resolution_feed_answer(resolution, network->now, answer, ttl);
        dns_answer_drop(answer);
    }
    arena_free(&arena);
    return step != RESOLUTION_TELLS;
}

static void look_up(struct network *network, size_t which, unsigned leave_after)
{
    struct resolution resolution;
    struct dns_name name;
    unsigned steps = 0;
    bool whole = !(network->flags & FLAG_STEP_FIRST), left = false;
    expect(dns_name_parse(names[which].name, strlen(names[which].name), &name));
    resolution_begin(&resolution, network->trust, dns_question_of(name.wire, DNS_TYPE_CAA));
    for (; !left && (take_step(network, &resolution, 0, whole) || !whole); steps++) {
        expect(steps <= STEPS_MAX);
        left = network->flags & FLAG_LEAVE && steps == leave_after;
        whole = whole || resolution.state == RESOLUTION_HELD || resolution.state == RESOLUTION_DONE;
    }
    if (!left) {
        expect(resolution.state == RESOLUTION_DONE && resolution.answer->kind != ANSWER_ALIAS);
        expect_sense(&resolution, resolution.answer);
        expect_truth(network, which, resolution.answer);
        expect(!resolution.chain && !resolution.bogus);
    }
    if (resolution.path) {
        expect(resolution.path->kind == ANSWER_ALIAS && (left || resolution.ttl <= resolution.path_ttl));
        expect_sense(&resolution, resolution.path);
        expect_truth(network, which, resolution.path);
    }
    resolution_end(&resolution);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader input = reader_of(data, size);
    struct network network = {.now = NOW, .flags = reader_u8(&input)};
    uint8_t control = reader_u8(&input), which[4];
    size_t count = 1 + control % 4;
    for (size_t i = 0; i < count; i++)
        which[i] = reader_u8(&input) % COUNT_OF(names);
    network_read(&network, &input);
    network.trust = trust_new(network.flags & FLAG_OTHER_ANCHOR ? &anchors_iana : &anchors);
    for (size_t i = 0; i < count; i++)
        look_up(&network, which[i], control >> 4);
    network_free(&network);
    return 0;
}
