/* Commands as processes: what they say, their lanes, their end. The shell stands for the
 * program. */
#include "serve/runner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct world {
    uv_loop_t loop;
    struct xc_runner *runner;
    unsigned running, most, done;
    int status;
    bool cancelled, too_long;
    char out[64], error[64], progress[128];
};

static int set_up(void **state) {
    static struct world w;
    w = (struct world){0};
    assert_int_equal(uv_loop_init(&w.loop), 0);
    w.runner = xc_runner_new(&w.loop, "/bin/sh");
    assert_non_null(w.runner);
    *state = &w;
    return 0;
}

static int tear_down(void **state) {
    struct world *w = *state;
    assert_true(xc_runner_idle(w->runner));
    xc_runner_free(w->runner);
    assert_int_equal(uv_run(&w->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&w->loop), 0);
    return 0;
}

static void keep(char *out, size_t room, const struct xc_buffer *text) {
    size_t len = text->len < room - 1 ? text->len : room - 1;
    memcpy(out, text->ptr ? text->ptr : "", len);
    out[len] = '\0';
}

static void on_started(void *context) {
    struct world *w = context;
    w->running++;
    w->most = w->running > w->most ? w->running : w->most;
}

static void on_progress(void *context, struct xc_str line) {
    struct world *w = context;
    if (line.len < sizeof w->progress) {
        memcpy(w->progress, line.ptr, line.len);
        w->progress[line.len] = '\0';
    }
}

static void on_done(void *context, struct xc_run_result *result) {
    struct world *w = context;
    w->running -= w->running > 0;
    w->done++;
    w->status = result->status;
    w->cancelled = result->cancelled;
    w->too_long = result->too_long;
    keep(w->out, sizeof w->out, &result->out);
    keep(w->error, sizeof w->error, &result->error);
}

static struct xc_run *run(struct world *w, enum xc_lane lane, const char *script) {
    const char *words[] = {"-c", script};
    struct xc_run *made = NULL;
    struct xc_error error = {0};
    struct xc_run_request request = {.lane = lane,
                                     .words = words,
                                     .count = 2,
                                     .progress = on_progress,
                                     .started = on_started,
                                     .done = on_done,
                                     .context = w};
    assert_int_equal(xc_runner_start(w->runner, &request, &made, &error), XC_OK);
    return made;
}

static void takes_what_it_says(void **state) {
    struct world *w = *state;
    run(w, XC_LANE_READ,
        "printf out; echo '{\"progress\":{\"done\":1}}' >&2; printf 'err\\nrest' >&2; "
        "exit 3");
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->status, 3);
    assert_string_equal(w->out, "out");
    assert_string_equal(w->error, "err\nrest\n");
    assert_string_equal(w->progress, "{\"progress\":{\"done\":1}}");
}

static void writers_wait_for_each_other(void **state) {
    struct world *w = *state;
    for (unsigned i = 0; i < 5; i++)
        run(w, XC_LANE_WRITE, "sleep 0.02");
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->done, 5);
    assert_int_equal(w->most, 1);
}

static void readers_do_not(void **state) {
    struct world *w = *state;
    for (unsigned i = 0; i < 6; i++)
        run(w, XC_LANE_READ, "sleep 0.1");
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->done, 6);
    assert_true(w->most >= 2);
}

static void ends_what_is_cancelled(void **state) {
    struct world *w = *state;
    struct xc_run *first = run(w, XC_LANE_JOB, "exec sleep 60");
    (void)uv_run(&w->loop, UV_RUN_ONCE);
    struct xc_run *second = run(w, XC_LANE_JOB, "echo never");
    xc_runner_cancel(second);
    xc_runner_cancel(first);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->done, 2);
    assert_true(w->cancelled);
    assert_int_equal(w->status, -1);
    assert_string_equal(w->out, "");
}

static void stops(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    const char *words[] = {"-c", "true"};
    struct xc_run_request request = {
        .words = words, .count = 2, .done = on_done, .context = w};
    run(w, XC_LANE_READ, "exec sleep 60");
    run(w, XC_LANE_WRITE, "sleep 0.1; printf written");
    (void)uv_run(&w->loop, UV_RUN_ONCE);
    xc_runner_stop(w->runner);
    assert_int_equal(xc_runner_start(w->runner, &request, NULL, &error), XC_EENV);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->done, 2);
    assert_int_equal(w->status, 0); /* what writes may end */
    assert_string_equal(w->out, "written");
}

static void tells_that_it_cannot_start(void **state) {
    struct world *w = *state;
    struct xc_runner *lame = xc_runner_new(&w->loop, "/nowhere/at/all");
    const char *words[] = {"x"};
    struct xc_error error = {0};
    struct xc_run_request request = {
        .words = words, .count = 1, .done = on_done, .context = w};
    assert_int_equal(xc_runner_start(lame, &request, NULL, &error), XC_OK);
    (void)uv_run(&w->loop, UV_RUN_DEFAULT);
    assert_int_equal(w->done, 1);
    assert_int_equal(w->status, -1);
    assert_non_null(strstr(w->error, "/nowhere/at/all"));
    xc_runner_free(lame);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(takes_what_it_says),
        TEST(writers_wait_for_each_other),
        TEST(readers_do_not),
        TEST(ends_what_is_cancelled),
        TEST(stops),
        TEST(tells_that_it_cannot_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
