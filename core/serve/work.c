#include "serve/work.h"

#include <stdlib.h>

struct job {
    uv_work_t work;
    void (*run)(void *context);
    void (*after)(void *context);
    void *context;
};

static void on_run(uv_work_t *work) {
    struct job *job = work->data;
    job->run(job->context);
}

static void on_after(uv_work_t *work, int status) {
    struct job *job = work->data;
    (void)status; /* nothing is ever cancelled */
    job->after(job->context);
    free(job);
}

bool xc_work_start(uv_loop_t *loop, void (*work)(void *context),
                   void (*after)(void *context), void *context) {
    struct job *job = malloc(sizeof *job);
    if (!job) {
        return false;
    }
    *job = (struct job){.run = work, .after = after, .context = context};
    job->work.data = job;
    if (uv_queue_work(loop, &job->work, on_run, on_after) != 0) {
        free(job);
        return false;
    }
    return true;
}
