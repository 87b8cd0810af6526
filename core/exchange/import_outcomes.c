#include "exchange/cells.h"
#include "exchange/importing.h"

struct outcomes {
    int (*take)(void *context, const struct xc_outcome_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error);
    void *context;
    size_t unfilled;
};

bool xc_amount_parse(struct xc_str text, int64_t *fen) {
    struct xc_str rest = text, yuan = xc_str_cut(&rest, '.');
    uint64_t whole, part = 0;
    if (!xc_str_to_uint(yuan, UINT64_C(100000000000), &whole) ||
        (rest.ptr &&
         (rest.len == 0 || rest.len > 2 || !xc_str_to_uint(rest, 99, &part)))) {
        return false;
    }
    *fen = (int64_t)(whole * 100 + (rest.len == 1 ? part * 10 : part));
    return true;
}

static int read_texts(struct xc_importing *importing, struct xc_outcome_row *row,
                      struct xc_error *error) {
    struct {
        enum xc_outcome_column column;
        struct xc_str *text;
    } const texts[] = {
        {XC_OUTCOME_VISIT, &row->visit},       {XC_OUTCOME_TARGET, &row->target},
        {XC_OUTCOME_RESULT, &row->result},     {XC_OUTCOME_ITEM, &row->item},
        {XC_OUTCOME_FINDINGS, &row->findings}, {XC_OUTCOME_DOCTOR, &row->doctor},
        {XC_OUTCOME_DISPOSAL, &row->disposal},
    };
    int code = XC_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && code == XC_OK; i++) {
        code = xc_cell_text(importing, texts[i].column, texts[i].text, error);
        if (code == XC_OK)
            *texts[i].text = xc_cell_clean(importing, *texts[i].text);
    }
    return code == XC_OK ? xc_cell_set(importing, XC_OUTCOME_PEOPLE, &row->people, error)
                         : code;
}

static int read_dates(struct xc_importing *importing, struct xc_outcome_row *row,
                      struct xc_error *error) {
    int code = xc_cell_date(importing, XC_OUTCOME_DATE, &row->date, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, XC_OUTCOME_ACTUAL_DATE, &row->actual_date, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, XC_OUTCOME_RECTIFY_BY, &row->rectify_by, error);
    if (code == XC_OK)
        code = xc_cell_date(importing, XC_OUTCOME_CLOSED_ON, &row->closed_on, error);
    return code;
}

static int read_numbers(struct xc_importing *importing, struct xc_outcome_row *row,
                        struct xc_error *error) {
    uint32_t points = 0;
    struct xc_str amount = {0};
    int code = xc_cell_number(importing, XC_OUTCOME_POINTS, 1000000, &points, error);
    row->points = points;
    if (code == XC_OK)
        code = xc_cell_text(importing, XC_OUTCOME_AMOUNT, &amount, error);
    if (code == XC_OK && amount.len > 0 && !xc_amount_parse(amount, &row->amount))
        code = xc_cell_fail(importing, XC_OUTCOME_AMOUNT, error,
                            "column “%s”: “%s” is not an amount in yuan, such as 1234.50",
                            xc_cell_header(importing, XC_OUTCOME_AMOUNT).text,
                            xc_report_show(amount).text);
    return code;
}

/* A row of a workbook that waits for its result: what was planned, and what to check. */
static bool is_unfilled(const struct xc_outcome_row *row) {
    bool found = false;
    for (size_t i = 0; i < XC_FOUND_FIELDS; i++)
        found = found || row->found[i].len > 0;
    return row->result.len == 0 && row->findings.len == 0 && row->doctor.len == 0 &&
           row->disposal.len == 0 && row->people.len == 0 && row->points == 0 &&
           row->amount == 0 && row->rectify_by == XC_NO_DATE &&
           row->closed_on == XC_NO_DATE && row->actual_date == XC_NO_DATE &&
           !row->opens_case && !found;
}

static int take_row(void *context, struct xc_importing *importing,
                    struct xc_row_verdict *verdict, struct xc_error *error) {
    struct outcomes *outcomes = context;
    struct xc_outcome_row row = {.line = importing->row.line,
                                 .date = XC_NO_DATE,
                                 .actual_date = XC_NO_DATE,
                                 .rectify_by = XC_NO_DATE,
                                 .closed_on = XC_NO_DATE};
    int code = read_texts(importing, &row, error);
    if (code == XC_OK)
        code = read_dates(importing, &row, error);
    if (code == XC_OK)
        code = read_numbers(importing, &row, error);
    if (code == XC_OK)
        code = xc_cell_yes_no(importing, XC_OUTCOME_CASE, &row.opens_case, error);
    for (size_t i = 0; i < XC_FOUND_FIELDS && code == XC_OK; i++)
        code = xc_cell_text(importing, XC_OUTCOME_NEW_NAME + i, &row.found[i], error);
    if (code == XC_OK && is_unfilled(&row)) {
        outcomes->unfilled++;
        verdict->news = XC_ROW_UNFILLED;
        return XC_OK;
    }
    return code == XC_OK ? outcomes->take(outcomes->context, &row, verdict, error) : code;
}

int xc_import_outcomes(struct xc_str bytes, const struct xc_import_options *options,
                       int (*take)(void *context, const struct xc_outcome_row *row,
                                   struct xc_row_verdict *verdict,
                                   struct xc_error *error),
                       void *context, struct xc_import_report *report,
                       struct xc_error *error) {
    struct outcomes outcomes = {take, context, 0};
    int code = xc_importing_rows(bytes, options, take_row, &outcomes, report, error);
    if (code == XC_OK && outcomes.unfilled > 0)
        xc_report_note(report, "rows without a result, which were left out: %zu",
                       outcomes.unfilled);
    return code;
}
