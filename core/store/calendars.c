#include "store/bind.h"
#include "store/replaced.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_BYTES = 1 << 26, ID_BYTES = 24, BODY_BYTES = 16384 };

/* Facts about what days and years were: the word of a day, or that there was none; that a
 * year was not covered. */
#define DAYS_ID  "days/"
#define YEARS_ID "years/"
#define NOTHING  "{}"

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

/* ---- Days as they are stored, or were ---- */

struct days {
    struct xc_arena *arena;
    struct xc_day_fact *days; /* by date */
    size_t count;
    int *years; /* ascending */
    size_t year_count;
};

/* Counts the rows first, so that they lie in one array. */
static int read_days(struct xc_store *store, struct xc_str office, struct days *days,
                     struct xc_error *error) {
    struct xc_query query;
    size_t room = 0;
    int rc = xc_query_open(store,
                           "SELECT date, kind, name, (SELECT count(*) FROM day"
                           " WHERE office = $1) FROM day WHERE office = $1 ORDER BY date",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        if (room == 0) {
            room = (size_t)xc_query_get_int(&query, 3);
            days->days = xc_arena_array(days->arena, room, sizeof *days->days);
        }
        struct xc_day_fact *day =
            days->days && days->count < room ? &days->days[days->count] : NULL;
        if (!day || !xc_query_copy_text(&query, 2, days->arena, &day->name)) {
            rc = xc_fail_memory(error);
            break;
        }
        day->date = xc_query_get_date(&query, 0);
        day->kind = xc_query_get_int(&query, 1) == XC_DAY_WORKDAY ? XC_DAY_WORKDAY
                                                                  : XC_DAY_HOLIDAY;
        days->count++;
        rc = XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

static int read_years(struct xc_store *store, struct xc_str office, struct days *days,
                      struct xc_error *error) {
    struct xc_query query;
    size_t room = 0;
    int rc = xc_query_open(store,
                           "SELECT year, (SELECT count(*) FROM day_year"
                           " WHERE office = $1) FROM day_year WHERE office = $1"
                           " ORDER BY year",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        if (room == 0) {
            room = (size_t)xc_query_get_int(&query, 1);
            days->years = xc_arena_array(days->arena, room, sizeof *days->years);
        }
        if (!days->years || days->year_count == room) {
            rc = xc_fail_memory(error);
            break;
        }
        days->years[days->year_count++] = (int)xc_query_get_int(&query, 0);
        rc = XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

static int read_all(struct xc_store *store, struct xc_str office, struct days *days,
                    struct xc_error *error) {
    days->arena = xc_arena_new(DAYS_BYTES);
    int rc = days->arena ? read_days(store, office, days, error) : xc_fail_memory(error);
    return rc == XC_OK ? read_years(store, office, days, error) : rc;
}

/* ---- What a change replaces ---- */

/* Facts on their way in; texts in the arena of the days before. */
struct keeping {
    struct xc_arena *arena;
    struct xc_fact *facts;
    size_t count;
};

static const char *kind_word(enum xc_day_kind kind) {
    return kind == XC_DAY_WORKDAY ? "workday" : "holiday";
}

static int keep(struct keeping *keeping, const char *id, struct xc_str body) {
    struct xc_fact *fact = &keeping->facts[keeping->count++];
    fact->id = xc_arena_copy(keeping->arena, xc_str_from(id));
    fact->body = xc_arena_copy(keeping->arena, body);
    return fact->id.ptr && fact->body.ptr ? XC_OK : XC_ENOMEM;
}

/* was: NULL where there was none. */
static int keep_day(struct keeping *keeping, xc_date date,
                    const struct xc_day_fact *was) {
    struct xc_buffer body = xc_buffer_make(BODY_BYTES);
    char day[11], id[ID_BYTES] = DAYS_ID;
    xc_date_format(date, day);
    memcpy(id + sizeof DAYS_ID - 1, day, sizeof day);
    if (was) {
        xc_replaced_body(&body, kind_word(was->kind), was->name);
    } else {
        xc_buffer_puts(&body, NOTHING);
    }
    int rc = body.failed ? XC_ENOMEM : keep(keeping, id, xc_buffer_view(&body));
    xc_buffer_free(&body);
    return rc;
}

static bool same_day(const struct xc_day_fact *a, const struct xc_day_fact *b) {
    return a && b && a->kind == b->kind && xc_str_equal(a->name, b->name);
}

static xc_date date_of(const struct days *days, size_t i) {
    return i < days->count ? days->days[i].date : INT32_MAX;
}

static int keep_days(struct keeping *keeping, const struct days *was,
                     const struct days *now) {
    int rc = XC_OK;
    for (size_t i = 0, k = 0; (i < was->count || k < now->count) && rc == XC_OK;) {
        xc_date left = date_of(was, i), right = date_of(now, k);
        xc_date date = left < right ? left : right;
        const struct xc_day_fact *a = left == date ? &was->days[i++] : NULL;
        const struct xc_day_fact *b = right == date ? &now->days[k++] : NULL;
        if (!same_day(a, b)) {
            rc = keep_day(keeping, date, a);
        }
    }
    return rc;
}

/* A year that is covered stays so. */
static int keep_years(struct keeping *keeping, const struct days *was,
                      const struct days *now) {
    int rc = XC_OK;
    for (size_t i = 0, k = 0; k < now->year_count && rc == XC_OK; k++) {
        char id[ID_BYTES];
        if (i < was->year_count && was->years[i] == now->years[k]) {
            i++;
            continue;
        }
        (void)snprintf(id, sizeof id, YEARS_ID "%d", now->years[k]);
        rc = keep(keeping, id, XC_STR(NOTHING));
    }
    return rc;
}

/* The first days of a workspace replace nothing that anybody reported on. */
static int keep_replaced(struct xc_store *store, struct xc_str office,
                         const struct days *was, xc_instant at, struct xc_error *error) {
    struct days now = {0};
    struct keeping keeping = {.arena = was->arena};
    int rc = office.len || was->count || was->year_count
                 ? read_all(store, office, &now, error)
                 : XC_OK;
    if (rc == XC_OK && now.arena) {
        size_t room = was->count + now.count + now.year_count + 1;
        keeping.facts = xc_arena_array(was->arena, room, sizeof *keeping.facts);
        rc = keeping.facts ? keep_days(&keeping, was, &now) : XC_ENOMEM;
        if (rc == XC_OK) {
            rc = keep_years(&keeping, was, &now);
        }
        rc = rc == XC_OK
                 ? xc_store_add_facts(store, office, XC_FACT_REPLACED, keeping.facts,
                                      keeping.count, 0, at, NULL, error)
                 : xc_fail_memory(error);
    }
    xc_arena_free(now.arena);
    return rc;
}

/* ---- Saving ---- */

struct saving {
    struct xc_store *store;
    struct xc_str office;
    bool replace;
    const struct xc_day_fact *days;
    size_t count;
    const int *years;
    size_t year_count;
    xc_instant at;
};

static int save(void *context, struct xc_error *error) {
    const struct saving *s = context;
    struct days was = {0};
    int rc = read_all(s->store, s->office, &was, error);
    if (rc == XC_OK && s->replace) {
        rc = forget_years(s->store, s->office, s->days, s->count, s->years, s->year_count,
                          error);
    }
    if (rc == XC_OK) {
        rc = insert_days(s->store, s->office, s->days, s->count, error);
    }
    if (rc == XC_OK) {
        rc = insert_years(s->store, s->office, s->years, s->year_count, error);
    }
    if (rc == XC_OK) {
        rc = keep_replaced(s->store, s->office, &was, s->at, error);
    }
    if (rc == XC_OK) {
        rc = xc_bind_days(s->store, s->office, s->at, error);
    }
    xc_arena_free(was.arena);
    return rc;
}

int xc_store_save_days(struct xc_store *store, struct xc_str office, bool replace,
                       const struct xc_day_fact *days, size_t count, const int *years,
                       size_t year_count, xc_instant at, struct xc_error *error) {
    struct saving saving = {store, office, replace, days, count, years, year_count, at};
    return xc_store_together(store, save, &saving, error);
}

/* ---- Loading ---- */

/* The day that a fact says was there; *any: there was one. */
static int read_replaced(const struct days *days, const struct xc_fact *fact,
                         struct xc_day_fact *day, bool *any) {
    int rc = xc_replaced_text(fact->body, "holiday", days->arena, &day->name);
    day->kind = XC_DAY_HOLIDAY;
    if (rc == XC_ENO) {
        day->kind = XC_DAY_WORKDAY;
        rc = xc_replaced_text(fact->body, "workday", days->arena, &day->name);
    }
    *any = rc == XC_OK;
    return rc == XC_ENO ? XC_OK : rc;
}

/* Days that were replaced take the place of those that stand there now. */
static int add_days(const struct days *days, const struct xc_fact *facts, size_t count,
                    struct xc_workdays_builder *builder, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0, k = 0; (i < days->count || k < count) && rc == XC_OK;) {
        struct xc_day_fact day = {.date = XC_NO_DATE};
        bool any = true;
        if (k < count &&
            !xc_date_parse(xc_str_slice(facts[k].id, sizeof DAYS_ID - 1, facts[k].id.len),
                           &day.date)) {
            return xc_fail(error, XC_EENV, "%.*s: there is no such day",
                           XC_PRI(facts[k].id));
        }
        if (k < count && (i == days->count || day.date <= days->days[i].date)) {
            i += i < days->count && days->days[i].date == day.date;
            rc = read_replaced(days, &facts[k++], &day, &any);
        } else {
            day = days->days[i++];
        }
        if (rc == XC_ENOMEM) {
            rc = xc_fail_memory(error);
        }
        if (rc == XC_OK && any) {
            rc = xc_workdays_add_fact(builder, day, error);
        }
    }
    return rc;
}

/* Years that were covered later were not covered. */
static int add_years(const struct days *days, const struct xc_fact *facts, size_t count,
                     struct xc_workdays_builder *builder, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < days->year_count && rc == XC_OK; i++) {
        char id[ID_BYTES];
        bool later = false;
        (void)snprintf(id, sizeof id, YEARS_ID "%d", days->years[i]);
        for (size_t k = 0; k < count && !later; k++) {
            later = xc_str_is(facts[k].id, id);
        }
        if (!later) {
            rc = xc_workdays_add_year(builder, days->years[i], XC_YEAR_COVERED, error);
        }
    }
    return rc;
}

int xc_store_load_days(struct xc_store *store, struct xc_str office, xc_instant at,
                       struct xc_workdays_builder *builder, struct xc_error *error) {
    struct days days = {0};
    struct xc_fact *facts = NULL, *years = NULL;
    size_t count = 0, year_count = 0;
    int rc = xc_store_reading(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = read_all(store, office, &days, error);
    if (rc == XC_OK) {
        rc = xc_store_facts_after(store, office, XC_FACT_REPLACED, XC_STR(DAYS_ID), at,
                                  days.arena, &facts, &count, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_facts_after(store, office, XC_FACT_REPLACED, XC_STR(YEARS_ID), at,
                                  days.arena, &years, &year_count, error);
    }
    xc_store_read(store);
    if (rc == XC_OK) {
        rc = add_days(&days, facts, count, builder, error);
    }
    if (rc == XC_OK) {
        rc = add_years(&days, years, year_count, builder, error);
    }
    xc_arena_free(days.arena);
    return rc;
}
