#include "draw/deal.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_BYTES = 380 };

/* ---- tickets ---- */

int xc_deal_key(const char *purpose, struct xc_str id, const struct xc_digest *seed,
                struct xc_stem *stem, struct xc_error *error) {
    struct xc_hasher *hasher = xc_hasher_new();
    if (hasher == NULL)
        return xc_fail_memory(error);
    struct xc_ticketer ticketer;
    xc_ticket_start(&ticketer, hasher, purpose, id, seed);
    xc_hasher_free(hasher);
    xc_stem_start(stem);
    xc_stem_add(stem, (struct xc_str){(const char *)ticketer.key.bytes,
                                      sizeof ticketer.key.bytes});
    return XC_OK;
}

static struct xc_stem target_stem(const struct xc_stem *key, struct xc_str target) {
    struct xc_stem stem = *key;
    xc_stem_add(&stem, target);
    xc_stem_add(&stem, XC_STR("\t"));
    return stem;
}

struct xc_digest xc_deal_ticket(const struct xc_stem *key, struct xc_str target,
                                struct xc_str rest) {
    struct xc_stem stem = target_stem(key, target);
    return xc_stem_end(&stem, rest);
}

static struct xc_str group_id(const struct xc_deal_table *table, uint32_t group) {
    return table->urn->targets.id[table->targets[group]];
}

static struct xc_digest pair_ticket(const void *context, uint32_t group,
                                    uint32_t person) {
    const struct xc_deal_table *table = context;
    return xc_deal_ticket(&table->stem, group_id(table, group),
                          table->urn->people.id[person]);
}

static void pair_tops(const void *context, uint32_t group, const uint64_t *who,
                      uint64_t *tops) {
    const struct xc_deal_table *table = context;
    struct xc_stem stem = target_stem(&table->stem, group_id(table, group));
    for (size_t w = 0; w < table->words; w++) {
        uint64_t bits = who[w];
        for (size_t p = w * 64; bits != 0; bits >>= 1, p++)
            if ((bits & 1) != 0)
                tops[p] = xc_stem_top(&stem, table->urn->people.id[p]);
    }
}

/* ---- who may ---- */

/* Takes out of a set those barred from the group's target. */
static void take_out_barred(const struct xc_deal_table *table, uint32_t group,
                            uint64_t *who) {
    for (uint32_t i = table->barred_start[group]; i < table->barred_start[group + 1]; i++)
        xc_flow_drop(who, table->barred[i]);
    for (size_t field = 0; field < 2; field++) {
        if (table->neighbours[field] == NULL)
            continue;
        const uint32_t *near = &table->near[field][2 * (size_t)group];
        for (uint32_t i = near[0]; i < near[1]; i++)
            xc_flow_drop(who, table->neighbours[field][i]);
    }
}

static void may_sit(const void *context, uint32_t group, uint32_t place, uint64_t *who) {
    const struct xc_deal_table *table = context;
    memcpy(who, table->kinds + place * table->words, table->words * sizeof *who);
    take_out_barred(table, group, who);
}

static int mark_kinds(struct xc_deal_table *table, struct xc_arena *arena,
                      struct xc_error *error) {
    const struct xc_urn *urn = table->urn;
    table->kinds =
        xc_arena_array(arena, urn->rules.seat_count * table->words, sizeof *table->kinds);
    if (table->kinds == NULL)
        return xc_fail_memory(error);
    for (size_t place = 0; place < urn->rules.seat_count; place++)
        for (uint32_t p = 0; p < urn->people.count; p++)
            if (table->capacity[p] > 0 &&
                xc_draw_set_has(urn->people.seats[p], urn->rules.seats[place]))
                xc_flow_put(table->kinds + place * table->words, p);
    return XC_OK;
}

/* `avoid` turned round: the people of each target. */
static int list_barred(struct xc_deal_table *table, struct xc_arena *arena,
                       struct xc_error *error) {
    const struct xc_draw_avoid *avoid = &table->urn->avoid;
    uint32_t *group_of =
        xc_arena_array(arena, table->urn->targets.count, sizeof *group_of);
    uint32_t *start =
        xc_arena_array(arena, (size_t)table->count + 2, sizeof *table->barred_start);
    if (group_of == NULL || start == NULL)
        return xc_fail_memory(error);
    for (uint32_t g = 0; g < table->count; g++)
        group_of[table->targets[g]] = g + 1;
    for (size_t i = 0; i < avoid->count; i++)
        if (group_of[avoid->target[i]] > 0)
            start[group_of[avoid->target[i]] + 1]++;
    for (uint32_t g = 0; g < table->count; g++)
        start[g + 2] += start[g + 1];
    table->barred = xc_arena_array(arena, start[table->count + 1], sizeof *table->barred);
    if (table->barred == NULL)
        return xc_fail_memory(error);
    for (size_t i = 0; i < avoid->count; i++)
        if (group_of[avoid->target[i]] > 0)
            table->barred[start[group_of[avoid->target[i]]]++] = avoid->person[i];
    table->barred_start = start;
    return XC_OK;
}

struct placed {
    struct xc_str value;
    uint32_t row;
};

static int compare_placed(const void *left, const void *right) {
    const struct placed *a = left;
    const struct placed *b = right;
    int order = xc_str_compare(a->value, b->value);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* The first of those in order whose value is not below (above: is above) value. */
static uint32_t bound(const struct placed *people, uint32_t count, struct xc_str value,
                      bool above) {
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = xc_str_compare(people[middle].value, value);
        if (order < 0 || (above && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int list_neighbours(struct xc_deal_table *table, size_t field,
                           const struct xc_str *of_people, const struct xc_str *of_target,
                           struct xc_arena *arena, struct xc_error *error) {
    uint32_t count = table->urn->people.count;
    struct placed *people = xc_arena_array(arena, count, sizeof *people);
    table->neighbours[field] = xc_arena_array(arena, count, sizeof(uint32_t));
    table->near[field] = xc_arena_array(arena, table->count, 2 * sizeof(uint32_t));
    if (people == NULL || table->neighbours[field] == NULL || table->near[field] == NULL)
        return xc_fail_memory(error);
    for (uint32_t p = 0; p < count; p++)
        people[p] = (struct placed){of_people[p], p};
    qsort(people, count, sizeof *people, compare_placed);
    for (uint32_t i = 0; i < count; i++)
        table->neighbours[field][i] = people[i].row;
    for (uint32_t g = 0; g < table->count; g++) {
        struct xc_str value = of_target[table->targets[g]];
        if (value.len == 0) /* none equals nothing */
            continue;
        table->near[field][2 * (size_t)g] = bound(people, count, value, false);
        table->near[field][2 * (size_t)g + 1] = bound(people, count, value, true);
    }
    return XC_OK;
}

int xc_deal_prepare(const struct xc_urn *urn, struct xc_str id,
                    const struct xc_digest *seed, const uint32_t *targets, uint32_t count,
                    const uint32_t *capacity, struct xc_arena *arena,
                    struct xc_deal_table *table, struct xc_error *error) {
    *table = (struct xc_deal_table){
        .urn = urn, .targets = targets, .count = count, .capacity = capacity};
    table->words = ((size_t)urn->people.count + 63) / 64;
    int code = mark_kinds(table, arena, error);
    if (code == XC_OK)
        code = list_barred(table, arena, error);
    if (code == XC_OK && urn->rules.apart_organisation)
        code = list_neighbours(table, 0, urn->people.organisation,
                               urn->targets.organisation, arena, error);
    if (code == XC_OK && urn->rules.apart_area)
        code =
            list_neighbours(table, 1, urn->people.area, urn->targets.area, arena, error);
    if (code == XC_OK)
        code = xc_deal_key("pair", id, seed, &table->stem, error);
    return code;
}

struct xc_assign_problem xc_deal_problem(const struct xc_deal_table *table) {
    return (struct xc_assign_problem){.groups = table->count,
                                      .places = (uint32_t)table->urn->rules.seat_count,
                                      .holders = table->urn->people.count,
                                      .capacity = table->capacity,
                                      .top_mask = UINT64_MAX,
                                      .context = table,
                                      .may = may_sit,
                                      .tops = pair_tops,
                                      .ticket = pair_ticket};
}

/* ---- words ---- */

/* True where there is room for another name; else writes the ellipsis. */
static bool go_on(struct xc_buffer *out) {
    if (out->len < NAMES_BYTES)
        return true;
    (void)xc_buffer_puts(out, ", …");
    return false;
}

int xc_deal_name(const struct xc_assign_problem *problem,
                 const struct xc_assign_shortage *shortage,
                 const struct xc_deal_words *words, struct xc_buffer *slots,
                 struct xc_buffer *who) {
    for (uint32_t i = 0; i < shortage->count && (i == 0 || go_on(slots)); i++) {
        if (i > 0)
            (void)xc_buffer_puts(slots, ", ");
        (void)words->slot(words->context, shortage->slots[i], slots);
    }
    for (uint32_t p = 0; p < problem->holders; p++) {
        if (!xc_flow_has(shortage->who, p))
            continue;
        if (who->len > 0 && !go_on(who))
            break;
        if (who->len > 0)
            (void)xc_buffer_puts(who, ", ");
        (void)words->holder(words->context, p, who);
        if (!words->once)
            (void)xc_buffer_printf(who, " (%u)", problem->capacity[p]);
    }
    return slots->failed || who->failed ? XC_ENOMEM : XC_OK;
}

static int name_seat(const void *context, uint32_t slot, struct xc_buffer *out) {
    const struct xc_deal_table *table = context;
    const struct xc_draw_rules *rules = &table->urn->rules;
    uint32_t places = (uint32_t)rules->seat_count;
    (void)xc_buffer_add(out, xc_draw_show(group_id(table, slot / places)));
    (void)xc_buffer_putc(out, ' ');
    return xc_buffer_add(out, xc_draw_show(rules->seats[slot % places]));
}

static int name_person(const void *context, uint32_t person, struct xc_buffer *out) {
    const struct xc_deal_table *table = context;
    return xc_buffer_add(out, xc_draw_show(table->urn->people.id[person]));
}

static int tell(const struct xc_deal_table *table,
                const struct xc_assign_problem *problem,
                const struct xc_assign_shortage *shortage, struct xc_error *error) {
    struct xc_deal_words words = {table, name_seat, name_person, false};
    struct xc_buffer slots = xc_buffer_make((size_t)4 * NAMES_BYTES);
    struct xc_buffer who = xc_buffer_make((size_t)4 * NAMES_BYTES);
    int code = xc_deal_name(problem, shortage, &words, &slots, &who);
    if (code != XC_OK) {
        xc_error_memory(error);
    } else if (who.len == 0) {
        code = xc_fail(error, XC_ENO, "nobody may take the seat %.*s",
                       XC_PRI(xc_buffer_view(&slots)));
    } else {
        code = xc_fail(error, XC_ENO,
                       "these %u seats cannot all be filled, though they could without "
                       "any one of them: %.*s; who may sit there, with the capacity of "
                       "each: %.*s",
                       shortage->count, XC_PRI(xc_buffer_view(&slots)),
                       XC_PRI(xc_buffer_view(&who)));
    }
    if (code == XC_ENO)
        code = xc_hint(error, "name more people, raise capacities, or draw fewer");
    xc_buffer_free(&slots);
    xc_buffer_free(&who);
    return code;
}

/* People with a capacity who may take some kind of seats. */
static uint32_t count_people(const struct xc_deal_table *table) {
    size_t places = table->urn->rules.seat_count;
    uint32_t count = 0;
    for (uint32_t p = 0; p < table->urn->people.count; p++) {
        bool some = false;
        for (size_t place = 0; place < places && !some; place++)
            some = xc_flow_has(table->kinds + place * table->words, p);
        count += some;
    }
    return count;
}

int xc_deal_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                struct xc_draw_result *result, struct xc_arena *arena,
                const struct xc_progress *progress, struct xc_error *error) {
    struct xc_deal_table table;
    struct xc_assign_shortage shortage;
    uint64_t seats = (uint64_t)result->slot_count * urn->rules.seat_count;
    if (seats >= XC_NOBODY)
        return xc_fail(error, XC_EINPUT, "%u targets with %zu seats each are too many",
                       result->slot_count, urn->rules.seat_count);
    result->crews = xc_arena_array(arena, (size_t)seats, sizeof *result->crews);
    if (result->crews == NULL)
        return xc_fail_memory(error);
    if (seats == 0)
        return XC_OK;
    int code = xc_deal_prepare(urn, id, seed, result->slots, result->slot_count,
                               urn->people.capacity, arena, &table, error);
    if (code != XC_OK)
        return code;
    struct xc_assign_problem problem = xc_deal_problem(&table);
    uint32_t people = count_people(&table);
    problem.level = urn->rules.balance && people > 0;
    problem.least = people > 0 ? (uint32_t)((seats + people - 1) / people) : 0;
    code = xc_assign_run(&problem, arena, result->crews, &shortage, progress, error);
    if (code == XC_ENO && shortage.count > 0)
        code = tell(&table, &problem, &shortage, error);
    return code;
}
