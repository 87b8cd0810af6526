/* The visits of a report: with whom, and what they found. */
#include "casework/causes.h"
#include "publish/events.h"
#include "publish/report_work.h"

#include <stdlib.h>

enum { NIGHT_BEGINS = 18 * 60, NIGHT_ENDS = 6 * 60 };

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

static size_t sort_texts(struct xc_str *texts, size_t count) {
    size_t kept = 0;
    if (count > 1) {
        qsort(texts, count, sizeof *texts, by_text);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !xc_str_equal(texts[kept - 1], texts[i])) {
            texts[kept++] = texts[i];
        }
    }
    return kept;
}

static uint32_t find_text(const struct xc_str *texts, size_t count, struct xc_str text) {
    const struct xc_str *found =
        count ? bsearch(&text, texts, count, sizeof text, by_text) : NULL;
    return found ? (uint32_t)(found - texts) : XC_NO_ROW;
}

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
        xc_event_sight(&work->session, work->plan, visit, &work->viewer);
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
    *chosen = xc_arena_array(arena, plan->visit_count, sizeof **chosen);
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
            .target = xc_report_target_row(facts, visit->target),
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
    struct xc_str *crews = calloc(facts->visit_count + 1, sizeof *crews);
    size_t count = 0;
    if (!crews) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < facts->visit_count; i++) {
        struct xc_str crew = chosen[i]->crew;
        if (crew.len > 0 && (count == 0 || !xc_str_equal(crews[count - 1], crew))) {
            crews[count++] = crew;
        }
    }
    count = sort_texts(crews, count);
    facts->crews = xc_arena_array(work->out->arena, count, sizeof *crews);
    facts->crew_count = facts->crews ? count : 0;
    for (size_t i = 0; i < facts->crew_count; i++) {
        facts->crews[i] = crews[i];
    }
    for (size_t i = 0; i < facts->visit_count; i++) {
        facts->visits[i].crew =
            find_text(facts->crews, facts->crew_count, chosen[i]->crew);
    }
    free(crews);
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

static int seat_people(struct xc_report_work *work, const struct xc_visit **chosen) {
    struct xc_report_facts *facts = &work->out->facts;
    struct xc_str *ids = calloc(facts->people_count + 1, sizeof *ids);
    size_t count = 0, seat = 0;
    facts->people =
        xc_arena_array(work->out->arena, facts->people_count, sizeof *facts->people);
    if (!ids || !facts->people) {
        free(ids);
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < facts->visit_count; i++) {
        for (size_t k = 0; k < chosen[i]->person_count; k++) {
            ids[count++] = chosen[i]->people[k].person;
        }
    }
    count = sort_texts(ids, count);
    for (size_t i = 0; i < facts->visit_count; i++) {
        facts->visits[i].people = (uint32_t)seat;
        for (size_t k = 0; k < chosen[i]->person_count; k++) {
            facts->people[seat++] = (struct xc_report_seat){
                find_text(ids, count, chosen[i]->people[k].person),
                (uint8_t)chosen[i]->people[k].seat};
        }
    }
    int rc = name_persons(work, ids, count);
    free(ids);
    return rc;
}

/* ---- What they found ---- */

struct by_id { /* a visit to be found by its id */
    struct xc_str id;
    uint32_t row;
};

static int compare_ids(const void *left, const void *right) {
    return xc_str_compare(((const struct by_id *)left)->id,
                          ((const struct by_id *)right)->id);
}

static struct by_id *index_visits(const struct xc_report_facts *facts) {
    struct by_id *index = calloc(facts->visit_count + 1, sizeof *index);
    for (uint32_t i = 0; index && i < facts->visit_count; i++) {
        index[i] = (struct by_id){facts->visits[i].id, i};
    }
    if (index && facts->visit_count > 1) {
        qsort(index, facts->visit_count, sizeof *index, compare_ids);
    }
    return index;
}

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

static int add_results(struct xc_report_work *work, const struct by_id *index) {
    struct xc_report_facts *facts = &work->out->facts;
    bool all = xc_viewer_sees_plans(work->viewer.role);
    facts->results =
        xc_arena_array(work->out->arena, facts->outcome_count, sizeof *facts->results);
    if (!facts->results) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < facts->outcome_count; i++) {
        const struct xc_outcome *outcome = &facts->outcomes[i];
        const struct by_id key = {.id = outcome->visit};
        const struct by_id *found =
            outcome->visit.len > 0
                ? bsearch(&key, index, facts->visit_count, sizeof key, compare_ids)
                : NULL;
        if (!found && (outcome->visit.len > 0 || !all)) {
            continue; /* another programme's, or nothing that this reader may know */
        }
        facts->results[facts->result_count++] =
            (struct xc_report_result){outcome, found ? found->row : XC_NO_ROW,
                                      xc_report_target_row(facts, outcome->target)};
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
    struct by_id *index = rc == XC_OK ? index_visits(facts) : NULL;
    if (rc == XC_OK) {
        rc = index ? add_results(work, index) : xc_fail_memory(work->error);
    }
    free(index);
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
