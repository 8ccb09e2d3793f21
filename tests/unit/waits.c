/* SPDX-License-Identifier: Apache-2.0 */
/* `unit_waits [ROUNDS [SEED]]`: as many random graphs, from that seed on. */
#include "support.h"

#include "resolve/waits.h"

#include <pthread.h>
#include <stdlib.h>

enum { NODES_MAX = 24, EDGES_MAX = 96, DEPTH = 100000, SMALL_STACK = 256 << 10 };

static unsigned long rounds = 4000, first_seed = 12;

/* ---- chance ---- */

static uint64_t seed, chance;

static unsigned pick(unsigned below)
{
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(chance >> 33) % below;
}

/* ---- the same graph once more, as plain as can be ---- */

struct graph {
    struct waits waits;
    struct wait_node nodes[NODES_MAX];
    struct wait_edge edges[EDGES_MAX];
    unsigned count;                         /* of nodes */
    unsigned between[NODES_MAX][NODES_MAX]; /* edges from one to another */
};

/* Notes what can be come to from NODE, itself included; returns how many that are. */
static unsigned mark_reached(const struct graph *graph, unsigned node, bool reached[NODES_MAX])
{
    unsigned count = 1;
    reached[node] = true;
    for (unsigned next = 0; next < graph->count; next++)
        if (graph->between[node][next] && !reached[next])
            count += mark_reached(graph, next, reached);
    return count;
}

static unsigned number_of(const struct graph *graph, const struct wait_node *node)
{
    return (unsigned)(node - graph->nodes);
}

static void check(bool holds, const char *condition)
{
    if (!holds)
        fail_msg("seed %lu: %s", (unsigned long)seed, condition);
}

#define expect(condition) check(condition, #condition)

static void expect_same_edges(const struct graph *graph)
{
    for (unsigned node = 0; node < graph->count; node++) {
        unsigned seen[NODES_MAX] = {0};
        const struct wait_edge *edge = graph->nodes[node].waits_for;
        for (; edge; edge = edge->next) {
            expect(edge->from == &graph->nodes[node]);
            seen[number_of(graph, edge->to)]++;
        }
        expect(memcmp(seen, graph->between[node], sizeof seen) == 0);
    }
}

static void try_join(struct graph *graph, struct wait_edge *edge)
{
    unsigned from = pick(graph->count), to = pick(graph->count);
    bool reached[NODES_MAX] = {false};
    unsigned within_reach = mark_reached(graph, to, reached);
    uint64_t steps = graph->waits.steps;
    bool joined = waits_join(&graph->waits, edge, &graph->nodes[from], &graph->nodes[to]);
    if (joined == reached[from])
        fail_msg("seed %lu, %u waits for %u: %s", (unsigned long)seed, from, to,
                 joined ? "a circle was closed" : "refused without need");
    expect(graph->waits.steps - steps <= within_reach);
    if (joined)
        graph->between[from][to]++;
    else
        expect(!edge->from);
}

static void part(struct graph *graph, struct wait_edge *edge)
{
    graph->between[number_of(graph, edge->from)][number_of(graph, edge->to)]--;
    waits_part(edge);
    expect(!edge->from);
    waits_part(edge); /* one that is none */
}

static void try_graph(void)
{
    static struct graph graph;
    graph = (struct graph){.count = 0};
    chance = seed;
    graph.count = 1 + pick(NODES_MAX);
    unsigned edges = 1 + pick(EDGES_MAX), turns = 2 * edges;
    for (; turns; turns--) {
        struct wait_edge *edge = &graph.edges[pick(edges)];
        if (edge->from)
            part(&graph, edge);
        else
            try_join(&graph, edge);
    }
    expect_same_edges(&graph);
    for (unsigned i = 0; i < edges; i++)
        if (graph.edges[i].from)
            part(&graph, &graph.edges[i]);
    for (unsigned i = 0; i < graph.count; i++)
        expect(!graph.nodes[i].waits_for);
}

/* What closes a circle is refused, and nothing else; each node is looked at once at most; edges come and go. */
static void test_random_graphs(void **state)
{
    (void)state;
    print_message("%lu graphs, the first from seed %lu\n", rounds, first_seed);
    for (seed = first_seed; seed < first_seed + rounds; seed++)
        try_graph();
}

/* ---- graphs of a certain make ---- */

static void test_nobody_waits_for_himself(void **state)
{
    struct waits waits = {0};
    struct wait_node node = {0};
    struct wait_edge edge = {0};
    (void)state;
    assert_false(waits_join(&waits, &edge, &node, &node));
    assert_null(node.waits_for);
}

static void test_two_ways_to_one(void **state)
{
    struct waits waits = {0};
    struct wait_node nodes[2] = {0};
    struct wait_edge edges[3] = {0};
    (void)state;
    assert_true(waits_join(&waits, &edges[0], &nodes[0], &nodes[1]));
    assert_true(waits_join(&waits, &edges[1], &nodes[0], &nodes[1]));
    waits_part(&edges[0]);
    assert_false(waits_join(&waits, &edges[2], &nodes[1], &nodes[0]));
    waits_part(&edges[1]);
    assert_true(waits_join(&waits, &edges[2], &nodes[1], &nodes[0]));
    waits_part(&edges[2]);
}

static const struct wait_node *such;

/* NULL is every node. */
static bool is_such(const struct wait_node *node)
{
    return !such || node == such;
}

/* Two nodes at each level wait for both of the next one: as many ways as 2 to the power of the levels. */
static void test_many_ways(void **state)
{
    enum { LEVELS = 2000 };
    static struct wait_node nodes[LEVELS][2];
    static struct wait_edge edges[LEVELS][2][2];
    static struct wait_edge back;
    struct waits waits = {0};
    (void)state;
    for (size_t level = 0; level + 1 < LEVELS; level++)
        for (size_t i = 0; i < 4; i++)
            assert_true(
                waits_join(&waits, &edges[level][i / 2][i % 2], &nodes[level][i / 2], &nodes[level + 1][i % 2]));
    waits.steps = 0;
    assert_false(waits_join(&waits, &back, &nodes[LEVELS - 1][0], &nodes[0][0]));
    assert_in_range(waits.steps, LEVELS, 2 * LEVELS);
    waits.steps = 0;
    assert_true(waits_join(&waits, &back, &nodes[0][1], &nodes[0][0]));
    assert_in_range(waits.steps, LEVELS, 2 * LEVELS);
    such = &nodes[LEVELS - 1][0];
    waits.steps = 0;
    assert_false(waits_end_at(&waits, &nodes[0][0], is_such));
    assert_in_range(waits.steps, LEVELS, 2 * LEVELS);
    such = NULL;
    waits.steps = 0;
    assert_true(waits_end_at(&waits, &nodes[0][0], is_such));
    assert_int_equal(waits.steps, 2 * LEVELS - 1);
}

static void test_who_waits_for_nobody(void **state)
{
    struct waits waits = {0};
    struct wait_node nodes[2] = {0};
    struct wait_edge edge = {0};
    (void)state;
    such = &nodes[1];
    assert_false(waits_end_at(&waits, &nodes[0], is_such));
    assert_true(waits_end_at(&waits, &nodes[1], is_such));
    assert_true(waits_join(&waits, &edge, &nodes[0], &nodes[1]));
    assert_true(waits_end_at(&waits, &nodes[0], is_such));
    such = &nodes[0]; /* which does not end there any more */
    assert_false(waits_end_at(&waits, &nodes[0], is_such));
    waits_part(&edge);
}

static void *try_deep_chain(void *unused)
{
    static struct wait_node nodes[DEPTH];
    static struct wait_edge edges[DEPTH];
    struct waits waits = {0};
    (void)unused;
    for (size_t i = 0; i + 1 < DEPTH; i++)
        if (!waits_join(&waits, &edges[i], &nodes[i], &nodes[i + 1]))
            return NULL;
    waits.steps = 0;
    if (waits_join(&waits, &edges[DEPTH - 1], &nodes[DEPTH - 1], &nodes[0]) || waits.steps != DEPTH)
        return NULL;
    waits_part(&edges[DEPTH / 2]);
    if (!waits_join(&waits, &edges[DEPTH - 1], &nodes[DEPTH - 1], &nodes[0]))
        return NULL;
    return nodes; /* whatever is not NULL */
}

/* A stack that such a recursion would not fit into. */
static void test_deep_chain(void **state)
{
    pthread_attr_t attributes;
    pthread_t thread;
    void *result = NULL;
    (void)state;
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, SMALL_STACK), 0);
    assert_int_equal(pthread_create(&thread, &attributes, try_deep_chain, NULL), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
    assert_non_null(result);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_graphs),        cmocka_unit_test(test_nobody_waits_for_himself),
        cmocka_unit_test(test_two_ways_to_one),      cmocka_unit_test(test_many_ways),
        cmocka_unit_test(test_who_waits_for_nobody), cmocka_unit_test(test_deep_chain)};
    rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : rounds;
    first_seed = argc > 2 ? strtoul(argv[2], NULL, 10) : first_seed;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
