#include "store/bind.h"

/* The office's days of a year. That it is covered stays: the days that come cover it. */
static int forget(struct xc_store *store, struct xc_str office, int year,
                  struct xc_error *error) {
    struct xc_query query;
    char first[11], last[11];
    int rc = xc_query_open(store,
                           "DELETE FROM day WHERE office = $1 AND date BETWEEN $2 AND $3",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_date(&query, 2, xc_date_make(year, 1, 1), first);
        xc_query_date(&query, 3, xc_date_make(year, 12, 31), last);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

/* A notice may name a day of the year before it (New Year's Eve): that day alone must not
 * cost the other year its days. An office's own days are no notice and cover no year. */
static int forget_years(struct xc_store *store, struct xc_str office,
                        const struct xc_day_fact *days, size_t count, const int *years,
                        size_t year_count, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < year_count && rc == XC_OK; i++) {
        rc = forget(store, office, years[i], error);
    }
    for (size_t i = 0; i < count && year_count == 0 && office.len && rc == XC_OK; i++) {
        rc = forget(store, office, xc_date_ymd(days[i].date).year, error);
    }
    return rc;
}

static int insert_days(struct xc_store *store, struct xc_str office,
                       const struct xc_day_fact *days, size_t count,
                       struct xc_error *error) {
    struct xc_query query;
    char date[11];
    int rc =
        xc_query_open(store,
                      "INSERT INTO day (office, date, kind, name) VALUES ($1, $2, $3, $4)"
                      " ON CONFLICT (office, date) DO UPDATE SET kind = excluded.kind,"
                      " name = excluded.name",
                      &query, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, office);
        xc_query_date(&query, 2, days[i].date, date);
        xc_query_int(&query, 3, days[i].kind);
        xc_query_text(&query, 4, days[i].name);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

static int insert_years(struct xc_store *store, struct xc_str office, const int *years,
                        size_t count, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "INSERT INTO day_year (office, year) VALUES ($1, $2)"
                           " ON CONFLICT (office, year) DO NOTHING",
                           &query, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, office);
        xc_query_int(&query, 2, years[i]);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_save_days(struct xc_store *store, struct xc_str office, bool replace,
                       const struct xc_day_fact *days, size_t count, const int *years,
                       size_t year_count, xc_instant at, struct xc_error *error) {
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (replace) {
        rc = forget_years(store, office, days, count, years, year_count, error);
    }
    if (rc == XC_OK) {
        rc = insert_days(store, office, days, count, error);
    }
    if (rc == XC_OK) {
        rc = insert_years(store, office, years, year_count, error);
    }
    if (rc == XC_OK) {
        rc = xc_bind_days(store, office, at, error);
    }
    return xc_store_finish(store, rc, error);
}

static int load_facts(struct xc_store *store, struct xc_str office,
                      struct xc_workdays_builder *builder, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "SELECT date, kind, name FROM day WHERE office = $1 ORDER BY date", &query,
        error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        while ((rc = xc_query_step(&query, error)) == 1) {
            struct xc_day_fact fact = {
                .date = xc_query_get_date(&query, 0),
                .kind = xc_query_get_int(&query, 1) == XC_DAY_WORKDAY ? XC_DAY_WORKDAY
                                                                      : XC_DAY_HOLIDAY,
                .name = xc_query_get_text(&query, 2),
            };
            rc = xc_workdays_add_fact(builder, fact, error);
            if (rc != XC_OK) {
                break;
            }
        }
    }
    xc_query_close(&query);
    return rc;
}

static int load_years(struct xc_store *store, struct xc_str office,
                      struct xc_workdays_builder *builder, struct xc_error *error) {
    struct xc_query query;
    int rc =
        xc_query_open(store, "SELECT year FROM day_year WHERE office = $1 ORDER BY year",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        while ((rc = xc_query_step(&query, error)) == 1) {
            rc = xc_workdays_add_year(builder, (int)xc_query_get_int(&query, 0),
                                      XC_YEAR_COVERED, error);
            if (rc != XC_OK) {
                break;
            }
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_load_days(struct xc_store *store, struct xc_str office,
                       struct xc_workdays_builder *builder, struct xc_error *error) {
    int rc = xc_store_reading(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = load_facts(store, office, builder, error);
    if (rc == XC_OK) {
        rc = load_years(store, office, builder, error);
    }
    xc_store_read(store);
    return rc;
}
