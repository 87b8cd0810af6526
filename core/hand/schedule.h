/* A schedule that was exported, edited and comes back: rows become changes by hand. */
#ifndef XC_HAND_SCHEDULE_H
#define XC_HAND_SCHEDULE_H

#include "exchange/import.h"
#include "hand/hand.h"

struct xc_schedule;

/* Reads the office's register and plans. reason: of every change whose row gives none of
 * its own; may be empty. Owned by the caller; session and reason must outlive it. */
int xc_schedule_open(const struct xc_session *session, struct xc_str reason,
                     struct xc_schedule **schedule, struct xc_error *error);
void xc_schedule_free(struct xc_schedule *schedule);

/* Reads a file (schedule.csv as exported, in either language, or a workbook of it). A
 * visit keeps what its row leaves empty; a visit without a row stays as it is; a row
 * without a visit adds one. Columns that only show something must not differ. XC_EINPUT:
 * rows are bad, which the report names, also where nobody says why they change something;
 * options->skip_bad is refused, because changes may need each other. */
int xc_schedule_file(struct xc_schedule *schedule, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error);

/* What all files ask for; lives as long as the schedule. */
const struct xc_hand_change *xc_schedule_changes(const struct xc_schedule *schedule,
                                                 size_t *count);

#endif
