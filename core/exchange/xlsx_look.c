/* How cells look, and how texts are made fit for them. */
#include "exchange/xlsx_internal.h"

#include "base/utf8.h"
#include "exchange/ooxml_text.h"

#include <string.h>
#include <strings.h>

enum { CELL_CHARACTERS = 32767, NAME_CHARACTERS = 31, GREY = 0xe7e6e6, PALE = 0xfff9e5 };

static void set_kind(lxw_format *format, enum xc_xlsx_value value) {
    /* A text that is only a text stays one when somebody edits it, "=1+1" too. */
    static const char *const shown[] = {
        [XC_XLSX_TEXT] = "@",          [XC_XLSX_RIGHT] = "@",
        [XC_XLSX_NUMBER] = "0",        [XC_XLSX_RATE] = "0.0%",
        [XC_XLSX_DATE] = "yyyy-mm-dd", [XC_XLSX_MONEY] = "#,##0.00"};
    format_set_num_format(format, shown[value]);
}

static void set_letters(lxw_format *format, enum xc_workbook_style style) {
    bool title = style == XC_WORKBOOK_TITLE;
    bool bold = style == XC_WORKBOOK_HEAD || style == XC_WORKBOOK_TOTAL;
    bool heading = style == XC_WORKBOOK_HEADING;
    format_set_font_name(format, title ? "方正小标宋简体" : heading ? "黑体" : "宋体");
    format_set_font_size(format, title ? 18 : heading ? 12 : 11);
    if (bold) {
        format_set_bold(format);
    }
    if (style == XC_WORKBOOK_STRUCK) {
        format_set_font_strikeout(format);
    }
}

lxw_format *xc_xlsx_format(struct xc_workbook *book, enum xc_workbook_style style,
                           enum xc_xlsx_value value) {
    lxw_format **slot = &book->formats[style][value];
    if (*slot) {
        return *slot;
    }
    lxw_format *format = workbook_add_format(book->book);
    if (!format) {
        book->full = true;
        return NULL;
    }
    set_kind(format, value);
    set_letters(format, style);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (style == XC_WORKBOOK_HEAD || style == XC_WORKBOOK_TITLE ||
        style == XC_WORKBOOK_SUBTITLE) {
        format_set_align(format, LXW_ALIGN_CENTER);
    } else {
        bool left = style != XC_WORKBOOK_ISSUED &&
                    (value == XC_XLSX_TEXT || style == XC_WORKBOOK_VALUE);
        format_set_align(format, left                    ? LXW_ALIGN_LEFT
                                 : value == XC_XLSX_DATE ? LXW_ALIGN_CENTER
                                                         : LXW_ALIGN_RIGHT);
    }
    if (value == XC_XLSX_TEXT || value == XC_XLSX_RIGHT) {
        format_set_text_wrap(format);
    }
    if (style >= XC_WORKBOOK_WARNING) {
        format_set_border(format, style == XC_WORKBOOK_WARNING ? LXW_BORDER_MEDIUM
                                                               : LXW_BORDER_THIN);
    }
    if (style == XC_WORKBOOK_HEAD || style == XC_WORKBOOK_LABEL) {
        format_set_bg_color(format, GREY);
    }
    if (style == XC_WORKBOOK_DETAIL) {
        format_set_indent(format, 1);
    }
    if (style == XC_WORKBOOK_OPEN) {
        format_set_bg_color(format, PALE);
        format_set_unlocked(format);
    }
    *slot = format;
    return format;
}

const char *xc_xlsx_fit(struct xc_workbook *book, struct xc_str text) {
    xc_buffer_clear(&book->text);
    if (text.len > CELL_CHARACTERS) {
        text = xc_utf8_prefix(text, CELL_CHARACTERS - 3);
        (void)xc_buffer_reserve(&book->text, text.len + 4);
    }
    for (uint32_t character = 1; character != 0 && text.len > 0;) {
        struct xc_str piece = xc_ooxml_piece(&text, &character);
        if (piece.len > 0) {
            xc_ooxml_encode(&book->text, piece);
        }
        xc_buffer_puts(&book->text, character == 0      ? ""
                                    : character == '\n' ? "\n"
                                    : character == '\t' ? " "
                                                        : "\xef\xbf\xbd");
    }
    xc_buffer_putc(&book->text, '\0');
    book->full = book->full || book->text.failed;
    return book->text.failed ? "" : book->text.ptr;
}

static bool taken(const struct xc_workbook *book, const char *name) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, book->book->worksheets, list_pointers) {
        if (strcasecmp(sheet->name, name) == 0) {
            return true;
        }
    }
    return strcmp(name, XC_XLSX_HIDDEN) == 0 || strcasecmp(name, "History") == 0;
}

/* The first characters of a text that are no more than some units of UTF-16. */
static struct xc_str units(struct xc_str text, size_t most) {
    size_t at = 0, end = 0, count = 0;
    while (at < text.len && count < most) {
        count += xc_utf8_next(text, &at) > 0xffff ? 2 : 1;
        end = count <= most ? at : end;
    }
    return xc_str_slice(text, 0, end);
}

const char *xc_xlsx_name(struct xc_workbook *book, struct xc_str name) {
    struct xc_buffer whole = xc_buffer_make(1 << 16);
    xc_buffer_puts(&whole, xc_xlsx_fit(book, units(name, NAME_CHARACTERS)));
    for (size_t i = 0; i < whole.len; i++) {
        bool end = i == 0 || i + 1 == whole.len;
        if (strchr("[]:*?/\\\n", whole.ptr[i]) || (end && whole.ptr[i] == '\'')) {
            whole.ptr[i] = '-';
        }
    }
    if (whole.len == 0) {
        xc_buffer_puts(&whole, "1");
    }
    struct xc_str fit = units(xc_buffer_view(&whole), NAME_CHARACTERS);
    xc_buffer_clear(&book->text);
    xc_buffer_add(&book->text, fit);
    xc_buffer_putc(&book->text, '\0');
    for (unsigned number = 2; !book->text.failed && taken(book, book->text.ptr);
         number++) {
        xc_buffer_clear(&book->text);
        xc_buffer_add(&book->text, units(fit, NAME_CHARACTERS - 7));
        xc_buffer_printf(&book->text, " (%u)", number);
        xc_buffer_putc(&book->text, '\0');
    }
    book->full = book->full || book->text.failed || whole.failed;
    xc_buffer_free(&whole);
    return book->text.failed ? "1" : book->text.ptr;
}
