/* Targets that are like one that gave cause (举一反三). */
#include "history/causes_internal.h"

#include <stdlib.h>

/* What a target is like others in; equal in all: they are alike. */
struct likeness {
    uint32_t kind, organisation, county, alone; /* alone: like no other */
    uint32_t weight, row;
};

struct problem { /* open, at a checklist item, of a target that can be pulled in */
    struct xc_str item;
    uint32_t place;
    xc_date asked; /* first of its item and likeness: all were, up to this day */
};

struct pulling {
    struct xc_owings *owings;
    const struct xc_register *reg;
    struct likeness *targets; /* by likeness, then the heaviest first */
    uint32_t *place_of;       /* by row: its place among them */
    struct problem *problems; /* by item, place */
    size_t problem_count;
    xc_date *until;       /* by row: until when a look that it was pulled in for lasts */
    struct xc_bitset own; /* rows with a cause of their own */
    struct owned {        /* a cause and the place of its target */
        const struct xc_cause *cause;
        uint32_t place;
    } * causes;
    size_t count;
    uint32_t *candidates; /* places, for one cause */
};

/* ---- Likeness ---- */

static uint32_t county_of(const struct xc_register *reg, uint32_t area) {
    while (area != XC_NO_ROW && reg->areas.level[area] > XC_LEVEL_COUNTY &&
           reg->areas.parent[area] != XC_NO_ROW) {
        area = reg->areas.parent[area];
    }
    return area;
}

static struct likeness likeness_of(const struct pulling *pulling, uint32_t row) {
    const struct xc_targets *targets = &pulling->reg->targets;
    unsigned like = pulling->owings->obligation->like;
    struct likeness one = {.weight = targets->weight[row], .row = row};
    if (like & XC_LIKE_KIND) {
        one.kind = targets->kind[row];
    }
    if (like & XC_LIKE_AREA) {
        one.county = county_of(pulling->reg, targets->area[row]);
    }
    if (like & XC_LIKE_ORGANISATION) {
        one.organisation = targets->organisation[row];
        one.alone = one.organisation == 0 ? row + 1 : 0;
    }
    return one;
}

static int compare(const struct likeness *a, const struct likeness *b) {
    const uint32_t left[] = {a->kind, a->organisation, a->county, a->alone};
    const uint32_t right[] = {b->kind, b->organisation, b->county, b->alone};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Rows stand in the order of ids. */
static int by_likeness(const void *left, const void *right) {
    const struct likeness *a = left, *b = right;
    int order = compare(a, b);
    if (order == 0) {
        order = (a->weight < b->weight) - (a->weight > b->weight);
    }
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static int sort_targets(struct pulling *pulling) {
    struct xc_arena *arena = pulling->owings->arena;
    uint32_t count = pulling->reg->targets.count;
    pulling->targets = xc_arena_array(arena, count, sizeof *pulling->targets);
    pulling->place_of = xc_arena_array(arena, count, sizeof *pulling->place_of);
    pulling->until = xc_arena_array(arena, count, sizeof *pulling->until);
    pulling->own = xc_bitset_make(count);
    if (!pulling->targets || !pulling->place_of || !pulling->until ||
        (count > 0 && !pulling->own.words)) {
        return xc_fail_memory(pulling->owings->error);
    }
    for (uint32_t row = 0; row < count; row++) {
        pulling->targets[row] = likeness_of(pulling, row);
        pulling->until[row] = XC_NO_DATE;
    }
    qsort(pulling->targets, count, sizeof *pulling->targets, by_likeness);
    for (uint32_t place = 0; place < count; place++) {
        pulling->place_of[pulling->targets[place].row] = place;
    }
    return XC_OK;
}

static bool are_alike(const struct pulling *pulling, uint32_t place, uint32_t other) {
    return compare(&pulling->targets[place], &pulling->targets[other]) == 0;
}

/* ---- The same finding ---- */

static int by_item(const void *left, const void *right) {
    const struct problem *a = left, *b = right;
    int order = xc_str_compare(a->item, b->item);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* Adds an outcome's items, or with problems NULL only counts them. */
static void add_problems(struct pulling *pulling, const struct xc_outcome *outcome) {
    struct xc_str rest = outcome->item, item;
    uint32_t row = XC_NO_ROW;
    if (xc_happened_is_open(outcome, pulling->owings->happened->today)) {
        row = xc_register_find_target(pulling->reg, outcome->target);
    }
    if (row == XC_NO_ROW || xc_bitset_get(&pulling->own, row) ||
        !xc_bitset_get(&pulling->owings->rows, row)) {
        return;
    }
    while (xc_casework_next(&rest, &item)) {
        if (pulling->problems) {
            pulling->problems[pulling->problem_count] =
                (struct problem){item, pulling->place_of[row], XC_NO_DATE};
        }
        pulling->problem_count++;
    }
}

static int list_problems(struct pulling *pulling) {
    const struct xc_happened *happened = pulling->owings->happened;
    struct xc_arena *arena = pulling->owings->arena;
    for (size_t i = 0; i < happened->standing_count; i++) {
        add_problems(pulling, happened->standing[i]);
    }
    pulling->candidates =
        xc_arena_array(arena, pulling->problem_count, sizeof *pulling->candidates);
    pulling->problems =
        xc_arena_array(arena, pulling->problem_count, sizeof *pulling->problems);
    if (!pulling->candidates || !pulling->problems) {
        return xc_fail_memory(pulling->owings->error);
    }
    pulling->problem_count = 0;
    for (size_t i = 0; i < happened->standing_count; i++) {
        add_problems(pulling, happened->standing[i]);
    }
    qsort(pulling->problems, pulling->problem_count, sizeof *pulling->problems, by_item);
    return XC_OK;
}

/* ---- Who is pulled in ---- */

static int by_place(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The first problem at an item from a place on. */
static size_t first_problem(const struct pulling *pulling, struct xc_str item,
                            uint32_t place) {
    const struct problem key = {item, place, XC_NO_DATE};
    size_t low = 0, high = pulling->problem_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_item(&pulling->problems[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Those alike with an open problem at one of the cause's items, the heaviest first. An
 * item is left out whose targets were all asked for such a day, or a later one. */
static size_t with_finding(struct pulling *pulling, const struct xc_cause *cause,
                           uint32_t first, xc_date day) {
    struct xc_str rest = cause->item, item;
    size_t count = 0, kept = 0;
    while (xc_casework_next(&rest, &item)) {
        size_t at = first_problem(pulling, item, first);
        if (at < pulling->problem_count && pulling->problems[at].asked >= day) {
            continue;
        }
        for (; at < pulling->problem_count && count < pulling->problem_count &&
               xc_str_equal(pulling->problems[at].item, item) &&
               are_alike(pulling, pulling->problems[at].place, first);
             at++) {
            pulling->candidates[count++] = pulling->problems[at].place;
        }
    }
    if (count > 1) {
        qsort(pulling->candidates, count, sizeof *pulling->candidates, by_place);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || pulling->candidates[i] != pulling->candidates[i - 1]) {
            pulling->candidates[kept++] = pulling->candidates[i];
        }
    }
    return kept;
}

static void mark_asked(struct pulling *pulling, const struct xc_cause *cause,
                       uint32_t first, xc_date day) {
    struct xc_str rest = cause->item, item;
    while (xc_casework_next(&rest, &item)) {
        size_t at = first_problem(pulling, item, first);
        if (at < pulling->problem_count && pulling->problems[at].asked < day) {
            pulling->problems[at].asked = day;
        }
    }
}

/* True where the target is pulled in, or is looked at anyway. */
static bool take(struct pulling *pulling, const struct owned *one, uint32_t place,
                 size_t number, struct xc_window window, int *rc) {
    uint32_t row = pulling->targets[place].row;
    if (place == one->place || !xc_bitset_get(&pulling->owings->rows, row) ||
        xc_bitset_get(&pulling->own, row) || pulling->until[row] >= window.from) {
        return false;
    }
    pulling->until[row] = window.to;
    *rc = xc_owings_add(pulling->owings, one->cause,
                        xc_register_text(pulling->reg, pulling->reg->targets.id[row]),
                        number, window, true);
    return true;
}

/* Targets that are alike, and how far they are looked at already: all before `next`, for
 * days up to `day`. */
struct group {
    uint32_t first, next;
    xc_date day;
};

static int pull_in(struct pulling *pulling, const struct owned *one, struct group *group,
                   size_t number, struct xc_window window) {
    const struct xc_obligation *obligation = pulling->owings->obligation;
    size_t most = obligation->like_most ? obligation->like_most : SIZE_MAX, taken = 0;
    int rc = XC_OK;
    if (obligation->like & XC_LIKE_FINDING) {
        size_t count = with_finding(pulling, one->cause, group->first, window.from);
        for (size_t i = 0; i < count && taken < most && rc == XC_OK; i++) {
            taken += take(pulling, one, pulling->candidates[i], number, window, &rc);
        }
        if (taken < most) {
            mark_asked(pulling, one->cause, group->first, window.from);
        }
        return rc;
    }
    if (window.from > group->day) {
        group->day = window.from;
        group->next = group->first;
    }
    while (group->next < pulling->reg->targets.count && taken < most && rc == XC_OK &&
           are_alike(pulling, group->next, group->first)) {
        taken += take(pulling, one, group->next++, number, window, &rc);
    }
    return rc;
}

/* ---- All ---- */

static int by_group(const void *left, const void *right, const struct pulling *pulling) {
    const struct owned *a = left, *b = right;
    int order = compare(&pulling->targets[a->place], &pulling->targets[b->place]);
    if (order == 0) {
        order = (a->cause->entry > b->cause->entry) - (a->cause->entry < b->cause->entry);
    }
    if (order == 0) {
        order = xc_str_compare(a->cause->target, b->cause->target);
    }
    return order ? order : xc_str_compare(a->cause->id, b->cause->id);
}

/* Merges two sorted halves: qsort has no context. */
static void sort_causes(struct owned *causes, struct owned *scratch, size_t count,
                        const struct pulling *pulling) {
    size_t half = count / 2, a = 0, b = half;
    if (count < 2) {
        return;
    }
    sort_causes(causes, scratch, half, pulling);
    sort_causes(causes + half, scratch, count - half, pulling);
    for (size_t i = 0; i < count; i++) {
        bool left =
            b == count || (a < half && by_group(&causes[a], &causes[b], pulling) <= 0);
        scratch[i] = left ? causes[a++] : causes[b++];
    }
    for (size_t i = 0; i < count; i++) {
        causes[i] = scratch[i];
    }
}

static int list_causes(struct pulling *pulling) {
    struct xc_owings *owings = pulling->owings;
    struct owned *scratch =
        xc_arena_array(owings->arena, owings->cause_count, sizeof *scratch);
    pulling->causes = xc_arena_array(owings->arena, owings->cause_count, sizeof *scratch);
    if (!scratch || !pulling->causes) {
        return xc_fail_memory(owings->error);
    }
    for (size_t i = 0; i < owings->cause_count; i++) {
        const struct xc_cause *cause = &owings->causes[i];
        uint32_t row = xc_register_find_target(pulling->reg, cause->target);
        if (row == XC_NO_ROW) {
            continue;
        }
        pulling->causes[pulling->count++] = (struct owned){cause, pulling->place_of[row]};
        if (!cause->gone) {
            xc_bitset_put(&pulling->own, row);
        }
    }
    sort_causes(pulling->causes, scratch, pulling->count, pulling);
    return XC_OK;
}

/* The causes of targets that are alike, in the order they became known. */
static int pull_group(struct pulling *pulling, const struct owned *causes, size_t count) {
    struct xc_owings *owings = pulling->owings;
    struct group group = {.first = causes->place, .day = XC_NO_DATE};
    int rc = XC_OK;
    while (group.first > 0 && are_alike(pulling, group.first - 1, group.first)) {
        group.first--;
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        const struct owned *one = &causes[i];
        struct xc_window window;
        if (!xc_owings_window(owings, one->cause, &window, &rc)) {
            continue;
        }
        uint32_t row = pulling->targets[one->place].row;
        if (!owings->obligation->like_only && xc_bitset_get(&owings->rows, row)) {
            rc = xc_owings_add(owings, one->cause, one->cause->target, i + 1, window,
                               false);
        }
        if (rc == XC_OK) {
            rc = pull_in(pulling, one, &group, i + 1, window);
        }
    }
    return rc;
}

int xc_owings_alike(struct xc_owings *owings) {
    struct pulling pulling = {.owings = owings, .reg = owings->input->reg};
    size_t end;
    int rc = sort_targets(&pulling);
    if (rc == XC_OK) {
        rc = list_causes(&pulling);
    }
    if (rc == XC_OK && (owings->obligation->like & XC_LIKE_FINDING)) {
        rc = list_problems(&pulling);
    }
    for (size_t i = 0; i < pulling.count && rc == XC_OK; i = end) {
        end = i + 1;
        while (end < pulling.count &&
               are_alike(&pulling, pulling.causes[i].place, pulling.causes[end].place)) {
            end++;
        }
        rc = pull_group(&pulling, &pulling.causes[i], end - i);
    }
    xc_bitset_free(&pulling.own);
    return rc;
}
