/* What the steps of a draw hand to each other. Nobody outside this folder includes it. */
#ifndef XC_DRAW_DRAW_INTERNAL_H
#define XC_DRAW_DRAW_INTERNAL_H

#include "draw/draw.h"
#include "draw/ticket.h"

/* ---- text.c: what all texts of a draw have in common ---- */

/* True for well-formed UTF-8 in NFC without control characters (Cc); may be empty. */
bool xc_draw_text_clean(struct xc_str text);

/* True for clean text that is not empty, not "-", and has no ':' and no ','. */
bool xc_draw_name_valid(struct xc_str text);

/* Decimal digits without sign or leading zero, at most max: true and *value. */
bool xc_draw_number_read(struct xc_str text, uint64_t max, uint64_t *value);

/* At most 120 bytes of a text, cut between characters, for messages. */
struct xc_str xc_draw_show(struct xc_str text);

/* ---- rules.c ---- */

/* Reads the rules' text; fills urn->rules. Texts go into the arena. */
int xc_draw_rules_read(struct xc_str text, struct xc_arena *arena,
                       struct xc_draw_rules *rules, struct xc_error *error);

/* ---- size.c ---- */

enum xc_draw_standing {
    XC_DRAW_OUT = 0, /* skipped, or of a stratum that the outer draw did not draw */
    XC_DRAW_IN,
    XC_DRAW_MUST /* taken before the method is asked */
};

struct xc_draw_sized {
    uint8_t *standing; /* of each target, enum xc_draw_standing */
    struct xc_draw_size {
        uint32_t count;  /* N: in the urn, weight 0 included */
        uint32_t must;   /* of these */
        uint32_t heavy;  /* in the urn, not must, weight above 0 */
        uint32_t wanted; /* n, before must */
        uint32_t drawn;  /* what the method draws: max(n − must, 0) */
    } * strata;          /* as urn->targets.strata */
};

/* Who stands where and how many are drawn; everything in the arena. */
int xc_size_run(const struct xc_urn *urn, const struct xc_str *outer, size_t outer_count,
                struct xc_arena *arena, struct xc_draw_sized *sized,
                struct xc_error *error);

/* ---- select.c ---- */

struct xc_select_unit {
    struct xc_digest ticket;
    uint32_t row;
    uint32_t weight;
    bool taken;
};

/* Orders units by ticket, then row. XC_ENOMEM. */
int xc_select_sort(struct xc_select_unit *units, uint32_t count, struct xc_error *error);

/* pps, first half: marks the units that are taken for certain. Units in ticket order,
 * weight above 0. *n and *total (the sum of weights) become what is left for the arcs. */
int xc_select_certain(struct xc_select_unit *units, uint32_t count, uint32_t *n,
                      uint64_t *total, struct xc_error *error);

/* pps, second half: marks n of the units that are not taken yet, by the offset u < total.
 * Each is marked for exactly n × weight of the offsets. */
void xc_select_arcs(struct xc_select_unit *units, uint32_t count, uint32_t n,
                    uint64_t total, uint64_t u);

/* Fills result->strata and the slots. */
int xc_select_run(const struct xc_urn *urn, struct xc_str id,
                  const struct xc_digest *seed, const struct xc_draw_sized *sized,
                  struct xc_arena *arena, struct xc_draw_result *result,
                  const struct xc_progress *progress, struct xc_error *error);

/* One target of a stratum by the draw's own method, `must` ignored, among those that are
 * not skipped and not marked in `gone` (one for each target): a substitute. seed: seed_j.
 * *row UINT32_MAX: nobody is left. */
int xc_select_one(const struct xc_urn *urn, struct xc_str id,
                  const struct xc_digest *seed, uint32_t stratum, const bool *gone,
                  uint32_t *row, struct xc_error *error);

/* ---- deal.c, teams.c ---- */

/* Deals people to the seats of result->slots: fills result->crews. Called where the rules
 * have `deal` without teams; result has its seed, strata and slots. */
int xc_deal_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                struct xc_draw_result *result, struct xc_arena *arena,
                const struct xc_progress *progress, struct xc_error *error);

/* The same where the rules have teams: fills result->teams, team_count and team_of. */
int xc_teams_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                 struct xc_draw_result *result, struct xc_arena *arena,
                 const struct xc_progress *progress, struct xc_error *error);

#endif
