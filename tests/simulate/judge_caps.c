/* Nobody is visited more often in a year than the office promised, over all programmes;
 * but where a case is open, as often as it takes. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

struct visited {
    unsigned all[2];   /* enforcement, agency checks */
    unsigned freed[2]; /* of these: settled while a case was open, or pinned */
};

/* As one programme sees them: drafts of the others are nobody's business yet, so that
 * what somebody pinned may turn out to be one too many later. */
static void count(const struct year *year, unsigned programme, int of,
                  struct visited *visited) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        if (visit->live && (visit->published || visit->programme == programme) &&
            xc_date_ymd(visit->date).year == of) {
            struct visited *one = &visited[visit->target];
            one->all[visit->agency]++;
            one->freed[visit->agency] +=
                visit->pinned ||
                world_case_open(&year->world, visit->target, visit->settled);
        }
    }
}

/* One stage asks for a gap, too, of which the same words speak. */
static bool is_capped(const char *stage, const char *reason) {
    return strcmp(stage, "twice") != 0 &&
           (strstr(reason, "yearly cap") || strstr(reason, "number of visits a year"));
}

/* An open case is no reason to turn a visit down for its number. */
static void check_lifted(struct year *year, unsigned programme) {
    struct judge *judge = year->judge;
    const json_t *summary = judge->known[programme].summary;
    const json_t *reasons = json_object_get(summary, "reasons");
    const json_t *unmet = json_object_get(summary, "unmet");
    for (size_t i = 0; i < json_array_size(unmet); i++) {
        const json_t *one = json_array_get(unmet, i);
        const char *id = json_string_value(json_object_get(one, "target"));
        json_int_t at = json_integer_value(json_object_get(one, "reason"));
        const char *reason =
            json_string_value(json_object_get(json_array_get(reasons, (size_t)at), "id"));
        const char *stage = json_string_value(json_object_get(one, "stage"));
        int target = id ? world_target(&year->world, id) : -1;
        if (target >= 0 && reason && stage && is_capped(stage, reason) &&
            world_case_open(&year->world, (unsigned)target, year->today)) {
            judge_breach(judge, "lifted", "%s has an open case and is capped", id);
        }
    }
}

static void check_year(struct year *year, unsigned programme, int of) {
    const struct world *world = &year->world;
    const unsigned caps[2] = {world->cap_enforcement, world->cap_agency};
    struct visited *visited = calloc(MAX_TARGETS, sizeof *visited);
    if (!visited) {
        abort();
    }
    count(year, programme, of, visited);
    for (unsigned i = 0; i < world->target_count; i++) {
        for (size_t k = 0; k < 2; k++) {
            if (visited[i].all[k] > caps[k] + visited[i].freed[k]) {
                judge_breach(year->judge, "cap",
                             "%s: %u enforcement visits, %u agency checks in %d",
                             world->targets[i].id, visited[i].all[0], visited[i].all[1],
                             of);
            }
        }
    }
    free(visited);
}

void judge_caps(struct year *year) {
    for (unsigned i = 0; i < PROGRAMMES; i++) {
        const struct programme *programme = &year->world.programmes[i];
        if (!programme->planned || year->today > programme->last) {
            continue;
        }
        for (int of = 2026; of < 2026 + MAX_YEARS; of++) {
            check_year(year, i, of);
        }
        check_lifted(year, i);
    }
}
