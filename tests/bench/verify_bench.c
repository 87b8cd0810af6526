/* Records of large draws, for the page's verifier to be measured beside ours:
 * bench_verify FOLDER writes FOLDER/<name>.json and prints name, targets and the
 * processor's seconds of reading and verifying it, best of five, with TABs between.
 * verify.py does the same with node. */
#include "draw_record.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 5, STRATA = 104, PEOPLE = 300 };

static const struct job {
    const char *name;
    unsigned targets;
    unsigned people;
    struct xc_str rules;
} jobs[] = {
    {"srs", 100000, 0,
     XC_STR_INIT("{\"select\":{\"method\":\"srs\",\"share\":[5,100]},\"v\":1}")},
    {"pps", 100000, 0,
     XC_STR_INIT("{\"select\":{\"method\":\"pps\",\"share\":[5,100]},\"v\":1}")},
    {"order", 100000, 0, XC_STR_INIT("{\"select\":{\"method\":\"order\"},\"v\":1}")},
    {"crews", 10000, PEOPLE,
     XC_STR_INIT("{\"deal\":{\"apart\":[\"organisation\"],\"balance\":true,\"seats\":["
                 "\"lead\",\"officer\"]},\"select\":{\"method\":\"srs\",\"share\":[20,"
                 "100]},\"v\":1}")}};

static void stop(const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_error_render(error, NULL, &text);
    (void)fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

static struct xc_buffer make_targets(unsigned count) {
    struct xc_buffer out = xc_buffer_make((size_t)1 << 30);
    for (unsigned i = 0; i < count; i++) {
        unsigned mixed = i * 2654435761U;
        (void)xc_buffer_printf(&out, "H%013u\t32%04u\t%u\tO%05u\t32%04u\t%s\n", i,
                               mixed / 7 % STRATA, 1 + mixed / 13 % 100, mixed / 17 % 400,
                               mixed / 7 % STRATA,
                               mixed / 11 % 50 == 0 ? "complaint,new" : "-");
    }
    return out;
}

static struct xc_buffer make_people(unsigned count) {
    struct xc_buffer out = xc_buffer_make((size_t)1 << 30);
    for (unsigned i = 0; i < count; i++)
        (void)xc_buffer_printf(&out, "P%05u\tO%05u\t32%04u\t1000\t%s\n", i, i % 400,
                               i % STRATA, i % 3 == 0 ? "lead,officer" : "officer");
    return out;
}

static double processor_seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double verify(struct xc_str text) {
    struct xc_error error = {0};
    struct xc_record record;
    struct xc_record_report report;
    json_t *json = NULL;
    double start = processor_seconds();
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 2);
    if (xc_record_load(text, arena, &json, &record, &error) != XC_OK ||
        xc_record_verify(&record, arena, &report, NULL, &error) != XC_OK || !report.same)
        stop(&error);
    json_decref(json);
    xc_arena_free(arena);
    return processor_seconds() - start;
}

static void run(const struct job *job, const char *folder) {
    struct xc_error error = {0};
    struct xc_urn urn;
    struct xc_buffer path = xc_buffer_make(4096);
    struct xc_buffer targets = make_targets(job->targets);
    struct xc_buffer people = make_people(job->people);
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 2);
    const struct xc_draw_files files = {.rules = job->rules,
                                        .targets = xc_buffer_view(&targets),
                                        .people = xc_buffer_view(&people)};
    double best = 0;
    if (xc_urn_read(&files, arena, &urn, &error) != XC_OK)
        stop(&error);
    struct xc_buffer text = draw_record_make(&urn);
    (void)xc_buffer_printf(&path, "%s/%s.json", folder, job->name);
    if (xc_file_write(path.ptr, xc_buffer_view(&text), 0600, &error) != XC_OK)
        stop(&error);
    for (int i = 0; i < RUNS; i++) {
        double spent = verify(xc_buffer_view(&text));
        best = i == 0 || spent < best ? spent : best;
    }
    (void)printf("%s\t%u\t%.4f\n", job->name, job->targets, best);
    xc_buffer_free(&text);
    xc_arena_free(arena);
    xc_buffer_free(&people);
    xc_buffer_free(&targets);
    xc_buffer_free(&path);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench_verify FOLDER\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        run(&jobs[i], argv[1]);
    return 0;
}
