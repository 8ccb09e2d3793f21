/* SPDX-License-Identifier: Apache-2.0 */
#include "dns/dnssec.h"

const char *dnssec_word(enum dnssec_status status)
{
    static const char *const words[] = {
#define DNSSEC_WORD(id, word) word,
        DNSSEC_LIST(DNSSEC_WORD)
#undef DNSSEC_WORD
    };
    return words[status];
}

enum dnssec_status dnssec_weaker(enum dnssec_status a, enum dnssec_status b)
{
    static const unsigned weakness[] = {[DNSSEC_SECURE] = 0,
                                        [DNSSEC_INSECURE] = 1,
                                        [DNSSEC_UNCHECKED] = 2,
                                        [DNSSEC_INDETERMINATE] = 3,
                                        [DNSSEC_BOGUS] = 4};
    return weakness[a] > weakness[b] ? a : b;
}
