/* The kinds of reports: each fills a sheet, or makes its JSON. One table for `report`,
 * its help, and the drafts of what is due. */
#ifndef XC_PUBLISH_REPORT_KINDS_H
#define XC_PUBLISH_REPORT_KINDS_H

#include "report/books.h"
#include "report/form.h"
#include "report/notice.h"
#include "workspace/session.h"

struct xc_report_kind;

struct xc_reporting {
    const struct xc_session *session;
    const struct xc_report_kind *kind;
    struct xc_str programme;
    xc_date as_of;            /* XC_NO_DATE: today */
    enum xc_viewer_role role; /* for whom; 0: the office's planners */
    enum xc_form form;        /* of papers */
    struct xc_window window;  /* of papers: visits in it; XC_NO_DATE: no bound */
    enum xc_book book;        /* of ledger-book */
    struct xc_str visit;      /* of papers: only this one; empty: all */
    enum xc_notice notice;    /* of public: a notice; 0: the report */
    struct xc_str draw;       /* of its draws only this one; empty: all */
    unsigned number;          /* of its results the notice of this number; 0: the next */
    bool all;                 /* of its results all that were published */
    bool as_json;             /* wanted: json, else the sheet */
    bool issue;               /* the papers themselves are written, and numbered */
    struct xc_sheet *sheet; /* to be filled; its arena, catalogue and language are set */
    json_t *json;           /* set: owned by the caller. Papers always are made of it */
    uint64_t overdue;       /* set: how many due items are missing */
};

struct xc_report_kind {
    const char *name;
    const char *summary; /* a gettext id */
    int (*make)(struct xc_reporting *report, struct xc_error *error);
    bool has_roles;  /* --for */
    bool has_check;  /* --check */
    bool has_books;  /* --book */
    bool has_papers; /* --form, --window, --visit; Word files are the papers themselves */
    bool has_notices;  /* --notice, --draw, --number, --window */
    enum xc_form form; /* the papers' usual form */
};

/* All of them, in the order of help. */
const struct xc_report_kind *xc_report_kinds(size_t *count);
/* NULL: there is none of that name. */
const struct xc_report_kind *xc_report_kind_of(struct xc_str name);

/* Appends a report that was made as a Word document: its papers, or else the sheet. */
int xc_report_docx(const struct xc_reporting *report, struct xc_buffer *out,
                   struct xc_error *error);

#endif
