/* Private to register: one run of xc_register_build. */
#ifndef XC_REGISTER_BUILD_H
#define XC_REGISTER_BUILD_H

#include "register/builder.h"

struct xc_build {
    struct xc_register_builder *b;   /* borrowed */
    struct xc_register *reg;         /* owned until handed over */
    uint32_t *order[XC_TABLE_COUNT]; /* owned */
    /* Row of what an intern names, by intern; resolved when first asked. Owned. */
    uint32_t *area_rows, *person_rows, *target_rows;
    const struct xc_progress *progress;
    struct xc_error *error;
};

/* A new column of the register, not initialised; NULL: no memory, message set. */
void *xc_build_column(struct xc_build *build, size_t count, size_t size);

/* Copies a text of the builder's pool to the register's. */
xc_ref xc_build_text(struct xc_build *build, xc_ref ref);

/* The row that an intern names (0: none gives XC_NO_ROW). XC_EINPUT where it is unknown;
 * row is the key of the naming row. */
int xc_build_area(struct xc_build *build, uint32_t intern, enum xc_table table,
                  xc_ref row, uint32_t *out);

/* The areas with their tree. */
int xc_build_areas(struct xc_build *build);

#endif
