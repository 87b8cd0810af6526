#include "access/feeds.h"

#include "casework/body.h"

#include <stddef.h>
#include <stdio.h>

enum { MOST = 999999, ID_BYTES = 8, TRIES = 8, SCRATCH_BYTES = 1 << 26 };

enum { IN_USE = 1, REVOKED };

/* As a fact has it. */
struct paper {
    enum xc_feed_by by;
    struct xc_str key, note;
    unsigned state;
};

static const struct xc_body_word kinds[] = {
    {XC_FEED_PERSON, "person", {"人员"}},   {XC_FEED_CREW, "crew", {"检查组"}},
    {XC_FEED_AREA, "area", {"区划"}},       {XC_FEED_OFFICE, "office", {"单位"}},
    {XC_FEED_TASKS, "tasks", {"报送节点"}}, {0, NULL, {NULL}}};

static const struct xc_body_word states[] = {
    {IN_USE, "in_use", {"有效"}}, {REVOKED, "revoked", {"已撤销"}}, {0, NULL, {NULL}}};

#define PLACE(member) offsetof(struct paper, member)
static const struct xc_body_field fields[] = {
    {"by", NULL, XC_BODY_WORD, true, PLACE(by), 0, kinds},
    {"key", NULL, XC_BODY_TEXT, true, PLACE(key), XC_BODY_ID_BYTES, NULL},
    {"note", NULL, XC_BODY_TEXT, false, PLACE(note), XC_BODY_NAME_BYTES, NULL},
    {"state", NULL, XC_BODY_WORD, true, PLACE(state), 0, states},
    {0},
};

const char *xc_feed_word(enum xc_feed_by by) {
    return xc_body_word(kinds, (unsigned)by);
}

const char *xc_feed_chinese(enum xc_feed_by by) {
    return xc_body_chinese(kinds, (unsigned)by);
}

enum xc_feed_by xc_feed_parse(struct xc_str word) {
    return (enum xc_feed_by)xc_body_parse(kinds, word);
}

/* ---- Reading ---- */

/* Ids sort as the numbers do. */
static struct xc_str id_of(unsigned number, char hold[ID_BYTES]) {
    (void)snprintf(hold, ID_BYTES, "%06u", number % (MOST + 1));
    return xc_str_from(hold);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *place,
                struct xc_error *error) {
    struct paper paper = {0};
    struct xc_feed_address *feed = place;
    uint64_t number = 0;
    int rc = xc_body_read(fields, fact, "feed", arena, &paper, error);
    if (rc == XC_OK && !xc_str_to_uint(fact->id, MOST, &number)) {
        rc = xc_fail(error, XC_EENV, "what is stored of feed '%.*s' is damaged",
                     XC_PRI(fact->id));
    }
    *feed = (struct xc_feed_address){.number = (unsigned)number,
                                     .by = paper.by,
                                     .key = paper.key,
                                     .note = paper.note,
                                     .revoked = paper.state == REVOKED,
                                     .at = fact->first};
    return rc;
}

/* prefix: of the ids that are wanted. */
static int load(struct xc_store *store, struct xc_str office, struct xc_str prefix,
                struct xc_arena *arena, struct xc_feed_address **feeds, size_t *count,
                uint64_t *newest, struct xc_error *error) {
    void *papers = NULL;
    int rc = xc_body_load(store, office, XC_FACT_FEED, prefix, XC_NO_INSTANT, arena,
                          sizeof **feeds, read, &papers, count, newest, error);
    *feeds = papers;
    return rc;
}

int xc_feeds_load(struct xc_store *store, struct xc_str office, struct xc_arena *arena,
                  struct xc_feed_address **feeds, size_t *count, struct xc_error *error) {
    return load(store, office, XC_STR(""), arena, feeds, count, NULL, error);
}

/* XC_ENO: there is none, or it was revoked. */
static int find(struct xc_store *store, struct xc_str office, unsigned number,
                struct xc_arena *arena, struct xc_feed_address *feed, uint64_t *newest,
                struct xc_error *error) {
    struct xc_feed_address *feeds = NULL;
    size_t count = 0;
    char hold[ID_BYTES];
    int rc =
        load(store, office, id_of(number, hold), arena, &feeds, &count, newest, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (feeds[i].number == number && !feeds[i].revoked) {
            *feed = feeds[i];
            return XC_OK;
        }
    }
    return rc == XC_OK
               ? xc_fail(error, XC_ENO, "there is no feed %u, or it was revoked", number)
               : rc;
}

/* ---- Writing ---- */

struct putting {
    struct xc_store *store;
    struct xc_str office;
    const struct xc_feed_address *feed;
    uint64_t expect;
    struct xc_str secret; /* empty: it is taken away */
    xc_instant at;
};

static int put_all(void *context, struct xc_error *error) {
    const struct putting *p = context;
    struct xc_arena *arena = xc_arena_new(SCRATCH_BYTES);
    const struct paper paper = {.by = p->feed->by,
                                .key = p->feed->key,
                                .note = p->feed->note,
                                .state = p->feed->revoked ? REVOKED : IN_USE};
    const char *field = NULL;
    char hold[ID_BYTES];
    struct xc_str id = id_of(p->feed->number, hold);
    struct xc_fact fact;
    int rc = arena ? xc_body_check(fields, &paper, &field, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_body_fact(fields, &paper, id, arena, &fact, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_add_facts(p->store, p->office, XC_FACT_FEED, &fact, 1, p->expect,
                                p->at, NULL, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_set_secret(p->store, p->office, XC_SECRET_FEED, id, p->secret,
                                 p->at, error);
    }
    xc_arena_free(arena);
    return rc;
}

/* Stores the feed with a new address. */
static int put_with_token(struct putting *putting, char token[XC_TOKEN_CHARS + 1],
                          struct xc_error *error) {
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = xc_token_new(token, error);
    if (rc == XC_OK && !xc_token_digest(xc_str_from(token), &digest)) {
        rc = xc_fail(error, XC_EENV, "libcrypto failed; SHA-256 is not to be had here");
    }
    if (rc != XC_OK) {
        return rc;
    }
    xc_digest_hex(&digest, hex);
    putting->secret = xc_str_from(hex);
    return xc_store_together(putting->store, put_all, putting, error);
}

static int create_once(struct putting *putting, struct xc_arena *arena,
                       struct xc_feed_address *feed, char token[XC_TOKEN_CHARS + 1],
                       struct xc_error *error) {
    struct xc_feed_address *feeds = NULL;
    size_t count = 0;
    int rc = load(putting->store, putting->office, XC_STR(""), arena, &feeds, &count,
                  &putting->expect, error);
    if (rc != XC_OK) {
        return rc;
    }
    feed->number = count > 0 ? feeds[count - 1].number + 1 : 1;
    if (feed->number > MOST) {
        return xc_fail(error, XC_EINPUT, "an office has at most %d feeds", (int)MOST);
    }
    putting->feed = feed;
    return put_with_token(putting, token, error);
}

int xc_feeds_create(struct xc_store *store, struct xc_str office,
                    const struct xc_feed_address *wanted, xc_instant at, unsigned *number,
                    char token[XC_TOKEN_CHARS + 1], struct xc_error *error) {
    struct xc_feed_address feed = *wanted;
    struct putting putting = {.store = store, .office = office, .at = at};
    int rc = XC_ENO;
    feed.revoked = false;
    for (unsigned i = 0; i < TRIES && rc == XC_ENO; i++) { /* others make feeds, too */
        struct xc_arena *arena = xc_arena_new(SCRATCH_BYTES);
        rc = arena ? create_once(&putting, arena, &feed, token, error)
                   : xc_fail_memory(error);
        xc_arena_free(arena);
    }
    *number = feed.number;
    return rc;
}

/* Another address, or none any more. */
static int change(struct xc_store *store, struct xc_str office, unsigned number,
                  bool revoke, xc_instant at, char *token, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(SCRATCH_BYTES);
    struct xc_feed_address feed;
    struct putting putting = {
        .store = store, .office = office, .feed = &feed, .secret = XC_STR(""), .at = at};
    int rc = arena ? find(store, office, number, arena, &feed, &putting.expect, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        feed.revoked = revoke;
        rc = revoke ? xc_store_together(store, put_all, &putting, error)
                    : put_with_token(&putting, token, error);
    }
    xc_arena_free(arena);
    return rc;
}

int xc_feeds_rotate(struct xc_store *store, struct xc_str office, unsigned number,
                    xc_instant at, char token[XC_TOKEN_CHARS + 1],
                    struct xc_error *error) {
    return change(store, office, number, false, at, token, error);
}

int xc_feeds_revoke(struct xc_store *store, struct xc_str office, unsigned number,
                    xc_instant at, struct xc_error *error) {
    return change(store, office, number, true, at, NULL, error);
}

/* ---- Addresses ---- */

static int refuse(struct xc_error *error) {
    return xc_fail(error, XC_ENO, "there is no such feed, or not any more");
}

int xc_feeds_find(struct xc_store *store, struct xc_str token, struct xc_arena *arena,
                  struct xc_str *office, struct xc_feed_address *feed,
                  struct xc_error *error) {
    struct xc_digest digest;
    struct xc_str id = XC_STR("");
    char hex[XC_DIGEST_HEX + 1];
    uint64_t number = 0;
    if (!xc_token_digest(token, &digest)) {
        return refuse(error);
    }
    xc_digest_hex(&digest, hex);
    int rc = xc_store_find_secret(store, XC_SECRET_FEED, xc_str_from(hex), arena, office,
                                  &id, error);
    if (rc == XC_ENO || (rc == XC_OK && !xc_str_to_uint(id, MOST, &number))) {
        return refuse(error);
    }
    if (rc == XC_OK) {
        rc = find(store, *office, (unsigned)number, arena, feed, NULL, error);
    }
    return rc == XC_ENO ? refuse(error) : rc;
}
