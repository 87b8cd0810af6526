/* A JSON array of objects as a table: one row per object, one column per member name, in
 * the order in which the names first appear. */
#ifndef XC_EXCHANGE_JSON_ROWS_H
#define XC_EXCHANGE_JSON_ROWS_H

#include "exchange/grid.h"

/* Reads [ {…}, {…} ], or the same as the only member of an object ({"targets": […]}),
 * into the grid; its first row holds the member names. Values: texts, numbers, true and
 * false, null for an empty cell, and lists of these for sets; an "attributes" object adds
 * its members as columns. Duplicate members and deeper nesting are XC_EINPUT with line
 * and column. */
int xc_json_rows(struct xc_str text, struct xc_str file, struct xc_grid *grid,
                 struct xc_error *error);

#endif
