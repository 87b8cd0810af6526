#include "evaluator.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 10, NOON = 720 };

static void show(const char *format, va_list args) {
    (void)fputs("  breach: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputs("\n", stderr);
}

unsigned bench_breach(unsigned *breaches, const char *format, ...) {
    va_list args;
    va_start(args, format);
    if (++*breaches <= SHOWN)
        show(format, args);
    va_end(args);
    return 1;
}

/* ---- facts, looked up ---- */

void bench_days_make(const struct bench_instance *b, struct bench_days *days) {
    days->first = b->last;
    days->last = b->first;
    for (uint32_t i = 0; i < b->rule_count; i++) {
        if (b->rules[i].from < days->first)
            days->first = b->rules[i].from;
        if (b->rules[i].to > days->last)
            days->last = b->rules[i].to;
    }
    uint32_t length = (uint32_t)(days->last - days->first + 1);
    days->count = 0;
    days->dates = bench_memory(length, sizeof *days->dates);
    days->before = bench_memory(length + 1u, sizeof *days->before);
    for (uint32_t i = 0; i < length; i++) {
        days->before[i] = (uint16_t)days->count;
        if (bench_works(b, days->first + (xc_date)i))
            days->dates[days->count++] = days->first + (xc_date)i;
    }
    days->before[length] = (uint16_t)days->count;
    days->away = bench_memory((size_t)b->crew_count * days->count, 1);
    for (uint32_t i = 0; i < b->absence_count; i++) {
        const struct bench_absence *a = &b->absences[i];
        uint32_t lo = 0;
        uint32_t hi = 0;
        if (!bench_days_between(days, a->from, a->to, &lo, &hi))
            continue;
        for (uint32_t d = lo; d <= hi; d++)
            days->away[(size_t)(a->person / 2) * days->count + d] |=
                (uint8_t)(a->half == 0 ? 3 : a->half);
    }
    bool pause = b->hours.count == 2;
    unsigned morning = (pause ? b->hours.to[0] : NOON) - b->hours.from[0];
    unsigned afternoon =
        pause ? b->hours.to[1] - b->hours.from[1] : b->hours.to[0] - NOON;
    days->minutes[0] = morning + afternoon;
    days->minutes[1] = afternoon;
    days->minutes[2] = morning;
    days->minutes[3] = 0;
}

void bench_days_free(struct bench_days *days) {
    free(days->dates);
    free(days->before);
    free(days->away);
}

bool bench_days_between(const struct bench_days *days, xc_date from, xc_date to,
                        uint32_t *lo, uint32_t *hi) {
    from = from < days->first ? days->first : from;
    to = to > days->last ? days->last : to;
    if (from > to)
        return false;
    uint32_t behind = days->before[to - days->first + 1];
    *lo = days->before[from - days->first];
    *hi = behind - 1;
    return *lo < behind;
}

bool bench_window(const struct bench_instance *b, const struct bench_days *days,
                  const struct bench_rule *rule, unsigned number, uint32_t *lo,
                  uint32_t *hi) {
    (void)b;
    return bench_days_between(days, rule->from + (xc_date)((number - 1) * rule->gap),
                              rule->to - (xc_date)((rule->times - number) * rule->gap),
                              lo, hi);
}

unsigned bench_units(const struct bench_target *t) {
    return (t->minutes + BENCH_GRID - 1u) / BENCH_GRID;
}

bool bench_barred(const struct bench_instance *b, uint32_t crew, uint32_t target) {
    uint32_t lo = 0;
    uint32_t hi = b->relation_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (b->relations[middle].target < target)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < b->relation_count && b->relations[lo].target == target &&
           b->relations[lo].person / 2 == crew;
}

/* ---- visits as they come ---- */

/* The number behind a letter, or UINT32_MAX. */
static uint32_t number_of(struct xc_str text, char letter) {
    uint32_t value = 0;
    if (text.len < 2 || text.len > 9 || text.ptr[0] != letter)
        return UINT32_MAX;
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return UINT32_MAX;
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return value;
}

static bool is_label(struct xc_str label, uint32_t rule) {
    char text[32];
    (void)snprintf(text, sizeof text, "s%u/%u", rule / BENCH_STAGE_RULES,
                   rule % BENCH_STAGE_RULES);
    return label.len == strlen(text) && memcmp(label.ptr, text, label.len) == 0;
}

static bool sits(const struct xc_visit *v, size_t at, uint32_t person,
                 enum xc_person_role role) {
    return at < v->person_count && number_of(v->people[at].person, 'P') == person &&
           v->people[at].seat == role;
}

unsigned bench_read_visits(const struct bench_instance *b, const struct xc_visit *visits,
                           size_t count, struct bench_visit *out) {
    unsigned bad = 0;
    for (size_t i = 0; i < count; i++) {
        const struct xc_visit *v = &visits[i];
        uint32_t target = number_of(v->target, 'T');
        uint32_t crew = number_of(v->crew, 'C');
        out[i] = (struct bench_visit){0};
        if (target >= b->target_count || crew >= b->crew_count || v->task_count != 1) {
            bench_breach(&bad, "%.*s: unknown target, crew or task", XC_PRI(v->id));
            continue;
        }
        if (!is_label(v->tasks[0].label, b->targets[target].rule))
            bench_breach(&bad, "%.*s: nobody asked for it", XC_PRI(v->target));
        if (v->person_count != 2 || !sits(v, 0, 2 * crew, XC_ROLE_LEAD) ||
            !sits(v, 1, 2 * crew + 1, XC_ROLE_OFFICER))
            bench_breach(&bad, "%.*s: its seats are filled wrongly", XC_PRI(v->target));
        if (v->date != v->end_date ||
            v->minutes != bench_units(&b->targets[target]) * BENCH_GRID)
            bench_breach(&bad, "%.*s takes %u minutes", XC_PRI(v->target), v->minutes);
        out[i] = (struct bench_visit){target,
                                      crew,
                                      v->date,
                                      (uint16_t)v->tasks[0].number,
                                      (uint16_t)v->start,
                                      (uint16_t)v->end};
    }
    return bad;
}

/* ---- hard rules ---- */

struct judge {
    const struct bench_instance *b;
    struct bench_days days;
    struct bench_report *report;
    uint64_t *week_work, *month_work, *crew_work;
    uint64_t *week_room, *month_room, *crew_room;
};

static unsigned longest_span(const struct bench_hours *hours) {
    unsigned longest = 0;
    for (unsigned i = 0; i < hours->count; i++)
        if (hours->to[i] - hours->from[i] > longest)
            longest = hours->to[i] - hours->from[i];
    return longest;
}

/* Only a visit longer than every span of office hours runs across the pause. */
static bool in_hours(const struct bench_instance *b, const struct bench_visit *v,
                     unsigned minutes) {
    const struct bench_hours *h = &b->hours;
    if (v->start % BENCH_GRID || v->end % BENCH_GRID || v->end <= v->start)
        return false;
    for (unsigned i = 0; i < h->count; i++)
        if (v->start >= h->from[i] && v->end <= h->to[i])
            return v->end - v->start == (int)minutes;
    return h->count == 2 && minutes > longest_span(h) && v->start >= h->from[0] &&
           v->start < h->to[0] && v->end > h->from[1] && v->end <= h->to[1] &&
           v->end - v->start == (int)(minutes + h->from[1] - h->to[0]);
}

/* Bits of the halves in which the visit lies. */
static unsigned halves(const struct bench_instance *b, const struct bench_visit *v) {
    unsigned noon = b->hours.count == 2 ? b->hours.to[0] : NOON;
    return (v->start < noon ? 1u : 0) | (v->end > noon ? 2u : 0);
}

static void judge_visit(struct judge *j, const struct bench_visit *v) {
    const struct bench_instance *b = j->b;
    const struct bench_target *t = &b->targets[v->target];
    const struct bench_rule *rule = &b->rules[t->rule];
    unsigned *bad = &j->report->breaches;
    unsigned minutes = bench_units(t) * BENCH_GRID;
    if (v->date < rule->from || v->date > rule->to || !bench_works(b, v->date)) {
        bench_breach(bad, "T%07u lies outside its window or on a day off", v->target);
        return;
    }
    if (!in_hours(b, v, minutes))
        bench_breach(bad, "T%07u at %u-%u is outside the hours", v->target, v->start,
                     v->end);
    uint32_t day = j->days.before[v->date - j->days.first];
    if (j->days.away[(size_t)v->crew * j->days.count + day] & halves(b, v))
        bench_breach(bad, "T%07u: C%05u is away", v->target, v->crew);
    if (b->crew_area[v->crew] != t->area)
        bench_breach(bad, "T%07u: C%05u works elsewhere", v->target, v->crew);
    if (rule->special && !b->special[2 * v->crew + 1])
        bench_breach(bad, "T%07u: C%05u lacks the specialty", v->target, v->crew);
    if (bench_barred(b, v->crew, v->target))
        bench_breach(bad, "T%07u: C%05u is barred", v->target, v->crew);
    if (v->number == 0 || v->number > rule->times)
        bench_breach(bad, "T%07u: number %u", v->target, v->number);
    j->report->served++;
    j->week_work[(v->date - j->days.first + (xc_date)xc_date_weekday(j->days.first) -
                  XC_MONDAY) /
                 7] += minutes;
    struct xc_ymd ymd = xc_date_ymd(v->date);
    j->month_work[ymd.month] += minutes;
    j->crew_work[v->crew] += minutes;
}

static int by_cell(const void *a, const void *b) {
    const struct bench_visit *l = a;
    const struct bench_visit *r = b;
    if (l->crew != r->crew)
        return l->crew < r->crew ? -1 : 1;
    if (l->date != r->date)
        return l->date < r->date ? -1 : 1;
    if (l->start != r->start)
        return l->start < r->start ? -1 : 1;
    return l->target < r->target ? -1 : l->target > r->target;
}

static int by_target(const void *a, const void *b) {
    const struct bench_visit *l = a;
    const struct bench_visit *r = b;
    if (l->target != r->target)
        return l->target < r->target ? -1 : 1;
    if (l->date != r->date)
        return l->date < r->date ? -1 : 1;
    return l->number < r->number ? -1 : l->number > r->number;
}

/* One crew on one day: visits apart, zones counted, the way to each paid. */
static void judge_cell(struct judge *j, const struct bench_visit *visits, size_t count) {
    const struct bench_instance *b = j->b;
    unsigned minutes = 0;
    unsigned zones = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t zone = b->targets[visits[i].target].zone;
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen = seen || b->targets[visits[k].target].zone == zone;
        zones += seen ? 0 : 1;
        minutes += bench_units(&b->targets[visits[i].target]) * BENCH_GRID;
        if (i > 0 && visits[i].start < visits[i - 1].end)
            bench_breach(&j->report->breaches, "C%05u is in two places on day %d",
                         visits[i].crew, (int)visits[i].date);
    }
    j->report->zone_days += zones;
    if (minutes + zones * b->setup > j->days.minutes[0])
        bench_breach(&j->report->breaches, "C%05u works %u minutes in %u zones",
                     visits[0].crew, minutes, zones);
}

static void judge_targets(struct judge *j, const struct bench_visit *visits,
                          size_t count) {
    const struct bench_instance *b = j->b;
    size_t at = 0;
    for (uint32_t i = 0; i < b->target_count; i++) {
        const struct bench_rule *rule = &b->rules[b->targets[i].rule];
        uint32_t numbers = 0;
        size_t first = at;
        for (; at < count && visits[at].target == i; at++) {
            numbers |= 1u << (visits[at].number % 32);
            if (at == first)
                continue;
            xc_date apart = visits[at].date - visits[at - 1].date;
            if (apart < 1 || apart < (xc_date)rule->gap)
                bench_breach(&j->report->breaches, "T%07u: %d days between visits", i,
                             (int)apart);
        }
        unsigned different = 0;
        for (unsigned k = 1; k <= rule->times; k++)
            different += numbers >> k & 1u;
        if (different != at - first)
            bench_breach(&j->report->breaches, "T%07u: numbers repeat", i);
        uint32_t missing = rule->times - different;
        j->report->unserved += missing;
        j->report->unserved_minutes +=
            (uint64_t)missing * bench_units(&b->targets[i]) * BENCH_GRID;
        j->report->unserved_weight += (uint64_t)missing * b->targets[i].weight;
    }
}

/* ---- loads ---- */

static double fullest(const uint64_t *work, const uint64_t *room, size_t count,
                      double share) {
    double most = 0;
    for (size_t i = 0; i < count; i++)
        if (room[i] > 0 && (double)work[i] / (double)room[i] > most)
            most = (double)work[i] / (double)room[i];
    return share > 0 ? most / share : 0;
}

static void measure_rooms(struct judge *j, uint64_t *all) {
    const struct bench_days *days = &j->days;
    xc_date monday = days->first - (xc_date)xc_date_weekday(days->first) + XC_MONDAY;
    for (uint32_t c = 0; c < j->b->crew_count; c++)
        for (uint32_t d = 0; d < days->count; d++) {
            unsigned room = days->minutes[days->away[(size_t)c * days->count + d]];
            struct xc_ymd ymd = xc_date_ymd(days->dates[d]);
            j->crew_room[c] += room;
            j->week_room[(days->dates[d] - monday) / 7] += room;
            j->month_room[ymd.month] += room;
            *all += room;
        }
}

static double over(double share) {
    return share > 1 ? share - 1 : 0;
}

/* Crews beside the mean of their own area, whose work nobody else may take. */
static double fullest_crew(const struct judge *j) {
    double most = 0;
    for (uint32_t c = 0; c < j->b->crew_count;) {
        uint64_t work = 0;
        uint64_t room = 0;
        uint32_t end = c;
        for (; end < j->b->crew_count && j->b->crew_area[end] == j->b->crew_area[c];
             end++) {
            work += j->crew_work[end];
            room += j->crew_room[end];
        }
        double share = room > 0 ? (double)work / (double)room : 0;
        double here = fullest(j->crew_work + c, j->crew_room + c, end - c, share);
        most = here > most ? here : most;
        c = end;
    }
    return most;
}

static void measure_loads(struct judge *j) {
    struct bench_report *r = j->report;
    uint64_t room = 0;
    uint64_t work = 0;
    measure_rooms(j, &room);
    for (uint32_t c = 0; c < j->b->crew_count; c++)
        work += j->crew_work[c];
    double share = room > 0 ? (double)work / (double)room : 0;
    r->week = fullest(j->week_work, j->week_room, bench_days(j->b) / 7 + 2, share);
    r->month = fullest(j->month_work, j->month_room, 13, share);
    r->crew = fullest_crew(j);
    double bound = (double)r->bounds.zone_days;
    r->f = 1000.0 * r->unserved + (double)r->zone_days +
           bound / 2 * (over(r->week) + over(r->crew));
    /* a visit less saves at most one zone-day, and may make everything level */
    r->f_bound = 999.0 * r->bounds.unserved + bound;
    if (r->bounds.unserved == 0)
        r->f_bound += bound / 2 * (over(r->bounds.week) + over(r->bounds.crew));
    r->gap = r->f_bound > 0 ? (r->f - r->f_bound) / r->f_bound : 0;
}

void bench_judge(const struct bench_instance *b, struct bench_visit *visits, size_t count,
                 struct bench_report *report) {
    struct judge j = {.b = b, .report = report};
    size_t weeks = bench_days(b) / 7 + 2;
    bench_days_make(b, &j.days);
    j.week_work = bench_memory(weeks * 2, sizeof *j.week_work);
    j.week_room = j.week_work + weeks;
    j.month_work = bench_memory(26, sizeof *j.month_work);
    j.month_room = j.month_work + 13;
    j.crew_work = bench_memory((size_t)b->crew_count * 2, sizeof *j.crew_work);
    j.crew_room = j.crew_work + b->crew_count;
    bench_bound(b, &report->bounds);
    qsort(visits, count, sizeof *visits, by_target);
    judge_targets(&j, visits, count);
    qsort(visits, count, sizeof *visits, by_cell);
    for (size_t i = 0; i < count;) {
        size_t end = i;
        for (; end < count && visits[end].crew == visits[i].crew &&
               visits[end].date == visits[i].date;
             end++)
            judge_visit(&j, &visits[end]);
        judge_cell(&j, visits + i, end - i);
        i = end;
    }
    measure_loads(&j);
    free(j.week_work);
    free(j.month_work);
    free(j.crew_work);
    bench_days_free(&j.days);
}

/* ---- the plan's own figures ---- */

static void compare(unsigned *bad, const char *what, double theirs, double ours,
                    double tolerance) {
    if (theirs < ours - tolerance || theirs > ours + tolerance)
        bench_breach(bad, "the plan says %s %.6f, counted are %.6f", what, theirs, ours);
}

static void compare_figures(const struct bench_instance *b, const struct xc_plan *plan,
                            struct bench_report *r) {
    const struct xc_plan_bounds *own = &plan->bounds;
    unsigned *bad = &r->breaches;
    if (r->served + plan->unmet_count != b->visit_count)
        bench_breach(bad, "%u served and %zu unmet of %u visits", r->served,
                     plan->unmet_count, b->visit_count);
    compare(bad, "zone-days", (double)own->zone_days, (double)r->zone_days, 0);
    if (own->zone_days_bound > r->zone_days && r->unserved == 0)
        bench_breach(bad, "bound of zone-days %llu above the plan's %llu",
                     (unsigned long long)own->zone_days_bound,
                     (unsigned long long)r->zone_days);
    if (own->unserved_bound > r->unserved)
        bench_breach(bad, "bound of unserved %llu above the plan's %u",
                     (unsigned long long)own->unserved_bound, r->unserved);
    if (own->unserved_minutes_bound > r->unserved_minutes)
        bench_breach(bad, "bound of unserved minutes %llu above the plan's %llu",
                     (unsigned long long)own->unserved_minutes_bound,
                     (unsigned long long)r->unserved_minutes);
    if (own->week.load > 0)
        compare(bad, "the fullest week has", own->week.load / 1e6, r->week, 2e-6);
    if (own->month.load > 0)
        compare(bad, "the fullest month has", own->month.load / 1e6, r->month, 2e-6);
    if (own->crew.load > 0)
        compare(bad, "the fullest crew has", own->crew.load / 1e6, r->crew, 2e-6);
    const struct xc_plan_peak *peaks[] = {&own->week, &own->month, &own->crew};
    for (size_t i = 0; i < 3; i++)
        if (r->unserved == 0 && peaks[i]->load > 0 &&
            peaks[i]->bound > peaks[i]->load + 1)
            bench_breach(bad, "bound of a load %u above the plan's %u", peaks[i]->bound,
                         peaks[i]->load);
}

void bench_judge_plan(const struct bench_instance *b, const struct xc_plan *plan,
                      struct bench_report *report) {
    struct bench_visit *visits = bench_memory(plan->visit_count, sizeof *visits);
    *report = (struct bench_report){0};
    report->breaches = bench_read_visits(b, plan->visits, plan->visit_count, visits);
    if (report->breaches == 0)
        bench_judge(b, visits, plan->visit_count, report);
    compare_figures(b, plan, report);
    if (report->bounds.zone_days > report->zone_days && report->unserved == 0)
        bench_breach(&report->breaches, "this evaluator's bound %llu is wrong",
                     (unsigned long long)report->bounds.zone_days);
    free(visits);
}
