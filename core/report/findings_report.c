#include "casework/disposals.h"
#include "report/figures.h"

/* The worst first. */
static const enum xc_outcome_result order[] = {
    XC_OUTCOME_SERIOUS, XC_OUTCOME_PROBLEM,   XC_OUTCOME_PROBLEM_FIXED, XC_OUTCOME_PASS,
    XC_OUTCOME_REFUSED, XC_OUTCOME_NOT_FOUND, XC_OUTCOME_CLOSED};
enum {
    RESULTS = sizeof order / sizeof *order,
    NAME = 0,
    VISITS,
    FIRST_RESULT,
    OPEN = FIRST_RESULT + RESULTS,
    OVERDUE,
    POINTS,
    AMOUNT,
    COLUMNS
};

static void heads(const char *what, struct xc_sheet *sheet) {
    const char *ids[COLUMNS] = {what, XC_MSG("visits")};
    for (size_t i = 0; i < RESULTS; i++) {
        ids[FIRST_RESULT + i] = NULL;
    }
    ids[OPEN] = XC_MSG("open problems");
    ids[OVERDUE] = XC_MSG("overdue");
    ids[POINTS] = XC_MSG("points");
    ids[AMOUNT] = XC_MSG("amount (yuan)");
    for (size_t i = 0; i < COLUMNS; i++) {
        if (ids[i]) {
            xc_sheet_head(sheet, i, ids[i]);
        } else {
            sheet->last->heads[i] = xc_figures_result(order[i - FIRST_RESULT], sheet);
        }
    }
}

static void part(const char *title, const char *what, struct xc_sheet *sheet) {
    xc_sheet_part(sheet, COLUMNS, (1u << COLUMNS) - 1 - (1u << NAME), "%s",
                  xc_text(sheet->catalogue, title));
    if (!sheet->failed) {
        heads(what, sheet);
    }
}

static void row(const struct xc_findings *findings, struct xc_str name,
                struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, NAME, name);
    xc_sheet_number(sheet, VISITS, findings->visits);
    for (size_t i = 0; i < RESULTS; i++) {
        xc_sheet_number(sheet, FIRST_RESULT + i, findings->worst[order[i]]);
    }
    xc_sheet_number(sheet, OPEN, findings->open);
    xc_sheet_number(sheet, OVERDUE, findings->overdue);
    xc_sheet_number(sheet, POINTS, findings->points > 0 ? (uint64_t)findings->points : 0);
    xc_sheet_money(sheet, AMOUNT, findings->amount);
}

static struct xc_str word(const struct xc_sheet *sheet, const char *id) {
    return xc_str_from(xc_text(sheet->catalogue, id));
}

static void whole(const struct xc_findings_figures *figures, struct xc_sheet *sheet) {
    part(XC_MSG("What was found"), XC_MSG("when"), sheet);
    row(&figures->month, xc_figures_month(figures->from, sheet), sheet);
    row(&figures->total, word(sheet, XC_MSG("so far")), sheet);
    xc_sheet_sum(sheet);
    if (figures->outside.visits > 0) {
        row(&figures->outside, word(sheet, XC_MSG("outside any plan")), sheet);
    }
    xc_sheet_note(sheet,
                  "Visits are counted by the worst of their results. What was done "
                  "outside any plan belongs to no programme and is counted nowhere "
                  "else.");
}

static void places(const struct xc_report_facts *facts,
                   const struct xc_findings_figures *figures, struct xc_sheet *sheet) {
    part(XC_MSG("By kind"), XC_MSG("kind"), sheet);
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (figures->kinds[i].rows > 0) {
            row(&figures->kinds[i], xc_figures_kind(i, sheet), sheet);
        }
    }
    part(XC_MSG("By area"), XC_MSG("area"), sheet);
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (figures->areas[i].rows > 0) {
            row(&figures->areas[i], xc_figures_area(facts, i, sheet), sheet);
        }
    }
    xc_figures_hidden(facts->hidden, sheet);
}

static void texts(const struct xc_findings_figures *figures, struct xc_sheet *sheet) {
    part(XC_MSG("By item"), XC_MSG("item"), sheet);
    for (size_t i = 0; i < figures->item_count; i++) {
        const struct xc_findings_text *item = &figures->items[i];
        row(&item->findings,
            item->text.len ? item->text : word(sheet, XC_MSG("no item named")), sheet);
    }
    part(XC_MSG("By disposal"), XC_MSG("disposal"), sheet);
    for (size_t i = 0; i < figures->disposal_count; i++) {
        const struct xc_findings_text *disposal = &figures->disposals[i];
        row(&disposal->findings,
            disposal->text.len
                ? xc_disposal_said(disposal->text, sheet->chinese, sheet->arena)
                : word(sheet, XC_MSG("no disposal")),
            sheet);
    }
    xc_sheet_note(sheet, "A visit counts in the row of each of its items, a result in "
                         "that of each of its disposals: rows sum up to more than the "
                         "whole.");
}

static void overdue(const struct xc_report_facts *facts,
                    const struct xc_findings_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[] = {
        XC_MSG("rectify by"), XC_MSG("days late"), XC_MSG("number"),  XC_MSG("name"),
        XC_MSG("item"),       XC_MSG("findings"),  XC_MSG("disposal")};
    if (figures->overdue_count == 0) {
        return;
    }
    xc_sheet_part(sheet, 7, 1u << 1, "Problems not put right in time");
    xc_sheet_heads(sheet, ids, 7);
    for (size_t i = 0; i < figures->overdue_count; i++) {
        const struct xc_report_result *result = &facts->results[figures->overdue[i]];
        const struct xc_outcome *outcome = result->outcome;
        xc_sheet_row(sheet);
        xc_sheet_date(sheet, 0, outcome->rectify_by);
        xc_sheet_number(sheet, 1, (uint64_t)(facts->as_of - outcome->rectify_by));
        xc_sheet_cell(sheet, 2, outcome->target);
        xc_sheet_cell(sheet, 3, facts->targets.name[facts->visits[result->visit].target]);
        xc_sheet_cell(sheet, 4, outcome->item);
        xc_sheet_cell(sheet, 5, outcome->findings);
        xc_sheet_cell(sheet, 6,
                      xc_disposal_said(outcome->disposal, sheet->chinese, sheet->arena));
    }
}

/* ---- Points ---- */

static uint32_t target_of(const struct xc_report_facts *facts, struct xc_str id) {
    size_t low = 0, high = facts->targets.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int found = xc_str_compare(facts->targets.id[middle], id);
        if (found == 0) {
            return (uint32_t)middle;
        }
        low = found < 0 ? middle + 1 : low;
        high = found < 0 ? high : middle;
    }
    return XC_NO_ROW;
}

static struct xc_str subject_name(const struct xc_report_facts *facts,
                                  const struct xc_points *points) {
    uint32_t row = points->is_doctor ? XC_NO_ROW : target_of(facts, points->subject);
    return row == XC_NO_ROW ? XC_STR("") : facts->targets.name[row];
}

static struct xc_str step_of(const struct xc_points *points) {
    return !points->rung             ? XC_STR("")
           : points->rung->title.len ? points->rung->title
                                     : points->rung->step;
}

static struct xc_str grade_of(const struct xc_points *points) {
    return !points->grade             ? XC_STR("")
           : points->grade->title.len ? points->grade->title
                                      : points->grade->grade;
}

static void points(const struct xc_report_facts *facts,
                   const struct xc_findings_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("who"),   XC_MSG("number"),
                                      XC_MSG("name"),  XC_MSG("points"),
                                      XC_MSG("step"),  XC_MSG("since"),
                                      XC_MSG("grade"), XC_MSG("failed years running")};
    if (figures->point_count == 0) {
        return;
    }
    xc_sheet_part(sheet, 8, 1u << 3 | 1u << 7, "Points of the year");
    xc_sheet_heads(sheet, ids, 8);
    for (size_t i = 0; i < figures->point_count; i++) {
        const struct xc_points *row_points = &figures->points[i];
        xc_sheet_row(sheet);
        xc_sheet_cell(
            sheet, 0,
            word(sheet, row_points->is_doctor ? XC_MSG("doctor") : XC_MSG("target")));
        xc_sheet_cell(sheet, 1, row_points->subject);
        xc_sheet_cell(sheet, 2, subject_name(facts, row_points));
        xc_sheet_number(sheet, 3, (uint64_t)row_points->points);
        xc_sheet_cell(sheet, 4, step_of(row_points));
        xc_sheet_date(sheet, 5, row_points->reached);
        xc_sheet_cell(sheet, 6, grade_of(row_points));
        if (row_points->failed_years > 0) {
            xc_sheet_number(sheet, 7, row_points->failed_years);
        }
    }
    xc_sheet_note(sheet, "Points count over all programmes of the office.");
}

void xc_findings_sheet(const struct xc_report_facts *facts,
                       const struct xc_findings_figures *figures,
                       struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Findings"), sheet);
    sheet->landscape = true;
    whole(figures, sheet);
    places(facts, figures, sheet);
    texts(figures, sheet);
    overdue(facts, figures, sheet);
    points(facts, figures, sheet);
    xc_figures_sign(sheet);
}

/* ---- JSON ---- */

static json_t *by_result(const uint64_t *counts) {
    json_t *json = json_object();
    for (size_t i = 0; i < RESULTS; i++) {
        json_object_set_new(json, xc_outcome_word(order[i]),
                            xc_figures_count_json(counts[order[i]]));
    }
    return json;
}

static json_t *group_json(const struct xc_findings *findings) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "visits",
        xc_figures_count_json(findings->visits), "worst", by_result(findings->worst),
        "rows", xc_figures_count_json(findings->rows), "results",
        by_result(findings->results), "open", xc_figures_count_json(findings->open),
        "overdue", xc_figures_count_json(findings->overdue), "points",
        (json_int_t)findings->points, "amount", (json_int_t)findings->amount);
}

static json_t *places_json(const struct xc_report_facts *facts,
                           const struct xc_findings_figures *figures) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (figures->areas[i].rows > 0) {
            json_array_append_new(list, xc_figures_join(xc_figures_area_json(facts, i),
                                                        group_json(&figures->areas[i])));
        }
    }
    return list;
}

static json_t *kinds_json(const struct xc_findings_figures *figures) {
    json_t *list = json_array();
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (figures->kinds[i].rows > 0) {
            json_t *kind = json_pack("{s:s}", "kind", xc_words_english(XC_WORDS_KIND, i));
            json_array_append_new(list,
                                  xc_figures_join(kind, group_json(&figures->kinds[i])));
        }
    }
    return list;
}

static json_t *texts_json(const char *name, const struct xc_findings_text *texts,
                          size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *text = json_pack("{s:o}", name, xc_json_text(texts[i].text));
        json_array_append_new(list,
                              xc_figures_join(text, group_json(&texts[i].findings)));
    }
    return list;
}

static json_t *overdue_json(const struct xc_report_facts *facts,
                            const struct xc_findings_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->overdue_count; i++) {
        const struct xc_report_result *result = &facts->results[figures->overdue[i]];
        const struct xc_outcome *outcome = result->outcome;
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "visit",
                            xc_json_text(outcome->visit), "target",
                            xc_figures_target_json(
                                facts, facts->visits[result->visit].target, NULL),
                            "item", xc_json_text(outcome->item), "findings",
                            xc_json_text(outcome->findings), "disposal",
                            xc_json_text(outcome->disposal), "rectify_by",
                            xc_json_day(outcome->rectify_by), "days",
                            (json_int_t)(facts->as_of - outcome->rectify_by)));
    }
    return list;
}

static json_t *points_json(const struct xc_findings_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->point_count; i++) {
        const struct xc_points *one = &figures->points[i];
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:I, s:o, s:o, s:o, s:i, s:b}", "who",
                      one->is_doctor ? "doctor" : "target", "id",
                      xc_json_text(one->subject), "points", (json_int_t)one->points,
                      "step", xc_json_text(one->rung ? one->rung->step : XC_STR("")),
                      "reached", xc_json_day(one->reached), "grade",
                      xc_json_text(one->grade ? one->grade->grade : XC_STR("")),
                      "failed_years", (int)one->failed_years, "ends", (int)one->ends));
    }
    return list;
}

json_t *xc_findings_json(const struct xc_report_facts *facts,
                         const struct xc_findings_figures *figures) {
    json_t *members = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "total",
        group_json(&figures->total), "month", group_json(&figures->month), "areas",
        places_json(facts, figures), "kinds", kinds_json(figures), "items",
        texts_json("item", figures->items, figures->item_count), "disposals",
        texts_json("disposal", figures->disposals, figures->disposal_count), "outside",
        group_json(&figures->outside), "overdue", overdue_json(facts, figures), "points",
        points_json(figures));
    return xc_figures_join(xc_figures_head_json(facts, "findings"), members);
}
