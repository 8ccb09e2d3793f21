/* SPDX-License-Identifier: Apache-2.0 */
/* The object caa-audit-tap.so. */
#include "tap_library.h"

extern const struct tap_library tap_library;

const struct tap_library tap_library = {
#define TAP_FUNCTION(name) .name = (name),
    TAP_FUNCTIONS(TAP_FUNCTION)
#undef TAP_FUNCTION
};
