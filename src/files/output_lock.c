/* SPDX-License-Identifier: Apache-2.0 */
#include "output_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether FD is still what stands at PATH, and ours alone: the run that was waited for may have put its file in place
 * in between, and in a folder for all somebody else may have made the name. */
static int check_own(int fd, const char *path)
{
    struct stat held, there;
    if (fstat(fd, &held) < 0)
        return errno;
    if (!S_ISREG(held.st_mode) || held.st_nlink > 1 || held.st_uid != geteuid())
        return held.st_nlink ? EEXIST : EAGAIN;
    if (lstat(path, &there) < 0 || there.st_ino != held.st_ino || there.st_dev != held.st_dev)
        return EAGAIN;
    return 0;
}

/* Whether ERROR, of opening PATH, means that there is another kind of file, or another user's. */
static bool is_somebody_elses(const char *path, int error)
{
    struct stat there;
    if (error == EACCES)
        return lstat(path, &there) == 0 && there.st_uid != geteuid();
    return error == ELOOP || error == EISDIR || error == ENXIO;
}

int output_lock(const char *path, int flags, int *ret_fd)
{
    for (;;) {
        int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags, 0600);
        int error = fd < 0 ? errno : 0;
        if (error)
            return is_somebody_elses(path, error) ? EEXIST : error;
        bool locked_by_another = flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
        error = locked_by_another ? EBUSY : check_own(fd, path); /* not every file system has locks */
        if (!error) {
            *ret_fd = fd;
            return 0;
        }
        close(fd);
        if (error != EAGAIN)
            return error;
    }
}
