/* SPDX-License-Identifier: Apache-2.0 */
/* What is rare (NUL, ESC, CR) is looked for in each block that comes; only where a block has it, the lines are
 * searched. */
#include "files/list_lines.h"

#include "util/octets16.h"
#include "util/utf8.h"

#include <string.h>

enum { COUNTED_AT_ONCE = 240 /* octets: octets16_sum */ };

/* ---- octets ---- */

/* Of what came last, from octet FROM on. */
static void look_for_rare(struct list_lines *lines, size_t from)
{
    size_t size = lines->octets.size - from;
    if (!size)
        return;
    const char *text = lines->octets.data + from;
    lines->has_nul = lines->has_nul || memchr(text, '\0', size);
    lines->has_escape = lines->has_escape || memchr(text, '\033', size);
    lines->has_cr = lines->has_cr || memchr(text, '\r', size);
}

/* Forgets the lines that were handed out. */
static size_t list_lines_make_room(struct list_lines *lines)
{
    buffer_consume(&lines->octets, lines->at);
    lines->at = lines->bare = lines->odd = 0;
    return lines->octets.size;
}

char *list_lines_room(struct list_lines *lines, size_t size)
{
    list_lines_make_room(lines);
    return buffer_reserve(lines->charset ? &lines->encoded : &lines->octets, size);
}

void list_lines_add(struct list_lines *lines, size_t size)
{
    struct charset_misfits ignored = {0}; /* the marks tell */
    size_t from = lines->octets.size;
    if (lines->charset)
        charset_convert(lines->charset, lines->encoded.data, size, &lines->octets, &ignored);
    else
        lines->octets.size += size;
    look_for_rare(lines, from);
}

void list_lines_end(struct list_lines *lines)
{
    struct charset_misfits ignored = {0};
    size_t from = list_lines_make_room(lines);
    if (lines->charset)
        charset_finish(lines->charset, &lines->octets, &ignored);
    look_for_rare(lines, from);
    buffer_reserve(&lines->octets, 1); /* behind the last line, which may have no end */
    lines->ended = true;
}

/* ---- lines ---- */

/* Drops a byte order mark. Returns false as long as it cannot be told whether there is one. */
static bool start(struct list_lines *lines)
{
    const size_t mark = strlen(UTF8_BYTE_ORDER_MARK);
    size_t size = lines->octets.size, compared = size < mark ? size : mark;
    bool is_mark = !compared || memcmp(lines->octets.data, UTF8_BYTE_ORDER_MARK, compared) == 0;
    if (is_mark && size < mark && !lines->ended)
        return false;
    lines->started = true;
    lines->at = is_mark && size >= mark ? mark : 0;
    return true;
}

static bool is_iso_2022(const struct list_lines *lines, const char *text, size_t size)
{
    return lines->has_escape && !lines->charset && memmem(text, size, "\033$", 2);
}

/* Kanji of ISO-2022-JP begin with ESC $; what follows may be any visible ASCII, commas and quotes among it. */
static enum list_lines_result check(const struct list_lines *lines, const struct list_line *line)
{
    const char *nul = lines->has_nul && line->size ? memchr(line->text, '\0', line->size) : NULL;
    size_t usable = nul ? (size_t)(nul - line->text) : line->size;
    if (is_iso_2022(lines, line->text, usable))
        return LIST_LINES_ISO_2022;
    return nul ? LIST_LINES_NUL : LIST_LINES_LINE;
}

static enum list_lines_result check_long(const struct list_lines *lines, struct list_line *line)
{
    line->size = LIST_LINE_MAX;
    enum list_lines_result fault = check(lines, line);
    return fault == LIST_LINES_LINE ? LIST_LINES_LONG : fault;
}

/* Where the line ends: at LF, CRLF or CR, or with the input. False: that is not known yet. */
static bool find_end(struct list_lines *lines, struct list_line *line)
{
    const char *text = line->text + lines->searched, *behind = lines->octets.data + lines->octets.size;
    size_t left = (size_t)(behind - text);
    const char *end = left ? memchr(text, '\n', left) : NULL;
    const char *cr = lines->has_cr && left ? memchr(text, '\r', end ? (size_t)(end - text) : left) : NULL;
    if (cr && cr + 1 == behind && !lines->ended) {
        lines->searched += (size_t)(cr - text); /* an LF may follow */
        return false;
    }
    if (!cr && !end && (!lines->ended || line->text == behind)) {
        lines->searched += left;
        return false;
    }
    line->end = cr ? (cr + 1 < behind && cr[1] == '\n' ? "\r\n" : "\r") : end ? "\n" : "";
    line->size = (size_t)((cr ? cr : end ? end : behind) - line->text);
    line->whole = line->size + strlen(line->end);
    return true;
}

enum list_lines_result list_lines_next(struct list_lines *lines, struct list_line *ret_line)
{
    if (!lines->started && !start(lines))
        return LIST_LINES_MORE;
    struct list_line line = {.text = lines->octets.data + lines->at, .number = lines->number + 1};
    enum list_lines_result result;
    bool found = lines->octets.size && find_end(lines, &line);
    if (!found && lines->searched <= LIST_LINE_MAX)
        return lines->ended ? LIST_LINES_END : LIST_LINES_MORE;
    if (!found || line.size > LIST_LINE_MAX)
        result = check_long(lines, &line);
    else {
        result = check(lines, &line);
        lines->at += line.whole;
        lines->searched = 0;
    }
    lines->number = line.number;
    *ret_line = line;
    return result;
}

/* ---- lines of bare names ---- */

/* A whole piece is looked at; what is missing of one that is not counts as bare. */
static bool list_lines_is_bare(const char *text, size_t size)
{
    octets16 other = {0}, ends = {0};
    for (size_t at = 0; at < size; at += sizeof other) {
        octets16 next = octets16_load(text + at, size - at, '-'), end = (octets16)(next == '\n');
        other |= ~(octets16_of_names(next) | (octets16)((next == '*') | (next == '\r')) | end);
        ends |= end;
    }
    return !octets16_any(other) && octets16_any(ends);
}

/* From the next line on, piece by piece; a piece that is not bare is not looked at again. */
static void look_for_bare(struct list_lines *lines)
{
    size_t at = lines->at;
    const char *text = lines->octets.data;
    for (size_t size; at < lines->octets.size; at += size) {
        size_t left = lines->octets.size - at;
        size = left < LIST_LINES_PIECE ? left : LIST_LINES_PIECE;
        if (!list_lines_is_bare(text + at, size)) {
            lines->odd = at + size;
            break;
        }
    }
    const char *end = at > lines->at ? memrchr(text + lines->at, '\n', at - lines->at) : NULL;
    lines->bare = end ? (size_t)(end - text) + 1 : lines->at;
}

static bool knows_bare(struct list_lines *lines)
{
    if (lines->bare <= lines->at && lines->started && !lines->searched && lines->at >= lines->odd)
        look_for_bare(lines);
    return lines->bare > lines->at;
}

bool list_lines_peek_bare(struct list_lines *lines, struct list_line *ret_line)
{
    if (!knows_bare(lines))
        return false;
    char *text = lines->octets.data + lines->at;
    size_t size = (size_t)((char *)memchr(text, '\n', lines->bare - lines->at) - text);
    bool has_cr = lines->has_cr && size && text[size - 1] == '\r';
    *ret_line = (struct list_line){text, size - has_cr, size + 1, has_cr ? "\r\n" : "\n", lines->number + 1};
    return !lines->has_cr || !memchr(text, '\r', ret_line->size);
}

void list_lines_pass(struct list_lines *lines, const struct list_line *line)
{
    lines->at += line->whole;
    lines->number = line->number;
}

/* Bare lines that end with LF: a line is empty where its end stands behind another one, or first. */
static uint64_t pass_known(struct list_lines *lines)
{
    const char *text = lines->octets.data + lines->at;
    size_t left = lines->bare - lines->at;
    uint64_t all = 0, empty = *text == '\n';
    for (size_t size; left; text += size, left -= size) {
        octets16 ends = {0}, pairs = {0};
        size = left < COUNTED_AT_ONCE ? left : COUNTED_AT_ONCE;
        for (size_t at = 0; at < size; at += sizeof ends) {
            octets16 end = (octets16)(octets16_load(text + at, size - at, ' ') == '\n'),
                     next = (octets16)(octets16_load(text + at + 1, left - at - 1, ' ') == '\n');
            ends += end & 1;
            pairs += end & next & 1;
        }
        all += octets16_sum(ends);
        empty += octets16_sum(pairs);
    }
    lines->number += all;
    lines->at = lines->bare;
    return all - empty;
}

uint64_t list_lines_pass_bare(struct list_lines *lines)
{
    uint64_t count = 0;
    struct list_line line;
    while (!lines->has_cr && knows_bare(lines))
        count += pass_known(lines);
    while (list_lines_peek_bare(lines, &line)) {
        list_lines_pass(lines, &line);
        count += line.size > 0;
    }
    return count;
}

void list_lines_free(struct list_lines *lines)
{
    charset_free(lines->charset);
    buffer_free(&lines->octets);
    buffer_free(&lines->encoded);
}
