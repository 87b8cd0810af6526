#include "workspace.h"

#include <signal.h>
#include <sys/resource.h>

static void put(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void holds(const char *path, const char *text) {
    char found[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(found, 1, sizeof found - 1, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(len, strlen(text));
    assert_string_equal(found, text);
}

static void one_private_file(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct stat status;
    uint8_t key[XC_KEY_BYTES] = {0};
    mode_t mask = umask(0);
    test_ok(xc_store_create(workspace->path, test_key, &error), &error);
    (void)umask(mask);
    assert_int_equal(test_count_files(workspace->folder), 1);
    assert_int_equal(stat(workspace->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    workspace->store = test_open(workspace->path);
    test_ok(xc_store_workspace_key(workspace->store, key, &error), &error);
    assert_memory_equal(key, test_key, sizeof key);
    test_doctor(workspace->store, NULL);
}

static void log_is_private_too(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    struct stat status;
    char name[256];
    mode_t mask = umask(0);
    test_ok(xc_store_create(workspace->path, test_key, &error), &error);
    test_ok(xc_ledger_make_key(workspace->path, &error), &error);
    workspace->store = test_open(workspace->path);
    test_ok(xc_store_set_setting(workspace->store, XC_STR(""), XC_STR("a"), XC_STR("b"),
                                 TEST_AT, &error),
            &error);
    (void)umask(mask);
    static const char *const endings[] = {"-wal", "-shm"};
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(name, sizeof name, "%s%s", workspace->path, endings[i]);
        assert_int_equal(stat(name, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

static void never_over_a_file(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    put(workspace->path, "dear diary");
    test_says(xc_store_create(workspace->path, test_key, &error), XC_EUSAGE, &error,
              "exists already");
    holds(workspace->path, "dear diary");
    assert_int_equal(test_count_files(workspace->folder), 1);
}

static void never_over_a_dangling_link(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    assert_int_equal(symlink("nowhere", workspace->path), 0);
    test_says(xc_store_create(workspace->path, test_key, &error), XC_EUSAGE, &error,
              "exists already");
    assert_int_equal(test_count_files(workspace->folder), 1);
}

static void never_beside_another_log(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char name[256];
    (void)snprintf(name, sizeof name, "%s-wal", workspace->path);
    put(name, "pages of a lost workspace");
    test_says(xc_store_create(workspace->path, test_key, &error), XC_EUSAGE, &error,
              "test.db-wal is left over from another workspace");
    holds(name, "pages of a lost workspace");
    assert_int_equal(test_count_files(workspace->folder), 1);
}

static void missing_folder(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    char name[256];
    (void)snprintf(name, sizeof name, "%s/no/test.db", workspace->folder);
    test_says(xc_store_create(name, test_key, &error), XC_EENV, &error, "cannot make");
    assert_int_equal(test_count_files(workspace->folder), 0);
}

/* Whatever size the disk ends at, a failed creation leaves nothing behind. */
static void full_disk(void **state) {
    struct workspace *workspace = *state;
    struct rlimit before, limit;
    unsigned failures = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (rlim_t size = 0;; size += 7000) {
        struct xc_error error = {0};
        limit = before;
        limit.rlim_cur = size;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        int rc = xc_store_create(workspace->path, test_key, &error);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        if (rc == XC_OK)
            break;
        assert_int_equal(rc, XC_EENV);
        assert_int_equal(test_count_files(workspace->folder), 0);
        assert_true(++failures < 200);
    }
    assert_true(failures > 5);
    workspace->store = test_open(workspace->path);
    test_doctor(workspace->store, NULL);
}

static void odd_names(void **state) {
    struct workspace *workspace = *state;
    static const char *const names[] = {
        "file:a.db?mode=memory", ":memory:",     "file::memory:", "宜兴 2021%.db",
        "-a'b\"c;d#e&f.db",      "new\nline.db", "a?vfs=none",    " "};
    char back[512];
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(workspace->folder), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct xc_error error = {0};
        struct stat status;
        char name[64] = "./";
        test_ok(xc_store_create(names[i], test_key, &error), &error);
        (void)snprintf(name, sizeof name, "./%s", names[i]);
        assert_int_equal(stat(name, &status), 0);
        assert_true(status.st_size > 0);
        struct xc_store *store = test_open(names[i]);
        test_ok(xc_ledger_make_key(names[i], &error), &error);
        test_ok(xc_store_set_setting(store, XC_STR(""), XC_STR("a"), XC_STR("b"), TEST_AT,
                                     &error),
                &error);
        xc_store_close(store);
        assert_int_equal(test_count_files("."), 2 * ((int)i + 1));
    }
    assert_int_equal(chdir(back), 0);
}

static void names_too_long_or_empty(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    char name[XC_FILE_BYTES + 1];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    test_says(xc_store_create(name, test_key, &error), XC_EUSAGE, &error, "longer than");
    test_says(xc_store_open(name, &store, &error), XC_EUSAGE, &error, "longer than");
    assert_null(store);
    test_says(xc_store_create("", test_key, &error), XC_EUSAGE, &error, "empty");
    test_says(xc_store_open("", &store, &error), XC_EUSAGE, &error, "empty");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_private_file, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(log_is_private_too, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(never_over_a_file, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(never_over_a_dangling_link, setup_folder,
                                        teardown),
        cmocka_unit_test_setup_teardown(never_beside_another_log, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(missing_folder, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(full_disk, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(odd_names, setup_folder, teardown),
        cmocka_unit_test_setup_teardown(names_too_long_or_empty, setup_folder, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
