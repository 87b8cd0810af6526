#include "base/row_order.h"

#include <stdlib.h>

bool xc_row_order_start(struct xc_row_order *order, size_t count) {
    *order = (struct xc_row_order){.count = count};
    order->rows = malloc((count + 1) * sizeof *order->rows);
    order->spare = malloc((count + 1) * sizeof *order->spare);
    order->keys = malloc((count + 1) * sizeof *order->keys);
    for (size_t i = 0; order->rows && i < count; i++) {
        order->rows[i] = (uint32_t)i;
    }
    return order->rows && order->spare && order->keys;
}

void xc_row_order_free(struct xc_row_order *order) {
    free(order->rows);
    free(order->spare);
    free(order->keys);
    *order = (struct xc_row_order){0};
}

bool xc_row_order_by(struct xc_row_order *order,
                     uint32_t (*number)(const void *context, uint32_t row),
                     const void *context, uint32_t most) {
    bool sorted = true;
    for (size_t i = 0; i < order->count; i++) {
        order->keys[i] = number(context, order->rows[i]);
        sorted = sorted && (i == 0 || order->keys[i - 1] <= order->keys[i]);
    }
    if (sorted) {
        return true;
    }
    uint32_t *places = calloc((size_t)most + 1, sizeof *places);
    if (!places) {
        return false;
    }
    for (size_t i = 0; i < order->count; i++) {
        places[order->keys[i] + 1]++;
    }
    for (uint32_t i = 0; i < most; i++) {
        places[i + 1] += places[i];
    }
    for (size_t i = 0; i < order->count; i++) {
        order->spare[places[order->keys[i]]++] = order->rows[i];
    }
    uint32_t *rows = order->rows;
    order->rows = order->spare;
    order->spare = rows;
    free(places);
    return true;
}
