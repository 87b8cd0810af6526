/* What the pages of forms have in common. Private to core/report. */
#ifndef XC_REPORT_FORM_PAGE_H
#define XC_REPORT_FORM_PAGE_H

#include "exchange/docx_out.h"
#include "report/form.h"

struct xc_form_page {
    const struct xc_form_paper *paper;
    const json_t *document;
    struct xc_docx *docx;
};

/* A member of the document, or of the whole where the document has none of that name;
 * empty: neither has. */
struct xc_str xc_form_text(const struct xc_form_page *page, const char *name);
int64_t xc_form_number(const struct xc_form_page *page, const char *name);
const json_t *xc_form_list(const struct xc_form_page *page, const char *name);

/* The same of one row of a list. */
struct xc_str xc_form_row_text(const json_t *row, const char *name);

/* A word of the catalogue. */
struct xc_str xc_form_word_of(const struct xc_form_page *page, const char *id);

/* Who writes, what it is (a gettext id), and its number where it has one. */
void xc_form_top(const struct xc_form_page *page, const char *title);

/* A numbered heading: 一、 in Chinese. number: from 1; id: a gettext id. */
void xc_form_heading(const struct xc_form_page *page, unsigned number, const char *id);

/* A table of two facts beside each other, each a head and its value; wide heads where
 * their words are long. */
void xc_form_pairs(const struct xc_form_page *page);

/* Two cells: what it is (a gettext id), and its value over `span` columns. */
void xc_form_fact(const struct xc_form_page *page, const char *id, struct xc_str value,
                  unsigned span);

/* A cell that is a head (a gettext id). */
void xc_form_head(const struct xc_form_page *page, const char *id, unsigned span);

/* The row of heads of a table (gettext ids). */
void xc_form_heads(const struct xc_form_page *page, const char *const *ids, size_t count);

/* The table of the document's people: number, name, seat, unit, certificate. */
void xc_form_people(const struct xc_form_page *page);

/* Who issues it and the day, with room for a seal. */
void xc_form_issued(const struct xc_form_page *page);

/* Lines to sign; gettext ids. */
void xc_form_signs(const struct xc_form_page *page, const char *const *ids, size_t count);

/* The pages of one document. */
void xc_form_notice_page(const struct xc_form_page *page);
void xc_form_site_record_page(const struct xc_form_page *page);
void xc_form_rectification_page(const struct xc_form_page *page);
void xc_form_dispatch_page(const struct xc_form_page *page);
void xc_form_draw_record_page(const struct xc_form_page *page);
void xc_form_approval_page(const struct xc_form_page *page);

#endif
