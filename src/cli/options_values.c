/* SPDX-License-Identifier: Apache-2.0 */
#include "options_values.h"

#include "caa/default_ca.h"
#include "caa/property.h"
#include "files/list_date.h"
#include "message.h"
#include "outputs.h"
#include "report/mail.h"
#include "util/ascii.h"
#include "util/memory.h"
#include "util/problem.h"
#include "words/language.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { METHOD_CA_PREFIX = 3 /* `ca-`: a method of the CA's own (RFC 8657 4) */ };

static void *member_of(const struct option_row *row, struct options *options)
{
    return (char *)options + row->member;
}

enum options_result options_fail(struct problem *problem, struct saying saying)
{
    problem_set(problem, saying);
    return OPTIONS_WRONG;
}

/* `--OPTION 'VALUE': MEND`. */
static enum options_result options_fail_value(const struct option_row *row, const char *value, struct saying mend,
                                              struct problem *problem)
{
    return options_fail(problem, SAY_OPTION_VALUE(mend, row->name, value));
}

enum options_result option_read_help(const struct option_row *row, const char *value, struct options *options,
                                     struct problem *problem)
{
    (void)row, (void)value, (void)options, (void)problem;
    return OPTIONS_HELP;
}

enum options_result option_read_version(const struct option_row *row, const char *value, struct options *options,
                                        struct problem *problem)
{
    (void)row, (void)value, (void)options, (void)problem;
    return OPTIONS_VERSION;
}

enum options_result option_read_switch(const struct option_row *row, const char *value, struct options *options,
                                       struct problem *problem)
{
    (void)value, (void)problem;
    *(bool *)member_of(row, options) = true;
    return OPTIONS_OK;
}

enum options_result option_read_text(const struct option_row *row, const char *value, struct options *options,
                                     struct problem *problem)
{
    (void)problem;
    *(const char **)member_of(row, options) = value;
    return OPTIONS_OK;
}

enum options_result option_read_texts(const struct option_row *row, const char *value, struct options *options,
                                      struct problem *problem)
{
    struct options_texts *texts = member_of(row, options);
    (void)problem;
    texts->items = memory_resize(texts->items, texts->count + 1, sizeof *texts->items);
    texts->items[texts->count++] = value;
    return OPTIONS_OK;
}

enum options_result option_read_path(const struct option_row *row, const char *value, struct options *options,
                                     struct problem *problem)
{
    return *value ? option_read_text(row, value, options, problem)
                  : options_fail_value(row, value, SAY_OPTION_NO_PATH(), problem);
}

enum options_result option_read_paths(const struct option_row *row, const char *value, struct options *options,
                                      struct problem *problem)
{
    return *value ? option_read_texts(row, value, options, problem)
                  : options_fail_value(row, value, SAY_OPTION_NO_PATH(), problem);
}

enum options_result option_read_number(const struct option_row *row, const char *value, struct options *options,
                                       struct problem *problem)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(value, &end, 10);
    if (errno || *end || end == value || *value == '-' || number < row->least || number > row->most)
        return options_fail_value(row, value, SAY_OPTION_NUMBER(row->least, row->most), problem);
    *(unsigned *)member_of(row, options) = (unsigned)number;
    return OPTIONS_OK;
}

enum options_result option_read_quorum(const struct option_row *row, const char *value, struct options *options,
                                       struct problem *problem)
{
    options->where.mpic = strcmp(value, "mpic") == 0;
    return options->where.mpic ? OPTIONS_OK : option_read_number(row, value, options, problem);
}

enum options_result option_read_retries(const struct option_row *row, const char *value, struct options *options,
                                        struct problem *problem)
{
    options->how.has_retries = true;
    return option_read_number(row, value, options, problem);
}

enum options_result option_read_seconds(const struct option_row *row, const char *value, struct options *options,
                                        struct problem *problem)
{
    char *end;
    double seconds = strtod(value, &end);
    bool decimal = !value[strspn(value, "0123456789.")]; /* strtod takes 0x10, 1e3 and inf as well */
    if (!decimal || *end || end == value || !isfinite(seconds) || seconds < 0.001 || seconds > (double)row->most)
        return options_fail_value(row, value, SAY_OPTION_SECONDS(row->most), problem);
    *(uint64_t *)member_of(row, options) = (uint64_t)(seconds * 1000 + 0.5);
    return OPTIONS_OK;
}

/* The place of a value among the words of its row; false: it is none of them. */
static bool find_word(const struct option_row *row, const char *value, size_t size, unsigned *ret_place)
{
    unsigned place = 0;
    for (const char *word = row->words; *word; place++) {
        size_t length = strcspn(word, " ");
        if (length == size && memcmp(word, value, size) == 0) {
            *ret_place = place;
            return true;
        }
        word += length + (word[length] == ' ');
    }
    return false;
}

static enum options_result values_fail_word(const struct option_row *row, const char *value, struct problem *problem)
{
    struct buffer list = {0};
    for (const char *word = row->words; *word; word++)
        if (*word == ' ')
            buffer_add_text(&list, ", ");
        else
            buffer_add_char(&list, *word);
    const char *words = buffer_text(&list);
    enum options_result result = row->traits & OPTION_TAKES_SEVERAL
                                     ? options_fail_value(row, value, SAY_OPTION_SOME_OF(words), problem)
                                     : options_fail_value(row, value, SAY_OPTION_ONE_OF(words), problem);
    buffer_free(&list);
    return result;
}

enum options_result option_read_word(const struct option_row *row, const char *value, struct options *options,
                                     struct problem *problem)
{
    return find_word(row, value, strlen(value), member_of(row, options)) ? OPTIONS_OK
                                                                         : values_fail_word(row, value, problem);
}

enum options_result option_read_kinds(const struct option_row *row, const char *value, struct options *options,
                                      struct problem *problem)
{
    caa_kinds *kinds = member_of(row, options);
    *kinds = 0;
    for (const char *at = value;; at++) {
        at += strspn(at, " ");
        size_t size = strcspn(at, ", ");
        enum caa_kind kind;
        if (!caa_kind_parse(at, size, &kind))
            return values_fail_word(row, value, problem);
        *kinds |= CAA_KINDS_OF(kind);
        at += size;
        at += strspn(at, " ");
        if (!*at)
            return OPTIONS_OK;
    }
}

enum options_result option_read_format(const struct option_row *row, const char *value, struct options *options,
                                       struct problem *problem)
{
    unsigned place;
    enum report_format *format = member_of(row, options);
    if (!find_word(row, value, strlen(value), &place) || !outputs_format_parse(options, value, format))
        return values_fail_word(row, value, problem);
    options->report.has_format = true;
    return OPTIONS_OK;
}

/* At once, so that what is wrong further on is said in it. */
enum options_result option_read_language(const struct option_row *row, const char *value, struct options *options,
                                         struct problem *problem)
{
    enum language language;
    (void)options;
    if (!language_parse(value, &language))
        return values_fail_word(row, value, problem);
    language_set(language);
    return OPTIONS_OK;
}

/* I/N */
enum options_result option_read_shard(const struct option_row *row, const char *value, struct options *options,
                                      struct problem *problem)
{
    if (!audit_shard_parse(value, member_of(row, options)))
        return options_fail_value(row, value, SAY_OPTION_SHARD(), problem);
    return OPTIONS_OK;
}

/* An issuer domain name as CAA records have it (RFC 8659 4.2), of two labels or more, and no IP address. */
static bool is_issuer(const char *text)
{
    const struct caa_property property = {.value = (const uint8_t *)text, .value_size = strlen(text)};
    const struct caa_issue_value value = caa_issue_value_read(&property);
    bool only_digits = text[strspn(text, "0123456789.")] == '\0';
    return value.well_formed && value.issuer_size == strlen(text) && strchr(text, '.') && !only_digits;
}

enum options_result option_read_ca(const struct option_row *row, const char *value, struct options *options,
                                   struct problem *problem)
{
    return is_issuer(value) ? option_read_texts(row, value, options, problem)
                            : options_fail_value(row, value, SAY_OPTION_DOMAIN(CAA_DEFAULT_CA), problem);
}

/* scheme ":" (RFC 3986 3.1), and something behind it that a parameter of a CAA record can hold (RFC 8659 4.2). */
static bool is_account(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char *at = text; *at; at++)
        if (*at <= ' ' || *at > '~' || *at == ';')
            return false;
    const char *end = text + strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return *text && strchr(letters, *text) && *end == ':' && end[1];
}

enum options_result option_read_account(const struct option_row *row, const char *value, struct options *options,
                                        struct problem *problem)
{
    return is_account(value) ? option_read_text(row, value, options, problem)
                             : options_fail_value(row, value, SAY_OPTION_URI(), problem);
}

/* RFC 8657 4. */
static bool is_label(const char *text)
{
    const char *at = text;
    while (ascii_is_alnum((unsigned char)*at) || *at == '-')
        at++;
    return at > text && !*at;
}

/* IANA may list more by now: what is not known is a warning. */
enum options_result option_read_method(const struct option_row *row, const char *value, struct options *options,
                                       struct problem *problem)
{
    unsigned place;
    if (!is_label(value))
        return options_fail_value(row, value, SAY_OPTION_LABEL(), problem);
    if (!find_word(row, value, strlen(value), &place) && strncmp(value, "ca-", METHOD_CA_PREFIX) != 0)
        message_say(SAY_OPTION_METHOD(value));
    return option_read_text(row, value, options, problem);
}

enum options_result option_read_tag(const struct option_row *row, const char *value, struct options *options,
                                    struct problem *problem)
{
    return caa_tag_is_valid((const uint8_t *)value, strlen(value))
               ? option_read_texts(row, value, options, problem)
               : options_fail_value(row, value, SAY_OPTION_TAG(), problem);
}

enum options_result option_read_mail(const struct option_row *row, const char *value, struct options *options,
                                     struct problem *problem)
{
    size_t name, size;
    const char *address;
    return mail_sender_split(value, &name, &address, &size)
               ? option_read_text(row, value, options, problem)
               : options_fail_value(row, value, SAY_OPTION_MAIL(), problem);
}

enum options_result option_read_day(const struct option_row *row, const char *value, struct options *options,
                                    struct problem *problem)
{
    time_t day;
    return list_date_read(value, &day) ? option_read_text(row, value, options, problem)
                                       : options_fail_value(row, value, SAY_OPTION_DAY(), problem);
}
