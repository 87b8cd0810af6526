#include "report/due_report.h"

#include "report/figures.h"

static json_t *states_json(const uint64_t *states, uint64_t due) {
    json_t *sums = json_object();
    for (enum xc_due_state state = XC_DUE_EARLY; state < XC_DUE_STATES; state++) {
        json_object_set_new(sums, xc_due_state_word(state),
                            xc_figures_count_json(states[state]));
    }
    json_object_set_new(sums, "due", xc_figures_count_json(due));
    return sums;
}

static json_t *item_json(const struct xc_due_entry *entry) {
    const struct xc_due_item *item = entry->item;
    char time[6] = "";
    if (item->minutes != XC_NO_TIME) {
        xc_time_format((unsigned)item->minutes, time);
    }
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:s, s:i, s:o, s:o}", "id",
        xc_json_text(item->id), "title", xc_json_text(item->rule->title), "what",
        xc_json_text(item->rule->what), "with", xc_json_text(item->rule->with), "rule",
        xc_json_text(item->rule->id), "date", xc_json_day(item->date), "time", time,
        "from", xc_json_text(item->owner), "to", xc_json_text(item->rule->to), "subject",
        xc_json_text(item->subject), "state", xc_due_state_word(entry->state), "late",
        (int)entry->late, "received", xc_json_day(entry->received), "draft_from",
        xc_json_day(entry->draft_from));
}

static json_t *items_json(const struct xc_due_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->facts->count; i++) {
        const struct xc_due_entry *entry = &figures->entries[i];
        json_t *item = item_json(entry);
        if (entry->below > 0) {
            json_object_set_new(item, "below",
                                json_pack("{s:o, s:o}", "owed",
                                          xc_figures_count_json(entry->below), "in",
                                          xc_figures_count_json(entry->below_in)));
        }
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *rules_json(const struct xc_due_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->facts->programme->due_count; i++) {
        const struct xc_due_rule_figures *row = &figures->rules[i];
        json_t *sums = states_json(row->states, row->due);
        json_object_set_new(sums, "rule", xc_json_text(row->rule->id));
        json_array_append_new(list, sums);
    }
    return list;
}

static json_t *debtors_json(const struct xc_due_figures *figures) {
    json_t *list = json_array();
    for (size_t i = 0; i < figures->debtor_count; i++) {
        const struct xc_due_debtor *row = &figures->debtors[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:i, s:o, s:o}", "owner",
                                        xc_json_text(row->owner), "subject",
                                        xc_json_text(row->subject), "missing",
                                        xc_figures_count_json(row->missing), "oldest",
                                        xc_json_day(row->oldest), "days", (int)row->days,
                                        "late", xc_figures_count_json(row->late),
                                        "in_time", xc_figures_count_json(row->in_time)));
    }
    return list;
}

json_t *xc_due_json(const struct xc_due_report *report) {
    const struct xc_due_figures *figures = report->figures;
    const struct xc_programme *programme = figures->facts->programme;
    return json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}", "v", 1,
                     "report", "due", "programme", xc_json_text(programme->id), "title",
                     xc_json_text(programme->title), "office",
                     xc_json_text(report->office), "as_of",
                     xc_json_day(figures->facts->as_of), "items", items_json(figures),
                     "rules", rules_json(figures), "chase", debtors_json(figures),
                     "totals", states_json(figures->states, figures->due), "draft_days",
                     (int)figures->facts->draft_days);
}
