#include "county.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const TOWNS[] = {"320282", "320282001", "320282002", "320282003"};

unsigned county_random(struct county *county, unsigned below) {
    uint64_t z = county->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ z >> 31) % below);
}

static bool chance(struct county *c, unsigned percent) {
    return county_random(c, 100) < percent;
}

static void make_people(struct county *c, bool even) {
    c->person_count = 4 + county_random(c, MAX_PEOPLE_HERE - 4);
    bool named = chance(c, 50);
    bool limited = chance(c, 30);
    for (unsigned i = 0; i < c->person_count; i++) {
        struct fact_person *p = &c->people[i];
        snprintf(p->id, sizeof p->id, "P%02u", i);
        if (c->turns || (named && !chance(c, 10)))
            snprintf(p->crew, sizeof p->crew, "K%u", i % (1 + c->person_count / 3));
        p->roles =
            even || chance(c, 30) ? 1u << XC_ROLE_THIRD_PARTY : 1u << XC_ROLE_OFFICER;
        if (!even && chance(c, 35))
            p->roles |= 1u << XC_ROLE_LEAD;
        if (!even && chance(c, 20))
            p->roles |= 1u << XC_ROLE_THIRD_PARTY;
        p->certificate = !chance(c, 10);
        p->until =
            chance(c, 25) ? c->first + (xc_date)county_random(c, HORIZON) : XC_NO_DATE;
        p->town = even || !chance(c, 30) ? 0 : 1 + county_random(c, 3);
        if (!even && limited && chance(c, 40))
            p->per_day = 1 + county_random(c, 4);
        if (!even && limited && chance(c, 20))
            p->max_visits = 1 + county_random(c, 20);
        if (!even && chance(c, 15))
            snprintf(p->unit, sizeof p->unit, "U%u", county_random(c, 2));
    }
}

static void make_targets(struct county *c, bool even) {
    static const unsigned minutes[] = {0, 0, 30, 45, 90, 120, 200, 215};
    c->target_count = 3 + county_random(c, MAX_TARGETS_HERE - 3);
    for (unsigned i = 0; i < c->target_count; i++) {
        struct fact_target *t = &c->targets[i];
        snprintf(t->id, sizeof t->id, "T%02u", i);
        if (!chance(c, 10))
            snprintf(t->zone, sizeof t->zone, "Z%u", county_random(c, 5));
        t->town = even ? 0 : county_random(c, 4);
        t->clinic = chance(c, 30);
        t->minutes = even ? 0 : minutes[county_random(c, 8)];
        if (!even && chance(c, 10))
            snprintf(t->organisation, sizeof t->organisation, "U%u", county_random(c, 2));
    }
}

static void make_bars(struct county *c, bool even) {
    c->absence_count = county_random(c, MAX_ABSENCES_HERE);
    for (unsigned i = 0; i < c->absence_count; i++) {
        struct fact_absence *a = &c->absences[i];
        a->person = county_random(c, c->person_count);
        a->from = c->first + (xc_date)county_random(c, HORIZON);
        a->to = a->from + (xc_date)county_random(c, chance(c, 20) ? 60 : 6);
        a->half = even ? 0 : county_random(c, 3);
    }
    c->relation_count = even ? 0 : county_random(c, MAX_RELATIONS_HERE);
    for (unsigned i = 0; i < c->relation_count; i++) {
        struct fact_relation *r = &c->relations[i];
        r->person = county_random(c, c->person_count);
        r->target = county_random(c, c->target_count);
        r->until =
            chance(c, 30) ? c->first + (xc_date)county_random(c, HORIZON) : XC_NO_DATE;
        for (unsigned k = 0; k < i; k++) /* the register refuses repeats */
            if (c->relations[k].person == r->person &&
                c->relations[k].target == r->target) {
                c->relation_count = i;
                return;
            }
    }
}

static void make_rules(struct county *c, bool even) {
    c->rule_count = 1 + county_random(c, MAX_RULES_HERE);
    for (unsigned i = 0; i < c->rule_count; i++) {
        struct fact_rule *r = &c->rules[i];
        snprintf(r->stage, sizeof r->stage, "s%u", i);
        snprintf(r->label, sizeof r->label, "s%u/1", i);
        r->enforcement = !even && chance(c, 60);
        r->merge = !even && chance(c, 50);
        r->from = c->first + (xc_date)county_random(c, HORIZON / 2);
        r->to =
            r->from + (xc_date)county_random(c, (unsigned)(c->first + HORIZON - r->from));
        r->minutes = even ? 90 : 30 + 15 * county_random(c, 10);
        r->days = !even && chance(c, 8) ? 2 : 1;
        r->times = 1;
        if (!even && chance(c, 30)) {
            static const enum xc_period periods[] = {0, XC_PERIOD_MONTH,
                                                     XC_PERIOD_QUARTER};
            r->each = periods[county_random(c, 3)];
            r->times = r->each == 0 ? 1 + county_random(c, 3) : 1;
            if (r->to - r->from > 60)
                r->gap = county_random(c, 15);
        }
        if (c->turns && chance(c, 60)) {
            r->swap = true;
            r->each = chance(c, 50) ? XC_PERIOD_MONTH : XC_PERIOD_QUARTER;
            r->times = 1;
        }
        r->seat_count = 1;
        r->seats[0].role = XC_ROLE_THIRD_PARTY;
        r->seats[0].count = even ? 2 : 1 + county_random(c, 2);
        if (r->enforcement && chance(c, 50)) {
            r->seats[0].role = XC_ROLE_OFFICER;
            r->seats[0].count = 2;
        } else if (r->enforcement) {
            r->seats[0].role = XC_ROLE_LEAD;
            r->seats[0].count = 1;
            r->seats[1].role = XC_ROLE_OFFICER;
            r->seats[1].count = 1;
            r->seat_count = 2;
            if (chance(c, 20)) {
                r->seats[2].role = XC_ROLE_THIRD_PARTY;
                r->seats[2].count = 1;
                r->seat_count = 3;
            }
        }
        if (!even && chance(c, 15)) {
            static const unsigned slots[][2] = {{1140, 1320}, {960, 1140}, {660, 840}};
            unsigned slot = county_random(c, 3);
            r->opens = slots[slot][0];
            r->closes = slots[slot][1];
        }
        r->travel = even || chance(c, 85) ? 0 : 1 + county_random(c, 2);
        r->car = !even && chance(c, 20);
        r->rotate = even || chance(c, 70) ? 0 : 1 + county_random(c, 2);
        if (r->rotate == 1 && r->seats[0].role != XC_ROLE_LEAD)
            r->rotate = 2; /* nobody leads */
        r->cap = !even && chance(c, 15) ? 1 + county_random(c, 2) : 0;
    }
    c->cars = 1 + county_random(c, 2);
    c->setup = even || chance(c, 60) ? 0 : 15 * (1 + county_random(c, 3));
    c->cap_enforcement = even || chance(c, 80) ? 0 : 1 + county_random(c, 3);
    c->cap_agency_check = even || chance(c, 80) ? 0 : 1 + county_random(c, 3);
    c->cap_clinics = even || chance(c, 80) ? 0 : 1 + county_random(c, 3);
}

/* ---- the same facts for the library ---- */

static int add_rows(struct county *c, struct xc_register_builder *b) {
    static const struct xc_area areas[] = {
        {XC_STR_INIT("32"), XC_STR_INIT("A"), XC_STR_INIT(""), XC_LEVEL_PROVINCE},
        {XC_STR_INIT("3202"), XC_STR_INIT("B"), XC_STR_INIT("32"), XC_LEVEL_CITY},
        {XC_STR_INIT("320282"), XC_STR_INIT("C"), XC_STR_INIT("3202"), XC_LEVEL_COUNTY},
        {XC_STR_INIT("320282001"), XC_STR_INIT("D"), XC_STR_INIT("320282"),
         XC_LEVEL_TOWN},
        {XC_STR_INIT("320282002"), XC_STR_INIT("E"), XC_STR_INIT("320282"),
         XC_LEVEL_TOWN},
        {XC_STR_INIT("320282003"), XC_STR_INIT("F"), XC_STR_INIT("320282"),
         XC_LEVEL_TOWN}};
    int code = XC_OK;
    for (size_t i = 0; !code && i < sizeof areas / sizeof areas[0]; i++)
        code = xc_register_add_area(b, &areas[i], &c->error);
    for (unsigned i = 0; !code && i < c->target_count; i++) {
        const struct fact_target *t = &c->targets[i];
        struct xc_target row = {.id = xc_str_from(t->id),
                                .name = XC_STR("x"),
                                .kind = t->clinic ? XC_KIND_CLINIC : XC_KIND_PHARMACY,
                                .area = xc_str_from(TOWNS[t->town]),
                                .zone = xc_str_from(t->zone),
                                .organisation = xc_str_from(t->organisation),
                                .status = XC_STATUS_ACTIVE,
                                .weight = 1,
                                .minutes = t->minutes,
                                .latitude_e6 = INT32_MIN,
                                .longitude_e6 = INT32_MIN,
                                .last_visit = XC_NO_DATE,
                                .present = (1u << XC_TARGET_FIELDS) - 1};
        code = xc_register_add_target(b, &row, &c->error);
    }
    for (unsigned i = 0; !code && i < c->person_count; i++) {
        const struct fact_person *p = &c->people[i];
        struct xc_person row = {.id = xc_str_from(p->id),
                                .name = XC_STR("x"),
                                .unit = xc_str_from(p->unit),
                                .area = xc_str_from(TOWNS[p->town]),
                                .crew = xc_str_from(p->crew),
                                .roles = p->roles,
                                .certificate = xc_str_from(p->certificate ? "C1" : ""),
                                .certificate_until =
                                    p->certificate ? p->until : XC_NO_DATE,
                                .per_day = p->per_day,
                                .max_visits = p->max_visits,
                                .status = XC_STATUS_ACTIVE,
                                .present = (1u << XC_PERSON_FIELDS) - 1};
        code = xc_register_add_person(b, &row, &c->error);
    }
    for (unsigned i = 0; !code && i < c->absence_count; i++) {
        const struct fact_absence *a = &c->absences[i];
        struct xc_absence row = {xc_str_from(c->people[a->person].id), a->from, a->to,
                                 a->half, XC_STR("r")};
        struct xc_error ignored = {0}; /* a repeat is refused and changes nothing */
        (void)xc_register_add_absence(b, &row, &ignored);
    }
    for (unsigned i = 0; !code && i < c->relation_count; i++) {
        const struct fact_relation *r = &c->relations[i];
        struct xc_relation row = {.person = xc_str_from(c->people[r->person].id),
                                  .target = xc_str_from(c->targets[r->target].id),
                                  .reason = XC_STR("r"),
                                  .until = r->until};
        code = xc_register_add_relation(b, &row, &c->error);
    }
    return code ? code : xc_register_build(b, &c->reg, NULL, &c->error);
}

static int add_days(struct county *c) {
    struct xc_workdays_builder *days = xc_workdays_builder_new();
    int code = xc_workdays_add_year(days, 2021, XC_YEAR_COVERED, &c->error);
    for (int i = 0; !code && i < HORIZON; i++) {
        enum xc_weekday weekday = xc_date_weekday(c->first + i);
        c->works[i] = weekday < XC_SATURDAY;
        if (!chance(c, 6))
            continue;
        c->works[i] = !c->works[i];
        struct xc_day_fact fact = {
            c->first + i, c->works[i] ? XC_DAY_WORKDAY : XC_DAY_HOLIDAY, XC_STR("x")};
        code = xc_workdays_add_fact(days, fact, &c->error);
    }
    if (!code)
        code = xc_workdays_build(days, &c->workdays, &c->error);
    xc_workdays_builder_free(days);
    return code;
}

static void write_rule(const struct fact_rule *r, struct xc_buffer *out) {
    char from[11];
    char to[11];
    char hours[60] = "";
    if (r->closes > 0)
        snprintf(hours, sizeof hours, "'hours':['%02u:%02u-%02u:%02u'],", r->opens / 60,
                 r->opens % 60, r->closes / 60, r->closes % 60);
    xc_date_format(r->from, from);
    xc_date_format(r->to, to);
    (void)xc_buffer_printf(
        out,
        "{'id':'%s','title':'','plugin':'x','kind':'coverage',%s'window':['%s','%s'],"
        "'nature':'%s','method':'site','merge':%s,'cap':%u,'obligations':[{'label':'%s',"
        "'targets':{'op':'all','table':'targets'},'times':%u,'each':'%s','gap':%u,"
        "'minutes':%u,'days':%u,'areas':'%s','travel':%u,'uses':[%s],'rotate':'%s','crew'"
        ":{'seats':[",
        r->stage, hours, from, to, r->enforcement ? "enforcement" : "agency_check",
        r->merge ? "true" : "false", r->cap, r->label, r->times,
        r->each == XC_PERIOD_MONTH ? "month" : (r->each ? "quarter" : ""), r->gap,
        r->minutes, r->days, r->swap ? "swap" : "free", r->travel, r->car ? "'car'" : "",
        r->rotate == 0 ? "" : (r->rotate == 1 ? "lead" : "all"));
    for (unsigned i = 0; i < r->seat_count; i++)
        (void)xc_buffer_printf(out, "%s{'role':'%s','count':%u}", i > 0 ? "," : "",
                               xc_words_english(XC_WORDS_ROLE, r->seats[i].role),
                               r->seats[i].count);
    (void)xc_buffer_puts(out, "]}}]}");
}

static int add_programme(struct county *c) {
    struct xc_buffer text = xc_buffer_make(1u << 16);
    (void)xc_buffer_puts(&text, "{'v':1,'id':'p','title':'t','year':2021,'calendar':'cn',"
                                "'office':'320282',");
    (void)xc_buffer_printf(&text, "'resources':[{'id':'car','count':%u}],'stages':[",
                           c->cars);
    for (unsigned i = 0; i < c->rule_count; i++) {
        if (i > 0)
            (void)xc_buffer_putc(&text, ',');
        write_rule(&c->rules[i], &text);
    }
    (void)xc_buffer_puts(&text, "]}");
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\'')
            text.ptr[i] = '"';
    c->json = json_loadb(text.ptr, text.len, 0, NULL);
    xc_buffer_free(&text);
    return xc_rules_parse(c->json, c->arena, &c->programme, &c->error);
}

bool county_make(struct county *c, uint64_t seed, bool even) {
    memset(c, 0, sizeof *c);
    c->random = seed;
    c->first = xc_date_make(2021, 1, 4) + (xc_date)county_random(c, 100);
    c->turns = !even && chance(c, 20);
    make_people(c, even);
    make_targets(c, even);
    make_bars(c, even);
    make_rules(c, even);
    c->arena = xc_arena_new((size_t)1 << 28);
    struct xc_register_builder *b = xc_register_builder_new();
    int code = add_rows(c, b);
    xc_register_builder_free(b);
    if (!code)
        code = add_days(c);
    if (!code)
        code = add_programme(c);
    c->input = (struct xc_plan_input){.reg = c->reg,
                                      .workdays = c->workdays,
                                      .programme = c->programme,
                                      .as_of = c->first,
                                      .key = XC_STR("secret"),
                                      .cap_enforcement.all = c->cap_enforcement,
                                      .cap_agency_check.all = c->cap_agency_check,
                                      .setup_minutes = c->setup};
    c->input.cap_agency_check.kinds[XC_KIND_CLINIC] = c->cap_clinics;
    return code == XC_OK;
}

static void lose_targets(struct county *c) {
    unsigned kept = 0;
    c->target_count -= county_random(c, c->target_count < 6 ? 1 : 4);
    for (unsigned i = 0; i < c->relation_count; i++)
        if (c->relations[i].target < c->target_count)
            c->relations[kept++] = c->relations[i];
    c->relation_count = kept;
}

static void gain_targets(struct county *c) {
    for (unsigned more = county_random(c, 4);
         more > 0 && c->target_count < MAX_TARGETS_HERE; more--) {
        struct fact_target *t = &c->targets[c->target_count];
        *t = c->targets[county_random(c, c->target_count)];
        snprintf(t->id, sizeof t->id, "N%02u", c->target_count++);
    }
}

bool county_disturb(struct county *c, struct xc_register **before) {
    for (unsigned more = county_random(c, 5);
         more > 0 && c->absence_count < MAX_ABSENCES_HERE; more--) {
        struct fact_absence *a = &c->absences[c->absence_count++];
        a->person = county_random(c, c->person_count);
        a->from = c->first + (xc_date)county_random(c, HORIZON);
        a->to = a->from + (xc_date)county_random(c, 10);
        a->half = chance(c, 60) ? 0 : 1 + county_random(c, 2);
    }
    if (chance(c, 30))
        lose_targets(c);
    if (chance(c, 30))
        gain_targets(c);
    if (chance(c, 20) && c->relation_count < MAX_RELATIONS_HERE) {
        struct fact_relation *r = &c->relations[c->relation_count++];
        r->person = county_random(c, c->person_count);
        r->target = county_random(c, c->target_count);
        r->until = XC_NO_DATE;
    }
    if (chance(c, 15))
        c->people[county_random(c, c->person_count)].until =
            c->first + (xc_date)county_random(c, HORIZON);
    *before = c->reg;
    c->reg = NULL;
    struct xc_register_builder *b = xc_register_builder_new();
    int code = add_rows(c, b);
    xc_register_builder_free(b);
    c->input.reg = c->reg;
    return code == XC_OK;
}

void county_free(struct county *c) {
    xc_register_free(c->reg);
    xc_workdays_free(c->workdays);
    json_decref(c->json);
    xc_arena_free(c->arena);
}
