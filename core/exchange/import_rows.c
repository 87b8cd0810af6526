#include "exchange/cells.h"
#include "exchange/importing.h"

#include <stdlib.h>

/* There is no register here; the cell readers need only the row and the report. */
struct rows {
    struct xc_importing importing;
    int (*take)(void *context, struct xc_importing *importing,
                struct xc_row_verdict *verdict, struct xc_error *error);
    void *context;
};

static void count(struct xc_import_report *report, enum xc_row_news news) {
    report->added += news == XC_ROW_NEW;
    report->updated += news == XC_ROW_CHANGED;
    report->unchanged += news == XC_ROW_KNOWN;
}

/* A refusal without a place keeps its words and gets that of its cell. */
static int take_row(void *context, const struct xc_run *run, struct xc_error *error) {
    struct rows *rows = context;
    struct xc_importing *importing = &rows->importing;
    struct xc_row_verdict verdict = {0, XC_ROW_NEW};
    (void)run;
    importing->clean.len = 0;
    *error = (struct xc_error){0};
    int code = rows->take(rows->context, importing, &verdict, error);
    if (code == XC_EINPUT && error->line == 0) {
        struct xc_error refused = *error;
        (void)xc_cell_fail(importing, verdict.column, error, "%s", "");
        error->message = refused.message;
        error->hint = refused.hint;
    }
    if (code == XC_OK)
        count(importing->report, verdict.news);
    return code;
}

/* What nobody stores must not seem to be stored. */
static void note_extra(struct xc_importing *importing) {
    const struct xc_header *header = &importing->header;
    struct xc_buffer *list = &importing->scratch;
    xc_buffer_clear(list);
    for (size_t i = 0; i < header->extra_count && list->len < 700; i++)
        (void)xc_buffer_printf(list, "%s%s", i > 0 ? ", " : "",
                               xc_report_show(header->names[header->extra[i]]).text);
    if (header->extra_count > 0)
        xc_report_note(importing->report, "columns that are not stored (%zu): %.*s",
                       header->extra_count, XC_PRI(xc_buffer_view(list)));
}

int xc_importing_rows(struct xc_str bytes, const struct xc_import_options *options,
                      int (*take)(void *context, struct xc_importing *importing,
                                  struct xc_row_verdict *verdict, struct xc_error *error),
                      void *context, struct xc_import_report *report,
                      struct xc_error *error) {
    enum { CLEAN_BYTES = 1 << 21 };
    int code = xc_report_start(report, error);
    struct rows *rows = code == XC_OK ? calloc(1, sizeof *rows) : NULL;
    if (rows == NULL)
        return code == XC_OK ? xc_fail_memory(error) : code;
    struct xc_importing *importing = &rows->importing;
    rows->take = take;
    rows->context = context;
    importing->options = options;
    importing->report = report;
    importing->clean = xc_buffer_make(CLEAN_BYTES);
    importing->scratch = xc_buffer_make((size_t)1 << 20);
    code = xc_buffer_reserve(&importing->clean, CLEAN_BYTES) != NULL
               ? xc_importing_read(importing, bytes, false, take_row, rows, NULL, error)
               : xc_fail_memory(error);
    if (code == XC_OK)
        note_extra(importing);
    xc_importing_release(importing);
    free(rows);
    return code;
}
