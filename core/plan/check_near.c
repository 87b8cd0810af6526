/* Which fixed visits can meet those to check. Of a country's only a handful share people,
 * crews or targets with one visit that is moved by hand; the others are not looked at
 * again. */
#include "plan/check_internal.h"

enum {
    FEW = 8
}; /* fixed visits per visit to check from which on leaving some out pays */

struct names { /* ascending */
    struct xc_str *texts;
    uint32_t count;
};

struct near {
    struct names ids, targets, people, crews;
    bool uses, turns; /* some visit to check has a resource, or a turn in an area */
    bool all;         /* too few to be worth it */
};

static int by_text(const void *context, uint32_t a, uint32_t b) {
    const struct xc_str *texts = context;
    int order = xc_str_compare(texts[a], texts[b]);
    return order ? order : (a < b ? -1 : a > b);
}

/* Sorts the texts and leaves repeats out. */
static int sort_names(struct xc_arena *arena, struct names *names) {
    uint32_t *order = xc_plan_indices(arena, names->count);
    uint32_t *scratch = xc_arena_array(arena, names->count, sizeof *scratch);
    struct xc_str *sorted = xc_arena_array(arena, names->count, sizeof *sorted);
    uint32_t kept = 0;
    if (!order || !scratch || !sorted)
        return XC_ENOMEM;
    xc_plan_sort(order, names->count, scratch, by_text, names->texts);
    for (uint32_t i = 0; i < names->count; i++) {
        struct xc_str text = names->texts[order[i]];
        if (kept == 0 || !xc_str_equal(sorted[kept - 1], text))
            sorted[kept++] = text;
    }
    names->texts = sorted;
    names->count = kept;
    return XC_OK;
}

static bool holds(const struct names *names, struct xc_str text) {
    return xc_str_listed(names->texts, names->count, text);
}

static bool has_uses(const struct xc_demand *demand) {
    return demand->obligation->use_count > 0;
}

static bool has_turns(const struct xc_demand *demand) {
    return demand->obligation->areas == XC_AREAS_SWAP;
}

static bool serves(const struct xc_checking *c, const struct xc_visit *visit,
                   bool (*asks)(const struct xc_demand *demand)) {
    for (size_t i = 0; i < visit->task_count; i++) {
        const struct xc_demand *demand = xc_check_demand(c, &visit->tasks[i]);
        if (demand && asks(demand))
            return true;
    }
    return false;
}

static int list_names(const struct xc_checking *c, struct near *near,
                      const struct xc_visit *visits, size_t count) {
    struct xc_arena *arena = c->job.arena;
    size_t people = 0;
    for (uint32_t i = 0; i < c->checked; i++)
        people += c->visits[i]->person_count;
    near->ids.texts = xc_arena_array(arena, count, sizeof(struct xc_str));
    near->targets.texts = xc_arena_array(arena, c->checked, sizeof(struct xc_str));
    near->crews.texts = xc_arena_array(arena, c->checked, sizeof(struct xc_str));
    near->people.texts = xc_arena_array(arena, people, sizeof(struct xc_str));
    if (!near->ids.texts || !near->targets.texts || !near->crews.texts ||
        !near->people.texts)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++)
        near->ids.texts[near->ids.count++] = visits[i].id;
    for (uint32_t i = 0; i < c->checked; i++) {
        const struct xc_visit *visit = c->visits[i];
        near->targets.texts[near->targets.count++] = visit->target;
        if (visit->crew.len > 0)
            near->crews.texts[near->crews.count++] = visit->crew;
        for (size_t k = 0; k < visit->person_count; k++)
            near->people.texts[near->people.count++] = visit->people[k].person;
        near->uses = near->uses || serves(c, visit, has_uses);
        near->turns = near->turns || serves(c, visit, has_turns);
    }
    return sort_names(arena, &near->ids) || sort_names(arena, &near->targets) ||
                   sort_names(arena, &near->crews) || sort_names(arena, &near->people)
               ? XC_ENOMEM
               : XC_OK;
}

static bool is_near(const struct xc_checking *c, const struct near *near,
                    const struct xc_visit *visit) {
    if (near->all || holds(&near->targets, visit->target) ||
        holds(&near->crews, visit->crew))
        return true;
    for (size_t i = 0; i < visit->person_count; i++)
        if (holds(&near->people, visit->people[i].person))
            return true;
    return (near->uses && serves(c, visit, has_uses)) ||
           (near->turns && serves(c, visit, has_turns));
}

/* Cancelled visits break no rule: they are left out, but come instead of fixed ones of
 * the same id. */
static int list_checked(struct xc_checking *c, const struct xc_visit *visits,
                        size_t count) {
    size_t *numbers = xc_arena_array(c->job.arena, count, sizeof *numbers);
    if (!numbers)
        return XC_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        if (!xc_fixed_counts(visits[i].status))
            continue;
        numbers[c->count] = i;
        c->visits[c->count++] = &visits[i];
    }
    c->checked = c->count;
    c->numbers = numbers;
    return XC_OK;
}

int xc_check_gather(struct xc_checking *c, const struct xc_visit *visits, size_t count,
                    struct xc_error *error) {
    const struct xc_plan_input *input = c->job.input;
    struct near near = {.all = count * FEW > input->fixed_count};
    size_t room = count + input->fixed_count;
    size_t people = 0;
    if (room >= UINT32_MAX)
        return xc_fail_memory(error);
    c->visits = xc_arena_array(c->job.arena, room, sizeof(const struct xc_visit *));
    if (!c->visits || list_checked(c, visits, count) ||
        list_names(c, &near, visits, count))
        return xc_fail_memory(error);
    for (size_t i = 0; i < input->fixed_count; i++) {
        const struct xc_visit *visit = &input->fixed[i];
        if (xc_fixed_counts(visit->status) && is_near(c, &near, visit) &&
            !holds(&near.ids, visit->id))
            c->visits[c->count++] = visit;
    }
    c->targets = xc_arena_array(c->job.arena, c->count, sizeof *c->targets);
    if (!c->targets)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < c->count; i++) {
        c->targets[i] = xc_register_find_target(c->job.reg, c->visits[i]->target);
        people += c->visits[i]->person_count;
    }
    c->entries = xc_arena_array(c->job.arena, people > c->count ? people : c->count,
                                sizeof *c->entries);
    return c->entries ? XC_OK : xc_fail_memory(error);
}
