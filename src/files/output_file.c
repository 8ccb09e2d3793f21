#include "files/output_file.h"

#include "files/file_problem.h"
#include "util/language.h"
#include "util/memory.h"
#include "util/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stands behind the name of an unfinished file, and of one that is gone on with. */
#define PARTIAL ".partial"
#define RESUMED ".resumed"

enum {
    BLOCK_SIZE = 65536,
    LINKS_MAX = 40,      /* symbolic links followed, as Linux does (path_resolution(7)) */
    NAME_KEPT_MAX = 200, /* octets of the file's name in that of the temporary file, which must fit in NAME_MAX */
    NOT_A_DESCRIPTOR = -1
};

struct output_file {
    char *path;      /* as the user gave it, for messages */
    char *target;    /* what is replaced at the end; NULL where the file is written directly */
    char *temporary; /* in the folder of TARGET; NULL where the file is written directly */
    int fd;
    struct buffer waiting; /* less than a block, between calls */
};

static const char *advice(int error)
{
    switch (error) {
    case EISDIR:
        return "name a file in it";
    case ENOENT:
    case ENOTDIR:
        return "make the folder first";
    case EACCES:
    case EPERM:
    case EROFS:
        return "choose a folder that you may write to";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "make room, or choose another place";
    case EBUSY:
        return "another run writes it: wait for that one, or name another file";
    case EEXIST:
        return "remove the unfinished file beside it, which is somebody else's";
    default:
        return "choose another place";
    }
}

static enum status refused(const char *path, int error, struct problem *ret_problem)
{
    const char *shown = strcmp(path, "-") == 0 ? "standard output" : path;
    if (error == EINTR) {
        snprintf(ret_problem->text, sizeof ret_problem->text, "%s", language_text("interrupted"));
        return STATUS_INTERRUPTED;
    }
    if (error == EPIPE) {
        *ret_problem->text = '\0'; /* the reader has what it wanted, as `head` has */
        return STATUS_OUTPUT;
    }
    file_problem_set(ret_problem, shown, 0, "cannot be written: %s; %s", language_error(error),
                     language_text(advice(error)));
    return STATUS_OUTPUT;
}

static int read_descriptor(const char *digits)
{
    char *end;
    long number = strtol(digits, &end, 10);
    return end > digits && !*end && number >= 0 && number <= INT_MAX ? (int)number : NOT_A_DESCRIPTOR;
}

/* The descriptor that PATH is another name of, or NOT_A_DESCRIPTOR. To open such a path anew would begin at the start
 * of a file that somebody else is writing to, and fails for sockets. */
static int named_descriptor(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t size = strlen(folders[i]);
        if (strncmp(path, folders[i], size) == 0)
            return read_descriptor(path + size);
    }
    return NOT_A_DESCRIPTOR;
}

/* Octets of the folder at the start of PATH, its final slash included; 0 for the working directory. */
static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* What the link at PATH points to, as seen from here; the caller frees it. NULL and errno where it cannot be read. */
static char *link_target(const char *path)
{
    char target[4096];
    ssize_t size = readlink(path, target, sizeof target);
    if (size < 0 || (size_t)size == sizeof target) {
        errno = size < 0 ? errno : ENAMETOOLONG;
        return NULL;
    }
    struct buffer whole = {0};
    if (target[0] != '/')
        buffer_add(&whole, path, folder_size(path));
    buffer_add(&whole, target, (size_t)size);
    char *text = memory_text(whole.data, whole.size);
    buffer_free(&whole);
    return text;
}

/* PATH with the links that it ends in followed, so that the links stay and what they point to is replaced; it need not
 * exist. Returns 0 and what is there in RET_STAT (no mode: nothing), or an errno. The caller frees RET_TARGET. */
static int follow_links(const char *path, char **ret_target, struct stat *ret_stat)
{
    char *at = memory_text(path, strlen(path));
    int error = ELOOP;
    for (int links = 0; links <= LINKS_MAX; links++) {
        if (lstat(at, ret_stat) < 0) {
            error = errno == ENOENT ? 0 : errno;
            *ret_stat = (struct stat){0};
            break;
        }
        if (!S_ISLNK(ret_stat->st_mode)) {
            error = 0;
            break;
        }
        char *next = link_target(at);
        if (!next) {
            error = errno;
            break;
        }
        free(at);
        at = next;
    }
    if (error)
        free(at);
    else
        *ret_target = at;
    return error;
}

/* `.NAME.WHAT` beside TARGET. */
static char *name_beside(const char *target, const char *what)
{
    size_t folder = folder_size(target), name = strlen(target + folder);
    struct buffer text = {0};
    buffer_add(&text, target, folder);
    buffer_add_char(&text, '.');
    buffer_add(&text, target + folder, name < NAME_KEPT_MAX ? name : NAME_KEPT_MAX);
    buffer_add_text(&text, what);
    char *result = memory_text(text.data, text.size);
    buffer_free(&text);
    return result;
}

/* Few may give a file away; to the others it does not matter. Where there is nothing to give away nothing is asked for:
 * a sandbox may end a process that calls fchown at all. */
static void set_owner(int fd, const struct stat *present)
{
    struct stat made;
    if (fstat(fd, &made) == 0 && made.st_uid == present->st_uid && made.st_gid == present->st_gid)
        return;
    int refusal = fchown(fd, present->st_uid, present->st_gid);
    (void)refusal;
}

/* The new file is to be as open to others as the one that it replaces, or as any file that is created here. */
static int set_mode(int fd, const struct stat *present)
{
    mode_t mode = present->st_mode & 0777;
    if (!present->st_mode) {
        mode_t mask = umask(0);
        umask(mask);
        mode = 0666 & ~mask;
    } else {
        set_owner(fd, present);
    }
    return fchmod(fd, mode) < 0 ? errno : 0;
}

/* Whether FD is still what stands at PATH, and ours alone: the run that was waited for may have put its file in place
 * in between, and in a folder for all somebody else may have made the name. */
static int check_partial(int fd, const char *path)
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

/* Opens and locks PATH; two runs cannot write one report. Returns 0 or an errno. */
static int lock_partial(const char *path, int flags, int *ret_fd)
{
    for (;;) {
        int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
        if (fd < 0)
            return errno;
        bool locked_by_another = flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
        int error = locked_by_another ? EBUSY : check_partial(fd, path); /* not every file system has locks */
        if (!error) {
            *ret_fd = fd;
            return 0;
        }
        close(fd);
        if (error != EAGAIN)
            return error;
    }
}

static int open_temporary(struct output_file *file, const struct stat *present)
{
    char *path = name_beside(file->target, PARTIAL);
    int error = lock_partial(path, O_CREAT, &file->fd);
    if (error) {
        free(path);
        return error;
    }
    file->temporary = path;
    return ftruncate(file->fd, 0) < 0 ? errno : set_mode(file->fd, present);
}

/* A descriptor that cannot be written is found out here, and not after an audit of hours. */
static int open_named(struct output_file *file, int named)
{
    int flags = fcntl(named, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY)
        return EBADF;
    file->fd = fcntl(named, F_DUPFD_CLOEXEC, 0);
    return file->fd < 0 ? errno : 0;
}

static int open_direct(struct output_file *file, const char *path)
{
    do
        file->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC); /* a FIFO waits for its reader */
    while (file->fd < 0 && errno == EINTR && !stop_is_asked());
    return file->fd < 0 ? errno : 0;
}

/* Returns 0 or an errno. */
static int open_path(struct output_file *file)
{
    int named = named_descriptor(file->path);
    if (named != NOT_A_DESCRIPTOR)
        return open_named(file, named);
    char *target;
    struct stat present;
    int error = follow_links(file->path, &target, &present);
    if (error)
        return error;
    if (present.st_mode && !S_ISREG(present.st_mode)) {
        free(target);
        return S_ISDIR(present.st_mode) ? EISDIR : open_direct(file, file->path);
    }
    file->target = target;
    return target[folder_size(target)] ? open_temporary(file, &present) : EISDIR;
}

enum status output_file_open(const char *path, struct output_file **ret_file, struct problem *ret_problem)
{
    struct output_file *file = memory_zero(sizeof *file);
    file->path = memory_text(path, strlen(path));
    file->fd = -1;
    int error = open_path(file);
    if (error) {
        output_file_abandon(file);
        return refused(path, error, ret_problem);
    }
    *ret_file = file;
    return STATUS_OK;
}

static void wait_until_writable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    poll(&poll_fd, 1, -1);
}

/* Writes the first SIZE octets that are waiting. */
static enum status write_out(struct output_file *file, size_t size, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    size_t written = 0;
    while (written < size) {
        ssize_t taken = write(file->fd, file->waiting.data + written, size - written);
        if (taken >= 0) {
            written += (size_t)taken;
        } else if (errno == EAGAIN && !stop_is_asked()) {
            wait_until_writable(file->fd); /* somebody else made the terminal or the pipe non-blocking */
        } else if (errno != EINTR || stop_is_asked()) {
            status = refused(file->path, errno == EAGAIN ? EINTR : errno, ret_problem);
            break;
        }
    }
    buffer_consume(&file->waiting, written);
    return status;
}

enum status output_file_write(struct output_file *file, struct buffer *buffer, struct problem *ret_problem)
{
    buffer_add(&file->waiting, buffer->data, buffer->size);
    buffer_clear(buffer);
    size_t blocks = file->waiting.size / BLOCK_SIZE;
    return blocks ? write_out(file, blocks * BLOCK_SIZE, ret_problem) : STATUS_OK;
}

enum status output_file_flush(struct output_file *file, struct problem *ret_problem)
{
    return write_out(file, file->waiting.size, ret_problem);
}

/* Without this the new name may be lost when the machine stops, though the file is not. Not every file system offers
 * it, and a folder may be closed to readers. */
static int sync_folder(const char *path)
{
    size_t size = folder_size(path);
    char *folder = size ? memory_text(path, size) : memory_text(".", 1);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    free(folder);
    if (fd < 0)
        return 0;
    if (fsync(fd) < 0 && errno == EIO)
        error = errno;
    close(fd);
    return error;
}

/* Returns 0 or an errno; the descriptor is closed whatever it returns. */
static int sync_and_close(struct output_file *file)
{
    int error = 0;
    if (file->temporary && fsync(file->fd) < 0 && errno != EINVAL && errno != ENOSYS)
        error = errno;
    if (close(file->fd) < 0 && !error && errno != EINTR)
        error = errno;
    file->fd = -1;
    return error;
}

static int put_in_place(struct output_file *file)
{
    if (!file->temporary)
        return 0;
    if (rename(file->temporary, file->target) < 0)
        return errno;
    free(file->temporary);
    file->temporary = NULL;
    char *resumed = name_beside(file->target, RESUMED); /* of an unfinished run before this one */
    unlink(resumed);
    free(resumed);
    return sync_folder(file->target);
}

enum status output_file_commit(struct output_file *file, struct problem *ret_problem)
{
    enum status status = output_file_flush(file, ret_problem);
    if (status == STATUS_OK) {
        int error = sync_and_close(file);
        if (!error)
            error = put_in_place(file);
        if (error)
            status = refused(file->path, error, ret_problem);
    }
    output_file_abandon(file);
    return status;
}

static void release(struct output_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    buffer_free(&file->waiting);
    free(file->temporary);
    free(file->target);
    free(file->path);
    free(file);
}

void output_file_abandon(struct output_file *file)
{
    if (!file)
        return;
    if (file->temporary)
        unlink(file->temporary);
    release(file);
}

bool output_file_keep(struct output_file *file)
{
    struct problem ignored;
    bool kept = file->temporary && output_file_flush(file, &ignored) == STATUS_OK;
    if (!kept) {
        output_file_abandon(file);
        return false;
    }
    release(file);
    return true;
}

/* Returns 0 or an errno; ENOENT where there is nothing to go on with. */
static int set_aside(const char *partial, const char *resumed)
{
    int fd, error = lock_partial(partial, 0, &fd);
    if (error)
        return error == ENOENT && access(resumed, R_OK) == 0 ? 0 : error;
    /* what was set aside by a run that was then interrupted, too, before it had caught up, holds more */
    if (access(resumed, F_OK) < 0 && rename(partial, resumed) < 0)
        error = errno;
    close(fd);
    return error;
}

enum status output_file_set_aside(const char *path, char **ret_resumed, struct problem *ret_problem)
{
    struct stat present;
    char *target = NULL;
    *ret_resumed = NULL;
    if (named_descriptor(path) != NOT_A_DESCRIPTOR)
        return STATUS_OK;
    int error = follow_links(path, &target, &present);
    if (error)
        return refused(path, error, ret_problem);
    char *partial = name_beside(target, PARTIAL), *resumed = name_beside(target, RESUMED);
    error = set_aside(partial, resumed);
    if (!error)
        *ret_resumed = resumed;
    else
        free(resumed);
    free(partial);
    free(target);
    return error && error != ENOENT ? refused(path, error, ret_problem) : STATUS_OK;
}
