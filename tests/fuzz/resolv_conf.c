/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a resolv.conf: there are servers, few enough, at the port asked for, and times within their bounds. */
#include "file.h"

#include "files/resolv_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct resolv_conf conf;
    struct problem problem = {.text = ""};
    char text[NET_ADDRESS_TEXT_MAX];
    const struct fuzz_file file = fuzz_file_new(data, size);
    enum status status = resolv_conf_read(file.path, 5353, &conf, &problem);
    expect((status == STATUS_OK) == (problem.text[0] == '\0'));
    if (status == STATUS_OK) {
        expect(conf.server_count && conf.server_count <= RESOLV_CONF_SERVERS_MAX);
        expect(conf.timeout_s <= 30 && conf.attempts <= 5);
        for (size_t i = 0; i < conf.server_count; i++) {
            expect(conf.servers[i].port == 5353);
            expect(strlen(net_address_print(&conf.servers[i], text)) < sizeof text);
        }
    }
    fuzz_file_free(&file);
    return 0;
}
