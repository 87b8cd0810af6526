#include "intake/outcomes_internal.h"

#include <stdlib.h>

/* ---- The list ---- */

static const struct xc_visit *visit_at(const void *place) {
    return *(const struct xc_visit *const *)place;
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(visit_at(a)->id, visit_at(b)->id);
}

static int by_target(const void *a, const void *b) {
    int order = xc_str_compare(visit_at(a)->target, visit_at(b)->target);
    if (order == 0) {
        order = (visit_at(a)->date > visit_at(b)->date) -
                (visit_at(a)->date < visit_at(b)->date);
    }
    return order != 0 ? order : by_id(a, b);
}

/* A shared visit stands in several plans; once is enough. */
int xc_outcomes_list_visits(struct xc_outcomes_intake *intake, struct xc_error *error) {
    const struct xc_loaded *loaded = &intake->loaded;
    size_t all = 0, kept = 0;
    for (size_t i = 0; i < loaded->count; i++) {
        all += loaded->plans[i].visit_count;
    }
    intake->by_id = xc_arena_array(intake->arena, all + 1, sizeof(void *));
    intake->by_target = xc_arena_array(intake->arena, all + 1, sizeof(void *));
    if (!intake->by_id || !intake->by_target) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < loaded->count; i++) {
        for (size_t k = 0; k < loaded->plans[i].visit_count; k++) {
            intake->by_id[kept++] = &loaded->plans[i].visits[k];
        }
    }
    qsort(intake->by_id, kept, sizeof(void *), by_id);
    for (size_t i = 0; i < kept; i++) {
        if (i == 0 || by_id(&intake->by_id[i], &intake->by_id[i - 1]) != 0) {
            intake->by_id[intake->visit_count++] = intake->by_id[i];
        }
    }
    for (size_t i = 0; i < intake->visit_count; i++) {
        intake->by_target[i] = intake->by_id[i];
    }
    qsort(intake->by_target, intake->visit_count, sizeof(void *), by_target);
    return XC_OK;
}

/* ---- Finding the visit ---- */

static bool is_approved(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_PUBLISHED || visit->status == XC_VISIT_ACCEPTED ||
           visit->status == XC_VISIT_DONE;
}

static int find_by_id(const struct xc_outcomes_intake *intake, struct xc_str id,
                      const struct xc_visit **visit, struct xc_error *error) {
    struct xc_visit key = {.id = id};
    const struct xc_visit *sought = &key;
    const struct xc_visit **place =
        intake->visit_count > 0
            ? bsearch(&sought, intake->by_id, intake->visit_count, sizeof(void *), by_id)
            : NULL;
    if (!place) {
        return xc_fail(error, XC_EINPUT, "there is no visit '%.*s'", XC_PRI(id));
    }
    *visit = *place;
    if ((*visit)->status == XC_VISIT_DRAFT) {
        xc_fail(error, XC_EINPUT, "visit %.*s is a draft", XC_PRI(id));
        return xc_hint(error, "approve its plan first: only what was published is done");
    }
    if ((*visit)->status == XC_VISIT_VOID) {
        return xc_fail(error, XC_EINPUT, "visit %.*s is void", XC_PRI(id));
    }
    return is_approved(*visit)
               ? XC_OK
               : xc_fail(error, XC_EINPUT, "visit %.*s was cancelled", XC_PRI(id));
}

/* On a day on which it was planned, or took place. */
static bool lies_on(const struct xc_visit *visit, xc_date date) {
    xc_date planned = visit->happened ? visit->planned : visit->date;
    return (date >= visit->date && date <= visit->end_date) ||
           (date >= planned && date - planned <= visit->end_date - visit->date);
}

static struct xc_str target_of(const void *place) {
    return visit_at(place)->target;
}

/* The approved visit of the target on that date; NULL where there is none. */
static int find_by_date(const struct xc_outcomes_intake *intake, struct xc_str target,
                        xc_date date, const struct xc_visit **visit,
                        struct xc_error *error) {
    size_t low = xc_str_first(intake->by_target, intake->visit_count, sizeof(void *),
                              target_of, target);
    *visit = NULL;
    for (; low < intake->visit_count; low++) {
        const struct xc_visit *one = intake->by_target[low];
        if (!xc_str_equal(one->target, target)) {
            break;
        }
        if (!is_approved(one) || !lies_on(one, date)) {
            continue;
        }
        if (*visit) {
            return xc_fail(error, XC_EINPUT,
                           "target %.*s has several visits on that date: name the visit, "
                           "%.*s or %.*s",
                           XC_PRI(target), XC_PRI((*visit)->id), XC_PRI(one->id));
        }
        *visit = one;
    }
    return XC_OK;
}

/* ---- Of a row ---- */

static int refuse_target(struct xc_str target, struct xc_error *error) {
    xc_fail(error, XC_EINPUT, "there is no target '%.*s'", XC_PRI(target));
    return xc_hint(error, "write its id as the register has it");
}

int xc_outcomes_find_visit(const struct xc_outcomes_intake *intake,
                           const struct xc_outcome_row *row,
                           const struct xc_visit **found, struct xc_outcome *outcome,
                           size_t *column, struct xc_error *error) {
    const struct xc_visit *visit = NULL;
    int rc = XC_OK;
    *found = NULL;
    *column = XC_OUTCOME_VISIT;
    if (row->visit.len > 0) {
        rc = find_by_id(intake, row->visit, &visit, error);
    } else if (row->target.len == 0) {
        rc = xc_fail(error, XC_EINPUT, "neither a visit nor a target is named");
    } else if (row->date == XC_NO_DATE && row->actual_date == XC_NO_DATE) {
        *column = XC_OUTCOME_DATE;
        rc = xc_fail(error, XC_EINPUT, "without a visit the date is needed");
    } else if (xc_register_find_target(intake->reg, row->target) == XC_NO_ROW) {
        *column = XC_OUTCOME_TARGET;
        rc = refuse_target(row->target, error);
    } else {
        rc = find_by_date(intake, row->target,
                          row->date != XC_NO_DATE ? row->date : row->actual_date, &visit,
                          error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    if (visit && row->target.len > 0 && !xc_str_equal(row->target, visit->target)) {
        *column = XC_OUTCOME_TARGET;
        return xc_fail(error, XC_EINPUT, "visit %.*s is one of target %.*s, not %.*s",
                       XC_PRI(visit->id), XC_PRI(visit->target), XC_PRI(row->target));
    }
    *found = visit;
    outcome->visit = visit ? visit->id : XC_STR("");
    outcome->target = visit ? visit->target : row->target;
    outcome->date = row->actual_date != XC_NO_DATE ? row->actual_date
                    : row->date != XC_NO_DATE      ? row->date
                    : visit                        ? visit->date
                                                   : XC_NO_DATE;
    return XC_OK;
}
