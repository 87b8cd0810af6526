#include "history/happened.h"

#include "base/row_lookup.h"
#include "calendar/feed.h"

#include <stdlib.h>

/* ---- Reading ---- */

/* A row is in force where no later version of its visit stands behind it. */
int xc_happened_stand(struct xc_happened *happened, struct xc_error *error) {
    const struct xc_outcome *outcomes = happened->input.outcomes;
    size_t count = happened->input.outcome_count, end;
    happened->standing = xc_arena_array(happened->arena, count, sizeof(void *));
    if (!happened->standing) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < count; i = end) {
        end = i + 1;
        while (end < count && xc_outcome_same(&outcomes[i], &outcomes[end])) {
            end++;
        }
        for (size_t k = i; k < end; k++) {
            if (outcomes[k].entry == outcomes[end - 1].entry) {
                happened->standing[happened->standing_count++] = &outcomes[k];
            }
        }
    }
    return XC_OK;
}

bool xc_happened_is_open(const struct xc_outcome *outcome, xc_date day) {
    return xc_outcome_is_problem(outcome) &&
           (outcome->closed_on == XC_NO_DATE || outcome->closed_on > day);
}

static int load_closures(struct xc_happened *happened, struct xc_error *error) {
    const struct xc_session *session = &happened->session;
    struct xc_closure *closures;
    size_t count;
    int rc = xc_closures_load(session->store, session->office, happened->at,
                              happened->arena, &closures, &count, NULL, error);
    if (rc == XC_OK) {
        happened->closures =
            xc_arena_array(happened->arena, count, sizeof *happened->closures);
        rc = happened->closures ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        happened->closures[happened->closure_count++] = (struct xc_plan_closure){
            closures[i].area, closures[i].zone, closures[i].days, closures[i].reason};
    }
    return rc;
}

static int load_papers(struct xc_happened *happened, struct xc_error *error) {
    struct xc_store *store = happened->session.store;
    struct xc_str office = happened->session.office;
    struct xc_arena *arena = happened->arena;
    struct xc_cause_input *input = &happened->input;
    struct xc_lead *leads = NULL;
    struct xc_case *cases = NULL;
    int rc = xc_leads_load(store, office, happened->at, arena, &leads, &input->lead_count,
                           NULL, error);
    if (rc == XC_OK) {
        rc = xc_cases_load(store, office, happened->at, arena, &cases, &input->case_count,
                           NULL, error);
    }
    if (rc == XC_OK) {
        rc = xc_receipts_load(store, office, happened->at, happened->programme->id, arena,
                              &happened->receipts, &happened->receipt_count, NULL, error);
    }
    input->leads = leads;
    input->cases = cases;
    return rc == XC_OK ? load_closures(happened, error) : rc;
}

int xc_happened_load(const struct xc_session *session,
                     const struct xc_programme *programme, xc_instant at,
                     struct xc_arena *arena, struct xc_happened *happened,
                     struct xc_error *error) {
    struct xc_outcome *outcomes = NULL;
    int offset = 0;
    *happened = (struct xc_happened){
        .programme = programme, .at = at, .session = *session, .arena = arena};
    if (!xc_zone_known(programme->zone, &offset)) {
        return xc_fail(error, XC_EPOLICY, "programme %.*s: unknown time zone '%.*s'",
                       XC_PRI(programme->id), XC_PRI(programme->zone));
    }
    happened->today = xc_instant_date(session->now, offset, NULL);
    int rc = xc_store_outcomes_all(session->store, session->office, at, arena, &outcomes,
                                   &happened->input.outcome_count, error);
    happened->input.outcomes = outcomes;
    if (rc == XC_OK) {
        rc = xc_happened_stand(happened, error);
    }
    return rc == XC_OK ? load_papers(happened, error) : rc;
}

/* ---- What visits served ---- */

struct reading {
    struct xc_happened *happened;
    const struct xc_plan_head *head;
    struct xc_str *done; /* ids of visits with outcomes */
    size_t done_count;
    struct xc_row_lookup done_rows;
    struct xc_cause_visit *visits; /* owned */
    size_t count, capacity;
    struct xc_buffer text;
    struct xc_error *error;
};

static int by_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_cause_visit *)left)->id,
                          ((const struct xc_cause_visit *)right)->id);
}

static bool is_done(const struct reading *reading, struct xc_str visit) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&reading->done_rows, visit);
    uint32_t row = xc_row_lookup_next(&reading->done_rows, &probe);
    while (row != UINT32_MAX && !xc_str_equal(reading->done[row], visit)) {
        row = xc_row_lookup_next(&reading->done_rows, &probe);
    }
    return row != UINT32_MAX;
}

static int list_done(struct reading *reading) {
    const struct xc_cause_input *input = &reading->happened->input;
    struct xc_arena *arena = reading->happened->arena;
    reading->done = xc_arena_array(arena, input->outcome_count, sizeof *reading->done);
    if (!reading->done) {
        return xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < input->outcome_count; i++) {
        struct xc_str visit = input->outcomes[i].visit;
        if (visit.len > 0 &&
            (i == 0 || !xc_str_equal(visit, input->outcomes[i - 1].visit))) {
            reading->done[reading->done_count++] = visit;
        }
    }
    if (xc_row_lookup_make(&reading->done_rows, arena, (uint32_t)reading->done_count) !=
        XC_OK) {
        return xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < reading->done_count; i++) {
        xc_row_lookup_add(&reading->done_rows, reading->done[i], (uint32_t)i);
    }
    return XC_OK;
}

static void add_person(struct xc_buffer *text, struct xc_str person) {
    if (text->len > 0) {
        xc_buffer_putc(text, ',');
    }
    xc_buffer_add(text, person);
}

/* The lead first, then as they sit. */
static int name_people(struct reading *reading, const struct xc_visit *visit,
                       struct xc_str *people) {
    xc_buffer_clear(&reading->text);
    for (int lead = 1; lead >= 0; lead--) {
        for (size_t i = 0; i < visit->person_count; i++) {
            if ((visit->people[i].seat == XC_ROLE_LEAD) == (lead == 1)) {
                add_person(&reading->text, visit->people[i].person);
            }
        }
    }
    *people = xc_arena_copy(reading->happened->arena, xc_buffer_view(&reading->text));
    return people->ptr ? XC_OK : xc_fail_memory(reading->error);
}

static int name_stages(struct reading *reading, const struct xc_visit *visit,
                       struct xc_cause_visit *one) {
    struct xc_arena *arena = reading->happened->arena;
    struct xc_str *stages = xc_arena_array(arena, visit->task_count, sizeof *stages);
    one->stages = stages;
    for (size_t i = 0; stages && i < visit->task_count; i++) {
        xc_buffer_clear(&reading->text);
        xc_buffer_add(&reading->text, visit->tasks[i].programme);
        xc_buffer_putc(&reading->text, '/');
        xc_buffer_add(&reading->text, visit->tasks[i].stage);
        stages[one->stage_count] = xc_arena_copy(arena, xc_buffer_view(&reading->text));
        if (!stages[one->stage_count++].ptr) {
            stages = NULL;
        }
    }
    return stages ? XC_OK : xc_fail_memory(reading->error);
}

static int read_visit(void *context, struct xc_str line) {
    struct reading *reading = context;
    struct xc_str rest = line, id = xc_str_cut(&rest, '\t');
    struct xc_visit visit;
    if (!is_done(reading, id)) {
        return XC_OK;
    }
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity * 2 : 256;
        struct xc_cause_visit *visits =
            realloc(reading->visits, capacity * sizeof *visits);
        if (!visits) {
            return xc_fail_memory(reading->error);
        }
        reading->visits = visits;
        reading->capacity = capacity;
    }
    int rc = xc_visit_read(rest, reading->happened->arena, &visit, reading->error);
    struct xc_cause_visit *one = &reading->visits[reading->count];
    *one = (struct xc_cause_visit){.id = visit.id};
    if (rc == XC_OK) {
        rc = name_people(reading, &visit, &one->people);
    }
    if (rc == XC_OK) {
        rc = name_stages(reading, &visit, one);
    }
    reading->count += rc == XC_OK;
    return rc;
}

static int read_plan(void *context, const struct xc_plan_head *head) {
    struct reading *reading = context;
    const struct xc_session *session = &reading->happened->session;
    int64_t number = head->number, snapshot = 0;
    int rc = reading->happened->at == XC_NO_INSTANT
                 ? XC_OK
                 : xc_store_numbers_at(session->store, session->office, head->programme,
                                       reading->happened->at, &number, &snapshot,
                                       reading->error);
    return rc == XC_OK && number > 0
               ? xc_store_each_visit_at(session->store, session->office, head->programme,
                                        number, reading->happened->at, read_visit,
                                        reading, reading->error)
               : rc;
}

/* A visit that several programmes share stands in the plan of each. */
static int merge(struct reading *reading) {
    struct xc_happened *happened = reading->happened;
    struct xc_cause_visit *visits =
        xc_arena_array(happened->arena, reading->count, sizeof *visits);
    size_t kept = 0, end;
    if (!visits) {
        return xc_fail_memory(reading->error);
    }
    if (reading->count > 1) {
        qsort(reading->visits, reading->count, sizeof *reading->visits, by_id);
    }
    for (size_t i = 0; i < reading->count; i = end) {
        size_t stages = 0, filled = 0;
        struct xc_str *all;
        end = i;
        while (end < reading->count &&
               xc_str_equal(reading->visits[end].id, reading->visits[i].id)) {
            stages += reading->visits[end++].stage_count;
        }
        all = xc_arena_array(happened->arena, stages, sizeof *all);
        if (!all) {
            return xc_fail_memory(reading->error);
        }
        for (size_t k = i; k < end; k++) {
            for (size_t s = 0; s < reading->visits[k].stage_count; s++) {
                all[filled++] = reading->visits[k].stages[s];
            }
        }
        visits[kept] = reading->visits[i];
        visits[kept].stages = all;
        visits[kept++].stage_count = filled;
    }
    happened->input.visits = visits;
    happened->input.visit_count = kept;
    return XC_OK;
}

int xc_happened_visits(struct xc_happened *happened, struct xc_error *error) {
    struct reading reading = {
        .happened = happened, .text = xc_buffer_make(1 << 20), .error = error};
    if (happened->visits_read || !happened->session.store) {
        return XC_OK;
    }
    int rc = list_done(&reading);
    if (rc == XC_OK && reading.done_count > 0) {
        rc = xc_store_each_plan(happened->session.store, happened->session.office,
                                read_plan, &reading, error);
    }
    if (rc == XC_OK) {
        rc = merge(&reading);
    }
    happened->visits_read = rc == XC_OK;
    free(reading.visits);
    xc_buffer_free(&reading.text);
    return rc;
}
