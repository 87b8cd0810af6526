#include "report/sheet_widths.h"

#include "base/utf8.h"

enum { LEAST = 4, MOST = 80, PADDING = 2 };

struct wish {
    unsigned whole;  /* for the longest cell and the head on one line */
    unsigned wanted; /* with the head in two lines */
    bool firm;       /* may not be broken */
};

static unsigned fit(size_t width) {
    return PADDING + (width < LEAST ? LEAST : width > MOST ? MOST : (unsigned)width);
}

/* Of the longest word: heads are broken between words, Chinese anywhere. */
static size_t word_width(struct xc_str text) {
    size_t widest = 0, width = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t character = xc_utf8_next(text, &at);
        width = character == ' ' || character > 0x2e7f
                    ? 0
                    : width + xc_utf8_width(xc_str_slice(text, from, at - from));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static struct wish wish_of(const struct xc_sheet_part *part, size_t column) {
    size_t head = xc_utf8_width(part->heads[column]);
    size_t half = head > 8 ? (head + 1) / 2 : head;
    size_t word = word_width(part->heads[column]);
    half = word > half ? word : half;
    size_t widest = 0;
    bool firm = part->headed;
    for (const struct xc_sheet_row *row = part->first; row; row = row->next) {
        const struct xc_sheet_cell *cell = &row->cells[column];
        size_t width = xc_utf8_width(cell->text);
        widest = width > widest ? width : widest;
        firm = firm && (cell->kind != XC_CELL_TEXT || width <= LEAST);
    }
    return (struct wish){.whole = fit(widest > head ? widest : head),
                         .wanted = fit(widest > half ? widest : half),
                         .firm = firm};
}

/* Who wants less than an equal part of what is left takes it, which makes the others'
 * part larger; they share the rest. Returns the part of each, 0 where nobody shares. */
static unsigned share(struct wish *wishes, size_t count, unsigned left,
                      unsigned widths[XC_TABLE_COLUMNS]) {
    unsigned open = 0;
    for (size_t i = 0; i < count; i++) {
        open += wishes[i].firm ? 0 : 1;
    }
    for (bool taken = true; taken && open > 0;) {
        unsigned equal = left / open;
        taken = false;
        for (size_t i = 0; i < count; i++) {
            if (!wishes[i].firm && wishes[i].wanted <= equal) {
                wishes[i].firm = true;
                left -= wishes[i].wanted;
                open--;
                taken = true;
            }
        }
    }
    unsigned each = open == 0 ? 0 : left / open;
    for (size_t i = 0; i < count; i++) {
        if (!wishes[i].firm) {
            widths[i] = each < LEAST + PADDING ? LEAST + PADDING : each;
        }
    }
    return each;
}

enum xc_sheet_fit xc_sheet_widths(const struct xc_sheet_part *part, unsigned line,
                                  unsigned widths[XC_TABLE_COLUMNS]) {
    enum { SHORT = 14 };
    struct wish wishes[XC_TABLE_COLUMNS];
    unsigned whole = 0, wanted = 0, left = line;
    bool open = false;
    for (size_t i = 0; i < part->columns; i++) {
        wishes[i] = wish_of(part, i);
        whole += wishes[i].whole;
        wanted += wishes[i].wanted;
        left -= wishes[i].firm && left > wishes[i].wanted ? wishes[i].wanted : 0;
        open = open || !wishes[i].firm;
    }
    for (size_t i = 0; i < part->columns; i++) {
        widths[i] = whole <= line ? wishes[i].whole : wishes[i].wanted;
    }
    if (wanted <= line) {
        return whole <= line ? XC_SHEET_AMPLE : XC_SHEET_EASY;
    }
    unsigned each = share(wishes, part->columns, left, widths);
    return !open || (each > 0 && each < SHORT) ? XC_SHEET_CROWDED : XC_SHEET_BROKEN;
}

bool xc_sheet_lies(const struct xc_sheet *sheet) {
    unsigned widths[XC_TABLE_COLUMNS];
    bool lies = sheet->landscape;
    for (const struct xc_sheet_part *part = sheet->first; part && !lies;
         part = part->next) {
        lies = part->headed &&
               xc_sheet_widths(part, XC_SHEET_STANDING, widths) == XC_SHEET_CROWDED;
    }
    return lies;
}
