/* What the ledger says about rows of other tables (docs/ledger.md). Each function writes
 * the text of an entry from the rows as they are stored; binding appends it, verifying
 * writes it again and compares. Private to store. */
#ifndef XC_STORE_BIND_H
#define XC_STORE_BIND_H

#include "store/lines.h"

/* The seal of a row: HMAC-SHA-256 under the workspace's key over its columns, so that no
 * entry can be tried against guesses. Reads the columns of the current row from `first`
 * on, which are texts or blobs. */
int xc_bind_seal(struct xc_query *query, int first, int columns, struct xc_digest *seal,
                 struct xc_error *error);

/* The same over values, of which none has ptr NULL. */
int xc_bind_seal_values(struct xc_store *store, const struct xc_str *values, size_t count,
                        struct xc_digest *seal, struct xc_error *error);

/* Texts of entries. XC_ENO: the row is not there. replan 0 and first 0: none. */
int xc_bind_register_text(struct xc_store *store, struct xc_str office, int64_t number,
                          struct xc_buffer *text, struct xc_error *error);
int xc_bind_plan_text(struct xc_store *store, struct xc_str office,
                      struct xc_str programme, int64_t number, struct xc_buffer *text,
                      struct xc_error *error);
int xc_bind_approval_text(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, struct xc_str until,
                          struct xc_buffer *text, struct xc_error *error);
struct xc_bind_replan {
    struct xc_str programme;
    int64_t plan;
    int64_t replan;      /* 0: changes by hand */
    int64_t first, last; /* numbers of changed visits; 0: none */
};
int xc_bind_replan_text(struct xc_store *store, struct xc_str office,
                        const struct xc_bind_replan *replan, struct xc_buffer *text,
                        struct xc_error *error);
int xc_bind_setting_text(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_buffer *text, struct xc_error *error);
int xc_bind_days_text(struct xc_store *store, struct xc_str office,
                      struct xc_buffer *text, struct xc_error *error);

/* The same as appended entries, inside the transaction that stored the rows. */
int xc_bind_register(struct xc_store *store, struct xc_str office, int64_t number,
                     xc_instant at, struct xc_error *error);
int xc_bind_plan(struct xc_store *store, struct xc_str office, struct xc_str programme,
                 int64_t number, xc_instant at, struct xc_error *error);
int xc_bind_approval(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t number, struct xc_str until,
                     xc_instant at, struct xc_error *error);
int xc_bind_replan(struct xc_store *store, struct xc_str office,
                   const struct xc_bind_replan *replan, xc_instant at,
                   struct xc_error *error);
int xc_bind_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                    xc_instant at, struct xc_error *error);

/* Nothing is appended where the newest entry about the office's days says the same. */
int xc_bind_days(struct xc_store *store, struct xc_str office, xc_instant at,
                 struct xc_error *error);

/* An empty ledger is given entries for all that an older version stored without one. */
int xc_bind_older(struct xc_store *store, xc_instant at, struct xc_error *error);

/* "-" for an empty text, as the lines of entries have it. */
struct xc_str xc_bind_or_none(struct xc_str text);

/* The setting that no entry names: its seal would be made with itself. */
#define XC_BIND_KEY_SETTING "workspace_key"

#define XC_BIND_DAYS "xuncha-days-v1"

#endif
