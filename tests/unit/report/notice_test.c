#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "report/notice.h"

/* The letter that data makes. */
static struct xc_buffer letter(enum xc_notice notice, json_t *data) {
    struct xc_sheet sheet = {.arena = xc_arena_new(1 << 20)};
    struct xc_buffer out = xc_buffer_make(1 << 20);
    struct xc_error error = {0};
    assert_non_null(data);
    xc_notice_sheet(notice, data, &sheet);
    assert_int_equal(xc_sheet_write_text(&sheet, &out, &error), XC_OK);
    json_decref(data);
    xc_arena_free(sheet.arena);
    return out;
}

static bool holds(const struct xc_buffer *out, const char *part) {
    return xc_str_find(xc_buffer_view(out), xc_str_from(part)) >= 0;
}

static void words(void **state) {
    (void)state;
    for (enum xc_notice notice = XC_NOTICE_PLAN; notice <= XC_NOTICE_RESULTS; notice++) {
        assert_int_equal(xc_notice_parse(xc_str_from(xc_notice_word(notice))), notice);
        struct xc_buffer out = letter(notice, json_object()); /* says little, holds */
        assert_true(out.len > 0);
        xc_buffer_free(&out);
    }
    assert_int_equal(xc_notice_parse(XC_STR("result")), 0);
    assert_int_equal(xc_notice_parse(XC_STR("")), 0);
    for (enum xc_outcome_result result = XC_OUTCOME_PASS; result <= XC_OUTCOME_NOT_FOUND;
         result++) {
        assert_true(xc_str_from(xc_notice_result(result)).len > 0);
    }
}

static void results_by_row(void **state) {
    (void)state;
    struct xc_buffer out = letter(
        XC_NOTICE_RESULTS,
        json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:s, s:s, s:s, s:{s:i, s:i}, "
                  "s:[{s:s, s:s, s:b, s:s}, {s:s, s:s, s:b, s:s}]}",
                  "title", "checks", "office_name", "the office", "basis", "a rule",
                  "number", 3, "on_year", 2026, "count", 1, "struck", 1, "from_text",
                  "2026/3/2", "to_text", "2026/3/4", "on_text", "2026/3/31", "counts",
                  "pass", 1, "refused", 0, "rows", "target_name", "clinic A", "date",
                  "2026-03-02", "struck", 1, "remark", "corrected by notice 3",
                  "target_name", "clinic B", "date", "not a day", "struck", 0,
                  "result_text", "no problem found"));
    assert_true(holds(&out, "checks, notice 3 of 2026\n"));
    assert_true(holds(&out, "results of 1 inspections made from 2026/3/2 to 2026/3/4"));
    assert_true(holds(&out, "Of these: no problem found 1."));
    assert_true(holds(&out, "clinic A") && holds(&out, "corrected by notice 3"));
    assert_true(holds(&out, "A row that is crossed out"));
    assert_true(holds(&out, "  the office\n  2026/3/31\n"));
    assert_false(holds(&out, "Draft"));
    xc_buffer_free(&out);
    out = letter(XC_NOTICE_RESULTS,
                 json_pack("{s:s, s:i}", "title", "checks", "number", 0));
    assert_true(holds(&out, "Draft: not published yet"));
    assert_true(holds(&out, "No result waits for its publication."));
    xc_buffer_free(&out);
}

static void draws_by_state(void **state) {
    (void)state;
    struct xc_buffer out = letter(
        XC_NOTICE_DRAW,
        json_pack("{s:[{s:s, s:s, s:s, s:s}, {s:s, s:s, s:b}, {s:s, s:s, s:b}]}", "draws",
                  "state", "void", "void", "2026-03-02", "reason", "a wrong list",
                  "void_by", "Li", "state", "waiting", "draw", "p/s/1", "local", 1,
                  "state", "drawn", "draw", "p/s/2", "hidden", 1));
    assert_true(holds(&out, "Void since 2026-03-02: a wrong list (agreed by Li)."));
    assert_true(holds(&out, "Not drawn yet"));
    assert_true(holds(&out, "p/s/1: drawn by local randomness"));
    assert_true(holds(&out, "Withheld"));
    xc_buffer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(results_by_row),
        cmocka_unit_test(draws_by_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
