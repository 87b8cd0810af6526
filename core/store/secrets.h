/* What lets people in: seals of passwords, digests of tokens, sign-ins. They are not
 * facts: nothing of them is kept once it is over, and the ledger does not name them. */
#ifndef XC_STORE_SECRETS_H
#define XC_STORE_SECRETS_H

#include "store/store.h"

enum xc_secret_kind { XC_SECRET_PASSWORD = 1, XC_SECRET_FEED };

/* Sets what is stored of the secret of an id, in place of an earlier one; empty: takes it
 * away. The same value twice of a kind is XC_ENO. */
int xc_store_set_secret(struct xc_store *store, struct xc_str office,
                        enum xc_secret_kind kind, struct xc_str id, struct xc_str value,
                        xc_instant at, struct xc_error *error);

/* In the arena; empty where there is none. */
int xc_store_secret(struct xc_store *store, struct xc_str office,
                    enum xc_secret_kind kind, struct xc_str id, struct xc_arena *arena,
                    struct xc_str *value, struct xc_error *error);

/* Whose it is, of any office; XC_ENO: nobody's. */
int xc_store_find_secret(struct xc_store *store, enum xc_secret_kind kind,
                         struct xc_str value, struct xc_arena *arena,
                         struct xc_str *office, struct xc_str *id,
                         struct xc_error *error);

/* ---- Sign-ins ---- */

struct xc_sign_in {
    struct xc_str office;
    struct xc_str user;
    xc_instant at;
    xc_instant seen;  /* when it was used last, to the minute */
    xc_instant until; /* over then, whatever happens */
};

/* digest: of the token. Those that are over at `at` are removed on the way. */
int xc_store_add_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         const struct xc_sign_in *sign_in, struct xc_error *error);
/* XC_ENO: there is none, or it is over: until has come, or it was not used for idle
 * seconds. It counts as used now. */
int xc_store_use_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         xc_instant now, int64_t idle, struct xc_arena *arena,
                         struct xc_sign_in *sign_in, struct xc_error *error);
/* Removes those that are over at an instant. */
int xc_store_forget_sign_ins(struct xc_store *store, xc_instant at,
                             struct xc_error *error);
int xc_store_end_sign_in(struct xc_store *store, const struct xc_digest *digest,
                         struct xc_error *error);
/* All of a user: a new password or a disabled account ends them. */
int xc_store_end_sign_ins(struct xc_store *store, struct xc_str office,
                          struct xc_str user, struct xc_error *error);

#endif
