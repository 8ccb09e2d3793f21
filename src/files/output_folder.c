#include "files/output_folder.h"

#include "files/file_problem.h"
#include "util/language.h"
#include "util/memory.h"
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

enum {
    DESCRIPTORS = 16,    /* that a walk over a folder may hold */
    NAME_KEPT_MAX = 200, /* octets of the folder's name in that of the temporary one, which must fit in NAME_MAX */
    MARKER_MAX = 512     /* octets of a marker file that are looked at */
};

struct output_folder {
    const struct output_folder_kind *kind;
    char *shown;     /* as the user gave it, for messages */
    char *target;    /* what is replaced at the end; links followed */
    char *temporary; /* beside it */
    bool exists;     /* there is a folder at TARGET */
};

static const char *advice(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "make the folder that it is in first";
    case EACCES:
    case EPERM:
    case EROFS:
        return "choose a place that you may write to";
    case ENOSPC:
    case EDQUOT:
        return "make room, or choose another place";
    default:
        return "choose another place";
    }
}

static enum status refused(const struct output_folder *folder, int error, struct problem *ret_problem)
{
    file_problem_set(ret_problem, folder->shown, 0, "cannot be written: %s; %s", language_error(error),
                     language_text(advice(error)));
    return STATUS_OUTPUT;
}

static enum status not_ours(const struct output_folder *folder, const char *name, struct problem *ret_problem)
{
    file_problem_set(
        ret_problem, folder->shown, 0,
        "is not replaced, as `%.100s' in it is no part of an export: move that away, or name another folder", name);
    return STATUS_OUTPUT;
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static char *join(const char *folder, const char *name)
{
    struct buffer text = {0};
    buffer_add_text(&text, folder);
    buffer_add_char(&text, '/');
    buffer_add_text(&text, name);
    char *path = memory_text(text.data, text.size);
    buffer_free(&text);
    return path;
}

/* What there is. */

static bool begins_with_marker(const struct output_folder *folder)
{
    char text[MARKER_MAX];
    char *path = join(folder->target, folder->kind->marker);
    FILE *file = fopen(path, "re");
    free(path);
    if (!file)
        return false;
    size_t size = fread(text, 1, sizeof text, file), mark = strlen(UTF8_BYTE_ORDER_MARK);
    size_t wanted = strlen(folder->kind->marker_line);
    fclose(file);
    size_t at = size >= mark && memcmp(text, UTF8_BYTE_ORDER_MARK, mark) == 0 ? mark : 0;
    return size - at >= wanted && memcmp(text + at, folder->kind->marker_line, wanted) == 0;
}

static enum status walk(const struct output_folder *folder, const char *path, bool inside, size_t *ret_count,
                        struct problem *ret_problem);

static enum status check_one(const struct output_folder *folder, const char *path, bool inside, const char *name,
                             struct problem *ret_problem)
{
    struct stat there;
    size_t count;
    char *whole = join(path, name);
    enum status status = STATUS_OK;
    if (lstat(whole, &there) < 0)
        status = refused(folder, errno, ret_problem);
    else if (!(S_ISDIR(there.st_mode) || S_ISREG(there.st_mode)) ||
             !folder->kind->may_hold(inside, S_ISDIR(there.st_mode), name))
        status = not_ours(folder, name, ret_problem);
    else if (S_ISDIR(there.st_mode))
        status = walk(folder, whole, true, &count, ret_problem);
    free(whole);
    return status;
}

static enum status walk(const struct output_folder *folder, const char *path, bool inside, size_t *ret_count,
                        struct problem *ret_problem)
{
    DIR *names = opendir(path);
    enum status status = STATUS_OK;
    *ret_count = 0;
    if (!names)
        return refused(folder, errno, ret_problem);
    for (struct dirent *entry; status == STATUS_OK && (entry = readdir(names));)
        if (!is_dot(entry->d_name)) {
            ++*ret_count;
            status = check_one(folder, path, inside, entry->d_name, ret_problem);
        }
    closedir(names);
    return status;
}

static enum status check_present(const struct output_folder *folder, struct problem *ret_problem)
{
    size_t count;
    enum status status = walk(folder, folder->target, false, &count, ret_problem);
    if (status == STATUS_OK && count && !begins_with_marker(folder)) {
        file_problem_set(ret_problem, folder->shown, 0,
                         "is not replaced, as it has no %s of an export: name another folder", folder->kind->marker);
        status = STATUS_OUTPUT;
    }
    return status;
}

/* Opening. */

/* Without slashes at its end, so that a name can be put beside it. */
static char *trimmed(const char *path)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    return memory_text(path, size);
}

static char *temporary_name(const char *target)
{
    const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
    size_t size = strlen(name);
    struct buffer text = {0};
    buffer_add(&text, target, (size_t)(name - target));
    buffer_add_char(&text, '.');
    buffer_add(&text, name, size < NAME_KEPT_MAX ? size : NAME_KEPT_MAX);
    buffer_add_text(&text, ".XXXXXX");
    char *result = memory_text(text.data, text.size);
    buffer_free(&text);
    return result;
}

/* Returns 0 or an errno. */
static int find_target(struct output_folder *folder)
{
    struct stat there;
    char *path = trimmed(folder->shown), *real = realpath(path, NULL);
    folder->target = real ? real : path;
    if (!real)
        return errno == ENOENT ? 0 : errno;
    free(path);
    if (stat(folder->target, &there) < 0)
        return errno;
    folder->exists = true;
    return S_ISDIR(there.st_mode) ? 0 : EEXIST;
}

static int make_temporary(struct output_folder *folder)
{
    mode_t mask = umask(0);
    umask(mask);
    folder->temporary = temporary_name(folder->target);
    if (!mkdtemp(folder->temporary)) {
        int error = errno;
        free(folder->temporary);
        folder->temporary = NULL;
        return error;
    }
    return chmod(folder->temporary, 0777 & ~mask) < 0 ? errno : 0;
}

enum status output_folder_open(const char *path, const struct output_folder_kind *kind,
                               struct output_folder **ret_folder, struct problem *ret_problem)
{
    struct output_folder *folder = memory_zero(sizeof *folder);
    folder->kind = kind;
    folder->shown = memory_text(path, strlen(path));
    int error = find_target(folder);
    enum status status = error ? refused(folder, error, ret_problem) : STATUS_OK;
    if (status == STATUS_OK && folder->exists)
        status = check_present(folder, ret_problem);
    if (status == STATUS_OK && (error = make_temporary(folder)))
        status = refused(folder, error, ret_problem);
    if (status == STATUS_OK)
        *ret_folder = folder;
    else
        output_folder_abandon(folder);
    return status;
}

/* Filling. */

enum status output_folder_add(struct output_folder *folder, const char *name, struct problem *ret_problem)
{
    char *path = join(folder->temporary, name);
    enum status status = mkdir(path, 0777) < 0 ? refused(folder, errno, ret_problem) : STATUS_OK;
    free(path);
    return status;
}

/* Returns 0 or an errno. */
static int append(const char *path, const struct buffer *buffer)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666), error = 0;
    if (fd < 0)
        return errno;
    for (size_t written = 0; written < buffer->size && !error;) {
        ssize_t taken = write(fd, buffer->data + written, buffer->size - written);
        if (taken >= 0)
            written += (size_t)taken;
        else if (errno != EINTR)
            error = errno;
    }
    return close(fd) < 0 && !error && errno != EINTR ? errno : error;
}

enum status output_folder_append(struct output_folder *folder, const char *name, struct buffer *buffer,
                                 struct problem *ret_problem)
{
    char *path = join(folder->temporary, name);
    int error = append(path, buffer);
    free(path);
    buffer_clear(buffer);
    return error ? refused(folder, error, ret_problem) : STATUS_OK;
}

const char *output_folder_path(const struct output_folder *folder, const char *name, struct buffer *out)
{
    buffer_clear(out);
    buffer_add_text(out, folder->temporary);
    buffer_add_char(out, '/');
    buffer_add_text(out, name);
    return buffer_text(out);
}

/* The end. */

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

/* All files at once: one by one takes seconds for hundreds of folders. Returns 0 or an errno. */
static int sync_all(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    if (fd < 0)
        return errno;
    if (syncfs(fd) < 0 && errno == EIO)
        error = errno;
    close(fd);
    return error;
}

/* Not every file system can exchange two names at once. */
static int exchange(const char *a, const char *b)
{
    if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    char *aside = temporary_name(b);
    int error = mkdtemp(aside) && rename(b, aside) == 0 ? 0 : errno;
    if (!error && rename(a, b) < 0)
        error = errno;
    if (!error && rename(aside, a) < 0)
        error = errno;
    free(aside);
    return error;
}

static int put_in_place(struct output_folder *folder)
{
    int error = sync_all(folder->temporary);
    if (error)
        return error;
    if (folder->exists)
        return exchange(folder->temporary, folder->target);
    if (rename(folder->temporary, folder->target) < 0)
        return errno;
    free(folder->temporary);
    folder->temporary = NULL;
    return 0;
}

/* What was exchanged is the temporary one then, and goes. */
enum status output_folder_commit(struct output_folder *folder, struct problem *ret_problem)
{
    int error = put_in_place(folder);
    enum status status = error ? refused(folder, error, ret_problem) : STATUS_OK;
    output_folder_abandon(folder);
    return status;
}

void output_folder_abandon(struct output_folder *folder)
{
    if (!folder)
        return;
    if (folder->temporary)
        remove_all(folder->temporary);
    free(folder->temporary);
    free(folder->target);
    free(folder->shown);
    free(folder);
}
