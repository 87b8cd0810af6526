#include "report/figures.h"

enum { LISTED = 200 }; /* targets named on paper; JSON names them all */

/* ---- One table per way to group ---- */

enum {
    NAME,
    MONTH_PLANNED,
    MONTH_DONE,
    MONTH_RATE,
    PLANNED,
    DONE,
    RATE,
    TARGETS,
    VISITED,
    COVERAGE,
    COLUMNS
};

static void heads(struct xc_sheet *sheet, const char *what) {
    const char *const ids[COLUMNS] = {what,
                                      XC_MSG("month: planned"),
                                      XC_MSG("month: done"),
                                      XC_MSG("month: rate"),
                                      XC_MSG("so far: planned"),
                                      XC_MSG("so far: done"),
                                      XC_MSG("so far: rate"),
                                      XC_MSG("targets"),
                                      XC_MSG("visited"),
                                      XC_MSG("coverage rate")};
    xc_sheet_heads(sheet, ids, COLUMNS);
}

static void row(struct xc_sheet *sheet, struct xc_str name,
                const struct xc_coverage_group *group) {
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, NAME, name);
    xc_sheet_number(sheet, MONTH_PLANNED, group->month.due);
    xc_sheet_number(sheet, MONTH_DONE, group->month.due_done);
    xc_sheet_rate(sheet, MONTH_RATE, group->month.due_done, group->month.due);
    xc_sheet_number(sheet, PLANNED, group->all.due);
    xc_sheet_number(sheet, DONE, group->all.due_done);
    xc_sheet_rate(sheet, RATE, group->all.due_done, group->all.due);
    xc_sheet_number(sheet, TARGETS, group->all.targets);
    xc_sheet_number(sheet, VISITED, group->all.visited);
    xc_sheet_rate(sheet, COVERAGE, group->all.visited, group->all.targets);
}

static void total(struct xc_sheet *sheet, const struct xc_coverage_group *group) {
    row(sheet, xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))), group);
    xc_sheet_sum(sheet);
}

static const unsigned all_numbers = (1u << COLUMNS) - 1 - (1u << NAME);

static void point(struct xc_sheet *sheet, struct xc_str name,
                  const struct xc_coverage_group *group) {
    int64_t value = group->all.targets > 0
                        ? xc_sheet_permille(group->all.visited, group->all.targets)
                        : 0;
    xc_sheet_point(sheet, name, &value);
}

static void chart(struct xc_sheet *sheet, const char *title) {
    xc_sheet_chart(sheet, XC_CHART_BARS, true, "%s", xc_text(sheet->catalogue, title));
    xc_sheet_series(sheet, XC_MSG("coverage rate"));
}

static void by_stage(const struct xc_report_facts *facts,
                     const struct xc_coverage_figures *figures, struct xc_sheet *sheet) {
    xc_sheet_part(sheet, COLUMNS, all_numbers, "By stage");
    heads(sheet, XC_MSG("stage"));
    for (size_t i = 0; i < facts->programme->stage_count; i++) {
        row(sheet, xc_figures_stage(&facts->programme->stages[i]), &figures->stages[i]);
    }
    total(sheet, &figures->total);
    xc_sheet_note(sheet,
                  "Planned are the visits of the plan as it was published first, up to "
                  "the day; done are those of them with a result. A visit that serves "
                  "two stages counts for each.");
}

static void by_area(const struct xc_report_facts *facts,
                    const struct xc_coverage_figures *figures, struct xc_sheet *sheet) {
    xc_sheet_part(sheet, COLUMNS, all_numbers, "By area");
    chart(sheet, XC_MSG("Coverage by area"));
    heads(sheet, XC_MSG("area"));
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (xc_coverage_matters(&figures->areas[i])) {
            struct xc_str name = xc_figures_area(facts, i, sheet);
            row(sheet, name, &figures->areas[i]);
            point(sheet, name, &figures->areas[i]);
        }
    }
    total(sheet, &figures->total);
}

static void by_kind(const struct xc_coverage_figures *figures, struct xc_sheet *sheet) {
    xc_sheet_part(sheet, COLUMNS, all_numbers, "By kind");
    chart(sheet, XC_MSG("Coverage by kind"));
    heads(sheet, XC_MSG("kind"));
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (xc_coverage_matters(&figures->kinds[i])) {
            struct xc_str name = xc_figures_kind(i, sheet);
            row(sheet, name, &figures->kinds[i]);
            point(sheet, name, &figures->kinds[i]);
        }
    }
    total(sheet, &figures->total);
}

/* ---- The rates ---- */

static void rates(const struct xc_coverage_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("figure"), XC_MSG("count"), XC_MSG("of"),
                                      XC_MSG("per cent"), XC_MSG("what it is")};
    static const char *const meanings[XC_RATE_KINDS] = {
        [XC_RATE_PLAN] = XC_MSG("visits done, of those planned up to the day"),
        [XC_RATE_TASKS] = XC_MSG("obligations fulfilled, of all"),
        [XC_RATE_INSPECTION] =
            XC_MSG("targets inspected, of those to be inspected up to the day"),
        [XC_RATE_CLOSING] = XC_MSG("visits with all problems put right, of those done"),
        [XC_RATE_COVERAGE] = XC_MSG("different targets visited, of all"),
    };
    xc_sheet_part(sheet, 5, 1u << 1 | 1u << 2 | 1u << 3, "Rates");
    xc_sheet_heads(sheet, ids, 5);
    for (int kind = 0; kind < XC_RATE_KINDS; kind++) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0,
                      xc_str_from(xc_text(sheet->catalogue,
                                          xc_rate_title((enum xc_rate_kind)kind))));
        xc_figures_rate(sheet, 1,
                        xc_rate_of(&figures->total.all, (enum xc_rate_kind)kind));
        xc_sheet_cell(sheet, 4, xc_str_from(xc_text(sheet->catalogue, meanings[kind])));
    }
    xc_sheet_note(sheet,
                  "A visit that was refused, found nobody or found the place closed "
                  "is done, but nothing was inspected.");
}

/* ---- Since the base was frozen ---- */

static void since(const struct xc_coverage_figures *figures, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("targets"), XC_MSG("count"),
                                      XC_MSG("visited"), XC_MSG("coverage rate")};
    const struct xc_rates *all = &figures->total.all;
    const struct {
        const char *what;
        uint64_t count, visited;
    } rows[] = {
        {XC_MSG("in the plan as it was published first"), all->targets, all->visited},
        {XC_MSG("of them closed since"), all->gone, all->gone_visited},
        {XC_MSG("opened since"), all->come, all->come_visited},
        {XC_MSG("today"), all->targets - all->gone + all->come,
         all->visited - all->gone_visited + all->come_visited},
    };
    xc_sheet_part(sheet, 4, 1u << 1 | 1u << 2 | 1u << 3, "Opened and closed since");
    xc_sheet_heads(sheet, ids, 4);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, xc_str_from(xc_text(sheet->catalogue, rows[i].what)));
        xc_sheet_number(sheet, 1, rows[i].count);
        xc_sheet_number(sheet, 2, rows[i].visited);
        xc_sheet_rate(sheet, 3, rows[i].visited, rows[i].count);
    }
    xc_sheet_note(sheet, "What opens or closes later changes no rate of this report.");
}

static void targets(const struct xc_report_facts *facts, const uint32_t *rows,
                    size_t count, const char *title, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("number"), XC_MSG("name"), XC_MSG("kind"),
                                      XC_MSG("area")};
    if (count == 0) {
        return;
    }
    xc_sheet_part(sheet, 4, 0, "%s", xc_text(sheet->catalogue, title));
    xc_sheet_heads(sheet, ids, 4);
    for (size_t i = 0; i < count && i < LISTED; i++) {
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, 0, facts->targets.id[rows[i]]);
        xc_sheet_cell(sheet, 1, facts->targets.name[rows[i]]);
        xc_sheet_cell(sheet, 2, xc_figures_kind(facts->targets.kind[rows[i]], sheet));
        xc_sheet_cell(sheet, 3,
                      xc_figures_area(facts, facts->targets.area[rows[i]], sheet));
    }
    if (count > LISTED) {
        xc_sheet_note(sheet, "And %zu more, which the JSON form names.", count - LISTED);
    }
}

static void items(const struct xc_report_facts *facts, struct xc_sheet *sheet) {
    static const char *const ids[] = {XC_MSG("stage"),
                                      XC_MSG("item"),
                                      XC_MSG("targets"),
                                      XC_MSG("visited"),
                                      XC_MSG("this item checked"),
                                      XC_MSG("per cent"),
                                      XC_MSG("problems"),
                                      XC_MSG("last checked")};
    enum { STAGE, ITEM, MEANT, SEEN, CHECKED, PERCENT, PROBLEMS, LAST, ITEM_COLUMNS };
    if (facts->item_count == 0) {
        return;
    }
    xc_sheet_part(sheet, ITEM_COLUMNS,
                  1u << MEANT | 1u << SEEN | 1u << CHECKED | 1u << PERCENT |
                      1u << PROBLEMS,
                  "Items checked");
    xc_sheet_heads(sheet, ids, ITEM_COLUMNS);
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct xc_item_covered *item = &facts->items[i];
        xc_sheet_row(sheet);
        xc_sheet_cell(sheet, STAGE, xc_figures_stage(item->stage));
        xc_sheet_cell(sheet, ITEM, item->item);
        xc_sheet_number(sheet, MEANT, item->targets);
        xc_sheet_number(sheet, SEEN, item->visited);
        xc_sheet_number(sheet, CHECKED, item->checked);
        xc_sheet_rate(sheet, PERCENT, item->checked, item->targets);
        xc_sheet_number(sheet, PROBLEMS, item->problems);
        xc_sheet_date(sheet, LAST, item->last);
    }
}

void xc_coverage_sheet(const struct xc_report_facts *facts,
                       const struct xc_coverage_figures *figures,
                       struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Coverage"), sheet);
    sheet->landscape = true;
    rates(figures, sheet);
    by_kind(figures, sheet);
    by_area(facts, figures, sheet);
    by_stage(facts, figures, sheet);
    xc_figures_hidden(facts->hidden, sheet);
    since(figures, sheet);
    targets(facts, figures->gone, figures->gone_count, XC_MSG("Closed since"), sheet);
    targets(facts, figures->come, figures->come_count, XC_MSG("Opened since"), sheet);
    items(facts, sheet);
    if (figures->has_next) {
        xc_next_month_parts(facts, &figures->next, sheet);
    }
    xc_figures_sign(sheet);
}
