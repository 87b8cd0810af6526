#include "report/figures.h"

enum {
    NAME,
    MONTH_VISITS,
    MONTH_DAYS,
    MONTH_MINUTES,
    VISITS,
    DAYS,
    MINUTES,
    LED,
    LED_SHARE,
    NIGHT,
    THIRD,
    THIRD_MINUTES,
    COLUMNS
};

static void row(const struct xc_workload_row *load, struct xc_str name,
                struct xc_sheet *sheet) {
    const struct {
        unsigned column;
        uint64_t count;
    } cells[] = {{MONTH_VISITS, load->month.visits},
                 {MONTH_DAYS, load->month.days},
                 {MONTH_MINUTES, load->month.minutes},
                 {VISITS, load->all.visits},
                 {DAYS, load->all.days},
                 {MINUTES, load->all.minutes},
                 {LED, load->all.led},
                 {NIGHT, load->all.night},
                 {THIRD, load->all.third},
                 {THIRD_MINUTES, load->all.third_minutes}};
    xc_sheet_row(sheet);
    xc_sheet_cell(sheet, NAME, name);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        xc_sheet_number(sheet, cells[i].column, cells[i].count);
    }
    xc_sheet_rate(sheet, LED_SHARE, load->all.led, load->all.visits);
}

static void heads(const char *who, const char *third, struct xc_sheet *sheet) {
    const char *const ids[COLUMNS] = {who,
                                      XC_MSG("month: visits"),
                                      XC_MSG("month: days"),
                                      XC_MSG("month: minutes"),
                                      XC_MSG("visits"),
                                      XC_MSG("days"),
                                      XC_MSG("minutes"),
                                      XC_MSG("led"),
                                      XC_MSG("share led"),
                                      XC_MSG("at night"),
                                      third,
                                      XC_MSG("their minutes")};
    xc_sheet_heads(sheet, ids, COLUMNS);
}

static struct xc_str name_of(const struct xc_report_person *person,
                             struct xc_sheet *sheet) {
    return person->name.len ? xc_sheet_text(sheet, "%.*s (%.*s)", XC_PRI(person->name),
                                            XC_PRI(person->id))
                            : person->id;
}

static void crews(const struct xc_report_facts *facts,
                  const struct xc_workload_figures *figures, struct xc_sheet *sheet) {
    xc_sheet_part(sheet, COLUMNS, (1u << COLUMNS) - 1 - (1u << NAME), "By crew");
    xc_sheet_chart(sheet, XC_CHART_BARS, false, "Visits by crew");
    xc_sheet_series(sheet, XC_MSG("visits"));
    heads(XC_MSG("crew"), XC_MSG("third parties' seats"), sheet);
    for (size_t i = 0; i < figures->crew_count; i++) {
        const struct xc_workload_row *load = &figures->crews[i];
        struct xc_str name = xc_figures_crew(facts, load->row, sheet);
        int64_t visits = (int64_t)load->all.visits;
        row(load, name, sheet);
        xc_sheet_point(sheet, name, &visits);
    }
    row(&figures->total, xc_str_from(xc_text(sheet->catalogue, XC_MSG("together"))),
        sheet);
    xc_sheet_sum(sheet);
}

void xc_workload_sheet(const struct xc_report_facts *facts,
                       const struct xc_workload_figures *figures,
                       struct xc_sheet *sheet) {
    xc_figures_start(facts, XC_MSG("Workload"), sheet);
    sheet->landscape = true;
    crews(facts, figures, sheet);
    xc_sheet_part(sheet, COLUMNS, (1u << COLUMNS) - 1 - (1u << NAME), "By person");
    heads(XC_MSG("person"), XC_MSG("as a third party"), sheet);
    for (size_t i = 0; i < figures->person_count; i++) {
        const struct xc_workload_row *load = &figures->persons[i];
        row(load, name_of(&facts->persons[load->row], sheet), sheet);
    }
    xc_sheet_note(sheet, "Counted are visits that were done, by the people who came. "
                         "Several crews out on one day are one day of them together. "
                         "Minutes are those of the visits' work; a third party's are "
                         "what is paid by.");
    xc_figures_sign(sheet);
}

static json_t *load_json(const struct xc_workload *load) {
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "visits",
        xc_figures_count_json(load->visits), "days", xc_figures_count_json(load->days),
        "minutes", xc_figures_count_json(load->minutes), "led",
        xc_figures_count_json(load->led), "night", xc_figures_count_json(load->night),
        "third_party", xc_figures_count_json(load->third), "third_party_minutes",
        xc_figures_count_json(load->third_minutes));
}

static json_t *row_json(const struct xc_workload_row *row) {
    return json_pack("{s:o, s:o}", "all", load_json(&row->all), "month",
                     load_json(&row->month));
}

json_t *xc_workload_json(const struct xc_report_facts *facts,
                         const struct xc_workload_figures *figures) {
    json_t *persons = json_array(), *crew_list = json_array();
    for (size_t i = 0; i < figures->person_count; i++) {
        const struct xc_report_person *person = &facts->persons[figures->persons[i].row];
        json_t *one =
            json_pack("{s:o, s:o, s:o}", "id", xc_json_text(person->id), "name",
                      xc_json_text(person->name), "unit", xc_json_text(person->unit));
        json_array_append_new(persons,
                              xc_figures_join(one, row_json(&figures->persons[i])));
    }
    for (size_t i = 0; i < figures->crew_count; i++) {
        uint32_t crew = figures->crews[i].row;
        json_t *one =
            json_pack("{s:o}", "crew",
                      xc_json_text(crew == XC_NO_ROW ? XC_STR("") : facts->crews[crew]));
        json_array_append_new(crew_list,
                              xc_figures_join(one, row_json(&figures->crews[i])));
    }
    json_t *members =
        json_pack("{s:{s:o, s:o}, s:o, s:o, s:o}", "month", "from",
                  xc_json_day(figures->from), "to", xc_json_day(figures->to), "total",
                  row_json(&figures->total), "persons", persons, "crews", crew_list);
    return xc_figures_join(xc_figures_head_json(facts, "workload"), members);
}
