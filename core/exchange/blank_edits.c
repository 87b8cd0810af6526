#include "exchange/blank_edits.h"

#include "base/markup.h"

#include <stdlib.h>
#include <string.h>

/* Which elements speak of cells, in which attribute, or in their text (NULL). */
static const struct {
    const char *element, *attribute;
    enum xc_blank_edit_kind kind;
} places[] = {
    /* worksheets */
    {"dimension", "ref", XC_EDIT_AREAS},
    {"autoFilter", "ref", XC_EDIT_AREAS},
    {"dataValidation", "sqref", XC_EDIT_AREAS},
    {"conditionalFormatting", "sqref", XC_EDIT_AREAS},
    {"protectedRange", "sqref", XC_EDIT_AREAS},
    {"ignoredError", "sqref", XC_EDIT_AREAS},
    {"hyperlink", "ref", XC_EDIT_AREAS},
    {"hyperlink", "location", XC_EDIT_FORMULA},
    {"sqref", NULL, XC_EDIT_AREAS},
    {"formula", NULL, XC_EDIT_FORMULA},
    {"formula1", NULL, XC_EDIT_FORMULA},
    {"formula2", NULL, XC_EDIT_FORMULA},
    {"f", NULL, XC_EDIT_FORMULA}, /* of extensions, and of charts */
    /* what belongs to a worksheet */
    {"table", "ref", XC_EDIT_AREAS},
    {"comment", "ref", XC_EDIT_AREAS},
    {"row", NULL, XC_EDIT_ROW_BELOW}, /* of a drawing's anchor */
    {"Row", NULL, XC_EDIT_ROW_BELOW}, /* … of a comment's */
    /* the workbook */
    {"definedName", NULL, XC_EDIT_FORMULA},
};

bool xc_blank_attribute(struct xc_str tag, const char *name, size_t *from, size_t *to) {
    size_t len = strlen(name);
    for (size_t i = 1; i + len + 2 < tag.len && tag.ptr[i] != '>'; i++) {
        char quote = tag.ptr[i];
        if (quote == '"' || quote == '\'') {
            while (++i < tag.len && tag.ptr[i] != quote) {
            }
            continue;
        }
        bool begins = tag.ptr[i - 1] == ' ' || tag.ptr[i - 1] == '\t' ||
                      tag.ptr[i - 1] == '\n' || tag.ptr[i - 1] == '\r';
        if (!begins || memcmp(tag.ptr + i, name, len) != 0 || tag.ptr[i + len] != '=' ||
            (tag.ptr[i + len + 1] != '"' && tag.ptr[i + len + 1] != '\'')) {
            continue;
        }
        *from = *to = i + len + 2;
        while (*to < tag.len && tag.ptr[*to] != tag.ptr[i + len + 1]) {
            (*to)++;
        }
        return *to < tag.len;
    }
    return false;
}

static struct xc_blank_edit *add(struct xc_blank_edits *edits,
                                 enum xc_blank_edit_kind kind, size_t from, size_t to) {
    if (edits->count == edits->capacity) {
        size_t capacity = edits->capacity ? edits->capacity * 2 : 16;
        struct xc_blank_edit *list = realloc(edits->list, capacity * sizeof *list);
        if (!list) {
            edits->failed = true;
            return NULL;
        }
        edits->list = list;
        edits->capacity = capacity;
    }
    struct xc_blank_edit *edit = &edits->list[edits->count++];
    *edit = (struct xc_blank_edit){.kind = kind,
                                   .from = from,
                                   .to = to,
                                   .first = edits->text.len,
                                   .row = edits->row,
                                   .sheet = -1};
    return edit;
}

/* The row that formulas of what stands around are written for. */
static void note_row(struct xc_blank_edits *edits, const char *areas) {
    struct xc_str rest = xc_str_from(areas), first = xc_str_cut(&rest, ' ');
    struct xc_blank_area area;
    edits->row = xc_blank_area_read(first, &area) ? area.first.row : 0;
    edits->row_level = edits->level;
}

static void add_attribute(struct xc_blank_edits *edits, struct xc_str tag, size_t at,
                          const char *name, const char *value,
                          enum xc_blank_edit_kind kind) {
    size_t from, to;
    if (!xc_blank_attribute(tag, name, &from, &to)) {
        return;
    }
    struct xc_blank_edit *edit = add(edits, kind, at + from, at + to);
    if (edit && kind == XC_EDIT_FORMULA) {
        xc_buffer_puts(&edits->text, value);
        edit->len = edits->text.len - edit->first;
    }
}

void xc_blank_edits_start(struct xc_blank_edits *edits, const struct xc_xml *xml,
                          const char *name, const char **attributes) {
    size_t at = (size_t)XML_GetCurrentByteIndex(xml->parser),
           len = (size_t)XML_GetCurrentByteCount(xml->parser);
    struct xc_str tag = xc_str_slice(edits->bytes, at, len);
    const char *own = xc_xml_attribute(attributes, "sqref");
    const char *local = xc_xml_attribute(attributes, "localSheetId");
    edits->level++;
    if (own) {
        note_row(edits, own);
    }
    if (strcmp(name, "rowBreaks") == 0 || strcmp(name, "colBreaks") == 0) {
        edits->in_breaks = name[0] == 'r';
    } else if (strcmp(name, "brk") == 0 && edits->in_breaks) {
        add_attribute(edits, tag, at, "id", "", XC_EDIT_ROW);
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *attribute = places[i].attribute;
        const char *value = attribute ? xc_xml_attribute(attributes, attribute) : NULL;
        if (strcmp(places[i].element, name) != 0) {
            continue;
        }
        if (value) {
            add_attribute(edits, tag, at, attribute, value, places[i].kind);
        } else if (!attribute) {
            uint64_t sheet = 0;
            struct xc_blank_edit *edit = add(edits, places[i].kind, at + len, at + len);
            edits->in_text = edit != NULL;
            edits->text_level = edits->level;
            if (edit && local && xc_str_to_uint(xc_str_from(local), INT32_MAX, &sheet)) {
                edit->sheet = (int64_t)sheet;
            }
        }
    }
}

void xc_blank_edits_text(struct xc_blank_edits *edits, struct xc_str text) {
    if (edits->in_text && edits->level == edits->text_level) {
        xc_buffer_add(&edits->text, text);
    }
}

void xc_blank_edits_end(struct xc_blank_edits *edits, const struct xc_xml *xml) {
    if (edits->in_text && edits->level == edits->text_level) {
        struct xc_blank_edit *edit = &edits->list[edits->count - 1];
        edit->to = (size_t)XML_GetCurrentByteIndex(xml->parser);
        edit->len = edits->text.len - edit->first;
        edits->in_text = false;
    }
    edits->row = edits->level == edits->row_level ? 0 : edits->row;
    edits->level--;
}

/* ---- Writing ---- */

static void put_row(const struct xc_blank_moves *moves, struct xc_str value, bool below,
                    struct xc_buffer *out) {
    uint64_t row;
    if (!moves || !xc_str_to_uint(value, XC_BLANK_ROWS - 1, &row) ||
        (!below && row == 0)) {
        xc_buffer_add(out, value);
    } else {
        xc_buffer_uint(out, below ? xc_blank_first(moves, (uint32_t)row + 1) - 1
                                  : xc_blank_last(moves, (uint32_t)row));
    }
}

static void put_edit(const struct xc_blank_edits *edits, const struct xc_blank_edit *edit,
                     const struct xc_blank_place *place, struct xc_buffer *out) {
    struct xc_str value = xc_str_slice(edits->bytes, edit->from, edit->to - edit->from);
    struct xc_blank_place own = *place;
    struct xc_buffer text = xc_buffer_make(edits->text.max);
    switch (edit->kind) {
    case XC_EDIT_AREAS:
        if (place->sheet) {
            xc_blank_areas(place->sheet, value, out);
        } else {
            xc_buffer_add(out, value);
        }
        break;
    case XC_EDIT_FORMULA:
        own.row = edit->row;
        own.sheet = edit->sheet >= 0 && (uint64_t)edit->sheet < place->count
                        ? &place->all[edit->sheet]
                        : place->sheet;
        xc_blank_formula(
            &own, xc_str_slice(xc_buffer_view(&edits->text), edit->first, edit->len),
            &text);
        xc_markup_escape(out, xc_buffer_view(&text));
        out->failed = out->failed || text.failed;
        break;
    case XC_EDIT_ROW:
    case XC_EDIT_ROW_BELOW:
    default:
        put_row(place->sheet, value, edit->kind == XC_EDIT_ROW_BELOW, out);
        break;
    }
    xc_buffer_free(&text);
}

void xc_blank_edits_put(const struct xc_blank_edits *edits,
                        const struct xc_blank_place *place, size_t from, size_t to,
                        struct xc_buffer *out) {
    for (size_t i = 0; i < edits->count; i++) {
        const struct xc_blank_edit *edit = &edits->list[i];
        if (edit->from >= from && edit->to <= to) {
            xc_buffer_append(out, edits->bytes.ptr + from, edit->from - from);
            put_edit(edits, edit, place, out);
            from = edit->to;
        }
    }
    xc_buffer_append(out, edits->bytes.ptr + from, to - from);
}

void xc_blank_edits_free(struct xc_blank_edits *edits) {
    free(edits->list);
    xc_buffer_free(&edits->text);
}
