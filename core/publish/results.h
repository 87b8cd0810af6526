/* Results of visits as rows of notices: what waits to be published, and what was. */
#ifndef XC_PUBLISH_RESULTS_H
#define XC_PUBLISH_RESULTS_H

#include "history/publications.h"

/* Between the titles of the stages that one visit served. */
#define XC_MATTER_JOINT "、"

struct xc_result_row {
    struct xc_publication row; /* as it is, or would be, published */
    bool struck;               /* published before, and not valid any more */
    unsigned replaced_by;      /* the notice that corrected or withdrew it; 0: none */
    struct xc_str why;         /* withdrawn: its reason for the public */
};

struct xc_result_rows { /* by date, target, visit, notice */
    struct xc_result_row *rows;
    size_t count;
    size_t fresh, corrections; /* rows that a next notice publishes */
    struct xc_publications publications;
};

/* The rows of what would be the next notice: results that were never published, and those
 * corrected since with the rows that they cross out. The plan was loaded for the
 * session's moment, published is that of `at`. In the arena. */
int xc_results_next(const struct xc_session *session, const struct xc_loaded *loaded,
                    struct xc_window window, xc_instant at, struct xc_arena *arena,
                    struct xc_result_rows *rows, struct xc_error *error);

/* The rows of a notice as it was published (0: of all notices), with what became of them
 * since; XC_ENO: there was none of that number. */
int xc_results_published(const struct xc_session *session, const struct xc_loaded *loaded,
                         unsigned notice, struct xc_arena *arena,
                         struct xc_result_rows *rows, struct xc_error *error);

#endif
