#include "store/derived.h"

#include "store/bind.h"

#include <string.h>

enum { NAMES_BYTES = 1 << 26 };

bool xc_derived_wanted(struct xc_str set) {
    uint64_t rows = 0;
    struct xc_str rest = set;
    return xc_str_to_uint(xc_str_cut(&rest, ' '), UINT64_MAX, &rows) &&
           rows >= XC_DERIVED_ROWS;
}

static int make_seal(struct xc_store *store, struct xc_str set, struct xc_str form,
                     struct xc_str names, struct xc_digest *seal,
                     struct xc_error *error) {
    const struct xc_str values[] = {XC_STR("derived"), set, form, names};
    return xc_bind_seal_values(store, values, sizeof values / sizeof *values, seal,
                               error);
}

static struct xc_digest digest_of(struct xc_store *store, struct xc_str piece) {
    xc_hasher_start(store->hasher);
    xc_hasher_add(store->hasher, piece.ptr, piece.len);
    return xc_hasher_end(store->hasher);
}

/* ---- Writing ---- */

int xc_derived_start(struct xc_store *store, bool compare, struct xc_derived *derived,
                     struct xc_error *error) {
    *derived = (struct xc_derived){
        .store = store, .names = xc_buffer_make(NAMES_BYTES), .compare = compare};
    return compare ? XC_OK
                   : xc_query_open(store,
                                   "INSERT INTO derived_piece (digest, bytes)"
                                   " VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
                                   &derived->insert, error);
}

int xc_derived_add(struct xc_derived *derived, struct xc_str piece,
                   struct xc_error *error) {
    struct xc_digest name = digest_of(derived->store, piece);
    if (xc_buffer_append(&derived->names, name.bytes, XC_DIGEST_BYTES) != XC_OK) {
        return xc_fail_memory(error);
    }
    if (derived->compare) {
        return XC_OK;
    }
    xc_query_blob(&derived->insert, 1, name.bytes, XC_DIGEST_BYTES);
    xc_query_blob(&derived->insert, 2, piece.ptr, piece.len);
    return xc_query_run(&derived->insert, error);
}

int xc_derived_finish(struct xc_derived *derived, struct xc_str set, const char *form,
                      struct xc_error *error) {
    struct xc_query query = {0};
    struct xc_digest seal;
    struct xc_str names = xc_buffer_view(&derived->names);
    int rc = make_seal(derived->store, set, xc_str_from(form), names, &seal, error);
    if (rc == XC_OK) {
        rc = xc_query_open(derived->store,
                           "INSERT INTO derived (line_set, form, pieces, seal)"
                           " VALUES ($1, $2, $3, $4)"
                           " ON CONFLICT (line_set, form) DO UPDATE"
                           " SET pieces = excluded.pieces, seal = excluded.seal",
                           &query, error);
    }
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        xc_query_text(&query, 2, xc_str_from(form));
        xc_query_blob(&query, 3, names.ptr, names.len);
        xc_query_blob(&query, 4, seal.bytes, XC_DIGEST_BYTES);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

void xc_derived_leave(struct xc_derived *derived) {
    xc_query_close(&derived->insert);
    xc_buffer_free(&derived->names);
}

/* ---- Reading ---- */

struct reading {
    struct xc_store *store;
    struct xc_buffer names; /* owned */
    int (*piece)(void *context, struct xc_str piece);
    void *context;
    int stopped; /* what piece returned */
    struct xc_error *error;
};

/* XC_ENO: there is no row, or its seal does not fit. */
static int read_names(struct reading *reading, struct xc_str set, const char *form) {
    struct xc_query query;
    struct xc_digest seal;
    int rc = xc_query_open(reading->store,
                           "SELECT pieces, seal FROM derived WHERE line_set = $1"
                           " AND form = $2",
                           &query, reading->error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        xc_query_text(&query, 2, xc_str_from(form));
        rc = xc_query_step(&query, reading->error);
    }
    if (rc == 1) {
        struct xc_str names = xc_query_get_blob(&query, 0);
        struct xc_str sealed = xc_query_get_blob(&query, 1);
        rc = names.ptr && sealed.ptr ? make_seal(reading->store, set, xc_str_from(form),
                                                 names, &seal, reading->error)
                                     : XC_ENOMEM;
        if (rc == XC_OK && !xc_str_equal(sealed, (struct xc_str){(const char *)seal.bytes,
                                                                 XC_DIGEST_BYTES})) {
            rc = XC_ENO;
        }
        if (rc == XC_OK) {
            rc = xc_buffer_add(&reading->names, names);
        }
    } else if (rc == 0) {
        rc = XC_ENO;
    }
    xc_query_close(&query);
    return rc;
}

static int read_piece(struct reading *reading, const char *name) {
    struct xc_query query;
    int rc =
        xc_query_open(reading->store, "SELECT bytes FROM derived_piece WHERE digest = $1",
                      &query, reading->error);
    if (rc == XC_OK) {
        xc_query_blob(&query, 1, name, XC_DIGEST_BYTES);
        rc = xc_query_step(&query, reading->error);
    }
    if (rc == 1) {
        struct xc_str piece = xc_query_get_blob(&query, 0);
        struct xc_digest made = digest_of(reading->store, piece);
        if (!piece.ptr) {
            rc = XC_ENOMEM;
        } else if (memcmp(made.bytes, name, XC_DIGEST_BYTES) != 0) {
            rc = XC_ENO;
        } else {
            rc = reading->stopped = reading->piece(reading->context, piece);
        }
    } else if (rc == 0) {
        rc = XC_ENO;
    }
    xc_query_close(&query);
    return rc;
}

int xc_derived_each(struct xc_store *store, struct xc_str set, const char *form,
                    int (*piece)(void *context, struct xc_str piece), void *context,
                    struct xc_error *error) {
    struct xc_error found = {0};
    struct reading reading = {.store = store,
                              .names = xc_buffer_make(NAMES_BYTES),
                              .piece = piece,
                              .context = context,
                              .error = &found};
    int rc = xc_derived_wanted(set) ? read_names(&reading, set, form) : XC_ENO;
    for (size_t at = 0; rc == XC_OK && at < reading.names.len; at += XC_DIGEST_BYTES) {
        rc = read_piece(&reading, reading.names.ptr + at);
    }
    xc_buffer_free(&reading.names);
    if (rc == XC_OK || reading.stopped) {
        return rc;
    }
    /* Whatever else went wrong, the lines are still there. */
    return rc == XC_ENOMEM ? xc_fail_memory(error) : XC_ENO;
}

int xc_derived_odd(const struct xc_store *store, struct xc_str set,
                   struct xc_error *error) {
    xc_fail(error, XC_EENV,
            "%s: what was derived from the stored lines %.*s was changed by something "
            "else than this program",
            store->path, XC_PRI(set));
    return xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                          "damaged");
}
