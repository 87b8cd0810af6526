/* Signing in and out, and another password: /api/v1/session. */
#include "register/json.h"
#include "serve/asker.h"
#include "serve/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days are those of Beijing. */
enum { ARENA_BYTES = 64 * 1024, BEIJING_MINUTES = 8 * 60 };

static json_t *text(struct xc_str value) {
    return json_stringn(value.ptr ? value.ptr : "", value.len);
}

static json_t *person_json(struct xc_str office, const struct xc_user *user) {
    return json_pack("{s:o,s:o,s:s,s:o,s:o,s:b}", "office", text(office), "name",
                     text(user->name), "role", xc_viewer_word(user->role), "area",
                     text(user->area), "person", text(user->person), "must_change",
                     user->must_change);
}

static void show_session(struct xc_site *site, struct xc_http_exchange *exchange,
                         const struct xc_asker_person *person) {
    char now[21], today[11];
    xc_instant_format(xc_site_now(site), now);
    xc_date_format(xc_instant_date(xc_site_now(site), BEIJING_MINUTES, NULL), today);
    json_t *user =
        person->signed_in ? person_json(person->office, &person->user) : json_null();
    xc_reply_json(site, exchange, 200,
                  json_pack("{s:o,s:s,s:s,s:s,s:I,s:s}", "user", user, "office",
                            site->office, "now", now, "today", today, "version",
                            (json_int_t)site->version, "language",
                            xc_site_language(site, exchange)));
}

static void answer_session(struct xc_site *site, struct xc_http_exchange *exchange) {
    (void)xc_site_version(site);
    xc_asker_ask(site, exchange, show_session);
}

enum step { SIGN_IN, SIGN_OUT, CHANGE };

struct change {
    struct xc_wait wait;
    struct xc_site *site;
    enum step step;
    bool secure, give_token;
    struct xc_arena *arena; /* holds the request and all texts */
    json_t *body;
    struct xc_str token, office, name;
    xc_instant now;
    char fresh[XC_TOKEN_CHARS + 1];
    struct xc_user user;
    int rc;
    struct xc_error error;
};

static void free_change(struct change *change) {
    if (change) {
        json_decref(change->body);
        xc_arena_free(change->arena);
        memset(change->fresh, 0, sizeof change->fresh);
        free(change);
    }
}

static struct xc_str member(const struct change *change, const char *name) {
    return xc_json_str_at(change->body, name);
}

static int sign_in(struct change *change, struct xc_store *store) {
    struct xc_str office = member(change, "office");
    if (!office.len) {
        office = xc_str_from(change->site->office);
    }
    int rc = xc_users_sign_in(store, office, member(change, "name"),
                              member(change, "password"), change->now, change->fresh,
                              &change->error);
    return rc == XC_OK ? xc_users_signed_in(store, xc_str_from(change->fresh),
                                            change->now, change->arena, &change->office,
                                            &change->user, &change->error)
                       : rc;
}

static void run_change(void *context) {
    struct change *change = context;
    struct xc_store *store = NULL;
    int rc = xc_store_open(change->site->options->db, &store, &change->error);
    if (rc == XC_OK) {
        switch (change->step) {
        case SIGN_IN:
            rc = sign_in(change, store);
            break;
        case SIGN_OUT:
            rc = xc_users_sign_out(store, change->token, &change->error);
            break;
        case CHANGE:
            rc = xc_users_change_password(store, change->office, change->name,
                                          member(change, "old"), member(change, "new"),
                                          change->now, &change->error);
            break;
        }
    }
    xc_store_close(store);
    change->rc = rc;
}

static void set_cookie(struct xc_http_exchange *exchange, const char *token, bool secure,
                       int64_t seconds) {
    char value[160];
    int len =
        snprintf(value, sizeof value,
                 XC_ASKER_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
                 token, (long long)seconds, secure ? "; Secure" : "");
    xc_http_set(exchange, "Set-Cookie", (struct xc_str){value, (size_t)len});
}

static void answer_sign_in(struct change *change, struct xc_http_exchange *exchange) {
    json_t *json = json_pack("{s:o}", "user", person_json(change->office, &change->user));
    if (change->give_token && json) {
        (void)json_object_set_new(json, "token", json_string(change->fresh));
    } else {
        set_cookie(exchange, change->fresh, change->secure, XC_SIGN_IN_SECONDS);
    }
    xc_reply_json(change->site, exchange, 200, json);
}

static void after_change(void *context) {
    struct change *change = context;
    struct xc_http_exchange *exchange = change->wait.exchange;
    xc_asker_forget(change->site->asker);
    if (exchange) {
        xc_site_wait(exchange, NULL);
    }
    if (exchange && change->rc == XC_OK && change->step == SIGN_IN) {
        answer_sign_in(change, exchange);
    } else if (exchange && change->rc == XC_OK) {
        if (change->step == SIGN_OUT) {
            set_cookie(exchange, "", change->secure, 0);
        }
        xc_reply_json(change->site, exchange, 200, json_pack("{s:n}", "user"));
    } else if (exchange) {
        int status = change->rc == XC_ENO      ? (change->step == CHANGE ? 403 : 401)
                     : change->rc == XC_EINPUT ? 422
                                               : 503;
        xc_reply_error(change->site, exchange, status, &change->error);
    }
    free_change(change);
}

static struct change *new_change(struct xc_site *site, struct xc_http_exchange *exchange,
                                 enum step step) {
    struct change *change = calloc(1, sizeof *change);
    if (!change) {
        return NULL;
    }
    change->wait.exchange = exchange;
    change->site = site;
    change->step = step;
    change->secure =
        xc_http_secure(exchange) ||
        (site->options->public_url &&
         xc_str_starts(xc_str_from(site->options->public_url), XC_STR("https://")));
    change->now = xc_site_now(site);
    change->arena = xc_arena_new(ARENA_BYTES);
    if (!change->arena) {
        free_change(change);
        return NULL;
    }
    return change;
}

static void start_change(struct xc_http_exchange *exchange, struct change *change) {
    struct xc_site *site = change->site;
    xc_site_wait(exchange, &change->wait);
    if (!xc_work_start(&site->loop, run_change, after_change, change)) {
        xc_site_wait(exchange, NULL);
        free_change(change);
        xc_reply_refuse(site, exchange, 503, "memory", XC_MSG("out of memory"), NULL);
    }
}

static json_t *body_of(const struct xc_http_exchange *exchange) {
    struct xc_str body = xc_http_body(exchange);
    json_error_t ignored;
    json_t *json =
        json_loadb(body.ptr ? body.ptr : "", body.len, JSON_REJECT_DUPLICATES, &ignored);
    if (!json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static void refuse_busy(struct xc_site *site, struct xc_http_exchange *exchange,
                        unsigned seconds) {
    char text[16];
    int len = snprintf(text, sizeof text, "%u", seconds);
    xc_http_set(exchange, "Retry-After", (struct xc_str){text, (size_t)len});
    xc_reply_refuse(site, exchange, 429, "no", XC_MSG("too many tries to sign in"),
                    XC_MSG("wait some minutes, then try again"));
}

static void answer_signing_in(struct xc_site *site, struct xc_http_exchange *exchange) {
    json_t *body = body_of(exchange);
    if (!body || (xc_http_head_field(xc_http_head(exchange), "origin").ptr &&
                  !xc_asker_own_page(site, exchange))) {
        json_decref(body);
        xc_reply_refuse(site, exchange, 400, "usage",
                        XC_MSG("signing in takes an object with name and password"),
                        NULL);
        return;
    }
    unsigned wait =
        xc_asker_try(site->asker, xc_http_peer(exchange), xc_json_str_at(body, "name"));
    if (wait) {
        json_decref(body);
        refuse_busy(site, exchange, wait);
        return;
    }
    struct change *change = new_change(site, exchange, SIGN_IN);
    if (!change) {
        json_decref(body);
        xc_reply_refuse(site, exchange, 503, "memory", XC_MSG("out of memory"), NULL);
        return;
    }
    change->body = body;
    change->give_token = json_is_true(json_object_get(body, "token"));
    start_change(exchange, change);
}

static void change_session(struct xc_site *site, struct xc_http_exchange *exchange,
                           const struct xc_asker_person *person) {
    bool out = xc_http_head(exchange)->method == XC_HTTP_DELETE;
    bool cookie = false;
    if (!person->signed_in) {
        xc_reply_refuse(site, exchange, 401, "forbidden", XC_MSG("nobody is signed in"),
                        XC_MSG("sign in first"));
        return;
    }
    struct change *change = new_change(site, exchange, out ? SIGN_OUT : CHANGE);
    if (change) {
        change->token = xc_arena_copy(change->arena, xc_asker_token(exchange, &cookie));
        change->office = xc_arena_copy(change->arena, person->office);
        change->name = xc_arena_copy(change->arena, person->user.name);
        change->body = out ? NULL : body_of(exchange);
    }
    if (!change || !change->token.ptr || !change->office.ptr || !change->name.ptr ||
        (!out && !change->body)) {
        bool usage = change && !out && !change->body;
        free_change(change);
        xc_reply_refuse(site, exchange, usage ? 400 : 503, usage ? "usage" : "memory",
                        usage
                            ? XC_MSG("another password takes an object with old and new")
                            : XC_MSG("out of memory"),
                        NULL);
        return;
    }
    start_change(exchange, change);
}

static void answer_changing(struct xc_site *site, struct xc_http_exchange *exchange) {
    xc_asker_ask(site, exchange, change_session);
}

enum { SESSION_BODY = 4096 };
#define SESSION "/api/v1/session"

const struct xc_route xc_session_routes[] = {
    {.method = XC_HTTP_GET,
     .path = SESSION,
     .name = SESSION,
     .body = 0,
     .answer = answer_session},
    {.method = XC_HTTP_POST,
     .path = SESSION,
     .name = SESSION,
     .body = SESSION_BODY,
     .answer = answer_signing_in},
    {.method = XC_HTTP_PATCH,
     .path = SESSION,
     .name = SESSION,
     .body = SESSION_BODY,
     .answer = answer_changing},
    {.method = XC_HTTP_DELETE,
     .path = SESSION,
     .name = SESSION,
     .body = 0,
     .answer = answer_changing},
    {0},
};
