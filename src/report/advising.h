/* SPDX-License-Identifier: Apache-2.0 */
/* What the sentences of one piece of advice are about, and what goes into their slots. */
#ifndef REPORT_ADVISING_H
#define REPORT_ADVISING_H

#include "report/words.h"

struct advising {
    const struct audit_result *result;
    caa_kinds kinds; /* those with the reason that is spoken of */
    enum reason reason;
    enum caa_tag deciding[CAA_KIND_COUNT]; /* where there is a set */
    struct dns_rdata record;               /* for {record} */
    const struct caa_note *note;           /* for {note} */
    const struct caa_notes *odd;           /* for {character} */
    size_t start;                          /* of the advice in what it is appended to */
    struct buffer *holes; /* NULL: names are printed; else where they go, each a struct advising_hole */
};

/* Where a name goes, and which. */
struct advising_hole {
    size_t at;
    const uint8_t *name;
};

/* Nothing is spoken of yet; START: see above. */
struct advising advising_for(const struct audit_result *result, size_t start);

/* Appends a sentence. */
void advising_say(const struct advising *advising, enum words id, struct buffer *out);

/* Whether a property of the set decides one of the kinds that are spoken of. */
bool advising_decides(const struct advising *advising, const struct caa_property *property);

/* Whether the kinds spoken of have to be named: they are not all those ASKED for, or the records say something else to
 * another kind, asked for or not, so that "no CA may issue" would not be true. */
bool advising_names_kinds(const struct advising *advising, caa_kinds asked);

/* The conditions (RFC 8657) under which properties that decide name the CA. */
struct caa_binding advising_binding(const struct advising *advising);

/* Those to which properties that do not name it, misspelt or malformed ones, were meant to bind it. */
struct caa_binding advising_meant_binding(const struct advising *advising);

/* Whether more records than one have the critical flag and a tag for which the reason is given. */
bool advising_has_several_critical(const struct advising *advising);

/* On the way from a DNS wildcard that covers the name down to it, the first name below the wildcard's parent: with
 * records of its own at the name, it exists, and the wildcard covers nothing below it (RFC 4592 3.3.1). */
const uint8_t *advising_branch(const struct advising *advising);

/* A walk over these conditions, whether they can be met or not; zero at first. */
struct condition_walk {
    size_t next; /* record */
    struct caa_issue_value value;
    bool of_ca;
};
bool advising_next_condition(const struct advising *advising, struct condition_walk *walk,
                             struct caa_parameter *ret_parameter);

#endif
