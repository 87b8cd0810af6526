#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/public_figures.h"

#include <string.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define COMMIT(id, beacons)                                                              \
    XC_STR_INIT("xuncha-commit-v1\n" id "\n" ZEROS "\n3 " ZEROS "\n3 " ZEROS             \
                "\n0 " ZEROS "\n" beacons "\n-\n")
#define ENTRY(j, kind, who, target, reason, beacon)                                      \
    XC_STR_INIT("xuncha-sub-entry-v1\ndemo/1\n" j "\n" kind "\n" who "\n" target         \
                "\n" reason "\n-\n" beacon "\n-\n")
#define RULES XC_STR_INIT("{\"deal\":{\"seats\":[\"officer\"]}}")

enum { AT = 1767578400, DAY = 86400 };

static struct xc_arena *arena;

static int setup(void **state) {
    (void)state;
    arena = xc_arena_new(1 << 22);
    return arena ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    xc_arena_free(arena);
    return 0;
}

static struct xc_public_figures figure(const struct xc_public_facts *facts) {
    struct xc_public_figures figures;
    struct xc_error error = {0};
    assert_int_equal(xc_public_figures(facts, arena, &figures, &error), XC_OK);
    return figures;
}

static void same(struct xc_str found, const char *wanted) {
    if (!xc_str_is(found, wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(found), wanted);
}

static void rate_is(const struct xc_public_rate *rate, const char *person, uint64_t dealt,
                    uint64_t left, int64_t a, int64_t b) {
    same(rate->person, person);
    assert_int_equal(rate->dealt, dealt);
    assert_int_equal(rate->left, left);
    assert_int_equal(rate->rate.a, a);
    assert_int_equal(rate->rate.b, b);
}

static const struct xc_stored_draw drawn = {
    .id = XC_STR_INIT("demo/1"),
    .status = XC_DRAW_DRAWN,
    .committed_at = AT,
    .drawn_at = AT + 600,
    .voided_at = XC_NO_INSTANT,
    .commit = COMMIT("demo/1", "dice 25"),
    .rules = RULES,
    .result = XC_STR_INIT("{\"crews\":[[\"T1\",\"P1\",\"P2\"],[\"T2\",\"P1\",\"P3\"],"
                          "[\"T3\",\"P1\",\"P2\"]],\"seed\":\"00\",\"selected\":{\"A\":["
                          "\"T1\",\"T2\"],\"B\":[\"T3\"],\"C\":[]}}"),
};

/* P1 leaves T1 for P4; T2 closes, T4 comes in with P5 and P3; P2 leaves T3 and nobody
 * comes; P2 leaves T1, whose value is not out. */
static const struct xc_stored_sub subs[] = {
    {.number = 1,
     .entry = ENTRY("1", "person", "P1", "T1", "ill", "dice 25"),
     .result = XC_STR_INIT("{\"in\":\"P4\",\"seed\":\"00\"}"),
     .at = AT + DAY,
     .done_at = AT + DAY},
    {.number = 2,
     .entry = ENTRY("2", "target", "T2", "-", "closed", "local"),
     .result = XC_STR_INIT("{\"crew\":[\"P5\",\"P3\"],\"in\":\"T4\",\"seed\":\"00\"}"),
     .at = AT + 2 * DAY,
     .done_at = AT + 3 * DAY},
    {.number = 3,
     .entry = ENTRY("3", "person", "P2", "T3", "ill", "dice 25"),
     .result = XC_STR_INIT("{\"in\":\"-\",\"seed\":\"00\"}"),
     .at = AT + 4 * DAY,
     .done_at = AT + 4 * DAY},
    {.number = 5, /* 4 is missing */
     .entry = ENTRY("5", "person", "P2", "T1", "recused", "dice 25"),
     .at = AT + 5 * DAY,
     .done_at = XC_NO_INSTANT},
    {.number = 6, /* ended by two people before its value */
     .entry = ENTRY("6", "person", "P3", "T2", "ill", "dice 25"),
     .void_reason = XC_STR_INIT("no dice"),
     .void_by = XC_STR_INIT("B"),
     .at = AT + 5 * DAY,
     .done_at = AT + 5 * DAY},
};

static void everything_that_happened(void **state) {
    (void)state;
    const struct xc_public_drawn draws[] = {{&drawn, true, subs, 5}};
    const struct xc_public_facts facts = {
        .id = XC_STR("demo"), .draws = draws, .draw_count = 1, .at = AT + 6 * DAY};
    struct xc_public_figures figures = figure(&facts);
    const struct xc_public_draw *draw = &figures.draws[0];
    assert_int_equal(figures.draw_count, 1);
    assert_int_equal(draw->state, XC_PUBLIC_DRAWN);
    assert_int_equal(draw->targets, 3);
    assert_int_equal(draw->people, 3);
    assert_int_equal(draw->seats, 6);
    assert_int_equal(draw->subs, 5);
    assert_int_equal(draw->subs_open, 1);
    assert_int_equal(draw->subs_ended, 1);
    assert_int_equal(draw->subs_void, 1);
    assert_int_equal(draw->subs_local, 1);
    assert_int_equal(draw->subs_missing, 1);
    assert_int_equal(figures.missing_subs, 1);
    assert_int_equal(draw->reason_count, 3);
    same(draw->reasons[0].code, "closed");
    same(draw->reasons[1].code, "ill");
    assert_int_equal(draw->reasons[1].count, 3);
    same(draw->reasons[2].code, "recused");
    assert_int_equal(figures.rate_count, 5);
    rate_is(&figures.rates[0], "P1", 3, 1, 1, 3);
    rate_is(&figures.rates[1], "P2", 2, 2, 1, 1);
    rate_is(&figures.rates[2], "P3", 2, 1, 1, 2);
    rate_is(&figures.rates[3], "P4", 1, 0, 0, 1);
    rate_is(&figures.rates[4], "P5", 1, 0, 0, 1);
}

static void as_it_was_before(void **state) {
    (void)state;
    const struct xc_public_drawn draws[] = {{&drawn, true, subs, 5}};
    struct xc_public_facts facts = {
        .id = XC_STR("demo"), .draws = draws, .draw_count = 1, .at = AT + 3 * DAY - 1};
    struct xc_public_figures figures = figure(&facts);
    assert_int_equal(figures.subs, 2);
    assert_int_equal(figures.draws[0].subs_open,
                     1); /* the second one's value is not out */
    assert_int_equal(figures.missing_subs, 0);
    assert_int_equal(figures.rate_count, 4);
    facts.at = AT + 599;
    figures = figure(&facts);
    assert_int_equal(figures.draws[0].state, XC_PUBLIC_WAITING);
    assert_int_equal(figures.waiting, 1);
    assert_int_equal(figures.rate_count + figures.subs + figures.draws[0].targets, 0);
    facts.at = AT - 1;
    assert_int_equal(figure(&facts).draw_count, 0);
}

static void what_is_hidden_counts_nowhere(void **state) {
    (void)state;
    const struct xc_public_drawn draws[] = {{&drawn, false, subs, 5}};
    const struct xc_public_facts facts = {
        .id = XC_STR("demo"), .draws = draws, .draw_count = 1, .at = AT + 6 * DAY};
    struct xc_public_figures figures = figure(&facts);
    const struct xc_public_draw *draw = &figures.draws[0];
    assert_int_equal(draw->state, XC_PUBLIC_DRAWN);
    assert_true(draw->hidden);
    assert_int_equal(draw->targets + draw->people + draw->seats + draw->subs, 0);
    assert_int_equal(draw->subs_missing + draw->subs_local + draw->reason_count, 0);
    assert_int_equal(figures.subs + figures.missing_subs + figures.rate_count, 0);
}

static void teams_are_dealt_once(void **state) {
    (void)state;
    struct xc_stored_draw draw = drawn;
    draw.rules =
        XC_STR("{\"deal\":{\"seats\":[\"officer\"],\"teams\":[[\"F1\"],[\"F2\"]]}}");
    draw.result = XC_STR("{\"crews\":[[\"T1\",\"F1\",\"P1\"],[\"T2\",\"F1\",\"P1\"],["
                         "\"T3\",\"F2\",\"P2\"]],"
                         "\"seed\":\"00\",\"selected\":{\"A\":[\"T1\",\"T2\",\"T3\"]},"
                         "\"teams\":[[\"F1\",\"P1\"],[\"F2\",\"P2\"]]}");
    const struct xc_stored_sub two[] = {
        {.number = 1,
         .entry = ENTRY("1", "person", "P1", "-", "ill", "dice 25"),
         .result = XC_STR_INIT("{\"in\":\"P3\",\"seed\":\"00\"}"),
         .at = AT + DAY,
         .done_at = AT + DAY},
        {.number = 2,
         .entry = ENTRY("2", "target", "T3", "-", "closed", "dice 25"),
         .result =
             XC_STR_INIT("{\"crew\":[\"F2\",\"P2\"],\"in\":\"T9\",\"seed\":\"00\"}"),
         .at = AT + DAY,
         .done_at = AT + DAY}};
    const struct xc_public_drawn draws[] = {{&draw, true, two, 2}};
    const struct xc_public_facts facts = {
        .id = XC_STR("demo"), .draws = draws, .draw_count = 1, .at = AT + 2 * DAY};
    struct xc_public_figures figures = figure(&facts);
    assert_int_equal(figures.draws[0].people, 4);
    assert_int_equal(figures.draws[0].seats, 4);
    assert_int_equal(figures.rate_count, 3);
    rate_is(&figures.rates[0], "P1", 1, 1, 1, 1);
    rate_is(&figures.rates[1], "P2", 1, 0, 0, 1);
    rate_is(&figures.rates[2], "P3", 1, 0, 0, 1);
}

static void states_and_gaps(void **state) {
    (void)state;
    const struct xc_stored_draw all[] = {
        drawn,
        {.id = XC_STR("demo/2"),
         .status = XC_DRAW_VOID,
         .committed_at = AT,
         .drawn_at = XC_NO_INSTANT,
         .voided_at = AT + 8 * DAY,
         .commit = COMMIT("demo/2", "local")},
        {.id = XC_STR("demo/1/2"),
         .status = XC_DRAW_COMMITTED,
         .committed_at = AT + DAY,
         .drawn_at = XC_NO_INSTANT,
         .voided_at = XC_NO_INSTANT,
         .commit = COMMIT("demo/1/2", "dice 24 + lottery ssq 2026031")},
    };
    const struct xc_public_drawn draws[] = {
        {&all[0], true, NULL, 0}, {&all[1], true, NULL, 0}, {&all[2], true, NULL, 0}};
    const struct xc_draw_again again[] = {
        {XC_STR("demo/1/2"), XC_STR("demo/1"), XC_STR("why"), XC_STR("B"), AT + DAY, 7}};
    struct xc_public_facts facts = {.id = XC_STR("demo"),
                                    .draws = draws,
                                    .draw_count = 3,
                                    .again = again,
                                    .again_count = 1,
                                    .gaps = {.entries = 20, .missing = 2, .commits = 4},
                                    .at = AT + 8 * DAY};
    struct xc_public_figures figures = figure(&facts);
    assert_int_equal(figures.drawn, 1);
    assert_int_equal(figures.voided, 1);
    assert_int_equal(figures.waiting, 1); /* exactly seven days are not late yet */
    assert_int_equal(figures.again, 1);
    assert_ptr_equal(figures.draws[2].again, &again[0]);
    same(figures.draws[2].beacons, "dice 24 + lottery ssq 2026031");
    assert_true(figures.draws[1].local && !figures.draws[0].local);
    assert_int_equal(figures.missing_entries, 2);
    assert_int_equal(figures.missing_draws, 1);
    facts.at++;
    facts.gaps.commits = 3;
    figures = figure(&facts);
    assert_int_equal(figures.late, 1);
    assert_int_equal(figures.draws[2].state, XC_PUBLIC_LATE);
    assert_int_equal(figures.missing_draws, 0);
    facts.at = AT + 8 * DAY - 1;
    figures = figure(&facts);
    assert_int_equal(figures.draws[1].state, XC_PUBLIC_LATE); /* it was not void yet */
}

/* ---- Stages ---- */

static struct xc_visit visit(const char *target, struct xc_visit_task *tasks,
                             size_t count, enum xc_visit_status status,
                             xc_instant until) {
    return (struct xc_visit){.id = XC_STR("v"),
                             .tasks = tasks,
                             .task_count = count,
                             .target = xc_str_from(target),
                             .status = status,
                             .embargo_until = until};
}

static void stages_count_what_is_seen(void **state) {
    (void)state;
    struct xc_stage stages[] = {
        {.id = XC_STR("open")},
        {.id = XC_STR("secret"),
         .embargo = {.set = true, .hidden = 1u << XC_VIEWER_PUBLIC}},
    };
    const struct xc_programme programme = {
        .id = XC_STR("demo"), .stages = stages, .stage_count = 2};
    struct xc_visit_task open[] = {{XC_STR("demo"), XC_STR("open"), XC_STR("open/1"), 1},
                                   {XC_STR("demo"), XC_STR("open"), XC_STR("open/2"), 1}};
    struct xc_visit_task secret[] = {
        {XC_STR("demo"), XC_STR("secret"), XC_STR("secret/1"), 1}};
    struct xc_visit_task both[] = {open[0], secret[0]};
    struct xc_visit_task other[] = {
        {XC_STR("else"), XC_STR("open"), XC_STR("open/1"), 1}};
    const struct xc_visit visits[] = {
        visit("T2", open, 2, XC_VISIT_PUBLISHED, XC_NO_INSTANT),
        visit("T1", open, 1, XC_VISIT_PUBLISHED, XC_NO_INSTANT),
        visit("T1", open, 1, XC_VISIT_DONE, XC_NO_INSTANT),
        visit("T3", open, 1, XC_VISIT_CANCELLED, XC_NO_INSTANT),
        visit("T4", open, 1, XC_VISIT_DRAFT, XC_NO_INSTANT),
        visit("T5", other, 1, XC_VISIT_DONE, XC_NO_INSTANT),
        visit("T6", secret, 1, XC_VISIT_DONE, AT),
        visit("T7", secret, 1, XC_VISIT_PUBLISHED, AT + 1),
        visit("T8", both, 2, XC_VISIT_PUBLISHED, XC_NO_INSTANT),
    };
    const struct xc_visit *seen[sizeof visits / sizeof *visits];
    for (size_t i = 0; i < sizeof visits / sizeof *visits; i++)
        seen[i] = &visits[i];
    const struct xc_public_facts facts = {.id = XC_STR("demo"),
                                          .programme = &programme,
                                          .visits = seen,
                                          .visit_count = sizeof visits / sizeof *visits,
                                          .at = AT};
    struct xc_public_figures figures = figure(&facts);
    assert_int_equal(figures.stage_count, 2);
    assert_int_equal(figures.stages[0].visits, 4); /* T2, T1 twice, T8 */
    assert_int_equal(figures.stages[0].targets, 3);
    assert_int_equal(figures.stages[0].done, 1);
    assert_int_equal(figures.stages[0].visited, 1);
    /* T8 is seen for the open stage, but says nothing of when the secret one ends */
    assert_int_equal(figures.stages[1].visits, 1);
    assert_int_equal(figures.stages[1].visited, 1);
}

static void what_cannot_be_read(void **state) {
    (void)state;
    struct xc_stored_draw broken = drawn;
    struct xc_public_figures figures;
    struct xc_error error = {0};
    const struct xc_public_drawn draws[] = {{&broken, true, NULL, 0}};
    const struct xc_public_facts facts = {
        .id = XC_STR("demo"), .draws = draws, .draw_count = 1, .at = AT + DAY};
    broken.result = XC_STR("{");
    assert_int_equal(xc_public_figures(&facts, arena, &figures, &error), XC_EENV);
    broken = drawn;
    broken.commit = XC_STR("xuncha-commit-v1\n");
    assert_true(xc_public_figures(&facts, arena, &figures, &error) != XC_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_that_happened, setup, teardown),
        cmocka_unit_test_setup_teardown(as_it_was_before, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_hidden_counts_nowhere, setup, teardown),
        cmocka_unit_test_setup_teardown(teams_are_dealt_once, setup, teardown),
        cmocka_unit_test_setup_teardown(states_and_gaps, setup, teardown),
        cmocka_unit_test_setup_teardown(stages_count_what_is_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
