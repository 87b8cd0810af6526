#include "report/public_people.h"

#include "register/json.h"

#include <jansson.h>
#include <stdlib.h>

void xc_public_people_free(struct xc_public_people *people) {
    free(people->moves);
    people->moves = NULL;
    people->count = people->room = 0;
}

static int add(struct xc_public_people *people, struct xc_str person, bool left,
               struct xc_error *error) {
    if (people->count == people->room) {
        size_t room = people->room ? 2 * people->room : 256;
        struct xc_public_move *moves = realloc(people->moves, room * sizeof *moves);
        if (!moves) {
            return xc_fail_memory(error);
        }
        people->moves = moves;
        people->room = room;
    }
    struct xc_str kept = xc_arena_copy(people->arena, person);
    people->moves[people->count] = (struct xc_public_move){kept, left};
    people->count += kept.ptr != NULL;
    return kept.ptr ? XC_OK : xc_fail_memory(error);
}

/* Everybody in a list from one on; fixed: how many of the list's first were not dealt. */
static int add_list(struct xc_public_people *people, const json_t *list, size_t from,
                    size_t fixed, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = from + fixed; i < json_array_size(list) && rc == XC_OK; i++) {
        struct xc_str person = xc_json_str(json_array_get(list, i));
        rc = person.len && !xc_str_is(person, "-") ? add(people, person, false, error)
                                                   : XC_OK;
    }
    return rc;
}

static int parse(struct xc_str text, json_t **json, struct xc_error *error) {
    *json = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(*json)
               ? XC_OK
               : xc_fail(error, XC_EENV, "a stored result cannot be read");
}

static int add_teams(struct xc_public_people *people, const json_t *teams,
                     const json_t *rules, struct xc_error *error) {
    const json_t *fixed = json_object_get(json_object_get(rules, "deal"), "teams");
    const json_t *team;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(teams, i, team) {
        if (rc == XC_OK) {
            rc = add_list(people, team, 0, json_array_size(json_array_get(fixed, i)),
                          error);
        }
    }
    return rc;
}

static int add_crews(struct xc_public_people *people, const json_t *crews,
                     struct xc_error *error) {
    const json_t *crew;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(crews, i, crew) {
        rc = rc == XC_OK ? add_list(people, crew, 1, 0, error) : rc;
    }
    return rc;
}

int xc_public_people_draw(struct xc_public_people *people,
                          const struct xc_stored_draw *draw,
                          struct xc_draw_counted *counted, struct xc_error *error) {
    json_t *result = NULL, *rules = NULL;
    int rc = parse(draw->result, &result, error);
    *counted = (struct xc_draw_counted){0};
    if (rc == XC_OK) {
        rc = parse(draw->rules, &rules, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_count(result, counted, error);
    }
    if (rc == XC_OK) {
        rc = counted->teams
                 ? add_teams(people, json_object_get(result, "teams"), rules, error)
                 : add_crews(people, json_object_get(result, "crews"), error);
    }
    json_decref(result);
    json_decref(rules);
    return rc;
}

int xc_public_people_sub(struct xc_public_people *people,
                         const struct xc_draw_counted *counted,
                         const struct xc_sub_entry *entry, struct xc_str result,
                         bool *nobody, struct xc_error *error) {
    json_t *json = NULL;
    int rc = XC_OK;
    *nobody = false;
    if (entry->person) {
        rc = add(people, entry->leaves, true, error);
    }
    if (rc != XC_OK || result.len == 0) {
        return rc;
    }
    rc = parse(result, &json, error);
    struct xc_str in = xc_json_str_at(json, "in");
    *nobody = rc == XC_OK && xc_str_is(in, "-");
    if (rc == XC_OK && entry->person && in.len && !*nobody) {
        rc = add(people, in, false, error);
    } else if (rc == XC_OK && !entry->person && !*nobody && !counted->teams) {
        rc = add_list(people, json_object_get(json, "crew"), 0, 0, error);
    }
    json_decref(json);
    return rc;
}

static int by_person(const void *left, const void *right) {
    const struct xc_public_move *a = left, *b = right;
    return xc_str_compare(a->person, b->person);
}

static struct xc_fraction reduced(uint64_t left, uint64_t dealt) {
    uint64_t a = left, b = dealt;
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    if (dealt == 0) {
        return (struct xc_fraction){0, 1};
    }
    return (struct xc_fraction){(int64_t)(left / a), (int64_t)(dealt / a)};
}

int xc_public_people_rates(struct xc_public_people *people, struct xc_public_rate **rates,
                           size_t *count, struct xc_error *error) {
    *count = 0;
    *rates = xc_arena_array(people->arena, people->count, sizeof **rates);
    if (!*rates) {
        return xc_fail_memory(error);
    }
    if (people->count > 1) {
        qsort(people->moves, people->count, sizeof *people->moves, by_person);
    }
    for (size_t i = 0; i < people->count; i++) {
        struct xc_public_rate *rate = *count ? &(*rates)[*count - 1] : NULL;
        if (!rate || !xc_str_equal(rate->person, people->moves[i].person)) {
            rate = &(*rates)[(*count)++];
            rate->person = people->moves[i].person;
        }
        rate->dealt += !people->moves[i].left;
        rate->left += people->moves[i].left;
    }
    for (size_t i = 0; i < *count; i++) {
        (*rates)[i].rate = reduced((*rates)[i].left, (*rates)[i].dealt);
    }
    return XC_OK;
}
