/* SPDX-License-Identifier: Apache-2.0 */
#include "output_path.h"

#include "util/buffer.h"
#include "util/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINKS_MAX = 40,     /* symbolic links followed, as Linux does (path_resolution(7)) */
    NAME_KEPT_MAX = 200 /* octets of the file's name in that of the hidden one, which must fit in NAME_MAX */
};

static int read_descriptor(const char *digits)
{
    char *end;
    long number = strtol(digits, &end, 10);
    return end > digits && !*end && number >= 0 && number <= INT_MAX ? (int)number : OUTPUT_NOT_A_DESCRIPTOR;
}

int output_path_descriptor(const char *path)
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
    return OUTPUT_NOT_A_DESCRIPTOR;
}

size_t output_path_folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

char *output_path_folder(const char *path)
{
    size_t size = output_path_folder_size(path);
    return size ? memory_text(path, size) : memory_text(".", 1);
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
        buffer_add(&whole, path, output_path_folder_size(path));
    buffer_add(&whole, target, (size_t)size);
    char *text = memory_text(whole.data, whole.size);
    buffer_free(&whole);
    return text;
}

bool output_path_is_trap(const char *path, const struct stat *there)
{
    struct stat around;
    if (there->st_uid == geteuid())
        return false;
    char *folder = output_path_folder(path);
    bool for_all = stat(folder, &around) == 0 && (around.st_mode & S_ISVTX) && (around.st_mode & S_IWOTH);
    free(folder);
    return for_all && there->st_uid != around.st_uid;
}

int output_path_follow(const char *path, char **ret_target, struct stat *ret_stat)
{
    char *at = memory_text(path, strlen(path));
    int error = ELOOP;
    for (int links = 0; links <= LINKS_MAX; links++) {
        if (lstat(at, ret_stat) < 0) {
            error = errno == ENOENT ? 0 : errno;
            *ret_stat = (struct stat){0};
            break;
        }
        if (output_path_is_trap(at, ret_stat)) {
            error = EPERM;
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

char *output_path_beside(const char *target, const char *what)
{
    size_t folder = output_path_folder_size(target), name = strlen(target + folder);
    struct buffer text = {0};
    buffer_add(&text, target, folder);
    buffer_add_char(&text, '.');
    buffer_add(&text, target + folder, name < NAME_KEPT_MAX ? name : NAME_KEPT_MAX);
    buffer_add_text(&text, what);
    char *result = memory_text(text.data, text.size);
    buffer_free(&text);
    return result;
}
