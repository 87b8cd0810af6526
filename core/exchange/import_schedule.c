/* The schedule as `export csv` writes it, read back after people changed it. */
#include "exchange/cells.h"
#include "exchange/importing.h"

enum { DAY_MINUTES = 24 * 60, FRACTION_DIGITS = 9 };

struct schedule {
    int (*take)(void *context, const struct xc_schedule_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error);
    void *context;
};

/* "0.375": how workbooks keep 09:00. */
static bool parse_fraction(struct xc_str text, unsigned *minutes) {
    struct xc_str rest = text, whole = xc_str_cut(&rest, '.');
    uint64_t value = 0, scale = 1;
    if (!xc_str_is(whole, "0") || !rest.ptr || rest.len == 0) {
        return false;
    }
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] < '0' || rest.ptr[i] > '9') {
            return false;
        }
        if (i < FRACTION_DIGITS) {
            value = value * 10 + (uint64_t)(rest.ptr[i] - '0');
            scale *= 10;
        }
    }
    *minutes = (unsigned)((value * DAY_MINUTES + scale / 2) / scale);
    return true;
}

/* 9:30, 09:30, 09:30:00. */
static bool parse_time(struct xc_str text, unsigned *minutes) {
    struct xc_str rest = text, hour_text = xc_str_cut(&rest, ':');
    struct xc_str minute_text = xc_str_cut(&rest, ':');
    uint64_t hour, minute;
    if (!minute_text.ptr || minute_text.len != 2 ||
        (rest.ptr && !xc_str_is(rest, "00")) || !xc_str_to_uint(hour_text, 24, &hour) ||
        !xc_str_to_uint(minute_text, 59, &minute) || hour * 60 + minute > DAY_MINUTES) {
        return parse_fraction(text, minutes);
    }
    *minutes = (unsigned)(hour * 60 + minute);
    return true;
}

static int read_time(struct xc_importing *importing, size_t column, int *minutes,
                     struct xc_error *error) {
    struct xc_str text;
    unsigned read = 0;
    *minutes = -1;
    if (xc_cell_given(importing, column, &text) != XC_GIVEN_VALUE) {
        return XC_OK;
    }
    if (!parse_time(text, &read)) {
        return xc_cell_fail(
            importing, column, error, "column “%s”: “%s” is not a time such as 09:30",
            xc_cell_header(importing, column).text, xc_report_show(text).text);
    }
    *minutes = (int)read;
    return XC_OK;
}

static void find_place(struct xc_importing *importing, size_t column,
                       struct xc_schedule_row *row) {
    int where = importing->header.where[column];
    unsigned line = importing->row.line;
    if (where >= 0 && (size_t)where < importing->row.count) {
        xc_sheet_place(&importing->row, (size_t)where, &line, &row->places[column]);
    }
}

static int take_row(void *context, struct xc_importing *importing,
                    struct xc_row_verdict *verdict, struct xc_error *error) {
    struct schedule *schedule = context;
    struct xc_schedule_row row = {
        .line = importing->row.line, .date = XC_NO_DATE, .last_day = XC_NO_DATE};
    int code = XC_OK;
    for (size_t i = 0; i < XC_SCHEDULE_COLUMNS && code == XC_OK; i++) {
        find_place(importing, i, &row);
        code = xc_cell_text(importing, i, &row.cells[i], error);
        row.cells[i] = xc_cell_clean(importing, row.cells[i]);
    }
    if (code == XC_OK) {
        code = xc_cell_date(importing, XC_SCHEDULE_DATE, &row.date, error);
    }
    if (code == XC_OK) {
        code = xc_cell_date(importing, XC_SCHEDULE_LAST_DAY, &row.last_day, error);
    }
    if (code == XC_OK) {
        code = read_time(importing, XC_SCHEDULE_START, &row.start, error);
    }
    if (code == XC_OK) {
        code = read_time(importing, XC_SCHEDULE_END, &row.end, error);
    }
    return code == XC_OK ? schedule->take(schedule->context, &row, verdict, error) : code;
}

int xc_import_schedule(struct xc_str bytes, const struct xc_import_options *options,
                       int (*take)(void *context, const struct xc_schedule_row *row,
                                   struct xc_row_verdict *verdict,
                                   struct xc_error *error),
                       void *context, struct xc_import_report *report,
                       struct xc_error *error) {
    struct schedule schedule = {take, context};
    return xc_importing_rows(bytes, options, take_row, &schedule, report, error);
}
