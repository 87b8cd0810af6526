/* Outcomes (检查结果): what visits found. Append-only: a later outcome of the same visit
 * replaces the earlier one in what is read, both stay stored. Several outcomes of one
 * visit that are stored together stand together, one per item checked. Without a visit,
 * the same target on the same day is the same. */
#ifndef XC_STORE_OUTCOMES_H
#define XC_STORE_OUTCOMES_H

#include "store/ledger.h"

enum xc_outcome_result {
    XC_OUTCOME_PASS = 1,
    XC_OUTCOME_PROBLEM_FIXED,
    XC_OUTCOME_PROBLEM,
    XC_OUTCOME_SERIOUS,
    XC_OUTCOME_CLOSED,
    XC_OUTCOME_REFUSED,
    XC_OUTCOME_NOT_FOUND
};
const char *xc_outcome_word(enum xc_outcome_result result);
const char *xc_outcome_chinese(enum xc_outcome_result result); /* for people */
enum xc_outcome_result
xc_outcome_parse(struct xc_str word); /* English or Chinese; 0: no */

struct xc_outcome {
    struct xc_str visit; /* id, or empty: something done outside any plan */
    struct xc_str target;
    xc_date date; /* on which it was done */
    enum xc_outcome_result result;
    struct xc_str item, findings, doctor, disposal; /* may be empty */
    int64_t points;                                 /* lost */
    int64_t amount;                                 /* in fen */
    xc_date rectify_by, closed_on;                  /* XC_NO_DATE: none */
    struct xc_str people; /* who came, ids joined by commas; empty: as planned */
    xc_instant at;        /* when it was stored */
    uint64_t entry;       /* of the ledger, by which it was stored; set by reading */
};

/* Stores outcomes in one transaction, with one ledger entry over all of them:
 * `xuncha-outcomes-v1`, office, their number, Merkle root over their canonical lines.
 * Texts are checked by the caller: no control characters. */
int xc_store_add_outcomes(struct xc_store *store, struct xc_str office,
                          const struct xc_outcome *outcomes, size_t count, xc_instant at,
                          struct xc_error *error);

/* How far outcomes are stored now: never 0, and another number after every
 * xc_store_add_outcomes. */
int xc_store_outcomes_newest(struct xc_store *store, struct xc_str office,
                             uint64_t *newest, struct xc_error *error);

/* All of them in force at an instant (XC_NO_INSTANT: now), by target, date, visit, and
 * as they were stored. */
int xc_store_outcomes(struct xc_store *store, struct xc_str office, xc_instant at,
                      struct xc_arena *arena, struct xc_outcome **outcomes, size_t *count,
                      struct xc_error *error);

/* All that were ever stored up to an instant, by target, then visit (without one: the
 * day), each with its versions oldest first, as they were stored. */
int xc_store_outcomes_all(struct xc_store *store, struct xc_str office, xc_instant at,
                          struct xc_arena *arena, struct xc_outcome **outcomes,
                          size_t *count, struct xc_error *error);

/* Whether two outcomes are of the same visit (without one: same target, same day), and so
 * one of them stands in the other's place where it was stored later. */
bool xc_outcome_same(const struct xc_outcome *a, const struct xc_outcome *b);

#endif
