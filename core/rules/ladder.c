/* Reads the ladder of lost points; everything that must hold for it can be told here. */
#include "rules/read.h"

enum { RUNGS_MAX = 32, POINTS_MAX = 1000000, YEARS_MAX = 10 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void read_rung(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("at"), XC_STR_INIT("step"),
                                         XC_STR_INIT("title")};
    struct xc_rung *rung = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "at");
    rung->at = (uint32_t)xc_rules_number_of(place, "at", 1, POINTS_MAX, 1);
    rung->step = xc_rules_read_id(place, "step");
    rung->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
}

static void read_grade(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("grade"), XC_STR_INIT("title"),
                                         XC_STR_INIT("from"), XC_STR_INIT("failed")};
    struct xc_grade *grade = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    grade->grade = xc_rules_read_id(place, "grade");
    grade->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "from");
    grade->from = (uint32_t)xc_rules_number_of(place, "from", 0, POINTS_MAX, 0);
    struct xc_place failed = xc_rules_member(place, "failed");
    grade->failed = xc_rules_read_flag(&failed, false);
}

/* Two neighbours of a list must ascend and have ids of their own. */
static void check_next(const struct xc_place *object, const char *key, size_t index,
                       uint32_t before, uint32_t points) {
    struct xc_rules_entry entry;
    if (points <= before) {
        const struct xc_place *at = xc_rules_entry_at(&entry, object, key, index);
        xc_rules_refuse(at, XC_MSG("%u points do not lie above the %u before them"),
                        (unsigned)points, (unsigned)before);
        XC_RULES_HINT(at, XC_MSG("list the fewest points first"));
    }
}

static void check_id(const struct xc_place *object, const char *key, size_t index,
                     bool taken, struct xc_str id) {
    struct xc_rules_entry entry;
    if (taken) {
        xc_rules_refuse(xc_rules_entry_at(&entry, object, key, index),
                        XC_MSG("the id '%.*s' is taken already"), XC_PRI(id));
    }
}

static struct xc_rung *read_rungs(const struct xc_place *object, const char *key,
                                  size_t *count) {
    struct xc_rung *rungs =
        xc_rules_read_each(object, key, RUNGS_MAX, sizeof *rungs, count, read_rung);
    for (size_t i = 1; i < *count; i++) {
        check_next(object, key, i, rungs[i - 1].at, rungs[i].at);
        for (size_t j = 0; j < i; j++) {
            check_id(object, key, i, xc_str_equal(rungs[i].step, rungs[j].step),
                     rungs[i].step);
        }
    }
    return rungs;
}

static void read_grades(const struct xc_place *object, struct xc_ladder *ladder) {
    ladder->grades =
        xc_rules_read_each(object, "grades", RUNGS_MAX, sizeof *ladder->grades,
                           &ladder->grade_count, read_grade);
    if (ladder->grade_count > 0 && ladder->grades[0].from != 0) {
        struct xc_rules_entry entry;
        const struct xc_place *at = xc_rules_entry_at(&entry, object, "grades", 0);
        xc_rules_refuse(at, XC_MSG("the first grade begins with 0 points"));
    }
    for (size_t i = 1; i < ladder->grade_count; i++) {
        check_next(object, "grades", i, ladder->grades[i - 1].from,
                   ladder->grades[i].from);
        for (size_t j = 0; j < i; j++) {
            check_id(object, "grades", i,
                     xc_str_equal(ladder->grades[i].grade, ladder->grades[j].grade),
                     ladder->grades[i].grade);
        }
    }
}

static void read_failed_years(const struct xc_place *object, struct xc_ladder *ladder) {
    bool fails = false;
    ladder->failed_years = xc_rules_number_of(object, "failed_years", 0, YEARS_MAX, 0);
    for (size_t i = 0; i < ladder->grade_count; i++) {
        fails = fails || ladder->grades[i].failed;
    }
    if (ladder->failed_years > 0 && !fails) {
        struct xc_place years = xc_rules_member(object, "failed_years");
        xc_rules_refuse(&years, XC_MSG("no grade of the ladder is a failed year"));
        XC_RULES_HINT(&years, XC_MSG("mark the grade that is one with 'failed'"));
    }
}

void xc_rules_parse_ladder(const struct xc_place *place, struct xc_ladder **ladder) {
    static const struct xc_str keys[] = {XC_STR_INIT("targets"), XC_STR_INIT("doctors"),
                                         XC_STR_INIT("grades"),
                                         XC_STR_INIT("failed_years")};
    *ladder = NULL;
    if (place->json == NULL || !xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    struct xc_ladder *made = xc_rules_array(place, 1, sizeof *made);
    if (made == NULL) {
        return;
    }
    made->targets = read_rungs(place, "targets", &made->target_count);
    made->doctors = read_rungs(place, "doctors", &made->doctor_count);
    read_grades(place, made);
    read_failed_years(place, made);
    if (made->target_count + made->doctor_count + made->grade_count == 0) {
        xc_rules_refuse(place, XC_MSG("the ladder has no steps"));
        XC_RULES_HINT(place, XC_MSG("leave it out where points lead to nothing"));
    }
    *ladder = made;
}
