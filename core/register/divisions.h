/* The country's division codes, from the file divisions.csv that is installed with the
 * program. */
#ifndef XC_REGISTER_DIVISIONS_H
#define XC_REGISTER_DIVISIONS_H

#include "register/register.h"

/* Adds every row of a CSV text with the header code,name,parent,level and without quotes
 * to the builder. Errors name the line. */
int xc_divisions_load(struct xc_str csv, struct xc_register_builder *b,
                      struct xc_error *error);

enum { XC_AREA_CODE_BYTES = 10 };

/* A division code as offices write it (6, 9 or 12 digits with trailing zeros, or short
 * already) in the short form of the register, NUL-terminated: 320000 → 32, 320200 → 3202,
 * 320282000000 → 320282, the 12 digits of a town or village → the 9 of the town. False
 * where it is no such code. */
bool xc_area_code_normalise(struct xc_str code, char out[XC_AREA_CODE_BYTES]);

#endif
