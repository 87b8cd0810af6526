/* What draws dealt: a visit for each drawn target, and the people who make it. */
#include "plan/dealt_internal.h"

#include <string.h>

enum { DEFAULT_MINUTES = 90, NUMBERS_APART = 1000 };

bool xc_dealt_asks(const struct xc_obligation *obligation) {
    return obligation->drawn.len > 0 && obligation->crew.drawn;
}

bool xc_dealt_any(const struct xc_programme *programme) {
    for (size_t i = 0; i < programme->stage_count; i++)
        for (size_t k = 0; k < programme->stages[i].obligation_count; k++)
            if (xc_dealt_asks(&programme->stages[i].obligations[k]))
                return true;
    return false;
}

bool xc_dealt_is(const struct xc_programme *programme, const struct xc_visit *visit) {
    if (visit->task_count == 0 || !xc_str_equal(visit->tasks[0].programme, programme->id))
        return false;
    for (size_t i = 0; i < programme->stage_count; i++)
        for (size_t k = 0; k < programme->stages[i].obligation_count; k++)
            if (xc_dealt_asks(&programme->stages[i].obligations[k]) &&
                xc_str_equal(visit->tasks[0].label,
                             programme->stages[i].obligations[k].label))
                return true;
    return false;
}

const struct xc_hours *xc_dealt_hours(const struct xc_dealing *s,
                                      const struct xc_dealt_unit *unit) {
    if (unit->stage->hours.count > 0)
        return &unit->stage->hours;
    return s->input->programme->hours.count > 0 ? &s->input->programme->hours
                                                : &xc_hours_default;
}

struct xc_str xc_dealt_zone(const struct xc_dealing *s,
                            const struct xc_dealt_unit *unit) {
    return xc_register_text(s->reg, s->reg->targets.zone[unit->target]);
}

static int link_fixed(struct xc_dealing *s, struct xc_error *error) {
    uint32_t targets = s->reg->targets.count;
    s->first_fixed = xc_arena_array(s->arena, targets, sizeof *s->first_fixed);
    s->next_fixed =
        xc_arena_array(s->arena, s->input->fixed_count, sizeof *s->next_fixed);
    if (!s->first_fixed || !s->next_fixed)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < targets; i++)
        s->first_fixed[i] = XC_NO_NEED;
    for (size_t i = s->input->fixed_count; i-- > 0;) {
        const struct xc_visit *visit = &s->input->fixed[i];
        uint32_t target = xc_register_find_target(s->reg, visit->target);
        if (target == XC_NO_ROW || !xc_fixed_fulfils(visit))
            continue;
        s->next_fixed[i] = s->first_fixed[target];
        s->first_fixed[target] = (uint32_t)i;
    }
    return XC_OK;
}

static int link_kept(struct xc_dealing *s, struct xc_error *error) {
    uint32_t targets = s->reg->targets.count;
    s->first_kept = xc_arena_array(s->arena, targets, sizeof *s->first_kept);
    s->next_kept = xc_arena_array(s->arena, s->input->kept_count, sizeof *s->next_kept);
    if (!s->first_kept || !s->next_kept)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < targets; i++)
        s->first_kept[i] = XC_NO_NEED;
    for (size_t i = s->input->kept_count; i-- > 0;) {
        uint32_t target = xc_register_find_target(s->reg, s->input->kept[i].target);
        if (target == XC_NO_ROW)
            continue;
        s->next_kept[i] = s->first_kept[target];
        s->first_kept[target] = (uint32_t)i;
    }
    return XC_OK;
}

static bool serves(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                   const struct xc_visit *visit) {
    for (size_t k = 0; k < visit->task_count; k++)
        if (visit->tasks[k].number == unit->number &&
            xc_str_equal(visit->tasks[k].programme, s->input->programme->id) &&
            xc_str_equal(visit->tasks[k].label, unit->obligation->label))
            return true;
    return false;
}

static bool is_filled(const struct xc_dealing *s, const struct xc_dealt_unit *unit) {
    for (uint32_t i = s->first_fixed[unit->target]; i != XC_NO_NEED; i = s->next_fixed[i])
        if (serves(s, unit, &s->input->fixed[i]))
            return true;
    return false;
}

/* By what it serves, not by its id: a target that came in for another one has the other
 * one's visit, which keeps its id. */
static const struct xc_visit *find_kept(const struct xc_dealing *s,
                                        const struct xc_dealt_unit *unit) {
    for (uint32_t i = s->first_kept[unit->target]; i != XC_NO_NEED; i = s->next_kept[i])
        if (serves(s, unit, &s->input->kept[i]))
            return &s->input->kept[i];
    return NULL;
}

/* The visit's id, and another one where a target that came in for this one has it, or a
 * visit that was cancelled. */
static int name_unit(const struct xc_dealing *s, struct xc_dealt_unit *unit,
                     struct xc_str target, struct xc_error *error) {
    const struct xc_plan_input *input = s->input;
    unsigned number = unit->number;
    unit->kept = find_kept(s, unit);
    if (unit->kept && unit->kept->id.len < sizeof unit->id) {
        memcpy(unit->id, unit->kept->id.ptr, unit->kept->id.len);
        unit->id[unit->kept->id.len] = '\0';
        return XC_OK;
    }
    int code = XC_OK;
    do {
        code = xc_visit_id(input->key, input->programme->id, unit->obligation->label,
                           target, number, unit->id, error);
        number += NUMBERS_APART;
    } while (!code &&
             (xc_visit_listed(input->kept, input->kept_count, xc_str_from(unit->id)) ||
              xc_visit_listed(input->fixed, input->fixed_count, xc_str_from(unit->id))));
    return code;
}

/* Only the first are named: more names say no more. */
static void note_gone(struct xc_dealing *s, struct xc_str label, struct xc_str target) {
    struct xc_dealt *out = s->out;
    if (out->note_count == out->note_room)
        return;
    xc_message_set(&out->notes[out->note_count++],
                   "'%.*s' drew the target '%.*s', which is no longer in the register.",
                   XC_PRI(label), XC_PRI(target));
}

static int add_unit(struct xc_dealing *s, const struct xc_stage *stage,
                    const struct xc_obligation *obligation,
                    const struct xc_plan_draw *draw, size_t index, unsigned number,
                    struct xc_error *error) {
    struct xc_dealt_unit *unit = &s->units[s->count];
    struct xc_str target = draw->units[index];
    unsigned times = obligation->times > 1 ? obligation->times : 1;
    *unit = (struct xc_dealt_unit){.stage = stage,
                                   .obligation = obligation,
                                   .dealt = &draw->dealt[index],
                                   .number = number,
                                   .target = xc_register_find_target(s->reg, target)};
    if (unit->target == XC_NO_ROW && number == 1)
        note_gone(s, obligation->label, target);
    if (unit->target == XC_NO_ROW)
        return XC_OK;
    if (is_filled(s, unit))
        return XC_OK;
    int code = name_unit(s, unit, target, error);
    if (code)
        return code;
    unsigned minutes = s->reg->targets.minutes[unit->target];
    if (minutes == 0)
        minutes = obligation->minutes > 0 ? obligation->minutes : DEFAULT_MINUTES;
    unit->minutes = (minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES * XC_GRID_MINUTES;
    unit->at.days = obligation->days > 1 ? obligation->days : 1;
    unit->at.travel = obligation->travel;
    if (unit->at.days > 1)
        unit->minutes = xc_hours_minutes(xc_dealt_hours(s, unit), XC_WHOLE_DAY);
    xc_date from = draw->window.from > obligation->window.from ? draw->window.from
                                                               : obligation->window.from;
    xc_date to =
        draw->window.to < obligation->window.to ? draw->window.to : obligation->window.to;
    xc_date length = to - from + 1; /* each of several visits in a part of its own */
    xc_date first = from + (xc_date)((int64_t)length * (number - 1) / times);
    xc_date last = from + (xc_date)((int64_t)length * number / times) - 1;
    if (obligation->gap > 0 && number < times && last - first >= (xc_date)obligation->gap)
        last -= (xc_date)obligation->gap - 1;
    unit->lo = 1;
    unit->hi = 0;
    if (xc_book_days(&s->book, first, last, &unit->lo, &unit->hi)) {
        uint32_t behind = unit->at.days - 1;
        unit->lo = unit->hi < unit->lo + behind ? unit->hi + 1 : unit->lo;
        unit->hi = unit->hi >= behind ? unit->hi - behind : 0;
    }
    s->count++;
    return XC_OK;
}

typedef int visitor(struct xc_dealing *s, const struct xc_stage *stage,
                    const struct xc_obligation *obligation,
                    const struct xc_plan_draw *draw, struct xc_error *error);

/* Goes through the draws that dealt obligations name. */
static int each_draw(struct xc_dealing *s, visitor *visit, struct xc_error *error) {
    const struct xc_programme *programme = s->input->programme;
    int code = XC_OK;
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            const struct xc_obligation *obligation = &stage->obligations[k];
            bool found = false;
            if (!xc_dealt_asks(obligation))
                continue;
            for (size_t n = 0; !code && n < s->input->draw_count; n++) {
                const struct xc_plan_draw *draw = &s->input->draws[n];
                if (!xc_str_equal(draw->label, obligation->drawn))
                    continue;
                found = true;
                code = visit(s, stage, obligation, draw, error);
            }
            if (!code && !found)
                code = xc_drawn_missing(obligation->label, obligation->drawn, error);
            if (code)
                return code;
        }
    }
    return XC_OK;
}

static int count_units(struct xc_dealing *s, const struct xc_stage *stage,
                       const struct xc_obligation *obligation,
                       const struct xc_plan_draw *draw, struct xc_error *error) {
    (void)stage;
    if (!draw->dealt && draw->unit_count > 0)
        return xc_fail(error, XC_EINTERNAL, "the draw '%.*s' dealt nobody.",
                       XC_PRI(draw->label));
    s->room +=
        (uint32_t)draw->unit_count * (obligation->times > 1 ? obligation->times : 1);
    s->out->target_count += (uint32_t)draw->unit_count;
    return XC_OK;
}

static int list_people(struct xc_dealing *s, uint32_t **rows, uint32_t *count,
                       struct xc_error *error) {
    size_t room = 0;
    for (size_t n = 0; n < s->input->draw_count; n++)
        for (size_t i = 0; s->input->draws[n].dealt && i < s->input->draws[n].unit_count;
             i++)
            room += s->input->draws[n].dealt[i].person_count;
    *rows = xc_arena_array(s->arena, room, sizeof **rows);
    if (!*rows)
        return xc_fail_memory(error);
    for (size_t n = 0; n < s->input->draw_count; n++)
        for (size_t i = 0; s->input->draws[n].dealt && i < s->input->draws[n].unit_count;
             i++)
            for (size_t k = 0; k < s->input->draws[n].dealt[i].person_count; k++) {
                uint32_t row = xc_register_find_person(
                    s->reg, s->input->draws[n].dealt[i].people[k].person);
                if (row != XC_NO_ROW)
                    (*rows)[(*count)++] = row;
            }
    return XC_OK;
}

static int add_draw(struct xc_dealing *s, const struct xc_stage *stage,
                    const struct xc_obligation *obligation,
                    const struct xc_plan_draw *draw, struct xc_error *error) {
    int code = XC_OK;
    unsigned times = obligation->times > 1 ? obligation->times : 1;
    for (size_t i = 0; !code && i < draw->unit_count; i++)
        for (unsigned number = 1; !code && number <= times; number++)
            code = add_unit(s, stage, obligation, draw, i, number, error);
    return code;
}

/* ---- crews ---- */

/* Teams have names; other people who sit together are named by themselves. */
static int name_crew(struct xc_dealing *s, const struct xc_plan_dealt *dealt,
                     struct xc_str *id, struct xc_error *error) {
    *id = dealt->crew;
    if (id->len > 0)
        return XC_OK;
    struct xc_buffer text = xc_buffer_make(1u << 16);
    for (size_t i = 0; i < dealt->person_count; i++) {
        if (i > 0)
            (void)xc_buffer_putc(&text, '+');
        (void)xc_buffer_add(&text, dealt->people[i].person);
    }
    *id = xc_arena_copy(s->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return id->ptr ? XC_OK : xc_fail_memory(error);
}

static int by_name(const void *context, uint32_t a, uint32_t b) {
    const struct xc_str *names = context;
    int order = xc_str_compare(names[a], names[b]);
    return order ? order : (a < b ? -1 : a > b);
}

static int fill_crew(struct xc_dealing *s, struct xc_dealt_crew *crew, struct xc_str id,
                     const struct xc_plan_dealt *dealt, struct xc_error *error) {
    crew->id = id;
    crew->people = xc_arena_array(s->arena, dealt->person_count, sizeof *crew->people);
    if (!crew->people)
        return xc_fail_memory(error);
    for (size_t i = 0; i < dealt->person_count; i++)
        crew->people[crew->count++] =
            xc_register_find_person(s->reg, dealt->people[i].person);
    crew->team = dealt->crew.len > 0;
    for (uint32_t day = 0; crew->team && day < s->book.days; day++) {
        bool there = true;
        for (uint32_t i = 0; i < crew->count && there; i++)
            there = crew->people[i] != XC_NO_ROW &&
                    xc_register_away(s->reg, crew->people[i], s->book.dates[day]) == 0;
        crew->available_days += there;
    }
    return XC_OK;
}

static int make_crews(struct xc_dealing *s, struct xc_error *error) {
    struct xc_str *names = xc_arena_array(s->arena, s->count, sizeof *names);
    uint32_t *order = xc_plan_indices(s->arena, s->count);
    uint32_t *scratch = xc_arena_array(s->arena, s->count, sizeof *scratch);
    s->crews = xc_arena_array(s->arena, s->count, sizeof *s->crews);
    if (!names || !order || !scratch || !s->crews)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < s->count; i++) {
        int code = name_crew(s, s->units[i].dealt, &names[i], error);
        if (code)
            return code;
    }
    xc_plan_sort(order, s->count, scratch, by_name, names);
    for (uint32_t i = 0; i < s->count; i++) {
        const struct xc_dealt_unit *unit = &s->units[order[i]];
        bool known = i > 0 && xc_str_equal(names[order[i]], names[order[i - 1]]);
        if (!known) {
            int code = fill_crew(s, &s->crews[s->crew_count++], names[order[i]],
                                 unit->dealt, error);
            if (code)
                return code;
        }
        s->units[order[i]].crew = s->crew_count - 1;
    }
    s->out->crews = s->crews;
    s->out->crew_count = s->crew_count;
    return XC_OK;
}

static int link_units(struct xc_dealing *s, struct xc_error *error) {
    s->next_of_crew = xc_arena_array(s->arena, s->count, sizeof *s->next_of_crew);
    s->first_of_crew = xc_arena_array(s->arena, s->crew_count, sizeof *s->first_of_crew);
    s->next_of_target = xc_arena_array(s->arena, s->count, sizeof *s->next_of_target);
    s->first_of_target =
        xc_arena_array(s->arena, s->reg->targets.count, sizeof *s->first_of_target);
    s->load = xc_arena_array(s->arena, s->book.weeks, sizeof *s->load);
    s->week_days = xc_arena_array(s->arena, s->book.weeks, sizeof *s->week_days);
    if (!s->next_of_crew || !s->first_of_crew || !s->next_of_target ||
        !s->first_of_target || !s->load || !s->week_days)
        return xc_fail_memory(error);
    for (uint32_t day = 0; day < s->book.days; day++)
        s->week_days[s->book.week_of[day]]++;
    for (uint32_t i = 0; i < s->crew_count; i++)
        s->first_of_crew[i] = XC_NO_NEED;
    for (uint32_t i = 0; i < s->reg->targets.count; i++)
        s->first_of_target[i] = XC_NO_NEED;
    for (uint32_t i = s->count; i-- > 0;) {
        const struct xc_dealt_unit *unit = &s->units[i];
        s->next_of_crew[i] = s->first_of_crew[unit->crew];
        s->first_of_crew[unit->crew] = i;
        s->next_of_target[i] = s->first_of_target[unit->target];
        s->first_of_target[unit->target] = i;
    }
    return XC_OK;
}

int xc_dealt_list(struct xc_dealing *s, struct xc_error *error) {
    const struct xc_plan_input *input = s->input;
    xc_date from = XC_NO_DATE;
    xc_date to = XC_NO_DATE;
    uint32_t *people = NULL;
    uint32_t count = 0;
    int code = each_draw(s, count_units, error);
    for (size_t i = 0; i < input->programme->stage_count; i++) {
        struct xc_window window = input->programme->stages[i].window;
        from = from == XC_NO_DATE || window.from < from ? window.from : from;
        to = to == XC_NO_DATE || window.to > to ? window.to : to;
    }
    from = from < input->as_of ? input->as_of : from;
    if (!code)
        code = list_people(s, &people, &count, error);
    if (!code)
        code = xc_book_start(&s->book, input, people, count, from, to, s->arena, error);
    if (!code)
        code = link_fixed(s, error);
    if (!code)
        code = link_kept(s, error);
    if (code)
        return code;
    for (size_t i = 0; i < input->fixed_count; i++)
        xc_book_visit(&s->book, &input->fixed[i]);
    s->units = xc_arena_array(s->arena, s->room, sizeof *s->units);
    if (!s->units)
        return xc_fail_memory(error);
    code = each_draw(s, add_draw, error);
    if (!code)
        code = make_crews(s, error);
    return code ? code : link_units(s, error);
}
