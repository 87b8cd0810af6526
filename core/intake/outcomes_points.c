/* Points before and after outcomes: every ladder of the office's programmes counts the
 * same years, and reaches other steps. */
#include "intake/outcomes_internal.h"

#include "casework/points.h"

struct counting {
    const struct xc_outcomes_intake *intake;
    struct xc_outcome *before, *after; /* in force */
    size_t before_count, after_count;
    struct xc_outcomes_points *points;
    size_t count;
};

/* ---- What is in force, and will be ---- */

/* Groups that change are left out of what stays. */
static int list_outcomes(struct counting *counting, const struct xc_outcome *outcomes,
                         size_t count, struct xc_error *error) {
    const struct xc_outcomes_intake *intake = counting->intake;
    size_t known = intake->known_count;
    bool *changes = xc_arena_array(intake->arena, known + 1, sizeof *changes);
    counting->before = xc_arena_array(intake->arena, known + 1, sizeof *counting->before);
    counting->after =
        xc_arena_array(intake->arena, known + count + 1, sizeof *counting->after);
    if (!changes || !counting->before || !counting->after) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < intake->group_count; i++) {
        const struct xc_outcomes_group *group = &intake->groups[i];
        for (size_t k = 0; k < group->known_count; k++) {
            changes[group->known + k] = group->changed || group->corrected;
        }
    }
    for (size_t i = 0; i < known; i++) {
        counting->before[counting->before_count++] = *intake->known[i];
        if (!changes[i]) {
            counting->after[counting->after_count++] = *intake->known[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        counting->after[counting->after_count++] = outcomes[i];
    }
    return XC_OK;
}

/* ---- By one ladder ---- */

static void note(struct counting *counting, struct xc_str programme,
                 const struct xc_points *before, const struct xc_points *after) {
    const struct xc_points *one = after ? after : before;
    int64_t was = before ? before->points : 0, is = after ? after->points : 0;
    if (was != is) {
        counting->points[counting->count++] =
            (struct xc_outcomes_points){.subject = one->subject,
                                        .is_doctor = one->is_doctor,
                                        .year = one->year,
                                        .before = was,
                                        .after = is,
                                        .programme = programme,
                                        .rung = after ? after->rung : NULL};
    }
}

/* Room for so many more. */
static int grow(struct counting *counting, size_t more, struct xc_error *error) {
    struct xc_outcomes_points *points = xc_arena_array(
        counting->intake->arena, counting->count + more + 1, sizeof *points);
    for (size_t i = 0; points && i < counting->count; i++) {
        points[i] = counting->points[i];
    }
    counting->points = points;
    return points ? XC_OK : xc_fail_memory(error);
}

static int count_by(struct counting *counting, const struct xc_ladder *ladder,
                    struct xc_str programme, struct xc_error *error) {
    const struct xc_outcomes_intake *intake = counting->intake;
    struct xc_points *before, *after;
    size_t was, is, i = 0, k = 0;
    int rc = xc_points_sum(counting->before, counting->before_count, ladder,
                           intake->today, intake->arena, &before, &was, error);
    if (rc == XC_OK) {
        rc = xc_points_sum(counting->after, counting->after_count, ladder, intake->today,
                           intake->arena, &after, &is, error);
    }
    if (rc == XC_OK) {
        rc = grow(counting, was + is, error);
    }
    while (rc == XC_OK && (i < was || k < is)) {
        int order = i == was ? 1 : k == is ? -1 : xc_points_order(&before[i], &after[k]);
        note(counting, programme, order <= 0 ? &before[i] : NULL,
             order >= 0 ? &after[k] : NULL);
        i += order <= 0;
        k += order >= 0;
    }
    return rc;
}

int xc_outcomes_count_points(const struct xc_outcomes_intake *intake,
                             const struct xc_outcome *outcomes, size_t count,
                             struct xc_outcomes_stored *stored, struct xc_error *error) {
    struct counting counting = {.intake = intake};
    bool laddered = false;
    int rc = count > 0 ? list_outcomes(&counting, outcomes, count, error) : XC_OK;
    for (size_t p = 0; p < intake->loaded.count && rc == XC_OK && count > 0; p++) {
        const struct xc_programme *programme = intake->loaded.plans[p].programme;
        if (programme->ladder) {
            laddered = true;
            rc = count_by(&counting, programme->ladder, programme->id, error);
        }
    }
    if (rc == XC_OK && !laddered && count > 0) {
        rc = count_by(&counting, NULL, XC_STR(""), error);
    }
    stored->counted = counting.points;
    stored->points = counting.count;
    return rc;
}
