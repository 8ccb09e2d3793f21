/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use what is written: those who could use what it replaces. */
#ifndef FILES_OUTPUT_ACCESS_H
#define FILES_OUTPUT_ACCESS_H

#include <sys/stat.h>

/* Gives FD the owner, the group and the mode of PRESENT, as far as this process may: where the group cannot be kept,
 * another one gets no more than everybody. Without a mode in PRESENT (nothing is replaced) FD gets MODE, less what the
 * umask takes away. Returns 0 or an errno. */
int output_access_set(int fd, const struct stat *present, mode_t mode);

#endif
