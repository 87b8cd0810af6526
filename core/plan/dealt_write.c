/* Dealt visits as others see them. */
#include "plan/dealt_internal.h"

#include <string.h>

static int give_reason(struct xc_dealt *out, const struct xc_message *message,
                       size_t *index) {
    if (out->reason_count == out->reason_room) {
        size_t room = out->reason_room * 2 + 8;
        struct xc_message *more = xc_arena_array(out->arena, room, sizeof *more);
        if (!more)
            return XC_ENOMEM;
        if (out->reason_count > 0)
            memcpy(more, out->reasons, out->reason_count * sizeof *more);
        out->reasons = more;
        out->reason_room = room;
    }
    *index = out->reason_count;
    out->reasons[out->reason_count++] = *message;
    return XC_OK;
}

static bool same_people(const struct xc_visit *visit, const struct xc_plan_dealt *dealt) {
    if (visit->person_count != dealt->person_count)
        return false;
    for (size_t i = 0; i < visit->person_count; i++)
        if (visit->people[i].seat != dealt->people[i].seat ||
            !xc_str_equal(visit->people[i].person, dealt->people[i].person))
            return false;
    return true;
}

static bool same_time(const struct xc_dealing *s, const struct xc_dealt_unit *unit) {
    const struct xc_visit *kept = unit->kept;
    return kept && s->book.dates[unit->at.day] == kept->date &&
           unit->at.start == kept->start && unit->at.end == kept->end &&
           xc_str_equal(s->crews[unit->crew].id, kept->crew);
}

/* With tasks of other stages it never ends earlier than theirs. */
static int keep_embargo(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                        struct xc_visit *visit, struct xc_error *error) {
    xc_instant end;
    int code = xc_embargo_end(&unit->stage->embargo, s->input->workdays, visit->date,
                              s->input->offset_minutes, &end, error);
    if (!code && (visit->task_count == 1 || end > visit->embargo_until))
        visit->embargo_until = xc_moves_embargo(s->input, visit, end);
    return code;
}

static int fill_visit(struct xc_dealing *s, const struct xc_dealt_unit *unit,
                      struct xc_visit *visit, struct xc_error *error) {
    const struct xc_dealt_unit *u = unit;
    if (same_time(s, u) && same_people(u->kept, u->dealt)) {
        *visit = *u->kept;
        return keep_embargo(s, u, visit, error);
    }
    *visit = (struct xc_visit){
        .id = xc_arena_copy(s->arena, xc_str_from(u->id)),
        .tasks = xc_arena_alloc(s->arena, sizeof *visit->tasks),
        .task_count = 1,
        .target = xc_register_text(s->reg, s->reg->targets.id[u->target]),
        .date = s->book.dates[u->at.day],
        .end_date = s->book.dates[u->at.day + u->at.days - 1],
        .start = u->at.start,
        .end = u->at.end,
        .minutes = u->minutes * u->at.days,
        .crew = s->crews[u->crew].id,
        .people = u->dealt->people,
        .person_count = u->dealt->person_count,
        .nature = u->stage->nature,
        .status = XC_VISIT_DRAFT,
        .alone = !u->stage->merge,
        .changed = s->input->now,
        .embargo_until = XC_NO_INSTANT,
    };
    if (!visit->id.ptr || !visit->tasks)
        return xc_fail_memory(error);
    *visit->tasks = (struct xc_visit_task){s->input->programme->id, u->stage->id,
                                           u->obligation->label, u->number};
    if (u->kept) {
        visit->status = u->kept->status;
        visit->pinned = u->kept->pinned;
        visit->reason = u->kept->reason;
        visit->sequence = u->kept->sequence;
        if (!same_time(s, u) && u->kept->status != XC_VISIT_DRAFT)
            visit->sequence++;
    }
    return xc_embargo_end(&u->stage->embargo, s->input->workdays, visit->date,
                          s->input->offset_minutes, &visit->embargo_until, error);
}

/* A kept visit that is gone, until something else is said. */
static struct xc_plan_move *start_move(struct xc_dealt *out,
                                       const struct xc_visit *kept) {
    struct xc_plan_move *move = &out->moves[out->move_count++];
    *move = (struct xc_plan_move){.kind = XC_MOVE_DROPPED,
                                  .visit = kept->id,
                                  .target = kept->target,
                                  .from = kept->date,
                                  .to = XC_NO_DATE,
                                  .crew_from = kept->crew};
    return move;
}

static void say_why(const struct xc_dealing *s, const struct xc_dealt_unit *unit,
                    struct xc_message *message) {
    const struct xc_visit *kept = unit->kept;
    xc_date day = XC_NO_DATE;
    const struct xc_plan_closure *closure =
        xc_shut_find(s->input, unit->target, kept->date, kept->end_date, &day);
    if (xc_days_lost(s->input->workdays, kept, message))
        return;
    if (s->reg->targets.status[unit->target] == XC_STATUS_CLOSED)
        xc_message_set(message, "%.*s has closed.", XC_PRI(kept->target));
    else if (closure)
        xc_shut_say(closure, day, message);
    else if (same_people(kept, unit->dealt))
        xc_message_set(message, "its people are not free at that time any more.");
    else
        xc_message_set(message, "other people were dealt to it.");
}

/* A kept visit that is not as it was. */
static int note_move(struct xc_dealing *s, struct xc_dealt_unit *unit,
                     struct xc_error *error) {
    struct xc_message message;
    const struct xc_visit *kept = unit->kept;
    if (!kept || (unit->placed && same_time(s, unit) && same_people(kept, unit->dealt)))
        return XC_OK;
    struct xc_plan_move *move = start_move(s->out, kept);
    if (unit->placed) {
        move->to = s->book.dates[unit->at.day];
        move->crew_to = s->crews[unit->crew].id;
        move->kind = move->to == kept->date && xc_str_equal(move->crew_to, kept->crew)
                         ? XC_MOVE_PEOPLE
                         : XC_MOVE_MOVED;
    }
    s->out->moved += move->kind == XC_MOVE_MOVED;
    say_why(s, unit, &message);
    return give_reason(s->out, &message, &move->reason) ? xc_fail_memory(error) : XC_OK;
}

/* Kept visits of targets that are not drawn any more. */
static int note_dropped(struct xc_dealing *s, struct xc_error *error) {
    const struct xc_plan_input *input = s->input;
    bool *asked = xc_arena_array(s->arena, input->kept_count, sizeof *asked);
    if (!asked)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < s->count; i++)
        if (s->units[i].kept)
            asked[s->units[i].kept - input->kept] = true;
    for (size_t i = 0; i < input->kept_count; i++) {
        const struct xc_visit *kept = &input->kept[i];
        struct xc_message message;
        if (asked[i] || !xc_dealt_is(input->programme, kept))
            continue;
        struct xc_plan_move *move = start_move(s->out, kept);
        xc_message_set(&message, "its target is not among those drawn any more.");
        if (give_reason(s->out, &message, &move->reason))
            return xc_fail_memory(error);
    }
    return XC_OK;
}

static int note_unmet(struct xc_dealing *s, struct xc_dealt_unit *unit,
                      struct xc_error *error) {
    struct xc_message message;
    struct xc_unmet *unmet = &s->out->unmet[s->out->unmet_count++];
    *unmet = (struct xc_unmet){
        .target = xc_register_text(s->reg, s->reg->targets.id[unit->target]),
        .stage = unit->stage->id,
        .label = unit->obligation->label,
        .number = unit->number,
        .verdict = xc_dealt_judge(s, unit, &message)};
    uint64_t minutes = (uint64_t)unit->minutes * unit->at.days;
    s->out->unmet_minutes += minutes;
    if (unmet->verdict == XC_UNMET_ALONE) {
        s->out->alone_visits++;
        s->out->alone_minutes += minutes;
    }
    return give_reason(s->out, &message, &unmet->reason) ? xc_fail_memory(error) : XC_OK;
}

static int by_id(const void *context, uint32_t a, uint32_t b) {
    const struct xc_dealt_unit *units = context;
    int order = strcmp(units[a].id, units[b].id);
    return order ? order : (a < b ? -1 : a > b);
}

int xc_dealt_write(struct xc_dealing *s, struct xc_error *error) {
    struct xc_dealt *out = s->out;
    uint32_t *order = xc_plan_indices(s->arena, s->count);
    uint32_t *scratch = xc_arena_array(s->arena, s->count, sizeof *scratch);
    out->visits = xc_arena_array(s->arena, s->count, sizeof *out->visits);
    out->unmet = xc_arena_array(s->arena, s->count, sizeof *out->unmet);
    out->moves =
        xc_arena_array(s->arena, s->count + s->input->kept_count, sizeof *out->moves);
    int code = XC_OK;
    if (!order || !scratch || !out->visits || !out->unmet || !out->moves)
        return xc_fail_memory(error);
    xc_plan_sort(order, s->count, scratch, by_id, s->units);
    for (uint32_t i = 0; !code && i < s->count; i++) {
        struct xc_dealt_unit *unit = &s->units[order[i]];
        if (unit->placed) {
            code = fill_visit(s, unit, &out->visits[out->visit_count++], error);
        } else {
            code = note_unmet(s, unit, error);
        }
        if (!code)
            code = note_move(s, unit, error);
    }
    return code ? code : note_dropped(s, error);
}
