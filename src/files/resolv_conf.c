#include "files/resolv_conf.h"

#include "files/file_problem.h"
#include "util/ascii.h"
#include "util/language.h"

#include <errno.h>
#include <stdio.h>
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

/* Returns 0 or the errno of a failed read. What a line has beyond LINE_SIZE is not looked at. */
static int read_lines(FILE *stream, uint16_t port, struct resolv_conf *conf)
{
    char line[LINE_SIZE];
    bool continued = false;
    errno = 0;
    while (fgets(line, sizeof line, stream)) {
        bool whole = strchr(line, '\n') != NULL;
        if (!continued)
            read_conf_line(line, port, conf);
        continued = !whole;
    }
    return ferror(stream) ? errno : 0;
}

enum status resolv_conf_read(const char *path, uint16_t port, struct resolv_conf *ret_conf, struct problem *ret_problem)
{
    struct resolv_conf conf = {0};
    FILE *stream = fopen(path, "re");
    int error = stream ? read_lines(stream, port, &conf) : errno;
    if (stream)
        fclose(stream);
    if (error && error != ENOENT) {
        file_problem_set(ret_problem, path, 0, "%s; name a resolver with --server", language_error(error));
        return STATUS_INPUT;
    }
    if (!conf.server_count)
        net_address_parse("127.0.0.1", port, &conf.servers[conf.server_count++]);
    *ret_conf = conf;
    return STATUS_OK;
}
