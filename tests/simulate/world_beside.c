/* What the county keeps beside its institutions and people: programmes, cases, points. */
#include "simulate.h"

/* Their days lie in the simulated ones however many these are, so that short years see
 * all of them. */
void world_make_programmes(struct world *world, unsigned days) {
    xc_date begin = world->begin, length = (xc_date)days;
    struct programme *programmes = world->programmes;
    programmes[YEAR] = (struct programme){"year",
                                          "county.lua",
                                          false,
                                          xc_date_make(2026, 1, 1),
                                          xc_date_make(2026, 12, 31),
                                          XC_NO_DATE};
    programmes[NEXT] = (struct programme){"year-2027",
                                          "county.lua",
                                          false,
                                          xc_date_make(2027, 1, 1),
                                          xc_date_make(2027, 12, 31),
                                          XC_NO_DATE};
    programmes[CARE] = (struct programme){"care",     "care.lua",          false,
                                          begin + 20, begin + length + 10, XC_NO_DATE};
    world->drawn[FIRST] = (struct drawn_stage){
        .id = "first", .from = begin + length / 8, .to = begin + length * 3 / 10};
    world->drawn[SECOND] = (struct drawn_stage){
        .id = "second", .from = begin + length * 2 / 5, .to = begin + length * 4 / 5};
    programmes[SPOT] = (struct programme){
        "spot",     "spot.lua", false, world->drawn[FIRST].from, world->drawn[SECOND].to,
        XC_NO_DATE,
    };
    world->self_check = begin + length * 9 / 20;
}

bool world_case_open(const struct world *world, unsigned target, xc_date day) {
    for (size_t i = 0; i < world->case_count; i++) {
        const struct dossier *one = &world->cases[i];
        if (one->target == target && one->opened <= day &&
            (one->closed == XC_NO_DATE || day < one->closed)) {
            return true;
        }
    }
    return false;
}

static unsigned points_until(const struct world *world, unsigned target, int year,
                             xc_date until) {
    unsigned sum = 0;
    for (size_t i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        if (told->target == target && !told->superseded && told->date <= until &&
            xc_date_ymd(told->date).year == year) {
            sum += told->points;
        }
    }
    return sum;
}

unsigned world_points(const struct world *world, unsigned target, int year,
                      unsigned least, xc_date *reached) {
    *reached = XC_NO_DATE;
    for (size_t i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        if (told->target == target && !told->superseded && told->points > 0 &&
            xc_date_ymd(told->date).year == year &&
            (*reached == XC_NO_DATE || told->date < *reached) &&
            points_until(world, target, year, told->date) >= least) {
            *reached = told->date;
        }
    }
    return points_until(world, target, year, XC_DATE_MAX);
}

unsigned world_failed_years(const struct world *world, unsigned target, int year) {
    unsigned running = 0;
    for (int i = year - (int)MAX_YEARS + 1; i <= year; i++) {
        bool failed =
            points_until(world, target, i, XC_DATE_MAX) >= (unsigned)POINTS_FAIL;
        /* A year that is not over yet ends no series by being good so far. */
        running = failed ? running + 1 : i == year ? running : 0;
    }
    return running;
}
