/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include "util/hash.h"

#include <stdlib.h>

static const struct hash_secret secrets[] = {{0xBF58476D1CE4E5B9, 0x9E3779B97F4A7C15},
                                             {0x0123456789ABCDEF, 0xFEDCBA9876543210},
                                             {0, 0x452821E638D01377},
                                             {0xA4093822299F31D0, 0x082EFA98EC4E6C89},
                                             {0x243F6A8885A308D3, 0x13198A2E03707344}};

static int compare_hashes(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static size_t count_distinct(uint32_t *hashes, size_t count)
{
    size_t distinct = count > 0;
    qsort(hashes, count, sizeof *hashes, compare_hashes);
    for (size_t i = 1; i < count; i++)
        distinct += hashes[i] != hashes[i - 1];
    return distinct;
}

/* Text NUMBER of those that differ in pairs of words, a bit of the number for each: its highest bit in the first word,
 * and in the second what a multiplication and a shift of its lower half make of that, whatever is multiplied by. */
enum { PAIRS = 12, TEXT_SIZE = PAIRS * 16 + 9 };

static void write_text(unsigned number, unsigned shift, uint8_t *ret_text)
{
    memset(ret_text, 'a', TEXT_SIZE);
    for (unsigned i = 0; i < PAIRS; i++)
        if (number >> i & 1) {
            uint64_t words[2];
            memcpy(words, ret_text + (size_t)i * 16, sizeof words);
            words[0] ^= UINT64_C(1) << 63;
            words[1] ^= UINT64_C(1) << 63 ^ UINT64_C(1) << (63 - shift);
            memcpy(ret_text + (size_t)i * 16, words, sizeof words);
        }
}

static void test_no_texts_hash_alike_whatever_the_secret(void **state)
{
    (void)state;
    static uint32_t hashes[1 << PAIRS];
    uint8_t text[TEXT_SIZE];
    for (size_t s = 0; s < COUNT_OF(secrets); s++)
        for (unsigned shift = 1; shift < 64; shift++) {
            hash_set_secret(&secrets[s]);
            for (unsigned number = 0; number < COUNT_OF(hashes); number++) {
                write_text(number, shift, text);
                hashes[number] = hash_octets(0, text, sizeof text);
            }
            size_t distinct = count_distinct(hashes, COUNT_OF(hashes));
            if (distinct < COUNT_OF(hashes) - 16)
                fail_msg("secret %zu, shift %u: %zu hashes", s, shift, distinct);
        }
}

/* The second word of a text that hashes as another does, where the secret is known. */
static uint64_t colliding_word(uint64_t first, uint64_t hash, size_t size)
{
    return hash_fold((hash_secret.start + hash_secret.factor * size) ^ first) ^ hash;
}

static void test_texts_for_one_secret(void **state)
{
    (void)state;
    static uint32_t hashes[1000];
    hash_set_secret(&secrets[0]);
    uint64_t texts[COUNT_OF(hashes)][3];
    for (size_t i = 0; i < COUNT_OF(hashes); i++) {
        texts[i][0] = i * 0x9E3779B97F4A7C15;
        texts[i][1] = colliding_word(texts[i][0], 16, sizeof texts[i]);
        texts[i][2] = 17;
        hashes[i] = hash_octets(0, (const uint8_t *)texts[i], sizeof texts[i]);
    }
    assert_int_equal(count_distinct(hashes, COUNT_OF(hashes)), 1);
    for (size_t s = 1; s < COUNT_OF(secrets); s++) {
        hash_set_secret(&secrets[s]);
        for (size_t i = 0; i < COUNT_OF(hashes); i++)
            hashes[i] = hash_octets(0, (const uint8_t *)texts[i], sizeof texts[i]);
        assert_true(count_distinct(hashes, COUNT_OF(hashes)) > COUNT_OF(hashes) - 4);
    }
}

/* Every octet of every size counts, and what came before; low bits, which tables take, are spread. */
static void test_spread(void **state)
{
    (void)state;
    uint8_t text[64] = {0};
    static uint32_t hashes[64 * 64], low[4096];
    size_t count = 0;
    hash_set_secret(&secrets[4]);
    for (size_t size = 0; size <= sizeof text; size++) {
        hashes[count++] = hash_octets(0, text, size);
        for (size_t at = 0; at < size; at++) {
            text[at] = 1;
            hashes[count++] = hash_octets(0, text, size);
            text[at] = 0;
        }
        hashes[count++] = hash_octets((uint32_t)size + 1, text, size);
    }
    assert_int_equal(count_distinct(hashes, count), count);
    for (uint32_t i = 0; i < COUNT_OF(low); i++)
        low[i] = hash_octets(0, (const uint8_t *)&i, sizeof i) % COUNT_OF(low);
    assert_in_range(count_distinct(low, COUNT_OF(low)), COUNT_OF(low) * 60 / 100, COUNT_OF(low) * 66 / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_texts_hash_alike_whatever_the_secret),
                                       cmocka_unit_test(test_texts_for_one_secret), cmocka_unit_test(test_spread)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
