#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "records.h"
#include "report/record_page.h"

#include <string.h>

enum { ARENA_BYTES = 256 << 20, PAGE_BYTES = 16 << 20 };

struct fixture {
    struct xc_arena *arena;
    json_t *json;
    json_t *names;
    struct xc_record record;
    struct xc_record_report report;
    struct xc_buffer out;
};

static void write_page(struct fixture *f) {
    struct xc_record_page page = {.record = &f->record,
                                  .report = &f->report,
                                  .names = f->names,
                                  .file = XC_STR("demo<8>.json"),
                                  .digest = XC_STR("00ff")};
    struct xc_error error = {0};
    assert_int_equal(xc_record_read(f->json, f->arena, &f->record, &error), XC_OK);
    assert_int_equal(xc_record_verify(&f->record, f->arena, &f->report, NULL, &error),
                     XC_OK);
    assert_int_equal(xc_report_record_page(&page, &f->out, &error), XC_OK);
    assert_int_equal(xc_buffer_putc(&f->out, '\0'), XC_OK);
}

static void start(struct fixture *f, json_t *(*make)(struct xc_arena *arena)) {
    *f = (struct fixture){.arena = xc_arena_new(ARENA_BYTES),
                          .out = xc_buffer_make(PAGE_BYTES)};
    f->json = make(f->arena);
    assert_non_null(f->json);
}

static void end(struct fixture *f) {
    json_decref(f->json);
    json_decref(f->names);
    xc_buffer_free(&f->out);
    xc_arena_free(f->arena);
}

static void assert_holds(const struct fixture *f, const char *text) {
    if (strstr(f->out.ptr, text) == NULL)
        fail_msg("the page does not hold: %s", text);
}

static void assert_lacks(const struct fixture *f, const char *text) {
    if (strstr(f->out.ptr, text) != NULL)
        fail_msg("the page holds: %s", text);
}

static void test_the_example(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    write_page(&f);
    assert_holds(&f, "<!DOCTYPE html>");
    assert_holds(&f, "lang=\"en\"");
    assert_holds(&f, "Verified: everything");
    assert_holds(&f, "b7801be54d03a7884ffe929be83fbb2cdfa807910bba8f1fadb632ab1f569605");
    assert_holds(&f, "Stratum “A”: 3 are drawn.");
    assert_holds(&f, "Nobody goes to a target of his own organisation.");
    assert_holds(&f, "1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1");
    assert_holds(&f, "8f89ed15ba5367544d02533ce17e2ddec927189981afd8deb492e6d1d22ec096");
    assert_holds(&f, "<td>T1</td><td>A</td><td>P3</td>");
    assert_holds(&f, "xuncha verify demo&lt;8&gt;.json");
    assert_holds(&f, "discipline inspection:");
    assert_lacks(&f, "Substitutions");
    assert_lacks(&f, "<script");
    assert_lacks(&f, "http:");
    assert_lacks(&f, "https:");
    end(&f);
}

static void test_names_are_escaped(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    f.names =
        json_pack("{s:s, s:i}", "T1", "<script>alert('x')</script> & \"Co\"", "T2", 7);
    write_page(&f);
    assert_holds(&f,
                 "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Co&quot; "
                 "<small>T1</small>");
    assert_lacks(&f, "<script");
    assert_holds(&f, "<td>T2</td>");
    end(&f);
}

static void test_a_difference_stands_on_top(void **state) {
    (void)state;
    struct fixture f;
    start(&f, made_example);
    json_t *list = json_object_get(
        json_object_get(json_object_get(f.json, "result"), "selected"), "A");
    json_array_set_new(list, 0, json_string("T<3>"));
    write_page(&f);
    assert_holds(&f, "DIFFERENT");
    assert_lacks(&f, "Verified: everything");
    assert_holds(&f,
                 "place 1 of the stratum “A” is “T2”, but the record says “T&lt;3&gt;”");
    end(&f);
}

/* Every kind of record has a page: teams, substitutions, draws inside draws. */
static void test_all_kinds(void **state) {
    (void)state;
    unsigned teams = 0, subs = 0, voids = 0;
    for (uint64_t number = 0; number < 150; number++) {
        struct fixture f = {.arena = xc_arena_new(ARENA_BYTES),
                            .out = xc_buffer_make(PAGE_BYTES)};
        f.json = made_record(number, MADE_HONEST, f.arena);
        if (f.json != NULL) {
            write_page(&f);
            assert_holds(&f, "</body></html>");
            bool has_teams = strstr(f.out.ptr, "<th>members</th>") != NULL;
            assert_int_equal(has_teams, json_object_get(json_object_get(f.json, "result"),
                                                        "teams") != NULL);
            teams += has_teams;
            subs += strstr(f.out.ptr, "<h3>Substitution 1</h3>") != NULL;
            voids += strstr(f.out.ptr, "nobody was left: void") != NULL;
        }
        end(&f);
    }
    assert_true(teams > 0 && subs > 10 && voids > 0);
}

static void test_no_room(void **state) {
    (void)state;
    struct fixture f;
    struct xc_error error = {0};
    start(&f, made_example);
    write_page(&f);
    struct xc_record_page page = {.record = &f.record, .report = &f.report};
    struct xc_buffer tight = xc_buffer_make(3000);
    assert_int_equal(xc_report_record_page(&page, &tight, &error), XC_ENOMEM);
    xc_buffer_free(&tight);
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_example),
        cmocka_unit_test(test_names_are_escaped),
        cmocka_unit_test(test_a_difference_stands_on_top),
        cmocka_unit_test(test_all_kinds),
        cmocka_unit_test(test_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
