/* The parent does not trust its workers. */
#include "fixture.h"

#include "policy/process.h"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>

static char worker_path[128];

static const char *called(struct fixture *fixture, const char *name) {
    (void)snprintf(worker_path, sizeof(worker_path), "%s/%s", fixture->folder, name);
    (void)symlink(XC_FALSE_WORKER, worker_path);
    return worker_path;
}

static void refuse(struct fixture *fixture, const char *name, const char *part) {
    struct xc_policy_options options = fixture_options(fixture);
    json_t *document = NULL;
    options.self = called(fixture, name);
    fixture_write(fixture, "policy.lua", XC_STR("return 1"));
    xc_buffer_clear(&fixture->shown);
    assert_int_equal(xc_policy_evaluate(fixture->policy, &options, &document,
                                        &fixture->log, &fixture->error),
                     XC_EPOLICY);
    assert_null(document);
    (void)xc_error_render(&fixture->error, NULL, &fixture->shown);
    (void)xc_buffer_putc(&fixture->shown, '\0');
    if (strstr(fixture->shown.ptr, part) == NULL)
        fail_msg("%s: expected “%s”, got “%s”", name, part, fixture->shown.ptr);
}

static void lies_are_refused(void **state) {
    refuse(*state, "liar", "the worker's answer cannot be read");
    refuse(*state, "poet", "the worker's answer cannot be read");
    refuse(*state, "doubler", "the worker's answer cannot be read");
    refuse(*state, "formatter", "%n");
}

static void two_answers_are_compared(void **state) {
    refuse(*state, "janus", "is not deterministic");
}

static void crashes_are_told(void **state) {
    refuse(*state, "crasher", "policy.lua: the worker was stopped by signal 11");
    refuse(*state, "deaf", "the worker ended without an answer (status 3)");
}

static void output_is_capped(void **state) {
    refuse(*state, "chatty", "policy.lua: limit: output");
}

static void time_is_capped(void **state) {
    struct fixture *fixture = *state;
    struct xc_process process;
    struct timespec start;
    struct timespec end;
    assert_int_equal(
        xc_process_start(&process, called(fixture, "sleeper"), &fixture->error), XC_OK);
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    assert_int_equal(
        xc_process_talk(&process, 1, XC_STR("{}\n"), 200, "p.lua", &fixture->error),
        XC_EPOLICY);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    assert_string_equal(fixture->error.message.id, "limit: time");
    assert_string_equal(fixture->error.file, "p.lua");
    assert_true(end.tv_sec - start.tv_sec < 5);
    pid_t pid = process.pid;
    xc_process_stop(&process);
    assert_int_equal(kill(pid, 0), -1); /* it is gone, and not a zombie */
}

/* A worker that hears nothing must not end the parent with SIGPIPE, whatever it is set
 * to. */
static void a_closed_pipe_is_survived(void **state) {
    struct fixture *fixture = *state;
    struct xc_process process;
    static char line[1 << 20];
    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    (void)signal(SIGPIPE, SIG_DFL);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(
            xc_process_start(&process, called(fixture, "deaf"), &fixture->error), XC_OK);
        assert_int_equal(xc_process_talk(&process, 1, (struct xc_str){line, sizeof(line)},
                                         5000, "p.lua", &fixture->error),
                         XC_EPOLICY);
        xc_process_stop(&process);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lies_are_refused, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(two_answers_are_compared, fixture_open,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(crashes_are_told, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(output_is_capped, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(time_is_capped, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_closed_pipe_is_survived, fixture_open,
                                        fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
