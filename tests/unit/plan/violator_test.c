/* Shortages against every set of windows, on worlds small enough to try them all. */
#include "shortage.h"

enum { WORLDS = 100, DAYS = 10 };

static const char *const DATES[DAYS] = {
    "2021-03-01", "2021-03-02", "2021-03-03", "2021-03-04", "2021-03-05",
    "2021-03-08", "2021-03-09", "2021-03-10", "2021-03-11", "2021-03-12"};

static uint64_t state_of_dice = 11;

static unsigned dice(unsigned below) {
    uint64_t z = state_of_dice += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ z >> 31) % below);
}

struct windows {
    unsigned lo[MOST_STAGES], hi[MOST_STAGES];
    unsigned visits[MOST_STAGES];
    unsigned count, crews;
};

/* The most by which any set of windows asks for more than its days hold. */
static unsigned worst(const struct windows *all) {
    unsigned most = 0;
    for (unsigned set = 1; set < 1u << all->count; set++) {
        unsigned visits = 0;
        unsigned days = 0;
        for (unsigned i = 0; i < all->count; i++)
            visits += set >> i & 1u ? all->visits[i] : 0;
        for (unsigned d = 0; d < DAYS; d++) {
            bool any = false;
            for (unsigned i = 0; i < all->count; i++)
                any = any || ((set >> i & 1u) && d >= all->lo[i] && d <= all->hi[i]);
            days += any;
        }
        unsigned room = days * all->crews * 4;
        if (visits > room && visits - room > most)
            most = visits - room;
    }
    return most;
}

static void check_proofs(const struct world *w, const struct windows *all) {
    uint64_t missing = 0;
    for (size_t i = 0; i < w->plan->proof_count; i++) {
        const struct xc_plan_proof *proof = &w->plan->proofs[i];
        struct windows core = *all;
        memset(core.visits, 0, sizeof core.visits);
        for (size_t k = 0; k < proof->enough; k++)
            core.visits[proof->tasks[k].label.ptr[1] - '0']++;
        assert_true(worst(&core) > 0);
        for (unsigned s = 0; s < core.count; s++) { /* every visit of it is needed */
            if (core.visits[s] == 0)
                continue;
            core.visits[s]--;
            assert_int_equal(worst(&core), 0);
            core.visits[s]++;
        }
        assert_true(proof->by_visits);
        assert_int_equal(proof->need, proof->task_count);
        assert_int_equal(proof->shortfall, proof->need - proof->exist);
        assert_int_equal(proof->exist, 4 * proof->crew_days);
        assert_int_equal(proof->crew_count, all->crews);
        missing += proof->shortfall;
    }
    assert_int_equal(missing, worst(all));
}

static void equals_the_worst_set_of_windows(void **state) {
    (void)state;
    for (unsigned n = 0; n < WORLDS; n++) {
        struct world w;
        struct windows all = {.count = 1 + dice(MOST_STAGES), .crews = 1 + dice(2)};
        const char *dates[2 * MOST_STAGES];
        unsigned targets = 3 + dice(30);
        for (unsigned i = 0; i < all.count; i++) {
            all.lo[i] = dice(DAYS);
            all.hi[i] = all.lo[i] + dice(DAYS - all.lo[i]);
            all.visits[i] = targets;
            dates[2 * i] = DATES[all.lo[i]];
            dates[2 * i + 1] = DATES[all.hi[i]];
        }
        world_start(&w);
        add_targets(&w, targets, FOUR_A_DAY);
        for (unsigned i = 1; i <= all.crews; i++)
            add_crew(&w, i);
        stages_ready(&w, dates, all.count);
        world_plan(&w);
        assert_int_equal(w.plan->bounds.unserved_bound, worst(&all));
        assert_true(w.plan->unmet_count >= worst(&all));
        check_proofs(&w, &all);
        world_end(&w);
    }
}

/* What is short in two places that share no crew-day is two proofs. */
static void shortages_apart_are_told_apart(void **state) {
    (void)state;
    static const char *const dates[] = {"2021-03-01", "2021-03-01", "2021-03-08",
                                        "2021-03-09"};
    struct world w;
    world_start(&w);
    add_targets(&w, 10, FOUR_A_DAY);
    add_crew(&w, 1);
    stages_ready(&w, dates, 2);
    world_plan(&w);
    assert_int_equal(w.plan->proof_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct xc_plan_proof *proof = &w.plan->proofs[i];
        assert_int_equal(proof->task_count, 10);
        assert_int_equal(proof->from, day(dates[2 * i]));
        assert_int_equal(proof->to, day(dates[2 * i + 1]));
        assert_int_equal(proof->shortfall, i == 0 ? 6 : 2);
    }
    assert_int_equal(w.plan->unmet_count, 8);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(w.plan->unmet[i].verdict, XC_UNMET_TOGETHER);
    world_end(&w);
}

/* Minutes are named where they, not the halves, are what is short. */
static void minutes_are_counted_where_they_are_short(void **state) {
    (void)state;
    struct world w;
    world_start(&w);
    for (unsigned i = 0; i < 30; i++) {
        char id[32];
        snprintf(id, sizeof id, "T%04u", i);
        add_target(&w, id, "320282001", "Z", 15 + 15 * (i % 4));
    }
    add_crew(&w, 1);
    static const char *const dates[] = {"2021-03-01", "2021-03-02"};
    stages_ready(&w, dates, 1);
    world_plan(&w);
    assert_int_equal(w.plan->proof_count, 1);
    const struct xc_plan_proof *proof = &w.plan->proofs[0];
    assert_false(proof->by_visits);
    assert_int_equal(proof->need, 8 * 15 + 8 * 30 + 7 * 45 + 7 * 60);
    assert_int_equal(proof->exist, 2 * 390);
    assert_true(says(&w.plan->reasons[proof->reason],
                     "between 2021-03-01 and 2021-03-02, 30 visits in 宜兴市 need 1095 "
                     "minutes; the 2 crew-days that exist there hold 780: 315 minutes "
                     "short (0.9 crew-days)."));
    assert_int_equal(w.plan->bounds.unserved_minutes_bound, 315);
    assert_true(w.plan->bounds.unserved_minutes >= 315);
    world_end(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_worst_set_of_windows),
        cmocka_unit_test(shortages_apart_are_told_apart),
        cmocka_unit_test(minutes_are_counted_where_they_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
