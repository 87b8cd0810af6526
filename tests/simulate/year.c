/* The clock and the days. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

static void set_clock(struct year *year, unsigned hour) {
    year->session.now = xc_instant_make(year->today, hour * 60, EAST);
}

/* The usual four profiles by themselves first; then everything that may go on beside the
 * county's year, in every mixture. Years over New Year have their first days before it.
 */
static void choose_kind(struct year *year) {
    enum { PROFILES = 4 };
    uint64_t kind = year->options->seed / PROFILES - 1;
    year->draws = (kind & 1) != 0;
    year->sealed = year->options->seed % 2 != 0;
    year->papers = (kind & 2) != 0;
    year->over_new_year = (kind & 4) != 0;
    year->today = year->over_new_year
                      ? xc_date_make(2027, 1, 4) - (xc_date)year->options->days * 5 / 9
                      : xc_date_make(2026, 1, 4);
}

static bool begin(struct year *year) {
    set_clock(year, 15);
    return office_open(year) && office_plan(year, YEAR) &&
           office_approve(year, YEAR,
                          xc_date_period_last(year->today, XC_PERIOD_QUARTER)) &&
           judge_open(year);
}

/* The next quarter is published ten days before it begins; the first of a year as soon as
 * it is planned. */
static bool publish(struct year *year) {
    struct programme *now = &year->world.programmes[YEAR];
    struct programme *next = &year->world.programmes[NEXT];
    xc_date quarter;
    if (next->planned) {
        now = next;
    }
    quarter = xc_date_period_last(now->published_until + 1, XC_PERIOD_QUARTER);
    if (year->today < now->published_until - 10) {
        return true;
    }
    if (year->over_new_year && now->published_until == now->last) {
        return office_plan(year, NEXT) && office_approve(year, NEXT, quarter);
    }
    return office_approve(year, now == next ? NEXT : YEAR, quarter);
}

static bool plan_care(struct year *year) {
    const struct programme *care = &year->world.programmes[CARE];
    if (!year->papers || care->planned || year->today < care->first - 5) {
        return true;
    }
    return office_plan(year, CARE) && office_approve(year, CARE, care->last);
}

static bool morning(struct year *year) {
    set_clock(year, 8);
    year->quiet = true;
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
    if (!plan_care(year) || !happen(year)) {
        return false;
    }
    return !year->dirty || office_replan(year);
}

/* Who was there at the end of the day owes the report, whatever becomes of them. */
static void freeze_debtors(struct year *year) {
    struct world *world = &year->world;
    for (size_t i = 0; year->today == world->self_check + 1 && i < world->target_count;
         i++) {
        world->targets[i].owes_check = world->targets[i].active;
    }
}

static bool play_day(struct year *year) {
    double start;
    freeze_debtors(year);
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
    for (unsigned i = 0; exports && i < PROGRAMMES; i++) {
        if (year->world.programmes[i].planned &&
            !(office_json(year, i, XC_VIEWER_PLANNER, exports) &&
              office_json(year, i, XC_VIEWER_PUBLIC, exports))) {
            return false;
        }
    }
    return true;
}

int year_play(const struct options *options, struct xc_buffer *exports,
              struct year *year) {
    enum { FIRST_BREACH = 70 };
    *year = (struct year){.options = options, .chance = {options->seed}};
    choose_kind(year);
    world_make(&year->world, &year->chance, options->targets,
               year->papers || year->over_new_year);
    year->world.begin = year->today;
    world_make_programmes(&year->world, options->days);
    bool good = begin(year);
    for (unsigned day = 1; good && day <= options->days; day++) {
        year->today++;
        good = play_day(year);
        if (good && options->plant && day >= FIRST_BREACH && !year->planted) {
            year->planted = plant(year, options->plant);
            good = !year->planted || judge_planted(year);
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
