/* Figures from a form that was filled in. What stands where is found by its labels, so
 * that rows that an office adds above or between do no harm. */
#include "exchange/sheet.h"
#include "report/figures_file.h"
#include "report/figures_form.h"

#include <stdlib.h>
#include <string.h>

enum { NOWHERE = XC_SHEET_COLUMNS, COLUMNS = XC_FORM_COUNTS + XC_RATES_COUNTS };

struct reader {
    struct xc_str name;
    struct xc_arena *arena;
    struct xc_figures_file *file;
    const struct xc_sheet *sheet;
    bool known[XC_FACTS];
    size_t columns[COLUMNS]; /* cell of each column of the table; NOWHERE */
    bool table;              /* its head was read */
    const struct xc_sheet_row *row;
    struct xc_error *error;
};

static struct xc_str cell(const struct reader *in, size_t column) {
    return column < in->row->count ? in->row->cells[column].text : XC_STR("");
}

static void place(const struct reader *in, size_t column, unsigned *line, unsigned *at) {
    xc_sheet_place(in->row, column < in->row->count ? column : in->row->count, line, at);
    if (in->row->start == NULL) { /* a workbook: the cell is where it would stand */
        *at = (unsigned)column + 1;
    }
}

/* Says which cell that is, as the spreadsheet program has it. */
static int refused(struct reader *in, size_t column) {
    if (in->file->shape != XC_FIGURES_WORKBOOK) {
        return XC_EINPUT;
    }
    char where[XC_FIGURES_PLACE_TEXT];
    struct xc_str sheet = xc_sheet_name(in->sheet);
    xc_figures_cell(in->row->line, (unsigned)column + 1, where);
    return xc_hint(in->error, "that is cell %s of worksheet “%.*s”", where,
                   XC_PRI(sheet));
}

#define REFUSE(in, column, ...)                                                          \
    (place(in, column, &line, &at),                                                      \
     xc_fail_at((in)->error, XC_EINPUT, (in)->name, line, at, __VA_ARGS__),              \
     refused(in, column))

/* ---- Facts ---- */

static int keep(struct reader *in, struct xc_str text, struct xc_str *out) {
    *out = xc_arena_copy(in->arena, text);
    return out->ptr ? XC_OK : xc_fail_memory(in->error);
}

static int take_fact(struct reader *in, enum xc_form_fact fact) {
    struct xc_figures_file *file = in->file;
    struct xc_str text = cell(in, 1);
    unsigned line, at;
    uint64_t year;
    xc_date made;
    if (in->known[fact]) {
        return REFUSE(in, 0, "'%.*s' stands twice", XC_PRI(cell(in, 0)));
    }
    in->known[fact] = true;
    if (text.len > XC_FIGURES_TEXT_BYTES) {
        return REFUSE(in, 1, "this text is longer than %d bytes",
                      (int)XC_FIGURES_TEXT_BYTES);
    }
    switch (fact) {
    case XC_FACT_FORMAT:
        return xc_str_is(text, XC_FIGURES_FORMAT)
                   ? XC_OK
                   : REFUSE(in, 1, "'%.*s': the format %s was expected", XC_PRI(text),
                            XC_FIGURES_FORMAT);
    case XC_FACT_OFFICE:
        return text.len ? keep(in, text, &file->office)
                        : REFUSE(in, 1, "the office's code is missing");
    case XC_FACT_OFFICE_NAME:
        return keep(in, text, &file->office_name);
    case XC_FACT_PROGRAMME:
        return text.len ? keep(in, text, &file->programme)
                        : REFUSE(in, 1, "the programme is missing");
    case XC_FACT_TITLE:
        return keep(in, text, &file->title);
    case XC_FACT_YEAR:
        file->year = xc_str_to_uint(text, 2199, &year) ? (int)year : 0;
        return file->year ? XC_OK : REFUSE(in, 1, "'%.*s' is no year", XC_PRI(text));
    case XC_FACT_AS_OF:
        return xc_date_parse_loose(text, &file->as_of)
                   ? XC_OK
                   : REFUSE(in, 1, "'%.*s' is no day (2026-03-31)", XC_PRI(text));
    case XC_FACT_PERIOD:
        return xc_figures_span_parse(text, &file->period)
                   ? XC_OK
                   : REFUSE(in, 1,
                            "'%.*s' is no month (2026-03) and no half-year (2026-H1)",
                            XC_PRI(text));
    case XC_FACT_MADE:
    case XC_FACTS:
    default:
        if (!xc_date_parse_loose(text, &made)) {
            return REFUSE(in, 1, "'%.*s' is no day on which the form was filled in",
                          XC_PRI(text));
        }
        file->made = xc_instant_make(made, 0, 0);
        return XC_OK;
    }
}

static bool is_label(struct xc_str text, const struct xc_form_label *label) {
    return xc_str_is(text, label->word) || xc_str_is(text, label->chinese);
}

/* The row is the head of the table: finds its columns, each of which must be there. */
static int take_head(struct reader *in) {
    static const struct xc_form_label heads[XC_FORM_COUNTS] = XC_FORM_HEADS;
    unsigned line, at;
    for (size_t i = 0; i < COLUMNS; i++) {
        struct xc_form_label label =
            i < XC_FORM_COUNTS
                ? heads[i]
                : (struct xc_form_label){xc_rates_word(i - XC_FORM_COUNTS),
                                         xc_rates_chinese(i - XC_FORM_COUNTS)};
        in->columns[i] = NOWHERE;
        for (size_t k = 0; k < in->row->count; k++) {
            if (!is_label(cell(in, k), &label)) {
                continue;
            }
            if (in->columns[i] != NOWHERE) {
                return REFUSE(in, k, "the column '%s' stands twice", label.word);
            }
            in->columns[i] = k;
        }
        if (in->columns[i] == NOWHERE) {
            return REFUSE(in, 0, "the table has no column '%s' (%s)", label.word,
                          label.chinese);
        }
    }
    in->table = true;
    return XC_OK;
}

static int take_above(struct reader *in) {
    static const struct xc_form_label heads[XC_FORM_COUNTS] = XC_FORM_HEADS;
    static const struct xc_form_label facts[XC_FACTS] = XC_FORM_FACTS;
    struct xc_str text = cell(in, 0);
    if (is_label(text, &heads[XC_FORM_PART])) {
        return take_head(in);
    }
    for (int i = 0; i < XC_FACTS; i++) {
        if (is_label(text, &facts[i])) {
            return take_fact(in, (enum xc_form_fact)i);
        }
    }
    return XC_OK;
}

/* ---- The table ---- */

/* What may be left empty in a row that is filled in. */
static bool may_lack(size_t field) {
    return field == XC_COUNT_CLOSED_SINCE || field == XC_COUNT_CLOSED_SINCE_VISITED ||
           field == XC_COUNT_OPENED_SINCE || field == XC_COUNT_OPENED_SINCE_VISITED;
}

static size_t first_count(const struct reader *in) {
    size_t first = NOWHERE;
    for (size_t i = XC_FORM_COUNTS; i < COLUMNS; i++) {
        first = in->columns[i] < first ? in->columns[i] : first;
    }
    return first;
}

/* A whole number; of a number to the spreadsheet also as some programs write it: 10.0. */
static bool read_count(const struct xc_cell *cell, uint64_t *count) {
    struct xc_str text = cell->text, fraction = cell->text;
    if (cell->type == XC_CELL_NUMBER) {
        text = xc_str_cut(&fraction, '.');
        for (size_t i = 0; i < fraction.len; i++) {
            if (fraction.ptr[i] != '0') {
                return false;
            }
        }
    }
    return xc_str_to_uint(text, XC_FIGURES_COUNT_MOST, count);
}

/* What is handed in is what its office saw when it was filled in. */
static int check_seen(struct reader *in, size_t column) {
    const struct xc_cell *cell = column < in->row->count ? &in->row->cells[column] : NULL;
    unsigned line, at;
    if (cell && cell->type == XC_CELL_UNSOLVED) {
        return REFUSE(in, column,
                      "the form does not hold the result of this formula: let the "
                      "spreadsheet program work it out, and save it again");
    }
    if (cell && cell->merged) {
        return REFUSE(in, column,
                      "this cell is merged with the one above: split them, and fill in "
                      "both");
    }
    if (xc_sheet_hidden(in->sheet, column)) {
        return REFUSE(in, column,
                      "this column is hidden: show it, so that everybody sees what is "
                      "handed in");
    }
    if (cell && cell->formula) {
        in->file->formulas++;
        if (in->file->formulas == 1) {
            in->file->formula_line = in->row->line;
            in->file->formula_column = (unsigned)column + 1;
        }
    }
    return XC_OK;
}

static int take_counts(struct reader *in, struct xc_figures_row *row, bool *filled) {
    int rc = XC_OK;
    unsigned line, at;
    *filled = false;
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        size_t column = in->columns[XC_FORM_COUNTS + i];
        *filled =
            *filled || cell(in, column).len > 0 ||
            (column < in->row->count && in->row->cells[column].type == XC_CELL_UNSOLVED);
    }
    if (*filled && in->row->hidden) {
        return REFUSE(
            in, first_count(in),
            "this row is hidden: show it, so that everybody sees what is handed "
            "in");
    }
    for (size_t i = 0; *filled && rc == XC_OK && i < XC_RATES_COUNTS; i++) {
        size_t column = in->columns[XC_FORM_COUNTS + i];
        struct xc_str text = cell(in, column);
        rc = check_seen(in, column);
        if (rc == XC_OK && !(text.len == 0 && may_lack(i)) &&
            !(text.len > 0 &&
              read_count(&in->row->cells[column], xc_rates_slot(&row->counts, i)))) {
            rc = REFUSE(in, column,
                        "'%.*s': a whole number from 0 to %d was expected below '%s' "
                        "(%s)",
                        XC_PRI(text), (int)XC_FIGURES_COUNT_MOST, xc_rates_word(i),
                        xc_rates_chinese(i));
        }
    }
    return rc;
}

static int take_of(struct reader *in, struct xc_figures_row *row) {
    size_t column = in->columns[XC_FORM_OF];
    struct xc_str of = cell(in, column);
    unsigned line, at;
    bool good = true;
    switch (row->part) {
    case XC_FIGURES_KIND:
        row->kind = xc_words_parse(XC_WORDS_KIND, of);
        good = row->kind != XC_KIND_NONE || of.len == 0;
        break;
    case XC_FIGURES_AREA:
        good = of.len <= XC_FIGURES_TEXT_BYTES;
        if (good &&
            (keep(in, of, &row->code) != XC_OK ||
             keep(in, cell(in, in->columns[XC_FORM_NAME]), &row->name) != XC_OK)) {
            return XC_ENOMEM;
        }
        break;
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        good = xc_figures_span_parse(of, &row->span) &&
               (row->part == XC_FIGURES_PERIOD ||
                (row->part == XC_FIGURES_HALF) == (of.ptr[5] == 'H'));
        break;
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PARTS:
    default:
        good = of.len == 0;
    }
    return good ? XC_OK
                : REFUSE(in, column, "'%.*s' is nothing that figures have a row '%s' of",
                         XC_PRI(of), xc_figures_part_word(row->part));
}

static int take_row(struct reader *in) {
    struct xc_figures_row row = {0};
    struct xc_str part = cell(in, in->columns[XC_FORM_PART]);
    bool filled;
    unsigned line, at;
    int rc = take_counts(in, &row, &filled);
    if (rc != XC_OK || !filled) {
        return rc;
    }
    if (!xc_figures_part_parse(part, &row.part)) {
        return REFUSE(in, in->columns[XC_FORM_PART], "there is no part '%.*s' of figures",
                      XC_PRI(part));
    }
    rc = take_of(in, &row);
    for (size_t i = 0; rc == XC_OK && i < in->file->row_count; i++) {
        if (xc_figures_row_compare(&in->file->rows[i], &row) == 0) {
            rc = REFUSE(in, in->columns[XC_FORM_OF],
                        "this row stands already in row %u of the form",
                        in->file->rows[i].line);
        }
    }
    if (rc == XC_OK && in->file->row_count >= XC_FIGURES_ROWS / 10) {
        rc = REFUSE(in, 0, "a form has at most %d rows", (int)XC_FIGURES_ROWS / 10);
    }
    place(in, first_count(in), &row.line, &row.column);
    return rc == XC_OK ? xc_figures_file_add(in->file, &row, in->arena, in->error) : rc;
}

/* ---- The whole ---- */

static int refuse_flaw(struct reader *in) {
    unsigned line, at;
    return REFUSE(in, in->row->flaw_cell,
                  "this row cannot be read: it is too wide, or a "
                  "cell is too long or badly quoted");
}

static int read_rows(struct reader *in, struct xc_sheet *sheet) {
    struct xc_sheet_row *row = calloc(1, sizeof *row);
    int rc = row ? 1 : xc_fail_memory(in->error);
    in->row = row;
    while (rc == 1 && (rc = xc_sheet_next(sheet, row, in->error)) == 1) {
        int taken = row->flaw != XC_ROW_SOUND ? refuse_flaw(in)
                    : in->table               ? take_row(in)
                                              : take_above(in);
        rc = taken == XC_OK ? 1 : taken;
    }
    in->row = NULL;
    free(row);
    return rc;
}

static int by_order(const void *left, const void *right) {
    return xc_figures_row_compare(left, right);
}

/* Everything that a form must say. */
static int check(const struct reader *in) {
    static const struct xc_form_label facts[XC_FACTS] = XC_FORM_FACTS;
    const struct xc_figures_file *file = in->file;
    for (int i = 0; i < XC_FACTS; i++) {
        if (!in->known[i]) {
            struct xc_str sheet = xc_sheet_name(in->sheet);
            if (sheet.len > 0) {
                xc_fail_at(in->error, XC_EINPUT, in->name, 0, 0,
                           "its first worksheet that is shown, “%.*s”, is no form of "
                           "figures: it has no row '%s' (%s)",
                           XC_PRI(sheet), facts[i].word, facts[i].chinese);
            } else {
                xc_fail_at(in->error, XC_EINPUT, in->name, 0, 0,
                           "this is no form of figures: it has no row '%s' (%s)",
                           facts[i].word, facts[i].chinese);
            }
            return xc_hint(in->error,
                           "`xuncha export figures PROGRAMME --blank -o FOLDER` writes "
                           "forms to be filled in");
        }
    }
    if (!in->table) {
        return xc_fail_at(in->error, XC_EINPUT, in->name, 0, 0,
                          "the form has no table with a column 'part' (项目)");
    }
    if (file->as_of < file->period.from || file->as_of > file->period.to) {
        return xc_fail_at(in->error, XC_EINPUT, in->name, 0, 0,
                          "the form's day does not lie in its period");
    }
    const struct xc_figures_row *period = xc_figures_row_of(file, XC_FIGURES_PERIOD);
    if (!period || !xc_figures_row_of(file, XC_FIGURES_TOTAL)) {
        return xc_fail_at(in->error, XC_EINPUT, in->name, 0, 0,
                          "the form's rows 'total' (累计) and 'period' (本期) must be "
                          "filled in");
    }
    return period->span.from == file->period.from && period->span.to == file->period.to
               ? XC_OK
               : xc_fail_at(in->error, XC_EINPUT, in->name, period->line, 0,
                            "the row 'period' is of another period than the figures");
}

int xc_figures_form_read(struct xc_str bytes, struct xc_str name, struct xc_arena *arena,
                         struct xc_figures_file *file, struct xc_error *error) {
    struct xc_sheet *sheet = NULL;
    struct reader in = {.name = name, .arena = arena, .file = file, .error = error};
    int rc = xc_sheet_open(bytes, XC_ENCODING_AUTO, name, &sheet, error);
    *file =
        (struct xc_figures_file){.seal = XC_FIGURES_UNSIGNED, .shape = XC_FIGURES_TABLE};
    if (rc == XC_OK && strcmp(xc_sheet_format(sheet), "xlsx") == 0) {
        file->shape = XC_FIGURES_WORKBOOK;
    }
    in.sheet = sheet;
    if (rc == XC_OK) {
        rc = read_rows(&in, sheet);
    }
    if (rc == XC_OK) {
        rc = check(&in);
    }
    if (rc == XC_OK) {
        qsort(file->rows, file->row_count, sizeof *file->rows, by_order);
        rc = xc_sha256(bytes, &file->digest, error);
    }
    for (size_t i = 0; rc == XC_OK && i < XC_RATES_COUNTS; i++) {
        file->columns[i] = (uint8_t)(in.columns[XC_FORM_COUNTS + i] + 1);
    }
    xc_sheet_free(sheet);
    return rc;
}
