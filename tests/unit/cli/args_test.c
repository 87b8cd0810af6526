/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "cli/args.h"

#include <string.h>

static const struct xc_option global[] = {
    {"db", "FILE", "", 0}, {"json", NULL, "", 0}, {"help", NULL, "", 'h'}, {0}};
static const struct xc_option own[] = {
    {"as-of", "DATE", "", 0}, {"set", "K=V", "", 0}, {"output", "DIR", "", 'o'}, {0}};

enum { MOST = 16 };

/* Splits at spaces into a writable argv and parses. */
static int parse(const char *line, bool early, struct xc_args *args,
                 struct xc_error *error) {
    static char text[256];
    static char *argv[MOST];
    struct xc_str rest = xc_str_from(line);
    int count = 0;
    size_t used = 0;
    while (rest.ptr && count < MOST) {
        struct xc_str word = xc_str_cut(&rest, ' ');
        memcpy(text + used, word.ptr, word.len);
        text[used + word.len] = '\0';
        argv[count++] = text + used;
        used += word.len + 1;
    }
    return xc_args_parse(count, argv, global, own, early, args, error);
}

static void options_and_operands_may_mix(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(
        parse("xuncha plan --as-of 2021-01-04 p.lua --json -o out --set a=1 --set=b=2",
              false, &args, &error),
        XC_OK);
    assert_int_equal(args.operand_count, 2);
    assert_string_equal(args.operands[0], "plan");
    assert_string_equal(args.operands[1], "p.lua");
    assert_string_equal(xc_args_value(&args, "as-of"), "2021-01-04");
    assert_string_equal(xc_args_value(&args, "output"), "out");
    assert_string_equal(xc_args_value(&args, "set"), "b=2"); /* the last one */
    assert_true(xc_args_flag(&args, "json"));
    assert_false(xc_args_flag(&args, "help"));
    assert_null(xc_args_value(&args, "db"));
}

static void a_first_pass_stops_at_the_command(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(parse("xuncha --json plan --bogus", true, &args, &error), XC_OK);
    assert_int_equal(args.operand_count, 2);
    assert_string_equal(args.operands[0], "plan");
}

static void a_dash_is_an_operand_and_two_end_the_options(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    (void)state;
    assert_int_equal(parse("xuncha import targets -", false, &args, &error), XC_OK);
    assert_string_equal(args.operands[2], "-");
    assert_int_equal(parse("xuncha import -- --odd-name.csv", false, &args, &error),
                     XC_OK);
    assert_string_equal(args.operands[1], "--odd-name.csv");
}

static void misspelt_options_get_a_suggestion(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(4096);
    (void)state;
    assert_int_equal(parse("xuncha plan --as_off 2021-01-04", false, &args, &error),
                     XC_EUSAGE);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("--as_off")) >= 0);
    assert_true(xc_str_find(xc_buffer_view(&text), XC_STR("did you mean --as-of?")) >= 0);
    xc_buffer_free(&text);
}

static void a_missing_value_names_its_option(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    struct xc_buffer text = xc_buffer_make(4096);
    (void)state;
    assert_int_equal(parse("xuncha plan --as-of", false, &args, &error), XC_EUSAGE);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(
        xc_str_find(xc_buffer_view(&text), XC_STR("--as-of needs a value: DATE")) >= 0);
    xc_buffer_clear(&text);
    assert_int_equal(parse("xuncha export -o", false, &args, &error), XC_EUSAGE);
    assert_int_equal(xc_error_render(&error, NULL, &text), XC_OK);
    assert_true(
        xc_str_find(xc_buffer_view(&text), XC_STR("--output needs a value: DIR")) >= 0);
    xc_buffer_free(&text);
}

static void dates_and_windows_are_checked(void **state) {
    struct xc_args args;
    struct xc_error error = {0};
    xc_date date, from, to;
    (void)state;
    assert_int_equal(parse("xuncha x --as-of 2026-02-30", false, &args, &error), XC_OK);
    assert_int_equal(xc_args_date(&args, "as-of", &date, &error), XC_EUSAGE);
    assert_int_equal(parse("xuncha x --as-of 2026-02-28", false, &args, &error), XC_OK);
    assert_int_equal(xc_args_date(&args, "as-of", &date, &error), XC_OK);
    assert_int_equal(date, xc_date_make(2026, 2, 28));
    assert_int_equal(parse("xuncha x --set 2026-03-01..2026-03-31", false, &args, &error),
                     XC_OK);
    assert_int_equal(xc_args_window(&args, "set", &from, &to, &error), XC_OK);
    assert_int_equal(from, xc_date_make(2026, 3, 1));
    assert_int_equal(to, xc_date_make(2026, 3, 31));
    assert_int_equal(parse("xuncha x --set ..2026-03-31", false, &args, &error), XC_OK);
    assert_int_equal(xc_args_window(&args, "set", &from, &to, &error), XC_OK);
    assert_int_equal(from, XC_NO_DATE);
    assert_int_equal(parse("xuncha x --set 2026-04-01..2026-03-31", false, &args, &error),
                     XC_OK);
    assert_int_equal(xc_args_window(&args, "set", &from, &to, &error), XC_EUSAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_may_mix),
        cmocka_unit_test(a_first_pass_stops_at_the_command),
        cmocka_unit_test(a_dash_is_an_operand_and_two_end_the_options),
        cmocka_unit_test(misspelt_options_get_a_suggestion),
        cmocka_unit_test(a_missing_value_names_its_option),
        cmocka_unit_test(dates_and_windows_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
