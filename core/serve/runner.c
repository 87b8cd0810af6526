#include "serve/runner.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Closing takes a process and two pipes; the run is over when all three are closed. */
struct xc_run {
    struct xc_runner *runner;
    struct xc_run *next; /* in its lane's queue, or among those that run */
    struct xc_run_request request;
    char **words; /* argv, with the program's name and NULL */
    char *folder; /* NULL: the server's own */
    uv_process_t process;
    uv_pipe_t pipes[2]; /* standard output, standard error */
    uv_timer_t killer;
    unsigned open;         /* handles that are not closed yet */
    struct xc_buffer line; /* of standard error, not yet ended */
    struct xc_run_result result;
    uint64_t began;
    bool runs, killing;
};

struct lane {
    struct xc_run *first, *last; /* that wait */
    struct xc_run *running;
    unsigned most, running_count, waiting_count;
};

struct xc_runner {
    uv_loop_t *loop;
    const char *program;
    struct lane lanes[XC_LANES];
    uv_idle_t starter; /* starts what waits on the loop's next turn */
    bool stopping;
    char chunk[65536];
};

static void end_of(struct xc_run *run);

static void free_words(char **words) {
    for (size_t i = 0; words && words[i]; i++) {
        free(words[i]);
    }
    free(words);
}

static void free_run(struct xc_run *run) {
    free_words(run->words);
    free(run->folder);
    xc_buffer_free(&run->line);
    xc_buffer_free(&run->result.out);
    xc_buffer_free(&run->result.error);
    free(run);
}

/* ---- what it says ---- */

static void take_line(struct xc_run *run) {
    struct xc_str line = xc_buffer_view(&run->line);
    if (run->request.progress && xc_str_starts(line, XC_STR("{\"progress\":"))) {
        run->request.progress(run->request.context, line);
    } else {
        xc_buffer_add(&run->result.error, line);
        xc_buffer_putc(&run->result.error, '\n');
    }
    xc_buffer_clear(&run->line);
}

static void take_errors(struct xc_run *run, struct xc_str bytes) {
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes.ptr[i] == '\n') {
            take_line(run);
        } else {
            xc_buffer_putc(&run->line, bytes.ptr[i]);
        }
    }
}

static void take_output(struct xc_run *run, struct xc_str bytes) {
    if (!run->result.too_long && xc_buffer_add(&run->result.out, bytes) != XC_OK) {
        run->result.too_long = true;
        xc_runner_cancel(run);
    }
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
    struct xc_run *run = handle->data;
    (void)wanted;
    *buffer = uv_buf_init(run->runner->chunk, sizeof run->runner->chunk);
}

static void on_closed(uv_handle_t *handle) {
    struct xc_run *run = handle->data;
    run->open--;
    if (run->open == 0) {
        end_of(run);
    }
}

static void close_handle(void *handle) {
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_closed);
    }
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    struct xc_run *run = stream->data;
    if (count < 0) {
        close_handle(stream);
    } else if (stream == (uv_stream_t *)&run->pipes[0]) {
        take_output(run, (struct xc_str){buffer->base, (size_t)count});
    } else {
        take_errors(run, (struct xc_str){buffer->base, (size_t)count});
    }
}

/* ---- its life ---- */

static void on_exit(uv_process_t *process, int64_t status, int signal) {
    struct xc_run *run = process->data;
    run->result.status = signal ? -1 : (int)status;
    (void)uv_timer_stop(&run->killer);
    close_handle(&run->killer);
    close_handle(process);
}

static void on_patience_over(uv_timer_t *timer) {
    struct xc_run *run = timer->data;
    (void)uv_process_kill(&run->process, SIGKILL);
}

static int spawn(struct xc_run *run) {
    uv_loop_t *loop = run->runner->loop;
    uv_stdio_container_t streams[3] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)&run->pipes[0]},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)&run->pipes[1]},
    };
    uv_process_options_t options = {.exit_cb = on_exit,
                                    .file = run->runner->program,
                                    .args = run->words,
                                    .cwd = run->folder,
                                    .stdio = streams,
                                    .stdio_count = 3};
    run->process.data = run->pipes[0].data = run->pipes[1].data = run->killer.data = run;
    (void)uv_pipe_init(loop, &run->pipes[0], 0);
    (void)uv_pipe_init(loop, &run->pipes[1], 0);
    (void)uv_timer_init(loop, &run->killer);
    run->open = 4;
    run->began = uv_hrtime();
    int rc = uv_spawn(loop, &run->process, &options);
    if (rc != 0) {
        /* libuv made a handle of it all the same, which has to be closed. */
        run->result.status = -1;
        xc_buffer_printf(&run->result.error, "%s: %s\n", run->runner->program,
                         uv_strerror(rc));
        close_handle(&run->process);
        close_handle(&run->killer);
        close_handle(&run->pipes[0]);
        close_handle(&run->pipes[1]);
        return rc;
    }
    (void)uv_read_start((uv_stream_t *)&run->pipes[0], on_room, on_bytes);
    (void)uv_read_start((uv_stream_t *)&run->pipes[1], on_room, on_bytes);
    return 0;
}

static void on_turn(uv_idle_t *idle) {
    struct xc_runner *runner = idle->data;
    (void)uv_idle_stop(idle);
    for (unsigned i = 0; i < XC_LANES; i++) {
        struct lane *lane = &runner->lanes[i];
        while (lane->first &&
               (lane->running_count < lane->most || lane->first->result.cancelled)) {
            struct xc_run *run = lane->first;
            lane->first = run->next;
            lane->last = lane->first ? lane->last : NULL;
            lane->waiting_count--;
            run->next = lane->running;
            lane->running = run;
            lane->running_count++;
            run->runs = true;
            if (run->result.cancelled) {
                run->result.status = -1;
                end_of(run);
                continue;
            }
            if (run->request.started) {
                run->request.started(run->request.context);
            }
            (void)spawn(run);
        }
    }
}

static void wake(struct xc_runner *runner) {
    (void)uv_idle_start(&runner->starter, on_turn);
}

static void end_of(struct xc_run *run) {
    struct lane *lane = &run->runner->lanes[run->request.lane];
    for (struct xc_run **at = &lane->running; *at; at = &(*at)->next) {
        if (*at == run) {
            *at = run->next;
            break;
        }
    }
    lane->running_count--;
    if (run->line.len > 0) {
        take_line(run);
    }
    run->result.microseconds = run->began ? (uv_hrtime() - run->began) / 1000 : 0;
    wake(run->runner);
    run->request.done(run->request.context, &run->result);
    free_run(run);
}

static char **copy_words(const char *program, const struct xc_run_request *request) {
    char **words = calloc(request->count + 2, sizeof *words);
    bool made = words != NULL;
    for (size_t i = 0; made && i <= request->count; i++) {
        words[i] = strdup(i == 0 ? program : request->words[i - 1]);
        made = words[i] != NULL;
    }
    if (!made) {
        free_words(words);
    }
    return made ? words : NULL;
}

/* ---- from outside ---- */

struct xc_runner *xc_runner_new(uv_loop_t *loop, const char *program) {
    struct xc_runner *runner = calloc(1, sizeof *runner);
    if (!runner) {
        return NULL;
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    runner->loop = loop;
    runner->program = program;
    runner->lanes[XC_LANE_READ].most = processors > 2 ? (unsigned)processors : 2;
    runner->lanes[XC_LANE_WRITE].most = 1;
    runner->lanes[XC_LANE_JOB].most = 1;
    runner->starter.data = runner;
    (void)uv_idle_init(loop, &runner->starter);
    return runner;
}

int xc_runner_start(struct xc_runner *runner, const struct xc_run_request *request,
                    struct xc_run **run, struct xc_error *error) {
    struct lane *lane = &runner->lanes[request->lane];
    if (run) {
        *run = NULL;
    }
    if (lane->waiting_count >= XC_RUN_WAITING || runner->stopping) {
        xc_fail(error, XC_EENV, "the server is too busy");
        return xc_hint(error, "try again in a moment");
    }
    if (request->count + 2 > XC_RUN_WORDS) {
        return xc_fail(error, XC_EUSAGE, "the request makes a command of too many words");
    }
    struct xc_run *made = calloc(1, sizeof *made);
    char **words = made ? copy_words(runner->program, request) : NULL;
    char *folder = words && request->folder ? strdup(request->folder) : NULL;
    if (!words || (request->folder && !folder)) {
        free_words(words);
        free(made);
        return xc_fail_memory(error);
    }
    *made = (struct xc_run){.runner = runner,
                            .request = *request,
                            .words = words,
                            .folder = folder,
                            .line = xc_buffer_make(XC_RUN_ERRORS)};
    made->result.out = xc_buffer_make(XC_RUN_OUTPUT);
    made->result.error = xc_buffer_make(XC_RUN_ERRORS);
    if (lane->last) {
        lane->last->next = made;
    } else {
        lane->first = made;
    }
    lane->last = made;
    lane->waiting_count++;
    wake(runner);
    if (run) {
        *run = made;
    }
    return XC_OK;
}

void xc_runner_cancel(struct xc_run *run) {
    run->result.cancelled = true;
    if (!run->runs) {
        wake(run->runner);
    } else if (!run->killing && uv_is_active((uv_handle_t *)&run->process)) {
        run->killing = true;
        (void)uv_process_kill(&run->process, SIGTERM);
        (void)uv_timer_start(&run->killer, on_patience_over, XC_RUN_PATIENCE_MS, 0);
    }
}

struct xc_runner_load xc_runner_load(const struct xc_runner *runner) {
    struct xc_runner_load load = {0};
    for (unsigned i = 0; i < XC_LANES; i++) {
        load.running[i] = runner->lanes[i].running_count;
        load.waiting[i] = runner->lanes[i].waiting_count;
    }
    return load;
}

void xc_runner_stop(struct xc_runner *runner) {
    runner->stopping = true;
    for (unsigned i = 0; i < XC_LANES; i++) {
        for (struct xc_run *run = runner->lanes[i].first; run; run = run->next) {
            xc_runner_cancel(run);
        }
        for (struct xc_run *run = runner->lanes[i].running; run && i != XC_LANE_WRITE;
             run = run->next) {
            xc_runner_cancel(run);
        }
    }
}

bool xc_runner_idle(const struct xc_runner *runner) {
    bool idle = true;
    for (unsigned i = 0; i < XC_LANES; i++) {
        idle = idle && !runner->lanes[i].first && runner->lanes[i].running_count == 0;
    }
    return idle;
}

static void on_starter_closed(uv_handle_t *handle) {
    free(handle->data);
}

void xc_runner_free(struct xc_runner *runner) {
    if (runner) {
        uv_close((uv_handle_t *)&runner->starter, on_starter_closed);
    }
}
