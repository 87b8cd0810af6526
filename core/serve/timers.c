#include "serve/timers.h"

#include "access/may.h"
#include "register/json.h"
#include "serve/asker.h"
#include "serve/log.h"
#include "serve/policies.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FIRST_MS = 1000,     /* after the start */
    LOOK_MS = 15 * 1000, /* at the latest: clocks jump, machines sleep */
    SOON_MS = 100,       /* never sooner: a timer of 0 ms would starve the loop */
    CALM_SECONDS = 60,   /* between ticks because the workspace changed */
    PATIENCE = 10,       /* … and so many times what a tick takes */
    LOST_SECONDS = 60,   /* after a tick that did not end well; doubled each time */
    LOST_DOUBLINGS = 6,
    WORDS = 6
};

struct xc_timers {
    struct xc_site *site;
    uv_timer_t timer;
    struct xc_timers_state state;
    json_t *answer; /* of the last one; NULL: there was none */
    uint64_t passed;
    bool running, any;
    xc_instant tried; /* when the last one was started */
    uint64_t seconds; /* it took, rounded up */
    uint64_t version; /* of the workspace behind it */
};

static void arm(struct xc_timers *timers);

/* ---- What it said ---- */

static xc_instant instant_at(const json_t *json, const char *key) {
    xc_instant instant = XC_NO_INSTANT;
    return xc_instant_parse(xc_json_str_at(json, key), 0, &instant) ? instant
                                                                    : XC_NO_INSTANT;
}

static uint64_t count_at(const json_t *json, const char *key) {
    json_int_t count = json_integer_value(json_object_get(json, key));
    return count > 0 ? (uint64_t)count : 0;
}

static void read_items(const json_t *items, struct xc_timers_state *state) {
    size_t i;
    const json_t *item;
    json_array_foreach(items, i, item) {
        struct xc_str fate = xc_json_str_at(item, "fate");
        state->failed += xc_str_is(fate, "failed");
        state->waiting += xc_str_is(fate, "waits");
    }
}

static bool read_answer(struct xc_timers *timers, const struct xc_run_result *result) {
    json_t *json =
        json_loadb(result->out.ptr ? result->out.ptr : "", result->out.len, 0, NULL);
    const json_t *ledger = json_object_get(json, "ledger"), *due;
    struct xc_timers_state state = {.at = instant_at(json, "at"),
                                    .next = instant_at(json, "next"),
                                    .checked = instant_at(ledger, "at"),
                                    .sound =
                                        json_is_true(json_object_get(ledger, "sound"))};
    size_t i;
    bool good = json && state.at != XC_NO_INSTANT && state.next > state.at &&
                (result->status == 0 || result->status == 1);
    read_items(json_object_get(json, "items"), &state);
    json_array_foreach(json_object_get(json, "due"), i, due) {
        state.overdue += count_at(due, "overdue");
        state.today += count_at(due, "today");
        state.soon += count_at(due, "soon");
    }
    if (good) {
        json_decref(timers->answer);
        timers->answer = json_incref(json);
        timers->state = state;
    }
    json_decref(json);
    return good;
}

static void on_ticked(void *context, struct xc_run_result *result) {
    struct xc_timers *timers = context;
    struct xc_site *site = timers->site;
    timers->running = false;
    if (site->stopping) {
        return;
    }
    timers->seconds = result->microseconds / 1000000 + 1;
    if (result->cancelled || !read_answer(timers, result)) {
        timers->state.lost++;
        xc_log_event(site->log, "tick-lost", timers->state.lost, xc_site_now(site));
    } else if (timers->state.failed > 0) {
        xc_log_event(site->log, "tick-failed", timers->state.failed, xc_site_now(site));
    } else {
        xc_log_event(site->log, "tick", 0, xc_site_now(site));
    }
    timers->version = xc_site_version(site);
    arm(timers);
}

/* ---- When ---- */

static uint64_t pause_of(const struct xc_timers *timers) {
    unsigned lost = timers->state.lost;
    if (lost == 0) {
        return 0;
    }
    lost = lost > LOST_DOUBLINGS ? LOST_DOUBLINGS : lost;
    return (uint64_t)LOST_SECONDS << (lost - 1);
}

/* A clock that went back makes the next instant one that is far: look anew. */
static bool is_time(const struct xc_timers *timers, xc_instant now) {
    const struct xc_timers_state *state = &timers->state;
    uint64_t calm = timers->seconds * PATIENCE;
    calm = calm > CALM_SECONDS ? calm : CALM_SECONDS;
    if (!timers->any || now < timers->tried) {
        return true;
    }
    uint64_t since = (uint64_t)(now - timers->tried);
    return state->lost > 0
               ? since >= pause_of(timers)
               : now >= state->next ||
                     (timers->version != timers->site->version && since >= calm);
}

static int start(struct xc_timers *timers) {
    const struct xc_serve_options *options = timers->site->options;
    const char *folder = xc_policies_folder(timers->site->policies);
    const char *own = xc_policies_all_plugins(timers->site->policies);
    char policies[PATH_MAX], plugins[PATH_MAX], drafts[PATH_MAX];
    struct xc_error error = {0};
    const char *words[WORDS] = {"tick", "--lang", options->language};
    size_t count = 3;
    folder = folder ? folder : options->policies;
    if (folder) {
        (void)snprintf(policies, sizeof policies, "--policies=%s", folder);
        words[count++] = policies;
    }
    if (own) {
        (void)snprintf(plugins, sizeof plugins, "--plugins=%s", own);
        words[count++] = plugins;
    }
    if (options->drafts) {
        (void)snprintf(drafts, sizeof drafts, "--drafts=%s", options->drafts);
        words[count++] = drafts;
    }
    return xc_site_run(timers->site, XC_LANE_JOB, words, count, on_ticked, timers, NULL,
                       &error);
}

static void on_time(uv_timer_t *timer) {
    struct xc_timers *timers = timer->data;
    xc_instant now = xc_site_now(timers->site);
    if (timers->site->stopping || timers->running) {
        return;
    }
    if (!is_time(timers, now)) {
        arm(timers);
        return;
    }
    timers->passed +=
        timers->any && timers->state.next != XC_NO_INSTANT && now >= timers->state.next;
    timers->tried = now;
    timers->any = true;
    timers->running = start(timers) == XC_OK;
    if (!timers->running) {
        timers->state.lost++;
        arm(timers);
    }
}

static void arm(struct xc_timers *timers) {
    xc_instant now = xc_site_now(timers->site);
    uint64_t wait = LOOK_MS;
    if (timers->state.next != XC_NO_INSTANT && timers->state.lost == 0) {
        xc_instant ahead = timers->state.next > now ? timers->state.next - now : 0;
        wait = (uint64_t)ahead * 1000 < wait ? (uint64_t)ahead * 1000 : wait;
    }
    wait = wait < SOON_MS ? SOON_MS : wait;
    (void)uv_timer_start(&timers->timer, on_time, timers->any ? wait : FIRST_MS, 0);
}

/* ---- From outside ---- */

struct xc_timers *xc_timers_new(struct xc_site *site) {
    struct xc_timers *timers = calloc(1, sizeof *timers);
    if (timers) {
        timers->site = site;
        timers->state = (struct xc_timers_state){
            .at = XC_NO_INSTANT, .next = XC_NO_INSTANT, .checked = XC_NO_INSTANT};
        (void)uv_timer_init(&site->loop, &timers->timer);
        timers->timer.data = timers;
        arm(timers);
    }
    return timers;
}

void xc_timers_free(struct xc_timers *timers) {
    if (timers) {
        json_decref(timers->answer);
    }
    free(timers);
}

uint64_t xc_timers_passed(const struct xc_timers *timers) {
    return timers ? timers->passed : 0;
}

struct xc_timers_state xc_timers_state(const struct xc_timers *timers) {
    return timers->state;
}

/* ---- For those who plan ---- */

/* Those of the list that are of the user's office, or of the workspace; a user of the
 * whole workspace sees all. open: only what waits or failed. */
static json_t *part(const json_t *list, const struct xc_asker_person *person, bool open) {
    json_t *found = json_array();
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        struct xc_str office = xc_json_str_at(one, "office");
        bool own = office.len == 0 || person->user.area.len == 0 ||
                   xc_str_equal(office, person->office);
        bool done = xc_str_is(xc_json_str_at(one, "fate"), "done");
        if (own && !(open && done)) {
            (void)json_array_append(found, one);
        }
    }
    return found;
}

static json_t *member(const json_t *answer, const char *name) {
    json_t *value = json_object_get(answer, name);
    return value ? json_incref(value) : json_null();
}

static void answer_person(struct xc_site *site, struct xc_http_exchange *exchange,
                          const struct xc_asker_person *person) {
    const json_t *answer = site->timers->answer;
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
    } else if (!xc_access_may(&person->user, XC_ACT_READ)) {
        xc_reply_refuse(site, exchange, 403, "forbidden",
                        XC_MSG("this is for those who plan and audit"), NULL);
    } else {
        xc_reply_json(
            site, exchange, 200,
            json_pack("{s:o,s:o,s:o,s:o,s:o}", "at", member(answer, "at"), "next",
                      member(answer, "next"), "ledger", member(answer, "ledger"), "due",
                      part(json_object_get(answer, "due"), person, false), "items",
                      part(json_object_get(answer, "items"), person, true)));
    }
}

static void answer_chores(struct xc_site *site, struct xc_http_exchange *exchange) {
    xc_asker_ask(site, exchange, answer_person);
}

const struct xc_route xc_timers_routes[] = {
    {.method = XC_HTTP_GET,
     .path = "/api/v1/chores",
     .name = "/api/v1/chores",
     .answer = answer_chores},
    {0},
};
