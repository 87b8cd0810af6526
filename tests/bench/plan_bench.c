/* Time to plan a county, and how it grows up to a country, beside a qsort of the same
 * visits by zone, deadline and id. */
#include "plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { COUNTY_TARGETS = 5000, ZONE_TARGETS = 25, CREW_TARGETS = 250, ID_BYTES = 16 };

struct case_data {
    unsigned targets, crews, people;
    struct xc_register *reg;
    struct xc_workdays *workdays;
    struct xc_arena *arena;
    json_t *json;
    struct xc_plan_input input;
};

static void must(int code, const struct xc_error *error) {
    if (code == XC_OK)
        return;
    struct xc_buffer text = xc_buffer_make(1u << 16);
    (void)xc_error_render(error, NULL, &text);
    fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct xc_str print(char *out, size_t size, const char *format, unsigned number) {
    (void)snprintf(out, size, format, number);
    return xc_str_from(out);
}

static unsigned counties_of(unsigned targets) {
    return targets / COUNTY_TARGETS > 0 ? targets / COUNTY_TARGETS : 1;
}

static void add_areas(struct xc_register_builder *b, unsigned counties,
                      struct xc_error *error) {
    char code[ID_BYTES];
    char name[ID_BYTES];
    struct xc_area province = {XC_STR("10"), XC_STR("Province"), {0}, XC_LEVEL_PROVINCE};
    struct xc_area city = {XC_STR("1001"), XC_STR("City"), XC_STR("10"), XC_LEVEL_CITY};
    must(xc_register_add_area(b, &province, error), error);
    must(xc_register_add_area(b, &city, error), error);
    for (unsigned i = 0; i < counties; i++) {
        struct xc_area row = {print(code, sizeof code, "1001%04u", i),
                              print(name, sizeof name, "County %u", i), XC_STR("1001"),
                              XC_LEVEL_COUNTY};
        must(xc_register_add_area(b, &row, error), error);
    }
}

static void add_targets(struct xc_register_builder *b, unsigned count,
                        struct xc_error *error) {
    static const unsigned minutes[] = {60, 90, 90, 120, 45, 180, 75};
    char id[ID_BYTES];
    char area[ID_BYTES];
    char zone[ID_BYTES];
    unsigned counties = counties_of(count);
    unsigned zones = count / ZONE_TARGETS > 0 ? count / ZONE_TARGETS : 1;
    for (unsigned i = 0; i < count; i++) {
        unsigned place = (unsigned)((uint64_t)i * 7919 % count) / ZONE_TARGETS % zones;
        struct xc_target row = {
            .id = print(id, sizeof id, "T%07u", i),
            .name = XC_STR("x"),
            .kind = XC_KIND_PHARMACY,
            .area = print(area, sizeof area, "1001%04u", place * counties / zones),
            .zone = print(zone, sizeof zone, "Z%05u", place),
            .status = XC_STATUS_ACTIVE,
            .weight = 1,
            .minutes = minutes[i % (sizeof minutes / sizeof minutes[0])],
            .last_visit = XC_NO_DATE,
            .latitude_e6 = INT32_MIN,
            .longitude_e6 = INT32_MIN,
            .present = (1u << XC_TARGET_FIELDS) - 1};
        must(xc_register_add_target(b, &row, error), error);
    }
}

static void add_people(struct xc_register_builder *b, unsigned people, unsigned counties,
                       struct xc_error *error) {
    char id[ID_BYTES];
    char area[ID_BYTES];
    for (unsigned i = 0; i < people; i++) {
        struct xc_person row = {
            .id = print(id, sizeof id, "P%06u", i),
            .name = XC_STR("x"),
            .area = print(area, sizeof area, "1001%04u",
                          (unsigned)((uint64_t)i * counties / people)),
            .roles = i % 2 == 0 ? 1u << XC_ROLE_LEAD | 1u << XC_ROLE_OFFICER
                                : 1u << XC_ROLE_OFFICER,
            .certificate = XC_STR("C"),
            .certificate_until = XC_NO_DATE,
            .status = XC_STATUS_ACTIVE,
            .present = (1u << XC_PERSON_FIELDS) - 1};
        must(xc_register_add_person(b, &row, error), error);
        struct xc_absence away = {.person = row.id,
                                  .from = xc_date_make(2021, 1 + i % 11, 1 + i % 20),
                                  .to = xc_date_make(2021, 1 + i % 11, 6 + i % 20)};
        must(xc_register_add_absence(b, &away, error), error);
    }
}

static void make_case(struct case_data *c, struct xc_error *error) {
    static const char rules[] =
        "{\"v\":1,\"id\":\"bench-2021\",\"title\":\"t\",\"year\":2021,\"calendar\":"
        "\"cn\","
        "\"office\":\"1001\",\"stages\":[{\"id\":\"annual\",\"title\":\"\",\"plugin\":"
        "\"x\","
        "\"kind\":\"coverage\",\"window\":[\"2021-01-01\",\"2021-11-30\"],"
        "\"nature\":\"enforcement\",\"method\":\"site\",\"obligations\":[{\"label\":"
        "\"annual/"
        "1\",\"targets\":{\"op\":\"all\",\"table\":\"targets\"},\"crew\":{\"seats\":[{"
        "\"role\":\"lead\",\"count\":1},{\"role\":\"officer\",\"count\":1}]}}]}]}";
    struct xc_register_builder *b = xc_register_builder_new();
    struct xc_workdays_builder *days = xc_workdays_builder_new();
    struct xc_programme *programme = NULL;
    add_areas(b, counties_of(c->targets), error);
    add_targets(b, c->targets, error);
    add_people(b, c->people, counties_of(c->targets), error);
    must(xc_register_build(b, &c->reg, NULL, error), error);
    xc_register_builder_free(b);
    must(xc_workdays_add_year(days, 2021, XC_YEAR_COVERED, error), error);
    must(xc_workdays_build(days, &c->workdays, error), error);
    xc_workdays_builder_free(days);
    c->arena = xc_arena_new((size_t)1 << 28);
    c->json = json_loads(rules, 0, NULL);
    must(xc_rules_parse(c->json, c->arena, &programme, error), error);
    c->input = (struct xc_plan_input){.reg = c->reg,
                                      .workdays = c->workdays,
                                      .programme = programme,
                                      .as_of = xc_date_make(2021, 1, 1),
                                      .key = XC_STR("0123456789abcdef0123456789abcdef")};
}

static void free_case(struct case_data *c) {
    xc_register_free(c->reg);
    xc_workdays_free(c->workdays);
    json_decref(c->json);
    xc_arena_free(c->arena);
}

struct sorted {
    char zone[ID_BYTES];
    xc_date deadline;
    char id[ID_BYTES];
};

static int compare(const void *a, const void *b) {
    const struct sorted *left = a;
    const struct sorted *right = b;
    int order = strcmp(left->zone, right->zone);
    if (order)
        return order;
    if (left->deadline != right->deadline)
        return left->deadline < right->deadline ? -1 : 1;
    return strcmp(left->id, right->id);
}

static void copy(char *out, struct xc_str text) {
    size_t len = text.len < ID_BYTES - 1 ? text.len : ID_BYTES - 1;
    memcpy(out, text.ptr, len);
    out[len] = '\0';
}

static double sort_time(const struct xc_register *reg) {
    struct sorted *rows = calloc(reg->targets.count, sizeof *rows);
    if (!rows)
        return 0;
    for (uint32_t i = 0; i < reg->targets.count; i++) {
        copy(rows[i].zone, xc_register_text(reg, reg->targets.zone[i]));
        copy(rows[i].id, xc_register_text(reg, reg->targets.id[i]));
    }
    double start = seconds();
    qsort(rows, reg->targets.count, sizeof *rows, compare);
    double took = seconds() - start;
    free(rows);
    return took;
}

static void measure(unsigned targets, unsigned people) {
    struct xc_error error = {0};
    struct case_data c = {.targets = targets, .people = people};
    make_case(&c, &error);
    double best = 0;
    struct xc_plan *plan = NULL;
    for (unsigned i = 0; i < (targets > 100000 ? 1 : 3); i++) {
        xc_plan_free(plan);
        double start = seconds();
        must(xc_plan_make(&c.input, &plan, &error), &error);
        double took = seconds() - start;
        best = i == 0 || took < best ? took : best;
    }
    double sorting = sort_time(c.reg);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%8u targets %5zu crews: %8.3f s, qsort %7.4f s, ratio %5.1f; unmet %zu, "
           "zone-days "
           "%llu (bound %llu), peak memory %ld MB\n",
           targets, plan->crew_count, best, sorting, sorting > 0 ? best / sorting : 0,
           plan->unmet_count, (unsigned long long)plan->bounds.zone_days,
           (unsigned long long)plan->bounds.zone_days_bound, usage.ru_maxrss / 1024);
    xc_plan_free(plan);
    free_case(&c);
}

int main(int argc, char **argv) {
    unsigned most = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000000;
    measure(900, 14);
    for (unsigned targets = 10000; targets <= most; targets *= 10)
        measure(targets, targets / CREW_TARGETS * 2);
    return 0;
}
