/* SPDX-License-Identifier: Apache-2.0 */
#include "output_access.h"

#include <errno.h>
#include <unistd.h>

/* Nothing is asked of the system where nothing is to change: a service may not be allowed to ask. Few may give a file
 * away, more may change its group; to the others it does not matter. */
static void keep_owner(int fd, const struct stat *present, struct stat *made)
{
    if (made->st_uid == present->st_uid && made->st_gid == present->st_gid)
        return;
    if (fchown(fd, present->st_uid, present->st_gid) == 0 || fchown(fd, (uid_t)-1, present->st_gid) == 0)
        made->st_gid = present->st_gid;
}

int output_access_set(int fd, const struct stat *present, mode_t mode)
{
    struct stat made;
    if (fstat(fd, &made) < 0)
        return errno;
    if (!present->st_mode) {
        mode_t mask = umask(0);
        umask(mask);
        return fchmod(fd, (mode & ~mask) | (S_ISDIR(made.st_mode) ? made.st_mode & S_ISGID : 0)) < 0 ? errno : 0;
    }
    mode = present->st_mode & (S_ISDIR(made.st_mode) ? 07777 : 0777);
    keep_owner(fd, present, &made);
    if (made.st_gid != present->st_gid)
        mode &= ~(mode_t)(S_ISGID | S_IRWXG) | (mode & S_IRWXO) << 3;
    return fchmod(fd, mode) < 0 ? errno : 0;
}
