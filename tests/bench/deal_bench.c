/* How fast people are dealt, beside the bare hashing of as many tickets by the same
 * threads. `bench_deal` runs all, --only N one from 0; --slots N and --people N change
 * the size. Every line
 * says what was aimed at. */
#include "base/parallel.h"
#include "draw/draw_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_BYTES = 1 << 28, SLICE = 16 };

struct shape {
    const char *name;
    uint32_t targets, people, capacity;
    unsigned forbidden; /* pairs of a thousand */
    const char *deal;   /* of the rules */
    unsigned leads;     /* of a thousand people, who are officers as well */
};

/* Seconds by the wall, and of processors: these mean something beside other work. */
struct moment {
    double wall, work;
};

static double read_clock(clockid_t clock) {
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static struct moment now(void) {
    return (struct moment){read_clock(CLOCK_MONOTONIC),
                           read_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

static struct moment since(struct moment from) {
    struct moment to = now();
    return (struct moment){to.wall - from.wall, to.work - from.work};
}

static uint64_t next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void stop(const char *what, const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    if (error != NULL)
        (void)xc_error_render(error, NULL, &text);
    fprintf(stderr, "%s: %.*s\n", what, XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

static void write_tables(const struct shape *shape, struct xc_buffer *targets,
                         struct xc_buffer *people, struct xc_buffer *avoid) {
    uint64_t state = 7;
    for (uint32_t i = 0; i < shape->targets; i++)
        (void)xc_buffer_printf(targets, "H32028%07u\tA\t1\tO%u\tR%02u\t-\n", i,
                               (unsigned)(next(&state) % 500),
                               (unsigned)(next(&state) % 20));
    for (uint32_t p = 0; p < shape->people; p++) {
        bool lead = p < (uint64_t)shape->people * shape->leads / 1000;
        (void)xc_buffer_printf(people, "P%06u\tO%u\tR%02u\t%u\t%s\n", p,
                               (unsigned)(next(&state) % 500), p % 20, shape->capacity,
                               lead ? "lead,officer" : "officer");
        for (uint32_t i = 0; i < shape->targets; i++)
            if (next(&state) % 1000 < shape->forbidden)
                (void)xc_buffer_printf(avoid, "P%06u:H32028%07u\tkin\n", p, i);
    }
    if (targets->failed || people->failed || avoid->failed)
        stop("memory", NULL);
}

/* ---- bare hashing ---- */

struct bare {
    const struct xc_urn *urn;
    struct xc_stem key;
    uint64_t sums[XC_WORKERS * 8]; /* apart from each other */
};

static void hash_some(void *context, unsigned worker, size_t item) {
    struct bare *bare = context;
    const struct xc_urn *urn = bare->urn;
    uint64_t sum = 0;
    for (size_t t = item * SLICE; t < item * SLICE + SLICE && t < urn->targets.count;
         t++) {
        struct xc_stem stem = bare->key;
        xc_stem_add(&stem, urn->targets.id[t]);
        xc_stem_add(&stem, XC_STR("\t"));
        for (uint32_t p = 0; p < urn->people.count; p++)
            sum += xc_stem_top(&stem, urn->people.id[p]);
    }
    bare->sums[(size_t)worker * 8] += sum;
}

static struct moment hash_all(const struct xc_urn *urn) {
    static struct bare bare;
    struct xc_digest key = {{1}};
    struct moment from = now();
    bare.urn = urn;
    xc_stem_start(&bare.key);
    xc_stem_add(&bare.key, (struct xc_str){(const char *)key.bytes, sizeof key.bytes});
    size_t items = (urn->targets.count + SLICE - 1) / SLICE;
    xc_parallel_run(xc_parallel_workers(items), items, hash_some, &bare);
    return since(from);
}

/* ---- */

static void run(const struct shape *shape) {
    struct xc_buffer targets = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer people = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer avoid = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer rules = xc_buffer_make(TEXT_BYTES);
    struct xc_arena *arena = xc_arena_new((size_t)3 << 30);
    struct xc_urn urn;
    struct xc_draw_result result = {0};
    struct xc_error error = {0};
    struct xc_digest seed = {{3}};
    write_tables(shape, &targets, &people, &avoid);
    (void)xc_buffer_printf(
        &rules, "{\"deal\":%s,\"select\":{\"method\":\"order\"},\"v\":1}", shape->deal);
    struct xc_draw_files files = {xc_buffer_view(&rules), xc_buffer_view(&targets),
                                  xc_buffer_view(&people), xc_buffer_view(&avoid)};
    if (arena == NULL || xc_urn_read(&files, arena, &urn, &error) != XC_OK)
        stop("urn", &error);
    result.slots = xc_arena_array(arena, urn.targets.count, sizeof *result.slots);
    if (result.slots == NULL)
        stop("memory", NULL);
    for (uint32_t i = 0; i < urn.targets.count; i++)
        result.slots[result.slot_count++] =
            (uint32_t)((uint64_t)i * 7919 % urn.targets.count);
    struct moment bare = hash_all(&urn);
    struct moment from = now();
    if (xc_deal_run(&urn, XC_STR("bench/deal"), &seed, &result, arena, NULL, &error) !=
        XC_OK)
        stop("deal", &error);
    struct moment took = since(from);
    size_t slots = (size_t)result.slot_count * urn.rules.seat_count;
    printf("%-30s %7zu slots %6u people %8zu pairs barred %6.2f s  <= 5 %-8s"
           " %5.2f s of processors, %.2f x bare hashing (%.2f s, %.2f s)\n",
           shape->name, slots, urn.people.count, urn.avoid.count, took.wall,
           took.wall <= 5 ? "met" : "NOT MET", took.work, took.work / bare.work,
           bare.wall, bare.work);
    (void)fflush(stdout);
    xc_buffer_free(&targets);
    xc_buffer_free(&targets);
    xc_buffer_free(&people);
    xc_buffer_free(&avoid);
    xc_buffer_free(&rules);
    xc_arena_free(arena);
}

int main(int argc, char **argv) {
    uint32_t slots = 50000;
    uint32_t people = 2000;
    uint32_t only = UINT32_MAX;
    for (int i = 1; i + 1 < argc; i += 2) {
        uint32_t value = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--slots") == 0)
            slots = value;
        if (strcmp(argv[i], "--people") == 0)
            people = value;
        if (strcmp(argv[i], "--only") == 0)
            only = value;
    }
    uint32_t even = (slots + people - 1) / people;
    const struct shape shapes[] = {
        {"room to spare", slots, people, 2 * even, 50, "{\"seats\":[\"officer\"]}", 0},
        {"no room to spare", slots, people, even, 50, "{\"seats\":[\"officer\"]}", 0},
        {"balanced", slots, people, 1000, 50,
         "{\"balance\":true,\"seats\":[\"officer\"]}", 0},
        {"areas and organisations apart", slots, people, even + 1, 20,
         "{\"apart\":[\"area\",\"organisation\"],\"seats\":[\"officer\"]}", 0},
        {"balanced, few leads", slots / 3, people, 1000, 50,
         "{\"balance\":true,\"seats\":[\"lead\",\"officer\",\"officer\"]}", 50},
        {"a lead and two, leads scarce", slots / 3, people, 4 * even / 3, 50,
         "{\"seats\":[\"lead\",\"officer\",\"officer\"]}", 253},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (only == UINT32_MAX || only == i)
            run(&shapes[i]);
    return 0;
}
