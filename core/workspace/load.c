#include "workspace/load.h"

#include "base/row_lookup.h"
#include "store/outcomes.h"
#include "workspace/guests.h"

#include <stdlib.h>

/* Two million visits with their texts take about 1 GB. */
static const size_t plan_bytes = (size_t)8 << 30;

struct reading {
    struct xc_arena *arena;
    const struct xc_plan_head *head;
    xc_instant at; /* XC_NO_INSTANT: now */
    const struct xc_approval *approvals;
    size_t approval_count;
    const struct xc_outcome **done; /* all versions: by visit, the oldest first */
    size_t done_count;
    struct xc_row_lookup first_done; /* of each visit */
    struct xc_visit *visits;
    size_t count, capacity;
    struct xc_visit *outdone;
    size_t outdone_count;
    struct xc_error *error;
};

static int by_visit(const void *left, const void *right) {
    const struct xc_outcome *a = *(const struct xc_outcome *const *)left;
    const struct xc_outcome *b = *(const struct xc_outcome *const *)right;
    int order = xc_str_compare(a->visit, b->visit);
    if (order == 0) {
        order = (a->entry > b->entry) - (a->entry < b->entry);
    }
    return order ? order : (a > b) - (a < b);
}

/* The outcomes of the office's visits. */
static int read_done(const struct xc_session *session, struct reading *reading) {
    struct xc_outcome *outcomes;
    size_t count;
    int rc = xc_store_outcomes_all(session->store, session->office, reading->at,
                                   reading->arena, &outcomes, &count, reading->error);
    if (rc == XC_OK) {
        reading->done = xc_arena_array(reading->arena, count + 1, sizeof(void *));
        rc = reading->done ? XC_OK : xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (outcomes[i].visit.len > 0) {
            reading->done[reading->done_count++] = &outcomes[i];
        }
    }
    if (rc == XC_OK && reading->done_count > 1) {
        qsort(reading->done, reading->done_count, sizeof(void *), by_visit);
    }
    if (rc == XC_OK && xc_row_lookup_make(&reading->first_done, reading->arena,
                                          (uint32_t)reading->done_count) != XC_OK) {
        rc = xc_fail_memory(reading->error);
    }
    for (size_t i = 0; i < reading->done_count && rc == XC_OK; i++) {
        struct xc_str visit = reading->done[i]->visit;
        if (i == 0 || !xc_str_equal(visit, reading->done[i - 1]->visit)) {
            xc_row_lookup_add(&reading->first_done, visit, (uint32_t)i);
        }
    }
    return rc;
}

/* The visit's first outcome; done_count: it has none. */
static size_t find_done(const struct reading *reading, struct xc_str visit) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&reading->first_done, visit);
    uint32_t row = xc_row_lookup_next(&reading->first_done, &probe);
    while (row != UINT32_MAX && !xc_str_equal(reading->done[row]->visit, visit)) {
        row = xc_row_lookup_next(&reading->first_done, &probe);
    }
    return row != UINT32_MAX ? row : reading->done_count;
}

/* Keeps what an outcome says did not happen, as cancelled when the office was told. */
static int note_outdone(struct reading *reading, const struct xc_visit *before,
                        xc_instant at) {
    struct xc_visit *outdone = realloc(reading->outdone, (reading->outdone_count + 1) *
                                                             sizeof *reading->outdone);
    if (!outdone) {
        return xc_fail_memory(reading->error);
    }
    reading->outdone = outdone;
    outdone += reading->outdone_count++;
    *outdone = *before;
    outdone->status = XC_VISIT_CANCELLED;
    outdone->revision++;
    outdone->changed = at;
    return XC_OK;
}

/* What was published and has an outcome is done, whatever was found: on the day and by
 * the people that the newest outcome names. */
static int apply_outcomes(struct reading *reading, struct xc_visit *visit) {
    if (visit->status != XC_VISIT_PUBLISHED && visit->status != XC_VISIT_ACCEPTED) {
        return XC_OK;
    }
    size_t next = find_done(reading, visit->id);
    if (next == reading->done_count) {
        return XC_OK;
    }
    const struct xc_visit planned = *visit;
    struct xc_visit before = planned;
    while (next < reading->done_count &&
           xc_str_equal(reading->done[next]->visit, planned.id)) {
        const struct xc_outcome *outcome = reading->done[next];
        struct xc_str people = XC_STR("");
        for (;
             next < reading->done_count && reading->done[next]->entry == outcome->entry &&
             xc_str_equal(reading->done[next]->visit, planned.id);
             next++) {
            people = people.len > 0 ? people : reading->done[next]->people;
        }
        *visit = planned;
        visit->status = XC_VISIT_DONE;
        if (xc_visit_happened(visit, outcome->date, people, outcome->at,
                              reading->arena) != XC_OK) {
            return xc_fail_memory(reading->error);
        }
        visit->revision = before.revision;
        visit->changed = before.changed;
        if (!xc_visit_same_seats(&before, visit)) {
            int rc = note_outdone(reading, &before, outcome->at);
            if (rc != XC_OK) {
                return rc;
            }
            visit->revision++;
            visit->changed = outcome->at > before.changed ? outcome->at : before.changed;
        }
        before = *visit;
    }
    return XC_OK;
}

/* A draft becomes published by the first approval of its plan that reaches it, not by a
 * change of every visit. */
static void apply_approval(const struct reading *reading, struct xc_visit *visit) {
    for (size_t i = 0; i < reading->approval_count; i++) {
        const struct xc_approval *approval = &reading->approvals[i];
        if (visit->status == XC_VISIT_DRAFT &&
            (approval->until == XC_NO_DATE || visit->date <= approval->until)) {
            visit->status = XC_VISIT_PUBLISHED;
            if (visit->changed < approval->at) {
                visit->changed = approval->at;
            }
        }
    }
}

/* The approvals of the plan about to be read. */
static int read_approvals(const struct xc_session *session, struct reading *reading) {
    struct xc_approval *approvals;
    int rc = xc_store_approvals(session->store, session->office, reading->head->programme,
                                reading->head->number, reading->arena, &approvals,
                                &reading->approval_count, reading->error);
    reading->approvals = approvals;
    while (reading->at != XC_NO_INSTANT && reading->approval_count > 0 &&
           approvals[reading->approval_count - 1].at > reading->at) {
        reading->approval_count--;
    }
    return rc;
}

static int read_visit(void *context, struct xc_visit *visit) {
    struct reading *reading = context;
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity ? reading->capacity * 2 : 1024;
        struct xc_visit *visits = realloc(reading->visits, capacity * sizeof *visits);
        if (!visits) {
            return xc_fail_memory(reading->error);
        }
        reading->visits = visits;
        reading->capacity = capacity;
    }
    struct xc_visit *to = &reading->visits[reading->count];
    *to = *visit;
    apply_approval(reading, to);
    int rc = apply_outcomes(reading, to);
    reading->count += rc == XC_OK;
    return rc;
}

/* The same, without the copies of other programmes' visits. */
static int read_own_visit(void *context, struct xc_visit *visit) {
    const struct reading *reading = context;
    bool own = visit->task_count == 0 ||
               xc_str_equal(visit->tasks[0].programme, reading->head->programme);
    return own ? read_visit(context, visit) : XC_OK;
}

static int by_date(const void *a, const void *b) {
    return xc_visit_compare(a, b);
}

/* Plans are stored in that order, and few visits leave their place. */
static void sort_by_date(struct xc_loaded_plan *plan) {
    size_t i = 1;
    while (i < plan->visit_count &&
           xc_visit_compare(&plan->visits[i - 1], &plan->visits[i]) <= 0) {
        i++;
    }
    if (i < plan->visit_count) {
        qsort(plan->visits, plan->visit_count, sizeof *plan->visits, by_date);
    }
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_visit *)a)->id,
                          ((const struct xc_visit *)b)->id);
}

static int load_one(const struct xc_session *session, struct xc_str programme,
                    xc_instant at, struct xc_arena *arena, struct xc_loaded_plan *plan,
                    struct xc_error *error) {
    struct reading reading = {
        .arena = arena, .head = &plan->head, .at = at, .error = error};
    int64_t number = 0, snapshot = 0;
    int rc = at == XC_NO_INSTANT
                 ? XC_OK
                 : xc_store_numbers_at(session->store, session->office, programme, at,
                                       &number, &snapshot, error);
    if (rc == XC_OK && at != XC_NO_INSTANT && number == 0) {
        rc = xc_fail(error, XC_ENO, "programme %.*s had no plan yet", XC_PRI(programme));
    }
    if (rc == XC_OK) {
        rc = xc_store_plan_at(session->store, session->office, programme, number, at,
                              arena, &plan->head, error);
    }
    if (rc == XC_OK) {
        rc = xc_session_stored_rules(plan->head.rules, arena, &plan->document,
                                     &plan->programme, error);
    }
    if (rc == XC_OK) {
        rc = read_approvals(session, &reading);
    }
    if (rc == XC_OK) {
        rc = read_done(session, &reading);
    }
    if (rc == XC_OK) {
        rc = xc_store_read_visits(session->store, session->office, programme,
                                  plan->head.number, at, arena, read_visit, &reading,
                                  error);
    }
    plan->published_at = reading.approval_count ? reading.approvals[0].at : XC_NO_INSTANT;
    plan->visits = reading.visits;
    plan->visit_count = rc == XC_OK ? reading.count : 0;
    plan->outdone = reading.outdone;
    plan->outdone_count = rc == XC_OK ? reading.outdone_count : 0;
    sort_by_date(plan);
    return rc;
}

struct naming {
    struct xc_arena *arena;
    struct xc_str *names; /* owned */
    size_t count;
};

static int add_name(void *context, const struct xc_plan_head *head) {
    struct naming *naming = context;
    struct xc_str *names = realloc(naming->names, (naming->count + 1) * sizeof *names);
    if (!names) {
        return XC_ENOMEM;
    }
    naming->names = names;
    names[naming->count] = xc_arena_copy(naming->arena, head->programme);
    return names[naming->count++].ptr ? XC_OK : XC_ENOMEM;
}

static int no_plans(const struct xc_session *session, struct xc_error *error) {
    xc_fail(error, XC_ENO, "office %.*s has no plan yet", XC_PRI(session->office));
    return xc_hint(error, "make one: `xuncha plan POLICY.lua`");
}

static void free_plan(struct xc_loaded_plan *plan) {
    free(plan->visits);
    free(plan->outdone);
    json_decref(plan->document);
}

/* The first guest at or after a position; visit_count where there is none. */
static size_t next_guest(const struct xc_loaded_plan *plan, size_t from) {
    while (from < plan->visit_count && !xc_visit_is_guest(plan, &plan->visits[from])) {
        from++;
    }
    return from;
}

/* One plan alone: its guests are brought up to date from the plans that they belong to.
 */
static int refresh_guests(const struct xc_session *session, xc_instant at,
                          struct xc_loaded *loaded, struct xc_error *error) {
    struct xc_loaded_plan *plan = &loaded->plans[0];
    struct xc_str known = XC_STR("");
    int rc = XC_OK;
    for (size_t i = next_guest(plan, 0); i < plan->visit_count && rc == XC_OK;
         i = next_guest(plan, i + 1)) {
        struct xc_str owner_id = plan->visits[i].tasks[0].programme;
        struct xc_loaded_plan owner = {0};
        if (xc_str_equal(owner_id, known)) {
            continue; /* the usual case: all guests of one programme */
        }
        known = owner_id;
        rc = load_one(session, owner_id, at, loaded->arena, &owner, error);
        if (rc == XC_OK) {
            xc_guests_refresh(plan, &owner);
        }
        free_plan(&owner);
    }
    return rc;
}

/* The register (snapshot 0: the newest) and the working days. */
static int load_surroundings(const struct xc_session *session, int64_t snapshot,
                             struct xc_loaded *loaded, struct xc_error *error) {
    /* A plan that was made around statutory days is read with them, too. */
    struct xc_session own = *session;
    for (size_t i = 0; i < loaded->count; i++) {
        loaded->provisional = loaded->provisional || loaded->plans[i].head.provisional;
    }
    own.provisional = own.provisional || loaded->provisional;
    int rc = xc_store_load_register(session->store, session->office, snapshot,
                                    &loaded->reg, session->progress, error);
    return rc == XC_OK ? xc_session_workdays(&own, &loaded->workdays, error) : rc;
}

int xc_load_plans(const struct xc_session *session, struct xc_str programme,
                  struct xc_loaded *loaded, struct xc_error *error) {
    struct naming naming = {0};
    *loaded = (struct xc_loaded){.at = XC_NO_INSTANT, .arena = xc_arena_new(plan_bytes)};
    int rc = loaded->arena ? XC_OK : xc_fail_memory(error);
    naming.arena = loaded->arena;
    if (rc == XC_OK && programme.len) {
        rc = add_name(&naming, &(struct xc_plan_head){.programme = programme});
    } else if (rc == XC_OK) {
        rc =
            xc_store_each_plan(session->store, session->office, add_name, &naming, error);
    }
    if (rc == XC_ENOMEM) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK && naming.count == 0) {
        rc = no_plans(session, error);
    }
    if (rc == XC_OK) {
        loaded->plans =
            xc_arena_array(loaded->arena, naming.count, sizeof *loaded->plans);
        rc = loaded->plans ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < naming.count && rc == XC_OK; i++) {
        rc = load_one(session, naming.names[i], XC_NO_INSTANT, loaded->arena,
                      &loaded->plans[loaded->count++], error);
    }
    if (rc == XC_OK) {
        rc = programme.len ? refresh_guests(session, XC_NO_INSTANT, loaded, error)
                           : xc_guests_return(loaded, error);
    }
    if (rc == XC_OK) {
        rc = load_surroundings(session, 0, loaded, error);
    }
    free(naming.names);
    return rc;
}

int xc_load_plan_at(const struct xc_session *session, struct xc_str programme,
                    xc_instant at, struct xc_loaded *loaded, struct xc_error *error) {
    int64_t plan = 0, snapshot = 0;
    *loaded = (struct xc_loaded){.at = at, .arena = xc_arena_new(plan_bytes)};
    loaded->plans =
        loaded->arena ? xc_arena_array(loaded->arena, 1, sizeof *loaded->plans) : NULL;
    int rc = loaded->plans ? xc_store_numbers_at(session->store, session->office,
                                                 programme, at, &plan, &snapshot, error)
                           : xc_fail_memory(error);
    if (rc == XC_OK) {
        loaded->count = 1;
        rc = load_one(session, programme, at, loaded->arena, loaded->plans, error);
    }
    if (rc == XC_OK) {
        rc = refresh_guests(session, at, loaded, error);
    }
    return rc == XC_OK ? load_surroundings(session, snapshot, loaded, error) : rc;
}

void xc_loaded_free(struct xc_loaded *loaded) {
    for (size_t i = 0; i < loaded->count; i++) {
        free_plan(&loaded->plans[i]);
    }
    xc_register_free(loaded->reg);
    xc_workdays_free(loaded->workdays);
    xc_arena_free(loaded->arena);
    *loaded = (struct xc_loaded){0};
}

struct others {
    const struct xc_session *session;
    struct xc_str programme;
    struct reading reading;
};

/* Marks the visits from `first` on whose stage shares none of its visits. */
static int mark_alone(struct others *others, size_t first,
                      const struct xc_plan_head *head) {
    struct reading *reading = &others->reading;
    struct xc_programme *programme = NULL;
    json_t *document = NULL;
    int rc = xc_session_stored_rules(head->rules, reading->arena, &document, &programme,
                                     reading->error);
    for (size_t i = first; i < reading->count && rc == XC_OK; i++) {
        struct xc_visit *visit = &reading->visits[i];
        const struct xc_stage *stage =
            visit->task_count > 0 ? xc_programme_stage(programme, visit->tasks[0].stage)
                                  : NULL;
        visit->alone = stage && !stage->merge;
    }
    json_decref(document);
    return rc;
}

static int read_other(void *context, const struct xc_plan_head *head) {
    struct others *others = context;
    if (head->status != XC_PLAN_APPROVED ||
        xc_str_equal(head->programme, others->programme)) {
        return XC_OK;
    }
    struct reading *reading = &others->reading;
    size_t first = reading->count;
    reading->head = head;
    int rc = reading->done ? XC_OK : read_done(others->session, reading);
    if (rc == XC_OK) {
        rc = read_approvals(others->session, reading);
    }
    if (rc == XC_OK) {
        rc =
            xc_store_read_visits(others->session->store, others->session->office,
                                 head->programme, head->number, XC_NO_INSTANT,
                                 reading->arena, read_own_visit, reading, reading->error);
    }
    return rc == XC_OK ? mark_alone(others, first, head) : rc;
}

int xc_load_other_visits(const struct xc_session *session, struct xc_str programme,
                         struct xc_arena *arena, struct xc_visit **visits, size_t *count,
                         struct xc_error *error) {
    struct others others = {
        session, programme, {.arena = arena, .at = XC_NO_INSTANT, .error = error}};
    struct reading *reading = &others.reading;
    *visits = NULL;
    *count = 0;
    int rc =
        xc_store_each_plan(session->store, session->office, read_other, &others, error);
    size_t kept = 0;
    for (size_t i = 0; i < reading->count && rc == XC_OK; i++) {
        enum xc_visit_status status = reading->visits[i].status;
        if (status != XC_VISIT_DRAFT && status != XC_VISIT_CANCELLED &&
            status != XC_VISIT_VOID) {
            reading->visits[kept++] = reading->visits[i];
        }
    }
    if (rc == XC_OK && kept) {
        qsort(reading->visits, kept, sizeof *reading->visits, by_id);
        *visits = xc_arena_array(arena, kept, sizeof **visits);
        if (*visits) {
            for (size_t i = 0; i < kept; i++) {
                (*visits)[i] = reading->visits[i];
            }
            *count = kept;
        } else {
            rc = xc_fail_memory(error);
        }
    }
    free(reading->visits);
    free(reading->outdone);
    return rc;
}

struct listing {
    struct xc_arena *arena;
    struct xc_str first;
    struct xc_buffer names;
    size_t count;
};

static int list_programme(void *context, const struct xc_plan_head *head) {
    struct listing *listing = context;
    if (listing->count++ == 0) {
        listing->first = xc_arena_copy(listing->arena, head->programme);
    } else {
        xc_buffer_puts(&listing->names, ", ");
    }
    xc_buffer_add(&listing->names, head->programme);
    return XC_OK;
}

int xc_load_only_programme(const struct xc_session *session, struct xc_arena *arena,
                           struct xc_str *programme, struct xc_error *error) {
    struct listing listing = {.arena = arena, .names = xc_buffer_make(1 << 16)};
    int rc = xc_store_each_plan(session->store, session->office, list_programme, &listing,
                                error);
    if (rc == XC_OK && listing.count == 0) {
        rc = no_plans(session, error);
    } else if (rc == XC_OK && listing.count > 1) {
        rc = xc_fail(error, XC_EUSAGE, "which programme? There are %.*s",
                     XC_PRI(xc_buffer_view(&listing.names)));
    }
    *programme = listing.first;
    xc_buffer_free(&listing.names);
    return rc;
}
