/* Dealing small random urns, against every assignment in lexicographic order.
 * `deal_property_test FIRST COUNT` runs other seeds. */
#include "urns.h"

#include "draw/deal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sums {
    unsigned long urns, dealt, short_of, cut, teams, teams_short;
};

static const struct xc_str draw_id = XC_STR_INIT("demo/deal");

static int fail(const struct urns *urns, uint64_t seed, const char *what) {
    fprintf(stderr, "seed %llu: %s\n%s\n%s%s%s", (unsigned long long)seed, what,
            urns->rules, urns->targets, urns->people, urns->avoid);
    return 1;
}

static bool same(const uint32_t *a, const uint32_t *b, uint32_t count) {
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* The set named is short, every part of it is not, and who may sit there is named. */
static const char *judge_shortage(const struct urns_slots *slots,
                                  const struct xc_assign_shortage *shortage) {
    uint32_t holder[URNS_SLOTS];
    uint64_t named = 0;
    uint64_t who = 0;
    if (shortage->count == 0)
        return "a shortage without a name";
    for (uint32_t i = 0; i < shortage->count; i++) {
        uint32_t slot = shortage->slots[i];
        named |= UINT64_C(1) << slot;
        if (i > 0 && slot <= shortage->slots[i - 1])
            return "slots of a shortage out of order";
        for (uint32_t k = 0; k < slots->candidates[slot]; k++)
            who |= UINT64_C(1) << slots->order[slot][k];
    }
    if (who != shortage->who[0])
        return "a shortage names other people than those who may sit there";
    if (urns_first(slots, ~named, holder))
        return "the slots named can all be filled";
    for (uint32_t i = 0; i < shortage->count; i++)
        if (!urns_first(slots, ~named | UINT64_C(1) << shortage->slots[i], holder))
            return "a slot of the shortage can be left out";
    return NULL;
}

/* The numbers that tickets are compared by first are what the tickets begin with. */
static bool same_tops(const struct xc_assign_problem *problem) {
    uint64_t tops[URNS_PEOPLE] = {0};
    uint64_t who = 0;
    for (uint32_t slot = 0; slot < problem->groups * problem->places; slot++) {
        uint32_t group = slot / problem->places;
        problem->may(problem->context, group, slot % problem->places, &who);
        problem->tops(problem->context, group, &who, tops);
        for (uint32_t p = 0; p < problem->holders; p++) {
            uint64_t top = 0;
            struct xc_digest ticket = problem->ticket(problem->context, group, p);
            for (size_t i = 0; i < sizeof top; i++)
                top = top << 8 | ticket.bytes[i];
            if (xc_flow_has(&who, p) && tops[p] != top)
                return false;
        }
    }
    return true;
}

/* Runs the step under the public one with few bits of each ticket, so that ties are
 * common, and judges what it says where nothing fits. */
static const char *judge_assign(struct urns *urns, const struct xc_draw_result *result,
                                const struct urns_slots *slots, bool fits, bool level,
                                uint32_t least, const uint32_t *expected) {
    static const uint64_t masks[] = {UINT64_MAX, UINT64_C(3) << 62, 0};
    struct xc_deal_table table;
    struct xc_assign_shortage shortage;
    struct xc_error error = {0};
    uint32_t holder[URNS_SLOTS];
    if (xc_deal_prepare(&urns->urn, draw_id, &urns->seed, result->slots,
                        result->slot_count, urns->urn.people.capacity, urns->arena,
                        &table, &error) != XC_OK)
        return "not prepared";
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct xc_assign_problem problem = xc_deal_problem(&table);
        if (!same_tops(&problem))
            return "a ticket begins otherwise";
        problem.top_mask = masks[i];
        problem.level = level;
        problem.least = least;
        int code = xc_assign_run(&problem, urns->arena, holder, &shortage, NULL, &error);
        if ((code == XC_OK) != fits)
            return "feasible or not?";
        if (code == XC_OK && !same(holder, expected, slots->count))
            return "another assignment with few bits of the tickets";
        if (code != XC_OK) {
            const char *wrong = judge_shortage(slots, &shortage);
            if (code != XC_ENO || wrong != NULL)
                return wrong;
        }
    }
    return NULL;
}

/* The message names every seat of what it is short of. */
static const char *judge_message(const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    (void)xc_error_render(error, NULL, &text);
    struct xc_str view = xc_buffer_view(&text);
    bool fine = error->code == XC_ENO && xc_str_find(view, XC_STR("T")) >= 0 &&
                (xc_str_find(view, XC_STR("P")) >= 0 ||
                 xc_str_find(view, XC_STR("nobody may")) >= 0);
    xc_buffer_free(&text);
    return fine ? NULL : "the message names nobody";
}

static const char *judge_deal(struct urns *urns, struct urns_random *random,
                              struct sums *sums) {
    const struct xc_urn *urn = &urns->urn;
    struct xc_draw_result result;
    struct urns_slots slots;
    struct xc_error error = {0};
    uint32_t expected[URNS_SLOTS];
    uint32_t able = 0;
    urns_draw(urns, random, &result);
    urns_seats(urn, draw_id, &urns->seed, result.slots, result.slot_count,
               urn->people.capacity, &slots);
    for (uint32_t p = 0; p < urn->people.count; p++) {
        bool some = false;
        for (size_t seat = 0; seat < urn->rules.seat_count; seat++)
            some = some || xc_draw_set_has(urn->people.seats[p], urn->rules.seats[seat]);
        able += some && urn->people.capacity[p] > 0;
    }
    struct urns_slots cut = slots;
    uint32_t least = able > 0 ? (slots.count + able - 1) / able : 1;
    bool level = urn->rules.balance;
    bool fits =
        level ? urns_level(&cut, least, expected) : urns_first(&slots, 0, expected);
    int code = xc_deal_run(urn, draw_id, &urns->seed, &result, urns->arena, NULL, &error);
    sums->cut += fits && level && memcmp(cut.room, slots.room, sizeof cut.room) != 0;
    sums->dealt += fits;
    sums->short_of += !fits;
    if (code != (fits ? XC_OK : XC_ENO))
        return "feasible or not?";
    if (fits && !same(result.crews, expected, slots.count))
        return "another assignment";
    const char *wrong = fits ? NULL : judge_message(&error);
    return wrong != NULL
               ? wrong
               : judge_assign(urns, &result, &slots, fits, level, least, expected);
}

/* ---- teams ---- */

static bool is_fixed(const struct xc_urn *urn, uint32_t person) {
    for (size_t t = 0; t < urn->rules.team_count; t++)
        for (size_t i = 0; i < urn->rules.teams[t].fixed_count; i++)
            if (xc_str_equal(urn->rules.teams[t].fixed[i], urn->people.id[person]))
                return true;
    return false;
}

/* teams[t]: rows of the members; false: nothing fits. */
static bool expect_members(const struct urns *urns, uint32_t teams[][URNS_PEOPLE],
                           uint32_t *counts) {
    const struct xc_urn *urn = &urns->urn;
    size_t count = urn->rules.team_count;
    struct urns_slots slots = {0};
    uint32_t drawn[URNS_SLOTS];
    for (uint32_t p = 0; p < urn->people.count; p++)
        slots.room[p] = 1;
    for (size_t seat = 0; seat < urn->rules.seat_count; seat++) {
        for (size_t t = 0; t < count; t++) {
            uint32_t slot = slots.count++;
            slots.group[slot] = slot;
            for (uint32_t p = 0; p < urn->people.count; p++)
                if (urn->people.capacity[p] > 0 && !is_fixed(urn, p) &&
                    xc_draw_set_has(urn->people.seats[p], urn->rules.seats[seat]))
                    slots.order[slot][slots.candidates[slot]++] = p;
            urns_sort("team", draw_id, &urns->seed, XC_STR(""), urn->people.id,
                      slots.order[slot], slots.candidates[slot]);
        }
    }
    if (!urns_first(&slots, 0, drawn))
        return false;
    for (size_t t = 0; t < count; t++) {
        counts[t] = 0;
        for (size_t i = 0; i < urn->rules.teams[t].fixed_count; i++)
            teams[t][counts[t]++] = xc_urn_find_person(urn, urn->rules.teams[t].fixed[i]);
        for (size_t seat = 0; seat < urn->rules.seat_count; seat++)
            teams[t][counts[t]++] = drawn[seat * count + t];
    }
    return true;
}

static bool expect_allotment(const struct urns *urns, const struct xc_draw_result *result,
                             uint32_t teams[][URNS_PEOPLE], const uint32_t *counts,
                             uint32_t *expected) {
    static const struct xc_str numbers[] = {XC_STR_INIT("1"), XC_STR_INIT("2"),
                                            XC_STR_INIT("3")};
    const struct xc_urn *urn = &urns->urn;
    uint32_t count = (uint32_t)urn->rules.team_count;
    struct urns_slots slots = {.count = result->slot_count};
    for (uint32_t t = 0; t < count; t++) {
        slots.room[t] = UINT32_MAX;
        for (uint32_t i = 0; i < counts[t]; i++)
            if (urn->people.capacity[teams[t][i]] < slots.room[t])
                slots.room[t] = urn->people.capacity[teams[t][i]];
    }
    for (uint32_t s = 0; s < slots.count; s++) {
        slots.group[s] = s;
        for (uint32_t t = 0; t < count; t++) {
            bool open = true;
            for (uint32_t i = 0; i < counts[t]; i++)
                open = open && !xc_urn_barred(urn, teams[t][i], result->slots[s]);
            if (open)
                slots.order[s][slots.candidates[s]++] = t;
        }
        urns_sort("pair", draw_id, &urns->seed, urn->targets.id[result->slots[s]],
                  numbers, slots.order[s], slots.candidates[s]);
    }
    return urns_level(&slots, (slots.count + count - 1) / count, expected);
}

static const char *judge_teams(struct urns *urns, struct urns_random *random,
                               struct sums *sums) {
    struct xc_draw_result result;
    struct xc_error error = {0};
    uint32_t teams[3][URNS_PEOPLE];
    uint32_t counts[3];
    uint32_t expected[URNS_SLOTS];
    urns_draw(urns, random, &result);
    bool fits = expect_members(urns, teams, counts) &&
                expect_allotment(urns, &result, teams, counts, expected);
    int code = xc_teams_run(&urns->urn, draw_id, &urns->seed, &result, urns->arena, NULL,
                            &error);
    sums->teams += fits;
    sums->teams_short += !fits;
    if (code != (fits ? XC_OK : XC_ENO))
        return "teams: feasible or not?";
    if (!fits)
        return error.message.id != NULL ? NULL : "teams: no message";
    if (result.team_count != urns->urn.rules.team_count)
        return "teams: another number of teams";
    for (size_t t = 0; t < result.team_count; t++)
        if (result.teams[t].count != counts[t] ||
            !same(result.teams[t].people, teams[t], counts[t]))
            return "teams: other members";
    return same(result.team_of, expected, result.slot_count) ? NULL
                                                             : "teams: other targets";
}

static int judge(uint64_t seed, struct sums *sums) {
    struct urns urns;
    struct urns_random random = {seed ^ UINT64_C(0x5eed)};
    const char *wrong = NULL;
    sums->urns++;
    if (seed % 4 == 3) {
        urns_make(&urns, seed, (struct urns_size){8, 7, 2, 6, true, "order"});
        wrong = judge_teams(&urns, &random, sums);
    } else {
        static const struct urns_size sizes[] = {{8, 6, 1, 3, false, "order"},
                                                 {4, 6, 2, 3, false, "order"},
                                                 {3, 7, 3, 2, false, "order"}};
        urns_make(&urns, seed, sizes[seed % 4]);
        wrong = judge_deal(&urns, &random, sums);
    }
    int code = wrong != NULL ? fail(&urns, seed, wrong) : 0;
    urns_free(&urns);
    return code;
}

int main(int argc, char **argv) {
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 60000;
    struct sums sums = {0};
    for (uint64_t seed = first; seed < first + count; seed++)
        if (judge(seed, &sums) != 0)
            return 1;
    printf("%lu urns: %lu dealt (%lu with a cut), %lu short; %lu in teams, %lu short\n",
           sums.urns, sums.dealt, sums.cut, sums.short_of, sums.teams, sums.teams_short);
    bool enough =
        count < 60000 || (sums.dealt > 2000 && sums.cut > 500 && sums.short_of > 2000 &&
                          sums.teams > 500 && sums.teams_short > 500);
    if (!enough)
        fprintf(stderr, "too few of some sort: the test shows nothing\n");
    return enough ? 0 : 1;
}
