/* What the steps of the planner hand to each other. Rows instead of texts, working days
 * instead of dates: a need is a visit that must find its day, a cell is one crew on one
 * working day, a pool is a set of crews that may take the same needs.
 *
 * Everything lives in the job's arena and dies with it; only assemble.c and collect.c
 * copy into the plan. */
#ifndef XC_PLAN_PLAN_INTERNAL_H
#define XC_PLAN_PLAN_INTERNAL_H

#include "base/bitset.h"
#include "plan/plan.h"
#include "plan/sort.h"

enum {
    XC_CREW_PEOPLE = 64, /* members of a crew that count; more are noted */
    XC_PLACES = 64,      /* places of a visit */
    XC_CELL_VISITS = 48  /* visits of one crew on one day */
};
#define XC_NO_NEED UINT32_MAX
#define XC_NO_POOL UINT32_MAX

/* Presence of a crew on a day: both halves, one, or none. */
enum { XC_PRESENT_MORNING = 1, XC_PRESENT_AFTERNOON = 2, XC_PRESENT_ALL = 3 };

/* Rules that a match may be told to forget, to find out which one forbids. */
enum {
    XC_FORGET_RELATIONS = 1,
    XC_FORGET_CERTIFICATES = 2,
    XC_FORGET_ABSENCES = 4,
    XC_FORGET_LIMITS = 8,
    XC_FORGET_OUTSIDE = 16,
    XC_FORGET_ROTATION = 32,
    XC_FORGET_TRAVEL = 64, /* the days on the road */
    XC_FORGET_RESOURCES = 128,
    XC_FORGET_AVOIDED = 256, /* who may not come because of the visit's cause */
    XC_FORGET_CLOSURES = 512
};

/* A crew rule with its nature and hours: obligations with equal ones share a class. */
struct xc_class {
    const struct xc_crew_rule *rule;
    enum xc_nature nature;
    uint16_t shift;
    unsigned kind_count;                  /* seats of the rule */
    unsigned place_count;                 /* places: the seats' counts added up */
    uint8_t kind_of[XC_PLACES];           /* place → seat */
    uint32_t certified;                   /* seats that need a valid certificate */
    uint32_t leading;                     /* lead seats */
    struct xc_bitset where[XC_MAX_SEATS]; /* people; words NULL: any */
    uint32_t outside, from;               /* area rows or XC_NO_ROW */
    uint8_t *presence;                    /* crews × days */
    uint32_t *masks; /* members: seats each may take, by role, where, outside */
};

/* A crew, or its twin: the same people under the same id in the hours of another shift.
 * Twins have rows of their own behind all crews, so that a cell has one shift's hours. */
struct xc_crew {
    struct xc_str id;
    uint32_t own;   /* row of the crew itself */
    uint32_t area;  /* row; XC_NO_ROW: everywhere */
    uint32_t first; /* of job.members */
    uint32_t count;
    uint16_t shift;
    uint8_t halves; /* in which its shift has hours; absences in others do not count */
    bool formed;
    uint64_t used;     /* minutes of the cells' hours that visits took */
    uint64_t capacity; /* minutes of all cells it can work in */
};

struct xc_member {
    uint32_t row; /* of people */
    uint32_t crew;
    uint32_t visits; /* of this plan and fixed ones, for level loads */
    bool related;    /* has relations … */
    bool widely;     /* … to organisations or areas */
};

/* A rule of demand with what the steps need of it. */
struct xc_demand {
    const struct xc_stage *stage;
    const struct xc_obligation *obligation;
    uint32_t klass;
    uint16_t shift;
    uint16_t most;           /* the highest number of a need */
    bool capped;             /* some kind of target has a yearly cap */
    uint32_t first, behind;  /* its needs, until they are gathered */
    struct xc_window *drawn; /* by target, where a draw gives them: days of its batch */
    const struct xc_owed
        *owed; /* where causes give them: its visits, by target, number */
    uint32_t owed_count;
};

enum xc_need_state {
    XC_NEED_OPEN = 0,
    XC_NEED_PLACED,
    XC_NEED_JOINED, /* in a fixed visit: partner is its index */
    XC_NEED_RIDES,  /* in another need: partner is its index */
    XC_NEED_REFUSED /* impossible by itself: partner is the reason */
};

struct xc_need {
    uint32_t target;
    uint32_t zone; /* rank of the zone */
    uint32_t pool;
    uint32_t sibling; /* next need of the same target, or XC_NO_NEED */
    uint32_t next;    /* next need of the same cell, or XC_NO_NEED */
    uint32_t rider;   /* first need that rides along, or XC_NO_NEED */
    uint32_t partner;
    uint32_t crew;
    uint32_t seated; /* first of its places in job.seated */
    uint16_t demand;
    uint16_t number;
    uint16_t lo, hi;           /* working days wished for; lo > hi: none */
    uint16_t wide_lo, wide_hi; /* working days allowed */
    uint16_t day;
    uint16_t minutes; /* on the grid */
    uint16_t start, end;
    uint8_t days;
    uint8_t travel; /* working days on the road before, and as many behind */
    uint8_t state;
    bool shut; /* the target's area is closed on all the days that were allowed */
    bool lone; /* the only need of its target */
};

struct xc_cell {
    uint32_t head;    /* first need, or XC_NO_NEED */
    uint16_t left;    /* minutes that are left */
    uint8_t presence; /* of the class that opened it */
    uint8_t count;
    bool whole;       /* part of a visit of several days */
    bool busy;        /* fixed visits take time, or it is a twin's: ask xc_cells_hours */
    uint8_t anchored; /* how many of its needs are */
};

struct xc_busy { /* sorted by crew, day, from */
    uint32_t crew;
    uint16_t day;
    uint16_t from, to;
};

struct xc_pool {
    uint32_t *crews; /* rows, ascending */
    uint32_t count;
    uint32_t area;      /* row it stands for, or XC_NO_ROW */
    struct xc_str name; /* for messages */
    uint32_t cursor;    /* where placement looks first */
};

struct xc_unbound { /* a need before its area was bound to a crew or a turn */
    uint32_t pool;  /* XC_NO_POOL: never bound */
    uint16_t wide_lo, wide_hi;
    bool fewest; /* no other order of the turns leaves fewer visits to barred people */
    bool never;  /* every order leaves one of the target's visits to barred people */
};

struct xc_wish { /* a visit that wants people */
    const struct xc_class *klass;
    uint32_t target; /* XC_NO_ROW: nobody's own rules */
    uint32_t crew;
    uint32_t day;
    unsigned days;
    unsigned travel;
    unsigned presence;
    unsigned forget;
    uint64_t barred;      /* bits: the crew's people who stay away */
    uint64_t not_leading; /* … who take no lead seat */
};

struct xc_block {   /* needs of one zone that fill a crew's day */
    uint32_t first; /* of job.order */
    uint32_t count;
    uint32_t pool;
    uint32_t cost; /* minutes of a day that it takes */
    uint16_t lo, hi;
    uint16_t klass;
    bool full;
};

struct xc_filled { /* an obligation's number that a fixed visit fulfils */
    uint32_t target;
    uint16_t demand;
    uint16_t number;
    uint32_t fixed;
};

/* How a placed need stays where a kept visit was: not, in its cell, anchored there, that
 * is at its own time, or exactly as it was: its own people too. */
enum { XC_STAYS_NOT = 0, XC_STAYS_IN_CELL, XC_STAYS_AT_TIME, XC_STAYS_EXACTLY };

struct xc_job {
    const struct xc_plan_input *input;
    const struct xc_register *reg;
    const struct xc_programme *programme;
    struct xc_arena *arena;
    struct xc_arena *early; /* what nobody needs once needs are gathered */
    struct xc_hours hours;
    struct xc_hours *shifts; /* the programme's hours first, then those of stages */
    uint16_t *before;  /* date − base → working days before it; one more than days */
    xc_date *dates;    /* working day → date */
    uint16_t *week_of; /* working day → week */
    uint16_t *year_of; /* working day → year, 0… from first_year */

    struct xc_demand *demands;
    struct xc_class *classes;
    struct xc_crew *crews;
    struct xc_member *members;
    uint32_t *member_of;   /* people row → member or XC_NO_ROW */
    uint64_t *related;     /* targets that relations name, as bits */
    uint8_t *away;         /* members × days */
    uint8_t *day_visits;   /* members × days */
    uint16_t *year_visits; /* members × years */

    struct xc_need *needs;
    uint32_t *runs;             /* where those of a pool and zone begin, and their end */
    struct xc_unbound *unbound; /* by need; NULL: no area is bound */
    uint32_t *target_first;     /* targets → first need or XC_NO_NEED */
    uint32_t *seated;           /* members by place */
    struct xc_need *hosts;      /* needs as they were before another rode along … */
    uint32_t *host_of;          /* … and their indices */

    uint32_t *fixed_target;   /* fixed → target row or XC_NO_ROW */
    uint32_t *fixed_order;    /* fixed, sorted by target, date, id */
    uint32_t *fixed_joined;   /* fixed → first need that joined, or XC_NO_NEED */
    struct xc_filled *filled; /* sorted */
    size_t filled_count;
    uint32_t *shut_set;   /* targets → set of closed days, 0: none; NULL: no closures */
    uint64_t **shut_days; /* sets → working days, as bits */
    struct xc_unmet *refused; /* causes that can have no visit; reasons are the job's */
    size_t refused_count;
    uint16_t *in_use; /* resources × days: crews that have one; NULL: none is used */
    uint16_t *fixed_in_use; /* … for fixed visits */
    uint8_t *carried;       /* resources × crews × days: visits that use it */
    struct xc_busy *busy;
    size_t busy_count;

    struct xc_keep *keeps; /* kept visits (keep_internal.h); NULL as the next five where
                              there is none */
    uint32_t *keep_first;  /* crews + 2: of keeps; the last are of no crew */
    uint32_t *moving;      /* of keeps: that cannot stay exactly as they were, by id */
    uint32_t *kept_team;   /* kept visits → crew, or XC_NO_ROW */
    uint32_t *kept_of;     /* needs → of keeps, or XC_NO_ROW */
    uint8_t *stays;        /* needs, as far as they are placed: see keep.c */
    bool failed;           /* no memory was left for a reason */

    struct xc_str *zones; /* by rank: texts, then areas of targets without one */
    uint32_t zone_texts;  /* how many are texts */
    struct xc_pool *pools;
    uint32_t *component_of_crew; /* crews that share no pool, even over others, differ */
    uint32_t *component_of_pool; /* XC_NO_POOL: nobody asks for it, or without crews */
    struct xc_cell *cells;       /* crews × days */
    uint32_t *order;             /* needs by pool, zone, deadline, neighbourhood */
    struct xc_block *blocks;
    uint8_t *fixed_days; /* day_visits of fixed visits alone; NULL: nobody has a limit */
    uint16_t *fixed_years;  /* year_visits of fixed visits alone */
    struct xc_sizes *sizes; /* proof_internal.h */
    struct xc_offer *offers;
    struct xc_lot *lots;
    uint32_t *component_lots; /* components + 1: first of lots */
    uint32_t *lot_of;         /* needs → lot or UINT32_MAX */
    uint32_t *lot_needs;      /* needs by lot; NULL until they are listed */
    struct xc_bar *bars;
    uint32_t *component_bars; /* first of bars, 0: none */
    struct xc_shortage *shortages;
    uint64_t alone_visits, alone_minutes; /* impossible by themselves */
    uint64_t cure_steps;                  /* spent on cures */
    uint64_t short_visits, short_minutes; /* proved to be unserved, those included */

    struct xc_message *reasons;
    size_t moving_count;
    size_t reason_count, reason_room;
    struct xc_message *notes;
    size_t note_count, note_room;

    xc_date base, last;
    uint32_t workdays;
    uint32_t weeks;
    bool rotates; /* some obligation rotates people */
    uint32_t demand_count;
    uint32_t class_count;
    uint32_t crew_count;        /* with twins */
    uint32_t team_count;        /* crews themselves */
    struct xc_planned *sources; /* of the plan's visits: collect_internal.h */
    uint32_t shift_count;
    uint32_t member_count;
    int first_year;
    uint32_t years;
    uint32_t need_count, run_count;
    uint32_t need_room;
    uint32_t named_targets;
    uint32_t host_count;
    uint32_t zone_count;
    uint32_t pool_count;
    uint32_t pool_room;
    uint32_t component_count;
    uint32_t lot_count;
    uint32_t bar_count;
    uint32_t shortage_count;
    uint32_t order_count;
    uint32_t block_count;
};

/* plan.c: messages in the job's arena; *index may be NULL. */
int xc_plan_note(struct xc_job *job, const struct xc_message *message);
bool xc_plan_same(const struct xc_message *a, const struct xc_message *b);
int xc_plan_reason(struct xc_job *job, const struct xc_message *message, size_t *index);
/* Everything up to the cells, without needs: for explain and check. demand.c and later
 * not run. */
int xc_plan_prepare(struct xc_job *job, const struct xc_plan_input *input,
                    struct xc_error *error);
void xc_plan_release(struct xc_job *job);

/* days.c */
int xc_days_build(struct xc_job *job, struct xc_error *error);
/* Working days from…to; lo > hi where there are none. */
void xc_days_between(const struct xc_job *job, xc_date from, xc_date to, uint16_t *lo,
                     uint16_t *hi);
/* The working day of a date, or -1. */
int xc_days_find(const struct xc_job *job, xc_date date);
/* The Saturday between a working day and the next one that nothing but its weekday makes
 * a day off; XC_NO_DATE: there is none. */
xc_date xc_days_saturday(const struct xc_job *job, uint32_t day);
/* Whether a day on which a stored visit begins or ends is none to work on any more, and
 * why: it has become a public holiday, or is made up for no longer (调休). */
bool xc_days_lost(const struct xc_workdays *workdays, const struct xc_visit *visit,
                  struct xc_message *message);
/* The days of a visit with so many working days of the way there and back. */
struct xc_window xc_days_on_road(const struct xc_workdays *workdays,
                                 const struct xc_visit *visit, unsigned travel);
unsigned xc_days_year(const struct xc_job *job, uint32_t day); /* 0… from first_year */

/* seats.c: demands, classes */
int xc_seats_build(struct xc_job *job, struct xc_error *error);
/* Visits of the target a year that a visit of the demand may count among; 0: no cap. */
unsigned xc_seats_cap(const struct xc_job *job, const struct xc_demand *demand,
                      uint32_t target);
uint32_t xc_seats_mask(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t person);
bool xc_seats_certified(const struct xc_job *job, uint32_t person, xc_date date);
uint32_t xc_seats_county(const struct xc_register *reg, uint32_t area);
/* Chooses for each place one of the candidates, whose seats are masks, preferring earlier
 * candidates; chosen[place] is the candidate. False: some place stays empty. */
bool xc_seats_match(const struct xc_class *klass, const uint32_t *masks, unsigned count,
                    uint8_t *chosen);
int xc_seats_presence(struct xc_job *job, struct xc_error *error);

/* crews.c */
int xc_crews_build(struct xc_job *job, struct xc_error *error);
uint32_t xc_crews_find(const struct xc_job *job, struct xc_str id); /* XC_NO_ROW: none */

/* shifts.c */
int xc_shifts_add_twins(struct xc_job *job, struct xc_error *error);
/* The row of a crew in a shift. */
uint32_t xc_shifts_row(const struct xc_job *job, uint32_t crew, unsigned shift);
/* What the shift of a crew leaves of a day to those present then. */
struct xc_hours xc_shifts_hours(const struct xc_job *job, uint32_t crew,
                                unsigned presence);
/* Whether a time lies between the beginning and the end of the crew's shift. */
bool xc_shifts_meet(const struct xc_job *job, uint32_t crew, unsigned from, unsigned to);

/* fixed.c: what the fixed visits fulfil and take. Before and after crews are known. */
int xc_fixed_read(struct xc_job *job, struct xc_error *error);
int xc_fixed_occupy(struct xc_job *job, struct xc_error *error);
/* Whether it takes place: it takes people's time, and counts for gaps and caps. */
bool xc_fixed_counts(enum xc_visit_status status);
/* Whether its obligation has it. One that was cancelled by hand (it is pinned) is not
 * planned again; one that a replan cancelled is, when it is asked for again. */
bool xc_fixed_fulfils(const struct xc_visit *visit);
/* First of fixed_order whose target is row; iterate while the target is the same. */
size_t xc_fixed_first(const struct xc_job *job, uint32_t target);
bool xc_fixed_fills(const struct xc_job *job, uint32_t target, uint32_t demand,
                    unsigned number);
/* First of filled that is not before target, demand and number. */
size_t xc_fixed_first_filled(const struct xc_job *job, uint32_t target, uint32_t demand,
                             unsigned number);
/* True where the fixed visit may take over the need as another task. */
bool xc_fixed_takes(const struct xc_job *job, uint32_t fixed, const struct xc_need *need);

/* demand.c */
int xc_demand_build(struct xc_job *job, struct xc_error *error);
/* Lets host number `at`, if still open, and those that ride along find places of their
 * own again; the latter go to the end of job.order. */
void xc_demand_part(struct xc_job *job, uint32_t at);

/* Makes a need the rider of a host; false: they share no day, nothing changed. */
bool xc_demand_ride(struct xc_job *job, uint32_t host, uint32_t rider);

/* moves.c: when the embargo of a visit that stays ends, where days off that came later
 * have moved that to `end`. */
xc_instant xc_moves_embargo(const struct xc_plan_input *input,
                            const struct xc_visit *before, xc_instant end);

/* drawn.c: what draws gave. Missing: XC_ENO in words. */
int xc_drawn_missing(struct xc_str label, struct xc_str draw, struct xc_error *error);
/* The next draw of the label, from *from on, which moves behind it; NULL: no more. */
const struct xc_plan_draw *xc_drawn_find(const struct xc_plan_input *input,
                                         struct xc_str label, size_t *from);
/* The targets of an obligation that takes them from draws. */
int xc_drawn_targets(struct xc_job *job, struct xc_demand *demand, struct xc_bitset *rows,
                     struct xc_error *error);
/* Cuts the windows of a drawn target to its batch. */
void xc_drawn_narrow(const struct xc_demand *demand, uint32_t target,
                     struct xc_window *wide, struct xc_window *wish);
/* Adds the people dealt to a crew, as far as there is room. */
int xc_drawn_join_crew(const struct xc_job *job, struct xc_str crew, uint32_t *people,
                       uint32_t *count, uint32_t room, struct xc_error *error);
/* Wishes of obligations whose order is drawn; once pools are known. */
int xc_drawn_order(struct xc_job *job, struct xc_error *error);

/* keep.c, a replan: true where a placed need is a kept visit that stays in its cell:
 * improvement leaves it alone, repair moves it only where a need would else find no
 * place.
 */
bool xc_keep_is(const struct xc_job *job, uint32_t need);
/* Whether a kept visit became the need, and which; NULL: none. */
bool xc_keep_has(const struct xc_job *job, uint32_t need);
const struct xc_visit *xc_keep_visit(const struct xc_job *job, uint32_t need);
/* False where host is a kept visit that the rider would move. */
bool xc_keep_admits(const struct xc_job *job, uint32_t host, const struct xc_need *rider);

/* pools.c */
int xc_pools_build(struct xc_job *job, struct xc_error *error);
int xc_pools_add(struct xc_job *job, const uint32_t *crews, uint32_t count, uint32_t area,
                 struct xc_str name, uint32_t *index, struct xc_error *error);
bool xc_pools_has(const struct xc_pool *pool, uint32_t crew);
/* The hours of a day in which the needs of a pool lie. */
const struct xc_hours *xc_pools_hours(const struct xc_job *job, uint32_t pool);
/* The rank of the target's zone; XC_NO_ROW: no need lies there. */
uint32_t xc_pools_zone(const struct xc_job *job, uint32_t target);

/* areas.c: gives the zones of a demand to one crew each, for good or by turns; narrows
 * windows to one turn. load: crews → minutes of areas bound so far. */
int xc_areas_bind(struct xc_job *job, uint32_t demand, uint64_t *load,
                  struct xc_error *error);
/* The need with the pool and window that it had before: whose its area is was chosen, so
 * that nothing is impossible only because of that. */
struct xc_need xc_areas_unbound(const struct xc_job *job, uint32_t need);

/* turns.c: crews that take an area one after the other: in the batch k it belongs to
 * crews[(start + k) % count]. */
struct xc_ring {
    const uint32_t *crews;
    uint32_t count;
    const uint16_t *batch_of; /* by working day */
};
/* Whether relations leave the crew of the batch the people for the need. */
bool xc_turns_may(const struct xc_job *job, const struct xc_ring *ring, uint32_t need,
                  uint32_t batch, uint32_t start);
/* By start: how many of the needs, and of their minutes, relations keep from the crews of
 * all batches in their own windows. */
void xc_turns_count(const struct xc_job *job, const struct xc_ring *ring,
                    const uint32_t *needs, uint32_t count, uint32_t *visits,
                    uint64_t *minutes);
/* Whether that happens to a need of the same target and demand, whatever the start. */
bool xc_turns_never(const struct xc_job *job, const struct xc_ring *ring, uint32_t need);

/* components.c: pools that share crews, directly or over others; numbered by their first
 * crew. */
int xc_components_build(struct xc_job *job, struct xc_error *error);

/* blocks.c, placement.c, repair.c, improve.c */
int xc_blocks_build(struct xc_job *job, struct xc_error *error);
int xc_placement_run(struct xc_job *job, struct xc_error *error);
int xc_repair_run(struct xc_job *job, struct xc_error *error);

int xc_improve_run(struct xc_job *job, struct xc_error *error);

/* arrange.c: moves a few one-day needs between two cells, as a whole or not at all; other
 * needs of the cells may change their order. */
struct xc_exchange {
    uint32_t crew[2], day[2]; /* crew XC_NO_ROW: nowhere, the needs are or become open */
    uint32_t moved[2][XC_CELL_VISITS]; /* out of the cell into the other one */
    unsigned count[2];
};
bool xc_arrange_exchange(struct xc_job *job, const struct xc_exchange *exchange);

/* random.c: the same numbers everywhere and always; the state is any number. */
uint64_t xc_random_next(uint64_t *state);
uint32_t xc_random_below(uint64_t *state, uint32_t limit); /* limit > 0 */

/* feasibility.c: proofs before placement; verdict.c: reasons after repair. */
int xc_feasibility_run(struct xc_job *job, struct xc_error *error);
/* True where the need is one of those that are proved not to fit together. */
bool xc_feasibility_proved(const struct xc_job *job, uint32_t need);
int xc_verdict_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);

/* collect.c: the plan's visits; job.sources. assemble.c: what they come with. */
int xc_collect_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);
int xc_assemble_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);

/* measure.c: fills the plan's bounds, once its crews have their ids. */
int xc_measure_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);
/* The most minutes that a cell offers to any class; what it counts for in shares. */
uint32_t xc_measure_capacity(const struct xc_job *job, uint32_t crew, uint32_t day);

/* visit.c: the id as a number of 60 bits, attempt 0 first; later attempts where two
 * visits would share one. Texts sort as the numbers do. */
uint64_t xc_visit_id_bits(struct xc_mac *mac, struct xc_buffer *scratch,
                          struct xc_str programme, struct xc_str label,
                          struct xc_str target, unsigned number, unsigned attempt);
void xc_visit_id_text(uint64_t bits, char out[XC_VISIT_ID_BYTES]);

/* ids.c: ids of needs, by position, and their order (positions, ascending by id). Of two
 * visits that would share an id, or a new one that meets a stored one, the later by
 * target and label takes the id of a next attempt, until all differ. */
int xc_ids_make(struct xc_job *job, const uint32_t *needs, uint32_t count, uint64_t *ids,
                uint32_t *order, uint32_t *scratch, struct xc_error *error);

/* How many visits of that length a day's office hours hold. */
unsigned xc_hours_fit(const struct xc_hours *hours, unsigned minutes);

#include "plan/after_internal.h"
#include "plan/cells_internal.h"
#include "plan/gather.h"
#include "plan/origin.h"
#include "plan/pack_internal.h"

#endif
