#include "report/sheet_chart.h"

#include "base/utf8.h"

/* Lengths are in tenths of a pixel of a drawing that is 720 pixels wide. */
enum {
    WIDTH = 7200,
    LETTER = 120, /* height of a line's letters */
    LINE = 150,   /* from line to line */
    COLUMN = 60,  /* width of a terminal column, half a Chinese character */
    VALUE_LETTER = 84,
    VALUE_COLUMN = 42,
    EDGE = 100,
    TICKS = 5,          /* at most so many steps */
    PLOT_HEIGHT = 1900, /* of upright columns */
    COLUMN_MAX = 340,
    BAR = 130,     /* height of a lying bar */
    BAR_GAP = 110, /* between the bars of two points */
    PAGE = 9300,   /* height of one drawing, below a heading: what paper that stands */
    PAGE_LYING = 6000, /* and that lies has room for */
    LABEL_COLUMNS = 26,
    LABEL_LINES = 3,
    NAME_COLUMNS = 28 /* of a series in the legend */
};

struct drawing {
    struct xc_html *html;
    const struct xc_sheet_chart *chart;
    unsigned number;
    bool lies;   /* the paper */
    int64_t top; /* the highest value of the axis */
    int64_t step;
};

static void put(struct drawing *drawing, const char *markup) {
    xc_html_raw(drawing->html, markup);
}

/* The first characters of a text that take no more than some terminal columns. */
static struct xc_str beginning(struct xc_str text, size_t columns) {
    size_t at = 0, end = 0;
    while (at < text.len) {
        (void)xc_utf8_next(text, &at);
        if (xc_utf8_width(xc_str_slice(text, 0, at)) > columns) {
            break;
        }
        end = at;
    }
    return xc_str_slice(text, 0, end);
}

/* The next line of a text: at a space where there is one, of the last line what fits
 * before "…". */
static struct xc_str cut_line(struct xc_str *text, size_t columns, bool last,
                              bool *shortened) {
    *shortened = false;
    struct xc_str line = beginning(*text, columns);
    if (line.len == text->len) {
        *text = xc_str_slice(*text, text->len, 0);
        return line;
    }
    *shortened = last;
    if (last) {
        line = beginning(*text, columns > 1 ? columns - 1 : 1);
    } else {
        for (size_t i = line.len; i > line.len / 2; i--) {
            if (line.ptr[i - 1] == ' ') {
                line.len = i;
                break;
            }
        }
    }
    if (line.len == 0) { /* not even one character fits */
        size_t at = 0;
        (void)xc_utf8_next(*text, &at);
        line = xc_str_slice(*text, 0, at);
    }
    *text = xc_str_slice(*text, line.len, text->len);
    return line;
}

static size_t lines_needed(struct xc_str text, size_t columns, size_t most) {
    size_t lines = 0;
    bool shortened;
    while (text.len > 0 && lines < most) {
        lines++;
        (void)cut_line(&text, columns, lines == most, &shortened);
    }
    return lines ? lines : 1;
}

static void text_begin(struct drawing *drawing, int64_t x, int64_t y,
                       const char *anchor) {
    xc_buffer_printf(drawing->html->out,
                     "<text x=\"%lld\" y=\"%lld\" text-anchor=\"%s\">", (long long)x,
                     (long long)y, anchor);
}

/* A text in up to some lines; y is the foot of the first. */
static void label(struct drawing *drawing, int64_t x, int64_t y, const char *anchor,
                  struct xc_str text, size_t columns, size_t lines) {
    bool shortened = false;
    for (size_t i = 0; i < lines && text.len > 0; i++) {
        struct xc_str line = cut_line(&text, columns, i + 1 == lines, &shortened);
        text_begin(drawing, x, y + (int64_t)i * LINE, anchor);
        xc_html_text(drawing->html, line);
        put(drawing, shortened ? "…</text>" : "</text>");
    }
}

/* A value as people read it: a count, or per cent with a digit where it is not whole. */
static void value_text(struct xc_buffer *out, bool rates, int64_t value) {
    if (!rates) {
        xc_buffer_int(out, value);
    } else if (value % 10 == 0) {
        xc_buffer_printf(out, "%lld%%", (long long)(value / 10));
    } else {
        xc_buffer_printf(out, "%lld.%lld%%", (long long)(value / 10),
                         (long long)(value % 10));
    }
}

static size_t value_columns(bool rates, int64_t value) {
    struct xc_buffer text = xc_buffer_make(64);
    value_text(&text, rates, value);
    size_t columns = text.len;
    xc_buffer_free(&text);
    return columns;
}

/* 1, 2 or 5 times a power of ten, so that few steps reach the value. */
static int64_t round_step(int64_t value) {
    static const int64_t factors[] = {1, 2, 5};
    for (int64_t power = 1; power < INT64_MAX / 50; power *= 10) {
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            if (factors[i] * power >= (value + TICKS - 1) / TICKS) {
                return factors[i] * power;
            }
        }
    }
    return value;
}

static void set_axis(struct drawing *drawing) {
    const struct xc_sheet_chart *chart = drawing->chart;
    int64_t most = chart->rates ? 1000 : 1;
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        for (size_t i = 0; i < chart->series_count; i++) {
            most = point->values[i] > most ? point->values[i] : most;
        }
    }
    int64_t most_shown = INT64_MAX / (WIDTH * 4);
    most = most < most_shown ? most : most_shown;
    drawing->step = chart->rates ? 10 * round_step((most + 9) / 10) : round_step(most);
    drawing->top = (most + drawing->step - 1) / drawing->step * drawing->step;
}

static int64_t scaled(const struct drawing *drawing, int64_t value, int64_t length) {
    value = value < 0 ? 0 : value > drawing->top ? drawing->top : value;
    return value * length / drawing->top;
}

/* Dark, pale, and hatched: three greys on paper that know no colours. */
static void fill_of(struct drawing *drawing, size_t series) {
    static const char *const fills[XC_CHART_SERIES] = {"#1f4e79", "#bdd7ee", NULL};
    if (fills[series]) {
        xc_buffer_printf(drawing->html->out, " fill=\"%s\"", fills[series]);
    } else {
        xc_buffer_printf(drawing->html->out, " fill=\"url(#chart%u-hatch)\"",
                         drawing->number);
    }
}

static void box(struct drawing *drawing, size_t series, int64_t x, int64_t y,
                int64_t width, int64_t height) {
    xc_buffer_printf(drawing->html->out,
                     "<rect x=\"%lld\" y=\"%lld\" width=\"%lld\" height=\"%lld\"",
                     (long long)x, (long long)y, (long long)width, (long long)height);
    fill_of(drawing, series);
    put(drawing, " stroke=\"#222\" stroke-width=\"8\"/>");
}

static void stroke(struct drawing *drawing, int64_t x1, int64_t y1, int64_t x2,
                   int64_t y2, const char *colour) {
    xc_buffer_printf(drawing->html->out,
                     "<path d=\"M%lld %lldL%lld %lld\" stroke=\"%s\" "
                     "stroke-width=\"8\"/>",
                     (long long)x1, (long long)y1, (long long)x2, (long long)y2, colour);
}

static void number_at(struct drawing *drawing, int64_t x, int64_t y, const char *anchor,
                      int64_t value) {
    text_begin(drawing, x, y, anchor);
    value_text(drawing->html->out, drawing->chart->rates, value);
    put(drawing, "</text>");
}

/* The value of a bar, in smaller letters than the axis has. */
static void value_at(struct drawing *drawing, int64_t x, int64_t y, const char *anchor,
                     int64_t value) {
    xc_buffer_printf(drawing->html->out, "<g font-size=\"%d\">", VALUE_LETTER);
    number_at(drawing, x, y, anchor, value);
    put(drawing, "</g>");
}

static size_t shown_columns(struct xc_str name) {
    size_t width = xc_utf8_width(name);
    return width < NAME_COLUMNS ? width : NAME_COLUMNS;
}

/* The series beside each other, centred. */
static void legend(struct drawing *drawing, int64_t y) {
    const struct xc_sheet_chart *chart = drawing->chart;
    enum { SWATCH = 220, SWATCH_GAP = 60, NAME_GAP = 300 };
    int64_t width = 0;
    for (size_t i = 0; i < chart->series_count; i++) {
        width += SWATCH + SWATCH_GAP + NAME_GAP +
                 (int64_t)shown_columns(chart->series[i]) * COLUMN;
    }
    int64_t x = (WIDTH - (width - NAME_GAP)) / 2;
    for (size_t i = 0; i < chart->series_count; i++) {
        box(drawing, i, x, y - LETTER + 20, SWATCH, LETTER - 10);
        x += SWATCH + SWATCH_GAP;
        label(drawing, x, y, "start", chart->series[i], NAME_COLUMNS, 1);
        x += (int64_t)shown_columns(chart->series[i]) * COLUMN + NAME_GAP;
    }
}

/* All numbers in words: series by series, point by point. */
static void description(struct drawing *drawing) {
    const struct xc_sheet_chart *chart = drawing->chart;
    for (size_t i = 0; i < chart->series_count; i++) {
        xc_html_text(drawing->html, chart->series[i]);
        put(drawing, ": ");
        for (const struct xc_sheet_point *point = chart->first; point;
             point = point->next) {
            xc_html_text(drawing->html, point->label);
            put(drawing, " ");
            value_text(drawing->html->out, chart->rates, point->values[i]);
            put(drawing, point->next ? ", " : ". ");
        }
    }
}

/* first: the drawing that says what the chart is. */
static void begin(struct drawing *drawing, int64_t height, bool first) {
    struct xc_buffer *out = drawing->html->out;
    xc_buffer_printf(out,
                     "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
                     "%d %lld\" font-size=\"%d\" fill=\"#111\"",
                     WIDTH, (long long)height, LETTER);
    if (!first) {
        put(drawing, " aria-hidden=\"true\">");
        return;
    }
    unsigned number = drawing->number;
    xc_buffer_printf(out,
                     " role=\"img\" aria-labelledby=\"chart%u-title chart%u-desc\">"
                     "<title id=\"chart%u-title\">",
                     number, number, number);
    xc_html_text(drawing->html, drawing->chart->title);
    xc_buffer_printf(out, "</title><desc id=\"chart%u-desc\">", number);
    description(drawing);
    xc_buffer_printf(out,
                     "</desc><defs><pattern id=\"chart%u-hatch\" width=\"60\" "
                     "height=\"60\" patternUnits=\"userSpaceOnUse\" "
                     "patternTransform=\"rotate(45)\"><rect width=\"60\" height=\"60\" "
                     "fill=\"#fff\"/><rect width=\"18\" height=\"60\" fill=\"#333\"/>"
                     "</pattern></defs>",
                     number);
    xc_buffer_printf(out,
                     "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" "
                     "font-weight=\"bold\">",
                     WIDTH / 2, EDGE + LETTER / 2);
    struct xc_str title = drawing->chart->title;
    bool shortened;
    xc_html_text(drawing->html, cut_line(&title, WIDTH / COLUMN - 4, true, &shortened));
    put(drawing, shortened ? "…</text>" : "</text>");
    legend(drawing, EDGE + LETTER / 2 + LINE + 60);
}

enum { HEAD_HEIGHT = EDGE + LETTER / 2 + LINE + 60 + 160 };

static void end(struct drawing *drawing) {
    put(drawing, "</svg></figure>\n");
}

/* Room for the numbers beside the axis. */
static int64_t axis_room(const struct drawing *drawing) {
    size_t columns = value_columns(drawing->chart->rates, drawing->top);
    return (int64_t)columns * COLUMN + 2 * EDGE;
}

/* Columns of a group that has so much room. */
static int64_t column_width(const struct xc_sheet_chart *chart, int64_t slot) {
    int64_t width = slot * 8 / 10 / (int64_t)chart->series_count;
    return width < COLUMN_MAX ? width : COLUMN_MAX;
}

/* Whether every value fits above its column. */
static bool values_fit(const struct xc_sheet_chart *chart, int64_t width) {
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        for (size_t i = 0; i < chart->series_count; i++) {
            size_t columns = value_columns(chart->rates, point->values[i]);
            if ((int64_t)columns * VALUE_COLUMN + 16 > width) {
                return false;
            }
        }
    }
    return true;
}

/* One group of columns, from the foot up. */
static void columns_of(struct drawing *drawing, const struct xc_sheet_point *point,
                       int64_t middle, int64_t width, int64_t foot, bool values) {
    int64_t count = (int64_t)drawing->chart->series_count;
    int64_t left = middle - width * count / 2;
    for (int64_t i = 0; i < count; i++) {
        int64_t height = scaled(drawing, point->values[i], PLOT_HEIGHT);
        box(drawing, (size_t)i, left + i * width, foot - height, width, height);
        if (values) {
            value_at(drawing, left + i * width + width / 2, foot - height - 30, "middle",
                     point->values[i]);
        }
    }
}

static void draw_columns(struct drawing *drawing) {
    const struct xc_sheet_chart *chart = drawing->chart;
    int64_t left = axis_room(drawing), right = WIDTH - EDGE;
    int64_t slot = (right - left) / (int64_t)chart->point_count;
    slot = slot > 0 ? slot : 1;
    /* Where the groups stand too close, only some are labelled. */
    int64_t each = (5 * COLUMN + slot - 1) / slot;
    size_t columns = (size_t)((slot * each - COLUMN) / COLUMN);
    size_t lines = 1;
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        size_t needed = lines_needed(point->label, columns, LABEL_LINES);
        lines = needed > lines ? needed : lines;
    }
    int64_t foot = HEAD_HEIGHT + PLOT_HEIGHT;
    begin(drawing, foot + 40 + (int64_t)lines * LINE + EDGE, true);
    for (int64_t value = 0; value <= drawing->top; value += drawing->step) {
        int64_t y = foot - scaled(drawing, value, PLOT_HEIGHT);
        stroke(drawing, left, y, right, y, value == 0 ? "#222" : "#ccc");
        number_at(drawing, left - 60, y + LETTER / 3, "end", value);
    }
    int64_t width = column_width(chart, slot), middle = left + slot / 2, at = 0;
    bool values = values_fit(chart, width);
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        columns_of(drawing, point, middle, width, foot, values);
        if (at++ % each == 0) {
            label(drawing, middle, foot + 40 + LETTER, "middle", point->label, columns,
                  lines);
        }
        middle += slot;
    }
    end(drawing);
}

/* How much the labels of lying bars take: what the longest asks for, within bounds. */
static size_t label_columns(const struct xc_sheet_chart *chart) {
    size_t widest = 4;
    for (const struct xc_sheet_point *point = chart->first; point; point = point->next) {
        size_t width = xc_utf8_width(point->label);
        widest = width > widest ? width : widest;
    }
    return widest < LABEL_COLUMNS ? widest : LABEL_COLUMNS;
}

static void bars_of(struct drawing *drawing, const struct xc_sheet_point *point,
                    int64_t left, int64_t right, int64_t y) {
    for (size_t i = 0; i < drawing->chart->series_count; i++) {
        int64_t value = point->values[i];
        int64_t length = scaled(drawing, value, right - left);
        int64_t top = y + (int64_t)i * BAR;
        box(drawing, i, left, top, length, BAR);
        value_at(drawing, left + length + 40, top + BAR - 32, "start", value);
    }
}

/* The next points, as many as one drawing holds. Returns the first of the rest. */
static const struct xc_sheet_point *
draw_bars(struct drawing *drawing, const struct xc_sheet_point *point, bool first) {
    const struct xc_sheet_chart *chart = drawing->chart;
    size_t names = label_columns(chart), count = 0;
    int64_t left = (int64_t)names * COLUMN + 2 * EDGE;
    int64_t right = WIDTH - axis_room(drawing);
    int64_t slot = (int64_t)chart->series_count * BAR + BAR_GAP;
    int64_t page = drawing->lies ? PAGE_LYING : PAGE;
    size_t most = (size_t)((page - HEAD_HEIGHT - LINE - EDGE) / slot);
    for (const struct xc_sheet_point *one = point; one && count < most; one = one->next) {
        count++;
    }
    int64_t head = first ? HEAD_HEIGHT : EDGE;
    int64_t foot = head + (int64_t)count * slot;
    begin(drawing, foot + LINE + EDGE, first);
    for (int64_t value = 0; value <= drawing->top; value += drawing->step) {
        int64_t x = left + scaled(drawing, value, right - left);
        stroke(drawing, x, head, x, foot, value == 0 ? "#222" : "#ccc");
        number_at(drawing, x, foot + LETTER + 20, "middle", value);
    }
    size_t lines = chart->series_count > 1 ? 2 : 1;
    for (; count > 0; count--, point = point->next, head += slot) {
        size_t needed = lines_needed(point->label, names, lines);
        int64_t middle = head + slot / 2 + LETTER / 3 - (int64_t)(needed - 1) * LINE / 2;
        label(drawing, left - 60, middle, "end", point->label, names, lines);
        bars_of(drawing, point, left, right, head + BAR_GAP / 2);
    }
    end(drawing);
    return point;
}

void xc_sheet_chart_svg(struct xc_html *html, const struct xc_sheet_chart *chart,
                        unsigned number, bool lies) {
    struct drawing drawing = {
        .html = html, .chart = chart, .number = number, .lies = lies};
    const struct xc_sheet_point *point = chart->first;
    if (!point || chart->series_count == 0) {
        return;
    }
    set_axis(&drawing);
    if (chart->kind == XC_CHART_COLUMNS) {
        draw_columns(&drawing);
        return;
    }
    while (point) {
        point = draw_bars(&drawing, point, point == chart->first);
    }
}
