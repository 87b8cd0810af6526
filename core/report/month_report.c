/* The plan of the next month and the working book of a month (台账). */
#include "casework/disposals.h"
#include "report/figures.h"

static const struct xc_outcome *outcome_of(const struct xc_report_facts *facts,
                                           const struct xc_report_visit *visit,
                                           size_t number) {
    return facts->results[visit->results + number].outcome;
}

/* ---- What both have in common ---- */

enum { DAY, TARGET, NAME, KIND, AREA, CREW, PEOPLE, COMMON };

static void common_cells(const struct xc_report_facts *facts,
                         const struct xc_report_visit *visit, struct xc_sheet *sheet) {
    const struct xc_report_targets *targets = &facts->targets;
    xc_sheet_date(sheet, DAY, visit->date);
    xc_sheet_cell(sheet, TARGET, targets->id[visit->target]);
    xc_sheet_cell(sheet, NAME, targets->name[visit->target]);
    xc_sheet_cell(sheet, KIND, xc_figures_kind(targets->kind[visit->target], sheet));
    xc_sheet_cell(sheet, AREA,
                  xc_figures_area(facts, targets->area[visit->target], sheet));
    xc_sheet_cell(sheet, CREW, xc_figures_crew(facts, visit->crew, sheet));
    xc_sheet_cell(sheet, PEOPLE, xc_figures_people(facts, visit, sheet));
}

static void count_row(struct xc_str name, uint64_t visits, struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, 0, name);
    xc_sheet_number(sheet, 1, visits);
}

static void counts(const struct xc_report_facts *facts,
                   const struct xc_month_figures *figures, struct xc_sheet *sheet) {
    static const char *const by_area[] = {XC_MSG("area"), XC_MSG("visits")};
    static const char *const by_kind[] = {XC_MSG("kind"), XC_MSG("visits")};
    xc_sheet_part(sheet, 2, 1u << 1, "Visits of %.*s",
                  XC_PRI(xc_figures_month(figures->from, sheet)));
    xc_sheet_heads(sheet, by_area, 2);
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (figures->areas[i] > 0) {
            count_row(xc_figures_area(facts, i, sheet), figures->areas[i], sheet);
        }
    }
    count_row(xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))),
              figures->visit_count + figures->hidden, sheet);
    xc_sheet_sum(sheet);
    xc_figures_hidden(figures->hidden, sheet);
    if (figures->visit_count + figures->hidden == 0) {
        return;
    }
    xc_sheet_part(sheet, 2, 1u << 1, "By kind");
    xc_sheet_heads(sheet, by_kind, 2);
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (figures->kinds[i] > 0) {
            count_row(xc_figures_kind(i, sheet), figures->kinds[i], sheet);
        }
    }
}

static json_t *counts_json(const struct xc_report_facts *facts,
                           const struct xc_month_figures *figures) {
    json_t *areas = json_array(), *kinds = json_array();
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (figures->areas[i] > 0) {
            json_t *area = xc_figures_area_json(facts, i);
            json_object_set_new(area, "visits", xc_figures_count_json(figures->areas[i]));
            json_array_append_new(areas, area);
        }
    }
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (figures->kinds[i] > 0) {
            json_array_append_new(
                kinds, json_pack("{s:s, s:o}", "kind", xc_words_english(XC_WORDS_KIND, i),
                                 "visits", xc_figures_count_json(figures->kinds[i])));
        }
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "from", xc_json_day(figures->from),
                     "to", xc_json_day(figures->to), "areas", areas, "kinds", kinds,
                     "visits",
                     xc_figures_count_json(figures->visit_count + figures->hidden),
                     "visits_hidden", xc_figures_count_json(figures->hidden));
}

static json_t *visit_json(const struct xc_report_facts *facts,
                          const struct xc_report_visit *visit,
                          struct xc_figures_shared *shared) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "id", xc_json_text(visit->id),
                     "date", xc_figures_day_json(visit->date, shared), "planned",
                     xc_figures_day_json(visit->planned, shared), "target",
                     xc_figures_target_json(facts, visit->target, shared), "crew",
                     xc_figures_crew_json(facts, visit->crew, shared), "people",
                     xc_figures_people_json(facts, visit, shared), "minutes",
                     (int)visit->minutes);
}

/* ---- The next month ---- */

void xc_next_month_parts(const struct xc_report_facts *facts,
                         const struct xc_month_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("day"),    XC_MSG("number"), XC_MSG("name"),
                                      XC_MSG("kind"),   XC_MSG("area"),   XC_MSG("crew"),
                                      XC_MSG("people"), XC_MSG("status")};
    counts(facts, figures, sheet);
    if (figures->visit_count == 0) {
        xc_sheet_note(sheet, "No visit is planned for that month.");
        return;
    }
    xc_sheet_part(sheet, COMMON + 1, 0, "Plan of %.*s",
                  XC_PRI(xc_figures_month(figures->from, sheet)));
    xc_sheet_heads(sheet, ids, COMMON + 1);
    for (size_t i = 0; i < figures->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[figures->visits[i]];
        xc_sheet_row(sheet);
        common_cells(facts, visit, sheet);
        xc_sheet_cell(sheet, COMMON,
                      xc_str_from(xc_text(
                          sheet->catalogue,
                          xc_visit_status_word((enum xc_visit_status)visit->status))));
    }
}

void xc_next_month_sheet(const struct xc_report_facts *facts,
                         const struct xc_month_figures *figures, struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Plan of the next month"), sheet);
    sheet->landscape = true;
    xc_next_month_parts(facts, figures, sheet);
    xc_figures_sign(sheet);
}

json_t *xc_next_month_member(const struct xc_report_facts *facts,
                             const struct xc_month_figures *figures) {
    struct xc_figures_shared *shared = xc_figures_shared_new(facts);
    json_t *list = json_array();
    if (!shared) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < figures->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[figures->visits[i]];
        json_t *one = visit_json(facts, visit, shared);
        json_object_set_new(
            one, "status",
            json_string(xc_visit_status_word((enum xc_visit_status)visit->status)));
        json_array_append_new(list, one);
    }
    xc_figures_shared_free(shared);
    json_t *json = counts_json(facts, figures);
    json_object_set_new(json, "list", list);
    return json;
}

json_t *xc_next_month_json(const struct xc_report_facts *facts,
                           const struct xc_month_figures *figures) {
    json_t *member = json_pack("{s:o}", "month", xc_next_month_member(facts, figures));
    return xc_figures_join(xc_figures_head_json(facts, "next-month"), member);
}

/* ---- The working book ---- */

enum {
    RESULT = COMMON,
    ITEM,
    FINDINGS,
    DISPOSAL,
    POINTS,
    AMOUNT,
    RECTIFY,
    CLOSED,
    BOOK_COLUMNS
};

/* Nothing is written about it beside its item and result. */
static bool is_plain(const struct xc_outcome *outcome) {
    return outcome->findings.len == 0 && outcome->disposal.len == 0 &&
           outcome->points == 0 && outcome->amount == 0 &&
           outcome->rectify_by == XC_NO_DATE && outcome->closed_on == XC_NO_DATE;
}

static bool in_one_row(const struct xc_outcome *a, const struct xc_outcome *b) {
    return a->result == b->result && is_plain(a) && is_plain(b);
}

/* The item of a result, with all later ones that share its row. false: an earlier row
 * holds it. */
static bool items_of(const struct xc_report_facts *facts,
                     const struct xc_report_visit *visit, size_t number,
                     struct xc_sheet *sheet, struct xc_str *items) {
    const struct xc_outcome *first = outcome_of(facts, visit, number);
    for (size_t i = 0; i < number; i++) {
        if (in_one_row(outcome_of(facts, visit, i), first)) {
            return false;
        }
    }
    *items = first->item;
    for (size_t i = number + 1; i < visit->result_count; i++) {
        const struct xc_outcome *other = outcome_of(facts, visit, i);
        if (in_one_row(first, other)) {
            *items =
                xc_sheet_text(sheet, "%.*s, %.*s", XC_PRI(*items), XC_PRI(other->item));
        }
    }
    return true;
}

static void result_cells(const struct xc_outcome *outcome, struct xc_str items,
                         struct xc_sheet *sheet) {
    xc_sheet_cell(sheet, RESULT, xc_figures_result(outcome->result, sheet));
    xc_sheet_cell(sheet, ITEM, items);
    xc_sheet_cell(sheet, FINDINGS, outcome->findings);
    xc_sheet_cell(sheet, DISPOSAL,
                  xc_disposal_said(outcome->disposal, sheet->chinese, sheet->arena));
    if (outcome->points > 0) {
        xc_sheet_number(sheet, POINTS, (uint64_t)outcome->points);
    }
    if (outcome->amount > 0) {
        xc_sheet_money(sheet, AMOUNT, outcome->amount);
    }
    xc_sheet_date(sheet, RECTIFY, outcome->rectify_by);
    xc_sheet_date(sheet, CLOSED, outcome->closed_on);
}

static void book(const struct xc_report_facts *facts,
                 const struct xc_month_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[BOOK_COLUMNS] = {
        XC_MSG("day"),           XC_MSG("number"),     XC_MSG("name"),
        XC_MSG("kind"),          XC_MSG("area"),       XC_MSG("crew"),
        XC_MSG("people"),        XC_MSG("result"),     XC_MSG("item"),
        XC_MSG("findings"),      XC_MSG("disposal"),   XC_MSG("points"),
        XC_MSG("amount (yuan)"), XC_MSG("rectify by"), XC_MSG("put right on")};
    xc_sheet_part(sheet, BOOK_COLUMNS, 1u << POINTS | 1u << AMOUNT, "Every visit");
    xc_sheet_heads(sheet, ids, BOOK_COLUMNS);
    for (size_t i = 0; i < figures->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[figures->visits[i]];
        for (size_t k = 0; k < visit->result_count; k++) {
            struct xc_str items;
            if (items_of(facts, visit, k, sheet, &items)) {
                xc_sheet_row(sheet);
                common_cells(facts, visit, sheet);
                result_cells(outcome_of(facts, visit, k), items, sheet);
            }
        }
    }
}

void xc_ledger_book_sheet(const struct xc_report_facts *facts,
                          const struct xc_month_figures *figures,
                          struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Working book of the month"), sheet);
    sheet->landscape = true;
    counts(facts, figures, sheet);
    if (figures->visit_count > 0) {
        book(facts, figures, sheet);
    } else {
        xc_sheet_note(sheet, "No visit was done in that month.");
    }
    xc_figures_sign(sheet);
}

static json_t *result_json(const struct xc_outcome *outcome) {
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o}", "result",
        xc_outcome_word(outcome->result), "item", xc_json_text(outcome->item), "findings",
        xc_json_text(outcome->findings), "doctor", xc_json_text(outcome->doctor),
        "disposal", xc_json_text(outcome->disposal), "points",
        (json_int_t)outcome->points, "amount", (json_int_t)outcome->amount, "rectify_by",
        xc_json_day(outcome->rectify_by), "closed_on", xc_json_day(outcome->closed_on));
}

json_t *xc_ledger_book_json(const struct xc_report_facts *facts,
                            const struct xc_month_figures *figures) {
    struct xc_figures_shared *shared = xc_figures_shared_new(facts);
    json_t *list = json_array();
    if (!shared) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < figures->visit_count; i++) {
        const struct xc_report_visit *visit = &facts->visits[figures->visits[i]];
        json_t *one = visit_json(facts, visit, shared), *results = json_array();
        for (size_t k = 0; k < visit->result_count; k++) {
            json_array_append_new(results, result_json(outcome_of(facts, visit, k)));
        }
        json_object_set_new(one, "results", results);
        json_array_append_new(list, one);
    }
    xc_figures_shared_free(shared);
    json_t *month = counts_json(facts, figures);
    json_object_set_new(month, "list", list);
    return xc_figures_join(xc_figures_head_json(facts, "ledger-book"),
                           json_pack("{s:o}", "month", month));
}
