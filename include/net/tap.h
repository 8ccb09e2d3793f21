/* SPDX-License-Identifier: Apache-2.0 */
/* Recordings of what was sent and received (dnstap in Frame Streams), read back to be replayed.
 *
 * The first frame's `extra` is text: `caa-audit recording 1`, the start, the seed of all choices at random, whether
 * there was IPv6, and the settings of the run that recorded; where they are long, the next frames go on with them.
 * Every other frame's `extra` says when and on which socket its message went, counted in the order of all that
 * happened, and how a try without a reply ended; lines below tell what else happened meanwhile: turns of the loop with
 * their clocks, ICMP errors, connections closed. */
#ifndef NET_TAP_H
#define NET_TAP_H

#include "util/status.h"

#include <stdbool.h>

enum {
    TAP_FILE_MAX = 1 << 28,   /* octets of a file; it is held in memory */
    TAP_EVENTS_MAX = 1 << 20, /* messages and turns in it; some 200 octets of memory each */
    TAP_FRAME_MAX = 196608,   /* octets of a frame: a message of TCP, with room for its `extra` */
    TAP_SETTINGS_MAX = 1 << 26
};

/* What recordings are written and read with; lent. Before anything else here, and before net_loop_record. */
struct tap_library;
void tap_use(const struct tap_library *library);

struct tap;

/* Reads all of it. STATUS_INPUT: FILE is no recording, or is damaged; the problem names the frame. One that ends in the
 * middle, as that of a run that was killed does, is good up to there: see tap_is_cut. */
enum status tap_read(const char *path, struct tap **ret_tap, struct problem *ret_problem);
void tap_free(struct tap *tap);

/* Whether its end is missing. */
bool tap_is_cut(const struct tap *tap);

/* The settings that were recorded; lent. */
const char *tap_settings(struct tap *tap);

#endif
