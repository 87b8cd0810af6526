/* The record of a made-up draw, for measuring how long it takes to verify. */
#ifndef XC_BENCH_DRAW_RECORD_H
#define XC_BENCH_DRAW_RECORD_H

#include "draw/record.h"

/* Commits to the urn, throws 25 dice, draws, and logs both entries in a ledger of two.
 * The text as a file would hold it; the caller frees the buffer. Exits on any error. */
struct xc_buffer draw_record_make(const struct xc_urn *urn);

#endif
