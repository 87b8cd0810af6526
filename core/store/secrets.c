#include "store/secrets.h"

#include "store/query.h"

enum { USED_STEP = 60 /* seconds: how exactly the last use is known */ };

static struct xc_str word_of(enum xc_secret_kind kind) {
    return kind == XC_SECRET_PASSWORD ? XC_STR("password") : XC_STR("feed");
}

static struct xc_str bytes_of(const struct xc_digest *digest) {
    return (struct xc_str){(const char *)digest->bytes, XC_DIGEST_BYTES};
}

/* ---- Secrets ---- */

static int remove_secret(struct xc_store *store, struct xc_str office,
                         enum xc_secret_kind kind, struct xc_str id,
                         struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "DELETE FROM secret WHERE office = $1 AND kind = $2 AND id = $3", &query,
        error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, word_of(kind));
        xc_query_text(&query, 3, id);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

/* 1: somebody has it. */
static int is_taken(struct xc_store *store, enum xc_secret_kind kind, struct xc_str value,
                    struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "SELECT 1 FROM secret WHERE kind = $1 AND value = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, word_of(kind));
        xc_query_text(&query, 2, value);
        rc = xc_query_step(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

static int insert_secret(struct xc_store *store, struct xc_str office,
                         enum xc_secret_kind kind, struct xc_str id, struct xc_str value,
                         xc_instant at, struct xc_error *error) {
    struct xc_query query;
    char hold[21];
    int rc = is_taken(store, kind, value, error);
    if (rc != XC_OK) {
        return rc == 1 ? xc_fail(error, XC_ENO, "this secret is somebody's already") : rc;
    }
    rc = xc_query_open(store,
                       "INSERT INTO secret (office, kind, id, value, at)"
                       " VALUES ($1, $2, $3, $4, $5)",
                       &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, word_of(kind));
        xc_query_text(&query, 3, id);
        xc_query_text(&query, 4, value);
        xc_query_instant(&query, 5, at, hold);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_set_secret(struct xc_store *store, struct xc_str office,
                        enum xc_secret_kind kind, struct xc_str id, struct xc_str value,
                        xc_instant at, struct xc_error *error) {
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = remove_secret(store, office, kind, id, error);
    if (rc == XC_OK && value.len > 0) {
        rc = insert_secret(store, office, kind, id, value, at, error);
    }
    return xc_store_finish(store, rc, error);
}

int xc_store_secret(struct xc_store *store, struct xc_str office,
                    enum xc_secret_kind kind, struct xc_str id, struct xc_arena *arena,
                    struct xc_str *value, struct xc_error *error) {
    struct xc_query query;
    *value = XC_STR("");
    int rc = xc_query_open(
        store, "SELECT value FROM secret WHERE office = $1 AND kind = $2 AND id = $3",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, word_of(kind));
        xc_query_text(&query, 3, id);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        rc = xc_query_copy_text(&query, 0, arena, value) ? XC_OK : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_find_secret(struct xc_store *store, enum xc_secret_kind kind,
                         struct xc_str value, struct xc_arena *arena,
                         struct xc_str *office, struct xc_str *id,
                         struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT office, id FROM secret WHERE kind = $1 AND value = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, word_of(kind));
        xc_query_text(&query, 2, value);
        rc = xc_query_step(&query, error);
        if (rc == XC_OK) {
            rc = xc_fail(error, XC_ENO, "this secret is nobody's");
        }
    }
    if (rc == 1) {
        rc = xc_query_copy_text(&query, 0, arena, office) &&
                     xc_query_copy_text(&query, 1, arena, id)
                 ? XC_OK
                 : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

/* ---- Sign-ins ---- */

int xc_store_forget_sign_ins(struct xc_store *store, xc_instant at,
                             struct xc_error *error) {
    struct xc_query query;
    char hold[21];
    int rc = xc_query_open(store, "DELETE FROM sign_in WHERE until <= $1", &query, error);
    if (rc == XC_OK) {
        xc_query_instant(&query, 1, at, hold);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_add_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         const struct xc_sign_in *sign_in, struct xc_error *error) {
    struct xc_query query = {0};
    char at[21], seen[21], until[21];
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_store_forget_sign_ins(store, sign_in->at, error);
    if (rc == XC_OK) {
        rc = xc_query_open(store,
                           "INSERT INTO sign_in (token, office, user, at, seen, until)"
                           " VALUES ($1, $2, $3, $4, $5, $6)",
                           &query, error);
    }
    if (rc == XC_OK) {
        xc_query_blob(&query, 1, bytes_of(digest).ptr, XC_DIGEST_BYTES);
        xc_query_text(&query, 2, sign_in->office);
        xc_query_text(&query, 3, sign_in->user);
        xc_query_instant(&query, 4, sign_in->at, at);
        xc_query_instant(&query, 5, sign_in->seen, seen);
        xc_query_instant(&query, 6, sign_in->until, until);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return xc_store_finish(store, rc, error);
}

static int read_sign_in(struct xc_store *store, const struct xc_digest *digest,
                        struct xc_arena *arena, struct xc_sign_in *sign_in,
                        struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "SELECT office, user, at, seen, until FROM sign_in WHERE token = $1",
        &query, error);
    if (rc == XC_OK) {
        xc_query_blob(&query, 1, bytes_of(digest).ptr, XC_DIGEST_BYTES);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        sign_in->at = xc_query_get_instant(&query, 2);
        sign_in->seen = xc_query_get_instant(&query, 3);
        sign_in->until = xc_query_get_instant(&query, 4);
        rc = xc_query_copy_text(&query, 0, arena, &sign_in->office) &&
                     xc_query_copy_text(&query, 1, arena, &sign_in->user)
                 ? 1
                 : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

static int touch(struct xc_store *store, const struct xc_digest *digest, xc_instant now,
                 struct xc_error *error) {
    struct xc_query query;
    char hold[21];
    int rc = xc_query_open(store, "UPDATE sign_in SET seen = $1 WHERE token = $2", &query,
                           error);
    if (rc == XC_OK) {
        xc_query_instant(&query, 1, now, hold);
        xc_query_blob(&query, 2, bytes_of(digest).ptr, XC_DIGEST_BYTES);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_use_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         xc_instant now, int64_t idle, struct xc_arena *arena,
                         struct xc_sign_in *sign_in, struct xc_error *error) {
    int rc = read_sign_in(store, digest, arena, sign_in, error);
    if (rc < 0) {
        return rc;
    }
    if (rc == 0 || now >= sign_in->until || now - sign_in->seen > idle) {
        return xc_fail(error, XC_ENO, "you are not signed in, or not any more");
    }
    return now - sign_in->seen >= USED_STEP ? touch(store, digest, now, error) : XC_OK;
}

int xc_store_end_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "DELETE FROM sign_in WHERE token = $1", &query, error);
    if (rc == XC_OK) {
        xc_query_blob(&query, 1, bytes_of(digest).ptr, XC_DIGEST_BYTES);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_end_sign_ins(struct xc_store *store, struct xc_str office,
                          struct xc_str user, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "DELETE FROM sign_in WHERE office = $1 AND user = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, user);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}
