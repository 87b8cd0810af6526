/* Operations: from a request to a command and back. */
#include "base/base64.h"
#include "base/file.h"
#include "exchange/zip_out.h"
#include "serve/answers.h"
#include "serve/gzip.h"
#include "serve/jobs.h"
#include "serve/line.h"
#include "serve/scratch.h"
#include "serve/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ARENA_BYTES = 4 * 1024 * 1024,
    PAGE_USUAL = 200,
    PAGE_MOST = 2000,
    PACK_FROM = 1024,
    REPLY_BYTES = XC_RUN_OUTPUT + XC_RUN_ERRORS + 1024
};
#define ROOT "/api/v1/"

/* One request on its way. */
struct task {
    struct xc_wait wait;
    struct xc_site *site;
    const struct xc_operation *operation;
    struct xc_asker_person person;
    struct xc_arena *arena;
    struct xc_line line;
    struct xc_buffer upload; /* the body, where it is a file */
    struct xc_str *cut;      /* items of a kept list; owned */
    size_t from, most;       /* of a list */
    bool packs;              /* the client takes gzip */
    int status;
    struct xc_buffer reply, packed;
    struct xc_http_blob *part; /* of a list, while it is cut in a worker */
    struct xc_run_result result;
    size_t item_count;
    struct xc_scratch_file answer; /* of what a command wrote */
    struct xc_error error;
    int rc;
};

static void free_task(struct task *task) {
    if (task->wait.exchange) {
        xc_site_wait(task->wait.exchange, NULL);
    }
    if (task->line.folder) {
        xc_scratch_remove(task->line.folder);
    }
    xc_scratch_file_free(&task->answer);
    xc_line_free(&task->line);
    xc_buffer_free(&task->reply);
    xc_buffer_free(&task->packed);
    xc_buffer_free(&task->result.out);
    xc_buffer_free(&task->result.error);
    xc_buffer_free(&task->upload);
    free(task->cut);
    xc_arena_free(task->arena);
    free(task);
}

/* ---- answering ---- */

static struct xc_http_exchange *leave(struct task *task) {
    struct xc_http_exchange *exchange = task->wait.exchange;
    if (exchange) {
        xc_site_wait(exchange, NULL);
        task->wait.exchange = NULL;
    }
    return exchange;
}

static void refuse(struct task *task, int status) {
    struct xc_http_exchange *exchange = leave(task);
    if (exchange) {
        xc_reply_error(task->site, exchange, status, &task->error);
    }
}

static int status_of_code(int code) {
    return code == XC_EUSAGE                      ? 400
           : code == XC_ENO                       ? 404
           : code == XC_EINPUT                    ? 422
           : code == XC_EENV || code == XC_ENOMEM ? 503
                                                  : 500;
}

static void send_json(struct xc_http_exchange *exchange, int status,
                      const struct xc_buffer *plain, const struct xc_buffer *packed) {
    bool use_packed = packed && packed->len > 0;
    xc_reply_private(exchange);
    if (use_packed) {
        xc_http_set(exchange, "Content-Encoding", XC_STR("gzip"));
    }
    xc_http_send(exchange, status, XC_STR("application/json"),
                 xc_buffer_view(use_packed ? packed : plain));
}

/* ---- lists ---- */

static void cut(void *context) {
    struct task *task = context;
    size_t from = task->from < task->item_count ? task->from : task->item_count;
    size_t to =
        task->item_count - from > task->most ? from + task->most : task->item_count;
    xc_buffer_puts(&task->reply, "{\"items\":[");
    for (size_t i = from; i < to; i++) {
        if (i > from) {
            xc_buffer_putc(&task->reply, ',');
        }
        xc_buffer_add(&task->reply, task->cut[i]);
    }
    if (to < task->item_count) {
        xc_buffer_printf(&task->reply, "],\"next\":\"%zu\",\"total\":%zu}", to,
                         task->item_count);
    } else {
        xc_buffer_printf(&task->reply, "],\"next\":null,\"total\":%zu}",
                         task->item_count);
    }
    if (task->packs && task->reply.len > PACK_FROM &&
        !xc_gzip(xc_buffer_view(&task->reply), XC_GZIP_FAST, &task->packed)) {
        xc_buffer_clear(&task->packed);
    }
}

static void add_link(struct task *task, struct xc_http_exchange *exchange) {
    size_t next = task->from + task->most;
    if (next >= task->item_count) {
        return;
    }
    const struct xc_http_head *head = xc_http_head(exchange);
    struct xc_buffer link = xc_buffer_make(8192);
    struct xc_str query = head->query;
    xc_buffer_printf(&link, "<%.*s?", XC_PRI(head->path));
    while (query.len) {
        struct xc_str pair = xc_str_cut(&query, '&');
        if (!xc_str_starts(pair, XC_STR("after="))) {
            xc_buffer_printf(&link, "%.*s&", XC_PRI(pair));
        }
    }
    xc_buffer_printf(&link, "after=%zu>; rel=\"next\"", next);
    if (!link.failed) {
        xc_http_set(exchange, "Link", xc_buffer_view(&link));
    }
    xc_buffer_free(&link);
}

static void after_cut(void *context) {
    struct task *task = context;
    struct xc_http_exchange *exchange = leave(task);
    if (exchange && !task->reply.failed) {
        add_link(task, exchange);
        send_json(exchange, 200, &task->reply, &task->packed);
    } else if (exchange) {
        xc_fail_memory(&task->error);
        xc_reply_error(task->site, exchange, 503, &task->error);
    }
    xc_http_blob_free(task->part);
    free_task(task);
}

/* ---- what reads ---- */

static void send_answer(struct task *task, const struct xc_answer *answer) {
    struct xc_http_exchange *exchange = leave(task);
    if (!exchange) {
        return;
    }
    if (!answer->plain) {
        xc_fail_memory(&task->error);
        xc_reply_error(task->site, exchange, 503, &task->error);
        return;
    }
    bool packed = answer->packed && task->packs;
    struct xc_str tag = xc_str_from(answer->tag);
    xc_reply_private(exchange);
    if (answer->status == 200 && tag.len) {
        /* Another form of the same is another representation: its tag is weak. */
        struct xc_buffer weak = xc_buffer_make(64);
        xc_buffer_printf(&weak, "W/%.*s", XC_PRI(tag));
        xc_http_set(exchange, "ETag", xc_buffer_view(&weak));
        bool fresh = xc_http_fresh(xc_http_head(exchange), tag, XC_NO_INSTANT);
        xc_buffer_free(&weak);
        if (fresh) {
            xc_http_send(exchange, 304, XC_STR(""), XC_STR(""));
            return;
        }
    }
    if (packed) {
        xc_http_set(exchange, "Content-Encoding", XC_STR("gzip"));
    }
    xc_http_send_blob(exchange, answer->status,
                      answer->status == 200 ? xc_str_from(task->operation->type)
                                            : XC_STR("application/json"),
                      packed ? answer->packed : answer->plain);
}

static void on_answer(void *context, const struct xc_answer *answer) {
    struct task *task = context;
    if (!answer->items || !task->wait.exchange) {
        send_answer(task, answer);
        free_task(task);
        return;
    }
    /* The list belongs to the kept answer, which may go while a worker cuts it. */
    size_t size = answer->item_count * sizeof *answer->items;
    struct xc_str *items = malloc(size ? size : 1);
    if (items) {
        memcpy(items, answer->items, size);
        task->cut = items;
        task->item_count = answer->item_count;
        task->part = xc_http_blob_keep(answer->plain);
    }
    if (!items || !xc_work_start(&task->site->loop, cut, after_cut, task)) {
        xc_http_blob_free(task->part);
        xc_fail_memory(&task->error);
        refuse(task, 503);
        free_task(task);
    }
}

static bool number_of(const struct xc_http_exchange *exchange, const char *name,
                      uint64_t most, size_t *number) {
    char text[24];
    uint64_t value = 0;
    ptrdiff_t len = xc_http_head_value(xc_http_head(exchange), name, text, sizeof text);
    if (len > 0 && !xc_str_to_uint((struct xc_str){text, (size_t)len}, most, &value)) {
        return false;
    }
    *number = len > 0 ? (size_t)value : *number;
    return true;
}

static void start_read(struct task *task) {
    const char *page = task->operation->page;
    task->most = PAGE_USUAL;
    int rc =
        XC_OK; /* an answer that is kept ends the task before xc_answers_ask returns */
    if (page && (!number_of(task->wait.exchange, "limit", PAGE_MOST, &task->most) ||
                 !number_of(task->wait.exchange, "after", SIZE_MAX / 2, &task->from) ||
                 task->most == 0)) {
        rc = xc_fail(&task->error, XC_EUSAGE,
                     "limit is 1 to %d, after is what `next` said", PAGE_MOST);
    }
    if (rc == XC_OK) {
        rc = xc_answers_ask(task->site, task->line.words, task->line.count, page,
                            on_answer, task, &task->error);
    }
    if (rc != XC_OK) {
        refuse(task, status_of_code(rc));
        free_task(task);
    }
}

/* ---- what writes, and what reads into files ---- */

static void finish(void *context) {
    struct task *task = context;
    bool reads = task->operation->lane == XC_LANE_READ;
    task->status = xc_answers_judge(&task->result, reads, &task->reply);
    if (task->status == 200 && task->line.out) {
        task->rc = xc_scratch_gather(task->line.out, &task->answer, &task->error);
    } else if (task->packs && task->reply.len > PACK_FROM &&
               !xc_gzip(xc_buffer_view(&task->reply), XC_GZIP_FAST, &task->packed)) {
        xc_buffer_clear(&task->packed);
    }
}

static void send_file(struct task *task, struct xc_http_exchange *exchange) {
    struct xc_buffer field = xc_buffer_make(1024);
    xc_reply_private(exchange);
    xc_buffer_printf(&field, "attachment; filename=\"%s\"", task->answer.name);
    xc_http_set(exchange, "Content-Disposition", xc_buffer_view(&field));
    /* What a report holds is shown as a page of its own only where nothing can run. */
    xc_http_set(exchange, "Content-Security-Policy",
                XC_STR("sandbox; default-src 'none'; style-src 'unsafe-inline'"));
    xc_http_send(exchange, 200, xc_str_from(task->answer.type),
                 xc_buffer_view(&task->answer.bytes));
    xc_buffer_free(&field);
}

static void after_finish(void *context) {
    struct task *task = context;
    struct xc_http_exchange *exchange = leave(task);
    if (exchange && task->rc != XC_OK) {
        xc_reply_error(task->site, exchange, status_of_code(task->rc), &task->error);
    } else if (exchange && task->status == 200 && task->line.out) {
        send_file(task, exchange);
    } else if (exchange) {
        send_json(exchange, task->status, &task->reply, &task->packed);
    }
    free_task(task);
}

static void on_done(void *context, struct xc_run_result *result) {
    struct task *task = context;
    task->result = *result;
    result->out = xc_buffer_make(0);
    result->error = xc_buffer_make(0);
    if (!xc_work_start(&task->site->loop, finish, after_finish, task)) {
        finish(task);
        after_finish(task);
    }
}

static void start_job(struct task *task) {
    const char *id = NULL;
    task->rc = xc_jobs_start(task->site, task->operation, &task->person, task->line.words,
                             task->line.count, task->line.folder, &id, &task->error);
    if (task->rc != XC_OK) {
        refuse(task, status_of_code(task->rc));
        free_task(task);
        return;
    }
    task->line.folder = NULL; /* the job removes it */
    struct xc_http_exchange *exchange = leave(task);
    if (exchange) {
        char place[96];
        (void)snprintf(place, sizeof place, ROOT "jobs/%s", id);
        xc_http_set(exchange, "Location", xc_str_from(place));
        xc_jobs_reply(task->site->jobs, id, exchange, 202);
    }
    free_task(task);
}

static void start_command(struct task *task) {
    if (task->operation->lane == XC_LANE_JOB) {
        start_job(task);
        return;
    }
    task->rc = xc_runner_start(task->site->runner,
                               &(struct xc_run_request){.lane = task->operation->lane,
                                                        .words = task->line.words,
                                                        .count = task->line.count,
                                                        .folder = task->line.folder,
                                                        .done = on_done,
                                                        .context = task},
                               NULL, &task->error);
    if (task->rc != XC_OK) {
        refuse(task, status_of_code(task->rc));
        free_task(task);
    }
}

/* ---- files that come in ---- */

static int store_file(const struct xc_line_file *file, struct xc_error *error) {
    char *room = NULL;
    struct xc_str bytes = file->bytes;
    if (file->base64) {
        room = malloc(bytes.len / 4 * 3 + 3);
        ptrdiff_t len =
            room ? xc_base64_read(bytes, (uint8_t *)room, bytes.len / 4 * 3 + 3) : -1;
        if (!room || len < 0) {
            free(room);
            return room ? xc_fail(error, XC_EUSAGE, "a file is not in base64")
                        : xc_fail_memory(error);
        }
        bytes = (struct xc_str){room, (size_t)len};
    }
    int rc = xc_scratch_write(file->path, bytes, error);
    free(room);
    return rc;
}

static void store_files(void *context) {
    struct task *task = context;
    task->rc = xc_folder_make(task->line.folder, 0700, &task->error);
    if (task->rc == XC_OK && task->line.out) {
        task->rc = xc_folder_make(task->line.out, 0700, &task->error);
    }
    for (size_t i = 0; task->rc == XC_OK && i < task->line.file_count; i++) {
        task->rc = store_file(&task->line.files[i], &task->error);
    }
}

static void after_store(void *context) {
    struct task *task = context;
    if (task->rc == XC_OK) {
        start_command(task);
        return;
    }
    refuse(task, status_of_code(task->rc));
    free_task(task);
}

/* The exchange may go before its body is stored. */
static void keep_upload(struct task *task) {
    if (task->operation->file) {
        task->upload = xc_http_take_body(task->wait.exchange);
        task->line.files[0].bytes = xc_buffer_view(&task->upload);
    }
}

static void start(struct task *task) {
    if (task->line.folder) {
        keep_upload(task);
        if (!xc_work_start(&task->site->loop, store_files, after_store, task)) {
            xc_fail_memory(&task->error);
            refuse(task, 503);
            task->line.folder = NULL;
            free_task(task);
        }
    } else if (task->operation->lane == XC_LANE_READ) {
        start_read(task);
    } else {
        start_command(task);
    }
}

/* ---- the route ---- */

static const struct xc_operation *find(struct xc_site *site,
                                       struct xc_http_exchange *exchange,
                                       struct xc_str values[XC_OPERATION_PARTS],
                                       bool *known) {
    const struct xc_http_head *head = xc_http_head(exchange);
    return xc_operations_find(site->operations, head->method,
                              xc_str_slice(head->path, strlen(ROOT), head->path.len),
                              values, known);
}

static void perform(struct xc_site *site, struct xc_http_exchange *exchange,
                    const struct xc_asker_person *person) {
    bool known = false;
    struct xc_str values[XC_OPERATION_PARTS];
    const struct xc_operation *operation = find(site, exchange, values, &known);
    if (!operation->open && !person->signed_in) {
        xc_http_set(exchange, "WWW-Authenticate", XC_STR("Bearer"));
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
        return;
    }
    struct task *task = calloc(1, sizeof *task);
    struct xc_arena *arena = task ? xc_arena_new(ARENA_BYTES) : NULL;
    if (!arena) {
        free(task);
        xc_reply_refuse(site, exchange, 503, "memory", XC_MSG("out of memory"), NULL);
        return;
    }
    *task = (struct task){.wait = {exchange, NULL},
                          .site = site,
                          .operation = operation,
                          .person = *person,
                          .arena = arena,
                          .packs = xc_http_takes_gzip(xc_http_head(exchange)),
                          .reply = xc_buffer_make(REPLY_BYTES),
                          .packed = xc_buffer_make(REPLY_BYTES)};
    task->person.office = xc_arena_copy(arena, person->office);
    task->person.user.name = xc_arena_copy(arena, person->user.name);
    xc_site_wait(exchange, &task->wait);
    task->rc = xc_line_make(site, exchange, operation, values, person, arena, &task->line,
                            &task->error);
    if (task->rc == XC_OK) {
        start(task);
        return;
    }
    task->line.folder = NULL; /* it was not made */
    refuse(task, status_of_code(task->rc));
    free_task(task);
}

static void answer_operation(struct xc_site *site, struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    bool known = false;
    struct xc_str values[XC_OPERATION_PARTS];
    const struct xc_operation *operation = find(site, exchange, values, &known);
    if (operation) {
        xc_site_name(exchange, operation->pattern);
        xc_asker_ask(site, exchange, perform);
    } else if (known) {
        xc_reply_refuse(site, exchange, 405, "usage",
                        XC_MSG("this address does not take that method"), NULL);
    } else if (xc_str_is(head->path, ROOT "openapi.json") &&
               (head->method == XC_HTTP_GET || head->method == XC_HTTP_HEAD)) {
        xc_http_send_blob(exchange, 200, XC_STR("application/json"),
                          xc_operations_text(site->operations));
    } else {
        xc_reply_refuse(site, exchange, 404, "no", XC_MSG("there is nothing here"),
                        XC_MSG("/api/v1/openapi.json says what there is"));
    }
}

static uint64_t room_of(struct xc_site *site, struct xc_http_exchange *exchange) {
    bool known = false;
    struct xc_str values[XC_OPERATION_PARTS];
    const struct xc_operation *operation = find(site, exchange, values, &known);
    return operation ? operation->body_most : 0;
}

#define ALL(word)                                                                        \
    {                                                                                    \
        .method = (word), .path = ROOT, .name = ROOT, .room = room_of,                   \
        .answer = answer_operation                                                       \
    }

const struct xc_route xc_operations_routes[] = {
    ALL(XC_HTTP_GET),   ALL(XC_HTTP_POST),   ALL(XC_HTTP_PUT),
    ALL(XC_HTTP_PATCH), ALL(XC_HTTP_DELETE), {0},
};
