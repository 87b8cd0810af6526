#include "history/publications.h"

#include "base/row_lookup.h"
#include "calendar/feed.h"
#include "report/findings_figures.h"
#include "workspace/guests.h"
#include "workspace/sight.h"

#include <stdlib.h>

struct listing {
    const struct xc_session *session;
    const struct xc_loaded_plan *plan;
    const struct xc_happened *happened;
    struct xc_arena *arena;
    struct xc_publications *out;
    struct xc_row_lookup rows; /* of out's results, by id of the visit */
    struct xc_publication *acts;
    size_t act_count;
    int offset_minutes;
    struct xc_error *error;
};

/* ---- Visits that could be published ---- */

static bool is_public(const struct listing *listing, const struct xc_visit *visit) {
    const struct xc_viewer public = {XC_VIEWER_PUBLIC, false};
    return visit->status == XC_VISIT_DONE && xc_visit_own_task(listing->plan, visit) &&
           !xc_visit_is_guest(listing->plan, visit) &&
           xc_visit_sight(listing->session, listing->plan, visit, &public) == XC_SEE_ALL;
}

static void add(struct listing *listing, struct xc_visit_result result) {
    struct xc_publications *out = listing->out;
    xc_row_lookup_add(&listing->rows, result.id, (uint32_t)out->count);
    out->results[out->count++] = result;
}

static int list_visits(struct listing *listing) {
    const struct xc_loaded_plan *plan = listing->plan;
    size_t room = plan->visit_count + listing->act_count;
    listing->out->results =
        xc_arena_array(listing->arena, room, sizeof *listing->out->results);
    if (!listing->out->results ||
        xc_row_lookup_make(&listing->rows, listing->arena, (uint32_t)room) != XC_OK) {
        return xc_fail_memory(listing->error);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        if (!is_public(listing, visit)) {
            continue;
        }
        xc_date ended =
            visit->embargo_until == XC_NO_INSTANT
                ? visit->end_date
                : xc_instant_date(visit->embargo_until, listing->offset_minutes, NULL);
        add(listing, (struct xc_visit_result){
                         .id = visit->id,
                         .visit = visit,
                         .known = XC_NO_DATE,
                         .clock = ended > visit->end_date ? ended : visit->end_date,
                         .state = XC_RESULT_WAITING});
    }
    return XC_OK;
}

static struct xc_visit_result *find(const struct listing *listing, struct xc_str visit) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&listing->rows, visit);
    uint32_t row = xc_row_lookup_next(&listing->rows, &probe);
    while (row != UINT32_MAX && !xc_str_equal(listing->out->results[row].id, visit)) {
        row = xc_row_lookup_next(&listing->rows, &probe);
    }
    return row == UINT32_MAX ? NULL : &listing->out->results[row];
}

/* The worst of a visit's results in force speaks for it. */
static void take_results(struct listing *listing) {
    const struct xc_happened *happened = listing->happened;
    for (size_t i = 0; i < happened->standing_count; i++) {
        const struct xc_outcome *outcome = happened->standing[i];
        struct xc_visit_result *result =
            outcome->visit.len > 0 ? find(listing, outcome->visit) : NULL;
        if (!result) {
            continue;
        }
        xc_date known = xc_instant_date(outcome->at, listing->offset_minutes, NULL);
        result->known = known > result->known ? known : result->known;
        if (xc_findings_gravity(outcome->result) > xc_findings_gravity(result->result)) {
            result->result = outcome->result;
        }
    }
}

/* A visit whose results nobody finds is not public: its plan may stand before them. */
static void drop_empty(struct xc_publications *out) {
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        if (out->results[i].result != 0 || out->results[i].act_count > 0) {
            out->results[kept++] = out->results[i];
        }
    }
    out->count = kept;
}

/* ---- What was published ---- */

static int by_visit(const void *left, const void *right) {
    const struct xc_publication *a = *(const struct xc_publication *const *)left;
    const struct xc_publication *b = *(const struct xc_publication *const *)right;
    int order = xc_str_compare(a->visit, b->visit);
    return order ? order : (a->notice > b->notice) - (a->notice < b->notice);
}

static bool says_the_same(const struct xc_visit_result *result,
                          const struct xc_publication *act) {
    return xc_str_equal(result->visit->target, act->target) &&
           result->visit->date == act->date && result->result == act->result;
}

static enum xc_result_state state_of(const struct xc_visit_result *result) {
    if (result->act_count == 0) {
        return XC_RESULT_WAITING;
    }
    const struct xc_publication *last = result->acts[result->act_count - 1];
    if (result->visit && result->result != 0 && !says_the_same(result, last)) {
        return XC_RESULT_CHANGED;
    }
    return last->act == XC_PUBLISHED_WITHDRAWAL ? XC_RESULT_WITHDRAWN : XC_RESULT_PUBLIC;
}

static int give_acts(struct listing *listing) {
    const struct xc_publication **acts =
        xc_arena_array(listing->arena, listing->act_count, sizeof(void *));
    size_t end;
    if (!acts) {
        return xc_fail_memory(listing->error);
    }
    for (size_t i = 0; i < listing->act_count; i++) {
        acts[i] = &listing->acts[i];
    }
    if (listing->act_count > 1) {
        qsort(acts, listing->act_count, sizeof(void *), by_visit);
    }
    for (size_t i = 0; i < listing->act_count; i = end) {
        struct xc_str visit = acts[i]->visit;
        for (end = i + 1;
             end < listing->act_count && xc_str_equal(acts[end]->visit, visit);) {
            end++;
        }
        struct xc_visit_result *result = find(listing, visit);
        if (!result) {
            add(listing, (struct xc_visit_result){
                             .id = visit, .known = XC_NO_DATE, .clock = acts[i]->date});
            result = &listing->out->results[listing->out->count - 1];
        }
        result->acts = &acts[i];
        result->act_count = end - i;
    }
    return XC_OK;
}

int xc_publications_of(const struct xc_session *session,
                       const struct xc_loaded_plan *plan,
                       const struct xc_happened *happened, xc_instant at,
                       struct xc_arena *arena, struct xc_publications *publications,
                       struct xc_error *error) {
    struct listing listing = {.session = session,
                              .plan = plan,
                              .happened = happened,
                              .arena = arena,
                              .out = publications,
                              .error = error};
    *publications = (struct xc_publications){.last = XC_NO_DATE};
    (void)xc_zone_known(plan->programme->zone, &listing.offset_minutes);
    int rc = xc_publications_load(session->store, session->office, at,
                                  plan->programme->id, arena, &listing.acts,
                                  &listing.act_count, &publications->newest, error);
    if (rc == XC_OK) {
        rc = list_visits(&listing);
    }
    if (rc == XC_OK) {
        take_results(&listing);
        rc = give_acts(&listing);
    }
    if (rc != XC_OK) {
        return rc;
    }
    drop_empty(publications);
    for (size_t i = 0; i < publications->count; i++) {
        publications->results[i].state = state_of(&publications->results[i]);
    }
    if (listing.act_count > 0) {
        const struct xc_publication *last = &listing.acts[listing.act_count - 1];
        publications->notices = last->notice;
        publications->last = last->on;
    }
    return XC_OK;
}
