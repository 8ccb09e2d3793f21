/* SPDX-License-Identifier: Apache-2.0 */
/* `unit_resolution [STEP]`: each so many segmentations of a path are tried; 1: all of them.
 *
 * Paths of lookups, driven by hand in a signed world: what a resolution wants is answered from there, links and targets
 * by resolutions of their own, as the lookups do it. */
#include "answer_words.h"
#include "said.h"
#include "signed_world.h"

#include "dns/resolution.h"

#include <stdlib.h>

static unsigned segmentation_step = 5;

/* ---- the world ---- */

static struct world world;

static struct test_zone *signed_zone(const char *name, const char *records)
{
    return zone_new(&world, (struct test_zone){.name = name, .key = KEY_P256}, records);
}

static int make_world(void **state)
{
    (void)state;
    signed_zone(".", "");
    signed_zone("test", "ns A 192.0.2.1");
    signed_zone("good.test", "caa CAA 0 issue \"ca.example\"\n"
                             "two CAA 0 issue \"ca.example\"\n"
                             "two CAA 0 iodef \"mailto:a@example\"\n"
                             "www A 192.0.2.1\n"
                             "*.wild CAA 0 issue \"ca.example\"\n"
                             "tocaa CNAME caa.good.test.\n"
                             "totocaa CNAME tocaa.good.test.\n"
                             "towild CNAME a.wild.good.test.\n"
                             "towww CNAME www.good.test.\n"
                             "togone CNAME gone.good.test.\n"
                             "toplain CNAME caa.plain.test.\n"
                             "tobroken CNAME forged.broken.test.\n"
                             "totobroken CNAME tobroken.good.test.\n"
                             "loop CNAME loop2.good.test.\n"
                             "loop2 CNAME loop.good.test.\n"
                             "self CNAME self.good.test.\n"
                             "dn DNAME good.test.\n"
                             "dn2 DNAME dn.good.test.\n"
                             "round DNAME round2.good.test.\n"
                             "round2 DNAME round.good.test.");
    zone_new(&world, (struct test_zone){.name = "plain.test"},
             "caa CAA 0 issue \"ca.example\"\n"
             "www A 192.0.2.1\n"
             "tocaa CNAME caa.good.test.\n"
             "tobroken CNAME forged.broken.test.");
    zone_new(
        &world,
        (struct test_zone){.name = "optout.test", .key = KEY_P256, .nsec3 = true, .parameters.flags = NSEC3_OPT_OUT},
        "www A 192.0.2.1");
    zone_new(&world, (struct test_zone){.name = "old.test", .key = KEY_RSASHA1}, "tobroken CNAME forged.broken.test.");
    struct test_zone *broken = signed_zone("broken.test", "forged CAA 0 issue \"ca.example\"\n"
                                                          "alias CNAME caa.good.test.\n"
                                                          "back CNAME tobroken.good.test.");
    zone_set(broken, "forged", "CAA")->forged = true;
    zone_set(broken, "alias", "CNAME")->forged = true;
    zone_set(broken, "back", "CNAME")->forged = true;
    struct test_zone *brief = signed_zone("brief.test", "tocaa CNAME caa.brief.test.\n"
                                                        "caa CAA 0 issue \"ca.example\"\n"
                                                        "ending CAA 0 issue \"ca.example\"\n"
                                                        "toending CNAME ending.brief.test.\n"
                                                        "togone CNAME gone.brief.test.\n"
                                                        "tolasting CNAME lasting.brief.test.\n"
                                                        "lasting CAA 0 issue \"ca.example\"");
    zone_set(brief, "tocaa", "CNAME")->set.ttl = 60;
    zone_set(brief, "caa", "CAA")->set.ttl = 30;
    zone_set(brief, "togone", "CNAME")->set.ttl = 90;
    zone_set(brief, "tolasting", "CNAME")->set.ttl = 10;
    zone_set(brief, "toending", "CNAME")->set.ttl = 50;
    zone_set(brief, "ending", "CAA")->signing.until = NOW + 20;
    return 0;
}

/* The world's reply, but only as far as its first alias. */
static struct dns_rdata first_step(struct dns_question question)
{
    struct message message = message_to(question.name, question.type, 0);
    struct dns_name target;
    say_name(&message, world_zone_of(&world, question.name, question.type == DNS_TYPE_DS), question.name, question.type,
             &target);
    return message_end(&message);
}

/* With another issuer than was signed. */
static struct dns_rdata spoilt(struct dns_rdata octets)
{
    uint8_t *copy = arena_dup(&made, octets.bytes, octets.size);
    for (size_t i = 0; i + 10 <= octets.size; i++)
        if (memcmp(copy + i, "ca.example", 10) == 0)
            copy[i] = 'x';
    return (struct dns_rdata){copy, octets.size};
}

/* Without records behind the question. */
static struct dns_rdata bare(struct dns_question question)
{
    struct message message = message_to(question.name, question.type, 0);
    return message_end(&message);
}

/* ---- what is told otherwise than in the world ---- */

enum way {
    TOLD_TRULY,
    TOLD_FAILURE,
    TOLD_SPENT,  /* a failure, for want of effort */
    TOLD_STEP,   /* the first alias, and nothing behind it */
    TOLD_SPOILT, /* with records that nobody signed */
    TOLD_BARE,   /* nothing at all, without a proof */
    TOLD_STRIPPED,
    TOLD_STRIPPED_STEP
};

enum { EACH_TIME = CHAIN_ATTEMPT_PLAIN + 1 };

struct telling {
    const char *name, *type;
    int attempt;
    enum way way;
    enum failure failure;
};

struct network {
    const struct telling *tellings; /* up to one without a name */
    struct trust *trust;
    time_t now;
};

static struct telling telling_of(const struct network *network, struct dns_question question,
                                 enum chain_attempt attempt)
{
    for (const struct telling *telling = network->tellings; telling && telling->name; telling++)
        if (type_of(telling->type) == question.type && dns_name_equal(name_of(telling->name).wire, question.name) &&
            (telling->attempt == EACH_TIME || telling->attempt == (int)attempt))
            return *telling;
    return (struct telling){.way = TOLD_TRULY};
}

static struct dns_reply network_reply(const struct network *network, struct dns_question question,
                                      enum chain_attempt attempt, struct arena *arena)
{
    const struct telling telling = telling_of(network, question, attempt);
    struct dns_rdata octets = {0};
    struct dns_reply reply = {.kind = REPLY_FAILED,
                              .failure = telling.failure,
                              .cause.spent = telling.way == TOLD_SPENT,
                              .detail = "as told"};
    switch (telling.way) {
    case TOLD_FAILURE:
    case TOLD_SPENT:
        return reply;
    case TOLD_STEP:
    case TOLD_STRIPPED_STEP:
        octets = first_step(question);
        break;
    case TOLD_SPOILT:
        octets = spoilt(world_ask(&world, question.name, question.type)->octets);
        break;
    case TOLD_BARE:
        octets = bare(question);
        break;
    case TOLD_TRULY:
    case TOLD_STRIPPED:
        octets = world_ask(&world, question.name, question.type)->octets;
    }
    dns_reply_classify(octets.bytes, octets.size, question, arena, &reply);
    reply.remarks.stripped = telling.way == TOLD_STRIPPED || telling.way == TOLD_STRIPPED_STEP;
    return reply;
}

/* ---- the driver ---- */

enum { STATES = RESOLUTION_DONE + 1 };

static const char *const state_words[STATES] = {"ask", "alias", "plain", "prove", "recheck", "held", "chase", "done"};
static bool passages[STATES][STATES]; /* from one state to another, seen in all tests */

struct run {
    const struct network *network;
    struct dns_name name;
    struct resolution resolution;
    enum chain_attempt attempt; /* as the question is asked first */
    struct buffer trace;
    enum resolution_state last;
    bool disturbed; /* it is fed what it did not ask for, too */
};

static void run_begin(struct run *run, const struct network *network, struct dns_question question)
{
    *run = (struct run){.network = network, .name = dns_name_copy(question.name), .last = RESOLUTION_ASK};
    buffer_add_text(&run->trace, "ask");
    resolution_begin(&run->resolution, network->trust, dns_question_of(run->name.wire, question.type));
}

static void run_end(struct run *run)
{
    resolution_end(&run->resolution);
    buffer_free(&run->trace);
}

static void pass(struct run *run, enum resolution_state state)
{
    if (state == run->last)
        return;
    passages[run->last][state] = true;
    run->last = state;
    buffer_add_char(&run->trace, ' ');
    buffer_add_text(&run->trace, state_words[state]);
}

/* Where the whole is wanted, HELD is left in the same call in which it was entered. */
static void note_state(struct run *run)
{
    if (run->resolution.state == RESOLUTION_CHASE && run->last != RESOLUTION_CHASE)
        pass(run, RESOLUTION_HELD);
    pass(run, run->resolution.state);
}

static bool run_step(struct run *run, bool whole);

/* The first step of the answer to another question; the caller owns a reference. */
static const struct dns_answer *network_answer(const struct network *network, const struct resolution_want *want,
                                               uint32_t *ret_ttl)
{
    struct run run;
    run_begin(&run, network, want->question);
    run.attempt = want->attempt;
    while (run_step(&run, false))
        continue;
    const struct resolution *resolution = &run.resolution;
    const struct dns_answer *answer = dns_answer_take(resolution->path ? resolution->path : resolution->answer);
    *ret_ttl = resolution->path ? resolution->path_ttl : resolution->ttl;
    run_end(&run);
    return answer;
}

static void feed_uncalled_reply(struct run *run)
{
    const struct dns_reply reply = {.kind = REPLY_NXDOMAIN, .ttl = 1, .detail = "uncalled for"};
    resolution_feed_reply(&run->resolution, run->network->now, &reply);
}

static void feed_uncalled_answer(struct run *run)
{
    resolution_feed_answer(&run->resolution, run->network->now, dns_answer_absent(ANSWER_NXDOMAIN, DNSSEC_UNCHECKED),
                           1);
}

/* Between a reply and the next question nothing is asked for yet; chasing is the one state that is entered with it. */
static void disturb(struct run *run, enum resolution_step step)
{
    if (!run->disturbed)
        return;
    if (step != RESOLUTION_WANTS_REPLY)
        feed_uncalled_reply(run);
    if (step != RESOLUTION_WANTS_ANSWER)
        feed_uncalled_answer(run);
}

static void feed_reply(struct run *run, enum chain_attempt attempt)
{
    struct arena arena = {0};
    const struct dns_reply reply = network_reply(run->network, run->resolution.question, attempt, &arena);
    resolution_feed_reply(&run->resolution, run->network->now, &reply);
    arena_free(&arena);
}

/* Answers what is wanted; false where it tells. */
static bool run_step(struct run *run, bool whole)
{
    struct resolution_want want;
    enum resolution_step step = resolution_next(&run->resolution, run->network->now, whole, &want);
    note_state(run);
    disturb(run, step);
    if (step == RESOLUTION_TELLS)
        return false;
    if (step == RESOLUTION_WANTS_REPLY) {
        bool first = run->resolution.state == RESOLUTION_ASK;
        assert_true(dns_name_equal(want.question.name, run->name.wire));
        assert_int_equal(want.question.type, run->resolution.question.type);
        assert_int_equal(want.attempt, first ? CHAIN_ATTEMPT_FIRST : CHAIN_ATTEMPT_CHECKED);
        feed_reply(run, first ? run->attempt : want.attempt);
    } else {
        uint32_t ttl;
        const struct dns_answer *answer = network_answer(run->network, &want, &ttl);
        resolution_feed_answer(&run->resolution, run->network->now, answer, ttl);
        dns_answer_drop(answer);
    }
    note_state(run);
    return true;
}

/* ---- the paths ---- */

struct path_case {
    const char *name;
    const char *trace, *path, *answer; /* PATH: its first step, NULL where no alias leads on */
    struct telling tellings[4];
    const char *type; /* NULL: CAA */
    bool unproved;    /* without a trust anchor's memory */
};

/* clang-format off */
#define FAILS(name, type) {name, type, EACH_TIME, TOLD_FAILURE, FAILURE_TIMEOUT}
#define SERVFAILS(name, type) {name, type, EACH_TIME, TOLD_FAILURE, FAILURE_SERVFAIL}
#define SPENT(name, type) {name, type, EACH_TIME, TOLD_SPENT, FAILURE_TIMEOUT}
#define TOLD(name, type, way) {name, type, EACH_TIME, TOLD_##way, FAILURE_TIMEOUT}
#define FIRST(name, type, way) {name, type, CHAIN_ATTEMPT_FIRST, TOLD_##way, FAILURE_TIMEOUT}
#define SECOND(name, type, way) {name, type, CHAIN_ATTEMPT_CHECKED, TOLD_##way, FAILURE_TIMEOUT}

/* With as many tellings as are needed. */
#define PATH(name_, trace_, path_, answer_, ...) \
    {.name = (name_), .trace = (trace_), .path = (path_), .answer = (answer_), .tellings = {__VA_ARGS__}}
/* clang-format on */

static const struct path_case cases[] = {
    /* what is answered in one message */
    PATH("caa.good.test", "ask prove done", NULL, "set secure at caa.good.test"),
    PATH("two.good.test", "ask prove done", NULL, "set secure at two.good.test twofold"),
    PATH("www.good.test", "ask prove done", NULL, "nodata secure"),
    PATH("gone.good.test", "ask prove done", NULL, "nxdomain secure"),
    PATH("a.wild.good.test", "ask prove done", NULL, "set secure at *.wild.good.test"),
    PATH("caa.plain.test", "ask prove done", NULL, "set insecure at caa.plain.test"),
    PATH("tocaa.good.test", "ask prove done", NULL, "set secure via caa.good.test at caa.good.test"),
    PATH("totocaa.good.test", "ask prove done", NULL, "set secure via tocaa.good.test, caa.good.test at caa.good.test"),
    PATH("towild.good.test", "ask prove done", NULL, "set secure via a.wild.good.test at *.wild.good.test"),
    PATH("caa.dn.good.test", "ask prove done", NULL, "set secure via caa.good.test at caa.good.test"),
    PATH("togone.good.test", "ask prove done", NULL, "nxdomain secure via gone.good.test"),
    PATH("toplain.good.test", "ask prove done", NULL, "set insecure via caa.plain.test at caa.plain.test"),
    PATH("tocaa.plain.test", "ask prove done", NULL, "set insecure via caa.good.test at caa.good.test"),

    /* step by step */
    PATH("tocaa.good.test", "ask prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", TOLD("tocaa.good.test", "CAA", STEP)),
    PATH("totocaa.good.test", "ask prove held chase held chase done", "alias secure via tocaa.good.test",
         "set secure via tocaa.good.test, caa.good.test at caa.good.test", TOLD("totocaa.good.test", "CAA", STEP),
         TOLD("tocaa.good.test", "CAA", STEP)),
    PATH("toplain.good.test", "ask prove held chase done", "alias secure via caa.plain.test",
         "set insecure via caa.plain.test at caa.plain.test", TOLD("toplain.good.test", "CAA", STEP)),
    PATH("tocaa.plain.test", "ask prove held chase done", "alias insecure via caa.good.test",
         "set insecure via caa.good.test at caa.good.test", TOLD("tocaa.plain.test", "CAA", STEP)),
    PATH("togone.good.test", "ask prove held chase done", "alias secure via gone.good.test",
         "nxdomain secure via gone.good.test", TOLD("togone.good.test", "CAA", STEP)),

    /* failures */
    PATH("www.good.test", "ask alias prove done", NULL, "failed timeout for www.good.test secure TYPE",
         FAILS("www.good.test", "CAA")),
    PATH("www.plain.test", "ask alias prove done", NULL, "failed timeout for www.plain.test insecure TYPE",
         FAILS("www.plain.test", "CAA")),
    PATH("www.good.test", "ask alias prove done", NULL,
         "failed timeout for www.good.test indeterminate DS_LOOKUP of test TYPE", FAILS("www.good.test", "CAA"),
         FAILS("good.test", "DS"), FAILS("test", "SOA"), FAILS(".", "SOA")),
    PATH("www.good.test", "ask alias prove done", NULL, "bogus timeout for www.good.test NO_DENIAL of test TYPE",
         FAILS("www.good.test", "CAA"), TOLD("good.test", "DS", BARE)),
    PATH("caa.good.test", "ask prove done", NULL, "failed timeout for good.test indeterminate DS_LOOKUP of test",
         FAILS("good.test", "DS")),

    /* what other types, and the name without DNSSEC records, say of a failure */
    PATH("www.good.test", "ask alias plain prove done", NULL, "failed servfail for www.good.test secure EDNS",
         SERVFAILS("www.good.test", "CAA"),
         {"www.good.test", "CNAME", CHAIN_ATTEMPT_FIRST, TOLD_FAILURE, FAILURE_SERVFAIL}),
    PATH("www.plain.test", "ask alias plain prove done", NULL, "failed servfail for www.plain.test insecure",
         SERVFAILS("www.plain.test", "CAA"), SERVFAILS("www.plain.test", "CNAME")),
    PATH("www.plain.test", "ask alias prove done", NULL, "failed servfail for www.plain.test insecure",
         SERVFAILS("www.plain.test", "CAA"), FAILS("www.plain.test", "CNAME")),
    PATH("www.plain.test", "ask alias prove done", NULL, "failed timeout for www.plain.test insecure",
         FAILS("www.plain.test", "CAA"), SERVFAILS("www.plain.test", "CNAME")),

    /* a failure at the name of an alias */
    PATH("tocaa.good.test", "ask alias prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", FAILS("tocaa.good.test", "CAA")),
    PATH("caa.dn.good.test", "ask alias prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", FAILS("caa.dn.good.test", "CAA")),
    PATH("caa.dn2.good.test", "ask alias prove held chase done", "alias secure via caa.dn.good.test",
         "set secure via caa.dn.good.test, caa.good.test at caa.good.test", FAILS("caa.dn2.good.test", "CAA")),
    PATH("a.round.good.test", "ask alias prove held chase done", "alias secure via a.round2.good.test",
         "failed alias-loop for a.round.good.test secure via a.round2.good.test"),
    PATH("tocaa.good.test", "ask alias prove done", NULL, "failed timeout for tocaa.good.test secure",
         FAILS("tocaa.good.test", "CAA"), FAILS("tocaa.good.test", "CNAME")),
    PATH("alias.broken.test", "ask alias prove recheck done", NULL,
         "bogus for alias.broken.test BAD_SIGNATURE of broken.test", FAILS("alias.broken.test", "CAA")),

    /* a failure behind an alias: the zone that counts is its own */
    PATH("tocaa.good.test", "ask alias prove held chase done", "alias secure via caa.good.test",
         "failed timeout for caa.good.test secure TYPE via caa.good.test", FAILS("tocaa.good.test", "CAA"),
         FAILS("caa.good.test", "CAA")),
    PATH("toplain.good.test", "ask alias prove held chase done", "alias secure via caa.plain.test",
         "failed timeout for caa.plain.test insecure TYPE via caa.plain.test", FAILS("toplain.good.test", "CAA"),
         FAILS("caa.plain.test", "CAA")),
    PATH("tocaa.plain.test", "ask alias prove held chase done", "alias insecure via caa.good.test",
         "failed timeout for caa.good.test secure TYPE via caa.good.test", FAILS("tocaa.plain.test", "CAA"),
         FAILS("caa.good.test", "CAA")),

    /* bogus: once more */
    PATH("caa.good.test", "ask prove recheck prove done", NULL, "set secure at caa.good.test",
         FIRST("caa.good.test", "CAA", SPOILT)),
    PATH("caa.good.test", "ask prove recheck prove done", NULL, "bogus for caa.good.test BAD_SIGNATURE of good.test",
         TOLD("caa.good.test", "CAA", SPOILT)),
    PATH("caa.good.test", "ask prove recheck prove done", NULL, "bogus for caa.good.test BAD_SIGNATURE of good.test",
         FIRST("caa.good.test", "CAA", SPOILT), SECOND("caa.good.test", "CAA", BARE)),
    PATH("caa.good.test", "ask prove recheck done", NULL, "bogus for caa.good.test BAD_SIGNATURE of good.test",
         FIRST("caa.good.test", "CAA", SPOILT), SECOND("caa.good.test", "CAA", FAILURE)),
    PATH("caa.good.test", "ask prove recheck done", NULL, "bogus for caa.good.test BAD_SIGNATURE of good.test",
         FIRST("caa.good.test", "CAA", SPOILT), SECOND("caa.good.test", "CAA", STRIPPED)),
    PATH("caa.good.test", "ask prove recheck done", NULL, "bogus for caa.good.test BAD_SIGNATURE of good.test spent",
         FIRST("caa.good.test", "CAA", SPOILT), SECOND("caa.good.test", "CAA", SPENT)),
    PATH("tocaa.good.test", "ask prove recheck prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", FIRST("tocaa.good.test", "CAA", BARE),
         SECOND("tocaa.good.test", "CAA", STEP)),
    PATH("tocaa.good.test", "ask prove recheck prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", FIRST("tocaa.good.test", "CAA", BARE),
         SECOND("tocaa.good.test", "CAA", SPOILT)),

    /* bogus behind aliases that hold: their target is asked itself */
    PATH("tocaa.good.test", "ask prove held chase done", "alias secure via caa.good.test",
         "set secure via caa.good.test at caa.good.test", TOLD("tocaa.good.test", "CAA", SPOILT)),
    PATH("totocaa.good.test", "ask prove held chase done", "alias secure via tocaa.good.test, caa.good.test",
         "set secure via tocaa.good.test, caa.good.test at caa.good.test", TOLD("totocaa.good.test", "CAA", SPOILT)),
    PATH("tobroken.good.test", "ask prove held chase done", "alias secure via forged.broken.test",
         "bogus for forged.broken.test BAD_SIGNATURE of broken.test via forged.broken.test"),
    PATH("totobroken.good.test", "ask prove held chase done", "alias secure via tobroken.good.test, forged.broken.test",
         "bogus for forged.broken.test BAD_SIGNATURE of broken.test via tobroken.good.test, forged.broken.test"),
    PATH("tobroken.old.test", "ask prove held chase done", "alias secure via forged.broken.test sha1",
         "bogus for forged.broken.test BAD_SIGNATURE of broken.test via forged.broken.test sha1"),
    PATH("tobroken.plain.test", "ask prove held chase done", "alias insecure via forged.broken.test",
         "bogus for forged.broken.test BAD_SIGNATURE of broken.test via forged.broken.test"),
    PATH("alias.broken.test", "ask prove recheck prove done", NULL,
         "bogus for alias.broken.test BAD_SIGNATURE of broken.test"),
    PATH("back.broken.test", "ask prove recheck prove done", NULL,
         "bogus for back.broken.test BAD_SIGNATURE of broken.test"),

    /* loops */
    PATH("self.good.test", "ask alias prove done", NULL, "failed alias-loop for self.good.test secure TYPE"),
    PATH("loop.good.test", "ask alias prove done", NULL, "failed alias-loop for loop.good.test secure",
         FAILS("loop.good.test", "CNAME")),
    PATH("loop.good.test", "ask alias prove held chase done", "alias secure via loop2.good.test",
         "failed alias-loop for loop.good.test secure via loop2.good.test"),
    PATH("loop.good.test", "ask prove held chase done", "alias secure via loop2.good.test",
         "failed alias-loop for loop.good.test secure via loop2.good.test", TOLD("loop.good.test", "CAA", STEP),
         TOLD("loop2.good.test", "CAA", STEP)),

    /* spent: nothing is told of the question */
    PATH("caa.good.test", "ask done", NULL, "failed timeout for caa.good.test indeterminate spent",
         SPENT("caa.good.test", "CAA")),
    PATH("caa.good.test", "ask prove done", NULL, "failed timeout for good.test indeterminate DS_LOOKUP of test spent",
         SPENT("good.test", "DS")),
    PATH("www.good.test", "ask alias done", NULL, "failed timeout for www.good.test indeterminate spent",
         FAILS("www.good.test", "CAA"), SPENT("www.good.test", "CNAME")),
    PATH("www.good.test", "ask alias prove done", NULL,
         "failed timeout for www.good.test indeterminate DS_LOOKUP of test TYPE spent", FAILS("www.good.test", "CAA"),
         SPENT("good.test", "DS")),
    PATH("tocaa.good.test", "ask prove held chase done", "alias secure via caa.good.test",
         "failed timeout for caa.good.test indeterminate via caa.good.test spent", TOLD("tocaa.good.test", "CAA", STEP),
         SPENT("caa.good.test", "CAA")),
    PATH("caa.good.test", "ask prove recheck prove done", NULL, "bogus for caa.good.test NO_DENIAL of test spent",
         FIRST("good.test", "DS", BARE), {"good.test", "DS", CHAIN_ATTEMPT_ELSEWHERE, TOLD_SPENT, FAILURE_TIMEOUT},
         SECOND("good.test", "DS", SPENT)),

    /* stripped: nothing can be proved */
    PATH("caa.good.test", "ask done", NULL, "set unchecked at caa.good.test stripped",
         TOLD("caa.good.test", "CAA", STRIPPED)),
    PATH("www.good.test", "ask done", NULL, "nodata unchecked stripped", TOLD("www.good.test", "CAA", STRIPPED)),
    PATH("tocaa.good.test", "ask held chase done", "alias unchecked via caa.good.test stripped",
         "set unchecked via caa.good.test at caa.good.test", TOLD("tocaa.good.test", "CAA", STRIPPED_STEP)),
    PATH("caa.good.test", "ask prove done", NULL, "set unchecked STRIPPED at caa.good.test",
         TOLD("good.test", "DS", STRIPPED)),
    PATH("www.good.test", "ask alias prove done", NULL, "failed timeout for www.good.test unchecked STRIPPED TYPE",
         FAILS("www.good.test", "CAA"), TOLD("good.test", "DS", STRIPPED)),

    /* without validation */
    {.name = "caa.good.test", .trace = "ask done", .answer = "set unchecked at caa.good.test", .unproved = true},
    {.name = "www.good.test", .trace = "ask done", .answer = "nodata unchecked", .unproved = true},
    {.name = "www.good.test",
     .trace = "ask done",
     .answer = "failed timeout for www.good.test unchecked",
     .tellings = {FAILS("www.good.test", "CAA")},
     .unproved = true},
    {.name = "totocaa.good.test",
     .trace = "ask held chase held chase done",
     .path = "alias unchecked via tocaa.good.test",
     .answer = "set unchecked via tocaa.good.test, caa.good.test at caa.good.test",
     .tellings = {TOLD("totocaa.good.test", "CAA", STEP), TOLD("tocaa.good.test", "CAA", STEP)},
     .unproved = true},

    /* addresses are followed, and not proved */
    {.name = "www.good.test", .trace = "ask done", .answer = "set unchecked at www.good.test", .type = "A"},
    {.name = "towww.good.test",
     .trace = "ask held chase done",
     .path = "alias unchecked via www.good.test",
     .answer = "set unchecked via www.good.test at www.good.test",
     .tellings = {TOLD("towww.good.test", "A", STEP)},
     .type = "A"},
    {.name = "www.good.test",
     .trace = "ask done",
     .answer = "failed timeout for www.good.test unchecked",
     .tellings = {FAILS("www.good.test", "A")},
     .type = "A"},
    {.name = "loop.good.test",
     .trace = "ask held chase done",
     .path = "alias unchecked via loop2.good.test",
     .answer = "failed alias-loop for loop.good.test unchecked via loop2.good.test",
     .tellings = {TOLD("loop.good.test", "AAAA", STEP), TOLD("loop2.good.test", "AAAA", STEP)},
     .type = "AAAA"},

    /* links are told as they came */
    {.name = "good.test", .trace = "ask done", .answer = "set unchecked at good.test", .type = "DS"},
    {.name = "plain.test", .trace = "ask done", .answer = "nodata unchecked", .type = "DS"},
    {.name = "tocaa.good.test",
     .trace = "ask done",
     .answer = "nodata unchecked via caa.good.test",
     .tellings = {TOLD("tocaa.good.test", "DS", STEP)},
     .type = "DS"},
    {.name = "good.test",
     .trace = "ask done",
     .answer = "failed timeout for good.test unchecked",
     .tellings = {FAILS("good.test", "DNSKEY")},
     .type = "DNSKEY"},
};

static const char *label_of(const struct path_case *c)
{
    struct buffer label = {0};
    buffer_add_text(&label, c->name);
    for (const struct telling *telling = c->tellings; telling->name; telling++) {
        buffer_add_text(&label, ", ");
        buffer_add_text(&label, telling->type);
        buffer_add_char(&label, ' ');
        buffer_add_text(&label, telling->name);
        buffer_add_text(&label, " told otherwise (");
        buffer_add_unsigned(&label, telling->way);
        buffer_add_char(&label, ')');
    }
    const char *text = arena_text(&made, label.data, label.size);
    buffer_free(&label);
    return text;
}

/* A case with a memory of its own. */
struct trial {
    const struct path_case *c;
    struct network network;
    struct run run;
};

static void trial_begin(struct trial *trial, const struct path_case *c)
{
    struct dns_name name = name_of(c->name);
    trial->c = c;
    trial->network =
        (struct network){.tellings = c->tellings, .trust = c->unproved ? NULL : trust_new(&world.anchors), .now = NOW};
    run_begin(&trial->run, &trial->network,
              dns_question_of(name.wire, c->type ? type_of(c->type) : (uint16_t)DNS_TYPE_CAA));
}

static void trial_end(struct trial *trial)
{
    run_end(&trial->run);
    trust_free(trial->network.trust);
}

static void expect_path(const struct trial *trial)
{
    const struct dns_answer *path = trial->run.resolution.path;
    expect_text(label_of(trial->c), path ? describe(path) : "no path", trial->c->path ? trial->c->path : "no path");
}

static void expect_end(struct trial *trial)
{
    const struct resolution *resolution = &trial->run.resolution;
    const char *label = label_of(trial->c);
    expect_text(label, buffer_text(&trial->run.trace), trial->c->trace);
    expect_text(label, describe(resolution->answer), trial->c->answer);
    expect_path(trial);
    assert_int_equal(resolution->state, RESOLUTION_DONE);
    assert_null(resolution->chain);
    assert_null(resolution->bogus);
}

/* Whoever wants the whole is told it, by the states that lead there. */
static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trial trial;
        trial_begin(&trial, &cases[i]);
        while (run_step(&trial.run, true))
            continue;
        expect_end(&trial);
        trial_end(&trial);
    }
}

static bool is_in_zone_file(const void *context, const uint8_t *name)
{
    return dns_name_equal(name, name_of(context).wire);
}

/* A path ends at the first name whose answer is elsewhere, though the server has told what lies behind it. */
static void test_no_path_past_what_is_elsewhere(void **state)
{
    static const struct {
        const char *held, *path;
    } held[] = {{"tocaa.good.test", "alias secure via tocaa.good.test"},
                {"caa.good.test", "alias secure via tocaa.good.test, caa.good.test"},
                {"totocaa.good.test", NULL},
                {"gone.good.test", NULL}};
    static const struct path_case c = {.name = "totocaa.good.test"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(held); i++) {
        const struct resolution_elsewhere elsewhere = {is_in_zone_file, held[i].held};
        struct trial trial;
        trial_begin(&trial, &c);
        trial.run.resolution.elsewhere = &elsewhere;
        while (run_step(&trial.run, false))
            continue;
        const struct resolution *resolution = &trial.run.resolution;
        expect_text(held[i].held, resolution->path ? describe(resolution->path) : "none",
                    held[i].path ? held[i].path : "none");
        if (!held[i].path)
            assert_int_equal(resolution->answer->kind, ANSWER_SET);
        trial_end(&trial);
    }
}

/* Why a lookup failed, and why nothing more is known of its zone, are two clauses. */
static void test_details_of_a_failure(void **state)
{
    static const struct {
        struct path_case path;
        const char *detail;
    } details[] = {
        {PATH("www.plain.test", NULL, NULL, NULL, FAILS("www.plain.test", "CAA")), "as told"},
        {PATH("www.good.test", NULL, NULL, NULL, FAILS("www.good.test", "CAA"), FAILS("good.test", "DS"),
              FAILS("test", "SOA"), FAILS(".", "SOA")),
         "as told; could not find out anything about good.test: timeout: as told"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(details); i++) {
        struct trial trial;
        trial_begin(&trial, &details[i].path);
        while (run_step(&trial.run, true))
            continue;
        expect_text(details[i].path.name, said(trial.run.resolution.answer->detail), details[i].detail);
        trial_end(&trial);
    }
}

/* Whoever follows the path himself is told its first step, and nothing behind it is asked; whoever comes later and
 * wants the whole is told what he would have been told alone. */
static void test_first_step_and_then_the_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trial trial;
        trial_begin(&trial, &cases[i]);
        while (run_step(&trial.run, false))
            continue;
        expect_path(&trial);
        assert_int_equal(trial.run.resolution.state, cases[i].path ? RESOLUTION_HELD : RESOLUTION_DONE);
        if (cases[i].path)
            assert_ptr_equal(trial.run.resolution.answer, trial.run.resolution.path);
        while (run_step(&trial.run, true))
            continue;
        expect_end(&trial);
        trial_end(&trial);
    }
}

static void test_what_was_not_asked_for_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trial trial;
        trial_begin(&trial, &cases[i]);
        trial.run.disturbed = true;
        feed_uncalled_answer(&trial.run);
        while (run_step(&trial.run, false))
            continue;
        while (run_step(&trial.run, true))
            continue;
        assert_false(run_step(&trial.run, true));
        expect_end(&trial);
        trial_end(&trial);
    }
}

/* Nothing is left behind, which AddressSanitizer sees. */
static void test_an_end_at_any_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool goes_on = true;
        for (unsigned steps = 0; goes_on; steps++) {
            struct trial trial;
            struct resolution_want want;
            trial_begin(&trial, &cases[i]);
            for (unsigned step = 0; step < steps && goes_on; step++)
                goes_on = run_step(&trial.run, true);
            resolution_end(&trial.run.resolution);
            assert_int_equal(resolution_next(&trial.run.resolution, NOW, true, &want), RESOLUTION_TELLS);
            feed_uncalled_reply(&trial.run);
            feed_uncalled_answer(&trial.run);
            assert_null(trial.run.resolution.answer);
            trial_end(&trial);
        }
    }
}

static void test_one_that_was_never_begun(void **state)
{
    struct resolution resolution = {0};
    (void)state;
    resolution_end(&resolution);
    resolution_end(&resolution);
}

/* Every way from one state to another was gone above, and no other one. */
static void test_passages(void **state)
{
    static const struct {
        enum resolution_state from, to;
    } expected[] = {
        {RESOLUTION_ASK, RESOLUTION_ALIAS},     {RESOLUTION_ASK, RESOLUTION_PROVE},
        {RESOLUTION_ASK, RESOLUTION_HELD},      {RESOLUTION_ASK, RESOLUTION_DONE},
        {RESOLUTION_ALIAS, RESOLUTION_PROVE},   {RESOLUTION_ALIAS, RESOLUTION_DONE},
        {RESOLUTION_ALIAS, RESOLUTION_PLAIN},   {RESOLUTION_PLAIN, RESOLUTION_PROVE},
        {RESOLUTION_PROVE, RESOLUTION_RECHECK}, {RESOLUTION_PROVE, RESOLUTION_HELD},
        {RESOLUTION_PROVE, RESOLUTION_DONE},    {RESOLUTION_RECHECK, RESOLUTION_PROVE},
        {RESOLUTION_RECHECK, RESOLUTION_DONE},  {RESOLUTION_HELD, RESOLUTION_CHASE},
        {RESOLUTION_CHASE, RESOLUTION_HELD},    {RESOLUTION_CHASE, RESOLUTION_DONE},
    };
    (void)state;
    for (int from = 0; from < STATES; from++)
        for (int to = 0; to < STATES; to++) {
            bool known = false;
            for (size_t i = 0; i < COUNT_OF(expected); i++)
                known = known || ((int)expected[i].from == from && (int)expected[i].to == to);
            if (passages[from][to] != known)
                fail_msg("from %s to %s: %s", state_words[from], state_words[to],
                         known ? "never" : "it must not be possible");
        }
}

/* ---- what is known already ---- */

/* One after the other, with what those before have taught. */
static void visit_all(const struct path_case *visits, size_t count)
{
    struct trust *trust = trust_new(&world.anchors);
    for (size_t i = 0; i < count; i++) {
        const struct network network = {.tellings = visits[i].tellings, .trust = trust, .now = NOW};
        struct dns_name name = name_of(visits[i].name);
        struct run run;
        run_begin(&run, &network, dns_question_of(name.wire, DNS_TYPE_CAA));
        while (run_step(&run, true))
            continue;
        expect_text(visits[i].name, buffer_text(&run.trace), visits[i].trace);
        expect_text(visits[i].name, describe(run.resolution.answer), visits[i].answer);
        run_end(&run);
    }
    trust_free(trust);
}

/* A zone that has no chain of trust is not looked at twice, but for aliases, which may lead out of it. */
static void test_what_is_known_to_be_insecure(void **state)
{
    static const struct path_case visits[] = {
        PATH("www.plain.test", "ask prove done", NULL, "nodata insecure"),
        PATH("caa.plain.test", "ask done", NULL, "set insecure at caa.plain.test"),
        PATH("www.plain.test", "ask done", NULL, "nodata insecure"),
        PATH("gone.plain.test", "ask done", NULL, "nxdomain insecure"),
        PATH("tocaa.plain.test", "ask prove done", NULL, "set insecure via caa.good.test at caa.good.test"),
        PATH("www.plain.test", "ask alias prove done", NULL, "failed timeout for www.plain.test insecure TYPE",
             FAILS("www.plain.test", "CAA")),
        PATH("gone.optout.test", "ask alias prove done", NULL, "failed timeout for gone.optout.test insecure TYPE",
             FAILS("gone.optout.test", "CAA")),
        PATH("gone.optout.test", "ask prove done", NULL, "nxdomain insecure"), /* which is only guessed */
    };
    (void)state;
    visit_all(visits, COUNT_OF(visits));
}

/* A link that did not hold, and could not be asked for again for want of effort, may hold for the next one. */
static void test_a_link_that_was_spent_teaches_nobody(void **state)
{
    static const struct path_case visits[] = {
        PATH("caa.good.test", "ask prove recheck prove done", NULL, "bogus for caa.good.test NO_DENIAL of test spent",
             FIRST("good.test", "DS", BARE), {"good.test", "DS", CHAIN_ATTEMPT_ELSEWHERE, TOLD_SPENT, FAILURE_TIMEOUT},
             SECOND("good.test", "DS", SPENT)),
        PATH("two.good.test", "ask prove done", NULL, "set secure at two.good.test twofold"),
        PATH("caa.good.test", "ask prove done", NULL, "set secure at caa.good.test"),
    };
    (void)state;
    visit_all(visits, COUNT_OF(visits));
}

/* ---- how long an answer may be kept ---- */

static void test_ttl(void **state)
{
    static const struct {
        const char *name, *step; /* STEP: where the server stops behind the first alias, or NULL */
        bool unproved;
        uint32_t ttl, path_ttl, of_set; /* OF_SET: 0 where there is none */
    } trials[] = {
        {"caa.good.test", NULL, false, 3600, 0, 3600},
        {"caa.good.test", NULL, true, 3600, 0, 3600},
        {"www.good.test", NULL, false, 300, 0, 0},
        {"gone.good.test", NULL, false, 300, 0, 0},
        {"caa.plain.test", NULL, false, 3600, 0, 3600},
        {"tocaa.brief.test", NULL, false, 30, 0, 30},
        {"tocaa.brief.test", NULL, true, 30, 0, 30},
        {"tocaa.brief.test", "tocaa.brief.test", false, 30, 60, 30},
        {"tocaa.brief.test", "tocaa.brief.test", true, 30, 60, 30},
        {"togone.brief.test", NULL, false, 90, 0, 0},
        {"togone.brief.test", NULL, true, 90, 0, 0},
        {"togone.brief.test", "togone.brief.test", false, 90, 90, 0},
        {"togone.brief.test", "togone.brief.test", true, 90, 90, 0},
        {"ending.brief.test", NULL, false, 20, 0, 20}, /* its signature ends */
        {"ending.brief.test", NULL, true, 3600, 0, 3600},
        {"toending.brief.test", NULL, false, 20, 0, 20},
        {"tolasting.brief.test", NULL, false, 10, 0, 3600}, /* the set's own, whatever leads to it */
        {"tolasting.brief.test", NULL, true, 10, 0, 3600},
        {"toending.brief.test", "toending.brief.test", false, 20, 50, 20},
        {"toending.brief.test", "toending.brief.test", true, 50, 50, 3600},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trials); i++) {
        const struct path_case c = {.name = trials[i].name,
                                    .unproved = trials[i].unproved,
                                    .tellings = {{trials[i].step, "CAA", EACH_TIME, TOLD_STEP, FAILURE_NONE}}};
        struct trial trial;
        trial_begin(&trial, &c);
        while (run_step(&trial.run, true))
            continue;
        expect_number(trials[i].name, trial.run.resolution.ttl, trials[i].ttl);
        expect_number(trials[i].name, trial.run.resolution.path_ttl, trials[i].path_ttl);
        if (trials[i].of_set)
            expect_number(trials[i].name, trial.run.resolution.answer->ttl, trials[i].of_set);
        trial_end(&trial);
    }
}

/* ---- what is told is what was validated ---- */

static const struct dns_answer *answer_to_octets(struct resolution *resolution, const struct network *network,
                                                 const char *name, struct dns_rdata octets)
{
    static struct dns_name asked;
    struct arena arena = {0};
    struct dns_reply reply;
    struct resolution_want want;
    uint32_t ttl;
    asked = name_of(name);
    resolution_begin(resolution, network->trust, dns_question_of(asked.wire, DNS_TYPE_CAA));
    dns_reply_classify(octets.bytes, octets.size, resolution->question, &arena, &reply);
    resolution_feed_reply(resolution, NOW, &reply);
    arena_free(&arena);
    while (resolution_next(resolution, NOW, false, &want) == RESOLUTION_WANTS_ANSWER) {
        const struct dns_answer *answer = network_answer(network, &want, &ttl);
        resolution_feed_answer(resolution, NOW, answer, ttl);
        dns_answer_drop(answer);
    }
    return resolution->answer;
}

/* A record that stands there twice is one, and what nobody signed is not told. */
static void test_records_are_those_that_were_signed(void **state)
{
    const struct network network = {.trust = trust_new(&world.anchors), .now = NOW};
    struct zone_set *caa = zone_find(world.zones[2], name_of("caa.good.test").wire, DNS_TYPE_CAA);
    struct dns_name name = name_of("caa.good.test");
    struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
    struct resolution resolution;
    (void)state;
    say(&message, ANSWER, name.wire, world.zones[2], caa);
    message_add_set(&message, ANSWER, name.wire, &caa->set);
    message_add_set(&message, ANSWER, name_of("other.good.test").wire, &caa->set);
    message_add_set(&message, AUTHORITY, name.wire, &caa->set);
    const struct dns_answer *answer = answer_to_octets(&resolution, &network, "caa.good.test", message_end(&message));
    expect_text("twice", describe(answer), "set secure at caa.good.test");
    expect_number("twice", answer->record_count, 1);
    assert_memory_equal(answer->records[0].bytes, caa->set.records[0].bytes, caa->set.records[0].size);
    resolution_end(&resolution);
    trust_free(network.trust);
}

/* An octet of the message that is changed changes nothing that is told as secure. */
static void test_changed_replies(void **state)
{
    static const char *const names[] = {"caa.good.test", "totocaa.good.test", "a.wild.good.test", "caa.dn.good.test"};
    const struct network network = {.trust = trust_new(&world.anchors), .now = NOW};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct dns_rdata octets = world_octets(&world, names[i], "CAA");
        struct resolution resolution;
        const char *truth = describe(answer_to_octets(&resolution, &network, names[i], octets));
        resolution_end(&resolution);
        expect_start(names[i], truth, "set secure");
        uint8_t *copy = arena_dup(&made, octets.bytes, octets.size);
        for (size_t at = 12; at < octets.size; at++) {
            copy[at] ^= 1;
            const struct dns_answer *answer =
                answer_to_octets(&resolution, &network, names[i], (struct dns_rdata){copy, octets.size});
            if (answer && answer->kind == ANSWER_SET && answer->dnssec == DNSSEC_SECURE) {
                expect_text(names[i], describe(answer), truth);
                assert_memory_equal(answer->records[0].bytes + 7, "ca.example", 10);
            }
            resolution_end(&resolution);
            copy[at] ^= 1;
        }
    }
    trust_free(network.trust);
}

/* ---- aliases in a row, fed by hand ---- */

/* `a`, `b` ... */
static const uint8_t *letter(size_t number)
{
    static uint8_t names[26][3];
    names[number][0] = 1;
    names[number][1] = (uint8_t)('a' + number);
    return names[number];
}

static void begin_at_a(struct resolution *resolution)
{
    resolution_begin(resolution, NULL, dns_question_of(letter(0), DNS_TYPE_CAA));
}

static void take_letters(const uint8_t **aliases, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        aliases[i] = letter(first + i);
}

/* The question's own reply: aliases to b, c ..., and a set or nothing at their end. */
static void feed_first_segment(struct resolution *resolution, size_t count, bool set)
{
    static const struct dns_rdata record = {(const uint8_t *)"\0\5issueca.example", 17};
    const uint8_t *aliases[DNS_ALIASES_MAX];
    take_letters(aliases, 1, count);
    const struct dns_reply reply = {.kind = set ? REPLY_SET : REPLY_ALIAS,
                                    .ttl = 60,
                                    .path_ttl = 60,
                                    .alias_count = count,
                                    .aliases = aliases,
                                    .record_count = set,
                                    .records = (struct dns_rdata *)(uintptr_t)&record,
                                    .owner = set ? letter(count) : NULL,
                                    .detail = ""};
    resolution_feed_reply(resolution, NOW, &reply);
}

/* What the target, alias number FIRST, is told to be: aliases again, with or without a set. */
static void feed_segment(struct resolution *resolution, size_t first, size_t count, bool set)
{
    static const struct dns_rdata record = {(const uint8_t *)"\0\5issueca.example", 17};
    const uint8_t *aliases[DNS_ALIASES_MAX];
    struct resolution_want want;
    assert_int_equal(resolution_next(resolution, NOW, true, &want), RESOLUTION_WANTS_ANSWER);
    assert_true(dns_name_equal(want.question.name, letter(first)));
    assert_int_equal(want.question.type, DNS_TYPE_CAA);
    take_letters(aliases, first + 1, count);
    const struct dns_answer *answer = dns_answer_new(&(struct dns_answer){.kind = set ? ANSWER_SET : ANSWER_ALIAS,
                                                                          .alias_count = count,
                                                                          .aliases = aliases,
                                                                          .record_count = set,
                                                                          .records = &record,
                                                                          .owner = letter(first + count)});
    resolution_feed_answer(resolution, NOW, answer, 60);
    dns_answer_drop(answer);
}

/* LENGTH aliases, and a set at their end. Bit I of CUTS: the server stopped behind alias I + 1. */
static void follow_segments(struct resolution *resolution, size_t length, unsigned cuts)
{
    size_t done = 0;
    begin_at_a(resolution);
    while (resolution->state != RESOLUTION_DONE && done < length) {
        size_t count = 1;
        while (done + count < length && !(cuts >> (done + count - 1) & 1))
            count++;
        bool set = done + count == length && !(cuts >> (length - 1) & 1);
        if (!done)
            feed_first_segment(resolution, count, set);
        else
            feed_segment(resolution, done, count, set);
        done += count;
    }
    if (resolution->state == RESOLUTION_HELD)
        feed_segment(resolution, length, 0, true);
}

/* 16 are followed and 17 are not, whoever followed how many of them. */
static void test_aliases_in_every_segmentation(void **state)
{
    (void)state;
    for (unsigned cuts = 0; cuts < 1u << DNS_ALIASES_MAX; cuts += segmentation_step) {
        struct resolution resolution;
        follow_segments(&resolution, DNS_ALIASES_MAX, cuts);
        const struct dns_answer *answer = resolution.answer;
        if (answer->kind != ANSWER_SET || answer->alias_count != DNS_ALIASES_MAX)
            fail_msg("16, cut %x: %s", cuts, describe(answer));
        for (size_t i = 0; i < DNS_ALIASES_MAX; i++)
            assert_true(dns_name_equal(answer->aliases[i], letter(i + 1)));
        resolution_end(&resolution);
    }
    for (unsigned cuts = 1; cuts < 1u << DNS_ALIASES_MAX;
         cuts += segmentation_step) { /* no message is read to hold 17 */
        struct resolution resolution;
        follow_segments(&resolution, DNS_ALIASES_MAX + 1, cuts);
        const struct dns_answer *answer = resolution.answer;
        if (answer->kind != ANSWER_FAILED || answer->failure != FAILURE_ALIAS_TOO_LONG)
            fail_msg("17, cut %x: %s", cuts, describe(answer));
        assert_true(dns_name_equal(answer->cause.name, letter(0)));
        resolution_end(&resolution);
    }
}

/* From a by way of b and c, of which the last leads on to these letters. */
static void test_loops(void **state)
{
    static const struct {
        const char *onward, *answer;
    } trials[] = {
        {"a", "failed alias-loop for a unchecked via b, c"},    /* the question's own name */
        {"b", "failed alias-loop for a unchecked via b, c"},    /* an alias before the target */
        {"c", "failed alias-loop for a unchecked via b, c"},    /* the target itself */
        {"da", "failed alias-loop for a unchecked via b, c"},   /* behind others */
        {"defb", "failed alias-loop for a unchecked via b, c"}, /* likewise */
        {"d", "alias unchecked via b, c, d"},                   /* none */
        {"defghijklmnopq", "alias unchecked via b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q"},
        {"defghijklmnopqr", "failed alias-too-long for a unchecked via b, c"},
        {"defghijklmnopqa", "failed alias-too-long for a unchecked via b, c"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trials); i++) {
        const uint8_t *aliases[DNS_ALIASES_MAX];
        size_t count = strlen(trials[i].onward);
        struct resolution resolution;
        struct resolution_want want;
        begin_at_a(&resolution);
        feed_first_segment(&resolution, 2, false);
        for (size_t k = 0; k < count; k++)
            aliases[k] = letter((size_t)(trials[i].onward[k] - 'a'));
        const struct dns_answer *onward =
            dns_answer_new(&(struct dns_answer){.kind = ANSWER_ALIAS, .alias_count = count, .aliases = aliases});
        assert_int_equal(resolution_next(&resolution, NOW, true, &want), RESOLUTION_WANTS_ANSWER);
        resolution_feed_answer(&resolution, NOW, onward, 60);
        expect_text(trials[i].onward, describe(resolution.answer), trials[i].answer);
        dns_answer_drop(onward);
        resolution_end(&resolution);
    }
}

/* ---- the end of a path, and the status of both together ---- */

/* The weakest counts; of a lookup that failed in a signed zone that zone alone (lookup-failed-signed). */
static void test_status_of_a_path_and_its_end(void **state)
{
    static const struct {
        enum dnssec_status path, end;
        enum dnssec_status found, failed; /* of a set at the end, of a failure there */
    } trials[] = {
        {DNSSEC_SECURE, DNSSEC_SECURE, DNSSEC_SECURE, DNSSEC_SECURE},
        {DNSSEC_SECURE, DNSSEC_INSECURE, DNSSEC_INSECURE, DNSSEC_INSECURE},
        {DNSSEC_SECURE, DNSSEC_UNCHECKED, DNSSEC_UNCHECKED, DNSSEC_UNCHECKED},
        {DNSSEC_SECURE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE},
        {DNSSEC_INSECURE, DNSSEC_SECURE, DNSSEC_INSECURE, DNSSEC_SECURE},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, DNSSEC_INSECURE, DNSSEC_INSECURE},
        {DNSSEC_INSECURE, DNSSEC_UNCHECKED, DNSSEC_UNCHECKED, DNSSEC_UNCHECKED},
        {DNSSEC_INSECURE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE},
        {DNSSEC_UNCHECKED, DNSSEC_SECURE, DNSSEC_UNCHECKED, DNSSEC_SECURE},
        {DNSSEC_UNCHECKED, DNSSEC_INSECURE, DNSSEC_UNCHECKED, DNSSEC_UNCHECKED},
        {DNSSEC_UNCHECKED, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE},
        {DNSSEC_INDETERMINATE, DNSSEC_SECURE, DNSSEC_INDETERMINATE, DNSSEC_SECURE},
        {DNSSEC_INDETERMINATE, DNSSEC_INSECURE, DNSSEC_INDETERMINATE, DNSSEC_INDETERMINATE},
    };
    static const enum answer_kind kinds[] = {ANSWER_SET, ANSWER_NODATA, ANSWER_NXDOMAIN, ANSWER_FAILED, ANSWER_BOGUS};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trials); i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            bool failed = kinds[k] == ANSWER_FAILED, bogus = kinds[k] == ANSWER_BOGUS;
            const uint8_t *alias = letter(1);
            struct resolution resolution;
            begin_at_a(&resolution);
            resolution.state = RESOLUTION_CHASE;
            resolution.answer = dns_answer_new(&(struct dns_answer){
                .kind = ANSWER_ALIAS, .alias_count = 1, .aliases = &alias, .dnssec = trials[i].path});
            const struct dns_answer *end =
                dns_answer_new(&(struct dns_answer){.kind = kinds[k],
                                                    .failure = failed ? FAILURE_TIMEOUT : FAILURE_NONE,
                                                    .cause.name = failed || bogus ? letter(1) : NULL,
                                                    .dnssec = bogus ? DNSSEC_BOGUS : trials[i].end});
            resolution_feed_answer(&resolution, NOW, end, 60);
            const struct dns_answer *answer = resolution.answer;
            enum dnssec_status expected = bogus ? DNSSEC_BOGUS : failed ? trials[i].failed : trials[i].found;
            if (answer->kind != kinds[k] || answer->dnssec != expected)
                fail_msg("%s, then %s: %s", dnssec_word(trials[i].path), dnssec_word(trials[i].end), describe(answer));
            assert_int_equal(answer->alias_count, 1);
            if (failed || bogus)
                assert_true(dns_name_equal(answer->cause.name, letter(1)));
            dns_answer_drop(end);
            resolution_end(&resolution);
        }
}

/* What is odd on the way is told at its end. */
static void test_oddities_of_a_path_and_its_end(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 16; bits++) {
        const uint8_t *alias = letter(1);
        struct resolution resolution;
        begin_at_a(&resolution);
        resolution.state = RESOLUTION_CHASE;
        resolution.answer = dns_answer_new(&(struct dns_answer){.kind = ANSWER_ALIAS,
                                                                .alias_count = 1,
                                                                .aliases = &alias,
                                                                .remarks.stale = bits & 1,
                                                                .sha1 = bits >> 1 & 1});
        const struct dns_answer *end = dns_answer_new(
            &(struct dns_answer){.kind = ANSWER_NODATA, .remarks.stale = bits >> 2 & 1, .sha1 = bits >> 3 & 1});
        resolution_feed_answer(&resolution, NOW, end, 60);
        assert_int_equal(resolution.answer->remarks.stale, (bits | bits >> 2) & 1);
        assert_int_equal(resolution.answer->sha1, (bits >> 1 | bits >> 3) & 1);
        dns_answer_drop(end);
        resolution_end(&resolution);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_no_path_past_what_is_elsewhere),
        cmocka_unit_test(test_details_of_a_failure),
        cmocka_unit_test(test_first_step_and_then_the_whole),
        cmocka_unit_test(test_what_was_not_asked_for_changes_nothing),
        cmocka_unit_test(test_an_end_at_any_step),
        cmocka_unit_test(test_one_that_was_never_begun),
        cmocka_unit_test(test_passages),
        cmocka_unit_test(test_what_is_known_to_be_insecure),
        cmocka_unit_test(test_a_link_that_was_spent_teaches_nobody),
        cmocka_unit_test(test_ttl),
        cmocka_unit_test(test_records_are_those_that_were_signed),
        cmocka_unit_test(test_changed_replies),
        cmocka_unit_test(test_aliases_in_every_segmentation),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_status_of_a_path_and_its_end),
        cmocka_unit_test(test_oddities_of_a_path_and_its_end),
    };
    segmentation_step = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : segmentation_step;
    return cmocka_run_group_tests(tests, make_world, NULL);
}
