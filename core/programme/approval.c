#include "programme/approval.h"

#include "workspace/load.h"

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

static int refuse(const struct taken *mine, const struct taken *other,
                  struct xc_str programme, struct xc_error *error) {
    char day[11];
    xc_date_format(mine->visit->date, day);
    xc_fail(
        error, XC_ENO,
        "visit %.*s needs %.*s on %s, who is at visit %.*s of programme %.*s then",
        XC_PRI(mine->visit->id), XC_PRI(mine->person), day, XC_PRI(other->visit->id),
        XC_PRI(other->visit->task_count ? other->visit->tasks[0].programme : XC_STR("")));
    return xc_hint(error,
                   "that plan was approved after this draft was made: plan %.*s again",
                   XC_PRI(programme));
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
    xc_loaded_free(&loaded);
    return rc;
}
