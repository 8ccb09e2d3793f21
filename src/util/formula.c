/* SPDX-License-Identifier: Apache-2.0 */
#include "util/formula.h"

#include <string.h>

/* The full-width forms are taken for the same in Japan. */
bool formula_begins(const char *text, size_t size)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (size >= strlen(starts[i]) && memcmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}
