/* Selections of a test ask what its rows say. */
#include "programme/rehearse_facts.h"

static bool is_bad(const struct xc_outcome *outcome) {
    return outcome->result == XC_OUTCOME_PROBLEM || outcome->result == XC_OUTCOME_SERIOUS;
}

static bool took_place(const struct xc_outcome *outcome) {
    return is_bad(outcome) || outcome->result == XC_OUTCOME_PASS ||
           outcome->result == XC_OUTCOME_PROBLEM_FIXED;
}

/* A row without a stage fits any question; a name without a slash is a stage of the
 * programme. */
static bool of_stage(const struct xc_rehearsed *rehearsed, size_t outcome,
                     struct xc_str name) {
    const struct xc_cause_visit *visit = &rehearsed->happened.input.visits[outcome];
    if (!name.len || !visit->stage_count) {
        return true;
    }
    struct xc_str rest = visit->stages[0];
    struct xc_str owner = xc_str_cut(&rest, '/');
    return xc_str_equal(visit->stages[0], name) ||
           (xc_str_equal(owner, rehearsed->programme->id) && xc_str_equal(rest, name));
}

static void mark(struct xc_bitset *out, const struct xc_register *reg,
                 struct xc_str target) {
    uint32_t row = xc_register_find_target(reg, target);
    if (row != XC_NO_ROW) {
        xc_bitset_put(out, row);
    }
}

int xc_rehearsed_history(void *context, const struct xc_selection *node,
                         const struct xc_register *reg, struct xc_bitset *out,
                         struct xc_error *error) {
    const struct xc_rehearsed *rehearsed = context;
    const struct xc_cause_input *input = &rehearsed->happened.input;
    bool leads = xc_str_is(node->what, "leads");
    bool missing = xc_str_is(node->what, "missing");
    bool failed = xc_str_is(node->what, "failed");
    (void)error;
    for (size_t i = 0; leads && i < input->lead_count; i++) {
        const struct xc_lead *lead = &input->leads[i];
        if (xc_lead_is_open(lead) &&
            (!node->name.len ||
             xc_str_is(node->name, xc_lead_source_word(lead->source)))) {
            mark(out, reg, lead->target);
        }
    }
    for (size_t i = 0; missing && i < input->missing_count; i++) {
        if (xc_str_equal(input->missing[i].of, node->name)) {
            mark(out, reg, input->missing[i].target);
        }
    }
    for (size_t i = 0; !leads && !missing && i < input->outcome_count; i++) {
        const struct xc_outcome *outcome = &input->outcomes[i];
        if (took_place(outcome) && (is_bad(outcome) || !failed) &&
            of_stage(rehearsed, i, node->name)) {
            mark(out, reg, outcome->target);
        }
    }
    return XC_OK;
}

/* ---- Columns ---- */

static int year_of(xc_date date) {
    return xc_date_ymd(date).year;
}

static int64_t points_in(const struct xc_cause_input *input, struct xc_str target,
                         int year) {
    int64_t points = 0;
    for (size_t i = 0; i < input->outcome_count; i++) {
        if (xc_str_equal(input->outcomes[i].target, target) &&
            year_of(input->outcomes[i].date) == year) {
            points += input->outcomes[i].points;
        }
    }
    return points;
}

static bool is_failed(const struct xc_ladder *ladder, int64_t points) {
    bool failed = false;
    for (size_t i = 0; i < ladder->grade_count && points >= ladder->grades[i].from; i++) {
        failed = ladder->grades[i].failed;
    }
    return failed;
}

/* Up to this year, or while it is not failed (yet) up to the last one. */
static int64_t failed_years(const struct xc_rehearsed *rehearsed, struct xc_str target) {
    const struct xc_ladder *ladder = rehearsed->programme->ladder;
    const struct xc_cause_input *input = &rehearsed->happened.input;
    int year = year_of(rehearsed->day);
    int64_t count = 0;
    if (!ladder || !ladder->grade_count) {
        return 0;
    }
    if (!is_failed(ladder, points_in(input, target, year))) {
        year--;
    }
    while (is_failed(ladder, points_in(input, target, year - (int)count)) &&
           count < 100) {
        count++;
    }
    return count;
}

static void add_outcome(const struct xc_rehearsed *rehearsed, struct xc_str field,
                        const struct xc_outcome *outcome, int64_t *value) {
    bool this_year = year_of(outcome->date) == year_of(rehearsed->day);
    if (xc_str_is(field, "visits")) {
        *value += this_year && took_place(outcome);
    } else if (xc_str_is(field, "points")) {
        *value += this_year ? outcome->points : 0;
    } else if (xc_str_is(field, "findings")) {
        *value += is_bad(outcome) && outcome->closed_on == XC_NO_DATE;
    } else if (xc_str_is(field, "last_visit")) {
        *value = took_place(outcome) && outcome->date > *value ? outcome->date : *value;
    } else if (xc_str_is(field, "failed_years")) {
        *value = failed_years(rehearsed, outcome->target);
    }
}

int xc_rehearsed_column(void *context, struct xc_str field, const struct xc_register *reg,
                        const int64_t **values, struct xc_error *error) {
    const struct xc_rehearsed *rehearsed = context;
    const struct xc_cause_input *input = &rehearsed->happened.input;
    int64_t *made = xc_arena_array(rehearsed->arena, reg->targets.count, sizeof *made);
    if (!made) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < reg->targets.count && xc_str_is(field, "last_visit"); i++) {
        made[i] = XC_NO_DATE;
    }
    for (size_t i = 0; i < input->outcome_count; i++) {
        const struct xc_outcome *outcome = &input->outcomes[i];
        add_outcome(rehearsed, field, outcome,
                    &made[xc_register_find_target(reg, outcome->target)]);
    }
    for (size_t i = 0; i < input->lead_count && xc_str_is(field, "severity"); i++) {
        const struct xc_lead *lead = &input->leads[i];
        int64_t *most = &made[xc_register_find_target(reg, lead->target)];
        if (xc_lead_is_open(lead) && lead->severity > *most) {
            *most = lead->severity;
        }
    }
    for (size_t i = 0; i < input->case_count && xc_str_is(field, "cases"); i++) {
        const struct xc_case *record = &input->cases[i];
        made[xc_register_find_target(reg, record->target)] +=
            xc_case_is_open(record, rehearsed->day);
    }
    *values = made;
    return XC_OK;
}
