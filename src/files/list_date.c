/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_date.h"

#include "util/ascii.h"
#include "util/utf8.h"

#include <string.h>

enum {
    TEXT_MAX = 64,
    YEAR_MIN = 1970,
    YEAR_MAX = 9999,
    REIWA_BEFORE = 2018, /* 令和1年 is 2019 */
    JAPAN = 9 * 3600     /* seconds ahead of UTC */
};

/* ---- the text, in ASCII ---- */

/* Appends what CODE means here: full-width forms are what they look like, 年 and 月 separate, 日 ends the date. */
static bool list_date_add_plain(uint32_t code, char *plain, size_t *size)
{
    static const struct {
        uint32_t code;
        char plain;
    } signs[] = {{0x5E74, '/'}, {0x6708, '/'}, {0x65E5, ' '}, {0x6642, ':'}, {0x5206, ':'},
                 {0x79D2, ' '}, {0x3000, ' '}, {0xA0, ' '},   {0x5143, '1'}};
    if (*size + 1 >= TEXT_MAX)
        return false;
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFEE0;
    for (size_t i = 0; code >= 0x80 && i < sizeof signs / sizeof *signs; i++)
        if (signs[i].code == code)
            code = (unsigned char)signs[i].plain;
    plain[(*size)++] = code < 0x80 ? (char)code : '?';
    return true;
}

/* SIZE octets of PLAIN are there already. */
static bool make_plain(const char *text, char plain[TEXT_MAX], size_t size)
{
    size_t left = strlen(text);
    while (left) {
        uint32_t code = (unsigned char)*text;
        size_t length = code < 0x80 ? 1 : utf8_decode(text, left, &code);
        if (!length || !list_date_add_plain(code, plain, &size))
            return false;
        text += length;
        left -= length;
    }
    while (size && (plain[size - 1] == ' ' || plain[size - 1] == ':'))
        size--; /* 23時59分 ends with a sign, too */
    plain[size] = '\0';
    return true;
}

/* ---- its parts ---- */

/* A time that is being read; the cursor moves behind what was taken. */
struct cursor {
    const char *at;
    struct tm tm; /* tm_mon from 0, tm_year from 1900 */
    long offset;  /* seconds ahead of UTC */
};

static void list_date_skip_blanks(struct cursor *cursor)
{
    while (*cursor->at == ' ' || *cursor->at == '\t')
        cursor->at++;
}

static bool take_char(struct cursor *cursor, const char *choices)
{
    if (!*cursor->at || !strchr(choices, *cursor->at))
        return false;
    cursor->at++;
    return true;
}

/* A number of MIN to MAX digits. */
static bool list_date_take_number(struct cursor *cursor, size_t min, size_t max, int *ret_number)
{
    int number = 0;
    size_t size = 0;
    while (size < max && ascii_is_digit((unsigned char)cursor->at[size]))
        number = number * 10 + (cursor->at[size++] - '0');
    if (size < min)
        return false;
    cursor->at += size;
    *ret_number = number;
    return true;
}

static bool list_date_take_word(struct cursor *cursor, const char *word)
{
    size_t size = 0;
    while (word[size] && ascii_lower((unsigned char)cursor->at[size]) == ascii_lower((unsigned char)word[size]))
        size++;
    if (word[size])
        return false;
    cursor->at += size;
    return true;
}

/* HH:MM, HH:MM:SS, with a fraction perhaps. */
static bool take_clock(struct cursor *cursor)
{
    struct tm *tm = &cursor->tm;
    int fraction;
    tm->tm_sec = 0;
    if (!list_date_take_number(cursor, 1, 2, &tm->tm_hour) || !take_char(cursor, ":") ||
        !list_date_take_number(cursor, 2, 2, &tm->tm_min))
        return false;
    if (take_char(cursor, ":") && !list_date_take_number(cursor, 2, 2, &tm->tm_sec))
        return false;
    if (take_char(cursor, ".") && !list_date_take_number(cursor, 1, 9, &fraction))
        return false;
    return tm->tm_min < 60 && tm->tm_sec <= 60 &&
           (tm->tm_hour < 24 || (tm->tm_hour == 24 && !tm->tm_min && !tm->tm_sec));
}

static bool take_offset(struct cursor *cursor)
{
    int hours, minutes = 0;
    list_date_skip_blanks(cursor);
    if (list_date_take_word(cursor, "UTC") || list_date_take_word(cursor, "GMT") || list_date_take_word(cursor, "Z")) {
        cursor->offset = 0;
        return true;
    }
    if (list_date_take_word(cursor, "JST") || !strchr("+-", *cursor->at) || !*cursor->at)
        return true;
    bool west = *cursor->at++ == '-';
    if (!list_date_take_number(cursor, 2, 2, &hours))
        return false;
    take_char(cursor, ":");
    if (*cursor->at && !list_date_take_number(cursor, 2, 2, &minutes))
        return false;
    cursor->offset = (hours * 60L + minutes) * (west ? -60 : 60);
    return hours < 24 && minutes < 60;
}

/* What may stand between date and time: (木), (Thu), blanks, T. */
static bool take_gap(struct cursor *cursor)
{
    list_date_skip_blanks(cursor);
    if (take_char(cursor, "(")) {
        size_t size = strcspn(cursor->at, ")");
        if (!cursor->at[size])
            return false;
        cursor->at += size + 1;
    }
    if (!take_char(cursor, "Tt"))
        list_date_skip_blanks(cursor);
    return true;
}

/* ---- dates ---- */

static bool take_year(struct cursor *cursor)
{
    int year;
    if (list_date_take_word(cursor, "R")) {
        if (!list_date_take_number(cursor, 1, 2, &year) || !year)
            return false;
        year += REIWA_BEFORE;
    } else if (!list_date_take_number(cursor, 4, 4, &year))
        return false;
    cursor->tm.tm_year = year - 1900;
    return year >= YEAR_MIN && year <= YEAR_MAX;
}

static bool take_month_and_day(struct cursor *cursor)
{
    struct tm *tm = &cursor->tm;
    char separator[2] = {0};
    bool compact = ascii_is_digit((unsigned char)*cursor->at);
    if (!compact && (!*cursor->at || !strchr("/-.", *cursor->at)))
        return false;
    if (!compact)
        separator[0] = *cursor->at++;
    list_date_skip_blanks(cursor);
    if (!list_date_take_number(cursor, compact ? 2 : 1, 2, &tm->tm_mon) || (!compact && !take_char(cursor, separator)))
        return false;
    list_date_skip_blanks(cursor);
    if (!list_date_take_number(cursor, compact ? 2 : 1, 2, &tm->tm_mday))
        return false;
    tm->tm_mon--;
    return true;
}

/* Year first, as everybody here writes. */
static bool take_date_first(struct cursor *cursor)
{
    struct tm *tm = &cursor->tm;
    if (!take_year(cursor) || !take_month_and_day(cursor) || !take_gap(cursor))
        return false;
    if (!*cursor->at || !ascii_is_digit((unsigned char)*cursor->at)) {
        tm->tm_hour = 23;
        tm->tm_min = tm->tm_sec = 59;
    } else if (!take_clock(cursor))
        return false;
    return take_offset(cursor);
}

/* As openssl x509 -enddate prints it. */
static bool take_openssl(struct cursor *cursor)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm *tm = &cursor->tm;
    list_date_take_word(cursor, "notAfter=");
    for (tm->tm_mon = 0; tm->tm_mon < 12 && !list_date_take_word(cursor, months[tm->tm_mon]);)
        tm->tm_mon++;
    list_date_skip_blanks(cursor);
    if (!list_date_take_number(cursor, 1, 2, &tm->tm_mday))
        return false;
    list_date_skip_blanks(cursor);
    if (!take_clock(cursor))
        return false;
    list_date_skip_blanks(cursor);
    return take_year(cursor) && take_offset(cursor);
}

/* timegm makes another day of one that the month does not have, and says so in TM. */
static bool make_time(const struct cursor *cursor, time_t *ret_time)
{
    struct tm tm = {.tm_mday = cursor->tm.tm_mday, .tm_mon = cursor->tm.tm_mon, .tm_year = cursor->tm.tm_year};
    if (tm.tm_mon < 0 || tm.tm_mon > 11)
        return false;
    time_t day = timegm(&tm);
    if (tm.tm_mday != cursor->tm.tm_mday)
        return false;
    *ret_time = day + cursor->tm.tm_hour * 3600L + cursor->tm.tm_min * 60L + cursor->tm.tm_sec - cursor->offset;
    return true;
}

bool list_date_read(const char *text, time_t *ret_time)
{
    static const char reiwa[] = "令和";
    char plain[TEXT_MAX] = "R";
    struct cursor cursor = {.at = plain, .offset = JAPAN};
    text += strspn(text, " \t");
    bool era = strncmp(text, reiwa, strlen(reiwa)) == 0;
    if (!make_plain(text + (era ? strlen(reiwa) : 0), plain, era))
        return false;
    bool read = ascii_is_digit((unsigned char)*plain) || list_date_take_word(&(struct cursor){.at = plain}, "R")
                    ? take_date_first(&cursor)
                    : take_openssl(&cursor);
    return read && !*cursor.at && make_time(&cursor, ret_time);
}
