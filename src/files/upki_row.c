/* SPDX-License-Identifier: Apache-2.0 */
/* Procedure: the profile says what the row is for; blank, it is a revocation or a suspension. Where it is not known, or
 * says client authentication, an `@` in the CN says S/MIME, then an FQDN or a dNSName says server. Only then is it
 * clear how many columns there must be and which of them hold names. A name is believed to be one only if it looks like
 * one: where columns are shifted, a person's name or a PIN would stand there. */
#include "files/upki_row.h"

#include "files/list_name.h"
#include "files/upki_dn.h"
#include "util/ascii.h"
#include "util/saying.h"

#include <string.h>

enum purpose { PURPOSE_UNKNOWN, PURPOSE_SERVER, PURPOSE_SMIME, PURPOSE_CLIENT, PURPOSE_REVOCATION };

struct reading {
    const struct upki_layout *layout;
    const struct list_cells *cells;
    struct upki_row *row;
    struct list_cells common_names;
    struct upki_fault *fault;
};

/* ---- what goes wrong ---- */

/* Sets the fault to a column, by number and name, and what is expected there. */
static bool refuse(struct reading *reading, enum upki_column column, const char *expected)
{
    problem_set(&reading->fault->problem,
                SAY_UPKI_CELL(reading->layout->places[column] + 1, saying_kept(expected), upki_column_name(column)));
    return false;
}

static bool refuse_count(struct reading *reading, struct saying_value expected)
{
    size_t count = reading->cells->count;
    problem_set(&reading->fault->problem, SAY_UPKI_COLUMNS(count, expected));
    return false;
}

static void doubt(struct reading *reading, enum upki_doubt doubt)
{
    if (!reading->layout->download)
        reading->row->doubts |= 1u << doubt;
}

/* ---- host names ---- */

/* Letters, digits, `-`, `_` and dots, at least one of these between two others; `*.` may stand before it. */
static bool is_host_name(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (strncmp(text, "*.", 2) == 0)
        text += 2;
    const char *dot = strchr(text, '.');
    return dot && dot != text && dot[1] && !text[strspn(text, allowed)];
}

/* ---- columns ---- */

static const char *upki_row_text_of(const struct reading *reading, enum upki_column column)
{
    return list_cells_get(reading->cells, reading->layout->places[column]);
}

/* Columns up to the last that holds something. */
static size_t used_columns(const struct list_cells *cells)
{
    size_t count = cells->count;
    while (count && !*list_cells_get(cells, count - 1))
        count--;
    return count;
}

static bool check_any_count(struct reading *reading)
{
    const struct upki_layout *layout = reading->layout;
    if (!layout->download)
        return reading->cells->count >= UPKI_SERVER_COLUMNS - 1 ||
               refuse_count(reading, saying_kept(SAID_UPKI_EXPECTED_BOTH));
    return (reading->cells->count >= layout->count && used_columns(reading->cells) <= layout->count) ||
           refuse_count(reading, SAYING_VALUE(SAY_UPKI_EXPECTED_HEADER(layout->count)));
}

static bool check_count(struct reading *reading, enum purpose purpose)
{
    size_t count = reading->cells->count, used = used_columns(reading->cells);
    if (reading->layout->download)
        return true;
    if (count < UPKI_SERVER_COLUMNS && purpose != PURPOSE_CLIENT && purpose != PURPOSE_SMIME)
        doubt(reading, UPKI_DOUBT_LAST_TAB);
    if (purpose == PURPOSE_REVOCATION)
        return used <= UPKI_CLIENT_COLUMNS || refuse_count(reading, saying_kept(SAID_UPKI_AT_MOST_15));
    if (purpose == PURPOSE_SERVER && count < UPKI_SERVER_COLUMNS &&
        !is_host_name(upki_row_text_of(reading, UPKI_COLUMN_FQDN)))
        return refuse_count(reading, saying_kept(SAID_UPKI_EXPECTED_SERVER));
    if (purpose == PURPOSE_SERVER)
        return used <= UPKI_SERVER_COLUMNS || refuse_count(reading, saying_kept(SAID_UPKI_EXPECTED_SERVER));
    return (count >= UPKI_CLIENT_COLUMNS_OLD && used <= UPKI_CLIENT_COLUMNS) ||
           refuse_count(reading, saying_kept(SAID_UPKI_EXPECTED_CLIENT));
}

/* ---- names ---- */

static void upki_row_add_name(struct reading *reading, const char *name)
{
    struct list_cells *names = &reading->row->names;
    for (size_t i = 0; i < names->count; i++)
        if (ascii_equal_text(name, strlen(name), list_cells_get(names, i)))
            return;
    if (names->count < LIST_CELLS_MAX)
        list_cells_add(names, name, strlen(name));
}

static bool take_host_name(struct reading *reading, enum upki_column column, const char *name, const char *expected)
{
    if (!is_host_name(name))
        return refuse(reading, column, expected);
    if (strpbrk(name, "*_"))
        doubt(reading, UPKI_DOUBT_CHARACTERS);
    upki_row_add_name(reading, name);
    return true;
}

/* One of `dNSName=a,dNSName=b`; a download may leave the word out. */
static bool take_dns_name(struct reading *reading, const char *text, size_t size)
{
    static const char word[] = "dNSName=";
    struct list_cells name = {0};
    size_t whole = size;
    list_trim_blanks(&text, &size);
    if (size < whole)
        doubt(reading, UPKI_DOUBT_BLANKS);
    size_t skipped = size >= strlen(word) && ascii_equal_text(text, strlen(word), word) ? strlen(word) : 0;
    list_cells_add(&name, text + skipped, size - skipped);
    bool good = take_host_name(reading, UPKI_COLUMN_DNS_NAMES, list_cells_get(&name, 0), SAID_UPKI_DNS_NAMES);
    list_cells_free(&name);
    return good;
}

static bool take_dns_names(struct reading *reading)
{
    const char *text = upki_row_text_of(reading, UPKI_COLUMN_DNS_NAMES);
    if (strlen(text) > UPKI_DNS_NAMES_MAX)
        doubt(reading, UPKI_DOUBT_LONG);
    for (size_t count = 1; *text; count++) {
        if (count > UPKI_NAMES_MAX)
            doubt(reading, UPKI_DOUBT_MANY_NAMES);
        size_t size = strcspn(text, ",");
        if (!take_dns_name(reading, text, size))
            return false;
        text += size + (text[size] == ',');
    }
    return true;
}

static bool upki_row_take_server(struct reading *reading)
{
    const char *fqdn = upki_row_text_of(reading, UPKI_COLUMN_FQDN);
    reading->row->kinds = CAA_KINDS_OF(CAA_KIND_SERVER);
    if (strlen(fqdn) > UPKI_FQDN_MAX)
        doubt(reading, UPKI_DOUBT_LONG);
    for (size_t i = 0; i < reading->common_names.count; i++)
        if (!take_host_name(reading, UPKI_COLUMN_DN, list_cells_get(&reading->common_names, i), SAID_UPKI_CN_FQDN))
            return false;
    if (*fqdn && !take_host_name(reading, UPKI_COLUMN_FQDN, fqdn, SAID_UPKI_FQDN))
        return false;
    return take_dns_names(reading);
}

/* The domain of a mail address, or NULL. */
static const char *mail_domain(const char *mail)
{
    const char *at = strrchr(mail, '@');
    return at && at != mail && is_host_name(at + 1) && at[1] != '*' ? at + 1 : NULL;
}

/* The CN with an `@`, or NULL. */
static const char *mail_in_dn(const struct reading *reading)
{
    for (size_t i = 0; i < reading->common_names.count; i++)
        if (strchr(list_cells_get(&reading->common_names, i), '@'))
            return list_cells_get(&reading->common_names, i);
    return NULL;
}

static bool take_smime(struct reading *reading)
{
    const char *mail = mail_in_dn(reading), *domain = mail ? mail_domain(mail) : NULL;
    reading->row->kinds = CAA_KINDS_OF(CAA_KIND_SMIME);
    if (!domain && !reading->layout->download)
        return refuse(reading, UPKI_COLUMN_DN, SAID_UPKI_CN_MAIL);
    if (!domain) /* before 2023-08-30 the CN was a person's name */
        domain = mail_domain(upki_row_text_of(reading, UPKI_COLUMN_MAIL));
    upki_row_add_name(reading, domain ? domain : "");
    return true;
}

/* The CN is a person's name, or a device's, or that of a certificate that ends: it is not shown. */
static bool take_client(struct reading *reading)
{
    reading->row->kinds = 0;
    upki_row_add_name(reading, "");
    return true;
}

/* In the columns of a server certificate the FQDN is no person's name: it is shown, and asks for nothing. */
static bool take_revocation(struct reading *reading)
{
    const char *fqdn = upki_row_text_of(reading, UPKI_COLUMN_FQDN);
    bool server = used_columns(reading->cells) <= UPKI_SERVER_COLUMNS;
    reading->row->kinds = 0;
    upki_row_add_name(reading, server && list_name_is_host(fqdn) ? fqdn : "");
    return true;
}

/* A download also lists what was issued under profiles of the past, such as code signing. */
static bool take_unknown(struct reading *reading)
{
    if (reading->layout->download)
        return take_client(reading);
    return refuse(reading, UPKI_COLUMN_PROFILE, SAID_UPKI_PROFILE);
}

/* ---- what the row is for ---- */

static enum purpose purpose_of_profile(const char *profile)
{
    static const struct {
        const char *profile;
        enum purpose purpose;
    } known[] = {{"1", PURPOSE_SERVER}, {"3", PURPOSE_SERVER},  {"11", PURPOSE_SERVER},
                 {"7", PURPOSE_SMIME},  {"15", PURPOSE_SMIME},  {"16", PURPOSE_SMIME},
                 {"5", PURPOSE_CLIENT}, {"13", PURPOSE_CLIENT}, {"14", PURPOSE_CLIENT}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(profile, known[i].profile) == 0)
            return known[i].purpose;
    return PURPOSE_UNKNOWN;
}

/* What a row with an unknown profile is for: in the columns of a server certificate those of clients have a person's
 * name. */
static enum purpose guess_purpose(const struct reading *reading)
{
    bool server_columns = reading->layout->download || used_columns(reading->cells) <= UPKI_SERVER_COLUMNS;
    if (!server_columns)
        return PURPOSE_CLIENT;
    bool host = *upki_row_text_of(reading, UPKI_COLUMN_FQDN) || *upki_row_text_of(reading, UPKI_COLUMN_DNS_NAMES) ||
                (!reading->layout->download && is_host_name(list_cells_get(&reading->common_names, 0)));
    return host ? PURPOSE_SERVER : PURPOSE_UNKNOWN;
}

static enum purpose purpose_of(const struct reading *reading)
{
    const char *profile = upki_row_text_of(reading, UPKI_COLUMN_PROFILE);
    enum purpose purpose = purpose_of_profile(profile);
    if (!reading->layout->download && !*profile)
        return PURPOSE_REVOCATION;
    if (purpose == PURPOSE_SERVER || purpose == PURPOSE_SMIME)
        return purpose;
    if (mail_in_dn(reading))
        return PURPOSE_SMIME;
    return purpose == PURPOSE_UNKNOWN ? guess_purpose(reading) : purpose;
}

static bool take_names(struct reading *reading)
{
    enum purpose purpose = purpose_of(reading);
    if (purpose != PURPOSE_REVOCATION && !purpose_of_profile(upki_row_text_of(reading, UPKI_COLUMN_PROFILE)))
        doubt(reading, UPKI_DOUBT_PROFILE);
    if (purpose != PURPOSE_UNKNOWN && !check_count(reading, purpose))
        return false;
    switch (purpose) {
    case PURPOSE_SERVER:
        return upki_row_take_server(reading);
    case PURPOSE_SMIME:
        return take_smime(reading);
    case PURPOSE_CLIENT:
        return take_client(reading);
    case PURPOSE_REVOCATION:
        return take_revocation(reading);
    default:
        return take_unknown(reading);
    }
}

static bool take_dn(struct reading *reading)
{
    const char *dn = upki_row_text_of(reading, UPKI_COLUMN_DN);
    upki_dn_values(dn, "O", &reading->row->values);
    if (!reading->layout->download && upki_dn_is_padded(dn, "CN"))
        doubt(reading, UPKI_DOUBT_BLANKS);
    return (upki_dn_values(dn, "CN", &reading->common_names) && reading->common_names.count) ||
           refuse(reading, UPKI_COLUMN_DN, SAID_UPKI_DN);
}

bool upki_row_read(const struct upki_layout *layout, const struct list_cells *cells, struct upki_row *row,
                   struct upki_fault *ret_fault)
{
    struct reading reading = {.layout = layout, .cells = cells, .row = row, .fault = ret_fault};
    list_cells_clear(&row->names);
    list_cells_clear(&row->values);
    row->doubts = 0;
    bool good = check_any_count(&reading) && take_dn(&reading) && take_names(&reading);
    list_cells_free(&reading.common_names);
    return good;
}

/* A mail address within it would be somebody's. */
const char *upki_row_institution(const struct upki_row *row)
{
    const char *text = list_cells_get(&row->values, 0);
    return strchr(text, '@') ? "" : text;
}

void upki_row_free(struct upki_row *row)
{
    list_cells_free(&row->names);
    list_cells_free(&row->values);
}
