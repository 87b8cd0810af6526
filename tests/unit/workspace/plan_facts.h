/* A plan filled by hand: what the planner may report, without a planner. */
#ifndef XC_TESTS_WORKSPACE_PLAN_FACTS_H
#define XC_TESTS_WORKSPACE_PLAN_FACTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "workspace/plan_summary.h"

struct plan_facts {
    struct xc_plan plan;
    struct xc_message reasons[2], notes[1];
    struct xc_unmet unmet[3];
    struct xc_plan_tight tight[2];
    struct xc_plan_task tasks[2];
    struct xc_plan_cure cures[5];
    struct xc_str crews[1];
    struct xc_plan_proof proofs[1];
    struct xc_plan_move moves[2];
};

static inline xc_date facts_day(const char *text) {
    xc_date date = XC_NO_DATE;
    assert_true(xc_date_parse(xc_str_from(text), &date));
    return date;
}

/* Nothing unmet, nothing moved: levels and tight spans only. */
static inline void facts_fitting(struct plan_facts *facts) {
    memset(facts, 0, sizeof *facts);
    facts->plan.visit_count = 40;
    facts->plan.target_count = 40;
    struct xc_plan_bounds *bounds = &facts->plan.bounds;
    bounds->zone_days = 244;
    bounds->zone_days_bound = 232;
    bounds->week = (struct xc_plan_peak){.load = 1004499,
                                         .bound = 1000000,
                                         .spans = 40,
                                         .from = facts_day("2026-03-02"),
                                         .to = facts_day("2026-03-08")};
    bounds->month = (struct xc_plan_peak){.load = 1000100,
                                          .bound = 1000000,
                                          .spans = 10,
                                          .from = facts_day("2026-03-01"),
                                          .to = facts_day("2026-03-31")};
    bounds->crew = (struct xc_plan_peak){.load = 1000000,
                                         .bound = 1000000,
                                         .from = XC_NO_DATE,
                                         .to = XC_NO_DATE,
                                         .crew = XC_STR("甲组")};
    facts->tight[0] = (struct xc_plan_tight){
        XC_STR("丁蜀"), facts_day("2026-11-01"), facts_day("2026-11-30"), 312, 28199,
        29999};
    facts->tight[1] = (struct xc_plan_tight){
        XC_STR(""), facts_day("2026-12-01"), facts_day("2026-12-31"), 3, 300, 300};
    bounds->tight = facts->tight;
    bounds->tight_count = 2;
}

/* Three visits unmet: two proved together, one alone; two kept visits moved. */
static inline void facts_failing(struct plan_facts *facts) {
    facts_fitting(facts);
    struct xc_plan *plan = &facts->plan;
    xc_message_set(&facts->reasons[0], "2 visits need %u minutes; %u exist", 630u, 420u);
    xc_message_set(&facts->reasons[1], "nobody may go to %s", "T3");
    xc_message_set(&facts->notes[0], "a note about %s", "P1");
    plan->reasons = facts->reasons;
    plan->reason_count = 2;
    plan->notes = facts->notes;
    plan->note_count = 1;
    for (size_t i = 0; i < 3; i++) {
        static const char *const ids[] = {"T1", "T2", "T3"};
        facts->unmet[i] = (struct xc_unmet){
            .target = xc_str_from(ids[i]),
            .stage = XC_STR("annual"),
            .label = XC_STR("annual/1"),
            .number = 1,
            .verdict = i < 2 ? XC_UNMET_TOGETHER : XC_UNMET_ALONE,
            .reason = i / 2,
        };
    }
    plan->unmet = facts->unmet;
    plan->unmet_count = 3;
    plan->bounds.unserved_bound = 2;
    plan->bounds.unserved_minutes = 315;
    plan->bounds.unserved_minutes_bound = 300;
    facts->tasks[0] = (struct xc_plan_task){XC_STR("T1"), XC_STR("annual/1"), 1};
    facts->tasks[1] = (struct xc_plan_task){XC_STR("T2"), XC_STR("annual/1"), 1};
    facts->cures[0] = (struct xc_plan_cure){.kind = XC_CURE_SATURDAYS, .number = 1};
    facts->cures[1] = (struct xc_plan_cure){.kind = XC_CURE_DAYS, .number = 3};
    facts->cures[2] = (struct xc_plan_cure){.kind = XC_CURE_CREWS, .number = 2};
    facts->cures[3] = (struct xc_plan_cure){
        .kind = XC_CURE_RELATION, .person = XC_STR("P1"), .target = XC_STR("T1")};
    facts->cures[4] =
        (struct xc_plan_cure){.kind = XC_CURE_LIMIT, .person = XC_STR("P2")};
    facts->crews[0] = XC_STR("甲组");
    facts->proofs[0] = (struct xc_plan_proof){
        .tasks = facts->tasks,
        .task_count = 2,
        .enough = 2,
        .need = 630,
        .exist = 420,
        .shortfall = 210,
        .from = facts_day("2026-11-30"),
        .to = facts_day("2026-11-30"),
        .area = XC_STR("丁蜀"),
        .crews = facts->crews,
        .crew_count = 1,
        .crew_days = 1,
        .cures = facts->cures,
        .cure_count = 5,
        .reason = 0,
    };
    plan->proofs = facts->proofs;
    plan->proof_count = 1;
    facts->moves[0] = (struct xc_plan_move){XC_MOVE_MOVED,
                                            XC_STR("vmoved"),
                                            XC_STR("T9"),
                                            facts_day("2026-05-06"),
                                            facts_day("2026-05-07"),
                                            XC_STR("甲组"),
                                            XC_STR("乙组"),
                                            1};
    facts->moves[1] = (struct xc_plan_move){
        XC_MOVE_DROPPED, XC_STR("vdropped"), XC_STR("T8"), facts_day("2026-05-08"),
        XC_NO_DATE,      XC_STR("甲组"),     XC_STR(""),   1};
    plan->moves = facts->moves;
    plan->move_count = 2;
    plan->moved = 1;
    plan->moved_bound = 1;
}

#endif
