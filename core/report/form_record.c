/* Records that are filled in by hand: of an inspection on site, and a crew's order for
 * the day. */
#include "report/form_page.h"

/* ---- On site ---- */

static void target_table(const struct xc_form_page *page) {
    xc_form_pairs(page);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("institution"), xc_form_text(page, "target_name"), 1);
    xc_form_fact(page, XC_MSG("code"), xc_form_text(page, "target"), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("kind"), xc_form_text(page, "kind"), 1);
    xc_form_fact(page, XC_MSG("legal representative"),
                 xc_form_text(page, "legal_representative"), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("address"), xc_form_text(page, "address"), 3);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("planned for"), xc_form_text(page, "date_text"), 1);
    xc_form_fact(page, XC_MSG("begun and ended"),
                 xc_form_word_of(page, XC_MSG("from    :    to    :    ")), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("matter"), xc_form_text(page, "stage_title"), 1);
    xc_form_fact(page, XC_MSG("visit"), xc_form_text(page, "visit"), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("legal basis"), xc_form_text(page, "basis"), 3);
    xc_docx_table_end(page->docx);
}

/* What the checklist asks; empty rows where there is none. */
static void items_table(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("no."), XC_MSG("what is asked"),
                                        XC_MSG("rests on"), XC_MSG("result"),
                                        XC_MSG("what was found")};
    enum { EMPTY_ROWS = 6 };
    const struct xc_docx_table table = {
        .columns = 5, .widths = {3, 10, 5, 6, 8}, .aligns = {XC_DOCX_MIDDLE}};
    const struct xc_docx_row room = {.lines = 2};
    const json_t *items = xc_form_list(page, "items");
    size_t count = json_array_size(items);
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 5);
    for (size_t i = 0; i < (count ? count : EMPTY_ROWS); i++) {
        const json_t *item = json_array_get(items, i);
        xc_docx_row(page->docx, &room);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        xc_docx_cell(page->docx, xc_form_row_text(item, "text"));
        xc_docx_cell(page->docx, xc_form_row_text(item, "basis"));
        xc_docx_cell_say(page->docx, "□ in order\n□ problem\n□ does not apply");
    }
    xc_docx_table_end(page->docx);
}

static void room_table(const struct xc_form_page *page) {
    static const char *const ids[] = {XC_MSG("other findings"),
                                      XC_MSG("the institution says"),
                                      XC_MSG("what follows, and by when")};
    const struct xc_docx_table table = {.columns = 2, .widths = {5, 25}};
    const struct xc_docx_row room = {.lines = 4};
    xc_docx_table(page->docx, &table);
    if (json_is_true(xc_form_list(page, "enforcement"))) {
        xc_docx_row(page->docx, NULL);
        xc_form_head(page, XC_MSG("what was told"), 1);
        xc_docx_cell_say(page->docx,
                         "The inspectors showed their certificates and said what they "
                         "inspect. The institution may ask for the replacement of "
                         "anybody with a direct interest, and be heard.\n"
                         "□ asks for nobody's replacement   □ asks for it, because:");
    }
    for (size_t i = 0; i < 3; i++) {
        xc_docx_row(page->docx, &room);
        xc_form_fact(page, ids[i], XC_STR(""), 1);
    }
    xc_docx_table_end(page->docx);
}

void xc_form_site_record_page(const struct xc_form_page *page) {
    static const char *const signs[] = {XC_MSG("Inspectors"), XC_MSG("Recorded by"),
                                        XC_MSG("For the institution"), XC_MSG("Witness")};
    xc_form_top(page, XC_MSG("Record of an on-site inspection"));
    target_table(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Who inspects");
    xc_form_people(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "What was inspected");
    items_table(page);
    room_table(page);
    xc_docx_keep(page->docx);
    xc_docx_say(
        page->docx, XC_DOCX_NOTE,
        "The record was read by, or read out to, the institution, which signs "
        "each page; who refuses to sign is noted, with the reason and a witness.");
    xc_form_signs(page, signs, 4);
}

/* ---- A crew's day ---- */

static void visits_table(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("no."),         XC_MSG("time"),
                                        XC_MSG("institution"), XC_MSG("address"),
                                        XC_MSG("matter"),      XC_MSG("done at")};
    const struct xc_docx_table table = {.columns = 6,
                                        .widths = {3, 6, 10, 10, 7, 5},
                                        .aligns = {XC_DOCX_MIDDLE, XC_DOCX_MIDDLE},
                                        .letters = XC_DOCX_LETTERS_TABLE};
    const struct xc_docx_row room = {.lines = 2};
    const json_t *visits = xc_form_list(page, "visits"), *visit;
    size_t i;
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 6);
    json_array_foreach(visits, i, visit) {
        xc_docx_row(page->docx, &room);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        xc_docx_cell_say(page->docx, "%.*s–%.*s",
                         XC_PRI(xc_form_row_text(visit, "start")),
                         XC_PRI(xc_form_row_text(visit, "end")));
        xc_docx_cell_begin(page->docx, &(struct xc_docx_cell){.text = xc_form_row_text(
                                                                  visit, "target_name")});
        xc_docx_run(page->docx, 0, XC_STR("\n"));
        xc_docx_run(page->docx, 0, xc_form_row_text(visit, "target"));
        xc_docx_cell_end(page->docx);
        xc_docx_cell(page->docx, xc_form_row_text(visit, "address"));
        xc_docx_cell(page->docx, xc_form_row_text(visit, "stage_title"));
    }
    xc_docx_table_end(page->docx);
}

void xc_form_dispatch_page(const struct xc_form_page *page) {
    static const char *const signs[] = {XC_MSG("Sent by"), XC_MSG("Lead")};
    struct xc_str crew = xc_form_text(page, "crew");
    xc_form_top(page, XC_MSG("Dispatch order"));
    if (crew.len) {
        xc_docx_say(page->docx, XC_DOCX_SUBTITLE, "%.*s, %.*s",
                    XC_PRI(xc_form_text(page, "date_text")), XC_PRI(crew));
    } else {
        xc_docx_paragraph(page->docx, XC_DOCX_SUBTITLE, xc_form_text(page, "date_text"));
    }
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Who goes");
    xc_form_people(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Where");
    visits_table(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Keep in mind");
    xc_docx_say(page->docx, XC_DOCX_NOTE,
                "1. Go together, at least two; show certificates where it is law "
                "enforcement.");
    xc_docx_say(page->docx, XC_DOCX_NOTE,
                "2. Accept no gifts, meals or favours; do not disturb the institution's "
                "work.");
    xc_docx_say(
        page->docx, XC_DOCX_NOTE,
        "3. Whoever is related to an institution or has an interest in it says so "
        "at once and stays away.");
    xc_docx_say(page->docx, XC_DOCX_NOTE,
                "4. Tell nobody beforehand where you go; patients' data and who "
                "complained are nobody's business.");
    xc_form_issued(page);
    xc_form_signs(page, signs, 2);
}
