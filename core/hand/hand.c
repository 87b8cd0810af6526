#include "hand/hand.h"

#include "hand/work.h"
#include "workspace/guests.h"

#include <stdlib.h>

enum { LINE_BYTES = 1 << 22, TRIAL_DAYS = 30, TRIAL_VISITS = 20000 };

/* Room for the effects and the lines of a country's changes. */
static const size_t hand_bytes = (size_t)4 << 30;

/* ---- Looking up ---- */

static int by_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_hand_row *)left)->visit->id,
                          ((const struct xc_hand_row *)right)->visit->id);
}

static int list_rows(struct xc_hand_work *work) {
    size_t count = 0;
    for (size_t p = 0; p < work->loaded->count; p++) {
        count += work->loaded->plans[p].visit_count;
    }
    work->rows = xc_arena_array(work->arena, count + 1, sizeof *work->rows);
    if (!work->rows) {
        return xc_fail_memory(work->error);
    }
    for (size_t p = 0; p < work->loaded->count; p++) {
        struct xc_loaded_plan *plan = &work->loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            if (!xc_visit_is_guest(plan, &plan->visits[i])) {
                work->rows[work->row_count++] =
                    (struct xc_hand_row){.visit = &plan->visits[i], .plan = plan};
            }
        }
    }
    qsort(work->rows, work->row_count, sizeof *work->rows, by_id);
    return XC_OK;
}

/* ---- Making and checking ---- */

/* Cuts the number behind the last colon off. */
static unsigned cut_number(struct xc_str *text) {
    uint64_t number = 0;
    size_t at = text->len;
    while (at > 0 && text->ptr[at - 1] != ':') {
        at--;
    }
    if (at > 0) {
        (void)xc_str_to_uint(xc_str_slice(*text, at, text->len), UINT32_MAX, &number);
        *text = xc_str_slice(*text, 0, at - 1);
    }
    return (unsigned)number;
}

void xc_hand_place(const struct xc_hand_change *change, struct xc_error *error) {
    struct xc_error inner = *error;
    struct xc_str file = change->place;
    if (file.len == 0) {
        return;
    }
    unsigned column = cut_number(&file), line = cut_number(&file);
    xc_fail_at(error, inner.code, file, line, column, "%s", "");
    error->message = inner.message;
    error->hint = inner.hint;
}

static int build_all(struct xc_hand_work *work, const struct xc_hand_change *changes,
                     size_t count) {
    struct xc_hand_result *result = work->result;
    int rc = XC_OK;
    result->effects = xc_arena_array(work->arena, 2 * count + 1, sizeof *result->effects);
    if (!result->effects) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = xc_hand_build(work, &changes[i]);
        if (rc != XC_OK) {
            xc_hand_place(&changes[i], work->error);
        }
    }
    return rc;
}

/* Forgets what was built, to try something else. */
static void start_over(struct xc_hand_work *work) {
    work->result->effect_count = 0;
    work->result->breach_count = 0;
    work->result->warning_count = 0;
    for (size_t i = 0; i < work->row_count; i++) {
        work->rows[i].effect = 0;
    }
}

static int attempt(struct xc_hand_work *work, const struct xc_hand_change *change,
                   bool *fits) {
    start_over(work);
    int rc = build_all(work, change, 1);
    if (rc == XC_OK) {
        rc = xc_hand_check(work);
    }
    *fits = rc == XC_OK && work->result->breach_count == 0;
    return rc == XC_ENOMEM ? rc : XC_OK;
}

/* The nearest day on which a single change would break no rule, tried day by day. */
static int find_possible(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_hand_result kept = *work->result;
    struct xc_error *error = work->error, ignored = {0};
    struct xc_hand_change other = *change;
    bool fits = false;
    int rc = XC_OK;
    work->error = &ignored;
    other.start = -1;
    for (int n = 1; n <= 2 * TRIAL_DAYS && rc == XC_OK && !fits; n++) {
        other.date = change->date + (n % 2 ? (n + 1) / 2 : -(n / 2));
        if (xc_workdays_require(work->loaded->workdays, other.date, other.date,
                                &ignored) == XC_OK &&
            xc_workdays_is(work->loaded->workdays, other.date)) {
            rc = attempt(work, &other, &fits);
        }
    }
    work->error = error;
    *work->result = kept;
    work->result->possible = fits ? other.date : XC_NO_DATE;
    return rc == XC_OK ? rc : xc_fail_memory(error);
}

/* As the changes were given, a table's from its first line on; all together last. */
static void sort_breaches(struct xc_hand_breach *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct xc_hand_breach one = rows[i];
        size_t at = i;
        while (at > 0 && one.change &&
               (!rows[at - 1].change || rows[at - 1].change > one.change)) {
            rows[at] = rows[at - 1];
            at--;
        }
        rows[at] = one;
    }
}

static int refuse(const struct xc_hand_work *work) {
    struct xc_hand_result *result = work->result;
    sort_breaches(result->breaches, result->breach_count);
    const struct xc_hand_breach *first = &result->breaches[0];
    char day[11];
    xc_fail(work->error, XC_ENO, "%s", "");
    work->error->message = first->message;
    xc_hand_place(first->change, work->error);
    if (result->possible != XC_NO_DATE) {
        xc_date_format(result->possible, day);
        return xc_hint(work->error, "nothing was stored; %s would keep every rule", day);
    }
    return xc_hint(work->error, "nothing was stored");
}

/* ---- Storing ---- */

struct storing {
    const struct xc_hand_work *work;
    struct xc_visit_change *changes;
    size_t count;
    struct xc_buffer line;
};

/* Tasks of other programmes that came to a visit are kept in their own plans. */
static int write_line(struct storing *storing, const struct xc_visit *visit,
                      struct xc_str *line, struct xc_error *error) {
    struct xc_visit own = *visit;
    size_t count = 0;
    own.tasks =
        xc_arena_array(storing->work->arena, visit->task_count + 1, sizeof *own.tasks);
    if (!own.tasks) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < visit->task_count; i++) {
        if (xc_str_equal(visit->tasks[i].programme, visit->tasks[0].programme)) {
            own.tasks[count++] = visit->tasks[i];
        }
    }
    own.task_count = count;
    xc_buffer_clear(&storing->line);
    xc_buffer_add(&storing->line, own.id);
    xc_buffer_putc(&storing->line, '\t');
    if (xc_visit_write(&own, &storing->line) != XC_OK || storing->line.failed) {
        return xc_fail_memory(error);
    }
    *line = xc_arena_copy(storing->work->arena, xc_buffer_view(&storing->line));
    return line->ptr ? XC_OK : xc_fail_memory(error);
}

static int store_plan(struct storing *storing, const struct xc_plan_head *head,
                      struct xc_error *error) {
    const struct xc_hand_work *work = storing->work;
    struct xc_plan_head now;
    int rc = xc_store_plan(work->session->store, work->session->office, head->programme,
                           0, work->arena, &now, error);
    storing->count = 0;
    if (rc == XC_OK && (now.number != head->number || now.revision != head->revision)) {
        xc_fail(error, XC_ENO, "programme %.*s was changed meanwhile",
                XC_PRI(head->programme));
        return xc_hint(error, "nothing was stored: look at it, then try once more");
    }
    for (size_t i = 0; i < work->result->effect_count && rc == XC_OK; i++) {
        const struct xc_hand_effect *effect = &work->result->effects[i];
        if (effect->plan == head) {
            struct xc_visit_change *change = &storing->changes[storing->count++];
            change->visit = effect->after.id;
            change->reason = effect->change->reason;
            rc = write_line(storing, &effect->after, &change->line, error);
        }
    }
    return rc == XC_OK && storing->count > 0
               ? xc_store_change_visits(work->session->store, work->session->office,
                                        head->programme, head->number, storing->changes,
                                        storing->count, work->session->now, error)
               : rc;
}

static int store_plans(void *context, struct xc_error *error) {
    struct storing *storing = context;
    int rc = XC_OK;
    for (size_t p = 0; p < storing->work->loaded->count && rc == XC_OK; p++) {
        rc = store_plan(storing, &storing->work->loaded->plans[p].head, error);
    }
    return rc;
}

static int store(const struct xc_hand_work *work) {
    struct storing storing = {.work = work, .line = xc_buffer_make(LINE_BYTES)};
    storing.changes = xc_arena_array(work->arena, work->result->effect_count + 1,
                                     sizeof *storing.changes);
    int rc = storing.changes ? xc_store_together(work->session->store, store_plans,
                                                 &storing, work->error)
                             : xc_fail_memory(work->error);
    work->result->stored = rc == XC_OK;
    xc_buffer_free(&storing.line);
    return rc;
}

/* ---- The whole way ---- */

static bool may_try(const struct xc_hand_work *work, const struct xc_hand_change *changes,
                    size_t count) {
    return count == 1 && work->row_count <= TRIAL_VISITS && changes->date != XC_NO_DATE &&
           (changes->kind == XC_HAND_MOVE || changes->kind == XC_HAND_ADD);
}

int xc_hand_apply(const struct xc_session *session, const struct xc_hand_change *changes,
                  size_t count, bool dry_run, struct xc_hand_result *result,
                  struct xc_error *error) {
    *result = (struct xc_hand_result){.arena = xc_arena_new(hand_bytes),
                                      .possible = XC_NO_DATE};
    struct xc_hand_work work = {.session = session,
                                .result = result,
                                .loaded = &result->loaded,
                                .arena = result->arena,
                                .error = error};
    int rc = result->arena ? xc_load_plans(session, XC_STR(""), &result->loaded, error)
                           : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = list_rows(&work);
    }
    if (rc == XC_OK) {
        rc = build_all(&work, changes, count);
    }
    if (rc == XC_OK) {
        rc = xc_hand_check(&work);
    }
    if (rc == XC_OK && result->breach_count > 0 && may_try(&work, changes, count)) {
        rc = find_possible(&work, changes);
    }
    if (rc == XC_OK && result->breach_count > 0) {
        return refuse(&work);
    }
    sort_breaches(result->warnings, result->warning_count);
    return rc == XC_OK && !dry_run && result->effect_count > 0 ? store(&work) : rc;
}

void xc_hand_free(struct xc_hand_result *result) {
    xc_loaded_free(&result->loaded);
    xc_arena_free(result->arena);
    *result = (struct xc_hand_result){0};
}
