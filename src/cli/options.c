/* SPDX-License-Identifier: Apache-2.0 */
#include "options_internal.h"

#include "config.h"
#include "files/file_problem.h"
#include "help.h"
#include "message.h"
#include "recording.h"
#include "report/mail.h"
#include "standard.h"
#include "util/language.h"
#include "util/memory.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum long_option {
    LONG_HELP = 256,
    LONG_VERSION,
    LONG_ROOT_HINTS,
    LONG_PERSPECTIVE,
    LONG_QUORUM,
    LONG_EVERY_SERVER,
    LONG_SHARD,
    LONG_TRUST_ANCHOR,
    LONG_NO_DNSSEC,
    LONG_REQUIRE_DNSSEC,
    LONG_ENTRY_TIMEOUT,
    LONG_ACCOUNT,
    LONG_METHOD,
    LONG_KNOWN_TAG,
    LONG_EXCEL,
    LONG_LANG,
    LONG_INPUT_FORMAT,
    LONG_ENCODING,
    LONG_COLUMN,
    LONG_BASELINE,
    LONG_RESUME,
    LONG_CONFIG,
    LONG_FROM,
    LONG_RECORD,
    LONG_REPLAY
};

/* Who knows an option. */
enum {
    RUN = 1 << COMMAND_RUN,
    CHECK = 1 << COMMAND_CHECK,
    DIFF = 1 << COMMAND_DIFF,
    EXPORT = 1 << COMMAND_EXPORT,
    ALL = RUN | CHECK | DIFF | EXPORT
};

static const struct {
    const char *name;
    int has_value;
    int letter; /* or an enum long_option */
    unsigned commands;
} known_options[] = {
    {"help", no_argument, LONG_HELP, ALL},
    {"version", no_argument, LONG_VERSION, ALL},
    {"server", required_argument, 's', RUN | CHECK},
    {"iterate", no_argument, 'i', RUN | CHECK},
    {"root-hints", required_argument, LONG_ROOT_HINTS, RUN | CHECK},
    {"perspective", required_argument, LONG_PERSPECTIVE, RUN | CHECK},
    {"quorum", required_argument, LONG_QUORUM, RUN | CHECK},
    {"every-server", no_argument, LONG_EVERY_SERVER, RUN | CHECK},
    {"port", required_argument, 'p', RUN | CHECK},
    {"zone", required_argument, 'z', RUN | CHECK},
    {"trust-anchor", required_argument, LONG_TRUST_ANCHOR, RUN | CHECK},
    {"no-dnssec", no_argument, LONG_NO_DNSSEC, RUN | CHECK},
    {"require-dnssec", no_argument, LONG_REQUIRE_DNSSEC, RUN | CHECK},
    {"record", required_argument, LONG_RECORD, RUN | CHECK},
    {"replay", required_argument, LONG_REPLAY, RUN | CHECK},
    {"ca", required_argument, 'c', RUN | CHECK},
    {"account", required_argument, LONG_ACCOUNT, RUN | CHECK},
    {"method", required_argument, LONG_METHOD, RUN | CHECK},
    {"known-tag", required_argument, LONG_KNOWN_TAG, RUN | CHECK},
    {"kinds", required_argument, 'k', RUN | CHECK | DIFF},
    {"concurrency", required_argument, 'j', RUN | CHECK},
    {"timeout", required_argument, 't', RUN | CHECK},
    {"entry-timeout", required_argument, LONG_ENTRY_TIMEOUT, RUN | CHECK},
    {"retries", required_argument, 'r', RUN | CHECK},
    {"shard", required_argument, LONG_SHARD, RUN | CHECK},
    {"lang", required_argument, LONG_LANG, ALL},
    {"verbose", no_argument, 'v', RUN | CHECK},
    {"quiet", no_argument, 'q', RUN | DIFF | EXPORT},
    {"output", required_argument, 'o', RUN | DIFF | EXPORT},
    {"format", required_argument, 'f', RUN | DIFF},
    {"excel", no_argument, LONG_EXCEL, RUN | DIFF | EXPORT},
    {"input-format", required_argument, LONG_INPUT_FORMAT, RUN},
    {"encoding", required_argument, LONG_ENCODING, RUN},
    {"column", required_argument, LONG_COLUMN, RUN},
    {"baseline", required_argument, LONG_BASELINE, RUN},
    {"resume", no_argument, LONG_RESUME, RUN},
    {"config", required_argument, LONG_CONFIG, ALL},
    {"from", required_argument, LONG_FROM, EXPORT},
};

enum { OPTION_COUNT = sizeof known_options / sizeof *known_options };

static const struct {
    const char *word;
    enum help help;
} commands[] = {
    [COMMAND_RUN] = {"run", HELP_RUN},
    [COMMAND_CHECK] = {"check", HELP_CHECK},
    [COMMAND_DIFF] = {"diff", HELP_DIFF},
    [COMMAND_EXPORT] = {"export", HELP_EXPORT},
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* What getopt_long wants to know of a command. */
struct grammar {
    struct option options[OPTION_COUNT + 1];
    char letters[2 * OPTION_COUNT + 2]; /* the colon first: a missing value is told apart */
};

static struct grammar grammar_of(enum command command)
{
    struct grammar grammar = {.letters = ":"};
    size_t count = 0, size = 1;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!(known_options[i].commands & 1u << command))
            continue;
        grammar.options[count++] =
            (struct option){known_options[i].name, known_options[i].has_value, NULL, known_options[i].letter};
        if (known_options[i].letter >= LONG_HELP)
            continue;
        grammar.letters[size++] = (char)known_options[i].letter;
        if (known_options[i].has_value)
            grammar.letters[size++] = ':';
    }
    return grammar;
}

enum options_result options_wrong(struct problem *problem, const char *what, const char *value, const char *mend)
{
    snprintf(problem->text, sizeof problem->text, language_text("%s '%s': %s"), language_text(what), value,
             language_text(mend));
    return OPTIONS_WRONG;
}

static enum options_result read_count(const char *what, const char *text, unsigned long least, unsigned long most,
                                      unsigned *ret_value, struct problem *problem)
{
    char *end;
    char mend[64];
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno || *end || end == text || *text == '-' || value < least || value > most) {
        snprintf(mend, sizeof mend, language_text("a number from %lu to %lu is wanted"), least, most);
        return options_wrong(problem, what, text, mend);
    }
    *ret_value = (unsigned)value;
    return OPTIONS_OK;
}

/* I/N */
static enum options_result read_shard(const char *text, struct audit_shard *ret_shard, struct problem *problem)
{
    unsigned index, count;
    char end;
    bool digits = text[strspn(text, "0123456789/")] == '\0';
    /* NOLINTNEXTLINE(cert-err34-c): five digits always fit */
    if (!digits || sscanf(text, "%5u/%5u%c", &index, &count, &end) != 2 || !index || index > count)
        return options_wrong(problem, "--shard", text, "I/N is wanted, as in 1/4: the first of four parts");
    *ret_shard = (struct audit_shard){index, count};
    return OPTIONS_OK;
}

static enum options_result read_seconds(const char *what, const char *text, unsigned most, uint64_t *ret_ms,
                                        struct problem *problem)
{
    char *end;
    char mend[96];
    double seconds = strtod(text, &end);
    if (*end || end == text || !isfinite(seconds) || seconds < 0.001 || seconds > most) {
        snprintf(mend, sizeof mend, language_text("seconds from 0.001 to %u are wanted"), most);
        return options_wrong(problem, what, text, mend);
    }
    *ret_ms = (uint64_t)(seconds * 1000 + 0.5);
    return OPTIONS_OK;
}

static enum options_result read_kinds(const char *text, struct options *options, struct problem *problem)
{
    options->kinds = 0;
    for (const char *at = text;; at++) {
        size_t size = strcspn(at, ",");
        enum caa_kind kind;
        if (!caa_kind_parse(at, size, &kind))
            return options_wrong(problem, "--kinds", text, "a list of server, wildcard, smime is wanted");
        options->kinds |= CAA_KINDS_OF(kind);
        at += size;
        if (!*at)
            return OPTIONS_OK;
    }
}

static enum options_result read_input_format(const char *text, struct options *options, struct problem *problem)
{
    static const char *const words[] = {"auto", "csv", "tsv", "plain", "upki"};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) {
            options->input_format = i;
            return OPTIONS_OK;
        }
    return options_wrong(problem, "--input-format", text, "csv, tsv, plain or upki is wanted");
}

static enum options_result read_format(const char *text, struct options *options, struct problem *problem)
{
    if (!report_format_parse(text, strlen(text), &options->format))
        return options_wrong(problem, "--format", text, "csv, tsv, jsonl, html, xlsx, prom, txt or nagios is wanted");
    options->has_format = true;
    return OPTIONS_OK;
}

/* At once, so that what is wrong further on is said in it. */
static enum options_result read_language(const char *text, struct problem *problem)
{
    enum language language;
    if (!language_parse(text, &language))
        return options_wrong(problem, "--lang", text, "en or ja is wanted");
    language_set(language);
    return OPTIONS_OK;
}

static enum options_result read_ca(const char *text, struct options *options, struct problem *problem)
{
    const struct caa_property property = {.value = (const uint8_t *)text, .value_size = strlen(text)};
    const struct caa_issue_value value = caa_issue_value_read(&property);
    if (!value.well_formed || value.issuer_size != strlen(text))
        return options_wrong(problem, "--ca", text, "a domain name such as secomtrust.net is wanted");
    options->cas[options->ca_count++] = text;
    return OPTIONS_OK;
}

static enum options_result read_tag(const char *text, struct options *options, struct problem *problem)
{
    if (!caa_tag_is_valid((const uint8_t *)text, strlen(text)))
        return options_wrong(problem, "--known-tag", text, "letters and digits are wanted");
    options->known_tags[options->known_tag_count++] = text;
    return OPTIONS_OK;
}

static enum options_result show(const char *text)
{
    standard_write(text, strlen(text));
    return OPTIONS_SHOWN;
}

static enum options_result take_option(int letter, const char *value, struct options *options, struct problem *problem)
{
    unsigned number = 0;
    enum options_result result = OPTIONS_OK;
    switch (letter) {
    case LONG_HELP:
        return show(help_text(commands[options->command].help));
    case LONG_VERSION:
        help_print_version();
        return OPTIONS_SHOWN;
    case 's': /* read at the end, when the port is known */
        options->server_texts[options->server_count++] = value;
        return OPTIONS_OK;
    case 'p':
        result = read_count("--port", value, 1, 65535, &number, problem);
        options->port = (uint16_t)number;
        return result;
    case 'z':
        options->zones[options->zone_count++] = value;
        return OPTIONS_OK;
    case 'c':
        return read_ca(value, options, problem);
    case LONG_ACCOUNT:
        options->account = value;
        return OPTIONS_OK;
    case LONG_METHOD:
        options->method = value;
        return OPTIONS_OK;
    case LONG_KNOWN_TAG:
        return read_tag(value, options, problem);
    case 'k':
        return read_kinds(value, options, problem);
    case 'j':
        return read_count("--concurrency", value, 1, OPTIONS_CONCURRENCY_MAX, &options->concurrency, problem);
    case 't':
        return read_seconds("--timeout", value, OPTIONS_TIMEOUT_MAX, &options->timeout_ms, problem);
    case LONG_ENTRY_TIMEOUT:
        return read_seconds("--entry-timeout", value, OPTIONS_ENTRY_TIMEOUT_MAX, &options->entry_timeout_ms, problem);
    case 'r':
        result = read_count("--retries", value, 0, 100, &number, problem);
        options->retries = (int)number;
        return result;
    case LONG_SHARD:
        return read_shard(value, &options->shard, problem);
    case LONG_LANG:
        return read_language(value, problem);
    case 'o':
        options->outputs[options->output_count++] = value;
        return OPTIONS_OK;
    case 'f':
        return read_format(value, options, problem);
    case LONG_INPUT_FORMAT:
        return read_input_format(value, options, problem);
    case LONG_COLUMN:
        options->column = value;
        return OPTIONS_OK;
    case LONG_ENCODING:
        options->encoding = value;
        return OPTIONS_OK;
    case LONG_CONFIG: /* was read before */
    case LONG_REPLAY:
        return OPTIONS_OK;
    case LONG_RECORD:
        options->record = value;
        return OPTIONS_OK;
    case LONG_RESUME:
        options->resume = true;
        return OPTIONS_OK;
    case LONG_FROM:
        if (!mail_address_is_plain(value, strlen(value)))
            return options_wrong(problem, "--from", value, "a mail address such as upki@example.ac.jp is wanted");
        options->from = value;
        return OPTIONS_OK;
    case LONG_BASELINE:
        options->baseline = value;
        return OPTIONS_OK;
    case LONG_EXCEL:
        options->excel = true;
        return OPTIONS_OK;
    case 'q':
        options->quiet = true;
        return OPTIONS_OK;
    case 'v':
        options->verbose = true;
        return OPTIONS_OK;
    case 'i':
        options->iterate = true;
        return OPTIONS_OK;
    case LONG_PERSPECTIVE: /* read at the end, when the port is known */
        options->perspectives[options->perspective_count++].label = value;
        return OPTIONS_OK;
    case LONG_QUORUM:
        return read_count("--quorum", value, 1, OPTIONS_QUORUM_MAX, &options->quorum, problem);
    case LONG_EVERY_SERVER:
        options->every_server = true;
        return OPTIONS_OK;
    case LONG_ROOT_HINTS:
        options->root_hints = value;
        return OPTIONS_OK;
    case LONG_TRUST_ANCHOR:
        options->trust_anchor = value;
        return OPTIONS_OK;
    case LONG_REQUIRE_DNSSEC:
        options->require_dnssec = true;
        return OPTIONS_OK;
    default:
        options->no_dnssec = true;
        return OPTIONS_OK;
    }
}

/* Whether verdicts may depend on an option: it then belongs to a recording. */
static bool decides(size_t at)
{
    switch (known_options[at].letter) {
    case 'o':
    case 'f':
    case 'q':
    case 'v':
    case LONG_HELP:
    case LONG_VERSION:
    case LONG_LANG: /* the one in use is recorded */
    case LONG_CONFIG:
    case LONG_RECORD:
    case LONG_REPLAY:
    case 'z': /* of files the contents are recorded */
    case LONG_TRUST_ANCHOR:
    case LONG_ROOT_HINTS:
        return false;
    default:
        return known_options[at].commands & CHECK; /* those of run alone are about lists and reports */
    }
}

/* Takes an option from wherever it was given. */
static enum options_result take_given(size_t at, const char *value, struct options *options, struct problem *problem)
{
    enum options_result result = take_option(known_options[at].letter, value, options, problem);
    if (result != OPTIONS_OK || !decides(at))
        return result;
    if (known_options[at].has_value && strchr(value, '\n')) {
        options->unrecordable = known_options[at].name;
        return OPTIONS_OK;
    }
    buffer_add_text(&options->taken, known_options[at].name);
    buffer_add_char(&options->taken, '=');
    buffer_add_text(&options->taken, known_options[at].has_value ? value : "yes");
    buffer_add_char(&options->taken, '\n');
    return OPTIONS_OK;
}

/* A default port that was given after the servers counts for them too. */
static enum options_result read_servers(struct options *options, struct problem *problem)
{
    for (size_t i = 0; i < options->server_count; i++)
        if (!net_address_parse(options->server_texts[i], options->port, &options->servers[i]))
            return options_wrong(problem, "--server", options->server_texts[i],
                                 "an IP address is wanted, as in 192.0.2.1 or 192.0.2.1@5353");
    return OPTIONS_OK;
}

/* One SOURCE of a perspective: a server, or `iterate` and nothing else. */
static bool take_source(const char *text, uint16_t port, struct options_place *place)
{
    if (strcmp(text, "iterate") == 0) {
        bool alone = !place->server_count && !place->iterate;
        place->iterate = true;
        return alone;
    }
    return !place->iterate && net_address_parse(text, port, &place->servers[place->server_count++]);
}

static bool is_label(const char *text, size_t size)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return size && size <= OPTIONS_LABEL_MAX && strspn(text, allowed) >= size;
}

/* LABEL=SOURCE[,SOURCE] */
static enum options_result read_perspective(const char *text, uint16_t port, struct options_place *place,
                                            struct problem *problem)
{
    size_t label_size = strcspn(text, "="), most = 1;
    if (!is_label(text, label_size) || !text[label_size])
        return options_wrong(problem, "--perspective", text, "LABEL=SOURCE[,SOURCE] is wanted, as in tokyo=192.0.2.1");
    for (const char *at = text; *at; at++)
        most += *at == ',';
    char *sources = memory_text(text + label_size + 1, strlen(text + label_size + 1)), *rest = sources;
    place->label = memory_text(text, label_size);
    place->servers = memory_resize(NULL, most, sizeof *place->servers);
    bool good = true;
    for (char *source; good && (source = strsep(&rest, ","));)
        good = take_source(source, port, place);
    free(sources);
    return good ? OPTIONS_OK
                : options_wrong(problem, "--perspective", text, "each SOURCE is an IP address, or `iterate` alone");
}

static enum options_result read_perspectives(struct options *options, struct problem *problem)
{
    for (size_t i = 0; i < options->perspective_count; i++) {
        struct options_place *place = &options->perspectives[i];
        const char *text = place->label;
        place->label = NULL;
        enum options_result result = read_perspective(text, options->port, place, problem);
        if (result != OPTIONS_OK)
            return result;
        for (size_t j = 0; j < i; j++)
            if (strcmp(options->perspectives[j].label, place->label) == 0)
                return options_wrong(problem, "--perspective", text,
                                     "another one has the same label: name it otherwise");
    }
    return OPTIONS_OK;
}

static void options_init(int argc, struct options *options)
{
    size_t most = (size_t)argc + 1 + CONFIG_LINES_MAX;
    *options = (struct options){
        .operands = memory_resize(NULL, most, sizeof *options->operands),
        .servers = memory_zero(most * sizeof *options->servers),
        .server_texts = memory_resize(NULL, most, sizeof *options->server_texts),
        .zones = memory_resize(NULL, most, sizeof *options->zones),
        .perspectives = memory_zero(most * sizeof *options->perspectives),
        .cas = memory_resize(NULL, most, sizeof *options->cas),
        .known_tags = memory_resize(NULL, most, sizeof *options->known_tags),
        .outputs = memory_resize(NULL, most, sizeof *options->outputs),
        .port = 53,
        .kinds = CAA_KINDS_ALL,
        .concurrency = OPTIONS_CONCURRENCY,
        .retries = -1,
    };
}

static enum options_result read_command(const char *word, struct options *options, struct problem *problem)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return show(help_text(HELP_GENERAL));
    if (strcmp(word, "--version") == 0) {
        help_print_version();
        return OPTIONS_SHOWN;
    }
    for (unsigned command = 0; command < COMMAND_COUNT; command++)
        if (strcmp(word, commands[command].word) == 0) {
            options->command = command;
            return OPTIONS_OK;
        }
    return options_wrong(problem, "no command", word, "run, check, diff or export is wanted; see caa-audit --help");
}

/* Wherever --lang stands, what is said before it is read is said in its language, too. */
static void look_for_language(int argc, char **argv)
{
    static const char option[] = "--lang";
    enum language language;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        size_t size = strlen(option);
        if (strncmp(argv[i], option, size) != 0)
            continue;
        const char *value = argv[i][size] == '='             ? argv[i] + size + 1
                            : argv[i][size] || i + 1 == argc ? ""
                                                             : argv[i + 1];
        if (language_parse(value, &language))
            language_set(language);
    }
}

/* ---- the file of options ---- */

/* What the command line says: which options it has, and the file. */
struct command_line {
    bool given[OPTION_COUNT];
    bool source; /* it says where answers come from */
    const char *config, *replay;
};

static size_t option_at(int letter)
{
    size_t at = 0;
    while (at < OPTION_COUNT && known_options[at].letter != letter)
        at++;
    return at;
}

static bool is_source(int letter)
{
    return letter == 's' || letter == 'i' || letter == 'z' || letter == LONG_PERSPECTIVE;
}

/* Where answers come from is one thing: with one of these on the command line, none is taken from the file. */
static bool belongs_to_source(int letter)
{
    return is_source(letter) || letter == LONG_QUORUM || letter == LONG_EVERY_SERVER;
}

/* What the file says for every day gives way to an option that contradicts it. In a recording nothing does that takes
 * away what was validated: what is missing there cannot be asked for any more. */
static bool gives_way(const struct command_line *line, int letter)
{
    bool zones_alone = line->given[option_at('z')] && !line->given[option_at('s')] && !line->given[option_at('i')] &&
                       !line->given[option_at(LONG_PERSPECTIVE)];
    if (letter == LONG_REQUIRE_DNSSEC)
        return line->given[option_at(LONG_NO_DNSSEC)] || (zones_alone && !line->replay);
    return letter == LONG_NO_DNSSEC && line->given[option_at(LONG_REQUIRE_DNSSEC)] && !line->replay;
}

static struct command_line look_through(int argc, char **argv, const struct grammar *grammar)
{
    struct command_line line = {.config = NULL};
    optind = 0;
    for (int letter; (letter = getopt_long(argc, argv, grammar->letters, grammar->options, NULL)) != -1;) {
        size_t at = option_at(letter);
        if (at < OPTION_COUNT)
            line.given[at] = true;
        line.source = line.source || is_source(letter);
        if (letter == LONG_CONFIG)
            line.config = optarg;
        if (letter == LONG_REPLAY)
            line.replay = optarg;
    }
    return line;
}

static size_t option_named(const char *name)
{
    size_t at = 0;
    while (at < OPTION_COUNT && strcmp(known_options[at].name, name) != 0)
        at++;
    return at;
}

/* These make sense on a command line only; an output is a file for one command, and a folder for another. */
static bool may_stand_in_file(enum command command, int letter)
{
    return letter != LONG_HELP && letter != LONG_VERSION && letter != LONG_CONFIG && letter != LONG_RESUME &&
           letter != LONG_RECORD && letter != LONG_REPLAY && (letter != 'o' || command == COMMAND_RUN);
}

/* `yes` or `no`. */
static enum options_result read_switch(const struct config_line *line, bool *ret_on, struct problem *problem)
{
    *ret_on = strcmp(line->value, "yes") == 0;
    if (*ret_on || strcmp(line->value, "no") == 0)
        return OPTIONS_OK;
    return options_wrong(problem, line->key, line->value, "yes or no is wanted");
}

static enum options_result take_config_line(const struct config_line *line, const struct command_line *command_line,
                                            struct options *options, struct problem *problem)
{
    size_t at = option_named(line->key);
    bool on = true;
    enum options_result result = OPTIONS_OK;
    if (at == OPTION_COUNT)
        return options_wrong(problem, "option", line->key,
                             "the long name of an option is wanted; see caa-audit run --help");
    if (!may_stand_in_file(COMMAND_RUN, known_options[at].letter))
        return options_wrong(problem, "option", line->key, "it can be given on the command line only: remove the line");
    int letter = known_options[at].letter;
    if (!known_options[at].has_value)
        result = read_switch(line, &on, problem);
    bool taken = known_options[at].commands & 1u << options->command && may_stand_in_file(options->command, letter) &&
                 !command_line->given[at] && !(command_line->source && belongs_to_source(letter)) &&
                 !gives_way(command_line, letter);
    return result == OPTIONS_OK && on && taken ? take_given(at, line->value, options, problem) : result;
}

static enum options_result read_config(const struct command_line *command_line, struct options *options,
                                       struct problem *problem)
{
    const char *path = options->config = command_line->config ? command_line->config : OPTIONS_CONFIG_PATH;
    struct config config;
    struct problem wrong_value;
    if (config_read(path, !command_line->config, &options->arena, &config, problem) != STATUS_OK)
        return OPTIONS_WRONG;
    for (size_t i = 0; i < config.count; i++) {
        if (take_config_line(&config.lines[i], command_line, options, &wrong_value) == OPTIONS_OK)
            continue;
        file_problem_set(problem, path, config.lines[i].number, "%s", wrong_value.text);
        return OPTIONS_WRONG;
    }
    return OPTIONS_OK;
}

/* ---- the options of a recording ---- */

struct recorded {
    const struct command_line *command_line;
    struct options *options;
};

/* Only what decides verdicts is taken, and nothing that names a file: a recording may be anybody's. A name that is
 * checked is no part of a list. Zone files that are given now lie over the servers of that time. */
static enum options_result take_recorded(void *context, const char *name, const char *value, struct problem *problem)
{
    struct recorded *recorded = context;
    size_t at = option_named(name);
    if (at == OPTION_COUNT)
        return options_wrong(problem, "option", name, "not known to this version of caa-audit");
    int letter = known_options[at].letter;
    bool list = letter == LONG_SHARD && recorded->options->command == COMMAND_CHECK;
    const struct config_line line = {.key = name, .value = value};
    if ((!decides(at) && letter != LONG_LANG) || list)
        return OPTIONS_OK;
    return take_config_line(&line, recorded->command_line, recorded->options, problem);
}

static enum options_result read_replay(const struct command_line *command_line, struct options *options,
                                       struct problem *problem)
{
    struct command_line line = *command_line;
    struct recorded recorded = {&line, options};
    options->replay = line.replay;
    line.source = line.given[option_at('s')] || line.given[option_at('i')] || line.given[option_at(LONG_PERSPECTIVE)];
    if (line.config)
        return options_wrong(problem, "--config", line.config,
                             "a recording brings its own options: leave out --config");
    if (tap_read(options->replay, &options->tap, problem) != STATUS_OK)
        return OPTIONS_WRONG;
    if (tap_is_cut(options->tap))
        message_print("warning: %s is cut off: the last questions and answers are missing", options->replay);
    return recording_read(options, take_recorded, &recorded, problem);
}

/* ---- all of it ---- */

static enum options_result read_command_line(int argc, char **argv, const struct grammar *grammar,
                                             struct options *options, struct problem *problem)
{
    optind = 0;
    for (int letter; (letter = getopt_long(argc, argv, grammar->letters, grammar->options, NULL)) != -1;) {
        if (letter == ':')
            return options_wrong(problem, "option", argv[optind - 1], "it wants a value; see --help");
        if (letter == '?')
            return options_wrong(problem, "option", argv[optind - 1], "it is not known; see caa-audit COMMAND --help");
        enum options_result result = take_given(option_at(letter), optarg, options, problem);
        if (result != OPTIONS_OK)
            return result;
    }
    for (int i = optind; i < argc; i++)
        options->operands[options->operand_count++] = argv[i];
    return OPTIONS_OK;
}

static enum options_result complete(struct options *options, struct problem *problem)
{
    if (!options->ca_count)
        options->cas[options->ca_count++] = "secomtrust.net";
    enum options_result result = read_servers(options, problem);
    if (result == OPTIONS_OK)
        result = read_perspectives(options, problem);
    return result == OPTIONS_OK ? options_check(options, problem) : result;
}

enum options_result options_read(int argc, char **argv, struct options *ret_options, struct problem *ret_problem)
{
    options_init(argc, ret_options);
    look_for_language(argc, argv);
    if (argc < 2) {
        snprintf(ret_problem->text, sizeof ret_problem->text,
                 language_text("no command is given; see caa-audit --help"));
        return OPTIONS_WRONG;
    }
    enum options_result result = read_command(argv[1], ret_options, ret_problem);
    if (result != OPTIONS_OK)
        return result;
    const struct grammar grammar = grammar_of(ret_options->command);
    argv[1] = argv[0]; /* getopt passes over the first */
    opterr = 0;
    const struct command_line command_line = look_through(argc - 1, argv + 1, &grammar);
    if (!command_line.given[option_at(LONG_HELP)] && !command_line.given[option_at(LONG_VERSION)])
        result = command_line.replay ? read_replay(&command_line, ret_options, ret_problem)
                                     : read_config(&command_line, ret_options, ret_problem);
    if (result == OPTIONS_OK)
        result = read_command_line(argc - 1, argv + 1, &grammar, ret_options, ret_problem);
    return result == OPTIONS_OK ? complete(ret_options, ret_problem) : result;
}

/* The servers are allocated after the label; before that, the label is a text of argv. */
static void free_perspective(struct options_place *place)
{
    if (place->servers)
        free((void *)(uintptr_t)place->label);
    free(place->servers);
}

void options_free(struct options *options)
{
    free(options->operands);
    free(options->servers);
    free(options->server_texts);
    tap_free(options->tap);
    buffer_free(&options->taken);
    arena_free(&options->arena);
    free(options->zones);
    for (size_t i = 0; i < options->perspective_count; i++)
        free_perspective(&options->perspectives[i]);
    free(options->perspectives);
    free(options->cas);
    free(options->known_tags);
    free(options->outputs);
}
