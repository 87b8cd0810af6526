/* Private to register: the fields that a selection may ask for. */
#ifndef XC_REGISTER_SELECTION_FIELD_H
#define XC_REGISTER_SELECTION_FIELD_H

#include "register/selection.h"

enum xc_field_type {
    XC_FIELD_ATTRIBUTE, /* no column: an extra one */
    XC_FIELD_KEY,       /* the column that sorts the table */
    XC_FIELD_TEXT,
    XC_FIELD_LABEL, /* a text that is kept once */
    XC_FIELD_SET,   /* labels, comma-joined */
    XC_FIELD_WORD,  /* of a vocabulary */
    XC_FIELD_ROLES,
    XC_FIELD_POOL,
    XC_FIELD_FLAG, /* true, false */
    XC_FIELD_AREA,
    XC_FIELD_NUMBER,
    XC_FIELD_DATE,
    XC_FIELD_HISTORY /* a number that the context gives */
};

struct xc_field {
    enum xc_table table;
    const char *name;
    enum xc_field_type type;
    enum xc_vocabulary vocabulary; /* WORD */
};

/* The column of that name, or NULL. */
const struct xc_field *xc_field_find(enum xc_table table, struct xc_str name);

/* The names of the columns of a table; at most max are written, the number is returned.
 */
size_t xc_field_names(enum xc_table table, struct xc_str *names, size_t max);

/* The rows of the base that meet a WHERE node: clears all other bits of rows. context may
 * be NULL: then fields of the history are errors. */
int xc_selection_narrow(const struct xc_selection *node, const struct xc_register *reg,
                        const struct xc_selection_context *context,
                        struct xc_bitset *rows, struct xc_error *error);

/* Row of the area with this code, also in its long form (320282000000); XC_NO_ROW: none.
 */
uint32_t xc_selection_area(const struct xc_register *reg, struct xc_str code);

/* An optional minus and decimal digits that fit: true and *number. */
bool xc_integer_parse(struct xc_str text, int64_t *number);

#endif
