/* SPDX-License-Identifier: Apache-2.0 */
#include "files/output_file.h"

#include "output_access.h"
#include "output_lock.h"
#include "output_path.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_SIZE = 65536 };

struct output_file {
    char *path;      /* as the user gave it, for messages */
    char *target;    /* what is replaced at the end; NULL where the file is written directly */
    char *temporary; /* in the folder of TARGET; NULL where the file is written directly, and once it is in place */
    char *resumed;   /* what an earlier run left unfinished; NULL: nothing */
    char *earlier;   /* a second name of what stood at TARGET, as long as that may have to be put back; NULL: none */
    int fd, resumed_fd;
    bool damaged;          /* what was written may not all be in it */
    struct buffer waiting; /* less than a block, between calls */
};

static const char *output_advice(int error)
{
    switch (error) {
    case EISDIR:
        return SAID_OUTPUT_NAME_FILE;
    case ENOENT:
    case ENOTDIR:
        return SAID_OUTPUT_MAKE_FOLDER;
    case EACCES:
    case EROFS:
        return SAID_OUTPUT_CHOOSE_FOLDER;
    case EPERM:
        return SAID_OUTPUT_TRAP;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SAID_OUTPUT_MAKE_ROOM;
    case EBUSY:
        return SAID_OUTPUT_BUSY;
    case EEXIST:
        return SAID_OUTPUT_REMOVE_FOREIGN;
    default:
        return SAID_OUTPUT_CHOOSE_PLACE;
    }
}

bool output_file_is_standard(const char *path)
{
    return output_path_descriptor(path) == STDOUT_FILENO;
}

static enum status output_refused(const char *path, int error, struct problem *ret_problem)
{
    const char *shown = strcmp(path, "-") == 0 ? SAID_STANDARD_OUTPUT : path;
    if (error == EINTR) {
        problem_set(ret_problem, SAY_INTERRUPTED());
        return STATUS_INTERRUPTED;
    }
    if (error == EPIPE) {
        *ret_problem->text = '\0'; /* the reader has what it wanted, as `head` has */
        return STATUS_OUTPUT;
    }
    problem_set_at(ret_problem, shown, 0,
                   SAY_OUTPUT_UNWRITABLE(saying_kept(output_advice(error)), saying_error(error)));
    return STATUS_OUTPUT;
}

/* Moves what an earlier run left unfinished to another name, and keeps it open there. Returns 0, also where there is
 * nothing, or an errno. */
static int set_aside(struct output_file *file, const char *partial)
{
    char *resumed = output_path_beside(file->target, OUTPUT_RESUMED);
    int fd = -1, error = output_lock(resumed, 0, &file->resumed_fd);
    if (error == ENOENT) {
        error = output_lock(partial, 0, &file->resumed_fd);
        if (!error && rename(partial, resumed) < 0)
            error = errno;
    } else if (!error) {
        /* set aside by a run that was then interrupted, too, before it had caught up: it holds more, unless somebody
         * is at work */
        error = output_lock(partial, 0, &fd);
        if (fd >= 0)
            close(fd);
        error = error == ENOENT ? 0 : error;
    }
    if (file->resumed_fd >= 0 && !error)
        file->resumed = resumed;
    else
        free(resumed);
    return error == ENOENT ? 0 : error;
}

/* A run that was killed while it put several reports in place left a second name of what it replaced, or, where there
 * are no hard links, the only one. */
static void output_clear_earlier(const struct output_file *file)
{
    struct stat there;
    char *earlier = output_path_beside(file->target, OUTPUT_EARLIER);
    if (access(file->target, F_OK) == 0)
        unlink(earlier);
    else if (lstat(earlier, &there) == 0 && S_ISREG(there.st_mode) && !output_path_is_trap(earlier, &there))
        rename(earlier, file->target);
    free(earlier);
}

/* What is there of an earlier run is forgotten, unless it is gone on with. */
static int open_temporary(struct output_file *file, bool resume)
{
    char *path = output_path_beside(file->target, OUTPUT_PARTIAL);
    int error = resume ? set_aside(file, path) : 0;
    if (!error)
        error = output_lock(path, O_CREAT, &file->fd);
    if (error) {
        free(path);
        return error;
    }
    file->temporary = path;
    output_clear_earlier(file);
    if (!resume) {
        char *resumed = output_path_beside(file->target, OUTPUT_RESUMED);
        unlink(resumed);
        free(resumed);
    }
    return ftruncate(file->fd, 0) < 0 ? errno : 0;
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
static int open_path(struct output_file *file, bool resume)
{
    int named = output_path_descriptor(file->path);
    if (named != OUTPUT_NOT_A_DESCRIPTOR)
        return open_named(file, named);
    char *target;
    struct stat present;
    int error = output_path_follow(file->path, &target, &present);
    if (error)
        return error;
    if (present.st_mode && !S_ISREG(present.st_mode)) {
        free(target);
        return S_ISDIR(present.st_mode) ? EISDIR : open_direct(file, file->path);
    }
    file->target = target;
    return target[output_path_folder_size(target)] ? open_temporary(file, resume) : EISDIR;
}

static enum status output_open_file(const char *path, bool resume, struct output_file **ret_file,
                                    struct problem *ret_problem)
{
    struct output_file *file = memory_zero(sizeof *file);
    file->path = memory_text(path, strlen(path));
    file->fd = file->resumed_fd = -1;
    int error = open_path(file, resume);
    if (error) {
        output_file_abandon(file);
        return output_refused(path, error, ret_problem);
    }
    *ret_file = file;
    return STATUS_OK;
}

enum status output_file_open(const char *path, struct output_file **ret_file, struct problem *ret_problem)
{
    return output_open_file(path, false, ret_file, ret_problem);
}

enum status output_file_resume(const char *path, struct output_file **ret_file, struct problem *ret_problem)
{
    return output_open_file(path, true, ret_file, ret_problem);
}

/* ---- writing ---- */

static void wait_until_writable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    poll(&poll_fd, 1, -1);
}

/* Writes the first SIZE octets of what is waiting. */
static enum status write_out(struct output_file *file, struct buffer *waiting, size_t size, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    size_t written = 0;
    while (written < size) {
        ssize_t taken = write(file->fd, waiting->data + written, size - written);
        if (taken >= 0) {
            written += (size_t)taken;
        } else if (errno == EAGAIN && !stop_is_asked()) {
            wait_until_writable(file->fd); /* somebody else made the terminal or the pipe non-blocking */
        } else if (errno != EINTR || stop_is_asked()) {
            status = output_refused(file->path, errno == EAGAIN ? EINTR : errno, ret_problem);
            break;
        }
    }
    buffer_consume(waiting, written);
    return status;
}

static size_t whole_blocks(const struct buffer *buffer)
{
    return buffer->size / BLOCK_SIZE * BLOCK_SIZE;
}

enum status output_file_write(struct output_file *file, struct buffer *buffer, struct problem *ret_problem)
{
    buffer_add(&file->waiting, buffer->data, buffer->size);
    buffer_clear(buffer);
    return write_out(file, &file->waiting, whole_blocks(&file->waiting), ret_problem);
}

enum status output_file_write_blocks(struct output_file *file, struct buffer *buffer, struct problem *ret_problem)
{
    if (file->waiting.size)
        return output_file_write(file, buffer, ret_problem);
    return write_out(file, buffer, whole_blocks(buffer), ret_problem);
}

enum status output_file_flush(struct output_file *file, struct problem *ret_problem)
{
    return write_out(file, &file->waiting, file->waiting.size, ret_problem);
}

/* Not every file system offers it. Returns 0 or an errno. */
static int sync_file(struct output_file *file)
{
    int error = 0;
    do
        error = file->temporary && fsync(file->fd) < 0 ? errno : 0;
    while (error == EINTR && !stop_is_asked());
    if (error == EINVAL || error == ENOSYS)
        return 0;
    file->damaged = error && error != EINTR; /* what could not be written is forgotten: a second try proves nothing */
    return error;
}

/* Without this the new name may be lost when the machine stops, though the file is not. Not every file system offers
 * it, and a folder may be closed to readers. */
static int sync_folder(const char *path)
{
    char *folder = output_path_folder(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    free(folder);
    if (fd < 0)
        return 0;
    if (fsync(fd) < 0 && errno == EIO)
        error = errno;
    close(fd);
    return error;
}

/* ---- going on with an earlier run ---- */

int output_file_resumed(const struct output_file *file, const char **ret_path)
{
    *ret_path = file->resumed;
    return file->resumed ? file->resumed_fd : -1;
}

enum status output_file_save(struct output_file *file, struct problem *ret_problem)
{
    enum status status = output_file_flush(file, ret_problem);
    int error = status == STATUS_OK ? sync_file(file) : 0;
    if (status == STATUS_OK && !error && file->temporary)
        error = sync_folder(file->temporary);
    return error ? output_refused(file->path, error, ret_problem) : status;
}

enum status output_file_forget_resumed(struct output_file *file, struct problem *ret_problem)
{
    if (!file->resumed)
        return STATUS_OK;
    if (unlink(file->resumed) < 0 && errno != ENOENT)
        return output_refused(file->path, errno, ret_problem);
    close(file->resumed_fd);
    free(file->resumed);
    file->resumed = NULL;
    file->resumed_fd = -1;
    return STATUS_OK;
}

/* ---- the end ---- */

/* All that can go wrong without touching what is replaced. Returns 0 or an errno. */
static int output_settle(struct output_file *file)
{
    struct stat present = {0};
    if (!file->temporary) {
        int refusal = close(file->fd);
        file->fd = -1;
        return refusal < 0 && errno != EINTR ? errno : 0;
    }
    if (lstat(file->target, &present) < 0 && errno != ENOENT)
        return errno;
    if (present.st_mode && output_path_is_trap(file->target, &present))
        return EPERM;
    int error = S_ISDIR(present.st_mode) ? EISDIR : output_access_set(file->fd, &present, 0666);
    return error ? error : sync_file(file);
}

/* A second name for a file; where there are no hard links (or none to other people's files), another one. */
static int name_again(const char *path, const char *again)
{
    return link(path, again) < 0 && rename(path, again) < 0 ? errno : 0;
}

static int keep_earlier(struct output_file *file)
{
    char *earlier = output_path_beside(file->target, OUTPUT_EARLIER);
    int error = name_again(file->target, earlier);
    if (error)
        free(earlier);
    else
        file->earlier = earlier;
    return error == ENOENT ? 0 : error;
}

/* Returns 0 or an errno. */
static int output_put_in_place(struct output_file *file)
{
    if (rename(file->temporary, file->target) < 0)
        return errno;
    free(file->temporary);
    file->temporary = NULL;
    return 0;
}

/* As it was before keep_earlier. Returns 0 or an errno. */
static int put_back(struct output_file *file)
{
    int error = 0;
    if (file->target && !file->temporary) {
        char *partial = output_path_beside(file->target, OUTPUT_PARTIAL);
        if (rename(file->target, partial) < 0)
            error = errno;
        else
            file->temporary = partial;
        free(file->temporary ? NULL : partial);
    }
    if (file->earlier && rename(file->earlier, file->target) < 0)
        error = errno;
    if (file->earlier && !error)
        unlink(file->earlier); /* where both are names of one file, rename(2) does nothing */
    free(file->earlier);
    file->earlier = NULL;
    return error;
}

static enum status settle_all(struct output_file *const *files, size_t count, struct problem *ret_problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = output_file_flush(files[i], ret_problem);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        int error = output_settle(files[i]);
        if (error)
            status = output_refused(files[i]->path, error, ret_problem);
    }
    return status;
}

static void tell_not_back(const struct output_file *file, int error, struct problem *ret_problem)
{
    char *earlier = output_path_beside(file->target, OUTPUT_EARLIER);
    problem_set_at(ret_problem, file->path, 0,
                   SAY_OUTPUT_NOT_PUT_BACK(saying_error(error), saying_part(earlier, PROBLEM_FILE_SHOWN_MAX)));
    free(earlier);
}

/* Puts back the first COUNT. */
static void put_all_back(struct output_file *const *files, size_t count, struct problem *ret_problem)
{
    for (size_t i = count; i-- > 0;) {
        int error = put_back(files[i]);
        if (error)
            tell_not_back(files[i], error, ret_problem);
    }
}

/* The last one needs no way back. */
static enum status place_all(struct output_file *const *files, size_t count, struct problem *ret_problem)
{
    for (size_t i = 0; i < count; i++) {
        if (!files[i]->temporary)
            continue;
        int error = i + 1 < count ? keep_earlier(files[i]) : 0;
        if (!error)
            error = output_put_in_place(files[i]);
        if (error) {
            output_refused(files[i]->path, error, ret_problem);
            put_all_back(files, i + 1, ret_problem);
            return STATUS_OUTPUT;
        }
    }
    return STATUS_OK;
}

enum status output_files_commit(struct output_file *const *files, size_t count, struct problem *ret_problem)
{
    enum status status = settle_all(files, count, ret_problem);
    if (status == STATUS_OK)
        status = place_all(files, count, ret_problem);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        int error = files[i]->target ? sync_folder(files[i]->target) : 0;
        if (error)
            status = output_refused(files[i]->path, error, ret_problem);
        if (files[i]->earlier)
            unlink(files[i]->earlier);
    }
    return status;
}

static void release(struct output_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->resumed_fd >= 0)
        close(file->resumed_fd);
    buffer_free(&file->waiting);
    free(file->earlier);
    free(file->resumed);
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
    struct stat there;
    if (file->temporary)
        output_file_flush(file, &ignored); /* the start of it, where the disk is full */
    if (!file->temporary || file->damaged || fstat(file->fd, &there) < 0 || !there.st_size) {
        output_file_abandon(file);
        return false;
    }
    release(file);
    return true;
}
