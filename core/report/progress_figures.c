#include "report/progress_figures.h"

#include <stdlib.h>

const char *xc_milestone_state_word(enum xc_milestone_state state) {
    static const char *const words[] = {"", XC_MSG("open"), XC_MSG("reached"),
                                        XC_MSG("missed")};
    return words[state];
}

struct months {
    const struct xc_report_facts *facts;
    struct xc_progress_month *rows;
    size_t count;
    xc_date first;
};

static int month_number(xc_date day) {
    struct xc_ymd ymd = xc_date_ymd(day);
    return ymd.year * 12 + (int)ymd.month - 1;
}

static size_t index_of(const struct months *months, xc_date day) {
    return (size_t)(month_number(day) - month_number(months->first));
}

/* The months from the first day of something to the last; of nothing, the report's. */
static void find_span(const struct xc_report_facts *facts, xc_date *from, xc_date *to) {
    *from = *to = XC_NO_DATE;
    for (size_t i = 0; i < facts->owed_count; i++) {
        const struct xc_report_owed *owed = &facts->owed[i];
        xc_date days[2] = {owed->first, owed->visit == XC_NO_ROW
                                            ? XC_NO_DATE
                                            : facts->visits[owed->visit].date};
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

static int make(const struct xc_report_facts *facts, struct xc_arena *arena,
                struct months *months, struct xc_error *error) {
    xc_date from, to;
    find_span(facts, &from, &to);
    months->facts = facts;
    months->first = from;
    months->count = (size_t)(month_number(to) - month_number(from)) + 1;
    months->rows = xc_arena_array(arena, months->count, sizeof *months->rows);
    for (size_t i = 0; months->rows && i < months->count; i++) {
        months->rows[i].from = from;
        months->rows[i].to = xc_date_period_last(from, XC_PERIOD_MONTH);
        from = months->rows[i].to + 1;
    }
    return months->rows ? XC_OK : xc_fail_memory(error);
}

/* *_sum hold what is added in a month, until they are summed. */
static void count(struct months *months, const struct xc_report_owed *owed) {
    const struct xc_report_facts *facts = months->facts;
    const struct xc_report_visit *visit =
        owed->visit == XC_NO_ROW ? NULL : &facts->visits[owed->visit];
    bool done = xc_owed_done(owed, facts->as_of);
    size_t late = visit ? index_of(months, visit->date) : 0;
    if (owed->base) {
        size_t planned = index_of(months, owed->first);
        bool due = owed->first <= facts->as_of;
        months->rows[planned].owed++;
        months->rows[planned].due += due;
        if (due && done) {
            months->rows[planned].due_done += late <= planned;
            months->rows[late > planned ? late : planned].due_done_sum++;
        }
    }
    if (visit) {
        months->rows[late].now++;
        months->rows[late].done += done;
    }
}

static void sum(struct months *months) {
    for (size_t i = 0; i < months->count; i++) {
        struct xc_progress_month *row = &months->rows[i];
        const struct xc_progress_month *last = i ? &months->rows[i - 1] : NULL;
        row->owed_sum = row->owed + (last ? last->owed_sum : 0);
        row->due_sum = row->due + (last ? last->due_sum : 0);
        row->done_sum = row->done + (last ? last->done_sum : 0);
        row->due_done_sum += last ? last->due_done_sum : 0;
    }
}

static int fill(const struct xc_report_facts *facts, uint32_t stage,
                struct xc_arena *arena, struct xc_progress_month **rows,
                size_t *row_count, struct xc_rates *rates, struct xc_error *error) {
    struct xc_rates_scope scope = {XC_NO_DATE, XC_NO_DATE, XC_NO_DATE, stage};
    struct months months;
    int rc = make(facts, arena, &months, error);
    for (size_t i = 0; i < facts->owed_count && rc == XC_OK; i++) {
        if (stage == XC_NO_ROW ||
            facts->obligations[facts->owed[i].obligation].stage_row == stage) {
            count(&months, &facts->owed[i]);
        }
    }
    if (rc == XC_OK) {
        sum(&months);
        *rows = months.rows;
        *row_count = months.count;
        rc = xc_rates_count(facts, &scope, XC_RATES_ALL, rates, error);
    }
    return rc;
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
    int rc = fill(facts, XC_NO_ROW, arena, &figures->months, &figures->month_count,
                  &figures->total, error);
    for (uint32_t i = 0; i < stages && rc == XC_OK; i++) {
        size_t same;
        rc = fill(facts, i, arena, &figures->stages[i], &same, &figures->stage_rates[i],
                  error);
    }
    return rc == XC_OK ? reach_all(facts, arena, figures, error) : rc;
}
