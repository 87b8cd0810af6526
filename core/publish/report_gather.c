#include "publish/report_gather.h"

#include "publish/day.h"
#include "publish/report_work.h"
#include "workspace/office.h"

#include <stdlib.h>

static int list_obligations(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    const struct xc_programme *programme = facts->programme;
    size_t count = 0;
    for (size_t i = 0; i < programme->stage_count; i++) {
        count += programme->stages[i].obligation_count;
    }
    facts->obligations =
        xc_arena_array(work->out->arena, count, sizeof *facts->obligations);
    if (!facts->obligations) {
        return xc_fail_memory(work->error);
    }
    for (uint32_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            const struct xc_obligation *obligation = &stage->obligations[k];
            facts->obligations[facts->obligation_count++] = (struct xc_report_obligation){
                .stage = stage,
                .obligation = obligation,
                .stage_row = i,
                .grows = obligation->drawn.len > 0 || obligation->since.kind != 0};
        }
    }
    return XC_OK;
}

static int no_plan(const struct xc_report_work *work, bool published) {
    struct xc_str office = work->session.office, programme = work->programme;
    char day[11];
    xc_date_format(work->out->facts.as_of, day);
    return published
               ? xc_fail(work->error, XC_ENO,
                         "office %.*s had published no plan of programme %.*s on %s",
                         XC_PRI(office), XC_PRI(programme), day)
               : xc_fail(work->error, XC_ENO,
                         "office %.*s had no plan of programme %.*s on %s",
                         XC_PRI(office), XC_PRI(programme), day);
}

static int load(struct xc_report_work *work) {
    struct xc_gathered *out = work->out;
    struct xc_report_facts *facts = &out->facts;
    struct xc_error none = {0};
    int rc = xc_load_plan_at(&work->session, work->programme, work->session.now,
                             &out->loaded, &none);
    if (rc == XC_ENO) {
        return no_plan(work, false);
    }
    if (rc != XC_OK) {
        *work->error = none;
        return rc;
    }
    work->plan = &out->loaded.plans[0];
    facts->programme = work->plan->programme;
    facts->published_at = work->plan->published_at;
    work->frozen_at =
        facts->published_at == XC_NO_INSTANT ? work->session.now : facts->published_at;
    if (facts->published_at == XC_NO_INSTANT &&
        !xc_viewer_sees_plans(work->viewer.role)) {
        return no_plan(work, true);
    }
    return list_obligations(work);
}

/* The register that the base was frozen with, where it is not that of the day. */
static int load_frozen(struct xc_report_work *work) {
    struct xc_store *store = work->session.store;
    int64_t plan, then = 0, now = 0;
    int rc = xc_store_numbers_at(store, work->session.office, work->programme,
                                 work->frozen_at, &plan, &then, work->error);
    if (rc == XC_OK) {
        rc = xc_store_numbers_at(store, work->session.office, work->programme,
                                 work->session.now, &plan, &now, work->error);
    }
    return rc == XC_OK && then > 0 && then != now
               ? xc_store_load_register(store, work->session.office, then,
                                        &work->out->frozen, work->session.progress,
                                        work->error)
               : rc;
}

int xc_report_gather(const struct xc_session *session, struct xc_str programme,
                     xc_date as_of, enum xc_viewer_role role, bool owed,
                     struct xc_gathered *out, struct xc_error *error) {
    static const struct {
        int (*run)(struct xc_report_work *work);
        bool owed; /* only for what is owed */
    } steps[] = {{load, false},
                 {load_frozen, false},
                 {xc_report_base, false},
                 {xc_report_targets, false},
                 {xc_report_base_sort, true},
                 {xc_report_visits, false},
                 {xc_report_owed, true},
                 {xc_report_states, true},
                 {xc_report_items, true}};
    struct xc_report_work work = {.session = *session,
                                  .programme = programme,
                                  .out = out,
                                  .viewer = {role ? role : XC_VIEWER_PLANNER, false},
                                  .error = error};
    *out = (struct xc_gathered){.arena = xc_arena_new((size_t)16 << 30)};
    int rc = out->arena ? xc_day_close(&work.session, programme, &as_of,
                                       &out->facts.offset_minutes, error)
                        : xc_fail_memory(error);
    out->facts.id = programme;
    out->facts.office = session->office;
    out->facts.as_of = as_of;
    out->facts.role = work.viewer.role;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == XC_OK; i++) {
        if (owed || !steps[i].owed) {
            rc = steps[i].run(&work);
        }
    }
    if (rc == XC_OK) {
        rc = xc_office_name(&work.session, out->loaded.reg, out->arena,
                            &out->facts.office_name, error);
    }
    free(work.base);
    free(work.visit_targets);
    free(work.today_rows);
    return rc;
}

void xc_gathered_free(struct xc_gathered *gathered) {
    xc_loaded_free(&gathered->loaded);
    xc_register_free(gathered->frozen);
    xc_arena_free(gathered->arena);
    *gathered = (struct xc_gathered){0};
}
