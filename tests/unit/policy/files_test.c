#include "policy/files.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_BYTES = 512 };

static char folder[64];

static const char *place(const char *name) {
    static char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name) {
    FILE *file = fopen(place(name), "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/xuncha-files-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static const char *const folders[] = {"a/b/c/d/e", "a/b/c/d", "a/b/c", "a/b", "a", ".h"};
static const char *const files[] = {
    "z.lua",        "a/x.lua",       "a/x_test.lua", "a/b/c/y.lua", "a/b/c/d/e/deep.lua",
    "a/notes.txt",  ".h/hidden.lua", ".point.lua",   "中文.lua",    "bad\xff.lua",
    "new\nline.lua"};

static int teardown(void **state) {
    (void)state;
    (void)unlink(place("link.lua"));
    (void)unlink(place("round"));
    (void)unlink(place("nowhere.lua"));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)unlink(place(files[i]));
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        (void)rmdir(place(folders[i]));
    }
    return rmdir(folder);
}

static void names(void **state) {
    static const char *const expected[][2] = {
        {"a.b.c.y", "y.lua"}, {"a.x", "x.lua"},     {"link", "link.lua"},
        {"z", "z.lua"},       {"中文", "中文.lua"},
    };
    struct xc_arena *arena = xc_arena_new(1 << 22);
    struct xc_policy_file *found;
    struct xc_error error = {0};
    char target[PATH_BYTES];
    size_t count;
    (void)state;
    for (size_t i = sizeof folders / sizeof *folders; i-- > 0;) {
        assert_int_equal(mkdir(place(folders[i]), 0700), 0);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        put(files[i]);
    }
    (void)snprintf(target, sizeof target, "%s", place("z.lua"));
    assert_int_equal(symlink(target, place("link.lua")), 0);
    assert_int_equal(symlink(folder, place("round")), 0);
    assert_int_equal(symlink("/nowhere/at/all", place("nowhere.lua")), 0);
    for (int slash = 0; slash < 2; slash++) {
        char whole[80];
        (void)snprintf(whole, sizeof whole, "%s%s", folder, slash ? "/" : "");
        assert_int_equal(xc_policy_files(whole, arena, &found, &count, &error), XC_OK);
        assert_int_equal(count, sizeof expected / sizeof *expected);
        for (size_t i = 0; i < count; i++) {
            assert_true(xc_str_is(found[i].name, expected[i][0]));
            assert_true(xc_str_is(found[i].base, expected[i][1]));
            assert_int_equal(access(found[i].path.ptr, R_OK), 0);
        }
    }
    xc_arena_free(arena);
}

static void none(void **state) {
    struct xc_arena *arena = xc_arena_new(1 << 20);
    struct xc_policy_file *found;
    struct xc_error error = {0};
    size_t count = 7;
    (void)state;
    assert_int_equal(xc_policy_files(place("gone"), arena, &found, &count, &error),
                     XC_OK);
    assert_int_equal(count, 0);
    xc_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, setup, teardown),
        cmocka_unit_test_setup_teardown(none, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
