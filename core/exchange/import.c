#include "exchange/import.h"

#include "exchange/cells.h"
#include "exchange/csv_out.h"
#include "exchange/importing.h"
#include "exchange/places.h"

#include <stdlib.h>
#include <string.h>

enum { CLEAN_BYTES = XC_SHEET_COLUMNS * (XC_MAX_FIELD_BYTES + 2), CLOSING_PERCENT = 5 };

static const struct xc_import_table_ops *ops_of(enum xc_import_table table) {
    switch (table) {
    case XC_IMPORT_TARGETS:
        return &xc_import_targets_ops;
    case XC_IMPORT_INSPECTORS:
    case XC_IMPORT_EXPERTS:
        return &xc_import_people_ops;
    case XC_IMPORT_AREAS:
        return &xc_import_areas_ops;
    case XC_IMPORT_ABSENCES:
        return &xc_import_absences_ops;
    case XC_IMPORT_RELATIONS:
        return &xc_import_relations_ops;
    case XC_IMPORT_CALENDAR:
    case XC_IMPORT_OUTCOMES:
    case XC_IMPORT_LEADS:
    case XC_IMPORT_CHECKLISTS:
    case XC_IMPORT_RECEIPTS:
    case XC_IMPORT_CLOSURES:
    case XC_IMPORT_SCHEDULE:
        break;
    }
    return NULL;
}

int xc_importing_claim(struct xc_importing *importing, size_t column, struct xc_str key,
                       struct xc_error *error) {
    uint32_t line;
    if (!xc_lookup_get(&importing->ids, key, &line))
        return xc_lookup_put(&importing->ids, key, importing->row.line) == XC_OK
                   ? XC_OK
                   : xc_fail_memory(error);
    struct xc_str text;
    (void)xc_cell_given(importing, column, &text);
    return xc_cell_fail(importing, column, error,
                        "column “%s”: “%s” stands twice, in line %lu and here",
                        xc_cell_header(importing, column).text, xc_report_show(text).text,
                        (unsigned long)line);
}

void xc_importing_count(struct xc_importing *importing, uint32_t old, bool same) {
    struct xc_import_report *report = importing->report;
    if (old != XC_NO_ROW)
        xc_bitset_put(&importing->written, old);
    if (old == XC_NO_ROW)
        report->added++;
    else if (same)
        report->unchanged++;
    else
        report->updated++;
}

bool xc_importing_reopen(const struct xc_importing *importing, size_t status_column,
                         enum xc_status *status) {
    if (importing->header.where[status_column] >= 0 || *status != XC_STATUS_CLOSED)
        return false;
    if (importing->options->mode == XC_IMPORT_REPLACE)
        *status = XC_STATUS_ACTIVE;
    return true;
}

void xc_importing_count_closed(struct xc_importing *importing) {
    if (importing->options->mode == XC_IMPORT_REPLACE)
        importing->reopened++;
    else
        importing->still_closed++;
}

int xc_importing_read(
    struct xc_importing *importing, struct xc_str bytes, bool names_needed,
    int (*take)(void *context, const struct xc_run *run, struct xc_error *error),
    void *context, const struct xc_progress *progress, struct xc_error *error) {
    const struct xc_import_options *options = importing->options;
    int code =
        xc_sheet_open(bytes, options->encoding, options->file, &importing->sheet, error);
    if (code == XC_OK)
        code = xc_header_find(importing->sheet, options, names_needed, importing->report,
                              &importing->header, error);
    if (code != XC_OK)
        return code;
    struct xc_run run = {.options = options,
                         .sheet = importing->sheet,
                         .header = &importing->header,
                         .row = &importing->row,
                         .report = importing->report,
                         .progress = progress,
                         .take = take,
                         .context = context};
    return xc_run_rows(&run, error);
}

void xc_importing_release(struct xc_importing *importing) {
    xc_register_builder_free(importing->builder);
    xc_sheet_free(importing->sheet);
    xc_buffer_free(&importing->clean);
    xc_buffer_free(&importing->scratch);
    xc_buffer_free(&importing->attributes);
    xc_lookup_free(&importing->ids);
    xc_lookup_free(&importing->areas);
    xc_lookup_free(&importing->area_names);
    xc_lookup_free(&importing->names);
    xc_lookup_free(&importing->organisations);
    xc_lookup_free(&importing->relations);
    for (size_t i = 0; i < XC_VOCABULARIES; i++)
        xc_lookup_free(&importing->words[i]);
    xc_bitset_free(&importing->named);
    xc_bitset_free(&importing->written);
}

static int prepare_memory(struct xc_importing *importing,
                          const struct xc_import_table_ops *ops, struct xc_error *error) {
    size_t rows = xc_register_rows(importing->old, ops->table);
    importing->clean = xc_buffer_make(CLEAN_BYTES);
    importing->scratch = xc_buffer_make((size_t)1 << 20);
    importing->attributes = xc_buffer_make((size_t)1 << 22);
    importing->ids = xc_lookup_make((size_t)1 << 26);
    importing->areas = xc_lookup_make(200000);
    importing->area_names = xc_lookup_make((size_t)4 * XC_MAX_AREAS);
    importing->names = xc_lookup_make(XC_MAX_PEOPLE);
    importing->organisations = xc_lookup_make(XC_MAX_TARGETS);
    importing->relations = xc_lookup_make(XC_MAX_TARGETS);
    for (size_t i = 0; i < XC_VOCABULARIES; i++)
        importing->words[i] = xc_lookup_make(10000);
    importing->named = xc_bitset_make(rows);
    importing->written = xc_bitset_make(rows);
    importing->builder = xc_register_builder_new();
    bool good = importing->builder != NULL &&
                (rows == 0 ||
                 (importing->named.words != NULL && importing->written.words != NULL)) &&
                xc_buffer_reserve(&importing->clean, CLEAN_BYTES) != NULL;
    return good ? XC_OK : xc_fail_memory(error);
}

static int find_default_area(struct xc_importing *importing, struct xc_error *error) {
    struct xc_str code = importing->options->default_area;
    importing->default_area = XC_NO_ROW;
    if (code.len == 0)
        return XC_OK;
    importing->default_area = xc_register_find_area(importing->old, xc_place_code(code));
    if (importing->default_area != XC_NO_ROW ||
        importing->options->table == XC_IMPORT_AREAS)
        return XC_OK;
    xc_fail(error, XC_EINPUT,
            "the office's area %s is not among the areas of the register",
            xc_report_show(code).text);
    return xc_hint(error,
                   "import it with import areas, or run init, which knows the country's "
                   "division codes");
}

/* XC_EINPUT with --yes as the hint where replace would close too many of the rows. */
static int may_close(const struct xc_importing *importing, size_t closing, size_t open,
                     struct xc_error *error) {
    if (importing->options->allow_closing || closing * 100 <= open * CLOSING_PERCENT)
        return XC_OK;
    xc_fail_at(
        error, XC_EINPUT, importing->options->file, 0, 0,
        "replacing would close %zu of %zu active rows, because they are not in this file",
        closing, open);
    return xc_hint(error,
                   "if that is meant, repeat the command with --yes; to add and update "
                   "only, use --mode merge");
}

/* Whether replace would take an old row away, if the file did not name it. */
static bool is_open(const struct xc_importing *importing, uint32_t row) {
    switch (importing->ops->unnamed) {
    case XC_UNNAMED_STAY:
        break;
    case XC_UNNAMED_GO:
        return true;
    case XC_UNNAMED_CLOSE:
        return importing->ops->open(importing, row);
    }
    return false;
}

/* The old rows of the table that did not go in anew. */
static int add_rest(struct xc_importing *importing, struct xc_error *error) {
    const struct xc_import_table_ops *ops = importing->ops;
    bool replace = importing->options->mode == XC_IMPORT_REPLACE;
    uint32_t count = xc_register_rows(importing->old, ops->table);
    size_t open = 0;
    size_t closing = 0;
    for (uint32_t row = 0; replace && row < count; row++) {
        if (!is_open(importing, row))
            continue;
        open++;
        closing += !xc_bitset_get(&importing->named, row);
    }
    int code = may_close(importing, closing, open, error);
    for (uint32_t row = 0; code == XC_OK && row < count; row++) {
        if (xc_bitset_get(&importing->written, row))
            continue;
        bool close =
            replace && !xc_bitset_get(&importing->named, row) && is_open(importing, row);
        importing->report->closed += close;
        if (!close)
            code = xc_register_add_row(importing->builder, importing->old, ops->table,
                                       row, error);
        else if (ops->unnamed == XC_UNNAMED_CLOSE)
            code = ops->add_closed(importing, row, error);
    }
    return code;
}

static int carry_over(struct xc_importing *importing,
                      const struct xc_import_table_ops *ops, struct xc_error *error) {
    int code = XC_OK;
    for (unsigned table = 0; code == XC_OK && table < XC_TABLE_COUNT; table++) {
        if (table != (unsigned)ops->table)
            code = xc_register_add_table(importing->builder, importing->old,
                                         (enum xc_table)table, error);
    }
    return code;
}

static bool has_rows(const struct xc_importing *importing) {
    const struct xc_people *people = &importing->old->people;
    if (importing->options->table == XC_IMPORT_TARGETS)
        return importing->old->targets.count > 0;
    uint8_t pool = importing->options->table == XC_IMPORT_EXPERTS ? XC_POOL_EXPERTS
                                                                  : XC_POOL_INSPECTORS;
    for (uint32_t row = 0; row < people->count; row++) {
        if (people->pool[row] == pool)
            return true;
    }
    return false;
}

/* The register knows no columns of files, but its messages about a row tell the field
 * third. */
static void find_cell(struct xc_importing *importing, struct xc_error *error) {
    const struct xc_message *message = &error->message;
    const char *field = message->args;
    unsigned rank;
    bool exact;
    if (error->line != 0 || message->count < 3 ||
        !xc_str_starts(xc_str_from(message->id), XC_STR("%s, row \"%s\": the field %s ")))
        return;
    for (int i = 0; i < 2; i++)
        field += strlen(field) + 1;
    int column = xc_column_named(importing->options->table, xc_str_from(field),
                                 &importing->scratch, &rank, &exact);
    int where = column >= 0 ? importing->header.where[column] : -1;
    if (where >= 0 && (size_t)where < importing->row.count)
        xc_sheet_place(&importing->row, (size_t)where, &error->line, &error->column);
}

static int take_row(void *context, const struct xc_run *run, struct xc_error *error) {
    struct xc_importing *importing = context;
    importing->clean.len = 0;
    importing->may_suggest = run->report->problem_count < XC_IMPORT_PROBLEMS_SHOWN;
    int code = importing->ops->row(importing, error);
    if (code == XC_EINPUT)
        find_cell(importing, error);
    return code;
}

static void add_notes(struct xc_importing *importing) {
    struct xc_import_report *report = importing->report;
    if (importing->loose_dates > XC_LOOSE_SHOWN)
        xc_report_note(report, "%zu more dates were read in the same way",
                       importing->loose_dates - XC_LOOSE_SHOWN);
    if (importing->merged_cells > 0)
        xc_report_note(report, "%zu merged cells took the value of the cell above",
                       importing->merged_cells);
    if (importing->line_breaks > 0)
        xc_report_note(report, "line breaks inside %zu cells were read as spaces",
                       importing->line_breaks);
    if (importing->no_roles > 0 && importing->options->table == XC_IMPORT_INSPECTORS)
        xc_report_note(report,
                       "%zu people have no role and were taken as officer (执法人员)",
                       importing->no_roles);
    if (importing->found_by_name > 0)
        xc_report_note(report, "%zu rows name a person by name; the ids were looked up",
                       importing->found_by_name);
    if (importing->reopened > 0)
        xc_report_note(report,
                       "%zu rows that were closed are in the file again and are active "
                       "now",
                       importing->reopened);
    if (importing->still_closed > 0)
        xc_report_note(report,
                       "%zu rows are closed in the register and stay so; a column status "
                       "(状态) that says active (正常) opens them",
                       importing->still_closed);
}

static int build(struct xc_importing *importing, const struct xc_import_table_ops *ops,
                 struct xc_register **reg, const struct xc_progress *progress,
                 struct xc_error *error) {
    int code = add_rest(importing, error);
    if (code == XC_OK)
        code = carry_over(importing, ops, error);
    if (code != XC_OK)
        return code;
    add_notes(importing);
    /* The lookups are big and the register needs the room. */
    xc_lookup_free(&importing->ids);
    xc_lookup_free(&importing->areas);
    if (importing->options->rows_read != NULL)
        importing->options->rows_read(importing->options->rows_read_context);
    code = xc_register_build(importing->builder, reg, progress, error);
    if (code == XC_EINPUT && error != NULL && error->file[0] == '\0') {
        struct xc_str file = importing->options->file;
        size_t len =
            file.len < sizeof error->file - 1 ? file.len : sizeof error->file - 1;
        memcpy(error->file, file.ptr, len);
        error->file[len] = '\0';
    }
    return code;
}

static int empty_register(struct xc_register **reg, struct xc_error *error) {
    struct xc_register_builder *builder = xc_register_builder_new();
    if (builder == NULL)
        return xc_fail_memory(error);
    int code = xc_register_build(builder, reg, NULL, error);
    xc_register_builder_free(builder);
    return code;
}

static int import(struct xc_importing *importing, struct xc_str bytes,
                  struct xc_register **reg, const struct xc_progress *progress,
                  struct xc_error *error) {
    const struct xc_import_table_ops *ops = importing->ops;
    int code = prepare_memory(importing, ops, error);
    if (code == XC_OK)
        code = find_default_area(importing, error);
    if (code == XC_OK)
        code = xc_importing_read(importing, bytes, !has_rows(importing), take_row,
                                 importing, progress, error);
    return code == XC_OK ? build(importing, ops, reg, progress, error) : code;
}

int xc_import_register(struct xc_str bytes, const struct xc_import_options *options,
                       const struct xc_register *old, struct xc_register **reg,
                       struct xc_import_report *report,
                       const struct xc_progress *progress, struct xc_error *error) {
    struct xc_register *empty = NULL;
    struct xc_importing *importing = NULL;
    *reg = NULL;
    int code = xc_report_start(report, error);
    if (code != XC_OK)
        goto done;
    if (ops_of(options->table) == NULL) {
        code = xc_fail(error, XC_EINTERNAL, "this table is not part of a register");
        goto done;
    }
    if (old == NULL) {
        code = empty_register(&empty, error);
        if (code != XC_OK)
            goto done;
    }
    importing = calloc(1, sizeof *importing);
    if (importing == NULL) {
        code = xc_fail_memory(error);
        goto done;
    }
    importing->options = options;
    importing->ops = ops_of(options->table);
    importing->old = old != NULL ? old : empty;
    importing->report = report;
    code = import(importing, bytes, reg, progress, error);
done:
    if (importing != NULL)
        xc_importing_release(importing);
    free(importing);
    xc_register_free(empty);
    return code;
}
