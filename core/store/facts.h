/* Facts: everything small that an office writes down beside registers, plans and outcomes
 * (leads, cases, receipts, checklists, proposed corrections, closures, reasons for
 * corrected outcomes, what was published, numbers of papers, what settings and days off
 * were before). One mechanism for all: a fact has a kind, an id and a body; it is never
 * changed or removed, a later one with the same kind and id stands in its place, and an
 * empty body takes it away. What a body holds is the business of core/casework.
 *
 * Facts that are stored together are one ledger entry: `xuncha-facts-v1`, office, kind,
 * their number, Merkle root over their lines (docs/ledger.md). */
#ifndef XC_STORE_FACTS_H
#define XC_STORE_FACTS_H

#include "store/ledger.h"

enum xc_fact_kind {
    XC_FACT_LEAD = 1,
    XC_FACT_CASE,
    XC_FACT_RECEIPT,
    XC_FACT_CHECKLIST,
    XC_FACT_PROPOSAL,
    XC_FACT_CLOSURE,
    XC_FACT_CORRECTION,
    XC_FACT_PUBLICATION,
    XC_FACT_NUMBER,
    XC_FACT_REPLACED, /* replaced.h */
    XC_FACT_USER,
    XC_FACT_FEED,
    XC_FACT_DECLINE,
    XC_FACT_KIND_COUNT
};
const char *xc_fact_word(enum xc_fact_kind kind); /* lead, case, receipt … */

enum { XC_FACT_ID_BYTES = 256, XC_FACT_BODY_BYTES = 16384 };

struct xc_fact {
    struct xc_str id;   /* without invisible characters */
    struct xc_str body; /* canonical JSON object on one line; empty: taken away */
    xc_instant at;      /* when this version was stored */
    xc_instant first;   /* when the first version of this id was stored */
    uint64_t entry;     /* ledger entry of this version: a total order of what was known
                           when */
    uint64_t first_entry;
};

/* Stores facts of one kind in one transaction. Those whose body is what is in force
 * already are left out, so that the same file twice stores nothing; *stored counts the
 * others and may be NULL. expect: what xc_store_facts gave as *newest (0: do not ask);
 * what was stored after that is XC_ENO "changed meanwhile". XC_EINPUT: an id that does
 * not fit, a body that is too long, or one id twice with different bodies. */
int xc_store_add_facts(struct xc_store *store, struct xc_str office,
                       enum xc_fact_kind kind, const struct xc_fact *facts, size_t count,
                       uint64_t expect, xc_instant at, size_t *stored,
                       struct xc_error *error);

/* Those in force at an instant (XC_NO_INSTANT: now), by id as bytes; in the arena.
 * prefix: only ids that begin with it. *newest: how far that kind is stored now, for
 * expect; never 0; may be NULL. */
int xc_store_facts(struct xc_store *store, struct xc_str office, enum xc_fact_kind kind,
                   struct xc_str prefix, xc_instant at, struct xc_arena *arena,
                   struct xc_fact **facts, size_t *count, uint64_t *newest,
                   struct xc_error *error);

/* Of each fact the version that was stored first after an instant (XC_NO_INSTANT: none),
 * by id as bytes. */
int xc_store_facts_after(struct xc_store *store, struct xc_str office,
                         enum xc_fact_kind kind, struct xc_str prefix, xc_instant at,
                         struct xc_arena *arena, struct xc_fact **facts, size_t *count,
                         struct xc_error *error);

/* All versions of one fact, oldest first, those taken away included; XC_ENO: none. */
int xc_store_fact_history(struct xc_store *store, struct xc_str office,
                          enum xc_fact_kind kind, struct xc_str id,
                          struct xc_arena *arena, struct xc_fact **facts, size_t *count,
                          struct xc_error *error);

#endif
