#include "publish/report_kinds.h"

#include "publish/due_gather.h"
#include "publish/form_gather.h"
#include "publish/notices.h"
#include "publish/public.h"
#include "publish/reports.h"

static int report_notice(struct xc_reporting *report, struct xc_error *error) {
    const struct xc_notice_options options = {
        .notice = report->notice,
        .programme = report->programme,
        .as_of = report->as_of,
        .window = report->window,
        .draw = report->draw,
        .number = report->number,
        .all = report->all,
    };
    int rc = xc_notice_gather(report->session, &options, &report->json, error);
    if (rc == XC_OK && !report->as_json) {
        xc_notice_sheet(report->notice, report->json, report->sheet);
    }
    return rc;
}

static int report_public(struct xc_reporting *report, struct xc_error *error) {
    struct xc_public gathered = {0};
    if (report->notice) {
        return report_notice(report, error);
    }
    int rc = xc_public_gather(report->session, report->programme, report->as_of,
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
    int rc = xc_due_gather(report->session, report->programme, report->as_of, &gathered,
                           error);
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
    const struct xc_report_request request = {.kind = xc_str_from(report->kind->name),
                                              .programme = report->programme,
                                              .as_of = report->as_of,
                                              .role = report->role,
                                              .book = report->book};
    return xc_report_make(report->session, &request,
                          report->as_json ? NULL : report->sheet, &report->json, error);
}

static int report_papers(struct xc_reporting *report, struct xc_error *error) {
    const struct xc_form_options options = {
        .form = report->form,
        .programme = report->programme,
        .as_of = report->as_of,
        .window = report->window,
        .visit = report->visit,
        .role = report->role,
        .issue = report->issue,
    };
    int rc = xc_form_gather(report->session, &options, &report->json, error);
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
         XC_MSG("what the office publishes: stages, draws, voids, substitutions, gaps; "
                "with --notice the notices of plan, draws and results"),
     .make = report_public,
     .has_notices = true},
    {.name = "next-month",
     .summary = XC_MSG("the visits of the month to come"),
     .make = report_figures,
     .has_roles = true},
    {.name = "ledger-book",
     .summary = XC_MSG("every visit of the month with its result (台账)"),
     .make = report_figures,
     .has_roles = true,
     .has_books = true},
    {.name = "approval",
     .summary = XC_MSG("the plan, to be approved"),
     .make = report_papers,
     .has_papers = true,
     .form = XC_FORM_APPROVAL,
     .has_roles = true},
    {.name = "notices",
     .summary = XC_MSG("papers of visits and draws: notices, records, orders (--form)"),
     .make = report_papers,
     .has_papers = true,
     .form = XC_FORM_NOTICE,
     .has_roles = true},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

const struct xc_report_kind *xc_report_kinds(size_t *count) {
    *count = KINDS;
    return kinds;
}

const struct xc_report_kind *xc_report_kind_of(struct xc_str name) {
    for (size_t i = 0; i < KINDS; i++) {
        if (xc_str_is(name, kinds[i].name)) {
            return &kinds[i];
        }
    }
    return NULL;
}

int xc_report_docx(const struct xc_reporting *report, struct xc_buffer *out,
                   struct xc_error *error) {
    if (!report->kind->has_papers) {
        return xc_sheet_write_docx(report->sheet, out, error);
    }
    const struct xc_form_paper paper = {
        .form = report->form,
        .data = report->json,
        .catalogue = report->sheet->catalogue,
        .chinese = report->sheet->chinese,
    };
    return xc_form_docx(&paper, out, error);
}
