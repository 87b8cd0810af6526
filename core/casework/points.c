#include "casework/points.h"

#include <stdlib.h>

struct loss { /* of one outcome */
    struct xc_str subject;
    bool is_doctor;
    xc_date date;
    int64_t points;
};

struct summing {
    const struct xc_ladder *ladder;
    struct xc_points *points;
    size_t count;
};

static int by_subject(const void *left, const void *right) {
    const struct loss *a = left, *b = right;
    if (a->is_doctor != b->is_doctor) {
        return a->is_doctor ? 1 : -1;
    }
    int order = xc_str_compare(a->subject, b->subject);
    if (order == 0) {
        order = (a->date > b->date) - (a->date < b->date);
    }
    return order ? order : (a->points > b->points) - (a->points < b->points);
}

int xc_points_order(const struct xc_points *a, const struct xc_points *b) {
    if (a->year != b->year) {
        return a->year < b->year ? -1 : 1;
    }
    if (a->is_doctor != b->is_doctor) {
        return a->is_doctor ? 1 : -1;
    }
    return xc_str_compare(a->subject, b->subject);
}

static int by_order(const void *left, const void *right) {
    return xc_points_order(left, right);
}

static const struct xc_rung *rung_of(const struct xc_ladder *ladder, bool is_doctor,
                                     int64_t points) {
    const struct xc_rung *reached = NULL;
    size_t count = !ladder ? 0 : is_doctor ? ladder->doctor_count : ladder->target_count;
    for (size_t i = 0; i < count; i++) {
        const struct xc_rung *rung =
            is_doctor ? &ladder->doctors[i] : &ladder->targets[i];
        if (points >= (int64_t)rung->at) {
            reached = rung;
        }
    }
    return reached;
}

static const struct xc_grade *grade_of(const struct xc_ladder *ladder, int64_t points) {
    const struct xc_grade *grade = NULL;
    for (size_t i = 0; ladder && i < ladder->grade_count; i++) {
        if (points >= (int64_t)ladder->grades[i].from) {
            grade = &ladder->grades[i];
        }
    }
    return grade;
}

/* A year of a subject; before: its year before that, NULL: none is known. */
static void add_year(struct summing *summing, const struct loss *losses, size_t count,
                     struct xc_str subject, bool is_doctor, int year,
                     const struct xc_points *before) {
    const struct xc_ladder *ladder = summing->ladder;
    struct xc_points *one = &summing->points[summing->count++];
    *one = (struct xc_points){
        .subject = subject, .is_doctor = is_doctor, .year = year, .reached = XC_NO_DATE};
    for (size_t i = 0; i < count; i++) {
        const struct xc_rung *rung;
        one->points += losses[i].points;
        rung = rung_of(ladder, is_doctor, one->points);
        if (rung != one->rung) {
            one->rung = rung;
            one->reached = losses[i].date;
        }
    }
    if (is_doctor) {
        return;
    }
    one->grade = grade_of(ladder, one->points);
    if (one->grade && one->grade->failed) {
        one->failed_years = (before ? before->failed_years : 0) + 1;
    }
    one->ends =
        ladder && ladder->failed_years > 0 && one->failed_years >= ladder->failed_years;
}

static int year_of(const struct loss *loss) {
    return xc_date_ymd(loss->date).year;
}

/* All years of one subject, for targets also those between without points. */
static void add_subject(struct summing *summing, const struct loss *losses,
                        size_t count) {
    const struct xc_points *before = NULL;
    size_t end;
    for (size_t i = 0; i < count; i = end) {
        int year = year_of(&losses[i]);
        end = i + 1;
        while (end < count && year_of(&losses[end]) == year) {
            end++;
        }
        while (before && !losses->is_doctor && before->year + 1 < year) {
            add_year(summing, NULL, 0, losses->subject, false, before->year + 1, before);
            before = &summing->points[summing->count - 1];
        }
        add_year(summing, &losses[i], end - i, losses->subject, losses->is_doctor, year,
                 before);
        before = &summing->points[summing->count - 1];
    }
}

/* How many years there can be. */
static size_t count_years(const struct loss *losses, size_t count) {
    size_t years = 0;
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || losses[i].is_doctor != losses[i - 1].is_doctor ||
                     !xc_str_equal(losses[i].subject, losses[i - 1].subject);
        int step = first ? 1 : year_of(&losses[i]) - year_of(&losses[i - 1]);
        years += step > 0 ? (size_t)step : 0;
    }
    return years;
}

int xc_points_sum(const struct xc_outcome *outcomes, size_t count,
                  const struct xc_ladder *ladder, xc_date until, struct xc_arena *arena,
                  struct xc_points **points, size_t *points_count,
                  struct xc_error *error) {
    struct summing summing = {.ladder = ladder};
    struct loss *losses = xc_arena_array(arena, count + 1, sizeof *losses);
    size_t lost = 0, end;
    *points = NULL;
    *points_count = 0;
    if (!losses) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        const struct xc_outcome *outcome = &outcomes[i];
        if (outcome->points > 0 && outcome->date <= until) {
            bool is_doctor = outcome->doctor.len > 0;
            losses[lost++] = (struct loss){is_doctor ? outcome->doctor : outcome->target,
                                           is_doctor, outcome->date, outcome->points};
        }
    }
    qsort(losses, lost, sizeof *losses, by_subject);
    summing.points =
        xc_arena_array(arena, count_years(losses, lost) + 1, sizeof *summing.points);
    if (!summing.points) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < lost; i = end) {
        end = i + 1;
        while (end < lost && losses[end].is_doctor == losses[i].is_doctor &&
               xc_str_equal(losses[end].subject, losses[i].subject)) {
            end++;
        }
        add_subject(&summing, &losses[i], end - i);
    }
    qsort(summing.points, summing.count, sizeof *summing.points, by_order);
    *points = summing.points;
    *points_count = summing.count;
    return XC_OK;
}
