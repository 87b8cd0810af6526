/* Cases (案件): what an outcome or a lead became when somebody else has to decide on it:
 * referred to discipline, health, market supervision, police or the bureau's own
 * enforcement, with an amount, a reply and an end. While one is open its target may be
 * checked more often (条例 art. 30). */
#ifndef XC_CASEWORK_CASES_H
#define XC_CASEWORK_CASES_H

#include "store/facts.h"

struct xc_case {
    struct xc_str id;
    struct xc_str target; /* id */
    struct xc_str visit;  /* that found it; may be empty */
    struct xc_str lead;   /* that led to it; may be empty */
    xc_date opened;
    struct xc_str referred_to; /* enforcement, police, discipline, health,
                                  market_supervision, or any other text; empty: not yet */
    xc_date referred_on;       /* XC_NO_DATE: not yet */
    int64_t amount;            /* in fen */
    struct xc_str reply;       /* what the other authority answered; may be empty */
    xc_date replied_on;
    xc_date closed_on;      /* XC_NO_DATE: open */
    struct xc_str decision; /* how it ended and on what basis; needed to close it */
    struct xc_str found_by, facts; /* how it was found, what happened (P8e's report holds
                                      both); may be empty */
    uint64_t entry, first_entry;
};

/* From the day it is opened to the day before it is closed. */
bool xc_case_is_open(const struct xc_case *record, xc_date day);

/* As for leads: dates in order (opened ≤ referred ≤ replied ≤ closed), none after today;
 * the target and the day of opening stay; a closed case is not opened again, a new one
 * is. */
int xc_case_check(const struct xc_case *record, const struct xc_case *before,
                  xc_date today, const char **field, struct xc_error *error);
/* As xc_lead_set; the amount in yuan, authorities by their names. */
int xc_case_set(struct xc_case *record, struct xc_str name, struct xc_str value,
                struct xc_error *error);

int xc_case_fact(const struct xc_case *record, struct xc_arena *arena,
                 struct xc_fact *fact, struct xc_error *error);
int xc_case_read(const struct xc_fact *fact, struct xc_arena *arena,
                 struct xc_case *record, struct xc_error *error);
int xc_cases_load(struct xc_store *store, struct xc_str office, xc_instant at,
                  struct xc_arena *arena, struct xc_case **cases, size_t *count,
                  uint64_t *newest, struct xc_error *error);

/* The authority as people of the catalogue's language say it; unknown texts as they are.
 */
struct xc_str xc_case_authority(struct xc_str referred_to, bool chinese);

/* The word of an authority in either language; other texts as they are. */
struct xc_str xc_case_authority_parse(struct xc_str text);

#endif
