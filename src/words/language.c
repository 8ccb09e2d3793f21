/* SPDX-License-Identifier: Apache-2.0 */
#include "words/language.h"

#include <stdlib.h>
#include <string.h>

static enum language present = LANGUAGE_EN;

void language_set(enum language language)
{
    present = language;
}

enum language language_get(void)
{
    return present;
}

bool language_parse(const char *word, enum language *ret_language)
{
    bool japanese = strcmp(word, "ja") == 0;
    if (!japanese && strcmp(word, "en") != 0)
        return false;
    *ret_language = japanese ? LANGUAGE_JA : LANGUAGE_EN;
    return true;
}

enum language language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "ja", 2) == 0 && (!value[2] || strchr("_.@", value[2])) ? LANGUAGE_JA : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}
