/* SPDX-License-Identifier: Apache-2.0 */
#include "files/output_folder.h"

#include "output_access.h"
#include "output_lock.h"
#include "output_path.h"
#include "util/memory.h"
#include "util/problem.h"
#include "util/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK ".lock"

enum {
    NAME_SHOWN_MAX = 100, /* octets within a message */
    DESCRIPTORS = 16,     /* that a walk over a folder may hold */
    MARKER_MAX = 512      /* octets of a marker file that are looked at */
};

struct output_folder {
    const struct output_folder_kind *kind;
    const struct file_claims *claims;
    char *shown;     /* as the user gave it, for messages */
    char *target;    /* what is replaced at the end; links followed */
    char *lock;      /* a file beside it; NULL as long as it is not locked */
    char *temporary; /* likewise, the folder that is filled; NULL: not there */
    int lock_fd;
    struct stat present; /* the folder at TARGET; no mode: there is none */
};

static const char *folder_advice(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return SAID_OUTPUT_MAKE_PARENT;
    case EACCES:
    case EROFS:
        return SAID_OUTPUT_CHOOSE_WRITABLE;
    case EPERM:
        return SAID_OUTPUT_TRAP;
    case ENOSPC:
    case EDQUOT:
        return SAID_OUTPUT_MAKE_ROOM;
    case EBUSY:
        return SAID_FOLDER_BUSY;
    default:
        return SAID_OUTPUT_CHOOSE_PLACE;
    }
}

static enum status folder_refused(const struct output_folder *folder, int error, struct problem *ret_problem)
{
    problem_set_at(ret_problem, folder->shown, 0,
                   SAY_OUTPUT_UNWRITABLE(saying_kept(folder_advice(error)), saying_error(error)));
    return STATUS_OUTPUT;
}

static enum status not_ours(const char *path, const char *name, struct problem *ret_problem)
{
    problem_set_at(ret_problem, path, 0, SAY_FOLDER_FOREIGN_FILE(saying_part(name, NAME_SHOWN_MAX)));
    return STATUS_OUTPUT;
}

static enum status is_input(const struct output_folder *folder, const char *reader, struct problem *ret_problem)
{
    problem_set_at(ret_problem, folder->shown, 0,
                   SAY_FOLDER_REPLACES_INPUT(saying_label(reader, PROBLEM_FILE_SHOWN_MAX)));
    return STATUS_USAGE;
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static char *folder_join(const char *folder, const char *name)
{
    struct buffer text = {0};
    buffer_add_text(&text, folder);
    buffer_add_char(&text, '/');
    buffer_add_text(&text, name);
    char *path = memory_text(text.data, text.size);
    buffer_free(&text);
    return path;
}

/* ---- what there is ---- */

/* A folder that is looked through, before it is replaced or removed. */
struct look {
    const struct output_folder *folder;
    const char *shown; /* its path, for messages */
    size_t count;      /* of what it holds, at its top */
    struct problem *problem;
};

static enum status look_into(struct look *look, const char *path, bool inside);

static enum status look_at(struct look *look, const char *path, bool inside, const char *name)
{
    struct stat there;
    const char *reader;
    char *whole = folder_join(path, name);
    enum status status = STATUS_OK;
    if (lstat(whole, &there) < 0)
        status = folder_refused(look->folder, errno, look->problem);
    else if ((reader = file_claims_reader(look->folder->claims, &there)))
        status = is_input(look->folder, reader, look->problem);
    else if (!(S_ISDIR(there.st_mode) || S_ISREG(there.st_mode)) ||
             !look->folder->kind->may_hold(inside, S_ISDIR(there.st_mode), name))
        status = not_ours(look->shown, name, look->problem);
    else if (S_ISDIR(there.st_mode))
        status = look_into(look, whole, true);
    free(whole);
    return status;
}

static enum status look_into(struct look *look, const char *path, bool inside)
{
    DIR *names = opendir(path);
    enum status status = STATUS_OK;
    if (!names)
        return folder_refused(look->folder, errno, look->problem);
    for (struct dirent *entry; status == STATUS_OK && (errno = 0, entry = readdir(names));)
        if (!is_dot(entry->d_name)) {
            look->count += !inside;
            status = look_at(look, path, inside, entry->d_name);
        }
    if (status == STATUS_OK && errno)
        status = folder_refused(look->folder, errno, look->problem);
    closedir(names);
    return status;
}

static bool begins_with(const char *text, size_t size, const char *line)
{
    size_t mark = strlen(UTF8_BYTE_ORDER_MARK), wanted = strlen(line);
    size_t at = size >= mark && memcmp(text, UTF8_BYTE_ORDER_MARK, mark) == 0 ? mark : 0;
    return size - at >= wanted && memcmp(text + at, line, wanted) == 0;
}

static enum status check_marker(const struct look *look)
{
    char text[MARKER_MAX];
    const struct output_folder *folder = look->folder;
    char *path = folder_join(folder->target, folder->kind->marker);
    FILE *file = fopen(path, "re");
    size_t size = file ? fread(text, 1, sizeof text, file) : 0;
    int error = !file || ferror(file) ? errno : 0;
    if (file)
        fclose(file);
    free(path);
    if (error && error != ENOENT)
        return folder_refused(folder, error, look->problem);
    if (begins_with(text, size, folder->kind->marker_line))
        return STATUS_OK;
    problem_set_at(look->problem, folder->shown, 0, SAY_FOLDER_INCOMPLETE(folder->kind->marker));
    return STATUS_OUTPUT;
}

static enum status check_present(const struct output_folder *folder, struct problem *ret_problem)
{
    struct look look = {.folder = folder, .shown = folder->shown, .problem = ret_problem};
    enum status status = look_into(&look, folder->target, false);
    return status == STATUS_OK && look.count ? check_marker(&look) : status;
}

/* ---- removing ---- */

static int remove_one(const char *path, const struct stat *there, int type, struct FTW *walk)
{
    (void)there;
    (void)type;
    (void)walk;
    int refusal = remove(path);
    (void)refusal; /* what cannot be removed stays, and so do the folders around it */
    return 0;
}

static void remove_all(const char *path)
{
    nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static enum status in_the_way(const char *path, struct problem *ret_problem)
{
    problem_keep_at(ret_problem, path, 0, SAID_OUTPUT_FOREIGN);
    return STATUS_OUTPUT;
}

/* What an export that was killed left at PATH: ours, as its name and its owner say, unless it holds anything else. */
static enum status remove_leftover(const struct output_folder *folder, const char *path, struct problem *ret_problem)
{
    struct stat there;
    if (lstat(path, &there) < 0)
        return errno == ENOENT ? STATUS_OK : folder_refused(folder, errno, ret_problem);
    if (!S_ISDIR(there.st_mode) || there.st_uid != geteuid())
        return in_the_way(path, ret_problem);
    struct look look = {.folder = folder, .shown = path, .problem = ret_problem};
    enum status status = look_into(&look, path, false);
    if (status == STATUS_OK)
        remove_all(path);
    return status;
}

/* ---- opening ---- */

/* Without slashes at its end, so that a name can be put beside it. */
static char *folder_trimmed(const char *path)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    return memory_text(path, size);
}

/* Returns 0 or an errno. */
static int find_target(struct output_folder *folder)
{
    struct stat there;
    char *followed, *path = folder_trimmed(folder->shown);
    int error = output_path_follow(path, &followed, &there);
    if (error) {
        free(path);
        return error;
    }
    free(followed);
    char *real = realpath(path, NULL);
    error = real ? 0 : errno;
    folder->target = real ? real : path;
    if (real)
        free(path);
    return error == ENOENT ? 0 : error;
}

/* One export at a time. */
static enum status lock_target(struct output_folder *folder, struct problem *ret_problem)
{
    char *path = output_path_beside(folder->target, LOCK);
    int error = output_lock(path, O_CREAT, &folder->lock_fd);
    if (!error) {
        folder->lock = path;
        return STATUS_OK;
    }
    enum status status = error == EEXIST ? in_the_way(path, ret_problem) : folder_refused(folder, error, ret_problem);
    free(path);
    return status;
}

/* Returns 0 or an errno. */
static int look_for_present(struct output_folder *folder)
{
    if (stat(folder->target, &folder->present) == 0)
        return S_ISDIR(folder->present.st_mode) ? 0 : EEXIST;
    folder->present = (struct stat){0};
    return errno == ENOENT ? 0 : errno;
}

/* An export that was killed where two names cannot be exchanged at once may have left the earlier one without its
 * name. */
static enum status folder_clear_earlier(struct output_folder *folder, struct problem *ret_problem)
{
    struct stat there;
    char *earlier = output_path_beside(folder->target, OUTPUT_EARLIER);
    enum status status = STATUS_OK;
    if (folder->present.st_mode)
        status = remove_leftover(folder, earlier, ret_problem);
    else if (lstat(earlier, &there) == 0 && S_ISDIR(there.st_mode) && !output_path_is_trap(earlier, &there) &&
             rename(earlier, folder->target) == 0)
        look_for_present(folder);
    free(earlier);
    return status;
}

/* PATH is to be as open to others as PRESENT, but open to its owner. Returns 0 or an errno. */
static int set_access(const char *path, const struct stat *present)
{
    struct stat wanted = *present;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    wanted.st_mode |= wanted.st_mode ? S_IRWXU : 0;
    int error = output_access_set(fd, &wanted, 0777);
    close(fd);
    return error;
}

/* Nobody else looks into it before it has its place, unless those who could look into the one before may. */
static enum status make_temporary(struct output_folder *folder, struct problem *ret_problem)
{
    char *path = output_path_beside(folder->target, OUTPUT_PARTIAL);
    enum status status = remove_leftover(folder, path, ret_problem);
    if (status == STATUS_OK && mkdir(path, 0700) < 0)
        status = folder_refused(folder, errno, ret_problem);
    if (status != STATUS_OK) {
        free(path);
        return status;
    }
    folder->temporary = path;
    int error = folder->present.st_mode ? set_access(path, &folder->present) : 0;
    return error ? folder_refused(folder, error, ret_problem) : STATUS_OK;
}

static enum status prepare(struct output_folder *folder, struct problem *ret_problem)
{
    int error = find_target(folder);
    if (error)
        return folder_refused(folder, error, ret_problem);
    enum status status = lock_target(folder, ret_problem);
    if (status == STATUS_OK && (error = look_for_present(folder)))
        status = folder_refused(folder, error, ret_problem);
    if (status == STATUS_OK)
        status = folder_clear_earlier(folder, ret_problem);
    if (status == STATUS_OK && folder->present.st_mode)
        status = check_present(folder, ret_problem);
    return status == STATUS_OK ? make_temporary(folder, ret_problem) : status;
}

enum status output_folder_open(const char *path, const struct output_folder_kind *kind,
                               const struct file_claims *claims, struct output_folder **ret_folder,
                               struct problem *ret_problem)
{
    struct output_folder *folder = memory_zero(sizeof *folder);
    folder->kind = kind;
    folder->claims = claims;
    folder->shown = memory_text(path, strlen(path));
    folder->lock_fd = -1;
    enum status status = prepare(folder, ret_problem);
    if (status == STATUS_OK)
        *ret_folder = folder;
    else
        output_folder_abandon(folder);
    return status;
}

/* ---- filling ---- */

/* NAME in what is replaced; no mode: it is not there. */
static struct stat present_in(const struct output_folder *folder, const char *name)
{
    struct stat there = {0};
    char *path = folder_join(folder->target, name);
    if (!folder->present.st_mode || lstat(path, &there) < 0)
        there = (struct stat){0};
    free(path);
    return there;
}

enum status output_folder_add(struct output_folder *folder, const char *name, struct problem *ret_problem)
{
    const struct stat present = present_in(folder, name);
    char *path = folder_join(folder->temporary, name);
    int error = mkdir(path, 0777) < 0 ? errno : 0;
    if (!error && S_ISDIR(present.st_mode))
        error = set_access(path, &present);
    free(path);
    return error ? folder_refused(folder, error, ret_problem) : STATUS_OK;
}

static int write_all(int fd, const struct buffer *buffer)
{
    for (size_t written = 0; written < buffer->size;) {
        ssize_t taken = write(fd, buffer->data + written, buffer->size - written);
        if (taken >= 0)
            written += (size_t)taken;
        else if (errno != EINTR)
            return errno;
    }
    return 0;
}

/* Returns 0 or an errno. */
static int folder_append(const struct output_folder *folder, const char *name, const struct buffer *buffer)
{
    char *path = folder_join(folder->temporary, name);
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC), error = 0;
    if (fd < 0 && errno == ENOENT && (fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) >= 0) {
        const struct stat present = present_in(folder, name);
        error = S_ISREG(present.st_mode) ? output_access_set(fd, &present, 0666) : 0;
    }
    if (fd < 0)
        error = errno;
    free(path);
    if (!error)
        error = write_all(fd, buffer);
    return fd >= 0 && close(fd) < 0 && !error && errno != EINTR ? errno : error;
}

enum status output_folder_append(struct output_folder *folder, const char *name, struct buffer *buffer,
                                 struct problem *ret_problem)
{
    int error = folder_append(folder, name, buffer);
    buffer_clear(buffer);
    return error ? folder_refused(folder, error, ret_problem) : STATUS_OK;
}

const char *output_folder_path(const struct output_folder *folder, const char *name, struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, folder->temporary);
    buffer_add_char(out, '/');
    buffer_add_text(out, name);
    return buffer_text(out);
}

/* ---- the end ---- */

/* All files at once: one by one takes seconds for hundreds of folders. Returns 0 or an errno. */
static int sync_all(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    if (fd < 0)
        return errno;
    if (syncfs(fd) < 0 && errno != ENOSYS && errno != EINVAL)
        error = errno;
    close(fd);
    return error;
}

/* Not every file system can exchange two names at once: then the earlier folder has another name in between, and gets
 * its own back if the new one cannot take it. Returns 0 or an errno; what is left in RET_OLD, which the caller frees,
 * is to be removed. */
static int exchange(const struct output_folder *folder, char **ret_old)
{
    if (renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0) {
        *ret_old = memory_text(folder->temporary, strlen(folder->temporary));
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    char *earlier = output_path_beside(folder->target, OUTPUT_EARLIER);
    int error = rename(folder->target, earlier) < 0 ? errno : 0;
    if (!error && rename(folder->temporary, folder->target) < 0) {
        error = errno;
        rename(earlier, folder->target);
    }
    if (error)
        free(earlier);
    else
        *ret_old = earlier;
    return error;
}

/* Returns 0 or an errno. */
static int folder_put_in_place(struct output_folder *folder)
{
    char *old = NULL;
    int error = set_access(folder->temporary, &folder->present);
    if (!error)
        error = sync_all(folder->temporary);
    if (!error && folder->present.st_mode)
        error = exchange(folder, &old);
    else if (!error && rename(folder->temporary, folder->target) < 0)
        error = errno;
    if (error)
        return error;
    free(folder->temporary);
    folder->temporary = NULL;
    if (old)
        remove_all(old);
    free(old);
    return 0;
}

enum status output_folder_commit(struct output_folder *folder, struct problem *ret_problem)
{
    int error = folder_put_in_place(folder);
    enum status status = error ? folder_refused(folder, error, ret_problem) : STATUS_OK;
    output_folder_abandon(folder);
    return status;
}

void output_folder_abandon(struct output_folder *folder)
{
    if (!folder)
        return;
    if (folder->temporary)
        remove_all(folder->temporary);
    if (folder->lock)
        unlink(folder->lock);
    if (folder->lock_fd >= 0)
        close(folder->lock_fd);
    free(folder->lock);
    free(folder->temporary);
    free(folder->target);
    free(folder->shown);
    free(folder);
}
