#include "register/builder.h"

#include <stdlib.h>
#include <string.h>

/* A row and the first eight bytes of its key behind what all keys share, big-endian. */
struct item {
    uint64_t head;
    uint32_t row;
    xc_ref key;
};

static bool before(const struct item *a, const struct item *b,
                   const struct xc_pool *pool) {
    if (a->head != b->head)
        return a->head < b->head;
    return xc_str_compare(xc_pool_text(pool, a->key), xc_pool_text(pool, b->key)) < 0;
}

static size_t shared_prefix(const struct xc_rows *rows, const struct xc_pool *pool) {
    struct xc_str first = xc_pool_text(pool, xc_rows_key(rows, 0));
    size_t shared = first.len;
    for (uint32_t row = 1; row < rows->count && shared > 0; row++) {
        struct xc_str key = xc_pool_text(pool, xc_rows_key(rows, row));
        size_t len = 0;
        while (len < shared && len < key.len && key.ptr[len] == first.ptr[len])
            len++;
        shared = len;
    }
    return shared;
}

static void fill(struct item *items, const struct xc_rows *rows,
                 const struct xc_pool *pool) {
    size_t skip = shared_prefix(rows, pool);
    for (uint32_t row = 0; row < rows->count; row++) {
        struct xc_str key = xc_pool_text(pool, xc_rows_key(rows, row));
        uint64_t head = 0;
        for (size_t i = 0; i < 8; i++)
            head =
                head << 8 | (skip + i < key.len ? (unsigned char)key.ptr[skip + i] : 0u);
        items[row] = (struct item){head, row, xc_rows_key(rows, row)};
    }
}

static void merge(const struct item *left, size_t lefts, const struct item *right,
                  size_t rights, struct item *out, const struct xc_pool *pool) {
    while (lefts > 0 && rights > 0) {
        if (before(right, left, pool)) {
            *out++ = *right++;
            rights--;
        } else {
            *out++ = *left++;
            lefts--;
        }
    }
    memcpy(out, left, lefts * sizeof(*left));
    memcpy(out + lefts, right, rights * sizeof(*right));
}

/* The end of the ascending run that starts at from. */
static size_t run_end(const struct item *items, size_t from, size_t count,
                      const struct xc_pool *pool) {
    size_t end = from + 1;
    while (end < count && before(&items[end - 1], &items[end], pool))
        end++;
    return end;
}

/* Merges runs pair by pair from one array to the other until one run is left: linear for
 * rows that come nearly sorted, which is how offices keep them. Returns the array that
 * holds the result. */
static struct item *sort_runs(struct item *items, struct item *spare, size_t count,
                              const struct xc_pool *pool) {
    for (;;) {
        size_t at = 0;
        size_t runs = 0;
        while (at < count) {
            size_t middle = run_end(items, at, count, pool);
            size_t end = middle < count ? run_end(items, middle, count, pool) : middle;
            merge(items + at, middle - at, items + middle, end - middle, spare + at,
                  pool);
            at = end;
            runs++;
        }
        struct item *merged = spare;
        spare = items;
        items = merged;
        if (runs <= 1)
            return items;
    }
}

uint32_t *xc_builder_order(const struct xc_register_builder *b, enum xc_table table) {
    const struct xc_rows *rows = &b->tables[table];
    size_t count = rows->count;
    uint32_t *order = malloc((count + 1) * sizeof(*order));
    if (order == NULL)
        return NULL;
    if (rows->ascending) {
        for (uint32_t row = 0; row < rows->count; row++)
            order[row] = row;
        return order;
    }
    struct item *items = malloc(count * sizeof(*items));
    struct item *spare = malloc(count * sizeof(*spare));
    if (items == NULL || spare == NULL) {
        free(order);
        order = NULL;
        goto done;
    }
    fill(items, rows, &b->pool);
    const struct item *sorted = sort_runs(items, spare, count, &b->pool);
    for (size_t i = 0; i < count; i++)
        order[i] = sorted[i].row;
done:
    free(items);
    free(spare);
    return order;
}
