/* Notices: of an inspection, and to put right what it found. */
#include "report/form_page.h"

/* With room for a number where it has none, and whom it is for. */
static void addressed(const struct xc_form_page *page, const char *title) {
    xc_form_top(page, title);
    if (xc_form_text(page, "paper_number").len == 0) {
        xc_docx_begin(page->docx, XC_DOCX_NUMBER);
        xc_docx_run_say(page->docx, 0, "No. ");
        xc_docx_blank(page->docx, 10);
        xc_docx_end(page->docx);
    }
    xc_docx_say(page->docx, XC_DOCX_PLAIN,
                "%.*s:", XC_PRI(xc_form_text(page, "target_name")));
}

static bool is_enforcement(const struct xc_form_page *page) {
    return json_is_true(xc_form_list(page, "enforcement"));
}

static void say_when(const struct xc_form_page *page) {
    struct xc_str day = xc_form_text(page, "date_text"),
                  last = xc_form_text(page, "end_date_text"),
                  start = xc_form_text(page, "start"), end = xc_form_text(page, "end"),
                  matter = xc_form_text(page, "stage_title");
    if (xc_str_equal(day, last)) {
        xc_docx_say(page->docx, XC_DOCX_BODY,
                    "Our office inspects your institution on %.*s, %.*s to %.*s "
                    "(%.*s, visit %.*s).",
                    XC_PRI(day), XC_PRI(start), XC_PRI(end), XC_PRI(matter),
                    XC_PRI(xc_form_text(page, "visit")));
    } else {
        xc_docx_say(page->docx, XC_DOCX_BODY,
                    "Our office inspects your institution from %.*s, %.*s, to %.*s, "
                    "%.*s (%.*s, visit %.*s).",
                    XC_PRI(day), XC_PRI(start), XC_PRI(last), XC_PRI(end), XC_PRI(matter),
                    XC_PRI(xc_form_text(page, "visit")));
    }
}

static void say_items(const struct xc_form_page *page, unsigned *heading) {
    const json_t *items = xc_form_list(page, "items"), *item;
    size_t i;
    if (json_array_size(items) == 0) {
        return;
    }
    xc_form_heading(page, ++*heading, XC_MSG("What is inspected"));
    json_array_foreach(items, i, item) {
        xc_docx_say(page->docx, XC_DOCX_BODY, "%zu. %.*s", i + 1,
                    XC_PRI(xc_form_row_text(item, "text")));
    }
}

void xc_form_notice_page(const struct xc_form_page *page) {
    static const char *const signs[] = {XC_MSG("Delivered by"), XC_MSG("Received by")};
    struct xc_str basis = xc_form_text(page, "basis"),
                  from = xc_form_text(page, "period_from_text"),
                  to = xc_form_text(page, "period_to_text");
    unsigned heading = 0;
    addressed(page, is_enforcement(page) ? XC_MSG("Notice of inspection")
                                         : XC_MSG("Notice of an agency check"));
    say_when(page);
    if (basis.len) {
        xc_docx_say(page->docx, XC_DOCX_BODY, "Legal basis: %.*s.", XC_PRI(basis));
    }
    if (from.len && to.len) {
        xc_docx_say(page->docx, XC_DOCX_BODY, "Period examined: %.*s to %.*s.",
                    XC_PRI(from), XC_PRI(to));
    }
    say_items(page, &heading);
    xc_form_heading(page, ++heading, XC_MSG("Who comes"));
    xc_form_people(page);
    xc_form_heading(page, ++heading, XC_MSG("What we ask of you"));
    xc_docx_say(page->docx, XC_DOCX_BODY,
                "Please name somebody who can answer for the institution, and have the "
                "documents, the accounts and the access to the information system ready "
                "that these matters need.");
    if (is_enforcement(page)) {
        xc_docx_say(page->docx, XC_DOCX_BODY,
                    "The inspectors show their certificates; fewer than two of them may "
                    "be refused. You can ask for the replacement of anybody who has a "
                    "direct interest in the matter, and be heard on what is found.");
    } else {
        xc_docx_say(page->docx, XC_DOCX_BODY,
                    "You can ask for the replacement of anybody who has a direct "
                    "interest in the matter, and be heard on what is found.");
    }
    xc_docx_keep(page->docx);
    xc_docx_say(page->docx, XC_DOCX_BODY,
                "Those who come accept no gifts or meals and do not disturb the "
                "institution's work.");
    xc_form_issued(page);
    xc_form_signs(page, signs, 2);
}

/* ---- To put right ---- */

static void problems_table(const struct xc_form_page *page) {
    static const char *const heads[] = {XC_MSG("no."), XC_MSG("item"),
                                        XC_MSG("what was found"), XC_MSG("points"),
                                        XC_MSG("amount (yuan)")};
    const struct xc_docx_table table = {.columns = 5,
                                        .widths = {3, 6, 12, 3, 5},
                                        .aligns = {XC_DOCX_MIDDLE, XC_DOCX_LEFT,
                                                   XC_DOCX_LEFT, XC_DOCX_FLUSH_RIGHT,
                                                   XC_DOCX_FLUSH_RIGHT}};
    const struct xc_docx_row total = {.total = true};
    const json_t *problems = xc_form_list(page, "problems"), *problem;
    const struct xc_docx_cell sum = {.text = xc_form_word_of(page, XC_MSG("together")),
                                     .span = 3};
    size_t i;
    xc_docx_table(page->docx, &table);
    xc_form_heads(page, heads, 5);
    json_array_foreach(problems, i, problem) {
        xc_docx_row(page->docx, NULL);
        xc_docx_cell_say(page->docx, "%zu", i + 1);
        xc_docx_cell(page->docx, xc_form_row_text(problem, "item"));
        xc_docx_cell(page->docx, xc_form_row_text(problem, "findings"));
        xc_docx_cell_say(
            page->docx, "%lld",
            (long long)json_integer_value(json_object_get(problem, "points")));
        xc_docx_cell(page->docx, xc_form_row_text(problem, "amount"));
    }
    xc_docx_row(page->docx, &total);
    xc_docx_cell_put(page->docx, &sum);
    xc_docx_cell_say(page->docx, "%lld", (long long)xc_form_number(page, "points"));
    xc_docx_cell(page->docx, xc_form_text(page, "amount"));
    xc_docx_table_end(page->docx);
}

static void say_disposals(const struct xc_form_page *page) {
    const json_t *problems = xc_form_list(page, "problems"), *problem;
    size_t i;
    json_array_foreach(problems, i, problem) {
        struct xc_str disposal = xc_form_row_text(problem, "disposal");
        if (disposal.len) {
            xc_docx_say(page->docx, XC_DOCX_BODY, "On problem %zu: %.*s.", i + 1,
                        XC_PRI(disposal));
        }
    }
}

void xc_form_rectification_page(const struct xc_form_page *page) {
    static const char *const signs[] = {XC_MSG("Delivered by"), XC_MSG("Received by")};
    struct xc_str until = xc_form_text(page, "rectify_by_text");
    addressed(page, XC_MSG("Notice to put right"));
    xc_docx_say(page->docx, XC_DOCX_BODY,
                "The inspection of %.*s (%.*s, visit %.*s) found at your institution:",
                XC_PRI(xc_form_text(page, "date_text")),
                XC_PRI(xc_form_text(page, "stage_title")),
                XC_PRI(xc_form_text(page, "visit")));
    problems_table(page);
    say_disposals(page);
    if (until.len) {
        xc_docx_say(page->docx, XC_DOCX_BODY,
                    "Please put this right by %.*s and hand in a written report on it, "
                    "with what shows it, by that day. Whether it was put right is then "
                    "inspected.",
                    XC_PRI(until));
    } else {
        xc_docx_begin(page->docx, XC_DOCX_BODY);
        xc_docx_run_say(page->docx, 0,
                        "Please put this right and hand in a written "
                        "report on it by ");
        xc_docx_blank(page->docx, 8);
        xc_docx_end(page->docx);
    }
    xc_docx_keep(page->docx);
    xc_docx_say(page->docx, XC_DOCX_BODY,
                "Whoever does not agree can say so to our office in writing.");
    xc_form_issued(page);
    xc_form_signs(page, signs, 2);
}
