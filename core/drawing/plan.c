/* What the planner needs of a programme's draws. */
#include "drawing/change.h"
#include "drawing/work.h"

#include "calendar/feed.h"

/* Fewer days than these are too few for the visits of a batch: they may lie in the next
 * one, too. */
enum { BATCH_DAYS = 10 };

struct turning {
    const struct xc_drawn *drawn;
    const struct xc_draw_seating *seating;
    const struct xc_drawn *const *extras;
    size_t extra_count;
    struct xc_arena *arena;
    struct xc_error *error;
};

static struct xc_str person_id(const struct xc_drawn *drawn, uint32_t row) {
    return drawn->urn.people.id[row];
}

/* The people of a team with their seats: fixed ones, dealt ones, and extras behind them.
 */
static int team_people(const struct turning *turning, uint32_t team,
                       struct xc_plan_dealt *dealt) {
    const struct xc_draw_members *members = &turning->drawn->state.teams[team];
    const struct xc_draw_fixed *fixed = &turning->seating->teams[team];
    dealt->people = xc_arena_array(turning->arena, members->count + turning->extra_count,
                                   sizeof *dealt->people);
    dealt->crew = xc_draw_team_id(team, turning->arena);
    if (!dealt->people || !dealt->crew.ptr) {
        return xc_fail_memory(turning->error);
    }
    for (uint32_t i = 0; i < members->count; i++) {
        size_t place = i - fixed->count;
        enum xc_person_role role = i < fixed->count
                                       ? fixed->places[i].role
                                       : turning->seating->places[place].role;
        if (members->people[i] != UINT32_MAX &&
            !xc_drawn_yields(turning->drawn,
                             person_id(turning->drawn, members->people[i]),
                             turning->extras, turning->extra_count)) {
            dealt->people[dealt->person_count++] = (struct xc_visit_person){
                person_id(turning->drawn, members->people[i]), role};
        }
    }
    for (size_t k = 0; k < turning->extra_count; k++) {
        const struct xc_drawn *extra = turning->extras[k];
        for (uint32_t i = 0; extra && i < extra->state.slot_count; i++) {
            uint32_t row = extra->state.slots[i];
            if (row == UINT32_MAX || extra->state.crews[i] == UINT32_MAX ||
                !xc_str_equal(extra->urn.targets.id[row], dealt->crew)) {
                continue;
            }
            struct xc_str person = person_id(extra, extra->state.crews[i]);
            if (xc_drawn_yields(extra, person, &turning->drawn, 1) ||
                xc_drawn_yields(extra, person, turning->extras, turning->extra_count)) {
                continue;
            }
            dealt->people[dealt->person_count++] = (struct xc_visit_person){
                person, turning->seating->obligation->crew.extra[k].role};
        }
    }
    return XC_OK;
}

static int seat_people(const struct turning *turning, uint32_t slot,
                       struct xc_plan_dealt *dealt) {
    size_t seats = turning->seating->place_count;
    const uint32_t *crew = turning->drawn->state.crews + (size_t)slot * seats;
    dealt->people = xc_arena_array(turning->arena, seats, sizeof *dealt->people);
    if (!dealt->people) {
        return xc_fail_memory(turning->error);
    }
    for (size_t i = 0; i < seats; i++) {
        if (crew[i] != UINT32_MAX) {
            dealt->people[dealt->person_count++] = (struct xc_visit_person){
                person_id(turning->drawn, crew[i]), turning->seating->places[i].role};
        }
    }
    return XC_OK;
}

/* Whether the programme deals the seats that the draw dealt: a policy may have changed.
 */
static bool same_seats(const struct xc_draw_seating *seating,
                       const struct xc_draw_rules *rules) {
    bool same = seating->place_count == rules->seat_count &&
                seating->team_count == rules->team_count;
    for (size_t i = 0; i < rules->seat_count && same; i++) {
        same = xc_str_equal(seating->places[i].kind, rules->seats[i]);
    }
    for (size_t i = 0; i < rules->team_count && same; i++) {
        same = seating->teams[i].count == rules->teams[i].fixed_count;
    }
    return same;
}

static int fail_other_seats(const struct xc_drawn *drawn, const struct xc_stage *stage,
                            struct xc_error *error) {
    xc_fail(error, XC_ENO,
            "%.*s dealt other seats than the policy asks for: it was changed since",
            XC_PRI(drawn->id));
    return xc_hint(error,
                   "plan with the policy that was committed to, or draw again: xuncha "
                   "commit POLICY.lua %.*s --beacon NAME --reason TEXT --by NAME",
                   XC_PRI(stage->id));
}

int xc_drawn_for_plan(const struct xc_programme *programme,
                      const struct xc_draw_slot *slot, const struct xc_drawn *drawn,
                      const struct xc_drawn *const *extras, size_t extra_count,
                      struct xc_arena *arena, struct xc_plan_draw *plan,
                      struct xc_error *error) {
    const struct xc_draw_state *state = &drawn->state;
    struct xc_draw_seating seating;
    struct turning turning = {drawn, &seating, extras, extra_count, arena, error};
    *plan = (struct xc_plan_draw){.label = slot->rule->label, .window = slot->window};
    int rc = xc_draw_seating(programme, slot->rule, arena, &seating, error);
    plan->units = xc_arena_array(arena, state->slot_count, sizeof *plan->units);
    bool people = state->team_of || state->crews;
    if (rc == XC_OK && !same_seats(&seating, &drawn->urn.rules)) {
        return fail_other_seats(drawn, slot->stage, error);
    }
    if (people) {
        plan->dealt = xc_arena_array(arena, state->slot_count, sizeof *plan->dealt);
    }
    if (rc == XC_OK && (!plan->units || (people && !plan->dealt))) {
        rc = xc_fail_memory(error);
    }
    for (uint32_t i = 0; i < state->slot_count && rc == XC_OK; i++) {
        if (state->slots[i] == UINT32_MAX) {
            continue;
        }
        size_t at = plan->unit_count++;
        plan->units[at] = drawn->urn.targets.id[state->slots[i]];
        if (state->team_of) {
            rc = team_people(&turning, state->team_of[i], &plan->dealt[at]);
        } else if (state->crews) {
            rc = seat_people(&turning, i, &plan->dealt[at]);
        }
    }
    return rc;
}

/* ---- Stored draws ---- */

/* A batch's visits lie behind its draw and, where days enough are left, in its own
 * period; else they may lie in the next one as well. */
static void narrow(struct xc_plan_draw *plan, const struct xc_draw_slot *slot,
                   struct xc_window whole, int offset_minutes) {
    if (!slot->batches) {
        return;
    }
    xc_date drawn = xc_instant_date(slot->stored->drawn_at, offset_minutes, NULL);
    if (drawn >= plan->window.from) {
        plan->window.from = drawn + 1;
    }
    if (plan->window.to - plan->window.from < BATCH_DAYS) {
        plan->window.to = xc_date_period_last(slot->window.to + 1, slot->rule->batches);
    }
    plan->window.to = plan->window.to < whole.to ? plan->window.to : whole.to;
    plan->window.from = plan->window.from < whole.to ? plan->window.from : whole.to;
}

static bool asked_for(const struct xc_programme *programme, struct xc_str label) {
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        for (size_t k = 0; k < stage->obligation_count; k++) {
            const struct xc_obligation *asks = &stage->obligations[k];
            if (xc_str_equal(asks->drawn, label) ||
                xc_str_equal(asks->order_draw, label) ||
                xc_str_equal(asks->extra_draw, label) ||
                xc_str_equal(asks->panel_draw, label)) {
                return true;
            }
        }
    }
    return false;
}

int xc_draw_not_drawn(const struct xc_programme *programme,
                      const struct xc_draw_slot *slot, struct xc_error *error) {
    if (slot->stored) {
        xc_fail(error, XC_ENO, "the draw %.*s is committed to, but not run yet",
                XC_PRI(slot->stored->id));
        return xc_hint(error, "run it: xuncha draw run %.*s %.*s --value NAME=VALUE",
                       XC_PRI(programme->id), XC_PRI(slot->stage->id));
    }
    xc_fail(error, XC_ENO, "stage '%.*s' has to be drawn before it can be planned",
            XC_PRI(slot->stage->id));
    if (xc_str_is(programme->seed, "sealed")) {
        return xc_hint(error,
                       "commit and draw sealed: xuncha commit POLICY.lua %.*s --beacon "
                       "NAME --sealed --secret FILE --secret FILE",
                       XC_PRI(slot->stage->id));
    }
    return xc_hint(error,
                   "commit and draw in public: xuncha commit POLICY.lua %.*s --beacon "
                   "NAME",
                   XC_PRI(slot->stage->id));
}

struct loading {
    const struct xc_session *session;
    const struct xc_programme *programme;
    const struct xc_stored_draw *stored;
    size_t stored_count;
    const struct xc_draw_slot *slots;
    size_t slot_count;
    struct xc_arena *arena;
    struct xc_error *error;
};

static int load_slot(const struct loading *loading, const struct xc_draw_slot *slot,
                     struct xc_plan_draw *plan) {
    const struct xc_drawn *extras[8] = {0};
    size_t extra_count = 0;
    struct xc_drawn *drawn = xc_arena_alloc(loading->arena, sizeof *drawn);
    int rc = drawn
                 ? xc_drawn_load(loading->session, loading->stored, loading->stored_count,
                                 slot->stored, loading->arena, drawn, loading->error)
                 : xc_fail_memory(loading->error);
    for (size_t i = 0; i < loading->slot_count && rc == XC_OK; i++) {
        const struct xc_draw_slot *other = &loading->slots[i];
        if (other->rule != slot->rule || !other->extra || other->extra > 8 ||
            !xc_str_equal(other->batch, slot->batch)) {
            continue;
        }
        if (!other->stored || other->stored->status != XC_DRAW_DRAWN) {
            return xc_draw_not_drawn(loading->programme, other, loading->error);
        }
        struct xc_drawn *extra = xc_arena_alloc(loading->arena, sizeof *extra);
        rc = extra
                 ? xc_drawn_load(loading->session, loading->stored, loading->stored_count,
                                 other->stored, loading->arena, extra, loading->error)
                 : xc_fail_memory(loading->error);
        extras[other->extra - 1] = extra;
        extra_count = extra_count < other->extra ? other->extra : extra_count;
    }
    return rc == XC_OK
               ? xc_drawn_for_plan(loading->programme, slot, drawn, extras, extra_count,
                                   loading->arena, plan, loading->error)
               : rc;
}

static struct xc_window whole_window(const struct loading *loading,
                                     const struct xc_draw_slot *slot) {
    struct xc_window whole = slot->window;
    for (size_t i = 0; i < loading->slot_count; i++) {
        if (loading->slots[i].rule == slot->rule &&
            loading->slots[i].window.to > whole.to) {
            whole.to = loading->slots[i].window.to;
        }
    }
    return whole;
}

static bool is_asked_for(const struct xc_programme *open, const struct xc_stage *stage) {
    for (size_t i = 0; i < stage->draw_count; i++) {
        if (asked_for(open, stage->draws[i].label)) {
            return true;
        }
    }
    return false;
}

/* A draw is of the rules that it was committed under. */
static int check_rules(const struct loading *loading, const struct xc_programme *open,
                       struct xc_str *changed) {
    const struct xc_programme *programme = loading->programme;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    int rc = XC_OK;
    for (size_t i = 0; i < programme->stage_count && rc == XC_OK; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        struct xc_draw_change change;
        const struct xc_stored_draw *under;
        if (!is_asked_for(open, stage)) {
            continue;
        }
        rc = xc_draw_change_find(loading->session, programme, stage, loading->stored,
                                 loading->stored_count, loading->arena, &change, &under,
                                 loading->error);
        if (rc == XC_OK && change.matters.len) {
            rc = xc_draw_change_refuse(&change, under, loading->error);
        } else if (rc == XC_OK && change.other.len) {
            xc_buffer_printf(&text, "%s%.*s: %.*s", text.len ? "; " : "",
                             XC_PRI(stage->id), XC_PRI(change.other));
        }
    }
    *changed = xc_arena_copy(loading->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return rc == XC_OK && !changed->ptr ? xc_fail_memory(loading->error) : rc;
}

int xc_draws_for_plan(const struct xc_session *session,
                      const struct xc_programme *programme,
                      const struct xc_programme *open,
                      const struct xc_stored_draw *stored, size_t stored_count,
                      struct xc_arena *arena, struct xc_plan_draw **draws, size_t *count,
                      struct xc_str *changed, struct xc_error *error) {
    struct xc_draw_slot *slots = NULL;
    struct loading loading = {.session = session,
                              .programme = programme,
                              .stored = stored,
                              .stored_count = stored_count,
                              .arena = arena,
                              .error = error};
    int offset = 0;
    (void)xc_zone_known(programme->zone, &offset);
    *count = 0;
    int rc = xc_draw_slots(programme, NULL, stored, stored_count, arena, &slots,
                           &loading.slot_count, error);
    loading.slots = slots;
    if (rc == XC_OK) {
        rc = check_rules(&loading, open, changed);
    }
    *draws = xc_arena_array(arena, loading.slot_count, sizeof **draws);
    if (rc == XC_OK && !*draws) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < loading.slot_count && rc == XC_OK; i++) {
        const struct xc_draw_slot *slot = &slots[i];
        if (slot->extra || !asked_for(open, slot->rule->label) ||
            (slot->batches && !slot->stored)) {
            continue;
        }
        if (!slot->stored || slot->stored->status != XC_DRAW_DRAWN) {
            return xc_draw_not_drawn(programme, slot, error);
        }
        struct xc_plan_draw *plan = &(*draws)[(*count)++];
        rc = load_slot(&loading, slot, plan);
        narrow(plan, slot, whole_window(&loading, slot), offset);
    }
    return rc;
}
