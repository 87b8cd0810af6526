/* The visits of a report: with whom, and what they found. */
#include "base/row_lookup.h"
#include "casework/causes.h"
#include "publish/events.h"
#include "publish/report_index.h"
#include "publish/report_work.h"

#include <stdint.h>
#include <stdlib.h>

enum { NIGHT_BEGINS = 18 * 60, NIGHT_ENDS = 6 * 60, SEATED_BITS = 14 };

/* ---- Which of them ---- */

/* Neither cancelled nor void, with a task of the programme, and not unknown to this
 * reader. */
static enum xc_sight sight_of(const struct xc_report_work *work,
                              const struct xc_visit *visit) {
    bool own = false;
    if (visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID) {
        return XC_SEE_NOTHING;
    }
    for (size_t i = 0; i < visit->task_count && !own; i++) {
        own = xc_report_obligation_of(work, &visit->tasks[i]) != XC_NO_ROW;
    }
    if (!own) {
        return XC_SEE_NOTHING;
    }
    enum xc_sight sight =
        xc_visit_sight(&work->session, work->plan, visit, &work->viewer);
    if (sight != XC_SEE_ALL && xc_viewer_sees_plans(work->viewer.role)) {
        return XC_SEE_BUSY;
    }
    return sight == XC_SEE_ALL ? XC_SEE_ALL : XC_SEE_NOTHING;
}

static unsigned days_of(const struct xc_report_work *work, const struct xc_visit *visit) {
    unsigned days = 1;
    for (size_t i = 0; i < visit->task_count; i++) {
        uint32_t row = xc_report_obligation_of(work, &visit->tasks[i]);
        unsigned own =
            row == XC_NO_ROW ? 1 : work->out->facts.obligations[row].obligation->days;
        days = own > days ? own : days;
    }
    return visit->end_date == visit->date ? 1 : days;
}

static int list_visits(struct xc_report_work *work, const struct xc_visit ***chosen) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_arena *arena = work->out->arena;
    const struct xc_loaded_plan *plan = work->plan;
    facts->visits = xc_arena_array(arena, plan->visit_count, sizeof *facts->visits);
    *chosen = xc_arena_array(arena, plan->visit_count, sizeof(void *));
    if (!facts->visits || !*chosen) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        enum xc_sight sight = sight_of(work, visit);
        if (sight == XC_SEE_NOTHING) {
            continue;
        }
        bool night = visit->date == visit->end_date &&
                     (visit->start < NIGHT_ENDS || visit->start >= NIGHT_BEGINS);
        facts->hidden += sight == XC_SEE_BUSY;
        (*chosen)[facts->visit_count] = visit;
        facts->visits[facts->visit_count++] = (struct xc_report_visit){
            .id = visit->id,
            .target = work->visit_targets[i],
            .date = visit->date,
            .end_date = visit->end_date,
            .planned = visit->happened ? visit->planned : visit->date,
            .minutes = (uint16_t)visit->minutes,
            .start = (uint16_t)visit->start,
            .days = (uint16_t)days_of(work, visit),
            .seats = (uint16_t)visit->person_count,
            .status = (uint8_t)visit->status,
            .flags = (uint8_t)((sight == XC_SEE_BUSY ? XC_REPORT_HIDDEN : 0) |
                               (night ? XC_REPORT_NIGHT : 0)),
        };
        facts->people_count += visit->person_count;
    }
    return XC_OK;
}

/* ---- With whom ---- */

static int name_crews(struct xc_report_work *work, const struct xc_visit **chosen) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_report_index crews = {0};
    bool kept = true;
    for (size_t i = 0; i < facts->visit_count && kept; i++) {
        uint32_t *crew = &facts->visits[i].crew;
        *crew = chosen[i]->crew.len > 0 ? xc_report_index_add(&crews, chosen[i]->crew)
                                        : XC_NO_ROW;
        kept = *crew != UINT32_MAX || chosen[i]->crew.len == 0;
    }
    uint32_t *numbers = kept ? xc_report_index_sort(&crews) : NULL;
    facts->crews =
        numbers ? xc_arena_array(work->out->arena, crews.count, sizeof *facts->crews)
                : NULL;
    for (size_t i = 0; facts->crews && i < crews.count; i++) {
        facts->crews[facts->crew_count++] = crews.texts[i];
    }
    for (size_t i = 0; facts->crews && i < facts->visit_count; i++) {
        uint32_t *crew = &facts->visits[i].crew;
        *crew = *crew == XC_NO_ROW ? XC_NO_ROW : numbers[*crew];
    }
    free(numbers);
    xc_report_index_free(&crews);
    return facts->crews ? XC_OK : xc_fail_memory(work->error);
}

static int name_persons(struct xc_report_work *work, const struct xc_str *ids,
                        size_t count) {
    struct xc_report_facts *facts = &work->out->facts;
    const struct xc_register *reg = work->out->loaded.reg;
    facts->persons = xc_arena_array(work->out->arena, count, sizeof *facts->persons);
    if (!facts->persons) {
        return xc_fail_memory(work->error);
    }
    facts->person_count = count;
    for (size_t i = 0; i < count; i++) {
        uint32_t row = xc_register_find_person(reg, ids[i]);
        facts->persons[i] = (struct xc_report_person){.id = ids[i]};
        if (row != XC_NO_ROW) {
            facts->persons[i].name = xc_register_text(reg, reg->people.name[row]);
            facts->persons[i].unit = xc_register_text(reg, reg->people.unit[row]);
        }
    }
    return XC_OK;
}

/* A list of seats that stands already: plans share them among the visits of a crew. */
struct seated {
    const struct xc_visit_person *people;
    size_t count;
    uint32_t first;
};

static struct seated *seated_of(struct seated *all,
                                const struct xc_visit_person *people) {
    uintptr_t address = (uintptr_t)people;
    return &all[(address ^ address >> SEATED_BITS) & (((size_t)1 << SEATED_BITS) - 1)];
}

static int seat_people(struct xc_report_work *work, const struct xc_visit **chosen) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_report_index ids = {0};
    struct seated *known = calloc((size_t)1 << SEATED_BITS, sizeof *known);
    size_t seat = 0;
    bool kept = known;
    facts->people =
        xc_arena_array(work->out->arena, facts->people_count, sizeof *facts->people);
    for (size_t i = 0; i < facts->visit_count && facts->people && kept; i++) {
        const struct xc_visit *visit = chosen[i];
        struct seated *seated = seated_of(known, visit->people);
        if (seated->people == visit->people && seated->count == visit->person_count) {
            facts->visits[i].people = seated->first;
            continue;
        }
        *seated = (struct seated){visit->people, visit->person_count, (uint32_t)seat};
        facts->visits[i].people = (uint32_t)seat;
        for (size_t k = 0; k < visit->person_count && kept; k++) {
            struct xc_report_seat *to = &facts->people[seat++];
            to->person = xc_report_index_add(&ids, visit->people[k].person);
            to->seat = (uint8_t)visit->people[k].seat;
            kept = to->person != UINT32_MAX;
        }
    }
    free(known);
    uint32_t *numbers = facts->people && kept ? xc_report_index_sort(&ids) : NULL;
    for (size_t i = 0; i < seat && numbers; i++) {
        facts->people[i].person = numbers[facts->people[i].person];
    }
    int rc =
        numbers ? name_persons(work, ids.texts, ids.count) : xc_fail_memory(work->error);
    free(numbers);
    xc_report_index_free(&ids);
    return rc;
}

/* ---- What they found ---- */

static int by_visit(const void *left, const void *right) {
    const struct xc_report_result *a = left, *b = right;
    if (a->visit != b->visit) {
        return a->visit < b->visit ? -1 : 1;
    }
    return (a->outcome > b->outcome) - (a->outcome < b->outcome);
}

/* What a result says of its visit. */
static void mark(struct xc_report_facts *facts, const struct xc_report_result *result) {
    struct xc_report_visit *visit = &facts->visits[result->visit];
    const struct xc_outcome *outcome = result->outcome;
    if (visit->status != XC_VISIT_DONE) {
        return;
    }
    bool open = xc_outcome_is_problem(outcome) &&
                (outcome->closed_on == XC_NO_DATE || outcome->closed_on > facts->as_of);
    visit->flags |= (uint8_t)((xc_outcome_is_check(outcome) ? XC_REPORT_CHECK : 0) |
                              (open ? XC_REPORT_OPEN : 0));
}

static struct xc_str result_visit(const void *outcomes, size_t i) {
    return ((const struct xc_outcome *)outcomes)[i].visit;
}

/* Rows of visits by outcome; where one names no visit, none has its empty text. */
static uint32_t *find_visits(struct xc_report_work *work) {
    const struct xc_report_facts *facts = &work->out->facts;
    struct xc_arena *arena = work->out->arena;
    struct xc_row_lookup lookup;
    struct xc_str *ids = xc_arena_array(arena, facts->visit_count, sizeof *ids);
    uint32_t *rows = xc_arena_array(arena, facts->outcome_count, sizeof *rows);
    if (!ids || !rows ||
        xc_row_lookup_make(&lookup, arena, (uint32_t)facts->visit_count) != XC_OK) {
        return NULL;
    }
    for (size_t i = 0; i < facts->visit_count; i++) {
        ids[i] = facts->visits[i].id;
    }
    xc_row_lookup_add_all(&lookup, ids, (uint32_t)facts->visit_count);
    xc_row_lookup_find_all(&lookup, ids, result_visit, facts->outcomes,
                           facts->outcome_count, rows);
    return rows;
}

static int add_results(struct xc_report_work *work, const uint32_t *visits) {
    struct xc_report_facts *facts = &work->out->facts;
    bool all = xc_viewer_sees_plans(work->viewer.role);
    facts->results =
        xc_arena_array(work->out->arena, facts->outcome_count, sizeof *facts->results);
    if (!facts->results) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < facts->outcome_count; i++) {
        const struct xc_outcome *outcome = &facts->outcomes[i];
        uint32_t visit = visits[i];
        if (visit == XC_NO_ROW && (outcome->visit.len > 0 || !all)) {
            continue; /* another programme's, or nothing that this reader may know */
        }
        facts->results[facts->result_count++] = (struct xc_report_result){
            outcome, visit,
            visit != XC_NO_ROW ? facts->visits[visit].target
                               : xc_report_target_row(facts, outcome->target)};
    }
    if (facts->result_count > 1) {
        qsort(facts->results, facts->result_count, sizeof *facts->results, by_visit);
    }
    for (uint32_t i = 0; i < facts->result_count; i++) {
        if (facts->results[i].visit == XC_NO_ROW) {
            break;
        }
        struct xc_report_visit *visit = &facts->visits[facts->results[i].visit];
        visit->results = visit->result_count == 0 ? i : visit->results;
        visit->result_count++;
        mark(facts, &facts->results[i]);
    }
    return XC_OK;
}

static int read_results(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_outcome *outcomes = NULL;
    int rc = xc_store_outcomes(work->session.store, work->session.office,
                               work->session.now, work->out->arena, &outcomes,
                               &facts->outcome_count, work->error);
    facts->outcomes = outcomes;
    if (rc == XC_OK && facts->outcome_count > 0) {
        const uint32_t *visits = find_visits(work);
        rc = visits ? add_results(work, visits) : xc_fail_memory(work->error);
    }
    return rc;
}

int xc_report_visits(struct xc_report_work *work) {
    const struct xc_visit **chosen = NULL;
    int rc = list_visits(work, &chosen);
    if (rc == XC_OK) {
        rc = name_crews(work, chosen);
    }
    if (rc == XC_OK) {
        rc = seat_people(work, chosen);
    }
    return rc == XC_OK ? read_results(work) : rc;
}
