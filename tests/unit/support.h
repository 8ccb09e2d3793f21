/* SPDX-License-Identifier: Apache-2.0 */
/* What the unit tests share. */
#ifndef TESTS_UNIT_SUPPORT_H
#define TESTS_UNIT_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dns/name.h"

#include <string.h>

/* The name of a text that is known to be one. */
static inline struct dns_name name_of(const char *text)
{
    struct dns_name name;
    if (!dns_name_parse(text, strlen(text), &name))
        fail_msg("'%s' is no name", text);
    return name;
}

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
