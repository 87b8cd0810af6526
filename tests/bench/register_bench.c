/* Figures of the register: register_bench [targets [shuffled]]. Every time is printed
 * beside that of the plainest work on the same bytes, so that machines can be compared.
 */
#include "base/digest.h"
#include "register/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ID_BYTES = 14, NAME_BYTES = 30, ZONES = 40000, CITIES = 13, COUNTIES = 8 };

static double seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_megabytes(void) {
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static void stop(const char *what, const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_error_render(error, NULL, &text);
    (void)fprintf(stderr, "%s: %.*s\n", what, XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    exit(1);
}

static void add_areas(struct xc_register_builder *b) {
    struct xc_error error = {0};
    struct xc_area area = {XC_STR("32"), XC_STR("A"), {0}, XC_LEVEL_PROVINCE};
    int code = xc_register_add_area(b, &area, &error);
    for (unsigned city = 1; city <= CITIES; city++) {
        char text[8];
        (void)snprintf(text, sizeof(text), "32%02u", city);
        area =
            (struct xc_area){xc_str_from(text), XC_STR("B"), XC_STR("32"), XC_LEVEL_CITY};
        code |= xc_register_add_area(b, &area, &error);
        for (unsigned county = 1; county <= COUNTIES; county++) {
            char below[8];
            (void)snprintf(below, sizeof(below), "32%02u%02u", city, county);
            area = (struct xc_area){xc_str_from(below), XC_STR("C"), xc_str_from(text),
                                    XC_LEVEL_COUNTY};
            code |= xc_register_add_area(b, &area, &error);
        }
    }
    if (code != 0)
        stop("areas", &error);
}

/* Target number n; texts are written into room. */
static struct xc_target target_number(unsigned n, char room[128]) {
    static const char *const levels[] = {"三级甲等", "二级乙等", "一级", "未定级"};
    unsigned mixed = n * 2654435761u;
    char *id = room;
    char *name = room + 16;
    char *area = room + 48;
    char *zone = room + 56;
    (void)snprintf(id, 16, "H%013u", n);
    (void)snprintf(name, 32, "第%09u号卫生服务站", n);
    (void)snprintf(area, 8, "32%02u%02u", 1 + mixed / 7 % CITIES,
                   1 + mixed / 97 % COUNTIES);
    (void)snprintf(zone, 24, "zone %u", mixed / 13 % ZONES);
    return (struct xc_target){.id = {id, ID_BYTES},
                              .name = xc_str_from(name),
                              .kind = (enum xc_kind)(1 + mixed / 5 % (XC_KIND_COUNT - 1)),
                              .level = xc_str_from(levels[mixed / 3 % 4]),
                              .area = xc_str_from(area),
                              .zone = xc_str_from(zone),
                              .flags = mixed / 11 % 50 == 0 ? XC_STR("complaint,new")
                                                            : (struct xc_str){0},
                              .weight = mixed / 17 % 100,
                              .last_visit = (xc_date)(18000 + mixed / 19 % 1500),
                              .present = (1u << XC_TARGET_FIELDS) - 1};
}

static struct xc_register *fill(unsigned count, unsigned step) {
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_error error = {0};
    add_areas(b);
    double start = seconds();
    for (unsigned i = 0; i < count; i++) {
        char room[128];
        unsigned n = step == 1 ? i : (unsigned)((uint64_t)i * step % count);
        struct xc_target row = target_number(n, room);
        if (xc_register_add_target(b, &row, &error) != 0)
            stop("targets", &error);
    }
    double added = seconds();
    size_t bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        char room[128];
        bytes += target_number(i, room).zone.len;
    }
    double made = seconds();
    if (xc_register_build(b, &reg, NULL, &error) != 0)
        stop("build", &error);
    double built = seconds();
    (void)printf("rows %-8s  add %.2f s  build %.2f s  together %.2f s  "
                 "peak %ld MB; making the rows alone %.2f s (%zu)\n",
                 step == 1 ? "in order" : "shuffled", added - start, built - made,
                 added - start + built - made, peak_megabytes(), made - added, bytes);
    xc_register_builder_free(b);
    return reg;
}

static void digests(const struct xc_register *reg) {
    struct xc_digest digest;
    struct xc_digest plain;
    struct xc_error error = {0};
    struct xc_buffer lines = xc_buffer_make((size_t)1 << 31);
    double start = seconds();
    if (xc_register_digest_all(reg, &digest, &error) != 0)
        stop("digest", &error);
    double done = seconds();
    for (uint32_t row = 0; row < reg->targets.count; row++)
        (void)xc_register_line(reg, XC_TABLE_TARGETS, row, &lines);
    double written = seconds();
    if (xc_sha256(xc_buffer_view(&lines), &plain, &error) != 0)
        stop("sha256", &error);
    double hashed = seconds();
    (void)printf(
        "digest %.2f s; lines alone %.2f s, one SHA-256 over their %zu MB %.2f s: "
        "%.1f times\n",
        done - start, written - done, lines.len >> 20, hashed - written,
        (done - start) / (hashed - written));
    xc_buffer_free(&lines);
}

static void add_lines(const struct xc_register *reg) {
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_register *copy = NULL;
    struct xc_error error = {0};
    struct xc_buffer line = xc_buffer_make((size_t)1 << 20);
    double start = seconds();
    for (unsigned table = 0; table < XC_TABLE_COUNT; table++) {
        for (uint32_t row = 0; row < xc_register_rows(reg, (enum xc_table)table); row++) {
            xc_buffer_clear(&line);
            (void)xc_register_line(reg, (enum xc_table)table, row, &line);
            if (xc_register_add_line(b, (enum xc_table)table, xc_buffer_view(&line),
                                     &error) != 0)
                stop("line", &error);
        }
    }
    if (xc_register_build(b, &copy, NULL, &error) != 0)
        stop("build", &error);
    (void)printf("all lines out and in again %.2f s\n", seconds() - start);
    xc_register_free(copy);
    start = seconds();
    for (unsigned table = 0; table < XC_TABLE_COUNT; table++)
        if (xc_register_add_table(b, reg, (enum xc_table)table, &error) != 0)
            stop("table", &error);
    if (xc_register_build(b, &copy, NULL, &error) != 0)
        stop("build", &error);
    (void)printf("all tables copied %.2f s\n", seconds() - start);
    xc_register_free(copy);
    xc_register_builder_free(b);
    xc_buffer_free(&line);
}

static void selections(const struct xc_register *reg) {
    static const char *const texts[] = {
        "{\"op\":\"all\",\"table\":\"targets\"}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"kind\",\"in\":[\"medical\"]}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"level\",\"in\":[\"一级\",\"未定级\"]}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"zone\",\"in\":[\"zone 7\"]}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"flags\",\"in\":[\"complaint\"]}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"weight\",\"min\":50}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"last_visit\",\"to\":\"2020-12-31\"}",
        "{\"op\":\"within\",\"of\":ALL,\"area\":\"3202\"}",
        "{\"op\":\"where\",\"of\":ALL,\"field\":\"name\",\"in\":[\"no name\"]}",
    };
    struct xc_error error = {0};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
        char json[512];
        const char *all = strstr(texts[i], "ALL");
        if (all == NULL)
            (void)snprintf(json, sizeof(json), "%s", texts[i]);
        else
            (void)snprintf(json, sizeof(json), "%.*s%s%s", (int)(all - texts[i]),
                           texts[i], texts[0], all + 3);
        json_t *value = json_loads(json, 0, NULL);
        const struct xc_selection *selection = NULL;
        struct xc_bitset rows = {0};
        if (xc_selection_parse(value, arena, &selection, &error) != 0)
            stop(json, &error);
        double start = seconds();
        if (xc_selection_run(selection, reg, NULL, &rows, &error) != 0)
            stop(json, &error);
        (void)printf("%6.2f ms  %7zu rows  %s\n", (seconds() - start) * 1e3,
                     xc_bitset_count(&rows), texts[i]);
        xc_bitset_free(&rows);
        json_decref(value);
        xc_arena_free(arena);
    }
}

int main(int argc, char **argv) {
    unsigned count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000000;
    unsigned step = argc > 2 ? 2147483647u : 1; /* a prime, so that every number occurs */
    struct xc_register *reg = fill(count, step);
    (void)printf("%u targets: %zu bytes each with ids of %d and names of %d bytes\n",
                 count, xc_register_bytes(reg) / (count == 0 ? 1 : count), ID_BYTES,
                 NAME_BYTES);
    digests(reg);
    selections(reg);
    add_lines(reg);
    xc_register_free(reg);
    return 0;
}
