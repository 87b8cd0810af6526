#include "history/history.h"

#include "casework/points.h"
#include "history/causes.h"
#include "history/rehearse_facts.h"

enum field {
    FIELD_VISITS,
    FIELD_FINDINGS,
    FIELD_POINTS,
    FIELD_SEVERITY,
    FIELD_CASES,
    FIELD_FAILED_YEARS,
    FIELD_LAST_VISIT,
    FIELDS
};

struct history {
    struct xc_happened happened;
    const struct xc_register *reg; /* that the columns belong to */
    int64_t *columns[FIELDS];      /* NULL: not asked for yet */
    bool asked;
};

struct asking {
    struct history *history;
    const struct xc_register *reg;
    struct xc_bitset *out;
    struct xc_error *error;
};

static void put(const struct asking *asking, struct xc_str target) {
    uint32_t row = xc_register_find_target(asking->reg, target);
    if (row != XC_NO_ROW) {
        xc_bitset_put(asking->out, row);
    }
}

/* ---- Who was visited, failed, is complained of, owes a receipt ---- */

/* A visited stage is one whose visits gave cause for nothing but having been made: the
 * list of causes knows which visits served it. */
static int ask_outcomes(const struct asking *asking, struct xc_str stage, bool failed) {
    struct xc_happened *happened = &asking->history->happened;
    const struct xc_since since = {.kind = failed ? XC_CAUSE_PROBLEM : XC_CAUSE_VISITED,
                                   .of = stage};
    struct xc_cause *causes;
    size_t count;
    int rc = stage.len > 0 ? xc_happened_visits(happened, asking->error) : XC_OK;
    if (rc == XC_OK) {
        rc = xc_casework_causes(&happened->input, &since, happened->programme->id,
                                happened->arena, &causes, &count, asking->error);
    }
    for (size_t i = 0; rc == XC_OK && i < count; i++) {
        if (!causes[i].gone) {
            put(asking, causes[i].target);
        }
    }
    return rc;
}

static void ask_leads(const struct asking *asking, struct xc_str source) {
    const struct xc_cause_input *input = &asking->history->happened.input;
    for (size_t i = 0; i < input->lead_count; i++) {
        const struct xc_lead *lead = &input->leads[i];
        if (xc_lead_is_open(lead) &&
            (source.len == 0 || xc_str_is(source, xc_lead_source_word(lead->source)))) {
            put(asking, lead->target);
        }
    }
}

static int ask_missing(const struct asking *asking, struct xc_str rule) {
    struct xc_happened *happened = &asking->history->happened;
    int rc = xc_happened_missing(happened, asking->reg, asking->error);
    for (size_t i = 0; rc == XC_OK && i < happened->input.missing_count; i++) {
        const struct xc_cause *missing = &happened->input.missing[i];
        if (!missing->gone && (rule.len == 0 || xc_str_equal(rule, missing->of))) {
            put(asking, missing->target);
        }
    }
    return rc;
}

static int ask(void *context, const struct xc_selection *node,
               const struct xc_register *reg, struct xc_bitset *out,
               struct xc_error *error) {
    struct asking asking = {context, reg, out, error};
    if (xc_str_is(node->what, "leads")) {
        ask_leads(&asking, node->name);
        return XC_OK;
    }
    if (xc_str_is(node->what, "missing")) {
        return ask_missing(&asking, node->name);
    }
    bool failed = xc_str_is(node->what, "failed");
    if (!failed && !xc_str_is(node->what, "visited")) {
        return xc_fail(error, XC_EINPUT,
                       "the selection asks for \"%.*s\", which this "
                       "version does not keep",
                       XC_PRI(node->what));
    }
    asking.history->asked = true;
    return ask_outcomes(&asking, node->name, failed);
}

/* ---- Numbers of each target ---- */

static const char *const field_names[FIELDS] = {
    "visits", "findings", "points", "severity", "cases", "failed_years", "last_visit"};

/* Outcomes of one visit stand together; it counts once. */
static bool is_first(const struct xc_happened *happened, size_t i) {
    return i == 0 || !xc_outcome_same(happened->standing[i - 1], happened->standing[i]);
}

static void count_outcomes(const struct xc_happened *happened,
                           const struct xc_register *reg, enum field field,
                           int64_t *values) {
    int year = xc_date_ymd(happened->today).year;
    bool counted = false;
    for (size_t i = 0; i < happened->standing_count; i++) {
        const struct xc_outcome *outcome = happened->standing[i];
        uint32_t row = xc_register_find_target(reg, outcome->target);
        bool check = xc_outcome_is_check(outcome) && outcome->date <= happened->today;
        counted = counted && !is_first(happened, i);
        if (row == XC_NO_ROW) {
            continue;
        }
        if (field == FIELD_FINDINGS) {
            values[row] += xc_happened_is_open(outcome, happened->today);
        } else if (field == FIELD_LAST_VISIT && check) {
            values[row] = outcome->date > values[row] ? outcome->date : values[row];
        } else if (field == FIELD_VISITS && check && !counted &&
                   xc_date_ymd(outcome->date).year == year) {
            values[row]++;
            counted = true;
        }
    }
}

static int sum_points(struct history *history, const struct xc_register *reg,
                      enum field field, int64_t *values, struct xc_error *error) {
    struct xc_happened *happened = &history->happened;
    int year = xc_date_ymd(happened->today).year;
    struct xc_points *points;
    size_t count;
    struct xc_outcome *standing =
        xc_arena_array(happened->arena, happened->standing_count, sizeof *standing);
    if (!standing) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < happened->standing_count; i++) {
        standing[i] = *happened->standing[i];
    }
    int rc =
        xc_points_sum(standing, happened->standing_count, happened->programme->ladder,
                      happened->today, happened->arena, &points, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        const struct xc_points *one = &points[i];
        uint32_t row =
            one->is_doctor ? XC_NO_ROW : xc_register_find_target(reg, one->subject);
        if (row == XC_NO_ROW) {
            continue;
        }
        if (field == FIELD_POINTS && one->year == year) {
            values[row] = one->points;
        } else if (field == FIELD_FAILED_YEARS && one->year >= year - 1) {
            /* A year that is not over yet does not end a series by being good so far. */
            values[row] = one->year == year && one->failed_years == 0
                              ? values[row]
                              : (int64_t)one->failed_years;
        }
    }
    return rc;
}

static void count_papers(const struct xc_happened *happened,
                         const struct xc_register *reg, enum field field,
                         int64_t *values) {
    const struct xc_cause_input *input = &happened->input;
    for (size_t i = 0; field == FIELD_SEVERITY && i < input->lead_count; i++) {
        const struct xc_lead *lead = &input->leads[i];
        uint32_t row = xc_register_find_target(reg, lead->target);
        if (row != XC_NO_ROW && xc_lead_is_open(lead) && values[row] < lead->severity) {
            values[row] = lead->severity;
        }
    }
    for (size_t i = 0; field == FIELD_CASES && i < input->case_count; i++) {
        uint32_t row = xc_register_find_target(reg, input->cases[i].target);
        if (row != XC_NO_ROW) {
            values[row] += xc_case_is_open(&input->cases[i], happened->today);
        }
    }
}

static int fill(struct history *history, const struct xc_register *reg, enum field field,
                int64_t *values, struct xc_error *error) {
    switch (field) {
    case FIELD_LAST_VISIT:
        for (uint32_t row = 0; row < reg->targets.count; row++) {
            values[row] = reg->targets.last_visit[row];
        }
        count_outcomes(&history->happened, reg, field, values);
        return XC_OK;
    case FIELD_VISITS:
    case FIELD_FINDINGS:
        count_outcomes(&history->happened, reg, field, values);
        return XC_OK;
    case FIELD_POINTS:
    case FIELD_FAILED_YEARS:
        return sum_points(history, reg, field, values, error);
    default:
        count_papers(&history->happened, reg, field, values);
        return XC_OK;
    }
}

static int column(void *context, struct xc_str name, const struct xc_register *reg,
                  const int64_t **values, struct xc_error *error) {
    struct history *history = context;
    unsigned field = 0;
    int rc = XC_OK;
    *values = NULL;
    while (field < FIELDS && !xc_str_is(name, field_names[field])) {
        field++;
    }
    if (field == FIELDS) {
        return XC_OK;
    }
    if (history->reg != reg) {
        history->reg = reg;
        for (size_t i = 0; i < FIELDS; i++) {
            history->columns[i] = NULL;
        }
    }
    if (!history->columns[field]) {
        int64_t *made =
            xc_arena_array(history->happened.arena, reg->targets.count, sizeof *made);
        rc = made ? fill(history, reg, (enum field)field, made, error)
                  : xc_fail_memory(error);
        history->columns[field] = made;
    }
    *values = history->columns[field];
    return rc;
}

/* ---- Opening ---- */

static int open_context(struct xc_arena *arena, struct xc_selection_context *context,
                        struct history **history, struct xc_error *error) {
    *history = xc_arena_alloc(arena, sizeof **history);
    *context = (struct xc_selection_context){
        .history = ask, .column = column, .context = *history};
    return *history ? XC_OK : xc_fail_memory(error);
}

int xc_history_open(const struct xc_session *session,
                    const struct xc_programme *programme, xc_instant at,
                    struct xc_arena *arena, struct xc_selection_context *context,
                    struct xc_error *error) {
    struct history *history;
    int rc = open_context(arena, context, &history, error);
    return rc == XC_OK ? xc_happened_load(session, programme, at, arena,
                                          &history->happened, error)
                       : rc;
}

int xc_history_rows(const json_t *rows, const struct xc_programme *programme,
                    const struct xc_register *reg, const struct xc_workdays *workdays,
                    xc_date day, struct xc_arena *arena,
                    struct xc_selection_context *context, struct xc_error *error) {
    struct history *history;
    int rc = open_context(arena, context, &history, error);
    return rc == XC_OK ? xc_rehearse_facts(rows, programme, reg, workdays, day, arena,
                                           &history->happened, error)
                       : rc;
}

struct xc_happened *xc_history_happened(const struct xc_selection_context *context) {
    struct history *history = context->context;
    return &history->happened;
}

int xc_history_attach(const struct xc_session *session,
                      const struct xc_programme *programme, struct xc_arena *arena,
                      struct xc_plan_input *input, struct xc_error *error) {
    struct xc_selection_context *context = xc_arena_alloc(arena, sizeof *context);
    if (!context) {
        return xc_fail_memory(error);
    }
    input->history = context;
    int rc = xc_history_open(session, programme, XC_NO_INSTANT, arena, context, error);
    return rc == XC_OK ? xc_causes_attach(input, arena, error) : rc;
}

int xc_history_note(const struct xc_selection_context *context, struct xc_plan *plan,
                    struct xc_error *error) {
    const struct history *history = context->context;
    struct xc_message note;
    if (!history->asked || history->happened.standing_count > 0) {
        return XC_OK;
    }
    xc_message_set(&note, "the policy asks who was visited or failed before: no outcomes "
                          "are stored yet, so nobody");
    return xc_plan_add_note(plan, &note) == XC_OK ? XC_OK : xc_fail_memory(error);
}
