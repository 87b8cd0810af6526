/* How many of each stratum, in whole numbers. */
#include "draw/draw_internal.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_BYTES = 700 };

struct sizing {
    const struct xc_urn *urn;
    const struct xc_str *outer;
    size_t outer_count;
    struct xc_arena *arena;
    struct xc_draw_sized *sized;
    struct xc_error *error;
};

/* Strata that cannot give what is asked of them. */
struct shortage {
    size_t count;
    struct xc_buffer list; /* "name: there < asked", as many as fit */
    bool full;
};

static bool drawn_outside(const struct sizing *sizing, struct xc_str stratum) {
    return !sizing->urn->rules.has_within ||
           xc_str_listed(sizing->outer, sizing->outer_count, stratum);
}

static bool has_any(struct xc_str flags, const struct xc_str *words, size_t count) {
    for (size_t i = 0; flags.len > 0 && i < count; i++) {
        if (xc_draw_set_has(flags, words[i]))
            return true;
    }
    return false;
}

static int count_rows(const struct sizing *sizing) {
    const struct xc_draw_rules *rules = &sizing->urn->rules;
    const struct xc_draw_targets *targets = &sizing->urn->targets;
    struct xc_draw_sized *sized = sizing->sized;
    bool *drawn = xc_arena_array(sizing->arena, targets->strata_count, sizeof *drawn);
    sized->standing = xc_arena_array(sizing->arena, targets->count, 1);
    sized->strata =
        xc_arena_array(sizing->arena, targets->strata_count, sizeof *sized->strata);
    if (drawn == NULL || sized->standing == NULL || sized->strata == NULL)
        return xc_fail_memory(sizing->error);
    for (uint32_t h = 0; h < targets->strata_count; h++)
        drawn[h] = drawn_outside(sizing, targets->strata[h]);
    for (uint32_t row = 0; row < targets->count; row++) {
        struct xc_draw_size *size = &sized->strata[targets->stratum[row]];
        if (!drawn[targets->stratum[row]] ||
            has_any(targets->flags[row], rules->skip, rules->skip_count))
            continue;
        bool must = has_any(targets->flags[row], rules->must, rules->must_count);
        sized->standing[row] = must ? XC_DRAW_MUST : XC_DRAW_IN;
        size->count++;
        size->must += must ? 1 : 0;
        size->heavy += !must && targets->weight[row] > 0 ? 1 : 0;
    }
    return XC_OK;
}

static void note_shortage(struct shortage *shortage, struct xc_str stratum,
                          uint32_t there, uint32_t asked) {
    size_t before = shortage->list.len;
    shortage->count++;
    if (shortage->full)
        return;
    (void)xc_buffer_printf(&shortage->list, "%s%.*s: %u < %u", before > 0 ? ", " : "",
                           XC_PRI(xc_draw_show(stratum)), there, asked);
    shortage->full = shortage->list.len > LIST_BYTES;
    if (shortage->full) {
        shortage->list.len = before;
        (void)xc_buffer_puts(&shortage->list, " …");
    }
}

/* Frees the list. format takes the number of strata and their list. */
static int end_shortage(struct shortage *shortage, bool weights, struct xc_error *error) {
    int code = XC_OK;
    if (shortage->list.failed)
        code = xc_fail_memory(error);
    else if (shortage->count > 0 && weights)
        code = xc_fail(error, XC_ENO,
                       "too few targets with a weight are there to be drawn (strata: "
                       "%zu): %.*s",
                       shortage->count, XC_PRI(xc_buffer_view(&shortage->list)));
    else if (shortage->count > 0)
        code = xc_fail(error, XC_ENO,
                       "too few targets are there to be drawn (strata: %zu): %.*s",
                       shortage->count, XC_PRI(xc_buffer_view(&shortage->list)));
    xc_buffer_free(&shortage->list);
    return code;
}

/* Takes the numbers, or floors, of the rules to the strata. */
static int name_numbers(const struct sizing *sizing) {
    const struct xc_draw_rules *rules = &sizing->urn->rules;
    const struct xc_draw_targets *targets = &sizing->urn->targets;
    struct shortage shortage = {.list = xc_buffer_make(2 * (size_t)LIST_BYTES)};
    uint32_t h = 0;
    for (size_t i = 0; i < rules->n_count; i++) {
        const struct xc_draw_number *number = &rules->n[i];
        if (!drawn_outside(sizing, number->stratum))
            continue;
        while (h < targets->strata_count &&
               xc_str_compare(targets->strata[h], number->stratum) < 0)
            h++;
        bool known = h < targets->strata_count &&
                     xc_str_equal(targets->strata[h], number->stratum);
        uint32_t there = known ? sizing->sized->strata[h].count : 0;
        if (number->n > there)
            note_shortage(&shortage, number->stratum, there, number->n);
        else if (known)
            sizing->sized->strata[h].wanted = number->n;
    }
    return end_shortage(&shortage, false, sizing->error);
}

static uint64_t share_of(const struct xc_draw_rules *rules, uint64_t count) {
    return (rules->share_a * count + rules->share_b - 1) / rules->share_b;
}

struct remainder {
    uint64_t rest;
    uint32_t stratum;
};

static int compare_remainders(const void *left, const void *right) {
    const struct remainder *a = left;
    const struct remainder *b = right;
    if (a->rest != b->rest)
        return a->rest > b->rest ? -1 : 1;
    return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* Floors are in `wanted`; what the share is above their sum goes by what is left of each
 * stratum, largest remainders first. */
static int apportion(const struct sizing *sizing) {
    const struct xc_draw_rules *rules = &sizing->urn->rules;
    struct xc_draw_size *sizes = sizing->sized->strata;
    uint32_t strata = sizing->urn->targets.strata_count;
    uint64_t all = 0;
    uint64_t floors = 0;
    for (uint32_t h = 0; h < strata; h++) {
        all += sizes[h].count;
        floors += sizes[h].wanted;
    }
    uint64_t size = share_of(rules, all);
    if (size <= floors)
        return XC_OK;
    uint64_t given = 0;
    struct remainder *list = xc_arena_array(sizing->arena, strata, sizeof *list);
    if (list == NULL)
        return xc_fail_memory(sizing->error);
    for (uint32_t h = 0; h < strata; h++) {
        uint64_t part = (size - floors) * (sizes[h].count - sizes[h].wanted);
        list[h] = (struct remainder){part % (all - floors), h};
        sizes[h].wanted += (uint32_t)(part / (all - floors));
        given += part / (all - floors);
    }
    qsort(list, strata, sizeof *list, compare_remainders);
    for (uint64_t i = 0; i < size - floors - given; i++)
        sizes[list[i].stratum].wanted++;
    return XC_OK;
}

/* What is left to the method, and whether it can give it. */
static int check_method(const struct sizing *sizing) {
    const struct xc_draw_targets *targets = &sizing->urn->targets;
    struct shortage shortage = {.list = xc_buffer_make(2 * (size_t)LIST_BYTES)};
    for (uint32_t h = 0; h < targets->strata_count; h++) {
        struct xc_draw_size *size = &sizing->sized->strata[h];
        size->drawn = size->wanted > size->must ? size->wanted - size->must : 0;
        if (sizing->urn->rules.method == XC_DRAW_PPS && size->drawn > size->heavy)
            note_shortage(&shortage, targets->strata[h], size->heavy, size->drawn);
    }
    return end_shortage(&shortage, true, sizing->error);
}

int xc_size_run(const struct xc_urn *urn, const struct xc_str *outer, size_t outer_count,
                struct xc_arena *arena, struct xc_draw_sized *sized,
                struct xc_error *error) {
    const struct sizing sizing = {.urn = urn,
                                  .outer = outer,
                                  .outer_count = outer_count,
                                  .arena = arena,
                                  .sized = sized,
                                  .error = error};
    const struct xc_draw_rules *rules = &urn->rules;
    if (rules->has_within && outer == NULL)
        return xc_fail(error, XC_EINPUT,
                       "the draw lies within another one, whose result is needed");
    int code = count_rows(&sizing);
    if (code == XC_OK)
        code = name_numbers(&sizing);
    if (code == XC_OK && rules->has_floors)
        code = apportion(&sizing);
    for (uint32_t h = 0; h < urn->targets.strata_count && code == XC_OK; h++) {
        if (rules->method == XC_DRAW_ORDER)
            sized->strata[h].wanted = sized->strata[h].count;
        else if (rules->has_share && !rules->has_floors)
            sized->strata[h].wanted = (uint32_t)share_of(rules, sized->strata[h].count);
    }
    return code == XC_OK ? check_method(&sizing) : code;
}
