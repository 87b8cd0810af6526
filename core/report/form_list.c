/* The papers of a form as a list, for a screen or a spreadsheet: which there are. */
#include "register/json.h"
#include "report/form.h"

static int64_t number_of(const json_t *document, const char *name) {
    return json_integer_value(json_object_get(document, name));
}

static struct xc_str names_of(struct xc_sheet *sheet, const json_t *people) {
    struct xc_buffer text = xc_buffer_make(1 << 16);
    const json_t *person;
    size_t i;
    json_array_foreach(people, i, person) {
        xc_buffer_puts(&text, i == 0 ? "" : sheet->chinese ? "、" : ", ");
        xc_buffer_add(&text, xc_json_str_at(person, "name"));
    }
    struct xc_str kept = xc_sheet_keep(sheet, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return kept;
}

static void list_visits(const json_t *documents, struct xc_sheet *sheet) {
    static const char *const ids[] = {
        XC_MSG("date"),   XC_MSG("time"), XC_MSG("visit"), XC_MSG("institution"),
        XC_MSG("matter"), XC_MSG("crew"), XC_MSG("people")};
    const json_t *document;
    size_t i;
    xc_sheet_part(sheet, 7, 0, "Papers");
    xc_sheet_heads(sheet, ids, 7);
    json_array_foreach(documents, i, document) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, xc_json_str_at(document, "date"));
        xc_sheet_cell(sheet, 1, xc_json_str_at(document, "start"));
        xc_sheet_cell(sheet, 2, xc_json_str_at(document, "visit"));
        xc_sheet_say(sheet, 3, "%.*s (%.*s)",
                     XC_PRI(xc_json_str_at(document, "target_name")),
                     XC_PRI(xc_json_str_at(document, "target")));
        xc_sheet_cell(sheet, 4, xc_json_str_at(document, "stage_title"));
        xc_sheet_cell(sheet, 5, xc_json_str_at(document, "crew"));
        xc_sheet_cell(sheet, 6, names_of(sheet, json_object_get(document, "people")));
    }
}

static void list_days(const json_t *documents, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("date"), XC_MSG("crew"), XC_MSG("people"),
                                      XC_MSG("visits")};
    const json_t *document;
    size_t i;
    xc_sheet_part(sheet, 4, 8, "Papers");
    xc_sheet_heads(sheet, ids, 4);
    json_array_foreach(documents, i, document) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, xc_json_str_at(document, "date"));
        xc_sheet_cell(sheet, 1, xc_json_str_at(document, "crew"));
        xc_sheet_cell(sheet, 2, names_of(sheet, json_object_get(document, "people")));
        xc_sheet_number(sheet, 3, json_array_size(json_object_get(document, "visits")));
    }
}

static void list_draws(const json_t *documents, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("draw"), XC_MSG("matter"), XC_MSG("drawn"),
                                      XC_MSG("drawn in all"), XC_MSG("people")};
    const json_t *document;
    size_t i;
    xc_sheet_part(sheet, 5, 0x18, "Papers");
    xc_sheet_heads(sheet, ids, 5);
    json_array_foreach(documents, i, document) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, xc_json_str_at(document, "draw"));
        xc_sheet_cell(sheet, 1, xc_json_str_at(document, "stage_title"));
        xc_sheet_cell(sheet, 2, xc_json_str_at(document, "drawn"));
        xc_sheet_number(sheet, 3, (uint64_t)number_of(document, "count"));
        xc_sheet_number(sheet, 4, (uint64_t)number_of(document, "people_count"));
    }
}

static void list_stages(const json_t *documents, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("matter"), XC_MSG("nature"),
                                      XC_MSG("method"), XC_MSG("from"),
                                      XC_MSG("to"),     XC_MSG("institutions"),
                                      XC_MSG("visits"), XC_MSG("legal basis")};
    const json_t *plan = json_array_get(documents, 0), *stage;
    size_t i;
    xc_sheet_part(sheet, 8, 0x60, "Papers");
    xc_sheet_heads(sheet, ids, 8);
    json_array_foreach(json_object_get(plan, "stages"), i, stage) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, xc_json_str_at(stage, "stage_title"));
        xc_sheet_cell(sheet, 1, xc_json_str_at(stage, "nature"));
        xc_sheet_cell(sheet, 2, xc_json_str_at(stage, "method"));
        xc_sheet_cell(sheet, 3, xc_json_str_at(stage, "from"));
        xc_sheet_cell(sheet, 4, xc_json_str_at(stage, "to"));
        xc_sheet_number(sheet, 5, (uint64_t)number_of(stage, "targets"));
        xc_sheet_number(sheet, 6, (uint64_t)number_of(stage, "visits"));
        xc_sheet_cell(sheet, 7, xc_json_str_at(stage, "basis"));
    }
}

void xc_form_sheet(enum xc_form form, const json_t *data, struct xc_sheet *sheet) {
    const json_t *documents = json_object_get(data, "documents");
    sheet->landscape = true;
    sheet->title =
        xc_sheet_text(sheet, "%.*s: %.*s",
                      XC_PRI(xc_str_from(xc_text(sheet->catalogue, xc_form_title(form)))),
                      XC_PRI(xc_json_str_at(data, "title")));
    sheet->subtitle = xc_sheet_text(sheet, "%.*s, as of %.*s",
                                    XC_PRI(xc_json_str_at(data, "office_name")),
                                    XC_PRI(xc_json_str_at(data, "as_of")));
    switch (form) {
    case XC_FORM_NOTICE:
    case XC_FORM_SITE_RECORD:
    case XC_FORM_RECTIFICATION:
        list_visits(documents, sheet);
        break;
    case XC_FORM_DISPATCH:
        list_days(documents, sheet);
        break;
    case XC_FORM_DRAW_RECORD:
        list_draws(documents, sheet);
        break;
    case XC_FORM_APPROVAL:
        list_stages(documents, sheet);
        break;
    case XC_FORMS:
    default:
        sheet->failed = true;
    }
    xc_sheet_note(sheet, "%zu papers: write them with --format docx -o FILE.docx",
                  json_array_size(documents));
}
