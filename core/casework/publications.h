/* What an office made public of its visits (检查结果公示): one row of a notice for each.
 * Rows are never changed: what is wrong is published once more as a correction, or
 * withdrawn, and both rows stay. */
#ifndef XC_CASEWORK_PUBLICATIONS_H
#define XC_CASEWORK_PUBLICATIONS_H

#include "rules/rules.h"
#include "store/facts.h"
#include "store/outcomes.h"

enum xc_publication_act {
    XC_PUBLISHED_RESULT = 1, /* for the first time */
    XC_PUBLISHED_CORRECTION, /* stands in the place of the row before of the same visit */
    XC_PUBLISHED_WITHDRAWAL  /* takes that row away */
};
const char *xc_publication_act_word(enum xc_publication_act act);

/* A row as it was published: names are those of that day, so that a notice reads the same
 * for good. Its fact's id is programme/notice in six digits/visit. */
struct xc_publication {
    struct xc_str programme;
    unsigned notice; /* its number in the programme, from 1 */
    xc_date on;      /* the day on which it was made public */
    struct xc_str by;
    enum xc_publication_act act;
    struct xc_str visit;        /* id */
    struct xc_str target, name; /* id, and what it was called; the name may be empty */
    struct xc_str area;         /* name; may be empty */
    struct xc_str matter;       /* what was inspected: the stage as people call it */
    xc_date date;               /* of the visit */
    enum xc_outcome_result result;
    xc_date known;        /* the day on which that result was stored */
    struct xc_str reason; /* of a withdrawal, for the public; else empty */
};

enum { XC_NOTICES = 999999 }; /* of a programme */

/* As the facts of papers.h. XC_EINPUT, *field: what is refused. */
int xc_publication_fact(const struct xc_publication *publication, struct xc_arena *arena,
                        struct xc_fact *fact, const char **field, struct xc_error *error);

/* Those of a programme, by notice, then visit. */
int xc_publications_load(struct xc_store *store, struct xc_str office, xc_instant at,
                         struct xc_str programme, struct xc_arena *arena,
                         struct xc_publication **publications, size_t *count,
                         uint64_t *newest, struct xc_error *error);

#endif
