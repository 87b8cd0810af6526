/* What the steps that prove by counting hand to each other. Needs that are alike to the
 * counting form a lot; the lots of one component and the cells that its crews have form a
 * network; a lot set whose work exceeds its cells is a shortage.
 *
 * Everything counted relaxes the rules, so that what cannot be counted in cannot be done:
 * visits may be cut up, zones cost nothing beyond the first way, days need not follow
 * each other. */
#ifndef XC_PLAN_PROOF_INTERNAL_H
#define XC_PLAN_PROOF_INTERNAL_H

#include "plan/flow.h"
#include "plan/plan_internal.h"

enum {
    XC_SIZES = 24,    /* lengths of visits that are told apart */
    XC_SIZE_DAYS = 31 /* visits of several days */
};
#define XC_NO_LOT      UINT32_MAX
#define XC_NO_SHORTAGE UINT32_MAX

/* Lengths between which nothing changes: what fits into a day and its halves. */
struct xc_sizes {
    unsigned count;
    uint16_t least[XC_SIZES]; /* minutes of the shortest visit */
};

/* What one cell offers. */
struct xc_offer {
    uint32_t minutes;      /* without the way there */
    uint32_t raw;          /* with it */
    uint8_t fit[XC_SIZES]; /* visits of at least this size, whatever their people */
    bool whole;            /* an empty whole day */
};

/* Needs with equal pool, class, allowed days, size, barred crews and closed days. */
struct xc_lot {
    uint32_t component;
    uint32_t pool, klass;
    uint32_t bar;  /* of job.bars; 0: nobody */
    uint32_t shut; /* set of closed days; 0: none within lo … hi */
    uint16_t lo, hi;
    uint8_t size;
    bool alone; /* no cell takes any of them */
    uint32_t count;
    uint32_t smallest, largest; /* minutes of one visit, all its days */
    uint64_t minutes;
    uint32_t first;    /* of job.lot_needs, once they are listed */
    uint32_t shortage; /* the first that it belongs to, or XC_NO_SHORTAGE */
};

/* Crews of a pool that may not take a lot because of relations. */
struct xc_bar {
    uint32_t next; /* bar of the same component, 0: none */
    uint32_t *crews;
    uint32_t count;
};

/* lots.c: needs → lots, ordered by component, pool, class, size, bar, days. */
int xc_lots_build(struct xc_job *job, struct xc_error *error);
/* Lists the needs of every lot, once; later calls do nothing. */
int xc_lots_list(struct xc_job *job, struct xc_error *error);
/* True where relations, the target's county and the need's cause leave the crew people
 * for the seats, as far as they are known on the day; without one relation of one person
 * (XC_NO_ROW: with all). */
bool xc_lots_may_go(const struct xc_job *job, const struct xc_need *need, uint32_t crew,
                    uint32_t day, uint32_t without);

/* What a cure changes; all zero (person, need: XC_NO_…): nothing. */
struct xc_change {
    const bool *lots;      /* of the component: those whose windows end later … */
    unsigned days;         /* … by so many working days */
    const bool *saturdays; /* by working day: the Saturday behind it is worked … */
    const bool *crews;     /* … by these crews, by row */
    uint32_t person;       /* whose per_day is lifted, or XC_NO_ROW */
    uint32_t lot;          /* one visit of it … */
    uint32_t freed;        /* … may also be made by this crew, or XC_NO_ROW */
    uint32_t group;        /* of crews that gets … */
    uint32_t more;         /* … so many more like its own */
};

enum { XC_MODES = 5 };
struct xc_mode {
    bool by_visits; /* else minutes */
    uint8_t size;   /* visits of at least this size */
};

/* Lots of one component → (class and size, segment, group) → (segment, group): a segment
 * is a run of working days between window edges, a group crews that differ in nothing but
 * their absences. */
struct xc_network {
    struct xc_job *job;
    struct xc_arena *arena; /* own; all of the below lives there */
    struct xc_change change;
    uint32_t component;
    uint32_t lot_first, lot_count; /* of job.lots */
    uint32_t *rest_count;          /* by lot: visits still asked for */
    uint64_t *rest_minutes;
    uint32_t *crews;
    uint32_t crew_count;
    uint32_t *group_of;   /* by crew of the component */
    uint32_t *group_crew; /* its first crew, by place in crews */
    uint32_t group_count;
    uint16_t *edges; /* first days of the segments and, behind them, the end */
    uint32_t segment_count;
    uint32_t *klasses;
    uint32_t klass_count;
    uint8_t *combo_klass; /* by combo: of klasses */
    uint8_t *combo_size;
    uint32_t combo_count;
    uint32_t *combo_of; /* by lot */
    uint32_t *order;    /* lots with the least choice first; NULL until it is asked for */
    unsigned *limits;   /* crews × klasses: visits a day */
    struct xc_mode modes[XC_MODES];
    unsigned mode_count;
    uint64_t *cells; /* modes × segments × groups */
    uint64_t *ports; /* modes × combos × segments × groups */
    struct xc_flow flow;
    unsigned set_mode; /* whose capacities the flow has, mode_count: none */
    uint32_t source, sink;
    uint32_t port_edge, cell_edge; /* first of each */
};

/* network.c: NULL change: none. The network is freed by the caller, also after an error.
 */
int xc_network_make(struct xc_network *net, struct xc_job *job, uint32_t component,
                    const struct xc_change *change, struct xc_error *error);
void xc_network_free(struct xc_network *net);
/* True where the group may take the lot: by pool and relations. */
bool xc_network_allows(const struct xc_network *net, uint32_t lot, uint32_t group);
/* False where the lot's targets are closed on all days of the segment. */
bool xc_network_open(const struct xc_network *net, uint32_t lot, uint32_t segment);
/* First and last working day of the segments that hold the lot's days. */
void xc_network_span(const struct xc_network *net, uint32_t lot, uint32_t *lo,
                     uint32_t *hi);

const struct xc_lot *xc_network_lot(const struct xc_network *net, uint32_t lot);
uint32_t xc_network_last(const struct xc_network *net, uint32_t lot); /* day */
uint32_t xc_network_segment(const struct xc_network *net, uint32_t day);
uint64_t xc_network_arcs(const struct xc_network *net);

/* rooms.c: what cells and ports hold; add: more crews like those of the change's group.
 */
int xc_rooms_fill(struct xc_network *net, struct xc_error *error);
void xc_rooms_add(struct xc_network *net);
uint64_t *xc_rooms_cell(const struct xc_network *net, unsigned mode, uint32_t segment,
                        uint32_t group);
uint64_t *xc_rooms_port(const struct xc_network *net, unsigned mode, uint32_t combo,
                        uint32_t segment, uint32_t group);

/* carry.c */
/* A quick look: true where one way to spread all lots works, so that nothing is missing.
 * false proves nothing. */
int xc_carry_fits(struct xc_network *net, unsigned mode, bool *fits,
                  struct xc_error *error);
/* Builds the flow, once; before the first deficit. */
int xc_carry_ready(struct xc_network *net, struct xc_error *error);
/* Work beyond what the cells hold, in the mode's unit, of the lots in only (by place in
 * the component; NULL: all). */
uint64_t xc_carry_deficit(struct xc_network *net, unsigned mode, const bool *only);
/* What a lot asks for. */
uint64_t xc_carry_amount(const struct xc_network *net, unsigned mode, uint32_t lot);
/* offer.c: what cells offer. */
int xc_offer_build(struct xc_job *job, struct xc_error *error);
/* The most visits of so many minutes (> 0) that the hours hold beside one way there. */
unsigned xc_offer_fit(const struct xc_job *job, const struct xc_hours *hours,
                      unsigned minutes);
/* Halves in which the crew has people for the class's seats, even if not the same ones in
 * both. */
unsigned xc_offer_halves(const struct xc_job *job, uint32_t klass, uint32_t crew,
                         uint32_t day);
/* What is left of the halves beside fixed visits. */
/* What a crew's shift offers where nothing else takes time. */
struct xc_offer xc_offer_usual(const struct xc_job *job, uint32_t crew, unsigned halves);
struct xc_offer xc_offer_at(const struct xc_job *job, uint32_t crew, uint32_t day,
                            unsigned halves);

enum { XC_CURES = 8 };

/* Lots that ask for more than their cells hold. */
struct xc_shortage {
    uint32_t component;
    uint32_t pool; /* that most of the work belongs to */
    uint32_t *lots;
    uint32_t lot_count;
    uint32_t *gone; /* by lot: visits whose absence closes it; later shortages of the
                       component leave them out */
    uint64_t *gone_minutes;
    uint32_t *needs; /* those that were counted, those that are enough first */
    uint32_t need_count, enough;
    bool by_visits;
    uint64_t need, exist;
    uint16_t lo, hi;
    uint32_t *crews;
    uint32_t crew_count;
    uint64_t crew_days;
    struct xc_plan_cure cures[XC_CURES];
    uint32_t cure_count;
    size_t reason; /* of the job */
};

/* violator.c: finds shortages of a network whose deficits are known, adds them to the
 * job and leaves in the network what fits without them. */
int xc_violator_run(struct xc_network *net, struct xc_error *error);
/* cures.c: what would be enough for the shortages of the network from first on, with
 * nothing else changed. */
int xc_cures_run(struct xc_network *net, uint32_t first, struct xc_error *error);
/* quota.c */
struct xc_quota { /* visits of a demand, a pool and a year against its people's limits */
    uint64_t asked, held;
    unsigned year; /* from the job's first */
};
/* True where max_visits alone leaves some of the visits like the need without people. */
bool xc_quota_short(const struct xc_job *job, uint32_t need, struct xc_quota *quota);
struct xc_quota_of_resource {
    uint32_t resource; /* of the programme */
    uint64_t asked, held;
};
/* True where a resource that the need uses is too scarce for the visits that must lie in
 * its days, however they are made. */
bool xc_quota_scarce(const struct xc_job *job, uint32_t need,
                     struct xc_quota_of_resource *quota);
/* True where another visit of the target is planned and only one crew may make both, with
 * too few people for two that follow each other (rotate). */
bool xc_quota_never_again(const struct xc_job *job, uint32_t need);
/* alone.c: what is impossible by itself. */
/* True where on some day in the window some crew could make this visit if it were the
 * only one, leaving out the rules to forget. */
bool xc_alone_possible(const struct xc_job *job, const struct xc_need *need,
                       unsigned forget);
/* The days that are allowed, else those of the obligation or cause. */
void xc_alone_window(const struct xc_job *job, const struct xc_need *need, char from[11],
                     char to[11]);
/* True where no day, no crew or no day long enough is there. */
bool xc_alone_simple(const struct xc_job *job, const struct xc_need *need,
                     struct xc_message *message);
/* True where only fixed visits of the target stand in the way, on every day. */
bool xc_alone_fixed(struct xc_job *job, uint32_t need, struct xc_message *message);
/* The rule without which an impossible visit would be possible; true: people are barred.
 */
bool xc_alone_rule(const struct xc_job *job, const struct xc_need *need,
                   struct xc_message *message);
/* proofs.c: the shortages and what they prove, into the plan. */
int xc_proofs_copy(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);
/* tight.c: the fullest spans of days, into the plan's bounds. */
int xc_tight_run(struct xc_job *job, struct xc_plan *plan, struct xc_error *error);

#endif
