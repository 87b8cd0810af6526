/* Documents are read back with an XML parser: their text, their tables, what hostile
 * texts become, and that the same calls give the same bytes. */
#include "exchange/docx_out.h"
#include "exchange/xlsx_zip.h"
#include "exchange/zip_out.h"
#include "helpers.h"

#include <stdlib.h>
#include <string.h>

/* A document's main part as text: "[Style]" before a paragraph, "|" before a cell, "#"
 * before a row, "=" before one that is repeated, "~" where a page begins. */
struct seen {
    struct xc_buffer text;
    bool in_text;
};

static void seen_start(struct xc_xml *xml, const char *name, const char **attributes) {
    struct seen *seen = xml->context;
    seen->in_text = strcmp(name, "t") == 0;
    if (strcmp(name, "pStyle") == 0) {
        xc_buffer_printf(&seen->text, "[%s]", xc_xml_attribute(attributes, "val"));
    }
    static const struct {
        const char *element, *shown;
    } marks[] = {{"tc", "|"},        {"tr", "#"},    {"br", "\n"},
                 {"tblHeader", "="}, {"tab", "\t"},  {"pageBreakBefore", "~"},
                 {"b", "*"},         {"sectPr", "$"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strcmp(name, marks[i].element) == 0) {
            xc_buffer_puts(&seen->text, marks[i].shown);
        }
    }
}

static void seen_end(struct xc_xml *xml, const char *name) {
    (void)name;
    ((struct seen *)xml->context)->in_text = false;
}

static void seen_text(struct xc_xml *xml, struct xc_str text) {
    struct seen *seen = xml->context;
    if (seen->in_text) {
        xc_buffer_add(&seen->text, text);
    }
}

struct paper {
    struct xc_buffer out;
    struct xc_docx *docx;
    struct seen seen;
};

static int setup(void **state) {
    static struct paper paper;
    struct xc_error error = {0};
    struct xc_docx_setup plain = {.title = XC_STR("Some <title>")};
    paper = (struct paper){.out = xc_buffer_make(1 << 24),
                           .seen = {.text = xc_buffer_make(1 << 24)}};
    *state = &paper;
    return xc_docx_new(&plain, &paper.out, &paper.docx, &error);
}

static int teardown(void **state) {
    struct paper *paper = *state;
    xc_docx_free(paper->docx);
    xc_buffer_free(&paper->out);
    xc_buffer_free(&paper->seen.text);
    return 0;
}

/* Every part is XML; the main one says what is wanted. */
static void reads(struct paper *paper, const char *wanted) {
    static const char *const parts[] = {
        "[Content_Types].xml", "_rels/.rels",       "word/_rels/document.xml.rels",
        "word/styles.xml",     "word/settings.xml", "word/fontTable.xml",
        "word/footer1.xml",    "word/footer2.xml",  "docProps/core.xml",
        "word/document.xml"};
    struct xc_error error = {0};
    struct xc_zip *zip = NULL;
    assert_int_equal(xc_docx_finish(paper->docx, &error), XC_OK);
    assert_int_equal(xc_zip_open(xc_buffer_view(&paper->out), XC_STR("f"), &zip, &error),
                     XC_OK);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct xc_xml xml = {.start = seen_start,
                             .end = seen_end,
                             .text = seen_text,
                             .context = &paper->seen};
        xc_buffer_clear(&paper->seen.text);
        assert_int_equal(xc_zip_parse(zip, parts[i], &xml, &error), XC_OK);
    }
    xc_zip_close(zip);
    struct xc_str text = xc_buffer_view(&paper->seen.text);
    if (!xc_str_is(text, wanted)) {
        fail_msg("'%.*s' is not '%s'", XC_PRI(text), wanted);
    }
}

static void paragraphs(void **state) {
    struct paper *paper = *state;
    xc_docx_page(paper->docx); /* nothing stands there yet */
    xc_docx_paragraph(paper->docx, XC_DOCX_TITLE, XC_STR("医疗保障 & <b>"));
    xc_docx_say(paper->docx, XC_DOCX_BODY, "%d of %.*s", 3, XC_PRI(XC_STR("\"four\"")));
    xc_docx_begin(paper->docx, XC_DOCX_PLAIN);
    xc_docx_run(paper->docx, XC_DOCX_BOLD, XC_STR("one\ntwo\tthree"));
    xc_docx_blank(paper->docx, 2);
    xc_docx_end(paper->docx);
    xc_docx_page(paper->docx);
    xc_docx_paragraph(paper->docx, XC_DOCX_FRAMED, XC_STR(""));
    reads(paper, "[Title]医疗保障 & <b>[Body]3 of \"four\"[Plain]*one\ntwo\tthree　　"
                 "[Framed]~$");
}

/* pageBreakBefore stands behind the style it belongs to; tables need something between
 * them and behind them. */
static void tables(void **state) {
    struct paper *paper = *state;
    struct xc_docx *docx = paper->docx;
    struct xc_docx_table table = {.columns = 3, .widths = {1, 2, 3}};
    xc_docx_table(docx, &table);
    xc_docx_row(docx, &(struct xc_docx_row){.head = true});
    xc_docx_cell(docx, XC_STR("a"));
    xc_docx_cell_say(docx, "%s", "b");
    xc_docx_row(docx, NULL);
    xc_docx_cell_put(docx, &(struct xc_docx_cell){.text = XC_STR("wide"), .span = 3});
    xc_docx_row(docx, &(struct xc_docx_row){.total = true, .lines = 2});
    xc_docx_cell(docx, XC_STR("sum"));
    xc_docx_cell_begin(docx, &(struct xc_docx_cell){.text = XC_STR("x")});
    xc_docx_run(docx, 0, XC_STR("y"));
    xc_docx_cell_end(docx);
    xc_docx_table_end(docx);
    xc_docx_page(docx);
    xc_docx_table(docx, &(struct xc_docx_table){.columns = 1});
    xc_docx_table_end(docx);
    reads(paper, "#=|[CellForm]*a|[CellForm]*b|[CellForm]#|[CellForm]wide"
                 "#|[CellForm]*sum|[CellForm]*x*y|[CellForm][Gap]~[Gap]$");
}

static void sections_and_signs(void **state) {
    struct paper *paper = *state;
    const struct xc_str who[] = {XC_STR_INIT("A"), XC_STR_INIT("B"), XC_STR_INIT("C"),
                                 XC_STR_INIT("D")};
    xc_docx_section(paper->docx, true);
    xc_docx_paragraph(paper->docx, XC_DOCX_NOTE, XC_STR("one"));
    xc_docx_section(paper->docx, false);
    xc_docx_signs(paper->docx, who, 0);
    xc_docx_signs(paper->docx, who, 4);
    reads(paper, "[Note]one[Gap]$"
                 "#|[CellForm]A: 　　　　　　　　\nDate: 　　　　　　　　"
                 "|[CellForm]B: 　　　　　　　　\nDate: 　　　　　　　　"
                 "#|[CellForm]C: 　　　　　　　　\nDate: 　　　　　　　　"
                 "|[CellForm]D: 　　　　　　　　\nDate: 　　　　　　　　[Gap]$");
}

/* What stands on the page of what follows it, and how far from the margin it ends. */
static void who_issues_it(void **state) {
    static const struct {
        struct xc_str office;
        unsigned name, day; /* twips from the right margin */
    } cases[] = {
        /* 2026/1/5 is 8 columns wide; the seal wants 8 more at its right. */
        {XC_STR_INIT("12345678"), 960, 960},
        {XC_STR_INIT("123456789012"), 720, 960},
        {XC_STR_INIT("1234"), 1200, 960},
        {XC_STR_INIT("12345678901234567890123456"), 120, 1200},
    };
    struct paper *paper = *state;
    struct xc_error error = {0};
    struct xc_buffer bytes = xc_buffer_make(1 << 20);
    struct xc_zip *zip = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        xc_docx_issued(paper->docx, cases[i].office, XC_STR("2026/1/5"));
        xc_docx_paragraph(paper->docx, XC_DOCX_NOTE, XC_STR("next"));
    }
    assert_int_equal(xc_docx_finish(paper->docx, &error), XC_OK);
    assert_int_equal(xc_zip_open(xc_buffer_view(&paper->out), XC_STR("f"), &zip, &error),
                     XC_OK);
    assert_int_equal(xc_zip_read(zip, "word/document.xml", &bytes, &error), XC_OK);
    xc_zip_close(zip);
    struct xc_str xml = xc_buffer_view(&bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char wanted[256];
        (void)snprintf(wanted, sizeof wanted,
                       "<w:keepNext/><w:ind w:right=\"%u\"/></w:pPr><w:r><w:t "
                       "xml:space=\"preserve\">%.*s</w:t></w:r></w:p>\n<w:p><w:pPr>"
                       "<w:pStyle w:val=\"Right\"/><w:keepNext/><w:ind w:right=\"%u\"/>",
                       cases[i].name, XC_PRI(cases[i].office), cases[i].day);
        if (xc_str_find(xml, xc_str_from(wanted)) < 0) {
            fail_msg("no %s", wanted);
        }
    }
    xc_buffer_free(&bytes);
}

static void hostile_texts(void **state) {
    struct paper *paper = *state;
    static const struct {
        struct xc_str text;
        const char *wanted;
    } texts[] = {
        {XC_STR_INIT("=cmd|'/c calc'!A1"), "=cmd|'/c calc'!A1"},
        {XC_STR_INIT("]]><script>"), "]]><script>"},
        {XC_STR_INIT("\x01\x1b[31m\x7f"), "\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd"},
        {XC_STR_INIT("a\0b"), "a\xef\xbf\xbd"
                              "b"},
        {XC_STR_INIT("\xe2\x80\xae"
                     "gnp.exe"),
         "\xef\xbf\xbdgnp.exe"},
        {XC_STR_INIT("\xef\xbf\xbe\xef\xbf\xbf"), "\xef\xbf\xbd\xef\xbf\xbd"},
        {XC_STR_INIT("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {XC_STR_INIT("😀"), "😀"},
        {XC_STR_INIT("a\r\nb\rc"), "a\nb\nc"},
    };
    struct xc_buffer wanted = xc_buffer_make(1 << 16);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        xc_docx_paragraph(paper->docx, XC_DOCX_PLAIN, texts[i].text);
        xc_buffer_printf(&wanted, "[Plain]%s", texts[i].wanted);
    }
    xc_buffer_append(&wanted, "$", 2);
    reads(paper, wanted.ptr);
    xc_buffer_free(&wanted);
}

static void the_same_bytes(void **state) {
    struct paper *paper = *state;
    struct xc_error error = {0};
    struct xc_buffer first = xc_buffer_make(1 << 24);
    for (int round = 0; round < 2; round++) {
        xc_docx_paragraph(paper->docx, XC_DOCX_BODY, XC_STR("text"));
        assert_int_equal(xc_docx_finish(paper->docx, &error), XC_OK);
        if (round == 0) {
            assert_int_equal(xc_buffer_add(&first, xc_buffer_view(&paper->out)), XC_OK);
            assert_int_equal(teardown(state), 0);
            assert_int_equal(setup(state), 0);
        }
    }
    assert_true(xc_str_equal(xc_buffer_view(&first), xc_buffer_view(&paper->out)));
    xc_buffer_free(&first);
}

/* Whatever is called where it makes no sense is told at the end. */
static void misuse(void **state) {
    for (int what = 0; what < 9; what++) {
        struct paper *paper = *state;
        struct xc_docx *docx = paper->docx;
        struct xc_docx_table table = {.columns = what == 0 ? 33 : 1};
        struct xc_error error = {0};
        switch (what) {
        case 0:
            xc_docx_table(docx, &table);
            break;
        case 1:
            xc_docx_cell(docx, XC_STR("no table"));
            break;
        case 2:
            xc_docx_table(docx, &table);
            xc_docx_paragraph(docx, XC_DOCX_BODY, XC_STR("inside"));
            xc_docx_table_end(docx);
            break;
        case 3:
            xc_docx_table(docx, &table);
            xc_docx_row(docx, NULL);
            xc_docx_cell(docx, XC_STR("one"));
            xc_docx_cell(docx, XC_STR("too many"));
            xc_docx_table_end(docx);
            break;
        case 4:
            xc_docx_begin(docx, XC_DOCX_BODY);
            xc_docx_section(docx, false);
            xc_docx_end(docx);
            break;
        case 5:
            xc_docx_run(docx, 0, XC_STR("nowhere"));
            break;
        case 6:
            xc_docx_end(docx);
            break;
        case 7:
            xc_docx_table_end(docx);
            break;
        default:
            xc_docx_begin(docx, XC_DOCX_BODY); /* never ended */
            break;
        }
        assert_int_equal(xc_docx_finish(docx, &error), XC_EINTERNAL);
        assert_int_equal(teardown(state), 0);
        assert_int_equal(setup(state), 0);
    }
}

/* A zip file stands behind what the buffer holds; one that does not fit is told. */
static void zip_files(void **state) {
    (void)state;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(4096);
    struct xc_zip_out *made = NULL;
    struct xc_zip *zip = NULL;
    assert_int_equal(xc_buffer_puts(&out, "before"), XC_OK);
    assert_int_equal(xc_zip_out_new(&out, &made, &error), XC_OK);
    xc_zip_out_part(made, "a.xml");
    xc_zip_out_add(made, XC_STR("<a/>"));
    xc_zip_out_part(made, "b.xml");
    assert_int_equal(xc_zip_out_finish(made, &error), XC_OK);
    xc_zip_out_free(made);
    assert_true(xc_str_starts(xc_buffer_view(&out), XC_STR("beforePK")));
    struct xc_str bytes = xc_str_slice(xc_buffer_view(&out), 6, out.len);
    assert_int_equal(xc_zip_open(bytes, XC_STR("f"), &zip, &error), XC_OK);
    assert_true(xc_zip_has(zip, "a.xml") && xc_zip_has(zip, "b.xml"));
    xc_zip_close(zip);
    xc_buffer_free(&out);
    for (size_t max = 0; max < 400; max += 7) {
        out = xc_buffer_make(max);
        struct xc_docx *docx = NULL;
        if (xc_docx_new(&(struct xc_docx_setup){0}, &out, &docx, &error) == XC_OK) {
            assert_int_equal(xc_docx_finish(docx, &error), XC_ENOMEM);
        }
        xc_docx_free(docx);
        xc_buffer_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paragraphs, setup, teardown),
        cmocka_unit_test_setup_teardown(tables, setup, teardown),
        cmocka_unit_test_setup_teardown(sections_and_signs, setup, teardown),
        cmocka_unit_test_setup_teardown(who_issues_it, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(the_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(misuse, setup, teardown),
        cmocka_unit_test(zip_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
