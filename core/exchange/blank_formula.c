#include "exchange/blank_formula.h"

/* What a reference may be without being one: LOG10( is a function, A1B a name. */
static bool is_word(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '$' ||
           byte == '\\' || byte == '?' || (unsigned char)byte >= 0x80;
}

static size_t word_end(struct xc_str text, size_t at) {
    while (at < text.len && is_word(text.ptr[at])) {
        at++;
    }
    return at;
}

/* ---- One corner ---- */

static bool take_dollar(struct xc_str text, size_t *at) {
    bool taken = *at < text.len && text.ptr[*at] == '$';
    *at += taken;
    return taken;
}

/* "$A", "5" or "$A5": what is missing is 0. */
static bool read_corner(struct xc_str word, struct xc_blank_corner *corner) {
    size_t at = 0, letters = 0, digits = 0;
    bool dollar = take_dollar(word, &at);
    *corner = (struct xc_blank_corner){0};
    for (; at < word.len && word.ptr[at] >= 'A' && word.ptr[at] <= 'Z'; at++) {
        if (++letters > 3) {
            return false;
        }
        corner->column = corner->column * 26 + (uint32_t)(word.ptr[at] - 'A') + 1;
    }
    corner->fixed_column = letters > 0 && dollar;
    corner->fixed_row = letters > 0 ? take_dollar(word, &at) : dollar;
    for (; at < word.len && word.ptr[at] >= '0' && word.ptr[at] <= '9'; at++) {
        if (++digits > 7) {
            return false;
        }
        corner->row = corner->row * 10 + (uint32_t)(word.ptr[at] - '0');
    }
    return at == word.len && (letters == 0 || corner->column <= XC_BLANK_COLUMNS) &&
           (digits == 0 || (corner->row > 0 && corner->row <= XC_BLANK_ROWS)) &&
           (digits > 0 || !corner->fixed_row) && letters + digits > 0;
}

void xc_blank_corner_put(const struct xc_blank_corner *corner, struct xc_buffer *out) {
    char letters[8];
    size_t at = sizeof letters;
    for (uint32_t column = corner->column; column > 0; column = (column - 1) / 26) {
        letters[--at] = (char)('A' + (column - 1) % 26);
    }
    xc_buffer_puts(out, corner->fixed_column ? "$" : "");
    xc_buffer_append(out, letters + at, sizeof letters - at);
    xc_buffer_puts(out, corner->fixed_row ? "$" : "");
    if (corner->row > 0) {
        xc_buffer_uint(out, corner->row);
    }
}

/* Whether both ends are alike: cells, rows or columns. */
static bool fits(const struct xc_blank_corner *first,
                 const struct xc_blank_corner *last) {
    return (first->column > 0) == (last->column > 0) &&
           (first->row > 0) == (last->row > 0);
}

/* The reference or range that begins at a place; its length, 0: there is none. */
static size_t read_area(struct xc_str text, size_t from, struct xc_blank_area *area) {
    size_t end = word_end(text, from), next;
    if (end == from || !read_corner(xc_str_slice(text, from, end - from), &area->first)) {
        return 0;
    }
    area->last = area->first;
    next = end < text.len && text.ptr[end] == ':' ? word_end(text, end + 1) : end;
    if (next > end + 1 && (next == text.len || text.ptr[next] != '(') &&
        read_corner(xc_str_slice(text, end + 1, next - end - 1), &area->last) &&
        fits(&area->first, &area->last)) {
        return next - from;
    }
    area->last = area->first;
    bool cell = area->first.column > 0 && area->first.row > 0;
    return cell && (end == text.len || text.ptr[end] != '(') ? end - from : 0;
}

bool xc_blank_area_read(struct xc_str text, struct xc_blank_area *area) {
    return text.len > 0 && read_area(text, 0, area) == text.len;
}

static bool is_cell(const struct xc_blank_area *area) {
    return area->first.column == area->last.column && area->first.row == area->last.row;
}

/* ---- Where rows went ---- */

/* Rows that move along with the copy that the formula stands in. */
static bool goes_along(const struct xc_blank_place *place,
                       const struct xc_blank_moves *moves,
                       const struct xc_blank_corner *corner) {
    if (place->row == 0 || moves != place->sheet || corner->fixed_row) {
        return false;
    }
    bool repeated = xc_blank_first(moves, place->row) != xc_blank_last(moves, place->row);
    return corner->row == place->row || (repeated && corner->row + 1 == place->row);
}

static void move_area(const struct xc_blank_place *place,
                      const struct xc_blank_moves *moves, bool range,
                      struct xc_blank_area *area) {
    struct xc_blank_corner *corners[] = {&area->first, &area->last};
    for (size_t i = 0; i < 2; i++) {
        struct xc_blank_corner *corner = corners[i];
        if (corner->row == 0) {
            continue;
        }
        uint32_t row = goes_along(place, moves, corner)
                           ? xc_blank_first(moves, place->row) + place->copy -
                                 (place->row - corner->row)
                       : range && i == 1 ? xc_blank_last(moves, corner->row)
                                         : xc_blank_first(moves, corner->row);
        /* Whole columns are often written as A1:A1048576. */
        corner->row = row < XC_BLANK_ROWS ? row : XC_BLANK_ROWS;
    }
}

static void put_area(const struct xc_blank_area *area, bool range,
                     struct xc_buffer *out) {
    xc_blank_corner_put(&area->first, out);
    if (range) {
        xc_buffer_putc(out, ':');
        xc_blank_corner_put(&area->last, out);
    }
}

void xc_blank_areas(const struct xc_blank_moves *moves, struct xc_str areas,
                    struct xc_buffer *out) {
    const struct xc_blank_place nowhere = {0};
    bool more = false;
    while (areas.len > 0) {
        struct xc_str one = xc_str_cut(&areas, ' ');
        struct xc_blank_area area;
        if (one.len == 0) {
            continue;
        }
        xc_buffer_puts(out, more ? " " : "");
        more = true;
        if (!xc_blank_area_read(one, &area)) {
            xc_buffer_add(out, one);
            continue;
        }
        bool range = !is_cell(&area) || xc_str_find(one, XC_STR(":")) >= 0;
        move_area(&nowhere, moves, true, &area);
        put_area(&area, range || !is_cell(&area), out);
    }
}

/* ---- Formulas ---- */

struct walk {
    struct xc_str text;
    size_t at;
    const struct xc_blank_moves *moves; /* of what stands next; NULL: stays */
    struct xc_buffer *out;
};

static void copy_to(struct walk *walk, size_t end) {
    xc_buffer_append(walk->out, walk->text.ptr + walk->at, end - walk->at);
    walk->at = end;
}

/* Behind the quote that ends what begins here; a doubled one is part of it. */
static size_t quote_end(struct xc_str text, size_t at) {
    char quote = text.ptr[at++];
    while (at < text.len) {
        if (text.ptr[at] != quote) {
            at++;
        } else if (at + 1 < text.len && text.ptr[at + 1] == quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    return at;
}

static size_t bracket_end(struct xc_str text, size_t at) {
    size_t depth = 0;
    for (; at < text.len; at++) {
        depth += text.ptr[at] == '[';
        if (text.ptr[at] == ']' && --depth == 0) {
            return at + 1;
        }
    }
    return at;
}

/* Whether a sheet's name is what is written, where '' stands for '. */
static bool is_called(struct xc_str name, struct xc_str written, bool quoted) {
    size_t at = 0;
    for (size_t i = 0; i < written.len; i++, at++) {
        i += quoted && written.ptr[i] == '\'';
        if (i >= written.len || at >= name.len || name.ptr[at] != written.ptr[i]) {
            return false;
        }
    }
    return at == name.len && name.len > 0;
}

static const struct xc_blank_moves *sheet_named(const struct xc_blank_place *place,
                                                struct xc_str name, bool quoted) {
    for (size_t i = 0; i < place->count; i++) {
        if (is_called(place->all[i].name, name, quoted)) {
            return &place->all[i];
        }
    }
    return NULL;
}

static bool follows(const struct walk *walk, size_t at, char byte) {
    return at < walk->text.len && walk->text.ptr[at] == byte;
}

/* 'Some sheet'!A1; other quotes are texts. */
static void pass_quote(struct walk *walk, const struct xc_blank_place *place) {
    size_t from = walk->at, end = quote_end(walk->text, from);
    bool sheet =
        walk->text.ptr[from] == '\'' && follows(walk, end, '!') && end > from + 1;
    walk->moves =
        sheet
            ? sheet_named(place, xc_str_slice(walk->text, from + 1, end - from - 2), true)
            : place->sheet;
    copy_to(walk, end + sheet);
}

static void pass_word(struct walk *walk, const struct xc_blank_place *place) {
    size_t end = word_end(walk->text, walk->at), len;
    struct xc_blank_area area;
    if (follows(walk, end, '!')) {
        walk->moves =
            sheet_named(place, xc_str_slice(walk->text, walk->at, end - walk->at), false);
        copy_to(walk, end + 1);
        return;
    }
    len = read_area(walk->text, walk->at, &area);
    if (len > 0 && walk->moves) {
        bool range =
            xc_str_find(xc_str_slice(walk->text, walk->at, len), XC_STR(":")) >= 0;
        move_area(place, walk->moves, range, &area);
        put_area(&area, range, walk->out);
        walk->at += len;
    } else {
        copy_to(walk, len > 0 ? walk->at + len : end);
    }
    walk->moves = place->sheet;
}

void xc_blank_formula(const struct xc_blank_place *place, struct xc_str formula,
                      struct xc_buffer *out) {
    struct walk walk = {.text = formula, .moves = place->sheet, .out = out};
    while (walk.at < formula.len) {
        char byte = formula.ptr[walk.at];
        if (byte == '"' || byte == '\'') {
            pass_quote(&walk, place);
        } else if (byte == '[') {
            copy_to(&walk, bracket_end(formula, walk.at));
            /* [1]Sheet1!A1 is of another workbook. */
            size_t end = word_end(formula, walk.at);
            if (end > walk.at && follows(&walk, end, '!')) {
                copy_to(&walk, end + 1);
                walk.moves = NULL;
            }
        } else if (is_word(byte)) {
            pass_word(&walk, place);
        } else {
            copy_to(&walk, walk.at + 1);
            walk.moves = place->sheet;
        }
    }
}

/* ---- Shared formulas ---- */

static void offset_corner(struct xc_blank_corner *corner, int64_t rows, int64_t columns) {
    int64_t row = (int64_t)corner->row + rows, column = (int64_t)corner->column + columns;
    if (corner->row > 0 && !corner->fixed_row && row > 0 && row <= XC_BLANK_ROWS) {
        corner->row = (uint32_t)row;
    }
    if (corner->column > 0 && !corner->fixed_column && column > 0 &&
        column <= XC_BLANK_COLUMNS) {
        corner->column = (uint32_t)column;
    }
}

void xc_blank_formula_offset(struct xc_str formula, int64_t rows, int64_t columns,
                             struct xc_buffer *out) {
    struct walk walk = {.text = formula, .out = out};
    while (walk.at < formula.len) {
        char byte = formula.ptr[walk.at];
        struct xc_blank_area area;
        size_t end;
        if (byte == '"' || byte == '\'') {
            copy_to(&walk, quote_end(formula, walk.at));
        } else if (byte == '[') {
            copy_to(&walk, bracket_end(formula, walk.at));
        } else if (!is_word(byte)) {
            copy_to(&walk, walk.at + 1);
        } else if (end = word_end(formula, walk.at), follows(&walk, end, '!')) {
            copy_to(&walk, end + 1);
        } else {
            size_t len = read_area(formula, walk.at, &area);
            if (len == 0) {
                copy_to(&walk, end);
                continue;
            }
            bool range =
                xc_str_find(xc_str_slice(formula, walk.at, len), XC_STR(":")) >= 0;
            offset_corner(&area.first, rows, columns);
            offset_corner(&area.last, rows, columns);
            put_area(&area, range, out);
            walk.at += len;
        }
    }
}
