/* SPDX-License-Identifier: Apache-2.0 */
#include "util/stop.h"

#include <signal.h>

static volatile sig_atomic_t asked;

bool stop_is_asked(void)
{
    return asked;
}

void stop_ask(void)
{
    asked = 1;
}
