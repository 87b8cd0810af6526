#include "serve/jobs.h"

#include "access/may.h"
#include "base/password.h"
#include "register/json.h"
#include "serve/answers.h"
#include "serve/events.h"
#include "serve/scratch.h"

#include <stdlib.h>
#include <string.h>

enum { JOBS = 500, REPLY_BYTES = XC_RUN_OUTPUT + XC_RUN_ERRORS + 1024, KEPT = 8 << 20 };

enum state { WAITING, RUNNING, DONE, FAILED, CANCELLED };
static const char *const state_words[] = {"waiting", "running", "done", "failed",
                                          "cancelled"};

struct xc_job {
    struct xc_jobs *jobs;
    struct xc_job *next; /* the newest first */
    char id[XC_TOKEN_CHARS + 1];
    const char *operation;
    char *office, *user, *folder;
    xc_instant at;
    enum state state;
    json_t *progress; /* NULL: none yet */
    int status;
    struct xc_buffer said; /* JSON: the answer, or the error with it */
    struct xc_run *run;    /* NULL: it is over */
    unsigned event;
};

struct xc_jobs {
    struct xc_site *site;
    struct xc_job *first;
    unsigned count;
};

static void free_job(struct xc_job *job) {
    if (job) {
        json_decref(job->progress);
        xc_buffer_free(&job->said);
        free(job->office);
        free(job->user);
        free(job->folder);
        free(job);
    }
}

/* ---- showing one ---- */

/* As JSON text; what the command said stands in it as it was said, which is members of an
 * object with "error", or else the answer. whole false: without it. */
static void show(const struct xc_job *job, bool whole, struct xc_buffer *out) {
    char at[21];
    xc_instant_format(job->at, at);
    json_t *json = json_pack("{s:s,s:s,s:s,s:s,s:s,s:O?}", "id", job->id, "operation",
                             job->operation, "by", job->user, "at", at, "state",
                             state_words[job->state], "progress", job->progress);
    if (json && job->state >= DONE) {
        (void)json_object_set_new(json, "status", json_integer(job->status));
    }
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    struct xc_str head = xc_str_from(text ? text : "{}");
    struct xc_str said = xc_buffer_view(&job->said);
    if (whole && job->state >= DONE && said.len) {
        bool members = xc_str_starts(said, XC_STR("{\"error\":"));
        xc_buffer_add(out, xc_str_slice(head, 0, head.len - 1));
        xc_buffer_puts(out, members ? "," : ",\"answer\":");
        xc_buffer_add(out, members ? xc_str_slice(said, 1, said.len) : said);
        xc_buffer_puts(out, members ? "" : "}");
    } else {
        xc_buffer_add(out, head);
    }
    free(text);
    json_decref(json);
}

static void send_event(struct xc_job *job, const char *event) {
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    show(job, true, &text);
    xc_events_send(job->jobs->site, job, event, ++job->event, xc_buffer_view(&text));
    xc_buffer_free(&text);
}

static void reply(struct xc_http_exchange *exchange, int status,
                  const struct xc_buffer *text) {
    xc_reply_private(exchange);
    xc_http_send(exchange, text->failed ? 503 : status, XC_STR("application/json"),
                 xc_buffer_view(text));
}

/* ---- its life ---- */

static void on_started(void *context) {
    struct xc_job *job = context;
    job->state = RUNNING;
    send_event(job, "progress");
}

static void on_progress(void *context, struct xc_str line) {
    struct xc_job *job = context;
    json_t *json = json_loadb(line.ptr, line.len, 0, NULL);
    json_t *progress = json_object_get(json, "progress");
    if (json_is_object(progress)) {
        json_decref(job->progress);
        job->progress = json_incref(progress);
        send_event(job, "progress");
    }
    json_decref(json);
}

static void on_done(void *context, struct xc_run_result *result) {
    struct xc_job *job = context;
    job->run = NULL;
    job->status = xc_answers_judge(result, false, &job->said);
    job->state = result->cancelled ? CANCELLED : job->status < 400 ? DONE : FAILED;
    if (job->said.len > KEPT) {
        xc_buffer_clear(&job->said);
        xc_buffer_puts(&job->said, "{\"too_long\":true}");
    }
    if (job->folder) {
        xc_scratch_remove(job->folder);
    }
    (void)xc_site_version(job->jobs->site);
    send_event(job, state_words[job->state]);
    xc_events_over(job->jobs->site, job);
    xc_events_changed(job->jobs->site);
}

/* Forgets the oldest that is over; false: all go on. */
static bool make_room(struct xc_jobs *jobs) {
    struct xc_job **oldest = NULL;
    for (struct xc_job **at = &jobs->first; *at; at = &(*at)->next) {
        oldest = (*at)->state >= DONE ? at : oldest;
    }
    if (oldest) {
        struct xc_job *job = *oldest;
        *oldest = job->next;
        jobs->count--;
        free_job(job);
    }
    return oldest != NULL;
}

static struct xc_job *new_job(struct xc_jobs *jobs, const struct xc_operation *operation,
                              const struct xc_asker_person *person, const char *folder,
                              struct xc_error *error) {
    struct xc_job *job = calloc(1, sizeof *job);
    if (!job) {
        xc_fail_memory(error);
        return NULL;
    }
    job->jobs = jobs;
    job->operation = operation->id;
    job->office = strndup(person->office.ptr, person->office.len);
    job->user = strndup(person->user.name.ptr, person->user.name.len);
    job->folder = folder ? strdup(folder) : NULL;
    job->at = xc_site_now(jobs->site);
    job->said = xc_buffer_make(REPLY_BYTES);
    if (!job->office || !job->user || (folder && !job->folder)) {
        xc_fail_memory(error);
    } else if (xc_token_new(job->id, error) == XC_OK) {
        return job;
    }
    free_job(job);
    return NULL;
}

int xc_jobs_start(struct xc_site *site, const struct xc_operation *operation,
                  const struct xc_asker_person *person, const char *const *words,
                  size_t count, const char *folder, const char **id,
                  struct xc_error *error) {
    struct xc_jobs *jobs = site->jobs;
    if (jobs->count >= JOBS && !make_room(jobs)) {
        xc_fail(error, XC_EENV, "the server is too busy");
        return xc_hint(error, "try again in a moment");
    }
    struct xc_job *job = new_job(jobs, operation, person, folder, error);
    if (!job) {
        return error->code;
    }
    int rc = xc_runner_start(site->runner,
                             &(struct xc_run_request){.lane = XC_LANE_JOB,
                                                      .words = words,
                                                      .count = count,
                                                      .folder = folder,
                                                      .progress = on_progress,
                                                      .started = on_started,
                                                      .done = on_done,
                                                      .context = job},
                             &job->run, error);
    if (rc != XC_OK) {
        free(job->folder);
        job->folder = NULL;
        free_job(job);
        return rc;
    }
    job->next = jobs->first;
    jobs->first = job;
    jobs->count++;
    *id = job->id;
    return XC_OK;
}

void xc_jobs_reply(const struct xc_jobs *jobs, const char *id,
                   struct xc_http_exchange *exchange, int status) {
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    for (const struct xc_job *job = jobs->first; job; job = job->next) {
        if (strcmp(job->id, id) == 0) {
            show(job, true, &text);
        }
    }
    reply(exchange, status, &text);
    xc_buffer_free(&text);
}

unsigned xc_jobs_open(const struct xc_jobs *jobs) {
    unsigned open = 0;
    for (const struct xc_job *job = jobs->first; job; job = job->next) {
        open += job->state < DONE;
    }
    return open;
}

struct xc_jobs *xc_jobs_new(struct xc_site *site) {
    struct xc_jobs *jobs = calloc(1, sizeof *jobs);
    if (jobs) {
        jobs->site = site;
    }
    return jobs;
}

void xc_jobs_free(struct xc_jobs *jobs) {
    while (jobs && jobs->first) {
        struct xc_job *job = jobs->first;
        jobs->first = job->next;
        free_job(job);
    }
    free(jobs);
}

/* ---- asking for them ---- */

/* One's own, and for who may plan in the office, everybody's. */
static bool may_see(const struct xc_job *job, const struct xc_asker_person *person) {
    return xc_str_is(person->office, job->office) &&
           (xc_str_is(person->user.name, job->user) ||
            xc_access_may(&person->user, XC_ACT_PLAN));
}

static void list(struct xc_site *site, struct xc_http_exchange *exchange,
                 const struct xc_asker_person *person) {
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    xc_buffer_putc(&text, '[');
    for (const struct xc_job *job = site->jobs->first; job; job = job->next) {
        if (may_see(job, person)) {
            xc_buffer_puts(&text, text.len > 1 ? "," : "");
            show(job, false, &text); /* each answer is asked for by itself */
        }
    }
    xc_buffer_putc(&text, ']');
    reply(exchange, 200, &text);
    xc_buffer_free(&text);
}

static void stream_end(struct xc_http_exchange *exchange, const struct xc_job *job) {
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    xc_buffer_printf(&text, "event: %s\nid: %u\ndata: ", state_words[job->state],
                     job->event);
    show(job, true, &text);
    xc_buffer_puts(&text, "\n\n");
    xc_http_set(exchange, "Cache-Control", XC_STR("no-store"));
    xc_http_stream(exchange, XC_STR("text/event-stream"));
    (void)xc_http_push(exchange, xc_buffer_view(&text));
    xc_http_end(exchange);
    xc_buffer_free(&text);
}

static void answer_one(struct xc_site *site, struct xc_http_exchange *exchange,
                       struct xc_job *job, struct xc_str rest) {
    bool ends = xc_http_head(exchange)->method == XC_HTTP_DELETE;
    if (xc_str_is(rest, "events") && job->state < DONE) {
        xc_events_listen(site, exchange, job);
        send_event(job, "progress");
    } else if (xc_str_is(rest, "events")) {
        stream_end(exchange, job);
    } else {
        if (ends && job->run) {
            xc_runner_cancel(job->run);
        }
        xc_jobs_reply(site->jobs, job->id, exchange, 200);
    }
}

static void answer_person(struct xc_site *site, struct xc_http_exchange *exchange,
                          const struct xc_asker_person *person) {
    struct xc_str rest = xc_http_head(exchange)->path;
    rest = xc_str_slice(rest, strlen("/api/v1/jobs"), rest.len);
    rest = xc_str_starts(rest, XC_STR("/")) ? xc_str_slice(rest, 1, rest.len) : rest;
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
        return;
    }
    if (!rest.len) {
        list(site, exchange, person);
        return;
    }
    struct xc_str id = xc_str_cut(&rest, '/');
    for (struct xc_job *job = site->jobs->first; job; job = job->next) {
        if (xc_str_is(id, job->id) && may_see(job, person) &&
            (!rest.len || (xc_str_is(rest, "events") &&
                           xc_http_head(exchange)->method != XC_HTTP_DELETE))) {
            answer_one(site, exchange, job, rest);
            return;
        }
    }
    xc_reply_refuse(site, exchange, 404, "no",
                    XC_MSG("there is no such job, or not any more"), NULL);
}

static void answer_jobs(struct xc_site *site, struct xc_http_exchange *exchange) {
    xc_asker_ask(site, exchange, answer_person);
}

#define JOB "/api/v1/jobs/{id}"

const struct xc_route xc_jobs_routes[] = {
    {.method = XC_HTTP_GET,
     .path = "/api/v1/jobs",
     .name = "/api/v1/jobs",
     .answer = answer_jobs},
    {.method = XC_HTTP_GET, .path = "/api/v1/jobs/", .name = JOB, .answer = answer_jobs},
    {.method = XC_HTTP_DELETE,
     .path = "/api/v1/jobs/",
     .name = JOB,
     .answer = answer_jobs},
    {0},
};
