/* Many rows in the order of numbers that they hold, by counting: as long as the numbers
 * go no higher than the rows do, a few times as fast as comparing, and rows that are
 * equal stay as they are. */
#ifndef XC_BASE_ROW_ORDER_H
#define XC_BASE_ROW_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xc_row_order {
    uint32_t *rows; /* in their order; owned */
    size_t count;
    uint32_t *spare, *keys; /* private; owned */
};

/* The rows 0 … count − 1 (below 2^32), in this order; false: no memory. Free also then.
 */
bool xc_row_order_start(struct xc_row_order *order, size_t count);
void xc_row_order_free(struct xc_row_order *order);

/* Orders by one number, which is below `most`. Whoever orders by several begins with the
 * last one. false: no memory, and the order is as it was. */
bool xc_row_order_by(struct xc_row_order *order,
                     uint32_t (*number)(const void *context, uint32_t row),
                     const void *context, uint32_t most);

#endif
