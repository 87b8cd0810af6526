#include "plan/plan_internal.h"

#include <string.h>

enum { UNITS = 63 };

struct image { /* a cell as it was, and how its needs shall lie */
    uint32_t crew, day;
    unsigned presence;
    uint32_t needs[XC_CELL_VISITS + 1];
    unsigned count;
    uint32_t people[XC_CELL_VISITS + 1][XC_PLACES];
};

static unsigned places_of(const struct xc_job *job, uint32_t need) {
    return job->classes[job->demands[job->needs[need].demand].klass].place_count;
}

static void keep(const struct xc_job *job, uint32_t crew, uint32_t day,
                 struct image *image) {
    image->crew = crew;
    image->day = day;
    image->count = 0;
    if (crew == XC_NO_ROW)
        return;
    image->presence = xc_cells_at(job, crew, day)->presence;
    for (uint32_t i = xc_cells_at(job, crew, day)->head; i != XC_NO_NEED;
         i = job->needs[i].next) {
        memcpy(image->people[image->count], job->seated + job->needs[i].seated,
               places_of(job, i) * sizeof(uint32_t));
        image->needs[image->count++] = i;
    }
}

static void clear(struct xc_job *job, uint32_t crew, uint32_t day) {
    if (crew == XC_NO_ROW)
        return;
    struct xc_cell *cell = xc_cells_at(job, crew, day);
    while (cell->head != XC_NO_NEED)
        xc_cells_take(job, cell->head);
}

static void restore(struct xc_job *job, const struct image *image) {
    for (unsigned i = 0; i < image->count; i++)
        xc_cells_put_back(job, image->needs[i], image->crew, image->day, image->presence,
                          image->people[i]);
}

/* Which of the needs fill the first span of the day best so that the rest goes into the
 * second: those first. False: none do, or the day is another one. */
static bool split(const struct xc_job *job, const struct xc_hours *hours, uint32_t *needs,
                  unsigned count) {
    uint64_t reach[XC_CELL_VISITS + 2] = {1};
    uint32_t sorted[XC_CELL_VISITS + 1];
    if (hours->count != 2 || count > XC_CELL_VISITS)
        return false;
    unsigned first =
        ((unsigned)hours->spans[0].to - hours->spans[0].from) / XC_GRID_MINUTES;
    unsigned second =
        ((unsigned)hours->spans[1].to - hours->spans[1].from) / XC_GRID_MINUTES;
    unsigned total = 0;
    if (first > UNITS)
        return false;
    for (unsigned i = 0; i < count; i++) {
        unsigned units = job->needs[needs[i]].minutes / XC_GRID_MINUTES;
        total += units;
        reach[i + 1] = reach[i] | (units <= UNITS ? reach[i] << units : 0);
    }
    unsigned sum = first < total ? first : total;
    while (sum > 0 && !(reach[count] >> sum & 1))
        sum--;
    if (total - sum > second)
        return false;
    unsigned front = 0;
    unsigned back = count;
    for (unsigned i = count; i-- > 0;) {
        unsigned units = job->needs[needs[i]].minutes / XC_GRID_MINUTES;
        if (reach[i] >> sum & 1) {
            sorted[--back] = needs[i];
        } else {
            sum -= units;
            sorted[front++] = needs[i];
        }
    }
    memcpy(needs, sorted, count * sizeof *needs);
    return true;
}

static bool lies(struct xc_job *job, const struct xc_exchange *e, unsigned side) {
    return e->crew[side] == XC_NO_ROW || e->count[1 - side] > 0 ||
           xc_cells_lie(job, e->crew[side], e->day[side]);
}

/* Adds needs to a cell: behind the others if they fit there, else all of it anew. */
static bool fill(struct xc_job *job, uint32_t crew, uint32_t day, const uint32_t *more,
                 unsigned count) {
    uint32_t all[XC_CELL_VISITS + 1];
    unsigned number = 0;
    unsigned put = 0;
    if (crew == XC_NO_ROW)
        return true;
    while (put < count && xc_cells_put(job, more[put], crew, day))
        put++;
    if (put == count)
        return true;
    struct xc_cell *cell = xc_cells_at(job, crew, day);
    if (cell->count == 0 || cell->whole || cell->count + (count - put) > XC_CELL_VISITS)
        return false;
    for (uint32_t i = cell->head; i != XC_NO_NEED; i = job->needs[i].next) {
        if (xc_keep_has(job, i)) /* it keeps its people and its time */
            return false;
        all[number++] = i;
    }
    for (unsigned i = put; i < count; i++)
        all[number++] = more[i];
    struct xc_hours hours = xc_cells_hours(job, crew, day, cell->presence);
    if (!split(job, &hours, all, number))
        return false;
    clear(job, crew, day);
    for (unsigned i = 0; i < number; i++)
        if (!xc_cells_put(job, all[i], crew, day))
            return false;
    return true;
}

/* What left a cell must not let two visits of its target meet that rotation keeps apart.
 */
static bool left_well(const struct xc_job *job, const struct xc_exchange *e) {
    for (unsigned side = 0; job->rotates && side < 2; side++)
        for (unsigned i = 0; e->crew[side] != XC_NO_ROW && i < e->count[side]; i++)
            if (!xc_rotation_holds(job, job->needs[e->moved[side][i]].target))
                return false;
    return true;
}

bool xc_arrange_exchange(struct xc_job *job, const struct xc_exchange *e) {
    struct image was[2];
    for (unsigned side = 0; side < 2; side++) {
        keep(job, e->crew[side], e->day[side], &was[side]);
    }
    for (unsigned side = 0; side < 2; side++)
        for (unsigned i = 0; e->crew[side] != XC_NO_ROW && i < e->count[side]; i++)
            xc_cells_take(job, e->moved[side][i]);
    if (lies(job, e, 0) && lies(job, e, 1) &&
        fill(job, e->crew[0], e->day[0], e->moved[1], e->count[1]) &&
        fill(job, e->crew[1], e->day[1], e->moved[0], e->count[0]) && left_well(job, e))
        return true;
    for (unsigned side = 0; side < 2; side++)
        clear(job, e->crew[side], e->day[side]);
    for (unsigned side = 0; side < 2; side++)
        restore(job, &was[side]);
    return false;
}
