/* SPDX-License-Identifier: Apache-2.0 */
/* Chance that can be repeated: the key stream of ChaCha20 (RFC 8439) for a seed. */
#ifndef NET_CHANCE_H
#define NET_CHANCE_H

#include <stddef.h>
#include <stdint.h>

struct chance;

/* SEED has TAP_SEED_SIZE octets. */
struct chance *chance_new(const uint8_t *seed);
void chance_free(struct chance *chance);

/* The next SIZE octets. */
void chance_take(struct chance *chance, void *bytes, size_t size);

#endif
