/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets share. Each takes any octets; what must hold whatever they are is an `expect`. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "dns/message.h"
#include "util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#define expect(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

_Noreturn static inline void fuzz_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

/* A copy that ends where the octets end, so that the first octet read beyond them is noticed. The caller frees it. */
static inline uint8_t *fuzz_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = memory_alloc(size + !size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

/* The question of a message, its name in RET_NAME. */
static inline bool fuzz_question(const uint8_t *message, size_t size, struct dns_name *ret_name,
                                 struct dns_question *ret_question)
{
    struct reader reader = reader_of(message, size);
    reader_bytes(&reader, DNS_HEADER_SIZE);
    if (reader.failed || !dns_name_read(&reader, ret_name))
        return false;
    *ret_question = dns_question_of(ret_name->wire, reader_u16(&reader));
    return !reader.failed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
