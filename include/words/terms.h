/* SPDX-License-Identifier: Apache-2.0 */
/* What the codes of the rooms below are called, in the present language: the sentence WORDS_ and the code's id. */
#ifndef WORDS_TERMS_H
#define WORDS_TERMS_H

#include "caa/policy.h"
#include "dns/dnssec.h"
#include "dns/failure.h"
#include "dns/subject.h"
#include "words/words.h"

const char *words_of_kind(enum caa_kind kind);
const char *words_of_verdict(enum verdict verdict);
const char *words_of_reason(enum reason reason);
const char *words_of_failure(enum failure failure);
/* A whole line: `DNSSEC: secure (...)` */
const char *words_of_dnssec(enum dnssec_status status);

const char *words_of_subject_error(enum subject_error error);

#endif
