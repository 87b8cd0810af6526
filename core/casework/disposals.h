/* Disposals (处理方式): what an office does about what a visit found. Known ones are
 * stored by a word of their own, several of them joined by commas; any other text stays
 * as it was written. */
#ifndef XC_CASEWORK_DISPOSALS_H
#define XC_CASEWORK_DISPOSALS_H

#include "base/arena.h"
#include "base/str.h"

/* The words of what people write in either language, in the arena: "责令改正、追回" is
 * "correct,recover". A text with a part that is no known disposal stays whole. ptr NULL:
 * no memory. */
struct xc_str xc_disposal_parse(struct xc_str text, struct xc_arena *arena);

/* A stored disposal as people of the catalogue's language say it, in the arena. */
struct xc_str xc_disposal_said(struct xc_str disposal, bool chinese,
                               struct xc_arena *arena);

/* The matter goes to another authority. */
bool xc_disposal_refers(struct xc_str disposal);

/* The known disposals, one by one from 0, for help; NULL: no more. */
const char *xc_disposal_word(size_t number, const char **chinese);

#endif
