/* A change is answerable for the breaches that were not there before it. */
#include "hand/work.h"

#include "history/history.h"
#include "programme/run.h"

#include <stdlib.h>
#include <string.h>

struct breaches {
    struct xc_hand_breach *rows; /* owned */
    size_t count, capacity;
    const struct xc_visit *visits;
    const struct xc_hand_effect *const *effects; /* of the visits */
    bool failed;
};

static int keep(void *context, size_t visit, const struct xc_message *message) {
    struct breaches *found = context;
    if (found->count == found->capacity) {
        size_t capacity = found->capacity ? found->capacity * 2 : 16;
        struct xc_hand_breach *rows = realloc(found->rows, capacity * sizeof *rows);
        if (!rows) {
            found->failed = true;
            return XC_ENOMEM;
        }
        found->rows = rows;
        found->capacity = capacity;
    }
    found->rows[found->count++] = (struct xc_hand_breach){
        found->effects[visit]->change, found->visits[visit].id, *message};
    return 0;
}

static bool same(const struct xc_hand_breach *a, const struct xc_hand_breach *b) {
    return xc_str_equal(a->visit, b->visit) && a->message.id == b->message.id &&
           a->message.used == b->message.used &&
           memcmp(a->message.args, b->message.args, a->message.used) == 0;
}

static bool holds(const struct xc_hand_breach *rows, size_t count,
                  const struct xc_hand_breach *one) {
    for (size_t i = 0; i < count; i++) {
        if (same(&rows[i], one)) {
            return true;
        }
    }
    return false;
}

/* ---- What is checked, beside what ---- */

struct side {
    struct xc_visit *visits; /* the changed ones, as they were or are */
    const struct xc_hand_effect **effects;
    size_t count;
    struct xc_visit *fixed; /* all others, by id */
    size_t fixed_count;
};

static bool serves(const struct xc_visit *visit, struct xc_str programme) {
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, programme)) {
            return true;
        }
    }
    return false;
}

/* A draft of another programme takes nobody's time yet. */
static bool takes_time(const struct xc_hand_row *row, const struct xc_loaded_plan *plan,
                       const struct xc_visit *visit) {
    return row->plan == plan || (row->plan->head.status == XC_PLAN_APPROVED &&
                                 visit->status != XC_VISIT_DRAFT);
}

static bool is_alone(const struct xc_hand_row *row) {
    const struct xc_stage *stage =
        row->visit->task_count
            ? xc_programme_stage(row->plan->programme, row->visit->tasks[0].stage)
            : NULL;
    return stage && !stage->merge;
}

static void sort_side(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                      bool after, struct side *side) {
    const struct xc_hand_result *result = work->result;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct xc_hand_row *row = &work->rows[i];
        const struct xc_visit *visit = after ? xc_hand_now(work, row) : row->visit;
        if (row->effect && serves(visit, plan->head.programme)) {
            side->effects[side->count] = &result->effects[row->effect - 1];
            side->visits[side->count++] = *visit;
        } else if (takes_time(row, plan, visit)) {
            side->fixed[side->fixed_count] = *visit;
            side->fixed[side->fixed_count++].alone = is_alone(row);
        }
    }
    for (size_t i = 0; after && i < result->effect_count; i++) {
        const struct xc_hand_effect *effect = &result->effects[i];
        if (effect->before.id.len == 0 &&
            xc_str_equal(effect->plan->programme, plan->head.programme)) {
            side->effects[side->count] = effect;
            side->visits[side->count++] = effect->after;
        }
    }
}

static int check_side(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                      struct xc_plan_input *input, bool after, struct side *side,
                      struct breaches *found) {
    side->count = side->fixed_count = 0;
    sort_side(work, plan, after, side);
    input->fixed = side->fixed;
    input->fixed_count = side->fixed_count;
    found->visits = side->visits;
    found->effects = side->effects;
    int rc = xc_plan_check(input, side->visits, side->count, keep, found, work->error);
    return found->failed ? xc_fail_memory(work->error) : rc;
}

/* ---- One programme ---- */

/* What is owed because of something depends on what was done: all visits are fixed then.
 */
static int make_input(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                      struct side *side, struct xc_plan_input *input) {
    static const uint8_t key[XC_KEY_BYTES]; /* no visit is named here */
    xc_date today;
    unsigned minute;
    int rc = xc_hand_today(work, plan, &today, &minute);
    if (rc == XC_OK) {
        rc = xc_run_input(
            work->session, plan->programme, work->loaded->reg, work->loaded->workdays,
            today, (struct xc_str){(const char *)key, sizeof key}, input, work->error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    for (size_t i = 0; i < work->row_count; i++) { /* by id already */
        if (takes_time(&work->rows[i], plan, work->rows[i].visit)) {
            side->fixed[side->fixed_count++] = *work->rows[i].visit;
        }
    }
    input->fixed = side->fixed;
    input->fixed_count = side->fixed_count;
    return xc_history_attach(work->session, plan->programme, work->arena, input,
                             work->error);
}

/* Adds what is in `after` and, as `known` says, in `before` too or not. */
static int add(const struct xc_hand_work *work, const struct breaches *before,
               const struct breaches *after, bool known, struct xc_hand_breach **list,
               size_t *count) {
    struct xc_hand_breach *rows =
        xc_arena_array(work->arena, *count + after->count + 1, sizeof *rows);
    if (!rows) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < *count; i++) {
        rows[i] = (*list)[i];
    }
    for (size_t i = 0; i < after->count; i++) {
        const struct xc_hand_breach *one = &after->rows[i];
        if (holds(before->rows, before->count, one) == known &&
            !holds(rows, *count, one) && !(known && one->change->kind == XC_HAND_UNPIN)) {
            rows[(*count)++] = *one;
        }
    }
    *list = rows;
    return XC_OK;
}

static int sort_out(const struct xc_hand_work *work, const struct breaches *before,
                    const struct breaches *after) {
    struct xc_hand_result *result = work->result;
    int rc = add(work, before, after, false, &result->breaches, &result->breach_count);
    return rc == XC_OK
               ? add(work, before, after, true, &result->warnings, &result->warning_count)
               : rc;
}

static int check_programme(const struct xc_hand_work *work,
                           const struct xc_loaded_plan *plan) {
    size_t effects = work->result->effect_count;
    struct side side = {
        .visits = malloc((effects + 1) * sizeof *side.visits),
        .effects = malloc((effects + 1) * sizeof(void *)),
        .fixed = malloc((work->row_count + 1) * sizeof *side.fixed),
    };
    struct breaches before = {0}, after = {0};
    struct xc_plan_input input;
    int rc = side.visits && side.effects && side.fixed
                 ? make_input(work, plan, &side, &input)
                 : xc_fail_memory(work->error);
    if (rc == XC_OK) {
        rc = check_side(work, plan, &input, true, &side, &after);
    }
    if (rc == XC_OK && after.count > 0) {
        rc = check_side(work, plan, &input, false, &side, &before);
    }
    if (rc == XC_OK) {
        rc = sort_out(work, &before, &after);
    }
    free(before.rows);
    free(after.rows);
    free(side.visits);
    free(side.effects);
    free(side.fixed);
    return rc;
}

int xc_hand_check(struct xc_hand_work *work) {
    int rc = XC_OK;
    for (size_t p = 0; p < work->loaded->count && rc == XC_OK; p++) {
        const struct xc_loaded_plan *plan = &work->loaded->plans[p];
        bool concerned = false;
        for (size_t i = 0; i < work->result->effect_count; i++) {
            const struct xc_hand_effect *effect = &work->result->effects[i];
            concerned = concerned || serves(&effect->after, plan->head.programme);
        }
        rc = concerned ? check_programme(work, plan) : XC_OK;
    }
    return rc;
}
