#include "exchange/blank_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_BYTES = 256 << 20, SHEET_BYTES = 1 << 30 };

#define WORKBOOK    "xl/workbook.xml"
#define RELATIONS   "xl/_rels/workbook.xml.rels"
#define CALCULATION "xl/calcChain.xml"
#define SHEETS      "xl/worksheets/"

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

static void on_end(struct xc_xml *xml, const char *name) {
    (void)xml;
    (void)name;
}

/* ---- Tabs ---- */

static struct xc_blank_tab *add_tab(struct xc_blank_book *book) {
    if (book->count == book->capacity) {
        size_t capacity = book->capacity ? book->capacity * 2 : 8;
        struct xc_blank_tab *tabs = realloc(book->tabs, capacity * sizeof *tabs);
        if (!tabs) {
            return NULL;
        }
        book->tabs = tabs;
        book->capacity = capacity;
    }
    book->tabs[book->count] = (struct xc_blank_tab){0};
    return &book->tabs[book->count++];
}

static void keep(char *out, size_t size, const char *text) {
    if (text) {
        (void)snprintf(out, size, "%s", text);
    }
}

static void on_workbook(struct xc_xml *xml, const char *name, const char **attributes) {
    struct xc_blank_book *book = xml->context;
    if (strcmp(name, "sheet") == 0) {
        struct xc_blank_tab *tab = add_tab(book);
        if (!tab) {
            xc_xml_stop(xml, xc_fail_memory(book->blank->error));
            return;
        }
        keep(tab->name, sizeof tab->name, xc_xml_attribute(attributes, "name"));
        keep(tab->relation, sizeof tab->relation, xc_xml_attribute(attributes, "id"));
    }
}

/* A target as relations write it, seen from a folder of xl/. */
static void resolve(char *out, size_t size, const char *folder, const char *target) {
    if (target[0] == '/') {
        keep(out, size, target + 1);
    } else if (begins(target, "../")) {
        (void)snprintf(out, size, "xl/%s", target + 3);
    } else {
        (void)snprintf(out, size, "%s%s", folder, target);
    }
}

static void on_relation(struct xc_xml *xml, const char *name, const char **attributes) {
    struct xc_blank_book *book = xml->context;
    const char *id = xc_xml_attribute(attributes, "Id");
    const char *target = xc_xml_attribute(attributes, "Target");
    for (size_t i = 0;
         strcmp(name, "Relationship") == 0 && id && target && i < book->count; i++) {
        if (strcmp(book->tabs[i].relation, id) == 0) {
            resolve(book->tabs[i].part, sizeof book->tabs[i].part, "xl/", target);
        }
    }
}

/* A worksheet that the workbook does not name. */
static int find_worksheet(void *context, const char *part) {
    struct xc_blank_book *book = context;
    size_t len = strlen(part);
    if (!begins(part, SHEETS "sheet") || strcmp(part + len - 4, ".xml") != 0 ||
        len >= XC_BLANK_PART) {
        return XC_OK;
    }
    for (size_t i = 0; i < book->count; i++) {
        if (strcmp(book->tabs[i].part, part) == 0) {
            return XC_OK;
        }
    }
    struct xc_blank_tab *tab = add_tab(book);
    if (!tab) {
        return xc_fail_memory(book->blank->error);
    }
    keep(tab->part, sizeof tab->part, part);
    return XC_OK;
}

static int find_tabs(struct xc_blank_book *book) {
    const struct xc_blank *blank = book->blank;
    struct xc_xml xml = {.start = on_workbook, .end = on_end, .context = book};
    int rc = xc_zip_parse(blank->zip, WORKBOOK, &xml, blank->error);
    if (rc == XC_OK && xc_zip_has(blank->zip, RELATIONS)) {
        xml.start = on_relation;
        rc = xc_zip_parse(blank->zip, RELATIONS, &xml, blank->error);
    }
    return rc == XC_OK ? xc_zip_each(blank->zip, find_worksheet, book, blank->error) : rc;
}

/* ---- What belongs to a worksheet ---- */

struct belonging {
    struct xc_blank_book *book;
    size_t tab;
};

static void on_belonging(struct xc_xml *xml, const char *name, const char **attributes) {
    static const char *const kinds[] = {"/table", "/comments", "/drawing", "/vmlDrawing"};
    const struct belonging *belonging = xml->context;
    struct xc_blank_book *book = belonging->book;
    const char *type = xc_xml_attribute(attributes, "Type");
    const char *target = xc_xml_attribute(attributes, "Target");
    bool wanted = false;
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++) {
        wanted = wanted || xc_str_ends(xc_str_from(type), xc_str_from(kinds[i]));
    }
    if (!wanted || !target || strcmp(name, "Relationship") != 0) {
        return;
    }
    if (book->part_count == book->part_capacity) {
        size_t capacity = book->part_capacity ? book->part_capacity * 2 : 8;
        struct xc_blank_part *parts = realloc(book->parts, capacity * sizeof *parts);
        if (!parts) {
            xc_xml_stop(xml, xc_fail_memory(book->blank->error));
            return;
        }
        book->parts = parts;
        book->part_capacity = capacity;
    }
    struct xc_blank_part *part = &book->parts[book->part_count++];
    part->tab = belonging->tab;
    resolve(part->part, sizeof part->part, SHEETS, target);
}

static int find_belongings(struct xc_blank_book *book, size_t tab) {
    struct belonging belonging = {book, tab};
    struct xc_xml xml = {.start = on_belonging, .end = on_end, .context = &belonging};
    const char *part = book->tabs[tab].part;
    char relations[XC_BLANK_PART + 32];
    if (!begins(part, SHEETS)) {
        return XC_OK;
    }
    (void)snprintf(relations, sizeof relations, SHEETS "_rels/%s.rels",
                   part + sizeof SHEETS - 1);
    return xc_zip_has(book->blank->zip, relations)
               ? xc_zip_parse(book->blank->zip, relations, &xml, book->blank->error)
               : XC_OK;
}

/* ---- Opening ---- */

static int read_tab(struct xc_blank_book *book, size_t i) {
    struct xc_blank_tab *tab = &book->tabs[i];
    book->moves[i].name = xc_str_from(tab->name);
    if (!begins(tab->part, SHEETS) || !xc_zip_has(book->blank->zip, tab->part)) {
        return XC_OK; /* a sheet of another kind */
    }
    tab->read = true;
    int rc = xc_blank_sheet_read(book->blank, &book->strings, tab->part, &tab->sheet);
    if (rc == XC_OK) {
        rc = xc_blank_sheet_moves(book->blank, &tab->sheet, &book->moves[i]);
    }
    book->has_formula = book->has_formula || tab->sheet.has_formula;
    book->moved = book->moved || book->moves[i].count > 0;
    return rc == XC_OK && book->moves[i].count > 0 ? find_belongings(book, i) : rc;
}

int xc_blank_book_open(const struct xc_blank *blank, struct xc_blank_book *book) {
    *book = (struct xc_blank_book){.blank = blank};
    int rc = xc_blank_strings_read(blank->zip, &book->strings, blank->error);
    rc = rc == XC_OK ? find_tabs(book) : rc;
    if (rc == XC_OK && book->count > 0) {
        book->moves = calloc(book->count, sizeof *book->moves);
        rc = book->moves ? XC_OK : xc_fail_memory(blank->error);
    }
    for (size_t i = 0; i < book->count && rc == XC_OK; i++) {
        rc = read_tab(book, i);
    }
    return rc;
}

void xc_blank_book_free(struct xc_blank_book *book) {
    for (size_t i = 0; i < book->count; i++) {
        if (book->tabs[i].read) {
            xc_blank_sheet_free(&book->tabs[i].sheet);
        }
        if (book->moves) {
            free(book->moves[i].list);
        }
    }
    free(book->tabs);
    free(book->moves);
    free(book->parts);
    xc_blank_strings_free(&book->strings);
}

/* ---- Parts with places that speak of cells ---- */

struct patching {
    const struct xc_blank_book *book;
    struct xc_buffer bytes, out;
    struct xc_blank_edits edits;
    size_t calculation, calculation_end; /* the workbook's calcPr; 0: it has none */
    size_t calculation_place;            /* else where it belongs */
};

static void patch_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct patching *patching = xml->context;
    if (strcmp(name, "calcPr") == 0) {
        patching->calculation = (size_t)XML_GetCurrentByteIndex(xml->parser);
        patching->calculation_end =
            patching->calculation + (size_t)XML_GetCurrentByteCount(xml->parser);
    }
    xc_blank_edits_start(&patching->edits, xml, name, attributes);
}

static void patch_text(struct xc_xml *xml, struct xc_str text) {
    xc_blank_edits_text(&((struct patching *)xml->context)->edits, text);
}

static void patch_end(struct xc_xml *xml, const char *name) {
    static const char *const before[] = {"sheets", "functionGroups", "externalReferences",
                                         "definedNames"};
    struct patching *patching = xml->context;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        if (strcmp(name, before[i]) == 0) {
            patching->calculation_place = (size_t)XML_GetCurrentByteIndex(xml->parser) +
                                          (size_t)XML_GetCurrentByteCount(xml->parser);
        }
    }
    xc_blank_edits_end(&patching->edits, xml);
}

static void put(struct patching *patching, const struct xc_blank_place *place,
                size_t from, size_t to) {
    xc_blank_edits_put(&patching->edits, place, from, to, &patching->out);
}

/* Says that all formulas are to be counted anew when the workbook is opened. */
static void put_workbook(struct patching *patching, const struct xc_blank_place *place) {
    static const char said[] = " fullCalcOnLoad=\"1\"";
    size_t from, to, end = patching->bytes.len, start = patching->calculation;
    struct xc_str tag = xc_str_slice(xc_buffer_view(&patching->bytes), start,
                                     patching->calculation_end - start);
    if (start == 0 && patching->calculation_place > 0) {
        put(patching, place, 0, patching->calculation_place);
        xc_buffer_printf(&patching->out, "<calcPr%s/>", said);
        put(patching, place, patching->calculation_place, end);
    } else if (start == 0) {
        put(patching, place, 0, end);
    } else if (xc_blank_attribute(tag, "fullCalcOnLoad", &from, &to)) {
        put(patching, place, 0, start + from);
        xc_buffer_putc(&patching->out, '1');
        put(patching, place, start + to, end);
    } else {
        size_t close = tag.len - (tag.len > 1 && tag.ptr[tag.len - 2] == '/' ? 2 : 1);
        put(patching, place, 0, start + close);
        xc_buffer_puts(&patching->out, said);
        put(patching, place, start + close, end);
    }
}

static int patch(const struct xc_blank_book *book, const char *part,
                 const struct xc_blank_moves *own, bool workbook,
                 struct xc_error *error) {
    const struct xc_blank *blank = book->blank;
    const struct xc_blank_place place = {
        .all = book->moves, .count = book->count, .sheet = own};
    struct patching patching = {.book = book,
                                .bytes = xc_buffer_make(PART_BYTES),
                                .out = xc_buffer_make(SHEET_BYTES),
                                .edits = {.text = xc_buffer_make(PART_BYTES)}};
    struct xc_xml xml = {
        .start = patch_start, .end = patch_end, .text = patch_text, .context = &patching};
    int rc = xc_zip_read(blank->zip, part, &patching.bytes, error);
    patching.edits.bytes = xc_buffer_view(&patching.bytes);
    rc = rc == XC_OK ? xc_zip_parse(blank->zip, part, &xml, error) : rc;
    if (rc == XC_OK && workbook && book->has_formula) {
        put_workbook(&patching, &place);
    } else if (rc == XC_OK) {
        put(&patching, &place, 0, patching.bytes.len);
    }
    if (rc == XC_OK &&
        (patching.out.failed || patching.edits.failed || patching.edits.text.failed)) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&patching.out));
    }
    xc_buffer_free(&patching.bytes);
    xc_buffer_free(&patching.out);
    xc_blank_edits_free(&patching.edits);
    return rc;
}

/* ---- Parts that name the order of calculation, which is not that of the form ---- */

struct dropping {
    struct xc_buffer out;
    struct xc_str bytes;
    size_t at, from; /* from: of the element that is left out; 0: none is open */
};

static void drop_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct dropping *dropping = xml->context;
    const char *part = xc_xml_attribute(attributes, "PartName");
    const char *target = xc_xml_attribute(attributes, "Target");
    const char *said = part ? part : target;
    (void)name;
    if (said && xc_str_ends(xc_str_from(said), XC_STR("calcChain.xml"))) {
        dropping->from = (size_t)XML_GetCurrentByteIndex(xml->parser);
        xc_buffer_append(&dropping->out, dropping->bytes.ptr + dropping->at,
                         dropping->from - dropping->at);
    }
}

static void drop_end(struct xc_xml *xml, const char *name) {
    struct dropping *dropping = xml->context;
    (void)name;
    if (dropping->from > 0) {
        dropping->at = (size_t)XML_GetCurrentByteIndex(xml->parser) +
                       (size_t)XML_GetCurrentByteCount(xml->parser);
        dropping->from = 0;
    }
}

static int drop(const struct xc_blank *blank, const char *part) {
    struct xc_buffer bytes = xc_buffer_make(PART_BYTES);
    struct dropping dropping = {.out = xc_buffer_make(PART_BYTES)};
    struct xc_xml xml = {.start = drop_start, .end = drop_end, .context = &dropping};
    int rc = xc_zip_read(blank->zip, part, &bytes, blank->error);
    dropping.bytes = xc_buffer_view(&bytes);
    rc = rc == XC_OK ? xc_zip_parse(blank->zip, part, &xml, blank->error) : rc;
    if (rc == XC_OK) {
        xc_buffer_append(&dropping.out, bytes.ptr + dropping.at, bytes.len - dropping.at);
        rc = dropping.out.failed ? xc_fail_memory(blank->error) : rc;
    }
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, part);
        xc_zip_out_add(blank->out, xc_buffer_view(&dropping.out));
    }
    xc_buffer_free(&bytes);
    xc_buffer_free(&dropping.out);
    return rc;
}

/* ---- Writing ---- */

static int write_tab(const struct xc_blank_book *book, size_t i) {
    const struct xc_blank *blank = book->blank;
    const struct xc_blank_place place = {
        .all = book->moves, .count = book->count, .sheet = &book->moves[i]};
    struct xc_buffer out = xc_buffer_make(SHEET_BYTES);
    int rc = xc_blank_sheet_fill(blank, &book->tabs[i].sheet, &place, &out);
    if (rc == XC_OK) {
        xc_zip_out_part(blank->out, book->tabs[i].part);
        xc_zip_out_add(blank->out, xc_buffer_view(&out));
    }
    xc_buffer_free(&out);
    return rc;
}

/* What cannot be read as XML, such as old drawings, stays as it is. */
static int patch_belonging(const struct xc_blank_book *book, const char *part,
                           const struct xc_blank_moves *own) {
    struct xc_error tried = {0};
    int rc = patch(book, part, own, false, &tried);
    if (rc == XC_EINPUT) {
        return xc_blank_copy(book->blank, part);
    }
    if (rc != XC_OK) {
        *book->blank->error = tried;
    }
    return rc;
}

int xc_blank_book_part(const struct xc_blank_book *book, const char *part) {
    const struct xc_blank *blank = book->blank;
    bool calculated = xc_zip_has(blank->zip, CALCULATION);
    for (size_t i = 0; i < book->count; i++) {
        if (book->tabs[i].read && strcmp(book->tabs[i].part, part) == 0) {
            return write_tab(book, i);
        }
    }
    for (size_t i = 0; i < book->part_count; i++) {
        if (strcmp(book->parts[i].part, part) == 0) {
            return patch_belonging(book, part, &book->moves[book->parts[i].tab]);
        }
    }
    if (strcmp(part, WORKBOOK) == 0 && (book->moved || book->has_formula)) {
        return patch(book, part, NULL, true, blank->error);
    }
    if (begins(part, "xl/charts/chart") && book->moved) {
        return patch_belonging(book, part, NULL);
    }
    if (strcmp(part, CALCULATION) == 0) {
        return XC_OK;
    }
    if (calculated &&
        (strcmp(part, RELATIONS) == 0 || strcmp(part, "[Content_Types].xml") == 0)) {
        return drop(blank, part);
    }
    return xc_blank_copy(blank, part);
}
