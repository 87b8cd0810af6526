#include "plan/plan_internal.h"

static uint32_t root_of(uint32_t *parent, uint32_t item) {
    while (parent[item] != item) {
        parent[item] = parent[parent[item]];
        item = parent[item];
    }
    return item;
}

int xc_components_build(struct xc_job *job, struct xc_error *error) {
    uint32_t *parent = xc_plan_indices(job->arena, job->crew_count);
    bool *asked = xc_arena_array(job->arena, job->pool_count, sizeof *asked);
    job->component_of_crew =
        xc_arena_array(job->arena, job->crew_count, sizeof *job->component_of_crew);
    job->component_of_pool =
        xc_arena_array(job->arena, job->pool_count, sizeof *job->component_of_pool);
    if (!parent || !asked || !job->component_of_crew || !job->component_of_pool)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++)
        if (job->needs[i].pool != XC_NO_POOL) {
            asked[job->needs[i].pool] = true;
            asked[xc_areas_unbound(job, i).pool] = true;
        }
    for (uint32_t i = 0; i < job->pool_count; i++) {
        const struct xc_pool *pool = &job->pools[i];
        for (uint32_t k = 1; asked[i] && k < pool->count; k++) {
            uint32_t a = root_of(parent, pool->crews[0]);
            uint32_t b = root_of(parent, pool->crews[k]);
            parent[a > b ? a : b] = a < b ? a : b;
        }
    }
    for (uint32_t i = job->team_count; i < job->crew_count; i++) { /* the same people */
        uint32_t a = root_of(parent, job->crews[i].own);
        uint32_t b = root_of(parent, i);
        parent[a > b ? a : b] = a < b ? a : b;
    }
    job->component_count = 0;
    for (uint32_t i = 0; i < job->crew_count; i++) { /* roots come before the rest */
        uint32_t root = root_of(parent, i);
        job->component_of_crew[i] =
            root == i ? job->component_count++ : job->component_of_crew[root];
    }
    for (uint32_t i = 0; i < job->pool_count; i++) {
        const struct xc_pool *pool = &job->pools[i];
        job->component_of_pool[i] = asked[i] && pool->count > 0
                                        ? job->component_of_crew[pool->crews[0]]
                                        : XC_NO_POOL;
    }
    return XC_OK;
}
