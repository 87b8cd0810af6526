#include "serve/events.h"

#include "serve/asker.h"

#include <stdlib.h>

/* A comment now and then keeps proxies from closing a stream that has nothing to say. */
enum { LISTENERS = 20000, BEAT_MS = 15000, EVENT_BYTES = 1 << 20 };

struct listener {
    struct xc_wait wait; /* first, so that it is found again */
    struct xc_events *events;
    const struct xc_job *job;
    struct listener *after;
};

struct xc_events {
    struct xc_site *site;
    struct listener *first;
    unsigned count;
    uv_timer_t beat;
    bool beats;
};

/* Lets go of the listener that *at points to; *at is the next one then. */
static void remove_at(struct listener **at) {
    struct listener *listener = *at;
    listener->events->count--;
    *at = listener->after;
    free(listener);
}

static void on_lost(struct xc_wait *wait) {
    struct listener *gone = (struct listener *)wait;
    for (struct listener **at = &gone->events->first; *at; at = &(*at)->after) {
        if (*at == gone) {
            remove_at(at);
            return;
        }
    }
}

static void end_at(struct listener **at) {
    struct xc_http_exchange *exchange = (*at)->wait.exchange;
    remove_at(at);
    xc_site_wait(exchange, NULL);
    xc_http_end(exchange);
}

/* All that listen to the job, or everybody, get the bytes; who takes too little ends. */
static void send_all(struct xc_events *events, const struct xc_job *job, bool everybody,
                     struct xc_str bytes) {
    struct listener **at = &events->first;
    while (*at) {
        bool wanted = everybody || (*at)->job == job;
        if (wanted && !xc_http_push((*at)->wait.exchange, bytes)) {
            end_at(at);
        } else {
            at = &(*at)->after;
        }
    }
}

static void on_beat(uv_timer_t *timer) {
    send_all(timer->data, NULL, true, XC_STR(": \n\n"));
}

struct xc_events *xc_events_new(struct xc_site *site) {
    struct xc_events *events = calloc(1, sizeof *events);
    if (events) {
        events->site = site;
        events->beat.data = events;
    }
    return events;
}

void xc_events_free(struct xc_events *events) {
    if (events) {
        for (struct listener *listener = events->first, *after; listener;
             listener = after) {
            after = listener->after;
            free(listener);
        }
        if (events->beats) {
            uv_close((uv_handle_t *)&events->beat, NULL);
            (void)uv_run(&events->site->loop, UV_RUN_NOWAIT);
        }
        free(events);
    }
}

void xc_events_listen(struct xc_site *site, struct xc_http_exchange *exchange,
                      const struct xc_job *job) {
    struct xc_events *events = site->events;
    struct listener *listener =
        events->count < LISTENERS && !site->stopping ? calloc(1, sizeof *listener) : NULL;
    if (!listener) {
        xc_reply_refuse(site, exchange, 503, "environment",
                        XC_MSG("the server is too busy"),
                        XC_MSG("try again in a moment"));
        return;
    }
    if (!events->beats) {
        (void)uv_timer_init(&site->loop, &events->beat);
        (void)uv_timer_start(&events->beat, on_beat, BEAT_MS, BEAT_MS);
        events->beats = true;
    }
    *listener = (struct listener){.wait = {exchange, on_lost},
                                  .events = events,
                                  .job = job,
                                  .after = events->first};
    events->first = listener;
    events->count++;
    xc_site_wait(exchange, &listener->wait);
    xc_http_set(exchange, "Cache-Control", XC_STR("no-store"));
    xc_http_set(exchange, "X-Accel-Buffering", XC_STR("no"));
    xc_http_stream(exchange, XC_STR("text/event-stream"));
    (void)xc_http_push(exchange, XC_STR("retry: 3000\n\n"));
}

void xc_events_send(struct xc_site *site, const struct xc_job *job, const char *event,
                    unsigned id, struct xc_str data) {
    struct xc_buffer text = xc_buffer_make(EVENT_BYTES);
    xc_buffer_printf(&text, "event: %s\nid: %u\ndata: %.*s\n\n", event, id, XC_PRI(data));
    if (!text.failed) {
        send_all(site->events, job, false, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
}

void xc_events_over(struct xc_site *site, const struct xc_job *job) {
    struct listener **at = &site->events->first;
    while (*at) {
        if ((*at)->job == job) {
            end_at(at);
        } else {
            at = &(*at)->after;
        }
    }
}

void xc_events_changed(struct xc_site *site) {
    struct xc_buffer text = xc_buffer_make(128);
    xc_buffer_printf(&text, "{\"version\":%llu}", (unsigned long long)site->version);
    if (!text.failed) {
        xc_events_send(site, NULL, "changed", (unsigned)site->version,
                       xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
}

void xc_events_end(struct xc_site *site) {
    struct listener **at = &site->events->first;
    while (*at) {
        end_at(at);
    }
}

static void listen_to_changes(struct xc_site *site, struct xc_http_exchange *exchange,
                              const struct xc_asker_person *person) {
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
        return;
    }
    xc_events_listen(site, exchange, NULL);
}

static void answer_events(struct xc_site *site, struct xc_http_exchange *exchange) {
    xc_asker_ask(site, exchange, listen_to_changes);
}

const struct xc_route xc_events_routes[] = {
    {.method = XC_HTTP_GET,
     .path = "/api/v1/events",
     .name = "/api/v1/events",
     .answer = answer_events},
    {0},
};
