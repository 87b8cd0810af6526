/* The facts of a report while they are gathered. Private to report_*.c. */
#ifndef XC_PUBLISH_REPORT_WORK_H
#define XC_PUBLISH_REPORT_WORK_H

#include "publish/report_gather.h"

struct xc_report_work {
    struct xc_session session; /* of that time */
    struct xc_str programme;
    struct xc_gathered *out;
    struct xc_viewer viewer;
    const struct xc_loaded_plan *plan;
    xc_instant frozen_at; /* the base was frozen, or is where it is not yet */
    struct xc_base_row {  /* one visit that was owed when its stage was frozen */
        struct xc_str target;
        uint32_t visit; /* of the plan of the day, whose target it is; or XC_NO_ROW */
        uint32_t row;   /* of targets, once they are known */
        uint32_t obligation;
        uint16_t number;
        xc_date first;
    } * base; /* owned */
    size_t base_count, base_room;
    struct xc_selection_context *history; /* NULL: nobody asked yet; in the arena */
    uint32_t *visit_targets; /* rows of targets by visit of the plan; owned */
    uint32_t *today_rows;    /* rows of the day's register by target; owned */
    struct xc_error *error;
};

/* The row of the obligation that a task of this programme fulfils; XC_NO_ROW: another
 * programme's, or one that the rules do not have. */
uint32_t xc_report_obligation_of(const struct xc_report_work *work,
                                 const struct xc_visit_task *task);

/* What was owed when it was frozen; texts in the gathering's arena. */
int xc_report_base(struct xc_report_work *work);

/* The targets of both registers, of the plan and of the base, with their areas. */
int xc_report_targets(struct xc_report_work *work);

/* The base by obligation, target, number, and without repeats. */
int xc_report_base_sort(struct xc_report_work *work);
uint32_t xc_report_target_row(const struct xc_report_facts *facts, struct xc_str id);

/* After all else: who of the targets is of the base, has gone, has come. */
int xc_report_states(struct xc_report_work *work);

/* Visits of the day with crews, people and results; then what is owed, of the base and
 * beside it. */
int xc_report_visits(struct xc_report_work *work);
int xc_report_owed(struct xc_report_work *work);

/* What had happened by the end of the day, for a selection of the programme; *history is
 * NULL where it does not ask. Read once. */
int xc_report_history(struct xc_report_work *work, const struct xc_selection *selection,
                      const struct xc_selection_context **history);

/* The items of checklists, for readers who see plans. */
int xc_report_items(struct xc_report_work *work);

#endif
