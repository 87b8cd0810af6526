#include "publish/public.h"

#include "drawing/work.h"
#include "publish/day.h"
#include "publish/events.h"
#include "workspace/office.h"

struct gathering {
    struct xc_session session; /* of that time */
    struct xc_str programme;
    struct xc_public *out;
    struct xc_public_facts facts;
    const struct xc_loaded_plan *plan; /* also a draft; NULL: there was none */
    struct xc_error *error;
};

/* ---- The time ---- */

static int set_time(struct gathering *to, xc_date as_of) {
    int rc = xc_day_close(&to->session, to->programme, &as_of,
                          &to->out->report.offset_minutes, to->error);
    to->facts.at = to->session.now;
    to->out->report.as_of = as_of;
    return rc;
}

/* ---- The plan ---- */

static int find_visits(struct gathering *to) {
    const struct xc_viewer public = {XC_VIEWER_PUBLIC, false};
    const struct xc_loaded_plan *plan = to->plan;
    const struct xc_visit **seen =
        xc_arena_array(to->out->arena, plan->visit_count, sizeof(void *));
    if (!seen) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (xc_visit_sight(&to->session, plan, &plan->visits[i], &public) == XC_SEE_ALL) {
            seen[to->facts.visit_count++] = &plan->visits[i];
        }
    }
    to->facts.visits = seen;
    return XC_OK;
}

static int load_plan(struct gathering *to) {
    struct xc_loaded *loaded = &to->out->loaded;
    struct xc_error none = {0};
    int64_t plan, snapshot;
    int rc = xc_load_plan_at(&to->session, to->programme, to->facts.at, loaded, &none);
    if (rc == XC_OK) {
        to->plan = &loaded->plans[0];
        to->out->report.reg = loaded->reg;
        to->out->report.published_at = to->plan->published_at;
        if (to->plan->published_at != XC_NO_INSTANT) {
            to->facts.programme = to->plan->programme;
            rc = find_visits(to);
        }
        return rc;
    }
    if (rc != XC_ENO) {
        *to->error = none;
        return rc;
    }
    rc = xc_store_numbers_at(to->session.store, to->session.office, to->programme,
                             to->facts.at, &plan, &snapshot, to->error);
    if (rc == XC_OK && snapshot > 0) {
        rc = xc_store_load_register(to->session.store, to->session.office, snapshot,
                                    &to->out->reg, to->session.progress, to->error);
        to->out->report.reg = to->out->reg;
    }
    return rc;
}

/* ---- Draws ---- */

/* Whether the draw's stage had an embargo when the draw was committed to; unknown counts
 * as one. */
static int had_embargo(const struct gathering *to, const struct xc_stored_draw *draw,
                       bool *had) {
    struct xc_error none = {0};
    struct xc_programme *programme = NULL;
    struct xc_str text;
    json_t *document = NULL;
    *had = true;
    int rc = xc_store_rules(to->session.store, draw->programme_rules, to->out->arena,
                            &text, &none);
    if (rc == XC_OK) {
        rc = xc_session_stored_rules(text, to->out->arena, &document, &programme, &none);
    }
    const struct xc_stage *stage =
        rc == XC_OK ? xc_programme_stage(programme, draw->stage) : NULL;
    *had = !stage || stage->embargo.set;
    json_decref(document);
    if (rc != XC_OK && rc != XC_ENO) {
        *to->error = none;
        return rc;
    }
    return XC_OK;
}

/* What a draw gave may be known where nothing of its stage is ever hidden, or no longer.
 */
static int is_open(const struct gathering *to, const struct xc_stored_draw *draw,
                   const struct xc_stored_sub *subs, size_t sub_count, bool *open) {
    const struct xc_stage *stage =
        to->plan ? xc_programme_stage(to->plan->programme, draw->stage) : NULL;
    bool hidden = draw->sealed || (stage && stage->embargo.set);
    xc_instant until = INT64_MAX;
    int rc = stage || hidden ? XC_OK : had_embargo(to, draw, &hidden);
    *open = rc == XC_OK && !hidden;
    if (rc == XC_OK && hidden && stage && draw->result.len > 0) {
        rc = xc_draw_planned_until(to->plan, to->out->report.reg, draw, subs, sub_count,
                                   to->out->arena, &until, to->error);
        *open = rc == XC_OK && to->facts.at >= until;
    }
    return rc;
}

static int find_draws(struct gathering *to) {
    struct xc_arena *arena = to->out->arena;
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    int rc = xc_draws_load(&to->session, to->programme, arena, &draws, &count, to->error);
    struct xc_public_drawn *drawn =
        rc == XC_OK ? xc_arena_array(arena, count, sizeof *drawn) : NULL;
    if (rc == XC_OK && !drawn) {
        rc = xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_stored_sub *subs = NULL;
        size_t sub_count = 0;
        if (draws[i].committed_at > to->facts.at) {
            continue;
        }
        struct xc_public_drawn *one = &drawn[to->facts.draw_count++];
        rc = xc_store_subs(to->session.store, to->session.office, draws[i].id, arena,
                           &subs, &sub_count, to->error);
        *one = (struct xc_public_drawn){
            .draw = &draws[i], .subs = subs, .sub_count = sub_count};
        if (rc == XC_OK) {
            rc = is_open(to, &draws[i], subs, sub_count, &one->open);
        }
    }
    to->facts.draws = drawn;
    return rc;
}

static int find_ledger(struct gathering *to) {
    struct xc_draw_again *again = NULL;
    int rc =
        xc_store_draws_again(to->session.store, to->session.office, to->programme,
                             to->out->arena, &again, &to->facts.again_count, to->error);
    to->facts.again = again;
    if (rc == XC_OK) {
        rc = xc_draw_gaps(to->session.store, to->session.office, to->programme,
                          to->facts.at, &to->facts.gaps, to->error);
    }
    return rc;
}

static int is_known(const struct gathering *to) {
    if (to->plan || to->facts.draw_count > 0) {
        return XC_OK;
    }
    char day[11];
    xc_date_format(to->out->report.as_of, day);
    return xc_fail(to->error, XC_ENO,
                   "office %.*s had neither a plan nor a draw of programme %.*s on %s",
                   XC_PRI(to->session.office), XC_PRI(to->programme), day);
}

int xc_public_gather(const struct xc_session *session, struct xc_str programme,
                     xc_date as_of, struct xc_public *out, struct xc_error *error) {
    struct gathering to = {.session = *session,
                           .programme = programme,
                           .out = out,
                           .facts = {.id = programme},
                           .error = error};
    *out = (struct xc_public){.arena = xc_arena_new((size_t)16 << 30)};
    out->report = (struct xc_public_report){.figures = &out->figures,
                                            .office = session->office,
                                            .published_at = XC_NO_INSTANT};
    int rc = out->arena ? set_time(&to, as_of) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = load_plan(&to);
    }
    if (rc == XC_OK) {
        rc = find_draws(&to);
    }
    if (rc == XC_OK) {
        rc = is_known(&to);
    }
    if (rc == XC_OK) {
        rc = find_ledger(&to);
    }
    if (rc == XC_OK) {
        rc = xc_office_name(&to.session, out->report.reg, out->arena,
                            &out->report.office_name, error);
    }
    return rc == XC_OK ? xc_public_figures(&to.facts, out->arena, &out->figures, error)
                       : rc;
}

void xc_public_free(struct xc_public *gathered) {
    xc_loaded_free(&gathered->loaded);
    xc_register_free(gathered->reg);
    xc_arena_free(gathered->arena);
    *gathered = (struct xc_public){0};
}
