#include "report/sheet.h"

#include "base/buffer.h"

enum { SENTENCE_BYTES = 1 << 16, CELL_BYTES = 64 };

struct xc_str xc_sheet_keep(struct xc_sheet *sheet, struct xc_str text) {
    struct xc_str kept = xc_arena_copy(sheet->arena, text);
    sheet->failed = sheet->failed || !kept.ptr;
    return kept.ptr ? kept : XC_STR("");
}

static struct xc_str sentence(struct xc_sheet *sheet, const char *format, va_list args) {
    struct xc_buffer text = xc_buffer_make(SENTENCE_BYTES);
    if (xc_message_say(&text, sheet->catalogue, format, args) != XC_OK) {
        sheet->failed = true;
    }
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

static void add_line(struct xc_sheet *sheet, struct xc_sheet_lines *lines,
                     struct xc_str text) {
    struct xc_sheet_line *line = xc_arena_alloc(sheet->arena, sizeof *line);
    if (!line) {
        sheet->failed = true;
        return;
    }
    line->text = text;
    if (lines->last) {
        lines->last->next = line;
    } else {
        lines->first = line;
    }
    lines->last = line;
}

struct xc_str xc_sheet_text(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct xc_str text = sentence(sheet, format, args);
    va_end(args);
    return text;
}

/* Two reports in one sheet warn and sign once. */
static void add_once(struct xc_sheet *sheet, struct xc_sheet_lines *lines,
                     struct xc_str text) {
    for (const struct xc_sheet_line *line = lines->first; line; line = line->next) {
        if (xc_str_equal(line->text, text)) {
            return;
        }
    }
    add_line(sheet, lines, text);
}

void xc_sheet_warn(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_once(sheet, &sheet->warnings, sentence(sheet, format, args));
    va_end(args);
}

static void add_part(struct xc_sheet *sheet, struct xc_sheet_part with) {
    struct xc_sheet_part *part = xc_arena_alloc(sheet->arena, sizeof *part);
    if (!part) {
        sheet->failed = true;
        return;
    }
    *part = with;
    if (sheet->last) {
        sheet->last->next = part;
    } else {
        sheet->first = part;
    }
    sheet->last = part;
}

void xc_sheet_part(struct xc_sheet *sheet, size_t columns, unsigned numbers,
                   const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_part(sheet, (struct xc_sheet_part){.title = sentence(sheet, format, args),
                                           .columns = columns < XC_TABLE_COLUMNS
                                                          ? columns
                                                          : XC_TABLE_COLUMNS,
                                           .numbers = numbers});
    va_end(args);
}

void xc_sheet_head(struct xc_sheet *sheet, size_t column, const char *id) {
    if (sheet->last && column < sheet->last->columns) {
        sheet->last->heads[column] = xc_str_from(xc_text(sheet->catalogue, id));
        sheet->last->headed = true;
    }
}

void xc_sheet_heads(struct xc_sheet *sheet, const char *const *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        xc_sheet_head(sheet, i, ids[i]);
    }
}

void xc_sheet_row(struct xc_sheet *sheet) {
    struct xc_sheet_row *row = xc_arena_alloc(sheet->arena, sizeof *row);
    struct xc_sheet_part *part = sheet->last;
    if (!row || !part) {
        sheet->failed = true;
        return;
    }
    row->cells = xc_arena_array(sheet->arena, part->columns ? part->columns : 1,
                                sizeof *row->cells);
    if (!row->cells) {
        sheet->failed = true;
        return;
    }
    if (part->last) {
        part->last->next = row;
    } else {
        part->first = row;
    }
    part->last = row;
    part->row_count++;
}

void xc_sheet_sum(struct xc_sheet *sheet) {
    if (sheet->last && sheet->last->last) {
        sheet->last->last->total = true;
    }
}

void xc_sheet_detail(struct xc_sheet *sheet) {
    if (sheet->last && sheet->last->last) {
        sheet->last->last->detail = true;
    }
}

bool xc_sheet_heads_details(const struct xc_sheet_row *row) {
    return row->total && row->next && row->next->detail;
}

void xc_sheet_strike(struct xc_sheet *sheet) {
    if (sheet->last && sheet->last->last) {
        sheet->last->last->struck = true;
    }
}

/* The cell, or one that nobody reads. */
static struct xc_sheet_cell *cell_at(struct xc_sheet *sheet, size_t column,
                                     struct xc_sheet_cell *none) {
    struct xc_sheet_part *part = sheet->last;
    return part && part->last && column < part->columns ? &part->last->cells[column]
                                                        : none;
}

void xc_sheet_cell(struct xc_sheet *sheet, size_t column, struct xc_str text) {
    struct xc_sheet_cell none;
    *cell_at(sheet, column, &none) =
        (struct xc_sheet_cell){.text = xc_sheet_keep(sheet, text)};
}

/* A cell whose text is made of its number. */
static void cell_of(struct xc_sheet *sheet, size_t column, struct xc_sheet_cell cell,
                    struct xc_buffer *text) {
    struct xc_sheet_cell none;
    sheet->failed = sheet->failed || text->failed;
    cell.text = xc_sheet_keep(sheet, xc_buffer_view(text));
    *cell_at(sheet, column, &none) = cell;
    xc_buffer_free(text);
}

void xc_sheet_number(struct xc_sheet *sheet, size_t column, uint64_t number) {
    struct xc_buffer text = xc_buffer_make(CELL_BYTES);
    xc_buffer_int(&text, (int64_t)number);
    cell_of(sheet, column,
            (struct xc_sheet_cell){.kind = XC_CELL_NUMBER, .number = (int64_t)number},
            &text);
}

int64_t xc_sheet_permille(uint64_t number, uint64_t of) {
    return (int64_t)((number * 2000 + of) / (of * 2));
}

void xc_sheet_rate(struct xc_sheet *sheet, size_t column, uint64_t number, uint64_t of) {
    struct xc_buffer text = xc_buffer_make(CELL_BYTES);
    if (of == 0) {
        xc_buffer_add(&text, XC_STR("–"));
        cell_of(sheet, column, (struct xc_sheet_cell){.kind = XC_CELL_TEXT}, &text);
        return;
    }
    int64_t tenths = xc_sheet_permille(number, of);
    xc_buffer_printf(&text, "%lld.%lld%%", (long long)(tenths / 10),
                     (long long)(tenths % 10));
    cell_of(sheet, column,
            (struct xc_sheet_cell){
                .kind = XC_CELL_RATE, .number = (int64_t)number, .of = (int64_t)of},
            &text);
}

void xc_sheet_date(struct xc_sheet *sheet, size_t column, xc_date date) {
    struct xc_buffer text = xc_buffer_make(CELL_BYTES);
    char day[11];
    if (date == XC_NO_DATE) {
        return;
    }
    xc_date_format(date, day);
    xc_buffer_add(&text, xc_str_from(day));
    cell_of(sheet, column, (struct xc_sheet_cell){.kind = XC_CELL_DATE, .number = date},
            &text);
}

void xc_sheet_money(struct xc_sheet *sheet, size_t column, int64_t fen) {
    struct xc_buffer text = xc_buffer_make(CELL_BYTES);
    uint64_t size = fen < 0 ? (uint64_t)0 - (uint64_t)fen : (uint64_t)fen;
    xc_buffer_printf(&text, "%s%llu.%02llu", fen < 0 ? "-" : "",
                     (unsigned long long)(size / 100), (unsigned long long)(size % 100));
    cell_of(sheet, column, (struct xc_sheet_cell){.kind = XC_CELL_MONEY, .number = fen},
            &text);
}

void xc_sheet_say(struct xc_sheet *sheet, size_t column, const char *format, ...) {
    struct xc_sheet_cell none;
    va_list args;
    va_start(args, format);
    *cell_at(sheet, column, &none) =
        (struct xc_sheet_cell){.text = sentence(sheet, format, args)};
    va_end(args);
}

void xc_sheet_fact(struct xc_sheet *sheet, const char *id, struct xc_str value) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, xc_str_from(xc_text(sheet->catalogue, id)));
    xc_sheet_cell(sheet, 1, value);
}

void xc_sheet_note(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    if (!sheet->last) {
        sheet->failed = true;
        return;
    }
    va_start(args, format);
    add_line(sheet, &sheet->last->notes, sentence(sheet, format, args));
    va_end(args);
}

void xc_sheet_prose(struct xc_sheet *sheet, const char *format, ...) {
    va_list args;
    if (!sheet->last || !sheet->last->prose) {
        add_part(sheet, (struct xc_sheet_part){.prose = true});
    }
    if (sheet->last) {
        va_start(args, format);
        add_line(sheet, &sheet->last->notes, sentence(sheet, format, args));
        va_end(args);
    }
}

void xc_sheet_issued(struct xc_sheet *sheet, struct xc_str who, struct xc_str day) {
    add_line(sheet, &sheet->issued, who);
    add_line(sheet, &sheet->issued, day);
}

void xc_sheet_chart(struct xc_sheet *sheet, enum xc_chart_kind kind, bool rates,
                    const char *format, ...) {
    struct xc_sheet_part *part = sheet->last;
    struct xc_sheet_chart *chart = xc_arena_alloc(sheet->arena, sizeof *chart);
    va_list args;
    if (!part || !chart) {
        sheet->failed = true;
        return;
    }
    va_start(args, format);
    chart->title = sentence(sheet, format, args);
    va_end(args);
    chart->kind = kind;
    chart->rates = rates;
    if (part->last_chart) {
        part->last_chart->next = chart;
    } else {
        part->charts = chart;
    }
    part->last_chart = chart;
}

static struct xc_sheet_chart *last_chart(struct xc_sheet *sheet) {
    struct xc_sheet_chart *chart = sheet->last ? sheet->last->last_chart : NULL;
    sheet->failed = sheet->failed || !chart;
    return chart;
}

void xc_sheet_series(struct xc_sheet *sheet, const char *id) {
    struct xc_sheet_chart *chart = last_chart(sheet);
    if (chart && chart->series_count < XC_CHART_SERIES) {
        chart->series[chart->series_count++] = xc_str_from(xc_text(sheet->catalogue, id));
    }
}

void xc_sheet_point(struct xc_sheet *sheet, struct xc_str label, const int64_t *values) {
    struct xc_sheet_chart *chart = last_chart(sheet);
    struct xc_sheet_point *point = xc_arena_alloc(sheet->arena, sizeof *point);
    if (!chart || !point) {
        sheet->failed = true;
        return;
    }
    point->label = xc_sheet_keep(sheet, label);
    for (size_t i = 0; i < chart->series_count; i++) {
        point->values[i] = values[i];
    }
    if (chart->last) {
        chart->last->next = point;
    } else {
        chart->first = point;
    }
    chart->last = point;
    chart->point_count++;
}

void xc_sheet_sign(struct xc_sheet *sheet, const char *id) {
    add_once(sheet, &sheet->signs, xc_str_from(xc_text(sheet->catalogue, id)));
}
