/* Word documents (.docx) that go out, written from the first line to the last: A4 paper
 * in the manner of official documents (GB/T 9704: titles 2号 小标宋, text 3号 仿宋 with
 * lines 28 pt apart, headings 3号 黑体), page numbers at the foot, tables whose head is
 * repeated on every page.
 *
 * Every text is UTF-8, and is escaped. A line end becomes a new line, a TAB a tab; other
 * control, zero-width and bidirectional characters are shown as U+FFFD. The same calls
 * give the same bytes. What has been written does not stay in memory: a thousand notices
 * cost no more than one.
 *
 * Nothing but new and finish fails: the first failure is kept, and finish tells it. Calls
 * at a place where they make no sense (a cell outside a row) are such a failure.
 *
 *     xc_docx_new(&setup, &out, &docx, error);
 *     for each notice:
 *         xc_docx_page(docx);                                 does nothing at first
 *         xc_docx_say(docx, XC_DOCX_TITLE, "Notice of inspection");
 *         xc_docx_say(docx, XC_DOCX_PLAIN, "%.*s:", XC_PRI(name));
 *         xc_docx_begin(docx, XC_DOCX_BODY);
 *         xc_docx_run(docx, 0, XC_STR("Deadline: "));
 *         xc_docx_blank(docx, 12);
 *         xc_docx_end(docx);
 *         xc_docx_signs(docx, who, 2);
 *     xc_docx_finish(docx, error);
 *     xc_docx_free(docx);
 */
#ifndef XC_EXCHANGE_DOCX_OUT_H
#define XC_EXCHANGE_DOCX_OUT_H

#include "base/buffer.h"
#include "base/catalogue.h"

struct xc_docx;

struct xc_docx_setup {
    const struct xc_catalogue *catalogue; /* of xc_docx_say; NULL: English */
    bool chinese;                         /* what the catalogue speaks */
    bool landscape;                       /* the paper lies */
    bool form; /* a form to fill in: margins for its tables, not those of a letter */
    bool unnumbered;     /* no page numbers */
    struct xc_str title; /* what programs show as the document's name */
};

/* setup is not kept but for its catalogue; out is borrowed until finish, which appends
 * all. Owned by the caller. XC_ENOMEM. */
int xc_docx_new(const struct xc_docx_setup *setup, struct xc_buffer *out,
                struct xc_docx **docx, struct xc_error *error);
int xc_docx_finish(struct xc_docx *docx, struct xc_error *error);
void xc_docx_free(struct xc_docx *docx); /* NULL is fine; unfinished: abandons it */

enum xc_docx_style {
    XC_DOCX_BODY = 0,   /* the first line is indented by two characters */
    XC_DOCX_PLAIN,      /* not indented: whom it is for ("某某医院：") */
    XC_DOCX_CENTRED,    /* as plain */
    XC_DOCX_RIGHT,      /* as plain, flush right */
    XC_DOCX_OFFICE,     /* as the title, close above it: who writes */
    XC_DOCX_TITLE,      /* 2号 小标宋, centred */
    XC_DOCX_NUMBER,     /* 3号 仿宋, centred: a document's number */
    XC_DOCX_SUBTITLE,   /* 3号 楷体, centred: the day of a report */
    XC_DOCX_HEADING,    /* 3号 黑体; keeps with what follows */
    XC_DOCX_SUBHEADING, /* 3号 楷体; keeps with what follows */
    XC_DOCX_CAPTION,    /* 四号 黑体, not indented: above a table; keeps with it */
    XC_DOCX_NOTE,  /* 小四 仿宋, close lines: below tables, what to fill in how */
    XC_DOCX_FRAMED /* as note, in a frame: warnings */
};

/* One paragraph: of a text, or of a translated sentence. */
void xc_docx_paragraph(struct xc_docx *docx, enum xc_docx_style style,
                       struct xc_str text);
void xc_docx_say(struct xc_docx *docx, enum xc_docx_style style, const char *format, ...)
    XC_PRINTF(3, 4);

/* One paragraph in pieces: begin, any number of run, run_say and blank, end. marks: what
 * is special about the piece. blank: an underlined gap to be filled in by hand, so many
 * Chinese characters wide. */
enum { XC_DOCX_BOLD = 1, XC_DOCX_UNDERLINE = 2, XC_DOCX_STRIKE = 4 };
void xc_docx_begin(struct xc_docx *docx, enum xc_docx_style style);
void xc_docx_run(struct xc_docx *docx, unsigned marks, struct xc_str text);
void xc_docx_run_say(struct xc_docx *docx, unsigned marks, const char *format, ...)
    XC_PRINTF(3, 4);
void xc_docx_blank(struct xc_docx *docx, unsigned characters);
void xc_docx_end(struct xc_docx *docx);

/* The next paragraph stands on the page of what follows it. */
void xc_docx_keep(struct xc_docx *docx);

/* Who issues it and the day, with room for a seal: the day four characters from the
 * margin, the name centred above it (GB/T 9704 §7.3.5.1). Both keep with what follows. */
void xc_docx_issued(struct xc_docx *docx, struct xc_str office, struct xc_str day);

/* A table over the whole width: table, then for each row a row and its cells from left to
 * right, then table_end. Cells that are not put stay empty. */
enum { XC_DOCX_COLUMNS = 32 };
enum xc_docx_align { XC_DOCX_LEFT = 0, XC_DOCX_MIDDLE, XC_DOCX_FLUSH_RIGHT };
enum xc_docx_letters {
    XC_DOCX_LETTERS_FORM = 0, /* 小四: forms that are filled in by hand */
    XC_DOCX_LETTERS_TABLE,    /* 五号: lists */
    XC_DOCX_LETTERS_SMALL     /* 小五: lists of many columns */
};
struct xc_docx_table {
    size_t columns;                             /* 1 … XC_DOCX_COLUMNS */
    unsigned widths[XC_DOCX_COLUMNS];           /* shares of the width; all 0: alike */
    enum xc_docx_align aligns[XC_DOCX_COLUMNS]; /* of cells that are not heads */
    enum xc_docx_letters letters;
    bool frameless; /* no lines */
};
void xc_docx_table(struct xc_docx *docx, const struct xc_docx_table *table);

struct xc_docx_row {
    bool head;      /* grey, bold, centred; those at the top are repeated on every page */
    bool total;     /* bold */
    bool keep;      /* on one page with the next row */
    unsigned lines; /* at least so high, in lines of text: to write by hand */
};
void xc_docx_row(struct xc_docx *docx, const struct xc_docx_row *row); /* NULL: plain */

/* The next cell of the row: its text; the same of a translated sentence; or with more to
 * say. A cell may lie over several columns (span) and, with down, over several rows: the
 * first is DOWN_FIRST, those below DOWN_REST (their text is not shown). */
struct xc_docx_cell {
    struct xc_str text;
    unsigned span; /* columns; 0: 1 */
    enum xc_docx_down {
        XC_DOCX_DOWN_NONE = 0,
        XC_DOCX_DOWN_FIRST,
        XC_DOCX_DOWN_REST
    } down;
    unsigned marks; /* XC_DOCX_BOLD … of the text */
    bool head;      /* grey, bold, centred: what the cell beside it is */
    bool indent;    /* set in: of what stands above */
    bool aligned;   /* as align says, not as the column does */
    enum xc_docx_align align;
};
void xc_docx_cell(struct xc_docx *docx, struct xc_str text);
void xc_docx_cell_say(struct xc_docx *docx, const char *format, ...) XC_PRINTF(2, 3);
void xc_docx_cell_put(struct xc_docx *docx, const struct xc_docx_cell *cell);

/* A cell whose text is made of runs and blanks: cell_begin, those, cell_end. A new line
 * is a run of "\n". The cell's own text comes first. */
void xc_docx_cell_begin(struct xc_docx *docx, const struct xc_docx_cell *cell);
void xc_docx_cell_end(struct xc_docx *docx);

void xc_docx_table_end(struct xc_docx *docx);

/* Lines to sign: two beside each other (four on paper that lies), each with room for a
 * name and a day. The texts say who ("Inspected by"). Keeps together on one page. */
void xc_docx_signs(struct xc_docx *docx, const struct xc_str *who, size_t count);

/* The rest stands on a new page; nothing at the very beginning. A section also numbers
 * its pages from 1, and its paper may lie or stand: one for each notice of many. */
void xc_docx_page(struct xc_docx *docx);
void xc_docx_section(struct xc_docx *docx, bool landscape);

#endif
