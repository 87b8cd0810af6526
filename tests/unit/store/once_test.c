/* What is done once is done once, wherever the process is killed. Links only the store.
 */
#include "workspace.h"

#include "store/facts.h"
#include "store/once.h"

#include <signal.h>
#include <sys/wait.h>

static const struct xc_str office = {"990101", 6};

static struct xc_digest words(uint8_t what) {
    struct xc_digest digest = {{what}};
    return digest;
}

/* Every time another version, so that what is done twice shows. */
static int add(struct xc_store *store, const char *id, struct xc_error *error) {
    static unsigned version = 0;
    char body[32];
    (void)snprintf(body, sizeof body, "{\"a\":\"%u-%ld\"}", version++, (long)getpid());
    const struct xc_fact fact = {.id = xc_str_from(id), .body = xc_str_from(body)};
    return xc_store_add_facts(store, office, XC_FACT_LEAD, &fact, 1, 0, TEST_AT, NULL,
                              error);
}

static int64_t facts(const char *path) {
    return test_count(path, "SELECT count(*) FROM fact WHERE kind = 'lead'");
}

/* The steps of a command that writes twice; killed before the step `last`. */
enum { STEPS = 6 };
static bool command(const char *path, const char *key, int last) {
    struct xc_error error = {0};
    struct xc_store *store = test_open(path);
    const struct xc_digest asked = words(1);
    bool repeated = false;
    for (int step = 0; step < STEPS; step++) {
        if (step == last) {
            (void)kill(getpid(), SIGKILL);
        }
        switch (step) {
        case 1:
            test_ok(xc_store_once(store, office, xc_str_from(key), &asked, TEST_AT,
                                  &repeated, &error),
                    &error);
            if (repeated) {
                xc_store_close(store);
                return true;
            }
            break;
        case 2:
            test_ok(add(store, "one", &error), &error);
            break;
        case 3:
            test_ok(add(store, "two", &error), &error);
            break;
        case 4:
            test_ok(xc_store_once_end(store, XC_OK, &repeated, &error), &error);
            assert_false(repeated);
            break;
        default:
            break;
        }
    }
    xc_store_close(store);
    return false;
}

static void killed_anywhere(void **state) {
    struct workspace *workspace = *state;
    for (int last = 0; last < STEPS; last++) {
        char key[16];
        int status = 0;
        int64_t before = facts(workspace->path);
        (void)snprintf(key, sizeof key, "k%d", last);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)command(workspace->path, key, last);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        /* All or nothing, and the same of the key. */
        bool done = last > 4;
        assert_int_equal(facts(workspace->path) - before, done ? 2 : 0);
        assert_int_equal(command(workspace->path, key, -1), done);
        assert_true(command(workspace->path, key, -1));
        assert_int_equal(facts(workspace->path) - before, 2);
    }
}

static void another_command_is_refused(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_digest first = words(1), second = words(2);
    bool repeated = true;
    test_ok(xc_store_once(workspace->store, office, XC_STR("key"), &first, TEST_AT,
                          &repeated, &error),
            &error);
    assert_false(repeated);
    test_ok(add(workspace->store, "one", &error), &error);
    test_ok(xc_store_once_end(workspace->store, XC_OK, &repeated, &error), &error);
    test_says(xc_store_once(workspace->store, office, XC_STR("key"), &second, TEST_AT,
                            &repeated, &error),
              XC_EINPUT, &error, "something else was done under the key 'key'");
    /* Keys are an office's own. */
    test_ok(xc_store_once(workspace->store, XC_STR("320282"), XC_STR("key"), &second,
                          TEST_AT, &repeated, &error),
            &error);
    assert_false(repeated);
    test_ok(xc_store_once_end(workspace->store, XC_OK, &repeated, &error), &error);
    static const char *const bad[] = {"", "a b", "a/b", "\xe4\xb8\xad"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        test_says(xc_store_once(workspace->store, office, xc_str_from(bad[i]), &first,
                                TEST_AT, &repeated, &error),
                  XC_EUSAGE, &error, "a key has 1 to 64");
    }
}

/* A part that fails leaves nothing; the rest goes where the end says. */
static int fail_after(void *context, struct xc_error *error) {
    int rc = add(context, "failed", error);
    return rc == XC_OK ? xc_fail(error, XC_ENO, "no") : rc;
}

static void failures_take_back(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_digest asked = words(1);
    bool repeated = true;
    for (int code = XC_ENO; code <= XC_OK; code++) {
        test_ok(xc_store_once(workspace->store, office, XC_STR("key"), &asked, TEST_AT,
                              &repeated, &error),
                &error);
        assert_false(repeated);
        test_ok(add(workspace->store, "kept", &error), &error);
        assert_int_equal(
            xc_store_together(workspace->store, fail_after, workspace->store, &error),
            XC_ENO);
        assert_int_equal(xc_store_once_end(workspace->store, code, &repeated, &error),
                         code);
        assert_int_equal(facts(workspace->path), code == XC_OK);
        assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM once"),
                         code == XC_OK);
    }
    assert_int_equal(
        test_count(workspace->path, "SELECT count(*) FROM fact WHERE id = 'failed'"), 0);
}

/* Two at the same time: the one that writes first does it, the other is told. */
static void somebody_was_faster(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const struct xc_digest asked = words(1);
    struct xc_store *other = test_open(workspace->path);
    bool repeated = true;
    test_ok(xc_store_once(workspace->store, office, XC_STR("key"), &asked, TEST_AT,
                          &repeated, &error),
            &error);
    assert_false(repeated);
    test_ok(
        xc_store_once(other, office, XC_STR("key"), &asked, TEST_AT, &repeated, &error),
        &error);
    assert_false(repeated);
    test_ok(add(other, "one", &error), &error);
    test_ok(xc_store_once_end(other, XC_OK, &repeated, &error), &error);
    int rc = add(workspace->store, "two", &error);
    assert_int_equal(rc, XC_ENO);
    assert_int_equal(xc_store_once_end(workspace->store, rc, &repeated, &error), XC_ENO);
    assert_true(repeated);
    assert_int_equal(facts(workspace->path), 1);
    /* And is an ordinary store again. */
    test_ok(add(workspace->store, "three", &error), &error);
    assert_int_equal(facts(workspace->path), 2);
    xc_store_close(other);
}

static void old_keys_go(void **state) {
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    const xc_instant day = 24 * 3600;
    const struct xc_digest asked = words(1);
    static const char *const keys[] = {"first", "second", "third"};
    const xc_instant at[] = {TEST_AT, TEST_AT + day, TEST_AT + 31 * day};
    bool repeated = true;
    for (size_t i = 0; i < 3; i++) {
        test_ok(xc_store_once(workspace->store, office, xc_str_from(keys[i]), &asked,
                              at[i], &repeated, &error),
                &error);
        assert_false(repeated);
        test_ok(add(workspace->store, keys[i], &error), &error);
        test_ok(xc_store_once_end(workspace->store, XC_OK, &repeated, &error), &error);
    }
    assert_int_equal(test_count(workspace->path, "SELECT count(*) FROM once"), 2);
    assert_int_equal(
        test_count(workspace->path, "SELECT count(*) FROM once WHERE key = 'first'"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(another_command_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(failures_take_back, setup, teardown),
        cmocka_unit_test_setup_teardown(somebody_was_faster, setup, teardown),
        cmocka_unit_test_setup_teardown(old_keys_go, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
