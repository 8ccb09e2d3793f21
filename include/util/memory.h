/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation that never returns NULL.
 *
 * When memory runs out there is nothing a caller could do better than stop: the handler set by the program says so in
 * one line and ends the process. What somebody else can make us allocate is bounded before it comes here. */
#ifndef UTIL_MEMORY_H
#define UTIL_MEMORY_H

#include <stddef.h>

/* Called when memory has run out; must not return. Without one the process aborts. */
void memory_set_handler(void (*handler)(void));

/* Ends the process by way of the handler. */
_Noreturn void memory_exhausted(void);

/* SIZE octets, uninitialised (memory_alloc) or zero (memory_zero); the caller frees them with free(). */
void *memory_alloc(size_t size);
void *memory_zero(size_t size);

/* As realloc(), for COUNT elements of SIZE octets; an overflow of the product counts as exhausted. */
void *memory_resize(void *block, size_t count, size_t size);

/* A copy of SIZE octets; the caller frees it. */
void *memory_dup(const void *bytes, size_t size);

/* A NUL-terminated copy of SIZE octets of text; the caller frees it. */
char *memory_text(const char *text, size_t size);

#endif
