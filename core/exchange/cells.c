#include "exchange/cells.h"

#include "base/utf8.h"
#include "exchange/xlsx_read.h"

#include <stdarg.h>
#include <string.h>

static const struct xc_cell *cell_of(const struct xc_importing *importing,
                                     size_t column) {
    int where = importing->header.where[column];
    return where >= 0 && (size_t)where < importing->row.count
               ? &importing->row.cells[where]
               : NULL;
}

enum xc_given xc_cell_given(struct xc_importing *importing, size_t column,
                            struct xc_str *text) {
    const struct xc_cell *cell = cell_of(importing, column);
    bool clears = importing->options->mode == XC_IMPORT_REPLACE;
    *text = (struct xc_str){0};
    if (importing->header.where[column] < 0)
        return XC_GIVEN_NOTHING;
    bool filled = cell != NULL && cell->text.len > 0;
    if (filled && cell->merged && !xc_column_fills(importing->options->table, column))
        filled = false;
    if (!filled)
        return clears ? XC_GIVEN_CLEAR : XC_GIVEN_NOTHING;
    if (xc_str_is(cell->text, "-"))
        return XC_GIVEN_CLEAR;
    if (cell->merged)
        importing->merged_cells++;
    *text = cell->text;
    /* Exports put an apostrophe before what a spreadsheet would run as a formula. */
    if (text->len > 1 && text->ptr[0] == '\'' && strchr("=+-@", text->ptr[1]) != NULL)
        *text = xc_str_slice(*text, 1, text->len);
    return xc_str_is(*text, "-") ? XC_GIVEN_CLEAR : XC_GIVEN_VALUE;
}

int xc_cell_fail(struct xc_importing *importing, size_t column, struct xc_error *error,
                 const char *format, ...) {
    unsigned line = importing->row.line;
    unsigned place = 0;
    int where = importing->header.where[column];
    if (where >= 0 && (size_t)where < importing->row.count)
        xc_sheet_place(&importing->row, (size_t)where, &line, &place);
    xc_fail_at(error, XC_EINPUT, importing->options->file, line, place, "%s", "");
    va_list args;
    va_start(args, format);
    xc_message_setv(&error->message, format, args);
    va_end(args);
    return XC_EINPUT;
}

struct xc_shown_text xc_cell_header(const struct xc_importing *importing, size_t column) {
    int where = importing->header.where[column];
    size_t count;
    if (where >= 0)
        return xc_report_show(importing->header.names[where]);
    return xc_report_show(
        xc_str_from(xc_import_columns(importing->options->table, &count)[column].name));
}

struct xc_str xc_cell_clean(struct xc_importing *importing, struct xc_str text) {
    size_t i = 0;
    while (i < text.len && (unsigned char)text.ptr[i] >= 0x20 && text.ptr[i] != 0x7F)
        i++;
    if (i == text.len)
        return text;
    struct xc_buffer *clean = &importing->clean;
    size_t start = clean->len;
    if (clean->capacity - clean->len < text.len)
        return text;
    for (i = 0; i < text.len; i++) {
        bool space = text.ptr[i] == '\n' || text.ptr[i] == '\r' || text.ptr[i] == '\t';
        bool after_space = clean->len > start && clean->ptr[clean->len - 1] == ' ';
        if (!space)
            clean->ptr[clean->len++] = text.ptr[i];
        else if (!after_space)
            clean->ptr[clean->len++] = ' ';
    }
    importing->line_breaks++;
    return (struct xc_str){clean->ptr + start, clean->len - start};
}

/* A workbook marks them; saved as CSV they are words like others. */
static bool is_formula_error(struct xc_str text) {
    static const char *const words[] = {"#REF!",   "#N/A",   "#NAME?", "#VALUE!",
                                        "#DIV/0!", "#NULL!", "#NUM!"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (xc_str_is(text, words[i]))
            return true;
    }
    return false;
}

static int refuse_formula_error(struct xc_importing *importing, size_t column,
                                struct xc_str text, struct xc_error *error) {
    const struct xc_cell *cell = cell_of(importing, column);
    if (cell == NULL || (cell->type != XC_CELL_ERROR && !is_formula_error(text)))
        return XC_OK;
    return xc_cell_fail(importing, column, error,
                        "column “%s”: the formula of this cell gives the error %s",
                        xc_cell_header(importing, column).text,
                        xc_report_show(text).text);
}

/* 9.13E+17 */
static bool is_scientific(struct xc_str text) {
    size_t i = 0;
    while (i < text.len &&
           ((text.ptr[i] >= '0' && text.ptr[i] <= '9') || text.ptr[i] == '.'))
        i++;
    if (i == 0 || i + 2 >= text.len || (text.ptr[i] != 'E' && text.ptr[i] != 'e') ||
        text.ptr[i + 1] != '+')
        return false;
    uint64_t exponent;
    return xc_str_to_uint(xc_str_slice(text, i + 2, text.len), 400, &exponent);
}

static int fail_spoilt(struct xc_importing *importing, size_t column, struct xc_str text,
                       struct xc_error *error) {
    xc_cell_fail(
        importing, column, error,
        "column “%s”: the spreadsheet turned this id into the number %s, and its last "
        "digits are lost",
        xc_cell_header(importing, column).text, xc_report_show(text).text);
    return xc_hint(error,
                   "go back to the source, format the column as text before the ids are "
                   "put in, and save again");
}

int xc_cell_id(struct xc_importing *importing, size_t column, struct xc_str *id,
               struct xc_error *error) {
    const struct xc_cell *cell = cell_of(importing, column);
    if (xc_cell_given(importing, column, id) != XC_GIVEN_VALUE) {
        if (cell != NULL && cell->merged)
            return xc_cell_fail(
                importing, column, error,
                "column “%s”: this cell is merged with the one above; every row "
                "needs an id of its own",
                xc_cell_header(importing, column).text);
        return xc_cell_fail(importing, column, error, "column “%s”: the id is missing",
                            xc_cell_header(importing, column).text);
    }
    int code = refuse_formula_error(importing, column, *id, error);
    if (code != XC_OK)
        return code;
    if (is_scientific(*id))
        return fail_spoilt(importing, column, *id, error);
    if (cell->type != XC_CELL_NUMBER)
        return XC_OK;
    for (size_t i = 0; i < id->len; i++) {
        if (id->ptr[i] < '0' || id->ptr[i] > '9')
            return fail_spoilt(importing, column, *id, error);
    }
    bool workbook = strcmp(xc_sheet_format(importing->sheet), "xlsx") == 0;
    return workbook && id->len > 15 ? fail_spoilt(importing, column, *id, error) : XC_OK;
}

/* Shared by the readers below: true where *text holds a value to parse. */
static bool wanted(struct xc_importing *importing, size_t column, struct xc_str *text,
                   bool *clear) {
    enum xc_given given = xc_cell_given(importing, column, text);
    *clear = given == XC_GIVEN_CLEAR;
    return given == XC_GIVEN_VALUE;
}

int xc_cell_text(struct xc_importing *importing, size_t column, struct xc_str *value,
                 struct xc_error *error) {
    struct xc_str text;
    bool clear;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = (struct xc_str){0};
        return XC_OK;
    }
    *value = xc_cell_clean(importing, text);
    return refuse_formula_error(importing, column, text, error);
}

int xc_cell_name(struct xc_importing *importing, size_t column, struct xc_str *name,
                 struct xc_error *error) {
    int code = xc_cell_text(importing, column, name, error);
    return code != XC_OK || name->len > 0
               ? code
               : xc_cell_fail(importing, column, error,
                              "column “%s”: the name is missing",
                              xc_cell_header(importing, column).text);
}

/* Bytes of the separator of a set at position, 0: none. */
static size_t separator_at(struct xc_str text, size_t position) {
    static const struct xc_str wide[] = {XC_STR_INIT("，"), XC_STR_INIT("、"),
                                         XC_STR_INIT("；"), XC_STR_INIT("\xE3\x80\x80")};
    if (strchr(",;/ \t\r\n", text.ptr[position]) != NULL && text.ptr[position] != '\0')
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        if (xc_str_starts(xc_str_slice(text, position, text.len), wide[i]))
            return wide[i].len;
    }
    return 0;
}

/* The next item of a set, *rest moved behind it; false: there is none. */
static bool next_item(struct xc_str *rest, struct xc_str *item) {
    size_t at = 0;
    size_t width;
    while (at < rest->len && (width = separator_at(*rest, at)) > 0)
        at += width;
    size_t start = at;
    while (at < rest->len && separator_at(*rest, at) == 0)
        at++;
    *item = xc_str_slice(*rest, start, at - start);
    *rest = xc_str_slice(*rest, at, rest->len);
    return item->len > 0;
}

int xc_cell_set(struct xc_importing *importing, size_t column, struct xc_str *value,
                struct xc_error *error) {
    struct xc_str text;
    struct xc_str item;
    bool clear;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = (struct xc_str){0};
        return XC_OK;
    }
    struct xc_buffer *clean = &importing->clean;
    size_t start = clean->len;
    if (clean->capacity - clean->len < text.len + 1)
        return xc_fail_memory(error);
    while (next_item(&text, &item)) {
        if (clean->len > start)
            clean->ptr[clean->len++] = ',';
        memcpy(clean->ptr + clean->len, item.ptr, item.len);
        clean->len += item.len;
    }
    *value = (struct xc_str){clean->ptr + start, clean->len - start};
    return XC_OK;
}

/* Official lists put a classification before the word: A.医院, A5.专科医院. */
static struct xc_str without_class(struct xc_str text) {
    size_t i = 0;
    while (i < text.len && i < 6 &&
           ((text.ptr[i] >= '0' && text.ptr[i] <= '9') ||
            (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')))
        i++;
    if (i == 0 || i >= text.len || text.ptr[i] != '.')
        return (struct xc_str){0};
    return xc_str_slice(text, i + 1, text.len);
}

static int word_value(struct xc_importing *importing, enum xc_vocabulary vocabulary,
                      struct xc_str text, unsigned *value, struct xc_error *error) {
    uint32_t known;
    struct xc_lookup *memo = &importing->words[vocabulary];
    if (xc_lookup_get(memo, text, &known)) {
        *value = known;
        return XC_OK;
    }
    *value = xc_words_parse(vocabulary, text);
    struct xc_str bare = without_class(text);
    if (*value == 0 && bare.len > 0) {
        *value = xc_words_parse(vocabulary, bare);
        if (*value != 0)
            xc_report_note(importing->report, "“%s” was read as %s",
                           xc_report_show(text).text,
                           xc_words_english(vocabulary, *value));
    }
    return xc_lookup_put(memo, text, *value) == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int fail_word(struct xc_importing *importing, size_t column,
                     enum xc_vocabulary vocabulary, struct xc_str text,
                     struct xc_error *error) {
    struct xc_shown_text header = xc_cell_header(importing, column);
    struct xc_shown_text shown = xc_report_show(text);
    struct xc_buffer *list = &importing->scratch;
    xc_buffer_clear(list);
    for (unsigned i = 1; importing->may_suggest && i < xc_words_count(vocabulary); i++) {
        (void)xc_buffer_printf(list, "%s%s %s", i > 1 ? ", " : "",
                               xc_words_english(vocabulary, i),
                               xc_words_chinese(vocabulary, i));
    }
    xc_cell_fail(importing, column, error, "column “%s”: “%s” is not one of: %.*s",
                 header.text, shown.text, XC_PRI(xc_buffer_view(list)));
    struct xc_str near =
        importing->may_suggest ? xc_words_suggest(vocabulary, text) : (struct xc_str){0};
    return near.len > 0 ? xc_hint(error, "did you mean “%.*s”?", XC_PRI(near))
                        : XC_EINPUT;
}

int xc_cell_word(struct xc_importing *importing, size_t column,
                 enum xc_vocabulary vocabulary, unsigned *value, struct xc_error *error) {
    struct xc_str text;
    bool clear;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = 0;
        return XC_OK;
    }
    int code = word_value(importing, vocabulary, text, value, error);
    return code == XC_OK && *value == 0
               ? fail_word(importing, column, vocabulary, text, error)
               : code;
}

int xc_cell_roles(struct xc_importing *importing, size_t column, uint32_t *roles,
                  struct xc_error *error) {
    struct xc_str text;
    struct xc_str item;
    bool clear;
    bool given = wanted(importing, column, &text, &clear);
    if (given || clear)
        *roles = 0;
    while (given && next_item(&text, &item)) {
        unsigned role = 0;
        int code = word_value(importing, XC_WORDS_ROLE, item, &role, error);
        if (code == XC_OK && role == 0)
            code = fail_word(importing, column, XC_WORDS_ROLE, item, error);
        if (code != XC_OK)
            return code;
        *roles |= UINT32_C(1) << role;
    }
    return XC_OK;
}

/* Half-width and lower-case, until the next use of scratch. */
static struct xc_str folded(struct xc_importing *importing, struct xc_str text) {
    xc_buffer_clear(&importing->scratch);
    return xc_utf8_fold(text, &importing->scratch) == XC_OK
               ? xc_buffer_view(&importing->scratch)
               : (struct xc_str){0};
}

int xc_cell_number(struct xc_importing *importing, size_t column, uint32_t max,
                   uint32_t *value, struct xc_error *error) {
    struct xc_str text;
    bool clear;
    uint64_t number = 0;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = 0;
        return XC_OK;
    }
    if (!xc_str_to_uint(text, max, &number) &&
        !xc_str_to_uint(folded(importing, text), max, &number))
        return xc_cell_fail(importing, column, error,
                            "column “%s”: “%s” is not a whole number from 0 to %lu",
                            xc_cell_header(importing, column).text,
                            xc_report_show(text).text, (unsigned long)max);
    *value = (uint32_t)number;
    return XC_OK;
}

static void note_loose(struct xc_importing *importing, size_t column, struct xc_str text,
                       xc_date date) {
    char iso[11];
    if (importing->loose_dates++ >= XC_LOOSE_SHOWN)
        return;
    xc_date_format(date, iso);
    xc_report_note(importing->report, "line %u, column “%s”: “%s” was read as %s",
                   importing->row.line, xc_cell_header(importing, column).text,
                   xc_report_show(text).text, iso);
}

int xc_cell_date(struct xc_importing *importing, size_t column, xc_date *value,
                 struct xc_error *error) {
    struct xc_str text;
    bool clear;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = XC_NO_DATE;
        return XC_OK;
    }
    if (xc_date_parse(text, value))
        return XC_OK;
    bool read = xc_date_parse_loose(text, value);
    const struct xc_cell *cell = cell_of(importing, column);
    if (!read && cell->type == XC_CELL_NUMBER && text.len == 5 && text.ptr[0] >= '2') {
        /* A day number whose cell was not formatted as a date: 20000 is 1954, 99999 is
         * 2173. */
        *value = xc_xlsx_date(text, xc_sheet_date1904(importing->sheet));
        read = *value != XC_NO_DATE;
    }
    if (!read)
        return xc_cell_fail(importing, column, error,
                            "column “%s”: “%s” is not a date that exists, written like "
                            "2021-03-05",
                            xc_cell_header(importing, column).text,
                            xc_report_show(text).text);
    note_loose(importing, column, text, *value);
    return XC_OK;
}

int xc_cell_needed_date(struct xc_importing *importing, size_t column, xc_date *date,
                        struct xc_error *error) {
    int code = xc_cell_date(importing, column, date, error);
    return code != XC_OK || *date != XC_NO_DATE
               ? code
               : xc_cell_fail(importing, column, error,
                              "column “%s”: the date is missing",
                              xc_cell_header(importing, column).text);
}

int xc_cell_yes_no(struct xc_importing *importing, size_t column, bool *value,
                   struct xc_error *error) {
    static const char *const yes[] = {"是", "有", "√", "yes", "y", "true", "1"};
    static const char *const no[] = {"否", "无", "×", "no", "n", "false", "0"};
    struct xc_str text;
    bool clear;
    if (!wanted(importing, column, &text, &clear)) {
        if (clear)
            *value = false;
        return XC_OK;
    }
    struct xc_str word = folded(importing, text);
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (xc_str_is(word, yes[i]) || xc_str_is(word, no[i])) {
            *value = xc_str_is(word, yes[i]);
            return XC_OK;
        }
    }
    return xc_cell_fail(
        importing, column, error, "column “%s”: “%s” is neither 是 (yes) nor 否 (no)",
        xc_cell_header(importing, column).text, xc_report_show(text).text);
}

static bool parse_exponent(struct xc_str text, int *exponent) {
    uint64_t size = 0;
    bool minus = text.len > 0 && text.ptr[0] == '-';
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = xc_str_slice(text, 1, text.len);
    if (!xc_str_to_uint(text, 400, &size))
        return false;
    *exponent = minus ? -(int)size : (int)size;
    return true;
}

bool xc_decimal_millionths(struct xc_str text, int limit, int32_t *value) {
    bool minus = text.len > 0 && text.ptr[0] == '-';
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
    int exponent = 0;
    struct xc_str mantissa = xc_str_slice(text, at, text.len);
    for (size_t i = 0; i < mantissa.len; i++) {
        if (mantissa.ptr[i] == 'E' || mantissa.ptr[i] == 'e') {
            if (!parse_exponent(xc_str_slice(mantissa, i + 1, mantissa.len), &exponent))
                return false;
            mantissa.len = i;
        }
    }
    /* Digits before the place of millionths go into sum, the next one rounds. */
    ptrdiff_t point = xc_str_find(mantissa, XC_STR("."));
    ptrdiff_t whole = point >= 0 ? point : (ptrdiff_t)mantissa.len;
    ptrdiff_t kept = whole + exponent + 6;
    int64_t sum = 0;
    int64_t max = (int64_t)limit * 1000000;
    ptrdiff_t digits = 0;
    for (size_t i = 0; i < mantissa.len; i++) {
        if ((ptrdiff_t)i == point)
            continue;
        if (mantissa.ptr[i] < '0' || mantissa.ptr[i] > '9')
            return false;
        int digit = mantissa.ptr[i] - '0';
        if (digits < kept)
            sum = sum * 10 + digit;
        else if (digits == kept && digit >= 5)
            sum++;
        digits++;
        if (sum > max)
            return false;
    }
    for (ptrdiff_t i = digits; digits > 0 && i < kept && sum != 0; i++) {
        sum *= 10;
        if (sum > max)
            return false;
    }
    if (digits == 0)
        return false;
    *value = (int32_t)(minus ? -sum : sum);
    return true;
}

int xc_cell_degrees(struct xc_importing *importing, size_t column, int limit,
                    int32_t *value, struct xc_error *error) {
    struct xc_str text;
    bool clear;
    if (!wanted(importing, column, &text, &clear))
        return XC_OK;
    if (xc_decimal_millionths(text, limit, value))
        return XC_OK;
    xc_cell_fail(
        importing, column, error,
        "column “%s”: “%s” is not a number of degrees from -%d to %d, written like "
        "31.340123",
        xc_cell_header(importing, column).text, xc_report_show(text).text, limit, limit);
    if (limit == 90 && xc_decimal_millionths(text, 180, value))
        return xc_hint(error, "perhaps latitude and longitude changed places");
    return XC_EINPUT;
}
