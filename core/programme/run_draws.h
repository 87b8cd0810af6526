/* The draws that a plan needs: which stages have theirs, and quick ones for those that
 * have none. */
#ifndef XC_PROGRAMME_RUN_DRAWS_H
#define XC_PROGRAMME_RUN_DRAWS_H

#include "plan/plan.h"
#include "workspace/session.h"

struct xc_run_draws {
    bool may_draw;      /* in: stages without a draw are drawn here and now */
    struct xc_str seed; /* in: of such draws; empty: random bytes */
    bool drew;          /* out: that happened */
    bool local;         /* out: some draw used rests on this machine's randomness */
    bool unchecked;     /* out: some draw used rests on a value of drand whose signature
                           nobody checked */
    struct xc_str left; /* out: ids of stages left out because they are not drawn yet,
                           joined by ", " */
    struct xc_str changed; /* out: what of drawn stages was changed since in what cannot
                              touch the draw, "check: title"; joined by "; " */
    struct xc_selection_context history; /* out: for input->history */
    struct xc_plan_draw *draws;          /* out: for input->draws */
    size_t count;
};

/* Takes stages out of `open` (some of programme's) that are not drawn, and gives the
 * draws of the others. XC_ENO: a draw is committed to and not run yet, or nothing is left
 * to plan. Everything in the arena. */
int xc_run_draws(const struct xc_session *session, const struct xc_programme *programme,
                 struct xc_programme *open, struct xc_arena *arena,
                 struct xc_run_draws *draws, struct xc_error *error);

#endif
