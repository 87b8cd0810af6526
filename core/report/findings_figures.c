#include "report/findings_figures.h"

#include "casework/causes.h"
#include "casework/disposals.h"

#include <stdlib.h>

unsigned xc_findings_gravity(enum xc_outcome_result result) {
    static const unsigned grave[XC_RESULTS] = {
        [XC_OUTCOME_SERIOUS] = 7,       [XC_OUTCOME_PROBLEM] = 6,
        [XC_OUTCOME_PROBLEM_FIXED] = 5, [XC_OUTCOME_REFUSED] = 4,
        [XC_OUTCOME_NOT_FOUND] = 3,     [XC_OUTCOME_CLOSED] = 2,
        [XC_OUTCOME_PASS] = 1};
    return grave[result];
}

/* Counts results into one group, visit by visit: rows of a visit come together. */
struct group {
    struct xc_findings *findings;
    const struct xc_report_result *last; /* of the group */
    enum xc_outcome_result worst;        /* of the last one's visit, so far */
};

static bool is_open(const struct xc_report_facts *facts,
                    const struct xc_outcome *outcome) {
    return xc_outcome_is_problem(outcome) &&
           (outcome->closed_on == XC_NO_DATE || outcome->closed_on > facts->as_of);
}

static bool is_overdue(const struct xc_report_facts *facts,
                       const struct xc_outcome *outcome) {
    return is_open(facts, outcome) && outcome->rectify_by != XC_NO_DATE &&
           outcome->rectify_by < facts->as_of;
}

static bool same_visit(const struct xc_report_result *a,
                       const struct xc_report_result *b) {
    return a->visit == b->visit &&
           (a->visit != XC_NO_ROW || xc_outcome_same(a->outcome, b->outcome));
}

static void add(const struct xc_report_facts *facts, struct group *group,
                const struct xc_report_result *result) {
    struct xc_findings *to = group->findings;
    const struct xc_outcome *outcome = result->outcome;
    if (!group->last || !same_visit(group->last, result)) {
        to->visits++;
        to->worst[outcome->result]++;
        group->worst = outcome->result;
    } else if (xc_findings_gravity(outcome->result) > xc_findings_gravity(group->worst)) {
        to->worst[group->worst]--;
        to->worst[outcome->result]++;
        group->worst = outcome->result;
    }
    group->last = result;
    to->rows++;
    to->results[outcome->result]++;
    to->open += is_open(facts, outcome);
    to->overdue += is_overdue(facts, outcome);
    to->points += outcome->points;
    to->amount += outcome->amount;
}

/* A visit that is done; results of a visit are all there then. */
static bool counts(const struct xc_report_facts *facts,
                   const struct xc_report_result *result) {
    return result->visit != XC_NO_ROW &&
           facts->visits[result->visit].status == XC_VISIT_DONE;
}

static int count_places(const struct xc_report_facts *facts,
                        struct xc_findings_figures *figures, struct xc_arena *arena,
                        struct xc_error *error) {
    struct group total = {&figures->total, NULL, 0}, month = {&figures->month, NULL, 0};
    struct group outside = {&figures->outside, NULL, 0};
    struct group kinds[XC_KIND_COUNT] = {{NULL, NULL, 0}};
    struct group *areas = xc_arena_array(arena, facts->area_count, sizeof *areas);
    figures->areas = xc_arena_array(arena, facts->area_count, sizeof *figures->areas);
    if (!areas || !figures->areas) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < facts->area_count; i++) {
        areas[i].findings = &figures->areas[i];
    }
    for (size_t i = 0; i < XC_KIND_COUNT; i++) {
        kinds[i].findings = &figures->kinds[i];
    }
    for (size_t i = 0; i < facts->result_count; i++) {
        const struct xc_report_result *result = &facts->results[i];
        if (result->visit == XC_NO_ROW) {
            add(facts, &outside, result);
        } else if (counts(facts, result)) {
            uint32_t target = facts->visits[result->visit].target;
            add(facts, &total, result);
            add(facts, &areas[facts->targets.area[target]], result);
            add(facts, &kinds[facts->targets.kind[target]], result);
            if (facts->visits[result->visit].date >= figures->from) {
                add(facts, &month, result);
            }
        }
    }
    return XC_OK;
}

/* ---- By text ---- */

struct said { /* a result and a text of it */
    struct xc_str text;
    uint32_t result;
};

static int by_text(const void *left, const void *right) {
    const struct said *a = left, *b = right;
    int order = xc_str_compare(a->text, b->text);
    return order ? order : (a->result > b->result) - (a->result < b->result);
}

static int count_texts(const struct xc_report_facts *facts, struct said *said,
                       size_t said_count, struct xc_arena *arena,
                       struct xc_findings_text **rows, size_t *count,
                       struct xc_error *error) {
    struct group group = {0};
    if (said_count > 1) {
        qsort(said, said_count, sizeof *said, by_text);
    }
    *rows = xc_arena_array(arena, said_count, sizeof **rows);
    if (!*rows) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < said_count; i++) {
        if (i == 0 || !xc_str_equal(said[i].text, said[i - 1].text)) {
            struct xc_findings_text *row = &(*rows)[(*count)++];
            row->text = said[i].text;
            group = (struct group){&row->findings, NULL, 0};
        }
        add(facts, &group, &facts->results[said[i].result]);
    }
    return XC_OK;
}

static bool is_known(struct xc_str part) {
    const char *chinese, *word;
    for (size_t i = 0; (word = xc_disposal_word(i, &chinese)) != NULL; i++) {
        if (xc_str_is(part, word)) {
            return true;
        }
    }
    return false;
}

/* Known disposals are several words, any other text is one. */
static bool is_set(struct xc_str text) {
    struct xc_str part;
    bool any = false;
    while (xc_casework_next(&text, &part)) {
        if (!is_known(part)) {
            return false;
        }
        any = true;
    }
    return any;
}

/* said NULL: only counts them. */
static size_t disposals_of(struct xc_str text, struct said *said, uint32_t result) {
    struct xc_str part;
    size_t count = 0;
    if (!is_set(text)) {
        if (said) {
            said[0] = (struct said){text, result};
        }
        return 1;
    }
    while (xc_casework_next(&text, &part)) {
        if (said) {
            said[count] = (struct said){part, result};
        }
        count++;
    }
    return count;
}

static int count_items(const struct xc_report_facts *facts,
                       struct xc_findings_figures *figures, struct xc_arena *arena,
                       struct xc_error *error) {
    struct said *said = calloc(facts->result_count + 1, sizeof *said);
    size_t count = 0;
    for (uint32_t i = 0; said && i < facts->result_count; i++) {
        if (counts(facts, &facts->results[i])) {
            said[count++] = (struct said){facts->results[i].outcome->item, i};
        }
    }
    int rc = said ? count_texts(facts, said, count, arena, &figures->items,
                                &figures->item_count, error)
                  : xc_fail_memory(error);
    free(said);
    return rc;
}

static int count_disposals(const struct xc_report_facts *facts,
                           struct xc_findings_figures *figures, struct xc_arena *arena,
                           struct xc_error *error) {
    size_t most = 0, count = 0;
    for (uint32_t i = 0; i < facts->result_count; i++) {
        most += disposals_of(facts->results[i].outcome->disposal, NULL, i);
    }
    struct said *said = calloc(most + 1, sizeof *said);
    for (uint32_t i = 0; said && i < facts->result_count; i++) {
        if (counts(facts, &facts->results[i])) {
            count += disposals_of(facts->results[i].outcome->disposal, said + count, i);
        }
    }
    int rc = said ? count_texts(facts, said, count, arena, &figures->disposals,
                                &figures->disposal_count, error)
                  : xc_fail_memory(error);
    free(said);
    return rc;
}

/* ---- Lists ---- */

struct late {
    xc_date by;
    uint32_t result;
};

static int by_lateness(const void *left, const void *right) {
    const struct late *a = left, *b = right;
    if (a->by != b->by) {
        return a->by < b->by ? -1 : 1;
    }
    return (a->result > b->result) - (a->result < b->result);
}

static int list_overdue(const struct xc_report_facts *facts,
                        struct xc_findings_figures *figures, struct xc_arena *arena,
                        struct xc_error *error) {
    struct late *late = calloc(facts->result_count + 1, sizeof *late);
    size_t count = 0;
    for (uint32_t i = 0; late && i < facts->result_count; i++) {
        const struct xc_report_result *result = &facts->results[i];
        if (counts(facts, result) && is_overdue(facts, result->outcome) &&
            !(facts->visits[result->visit].flags & XC_REPORT_HIDDEN)) {
            late[count++] = (struct late){result->outcome->rectify_by, i};
        }
    }
    if (late && count > 1) {
        qsort(late, count, sizeof *late, by_lateness);
    }
    figures->overdue =
        late ? xc_arena_array(arena, count, sizeof *figures->overdue) : NULL;
    for (size_t i = 0; figures->overdue && i < count; i++) {
        figures->overdue[figures->overdue_count++] = late[i].result;
    }
    free(late);
    return figures->overdue ? XC_OK : xc_fail_memory(error);
}

static int sum_points(const struct xc_report_facts *facts,
                      struct xc_findings_figures *figures, struct xc_arena *arena,
                      struct xc_error *error) {
    int year = xc_date_ymd(facts->as_of).year;
    struct xc_points *points = NULL;
    size_t count = 0;
    int rc =
        xc_points_sum(facts->outcomes, facts->outcome_count, facts->programme->ladder,
                      facts->as_of, arena, &points, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (points[i].year == year && points[i].points > 0) {
            points[figures->point_count++] = points[i];
        }
    }
    figures->points = points;
    return rc;
}

int xc_findings_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_findings_figures *figures, struct xc_error *error) {
    static int (*const steps[])(const struct xc_report_facts *facts,
                                struct xc_findings_figures *figures,
                                struct xc_arena *arena, struct xc_error *error) = {
        count_places, count_items, count_disposals, list_overdue, sum_points};
    *figures = (struct xc_findings_figures){
        .from = xc_date_period_first(facts->as_of, XC_PERIOD_MONTH),
        .to = xc_date_period_last(facts->as_of, XC_PERIOD_MONTH)};
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == XC_OK; i++) {
        rc = steps[i](facts, figures, arena, error);
    }
    return rc;
}
