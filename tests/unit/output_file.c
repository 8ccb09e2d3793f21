/* SPDX-License-Identifier: Apache-2.0 */
#include "files/output_file.h"
#include "said.h"
#include "util/problem.h"

#include "expect.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/unit-output-XXXXXX";

/* Every test works in a folder of its own, which is empty again at the end. */
static int enter_folder(void **state)
{
    (void)state;
    umask(022);
    signal(SIGPIPE, SIG_IGN);
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    (void)state;
    return chdir("/") || rmdir(folder);
}

static unsigned files_here(void)
{
    unsigned count = 0;
    DIR *here = opendir(".");
    assert_non_null(here);
    while (readdir(here))
        count++;
    closedir(here);
    return count - 2;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void expect_file(const char *path, const char *expected)
{
    char text[256];
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s is not there", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    expect_text(path, text, expected);
}

static mode_t mode_of(const char *path)
{
    struct stat stat_of;
    assert_int_equal(stat(path, &stat_of), 0);
    return stat_of.st_mode & 07777;
}

static struct output_file *open_output(const char *path)
{
    struct output_file *file = NULL;
    struct problem problem = {.text = ""};
    output_file_open(path, &file, &problem);
    assert_string_equal(told(problem.text), "");
    return file;
}

static void put(struct output_file *file, const char *text)
{
    struct problem problem;
    struct buffer buffer = {0};
    buffer_add_text(&buffer, text);
    assert_int_equal(output_file_write(file, &buffer, &problem), STATUS_OK);
    assert_int_equal(buffer.size, 0);
    buffer_free(&buffer);
}

/* Puts one in its place, and is done with it. */
static enum status commit_alone(struct output_file *file, struct problem *ret_problem)
{
    enum status status = output_files_commit(&file, 1, ret_problem);
    output_file_abandon(file);
    return status;
}

static void commit(struct output_file *file)
{
    struct problem problem = {.text = ""};
    commit_alone(file, &problem);
    assert_string_equal(told(problem.text), "");
}

static void expect_refused(const char *path, const char *expected)
{
    struct output_file *file = NULL;
    struct problem problem = {.text = ""};
    assert_int_equal(output_file_open(path, &file, &problem), STATUS_OUTPUT);
    expect_text(path, told(problem.text), expected);
    assert_null(file);
}

/* ---- a file of its own ---- */

static void test_new_file_appears_at_commit(void **state)
{
    (void)state;
    struct output_file *file = open_output("report.csv");
    struct problem problem;
    put(file, "one\n");
    put(file, "two\n");
    assert_int_equal(output_file_flush(file, &problem), STATUS_OK);
    assert_int_equal(access("report.csv", F_OK), -1);
    assert_int_equal(files_here(), 1);
    commit(file);
    expect_file("report.csv", "one\ntwo\n");
    assert_int_equal(mode_of("report.csv"), 0644);
    assert_int_equal(files_here(), 1);
    unlink("report.csv");
}

static void test_existing_file_stays_until_commit(void **state)
{
    (void)state;
    write_file("report.csv", "earlier\n");
    chmod("report.csv", 0600);
    struct output_file *file = open_output("report.csv");
    put(file, "new\n");
    expect_file("report.csv", "earlier\n");
    commit(file);
    expect_file("report.csv", "new\n");
    assert_int_equal(mode_of("report.csv"), 0600);
    unlink("report.csv");
}

static void test_abandoned_file_leaves_nothing(void **state)
{
    (void)state;
    write_file("report.csv", "earlier\n");
    struct output_file *file = open_output("report.csv");
    put(file, "new\n");
    output_file_abandon(file);
    expect_file("report.csv", "earlier\n");
    assert_int_equal(files_here(), 1);
    unlink("report.csv");
    output_file_abandon(open_output("report.csv"));
    assert_int_equal(files_here(), 0);
    output_file_abandon(NULL);
}

static struct output_file *resume(const char *path)
{
    struct output_file *file = NULL;
    struct problem problem = {.text = ""};
    output_file_resume(path, &file, &problem);
    assert_string_equal(told(problem.text), "");
    return file;
}

static void expect_resumed(const struct output_file *file, const char *expected)
{
    const char *path;
    char text[256];
    int fd = output_file_resumed(file, &path);
    assert_int_not_equal(fd, -1);
    ssize_t size = read(fd, text, sizeof text - 1);
    assert_true(size >= 0);
    text[size] = '\0';
    expect_text(path, text, expected);
}

static void leave_unfinished(struct output_file *file, const char *text)
{
    put(file, text);
    assert_true(output_file_keep(file));
}

/* What an interrupted run left is found again by its path, and goes when it stands elsewhere. */
static void test_unfinished_file(void **state)
{
    struct problem problem = {""};
    const char *path;
    (void)state;
    write_file("report", "earlier");
    struct output_file *file = resume("report");
    assert_int_equal(output_file_resumed(file, &path), -1);
    leave_unfinished(file, "half");
    expect_file("report", "earlier");
    expect_file(".report.partial", "half");

    file = resume("report");
    output_file_resumed(file, &path);
    assert_string_equal(path, ".report.resumed");
    expect_resumed(file, "half");
    leave_unfinished(file, "a");
    file = resume("report");
    expect_resumed(file, "half"); /* what was set aside before the last run had caught up */
    put(file, "half and more");
    assert_int_equal(output_file_save(file, &problem), STATUS_OK);
    expect_file(".report.partial", "half and more");
    assert_int_equal(output_file_forget_resumed(file, &problem), STATUS_OK);
    assert_int_equal(access(".report.resumed", F_OK), -1);
    assert_int_equal(output_file_resumed(file, &path), -1);
    assert_true(output_file_keep(file));

    file = resume("report");
    expect_resumed(file, "half and more");
    output_file_abandon(file);
    expect_file(".report.resumed", "half and more");
    file = open_output("report"); /* not gone on with: it is forgotten, and no later run believes it */
    leave_unfinished(file, "anew");
    file = resume("report");
    expect_resumed(file, "anew");
    assert_int_equal(output_file_forget_resumed(file, &problem), STATUS_OK);
    put(file, "whole");
    commit(file);
    expect_file("report", "whole");
    assert_int_equal(files_here(), 1);
    unlink("report");
}

/* Whoever may write to the folder can make such a file: only ours is believed, and nothing waits for a reader. */
static void test_unfinished_file_of_somebody_else(void **state)
{
    enum { SYMBOLIC, HARD, FIFO, FOLDER, KIND_COUNT };
    static const char *const names[] = {".report.partial", ".report.resumed"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            struct output_file *file = NULL;
            struct problem problem = {""};
            write_file("mine", "mine");
            assert_int_equal(kind == SYMBOLIC ? symlink("mine", names[i])
                             : kind == HARD   ? link("mine", names[i])
                             : kind == FIFO   ? mkfifo(names[i], 0600)
                                              : mkdir(names[i], 0700),
                             0);
            assert_int_equal(output_file_resume("report", &file, &problem), STATUS_OUTPUT);
            expect_part(names[i], told(problem.text),
                        "remove the unfinished file beside it, which belongs to another user");
            expect_file("mine", "mine");
            assert_int_equal(remove(names[i]), 0);
            unlink("mine");
        }
    assert_int_equal(files_here(), 0);
}

/* In a folder like /tmp, what another user has made is neither followed nor replaced. Only root can make it here. */
static void test_trap(void **state)
{
    enum { NOBODY = 65534 };
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir("for-all", 0777) | chmod("for-all", 01777), 0);
    write_file("mine", "mine");
    write_file("for-all/file", "a trap");
    assert_int_equal(chown("for-all/file", NOBODY, (gid_t)-1) | chmod("for-all/file", 0666), 0);
    assert_int_equal(symlink("../mine", "for-all/link") | lchown("for-all/link", NOBODY, (gid_t)-1), 0);
    for (size_t i = 0; i < 2; i++)
        expect_refused(i ? "for-all/file" : "for-all/link",
                       i ? "for-all/file: cannot be written: Operation not permitted; another user may have made it "
                           "where everybody may write: choose another place"
                         : "for-all/link: cannot be written: Operation not permitted; another user may have made it "
                           "where everybody may write: choose another place");
    /* what was not there yet when the run began */
    struct problem problem = {""};
    struct output_file *file = open_output("for-all/late");
    assert_int_equal(rename("for-all/file", "for-all/late"), 0);
    assert_int_equal(output_files_commit(&file, 1, &problem), STATUS_OUTPUT);
    output_file_abandon(file);
    expect_part("late", told(problem.text), "another user may have made it");
    expect_file("for-all/late", "a trap");
    /* nor is it taken for what a run that was killed has left */
    assert_int_equal(rename("for-all/late", "for-all/.new.earlier"), 0);
    output_file_abandon(open_output("for-all/new"));
    expect_file("for-all/.new.earlier", "a trap");
    assert_int_equal(access("for-all/new", F_OK), -1);
    assert_int_equal(rename("for-all/link", "for-all/.new.earlier"), 0);
    output_file_abandon(open_output("for-all/new"));
    assert_int_equal(access("for-all/new", F_OK), -1);
    expect_file("mine", "mine");
    /* in a folder of their own, people may do as they like */
    assert_int_equal(chmod("for-all", 0755), 0);
    assert_int_equal(rename("for-all/.new.earlier", "for-all/link"), 0);
    output_file_abandon(open_output("for-all/link"));
    assert_int_equal(unlink("for-all/link") | rmdir("for-all") | unlink("mine"), 0);
    assert_int_equal(files_here(), 0);
}

/* Somebody without root's rights, as root may write to every folder. */
static void test_folder_that_may_not_be_written_to(void **state)
{
    enum { NOBODY = 65534 };
    (void)state;
    bool root = geteuid() == 0;
    assert_int_equal(chmod(folder, 0755) | mkdir("other", 0555), 0);
    struct output_file *file = NULL;
    struct problem problem = {""};
    assert_int_equal(root ? seteuid(NOBODY) : 0, 0);
    enum status status = output_file_open("other/report", &file, &problem);
    assert_int_equal(root ? seteuid(0) : 0, 0);
    assert_int_equal(rmdir("other"), 0);
    assert_int_equal(status, STATUS_OUTPUT);
    expect_part("other/report", told(problem.text),
                ": cannot be written: Permission denied; choose a folder that you may ");
}

/* A report that nobody may write to, or that has another owner, does not stop the run that goes on. */
static void test_unfinished_file_is_the_users_alone(void **state)
{
    (void)state;
    write_file("report", "earlier");
    chmod("report", 0444);
    leave_unfinished(open_output("report"), "half");
    assert_int_equal(mode_of(".report.partial"), 0600);
    struct output_file *file = resume("report");
    expect_resumed(file, "half");
    commit(file);
    assert_int_equal(mode_of("report"), 0444);
    unlink(".report.resumed");
    unlink("report");
}

static void test_two_at_once(void **state)
{
    struct output_file *first, *second;
    struct problem problem = {""};
    (void)state;
    first = open_output("report");
    assert_int_equal(output_file_open("report", &second, &problem), STATUS_OUTPUT);
    assert_non_null(strstr(told(problem.text), "another run writes it"));
    assert_int_equal(output_file_resume("report", &second, &problem), STATUS_OUTPUT);
    leave_unfinished(first, "half");
    first = resume("report");
    assert_int_equal(output_file_resume("report", &second, &problem), STATUS_OUTPUT);
    assert_int_equal(output_file_open("report", &second, &problem), STATUS_OUTPUT);
    expect_resumed(first, "half");
    output_file_abandon(first);
    second = open_output("report");
    output_file_abandon(second);
    assert_int_equal(files_here(), 0);
}

/* ---- several ---- */

static void test_all_or_none(void **state)
{
    (void)state;
    struct problem problem = {""};
    write_file("a", "earlier a");
    struct output_file *files[] = {open_output("a"), open_output("new"), open_output("b")};
    put(files[0], "new a");
    put(files[1], "new");
    put(files[2], "new b");
    assert_int_equal(mkdir("b", 0755), 0); /* the last cannot take its place */
    assert_int_equal(output_files_commit(files, COUNT_OF(files), &problem), STATUS_OUTPUT);
    assert_string_equal(told(problem.text), "b: cannot be written: Is a directory; name a file in it");
    expect_file("a", "earlier a");
    assert_int_equal(access("new", F_OK), -1);
    expect_file(".a.partial", "new a");
    rmdir("b");
    assert_int_equal(output_files_commit(files, COUNT_OF(files), &problem), STATUS_OK);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        output_file_abandon(files[i]);
    expect_file("a", "new a");
    expect_file("new", "new");
    expect_file("b", "new b");
    assert_int_equal(files_here(), 3);
    unlink("a");
    unlink("new");
    unlink("b");
}

/* What a process that was killed between two names left of the report before. */
static void test_earlier_report(void **state)
{
    (void)state;
    write_file(".a.earlier", "earlier");
    output_file_abandon(open_output("a"));
    expect_file("a", "earlier");
    write_file(".a.earlier", "older");
    output_file_abandon(open_output("a"));
    expect_file("a", "earlier");
    assert_int_equal(files_here(), 1);
    unlink("a");
}

static void test_umask_decides_the_mode_of_a_new_file(void **state)
{
    (void)state;
    umask(077);
    commit(open_output("report.csv"));
    assert_int_equal(mode_of("report.csv"), 0600);
    assert_int_equal(umask(022), 077);
    unlink("report.csv");
}

static void test_many_blocks(void **state)
{
    (void)state;
    struct output_file *file = open_output("./big");
    struct buffer buffer = {0};
    struct problem problem;
    struct stat stat_of;
    size_t total = 0;
    for (size_t size = 1; size < 1000000; size = size * 3 + 1) {
        memset(buffer_reserve(&buffer, size), (int)('a' + total % 26), size);
        buffer.size += size;
        total += size;
        assert_int_equal(output_file_write(file, &buffer, &problem), STATUS_OK);
    }
    commit(file);
    assert_int_equal(stat("big", &stat_of), 0);
    assert_int_equal(stat_of.st_size, total);
    buffer_free(&buffer);
    unlink("big");
}

static void test_whole_blocks(void **state)
{
    (void)state;
    struct output_file *file = open_output("./big");
    struct buffer buffer = {0}, all = {0};
    struct problem problem;
    for (unsigned i = 0; i < 100000; i++) {
        size_t before = buffer.size;
        buffer_add_unsigned(&buffer, i);
        buffer_add_char(&buffer, '\n');
        buffer_add(&all, buffer.data + before, buffer.size - before);
        if (buffer.size >= 100000)
            assert_int_equal(output_file_write_blocks(file, &buffer, &problem), STATUS_OK);
        assert_true(buffer.size < 100000);
        if (i == 50000) /* what waits is written before what follows */
            assert_int_equal(output_file_write(file, &buffer, &problem), STATUS_OK);
    }
    assert_int_equal(output_file_write(file, &buffer, &problem), STATUS_OK);
    commit(file);
    FILE *written = fopen("big", "r");
    char *text = test_malloc(all.size + 1);
    assert_non_null(written);
    assert_int_equal(fread(text, 1, all.size + 1, written), all.size);
    assert_memory_equal(text, all.data, all.size);
    fclose(written);
    test_free(text);
    buffer_free(&buffer);
    buffer_free(&all);
    unlink("big");
}

static void test_long_name(void **state)
{
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    struct output_file *file = open_output(name);
    put(file, "x");
    commit(file);
    expect_file(name, "x");
    unlink(name);
}

/* ---- links ---- */

static void test_link_stays_and_its_target_is_replaced(void **state)
{
    (void)state;
    struct stat stat_of;
    assert_int_equal(mkdir("folder", 0755), 0);
    write_file("folder/target", "earlier\n");
    assert_int_equal(symlink("folder/link", "first"), 0);
    assert_int_equal(symlink("target", "folder/link"), 0);
    struct output_file *file = open_output("first");
    put(file, "new\n");
    commit(file);
    assert_int_equal(lstat("first", &stat_of), 0);
    assert_true(S_ISLNK(stat_of.st_mode));
    assert_int_equal(lstat("folder/link", &stat_of), 0);
    assert_true(S_ISLNK(stat_of.st_mode));
    expect_file("folder/target", "new\n");

    unlink("folder/target");
    file = open_output("first"); /* a link to nothing: what it points to is made */
    put(file, "made\n");
    commit(file);
    expect_file("folder/target", "made\n");
    unlink("folder/target");
    unlink("folder/link");
    unlink("first");
    rmdir("folder");
}

static void test_links_in_a_circle(void **state)
{
    (void)state;
    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(symlink("a", "b"), 0);
    expect_refused("a", "a: cannot be written: Too many levels of symbolic links; choose another place");
    unlink("a");
    unlink("b");
}

/* ---- what cannot be written ---- */

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0755), 0);
    expect_refused("folder", "folder: cannot be written: Is a directory; name a file in it");
    expect_refused("folder/", "folder/: cannot be written: Is a directory; name a file in it");
    expect_refused("none/x.csv", "none/x.csv: cannot be written: No such file or directory; make the folder first");
    expect_refused("a\x1b[m/b", "a\\027[m/b: cannot be written: No such file or directory; make the folder first");
    write_file("file", "");
    expect_refused("file/x", "file/x: cannot be written: Not a directory; make the folder first");
    expect_refused("/dev/fd/999", "/dev/fd/999: cannot be written: Bad file descriptor; choose another place");
    unlink("file");
    rmdir("folder");
    assert_int_equal(files_here(), 0);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct output_file *file = open_output("/dev/full");
    struct problem problem;
    put(file, "x");
    assert_int_equal(commit_alone(file, &problem), STATUS_OUTPUT);
    assert_string_equal(told(problem.text),
                        "/dev/full: cannot be written: No space left on device; make room, or choose another place");
}

/* A limit on the size of files stands for a disk that becomes full. */
static void test_disk_that_becomes_full(void **state)
{
    (void)state;
    struct rlimit before, small;
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 100000;
    write_file("report.csv", "earlier\n");
    struct output_file *file = open_output("report.csv");
    struct buffer buffer = {0};
    struct problem problem = {.text = ""};
    memset(buffer_reserve(&buffer, 200000), 'x', 200000);
    buffer.size = 200000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum status status = output_file_write(file, &buffer, &problem);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, STATUS_OUTPUT);
    assert_string_equal(told(problem.text),
                        "report.csv: cannot be written: File too large; make room, or choose another place");
    output_file_abandon(file);
    expect_file("report.csv", "earlier\n");
    assert_int_equal(files_here(), 1);
    unlink("report.csv");
    buffer_free(&buffer);
}

static void test_name_that_became_a_folder(void **state)
{
    (void)state;
    struct output_file *file = open_output("report.csv");
    struct problem problem = {.text = ""};
    assert_int_equal(mkdir("report.csv", 0755), 0);
    assert_int_equal(commit_alone(file, &problem), STATUS_OUTPUT);
    assert_string_equal(told(problem.text), "report.csv: cannot be written: Is a directory; name a file in it");
    assert_int_equal(files_here(), 1);
    rmdir("report.csv");
}

static void test_long_path_in_a_message(void **state)
{
    (void)state;
    struct buffer path = {0};
    struct output_file *file;
    struct problem problem;
    for (int i = 0; i < 200; i++)
        buffer_add_text(&path, "long/");
    buffer_add_text(&path, "end");
    assert_int_equal(output_file_open(buffer_text(&path), &file, &problem), STATUS_OUTPUT);
    expect_start("its end is shown", told(problem.text), "...");
    expect_part("its end is shown", told(problem.text),
                "/long/end: cannot be written: No such file or directory; make");
    buffer_clear(&path);
    for (int i = 0; i < 1000; i++)
        buffer_add_text(&path, "\x1b");
    assert_int_equal(output_file_open(buffer_text(&path), &file, &problem), STATUS_OUTPUT);
    assert_true(strlen(told(problem.text)) < 4 * (PROBLEM_FILE_SHOWN_MAX + 50));
    buffer_free(&path);
}

/* ---- standard output, pipes, devices ---- */

/* Standard output is FD while this is written to PATH; returns the status of the commit. */
static enum status write_with_stdout(int fd, const char *path, const char *text, struct problem *problem)
{
    struct output_file *file = NULL;
    struct buffer buffer = {0};
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    dup2(fd, STDOUT_FILENO);
    enum status status = output_file_open(path, &file, problem);
    buffer_add_text(&buffer, text);
    if (status == STATUS_OK)
        status = output_file_write(file, &buffer, problem);
    if (status == STATUS_OK)
        status = commit_alone(file, problem);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    buffer_free(&buffer);
    return status;
}

static void test_standard_output(void **state)
{
    (void)state;
    static const char *const paths[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
    struct problem problem;
    int fd = open("out", O_WRONLY | O_CREAT | O_APPEND, 0644);
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        assert_int_equal(write_with_stdout(fd, paths[i], "x\n", &problem), STATUS_OK);
    close(fd);
    expect_file("out", "x\nx\nx\nx\n"); /* what was there is neither replaced nor overwritten */
    assert_int_equal(files_here(), 1);
    unlink("out");
}

static void test_reader_that_went_away(void **state)
{
    (void)state;
    struct problem problem;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write_with_stdout(ends[1], "-", "x\n", &problem), STATUS_OUTPUT);
    assert_string_equal(told(problem.text), "");
    close(ends[1]);
}

/* Reads slowly from a pipe that does not block its writer, and exits with whether all came. */
static void read_all(int fd, size_t expected)
{
    char bytes[10000];
    size_t total = 0;
    ssize_t size;
    while ((size = read(fd, bytes, sizeof bytes)) > 0) {
        total += (size_t)size;
        usleep(500);
    }
    _exit(total == expected ? 0 : 1);
}

static void test_pipe_that_does_not_block(void **state)
{
    (void)state;
    enum { SIZE = 500000 };
    struct problem problem;
    int ends[2], result;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        fcntl(ends[0], F_SETFL, 0);
        read_all(ends[0], SIZE);
    }
    struct buffer text = {0};
    memset(buffer_reserve(&text, SIZE), 'x', SIZE);
    text.size = SIZE;
    assert_int_equal(write_with_stdout(ends[1], "-", buffer_text(&text), &problem), STATUS_OK);
    close(ends[0]);
    close(ends[1]);
    waitpid(child, &result, 0);
    assert_int_equal(result, 0);
    buffer_free(&text);
}

static void test_devices_are_written_directly(void **state)
{
    (void)state;
    struct stat before, after;
    assert_int_equal(stat("/dev/null", &before), 0);
    assert_int_equal(symlink("/dev/null", "nowhere"), 0);
    struct output_file *file = open_output("nowhere");
    put(file, "x\n");
    commit(file);
    assert_int_equal(stat("/dev/null", &after), 0);
    assert_true(S_ISCHR(after.st_mode) && before.st_ino == after.st_ino);
    unlink("nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_file_appears_at_commit),
        cmocka_unit_test(test_existing_file_stays_until_commit),
        cmocka_unit_test(test_abandoned_file_leaves_nothing),
        cmocka_unit_test(test_unfinished_file),
        cmocka_unit_test(test_unfinished_file_of_somebody_else),
        cmocka_unit_test(test_trap),
        cmocka_unit_test(test_folder_that_may_not_be_written_to),
        cmocka_unit_test(test_unfinished_file_is_the_users_alone),
        cmocka_unit_test(test_all_or_none),
        cmocka_unit_test(test_earlier_report),
        cmocka_unit_test(test_two_at_once),
        cmocka_unit_test(test_umask_decides_the_mode_of_a_new_file),
        cmocka_unit_test(test_many_blocks),
        cmocka_unit_test(test_whole_blocks),
        cmocka_unit_test(test_long_name),
        cmocka_unit_test(test_link_stays_and_its_target_is_replaced),
        cmocka_unit_test(test_links_in_a_circle),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_disk_that_becomes_full),
        cmocka_unit_test(test_name_that_became_a_folder),
        cmocka_unit_test(test_long_path_in_a_message),
        cmocka_unit_test(test_standard_output),
        cmocka_unit_test(test_reader_that_went_away),
        cmocka_unit_test(test_pipe_that_does_not_block),
        cmocka_unit_test(test_devices_are_written_directly),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
