#include "report/workload_figures.h"

#include <stdlib.h>

struct day_of { /* somebody at work on a day, or the crew */
    uint32_t row;
    xc_date day;
    uint16_t further; /* working days of a visit that takes several */
};

struct counting {
    const struct xc_report_facts *facts;
    struct xc_workload_figures *figures;
    struct xc_workload_row *rows; /* by person or crew, the last one: no name; owned */
    size_t row_count;
    struct day_of *days; /* owned */
    size_t day_count;
};

/* What one visit adds; seats: of that person, or all of the crew. */
static void add(struct xc_workload *to, const struct xc_report_visit *visit, bool led,
                uint64_t third) {
    to->visits++;
    to->minutes += visit->minutes;
    to->led += led;
    to->night += (visit->flags & XC_REPORT_NIGHT) != 0;
    to->third += third;
    to->third_minutes += third * visit->minutes;
}

static void add_both(struct counting *all, struct xc_workload_row *row,
                     const struct xc_report_visit *visit, bool led, uint64_t third) {
    add(&row->all, visit, led, third);
    if (visit->date >= all->figures->from) {
        add(&row->month, visit, led, third);
    }
}

static void add_day(struct counting *all, uint32_t row,
                    const struct xc_report_visit *visit) {
    all->days[all->day_count++] =
        (struct day_of){row, visit->date, (uint16_t)(visit->days - 1)};
}

static int by_day(const void *left, const void *right) {
    const struct day_of *a = left, *b = right;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    return (a->further < b->further) - (a->further > b->further);
}

/* Every day once, with the longest visit that began on it. */
static void count_days(struct counting *all) {
    if (all->day_count > 1) {
        qsort(all->days, all->day_count, sizeof *all->days, by_day);
    }
    for (size_t i = 0; i < all->day_count; i++) {
        const struct day_of *day = &all->days[i], *last = i ? day - 1 : NULL;
        if (last && last->row == day->row && last->day == day->day) {
            continue;
        }
        struct xc_workload_row *row = &all->rows[day->row];
        uint64_t days = 1 + (uint64_t)day->further;
        row->all.days += days;
        row->month.days += day->day >= all->figures->from ? days : 0;
    }
}

static int open_counting(struct counting *all, size_t rows, size_t days,
                         struct xc_error *error) {
    all->row_count = rows;
    all->day_count = 0;
    all->rows = calloc(rows + 1, sizeof *all->rows);
    all->days = calloc(days + 1, sizeof *all->days);
    for (uint32_t i = 0; all->rows && i < rows; i++) {
        all->rows[i].row = i;
    }
    return all->rows && all->days ? XC_OK : xc_fail_memory(error);
}

/* Those with a visit. */
static int close_counting(struct counting *all, struct xc_arena *arena,
                          struct xc_workload_row **rows, size_t *count, int rc,
                          struct xc_error *error) {
    if (rc == XC_OK) {
        count_days(all);
        *rows = xc_arena_array(arena, all->row_count, sizeof **rows);
        rc = *rows ? XC_OK : xc_fail_memory(error);
    }
    for (size_t i = 0; i < all->row_count && rc == XC_OK; i++) {
        if (all->rows[i].all.visits > 0) {
            (*rows)[(*count)++] = all->rows[i];
        }
    }
    free(all->rows);
    free(all->days);
    all->rows = NULL;
    all->days = NULL;
    return rc;
}

static bool is_done(const struct xc_report_visit *visit) {
    return visit->status == XC_VISIT_DONE;
}

static int count_persons(struct counting *all, struct xc_arena *arena,
                         struct xc_error *error) {
    const struct xc_report_facts *facts = all->facts;
    int rc = open_counting(all, facts->person_count, facts->people_count, error);
    for (size_t i = 0; i < facts->visit_count && rc == XC_OK; i++) {
        const struct xc_report_visit *visit = &facts->visits[i];
        for (size_t k = 0; is_done(visit) && k < visit->seats; k++) {
            const struct xc_report_seat *seat = &facts->people[visit->people + k];
            add_both(all, &all->rows[seat->person], visit, seat->seat == XC_ROLE_LEAD,
                     seat->seat == XC_ROLE_THIRD_PARTY);
            add_day(all, seat->person, visit);
        }
    }
    return close_counting(all, arena, &all->figures->persons, &all->figures->person_count,
                          rc, error);
}

/* The last row is of visits whose crew has no name; total: all in one row. */
static int count_crews(struct counting *all, bool total, struct xc_arena *arena,
                       struct xc_workload_row **rows, size_t *count,
                       struct xc_error *error) {
    const struct xc_report_facts *facts = all->facts;
    uint32_t nameless = total ? 0 : (uint32_t)facts->crew_count;
    int rc = open_counting(all, (size_t)nameless + 1, facts->visit_count, error);
    for (size_t i = 0; i < facts->visit_count && rc == XC_OK; i++) {
        const struct xc_report_visit *visit = &facts->visits[i];
        uint32_t row = total || visit->crew == XC_NO_ROW ? nameless : visit->crew;
        uint64_t third = 0;
        bool led = false;
        for (size_t k = 0; is_done(visit) && k < visit->seats; k++) {
            enum xc_person_role seat = facts->people[visit->people + k].seat;
            third += seat == XC_ROLE_THIRD_PARTY;
            led = led || seat == XC_ROLE_LEAD;
        }
        if (is_done(visit)) {
            add_both(all, &all->rows[row], visit, led, third);
            add_day(all, row, visit);
        }
    }
    if (rc == XC_OK) {
        all->rows[nameless].row = XC_NO_ROW;
    }
    return close_counting(all, arena, rows, count, rc, error);
}

int xc_workload_figures(const struct xc_report_facts *facts, struct xc_arena *arena,
                        struct xc_workload_figures *figures, struct xc_error *error) {
    struct counting all = {.facts = facts, .figures = figures};
    struct xc_workload_row *total = NULL;
    size_t count = 0;
    *figures = (struct xc_workload_figures){
        .from = xc_date_period_first(facts->as_of, XC_PERIOD_MONTH),
        .to = xc_date_period_last(facts->as_of, XC_PERIOD_MONTH)};
    int rc = count_persons(&all, arena, error);
    if (rc == XC_OK) {
        rc =
            count_crews(&all, false, arena, &figures->crews, &figures->crew_count, error);
    }
    if (rc == XC_OK) {
        rc = count_crews(&all, true, arena, &total, &count, error);
    }
    if (rc == XC_OK && count > 0) {
        figures->total = total[0];
    }
    figures->total.row = XC_NO_ROW;
    return rc;
}
