/* SPDX-License-Identifier: Apache-2.0 */
/* How messages are made, by GMime (see files/library.h). */
#ifndef REPORT_MAIL_LIBRARY_H
#define REPORT_MAIL_LIBRARY_H

#include "report/mail.h"

struct mail_library {
    void (*begin)(void);
    void (*end)(void);
    /* Hands the message to TAKE, whole. */
    void (*write)(const struct mail *mail, void (*take)(struct buffer *out, const void *octets, size_t size),
                  struct buffer *out);
};

#endif
