/* What a plan was at an instant, and how it came to be so. */
#include "store/plans.h"

int xc_store_summary_at(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, xc_instant at,
                        struct xc_arena *arena, struct xc_str *summary,
                        struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(store,
                           "SELECT summary FROM (SELECT 0 AS number, summary FROM plan"
                           " WHERE office = $1 AND programme = $2 AND number = $3"
                           " UNION ALL SELECT number, summary FROM replan"
                           " WHERE office = $1 AND programme = $2 AND plan = $3"
                           " AND ($4 = '' OR at <= $4)) ORDER BY number DESC LIMIT 1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_instant(&query, 4, at, instant);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            rc = xc_query_copy_text(&query, 0, arena, summary) ? XC_OK
                                                               : xc_fail_memory(error);
        } else if (rc == 0) {
            rc = xc_store_no_plan(programme, number, error);
        }
    }
    xc_query_close(&query);
    return rc;
}

/* Rows of what happened to a plan: an instant, a visit and a text each. */
static int each_later(struct xc_store *store, const char *sql, struct xc_str office,
                      struct xc_str programme, int64_t number, xc_instant after,
                      xc_instant until, xc_store_later_found found, void *context,
                      struct xc_error *error) {
    struct xc_query query;
    char from[21], to[21];
    int rc = xc_query_open(store, sql, &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_instant(&query, 4, after, from);
        xc_query_instant(&query, 5, until, to);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        rc = found(context, xc_query_get_instant(&query, 0), xc_query_get_text(&query, 1),
                   xc_query_get_text(&query, 2));
    }
    xc_query_close(&query);
    return rc;
}

#define LATER                                                                            \
    " WHERE office = $1 AND programme = $2 AND plan = $3 AND at > $4"                    \
    " AND ($5 = '' OR at <= $5) ORDER BY number"

int xc_store_each_change(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t number, xc_instant after,
                         xc_instant until, xc_store_later_found found, void *context,
                         struct xc_error *error) {
    return each_later(store, "SELECT at, visit, line FROM visit_change" LATER, office,
                      programme, number, after, until, found, context, error);
}

int xc_store_each_summary(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, xc_instant after,
                          xc_instant until, xc_store_later_found found, void *context,
                          struct xc_error *error) {
    return each_later(store, "SELECT at, '', summary FROM replan" LATER, office,
                      programme, number, after, until, found, context, error);
}
