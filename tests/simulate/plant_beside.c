/* Breaches in what goes on beside the county's year. */
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

/* ---- Draws ---- */

static struct shown *drawn(struct year *year, size_t skip) {
    struct shown *open = plant_ahead(year, SPOT, "first", skip);
    return open ? open : plant_ahead(year, SPOT, "second", skip);
}

/* Those who were drawn stay at home. */
static bool other_crew(struct year *year) {
    struct shown *visit = drawn(year, 0);
    const struct world *world = &year->world;
    unsigned lead = 0, officer = 0;
    if (!visit) {
        return false;
    }
    while (lead == visit->people[0] || lead == visit->people[1]) {
        lead++;
    }
    while (officer == lead || officer == visit->people[0] ||
           officer == visit->people[1]) {
        officer++;
    }
    return plant_edit(year, visit,
                      json_pack("{s:[{s:s, s:s}, {s:s, s:s}]}", "people", "id",
                                world->people[lead].id, "seat", "lead", "id",
                                world->people[officer].id, "seat", "officer"),
                      "plant");
}

static bool never_drawn(struct year *year) {
    struct shown *visit = drawn(year, 0);
    const struct judge *judge = year->judge;
    for (size_t i = 0; visit && i < judge->count; i++) {
        const struct shown *other = &judge->visits[i];
        bool in = false;
        for (size_t k = 0; k < judge->count; k++) {
            in = in || (judge->visits[k].programme == SPOT &&
                        judge->visits[k].target == other->target);
        }
        if (!in && year->world.targets[other->target].active) {
            return plant_edit(year, visit,
                              json_pack("{s:s, s:i}", "target",
                                        year->world.targets[other->target].id, "sequence",
                                        (int)visit->sequence + 1),
                              "plant");
        }
    }
    return false;
}

static bool drawn_and_dropped(struct year *year) {
    return plant_cancel(year, drawn(year, 0));
}

/* The result is made nicer: one that was not drawn for the first that was. */
static bool result_edited(struct year *year) {
    return plant_execute(year,
                         "UPDATE draw SET result = json_set(result, '$.selected.all[0]',"
                         " 'T00000') WHERE status = 2 AND"
                         " instr(result, 'T00000') = 0");
}

/* ---- Caps ---- */

static bool over_cap(struct year *year) {
    struct shown *visit = drawn(year, 0);
    struct shown copy;
    bool good = visit != NULL;
    for (int i = 0; good && i < 3; i++) {
        char id[ID_BYTES];
        (void)snprintf(id, sizeof id, "vplant%d", i);
        copy = *visit;
        good = plant_edit(year, &copy, json_pack("{s:s}", "id", id), "plant");
    }
    return good;
}

/* ---- Papers ---- */

static bool self_check_forgiven(struct year *year) {
    return plant_cancel(year, plant_ahead(year, CARE, "self", 0));
}

static bool points_forgiven(struct year *year) {
    return plant_cancel(year, plant_ahead(year, CARE, "points", 0));
}

static bool refusal_forgiven(struct year *year) {
    return plant_cancel(year, plant_ahead(year, CARE, "refused", 0));
}

/* The case ended on another day than the office thinks: its report is due on that one. */
static bool case_misdated(struct year *year) {
    for (size_t i = 0; i < year->world.case_count; i++) {
        struct dossier *dossier = &year->world.cases[i];
        if (dossier->closed != XC_NO_DATE &&
            dossier->closed > year->world.programmes[CARE].first) {
            dossier->closed += 7;
            return true;
        }
    }
    return false;
}

static bool receipt_lost(struct year *year) {
    return plant_execute(year, "DROP TRIGGER IF EXISTS fact_is_not_removed; DELETE FROM"
                               " fact WHERE kind = 'receipt' AND id = (SELECT max(id)"
                               " FROM fact WHERE kind = 'receipt')");
}

static bool decision_undone(struct year *year) {
    return plant_execute(year,
                         "DROP TRIGGER IF EXISTS fact_is_not_removed; DELETE FROM fact"
                         " WHERE kind = 'proposal' AND body LIKE '%\"decided_by\"%'");
}

static bool fewer_points(struct year *year) {
    return plant_execute(year, "UPDATE outcome SET points = points - 1 WHERE rowid ="
                               " (SELECT min(rowid) FROM outcome WHERE points > 1 AND"
                               " doctor = '' AND result = 'problem')");
}

static bool row_forgotten(struct year *year) {
    struct shown *visit = plant_ahead(year, NEXT, "annual", 0);
    struct wanted *wanted = &year->wanted[0];
    if (visit) {
        memcpy(wanted->visit, visit->id, sizeof wanted->visit);
        wanted->date = visit->date + 1;
        year->wanted_count = 1;
    }
    return visit != NULL;
}

static bool pinned_moved(struct year *year) {
    const struct judge *judge = year->judge;
    for (size_t i = 0; i < judge->count; i++) {
        const struct shown *visit = &judge->visits[i];
        char day[11];
        if (!visit->live || !visit->pinned || visit->done || visit->date <= year->today) {
            continue;
        }
        xc_date_format(world_workday(&year->world, visit->date, 1), day);
        return plant_edit(year, visit,
                          json_pack("{s:s, s:s, s:i}", "date", day, "end_date", day,
                                    "sequence", (int)visit->sequence + 1),
                          "replan");
    }
    return false;
}

/* ---- Over New Year ---- */

static bool wrong_year(struct year *year) {
    struct shown *visit = plant_ahead(year, NEXT, "annual", 0);
    return visit &&
           plant_edit(year, visit,
                      json_pack("{s:s, s:s, s:i}", "date", "2026-12-30", "end_date",
                                "2026-12-30", "sequence", (int)visit->sequence + 1),
                      "plant");
}

/* Told of two failed years, the plan goes on as if nothing had been. */
static bool failed_twice(struct year *year) {
    struct world *world = &year->world;
    struct shown *visit = plant_ahead(year, NEXT, "annual", 0);
    if (!visit || year->today < world->programmes[NEXT].first) {
        return false;
    }
    for (int of = 2026; of <= 2027; of++) {
        world->told[world->told_count++] =
            (struct told){.target = visit->target,
                          .date = xc_date_make(of, of == 2026 ? 12 : 1, 1),
                          .known = year->today,
                          .points = 30};
    }
    return true;
}

const struct breach plant_beside[] = {
    {"other-crew", other_crew, "drawn", false},
    {"never-drawn", never_drawn, "drawn", false},
    {"drawn-and-dropped", drawn_and_dropped, "drawn", false},
    {"result-edited", result_edited, "tickets", false},
    {"over-cap", over_cap, "cap", false},
    {"self-check-forgiven", self_check_forgiven, "causes", true},
    {"refusal-forgiven", refusal_forgiven, "causes", true},
    {"case-misdated", case_misdated, "due", true},
    {"points-forgiven", points_forgiven, "causes", false},
    {"receipt-lost", receipt_lost, "receipts", false},
    {"decision-undone", decision_undone, "decided", false},
    {"fewer-points", fewer_points, "points", false},
    {"row-forgotten", row_forgotten, "schedule", false},
    {"pinned-moved", pinned_moved, "pinned", false},
    {"wrong-year", wrong_year, "window", false},
    {"failed-twice", failed_twice, "unfit", false},
    {NULL, NULL, NULL, false},
};
