#include "report/figures.h"

/* More bars are not drawn: nobody compares them over so many pages. */
enum { CHART_BARS = 120 };

enum { RANK, WHO, INSPECTED, VISITED = INSPECTED + 3, FINISHED = VISITED + 3 };

void xc_figures_ranking(const struct xc_ranked *rows, size_t count, const char *who,
                        struct xc_str (*name)(const void *of, uint32_t area,
                                              struct xc_sheet *sheet),
                        const void *of, struct xc_sheet *sheet) {
    const char *const ids[XC_RANKING_COLUMNS] = {XC_MSG("rank"),
                                                 who,
                                                 XC_MSG("inspected"),
                                                 XC_MSG("to inspect"),
                                                 XC_MSG("inspection completion"),
                                                 XC_MSG("visited"),
                                                 XC_MSG("targets"),
                                                 XC_MSG("coverage rate"),
                                                 XC_MSG("settled"),
                                                 XC_MSG("done"),
                                                 XC_MSG("closing rate")};
    bool chart = count <= CHART_BARS;
    if (chart) {
        xc_sheet_chart(sheet, XC_CHART_BARS, true, "Inspections completed");
        xc_sheet_series(sheet, XC_MSG("inspection completion"));
    }
    xc_sheet_heads(sheet, ids, XC_RANKING_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        const struct xc_ranked *row = &rows[i];
        struct xc_str said = name(of, row->area, sheet);
        struct xc_rate rate = xc_rate_of(&row->rates, XC_RATE_INSPECTION);
        int64_t value =
            xc_sheet_permille(rate.number < rate.of ? rate.number : rate.of, rate.of);
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, RANK, row->rank);
        xc_sheet_cell(sheet, WHO, said);
        xc_figures_rate(sheet, INSPECTED, rate);
        xc_figures_rate(sheet, VISITED, xc_rate_of(&row->rates, XC_RATE_COVERAGE));
        xc_figures_rate(sheet, FINISHED, xc_rate_of(&row->rates, XC_RATE_CLOSING));
        if (chart) {
            xc_sheet_point(sheet, said, &value);
        }
    }
    if (count == 0) {
        xc_sheet_note(sheet, "Nothing was to be inspected by then.");
    }
}

void xc_figures_ranking_order(struct xc_sheet *sheet) {
    xc_sheet_note(sheet, "In order of the inspections completed, then of the coverage of "
                         "the half-year, then of the problems put right; who is equal in "
                         "all three shares a rank.");
}

static struct xc_str area_name(const void *of, uint32_t area, struct xc_sheet *sheet) {
    return xc_figures_area(of, area, sheet);
}

static void half(const struct xc_report_facts *facts, const struct xc_ranking_half *rows,
                 struct xc_sheet *sheet) {
    char from[11], to[11];
    xc_date_format(rows->from, from);
    xc_date_format(rows->to < facts->as_of ? rows->to : facts->as_of, to);
    xc_sheet_part(sheet, XC_RANKING_COLUMNS, XC_RANKING_NUMBERS, "%s to %s", from, to);
    xc_figures_ranking(rows->rows, rows->count, XC_MSG("area"), area_name, facts, sheet);
}

void xc_ranking_sheet(const struct xc_report_facts *facts,
                      const struct xc_ranking_figures *figures, struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Ranking"), sheet);
    sheet->landscape = true;
    for (size_t i = 0; i < figures->count; i++) {
        half(facts, &figures->halves[i], sheet);
    }
    xc_figures_ranking_order(sheet);
    xc_figures_sign(sheet);
}

json_t *xc_ranking_json(const struct xc_report_facts *facts,
                        const struct xc_ranking_figures *figures) {
    json_t *halves = json_array();
    for (size_t i = 0; i < figures->count; i++) {
        const struct xc_ranking_half *one = &figures->halves[i];
        json_t *rows = json_array();
        for (size_t k = 0; k < one->count; k++) {
            const struct xc_ranked *row = &one->rows[k];
            json_t *json = json_pack("{s:i, s:o}", "rank", (int)row->rank, "figures",
                                     xc_figures_rates_json(&row->rates));
            json_array_append_new(
                rows, xc_figures_join(xc_figures_area_json(facts, row->area), json));
        }
        json_array_append_new(halves,
                              json_pack("{s:o, s:o, s:o}", "from", xc_json_day(one->from),
                                        "to", xc_json_day(one->to), "rows", rows));
    }
    return xc_figures_join(xc_figures_head_json(facts, "ranking"),
                           json_pack("{s:o}", "halves", halves));
}
