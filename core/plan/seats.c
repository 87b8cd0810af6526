/* Demands and their classes: who may take which place. */
#include "plan/plan_internal.h"

#include <string.h>

static bool same_rule(const struct xc_class *klass, const struct xc_stage *stage,
                      uint16_t shift, const struct xc_crew_rule *rule) {
    const struct xc_crew_rule *other = klass->rule;
    if (klass->nature != stage->nature || klass->shift != shift ||
        other->seat_count != rule->seat_count ||
        other->outside_target != rule->outside_target || other->from != rule->from ||
        !xc_str_equal(other->from_area, rule->from_area) ||
        !xc_str_equal(other->outside, rule->outside))
        return false;
    for (size_t i = 0; i < rule->seat_count; i++) {
        const struct xc_seat *a = &other->seats[i];
        const struct xc_seat *b = &rule->seats[i];
        if (a->role != b->role || a->count != b->count || a->where != b->where)
            return false;
    }
    return true;
}

/* Of dealt teams, the seats of the first: roles and numbers are the same in all of them,
 * conditions need not be. */
static struct xc_seat team_seat(const struct xc_crew_rule *crew, size_t i) {
    struct xc_seat seat = crew->teams[0].seats[i];
    for (size_t k = 1; k < crew->team_count; k++)
        if (crew->teams[k].seats[i].where != seat.where)
            seat.where = NULL;
    return seat;
}

/* The crew's seats and, behind them, those of the panel: one rule. */
static int join_panel(struct xc_job *job, const struct xc_obligation *obligation,
                      const struct xc_crew_rule **rule, struct xc_error *error) {
    const struct xc_crew_rule *crew = &obligation->crew;
    const struct xc_crew_rule *panel = &obligation->panel;
    bool teams = crew->team_count > 0;
    size_t own = teams ? crew->teams[0].seat_count : crew->seat_count;
    *rule = crew;
    if (panel->seat_count == 0 && !teams)
        return XC_OK;
    struct xc_crew_rule *both = xc_arena_alloc(job->arena, sizeof *both);
    struct xc_seat *seats =
        xc_arena_array(job->arena, own + panel->seat_count, sizeof *seats);
    if (!both || !seats)
        return xc_fail_memory(error);
    for (size_t i = 0; i < own; i++)
        seats[i] = teams ? team_seat(crew, i) : crew->seats[i];
    for (size_t i = 0; i < panel->seat_count; i++)
        seats[own + i] = panel->seats[i];
    *both = *crew;
    both->seats = seats;
    both->seat_count = own + panel->seat_count;
    *rule = both;
    return XC_OK;
}

/* The row of an area that the rule names; XC_NO_ROW: it names none. */
static int find_area(const struct xc_job *job, const struct xc_stage *stage,
                     struct xc_str code, uint32_t *row, struct xc_error *error) {
    *row = code.len > 0 ? xc_register_find_area(job->reg, code) : XC_NO_ROW;
    if (code.len == 0 || *row != XC_NO_ROW)
        return XC_OK;
    (void)xc_fail(
        error, XC_EINPUT,
        "the crew of stage '%.*s' names the area '%.*s', but the register has no "
        "such area.",
        XC_PRI(stage->id), XC_PRI(code));
    return xc_hint(error, "import the areas first, or correct the code.");
}

static int make_class(struct xc_job *job, const struct xc_stage *stage,
                      const struct xc_crew_rule *rule, struct xc_class *klass,
                      struct xc_error *error) {
    memset(klass, 0, sizeof *klass);
    klass->rule = rule;
    klass->nature = stage->nature;
    if (rule->seat_count > XC_MAX_SEATS)
        return xc_fail(error, XC_EINPUT, "stage '%.*s' has more than %d seats in a crew.",
                       XC_PRI(stage->id), (int)XC_MAX_SEATS);
    klass->kind_count = (unsigned)rule->seat_count;
    for (unsigned i = 0; i < klass->kind_count; i++) {
        const struct xc_seat *seat = &rule->seats[i];
        if (klass->place_count + seat->count > XC_PLACES)
            return xc_fail(error, XC_EINPUT,
                           "stage '%.*s' has more than %d places in a crew.",
                           XC_PRI(stage->id), (int)XC_PLACES);
        for (unsigned k = 0; k < seat->count; k++)
            klass->kind_of[klass->place_count++] = (uint8_t)i;
        if (seat->role == XC_ROLE_LEAD)
            klass->leading |= 1u << i;
        if (stage->nature == XC_NATURE_ENFORCEMENT &&
            (seat->role == XC_ROLE_OFFICER || seat->role == XC_ROLE_LEAD))
            klass->certified |= 1u << i;
        if (!seat->where)
            continue;
        int code = xc_selection_run(seat->where, job->reg, job->input->history,
                                    &klass->where[i], error);
        if (code)
            return code;
    }
    int code = find_area(job, stage, rule->outside, &klass->outside, error);
    return code ? code : find_area(job, stage, rule->from_area, &klass->from, error);
}

static bool same_hours(const struct xc_hours *a, const struct xc_hours *b) {
    bool same = a->count == b->count;
    for (unsigned i = 0; same && i < a->count; i++)
        same = a->spans[i].from == b->spans[i].from && a->spans[i].to == b->spans[i].to;
    return same;
}

static uint16_t shift_of(struct xc_job *job, const struct xc_stage *stage) {
    uint32_t shift = 0;
    if (stage->hours.count == 0)
        return 0;
    while (shift < job->shift_count && !same_hours(&job->shifts[shift], &stage->hours))
        shift++;
    if (shift == job->shift_count)
        job->shifts[job->shift_count++] = stage->hours;
    return (uint16_t)shift;
}

static const struct xc_plan_cap *cap_of(const struct xc_plan_input *input,
                                        enum xc_nature nature) {
    return nature == XC_NATURE_ENFORCEMENT ? &input->cap_enforcement
                                           : &input->cap_agency_check;
}

static bool has_cap(const struct xc_plan_input *input, enum xc_nature nature) {
    const struct xc_plan_cap *cap = cap_of(input, nature);
    bool any = cap->all > 0;
    for (unsigned kind = 0; kind < XC_KIND_COUNT; kind++)
        any = any || cap->kinds[kind] > 0;
    return any;
}

static int add_demand(struct xc_job *job, const struct xc_stage *stage,
                      const struct xc_obligation *obligation, struct xc_error *error) {
    const struct xc_crew_rule *rule = NULL;
    int code = join_panel(job, obligation, &rule, error);
    if (code)
        return code;
    struct xc_demand *demand = &job->demands[job->demand_count];
    demand->stage = stage;
    demand->obligation = obligation;
    demand->shift = shift_of(job, stage);
    demand->capped = stage->cap > 0 || has_cap(job->input, stage->nature);
    job->rotates = job->rotates || obligation->rotate != XC_ROTATE_NONE;
    uint32_t k = 0;
    while (k < job->class_count &&
           !same_rule(&job->classes[k], stage, demand->shift, rule))
        k++;
    if (k == job->class_count) {
        job->class_count++; /* first, so that a failure frees its sets */
        code = make_class(job, stage, rule, &job->classes[k], error);
        job->classes[k].shift = demand->shift;
    }
    demand->klass = k;
    job->demand_count++;
    return code;
}

int xc_seats_build(struct xc_job *job, struct xc_error *error) {
    size_t count = 0;
    for (size_t i = 0; i < job->programme->stage_count; i++)
        count += job->programme->stages[i].obligation_count;
    if (count >= UINT16_MAX)
        return xc_fail(error, XC_EINPUT,
                       "the programme has %zu obligations; that is too many.", count);
    job->demands = xc_arena_array(job->arena, count, sizeof *job->demands);
    job->classes = xc_arena_array(job->arena, count, sizeof *job->classes);
    job->shifts =
        xc_arena_array(job->arena, job->programme->stage_count + 1, sizeof *job->shifts);
    if (!job->demands || !job->classes || !job->shifts)
        return xc_fail_memory(error);
    job->shifts[job->shift_count++] = job->hours;
    for (size_t i = 0; i < job->programme->stage_count; i++) {
        const struct xc_stage *stage = &job->programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            int code = add_demand(job, stage, &stage->obligations[k], error);
            if (code)
                return code;
        }
    }
    return XC_OK;
}

bool xc_seats_uncapped(const struct xc_plan_input *input, uint32_t target) {
    return input->uncapped_count > 0 && target != XC_NO_ROW &&
           xc_str_listed(input->uncapped, input->uncapped_count,
                         xc_register_text(input->reg, input->reg->targets.id[target]));
}

unsigned xc_seats_cap(const struct xc_job *job, const struct xc_demand *demand,
                      uint32_t target) {
    const struct xc_stage *stage = demand->stage;
    if (!demand->capped || xc_seats_uncapped(job->input, target))
        return 0;
    unsigned cap = xc_plan_cap_of(cap_of(job->input, stage->nature),
                                  (enum xc_kind)job->reg->targets.kind[target]);
    return stage->cap > 0 && (cap == 0 || stage->cap < cap) ? stage->cap : cap;
}

uint32_t xc_seats_mask(const struct xc_job *job, const struct xc_class *klass,
                       uint32_t person) {
    const struct xc_people *people = &job->reg->people;
    if (people->status[person] == XC_STATUS_CLOSED ||
        people->status[person] == XC_STATUS_SUSPENDED)
        return 0;
    if (klass->outside != XC_NO_ROW &&
        xc_register_within(job->reg, people->area[person], klass->outside))
        return 0;
    uint32_t mask = 0;
    for (unsigned i = 0; i < klass->kind_count; i++) {
        if (!(people->roles[person] >> klass->rule->seats[i].role & 1u))
            continue;
        if (!klass->where[i].words || xc_bitset_get(&klass->where[i], person))
            mask |= 1u << i;
    }
    return mask;
}

bool xc_seats_certified(const struct xc_job *job, uint32_t person, xc_date date) {
    const struct xc_people *people = &job->reg->people;
    if (people->certificate[person] == 0)
        return false;
    xc_date until = people->certificate_until[person];
    return until == XC_NO_DATE || until >= date;
}

uint32_t xc_seats_county(const struct xc_register *reg, uint32_t area) {
    while (area != XC_NO_ROW && reg->areas.level[area] > XC_LEVEL_COUNTY &&
           reg->areas.parent[area] != XC_NO_ROW)
        area = reg->areas.parent[area];
    return area;
}

struct match {
    const struct xc_class *klass;
    const uint32_t *masks;
    uint8_t *chosen;
    uint64_t filled; /* places */
    uint64_t seen;   /* places of the current search */
};

/* Finds a place for a candidate, moving others to further places where needed. */
static bool seat_candidate(struct match *match, unsigned candidate) {
    for (unsigned place = 0; place < match->klass->place_count; place++) {
        uint64_t bit = UINT64_C(1) << place;
        if (match->seen & bit ||
            !(match->masks[candidate] >> match->klass->kind_of[place] & 1u))
            continue;
        match->seen |= bit;
        if (!(match->filled & bit) || seat_candidate(match, match->chosen[place])) {
            match->filled |= bit;
            match->chosen[place] = (uint8_t)candidate;
            return true;
        }
    }
    return false;
}

/* Adding candidates one by one, each if it can be seated beside those before, gives the
 * earliest set of candidates that fills the places: a transversal matroid is greedy. */
bool xc_seats_match(const struct xc_class *klass, const uint32_t *masks, unsigned count,
                    uint8_t *chosen) {
    struct match match = {.klass = klass, .masks = masks};
    match.chosen = chosen;
    unsigned seated = 0;
    for (unsigned i = 0; i < count && seated < klass->place_count; i++) {
        match.seen = 0;
        if (masks[i] && seat_candidate(&match, i))
            seated++;
    }
    return seated == klass->place_count;
}

/* ---- who is there, by class, crew and day ---- */

static bool same_as_before(const struct xc_job *job, const struct xc_crew *crew,
                           uint32_t day) {
    for (uint32_t i = 0; i < crew->count; i++) {
        const uint8_t *away = job->away + (size_t)(crew->first + i) * job->workdays;
        uint32_t person = job->members[crew->first + i].row;
        if (away[day] != away[day - 1] ||
            xc_seats_certified(job, person, job->dates[day]) !=
                xc_seats_certified(job, person, job->dates[day - 1]))
            return false;
    }
    return true;
}

static unsigned presence_of(const struct xc_job *job, const struct xc_class *klass,
                            uint32_t crew, uint32_t day) {
    uint32_t chosen[XC_PLACES];
    unsigned forget = XC_FORGET_RELATIONS | XC_FORGET_LIMITS;
    if (xc_people_match(job, klass, crew, day, 1, XC_PRESENT_ALL, XC_NO_ROW, forget,
                        chosen))
        return XC_PRESENT_ALL;
    struct xc_hours early = xc_shifts_hours(job, crew, XC_PRESENT_MORNING);
    struct xc_hours late = xc_shifts_hours(job, crew, XC_PRESENT_AFTERNOON);
    unsigned morning = xc_hours_minutes(&early, XC_WHOLE_DAY);
    unsigned afternoon = xc_hours_minutes(&late, XC_WHOLE_DAY);
    bool first =
        morning > 0 && xc_people_match(job, klass, crew, day, 1, XC_PRESENT_MORNING,
                                       XC_NO_ROW, forget, chosen);
    bool second =
        afternoon > 0 && xc_people_match(job, klass, crew, day, 1, XC_PRESENT_AFTERNOON,
                                         XC_NO_ROW, forget, chosen);
    if (first && (!second || morning > afternoon))
        return XC_PRESENT_MORNING;
    return second ? XC_PRESENT_AFTERNOON : 0;
}

int xc_seats_presence(struct xc_job *job, struct xc_error *error) {
    for (uint32_t k = 0; k < job->class_count; k++) {
        struct xc_class *klass = &job->classes[k];
        klass->masks =
            xc_arena_array(job->arena, job->member_count, sizeof *klass->masks);
        klass->presence =
            xc_arena_array(job->arena, (size_t)job->crew_count * job->workdays, 1);
        if (!klass->masks || !klass->presence)
            return xc_fail_memory(error);
        for (uint32_t i = 0; i < job->member_count; i++)
            klass->masks[i] = xc_seats_mask(job, klass, job->members[i].row);
        for (uint32_t c = 0; c < job->crew_count; c++) {
            uint8_t *presence = klass->presence + (size_t)c * job->workdays;
            if (job->crews[c].shift != klass->shift)
                continue;
            for (uint32_t day = 0; day < job->workdays; day++)
                presence[day] = day > 0 && same_as_before(job, &job->crews[c], day)
                                    ? presence[day - 1]
                                    : (uint8_t)presence_of(job, klass, c, day);
        }
    }
    return XC_OK;
}
