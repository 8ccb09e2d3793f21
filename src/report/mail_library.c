/* SPDX-License-Identifier: Apache-2.0 */
/* The object caa-audit-mail.so. */
#include "mail_library.h"

#include <gmime/gmime.h>
#include <string.h>

static GMimeObject *text_part(const char *type, const char *bytes, size_t size, GMimeContentEncoding encoding)
{
    GMimePart *part = g_mime_part_new_with_type("text", type);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

static void attach(GMimeMultipart *multipart, const struct mail_attachment *attachment)
{
    const struct buffer *content = attachment->content;
    GMimeObject *part = text_part(attachment->type, content->data, content->size, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(part, GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(GMIME_PART(part), attachment->name);
    g_mime_multipart_add(multipart, part);
    g_object_unref(part);
}

/* A reader decodes whatever looks like an encoded word (RFC 2047), and GMime leaves that as it is: where a subject has
 * such, all of it is encoded here, in words of whole characters. */
static void set_subject(GMimeMessage *message, const char *subject)
{
    const size_t octets_max = 42; /* a word has at most 75 characters */
    if (!strstr(subject, "=?")) {
        g_mime_message_set_subject(message, subject, "utf-8");
        return;
    }
    GString *words = g_string_new(NULL);
    for (size_t left = strlen(subject), size; left; subject += size, left -= size) {
        for (size = left < octets_max ? left : octets_max; size > 1 && size < left && (subject[size] & 0xC0) == 0x80;)
            size--;
        gchar *word = g_base64_encode((const guchar *)subject, size);
        g_string_append_printf(words, "%s=?utf-8?B?%s?=", words->len ? " " : "", word);
        g_free(word);
    }
    g_mime_object_set_header(GMIME_OBJECT(message), "Subject", words->str, NULL);
    g_string_free(words, TRUE);
}

static GMimeMessage *message_of(const struct mail *mail)
{
    GMimeMessage *message = g_mime_message_new(TRUE);
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
    GDateTime *date = g_date_time_new_from_unix_utc(mail->date);
    GMimeObject *body = text_part("plain", mail->body->data, mail->body->size, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, mail->name, mail->from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, mail->to);
    set_subject(message, mail->subject);
    g_mime_message_set_date(message, date);
    g_mime_object_set_header(GMIME_OBJECT(message), "X-Unsent", "1", NULL); /* opens as a draft */
    g_mime_multipart_add(multipart, body);
    for (size_t i = 0; i < mail->attachment_count; i++)
        attach(multipart, &mail->attachments[i]);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));
    g_object_unref(body);
    g_object_unref(multipart);
    g_date_time_unref(date);
    return message;
}

static void mail_library_write_message(const struct mail *mail,
                                       void (*take)(struct buffer *out, const void *octets, size_t size),
                                       struct buffer *out)
{
    GMimeMessage *message = message_of(mail);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    take(out, bytes->data, bytes->len);
    g_object_unref(stream);
    g_object_unref(message);
}

extern const struct mail_library mail_library;

const struct mail_library mail_library = {g_mime_init, g_mime_shutdown, mail_library_write_message};
