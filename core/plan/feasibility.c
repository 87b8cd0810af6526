/* What cannot fit, proved by counting before anything is placed: for every set of pools
 * that share crews, the most that a flow from the visits to the crew-days carries. */
#include "plan/proof_internal.h"

#include <string.h>

/* Lots that no cell of the component takes, even alone. */
static void find_alone(struct xc_network *net) {
    struct xc_job *job = net->job;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        struct xc_lot *lot = &job->lots[net->lot_first + i];
        uint32_t lo = 0;
        uint32_t hi = 0;
        bool taken = false;
        xc_network_span(net, i, &lo, &hi);
        for (uint32_t s = 0; s < net->segment_count && !taken; s++) {
            const uint64_t *rooms =
                net->ports +
                ((size_t)net->combo_of[i] * net->segment_count + s) * net->group_count;
            bool inside =
                net->edges[s] >= lo && net->edges[s] <= hi && xc_network_open(net, i, s);
            for (uint32_t g = 0; inside && g < net->group_count; g++)
                taken = taken || (rooms[g] > 0 && xc_network_allows(net, i, g));
        }
        if (taken)
            continue;
        lot->alone = true;
        job->alone_visits += lot->count;
        job->alone_minutes += lot->minutes;
    }
}

/* Minutes of the shortest visit that a mode counts. */
static uint32_t smallest_of(const struct xc_network *net, unsigned mode) {
    uint32_t smallest = 0;
    for (uint32_t i = 0; i < net->lot_count; i++) {
        const struct xc_lot *lot = xc_network_lot(net, i);
        if (xc_carry_amount(net, mode, i) > 0 &&
            (smallest == 0 || lot->smallest < smallest))
            smallest = lot->smallest;
    }
    return smallest;
}

static int run_component(struct xc_job *job, uint32_t component, struct xc_error *error) {
    struct xc_network net;
    uint32_t first = job->shortage_count;
    uint64_t minutes = 0;
    uint64_t visits = 0;
    uint32_t largest = 1;
    int code = xc_network_make(&net, job, component, NULL, error);
    if (code)
        goto done;
    find_alone(&net);
    for (uint32_t i = 0; i < net.lot_count; i++)
        if (job->lots[net.lot_first + i].largest > largest)
            largest = job->lots[net.lot_first + i].largest;
    for (unsigned mode = 0; mode < net.mode_count; mode++) {
        bool fits = false;
        code = xc_carry_fits(&net, mode, &fits, error);
        if (!code && !fits)
            code = xc_carry_ready(&net, error);
        if (code)
            goto done;
        if (fits)
            continue;
        uint64_t missing = xc_carry_deficit(&net, mode, NULL);
        uint64_t least = smallest_of(&net, mode);
        bool by_visits = net.modes[mode].by_visits;
        uint64_t in_minutes = by_visits ? missing * least : missing;
        uint64_t in_visits = by_visits ? missing : (missing + largest - 1) / largest;
        minutes = in_minutes > minutes ? in_minutes : minutes;
        visits = in_visits > visits ? in_visits : visits;
    }
    job->short_minutes += minutes;
    job->short_visits += visits;
    if (visits > 0)
        code = xc_violator_run(&net, error);
    if (!code && visits > 0)
        code = xc_cures_run(&net, first, error);
done:
    xc_network_free(&net);
    return code;
}

/* Fixed visits may use up people's limits; what they leave is asked for later, when the
 * plan's own visits count too. */
static int keep_limits(struct xc_job *job, struct xc_error *error) {
    const struct xc_people *people = &job->reg->people;
    size_t days = (size_t)job->member_count * job->workdays;
    size_t years = (size_t)job->member_count * job->years;
    bool limited = false;
    for (uint32_t i = 0; i < job->member_count && !limited; i++)
        limited = people->per_day[job->members[i].row] > 0 ||
                  people->max_visits[job->members[i].row] > 0;
    if (!limited || job->input->fixed_count == 0)
        return XC_OK;
    job->fixed_days = xc_arena_array(job->arena, days, sizeof *job->fixed_days);
    job->fixed_years = xc_arena_array(job->arena, years, sizeof *job->fixed_years);
    if (!job->fixed_days || !job->fixed_years)
        return xc_fail_memory(error);
    memcpy(job->fixed_days, job->day_visits, days * sizeof *job->fixed_days);
    memcpy(job->fixed_years, job->year_visits, years * sizeof *job->fixed_years);
    return XC_OK;
}

int xc_feasibility_run(struct xc_job *job, struct xc_error *error) {
    int code = keep_limits(job, error);
    if (!code)
        code = xc_lots_build(job, error);
    if (!code)
        code = xc_offer_build(job, error);
    for (uint32_t i = 0; !code && i < job->component_count; i++)
        if (job->component_lots[i] < job->component_lots[i + 1])
            code = run_component(job, i, error);
    job->short_minutes += job->alone_minutes;
    job->short_visits += job->alone_visits;
    return code;
}

bool xc_feasibility_proved(const struct xc_job *job, uint32_t need) {
    uint32_t lot = job->lot_of[need];
    return lot != XC_NO_LOT && job->lots[lot].shortage != XC_NO_SHORTAGE;
}
