/* Dates for visits whose people were dealt. One visit after the other takes the day that
 * costs least: beside another visit of its crew in the same zone, else in the emptiest
 * week; a visit that finds none may push another one out. */
#include "plan/dealt_internal.h"

enum { PUSHES = 256, NOTES = 16 };

enum bar { FREE = 0, INACTIVE, BARRED, EXPIRED }; /* why people may not go */

static bool same_zone(const struct xc_dealing *s, const struct xc_dealt_unit *a,
                      const struct xc_dealt_unit *b) {
    struct xc_str zone = xc_dealt_zone(s, a);
    return xc_str_equal(zone, xc_dealt_zone(s, b)) &&
           (zone.len > 0 ||
            s->reg->targets.area[a->target] == s->reg->targets.area[b->target]);
}

static enum bar who_bars(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                         xc_date date) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    const struct xc_people *people = &s->reg->people;
    uint32_t relation;
    for (uint32_t i = 0; i < crew->count; i++) {
        uint32_t row = crew->people[i];
        enum xc_person_role seat = unit->dealt->people[i].seat;
        if (row == XC_NO_ROW || people->status[row] == XC_STATUS_CLOSED ||
            people->status[row] == XC_STATUS_SUSPENDED)
            return INACTIVE;
        if (xc_register_barred(s->reg, row, unit->target, date, &relation))
            return BARRED;
        xc_date until = people->certificate_until[row];
        if (unit->stage->nature == XC_NATURE_ENFORCEMENT &&
            (seat == XC_ROLE_OFFICER || seat == XC_ROLE_LEAD) &&
            (people->certificate[row] == 0 || (until != XC_NO_DATE && until < date)))
            return EXPIRED;
    }
    return FREE;
}

static bool has_closed(const struct xc_dealing *s, const struct xc_dealt_unit *unit) {
    return s->reg->targets.status[unit->target] == XC_STATUS_CLOSED;
}

/* Nobody goes where nobody is any more. Visits of the target beside this one: not on the
 * same days, the obligation's gap, and no more a year than the cap. */
static bool target_allows(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                          uint32_t day) {
    xc_date first = s->book.dates[day];
    xc_date last = s->book.dates[day + unit->at.days - 1];
    unsigned cap = xc_plan_cap_of(unit->stage->nature == XC_NATURE_ENFORCEMENT
                                      ? &s->input->cap_enforcement
                                      : &s->input->cap_agency_check,
                                  (enum xc_kind)s->reg->targets.kind[unit->target]);
    if (unit->stage->cap > 0 && (cap == 0 || unit->stage->cap < cap))
        cap = unit->stage->cap;
    if (xc_seats_uncapped(s->input, unit->target))
        cap = 0;
    if (has_closed(s, unit))
        return false;
    unsigned seen = 0;
    int year = xc_date_ymd(first).year;
    for (uint32_t i = s->first_of_target[unit->target]; i != XC_NO_NEED;
         i = s->next_of_target[i]) {
        const struct xc_dealt_unit *other = &s->units[i];
        if (other == unit || !other->placed)
            continue;
        xc_date from = s->book.dates[other->at.day];
        xc_date to = s->book.dates[other->at.day + other->at.days - 1];
        xc_date gap = other->obligation == unit->obligation && unit->obligation->gap > 0
                          ? (xc_date)unit->obligation->gap
                          : 1;
        if (first - to < gap && from - last < gap)
            return false;
        seen +=
            other->stage->nature == unit->stage->nature && xc_date_ymd(from).year == year;
    }
    for (uint32_t i = s->first_fixed[unit->target]; i != XC_NO_NEED;
         i = s->next_fixed[i]) {
        const struct xc_visit *visit = &s->input->fixed[i];
        if (!xc_fixed_counts(visit->status))
            continue;
        if (visit->date <= last && visit->end_date >= first)
            return false;
        seen += (visit->nature == 0 || visit->nature == unit->stage->nature) &&
                xc_date_ymd(visit->date).year == year;
    }
    return cap == 0 || seen < cap;
}

/* Whether the crew is in the unit's zone that day anyway. */
static bool is_near(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                    uint32_t day) {
    for (uint32_t i = s->first_of_crew[unit->crew]; i != XC_NO_NEED;
         i = s->next_of_crew[i]) {
        const struct xc_dealt_unit *other = &s->units[i];
        if (other != unit && other->placed && other->at.day == day &&
            same_zone(s, unit, other))
            return true;
    }
    return false;
}

/* Whether its area is closed on a day of the visit. */
static bool is_shut(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                    uint32_t day) {
    xc_date closed;
    return xc_shut_find(s->input, unit->target, s->book.dates[day],
                        s->book.dates[day + unit->at.days - 1], &closed) != NULL;
}

static bool fits(const struct xc_dealing *s, struct xc_dealt_unit *unit, uint32_t day,
                 bool near) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    unit->at.day = day;
    unit->at.setup = near ? 0 : s->input->setup_minutes;
    return who_bars(s, unit, s->book.dates[day + unit->at.days - 1]) == FREE &&
           target_allows(s, unit, day) && !is_shut(s, unit, day) &&
           xc_book_find(&s->book, crew->people, crew->count, xc_dealt_hours(s, unit),
                        unit->minutes, false, &unit->at);
}

static void settle(struct xc_dealing *s, struct xc_dealt_unit *unit, bool in) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    uint64_t minutes = (uint64_t)unit->minutes * unit->at.days;
    xc_book_take(&s->book, crew->people, crew->count, &unit->at, in ? 1 : -1);
    unit->placed = in;
    s->load[s->book.week_of[unit->at.day]] += in ? minutes : UINT64_C(0) - minutes;
}

/* The best day of its window; false: none. */
static bool place(struct xc_dealing *s, struct xc_dealt_unit *unit) {
    struct xc_stretch best = {0};
    uint64_t least = UINT64_MAX;
    bool found = false;
    for (uint32_t day = unit->lo; day <= unit->hi; day++) {
        bool near = is_near(s, unit, day);
        uint32_t week = s->book.week_of[day];
        uint64_t full = (s->load[week] + unit->minutes) * 1000 / s->week_days[week];
        uint64_t cost = near ? 0 : full + 1;
        if (cost >= least || !fits(s, unit, day, near))
            continue;
        least = cost;
        best = unit->at;
        found = true;
    }
    if (found) {
        unit->at = best;
        settle(s, unit, true);
    }
    return found;
}

static bool shares_people(const struct xc_dealing *s, const struct xc_dealt_unit *a,
                          const struct xc_dealt_unit *b) {
    const struct xc_dealt_crew *x = &s->crews[a->crew];
    const struct xc_dealt_crew *y = &s->crews[b->crew];
    for (uint32_t i = 0; i < x->count; i++)
        for (uint32_t k = 0; k < y->count; k++)
            if (x->people[i] == y->people[k])
                return true;
    return false;
}

/* Makes room: another visit of the same people, one at a time, goes elsewhere. */
static bool push(struct xc_dealing *s, struct xc_dealt_unit *unit) {
    unsigned tries = PUSHES;
    for (uint32_t i = 0; i < s->count && tries > 0; i++) {
        struct xc_dealt_unit *other = &s->units[i];
        if (other == unit || !other->placed || other->at.day < unit->lo ||
            other->at.day > unit->hi || !shares_people(s, unit, other))
            continue;
        struct xc_stretch before = other->at;
        tries--;
        settle(s, other, false);
        if (place(s, unit)) {
            if (place(s, other))
                return true;
            settle(s, unit, false);
        }
        other->at = before;
        settle(s, other, true);
    }
    return false;
}

/* ---- all ---- */

/* Those with the shortest windows first; a crew's by zone. */
static int by_need(const void *context, uint32_t a, uint32_t b) {
    const struct xc_dealing *s = context;
    const struct xc_dealt_unit *x = &s->units[a];
    const struct xc_dealt_unit *y = &s->units[b];
    if (x->hi - x->lo != y->hi - y->lo)
        return x->hi - x->lo < y->hi - y->lo ? -1 : 1;
    if (x->crew != y->crew)
        return x->crew < y->crew ? -1 : 1;
    uint32_t area = s->reg->targets.area[x->target];
    if (area != s->reg->targets.area[y->target])
        return area < s->reg->targets.area[y->target] ? -1 : 1;
    int order = xc_str_compare(xc_dealt_zone(s, x), xc_dealt_zone(s, y));
    return order ? order : (a < b ? -1 : a > b);
}

/* Whether every rule still allows a kept visit on its day, at some hour; puts it at its
 * own. */
static bool keeps_day(const struct xc_dealing *s, struct xc_dealt_unit *unit) {
    const struct xc_visit *kept = unit->kept;
    uint32_t lo = 0;
    uint32_t hi = 0;
    if (!xc_book_days(&s->book, kept->date, kept->end_date, &lo, &hi) ||
        s->book.dates[lo] != kept->date || s->book.dates[hi] != kept->end_date ||
        lo < unit->lo || lo > unit->hi || hi - lo + 1 != unit->at.days)
        return false;
    unit->at.day = lo;
    unit->at.start = kept->start;
    unit->at.end = kept->end;
    unit->at.setup = 0;
    return who_bars(s, unit, kept->end_date) == FREE && target_allows(s, unit, lo) &&
           !is_shut(s, unit, lo);
}

static bool can_stay(const struct xc_dealing *s, struct xc_dealt_unit *unit) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    return keeps_day(s, unit) && xc_book_free(&s->book, crew->people, crew->count,
                                              xc_dealt_hours(s, unit), &unit->at);
}

/* Whether it goes to another day or crew in any plan, even one without the others. */
static bool must_move(const struct xc_dealing *s, struct xc_dealt_unit *unit) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    if (!xc_str_equal(crew->id, unit->kept->crew) || !keeps_day(s, unit))
        return true;
    struct xc_stretch hour = unit->at;
    return !can_stay(s, unit) &&
           !xc_book_find(&s->book, crew->people, crew->count, xc_dealt_hours(s, unit),
                         unit->minutes, false, &hour);
}

enum xc_verdict xc_dealt_judge(struct xc_dealing *s, struct xc_dealt_unit *unit,
                               struct xc_message *message) {
    const struct xc_dealt_crew *crew = &s->crews[unit->crew];
    enum bar bar = FREE;
    bool sent = false;
    bool allowed = false;
    bool open = false;
    for (uint32_t day = unit->lo; day <= unit->hi; day++) {
        if (is_shut(s, unit, day))
            continue;
        open = true;
        enum bar here = who_bars(s, unit, s->book.dates[day + unit->at.days - 1]);
        bar = here != FREE ? here : bar;
        unit->at.day = day;
        unit->at.setup = s->input->setup_minutes;
        sent = sent || here == FREE;
        if (here != FREE || !target_allows(s, unit, day))
            continue;
        allowed = true;
        if (xc_book_find(&s->book, crew->people, crew->count, xc_dealt_hours(s, unit),
                         unit->minutes, true, &unit->at)) {
            xc_message_set(message,
                           "the people dealt to it are busy on every day of its window.");
            return XC_UNMET_NOT_PROVED;
        }
    }
    if (has_closed(s, unit))
        xc_message_set(message, "the target has closed; ask for a substitute.");
    else if (unit->lo > unit->hi)
        xc_message_set(message, "no working day is left in its window.");
    else if (!open)
        xc_message_set(message, "the target's area is closed on every working day that "
                                "is left in its window.");
    else if (allowed)
        xc_message_set(message, "the people dealt to it are never there together for "
                                "long enough within its window.");
    else if (sent)
        xc_message_set(message,
                       "other visits of the target leave no day: the gap, or the "
                       "number of visits a year.");
    else if (bar == BARRED)
        xc_message_set(message, "somebody who was dealt to it must not go there any more "
                                "(回避); ask for a substitute.");
    else if (bar == EXPIRED)
        xc_message_set(message, "somebody who was dealt to it has no valid certificate; "
                                "ask for a substitute.");
    else
        xc_message_set(message, "somebody who was dealt to it is not active any more; "
                                "ask for a substitute.");
    return XC_UNMET_ALONE;
}

/* Dates for all of them. */
static int schedule_dealt(struct xc_dealing *s, struct xc_error *error) {
    uint32_t *order = xc_plan_indices(s->arena, s->count);
    uint32_t *scratch = xc_arena_array(s->arena, s->count, sizeof *scratch);
    if (!order || !scratch)
        return xc_fail_memory(error);
    xc_plan_sort(order, s->count, scratch, by_need, s);
    for (uint32_t i = 0; i < s->count; i++)
        s->units[i].bound_to_move = s->units[i].kept && must_move(s, &s->units[i]);
    for (uint32_t i = 0; i < s->count; i++) {
        struct xc_dealt_unit *unit = &s->units[order[i]];
        if (unit->kept && can_stay(s, unit))
            settle(s, unit, true);
    }
    for (uint32_t i = 0; i < s->count; i++) {
        struct xc_dealt_unit *unit = &s->units[order[i]];
        if (!unit->placed && unit->lo <= unit->hi && !place(s, unit))
            (void)push(s, unit);
        if (i % 256 == 0 &&
            !xc_progress_tick(s->input->progress, XC_MSG("placing visits"), i, s->count))
            return xc_fail(error, XC_ENO, "stopped");
    }
    for (uint32_t i = 0; i < s->count;
         i++) /* without a place they do not count as moved */
        s->out->moved_bound += s->units[i].bound_to_move && s->units[i].placed;
    return XC_OK;
}

int xc_dealt_run(const struct xc_plan_input *input, struct xc_arena *arena,
                 struct xc_dealt *dealt, struct xc_error *error) {
    struct xc_dealing s = {
        .input = input, .reg = input->reg, .out = dealt, .arena = arena};
    *dealt = (struct xc_dealt){.arena = arena, .note_room = NOTES};
    dealt->notes = xc_arena_array(arena, NOTES, sizeof *dealt->notes);
    int code = dealt->notes ? xc_dealt_list(&s, error) : xc_fail_memory(error);
    if (!code)
        code = schedule_dealt(&s, error);
    return code ? code : xc_dealt_write(&s, error);
}
