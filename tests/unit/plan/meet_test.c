#include "world.h"

#include "plan/plan_internal.h"

/* Two visits of each target of a zone with a gap between them, and one of each target of
 * another zone, all within a year. */
#define TWICE                                                                            \
    "{'id':'twice','title':'','plugin':'full_coverage','kind':'coverage','window':"      \
    "['2021-03-01','2021-11-30'],'nature':'agency_check','method':'site','obligations':" \
    "[{'label':'twice/1','times':2,'gap':60,'targets':{'op':'where','of':{'op':'all',"   \
    "'table':'targets'},'field':'zone','in':['Z1']},"                                    \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}"
#define ONCE(from, to)                                                                   \
    "{'id':'once','title':'','plugin':'full_coverage','kind':'coverage','window':"       \
    "['" from "','" to "'],'nature':'agency_check','method':'site','obligations':"       \
    "[{'label':'once/1','targets':{'op':'where','of':{'op':'all',"                       \
    "'table':'targets'},'field':'zone','in':['Z2']},"                                    \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}"

/* One target of a zone of its own, in a window of its own. */
#define BARE                                                                             \
    "{'id':'bare','title':'','plugin':'full_coverage','kind':'coverage','window':"       \
    "['2021-04-29','2021-05-28'],'nature':'agency_check','method':'site','merge':false," \
    "'obligations':[{'label':'bare/1','targets':{'op':'where','of':{'op':'all',"         \
    "'table':'targets'},'field':'zone','in':['Z3']},"                                    \
    "'crew':{'seats':[{'role':'third_party','count':2}]}}]}"

enum { TARGETS = 1200, CREWS = 4 };

static void start(struct world *w, unsigned targets, const char *stages) {
    char id[32];
    char crew[32];
    world_start(w);
    for (unsigned i = 0; i < targets; i++) {
        snprintf(id, sizeof id, "T%04u", i);
        add_target(w, id, "320282001", i == 0 ? "Z3" : i % 3 == 0 ? "Z1" : "Z2", 90);
    }
    for (unsigned i = 0; i < 2 * CREWS; i++) {
        snprintf(id, sizeof id, "P%u", i);
        snprintf(crew, sizeof crew, "C%u", i / 2);
        add_person(w, id, crew, THIRD, "320282");
    }
    world_ready(w, stages, "2021-01-01");
}

/* The working days that end the window of the first visit and begin that of the second.
 */
static void meeting_of(struct world *w, xc_date *end, xc_date *begin) {
    struct xc_job job;
    CHECK_OK(w, xc_plan_prepare(&job, &w->input, &w->error));
    CHECK_OK(w, xc_demand_build(&job, &w->error));
    const struct xc_need *first = &job.needs[job.demands[0].first];
    assert_int_equal(first[0].number, 1);
    assert_int_equal(first[1].number, 2);
    *end = job.dates[first[0].hi];
    *begin = job.dates[first[1].lo];
    assert_int_equal(job.dates[first[0].wide_hi], day("2021-11-30"));
    assert_int_equal(job.dates[first[1].wide_lo], day("2021-03-01"));
    for (uint32_t i = job.demands[0].first; i < job.demands[0].behind; i += 2) {
        assert_int_equal(job.needs[i].hi, first[0].hi);
        assert_int_equal(job.needs[i + 1].lo, first[1].lo);
    }
    assert_true(*begin - *end >= 60);
    xc_plan_release(&job);
}

static void meets(unsigned targets, const char *stages, const char *end,
                  const char *begin) {
    struct world w;
    xc_date dates[2];
    char text_of[11];
    start(&w, targets, stages);
    meeting_of(&w, &dates[0], &dates[1]);
    xc_date_format(dates[0], text_of);
    assert_string_equal(text_of, end);
    xc_date_format(dates[1], text_of);
    assert_string_equal(text_of, begin);
    world_end(&w);
}

/* Evenly spread work, or little of it, leaves the gap in the middle. */
static void the_middle_stays(void **state) {
    (void)state;
    meets(TARGETS, "[" TWICE "," ONCE("2021-03-01", "2021-11-30") "]", "2021-06-16",
          "2021-08-16");
    meets(30, "[" TWICE "," ONCE("2021-08-02", "2021-11-30") "]", "2021-06-16",
          "2021-08-16");
}

/* What else there is lies late: second visits may begin earlier; or the other way. */
static void it_leans_with_the_others(void **state) {
    (void)state;
    meets(TARGETS, "[" TWICE "," ONCE("2021-09-01", "2021-11-30") "]", "2021-04-30",
          "2021-07-01");
    meets(TARGETS, "[" TWICE "," ONCE("2021-03-01", "2021-05-31") "]", "2021-07-30",
          "2021-09-29");
}

/* Windows that share a day or two with others of the year are not chosen. */
static void no_sliver_arises(void **state) {
    (void)state;
    meets(TARGETS, "[" TWICE "," ONCE("2021-09-01", "2021-11-30") "," BARE "]",
          "2021-05-07", "2021-07-06");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_middle_stays),
                                       cmocka_unit_test(it_leans_with_the_others),
                                       cmocka_unit_test(no_sliver_arises)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
