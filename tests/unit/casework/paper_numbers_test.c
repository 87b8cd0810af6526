#include "../store/workspace.h"

#include "casework/paper_numbers.h"

static const struct xc_str office = XC_STR_INIT("3202");

static void give(struct workspace *workspace, const char *pattern, int year,
                 const char *const *papers, size_t count) {
    struct xc_error error = {0};
    struct xc_str ids[8];
    for (size_t i = 0; i < count; i++)
        ids[i] = xc_str_from(papers[i]);
    const struct xc_paper_numbering numbering = {
        .pattern = xc_str_from(pattern), .year = year, .papers = ids, .count = count};
    test_ok(xc_paper_numbers_give(workspace->store, office, &numbering, TEST_AT, &error),
            &error);
}

static int keep_free(struct workspace *workspace, const char *pattern, unsigned from,
                     unsigned to, const char *reason, struct xc_error *error) {
    const struct xc_paper_numbering numbering = {.pattern = xc_str_from(pattern),
                                                 .year = 2027};
    return xc_paper_numbers_skip(workspace->store, office, &numbering, from, to,
                                 xc_str_from(reason), TEST_AT, error);
}

/* What a paper's number reads like. */
static void reads(struct workspace *workspace, const char *paper, const char *wanted) {
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(1024);
    struct xc_paper_number *numbers;
    size_t count;
    test_ok(xc_paper_numbers_load(workspace->store, office, XC_NO_INSTANT,
                                  workspace->arena, &numbers, &count, NULL, &error),
            &error);
    const struct xc_paper_number *number =
        xc_paper_number_of(numbers, count, xc_str_from(paper));
    assert_non_null(number);
    xc_paper_number_write(number->series, number->n, &text);
    assert_int_equal(xc_buffer_putc(&text, '\0'), XC_OK);
    assert_string_equal(text.ptr, wanted);
    xc_buffer_free(&text);
}

static void patterns(void **state) {
    static const struct {
        const char *pattern, *wanted; /* NULL: it is one */
    } cases[] = {{"检〔{year}〕{n}号", NULL},
                 {"{n}/{year}", NULL},
                 {"", "must hold {year} once"},
                 {"检〔{year}〕号", "must hold {n} once"},
                 {"{n}号", "must hold {year} once"},
                 {"{year}{n}{n}", "must hold {n} once"},
                 {"{year}{year}{n}", "must hold {year} once"},
                 {"{year}{n}{form}", "braces"},
                 {"{{year}}{n}", "braces"},
                 {"{year}{n}}", "braces"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_error error = {0};
        int rc = xc_paper_number_check(XC_STR("number.notice"),
                                       xc_str_from(cases[i].pattern), &error);
        if (cases[i].wanted)
            test_says(rc, XC_EUSAGE, &error, cases[i].wanted);
        else
            test_ok(rc, &error);
    }
}

static void numbers_stay_and_never_meet(void **state) {
    static const char *const first[] = {"notice/b", "notice/a"};
    static const char *const more[] = {"notice/c", "notice/a", "notice/d", "notice/b"};
    static const char *const other[] = {"dispatch/a"}, *const clash[] = {"approval/a"};
    struct workspace *workspace = *state;
    give(workspace, "检{year}-{n}", 2027, first, 2);
    give(workspace, "检{year}-{n}", 2027, more, 4);
    reads(workspace, "notice/b", "检2027-1");
    reads(workspace, "notice/a", "检2027-2");
    reads(workspace, "notice/c", "检2027-3");
    reads(workspace, "notice/d", "检2027-4");
    give(workspace, "检{year}-{n}", 2027, other, 1);
    reads(workspace, "dispatch/a", "检2027-5");
    give(workspace, "新{n}({year})", 2028, more, 4);
    reads(workspace, "notice/a", "检2027-2");
    /* Another series' numbers are left out: 检2027-1 to -5 are given. */
    give(workspace, "检{year}{n}", 2027, clash, 1);
    reads(workspace, "approval/a", "检20271");
    static const char *const below[] = {"approval/b", "approval/c"};
    give(workspace, "检202{year}-{n}", 7, below, 1);
    reads(workspace, "approval/b", "检2027-6");
}

static void what_is_skipped_is_never_given(void **state) {
    static const char *const papers[] = {"notice/a"}, *const next[] = {"notice/b"};
    struct workspace *workspace = *state;
    struct xc_error error = {0};
    test_ok(keep_free(workspace, "检{year}-{n}", 1, 56, "by hand", &error), &error);
    give(workspace, "检{year}-{n}", 2027, papers, 1);
    reads(workspace, "notice/a", "检2027-57");
    test_says(keep_free(workspace, "检{year}-{n}", 50, 60, "again", &error), XC_ENO,
              &error, "检2027-50 is given already");
    test_says(keep_free(workspace, "检{year}-{n}", 57, 57, "again", &error), XC_ENO,
              &error, "检2027-57 is given already");
    test_says(keep_free(workspace, "检{year}-{n}", 0, 3, "none", &error), XC_EUSAGE,
              &error, "no numbers");
    test_says(keep_free(workspace, "检{year}-{n}", 70, 69, "none", &error), XC_EUSAGE,
              &error, "no numbers");
    test_says(keep_free(workspace, "检{year}-{n}", 70, 71, "", &error), XC_EUSAGE, &error,
              "--reason");
    test_ok(keep_free(workspace, "检{year}-{n}", 60, 61, "spare", &error), &error);
    give(workspace, "检{year}-{n}", 2027, next, 1);
    reads(workspace, "notice/b", "检2027-62");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns),
        cmocka_unit_test_setup_teardown(numbers_stay_and_never_meet, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_skipped_is_never_given, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
