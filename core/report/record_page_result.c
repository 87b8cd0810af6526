/* What came out of a draw: teams, targets with their people, and who came in later. */
#include "report/record_page_words.h"

enum { SEAT_COLUMNS = 4 }; /* what an A4 page has room for beside target and stratum */

struct result_table {
    bool strata; /* there is more than one: a column says which */
    size_t
        seats; /* columns of people: one per seat, or one for all; 0: nobody is dealt */
};

static void put_number(struct xc_record_page_work *w, size_t number) {
    (void)xc_buffer_printf(w->html.out, "<td class=number>%zu</td>", number);
}

static void put_people(struct xc_record_page_work *w, const json_t *list, size_t from,
                       size_t to) {
    for (size_t i = from; i < to && i < json_array_size(list); i++) {
        xc_html_raw(&w->html, i > from ? "<br>" : "");
        xc_record_page_id(w, xc_json_str(json_array_get(list, i)));
    }
}

/* ---- Rows ---- */

static void put_row(struct xc_record_page_work *w, const struct result_table *table,
                    size_t number, struct xc_str target, struct xc_str stratum,
                    const json_t *crew) {
    xc_html_raw(&w->html, "<tr>");
    put_number(w, number);
    xc_html_raw(&w->html, "<td>");
    xc_record_page_id(w, target);
    xc_html_raw(&w->html, "</td>");
    if (table->strata) {
        xc_html_raw(&w->html, "<td>");
        xc_record_page_stratum_briefly(w, stratum);
        xc_html_raw(&w->html, "</td>");
    }
    for (size_t i = 1; i <= table->seats; i++) {
        xc_html_raw(&w->html, "<td>");
        put_people(w, crew, i, i < table->seats ? i + 1 : json_array_size(crew));
        xc_html_raw(&w->html, "</td>");
    }
    xc_html_raw(&w->html, "</tr>\n");
}

static struct xc_str stratum_of(const struct xc_record_page_work *w,
                                struct xc_str target) {
    uint32_t row = xc_urn_find_target(&w->urn, target);
    return row == UINT32_MAX ? XC_STR("?")
                             : w->urn.targets.strata[w->urn.targets.stratum[row]];
}

static void put_rows(struct xc_record_page_work *w, const struct result_table *table,
                     const json_t *crews) {
    json_t *selected = json_object_get(w->page->record->result, "selected");
    const char *stratum;
    json_t *list;
    size_t number = 0;
    for (size_t i = 0; i < json_array_size(crews); i++) {
        const json_t *crew = json_array_get(crews, i);
        struct xc_str target = xc_json_str(json_array_get(crew, 0));
        put_row(w, table, ++number, target, stratum_of(w, target), crew);
    }
    if (crews != NULL)
        return;
    json_object_foreach(selected, stratum, list) {
        for (size_t i = 0; i < json_array_size(list); i++)
            put_row(w, table, ++number, xc_json_str(json_array_get(list, i)),
                    xc_str_from(stratum), NULL);
    }
}

static void put_heading(struct xc_record_page_work *w, const struct result_table *table) {
    xc_html_raw(&w->html, "<table class=result><thead><tr><th></th>");
    xc_html_element(&w->html, "th", "target");
    if (table->strata)
        xc_html_element(&w->html, "th", "stratum");
    if (table->seats == 1 && w->urn.rules.seat_count != 1)
        xc_html_element(&w->html, "th", "people");
    for (size_t i = 0; i < table->seats && table->seats == w->urn.rules.seat_count; i++) {
        xc_html_raw(&w->html, "<th>");
        xc_record_page_seat(w, w->urn.rules.seats[i]);
        xc_html_raw(&w->html, "</th>");
    }
    xc_html_raw(&w->html, "</tr></thead>\n");
}

static void put_teams(struct xc_record_page_work *w, const json_t *teams) {
    if (teams == NULL)
        return;
    xc_html_raw(&w->html, "<table><thead><tr>");
    xc_html_element(&w->html, "th class=number", "team");
    xc_html_element(&w->html, "th", "members");
    xc_html_raw(&w->html, "</tr></thead>\n");
    for (size_t i = 0; i < json_array_size(teams); i++) {
        const json_t *team = json_array_get(teams, i);
        xc_html_raw(&w->html, "<tr>");
        put_number(w, i + 1);
        xc_html_raw(&w->html, "<td>");
        put_people(w, team, 0, json_array_size(team));
        xc_html_raw(&w->html, "</td></tr>\n");
    }
    xc_html_raw(&w->html, "</table>\n");
}

void xc_record_page_result(struct xc_record_page_work *w) {
    const struct xc_draw_rules *rules = &w->urn.rules;
    const struct xc_record *record = w->page->record;
    const json_t *crews = json_object_get(record->result, "crews");
    bool by_seat = !rules->has_teams && rules->seat_count <= SEAT_COLUMNS;
    struct result_table table = {
        .strata = w->urn.targets.strata_count > 1,
        .seats = crews == NULL ? 0
                 : by_seat     ? rules->seat_count
                               : 1,
    };
    xc_html_element(&w->html, "h2", "5. The result");
    xc_html_element(&w->html, "p", "Drawn, and logged as entry %llu of the ledger: %s.",
                    (unsigned long long)record->result_log.index,
                    xc_record_page_time(w, record->result_log.time).text);
    put_teams(w, json_object_get(record->result, "teams"));
    put_heading(w, &table);
    put_rows(w, &table, crews);
    xc_html_raw(&w->html, "</table>\n");
}

/* ---- Substitutions ---- */

static void put_sub(struct xc_record_page_work *w, const struct xc_record_sub *sub) {
    const json_t *in = json_object_get(sub->result, "in");
    const json_t *crew = json_object_get(sub->result, "crew");
    struct xc_html *html = &w->html;
    xc_html_element(html, "h3", "Substitution %u", (unsigned)sub->entry.number);
    xc_record_page_sources(w, sub->entry.beacons, sub->beacons, sub->beacon_count,
                           sub->code, sub->result);
    xc_html_fact_begin(html, XC_MSG("asked for"));
    xc_html_text(html, xc_str_from(xc_record_page_time(w, sub->log.time).text));
    xc_html_fact_end(html);
    xc_html_fact_begin(html, XC_MSG("reason"));
    xc_record_page_word(w, sub->entry.reason);
    xc_html_fact_end(html);
    xc_html_fact_begin(html, XC_MSG("leaves"));
    xc_record_page_id(w, sub->entry.leaves);
    if (sub->entry.target.len > 0) {
        xc_html_raw(html, " → ");
        xc_record_page_id(w, sub->entry.target);
    }
    xc_html_fact_end(html);
    if (sub->result == NULL) {
        xc_html_fact_begin(html, XC_MSG("ended before its value"));
        xc_html_text(html, xc_str_from(xc_record_page_time(w, sub->void_log.time).text));
        xc_html_fact_end(html);
        xc_html_fact(html, XC_MSG("why"), sub->void_reason);
        xc_html_fact(html, XC_MSG("who agreed"), sub->void_by);
        xc_html_raw(html, "</table>\n");
        return;
    }
    xc_html_fact_begin(html, XC_MSG("comes in"));
    if (xc_str_is(xc_json_str(in), "-"))
        xc_html_say(html, "nobody was left: void");
    else
        xc_record_page_id(w, xc_json_str(in));
    if (json_array_size(crew) > 0) {
        xc_html_raw(html, "<br>");
        put_people(w, crew, 0, json_array_size(crew));
    }
    xc_html_fact_end(html);
    xc_html_raw(html, "</table>\n");
}

void xc_record_page_subs(struct xc_record_page_work *w) {
    const struct xc_record *record = w->page->record;
    if (record->sub_count == 0)
        return;
    xc_html_element(&w->html, "h2", "Substitutions");
    for (size_t i = 0; i < record->sub_count; i++)
        put_sub(w, &record->subs[i]);
}
