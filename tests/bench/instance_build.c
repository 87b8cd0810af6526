/* The facts of an instance as the library takes them. */
#include "instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void bench_must(int code, const struct xc_error *error) {
    if (code == XC_OK)
        return;
    struct xc_buffer text = xc_buffer_make(1u << 16);
    (void)xc_error_render(error, NULL, &text);
    fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
    exit(1);
}

void *bench_memory(size_t count, size_t size) {
    void *memory = calloc(count > 0 ? count : 1, size);
    if (!memory) {
        fputs("no memory\n", stderr);
        exit(1);
    }
    return memory;
}

double bench_elapsed(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double bench_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct xc_str print(char *out, const char *format, unsigned number) {
    (void)snprintf(out, BENCH_ID_BYTES, format, number);
    return xc_str_from(out);
}

static void add_areas(const struct bench_instance *b, struct xc_register_builder *builder,
                      struct xc_error *error) {
    char code[BENCH_ID_BYTES];
    char name[BENCH_ID_BYTES];
    struct xc_area province = {XC_STR("10"), XC_STR("Province"), {0}, XC_LEVEL_PROVINCE};
    struct xc_area city = {XC_STR("1001"), XC_STR("City"), XC_STR("10"), XC_LEVEL_CITY};
    bench_must(xc_register_add_area(builder, &province, error), error);
    bench_must(xc_register_add_area(builder, &city, error), error);
    for (unsigned i = 0; i < b->area_count; i++) {
        struct xc_area row = {print(code, "1001%04u", i), print(name, "County %u", i),
                              XC_STR("1001"), XC_LEVEL_COUNTY};
        bench_must(xc_register_add_area(builder, &row, error), error);
    }
}

static void add_targets(const struct bench_instance *b,
                        struct xc_register_builder *builder, struct xc_error *error) {
    char id[BENCH_ID_BYTES];
    char area[BENCH_ID_BYTES];
    char zone[BENCH_ID_BYTES];
    char level[BENCH_ID_BYTES];
    for (unsigned i = 0; i < b->target_count; i++) {
        const struct bench_target *t = &b->targets[i];
        struct xc_target row = {.id = print(id, "T%07u", i),
                                .name = XC_STR("x"),
                                .kind = XC_KIND_PHARMACY,
                                .level = print(level, "k%u", t->rule),
                                .area = print(area, "1001%04u", t->area),
                                .zone = print(zone, "Z%05u", t->zone),
                                .status = XC_STATUS_ACTIVE,
                                .weight = t->weight,
                                .minutes = t->minutes,
                                .last_visit = XC_NO_DATE,
                                .latitude_e6 = INT32_MIN,
                                .longitude_e6 = INT32_MIN,
                                .present = (1u << XC_TARGET_FIELDS) - 1};
        bench_must(xc_register_add_target(builder, &row, error), error);
    }
}

static void add_people(const struct bench_instance *b,
                       struct xc_register_builder *builder, struct xc_error *error) {
    char id[BENCH_ID_BYTES];
    char area[BENCH_ID_BYTES];
    char crew[BENCH_ID_BYTES];
    for (unsigned i = 0; i < 2 * b->crew_count; i++) {
        struct xc_person row = {
            .id = print(id, "P%06u", i),
            .name = XC_STR("x"),
            .area = print(area, "1001%04u", b->crew_area[i / 2]),
            .crew = print(crew, "C%05u", i / 2),
            .roles = 1u << (i % 2 == 0 ? XC_ROLE_LEAD : XC_ROLE_OFFICER),
            .specialties = b->special[i] ? XC_STR("audit") : XC_STR(""),
            .certificate = XC_STR("C"),
            .certificate_until = XC_NO_DATE,
            .status = XC_STATUS_ACTIVE,
            .present = (1u << XC_PERSON_FIELDS) - 1};
        bench_must(xc_register_add_person(builder, &row, error), error);
    }
}

static void add_bars(const struct bench_instance *b, struct xc_register_builder *builder,
                     struct xc_error *error) {
    char id[BENCH_ID_BYTES];
    char target[BENCH_ID_BYTES];
    for (uint32_t i = 0; i < b->absence_count; i++) {
        const struct bench_absence *a = &b->absences[i];
        struct xc_absence row = {
            .person = print(id, "P%06u", a->person), a->from, a->to, a->half, {0}};
        bench_must(xc_register_add_absence(builder, &row, error), error);
    }
    for (uint32_t i = 0; i < b->relation_count; i++) {
        struct xc_relation row = {.person = print(id, "P%06u", b->relations[i].person),
                                  .target =
                                      print(target, "T%07u", b->relations[i].target),
                                  .reason = XC_STR("kin"),
                                  .until = XC_NO_DATE};
        bench_must(xc_register_add_relation(builder, &row, error), error);
    }
}

static void add_days(struct bench_instance *b, struct xc_error *error) {
    struct xc_workdays_builder *days = xc_workdays_builder_new();
    bench_must(xc_workdays_add_year(days, 2021, XC_YEAR_COVERED, error), error);
    for (uint32_t i = 0; i < bench_days(b); i++) {
        xc_date date = b->first + (xc_date)i;
        if (b->works[i] == (xc_date_weekday(date) < XC_SATURDAY))
            continue;
        struct xc_day_fact fact = {date, b->works[i] ? XC_DAY_WORKDAY : XC_DAY_HOLIDAY,
                                   XC_STR("x")};
        bench_must(xc_workdays_add_fact(days, fact, error), error);
    }
    bench_must(xc_workdays_build(days, &b->workdays, error), error);
    xc_workdays_builder_free(days);
}

static void write_stage(const struct bench_instance *b, uint32_t stage,
                        struct xc_buffer *out) {
    char from[11];
    char to[11];
    xc_date_format(b->first, from);
    xc_date_format(b->last, to);
    (void)xc_buffer_printf(
        out,
        "%s{'id':'s%u','title':'','plugin':'x','kind':'coverage','window':['%s','%s'],"
        "'nature':'enforcement','method':'site','merge':false,'obligations':[",
        stage > 0 ? "," : "", stage, from, to);
    for (uint32_t i = stage * BENCH_STAGE_RULES;
         i < (stage + 1) * BENCH_STAGE_RULES && i < b->rule_count; i++) {
        const struct bench_rule *r = &b->rules[i];
        xc_date_format(r->from, from);
        xc_date_format(r->to, to);
        (void)xc_buffer_printf(
            out,
            "%s{'label':'s%u/%u','window':['%s','%s'],'times':%u,'gap':%u,'targets':"
            "{'op':'where','of':{'op':'all','table':'targets'},'field':'level','in':"
            "['k%u']},'crew':{'seats':[{'role':'lead','count':1},{'role':'officer',"
            "'count':1%s}]}}",
            i % BENCH_STAGE_RULES > 0 ? "," : "", stage, i % BENCH_STAGE_RULES, from, to,
            r->times, r->gap, i,
            r->special ? ",'where':{'op':'where','of':{'op':'all','table':'people'},"
                         "'field':'specialties','in':['audit']}"
                       : "");
    }
    (void)xc_buffer_puts(out, "]}");
}

static void add_programme(struct bench_instance *b, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1u << 20);
    (void)xc_buffer_puts(&text, "{'v':1,'id':'bench','title':'t','year':2021,'calendar':"
                                "'cn','office':'1001','hours':[");
    for (unsigned i = 0; i < b->hours.count; i++)
        (void)xc_buffer_printf(&text, "%s'%02u:%02u-%02u:%02u'", i > 0 ? "," : "",
                               b->hours.from[i] / 60, b->hours.from[i] % 60,
                               b->hours.to[i] / 60, b->hours.to[i] % 60);
    (void)xc_buffer_puts(&text, "],'stages':[");
    for (uint32_t i = 0; i * BENCH_STAGE_RULES < b->rule_count; i++)
        write_stage(b, i, &text);
    (void)xc_buffer_puts(&text, "]}");
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\'')
            text.ptr[i] = '"';
    b->json = json_loadb(text.ptr, text.len, 0, NULL);
    xc_buffer_free(&text);
    bench_must(xc_rules_parse(b->json, b->arena, &b->programme, error), error);
}

static void release(struct bench_instance *b) {
    xc_register_free(b->reg);
    xc_workdays_free(b->workdays);
    json_decref(b->json);
    xc_arena_free(b->arena);
    b->reg = NULL;
    b->workdays = NULL;
    b->json = NULL;
    b->arena = NULL;
}

void bench_build(struct bench_instance *b) {
    struct xc_error error = {0};
    release(b);
    struct xc_register_builder *builder = xc_register_builder_new();
    add_areas(b, builder, &error);
    add_targets(b, builder, &error);
    add_people(b, builder, &error);
    add_bars(b, builder, &error);
    bench_must(xc_register_build(builder, &b->reg, NULL, &error), &error);
    xc_register_builder_free(builder);
    b->arena = xc_arena_new((size_t)1 << 28);
    add_days(b, &error);
    add_programme(b, &error);
    b->input = (struct xc_plan_input){.reg = b->reg,
                                      .workdays = b->workdays,
                                      .programme = b->programme,
                                      .as_of = b->first,
                                      .setup_minutes = b->setup,
                                      .key = XC_STR("0123456789abcdef0123456789abcdef")};
}

void bench_free(struct bench_instance *b) {
    release(b);
    free(b->works);
    free(b->targets);
    free(b->rules);
    free(b->crew_area);
    free(b->special);
    free(b->absences);
    free(b->relations);
}
