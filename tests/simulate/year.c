/* The clock and the days. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

static void set_clock(struct year *year, unsigned hour) {
    year->session.now = xc_instant_make(year->today, hour * 60, EAST);
}

static bool begin(struct year *year) {
    year->today = xc_date_make(2026, 1, 4);
    set_clock(year, 15);
    return office_open(year) && office_plan(year) &&
           office_approve(year, xc_date_make(2026, 3, 31)) && judge_open(year);
}

/* The next quarter is published ten days before it begins. */
static bool publish(struct year *year) {
    xc_date until = year->world.published_until;
    if (year->today != until - 10) {
        return true;
    }
    return office_approve(year, xc_date_period_last(until + 1, XC_PERIOD_QUARTER));
}

static bool morning(struct year *year) {
    set_clock(year, 8);
    if (!publish(year)) {
        return false;
    }
    if (!world_works(&year->world, year->today, year->today)) {
        return true;
    }
    year->working_days++;
    /* What came in is entered once a week, as offices do. */
    if (year->working_days % 5 == 0 && !office_record(year)) {
        return false;
    }
    if (!happen(year)) {
        return false;
    }
    return !year->dirty || office_replan(year);
}

static bool play_day(struct year *year) {
    double start;
    if (year->options->verbose) {
        char day[11];
        xc_date_format(year->today, day);
        (void)printf("%s\n", day);
    }
    bool good = morning(year);
    start = seconds_worked();
    good = good && judge_day(year);
    year->judging += seconds_worked() - start;
    set_clock(year, 18);
    if (good) {
        happen_results(year);
    }
    return good;
}

static void tell(const struct year *year) {
    const struct judge *judge = year->judge;
    const struct options *options = year->options;
    char day[11];
    xc_date_format(year->today, day);
    (void)printf(
        "seed %llu broke on %s: %s: %s\n  replay: simulate --seed %llu --days %u "
        "--targets %u%s%s --verbose\n",
        (unsigned long long)options->seed, day,
        year->failure[0] ? "failure" : judge->invariant,
        year->failure[0] ? year->failure : judge->breach,
        (unsigned long long)options->seed, options->days, options->targets,
        options->plant ? " --plant " : "", options->plant ? options->plant : "");
}

/* What the year left behind, for comparing two of the same seed. */
static bool leave(struct year *year, struct xc_buffer *exports) {
    return !exports || (office_json(year, XC_VIEWER_PLANNER, exports) &&
                        office_json(year, XC_VIEWER_PUBLIC, exports));
}

int year_play(const struct options *options, struct xc_buffer *exports,
              struct year *year) {
    enum { FIRST_BREACH = 70 };
    bool planted = false;
    *year = (struct year){.options = options, .chance = {options->seed}};
    world_make(&year->world, &year->chance, options->targets);
    bool good = begin(year);
    for (unsigned day = 1; good && day <= options->days; day++) {
        year->today++;
        good = play_day(year);
        if (good && options->plant && day >= FIRST_BREACH && !planted) {
            planted = plant(year, options->plant);
            good = !planted || judge_planted(year);
        }
    }
    double start = seconds_worked();
    good = good && judge_end(year);
    year->judging += seconds_worked() - start;
    good = good && leave(year, exports);
    if (!good) {
        (void)snprintf(year->broken, sizeof year->broken, "%s",
                       year->judge ? year->judge->invariant : "");
        tell(year);
    }
    int verdict = good ? 0 : year->failure[0] ? 2 : 1;
    judge_close(year);
    office_close(year);
    return verdict;
}
