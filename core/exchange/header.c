#include "exchange/header.h"

#include "base/suggest.h"
#include "exchange/report.h"

#include <string.h>

enum { MAP_ENTRIES = 64 };

struct map_entry {
    struct xc_str header;
    int column;
    bool used;
};

struct finder {
    const struct xc_import_options *options;
    struct xc_import_report *report;
    struct xc_buffer scratch;
    struct map_entry map[MAP_ENTRIES];
    size_t map_count;
    bool names_needed;
    struct xc_error *error;
};

/* A cell of the row as a column: what it names, how well, and whether --map said so. */
struct candidate {
    int column;
    unsigned rank;
    bool exact;
    bool mapped;
};

static int fail_map_column(struct finder *finder, struct xc_str name) {
    struct xc_str names[XC_COLUMNS_MAX];
    size_t count;
    const struct xc_import_column *columns =
        xc_import_columns(finder->options->table, &count);
    for (size_t i = 0; i < count; i++)
        names[i] = xc_str_from(columns[i].name);
    struct xc_str near = xc_suggest(name, names, count);
    xc_fail(finder->error, XC_EUSAGE,
            "--map names the column “%s”, which this table does not have",
            xc_report_show(name).text);
    if (near.len > 0)
        return xc_hint(finder->error, "did you mean “%.*s”?", XC_PRI(near));
    return xc_hint(finder->error, "xuncha help import lists the columns");
}

/* "序号=id,大类=kind,city=-" */
static int parse_map(struct finder *finder) {
    struct xc_str rest = finder->options->map;
    while (rest.ptr != NULL && rest.len > 0) {
        struct xc_str column = xc_str_trim(xc_str_cut(&rest, ','));
        if (column.len == 0)
            continue;
        struct xc_str header = xc_str_trim(xc_str_cut(&column, '='));
        column = xc_str_trim(column);
        if (column.len == 0 || header.len == 0 || finder->map_count == MAP_ENTRIES)
            return xc_fail(
                finder->error, XC_EUSAGE,
                "--map takes HEADER=COLUMN pairs with commas between them, for "
                "example 序号=id,大类=kind");
        unsigned rank;
        bool exact;
        bool attribute = xc_str_is(column, "-");
        int number = attribute ? XC_HEADER_EXTRA
                               : xc_column_named(finder->options->table, column,
                                                 &finder->scratch, &rank, &exact);
        if (number < 0 && !attribute)
            return fail_map_column(finder, column);
        finder->map[finder->map_count++] = (struct map_entry){header, number, false};
    }
    return XC_OK;
}

static struct candidate name_cell(struct finder *finder, struct xc_str header) {
    struct candidate found = {.column = XC_HEADER_EXTRA, .exact = true};
    if (header.len == 0 || header.len > 128)
        return found;
    for (size_t i = 0; i < finder->map_count; i++) {
        if (xc_column_same(finder->map[i].header, header, &finder->scratch)) {
            found.column = finder->map[i].column;
            found.mapped = true;
            return found;
        }
    }
    if (xc_column_same(header, XC_STR("rejected_reason"), &finder->scratch)) {
        found.column = XC_HEADER_IGNORED;
        return found;
    }
    found.column = xc_column_named(finder->options->table, header, &finder->scratch,
                                   &found.rank, &found.exact);
    return found;
}

static size_t score(struct finder *finder, const struct xc_sheet_row *row) {
    uint64_t seen = 0;
    size_t points = 0;
    for (size_t i = 0; i < row->count; i++) {
        struct candidate found = name_cell(finder, row->cells[i].text);
        if (found.column >= 0 && (seen >> found.column & 1) == 0) {
            seen |= UINT64_C(1) << found.column;
            points += found.mapped ? 10 : 1;
        }
    }
    return points;
}

/* The number (from 0, blank rows not counted) of the row that looks most like a header.
 */
static int choose_row(struct finder *finder, struct xc_sheet *sheet, size_t *chosen) {
    struct xc_sheet_row row;
    size_t best = 0;
    *chosen = 0;
    for (size_t i = 0; i < XC_HEADER_ROWS; i++) {
        int got = xc_sheet_next(sheet, &row, finder->error);
        if (got < 0)
            return got;
        if (got == 0)
            break;
        size_t points = score(finder, &row);
        if (points > best) {
            best = points;
            *chosen = i;
        }
    }
    return XC_OK;
}

static int fail_twice(struct finder *finder, const struct xc_sheet_row *row, size_t first,
                      size_t second, const char *column) {
    unsigned line;
    unsigned place;
    xc_sheet_place(row, second, &line, &place);
    xc_fail_at(finder->error, XC_EINPUT, finder->options->file, line, place,
               "the headers “%s” and “%s” both mean the column “%s”",
               xc_report_show(row->cells[first].text).text,
               xc_report_show(row->cells[second].text).text, column);
    return xc_hint(finder->error,
                   "say which one counts with --map HEADER=%s, or rename the other",
                   column);
}

static bool is_id(enum xc_import_table table, int column) {
    return column == 0 && table <= XC_IMPORT_EXPERTS;
}

/* Two cells mean the same column: --map wins, then, for ids, the earlier name of the
 * list. */
static int settle_rivals(struct finder *finder, const struct xc_sheet_row *row,
                         struct xc_header *header, struct candidate *cells,
                         size_t second) {
    int column = cells[second].column;
    size_t first = (size_t)header->where[column];
    size_t count;
    const char *name = xc_import_columns(finder->options->table, &count)[column].name;
    bool same =
        xc_column_same(row->cells[first].text, row->cells[second].text, &finder->scratch);
    bool choice =
        cells[first].mapped != cells[second].mapped ||
        (is_id(finder->options->table, column) && !cells[first].mapped && !same);
    if (!choice)
        return fail_twice(finder, row, first, second, name);
    bool second_wins = cells[second].mapped ||
                       (!cells[first].mapped && cells[second].rank < cells[first].rank);
    size_t loser = second_wins ? first : second;
    header->where[column] = (int)(second_wins ? second : first);
    cells[loser].column = XC_HEADER_EXTRA;
    xc_report_note(
        finder->report,
        "the column “%s” is kept as an attribute, because “%s” is used as “%s”",
        xc_report_show(row->cells[loser].text).text,
        xc_report_show(row->cells[second_wins ? second : first].text).text, name);
    return XC_OK;
}

/* A map of an earlier import acts unseen unless this says so. */
static void note_kept(struct finder *finder) {
    size_t count;
    const struct xc_import_column *columns =
        xc_import_columns(finder->options->table, &count);
    for (size_t i = 0; i < finder->map_count && finder->options->map_kept; i++) {
        const struct map_entry *entry = &finder->map[i];
        if (entry->used && entry->column >= 0)
            xc_report_note(finder->report,
                           "the column “%s” was read as “%s”, as an earlier --map said",
                           xc_report_show(entry->header).text,
                           columns[entry->column].name);
    }
}

static int assign(struct finder *finder, const struct xc_sheet_row *row,
                  struct xc_header *header) {
    struct candidate cells[XC_SHEET_COLUMNS];
    for (size_t i = 0; i < row->count; i++) {
        cells[i] = name_cell(finder, row->cells[i].text);
        int column = cells[i].column;
        if (column < 0)
            continue;
        if (header->where[column] >= 0) {
            int code = settle_rivals(finder, row, header, cells, i);
            if (code != XC_OK)
                return code;
        } else {
            header->where[column] = (int)i;
        }
    }
    for (size_t i = 0; i < row->count; i++) {
        header->meaning[i] = cells[i].column;
        size_t count;
        if (cells[i].column >= 0 && !cells[i].exact)
            xc_report_note(
                finder->report, "the column “%s” was read as “%s”",
                xc_report_show(row->cells[i].text).text,
                xc_import_columns(finder->options->table, &count)[cells[i].column].name);
        for (size_t k = 0; k < finder->map_count; k++) {
            if (xc_column_same(finder->map[k].header, row->cells[i].text,
                               &finder->scratch))
                finder->map[k].used = true;
        }
    }
    note_kept(finder);
    return XC_OK;
}

/* The headers of the file joined for a message. */
static struct xc_str list_headers(struct finder *finder, const struct xc_header *header) {
    xc_buffer_clear(&finder->scratch);
    for (size_t i = 0; i < header->count && finder->scratch.len < 700; i++) {
        if (header->names[i].len == 0)
            continue;
        if (finder->scratch.len > 0)
            (void)xc_buffer_puts(&finder->scratch, ", ");
        (void)xc_buffer_puts(&finder->scratch, xc_report_show(header->names[i]).text);
    }
    return xc_buffer_view(&finder->scratch);
}

static int fail_missing(struct finder *finder, const struct xc_header *header,
                        size_t column) {
    size_t count;
    enum xc_import_table table = finder->options->table;
    const struct xc_import_column *known = &xc_import_columns(table, &count)[column];
    struct xc_str found = list_headers(finder, header);
    xc_fail_at(finder->error, XC_EINPUT, finder->options->file, header->line, 0,
               "the column “%s” (%s) is missing; this row, read as the header, has: %.*s",
               known->name, known->chinese, XC_PRI(found));
    struct xc_str near = xc_column_suggest(table, column, header->names, header->count);
    if (near.len > 0)
        return xc_hint(finder->error, "if “%s” is meant, add --map %s=%s",
                       xc_report_show(near).text, xc_report_show(near).text, known->name);
    return xc_hint(finder->error, "say which column it is with --map HEADER=%s",
                   known->name);
}

static int check_complete(struct finder *finder, const struct xc_header *header) {
    size_t count;
    enum xc_import_table table = finder->options->table;
    const struct xc_import_column *columns = xc_import_columns(table, &count);
    for (size_t i = 0; i < count; i++) {
        bool needed =
            columns[i].required &&
            (i != TARGET_NAME || table > XC_IMPORT_EXPERTS || finder->names_needed);
        if (needed && header->where[i] < 0)
            return fail_missing(finder, header, i);
    }
    if (table == XC_IMPORT_RELATIONS && header->where[RELATION_TARGET] < 0 &&
        header->where[RELATION_ORGANISATION] < 0 && header->where[RELATION_AREA] < 0)
        return fail_missing(finder, header, RELATION_TARGET);
    if (table == XC_IMPORT_CLOSURES && header->where[XC_CLOSURE_AREA] < 0 &&
        header->where[XC_CLOSURE_ZONE] < 0)
        return fail_missing(finder, header, XC_CLOSURE_AREA);
    for (size_t i = 0; i < finder->map_count; i++) {
        if (finder->map[i].used || finder->options->map_kept)
            continue;
        struct xc_str near =
            xc_suggest(finder->map[i].header, header->names, header->count);
        struct xc_shown_text wanted = xc_report_show(finder->map[i].header);
        struct xc_str found = list_headers(finder, header);
        xc_fail_at(finder->error, XC_EINPUT, finder->options->file, header->line, 0,
                   "--map names the header “%s”, but the header row has: %.*s",
                   wanted.text, XC_PRI(found));
        if (near.len > 0)
            xc_hint(finder->error, "did you mean “%s”?", xc_report_show(near).text);
        return XC_EINPUT;
    }
    return XC_OK;
}

static int keep_names(struct finder *finder, const struct xc_sheet_row *row,
                      struct xc_header *header) {
    header->line = row->line;
    header->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.len == 0)
            continue;
        header->names[i] = xc_arena_copy(finder->report->arena, row->cells[i].text);
        if (header->names[i].ptr == NULL)
            return xc_fail_memory(finder->error);
    }
    return XC_OK;
}

/* Empty headers name nothing that could be read as something else. */
static int keep_headings(struct finder *finder, const struct xc_header *header) {
    struct xc_import_report *report = finder->report;
    size_t count;
    const struct xc_import_column *columns =
        xc_import_columns(finder->options->table, &count);
    report->headings =
        xc_arena_array(report->arena, header->count + 1, sizeof *report->headings);
    if (report->headings == NULL)
        return xc_fail_memory(finder->error);
    report->heading_count = 0;
    for (size_t i = 0; i < header->count; i++) {
        if (header->names[i].len == 0 || header->meaning[i] == XC_HEADER_IGNORED)
            continue;
        report->headings[report->heading_count++] = (struct xc_import_heading){
            header->names[i],
            header->meaning[i] >= 0 ? columns[header->meaning[i]].name : NULL};
    }
    return XC_OK;
}

/* Extra columns in the order of their names; one name twice cannot be kept apart. */
static int sort_extra(struct finder *finder, const struct xc_sheet_row *row,
                      struct xc_header *header) {
    for (size_t i = 0; i < header->count; i++) {
        if (header->meaning[i] != XC_HEADER_EXTRA || header->names[i].len == 0)
            continue;
        size_t at = header->extra_count++;
        while (at > 0 && xc_str_compare(header->names[header->extra[at - 1]],
                                        header->names[i]) > 0) {
            header->extra[at] = header->extra[at - 1];
            at--;
        }
        header->extra[at] = i;
        if (at == 0 ||
            !xc_str_equal(header->names[header->extra[at - 1]], header->names[i]))
            continue;
        unsigned line;
        unsigned column;
        xc_sheet_place(row, i, &line, &column);
        xc_fail_at(finder->error, XC_EINPUT, finder->options->file, line, column,
                   "the header “%s” stands twice", xc_report_show(header->names[i]).text);
        return xc_hint(finder->error, "rename one of the two columns");
    }
    if (header->extra_count == 0 || finder->options->table > XC_IMPORT_EXPERTS)
        return XC_OK;
    xc_buffer_clear(&finder->scratch);
    for (size_t i = 0; i < header->extra_count && finder->scratch.len < 700; i++) {
        if (i > 0)
            (void)xc_buffer_puts(&finder->scratch, ", ");
        (void)xc_buffer_puts(&finder->scratch,
                             xc_report_show(header->names[header->extra[i]]).text);
    }
    xc_report_note(finder->report, "columns kept as attributes (%zu): %.*s",
                   header->extra_count, XC_PRI(xc_buffer_view(&finder->scratch)));
    return XC_OK;
}

static int read_header(struct finder *finder, struct xc_sheet *sheet,
                       struct xc_header *header) {
    struct xc_sheet_row row;
    size_t chosen;
    unsigned first = 0;
    int code = choose_row(finder, sheet, &chosen);
    if (code != XC_OK)
        return code;
    xc_sheet_rewind(sheet);
    for (size_t i = 0; i <= chosen; i++) {
        int got = xc_sheet_next(sheet, &row, finder->error);
        if (got < 0)
            return got;
        if (got == 0)
            return xc_fail_at(finder->error, XC_EINPUT, finder->options->file, 0, 0,
                              "the file has no rows");
        if (i == 0)
            first = row.line;
        if (i + 1 == chosen)
            xc_report_note(finder->report,
                           "%zu rows above the header were skipped (lines %u to %u)",
                           chosen, first, row.line);
    }
    if (row.flaw == XC_ROW_TOO_WIDE)
        return xc_fail_at(finder->error, XC_EINPUT, finder->options->file, row.line, 0,
                          "this row has more than %d columns", XC_SHEET_COLUMNS);
    code = keep_names(finder, &row, header);
    if (code == XC_OK)
        code = assign(finder, &row, header);
    if (code == XC_OK)
        code = keep_headings(finder, header);
    if (code == XC_OK)
        code = check_complete(finder, header);
    return code == XC_OK ? sort_extra(finder, &row, header) : code;
}

int xc_header_find(struct xc_sheet *sheet, const struct xc_import_options *options,
                   bool names_needed, struct xc_import_report *report,
                   struct xc_header *header, struct xc_error *error) {
    struct xc_error own = {0};
    struct finder finder = {
        .options = options, .report = report, .names_needed = names_needed};
    finder.error = error != NULL ? error : &own;
    finder.scratch = xc_buffer_make((size_t)1 << 20);
    memset(header, 0, sizeof *header);
    for (size_t i = 0; i < XC_COLUMNS_MAX; i++)
        header->where[i] = -1;
    int code = parse_map(&finder);
    if (code == XC_OK)
        code = read_header(&finder, sheet, header);
    xc_buffer_free(&finder.scratch);
    return code;
}
