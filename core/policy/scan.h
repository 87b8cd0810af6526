/* Looks at Lua source before it is compiled. Private to policy. */
#ifndef XC_POLICY_SCAN_H
#define XC_POLICY_SCAN_H

#include "base/str.h"

/* The line of the first operator ^, outside of texts and comments; 0 where there is none.
 * Source that does not end its texts or comments gives some answer; the compiler refuses
 * it later. */
unsigned xc_scan_power(struct xc_str source);

#endif
