/* Who was dealt what, and who left it. Private to core/report. */
#ifndef XC_REPORT_PUBLIC_PEOPLE_H
#define XC_REPORT_PUBLIC_PEOPLE_H

#include "report/draw_counts.h"
#include "report/public_figures.h"

/* Start with {.arena = …}; the arena keeps what comes out. */
struct xc_public_people {
    struct xc_arena *arena; /* borrowed */
    struct xc_public_move { /* one place that was dealt, or left */
        struct xc_str person;
        bool left;
    } * moves; /* owned */
    size_t count, room;
};
void xc_public_people_free(struct xc_public_people *people);

/* A draw with its rules and result. */
int xc_public_people_draw(struct xc_public_people *people,
                          const struct xc_stored_draw *draw,
                          struct xc_draw_counted *counted, struct xc_error *error);

/* A substitution of that draw; result empty: it waits for its value. *nobody: nobody was
 * left. */
int xc_public_people_sub(struct xc_public_people *people,
                         const struct xc_draw_counted *counted,
                         const struct xc_sub_entry *entry, struct xc_str result,
                         bool *nobody, struct xc_error *error);

int xc_public_people_rates(struct xc_public_people *people, struct xc_public_rate **rates,
                           size_t *count, struct xc_error *error);

#endif
