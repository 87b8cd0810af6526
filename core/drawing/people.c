/* Who may take a seat, how often, and whom they must avoid. */
#include "drawing/files.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const size_t table_bytes = (size_t)1 << 30;

enum { REASON_CHARACTERS = 8 };

/* ---- Kinds ---- */

/* An officer's or lead's seat of an enforcement visit asks for a valid certificate. */
static bool certified(const struct xc_draw_making *making, const struct xc_seat *seat,
                      uint32_t person) {
    const struct xc_people *people = &making->build->reg->people;
    if (making->seating.stage->nature != XC_NATURE_ENFORCEMENT ||
        (seat->role != XC_ROLE_OFFICER && seat->role != XC_ROLE_LEAD)) {
        return true;
    }
    xc_date until = people->certificate_until[person];
    return people->certificate[person] != 0 &&
           (until == XC_NO_DATE || until >= making->build->day);
}

int xc_draw_kind_fit(const struct xc_draw_making *making, struct xc_draw_kind *kind) {
    const struct xc_register *reg = making->build->reg;
    const struct xc_people *people = &reg->people;
    struct xc_bitset where = {0};
    uint32_t outside = XC_NO_ROW;
    int rc = XC_OK;
    kind->fits = xc_bitset_make(people->count);
    if (!kind->fits.words && people->count) {
        return xc_fail_memory(making->error);
    }
    if (kind->outside.len) {
        outside = xc_register_find_area(reg, kind->outside);
        if (outside == XC_NO_ROW) {
            xc_fail(making->error, XC_EINPUT,
                    "stage '%.*s' wants people from outside '%.*s', but the register has "
                    "no such area",
                    XC_PRI(making->seating.stage->id), XC_PRI(kind->outside));
            return xc_hint(making->error, "import the areas first, or correct the code");
        }
    }
    if (kind->seat->where) {
        rc = xc_selection_run(kind->seat->where, reg, making->build->history, &where,
                              making->error);
    }
    for (uint32_t i = 0; i < people->count && rc == XC_OK; i++) {
        if (people->status[i] == XC_STATUS_ACTIVE &&
            (people->roles[i] >> kind->seat->role & 1u) &&
            (!kind->seat->where || xc_bitset_get(&where, i)) &&
            !xc_register_within(reg, people->area[i], outside) &&
            certified(making, kind->seat, i)) {
            xc_bitset_put(&kind->fits, i);
        }
    }
    xc_bitset_free(&where);
    return rc;
}

static struct xc_draw_kind *kind_named(struct xc_draw_making *making,
                                       struct xc_str name) {
    struct xc_draw_kind *kind = making->kinds.kinds;
    while (!xc_str_equal(kind->name, name)) {
        kind++;
    }
    return kind;
}

/* ---- Fixed people of teams ---- */

static int fix_seat(struct xc_draw_making *making, const struct xc_seat *seat,
                    const struct xc_draw_kind *kind, size_t team,
                    struct xc_bitset *fixed) {
    const struct xc_register *reg = making->build->reg;
    struct xc_draw_fixed_people *people = &making->fixed[team];
    size_t found = xc_bitset_count(&kind->fits);
    if (found != seat->count) {
        xc_fail(
            making->error, XC_EINPUT,
            "draw '%.*s': the %s seat of team %zu must fit exactly %u, but %zu people "
            "fit it",
            XC_PRI(making->build->draw->label),
            xc_words_english(XC_WORDS_ROLE, seat->role), team + 1, seat->count, found);
        return xc_hint(making->error,
                       "a seat that differs between teams is a fixed person's: change "
                       "the register or the seat's condition until it fits one");
    }
    for (size_t i = xc_bitset_next(&kind->fits, 0); i < kind->fits.size;
         i = xc_bitset_next(&kind->fits, i + 1)) {
        struct xc_str id = xc_register_text(reg, reg->people.id[i]);
        if (xc_bitset_get(fixed, i)) {
            return xc_fail(making->error, XC_EINPUT,
                           "draw '%.*s': %.*s has a fixed seat in two teams",
                           XC_PRI(making->build->draw->label), XC_PRI(id));
        }
        xc_bitset_put(fixed, i);
        people->ids[people->count++] = id;
    }
    return XC_OK;
}

static int fix_teams(struct xc_draw_making *making, struct xc_bitset *fixed) {
    const struct xc_draw_seating *seating = &making->seating;
    making->fixed =
        xc_arena_array(making->arena, seating->team_count, sizeof *making->fixed);
    int rc = making->fixed ? XC_OK : xc_fail_memory(making->error);
    for (size_t t = 0; t < seating->team_count && rc == XC_OK; t++) {
        const struct xc_draw_fixed *team = &seating->teams[t];
        making->fixed[t].ids =
            xc_arena_array(making->arena, team->count, sizeof(struct xc_str));
        rc = making->fixed[t].ids ? XC_OK : xc_fail_memory(making->error);
        for (size_t i = 0; i < team->count && rc == XC_OK; i += team->seats[i]->count) {
            rc = fix_seat(making, team->seats[i],
                          kind_named(making, team->places[i].kind), t, fixed);
        }
    }
    return rc;
}

/* ---- Capacities ---- */

struct room {
    unsigned workdays; /* of the obligation's window that are still to come */
    unsigned per_day;  /* visits, for who has no limit of their own */
    unsigned days;     /* of one visit, the way included */
    unsigned rounds;   /* visits of one target */
};

static struct room room_of(const struct xc_draw_making *making) {
    const struct xc_draw_build *build = making->build;
    const struct xc_obligation *asks = making->seating.obligation;
    const struct xc_hours *hours = making->seating.stage->hours.count
                                       ? &making->seating.stage->hours
                                       : &build->programme->hours;
    xc_date from = asks->window.from > build->day ? asks->window.from : build->day;
    int workdays = xc_workdays_count(build->workdays, from, asks->window.to);
    unsigned minutes = asks->minutes ? asks->minutes : 90;
    struct room room = {
        .workdays = workdays > 0 ? (unsigned)workdays : 0,
        .per_day = xc_hours_minutes(hours, XC_WHOLE_DAY) / minutes,
        .days = (asks->days ? asks->days : 1) + 2 * asks->travel,
        .rounds = xc_obligation_rounds(asks),
    };
    room.per_day = room.per_day ? room.per_day : 1;
    room.rounds = room.rounds ? room.rounds : 1;
    return room;
}

static unsigned days_away(const struct xc_draw_making *making, uint32_t person) {
    const struct xc_draw_build *build = making->build;
    const struct xc_obligation *asks = making->seating.obligation;
    xc_date from = asks->window.from > build->day ? asks->window.from : build->day;
    uint32_t first, end;
    unsigned days = 0;
    xc_register_person_absences(build->reg, person, &first, &end);
    for (xc_date date = from; first < end && date <= asks->window.to; date++) {
        days += xc_workdays_is(build->workdays, date) &&
                xc_register_away(build->reg, person, date) == 3;
    }
    return days;
}

/* How many targets a person can take in this draw; 0: away all the time. */
static uint32_t capacity_of(const struct xc_draw_making *making, const struct room *room,
                            uint32_t person) {
    const struct xc_people *people = &making->build->reg->people;
    unsigned away = days_away(making, person);
    uint64_t days = room->workdays > away ? room->workdays - away : 0;
    uint64_t visits = room->days > 1            ? days / room->days
                      : people->per_day[person] ? days * people->per_day[person]
                                                : days * room->per_day;
    if (people->max_visits[person] && visits > people->max_visits[person]) {
        visits = people->max_visits[person];
    }
    visits /= room->rounds;
    if (making->seating.panel_only) {
        return visits ? 1 : 0; /* who sits with one crew cannot sit with another */
    }
    return visits > XC_DRAW_NUMBER_MAX ? XC_DRAW_NUMBER_MAX : (uint32_t)visits;
}

/* ---- People ---- */

static int by_text(const void *a, const void *b) {
    return xc_str_compare(*(const struct xc_str *)a, *(const struct xc_str *)b);
}

static void put(struct xc_buffer *out, struct xc_str text, char end) {
    xc_buffer_add(out, text.len ? text : XC_STR("-"));
    xc_buffer_putc(out, end);
}

static int write_people(struct xc_draw_making *making, const struct xc_bitset *fixed,
                        struct xc_bitset *listed, struct xc_buffer *out) {
    const struct xc_register *reg = making->build->reg;
    const struct xc_people *people = &reg->people;
    struct room room = room_of(making);
    if (room.workdays == 0) {
        xc_fail(making->error, XC_ENO,
                "stage '%.*s' has no working day left for the visits of its draw",
                XC_PRI(making->seating.stage->id));
        return xc_hint(making->error, "its window is over: move it, or draw earlier");
    }
    struct xc_str *kinds =
        xc_arena_array(making->arena, making->kinds.count, sizeof *kinds);
    if (!kinds) {
        return xc_fail_memory(making->error);
    }
    for (uint32_t i = 0; i < people->count && !out->failed; i++) {
        size_t count = 0;
        bool apart = false;
        for (size_t k = 0; k < making->kinds.count; k++) {
            const struct xc_draw_kind *kind = &making->kinds.kinds[k];
            bool fits = xc_bitset_get(&kind->fits, i);
            if (fits && kind->used) {
                kinds[count++] = kind->name;
            }
            apart = apart ||
                    (fits && kind->apart_area && (kind->used || xc_bitset_get(fixed, i)));
        }
        uint32_t capacity =
            count || xc_bitset_get(fixed, i) ? capacity_of(making, &room, i) : 0;
        if (capacity == 0) {
            continue;
        }
        xc_bitset_put(listed, i);
        qsort(kinds, count, sizeof *kinds, by_text);
        put(out, xc_register_text(reg, people->id[i]), '\t');
        put(out, xc_register_text(reg, people->unit[i]), '\t');
        put(out, apart ? xc_draw_area_cut(making, people->area[i]) : XC_STR(""), '\t');
        xc_buffer_uint(out, capacity);
        xc_buffer_putc(out, '\t');
        for (size_t k = 0; k < count; k++) {
            xc_buffer_printf(out, k ? ",%.*s" : "%.*s", XC_PRI(kinds[k]));
        }
        xc_buffer_puts(out, count ? "\n" : "-\n");
    }
    return out->failed ? xc_fail_memory(making->error) : XC_OK;
}

/* ---- Avoid ---- */

struct pair {
    struct xc_str key; /* person:target */
    struct xc_str reason;
};

struct pairing {
    struct xc_draw_making *making;
    struct pair *pairs; /* owned */
    size_t count, room;
    uint32_t *by_organisation; /* units */
    uint32_t *by_area;
    const struct xc_draw_unit *units;
};

/* Registers hold reasons in people's words, records are public: only a short word goes
 * out, such as "kin", 亲属. */
static struct xc_str safe_reason(struct xc_str reason) {
    size_t characters = 0;
    for (size_t i = 0; i < reason.len; i++) {
        unsigned char byte = (unsigned char)reason.ptr[i];
        bool ascii_word = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          byte == '-' || byte == '_';
        if (byte < 0x80 && !ascii_word) {
            return XC_STR("relation");
        }
        characters += (byte & 0xc0) != 0x80;
    }
    bool short_enough =
        reason.len && reason.ptr[0] != '-' &&
        (characters <= REASON_CHARACTERS ||
         (characters == reason.len && characters <= 2 * REASON_CHARACTERS));
    return short_enough ? reason : XC_STR("relation");
}

static int add_pair(struct pairing *pairing, uint32_t person, struct xc_str target,
                    struct xc_str reason) {
    const struct xc_register *reg = pairing->making->build->reg;
    struct xc_buffer key = xc_buffer_make(256);
    if (pairing->count == pairing->room) {
        size_t room = pairing->room ? 2 * pairing->room : 256;
        struct pair *pairs = realloc(pairing->pairs, room * sizeof *pairs);
        if (!pairs) {
            return xc_fail_memory(pairing->making->error);
        }
        pairing->pairs = pairs;
        pairing->room = room;
    }
    xc_buffer_printf(&key, "%.*s:%.*s",
                     XC_PRI(xc_register_text(reg, reg->people.id[person])),
                     XC_PRI(target));
    struct pair *pair = &pairing->pairs[pairing->count++];
    *pair = (struct pair){xc_arena_copy(pairing->making->arena, xc_buffer_view(&key)),
                          safe_reason(reason)};
    bool failed = key.failed || !pair->key.ptr;
    xc_buffer_free(&key);
    return failed ? xc_fail_memory(pairing->making->error) : XC_OK;
}

static uint32_t area_of(const struct pairing *pairing, uint32_t unit) {
    uint32_t area = pairing->units[unit].area;
    return area == XC_NO_ROW ? UINT32_MAX
                             : pairing->making->build->reg->areas.enter[area];
}

static uint32_t organisation_of(const struct pairing *pairing, uint32_t unit) {
    return pairing->units[unit].organisation;
}

typedef uint32_t (*unit_key)(const struct pairing *pairing, uint32_t unit);

/* A radix sort of four passes: stable, and it needs no context for comparisons. */
static int sort_units(const struct pairing *pairing, unit_key key, uint32_t **order) {
    size_t count = pairing->making->units.count;
    uint32_t *from = xc_arena_array(pairing->making->arena, count, sizeof *from);
    uint32_t *to = xc_arena_array(pairing->making->arena, count, sizeof *to);
    if (!from || !to) {
        return xc_fail_memory(pairing->making->error);
    }
    for (uint32_t i = 0; i < count; i++) {
        from[i] = i;
    }
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++) {
            starts[(key(pairing, from[i]) >> shift & 255) + 1]++;
        }
        for (size_t i = 0; i < 256; i++) {
            starts[i + 1] += starts[i];
        }
        for (size_t i = 0; i < count; i++) {
            to[starts[key(pairing, from[i]) >> shift & 255]++] = from[i];
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    *order = from;
    return XC_OK;
}

/* Pairs the person with all units whose key lies in first … last. */
static int add_range(struct pairing *pairing, uint32_t person, const uint32_t *order,
                     unit_key key, uint32_t first, uint32_t last, struct xc_str reason) {
    size_t low = 0, high = pairing->making->units.count;
    int rc = XC_OK;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key(pairing, order[middle]) < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < pairing->making->units.count && rc == XC_OK &&
           key(pairing, order[low]) <= last;
         low++) {
        rc = add_pair(pairing, person, pairing->units[order[low]].id, reason);
    }
    return rc;
}

static struct xc_str id_of(const void *unit) {
    return ((const struct xc_draw_unit *)unit)->id;
}

static const struct xc_draw_unit *find_unit(const struct pairing *pairing,
                                            struct xc_str id) {
    size_t count = pairing->making->units.count;
    size_t at = xc_str_first(pairing->units, count, sizeof *pairing->units, id_of, id);
    return at < count && xc_str_equal(pairing->units[at].id, id) ? &pairing->units[at]
                                                                 : NULL;
}

static int pair_person(struct pairing *pairing, uint32_t person) {
    const struct xc_draw_build *build = pairing->making->build;
    const struct xc_register *reg = build->reg;
    const struct xc_relations *relations = &reg->relations;
    bool targets = build->draw->units == XC_UNITS_ROWS &&
                   build->draw->from->table == XC_TABLE_TARGETS;
    uint32_t first, end;
    int rc = XC_OK;
    xc_register_person_relations(reg, person, &first, &end);
    for (uint32_t i = first; i < end && rc == XC_OK; i++) {
        struct xc_str reason = xc_register_text(reg, relations->reason[i]);
        if (relations->until[i] != XC_NO_DATE && relations->until[i] < build->day) {
            continue;
        }
        if (relations->target[i] != XC_NO_ROW) {
            struct xc_str id =
                xc_register_text(reg, reg->targets.id[relations->target[i]]);
            if (targets && find_unit(pairing, id)) {
                rc = add_pair(pairing, person, id, reason);
            }
        } else if (relations->area[i] != XC_NO_ROW) {
            rc = add_range(pairing, person, pairing->by_area, area_of,
                           reg->areas.enter[relations->area[i]],
                           reg->areas.leave[relations->area[i]], reason);
        } else if (relations->organisation[i]) {
            rc =
                add_range(pairing, person, pairing->by_organisation, organisation_of,
                          relations->organisation[i], relations->organisation[i], reason);
        }
    }
    struct xc_str crew = xc_register_text(reg, reg->people.crew[person]);
    if (rc == XC_OK && build->draw->units == XC_UNITS_CREWS && find_unit(pairing, crew)) {
        rc = add_pair(pairing, person, crew, XC_STR("own-crew"));
    }
    return rc;
}

static int by_pair(const void *left, const void *right) {
    const struct pair *a = left, *b = right;
    int order = xc_str_compare(a->key, b->key);
    return order ? order : xc_str_compare(a->reason, b->reason);
}

static int write_avoid(struct xc_draw_making *making, const struct xc_bitset *listed,
                       struct xc_buffer *out) {
    struct pairing pairing = {.making = making, .units = making->units.units};
    int rc = sort_units(&pairing, area_of, &pairing.by_area);
    if (rc == XC_OK) {
        rc = sort_units(&pairing, organisation_of, &pairing.by_organisation);
    }
    for (size_t i = xc_bitset_next(listed, 0); i < listed->size && rc == XC_OK;
         i = xc_bitset_next(listed, i + 1)) {
        rc = pair_person(&pairing, (uint32_t)i);
    }
    if (rc == XC_OK && pairing.count > 1) {
        qsort(pairing.pairs, pairing.count, sizeof *pairing.pairs, by_pair);
    }
    for (size_t i = 0; i < pairing.count && rc == XC_OK; i++) {
        if (i > 0 && xc_str_equal(pairing.pairs[i].key, pairing.pairs[i - 1].key)) {
            continue;
        }
        put(out, pairing.pairs[i].key, '\t');
        put(out, pairing.pairs[i].reason, '\n');
    }
    free(pairing.pairs);
    return rc == XC_OK && out->failed ? xc_fail_memory(making->error) : rc;
}

int xc_draw_people_write(struct xc_draw_making *making, struct xc_str *lines,
                         struct xc_str *avoid) {
    size_t count = making->build->reg->people.count;
    struct xc_bitset fixed = xc_bitset_make(count), listed = xc_bitset_make(count);
    struct xc_buffer out = xc_buffer_make(table_bytes);
    int rc =
        (fixed.words && listed.words) || !count ? XC_OK : xc_fail_memory(making->error);
    for (size_t k = 0; k < making->kinds.count && rc == XC_OK; k++) {
        rc = xc_draw_kind_fit(making, &making->kinds.kinds[k]);
    }
    if (rc == XC_OK) {
        rc = fix_teams(making, &fixed);
    }
    if (rc == XC_OK) {
        rc = write_people(making, &fixed, &listed, &out);
        *lines = xc_arena_copy(making->arena, xc_buffer_view(&out));
    }
    if (rc == XC_OK) {
        xc_buffer_clear(&out);
        rc = write_avoid(making, &listed, &out);
        *avoid = xc_arena_copy(making->arena, xc_buffer_view(&out));
    }
    if (rc == XC_OK && (!lines->ptr || !avoid->ptr)) {
        rc = xc_fail_memory(making->error);
    }
    for (size_t k = 0; k < making->kinds.count; k++) {
        xc_bitset_free(&making->kinds.kinds[k].fits);
    }
    xc_bitset_free(&fixed);
    xc_bitset_free(&listed);
    xc_buffer_free(&out);
    return rc;
}
