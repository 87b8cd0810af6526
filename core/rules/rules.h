/* Rules: the typed, validated form of a programme. A policy (Lua) is evaluated into this
 * document and nothing else; whatever plans, draws, explains or verifies reads only this.
 *
 * Everything lives in the arena given to xc_rules_parse. Texts are UTF-8 NFC. Dates are
 * civil days, times minutes since midnight in the programme's zone. The JSON form is
 * described in docs/rules.md; unknown keys are refused, and every default is written out
 * (xc_rules_json), so that equal programmes have equal bytes. */
#ifndef XC_RULES_RULES_H
#define XC_RULES_RULES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/catalogue.h"
#include "base/date.h"
#include "base/digest.h"
#include "register/selection.h"
#include "workdays/due.h"
#include "workdays/hours.h"

#include <jansson.h>

enum {
    XC_RULES_VERSION = 1,
    XC_MAX_STAGES = 64,
    XC_MAX_OBLIGATIONS = 256,
    XC_MAX_SEATS = 32
};

struct xc_window {
    xc_date from;
    xc_date to; /* included */
};

struct xc_fraction {
    int64_t a, b; /* exact, 0 ≤ a, 1 ≤ b */
};

/* 性质: enforcement (行政检查) needs two officers with valid certificates
 * (医疗保障基金使用监督管理 条例 art. 29); an agency check (经办核查) is made by the
 * agency's or insurer's staff. */
enum xc_nature { XC_NATURE_ENFORCEMENT = 1, XC_NATURE_AGENCY_CHECK };
enum xc_method {
    XC_METHOD_SITE = 1,
    XC_METHOD_WRITTEN,
    XC_METHOD_PHONE,
    XC_METHOD_NIGHT
};

/* A place in a crew with its conditions. */
struct xc_seat {
    enum xc_person_role role;
    unsigned count;                   /* how many such places */
    const struct xc_selection *where; /* of people; NULL: any with the role */
};

/* Whose crews the planner may send: those of the target's own area and of all areas above
 * it, or only … */
enum xc_from {
    XC_FROM_ANYWHERE = 0,
    XC_FROM_ABOVE,        /* … of the offices above the target's county */
    XC_FROM_OTHER_COUNTY, /* … of another county of its city */
    XC_FROM_OTHER_CITY,   /* … of another city of its province */
    XC_FROM_AREA          /* … of one area, wherever the target lies */
};

struct xc_crew_rule {
    struct xc_seat *seats;
    size_t seat_count;
    enum xc_from from; /* each of its people comes from there; not for people who are
                          drawn */
    struct xc_str from_area;     /* code, with XC_FROM_AREA; else empty */
    struct xc_str outside;       /* area code that nobody may come from, or empty */
    bool outside_target;         /* nobody from the target's own county */
    struct xc_str outside_drawn; /* nobody from the area drawn by the draw of this label
                                    that the target lies in, or empty */
    bool drawn;   /* people are dealt at random by the obligation's draw, else chosen by
                     the planner */
    bool balance; /* dealt evenly: as few targets each as can be */
    struct xc_team { /* dealt teams, which work side by side; seats is empty then. A seat
                        whose condition differs from that of the other teams must fit
                        exactly one person, who is fixed */
        struct xc_seat *seats;
        size_t seat_count;
    } * teams;
    size_t team_count;
    struct xc_seat *extra; /* more people than one per team: each goes to a team of its
                              own, drawn at random */
    size_t extra_count;
};

/* Which crew takes which zones (片区), when the programme lists it. */
struct xc_zone_duty {
    struct xc_str crew;   /* value of the people's crew column */
    struct xc_str *zones; /* zone texts, or area codes, or town names */
    size_t zone_count;
};

/* How areas go to crews over batches (the obligation's `each`): as it fits, each area to
 * one crew for good, or each area to one crew per batch and to the next crew in the next
 * batch. */
enum xc_areas_mode { XC_AREAS_FREE = 0, XC_AREAS_FIXED, XC_AREAS_SWAP };

/* Who may not go to a target twice running: nobody is barred, the lead, or everybody. */
enum xc_rotate { XC_ROTATE_NONE = 0, XC_ROTATE_LEAD, XC_ROTATE_ALL };
enum xc_order { XC_ORDER_ZONE = 0, XC_ORDER_DRAW };

/* What a draw's units are: the rows of its selection, or what those rows belong to. */
enum xc_draw_units {
    XC_UNITS_ROWS = 0,
    XC_UNITS_ZONES, /* zones (片区) of the selected targets */
    XC_UNITS_CREWS  /* crews (检查组) of the selected people */
};

/* What in a target's history makes something owed later. */
enum xc_cause_kind {
    XC_CAUSE_VISITED = 1, /* a check took place; on that day */
    XC_CAUSE_PROBLEM,     /* it found a problem that was not put right on the spot, or a
                             serious one; on that day */
    XC_CAUSE_RECTIFY,     /* the same; on the day by which it must be put right */
    XC_CAUSE_REFUSED,     /* nobody was let in, or nobody was found; on that day */
    XC_CAUSE_LEAD,        /* a lead came in; on that day */
    XC_CAUSE_MISSING,     /* a receipt is missing; on the day after it was due */
    XC_CAUSE_POINTS,      /* points lost in a calendar year reach `min`; on that day */
    XC_CAUSE_CASE_OPENED, /* a case was opened, referred, closed; on that day */
    XC_CAUSE_CASE_REFERRED,
    XC_CAUSE_CASE_CLOSED
};
enum { XC_CAUSE_KINDS = XC_CAUSE_CASE_CLOSED + 1 };

/* So many days after the cause's day; negative: before it. */
struct xc_offset {
    int count;
    bool workdays; /* working days, else calendar days */
};

/* Which causes, and from when until when what they cause is owed. */
struct xc_since {
    enum xc_cause_kind kind; /* 0: not caused by anything */
    struct xc_str of; /* outcomes: a stage of this programme or "programme/stage"; leads:
                         a source; missing: id of a due item; cases: to whom it was
                         referred. Empty: any */
    int64_t min;      /* leads: severity; points; cases: amount in fen. 0: any */
    struct xc_offset from, to; /* to is the last day; to.count ≥ from.count */
};

/* What else is drawn in with the target that a cause concerns (举一反三): targets of the
 * obligation that are like it in every one of these. */
enum {
    XC_LIKE_KIND = 1,
    XC_LIKE_ORGANISATION = 2, /* never those without one */
    XC_LIKE_AREA = 4,         /* the same county */
    XC_LIKE_FINDING = 8       /* a problem in force at the same checklist item */
};

/* How many of what is counted elsewhere (claims, records) are examined on a visit: at
 * least the share, rounded up, of the number in an attribute of the target; first those
 * counted in another attribute. */
struct xc_review_rule {
    struct xc_str field; /* attribute of targets; empty: none */
    struct xc_fraction share;
    struct xc_str
        first;          /* attribute, or empty: examined before all others, all of them */
    struct xc_str unit; /* what is counted, for people: "住院病历" */
};

/* A draw (抽取) of targets, people or areas, executed by core/draw. */
struct xc_draw_rule {
    struct xc_str label;             /* path, unique in the programme */
    const struct xc_selection *from; /* the urn */
    enum xc_draw_units units;
    const struct xc_selection
        *of;              /* what a share is a share of; = from where not given */
    struct xc_str method; /* "srs", "pps", "order" */
    struct xc_str by;     /* stratum field, or empty: one stratum */
    bool has_share;
    struct xc_fraction share;
    struct xc_stratum {
        struct xc_str name;
        uint32_t n; /* number without a share, floor with one */
    } * strata;
    size_t stratum_count;
    enum xc_period batches; /* 0: one batch */
    struct xc_str outer;    /* label of the draw that this one lies within, or empty: its
                               strata are the areas drawn there, its numbers are for each */
    struct xc_str *skip;    /* flags: targets that have one stay out */
    size_t skip_count;
    struct xc_str *must; /* flags: targets that have one are in for certain */
    size_t must_count;
    unsigned delay;          /* seconds from commit to value at least; default 600 */
    struct xc_weight_rule {  /* pps: added to the register's weight, so that repeat
                                offenders weigh more; the sum is cut at XC_MAX_WEIGHT */
        struct xc_str field; /* a history field of selection.h: points, findings … */
        uint32_t times;      /* its value counts so often */
    } * weights;
    size_t weight_count;
};

/* These targets, so often, in this window, by such a crew. */
struct xc_obligation {
    struct xc_str label;                /* stage/1 … */
    const struct xc_selection *targets; /* NULL where drawn is set */
    struct xc_str drawn;                /* label of the draw that gives the targets */
    struct xc_window window;
    unsigned times;             /* visits per target in each `each` of the window */
    enum xc_period each;        /* 0: in the whole window */
    unsigned min_each;          /* with average: the least per `each`; 0: the least is
                                   `times` in the whole window */
    struct xc_fraction average; /* over the window; 0/1: none */
    unsigned max_per;           /* visits of one target per `each` at most; 0: no limit */
    struct xc_str extra_by;     /* "weight", "draw", "id" */
    unsigned gap;               /* least days between two visits of a target */
    unsigned minutes;           /* where the target does not say; default 90 */
    unsigned days;              /* consecutive days of one visit; default 1 */
    unsigned travel;            /* working days of the way there, and as many back; the
                                   crew is on the road and does nothing else */
    enum xc_rotate rotate;
    struct xc_since since; /* kind 0: a plain obligation. Else one visit for each cause
                              among the targets (times is 1, no each, no average), inside
                              the window and the days that `since` says */
    unsigned like;         /* bits XC_LIKE_…; 0: only the target itself */
    unsigned like_most;    /* so many like it at most per cause, heaviest first; 0: all */
    bool like_only;        /* only those like it, not the target itself */
    struct xc_review_rule review;
    struct xc_str *uses; /* resources (ids) that a crew takes along for the day */
    size_t use_count;
    enum xc_period tasks; /* announce tasks by month …; 0: not */
    enum xc_order order;
    struct xc_str order_draw; /* with order = draw: label of a draw by `order` of zones,
                                 or of targets */
    struct xc_str extra_draw; /* with extra_by = draw: label of the draw of those who get
                                 the second visit */
    enum xc_areas_mode areas;
    struct xc_zone_duty *duties;
    size_t duty_count;
    struct xc_str *items; /* what is checked, in rounds */
    size_t item_count;
    struct xc_crew_rule crew;
    struct xc_crew_rule panel; /* experts beside the crew; seat_count 0: none */
    struct xc_str panel_draw;  /* label of a draw of crews, anywhere in the programme: its
                                  people sit in the panel of all visits of their crew.
                                  Empty: the panel is dealt together with the crew */
};

/* Until when a visit's target stays hidden, and from whom. */
enum xc_viewer_role {
    XC_VIEWER_ADMIN = 1,
    XC_VIEWER_PLANNER,
    XC_VIEWER_INSPECTOR,
    XC_VIEWER_AUDITOR,
    XC_VIEWER_FEED,
    XC_VIEWER_PUBLIC,
    XC_VIEWER_COUNT
};
struct xc_embargo {
    bool set;
    unsigned before;  /* that many … before the visit's first day */
    bool workdays;    /* … working days, else calendar days */
    unsigned minutes; /* time of day on that day */
    xc_date until;    /* or a fixed day; XC_NO_DATE: relative */
    unsigned hidden;  /* bits 1u << enum xc_viewer_role */
};

struct xc_due_item_rule {
    struct xc_str id;
    struct xc_str title; /* may be empty */
    struct xc_str
        what; /* kind of report: coverage, progress, plan, self_check, summary … */
    struct xc_due_rule when; /* kind 0: owed because of something, see since */
    struct xc_since since;   /* kind 0: owed by the calendar. Else once per cause, on the
                                last day of `since.to`, at when.minutes */
    struct xc_window window; /* first and last day on which it can be due */
    struct xc_str from;
    struct xc_str to;
    struct xc_str with;                 /* what goes along, for example next-month */
    struct xc_str each;                 /* "", "target", "area": one item per … */
    const struct xc_selection *targets; /* only these owe it, or their areas, or cause it;
                                           asks nothing of the past. NULL: all */
    struct xc_str *owners;              /* each item once per owner; may be none */
    size_t owner_count;
    bool standing; /* not the policy's: that of every office, history/dues.h */
};

/* A milestone: what must be reached by a day, shown beside progress. */
struct xc_milestone {
    struct xc_str id;
    struct xc_str title;
    xc_date date;
    struct xc_str stage; /* or empty: the whole task */
};

struct xc_phase {
    struct xc_str id;
    struct xc_str title;
    struct xc_window window;
    struct xc_str after; /* id of a phase or stage that must come first, or empty: it
                            begins after that one has ended */
};

/* What lost points lead to (扣分阶梯), for institutions and for doctors, and how a year's
 * points become its assessment. */
struct xc_ladder {
    struct xc_rung {
        uint32_t at;        /* points of a calendar year, at least */
        struct xc_str step; /* id: warning, public_criticism, suspension, termination … */
        struct xc_str title; /* for people */
    } * targets, *doctors;   /* ascending by `at` */
    size_t target_count, doctor_count;
    struct xc_grade {
        struct xc_str grade; /* id: qualified, basic, failed */
        struct xc_str title;
        uint32_t from; /* points, at least; the first is 0 */
        bool failed;   /* counts as a failed year */
    } * grades;        /* ascending by `from` */
    size_t grade_count;
    unsigned failed_years; /* so many running end the agreement; 0: no such rule */
};

enum xc_stage_kind { XC_STAGE_COVERAGE = 1, XC_STAGE_DRAWN };

struct xc_stage {
    struct xc_str id;
    struct xc_str title;
    struct xc_str plugin; /* its name */
    enum xc_stage_kind kind;
    xc_date opens;             /* XC_NO_DATE where it opens after a stage */
    struct xc_str opens_after; /* id of a stage or of a phase */
    struct xc_window window;
    enum xc_nature nature;
    enum xc_method method;
    struct xc_str basis;     /* legal basis, shown on the assignment */
    struct xc_window period; /* what is examined; XC_NO_DATE: not said */
    struct xc_hours hours;   /* slots of its visits, for example of the night; count 0:
                                the programme's hours */
    struct xc_embargo embargo;
    bool merge;
    unsigned cap; /* visits of one target per year, this nature; 0: the workspace's */
    struct xc_draw_rule *draws;
    size_t draw_count;
    struct xc_obligation *obligations;
    size_t obligation_count;
};

/* Something that crews share and of which there are only so many a day: cars, devices. */
struct xc_resource {
    struct xc_str id;
    struct xc_str title; /* may be empty */
    unsigned count;      /* crews that can have one on the same day; at least 1 */
};

/* A parameter of the policy, as `params` declared it. Values are JSON (text, number,
 * [a,b] for shares, date text). */
struct xc_param {
    struct xc_str name;
    struct xc_str title;
    struct xc_str type; /* integer, text, date, share, boolean */
    json_t *value;      /* borrowed from the document */
    json_t *fallback;   /* the policy's own value */
    struct xc_str unit; /* of integers, for people; may be empty */
    json_t *least;      /* of integers, dates and shares; NULL: no bound */
    json_t *most;
    struct xc_str *choices; /* of texts; none: any */
    size_t choice_count;
};

struct xc_programme {
    struct xc_str id;
    struct xc_str title;
    int year;
    struct xc_str calendar; /* "cn" */
    struct xc_str office;   /* area code */
    struct xc_str zone;     /* "Asia/Shanghai" */
    struct xc_hours hours;
    struct xc_stage *stages;
    size_t stage_count;
    struct xc_due_item_rule *dues;
    size_t due_count;
    struct xc_milestone *milestones;
    size_t milestone_count;
    struct xc_phase *phases;
    size_t phase_count;
    struct xc_resource *resources;
    size_t resource_count;
    struct xc_ladder *ladder; /* NULL: none */
    struct xc_param *params;
    size_t param_count;
    struct xc_str seed; /* "", "public", "sealed" */
    struct xc_source {
        struct xc_str name;   /* policy file name without folders, or plugin name */
        struct xc_str digest; /* SHA-256 of its bytes in hex */
    } * sources;
    size_t source_count;
    const json_t *document; /* the JSON it was read from; owned by the arena's caller */
};

/* Reads and checks a rules document. Beyond types it checks what can be known without a
 * register: ids unique, stages that exist, windows that are not empty, seats of
 * enforcement stages (at least two places only officers or leads can take), exactly at
 * most one lead seat, times against max_per, gap against window, draws that exist.
 * error->file is the JSON path ("stages[0].window", "rules" for the document itself), the
 * hint the cure. json must outlive the programme, whose parameters lend their values from
 * it. */
int xc_rules_parse(const json_t *json, struct xc_arena *arena,
                   struct xc_programme **programme, struct xc_error *error);

/* The canonical JSON text (keys sorted as bytes, no spaces, only '"' and '\' escaped,
 * integers only, no final LF) of any JSON value without reals or control characters. */
int xc_json_canonical(const json_t *json, struct xc_buffer *out, struct xc_error *error);

/* A JSON string of a text; a new reference, NULL: no memory or not UTF-8. */
json_t *xc_json_text(struct xc_str text);

/* A day as ISO 8601, XC_NO_DATE as the empty text; a new reference, NULL: no memory. */
json_t *xc_json_day(xc_date date);

/* The whole programme with all defaults written out; a new reference, NULL: no memory. */
json_t *xc_rules_json(const struct xc_programme *programme);

/* SHA-256 of the canonical text of xc_rules_json. */
int xc_rules_digest(const struct xc_programme *programme, struct xc_digest *digest,
                    struct xc_error *error);

/* The programme in sentences, for officials, in the catalogue's language: one paragraph
 * per stage, then reports, milestones and phases. Lines end in LF, paragraphs are
 * separated by an empty line. XC_ENOMEM where out is too small. */
int xc_rules_explain(const struct xc_programme *programme,
                     const struct xc_catalogue *catalogue, struct xc_buffer *out,
                     struct xc_error *error);

/* A word of a register's vocabulary (kinds, statuses, roles, levels) as people say it in
 * the catalogue's language; what is unknown stays as it is. The text is the catalogue's
 * or static. */
struct xc_str xc_rules_word(struct xc_str word, const struct xc_catalogue *catalogue);

/* A selection as a phrase: "targets whose status is active", 状态为正常的检查对象. */
int xc_rules_explain_selection(const struct xc_selection *selection,
                               const struct xc_catalogue *catalogue,
                               struct xc_buffer *out);

/* Words of the enums: "enforcement", "site", "planner" …; "" for 0. */
const char *xc_nature_word(enum xc_nature nature);
const char *xc_method_word(enum xc_method method);
const char *xc_cause_word(enum xc_cause_kind kind); /* visited, problem, rectify, refused,
    lead, missing, points, case_opened, case_referred, case_closed */
const char *xc_from_word(enum xc_from from);        /* above, other_county, other_city */
/* The word's, XC_FROM_AREA for an area code, which has a digit; 0: neither. */
enum xc_from xc_from_parse(struct xc_str text);
const char *xc_viewer_word(enum xc_viewer_role role);
enum xc_viewer_role xc_viewer_parse(struct xc_str word); /* 0: unknown */

/* The rounds of an obligation with items: its visits per target, counted as times × each
 * `each` of the window, with an average as its least visits of a target, so that nobody
 * misses an item; at least 1. */
unsigned xc_obligation_rounds(const struct xc_obligation *obligation);

/* The items that visit `number` (1…) of a target covers: over the rounds every item comes
 * at least once, in their order; a later visit than the last round begins again. With
 * fewer items than rounds they repeat. *count is 0 where the obligation has none. */
void xc_obligation_items(const struct xc_obligation *obligation, unsigned number,
                         size_t *first, size_t *count);

/* How many are examined at a target with `counted` of which `first` come first:
 * max(first, ceil(share × counted)), never more than counted. */
uint64_t xc_review_count(const struct xc_review_rule *review, uint64_t counted,
                         uint64_t first);

const struct xc_stage *xc_programme_stage(const struct xc_programme *programme,
                                          struct xc_str id);
const struct xc_phase *xc_programme_phase(const struct xc_programme *programme,
                                          struct xc_str id);

/* The first day on which a stage may be planned: its date, or the day after the last of
 * the stage or phase that it opens after. */
xc_date xc_stage_opens(const struct xc_programme *programme,
                       const struct xc_stage *stage);

#endif
