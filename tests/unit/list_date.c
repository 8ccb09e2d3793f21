/* SPDX-License-Identifier: Apache-2.0 */
#include "files/list_date.h"

#include "expect.h"
#include "util/buffer.h"

/* The time in UTC; `-` where it is no date. */
static const char *read_date(const char *text, struct buffer *out)
{
    time_t time;
    if (list_date_read(text, &time))
        buffer_add_time(out, time);
    else
        buffer_add_char(out, '-');
    return buffer_text(out);
}

static void test_dates(void **state)
{
    (void)state;
    static const char end_of_day[] = "2026-12-10T14:59:59Z";
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"2026/12/10", end_of_day},
        {"2026-12-10", end_of_day},
        {"2026.12.10", end_of_day},
        {"20261210", end_of_day},
        {"2026年12月10日", end_of_day},
        {"2026年 12月 10日", end_of_day},
        {"２０２６年１２月１０日", end_of_day},
        {"2026/12/10(木)", end_of_day},
        {"2026年12月10日（木）", end_of_day},
        {"令和8年12月10日", end_of_day},
        {"R8.12.10", end_of_day},
        {" \t令和8年12月10日 ", end_of_day},
        {" 2026/12/10", end_of_day},
        {"令和元年5月1日", "2019-05-01T14:59:59Z"},
        {"2026/1/2", "2026-01-02T14:59:59Z"},
        {"2026-12-10 23:59:59", end_of_day},
        {"2026/12/10 23:59", "2026-12-10T14:59:00Z"},
        {"2026/12/10 9:05:00", "2026-12-10T00:05:00Z"},
        {"2026/12/10 24:00", "2026-12-10T15:00:00Z"},
        {"2026年12月10日 23時59分59秒", end_of_day},
        {"2026年12月10日 23時59分", "2026-12-10T14:59:00Z"},
        {"2026/12/10 23:59:59 JST", end_of_day},
        {"2026/12/10 (木) 23:59:59", end_of_day},
        {"2026年12月10日（木）　23:59", "2026-12-10T14:59:00Z"},
        {"2026-12-10T23:59:59Z", "2026-12-10T23:59:59Z"},
        {"2026-12-10t23:59:59.999z", "2026-12-10T23:59:59Z"},
        {"2026-12-10T23:59:59+09:00", end_of_day},
        {"2026-12-10T23:59:59-0130", "2026-12-11T01:29:59Z"},
        {"2026-12-10 23:59:59 UTC", "2026-12-10T23:59:59Z"},
        {"2026-12-10 23:59:59+09", end_of_day},
        {"Dec 10 14:59:59 2026 GMT", end_of_day},
        {"notAfter=Dec  1 14:59:59 2026 GMT", "2026-12-01T14:59:59Z"},
        {"2028-02-29", "2028-02-29T14:59:59Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},

        {"", "-"},
        {"2026", "-"},
        {"2026-12", "-"},
        {"2026-12-10-", "-"},
        {"2026/12-10", "-"},
        {"2026-13-01", "-"},
        {"2026-00-01", "-"},
        {"2026-02-29", "-"},
        {"2026-12-00", "-"},
        {"2026-12-10 25:00", "-"},
        {"2026-12-10 24:01", "-"},
        {"2026-12-10 12:60", "-"},
        {"2026-12-10 12:00:61", "-"},
        {"2026-12-10 noon", "-"},
        {"2026-12-10T 23:59:59Z", "-"},
        {"2026-12-10 12:00:00 EST", "-"},
        {"2026-12-10T12:00:00+", "-"},
        {"2026-12-10T12:00:00+9", "-"},
        {"2026-12-10T12:00:00+25:00", "-"},
        {"2026/12/10(木", "-"},
        {"12/10/2026", "-"},
        {"10.12.2026", "-"},
        {"26/12/10", "-"},
        {"令和0年1月1日", "-"},
        {"令和", "-"},
        {"平成31年4月30日", "-"},
        {"1969-12-31", "-"},
        {"Foo 10 14:59:59 2026 GMT", "-"},
        {"soon", "-"},
        {"2026-12-10\xFF", "-"},
        {"2026-12-10                                                                      ", "-"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer out = {0};
        expect_text(cases[i].text, read_date(cases[i].text, &out), cases[i].expected);
        buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
