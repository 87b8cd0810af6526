/* What a cell offers at most: its minutes, and how many visits of each size. */
#include "plan/proof_internal.h"

enum { HALF_SETS = 4 };

/* The way there comes before all visits and lies within one span of the hours; visits
 * that the last span holds never run across a pause. */
unsigned xc_offer_fit(const struct xc_job *job, const struct xc_hours *hours,
                      unsigned minutes) {
    unsigned setup = job->input->setup_minutes;
    unsigned raw = xc_hours_minutes(hours, XC_WHOLE_DAY);
    unsigned fit = xc_hours_fit(hours, minutes);
    unsigned rest = raw > setup ? (raw - setup) / minutes : 0;
    unsigned most = 0;
    bool held = false;
    fit = rest < fit ? rest : fit;
    /* where visits stay at their time, the way there may be cut up */
    if (setup == 0 || hours->count == 0 || job->input->kept_count > 0 ||
        minutes > (unsigned)hours->spans[hours->count - 1].to -
                      hours->spans[hours->count - 1].from)
        return fit;
    for (unsigned k = 0; k < hours->count; k++) {
        unsigned sum = 0;
        if ((unsigned)hours->spans[k].to - hours->spans[k].from < setup)
            continue;
        for (unsigned i = k; i < hours->count; i++)
            sum += ((unsigned)hours->spans[i].to - hours->spans[i].from -
                    (i == k ? setup : 0)) /
                   minutes;
        most = sum > most ? sum : most;
        held = true;
    }
    return held && most < fit ? most : fit;
}

static struct xc_offer offer_of(const struct xc_job *job, const struct xc_hours *hours) {
    struct xc_offer offer = {0};
    unsigned setup = job->input->setup_minutes;
    offer.raw = xc_hours_minutes(hours, XC_WHOLE_DAY);
    offer.minutes = offer.raw > setup ? offer.raw - setup : 0;
    for (unsigned i = 0; i < job->sizes->count; i++) {
        unsigned fit = xc_offer_fit(job, hours, job->sizes->least[i]);
        offer.fit[i] = (uint8_t)(fit < XC_CELL_VISITS ? fit : XC_CELL_VISITS);
    }
    return offer;
}

int xc_offer_build(struct xc_job *job, struct xc_error *error) {
    job->offers = xc_arena_array(job->arena, HALF_SETS, sizeof *job->offers);
    if (!job->offers)
        return xc_fail_memory(error);
    for (unsigned halves = 1; halves < HALF_SETS; halves++) {
        struct xc_hours hours = job->hours;
        if (halves == XC_PRESENT_MORNING)
            hours = xc_hours_without(&job->hours, XC_AFTERNOON);
        else if (halves == XC_PRESENT_AFTERNOON)
            hours = xc_hours_without(&job->hours, XC_MORNING);
        job->offers[halves] = offer_of(job, &hours);
    }
    job->offers[XC_PRESENT_ALL].whole = true;
    return XC_OK;
}

unsigned xc_offer_halves(const struct xc_job *job, uint32_t klass, uint32_t crew,
                         uint32_t day) {
    unsigned there = job->classes[klass].presence[(size_t)crew * job->workdays + day];
    uint32_t chosen[XC_PLACES];
    if (there == 0 || there == XC_PRESENT_ALL)
        return there;
    unsigned other = XC_PRESENT_ALL & ~there;
    if (xc_people_match(job, &job->classes[klass], crew, day, 1, other, XC_NO_ROW,
                        XC_FORGET_RELATIONS | XC_FORGET_LIMITS, chosen))
        return XC_PRESENT_ALL;
    return there;
}

struct xc_offer xc_offer_usual(const struct xc_job *job, uint32_t crew, unsigned halves) {
    if (job->crews[crew].shift == 0)
        return job->offers[halves];
    struct xc_hours hours = xc_shifts_hours(job, crew, halves);
    return offer_of(job, &hours);
}

struct xc_offer xc_offer_at(const struct xc_job *job, uint32_t crew, uint32_t day,
                            unsigned halves) {
    if (!xc_cells_at(job, crew, day)->busy)
        return job->offers[halves];
    struct xc_hours hours = xc_cells_hours(job, crew, day, halves);
    struct xc_offer offer = offer_of(job, &hours);
    if (hours.count < XC_HOUR_SPANS)
        return offer;
    /* the shortest spans may have been left out: count as if none were cut */
    struct xc_offer most = xc_offer_usual(job, crew, halves);
    most.whole = false;
    return most;
}
