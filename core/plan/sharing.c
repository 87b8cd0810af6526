/* What crews share: no more of them have one on a day than there are. A crew has it on
 * all days of a visit that uses it, those of the way included. */
#include "plan/plan_internal.h"

static size_t at_day(const struct xc_job *job, uint32_t resource, uint32_t day) {
    return (size_t)resource * job->workdays + day;
}

static uint8_t *carried_at(const struct xc_job *job, uint32_t resource, uint32_t crew,
                           uint32_t day) {
    size_t row = (size_t)resource * job->team_count + job->crews[crew].own;
    return &job->carried[row * job->workdays + day];
}

uint32_t xc_sharing_find(const struct xc_programme *programme, struct xc_str id) {
    for (uint32_t i = 0; i < programme->resource_count; i++)
        if (xc_str_equal(programme->resources[i].id, id))
            return i;
    return XC_NO_ROW;
}

/* Calls count for each resource of an obligation. */
static void add(struct xc_job *job, const struct xc_obligation *obligation, uint32_t crew,
                uint32_t lo, uint32_t hi, int number) {
    for (size_t i = 0; i < obligation->use_count; i++) {
        uint32_t resource = xc_sharing_find(job->programme, obligation->uses[i]);
        for (uint32_t day = lo; resource != XC_NO_ROW && day <= hi; day++) {
            uint16_t *in_use = &job->in_use[at_day(job, resource, day)];
            uint8_t *visits =
                crew == XC_NO_ROW ? NULL : carried_at(job, resource, crew, day);
            bool had = visits && *visits > 0;
            if (visits)
                *visits = (uint8_t)(*visits + number);
            if (!visits || had != (*visits > 0))
                *in_use = (uint16_t)(*in_use + number);
        }
    }
}

int xc_sharing_build(struct xc_job *job, struct xc_error *error) {
    size_t days = job->programme->resource_count * job->workdays;
    bool used = false;
    for (uint32_t i = 0; i < job->demand_count; i++)
        used = used || job->demands[i].obligation->use_count > 0;
    if (!used || days == 0)
        return XC_OK;
    job->in_use = xc_arena_array(job->arena, days, sizeof *job->in_use);
    job->fixed_in_use = xc_arena_array(job->arena, days, sizeof *job->fixed_in_use);
    job->carried = xc_arena_array(job->arena, days, job->team_count);
    return job->in_use && job->fixed_in_use && job->carried ? XC_OK
                                                            : xc_fail_memory(error);
}

void xc_sharing_fix(struct xc_job *job, const struct xc_obligation *obligation,
                    uint32_t crew, uint32_t lo, uint32_t hi) {
    if (!job->in_use)
        return;
    add(job, obligation, crew, lo, hi, 1);
    for (size_t i = 0; i < obligation->use_count; i++) {
        uint32_t resource = xc_sharing_find(job->programme, obligation->uses[i]);
        for (uint32_t day = lo; resource != XC_NO_ROW && day <= hi; day++)
            job->fixed_in_use[at_day(job, resource, day)] =
                job->in_use[at_day(job, resource, day)];
    }
}

bool xc_sharing_free(const struct xc_job *job, const struct xc_obligation *obligation,
                     uint32_t crew, uint32_t lo, uint32_t hi, bool alone) {
    for (size_t i = 0; job->in_use && i < obligation->use_count; i++) {
        uint32_t resource = xc_sharing_find(job->programme, obligation->uses[i]);
        for (uint32_t day = lo; resource != XC_NO_ROW && day <= hi; day++) {
            const uint16_t *in_use = alone ? job->fixed_in_use : job->in_use;
            if (in_use[at_day(job, resource, day)] >=
                    job->programme->resources[resource].count &&
                *carried_at(job, resource, crew, day) == 0)
                return false;
        }
    }
    return true;
}

void xc_sharing_count(struct xc_job *job, const struct xc_obligation *obligation,
                      uint32_t crew, uint32_t lo, uint32_t hi, bool more) {
    if (job->in_use && obligation->use_count > 0)
        add(job, obligation, crew, lo, hi, more ? 1 : -1);
}
