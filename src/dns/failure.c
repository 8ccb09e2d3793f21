/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/failure.h"

#include <string.h>

const char *failure_code(enum failure failure)
{
    static const char *const codes[] = {
#define FAILURE_CODE(id, code) code,
        FAILURE_LIST(FAILURE_CODE)
#undef FAILURE_CODE
    };
    return codes[failure];
}

bool failure_parse(const char *code, enum failure *ret_failure)
{
    for (unsigned failure = 0; failure < FAILURE_COUNT; failure++)
        if (strcmp(code, failure_code(failure)) == 0) {
            *ret_failure = failure;
            return true;
        }
    return false;
}
