/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "workspace/guests.h"

/* Programme a has visits v1 and v2; programme b joined v2 and has v3 of its own. */
struct scene {
    struct xc_visit_task a1[1], a2[1], b2[2], b3[1];
    struct xc_visit of_a[2], of_b[2];
    struct xc_loaded_plan plans[2];
    struct xc_loaded loaded;
};

static struct xc_visit_task task(const char *programme, const char *stage) {
    return (struct xc_visit_task){xc_str_from(programme), xc_str_from(stage), XC_STR("1"),
                                  1};
}

static void set_up(struct scene *scene, enum xc_plan_status of_b) {
    *scene = (struct scene){0};
    scene->a1[0] = task("a", "annual");
    scene->a2[0] = task("a", "annual");
    scene->b2[0] = task("a", "annual");
    scene->b2[1] = task("b", "shops");
    scene->b3[0] = task("b", "shops");
    scene->of_a[0] =
        (struct xc_visit){.id = XC_STR("v1"), .tasks = scene->a1, .task_count = 1};
    scene->of_a[1] = (struct xc_visit){
        .id = XC_STR("v2"), .tasks = scene->a2, .task_count = 1, .date = 20};
    scene->of_b[0] = (struct xc_visit){
        .id = XC_STR("v2"), .tasks = scene->b2, .task_count = 2, .date = 10};
    scene->of_b[1] =
        (struct xc_visit){.id = XC_STR("v3"), .tasks = scene->b3, .task_count = 1};
    scene->plans[0] = (struct xc_loaded_plan){
        .head = {.programme = XC_STR("a"), .status = XC_PLAN_APPROVED},
        .visits = scene->of_a,
        .visit_count = 2};
    scene->plans[1] =
        (struct xc_loaded_plan){.head = {.programme = XC_STR("b"), .status = of_b},
                                .visits = scene->of_b,
                                .visit_count = 2};
    scene->loaded = (struct xc_loaded){
        .plans = scene->plans, .count = 2, .arena = xc_arena_new(1 << 16)};
}

static void a_guest_goes_home_with_its_task(void **state) {
    struct scene scene;
    struct xc_error error = {0};
    (void)state;
    set_up(&scene, XC_PLAN_APPROVED);
    assert_true(xc_visit_is_guest(&scene.plans[1], &scene.of_b[0]));
    assert_false(xc_visit_is_guest(&scene.plans[1], &scene.of_b[1]));
    assert_int_equal(xc_guests_return(&scene.loaded, &error), XC_OK);
    assert_int_equal(scene.plans[0].visit_count, 2);
    assert_int_equal(scene.plans[1].visit_count, 1);
    assert_true(xc_str_is(scene.plans[1].visits[0].id, "v3"));
    assert_int_equal(scene.of_a[0].task_count, 1);
    assert_int_equal(scene.of_a[1].task_count, 2);
    assert_true(xc_str_is(scene.of_a[1].tasks[1].programme, "b"));
    assert_int_equal(scene.of_a[1].date, 20); /* its owner decides */
    xc_arena_free(scene.loaded.arena);
}

static void a_draft_adds_nothing_to_what_is_approved(void **state) {
    struct scene scene;
    struct xc_error error = {0};
    (void)state;
    set_up(&scene, XC_PLAN_DRAFT);
    assert_int_equal(xc_guests_return(&scene.loaded, &error), XC_OK);
    assert_int_equal(scene.plans[1].visit_count, 1);
    assert_int_equal(scene.of_a[1].task_count, 1);
    xc_arena_free(scene.loaded.arena);
}

static void a_plan_alone_refreshes_its_guests(void **state) {
    struct scene scene;
    (void)state;
    set_up(&scene, XC_PLAN_APPROVED);
    xc_guests_refresh(&scene.plans[1], &scene.plans[0]);
    assert_int_equal(scene.plans[1].visit_count, 2);
    assert_int_equal(scene.of_b[0].date, 20);
    assert_int_equal(scene.of_b[0].task_count, 2);
    xc_arena_free(scene.loaded.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_goes_home_with_its_task),
        cmocka_unit_test(a_draft_adds_nothing_to_what_is_approved),
        cmocka_unit_test(a_plan_alone_refreshes_its_guests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
