/* What the tests know of the calendar: 2019–2022, 2024 and 2025 in full; 2023 is missing.
 */
#ifndef XC_TEST_WORKDAYS_FACTS_H
#define XC_TEST_WORKDAYS_FACTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workdays/workdays.h"

struct span {
    const char *from;
    const char *to;
    enum xc_day_kind kind;
    const char *name;
};

static const struct span test_spans[] = {
    {"2018-12-30", "2019-01-01", XC_DAY_HOLIDAY, "元旦"},
    {"2019-02-02", "2019-02-03", XC_DAY_WORKDAY, "春节"},
    {"2019-02-04", "2019-02-10", XC_DAY_HOLIDAY, "春节"},
    {"2019-04-05", "2019-04-05", XC_DAY_HOLIDAY, "清明节"},
    {"2019-04-28", "2019-04-28", XC_DAY_WORKDAY, "劳动节"},
    {"2019-05-01", "2019-05-04", XC_DAY_HOLIDAY, "劳动节"},
    {"2019-05-05", "2019-05-05", XC_DAY_WORKDAY, "劳动节"},
    {"2019-06-07", "2019-06-07", XC_DAY_HOLIDAY, "端午节"},
    {"2019-09-13", "2019-09-13", XC_DAY_HOLIDAY, "中秋节"},
    {"2019-09-29", "2019-09-29", XC_DAY_WORKDAY, "国庆节"},
    {"2019-10-01", "2019-10-07", XC_DAY_HOLIDAY, "国庆节"},
    {"2019-10-12", "2019-10-12", XC_DAY_WORKDAY, "国庆节"},
    {"2020-01-01", "2020-01-01", XC_DAY_HOLIDAY, "元旦"},
    {"2020-01-19", "2020-01-19", XC_DAY_WORKDAY, "春节"},
    {"2020-01-24", "2020-02-02", XC_DAY_HOLIDAY, "春节"},
    {"2020-04-04", "2020-04-06", XC_DAY_HOLIDAY, "清明节"},
    {"2020-04-26", "2020-04-26", XC_DAY_WORKDAY, "劳动节"},
    {"2020-05-01", "2020-05-05", XC_DAY_HOLIDAY, "劳动节"},
    {"2020-05-09", "2020-05-09", XC_DAY_WORKDAY, "劳动节"},
    {"2020-06-25", "2020-06-27", XC_DAY_HOLIDAY, "端午节"},
    {"2020-06-28", "2020-06-28", XC_DAY_WORKDAY, "端午节"},
    {"2020-09-27", "2020-09-27", XC_DAY_WORKDAY, "国庆节、中秋节"},
    {"2020-10-01", "2020-10-08", XC_DAY_HOLIDAY, "国庆节、中秋节"},
    {"2020-10-10", "2020-10-10", XC_DAY_WORKDAY, "国庆节、中秋节"},
    {"2021-01-01", "2021-01-03", XC_DAY_HOLIDAY, "元旦"},
    {"2021-02-07", "2021-02-07", XC_DAY_WORKDAY, "春节"},
    {"2021-02-11", "2021-02-17", XC_DAY_HOLIDAY, "春节"},
    {"2021-02-20", "2021-02-20", XC_DAY_WORKDAY, "春节"},
    {"2021-04-03", "2021-04-05", XC_DAY_HOLIDAY, "清明节"},
    {"2021-04-25", "2021-04-25", XC_DAY_WORKDAY, "劳动节"},
    {"2021-05-01", "2021-05-05", XC_DAY_HOLIDAY, "劳动节"},
    {"2021-05-08", "2021-05-08", XC_DAY_WORKDAY, "劳动节"},
    {"2021-06-12", "2021-06-14", XC_DAY_HOLIDAY, "端午节"},
    {"2021-09-18", "2021-09-18", XC_DAY_WORKDAY, "中秋节"},
    {"2021-09-19", "2021-09-21", XC_DAY_HOLIDAY, "中秋节"},
    {"2021-09-26", "2021-09-26", XC_DAY_WORKDAY, "国庆节"},
    {"2021-10-01", "2021-10-07", XC_DAY_HOLIDAY, "国庆节"},
    {"2021-10-09", "2021-10-09", XC_DAY_WORKDAY, "国庆节"},
    {"2022-01-01", "2022-01-03", XC_DAY_HOLIDAY, "元旦"},
    {"2022-01-29", "2022-01-30", XC_DAY_WORKDAY, "春节"},
    {"2022-01-31", "2022-02-06", XC_DAY_HOLIDAY, "春节"},
    {"2022-04-02", "2022-04-02", XC_DAY_WORKDAY, "清明节"},
    {"2022-04-03", "2022-04-05", XC_DAY_HOLIDAY, "清明节"},
    {"2022-04-24", "2022-04-24", XC_DAY_WORKDAY, "劳动节"},
    {"2022-04-30", "2022-05-04", XC_DAY_HOLIDAY, "劳动节"},
    {"2022-05-07", "2022-05-07", XC_DAY_WORKDAY, "劳动节"},
    {"2022-06-03", "2022-06-05", XC_DAY_HOLIDAY, "端午节"},
    {"2022-09-10", "2022-09-12", XC_DAY_HOLIDAY, "中秋节"},
    {"2022-10-01", "2022-10-07", XC_DAY_HOLIDAY, "国庆节"},
    {"2022-10-08", "2022-10-09", XC_DAY_WORKDAY, "国庆节"},
    {"2022-12-31", "2022-12-31", XC_DAY_HOLIDAY, "元旦"},
    {"2024-01-01", "2024-01-01", XC_DAY_HOLIDAY, "元旦"},
    {"2024-02-04", "2024-02-04", XC_DAY_WORKDAY, "春节"},
    {"2024-02-10", "2024-02-17", XC_DAY_HOLIDAY, "春节"},
    {"2024-02-18", "2024-02-18", XC_DAY_WORKDAY, "春节"},
    {"2024-04-04", "2024-04-06", XC_DAY_HOLIDAY, "清明节"},
    {"2024-04-07", "2024-04-07", XC_DAY_WORKDAY, "清明节"},
    {"2024-04-28", "2024-04-28", XC_DAY_WORKDAY, "劳动节"},
    {"2024-05-01", "2024-05-05", XC_DAY_HOLIDAY, "劳动节"},
    {"2024-05-11", "2024-05-11", XC_DAY_WORKDAY, "劳动节"},
    {"2024-06-10", "2024-06-10", XC_DAY_HOLIDAY, "端午节"},
    {"2024-09-14", "2024-09-14", XC_DAY_WORKDAY, "中秋节"},
    {"2024-09-15", "2024-09-17", XC_DAY_HOLIDAY, "中秋节"},
    {"2024-09-29", "2024-09-29", XC_DAY_WORKDAY, "国庆节"},
    {"2024-10-01", "2024-10-07", XC_DAY_HOLIDAY, "国庆节"},
    {"2024-10-12", "2024-10-12", XC_DAY_WORKDAY, "国庆节"},
    {"2025-01-01", "2025-01-01", XC_DAY_HOLIDAY, "元旦"},
    {"2025-01-26", "2025-01-26", XC_DAY_WORKDAY, "春节"},
    {"2025-01-28", "2025-02-04", XC_DAY_HOLIDAY, "春节"},
    {"2025-02-08", "2025-02-08", XC_DAY_WORKDAY, "春节"},
    {"2025-04-04", "2025-04-06", XC_DAY_HOLIDAY, "清明节"},
    {"2025-04-27", "2025-04-27", XC_DAY_WORKDAY, "劳动节"},
    {"2025-05-01", "2025-05-05", XC_DAY_HOLIDAY, "劳动节"},
    {"2025-05-31", "2025-06-02", XC_DAY_HOLIDAY, "端午节"},
    {"2025-09-28", "2025-09-28", XC_DAY_WORKDAY, "国庆节、中秋节"},
    {"2025-10-01", "2025-10-08", XC_DAY_HOLIDAY, "国庆节、中秋节"},
    {"2025-10-11", "2025-10-11", XC_DAY_WORKDAY, "国庆节、中秋节"},
};

static const int test_years[] = {2019, 2020, 2021, 2022, 2024, 2025};

static inline xc_date test_date(const char *text) {
    xc_date date = XC_NO_DATE;
    if (!xc_date_parse(xc_str_from(text), &date))
        fail_msg("the test names a wrong date: %s", text);
    return date;
}

static inline void test_add_facts(struct xc_workdays_builder *builder) {
    struct xc_error error = {0};
    for (size_t i = 0; i < sizeof test_spans / sizeof test_spans[0]; i++) {
        const struct span *span = &test_spans[i];
        for (xc_date day = test_date(span->from); day <= test_date(span->to); day++) {
            struct xc_day_fact fact = {day, span->kind, xc_str_from(span->name)};
            assert_int_equal(xc_workdays_add_fact(builder, fact, &error), XC_OK);
        }
    }
    for (size_t i = 0; i < sizeof test_years / sizeof test_years[0]; i++)
        assert_int_equal(
            xc_workdays_add_year(builder, test_years[i], XC_YEAR_COVERED, &error), XC_OK);
}

static inline struct xc_workdays *test_workdays(void) {
    struct xc_error error = {0};
    struct xc_workdays *workdays = NULL;
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    assert_non_null(builder);
    test_add_facts(builder);
    assert_int_equal(xc_workdays_build(builder, &workdays, &error), XC_OK);
    xc_workdays_builder_free(builder);
    return workdays;
}

/* xorshift64*: the same numbers everywhere. */
static inline uint32_t test_random(uint64_t *state, uint32_t below) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % below;
}

/* The message as it would be printed, in a static buffer of the test. */
static inline bool test_says(const struct xc_error *error, const char *part) {
    struct xc_buffer text = xc_buffer_make(8192);
    assert_int_equal(xc_error_render(error, NULL, &text), XC_OK);
    bool found = xc_str_find(xc_buffer_view(&text), xc_str_from(part)) >= 0;
    if (!found)
        print_message("'%.*s' does not hold '%s'\n", XC_PRI(xc_buffer_view(&text)), part);
    xc_buffer_free(&text);
    return found;
}

#endif
