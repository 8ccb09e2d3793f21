/* SPDX-License-Identifier: Apache-2.0 */
#include "files/file_claims.h"

#include "output_path.h"
#include "util/memory.h"
#include "util/problem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum use { USE_READ, USE_READ_BEFORE, USE_WRITTEN, USE_HIDDEN };

struct identity {
    dev_t device;
    ino_t inode;
    char *name; /* of a file that does not exist, in the folder that this is; else NULL */
};

struct file_claim {
    struct identity identity;
    enum use use;
    char *path; /* for messages */
};

static bool file_claims_is_same(const struct identity *a, const struct identity *b)
{
    if (a->device != b->device || a->inode != b->inode)
        return false;
    return a->name && b->name ? strcmp(a->name, b->name) == 0 : a->name == b->name;
}

static bool is_compared(const struct stat *file)
{
    return S_ISREG(file->st_mode) || S_ISFIFO(file->st_mode) || S_ISBLK(file->st_mode);
}

static bool identify_stat(const struct stat *file, struct identity *ret_identity)
{
    *ret_identity = (struct identity){.device = file->st_dev, .inode = file->st_ino};
    return is_compared(file);
}

static bool identify_descriptor(int fd, struct identity *ret_identity)
{
    struct stat there;
    return fstat(fd, &there) == 0 && identify_stat(&there, ret_identity);
}

/* TARGET with no link at its end; it need not exist. */
static bool identify_target(const char *target, struct identity *ret_identity)
{
    struct stat there;
    if (lstat(target, &there) == 0)
        return identify_stat(&there, ret_identity);
    char *folder = output_path_folder(target);
    bool found = stat(folder, &there) == 0;
    free(folder);
    if (!found)
        return false;
    const char *name = target + output_path_folder_size(target);
    *ret_identity = (struct identity){there.st_dev, there.st_ino, memory_text(name, strlen(name))};
    return true;
}

/* Takes the identity over. */
static void file_claims_add(struct file_claims *claims, const struct identity *identity, enum use use, const char *path)
{
    claims->items = memory_resize(claims->items, claims->count + 1, sizeof *claims->items);
    claims->items[claims->count++] = (struct file_claim){*identity, use, memory_text(path, strlen(path))};
}

static void add_read(struct file_claims *claims, const char *path, enum use use)
{
    struct stat there;
    struct identity identity;
    bool standard = strcmp(path, "-") == 0;
    if ((standard ? fstat(STDIN_FILENO, &there) : stat(path, &there)) == 0 && identify_stat(&there, &identity))
        file_claims_add(claims, &identity, use, standard ? SAID_STANDARD_INPUT : path);
}

void file_claims_read(struct file_claims *claims, const char *path)
{
    add_read(claims, path, USE_READ);
}

void file_claims_read_before(struct file_claims *claims, const char *path)
{
    add_read(claims, path, USE_READ_BEFORE);
}

void file_claims_read_descriptor(struct file_claims *claims, int fd, const char *path)
{
    struct identity identity;
    if (claims && identify_descriptor(fd, &identity))
        file_claims_add(claims, &identity, USE_READ, path);
}

/* A file that is written, as it is compared with what was claimed before. */
struct written {
    const char *path;
    bool direct; /* not replaced when it is finished: what it holds goes with the first octet */
    struct identity identity;
    enum use use;
};

static bool clashes(const struct file_claim *claim, const struct written *written)
{
    if (!file_claims_is_same(&claim->identity, &written->identity))
        return false;
    switch (claim->use) {
    case USE_READ:
    case USE_WRITTEN:
        return true;
    case USE_READ_BEFORE:
        return written->direct || written->use == USE_HIDDEN;
    case USE_HIDDEN: /* long names may share one; its lock tells these apart */
        return written->use == USE_WRITTEN;
    }
    return false;
}

/* Takes the identity over. */
static enum status claim(struct file_claims *claims, struct written *written, struct problem *ret_problem)
{
    const char *shown = strcmp(written->path, "-") == 0 ? SAID_STANDARD_OUTPUT : written->path;
    for (size_t i = 0; i < claims->count; i++) {
        const struct file_claim *other = &claims->items[i];
        if (!clashes(other, written))
            continue;
        if (other->use == USE_WRITTEN || other->use == USE_HIDDEN)
            problem_keep_at(ret_problem, shown, 0, SAID_OUTPUT_TWICE);
        else
            problem_set_at(ret_problem, shown, 0,
                           SAY_OUTPUT_OVERWRITES_INPUT(saying_label(other->path, PROBLEM_FILE_SHOWN_MAX)));
        free(written->identity.name);
        return STATUS_USAGE;
    }
    file_claims_add(claims, &written->identity, written->use, written->path);
    return STATUS_OK;
}

/* A run that was killed leaves a second name of the report itself, perhaps. */
static enum status claim_hidden(struct file_claims *claims, const char *path, const char *target,
                                struct problem *ret_problem)
{
    static const char *const names[] = {OUTPUT_PARTIAL, OUTPUT_RESUMED, OUTPUT_EARLIER};
    enum status status = STATUS_OK;
    struct identity own;
    bool has_own = identify_target(target, &own);
    for (size_t i = 0; i < sizeof names / sizeof *names && status == STATUS_OK; i++) {
        struct written hidden = {.path = path, .use = USE_HIDDEN};
        char *beside = output_path_beside(target, names[i]);
        if (identify_target(beside, &hidden.identity) && !(has_own && file_claims_is_same(&own, &hidden.identity)))
            status = claim(claims, &hidden, ret_problem);
        free(beside);
    }
    free(has_own ? own.name : NULL);
    return status;
}

static enum status claim_path(struct file_claims *claims, const char *path, struct problem *ret_problem)
{
    struct stat there;
    char *target;
    struct written written = {.path = path, .use = USE_WRITTEN};
    if (output_path_follow(path, &target, &there) != 0)
        return STATUS_OK; /* cannot be opened, either */
    enum status status = STATUS_OK;
    written.direct = there.st_mode && !S_ISREG(there.st_mode);
    if (identify_target(target, &written.identity))
        status = claim(claims, &written, ret_problem);
    if (status == STATUS_OK && !written.direct)
        status = claim_hidden(claims, path, target, ret_problem);
    free(target);
    return status;
}

enum status file_claims_write(struct file_claims *claims, const char *path, struct problem *ret_problem)
{
    struct written written = {.path = path, .direct = true, .use = USE_WRITTEN};
    int fd = output_path_descriptor(path);
    if (fd == OUTPUT_NOT_A_DESCRIPTOR)
        return claim_path(claims, path, ret_problem);
    return identify_descriptor(fd, &written.identity) ? claim(claims, &written, ret_problem) : STATUS_OK;
}

const char *file_claims_reader(const struct file_claims *claims, const struct stat *file)
{
    struct identity identity;
    if (!claims || !identify_stat(file, &identity))
        return NULL;
    for (size_t i = 0; i < claims->count; i++)
        if (claims->items[i].use == USE_READ && file_claims_is_same(&claims->items[i].identity, &identity))
            return claims->items[i].path;
    return NULL;
}

void file_claims_free(struct file_claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        free(claims->items[i].identity.name);
        free(claims->items[i].path);
    }
    free(claims->items);
    *claims = (struct file_claims){0};
}
