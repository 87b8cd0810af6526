#include "exchange/xlsx_internal.h"

#include "base/file.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 1 << 26,
    TEXT_BYTES = 1 << 20,
    FILE_BYTES = 1 << 30,
    PAPER_A4 = 9,
    DAYS_BEFORE_1970 = 25569, /* as spreadsheets count */
    WIDTH_MIN = 6,            /* of columns, in terminal columns */
    WIDTH_MAX = 46,
    STANDING = 88, /* what fits on a page at full size */
    LYING = 134,
    ROW_POINTS = 18,
    POINTS_PER_LINE = 15,
    FROZEN_MAX = 12 /* rows: more would leave no room on a screen */
};

/* Files of the program that runs now lie in a folder that nobody else may enter. */
static int make_folder(struct xc_workbook *book, struct xc_error *error) {
    const char *parent = getenv("TMPDIR");
    parent = parent && *parent ? parent : "/tmp";
    int rc = xc_path_join(&book->folder, parent, "xuncha-XXXXXX");
    if (rc != XC_OK) {
        return xc_fail_memory(error);
    }
    if (!mkdtemp(book->folder.ptr)) {
        rc = xc_fail_errno(error, errno, "make", book->folder.ptr);
        xc_buffer_free(&book->folder);
        return rc;
    }
    rc = xc_path_join(&book->file, book->folder.ptr, "book.xlsx");
    return rc == XC_OK ? rc : xc_fail_memory(error);
}

int xc_workbook_new(struct xc_str title, struct xc_workbook **book,
                    struct xc_error *error) {
    *book = NULL;
    struct xc_workbook *made = calloc(1, sizeof *made);
    if (!made) {
        return xc_fail_memory(error);
    }
    made->folder = xc_buffer_make(TEXT_BYTES);
    made->file = xc_buffer_make(TEXT_BYTES);
    made->text = xc_buffer_make(TEXT_BYTES);
    made->arena = xc_arena_new(ARENA_BYTES);
    int rc = made->arena ? make_folder(made, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                        .tmpdir = made->folder.ptr};
        made->book = workbook_new_opt(made->file.ptr, &options);
        rc = made->book ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        /* A day of its own would make every file another one. */
        lxw_doc_properties properties = {.created = 946684800};
        (void)xc_xlsx_fit(made, xc_utf8_prefix(title, 240));
        properties.title = made->text.failed ? NULL : made->text.ptr;
        xc_xlsx_check(made, workbook_set_properties(made->book, &properties));
        *book = made;
        return XC_OK;
    }
    xc_workbook_free(made);
    return rc;
}

void xc_workbook_free(struct xc_workbook *book) {
    if (!book) {
        return;
    }
    if (book->book) {
        (void)workbook_close(book->book); /* which also frees it */
    }
    if (book->file.len) {
        (void)unlink(book->file.ptr);
    }
    if (book->folder.len) {
        (void)rmdir(book->folder.ptr);
    }
    xc_buffer_free(&book->folder);
    xc_buffer_free(&book->file);
    xc_buffer_free(&book->text);
    xc_arena_free(book->arena);
    free(book);
}

void xc_xlsx_check(struct xc_workbook *book, lxw_error code) {
    book->full = book->full || code == LXW_ERROR_MEMORY_MALLOC_FAILED;
    book->misused = book->misused || code != LXW_NO_ERROR;
}

/* Columns as wide as the content asks for, and together at least as wide as the paper, so
 * that lines across them fit. */
static void set_widths(struct xc_workbook *book) {
    unsigned page = book->landscape ? LYING : STANDING;
    unsigned sum = 0, free_sum = 0;
    unsigned widths[XC_WORKBOOK_COLUMNS];
    for (size_t i = 0; i < book->columns; i++) {
        unsigned width = book->widths[i] + 2;
        width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
        widths[i] = book->chosen[i] ? book->chosen[i] : width;
        sum += widths[i];
        free_sum += book->chosen[i] ? 0 : widths[i];
    }
    unsigned missing = sum < page ? page - sum : 0;
    for (size_t i = 0; i < book->columns; i++) {
        unsigned more = book->chosen[i] || !free_sum ? 0 : missing * widths[i] / free_sum;
        xc_xlsx_check(book, worksheet_set_column(book->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                                 widths[i] + more, NULL));
    }
}

static void end_sheet(struct xc_workbook *book) {
    if (!book->sheet) {
        return;
    }
    set_widths(book);
    if (book->head_columns > 0) {
        if (book->head_row < FROZEN_MAX) {
            worksheet_freeze_panes(book->sheet, book->head_row + 1, 0);
        }
        xc_xlsx_check(book,
                      worksheet_repeat_rows(book->sheet, book->head_row, book->head_row));
    }
}

void xc_workbook_sheet(struct xc_workbook *book, struct xc_str name, bool landscape) {
    end_sheet(book);
    book->sheet = workbook_add_worksheet(book->book, xc_xlsx_name(book, name));
    if (!book->sheet) {
        book->full = true;
        return;
    }
    book->landscape = landscape;
    book->rows = 0;
    book->lines = 0;
    book->columns = 0;
    book->head_columns = 0;
    memset(book->widths, 0, sizeof book->widths);
    memset(book->chosen, 0, sizeof book->chosen);
    worksheet_set_paper(book->sheet, PAPER_A4);
    if (landscape) {
        worksheet_set_landscape(book->sheet);
    }
    worksheet_set_margins(book->sheet, 0.7, 0.7, 0.8, 0.8);
    worksheet_center_horizontally(book->sheet);
    worksheet_fit_to_pages(book->sheet, 1, 0);
    worksheet_set_default_row(book->sheet, ROW_POINTS, LXW_FALSE);
    xc_xlsx_check(book, worksheet_set_footer(book->sheet, "&C&P / &N"));
}

static void set_row(struct xc_workbook *book) {
    lxw_row_col_options options = {.level = book->detail ? 1 : 0};
    double points = book->lines ? book->lines * POINTS_PER_LINE + 3 : ROW_POINTS;
    xc_xlsx_check(
        book, worksheet_set_row_opt(book->sheet, book->rows - 1, points, NULL, &options));
}

static void set_lines(struct xc_workbook *book, unsigned lines) {
    book->lines = lines < 27 ? lines : 27; /* 409 points are the most */
    set_row(book);
}

uint32_t xc_workbook_row(struct xc_workbook *book, unsigned lines) {
    if (!book->sheet || book->rows == XC_WORKBOOK_ROWS) {
        book->misused = true;
        return 0;
    }
    book->rows++;
    book->lines = 0;
    book->detail = false;
    if (lines > 0) {
        set_lines(book, lines);
    }
    return book->rows - 1;
}

void xc_workbook_detail(struct xc_workbook *book) {
    if (!book->sheet || book->rows == 0) {
        book->misused = true;
        return;
    }
    book->detail = true;
    worksheet_outline_settings(book->sheet, LXW_TRUE, LXW_FALSE, LXW_TRUE, LXW_FALSE);
    set_row(book);
}

/* Whether a cell may stand there. */
static bool ready(struct xc_workbook *book, size_t column) {
    if (!book->sheet || book->rows == 0 || column >= XC_WORKBOOK_COLUMNS) {
        book->misused = true;
        return false;
    }
    book->columns = column >= book->columns ? column + 1 : book->columns;
    return true;
}

static void want_width(struct xc_workbook *book, size_t column, size_t width) {
    if (width > book->widths[column]) {
        book->widths[column] = width < WIDTH_MAX ? (unsigned)width : WIDTH_MAX;
    }
}

/* The widest of the lines of a text, and how many they are in a column of some width. */
struct extent {
    size_t width, lines;
};

static struct extent measure(struct xc_str text, size_t column) {
    struct extent extent = {0};
    for (struct xc_str rest = text; rest.ptr;) {
        size_t width = xc_utf8_width(xc_str_cut(&rest, '\n'));
        extent.width = width > extent.width ? width : extent.width;
        extent.lines += width > column ? (width + column - 1) / column : 1;
    }
    extent.lines = extent.lines < 100 ? extent.lines : 100;
    return extent;
}

static void need_lines(struct xc_workbook *book, size_t lines) {
    if (lines > (book->lines ? book->lines : 1)) {
        set_lines(book, (unsigned)lines);
    }
}

static void put_text(struct xc_workbook *book, size_t column, lxw_format *format,
                     struct xc_str text) {
    lxw_row_t row = book->rows - 1;
    const char *fit = xc_xlsx_fit(book, text);
    xc_xlsx_check(
        book,
        *fit ? worksheet_write_string(book->sheet, row, (lxw_col_t)column, fit, format)
             : worksheet_write_blank(book->sheet, row, (lxw_col_t)column, format));
}

static void text_cell(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, enum xc_xlsx_value value,
                      struct xc_str text) {
    if (ready(book, column)) {
        unsigned chosen = book->chosen[column];
        struct extent extent = measure(text, chosen ? chosen : WIDTH_MAX - 2);
        /* The button of the filter covers the end of a head. */
        want_width(book, column, extent.width + (style == XC_WORKBOOK_HEAD ? 2 : 0));
        need_lines(book, extent.lines);
        put_text(book, column, xc_xlsx_format(book, style, value), text);
    }
}

void xc_workbook_text(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, struct xc_str text) {
    text_cell(book, column, style, XC_XLSX_TEXT, text);
}

void xc_workbook_right(struct xc_workbook *book, size_t column,
                       enum xc_workbook_style style, struct xc_str text) {
    text_cell(book, column, style, XC_XLSX_RIGHT, text);
}

/* Lines that a text needs on the part of the page that it has; half of it where it does
 * not begin at the left, because the other columns are not known yet. */
static size_t lines_across(const struct xc_workbook *book, struct xc_str text,
                           size_t first, enum xc_workbook_style style) {
    bool title = style == XC_WORKBOOK_TITLE;
    size_t page = book->landscape ? LYING : STANDING;
    size_t width = first > 0 ? page / 2 : page - 6;
    size_t lines = measure(text, title ? width * 11 / 18 : width).lines;
    return title ? lines * 2 : lines; /* of larger letters */
}

void xc_workbook_across(struct xc_workbook *book, size_t first, size_t last,
                        enum xc_workbook_style style, struct xc_str text) {
    if (last < first || !ready(book, last)) {
        book->misused = true;
        return;
    }
    lxw_format *format = xc_xlsx_format(book, style, XC_XLSX_TEXT);
    lxw_row_t row = book->rows - 1;
    need_lines(book, lines_across(book, text, first, style));
    if (first == last) {
        put_text(book, first, format, text);
        return;
    }
    xc_xlsx_check(book, worksheet_merge_range(book->sheet, row, (lxw_col_t)first, row,
                                              (lxw_col_t)last, xc_xlsx_fit(book, text),
                                              format));
}

static void put_number(struct xc_workbook *book, size_t column,
                       enum xc_workbook_style style, enum xc_xlsx_value value,
                       double number, size_t width) {
    if (ready(book, column)) {
        want_width(book, column, width);
        xc_xlsx_check(book, worksheet_write_number(book->sheet, book->rows - 1,
                                                   (lxw_col_t)column, number,
                                                   xc_xlsx_format(book, style, value)));
    }
}

static size_t digits(int64_t number) {
    size_t count = number < 0 ? 2 : 1;
    for (; number >= 10 || number <= -10; number /= 10) {
        count++;
    }
    return count;
}

void xc_workbook_number(struct xc_workbook *book, size_t column,
                        enum xc_workbook_style style, int64_t number) {
    put_number(book, column, style, XC_XLSX_NUMBER, (double)number, digits(number));
}

void xc_workbook_rate(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, int64_t number, int64_t of) {
    if (of <= 0) {
        book->misused = true;
        return;
    }
    put_number(book, column, style, XC_XLSX_RATE, (double)number / (double)of, 6);
}

void xc_workbook_date(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, xc_date date) {
    put_number(book, column, style, XC_XLSX_DATE, (double)date + DAYS_BEFORE_1970, 10);
}

void xc_workbook_money(struct xc_workbook *book, size_t column,
                       enum xc_workbook_style style, int64_t fen) {
    size_t width = digits(fen) * 4 / 3 + 2;
    put_number(book, column, style, XC_XLSX_MONEY, (double)fen / 100, width);
}

static void put_empty(struct xc_workbook *book, size_t column,
                      enum xc_workbook_style style, enum xc_xlsx_value value,
                      size_t width) {
    if (ready(book, column)) {
        want_width(book, column, width);
        xc_xlsx_check(book, worksheet_write_blank(book->sheet, book->rows - 1,
                                                  (lxw_col_t)column,
                                                  xc_xlsx_format(book, style, value)));
    }
}

void xc_workbook_empty_number(struct xc_workbook *book, size_t column,
                              enum xc_workbook_style style) {
    put_empty(book, column, style, XC_XLSX_NUMBER, 1);
}

void xc_workbook_empty_money(struct xc_workbook *book, size_t column,
                             enum xc_workbook_style style) {
    put_empty(book, column, style, XC_XLSX_MONEY, 10);
}

void xc_workbook_empty_date(struct xc_workbook *book, size_t column,
                            enum xc_workbook_style style) {
    put_empty(book, column, style, XC_XLSX_DATE, 10);
}

void xc_workbook_head(struct xc_workbook *book, size_t columns) {
    if (!book->sheet || book->rows == 0 || columns == 0 || book->head_columns > 0) {
        book->misused = true;
        return;
    }
    book->head_columns = columns;
    book->head_row = book->rows - 1;
    book->filtered = false;
}

/* At once: the library takes no row that lies behind it. */
void xc_workbook_filter_end(struct xc_workbook *book) {
    if (book->head_columns == 0 || book->filtered) {
        book->misused = true;
        return;
    }
    lxw_col_t last = (lxw_col_t)(book->head_columns - 1);
    xc_xlsx_check(
        book, worksheet_autofilter(book->sheet, book->head_row, 0, book->rows - 1, last));
    book->filtered = true;
}

void xc_workbook_width(struct xc_workbook *book, size_t column, unsigned width) {
    if (column >= XC_WORKBOOK_COLUMNS || width == 0 || width > 255) {
        book->misused = true;
        return;
    }
    book->columns = column >= book->columns ? column + 1 : book->columns;
    book->chosen[column] = width;
}

/* The library does not look whether its rows came to the disk. */
static bool rows_are_kept(const struct xc_workbook *book) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, book->book->worksheets, list_pointers) {
        FILE *rows = sheet->optimize_tmpfile;
        if (rows && (fflush(rows) != 0 || ferror(rows))) {
            return false;
        }
    }
    return true;
}

int xc_workbook_finish(struct xc_workbook *book, struct xc_buffer *out,
                       struct xc_error *error) {
    end_sheet(book);
    xc_xlsx_write_hidden(book);
    errno = 0;
    bool kept = rows_are_kept(book);
    lxw_error code = workbook_close(book->book);
    int number = errno;
    book->book = NULL;
    if (book->full || code == LXW_ERROR_MEMORY_MALLOC_FAILED) {
        return xc_fail_memory(error);
    }
    if (book->misused) {
        return xc_fail(error, XC_EINTERNAL,
                       "a part of a workbook was written where it cannot stand");
    }
    if (!kept || code != LXW_NO_ERROR) {
        return xc_fail_errno(error, number ? number : EIO, "write", book->folder.ptr);
    }
    return xc_file_read(book->file.ptr, out, error);
}
