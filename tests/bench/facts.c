#include "facts.h"

#include <stdio.h>

static void print_visit(const struct bench_instance *b, const struct bench_days *days,
                        uint32_t target, unsigned number, const char *before) {
    const struct bench_target *t = &b->targets[target];
    const struct bench_rule *rule = &b->rules[t->rule];
    const char *comma = "";
    uint32_t lo = 1;
    uint32_t hi = 0;
    (void)bench_window(b, days, rule, number, &lo, &hi);
    printf("%s{\"zone\":%u,\"units\":%u,\"lo\":%u,\"hi\":%u,\"crews\":[", before, t->zone,
           bench_units(t), lo, hi);
    for (uint32_t c = 0; c < b->crew_count; c++) {
        if (b->crew_area[c] != t->area || bench_barred(b, c, target) ||
            (rule->special && !b->special[2 * c + 1]))
            continue;
        printf("%s%u", comma, c);
        comma = ",";
    }
    printf("]}");
}

void bench_facts_print(const struct bench_instance *b, const struct bench_report *r) {
    struct bench_days days;
    const char *comma = "";
    bench_days_make(b, &days);
    xc_date monday = days.first - (xc_date)xc_date_weekday(days.first) + XC_MONDAY;
    printf("{\"morning\":%u,\"afternoon\":%u,\"pause\":%s,\"visits\":[\n",
           days.minutes[2] / BENCH_GRID, days.minutes[1] / BENCH_GRID,
           b->hours.count == 2 ? "true" : "false");
    for (uint32_t i = 0; i < b->target_count; i++)
        for (unsigned n = 1; n <= b->rules[b->targets[i].rule].times; n++) {
            print_visit(b, &days, i, n, comma);
            comma = ",\n";
        }
    printf("],\n\"weeks\":[");
    for (uint32_t d = 0; d < days.count; d++)
        printf("%s%d", d > 0 ? "," : "", (int)((days.dates[d] - monday) / 7));
    printf("],\n\"away\":[");
    for (uint32_t c = 0; c < b->crew_count; c++) {
        printf("%s[", c > 0 ? "," : "");
        for (uint32_t d = 0; d < days.count; d++)
            printf("%s%u", d > 0 ? "," : "", days.away[(size_t)c * days.count + d]);
        printf("]");
    }
    printf(
        "],\n\"plan\":{\"unserved\":%u,\"zone_days\":%llu,\"bound\":%llu,\"week\":%.6f,"
        "\"crew\":%.6f,\"f\":%.4f,\"f_bound\":%.4f}}\n",
        r->unserved, (unsigned long long)r->zone_days,
        (unsigned long long)r->bounds.zone_days, r->week, r->crew, r->f, r->f_bound);
    bench_days_free(&days);
}
