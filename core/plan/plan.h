/* The planner: obligations become visits on real working days with real crews.
 *
 * Steps, each in a file of its own: crews → demand (obligations × targets → visits with
 * windows) → pools (area × crews) and components (pools that share crews) → keep and
 * resettle (a replan: what stays, what moves) → blocks (visits of a zone packed into
 * crew-days) → feasibility (what cannot fit, proved) → placement (deadlines first, weeks
 * level) → repair → improve → assemble (people in seats) → measure (bounds). No I/O, no
 * floating point, no clock, no hash order: same input, same plan.
 *
 * Hard rules: windows, office hours, working days, absences (half days too), certificates
 * valid on the day, at least two officers on an enforcement visit, seats, relations
 * (回避), outside areas, gaps, caps, per_day and max_visits of people, nobody in two
 * places at once, pinned visits, hours of a stage, areas that crews swap, nobody twice
 * running at a target, days on the road, shared resources, other people than those who
 * found what a visit follows up, days on which an area is closed.
 *
 * A task with the label "stage/hand" belongs to a visit that was added by hand: no
 * obligation asks for it, it stays as it is, takes its people's time and counts for the
 * gaps and caps of its stage. */
#ifndef XC_PLAN_PLAN_H
#define XC_PLAN_PLAN_H

#include "base/progress.h"
#include "plan/visit.h"

/* How often targets may be visited in a year: one number for all, another for some kinds.
 */
struct xc_plan_cap {
    unsigned all;                  /* 0: none */
    unsigned kinds[XC_KIND_COUNT]; /* 0: as all */
};
unsigned xc_plan_cap_of(const struct xc_plan_cap *cap, enum xc_kind kind);

/* What a draw of the programme gave, for the obligations that name it. Several with the
 * same label are its batches, each with days of its own. */
struct xc_plan_draw {
    struct xc_str label;
    struct xc_window window; /* within the obligation's: on which its visits may lie */
    struct xc_str *units;    /* ids of targets, zones or crews, in the order drawn */
    size_t unit_count;
    struct xc_plan_dealt {  /* by unit; NULL: nobody was dealt */
        struct xc_str crew; /* id of the crew or team; empty: made from the people */
        struct xc_visit_person *people;
        size_t person_count;
    } * dealt;
};

/* One visit that something caused: an obligation with `since` has exactly these instead
 * of its targets × times. */
struct xc_plan_cause {
    struct xc_str label;  /* of the obligation */
    struct xc_str target; /* id; one that the register does not hold, or that is closed,
                             is unmet by itself */
    unsigned number; /* 1… of the target's causes under the obligation: the same for
                        the life of the cause, so that the visit keeps its id */
    struct xc_window window; /* within the obligation's; what was owed before as_of and
                                not done comes late: the caller moves the window */
    struct xc_str *avoid;    /* ids of people who may not come: those of the visit that
                                found it, with the obligation's rotate. Ascending */
    size_t avoid_count;
    struct xc_message reason; /* why it is owed, for explain */
};

/* Days on which nobody can visit an area (a storm, an epidemic): no visit of a target in
 * it touches one of them. */
struct xc_plan_closure {
    struct xc_str area; /* code: everything within; or empty */
    struct xc_str zone; /* 片区, where area is empty */
    struct xc_window days;
    struct xc_str reason; /* for explain; may be empty */
};

struct xc_plan_input {
    const struct xc_register *reg;
    const struct xc_workdays *workdays; /* must cover every window of the programme */
    const struct xc_programme *programme;
    xc_date as_of;                /* the first day that may be planned */
    unsigned passed;              /* minutes of as_of that are over: nothing new begins in
                                     them; 0: it has not begun */
    xc_instant now;               /* becomes `changed` of new visits */
    int offset_minutes;           /* of the programme's zone, east of UTC: embargoes end
                                     at its hours */
    struct xc_str key;            /* the workspace's key */
    const struct xc_visit *fixed; /* visits that stay as they are: of this programme (they
                                     fulfil obligations) and of others (they take people's
                                     time and count for caps); ascending by id */
    size_t fixed_count;
    const struct xc_visit *kept; /* visits of this programme that may move but should not
                                    (a replan): each stays where it is if every hard rule
                                    still allows it; ascending by id, none in fixed */
    size_t kept_count;
    const struct xc_plan_draw *draws; /* of every draw that obligations of the programme
                                         name: XC_ENO where one is missing */
    size_t draw_count;
    const struct xc_plan_cause *causes; /* by label, target, number */
    size_t cause_count;
    const struct xc_plan_closure *closures;
    size_t closure_count;
    const struct xc_str *uncapped; /* targets with an open case (条例 art. 30): no yearly
                                      cap counts for them; ids ascending */
    size_t uncapped_count;
    const struct xc_selection_context *history; /* may be NULL */
    struct xc_plan_cap cap_enforcement;         /* workspace: visits of a target a year */
    struct xc_plan_cap cap_agency_check;
    unsigned setup_minutes; /* once per crew, day and zone: the way there; default 0 */
    const struct xc_progress *progress;
};

/* Why a visit could not be planned. */
enum xc_verdict {
    XC_UNMET_ALONE = 1, /* impossible by itself: names the rule */
    XC_UNMET_TOGETHER,  /* impossible together with others: proved by counting */
    XC_UNMET_NOT_PROVED /* no place found; a place may exist */
};
const char *xc_verdict_word(enum xc_verdict verdict);

struct xc_unmet {
    struct xc_str target; /* id */
    struct xc_str stage;
    struct xc_str label;
    unsigned number;
    enum xc_verdict verdict;
    size_t reason; /* index into the plan's reasons */
    bool barred;   /* all who could make it are barred from the target (回避, the own
                      county): neither days nor people like them help */
};

struct xc_plan_crew {
    struct xc_str id;
    struct xc_str area;    /* code: what it may visit lies within; empty: everywhere */
    struct xc_str *people; /* ids, leads first */
    size_t person_count;
    bool formed; /* by the plan, not by the register's crew column */
    unsigned visits;
    unsigned crew_days;      /* days with at least one visit */
    unsigned available_days; /* working days of the horizon on which it can work */
    unsigned minutes;
};

struct xc_plan_month {
    int year;
    unsigned month;
    unsigned visits;
    unsigned workdays; /* of those that could be planned */
};

/* The same amounts of work compared by their share of what can be done: parts per million
 * of the fair share (all work ÷ all capacity, in minutes of crews' office hours), so that
 * 1,000,000 is perfectly level. A crew's share is that of the crews it is connected with
 * by common areas. Capacity is what fixed visits and absences leave. */
struct xc_plan_peak {
    uint32_t load;  /* the fullest week, month or crew of the plan; 0: no work */
    uint32_t bound; /* what no plan can be below: work that must lie inside some days */
    xc_date from;   /* first and last planned day of it; XC_NO_DATE for a crew */
    xc_date to;
    uint32_t spans;     /* whole weeks or months in which crews have time; 0 for a crew */
    struct xc_str crew; /* id, or empty */
};

/* Whether a plan of so many days out could make its weeks or months level: there are at
 * least two, and a day out for each. Else the fullest is far above its share however the
 * days lie, or the only one. */
bool xc_plan_can_be_level(const struct xc_plan_peak *peak, uint64_t zone_days);

/* A span of days in which a pool has little choice left: what must lie inside against
 * what exists there. */
struct xc_plan_tight {
    struct xc_str area; /* name of the pool's area or crew; may be empty */
    xc_date from, to;
    uint32_t visits;
    uint64_t minutes;  /* that must be worked inside */
    uint64_t capacity; /* minutes that the pool's crews have inside */
};

/* How far the plan is from the best that anyone could do. */
struct xc_plan_bounds {
    uint64_t zone_days;       /* (crew, day, zone) with at least one visit of this run */
    uint64_t zone_days_bound; /* the least any plan of these visits needs */
    struct xc_plan_peak week, month, crew;
    uint64_t unserved_minutes;
    uint64_t unserved_minutes_bound; /* proved: work − max flow, and what is impossible by
                                        itself */
    uint64_t unserved_bound;         /* visits */
    struct xc_plan_tight *tight;     /* fullest first, at most 8 */
    size_t tight_count;
};

/* A proof that visits are impossible together. Everything needed to count again: these
 * visits need more minutes than all crew-days on which any of them may lie. No plan
 * serves them better than by the shortfall. */
struct xc_plan_task { /* a visit that is asked for */
    struct xc_str target;
    struct xc_str label;
    unsigned number;
};
enum xc_cure_kind {
    XC_CURE_CREWS = 1, /* so many more crews like those of the pool, all the time */
    XC_CURE_DAYS,      /* every window of the set ends so many working days later */
    XC_CURE_SATURDAYS, /* so many Saturdays inside worked by all crews of the pool */
    XC_CURE_RELATION,  /* one relation (回避) lifted: see person, target */
    XC_CURE_LIMIT      /* one person's per_day or max_visits lifted: see person */
};
struct xc_plan_cure {
    enum xc_cure_kind kind;
    unsigned number;
    struct xc_str person, target; /* ids, or empty */
};
struct xc_plan_proof {
    struct xc_plan_task *tasks; /* all that compete for the same crew-days */
    size_t task_count;
    size_t enough;  /* the first so many of them are a minimal proof: they alone ask for
                       more than the crew-days on which any of them may lie hold, and
                       without any single one of them they do not */
    bool by_visits; /* counted in visits (per_day, length of the halves), else minutes */
    uint64_t need;  /* minutes or visits */
    uint64_t exist; /* minutes or visits that the crew-days below hold at most */
    uint64_t shortfall;
    xc_date from, to;     /* the days on which they may lie */
    struct xc_str area;   /* name of the pool; may be empty */
    struct xc_str *crews; /* ids of those that may take any of them */
    size_t crew_count;
    uint64_t crew_days;         /* crew-days that exist between from and to */
    struct xc_plan_cure *cures; /* each alone is enough, cheapest first */
    size_t cure_count;
    size_t reason; /* index into the plan's reasons: the same in words */
};

/* A cure, or a tight span, as a whole sentence. */
void xc_plan_cure_say(const struct xc_plan_cure *cure, struct xc_message *message);
void xc_plan_tight_say(const struct xc_plan_tight *tight, struct xc_message *message);

/* A kept visit that could not stay as it was. */
enum xc_move_kind {
    XC_MOVE_MOVED = 1, /* another day or crew */
    XC_MOVE_PEOPLE,    /* same day and crew, other people or another time of the day */
    XC_MOVE_DROPPED    /* nobody asks for it any more, or no place was found */
};
struct xc_plan_move {
    enum xc_move_kind kind;
    struct xc_str visit; /* id */
    struct xc_str target;
    xc_date from, to; /* dates; to is XC_NO_DATE where dropped */
    struct xc_str crew_from, crew_to;
    size_t reason; /* index into the plan's reasons: why it could not stay */
};

struct xc_plan {
    struct xc_visit
        *visits; /* sorted by date, then id; fixed ones of this programme included */
    size_t visit_count;
    struct xc_unmet *unmet; /* sorted by stage, target, number */
    size_t unmet_count;
    struct xc_message *reasons;
    size_t reason_count;
    struct xc_plan_crew *crews; /* sorted by id */
    size_t crew_count;
    struct xc_plan_month *months; /* ascending, without gaps */
    size_t month_count;
    struct xc_message
        *notes; /* people left over, certificates about to expire, provisional years */
    size_t note_count;
    uint32_t target_count; /* targets the obligations name */
    size_t joined_count;   /* visits of other programmes that this one shares */
    size_t dealt_count;    /* visits whose people were dealt by a draw: their dates are
                              chosen around them, bounds of zone-days leave them out */
    struct xc_plan_bounds bounds;
    struct xc_plan_proof *proofs; /* of the unmet that are impossible together */
    size_t proof_count;
    struct xc_plan_move *moves; /* sorted by date, visit id */
    size_t move_count;
    size_t moved;           /* moves of kind moved */
    size_t moved_bound;     /* no plan that drops no more visits has fewer of them */
    struct xc_arena *arena; /* private */
};

/* Plans. XC_OK also where visits are unmet: look at unmet_count. XC_ENO: the plan is
 * refused as a whole (a zone under no crew, no crew can be formed), XC_EINPUT: a year
 * without facts, an unknown area or field. */
int xc_plan_make(const struct xc_plan_input *input, struct xc_plan **plan,
                 struct xc_error *error);
void xc_plan_free(struct xc_plan *plan);

/* Adds a note to a plan that was made. 0 or XC_ENOMEM. */
int xc_plan_add_note(struct xc_plan *plan, const struct xc_message *note);

/* Checks visits against every hard rule, independently of how they were made (for
 * imports, hand changes and `doctor`): calls found for each breach, with the index of the
 * visit. The fixed visits stand beside them, but for those with an id of one of visits
 * (cancelled or not); what is wrong between a visit and a fixed one is said of the visit,
 * what is wrong between fixed ones is not said. A few visits among 1,000,000 fixed ones
 * cost little: of these only the ones of the same targets, people and crews are looked
 * at. Visits that are done are not held to causes and closures. */
int xc_plan_check(const struct xc_plan_input *input, const struct xc_visit *visits,
                  size_t count,
                  int (*found)(void *context, size_t visit,
                               const struct xc_message *breach),
                  void *context, struct xc_error *error);

/* What an explanation is made of beside the planner's input: what its reader may see. */
struct xc_explain_facts {
    const struct xc_visit *visits; /* of all programmes */
    size_t count;
    const struct xc_programme *const *programmes; /* for titles; ids stand for others */
    size_t programme_count;
    bool brief;  /* for readers who do not plan: what is visible, not why */
    bool topics; /* each line begins with its topic and a tab */
};

/* What a sentence of an explanation is about, by its message: what, why_here, why_then,
 * why_them, why_not_others, visit, to_check, person, away, barred, draw or other; empty:
 * the same as the sentence before it. */
const char *xc_explain_topic(const char *id);

/* Why here, why then, why them, why not others: sentences in the catalogue's language,
 * one per line. subject is a visit id, a target id or a person id. XC_ENO where nothing
 * has that id; with brief, also where no visit belongs to it. Days of a person or target
 * come in the order of time. */
int xc_plan_explain(const struct xc_plan_input *input,
                    const struct xc_explain_facts *facts, struct xc_str subject,
                    const struct xc_catalogue *catalogue, struct xc_buffer *out,
                    struct xc_error *error);

#endif
