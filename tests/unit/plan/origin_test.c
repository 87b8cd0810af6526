/* From where crews come to a target: a higher office, another county, another city, or
 * one area. */
#include "world.h"

/* City 3202 with the counties 320282 and 320281, city 3203 with 320301; each county has a
 * crew and a target, the city 3202 and the province a crew. */
static void make_offices(struct world *w) {
    world_start(w);
    add_area(w, "320281", "江阴市", "3202", XC_LEVEL_COUNTY);
    add_area(w, "3203", "徐州市", "32", XC_LEVEL_CITY);
    add_area(w, "320301", "泉山区", "3203", XC_LEVEL_COUNTY);
    static const char *const offices[] = {"320282001", "320281", "320301", "3202", "32"};
    for (unsigned i = 0; i < 5; i++)
        for (unsigned k = 0; k < 2; k++) {
            char id[16];
            snprintf(id, sizeof id, "P%u%u", i, k);
            add_person(w, id, "", k == 0 ? LEAD : OFFICER, offices[i]);
        }
    add_target(w, "T0", "320282002", "Z", 90);
    add_target(w, "T1", "320281", "Z", 90);
    add_target(w, "T2", "320301", "Z", 90);
}

static void ready(struct world *w, const char *crew) {
    char stages[1024];
    snprintf(
        stages, sizeof stages,
        "[{'id':'s','title':'','plugin':'x','kind':'coverage','window':['2021-03-01',"
        "'2021-03-31'],'nature':'enforcement','obligations':[{'label':'s/1','targets'"
        ":{'op':'all','table':'targets'},'crew':{'seats':[{'role':'lead'},{'role':"
        "'officer'}]%s}}]}]",
        crew);
    world_ready(w, stages, "2021-01-01");
}

/* The crews of the three targets' visits, "-" for one that is unmet. */
static void expect_crews(const char *crew, const char *first, const char *second,
                         const char *third) {
    const char *const expected[] = {first, second, third};
    struct world w;
    make_offices(&w);
    ready(&w, crew);
    world_plan(&w);
    assert_int_equal(breaches_of(&w), 0);
    assert_int_equal(w.plan->visit_count + w.plan->unmet_count, 3);
    for (unsigned i = 0; i < 3; i++) {
        struct xc_str found = XC_STR("-");
        for (size_t k = 0; k < w.plan->visit_count; k++)
            if (w.plan->visits[k].target.ptr[1] == (char)('0' + i))
                found = w.plan->visits[k].crew;
        if (!xc_str_is(found, expected[i]))
            fail_msg("T%u: expected %s, got %.*s", i, expected[i], XC_PRI(found));
    }
    world_end(&w);
}

static void each_origin_sends_its_own(void **state) {
    (void)state;
    expect_crews(",'from':'other_county'", "320281-01", "320282001-01", "-");
    expect_crews(",'from':'other_city'", "320301-01", "320301-01", "3202-01");
    expect_crews(",'from':'320301'", "320301-01", "320301-01", "320301-01");
    expect_crews(",'from':'320301','outside':'target'", "320301-01", "320301-01", "-");
    expect_crews(",'from':'3203'", "320301-01", "320301-01", "320301-01");
}

static void a_higher_office_sends_its_own(void **state) {
    (void)state;
    struct world w;
    make_offices(&w);
    ready(&w, ",'from':'above'");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 0);
    for (size_t i = 0; i < w.plan->visit_count; i++) {
        const struct xc_visit *visit = &w.plan->visits[i];
        bool city = xc_str_is(visit->crew, "3202-01");
        assert_true(city || xc_str_is(visit->crew, "32-01"));
        assert_false(city && xc_str_is(visit->target, "T2"));
    }
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static void who_is_missing_is_said(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_person(&w, "P1", "", LEAD, "320282");
    add_person(&w, "P2", "", OFFICER, "320282");
    add_target(&w, "T0", "320282001", "Z", 90);
    ready(&w, ",'from':'other_county'");
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE,
                      "the crew must come from another county of the target's city, but "
                      "there is no such crew.");
    world_end(&w);

    /* a crew of both counties serves neither */
    world_start(&w);
    add_area(&w, "320281", "江阴市", "3202", XC_LEVEL_COUNTY);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_person(&w, "P2", "K", OFFICER, "320281");
    add_target(&w, "T0", "320282001", "Z", 90);
    ready(&w, ",'from':'other_county'");
    world_plan(&w);
    expect_only_unmet(&w, XC_UNMET_ALONE, "comes from where its crew must not come from");
    world_end(&w);

    world_start(&w);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_target(&w, "T0", "320282001", "Z", 90);
    ready(&w, ",'from':'3299'");
    assert_int_equal(xc_plan_make(&w.input, &w.plan, &w.error), XC_EINPUT);
    assert_true(says(&w.error.message, "names the area '3299'"));
    world_end(&w);
}

static int look(void *context, size_t visit, const struct xc_message *message) {
    bool *found = context;
    (void)visit;
    *found = *found || says(message, "does not come from another county of the target's");
    return 0;
}

static void the_check_names_who_may_not_come(void **state) {
    (void)state;
    struct world w;
    bool found = false;
    make_offices(&w);
    ready(&w, ",'from':'other_county'");
    world_plan(&w);
    struct xc_visit visit = w.plan->visits[0];
    struct xc_visit_person people[2] = {{XC_STR("P30"), XC_ROLE_LEAD},
                                        {XC_STR("P31"), XC_ROLE_OFFICER}};
    visit.crew = XC_STR("3202-01");
    visit.people = people;
    CHECK_OK(&w, xc_plan_check(&w.input, &visit, 1, look, &found, &w.error));
    assert_true(found);
    world_end(&w);
}

/* All visits of two counties, each by the crew of the other one, proved where it is too
 * much. */
static void the_other_county_has_only_so_many_days(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    add_area(&w, "320281", "江阴市", "3202", XC_LEVEL_COUNTY);
    add_person(&w, "P1", "K", LEAD, "320282");
    add_person(&w, "P2", "K", OFFICER, "320282");
    add_person(&w, "P3", "L", LEAD, "320281");
    add_person(&w, "P4", "L", OFFICER, "320281");
    add_targets(&w, 100, 90); /* of the town 320282001: L has 23 days of four visits */
    for (unsigned i = 0; i < 40; i++) {
        char id[32];
        snprintf(id, sizeof id, "U%04u", i);
        add_target(&w, id, "320281", "Y", 90);
    }
    ready(&w, ",'from':'other_county'");
    world_plan(&w);
    assert_int_equal(w.plan->unmet_count, 8);
    assert_int_equal(w.plan->proof_count, 1);
    assert_int_equal(w.plan->proofs[0].shortfall, 8);
    for (size_t i = 0; i < w.plan->visit_count; i++)
        assert_true(xc_str_is(w.plan->visits[i].crew,
                              w.plan->visits[i].target.ptr[0] == 'T' ? "L" : "K"));
    assert_int_equal(breaches_of(&w), 0);
    world_end(&w);
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(((const struct xc_visit *)a)->id,
                          ((const struct xc_visit *)b)->id);
}

static void a_replan_leaves_them_there(void **state) {
    (void)state;
    static const char *const origins[] = {"above", "other_county", "other_city",
                                          "320301"};
    for (size_t k = 0; k < sizeof origins / sizeof *origins; k++) {
        struct world w;
        struct xc_visit kept[3];
        char crew[64];
        make_offices(&w);
        snprintf(crew, sizeof crew, ",'from':'%s'", origins[k]);
        ready(&w, crew);
        world_plan(&w);
        size_t count = w.plan->visit_count;
        assert_true(count >= 2);
        memcpy(kept, w.plan->visits, count * sizeof *kept);
        qsort(kept, count, sizeof *kept, by_id);
        w.input.kept = kept;
        w.input.kept_count = count;
        struct xc_plan *before = w.plan; /* what stays is borrowed from it */
        world_plan(&w);
        assert_int_equal(w.plan->visit_count, count);
        assert_int_equal(w.plan->move_count, 0);
        assert_int_equal(breaches_of(&w), 0);
        xc_plan_free(before);
        world_end(&w);
    }
}

/* ---- random offices, judged by the digits of their codes ---- */

enum { PEOPLE = 24, TARGETS = 12, SEEDS = 60 };

static const char *const codes[] = {"32",     "3202",   "3203",      "320281",
                                    "320282", "320301", "320282001", "320282002"};
enum { CODES = sizeof codes / sizeof *codes };

struct office {
    const char *home[PEOPLE];
    const char *place[TARGETS];
    unsigned crew[PEOPLE];
};

static unsigned dice(uint64_t *state, unsigned below) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

static bool starts(const char *text, const char *with, size_t length) {
    return strlen(text) >= length && strlen(with) >= length &&
           strncmp(text, with, length) == 0;
}

/* The county of every code has six digits, its city four; "32" is the province. */
static bool may_come(const char *from, const char *home, const char *place) {
    size_t digits = strlen(home);
    if (strcmp(from, "above") == 0)
        return digits < 6 && digits < strlen(place) && starts(place, home, digits);
    if (strcmp(from, "other_county") == 0)
        return digits >= 6 && starts(home, place, 4) && !starts(home, place, 6);
    if (strcmp(from, "other_city") == 0)
        return digits >= 4 && starts(home, place, 2) && !starts(home, place, 4);
    return starts(home, from, strlen(from));
}

static void make_office(struct world *w, struct office *office, uint64_t *state) {
    world_start(w);
    add_area(w, "320281", "江阴市", "3202", XC_LEVEL_COUNTY);
    add_area(w, "3203", "徐州市", "32", XC_LEVEL_CITY);
    add_area(w, "320301", "泉山区", "3203", XC_LEVEL_COUNTY);
    for (unsigned i = 0; i < PEOPLE; i++) {
        char id[16];
        char crew[16];
        office->home[i] = codes[dice(state, CODES)];
        office->crew[i] = dice(state, 6);
        snprintf(id, sizeof id, "P%02u", i);
        snprintf(crew, sizeof crew, "K%u", office->crew[i]);
        add_person(w, id, office->crew[i] < 4 ? crew : "",
                   dice(state, 2) ? LEAD : OFFICER, office->home[i]);
    }
    for (unsigned i = 0; i < TARGETS; i++) {
        char id[16];
        office->place[i] = codes[3 + dice(state, CODES - 3)];
        snprintf(id, sizeof id, "T%02u", i);
        add_target(w, id, office->place[i], "Z", 90);
    }
}

static void nobody_comes_from_elsewhere(void **state) {
    (void)state;
    static const char *const origins[] = {"above", "other_county", "other_city", "3202",
                                          "320301"};
    unsigned visits = 0;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        struct world w;
        struct office office;
        uint64_t random = seed;
        char crew[64];
        const char *from = origins[seed % 5];
        make_office(&w, &office, &random);
        snprintf(crew, sizeof crew, ",'from':'%s'", from);
        ready(&w, crew);
        world_plan(&w);
        assert_int_equal(w.plan->visit_count + w.plan->unmet_count, TARGETS);
        assert_int_equal(breaches_of(&w), 0);
        visits += (unsigned)w.plan->visit_count;
        for (size_t i = 0; i < w.plan->visit_count; i++) {
            const struct xc_visit *visit = &w.plan->visits[i];
            const char *place = office.place[strtoul(visit->target.ptr + 1, NULL, 10)];
            for (size_t k = 0; k < visit->person_count; k++) {
                const char *home =
                    office.home[strtoul(visit->people[k].person.ptr + 1, NULL, 10)];
                if (!may_come(from, home, place))
                    fail_msg("seed %u: %s comes to %s, but the crew is from '%s'", seed,
                             home, place, from);
            }
        }
        world_end(&w);
    }
    assert_true(visits > SEEDS * 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_origin_sends_its_own),
        cmocka_unit_test(a_higher_office_sends_its_own),
        cmocka_unit_test(who_is_missing_is_said),
        cmocka_unit_test(the_check_names_who_may_not_come),
        cmocka_unit_test(the_other_county_has_only_so_many_days),
        cmocka_unit_test(a_replan_leaves_them_there),
        cmocka_unit_test(nobody_comes_from_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
