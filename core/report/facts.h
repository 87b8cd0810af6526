/* What every report of a programme is made of: what its plan owed when it was published
 * first, what stands in it at the end of a day, and what came of it by then, as that day
 * knew it. Columns instead of texts, so that a million visits are counted in no time.
 *
 * The base is what rates are shares of, and never changes once it is frozen:
 * - An obligation of a plain selection is frozen when its stage is published for the
 *   first time: the visits of the plan as it was then, and those that had no place in
 *   it. What is planned for it later (targets that opened since) stays outside.
 * - What a draw or a cause (a finding, a lead …) makes owed joins the base when it is
 *   planned for the first time after that: it could not be known before.
 * What closes, moves or is cancelled later leaves the base as it is. */
#ifndef XC_REPORT_FACTS_H
#define XC_REPORT_FACTS_H

#include "plan/visit.h"
#include "report/item_coverage.h"
#include "store/outcomes.h"

/* Rows of one another's tables are numbers; XC_NO_ROW: none. */

struct xc_report_area { /* ascending by code */
    struct xc_str code; /* empty: targets outside of the office's area, or without one */
    struct xc_str name;
};

enum {
    XC_TARGET_IS_BASE = 1,  /* some obligation of the base means it */
    XC_TARGET_HAS_GONE = 2, /* stood in the register when the base was frozen, and is
                               closed or gone by the day */
    XC_TARGET_HAS_COME = 4  /* not of the base: planned, or meant, since */
};
struct xc_report_targets { /* ascending by id */
    size_t count;
    uint32_t *area; /* directly below the office; as when the base was frozen */
    uint8_t *kind;  /* enum xc_kind, the same */
    uint8_t *state;
    struct xc_str *id, *name; /* NULL where nobody asked for names */
};

struct xc_report_obligation { /* in the programme's order */
    const struct xc_stage *stage;
    const struct xc_obligation *obligation;
    uint32_t stage_row;
    bool grows; /* the base grows with draws or causes */
};

enum {
    XC_REPORT_HIDDEN = 1, /* the reader may know of it only in sums */
    XC_REPORT_OPEN = 2,   /* done, and a problem of it is open at the end of the day */
    XC_REPORT_NIGHT = 4,  /* begins from 18:00 on or before 06:00 */
    XC_REPORT_CHECK = 8   /* done, and a check took place: not closed, refused or not
                             found */
};

/* One visit that an obligation owes to a target (task). */
struct xc_report_owed {
    uint32_t obligation, target;
    uint32_t visit; /* that serves it on the day; XC_NO_ROW: none, or a void one */
    uint16_t number;
    bool base;
    uint8_t flags; /* those of that visit */
    xc_date first; /* base: the day planned first; the end of the window where it had no
                      place. Else XC_NO_DATE */
    xc_date day;   /* on which that visit lies; XC_NO_DATE: there is none */
    xc_date done;  /* on which the visit was done; XC_NO_DATE: not by the day. Here as
                      well, because rates are counted many times over */
};

struct xc_report_visit { /* ascending by date, then id */
    struct xc_str id;
    uint32_t target;
    uint32_t crew;                  /* row of crews */
    uint32_t people;                /* first row of people, as many as seats */
    uint32_t results, result_count; /* first row of results */
    xc_date date;                   /* on which it was done, or is planned */
    xc_date end_date;               /* its last day */
    xc_date planned;  /* the day planned, before it was done on another one */
    uint16_t minutes; /* of work */
    uint16_t start;   /* since midnight */
    uint16_t seats;
    uint16_t days;  /* working days it takes, as its obligations ask */
    uint8_t status; /* enum xc_visit_status */
    uint8_t flags;
};

struct xc_report_seat {
    uint32_t person; /* row of persons */
    uint8_t seat;    /* enum xc_person_role */
};

struct xc_report_person { /* ascending by id */
    struct xc_str id, name, unit;
};

struct xc_report_result {
    const struct xc_outcome *outcome; /* in force on the day */
    uint32_t visit;                   /* XC_NO_ROW: done outside any plan */
    uint32_t target;                  /* XC_NO_ROW: not among the targets */
};

struct xc_report_facts {
    struct xc_str id; /* of the programme */
    const struct xc_programme *programme;
    struct xc_str office, office_name;
    xc_date as_of; /* the day; what its end knew */
    int offset_minutes;
    xc_instant published_at;  /* first approval; XC_NO_INSTANT: a draft, whose base is not
                                 frozen yet */
    enum xc_viewer_role role; /* for whom */
    uint64_t hidden;          /* visits that count without being shown */
    struct xc_report_area *areas;
    size_t area_count;
    struct xc_report_targets targets;
    struct xc_report_obligation *obligations;
    size_t obligation_count;
    struct xc_report_owed *owed; /* ascending by obligation, target, number */
    size_t owed_count;
    struct xc_report_visit *visits;
    size_t visit_count;
    struct xc_report_seat *people; /* in the order of seats; visits may share them */
    size_t people_count; /* seats of all visits together; no more rows than that */
    struct xc_report_person *persons;
    size_t person_count;
    struct xc_str *crews; /* ascending */
    size_t crew_count;
    struct xc_report_result *results; /* those with a visit: by visit, as stored; then
                                         those outside any plan, by target, date */
    size_t result_count;
    const struct xc_outcome *outcomes; /* all in force of the office, for points */
    size_t outcome_count;
    const struct xc_item_covered *items; /* of the programme's checklists */
    size_t item_count;
};

/* Copies what rates need from the visits to what is owed, once all flags are known. */
void xc_report_settle(struct xc_report_facts *facts);

/* Whether the visit that serves it was done by a day, and whether a check took place. */
static inline bool xc_owed_done(const struct xc_report_owed *owed, xc_date by) {
    return owed->done != XC_NO_DATE && owed->done <= by;
}
static inline bool xc_owed_checked(const struct xc_report_owed *owed, xc_date by) {
    return xc_owed_done(owed, by) && (owed->flags & XC_REPORT_CHECK);
}

#endif
