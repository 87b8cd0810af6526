#include "report/figures.h"

enum {
    MONTH,
    PLANNED,
    DONE,
    RATE,
    ALL_DONE,
    NOW,
    SUM_PLANNED,
    SUM_DONE,
    SUM_RATE,
    COLUMNS
};

/* What is to come has no sums so far. */
static void month_row(const struct xc_progress_month *month, xc_date as_of,
                      struct xc_sheet *sheet) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, MONTH, xc_figures_month(month->from, sheet));
    xc_sheet_number(sheet, PLANNED, month->owed);
    xc_sheet_number(sheet, DONE, month->due_done);
    xc_sheet_rate(sheet, RATE, month->due_done, month->due);
    xc_sheet_number(sheet, ALL_DONE, month->done);
    xc_sheet_number(sheet, NOW, month->now);
    if (month->from <= as_of) {
        xc_sheet_number(sheet, SUM_PLANNED, month->due_sum);
        xc_sheet_number(sheet, SUM_DONE, month->due_done_sum);
        xc_sheet_rate(sheet, SUM_RATE, month->due_done_sum, month->due_sum);
    }
}

static void chart(const struct xc_progress_figures *figures, struct xc_sheet *sheet) {
    xc_sheet_chart(sheet, XC_CHART_COLUMNS, false, "Progress against the plan");
    xc_sheet_series(sheet, XC_MSG("planned"));
    xc_sheet_series(sheet, XC_MSG("done"));
    for (size_t i = 0; i < figures->month_count; i++) {
        const struct xc_progress_month *month = &figures->months[i];
        const int64_t values[] = {(int64_t)month->owed, (int64_t)month->done};
        xc_sheet_point(sheet, xc_figures_month(month->from, sheet), values);
    }
}

static void months(const struct xc_progress_figures *figures,
                   const struct xc_progress_month *rows, bool whole, xc_date as_of,
                   struct xc_str title, struct xc_sheet *sheet) {
    static const char *const ids[COLUMNS] = {
        XC_MSG("month"),      XC_MSG("planned"),      XC_MSG("of them done in time"),
        XC_MSG("rate done"),  XC_MSG("all done"),     XC_MSG("planned now"),
        XC_MSG("due so far"), XC_MSG("of them done"), XC_MSG("rate so far")};
    xc_sheet_part(sheet, COLUMNS, (1u << COLUMNS) - 1 - (1u << MONTH), "%.*s",
                  XC_PRI(title));
    if (whole) {
        chart(figures, sheet);
    }
    xc_sheet_heads(sheet, ids, COLUMNS);
    for (size_t i = 0; i < figures->month_count; i++) {
        month_row(&rows[i], as_of, sheet);
    }
}

static void milestones(const struct xc_progress_figures *figures,
                       struct xc_sheet *sheet) {
    static const char *const ids[] = {
        XC_MSG("milestone"),   XC_MSG("day"),
        XC_MSG("state"),       XC_MSG("obligations fulfilled"),
        XC_MSG("of"),          XC_MSG("per cent"),
        XC_MSG("visits done"), XC_MSG("of them settled")};
    if (figures->milestone_count == 0) {
        return;
    }
    xc_sheet_part(sheet, 8, 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7,
                  "Milestones");
    xc_sheet_heads(sheet, ids, 8);
    for (size_t i = 0; i < figures->milestone_count; i++) {
        const struct xc_progress_milestone *row = &figures->milestones[i];
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0,
                      row->milestone->title.len ? row->milestone->title
                                                : row->milestone->id);
        xc_sheet_date(sheet, 1, row->milestone->date);
        xc_sheet_cell(
            sheet, 2,
            xc_str_from(xc_text(sheet->catalogue, xc_milestone_state_word(row->state))));
        xc_figures_rate(sheet, 3, xc_rate_of(&row->rates, XC_RATE_TASKS));
        xc_sheet_number(sheet, 6, row->rates.done);
        xc_sheet_number(sheet, 7, row->rates.finished);
    }
    xc_sheet_note(sheet, "Reached is what was fulfilled by its day; the whole task also "
                         "wants every problem put right.");
}

void xc_progress_sheet(const struct xc_report_facts *facts,
                       const struct xc_progress_figures *figures,
                       struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Progress"), sheet);
    sheet->landscape = true;
    months(figures, figures->months, true, facts->as_of,
           xc_str_from(xc_text(sheet->catalogue, XC_MSG("Month by month"))), sheet);
    xc_sheet_note(sheet, "Planned are the visits of the plan as it was published first; "
                         "all done are those done in the month, whenever they were "
                         "planned. The rate of a month that is not over is of those "
                         "planned up to the day.");
    xc_figures_hidden(facts->hidden, sheet);
    for (size_t i = 0;
         facts->programme->stage_count > 1 && i < facts->programme->stage_count; i++) {
        months(figures, figures->stages[i], false, facts->as_of,
               xc_figures_stage(&facts->programme->stages[i]), sheet);
    }
    milestones(figures, sheet);
    xc_figures_sign(sheet);
}

static json_t *months_json(const struct xc_progress_figures *figures,
                           const struct xc_progress_month *rows) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->month_count; i++) {
        const struct xc_progress_month *row = &rows[i];
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}}",
                            "from", xc_json_day(row->from), "to", xc_json_day(row->to),
                            "planned", xc_figures_count_json(row->owed), "due",
                            xc_figures_count_json(row->due), "due_done",
                            xc_figures_count_json(row->due_done), "done",
                            xc_figures_count_json(row->done), "planned_now",
                            xc_figures_count_json(row->now), "so_far", "planned",
                            xc_figures_count_json(row->owed_sum), "due",
                            xc_figures_count_json(row->due_sum), "due_done",
                            xc_figures_count_json(row->due_done_sum), "done",
                            xc_figures_count_json(row->done_sum)));
    }
    return list;
}

static json_t *milestones_json(const struct xc_progress_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->milestone_count; i++) {
        const struct xc_progress_milestone *row = &figures->milestones[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:s, s:o}", "id",
                                        xc_json_text(row->milestone->id), "title",
                                        xc_json_text(row->milestone->title), "date",
                                        xc_json_day(row->milestone->date), "stage",
                                        xc_json_text(row->milestone->stage), "state",
                                        xc_milestone_state_word(row->state), "rates",
                                        xc_figures_rates_json(&row->rates)));
    }
    return list;
}

json_t *xc_progress_json(const struct xc_report_facts *facts,
                         const struct xc_progress_figures *figures) {
    json_t *stages = json_array();
    for (size_t i = 0; i < facts->programme->stage_count; i++) {
        json_t *one = json_pack("{s:o, s:o}", "total",
                                xc_figures_rates_json(&figures->stage_rates[i]), "months",
                                months_json(figures, figures->stages[i]));
        json_array_append_new(
            stages,
            xc_figures_join(xc_figures_stage_json(&facts->programme->stages[i]), one));
    }
    json_t *members =
        json_pack("{s:o, s:o, s:o, s:o}", "total", xc_figures_rates_json(&figures->total),
                  "months", months_json(figures, figures->months), "stages", stages,
                  "milestones", milestones_json(figures));
    return xc_figures_join(xc_figures_head_json(facts, "progress"), members);
}
