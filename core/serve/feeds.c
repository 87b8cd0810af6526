#include "serve/feeds.h"

#include "http/fresh.h"
#include "serve/feed_book.h"
#include "serve/feed_maker.h"
#include "serve/keyed.h"
#include "serve/strangers.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEEDS = 1 << 16, /* known at once */
    OFFICES = 1 << 16,
    AT_ONCE = 64 /* made in one go, so that the first do not wait for the last */
};

/* Of feeds that are kept. */
static const uint64_t bytes_most = (uint64_t)64 << 20;

struct office {
    struct xc_serve_feeds *feeds;
    struct xc_feed_maker *maker;
    uint64_t data;   /* number of the newest change that concerns it */
    size_t kept;     /* feeds that point here */
    bool working;    /* a thread has its maker */
    bool knows;      /* its maker has read something */
    uint64_t worked; /* loop time of the last work */
};

struct kept {
    struct office *office;
    enum xc_feed_by by;
    struct xc_str key;
    struct xc_made_feed made;
    xc_instant modified; /* for Last-Modified; XC_NO_INSTANT: there are no entries */
    uint64_t data;       /* that it was made from */
    size_t waiting;      /* requests */
    bool ordered;        /* being made */
};

struct waiter {
    struct waiter *next;
    struct xc_http_exchange *exchange;
    struct kept *kept;
    uint64_t data; /* at least so new */
};

struct xc_serve_feeds {
    struct xc_serve_feeds_options options;
    struct xc_feed_book *book;
    struct xc_strangers *strangers;
    struct xc_keyed *offices;      /* of struct office, by code */
    struct xc_keyed *kept;         /* of struct kept, by office, kind and key */
    struct waiter *waiters, **end; /* in the order in which they came */
    size_t waiting;
    uint64_t data; /* number of the newest change */
    uint64_t bytes, made;
    uv_timer_t timer;
    uv_prepare_t turn;
    bool timed, stopping;
    bool looked; /* for changes, in this turn of the loop */
};

struct job {
    uv_work_t work;
    struct office *office;
    uint64_t data;
    xc_instant now;
    struct xc_feed_order orders[AT_ONCE];
    struct kept *kept[AT_ONCE];
    size_t count; /* 0: what the office has read is to be forgotten */
    int rc;
    struct xc_error error;
};

static xc_instant now_of(const struct xc_serve_feeds *feeds) {
    return feeds->options.now(feeds->options.context);
}

static uint64_t size_of(const struct xc_made_feed *made) {
    return (made->plain ? xc_http_blob_bytes(made->plain).len : 0) +
           (made->gzip ? xc_http_blob_bytes(made->gzip).len : 0);
}

/* ---- Opening and closing ---- */

static bool drop_kept(void *thing) {
    struct kept *kept = thing;
    if (kept->waiting > 0 || kept->ordered) {
        return false;
    }
    kept->office->feeds->bytes -= size_of(&kept->made);
    kept->office->kept--;
    xc_made_feed_clear(&kept->made);
    return true;
}

static bool drop_office(void *thing) {
    struct office *office = thing;
    if (office->kept > 0 || office->working) {
        return false;
    }
    xc_feed_maker_free(office->maker);
    return true;
}

static void on_timer(uv_timer_t *timer);

/* Requests that the loop finds together were all there before the first of them is
 * answered: one look for changes does for them. */
static void on_turn(uv_prepare_t *turn) {
    struct xc_serve_feeds *feeds = turn->data;
    feeds->looked = false;
}

static void start_clocks(struct xc_serve_feeds *feeds) {
    feeds->timed = true;
    feeds->timer.data = feeds;
    feeds->turn.data = feeds;
    (void)uv_timer_start(&feeds->timer, on_timer, feeds->options.rest_ms,
                         feeds->options.rest_ms / 2 + 1);
    (void)uv_prepare_init(feeds->options.loop, &feeds->turn); /* neither can fail */
    (void)uv_prepare_start(&feeds->turn, on_turn);
}

int xc_serve_feeds_open(const struct xc_serve_feeds_options *options,
                        struct xc_serve_feeds **out, struct xc_error *error) {
    struct xc_serve_feeds *feeds = calloc(1, sizeof *feeds);
    *out = feeds;
    if (!feeds) {
        return xc_fail_memory(error);
    }
    feeds->options = *options;
    feeds->end = &feeds->waiters;
    feeds->strangers = xc_strangers_new(XC_FEEDS_UNKNOWN_A_MINUTE);
    feeds->offices = xc_keyed_new(OFFICES, sizeof(struct office), drop_office);
    feeds->kept = xc_keyed_new(FEEDS, sizeof(struct kept), drop_kept);
    if (!feeds->strangers || !feeds->offices || !feeds->kept) {
        return xc_fail_memory(error);
    }
    int rc = xc_feed_book_open(options->workspace, &feeds->book, error);
    if (rc == XC_OK && uv_timer_init(options->loop, &feeds->timer) == 0) {
        start_clocks(feeds);
    }
    return rc;
}

void xc_serve_feeds_close(struct xc_serve_feeds *feeds) {
    if (feeds) {
        xc_keyed_free(feeds->kept);
        xc_keyed_free(feeds->offices);
        xc_strangers_free(feeds->strangers);
        xc_feed_book_free(feeds->book);
        free(feeds);
    }
}

/* ---- What has changed ---- */

static void on_changed(void *context, struct xc_str code) {
    struct xc_serve_feeds *feeds = context;
    struct office *office = code.len > 0 ? xc_keyed_find(feeds->offices, code) : NULL;
    feeds->data++;
    if (office) {
        office->data = feeds->data;
    }
    for (office = code.len == 0 ? xc_keyed_oldest(feeds->offices) : NULL; office;
         office = xc_keyed_newer(office)) {
        office->data = feeds->data;
    }
}

/* ---- Answers ---- */

/* What all answers here have. */
static void set_common(struct xc_http_exchange *exchange) {
    xc_http_set(exchange, "Cache-Control", XC_STR("private, no-cache"));
    xc_http_set(exchange, "X-Robots-Tag", XC_STR("noindex"));
}

static void refuse(struct xc_http_exchange *exchange, int status, const char *why) {
    set_common(exchange);
    xc_http_send(exchange, status, XC_STR("text/plain; charset=utf-8"), xc_str_from(why));
}

static void unavailable(struct xc_http_exchange *exchange) {
    xc_http_set(exchange, "Retry-After", XC_STR("60"));
    refuse(exchange, 503, "The calendar cannot be made at the moment.\n");
}

static bool is_new(const struct xc_serve_feeds *feeds, const struct kept *kept) {
    return kept->made.tag[0] != '\0' && kept->data >= kept->office->data &&
           (kept->made.until == XC_NO_INSTANT || now_of(feeds) < kept->made.until);
}

/* Sends what is kept; false: its bytes are wanted and were let go of. */
static bool send_kept(const struct xc_serve_feeds *feeds, const struct kept *kept,
                      struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    const struct xc_made_feed *made = &kept->made;
    bool packed = made->gzip_tag[0] != '\0' && xc_http_takes_gzip(head);
    struct xc_str tag = xc_str_from(packed ? made->gzip_tag : made->tag);
    struct xc_http_blob *body = packed ? made->gzip : made->plain;
    char date[XC_HTTP_DATE_BYTES];
    /* A second that is not over may still bring a change (RFC 9110 §8.8.2.2). */
    xc_instant modified = kept->modified < now_of(feeds) ? kept->modified : XC_NO_INSTANT;
    bool stale = xc_http_stale(head, tag, modified);
    bool fresh = !stale && xc_http_fresh(head, tag, modified);
    if (!body && !stale && !fresh) {
        return false;
    }
    set_common(exchange);
    xc_http_set(exchange, "Vary", XC_STR("Accept-Encoding"));
    xc_http_set(exchange, "ETag", tag);
    if (modified != XC_NO_INSTANT) {
        xc_http_date_text(modified, date);
        xc_http_set(exchange, "Last-Modified", xc_str_from(date));
    }
    if (stale || fresh) {
        xc_http_send(exchange, stale ? 412 : 304, XC_STR(""), XC_STR(""));
        return true;
    }
    if (packed) {
        xc_http_set(exchange, "Content-Encoding", XC_STR("gzip"));
    }
    xc_http_send_blob(exchange, 200, XC_STR("text/calendar; charset=utf-8"), body);
    return true;
}

/* ---- Making ---- */

static void on_work(uv_work_t *work) {
    struct job *job = work->data;
    if (job->count == 0) {
        xc_feed_maker_rest(job->office->maker);
    } else {
        job->rc = xc_feed_maker_make(job->office->maker, job->data, job->now, job->orders,
                                     job->count, &job->error);
    }
}

/* A change that no entry tells of (a target's new name, a month that is over), or a
 * second one within a second, makes the feed newer all the same. */
static xc_instant modified_of(const struct kept *kept, const struct xc_feed_order *order,
                              xc_instant now) {
    xc_instant changed = order->made.changed;
    bool had = kept->made.tag[0] != '\0' && kept->modified != XC_NO_INSTANT;
    if (!had || changed == XC_NO_INSTANT || changed > kept->modified) {
        return changed;
    }
    bool same = order->same || strcmp(order->made.tag, kept->made.tag) == 0;
    return same ? kept->modified : now > kept->modified ? now : kept->modified + 1;
}

static void keep(struct xc_serve_feeds *feeds, const struct job *job, size_t i) {
    struct kept *kept = job->kept[i];
    const struct xc_feed_order *order = &job->orders[i];
    kept->modified = modified_of(kept, order, job->now);
    kept->data = job->data;
    kept->made.until = order->made.until;
    feeds->made++;
    if (!order->same) {
        feeds->bytes -= size_of(&kept->made);
        xc_made_feed_clear(&kept->made);
        kept->made = order->made;
        feeds->bytes += size_of(&kept->made);
    }
}

/* Takes those out of the queue for whom `ready` holds. */
static struct waiter *take_waiters(struct xc_serve_feeds *feeds, const void *what,
                                   bool (*ready)(const struct waiter *waiter,
                                                 const void *what)) {
    struct waiter *taken = NULL, **end = &taken, **at = &feeds->waiters;
    while (*at) {
        struct waiter *waiter = *at;
        if (ready(waiter, what)) {
            *at = waiter->next;
            waiter->next = NULL;
            *end = waiter;
            end = &waiter->next;
            feeds->waiting--;
        } else {
            at = &waiter->next;
        }
    }
    feeds->end = at;
    return taken;
}

/* Whether a job has what one waits for, or nothing will come. */
static bool is_served(const struct waiter *waiter, const void *what) {
    const struct job *job = what;
    if (waiter->kept->office != job->office || waiter->data > job->data) {
        return false;
    }
    return job->rc != XC_OK || waiter->kept->data >= waiter->data;
}

/* Until then its feed is in use: to send an answer may bring the next request. */
static struct waiter *let_go(struct waiter *waiter) {
    struct waiter *next = waiter->next;
    waiter->kept->waiting--;
    free(waiter);
    return next;
}

static bool is_any(const struct waiter *waiter, const void *what) {
    (void)waiter;
    (void)what;
    return true;
}

/* Lets go of bytes, not of tags: who has a feed already is told so without them. */
static void trim(struct xc_serve_feeds *feeds) {
    struct kept *kept = xc_keyed_oldest(feeds->kept);
    for (; kept && feeds->bytes > bytes_most; kept = xc_keyed_newer(kept)) {
        feeds->bytes -= size_of(&kept->made);
        xc_http_blob_free(kept->made.plain);
        xc_http_blob_free(kept->made.gzip);
        kept->made.plain = kept->made.gzip = NULL;
    }
}

static void begin_work(struct office *office);
static void wait_for(struct xc_serve_feeds *feeds, struct kept *kept,
                     struct xc_http_exchange *exchange);

static void on_worked(uv_work_t *work, int status) {
    struct job *job = work->data;
    struct office *office = job->office;
    struct xc_serve_feeds *feeds = office->feeds;
    bool done = status == 0 && job->rc == XC_OK;
    job->rc = done ? XC_OK : job->rc != XC_OK ? job->rc : XC_EENV;
    office->working = false;
    office->knows = job->count > 0;
    office->worked = uv_now(feeds->options.loop);
    for (size_t i = 0; i < job->count; i++) {
        job->kept[i]->ordered = false;
        xc_http_blob_free(job->orders[i].known);
        if (done) {
            keep(feeds, job, i);
        } else {
            xc_made_feed_clear(&job->orders[i].made);
        }
    }
    if (!done && !feeds->stopping) {
        feeds->options.failed(feeds->options.context, &job->error);
    }
    struct waiter *served = take_waiters(feeds, job, is_served);
    while (served) {
        if (!done) {
            unavailable(served->exchange);
        } else if (!send_kept(feeds, served->kept, served->exchange)) {
            wait_for(feeds, served->kept, served->exchange);
        }
        served = let_go(served);
    }
    free(job);
    trim(feeds);
    begin_work(office);
}

static void order(struct job *job, struct kept *kept) {
    struct xc_feed_order *to = &job->orders[job->count];
    *to = (struct xc_feed_order){.by = kept->by, .key = kept->key};
    to->known = kept->made.plain ? xc_http_blob_keep(kept->made.plain) : NULL;
    job->kept[job->count++] = kept;
    kept->ordered = true;
}

/* What an office does next; the job is freed when it is done, or at once where no thread
 * can be had. */
static void start_work(struct office *office, struct job *job) {
    struct xc_serve_feeds *feeds = office->feeds;
    job->office = office;
    job->data = office->data;
    job->now = now_of(feeds);
    job->work.data = job;
    if (uv_queue_work(feeds->options.loop, &job->work, on_work, on_worked) == 0) {
        office->working = true;
        return;
    }
    for (size_t i = 0; i < job->count; i++) {
        job->kept[i]->ordered = false;
        xc_http_blob_free(job->orders[i].known);
    }
    free(job);
}

/* Starts to make what is waited for, unless the office is at work already. */
static void begin_work(struct office *office) {
    struct xc_serve_feeds *feeds = office->feeds;
    struct job *job = NULL;
    if (office->working || feeds->stopping) {
        return;
    }
    for (struct waiter *waiter = feeds->waiters; waiter; waiter = waiter->next) {
        struct kept *kept = waiter->kept;
        if (kept->office != office || kept->ordered) {
            continue;
        }
        job = job ? job : calloc(1, sizeof *job);
        if (!job) {
            return;
        }
        order(job, kept);
        if (job->count == AT_ONCE) {
            break;
        }
    }
    if (job) {
        start_work(office, job);
    }
}

/* What nobody has asked for in a while need not be at hand; feeds that were made stay. To
 * let go of much takes time, too. */
static void on_timer(uv_timer_t *timer) {
    const struct xc_serve_feeds *feeds = timer->data;
    uint64_t now = uv_now(feeds->options.loop);
    for (struct office *office = xc_keyed_oldest(feeds->offices); office;
         office = xc_keyed_newer(office)) {
        bool tired = office->knows && !office->working &&
                     now - office->worked >= feeds->options.rest_ms;
        struct job *job = tired ? calloc(1, sizeof *job) : NULL;
        if (job) {
            start_work(office, job);
        }
    }
}

static void wait_for(struct xc_serve_feeds *feeds, struct kept *kept,
                     struct xc_http_exchange *exchange) {
    struct waiter *waiter = calloc(1, sizeof *waiter);
    if (!waiter || feeds->stopping) {
        free(waiter);
        unavailable(exchange);
        return;
    }
    *feeds->end = waiter;
    feeds->end = &waiter->next;
    *waiter =
        (struct waiter){.exchange = exchange, .kept = kept, .data = kept->office->data};
    kept->waiting++;
    feeds->waiting++;
    begin_work(kept->office);
}

/* ---- Requests ---- */

bool xc_serve_feeds_has(struct xc_str path) {
    return xc_str_starts(path, XC_STR("/feeds/"));
}

/* The token of /feeds/TOKEN.ics; empty: it is none. */
static struct xc_str token_of(struct xc_str path) {
    const struct xc_str before = XC_STR("/feeds/"), behind = XC_STR(".ics");
    return path.len > before.len + behind.len && xc_str_ends(path, behind)
               ? xc_str_slice(path, before.len, path.len - before.len - behind.len)
               : XC_STR("");
}

static struct office *take_office(struct xc_serve_feeds *feeds, struct xc_str code) {
    struct office *office = xc_keyed_take(feeds->offices, code);
    if (office && !office->maker) {
        office->feeds = feeds;
        office->data = feeds->data;
        office->maker =
            xc_feed_maker_new(feeds->options.workspace, code, &feeds->options.session);
    }
    return office && office->maker ? office : NULL;
}

/* What is kept of a place, perhaps nothing yet; NULL: no memory. */
static struct kept *take_kept(struct xc_serve_feeds *feeds,
                              const struct xc_feed_place *place) {
    struct xc_buffer name = xc_buffer_make(1 << 12);
    struct office *office = take_office(feeds, place->office);
    xc_buffer_add(&name, place->office);
    xc_buffer_putc(&name, '\n');
    xc_buffer_puts(&name, xc_feed_word(place->by));
    xc_buffer_putc(&name, '\n');
    xc_buffer_add(&name, place->key);
    struct kept *kept =
        office && !name.failed ? xc_keyed_take(feeds->kept, xc_buffer_view(&name)) : NULL;
    xc_buffer_free(&name);
    if (kept && !kept->office) {
        struct xc_str own = xc_keyed_key(kept);
        kept->office = office;
        kept->by = place->by;
        kept->key = xc_str_slice(own, own.len - place->key.len, own.len);
        kept->modified = XC_NO_INSTANT;
        office->kept++;
    }
    return kept;
}

/* Whoever tries addresses is slowed down; who has one is not. */
static void refuse_unknown(struct xc_serve_feeds *feeds,
                           struct xc_http_exchange *exchange) {
    unsigned seconds = xc_strangers_note(feeds->strangers, xc_http_peer(exchange),
                                         uv_now(feeds->options.loop));
    if (seconds > 0) {
        struct xc_buffer wait = xc_buffer_make(16);
        (void)xc_buffer_uint(&wait, seconds);
        xc_http_set(exchange, "Retry-After", xc_buffer_view(&wait));
        xc_buffer_free(&wait);
        refuse(exchange, 429, "Too many addresses that do not exist.\n");
    } else {
        refuse(exchange, 404, "There is no such calendar, or not any more.\n");
    }
}

void xc_serve_feeds_answer(struct xc_serve_feeds *feeds,
                           struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    struct xc_feed_place place;
    struct xc_error error = {0};
    if (head->method != XC_HTTP_GET && head->method != XC_HTTP_HEAD) {
        xc_http_set(exchange, "Allow", XC_STR("GET, HEAD"));
        refuse(exchange, 405, "A calendar can only be read here.\n");
        return;
    }
    if (!feeds->looked) {
        xc_feed_book_look(feeds->book, on_changed, feeds);
        feeds->looked = feeds->timed;
    }
    int rc = xc_feed_book_find(feeds->book, token_of(head->path), &place, &error);
    if (rc == XC_ENO) {
        refuse_unknown(feeds, exchange);
        return;
    }
    struct kept *kept = rc == XC_OK ? take_kept(feeds, &place) : NULL;
    if (!kept) {
        if (rc != XC_OK) {
            feeds->options.failed(feeds->options.context, &error);
        }
        unavailable(exchange);
    } else if (!is_new(feeds, kept) || !send_kept(feeds, kept, exchange)) {
        wait_for(feeds, kept, exchange);
    }
}

static bool is_of(const struct waiter *waiter, const void *exchange) {
    return waiter->exchange == exchange;
}

void xc_serve_feeds_lost(struct xc_serve_feeds *feeds,
                         struct xc_http_exchange *exchange) {
    struct waiter *waiter = take_waiters(feeds, exchange, is_of);
    while (waiter) {
        waiter = let_go(waiter);
    }
}

struct xc_serve_feeds_load xc_serve_feeds_load(const struct xc_serve_feeds *feeds) {
    return (struct xc_serve_feeds_load){xc_keyed_count(feeds->kept), feeds->bytes,
                                        feeds->waiting, feeds->made};
}

void xc_serve_feeds_stop(struct xc_serve_feeds *feeds) {
    feeds->stopping = true;
    if (feeds->timed) {
        uv_close((uv_handle_t *)&feeds->timer, NULL);
        uv_close((uv_handle_t *)&feeds->turn, NULL);
        feeds->timed = false;
    }
    struct waiter *waiter = take_waiters(feeds, NULL, is_any);
    while (waiter) {
        unavailable(waiter->exchange);
        waiter = let_go(waiter);
    }
}
