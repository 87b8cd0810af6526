#include "publish/entries.h"

#include "publish/events.h"
#include "workspace/settings.h"

#include <stdlib.h>

enum { DAY_SECONDS = 24 * 60 * 60 };

int xc_entries_open(struct xc_entries *entries, const struct xc_session *session,
                    const struct xc_loaded *loaded,
                    const struct xc_export_options *options, struct xc_error *error) {
    *entries = (struct xc_entries){.session = session,
                                   .loaded = loaded,
                                   .window = options->window,
                                   .arena = xc_arena_new((size_t)1 << 30),
                                   .error = error};
    int rc = entries->arena ? xc_settings_get(session, "cancelled_days",
                                              &entries->cancelled_days, error)
                            : xc_fail_memory(error);
    xc_instant since = session->now - (xc_instant)entries->cancelled_days * DAY_SECONDS;
    return rc == XC_OK ? xc_load_replaced(session, loaded, since, &entries->replaced,
                                          &entries->replaced_count, error)
                       : rc;
}

void xc_entries_close(struct xc_entries *entries) {
    free(entries->rows);
    free(entries->replaced);
    xc_arena_free(entries->arena);
    *entries = (struct xc_entries){0};
}

/* A cancelled visit stays for some days after it was cancelled, so that every device
 * learns of it. */
static bool is_forgotten(const struct xc_entries *entries, const struct xc_visit *visit) {
    return (visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID) &&
           visit->changed + (xc_instant)entries->cancelled_days * DAY_SECONDS <=
               entries->session->now;
}

int xc_entries_add(struct xc_entries *entries, struct xc_str key,
                   const struct xc_loaded_plan *plan, const struct xc_visit *visit) {
    enum xc_sight sight = xc_visit_sight(entries->session, plan, visit, &entries->viewer);
    if (sight == XC_SEE_NOTHING || is_forgotten(entries, visit)) {
        return XC_OK;
    }
    if (entries->count == entries->capacity) {
        size_t capacity = entries->capacity ? entries->capacity * 2 : 1024;
        struct xc_entry *rows = realloc(entries->rows, capacity * sizeof *rows);
        if (!rows) {
            return xc_fail_memory(entries->error);
        }
        entries->rows = rows;
        entries->capacity = capacity;
    }
    entries->rows[entries->count++] = (struct xc_entry){
        .key = key,
        .sight = sight,
        .plan = plan,
        .visit = visit,
        .left = entries->adding_left,
        .outside = !xc_export_in_window(entries->window, visit->date, visit->end_date)};
    return XC_OK;
}

static int by_key(const void *left, const void *right) {
    const struct xc_entry *a = left, *b = right;
    int order = xc_str_compare(a->key, b->key);
    if (order == 0) {
        order = xc_visit_compare(a->visit, b->visit);
    }
    return order ? order : a->plan < b->plan ? -1 : a->plan > b->plan;
}

/* A reader's visit as it is, then what it was, the newest first. */
static int by_visit(const void *left, const void *right) {
    const struct xc_entry *a = left, *b = right;
    int order = xc_str_compare(a->key, b->key);
    if (order == 0) {
        order = xc_str_compare(a->visit->id, b->visit->id);
    }
    if (order == 0) {
        order = a->left - b->left;
    }
    if (order == 0) {
        order = (a->visit->revision < b->visit->revision) -
                (a->visit->revision > b->visit->revision);
    }
    return order ? order : a->plan < b->plan ? -1 : a->plan > b->plan;
}

static bool same_visit(const struct xc_entry *a, const struct xc_entry *b) {
    return xc_str_equal(a->key, b->key) && xc_str_equal(a->visit->id, b->visit->id);
}

/* Leaves each visit of a reader once. One that moved out of the window lies in it still,
 * for calendars that were given it there. */
static void keep_newest(struct xc_entries *entries) {
    size_t kept = 0, end;
    qsort(entries->rows, entries->count, sizeof *entries->rows, by_visit);
    for (size_t i = 0; i < entries->count; i = end) {
        struct xc_entry newest = entries->rows[i];
        for (end = i;
             end < entries->count && same_visit(&entries->rows[i], &entries->rows[end]);
             end++) {
            newest.outside = newest.outside && entries->rows[end].outside;
        }
        entries->rows[kept++] = newest;
    }
    entries->count = kept;
}

int xc_entries_collect(struct xc_entries *entries, struct xc_viewer viewer,
                       xc_entries_give give) {
    int rc = XC_OK;
    entries->viewer = viewer;
    entries->count = 0;
    entries->adding_left = false;
    for (size_t p = 0; p < entries->loaded->count; p++) {
        const struct xc_loaded_plan *plan = &entries->loaded->plans[p];
        for (size_t v = 0; v < plan->visit_count && rc == XC_OK; v++) {
            rc = give(entries, plan, &plan->visits[v]);
        }
    }
    size_t held = entries->count;
    entries->adding_left = true;
    for (size_t i = 0; i < entries->replaced_count && rc == XC_OK; i++) {
        rc = give(entries, entries->replaced[i].plan, &entries->replaced[i].visit);
    }
    if (rc == XC_OK && entries->count > held) {
        keep_newest(entries);
    }
    if (rc == XC_OK && entries->count > 1) {
        qsort(entries->rows, entries->count, sizeof *entries->rows, by_key);
    }
    return rc;
}

static bool takes_place(const struct xc_entry *entry) {
    enum xc_visit_status status = entry->visit->status;
    return !entry->left && !entry->outside &&
           (status == XC_VISIT_PUBLISHED || status == XC_VISIT_ACCEPTED ||
            status == XC_VISIT_DONE);
}

static int by_hour(const void *left, const void *right) {
    const struct xc_visit *a = ((const struct xc_entry *)left)->visit;
    const struct xc_visit *b = ((const struct xc_entry *)right)->visit;
    int order = xc_str_compare(((const struct xc_entry *)left)->key,
                               ((const struct xc_entry *)right)->key);
    if (order == 0) {
        order = (a->date > b->date) - (a->date < b->date);
    }
    if (order == 0) {
        order = (a->start > b->start) - (a->start < b->start);
    }
    return order ? order : by_key(left, right);
}

void xc_entries_sift(struct xc_entries *entries) {
    size_t kept = 0;
    for (size_t i = 0; i < entries->count; i++) {
        if (takes_place(&entries->rows[i])) {
            entries->rows[kept++] = entries->rows[i];
        }
    }
    entries->count = kept;
    if (kept > 1) {
        qsort(entries->rows, kept, sizeof *entries->rows, by_hour);
    }
}

int xc_entries_add_people(struct xc_entries *entries, const struct xc_loaded_plan *plan,
                          const struct xc_visit *visit) {
    int rc = XC_OK;
    for (size_t i = 0; i < visit->person_count && rc == XC_OK; i++) {
        rc = xc_entries_add(entries, visit->people[i].person, plan, visit);
    }
    return rc;
}
