#include "plan/dealt_internal.h"

#include <string.h>

enum { NOON = XC_BOOK_SLOTS / 2, AWAY_MORNING = 1, AWAY_AFTERNOON = 2 };

static void set_slots(struct xc_slots *slots, unsigned from, unsigned behind) {
    for (unsigned i = from; i < behind && i < XC_BOOK_SLOTS; i++)
        slots->bits[i / 64] |= UINT64_C(1) << i % 64;
}

static bool has_slot(const struct xc_slots *slots, unsigned i) {
    return (slots->bits[i / 64] >> i % 64 & 1u) != 0;
}

static struct xc_slots slots_of(const struct xc_hours *hours) {
    struct xc_slots slots = {{0, 0}};
    for (unsigned i = 0; i < hours->count; i++)
        set_slots(&slots, hours->spans[i].from / XC_GRID_MINUTES,
                  hours->spans[i].to / XC_GRID_MINUTES);
    return slots;
}

/* The time of one day of the stretch: all of the day on the road and on visits of several
 * days, else setup and work. */
static struct xc_slots taken(const struct xc_stretch *stretch) {
    struct xc_slots slots = {{0, 0}};
    if (stretch->days > 1 || stretch->travel > 0) {
        set_slots(&slots, 0, XC_BOOK_SLOTS);
        return slots;
    }
    unsigned from = stretch->start > stretch->setup ? stretch->start - stretch->setup : 0;
    set_slots(&slots, from / XC_GRID_MINUTES,
              (stretch->end + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES);
    return slots;
}

static unsigned year_at(const struct xc_book *book, uint32_t day) {
    return (unsigned)(xc_date_ymd(book->dates[day]).year - book->first_year);
}

static int list_days(struct xc_book *book, xc_date from, xc_date to,
                     struct xc_error *error) {
    const struct xc_workdays *workdays = book->input->workdays;
    size_t length = to >= from ? (size_t)(to - from) + 2 : 1;
    book->base = from;
    book->day_at = xc_arena_array(book->arena, length, sizeof *book->day_at);
    book->dates = xc_arena_array(book->arena, length, sizeof *book->dates);
    book->week_of = xc_arena_array(book->arena, length, sizeof *book->week_of);
    if (!book->day_at || !book->dates || !book->week_of)
        return xc_fail_memory(error);
    xc_date monday = from - (xc_date)(xc_date_weekday(from) - 1);
    for (xc_date date = from; date <= to; date++) {
        book->day_at[date - from] = book->days;
        if (!xc_workdays_is(workdays, date))
            continue;
        book->week_of[book->days] = (uint32_t)((date - monday) / 7);
        book->weeks = book->week_of[book->days] + 1;
        book->dates[book->days++] = date;
    }
    book->day_at[length - 1] = book->days;
    book->first_year = xc_date_ymd(from).year;
    book->years =
        to >= from ? (uint32_t)(xc_date_ymd(to).year - book->first_year) + 1 : 1;
    return XC_OK;
}

int xc_book_start(struct xc_book *book, const struct xc_plan_input *input,
                  const uint32_t *rows, uint32_t count, xc_date from, xc_date to,
                  struct xc_arena *arena, struct xc_error *error) {
    *book = (struct xc_book){.input = input, .arena = arena};
    int code = list_days(book, from, to, error);
    if (code)
        return code;
    uint32_t all = input->reg->people.count;
    book->slot_of = xc_arena_array(arena, all, sizeof *book->slot_of);
    book->row_of = xc_arena_array(arena, count, sizeof *book->row_of);
    if (!book->slot_of || !book->row_of)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < all; i++)
        book->slot_of[i] = XC_NO_ROW;
    for (uint32_t i = 0; i < count; i++) {
        if (book->slot_of[rows[i]] != XC_NO_ROW)
            continue;
        book->slot_of[rows[i]] = book->people;
        book->row_of[book->people++] = rows[i];
    }
    size_t cells = (size_t)book->people * book->days;
    book->busy = xc_arena_array(arena, cells, sizeof *book->busy);
    book->away = xc_arena_array(arena, cells, sizeof *book->away);
    book->visits = xc_arena_array(arena, cells, sizeof *book->visits);
    book->year_visits = xc_arena_array(arena, (size_t)book->people * book->years,
                                       sizeof *book->year_visits);
    if (!book->busy || !book->away || !book->visits || !book->year_visits)
        return xc_fail_memory(error);
    for (uint32_t p = 0; p < book->people; p++)
        for (uint32_t day = 0; day < book->days; day++)
            book->away[(size_t)p * book->days + day] =
                (uint8_t)xc_register_away(input->reg, book->row_of[p], book->dates[day]);
    return XC_OK;
}

bool xc_book_days(const struct xc_book *book, xc_date from, xc_date to, uint32_t *lo,
                  uint32_t *hi) {
    xc_date last = book->days > 0 ? book->dates[book->days - 1] : book->base - 1;
    from = from < book->base ? book->base : from;
    to = to > last ? last : to;
    if (from > to)
        return false;
    *lo = book->day_at[from - book->base];
    uint32_t behind = book->day_at[to - book->base];
    if (behind < book->days && book->dates[behind] == to)
        behind++;
    *hi = behind - 1;
    return behind > *lo;
}

void xc_book_take(struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_stretch *stretch, int sign) {
    struct xc_slots slots = taken(stretch);
    uint32_t from = stretch->day - stretch->travel;
    uint32_t behind = stretch->day + stretch->days + stretch->travel;
    for (size_t i = 0; i < count; i++) {
        uint32_t p = people[i] == XC_NO_ROW ? XC_NO_ROW : book->slot_of[people[i]];
        if (p == XC_NO_ROW)
            continue;
        for (uint32_t day = from; day < behind && day < book->days; day++) {
            size_t at = (size_t)p * book->days + day;
            for (unsigned k = 0; k < 2; k++)
                book->busy[at].bits[k] = sign > 0
                                             ? book->busy[at].bits[k] | slots.bits[k]
                                             : book->busy[at].bits[k] & ~slots.bits[k];
            if (day >= stretch->day && day < stretch->day + stretch->days)
                book->visits[at] = (uint16_t)(book->visits[at] + sign);
        }
        uint16_t *year =
            &book->year_visits[p * book->years + year_at(book, stretch->day)];
        *year = (uint16_t)(*year + sign);
    }
}

void xc_book_visit(struct xc_book *book, const struct xc_visit *visit) {
    const struct xc_register *reg = book->input->reg;
    uint32_t lo = 0;
    uint32_t hi = 0;
    if (!xc_fixed_counts(visit->status) ||
        !xc_book_days(book, visit->date, visit->end_date, &lo, &hi))
        return;
    struct xc_stretch stretch = {
        .day = lo, .days = hi - lo + 1, .start = visit->start, .end = visit->end};
    for (size_t i = 0; i < visit->person_count; i++) {
        uint32_t row = xc_register_find_person(reg, visit->people[i].person);
        if (row != XC_NO_ROW)
            xc_book_take(book, &row, 1, &stretch, 1);
    }
}

/* Where the halves of absences meet: at the pause of the office's hours, for other hours
 * at noon. */
static unsigned noon_of(const struct xc_book *book, const struct xc_hours *hours) {
    const struct xc_hours *office = &book->input->programme->hours;
    if (hours != office && hours != &xc_hours_default)
        return NOON;
    struct xc_hours morning = xc_hours_without(hours, XC_AFTERNOON);
    return morning.count > 0 ? morning.spans[morning.count - 1].to / XC_GRID_MINUTES
                             : NOON;
}

/* What one person's day leaves nothing of. */
static void add_blocked(const struct xc_book *book, uint32_t person, uint32_t day,
                        unsigned noon, bool alone, struct xc_slots *blocked) {
    size_t at = (size_t)person * book->days + day;
    if (book->away[at] & AWAY_MORNING)
        set_slots(blocked, 0, noon);
    if (book->away[at] & AWAY_AFTERNOON)
        set_slots(blocked, noon, XC_BOOK_SLOTS);
    for (unsigned k = 0; !alone && k < 2; k++)
        blocked->bits[k] |= book->busy[at].bits[k];
}

static bool within_limits(const struct xc_book *book, uint32_t person, uint32_t day) {
    const struct xc_people *people = &book->input->reg->people;
    uint32_t row = book->row_of[person];
    unsigned per_day = people->per_day[row];
    unsigned per_year = people->max_visits[row];
    return (per_day == 0 || book->visits[(size_t)person * book->days + day] < per_day) &&
           (per_year == 0 ||
            book->year_visits[person * book->years + year_at(book, day)] < per_year);
}

/* Everything of the day that is not free for all of them; false: some may not at all. */
static bool blocked_on(const struct xc_book *book, const uint32_t *people, size_t count,
                       uint32_t day, unsigned noon, bool working, bool alone,
                       struct xc_slots *blocked) {
    *blocked = (struct xc_slots){{0, 0}};
    for (size_t i = 0; i < count; i++) {
        uint32_t p = people[i] == XC_NO_ROW ? XC_NO_ROW : book->slot_of[people[i]];
        if (p == XC_NO_ROW || (working && !alone && !within_limits(book, p, day)))
            return false;
        add_blocked(book, p, day, noon, alone, blocked);
    }
    return true;
}

/* Whole days, also of the way. */
static bool whole_days_free(const struct xc_book *book, const uint32_t *people,
                            size_t count, bool alone, const struct xc_stretch *stretch) {
    uint32_t behind = stretch->day + stretch->days + stretch->travel;
    if (stretch->day < stretch->travel || behind > book->days)
        return false;
    for (uint32_t day = stretch->day - stretch->travel; day < behind; day++) {
        struct xc_slots blocked;
        bool working = day >= stretch->day && day < stretch->day + stretch->days;
        if (!blocked_on(book, people, count, day, NOON, working, alone, &blocked) ||
            (blocked.bits[0] | blocked.bits[1]) != 0)
            return false;
    }
    return true;
}

/* The first run of open slots that are not blocked. A pause ends a run unless the visit
 * is too long to lie beside it. */
static bool find_slots(const struct xc_slots *open, const struct xc_slots *blocked,
                       unsigned setup, unsigned work, bool across,
                       struct xc_stretch *stretch) {
    unsigned have = 0;
    unsigned first = 0;
    for (unsigned i = 0; i < XC_BOOK_SLOTS; i++) {
        if (has_slot(blocked, i) || (!across && !has_slot(open, i)))
            have = 0;
        if (has_slot(blocked, i) || !has_slot(open, i))
            continue;
        have++;
        if (have == setup + 1)
            first = i;
        if (have == setup + work) {
            stretch->start = first * XC_GRID_MINUTES;
            stretch->end = (i + 1) * XC_GRID_MINUTES;
            return true;
        }
    }
    return false;
}

bool xc_book_find(const struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_hours *hours, unsigned minutes, bool alone,
                  struct xc_stretch *stretch) {
    struct xc_slots open = slots_of(hours);
    struct xc_slots blocked = {{0, 0}};
    if (stretch->days > 1 || stretch->travel > 0) {
        if (!whole_days_free(book, people, count, alone, stretch))
            return false;
    } else if (!blocked_on(book, people, count, stretch->day, noon_of(book, hours), true,
                           alone, &blocked)) {
        return false;
    }
    if (stretch->days > 1) {
        stretch->start = hours->spans[0].from;
        stretch->end = hours->spans[hours->count - 1].to;
        stretch->setup = 0;
        return true;
    }
    unsigned setup = (stretch->setup + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES;
    unsigned work = (minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES;
    unsigned longest = 0;
    for (unsigned i = 0; i < hours->count; i++) {
        unsigned slots =
            hours->spans[i].to / XC_GRID_MINUTES - hours->spans[i].from / XC_GRID_MINUTES;
        longest = slots > longest ? slots : longest;
    }
    return find_slots(&open, &blocked, setup, work, setup + work > longest, stretch);
}

bool xc_book_free(const struct xc_book *book, const uint32_t *people, size_t count,
                  const struct xc_hours *hours, const struct xc_stretch *stretch) {
    struct xc_slots open = slots_of(hours);
    struct xc_slots blocked;
    if (stretch->days > 1 || stretch->travel > 0)
        return whole_days_free(book, people, count, false, stretch);
    if (!blocked_on(book, people, count, stretch->day, noon_of(book, hours), true, false,
                    &blocked))
        return false;
    struct xc_slots want = taken(stretch);
    unsigned last = (stretch->end - 1) / XC_GRID_MINUTES;
    return ((want.bits[0] & blocked.bits[0]) | (want.bits[1] & blocked.bits[1])) == 0 &&
           has_slot(&open, stretch->start / XC_GRID_MINUTES) && has_slot(&open, last);
}
