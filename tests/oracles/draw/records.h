/* Made-up draws as records, without a database: a small ledger in memory, signed with a
 * key of RFC 8032. The same number gives the same record on any machine. */
#ifndef XC_TESTS_ORACLES_DRAW_RECORDS_H
#define XC_TESTS_ORACLES_DRAW_RECORDS_H

#include "base/arena.h"

#include <jansson.h>

/* splitmix64. */
uint64_t made_random(uint64_t *state);

/* Below n, n > 0. */
uint32_t made_below(uint64_t *state, uint32_t n);

/* What is wrong with a record from the start: it is made with care around the lie. */
enum made_lie {
    MADE_HONEST = 0,
    MADE_OTHER_RESULT, /* two ids exchanged, and so logged */
    MADE_OTHER_SEED,
    MADE_EARLY,     /* the result sooner than the delay */
    MADE_BEFORE,    /* the result before the commit in the ledger */
    MADE_OTHER_KEY, /* signed by another */
    MADE_FORK,      /* another ledger for the result */
    MADE_OTHER_CODE,
    MADE_BAD_VALUE,  /* a value that the beacon cannot have */
    MADE_SUB_EARLY,  /* a substitution whose drand round was known before it */
    MADE_VOID_LATE,  /* one ended when its round was out */
    MADE_VOID_HIDES, /* one that was run, and is told as ended */
    MADE_VOID_DICE,  /* dice after one that was ended */
    MADE_BLIND,      /* a closed entry of another text */
    MADE_LIES
};

/* A record, new; NULL: this number makes a draw that cannot be (the caller takes the next
 * one), or there was no memory. */
json_t *made_record(uint64_t number, enum made_lie lie, struct xc_arena *arena);

/* The worked example of docs/draw.md as a record. */
json_t *made_example(struct xc_arena *arena);

#endif
