/* Areas that crews swap: in a batch (a period of the obligation) a zone belongs to one
 * crew, in the next batch to another. */
#include "plan/check_internal.h"

struct turn { /* a visit of an obligation whose crews swap areas */
    const struct xc_demand *demand;
    struct xc_str zone, crew;
    uint32_t area; /* row or XC_NO_ROW */
    xc_date batch; /* first day of its period */
    uint32_t visit;
    bool shared; /* other crews take turns in its area */
};

static int by_zone(const void *context, uint32_t a, uint32_t b) {
    const struct turn *x = (const struct turn *)context + a;
    const struct turn *y = (const struct turn *)context + b;
    if (x->demand != y->demand)
        return x->demand < y->demand ? -1 : 1;
    if (x->area != y->area)
        return x->area < y->area ? -1 : 1;
    int order = xc_str_compare(x->zone, y->zone);
    if (order)
        return order;
    if (x->batch != y->batch)
        return x->batch < y->batch ? -1 : 1;
    return x->visit < y->visit ? -1 : x->visit > y->visit;
}

/* Crews swap only where there are several: seen from others that visit the same zone
 * (where duties are listed) or area under the obligation. */
static bool same_ring(const struct turn *a, const struct turn *b) {
    return a->demand == b->demand && a->area == b->area &&
           (a->demand->obligation->duty_count == 0 || xc_str_equal(a->zone, b->zone));
}

static void find_shared(struct turn *turns, const uint32_t *order, uint32_t count) {
    for (uint32_t i = 0; i < count;) {
        const struct turn *first = &turns[order[i]];
        uint32_t end = i;
        bool shared = false;
        for (; end < count && same_ring(first, &turns[order[end]]); end++)
            shared = shared || !xc_str_equal(turns[order[end]].crew, first->crew);
        for (; i < end; i++)
            turns[order[i]].shared = shared;
    }
}

static int check_turns(const struct xc_checking *c, const struct turn *turns,
                       const uint32_t *order, uint32_t count) {
    const struct turn *batch = NULL;  /* first visit of the zone in this batch */
    const struct turn *before = NULL; /* … and in the batch before */
    for (uint32_t i = 0; i < count; i++) {
        const struct turn *turn = &turns[order[i]];
        if (!batch || batch->demand != turn->demand || batch->area != turn->area ||
            !xc_str_equal(batch->zone, turn->zone)) {
            before = NULL;
            batch = turn;
            continue;
        }
        enum xc_period each = turn->demand->obligation->each;
        if (batch->batch != turn->batch) {
            bool next = xc_date_period_last(batch->batch, each) + 1 == turn->batch;
            before = next ? batch : NULL;
            batch = turn;
        }
        if (!xc_str_equal(batch->crew, turn->crew))
            XC_BREACH(c, xc_check_blame(c, turn->visit, batch->visit),
                      XC_MSG("zone %.*s belongs to crew %.*s in this period of '%.*s', "
                             "not to crew %.*s."),
                      XC_PRI(turn->zone), XC_PRI(batch->crew),
                      XC_PRI(turn->demand->obligation->label), XC_PRI(turn->crew));
        if (before && turn->shared && xc_str_equal(before->crew, turn->crew))
            XC_BREACH(c, xc_check_blame(c, turn->visit, before->visit),
                      XC_MSG("crew %.*s visits zone %.*s in two periods running, but "
                             "'%.*s' wants crews to swap."),
                      XC_PRI(turn->crew), XC_PRI(turn->zone),
                      XC_PRI(turn->demand->obligation->label));
    }
    return 0;
}

static bool is_turn(const struct xc_checking *c, uint32_t visit,
                    const struct xc_visit_task *task, struct turn *turn) {
    const struct xc_register *reg = c->job.reg;
    const struct xc_demand *demand = xc_check_demand(c, task);
    uint32_t target = c->targets[visit];
    if (!demand || demand->obligation->areas != XC_AREAS_SWAP ||
        !demand->obligation->each || target == XC_NO_ROW)
        return false;
    *turn = (struct turn){
        .demand = demand,
        .zone = xc_register_text(reg, reg->targets.zone[target]),
        .crew = c->visits[visit]->crew,
        .area = reg->targets.area[target],
        .batch = xc_date_period_first(c->visits[visit]->date, demand->obligation->each),
        .visit = visit};
    return true;
}

int xc_check_areas(struct xc_checking *c, struct xc_error *error) {
    size_t room = 0;
    uint32_t count = 0;
    struct turn turn;
    for (uint32_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->visits[i]->task_count; k++)
            room += is_turn(c, i, &c->visits[i]->tasks[k], &turn);
    struct turn *turns = xc_arena_array(c->job.arena, room, sizeof *turns);
    uint32_t *order = xc_plan_indices(c->job.arena, room);
    uint32_t *scratch = xc_arena_array(c->job.arena, room, sizeof *scratch);
    if (!turns || !order || !scratch)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->visits[i]->task_count; k++)
            if (is_turn(c, i, &c->visits[i]->tasks[k], &turn))
                turns[count++] = turn;
    xc_plan_sort(order, count, scratch, by_zone, turns);
    find_shared(turns, order, count);
    return check_turns(c, turns, order, count);
}
