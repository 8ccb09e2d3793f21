/* SPDX-License-Identifier: Apache-2.0 */
#include "files/resolv_conf.h"
#include "said.h"

#include "expect.h"
#include "files/small_file.h"
#include "util/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *name, *text, *expected;
} cases[] = {
    {"empty", "", "127.0.0.1@53 0 0"},
    {"comments only", "# nameserver 192.0.2.1\n; nameserver 192.0.2.2\n", "127.0.0.1@53 0 0"},
    {"one", "nameserver 192.0.2.1\n", "192.0.2.1@53 0 0"},
    {"order, blanks, CRLF", "nameserver\t 192.0.2.2  \r\nnameserver 2001:db8::1\r\n",
     "192.0.2.2@53 2001:db8::1@53 0 0"},
    {"no line end", "nameserver 192.0.2.1", "192.0.2.1@53 0 0"},
    {"something behind it", "nameserver 192.0.2.1 # ours\n", "192.0.2.1@53 0 0"},
    {"scope", "nameserver fe80::1%lo\n", "fe80::1%lo@53 0 0"},
    {"other keywords", "domain a.example\nsearch b.example\nsortlist 192.0.2.0\nnameserver 192.0.2.1\n",
     "192.0.2.1@53 0 0"},
    {"not in the first column", " nameserver 192.0.2.1\n", "127.0.0.1@53 0 0"},
    {"keyword only", "nameserver\nnameserver \noptions\n", "127.0.0.1@53 0 0"},
    {"longer keyword", "nameservers 192.0.2.1\n", "127.0.0.1@53 0 0"},
    {"no address", "nameserver ns.example\nnameserver 192.0.2.300\n", "127.0.0.1@53 0 0"},
    {"ports are not understood", "nameserver 192.0.2.1@5353\nnameserver 192.0.2.1:53\nnameserver [::1]:53\n",
     "127.0.0.1@53 0 0"},
    {"options", "options ndots:2 timeout:3 rotate attempts:4\n", "127.0.0.1@53 3 4"},
    {"options are capped", "options timeout:99999999999 attempts:6\n", "127.0.0.1@53 30 5"},
    {"later options count", "options timeout:3\noptions timeout:4\n", "127.0.0.1@53 4 0"},
    {"options without numbers", "options timeout: attempts:x\n", "127.0.0.1@53 0 0"},
};

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const char *shown(const struct resolv_conf *conf, struct buffer *out)
{
    char address[NET_ADDRESS_TEXT_MAX];
    buffer_clear(out);
    for (size_t i = 0; i < conf->server_count; i++) {
        buffer_add_text(out, net_address_print(&conf->servers[i], address));
        buffer_add_char(out, ' ');
    }
    buffer_add_unsigned(out, conf->timeout_s);
    buffer_add_char(out, ' ');
    buffer_add_unsigned(out, conf->attempts);
    return buffer_text(out);
}

static void test_cases(void **state)
{
    (void)state;
    char path[] = "/tmp/unit-resolv-conf-XXXXXX";
    struct buffer out = {0};
    close(mkstemp(path));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resolv_conf conf;
        struct problem problem;
        write_file(path, cases[i].text);
        expect_number(cases[i].name, resolv_conf_read(path, 53, &conf, &problem), STATUS_OK);
        expect_text(cases[i].name, shown(&conf, &out), cases[i].expected);
    }
    unlink(path);
    buffer_free(&out);
}

static void test_port_and_number_of_servers(void **state)
{
    (void)state;
    char path[] = "/tmp/unit-resolv-conf-XXXXXX";
    struct buffer text = {0};
    struct resolv_conf conf;
    struct problem problem;
    for (unsigned i = 0; i < RESOLV_CONF_SERVERS_MAX + 3; i++) {
        buffer_add_text(&text, "nameserver 192.0.2.");
        buffer_add_unsigned(&text, i);
        buffer_add_char(&text, '\n');
    }
    close(mkstemp(path));
    write_file(path, buffer_text(&text));
    assert_int_equal(resolv_conf_read(path, 5353, &conf, &problem), STATUS_OK);
    assert_int_equal(conf.server_count, RESOLV_CONF_SERVERS_MAX);
    assert_int_equal(conf.servers[15].port, 5353);
    assert_int_equal(conf.servers[15].bytes[3], 15);
    unlink(path);
    buffer_free(&text);
}

static void test_long_line_does_not_become_two(void **state)
{
    (void)state;
    char path[] = "/tmp/unit-resolv-conf-XXXXXX";
    struct buffer text = {0}, out = {0};
    struct resolv_conf conf;
    struct problem problem;
    buffer_add_char(&text, '#');
    while (text.size < 4095)
        buffer_add_char(&text, 'x');
    buffer_add_text(&text, "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");
    close(mkstemp(path));
    write_file(path, buffer_text(&text));
    assert_int_equal(resolv_conf_read(path, 53, &conf, &problem), STATUS_OK);
    assert_string_equal(shown(&conf, &out), "192.0.2.2@53 0 0");
    unlink(path);
    buffer_free(&text);
    buffer_free(&out);
}

static void test_missing_and_unreadable(void **state)
{
    (void)state;
    struct resolv_conf conf = {0};
    struct problem problem;
    struct buffer out = {0};
    assert_int_equal(resolv_conf_read("/nonexistent/resolv.conf", 53, &conf, &problem), STATUS_OK);
    assert_string_equal(shown(&conf, &out), "127.0.0.1@53 0 0");
    conf.timeout_s = 9;
    assert_int_equal(resolv_conf_read("/", 53, &conf, &problem), STATUS_INPUT);
    assert_string_equal(told(problem.text), "/: Is a directory; name a resolver with --server");
    assert_int_equal(conf.timeout_s, 9);
    buffer_free(&out);
}

static void expect_refused(const char *name, const char *text, size_t size, const char *expected)
{
    char path[] = "/tmp/unit-resolv-conf-XXXXXX";
    struct resolv_conf conf;
    struct problem problem = {.text = ""};
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, size), (ssize_t)size);
    close(fd);
    expect_number(name, resolv_conf_read(path, 53, &conf, &problem), STATUS_INPUT);
    unlink(path);
    assert_memory_equal(told(problem.text), path, strlen(path));
    expect_text(name, told(problem.text) + strlen(path), expected);
}

static void test_what_it_cannot_be(void **state)
{
    (void)state;
    static char large[SMALL_FILE_RESOLV_CONF_MAX + 1];
    memset(large, '\n', sizeof large);
    expect_refused("one octet too many", large, sizeof large, ": the file is larger than 64 KiB: is it the right one?");
    static const char with_nul[] = "nameserver 192.0.2.1\nnameserver\0 192.0.2.2\n";
    expect_refused("a NUL", with_nul, sizeof with_nul - 1,
                   ":2: a NUL octet: this is not text, or it is UTF-16; save it as UTF-8");
    struct resolv_conf conf;
    struct problem problem;
    assert_int_equal(resolv_conf_read("/dev/zero", 53, &conf, &problem), STATUS_INPUT);
    assert_string_equal(told(problem.text), "/dev/zero: the file is larger than 64 KiB: is it the right one?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_port_and_number_of_servers),
        cmocka_unit_test(test_long_line_does_not_become_two),
        cmocka_unit_test(test_missing_and_unreadable),
        cmocka_unit_test(test_what_it_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
