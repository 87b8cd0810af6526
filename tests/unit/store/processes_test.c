/* Several processes on one workspace, and processes that die in the middle. */
#include "workspace.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { WRITERS = 8, WRITES = 50, KILLS = 30 };

static const struct xc_str office = XC_STR_INIT("3202");

/* Runs work(path, writer) in processes of their own and gives how many ended with each
 * exit status from 0 to 3. A connection must not cross a fork. */
static void in_processes(struct workspace *workspace, int processes,
                         int (*work)(const char *path, int writer), int ended[4]) {
    pid_t started[WRITERS];
    xc_store_close(workspace->store);
    workspace->store = NULL;
    memset(ended, 0, 4 * sizeof *ended);
    for (int i = 0; i < processes; i++) {
        started[i] = fork();
        assert_true(started[i] >= 0);
        if (started[i] == 0)
            _exit(work(workspace->path, i));
    }
    for (int i = 0; i < processes; i++) {
        int status = 0;
        assert_int_equal(waitpid(started[i], &status, 0), started[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 4);
        ended[WEXITSTATUS(status)]++;
    }
    workspace->store = test_open(workspace->path);
}

static int write_settings(const char *path, int writer) {
    struct xc_error error = {0};
    char name[32];
    for (int i = 0; i < WRITES; i++) {
        struct xc_store *store = NULL;
        (void)snprintf(name, sizeof name, "w%d-%d", writer, i);
        int rc = xc_store_open(path, &store, &error); /* also opens and closes at once */
        if (rc == XC_OK)
            rc = xc_store_set_setting(store, office, xc_str_from(name), XC_STR("1"),
                                      TEST_AT, &error);
        xc_store_close(store);
        if (rc != XC_OK)
            return 1;
    }
    return 0;
}

static void no_setting_is_lost(void **state) {
    struct workspace *workspace = *state;
    int ended[4];
    in_processes(workspace, WRITERS, write_settings, ended);
    assert_int_equal(ended[0], WRITERS);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM setting WHERE "
                                                 "office = '3202'"),
                     WRITERS * WRITES);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM ledger"),
                     WRITERS * WRITES);
    test_ledger(workspace->store);
    test_doctor(workspace->store, NULL);
}

static int write_plans(const char *path, int writer) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    int rc = xc_store_open(path, &store, &error);
    for (int i = 0; i < WRITES && rc == XC_OK; i++) {
        char hex[XC_DIGEST_HEX + 1];
        int64_t number = 0;
        struct xc_plan_head head = test_head("P1", hex);
        struct test_visits visits = {.count = 40,
                                     .seed = (uint64_t)(writer * WRITES + i)};
        rc = xc_store_save_plan(store, office, &head, test_next_visit, &visits, &number,
                                &error);
    }
    xc_store_close(store);
    return rc == XC_OK ? 0 : 1;
}

/* All plans are there, numbered without a gap, and only the newest is a draft. */
static void no_plan_is_lost(void **state) {
    struct workspace *workspace = *state;
    int ended[4];
    in_processes(workspace, WRITERS, write_plans, ended);
    assert_int_equal(ended[0], WRITERS);
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM plan"),
                     WRITERS * WRITES);
    assert_int_equal(test_count(workspace->path, "SELECT max(number) FROM plan"),
                     WRITERS * WRITES);
    assert_int_equal(
        test_count(workspace->path, "SELECT count(DISTINCT visits) FROM plan"),
        WRITERS * WRITES);
    assert_int_equal(
        test_count(workspace->path, "SELECT number FROM plan WHERE status = 1"),
        WRITERS * WRITES);
    assert_int_equal(
        test_count(workspace->path, "SELECT count(*) FROM plan WHERE status = 1"), 1);
    test_doctor(workspace->store, NULL);
}

static int write_changes(const char *path, int writer) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    int rc = xc_store_open(path, &store, &error);
    for (int i = 0; i < WRITES && rc == XC_OK; i++) {
        char id[32], line[64];
        (void)snprintf(id, sizeof id, "w%d-%d", writer, i);
        (void)snprintf(line, sizeof line, "%s\t{}", id);
        const struct xc_visit_change change = {xc_str_from(id), xc_str_from(line),
                                               XC_STR("")};
        rc =
            xc_store_change_visits(store, office, XC_STR("P1"), 1, &change, 1, 0, &error);
    }
    xc_store_close(store);
    return rc == XC_OK ? 0 : 1;
}

static void no_change_is_lost(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int ended[4];
    size_t count = 0;
    (void)test_save_plan(workspace->store, "P1", 10, 1);
    in_processes(workspace, WRITERS, write_changes, ended);
    assert_int_equal(ended[0], WRITERS);
    test_ok(xc_store_each_visit(workspace->store, office, XC_STR("P1"), 0, test_tally,
                                &count, &error),
            &error);
    assert_int_equal(count, 10 + WRITERS * WRITES);
}

/* 0: stored, 2: somebody else was first, 1: anything else. */
static int save_over_the_first(const char *path, int writer) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    int64_t number = 0;
    struct xc_register *reg = test_register(2000, 100 + (uint64_t)writer, 0);
    int rc = xc_store_open(path, &store, &error);
    if (rc == XC_OK)
        rc = xc_store_save_register(store, office, reg, 1, 0, XC_STR("race"), &number,
                                    NULL, &error);
    xc_store_close(store);
    xc_register_free(reg);
    if (rc == XC_OK)
        return number == 2 ? 0 : 1;
    return rc == XC_ENO && number == 0 ? 2 : 1;
}

static void exactly_one_register_wins(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    int ended[4];
    int64_t number = 0;
    struct xc_register *reg = test_register(2000, 1, 0), *loaded = NULL;
    test_ok(xc_store_save_register(workspace->store, office, reg, 0, 0, XC_STR("first"),
                                   &number, NULL, &error),
            &error);
    xc_register_free(reg);
    in_processes(workspace, WRITERS, save_over_the_first, ended);
    assert_int_equal(ended[0], 1);
    assert_int_equal(ended[2], WRITERS - 1);
    assert_int_equal(test_count(workspace->path, "SELECT max(number) FROM snapshot"), 2);
    test_ok(xc_store_load_register(workspace->store, office, 0, &loaded, NULL, &error),
            &error);
    xc_register_free(loaded);
    test_doctor(workspace->store, NULL);
}

/* 0: created, 2: it existed, 1: anything else. */
static int create(const char *path, int writer) {
    struct xc_error error = {0};
    char name[256];
    (void)writer;
    (void)snprintf(name, sizeof name, "%s.raced", path);
    int rc = xc_store_create(name, test_key, &error);
    return rc == XC_OK ? 0 : rc == XC_EUSAGE ? 2 : 1;
}

static void exactly_one_creates(void **state) {
    struct workspace *workspace = *state;
    int ended[4];
    in_processes(workspace, WRITERS, create, ended);
    assert_int_equal(ended[0], 1);
    assert_int_equal(ended[2], WRITERS - 1);
}

/* Saves plans until it is killed and tells each number once it is stored. */
static void save_forever(const char *path, int told) {
    struct xc_error error = {0};
    struct xc_store *store = NULL;
    if (xc_store_open(path, &store, &error) != XC_OK)
        _exit(1);
    for (uint64_t seed = 0;; seed++) {
        char hex[XC_DIGEST_HEX + 1];
        int64_t number = 0;
        struct xc_plan_head head = test_head("P1", hex);
        struct test_visits visits = {.count = 4000, .seed = seed + (uint64_t)getpid()};
        if (xc_store_save_plan(store, office, &head, test_next_visit, &visits, &number,
                               &error) != XC_OK ||
            write(told, &number, sizeof number) != sizeof number)
            _exit(1);
    }
}

static int64_t last_told(int told) {
    int64_t number = 0, next;
    while (read(told, &next, sizeof next) == sizeof next)
        number = next;
    return number;
}

static void killed_at_any_moment(void **state) {
    struct workspace *workspace = *state;
    uint64_t random = (uint64_t)getpid();
    int64_t newest = 0;
    xc_store_close(workspace->store);
    workspace->store = NULL;
    for (int kills = 0; kills < KILLS; kills++) {
        struct xc_error error = {0};
        struct xc_plan_head head;
        int told[2], status = 0;
        assert_int_equal(pipe(told), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            save_forever(workspace->path, told[1]);
        (void)close(told[1]);
        /* Every other child stores a plan at least, however slow the disk is. */
        int64_t first = 0;
        if (kills % 2 == 1)
            assert_int_equal(read(told[0], &first, sizeof first), sizeof first);
        struct timespec wait = {.tv_nsec = (long)(test_random(&random) % 60000) * 1000};
        (void)nanosleep(&wait, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        int64_t acknowledged = last_told(told[0]);
        acknowledged = acknowledged > first ? acknowledged : first;
        (void)close(told[0]);
        newest = acknowledged > newest ? acknowledged : newest;
        struct xc_store *store = test_open(workspace->path);
        int rc = xc_store_plan(store, office, XC_STR("P1"), 0, workspace->arena, &head,
                               &error);
        if (rc == XC_OK) {
            size_t count = 0;
            test_ok(xc_store_each_visit(store, office, XC_STR("P1"), 0, test_tally,
                                        &count, &error),
                    &error);
            assert_int_equal(count, 4000);
            assert_int_equal(head.status, XC_PLAN_DRAFT);
            assert_true(head.number == newest || head.number == newest + 1);
            newest = head.number;
        } else {
            assert_int_equal(rc, XC_ENO);
            assert_int_equal(newest, 0);
        }
        if (kills % 10 == 9) {
            test_doctor(store, NULL);
            test_ledger(store);
        }
        xc_store_close(store);
    }
    assert_true(newest > 0);
}

/* A creation killed at any moment leaves no workspace or a whole one. */
static void killed_while_creating(void **state) {
    struct workspace *workspace = *state;
    uint64_t random = (uint64_t)getpid();
    for (int kills = 0; kills < 10; kills++) {
        struct stat info;
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct xc_error error = {0};
            _exit(xc_store_create(workspace->path, test_key, &error) == XC_OK ? 0 : 1);
        }
        struct timespec wait = {.tv_nsec = (long)(test_random(&random) % 20000) * 1000};
        (void)nanosleep(&wait, NULL);
        (void)kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (stat(workspace->path, &info) == 0) {
            struct xc_error error = {0};
            uint8_t key[XC_KEY_BYTES];
            struct xc_store *store = test_open(workspace->path);
            test_ok(xc_store_workspace_key(store, key, &error), &error);
            assert_memory_equal(key, test_key, sizeof key);
            xc_store_close(store);
        }
        test_clear_folder(workspace->folder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_setting_is_lost, setup, teardown),
        cmocka_unit_test_setup_teardown(no_plan_is_lost, setup, teardown),
        cmocka_unit_test_setup_teardown(no_change_is_lost, setup, teardown),
        cmocka_unit_test_setup_teardown(exactly_one_register_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(exactly_one_creates, setup, teardown),
        cmocka_unit_test_setup_teardown(killed_at_any_moment, setup, teardown),
        cmocka_unit_test_setup_teardown(killed_while_creating, setup_folder, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
