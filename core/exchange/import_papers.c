#include "exchange/cells.h"
#include "exchange/importing.h"

/* Columns that are more than texts, as bits. */
struct shape {
    uint32_t ids, dates, sets;
};

#define BIT(column) (UINT32_C(1) << (column))

struct papers {
    struct shape shape;
    size_t columns;
    int (*take)(void *context, const struct xc_paper_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error);
    void *context;
};

static struct shape shape_of(enum xc_import_table table) {
    switch (table) {
    case XC_IMPORT_LEADS:
        return (struct shape){BIT(XC_LEAD_COLUMN_ID) | BIT(XC_LEAD_COLUMN_TARGET),
                              BIT(XC_LEAD_COLUMN_DATE) | BIT(XC_LEAD_COLUMN_REPLY_DUE) |
                                  BIT(XC_LEAD_COLUMN_ANSWERED_ON),
                              0};
    case XC_IMPORT_CHECKLISTS:
        return (struct shape){0, 0, BIT(XC_CHECKLIST_KIND)};
    case XC_IMPORT_RECEIPTS:
        return (struct shape){BIT(XC_RECEIPT_TARGET), BIT(XC_RECEIPT_ON), 0};
    case XC_IMPORT_CLOSURES:
        return (struct shape){0, BIT(XC_CLOSURE_FROM) | BIT(XC_CLOSURE_TO), 0};
    default:
        return (struct shape){0, 0, 0};
    }
}

static bool has(uint32_t bits, size_t column) {
    return (bits >> column & 1) != 0;
}

/* *cell: what is said in the words of struct xc_paper_row; a date is written into day. */
static int read_cell(struct xc_importing *importing, const struct shape *shape,
                     size_t column, char day[11], struct xc_str *cell,
                     struct xc_error *error) {
    struct xc_str text;
    xc_date date;
    enum xc_given given = xc_cell_given(importing, column, &text);
    *cell = given == XC_GIVEN_CLEAR ? XC_STR("") : (struct xc_str){0};
    if (given != XC_GIVEN_VALUE)
        return XC_OK;
    if (has(shape->ids, column))
        return xc_cell_id(importing, column, cell, error);
    if (has(shape->sets, column))
        return xc_cell_set(importing, column, cell, error);
    if (!has(shape->dates, column))
        return xc_cell_text(importing, column, cell, error);
    int code = xc_cell_date(importing, column, &date, error);
    if (code == XC_OK) {
        xc_date_format(date, day);
        *cell = xc_str_from(day);
    }
    return code;
}

static int take_row(void *context, struct xc_importing *importing,
                    struct xc_row_verdict *verdict, struct xc_error *error) {
    struct papers *papers = context;
    struct xc_paper_row row = {.line = importing->row.line};
    char days[XC_PAPER_COLUMNS][11];
    for (size_t i = 0; i < papers->columns; i++) {
        int code = read_cell(importing, &papers->shape, i, days[i], &row.cells[i], error);
        if (code != XC_OK)
            return code;
    }
    return papers->take(papers->context, &row, verdict, error);
}

int xc_import_papers(struct xc_str bytes, const struct xc_import_options *options,
                     int (*take)(void *context, const struct xc_paper_row *row,
                                 struct xc_row_verdict *verdict, struct xc_error *error),
                     void *context, struct xc_import_report *report,
                     struct xc_error *error) {
    struct papers papers = {
        .shape = shape_of(options->table), .take = take, .context = context};
    (void)xc_import_columns(options->table, &papers.columns);
    return xc_importing_rows(bytes, options, take_row, &papers, report, error);
}
