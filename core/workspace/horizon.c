#include "workspace/horizon.h"

#include "calendar/feed.h"

static void widen(struct xc_window window, xc_date *from, xc_date *to) {
    if (window.from != XC_NO_DATE && (*from == XC_NO_DATE || window.from < *from)) {
        *from = window.from;
    }
    if (window.to != XC_NO_DATE && (*to == XC_NO_DATE || window.to > *to)) {
        *to = window.to;
    }
}

void xc_horizon_span(const struct xc_programme *programme, xc_date *from, xc_date *to) {
    *from = *to = XC_NO_DATE;
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        widen(stage->window, from, to);
        for (size_t k = 0; k < stage->obligation_count; k++) {
            widen(stage->obligations[k].window, from, to);
        }
    }
    for (size_t i = 0; i < programme->due_count; i++) {
        widen(programme->dues[i].window, from, to);
    }
    if (*from == XC_NO_DATE) {
        *from = xc_date_make(programme->year, 1, 1);
        *to = xc_date_make(programme->year, 12, 31);
    }
}

/* When nobody starts work any more that day. */
static unsigned last_hour(const struct xc_programme *programme) {
    const struct xc_hours *hours =
        programme->hours.count > 0 ? &programme->hours : &xc_hours_default;
    unsigned last = hours->spans[hours->count - 1].to;
    for (size_t i = 0; i < programme->stage_count; i++) {
        hours = &programme->stages[i].hours;
        if (hours->count > 0 && hours->spans[hours->count - 1].to > last) {
            last = hours->spans[hours->count - 1].to;
        }
    }
    return last;
}

int xc_horizon_as_of(const struct xc_session *session,
                     const struct xc_programme *programme, const char *place,
                     xc_date as_of, xc_date *chosen, struct xc_error *error) {
    xc_date first = XC_NO_DATE;
    int offset = 0;
    unsigned minutes;
    if (!xc_zone_known(programme->zone, &offset)) {
        return xc_fail(error, XC_EPOLICY, "%s: unknown time zone '%.*s'", place,
                       XC_PRI(programme->zone));
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        xc_date opens = xc_stage_opens(programme, &programme->stages[i]);
        if (first == XC_NO_DATE || opens < first) {
            first = opens;
        }
    }
    *chosen = as_of;
    if (as_of == XC_NO_DATE) {
        *chosen = xc_instant_date(session->now, offset, &minutes);
        *chosen += minutes >= last_hour(programme);
    }
    if (first != XC_NO_DATE && *chosen < first) {
        *chosen = first;
    }
    return XC_OK;
}

int xc_horizon_open(const struct xc_programme *programme, xc_date day,
                    struct xc_arena *arena, struct xc_programme *open,
                    struct xc_error *error) {
    *open = *programme;
    open->stages = xc_arena_array(arena, programme->stage_count, sizeof *open->stages);
    open->stage_count = 0;
    if (!open->stages) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        if (xc_stage_opens(programme, stage) <= day) {
            open->stages[open->stage_count++] = *stage;
        }
    }
    if (open->stage_count == 0) {
        char text[11];
        xc_date_format(day, text);
        xc_fail(error, XC_ENO, "no stage of programme %.*s is open on %s",
                XC_PRI(programme->id), text);
        return xc_hint(error, "name a later day with --as-of");
    }
    return XC_OK;
}
