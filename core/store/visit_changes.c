/* Changes and replans of a plan, stored over the lines that it was made with. */
#include "store/bind.h"
#include "store/plans.h"

/* Changes to a plan that a newer one has replaced would be lost without a word. */
static int check_newest(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, struct xc_error *error) {
    struct xc_newest_plan newest;
    int rc = xc_store_newest_plan(store, office, programme, &newest, error);
    if (rc != XC_OK || (number == newest.number && number != 0)) {
        return rc;
    }
    if (number == 0 || number > newest.number) {
        return xc_store_no_plan(programme, number, error);
    }
    xc_fail(error, XC_ENO, "programme %.*s was planned again meanwhile (plan %lld)",
            XC_PRI(programme), (long long)newest.number);
    return xc_hint(error, "look at the newer plan, then try again");
}

/* The newest number of a table of changes of a plan. */
static int newest_of(struct xc_store *store, const char *sql, struct xc_str office,
                     struct xc_str programme, int64_t plan, int64_t *number,
                     struct xc_error *error) {
    struct xc_query query;
    *number = 0;
    int rc = xc_query_open(store, sql, &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, plan);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *number = xc_query_get_int(&query, 0);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

/* Binds the `count` newest changes, and the newest replan where there was one just now.
 */
static int bind_changes(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t plan, size_t count,
                        bool replanned, xc_instant at, struct xc_error *error) {
    struct xc_bind_replan replan = {.programme = programme, .plan = plan};
    if (count == 0 && !replanned) {
        return XC_OK;
    }
    int rc = XC_OK;
    if (count > 0) {
        rc = newest_of(store,
                       "SELECT max(number) FROM visit_change WHERE office = $1"
                       " AND programme = $2 AND plan = $3",
                       office, programme, plan, &replan.last, error);
        replan.first = replan.last - (int64_t)count + 1;
    }
    if (rc == XC_OK && replanned) {
        rc = newest_of(store,
                       "SELECT max(number) FROM replan WHERE office = $1"
                       " AND programme = $2 AND plan = $3",
                       office, programme, plan, &replan.replan, error);
    }
    return rc == XC_OK ? xc_bind_replan(store, office, &replan, at, error) : rc;
}

static int insert_changes(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number,
                          const struct xc_visit_change *changes, size_t count,
                          xc_instant at, struct xc_error *error) {
    struct xc_query query = {0};
    char instant[21];
    int rc = xc_query_open(
        store,
        "INSERT INTO visit_change (office, programme, plan, number, visit, line,"
        " reason, at) VALUES ($1, $2, $3, (SELECT coalesce(max(number), 0) + 1"
        " FROM visit_change WHERE office = $1 AND programme = $2 AND plan = $3),"
        " $4, $5, $6, $7)",
        &query, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_text(&query, 4, changes[i].visit);
        xc_query_text(&query, 5, changes[i].line);
        xc_query_text(&query, 6, changes[i].reason);
        xc_query_instant(&query, 7, at, instant);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_change_visits(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number,
                           const struct xc_visit_change *changes, size_t count,
                           xc_instant at, struct xc_error *error) {
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = check_newest(store, office, programme, number, error);
    if (rc == XC_OK) {
        rc = insert_changes(store, office, programme, number, changes, count, at, error);
    }
    if (rc == XC_OK) {
        rc = bind_changes(store, office, programme, number, count, false, at, error);
    }
    return xc_store_finish(store, rc, error);
}

/* ---- Replans ---- */

/* A replan was thought out for the plan as it was read, visit for visit. */
static int check_revision(struct xc_store *store, struct xc_str office,
                          const struct xc_plan_head *head, struct xc_error *error) {
    struct xc_newest_plan newest;
    int rc = check_newest(store, office, head->programme, head->number, error);
    if (rc == XC_OK) {
        rc = xc_store_newest_plan(store, office, head->programme, &newest, error);
    }
    if (rc != XC_OK || newest.revision == head->revision) {
        return rc;
    }
    xc_fail(error, XC_ENO,
            "plan %lld of programme %.*s was changed or approved meanwhile",
            (long long)head->number, XC_PRI(head->programme));
    return xc_hint(error, "nothing was stored: replan once more");
}

static int insert_replan(struct xc_store *store, struct xc_str office,
                         const struct xc_plan_head *head, struct xc_error *error) {
    struct xc_query query = {0};
    char instant[21], day[11];
    int rc = xc_query_open(
        store,
        "INSERT INTO replan (office, programme, plan, number, at, as_of, snapshot,"
        " register_digest, provisional, summary, visit_count)"
        " VALUES ($1, $2, $3, (SELECT coalesce(max(number), 0) + 1 FROM replan"
        " WHERE office = $1 AND programme = $2 AND plan = $3),"
        " $4, $5, $6, $7, $8, $9, $10)",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, head->programme);
        xc_query_int(&query, 3, head->number);
        xc_query_instant(&query, 4, head->at, instant);
        xc_query_date(&query, 5, head->as_of, day);
        xc_query_int(&query, 6, head->snapshot);
        xc_query_text(&query, 7, head->register_digest);
        xc_query_int(&query, 8, head->provisional);
        xc_query_text(&query, 9, head->summary);
        xc_query_int(&query, 10, (int64_t)head->visits);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_replan(struct xc_store *store, struct xc_str office,
                    const struct xc_plan_head *head,
                    const struct xc_visit_change *changes, size_t count,
                    struct xc_error *error) {
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = check_revision(store, office, head, error);
    if (rc == XC_OK) {
        rc = insert_changes(store, office, head->programme, head->number, changes, count,
                            head->at, error);
    }
    if (rc == XC_OK) {
        rc = insert_replan(store, office, head, error);
    }
    if (rc == XC_OK) {
        rc = bind_changes(store, office, head->programme, head->number, count, true,
                          head->at, error);
    }
    return xc_store_finish(store, rc, error);
}
