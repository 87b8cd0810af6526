/* The smaller papers of an office: receipts of what was owed, checklists, corrections of
 * the register that a visit proposes, closed areas. */
#ifndef XC_CASEWORK_PAPERS_H
#define XC_CASEWORK_PAPERS_H

#include "rules/rules.h"
#include "store/facts.h"

/* A receipt (回执): the due item came in. Its fact's id is programme/due/subject, where
 * due is the item's id of report/due_items.h. */
struct xc_receipt {
    struct xc_str programme;
    struct xc_str due;     /* id of the due item, its day included: rule/2026-03-31… */
    struct xc_str subject; /* target id, area code or office; empty: whoever owes it */
    xc_date on;            /* the day it came in */
    struct xc_str time;    /* its hour, 17:30; empty: nobody said */
};
int xc_receipts_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_str programme, struct xc_arena *arena,
                     struct xc_receipt **receipts, size_t *count, uint64_t *newest,
                     struct xc_error *error);

/* A checklist (检查清单): what is asked on a visit of a kind of targets. Its fact's id is
 * list/item. */
struct xc_check_item {
    struct xc_str list;  /* id of the checklist */
    struct xc_str item;  /* id or short name, as outcomes and policies name it */
    struct xc_str kind;  /* kinds of targets or `medical`, a set; empty: all. Either
                            language goes in, English comes out */
    struct xc_str text;  /* the question */
    struct xc_str basis; /* what it rests on; may be empty */
    unsigned place;      /* order in the list, from 1 */
};
int xc_checklists_load(struct xc_store *store, struct xc_str office, xc_instant at,
                       struct xc_arena *arena, struct xc_check_item **items,
                       size_t *count, uint64_t *newest,
                       struct xc_error *error); /* by list, place */

/* Whether it is asked of targets of a kind. */
bool xc_check_item_asks(const struct xc_check_item *item, enum xc_kind kind);

/* A correction of the register (名录更正) that somebody on site proposes: a new address,
 * a new legal representative, closed. An officer accepts it (then the register changes)
 * or declines it. Its fact's id is visit/field, or target/day/field without a visit. */
enum xc_proposal_state {
    XC_PROPOSAL_OPEN = 1,
    XC_PROPOSAL_ACCEPTED,
    XC_PROPOSAL_DECLINED
};
const char *xc_proposal_state_word(enum xc_proposal_state state);
const char *xc_proposal_state_chinese(enum xc_proposal_state state);
struct xc_proposal {
    struct xc_str id; /* set by reading */
    struct xc_str target, visit;
    struct xc_str field; /* column of targets as imports name it: address,
                            legal_representative, status, name, zone … */
    struct xc_str was, value;
    xc_date date; /* on which it was seen */
    enum xc_proposal_state state;
    struct xc_str decided_by, reason;
};
int xc_proposal_read(const struct xc_fact *fact, struct xc_arena *arena,
                     struct xc_proposal *proposal, struct xc_error *error);
int xc_proposals_load(struct xc_store *store, struct xc_str office, xc_instant at,
                      struct xc_arena *arena, struct xc_proposal **proposals,
                      size_t *count, uint64_t *newest, struct xc_error *error);

/* A closed area (封控): nobody visits it on these days. Its fact's id is
 * area-or-zone/from. */
struct xc_closure {
    struct xc_str area, zone; /* one of them */
    struct xc_window days;
    struct xc_str reason;
};
int xc_closures_load(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_arena *arena, struct xc_closure **closures, size_t *count,
                     uint64_t *newest, struct xc_error *error);

/* Why an outcome was corrected (更正检查结果). Its fact's id is that of what was
 * corrected: the visit, or target/day without one. */
struct xc_outcome_correction {
    struct xc_str id;
    unsigned entry; /* of the ledger, by which what it explains was stored */
    struct xc_str reason;
};
int xc_outcome_correction_fact(const struct xc_outcome_correction *correction,
                               struct xc_arena *arena, struct xc_fact *fact,
                               const char **field, struct xc_error *error);
/* Those of one id, oldest first; none is no error. */
int xc_outcome_corrections_load(struct xc_store *store, struct xc_str office,
                                struct xc_str id, struct xc_arena *arena,
                                struct xc_outcome_correction **corrections, size_t *count,
                                struct xc_error *error);

/* Facts of each, their ids made from their fields, to be stored with xc_store_add_facts;
 * texts in the arena. They check the fields by themselves (lengths, words, order of
 * days); what must exist elsewhere (targets, due items) is the caller's business.
 * XC_EINPUT, *field: the column refused.
 */
int xc_receipt_fact(const struct xc_receipt *receipt, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error);
int xc_check_item_fact(const struct xc_check_item *item, struct xc_arena *arena,
                       struct xc_fact *fact, const char **field, struct xc_error *error);
int xc_proposal_fact(const struct xc_proposal *proposal, struct xc_arena *arena,
                     struct xc_fact *fact, const char **field, struct xc_error *error);
int xc_closure_fact(const struct xc_closure *closure, struct xc_arena *arena,
                    struct xc_fact *fact, const char **field, struct xc_error *error);

#endif
