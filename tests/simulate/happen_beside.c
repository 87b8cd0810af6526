/* What goes on beside the county's year: draws, and papers. */
#include "simulate.h"

#include <string.h>

/* ---- Draws ---- */

static bool step(struct year *year, struct drawn_stage *stage) {
    enum { BEFORE = 20 };
    struct chance *chance = &year->chance;
    if (stage->state == NOT_DRAWN && year->today >= stage->from - BEFORE &&
        year->today > stage->since) {
        return office_commit(year, stage);
    }
    if (stage->state != COMMITTED || year->today <= stage->since) {
        return true;
    }
    if (stage->voided == 0 && chance_of(chance, 300)) {
        return office_void(year, stage);
    }
    if (!office_draw(year, stage)) {
        return false;
    }
    struct programme *spot = &year->world.programmes[SPOT];
    year->dirty = true;
    return spot->planned ||
           (office_plan(year, SPOT) && office_approve(year, SPOT, spot->last));
}

/* Somebody is recused, or a door stays closed for good. */
static bool be_recused(struct year *year) {
    struct shown *visit = happen_some_visit(year, SPOT);
    const struct world *world = &year->world;
    if (!visit || visit->date <= year->today + 1) {
        return true;
    }
    unsigned seat = chance_below(&year->chance, 3);
    year->happenings++;
    return office_ask(year, visit->id,
                      seat < visit->person_count ? world->people[visit->people[seat]].id
                                                 : NULL);
}

bool happen_draws(struct year *year) {
    struct world *world = &year->world;
    for (size_t i = 0; i < DRAWN_STAGES; i++) {
        if (year->today <= world->drawn[i].to && !step(year, &world->drawn[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < DRAWN_STAGES; i++) { /* what opens is planned now */
        struct drawn_stage *stage = &world->drawn[i];
        bool opens =
            !stage->opened && stage->state == DRAWN && year->today >= stage->from;
        stage->opened = stage->opened || opens;
        year->dirty = year->dirty || opens;
        year->woken = year->woken || opens;
    }
    if (year->leaving[0]) {
        return office_substitute(year);
    }
    return !world->programmes[SPOT].planned || !chance_of(&year->chance, 80) ||
           be_recused(year);
}

/* ---- Papers ---- */

static bool receive(struct year *year) {
    struct world *world = &year->world;
    enum { BEFORE = 20, AFTER = 15 };
    char path[PATH_BYTES], day[11];
    FILE *file = NULL;
    bool late = year->today > world->self_check;
    /* Who sent nothing is looked for on the next morning. */
    if (year->today == world_workday(world, world->self_check, 1)) {
        year->dirty = year->woken = true;
    }
    if (year->today < world->self_check - BEFORE ||
        year->today > world->self_check + AFTER) {
        return true;
    }
    xc_date_format(year->today, day);
    for (size_t i = 0; i < world->target_count; i++) {
        struct target *target = &world->targets[i];
        bool owes = late ? target->owes_check : target->active;
        if (!owes || !target->active || target->self_check != XC_NO_DATE ||
            !chance_of(&year->chance, late ? 30 : 140)) {
            continue;
        }
        if (!file) {
            file = happen_open_import(year, path, "due,programme,target,on");
        }
        if (file) {
            (void)fprintf(file, "self-self-check,care,%s,%s\n", target->id, day);
        }
        target->self_check = year->today;
        year->papers_filed++;
    }
    return !file || happen_import(year, file, "receipts", path);
}

static bool keep_cases(struct year *year) {
    enum { DAYS = 25 };
    struct world *world = &year->world;
    for (size_t i = 0; i < world->case_count; i++) {
        struct dossier *dossier = &world->cases[i];
        if (dossier->closed == XC_NO_DATE && dossier->opened + DAYS < year->today) {
            return office_close_case(year, dossier);
        }
    }
    unsigned target = chance_below(&year->chance, (unsigned)world->target_count);
    return !chance_of(&year->chance, 30) || world->case_count == MAX_FACTS ||
           world_case_open(world, target, year->today) || office_open_case(year, target);
}

/* What the ladder's highest rung means: no agreement for a while. */
static bool suspend(struct year *year) {
    enum { DAYS = 45 };
    struct world *world = &year->world;
    int now = xc_date_ymd(year->today).year;
    for (unsigned i = 0; i < world->target_count; i++) {
        struct target *target = &world->targets[i];
        bool ends = target->suspended != XC_NO_DATE && !target->active &&
                    target->suspended + DAYS < year->today;
        xc_date reached = XC_NO_DATE;
        if (target->active && target->suspended == XC_NO_DATE) {
            (void)world_points(world, i, now, POINTS_SUSPEND, &reached);
        }
        if (!ends && reached == XC_NO_DATE) {
            continue;
        }
        target->active = ends;
        target->known = year->today;
        target->suspended = ends ? target->suspended : year->today;
        year->dirty = true;
        year->happenings++;
        return office_set(year, target->id, "status", ends ? "active" : "suspended");
    }
    return true;
}

/* Another owner is a reason to look: the register opens a lead by itself. */
static bool take_over(struct year *year) {
    struct world *world = &year->world;
    unsigned number = chance_below(&year->chance, (unsigned)world->target_count);
    struct target *target = &world->targets[number];
    char legal[16];
    if (!target->active || world->clue_count == MAX_FACTS) {
        return true;
    }
    (void)snprintf(legal, sizeof legal, "甲%u", ++target->owners);
    year->happenings++;
    year->dirty = true;
    return office_take_over(year, number, legal);
}

static bool edit_schedule(struct year *year) {
    struct wanted rows[3];
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct shown *visit = happen_some_visit(year, YEAR);
        bool again = false;
        for (size_t k = 0; visit && k < count; k++) {
            again = again || strcmp(rows[k].visit, visit->id) == 0;
        }
        if (visit && !again) {
            int days = 1 + (int)chance_below(&year->chance, 8);
            rows[count].date = world_workday(&year->world, visit->date, days);
            memcpy(rows[count++].visit, visit->id, sizeof visit->id);
        }
    }
    year->happenings++;
    return count == 0 || office_schedule(year, rows, count);
}

bool happen_papers(struct year *year) {
    struct chance *chance = &year->chance;
    const struct programme *care = &year->world.programmes[CARE];
    return (!care->planned || receive(year)) && keep_cases(year) && suspend(year) &&
           (!chance_of(chance, 150) || office_decide(year)) &&
           (!chance_of(chance, 40) || edit_schedule(year)) &&
           (!chance_of(chance, 20) || take_over(year));
}
