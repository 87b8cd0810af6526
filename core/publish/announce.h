/* Storing that results were made public: what a notice says, on which day, by whom. It is
 * an entry of the ledger, so that nothing is published twice and nothing silently
 * disappears. */
#ifndef XC_PUBLISH_ANNOUNCE_H
#define XC_PUBLISH_ANNOUNCE_H

#include "publish/results.h"
#include "workspace/session.h"

struct xc_announce_options {
    struct xc_str programme;
    xc_date on;              /* XC_NO_DATE: today */
    struct xc_str by;        /* who publishes */
    struct xc_window window; /* results of visits made in it; XC_NO_DATE: no bound */
    struct xc_str visit;     /* to be withdrawn */
    struct xc_str reason;    /* why, for everybody */
    bool dry_run;
};

struct xc_announced {
    struct xc_result_rows rows; /* what the notice says */
    unsigned notice;            /* its number; 0: there was nothing to publish */
    xc_date on;
    size_t withdrawn;
    uint64_t waiting; /* results that are to be published after it */
    uint64_t overdue; /* of them: their day is over */
    xc_date next;     /* the first day on which one of them has to be public; XC_NO_DATE:
                         none has such a day */
    uint64_t next_count;     /* those of that day */
    struct xc_arena *arena;  /* private */
    struct xc_loaded loaded; /* private */
};

/* Publishes what waits: results as they stood at the end of the day, in one notice with
 * the next number. Nothing to publish is no error. XC_EUSAGE: a day to come; XC_ENO: a
 * day before the last notice's, or somebody else published meanwhile. Free also after a
 * failure. */
int xc_announce_results(const struct xc_session *session,
                        const struct xc_announce_options *options,
                        struct xc_announced *announced, struct xc_error *error);

/* Takes a visit's published result away, in a notice of its own. It is proposed again
 * only when it is corrected. XC_ENO: there is none that stands. */
int xc_announce_withdrawal(const struct xc_session *session,
                           const struct xc_announce_options *options,
                           struct xc_announced *announced, struct xc_error *error);
void xc_announced_free(struct xc_announced *announced);

#endif
