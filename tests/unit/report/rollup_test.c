#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/rollup_figures.h"

#include <string.h>

/* Made-up files: an office, its rows, what they count. */
enum { OFFICES = 4, ROWS = 16 };

struct world {
    struct xc_arena *arena;
    struct xc_figures_file figures[OFFICES];
    struct xc_rollup_file files[OFFICES];
    struct xc_rollup_wanted wanted;
    struct xc_rollup_input input;
    struct xc_rollup rollup;
};

static struct world the_world;

static int setup(void **state) {
    struct world *w = &the_world;
    *w = (struct world){.arena = xc_arena_new((size_t)64 << 20)};
    w->wanted.as_of = XC_NO_DATE;
    w->wanted.period.from = XC_NO_DATE;
    w->input = (struct xc_rollup_input){.wanted = &w->wanted, .files = w->files};
    *state = w;
    return 0;
}

static int teardown(void **state) {
    xc_arena_free(((struct world *)*state)->arena);
    return 0;
}

static xc_date day_of(const char *text) {
    xc_date day;
    assert_true(xc_date_parse(xc_str_from(text), &day));
    return day;
}

/* Counts that contradict nothing: so many targets, of which so many were checked. */
static struct xc_rates rates(uint64_t targets, uint64_t checked) {
    return (struct xc_rates){.owed = targets,
                             .due = targets,
                             .due_done = checked,
                             .obligations = targets,
                             .fulfilled = checked,
                             .to_inspect = targets,
                             .inspected = checked,
                             .done = checked,
                             .finished = checked,
                             .targets = targets,
                             .visited = checked};
}

static void add(struct world *w, size_t file, struct xc_figures_row row) {
    struct xc_error error = {0};
    assert_int_equal(xc_figures_file_add(&w->figures[file], &row, w->arena, &error),
                     XC_OK);
}

static void report(struct world *w, const char *office, uint64_t targets,
                   uint64_t checked) {
    size_t i = w->input.file_count++;
    struct xc_figures_span march = xc_figures_span_at(day_of("2026-03-31"), false);
    w->figures[i] = (struct xc_figures_file){.office = xc_str_from(office),
                                             .programme = XC_STR("year"),
                                             .as_of = day_of("2026-03-31"),
                                             .period = march,
                                             .made = 1000,
                                             .seal = XC_FIGURES_UNKNOWN,
                                             .key = XC_STR("k")};
    w->figures[i].digest.bytes[0] = (uint8_t)i;
    w->files[i] =
        (struct xc_rollup_file){.path = xc_str_from(office), .figures = &w->figures[i]};
    struct xc_rates counts = rates(targets, checked);
    add(w, i, (struct xc_figures_row){.part = XC_FIGURES_TOTAL, .counts = counts});
    add(w, i,
        (struct xc_figures_row){
            .part = XC_FIGURES_PERIOD, .span = march, .counts = counts});
    add(w, i,
        (struct xc_figures_row){
            .part = XC_FIGURES_KIND, .kind = XC_KIND_CLINIC, .counts = counts});
    add(w, i,
        (struct xc_figures_row){.part = XC_FIGURES_HALF,
                                .span = xc_figures_span_at(march.from, true),
                                .counts = counts});
}

static void roll(struct world *w) {
    struct xc_error error = {0};
    assert_int_equal(xc_rollup_make(&w->input, w->arena, &w->rollup, &error), XC_OK);
}

static void sums_say_where_they_come_from(void **state) {
    struct world *w = *state;
    report(w, "03", 10, 5);
    report(w, "01", 4, 4);
    report(w, "02", 6, 0);
    w->figures[2].row_count = 2; /* says neither kinds nor half-years */
    roll(w);
    assert_int_equal(w->rollup.sum_count, 3);
    const struct xc_rollup_sum *total = &w->rollup.sums[0], *kind = &w->rollup.sums[2];
    assert_int_equal(total->row.part, XC_FIGURES_TOTAL);
    assert_int_equal(total->row.counts.targets, 20);
    assert_int_equal(total->row.counts.visited, 9);
    assert_int_equal(total->office_count, 3);
    assert_int_equal(kind->row.part, XC_FIGURES_KIND);
    assert_int_equal(kind->row.counts.targets, 14);
    assert_int_equal(kind->office_count, 2);
    assert_int_equal(kind->offices[0], 0);
    assert_int_equal(kind->offices[1], 2);
    assert_int_equal(w->rollup.half_count, 1);
    assert_int_equal(w->rollup.halves[0].count, 2);
    assert_int_equal(w->rollup.halves[0].rows[0].area,
                     0); /* all of 4 before half of 10 */
    assert_int_equal(w->rollup.contradictions, 0);
}

static void equal_shares_share_a_rank(void **state) {
    struct world *w = *state;
    report(w, "01", 10, 5);
    report(w, "02", 4, 2);
    report(w, "03", 3, 2);
    report(w, "04", 0, 0);
    roll(w);
    const struct xc_rollup_half *half = &w->rollup.halves[0];
    assert_int_equal(half->count, 3); /* who owes nothing has no rank */
    assert_int_equal(half->rows[0].area, 2);
    assert_int_equal(half->rows[1].area, 0);
    assert_int_equal(half->rows[1].rank, 2);
    assert_int_equal(half->rows[2].rank, 2);
}

static void the_later_of_two_counts(void **state) {
    struct world *w = *state;
    report(w, "01", 10, 5);
    report(w, "01", 10, 6);
    w->figures[1].made = 2000;
    roll(w);
    assert_int_equal(w->files[0].state, XC_ROLLUP_REPLACED);
    assert_int_equal(w->files[0].replaced_by, 1);
    assert_int_equal(w->rollup.sums[0].row.counts.visited, 6);
    w->figures[1].seal = XC_FIGURES_UNSIGNED;
    roll(w);
    assert_int_equal(w->files[1].state, XC_ROLLUP_REPLACED);
    assert_int_equal(w->rollup.sums[0].row.counts.visited, 5);
    w->figures[0].seal = XC_FIGURES_BROKEN;
    roll(w);
    assert_int_equal(w->files[0].state, XC_ROLLUP_BROKEN);
    assert_int_equal(w->files[1].state, XC_ROLLUP_COUNTS);
    assert_int_equal(w->rollup.refused, 1);
}

static void keys_belong_to_offices(void **state) {
    struct world *w = *state;
    const struct xc_rollup_key keys[] = {{XC_STR_INIT("01"), XC_STR_INIT("k")}};
    report(w, "01", 1, 1);
    report(w, "02", 1, 1);
    w->input.keys = keys;
    w->input.key_count = 1;
    roll(w);
    assert_int_equal(w->files[0].seal, XC_FIGURES_TRUSTED);
    assert_int_equal(w->files[1].state, XC_ROLLUP_FOREIGN);
    assert_int_equal(w->rollup.sums[0].row.counts.targets, 1);
    assert_int_equal(w->rollup.seals[XC_FIGURES_TRUSTED].office_count, 1);
}

/* What a key is called, and what else an office owns, changes nothing. */
static void keys_are_what_they_are(void **state) {
    struct world *w = *state;
    const struct xc_rollup_key keys[] = {{XC_STR_INIT("02"), XC_STR_INIT("b+2+KEY+2")},
                                         {XC_STR_INIT("01"), XC_STR_INIT("a+1+NEW")},
                                         {XC_STR_INIT("01"), XC_STR_INIT("a+1+OLD")},
                                         {XC_STR_INIT("03"), XC_STR_INIT("c+3+NEW")}};
    static const struct {
        const char *office, *key;
        enum xc_figures_seal seal;
    } cases[] = {
        {"01", "a+1+OLD", XC_FIGURES_TRUSTED},
        {"01", "a+1+NEW", XC_FIGURES_TRUSTED},
        {"01", "other+9+NEW", XC_FIGURES_TRUSTED},
        {"03", "a+1+NEW", XC_FIGURES_TRUSTED}, /* two offices of one computer */
        {"02", "b+2+KEY+2", XC_FIGURES_TRUSTED},
        {"02", "b+2+KEY", XC_FIGURES_FOREIGN},  /* not its own */
        {"02", "c+3+NEW", XC_FIGURES_FOREIGN},  /* others' */
        {"04", "me+4+OLD", XC_FIGURES_FOREIGN}, /* others', by another name */
        {"04", "d+4+NONE", XC_FIGURES_UNKNOWN},
        {"01", "", XC_FIGURES_UNSIGNED},
    };
    w->input.keys = keys;
    w->input.key_count = sizeof keys / sizeof *keys;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        w->input.file_count = 0;
        report(w, cases[i].office, 1, 1);
        w->figures[0].key = xc_str_from(cases[i].key);
        w->figures[0].seal = *cases[i].key ? XC_FIGURES_UNKNOWN : XC_FIGURES_UNSIGNED;
        roll(w);
        assert_int_equal(w->files[0].seal, cases[i].seal);
    }
}

static void add_area(struct world *w, size_t file, const char *code) {
    add(w, file,
        (struct xc_figures_row){
            .part = XC_FIGURES_AREA, .code = xc_str_from(code), .counts = rates(1, 1)});
}

static void nothing_is_counted_twice(void **state) {
    struct world *w = *state;
    report(w, "01", 2, 2);
    report(w, "0101", 1, 1);
    report(w, "02", 1, 1);
    add_area(w, 0, "01");   /* its own, in none of its areas */
    add_area(w, 0, "0101"); /* which hands in its own, too */
    add_area(w, 1, "0101");
    add_area(w, 2, "0199");
    roll(w);
    assert_int_equal(w->rollup.contradictions, 1);
    assert_int_equal(w->files[0].contradiction_count, 1);
    assert_ptr_equal(w->files[0].contradictions[0].row, &w->figures[0].rows[5]);
    add_area(w, 1, "0199"); /* of two; then its areas are more than its total, too */
    roll(w);
    assert_int_equal(w->files[1].contradiction_count, 11);
    assert_int_equal(w->files[2].contradiction_count, 1);
    assert_ptr_equal(w->files[2].contradictions[0].row, &w->figures[2].rows[4]);
}

static void places_are_those_of_the_file(void **state) {
    struct xc_figures_file file = {.shape = XC_FIGURES_JSON};
    struct xc_figures_row row = {.line = 1, .column = 12, .counts = {.done = 120}};
    char place[XC_FIGURES_PLACE_TEXT];
    (void)state;
    xc_figures_place(&file, &row, XC_RATES_COUNTS, place);
    assert_string_equal(place, "1:12");
    /* 12: "closed_since":0,"closed_since_visited":0,"done":120,"due":0 */
    xc_figures_place(&file, &row, XC_COUNT_CLOSED_SINCE, place);
    assert_string_equal(place, "1:27");
    xc_figures_place(&file, &row, XC_COUNT_DONE, place);
    assert_string_equal(place, "1:61");
    xc_figures_place(&file, &row, XC_COUNT_DUE, place);
    assert_string_equal(place, "1:71");
    file.shape = XC_FIGURES_WORKBOOK;
    file.columns[XC_COUNT_DUE] = 26;
    file.columns[XC_COUNT_DONE] = 27;
    file.columns[XC_COUNT_OWED] = 53;
    xc_figures_place(&file, &row, XC_RATES_COUNTS, place);
    assert_string_equal(place, "L1");
    xc_figures_place(&file, &row, XC_COUNT_DUE, place);
    assert_string_equal(place, "Z1");
    xc_figures_place(&file, &row, XC_COUNT_DONE, place);
    assert_string_equal(place, "AA1");
    xc_figures_place(&file, &row, XC_COUNT_OWED, place);
    assert_string_equal(place, "BA1");
}

static void who_is_missing_and_who_is_a_stranger(void **state) {
    struct world *w = *state;
    const struct xc_rollup_office expected[] = {{.code = XC_STR_INIT("01")},
                                                {.code = XC_STR_INIT("02")}};
    report(w, "02", 1, 1);
    report(w, "99", 1, 1);
    w->input.expected = expected;
    w->input.expected_count = 2;
    roll(w);
    assert_int_equal(w->rollup.missing, 1);
    assert_int_equal(w->rollup.reported, 1);
    assert_int_equal(w->files[1].state, XC_ROLLUP_UNEXPECTED);
    assert_int_equal(w->rollup.offices[0].file, SIZE_MAX);
}

static void files_must_agree_or_be_asked_for(void **state) {
    struct world *w = *state;
    struct xc_error error = {0};
    report(w, "01", 1, 1);
    report(w, "02", 1, 1);
    w->figures[1].programme = XC_STR("else");
    assert_int_equal(xc_rollup_make(&w->input, w->arena, &w->rollup, &error), XC_EUSAGE);
    w->wanted.programme = XC_STR("else");
    roll(w);
    assert_int_equal(w->files[0].state, XC_ROLLUP_PROGRAMME);
    w->input.file_count = 0;
    roll(w);
    assert_int_equal(w->rollup.sum_count, 0);
}

static size_t contradictions(struct world *w, size_t *shown) {
    struct xc_contradiction *found;
    struct xc_error error = {0};
    size_t count;
    assert_int_equal(
        xc_rollup_contradictions(&w->figures[0], w->arena, &found, &count, &error),
        XC_OK);
    *shown = 0;
    while (*shown < count && *shown < XC_ROLLUP_CONTRADICTIONS) {
        assert_non_null(found[*shown].row);
        assert_non_null(found[(*shown)++].message.id);
    }
    return count;
}

/* Each count that is raised or lowered alone contradicts something else, in every row. */
static void every_count_is_held_against_another(void **state) {
    struct world *w = *state;
    size_t shown;
    report(w, "01", 8, 4);
    assert_int_equal(contradictions(w, &shown), 0);
    for (size_t field = 0; field < XC_RATES_COUNTS; field++) {
        uint64_t *count = xc_rates_slot(&w->figures[0].rows[0].counts, field);
        *count += 1;
        assert_true(contradictions(w, &shown) > 0);
        *count -= 1;
    }
    for (size_t field = 0; field < XC_RATES_COUNTS; field++) {
        *xc_rates_slot(&w->figures[0].rows[2].counts, field) += 1000 + field;
    }
    assert_true(contradictions(w, &shown) >= XC_RATES_COUNTS);
    for (uint32_t i = 0; i < 40; i++) {
        struct xc_rates bad = {.visited = 1, .finished = 1, .due = 1};
        add(w, 0, (struct xc_figures_row){.part = XC_FIGURES_AREA, .counts = bad});
    }
    assert_true(contradictions(w, &shown) > XC_ROLLUP_CONTRADICTIONS);
    assert_int_equal(shown, XC_ROLLUP_CONTRADICTIONS);
}

static void spans_are_written_one_way(void **state) {
    static const char *const good[] = {"2026-01", "2026-12", "2026-H1", "2199-H2"};
    static const char *const bad[] = {"",        "2026-00", "2026-13", "2026-H0",
                                      "2026-H3", "2026-h1", "2026H1 ", "2026-1",
                                      "20260-1", "1899-12", "2026-H12"};
    struct xc_figures_span span;
    char text[XC_FIGURES_SPAN_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(xc_figures_span_parse(xc_str_from(good[i]), &span));
        xc_figures_span_text(span, text);
        assert_string_equal(text, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(xc_figures_span_parse(xc_str_from(bad[i]), &span));
    }
}

/* What is written is read again; one byte more, less or other is not. */
static void bytes_are_taken_as_written(void **state) {
    struct world *w = *state;
    struct xc_buffer body = xc_buffer_make(1 << 20), whole = xc_buffer_make(1 << 20);
    struct xc_figures_file read;
    struct xc_error error = {0};
    report(w, "01", 8, 4);
    w->figures[0].title = XC_STR("\"a\\b\"");
    w->figures[0].year = 2026;
    assert_int_equal(xc_figures_file_body(&w->figures[0], &body, &error), XC_OK);
    assert_int_equal(
        xc_figures_file_wrap(xc_buffer_view(&body), XC_STR(""), NULL, &whole, &error),
        XC_OK);
    struct xc_str text = xc_buffer_view(&whole);
    assert_int_equal(xc_figures_file_read(text, XC_STR("f"), w->arena, &read, &error),
                     XC_OK);
    assert_int_equal(read.seal, XC_FIGURES_UNSIGNED);
    assert_int_equal(read.row_count, w->figures[0].row_count);
    assert_true(xc_str_equal(read.title, w->figures[0].title));
    xc_buffer_clear(&body);
    assert_int_equal(xc_figures_file_body(&read, &body, &error), XC_OK);
    assert_true(xc_str_equal(xc_buffer_view(&body),
                             xc_str_slice(text, strlen("{\"figures\":"), body.len)));
    for (size_t len = 0; len < text.len; len++) {
        assert_int_equal(xc_figures_file_read(xc_str_slice(text, 0, len), XC_STR("f"),
                                              w->arena, &read, &error),
                         XC_EINPUT);
        assert_int_equal(error.line, 1);
    }
    for (size_t i = 0; i < text.len; i++) {
        char was = whole.ptr[i];
        whole.ptr[i] = (char)0xFF;
        assert_int_equal(xc_figures_file_read(text, XC_STR("f"), w->arena, &read, &error),
                         XC_EINPUT);
        whole.ptr[i] = was;
    }
    w->figures[0].title = XC_STR("hidden \xE2\x80\xAE");
    assert_int_equal(xc_figures_file_body(&w->figures[0], &body, &error), XC_EINPUT);
    xc_buffer_free(&body);
    xc_buffer_free(&whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sums_say_where_they_come_from, setup, teardown),
        cmocka_unit_test_setup_teardown(equal_shares_share_a_rank, setup, teardown),
        cmocka_unit_test_setup_teardown(the_later_of_two_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_belong_to_offices, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_are_what_they_are, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_counted_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(places_are_those_of_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_missing_and_who_is_a_stranger, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(files_must_agree_or_be_asked_for, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_count_is_held_against_another, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(spans_are_written_one_way, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_are_taken_as_written, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
