#include "draw/deal.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_BYTES = 2048 };

/* ---- the members ---- */

/* A group is a seat of a team, seat by seat; all have the same order of candidates. */
struct members {
    const struct xc_urn *urn;
    size_t words;
    uint64_t *kinds; /* seats × words: with a capacity, not fixed, may take the kind */
    struct xc_digest *tickets;
};

static size_t seat_of(const struct members *members, uint32_t group) {
    return group / members->urn->rules.team_count;
}

static void may_join(const void *context, uint32_t group, uint32_t place, uint64_t *who) {
    const struct members *members = context;
    (void)place;
    memcpy(who, members->kinds + seat_of(members, group) * members->words,
           members->words * sizeof *who);
}

static struct xc_digest team_ticket(const void *context, uint32_t group,
                                    uint32_t person) {
    const struct members *members = context;
    (void)group;
    return members->tickets[person];
}

static uint64_t top_of(const struct xc_digest *ticket) {
    uint64_t top = 0;
    for (size_t i = 0; i < sizeof top; i++)
        top = top << 8 | ticket->bytes[i];
    return top;
}

static void team_tops(const void *context, uint32_t group, const uint64_t *who,
                      uint64_t *tops) {
    const struct members *members = context;
    (void)group;
    for (uint32_t p = 0; p < members->urn->people.count; p++)
        if (xc_flow_has(who, p))
            tops[p] = top_of(&members->tickets[p]);
}

static int name_seat(const void *context, uint32_t group, struct xc_buffer *out) {
    const struct members *members = context;
    size_t teams = members->urn->rules.team_count;
    (void)xc_buffer_printf(out, "%zu ", group % teams + 1);
    return xc_buffer_add(out, xc_draw_show(members->urn->rules.seats[group / teams]));
}

static int name_person(const void *context, uint32_t person, struct xc_buffer *out) {
    const struct members *members = context;
    return xc_buffer_add(out, xc_draw_show(members->urn->people.id[person]));
}

static int tell_members(const struct members *members,
                        const struct xc_assign_problem *problem,
                        const struct xc_assign_shortage *shortage,
                        struct xc_error *error) {
    struct xc_deal_words words = {members, name_seat, name_person, true};
    struct xc_buffer seats = xc_buffer_make(NAMES_BYTES);
    struct xc_buffer who = xc_buffer_make(NAMES_BYTES);
    int code = xc_deal_name(problem, shortage, &words, &seats, &who);
    if (code != XC_OK)
        xc_error_memory(error);
    else if (who.len == 0)
        code = xc_fail(error, XC_ENO,
                       "nobody may take this seat of a team (team, kind): %.*s",
                       XC_PRI(xc_buffer_view(&seats)));
    else
        code =
            xc_fail(error, XC_ENO,
                    "these %u seats of teams (team, kind) cannot all be filled, though "
                    "they could without any one of them: %.*s; who may sit there, each "
                    "in one seat: %.*s",
                    shortage->count, XC_PRI(xc_buffer_view(&seats)),
                    XC_PRI(xc_buffer_view(&who)));
    if (code == XC_ENO)
        code = xc_hint(error, "name more people, or fewer teams or seats");
    xc_buffer_free(&seats);
    xc_buffer_free(&who);
    return code;
}

static int prepare_members(const struct xc_urn *urn, struct xc_str id,
                           const struct xc_digest *seed, struct xc_arena *arena,
                           struct members *members, struct xc_error *error) {
    uint32_t people = urn->people.count;
    struct xc_stem key;
    *members = (struct members){.urn = urn, .words = ((size_t)people + 63) / 64};
    members->tickets = xc_arena_array(arena, people, sizeof *members->tickets);
    members->kinds = xc_arena_array(arena, urn->rules.seat_count * members->words,
                                    sizeof *members->kinds);
    if (members->tickets == NULL || members->kinds == NULL)
        return xc_fail_memory(error);
    int code = xc_deal_key("team", id, seed, &key, error);
    if (code != XC_OK)
        return code;
    for (uint32_t p = 0; p < people; p++)
        members->tickets[p] = xc_stem_end(&key, urn->people.id[p]);
    for (size_t seat = 0; seat < urn->rules.seat_count; seat++) {
        uint64_t *set = members->kinds + seat * members->words;
        for (uint32_t p = 0; p < people; p++)
            if (urn->people.capacity[p] > 0 &&
                xc_draw_set_has(urn->people.seats[p], urn->rules.seats[seat]))
                xc_flow_put(set, p);
        for (size_t t = 0; t < urn->rules.team_count; t++)
            for (size_t i = 0; i < urn->rules.teams[t].fixed_count; i++)
                xc_flow_drop(set, xc_urn_find_person(urn, urn->rules.teams[t].fixed[i]));
    }
    return XC_OK;
}

static int list_members(const struct xc_urn *urn, const uint32_t *drawn,
                        struct xc_arena *arena, struct xc_draw_result *result,
                        struct xc_error *error) {
    const struct xc_draw_rules *rules = &urn->rules;
    result->team_count = rules->team_count;
    result->teams = xc_arena_array(arena, rules->team_count, sizeof *result->teams);
    if (result->teams == NULL)
        return xc_fail_memory(error);
    for (size_t t = 0; t < rules->team_count; t++) {
        struct xc_draw_members *team = &result->teams[t];
        size_t fixed = rules->teams[t].fixed_count;
        team->people =
            xc_arena_array(arena, fixed + rules->seat_count, sizeof *team->people);
        if (team->people == NULL)
            return xc_fail_memory(error);
        for (size_t i = 0; i < fixed; i++)
            team->people[team->count++] =
                xc_urn_find_person(urn, rules->teams[t].fixed[i]);
        for (size_t seat = 0; seat < rules->seat_count; seat++)
            team->people[team->count++] = drawn[seat * rules->team_count + t];
    }
    return XC_OK;
}

static int draw_members(const struct xc_urn *urn, struct xc_str id,
                        const struct xc_digest *seed, struct xc_arena *arena,
                        struct xc_draw_result *result, struct xc_error *error) {
    struct members members;
    struct xc_assign_shortage shortage;
    uint32_t people = urn->people.count;
    uint32_t groups = (uint32_t)(urn->rules.seat_count * urn->rules.team_count);
    uint32_t *once = xc_arena_array(arena, people, sizeof *once);
    uint32_t *drawn = xc_arena_array(arena, groups, sizeof *drawn);
    if (once == NULL || drawn == NULL)
        return xc_fail_memory(error);
    int code = prepare_members(urn, id, seed, arena, &members, error);
    if (code != XC_OK)
        return code;
    for (uint32_t p = 0; p < people; p++)
        once[p] = 1;
    struct xc_assign_problem problem = {.groups = groups,
                                        .places = 1,
                                        .holders = people,
                                        .capacity = once,
                                        .top_mask = UINT64_MAX,
                                        .context = &members,
                                        .may = may_join,
                                        .tops = team_tops,
                                        .ticket = team_ticket};
    code = xc_assign_run(&problem, arena, drawn, &shortage, NULL, error);
    if (code == XC_ENO && shortage.count > 0)
        code = tell_members(&members, &problem, &shortage, error);
    return code == XC_OK ? list_members(urn, drawn, arena, result, error) : code;
}

/* ---- the targets ---- */

struct allotment {
    const struct xc_urn *urn;
    const uint32_t *targets;
    uint64_t *open; /* teams without a barred or full member, for each target */
    struct xc_stem key;
    char numbers[XC_DRAW_TEAMS][4];
};

static void may_go(const void *context, uint32_t group, uint32_t place, uint64_t *who) {
    const struct allotment *allotment = context;
    (void)place;
    who[0] = allotment->open[group];
}

static struct xc_digest go_ticket(const void *context, uint32_t group, uint32_t team) {
    const struct allotment *allotment = context;
    return xc_deal_ticket(&allotment->key,
                          allotment->urn->targets.id[allotment->targets[group]],
                          xc_str_from(allotment->numbers[team]));
}

static void go_tops(const void *context, uint32_t group, const uint64_t *who,
                    uint64_t *tops) {
    for (uint32_t t = 0; t < XC_DRAW_TEAMS; t++) {
        if (!xc_flow_has(who, t))
            continue;
        struct xc_digest ticket = go_ticket(context, group, t);
        tops[t] = top_of(&ticket);
    }
}

static int name_target(const void *context, uint32_t group, struct xc_buffer *out) {
    const struct allotment *allotment = context;
    return xc_buffer_add(
        out, xc_draw_show(allotment->urn->targets.id[allotment->targets[group]]));
}

static int name_team(const void *context, uint32_t team, struct xc_buffer *out) {
    (void)context;
    return xc_buffer_uint(out, team + 1);
}

static int tell_targets(const struct allotment *allotment,
                        const struct xc_assign_problem *problem,
                        const struct xc_assign_shortage *shortage,
                        struct xc_error *error) {
    struct xc_deal_words words = {allotment, name_target, name_team, false};
    struct xc_buffer targets = xc_buffer_make(NAMES_BYTES);
    struct xc_buffer who = xc_buffer_make(NAMES_BYTES);
    int code = xc_deal_name(problem, shortage, &words, &targets, &who);
    if (code != XC_OK)
        xc_error_memory(error);
    else if (who.len == 0)
        code =
            xc_fail(error, XC_ENO,
                    "no team may go to %.*s: each has a member who is barred or may go "
                    "nowhere",
                    XC_PRI(xc_buffer_view(&targets)));
    else
        code =
            xc_fail(error, XC_ENO,
                    "these %u targets cannot all be given to a team, though they could "
                    "without any one of them: %.*s; teams that may go there, with the "
                    "capacity of each: %.*s",
                    shortage->count, XC_PRI(xc_buffer_view(&targets)),
                    XC_PRI(xc_buffer_view(&who)));
    if (code == XC_ENO)
        code = xc_hint(error, "name more teams, raise capacities, or draw fewer");
    xc_buffer_free(&targets);
    xc_buffer_free(&who);
    return code;
}

static uint64_t open_teams(const struct xc_urn *urn, const struct xc_draw_result *result,
                           const uint32_t *capacity, uint32_t target) {
    uint64_t open = 0;
    for (uint32_t t = 0; t < result->team_count; t++) {
        const struct xc_draw_members *team = &result->teams[t];
        bool barred = capacity[t] == 0;
        for (uint32_t i = 0; i < team->count && !barred; i++)
            barred = xc_urn_barred(urn, team->people[i], target);
        if (!barred)
            xc_flow_put(&open, t);
    }
    return open;
}

/* A team may go to as many targets as its member with the smallest capacity. */
static uint32_t team_capacity(const struct xc_urn *urn,
                              const struct xc_draw_members *team) {
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < team->count; i++)
        if (urn->people.capacity[team->people[i]] < least)
            least = urn->people.capacity[team->people[i]];
    return least;
}

static int allot_targets(const struct xc_urn *urn, struct xc_str id,
                         const struct xc_digest *seed, struct xc_arena *arena,
                         struct xc_draw_result *result,
                         const struct xc_progress *progress, struct xc_error *error) {
    struct allotment allotment = {.urn = urn, .targets = result->slots};
    struct xc_assign_shortage shortage;
    uint32_t teams = (uint32_t)result->team_count;
    uint32_t capacity[XC_DRAW_TEAMS];
    allotment.open = xc_arena_array(arena, result->slot_count, sizeof *allotment.open);
    result->team_of = xc_arena_array(arena, result->slot_count, sizeof *result->team_of);
    if (allotment.open == NULL || result->team_of == NULL)
        return xc_fail_memory(error);
    int code = xc_deal_key("pair", id, seed, &allotment.key, error);
    if (code != XC_OK || result->slot_count == 0)
        return code;
    for (uint32_t t = 0; t < teams; t++) {
        capacity[t] = team_capacity(urn, &result->teams[t]);
        (void)snprintf(allotment.numbers[t], sizeof allotment.numbers[t], "%u",
                       (t + 1) % 1000);
    }
    for (uint32_t i = 0; i < result->slot_count; i++)
        allotment.open[i] = open_teams(urn, result, capacity, result->slots[i]);
    struct xc_assign_problem problem = {.groups = result->slot_count,
                                        .places = 1,
                                        .holders = teams,
                                        .capacity = capacity,
                                        .level = true,
                                        .least = (result->slot_count - 1) / teams + 1,
                                        .top_mask = UINT64_MAX,
                                        .context = &allotment,
                                        .may = may_go,
                                        .tops = go_tops,
                                        .ticket = go_ticket};
    code = xc_assign_run(&problem, arena, result->team_of, &shortage, progress, error);
    if (code == XC_ENO && shortage.count > 0)
        code = tell_targets(&allotment, &problem, &shortage, error);
    return code;
}

int xc_teams_run(const struct xc_urn *urn, struct xc_str id, const struct xc_digest *seed,
                 struct xc_draw_result *result, struct xc_arena *arena,
                 const struct xc_progress *progress, struct xc_error *error) {
    int code = draw_members(urn, id, seed, arena, result, error);
    if (code == XC_OK)
        code = allot_targets(urn, id, seed, arena, result, progress, error);
    return code;
}
