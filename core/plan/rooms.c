/* What the cells of a network hold, by segment and group. */
#include "plan/proof_internal.h"

uint64_t *xc_rooms_cell(const struct xc_network *net, unsigned mode, uint32_t segment,
                        uint32_t group) {
    return &net->cells[((size_t)mode * net->segment_count + segment) * net->group_count +
                       group];
}

uint64_t *xc_rooms_port(const struct xc_network *net, unsigned mode, uint32_t combo,
                        uint32_t segment, uint32_t group) {
    size_t row = (size_t)mode * net->combo_count + combo;
    return &net->ports[(row * net->segment_count + segment) * net->group_count + group];
}

struct day {                /* of one crew */
    struct xc_offer all;    /* whatever class */
    struct xc_offer *offer; /* by class */
    uint8_t *halves;        /* by class */
    bool busy;
};

static uint64_t limited(const struct xc_network *net, const struct day *day,
                        uint32_t crew) {
    uint64_t limit = 0;
    for (uint32_t k = 0; k < net->klass_count; k++)
        if (day->halves[k] != 0)
            limit += net->limits[(size_t)crew * net->klass_count + k];
    return limit;
}

static void add_day(struct xc_network *net, const struct day *day, uint32_t crew,
                    uint32_t segment, uint64_t times) {
    uint32_t group = net->group_of[crew];
    uint64_t limit = limited(net, day, crew);
    for (unsigned m = 0; m < net->mode_count; m++) {
        const struct xc_mode *mode = &net->modes[m];
        uint64_t room = mode->by_visits ? day->all.fit[mode->size] : day->all.minutes;
        if (mode->by_visits && limit < room)
            room = limit;
        *xc_rooms_cell(net, m, segment, group) += times * room;
    }
    for (uint32_t c = 0; c < net->combo_count; c++) {
        const struct xc_offer *offer = &day->offer[net->combo_klass[c]];
        unsigned size = net->combo_size[c];
        uint64_t own = net->limits[(size_t)crew * net->klass_count + net->combo_klass[c]];
        if (day->halves[net->combo_klass[c]] == 0 || own == 0 ||
            (size == XC_SIZE_DAYS ? !offer->whole : offer->fit[size] == 0))
            continue;
        for (unsigned m = 0; m < net->mode_count; m++) {
            const struct xc_mode *mode = &net->modes[m];
            uint64_t room = offer->minutes;
            if (mode->by_visits) {
                if (size == XC_SIZE_DAYS || size < mode->size)
                    continue;
                room = offer->fit[size] < own ? offer->fit[size] : own;
            }
            *xc_rooms_port(net, m, c, segment, group) += times * room;
        }
    }
}

/* Crews that may be counted on beyond the last day: there on that day, with nobody away
 * later or with a certificate that ends soon. */
static bool lasts(const struct xc_network *net, uint32_t crew) {
    const struct xc_job *job = net->job;
    const struct xc_crew *team = &job->crews[crew];
    xc_date until = job->last + (xc_date)net->change.days * 2 + 30;
    for (uint32_t i = team->first; i < team->first + team->count; i++) {
        uint32_t person = job->members[i].row;
        uint32_t row = 0;
        uint32_t end = 0;
        if (job->reg->people.certificate[person] != 0 &&
            !xc_seats_certified(job, person, until))
            return false;
        xc_register_person_absences(job->reg, person, &row, &end);
        for (; row < end; row++)
            if (job->reg->absences.to[row] > job->last)
                return false;
    }
    return true;
}

static void look_at(const struct xc_network *net, struct day *day, uint32_t crew,
                    uint32_t at) {
    const struct xc_job *job = net->job;
    uint32_t row = net->crews[crew];
    unsigned all = 0;
    bool beyond = at >= job->workdays;
    bool there = beyond && lasts(net, row);
    day->busy = !beyond && xc_cells_at(job, row, at)->busy;
    for (uint32_t k = 0; k < net->klass_count; k++) {
        unsigned halves =
            beyond
                ? (there ? xc_offer_halves(job, net->klasses[k], row, job->workdays - 1)
                         : 0)
                : xc_offer_halves(job, net->klasses[k], row, at);
        if (beyond && halves != XC_PRESENT_ALL)
            halves = 0;
        day->halves[k] = (uint8_t)halves;
        day->offer[k] = day->busy ? xc_offer_at(job, row, at, halves)
                                  : xc_offer_usual(job, row, halves);
        all |= halves;
    }
    day->all = day->busy ? xc_offer_at(job, row, at, all) : xc_offer_usual(job, row, all);
}

/* True where the next day offers the crew the same without being looked at. */
static bool same_next(const struct xc_network *net, uint32_t crew, uint32_t at) {
    const struct xc_job *job = net->job;
    size_t cell = (size_t)net->crews[crew] * job->workdays + at;
    if (at + 1 >= job->workdays || job->cells[cell + 1].busy)
        return false;
    for (uint32_t k = 0; k < net->klass_count; k++) {
        const uint8_t *presence = job->classes[net->klasses[k]].presence;
        if (presence[cell] != presence[cell + 1] ||
            (presence[cell] != XC_PRESENT_ALL && presence[cell] != 0))
            return false;
    }
    return true;
}

static bool is_away(const struct xc_job *job, uint32_t crew, xc_date date) {
    const struct xc_crew *team = &job->crews[crew];
    for (uint32_t i = team->first; i < team->first + team->count; i++) {
        uint32_t row = 0;
        uint32_t end = 0;
        xc_register_person_absences(job->reg, job->members[i].row, &row, &end);
        for (; row < end; row++)
            if (job->reg->absences.from[row] <= date &&
                date <= job->reg->absences.to[row])
                return true;
    }
    return false;
}

/* A Saturday is worked by crews that are there in full on it and on the days around it.
 */
static bool works_saturday(const struct xc_network *net, const struct day *day,
                           uint32_t crew, uint32_t at) {
    if (!net->change.saturdays || at + 1 >= net->job->workdays ||
        !net->change.saturdays[at] || !net->change.crews[net->crews[crew]] || day->busy)
        return false;
    for (uint32_t k = 0; k < net->klass_count; k++)
        if (day->halves[k] != 0 &&
            (day->halves[k] != XC_PRESENT_ALL ||
             net->job->classes[net->klasses[k]]
                     .presence[(size_t)net->crews[crew] * net->job->workdays + at + 1] !=
                 XC_PRESENT_ALL))
            return false;
    return !is_away(net->job, net->crews[crew], xc_days_saturday(net->job, at));
}

int xc_rooms_fill(struct xc_network *net, struct xc_error *error) {
    size_t cells = (size_t)net->mode_count * net->segment_count * net->group_count;
    struct day day = {0};
    net->cells = xc_arena_array(net->arena, cells, sizeof *net->cells);
    net->ports = xc_arena_array(net->arena, cells * net->combo_count, sizeof *net->ports);
    day.offer = xc_arena_array(net->arena, net->klass_count, sizeof *day.offer);
    day.halves = xc_arena_array(net->arena, net->klass_count, sizeof *day.halves);
    if (!net->cells || !net->ports || !day.offer || !day.halves)
        return xc_fail_memory(error);
    for (uint32_t crew = 0; crew < net->crew_count; crew++)
        for (uint32_t segment = 0; segment < net->segment_count; segment++)
            for (uint32_t at = net->edges[segment]; at < net->edges[segment + 1];) {
                uint32_t behind = at + 1;
                look_at(net, &day, crew, at);
                while (!day.busy && behind < net->edges[segment + 1] &&
                       same_next(net, crew, behind - 1))
                    behind++;
                add_day(net, &day, crew, segment, behind - at);
                for (; at < behind; at++)
                    if (at + 1 < net->edges[segment + 1] &&
                        works_saturday(net, &day, crew, at))
                        add_day(net, &day, crew, segment, 1);
            }
    return XC_OK;
}

/* More crews like those of a group, there on all days. */
void xc_rooms_add(struct xc_network *net) {
    struct xc_job *job = net->job;
    uint32_t group = net->change.group;
    uint32_t like = net->group_crew[group];
    struct xc_offer offers[UINT8_MAX];
    uint8_t halves[UINT8_MAX];
    struct day day = {xc_offer_usual(job, net->crews[like], XC_PRESENT_ALL), offers,
                      halves, false};
    for (uint32_t k = 0; k < net->klass_count; k++) {
        const uint8_t *presence = job->classes[net->klasses[k]].presence +
                                  (size_t)net->crews[like] * job->workdays;
        halves[k] = 0;
        for (uint32_t at = 0; at < job->workdays; at++)
            if (presence[at] == XC_PRESENT_ALL)
                halves[k] = XC_PRESENT_ALL;
        offers[k] = xc_offer_usual(job, net->crews[like], halves[k]);
    }
    for (uint32_t segment = 0; segment < net->segment_count; segment++)
        add_day(net, &day, like, segment,
                (uint64_t)net->change.more *
                    (net->edges[segment + 1] - net->edges[segment]));
}
