/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_page.h"

#include "html_style.h"
#include "words/language.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

void html_add_escaped(const char *text, struct buffer *out)
{
    struct buffer visible = {0};
    buffer_add_visible(&visible, text, strlen(text));
    for (size_t i = 0; i < visible.size; i++)
        switch (visible.data[i]) {
        case '&':
            buffer_add_text(out, "&amp;");
            break;
        case '<':
            buffer_add_text(out, "&lt;");
            break;
        case '>':
            buffer_add_text(out, "&gt;");
            break;
        case '"':
            buffer_add_text(out, "&quot;");
            break;
        case '\'':
            buffer_add_text(out, "&#39;");
            break;
        default:
            buffer_add_char(out, visible.data[i]);
        }
    buffer_free(&visible);
}

void html_add_words(enum words id, struct buffer *out)
{
    struct buffer words = {0};
    words_add(id, &words);
    html_add_escaped(buffer_text(&words), out);
    buffer_free(&words);
}

void html_add_element(const char *tag, enum words id, struct buffer *out)
{
    buffer_add_char(out, '<');
    buffer_add_text(out, tag);
    buffer_add_char(out, '>');
    html_add_words(id, out);
    buffer_add_text(out, "</");
    buffer_add_text(out, tag);
    buffer_add_text(out, ">\n");
}

void html_add_verdict(enum verdict verdict, struct buffer *out)
{
    buffer_add_text(out, "<span class=\"word ");
    buffer_add_text(out, verdict_word(verdict));
    buffer_add_text(out, "\">");
    buffer_add_text(out, words_of_verdict(verdict));
    buffer_add_text(out, "</span>");
}

void html_add_labels(const char *const *headings, size_t count, struct buffer *out)
{
    buffer_add_text(out, " style=\"");
    for (size_t i = 1; i < count; i++) {
        buffer_add_text(out, "--c");
        buffer_add_unsigned(out, i + 1);
        buffer_add_text(out, ":'");
        html_add_escaped(headings[i], out);
        buffer_add_text(out, "';");
    }
    buffer_add_char(out, '"');
}

void html_begin_cards(const char *style, const char *const *headings, size_t count, struct buffer *out)
{
    buffer_add_text(out, "<div class=\"wide\" tabindex=\"0\"><table class=\"cards ");
    buffer_add_text(out, style);
    buffer_add_char(out, '"');
    html_add_labels(headings, count, out);
    buffer_add_text(out, ">\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, "<th scope=\"col\">");
        html_add_escaped(headings[i], out);
        buffer_add_text(out, "</th>");
    }
    buffer_add_text(out, "</tr></thead>\n<tbody>\n");
}

void html_end_cards(struct buffer *out)
{
    buffer_add_text(out, "</tbody></table></div>\n");
}

/* `script-src 'sha256-...'` of the octets between the tags. */
static void add_script_source(const char *script, struct buffer *out)
{
    unsigned char digest[SHA256_DIGEST_LENGTH], text[4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1];
    SHA256((const unsigned char *)script, strlen(script), digest);
    EVP_EncodeBlock(text, digest, sizeof digest);
    buffer_add_text(out, " script-src 'sha256-");
    buffer_add_text(out, (const char *)text);
    buffer_add_text(out, "';");
}

void html_begin(const char *title, const char *script, struct buffer *out)
{
    buffer_add_text(out, "<!DOCTYPE html>\n<html lang=\"");
    buffer_add_text(out, language_get() == LANGUAGE_JA ? "ja" : "en");
    buffer_add_text(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    if (script)
        add_script_source(script, out);
    buffer_add_text(out, " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_add_escaped(title, out);
    buffer_add_text(out, "</title>\n<style>\n");
    buffer_add_text(out, html_style);
    buffer_add_text(out, "</style>\n</head>\n<body>\n");
}

void html_end(const char *script, struct buffer *out)
{
    buffer_add_text(out, "</main>\n");
    if (script) {
        buffer_add_text(out, "<script>");
        buffer_add_text(out, script);
        buffer_add_text(out, "</script>\n");
    }
    buffer_add_text(out, "</body>\n</html>\n");
}
