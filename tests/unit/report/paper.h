/* What the tests of written sheets share: a sheet with something of everything, and the
 * parts of .xlsx and .docx files as text. */
#ifndef XC_TESTS_REPORT_PAPER_H
#define XC_TESTS_REPORT_PAPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "exchange/xlsx_zip.h"
#include "report/sheet.h"

struct paper {
    struct xc_sheet sheet;
    struct xc_buffer out;
    struct xc_buffer seen; /* NUL-terminated by read_part */
    const char *wanted;    /* elements, each between spaces */
    bool inside;
};

static inline int paper_setup(void **state) {
    static struct paper paper;
    paper = (struct paper){.sheet = {.arena = xc_arena_new(1 << 28)},
                           .out = xc_buffer_make(1 << 28),
                           .seen = xc_buffer_make(1 << 28)};
    *state = &paper;
    return paper.sheet.arena ? 0 : -1;
}

static inline int paper_teardown(void **state) {
    struct paper *paper = *state;
    xc_arena_free(paper->sheet.arena);
    xc_buffer_free(&paper->out);
    xc_buffer_free(&paper->seen);
    return 0;
}

static inline bool is_wanted(const struct paper *paper, const char *name) {
    size_t length = strlen(name);
    for (const char *at = paper->wanted; (at = strstr(at, name)) != NULL; at++) {
        if (at > paper->wanted && at[-1] == ' ' && at[length] == ' ') {
            return true;
        }
    }
    return false;
}

static inline void paper_start(struct xc_xml *xml, const char *name,
                               const char **attributes) {
    struct paper *paper = xml->context;
    paper->inside = is_wanted(paper, name);
    if (!paper->inside) {
        return;
    }
    xc_buffer_printf(&paper->seen, "<%s", name);
    for (size_t i = 0; attributes[i]; i += 2) {
        xc_buffer_printf(&paper->seen, " %s=%s", attributes[i], attributes[i + 1]);
    }
    xc_buffer_putc(&paper->seen, '>');
}

static inline void paper_end(struct xc_xml *xml, const char *name) {
    (void)name;
    ((struct paper *)xml->context)->inside = false;
}

static inline void paper_text(struct xc_xml *xml, struct xc_str text) {
    struct paper *paper = xml->context;
    if (paper->inside) {
        xc_buffer_add(&paper->seen, text);
    }
}

/* The wanted elements of a part of what was written, with attributes and texts. */
static inline const char *read_part(struct paper *paper, const char *part,
                                    const char *wanted) {
    struct xc_error error = {0};
    struct xc_zip *zip = NULL;
    struct xc_xml xml = {
        .start = paper_start, .end = paper_end, .text = paper_text, .context = paper};
    xc_buffer_clear(&paper->seen);
    paper->wanted = wanted;
    assert_int_equal(xc_zip_open(xc_buffer_view(&paper->out), XC_STR("f"), &zip, &error),
                     XC_OK);
    assert_int_equal(xc_zip_parse(zip, part, &xml, &error), XC_OK);
    xc_zip_close(zip);
    assert_int_equal(xc_buffer_putc(&paper->seen, '\0'), XC_OK);
    return paper->seen.ptr;
}

static inline void holds(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("no '%s' in: %s", part, text);
    }
}

/* A warning, facts, a table of every kind of cell with a sum and a chart, who signs. */
static inline void fill_paper(struct xc_sheet *sheet) {
    static const int64_t january[] = {30, 12}, february[] = {0, 25};
    sheet->title = xc_sheet_text(sheet, "%s", "Progress");
    sheet->subtitle = xc_sheet_text(sheet, "%s", "2026-02-28");
    xc_sheet_warn(sheet, "Mind %d things", 2);
    xc_sheet_part(sheet, 2, 0, "Facts");
    xc_sheet_fact(sheet, "name", XC_STR("=cmd|'/c calc'!A1"));
    xc_sheet_part(sheet, 5, 0x1e, "Months");
    xc_sheet_head(sheet, 0, "month");
    xc_sheet_head(sheet, 1, "planned");
    xc_sheet_chart(sheet, XC_CHART_COLUMNS, false, "By month");
    xc_sheet_series(sheet, "planned");
    xc_sheet_series(sheet, "done");
    xc_sheet_point(sheet, XC_STR("January <1>"), january);
    xc_sheet_point(sheet, XC_STR("February"), february);
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, XC_STR("]]><script>"));
    xc_sheet_number(sheet, 1, 30);
    xc_sheet_rate(sheet, 2, 12, 30);
    xc_sheet_date(sheet, 3, xc_date_make(2026, 1, 31));
    xc_sheet_money(sheet, 4, 123450);
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, XC_STR("sum"));
    xc_sheet_number(sheet, 1, 30);
    xc_sheet_rate(sheet, 2, 1, 0);
    xc_sheet_sum(sheet);
    xc_sheet_note(sheet, "A note");
    xc_sheet_sign(sheet, "Drawn up by");
    xc_sheet_sign(sheet, "Checked by");
}

#endif
