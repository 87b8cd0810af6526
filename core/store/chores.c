#include "store/chores.h"

#include "store/query.h"

int xc_store_chore(struct xc_store *store, struct xc_str office, struct xc_str kind,
                   struct xc_str id, struct xc_arena *arena, struct xc_chore *chore,
                   struct xc_error *error) {
    struct xc_query query;
    *chore = (struct xc_chore){XC_NO_INSTANT, XC_STR("")};
    int rc = xc_query_open(
        store, "SELECT at, result FROM chore WHERE office = $1 AND kind = $2 AND id = $3",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, kind);
        xc_query_text(&query, 3, id);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        chore->at = xc_query_get_instant(&query, 0);
        rc = xc_query_copy_text(&query, 1, arena, &chore->result) ? XC_OK
                                                                  : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_chore_done(struct xc_store *store, struct xc_str office, struct xc_str kind,
                        struct xc_str id, struct xc_str result, xc_instant at,
                        struct xc_error *error) {
    struct xc_query query;
    char hold[21];
    int rc = xc_query_open(
        store,
        "INSERT INTO chore (office, kind, id, at, result) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (office, kind, id) DO UPDATE SET at = excluded.at,"
        " result = excluded.result",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, kind);
        xc_query_text(&query, 3, id);
        xc_query_instant(&query, 4, at, hold);
        xc_query_text(&query, 5, result);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_offices(struct xc_store *store, struct xc_arena *arena,
                     struct xc_str **offices, size_t *count, struct xc_error *error) {
    struct xc_query query;
    *offices = NULL;
    *count = 0;
    int rc =
        xc_query_open(store,
                      "SELECT office, count(*) OVER () FROM"
                      " (SELECT DISTINCT office FROM plan) AS planned ORDER BY office",
                      &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = XC_OK;
        if (!*offices) {
            *offices = xc_arena_array(arena, (size_t)xc_query_get_int(&query, 1),
                                      sizeof **offices);
        }
        if (!*offices || !xc_query_copy_text(&query, 0, arena, &(*offices)[(*count)++])) {
            rc = xc_fail_memory(error);
        }
    }
    xc_query_close(&query);
    return rc;
}
