/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a set as reports have them. */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include "dns/answer.h"
#include "util/buffer.h"

/* As the column `caa` has them, in the form of COLUMN_LIST. */
void records_add(const struct dns_answer *set, struct buffer *out);

#endif
