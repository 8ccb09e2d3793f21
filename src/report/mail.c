/* SPDX-License-Identifier: Apache-2.0 */
#include "report/mail.h"

#include "util/ascii.h"

#include <gmime/gmime.h>
#include <string.h>

bool mail_address_is_plain(const char *text, size_t size)
{
    const char *at = memchr(text, '@', size);
    if (!at || size > MAIL_ADDRESS_MAX)
        return false;
    bool letter = false; /* a dot stands between two others */
    for (size_t i = 0; i < size; i++) {
        const char *allowed = text + i < at ? "!#$%&'*+-/=?^_`{|}~" : "-";
        bool divides = text[i] == '.' || text + i == at;
        if (divides ? !letter : !(ascii_is_alnum((unsigned char)text[i]) || (text[i] && strchr(allowed, text[i]))))
            return false;
        letter = !divides;
    }
    return letter;
}

bool mail_sender_split(const char *text, size_t *ret_name, const char **ret_address, size_t *ret_size)
{
    const char *open = strrchr(text, '<');
    const char *address = open ? open + 1 : text;
    size_t size = strcspn(address, ">"), name = open ? (size_t)(open - text) : 0;
    while (name && text[name - 1] == ' ')
        name--;
    for (size_t i = 0; i < name; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F || text[i] == '<' || text[i] == '>' ||
            strncmp(text + i, "=?", 2) == 0)
            return false;
    if ((open && (address[size] != '>' || address[size + 1])) || (!open && address[size]) ||
        !mail_address_is_plain(address, size))
        return false;
    *ret_name = name;
    *ret_address = address;
    *ret_size = size;
    return true;
}

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
    struct buffer words = {0};
    if (!strstr(subject, "=?")) {
        g_mime_message_set_subject(message, subject, "utf-8");
        return;
    }
    for (size_t left = strlen(subject), size; left; subject += size, left -= size) {
        for (size = left < octets_max ? left : octets_max; size < left && (subject[size] & 0xC0) == 0x80;)
            size--;
        gchar *word = g_base64_encode((const guchar *)subject, size);
        buffer_add_text(&words, words.size ? " =?utf-8?B?" : "=?utf-8?B?");
        buffer_add_text(&words, word);
        buffer_add_text(&words, "?=");
        g_free(word);
    }
    g_mime_object_set_header(GMIME_OBJECT(message), "Subject", buffer_text(&words), NULL);
    buffer_free(&words);
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

void mail_begin(void)
{
    g_mime_init();
}

void mail_end(void)
{
    g_mime_shutdown();
}

void mail_write(const struct mail *mail, struct buffer *out)
{
    GMimeMessage *message = message_of(mail);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    buffer_add(out, bytes->data, bytes->len);
    g_object_unref(stream);
    g_object_unref(message);
}
