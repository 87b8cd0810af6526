/* What may be put into cells, charts, and the hidden worksheet that both need. */
#include "exchange/xlsx_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAYS_BEFORE_1970 = 25569,
    ROW_PIXELS = 24, /* that nobody set */
    CHART_ROWS = 14,
    CHART_WIDTH = 620,
    CHART_HEIGHT = 13 * ROW_PIXELS,
    DEFAULT_WIDTH = 480, /* of the library's charts, in pixels */
    DEFAULT_HEIGHT = 288
};

/* Keeps a place of so many rows in the hidden worksheet. Returns its first row. */
static uint32_t hide(struct xc_workbook *book, struct xc_xlsx_hidden hidden,
                     uint32_t rows) {
    struct xc_xlsx_hidden *kept = xc_arena_alloc(book->arena, sizeof *kept);
    uint32_t first = book->hidden_rows;
    if (!kept) {
        book->full = true;
        return first;
    }
    *kept = hidden;
    if (book->last_hidden) {
        book->last_hidden->next = kept;
    } else {
        book->hidden = kept;
    }
    book->last_hidden = kept;
    book->hidden_rows += rows;
    return first;
}

static const struct xc_str *copy_words(struct xc_workbook *book,
                                       const struct xc_str *words, size_t count) {
    struct xc_str *copies = xc_arena_array(book->arena, count, sizeof *copies);
    for (size_t i = 0; copies && i < count; i++) {
        copies[i] = xc_arena_copy(book->arena, words[i]);
        if (!copies[i].ptr) {
            copies = NULL;
        }
    }
    book->full = book->full || !copies;
    return copies;
}

static bool validate(struct xc_workbook *book, struct xc_workbook_area area,
                     lxw_data_validation *rule) {
    if (!book->sheet || area.column >= XC_WORKBOOK_COLUMNS || area.last < area.first ||
        area.last >= XC_WORKBOOK_ROWS) {
        book->misused = true;
        return false;
    }
    lxw_col_t column = (lxw_col_t)area.column;
    lxw_error code = worksheet_data_validation_range(book->sheet, area.first, column,
                                                     area.last, column, rule);
    xc_xlsx_check(book, code);
    return code == LXW_NO_ERROR;
}

/* Where the words of the last rule's list stand. The library takes such a range too, but
 * never releases it; the words of a list it does. */
static void name_range(struct xc_workbook *book, const char *range) {
    lxw_data_val_obj *rule, *last = NULL;
    size_t size = strlen(range) + 1;
    char *copy = malloc(size);
    STAILQ_FOREACH(rule, book->sheet->data_validations, list_pointers) {
        last = rule;
    }
    if (!copy || !last) {
        free(copy);
        book->full = true;
        return;
    }
    memcpy(copy, range, size);
    free(last->value_formula);
    last->value_formula = copy;
}

static void list(struct xc_workbook *book, struct xc_workbook_area area,
                 const struct xc_str *words, size_t count, bool only) {
    char range[64], last[8], none_word[] = "-";
    if (count == 0 || count > 16384) {
        book->misused = true;
        return;
    }
    const struct xc_str *kept = copy_words(book, words, count);
    if (!kept) {
        return;
    }
    uint32_t row =
        hide(book, (struct xc_xlsx_hidden){.words = kept, .word_count = count}, 1);
    lxw_col_to_name(last, (lxw_col_t)(count - 1), LXW_TRUE);
    (void)snprintf(range, sizeof range, "'" XC_XLSX_HIDDEN "'!$A$%u:%s$%u", row + 1, last,
                   row + 1);
    char *none[] = {none_word, NULL};
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST,
                                .value_list = none,
                                .show_error =
                                    only ? LXW_VALIDATION_ON : LXW_VALIDATION_OFF};
    if (validate(book, area, &rule)) {
        name_range(book, range);
    }
}

void xc_workbook_choices(struct xc_workbook *book, struct xc_workbook_area area,
                         const struct xc_str *words, size_t count) {
    list(book, area, words, count, true);
}

void xc_workbook_offers(struct xc_workbook *book, struct xc_workbook_area area,
                        const struct xc_str *words, size_t count) {
    list(book, area, words, count, false);
}

static void between(struct xc_workbook *book, struct xc_workbook_area area, bool date,
                    double least, double most) {
    lxw_data_validation rule = {.validate = date ? LXW_VALIDATION_TYPE_DATE_NUMBER
                                                 : LXW_VALIDATION_TYPE_INTEGER,
                                .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = least,
                                .maximum_number = most};
    (void)validate(book, area, &rule);
}

void xc_workbook_dates(struct xc_workbook *book, struct xc_workbook_area area,
                       xc_date from, xc_date to) {
    between(book, area, true, (double)from + DAYS_BEFORE_1970,
            (double)to + DAYS_BEFORE_1970);
}

void xc_workbook_numbers(struct xc_workbook *book, struct xc_workbook_area area,
                         int64_t least, int64_t most) {
    between(book, area, false, (double)least, (double)most);
}

void xc_workbook_protect(struct xc_workbook *book) {
    if (!book->sheet) {
        book->misused = true;
        return;
    }
    lxw_protection allowed = {.format_columns = LXW_TRUE,
                              .format_rows = LXW_TRUE,
                              .autofilter = LXW_TRUE,
                              .sort = LXW_TRUE};
    worksheet_protect(book->sheet, NULL, &allowed);
}

/* Fills that can be told apart where nothing is printed in colours. */
static void fill_series(lxw_chart_series *series, size_t number) {
    lxw_chart_line line = {.color = 0x222222, .width = 0.75};
    if (number == 2) {
        lxw_chart_pattern pattern = {.fg_color = 0x555555,
                                     .bg_color = 0xffffff,
                                     .type = LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL};
        chart_series_set_pattern(series, &pattern);
    } else {
        lxw_chart_fill fill = {.color = number == 0 ? 0x1f4e79 : 0xbdd7ee};
        chart_series_set_fill(series, &fill);
    }
    chart_series_set_line(series, &line);
}

static void fill_chart(lxw_chart *drawn, const struct xc_workbook_chart *chart,
                       const char *title, uint32_t first) {
    lxw_row_t last = first + (lxw_row_t)chart->points;
    /* The library calls the axis that lies x, whatever it counts. */
    lxw_chart_axis *values = chart->lying ? drawn->x_axis : drawn->y_axis;
    if (*title) {
        chart_title_set_name(drawn, title);
    } else {
        chart_title_off(drawn);
    }
    for (size_t i = 0; i < chart->series_count; i++) {
        lxw_col_t column = (lxw_col_t)(i + 1);
        lxw_chart_series *series = chart_add_series(drawn, NULL, NULL);
        chart_series_set_categories(series, XC_XLSX_HIDDEN, first + 1, 0, last, 0);
        chart_series_set_values(series, XC_XLSX_HIDDEN, first + 1, column, last, column);
        chart_series_set_name_range(series, XC_XLSX_HIDDEN, first, column);
        fill_series(series, i);
    }
    chart_axis_set_num_format(values, chart->rates ? "0%" : "0");
    chart_axis_set_min(values, 0);
    if (chart->rates) {
        chart_axis_set_max(values, 1);
    }
    if (chart->lying) {
        /* The first point stands at the top, the numbers at the foot. */
        chart_axis_set_reverse(drawn->y_axis);
        chart_axis_set_interval_unit(drawn->y_axis, 1); /* each has its name */
        chart_axis_set_label_position(values, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
        chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
        chart_axis_major_gridlines_set_visible(drawn->y_axis, LXW_FALSE);
    }
    chart_show_hidden_data(drawn);
    chart_legend_set_position(drawn, chart->series_count > 1 ? LXW_CHART_LEGEND_BOTTOM
                                                             : LXW_CHART_LEGEND_NONE);
}

void xc_workbook_chart(struct xc_workbook *book, const struct xc_workbook_chart *chart) {
    if (!book->sheet || chart->points == 0 || chart->series_count == 0) {
        book->misused = true;
        return;
    }
    lxw_chart *drawn =
        workbook_add_chart(book->book, chart->lying ? LXW_CHART_BAR : LXW_CHART_COLUMN);
    if (!drawn) {
        book->full = true;
        return;
    }
    uint32_t rows = (uint32_t)chart->points + 1;
    uint32_t first = hide(book, (struct xc_xlsx_hidden){.chart = chart}, rows);
    const char *title = xc_xlsx_fit(book, chart->title);
    /* What begins with "=" is a range to the library. */
    fill_chart(drawn, chart, title + strspn(title, "= "), first);
    /* Bars of many points need a taller one. */
    uint32_t more = chart->lying && chart->points > 12 ? (uint32_t)chart->points - 12 : 0;
    more = more < 120 ? more : 120;
    lxw_chart_options options = {
        .x_scale = (double)CHART_WIDTH / DEFAULT_WIDTH,
        .y_scale = (double)(CHART_HEIGHT + ROW_PIXELS * more) / DEFAULT_HEIGHT,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = book->text.failed ? NULL : book->text.ptr};
    xc_xlsx_check(
        book, worksheet_insert_chart_opt(book->sheet, book->rows, 0, drawn, &options));
    for (uint32_t i = 0; i < CHART_ROWS + more; i++) {
        (void)xc_workbook_row(book, 0);
    }
}

static void write_chart(struct xc_workbook *book, const struct xc_workbook_chart *chart) {
    (void)xc_workbook_row(book, 0);
    xc_workbook_text(book, 0, XC_WORKBOOK_PLAIN, chart->title);
    for (size_t i = 0; i < chart->series_count; i++) {
        xc_workbook_text(book, i + 1, XC_WORKBOOK_PLAIN, chart->series[i]);
    }
    for (size_t point = 0; point < chart->points; point++) {
        (void)xc_workbook_row(book, 0);
        xc_workbook_text(book, 0, XC_WORKBOOK_PLAIN, chart->labels[point]);
        for (size_t i = 0; i < chart->series_count; i++) {
            int64_t value = chart->values[point * chart->series_count + i];
            if (chart->rates) {
                xc_workbook_rate(book, i + 1, XC_WORKBOOK_PLAIN, value, 1000);
            } else {
                xc_workbook_number(book, i + 1, XC_WORKBOOK_PLAIN, value);
            }
        }
    }
}

/* Cells of a list may be more than columns of a table. */
static void write_words(struct xc_workbook *book, const struct xc_xlsx_hidden *hidden) {
    lxw_row_t row = xc_workbook_row(book, 0);
    for (size_t i = 0; i < hidden->word_count; i++) {
        const char *fit = xc_xlsx_fit(book, hidden->words[i]);
        xc_xlsx_check(book, worksheet_write_string(
                                book->sheet, row, (lxw_col_t)i, fit,
                                xc_xlsx_format(book, XC_WORKBOOK_PLAIN, XC_XLSX_TEXT)));
    }
}

void xc_xlsx_write_hidden(struct xc_workbook *book) {
    if (!book->hidden || book->full) {
        return;
    }
    book->sheet = workbook_add_worksheet(book->book, XC_XLSX_HIDDEN);
    book->rows = 0;
    if (!book->sheet) {
        book->full = true;
        return;
    }
    for (const struct xc_xlsx_hidden *one = book->hidden; one; one = one->next) {
        if (one->chart) {
            write_chart(book, one->chart);
        } else {
            write_words(book, one);
        }
    }
    worksheet_hide(book->sheet);
}
