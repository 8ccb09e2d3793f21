/* SPDX-License-Identifier: Apache-2.0 */
#include "words/terms.h"

/* clang-format off */
#define KIND_TERM(id, word) [id] = WORDS_##id,
#define VERDICT_TERM(id, word) [id] = WORDS_##id,
#define REASON_TERM(id, word, verdict) [id] = WORDS_##id,
#define FAILURE_TERM(id, code) [id] = WORDS_##id,
#define SUBJECT_ERROR_TERM(id) [id] = WORDS_##id,
/* clang-format on */

const char *words_of_kind(enum caa_kind kind)
{
    static const enum words terms[] = {CAA_KIND_LIST(KIND_TERM)};
    return words_text(terms[kind]);
}

const char *words_of_verdict(enum verdict verdict)
{
    static const enum words terms[] = {VERDICT_LIST(VERDICT_TERM)};
    return words_text(terms[verdict]);
}

const char *words_of_reason(enum reason reason)
{
    static const enum words terms[] = {REASON_LIST(REASON_TERM)};
    return words_text(terms[reason]);
}

const char *words_of_failure(enum failure failure)
{
    static const enum words terms[] = {FAILURE_LIST(FAILURE_TERM)};
    return words_text(terms[failure]);
}

const char *words_of_dnssec(enum dnssec_status status)
{
    static const enum words terms[] = {
        [DNSSEC_UNCHECKED] = WORDS_STATUS_UNCHECKED, [DNSSEC_SECURE] = WORDS_STATUS_SECURE,
        [DNSSEC_INSECURE] = WORDS_STATUS_INSECURE,   [DNSSEC_INDETERMINATE] = WORDS_STATUS_INDETERMINATE,
        [DNSSEC_BOGUS] = WORDS_STATUS_BOGUS,
    };
    return words_text(terms[status]);
}

const char *words_of_subject_error(enum subject_error error)
{
    static const enum words terms[] = {SUBJECT_ERROR_LIST(SUBJECT_ERROR_TERM)};
    return words_text(terms[error]);
}
