#include "exchange/xlsx_book.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct reading {
    struct xc_xlsx_book *book;
    struct xc_xlsx_facts *facts;
    char folder[XC_XLSX_PATH]; /* of the part whose relations are read, ends with / or is
                                  empty */
    char workbook[XC_XLSX_PATH]; /* path of the workbook part */
    char sheet_id[XC_XLSX_PATH]; /* relation of the chosen sheet */
};

static void keep(char out[XC_XLSX_PATH], struct xc_str text) {
    struct xc_str cut = xc_utf8_prefix(text, XC_XLSX_PATH - 1);
    memcpy(out, cut.ptr, cut.len);
    out[cut.len] = '\0';
}

/* A target as relations write it: from the root, or from the folder. */
static void keep_path(const struct reading *reading, char out[XC_XLSX_PATH],
                      const char *target) {
    if (target[0] == '/')
        keep(out, xc_str_from(target + 1));
    else
        (void)snprintf(out, XC_XLSX_PATH, "%s%s", reading->folder, target);
}

static void on_end(struct xc_xml *xml, const char *name) {
    (void)xml;
    (void)name;
}

static void on_root(struct xc_xml *xml, const char *name, const char **attributes) {
    struct reading *reading = xml->context;
    const char *type = xc_xml_attribute(attributes, "Type");
    const char *target = xc_xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") == 0 && type != NULL && target != NULL &&
        xc_str_ends(xc_str_from(type), XC_STR("/officeDocument")))
        keep_path(reading, reading->workbook, target);
}

static void on_workbook(struct xc_xml *xml, const char *name, const char **attributes) {
    struct reading *reading = xml->context;
    if (strcmp(name, "workbookPr") == 0) {
        const char *value = xc_xml_attribute(attributes, "date1904");
        reading->facts->date1904 =
            value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
        return;
    }
    const char *state = xc_xml_attribute(attributes, "state");
    if (strcmp(name, "sheet") != 0 || (state != NULL && strcmp(state, "visible") != 0))
        return;
    const char *id = xc_xml_attribute(attributes, "id");
    const char *title = xc_xml_attribute(attributes, "name");
    if (reading->facts->sheets++ == 0 && id != NULL && title != NULL) {
        keep(reading->sheet_id, xc_str_from(id));
        keep(reading->facts->sheet, xc_str_from(title));
    }
}

static void on_parts(struct xc_xml *xml, const char *name, const char **attributes) {
    struct reading *reading = xml->context;
    const char *type = xc_xml_attribute(attributes, "Type");
    const char *target = xc_xml_attribute(attributes, "Target");
    const char *id = xc_xml_attribute(attributes, "Id");
    if (strcmp(name, "Relationship") != 0 || type == NULL || target == NULL || id == NULL)
        return;
    struct xc_str kind = xc_str_from(type);
    if (strcmp(id, reading->sheet_id) == 0)
        keep_path(reading, reading->book->sheet, target);
    else if (xc_str_ends(kind, XC_STR("/sharedStrings")))
        keep_path(reading, reading->book->strings, target);
    else if (xc_str_ends(kind, XC_STR("/styles")))
        keep_path(reading, reading->book->styles, target);
}

static int fail_kind(struct xc_str file, struct xc_error *error) {
    xc_fail_at(error, XC_EINPUT, file, 0, 0,
               "this is a zip file, but not an .xlsx workbook with a visible sheet");
    return xc_hint(error,
                   "open it in the spreadsheet program and save it as .xlsx or as CSV "
                   "UTF-8");
}

int xc_xlsx_book_read(struct xc_zip *zip, struct xc_str file, struct xc_xlsx_book *book,
                      struct xc_xlsx_facts *facts, struct xc_error *error) {
    struct reading reading = {.book = book, .facts = facts};
    struct xc_xml xml = {.start = on_root, .end = on_end, .context = &reading};
    char relations[2 * XC_XLSX_PATH + 16];
    memset(book, 0, sizeof *book);
    memset(facts, 0, sizeof *facts);
    if (!xc_zip_has(zip, "_rels/.rels"))
        return fail_kind(file, error);
    int code = xc_zip_parse(zip, "_rels/.rels", &xml, error);
    if (code != XC_OK)
        return code;
    if (reading.workbook[0] == '\0' || !xc_zip_has(zip, reading.workbook))
        return fail_kind(file, error);
    xml.start = on_workbook;
    code = xc_zip_parse(zip, reading.workbook, &xml, error);
    if (code != XC_OK)
        return code;
    const char *slash = strrchr(reading.workbook, '/');
    size_t folder = slash != NULL ? (size_t)(slash - reading.workbook) + 1 : 0;
    keep(reading.folder, (struct xc_str){reading.workbook, folder});
    (void)snprintf(relations, sizeof relations, "%s_rels/%s.rels", reading.folder,
                   reading.workbook + folder);
    if (!xc_zip_has(zip, relations))
        return fail_kind(file, error);
    xml.start = on_parts;
    code = xc_zip_parse(zip, relations, &xml, error);
    if (code == XC_OK && book->sheet[0] == '\0')
        return fail_kind(file, error);
    return code;
}
