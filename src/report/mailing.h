/* SPDX-License-Identifier: Apache-2.0 */
/* The messages to the contacts of one institution: the same for each but for the address. */
#ifndef REPORT_MAILING_H
#define REPORT_MAILING_H

#include "mail_text.h"

#include "report/mail.h"

/* Everything is lent. */
struct mailing_about {
    struct mail_facts facts;
    const char *folder;        /* the institution's, for the names of what is attached */
    const char *from, *sender; /* as struct export_settings has them */
    time_t now;
    const struct buffer *page;   /* attached */
    const struct buffer *letter; /* likewise, where it is not empty */
};

struct mailing {
    struct mail mail;
    struct mail_attachment attachments[2];
    struct buffer subject, body, page_name, letter_name, address;
    struct buffer written; /* items: the addresses that have a message */
    unsigned count;        /* of these */
};

/* MAILING lends from what ABOUT lends. */
void mailing_begin(struct mailing *mailing, const struct mailing_about *about);

enum mailing_outcome {
    MAILING_ADDED,
    MAILING_KNOWN,      /* the address has a message */
    MAILING_NO_ADDRESS, /* it is neither an address nor `Somebody <ADDRESS>` */
    MAILING_TOO_MANY    /* EXPORT_MESSAGES_MAX others have one */
};

/* Appends the message for CONTACT, if there is to be one. */
enum mailing_outcome mailing_add(struct mailing *mailing, const char *contact, struct buffer *out);

void mailing_end(struct mailing *mailing);

#endif
