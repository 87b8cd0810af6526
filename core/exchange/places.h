/* Private to exchange: which area a row means, by code or by names. */
#ifndef XC_EXCHANGE_PLACES_H
#define XC_EXCHANGE_PLACES_H

#include "exchange/importing.h"

/* Division codes as the register keeps them: 320282000000, 320200 → 320282, 3202. A text
 * that is no such code is returned as it is. */
struct xc_str xc_place_code(struct xc_str text);

/* The columns of a row that name its area; -1: the table has none. */
struct xc_place_columns {
    int area, province, city, county;
};

/* *row is the row of old areas that the columns name, XC_NO_ROW and *named false where
 * all of them are empty (*cleared: and at least one is given as such). Names are looked
 * up inside what the upper levels name, else inside the office's area, then around it; a
 * name that fits several areas is XC_EINPUT, like an unknown code or name (with a
 * suggestion). */
int xc_place_find(struct xc_importing *importing, const struct xc_place_columns *columns,
                  uint32_t *row, bool *named, bool *cleared, struct xc_error *error);

/* *code is that of the area that the row stands in: the one named; the office's (none:
 * empty) where a new row names none or the cells clear it; else it stays as it is. */
int xc_place_read(struct xc_importing *importing, const struct xc_place_columns *columns,
                  bool is_new, struct xc_str *code, struct xc_error *error);

#endif
