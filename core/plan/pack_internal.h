/* Visits of a zone in crew-days: filling a day, the least days, packing. Part of
 * plan_internal.h. */
#ifndef XC_PLAN_PACK_INTERNAL_H
#define XC_PLAN_PACK_INTERNAL_H

#include "plan/plan_internal.h"

/* fill.c: a crew's day in one zone, set-up done, in units of XC_GRID_MINUTES. */
enum {
    XC_FILL_ITEMS = 64,
    XC_FILL_OUT = 255,   /* not chosen */
    XC_FILL_ACROSS = 254 /* chosen, before all others: runs across a pause */
};
struct xc_fill_room {
    unsigned count; /* pieces, in the order of time; 0: the set-up alone does not fit */
    uint8_t units[XC_HOUR_SPANS]; /* that are free at the end of each */
};
/* The hours of a class on a whole day. */
struct xc_hours xc_fill_hours(const struct xc_job *job, uint32_t klass);
struct xc_fill;                                      /* scratch, in the arena */
struct xc_fill *xc_fill_new(struct xc_arena *arena); /* NULL: no memory */
struct xc_fill_room xc_fill_room_of(const struct xc_hours *hours, unsigned setup_minutes);
unsigned xc_fill_units(const struct xc_fill_room *room);
unsigned xc_fill_longest(const struct xc_fill_room *room);
/* What xc_day_plan_take does to the day; false: nothing changed. */
bool xc_fill_take(struct xc_fill_room *room, unsigned units);
/* Chooses at most limit of at most XC_FILL_ITEMS items, in the order of preference, that
 * leave the least of the room empty (with many: as many as can be, then that). forced:
 * the first one must be among them. where[i] is the piece, XC_FILL_ACROSS or XC_FILL_OUT;
 * taken in the order across, piece 0, piece 1 … by xc_day_plan_take they fit. Takes them
 * from the room and returns how many, 0 also where the forced one does not fit. */
unsigned xc_fill_choose(struct xc_fill *fill, struct xc_fill_room *room,
                        const uint8_t *sizes, unsigned count, unsigned limit, bool many,
                        bool forced, uint8_t *where);

/* bound.c: the least crew-days that visits of one zone need, however many crews there
 * are; see its definitions for the proofs. */
struct xc_bound_visit {
    uint16_t lo, hi; /* first and last working day */
    uint8_t units;   /* of XC_GRID_MINUTES */
};
struct xc_bound_day {         /* what the best crew could do on one day in the zone */
    struct xc_fill_room room; /* the set-up done */
    unsigned limit;           /* visits, UINT_MAX: any number */
    bool loose;               /* pauses may lie anywhere: only the sum of units counts */
};
struct xc_bound; /* scratch and a cache, in the arena */
struct xc_bound *xc_bound_new(struct xc_arena *arena, size_t most_visits);
/* What was learned from earlier visits helps with later ones. Forgets it, so that what
 * comes does not depend on what came before. */
void xc_bound_forget(struct xc_bound *bound);
/* visits: sorted by hi; the order within is free. Stops at `enough`, which is then known
 * to be the least (UINT32_MAX: never). */
uint32_t xc_bound_days(struct xc_bound *bound, const struct xc_bound_day *day,
                       const struct xc_bound_visit *visits, size_t count,
                       uint32_t enough);
/* After xc_bound_days, for the same visits: the least days of those that are not in
 * served (a bit each), by windows and the weights that said most. At most
 * XC_EXACT_VISITS. */
uint32_t xc_bound_rest(struct xc_bound *bound, const struct xc_bound_visit *visits,
                       size_t count, uint64_t served);
/* bound_zones.c: the same over all zones for the needs that are placed, each counted with
 * the days of its window as far as the rules allow it; visits of several days count their
 * days. */
int xc_bound_zone_days(struct xc_job *job, uint64_t *days, struct xc_error *error);

/* exact.c: the least days by search, for few visits. */
enum { XC_EXACT_VISITS = 64 };
struct xc_exact; /* scratch, in the arena */
struct xc_exact_days {
    uint32_t least;       /* no plan needs fewer, or upper where that is known */
    uint32_t days;        /* a plan with so many, below upper; 0: none was found */
    const uint64_t *sets; /* its days: visits, a bit each; maybe two of one target */
};
struct xc_exact *xc_exact_new(struct xc_arena *arena); /* NULL: no memory */
uint32_t xc_exact_budget(uint32_t zones);              /* of one of so many zones */
/* visits: sorted by hi, at most XC_EXACT_VISITS, and xc_bound_days has just been asked
 * about them. upper: days that are known to be enough. budget: sets of visits looked at.
 */
struct xc_exact_days xc_exact_run(struct xc_exact *exact, struct xc_bound *bound,
                                  const struct xc_bound_day *day,
                                  const struct xc_bound_visit *visits, unsigned count,
                                  uint32_t upper, uint32_t budget);

/* pack.c: visits of one zone into few crew-days. */
enum { XC_PACK_LEVELS = 32 };
struct xc_pack_item {
    uint32_t target; /* no two visits of one target on a day */
    uint16_t lo, hi;
    uint8_t units; /* of XC_GRID_MINUTES, at least 1 */
    uint8_t level;
};
struct xc_pack_level {        /* visits that the same crews may make */
    struct xc_fill_room room; /* their day */
    unsigned limit;           /* visits of a day, at most XC_CELL_VISITS */
    uint32_t covers;          /* levels whose visits may fill a day of this one; its own
                                 too */
};
struct xc_pack_task {
    const struct xc_pack_item *items; /* by hi, then the longer first */
    uint32_t count;
    struct xc_pack_level levels[XC_PACK_LEVELS]; /* rarest first */
    unsigned level_count;
    uint32_t budget;     /* of xc_exact_run */
    uint32_t steps;      /* attempts to save a day */
    uint32_t wide_steps; /* attempts to widen windows */
    uint64_t seed;
};
struct xc_pack_day {
    uint32_t first; /* of items */
    uint32_t count;
    uint16_t lo, hi;
    uint16_t units;
    uint8_t level; /* whose crews it needs */
};
struct xc_pack_days { /* in the scratch: until the next run */
    const struct xc_pack_day *days;
    const uint32_t *items; /* of the task, day after day */
    const uint8_t *where;  /* items: their piece of the day, as xc_fill_choose says */
    uint32_t count;
};
struct xc_pack; /* scratch, in the arena */
struct xc_pack *xc_pack_new(struct xc_arena *arena, size_t most_items, size_t targets);
/* widen.c: visits of one length change places where that makes the days' windows wider.
 * items: of the days, one behind the other. */
void xc_widen_run(const struct xc_pack_task *task, uint32_t *items,
                  struct xc_pack_day *days, uint32_t count);
void xc_pack_forget(struct xc_pack *pack); /* as xc_bound_forget */
struct xc_pack_days xc_pack_run(struct xc_pack *pack, const struct xc_pack_task *task);

#endif
