/* "Did you mean …?" */
#ifndef XC_BASE_SUGGEST_H
#define XC_BASE_SUGGEST_H

#include "base/str.h"

/* The candidate nearest to word (Damerau-Levenshtein on characters), if its distance is
 * at most a third of the longer word, at least 1; ties to the earlier candidate. Empty
 * view: none. */
struct xc_str xc_suggest(struct xc_str word, const struct xc_str *candidates,
                         size_t count);

#endif
