#include "report/figures.h"

json_t *xc_figures_join(json_t *head, json_t *members) {
    if (!head || !members || json_object_update_missing(head, members) != 0) {
        json_decref(head);
        head = NULL;
    }
    json_decref(members);
    return head;
}

json_t *xc_figures_count_json(uint64_t count) {
    return json_integer((json_int_t)count);
}

json_t *xc_figures_head_json(const struct xc_report_facts *facts, const char *kind) {
    char published[21] = "";
    if (facts->published_at != XC_NO_INSTANT) {
        xc_instant_format(facts->published_at, published);
    }
    return json_pack(
        "{s:i, s:s, s:o, s:o, s:i, s:{s:o, s:o}, s:o, s:s, s:s, s:o}", "v", 1, "report",
        kind, "programme", xc_json_text(facts->id), "title",
        xc_json_text(facts->programme->title), "year", facts->programme->year, "office",
        "code", xc_json_text(facts->office), "name", xc_json_text(facts->office_name),
        "as_of", xc_json_day(facts->as_of), "published", published, "for",
        xc_viewer_word(facts->role), "hidden", xc_figures_count_json(facts->hidden));
}

json_t *xc_figures_counts_json(const struct xc_rates *rates) {
    json_t *json = json_object();
    json_t *shares = json_object();
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        json_object_set_new(json, xc_rates_word(i),
                            xc_figures_count_json(xc_rates_value(rates, i)));
    }
    for (int kind = 0; kind < XC_RATE_KINDS; kind++) {
        struct xc_rate rate = xc_rate_of(rates, (enum xc_rate_kind)kind);
        json_object_set_new(
            shares, xc_rate_word((enum xc_rate_kind)kind),
            json_pack("[I, I]", (json_int_t)rate.number, (json_int_t)rate.of));
    }
    json_object_set_new(json, "rates", shares);
    return json;
}

json_t *xc_figures_rates_json(const struct xc_rates *rates) {
    json_t *json = xc_figures_counts_json(rates);
    json_object_set_new(
        json, "today", xc_figures_count_json(rates->targets - rates->gone + rates->come));
    json_object_set_new(json, "today_visited",
                        xc_figures_count_json(rates->visited - rates->gone_visited +
                                              rates->come_visited));
    return json;
}

json_t *xc_figures_area_json(const struct xc_report_facts *facts, uint32_t area) {
    return json_pack("{s:o, s:o}", "code", xc_json_text(facts->areas[area].code), "name",
                     xc_json_text(facts->areas[area].name));
}

json_t *xc_figures_target_json(const struct xc_report_facts *facts, uint32_t target) {
    const struct xc_report_targets *targets = &facts->targets;
    return json_pack("{s:o, s:o, s:s, s:o}", "id", xc_json_text(targets->id[target]),
                     "name", xc_json_text(targets->name[target]), "kind",
                     xc_words_english(XC_WORDS_KIND, targets->kind[target]), "area",
                     xc_json_text(facts->areas[targets->area[target]].code));
}

json_t *xc_figures_stage_json(const struct xc_stage *stage) {
    return json_pack("{s:o, s:o}", "id", xc_json_text(stage->id), "title",
                     xc_json_text(stage->title));
}

json_t *xc_figures_people_json(const struct xc_report_facts *facts,
                               const struct xc_report_visit *visit) {
    json_t *list = json_array();
    for (size_t i = 0; i < visit->seats; i++) {
        const struct xc_report_seat *seat = &facts->people[visit->people + i];
        const struct xc_report_person *person = &facts->persons[seat->person];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:s}", "id", xc_json_text(person->id),
                                        "name", xc_json_text(person->name), "seat",
                                        xc_words_english(XC_WORDS_ROLE, seat->seat)));
    }
    return list;
}
