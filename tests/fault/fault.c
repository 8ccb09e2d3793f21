/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before the C library (LD_PRELOAD), makes chosen calls of the program under test fail, or kills it there.
 *
 * CAA_FAULT is a list of CALL:N:WHAT, with commas between: the Nth call (from 1; `*` is each of them) of CALL is not
 * made; WHAT is an errno by name (EIO), or `kill`. CAA_FAULT_LOG is a file that gets a line for each call that was met,
 * `CALL N PATH`, so that a test knows whether there was one. A call that is given a file counts only where that is a
 * regular file or a folder: pipes and events of libraries come in no order that could be counted. `malloc` counts all
 * allocations, can only run out of memory, and is logged only when it does. `clock:N:SECONDS` sets the wall clock, from
 * its Nth reading on, by that much.
 *
 * To add a call, add a line to CALLS. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* result, name, parameters, arguments, the file that the call is about: a descriptor, or -1; a path, or NULL */
#define CALLS(X)                                                                                                       \
    X(int, rename, (const char *from, const char *to), (from, to), -1, to)                                             \
    X(int, renameat2, (int in, const char *from, int out, const char *to, unsigned flags), (in, from, out, to, flags), \
      -1, to)                                                                                                          \
    X(int, link, (const char *from, const char *to), (from, to), -1, to)                                               \
    X(int, unlink, (const char *path), (path), -1, path)                                                               \
    X(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, path)                                             \
    X(int, remove, (const char *path), (path), -1, path)                                                               \
    X(int, fsync, (int fd), (fd), fd, NULL)                                                                            \
    X(int, fdatasync, (int fd), (fd), fd, NULL)                                                                        \
    X(int, syncfs, (int fd), (fd), fd, NULL)                                                                           \
    X(int, ftruncate, (int fd, off_t size), (fd, size), fd, NULL)                                                      \
    X(int, fchmod, (int fd, mode_t mode), (fd, mode), fd, NULL)                                                        \
    X(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group), fd, NULL)                                     \
    X(ssize_t, read, (int fd, void *bytes, size_t size), (fd, bytes, size), fd, NULL)                                  \
    X(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size), fd, NULL)

static const struct {
    const char *name;
    int number;
} errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EPERM", EPERM},  {"EACCES", EACCES},
              {"EINVAL", EINVAL}, {"EROFS", EROFS},   {"EINTR", EINTR},  {"ENOSYS", ENOSYS},
              {"EXDEV", EXDEV},   {"EDQUOT", EDQUOT}, {"EMFILE", EMFILE}};

static void note(const char *call, unsigned long number, const char *path)
{
    char line[PATH_MAX + 64];
    const char *log = getenv("CAA_FAULT_LOG");
    int fd = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return;
    int size = snprintf(line, sizeof line, "%s %lu %s\n", call, number, path ? path : "");
    syscall(SYS_write, fd, line, (size_t)size);
    syscall(SYS_close, fd);
}

static int error_of(const char *what, size_t size)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strlen(errors[i].name) == size && memcmp(errors[i].name, what, size) == 0)
            return errors[i].number;
    abort(); /* the test is wrong */
}

/* What is to become of the NUMBERth call: 0, an errno, or no return. */
static int fate(const char *call, unsigned long number)
{
    const char *at = getenv("CAA_FAULT");
    while (at && *at) {
        size_t name = strcspn(at, ":"), which = strcspn(at + name + 1, ":");
        const char *count = at + name + 1, *what = count + which + 1;
        size_t size = strcspn(what, ",");
        if (strlen(call) == name && memcmp(call, at, name) == 0 &&
            (*count == '*' || strtoul(count, NULL, 10) == number)) {
            if (size == 4 && memcmp(what, "kill", 4) == 0)
                syscall(SYS_kill, getpid(), SIGKILL);
            return error_of(what, size);
        }
        at = what + size + (what[size] == ',');
    }
    return 0;
}

static bool counts(int fd)
{
    struct stat file;
    return fd < 0 || (fstat(fd, &file) == 0 && (S_ISREG(file.st_mode) || S_ISDIR(file.st_mode)));
}

static int meet(const char *call, unsigned long number, const char *path)
{
    int before = errno;
    note(call, number, path);
    int error = fate(call, number);
    errno = before;
    return error;
}

/* Allocations count together, as `malloc`, and only fail where one of them is to: they are many, and are not logged. */
static bool may_allocate(void)
{
    static unsigned long made, failing;
    static bool asked;
    if (!asked) {
        const char *fault = getenv("CAA_FAULT");
        asked = true;
        if (fault && strncmp(fault, "malloc:", 7) == 0)
            failing = strtoul(fault + 7, NULL, 10);
    }
    if (!failing || ++made != failing)
        return true;
    note("malloc", made, NULL);
    errno = ENOMEM;
    return false;
}

#define DEFINE_ALLOCATOR(name, parameters, arguments)                                                                  \
    void *name parameters                                                                                              \
    {                                                                                                                  \
        static void *(*real)parameters;                                                                                \
        if (!real)                                                                                                     \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                                                 \
        return may_allocate() ? real arguments : NULL;                                                                 \
    }
DEFINE_ALLOCATOR(malloc, (size_t size), (size))
DEFINE_ALLOCATOR(calloc, (size_t count, size_t size), (count, size))
DEFINE_ALLOCATOR(realloc, (void *block, size_t size), (block, size))
DEFINE_ALLOCATOR(aligned_alloc, (size_t alignment, size_t size), (alignment, size))

int posix_memalign(void **ret_block, size_t alignment, size_t size)
{
    static int (*real)(void **, size_t, size_t);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "posix_memalign");
    return may_allocate() ? real(ret_block, alignment, size) : ENOMEM;
}

#define DEFINE(result, name, parameters, arguments, fd, path)                                                          \
    result name parameters                                                                                             \
    {                                                                                                                  \
        static result(*real) parameters;                                                                               \
        static unsigned long made;                                                                                     \
        if (!real)                                                                                                     \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                                                 \
        int error = counts(fd) ? meet(#name, ++made, path) : 0;                                                        \
        if (error) {                                                                                                   \
            errno = error;                                                                                             \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }
/* clang-format off */
CALLS(DEFINE)
/* clang-format on */

/* Those that return a pointer, and the one with a parameter that need not be there. */
#define DEFINE_OPEN(result, name, parameters, arguments, path)                                                         \
    result name parameters                                                                                             \
    {                                                                                                                  \
        static result(*real) parameters;                                                                               \
        static unsigned long made;                                                                                     \
        if (!real)                                                                                                     \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                                                 \
        int error = meet(#name, ++made, path);                                                                         \
        errno = error ? error : errno;                                                                                 \
        return error ? NULL : real arguments;                                                                          \
    }
DEFINE_OPEN(FILE *, fopen, (const char *path, const char *mode), (path, mode), path)
DEFINE_OPEN(DIR *, opendir, (const char *path), (path), path)
DEFINE_OPEN(struct dirent *, readdir, (DIR * names), (names), NULL)

int open(const char *path, int flags, ...)
{
    static unsigned long made;
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    int error = meet("open", ++made, path);
    if (error) {
        errno = error;
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* ---- the clock ---- */

static long long step(void)
{
    static unsigned long made, from;
    static long long seconds;
    static bool asked;
    if (!asked) {
        const char *fault = getenv("CAA_FAULT");
        asked = true;
        if (fault && sscanf(fault, "clock:%lu:%lld", &from, &seconds) != 2)
            from = 0;
    }
    return from && ++made >= from ? seconds : 0;
}

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
    int status = (int)syscall(SYS_clock_gettime, clock, ret_time);
    if (status == 0 && clock == CLOCK_REALTIME)
        ret_time->tv_sec += step();
    return status;
}

time_t time(time_t *ret_time)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (ret_time)
        *ret_time = now.tv_sec;
    return now.tv_sec;
}
