/* SPDX-License-Identifier: Apache-2.0 */
#include "laws.h"

#include <stdarg.h>
#include <stdio.h>

/* splitmix64: neighbouring seeds have nothing in common. */
static uint64_t mix(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

struct chance chance_of(uint64_t seed)
{
    struct chance chance = {seed};
    chance.state = mix(&chance.state);
    return chance;
}

unsigned chance_below(struct chance *chance, unsigned count)
{
    return (unsigned)(mix(&chance->state) % count);
}

bool chance_percent(struct chance *chance, unsigned percent)
{
    return chance_below(chance, 100) < percent;
}

void print(struct buffer *out, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_add(out, text, size < (int)sizeof text ? (size_t)size : sizeof text - 1);
}
