/* A replan moves what it must: nothing where nothing happened, not much more than its own
 * bound, and it tells what it moved, and why. */
#include "simulate.h"

#include <string.h>

static bool same_people(const struct shown *a, const struct shown *b) {
    return a->person_count == b->person_count &&
           memcmp(a->people, b->people, a->person_count * sizeof *a->people) == 0;
}

void judge_count_move(struct judge *judge, const struct shown *before,
                      const struct shown *after, unsigned programme) {
    struct counted *counted = &judge->counted[programme];
    bool stays = before && after && before->live && after->live;
    bool crew = stays && strcmp(before->crew, after->crew) != 0;
    bool day = stays && before->date != after->date;
    counted->moved += day || crew;
    counted->changed += !stays || day || crew || before->start != after->start ||
                        before->end != after->end || !same_people(before, after);
}

static void check_told(struct year *year, unsigned programme, const json_t *summary) {
    const struct counted *counted = &year->judge->counted[programme];
    const json_t *moved = json_object_get(summary, "moved");
    const json_t *reasons = json_object_get(summary, "reasons");
    const json_t *bounds = json_object_get(summary, "bounds");
    json_int_t bound = json_integer_value(json_object_get(bounds, "moved_bound"));
    unsigned told = 0;
    for (size_t i = 0; i < json_array_size(moved); i++) {
        const json_t *one = json_array_get(moved, i);
        const char *kind = json_string_value(json_object_get(one, "kind"));
        json_int_t at = json_integer_value(json_object_get(one, "reason"));
        const char *reason =
            json_string_value(json_object_get(json_array_get(reasons, (size_t)at), "id"));
        told += kind && strcmp(kind, "moved") == 0;
        if (!reason || !*reason) {
            judge_breach(year->judge, "moved", "a visit was moved without a reason");
        }
    }
    if (told != counted->moved ||
        json_integer_value(json_object_get(bounds, "moved")) != counted->moved) {
        judge_breach(year->judge, "moved", "%s: %u visits moved, %u are told",
                     year->world.programmes[programme].id, counted->moved, told);
    }
    /* The bound knows neither of hours that fall apart nor of who may not come again. */
    if (counted->moved > 2 * bound + 2 + (json_int_t)year->world.target_count / 100) {
        judge_breach(year->judge, "moved", "%s: %u visits moved, where %lld had to",
                     year->world.programmes[programme].id, counted->moved,
                     (long long)bound);
    }
}

void judge_moves(struct year *year) {
    struct judge *judge = year->judge;
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        const struct counted *counted = &judge->counted[i];
        if (counted->changed > 0 && (year->quiet || counted->replans == 0)) {
            judge_breach(judge, "idle", "%s: a replan changed %u visits for nothing",
                         year->world.programmes[i].id, counted->changed);
        }
        if (counted->replans == 1) {
            check_told(year, i, judge->known[i].summary);
        }
    }
}
