/* SPDX-License-Identifier: Apache-2.0 */
/* uthash, for all hash tables: it ends the program where memory runs out, as everything does here, and no stranger can
 * choose keys that stand in one chain. */
#ifndef UTIL_TABLE_H
#define UTIL_TABLE_H

#include "util/hash.h"
#include "util/memory.h"

#define uthash_fatal(message) memory_exhausted()
#define HASH_FUNCTION(key, size, hash) ((hash) = hash_octets(0, (const void *)(key), (size)))
#define HASH_BKT_CAPACITY_THRESH 5u /* not 10: a chain leads through memory that nobody has looked at for long */
#include <uthash.h>                 /* IWYU pragma: export */

#endif
