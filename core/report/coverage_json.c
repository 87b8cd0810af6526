#include "report/figures.h"

static json_t *group_json(const struct xc_coverage_group *group) {
    return json_pack("{s:o, s:o}", "all", xc_figures_rates_json(&group->all), "month",
                     xc_figures_rates_json(&group->month));
}

static json_t *stages_json(const struct xc_report_facts *facts,
                           const struct xc_coverage_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < facts->programme->stage_count; i++) {
        json_array_append_new(
            list, xc_figures_join(xc_figures_stage_json(&facts->programme->stages[i]),
                                  group_json(&figures->stages[i])));
    }
    return list;
}

static json_t *areas_json(const struct xc_report_facts *facts,
                          const struct xc_coverage_figures *figures) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < facts->area_count; i++) {
        if (xc_coverage_matters(&figures->areas[i])) {
            json_array_append_new(list, xc_figures_join(xc_figures_area_json(facts, i),
                                                        group_json(&figures->areas[i])));
        }
    }
    return list;
}

static json_t *kinds_json(const struct xc_coverage_figures *figures) {
    json_t *list = json_array();
    for (unsigned i = 0; i < XC_KIND_COUNT; i++) {
        if (xc_coverage_matters(&figures->kinds[i])) {
            json_t *kind = json_pack("{s:s}", "kind", xc_words_english(XC_WORDS_KIND, i));
            json_array_append_new(list,
                                  xc_figures_join(kind, group_json(&figures->kinds[i])));
        }
    }
    return list;
}

static json_t *targets_json(const struct xc_report_facts *facts, const uint32_t *rows,
                            size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, xc_figures_target_json(facts, rows[i], NULL));
    }
    return list;
}

static json_t *items_json(const struct xc_report_facts *facts) {
    json_t *list = json_array();
    for (size_t i = 0; i < facts->item_count; i++) {
        const struct xc_item_covered *row = &facts->items[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
                                        "stage", xc_json_text(row->stage->id), "label",
                                        xc_json_text(row->obligation->label), "item",
                                        xc_json_text(row->item), "targets",
                                        xc_figures_count_json(row->targets), "visited",
                                        xc_figures_count_json(row->visited), "checked",
                                        xc_figures_count_json(row->checked), "problems",
                                        xc_figures_count_json(row->problems), "last",
                                        xc_json_day(row->last)));
    }
    return list;
}

json_t *xc_coverage_json(const struct xc_report_facts *facts,
                         const struct xc_coverage_figures *figures) {
    json_t *members = json_pack(
        "{s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "month", "from",
        xc_json_day(figures->from), "to", xc_json_day(figures->to), "total",
        group_json(&figures->total), "stages", stages_json(facts, figures), "areas",
        areas_json(facts, figures), "kinds", kinds_json(figures), "closed_since",
        targets_json(facts, figures->gone, figures->gone_count), "opened_since",
        targets_json(facts, figures->come, figures->come_count), "items",
        items_json(facts), "next_month",
        figures->has_next ? xc_next_month_member(facts, &figures->next) : json_null());
    return xc_figures_join(xc_figures_head_json(facts, "coverage"), members);
}
