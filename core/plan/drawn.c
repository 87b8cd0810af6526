/* What draws gave, for the steps that plan with the programme's own crews. */
#include "plan/plan_internal.h"

#include <string.h>

int xc_drawn_missing(struct xc_str label, struct xc_str draw, struct xc_error *error) {
    (void)xc_fail(error, XC_ENO, "'%.*s' needs the draw '%.*s', which has not been made.",
                  XC_PRI(label), XC_PRI(draw));
    return xc_hint(error, "run the draw first: xuncha draw run");
}

const struct xc_plan_draw *xc_drawn_find(const struct xc_plan_input *input,
                                         struct xc_str label, size_t *from) {
    for (; *from < input->draw_count; ++*from)
        if (xc_str_equal(input->draws[*from].label, label))
            return &input->draws[(*from)++];
    return NULL;
}

/* A target that was drawn in two batches keeps the window of the first. */
int xc_drawn_targets(struct xc_job *job, struct xc_demand *demand, struct xc_bitset *rows,
                     struct xc_error *error) {
    const struct xc_obligation *obligation = demand->obligation;
    const struct xc_plan_draw *draw;
    uint32_t targets = job->reg->targets.count;
    size_t from = 0;
    bool found = false;
    *rows = xc_bitset_make(targets);
    demand->drawn = xc_arena_array(job->arena, targets, sizeof *demand->drawn);
    if ((!rows->words && targets > 0) || !demand->drawn)
        return xc_fail_memory(error);
    while ((draw = xc_drawn_find(job->input, obligation->drawn, &from)) != NULL) {
        found = true;
        for (size_t i = 0; i < draw->unit_count; i++) {
            uint32_t row = xc_register_find_target(job->reg, draw->units[i]);
            bool closed =
                row != XC_NO_ROW && job->reg->targets.status[row] == XC_STATUS_CLOSED;
            struct xc_message note;
            if (row != XC_NO_ROW && !closed && !xc_bitset_get(rows, row)) {
                xc_bitset_put(rows, row);
                demand->drawn[row] = draw->window;
            }
            if (row != XC_NO_ROW && !closed)
                continue;
            if (closed)
                xc_message_set(&note,
                               "'%.*s' drew the target '%.*s', which has closed; ask for "
                               "a substitute.",
                               XC_PRI(obligation->label), XC_PRI(draw->units[i]));
            else
                xc_message_set(&note,
                               "'%.*s' drew the target '%.*s', which is no longer in the "
                               "register.",
                               XC_PRI(obligation->label), XC_PRI(draw->units[i]));
            if (xc_plan_note(job, &note))
                return xc_fail_memory(error);
        }
    }
    return found ? XC_OK : xc_drawn_missing(obligation->label, obligation->drawn, error);
}

/* False: they share no day. */
static bool cut(struct xc_window *window, struct xc_window by) {
    struct xc_window both = {window->from > by.from ? window->from : by.from,
                             window->to < by.to ? window->to : by.to};
    if (both.from > both.to)
        return false;
    *window = both;
    return true;
}

void xc_drawn_narrow(const struct xc_demand *demand, uint32_t target,
                     struct xc_window *wide, struct xc_window *wish) {
    if (!demand->drawn)
        return;
    if (!cut(wide, demand->drawn[target]))
        *wide = demand->drawn[target];
    if (!cut(wish, *wide))
        *wish = *wide;
}

/* ---- experts who were dealt to crews ---- */

static int add_dealt(const struct xc_job *job, struct xc_str crew,
                     const struct xc_plan_dealt *dealt, uint32_t *people, uint32_t *count,
                     uint32_t room, struct xc_error *error) {
    for (size_t i = 0; i < dealt->person_count && *count < room; i++) {
        uint32_t row = xc_register_find_person(job->reg, dealt->people[i].person);
        bool known = row == XC_NO_ROW;
        for (uint32_t k = 0; k < *count; k++)
            known = known || people[k] == row;
        if (known)
            continue;
        if (job->member_of[row] != XC_NO_ROW)
            return xc_fail(error, XC_ENO,
                           "%.*s was dealt to crew %.*s, but is in another one already.",
                           XC_PRI(dealt->people[i].person), XC_PRI(crew));
        people[(*count)++] = row;
    }
    return XC_OK;
}

/* Those of one draw; *found: it has been made. */
static int add_of_draw(const struct xc_job *job, struct xc_str label, struct xc_str crew,
                       uint32_t *people, uint32_t *count, uint32_t room, bool *found,
                       struct xc_error *error) {
    const struct xc_plan_draw *draw;
    size_t from = 0;
    int code = XC_OK;
    while (!code && (draw = xc_drawn_find(job->input, label, &from)) != NULL) {
        *found = true;
        for (size_t i = 0; !code && draw->dealt && i < draw->unit_count; i++)
            if (xc_str_equal(draw->units[i], crew))
                code = add_dealt(job, crew, &draw->dealt[i], people, count, room, error);
    }
    return code;
}

int xc_drawn_join_crew(const struct xc_job *job, struct xc_str crew, uint32_t *people,
                       uint32_t *count, uint32_t room, struct xc_error *error) {
    int code = XC_OK;
    for (size_t s = 0; s < job->programme->stage_count; s++) {
        const struct xc_stage *stage = &job->programme->stages[s];
        for (size_t k = 0; !code && k < stage->obligation_count; k++) {
            const struct xc_obligation *obligation = &stage->obligations[k];
            bool found = obligation->panel_draw.len == 0;
            if (!found)
                code = add_of_draw(job, obligation->panel_draw, crew, people, count, room,
                                   &found, error);
            if (!code && !found)
                code = xc_drawn_missing(obligation->label, obligation->panel_draw, error);
        }
    }
    return code;
}

/* ---- the order of zones or targets ---- */

/* Days of a zone's part of the window at least, and days beside it that its visits may
 * still take: crews fill whole days. */
enum { LEAST_DAYS = 10, SLACK = 3 };

struct ranking {
    const struct xc_job *job;
    const uint32_t *rank; /* by need */
};

static int by_rank(const void *context, uint32_t a, uint32_t b) {
    const struct ranking *r = context;
    const struct xc_need *needs = r->job->needs;
    if (needs[a].pool != needs[b].pool)
        return needs[a].pool < needs[b].pool ? -1 : 1;
    if (r->rank[a] != r->rank[b])
        return r->rank[a] < r->rank[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* A zone by its text or by the code of its area, a target by its id. */
static uint32_t rank_of(const struct xc_job *job, const struct xc_plan_draw *draw,
                        const uint32_t *sorted, const struct xc_need *need) {
    const struct xc_targets *targets = &job->reg->targets;
    struct xc_str names[3] = {xc_register_text(job->reg, targets->id[need->target]),
                              xc_register_text(job->reg, targets->zone[need->target])};
    if (names[1].len == 0 && targets->area[need->target] != XC_NO_ROW)
        names[2] =
            xc_register_text(job->reg, job->reg->areas.code[targets->area[need->target]]);
    for (unsigned n = 0; n < 3; n++) {
        size_t lo = 0;
        size_t hi = names[n].len > 0 ? draw->unit_count : 0;
        while (lo < hi) {
            size_t middle = lo + (hi - lo) / 2;
            if (xc_str_compare(draw->units[sorted[middle]], names[n]) < 0)
                lo = middle + 1;
            else
                hi = middle;
        }
        if (lo < draw->unit_count && names[n].len > 0 &&
            xc_str_equal(draw->units[sorted[lo]], names[n]))
            return sorted[lo];
    }
    return UINT32_MAX; /* new since the draw: comes last */
}

static int by_unit(const void *context, uint32_t a, uint32_t b) {
    const struct xc_str *units = context;
    int order = xc_str_compare(units[a], units[b]);
    return order ? order : (a < b ? -1 : a > b);
}

/* The part of its window that work from `before` on takes of all. */
static void give_part(struct xc_need *need, uint64_t before, uint64_t here,
                      uint64_t all) {
    uint64_t length = (uint64_t)need->hi - need->lo + 1;
    if (need->lo > need->hi || all == 0)
        return;
    uint64_t from = before * length / all;
    uint64_t to = ((before + here) * length + all - 1) / all;
    to = to - from < LEAST_DAYS ? from + LEAST_DAYS : to;
    to = to > length ? length : to;
    if (to - from < LEAST_DAYS)
        from = to > LEAST_DAYS ? to - LEAST_DAYS : 0;
    uint32_t first = need->lo;
    uint32_t last = need->hi;
    need->lo = (uint16_t)(first + from);
    need->hi = (uint16_t)(first + to - 1);
    need->wide_lo = (uint16_t)(from > SLACK ? need->lo - (uint32_t)SLACK : first);
    need->wide_hi = (uint16_t)(to + SLACK < length ? need->hi + (uint32_t)SLACK : last);
}

/* Windows: a pool's zones fill its window in the order drawn. */
static int wish_in_order(struct xc_job *job, const struct xc_demand *demand,
                         const struct xc_plan_draw *draw, struct xc_error *error) {
    uint32_t count = demand->behind - demand->first;
    uint32_t *sorted = xc_plan_indices(job->arena, draw->unit_count);
    uint32_t *units_scratch =
        xc_arena_array(job->arena, draw->unit_count, sizeof *sorted);
    uint32_t *rank = xc_arena_array(job->arena, job->need_count, sizeof *rank);
    uint32_t *order = xc_arena_array(job->arena, count, sizeof *order);
    uint32_t *scratch = xc_arena_array(job->arena, count, sizeof *scratch);
    if (!sorted || !units_scratch || !rank || !order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(sorted, draw->unit_count, units_scratch, by_unit, draw->units);
    for (uint32_t i = 0; i < count; i++) {
        order[i] = demand->first + i;
        rank[order[i]] = rank_of(job, draw, sorted, &job->needs[order[i]]);
    }
    struct ranking ranking = {job, rank};
    xc_plan_sort(order, count, scratch, by_rank, &ranking);
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i;
        uint64_t all = 0;
        uint64_t before = 0;
        while (end < count && job->needs[order[end]].pool == job->needs[order[i]].pool)
            all += job->needs[order[end++]].minutes;
        while (i < end) {
            uint32_t behind = i;
            uint64_t here = 0;
            while (behind < end && rank[order[behind]] == rank[order[i]])
                here += job->needs[order[behind++]].minutes;
            for (; i < behind; i++)
                give_part(&job->needs[order[i]], before, here, all);
            before += here;
        }
    }
    return XC_OK;
}

int xc_drawn_order(struct xc_job *job, struct xc_error *error) {
    int code = XC_OK;
    for (uint32_t i = 0; !code && i < job->demand_count; i++) {
        const struct xc_obligation *obligation = job->demands[i].obligation;
        size_t from = 0;
        if (obligation->order != XC_ORDER_DRAW || obligation->order_draw.len == 0)
            continue;
        const struct xc_plan_draw *draw =
            xc_drawn_find(job->input, obligation->order_draw, &from);
        code = draw ? wish_in_order(job, &job->demands[i], draw, error)
                    : xc_drawn_missing(obligation->label, obligation->order_draw, error);
    }
    return code;
}
