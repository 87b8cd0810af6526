/* Derived forms: what was made of a stored set of lines once, so that it is read again in
 * a fraction of the time. The lines are what is stored; a form of them may be deleted at
 * any moment, and all that is lost is time.
 *
 * A form is a list of pieces (table derived_piece, each under its SHA-256, so that forms
 * of sets that differ little share most of them) and a row of the table derived: the set,
 * the form's name with its version, the pieces' digests in their order, and a seal, the
 * HMAC-SHA-256 of all that under the workspace's key. A form whose seal or one of whose
 * pieces does not fit is taken for missing, and the lines are read instead; whoever
 * writes a form with a fitting seal by other means is found by
 * xc_store_check_derived, which makes it again from the lines.
 *
 * Small sets have none: their lines are read in no time. Private to store. */
#ifndef XC_STORE_DERIVED_H
#define XC_STORE_DERIVED_H

#include "store/lines.h"

enum {
    XC_DERIVED_ROWS = 4096, /* of a set, for a form of it to be worth while */
    XC_DERIVED_PIECE_BYTES = 1 << 20
};

/* Whether a set ("<rows> <hex>") is large enough. */
bool xc_derived_wanted(struct xc_str set);

/* ---- The tables ---- */

/* A form being made. Start with xc_derived_start; end with xc_derived_finish, which
 * stores the row, or leave it; xc_derived_leave after both. Nothing is stored with
 * `compare`: then only the names of the pieces are made. */
struct xc_derived {
    struct xc_store *store;
    struct xc_buffer names; /* owned: the pieces' digests */
    struct xc_query insert;
    bool compare;
};
int xc_derived_start(struct xc_store *store, bool compare, struct xc_derived *derived,
                     struct xc_error *error);
int xc_derived_add(struct xc_derived *derived, struct xc_str piece,
                   struct xc_error *error);
int xc_derived_finish(struct xc_derived *derived, struct xc_str set, const char *form,
                      struct xc_error *error);
void xc_derived_leave(struct xc_derived *derived);

/* Hands out the pieces of a form in order, each checked before. XC_ENO without a message:
 * there is no such form, or it is not sound, which may show only after pieces were given:
 * the caller forgets them and reads the lines. Else what piece returned; XC_ENOMEM. */
int xc_derived_each(struct xc_store *store, struct xc_str set, const char *form,
                    int (*piece)(void *context, struct xc_str piece), void *context,
                    struct xc_error *error);

/* XC_EENV: a form with a fitting seal holds what this program did not write. */
int xc_derived_odd(const struct xc_store *store, struct xc_str set,
                   struct xc_error *error);

/* ---- The forms ---- */

/* Makes the form of a plan's visits, and stores it; nothing where the set is small, has
 * the form already, or holds other lines. Inside a transaction. */
int xc_derived_visits(struct xc_store *store, struct xc_str set, struct xc_error *error);

/* The same of a register's targets; set: the name of its table. */
int xc_derived_targets(struct xc_store *store, const struct xc_register *reg,
                       struct xc_str set, struct xc_error *error);

/* The pieces of both, for whoever stores or compares them. XC_EINPUT: other lines than
 * visits. */
int xc_derived_pack_visits(struct xc_derived *to, struct xc_str set,
                           struct xc_error *error);
int xc_derived_pack_targets(struct xc_derived *to, const struct xc_register *reg,
                            struct xc_error *error);

/* Forms of the newest register of every office, of the newest plan of every programme and
 * of the register that it was made on, for a workspace of an older version. What cannot
 * be read has none. Inside a transaction. */
int xc_derived_all(struct xc_store *store, struct xc_error *error);

/* The register of a snapshot from its lines, or with `derived` from the form of its
 * targets where there is a sound one. Owned by the caller; snapshots.c. */
int xc_store_build_register(struct xc_store *store, const struct xc_snapshot *snapshot,
                            bool derived, struct xc_register **reg,
                            const struct xc_progress *progress, struct xc_error *error);

#endif
