/* SPDX-License-Identifier: Apache-2.0 */
/* The 主体者DN of the UPKI service's files: `CN=www.example.ac.jp,O=University, Faculty,L=Chiyoda,ST=Tokyo,C=JP`.
 * Values may hold commas: an attribute ends only at a comma behind which another one begins. */
#ifndef FILES_UPKI_DN_H
#define FILES_UPKI_DN_H

#include "files/list_cells.h"

/* Whether TEXT begins as such a DN does: with CN, OU, O, L, ST or C, and `=`. */
bool upki_dn_begins(const char *text);

/* Appends the values of ATTRIBUTE (in any letter case), blanks around them and escapes taken off; empty ones count.
 * Returns whether the text could be split at all; VALUES is untouched otherwise. */
bool upki_dn_values(const char *dn, const char *attribute, struct list_cells *values);

/* Whether there are blanks around a value of this attribute. */
bool upki_dn_is_padded(const char *dn, const char *attribute);

#endif
