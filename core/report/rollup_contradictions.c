/* Figures against their own details. */
#include "report/rollup_figures.h"

#include <string.h>

struct looking {
    const struct xc_figures_file *file;
    struct xc_contradiction *found;
    size_t count;
};

/* The place of the next one, or NULL where no more are kept. */
static struct xc_message *next(struct looking *all, const struct xc_figures_row *row,
                               size_t field) {
    size_t at = all->count++;
    if (at >= XC_ROLLUP_CONTRADICTIONS) {
        return NULL;
    }
    all->found[at].row = row;
    all->found[at].field = field;
    return &all->found[at].message;
}

static size_t field_of(const char *word) {
    size_t field = 0;
    while (strcmp(xc_rates_word(field), word) != 0) {
        field++;
    }
    return field;
}

/* ---- Within a row ---- */

/* A part is not more than its whole. sums: only in rows that count from the beginning. */
static const struct {
    const char *part, *whole;
    bool sums;
} within[] = {
    {"due", "owed", false},
    {"due_done", "due", false},
    {"obligations", "owed", false},
    {"fulfilled", "obligations", false},
    {"to_inspect", "due", false},
    {"to_inspect", "targets", false},
    {"inspected", "to_inspect", false},
    {"inspected", "due_done", false},
    {"finished", "done", false},
    {"visited", "targets", false},
    {"closed_since", "targets", false},
    {"closed_since_visited", "closed_since", false},
    {"closed_since_visited", "visited", false},
    {"opened_since_visited", "opened_since", false},
    {"due_done", "done", true},
    {"inspected", "visited", true},
};

static void look_within(struct looking *all, const struct xc_figures_row *row) {
    bool sums = row->part != XC_FIGURES_PERIOD && row->part != XC_FIGURES_HALF;
    for (size_t i = 0; i < sizeof within / sizeof *within; i++) {
        size_t field = field_of(within[i].part);
        uint64_t part = xc_rates_value(&row->counts, field);
        uint64_t whole = xc_rates_value(&row->counts, field_of(within[i].whole));
        if (part > whole && (sums || !within[i].sums)) {
            struct xc_message *message = next(all, row, field);
            if (message) {
                xc_message_set(message, "%llu is more than '%s': %llu",
                               (unsigned long long)part, within[i].whole,
                               (unsigned long long)whole);
            }
        }
    }
}

/* ---- Between rows ---- */

/* Rows of one part and the total; a file that has no such rows says nothing there. */
static void look_sums(struct looking *all, const struct xc_figures_row *total,
                      enum xc_figures_part part) {
    struct xc_rates sum = {0};
    size_t rows = 0;
    for (size_t i = 0; i < all->file->row_count; i++) {
        if (all->file->rows[i].part == part) {
            xc_rates_add(&sum, &all->file->rows[i].counts);
            rows++;
        }
    }
    for (size_t field = 0; rows && field < XC_RATES_COUNTS; field++) {
        unsigned long long together = xc_rates_value(&sum, field);
        unsigned long long whole = xc_rates_value(&total->counts, field);
        struct xc_message *message = together != whole ? next(all, total, field) : NULL;
        if (message && part == XC_FIGURES_KIND) {
            xc_message_set(message, "%llu, but the kinds sum up to %llu", whole,
                           together);
        } else if (message) {
            xc_message_set(message, "%llu, but the areas sum up to %llu", whole,
                           together);
        }
    }
}

static void look_months(struct looking *all, const struct xc_figures_row *total) {
    const struct xc_figures_row *last = NULL;
    for (size_t i = 0; i < all->file->row_count; i++) {
        const struct xc_figures_row *row = &all->file->rows[i];
        if (row->part != XC_FIGURES_MONTH) {
            continue;
        }
        for (size_t field = 0; last && field < XC_RATES_COUNTS; field++) {
            unsigned long long now = xc_rates_value(&row->counts, field);
            unsigned long long then = xc_rates_value(&last->counts, field);
            struct xc_message *message = now < then ? next(all, row, field) : NULL;
            if (message) {
                xc_message_set(message, "%llu, but the month before it has %llu already",
                               now, then);
            }
        }
        last = row;
    }
    for (size_t field = 0; last && field < XC_RATES_COUNTS; field++) {
        unsigned long long month = xc_rates_value(&last->counts, field);
        unsigned long long whole = xc_rates_value(&total->counts, field);
        bool ends = last->span.to >= all->file->as_of;
        struct xc_message *message =
            ends && month != whole ? next(all, last, field) : NULL;
        if (message) {
            xc_message_set(message, "%llu, but the total has %llu", month, whole);
        }
    }
}

/* What was done in the period is what the months before and at its end differ by. */
static void look_period(struct looking *all, const struct xc_figures_row *total) {
    const struct xc_figures_row *period = xc_figures_row_of(all->file, XC_FIGURES_PERIOD);
    for (size_t i = 0; period && i < all->file->row_count; i++) {
        const struct xc_figures_row *row = &all->file->rows[i];
        if (row->part == XC_FIGURES_MONTH && row->span.to + 1 == period->span.from) {
            unsigned long long apart = total->counts.done - row->counts.done;
            struct xc_message *message =
                total->counts.done >= row->counts.done && period->counts.done != apart
                    ? next(all, period, field_of("done"))
                    : NULL;
            if (message) {
                xc_message_set(message,
                               "%llu, but the total and the month before differ by %llu",
                               (unsigned long long)period->counts.done, apart);
            }
        }
        bool same = row->part == XC_FIGURES_HALF && row->span.from == period->span.from &&
                    row->span.to == period->span.to;
        for (size_t field = 0; same && field < XC_RATES_COUNTS; field++) {
            unsigned long long half = xc_rates_value(&row->counts, field);
            unsigned long long whole = xc_rates_value(&period->counts, field);
            struct xc_message *message = half != whole ? next(all, row, field) : NULL;
            if (message) {
                xc_message_set(message, "%llu, but the period has %llu", half, whole);
            }
        }
    }
}

/* Visits lie in one half-year each, so that together they are not more than all. */
static void look_halves(struct looking *all, const struct xc_figures_row *total) {
    static const char *const words[] = {"owed", "due", "due_done", "done"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t field = field_of(words[k]);
        const struct xc_figures_row *last = NULL;
        unsigned long long sum = 0, whole = xc_rates_value(&total->counts, field);
        for (size_t i = 0; i < all->file->row_count; i++) {
            if (all->file->rows[i].part == XC_FIGURES_HALF) {
                last = &all->file->rows[i];
                sum += xc_rates_value(&last->counts, field);
            }
        }
        struct xc_message *message = last && sum > whole ? next(all, last, field) : NULL;
        if (message) {
            xc_message_set(message,
                           "the half-years sum up to %llu, more than the total: %llu",
                           sum, whole);
        }
    }
}

int xc_rollup_contradictions(const struct xc_figures_file *file, struct xc_arena *arena,
                             struct xc_contradiction **found, size_t *count,
                             struct xc_error *error) {
    struct looking all = {
        .file = file,
        .found = xc_arena_array(arena, XC_ROLLUP_CONTRADICTIONS, sizeof *all.found)};
    const struct xc_figures_row *total = xc_figures_row_of(file, XC_FIGURES_TOTAL);
    if (!all.found) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < file->row_count; i++) {
        look_within(&all, &file->rows[i]);
    }
    if (total) {
        look_sums(&all, total, XC_FIGURES_KIND);
        look_sums(&all, total, XC_FIGURES_AREA);
        look_months(&all, total);
        look_period(&all, total);
        look_halves(&all, total);
    }
    *found = all.found;
    *count = all.count;
    return XC_OK;
}
