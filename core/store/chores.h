/* What the house does by itself (`xuncha tick`) and how it went: when the ledger was
 * checked last, which drafts lie as they were written. Nothing that an office enters: it
 * is not in the ledger, each row stands in place of the one before, and all of them may
 * be lost; then the work is done once more. */
#ifndef XC_STORE_CHORES_H
#define XC_STORE_CHORES_H

#include "store/store.h"

/* office: empty for what concerns the whole workspace. kind: a word. id: what it was done
 * for; may be empty. */
struct xc_chore {
    xc_instant at;        /* when it was done; XC_NO_INSTANT: never */
    struct xc_str result; /* for whoever did it; in the arena */
};

int xc_store_chore(struct xc_store *store, struct xc_str office, struct xc_str kind,
                   struct xc_str id, struct xc_arena *arena, struct xc_chore *chore,
                   struct xc_error *error);
int xc_store_chore_done(struct xc_store *store, struct xc_str office, struct xc_str kind,
                        struct xc_str id, struct xc_str result, xc_instant at,
                        struct xc_error *error);

/* The offices that have plans, by code; in the arena. */
int xc_store_offices(struct xc_store *store, struct xc_arena *arena,
                     struct xc_str **offices, size_t *count, struct xc_error *error);

#endif
