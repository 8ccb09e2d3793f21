/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_format.h"

#include "util/saying.h"

#include "files/list_encoding.h"
#include "files/upki_layout.h"
#include "util/ascii.h"

#include <string.h>

static bool ends_with(const char *text, const char *ending)
{
    size_t size = strlen(text), ending_size = strlen(ending);
    return size >= ending_size && ascii_equal_text(text + size - ending_size, ending_size, ending);
}

static bool list_format_is_separator(char octet)
{
    return octet == ',' || octet == ';' || octet == '\t';
}

/* How often an octet stands in a line outside of quotes, which begin a cell, and outside of a comment behind a name. */
static size_t count_octets(const char *line, size_t size, char octet)
{
    size_t count = 0;
    bool quoted = false, begins = true;
    for (size_t i = 0; i < size; i++) {
        if (quoted && line[i] == '"' && i + 1 < size && line[i + 1] == '"')
            i++;
        else if (line[i] == '"' && (quoted || begins))
            quoted = !quoted;
        else if (!quoted && line[i] == '#' && i && (line[i - 1] == ' ' || line[i - 1] == '\t'))
            break;
        begins = list_format_is_separator(line[i]) || (begins && line[i] == ' ');
        count += !quoted && line[i] == octet;
    }
    return count;
}

/* Commas separate; where there is none, what there is more of: semicolons or tabs. */
static struct list_format_found format_of_line(const char *line, size_t size)
{
    size_t tabs = count_octets(line, size, '\t'), semicolons = count_octets(line, size, ';');
    if (count_octets(line, size, ','))
        return (struct list_format_found){LIST_FORMAT_CSV, ','};
    if (!tabs && !semicolons)
        return (struct list_format_found){LIST_FORMAT_PLAIN, '\0'};
    return (struct list_format_found){tabs < semicolons ? LIST_FORMAT_CSV : LIST_FORMAT_TSV,
                                      tabs < semicolons ? ';' : '\t'};
}

/* The line's encoding is otherwise found out when its row has ended. */
static bool is_upki(const char *line, size_t size, const char *name)
{
    struct list_encoding encoding = {.name = name};
    struct list_spoilt ignored;
    struct list_cells cells = {0};
    list_cells_add(&cells, line, size < LIST_CELL_MAX ? size : LIST_CELL_MAX);
    const struct list_cells *read = list_encoding_read(&encoding, &cells, &ignored);
    const char *text = list_cells_get(read ? read : &cells, 0);
    bool found = upki_recognise(text, strlen(text));
    list_cells_free(&cells);
    list_encoding_free(&encoding);
    return found;
}

struct list_format_found list_format_find(const char *line, size_t size, const char *encoding, const char *label)
{
    if (is_upki(line, size, encoding))
        return (struct list_format_found){LIST_FORMAT_UPKI, '\t'};
    struct list_format_found found = format_of_line(line, size);
    if (ends_with(label, ".tsv") && (found.format == LIST_FORMAT_PLAIN || count_octets(line, size, '\t')))
        return (struct list_format_found){LIST_FORMAT_TSV, '\t'};
    if (ends_with(label, ".csv") && found.format == LIST_FORMAT_PLAIN)
        return (struct list_format_found){LIST_FORMAT_CSV, ','};
    return found;
}

bool list_format_names_separator(const char *line, size_t size, char *ret_separator)
{
    static const char word[] = "sep=";
    if (size && line[0] == '"' && line[size - 1] == '"' && size > 1) {
        line++;
        size -= 2;
    }
    if (size != sizeof word || !ascii_equal_text(line, size - 1, word))
        return false;
    unsigned char octet = (unsigned char)line[size - 1];
    if (octet >= 0x7F || ascii_is_alnum(octet) || strchr("\" -._*", octet)) /* names are made of most of these */
        return false;
    *ret_separator = (char)octet;
    return true;
}

/* ---- what is no list ---- */

static bool begins(const char *text, size_t size, const char *start, size_t start_size)
{
    return size >= start_size && memcmp(text, start, start_size) == 0;
}

#define BEGINS(text, size, start) begins((text), (size), (start), sizeof(start) - 1)

const char *list_format_other_file(const char *start, size_t size)
{
    if (BEGINS(start, size, "PK\003\004"))
        return SAID_LIST_IS_ZIP;
    if (BEGINS(start, size, "\xD0\xCF\x11\xE0"))
        return SAID_LIST_IS_XLS;
    if (BEGINS(start, size, "\x1F\x8B"))
        return SAID_LIST_IS_GZIP;
    if (BEGINS(start, size, "%PDF"))
        return SAID_LIST_IS_PDF;
    return NULL;
}

/* The next word of a line, between blanks. */
static size_t list_format_take_word(const char **line, size_t *size, const char **ret_word)
{
    size_t skipped = 0, length = 0;
    while (skipped < *size && ((*line)[skipped] == ' ' || (*line)[skipped] == '\t'))
        skipped++;
    *ret_word = *line + skipped;
    while (skipped + length < *size && (*ret_word)[length] != ' ' && (*ret_word)[length] != '\t')
        length++;
    *line = *ret_word + length;
    *size -= skipped + length;
    return length;
}

static bool is_one_of(const char *word, size_t size, const char *const *words)
{
    for (; *words; words++)
        if (ascii_equal_text(word, size, *words))
            return true;
    return false;
}

/* `; comment`, a directive, or a record with its class or an SOA. */
static bool list_format_is_zone(const char *line, size_t size)
{
    static const char *const directives[] = {"$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE", "$DATE", NULL};
    static const char *const types[] = {"IN", "SOA", NULL};
    const char *word;
    if (line[0] == ';')
        return size == 1 || line[1] == ' ' || line[1] == ';' || line[1] == '\t';
    size_t length = list_format_take_word(&line, &size, &word);
    if (is_one_of(word, length, directives))
        return true;
    for (int i = 0; i < 3 && (length = list_format_take_word(&line, &size, &word)); i++)
        if (is_one_of(word, length, types))
            return i || size;
    return false;
}

/* A statement with its brace or its quoted name, or a comment of such files. */
static bool is_configuration(const char *line, size_t size)
{
    static const char *const statements[] = {"options", "zone",     "acl",       "include", "logging",  "view",
                                             "key",     "controls", "primaries", "masters", "options{", NULL};
    const char *word;
    if (BEGINS(line, size, "//") || BEGINS(line, size, "/*"))
        return true;
    size_t length = list_format_take_word(&line, &size, &word);
    return is_one_of(word, length, statements) &&
           (word[length - 1] == '{' || memchr(line, '{', size) || memchr(line, '"', size));
}

const char *list_format_other_text(const char *line, size_t size)
{
    if (BEGINS(line, size, "{\"schema\""))
        return SAID_LIST_IS_JSONL;
    if (BEGINS(line, size, "{") || BEGINS(line, size, "[{") || BEGINS(line, size, "[\"") || (size == 1 && *line == '['))
        return SAID_LIST_IS_JSON;
    if (BEGINS(line, size, "<!DOCTYPE") || BEGINS(line, size, "<html") || BEGINS(line, size, "<?xml"))
        return SAID_LIST_IS_PAGE;
    if (list_format_is_zone(line, size))
        return SAID_LIST_IS_ZONE;
    if (is_configuration(line, size))
        return SAID_LIST_IS_CONFIGURATION;
    return NULL;
}
