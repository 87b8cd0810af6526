/* Substitutions in small random draws, against docs/draw.md §9 written down a second time
 * without any of the program's steps. `substitute_property_test FIRST COUNT` runs other
 * seeds. */
#include "urns.h"

#include "draw/ticket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

enum { MOVES = 8, TEAMS = 3 };

struct sums {
    unsigned long draws, targets, people, members, targets_void, people_void,
        members_void, refused, team_changes;
};

/* The draw as it stands now, kept apart from the program's own state. */
struct model {
    const struct xc_urn *urn;
    bool ever[URNS_TARGETS];
    uint32_t slot_count;
    uint32_t target[URNS_TARGETS]; /* NONE: nobody was left */
    uint32_t crew[URNS_TARGETS][URNS_PEOPLE];
    uint32_t team_of[URNS_TARGETS];
    uint32_t team_count;
    uint32_t member[TEAMS][URNS_PEOPLE];
    uint32_t members[TEAMS];
    bool left_target[URNS_PEOPLE][URNS_TARGETS];
    bool left_team[URNS_PEOPLE][TEAMS];
};

struct answer {
    bool refused;
    uint32_t row; /* NONE: void */
    uint32_t crew[URNS_PEOPLE];
    uint32_t crew_count;
};

static const struct xc_str draw_id = XC_STR_INIT("demo/substitute");
static const struct xc_str numbers[] = {XC_STR_INIT("1"), XC_STR_INIT("2"),
                                        XC_STR_INIT("3")};

static void start_model(struct model *model, const struct xc_urn *urn,
                        const struct xc_draw_result *result) {
    size_t seats = urn->rules.seat_count;
    *model = (struct model){.urn = urn, .slot_count = result->slot_count};
    for (uint32_t s = 0; s < result->slot_count; s++) {
        model->target[s] = result->slots[s];
        model->ever[result->slots[s]] = true;
        model->team_of[s] = result->team_of != NULL ? result->team_of[s] : NONE;
        for (size_t i = 0; result->team_of == NULL && i < seats; i++)
            model->crew[s][i] = result->crews[s * seats + i];
    }
    model->team_count = (uint32_t)result->team_count;
    for (uint32_t t = 0; t < model->team_count; t++) {
        model->members[t] = result->teams[t].count;
        for (uint32_t i = 0; i < result->teams[t].count; i++)
            model->member[t][i] = result->teams[t].people[i];
    }
}

static uint32_t load_of(const struct model *model, uint32_t person) {
    uint32_t load = 0;
    for (uint32_t s = 0; s < model->slot_count; s++)
        for (size_t i = 0; i < model->urn->rules.seat_count; i++)
            load += model->target[s] != NONE && model->crew[s][i] == person;
    return load;
}

static bool flagged(const struct xc_urn *urn, uint32_t target) {
    for (size_t i = 0; i < urn->rules.skip_count; i++)
        if (xc_draw_set_has(urn->targets.flags[target], urn->rules.skip[i]))
            return true;
    return false;
}

/* One of the stratum, by the method. */
static uint32_t choose(const struct model *model, const struct xc_digest *seed,
                       uint32_t stratum) {
    const struct xc_urn *urn = model->urn;
    bool pps = urn->rules.method == XC_DRAW_PPS;
    uint32_t rows[URNS_TARGETS];
    uint32_t count = 0;
    uint64_t total = 0;
    for (uint32_t t = 0; t < urn->targets.count; t++) {
        if (urn->targets.stratum[t] != stratum || model->ever[t] || flagged(urn, t) ||
            (pps && urn->targets.weight[t] == 0))
            continue;
        rows[count++] = t;
        total += urn->targets.weight[t];
    }
    urns_sort("target", draw_id, seed, XC_STR(""), urn->targets.id, rows, count);
    if (count == 0 || !pps)
        return count == 0 ? NONE : rows[0];
    struct xc_hasher *hasher = xc_hasher_new();
    struct xc_ticketer ticketer;
    if (hasher == NULL)
        abort();
    xc_ticket_start(&ticketer, hasher, "start", draw_id, seed);
    struct xc_digest ticket = xc_ticket(&ticketer, urn->targets.strata[stratum]);
    xc_hasher_free(hasher);
    uint64_t at = xc_ticket_mod(&ticket, total);
    for (uint32_t i = 0; i < count; i++) {
        if (at < urn->targets.weight[rows[i]])
            return rows[i];
        at -= urn->targets.weight[rows[i]];
    }
    return NONE;
}

static bool team_fits(const struct model *model, uint32_t team, uint32_t target) {
    uint32_t load = 0;
    for (uint32_t s = 0; s < model->slot_count; s++)
        load += model->target[s] != NONE && model->team_of[s] == team;
    for (uint32_t i = 0; i < model->members[team]; i++) {
        uint32_t person = model->member[team][i];
        if (person != NONE && (xc_urn_barred(model->urn, person, target) ||
                               load >= model->urn->people.capacity[person]))
            return false;
    }
    return true;
}

static uint32_t choose_team(const struct model *model, const struct xc_digest *seed,
                            uint32_t own, uint32_t target) {
    uint32_t teams[TEAMS];
    for (uint32_t t = 0; t < model->team_count; t++)
        teams[t] = t;
    urns_sort("pair", draw_id, seed, model->urn->targets.id[target], numbers, teams,
              model->team_count);
    if (own != NONE && team_fits(model, own, target))
        return own;
    for (uint32_t i = 0; i < model->team_count; i++)
        if (team_fits(model, teams[i], target))
            return teams[i];
    return NONE;
}

static struct answer replace_target(struct model *model, const struct xc_digest *seed,
                                    uint32_t leaves) {
    const struct xc_urn *urn = model->urn;
    struct answer answer = {.row = NONE};
    uint32_t slot = 0;
    while (slot < model->slot_count && model->target[slot] != leaves)
        slot++;
    answer.refused = slot == model->slot_count;
    if (answer.refused)
        return answer;
    uint32_t row = choose(model, seed, urn->targets.stratum[leaves]);
    model->target[slot] = NONE;
    if (row == NONE)
        return answer;
    if (model->team_count > 0) {
        uint32_t team = choose_team(model, seed, model->team_of[slot], row);
        if (team == NONE)
            return answer;
        model->team_of[slot] = team;
        for (uint32_t i = 0; i < model->members[team]; i++)
            if (model->member[team][i] != NONE)
                answer.crew[answer.crew_count++] = model->member[team][i];
    } else {
        struct urns_slots slots;
        uint32_t room[URNS_PEOPLE];
        for (uint32_t p = 0; p < urn->people.count; p++)
            room[p] = urn->people.capacity[p] - load_of(model, p);
        urns_seats(urn, draw_id, seed, &row, 1, room, &slots);
        if (!urns_first(&slots, 0, answer.crew))
            return answer;
        answer.crew_count = slots.count;
        memcpy(model->crew[slot], answer.crew, slots.count * sizeof *answer.crew);
    }
    model->target[slot] = row;
    model->ever[row] = true;
    answer.row = row;
    return answer;
}

static struct answer replace_person(struct model *model, const struct xc_digest *seed,
                                    uint32_t leaves, uint32_t target) {
    const struct xc_urn *urn = model->urn;
    struct answer answer = {.refused = true, .row = NONE};
    uint32_t people[URNS_PEOPLE];
    uint32_t count = 0;
    for (uint32_t s = 0; s < model->slot_count; s++) {
        for (size_t i = 0; i < urn->rules.seat_count; i++) {
            if (model->target[s] != target || model->crew[s][i] != leaves ||
                !answer.refused)
                continue;
            answer.refused = false;
            model->left_target[leaves][target] = true;
            for (uint32_t p = 0; p < urn->people.count; p++) {
                bool sits = false;
                for (size_t k = 0; k < urn->rules.seat_count; k++)
                    sits = sits || model->crew[s][k] == p;
                if (!sits && !model->left_target[p][target] &&
                    !xc_urn_barred(urn, p, target) &&
                    load_of(model, p) < urn->people.capacity[p] &&
                    xc_draw_set_has(urn->people.seats[p], urn->rules.seats[i]))
                    people[count++] = p;
            }
            urns_sort("pair", draw_id, seed, urn->targets.id[target], urn->people.id,
                      people, count);
            answer.row = model->crew[s][i] = count > 0 ? people[0] : NONE;
        }
    }
    return answer;
}

static bool may_join(const struct model *model, uint32_t team, uint32_t person) {
    uint32_t load = 0;
    for (uint32_t t = 0; t < model->team_count; t++)
        for (uint32_t i = 0; i < model->members[t]; i++)
            if (model->member[t][i] == person)
                return false;
    for (uint32_t s = 0; s < model->slot_count; s++) {
        if (model->target[s] == NONE || model->team_of[s] != team)
            continue;
        load++;
        if (xc_urn_barred(model->urn, person, model->target[s]))
            return false;
    }
    return model->urn->people.capacity[person] >= load && !model->left_team[person][team];
}

static struct answer replace_member(struct model *model, const struct xc_digest *seed,
                                    uint32_t leaves) {
    const struct xc_urn *urn = model->urn;
    struct answer answer = {.refused = true, .row = NONE};
    for (uint32_t t = 0; t < model->team_count; t++) {
        for (uint32_t i = (uint32_t)urn->rules.teams[t].fixed_count;
             i < model->members[t]; i++) {
            uint32_t people[URNS_PEOPLE];
            uint32_t count = 0;
            if (model->member[t][i] != leaves || !answer.refused)
                continue;
            answer.refused = false;
            model->left_team[leaves][t] = true;
            struct xc_str kind = urn->rules.seats[i - urn->rules.teams[t].fixed_count];
            for (uint32_t p = 0; p < urn->people.count; p++)
                if (may_join(model, t, p) && xc_draw_set_has(urn->people.seats[p], kind))
                    people[count++] = p;
            urns_sort("team", draw_id, seed, XC_STR(""), urn->people.id, people, count);
            answer.row = model->member[t][i] = count > 0 ? people[0] : NONE;
        }
    }
    return answer;
}

/* ---- */

static bool same_answer(const struct answer *expected,
                        const struct xc_draw_substitute *out, bool person) {
    uint32_t crew = expected->row == NONE ? 0 : expected->crew_count;
    return out->row == expected->row && out->none == (expected->row == NONE) &&
           out->crew_count == crew && (out->crew == NULL || !person) &&
           (crew == 0 || out->crew != NULL) &&
           (crew == 0 || out->crew == NULL ||
            memcmp(out->crew, expected->crew, crew * sizeof *expected->crew) == 0);
}

/* The state says what the model says. */
static bool same_state(const struct xc_draw_state *state, const struct model *model) {
    size_t seats = model->urn->rules.seat_count;
    for (uint32_t s = 0; s < model->slot_count; s++) {
        if (state->slots[s] != model->target[s])
            return false;
        if (model->target[s] == NONE)
            continue;
        if (!state->ever_selected[model->target[s]] ||
            (model->team_count > 0 && state->team_of[s] != model->team_of[s]) ||
            (model->team_count == 0 && memcmp(state->crews + s * seats, model->crew[s],
                                              seats * sizeof(uint32_t)) != 0))
            return false;
    }
    for (uint32_t t = 0; t < model->team_count; t++)
        if (memcmp(state->teams[t].people, model->member[t],
                   model->members[t] * sizeof(uint32_t)) != 0)
            return false;
    return true;
}

static void count(struct sums *sums, const struct answer *answer, bool person, bool teams,
                  bool changed) {
    sums->refused += answer->refused;
    sums->team_changes += changed;
    if (answer->refused)
        return;
    unsigned long *of = !person ? &sums->targets : teams ? &sums->members : &sums->people;
    unsigned long *none = !person ? &sums->targets_void
                          : teams ? &sums->members_void
                                  : &sums->people_void;
    ++*(answer->row != NONE ? of : none);
}

/* One substitution, mostly of somebody who is in. */
static const char *move(struct model *model, struct xc_draw_state *state,
                        struct urns_random *random, struct sums *sums) {
    struct xc_digest seed;
    struct xc_error error = {0};
    struct xc_draw_substitute out;
    struct answer expected;
    bool teams = model->team_count > 0;
    bool person = urns_below(random, 2) == 0;
    uint32_t slot = urns_below(random, model->slot_count);
    uint32_t target = model->target[slot];
    uint32_t own = model->team_of[slot];
    if (target == NONE || urns_below(random, 10) == 0)
        target = urns_below(random, model->urn->targets.count);
    uint32_t team = teams ? urns_below(random, model->team_count) : 0;
    uint32_t leaves =
        teams ? model->member[team][urns_below(random, model->members[team])]
              : model->crew[slot]
                           [urns_below(random, (unsigned)model->urn->rules.seat_count)];
    if (leaves >= model->urn->people.count)
        leaves = urns_below(random, model->urn->people.count);
    for (size_t i = 0; i < sizeof seed.bytes; i++)
        seed.bytes[i] = (uint8_t)urns_next(random);
    expected = !person ? replace_target(model, &seed, target)
               : teams ? replace_member(model, &seed, leaves)
                       : replace_person(model, &seed, leaves, target);
    int code = xc_draw_substitute(state, draw_id, &seed, person, person ? leaves : target,
                                  person && !teams ? target : NONE, &out, &error);
    bool changed = !person && teams && expected.row != NONE &&
                   model->target[slot] == expected.row && model->team_of[slot] != own;
    count(sums, &expected, person, teams, changed);
    if (code != (expected.refused ? XC_EINPUT : XC_OK))
        return "refused or not?";
    if (!expected.refused && !same_answer(&expected, &out, person))
        return "another substitute";
    return same_state(state, model) ? NULL : "another state";
}

static int judge(uint64_t seed, struct sums *sums) {
    struct urns urns;
    struct urns_random random = {seed ^ UINT64_C(0x5eed)};
    struct xc_draw_result result;
    struct xc_draw_state state;
    struct xc_error error = {0};
    struct model model;
    const char *wrong = NULL;
    const struct urns_size size = {
        8, 8, 3, 6, seed % 3 == 0, seed % 2 == 0 ? "pps" : "srs"};
    urns_make(&urns, seed, size);
    int code = xc_draw_run(&urns.urn, draw_id, &urns.seed, NULL, 0, urns.arena, &result,
                           NULL, &error);
    if (code == XC_OK && result.slot_count > 0) {
        sums->draws++;
        start_model(&model, &urns.urn, &result);
        if (xc_draw_state_start(&urns.urn, &result, urns.arena, &state, &error) != XC_OK)
            wrong = "no state";
        for (int i = 0; i < MOVES && wrong == NULL; i++)
            wrong = move(&model, &state, &random, sums);
    }
    if (wrong != NULL)
        fprintf(stderr, "seed %llu: %s\n%s\n%s%s%s", (unsigned long long)seed, wrong,
                urns.rules, urns.targets, urns.people, urns.avoid);
    urns_free(&urns);
    return wrong != NULL;
}

int main(int argc, char **argv) {
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t seeds = argc > 2 ? strtoull(argv[2], NULL, 10) : 60000;
    struct sums sums = {0};
    for (uint64_t seed = first; seed < first + seeds; seed++)
        if (judge(seed, &sums) != 0)
            return 1;
    printf("%lu draws: substitutes for %lu targets (%lu void, %lu with another team), "
           "%lu people (%lu void), %lu members (%lu void); %lu refused\n",
           sums.draws, sums.targets, sums.targets_void, sums.team_changes, sums.people,
           sums.people_void, sums.members, sums.members_void, sums.refused);
    bool enough = seeds < 60000 || (sums.targets > 1000 && sums.targets_void > 1000 &&
                                    sums.team_changes > 100 && sums.people > 1000 &&
                                    sums.people_void > 1000 && sums.members > 300 &&
                                    sums.members_void > 300 && sums.refused > 1000);
    if (!enough)
        fprintf(stderr, "too few of some sort: the test shows nothing\n");
    return enough ? 0 : 1;
}
