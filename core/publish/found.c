#include "publish/found.h"

#include <stdlib.h>

static int by_visit(const void *left, const void *right) {
    const struct xc_outcome *a = *(const struct xc_outcome *const *)left;
    const struct xc_outcome *b = *(const struct xc_outcome *const *)right;
    int order = xc_str_compare(a->visit, b->visit);
    return order ? order : (a > b) - (a < b);
}

int xc_found_load(const struct xc_session *session, struct xc_arena *arena,
                  struct xc_found *found, struct xc_error *error) {
    struct xc_outcome *outcomes;
    size_t count;
    *found = (struct xc_found){0};
    int rc = xc_store_outcomes(session->store, session->office, session->now, arena,
                               &outcomes, &count, error);
    if (rc != XC_OK) {
        return rc;
    }
    found->rows = xc_arena_array(arena, count, sizeof(void *));
    if (!found->rows) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].visit.len > 0) {
            found->rows[found->count++] = &outcomes[i];
        }
    }
    if (found->count > 1) {
        qsort(found->rows, found->count, sizeof(void *), by_visit);
    }
    return XC_OK;
}

static struct xc_str visit_of(const void *place) {
    return (*(const struct xc_outcome *const *)place)->visit;
}

const struct xc_outcome *const *xc_found_of(const struct xc_found *found,
                                            struct xc_str visit, size_t *count) {
    size_t first =
        xc_str_first(found->rows, found->count, sizeof(void *), visit_of, visit);
    size_t end = first;
    while (end < found->count && xc_str_equal(found->rows[end]->visit, visit)) {
        end++;
    }
    *count = end - first;
    return *count > 0 ? found->rows + first : NULL;
}
