/* What stood there before. Settings and days off are kept as they are now; what a change
 * of them replaces is a fact (XC_FACT_REPLACED), stored together with the change, so that
 * a day that is over can be read as it was known then: what stood at an instant is what
 * was replaced first after it, else what stands now. */
#ifndef XC_STORE_REPLACED_H
#define XC_STORE_REPLACED_H

#include "store/facts.h"

/* The body of such a fact, {"NAME":"TEXT"}; a text without control characters. */
void xc_replaced_body(struct xc_buffer *body, const char *name, struct xc_str text);

/* Reads it back into the arena. XC_ENO: its member has another name. */
int xc_replaced_text(struct xc_str body, const char *name, struct xc_arena *arena,
                     struct xc_str *text);

#endif
