/* SPDX-License-Identifier: Apache-2.0 */
/* A transport that lets another one do the work, and writes down what went to and fro. */
#ifndef NET_RECORD_H
#define NET_RECORD_H

#include "internal.h"
#include "tap_internal.h"

struct recorder;

/* Begins the file; REAL is the loop's own transport. */
enum status recorder_new(struct net_loop *loop, const struct net_recording *recording, struct recorder **ret_recorder,
                         struct problem *ret_problem);

/* Ends the file. What was not sent yet is not waited for. */
void recorder_free(struct recorder *recorder);

struct transport *recorder_transport(struct recorder *recorder);

/* What the start says of chance. */
void recorder_random(struct recorder *recorder, void *bytes, size_t size);

/* Whether the system had a way to an address of IPv6. */
void recorder_way(struct recorder *recorder, const struct net_address *to, bool reaches);

/* A turn of the loop begins at WALL. */
void recorder_turn(struct recorder *recorder, time_t wall);

/* Hands on what was written. */
void recorder_flush(struct recorder *recorder);

/* Writes the end. STATUS_OUTPUT: something could not be written, then or before. */
enum status recorder_finish(struct recorder *recorder, struct problem *ret_problem);

/* Whether something could not be written. */
bool recorder_failed(const struct recorder *recorder);

#endif
