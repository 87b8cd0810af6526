#include "hand/work.h"

#include "calendar/feed.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>

static int by_id(const void *key, const void *row) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_hand_row *)row)->visit->id);
}

struct xc_hand_row *xc_hand_find(const struct xc_hand_work *work, struct xc_str id) {
    return work->row_count
               ? bsearch(&id, work->rows, work->row_count, sizeof *work->rows, by_id)
               : NULL;
}

const struct xc_visit *xc_hand_now(const struct xc_hand_work *work,
                                   const struct xc_hand_row *row) {
    return row->effect ? &work->result->effects[row->effect - 1].after : row->visit;
}

int xc_hand_person(const struct xc_register *reg, struct xc_str text, uint32_t *person,
                   struct xc_error *error) {
    *person = xc_register_find_person(reg, text);
    size_t found = *person != XC_NO_ROW;
    for (uint32_t row = 0; *person == XC_NO_ROW && row < reg->people.count; row++) {
        if (xc_str_equal(xc_register_text(reg, reg->people.name[row]), text)) {
            *person = row;
            found = 1;
            for (row++; row < reg->people.count; row++) {
                found += xc_str_equal(xc_register_text(reg, reg->people.name[row]), text);
            }
        }
    }
    if (found == 1) {
        return XC_OK;
    }
    if (found == 0) {
        xc_fail(error, XC_EINPUT, "there is no person '%.*s'", XC_PRI(text));
        return xc_hint(error, "write the id, or the name as the register has it");
    }
    xc_fail(error, XC_EINPUT, "%zu people are called '%.*s'", found, XC_PRI(text));
    return xc_hint(error, "write the id");
}

bool xc_hand_dealt(const struct xc_loaded *loaded, const struct xc_visit *visit) {
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_obligation *asks = xc_task_obligation(loaded, &visit->tasks[i]);
        if (asks && (asks->crew.drawn || asks->crew.team_count > 0 || asks->panel.drawn ||
                     asks->panel_draw.len > 0)) {
            return true;
        }
    }
    return false;
}

int xc_hand_today(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                  xc_date *today, unsigned *minute) {
    int offset = 0;
    if (!xc_zone_known(plan->programme->zone, &offset)) {
        return xc_fail(work->error, XC_EPOLICY,
                       "programme %.*s: unknown time zone '%.*s'",
                       XC_PRI(plan->programme->id), XC_PRI(plan->programme->zone));
    }
    *today = xc_instant_date(work->session->now, offset, minute);
    return XC_OK;
}
