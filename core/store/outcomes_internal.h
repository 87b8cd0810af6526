/* Private to store. */
#ifndef XC_STORE_OUTCOMES_INTERNAL_H
#define XC_STORE_OUTCOMES_INTERNAL_H

#include "store/bind.h"
#include "store/outcomes.h"

/* The text of the entry over the outcomes that are stored under its number. XC_ENO: none.
 */
int xc_outcomes_text(struct xc_store *store, struct xc_str office, uint64_t entry,
                     struct xc_buffer *text, struct xc_error *error);

/* Lets go of the outcomes that the store keeps; before it is closed. */
void xc_outcomes_forget(struct xc_store *store);

#endif
