/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of strangers: what somebody may do with his own names, zones and servers. Each has zones of its own
 * (below one that all share, or below a healthy one, at a server of its own, or at one that healthy zones have too),
 * and entries of the list. */
#include "laws.h"

#include <stdio.h>

struct making {
    struct chance chance;
    const struct healthy *world;
    unsigned id;
    struct stranger_text *out;
    char zone[LAW_NAME_MAX]; /* with the dot at its end */
    char address[LAW_ADDRESS_MAX];
};

/* ---- parts ---- */

static const struct healthy_zone *some_zone(struct making *making)
{
    return &making->world->zones[chance_below(&making->chance, (unsigned)making->world->zone_count)];
}

static const char *some_name(struct making *making)
{
    return making->world->names[chance_below(&making->chance, (unsigned)making->world->name_count)];
}

/* One that is signed; NULL: nothing is. */
static const char *some_signer(struct making *making)
{
    const struct healthy_zone *zone = some_zone(making);
    return making->world->plain ? NULL : zone->is_signed ? zone->name : ".";
}

static const char *ask(struct making *making, const char *relative)
{
    print(&making->out->asks, "ask %s%s%.*s\n", relative, *relative ? "." : "", (int)strlen(making->zone) - 1,
          making->zone);
    return relative;
}

static void ask_some(struct making *making)
{
    static const char *const names[] = {"", "www", "a.www", "none", "x.y.z.w", "w1", "deep.a.b.c.d.e.f.g.h"};
    unsigned count = 1 + chance_below(&making->chance, 4);
    for (unsigned i = 0; i < count; i++)
        ask(making, CHANCE_OF(&making->chance, names));
}

/* Where it is: below which zone, and at whose server. */
static void settle(struct making *making)
{
    const struct healthy *world = making->world;
    size_t parent = chance_percent(&making->chance, 75) ? chance_below(&making->chance, HEALTHY_TLDS)
                                                        : chance_below(&making->chance, (unsigned)world->zone_count);
    snprintf(making->zone, sizeof making->zone, "s%u.%.200s", making->id, world->zones[parent].name);
    if (chance_percent(&making->chance, 35))
        snprintf(making->address, sizeof making->address, "%s", some_zone(making)->address);
    else
        snprintf(making->address, sizeof making->address, "193.1.%u.1", making->id);
}

static void begin_zone(struct making *making, const char *words)
{
    print(&making->out->zones, "zone %s %s at=%s\n", making->zone, words, making->address);
}

static void records(struct making *making)
{
    print(&making->out->zones, "    www CAA 0 issue \"secomtrust.net\"\n    *.w CAA 0 issue \"other.example\"\n");
    if (chance_percent(&making->chance, 30))
        print(&making->out->zones, "    * CNAME www\n");
}

static const char *signing(struct making *making)
{
    static const char *const words[] = {"", "signed", "nsec3", "nsec3 opt-out", "signed split-keys"};
    return making->world->plain ? "" : CHANCE_OF(&making->chance, words);
}

/* At its own server, and at the resolver for its names. */
static void rule(struct making *making, const char *what)
{
    print(&making->out->zones, "    on **.%s %s\n", making->zone, what);
    print(&making->out->resolver, "    on **.%s %s\n", making->zone, what);
}

static void rule_more(struct making *making, const char *line)
{
    print(&making->out->zones, "        %s\n", line);
    print(&making->out->resolver, "        %s\n", line);
}

/* ---- kinds ---- */

static const char *const behaviours[] = {"any: silence",
                                         "any: delay 300ms",
                                         "any: delay 900ms",
                                         "any: delay 3s",
                                         "any: rcode SERVFAIL",
                                         "any: rcode REFUSED",
                                         "any: rcode FORMERR",
                                         "any: rcode NOTIMP",
                                         "any: rcode NXDOMAIN",
                                         "any: rcode 23",
                                         "any edns: rcode FORMERR",
                                         "any edns: rcode NOTIMP",
                                         "any edns: rcode BADVERS",
                                         "any edns: silence",
                                         "any edns try 1: rcode FORMERR",
                                         "any edns try 1: rcode NOTIMP",
                                         "any edns try 1: rcode BADVERS",
                                         "CAA edns try 1: rcode FORMERR",
                                         "CAA try 1: rcode SERVFAIL",
                                         "CAA try 1-2: silence",
                                         "any try 1: silence",
                                         "any: truncate",
                                         "any udp: cut 7",
                                         "any: cut 30",
                                         "any: no-opt",
                                         "any: no-question",
                                         "any: strip",
                                         "any: strip, no-opt",
                                         "any: empty",
                                         "any: no-aa",
                                         "any: echo",
                                         "any: twice",
                                         "any: case upper",
                                         "any: spoof id",
                                         "any: spoof question",
                                         "any: spoof port",
                                         "any: spoof address",
                                         "any: spoof garbage",
                                         "any: pad 3000",
                                         "any: pad 40000",
                                         "any: ede 22",
                                         "any: says SERVFAIL",
                                         "any: says NXDOMAIN",
                                         "any: says REFUSED",
                                         "DNSKEY: silence",
                                         "DNSKEY: rcode SERVFAIL",
                                         "DNSKEY: strip",
                                         "DNSKEY: empty",
                                         "DS: rcode SERVFAIL",
                                         "DS: silence",
                                         "DS: empty",
                                         "NS: silence",
                                         "A: silence",
                                         "SOA: silence",
                                         "CAA: silence",
                                         "CAA: strip",
                                         "CAA: empty",
                                         "any no-cd: rcode SERVFAIL",
                                         "any cd: rcode SERVFAIL",
                                         "CAA: growing-alias g",
                                         "any: unchased",
                                         "any: unreachable"};

static void make_behaving(struct making *making)
{
    begin_zone(making, signing(making));
    records(making);
    for (unsigned i = chance_below(&making->chance, 2) + 1; i; i--)
        rule(making, CHANCE_OF(&making->chance, behaviours));
    ask_some(making);
}

/* Messages that are none, or not whole ones. */
static void make_broken_messages(struct making *making)
{
    static const char *const messages[] = {
        "octets 000081800001000000000000",     "octets 000084800001000100000000",
        "octets 0000818000000000000000000000", "octets 00008180ffffffffffffffff",
        "octets 000084000001000100000000c00c", "octets 0000818000010001000000000000ff"};
    begin_zone(making, signing(making));
    records(making);
    rule(making, chance_percent(&making->chance, 50) ? "any: normal" : "CAA: normal");
    rule_more(making, CHANCE_OF(&making->chance, messages));
    ask_some(making);
}

static void make_tcp(struct making *making)
{
    static const char *const ways[] = {"any tcp: close",       "any tcp: then-close",
                                       "any tcp: then-dead",   "any tcp: silence",
                                       "any tcp: unreachable", "any tcp try 1: close",
                                       "any tcp: delay 3s",    "any tcp: pad 60000",
                                       "any tcp: truncate",    "any tcp: dead",
                                       "CAA tcp: close",       "any tcp: cut 9",
                                       "CAA tcp: dead",        "any tcp: delay 20ms, then-dead"};
    begin_zone(making, signing(making));
    records(making);
    rule(making, CHANCE_OF(&making->chance, ways));
    rule(making, "any udp: truncate");
    ask_some(making);
    ask_some(making);
}

static void make_claims(struct making *making)
{
    const char *signer = some_signer(making);
    begin_zone(making, "");
    records(making);
    unsigned count = 1 + chance_below(&making->chance, 3);
    unsigned times = chance_percent(&making->chance, 2) ? 300 : 11 + chance_below(&making->chance, 5);
    for (unsigned i = 0; i < count; i++) {
        char owner[32];
        snprintf(owner, sizeof owner, "x%u.w", i);
        ask(making, owner);
        if (!signer)
            continue;
        print(&making->out->everywhere,
              "    on %s.%s CAA: normal\n        sign answer %s.%s CAA by %s forged times %u\n", owner, making->zone,
              owner, making->zone, signer, times);
    }
}

static void make_deep_wildcard(struct making *making)
{
    const char *signer = some_signer(making);
    unsigned depth = chance_percent(&making->chance, 20) ? 40 : 6 + chance_below(&making->chance, 14);
    char owner[LAW_NAME_MAX] = "";
    begin_zone(making, "");
    print(&making->out->zones, "    * CNAME t\n    t TXT x\n");
    print(&making->out->everywhere, "    on **.%s CAA: normal\n", making->zone);
    for (unsigned i = 0; i < depth; i++) {
        snprintf(owner + strlen(owner), sizeof owner - strlen(owner), "%sa", i ? "." : "");
        if (signer && i < 24)
            print(&making->out->everywhere, "        sign answer %s.%s CNAME by %s forged times 11\n", owner,
                  making->zone, signer);
    }
    ask(making, owner);
    print(&making->out->asks, "ask b.%s.%.*s\n", owner, (int)strlen(making->zone) - 1, making->zone);
}

static void make_spoiled(struct making *making)
{
    static const char *const words[] = {"signed",
                                        "nsec3",
                                        "signed twin-key",
                                        "signed split-keys twin-key",
                                        "signed ds=other-key",
                                        "signed ds=flipped",
                                        "signed ds=cut",
                                        "signed ds=none",
                                        "signed ds=unknown-digest",
                                        "signed ds=other-tag,sha256",
                                        "nsec3 iterations=200",
                                        "signed algorithm=p256",
                                        "signed until=-1d"};
    static const char *const ways[] = {"forged",       "expired",        "future",        "other-key",
                                       "stale-beside", "junk-beside 15", "junk-beside 5", "missing",
                                       "labels 1",     "by .",           "absent"};
    static const char *const types[] = {"any", "CAA", "DNSKEY", "SOA", "NSEC", "NSEC3", "CNAME"};
    begin_zone(making, making->world->plain ? "" : CHANCE_OF(&making->chance, words));
    if (!making->world->plain && chance_percent(&making->chance, 80))
        print(&making->out->zones, "    spoil * %s %s\n", CHANCE_OF(&making->chance, types),
              CHANCE_OF(&making->chance, ways));
    records(making);
    ask_some(making);
}

/* Many names of servers, each to be looked up elsewhere, for ever. */
static void make_flood(struct making *making)
{
    unsigned count = 10 + chance_below(&making->chance, 40);
    begin_zone(making, "");
    print(&making->out->zones, "    $GENERATE 0-%u a NS ns$.x$.v\n    $GENERATE 0-%u b NS ns$.y$.v\n", count, count);
    print(&making->out->zones, "zone v.%s at=%s\n    $GENERATE 0-%u x$ NS ns.y$.o.%s\n", making->zone, making->address,
          count, making->zone);
    print(&making->out->zones, "zone o.%s at=%s\n    $GENERATE 0-%u y$ NS ns.x$.v.%s\n", making->zone, making->address,
          count, making->zone);
    ask(making, "www.a");
    ask(making, "w.b");
    ask(making, "x.a");
}

/* Name servers, and aliases of theirs, that wait for each other. */
static void make_circle(struct making *making)
{
    begin_zone(making, signing(making));
    switch (chance_below(&making->chance, 4)) {
    case 0:
        print(&making->out->zones, "    p NS ns.q\n    q NS ns.p\n");
        break;
    case 1:
        print(&making->out->zones, "    p NS n.q\n    q NS m\n    m CNAME n.q\n");
        break;
    case 2:
        print(&making->out->zones, "    $GENERATE 0-20 p$ NS a.p${1}\n    $GENERATE 0-20 p$ NS b.p${1}\n"
                                   "    p NS a.p0\n    q NS b.p0\n");
        break;
    default:
        print(&making->out->zones, "    p NS ns.x.q\n    q NS ns.p\n    q NS %s\n    m CNAME www.p\n",
              some_zone(making)->server);
    }
    ask(making, "www.p");
    ask(making, "www.q");
    ask(making, "m");
}

/* Uses up the questions of a lookup before the name of a provider's server comes. */
static void make_burner(struct making *making)
{
    static const char deepest[] = "x.x.x.x.x.x.x.x.";
    const char *server = some_zone(making)->server;
    const char *deep = deepest + 2 * chance_below(&making->chance, 8);
    unsigned last = 5 + chance_below(&making->chance, 10);
    print(&making->out->zones, "zone burn.%s at=%s\n    $GENERATE 0-%u %sn$ TXT x\n", making->zone, making->address,
          last, deep);
    begin_zone(making, "");
    print(&making->out->zones, "    $GENERATE 0-%u p NS %sn$.burn.%s\n    p NS %s\n    q NS %s\n", last, deep,
          making->zone, server, server);
    ask(making, "www.p");
    ask(making, "www.q");
    ask(making, "f.burn");
}

static void make_chain(struct making *making)
{
    unsigned length = 2 + chance_below(&making->chance, 17);
    begin_zone(making, signing(making));
    print(&making->out->zones, "    $GENERATE 1-%u c$ CNAME c${1}\n    c%u CNAME %s.\n", length - 1, length,
          some_name(making));
    if (chance_percent(&making->chance, 30))
        rule(making, "any: unchased");
    ask(making, "c1");
    ask(making, "c2");
    ask(making, "x.c1");
}

static void make_leading_away(struct making *making)
{
    begin_zone(making, signing(making));
    print(&making->out->zones, "    * CNAME %s.\n    d DNAME %s\n    l CNAME l\n    k CNAME x.d\n", some_name(making),
          some_zone(making)->name);
    ask(making, "a");
    ask(making, "b.c");
    ask(making, "n0.d");
    ask(making, "l");
    ask(making, "k");
}

/* It says that others' servers are its own. */
static void make_foreign_servers(struct making *making)
{
    const struct healthy_zone *other = some_zone(making), *second = some_zone(making);
    static const char *const ways[] = {"silence",     "rcode SERVFAIL", "rcode REFUSED",
                                       "delay 900ms", "rcode FORMERR",  "truncate"};
    print(&making->out->zones, "zone %s\n    served by %s %s lame\n    served by %s %s lame\n", making->zone,
          other->server, other->address, second->server, second->address);
    if (chance_percent(&making->chance, 60)) {
        const char *way = CHANCE_OF(&making->chance, ways);
        print(&making->out->servers, "server %s\n    on **.%s any: %s\n", other->address, making->zone, way);
        print(&making->out->resolver, "    on **.%s any: %s\n", making->zone, way);
    }
    ask_some(making);
    ask_some(making);
}

static void make_neighbours(struct making *making)
{
    const char *name = some_name(making);
    print(&making->out->asks, "ask x.%s\nask a.b.c.d.%s\nask *.%s\nask user@%s\n", name, name, name, some_name(making));
    for (unsigned i = 0; i < HEALTHY_TLDS; i++)
        print(&making->out->asks, "ask none%u.%.*s\n", making->id, (int)strlen(making->world->zones[i].name) - 1,
              making->world->zones[i].name);
    ask(making, "gone");
}

/* Puts records about others beside its own answers. */
static void make_poison(struct making *making)
{
    const struct healthy_zone *other = some_zone(making);
    char line[3 * LAW_NAME_MAX];
    begin_zone(making, signing(making));
    records(making);
    rule(making, chance_percent(&making->chance, 50) ? "any: normal" : "any: aa");
    snprintf(line, sizeof line, "answer %s. CAA 0 issue \"poison.example\"", some_name(making));
    rule_more(making, line);
    snprintf(line, sizeof line, "authority %s NS ns.%s", other->name, making->zone);
    rule_more(making, line);
    snprintf(line, sizeof line, "additional %s A 193.1.%u.66", other->server, making->id);
    rule_more(making, line);
    print(&making->out->servers, "server 193.1.%u.66\n    on * any: says NOERROR, aa\n", making->id);
    print(&making->out->servers, "        answer %s. CAA 0 issue \"poison.example\"\n", some_name(making));
    ask_some(making);
}

static void make_referring(struct making *making)
{
    const struct healthy_zone *other = some_zone(making);
    char what[3 * LAW_NAME_MAX];
    begin_zone(making, signing(making));
    records(making);
    switch (chance_below(&making->chance, 4)) {
    case 0:
        snprintf(what, sizeof what, "any: refer . ns.%s", making->zone);
        break;
    case 1:
        snprintf(what, sizeof what, "any: refer %s ns.%s", making->zone, making->zone);
        break;
    case 2:
        snprintf(what, sizeof what, "any: refer %s ns.%s", other->name, making->zone);
        break;
    default:
        snprintf(what, sizeof what, "any: refer www.%s %s", making->zone, other->server);
    }
    rule(making, what);
    snprintf(what, sizeof what, "additional %s A %s", other->server, making->address);
    rule_more(making, what);
    ask_some(making);
}

/* An address that reads as a CAA record, at a part of the name; and names that are deeper than most. */
static void make_minimised(struct making *making)
{
    begin_zone(making, signing(making));
    print(&making->out->zones, "    l.l.l.l.l.l A 10.1.97.98\n    x.l.l.l.l.l.l CAA 0 issue \"secomtrust.net\"\n"
                               "    l.l.l.l.l.l.l.l.l.m A 128.1.97.98\n");
    ask(making, "x.l.l.l.l.l.l");
    ask(making, "x.l.l.l.l.l.l.l.l.l.m");
    ask(making, "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a");
}

static void make_many_servers(struct making *making)
{
    print(&making->out->zones, "zone %s\n", making->zone);
    for (unsigned i = 0; i < 14; i++)
        print(&making->out->zones, "    served by ns%u 193.1.%u.%u%s\n", i, making->id, i + 100,
              chance_percent(&making->chance, 50) ? " lame" : "");
    records(making);
    if (chance_percent(&making->chance, 50))
        rule(making, "any: silence");
    ask_some(making);
}

static void make_huge(struct making *making)
{
    begin_zone(making, signing(making));
    print(&making->out->zones, "    $GENERATE 1-%u www CAA 0 issue \"a$.example\"\n",
          20 + chance_below(&making->chance, 200));
    ask(making, "www");
    ask(making, "a.www");
}

/* Its servers' names are names of others, or lead to them. */
static void make_named_after_others(struct making *making)
{
    begin_zone(making, signing(making));
    print(&making->out->zones, "    p NS %s.\n    q NS m\n    m CNAME %s\n    r NS none.%s\n    r NS %s\n",
          some_name(making), some_zone(making)->server, some_zone(making)->name, some_zone(making)->server);
    ask(making, "www.p");
    ask(making, "www.q");
    ask(making, "www.r");
}

static const struct {
    const char *word;
    void (*make)(struct making *making);
    unsigned weight;
} kinds[] = {{"behaving", make_behaving, 12},
             {"broken-messages", make_broken_messages, 2},
             {"tcp", make_tcp, 4},
             {"claims", make_claims, 5},
             {"deep-wildcard", make_deep_wildcard, 3},
             {"spoiled", make_spoiled, 4},
             {"flood", make_flood, 1},
             {"circle", make_circle, 3},
             {"burner", make_burner, 2},
             {"chain", make_chain, 3},
             {"leading-away", make_leading_away, 2},
             {"foreign-servers", make_foreign_servers, 4},
             {"neighbours", make_neighbours, 2},
             {"poison", make_poison, 3},
             {"referring", make_referring, 3},
             {"minimised", make_minimised, 1},
             {"many-servers", make_many_servers, 2},
             {"huge", make_huge, 1},
             {"named-after-others", make_named_after_others, 2}};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* By weight: a kind with weight N comes N times. */
static unsigned kind_of(unsigned place)
{
    unsigned kind = 0;
    for (; place >= kinds[kind].weight; kind++)
        place -= kinds[kind].weight;
    return kind;
}

unsigned stranger_kinds(void)
{
    unsigned places = 0;
    for (unsigned i = 0; i < KINDS; i++)
        places += kinds[i].weight;
    return places;
}

const char *stranger_word(unsigned kind)
{
    return kinds[kind_of(kind)].word;
}

void stranger_write(const struct stranger *stranger, const struct healthy *healthy, struct stranger_text *out)
{
    struct making making = {.chance = chance_of(stranger->seed), .world = healthy, .id = stranger->id, .out = out};
    settle(&making);
    kinds[kind_of(stranger->kind)].make(&making);
}

void stranger_text_free(struct stranger_text *text)
{
    buffer_free(&text->zones);
    buffer_free(&text->servers);
    buffer_free(&text->resolver);
    buffer_free(&text->everywhere);
    buffer_free(&text->asks);
}
