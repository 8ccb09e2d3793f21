/* SPDX-License-Identifier: Apache-2.0 */
/* One line of the list, and what became of it: all that a report knows. */
#ifndef AUDIT_RESULT_H
#define AUDIT_RESULT_H

#include "caa/advice.h"
#include "caa/climb.h"
#include "caa/notes.h"
#include "caa/opinion.h"
#include "caa/policy.h"
#include "dns/subject.h"

#include <time.h>

/* A line of the list. Texts are UTF-8, NUL-terminated, never NULL. */
struct audit_entry {
    const char *domain; /* as it was given */
    const char *institution;
    const char *contact;
    const char *list;         /* the file that holds it, where there are several; else NULL */
    uint64_t line;            /* in the list, from 1; 0: it is of none */
    time_t expires;           /* when the certificate that exists ends; 0: not known */
    struct text_list further; /* cells of further columns, one for each of the list's further columns */
    enum subject_error error; /* not NONE: it has no name, and every kind is REASON_INVALID_NAME */
    enum subject_form form;
    const uint8_t *name; /* without `*.` and without the local part */
    bool as_printed;     /* the text is the name's, as every report prints it; false: perhaps not */
    caa_kinds kinds;     /* what the entry asks for */
};

/* Takes what was read as the entry's name, which is copied to ARENA; or that it is none. */
void audit_entry_take_name(struct audit_entry *entry, enum subject_error error, const struct subject *subject,
                           struct arena *arena);

/* Appends NAME as dns_name_print does: a copy of the entry's text where it is the entry's name, or one of the names
 * above that stand within it, and that text is how it is printed. */
void audit_entry_print_name(const struct audit_entry *entry, const uint8_t *name, struct buffer *out);

/* What an entry asks for: `wildcard` for `*.name`, `smime` for `user@name`, else KINDS. */
caa_kinds audit_entry_kinds(const struct audit_entry *entry, caa_kinds kinds);

enum { AUDIT_ENDED_DAYS = 30 /* a certificate that ended longer ago is not going to be renewed */ };

/* Whether a certificate that ended at EXPIRES (0: not known) asks for nothing any more at NOW. */
bool audit_has_ended(time_t expires, time_t now);

/* Takes the kinds off an entry whose certificate has ended so long ago. */
void audit_entry_end(struct audit_entry *entry, time_t now);

enum { AUDIT_LABEL_MAX = 32 /* octets */ };

/* Whether SIZE octets of TEXT may be a place's label: ASCII letters, digits, `.`, `-` and `_`. */
bool audit_is_label(const char *text, size_t size);

/* What one place came to. */
struct audit_view {
    const char *label;
    enum reason reasons[CAA_KIND_COUNT];
    const struct climb *climb;
    const struct dns_answer *set;     /* the relevant set there, else NULL */
    const struct dns_answer *failure; /* the failed or bogus lookup that decided there, else NULL */
    enum dnssec_status dnssec;
};

struct audit_views {
    const struct audit_view *items;
    size_t count;
};

/* What is known beside the verdict (audit/aside.h): what a DNS wildcard has to do with the name, or who else fails. */
enum audit_aside_found {
    AUDIT_ASIDE_NONE,      /* nothing, as far as is known */
    AUDIT_WILDCARD_SET,    /* the relevant set comes from it */
    AUDIT_WILDCARD_HIDDEN, /* it has a set, which does not count for the name, as that exists */
    AUDIT_WILDCARD_ALIAS,  /* the name is an alias by way of it */
    AUDIT_WILDCARD_COVERS, /* where records are advised that has none, the others may come from it */
    AUDIT_ABOVE_ANSWERED   /* a level fails, and the next one does not */
};

/* Everything in it lives until the result is finished with. */
struct audit_result {
    const struct audit_entry *entry;
    const struct caa_policy *policy; /* by which it was judged */
    enum reason reasons[CAA_KIND_COUNT];
    const uint8_t *name;              /* what was looked up; NULL for an invalid name */
    const struct climb *climb;        /* NULL for an invalid name: each level that was asked, for `check` */
    const uint8_t *caa_name;          /* where the relevant set was found (before aliases), else NULL */
    const struct dns_answer *set;     /* the relevant set, else NULL */
    struct caa_opinion *opinion;      /* of that set; lent */
    const struct dns_answer *failure; /* the failed or bogus lookup that decided, else NULL */
    struct audit_views views;   /* with several places: all of them, the first as well; it alone is what the rest of the
                                   result is about, but for kinds with REASON_PERSPECTIVES_DISAGREE */
    struct audit_views servers; /* with a survey: what each address of each name server says */
    struct text_list conditions;
    struct caa_notes notes;
    struct caa_advice advice;
    enum audit_aside_found aside;
    const uint8_t *aside_name; /* with that: `*.PARENT`, or the level above; else NULL */
    enum dnssec_status dnssec;
    time_t checked_at;
    uint64_t elapsed_ms; /* from the first query of the entry to its verdict */
};

/* Whether validation had its say. */
enum audit_validation {
    AUDIT_NOTHING_TO_VALIDATE, /* nothing was looked up */
    AUDIT_UNCHECKED,
    AUDIT_CHECKED /* whatever it came to */
};

/* What counts of a result, and what a report still knows of it when it is read back. */
struct audit_outcome {
    caa_kinds kinds; /* that the entry asks for */
    enum reason reasons[CAA_KIND_COUNT];
    enum failure failure;
    enum audit_validation validation;
    bool ended;          /* it asks for none because its certificate ended long ago */
    time_t expires;      /* of its certificate; 0: not known */
    bool barred;         /* no CA can issue for the name, whatever CAA says */
    bool outside;        /* the zone files that alone were asked say nothing about the name */
    time_t silent_since; /* the servers that matter are silent since then; 0: they are not, or it was read back */
};

struct audit_outcome audit_result_outcome(const struct audit_result *result);

/* The worst verdict among the kinds that the entry asks for: denied, then unknown, then allowed. */
enum verdict audit_outcome_verdict(const struct audit_outcome *outcome);

/* Whether a kind that it asks for is not allowed, or nothing can be issued whatever CAA says. */
bool audit_outcome_needs_action(const struct audit_outcome *outcome);

#endif
