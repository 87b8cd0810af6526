#include "store/lines.h"

struct checking {
    int (*problem)(void *context, const struct xc_message *message);
    void *context;
};

static int nothing(void *context, struct xc_str line) {
    (void)context;
    (void)line;
    return XC_OK;
}

static int check_pages(struct xc_store *store, struct checking *checking,
                       struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "PRAGMA integrity_check(20)", &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str text = xc_query_get_text(&query, 0);
        rc = XC_OK;
        if (!xc_str_is(text, "ok")) {
            struct xc_message message;
            xc_message_set(&message, "the database file is damaged: %.*s", XC_PRI(text));
            rc = checking->problem(checking->context, &message);
        }
    }
    xc_query_close(&query);
    return rc;
}

static int check_chunks(struct xc_store *store, struct checking *checking,
                        struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "SELECT digest, lines FROM chunk ORDER BY digest",
                           &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str digest = xc_query_get_blob(&query, 0);
        struct xc_str lines = xc_query_get_blob(&query, 1);
        xc_hasher_start(store->hasher);
        xc_hasher_add(store->hasher, lines.ptr, lines.len);
        struct xc_digest found = xc_hasher_end(store->hasher);
        rc = XC_OK;
        if (!xc_str_equal(digest,
                          (struct xc_str){(const char *)found.bytes, XC_DIGEST_BYTES})) {
            struct xc_message message;
            xc_message_set(&message,
                           "a stored piece of %zu bytes does not match its digest",
                           lines.len);
            rc = checking->problem(checking->context, &message);
        }
    }
    xc_query_close(&query);
    return rc;
}

static int check_sets(struct xc_store *store, struct checking *checking,
                      struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "SELECT digest FROM line_set ORDER BY digest", &query,
                           error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_error found = {0};
        rc = xc_store_each_of_set(store, xc_query_get_text(&query, 0), nothing, NULL,
                                  &found);
        if (rc != XC_OK) {
            rc = checking->problem(checking->context, &found.message);
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_check(struct xc_store *store,
                   int (*problem)(void *context, const struct xc_message *message),
                   void *context, struct xc_error *error) {
    struct checking checking = {problem, context};
    int rc = check_pages(store, &checking, error);
    if (rc == XC_OK) {
        rc = check_chunks(store, &checking, error);
    }
    if (rc == XC_OK) {
        rc = check_sets(store, &checking, error);
    }
    return rc;
}
