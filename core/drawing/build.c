/* The files of a draw: how many are drawn of what, whom it deals, and the rules that say
 * so (docs/draw.md §2). */
#include "drawing/files.h"

#include "draw/draw.h"

#include <stdlib.h>

/* ---- Rules ---- */

struct numbers {
    bool floors; /* beside the share */
    bool share;
    struct xc_draw_number *list;
    size_t count;
};

static int by_text(const void *a, const void *b) {
    return xc_str_compare(*(const struct xc_str *)a, *(const struct xc_str *)b);
}

/* A sorted list of the flags and one more (NULL: none). NULL: no memory. */
static json_t *flags_json(const struct xc_draw_making *making, const struct xc_str *list,
                          size_t count, const char *more) {
    struct xc_str *sorted = xc_arena_array(making->arena, count + 1, sizeof *sorted);
    json_t *array = json_array();
    if (!sorted) {
        json_decref(array);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = list[i];
    }
    if (more) {
        sorted[count++] = xc_str_from(more);
    }
    qsort(sorted, count, sizeof *sorted, by_text);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !xc_str_equal(sorted[i], sorted[i - 1])) {
            json_array_append_new(array, xc_json_text(sorted[i]));
        }
    }
    return array;
}

static json_t *numbers_json(const struct numbers *numbers) {
    json_t *object = json_object();
    for (size_t i = 0; i < numbers->count; i++) {
        json_object_setn_new(object, numbers->list[i].stratum.ptr,
                             numbers->list[i].stratum.len,
                             json_integer((json_int_t)numbers->list[i].n));
    }
    return object;
}

static json_t *select_json(const struct xc_draw_making *making,
                           const struct numbers *numbers) {
    const struct xc_draw_rule *draw = making->build->draw;
    json_t *select = json_object();
    json_object_set_new(select, "method", xc_json_text(draw->method));
    if (numbers->share) {
        json_object_set_new(
            select, "share",
            json_pack("[I, I]", (json_int_t)draw->share.a, (json_int_t)draw->share.b));
    }
    if (!numbers->share && !xc_str_is(draw->method, "order")) {
        json_object_set_new(select, "n", numbers_json(numbers));
    } else if (numbers->floors) {
        json_object_set_new(select, "floors", numbers_json(numbers));
    }
    return select;
}

static json_t *deal_json(const struct xc_draw_making *making) {
    const struct xc_draw_seating *seating = &making->seating;
    json_t *deal = json_object(), *seats = json_array(), *apart = json_array();
    for (size_t i = 0; i < seating->place_count; i++) {
        json_array_append_new(seats, xc_json_text(seating->places[i].kind));
    }
    if (making->apart_area) {
        json_array_append_new(apart, json_string("area"));
    }
    json_array_append_new(apart, json_string("organisation"));
    json_object_set_new(deal, "seats", seats);
    json_object_set_new(deal, "apart", apart);
    if (seating->obligation->crew.balance) {
        json_object_set_new(deal, "balance", json_true());
    }
    if (seating->team_count) {
        json_t *teams = json_array();
        for (size_t t = 0; t < seating->team_count; t++) {
            json_t *fixed = json_array();
            for (size_t i = 0; i < making->fixed[t].count; i++) {
                json_array_append_new(fixed, xc_json_text(making->fixed[t].ids[i]));
            }
            json_array_append_new(teams, fixed);
        }
        json_object_set_new(deal, "teams", teams);
    }
    return deal;
}

static bool any_mark(const struct xc_draw_making *making, bool replaced) {
    const struct xc_draw_build *build = making->build;
    for (size_t i = 0; i < build->mark_count; i++) {
        if (build->marks[i].replaced == replaced) {
            return true;
        }
    }
    return false;
}

static bool deals(const struct xc_draw_making *making) {
    return making->seating.place_count || making->seating.team_count;
}

/* plain: without flags and people, only to count. */
static int write_rules(const struct xc_draw_making *making, const struct numbers *numbers,
                       bool plain, struct xc_str *text) {
    const struct xc_draw_build *build = making->build;
    const struct xc_draw_rule *draw = build->draw;
    const char *before = plain || !any_mark(making, false) ? NULL : XC_DRAW_BEFORE;
    const char *replaced = plain || !any_mark(making, true) ? NULL : XC_DRAW_REPLACED;
    unsigned delay = build->at_once ? 0 : draw->delay;
    struct xc_buffer out = xc_buffer_make((size_t)64 << 20);
    char hex[XC_DIGEST_HEX + 1];
    json_t *rules = json_object();
    json_object_set_new(rules, "v", json_integer(1));
    json_object_set_new(rules, "select", select_json(making, numbers));
    if (draw->skip_count || before) {
        json_object_set_new(rules, "skip",
                            flags_json(making, draw->skip, draw->skip_count, before));
    }
    if (!plain && (draw->must_count || replaced)) {
        json_object_set_new(rules, "must",
                            flags_json(making, draw->must, draw->must_count, replaced));
    }
    if (!plain && draw->outer.len) {
        xc_digest_hex(&build->within, hex);
        json_object_set_new(rules, "within", json_string(hex));
    }
    if (delay != XC_DRAW_DELAY) {
        json_object_set_new(rules, "delay", json_integer(delay));
    }
    if (!plain && deals(making)) {
        json_object_set_new(rules, "deal", deal_json(making));
    }
    int rc = xc_json_canonical(rules, &out, making->error);
    *text = xc_arena_copy(making->arena, xc_buffer_view(&out));
    json_decref(rules);
    xc_buffer_free(&out);
    return rc == XC_OK && !text->ptr ? xc_fail_memory(making->error) : rc;
}

/* ---- Numbers ---- */

const char xc_draw_nothing[] = XC_MSG("nothing is to be drawn in this batch");

static struct xc_draw_number *number_of(struct numbers *numbers, struct xc_str stratum) {
    for (size_t i = 0; i < numbers->count; i++) {
        if (xc_str_equal(numbers->list[i].stratum, stratum)) {
            return &numbers->list[i];
        }
    }
    return NULL;
}

/* As the policy says them; within an outer draw the same for each of its areas. */
static int said_numbers(const struct xc_draw_making *making, struct numbers *numbers) {
    const struct xc_draw_rule *draw = making->build->draw;
    struct xc_bitset areas = {0};
    const struct xc_register *reg = making->build->reg;
    int rc = XC_OK;
    size_t room = draw->stratum_count;
    numbers->share = draw->has_share;
    numbers->floors = draw->has_share && draw->stratum_count;
    if (draw->outer.len && draw->stratum_count) {
        rc = xc_draw_areas(making, draw->outer, &areas);
        room = rc == XC_OK ? xc_bitset_count(&areas) : 0;
    }
    numbers->list = xc_arena_array(making->arena, room, sizeof *numbers->list);
    if (rc == XC_OK && !numbers->list) {
        rc = xc_fail_memory(making->error);
    }
    if (rc == XC_OK && areas.size) {
        for (size_t i = xc_bitset_next(&areas, 0); i < areas.size;
             i = xc_bitset_next(&areas, i + 1)) {
            numbers->list[numbers->count++] = (struct xc_draw_number){
                xc_register_text(reg, reg->areas.code[i]), draw->strata[0].n};
        }
    } else if (rc == XC_OK) {
        for (size_t i = 0; i < draw->stratum_count; i++) {
            numbers->list[numbers->count++] =
                (struct xc_draw_number){draw->strata[i].name, draw->strata[i].n};
        }
    }
    xc_bitset_free(&areas);
    return rc;
}

/* The numbers by stratum that the said ones come to over the units of `of`: by the draw's
 * own arithmetic. */
static int counted_numbers(const struct xc_draw_making *making,
                           const struct numbers *said, struct numbers *counted) {
    struct xc_draw_units_list all;
    struct xc_draw_files files = {.people = XC_STR(""), .avoid = XC_STR("")};
    struct xc_urn urn;
    uint32_t *sizes = NULL;
    int rc = xc_draw_units_find(making, making->build->draw->of, &all);
    if (rc == XC_OK) {
        rc = xc_draw_units_write(making, &all, &files.targets);
    }
    if (rc == XC_OK) {
        rc = write_rules(making, said, true, &files.rules);
    }
    if (rc == XC_OK) {
        rc = xc_urn_read(&files, making->arena, &urn, making->error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_sizes(&urn, NULL, 0, making->arena, &sizes, making->error);
    }
    if (rc == XC_ENO) {
        return xc_hint(making->error, "the first number is how many there are, the "
                                      "second how many the policy asks for: ask for "
                                      "fewer, or import what is missing");
    }
    if (rc != XC_OK) {
        return rc;
    }
    counted->list =
        xc_arena_array(making->arena, urn.targets.strata_count, sizeof *counted->list);
    if (!counted->list) {
        return xc_fail_memory(making->error);
    }
    for (uint32_t i = 0; i < urn.targets.strata_count; i++) {
        counted->list[counted->count++] =
            (struct xc_draw_number){urn.targets.strata[i], sizes[i]};
    }
    return XC_OK;
}

/* Units of a stratum that this batch may still draw. */
static uint32_t available(const struct xc_draw_making *making, struct xc_str stratum) {
    const struct xc_draw_build *build = making->build;
    uint32_t count = 0;
    size_t mark = 0;
    for (size_t i = 0; i < making->units.count; i++) {
        const struct xc_draw_unit *unit = &making->units.units[i];
        while (mark < build->mark_count &&
               xc_str_compare(build->marks[mark].target, unit->id) < 0) {
            mark++;
        }
        bool out = mark < build->mark_count && !build->marks[mark].replaced &&
                   xc_str_equal(build->marks[mark].target, unit->id);
        count += !out && xc_str_equal(unit->stratum, stratum);
    }
    return count;
}

/* Cumulative: by batch k, k / batches of each stratum, rounded down; what was short is
 * made up for later, and the last batch takes the rest. */
static int batch_numbers(const struct xc_draw_making *making, struct numbers *numbers) {
    const struct xc_draw_build *build = making->build;
    uint64_t total = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        struct xc_draw_number *number = &numbers->list[i];
        bool last = build->batch == build->batches;
        uint32_t want =
            last ? number->n
                 : (uint32_t)((uint64_t)number->n * build->batch / build->batches);
        for (size_t k = 0; k < build->before_count; k++) {
            if (xc_str_equal(build->before[k].stratum, number->stratum)) {
                want -= want < build->before[k].n ? want : build->before[k].n;
            }
        }
        uint32_t room = last ? want : available(making, number->stratum);
        number->n = want < room ? want : room;
        total += number->n;
    }
    if (total == 0) {
        xc_fail(making->error, XC_ENO, "%s", xc_draw_nothing);
        xc_message_set(&making->error->message, xc_draw_nothing);
        return xc_hint(making->error,
                       "either its share is drawn already, or nothing is in the urn yet");
    }
    return XC_OK;
}

static int find_numbers(const struct xc_draw_making *making, struct numbers *numbers) {
    const struct xc_draw_build *build = making->build;
    struct numbers said = {0};
    int rc = said_numbers(making, &said);
    bool order = xc_str_is(build->draw->method, "order");
    bool of = build->draw->has_share && build->draw->of != build->draw->from;
    *numbers = said;
    if (rc == XC_OK && !order && (of || (build->batches && said.share))) {
        *numbers = (struct numbers){0};
        rc = counted_numbers(making, &said, numbers);
    }
    if (rc == XC_OK && !order && build->batches) {
        rc = batch_numbers(making, numbers);
    }
    for (size_t i = 0; i < said.count && rc == XC_OK && of; i++) {
        if (!number_of(numbers, said.list[i].stratum) && said.list[i].n > 0) {
            rc = xc_fail(making->error, XC_ENO,
                         "draw '%.*s': %u are asked for of '%.*s', but there are none",
                         XC_PRI(build->draw->label), said.list[i].n,
                         XC_PRI(said.list[i].stratum));
        }
    }
    return rc;
}

/* ---- The whole ---- */

static bool kinds_apart(const struct xc_draw_kinds *kinds) {
    for (size_t i = 0; i < kinds->count; i++) {
        if (kinds->kinds[i].apart_area) {
            return true;
        }
    }
    return false;
}

/* Which level must differ: the own county's, or that of an outer draw's areas. */
int xc_draw_level_find(struct xc_draw_making *making) {
    const struct xc_obligation *asks = making->seating.obligation;
    making->apart_area = asks && deals(making) && kinds_apart(&making->kinds);
    if (!making->apart_area) {
        return XC_OK;
    }
    const struct xc_crew_rule *rules[] = {&asks->crew, &asks->panel};
    struct xc_str label = XC_STR("");
    bool county = false;
    for (size_t i = 0; i < 2; i++) {
        county = county || rules[i]->outside_target;
        if (rules[i]->outside_drawn.len) {
            if (label.len && !xc_str_equal(label, rules[i]->outside_drawn)) {
                county = true;
            }
            label = rules[i]->outside_drawn;
        }
    }
    if (county && label.len) {
        return xc_fail(making->error, XC_EPOLICY,
                       "%.*s: crew and panel of one draw must stay outside the same "
                       "areas",
                       XC_PRI(asks->label));
    }
    return label.len ? xc_draw_areas(making, label, &making->drawn_areas) : XC_OK;
}

int xc_draw_build(const struct xc_draw_build *build, struct xc_arena *arena,
                  struct xc_draw_files *files, struct xc_error *error) {
    struct xc_draw_making making = {.build = build, .arena = arena, .error = error};
    struct numbers numbers = {0};
    *files = (struct xc_draw_files){
        .people = XC_STR(""), .avoid = XC_STR(""), .targets = XC_STR("")};
    int rc = xc_draw_kinds_make(build->programme, build->draw, arena, &making.seating,
                                &making.kinds, error);
    if (rc == XC_OK) {
        rc = xc_draw_level_find(&making);
    }
    if (rc == XC_OK) {
        rc = xc_draw_units_find(&making, build->draw->from, &making.units);
    }
    if (rc == XC_OK) {
        rc = find_numbers(&making, &numbers);
    }
    if (rc == XC_OK) {
        rc = xc_draw_units_write(&making, &making.units, &files->targets);
    }
    if (rc == XC_OK && deals(&making)) {
        rc = xc_draw_people_write(&making, &files->people, &files->avoid);
    }
    if (rc == XC_OK) {
        rc = write_rules(&making, &numbers, false, &files->rules);
    }
    xc_bitset_free(&making.drawn_areas);
    return rc;
}
