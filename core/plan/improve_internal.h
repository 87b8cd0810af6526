/* The state of a search around a plan: one component, and what a change of its plan is
 * worth. All costs are integers: a zone-day is XC_SEARCH_ZONE_DAY. */
#ifndef XC_PLAN_IMPROVE_INTERNAL_H
#define XC_PLAN_IMPROVE_INTERNAL_H

#include "plan/plan_internal.h"

#define XC_SEARCH_ZONE_DAY (INT64_C(1) << 16)

/* Shares of work that ought to be level: weeks, months or crews. */
struct xc_search_level {
    uint32_t count;
    uint64_t *load;  /* minutes */
    uint64_t *fair;  /* minutes × 16: the fair share */
    int64_t *weight; /* of the square of what is beyond or below it */
    int32_t *excess; /* beyond the fair share, in parts of 2^16 */
    uint32_t worst;  /* where excess is largest */
    bool peak;       /* the largest counts by itself */
};

/* level.c. half_bound is what the peak costs at twice the fair share. Shares from the
 * capacities, weights from the shares, the rest from the loads. */
int xc_level_make(struct xc_arena *arena, struct xc_search_level *level, uint32_t count,
                  bool peak);
void xc_level_share(struct xc_search_level *level, const uint64_t *capacity,
                    uint64_t work, uint64_t all);
void xc_level_weigh(struct xc_search_level *level, int64_t half_bound, uint64_t work);
void xc_level_read(struct xc_search_level *level);
/* What it costs to shift minutes; either end may be XC_NO_ROW. */
int64_t xc_level_change(const struct xc_search_level *level, int64_t half_bound,
                        uint32_t from, uint32_t to, int64_t minutes);
void xc_level_shift(struct xc_search_level *level, uint32_t from, uint32_t to,
                    int64_t minutes);

struct xc_search_saved {
    uint32_t need, crew, day, presence;
};

struct xc_search {
    struct xc_job *job;
    struct xc_arena *arena; /* of the search alone */
    uint64_t random;
    uint32_t *by_component; /* needs that may move, grouped */
    uint32_t *first;        /* components + 1 */
    uint32_t *crews;        /* grouped by component */
    uint32_t *first_crew;   /* components + 1 */
    uint32_t *local;        /* crews → number within the component */
    uint16_t *month_of;     /* working days */
    uint32_t months;

    uint32_t component;
    uint32_t *visits; /* of the component, those of a zone next to each other */
    uint32_t count;
    uint32_t *run_first; /* positions → first of its zone */
    uint32_t *run_count; /* first of a zone → how many */
    uint32_t *open;      /* positions of visits without a place, as of some steps ago */
    uint32_t open_count;
    unsigned places; /* how many of some proposals are for visits without a place */
    bool *wanted;    /* working days on which a visit without a place may lie */
    struct xc_search_level week, month, crew;
    struct xc_search_level all; /* weeks of all components */
    int64_t all_half_bound;
    int64_t half_bound; /* half of the zone-days there are, as a cost */
    int64_t cost;       /* beyond that at the start */
    int64_t room;       /* what a whole free day is worth where visits find none */
    int64_t packing;    /* what a zone that fills a crew-day by itself is worth */
    uint32_t whole;     /* minutes of a day */

    struct xc_search_saved *saved;
    uint32_t *people;
    uint32_t saved_count, saved_room;
    size_t people_room;

    struct xc_exchange exchange;
    uint64_t done, planned; /* steps, for progress */
};

int xc_search_start(struct xc_search *search, struct xc_error *error);
/* Begins with a component. */
int xc_search_open(struct xc_search *search, uint32_t component, struct xc_error *error);
/* Looks again for visits without a place. */
void xc_search_find_open(struct xc_search *search);
/* False where a cell is none, or pool, window or minutes forbid the exchange. */
bool xc_search_legal(const struct xc_search *search, const struct xc_exchange *exchange);
/* By how much the cost would grow, and, apart, what the search adds to it to find its way
 * to fewer zone-days. */
int64_t xc_search_change(const struct xc_search *search,
                         const struct xc_exchange *exchange, int64_t *packing);
/* Counts an exchange that has been made. */
void xc_search_accept(struct xc_search *search, const struct xc_exchange *exchange);
/* Keeps the plan of the component, and goes back to the one kept last. */
int xc_search_save(struct xc_search *search, struct xc_error *error);
void xc_search_restore(struct xc_search *search);

#endif
