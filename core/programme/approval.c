#include "programme/approval.h"

#include "casework/cases.h"
#include "workspace/clock.h"
#include "workspace/load.h"
#include "workspace/settings.h"

#include <stdlib.h>

enum { DAY_MINUTES = 24 * 60 };

/* A visit as it takes one person's time. */
struct taken {
    struct xc_str person;
    int64_t from, to; /* minutes since 1970-01-01, to not included */
    const struct xc_visit *visit;
};

static struct taken taken_by(const struct xc_visit *visit, struct xc_str person) {
    return (struct taken){person, (int64_t)visit->date * DAY_MINUTES + visit->start,
                          (int64_t)visit->end_date * DAY_MINUTES + visit->end, visit};
}

static int by_person(const void *left, const void *right) {
    const struct taken *a = left, *b = right;
    int order = xc_str_compare(a->person, b->person);
    if (order == 0) {
        order = (a->from > b->from) - (a->from < b->from);
    }
    return order ? order : xc_str_compare(a->visit->id, b->visit->id);
}

/* All people of the visits, by person and beginning; NULL: no memory. */
static struct taken *list_taken(const struct xc_visit *visits, size_t count,
                                struct xc_arena *arena, size_t *taken_count) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += visits[i].person_count;
    }
    struct taken *taken = xc_arena_array(arena, total + 1, sizeof *taken);
    *taken_count = taken ? total : 0;
    for (size_t i = 0, n = 0; taken && i < count; i++) {
        for (size_t k = 0; k < visits[i].person_count; k++) {
            taken[n++] = taken_by(&visits[i], visits[i].people[k].person);
        }
    }
    if (*taken_count > 1) {
        qsort(taken, *taken_count, sizeof *taken, by_person);
    }
    return taken;
}

/* A visit that joined another one is the same visit; those that may be joined at one
 * target by the same people follow each other. */
static bool clash(const struct taken *mine, const struct taken *other) {
    return mine->from < other->to && other->from < mine->to &&
           !xc_str_equal(mine->visit->id, other->visit->id) &&
           (other->visit->alone ||
            !xc_str_equal(mine->visit->target, other->visit->target));
}

/* What to do about a draft that another plan came before. */
static int late(const struct xc_visit *visit, struct xc_str programme,
                struct xc_error *error) {
    return visit->pinned
               ? xc_hint(error,
                         "somebody put it there by hand: move it, or let a replan of "
                         "%.*s do so after xuncha visit pin %.*s --off --reason TEXT",
                         XC_PRI(programme), XC_PRI(visit->id))
               : xc_hint(
                     error,
                     "that plan was approved after this draft was made: plan %.*s again",
                     XC_PRI(programme));
}

static int refuse(const struct taken *mine, const struct taken *other,
                  struct xc_str programme, struct xc_error *error) {
    char day[11];
    xc_date_format(mine->visit->date, day);
    xc_fail(
        error, XC_ENO,
        "visit %.*s needs %.*s on %s, who is at visit %.*s of programme %.*s then",
        XC_PRI(mine->visit->id), XC_PRI(mine->person), day, XC_PRI(other->visit->id),
        XC_PRI(other->visit->task_count ? other->visit->tasks[0].programme : XC_STR("")));
    return late(mine->visit, programme, error);
}

static bool lies_ahead(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_DRAFT || visit->status == XC_VISIT_PUBLISHED;
}

static struct xc_str person_of(const void *taken) {
    return ((const struct taken *)taken)->person;
}

static int compare(const struct xc_loaded_plan *plan, const struct taken *others,
                   size_t count, struct xc_error *error) {
    for (size_t i = 0; i < plan->visit_count && count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        for (size_t k = 0; k < visit->person_count && lies_ahead(visit); k++) {
            struct taken mine = taken_by(visit, visit->people[k].person);
            size_t low =
                xc_str_first(others, count, sizeof *others, person_of, mine.person);
            for (; low < count && xc_str_equal(others[low].person, mine.person); low++) {
                if (clash(&mine, &others[low])) {
                    return refuse(&mine, &others[low], plan->head.programme, error);
                }
            }
        }
    }
    return XC_OK;
}

/* ---- Visits of a target in a year, over all programmes ---- */

static int by_target(const void *left, const void *right) {
    const struct xc_visit *const *a = left, *const *b = right;
    int order = xc_str_compare((*a)->target, (*b)->target);
    return order ? order : xc_str_compare((*a)->id, (*b)->id);
}

static struct xc_str target_of(const void *visit) {
    return (*(const struct xc_visit *const *)visit)->target;
}

static bool counts(const struct xc_visit *visit, const struct xc_visit *as) {
    return visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID &&
           (visit->nature == 0 || visit->nature == as->nature) &&
           xc_date_ymd(visit->date).year == xc_date_ymd(as->date).year;
}

/* Those of a target, sorted by it, that count beside a visit. */
static unsigned count_beside(const struct xc_visit *const *visits, size_t count,
                             const struct xc_visit *as) {
    unsigned found = 0;
    size_t i = xc_str_first(visits, count, sizeof *visits, target_of, as->target);
    for (; i < count && xc_str_equal(visits[i]->target, as->target); i++) {
        found += counts(visits[i], as) && !xc_str_equal(visits[i]->id, as->id);
    }
    return found;
}

static const struct xc_visit **sort_by_target(const struct xc_visit *visits, size_t count,
                                              struct xc_arena *arena) {
    const struct xc_visit **sorted = xc_arena_array(arena, count + 1, sizeof *sorted);
    for (size_t i = 0; sorted && i < count; i++) {
        sorted[i] = &visits[i];
    }
    if (sorted && count > 1) {
        qsort(sorted, count, sizeof *sorted, by_target);
    }
    return sorted;
}

static bool has_case(const struct xc_case *cases, size_t count, struct xc_str target,
                     xc_date day) {
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(cases[i].target, target) && xc_case_is_open(&cases[i], day)) {
            return true;
        }
    }
    return false;
}

static int refuse_often(const struct xc_visit *visit, unsigned cap,
                        struct xc_str programme, struct xc_error *error) {
    xc_fail(error, XC_ENO,
            "with visit %.*s target %.*s would be visited more than %u times that year, "
            "over all programmes",
            XC_PRI(visit->id), XC_PRI(visit->target), cap);
    return late(visit, programme, error);
}

/* Only drafts of targets that others visit, too: the planner has counted its own. */
static int compare_caps(const struct xc_session *session, const struct xc_loaded *loaded,
                        const struct xc_visit *others, size_t count,
                        struct xc_error *error) {
    const struct xc_loaded_plan *plan = &loaded->plans[0];
    struct xc_plan_cap enforcement, agency;
    struct xc_case *cases = NULL;
    size_t case_count = 0;
    xc_date today = xc_instant_date(session->now, xc_clock_office(session), NULL);
    const struct xc_visit **theirs = sort_by_target(others, count, loaded->arena);
    const struct xc_visit **own =
        sort_by_target(plan->visits, plan->visit_count, loaded->arena);
    int rc = theirs && own ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_settings_cap(session, "cap_enforcement", &enforcement, error);
    }
    if (rc == XC_OK) {
        rc = xc_settings_cap(session, "cap_agency_check", &agency, error);
    }
    if (rc == XC_OK) {
        rc = xc_cases_load(session->store, session->office, XC_NO_INSTANT, loaded->arena,
                           &cases, &case_count, NULL, error);
    }
    for (size_t i = 0; i < plan->visit_count && rc == XC_OK; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        uint32_t row = xc_register_find_target(loaded->reg, visit->target);
        unsigned cap =
            row == XC_NO_ROW
                ? 0
                : xc_plan_cap_of(visit->nature == XC_NATURE_ENFORCEMENT ? &enforcement
                                                                        : &agency,
                                 loaded->reg->targets.kind[row]);
        unsigned beside = visit->status == XC_VISIT_DRAFT && cap > 0
                              ? count_beside(theirs, count, visit)
                              : 0;
        if (beside > 0 && beside + count_beside(own, plan->visit_count, visit) >= cap &&
            !has_case(cases, case_count, visit->target, today)) {
            rc = refuse_often(visit, cap, plan->head.programme, error);
        }
    }
    return rc;
}

int xc_approval_check(const struct xc_session *session, struct xc_str programme,
                      struct xc_error *error) {
    struct xc_loaded loaded = {0};
    struct xc_visit *visits = NULL;
    struct taken *others = NULL;
    size_t visit_count = 0, count = 0;
    int rc = xc_load_plans(session, programme, &loaded, error);
    if (rc == XC_OK) {
        rc = xc_load_other_visits(session, programme, loaded.arena, &visits, &visit_count,
                                  error);
    }
    if (rc == XC_OK) {
        others = list_taken(visits, visit_count, loaded.arena, &count);
        rc = others ? compare(&loaded.plans[0], others, count, error)
                    : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = compare_caps(session, &loaded, visits, visit_count, error);
    }
    xc_loaded_free(&loaded);
    return rc;
}
