#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "report/sheet.h"

#include <string.h>

struct page {
    struct xc_sheet sheet;
    struct xc_buffer out;
};

static int setup(void **state) {
    static struct page page;
    page = (struct page){.sheet = {.arena = xc_arena_new(1 << 20)},
                         .out = xc_buffer_make(1 << 20)};
    *state = &page;
    return page.sheet.arena ? 0 : -1;
}

static int teardown(void **state) {
    struct page *page = *state;
    xc_arena_free(page->sheet.arena);
    xc_buffer_free(&page->out);
    return 0;
}

static void fill(struct xc_sheet *sheet) {
    sheet->title = xc_sheet_text(sheet, "%s", "A <title>");
    xc_sheet_warn(sheet, "Mind %d things", 2);
    xc_sheet_part(sheet, 2, 0, "Facts");
    xc_sheet_fact(sheet, "name", XC_STR("=1+1"));
    xc_sheet_part(sheet, 2, 1u << 1, "Counts");
    xc_sheet_head(sheet, 0, "what");
    xc_sheet_head(sheet, 1, "number");
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, XC_STR("医院 \x1b[31m"));
    xc_sheet_number(sheet, 1, 7);
    xc_sheet_row(sheet);
    xc_sheet_say(sheet, 1, "%d in %d", 1, 2);
    xc_sheet_note(sheet, "A note & more");
}

static void is(const struct page *page, const char *wanted) {
    if (!xc_str_is(xc_buffer_view(&page->out), wanted))
        fail_msg("'%.*s' is not '%s'", XC_PRI(xc_buffer_view(&page->out)), wanted);
}

static void as_text(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    fill(&page->sheet);
    assert_int_equal(xc_sheet_write_text(&page->sheet, &page->out, &error), XC_OK);
    is(page,
       "A <title>\nMind 2 things\n\nFacts\n  name  =1+1\n\nCounts\n"
       "  what        number\n  医院 \xef\xbf\xbd[31m       7\n              1 in 2\n"
       "  A note & more\n");
}

static void as_csv(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    fill(&page->sheet);
    page->sheet.last->first->cells[0].text = XC_STR("@x");
    assert_int_equal(xc_sheet_write_csv(&page->sheet, &page->out, &error), XC_OK);
    is(page,
       "\xef\xbb\xbf\"A <title>\"\r\n\"Mind 2 things\"\r\n\r\nFacts\r\nname,\"'=1+1\""
       "\r\n\r\nCounts\r\nwhat,number\r\n\"'@x\",7\r\n\"\",\"1 in 2\"\r\n"
       "\"A note & more\"\r\n");
}

static void as_html(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    fill(&page->sheet);
    page->sheet.chinese = true;
    assert_int_equal(xc_sheet_write_html(&page->sheet, &page->out, &error), XC_OK);
    assert_int_equal(xc_buffer_putc(&page->out, '\0'), XC_OK);
    static const char *const parts[] = {
        "<html lang=\"zh-CN\">",
        "<h1>A &lt;title&gt;</h1>",
        "<div class=notice><p>Mind 2 things</p>",
        "<table class=facts><tr><th>name</th><td>=1+1</td></tr>",
        "<thead><tr><th>what</th><th class=number>number</th></tr></thead>",
        "<td class=number>7</td>",
        "<p>A note &amp; more</p>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(page->out.ptr, parts[i]) == NULL)
            fail_msg("the page does not hold: %s", parts[i]);
    }
}

/* The draws of a public report have eleven columns: words that are cut in two on paper
 * help nobody. */
static void wide_tables_in_small_letters(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    for (size_t columns = 8; columns <= 9; columns++) {
        xc_sheet_part(&page->sheet, columns, 0, "Draws");
        xc_sheet_head(&page->sheet, 0, "draw");
        xc_sheet_row(&page->sheet);
        xc_buffer_clear(&page->out);
        assert_int_equal(xc_sheet_write_html(&page->sheet, &page->out, &error), XC_OK);
        assert_int_equal(xc_buffer_putc(&page->out, '\0'), XC_OK);
        assert_true((strstr(page->out.ptr, "<table class=wide>") != NULL) ==
                    (columns == 9));
    }
    assert_null(strstr(page->out.ptr, "td{overflow-wrap:anywhere"));
}

/* Sums stand apart; who signs has room for a name and a day. */
static void sums_and_signs(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    struct xc_sheet *sheet = &page->sheet;
    xc_sheet_part(sheet, 2, 1u << 1, "Counts");
    xc_sheet_head(sheet, 0, "what");
    for (int i = 0; i < 3; i++) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, i == 1 ? XC_STR("sum") : XC_STR("clinics"));
        xc_sheet_number(sheet, 1, 12);
        if (i == 1) {
            xc_sheet_sum(sheet);
        }
    }
    xc_sheet_sign(sheet, "Drawn up by");
    assert_int_equal(xc_sheet_write_text(sheet, &page->out, &error), XC_OK);
    is(page, "\n\nCounts\n  what\n  clinics  12\n  -------  --\n  sum      12\n"
             "  -------  --\n  clinics  12\n\n"
             "Drawn up by: ____________________  Date: ____________\n");
    xc_buffer_clear(&page->out);
    assert_int_equal(xc_sheet_write_csv(sheet, &page->out, &error), XC_OK);
    assert_true(xc_str_ends(xc_buffer_view(&page->out),
                            XC_STR("\r\n\r\n\"Drawn up by\",\"\",date,\"\"\r\n")));
    xc_buffer_clear(&page->out);
    sheet->landscape = true;
    assert_int_equal(xc_sheet_write_html(sheet, &page->out, &error), XC_OK);
    assert_int_equal(xc_buffer_putc(&page->out, '\0'), XC_OK);
    static const char *const parts[] = {
        "@page{size:A4 landscape;", "<tr class=total><td>sum</td>",
        "<div class=signs>\n<p>Drawn up by: <i></i><br>Date: <i></i></p>\n</div>"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(page->out.ptr, parts[i]) == NULL) {
            fail_msg("the page does not hold: %s", parts[i]);
        }
    }
}

/* A cell outside the table is lost without harm; no memory is told. */
static void what_does_not_fit(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    struct xc_arena *small = xc_arena_new(64);
    xc_sheet_part(&page->sheet, 2, 0, "Facts");
    xc_sheet_cell(&page->sheet, 0, XC_STR("no row yet"));
    xc_sheet_row(&page->sheet);
    xc_sheet_cell(&page->sheet, 2, XC_STR("too far right"));
    assert_int_equal(xc_sheet_write_text(&page->sheet, &page->out, &error), XC_OK);
    is(page, "\n\nFacts\n\n");
    struct xc_sheet full = {.arena = small};
    fill(&full);
    assert_true(full.failed);
    assert_int_equal(xc_sheet_write_csv(&full, &page->out, &error), XC_ENOMEM);
    xc_arena_free(small);
}

/* A letter: paragraphs, a row that is crossed out but for why, who issues it. */
static void write_letter(struct xc_sheet *sheet) {
    sheet->title = XC_STR("T");
    xc_sheet_prose(sheet, "Dear %s", "<all>");
    xc_sheet_prose(sheet, "Once more");
    xc_sheet_part(sheet, 2, 0, "Rows");
    xc_sheet_head(sheet, 0, "what");
    xc_sheet_head(sheet, 1, "remarks");
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, XC_STR("old"));
    xc_sheet_cell(sheet, 1, XC_STR("why"));
    xc_sheet_strike(sheet);
    xc_sheet_prose(sheet, "Yours");
    xc_sheet_issued(sheet, XC_STR("Office & Co"), XC_STR("2026-03-31"));
}

static bool holds(const struct page *page, const char *part) {
    return xc_str_find(xc_buffer_view(&page->out), xc_str_from(part)) >= 0;
}

static void letters(void **state) {
    struct page *page = *state;
    struct xc_error error = {0};
    write_letter(&page->sheet);
    assert_int_equal(xc_sheet_write_text(&page->sheet, &page->out, &error), XC_OK);
    is(page, "T\n\n  Dear <all>\n  Once more\n\nRows\n  what  remarks\n  old   why\n\n"
             "  Yours\n\n  Office & Co\n  2026-03-31\n");
    xc_buffer_clear(&page->out);
    assert_int_equal(xc_sheet_write_html(&page->sheet, &page->out, &error), XC_OK);
    assert_true(holds(page, "<p class=prose>Dear &lt;all&gt;</p>\n<p class=prose>Once"));
    assert_true(holds(page, "<tr class=struck><td>old</td><td>why</td></tr>"));
    assert_true(holds(page, "<div class=issued>\n<p>Office &amp; Co</p>\n"
                            "<p>2026-03-31</p>\n</div>"));
    xc_buffer_clear(&page->out);
    assert_int_equal(xc_sheet_write_csv(&page->sheet, &page->out, &error), XC_OK);
    assert_true(holds(page, "Office & Co"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(as_text, setup, teardown),
        cmocka_unit_test_setup_teardown(letters, setup, teardown),
        cmocka_unit_test_setup_teardown(as_csv, setup, teardown),
        cmocka_unit_test_setup_teardown(as_html, setup, teardown),
        cmocka_unit_test_setup_teardown(wide_tables_in_small_letters, setup, teardown),
        cmocka_unit_test_setup_teardown(sums_and_signs, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
