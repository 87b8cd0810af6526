/* Who may sit where and in what order: the candidates of docs/draw.md §7, for a draw's
 * targets or for a substitute's. Nobody outside this folder includes it. */
#ifndef XC_DRAW_DEAL_H
#define XC_DRAW_DEAL_H

#include "draw/assign.h"
#include "draw/draw_internal.h"

/* Groups are targets, places the seats of the rules, holders the people. */
struct xc_deal_table {
    const struct xc_urn *urn;
    const uint32_t *targets; /* row of each group */
    uint32_t count;
    const uint32_t *capacity; /* of people */
    size_t words;
    uint64_t *kinds;         /* seats × words: with a capacity, and may take the kind */
    uint32_t *barred;        /* people in `avoid` with the target, group by group */
    uint32_t *barred_start;  /* count + 1 */
    uint32_t *neighbours[2]; /* people in order of organisation, of area; NULL: these
                                need not differ */
    uint32_t *near[2];       /* from, to among these people for each group */
    struct xc_stem stem;     /* the key of `pair` */
};

/* Everything in the arena; targets and capacity (of all people) are borrowed. */
int xc_deal_prepare(const struct xc_urn *urn, struct xc_str id,
                    const struct xc_digest *seed, const uint32_t *targets, uint32_t count,
                    const uint32_t *capacity, struct xc_arena *arena,
                    struct xc_deal_table *table, struct xc_error *error);

/* The problem of seating the table's people. Not level. */
struct xc_assign_problem xc_deal_problem(const struct xc_deal_table *table);

/* The key of a purpose, to make tickets from. XC_ENOMEM. */
int xc_deal_key(const char *purpose, struct xc_str id, const struct xc_digest *seed,
                struct xc_stem *stem, struct xc_error *error);

/* ticket(p, target TAB rest). */
struct xc_digest xc_deal_ticket(const struct xc_stem *key, struct xc_str target,
                                struct xc_str rest);

/* How the words of a shortage are made: appends the name of a slot, of a holder. */
struct xc_deal_words {
    const void *context;
    int (*slot)(const void *context, uint32_t slot, struct xc_buffer *out);
    int (*holder)(const void *context, uint32_t holder, struct xc_buffer *out);
    bool once; /* every holder has one place, so capacities say nothing */
};

/* The names, as many as fit into a message, then an ellipsis; who with capacities in
 * brackets. */
int xc_deal_name(const struct xc_assign_problem *problem,
                 const struct xc_assign_shortage *shortage,
                 const struct xc_deal_words *words, struct xc_buffer *slots,
                 struct xc_buffer *who);

#endif
