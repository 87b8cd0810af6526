/* What has been made public of a programme's visits, beside what could be: which results
 * wait for their notice, which were corrected since, and by what day each is owed. */
#ifndef XC_HISTORY_PUBLICATIONS_H
#define XC_HISTORY_PUBLICATIONS_H

#include "casework/publications.h"
#include "history/happened.h"
#include "workspace/load.h"

enum xc_result_state {
    XC_RESULT_WAITING = 1, /* never published */
    XC_RESULT_PUBLIC,      /* as it stands */
    XC_RESULT_CHANGED,     /* published, and corrected since */
    XC_RESULT_WITHDRAWN    /* and not corrected since */
};

/* A visit that is done and that the public may see, or that was published once. A visit
 * that another programme's visit carries is that programme's to publish. */
struct xc_visit_result {
    struct xc_str id;
    const struct xc_visit *visit;  /* NULL: published, and not to be seen any more */
    enum xc_outcome_result result; /* its worst one in force; 0 without a visit */
    xc_date known;                 /* the day on which that was stored */
    xc_date clock; /* from which its publication counts: its last day, or the day on which
                      its embargo ended where that is later */
    enum xc_result_state state;
    const struct xc_publication **acts; /* what was published of it, oldest first */
    size_t act_count;
};

struct xc_publications {
    struct xc_visit_result *results; /* visits by date, then id; then those without */
    size_t count;
    unsigned notices; /* the last notice's number */
    xc_date last;     /* its day; XC_NO_DATE: there is none */
    uint64_t newest;  /* how far publications are stored, for xc_store_add_facts */
};

/* As the session's moment has it; the plan and what happened were loaded for that. at:
 * what was published is that of this moment (XC_NO_INSTANT: of now). In the arena. */
int xc_publications_of(const struct xc_session *session,
                       const struct xc_loaded_plan *plan,
                       const struct xc_happened *happened, xc_instant at,
                       struct xc_arena *arena, struct xc_publications *publications,
                       struct xc_error *error);

#endif
