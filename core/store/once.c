#include "store/once.h"

#include "store/query.h"

static bool is_key(struct xc_str key) {
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_')) {
            return false;
        }
    }
    return key.len > 0 && key.len <= XC_ONCE_KEY_BYTES;
}

/* *done: the same was done under the key. XC_EINPUT: something else was. */
static int look(struct xc_store *store, bool *done, struct xc_error *error) {
    const struct xc_store_once *once = &store->once;
    struct xc_query query;
    *done = false;
    int rc = xc_query_open(store, "SELECT words FROM once WHERE office = $1 AND key = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, once->office);
        xc_query_text(&query, 2, once->key);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        const struct xc_str words = {(const char *)once->words.bytes, XC_DIGEST_BYTES};
        *done = xc_str_equal(xc_query_get_blob(&query, 0), words);
        rc = *done ? XC_OK
                   : xc_fail(error, XC_EINPUT,
                             "something else was done under the key '%.*s' already",
                             XC_PRI(once->key));
    }
    xc_query_close(&query);
    return rc;
}

static int note(struct xc_store *store, struct xc_error *error) {
    const struct xc_store_once *once = &store->once;
    struct xc_query query;
    char hold[21];
    int rc = xc_query_open(store, "DELETE FROM once WHERE at < $1", &query, error);
    if (rc == XC_OK) {
        xc_query_instant(&query, 1, once->at - (xc_instant)XC_ONCE_DAYS * 24 * 3600,
                         hold);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_query_open(
        store, "INSERT INTO once (office, key, words, at) VALUES ($1, $2, $3, $4)",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, once->office);
        xc_query_text(&query, 2, once->key);
        xc_query_blob(&query, 3, once->words.bytes, XC_DIGEST_BYTES);
        xc_query_instant(&query, 4, once->at, hold);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_once(struct xc_store *store, struct xc_str office, struct xc_str key,
                  const struct xc_digest *words, xc_instant at, bool *repeated,
                  struct xc_error *error) {
    *repeated = false;
    if (!is_key(key)) {
        return xc_fail(error, XC_EUSAGE,
                       "a key has 1 to %d letters, digits, hyphens and underscores",
                       (int)XC_ONCE_KEY_BYTES);
    }
    store->once =
        (struct xc_store_once){.office = office, .key = key, .words = *words, .at = at};
    int rc = look(store, repeated, error);
    store->once.asked = rc == XC_OK && !*repeated;
    return rc;
}

/* The same again, now that nobody else writes. */
static int open(struct xc_store *store, struct xc_error *error) {
    int rc = xc_store_execute(store, "BEGIN IMMEDIATE", error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = look(store, &store->once.repeated, error);
    if (rc == XC_OK && store->once.repeated) {
        rc = xc_fail(error, XC_ENO, "this was done meanwhile");
    }
    if (rc == XC_OK) {
        rc = note(store, error);
    }
    if (rc != XC_OK) {
        xc_store_end(store, "ROLLBACK");
    }
    store->once.open = rc == XC_OK;
    return rc;
}

int xc_once_begin(struct xc_store *store, struct xc_error *error) {
    int rc = store->once.open ? XC_OK : open(store, error);
    /* A full disk may end the whole transaction; what would follow stood alone. */
    if (rc == XC_OK && sqlite3_get_autocommit(store->db)) {
        rc = xc_fail(error, XC_EENV, "%s: the transaction is over after a failure",
                     store->path);
    }
    return rc == XC_OK ? xc_store_execute(store, "SAVEPOINT part", error) : rc;
}

int xc_once_finish(struct xc_store *store, int code, struct xc_error *error) {
    if (code == XC_OK) {
        return xc_store_execute(store, "RELEASE part", error);
    }
    xc_store_end(store, "ROLLBACK TO part");
    xc_store_end(store, "RELEASE part");
    return code;
}

int xc_store_once_end(struct xc_store *store, int code, bool *repeated,
                      struct xc_error *error) {
    bool open = store->once.open;
    *repeated = store->once.repeated;
    store->once = (struct xc_store_once){0};
    if (open && code == XC_OK) {
        code = xc_store_execute(store, "COMMIT", error);
        open = code != XC_OK;
    }
    if (open) {
        xc_store_end(store, "ROLLBACK");
    }
    return code;
}
