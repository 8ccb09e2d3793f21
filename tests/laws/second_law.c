/* SPDX-License-Identifier: Apache-2.0 */
/* The second law: everything ends. Random graphs of names: delegations to servers without glue, aliases (CNAME, DNAME)
 * and zones, each leading to others of them, so that there are circles of every make; servers that are silent, slow or
 * lame. A play fails where it stands still; where an entry takes longer than its time; where it asks more than entries
 * may ask; where a socket is left open. */
#include "laws.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    NODES_MAX = 40,
    TIME_FACTOR = 3,           /* of what an entry may take: the time that it stands in line does not count, */
    TIME_FACTOR_ALONE = 12,    /* and with one slot for all its questions there is a long one */
    QUESTIONS_PER_LEVEL = 130, /* an effort, and what of others' it waited for when that failed */
    LEVELS_MAX = 5,
    ASKED_MAX = 12
};

static const char *const tops[] = {"evil.", "two.", "deep.evil."};

struct graph {
    struct chance chance;
    unsigned nodes;
    struct buffer below[3], zones; /* records of the tops; statements */
    bool is_signed, iterates;
};

struct watching {
    uint64_t longest_ms;
    unsigned long rows;
};

/* A name of the graph: whichever it leads to. */
static const char *target(struct graph *graph, char out[64])
{
    static const char *const forms[] = {"ns.z%u.%s", "ns.z%u.%s", "ns.z%u.%s",  "a%u.%s", "a%u.%s",
                                        "z%u.%s",    "ns.d%u.%s", "www.z%u.%s", "h%u.%s"};
    const char *form = CHANCE_OF(&graph->chance, forms);
    const unsigned node = chance_below(&graph->chance, graph->nodes);
    const char *top = tops[node % 3];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(out, 64, form, node, top);
#pragma GCC diagnostic pop
    return out;
}

static void add_delegation(struct graph *graph, unsigned node, struct buffer *out)
{
    char name[64];
    unsigned servers = 1 + chance_below(&graph->chance, chance_percent(&graph->chance, 10) ? 12 : 3);
    for (unsigned i = 0; i < servers; i++)
        print(out, "    z%u NS %s\n", node, target(graph, name));
    if (chance_percent(&graph->chance, 15))
        print(out, "    z%u NS ns.z%u\n    ns.z%u A 193.2.%u.%u\n", node, node, node,
              chance_below(&graph->chance, graph->nodes), chance_percent(&graph->chance, 60) ? 1 : 9);
}

/* A zone that is really there, though the way to it may be a long one. */
static void add_zone(struct graph *graph, unsigned node)
{
    static const char *const ways[] = {"silence",        "delay 200ms",    "delay 3s",
                                       "rcode SERVFAIL", "rcode REFUSED",  "refer . ns.evil.",
                                       "truncate",       "rcode NXDOMAIN", "empty"};
    char name[64];
    print(&graph->zones, "zone z%u.%s %s undelegated at=193.2.%u.1\n", node, tops[node % 3],
          graph->is_signed && chance_percent(&graph->chance, 50) ? "signed" : "", node);
    print(&graph->zones, "    ns A 193.2.%u.1\n", chance_below(&graph->chance, graph->nodes));
    if (chance_percent(&graph->chance, 40))
        print(&graph->zones, "    www CNAME %s\n", target(graph, name));
    else
        print(&graph->zones, "    www CAA 0 issue \"secomtrust.net\"\n");
    if (chance_percent(&graph->chance, 30))
        print(&graph->zones, "    x NS %s\n    x NS %s\n", target(graph, name), tops[0]);
    if (chance_percent(&graph->chance, 20))
        print(&graph->zones, "    * CNAME %s\n", target(graph, name));
    if (chance_percent(&graph->chance, 25))
        print(&graph->zones, "    on **.z%u.%s any: %s\n", node, tops[node % 3], CHANCE_OF(&graph->chance, ways));
}

static void add_node(struct graph *graph, unsigned node)
{
    struct buffer *out = &graph->below[node % 3];
    char name[64];
    add_delegation(graph, node, out);
    if (chance_percent(&graph->chance, 60))
        print(out, "    a%u CNAME %s\n", node, target(graph, name));
    else
        print(out, "    a%u A 193.2.%u.1\n", node, chance_below(&graph->chance, graph->nodes));
    if (chance_percent(&graph->chance, 30))
        print(out, "    d%u DNAME z%u.%s\n", node, chance_below(&graph->chance, graph->nodes),
              CHANCE_OF(&graph->chance, tops));
    if (chance_percent(&graph->chance, 50))
        print(out, "    h%u A 193.2.%u.1\n", node, chance_below(&graph->chance, graph->nodes));
    if (chance_percent(&graph->chance, 25))
        add_zone(graph, node);
}

static unsigned time_factor(unsigned concurrency)
{
    return concurrency > 1 ? TIME_FACTOR : TIME_FACTOR_ALONE;
}

static void write_asks(struct graph *graph, struct buffer *out)
{
    static const unsigned concurrency[] = {1, 8, 128}, timeouts[] = {200, 500, 2000}, ends[] = {10, 20, 60};
    const unsigned asked = 1 + chance_below(&graph->chance, ASKED_MAX), end = CHANCE_OF(&graph->chance, ends);
    const unsigned flying = CHANCE_OF(&graph->chance, concurrency);
    print(out, "options%s%s -j %u -t %ums --entry-timeout %us%s\n", graph->iterates ? " --iterate" : "",
          graph->is_signed ? "" : " --no-dnssec", flying, CHANCE_OF(&graph->chance, timeouts), end,
          graph->iterates && chance_percent(&graph->chance, 5) ? " --every-server" : "");
    print(out, "ends within %us\n", time_factor(flying) * end * ((asked + flying - 1) / flying));
    const unsigned questions = asked * LEVELS_MAX * QUESTIONS_PER_LEVEL; /* the probes of silent servers apart (SOA) */
    print(out, "asked * * A <= %u\nasked * * AAAA <= %u\nasked * * CAA <= %u\n", questions, questions, questions);
    for (unsigned i = 0; i < asked; i++) {
        static const char *const forms[] = {"www.z", "a", "x.d", "www.x.z", "z", "www.a"};
        const unsigned node = chance_below(&graph->chance, graph->nodes);
        print(out, "ask %s%u.%.*s\n", CHANCE_OF(&graph->chance, forms), node, (int)strlen(tops[node % 3]) - 1,
              tops[node % 3]);
    }
}

static void write_graph(uint64_t seed, struct buffer *out)
{
    struct graph graph = {.chance = chance_of(seed)};
    graph.nodes = 2 + chance_below(&graph.chance, chance_percent(&graph.chance, 30) ? NODES_MAX - 2 : 6);
    graph.is_signed = chance_percent(&graph.chance, 20);
    graph.iterates = chance_percent(&graph.chance, 90);
    for (unsigned i = 0; i < graph.nodes; i++)
        add_node(&graph, i);
    print(out, "seed %llu\nzone . %s at=193.3.0.1\n", (unsigned long long)seed % 1000000,
          graph.is_signed ? "signed" : "");
    for (unsigned i = 0; i < 3; i++) {
        print(out, "zone %s %s at=193.3.0.%u\n", tops[i],
              graph.is_signed && chance_percent(&graph.chance, 70) ? "signed" : "", i + 2);
        buffer_add(out, graph.below[i].data, graph.below[i].size);
        buffer_free(&graph.below[i]);
    }
    buffer_add(out, graph.zones.data, graph.zones.size);
    buffer_free(&graph.zones);
    if (chance_percent(&graph.chance, 50))
        print(out, "server resolver\n    on * any: unchased\n");
    write_asks(&graph, out);
}

static void take_row(void *context, const struct step *step, struct column_row *row)
{
    struct watching *watching = context;
    struct buffer value = {0};
    (void)step;
    columns_write(row, COLUMN_ELAPSED_MS, &value);
    uint64_t elapsed = strtoull(buffer_text(&value), NULL, 10);
    if (elapsed > watching->longest_ms)
        watching->longest_ms = elapsed;
    watching->rows++;
    buffer_free(&value);
}

static bool play(struct scenario *scenario, struct law_tally *tally, struct buffer *words)
{
    struct watching watching = {0};
    const struct scenario_watch watch = {take_row, &watching};
    scenario->watch = &watch;
    bool good = scenario_play(scenario, SHOW_NOTHING, words);
    uint64_t most = time_factor(scenario->options[0].concurrency) * scenario->options[0].entry_timeout_ms;
    if (watching.longest_ms > most) {
        print(words, "an entry took %llu ms: at most %llu\n", (unsigned long long)watching.longest_ms,
              (unsigned long long)most);
        good = false;
    }
    tally->plays++;
    tally->rows += watching.rows;
    if (watching.longest_ms > tally->longest_ms)
        tally->longest_ms = watching.longest_ms;
    return good;
}

/* Stopped at any turn it leaves nothing behind: no socket, and what AddressSanitizer sees. */
static bool play_and_stop(uint64_t seed, struct scenario *scenario, struct buffer *words)
{
    struct chance chance = chance_of(~seed);
    scenario->stops_after = 1 + chance_below(&chance, scenario->turns);
    scenario->watch = NULL;
    bool good = scenario_play(scenario, SHOW_NOTHING, words);
    if (!good)
        print(words, "stopped after %u turns\n", scenario->stops_after);
    return good;
}

bool second_law(uint64_t seed, struct law_tally *tally)
{
    struct scenario scenario;
    struct problem problem;
    struct buffer text = {0}, words = {0};
    write_graph(seed, &text);
    bool good = scenario_read_text("world", buffer_text(&text), &scenario, &problem);
    if (good)
        good = play(&scenario, tally, &words) && play_and_stop(seed, &scenario, &words);
    else
        buffer_add_text(&words, problem.text);
    tally->worlds++;
    if (!good)
        printf("seed %llu: %s\n%s\n", (unsigned long long)seed, buffer_text(&words), buffer_text(&text));
    scenario_free(&scenario);
    buffer_free(&text);
    buffer_free(&words);
    return good;
}

void second_law_print(uint64_t seed)
{
    struct buffer text = {0};
    write_graph(seed, &text);
    printf("%s", buffer_text(&text));
    buffer_free(&text);
}
