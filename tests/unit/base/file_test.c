#include "check.h"

#include "base/file.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char folder[64];
    char path[4][96];
};

static int set_up(void **state) {
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    (void)snprintf(place->folder, sizeof place->folder, "/tmp/xuncha-file-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(place->path[i], sizeof place->path[i], "%s/%c", place->folder,
                       (int)('a' + i));
    }
    *state = place;
    return 0;
}

static int tear_down(void **state) {
    struct place *place = *state;
    for (size_t i = 4; i-- > 0;) {
        (void)chmod(place->path[i], 0700);
        (void)remove(place->path[i]);
    }
    int left = rmdir(place->folder); /* fails where a temporary file was left behind */
    free(place);
    return left;
}

static unsigned entries(const char *folder) {
    unsigned count = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    while (readdir(open) != NULL) {
        count++;
    }
    (void)closedir(open);
    return count - 2;
}

static void assert_content(const char *path, struct xc_str expected) {
    struct xc_buffer out = xc_buffer_make(1U << 20);
    assert_int_equal(xc_file_read(path, &out, NULL), XC_OK);
    assert_true(xc_str_equal(xc_buffer_view(&out), expected));
    xc_buffer_free(&out);
}

static void test_write_and_read(void **state) {
    struct place *place = *state;
    struct stat status;
    assert_false(xc_file_exists(place->path[0]));
    assert_int_equal(xc_file_write(place->path[0], XC_STR("one\0two\n"), 0600, NULL),
                     XC_OK);
    assert_true(xc_file_exists(place->path[0]));
    assert_content(place->path[0], XC_STR("one\0two\n"));
    assert_int_equal(stat(place->path[0], &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(xc_file_write(place->path[0], XC_STR(""), 0644, NULL), XC_OK);
    assert_content(place->path[0], XC_STR(""));
    assert_int_equal(stat(place->path[0], &status), 0);
    assert_int_equal(status.st_mode & 07777, 0644); /* whatever the umask says */
    assert_int_equal(entries(place->folder), 1);
}

static void test_file_name_without_folder(void **state) {
    struct place *place = *state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(place->folder), 0);
    int code = xc_file_write("b", XC_STR("here"), 0600, NULL);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(code, XC_OK);
    assert_content(place->path[1], XC_STR("here"));
}

static void test_read_appends_up_to_the_limit(void **state) {
    struct place *place = *state;
    struct xc_error error = {0};
    assert_int_equal(xc_file_write(place->path[0], XC_STR("0123456789"), 0600, NULL),
                     XC_OK);
    struct xc_buffer out = xc_buffer_make(12);
    assert_int_equal(xc_buffer_puts(&out, "<<"), XC_OK);
    assert_int_equal(xc_file_read(place->path[0], &out, &error), XC_OK);
    assert_view(xc_buffer_view(&out), "<<0123456789");
    assert_int_equal(xc_file_read(place->path[0], &out, &error), XC_EINPUT);
    assert_view(xc_buffer_view(&out), "<<0123456789");
    xc_buffer_free(&out);
    out = xc_buffer_make(9);
    assert_int_equal(xc_file_read(place->path[0], &out, &error), XC_EINPUT);
    assert_int_equal(out.len, 0);
    struct xc_buffer text = xc_buffer_make(2000);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("larger than 9 bytes")) >= 0);
    xc_buffer_free(&text);
    xc_buffer_free(&out);
}

static void test_read_large(void **state) {
    struct place *place = *state;
    enum { SIZE = 1000003 };
    char *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 31 + i / 7);
    }
    assert_int_equal(
        xc_file_write(place->path[0], (struct xc_str){bytes, SIZE}, 0600, NULL), XC_OK);
    assert_content(place->path[0], (struct xc_str){bytes, SIZE});
    free(bytes);
}

static void test_read_what_is_no_file(void **state) {
    struct place *place = *state;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(100);
    assert_int_equal(xc_file_read(place->path[0], &out, &error), XC_EINPUT);
    assert_string_equal(error.message.id, "there is no file %s");
    assert_string_equal(error.message.args, place->path[0]);
    assert_int_equal(xc_file_read(place->folder, &out, &error), XC_EINPUT);
    assert_string_equal(error.message.id, "%s is a folder, expected a file");
    assert_int_equal(xc_file_read(place->path[0], &out, NULL), XC_EINPUT);
    if (geteuid() != 0) {
        assert_int_equal(xc_file_write(place->path[1], XC_STR("x"), 0, NULL), XC_OK);
        assert_int_equal(xc_file_read(place->path[1], &out, &error), XC_EENV);
    }
    xc_buffer_free(&out);
}

static void test_writer_in_pieces(void **state) {
    struct place *place = *state;
    struct xc_file_writer *writer = NULL;
    struct xc_buffer all = xc_buffer_make(1U << 20);
    char piece[777];
    static char big[100000];
    memset(big, 'B', sizeof big);
    assert_int_equal(xc_file_writer_open(place->path[0], 0600, &writer, NULL), XC_OK);
    for (int i = 0; i < 300; i++) {
        memset(piece, 'a' + i % 26, sizeof piece);
        struct xc_str part = {piece, (size_t)i * 2};
        if (i == 150) {
            part = (struct xc_str){big, sizeof big};
        }
        assert_int_equal(xc_file_writer_add(writer, part, NULL), XC_OK);
        assert_int_equal(xc_buffer_add(&all, part), XC_OK);
    }
    assert_false(xc_file_exists(place->path[0])); /* nothing to see before the end */
    assert_int_equal(xc_file_writer_commit(writer, NULL), XC_OK);
    assert_content(place->path[0], xc_buffer_view(&all));
    assert_int_equal(entries(place->folder), 1);
    xc_buffer_free(&all);
}

static void test_writer_abandon(void **state) {
    struct place *place = *state;
    struct xc_file_writer *writer = NULL;
    assert_int_equal(xc_file_write(place->path[0], XC_STR("old"), 0600, NULL), XC_OK);
    assert_int_equal(xc_file_writer_open(place->path[0], 0600, &writer, NULL), XC_OK);
    assert_int_equal(xc_file_writer_add(writer, XC_STR("new"), NULL), XC_OK);
    xc_file_writer_abandon(writer);
    xc_file_writer_abandon(NULL);
    assert_content(place->path[0], XC_STR("old"));
    assert_int_equal(entries(place->folder), 1);
}

static void test_where_nothing_can_be_written(void **state) {
    struct place *place = *state;
    struct xc_error error = {0};
    char path[200];
    assert_int_equal(xc_file_write(place->path[0], XC_STR("x"), 0600, NULL), XC_OK);
    (void)snprintf(path, sizeof path, "%s/below-a-file", place->path[0]);
    assert_int_equal(xc_file_write(path, XC_STR("y"), 0600, &error), XC_EENV);
    assert_int_equal(error.code, XC_EENV);
    (void)snprintf(path, sizeof path, "%s/not/there", place->folder);
    assert_int_equal(xc_file_write(path, XC_STR("y"), 0600, &error), XC_EENV);
    assert_string_equal(error.message.id, "cannot write %s: %s");
    assert_non_null(error.hint.id);
    (void)snprintf(path, sizeof path, "%s/", place->folder);
    assert_int_equal(xc_file_write(path, XC_STR("y"), 0600, &error), XC_EINPUT);
    assert_int_equal(xc_file_write("", XC_STR("y"), 0600, &error), XC_EINPUT);
    assert_int_equal(xc_file_write("/proc/xuncha-no-such", XC_STR("y"), 0600, &error),
                     XC_EENV);
    assert_int_equal(mkdir(place->path[1], 0700), 0);
    assert_int_equal(xc_file_write(place->path[1], XC_STR("y"), 0600, &error), XC_EENV);
    assert_int_equal(entries(place->folder), 2);
    if (geteuid() != 0) {
        assert_int_equal(mkdir(place->path[2], 0500), 0);
        (void)snprintf(path, sizeof path, "%s/x", place->path[2]);
        assert_int_equal(xc_file_write(path, XC_STR("y"), 0600, &error), XC_EENV);
    }
}

/* A limit on file sizes stands for the full disk. */
static void test_full_disk_keeps_the_old_file(void **state) {
    struct place *place = *state;
    struct rlimit old;
    struct xc_error error = {0};
    static char big[1 << 18];
    assert_int_equal(xc_file_write(place->path[0], XC_STR("old"), 0600, NULL), XC_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    struct rlimit tight = {100000, old.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int code =
        xc_file_write(place->path[0], (struct xc_str){big, sizeof big}, 0600, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(code, XC_EENV);
    assert_content(place->path[0], XC_STR("old"));
    assert_int_equal(entries(place->folder), 1);
}

static void test_folder_make(void **state) {
    struct place *place = *state;
    struct xc_error error = {0};
    char path[200];
    (void)snprintf(path, sizeof path, "%s/x//y/", place->path[0]);
    assert_int_equal(xc_folder_make(path, 0700, &error), XC_OK);
    assert_true(xc_file_exists(path));
    assert_int_equal(xc_folder_make(path, 0700, &error), XC_OK);
    (void)snprintf(path, sizeof path, "%s/x/y", place->path[0]);
    assert_int_equal(rmdir(path), 0);
    (void)snprintf(path, sizeof path, "%s/x", place->path[0]);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(xc_folder_make("/", 0700, &error), XC_OK);
    assert_int_equal(xc_file_write(place->path[1], XC_STR("file"), 0600, &error), XC_OK);
    assert_int_equal(xc_folder_make(place->path[1], 0700, &error), XC_EENV);
    (void)snprintf(path, sizeof path, "%s/below", place->path[1]);
    assert_int_equal(xc_folder_make(path, 0700, &error), XC_EENV);
    assert_string_equal(error.message.id, "%s is a file, expected a folder");
    assert_int_equal(xc_folder_make("", 0700, &error), XC_EENV);
}

static void test_path_join(void **state) {
    (void)state;
    struct xc_buffer out = xc_buffer_make(10);
    assert_int_equal(xc_path_join(&out, "out", "a.ics"), XC_OK);
    assert_string_equal(out.ptr, "out/a.ics");
    assert_int_equal(out.len, 9);
    assert_int_equal(xc_path_join(&out, "/", "a"), XC_OK);
    assert_string_equal(out.ptr, "/a");
    assert_int_equal(xc_path_join(&out, "", "a"), XC_OK);
    assert_string_equal(out.ptr, "a");
    assert_int_equal(xc_path_join(&out, "out", "ab.ics"), XC_ENOMEM);
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write_and_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_name_without_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_appends_up_to_the_limit, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_read_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_read_what_is_no_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writer_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writer_abandon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_where_nothing_can_be_written, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_full_disk_keeps_the_old_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_folder_make, set_up, tear_down),
        cmocka_unit_test(test_path_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
