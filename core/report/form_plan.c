/* What an office decides: the record of a draw, and the plan that its head approves. */
#include "report/form_page.h"

#include <string.h>

/* ---- A draw ---- */

static void draw_facts(const struct xc_form_page *page) {
    const json_t *beacons = xc_form_list(page, "beacons"), *beacon;
    size_t i;
    xc_form_pairs(page);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("draw"), xc_form_text(page, "draw"), 3);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("matter"), xc_form_text(page, "stage_title"), 1);
    xc_form_fact(page, XC_MSG("legal basis"), xc_form_text(page, "basis"), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("committed"), xc_form_text(page, "committed"), 1);
    xc_form_fact(page, XC_MSG("drawn"), xc_form_text(page, "drawn"), 1);
    xc_docx_row(page->docx, NULL);
    xc_form_head(page, XC_MSG("ledger entries"), 1);
    xc_docx_cell_say(page->docx, "%lld, %lld", (long long)xc_form_number(page, "entry"),
                     (long long)xc_form_number(page, "result_entry"));
    xc_form_head(page, XC_MSG("drawn in all"), 1);
    xc_docx_cell_say(page->docx, "%lld", (long long)xc_form_number(page, "count"));
    json_array_foreach(beacons, i, beacon) {
        xc_docx_row(page->docx, NULL);
        xc_form_fact(page, XC_MSG("source of chance"), xc_form_row_text(beacon, "name"),
                     3);
        xc_docx_row(page->docx, NULL);
        xc_form_fact(page, XC_MSG("its value"), xc_form_row_text(beacon, "value"), 3);
    }
    xc_docx_row(page->docx, NULL);
    xc_form_fact(page, XC_MSG("seed"), xc_form_text(page, "seed"), 3);
    xc_docx_table_end(page->docx);
}

static void drawn_table(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("no."), XC_MSG("code"), XC_MSG("name"),
                                        XC_MSG("area"), XC_MSG("who inspects")};
    const struct xc_docx_table table = {.columns = 5,
                                        .widths = {3, 8, 15, 5, 7},
                                        .aligns = {XC_DOCX_MIDDLE},
                                        .letters = XC_DOCX_LETTERS_TABLE};
    const json_t *targets = xc_form_list(page, "targets"), *target;
    size_t i;
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 5);
    json_array_foreach(targets, i, target) {
        struct xc_str area = xc_form_row_text(target, "area_name");
        xc_docx_row(page->docx, NULL);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        xc_docx_cell(page->docx, xc_form_row_text(target, "id"));
        xc_docx_cell(page->docx, xc_form_row_text(target, "name"));
        xc_docx_cell(page->docx, area.len ? area : xc_form_row_text(target, "stratum"));
        xc_docx_cell(page->docx, xc_form_row_text(target, "people"));
    }
    xc_docx_table_end(page->docx);
}

void xc_form_draw_record_page(const struct xc_form_page *page) {
    static const char *const signs[] = {XC_MSG("Drawn by"), XC_MSG("Witness"),
                                        XC_MSG("Witness"), XC_MSG("Supervised by")};
    const json_t *teams = xc_form_list(page, "teams"), *team;
    size_t i;
    xc_form_top(page, XC_MSG("Record of a draw"));
    draw_facts(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "What was drawn");
    if (json_array_size(xc_form_list(page, "targets")) > 0) {
        drawn_table(page);
    }
    json_array_foreach(teams, i, team) {
        xc_docx_say(page->docx, XC_DOCX_PLAIN, "Team %zu: %.*s", i + 1,
                    XC_PRI(xc_form_row_text(team, "people")));
    }
    xc_docx_keep(page->docx); /* signatures alone on a page sign nothing */
    xc_docx_say(page->docx, XC_DOCX_NOTE,
                "Anybody can repeat this draw from its record: xuncha verify FILE. The "
                "record was bound by the ledger before the value of its source of chance "
                "existed.");
    xc_form_signs(page, signs, 4);
}

/* ---- A plan ---- */

static void stages_table(const struct xc_form_page *page) {
    static const char *const heads[] = {
        XC_MSG("no."),  XC_MSG("matter"),       XC_MSG("nature"), XC_MSG("method"),
        XC_MSG("time"), XC_MSG("institutions"), XC_MSG("visits"), XC_MSG("legal basis")};
    const struct xc_docx_table chinese = {
        .columns = 8,
        .widths = {3, 7, 5, 5, 8, 4, 5, 8},
        .aligns = {XC_DOCX_MIDDLE, XC_DOCX_LEFT, XC_DOCX_LEFT, XC_DOCX_LEFT, XC_DOCX_LEFT,
                   XC_DOCX_FLUSH_RIGHT, XC_DOCX_FLUSH_RIGHT},
        .letters = XC_DOCX_LETTERS_TABLE};
    struct xc_docx_table latin = chinese; /* longer words in smaller letters */
    static const unsigned widths[] = {3, 8, 8, 5, 8, 9, 5, 8};
    const json_t *stages = xc_form_list(page, "stages"), *stage;
    size_t i;
    latin.letters = XC_DOCX_LETTERS_SMALL;
    memcpy(latin.widths, widths, sizeof widths);
    xc_docx_table(page->docx, page->paper->chinese ? &chinese : &latin);
    xc_form_heads(page, heads, 8);
    json_array_foreach(stages, i, stage) {
        xc_docx_row(page->docx, NULL);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        xc_docx_cell(page->docx, xc_form_row_text(stage, "stage_title"));
        xc_docx_cell(page->docx, xc_form_row_text(stage, "nature"));
        xc_docx_cell(page->docx, xc_form_row_text(stage, "method"));
        xc_docx_cell_say(page->docx, "%.*s to %.*s",
                         XC_PRI(xc_form_row_text(stage, "from")),
                         XC_PRI(xc_form_row_text(stage, "to")));
        xc_docx_cell_say(
            page->docx, "%lld",
            (long long)json_integer_value(json_object_get(stage, "targets")));
        xc_docx_cell_say(page->docx, "%lld",
                         (long long)json_integer_value(json_object_get(stage, "visits")));
        xc_docx_cell(page->docx, xc_form_row_text(stage, "basis"));
    }
    xc_docx_table_end(page->docx);
}

/* Two months beside each other. */
static void months_table(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("month"), XC_MSG("visits"),
                                        XC_MSG("month"), XC_MSG("visits")};
    const struct xc_docx_table table = {.columns = 4,
                                        .aligns = {XC_DOCX_MIDDLE, XC_DOCX_FLUSH_RIGHT,
                                                   XC_DOCX_MIDDLE, XC_DOCX_FLUSH_RIGHT},
                                        .letters = XC_DOCX_LETTERS_TABLE};
    const json_t *months = xc_form_list(page, "months");
    size_t count = json_array_size(months), half = (count + 1) / 2;
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 4);
    for (size_t i = 0; i < half; i++) {
        xc_docx_row(page->docx, NULL);
        for (size_t at = i; at < count; at += half) {
            const json_t *month = json_array_get(months, at);
            xc_docx_cell(page->docx, xc_form_row_text(month, "month"));
            xc_docx_cell_say(
                page->docx, "%lld",
                (long long)json_integer_value(json_object_get(month, "visits")));
        }
    }
    xc_docx_table_end(page->docx);
}

static void opinions_table(const struct xc_form_page *page) {
    static const char *const ids[] = {XC_MSG("the section that drew it up"),
                                      XC_MSG("the section for law"),
                                      XC_MSG("the head of the office")};
    const struct xc_docx_table table = {.columns = 2, .widths = {6, 22}};
    const struct xc_docx_row room = {.lines = 3};
    xc_docx_table(page->docx, &table);
    for (size_t i = 0; i < 3; i++) {
        xc_docx_row(page->docx, &room);
        xc_form_head(page, ids[i], 1);
        xc_docx_cell_say(page->docx, "\n\n(signature, seal)          (day)");
    }
    xc_docx_table_end(page->docx);
}

void xc_form_approval_page(const struct xc_form_page *page) {
    const json_t *milestones = xc_form_list(page, "milestones"), *milestone;
    size_t i;
    xc_form_top(page, XC_MSG("Approval of an inspection plan"));
    xc_docx_paragraph(page->docx, XC_DOCX_SUBTITLE, xc_form_text(page, "title"));
    xc_docx_say(page->docx, XC_DOCX_BODY,
                "Plan %lld of %lld: %lld visits to %lld institutions by %lld crews.",
                (long long)xc_form_number(page, "number"),
                (long long)xc_form_number(page, "year"),
                (long long)xc_form_number(page, "visits"),
                (long long)xc_form_number(page, "targets"),
                (long long)xc_form_number(page, "crews"));
    if (json_is_true(xc_form_list(page, "provisional"))) {
        xc_docx_say(page->docx, XC_DOCX_FRAMED,
                    "The working days are provisional: the year's holiday notice is not "
                    "out yet.");
    }
    json_array_foreach(milestones, i, milestone) {
        xc_docx_say(page->docx, XC_DOCX_BODY, "Milestone: %.*s by %.*s.",
                    XC_PRI(xc_form_row_text(milestone, "title")),
                    XC_PRI(xc_form_row_text(milestone, "date_text")));
    }
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "What is planned");
    stages_table(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Visits by month");
    months_table(page);
    xc_docx_say(page->docx, XC_DOCX_CAPTION, "Opinions");
    opinions_table(page);
    xc_docx_say(page->docx, XC_DOCX_NOTE, "Register %.*s, rules %.*s",
                XC_PRI(xc_form_text(page, "register_digest")),
                XC_PRI(xc_form_text(page, "rules_digest")));
}
