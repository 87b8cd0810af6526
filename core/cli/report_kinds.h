/* The kinds of reports: each fills a sheet, or makes its JSON. Private to core/cli. */
#ifndef XC_CLI_REPORT_KINDS_H
#define XC_CLI_REPORT_KINDS_H

#include "cli/command.h"

#include "report/form.h"
#include "report/sheet.h"

struct xc_reporting {
    struct xc_cli *cli;
    struct xc_str programme;
    xc_date as_of;
    bool as_json;           /* wanted: json, else the sheet */
    struct xc_sheet *sheet; /* to be filled */
    json_t *json;           /* to be set; owned by the caller */
    enum xc_form form;      /* of papers */
    uint64_t overdue;       /* set: how many due items are missing */
};

struct xc_report_kind {
    const char *name;
    const char *summary; /* a gettext id */
    int (*make)(struct xc_reporting *report, struct xc_error *error);
    bool has_roles;  /* --for */
    bool has_check;  /* --check */
    bool has_papers; /* --form, --window, --visit; Word files are the papers themselves */
};

/* XC_EUSAGE: there is none of that name. */
int xc_report_kind_find(const char *word, const struct xc_report_kind **kind,
                        struct xc_error *error);

/* --form, or the kind's own; XC_EUSAGE: there is none of that name. */
int xc_report_form_find(const struct xc_cli *cli, const struct xc_report_kind *kind,
                        enum xc_form *form, struct xc_error *error);

#endif
