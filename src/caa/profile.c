/* SPDX-License-Identifier: Apache-2.0 */
#include "caa/testing.h"

#include "util/ascii.h"

static const struct caa_profile profiles[] = {
#include "caa/profiles.h"
};

enum { PROFILE_COUNT = sizeof profiles / sizeof *profiles };

const struct caa_profile *caa_profile_of(const uint8_t *issuer, size_t size)
{
    for (size_t i = 0; i < PROFILE_COUNT; i++)
        if (ascii_equal_text(issuer, size, profiles[i].issuer))
            return &profiles[i];
    return NULL;
}

const struct caa_profile *caa_profile_default(void)
{
    return &profiles[0];
}

const struct caa_profile *caa_profile_at(size_t i)
{
    return i < PROFILE_COUNT ? &profiles[i] : NULL;
}
