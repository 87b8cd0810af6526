#include "report/coverage_figures.h"

static int count(const struct xc_report_facts *facts, uint32_t stage, enum xc_rates_by by,
                 bool month, struct xc_rates *rows, struct xc_error *error) {
    struct xc_rates_scope scope = {XC_NO_DATE, XC_NO_DATE, XC_NO_DATE, stage};
    if (month) {
        scope.from = xc_date_period_first(facts->as_of, XC_PERIOD_MONTH);
        scope.to = xc_date_period_last(facts->as_of, XC_PERIOD_MONTH);
    }
    return xc_rates_count(facts, &scope, by, rows, error);
}

/* Both spans of a number of groups. */
static int fill(const struct xc_report_facts *facts, uint32_t stage, enum xc_rates_by by,
                struct xc_coverage_group *groups, size_t group_count,
                struct xc_arena *arena, struct xc_error *error) {
    struct xc_rates *rows = xc_arena_array(arena, group_count, sizeof *rows);
    int rc = rows ? count(facts, stage, by, false, rows, error) : xc_fail_memory(error);
    for (size_t i = 0; i < group_count && rc == XC_OK; i++) {
        groups[i].all = rows[i];
    }
    if (rc == XC_OK) {
        rc = count(facts, stage, by, true, rows, error);
    }
    for (size_t i = 0; i < group_count && rc == XC_OK; i++) {
        groups[i].month = rows[i];
    }
    return rc;
}

static int list_targets(const struct xc_report_targets *targets, unsigned state,
                        struct xc_arena *arena, uint32_t **rows, size_t *row_count,
                        struct xc_error *error) {
    size_t found = 0;
    for (size_t i = 0; i < targets->count; i++) {
        found += (targets->state[i] & state) != 0;
    }
    *rows = xc_arena_array(arena, found, sizeof **rows);
    for (uint32_t i = 0; *rows && i < targets->count; i++) {
        if (targets->state[i] & state) {
            (*rows)[(*row_count)++] = i;
        }
    }
    return *rows ? XC_OK : xc_fail_memory(error);
}

/* "next-month" among what goes along with a report. */
static bool goes_along(const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->due_count; i++) {
        const struct xc_due_item_rule *rule = &programme->dues[i];
        if (xc_str_is(rule->what, "coverage") && xc_str_is(rule->with, "next-month")) {
            return true;
        }
    }
    return false;
}

int xc_coverage_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_coverage_figures *figures, struct xc_error *error) {
    size_t stages = facts->programme->stage_count;
    *figures = (struct xc_coverage_figures){
        .from = xc_date_period_first(facts->as_of, XC_PERIOD_MONTH),
        .to = xc_date_period_last(facts->as_of, XC_PERIOD_MONTH),
        .has_next = goes_along(facts->programme)};
    figures->stages = xc_arena_array(arena, stages, sizeof *figures->stages);
    figures->areas = xc_arena_array(arena, facts->area_count, sizeof *figures->areas);
    figures->kinds = xc_arena_array(arena, XC_KIND_COUNT, sizeof *figures->kinds);
    if (!figures->stages || !figures->areas || !figures->kinds) {
        return xc_fail_memory(error);
    }
    int rc = fill(facts, XC_NO_ROW, XC_RATES_ALL, &figures->total, 1, arena, error);
    for (uint32_t i = 0; i < stages && rc == XC_OK; i++) {
        rc = fill(facts, i, XC_RATES_ALL, &figures->stages[i], 1, arena, error);
    }
    if (rc == XC_OK) {
        rc = fill(facts, XC_NO_ROW, XC_RATES_AREA, figures->areas, facts->area_count,
                  arena, error);
    }
    if (rc == XC_OK) {
        rc = fill(facts, XC_NO_ROW, XC_RATES_KIND, figures->kinds, XC_KIND_COUNT, arena,
                  error);
    }
    if (rc == XC_OK) {
        rc = list_targets(&facts->targets, XC_TARGET_HAS_GONE, arena, &figures->gone,
                          &figures->gone_count, error);
    }
    if (rc == XC_OK) {
        rc = list_targets(&facts->targets, XC_TARGET_HAS_COME, arena, &figures->come,
                          &figures->come_count, error);
    }
    return rc == XC_OK && figures->has_next
               ? xc_next_month_figures(facts, arena, &figures->next, error)
               : rc;
}

bool xc_coverage_matters(const struct xc_coverage_group *group) {
    return group->all.targets > 0 || group->all.come > 0 || group->all.done > 0;
}
