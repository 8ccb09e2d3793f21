/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_page.h"

#include "html_style.h"
#include "util/language.h"

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

void html_begin(const char *title, struct buffer *out)
{
    buffer_add_text(out, "<!DOCTYPE html>\n<html lang=\"");
    buffer_add_text(out, language_get() == LANGUAGE_JA ? "ja" : "en");
    buffer_add_text(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                         "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_add_escaped(title, out);
    buffer_add_text(out, "</title>\n<style>\n");
    buffer_add_text(out, html_style);
    buffer_add_text(out, "</style>\n</head>\n<body>\n");
}

void html_end(struct buffer *out)
{
    buffer_add_text(out, "</main>\n</body>\n</html>\n");
}
