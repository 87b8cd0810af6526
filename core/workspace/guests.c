#include "workspace/guests.h"

#include <stdlib.h>

/* The visits of a plan by id, for looking up. */
struct directory {
    struct row {
        struct xc_visit *visit;
    } * rows; /* owned */
    size_t count;
};

static int by_id(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    return xc_str_compare(a->visit->id, b->visit->id);
}

static bool open_directory(const struct xc_loaded_plan *plan,
                           struct directory *directory) {
    directory->count = plan->visit_count;
    directory->rows = malloc((plan->visit_count + 1) * sizeof *directory->rows);
    for (size_t i = 0; i < plan->visit_count && directory->rows; i++) {
        directory->rows[i].visit = &plan->visits[i];
    }
    if (directory->rows) {
        qsort(directory->rows, directory->count, sizeof *directory->rows, by_id);
    }
    return directory->rows != NULL;
}

static struct xc_visit *look_up(const struct directory *directory,
                                struct xc_visit *visit) {
    struct row key = {visit};
    const struct row *found =
        bsearch(&key, directory->rows, directory->count, sizeof *directory->rows, by_id);
    return found ? found->visit : NULL;
}

bool xc_visit_is_guest(const struct xc_loaded_plan *plan, const struct xc_visit *visit) {
    return visit->task_count > 0 &&
           !xc_str_equal(visit->tasks[0].programme, plan->head.programme);
}

/* ---- All plans loaded ---- */

static int add_tasks(struct xc_visit *visit, const struct xc_visit *guest,
                     const struct xc_loaded_plan *plan, struct xc_arena *arena,
                     struct xc_error *error) {
    struct xc_visit_task *tasks =
        xc_arena_array(arena, visit->task_count + guest->task_count, sizeof *tasks);
    if (!tasks) {
        return xc_fail_memory(error);
    }
    size_t count = 0;
    for (size_t i = 0; i < visit->task_count; i++) {
        tasks[count++] = visit->tasks[i];
    }
    for (size_t i = 0; i < guest->task_count; i++) {
        if (xc_str_equal(guest->tasks[i].programme, plan->head.programme)) {
            tasks[count++] = guest->tasks[i];
        }
    }
    visit->tasks = tasks;
    visit->task_count = count;
    return XC_OK;
}

/* Sends the guests of one plan home to `owner`. */
static int send_home(struct xc_loaded *loaded, struct xc_loaded_plan *plan,
                     struct xc_loaded_plan *owner, struct xc_error *error) {
    struct directory directory;
    bool both =
        plan->head.status == XC_PLAN_APPROVED || owner->head.status == XC_PLAN_DRAFT;
    size_t kept = 0;
    int rc = open_directory(owner, &directory) ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < plan->visit_count && rc == XC_OK; i++) {
        struct xc_visit *visit = &plan->visits[i];
        struct xc_visit *home = NULL;
        if (xc_visit_is_guest(plan, visit) &&
            xc_str_equal(visit->tasks[0].programme, owner->head.programme)) {
            home = look_up(&directory, visit);
        }
        if (home && both) {
            rc = add_tasks(home, visit, plan, loaded->arena, error);
        }
        if (!home) {
            plan->visits[kept++] = *visit;
        }
    }
    if (rc == XC_OK) {
        plan->visit_count = kept;
    }
    free(directory.rows);
    return rc;
}

static bool has_guests(const struct xc_loaded_plan *plan) {
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (xc_visit_is_guest(plan, &plan->visits[i])) {
            return true;
        }
    }
    return false;
}

int xc_guests_return(struct xc_loaded *loaded, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t p = 0; p < loaded->count && rc == XC_OK; p++) {
        for (size_t o = 0;
             o < loaded->count && rc == XC_OK && has_guests(&loaded->plans[p]); o++) {
            if (o != p) {
                rc = send_home(loaded, &loaded->plans[p], &loaded->plans[o], error);
            }
        }
    }
    return rc;
}

/* ---- One plan loaded ---- */

void xc_guests_refresh(struct xc_loaded_plan *plan, const struct xc_loaded_plan *owner) {
    struct directory directory;
    if (!open_directory(owner, &directory)) {
        return;
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        struct xc_visit *visit = &plan->visits[i];
        const struct xc_visit *home =
            xc_visit_is_guest(plan, visit) ? look_up(&directory, visit) : NULL;
        if (home) {
            struct xc_visit_task *tasks = visit->tasks;
            size_t task_count = visit->task_count;
            *visit = *home;
            visit->tasks = tasks;
            visit->task_count = task_count;
        }
    }
    free(directory.rows);
}
