#include "../plan/world.h"

#include "hand/work.h"

#define STAGE                                                                            \
    "[{'id':'s','plugin':'x','kind':'coverage','window':['2021-03-01','2021-06-30'],"    \
    "'nature':'enforcement','method':'site','embargo':{'before':1,'unit':'workday',"     \
    "'time':'17:00','from':['inspector','public']},'obligations':[{'label':'s/1',"       \
    "'targets':{'op':'all','table':'targets'},'times':1" LAW "}]}]"

/* Two visits of crew K on Monday 1 March and a plan that holds them, without a store. */
struct scene {
    struct world world;
    struct xc_visit_task tasks[2];
    struct xc_visit_person people[2];
    struct xc_visit visits[2];
    struct xc_loaded_plan plan;
    struct xc_session session;
    struct xc_hand_result result;
    struct xc_hand_row rows[2];
    struct xc_hand_work work;
};

static void set_visit(struct scene *scene, unsigned i, const char *id, const char *target,
                      unsigned start) {
    scene->tasks[i] =
        (struct xc_visit_task){XC_STR("p-2021"), XC_STR("s"), XC_STR("s/1"), 1};
    scene->visits[i] = stored_visit(id, target, "2021-03-01");
    scene->visits[i].tasks = &scene->tasks[i];
    scene->visits[i].start = start;
    scene->visits[i].end = start + 90;
    scene->rows[i] = (struct xc_hand_row){&scene->visits[i], &scene->plan, 0};
}

static void open_scene(struct scene *scene, const char *stages) {
    struct world *w = &scene->world;
    *scene = (struct scene){0};
    world_start(w);
    add_pair(w);
    add_person(w, "P3", "L", LEAD, "320282");
    add_person(w, "P4", "L", OFFICER, "320282");
    add_absence(w, "P2", "2021-03-03", "2021-03-03", XC_MORNING);
    add_target(w, "T1", "320282001", "Z", 90);
    add_target(w, "T2", "320282001", "Z", 90);
    world_ready(w, stages, "2021-01-01");
    scene->plan = (struct xc_loaded_plan){
        .head = {.programme = w->programme->id, .status = XC_PLAN_APPROVED},
        .programme = w->programme,
        .visits = scene->visits,
        .visit_count = 2};
    set_visit(scene, 0, "v1", "T1", 540);
    set_visit(scene, 1, "v2", "T2", 630);
    scene->session = (struct xc_session){.now = 1609459200}; /* 2021-01-01 */
    scene->result.loaded = (struct xc_loaded){
        .reg = w->reg, .workdays = w->workdays, .plans = &scene->plan, .count = 1};
    scene->result.effects = xc_arena_array(w->arena, 8, sizeof *scene->result.effects);
    assert_non_null(scene->result.effects);
    scene->work = (struct xc_hand_work){.session = &scene->session,
                                        .result = &scene->result,
                                        .loaded = &scene->result.loaded,
                                        .arena = w->arena,
                                        .rows = scene->rows,
                                        .row_count = 2,
                                        .error = &w->error};
}

static struct xc_hand_change change(enum xc_hand_kind kind, const char *visit) {
    return (struct xc_hand_change){.kind = kind,
                                   .visit = text(visit),
                                   .date = XC_NO_DATE,
                                   .start = -1,
                                   .reason = XC_STR("why")};
}

static const struct xc_visit *makes(struct scene *scene,
                                    const struct xc_hand_change *one) {
    CHECK_OK(&scene->world, xc_hand_build(&scene->work, one));
    return &scene->result.effects[scene->result.effect_count - 1].after;
}

static void refuses(struct scene *scene, const struct xc_hand_change *one, int code,
                    const char *part) {
    assert_int_equal(xc_hand_build(&scene->work, one), code);
    assert_true(says(&scene->world.error.message, part));
    assert_int_equal(scene->result.effect_count, 0);
}

static void a_move_takes_the_first_free_time(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v1");
    scene.visits[1].date = scene.visits[1].end_date = day("2021-03-02");
    scene.visits[1].start = 540;
    scene.visits[1].end = 630;
    one.date = day("2021-03-02");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_int_equal(visit->date, one.date);
    assert_int_equal(visit->start, 630);
    assert_int_equal(visit->end, 720);
    assert_true(visit->pinned);
    assert_int_equal(visit->sequence, 1);
    assert_int_equal(visit->changed, scene.session.now);
    assert_true(xc_str_is(visit->reason, "why"));
    world_end(&scene.world);
}

/* Half a day of leave, and the pause at noon, which no short visit runs across. */
static void free_time_heeds_leave_and_pauses(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v1");
    one.date = day("2021-03-03");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_int_equal(visit->start, 13 * 60 + 30);
    assert_int_equal(visit->end, 15 * 60);
    world_end(&scene.world);
    open_scene(&scene, STAGE);
    scene.visits[0].minutes = 240; /* longer than every half */
    one.date = day("2021-03-02");
    visit = makes(&scene, &one);
    assert_int_equal(visit->start, 540);
    assert_int_equal(visit->end, 14 * 60 + 30);
    world_end(&scene.world);
}

static void the_embargo_moves_with_the_visit(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v1");
    one.date = day("2021-03-08"); /* Monday: it ends on Friday at 17:00 in China */
    assert_int_equal(makes(&scene, &one)->embargo_until,
                     xc_instant_make(day("2021-03-05"), 17 * 60, 8 * 60));
    world_end(&scene.world);
}

static void people_sit_in_the_order_of_seats(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v1");
    one.people = XC_STR("P3, P4");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_int_equal(visit->person_count, 2);
    assert_true(xc_str_is(visit->people[0].person, "P3"));
    assert_int_equal(visit->people[0].seat, XC_ROLE_LEAD);
    assert_int_equal(visit->people[1].seat, XC_ROLE_OFFICER);
    assert_int_equal(visit->start, 540); /* its hour stays */
    assert_int_equal(visit->sequence, 0);
    world_end(&scene.world);
}

/* A crew that has no visit yet comes out of the register. */
static void a_crew_brings_its_people(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v1");
    one.crew = XC_STR("L");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_true(xc_str_is(visit->crew, "L"));
    assert_int_equal(visit->person_count, 2);
    assert_true(xc_str_is(visit->people[0].person, "P3"));
    assert_true(xc_str_is(visit->people[1].person, "P4"));
    world_end(&scene.world);
}

static void two_exchange_their_times(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_SWAP, "v1");
    one.other = XC_STR("v2");
    (void)makes(&scene, &one);
    assert_int_equal(scene.result.effect_count, 2);
    assert_int_equal(scene.result.effects[0].after.start, 630);
    assert_int_equal(scene.result.effects[1].after.start, 540);
    world_end(&scene.world);
}

/* A published one stays as cancelled, a draft as void; both keep their obligation. */
static void what_is_cancelled_is_kept(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_CANCEL, "v1");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_int_equal(visit->status, XC_VISIT_CANCELLED);
    assert_int_equal(visit->sequence, 1);
    assert_true(visit->pinned);
    scene.visits[1].status = XC_VISIT_DRAFT;
    one.visit = XC_STR("v2");
    visit = makes(&scene, &one);
    assert_int_equal(visit->status, XC_VISIT_VOID);
    assert_int_equal(visit->sequence, 0);
    assert_true(visit->pinned);
    world_end(&scene.world);
}

static void a_pin_changes_no_calendar(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_PIN, "v1");
    const struct xc_visit *visit = makes(&scene, &one);
    assert_true(visit->pinned);
    assert_int_equal(visit->sequence, 0);
    assert_int_equal(visit->changed, scene.visits[0].changed);
    world_end(&scene.world);
}

static void what_cannot_be_changed_is_refused(void **state) {
    struct scene scene;
    (void)state;
    open_scene(&scene, STAGE);
    struct xc_hand_change one = change(XC_HAND_MOVE, "v9");
    one.date = day("2021-03-02");
    refuses(&scene, &one, XC_EINPUT, "there is no visit 'v9'");
    one.visit = XC_STR("v1");
    scene.visits[0].status = XC_VISIT_DONE;
    refuses(&scene, &one, XC_EINPUT, "is done");
    scene.visits[0].status = XC_VISIT_CANCELLED;
    refuses(&scene, &one, XC_EINPUT, "was cancelled");
    scene.visits[0].status = XC_VISIT_PUBLISHED;
    one.date = day("2020-12-31");
    refuses(&scene, &one, XC_EINPUT, "has passed");
    one.date = day("2021-03-02");
    one.people = XC_STR("P1,P9");
    refuses(&scene, &one, XC_EINPUT, "there is no person 'P9'");
    one.people = XC_STR("");
    one.crew = XC_STR("M");
    refuses(&scene, &one, XC_EINPUT, "there is no crew 'M'");
    one.crew = XC_STR("");
    one.reason = XC_STR("");
    refuses(&scene, &one, XC_EINPUT, "needs a reason");
    one.reason = XC_STR("a\x01");
    refuses(&scene, &one, XC_EINPUT, "invisible");
    one.reason = XC_STR("why");
    scene.session.now = xc_instant_make(day("2021-03-01"), 9 * 60, 8 * 60);
    refuses(&scene, &one, XC_EINPUT, "what has begun stays");
    scene.session.now--;
    (void)makes(&scene, &one);
    assert_int_equal(xc_hand_build(&scene.work, &one), XC_EINPUT);
    assert_true(says(&scene.world.error.message, "changed twice"));
    world_end(&scene.world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_takes_the_first_free_time),
        cmocka_unit_test(free_time_heeds_leave_and_pauses),
        cmocka_unit_test(the_embargo_moves_with_the_visit),
        cmocka_unit_test(people_sit_in_the_order_of_seats),
        cmocka_unit_test(a_crew_brings_its_people),
        cmocka_unit_test(two_exchange_their_times),
        cmocka_unit_test(what_is_cancelled_is_kept),
        cmocka_unit_test(a_pin_changes_no_calendar),
        cmocka_unit_test(what_cannot_be_changed_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
