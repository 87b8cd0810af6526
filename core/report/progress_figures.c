#include "report/progress_figures.h"

#include <stdlib.h>

const char *xc_milestone_state_word(enum xc_milestone_state state) {
    static const char *const words[] = {"", XC_MSG("open"), XC_MSG("reached"),
                                        XC_MSG("missed")};
    return words[state];
}

struct months {
    xc_date from, to; /* whole months */
    size_t count;
};

static int month_number(xc_date day) {
    struct xc_ymd ymd = xc_date_ymd(day);
    return ymd.year * 12 + (int)ymd.month - 1;
}

/* No month is longer than 31 days, so that the guess never goes too far. */
static size_t index_of(const struct xc_progress_month *rows, xc_date day) {
    size_t at = (size_t)(day - rows[0].from) / 31;
    while (rows[at].to < day) {
        at++;
    }
    return at;
}

/* The months from the first day of something to the last; of nothing, the report's. */
static void find_span(const struct xc_report_facts *facts, xc_date *from, xc_date *to) {
    *from = *to = XC_NO_DATE;
    for (size_t i = 0; i < facts->owed_count; i++) {
        const struct xc_report_owed *owed = &facts->owed[i];
        xc_date days[2] = {owed->first, owed->day};
        for (size_t k = 0; k < 2; k++) {
            if (days[k] != XC_NO_DATE) {
                *from = *from == XC_NO_DATE || days[k] < *from ? days[k] : *from;
                *to = *to == XC_NO_DATE || days[k] > *to ? days[k] : *to;
            }
        }
    }
    if (*from == XC_NO_DATE) {
        *from = *to = facts->as_of;
    }
    *from = xc_date_period_first(*from, XC_PERIOD_MONTH);
    *to = xc_date_period_last(*to, XC_PERIOD_MONTH);
}

static struct xc_progress_month *make(const struct months *months,
                                      struct xc_arena *arena) {
    struct xc_progress_month *rows = xc_arena_array(arena, months->count, sizeof *rows);
    xc_date from = months->from;
    for (size_t i = 0; rows && i < months->count; i++) {
        rows[i].from = from;
        rows[i].to = xc_date_period_last(from, XC_PERIOD_MONTH);
        from = rows[i].to + 1;
    }
    return rows;
}

/* *_sum hold what is added in a month, until they are summed. */
static void count(struct xc_progress_month *rows, const struct xc_report_owed *owed,
                  xc_date as_of) {
    bool done = xc_owed_done(owed, as_of);
    size_t late = owed->day != XC_NO_DATE ? index_of(rows, owed->day) : 0;
    if (owed->base) {
        size_t planned = index_of(rows, owed->first);
        bool due = owed->first <= as_of;
        rows[planned].owed++;
        rows[planned].due += due;
        if (due && done) {
            rows[planned].due_done += late <= planned;
            rows[late > planned ? late : planned].due_done_sum++;
        }
    }
    if (owed->day != XC_NO_DATE) {
        rows[late].now++;
        rows[late].done += done;
    }
}

/* What stages have in their months, in those of the whole. */
static void add(struct xc_progress_month *total, const struct xc_progress_month *rows,
                size_t months) {
    for (size_t i = 0; i < months; i++) {
        total[i].owed += rows[i].owed;
        total[i].due += rows[i].due;
        total[i].due_done += rows[i].due_done;
        total[i].done += rows[i].done;
        total[i].now += rows[i].now;
        total[i].due_done_sum += rows[i].due_done_sum;
    }
}

static void sum(struct xc_progress_month *rows, size_t months) {
    for (size_t i = 0; i < months; i++) {
        struct xc_progress_month *row = &rows[i];
        const struct xc_progress_month *last = i ? &rows[i - 1] : NULL;
        row->owed_sum = row->owed + (last ? last->owed_sum : 0);
        row->due_sum = row->due + (last ? last->due_sum : 0);
        row->done_sum = row->done + (last ? last->done_sum : 0);
        row->due_done_sum += last ? last->due_done_sum : 0;
    }
}

/* All that is owed is of one stage each. */
static int fill_months(const struct xc_report_facts *facts, struct xc_arena *arena,
                       struct xc_progress_figures *figures, struct xc_error *error) {
    size_t stages = facts->programme->stage_count;
    struct months months;
    find_span(facts, &months.from, &months.to);
    months.count = (size_t)(month_number(months.to) - month_number(months.from)) + 1;
    figures->month_count = months.count;
    figures->months = make(&months, arena);
    bool made = figures->months;
    for (size_t i = 0; i < stages && made; i++) {
        figures->stages[i] = make(&months, arena);
        made = figures->stages[i];
    }
    if (!made) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < facts->owed_count; i++) {
        const struct xc_report_owed *owed = &facts->owed[i];
        count(figures->stages[facts->obligations[owed->obligation].stage_row], owed,
              facts->as_of);
    }
    for (size_t i = 0; i < stages; i++) {
        add(figures->months, figures->stages[i], months.count);
        sum(figures->stages[i], months.count);
    }
    sum(figures->months, months.count);
    return XC_OK;
}

static int fill_rates(const struct xc_report_facts *facts, uint32_t stage,
                      struct xc_rates *rates, struct xc_error *error) {
    const struct xc_rates_scope scope = {XC_NO_DATE, XC_NO_DATE, XC_NO_DATE, stage};
    return xc_rates_count(facts, &scope, XC_RATES_ALL, rates, error);
}

/* ---- Milestones ---- */

static int by_date(const void *left, const void *right) {
    const struct xc_progress_milestone *a = left, *b = right;
    if (a->milestone->date != b->milestone->date) {
        return a->milestone->date < b->milestone->date ? -1 : 1;
    }
    return (a->milestone > b->milestone) - (a->milestone < b->milestone);
}

static uint32_t stage_row(const struct xc_programme *programme, struct xc_str id) {
    for (uint32_t i = 0; i < programme->stage_count; i++) {
        if (xc_str_equal(programme->stages[i].id, id)) {
            return i;
        }
    }
    return XC_NO_ROW;
}

static int reach(const struct xc_report_facts *facts,
                 const struct xc_milestone *milestone, struct xc_progress_milestone *row,
                 struct xc_error *error) {
    const struct xc_rates_scope scope = {XC_NO_DATE, XC_NO_DATE, milestone->date,
                                         stage_row(facts->programme, milestone->stage)};
    *row = (struct xc_progress_milestone){.milestone = milestone};
    int rc = xc_rates_count(facts, &scope, XC_RATES_ALL, &row->rates, error);
    bool over = facts->as_of >= milestone->date;
    bool all = (over || row->rates.obligations > 0) &&
               row->rates.fulfilled == row->rates.obligations &&
               (milestone->stage.len > 0 || row->rates.finished == row->rates.done);
    row->state = all    ? XC_MILESTONE_REACHED
                 : over ? XC_MILESTONE_MISSED
                        : XC_MILESTONE_OPEN;
    return rc;
}

static int reach_all(const struct xc_report_facts *facts, struct xc_arena *arena,
                     struct xc_progress_figures *figures, struct xc_error *error) {
    const struct xc_programme *programme = facts->programme;
    size_t wanted = programme->milestone_count;
    figures->milestones = xc_arena_array(arena, wanted, sizeof *figures->milestones);
    int rc = figures->milestones ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < wanted && rc == XC_OK; i++) {
        rc = reach(facts, &programme->milestones[i],
                   &figures->milestones[figures->milestone_count++], error);
    }
    if (rc == XC_OK && wanted > 1) {
        qsort(figures->milestones, wanted, sizeof *figures->milestones, by_date);
    }
    return rc;
}

int xc_progress_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_progress_figures *figures, struct xc_error *error) {
    size_t stages = facts->programme->stage_count;
    *figures = (struct xc_progress_figures){
        .stages = xc_arena_array(arena, stages, sizeof(void *)),
        .stage_rates = xc_arena_array(arena, stages, sizeof *figures->stage_rates)};
    if (!figures->stages || !figures->stage_rates) {
        return xc_fail_memory(error);
    }
    int rc = fill_months(facts, arena, figures, error);
    if (rc == XC_OK) {
        rc = fill_rates(facts, XC_NO_ROW, &figures->total, error);
    }
    for (uint32_t i = 0; i < stages && rc == XC_OK; i++) {
        rc = fill_rates(facts, i, &figures->stage_rates[i], error);
    }
    return rc == XC_OK ? reach_all(facts, arena, figures, error) : rc;
}
