#include "serve/asker.h"

#include "serve/work.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT = 1024,           /* sign-ins that are remembered */
    KEPT_NS = 30000000000, /* for how long */
    ARENA_BYTES = 64 * 1024,
    TRIES = 10 /* to sign in, in a minute, from an address and for a name */
};

struct kept {
    struct xc_digest digest; /* of the token */
    struct xc_arena *arena;  /* NULL: the slot is empty */
    struct xc_str office;
    struct xc_user user;
    uint64_t version;
    uint64_t until; /* uv_hrtime */
};

struct xc_asker {
    struct xc_site *site;
    struct xc_strangers *peers, *names;
    struct kept kept[KEPT];
};

/* ---- where a token stands ---- */

static struct xc_str bearer(const struct xc_http_head *head) {
    struct xc_str value = xc_http_head_field(head, "authorization");
    struct xc_str kind = xc_str_cut(&value, ' ');
    static const char word[] = "bearer";
    bool is = kind.len == sizeof word - 1;
    for (size_t i = 0; is && i < kind.len; i++) {
        is = (kind.ptr[i] | 0x20) == word[i];
    }
    return is ? xc_str_trim(value) : XC_STR("");
}

struct xc_str xc_asker_token(const struct xc_http_exchange *exchange, bool *cookie) {
    struct xc_str token = bearer(xc_http_head(exchange));
    *cookie = token.len == 0;
    return *cookie ? xc_http_cookie(xc_http_head(exchange), XC_ASKER_COOKIE) : token;
}

/* A page of another site may make a browser send the cookie along; browsers say so. */
bool xc_asker_own_page(const struct xc_site *site,
                       const struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    struct xc_str kind = xc_http_head_field(head, "sec-fetch-site");
    struct xc_str origin = xc_http_head_field(head, "origin");
    struct xc_str host = xc_http_head_field(head, "host");
    if (kind.ptr && !xc_str_is(kind, "same-origin")) {
        return false;
    }
    if (!origin.ptr) {
        return kind.ptr != NULL;
    }
    if (site->options->public_url && xc_str_is(origin, site->options->public_url)) {
        return true;
    }
    struct xc_str scheme =
        xc_http_secure(exchange) ? XC_STR("https://") : XC_STR("http://");
    return xc_str_starts(origin, scheme) &&
           xc_str_equal(xc_str_slice(origin, scheme.len, origin.len), host);
}

static bool changes(const struct xc_http_exchange *exchange) {
    enum xc_http_method method = xc_http_head(exchange)->method;
    return method != XC_HTTP_GET && method != XC_HTTP_HEAD;
}

/* ---- what is remembered ---- */

static struct kept *slot_of(struct xc_asker *asker, const struct xc_digest *digest) {
    return &asker->kept[(digest->bytes[0] << 8 | digest->bytes[1]) % KEPT];
}

static bool copy_person(struct xc_arena *arena, struct xc_str office,
                        const struct xc_user *user, struct xc_str *own_office,
                        struct xc_user *own) {
    *own = *user;
    *own_office = xc_arena_copy(arena, office);
    own->name = xc_arena_copy(arena, user->name);
    own->area = xc_arena_copy(arena, user->area);
    own->person = xc_arena_copy(arena, user->person);
    return own_office->ptr && own->name.ptr && own->area.ptr && own->person.ptr;
}

static void forget(struct kept *kept) {
    xc_arena_free(kept->arena);
    *kept = (struct kept){0};
}

static void remember(struct xc_asker *asker, const struct xc_digest *digest,
                     uint64_t version, struct xc_str office, const struct xc_user *user) {
    struct kept *kept = slot_of(asker, digest);
    forget(kept);
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    if (!arena || !copy_person(arena, office, user, &kept->office, &kept->user)) {
        xc_arena_free(arena);
        *kept = (struct kept){0};
        return;
    }
    kept->digest = *digest;
    kept->arena = arena;
    kept->version = version;
    kept->until = uv_hrtime() + KEPT_NS;
}

void xc_asker_forget(struct xc_asker *asker) {
    for (size_t i = 0; i < KEPT; i++) {
        forget(&asker->kept[i]);
    }
}

/* ---- asking ---- */

typedef void (*found_function)(struct xc_site *site, struct xc_http_exchange *exchange,
                               const struct xc_asker_person *person);

struct look {
    struct xc_wait wait;
    struct xc_site *site;
    found_function found;
    struct xc_arena *arena;
    struct xc_str token; /* in the arena */
    struct xc_digest digest;
    uint64_t version;
    xc_instant now;
    bool cookie;
    int rc;
    struct xc_str office;
    struct xc_user user;
};

static void tell(struct xc_site *site, struct xc_http_exchange *exchange, bool cookie,
                 struct xc_str office, const struct xc_user *user, found_function found) {
    struct xc_arena *arena = xc_http_arena(exchange);
    struct xc_asker_person *person = xc_arena_alloc(arena, sizeof *person);
    if (!person ||
        (user && !copy_person(arena, office, user, &person->office, &person->user))) {
        struct xc_error error = {0};
        xc_fail_memory(&error);
        xc_reply_error(site, exchange, 503, &error);
        return;
    }
    person->signed_in = user != NULL;
    person->by_cookie = cookie && user;
    if (person->by_cookie && changes(exchange) && !xc_asker_own_page(site, exchange)) {
        xc_reply_refuse(site, exchange, 403, "forbidden",
                        XC_MSG("this request was not sent by a page of this server"),
                        XC_MSG("programs sign in with \"token\":true and send "
                               "Authorization: Bearer"));
        return;
    }
    found(site, exchange, person);
}

static void run_look(void *context) {
    struct look *look = context;
    struct xc_store *store = NULL;
    struct xc_error error = {0};
    look->rc = xc_store_open(look->site->options->db, &store, &error);
    if (look->rc == XC_OK) {
        look->rc = xc_users_signed_in(store, look->token, look->now, look->arena,
                                      &look->office, &look->user, &error);
    }
    xc_store_close(store);
}

static void after_look(void *context) {
    struct look *look = context;
    struct xc_http_exchange *exchange = look->wait.exchange;
    const struct xc_user *user = look->rc == XC_OK ? &look->user : NULL;
    if (user) {
        remember(look->site->asker, &look->digest, look->version, look->office, user);
    }
    if (exchange) {
        xc_site_wait(exchange, NULL);
        if (look->rc == XC_OK || look->rc == XC_ENO) {
            tell(look->site, exchange, look->cookie, look->office, user, look->found);
        } else {
            xc_reply_refuse(look->site, exchange, 503, "environment",
                            XC_MSG("the workspace cannot be read at the moment"),
                            XC_MSG("try again in a moment"));
        }
    }
    xc_arena_free(look->arena);
    free(look);
}

static bool start_look(struct xc_site *site, struct xc_http_exchange *exchange,
                       struct xc_str token, const struct xc_digest *digest, bool cookie,
                       found_function found) {
    struct look *look = calloc(1, sizeof *look);
    struct xc_arena *arena = look ? xc_arena_new(ARENA_BYTES) : NULL;
    if (!arena) {
        free(look);
        return false;
    }
    *look = (struct look){.wait = {exchange, NULL},
                          .site = site,
                          .found = found,
                          .arena = arena,
                          .token = xc_arena_copy(arena, token),
                          .digest = *digest,
                          .version = site->version,
                          .now = xc_site_now(site),
                          .cookie = cookie};
    xc_site_wait(exchange, &look->wait);
    if (!look->token.ptr || !xc_work_start(&site->loop, run_look, after_look, look)) {
        xc_site_wait(exchange, NULL);
        xc_arena_free(arena);
        free(look);
        return false;
    }
    return true;
}

void xc_asker_ask(struct xc_site *site, struct xc_http_exchange *exchange,
                  found_function found) {
    bool cookie = false;
    struct xc_str token = xc_asker_token(exchange, &cookie);
    struct xc_digest digest;
    if (!token.len || !xc_token_digest(token, &digest)) {
        tell(site, exchange, false, XC_STR(""), NULL, found);
        return;
    }
    uint64_t version = xc_site_version(site);
    struct kept *kept = slot_of(site->asker, &digest);
    if (kept->arena && kept->version == version && kept->until > uv_hrtime() &&
        xc_digest_equal(&kept->digest, &digest)) {
        tell(site, exchange, cookie, kept->office, &kept->user, found);
    } else if (!start_look(site, exchange, token, &digest, cookie, found)) {
        struct xc_error error = {0};
        xc_fail_memory(&error);
        xc_reply_error(site, exchange, 503, &error);
    }
}

struct xc_asker *xc_asker_new(struct xc_site *site) {
    struct xc_asker *asker = calloc(1, sizeof *asker);
    if (asker) {
        asker->site = site;
        asker->peers = xc_strangers_new(TRIES);
        asker->names = xc_strangers_new(TRIES);
    }
    if (asker && (!asker->peers || !asker->names)) {
        xc_asker_free(asker);
        return NULL;
    }
    return asker;
}

void xc_asker_free(struct xc_asker *asker) {
    if (asker) {
        xc_asker_forget(asker);
        xc_strangers_free(asker->peers);
        xc_strangers_free(asker->names);
        free(asker);
    }
}

unsigned xc_asker_try(struct xc_asker *asker, struct xc_str peer, struct xc_str name) {
    uint64_t now = uv_now(&asker->site->loop);
    unsigned by_peer = xc_strangers_note(asker->peers, peer, now);
    unsigned by_name = xc_strangers_note(asker->names, name, now);
    return by_peer > by_name ? by_peer : by_name;
}
