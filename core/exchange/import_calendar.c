#include "base/utf8.h"
#include "exchange/cells.h"
#include "exchange/importing.h"

#include <stdlib.h>
#include <string.h>

/* The calendar has no register behind it; the cell readers need only the row and the
 * report. */
struct calendar {
    struct xc_importing importing;
    struct xc_buffer days; /* struct xc_day_fact, unsorted */
};

static int read_kind(struct xc_importing *importing, enum xc_day_kind *kind,
                     struct xc_error *error) {
    static const char *const holidays[] = {"休", "holiday", "放假", "节假日",
                                           "假", "off",     "休息"};
    static const char *const workdays[] = {"班",       "workday", "上班",  "补班",
                                           "调休上班", "work",    "工作日"};
    struct xc_str text = {0};
    int code = xc_cell_text(importing, CALENDAR_KIND, &text, error);
    if (code != XC_OK)
        return code;
    for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++) {
        if (xc_str_is(text, holidays[i]) || xc_str_is(text, workdays[i])) {
            *kind = xc_str_is(text, holidays[i]) ? XC_DAY_HOLIDAY : XC_DAY_WORKDAY;
            return XC_OK;
        }
    }
    return xc_cell_fail(importing, CALENDAR_KIND, error,
                        "column “%s”: “%s” is neither holiday (休) nor workday (班)",
                        xc_cell_header(importing, CALENDAR_KIND).text,
                        xc_report_show(text).text);
}

static int take_day(void *context, const struct xc_run *run, struct xc_error *error) {
    struct calendar *calendar = context;
    struct xc_importing *importing = &calendar->importing;
    struct xc_day_fact fact = {.date = XC_NO_DATE};
    char iso[11];
    (void)run;
    importing->clean.len = 0;
    int code = xc_cell_needed_date(importing, CALENDAR_DATE, &fact.date, error);
    if (code == XC_OK)
        code = read_kind(importing, &fact.kind, error);
    if (code == XC_OK)
        code = xc_cell_text(importing, CALENDAR_NAME, &fact.name, error);
    if (code == XC_OK && xc_utf8_forbidden(fact.name) != 0)
        code = xc_cell_fail(importing, CALENDAR_NAME, error,
                            "column “%s”: the name holds invisible characters",
                            xc_cell_header(importing, CALENDAR_NAME).text);
    if (code != XC_OK)
        return code;
    xc_date_format(fact.date, iso);
    code = xc_importing_claim(importing, CALENDAR_DATE, xc_str_from(iso), error);
    if (code != XC_OK)
        return code;
    if (fact.name.len > 0) {
        fact.name = xc_arena_copy(importing->report->arena, fact.name);
        if (fact.name.ptr == NULL)
            return xc_fail_memory(error);
    }
    importing->report->added++;
    return xc_buffer_append(&calendar->days, &fact, sizeof fact) == XC_OK
               ? XC_OK
               : xc_fail_memory(error);
}

static int by_date(const void *left, const void *right) {
    const struct xc_day_fact *a = left;
    const struct xc_day_fact *b = right;
    return (a->date > b->date) - (a->date < b->date);
}

/* The holiday of 1 October stands in every notice; a year without it was not given whole.
 */
static void note_parts(struct xc_import_report *report, const struct xc_day_fact *days,
                       size_t count) {
    for (size_t first = 0, end; first < count; first = end) {
        int year = xc_date_ymd(days[first].date).year;
        bool whole = false;
        for (end = first; end < count; end++) {
            struct xc_ymd day = xc_date_ymd(days[end].date);
            if (day.year != year)
                break;
            whole = whole ||
                    (days[end].kind == XC_DAY_HOLIDAY && day.month == 10 && day.day == 1);
        }
        if (!whole)
            xc_report_note(report,
                           "1 October %d is not among the holidays: the %zu days of %d "
                           "are added, but the year's notice is not taken as known",
                           year, end - first, year);
    }
}

int xc_import_calendar(struct xc_str bytes, const struct xc_import_options *options,
                       struct xc_day_fact **days, size_t *count,
                       struct xc_import_report *report, struct xc_error *error) {
    *days = NULL;
    *count = 0;
    int code = xc_report_start(report, error);
    struct calendar *calendar = code == XC_OK ? calloc(1, sizeof *calendar) : NULL;
    if (calendar == NULL)
        return code == XC_OK ? xc_fail_memory(error) : code;
    struct xc_importing *importing = &calendar->importing;
    importing->options = options;
    importing->report = report;
    importing->clean = xc_buffer_make((size_t)1 << 19);
    importing->scratch = xc_buffer_make((size_t)1 << 20);
    importing->ids = xc_lookup_make(XC_MAX_AREAS);
    calendar->days = xc_buffer_make((size_t)1 << 24);
    code =
        xc_buffer_reserve(&importing->clean, (size_t)1 << 19) != NULL
            ? xc_importing_read(importing, bytes, true, take_day, calendar, NULL, error)
            : xc_fail_memory(error);
    if (code == XC_OK) {
        *count = calendar->days.len / sizeof **days;
        *days = xc_arena_array(report->arena, *count, sizeof **days);
        if (*days != NULL && *count > 0) {
            memcpy(*days, calendar->days.ptr, calendar->days.len);
            qsort(*days, *count, sizeof **days, by_date);
            note_parts(report, *days, *count);
        }
        code = *days != NULL ? XC_OK : xc_fail_memory(error);
    }
    xc_importing_release(importing);
    xc_buffer_free(&calendar->days);
    free(calendar);
    return code;
}
