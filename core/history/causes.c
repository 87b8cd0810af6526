#include "history/causes_internal.h"

#include "history/history.h"

#include <stdlib.h>

enum { NUMBER_MAX = UINT16_MAX };

/* ---- Days ---- */

/* The days from an offset after a cause's day to another. XC_EINPUT: they need a year
 * without facts. */
static int window_of(const struct xc_since *since, xc_date date,
                     const struct xc_workdays *workdays, struct xc_window *window,
                     struct xc_error *error) {
    int rc = xc_casework_day(&since->from, date, workdays, &window->from, error);
    if (rc == XC_OK) {
        rc = xc_casework_day(&since->to, date, workdays, &window->to, error);
    }
    if (rc == XC_OK && xc_workdays_count(workdays, window->from, window->to) == 0) {
        rc = xc_workdays_next(workdays, window->to, &window->to, error);
    }
    return rc;
}

bool xc_owings_window(struct xc_owings *owings, const struct xc_cause *cause,
                      struct xc_window *window, int *rc) {
    const struct xc_window inside = owings->obligation->window;
    const struct xc_since *since = &owings->obligation->since;
    const struct xc_workdays *workdays = owings->input->workdays;
    struct xc_error unknown = {0};
    if (cause->gone ||
        (cause->kind == XC_CAUSE_RECTIFY && cause->settled != XC_NO_DATE)) {
        return false;
    }
    if (window_of(since, cause->date, workdays, window, &unknown) != XC_OK) {
        /* Days behind the obligation's may be of a year that nobody knows yet. */
        if (cause->date < inside.from) {
            *owings->error = unknown;
            *rc = unknown.code;
            return false;
        }
        if (cause->date > inside.to ||
            xc_casework_day(&since->from, cause->date, workdays, &window->from,
                            &unknown) != XC_OK) {
            return false;
        }
        window->to = inside.to;
    }
    return window->from <= inside.to && window->to >= inside.from;
}

/* What was owed before the first day that can be planned is owed from there on. */
static void come_late(const struct xc_plan_input *input,
                      const struct xc_obligation *obligation, struct xc_window *window) {
    struct xc_error unknown = {0};
    int days = xc_workdays_count(input->workdays, window->from, window->to);
    xc_date first, last;
    if (window->to >= input->as_of ||
        xc_workdays_next(input->workdays, input->as_of, &first, &unknown) != XC_OK) {
        return;
    }
    last = first;
    if (days > 1 &&
        xc_workdays_step(input->workdays, first, days - 1, &last, &unknown) != XC_OK) {
        last = obligation->window.to > first ? obligation->window.to : first;
    }
    *window = (struct xc_window){first, last};
}

/* ---- The list ---- */

int xc_owings_add(struct xc_owings *owings, const struct xc_cause *cause,
                  struct xc_str target, size_t number, struct xc_window window,
                  bool pulled) {
    if (number > NUMBER_MAX) {
        xc_fail(owings->error, XC_EINPUT,
                "more than %d causes of '%.*s' are alike: their visits cannot be told "
                "apart",
                (int)NUMBER_MAX, XC_PRI(owings->obligation->label));
        return xc_hint(owings->error, "let targets be alike in more than that");
    }
    if (owings->count == owings->capacity) {
        size_t capacity = owings->capacity ? owings->capacity * 2 : 64;
        struct xc_owing *items = realloc(owings->items, capacity * sizeof *items);
        if (!items) {
            return xc_fail_memory(owings->error);
        }
        owings->items = items;
        owings->capacity = capacity;
    }
    owings->items[owings->count++] = (struct xc_owing){
        owings->obligation, cause, target, (unsigned)number, window, pulled};
    return XC_OK;
}

/* Each cause's own target, where no other programme looks after it. One that left the
 * register is owed a visit that the planner says no to, by name. */
static int add_own(struct xc_owings *owings) {
    size_t number = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < owings->cause_count && rc == XC_OK; i++) {
        const struct xc_cause *cause = &owings->causes[i];
        struct xc_window window;
        bool same = i > 0 && xc_str_equal(cause[-1].target, cause->target);
        number = same ? number + 1 : 1;
        if (!xc_owings_window(owings, cause, &window, &rc) || rc != XC_OK) {
            continue;
        }
        uint32_t row = xc_register_find_target(owings->input->reg, cause->target);
        bool taken = false;
        if (row != XC_NO_ROW && !xc_bitset_get(&owings->rows, row)) {
            continue;
        }
        rc = xc_taken_ask(&owings->taken, owings->obligation, cause, (unsigned)number,
                          &taken);
        if (rc == XC_OK && !taken) {
            rc = xc_owings_add(owings, cause, cause->target, number, window, false);
        }
    }
    return rc;
}

static int add_obligation(struct xc_owings *owings,
                          const struct xc_obligation *obligation) {
    struct xc_cause *causes;
    const struct xc_plan_input *input = owings->input;
    int rc = xc_casework_causes(&owings->happened->input, &obligation->since,
                                input->programme->id, owings->arena, &causes,
                                &owings->cause_count, owings->error);
    if (rc != XC_OK || owings->cause_count == 0) {
        return rc;
    }
    owings->obligation = obligation;
    owings->causes = causes;
    rc = xc_selection_run(obligation->targets, input->reg, input->history, &owings->rows,
                          owings->error);
    if (rc == XC_OK) {
        rc = obligation->like ? xc_owings_alike(owings) : add_own(owings);
    }
    xc_bitset_free(&owings->rows);
    return rc;
}

/* ---- What is done ---- */

struct done {
    struct xc_str label, target;
    unsigned number;
};

static int compare(struct xc_str label, struct xc_str target, unsigned number,
                   const struct done *b) {
    int order = xc_str_compare(label, b->label);
    if (order == 0) {
        order = xc_str_compare(target, b->target);
    }
    return order ? order : (number > b->number) - (number < b->number);
}

static int by_done(const void *left, const void *right) {
    const struct done *a = left;
    return compare(a->label, a->target, a->number, right);
}

static int by_owing(const void *left, const void *right) {
    const struct xc_owing *a = left, *b = right;
    const struct done key = {b->obligation->label, b->target, b->number};
    return compare(a->obligation->label, a->target, a->number, &key);
}

/* Visits of the programme that stay as they are, by what they fulfil. */
static int list_done(const struct xc_owings *owings, struct done **done, size_t *count) {
    const struct xc_plan_input *input = owings->input;
    size_t tasks = 0;
    *count = 0;
    for (size_t i = 0; i < input->fixed_count; i++) {
        tasks += input->fixed[i].task_count;
    }
    *done = xc_arena_array(owings->arena, tasks, sizeof **done);
    if (!*done) {
        return xc_fail_memory(owings->error);
    }
    for (size_t i = 0; i < input->fixed_count; i++) {
        const struct xc_visit *visit = &input->fixed[i];
        for (size_t k = 0; k < visit->task_count; k++) {
            const struct xc_visit_task *task = &visit->tasks[k];
            if (visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID &&
                xc_str_equal(task->programme, input->programme->id)) {
                (*done)[(*count)++] =
                    (struct done){task->label, visit->target, task->number};
            }
        }
    }
    qsort(*done, *count, sizeof **done, by_done);
    return XC_OK;
}

/* ---- As the planner takes them ---- */

static bool is_lead(const struct xc_register *reg, struct xc_str person) {
    uint32_t row = xc_register_find_person(reg, person);
    return row != XC_NO_ROW && (reg->people.roles[row] & 1u << XC_ROLE_LEAD) != 0;
}

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

/* Who may not come again: all who were there, or who led. Of those who came without a
 * plan the first one that can lead did. */
static int find_avoided(const struct xc_owings *owings, const struct xc_owing *owing,
                        struct xc_plan_cause *out) {
    enum xc_rotate rotate = owing->obligation->rotate;
    struct xc_str rest = owing->cause->people, person, lead = XC_STR("");
    size_t count = 0;
    if (rotate == XC_ROTATE_NONE || owing->pulled || rest.len == 0) {
        return XC_OK;
    }
    while (xc_casework_next(&rest, &person)) {
        count++;
    }
    out->avoid = xc_arena_array(owings->arena, count, sizeof *out->avoid);
    if (!out->avoid) {
        return xc_fail_memory(owings->error);
    }
    rest = owing->cause->people;
    while (xc_casework_next(&rest, &person)) {
        if (rotate == XC_ROTATE_ALL) {
            out->avoid[out->avoid_count++] = person;
        } else if (lead.len == 0 && is_lead(owings->input->reg, person)) {
            lead = person;
        }
    }
    if (lead.len > 0) {
        out->avoid[out->avoid_count++] = lead;
    }
    qsort(out->avoid, out->avoid_count, sizeof *out->avoid, by_text);
    return XC_OK;
}

static void say_visit(const struct xc_cause *cause, const char *day,
                      struct xc_message *reason) {
    bool with_item = cause->item.len > 0;
    switch (cause->kind) {
    case XC_CAUSE_VISITED:
        xc_message_set(reason, "because %.*s was visited on %s (%.*s).",
                       XC_PRI(cause->target), day, XC_PRI(cause->id));
        break;
    case XC_CAUSE_REFUSED:
        xc_message_set(reason,
                       "because nobody let the visit in, or was found, at %.*s on "
                       "%s (%.*s).",
                       XC_PRI(cause->target), day, XC_PRI(cause->id));
        break;
    case XC_CAUSE_RECTIFY:
        xc_message_set(reason,
                       with_item ? XC_MSG("because visit %.*s found a problem, to "
                                          "be put right by %s: %.*s.")
                                 : XC_MSG("because visit %.*s found a problem, to "
                                          "be put right by %s."),
                       XC_PRI(cause->id), day, XC_PRI(cause->item));
        break;
    default:
        xc_message_set(reason,
                       with_item ? XC_MSG("because visit %.*s found a problem on %s: "
                                          "%.*s.")
                                 : XC_MSG("because visit %.*s found a problem on %s."),
                       XC_PRI(cause->id), day, XC_PRI(cause->item));
        break;
    }
}

static void say_paper(const struct xc_cause *cause, const char *day,
                      struct xc_message *reason) {
    switch (cause->kind) {
    case XC_CAUSE_LEAD:
        xc_message_set(reason, "because of lead %.*s of %s, severity %lld.",
                       XC_PRI(cause->id), day, (long long)cause->amount);
        break;
    case XC_CAUSE_MISSING:
        xc_message_set(reason, "because %.*s had not come in by %s.", XC_PRI(cause->id),
                       day);
        break;
    case XC_CAUSE_POINTS:
        xc_message_set(reason,
                       "because the points lost in a year reached the threshold on "
                       "%s (%.*s; now %lld).",
                       day, XC_PRI(cause->id), (long long)cause->amount);
        break;
    case XC_CAUSE_CASE_OPENED:
        xc_message_set(reason, "because case %.*s was opened on %s.", XC_PRI(cause->id),
                       day);
        break;
    case XC_CAUSE_CASE_REFERRED:
        xc_message_set(reason, "because case %.*s was referred on %s.", XC_PRI(cause->id),
                       day);
        break;
    default:
        xc_message_set(reason, "because case %.*s was closed on %s.", XC_PRI(cause->id),
                       day);
        break;
    }
}

static void say_reason(const struct xc_owing *owing, struct xc_message *reason) {
    const struct xc_cause *cause = owing->cause;
    char day[11];
    xc_date_format(cause->date, day);
    if (owing->pulled && cause->item.len > 0) {
        xc_message_set(reason, "because it is like %.*s, which gave cause on %s: %.*s.",
                       XC_PRI(cause->target), day, XC_PRI(cause->item));
    } else if (owing->pulled) {
        xc_message_set(reason, "because it is like %.*s, which gave cause on %s.",
                       XC_PRI(cause->target), day);
    } else if (cause->kind <= XC_CAUSE_REFUSED) {
        say_visit(cause, day, reason);
    } else {
        say_paper(cause, day, reason);
    }
}

static int hand_over(struct xc_owings *owings, struct xc_plan_input *input) {
    struct xc_plan_cause *causes =
        xc_arena_array(owings->arena, owings->count, sizeof *causes);
    struct done *done = NULL;
    size_t done_count = 0;
    int rc =
        causes ? list_done(owings, &done, &done_count) : xc_fail_memory(owings->error);
    if (rc == XC_OK && owings->count > 1) {
        qsort(owings->items, owings->count, sizeof *owings->items, by_owing);
    }
    for (size_t i = 0; i < owings->count && rc == XC_OK; i++) {
        const struct xc_owing *owing = &owings->items[i];
        const struct done key = {owing->obligation->label, owing->target, owing->number};
        struct xc_plan_cause *out = &causes[i];
        *out = (struct xc_plan_cause){.label = owing->obligation->label,
                                      .target = owing->target,
                                      .number = owing->number,
                                      .window = owing->window};
        if (!bsearch(&key, done, done_count, sizeof *done, by_done)) {
            come_late(input, owing->obligation, &out->window);
        }
        rc = find_avoided(owings, owing, out);
        say_reason(owing, &out->reason);
    }
    input->causes = causes;
    input->cause_count = rc == XC_OK ? owings->count : 0;
    return rc;
}

/* ---- Targets without cap ---- */

static int list_uncapped(const struct xc_happened *happened, struct xc_arena *arena,
                         struct xc_plan_input *input, struct xc_error *error) {
    const struct xc_cause_input *from = &happened->input;
    struct xc_str *uncapped = xc_arena_array(arena, from->case_count, sizeof *uncapped);
    size_t found = 0, kept = 0;
    if (!uncapped) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < from->case_count; i++) {
        if (xc_case_is_open(&from->cases[i], input->as_of)) {
            uncapped[found++] = from->cases[i].target;
        }
    }
    qsort(uncapped, found, sizeof *uncapped, by_text);
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || !xc_str_equal(uncapped[i], uncapped[i - 1])) {
            uncapped[kept++] = uncapped[i];
        }
    }
    input->uncapped = uncapped;
    input->uncapped_count = kept;
    return XC_OK;
}

/* Areas that the register does not have concern none of its targets. */
static int list_closures(const struct xc_happened *happened, struct xc_arena *arena,
                         struct xc_plan_input *input, struct xc_error *error) {
    struct xc_plan_closure *closures =
        xc_arena_array(arena, happened->closure_count, sizeof *closures);
    size_t kept = 0;
    if (!closures) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < happened->closure_count; i++) {
        struct xc_str area = happened->closures[i].area;
        if (area.len == 0 || xc_register_find_area(input->reg, area) != XC_NO_ROW) {
            closures[kept++] = happened->closures[i];
        }
    }
    input->closures = closures;
    input->closure_count = kept;
    return XC_OK;
}

/* ---- All ---- */

/* Completes what some obligation asks for. */
static int complete(struct xc_happened *happened, const struct xc_plan_input *input,
                    struct xc_error *error) {
    const struct xc_programme *programme = input->programme;
    bool visits = false, missing = false;
    for (size_t s = 0; s < programme->stage_count; s++) {
        for (size_t k = 0; k < programme->stages[s].obligation_count; k++) {
            enum xc_cause_kind kind = programme->stages[s].obligations[k].since.kind;
            visits = visits || kind != 0;
            missing = missing || kind == XC_CAUSE_MISSING;
        }
    }
    int rc = visits ? xc_happened_visits(happened, error) : XC_OK;
    return rc == XC_OK && missing ? xc_happened_missing(happened, input->reg, error) : rc;
}

int xc_causes_attach(struct xc_plan_input *input, struct xc_arena *arena,
                     struct xc_error *error) {
    struct xc_happened *happened = xc_history_happened(input->history);
    struct xc_owings owings = {
        .happened = happened,
        .input = input,
        .taken = {.happened = happened, .input = input, .arena = arena, .error = error},
        .arena = arena,
        .error = error};
    int rc = complete(happened, input, error);
    for (size_t s = 0; s < input->programme->stage_count && rc == XC_OK; s++) {
        const struct xc_stage *stage = &input->programme->stages[s];
        for (size_t k = 0; k < stage->obligation_count && rc == XC_OK; k++) {
            if (stage->obligations[k].since.kind != 0) {
                rc = add_obligation(&owings, &stage->obligations[k]);
            }
        }
    }
    if (rc == XC_OK) {
        rc = hand_over(&owings, input);
    }
    if (rc == XC_OK) {
        rc = list_uncapped(happened, arena, input, error);
    }
    if (rc == XC_OK) {
        rc = list_closures(happened, arena, input, error);
    }
    xc_taken_close(&owings.taken);
    free(owings.items);
    return rc;
}
