/* What came in on paper: receipts, decisions about corrections of the register, points,
 * schedules that came back. */
#include "simulate.h"

#include "casework/papers.h"
#include "casework/points.h"
#include "history/dues.h"

#include <stdlib.h>
#include <string.h>

/* ---- Receipts ---- */

/* Everybody who is there on the day owes one report, and it came in on the day it came
 * in.
 */
static void check_receipts(struct year *year, struct xc_loaded *loaded,
                           struct xc_arena *arena) {
    const struct world *world = &year->world;
    struct xc_error error = {0};
    struct xc_due_item *items = NULL;
    struct xc_dues_receipts *receipts = NULL;
    size_t count = 0, owed = 0, active = 0;
    int rc = xc_dues_of_plan(&year->session, loaded, &loaded->plans[0], arena, &items,
                             &count, &receipts, &error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        char id[ID_BYTES];
        if (xc_str_find(items[i].id, XC_STR("self-self-check/")) != 0) {
            continue;
        }
        (void)snprintf(id, sizeof id, "%.*s", XC_PRI(items[i].subject));
        int target = world_target(world, id);
        owed++;
        if (target < 0 || items[i].date > world->self_check ||
            xc_dues_received(receipts, &items[i]).on !=
                world->targets[target].self_check) {
            judge_breach(year->judge, "receipts", "the self-check of %s is not as sent",
                         id);
        }
    }
    for (size_t i = 0; i < world->target_count; i++) {
        active += year->today > world->self_check ? world->targets[i].owes_check
                                                  : world->targets[i].active;
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "due items", &error);
    } else if (owed != active) {
        judge_breach(year->judge, "receipts", "%zu owe a self-check, %zu were there",
                     owed, active);
    }
}

/* ---- Points ---- */

static void check_points(struct year *year, struct xc_loaded *loaded,
                         struct xc_arena *arena) {
    struct xc_error error = {0};
    struct xc_outcome *outcomes = NULL;
    struct xc_points *points = NULL;
    size_t outcome_count = 0, count = 0;
    const struct xc_ladder *ladder = loaded->plans[0].programme->ladder;
    int rc = xc_store_outcomes(year->store, year->session.office, XC_NO_INSTANT, arena,
                               &outcomes, &outcome_count, &error);
    if (rc == XC_OK) {
        rc = xc_points_sum(outcomes, outcome_count, ladder, year->today, arena, &points,
                           &count, &error);
    }
    unsigned sum = 0, told = 0;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        char id[ID_BYTES];
        (void)snprintf(id, sizeof id, "%.*s", XC_PRI(points[i].subject));
        int target = points[i].is_doctor ? -1 : world_target(&year->world, id);
        xc_date reached = XC_NO_DATE;
        if (target < 0) {
            continue;
        }
        bool suspends = points[i].rung && points[i].rung->at == POINTS_SUSPEND;
        unsigned own = world_points(&year->world, (unsigned)target, points[i].year,
                                    POINTS_SUSPEND, &reached);
        sum += own;
        if (own != points[i].points || suspends != (reached != XC_NO_DATE) ||
            (suspends && points[i].reached != reached)) {
            judge_breach(year->judge, "points", "%s lost %u points in %d, not %lld", id,
                         own, points[i].year, (long long)points[i].points);
        }
    }
    for (size_t i = 0; i < year->world.told_count; i++) {
        told += year->world.told[i].superseded ? 0 : year->world.told[i].points;
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "points", &error);
    } else if (sum != told) {
        judge_breach(year->judge, "points", "%u points were lost, %u are counted", told,
                     sum);
    }
}

/* ---- Decisions ---- */

static const struct xc_proposal *find(const struct xc_proposal *proposals, size_t count,
                                      const char *id) {
    for (size_t i = 0; i < count; i++) {
        if (xc_str_is(proposals[i].id, id)) {
            return &proposals[i];
        }
    }
    return NULL;
}

/* What was decided stays decided, and the register says what was accepted last. */
static void check_decisions(struct year *year, const struct xc_loaded *loaded,
                            struct xc_arena *arena) {
    const struct world *world = &year->world;
    struct xc_error error = {0};
    struct xc_proposal *proposals = NULL;
    size_t count = 0;
    int rc = xc_proposals_load(year->store, year->session.office, XC_NO_INSTANT, arena,
                               &proposals, &count, NULL, &error);
    for (size_t i = 0; i < world->decided_count && rc == XC_OK; i++) {
        const struct decided *decided = &world->decided[i];
        const struct xc_proposal *stored = find(proposals, count, decided->id);
        if (!stored || stored->state != (decided->accepted ? XC_PROPOSAL_ACCEPTED
                                                           : XC_PROPOSAL_DECLINED)) {
            judge_breach(year->judge, "decided", "%s was %s", decided->id,
                         decided->accepted ? "accepted" : "declined");
        }
    }
    for (size_t i = 0; i < world->target_count && rc == XC_OK; i++) {
        const struct target *target = &world->targets[i];
        uint32_t row = xc_register_find_target(loaded->reg, xc_str_from(target->id));
        struct xc_str address =
            row == XC_NO_ROW
                ? XC_STR("")
                : xc_register_text(loaded->reg, loaded->reg->targets.address[row]);
        bool active =
            row != XC_NO_ROW && loaded->reg->targets.status[row] == XC_STATUS_ACTIVE;
        if (!xc_str_is(address, target->address ? target->address : "") ||
            active != target->active) {
            judge_breach(year->judge, "register", "%s is not as it was corrected",
                         target->id);
        }
    }
    if (rc != XC_OK) {
        (void)office_failed(year, "proposals", &error);
    }
}

/* ---- Schedules ---- */

/* A schedule that was taken is carried out to the row. */
static void check_schedule(struct year *year) {
    for (size_t i = 0; i < year->wanted_count; i++) {
        const struct wanted *wanted = &year->wanted[i];
        const struct shown *visit = judge_visit(year->judge, wanted->visit);
        if (!visit || !visit->live || visit->date != wanted->date || !visit->pinned) {
            judge_breach(year->judge, "schedule", "%s is not where its row put it",
                         wanted->visit);
        }
    }
    year->wanted_count = 0;
}

void judge_papers(struct year *year) {
    enum { OFTEN = 5 };
    struct xc_error error = {0};
    struct xc_loaded loaded = {0};
    check_schedule(year);
    if (!year->world.programmes[CARE].planned ||
        (year->today % OFTEN != 0 && !year->planted)) {
        return;
    }
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    int rc = arena ? xc_load_plans(&year->session, XC_STR("care"), &loaded, &error)
                   : xc_fail_memory(&error);
    if (rc == XC_OK) {
        check_receipts(year, &loaded, arena);
        check_points(year, &loaded, arena);
        check_decisions(year, &loaded, arena);
    } else {
        (void)office_failed(year, "care", &error);
    }
    xc_loaded_free(&loaded);
    xc_arena_free(arena);
}
