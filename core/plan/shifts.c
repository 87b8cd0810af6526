/* Hours of stages that differ from the programme's: crews have a row for each of them. */
#include "plan/plan_internal.h"

enum { NOON = 12 * 60 };

/* Absences of half a day are of the office's day: shifts of stages are cut at noon. */
static struct xc_hours half_of(const struct xc_hours *hours, bool late) {
    struct xc_hours half = {0};
    for (unsigned i = 0; i < hours->count; i++) {
        uint16_t from = hours->spans[i].from;
        uint16_t to = hours->spans[i].to;
        if (late && from < NOON)
            from = NOON;
        if (!late && to > NOON)
            to = NOON;
        if (from >= to)
            continue;
        half.spans[half.count].from = from;
        half.spans[half.count].to = to;
        half.count++;
    }
    return half;
}

struct xc_hours xc_shifts_hours(const struct xc_job *job, uint32_t crew,
                                unsigned presence) {
    const struct xc_hours *shift = &job->shifts[job->crews[crew].shift];
    if (presence == XC_PRESENT_ALL)
        return *shift;
    if (presence == 0)
        return (struct xc_hours){0};
    if (job->crews[crew].shift > 0)
        return half_of(shift, presence == XC_PRESENT_AFTERNOON);
    return xc_hours_without(shift,
                            presence == XC_PRESENT_MORNING ? XC_AFTERNOON : XC_MORNING);
}

bool xc_shifts_meet(const struct xc_job *job, uint32_t crew, unsigned from, unsigned to) {
    const struct xc_hours *shift = &job->shifts[job->crews[crew].shift];
    return shift->count > 0 && from < shift->spans[shift->count - 1].to &&
           to > shift->spans[0].from;
}

uint32_t xc_shifts_row(const struct xc_job *job, uint32_t crew, unsigned shift) {
    return job->crews[crew].own + shift * job->team_count;
}

int xc_shifts_add_twins(struct xc_job *job, struct xc_error *error) {
    job->team_count = job->crew_count;
    for (uint32_t i = 0; i < job->team_count; i++) {
        job->crews[i].own = i;
        job->crews[i].halves = XC_PRESENT_ALL;
    }
    if (job->shift_count == 1)
        return XC_OK;
    size_t count = (size_t)job->team_count * job->shift_count;
    struct xc_crew *crews = xc_arena_array(job->arena, count, sizeof *crews);
    if (!crews || count >= XC_NO_ROW)
        return xc_fail_memory(error);
    for (uint32_t shift = 0; shift < job->shift_count; shift++) {
        unsigned halves = 0;
        halves |= half_of(&job->shifts[shift], false).count > 0 ? XC_PRESENT_MORNING : 0u;
        halves |=
            half_of(&job->shifts[shift], true).count > 0 ? XC_PRESENT_AFTERNOON : 0u;
        for (uint32_t i = 0; i < job->team_count; i++) {
            struct xc_crew *twin = &crews[(size_t)shift * job->team_count + i];
            *twin = job->crews[i];
            twin->shift = (uint16_t)shift;
            if (shift > 0)
                twin->halves = (uint8_t)halves;
        }
    }
    job->crews = crews;
    job->crew_count = (uint32_t)count;
    return XC_OK;
}
