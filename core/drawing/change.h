/* A stage's rules beside those that its draw was committed under: a draw is of the rules
 * of its time, and a policy that was changed since must not be planned with its sample.
 */
#ifndef XC_DRAWING_CHANGE_H
#define XC_DRAWING_CHANGE_H

#include "base/catalogue.h"
#include "drawing/work.h"

struct xc_draw_change {
    struct xc_str matters; /* "share: 1/20 → 1/10; window: …": what the sample or the
                              crews depend on; empty: nothing of it was changed */
    struct xc_str other;   /* "title, basis": what they do not; may be empty */
};

/* Compares two rules documents (canonical form, all defaults written out) as far as they
 * concern a stage's draws. A stage whose targets are drawn is compared whole; where draws
 * only give an order or second visits, their own rules alone. Texts in the arena, values
 * in the catalogue's language. XC_ENOMEM only. */
int xc_draw_rules_compare(const json_t *before, const json_t *now, struct xc_str stage,
                          const struct xc_catalogue *catalogue, struct xc_arena *arena,
                          struct xc_draw_change *change, struct xc_error *error);

/* The same for a programme and the newest commit that counts of a stage, whatever became
 * of it. *under: that draw; NULL: the stage has none. Nothing is compared where the
 * rules of its time were not stored. */
int xc_draw_change_find(const struct xc_session *session,
                        const struct xc_programme *programme,
                        const struct xc_stage *stage, const struct xc_stored_draw *stored,
                        size_t stored_count, struct xc_arena *arena,
                        struct xc_draw_change *change,
                        const struct xc_stored_draw **under, struct xc_error *error);

/* XC_ENO that names what was changed since `under`, and what to do. */
int xc_draw_change_refuse(const struct xc_draw_change *change,
                          const struct xc_stored_draw *under, struct xc_error *error);

#endif
