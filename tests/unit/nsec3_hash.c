/* SPDX-License-Identifier: Apache-2.0 */
#include "signed_zone.h"

#include "dns/nsec3_hash.h"
#include "dns/testing.h"

static const uint8_t salt[] = {0xAA, 0xBB, 0xCC, 0xDD};

static void expect_hash(struct nsec3_memory *memory, uint16_t iterations, const char *name, const char *expected)
{
    const struct nsec3_parameters parameters = {iterations, sizeof salt, salt};
    uint8_t hash[NSEC3_HASH_SIZE];
    char text[40] = "";
    nsec3_hash(memory, &parameters, name_of(name).wire, hash);
    ldns_b32_ntop_extended_hex(hash, sizeof hash, text, sizeof text);
    expect_text(name, text, expected);
}

/* RFC 5155 appendix A. */
static void test_published_hashes(void **state)
{
    static const struct {
        const char *name, *hash;
    } cases[] = {
        {"example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"},     {"a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl"},
        {"ai.example", "gjeqe526plbf1g8mklp59enfd789njgi"},  {"ns1.example", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"},
        {"*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"}, {"x.y.w.example", "2vptu5timamqttgl4luu9kg21e0aor3s"},
        {"xx.example", "t644ebqk9bibcna874givr6joj62mlhv"}};
    struct nsec3_memory *memory = nsec3_memory_new();
    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < COUNT_OF(cases); i++)
            expect_hash(round ? memory : NULL, 12, cases[i].name, cases[i].hash);
    nsec3_memory_free(memory);
}

/* With and without a memory, in any order, whatever else differs. */
static void test_nothing_is_mixed_up(void **state)
{
    struct nsec3_memory *memory = nsec3_memory_new();
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint8_t plain[NSEC3_HASH_SIZE], remembered[NSEC3_HASH_SIZE];
        char name[32];
        seed = seed * 1664525u + 1013904223u;
        const struct nsec3_parameters parameters = {(uint16_t)(seed >> 28), (uint8_t)((seed >> 24) % (sizeof salt + 1)),
                                                    salt};
        snprintf(name, sizeof name, "n%u.example", (unsigned)(seed >> 8) % 300);
        nsec3_hash(NULL, &parameters, name_of(name).wire, plain);
        nsec3_hash(memory, &parameters, name_of(name).wire, remembered);
        assert_memory_equal(plain, remembered, sizeof plain);
    }
    nsec3_memory_free(memory);
}

/* The ancestors of a name are hashed again for each level of a climb: their rounds are not. */
static void test_ancestors_cost_once(void **state)
{
    const struct nsec3_parameters parameters = {150, sizeof salt, salt};
    struct nsec3_memory *memory = nsec3_memory_new();
    struct buffer text = {0};
    (void)state;
    for (int i = 0; i < 100; i++)
        buffer_add_text(&text, "a.");
    buffer_add_text(&text, "example");
    const struct dns_name deep = name_of(buffer_text(&text));
    for (const uint8_t *level = deep.wire; !dns_name_is_root(level); level = dns_name_parent(level))
        for (const uint8_t *name = level; !dns_name_is_root(name); name = dns_name_parent(name)) {
            uint8_t hash[NSEC3_HASH_SIZE];
            nsec3_hash(memory, &parameters, name, hash);
        }
    /* the first round of each, and all rounds of each once */
    assert_int_equal(nsec3_memory_rounds(memory), 101 * 102 / 2 + 101 * 150);
    buffer_free(&text);
    nsec3_memory_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_hashes),
        cmocka_unit_test(test_nothing_is_mixed_up),
        cmocka_unit_test(test_ancestors_cost_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
