#include "serve/answers.h"

#include "register/json.h"
#include "serve/gzip.h"
#include "serve/work.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT_BYTES = 64 * 1024 * 1024, /* of all kept answers */
    KEPT_EACH = KEPT_BYTES / 4,    /* of one */
    PACK_FROM = 1024,
    REPLY_BYTES = XC_RUN_OUTPUT + XC_RUN_ERRORS + 1024
};
static const uint64_t kept_ns = 60000000000;

struct waiter {
    struct waiter *next;
    void (*found)(void *context, const struct xc_answer *answer);
    void *context;
};

struct entry {
    struct xc_answers *answers;
    struct entry *before, *after; /* the newest first */
    char *key;
    char *list; /* NULL: no list */
    uint64_t hash, version, until;
    struct waiter *waiters; /* while it is being made */
    bool made;
    struct xc_run_result result;
    struct xc_answer answer;
    struct xc_str *items; /* owned; the answer's */
    size_t bytes;
};

struct xc_answers {
    struct xc_site *site;
    struct entry *first, *last;
    size_t bytes;
};

/* ---- what a command said ---- */

/* Its last line that is an error's object; empty: none. */
static struct xc_str error_line(struct xc_str text) {
    struct xc_str found = XC_STR("");
    while (text.len) {
        struct xc_str line = xc_str_cut(&text, '\n');
        if (xc_str_starts(line, XC_STR("{\"error\":"))) {
            found = line;
        }
    }
    return found;
}

static int status_of(int status, bool reads, struct xc_str error) {
    json_t *json = json_loadb(error.ptr ? error.ptr : "", error.len, 0, NULL);
    struct xc_str word = xc_json_str_at(json_object_get(json, "error"), "code");
    int code = xc_str_is(word, "forbidden") ? 403
               : status == 0                ? 200
               : status == 1                ? (reads ? 404 : 409)
               : status == 2                ? 400
               : status == 3 || status == 5 ? 422
               : status == 4                ? 503
                                            : 500;
    json_decref(json);
    return code;
}

int xc_answers_judge(struct xc_run_result *result, bool reads, struct xc_buffer *out) {
    struct xc_str said = xc_str_trim(xc_buffer_view(&result->out));
    struct xc_str error = error_line(xc_buffer_view(&result->error));
    if (result->cancelled && !result->too_long) {
        xc_buffer_puts(out, "{\"error\":{\"code\":\"no\",\"column\":0,\"file\":\"\","
                            "\"hint\":\"\",\"line\":0,\"message\":\"stopped\"}}");
        return 409;
    }
    if (result->status == 0 && !result->too_long) {
        if (said.len) {
            xc_buffer_add(out, said);
        } else {
            xc_buffer_puts(out, "{}");
        }
        return 200;
    }
    if (result->too_long || result->status < 0 || !error.len) {
        xc_buffer_printf(out,
                         "{\"error\":{\"code\":\"%s\",\"column\":0,\"file\":\"\","
                         "\"hint\":\"\",\"line\":0,\"message\":\"%s\"}}",
                         result->too_long ? "input" : "internal",
                         result->too_long ? "the answer is too long: ask for a part of it"
                                          : "the command ended without an answer");
        return result->too_long ? 422 : 500;
    }
    bool both = said.len > 0 && (said.ptr[0] == '{' || said.ptr[0] == '[');
    if (both) {
        xc_buffer_add(out, xc_str_slice(error, 0, error.len - 1));
        xc_buffer_puts(out, ",\"answer\":");
        xc_buffer_add(out, said);
        xc_buffer_putc(out, '}');
    } else {
        xc_buffer_add(out, error);
    }
    /* Who was answered, with a no, did not ask for something that is not there. */
    return status_of(result->status, reads && !both, error);
}

/* ---- entries ---- */

static void free_entry(struct entry *entry) {
    xc_http_blob_free(entry->answer.plain);
    xc_http_blob_free(entry->answer.packed);
    xc_buffer_free(&entry->result.out);
    xc_buffer_free(&entry->result.error);
    free(entry->items);
    free(entry->key);
    free(entry->list);
    free(entry);
}

static void unlink_entry(struct entry *entry) {
    struct xc_answers *answers = entry->answers;
    *(entry->before ? &entry->before->after : &answers->first) = entry->after;
    *(entry->after ? &entry->after->before : &answers->last) = entry->before;
    answers->bytes -= entry->bytes;
}

static void link_entry(struct entry *entry) {
    struct xc_answers *answers = entry->answers;
    entry->before = NULL;
    entry->after = answers->first;
    *(answers->first ? &answers->first->before : &answers->last) = entry;
    answers->first = entry;
}

static bool lasts(const struct entry *entry) {
    return !entry->made || (entry->version == entry->answers->site->version &&
                            entry->until > uv_hrtime());
}

/* Lets go of what is over, and of the oldest where there is too much. */
static void tidy(struct xc_answers *answers) {
    for (struct entry *entry = answers->last, *before; entry; entry = before) {
        before = entry->before;
        if (entry->made && (!lasts(entry) || answers->bytes > KEPT_BYTES)) {
            unlink_entry(entry);
            free_entry(entry);
        }
    }
}

static struct entry *find(struct xc_answers *answers, struct xc_str key) {
    uint64_t hash = xc_str_hash(key);
    for (struct entry *entry = answers->first; entry; entry = entry->after) {
        if (entry->hash == hash && xc_str_is(key, entry->key) && lasts(entry) &&
            (entry->made || entry->version == answers->site->version)) {
            return entry;
        }
    }
    return NULL;
}

/* ---- making one ---- */

static void set_tag(struct xc_answer *answer) {
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    answer->tag[0] = '\0';
    if (xc_sha256(xc_http_blob_bytes(answer->plain), &digest, NULL) == XC_OK) {
        xc_digest_hex(&digest, hex);
        answer->tag[0] = '"';
        memcpy(answer->tag + 1, hex, XC_DIGEST_HEX / 2);
        memcpy(answer->tag + 1 + XC_DIGEST_HEX / 2, "\"", 2);
    }
}

static void run_entry(void *context) {
    struct entry *entry = context;
    struct xc_answer *answer = &entry->answer;
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    answer->status = xc_answers_judge(&entry->result, true, &text);
    answer->plain = text.failed ? NULL : xc_http_blob_new(xc_buffer_view(&text));
    xc_buffer_free(&text);
    xc_buffer_free(&entry->result.out);
    xc_buffer_free(&entry->result.error);
    if (!answer->plain) {
        answer->status = 503;
        return;
    }
    struct xc_str bytes = xc_http_blob_bytes(answer->plain);
    set_tag(answer);
    if (entry->list && answer->status == 200) {
        entry->items = xc_answers_items(bytes, entry->list, &answer->item_count);
        answer->items = entry->items;
    } else if (bytes.len >= PACK_FROM) {
        struct xc_buffer packed = xc_buffer_make(REPLY_BYTES);
        if (xc_gzip(bytes, XC_GZIP_FAST, &packed)) {
            answer->packed = xc_http_blob_new(xc_buffer_view(&packed));
        }
        xc_buffer_free(&packed);
    }
}

static void after_entry(void *context) {
    struct entry *entry = context;
    struct waiter *waiters = entry->waiters;
    const struct xc_answer *answer = &entry->answer;
    entry->made = true;
    entry->waiters = NULL;
    entry->until = uv_hrtime() + kept_ns;
    if (answer->plain) {
        entry->bytes = xc_http_blob_bytes(answer->plain).len +
                       answer->item_count * sizeof *answer->items;
        entry->bytes += answer->packed ? xc_http_blob_bytes(answer->packed).len : 0;
    }
    entry->answers->bytes += entry->bytes;
    while (waiters) {
        struct waiter *next = waiters->next;
        waiters->found(waiters->context, answer);
        free(waiters);
        waiters = next;
    }
    if ((answer->status != 200 && answer->status != 404) || entry->bytes > KEPT_EACH) {
        unlink_entry(entry);
        free_entry(entry);
    }
}

static void on_done(void *context, struct xc_run_result *result) {
    struct entry *entry = context;
    entry->result = *result;
    result->out = xc_buffer_make(0);
    result->error = xc_buffer_make(0);
    if (!xc_work_start(&entry->answers->site->loop, run_entry, after_entry, entry)) {
        run_entry(entry);
        after_entry(entry);
    }
}

static bool add_waiter(struct entry *entry,
                       void (*found)(void *context, const struct xc_answer *answer),
                       void *context) {
    struct waiter *waiter = malloc(sizeof *waiter);
    if (waiter) {
        *waiter = (struct waiter){entry->waiters, found, context};
        entry->waiters = waiter;
    }
    return waiter != NULL;
}

static struct entry *new_entry(struct xc_answers *answers, struct xc_str key,
                               const char *list) {
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry) {
        return NULL;
    }
    entry->answers = answers;
    entry->key = strndup(key.ptr, key.len);
    entry->list = list ? strdup(list) : NULL;
    entry->hash = xc_str_hash(key);
    entry->version = answers->site->version;
    if (!entry->key || (list && !entry->list)) {
        free_entry(entry);
        return NULL;
    }
    return entry;
}

static int start(struct xc_answers *answers, struct xc_str key, const char *const *words,
                 size_t count, const char *list,
                 void (*found)(void *context, const struct xc_answer *answer),
                 void *context, struct xc_error *error) {
    struct entry *entry = new_entry(answers, key, list);
    if (!entry || !add_waiter(entry, found, context)) {
        if (entry) {
            free_entry(entry);
        }
        return xc_fail_memory(error);
    }
    struct xc_run_request request = {.lane = XC_LANE_READ,
                                     .words = words,
                                     .count = count,
                                     .done = on_done,
                                     .context = entry};
    int rc = xc_runner_start(answers->site->runner, &request, NULL, error);
    if (rc != XC_OK) {
        free(entry->waiters);
        free_entry(entry);
        return rc;
    }
    link_entry(entry);
    return XC_OK;
}

int xc_answers_ask(struct xc_site *site, const char *const *words, size_t count,
                   const char *list,
                   void (*found)(void *context, const struct xc_answer *answer),
                   void *context, struct xc_error *error) {
    struct xc_answers *answers = site->answers;
    struct xc_buffer key = xc_buffer_make(1 << 20);
    for (size_t i = 0; i < count; i++) {
        /* The moment is that of a clock that goes on: what is kept lasts a minute. */
        if (i > 0 && strcmp(words[i - 1], "--now") == 0) {
            continue;
        }
        xc_buffer_puts(&key, words[i]);
        xc_buffer_putc(&key, '\x1f');
    }
    xc_buffer_puts(&key, list ? list : "\x1e");
    if (key.failed) {
        xc_buffer_free(&key);
        return xc_fail_memory(error);
    }
    (void)xc_site_version(site);
    tidy(answers);
    struct entry *entry = find(answers, xc_buffer_view(&key));
    int rc = XC_OK;
    if (entry && entry->made) {
        found(context, &entry->answer);
    } else if (entry) {
        rc = add_waiter(entry, found, context) ? XC_OK : xc_fail_memory(error);
    } else {
        rc = start(answers, xc_buffer_view(&key), words, count, list, found, context,
                   error);
    }
    xc_buffer_free(&key);
    return rc;
}

size_t xc_answers_kept(const struct xc_answers *answers) {
    size_t count = 0;
    for (const struct entry *entry = answers->first; entry; entry = entry->after) {
        count += entry->made;
    }
    return count;
}

struct xc_answers *xc_answers_new(struct xc_site *site) {
    struct xc_answers *answers = calloc(1, sizeof *answers);
    if (answers) {
        answers->site = site;
    }
    return answers;
}

void xc_answers_free(struct xc_answers *answers) {
    struct entry *entry = answers ? answers->first : NULL;
    while (entry) {
        struct entry *after = entry->after;
        free_entry(entry);
        entry = after;
    }
    free(answers);
}
