/* Private to intake: outcomes while they are taken. */
#ifndef XC_INTAKE_OUTCOMES_INTERNAL_H
#define XC_INTAKE_OUTCOMES_INTERNAL_H

#include "exchange/lookup.h"
#include "intake/desk.h"
#include "intake/outcomes.h"
#include "workspace/load.h"

enum { XC_OUTCOMES_NONE = UINT32_MAX, XC_OUTCOMES_NOTES = 8 };

/* All that is said of one visit or, without one, of a target on a day. */
struct xc_outcomes_group {
    struct xc_str key; /* the visit, or target/day */
    const struct xc_visit *visit;
    size_t known, known_count; /* in force, among xc_outcomes_intake.known */
    uint32_t first, last;      /* taken: a list by xc_taken.next */
    bool changed, corrected;
    bool opens_case;
};

struct xc_taken {
    uint32_t next;  /* of its group, or XC_OUTCOMES_NONE */
    uint32_t known; /* that it says anew, or XC_OUTCOMES_NONE */
    unsigned line;
    bool again; /* it was taken before */
};

struct xc_outcomes_intake {
    const struct xc_session *session;
    struct xc_outcomes_options options;
    struct xc_loaded loaded; /* no plans: nothing was planned yet */
    struct xc_register *reg; /* owned where there are no plans */
    const struct xc_visit **by_id;
    const struct xc_visit **by_target; /* target, date, id */
    size_t visit_count;
    int offset; /* of the office's clock */
    xc_date today;
    struct xc_arena *arena;

    const struct xc_outcome **known; /* in force; a group's stand together */
    size_t known_count;
    uint64_t newest;
    struct xc_check_item *items;
    size_t item_count;
    struct xc_proposal *proposals; /* stored, by id */
    size_t proposal_count;
    uint64_t newest_proposals;

    struct xc_outcome *taken;         /* owned */
    struct xc_taken *places;          /* owned; of each taken one */
    size_t count, capacity;           /* of taken and places */
    struct xc_outcomes_group *groups; /* owned */
    size_t group_count, group_capacity;
    struct xc_lookup group_keys;
    struct xc_fact *proposed; /* owned */
    size_t proposed_count, proposed_capacity;
    struct xc_lookup proposed_ids;

    struct xc_desk *desk; /* with the cases and leads that follow; NULL: there are none */

    struct { /* what the last row that was taken says, or took over itself */
        struct xc_str visit, people;
        xc_date actual_date;
    } above;

    struct xc_lookup names, names_twice; /* of people → row; read when needed */
    bool names_known;

    struct xc_import_report *report; /* of the file being read; NULL: none */
    struct xc_message notes[XC_OUTCOMES_NOTES];
    size_t note_count;
};

/* ---- outcomes_visit.c ---- */

int xc_outcomes_list_visits(struct xc_outcomes_intake *intake, struct xc_error *error);

/* The visit, target and date of a row. */
int xc_outcomes_find_visit(const struct xc_outcomes_intake *intake,
                           const struct xc_outcome_row *row,
                           const struct xc_visit **visit, struct xc_outcome *outcome,
                           size_t *column, struct xc_error *error);

/* ---- outcomes_check.c ---- */

/* What a row says by itself and of its visit, which may be NULL. */
int xc_outcomes_check(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                      const struct xc_visit *visit, const struct xc_outcome *outcome,
                      size_t *column, struct xc_error *error);

/* The ids of people who are named by ids or names, in the arena. */
int xc_outcomes_people(struct xc_outcomes_intake *intake, struct xc_str people,
                       struct xc_str *ids, struct xc_error *error);

/* ---- outcomes_groups.c ---- */

int xc_outcomes_load_known(struct xc_outcomes_intake *intake, struct xc_error *error);

/* The group of an outcome, made where it is the first. */
int xc_outcomes_group(struct xc_outcomes_intake *intake, const struct xc_visit *visit,
                      const struct xc_outcome *outcome, uint32_t *group,
                      struct xc_error *error);

/* *place, for xc_outcomes_keep: beside what is stored and taken of its group. XC_EINPUT:
 * the same visit, item and doctor with other content, and no correction. */
int xc_outcomes_compare(const struct xc_outcomes_intake *intake, uint32_t group,
                        const struct xc_outcome *outcome, struct xc_taken *place,
                        struct xc_row_verdict *verdict, struct xc_error *error);

/* Keeps an outcome in its group, unless it was taken before. */
int xc_outcomes_keep(struct xc_outcomes_intake *intake, uint32_t group,
                     struct xc_outcome *outcome, struct xc_taken place,
                     enum xc_row_news news, struct xc_error *error);

/* What is to be stored of all groups that changed, whole groups, in the arena. */
int xc_outcomes_regroup(struct xc_outcomes_intake *intake, struct xc_outcome **outcomes,
                        size_t *count, struct xc_outcomes_stored *stored,
                        struct xc_error *error);

/* ---- outcomes_found.c ---- */

/* Proposes what a row found to be different in the register: all of it, or nothing. */
int xc_outcomes_propose(struct xc_outcomes_intake *intake,
                        const struct xc_outcome_row *row,
                        const struct xc_outcome *outcome, size_t *column,
                        struct xc_error *error);

/* ---- outcomes_leads.c ---- */

/* The open leads that the visits which have outcomes now were to check, as checked, in
 * the arena. */
int xc_outcomes_find_leads(struct xc_outcomes_intake *intake, struct xc_lead **leads,
                           size_t *count, struct xc_error *error);

/* ---- outcomes_points.c ---- */

/* The points that are others once these outcomes, whole groups, are stored. */
int xc_outcomes_count_points(const struct xc_outcomes_intake *intake,
                             const struct xc_outcome *outcomes, size_t count,
                             struct xc_outcomes_stored *stored, struct xc_error *error);

/* ---- outcomes_follow.c ---- */

/* What is to be stored, in the arena, and all that follows; cases and leads lie on the
 * intake's desk then. */
int xc_outcomes_follow(struct xc_outcomes_intake *intake, struct xc_outcome **outcomes,
                       size_t *count, struct xc_outcomes_stored *stored,
                       struct xc_error *error);

/* ---- outcomes.c ---- */

/* A line for people about something odd. */
void xc_outcomes_note(struct xc_outcomes_intake *intake, const struct xc_message *note);

#endif
