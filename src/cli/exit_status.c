/* SPDX-License-Identifier: Apache-2.0 */
#include "exit_status.h"

int exit_status_of_audit(const struct audit_summary *summary)
{
    static const int statuses[] = {
        [VERDICT_ALLOWED] = EXIT_ALLOWED, [VERDICT_DENIED] = EXIT_DENIED, [VERDICT_UNKNOWN] = EXIT_UNKNOWN};
    return statuses[audit_summary_worst(summary)];
}

int exit_status_of_changes(const uint64_t counts[CHANGE_COUNT])
{
    for (unsigned type = 0; type < CHANGE_COUNT; type++)
        if (change_is_of_kind(type) && counts[type])
            return EXIT_VERDICT_CHANGED;
    return EXIT_SAME;
}

int exit_status_of_plugin(const struct audit_summary *summary)
{
    enum { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL };
    static const int statuses[] = {
        [VERDICT_ALLOWED] = PLUGIN_OK, [VERDICT_DENIED] = PLUGIN_CRITICAL, [VERDICT_UNKNOWN] = PLUGIN_WARNING};
    return statuses[audit_summary_worst(summary)];
}
