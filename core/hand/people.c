#include "hand/work.h"

#include "base/suggest.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>

enum { SEATS = 64, CREWS_SUGGESTED = 512 };

/* ---- Seats ---- */

struct seats {
    enum xc_person_role roles[SEATS];
    size_t count;
};

static void add_seats(struct seats *seats, const struct xc_crew_rule *rule) {
    for (size_t i = 0; i < rule->seat_count; i++) {
        for (unsigned k = 0; k < rule->seats[i].count && seats->count < SEATS; k++) {
            seats->roles[seats->count++] = rule->seats[i].role;
        }
    }
}

/* The obligation that the visit serves, or the first one of the stage that it was added
 * to; NULL: none. */
static const struct xc_obligation *asks_for(const struct xc_hand_work *work,
                                            const struct xc_visit *visit) {
    const struct xc_obligation *asks = xc_task_obligation(work->loaded, &visit->tasks[0]);
    for (size_t p = 0; !asks && p < work->loaded->count; p++) {
        const struct xc_programme *programme = work->loaded->plans[p].programme;
        const struct xc_stage *stage =
            xc_str_equal(programme->id, visit->tasks[0].programme)
                ? xc_programme_stage(programme, visit->tasks[0].stage)
                : NULL;
        asks = stage && stage->obligation_count ? &stage->obligations[0] : NULL;
    }
    return asks;
}

/* Those that its obligation asks for, else those that its people have now. */
static struct seats seats_of(const struct xc_hand_work *work,
                             const struct xc_visit *visit) {
    struct seats seats = {.count = 0};
    const struct xc_obligation *asks = asks_for(work, visit);
    if (asks) {
        add_seats(&seats, &asks->crew);
        add_seats(&seats, &asks->panel);
    }
    for (size_t i = 0; seats.count == 0 && i < visit->person_count && i < SEATS; i++) {
        seats.roles[i] = visit->people[i].seat;
        seats.count += i + 1 == visit->person_count || i + 1 == SEATS ? i + 1 : 0;
    }
    return seats;
}

static enum xc_person_role first_role(const struct xc_register *reg, uint32_t person) {
    unsigned role = XC_ROLE_OFFICER;
    while (role + 1 < XC_ROLE_COUNT && !(reg->people.roles[person] >> role & 1u)) {
        role++;
    }
    return reg->people.roles[person] >> role & 1u ? (enum xc_person_role)role
                                                  : XC_ROLE_OFFICER;
}

int xc_hand_seat_people(const struct xc_hand_work *work, struct xc_str people,
                        struct xc_visit *visit) {
    struct seats seats = seats_of(work, visit);
    struct xc_str rest = people;
    size_t room = 1, count = 0;
    for (size_t i = 0; i < people.len; i++) {
        room += people.ptr[i] == ',';
    }
    struct xc_visit_person *seated = xc_arena_array(work->arena, room, sizeof *seated);
    if (!seated) {
        return xc_fail_memory(work->error);
    }
    while (rest.len > 0) {
        const struct xc_register *reg = work->loaded->reg;
        struct xc_str text = xc_str_trim(xc_str_cut(&rest, ','));
        uint32_t person;
        int rc = xc_hand_person(reg, text, &person, work->error);
        if (rc != XC_OK) {
            return rc;
        }
        seated[count].person = xc_register_text(reg, reg->people.id[person]);
        seated[count].seat =
            count < seats.count ? seats.roles[count] : first_role(reg, person);
        count++;
    }
    visit->people = seated;
    visit->person_count = count;
    return XC_OK;
}

int xc_hand_take_people(const struct xc_hand_work *work, const struct xc_visit *from,
                        struct xc_visit *visit) {
    struct xc_visit_person *seated =
        xc_arena_array(work->arena, from->person_count + 1, sizeof *seated);
    bool own = from->person_count == visit->person_count;
    if (!seated) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < from->person_count; i++) {
        seated[i].person = from->people[i].person;
        seated[i].seat = own ? visit->people[i].seat : from->people[i].seat;
    }
    visit->people = seated;
    visit->person_count = from->person_count;
    return XC_OK;
}

/* ---- Crews ---- */

static bool can_come(const struct xc_register *reg, const struct xc_visit *like,
                     const struct xc_visit *visit) {
    uint32_t target = xc_register_find_target(reg, visit->target);
    for (size_t i = 0; i < like->person_count; i++) {
        uint32_t person = xc_register_find_person(reg, like->people[i].person);
        uint32_t relation;
        if (person == XC_NO_ROW || reg->people.status[person] != XC_STATUS_ACTIVE ||
            xc_register_away(reg, person, visit->date) ||
            (target != XC_NO_ROW &&
             xc_register_barred(reg, person, target, visit->date, &relation))) {
            return false;
        }
    }
    return true;
}

static bool same_kind(const struct xc_visit *a, const struct xc_visit *b) {
    return a->task_count > 0 && b->task_count > 0 &&
           xc_str_equal(a->tasks[0].programme, b->tasks[0].programme) &&
           xc_str_equal(a->tasks[0].stage, b->tasks[0].stage);
}

/* The crew's visit of the same stage that is nearest in time, rather one whose people can
 * come; *known: the crew has some visit. */
static const struct xc_visit *nearest(const struct xc_hand_work *work, struct xc_str crew,
                                      const struct xc_visit *visit, bool *known) {
    const struct xc_visit *best = NULL;
    uint64_t best_cost = 0;
    *known = false;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct xc_visit *one = work->rows[i].visit;
        if (!xc_str_equal(one->crew, crew)) {
            continue;
        }
        *known = true;
        if (!same_kind(one, visit) || one->person_count == 0) {
            continue;
        }
        int64_t apart = (int64_t)one->date - visit->date;
        uint64_t cost = (uint64_t)(apart < 0 ? -apart : apart) +
                        (can_come(work->loaded->reg, one, visit) ? 0 : UINT32_MAX);
        if (!best || cost < best_cost) {
            best = one;
            best_cost = cost;
        }
    }
    return best;
}

/* The crew's people in the register fill the seats one after the other, leads first. */
static int seat_register(const struct xc_hand_work *work, struct xc_str crew,
                         struct xc_visit *visit, bool *known) {
    const struct xc_register *reg = work->loaded->reg;
    struct seats seats = seats_of(work, visit);
    struct xc_visit_person *seated =
        xc_arena_array(work->arena, seats.count + 1, sizeof *seated);
    size_t count = 0;
    bool *taken = calloc((size_t)reg->people.count + 1, sizeof *taken);
    if (!seated || !taken) {
        free(taken);
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < seats.count; i++) {
        for (uint32_t row = 0; row < reg->people.count; row++) {
            bool member =
                xc_str_equal(xc_register_text(reg, reg->people.crew[row]), crew);
            *known = *known || member;
            if (member && !taken[row] && reg->people.status[row] == XC_STATUS_ACTIVE &&
                (reg->people.roles[row] >> seats.roles[i] & 1u) &&
                !xc_register_away(reg, row, visit->date)) {
                taken[row] = true;
                seated[count++] = (struct xc_visit_person){
                    xc_register_text(reg, reg->people.id[row]), seats.roles[i]};
                break;
            }
        }
    }
    free(taken);
    visit->people = seated;
    visit->person_count = count;
    return XC_OK;
}

static int no_crew(const struct xc_hand_work *work, struct xc_str crew) {
    struct xc_str names[CREWS_SUGGESTED];
    size_t count = 0;
    for (size_t i = 0; i < work->row_count && count < CREWS_SUGGESTED; i++) {
        struct xc_str name = work->rows[i].visit->crew;
        size_t k = 0;
        while (k < count && !xc_str_equal(names[k], name)) {
            k++;
        }
        if (k == count && name.len) {
            names[count++] = name;
        }
    }
    struct xc_str near = xc_suggest(crew, names, count);
    xc_fail(work->error, XC_EINPUT, "there is no crew '%.*s'", XC_PRI(crew));
    return near.len ? xc_hint(work->error, "did you mean %.*s?", XC_PRI(near))
                    : xc_hint(work->error,
                              "`xuncha visit list` shows the crews; people without one "
                              "are named with --people");
}

int xc_hand_seat_crew(const struct xc_hand_work *work, struct xc_str crew,
                      struct xc_visit *visit) {
    bool known = false;
    const struct xc_visit *like = nearest(work, crew, visit, &known);
    int rc = XC_OK;
    if (like && can_come(work->loaded->reg, like, visit)) {
        visit->people = like->people;
        visit->person_count = like->person_count;
    } else {
        struct xc_visit made = *visit;
        rc = seat_register(work, crew, &made, &known);
        if (rc == XC_OK && like && made.person_count < like->person_count) {
            made.people = like->people; /* whom the check then names */
            made.person_count = like->person_count;
        }
        visit->people = made.people;
        visit->person_count = made.person_count;
    }
    if (rc == XC_OK && !known) {
        return no_crew(work, crew);
    }
    visit->crew = crew;
    return rc;
}
