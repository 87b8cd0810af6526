#include "draw/draw.h"

#include "draw/draw_internal.h"

#include <string.h>

int xc_draw_sizes(const struct xc_urn *urn, const struct xc_str *outer,
                  size_t outer_count, struct xc_arena *arena, uint32_t **sizes,
                  struct xc_error *error) {
    struct xc_draw_sized sized;
    uint32_t strata = urn->targets.strata_count;
    int code = xc_size_run(urn, outer, outer_count, arena, &sized, error);
    *sizes = code == XC_OK ? xc_arena_array(arena, strata, sizeof **sizes) : NULL;
    if (code == XC_OK && *sizes == NULL)
        code = xc_fail_memory(error);
    for (uint32_t h = 0; h < strata && code == XC_OK; h++)
        (*sizes)[h] = sized.strata[h].must + sized.strata[h].drawn;
    return code;
}

int xc_draw_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                const struct xc_str *outer, size_t outer_count, struct xc_arena *arena,
                struct xc_draw_result *result, const struct xc_progress *progress,
                struct xc_error *error) {
    struct xc_draw_sized sized;
    memset(result, 0, sizeof *result);
    result->seed = *seed;
    int code = xc_size_run(urn, outer, outer_count, arena, &sized, error);
    if (code == XC_OK)
        code = xc_select_run(urn, id, seed, &sized, arena, result, progress, error);
    if (code != XC_OK || !urn->rules.deals)
        return code;
    if (urn->rules.has_teams)
        return xc_teams_run(urn, id, seed, result, arena, progress, error);
    return xc_deal_run(urn, id, seed, result, arena, progress, error);
}

/* Appends an id to a list that was just made; false: no memory. */
static bool append(json_t *list, struct xc_str id) {
    return json_array_append_new(list, json_stringn(id.ptr, id.len)) == 0;
}

static json_t *list_of(const struct xc_str *ids, const uint32_t *rows, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count && list != NULL; i++) {
        if (!append(list, ids[rows[i]])) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static json_t *selected_json(const struct xc_urn *urn,
                             const struct xc_draw_result *result) {
    json_t *object = json_object();
    for (uint32_t h = 0; h < urn->targets.strata_count && object != NULL; h++) {
        struct xc_str name = urn->targets.strata[h];
        json_t *list =
            list_of(urn->targets.id, result->strata[h].rows, result->strata[h].count);
        if (json_object_setn_new(object, name.ptr, name.len, list) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

/* The target, then its people: those dealt to it, or its team's members. */
static json_t *crew_json(const struct xc_urn *urn, const struct xc_draw_result *result,
                         uint32_t slot) {
    size_t seats = urn->rules.seat_count;
    const uint32_t *people =
        result->crews == NULL ? NULL : result->crews + (size_t)slot * seats;
    if (result->team_of != NULL) {
        const struct xc_draw_members *team = &result->teams[result->team_of[slot]];
        people = team->people;
        seats = team->count;
    }
    json_t *crew = list_of(urn->people.id, people, people == NULL ? 0 : seats);
    struct xc_str target = urn->targets.id[result->slots[slot]];
    if (crew != NULL &&
        json_array_insert_new(crew, 0, json_stringn(target.ptr, target.len)) != 0) {
        json_decref(crew);
        crew = NULL;
    }
    return crew;
}

static json_t *crews_json(const struct xc_urn *urn, const struct xc_draw_result *result) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < result->slot_count && list != NULL; i++) {
        if (json_array_append_new(list, crew_json(urn, result, i)) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static json_t *teams_json(const struct xc_urn *urn, const struct xc_draw_result *result) {
    json_t *list = json_array();
    for (size_t i = 0; i < result->team_count && list != NULL; i++) {
        const struct xc_draw_members *team = &result->teams[i];
        if (json_array_append_new(
                list, list_of(urn->people.id, team->people, team->count)) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

json_t *xc_draw_result_json(const struct xc_urn *urn,
                            const struct xc_draw_result *result) {
    char seed[XC_DIGEST_HEX + 1];
    json_t *object = json_object();
    if (object == NULL)
        return NULL;
    xc_digest_hex(&result->seed, seed);
    int failed = json_object_set_new(object, "seed", json_string(seed));
    failed |= json_object_set_new(object, "selected", selected_json(urn, result));
    if (urn->rules.deals)
        failed |= json_object_set_new(object, "crews", crews_json(urn, result));
    if (urn->rules.deals && urn->rules.has_teams)
        failed |= json_object_set_new(object, "teams", teams_json(urn, result));
    if (failed != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}
