/* SPDX-License-Identifier: Apache-2.0 */
/* A message with attachments, ready to be sent (RFC 5322, MIME; GMime encodes what headers and lines cannot hold: RFC
 * 2047, RFC 2231). */
#ifndef REPORT_MAIL_H
#define REPORT_MAIL_H

#include "util/buffer.h"
#include "util/problem.h"

#include <stdbool.h>
#include <time.h>

enum { MAIL_ADDRESS_MAX = 254 /* octets (RFC 5321 4.5.3.1.3, without the angles) */ };

/* Everything is lent; texts are UTF-8. */
struct mail_attachment {
    const char *name; /* a file's, without a folder */
    const char *type; /* text/TYPE */
    const struct buffer *content;
};

struct mail {
    const char *from, *to; /* addresses, see mail_address */
    const char *name;      /* of the sender, or NULL */
    time_t date;
    const char *subject;
    const struct buffer *body;
    const struct mail_attachment *attachments;
    size_t attachment_count;
};

/* Whether SIZE octets of TEXT are a mail address of ASCII, as dot-atom@domain (RFC 5322 3.4.1) with nothing around it.
 */
bool mail_address_is_plain(const char *text, size_t size);

/* `NAME <ADDRESS>` or `ADDRESS` taken apart: false where it is neither. RET_NAME: how many octets of TEXT are the name,
 * from its start, 0 where there is none; RET_ADDRESS begins the address, of RET_SIZE octets. */
bool mail_sender_split(const char *text, size_t *ret_name, const char **ret_address, size_t *ret_size);

/* Once before the first message of the program, and after the last. STATUS_OUTPUT where GMime cannot be loaded. */
enum status mail_begin(struct problem *ret_problem);
void mail_end(void);

/* The message, with LF line ends, as mail programs keep it in a file. */
void mail_write(const struct mail *mail, struct buffer *out);

#endif
