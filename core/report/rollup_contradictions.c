/* Figures against their own details, and against those of others. */
#include "report/rollup_figures.h"

#include <stdlib.h>
#include <string.h>

struct looking {
    const struct xc_figures_file *file;
    struct xc_contradiction *found; /* NULL: only counted */
    size_t count;
};

static size_t kept(size_t count) {
    return count < XC_ROLLUP_CONTRADICTIONS ? count : XC_ROLLUP_CONTRADICTIONS;
}

/* The place of the next one, or NULL where no more are kept. */
static struct xc_message *next(struct looking *all, const struct xc_figures_row *row,
                               size_t field) {
    size_t at = all->count++;
    if (!all->found || at >= XC_ROLLUP_CONTRADICTIONS) {
        return NULL;
    }
    all->found[at].row = row;
    all->found[at].field = field;
    all->found[at].whole = XC_RATES_COUNTS;
    return &all->found[at].message;
}

/* ---- Within a row ---- */

/* A part is not more than its whole. sums: only in rows that count from the beginning. */
static const struct {
    enum xc_rates_count part, whole;
    bool sums;
} within[] = {
    {XC_COUNT_DUE, XC_COUNT_OWED, false},
    {XC_COUNT_DUE_DONE, XC_COUNT_DUE, false},
    {XC_COUNT_OBLIGATIONS, XC_COUNT_OWED, false},
    {XC_COUNT_FULFILLED, XC_COUNT_OBLIGATIONS, false},
    {XC_COUNT_TO_INSPECT, XC_COUNT_DUE, false},
    {XC_COUNT_TO_INSPECT, XC_COUNT_TARGETS, false},
    {XC_COUNT_INSPECTED, XC_COUNT_TO_INSPECT, false},
    {XC_COUNT_INSPECTED, XC_COUNT_DUE_DONE, false},
    {XC_COUNT_FINISHED, XC_COUNT_DONE, false},
    {XC_COUNT_VISITED, XC_COUNT_TARGETS, false},
    {XC_COUNT_CLOSED_SINCE, XC_COUNT_TARGETS, false},
    {XC_COUNT_CLOSED_SINCE_VISITED, XC_COUNT_CLOSED_SINCE, false},
    {XC_COUNT_CLOSED_SINCE_VISITED, XC_COUNT_VISITED, false},
    {XC_COUNT_OPENED_SINCE_VISITED, XC_COUNT_OPENED_SINCE, false},
    {XC_COUNT_DUE_DONE, XC_COUNT_DONE, true},
    {XC_COUNT_INSPECTED, XC_COUNT_VISITED, true},
};

static void look_within(struct looking *all, const struct xc_figures_row *row) {
    bool sums = row->part != XC_FIGURES_PERIOD && row->part != XC_FIGURES_HALF;
    for (size_t i = 0; i < sizeof within / sizeof *within; i++) {
        uint64_t part = xc_rates_value(&row->counts, within[i].part);
        uint64_t whole = xc_rates_value(&row->counts, within[i].whole);
        if (part > whole && (sums || !within[i].sums)) {
            struct xc_message *message = next(all, row, within[i].part);
            if (message) {
                all->found[all->count - 1].whole = within[i].whole;
                xc_message_set(message, "%llu is more than '%s': %llu",
                               (unsigned long long)part, xc_rates_word(within[i].whole),
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
                    ? next(all, period, XC_COUNT_DONE)
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
    static const enum xc_rates_count fields[] = {XC_COUNT_OWED, XC_COUNT_DUE,
                                                 XC_COUNT_DUE_DONE, XC_COUNT_DONE};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        size_t field = fields[k];
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

static void look_all(struct looking *all) {
    const struct xc_figures_row *total = xc_figures_row_of(all->file, XC_FIGURES_TOTAL);
    all->count = 0;
    for (size_t i = 0; i < all->file->row_count; i++) {
        look_within(all, &all->file->rows[i]);
    }
    if (total) {
        look_sums(all, total, XC_FIGURES_KIND);
        look_sums(all, total, XC_FIGURES_AREA);
        look_months(all, total);
        look_period(all, total);
        look_halves(all, total);
    }
}

int xc_rollup_contradictions(const struct xc_figures_file *file, struct xc_arena *arena,
                             struct xc_contradiction **found, size_t *count,
                             struct xc_error *error) {
    struct looking all = {.file = file};
    look_all(&all); /* most say nothing against themselves, and need no room */
    if (all.count > 0) {
        all.found = xc_arena_array(arena, kept(all.count), sizeof *all.found);
        if (!all.found) {
            return xc_fail_memory(error);
        }
        look_all(&all);
    }
    *found = all.found;
    *count = all.count;
    return XC_OK;
}

/* ---- Between files ---- */

struct place {
    const struct xc_figures_row *row;
    uint32_t office;
};

static int by_area(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    int order = xc_str_compare(a->row->code, b->row->code);
    return order ? order : (a->office > b->office) - (a->office < b->office);
}

/* One more of a file; *message: NULL where no more are kept. */
static int add(struct xc_rollup_file *file, const struct xc_figures_row *row,
               struct xc_arena *arena, struct xc_message **message,
               struct xc_error *error) {
    size_t at = file->contradiction_count++;
    *message = NULL;
    if (at >= XC_ROLLUP_CONTRADICTIONS) {
        return XC_OK;
    }
    struct xc_contradiction *more = xc_arena_array(arena, at + 1, sizeof *more);
    if (!more) {
        return xc_fail_memory(error);
    }
    if (at > 0) {
        memcpy(more, file->contradictions, at * sizeof *more);
    }
    file->contradictions = more;
    more[at].row = row;
    more[at].field = XC_COUNT_TARGETS;
    more[at].whole = XC_RATES_COUNTS;
    *message = &more[at].message;
    return XC_OK;
}

/* The office, other than that of the place, which has a code and counts; UINT32_MAX. */
static uint32_t office_of(const struct xc_rollup *rollup, const struct place *place) {
    size_t low = 0, high = rollup->office_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = xc_str_compare(rollup->offices[middle].code, place->row->code);
        if (order == 0) {
            bool other = middle != place->office;
            return other && rollup->offices[middle].file != SIZE_MAX ? (uint32_t)middle
                                                                     : UINT32_MAX;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return UINT32_MAX;
}

static int look_place(struct xc_rollup *rollup, const struct place *place,
                      const struct place *before, struct xc_arena *arena,
                      struct xc_error *error) {
    struct xc_rollup_file *file = &rollup->files[rollup->offices[place->office].file];
    uint32_t itself = office_of(rollup, place);
    uint32_t other = before && xc_str_equal(before->row->code, place->row->code) &&
                             before->office != place->office
                         ? before->office
                         : UINT32_MAX;
    struct xc_message *message = NULL;
    int rc = XC_OK;
    if (itself == UINT32_MAX && other == UINT32_MAX) {
        return XC_OK;
    }
    rc = add(file, place->row, arena, &message, error);
    rollup->contradictions++;
    if (message && itself != UINT32_MAX) {
        xc_message_set(message, "area %.*s is counted here and in its own figures: %.*s",
                       XC_PRI(place->row->code),
                       XC_PRI(rollup->files[rollup->offices[itself].file].path));
    } else if (message) {
        xc_message_set(message, "area %.*s is counted here and by office %.*s: %.*s",
                       XC_PRI(place->row->code), XC_PRI(rollup->offices[other].code),
                       XC_PRI(rollup->files[rollup->offices[other].file].path));
    }
    return rc;
}

int xc_rollup_overlaps(struct xc_rollup *rollup, struct xc_arena *arena,
                       struct xc_error *error) {
    size_t room = 0, count = 0;
    for (size_t i = 0; i < rollup->file_count; i++) {
        room += rollup->files[i].figures->row_count;
    }
    struct place *places = xc_arena_array(arena, room, sizeof *places);
    int rc = places ? XC_OK : xc_fail_memory(error);
    for (uint32_t i = 0; i < rollup->office_count && rc == XC_OK; i++) {
        size_t file = rollup->offices[i].file;
        const struct xc_figures_file *figures =
            file == SIZE_MAX ? NULL : rollup->files[file].figures;
        for (size_t k = 0; figures && k < figures->row_count; k++) {
            const struct xc_figures_row *row = &figures->rows[k];
            if (row->part == XC_FIGURES_AREA && row->code.len > 0 &&
                row->counts.targets > 0 && !xc_str_equal(row->code, figures->office)) {
                places[count++] = (struct place){row, i};
            }
        }
    }
    if (rc == XC_OK && count > 1) {
        qsort(places, count, sizeof *places, by_area);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = look_place(rollup, &places[i], i ? &places[i - 1] : NULL, arena, error);
    }
    return rc;
}
