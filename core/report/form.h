/* Forms: paper that is handed over, filled in by hand or signed, one for a visit, a
 * crew's day, a draw or a plan, made of data (docs/forms.md). */
#ifndef XC_REPORT_FORM_H
#define XC_REPORT_FORM_H

#include "base/buffer.h"
#include "base/catalogue.h"
#include "report/sheet.h"

#include <jansson.h>

enum xc_form {
    XC_FORM_NOTICE = 1,  /* 检查通知书: one for each visit ahead */
    XC_FORM_SITE_RECORD, /* 现场检查记录: one for each visit, with its checklist */
    XC_FORM_RECTIFICATION, /* 整改通知书: one for each visit that found a problem */
    XC_FORM_DISPATCH,      /* 派工单: one for each crew and day */
    XC_FORM_DRAW_RECORD, /* 抽取记录表: one for each draw, with lines for witnesses */
    XC_FORM_APPROVAL,    /* 检查计划审批表: one for the plan */
    XC_FORMS
};
const char *xc_form_word(enum xc_form form);    /* notice, site-record … */
const char *xc_form_title(enum xc_form form);   /* a gettext id */
enum xc_form xc_form_parse(struct xc_str word); /* 0: there is none */

struct xc_form_paper {
    enum xc_form form;
    const json_t *data;                   /* with "documents" */
    const struct xc_catalogue *catalogue; /* NULL: English */
    bool chinese;                         /* what the catalogue speaks */
};

/* Fills a sheet with the list of the documents: which there are. */
void xc_form_sheet(enum xc_form form, const json_t *data, struct xc_sheet *sheet);

/* Appends all documents as one Word file, each on pages of its own. XC_EINTERNAL: the
 * data is not of that form. */
int xc_form_docx(const struct xc_form_paper *paper, struct xc_buffer *out,
                 struct xc_error *error);

#endif
