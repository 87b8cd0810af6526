/* Who was drawn is visited, and by whom the draw gave them, substitutes in their places;
 * nobody else is. What came out of a draw is worked out again by docs/draw.md. */
#include "simulate.h"

#include "base/digest.h"
#include "store/draws.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the draw says now ---- */

enum { MAX_DRAWN = 512 };
struct crew {
    unsigned target;
    bool void_now; /* nobody was left to come in */
    unsigned people[MAX_SEATS];
    size_t count;
};
struct drawing {
    struct crew crews[MAX_DRAWN];
    size_t count;
};

static int target_of(const struct year *year, const json_t *text) {
    const char *id = json_string_value(text);
    return id ? world_target(&year->world, id) : -1;
}

static bool read_people(const struct year *year, const json_t *list, size_t first,
                        struct crew *crew) {
    crew->count = 0;
    for (size_t i = first; i < json_array_size(list) && crew->count < MAX_SEATS; i++) {
        const char *id = json_string_value(json_array_get(list, i));
        int person = id ? world_person(&year->world, id) : -1;
        if (person < 0) {
            return false;
        }
        crew->people[crew->count++] = (unsigned)person;
    }
    return true;
}

/* [[target, person…]…] in the order dealt. */
static bool read_crews(const struct year *year, const json_t *result,
                       struct drawing *drawing) {
    const json_t *crews = json_object_get(result, "crews");
    drawing->count = 0;
    for (size_t i = 0; i < json_array_size(crews) && i < MAX_DRAWN; i++) {
        const json_t *one = json_array_get(crews, i);
        int target = target_of(year, json_array_get(one, 0));
        struct crew *crew = &drawing->crews[drawing->count++];
        *crew = (struct crew){.target = (unsigned)target};
        if (target < 0 || !read_people(year, one, 1, crew)) {
            return false;
        }
    }
    return drawing->count > 0;
}

static struct crew *crew_of(struct drawing *drawing, int target) {
    for (size_t i = 0; i < drawing->count; i++) {
        if ((int)drawing->crews[i].target == target) {
            return &drawing->crews[i];
        }
    }
    return NULL;
}

/* The n-th line of an entry, from 0. */
static void line_of(struct xc_str text, size_t number, char out[ID_BYTES]) {
    struct xc_str line = xc_str_cut(&text, '\n');
    for (; number > 0; number--) {
        line = xc_str_cut(&text, '\n');
    }
    (void)snprintf(out, ID_BYTES, "%.*s", XC_PRI(line));
}

static bool put_in(const struct year *year, const struct xc_stored_sub *sub,
                   struct drawing *drawing) {
    char kind[ID_BYTES], leaves[ID_BYTES], target[ID_BYTES];
    json_t *result = json_loadb(sub->result.ptr, sub->result.len, 0, NULL);
    const char *in = json_string_value(json_object_get(result, "in"));
    bool person, good = result != NULL;
    line_of(sub->entry, 3, kind);
    line_of(sub->entry, 4, leaves);
    line_of(sub->entry, 5, target);
    person = strcmp(kind, "person") == 0;
    struct crew *crew =
        crew_of(drawing, world_target(&year->world, person ? target : leaves));
    good = good && crew;
    if (good && (!in || strcmp(in, "-") == 0)) {
        crew->void_now = true;
    } else if (good && person) {
        int old = world_person(&year->world, leaves),
            new = world_person(&year->world, in);
        for (size_t i = 0; i < crew->count; i++) {
            crew->people[i] =
                (int)crew->people[i] == old ? (unsigned)new : crew->people[i];
        }
    } else if (good) {
        good = read_people(year, json_object_get(result, "crew"), 0, crew);
        crew->target = (unsigned)world_target(&year->world, in);
    }
    json_decref(result);
    return good;
}

/* ---- The visits ---- */

static bool same_crew(const struct shown *visit, const struct crew *crew) {
    bool same = visit->person_count == crew->count;
    for (size_t i = 0; same && i < crew->count; i++) {
        bool there = false;
        for (size_t k = 0; k < visit->person_count && k < MAX_SEATS; k++) {
            there = there || visit->people[k] == crew->people[i];
        }
        same = there;
    }
    return same;
}

static bool is_unmet(const struct year *year, const char *stage, unsigned target) {
    const json_t *unmet = json_object_get(year->judge->known[SPOT].summary, "unmet");
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *of = json_string_value(json_object_get(one, "stage"));
        if (of && strcmp(of, stage) == 0 &&
            target_of(year, json_object_get(one, "target")) == (int)target) {
            return true;
        }
    }
    return false;
}

static void check_visits(struct year *year, const struct drawn_stage *stage,
                         struct drawing *drawing) {
    struct judge *judge = year->judge;
    bool *served = calloc(MAX_TARGETS, sizeof *served);
    if (!served) {
        abort();
    }
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->programme != SPOT || strcmp(visit->duties[0].stage, stage->id) != 0) {
            continue;
        }
        const struct crew *crew = crew_of(drawing, (int)visit->target);
        served[visit->target] =
            served[visit->target] || visit->live || visit->cancelled_by_hand;
        if (!visit->live || visit->done || visit->date < year->today) {
            continue;
        }
        if (!crew) {
            judge_breach(judge, "drawn", "%s goes to %s, which was not drawn", visit->id,
                         year->world.targets[visit->target].id);
        } else if (crew->void_now || !same_crew(visit, crew)) {
            judge_breach(judge, "drawn", "%s is not made by those who were drawn",
                         visit->id);
        }
        if (visit->date < stage->from || visit->date > stage->to) {
            judge_breach(judge, "window", "%s lies outside of %s", visit->id, stage->id);
        }
    }
    for (size_t i = 0; i < drawing->count; i++) {
        const struct crew *crew = &drawing->crews[i];
        const struct target *target = &year->world.targets[crew->target];
        if (!served[crew->target] && !crew->void_now && stage->opened && target->active &&
            year->today <= stage->to && !is_unmet(year, stage->id, crew->target)) {
            judge_breach(judge, "drawn", "%s was drawn and is not visited", target->id);
        }
    }
    free(served);
}

static int check_stage(struct year *year, const struct drawn_stage *stage,
                       struct xc_arena *arena, struct xc_error *error) {
    struct xc_stored_draw *draws;
    struct xc_stored_sub *subs;
    struct drawing *drawing = calloc(1, sizeof *drawing);
    size_t count = 0, sub_count = 0;
    if (!drawing) {
        abort();
    }
    int rc = xc_store_draws(year->store, year->session.office, XC_STR("spot"),
                            xc_str_from(stage->id), false, arena, &draws, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status != XC_DRAW_DRAWN) {
            continue;
        }
        json_t *result = json_loadb(draws[i].result.ptr, draws[i].result.len, 0, NULL);
        rc = xc_store_subs(year->store, year->session.office, draws[i].id, arena, &subs,
                           &sub_count, error);
        bool good = rc == XC_OK && read_crews(year, result, drawing);
        for (size_t k = 0; k < sub_count && good; k++) {
            good = subs[k].result.len == 0 || put_in(year, &subs[k], drawing);
        }
        json_decref(result);
        if (rc == XC_OK && !good) {
            judge_breach(year->judge, "drawn", "the result of %.*s cannot be read",
                         XC_PRI(draws[i].id));
        } else if (rc == XC_OK) {
            check_visits(year, stage, drawing);
        }
    }
    free(drawing);
    return rc;
}

void judge_draws(struct year *year) {
    struct xc_error error = {0};
    int rc = XC_OK;
    for (size_t i = 0; i < DRAWN_STAGES && rc == XC_OK; i++) {
        const struct drawn_stage *stage = &year->world.drawn[i];
        struct xc_arena *arena = xc_arena_new((size_t)1 << 28);
        if (!arena) {
            abort();
        }
        if (stage->state == DRAWN && year->today <= stage->to) {
            rc = check_stage(year, stage, arena, &error);
        }
        xc_arena_free(arena);
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "reading draws", &error);
    }
}
