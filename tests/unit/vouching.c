/* SPDX-License-Identifier: Apache-2.0 */
#include "said.h"

#include "expect.h"
#include "vouching.h"
#include <stdio.h>

enum { KEYS_MAX = 8, KEY_SIZE = 68, DS_SIZE = 36 };

/* A zone with KEYS keys, the last of SIZE octets, and DSES that are for none of them. */
static const char *say(size_t keys, uint16_t size, size_t dses, struct arena *arena)
{
    uint8_t *octets = arena_zero(arena, KEYS_MAX * KEY_SIZE), *digests = arena_zero(arena, KEYS_MAX * DS_SIZE);
    struct dns_record records[KEYS_MAX] = {0};
    struct voucher vouchers[KEYS_MAX];
    const struct dns_name zone = name_of("a.test");
    for (size_t i = 0; i < keys; i++) {
        uint8_t *key = octets + i * KEY_SIZE;
        memcpy(key, (const uint8_t[]){1, 1, 3, 13, (uint8_t)i}, 5);
        records[i] = (struct dns_record){.next = i + 1 < keys ? &records[i + 1] : NULL,
                                         .rdata_at = i * KEY_SIZE,
                                         .rdata_size = i + 1 < keys ? KEY_SIZE : size};
    }
    for (size_t i = 0; i < dses; i++) {
        uint8_t *ds = digests + i * DS_SIZE;
        memcpy(ds, (const uint8_t[]){0, (uint8_t)(i + 1), 13, 2}, 4);
        vouchers[i] = (struct voucher){DNS_TYPE_DS, {ds, DS_SIZE}};
    }
    const struct dns_rrsets sets = {.message = octets, .size = KEYS_MAX * KEY_SIZE};
    const struct dns_rrset set = {.type = DNS_TYPE_DNSKEY, .record_count = keys, .records = records};
    const struct vouching vouching = {.zone = zone.wire, .vouchers = vouchers, .count = dses};
    return said(vouching_say_mismatch(&vouching, &sets, &set, arena));
}

/* Both are told side by side, some of them; what is no key has no key tag. */
static void test_mismatch(void **state)
{
#define TYPE ", algorithm 13 ECDSAP256SHA256, digest type 2"
    static const char one[] = "key tag 1" TYPE;
    static const char four[] = "key tag 1" TYPE "; key tag 2" TYPE "; key tag 3" TYPE "; key tag 4" TYPE;
#undef TYPE
#define KEY(tag) #tag " (13 ECDSAP256SHA256)"
    static const struct {
        size_t keys;
        uint16_t size;
        size_t dses;
        const char *ds, *more, *said;
    } cases[] = {
        {1, KEY_SIZE, 1, one, "", KEY(1038)},
        {4, KEY_SIZE, 1, one, "", KEY(1038) ", " KEY(1294) ", " KEY(1550) ", " KEY(1806)},
        {5, KEY_SIZE, 1, one, "", KEY(1038) ", " KEY(1294) ", " KEY(1550) ", " KEY(1806) ", ..."},
        {2, 3, 1, one, "", KEY(1038) ", ..."},
        {1, KEY_SIZE, 4, four, "", KEY(1038)},
        {1, KEY_SIZE, 5, four, "; ...", KEY(1038)},
    };
#undef KEY
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char expected[1000];
        snprintf(expected, sizeof expected, "no DNSKEY of a.test matches its DS (%s%s); its keys are %s", cases[i].ds,
                 cases[i].more, cases[i].said);
        expect_text("mismatch", say(cases[i].keys, cases[i].size, cases[i].dses, &arena), expected);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mismatch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
