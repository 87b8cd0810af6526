/* Sorting of 32-bit indices, by orders and by keys. */
#ifndef XC_PLAN_SORT_H
#define XC_PLAN_SORT_H

#include "base/arena.h"

#include <stdint.h>

/* Stable, by a total order. items are 32-bit indices; scratch has room for count.
 * By keys: items index them, only their lowest bits count. */
typedef int xc_plan_order(const void *context, uint32_t a, uint32_t b);
void xc_plan_sort(uint32_t *items, size_t count, uint32_t *scratch, xc_plan_order *order,
                  const void *context);
void xc_plan_sort_by_keys(uint32_t *items, size_t count, uint32_t *scratch,
                          const uint64_t *keys, unsigned bits);
uint32_t *xc_plan_indices(struct xc_arena *arena, size_t count); /* 0, 1, 2 … */

#endif
