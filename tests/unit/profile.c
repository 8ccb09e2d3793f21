/* SPDX-License-Identifier: Apache-2.0 */
#include "expect.h"

#include "caa/testing.h"
#include "dns/name.h"

#include <string.h>

/* data/ca.csv: the CAs that matter, each once, by names that a CAA record can hold. */
static void test_list(void **state)
{
    const struct caa_profile *profile;
    struct dns_name name;
    size_t count = 0;
    (void)state;
    for (; (profile = caa_profile_at(count)); count++) {
        if (!dns_name_parse(profile->issuer, strlen(profile->issuer), &name) || dns_name_labels(name.wire) < 2)
            fail_msg("%s is no issuer domain name", profile->issuer);
        if (!*profile->name || !*profile->name_ja || (*profile->service != '\0') != (*profile->service_ja != '\0'))
            fail_msg("%s lacks a name", profile->issuer);
        for (size_t i = 0; i < count; i++)
            if (strcmp(caa_profile_at(i)->issuer, profile->issuer) == 0)
                fail_msg("%s is there twice", profile->issuer);
    }
    assert_true(count >= 30);
}

static void test_find(void **state)
{
    const struct caa_profile *found = caa_profile_of((const uint8_t *)"LetsEncrypt.ORG", strlen("LetsEncrypt.ORG"));
    (void)state;
    assert_non_null(found);
    assert_string_equal(found->name, "Let's Encrypt");
    assert_null(caa_profile_of((const uint8_t *)"ca.example", strlen("ca.example")));
    assert_string_equal(caa_profile_default()->issuer, "secomtrust.net");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_list), cmocka_unit_test(test_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
