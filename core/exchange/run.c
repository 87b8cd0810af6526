#include "exchange/run.h"

#include "exchange/csv_out.h"
#include "exchange/report.h"

#include <string.h>

enum { TICK_ROWS = 1 << 14, SKIPPED_SHOWN = 10, NO_CELL = -1 };

struct state {
    const struct xc_run *run;
    struct xc_buffer bad_lines; /* unsigned numbers */
    struct xc_buffer sentence;
    size_t skipped, short_rows;
};

/* The first cell that holds something, spaces inside left out (合 计), and where it is.
 */
static struct xc_str first_cell(const struct xc_sheet_row *row, char out[64],
                                int *where) {
    size_t len = 0;
    *where = NO_CELL;
    for (size_t i = 0; i < row->count && *where < 0; i++) {
        if (row->cells[i].text.len > 0 && !row->cells[i].merged)
            *where = (int)i;
    }
    if (*where < 0)
        return (struct xc_str){0};
    struct xc_str text = row->cells[*where].text;
    for (size_t i = 0; i < text.len && len < 60;) {
        if (text.ptr[i] == ' ') {
            i++;
        } else if (xc_str_starts(xc_str_slice(text, i, 3), XC_STR("\xE3\x80\x80"))) {
            i += 3;
        } else {
            out[len++] = text.ptr[i++];
        }
    }
    return (struct xc_str){out, len};
}

static size_t starts_with_any(struct xc_str text, const char *const *words,
                              size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct xc_str word = xc_str_from(words[i]);
        if (xc_str_starts(text, word))
            return word.len;
    }
    return 0;
}

/* What may follow 合计 in its cell: figures and units, but no name. */
static bool only_figures(struct xc_str rest) {
    static const char *const units[] = {"：", "家", "个", "条", "所",
                                        "户", "人", "数", "（", "）"};
    while (rest.len > 0) {
        size_t unit = starts_with_any(rest, units, sizeof units / sizeof units[0]);
        bool plain = strchr("0123456789:.,()", rest.ptr[0]) != NULL;
        if (unit == 0 && !plain)
            return false;
        rest = xc_str_slice(rest, unit > 0 ? unit : 1, rest.len);
    }
    return true;
}

static size_t filled_cells(const struct xc_sheet_row *row) {
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++)
        count += row->cells[i].text.len > 0 && !row->cells[i].merged;
    return count;
}

/* Sums and remarks that stand under a table, or between its parts. */
static bool is_footer(const struct xc_sheet_row *row) {
    static const char *const sums[] = {"合计", "总计", "小计", "共计", "累计", "总数"};
    static const char *const remarks[] = {
        "注：",   "注:",    "备注：", "备注:",    "说明：",   "说明:",    "填表人",
        "制表人", "填报人", "审核人", "填表日期", "制表日期", "填报单位", "单位负责人"};
    char letters[64];
    int where;
    struct xc_str text = first_cell(row, letters, &where);
    if (text.len == 0 || row->flaw != XC_ROW_SOUND)
        return false;
    if (xc_str_is(text, "total") || xc_str_is(text, "Total") || xc_str_is(text, "TOTAL"))
        return true;
    size_t sum = starts_with_any(text, sums, sizeof sums / sizeof sums[0]);
    if (sum > 0 && only_figures(xc_str_slice(text, sum, text.len)))
        return true;
    return filled_cells(row) <= 3 &&
           starts_with_any(text, remarks, sizeof remarks / sizeof remarks[0]) > 0;
}

static void note_footer(struct state *state) {
    const struct xc_sheet_row *row = state->run->row;
    char letters[64];
    int where;
    (void)first_cell(row, letters, &where);
    if (state->skipped++ < SKIPPED_SHOWN)
        xc_report_note(state->run->report,
                       "line %u was skipped as a total or a remark: “%s”", row->line,
                       xc_report_show(row->cells[where].text).text);
}

static int fail_flaw(const struct xc_run *run, struct xc_error *error) {
    const struct xc_sheet_row *row = run->row;
    unsigned line;
    unsigned column;
    xc_sheet_place(row, row->flaw_cell, &line, &column);
    if (row->flaw == XC_ROW_TOO_WIDE)
        return xc_fail_at(error, XC_EINPUT, run->options->file, line, 0,
                          "this row has more than %d columns", XC_SHEET_COLUMNS);
    if (row->flaw == XC_ROW_LONG_CELL) {
        xc_fail_at(error, XC_EINPUT, run->options->file, line, column,
                   "this cell is longer than %d bytes, which is the most a cell may hold",
                   XC_MAX_FIELD_BYTES);
        return xc_hint(error, "perhaps a quotation mark is not closed");
    }
    xc_fail_at(error, XC_EINPUT, run->options->file, line, column,
               "this cell goes on after its closing quotation mark");
    return xc_hint(error,
                   "write a quotation mark inside a quoted cell twice; perhaps one is "
                   "missing in a line above");
}

/* Cells to the right of the header have no meaning and must not be lost in silence. */
static int check_width(struct state *state, struct xc_error *error) {
    const struct xc_run *run = state->run;
    const struct xc_sheet_row *row = run->row;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.len == 0 ||
            (i < run->header->count && run->header->names[i].len > 0))
            continue;
        unsigned line;
        unsigned column;
        xc_sheet_place(row, i, &line, &column);
        xc_fail_at(error, XC_EINPUT, run->options->file, line, column,
                   "“%s” stands in column number %zu, which has no header",
                   xc_report_show(row->cells[i].text).text, i + 1);
        return xc_hint(error,
                       "give the column a header, or put the value where it belongs; a "
                       "comma inside a cell needs quotation marks round it");
    }
    if (row->start != NULL && row->count < run->header->count)
        state->short_rows++;
    return XC_OK;
}

/* What an officer sees in such a cell would be taken as nothing. */
static int check_solved(struct state *state, struct xc_error *error) {
    const struct xc_run *run = state->run;
    const struct xc_sheet_row *row = run->row;
    for (size_t i = 0; i < row->count && i < run->header->count; i++) {
        if (row->cells[i].type != XC_CELL_UNSOLVED || run->header->names[i].len == 0)
            continue;
        unsigned line;
        unsigned column;
        xc_sheet_place(row, i, &line, &column);
        xc_fail_at(error, XC_EINPUT, run->options->file, line, column,
                   "column “%s”: the file does not hold the result of this formula",
                   xc_report_show(run->header->names[i]).text);
        return xc_hint(
            error, "open the file in the spreadsheet program, which works it out, and "
                   "save it again");
    }
    return XC_OK;
}

static int reject(struct state *state, const struct xc_error *problem) {
    const struct xc_run *run = state->run;
    struct xc_buffer *out = &run->report->rejected;
    if (out->len == 0) {
        xc_csv_begin(out);
        for (size_t i = 0; i < run->header->count; i++)
            xc_csv_cell(out, run->header->names[i]);
        xc_csv_cell(out, XC_STR("rejected_reason"));
        xc_csv_end_row(out);
    }
    size_t width =
        run->row->count > run->header->count ? run->row->count : run->header->count;
    for (size_t i = 0; i < width; i++)
        xc_csv_cell(out,
                    i < run->row->count ? run->row->cells[i].text : (struct xc_str){0});
    xc_buffer_clear(&state->sentence);
    (void)xc_message_render(&problem->message, run->options->catalogue, &state->sentence);
    xc_csv_cell(out, xc_buffer_view(&state->sentence));
    xc_csv_end_row(out);
    return out->failed ? XC_ENOMEM : XC_OK;
}

static int add_problem(struct state *state, struct xc_error *problem,
                       struct xc_error *error) {
    const struct xc_run *run = state->run;
    struct xc_import_report *report = run->report;
    unsigned line = run->row->line;
    if (problem->line == 0)
        problem->line = line;
    if (problem->file[0] == '\0') {
        struct xc_str file = run->options->file;
        size_t len =
            file.len < sizeof problem->file - 1 ? file.len : sizeof problem->file - 1;
        memcpy(problem->file, file.ptr, len);
        problem->file[len] = '\0';
    }
    report->bad++;
    if (report->problem_count < XC_IMPORT_PROBLEMS_SHOWN)
        report->problems[report->problem_count++] =
            (struct xc_import_problem){line, *problem};
    if (xc_buffer_append(&state->bad_lines, &line, sizeof line) != XC_OK)
        return xc_fail_memory(error);
    return run->options->skip_bad && reject(state, problem) != XC_OK
               ? xc_fail_memory(error)
               : XC_OK;
}

static int take_row(struct state *state, struct xc_error *problem,
                    struct xc_error *error) {
    const struct xc_run *run = state->run;
    if (is_footer(run->row)) {
        note_footer(state);
        return XC_OK;
    }
    run->report->rows++;
    problem->code = XC_OK;
    int code = run->row->flaw != XC_ROW_SOUND ? fail_flaw(run, problem)
                                              : check_width(state, problem);
    if (code == XC_OK)
        code = check_solved(state, problem);
    if (code == XC_OK)
        code = run->take(run->context, run, problem);
    if (code == XC_EINPUT)
        return add_problem(state, problem, error);
    if (code != XC_OK && error != NULL)
        *error = *problem;
    return code;
}

static int read_rows(struct state *state, struct xc_error *error) {
    const struct xc_run *run = state->run;
    struct xc_error problem = {0};
    size_t total = xc_sheet_total(run->sheet);
    for (size_t rows = 0;; rows++) {
        if (rows % TICK_ROWS == 0 &&
            !xc_progress_tick(run->progress, XC_MSG("reading rows"),
                              xc_sheet_done(run->sheet), total))
            return xc_fail(error, XC_ENO, "stopped");
        int got = xc_sheet_next(run->sheet, run->row, error);
        if (got <= 0)
            return got;
        int code = take_row(state, &problem, error);
        if (code != XC_OK)
            return code;
    }
}

static int sum_up(struct state *state, struct xc_error *error) {
    const struct xc_run *run = state->run;
    struct xc_import_report *report = run->report;
    enum xc_import_table table = run->options->table;
    if (state->skipped > SKIPPED_SHOWN)
        xc_report_note(report, "%zu more lines were skipped as totals or remarks",
                       state->skipped - SKIPPED_SHOWN);
    if (state->short_rows > 0)
        xc_report_note(
            report,
            "%zu rows have fewer cells than the header; what is missing was taken as "
            "empty",
            state->short_rows);
    if (report->bad > 0) {
        report->bad_lines =
            xc_arena_array(report->arena, report->bad, sizeof *report->bad_lines);
        if (report->bad_lines == NULL)
            return xc_fail_memory(error);
        memcpy(report->bad_lines, state->bad_lines.ptr, report->bad * sizeof(unsigned));
    }
    bool may_be_empty = table == XC_IMPORT_ABSENCES || table == XC_IMPORT_RELATIONS;
    if (report->rows == 0 && !may_be_empty)
        return xc_fail_at(error, XC_EINPUT, run->options->file, run->header->line, 0,
                          "there are no rows below this header");
    if (report->bad == 0)
        return XC_OK;
    if (report->bad == report->rows || !run->options->skip_bad) {
        xc_fail_at(error, XC_EINPUT, run->options->file, 0, 0,
                   "%zu of %zu rows are bad; nothing was stored", report->bad,
                   report->rows);
        if (run->options->table == XC_IMPORT_SCHEDULE)
            xc_hint(error, "correct the rows, or take them out of the file");
        else if (report->bad < report->rows)
            xc_hint(error,
                    "correct the rows, or store only the good ones with --skip-bad");
        return XC_EINPUT;
    }
    return XC_OK;
}

int xc_run_rows(const struct xc_run *run, struct xc_error *error) {
    struct state state = {.run = run};
    const struct xc_message *notes;
    size_t count = xc_sheet_notes(run->sheet, &notes);
    for (size_t i = 0; i < count; i++)
        xc_report_copy(run->report, &notes[i]);
    run->report->format = xc_sheet_format(run->sheet);
    run->report->encoding = xc_sheet_encoding(run->sheet);
    state.bad_lines = xc_buffer_make((size_t)1 << 30);
    state.sentence = xc_buffer_make((size_t)1 << 20);
    int code = read_rows(&state, error);
    if (code == XC_OK)
        code = sum_up(&state, error);
    xc_buffer_free(&state.bad_lines);
    xc_buffer_free(&state.sentence);
    return code;
}
