/* SPDX-License-Identifier: Apache-2.0 */
/* One result as a JSON object, for `check`: the keys of a row in JSON Lines, and `levels`, `places`, `servers`
 * (data/check.schema.json). */
#ifndef REPORT_CHECK_JSON_H
#define REPORT_CHECK_JSON_H

#include "report/report.h"

/* REPORT is one in JSON Lines. Appends the object and a line feed. */
void check_json_add(struct report *report, const struct audit_result *result, struct buffer *out);

#endif
