/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"
#include "signed_world.h"

#include "dns/chain.h"
#include "dns/testing.h"

#include <stdio.h>

/* ---- the world: a zone for each case, below a signed root ---- */

static struct world world;

/* What stands in a zone with NSEC and in one with NSEC3. */
static const char everything[] = "@ CAA 0 issue \"ca.example\"\n"
                                 "caa CAA 0 issue \"ca.example\"\n"
                                 "caa CAA 0 iodef \"mailto:a@example\"\n"
                                 "www A 192.0.2.1\n"
                                 "x.deep.ent A 192.0.2.1\n"
                                 "*.wild CAA 0 issue \"ca.example\"\n"
                                 "there.wild A 192.0.2.1\n"
                                 "*.only A 192.0.2.1\n"
                                 "*.nodes.only A 192.0.2.1\n"
                                 "alias CNAME www.p256.test.\n"
                                 "alias2 CNAME alias\n"
                                 "tocaa CNAME caa.p256.test.\n"
                                 "*.aliases CNAME caa.p256.test.\n"
                                 "toinsecure CNAME caa.plain.test.\n"
                                 "tobogus CNAME forged.faulty.test.\n"
                                 "togone CNAME gone.p256.test.\n"
                                 "togoneplain CNAME gone.plain.test.\n"
                                 "dn DNAME p256.test.\n"
                                 "dnplain DNAME plain.test.\n";

static struct test_zone *signed_zone(const char *name, enum key_id key, const char *records)
{
    return zone_new(&world, (struct test_zone){.name = name, .key = key}, records);
}

static void plain_zone(const char *name)
{
    zone_new(&world, (struct test_zone){.name = name},
             "caa CAA 0 issue \"ca.example\"\nwww A 192.0.2.1\n"
             "tosecure CNAME caa.p256.test.");
}

static void hashed_zone(const char *name, const struct hash_parameters parameters, const char *records)
{
    zone_new(&world, (struct test_zone){.name = name, .key = KEY_P256, .nsec3 = true, .parameters = parameters},
             records);
}

static void delegated_zone(const char *name, enum ds_kind ds)
{
    zone_new(&world, (struct test_zone){.name = name, .key = KEY_P256, .ds = ds}, everything);
}

static const char one_caa[] = "caa CAA 0 issue \"ca.example\"\nwww A 192.0.2.1";

/* As many aliases in a row as may be. */
static void make_alias_chain(void)
{
    char text[2048] = "c16 CAA 0 issue \"ca.example\"";
    for (int i = 0; i < DNS_ALIASES_MAX; i++) {
        size_t at = strlen(text);
        snprintf(text + at, sizeof text - at, "\nc%d CNAME c%d.aliaschain.test.", i, i + 1);
    }
    signed_zone("aliaschain.test", KEY_P256, text);
}

static void make_faulty_zones(void)
{
    struct test_zone *faulty = signed_zone("faulty.test", KEY_P256,
                                           "forged CAA 0 issue \"ca.example\"\nbare CAA 0 issue \"ca.example\"\n"
                                           "stranger CAA 0 issue \"ca.example\"\nparents CAA 0 issue \"ca.example\"\n"
                                           "old CAA 0 issue \"ca.example\"\nyoung CAA 0 issue \"ca.example\"\n"
                                           "many CAA 0 issue \"ca.example\"\n*.forgedwild CAA 0 issue \"ca.example\"");
    zone_set(faulty, "forged", "CAA")->forged = true;
    zone_set(faulty, "*.forgedwild", "CAA")->forged = true;
    zone_set(faulty, "bare", "CAA")->bare = true;
    zone_set(faulty, "stranger", "CAA")->signing.key = KEY_P256_OTHER;
    zone_set(faulty, "parents", "CAA")->signing.signer = "test";
    zone_set(faulty, "old", "CAA")->signing.until = NOW - 60;
    zone_set(faulty, "young", "CAA")->signing.from = NOW + 60;
    zone_set(faulty, "many", "CAA")->signing.more_labels = 1;

    zone_new(&world, (struct test_zone){.name = "expired.test", .key = KEY_P256, .until = NOW - 60}, one_caa);
    zone_new(&world, (struct test_zone){.name = "early.test", .key = KEY_P256, .from = NOW + 60}, one_caa);
    zone_set(signed_zone("barekeys.test", KEY_P256, one_caa), "@", "DNSKEY")->bare = true;
    zone_set(signed_zone("forgedkeys.test", KEY_P256, one_caa), "@", "DNSKEY")->forged = true;
    signed_zone("forgedds.test", KEY_P256, one_caa);
    zone_set(world.zones[1], "forgedds", "DS")->forged = true;
    signed_zone("bareds.test", KEY_P256, one_caa);
    zone_set(world.zones[1], "bareds", "DS")->bare = true;
    zone_set(signed_zone("baresoa.test", KEY_P256, one_caa), "@", "SOA")->bare = true;
}

static int make_world(void **state)
{
    static const struct hash_parameters none = {0}, some = {.iterations = 5, .salt = "aabbccdd"},
                                        many = {.iterations = 2500, .salt = "ab"}, most = {.iterations = 150},
                                        opt_out = {.flags = NSEC3_OPT_OUT};
    (void)state;
    signed_zone(".", KEY_P256, "");
    signed_zone("test", KEY_P256, "ns A 192.0.2.1");
    signed_zone("p256.test", KEY_P256, everything);
    hashed_zone("hashed.test", some, everything);
    signed_zone("rsa.test", KEY_RSASHA256, one_caa);
    signed_zone("ed25519.test", KEY_ED25519, one_caa);
    signed_zone("ed448.test", KEY_ED448, one_caa);
    signed_zone("p384.test", KEY_P384, one_caa);
    signed_zone("rsasha1.test", KEY_RSASHA1, one_caa);
    delegated_zone("sha1.test", DS_SHA1);
    delegated_zone("sha1both.test", DS_SHA1_AND_SHA256);
    delegated_zone("sha384.test", DS_SHA384);
    delegated_zone("otherkey.test", DS_OF_OTHER_KEY);
    delegated_zone("unknownalgorithm.test", DS_UNKNOWN_ALGORITHM);
    delegated_zone("unknowndigest.test", DS_UNKNOWN_DIGEST);
    delegated_zone("island.test", DS_ABSENT);
    plain_zone("plain.test");
    plain_zone("plain.hashed.test");
    signed_zone("sub.hashed.test", KEY_P256_OTHER, one_caa);
    hashed_zone("optout.test", opt_out, everything);
    plain_zone("plain.optout.test");
    plain_zone("plain.below.optout.test");
    signed_zone("sub.optout.test", KEY_P256, one_caa);
    hashed_zone("iterations.test", many, everything);
    plain_zone("plain.iterations.test");
    signed_zone("sub.iterations.test", KEY_P256, one_caa);
    hashed_zone("most.test", most, one_caa);
    hashed_zone("none.test", none, one_caa);
    signed_zone("sub.p256.test", KEY_P256_OTHER, everything);
    plain_zone("below.plain.test");
    signed_zone("star.test", KEY_P256, "* CAA 0 issue \"ca.example\"");
    plain_zone("plain.star.test");
    signed_zone("signed.star.test", KEY_P256_OTHER, one_caa);
    make_alias_chain();
    make_faulty_zones();
    return 0;
}

/* ---- the driver ---- */

struct outcome {
    char summary[700]; /* `bogus EXPIRED faulty.test`; `indeterminate DS_LOOKUP test timeout@a.test` */
    char detail[700];  /* key tags as N, since the keys are new ones each time */
    char asked[16384]; /* `DNSKEY . / DS test` */
    char owner[256];   /* of a set whose signature was validated */
    unsigned questions;
    enum dnssec_status status;
    enum dnssec_fault fault;
    uint32_t ttl;
    bool sha1;
};

struct run {
    struct world *world;
    struct trust *trust;
    struct chain *chain;
    struct outcome outcome;
    bool spent; /* what fails does so for want of effort */
};

static struct trust *new_trust(void)
{
    return trust_new(&world.anchors);
}

static struct dns_reply classify(struct dns_rdata octets, struct dns_question question, struct arena *arena)
{
    struct dns_reply reply;
    dns_reply_classify(octets.bytes, octets.size, question, arena, &reply);
    return reply;
}

/* An answer to CAA, or the failure of its lookup. */
static struct run run_start(struct world *of, struct trust *trust, const char *name)
{
    struct run run = {.world = of, .trust = trust};
    struct dns_name wire = name_of(name);
    struct arena arena = {0};
    struct dns_question question = dns_question_of(wire.wire, DNS_TYPE_CAA);
    const struct world_reply *said = world_ask(of, wire.wire, DNS_TYPE_CAA);
    struct dns_reply reply = {.kind = REPLY_FAILED, .failure = said->failure, .detail = ""};
    if (!said->failure)
        reply = classify(said->octets, question, &arena);
    run.chain = chain_new(trust, &(struct chain_subject){question, &reply});
    arena_free(&arena);
    return run;
}

static void log_question(struct outcome *outcome, struct dns_question question)
{
    struct buffer text = {0};
    if (outcome->questions++)
        buffer_add_text(&text, " / ");
    dns_type_print(question.type, &text);
    buffer_add_char(&text, ' ');
    dns_name_print(question.name, &text);
    size_t at = strlen(outcome->asked);
    snprintf(outcome->asked + at, sizeof outcome->asked - at, "%s", buffer_text(&text));
    buffer_free(&text);
}

/* Answers one question; false when there is none. */
static bool run_step(struct run *run, time_t now)
{
    struct dns_question question;
    if (!chain_next(run->chain, now, &question))
        return false;
    log_question(&run->outcome, question);
    const struct world_reply *said = world_ask(run->world, question.name, question.type);
    const struct chain_reply reply = {.failure = said->failure,
                                      .detail = "said the test",
                                      .message = said->failure ? NULL : said->octets.bytes,
                                      .size = said->failure ? 0 : said->octets.size,
                                      .stripped = said->stripped,
                                      .cause.spent = said->failure && run->spent};
    chain_feed(run->chain, now, &reply);
    return true;
}

/* What stands behind `key ` or `tag ` and the like is a number that changes. */
static void copy_without_tags(const char *from, char *to)
{
    static const char *const before[] = {"key ", "tag "};
    while (*from) {
        size_t skip = 0;
        for (size_t i = 0; i < COUNT_OF(before); i++)
            if (strncmp(from, before[i], 4) == 0 && from[4] >= '0' && from[4] <= '9')
                skip = strspn(from + 4, "0123456789");
        if (!skip) {
            *to++ = *from++;
            continue;
        }
        memcpy(to, from, 4);
        to[4] = 'N';
        to += 5;
        from += 4 + skip;
    }
    *to = '\0';
}

static struct outcome run_end(struct run *run)
{
    const struct chain_result *result = chain_result(run->chain);
    struct outcome *outcome = &run->outcome;
    struct buffer text = {0};
    buffer_add_text(&text, dnssec_word(result->proof.status));
    if (result->proof.fault) {
        buffer_add_char(&text, ' ');
        buffer_add_text(&text, fault_word(result->proof.fault));
    }
    if (result->proof.zone) {
        buffer_add_char(&text, ' ');
        dns_name_print(result->proof.zone, &text);
    }
    if (result->failure) {
        buffer_add_char(&text, ' ');
        buffer_add_text(&text, failure_code(result->failure));
        buffer_add_char(&text, '@');
        dns_name_print(result->cause.name, &text);
    }
    snprintf(outcome->summary, sizeof outcome->summary, "%s", buffer_text(&text));
    buffer_free(&text);
    copy_without_tags(said(result->proof.detail), outcome->detail);
    if (result->path->owner) {
        struct buffer owner = {0};
        dns_name_print(result->path->owner, &owner);
        snprintf(outcome->owner, sizeof outcome->owner, "%s", buffer_text(&owner));
        buffer_free(&owner);
    }
    outcome->status = result->proof.status;
    outcome->fault = result->proof.fault;
    outcome->ttl = result->proof.ttl;
    outcome->sha1 = result->proof.sha1;
    chain_free(run->chain);
    return *outcome;
}

static struct outcome validate_at(struct world *of, struct trust *trust, const char *name, time_t now)
{
    struct run run = run_start(of, trust, name);
    while (run_step(&run, now))
        continue;
    return run_end(&run);
}

static struct outcome validate(struct world *of, const char *name)
{
    struct trust *trust = new_trust();
    struct outcome outcome = validate_at(of, trust, name, NOW);
    trust_free(trust);
    return outcome;
}

static void expect(struct world *of, const char *name, const char *summary)
{
    struct outcome outcome = validate(of, name);
    if (strcmp(outcome.summary, summary) != 0)
        fail_msg("%s:\n  came     %s (%s)\n  expected %s\n  asked    %s", name, outcome.summary, outcome.detail,
                 summary, outcome.asked);
}

struct name_case {
    const char *name, *summary;
};

static void expect_each(const struct name_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(&world, cases[i].name, cases[i].summary);
}

/* ---- answers that hold ---- */

static void test_secure(void **state)
{
    static const struct name_case cases[] = {
        {"caa.p256.test", "secure"},
        {"p256.test", "secure"},
        {"www.p256.test", "secure"},
        {"gone.p256.test", "secure"},
        {"a.b.gone.p256.test", "secure"},
        {"gone.www.p256.test", "secure"},
        {"ent.p256.test", "secure"},
        {"deep.ent.p256.test", "secure"},
        {"a.wild.p256.test", "secure"},
        {"c.b.a.wild.p256.test", "secure"},
        {"there.wild.p256.test", "secure"},
        {"a.there.wild.p256.test", "secure"},
        {"*.wild.p256.test", "secure"},
        {"a.only.p256.test", "secure"},
        {"nodes.only.p256.test", "secure"},
        {"alias.p256.test", "secure"},
        {"tocaa.p256.test", "secure"},
        {"a.aliases.p256.test", "secure"},
        {"togone.p256.test", "secure"},
        {"caa.dn.p256.test", "secure"},
        {"gone.dn.p256.test", "secure"},
        {"tocaa.dn.p256.test", "secure"},
        {"dn.p256.test", "secure"},
        {"caa.hashed.test", "secure"},
        {"hashed.test", "secure"},
        {"www.hashed.test", "secure"},
        {"gone.hashed.test", "secure"},
        {"a.b.gone.hashed.test", "secure"},
        {"ent.hashed.test", "secure"},
        {"deep.ent.hashed.test", "secure"},
        {"a.wild.hashed.test", "secure"},
        {"c.b.a.wild.hashed.test", "secure"},
        {"there.wild.hashed.test", "secure"},
        {"a.only.hashed.test", "secure"},
        {"alias.hashed.test", "secure"},
        {"a.aliases.hashed.test", "secure"},
        {"caa.dn.hashed.test", "secure"},
        {"caa.sub.hashed.test", "secure"},
        {"sub.hashed.test", "secure"},
        {"gone.sub.hashed.test", "secure"},
        {"caa.sub.p256.test", "secure"},
        {"gone.sub.p256.test", "secure"},
        {"caa.sub.optout.test", "secure"},
        {"caa.optout.test", "secure"},
        {"www.optout.test", "secure"},
        {"caa.rsa.test", "secure"},
        {"www.rsa.test", "secure"},
        {"caa.ed25519.test", "secure"},
        {"caa.ed448.test", "secure"},
        {"caa.p384.test", "secure"},
        {"caa.sha384.test", "secure"},
        {"c0.aliaschain.test", "secure"},
        {"caa.none.test", "secure"},
        {"gone.none.test", "secure"},
        {"gone.most.test", "secure"},
        {"test", "secure"},
        {"nosuchtld", "secure"},
        {"a.nosuchtld", "secure"},
    };
    (void)state;
    expect_each(cases, COUNT_OF(cases));
}

static void test_insecure(void **state)
{
    static const struct name_case cases[] = {
        {"caa.plain.test", "insecure"}, /* a cut, by NSEC */
        {"www.plain.test", "insecure"},
        {"gone.plain.test", "insecure"},
        {"plain.test", "insecure"},
        {"caa.below.plain.test", "insecure"},
        {"caa.plain.hashed.test", "insecure"}, /* by NSEC3 */
        {"plain.hashed.test", "insecure"},
        {"caa.plain.optout.test", "insecure"}, /* by opt-out */
        {"plain.optout.test", "insecure"},
        {"caa.plain.below.optout.test", "insecure"},
        {"gone.optout.test", "insecure"}, /* RFC 5155 9.2 */
        {"a.wild.optout.test", "insecure"},
        {"below.optout.test", "insecure"},
        {"a.aliases.optout.test", "insecure"},
        {"caa.unknownalgorithm.test", "insecure"}, /* RFC 4035 5.2 */
        {"unknownalgorithm.test", "insecure"},
        {"caa.unknowndigest.test", "insecure"},
        {"caa.island.test", "insecure"}, /* signed, and nobody vouches for it */
        {"gone.island.test", "insecure"},
        {"www.iterations.test", "insecure"}, /* RFC 9276 3.2 */
        {"gone.iterations.test", "insecure"},
        {"caa.plain.iterations.test", "insecure"},
        {"toinsecure.p256.test", "insecure"}, /* the weakest link counts */
        {"togoneplain.p256.test", "insecure"},
        {"tosecure.plain.test", "insecure"},
        {"caa.dnplain.p256.test", "insecure"},
        {"toinsecure.hashed.test", "insecure"},
    };
    (void)state;
    expect_each(cases, COUNT_OF(cases));
}

/* Records with signatures stay secure where only absences cannot be proven. */
static void test_iterations_and_what_is_signed(void **state)
{
    (void)state;
    expect(&world, "sub.iterations.test", "secure");
    expect(&world, "caa.sub.iterations.test", "secure");
}

static void test_sha1_is_told(void **state)
{
    static const struct {
        const char *name;
        bool sha1;
    } cases[] = {{"caa.p256.test", false}, {"caa.rsasha1.test", true}, {"gone.rsasha1.test", true},
                 {"caa.sha1.test", true},  {"gone.sha1.test", true},   {"caa.sha1both.test", false},
                 {"caa.rsa.test", false},  {"gone.hashed.test", false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct outcome outcome = validate(&world, cases[i].name);
        expect_text(cases[i].name, outcome.summary, "secure");
        expect_number(cases[i].name, outcome.sha1, cases[i].sha1);
    }
}

/* ---- answers that do not ---- */

static void test_bogus(void **state)
{
    static const struct {
        const char *name, *summary, *words;
    } cases[] = {
        {"old.faulty.test", "bogus EXPIRED faulty.test",
         "RRSIG by key N of faulty.test expired 2025-12-31T23:59:00Z (CAA of old.faulty.test, algorithm 13 "
         "ECDSAP256SHA256)"},
        {"young.faulty.test", "bogus NOT_YET_VALID faulty.test",
         "RRSIG by key N of faulty.test is not valid before 2026-01-01T00:01:00Z (CAA of young.faulty.test"},
        {"bare.faulty.test", "bogus NO_SIGNATURE faulty.test", "no RRSIG by faulty.test (CAA of bare.faulty.test)"},
        {"forged.faulty.test", "bogus BAD_SIGNATURE faulty.test",
         "RRSIG by key N of faulty.test does not match the records (CAA of forged.faulty.test"},
        {"a.forgedwild.faulty.test", "bogus BAD_SIGNATURE faulty.test", "does not match the records"},
        {"many.faulty.test", "bogus BAD_SIGNATURE faulty.test", "does not match the records"},
        {"stranger.faulty.test", "bogus NO_KEY faulty.test",
         "no DNSKEY of faulty.test with tag N for the RRSIG (CAA of stranger.faulty.test"},
        {"parents.faulty.test", "bogus WRONG_SIGNER faulty.test",
         "RRSIG by test, which is not the zone of the name (CAA of parents.faulty.test)"},
        {"caa.otherkey.test", "bogus DS_MISMATCH otherkey.test",
         "no DNSKEY of otherkey.test matches its DS (key tag N, algorithm 13 ECDSAP256SHA256, digest type 2); its keys "
         "are "},
        {"caa.expired.test", "bogus EXPIRED expired.test", "(DNSKEY of expired.test"},
        {"caa.early.test", "bogus NOT_YET_VALID early.test", "(DNSKEY of early.test"},
        {"caa.barekeys.test", "bogus NO_SIGNATURE barekeys.test",
         "no RRSIG by barekeys.test (DNSKEY of barekeys.test)"},
        {"caa.forgedkeys.test", "bogus BAD_SIGNATURE forgedkeys.test", "(DNSKEY of forgedkeys.test"},
        {"caa.forgedds.test", "bogus BAD_SIGNATURE test", "(DS of forgedds.test"},
        {"caa.bareds.test", "bogus NO_SIGNATURE test", "no RRSIG by test (DS of bareds.test)"},
        {"gone.baresoa.test", "bogus NO_SIGNATURE baresoa.test", "no RRSIG by baresoa.test (SOA of baresoa.test)"},
        {"tobogus.p256.test", "bogus BAD_SIGNATURE faulty.test", "(CAA of forged.faulty.test"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct outcome outcome = validate(&world, cases[i].name);
        expect_text(cases[i].name, outcome.summary, cases[i].summary);
        expect_part(cases[i].name, outcome.detail, cases[i].words);
    }
}

/* What is fine in a zone stays so, whatever is broken beside it. */
/* A tree of its own, to be altered. */
static struct world small_world(struct test_zone zone, const char *records)
{
    struct world here = {.zone_count = 0};
    zone_new(&here, (struct test_zone){.name = ".", .key = KEY_P256}, "");
    zone_new(&here, zone, records);
    return here;
}

/* ---- DS records of all kinds ---- */

/* A DS as somebody typed it: of the key's digest of type MADE. */
struct typed_ds {
    uint8_t algorithm, type, made; /* made 0: none here */
    int more_tag, more_octets;
};

static void type_ds(struct test_zone *parent, const struct test_zone *zone, struct typed_ds typed)
{
    struct dns_rdata ds = ds_of(zone->name, dnskey_of(zone->key), typed.made);
    struct buffer out = {0};
    put_u16(&out, (unsigned)(((int)tag_of(dnskey_of(zone->key)) + typed.more_tag) & 0xFFFF));
    put_u8(&out, typed.algorithm);
    put_u8(&out, typed.type);
    buffer_add(&out, ds.bytes + 4, ds.size - 4 - (typed.more_octets < 0 ? (size_t)-typed.more_octets : 0));
    for (int i = 0; i < typed.more_octets; i++)
        put_u8(&out, 0);
    zone_add_rdata(parent, zone->apex, DNS_TYPE_DS, octets_of(&out));
}

/* RFC 4035 5.2: unsigned is only what has no DS of an algorithm and a digest type that are known. Whether one is
 * well-formed is another question. Unbound says the same but to SHA-1 beside a SHA-256 that fits no key. */
static void test_typed_ds(void **state)
{
    static const struct {
        const char *label, *summary;
        struct typed_ds ds[2];
    } cases[] = {
        {"as it should be", "secure", {{13, 2, 2, 0, 0}}},
        {"another algorithm", "bogus DS_MISMATCH z", {{8, 2, 2, 0, 0}}},
        {"another key tag", "bogus DS_MISMATCH z", {{13, 2, 2, 1, 0}}},
        {"SHA-256 said, SHA-1 given", "bogus DS_MISMATCH z", {{13, 2, 1, 0, 0}}},
        {"SHA-1 said, SHA-256 given", "bogus DS_MISMATCH z", {{13, 1, 2, 0, 0}}},
        {"SHA-384 said, SHA-256 given", "bogus DS_MISMATCH z", {{13, 4, 2, 0, 0}}},
        {"an octet short", "bogus DS_MISMATCH z", {{13, 2, 2, 0, -1}}},
        {"an octet long", "bogus DS_MISMATCH z", {{13, 2, 2, 0, 1}}},
        {"no digest at all", "bogus DS_MISMATCH z", {{13, 2, 2, 0, -32}}},
        {"a digest that is not known", "insecure", {{13, 3, 2, 0, 0}}},
        {"an algorithm that is not known", "insecure", {{253, 2, 2, 0, 0}}},
        {"and an octet short", "insecure", {{253, 2, 2, 0, -1}}},
        {"a good one beside a malformed one", "secure", {{13, 2, 2, 0, -1}, {13, 2, 2, 0, 0}}},
        {"a good one beside one of another type", "secure", {{13, 2, 2, 0, 0}, {13, 4, 2, 0, 0}}},
        {"a good one beside one that is not known", "secure", {{13, 2, 2, 0, 0}, {253, 2, 2, 0, 0}}},
        {"a malformed one beside one that is not known", "bogus DS_MISMATCH z", {{13, 2, 1, 0, 0}, {13, 3, 2, 0, 0}}},
        {"SHA-1 does not count beside SHA-256", "bogus DS_MISMATCH z", {{13, 1, 1, 0, 0}, {13, 2, 2, 1, 0}}},
        {"but beside a malformed one", "secure", {{13, 2, 2, 0, -1}, {13, 1, 1, 0, 0}}},
        {"and beside what is not known", "secure", {{13, 1, 1, 0, 0}, {13, 3, 2, 0, 0}}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here =
            small_world((struct test_zone){.name = "z", .key = KEY_P256, .ds = DS_ABSENT}, "@ CAA 0 issue \"a\"");
        for (size_t k = 0; k < 2 && cases[i].ds[k].made; k++)
            type_ds(here.zones[0], here.zones[1], cases[i].ds[k]);
        struct trust *trust = trust_new(&here.anchors);
        struct outcome outcome = validate_at(&here, trust, "z", NOW);
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
        if (cases[i].ds[0].more_octets < 0 && outcome.status == DNSSEC_BOGUS)
            expect_part(cases[i].label, outcome.detail, "octets, but digest type 2 has 32");
        trust_free(trust);
    }
}

/* Whatever was where the proofs are gathered: a message without any has none. */
static void test_proofs_of_nothing(void **state)
{
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    struct trust *trust = trust_new(&here.anchors);
    const struct dns_name zone = name_of("z");
    const struct dns_rrsets nothing = {.count = 0};
    const struct trust_lesson lesson = {.sets = &nothing, .now = NOW};
    struct denial_proofs proofs;
    (void)state;
    memset(&proofs, 0xA5, sizeof proofs);
    struct signature_result result =
        trust_gather_proofs(trust, &lesson, &(struct trust_link){.name = zone.wire}, &proofs);
    assert_int_equal(result.fault, 0);
    assert_int_equal(proofs.count, 0);
    trust_free(trust);
}

/* A key of a known algorithm that is none: its DS fits, and nothing that it signs. */
static void test_malformed_keys(void **state)
{
    static const struct {
        const char *label, *hex; /* of the key behind flags, protocol and algorithm */
        uint8_t algorithm;
    } cases[] = {{"P-256, too short", "01020304", 13},
                 {"Ed25519, too short", "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 15},
                 {"RSA without a modulus", "03010001", 8},
                 {"RSA, the exponent beyond the end", "ff010001", 8},
                 {"RSA, exponent 0", "00", 8}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here =
            small_world((struct test_zone){.name = "z", .key = KEY_P256, .ds = DS_ABSENT}, "@ CAA 0 issue \"a\"");
        struct buffer out = {0};
        struct dns_rdata octets = octets_of_hex(cases[i].hex);
        put_u16(&out, KEY_FLAGS);
        put_u8(&out, 3);
        put_u8(&out, cases[i].algorithm);
        buffer_add(&out, octets.bytes, octets.size);
        struct dns_rdata dnskey = octets_of(&out);
        zone_add_rdata(here.zones[1], here.zones[1]->apex, DNS_TYPE_DNSKEY, dnskey);
        zone_add_rdata(here.zones[0], here.zones[1]->apex, DNS_TYPE_DS, ds_of("z", dnskey, 2));
        zone_set(here.zones[1], "@", "DNSKEY")->signing.dnskey = dnskey;
        struct trust *trust = trust_new(&here.anchors);
        expect_text(cases[i].label, validate_at(&here, trust, "z", NOW).summary, "bogus BAD_SIGNATURE z");
        trust_free(trust);
    }
}

static void test_faults_are_local(void **state)
{
    (void)state;
    expect(&world, "caa.baresoa.test", "secure");
    expect(&world, "gone.faulty.test", "secure");
}

static struct world altered(void)
{
    return world;
}

static void test_no_dnskey(void **state)
{
    struct world here = altered();
    (void)state;
    world_say(&here, "p256.test", "DNSKEY", world_octets(&world, "www.p256.test", "DNSKEY"));
    struct outcome outcome = validate(&here, "caa.p256.test");
    expect_text("no keys", outcome.summary, "bogus NO_DNSKEY p256.test");
    expect_text("no keys", outcome.detail, "no DNSKEY at p256.test, although its parent has a DS for it");
}

/* One octet of the header, and what is behind it in the same place. */
static struct dns_rdata with_rcode(struct dns_rdata octets, unsigned rcode)
{
    uint8_t *copy = arena_dup(&made, octets.bytes, octets.size);
    copy[3] = (uint8_t)((copy[3] & 0xF0) | rcode);
    return (struct dns_rdata){copy, octets.size};
}

/* The message without its records of a type (and their signatures); of answer and authority. */
static struct dns_rdata without_type(struct dns_rdata octets, uint16_t dropped)
{
    struct reader reader = reader_of(octets.bytes, octets.size);
    struct dns_name name;
    unsigned counts[2];
    reader_bytes(&reader, 6);
    counts[0] = reader_u16(&reader);
    counts[1] = reader_u16(&reader);
    reader_u16(&reader);
    dns_name_read(&reader, &name);
    struct message message = message_to(name.wire, reader_u16(&reader), octets.bytes[3] & 15u);
    reader_u16(&reader);
    for (unsigned part = 0; part < 2; part++)
        for (; counts[part]; counts[part]--) {
            assert_true(dns_name_read(&reader, &name));
            uint16_t type = reader_u16(&reader);
            reader_u16(&reader);
            uint32_t ttl = reader_u32(&reader);
            uint16_t size = reader_u16(&reader);
            const uint8_t *rdata = reader_bytes(&reader, size);
            unsigned covered = type == DNS_TYPE_RRSIG ? (unsigned)rdata[0] << 8 | rdata[1] : type;
            if (covered != dropped)
                message_add(&message, part, name.wire, type, ttl, (struct dns_rdata){rdata, size});
        }
    return message_end(&message);
}

/* An absence as NAME's own answer says it, but with a part missing, or for another code. */
static void test_no_denial(void **state)
{
    static const struct {
        const char *label, *name, *source;
        uint16_t dropped;
        unsigned rcode;
        const char *summary, *words;
    } cases[] = {
        {"no proof", "gone.p256.test", "gone.p256.test", DNS_TYPE_NSEC, 3, "bogus NO_DENIAL p256.test",
         "no valid proof that gone.p256.test does not exist"},
        {"no proof of type", "www.p256.test", "www.p256.test", DNS_TYPE_NSEC, 0, "bogus NO_DENIAL p256.test",
         "no valid proof that www.p256.test has no CAA"},
        {"NSEC3: no proof", "gone.hashed.test", "gone.hashed.test", DNS_TYPE_NSEC3, 3, "bogus NO_DENIAL hashed.test",
         "no valid proof that gone.hashed.test does not exist"},
        {"another name's absence", "caa.p256.test", "gone.p256.test", 0, 3, "bogus NO_DENIAL p256.test",
         "no valid proof that caa.p256.test does not exist"},
        {"another name's lack", "caa.p256.test", "www.p256.test", 0, 0, "bogus NO_DENIAL p256.test",
         "no valid proof that caa.p256.test has no CAA"},
        {"NSEC3: another name's absence", "caa.hashed.test", "gone.hashed.test", 0, 3, "bogus NO_DENIAL hashed.test",
         "does not exist"},
        {"a lack told as an absence, which is empty all the same", "www.p256.test", "www.p256.test", 0, 3, "secure",
         ""},
        {"an absence told as a lack", "gone.p256.test", "gone.p256.test", 0, 0, "bogus NO_DENIAL p256.test",
         "has no CAA"},
        {"an alias has nothing", "alias.p256.test", "www.p256.test", 0, 0, "bogus NO_DENIAL p256.test", "has no CAA"},
        {"under a wildcard with it", "b.wild.p256.test", "gone.p256.test", 0, 3, "bogus NO_DENIAL p256.test",
         "does not exist"},
        {"a cut, by the parent", "sub.p256.test", "www.p256.test", 0, 0, "bogus NO_DENIAL sub.p256.test", "has no CAA"},
        {"nothing at all", "gone.p256.test", "gone.p256.test", DNS_TYPE_SOA, 3, "secure", ""},
        {"another zone's proof", "gone.p256.test", "gone.test", 0, 3, "bogus NO_DENIAL p256.test", "does not exist"},
        {"the parent's proof of no name", "caa.sub.p256.test", "gone.p256.test", 0, 3, "bogus NO_DENIAL sub.p256.test",
         "does not exist"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        struct dns_rdata octets = world_octets(&world, cases[i].source, "CAA");
        if (cases[i].dropped)
            octets = without_type(octets, cases[i].dropped);
        world_say(&here, cases[i].name, "CAA", with_rcode(octets, cases[i].rcode));
        struct outcome outcome = validate(&here, cases[i].name);
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
        expect_part(cases[i].label, outcome.detail, cases[i].words);
    }
}

/* An answer made from a DNS wildcard for a name that exists, or without the proof that it does not. */
static void test_wildcard_needs_a_proof(void **state)
{
    static const struct {
        const char *name, *source, *summary;
        uint16_t dropped;
    } cases[] = {
        {"b.wild.p256.test", "b.wild.p256.test", "secure", 0},
        {"b.wild.p256.test", "b.wild.p256.test", "bogus NO_DENIAL p256.test", DNS_TYPE_NSEC},
        {"there.wild.p256.test", "b.wild.p256.test", "bogus NO_DENIAL p256.test", 0},
        {"a.there.wild.p256.test", "b.wild.p256.test", "bogus NO_DENIAL p256.test", 0},
        {"b.wild.hashed.test", "b.wild.hashed.test", "bogus NO_DENIAL hashed.test", DNS_TYPE_NSEC3},
        {"there.wild.hashed.test", "b.wild.hashed.test", "bogus NO_DENIAL hashed.test", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        struct dns_name wanted = name_of(cases[i].name), source = name_of(cases[i].source);
        struct dns_rdata octets = world_octets(&world, cases[i].source, "CAA");
        struct test_zone *zone = world_zone_of(&world, wanted.wire, false);
        struct zone_set *wild = zone_set(zone, "*.wild", "CAA");
        struct message message = message_to(wanted.wire, DNS_TYPE_CAA, 0);
        say(&message, ANSWER, wanted.wire, zone, wild);
        if (!cases[i].dropped)
            say_no_closer(&message, zone, source.wire, zone_owner(zone, "wild"));
        (void)octets;
        world_say(&here, cases[i].name, "CAA", message_end(&message));
        expect(&here, cases[i].name, cases[i].summary);
    }
}

/* One wildcard's records, sold for those of names below a cut: no parent speaks for them. */
static void test_wildcard_over_a_cut(void **state)
{
    static const struct {
        const char *name, *proof_of, *summary;
    } cases[] = {
        {"a.star.test", "a.star.test", "secure"},
        {"caa.signed.star.test", "a.star.test", "bogus WRONG_SIGNER signed.star.test"},
        {"caa.signed.star.test", "sz.star.test", "bogus WRONG_SIGNER signed.star.test"},
        {"signed.star.test", "sz.star.test", "bogus WRONG_SIGNER signed.star.test"},
        {"caa.plain.star.test", "a.star.test", "insecure"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        struct dns_name wanted = name_of(cases[i].name), source = name_of(cases[i].proof_of);
        struct test_zone *zone = world_zone_of(&world, source.wire, false);
        struct message message = message_to(wanted.wire, DNS_TYPE_CAA, 0);
        say(&message, ANSWER, wanted.wire, zone, zone_set(zone, "*", "CAA"));
        say_no_closer(&message, zone, source.wire, zone->apex);
        world_say(&here, cases[i].name, "CAA", message_end(&message));
        expect(&here, cases[i].name, cases[i].summary);
    }
}

/* Signatures that anybody may add to an answer do not lead the chain astray. */
static void test_further_signatures(void **state)
{
    static const char *const signers[] = {".", "test", "p256.test", "caa.p256.test", "elsewhere", "x.caa.p256.test"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(signers); i++) {
        struct world here = altered();
        struct dns_name name = name_of("caa.p256.test");
        struct test_zone *zone = world_zone_of(&world, name.wire, false);
        struct zone_set *set = zone_set(zone, "caa", "CAA");
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        message_add_signature(&message, ANSWER, name.wire, 60,
                              sign(&(struct signing){.key = KEY_P256_OTHER, .signer = signers[i]}, &set->set));
        say(&message, ANSWER, name.wire, zone, set);
        world_say(&here, "caa.p256.test", "CAA", message_end(&message));
        expect(&here, "caa.p256.test", "secure");
    }
}

/* Which name publishes a set is what the signature says that was validated, and no other one. */
static void test_owner(void **state)
{
    static const struct {
        const char *name, *owner;
    } cases[] = {{"caa.p256.test", "caa.p256.test"},
                 {"x.y.wild.p256.test", "*.wild.p256.test"},
                 {"x.wild.hashed.test", "*.wild.hashed.test"},
                 {"tocaa.p256.test", "caa.p256.test"},
                 {"a.aliases.p256.test", "caa.p256.test"},
                 {"toinsecure.p256.test", "caa.plain.test"}, /* nothing was validated: the name */
                 {"togone.p256.test", ""},
                 {"www.p256.test", ""},
                 {"caa.plain.test", "caa.plain.test"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].name, validate(&world, cases[i].name).owner, cases[i].owner);

    struct world here = altered();
    struct dns_name name = name_of("caa.p256.test");
    struct test_zone *zone = world_zone_of(&world, name.wire, false);
    struct zone_set *set = zone_set(zone, "caa", "CAA");
    for (int later = 0; later < 2; later++) {
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        const struct dns_rdata garbage =
            sign(&(struct signing){.key = KEY_P256_OTHER, .signer = "p256.test", .more_labels = -1}, &set->set);
        if (!later)
            message_add_signature(&message, ANSWER, name.wire, 60, garbage);
        say(&message, ANSWER, name.wire, zone, set);
        if (later)
            message_add_signature(&message, ANSWER, name.wire, 60, garbage);
        world_say(&here, "caa.p256.test", "CAA", message_end(&message));
        expect(&here, "caa.p256.test", "secure");
        expect_text("with another signature", validate(&here, "caa.p256.test").owner, "caa.p256.test");
    }
}

/* More sets than are looked at hide the answer; that never makes it less than bogus. */
static void test_crowded_message(void **state)
{
    struct world here = altered();
    struct dns_name name = name_of("caa.p256.test");
    struct test_zone *zone = world_zone_of(&world, name.wire, false);
    struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
    (void)state;
    for (uint16_t type = 1000; type < 1000 + DNS_RRSETS_MAX; type++)
        message_add(&message, ANSWER, name.wire, type, 60, (struct dns_rdata){name.wire, name.size});
    say(&message, ANSWER, name.wire, zone, zone_set(zone, "caa", "CAA"));
    world_say(&here, "caa.p256.test", "CAA", message_end(&message));
    expect(&here, "caa.p256.test", "bogus TOO_COSTLY");
}

/* ---- aliases ---- */

/* RFC 6672 5.3.1: the CNAME made from a DNAME is not signed, and must be what the DNAME says. */
static void test_dname(void **state)
{
    static const struct {
        const char *label, *target, *summary;
        bool cname, dname;
    } cases[] = {
        {"as it should be", "caa.p256.test", "secure", true, true},
        {"without the CNAME", "caa.p256.test", "secure", false, true},
        {"a forged CNAME", "www.p256.test", "bogus NO_SIGNATURE p256.test", true, true},
        {"one into another zone", "caa.plain.test", "bogus NO_SIGNATURE p256.test", true, true},
        {"without the DNAME", "caa.p256.test", "bogus NO_SIGNATURE p256.test", true, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        struct dns_name name = name_of("caa.dn.p256.test"), target = name_of(cases[i].target);
        struct test_zone *zone = world_zone_of(&world, name.wire, false);
        struct test_zone *end = world_zone_of(&world, target.wire, false);
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        struct dns_name unused;
        if (cases[i].cname)
            message_add(&message, ANSWER, name.wire, DNS_TYPE_CNAME, 300, (struct dns_rdata){target.wire, target.size});
        if (cases[i].dname)
            say(&message, ANSWER, zone_owner(zone, "dn"), zone, zone_set(zone, "dn", "DNAME"));
        say_name(&message, end, target.wire, DNS_TYPE_CAA, &unused);
        world_say(&here, "caa.dn.p256.test", "CAA", message_end(&message));
        struct outcome outcome = validate(&here, "caa.dn.p256.test");
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
    }
}

/* A server may stop at an alias; the link that it gave is judged all the same. */
static void test_alias_alone(void **state)
{
    struct world here = altered();
    (void)state;
    const char *const names[] = {"tocaa.p256.test", "toinsecure.p256.test", "tobogus.p256.test"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct dns_name name = name_of(names[i]);
        struct test_zone *zone = world_zone_of(&world, name.wire, false);
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        say(&message, ANSWER, name.wire, zone, zone_find(zone, name.wire, DNS_TYPE_CNAME));
        world_say(&here, names[i], "CAA", message_end(&message));
        expect(&here, names[i], "secure");
    }
}

/* ---- links that cannot be had ---- */

static void test_failing_links(void **state)
{
    static const struct {
        const char *label, *name, *fails[4]; /* `TYPE name` */
        const char *summary, *words;
    } cases[] = {
        {"DS",
         "caa.p256.test",
         {"DS p256.test"},
         "indeterminate DS_LOOKUP test timeout@p256.test",
         "could not fetch the DS of p256.test: timeout: said the test"},
        {"DS of the name itself", "caa.p256.test", {"DS caa.p256.test"}, "secure", ""},
        {"DS of what is above an insecure zone",
         "caa.plain.test",
         {"DS plain.test"},
         "indeterminate DS_LOOKUP test timeout@plain.test",
         "could not fetch the DS of plain.test"},
        {"DS further up", "caa.p256.test", {"DS test"}, "indeterminate DS_LOOKUP . timeout@test", "the DS of test"},
        {"DNSKEY, the parent lives",
         "caa.p256.test",
         {"DNSKEY p256.test"},
         "bogus DNSKEY_LOOKUP p256.test",
         "could not fetch the DNSKEY of p256.test: timeout: said the test"},
        {"DNSKEY, the parent is silent",
         "caa.p256.test",
         {"DNSKEY p256.test", "SOA test"},
         "indeterminate DS_LOOKUP p256.test timeout@p256.test",
         "could not find out anything about p256.test"},
        {"DNSKEY of the root",
         "caa.p256.test",
         {"DNSKEY ."},
         "indeterminate NO_ANCHOR . timeout@.",
         "could not fetch the DNSKEY of .: timeout"},
        {"DNSKEY of a zone that is insecure anyway", "caa.island.test", {"DNSKEY island.test"}, "insecure", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        char type[32], name[512];
        for (size_t f = 0; f < COUNT_OF(cases[i].fails) && cases[i].fails[f]; f++) {
            assert_int_equal(sscanf(cases[i].fails[f], "%31s %511s", type, name), 2);
            world_fail(&here, name, type, FAILURE_TIMEOUT);
        }
        struct outcome outcome = validate(&here, cases[i].name);
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
        expect_part(cases[i].label, outcome.detail, cases[i].words);
    }
}

/* The lookup of CAA has failed: how secure is the zone that did not answer? */
static void test_failed_lookups(void **state)
{
    static const struct {
        const char *label, *name, *fails[5];
        const char *summary;
    } cases[] = {
        {"the type only", "www.p256.test", {NULL}, "secure"},
        {"the name, the zone lives", "www.p256.test", {"DS www.p256.test"}, "secure"},
        {"the zone, its parent lives",
         "www.p256.test",
         {"DS www.p256.test", "SOA p256.test", "DNSKEY p256.test"},
         "secure"},
        {"the zone, its keys were had", "www.p256.test", {"DS www.p256.test", "SOA p256.test"}, "secure"},
        {"the zone and its parent",
         "www.p256.test",
         {"DS www.p256.test", "SOA p256.test", "SOA test", "DNSKEY p256.test"},
         "indeterminate DS_LOOKUP p256.test timeout@p256.test"},
        {"all from the top", "www.p256.test", {"DNSKEY ."}, "indeterminate NO_ANCHOR . timeout@."},
        {"the apex", "p256.test", {"DNSKEY p256.test"}, "secure"},
        {"an insecure zone", "www.plain.test", {"SOA plain.test"}, "insecure"},
        {"an insecure zone's apex", "plain.test", {NULL}, "insecure"},
        {"below opt-out", "www.plain.optout.test", {NULL}, "insecure"},
        {"a name below one that is not told of",
         "a.gone2.p256.test",
         {"DS gone2.p256.test"},
         "indeterminate DS_LOOKUP p256.test timeout@gone2.p256.test"},
        {"a cut whose parent does not tell",
         "caa.sub.p256.test",
         {"DS sub.p256.test"},
         "indeterminate DS_LOOKUP p256.test timeout@sub.p256.test"},
        {"a name that is proven not to exist", "gone.p256.test", {NULL}, "secure"},
        {"a bogus zone", "caa.otherkey.test", {NULL}, "bogus DS_MISMATCH otherkey.test"},
        {"unknown algorithm", "caa.unknownalgorithm.test", {"DNSKEY unknownalgorithm.test"}, "insecure"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        char type[32], name[512];
        world_fail(&here, cases[i].name, "CAA", FAILURE_TIMEOUT);
        for (size_t f = 0; f < COUNT_OF(cases[i].fails) && cases[i].fails[f]; f++) {
            assert_int_equal(sscanf(cases[i].fails[f], "%31s %511s", type, name), 2);
            world_fail(&here, name, type, FAILURE_TIMEOUT);
        }
        struct outcome outcome = validate(&here, cases[i].name);
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
    }
}

/* ---- the anchor ---- */

/* Whether signatures are kept from us is not for the chain to find out: it is told. */
static void test_stripped(void **state)
{
    struct world here = altered();
    struct trust *trust = new_trust();
    (void)state;
    world_strip(&here, "test", "DS");
    assert_int_equal(trust_state(trust), TRUST_UNTRIED);
    struct outcome outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("stripped", outcome.summary, "unchecked STRIPPED");
    assert_int_equal(outcome.questions, 2);
    outcome = validate_at(&world, trust, "caa.p256.test", NOW);
    expect_text("it is forgotten with the chain", outcome.summary, "secure");
    trust_free(trust);
}

/* Keys of an anchor without signatures, or none: nothing is known, of this one name. */
static void test_bare_root_keys(void **state)
{
    struct world here = altered(), none = altered();
    struct test_zone *root = world.zones[0];
    struct message message = message_to(root->apex, DNS_TYPE_DNSKEY, 0);
    (void)state;
    message_add_set(&message, ANSWER, root->apex, &zone_set(root, "@", "DNSKEY")->set);
    world_say(&here, ".", "DNSKEY", message_end(&message));
    world_say(&none, ".", "DNSKEY", without_type(world_octets(&world, ".", "DNSKEY"), DNS_TYPE_DNSKEY));
    struct trust *trust = new_trust();
    struct outcome outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("bare", outcome.summary, "indeterminate NO_ANCHOR . bad-response@.");
    expect_text("bare", outcome.asked, "DNSKEY . / DNSKEY . / DNSKEY .");
    outcome = validate_at(&none, trust, "caa.p256.test", NOW);
    expect_text("none", outcome.summary, "indeterminate NO_ANCHOR . bad-response@.");
    outcome = validate_at(&world, trust, "caa.p256.test", NOW);
    expect_text("it is forgotten with the chain", outcome.summary, "secure");
    trust_free(trust);
}

static void test_mismatch(void **state)
{
    static const uint8_t root[] = {0};
    (void)state;
    const struct anchor other = {root, DNS_TYPE_DS, ds_of(".", dnskey_of(KEY_P256_OTHER), 2)};
    const struct anchors anchors = {&other, 1};
    struct trust *trust = trust_new(&anchors);
    struct outcome outcome = validate_at(&world, trust, "caa.p256.test", NOW);
    expect_text("mismatch", outcome.summary, "indeterminate NO_ANCHOR");
    assert_int_equal(trust_state(trust), TRUST_MISMATCH);
    expect_part("mismatch", said(trust_mismatch(trust)), "no DNSKEY of . matches the trust anchor (key tag ");
    assert_false(trust_mismatch_is_of_dates(trust));
    outcome = validate_at(&world, trust, "caa.plain.test", NOW);
    expect_text("mismatch", outcome.summary, "indeterminate NO_ANCHOR");
    assert_int_equal(outcome.questions, 0);
    trust_free(trust);
}

/* What was not wanted for longest is forgotten, and anchors never are. */
static void test_memory_of_zones_is_bounded(void **state)
{
    enum { ZONES = 30000 };
    static const struct trust_fault fault = {DNSSEC_FAULT_NO_SIGNATURE, (const uint8_t *)"", "nothing is signed"};
    struct trust *trust = new_trust();
    unsigned kept = 0;
    char name[64];
    (void)state;
    for (unsigned i = 0; i < ZONES; i++) {
        snprintf(name, sizeof name, "z%u.p256.test", i);
        trust_learn_broken(trust, name_of(name).wire, &fault, NOW);
        trust_link_drop(trust_find(trust, name_of("z0.p256.test").wire, NOW)); /* which is wanted all the time */
    }
    for (unsigned i = 0; i < ZONES; i++) {
        snprintf(name, sizeof name, "z%u.p256.test", i);
        const struct trust_link *link = trust_find(trust, name_of(name).wire, NOW);
        bool known = link->kind == TRUST_BOGUS;
        assert_true(known || dns_name_is_root(link->name));
        assert_true(known || (i && i < ZONES - 1));
        kept += known;
        trust_link_drop(link);
    }
    assert_in_range(kept, 1000, ZONES / 2);
    trust_free(trust);
}

/* A clock that is wrong looks like keys that do not fit, and is called by its name. */
static void test_clock(void **state)
{
    static const struct {
        const char *label;
        time_t now;
        const char *said;
    } cases[] = {{"three days slow", NOW - 3 * DAY, "2025-12-29T00:00:00Z"},
                 {"sixty days fast", NOW + 60 * DAY, "2026-03-02T00:00:00Z"},
                 {"ten years slow", NOW - 3653 * DAY, "2016-01-01T00:00:00Z"},
                 {"never set", 0, "1970-01-01T00:00:00Z"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
        zone_set(here.zones[0], "@", "DNSKEY")->signing.until = NOW + 20 * DAY;
        struct trust *trust = trust_new(&here.anchors);
        struct outcome outcome = validate_at(&here, trust, "z", cases[i].now);
        expect_text(cases[i].label, outcome.summary, "indeterminate NO_ANCHOR");
        assert_int_equal(trust_state(trust), TRUST_MISMATCH);
        assert_true(trust_mismatch_is_of_dates(trust));
        expect_part(
            cases[i].label, said(trust_mismatch(trust)),
            "the signature over the DNSKEY of . is valid from 2025-12-31T00:00:00Z to 2026-01-21T00:00:00Z, but "
            "this machine's clock says ");
        expect_part(cases[i].label, said(trust_mismatch(trust)), cases[i].said);
        trust_free(trust);
    }
}

/* Keys are signed for weeks, the root's other records anew each day: a clock that is a little slow shows in these. */
static void test_slow_clock(void **state)
{
    static const struct {
        const char *label, *summary;
        bool forged, below;
    } cases[] = {{"the DS of a top-level domain", "indeterminate NO_ANCHOR", false, false},
                 {"forged", "bogus NOT_YET_VALID .", true, false},
                 {"one further down: its signer's clock, perhaps", "bogus NOT_YET_VALID z", false, true}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ A 192.0.2.1");
        zone_new(&here, (struct test_zone){.name = "y.z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
        struct zone_set *ds = zone_set(here.zones[cases[i].below], cases[i].below ? "y" : "z", "DS");
        ds->signing.from = NOW + 3 * DAY;
        ds->forged = cases[i].forged;
        struct trust *trust = trust_new(&here.anchors);
        expect_text(cases[i].label, validate_at(&here, trust, "y.z", NOW).summary, cases[i].summary);
        bool clock = trust_state(trust) == TRUST_MISMATCH;
        expect_number(cases[i].label, clock, i == 0);
        if (clock)
            expect_part(cases[i].label, said(trust_mismatch(trust)),
                        "the signature over the DS of z is valid from 2026-01-04T00:00:00Z to ");
        trust_free(trust);
    }
}

static void test_forged_root_keys(void **state)
{
    struct world here = altered();
    struct dns_rdata octets = world_octets(&world, ".", "DNSKEY");
    uint8_t *forged = arena_dup(&made, octets.bytes, octets.size);
    (void)state;
    forged[octets.size - 1] ^= 1;
    world_say(&here, ".", "DNSKEY", (struct dns_rdata){forged, octets.size});
    struct trust *trust = new_trust();
    struct outcome outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    assert_int_equal(trust_state(trust), TRUST_MISMATCH);
    expect_text("forged", outcome.summary, "indeterminate NO_ANCHOR");
    trust_free(trust);
}

static void test_other_anchors(void **state)
{
    (void)state;
    struct dns_name island = name_of("island.test"), elsewhere = name_of("p256.test");
    const struct anchor items[] = {{island.wire, DNS_TYPE_DNSKEY, dnskey_of(KEY_P256)},
                                   {elsewhere.wire, DNS_TYPE_DS, ds_of("p256.test", dnskey_of(KEY_ED25519), 2)},
                                   {elsewhere.wire, DNS_TYPE_DS, ds_of("p256.test", dnskey_of(KEY_P256), 2)}};
    const struct anchors anchors = {items, COUNT_OF(items)};
    struct trust *trust = trust_new(&anchors);
    struct outcome outcome = validate_at(&world, trust, "caa.island.test", NOW);
    expect_text("an island", outcome.summary, "secure");
    expect_text("an island", outcome.asked, "DNSKEY island.test / DS caa.island.test");
    assert_int_equal(trust_state(trust), TRUST_READY);
    assert_true(trust_is_anchor(trust, island.wire));
    assert_false(trust_is_anchor(trust, name_of("test").wire));
    outcome = validate_at(&world, trust, "caa.p256.test", NOW);
    expect_text("the second of two anchors", outcome.summary, "secure");
    outcome = validate_at(&world, trust, "caa.hashed.test", NOW);
    expect_text("no anchor above", outcome.summary, "indeterminate NO_ANCHOR");
    expect_text("no anchor above", outcome.detail, "no trust anchor covers caa.hashed.test");
    assert_int_equal(outcome.questions, 0);
    trust_free(trust);
}

/* ---- what is asked, and what is shared ---- */

static void test_questions(void **state)
{
    static const struct {
        const char *name, *asked;
    } cases[] = {
        {"caa.p256.test", "DNSKEY . / DS test / DNSKEY test / DS p256.test / DNSKEY p256.test / DS caa.p256.test"},
        {"p256.test", "DNSKEY . / DS test / DNSKEY test / DS p256.test / DNSKEY p256.test"},
        {"gone.p256.test", "DNSKEY . / DS test / DNSKEY test / DS p256.test / DNSKEY p256.test"},
        {"nosuchtld", "DNSKEY ."},
        {"caa.plain.test", "DNSKEY . / DS test / DNSKEY test / DS plain.test"},
        {"a.b.c.plain.test", "DNSKEY . / DS test / DNSKEY test / DS plain.test"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct outcome outcome = validate(&world, cases[i].name);
        expect_text(cases[i].name, outcome.asked, cases[i].asked);
    }
}

/* Whoever signed the proof of an absence is in charge of the name, also where the SOA does not come with it: there is
 * no need to ask for a cut. */
static void test_questions_after_a_bare_proof(void **state)
{
    static const char *const names[] = {"www.p256.test", "www.hashed.test"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct world here = altered();
        char asked[200];
        struct dns_name name = name_of(names[i]);
        struct test_zone *zone = world_zone_of(&world, name.wire, false);
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        say_proof(&message, zone, proof_at(zone, name.wire));
        world_say(&here, names[i], "CAA", message_end(&message));
        struct outcome outcome = validate(&here, names[i]);
        expect_text(names[i], outcome.summary, "secure");
        snprintf(asked, sizeof asked, "DNSKEY . / DS test / DNSKEY test / DS %1$s / DNSKEY %1$s", names[i] + 4);
        expect_text(names[i], outcome.asked, asked);
    }
}

static void test_links_are_learnt_once(void **state)
{
    (void)state;
    struct trust *trust = new_trust();
    struct signature_memory *memory = trust_signatures(trust);
    struct outcome outcome = validate_at(&world, trust, "caa.p256.test", NOW);
    /* DNSKEY ., DS test, DNSKEY test, DS p256, DNSKEY p256, the set, the proof and the SOA for the DS of the name */
    assert_int_equal(signature_memory_computed(memory), 8);
    assert_int_equal(outcome.questions, 6);
    outcome = validate_at(&world, trust, "caa.p256.test", NOW + 10);
    expect_text("again", outcome.summary, "secure");
    expect_text("again", outcome.asked, "");
    assert_int_equal(signature_memory_computed(memory), 8);
    assert_true(signature_memory_recalled(memory) >= 1);
    outcome = validate_at(&world, trust, "www.p256.test", NOW + 10); /* a new NSEC; its zone's SOA is known */
    expect_text("a neighbour", outcome.asked, "");
    assert_int_equal(signature_memory_computed(memory), 9);
    outcome = validate_at(&world, trust, "caa.rsa.test", NOW + 10);
    expect_text("a zone beside it", outcome.asked, "DS rsa.test / DNSKEY rsa.test / DS caa.rsa.test");
    trust_free(trust);
}

/* Chains that share one trust, their questions answered in every order of precedence, in turns, and by chance. */
enum { SHARERS = 3 };

static const char *const sharers[SHARERS] = {"caa.p256.test", "gone.hashed.test", "toinsecure.p256.test"};
static const char *const shared_results[SHARERS] = {"secure", "secure", "insecure"};

static void run_shared(const char *label, unsigned (*choose)(void *, unsigned), void *context)
{
    struct trust *trust = new_trust();
    struct run runs[SHARERS];
    struct dns_question question;
    uint64_t needed = 0;
    for (size_t i = 0; i < SHARERS; i++) {
        runs[i] = run_start(&world, trust, sharers[i]);
        chain_next(runs[i].chain, NOW, &question); /* all wait for something before anything is answered */
    }
    for (unsigned turn = 0, idle = 0; idle < 64; turn++)
        idle = run_step(&runs[choose(context, turn)], NOW) ? 0 : idle + 1;
    for (size_t i = 0; i < SHARERS; i++) {
        struct outcome outcome = run_end(&runs[i]);
        if (strcmp(outcome.summary, shared_results[i]) != 0)
            fail_msg("%s: %s: %s (%s)", label, sharers[i], outcome.summary, outcome.asked);
    }
    needed = signature_memory_computed(trust_signatures(trust));
    if (needed > 17)
        fail_msg("%s: %u signatures computed", label, (unsigned)needed);
    trust_free(trust);
}

/* Precedence: all of the first, then all of the second. */
static unsigned choose_first(void *context, unsigned turn)
{
    return ((const unsigned *)context)[turn / 24 % SHARERS];
}

static unsigned choose_turns(void *context, unsigned turn)
{
    return ((const unsigned *)context)[turn % SHARERS];
}

static unsigned choose_by_chance(void *context, unsigned turn)
{
    uint32_t *seed = context;
    (void)turn;
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % SHARERS;
}

static void test_sharing_in_any_order(void **state)
{
    static const unsigned orders[][SHARERS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        unsigned order[SHARERS];
        memcpy(order, orders[i], sizeof order);
        run_shared("one after the other", choose_first, order);
        run_shared("in turns", choose_turns, order);
    }
    uint32_t seed = 1;
    for (int round = 0; round < 60; round++)
        run_shared("by chance", choose_by_chance, &seed);
}

/* A chain is given up while it waits, and others go on with what it held. */
static void test_giving_up(void **state)
{
    (void)state;
    for (unsigned steps = 0; steps < 8; steps++) {
        struct trust *trust = new_trust();
        struct run gone = run_start(&world, trust, "caa.p256.test"), stays = run_start(&world, trust, "www.p256.test");
        struct dns_question question;
        for (unsigned i = 0; i < steps; i++) {
            run_step(&gone, NOW);
            run_step(&stays, NOW);
        }
        chain_next(gone.chain, NOW, &question);
        chain_free(gone.chain);
        while (run_step(&stays, NOW))
            continue;
        struct outcome outcome = run_end(&stays);
        expect_text("the other", outcome.summary, "secure");
        trust_free(trust);
    }
}

/* ---- time ---- */

static void test_links_expire(void **state)
{
    static const struct {
        const char *label;
        time_t later;
        const char *asked;
    } cases[] = {
        {"at once", 1, ""},
        {"the proof of no DS, as long as an absence lasts", 299, ""},
        {"a second later", 301, "DS caa.p256.test"},
        {"keys and DS, as long as their TTL", 3599, "DS caa.p256.test"},
        {"a second later", 3601,
         "DNSKEY . / DS test / DNSKEY test / DS p256.test / DNSKEY p256.test / DS caa.p256.test"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trust *trust = new_trust();
        validate_at(&world, trust, "caa.p256.test", NOW);
        struct outcome outcome = validate_at(&world, trust, "caa.p256.test", NOW + cases[i].later);
        expect_text(cases[i].label, outcome.summary, "secure");
        expect_text(cases[i].label, outcome.asked, cases[i].asked);
        trust_free(trust);
    }
}

static struct outcome twice(struct world *here, const char *name, time_t later)
{
    struct trust *trust = trust_new(&here->anchors);
    validate_at(here, trust, name, NOW);
    struct outcome outcome = validate_at(here, trust, name, NOW + later);
    trust_free(trust);
    return outcome;
}

static void test_links_expire_with_their_signatures(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    zone_set(here.zones[1], "@", "DNSKEY")->signing.until = NOW + 100;
    struct outcome outcome = twice(&here, "z", 99);
    expect_text("before", outcome.summary, "secure");
    expect_text("before", outcome.asked, "");
    outcome = twice(&here, "z", 101);
    expect_text("behind", outcome.summary, "bogus EXPIRED z");
    expect_text("behind", outcome.asked, "DS z / DNSKEY z / DNSKEY z / DNSKEY z");

    here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    zone_set(here.zones[1], "@", "CAA")->signing.until = NOW + 100;
    outcome = twice(&here, "z", 101);
    expect_text("the answer's own, which is not kept here", outcome.summary, "bogus EXPIRED z");
    expect_text("the answer's own", outcome.asked, "");
}

static void test_nothing_lasts_longer_than_three_hours(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    for (size_t z = 0; z < 2; z++)
        for (size_t i = 0; i < here.zones[z]->set_count; i++)
            here.zones[z]->sets[i].set.ttl = 30 * DAY;
    struct outcome outcome = twice(&here, "z", TRUST_TTL_MAX - 1);
    expect_text("before", outcome.asked, "");
    outcome = twice(&here, "z", TRUST_TTL_MAX + 1);
    expect_text("behind", outcome.summary, "secure");
    expect_text("behind", outcome.asked, "DNSKEY . / DS z / DNSKEY z");
}

static void test_broken_links_are_tried_again(void **state)
{
    (void)state;
    struct world here = altered();
    struct trust *trust = new_trust();
    struct dns_rdata whole = world_octets(&world, "p256.test", "DNSKEY");
    world_say(&here, "p256.test", "DNSKEY", without_type(whole, DNS_TYPE_DNSKEY));
    struct outcome outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("broken", outcome.summary, "bogus NO_DNSKEY p256.test");
    world_say(&here, "p256.test", "DNSKEY", whole);
    outcome = validate_at(&here, trust, "caa.p256.test", NOW + TRUST_TTL_BOGUS - 1);
    expect_text("still remembered", outcome.summary, "bogus NO_DNSKEY p256.test");
    expect_text("still remembered", outcome.asked, "");
    outcome = validate_at(&here, trust, "caa.p256.test", NOW + TRUST_TTL_BOGUS + 1);
    expect_text("mended", outcome.summary, "secure");
    trust_free(trust);
}

/* That nobody proved what a name is says nothing of those below it. */
static void test_missing_proofs_are_not_remembered(void **state)
{
    (void)state;
    struct world here = altered();
    struct trust *trust = new_trust();
    struct dns_rdata whole = world_octets(&world, "p256.test", "DS");
    world_say(&here, "p256.test", "DS", without_type(whole, DNS_TYPE_DS));
    struct outcome outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("missing", outcome.summary, "bogus NO_DENIAL test");
    world_say(&here, "p256.test", "DS", whole);
    outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("there", outcome.summary, "secure");
    trust_free(trust);
}

/* Who had no effort left to ask again has not shown that the link is broken. */
static void test_links_that_could_not_be_asked_for_again(void **state)
{
    (void)state;
    struct world here = altered();
    struct trust *trust = new_trust();
    struct dns_rdata whole = world_octets(&world, "p256.test", "DNSKEY");
    world_say(&here, "p256.test", "DNSKEY", without_type(whole, DNS_TYPE_DNSKEY));
    struct run run = run_start(&here, trust, "caa.p256.test");
    run.spent = true;
    while (run_step(&run, NOW))
        if (chain_attempt(run.chain))
            world_fail(&here, "p256.test", "DNSKEY", FAILURE_SERVFAIL);
    struct outcome outcome = run_end(&run);
    expect_text("spent", outcome.summary, "bogus NO_DNSKEY p256.test");
    world_fail(&here, "p256.test", "DNSKEY", FAILURE_NONE);
    world_say(&here, "p256.test", "DNSKEY", whole);
    outcome = validate_at(&here, trust, "caa.p256.test", NOW);
    expect_text("somebody else", outcome.summary, "secure");
    trust_free(trust);
}

/* What holds when it is asked for again: one server of several has fallen behind. */
static void test_second_opinions(void **state)
{
    static const struct {
        const char *name, *type, *broken;
    } cases[] = {{"p256.test", "DS", "bogus NO_DENIAL test"}, {"p256.test", "DNSKEY", "bogus NO_DNSKEY p256.test"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (int second = 0; second < 4; second++) {
            static const char *const labels[] = {"better", "better without CD", "no better", "none"};
            struct world here = altered();
            struct trust *trust = new_trust();
            struct dns_rdata whole = world_octets(&world, cases[i].name, cases[i].type);
            world_say(&here, cases[i].name, cases[i].type, without_type(whole, type_of(cases[i].type)));
            struct run run = run_start(&here, trust, "caa.p256.test");
            while (run_step(&run, NOW)) {
                if (chain_attempt(run.chain) && second == 0)
                    world_say(&here, cases[i].name, cases[i].type, whole);
                if (chain_attempt(run.chain) == CHAIN_ATTEMPT_CHECKED && second == 1)
                    world_say(&here, cases[i].name, cases[i].type, whole);
                if (chain_attempt(run.chain) && second == 3)
                    world_fail(&here, cases[i].name, cases[i].type, FAILURE_TIMEOUT);
            }
            struct outcome outcome = run_end(&run);
            expect_text(labels[second], outcome.summary, second > 1 ? cases[i].broken : "secure");
            trust_free(trust);
        }
}

/* A part of a zone is no longer one than the zone's keys are known to be right, and they say nothing of what is below
 * it any more. */
static void test_parts_end_with_their_zone(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "a CAA 0 issue \"a\"");
    zone_set(here.zones[1], "@", "DNSKEY")->signing.until = NOW + 100;
    struct outcome outcome = twice(&here, "a.z", 101);
    expect_text("keys that nobody vouches for any more", outcome.summary, "bogus EXPIRED z");

    static const struct {
        const char *label, *summary, *asked;
        time_t later;
    } cases[] = {{"a delegation below a part", "secure", "", 99},
                 {"behind the keys' TTL", "secure", "DS z / DNSKEY z / DS b.z / DS sub.b.z / DNSKEY sub.b.z", 101}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "x.b A 192.0.2.1");
        zone_new(&here, (struct test_zone){.name = "sub.b.z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
        zone_set(here.zones[1], "@", "DNSKEY")->set.ttl = 100;
        zone_set(here.zones[1], "sub.b", "DS")->set.ttl = 100;
        outcome = twice(&here, "sub.b.z", cases[i].later);
        expect_text(cases[i].label, outcome.summary, cases[i].summary);
        expect_text(cases[i].label, outcome.asked, cases[i].asked);
    }
}

/* Keys are believed for as long as they are vouched for, and the DS of a zone says that. */
static void test_keys_end_with_their_ds(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    zone_set(here.zones[0], "z", "DS")->set.ttl = 100;
    expect_text("before", twice(&here, "z", 99).asked, "");
    expect_text("behind", twice(&here, "z", 101).asked, "DS z / DNSKEY z");
}

static void test_ttl_of_a_proof(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "a CAA 0 issue \"a\"\n"
                                                                                      "b CNAME a.z.\nc A 192.0.2.1");
    zone_set(here.zones[1], "a", "CAA")->signing.ttl = 50; /* RFC 4035 5.3.3 */
    zone_set(here.zones[1], "b", "CNAME")->signing.until = NOW + 20;
    struct trust *trust = trust_new(&here.anchors);
    assert_int_equal(validate_at(&here, trust, "a.z", NOW).ttl, 50);
    assert_int_equal(validate_at(&here, trust, "b.z", NOW).ttl, 20);
    assert_int_equal(validate_at(&here, trust, "c.z", NOW).ttl, 300);
    trust_free(trust);
}

/* ---- hostile input ---- */

static void test_ds_replies_of_other_questions(void **state)
{
    static const char *const wanted[] = {"DS p256.test", "DS test", "DNSKEY p256.test", "DNSKEY test"};
    static const char *const others[] = {"DS plain.test",        "DS hashed.test",       "DS test",
                                         "DNSKEY test",          "DNSKEY p256.test",     "CAA www.p256.test",
                                         "CAA gone.p256.test",   "DS plain.optout.test", "DS gone.optout.test",
                                         "CAA caa.plain.test",   "CAA gone.plain.test",  "DS a.plain.test",
                                         "DS sub.hashed.test",   "SOA p256.test",        "CAA tocaa.p256.test",
                                         "CAA caa.dn.p256.test", "DS gone.test",         "DS www.iterations.test"};
    (void)state;
    for (size_t w = 0; w < COUNT_OF(wanted); w++)
        for (size_t o = 0; o < COUNT_OF(others); o++) {
            char type[32], name[512], other_type[32], other_name[512];
            struct world here = altered();
            sscanf(wanted[w], "%31s %511s", type, name);
            sscanf(others[o], "%31s %511s", other_type, other_name);
            if (strcmp(wanted[w], others[o]) == 0)
                continue;
            world_say(&here, name, type, world_octets(&world, other_name, other_type));
            struct outcome outcome = validate(&here, "caa.p256.test");
            if (outcome.status != DNSSEC_BOGUS)
                fail_msg("%s for %s: %s", others[o], wanted[w], outcome.summary);
        }
}

static void test_aliases_for_ds(void **state)
{
    static const struct {
        const char *label, *targets[3]; /* of a, b, c */
    } cases[] = {{"a circle of one", {"p256.test"}},
                 {"a circle of three", {"b.test", "c.test", "p256.test"}},
                 {"somewhere", {"caa.plain.test"}}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = altered();
        struct dns_name name = name_of("p256.test"), at = name;
        struct message message = message_to(name.wire, DNS_TYPE_DS, 0);
        for (size_t t = 0; t < 3 && cases[i].targets[t]; t++) {
            struct dns_name target = name_of(cases[i].targets[t]);
            message_add(&message, ANSWER, at.wire, DNS_TYPE_CNAME, 60, (struct dns_rdata){target.wire, target.size});
            at = target;
        }
        world_say(&here, "p256.test", "DS", message_end(&message));
        expect(&here, "caa.p256.test", "bogus NO_DENIAL test");
    }
}

/* A CNAME made from a DNS wildcard does not deny a zone cut unless it is proven that nothing closer exists: else one
 * who replays it has a zone forgotten for as long as the CNAME lives. */
static void test_wildcard_alias_for_ds(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "*.w CNAME a.z.\na A 192.0.2.1");
    zone_new(&here, (struct test_zone){.name = "child.w.z", .key = KEY_P256_OTHER}, "@ CAA 0 issue \"a\"");
    struct test_zone *zone = here.zones[1];
    struct dns_name child = name_of("child.w.z");
    struct trust *trust = trust_new(&here.anchors);
    struct dns_rdata whole = world_octets(&here, "child.w.z", "DS");
    struct message message = message_to(child.wire, DNS_TYPE_DS, 0);
    say(&message, ANSWER, child.wire, zone, zone_set(zone, "*.w", "CNAME"));
    say(&message, AUTHORITY, proof_over(zone, name_of("x.w.z").wire)->set.owner, zone,
        proof_over(zone, name_of("x.w.z").wire));
    world_say(&here, "child.w.z", "DS", message_end(&message));
    struct outcome outcome = validate_at(&here, trust, "child.w.z", NOW);
    assert_int_equal(outcome.status, DNSSEC_BOGUS);
    world_say(&here, "child.w.z", "DS", whole);
    outcome = validate_at(&here, trust, "child.w.z", NOW + TRUST_TTL_BOGUS + 1);
    expect_text("as soon as the truth is told", outcome.summary, "secure");
    trust_free(trust);
}

/* A span with opt-out may hide an insecure zone cut, and does not excuse a proof that the signed zone owes: as Unbound
 * and delv have it. Nor does it do so later, when the span is known. */
static void test_opt_out_excuses_no_proof(void **state)
{
    const struct test_zone opt_out = {
        .name = "z", .key = KEY_P256, .nsec3 = true, .parameters = {.flags = NSEC3_OPT_OUT}};
    (void)state;
    struct world here = small_world(opt_out, "a TXT x\nb TXT x\nc TXT x\nd TXT x\ne TXT x\nf TXT x\ng TXT x");
    struct test_zone *zone = here.zones[1];
    struct dns_name name = name_of("gone.z");
    struct message message = message_to(name.wire, DNS_TYPE_CAA, 3);
    say_soa(&message, zone);
    const uint8_t *star = wildcard_of(say_encloser(&message, zone, name.wire));
    assert_ptr_not_equal(proof_over(zone, star), proof_over(zone, name.wire));
    assert_ptr_not_equal(proof_over(zone, star), proof_at(zone, zone->apex));
    world_say(&here, "gone.z", "CAA", message_end(&message));
    struct trust *trust = trust_new(&here.anchors);
    for (int round = 0; round < 2; round++)
        expect_text("with no word of the wildcard", validate_at(&here, trust, "gone.z", NOW).summary,
                    "bogus NO_DENIAL z");
    trust_free(trust);
}

/* A name of 127 labels: a question for each, no more. */
static const char *deep_name(size_t labels, const char *zone)
{
    char *text = arena_alloc(&made, 2 * labels + strlen(zone) + 1), *to = text;
    for (; labels; labels--) {
        *to++ = 'a';
        *to++ = '.';
    }
    memcpy(to, zone, strlen(zone) + 1);
    return text;
}

static void test_deep_names(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "");
    const char *deep = deep_name(DNS_LABELS_MAX - 1, "z");
    struct dns_name name = name_of(deep);
    assert_int_equal(dns_name_labels(name.wire), DNS_LABELS_MAX);
    struct trust *trust = trust_new(&here.anchors);
    struct outcome outcome = validate_at(&here, trust, deep, NOW);
    expect_text("no such name", outcome.summary, "secure");
    trust_free(trust);

    here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "");
    zone_add_rdata(here.zones[1], arena_dup(&made, name.wire, name.size), DNS_TYPE_CAA,
                   rdata_of_text("CAA", "0 issue \"a\""));
    trust = trust_new(&here.anchors);
    outcome = validate_at(&here, trust, deep, NOW);
    expect_text("records", outcome.summary, "secure");
    assert_in_range(outcome.questions, DNS_LABELS_MAX, DNS_LABELS_MAX + 4);
    trust_free(trust);

    here = small_world(
        (struct test_zone){.name = "z", .key = KEY_P256, .nsec3 = true, .parameters = {.iterations = 150}}, "");
    trust = trust_new(&here.anchors);
    outcome = validate_at(&here, trust, deep, NOW);
    expect_text("NSEC3", outcome.summary, "secure");
    trust_free(trust);
}

/* DNSKEY sets and signatures made to cost (CVE-2023-50387): COUNT keys with the tag of the real one, which is last, and
 * as many signatures as anybody cares to add. */
static struct world trap_world(unsigned keys, unsigned signatures, unsigned names)
{
    struct world here = {.zone_count = 0};
    zone_new(&here, (struct test_zone){.name = ".", .key = KEY_P256}, "");
    struct test_zone *zone = zone_new(&here, (struct test_zone){.name = "z", .key = KEY_P256}, "");
    struct record_set *dnskeys = &zone_set(zone, "@", "DNSKEY")->set;
    dnskeys->count = 0;
    for (unsigned i = 0; i < keys; i++)
        set_add(dnskeys, dnskey_of_tag(13, tag_of(dnskey_of(KEY_P256)), i + 1));
    set_add(dnskeys, dnskey_of(KEY_P256));
    for (unsigned n = 0; n < names; n++) {
        char owner[32];
        snprintf(owner, sizeof owner, "n%u.z", n);
        struct dns_name name = name_of(owner);
        struct record_set set = set_of(owner, DNS_TYPE_CAA);
        set_add(&set, rdata_of_text("CAA", "0 issue \"a\""));
        struct message message = message_to(name.wire, DNS_TYPE_CAA, 0);
        message_add_set(&message, ANSWER, name.wire, &set);
        struct dns_rdata good = sign(&(struct signing){.key = KEY_P256, .signer = "z"}, &set);
        for (unsigned s = 0; s < signatures; s++) {
            uint8_t *forged = arena_dup(&made, good.bytes, good.size);
            forged[good.size - 1 - s % 32] ^= (uint8_t)(1 + s / 32);
            message_add_signature(&message, ANSWER, name.wire, 60, (struct dns_rdata){forged, good.size});
        }
        message_add_signature(&message, ANSWER, name.wire, 60, good);
        world_say(&here, owner, "CAA", message_end(&message));
    }
    return here;
}

static void test_keytrap(void **state)
{
    static const struct {
        unsigned keys, signatures;
        const char *summary;
    } cases[] = {
        {0, 0, "secure"},
        {1, 0, "secure"}, /* two keys with one tag happen */
        {3, 0, "secure"},
        {4, 0, "bogus BAD_SIGNATURE z"},
        {60, 0, "bogus BAD_SIGNATURE z"},
        {0, DNS_SIGNATURES_MAX - 1, "secure"},
        {0, DNS_SIGNATURES_MAX, "bogus BAD_SIGNATURE z"}, /* the good one is not looked at */
        {2, 12, "secure"},
        {2, DNS_SIGNATURES_MAX - 1, "bogus TOO_COSTLY z"},
        {60, 15, "bogus TOO_COSTLY z"}, /* nor is the real key */
        {60, 200, "bogus TOO_COSTLY z"},
        {150, 200, "bogus TOO_COSTLY z"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct world here = trap_world(cases[i].keys, cases[i].signatures, 1);
        struct trust *trust = trust_new(&here.anchors);
        struct outcome outcome = validate_at(&here, trust, "n0.z", NOW);
        uint64_t computed = signature_memory_computed(trust_signatures(trust));
        trust_free(trust);
        char label[64];
        snprintf(label, sizeof label, "%u keys, %u signatures", cases[i].keys, cases[i].signatures);
        if (cases[i].keys < 64) /* else the real key is not looked at in the end */
            expect_text(label, outcome.summary, cases[i].summary);
        assert_int_not_equal(outcome.status, DNSSEC_INSECURE);
        if (computed > 15 + SIGNATURE_FAILED_CHECKS_MAX)
            fail_msg("%s: %u signatures computed", label, (unsigned)computed);
    }
}

/* Many names of one such zone, before and after one that is right: what they cost is theirs. */
static void test_keytrap_and_a_neighbour(void **state)
{
    enum { NAMES = 30 };
    (void)state;
    struct world here = trap_world(2, 15, NAMES);
    zone_add_text(here.zones[1], "right CAA 0 issue \"a\"");
    struct trust *trust = trust_new(&here.anchors);
    for (unsigned n = 0; n < NAMES; n++) {
        char name[32];
        snprintf(name, sizeof name, "n%u.z", n);
        struct outcome outcome = validate_at(&here, trust, name, NOW);
        expect_text(name, outcome.summary, "bogus TOO_COSTLY z");
    }
    expect_text("a neighbour", validate_at(&here, trust, "right.z", NOW).summary, "secure");
    uint64_t computed = signature_memory_computed(trust_signatures(trust));
    trust_free(trust);
    if (computed > NAMES * (SIGNATURE_FAILED_CHECKS_MAX + 6) + 30)
        fail_msg("%u signatures computed", (unsigned)computed);
}

/* The same answer again, when its checks are remembered, comes to the same. */
static void test_a_budget_does_not_depend_on_memory(void **state)
{
    (void)state;
    struct world here = trap_world(2, DNS_SIGNATURES_MAX - 1, 1);
    struct trust *trust = trust_new(&here.anchors);
    for (unsigned round = 0; round < 3; round++)
        expect_text("the same", validate_at(&here, trust, "n0.z", NOW).summary, "bogus TOO_COSTLY z");
    trust_free(trust);
}

/* DS records by the hundred cost digests, not signatures. */
static void test_many_ds(void **state)
{
    (void)state;
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    struct zone_set *ds = zone_set(here.zones[0], "z", "DS");
    struct dns_rdata good = ds->set.records[0];
    for (unsigned i = 0; i < 200; i++) {
        uint8_t *other = arena_dup(&made, good.bytes, good.size);
        other[good.size - 1] = (uint8_t)(other[good.size - 1] + 1 + i);
        set_add(&ds->set, (struct dns_rdata){other, good.size});
    }
    struct trust *trust = trust_new(&here.anchors);
    struct outcome outcome = validate_at(&here, trust, "z", NOW);
    expect_text("the good one is the first", outcome.summary, "secure");
    trust_free(trust);
}

/* Lets a question for a link that is asked for the first time come to nothing, and answers any other. */
static bool step_twice(struct run *run, time_t now)
{
    struct dns_question question;
    if (chain_attempt(run->chain) != CHAIN_ATTEMPT_FIRST || !chain_next(run->chain, now, &question))
        return run_step(run, now);
    chain_feed(run->chain, now, &(struct chain_reply){.detail = ""});
    return true;
}

/* A chain that forgets faster than it learns comes to an end; what is asked once more counts. */
static void expect_question_limit(bool (*step)(struct run *run, time_t now))
{
    struct world here = small_world((struct test_zone){.name = "z", .key = KEY_P256}, "@ CAA 0 issue \"a\"");
    for (size_t z = 0; z < 2; z++)
        for (size_t i = 0; i < here.zones[z]->set_count; i++)
            here.zones[z]->sets[i].set.ttl = 0;
    struct trust *trust = trust_new(&here.anchors);
    struct run run = run_start(&here, trust, "z");
    unsigned steps = 0;
    for (time_t now = NOW; step(&run, now); now += TRUST_TTL_LEAST + 1)
        if (++steps > CHAIN_QUESTIONS_MAX)
            fail_msg("no end after %u questions", steps);
    struct outcome outcome = run_end(&run);
    assert_int_equal(outcome.status, DNSSEC_BOGUS);
    assert_int_equal(outcome.fault, DNSSEC_FAULT_TOO_COSTLY);
    assert_int_equal(steps, CHAIN_QUESTIONS_MAX);
    trust_free(trust);
}

static void test_question_limit(void **state)
{
    (void)state;
    expect_question_limit(run_step);
    expect_question_limit(step_twice);
}

/* Replies that nobody has asked for change nothing. */
static void test_uncalled_for_replies(void **state)
{
    (void)state;
    struct trust *trust = new_trust();
    struct run run = run_start(&world, trust, "caa.p256.test");
    const struct chain_reply empty = {.detail = ""};
    chain_feed(run.chain, NOW, &empty);
    while (run_step(&run, NOW))
        continue;
    chain_feed(run.chain, NOW, &empty);
    struct dns_question question;
    assert_false(chain_next(run.chain, NOW, &question));
    struct outcome outcome = run_end(&run);
    expect_text("at last", outcome.summary, "secure");
    trust_free(trust);
}

/* ---- changes and cuts ---- */

/* What an answer says to those who use it. */
static void say_reply(const struct dns_reply *reply, struct buffer *out)
{
    buffer_add_unsigned(out, reply->kind);
    for (size_t i = 0; i < reply->record_count; i++) {
        buffer_add_char(out, ' ');
        buffer_add_hex(out, reply->records[i].bytes, reply->records[i].size);
    }
    for (size_t i = 0; i < reply->alias_count; i++) {
        buffer_add_text(out, " >");
        dns_name_print(reply->aliases[i], out);
    }
}

/* Judges a changed answer: SECURE only where it says the same as before. Returns whether it is. */
static bool judge_changed(struct trust *trust, struct world *of, const char *name, const uint8_t *octets, size_t size,
                          const char *before)
{
    struct dns_name wire = name_of(name);
    struct dns_question question = dns_question_of(wire.wire, DNS_TYPE_CAA), asked;
    struct arena arena = {0};
    struct dns_reply reply;
    bool secure = false;
    reply = classify((struct dns_rdata){octets, size}, question, &arena);
    if (reply.kind <= REPLY_ALIAS) {
        struct run run = {.world = of, .trust = trust};
        run.chain = chain_new(trust, &(struct chain_subject){question, &reply});
        while (chain_next(run.chain, NOW, &asked))
            run_step(&run, NOW);
        secure = chain_result(run.chain)->proof.status == DNSSEC_SECURE;
        chain_free(run.chain);
    }
    if (secure) {
        struct buffer text = {0};
        say_reply(&reply, &text);
        expect_text(name, buffer_text(&text), before);
        buffer_free(&text);
    }
    arena_free(&arena);
    return secure;
}

/* A new trust that knows the links of NAME; the old one must not have believed any lie. */
static struct trust *trust_renewed(struct trust *old, const char *name)
{
    struct outcome outcome;
    if (old) {
        outcome = validate_at(&world, old, name, NOW);
        expect_text(name, outcome.summary, "secure");
        trust_free(old);
    }
    struct trust *trust = new_trust();
    outcome = validate_at(&world, trust, name, NOW);
    expect_text(name, outcome.summary, "secure");
    return trust;
}

static void test_changed_answers(void **state)
{
    static const char *const names[] = {"caa.p256.test",      "www.p256.test",    "gone.p256.test",
                                        "a.wild.p256.test",   "a.only.p256.test", "tocaa.p256.test",
                                        "caa.dn.p256.test",   "gone.hashed.test", "www.hashed.test",
                                        "b.wild.hashed.test", "ent.hashed.test",  "a.aliases.hashed.test"};
    (void)state;
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        struct dns_name wire = name_of(names[n]);
        struct dns_rdata whole = world_octets(&world, names[n], "CAA");
        struct arena arena = {0};
        struct buffer before = {0};
        struct dns_reply reply;
        reply = classify(whole, dns_question_of(wire.wire, DNS_TYPE_CAA), &arena);
        say_reply(&reply, &before);
        arena_free(&arena);
        unsigned secure = 0;
        struct trust *trust = NULL;
        for (size_t at = 0; at < whole.size; at++) {
            static const uint8_t changes[] = {0x01, 0x20, 0x80, 0xFF};
            if (at % 16 == 0) /* before it gives the zones up as too costly */
                trust = trust_renewed(trust, names[n]);
            for (size_t c = 0; c < COUNT_OF(changes); c++) {
                uint8_t *copy = malloc(whole.size);
                memcpy(copy, whole.bytes, whole.size);
                copy[at] ^= changes[c];
                secure += judge_changed(trust, &world, names[n], copy, whole.size, buffer_text(&before));
                free(copy);
            }
        }
        if (secure > whole.size) /* a quarter: octets of header and question, TTLs, capitals */
            fail_msg("%s: %u changes went unnoticed", names[n], secure);
        for (size_t size = 0; size < whole.size; size++) {
            if (size % 16 == 0)
                trust = trust_renewed(trust, names[n]);
            uint8_t *copy = malloc(size + !size);
            memcpy(copy, whole.bytes, size);
            assert_false(judge_changed(trust, &world, names[n], copy, size, buffer_text(&before)));
            free(copy);
        }
        trust_free(trust);
        buffer_free(&before);
    }
}

/* Validates a name whose links have all expired since the last time, while good signatures are remembered. */
static struct outcome validate_later(struct world *of, struct trust *trust, const char *name)
{
    static time_t now = NOW;
    now += 3601;
    if (now > NOW + 900 * DAY)
        now = NOW;
    return validate_at(of, trust, name, now);
}

/* A link of the chain, changed or cut: a signed zone never looks unsigned, and what is cut off vouches for nothing. */
static void expect_safe_link(struct world *here, struct trust *trust, const char *link, bool cut)
{
    struct outcome outcome = trust ? validate_later(here, trust, "caa.p256.test") : validate(here, "caa.p256.test");
    bool own = strcmp(link, "DS caa.p256.test") == 0; /* without which the first judgement stands */
    if (outcome.status == DNSSEC_INSECURE || (cut && !own && outcome.status == DNSSEC_SECURE))
        fail_msg("%s: %s", link, outcome.summary);
}

static void test_changed_links(void **state)
{
    static const char *const links[] = {"DNSKEY .",     "DS test",          "DNSKEY test",
                                        "DS p256.test", "DNSKEY p256.test", "DS caa.p256.test"};
    (void)state;
    for (size_t l = 0; l < COUNT_OF(links); l++) {
        char type[32], name[64];
        sscanf(links[l], "%31s %63s", type, name);
        struct world here = altered();
        struct trust *trust = l ? new_trust() : NULL; /* what is wrong with the root's keys stays wrong */
        struct dns_rdata whole = world_octets(&world, name, type);
        uint8_t *copy = malloc(whole.size);
        world_say(&here, name, type, (struct dns_rdata){copy, whole.size});
        for (size_t at = 0; at < whole.size; at++)
            for (unsigned change = 0x01; change < 0x100; change <<= 3) {
                memcpy(copy, whole.bytes, whole.size);
                copy[at] = (uint8_t)(copy[at] ^ change);
                expect_safe_link(&here, trust, links[l], false);
            }
        free(copy);
        for (size_t size = 0; size < whole.size; size++) {
            copy = malloc(size + !size);
            memcpy(copy, whole.bytes, size);
            world_say(&here, name, type, (struct dns_rdata){copy, size});
            expect_safe_link(&here, trust, links[l], true);
            free(copy);
        }
        trust_free(trust);
    }
}

/* The proof that a zone is not signed, changed: it never becomes secure. */
static void test_changed_insecure_links(void **state)
{
    static const char *const names[] = {"plain.test", "plain.hashed.test", "plain.optout.test"};
    (void)state;
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        struct world here = altered();
        struct trust *trust = new_trust();
        struct dns_rdata whole = world_octets(&world, names[n], "DS");
        char below[64];
        snprintf(below, sizeof below, "caa.%s", names[n]);
        uint8_t *copy = malloc(whole.size);
        world_say(&here, names[n], "DS", (struct dns_rdata){copy, whole.size});
        for (size_t at = 0; at < whole.size; at++) {
            memcpy(copy, whole.bytes, whole.size);
            copy[at] ^= 0x11;
            struct outcome outcome = validate_later(&here, trust, below);
            if (outcome.status == DNSSEC_SECURE)
                fail_msg("%s, octet %zu: %s", names[n], at, outcome.summary);
        }
        free(copy);
        trust_free(trust);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secure),
        cmocka_unit_test(test_insecure),
        cmocka_unit_test(test_iterations_and_what_is_signed),
        cmocka_unit_test(test_sha1_is_told),
        cmocka_unit_test(test_bogus),
        cmocka_unit_test(test_typed_ds),
        cmocka_unit_test(test_malformed_keys),
        cmocka_unit_test(test_faults_are_local),
        cmocka_unit_test(test_no_dnskey),
        cmocka_unit_test(test_no_denial),
        cmocka_unit_test(test_wildcard_needs_a_proof),
        cmocka_unit_test(test_wildcard_over_a_cut),
        cmocka_unit_test(test_further_signatures),
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_crowded_message),
        cmocka_unit_test(test_dname),
        cmocka_unit_test(test_alias_alone),
        cmocka_unit_test(test_failing_links),
        cmocka_unit_test(test_failed_lookups),
        cmocka_unit_test(test_stripped),
        cmocka_unit_test(test_bare_root_keys),
        cmocka_unit_test(test_mismatch),
        cmocka_unit_test(test_memory_of_zones_is_bounded),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_slow_clock),
        cmocka_unit_test(test_forged_root_keys),
        cmocka_unit_test(test_other_anchors),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_questions_after_a_bare_proof),
        cmocka_unit_test(test_links_are_learnt_once),
        cmocka_unit_test(test_sharing_in_any_order),
        cmocka_unit_test(test_giving_up),
        cmocka_unit_test(test_links_expire),
        cmocka_unit_test(test_links_expire_with_their_signatures),
        cmocka_unit_test(test_nothing_lasts_longer_than_three_hours),
        cmocka_unit_test(test_broken_links_are_tried_again),
        cmocka_unit_test(test_missing_proofs_are_not_remembered),
        cmocka_unit_test(test_links_that_could_not_be_asked_for_again),
        cmocka_unit_test(test_second_opinions),
        cmocka_unit_test(test_parts_end_with_their_zone),
        cmocka_unit_test(test_keys_end_with_their_ds),
        cmocka_unit_test(test_ttl_of_a_proof),
        cmocka_unit_test(test_ds_replies_of_other_questions),
        cmocka_unit_test(test_aliases_for_ds),
        cmocka_unit_test(test_wildcard_alias_for_ds),
        cmocka_unit_test(test_deep_names),
        cmocka_unit_test(test_keytrap),
        cmocka_unit_test(test_keytrap_and_a_neighbour),
        cmocka_unit_test(test_a_budget_does_not_depend_on_memory),
        cmocka_unit_test(test_many_ds),
        cmocka_unit_test(test_question_limit),
        cmocka_unit_test(test_uncalled_for_replies),
        cmocka_unit_test(test_opt_out_excuses_no_proof),
        cmocka_unit_test(test_changed_answers),
        cmocka_unit_test(test_proofs_of_nothing),
        cmocka_unit_test(test_changed_links),
        cmocka_unit_test(test_changed_insecure_links),
    };
    return cmocka_run_group_tests(tests, make_world, NULL);
}
