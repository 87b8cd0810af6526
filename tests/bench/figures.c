#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_line(const char *what, double value, const char *format, const char *target,
                bool met) {
    char text[64];
    (void)snprintf(text, sizeof text, format, value);
    printf("    %-34s %14s   %-16s %s\n", what, text, target,
           target[0] == '\0' ? "" : (met ? "met" : "NOT MET"));
}

void bench_at_most(const char *what, double value, const char *format, double most) {
    char target[64];
    char bound[48];
    (void)snprintf(bound, sizeof bound, format, most);
    (void)snprintf(target, sizeof target, "<= %s", bound);
    bench_line(what, value, format, target, value <= most + 1e-9);
}

void bench_say(const char *what, double value, const char *format) {
    bench_line(what, value, format, "", true);
}

double bench_percent_over(double value, double bound) {
    return bound > 0 ? 100 * (value - bound) / bound : 0;
}

struct sorted { /* as small as visits with ids of text come */
    uint32_t zone;
    xc_date deadline;
    char id[16];
};

static int compare(const void *a, const void *b) {
    const struct sorted *l = a;
    const struct sorted *r = b;
    if (l->zone != r->zone)
        return l->zone < r->zone ? -1 : 1;
    if (l->deadline != r->deadline)
        return l->deadline < r->deadline ? -1 : 1;
    return strcmp(l->id, r->id);
}

double bench_sort_time(const struct bench_instance *b) {
    double best = 0;
    struct sorted *rows = bench_memory(b->visit_count, sizeof *rows);
    for (unsigned run = 0; run < 3; run++) {
        size_t count = 0;
        for (uint32_t i = 0; i < b->target_count; i++)
            for (unsigned n = 0; n < b->rules[b->targets[i].rule].times; n++) {
                rows[count] = (struct sorted){
                    b->targets[i].zone, b->rules[b->targets[i].rule].to, {0}};
                (void)snprintf(rows[count++].id, sizeof rows->id, "T%07u", i);
            }
        double start = bench_elapsed();
        qsort(rows, count, sizeof *rows, compare);
        double took = bench_elapsed() - start;
        best = run == 0 || took < best ? took : best;
    }
    free(rows);
    return best;
}

double bench_plan_time(struct bench_instance *b, struct xc_plan **plan) {
    struct xc_error error = {0};
    double start = bench_seconds();
    bench_must(xc_plan_make(&b->input, plan, &error), &error);
    return bench_seconds() - start;
}
