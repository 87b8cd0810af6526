/* Private to exchange: extra columns as a canonical JSON object of texts. */
#ifndef XC_EXCHANGE_EXTRAS_H
#define XC_EXCHANGE_EXTRAS_H

#include "exchange/importing.h"

/* The extra cells of the row laid over what was there (canonical JSON or empty). The view
 * lives until the next call. */
int xc_extras_read(struct xc_importing *importing, struct xc_str before,
                   struct xc_str *after, struct xc_error *error);

#endif
