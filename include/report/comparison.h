/* SPDX-License-Identifier: Apache-2.0 */
/* Two reports, entry by entry. An entry is found again by its `domain`, as it was given; of several that are alike, the
 * first of one report is the first of the other. A row is held (some 200 octets; record sets and institutions that are
 * alike are held once) until the other report's is met, and then only if they differ: two reports of one list that are
 * read side by side need next to no memory, those that are read one behind the other as much as the first has rows. */
#ifndef REPORT_COMPARISON_H
#define REPORT_COMPARISON_H

#include "report/columns.h"
#include "util/arena.h"

/* change, its word in a report, its heading for people; in the order in which they are told */
/* clang-format off */
#define CHANGE_LIST(X)                                         \
    X(CHANGE_DENIED,  "became-denied",   WORDS_CHANGE_DENIED)  \
    X(CHANGE_UNKNOWN, "became-unknown",  WORDS_CHANGE_UNKNOWN) \
    X(CHANGE_ALLOWED, "became-allowed",  WORDS_CHANGE_ALLOWED) \
    X(CHANGE_NEW,     "new",             WORDS_CHANGE_NEW)     \
    X(CHANGE_GONE,    "gone",            WORDS_CHANGE_GONE)    \
    X(CHANGE_RECORDS, "records-changed", WORDS_CHANGE_RECORDS)
/* clang-format on */

enum change_type {
#define CHANGE_ENUM(id, word, heading) id,
    CHANGE_LIST(CHANGE_ENUM)
#undef CHANGE_ENUM
        CHANGE_COUNT
};

const char *change_word(enum change_type type);
const char *change_heading(enum change_type type);

/* A row of one report. Texts are NUL-terminated and the comparison's. */
struct comparison_entry {
    const char *domain, *name, *institution, *caa_name;
    const struct text_list *caa; /* sorted; one list for all entries with the same records */
    unsigned char kinds;
    unsigned char verdicts[CAA_KIND_COUNT]; /* enum verdict */
    unsigned char reasons[CAA_KIND_COUNT];  /* enum reason */
    time_t since;                           /* of its verdicts; 0: not known */
};

/* A change; everything is lent. */
struct change {
    enum change_type type;
    enum caa_kind kind; /* whose verdict became another one; else the kind whose verdict is the entry's worst */
    const struct comparison_entry *before; /* NULL: a new entry */
    const struct comparison_entry *after;  /* NULL: an entry that is gone */
};

/* Whether a change is one of a kind's verdict. */
bool change_is_of_kind(enum change_type type);

/* The entry's own texts, which are the same before and after. */
const struct comparison_entry *change_entry(const struct change *change);

struct comparison;

/* KINDS: only these count, and of them those that the entry asks for, before and after. An entry that asks for none is
 * left out. The caller frees it. */
struct comparison *comparison_new(caa_kinds kinds);
void comparison_free(struct comparison *comparison);

/* The rows of each report in their order; how the two take turns changes nothing but the memory that it takes. */
void comparison_add_before(struct comparison *comparison, struct column_row *row);
/* Sets the row's `since` where it is of a result: that of the older report, if the verdicts of the kinds that it asks
 * for are the same there; so the older report's rows were all added before. */
void comparison_add_after(struct comparison *comparison, struct column_row *row);
/* A row of each, as they were read. */
void comparison_add_both(struct comparison *comparison, struct column_row *before, struct column_row *after);
/* All rows were added. */
void comparison_finish(struct comparison *comparison);

/* When the rows of each were checked last; 0: not known. */
time_t comparison_time_before(const struct comparison *comparison);
time_t comparison_time_after(const struct comparison *comparison);

/* Kinds that were not compared for some entry, as only one of the reports decided by them. */
caa_kinds comparison_kinds_left_out(const struct comparison *comparison);

uint64_t comparison_rows_before(const struct comparison *comparison);
uint64_t comparison_rows_after(const struct comparison *comparison);

/* Hands on every change: by type, and in the order of the newer report (those gone: of the older one). */
void comparison_walk(const struct comparison *comparison, void (*take)(void *context, const struct change *change),
                     void *context);

/* The records of one side of a change that the other has not, each with a NUL behind it: all of them where they stand
 * at another name. Either side may be NULL. */
void comparison_add_records(const struct comparison_entry *entry, const struct comparison_entry *other,
                            struct buffer *out);

#endif
