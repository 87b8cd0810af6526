#include "publish/reports.h"

#include "publish/book_gather.h"
#include "report/reports.h"

struct making {
    const struct xc_session *session;
    const struct xc_gathered *gathered;
    const struct xc_report_facts *facts;
    enum xc_book book;
    struct xc_arena *arena;
    struct xc_sheet *sheet; /* NULL: JSON is wanted */
    json_t *json;
    struct xc_error *error;
};

static int coverage(struct making *make) {
    struct xc_coverage_figures figures;
    int rc = xc_coverage_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_coverage_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_coverage_json(make->facts, &figures);
    }
    return rc;
}

static int progress(struct making *make) {
    struct xc_progress_figures figures;
    int rc = xc_progress_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_progress_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_progress_json(make->facts, &figures);
    }
    return rc;
}

static int ranking(struct making *make) {
    struct xc_ranking_figures figures;
    int rc = xc_ranking_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_ranking_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_ranking_json(make->facts, &figures);
    }
    return rc;
}

static int workload(struct making *make) {
    struct xc_workload_figures figures;
    int rc = xc_workload_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_workload_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_workload_json(make->facts, &figures);
    }
    return rc;
}

static int findings(struct making *make) {
    struct xc_findings_figures figures;
    int rc = xc_findings_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_findings_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_findings_json(make->facts, &figures);
    }
    return rc;
}

static int next_month(struct making *make) {
    struct xc_month_figures figures;
    int rc = xc_next_month_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_next_month_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_next_month_json(make->facts, &figures);
    }
    return rc;
}

static int visit_book(struct making *make) {
    struct xc_month_figures figures;
    int rc = xc_ledger_book_figures(make->facts, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_ledger_book_sheet(make->facts, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_ledger_book_json(make->facts, &figures);
    }
    return rc;
}

static int lead_book(struct making *make, const struct xc_book_facts *book) {
    struct xc_lead_book figures;
    int rc = xc_lead_book(book, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_lead_book_sheet(book, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_lead_book_json(book, &figures);
    }
    return rc;
}

static int case_book(struct making *make, const struct xc_book_facts *book) {
    struct xc_case_book figures;
    int rc = xc_case_book(book, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_case_book_sheet(book, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_case_book_json(book, &figures);
    }
    return rc;
}

static int institution_book(struct making *make, const struct xc_book_facts *book) {
    struct xc_institution_book figures;
    int rc = xc_institution_book(book, make->arena, &figures, make->error);
    if (rc == XC_OK && make->sheet) {
        xc_institution_book_sheet(book, &figures, make->sheet);
    } else if (rc == XC_OK) {
        make->json = xc_institution_book_json(book, &figures);
    }
    return rc;
}

static int ledger_book(struct making *make) {
    static int (*const books[XC_BOOK_COUNT])(struct making * make,
                                             const struct xc_book_facts *book) = {
        [XC_BOOK_LEADS] = lead_book,
        [XC_BOOK_CASES] = case_book,
        [XC_BOOK_INSTITUTIONS] = institution_book};
    struct xc_book_facts book;
    if (make->book == XC_BOOK_VISITS) {
        return visit_book(make);
    }
    int rc = xc_book_gather(make->session, make->gathered, &book, make->error);
    return rc == XC_OK ? books[make->book](make, &book) : rc;
}

static const struct kind {
    const char *name;
    bool closed; /* only for those who see plans */
    bool owed;   /* counts what is owed, not visits and results alone */
    int (*make)(struct making *make);
} kinds[] = {
    {"coverage", false, true, coverage},      {"progress", false, true, progress},
    {"ranking", false, true, ranking},        {"workload", true, false, workload},
    {"findings", true, false, findings},      {"next-month", false, false, next_month},
    {"ledger-book", true, false, ledger_book}};

static int find_kind(struct xc_str name, const struct kind **kind,
                     struct xc_error *error) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (xc_str_is(name, kinds[i].name)) {
            *kind = &kinds[i];
            return XC_OK;
        }
    }
    return xc_fail(error, XC_EUSAGE, "there is no report '%.*s'", XC_PRI(name));
}

static int check_role(const struct kind *kind, enum xc_viewer_role role,
                      struct xc_error *error) {
    if (role == 0 || xc_viewer_sees_plans(role) ||
        (role == XC_VIEWER_PUBLIC && !kind->closed)) {
        return XC_OK;
    }
    xc_fail(error, XC_EUSAGE, "--for: the report '%s' is not for the role %s", kind->name,
            xc_viewer_word(role));
    return kind->closed ? xc_hint(error, "it is for admin, planner and auditor")
                        : xc_hint(error, "it is for admin, planner, auditor and public; "
                                         "inspectors have their calendars");
}

int xc_report_make(const struct xc_session *session,
                   const struct xc_report_request *request, struct xc_sheet *sheet,
                   json_t **json, struct xc_error *error) {
    struct xc_gathered gathered = {0};
    const struct kind *kind = NULL;
    int rc = find_kind(request->kind, &kind, error);
    if (rc == XC_OK) {
        rc = check_role(kind, request->role, error);
    }
    if (rc == XC_OK) {
        rc = xc_report_gather(session, request->programme, request->as_of, request->role,
                              kind->owed, &gathered, error);
    }
    if (rc == XC_OK) {
        struct making make = {.session = session,
                              .gathered = &gathered,
                              .facts = &gathered.facts,
                              .book = request->book,
                              .arena = gathered.arena,
                              .sheet = sheet,
                              .error = error};
        rc = kind->make(&make);
        if (rc == XC_OK && !sheet && !make.json) {
            rc = xc_fail_memory(error);
        }
        *json = make.json;
    }
    xc_gathered_free(&gathered);
    return rc;
}
