/* The draw itself: seed and urn in, the same result on any machine out (docs/draw.md §6
 * to §9). No floating point, no clock, no I/O, no order but that of tickets and bytes.
 *
 * Steps, each in a file of its own: size (how many of each stratum) → select (who) → deal
 * (the lexicographically first feasible assignment of people to seats) or teams. */
#ifndef XC_DRAW_DRAW_H
#define XC_DRAW_DRAW_H

#include "base/progress.h"
#include "draw/urn.h"

#include <jansson.h>

/* Everything in the arena; rows are rows of the urn's tables. */
struct xc_draw_result {
    struct xc_digest seed;
    struct xc_draw_stratum {
        uint32_t *rows; /* in ticket order */
        uint32_t count;
    } * strata;      /* as urn->targets.strata */
    uint32_t *slots; /* all drawn targets in one ticket order */
    uint32_t slot_count;
    uint32_t *crews;   /* slots × seats (or × the members of its team): people's rows in
                          seat order; NULL: nobody is dealt, or teams are */
    uint32_t *team_of; /* slots → team, from 0; NULL: no teams */
    struct xc_draw_members {
        uint32_t *people; /* rows: fixed first, then in seat order */
        uint32_t count;
    } * teams;
    size_t team_count;
};

/* Runs the draw. outer: ids selected in the outer draw where the rules say `within`,
 * ascending as bytes (strata not among them are dropped, and written as []; not NULL even
 * if empty); else NULL. XC_ENO: a stratum
 * that is smaller than its number, or seats without enough people, in words that name
 * them: no slot named can be left out. */
int xc_draw_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                const struct xc_str *outer, size_t outer_count, struct xc_arena *arena,
                struct xc_draw_result *result, const struct xc_progress *progress,
                struct xc_error *error);

/* How many of each stratum would be drawn, without a seed: strata_count numbers in the
 * arena. The same errors as the draw's. */
int xc_draw_sizes(const struct xc_urn *urn, const struct xc_str *outer,
                  size_t outer_count, struct xc_arena *arena, uint32_t **sizes,
                  struct xc_error *error);

/* {"seed","selected","crews"?,"teams"?} as in a record; a new reference, NULL: no memory.
 */
json_t *xc_draw_result_json(const struct xc_urn *urn,
                            const struct xc_draw_result *result);

/* ---- Substitution, §9 ---- */

/* What the earlier substitutions of the draw have made of its result, in their order.
 * Where nobody was left to come in, UINT32_MAX stands in slots, crews, team_of or among
 * the members. */
struct xc_draw_state {
    const struct xc_urn *urn;
    struct xc_arena *arena;
    bool *ever_selected; /* targets */
    uint32_t *slots;     /* targets now in, each in the slot of the one it came for */
    uint32_t slot_count;
    uint32_t *crews;   /* as in the result, now */
    uint32_t *team_of; /* slots → team, now */
    struct xc_draw_members *teams;
    size_t team_count;
    struct xc_draw_left { /* who left what; target UINT32_MAX: the team */
        uint32_t person, target, team;
    } * left;
    size_t left_count;
    size_t left_room;
};

/* The urn is borrowed; the result is copied. */
int xc_draw_state_start(const struct xc_urn *urn, const struct xc_draw_result *result,
                        struct xc_arena *arena, struct xc_draw_state *state,
                        struct xc_error *error);

struct xc_draw_substitute {
    bool none;      /* nobody is left: void */
    uint32_t row;   /* who comes in: of targets or people; UINT32_MAX: none */
    uint32_t *crew; /* of a target: people's rows, for a team its members; NULL for a
                       person, and where nobody is dealt */
    size_t crew_count;
};

/* person: false replaces target `leaves`; true replaces person `leaves` at `target`
 * (UINT32_MAX with teams: in the team). seed: seed_j. Applies the change to the state,
 * also where nobody is left: who leaves is gone. A target for whom no crew is left is
 * void too. XC_EINPUT, and nothing changed: who leaves is not there, or is a fixed member
 * of a team. */
int xc_draw_substitute(struct xc_draw_state *state, struct xc_str id,
                       const struct xc_digest *seed, bool person, uint32_t leaves,
                       uint32_t target, struct xc_draw_substitute *out,
                       struct xc_error *error);

#endif
