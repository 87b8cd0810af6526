/* A sheet as an Excel workbook. */
#include "exchange/xlsx_out.h"
#include "report/sheet.h"
#include "report/sheet_signs.h"
#include "report/sheet_widths.h"

/* Columns of a page that is printed in four fifths of its size. */
enum { STANDING = 110, LYING = 168 };

enum { ROWS_KEPT = 64 /* of a worksheet, for what stands around a long table */ };

struct writing {
    const struct xc_sheet *sheet;
    struct xc_workbook *book;
    size_t columns;                    /* of the worksheet's tables */
    bool landscape;                    /* the worksheet's paper */
    unsigned widths[XC_TABLE_COLUMNS]; /* of its columns; 0: what the content asks for */
    bool failed;
};

/* Parts that stand on one worksheet: from first up to end. */
struct group {
    const struct xc_sheet_part *first, *end;
    size_t columns; /* of its tables with heads; 0: there is none */
    size_t tables;
    const struct xc_sheet_part *table; /* the first */
    bool long_one;
};

static bool is_table(const struct xc_sheet_part *part) {
    return part->headed && part->first;
}

static struct group group_from(const struct xc_sheet_part *first) {
    struct group group = {.first = first};
    for (group.end = first; group.end; group.end = group.end->next) {
        const struct xc_sheet_part *part = group.end;
        bool long_one = part->row_count > XC_SHEET_LONG;
        bool differs = is_table(part) && group.columns && part->columns != group.columns;
        if (part != first && (group.long_one || long_one || differs)) {
            break;
        }
        group.long_one = long_one;
        if (is_table(part)) {
            group.columns = part->columns;
            group.table = group.tables++ == 0 ? part : group.table;
        }
    }
    return group;
}

/* What the worksheet of a group is called. */
static struct xc_str name_of(const struct writing *writing, const struct group *group) {
    const struct xc_sheet *sheet = writing->sheet;
    struct xc_str name = {0};
    for (const struct xc_sheet_part *part = group->first; part != group->end;
         part = part->next) {
        if (part->title.len && (name.len == 0 || is_table(part))) {
            name = part->title;
            if (is_table(part)) {
                break;
            }
        }
    }
    bool only = group->first == sheet->first && !group->end;
    return only || name.len == 0 ? sheet->title : name;
}

static void across(struct writing *writing, enum xc_workbook_style style,
                   struct xc_str text) {
    (void)xc_workbook_row(writing->book, 0);
    xc_workbook_across(writing->book, 0, writing->columns - 1, style, text);
}

static void lines_across(struct writing *writing, enum xc_workbook_style style,
                         const struct xc_sheet_lines *lines) {
    for (const struct xc_sheet_line *one = lines->first; one; one = one->next) {
        across(writing, style, one->text);
    }
}

static void begin_sheet(struct writing *writing, struct xc_str name) {
    const struct xc_sheet *sheet = writing->sheet;
    xc_workbook_sheet(writing->book, name, writing->landscape);
    for (size_t i = 0; i < XC_TABLE_COLUMNS; i++) {
        if (writing->widths[i] > 0) {
            xc_workbook_width(writing->book, i, writing->widths[i]);
        }
    }
    across(writing, XC_WORKBOOK_TITLE, sheet->title);
    if (sheet->subtitle.len) {
        across(writing, XC_WORKBOOK_SUBTITLE, sheet->subtitle);
    }
}

static void cell(struct writing *writing, size_t column, enum xc_workbook_style style,
                 const struct xc_sheet_cell *cell, bool right) {
    struct xc_workbook *book = writing->book;
    switch (cell->kind) {
    case XC_CELL_NUMBER:
        xc_workbook_number(book, column, style, cell->number);
        return;
    case XC_CELL_RATE:
        xc_workbook_rate(book, column, style, cell->number, cell->of);
        return;
    case XC_CELL_DATE:
        xc_workbook_date(book, column, style, (xc_date)cell->number);
        return;
    case XC_CELL_MONEY:
        xc_workbook_money(book, column, style, cell->number);
        return;
    case XC_CELL_TEXT:
    default:
        break;
    }
    if (right) {
        xc_workbook_right(book, column, style, cell->text);
    } else {
        xc_workbook_text(book, column, style, cell->text);
    }
}

/* What a thing is, and over all other columns its value. */
static void facts(struct writing *writing, const struct xc_sheet_part *part) {
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        (void)xc_workbook_row(writing->book, 0);
        cell(writing, 0, XC_WORKBOOK_LABEL, &row->cells[0], false);
        if (part->columns != 2) {
            for (size_t i = 1; i < part->columns; i++) {
                cell(writing, i, XC_WORKBOOK_CELL, &row->cells[i], false);
            }
            continue;
        }
        bool text = row->cells[1].kind == XC_CELL_TEXT;
        xc_workbook_across(writing->book, 1, writing->columns - 1, XC_WORKBOOK_VALUE,
                           text ? row->cells[1].text : XC_STR(""));
        if (!text) {
            cell(writing, 1, XC_WORKBOOK_VALUE, &row->cells[1], false);
        }
    }
}

static void heads(struct writing *writing, const struct xc_sheet_part *part, bool only) {
    (void)xc_workbook_row(writing->book, 0);
    for (size_t i = 0; i < part->columns; i++) {
        xc_workbook_text(writing->book, i, XC_WORKBOOK_HEAD, part->heads[i]);
    }
    if (only) {
        xc_workbook_head(writing->book, part->columns);
    }
}

static void row_of(struct writing *writing, const struct xc_sheet_part *part,
                   const struct xc_sheet_row *row) {
    enum xc_workbook_style style = row->total    ? XC_WORKBOOK_TOTAL
                                   : row->struck ? XC_WORKBOOK_STRUCK
                                                 : XC_WORKBOOK_CELL;
    if (row->detail) {
        xc_workbook_detail(writing->book);
    }
    for (size_t i = 0; i < part->columns; i++) {
        bool why = row->struck && i + 1 == part->columns;
        cell(writing, i,
             row->detail && i == 0 ? XC_WORKBOOK_DETAIL
             : why                 ? XC_WORKBOOK_CELL
                                   : style,
             &row->cells[i], (part->numbers >> i & 1u) != 0);
    }
}

/* only: of its worksheet, which then has it filtered; sums stay where they are. */
static void table(struct writing *writing, const struct xc_sheet_part *part, bool only,
                  struct xc_str name) {
    bool filtered = false;
    heads(writing, part, only);
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        uint32_t number = xc_workbook_row(writing->book, 0);
        row_of(writing, part, row);
        bool full = row->next && number >= XC_WORKBOOK_ROWS - ROWS_KEPT;
        bool last = !row->next || (row->next->total && !row->detail) || full;
        if (only && last && !row->total && !filtered) {
            xc_workbook_filter_end(writing->book);
            filtered = true;
        }
        if (full) {
            filtered = false;
            begin_sheet(writing, name);
            heads(writing, part, only);
        }
    }
}

/* Its numbers as the workbook takes them. */
static void chart(struct writing *writing, const struct xc_sheet_chart *chart) {
    struct xc_arena *arena = writing->sheet->arena;
    size_t count = chart->series_count, at = 0;
    struct xc_workbook_chart *drawn = xc_arena_alloc(arena, sizeof *drawn);
    struct xc_str *labels = xc_arena_array(arena, chart->point_count, sizeof *labels);
    int64_t *values = xc_arena_array(arena, chart->point_count * count, sizeof *values);
    if (!drawn || !labels || !values) {
        writing->failed = true;
        return;
    }
    if (count == 0 || chart->point_count == 0) {
        return;
    }
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        labels[at] = point->label;
        for (size_t i = 0; i < count; i++) {
            values[at * count + i] = point->values[i];
        }
        at++;
    }
    *drawn = (struct xc_workbook_chart){.lying = chart->kind == XC_CHART_BARS,
                                        .rates = chart->rates,
                                        .title = chart->title,
                                        .series = chart->series,
                                        .series_count = count,
                                        .labels = labels,
                                        .values = values,
                                        .points = at};
    (void)xc_workbook_row(writing->book, 0);
    xc_workbook_chart(writing->book, drawn);
}

static void part_of(struct writing *writing, const struct xc_sheet_part *part, bool only,
                    struct xc_str name) {
    if (part->title.len) {
        across(writing, XC_WORKBOOK_HEADING, part->title);
    }
    if (is_table(part)) {
        table(writing, part, only, name);
    } else if (part->first && part->columns > 0) {
        facts(writing, part);
    }
    lines_across(writing, XC_WORKBOOK_PLAIN, &part->notes);
    for (const struct xc_sheet_chart *one = part->charts; one; one = one->next) {
        chart(writing, one);
    }
    (void)xc_workbook_row(writing->book, 0);
}

/* A table that is too wide for a page as it would like to be is told how wide its columns
 * are: else the program would print it in letters that nobody can read. */
static void set_paper(struct writing *writing, const struct xc_sheet_part *table) {
    unsigned widths[XC_TABLE_COLUMNS] = {0};
    enum xc_sheet_fit fit = XC_SHEET_AMPLE;
    writing->landscape = writing->sheet->landscape;
    if (table) {
        fit = xc_sheet_widths(table, writing->landscape ? LYING : STANDING, widths);
        if (!writing->landscape && fit == XC_SHEET_CROWDED) {
            writing->landscape = true;
            fit = xc_sheet_widths(table, LYING, widths);
        }
    }
    for (size_t i = 0; i < XC_TABLE_COLUMNS; i++) {
        bool set = fit != XC_SHEET_AMPLE && table && i < table->columns;
        writing->widths[i] = set ? widths[i] : 0;
    }
}

static void group_of(struct writing *writing, const struct group *group) {
    struct xc_str name = name_of(writing, group);
    writing->columns = group->columns > 2 ? group->columns : 2;
    for (const struct xc_sheet_part *part = group->first; part != group->end;
         part = part->next) {
        writing->columns =
            part->columns > writing->columns ? part->columns : writing->columns;
    }
    set_paper(writing, group->table);
    begin_sheet(writing, name);
    if (group->first == writing->sheet->first) {
        lines_across(writing, XC_WORKBOOK_WARNING, &writing->sheet->warnings);
    }
    for (const struct xc_sheet_part *part = group->first; part != group->end;
         part = part->next) {
        part_of(writing, part, group->tables == 1, name);
    }
}

static void signs(struct writing *writing) {
    const struct xc_sheet *sheet = writing->sheet;
    for (const struct xc_sheet_line *one = sheet->signs.first; one; one = one->next) {
        (void)xc_workbook_row(writing->book, 2);
        struct xc_str text = xc_sheet_sign_text(sheet, one->text);
        writing->failed = writing->failed || text.len == 0;
        xc_workbook_across(writing->book, 0, writing->columns - 1, XC_WORKBOOK_PLAIN,
                           text);
    }
}

int xc_sheet_write_xlsx(const struct xc_sheet *sheet, struct xc_buffer *out,
                        struct xc_error *error) {
    struct writing writing = {.sheet = sheet, .columns = 2};
    struct group group = group_from(sheet->first);
    int rc = xc_workbook_new(sheet->title, &writing.book, error);
    if (rc != XC_OK) {
        return rc;
    }
    group_of(&writing, &group);
    while (group.end) {
        group = group_from(group.end);
        group_of(&writing, &group);
    }
    lines_across(&writing, XC_WORKBOOK_ISSUED, &sheet->issued);
    signs(&writing);
    rc = xc_workbook_finish(writing.book, out, error);
    xc_workbook_free(writing.book);
    return rc == XC_OK && (sheet->failed || writing.failed) ? xc_fail_memory(error) : rc;
}
