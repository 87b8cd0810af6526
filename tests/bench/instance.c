#include "instance.h"

#include <stdlib.h>
#include <string.h>

/* Of the months of 2021 in which offices plan visits; make-up days included. */
static const struct {
    unsigned month, day;
    bool works;
} EXCEPTIONS[] = {{4, 5, false},  {4, 25, true},  {5, 3, false},  {5, 4, false},
                  {5, 5, false},  {5, 8, true},   {6, 14, false}, {9, 18, true},
                  {9, 20, false}, {9, 21, false}, {9, 26, true},  {10, 1, false},
                  {10, 4, false}, {10, 5, false}, {10, 6, false}, {10, 7, false},
                  {10, 9, true}};

enum { AREA_TARGETS = 5000, CREW_TARGETS = 250, DAY_MINUTES = 390, SEASONS = 12 };

uint32_t bench_random(struct bench_instance *b, uint32_t below) {
    uint64_t z = b->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

static bool chance(struct bench_instance *b, unsigned percent) {
    return bench_random(b, 100) < percent;
}

uint32_t bench_days(const struct bench_instance *b) {
    return (uint32_t)(b->last - b->first + 1);
}

bool bench_works(const struct bench_instance *b, xc_date date) {
    return date >= b->first && date <= b->last && b->works[date - b->first];
}

static void make_days(struct bench_instance *b, xc_date first, xc_date last) {
    b->first = first;
    b->last = last;
    free(b->works);
    b->works = bench_memory(bench_days(b), sizeof *b->works);
    for (uint32_t i = 0; i < bench_days(b); i++)
        b->works[i] = xc_date_weekday(first + (xc_date)i) < XC_SATURDAY;
    for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof EXCEPTIONS[0]; i++) {
        xc_date date = xc_date_make(2021, EXCEPTIONS[i].month, EXCEPTIONS[i].day);
        if (date >= first && date <= last)
            b->works[date - first] = EXCEPTIONS[i].works;
    }
}

/* The calendar day on which the n-th working day (from 0) falls; last beyond the end. */
static xc_date nth_day(const struct bench_instance *b, uint32_t n) {
    for (uint32_t i = 0; i < bench_days(b); i++)
        if (b->works[i] && n-- == 0)
            return b->first + (xc_date)i;
    return b->last;
}

static uint32_t count_days(const struct bench_instance *b) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < bench_days(b); i++)
        count += b->works[i];
    return count;
}

static uint32_t add_rule(struct bench_instance *b, xc_date from, xc_date to,
                         unsigned times, unsigned gap, bool special) {
    struct bench_rule rule = {from, to, times, gap, special};
    for (uint32_t i = 0; i < b->rule_count; i++) {
        const struct bench_rule *old = &b->rules[i];
        if (old->from == from && old->to == to && old->times == times &&
            old->gap == gap && old->special == special)
            return i;
    }
    if (b->rule_count % 64 == 0) {
        struct bench_rule *more = bench_memory(b->rule_count + 64u, sizeof *more);
        if (b->rule_count > 0)
            memcpy(more, b->rules, b->rule_count * sizeof *more);
        free(b->rules);
        b->rules = more;
    }
    b->rules[b->rule_count] = rule;
    return b->rule_count++;
}

/* ---- places, people ---- */

/* Mostly pharmacies and clinics, 94 minutes on average; or long visits, 147 minutes, of
 * which hardly three go into a day. */
static unsigned draw_minutes(struct bench_instance *b) {
    static const uint16_t usual[] = {45, 45, 60, 60,  60,  60,  75,  75,  75,  90,
                                     90, 90, 90, 105, 120, 120, 120, 150, 180, 180};
    static const uint16_t longer[] = {45,  60,  75,  90,  90,  100, 120, 120, 135, 150,
                                      150, 165, 180, 180, 195, 210, 225, 240, 240, 200};
    uint32_t at = bench_random(b, sizeof usual / sizeof usual[0]);
    return b->variant == BENCH_LONG ? longer[at] : usual[at];
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
    while (b > 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Zones of `least` to `most` targets one behind the other, areas of 5,000 targets; the
 * targets' numbers are scattered over them. */
static void make_targets(struct bench_instance *b, uint32_t count, unsigned least,
                         unsigned most) {
    b->target_count = count;
    b->targets = bench_memory(count, sizeof *b->targets);
    b->area_count = count / AREA_TARGETS > 0 ? count / AREA_TARGETS : 1;
    uint32_t stride = 7919;
    while (common_divisor(count, stride) > 1)
        stride += 2;
    uint32_t left = 0;
    for (uint32_t place = 0; place < count; place++) {
        uint32_t area = (uint32_t)((uint64_t)place * b->area_count / count);
        bool border = place > 0 && area != (uint64_t)(place - 1) * b->area_count / count;
        if (left == 0 || border) {
            left = least + bench_random(b, most - least + 1);
            b->zone_count++;
        }
        left--;
        struct bench_target *t = &b->targets[(uint64_t)place * stride % count];
        t->zone = b->zone_count - 1;
        t->area = (uint16_t)area;
        t->minutes = (uint16_t)draw_minutes(b);
        t->weight = 1;
    }
}

static void add_absence(struct bench_instance *b, uint32_t person, xc_date from,
                        xc_date to, unsigned half) {
    if (from < b->first || to > b->last)
        return;
    b->absences[b->absence_count++] = (struct bench_absence){person, from, to, half};
}

/* About one crew-day in twenty is lost: a week off, and some single days or halves. */
static void make_people(struct bench_instance *b, uint32_t crews) {
    b->crew_count = crews;
    b->crew_area = bench_memory(crews, sizeof *b->crew_area);
    b->special = bench_memory(crews * 2u, sizeof *b->special);
    b->absences = bench_memory(crews * 2u * 3u + 64u, sizeof *b->absences);
    for (uint32_t i = 0; i < crews; i++) {
        b->crew_area[i] = (uint16_t)((uint64_t)i * b->area_count / crews);
        b->special[2 * i + 1] = i % 5 == 0;
    }
    for (uint32_t i = 0; i < 2 * crews; i++) {
        xc_date single = XC_NO_DATE;
        xc_date day = b->first + (xc_date)bench_random(b, bench_days(b));
        xc_date monday = day - (xc_date)xc_date_weekday(day) + XC_MONDAY;
        if (chance(b, 70))
            add_absence(b, i, monday, monday + 4, 0);
        for (unsigned k = 0; k < 2; k++) {
            day = b->first + (xc_date)bench_random(b, bench_days(b));
            unsigned half = bench_random(b, 3);
            if (chance(b, 50) && (day < monday || day > monday + 4) && day != single)
                add_absence(b, i, day, day, half);
            single = day;
        }
    }
}

static void make_relations(struct bench_instance *b) {
    b->relations = bench_memory(b->target_count, sizeof *b->relations);
    uint32_t here = b->crew_count / b->area_count;
    for (uint32_t i = 0; i < b->target_count && here > 2; i++) {
        if (bench_random(b, 100) > 0)
            continue;
        uint32_t first = (uint32_t)(((uint64_t)b->targets[i].area * b->crew_count +
                                     b->area_count - 1) /
                                    b->area_count);
        uint32_t person = 2 * first + bench_random(b, 2 * here);
        if (person < 2 * b->crew_count && b->crew_area[person / 2] == b->targets[i].area)
            b->relations[b->relation_count++] = (struct bench_relation){person, i};
    }
}

/* ---- kinds ---- */

struct share { /* so many percent of the targets get one of these rules */
    unsigned percent, first, count;
    bool special; /* one in eight of them the same with the specialty: + special_at */
    unsigned special_at;
};

/* Whole year, halves, quarters, months, seasons of 4 to 20 weeks, twice with 60 days
 * between, four times with 30. Special twins stand behind. */
static void make_country(struct bench_instance *b, uint32_t count) {
    make_days(b, xc_date_make(2021, 3, 1), xc_date_make(2021, 11, 30));
    make_targets(b, count, 10, 40);
    uint32_t crews = count / CREW_TARGETS;
    make_people(b, crews > 2 ? crews : 2);
    make_relations(b);
    uint32_t shares[7][2] = {{0}};
    uint32_t specials[7] = {0};
    xc_date middle = xc_date_make(2021, 7, 15);
    shares[0][0] = add_rule(b, b->first, b->last, 1, 0, false);
    shares[1][0] = add_rule(b, b->first, middle, 1, 0, false);
    (void)add_rule(b, middle + 1, b->last, 1, 0, false);
    shares[2][0] = b->rule_count;
    for (unsigned i = 0; i < 3; i++)
        (void)add_rule(b, xc_date_make(2021, 3 + 3 * i, 1),
                       xc_date_make(2021, 6 + 3 * i, 1) - 1, 1, 0, false);
    shares[3][0] = b->rule_count;
    for (unsigned i = 0; i < 9; i++)
        (void)add_rule(b, xc_date_make(2021, 3 + i, 1), xc_date_make(2021, 4 + i, 1) - 1,
                       1, 0, false);
    shares[4][0] = b->rule_count;
    while (b->rule_count < shares[4][0] + SEASONS) {
        xc_date from = b->first + 7 * (xc_date)bench_random(b, 35);
        xc_date to = from + 7 * (xc_date)(4 + bench_random(b, 17)) - 1;
        (void)add_rule(b, from, to < b->last ? to : b->last, 1, 0, false);
    }
    shares[5][0] = add_rule(b, b->first, b->last, 2, 60, false);
    shares[6][0] = add_rule(b, b->first, b->last, 4, 30, false);
    static const uint8_t counts[7] = {1, 2, 3, 9, SEASONS, 1, 1};
    static const uint8_t percent[7] = {24, 20, 17, 10, 10, 17, 2};
    static const bool twins[7] = {true, true, true, false, false, true, false};
    for (unsigned s = 0; s < 7; s++) {
        specials[s] = b->rule_count;
        shares[s][1] = counts[s];
        for (unsigned i = 0; twins[s] && i < counts[s]; i++) {
            struct bench_rule r = b->rules[shares[s][0] + i];
            (void)add_rule(b, r.from, r.to, r.times, r.gap, true);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = bench_random(b, 100);
        unsigned s = 0;
        while (at >= percent[s])
            at -= percent[s++];
        uint32_t which = bench_random(b, shares[s][1]);
        bool special =
            twins[s] && bench_random(b, 1000) < (b->variant == BENCH_LONG ? 128 : 64);
        b->targets[i].rule = (uint16_t)((special ? specials[s] : shares[s][0]) + which);
    }
}

static void make_tight(struct bench_instance *b, uint32_t count) {
    make_days(b, xc_date_make(2021, 3, 1), xc_date_make(2021, 11, 30));
    make_targets(b, count, 10, 40);
    make_people(b, count / 370 > 2 ? count / 370 : 2);
    make_relations(b);
    uint32_t days = count_days(b);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t length = days * (4 + bench_random(b, 12)) / 100;
        uint32_t start = bench_random(b, (days - length) / 3 + 1) * 3;
        b->targets[i].rule = (uint16_t)add_rule(
            b, nth_day(b, start), nth_day(b, start + length - 1), 1, 0, false);
    }
}

static uint64_t grid(unsigned minutes) {
    return (minutes + BENCH_GRID - 1) / BENCH_GRID * BENCH_GRID;
}

/* Minutes that all crews have between two days, their absences taken off. */
static uint64_t capacity(const struct bench_instance *b, xc_date from, xc_date to) {
    uint32_t days = bench_days(b);
    uint8_t *away = bench_memory((size_t)b->crew_count * days, 1);
    for (uint32_t i = 0; i < b->absence_count; i++)
        for (xc_date d = b->absences[i].from; d <= b->absences[i].to; d++)
            away[(size_t)(b->absences[i].person / 2) * days + (size_t)(d - b->first)] |=
                (uint8_t)(b->absences[i].half == 0 ? 3 : b->absences[i].half);
    static const unsigned minutes[] = {DAY_MINUTES, 210, 180, 0};
    uint64_t sum = 0;
    for (uint32_t c = 0; c < b->crew_count; c++)
        for (xc_date d = from; d <= to; d++)
            if (bench_works(b, d))
                sum += minutes[away[(size_t)c * days + (size_t)(d - b->first)]];
    free(away);
    return sum;
}

/* Three spans of 15 to 25 working days hold 105 % of their minutes; what lies between is
 * filled to 65 %. */
static void make_overload(struct bench_instance *b, uint32_t count) {
    make_days(b, xc_date_make(2021, 3, 1), xc_date_make(2021, 11, 30));
    make_targets(b, count, 10, 40);
    make_people(b, count / 370 > 2 ? count / 370 : 2);
    make_relations(b);
    xc_date from[7];
    xc_date to[7];
    uint64_t room[7];
    uint32_t at = 0;
    for (unsigned i = 0; i < 7; i++) {
        uint32_t length = 15 + bench_random(b, 11);
        if (i % 2 == 0)
            length = (count_days(b) - 66) / 4 + bench_random(b, 5);
        from[i] = nth_day(b, at);
        at += length;
        to[i] = i == 6 ? b->last : nth_day(b, at) - 1;
        room[i] = capacity(b, from[i], to[i]) * (i % 2 == 0 ? 65 : 105) / 100;
    }
    unsigned span = 0;
    uint32_t left = count;
    for (uint32_t i = 0; i < count; i++) {
        struct bench_target *t = &b->targets[i];
        t->weight = (uint16_t)(1 + bench_random(b, 5));
        while (span < 7 && room[span] < grid(t->minutes))
            span++;
        if (span == 7) {
            left = i;
            break;
        }
        room[span] -= grid(t->minutes);
        t->rule = (uint16_t)add_rule(b, from[span], to[span], 1, 0, false);
    }
    b->target_count = left;
    while (b->relation_count > 0 && b->relations[b->relation_count - 1].target >= left)
        b->relation_count--;
}

/* Nine targets in ten are due by a day before which the crews lack 2.6 % of the minutes,
 * the rest later. */
static void make_impossible(struct bench_instance *b, uint32_t count) {
    make_days(b, xc_date_make(2021, 3, 1), xc_date_make(2021, 11, 30));
    make_targets(b, count, 10, 40);
    make_people(b, count / 300 > 2 ? count / 300 : 2);
    make_relations(b);
    uint64_t need = 0;
    for (uint32_t i = 0; i < count; i++)
        need += i % 10 == 0 ? 0 : grid(b->targets[i].minutes);
    xc_date deadline = b->first;
    while (deadline < b->last && capacity(b, b->first, deadline + 1) * 1026 < need * 1000)
        deadline++;
    xc_date middle = b->first + (deadline - b->first) / 2;
    for (uint32_t i = 0; i < count; i++) {
        unsigned third = bench_random(b, 3);
        xc_date from = third == 1 ? middle : b->first;
        xc_date to = third == 2 ? middle : deadline;
        if (i % 10 == 0) {
            from = deadline + 1;
            to = b->last;
        }
        b->targets[i].rule = (uint16_t)add_rule(b, from, to, 1, 0, false);
    }
}

/* ---- tiny: windows drawn around a plan that serves everybody ---- */

struct hidden { /* what is left of the crews' halves */
    unsigned morning, afternoon;
};

static bool take(struct hidden *cell, unsigned minutes) {
    unsigned *half = minutes <= cell->morning ? &cell->morning : &cell->afternoon;
    if (minutes <= *half) {
        *half -= minutes;
        return true;
    }
    if (cell->afternoon < 210 || minutes > cell->morning + cell->afternoon)
        return false;
    cell->afternoon -= minutes - cell->morning;
    cell->morning = 0;
    return true;
}

/* Working days on which the target can still be put, chosen at random; UINT32_MAX. */
static uint32_t hide(struct bench_instance *b, struct hidden *cells, uint32_t days,
                     const struct bench_target *t, bool special) {
    uint32_t offset = bench_random(b, days * b->crew_count);
    for (uint32_t i = 0; i < days * b->crew_count; i++) {
        uint32_t at = (i + offset) % (days * b->crew_count);
        if (special && !b->special[2 * (at / days) + 1])
            continue;
        if (take(&cells[at], (unsigned)grid(t->minutes)))
            return at % days;
    }
    return UINT32_MAX;
}

static void read_absences(const struct bench_instance *b, struct hidden *cells,
                          uint32_t days) {
    for (uint32_t i = 0; i < days * b->crew_count; i++)
        cells[i] = (struct hidden){180, 210};
    for (uint32_t i = 0; i < b->absence_count; i++) {
        const struct bench_absence *a = &b->absences[i];
        for (uint32_t day = 0; day < days; day++) {
            xc_date date = nth_day(b, day);
            struct hidden *cell = &cells[a->person / 2 * days + day];
            if (date < a->from || date > a->to)
                continue;
            if (a->half != 2)
                cell->morning = 0;
            if (a->half != 1)
                cell->afternoon = 0;
        }
    }
}

/* A window that holds the day: all, a half, a third, or from any day to any day. */
static void window_around(struct bench_instance *b, uint32_t day, uint32_t days,
                          uint32_t *from, uint32_t *to) {
    unsigned parts = 1;
    unsigned draw = bench_random(b, 100);
    if (draw >= 85) {
        *from = bench_random(b, day + 1);
        *to = day + bench_random(b, days - day);
        return;
    }
    parts = draw < 40 ? 1 : (draw < 70 ? 2 : 3);
    unsigned part = 0;
    while ((part + 1) * days / parts <= day)
        part++;
    *from = part * days / parts;
    *to = (part + 1) * days / parts - 1;
}

static bool draw_windows(struct bench_instance *b, uint32_t days) {
    struct hidden *cells = bench_memory((size_t)days * b->crew_count, sizeof *cells);
    read_absences(b, cells, days);
    b->rule_count = 0;
    bool fits = true;
    for (uint32_t i = 0; fits && i < b->target_count; i++) {
        struct bench_target *t = &b->targets[i];
        bool special = b->crew_count > 2 && chance(b, 10);
        uint32_t day = hide(b, cells, days, t, special);
        uint32_t from = 0;
        uint32_t to = 0;
        fits = day != UINT32_MAX;
        if (!fits)
            break;
        window_around(b, day, days, &from, &to);
        t->rule = (uint16_t)add_rule(b, nth_day(b, from), nth_day(b, to), 1, 0, special);
    }
    free(cells);
    return fits;
}

static void make_tiny(struct bench_instance *b, uint32_t count) {
    uint32_t crews = count < 100 ? 2 : 2 + bench_random(b, 3);
    uint32_t zones = 4 + bench_random(b, 5);
    xc_date first = xc_date_make(2021, 3, 1) + (xc_date)bench_random(b, 150);
    make_days(b, first, xc_date_make(2021, 12, 31));
    make_targets(b, count, 1, 1);
    b->zone_count = zones;
    uint64_t work = 0;
    for (uint32_t i = 0; i < count; i++) {
        b->targets[i].zone = bench_random(b, zones);
        work += grid(b->targets[i].minutes);
    }
    uint32_t load = 60 + bench_random(b, 26);
    uint32_t days = (uint32_t)(work * 100 / ((uint64_t)crews * DAY_MINUTES * load)) + 1;
    for (;; days++) { /* a day more where the hidden plan did not fit */
        make_days(b, first, xc_date_make(2021, 12, 31));
        make_days(b, first, nth_day(b, days - 1));
        free(b->crew_area);
        free(b->special);
        free(b->absences);
        b->absence_count = 0;
        make_people(b, crews);
        uint32_t kept = 0;
        for (uint32_t i = 0; i < b->absence_count; i++) /* no weeks off in so few days */
            if (b->absences[i].from == b->absences[i].to && chance(b, 20))
                b->absences[kept++] = b->absences[i];
        b->absence_count = kept;
        if (draw_windows(b, days))
            break;
    }
    b->relations = bench_memory(1, sizeof *b->relations);
}

void bench_make(struct bench_instance *b, enum bench_kind kind, uint32_t targets,
                uint64_t seed, enum bench_variant variant) {
    memset(b, 0, sizeof *b);
    b->kind = kind;
    b->random = seed * 1000003u + (uint64_t)kind;
    b->variant = variant;
    b->hours = variant == BENCH_PLAIN ? (struct bench_hours){1, {540, 0}, {930, 0}}
                                      : (struct bench_hours){2, {540, 810}, {720, 1020}};
    switch (kind) {
    case BENCH_COUNTRY:
        make_country(b, targets);
        break;
    case BENCH_TINY:
        make_tiny(b, targets);
        break;
    case BENCH_TIGHT:
        make_tight(b, targets);
        break;
    case BENCH_OVERLOAD:
        make_overload(b, targets);
        break;
    case BENCH_IMPOSSIBLE:
        make_impossible(b, targets);
        break;
    }
    for (uint32_t i = 0; i < b->target_count; i++)
        b->visit_count += b->rules[b->targets[i].rule].times;
}

void bench_lose(struct bench_instance *b, uint32_t crew, xc_date date) {
    enum { MORE = 4096 };
    if (b->lost_count % MORE == 0) {
        struct bench_absence *more =
            bench_memory((size_t)b->absence_count + MORE, sizeof *more);
        memcpy(more, b->absences, b->absence_count * sizeof *more);
        free(b->absences);
        b->absences = more;
    }
    b->lost_count++;
    b->absences[b->absence_count++] = (struct bench_absence){2 * crew, date, date, 0};
}
