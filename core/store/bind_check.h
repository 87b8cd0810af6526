/* Whether what entries name is still stored as they say, and nothing else is. Private to
 * store. */
#ifndef XC_STORE_BIND_CHECK_H
#define XC_STORE_BIND_CHECK_H

#include "store/bind.h"
#include "store/keys.h"
#include "store/ledger_internal.h"

struct xc_bind_check {
    struct xc_store *store;
    int (*problem)(void *context, uint64_t index, const struct xc_message *message);
    void *context;
    struct xc_error *error;
    struct xc_keys *keys; /* rows that have an entry */
    struct xc_keys *sets; /* sets of lines and rules that were read: number 1: damaged */
    struct xc_buffer key, text;
};

/* Owned; NULL: no memory. */
struct xc_bind_check *xc_bind_check_new(struct xc_store *store,
                                        int (*problem)(void *context, uint64_t index,
                                                       const struct xc_message *message),
                                        void *context, struct xc_error *error);
void xc_bind_check_free(struct xc_bind_check *check);

/* The next entry; then, after the last one, rows without entries. 0, a code, or what
 * problem returned. */
int xc_bind_check_entry(struct xc_bind_check *check, const struct xc_ledger_entry *entry);
int xc_bind_check_rest(struct xc_bind_check *check);

/* ---- For bind_check.c and its parts ---- */

/* Compares check->text, which rc says was written, with the entry; what names the row. */
int xc_bind_compare(struct xc_bind_check *check, const struct xc_ledger_entry *entry,
                    int rc, const struct xc_error *found, const char *what);

/* Tells a finding about an entry. */
int xc_bind_tell(struct xc_bind_check *check, uint64_t index, const char *format, ...)
    XC_PRINTF(3, 4);

/* A line of the entry; "-" is the empty text. */
struct xc_str xc_bind_field(const struct xc_ledger_entry *entry, unsigned line);

/* Marks the row with this key as entered. */
int xc_bind_mark(struct xc_bind_check *check, uint64_t index, struct xc_str text,
                 const char *format, ...) XC_PRINTF(4, 5);
struct xc_key *xc_bind_marked(struct xc_bind_check *check, const char *format, ...)
    XC_PRINTF(2, 3);

/* Reads a set of lines once and checks its digest. */
int xc_bind_check_set(struct xc_bind_check *check, uint64_t index, struct xc_str set,
                      const char *what);

/* The same for a rules document. */
int xc_bind_check_rules(struct xc_bind_check *check, uint64_t index, struct xc_str digest,
                        const char *what);

/* bind_check_draws.c: entries of draws and outcomes; others are left alone. */
int xc_bind_check_draw_entry(struct xc_bind_check *check,
                             const struct xc_ledger_entry *entry);
int xc_bind_check_draw_rows(struct xc_bind_check *check);

/* bind_check_facts.c: the same of facts. */
int xc_bind_check_facts(struct xc_bind_check *check, const struct xc_ledger_entry *entry);
int xc_bind_check_fact_rows(struct xc_bind_check *check);

/* Calls row for each row of a statement without parameters. */
int xc_bind_each_row(struct xc_bind_check *check, const char *sql,
                     int (*row)(struct xc_bind_check *check, struct xc_query *query));

#endif
