/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a report: one table, in the order of caa-audit-report(5). Every format walks it; a column that is
 * added here appears in all of them. */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include "audit/result.h"
#include "report/head.h"
#include "util/buffer.h"

enum column_shape {
    COLUMN_TEXT, /* from a list or the network: each format makes of it what it can hold */
    COLUMN_WORD, /* ours: ASCII that no format has to quote or escape */
    COLUMN_NUMBER,
    COLUMN_LIST,  /* items (util/items.h): no text in a report holds a NUL */
    COLUMN_OBJECT /* items `KEY=VALUE` */
};

/* clang-format off */
#define REPORT_COLUMN_LIST(X)                                                                    \
    X(COLUMN_DOMAIN,          domain,          COLUMN_TEXT,   false, WORDS_NONE)                 \
    X(COLUMN_NAME,            name,            COLUMN_TEXT,   false, WORDS_NONE)                 \
    X(COLUMN_INSTITUTION,     institution,     COLUMN_TEXT,   true,  WORDS_HTML_INSTITUTION)     \
    X(COLUMN_CONTACT,         contact,         COLUMN_TEXT,   true,  WORDS_LABEL_CONTACT)        \
    X(COLUMN_KINDS,           kinds,           COLUMN_LIST,   false, WORDS_NONE)                 \
    X(COLUMN_SERVER,          server,          COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_WILDCARD,        wildcard,        COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_SMIME,           smime,           COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_SERVER_REASON,   server_reason,   COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_WILDCARD_REASON, wildcard_reason, COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_SMIME_REASON,    smime_reason,    COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_CAA_NAME,        caa_name,        COLUMN_TEXT,   true,  WORDS_HTML_FOUND)           \
    X(COLUMN_CAA,             caa,             COLUMN_LIST,   true,  WORDS_LABEL_CAA)            \
    X(COLUMN_CONDITIONS,      conditions,      COLUMN_LIST,   true,  WORDS_LABEL_CONDITIONS)     \
    X(COLUMN_ALIASES,         aliases,         COLUMN_LIST,   true,  WORDS_LABEL_ALIASES)        \
    X(COLUMN_TTL,             ttl,             COLUMN_NUMBER, false, WORDS_NONE)                 \
    X(COLUMN_DNSSEC,          dnssec,          COLUMN_WORD,   false, WORDS_LABEL_DNSSEC)         \
    X(COLUMN_FAILURE,         failure,         COLUMN_WORD,   true,  WORDS_LABEL_FAILURE)        \
    X(COLUMN_FAILED_NAME,     failed_name,     COLUMN_TEXT,   true,  WORDS_LABEL_FAILED_NAME)    \
    X(COLUMN_FAILURE_DETAIL,  failure_detail,  COLUMN_TEXT,   true,  WORDS_LABEL_FAILURE_DETAIL) \
    X(COLUMN_NOTES,           notes,           COLUMN_LIST,   true,  WORDS_LABEL_NOTES)          \
    X(COLUMN_PERSPECTIVES,    perspectives,    COLUMN_OBJECT, true,  WORDS_LABEL_PERSPECTIVES)   \
    X(COLUMN_ADVICE,          advice,          COLUMN_TEXT,   true,  WORDS_HEADING_ADVICE)       \
    X(COLUMN_ADD,             add,             COLUMN_LIST,   true,  WORDS_HTML_ADD)             \
    X(COLUMN_REMOVE,          remove,          COLUMN_LIST,   true,  WORDS_HTML_REMOVE)          \
    X(COLUMN_CHECKED_AT,      checked_at,      COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_ELAPSED_MS,      elapsed_ms,      COLUMN_NUMBER, false, WORDS_NONE)                 \
    X(COLUMN_LINE,            line,            COLUMN_TEXT,   false, WORDS_NONE)                 \
    X(COLUMN_CA,              ca,              COLUMN_TEXT,   false, WORDS_NONE)                 \
    X(COLUMN_SOURCE,          source,          COLUMN_TEXT,   false, WORDS_NONE)                 \
    X(COLUMN_EXPIRES,         expires,         COLUMN_WORD,   true,  WORDS_LABEL_EXPIRES)        \
    X(COLUMN_SINCE,           since,           COLUMN_WORD,   false, WORDS_NONE)                 \
    X(COLUMN_SHARD,           shard,           COLUMN_TEXT,   false, WORDS_NONE)
/* clang-format on */

enum column_id {
#define COLUMN_ENUM(id, name, shape, told, label) id,
    REPORT_COLUMN_LIST(COLUMN_ENUM)
#undef COLUMN_ENUM
        COLUMN_COUNT
};

struct column {
    const char *name;
    enum column_shape shape;
    bool told;        /* the report for people says it */
    enum words label; /* what it is called for people; WORDS_NONE: it is not told them by itself */
};

extern const struct column columns_table[COLUMN_COUNT];

enum { COLUMN_STAMP_SIZE = 40 /* octets of a time in words */ };

/* A row as it stands on one line of a table, with the line that names the table's columns; both without what ends them.
 */
struct column_line {
    const char *header, *text;
    size_t header_size, size;
};

/* A row on its way into a report: of a result, or of a report that is read back. Everything is lent. */
struct column_row {
    const struct audit_result *result; /* NULL: read back */
    struct buffer *values;             /* read back: by column, each in the form of its shape; else NULL */
    struct column_line line;           /* read back, where that was asked for and it has one; else empty */
    const struct report_head *head;    /* of the run that made the result */
    time_t checked_at;                 /* 0 where a report that is read back does not say */
    time_t since;                      /* of the verdicts; 0: since it was checked */
    const char *domain, *institution, *contact;
    struct audit_outcome outcome;
    enum verdict verdicts[CAA_KIND_COUNT];
    struct text_list further; /* cells of the list's further columns */
    time_t stamped;           /* the second that STAMP shows; nothing was shown yet where STAMP is empty */
    char stamp[COLUMN_STAMP_SIZE];
};

/* Makes ROW that of RESULT, of a run with HEAD; the stamp is kept from one row to the next. */
void columns_take_result(struct column_row *row, const struct audit_result *result, const struct report_head *head);

/* Appends a value in the form of its column's shape; nothing where it is absent. */
void columns_write(struct column_row *row, enum column_id id, struct buffer *out);

/* Whether a value is nothing but letters and digits of ASCII, blanks, `-`, `.`, `_`, `:` and `;`, no blank at an end:
 * no format has to quote or escape it. It may begin with `-`, as a formula does, where it is a text. False: perhaps. */
bool columns_are_plain(const struct column_row *row, enum column_id id);

/* Whether the domain is a plain value, and that of the name, too. */
bool columns_have_one_name(const struct column_row *row);

/* Cells next to each other that depend on little: those of two rows with the same key are the same, so that a writer
 * makes them once. */
enum column_piece_id {
    COLUMN_PIECE_NONE,
    COLUMN_PIECE_BARE,     /* as the next, where the list says nothing of an institution */
    COLUMN_PIECE_PLAIN,    /* of a row that has no set and no failure, where nothing is odd: by the kinds asked for, the
                              reasons, its validation and its time */
    COLUMN_PIECE_VERDICTS, /* by the kinds asked for and the reasons */
    COLUMN_PIECE_SET,      /* of a row with a set, but not from an alias: by the opinion of its records */
    COLUMN_PIECE_QUIET,    /* of a row that has no failure, where nothing is odd: by its validation */
    COLUMN_PIECE_END,      /* of a row without the end of a certificate: by the run and since when */
    COLUMN_PIECE_RUN,      /* by the run */
    COLUMN_PIECES
};

struct column_piece_key {
    uint64_t what;
    time_t when;
};

struct column_piece {
    enum column_id last;
    enum column_piece_id shorter; /* that begins with the same column */
};

/* By the column that it begins with, the longest one. */
extern const enum column_piece_id columns_pieces_at[COLUMN_COUNT];

extern const struct column_piece columns_pieces[COLUMN_PIECES];

/* False where the cells of this row depend on more, or were read back. */
bool columns_piece_key(const struct column_row *row, enum column_piece_id id, struct column_piece_key *ret_key);

/* The cell of a further column; empty where the row is too short. */
const char *columns_further(const struct column_row *row, size_t index);

#endif
