/* SPDX-License-Identifier: Apache-2.0 */
#include "files/resolv_conf.h"

#include "files/small_file.h"
#include "util/ascii.h"

#include <string.h>

/* The C library's own limits (resolv.conf(5)). */
enum { TIMEOUT_MAX_S = 30, ATTEMPTS_MAX = 5 };

enum { LINE_SIZE = 4096 };

#define BLANKS " \t\r\n"

static void read_nameserver(const char *text, uint16_t port, struct resolv_conf *conf)
{
    struct net_address address;
    /* Here an address stands alone: what else an option may write is no address to the C library either. */
    if (conf->server_count == RESOLV_CONF_SERVERS_MAX || strpbrk(text, "@[") ||
        !net_address_parse(text, port, &address) || (!address.v6 && strchr(text, ':')))
        return;
    conf->servers[conf->server_count++] = address;
}

/* The number behind NAME at the start of TEXT, no more than MAX; PRESENT where there is none. */
static unsigned read_option(const char *text, const char *name, unsigned max, unsigned present)
{
    size_t size = strlen(name);
    if (strncmp(text, name, size) != 0 || !ascii_is_digit((unsigned char)text[size]))
        return present;
    unsigned number = 0;
    for (text += size; ascii_is_digit((unsigned char)*text) && number <= max; text++)
        number = number * 10 + (unsigned)(*text - '0');
    return number > max ? max : number;
}

/* A keyword begins in the first column; LINE is ours to cut. */
static void read_conf_line(char *line, uint16_t port, struct resolv_conf *conf)
{
    char *rest = line + strcspn(line, BLANKS), *word;
    if (rest == line || !*rest)
        return;
    *rest++ = '\0';
    word = strtok_r(rest, BLANKS, &rest);
    if (strcmp(line, "nameserver") == 0 && word) {
        read_nameserver(word, port, conf);
    } else if (strcmp(line, "options") == 0) {
        for (; word; word = strtok_r(NULL, BLANKS, &rest)) {
            conf->timeout_s = read_option(word, "timeout:", TIMEOUT_MAX_S, conf->timeout_s);
            conf->attempts = read_option(word, "attempts:", ATTEMPTS_MAX, conf->attempts);
        }
    }
}

/* What a line has beyond LINE_SIZE is not looked at. */
static void resolv_conf_read_lines(const struct buffer *text, uint16_t port, struct resolv_conf *conf)
{
    char line[LINE_SIZE];
    for (size_t at = 0; at < text->size;) {
        const char *start = text->data + at, *end = memchr(start, '\n', text->size - at);
        size_t size = end ? (size_t)(end - start) : text->size - at;
        size_t looked_at = size < sizeof line ? size : sizeof line - 1;
        memcpy(line, start, looked_at);
        line[looked_at] = '\0';
        read_conf_line(line, port, conf);
        at += size + 1;
    }
}

enum status resolv_conf_read(const char *path, uint16_t port, struct resolv_conf *ret_conf, struct problem *ret_problem)
{
    const struct small_file file = {
        .path = path, .max = SMALL_FILE_RESOLV_CONF_MAX, .optional = true, .unreadable = WORDS_RESOLV_CONF_UNUSABLE};
    struct resolv_conf conf = {0};
    struct buffer text = {0};
    enum status status = small_file_read(&file, &text, ret_problem);
    if (status == STATUS_OK)
        resolv_conf_read_lines(&text, port, &conf);
    buffer_free(&text);
    if (status != STATUS_OK)
        return status;
    if (!conf.server_count)
        net_address_parse("127.0.0.1", port, &conf.servers[conf.server_count++]);
    *ret_conf = conf;
    return STATUS_OK;
}
