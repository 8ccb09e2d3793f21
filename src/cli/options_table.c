/* SPDX-License-Identifier: Apache-2.0 */
#include "options_table.h"

#include "caa/default_ca.h"
#include "options_values.h"
#include "report/report.h"
#include "util/typo.h"

#include <string.h>

/* Who knows an option. */
enum {
    RUN = 1 << COMMAND_RUN,
    CHECK = 1 << COMMAND_CHECK,
    DIFF = 1 << COMMAND_DIFF,
    EXPORT = 1 << COMMAND_EXPORT,
    HISTORY = 1 << COMMAND_HISTORY,
    MERGE = 1 << COMMAND_MERGE,
    ALL = (1 << COMMAND_COUNT) - 1,
    AUDIT = RUN | CHECK,
    NOWHERE = 0
};

#define MEMBER(path) .member = offsetof(struct options, path)
#define SPACED(id, word) " " word

/* The order is that of help. */
/* clang-format off */
const struct option_row options_table[] = {
    {"server", 's', AUDIT, ALL, GROUP_WHERE, "ADDR[@PORT]", .read = option_read_texts, MEMBER(where.server_texts),
     .help = WORDS_HELP_SERVER, .traits = OPTION_DECIDES | OPTION_SOURCE},
    {"iterate", 'i', AUDIT, ALL, GROUP_WHERE, .read = option_read_switch, MEMBER(where.iterate),
     .help = WORDS_HELP_ITERATE, .traits = OPTION_DECIDES | OPTION_SOURCE},
    {"every-server", 0, AUDIT, ALL, GROUP_WHERE, .read = option_read_switch, MEMBER(where.every_server),
     .help = WORDS_HELP_EVERY_SERVER, .traits = OPTION_DECIDES | OPTION_OF_SOURCE},
    {"root-hints", 0, AUDIT, ALL, GROUP_WHERE, "FILE", .read = option_read_path, MEMBER(where.root_hints),
     .help = WORDS_HELP_ROOT_HINTS, .traits = OPTION_TAKES_FILE},
    {"perspective", 0, AUDIT, ALL, GROUP_WHERE, "LABEL=SOURCE[,SOURCE]", .read = option_read_texts,
     MEMBER(where.place_texts), .help = WORDS_HELP_PERSPECTIVE, .traits = OPTION_DECIDES | OPTION_SOURCE},
    {"quorum", 0, AUDIT, ALL, GROUP_WHERE, "N|mpic", .read = option_read_quorum, MEMBER(where.quorum),
     .least = 1, .most = OPTIONS_QUORUM_MAX, .help = WORDS_HELP_QUORUM, .traits = OPTION_DECIDES | OPTION_OF_SOURCE},
    {"port", 'p', AUDIT, ALL, GROUP_WHERE, "PORT", .read = option_read_number, MEMBER(where.port),
     .least = 1, .most = 65535, .initial = "53", .help = WORDS_HELP_PORT, .traits = OPTION_DECIDES},
    {"zone", 'z', AUDIT, ALL, GROUP_WHERE, "FILE[:ORIGIN]", .read = option_read_paths, MEMBER(where.zones),
     .help = WORDS_HELP_ZONE, .traits = OPTION_SOURCE | OPTION_TAKES_FILE},
    {"trust-anchor", 0, AUDIT, ALL, GROUP_WHERE, "FILE", .read = option_read_path, MEMBER(where.trust_anchor),
     .help = WORDS_HELP_TRUST_ANCHOR, .traits = OPTION_TAKES_FILE},
    {"no-dnssec", 0, AUDIT, ALL, GROUP_WHERE, .read = option_read_switch, MEMBER(where.no_dnssec),
     .help = WORDS_HELP_NO_DNSSEC, .traits = OPTION_DECIDES},
    {"require-dnssec", 0, AUDIT, ALL, GROUP_WHERE, .read = option_read_switch, MEMBER(where.require_dnssec),
     .help = WORDS_HELP_REQUIRE_DNSSEC, .traits = OPTION_DECIDES},
    {"record", 0, AUDIT, NOWHERE, GROUP_WHERE, "FILE", .read = option_read_path, MEMBER(where.record),
     .help = WORDS_HELP_RECORD, .traits = OPTION_TAKES_FILE},
    {"replay", 0, AUDIT, NOWHERE, GROUP_WHERE, "FILE", .read = option_read_path, MEMBER(where.replay),
     .help = WORDS_HELP_REPLAY, .traits = OPTION_TAKES_FILE},

    {"ca", 'c', AUDIT, ALL, GROUP_HOW, "DOMAIN", .read = option_read_ca, MEMBER(how.cas),
     .initial = CAA_DEFAULT_CA, .help = WORDS_HELP_CA, .traits = OPTION_DECIDES},
    {"account", 0, AUDIT, ALL, GROUP_HOW, "URI", .read = option_read_account, MEMBER(how.account),
     .help = WORDS_HELP_ACCOUNT, .traits = OPTION_DECIDES},
    {"method", 0, AUDIT, ALL, GROUP_HOW, "LABEL", OPTIONS_METHODS, option_read_method, MEMBER(how.method),
     .help = WORDS_HELP_METHOD, .traits = OPTION_DECIDES},
    {"known-tag", 0, AUDIT, ALL, GROUP_HOW, "TAG", .read = option_read_tag, MEMBER(how.known_tags),
     .help = WORDS_HELP_KNOWN_TAG, .traits = OPTION_DECIDES},
    {"kinds", 'k', DIFF, ALL, GROUP_HOW, "LIST", "server wildcard smime", option_read_kinds, MEMBER(how.kinds),
     .help = WORDS_HELP_KINDS_DIFF, .traits = OPTION_DECIDES | OPTION_TAKES_SEVERAL},
    {"kinds", 'k', AUDIT, ALL, GROUP_HOW, "LIST", "server wildcard smime", option_read_kinds, MEMBER(how.kinds),
     .initial = "server,smime", .help = WORDS_HELP_KINDS, .traits = OPTION_DECIDES | OPTION_TAKES_SEVERAL},
    {"concurrency", 'j', AUDIT, ALL, GROUP_HOW, "N", .read = option_read_number, MEMBER(how.concurrency),
     /* as many as the default receive buffer of a resolver's socket holds with room to spare; at 256, Unbound's was
      * measured to overflow */
     .least = 1, .most = OPTIONS_CONCURRENCY_MAX, .initial = "512", .help = WORDS_HELP_CONCURRENCY,
     .traits = OPTION_DECIDES},
    {"timeout", 't', AUDIT, ALL, GROUP_HOW, "SECONDS", .read = option_read_seconds, MEMBER(how.timeout_ms),
     .most = OPTIONS_TIMEOUT_MAX, .help = WORDS_HELP_TIMEOUT, .traits = OPTION_DECIDES},
    {"entry-timeout", 0, AUDIT, ALL, GROUP_HOW, "SECONDS", .read = option_read_seconds, MEMBER(how.entry_timeout_ms),
     .most = OPTIONS_ENTRY_TIMEOUT_MAX, .help = WORDS_HELP_ENTRY_TIMEOUT, .traits = OPTION_DECIDES},
    {"retries", 'r', AUDIT, ALL, GROUP_HOW, "N", .read = option_read_retries, MEMBER(how.retries),
     .most = OPTIONS_RETRIES_MAX, .help = WORDS_HELP_RETRIES, .traits = OPTION_DECIDES},
    {"rate", 0, AUDIT, ALL, GROUP_HOW, "N", .read = option_read_number, MEMBER(how.rate),
     .least = 1, .most = OPTIONS_RATE_MAX, .help = WORDS_HELP_RATE},
    {"shard", 0, AUDIT, ALL, GROUP_HOW, "I/N", .read = option_read_shard, MEMBER(list.shard),
     .help = WORDS_HELP_SHARD, .traits = OPTION_DECIDES},

    {"list", 'l', MERGE, NOWHERE, GROUP_LISTS, "LIST", .read = option_read_paths, MEMBER(list.files),
     .help = WORDS_HELP_LIST, .traits = OPTION_TAKES_FILE},
    {"input-format", 0, RUN | MERGE, ALL, GROUP_LISTS, "FORMAT", "auto csv tsv plain upki", option_read_word,
     MEMBER(list.format), .initial = "auto", .help = WORDS_HELP_INPUT_FORMAT},
    {"column", 0, RUN | MERGE, ALL, GROUP_LISTS, "NAME|N", .read = option_read_text, MEMBER(list.column),
     .help = WORDS_HELP_COLUMN},
    {"encoding", 0, RUN | MERGE, ALL, GROUP_LISTS, "NAME", .read = option_read_path, MEMBER(list.encoding),
     .help = WORDS_HELP_ENCODING},
    {"expiring", 0, AUDIT, ALL, GROUP_LISTS, "DAYS", .read = option_read_number, MEMBER(list.expiring_days),
     .least = 1, .most = OPTIONS_EXPIRING_MAX, .help = WORDS_HELP_EXPIRING},

    {"output", 'o', RUN, RUN, GROUP_REPORTS, "FILE", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT, .traits = OPTION_TAKES_FILE},
    {"output", 'o', MERGE, NOWHERE, GROUP_REPORTS, "FILE", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT, .traits = OPTION_TAKES_FILE},
    {"output", 'o', CHECK, NOWHERE, GROUP_REPORTS, "FILE", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT_CHECK, .traits = OPTION_TAKES_FILE},
    {"output", 'o', DIFF, NOWHERE, GROUP_REPORTS, "FILE", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT_DIFF, .traits = OPTION_TAKES_FILE},
    {"output", 'o', HISTORY, NOWHERE, GROUP_REPORTS, "FILE", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT_HISTORY, .traits = OPTION_TAKES_FILE},
    {"output", 'o', EXPORT, NOWHERE, GROUP_REPORTS, "DIR", .read = option_read_paths, MEMBER(report.outputs),
     .help = WORDS_HELP_OUTPUT_EXPORT, .traits = OPTION_TAKES_FOLDER},
    {"format", 'f', RUN | MERGE, ALL, GROUP_REPORTS, "FORMAT", &(REPORT_FORMAT_LIST(SPACED))[1], option_read_format,
     MEMBER(report.format), .help = WORDS_HELP_FORMAT},
    {"format", 'f', CHECK, NOWHERE, GROUP_REPORTS, "FORMAT", "txt json html", option_read_format,
     MEMBER(report.format), .help = WORDS_HELP_FORMAT_DIFF},
    {"format", 'f', DIFF | HISTORY, ALL, GROUP_REPORTS, "FORMAT", "csv tsv jsonl html txt", option_read_format,
     MEMBER(report.format), .help = WORDS_HELP_FORMAT_DIFF},
    {"by-day", 0, HISTORY, NOWHERE, GROUP_REPORTS, .read = option_read_switch, MEMBER(report.by_day),
     .help = WORDS_HELP_BY_DAY},
    {"excel", 0, RUN | DIFF | HISTORY | MERGE, ALL, GROUP_REPORTS, .read = option_read_switch, MEMBER(report.excel),
     .help = WORDS_HELP_EXCEL},
    {"excel", 0, EXPORT, ALL, GROUP_REPORTS, .read = option_read_switch, MEMBER(report.excel),
     .help = WORDS_HELP_EXCEL_EXPORT},
    {"resume", 0, RUN, NOWHERE, GROUP_REPORTS, .read = option_read_switch, MEMBER(report.resume),
     .help = WORDS_HELP_RESUME},
    {"keep", 0, RUN, ALL, GROUP_REPORTS, "DIR", .read = option_read_path, MEMBER(report.keep),
     .help = WORDS_HELP_KEEP, .traits = OPTION_TAKES_FOLDER},
    {"baseline", 0, RUN, ALL, GROUP_REPORTS, "REPORT", .read = option_read_path, MEMBER(report.baseline),
     .help = WORDS_HELP_BASELINE, .traits = OPTION_TAKES_FILE},
    {"from", 0, EXPORT, ALL, GROUP_REPORTS, "SENDER", .read = option_read_mail, MEMBER(report.from),
     .help = WORDS_HELP_FROM},
    {"reply-by", 0, EXPORT, ALL, GROUP_REPORTS, "DATE", .read = option_read_day, MEMBER(report.reply_by),
     .help = WORDS_HELP_REPLY_BY},
    {"contact", 0, EXPORT, ALL, GROUP_REPORTS, "TEXT", .read = option_read_text, MEMBER(report.contact),
     .help = WORDS_HELP_CONTACT},
    {"only-action", 0, EXPORT, ALL, GROUP_REPORTS, .read = option_read_switch, MEMBER(report.only_action),
     .help = WORDS_HELP_ONLY_ACTION},

    {"lang", 0, ALL, ALL, GROUP_GENERAL, "LANGUAGE", "en ja", .read = option_read_language, .help = WORDS_HELP_LANG},
    {"config", 0, ALL, NOWHERE, GROUP_GENERAL, "FILE", .read = option_read_path, MEMBER(config),
     .help = WORDS_HELP_CONFIG, .traits = OPTION_TAKES_FILE},
    {"quiet", 'q', RUN, ALL, GROUP_GENERAL, .read = option_read_switch, MEMBER(screen.quiet), .help = WORDS_HELP_QUIET},
    {"quiet", 'q', DIFF | EXPORT | HISTORY | MERGE, ALL, GROUP_GENERAL, .read = option_read_switch, MEMBER(screen.quiet),
     .help = WORDS_HELP_QUIET_SUMMARY},
    {"quiet", 'q', CHECK, NOWHERE, GROUP_GENERAL, .read = option_read_switch, MEMBER(screen.quiet),
     .help = WORDS_HELP_QUIET_CHECK},
    {"verbose", 'v', AUDIT, ALL, GROUP_GENERAL, .read = option_read_switch, MEMBER(screen.verbose),
     .help = WORDS_HELP_VERBOSE},
    {"help", 'h', ALL, NOWHERE, GROUP_GENERAL, .read = option_read_help, .help = WORDS_HELP_HELP},
    {"version", 'V', ALL, NOWHERE, GROUP_GENERAL, .read = option_read_version, .help = WORDS_HELP_VERSION},
};

const struct command_row commands_table[COMMAND_COUNT] = {
    [COMMAND_RUN] = {"run", "[options] LIST...", WORDS_HELP_RUN, WORDS_HELP_RUN_ABOUT, WORDS_HELP_STATUSES},
    [COMMAND_CHECK] = {"check", "[options] NAME...", WORDS_HELP_CHECK, WORDS_HELP_CHECK_ABOUT, WORDS_HELP_STATUSES},
    [COMMAND_DIFF] = {"diff", "[options] OLD NEW", WORDS_HELP_DIFF, WORDS_HELP_DIFF_ABOUT, WORDS_HELP_DIFF_STATUSES},
    [COMMAND_EXPORT] = {"export", "[options] REPORT... -o DIR", WORDS_HELP_EXPORT, WORDS_HELP_EXPORT_ABOUT,
                        WORDS_HELP_EXPORT_STATUSES},
    [COMMAND_HISTORY] = {"history", "[options] REPORT...", WORDS_HELP_HISTORY, WORDS_HELP_HISTORY_ABOUT,
                         WORDS_HELP_EXPORT_STATUSES},
    [COMMAND_MERGE] = {"merge", "[options] PART...", WORDS_HELP_MERGE, WORDS_HELP_MERGE_ABOUT, WORDS_HELP_STATUSES},
};
/* clang-format on */

const enum words options_headings[GROUP_COUNT] = {
    [GROUP_WHERE] = WORDS_HELP_WHERE,     [GROUP_HOW] = WORDS_HELP_HOW,         [GROUP_LISTS] = WORDS_HELP_LISTS,
    [GROUP_REPORTS] = WORDS_HELP_REPORTS, [GROUP_GENERAL] = WORDS_HELP_GENERAL,
};

const size_t options_table_count = sizeof options_table / sizeof *options_table;

static bool options_table_knows(enum command command, const struct option_row *row)
{
    return command == COMMAND_COUNT || row->commands & 1u << command;
}

const struct option_row *options_table_find(enum command command, const char *name, size_t size)
{
    for (size_t i = 0; i < options_table_count; i++)
        if (options_table_knows(command, &options_table[i]) && strlen(options_table[i].name) == size &&
            memcmp(options_table[i].name, name, size) == 0)
            return &options_table[i];
    return NULL;
}

const struct option_row *options_table_find_letter(enum command command, int letter)
{
    for (size_t i = 0; i < options_table_count; i++)
        if (options_table_knows(command, &options_table[i]) && options_table[i].letter == letter)
            return &options_table[i];
    return NULL;
}

const char *options_table_guess(enum command command, const char *name, size_t size)
{
    const char *best = NULL;
    unsigned least = TYPO_DISTANCE_MAX + 1;
    for (size_t i = 0; i < options_table_count; i++) {
        const char *known = options_table[i].name;
        unsigned distance = typo_distance(name, size, known, strlen(known));
        if (options_table_knows(command, &options_table[i]) && distance < least && distance < size) {
            least = distance;
            best = known;
        }
    }
    return best;
}

const char *commands_table_guess(const char *word)
{
    const char *best = NULL;
    unsigned least = TYPO_DISTANCE_MAX + 1;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        unsigned distance = typo_distance(word, strlen(word), commands_table[i].word, strlen(commands_table[i].word));
        if (distance < least && distance < strlen(word)) {
            least = distance;
            best = commands_table[i].word;
        }
    }
    return best;
}
