/* SPDX-License-Identifier: Apache-2.0 */
#include "mailing.h"

#include "dns/subject.h"
#include "export_names.h"
#include "report/export.h"
#include "report/when.h"

#include "util/items.h"
#include "util/utf8.h"
#include "words/words.h"

#include <string.h>

#define NOBODY "sender@placeholder.invalid" /* RFC 2606 2: the sender has to put in an address */

enum { ATTACHMENT_NAME_MAX = 80 /* octets of a folder's name in it: one line of a header has room for it */ };

/* `caa-WHAT-FOLDER-20261122.ENDING`, ASCII: other names arrive broken in some mail programs. */
static const char *attachment_name(const struct mailing_about *about, const char *what, const char *ending,
                                   struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, "caa-");
    buffer_add_text(out, what);
    buffer_add_char(out, '-');
    export_name_add_safe(about->folder, ATTACHMENT_NAME_MAX, out);
    buffer_add_char(out, '-');
    when_add_stamp(about->facts.checked_at, out);
    buffer_add_text(out, ending);
    return buffer_text(out);
}

void mailing_begin(struct mailing *mailing, const struct mailing_about *about)
{
    const char *from = about->from;
    *mailing = (struct mailing){0};
    mail_text_add_subject(&about->facts, &mailing->subject);
    mail_text_add_body(&about->facts, &mailing->body);
    mailing->attachments[0] =
        (struct mail_attachment){attachment_name(about, "report", ".html", &mailing->page_name), "html", about->page};
    mailing->attachments[1] = (struct mail_attachment){attachment_name(about, "letter", ".txt", &mailing->letter_name),
                                                       "plain", about->letter};
    mailing->mail = (struct mail){.from = from ? from : NOBODY,
                                  .name = from ? about->sender : words_text(WORDS_PLACEHOLDER_SENDER),
                                  .date = about->now,
                                  .subject = buffer_text(&mailing->subject),
                                  .body = &mailing->body,
                                  .attachments = mailing->attachments,
                                  .attachment_count = about->letter->size ? 2 : 1};
}

void mailing_end(struct mailing *mailing)
{
    buffer_free(&mailing->subject);
    buffer_free(&mailing->body);
    buffer_free(&mailing->page_name);
    buffer_free(&mailing->letter_name);
    buffer_free(&mailing->address);
    buffer_free(&mailing->written);
}

/* The same address with its domain in A-labels: what a mail server without SMTPUTF8 takes (RFC 6531 1.1). TEXT itself
 * where it is no address, or its domain has nothing to be made an A-label of. */
static void add_in_a_labels(const char *text, size_t size, struct buffer *out)
{
    const char *at = memchr(text, '@', size);
    size_t before = at ? (size_t)(at - text) + 1 : size;
    struct subject subject;
    buffer_add(out, text, before);
    if (utf8_ascii_length(text + before, size - before) < size - before &&
        subject_parse(text, size, &subject) == SUBJECT_ERROR_NONE && subject.form == SUBJECT_MAILBOX)
        dns_name_print(subject.name.wire, out);
    else
        buffer_add(out, text + before, size - before);
}

/* An address alone, or `Somebody <ADDRESS>`; NULL for anything else. */
static const char *mailing_address_of(const char *contact, struct buffer *space)
{
    const char *open = strrchr(contact, '<'), *text = open ? open + 1 : contact;
    size_t size = open ? strcspn(text, ">") : strlen(text);
    bool whole = !open || (text[size] && !text[size + 1]);
    buffer_clear(space);
    add_in_a_labels(text, size, space);
    return whole && mail_address_is_plain(buffer_text(space), space->size) ? buffer_text(space) : NULL;
}

enum mailing_outcome mailing_add(struct mailing *mailing, const char *contact, struct buffer *out)
{
    const char *to = mailing->mail.to = mailing_address_of(contact, &mailing->address);
    if (!to)
        return MAILING_NO_ADDRESS;
    if (items_hold(&mailing->written, to))
        return MAILING_KNOWN;
    if (mailing->count == EXPORT_MESSAGES_MAX)
        return MAILING_TOO_MANY;
    mailing->count++;
    items_add(&mailing->written, to);
    mail_write(&mailing->mail, out);
    return MAILING_ADDED;
}
