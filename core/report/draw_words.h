/* Words of draws as people say them: strata, kinds of seats, flags, reasons of
 * substitutions. */
#ifndef XC_REPORT_DRAW_WORDS_H
#define XC_REPORT_DRAW_WORDS_H

#include "base/catalogue.h"

/* A word beside those of a register (xc_rules_word), which are taken too. What the office
 * made up itself stays as it is. */
struct xc_str xc_draw_word(struct xc_str word, const struct xc_catalogue *catalogue);

/* A kind of seat, "officer-2": its word, and which of the role's seats with conditions of
 * their own it is; *number is empty where there is one. */
struct xc_str xc_draw_seat(struct xc_str kind, const struct xc_catalogue *catalogue,
                           struct xc_str *number);

#endif
