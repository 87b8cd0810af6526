#include "report/form_page.h"

#include "register/json.h"

static const json_t *member(const struct xc_form_page *page, const char *name) {
    const json_t *value = json_object_get(page->document, name);
    return value ? value : json_object_get(page->paper->data, name);
}

struct xc_str xc_form_text(const struct xc_form_page *page, const char *name) {
    return xc_json_str(member(page, name));
}

int64_t xc_form_number(const struct xc_form_page *page, const char *name) {
    return json_integer_value(member(page, name));
}

const json_t *xc_form_list(const struct xc_form_page *page, const char *name) {
    return member(page, name);
}

struct xc_str xc_form_row_text(const json_t *row, const char *name) {
    return xc_json_str_at(row, name);
}

struct xc_str xc_form_word_of(const struct xc_form_page *page, const char *id) {
    return xc_str_from(xc_text(page->paper->catalogue, id));
}

void xc_form_top(const struct xc_form_page *page, const char *title) {
    struct xc_str number = xc_form_text(page, "paper_number");
    xc_docx_paragraph(page->docx, XC_DOCX_OFFICE, xc_form_text(page, "office_name"));
    xc_docx_paragraph(page->docx, XC_DOCX_TITLE, xc_form_word_of(page, title));
    if (number.len) {
        xc_docx_paragraph(page->docx, XC_DOCX_NUMBER, number);
    }
}

void xc_form_heading(const struct xc_form_page *page, unsigned number, const char *id) {
    static const char *const numerals[] = {"", "一、", "二、", "三、", "四、", "五、"};
    enum { NUMERALS = sizeof numerals / sizeof *numerals };
    xc_docx_begin(page->docx, XC_DOCX_HEADING);
    if (page->paper->chinese && number < NUMERALS) {
        xc_docx_run(page->docx, 0, xc_str_from(numerals[number]));
    }
    xc_docx_run(page->docx, 0, xc_form_word_of(page, id));
    xc_docx_end(page->docx);
}

void xc_form_pairs(const struct xc_form_page *page) {
    static const struct xc_docx_table narrow = {.columns = 4, .widths = {5, 10, 5, 10}},
                                      wide = {.columns = 4, .widths = {7, 8, 7, 8}};
    xc_docx_table(page->docx, page->paper->chinese ? &narrow : &wide);
}

void xc_form_head(const struct xc_form_page *page, const char *id, unsigned span) {
    const struct xc_docx_cell cell = {
        .text = xc_form_word_of(page, id), .head = true, .span = span};
    xc_docx_cell_put(page->docx, &cell);
}

void xc_form_fact(const struct xc_form_page *page, const char *id, struct xc_str value,
                  unsigned span) {
    const struct xc_docx_cell cell = {.text = value, .span = span};
    xc_form_head(page, id, 1);
    xc_docx_cell_put(page->docx, &cell);
}

void xc_form_heads(const struct xc_form_page *page, const char *const *ids,
                   size_t count) {
    const struct xc_docx_row head = {.head = true};
    xc_docx_row(page->docx, &head);
    for (size_t i = 0; i < count; i++) {
        xc_docx_cell(page->docx, xc_form_word_of(page, ids[i]));
    }
}

void xc_form_people(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("no."), XC_MSG("full name"),
                                        XC_MSG("seat"), XC_MSG("unit"),
                                        XC_MSG("certificate no.")};
    static const char *const names[] = {NULL, "name", "seat", "unit", "certificate"};
    const struct xc_docx_table table = {
        .columns = 5,
        .widths = {2, 4, 4, 8, 7},
        .aligns = {XC_DOCX_MIDDLE, XC_DOCX_MIDDLE, XC_DOCX_MIDDLE}};
    const json_t *people = xc_form_list(page, "people"), *person;
    size_t i;
    if (json_array_size(people) == 0) {
        return;
    }
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 5);
    json_array_foreach(people, i, person) {
        xc_docx_row(page->docx, NULL);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        for (size_t k = 1; k < 5; k++) {
            xc_docx_cell(page->docx, xc_form_row_text(person, names[k]));
        }
    }
    xc_docx_table_end(page->docx);
}

void xc_form_issued(const struct xc_form_page *page) {
    xc_docx_issued(page->docx, xc_form_text(page, "office_name"),
                   xc_form_text(page, "as_of_text"));
}

enum { SIGNS = 8 };

void xc_form_signs(const struct xc_form_page *page, const char *const *ids,
                   size_t count) {
    struct xc_str who[SIGNS];
    for (size_t i = 0; i < count && i < SIGNS; i++) {
        who[i] = xc_form_word_of(page, ids[i]);
    }
    xc_docx_signs(page->docx, who, count < SIGNS ? count : SIGNS);
}

int xc_form_docx(const struct xc_form_paper *paper, struct xc_buffer *out,
                 struct xc_error *error) {
    static void (*const pages[XC_FORMS])(const struct xc_form_page *page) = {
        NULL,
        xc_form_notice_page,
        xc_form_site_record_page,
        xc_form_rectification_page,
        xc_form_dispatch_page,
        xc_form_draw_record_page,
        xc_form_approval_page,
    };
    const struct xc_docx_setup setup = {
        .catalogue = paper->catalogue,
        .chinese = paper->chinese,
        .form = paper->form != XC_FORM_NOTICE && paper->form != XC_FORM_RECTIFICATION,
        .title = xc_str_from(xc_text(paper->catalogue, xc_form_title(paper->form)))};
    const json_t *documents = json_object_get(paper->data, "documents"), *document;
    struct xc_docx *docx = NULL;
    size_t i;
    if (!json_is_array(documents) || paper->form <= 0 || paper->form >= XC_FORMS) {
        return xc_fail(error, XC_EINTERNAL, "the data is not of a form");
    }
    int rc = xc_docx_new(&setup, out, &docx, error);
    json_array_foreach(documents, i, document) {
        const struct xc_form_page page = {paper, document, docx};
        if (rc == XC_OK) {
            xc_docx_section(docx, false);
            pages[paper->form](&page);
        }
    }
    if (rc == XC_OK) {
        rc = xc_docx_finish(docx, error);
    }
    xc_docx_free(docx);
    return rc;
}
