/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the value of one option; each is an option_reader. What is wrong is said with the option's name. */
#ifndef CLI_OPTIONS_VALUES_H
#define CLI_OPTIONS_VALUES_H

#include "options_table.h"

/* RET_PROBLEM says it; OPTIONS_WRONG. */
enum options_result options_fail(struct problem *problem, struct saying saying);

option_reader option_read_help, option_read_version;
option_reader option_read_switch, option_read_text, option_read_texts, option_read_path, option_read_paths;
option_reader option_read_number, option_read_quorum, option_read_retries, option_read_seconds, option_read_word;
option_reader option_read_kinds, option_read_format, option_read_language, option_read_shard;
option_reader option_read_ca, option_read_account, option_read_method, option_read_tag, option_read_mail,
    option_read_day;

#endif
