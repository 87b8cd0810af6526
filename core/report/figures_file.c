#include "report/figures_file.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word, *chinese;
} parts[XC_FIGURES_PARTS] = {
    [XC_FIGURES_TOTAL] = {"total", "累计"},     [XC_FIGURES_PERIOD] = {"period", "本期"},
    [XC_FIGURES_KIND] = {"kind", "类别"},       [XC_FIGURES_AREA] = {"area", "区划"},
    [XC_FIGURES_MONTH] = {"month", "月末累计"}, [XC_FIGURES_HALF] = {"half", "半年"},
};

const char *xc_figures_part_word(enum xc_figures_part part) {
    return parts[part].word;
}

const char *xc_figures_part_chinese(enum xc_figures_part part) {
    return parts[part].chinese;
}

bool xc_figures_part_parse(struct xc_str word, enum xc_figures_part *part) {
    for (int i = 0; i < XC_FIGURES_PARTS; i++) {
        if (xc_str_is(word, parts[i].word) || xc_str_is(word, parts[i].chinese)) {
            *part = (enum xc_figures_part)i;
            return true;
        }
    }
    return false;
}

const char *xc_figures_seal_word(enum xc_figures_seal seal) {
    static const char *const words[XC_FIGURES_SEALS] = {
        [XC_FIGURES_BROKEN] = "broken",     [XC_FIGURES_FOREIGN] = "foreign",
        [XC_FIGURES_UNSIGNED] = "unsigned", [XC_FIGURES_UNKNOWN] = "unknown",
        [XC_FIGURES_TRUSTED] = "trusted",
    };
    return words[seal];
}

/* ---- Months and half-years ---- */

struct xc_figures_span xc_figures_span_at(xc_date day, bool half) {
    enum xc_period period = half ? XC_PERIOD_HALF : XC_PERIOD_MONTH;
    return (struct xc_figures_span){xc_date_period_first(day, period),
                                    xc_date_period_last(day, period)};
}

bool xc_figures_span_parse(struct xc_str text, struct xc_figures_span *span) {
    char day[] = "0000-00-01";
    xc_date first;
    if (text.len != XC_FIGURES_SPAN_TEXT - 1) {
        return false;
    }
    memcpy(day, text.ptr, text.len);
    bool half = text.ptr[5] == 'H';
    if (half) {
        if (text.ptr[6] != '1' && text.ptr[6] != '2') {
            return false;
        }
        day[5] = '0';
        day[6] = text.ptr[6] == '1' ? '1' : '7';
    }
    if (!xc_date_parse(xc_str_from(day), &first)) {
        return false;
    }
    *span = xc_figures_span_at(first, half);
    return true;
}

void xc_figures_span_text(struct xc_figures_span span, char out[XC_FIGURES_SPAN_TEXT]) {
    char day[11];
    xc_date_format(span.from, day);
    memcpy(out, day, XC_FIGURES_SPAN_TEXT - 1);
    out[XC_FIGURES_SPAN_TEXT - 1] = '\0';
    if (span.to - span.from > 31) {
        out[5] = 'H';
        out[6] = xc_date_ymd(span.from).month == 1 ? '1' : '2';
    }
}

/* ---- Rows ---- */

const struct xc_figures_row *xc_figures_row_of(const struct xc_figures_file *file,
                                               enum xc_figures_part part) {
    for (size_t i = 0; i < file->row_count; i++) {
        if (file->rows[i].part == part) {
            return &file->rows[i];
        }
    }
    return NULL;
}

/* Canonical JSON says by itself where everything stands. */
static unsigned json_column(const struct xc_figures_row *row, size_t count) {
    unsigned column = row->column;
    for (size_t i = 0; i <= count; i++) {
        column += (unsigned)strlen(xc_rates_word(i)) + (unsigned)sizeof "\"\":" - 1;
        for (uint64_t rest = xc_rates_value(&row->counts, i); i < count; rest /= 10) {
            column++;
            if (rest < 10) {
                column++; /* the comma */
                break;
            }
        }
    }
    return column;
}

void xc_figures_find(const struct xc_figures_file *file, const struct xc_figures_row *row,
                     size_t count, unsigned *line, unsigned *column) {
    *line = row->line;
    *column = row->column;
    if (count < XC_RATES_COUNTS && file->shape == XC_FIGURES_JSON) {
        *column = json_column(row, count);
    } else if (count < XC_RATES_COUNTS && file->shape == XC_FIGURES_WORKBOOK) {
        *column = file->columns[count];
    }
}

void xc_figures_cell(unsigned line, unsigned column, char out[XC_FIGURES_PLACE_TEXT]) {
    char letters[3] = "";
    letters[0] = (char)('A' + (column - 1) % 26);
    if (column > 26) {
        letters[1] = letters[0];
        letters[0] = (char)('A' + (column - 1) / 26 - 1);
    }
    (void)snprintf(out, XC_FIGURES_PLACE_TEXT, "%s%u", letters, line);
}

void xc_figures_place(const struct xc_figures_file *file,
                      const struct xc_figures_row *row, size_t count,
                      char out[XC_FIGURES_PLACE_TEXT]) {
    unsigned line, column;
    xc_figures_find(file, row, count, &line, &column);
    if (file->shape == XC_FIGURES_WORKBOOK) {
        xc_figures_cell(line, column, out);
    } else {
        (void)snprintf(out, XC_FIGURES_PLACE_TEXT, "%u:%u", line, column);
    }
}

int xc_figures_row_compare(const struct xc_figures_row *a,
                           const struct xc_figures_row *b) {
    if (a->part != b->part) {
        return a->part < b->part ? -1 : 1;
    }
    switch (a->part) {
    case XC_FIGURES_KIND:
        return (a->kind > b->kind) - (a->kind < b->kind);
    case XC_FIGURES_AREA:
        return xc_str_compare(a->code, b->code);
    case XC_FIGURES_MONTH:
    case XC_FIGURES_HALF:
        return (a->span.from > b->span.from) - (a->span.from < b->span.from);
    case XC_FIGURES_TOTAL:
    case XC_FIGURES_PERIOD:
    case XC_FIGURES_PARTS:
    default:
        return 0;
    }
}

int xc_figures_file_add(struct xc_figures_file *file, const struct xc_figures_row *row,
                        struct xc_arena *arena, struct xc_error *error) {
    if (file->row_count == XC_FIGURES_ROWS) {
        return xc_fail(error, XC_EINPUT, "figures have at most %d rows",
                       (int)XC_FIGURES_ROWS);
    }
    if (file->row_count == file->row_room) {
        size_t room = file->row_room ? file->row_room * 4 : 64;
        struct xc_figures_row *rows = xc_arena_array(arena, room, sizeof *rows);
        if (!rows) {
            return xc_fail_memory(error);
        }
        if (file->row_count > 0) {
            memcpy(rows, file->rows, file->row_count * sizeof *rows);
        }
        file->rows = rows;
        file->row_room = room;
    }
    file->rows[file->row_count++] = *row;
    return XC_OK;
}

/* ---- Counting ---- */

struct counting {
    const struct xc_report_facts *facts;
    struct xc_figures_file *file;
    struct xc_arena *arena;
    struct xc_error *error;
};

static const struct xc_rates_scope whole = {XC_NO_DATE, XC_NO_DATE, XC_NO_DATE,
                                            XC_NO_ROW};

static int add(struct counting *all, struct xc_figures_row row) {
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        if (xc_rates_value(&row.counts, i) > XC_FIGURES_COUNT_MOST) {
            return xc_fail(all->error, XC_EINPUT,
                           "a count of the figures is more than %d",
                           (int)XC_FIGURES_COUNT_MOST);
        }
    }
    return xc_figures_file_add(all->file, &row, all->arena, all->error);
}

static int add_one(struct counting *all, enum xc_figures_part part,
                   struct xc_rates_scope scope, struct xc_figures_span span) {
    struct xc_figures_row row = {.part = part, .span = span};
    int rc = xc_rates_count(all->facts, &scope, XC_RATES_ALL, &row.counts, all->error);
    return rc == XC_OK ? add(all, row) : rc;
}

static bool matters(const struct xc_rates *rates) {
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        if (xc_rates_value(rates, i) > 0) {
            return true;
        }
    }
    return false;
}

static int add_groups(struct counting *all, enum xc_rates_by by, size_t count) {
    struct xc_rates *rates = xc_arena_array(all->arena, count, sizeof *rates);
    int rc = rates ? xc_rates_count(all->facts, &whole, by, rates, all->error)
                   : xc_fail_memory(all->error);
    for (uint32_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_figures_row row = {.part = XC_FIGURES_KIND, .kind = i};
        if (by == XC_RATES_AREA) {
            row = (struct xc_figures_row){.part = XC_FIGURES_AREA,
                                          .code = all->facts->areas[i].code,
                                          .name = all->facts->areas[i].name};
        }
        row.counts = rates[i];
        rc = matters(&rates[i]) ? add(all, row) : XC_OK;
    }
    return rc;
}

/* The first day on which something was owed or done. */
static xc_date first_day(const struct xc_report_facts *facts) {
    xc_date first = facts->as_of;
    for (size_t i = 0; i < facts->owed_count; i++) {
        const struct xc_report_owed *owed = &facts->owed[i];
        if (owed->base && owed->first < first) {
            first = owed->first;
        }
        if (xc_owed_done(owed, first)) {
            first = owed->done;
        }
    }
    return first;
}

static int add_times(struct counting *all, bool half) {
    xc_date as_of = all->facts->as_of;
    struct xc_figures_span span = xc_figures_span_at(first_day(all->facts), half);
    int rc = XC_OK;
    for (; span.from <= as_of && rc == XC_OK;
         span = xc_figures_span_at(span.to + 1, half)) {
        struct xc_rates_scope scope = whole;
        if (half) {
            scope.from = span.from;
            scope.to = span.to;
        } else {
            scope.cut = span.to < as_of ? span.to : as_of;
        }
        rc = add_one(all, half ? XC_FIGURES_HALF : XC_FIGURES_MONTH, scope, span);
    }
    return rc;
}

int xc_figures_file_count(const struct xc_report_facts *facts, bool half, xc_instant made,
                          struct xc_arena *arena, struct xc_figures_file *file,
                          struct xc_error *error) {
    struct xc_figures_span period = xc_figures_span_at(facts->as_of, half);
    *file = (struct xc_figures_file){.office = facts->office,
                                     .office_name = facts->office_name,
                                     .programme = facts->id,
                                     .title = facts->programme->title,
                                     .year = facts->programme->year,
                                     .as_of = facts->as_of,
                                     .period = period,
                                     .made = made,
                                     .seal = XC_FIGURES_UNSIGNED};
    struct counting all = {facts, file, arena, error};
    const struct xc_rates_scope in_period = {period.from, period.to, XC_NO_DATE,
                                             XC_NO_ROW};
    int rc = add_one(&all, XC_FIGURES_TOTAL, whole, (struct xc_figures_span){0});
    if (rc == XC_OK) {
        rc = add_one(&all, XC_FIGURES_PERIOD, in_period, period);
    }
    if (rc == XC_OK) {
        rc = add_groups(&all, XC_RATES_KIND, XC_KIND_COUNT);
    }
    if (rc == XC_OK) {
        rc = add_groups(&all, XC_RATES_AREA, facts->area_count);
    }
    if (rc == XC_OK) {
        rc = add_times(&all, false);
    }
    return rc == XC_OK ? add_times(&all, true) : rc;
}
