#include "publish/due_gather.h"

#include "history/dues.h"
#include "publish/day.h"
#include "workspace/office.h"
#include "workspace/settings.h"

enum { DAY = 24 * 60 };

static int list_received(const struct xc_dues_receipts *receipts,
                         const struct xc_due_item *items, struct xc_due_facts *facts,
                         struct xc_arena *arena, struct xc_error *error) {
    xc_date *received = xc_arena_array(arena, facts->count, sizeof *received);
    bool *overran = xc_arena_array(arena, facts->count, sizeof *overran);
    for (size_t i = 0; received && overran && i < facts->count; i++) {
        struct xc_dues_receipt in = xc_dues_received(receipts, &items[i]);
        received[i] = in.on;
        overran[i] = in.on == items[i].date && items[i].minutes != XC_NO_TIME &&
                     in.minutes > (unsigned)items[i].minutes;
    }
    facts->received = received;
    facts->overran = overran;
    return received && overran ? XC_OK : xc_fail_memory(error);
}

int xc_due_gather(const struct xc_session *session, struct xc_str programme,
                  xc_date as_of, struct xc_due_gathered *out, struct xc_error *error) {
    struct xc_session then = *session;
    struct xc_due_facts *facts = &out->facts;
    struct xc_dues_receipts *receipts;
    struct xc_due_item *items = NULL;
    *out = (struct xc_due_gathered){.arena = xc_arena_new((size_t)16 << 30)};
    int offset = 0;
    facts->as_of = as_of;
    int rc = out->arena ? xc_day_close(&then, programme, &facts->as_of, &offset, error)
                        : xc_fail_memory(error);
    if (rc == XC_OK) {
        bool over = xc_instant_date(session->now, offset, &facts->minutes) > facts->as_of;
        facts->minutes = over ? DAY : facts->minutes;
        rc = xc_load_plan_at(&then, programme, then.now, &out->loaded, error);
    }
    if (rc == XC_OK) {
        rc = xc_settings_get(&then, "draft_days", &facts->draft_days, error);
    }
    if (rc == XC_OK) {
        rc = xc_dues_of_plan(&then, &out->loaded, &out->loaded.plans[0], out->arena,
                             &items, &facts->count, &receipts, error);
    }
    if (rc == XC_OK) {
        rc = list_received(receipts, items, facts, out->arena, error);
    }
    if (rc == XC_OK) {
        facts->items = items;
        facts->programme = out->loaded.plans[0].programme;
        facts->workdays = out->loaded.workdays;
        rc = xc_due_figures(facts, out->arena, &out->figures, error);
    }
    out->report = (struct xc_due_report){
        .figures = &out->figures, .office = session->office, .reg = out->loaded.reg};
    if (rc == XC_OK) {
        rc = xc_office_name(&then, out->loaded.reg, out->arena, &out->report.office_name,
                            error);
    }
    return rc;
}

void xc_due_gathered_free(struct xc_due_gathered *gathered) {
    xc_loaded_free(&gathered->loaded);
    xc_arena_free(gathered->arena);
    *gathered = (struct xc_due_gathered){0};
}
