#include "serve/feed_book.h"

#include "serve/keyed.h"
#include "store/ledger.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOKENS = 1 << 16, /* remembered at once */
    SCRATCH_BYTES = 1 << 22,
    NEW_ENTRIES = 64 /* of the ledger that are looked at one by one */
};

/* A token that was found: what it shows, with its texts. */
struct found {
    uint64_t when; /* of the book, so that what was found before a change is looked up
                      again */
    struct xc_feed_place place;
    char *texts;
};

struct xc_feed_book {
    struct xc_store *store;
    struct xc_keyed *tokens; /* by digest: the table knows no token */
    uint64_t when;           /* how often the workspace was seen to have changed */
    int64_t changes;
    uint64_t entries; /* of the ledger */
};

static bool drop(void *thing) {
    free(((struct found *)thing)->texts);
    return true;
}

int xc_feed_book_open(const char *workspace, struct xc_feed_book **out,
                      struct xc_error *error) {
    struct xc_feed_book *book = calloc(1, sizeof *book);
    *out = book;
    if (!book) {
        return xc_fail_memory(error);
    }
    book->when = 1;
    book->tokens = xc_keyed_new(TOKENS, sizeof(struct found), drop);
    int rc = book->tokens ? xc_store_open(workspace, &book->store, error)
                          : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_store_changes(book->store, &book->changes, error);
    }
    if (rc == XC_OK) {
        book->entries = xc_ledger_size(book->store, error);
        rc = error->code;
    }
    return rc;
}

void xc_feed_book_free(struct xc_feed_book *book) {
    if (book) {
        xc_keyed_free(book->tokens);
        xc_store_close(book->store);
        free(book);
    }
}

/* ---- What has changed ---- */

struct telling {
    void (*changed)(void *context, struct xc_str office);
    void *context;
};

static int tell(void *context, const struct xc_ledger_entry *entry) {
    const struct telling *telling = context;
    telling->changed(telling->context, entry->office);
    return XC_OK;
}

void xc_feed_book_look(struct xc_feed_book *book,
                       void (*changed)(void *context, struct xc_str office),
                       void *context) {
    struct telling telling = {changed, context};
    struct xc_error error = {0};
    int64_t changes = 0;
    int rc = xc_store_changes(book->store, &changes, &error);
    if (rc == XC_OK && changes == book->changes) {
        return;
    }
    uint64_t before = book->entries;
    book->changes = changes;
    book->when++;
    if (rc == XC_OK) {
        book->entries = xc_ledger_size(book->store, &error);
        rc = error.code;
    }
    if (rc == XC_OK && book->entries >= before && book->entries - before <= NEW_ENTRIES) {
        rc = book->entries > before
                 ? xc_ledger_each(book->store, before, tell, &telling, &error)
                 : XC_OK;
    } else {
        rc = XC_ENO;
    }
    if (rc != XC_OK) {
        changed(context, XC_STR(""));
    }
}

/* ---- Addresses ---- */

static int remember(struct found *found, uint64_t when, struct xc_str office,
                    const struct xc_feed_address *feed) {
    char *texts = malloc(office.len + feed->key.len + 1);
    if (!texts) {
        return XC_ENOMEM;
    }
    memcpy(texts, office.ptr, office.len);
    memcpy(texts + office.len, feed->key.ptr, feed->key.len);
    free(found->texts);
    *found = (struct found){.when = when,
                            .place = {.office = {texts, office.len},
                                      .key = {texts + office.len, feed->key.len},
                                      .by = feed->by},
                            .texts = texts};
    return XC_OK;
}

int xc_feed_book_find(struct xc_feed_book *book, struct xc_str token,
                      struct xc_feed_place *place, struct xc_error *error) {
    struct xc_feed_address feed;
    struct xc_str office;
    struct xc_digest digest;
    if (!xc_token_digest(token, &digest)) {
        return xc_fail(error, XC_ENO, "there is no such feed, or not any more");
    }
    struct xc_str key = {(const char *)digest.bytes, sizeof digest.bytes};
    struct found *found = xc_keyed_find(book->tokens, key);
    if (found && found->when == book->when) {
        *place = found->place;
        return XC_OK;
    }
    struct xc_arena *arena = xc_arena_new(SCRATCH_BYTES);
    int rc = arena ? xc_feeds_find(book->store, token, arena, &office, &feed, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        found = xc_keyed_take(book->tokens, key);
        rc = found && remember(found, book->when, office, &feed) == XC_OK
                 ? XC_OK
                 : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        *place = found->place;
    }
    xc_arena_free(arena);
    return rc;
}
