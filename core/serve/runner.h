/* Commands of this program as processes: started with a list of words, never through a
 * shell; their output comes back when they end. Three lanes: those that read run beside
 * each other, those that write one after the other, long ones (jobs) one at a time. */
#ifndef XC_SERVE_RUNNER_H
#define XC_SERVE_RUNNER_H

#include "base/buffer.h"
#include "base/error.h"

#include <uv.h>

enum xc_lane { XC_LANE_READ, XC_LANE_WRITE, XC_LANE_JOB, XC_LANES };

enum {
    XC_RUN_WORDS = 400,   /* of a command line, the program's name included */
    XC_RUN_WAITING = 512, /* commands of a lane that wait their turn */
    XC_RUN_OUTPUT = 128 * 1024 * 1024, /* bytes of standard output */
    XC_RUN_ERRORS = 1024 * 1024,       /* of standard error; more is dropped */
    XC_RUN_PATIENCE_MS = 5000          /* from SIGTERM to SIGKILL */
};

struct xc_run_result {
    int status; /* exit status; -1: it was killed, or could not be started */
    bool cancelled;
    bool too_long;          /* its output was longer than XC_RUN_OUTPUT */
    struct xc_buffer out;   /* standard output */
    struct xc_buffer error; /* standard error without lines of progress */
    uint64_t microseconds;  /* it ran */
};

struct xc_run_request {
    enum xc_lane lane;
    const char *const *words; /* behind the program's name; copied */
    size_t count;
    const char *folder; /* that it runs in; NULL: the server's own */
    /* A line of progress, without its end; NULL: not wanted. */
    void (*progress)(void *context, struct xc_str line);
    /* It began to run; NULL: not wanted. */
    void (*started)(void *context);
    /* Comes exactly once, on the loop, never before xc_runner_start returns. What result
     * holds may be taken (its buffers left empty); the rest is freed. */
    void (*done)(void *context, struct xc_run_result *result);
    void *context;
};

struct xc_runner;
struct xc_run;

/* program: path of this binary. */
struct xc_runner *xc_runner_new(uv_loop_t *loop, const char *program); /* NULL: memory */

/* XC_ENOMEM; XC_EENV: too many wait. */
int xc_runner_start(struct xc_runner *runner, const struct xc_run_request *request,
                    struct xc_run **run, struct xc_error *error);

/* Asks it to end, and makes it after a while. Its done still comes. */
void xc_runner_cancel(struct xc_run *run);

struct xc_runner_load {
    unsigned running[XC_LANES], waiting[XC_LANES];
};
struct xc_runner_load xc_runner_load(const struct xc_runner *runner);

/* Takes no more, drops what waits, ends those that read and jobs, lets those that write
 * end. Free it once idle. */
void xc_runner_stop(struct xc_runner *runner);
bool xc_runner_idle(const struct xc_runner *runner);
void xc_runner_free(struct xc_runner *runner);

#endif
