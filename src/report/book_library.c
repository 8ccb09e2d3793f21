/* SPDX-License-Identifier: Apache-2.0 */
/* The object caa-audit-book.so. */
#include "book_library.h"

extern const struct book_library book_library;

const struct book_library book_library = {
#define BOOK_FUNCTION(name) .name = (name),
    BOOK_FUNCTIONS(BOOK_FUNCTION)
#undef BOOK_FUNCTION
};
