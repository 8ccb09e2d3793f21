/* SPDX-License-Identifier: Apache-2.0 */
/* Time and chance, for all that an exchanger consists of. */
#include "internal.h"

uint64_t exchanger_now(const struct exchanger *exchanger)
{
    return exchanger->transport->ops->now(exchanger->transport);
}

uint16_t exchanger_chance(struct exchanger *exchanger)
{
    if (exchanger->random_left < 2) {
        exchanger->settings.random(exchanger->settings.context, exchanger->random, RANDOM_POOL);
        exchanger->random_left = RANDOM_POOL;
    }
    exchanger->random_left -= 2;
    const uint8_t *octets = exchanger->random + exchanger->random_left;
    return (uint16_t)(octets[0] << 8 | octets[1]);
}
