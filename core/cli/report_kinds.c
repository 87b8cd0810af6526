#include "cli/report_kinds.h"

#include "base/suggest.h"
#include "cli/progress_bar.h"
#include "publish/due_gather.h"
#include "publish/form_gather.h"
#include "publish/public.h"
#include "publish/reports.h"
#include "report/text_table.h"

#include <string.h>

static int report_public(struct xc_reporting *report, struct xc_error *error) {
    struct xc_public gathered = {0};
    int rc = xc_public_gather(&report->cli->session, report->programme, report->as_of,
                              &gathered, error);
    if (rc == XC_OK && report->as_json) {
        report->json = xc_public_json(&gathered.report);
        rc = report->json ? XC_OK : xc_fail_memory(error);
    } else if (rc == XC_OK) {
        xc_public_sheet(&gathered.report, report->sheet);
    }
    xc_public_free(&gathered);
    return rc;
}

static int report_due(struct xc_reporting *report, struct xc_error *error) {
    struct xc_due_gathered gathered = {0};
    int rc = xc_due_gather(&report->cli->session, report->programme, report->as_of,
                           &gathered, error);
    if (rc == XC_OK && report->as_json) {
        report->json = xc_due_json(&gathered.report);
        rc = report->json ? XC_OK : xc_fail_memory(error);
    } else if (rc == XC_OK) {
        xc_due_sheet(&gathered.report, report->sheet);
    }
    report->overdue = rc == XC_OK ? gathered.figures.states[XC_DUE_MISSING] : 0;
    xc_due_gathered_free(&gathered);
    return rc;
}

/* All those that are made of the same facts. */
static int report_figures(struct xc_reporting *report, struct xc_error *error) {
    struct xc_report_request request = {.kind =
                                            xc_str_from(report->cli->args.operands[0]),
                                        .programme = report->programme,
                                        .as_of = report->as_of};
    int rc = xc_cli_role(report->cli, &request.role, error);
    if (rc == XC_OK) {
        rc = xc_report_make(&report->cli->session, &request,
                            report->as_json ? NULL : report->sheet, &report->json, error);
    }
    return rc;
}

static int report_papers(struct xc_reporting *report, struct xc_error *error) {
    const struct xc_args *args = &report->cli->args;
    struct xc_form_options options = {
        .form = report->form,
        .programme = report->programme,
        .as_of = report->as_of,
        .visit = xc_str_from(xc_args_value(args, "visit")),
    };
    int rc = xc_cli_role(report->cli, &options.role, error);
    if (rc == XC_OK) {
        rc = xc_args_window(args, "window", &options.window.from, &options.window.to,
                            error);
    }
    if (rc == XC_OK) {
        rc = xc_form_gather(&report->cli->session, &options, &report->json, error);
    }
    if (rc == XC_OK && !report->as_json) {
        xc_form_sheet(report->form, report->json, report->sheet);
    }
    return rc;
}

static const struct xc_report_kind kinds[] = {
    {.name = "coverage",
     .summary = XC_MSG("who was visited as often as promised"),
     .make = report_figures,
     .has_roles = true},
    {.name = "progress",
     .summary = XC_MSG("what is done of the plan, month by month"),
     .make = report_figures,
     .has_roles = true},
    {.name = "due",
     .summary = XC_MSG("what has to be handed in, what is late, and whom to chase"),
     .make = report_due,
     .has_check = true},
    {.name = "ranking",
     .summary = XC_MSG("areas and offices in order"),
     .make = report_figures,
     .has_roles = true},
    {.name = "workload",
     .summary = XC_MSG("who visits how much"),
     .make = report_figures,
     .has_roles = true},
    {.name = "findings",
     .summary = XC_MSG("what visits found"),
     .make = report_figures,
     .has_roles = true},
    {.name = "public",
     .summary =
         XC_MSG("what the office publishes: stages, draws, voids, substitutions, gaps"),
     .make = report_public},
    {.name = "next-month",
     .summary = XC_MSG("the visits of the month to come"),
     .make = report_figures,
     .has_roles = true},
    {.name = "ledger-book",
     .summary = XC_MSG("every visit of the month with its result (台账)"),
     .make = report_figures,
     .has_roles = true},
    {.name = "approval",
     .summary = XC_MSG("the plan, to be approved"),
     .make = report_papers,
     .has_papers = true,
     .has_roles = true},
    {.name = "notices",
     .summary = XC_MSG("papers of visits and draws: notices, records, orders (--form)"),
     .make = report_papers,
     .has_papers = true,
     .has_roles = true},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

int xc_report_kind_find(const char *word, const struct xc_report_kind **kind,
                        struct xc_error *error) {
    struct xc_str names[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        names[i] = xc_str_from(kinds[i].name);
        if (strcmp(kinds[i].name, word) == 0) {
            *kind = &kinds[i];
            return XC_OK;
        }
    }
    struct xc_str near = xc_suggest(xc_str_from(word), names, KINDS);
    xc_fail(error, XC_EUSAGE, "there is no report '%s'", word);
    return near.len
               ? xc_hint(error, "did you mean %.*s? `xuncha help report` lists all kinds",
                         XC_PRI(near))
               : xc_hint(error, "`xuncha help report` lists all kinds");
}

int xc_report_form_find(const struct xc_cli *cli, const struct xc_report_kind *kind,
                        enum xc_form *form, struct xc_error *error) {
    const char *word = xc_args_value(&cli->args, "form");
    *form = strcmp(kind->name, "approval") == 0 ? XC_FORM_APPROVAL : XC_FORM_NOTICE;
    if (!word) {
        return XC_OK;
    }
    *form = xc_form_parse(xc_str_from(word));
    return *form ? XC_OK
                 : xc_fail(error, XC_EUSAGE,
                           "--form: '%s' is none of notice, site-record, rectification, "
                           "dispatch, draw-record, approval",
                           word);
}

void xc_cli_report_kinds(struct xc_cli *cli) {
    struct xc_text_table table = xc_text_table_make(cli->arena, 2, 0);
    xc_buffer_putc(&cli->out, '\n');
    xc_cli_say(cli, "Kinds:");
    for (size_t i = 0; i < KINDS; i++) {
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, xc_str_from(kinds[i].name));
        xc_text_table_cell(&table, 1,
                           xc_str_from(xc_text(cli->catalogue, kinds[i].summary)));
    }
    xc_text_table_write(&table, 2, &cli->out);
}
