#include "history/taken.h"

#include <stdlib.h>

struct xc_taken_cause {
    enum xc_cause_kind kind;
    struct xc_str target, id;
    struct xc_window window; /* of the obligation that took it on */
};

struct task { /* of a visit for a cause */
    struct xc_str programme, label, target;
    unsigned number;
};

struct waiting { /* an obligation of another programme */
    struct xc_str programme;
    const struct xc_obligation *obligation;
};

struct reading {
    struct xc_taken *taken;
    struct xc_str *programmes; /* others with visits; owned, as all below */
    size_t programme_count;
    struct waiting *waiting;
    size_t waiting_count;
    struct task *tasks; /* by programme, label, target, number */
    size_t task_count;
};

static void *grow(void *items, size_t count, size_t size) {
    enum { STEP = 64 };
    return count % STEP == 0 ? realloc(items, (count + STEP) * size) : items;
}

/* ---- Who else waits for causes ---- */

static bool is_shared(enum xc_cause_kind kind) {
    return kind != 0 && kind != XC_CAUSE_VISITED && kind != XC_CAUSE_MISSING;
}

static int name_programme(struct reading *reading, struct xc_str id) {
    if (xc_str_equal(id, reading->taken->input->programme->id)) {
        return XC_OK;
    }
    for (size_t i = 0; i < reading->programme_count; i++) {
        if (xc_str_equal(reading->programmes[i], id)) {
            return XC_OK;
        }
    }
    struct xc_str *more =
        grow(reading->programmes, reading->programme_count, sizeof *more);
    if (!more) {
        return xc_fail_memory(reading->taken->error);
    }
    reading->programmes = more;
    reading->programmes[reading->programme_count++] = id;
    return XC_OK;
}

static int add_waiting(struct reading *reading, struct xc_str programme,
                       const struct xc_obligation *obligation) {
    struct waiting *more = grow(reading->waiting, reading->waiting_count, sizeof *more);
    if (!more) {
        return xc_fail_memory(reading->taken->error);
    }
    reading->waiting = more;
    reading->waiting[reading->waiting_count++] = (struct waiting){programme, obligation};
    return XC_OK;
}

static int read_rules(struct reading *reading, struct xc_str id) {
    struct xc_taken *taken = reading->taken;
    const struct xc_session *session = &taken->happened->session;
    struct xc_plan_head head;
    struct xc_programme *programme = NULL;
    json_t *document = NULL;
    int rc = xc_store_plan(session->store, session->office, id, 0, taken->arena, &head,
                           taken->error);
    if (rc == XC_OK) {
        rc = xc_session_stored_rules(head.rules, taken->arena, &document, &programme,
                                     taken->error);
    }
    for (size_t s = 0; rc == XC_OK && s < programme->stage_count; s++) {
        const struct xc_stage *stage = &programme->stages[s];
        for (size_t k = 0; k < stage->obligation_count && rc == XC_OK; k++) {
            const struct xc_obligation *obligation = &stage->obligations[k];
            if (is_shared(obligation->since.kind) && !obligation->like) {
                rc = add_waiting(reading, id, obligation);
            }
        }
    }
    json_decref(document);
    return rc;
}

static int find_waiting(struct reading *reading) {
    const struct xc_plan_input *input = reading->taken->input;
    int rc = XC_OK;
    for (size_t i = 0; i < input->fixed_count && rc == XC_OK; i++) {
        for (size_t k = 0; k < input->fixed[i].task_count && rc == XC_OK; k++) {
            rc = name_programme(reading, input->fixed[i].tasks[k].programme);
        }
    }
    for (size_t i = 0; i < reading->programme_count && rc == XC_OK; i++) {
        rc = read_rules(reading, reading->programmes[i]);
    }
    return rc;
}

/* ---- What they have planned ---- */

static bool stands(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_PUBLISHED || visit->status == XC_VISIT_ACCEPTED ||
           visit->status == XC_VISIT_DONE;
}

static int by_task(const void *left, const void *right) {
    const struct task *a = left, *b = right;
    int order = xc_str_compare(a->programme, b->programme);
    if (order == 0) {
        order = xc_str_compare(a->label, b->label);
    }
    if (order == 0) {
        order = xc_str_compare(a->target, b->target);
    }
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static bool is_waited(const struct reading *reading, const struct xc_visit_task *task) {
    for (size_t i = 0; i < reading->waiting_count; i++) {
        if (xc_str_equal(task->label, reading->waiting[i].obligation->label) &&
            xc_str_equal(task->programme, reading->waiting[i].programme)) {
            return true;
        }
    }
    return false;
}

static int list_tasks(struct reading *reading) {
    const struct xc_plan_input *input = reading->taken->input;
    for (size_t i = 0; i < input->fixed_count && reading->waiting_count > 0; i++) {
        const struct xc_visit *visit = &input->fixed[i];
        for (size_t k = 0; stands(visit) && k < visit->task_count; k++) {
            const struct xc_visit_task *task = &visit->tasks[k];
            if (!is_waited(reading, task)) {
                continue;
            }
            struct task *more = grow(reading->tasks, reading->task_count, sizeof *more);
            if (!more) {
                return xc_fail_memory(reading->taken->error);
            }
            reading->tasks = more;
            reading->tasks[reading->task_count++] =
                (struct task){task->programme, task->label, visit->target, task->number};
        }
    }
    if (reading->task_count > 1) {
        qsort(reading->tasks, reading->task_count, sizeof(struct task), by_task);
    }
    return XC_OK;
}

/* ---- For which causes ---- */

static int add_causes(struct reading *reading, const struct waiting *waiting) {
    struct xc_taken *taken = reading->taken;
    const struct xc_obligation *obligation = waiting->obligation;
    struct xc_cause *causes;
    size_t count, number = 0;
    int rc = xc_casework_causes(&taken->happened->input, &obligation->since,
                                waiting->programme, taken->arena, &causes, &count,
                                taken->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        bool same = i > 0 && xc_str_equal(causes[i - 1].target, causes[i].target);
        number = same ? number + 1 : 1;
        const struct task key = {waiting->programme, obligation->label, causes[i].target,
                                 (unsigned)number};
        if (!bsearch(&key, reading->tasks, reading->task_count, sizeof key, by_task)) {
            continue;
        }
        struct xc_taken_cause *more = grow(taken->causes, taken->count, sizeof *more);
        if (!more) {
            return xc_fail_memory(taken->error);
        }
        taken->causes = more;
        taken->causes[taken->count++] = (struct xc_taken_cause){
            obligation->since.kind, causes[i].target, causes[i].id, obligation->window};
    }
    return rc;
}

static int by_cause(const void *left, const void *right) {
    const struct xc_taken_cause *a = left, *b = right;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    int order = xc_str_compare(a->target, b->target);
    return order ? order : xc_str_compare(a->id, b->id);
}

static int read_others(struct xc_taken *taken) {
    struct reading reading = {.taken = taken};
    int rc = taken->happened->session.store ? find_waiting(&reading) : XC_OK;
    if (rc == XC_OK) {
        rc = list_tasks(&reading);
    }
    for (size_t i = 0; i < reading.waiting_count && reading.task_count > 0 && rc == XC_OK;
         i++) {
        rc = add_causes(&reading, &reading.waiting[i]);
    }
    if (rc == XC_OK && taken->count > 1) {
        qsort(taken->causes, taken->count, sizeof *taken->causes, by_cause);
    }
    taken->read = rc == XC_OK;
    free(reading.programmes);
    free(reading.waiting);
    free(reading.tasks);
    return rc;
}

void xc_taken_close(struct xc_taken *taken) {
    free(taken->causes);
    taken->causes = NULL;
    taken->count = 0;
}

/* ---- What is asked ---- */

static bool has(const struct xc_visit *visits, size_t count, struct xc_str programme,
                const struct task *task) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < visits[i].task_count; k++) {
            const struct xc_visit_task *own = &visits[i].tasks[k];
            if (own->number == task->number && xc_str_equal(own->label, task->label) &&
                xc_str_equal(visits[i].target, task->target) &&
                xc_str_equal(own->programme, programme) &&
                visits[i].status != XC_VISIT_CANCELLED &&
                visits[i].status != XC_VISIT_VOID) {
                return true;
            }
        }
    }
    return false;
}

/* One begins when the other is over: two years' programmes. */
static bool follow(struct xc_window a, struct xc_window b) {
    return a.to < b.from || b.to < a.from;
}

/* The first that does not come before the key. */
static size_t first_of(const struct xc_taken *taken, const struct xc_taken_cause *key) {
    size_t low = 0, high = taken->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_cause(&taken->causes[middle], key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int xc_taken_ask(struct xc_taken *taken, const struct xc_obligation *obligation,
                 const struct xc_cause *cause, unsigned number, bool *is_taken) {
    const struct xc_plan_input *input = taken->input;
    const struct xc_taken_cause key = {
        .kind = cause->kind, .target = cause->target, .id = cause->id};
    *is_taken = false;
    if (!is_shared(cause->kind)) {
        return XC_OK;
    }
    int rc = taken->read ? XC_OK : read_others(taken);
    size_t i = rc == XC_OK ? first_of(taken, &key) : taken->count;
    for (; i < taken->count && by_cause(&taken->causes[i], &key) == 0; i++) {
        *is_taken = *is_taken || follow(taken->causes[i].window, obligation->window);
    }
    if (*is_taken) {
        const struct task own = {
            .label = obligation->label, .target = cause->target, .number = number};
        *is_taken = !has(input->fixed, input->fixed_count, input->programme->id, &own) &&
                    !has(input->kept, input->kept_count, input->programme->id, &own);
    }
    return rc;
}
