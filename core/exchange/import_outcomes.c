#include "exchange/cells.h"
#include "exchange/importing.h"

#include <stdlib.h>

/* Outcomes have no register behind them; the cell readers need only the row and the
 * report. */
struct outcomes {
    struct xc_importing importing;
    int (*take)(void *context, const struct xc_outcome_row *row,
                enum xc_outcome_column *column, struct xc_error *error);
    void *context;
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

/* A refusal keeps its words and gets the place of its cell. */
static int take_row(void *context, const struct xc_run *run, struct xc_error *error) {
    struct outcomes *outcomes = context;
    struct xc_importing *importing = &outcomes->importing;
    struct xc_outcome_row row = {.date = XC_NO_DATE,
                                 .actual_date = XC_NO_DATE,
                                 .rectify_by = XC_NO_DATE,
                                 .closed_on = XC_NO_DATE};
    enum xc_outcome_column column = XC_OUTCOME_VISIT;
    (void)run;
    importing->clean.len = 0;
    int code = read_texts(importing, &row, error);
    if (code == XC_OK)
        code = read_dates(importing, &row, error);
    if (code == XC_OK)
        code = read_numbers(importing, &row, error);
    if (code != XC_OK)
        return code;
    code = outcomes->take(outcomes->context, &row, &column, error);
    if (code == XC_EINPUT && error) {
        struct xc_error refused = *error;
        (void)xc_cell_fail(importing, column, error, "%s", "");
        error->message = refused.message;
        error->hint = refused.hint;
    }
    importing->report->added += code == XC_OK;
    return code;
}

int xc_import_outcomes(struct xc_str bytes, const struct xc_import_options *options,
                       int (*take)(void *context, const struct xc_outcome_row *row,
                                   enum xc_outcome_column *column,
                                   struct xc_error *error),
                       void *context, struct xc_import_report *report,
                       struct xc_error *error) {
    enum { CLEAN_BYTES = 1 << 21 };
    int code = xc_report_start(report, error);
    struct outcomes *outcomes = code == XC_OK ? calloc(1, sizeof *outcomes) : NULL;
    if (outcomes == NULL)
        return code == XC_OK ? xc_fail_memory(error) : code;
    struct xc_importing *importing = &outcomes->importing;
    outcomes->take = take;
    outcomes->context = context;
    importing->options = options;
    importing->report = report;
    importing->clean = xc_buffer_make(CLEAN_BYTES);
    importing->scratch = xc_buffer_make((size_t)1 << 20);
    code =
        xc_buffer_reserve(&importing->clean, CLEAN_BYTES) != NULL
            ? xc_importing_read(importing, bytes, false, take_row, outcomes, NULL, error)
            : xc_fail_memory(error);
    xc_importing_release(importing);
    free(outcomes);
    return code;
}
