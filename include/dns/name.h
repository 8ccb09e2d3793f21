/* SPDX-License-Identifier: Apache-2.0 */
/* DNS names in wire form (RFC 1035 3.1): length octets and labels, ended by the zero octet of the root, uncompressed,
 * ASCII letters in lower case. Such a name knows its own end, and each of its parents is a suffix of it: a walk up the
 * tree copies nothing. Functions that take `const uint8_t *` rely on that form; what makes a name guarantees it. */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include "util/arena.h"
#include "util/buffer.h"
#include "util/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DNS_NAME_MAX = 255,  /* octets on the wire, the root's included (RFC 1035 2.3.4) */
    DNS_LABEL_MAX = 63,  /* octets of one label */
    DNS_LABELS_MAX = 127 /* labels that fit in DNS_NAME_MAX, the root's not counted */
};

/* Storage for a name; SIZE counts the root's octet, so the root has size 1. */
struct dns_name {
    uint8_t size;
    uint8_t wire[DNS_NAME_MAX];
};

/* Octets on the wire, the root's included. */
size_t dns_name_size(const uint8_t *name);

/* Labels, the root's not counted. */
size_t dns_name_labels(const uint8_t *name);

static inline bool dns_name_is_root(const uint8_t *name)
{
    return name[0] == 0;
}

/* The name without its leftmost label: a suffix of NAME, which must not be the root. */
static inline const uint8_t *dns_name_parent(const uint8_t *name)
{
    return name + 1 + name[0];
}

bool dns_name_equal(const uint8_t *a, const uint8_t *b);

/* The same of one that is stored. */
bool dns_name_is(const struct dns_name *stored, const uint8_t *name);

/* Whether NAME is ANCESTOR or lies below it. */
bool dns_name_within(const uint8_t *name, const uint8_t *ancestor);

/* Canonical order (RFC 4034 6.1): below, at or above zero. */
int dns_name_compare(const uint8_t *a, const uint8_t *b);

struct dns_name dns_name_copy(const uint8_t *name);

/* PREFIX's labels before SUFFIX. False, RET_NAME untouched, where the whole would be longer than DNS_NAME_MAX. */
bool dns_name_join(const uint8_t *prefix, size_t prefix_labels, const uint8_t *suffix, struct dns_name *ret_name);

/* Reads a name at the reader's position from a whole message, following compression pointers backwards only
 * (RFC 1035 4.1.4); the reader then stands behind it. False, and the reader failed, on anything malformed. */
bool dns_name_read(struct reader *message, struct dns_name *ret_name);

/* Moves the reader behind a name without looking at it. */
void dns_name_skip(struct reader *message);

/* Presentation form without a final dot, `.` for the root; what is no letter, digit, hyphen, underscore or `*` is
 * escaped as RFC 1035 5.1 has it (`\.`, `\DDD`). */
void dns_name_print(const uint8_t *name, struct buffer *out);

/* The same as a text in ARENA. */
const char *dns_name_text(const uint8_t *name, struct arena *arena);

/* As dns_name_print, with the final dot: as a zone file has it. */
void dns_name_print_absolute(const uint8_t *name, struct buffer *out);

/* Reads presentation form: ASCII with escapes, with or without a final dot, taken as absolute. Any octet may be in a
 * label. False, RET_NAME untouched, on an empty or over-long label or name, or a bad escape. */
bool dns_name_parse(const char *text, size_t size, struct dns_name *ret_name);

#endif
