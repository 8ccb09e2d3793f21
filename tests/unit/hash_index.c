/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "util/hash_index.h"

enum { ITEMS = 3000 };

static uint32_t chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 32);
}

struct item {
    uint32_t hash;
    bool there;
};

static bool is_item(const void *item, const void *key)
{
    return item == key;
}

static struct item *find(const struct hash_index *index, const struct item *item)
{
    return hash_index_find(index, item->hash, is_item, item);
}

/* What is said of every item is right, and no other is looked at for a hash that none has. */
static void assert_holds(const struct hash_index *index, const struct item *items, size_t count)
{
    size_t there = 0;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(find(index, &items[i]), items[i].there ? &items[i] : NULL);
        there += items[i].there;
    }
    assert_int_equal(index->count, there);
}

/* Few hashes make long rows of places, which what is removed must not cut in two; with places at the end of the table
 * they go on at its beginning. */
static void test_random_items_are_found_while_they_are_there(void **state)
{
    static struct item items[ITEMS];
    static const uint32_t ranges[] = {1, 7, 100, 5000, UINT32_MAX};
    (void)state;
    for (size_t r = 0; r < COUNT_OF(ranges); r++) {
        struct hash_index index = {0};
        const size_t count = ranges[r] < 100 ? 150 : ITEMS;
        uint64_t seed = r;
        for (size_t i = 0; i < count; i++)
            items[i] = (struct item){.hash = UINT32_MAX - chance(&seed) % ranges[r]};
        assert_null(find(&index, &items[0]));
        for (size_t step = 0; step < 20 * count; step++) {
            struct item *item = &items[chance(&seed) % count];
            if (item->there)
                hash_index_remove(&index, item->hash, item);
            else
                hash_index_add(&index, item->hash, item);
            item->there = !item->there;
            assert_ptr_equal(find(&index, item), item->there ? item : NULL);
            if (step % count == 0)
                assert_holds(&index, items, count);
        }
        assert_holds(&index, items, count);
        hash_index_free(&index);
        assert_null(find(&index, &items[0]));
    }
}

static void test_a_hash_of_zero_is_one(void **state)
{
    struct hash_index index = {0};
    struct item zero = {0}, one = {.hash = 1};
    (void)state;
    hash_index_add(&index, zero.hash, &zero);
    assert_ptr_equal(find(&index, &zero), &zero);
    assert_null(find(&index, &one));
    hash_index_remove(&index, zero.hash, &zero);
    assert_null(find(&index, &zero));
    hash_index_free(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_items_are_found_while_they_are_there),
        cmocka_unit_test(test_a_hash_of_zero_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
