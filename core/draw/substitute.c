#include "draw/deal.h"

#include <stdio.h>
#include <string.h>

/* ---- state ---- */

static uint32_t *copy_rows(struct xc_arena *arena, const uint32_t *rows, size_t count) {
    uint32_t *copy = xc_arena_array(arena, count, sizeof *copy);
    if (copy != NULL && count > 0)
        memcpy(copy, rows, count * sizeof *copy);
    return copy;
}

static int copy_teams(struct xc_draw_state *state, const struct xc_draw_result *result,
                      struct xc_error *error) {
    state->team_count = result->team_count;
    state->teams = xc_arena_array(state->arena, result->team_count, sizeof *state->teams);
    state->team_of = copy_rows(state->arena, result->team_of, result->slot_count);
    if (state->teams == NULL || state->team_of == NULL)
        return xc_fail_memory(error);
    for (size_t t = 0; t < result->team_count; t++) {
        state->teams[t].count = result->teams[t].count;
        state->teams[t].people =
            copy_rows(state->arena, result->teams[t].people, result->teams[t].count);
        if (state->teams[t].people == NULL)
            return xc_fail_memory(error);
    }
    return XC_OK;
}

int xc_draw_state_start(const struct xc_urn *urn, const struct xc_draw_result *result,
                        struct xc_arena *arena, struct xc_draw_state *state,
                        struct xc_error *error) {
    *state = (struct xc_draw_state){
        .urn = urn, .arena = arena, .slot_count = result->slot_count};
    state->slots = copy_rows(arena, result->slots, result->slot_count);
    state->ever_selected =
        xc_arena_array(arena, urn->targets.count, sizeof *state->ever_selected);
    if (state->slots == NULL || state->ever_selected == NULL)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < result->slot_count; i++)
        state->ever_selected[result->slots[i]] = true;
    if (result->team_of != NULL)
        return copy_teams(state, result, error);
    if (result->crews != NULL) {
        state->crews = copy_rows(arena, result->crews,
                                 (size_t)result->slot_count * urn->rules.seat_count);
        if (state->crews == NULL)
            return xc_fail_memory(error);
    }
    return XC_OK;
}

static int leave(struct xc_draw_state *state, uint32_t person, uint32_t target,
                 uint32_t team, struct xc_error *error) {
    if (state->left_count == state->left_room) {
        size_t room = 2 * state->left_room + 8;
        struct xc_draw_left *left = xc_arena_array(state->arena, room, sizeof *left);
        if (left == NULL)
            return xc_fail_memory(error);
        if (state->left_count > 0)
            memcpy(left, state->left, state->left_count * sizeof *left);
        state->left = left;
        state->left_room = room;
    }
    state->left[state->left_count++] = (struct xc_draw_left){person, target, team};
    return XC_OK;
}

/* Takes out of a set all who ever left the target (XC_NOBODY: the team). */
static void drop_left(const struct xc_draw_state *state, uint32_t target, uint32_t team,
                      uint64_t *who) {
    for (size_t i = 0; i < state->left_count; i++)
        if (state->left[i].target == target && state->left[i].team == team)
            xc_flow_drop(who, state->left[i].person);
}

static uint32_t find_slot(const struct xc_draw_state *state, uint32_t target) {
    for (uint32_t i = 0; i < state->slot_count; i++)
        if (state->slots[i] == target)
            return i;
    return XC_NOBODY;
}

static int fail_not_drawn(const struct xc_draw_state *state, uint32_t target,
                          struct xc_error *error) {
    if (target >= state->urn->targets.count)
        return xc_fail(error, XC_EINPUT, "the urn has no such target");
    return xc_fail(error, XC_EINPUT, "“%.*s” is not drawn, or was replaced",
                   XC_PRI(xc_draw_show(state->urn->targets.id[target])));
}

/* What each person could still take on in crews; NULL: no memory. */
static uint32_t *capacity_left(const struct xc_draw_state *state) {
    const struct xc_draw_people *people = &state->urn->people;
    size_t seats = (size_t)state->slot_count * state->urn->rules.seat_count;
    uint32_t *left = copy_rows(state->arena, people->capacity, people->count);
    for (size_t i = 0; left != NULL && i < seats; i++)
        if (state->crews[i] != XC_NOBODY)
            left[state->crews[i]]--;
    return left;
}

/* ---- a target and its crew ---- */

static int seat_crew(struct xc_draw_state *state, struct xc_str id,
                     const struct xc_digest *seed, uint32_t slot, uint32_t row,
                     struct xc_draw_substitute *out, struct xc_error *error) {
    size_t seats = state->urn->rules.seat_count;
    uint32_t *crew = state->crews + slot * seats;
    struct xc_deal_table table;
    struct xc_assign_shortage shortage = {0};
    uint32_t *left = capacity_left(state);
    uint32_t *dealt = xc_arena_array(state->arena, seats, sizeof *dealt);
    if (left == NULL || dealt == NULL)
        return xc_fail_memory(error);
    int code =
        xc_deal_prepare(state->urn, id, seed, &row, 1, left, state->arena, &table, error);
    if (code != XC_OK)
        return code;
    struct xc_assign_problem problem = xc_deal_problem(&table);
    code = xc_assign_run(&problem, state->arena, dealt, &shortage, NULL, error);
    if (code == XC_ENO && shortage.count > 0) {
        out->none = true;
        return XC_OK;
    }
    if (code != XC_OK)
        return code;
    memcpy(crew, dealt, seats * sizeof *crew);
    out->crew = dealt;
    out->crew_count = seats;
    return XC_OK;
}

static bool team_may_go(const struct xc_draw_state *state, size_t team, uint32_t target) {
    const struct xc_draw_members *members = &state->teams[team];
    uint32_t load = 0;
    for (uint32_t i = 0; i < state->slot_count; i++)
        load += state->team_of[i] == team;
    for (uint32_t i = 0; i < members->count; i++) {
        uint32_t person = members->people[i];
        if (person != XC_NOBODY && (state->urn->people.capacity[person] <= load ||
                                    xc_urn_barred(state->urn, person, target)))
            return false;
    }
    return true;
}

/* The first by ticket that may go; XC_NOBODY: none. */
static int find_team(const struct xc_draw_state *state, struct xc_str id,
                     const struct xc_digest *seed, uint32_t target, uint32_t *found,
                     struct xc_error *error) {
    struct xc_digest best = {{0}};
    struct xc_stem key;
    int code = xc_deal_key("pair", id, seed, &key, error);
    *found = XC_NOBODY;
    for (uint32_t t = 0; t < state->team_count && code == XC_OK; t++) {
        char number[16];
        (void)snprintf(number, sizeof number, "%u", t + 1);
        if (!team_may_go(state, t, target))
            continue;
        struct xc_digest ticket =
            xc_deal_ticket(&key, state->urn->targets.id[target], xc_str_from(number));
        if (*found == XC_NOBODY || xc_ticket_compare(&ticket, &best) < 0) {
            best = ticket;
            *found = t;
        }
    }
    return code;
}

static int send_team(struct xc_draw_state *state, struct xc_str id,
                     const struct xc_digest *seed, uint32_t own, uint32_t slot,
                     uint32_t row, struct xc_draw_substitute *out,
                     struct xc_error *error) {
    uint32_t team = own;
    int code = XC_OK;
    if (own == XC_NOBODY || !team_may_go(state, own, row))
        code = find_team(state, id, seed, row, &team, error);
    if (code != XC_OK || team == XC_NOBODY) {
        out->none = true;
        return code;
    }
    const struct xc_draw_members *members = &state->teams[team];
    out->crew = xc_arena_array(state->arena, members->count, sizeof *out->crew);
    if (out->crew == NULL)
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < members->count; i++)
        if (members->people[i] != XC_NOBODY)
            out->crew[out->crew_count++] = members->people[i];
    state->team_of[slot] = team;
    return XC_OK;
}

static int replace_target(struct xc_draw_state *state, struct xc_str id,
                          const struct xc_digest *seed, uint32_t leaves,
                          struct xc_draw_substitute *out, struct xc_error *error) {
    const struct xc_urn *urn = state->urn;
    uint32_t slot = find_slot(state, leaves);
    uint32_t row = XC_NOBODY;
    uint32_t own = XC_NOBODY;
    if (leaves >= urn->targets.count || slot == XC_NOBODY)
        return fail_not_drawn(state, leaves, error);
    int code = xc_select_one(urn, id, seed, urn->targets.stratum[leaves],
                             state->ever_selected, &row, error);
    if (code != XC_OK)
        return code;
    state->slots[slot] = XC_NOBODY;
    for (size_t i = 0; state->crews != NULL && i < urn->rules.seat_count; i++)
        state->crews[slot * urn->rules.seat_count + i] = XC_NOBODY;
    if (state->team_of != NULL) {
        own = state->team_of[slot];
        state->team_of[slot] = XC_NOBODY;
    }
    out->none = row == XC_NOBODY;
    if (!out->none && state->team_of != NULL)
        code = send_team(state, id, seed, own, slot, row, out, error);
    else if (!out->none && state->crews != NULL)
        code = seat_crew(state, id, seed, slot, row, out, error);
    if (code == XC_OK && !out->none) {
        state->slots[slot] = row;
        state->ever_selected[row] = true;
        out->row = row;
    }
    return code;
}

/* ---- a person ---- */

static int fail_not_there(const struct xc_draw_state *state, uint32_t person,
                          struct xc_error *error) {
    if (person >= state->urn->people.count)
        return xc_fail(error, XC_EINPUT, "the urn has no such person");
    return xc_fail(error, XC_EINPUT, "“%.*s” has no seat there",
                   XC_PRI(xc_draw_show(state->urn->people.id[person])));
}

/* The first by ticket: with a target of the pair, else of the person alone. */
static uint32_t first_of(const struct xc_draw_state *state, const struct xc_stem *key,
                         uint32_t target, const uint64_t *who) {
    const struct xc_draw_people *people = &state->urn->people;
    struct xc_digest best = {{0}};
    uint32_t first = XC_NOBODY;
    for (uint32_t p = 0; p < people->count; p++) {
        if (!xc_flow_has(who, p))
            continue;
        struct xc_digest ticket =
            target != XC_NOBODY
                ? xc_deal_ticket(key, state->urn->targets.id[target], people->id[p])
                : xc_stem_end(key, people->id[p]);
        if (first == XC_NOBODY || xc_ticket_compare(&ticket, &best) < 0) {
            best = ticket;
            first = p;
        }
    }
    return first;
}

/* Who may take the kind and has room for more; NULL: no memory. */
static uint64_t *able(const struct xc_draw_state *state, struct xc_str kind,
                      const uint32_t *room, uint32_t needed) {
    const struct xc_draw_people *people = &state->urn->people;
    uint64_t *who =
        xc_arena_array(state->arena, ((size_t)people->count + 63) / 64, sizeof *who);
    for (uint32_t p = 0; who != NULL && p < people->count; p++)
        if (room[p] >= needed && xc_draw_set_has(people->seats[p], kind))
            xc_flow_put(who, p);
    return who;
}

static void drop_barred(const struct xc_draw_state *state, uint32_t target,
                        uint64_t *who) {
    for (uint32_t p = 0; p < state->urn->people.count; p++)
        if (xc_flow_has(who, p) && xc_urn_barred(state->urn, p, target))
            xc_flow_drop(who, p);
}

static uint32_t find_place(const uint32_t *people, size_t count, uint32_t person) {
    for (uint32_t i = 0; i < count; i++)
        if (people[i] == person)
            return i;
    return XC_NOBODY;
}

static int replace_in_crew(struct xc_draw_state *state, struct xc_str id,
                           const struct xc_digest *seed, uint32_t leaves, uint32_t target,
                           struct xc_draw_substitute *out, struct xc_error *error) {
    const struct xc_urn *urn = state->urn;
    size_t seats = urn->rules.seat_count;
    uint32_t slot = find_slot(state, target);
    if (target >= urn->targets.count || slot == XC_NOBODY)
        return fail_not_drawn(state, target, error);
    uint32_t *crew = state->crews + slot * seats;
    uint32_t place = find_place(crew, seats, leaves);
    if (leaves >= urn->people.count || place == XC_NOBODY)
        return fail_not_there(state, leaves, error);
    struct xc_stem key;
    uint32_t *left = capacity_left(state);
    uint64_t *who =
        left != NULL ? able(state, urn->rules.seats[place], left, 1) : (uint64_t *)NULL;
    if (who == NULL)
        return xc_fail_memory(error);
    int code = xc_deal_key("pair", id, seed, &key, error);
    if (code == XC_OK)
        code = leave(state, leaves, target, XC_NOBODY, error);
    if (code != XC_OK)
        return code;
    drop_barred(state, target, who);
    drop_left(state, target, XC_NOBODY, who);
    for (size_t i = 0; i < seats; i++)
        if (crew[i] != XC_NOBODY)
            xc_flow_drop(who, crew[i]);
    crew[place] = out->row = first_of(state, &key, target, who);
    return XC_OK;
}

static int replace_in_team(struct xc_draw_state *state, struct xc_str id,
                           const struct xc_digest *seed, uint32_t leaves,
                           struct xc_draw_substitute *out, struct xc_error *error) {
    const struct xc_urn *urn = state->urn;
    uint32_t place = XC_NOBODY;
    uint32_t team = 0;
    uint32_t load = 0;
    struct xc_stem key;
    for (; team < state->team_count && place == XC_NOBODY; team++)
        place = find_place(state->teams[team].people, state->teams[team].count, leaves);
    if (leaves >= urn->people.count || place == XC_NOBODY)
        return fail_not_there(state, leaves, error);
    team--;
    size_t fixed = urn->rules.teams[team].fixed_count;
    if (place < fixed)
        return xc_fail(error, XC_EINPUT,
                       "“%.*s” is a fixed member of team %u, and no draw replaces those",
                       XC_PRI(xc_draw_show(urn->people.id[leaves])), team + 1);
    for (uint32_t i = 0; i < state->slot_count; i++)
        load += state->team_of[i] == team;
    uint64_t *who =
        able(state, urn->rules.seats[place - fixed], urn->people.capacity, load);
    if (who == NULL)
        return xc_fail_memory(error);
    int code = xc_deal_key("team", id, seed, &key, error);
    if (code == XC_OK)
        code = leave(state, leaves, XC_NOBODY, team, error);
    if (code != XC_OK)
        return code;
    for (uint32_t i = 0; i < state->slot_count; i++)
        if (state->team_of[i] == team)
            drop_barred(state, state->slots[i], who);
    drop_left(state, XC_NOBODY, team, who);
    for (size_t t = 0; t < state->team_count; t++)
        for (uint32_t i = 0; i < state->teams[t].count; i++)
            if (state->teams[t].people[i] != XC_NOBODY)
                xc_flow_drop(who, state->teams[t].people[i]);
    state->teams[team].people[place] = out->row = first_of(state, &key, XC_NOBODY, who);
    return XC_OK;
}

int xc_draw_substitute(struct xc_draw_state *state, struct xc_str id,
                       const struct xc_digest *seed, bool person, uint32_t leaves,
                       uint32_t target, struct xc_draw_substitute *out,
                       struct xc_error *error) {
    int code = XC_OK;
    *out = (struct xc_draw_substitute){.row = XC_NOBODY};
    if (!person)
        return replace_target(state, id, seed, leaves, out, error);
    if (state->team_of != NULL && target != XC_NOBODY)
        return xc_fail(error, XC_EINPUT,
                       "this draw has teams: a person is replaced in the team, not at a "
                       "target");
    if (state->team_of != NULL)
        code = replace_in_team(state, id, seed, leaves, out, error);
    else if (state->crews != NULL)
        code = replace_in_crew(state, id, seed, leaves, target, out, error);
    else
        return xc_fail(error, XC_EINPUT, "this draw deals nobody who could be replaced");
    out->none = code == XC_OK && out->row == XC_NOBODY;
    return code;
}
