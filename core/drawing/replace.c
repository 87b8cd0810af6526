/* The second step of a substitution: the value, who comes in, the visits. */
#include "draw/record.h"
#include "drawing/substitute.h"
#include "drawing/work.h"
#include "register/json.h"
#include "workspace/clock.h"
#include "workspace/load.h"

#include <stdlib.h>
#include <string.h>

struct replacing {
    const struct xc_session *session;
    const struct xc_substitute_options *options;
    struct xc_substituted *out;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_loaded loaded;
    struct xc_stored_draw *stored;
    size_t stored_count;
    struct xc_stored_draw draw;
    struct xc_stored_sub sub;
    struct xc_sub_entry entry;
    struct xc_drawn drawn;
    struct xc_draw_slot *slots;
    size_t slot_count;
    const struct xc_draw_slot *slot;
    struct xc_draw_substitute in;
    uint32_t left_team; /* of who leaves, with teams */
    xc_date today;      /* by the programme's clock, and the minute of it */
    unsigned minute;
    struct xc_visit_change *changes;
    size_t change_count;
};

/* ---- Which substitution waits ---- */

static int find_in(struct replacing *to, const struct xc_stored_draw *draw, bool *found) {
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    int rc = xc_store_subs(to->session->store, to->session->office, draw->id, to->arena,
                           &subs, &count, to->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (xc_store_sub_waits(&subs[i]) &&
            xc_str_equal(subs[i].visit, to->options->visit)) {
            to->draw = *draw;
            to->sub = subs[i];
            *found = true;
        }
    }
    return rc;
}

static int find_sub(struct replacing *to) {
    bool found = false;
    int rc =
        xc_store_draws(to->session->store, to->session->office, XC_STR(""), XC_STR(""),
                       true, to->arena, &to->stored, &to->stored_count, to->error);
    for (size_t i = 0; i < to->stored_count && rc == XC_OK && !found; i++) {
        if (to->stored[i].status == XC_DRAW_DRAWN) {
            rc = find_in(to, &to->stored[i], &found);
        }
    }
    if (rc == XC_OK && !found) {
        xc_fail(to->error, XC_ENO, "no substitution of visit %.*s waits for a value",
                XC_PRI(to->options->visit));
        rc = xc_hint(to->error,
                     "ask for one first: xuncha substitute VISIT --target --reason CODE "
                     "--beacon NAME");
    }
    return rc == XC_OK ? xc_sub_entry_read(to->sub.entry, &to->entry, to->error) : rc;
}

/* ---- Who comes in ---- */

static uint32_t team_of_person(const struct xc_draw_state *state, uint32_t person) {
    for (size_t t = 0; state->team_of && t < state->team_count; t++) {
        for (uint32_t i = 0; i < state->teams[t].count; i++) {
            if (state->teams[t].people[i] == person) {
                return (uint32_t)t;
            }
        }
    }
    return UINT32_MAX;
}

static bool draw_seed(struct xc_str result, struct xc_digest *seed) {
    json_t *json = json_loadb(result.ptr, result.len, 0, NULL);
    const json_t *text = json_object_get(json, "seed");
    bool good = xc_hex_parse(xc_json_str(text), seed->bytes, sizeof seed->bytes);
    json_decref(json);
    return good;
}

static int read_values(struct replacing *to, struct xc_beacon *beacons) {
    int rc = XC_OK;
    for (size_t i = 0; i < to->entry.beacon_count && rc == XC_OK; i++) {
        xc_instant due = xc_beacon_due(&to->entry.beacons[i]);
        if (due != XC_NO_INSTANT && due > to->session->now) {
            rc = xc_fail(to->error, XC_ENO, "'%.*s' is not out yet",
                         XC_PRI(to->entry.beacons[i].text));
        }
        beacons[i] = (struct xc_beacon){.name = to->entry.beacons[i]};
        if (rc == XC_OK) {
            rc = xc_draw_value_find(to->options->values, to->options->value_count,
                                    &to->entry.beacons[i], to->arena, &beacons[i].value,
                                    to->error);
        }
    }
    return rc;
}

static int find_code(struct replacing *to) {
    struct xc_digest code;
    to->sub.code = XC_STR("");
    if (!to->entry.sealed) {
        return XC_OK;
    }
    if (!to->options->secret.len) {
        return xc_fail(to->error, XC_EUSAGE,
                       "both custodians' shares are needed: --secret FILE --secret FILE");
    }
    int rc = xc_code_derive(to->options->secret, to->entry.id, to->entry.number, &code,
                            to->error);
    if (rc == XC_OK) {
        to->sub.code = xc_arena_copy(
            to->arena, (struct xc_str){(const char *)code.bytes, sizeof code.bytes});
        rc = to->sub.code.ptr ? XC_OK : xc_fail_memory(to->error);
    }
    return rc;
}

static int write_result(struct replacing *to, const struct xc_digest *seed) {
    struct xc_buffer text = xc_buffer_make(1 << 20);
    json_t *json = xc_record_sub_result(&to->drawn.urn, seed, to->entry.person, &to->in);
    int rc = json ? xc_json_canonical(json, &text, to->error) : xc_fail_memory(to->error);
    to->sub.result = xc_arena_copy(to->arena, xc_buffer_view(&text));
    json_decref(json);
    xc_buffer_free(&text);
    return rc == XC_OK && !to->sub.result.ptr ? xc_fail_memory(to->error) : rc;
}

static int substitute(struct replacing *to) {
    struct xc_beacon beacons[XC_BEACONS];
    struct xc_digest seed, sub_seed;
    int rc = xc_drawn_load(to->session, to->stored, to->stored_count, &to->draw,
                           to->arena, &to->drawn, to->error);
    if (rc == XC_OK) {
        rc = read_values(to, beacons);
    }
    if (rc == XC_OK) {
        rc = find_code(to);
    }
    if (rc == XC_OK && !draw_seed(to->draw.result, &seed)) {
        rc = xc_fail(to->error, XC_EENV, "the stored result of %.*s cannot be read",
                     XC_PRI(to->draw.id));
    }
    if (rc == XC_OK) {
        rc = xc_sub_seed(&to->entry, &seed, beacons, to->entry.beacon_count, to->sub.code,
                         &sub_seed, to->error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    const struct xc_urn *urn = &to->drawn.urn;
    uint32_t leaves = to->entry.person ? xc_urn_find_person(urn, to->entry.leaves)
                                       : xc_urn_find_target(urn, to->entry.leaves);
    uint32_t target = to->entry.person && to->entry.target.len
                          ? xc_urn_find_target(urn, to->entry.target)
                          : UINT32_MAX;
    to->left_team =
        to->entry.person ? team_of_person(&to->drawn.state, leaves) : UINT32_MAX;
    rc = xc_draw_substitute(&to->drawn.state, to->draw.id, &sub_seed, to->entry.person,
                            leaves, target, &to->in, to->error);
    if (rc == XC_OK) {
        rc = write_result(to, &sub_seed);
    }
    return rc == XC_OK ? xc_draw_beacons_write(beacons, to->entry.beacon_count, to->arena,
                                               &to->sub.beacons, to->error)
                       : rc;
}

/* ---- The visits ---- */

static struct xc_str in_id(const struct replacing *to) {
    if (to->in.none) {
        return XC_STR("");
    }
    return to->entry.person ? to->drawn.urn.people.id[to->in.row]
                            : to->drawn.urn.targets.id[to->in.row];
}

/* Crews that are made of their people are named by them. */
static struct xc_str crew_name(const struct replacing *to,
                               const struct xc_visit_person *people, size_t count) {
    struct xc_buffer name = xc_buffer_make(1 << 14);
    for (size_t i = 0; i < count; i++) {
        xc_buffer_puts(&name, i ? "+" : "");
        xc_buffer_add(&name, people[i].person);
    }
    struct xc_str text = xc_arena_copy(to->arena, xc_buffer_view(&name));
    xc_buffer_free(&name);
    return text;
}

static int replace_person(const struct replacing *to, struct xc_visit *visit) {
    struct xc_visit_person *people =
        xc_arena_array(to->arena, visit->person_count, sizeof *people);
    size_t count = 0;
    if (!people) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < visit->person_count; i++) {
        people[count] = visit->people[i];
        if (!xc_str_equal(people[count].person, to->entry.leaves)) {
            count++;
        } else if (!to->in.none && !to->out->elsewhere) {
            people[count++].person = in_id(to);
        }
    }
    visit->people = people;
    visit->person_count = count;
    return XC_OK;
}

static int replace_target(const struct replacing *to, struct xc_visit *visit) {
    struct xc_plan_draw plan;
    const struct xc_drawn *extras[8] = {0};
    size_t extra_count = 0;
    int rc = XC_OK;
    if (to->in.none) {
        /* Whoever has it in a calendar must see that it is off. */
        visit->status =
            visit->status == XC_VISIT_DRAFT ? XC_VISIT_VOID : XC_VISIT_CANCELLED;
        return XC_OK;
    }
    visit->target = in_id(to);
    for (size_t i = 0; i < to->slot_count && rc == XC_OK; i++) {
        const struct xc_draw_slot *other = &to->slots[i];
        if (other->rule != to->slot->rule || !other->extra || other->extra > 8 ||
            !other->stored || other->stored->status != XC_DRAW_DRAWN ||
            !xc_str_equal(other->batch, to->slot->batch)) {
            continue;
        }
        struct xc_drawn *extra = xc_arena_alloc(to->arena, sizeof *extra);
        rc = extra ? xc_drawn_load(to->session, to->stored, to->stored_count,
                                   other->stored, to->arena, extra, to->error)
                   : xc_fail_memory(to->error);
        extras[other->extra - 1] = extra;
        extra_count = other->extra > extra_count ? other->extra : extra_count;
    }
    if (rc == XC_OK) {
        rc = xc_drawn_for_plan(to->loaded.plans[0].programme, to->slot, &to->drawn,
                               extras, extra_count, to->arena, &plan, to->error);
    }
    for (size_t i = 0; rc == XC_OK && plan.dealt && i < plan.unit_count; i++) {
        if (xc_str_equal(plan.units[i], visit->target)) {
            visit->people = plan.dealt[i].people;
            visit->person_count = plan.dealt[i].person_count;
            visit->crew = plan.dealt[i].crew.len ? plan.dealt[i].crew : visit->crew;
        }
    }
    return rc;
}

/* Teams and the draws of their further people know nothing of each other. */
static int look_elsewhere(struct replacing *to) {
    int rc = XC_OK;
    for (size_t i = 0; i < to->slot_count && rc == XC_OK && !to->in.none; i++) {
        const struct xc_draw_slot *other = &to->slots[i];
        if (other->rule != to->slot->rule || other->extra == to->slot->extra ||
            !other->stored || other->stored->status != XC_DRAW_DRAWN ||
            !xc_str_equal(other->batch, to->slot->batch)) {
            continue;
        }
        struct xc_drawn *mate = xc_arena_alloc(to->arena, sizeof *mate);
        rc = mate ? xc_drawn_load(to->session, to->stored, to->stored_count,
                                  other->stored, to->arena, mate, to->error)
                  : xc_fail_memory(to->error);
        to->out->elsewhere =
            to->out->elsewhere || (rc == XC_OK && xc_drawn_sits(mate, in_id(to)));
    }
    return rc;
}

/* What has begun stays as it was made: a door that was found closed is no visit of
 * whoever comes in for it. A replan finds them a time of their own. */
static bool has_begun(const struct replacing *to, const struct xc_visit *visit) {
    return visit->date < to->today ||
           (visit->date == to->today && visit->start <= to->minute);
}

/* Whether a visit is one of those that the substitution changes. */
static bool concerns(const struct replacing *to, const struct xc_visit *visit) {
    bool here = false;
    if (visit->status == XC_VISIT_DONE || visit->status == XC_VISIT_CANCELLED ||
        visit->status == XC_VISIT_VOID || has_begun(to, visit)) {
        return false;
    }
    for (size_t i = 0; i < visit->task_count; i++) {
        here = here || (xc_str_equal(visit->tasks[i].programme, to->draw.programme) &&
                        xc_str_equal(visit->tasks[i].stage, to->slot->stage->id));
    }
    if (!to->entry.person) {
        return here && xc_str_equal(visit->target, to->entry.leaves);
    }
    bool sits = false;
    for (size_t i = 0; i < visit->person_count; i++) {
        sits = sits || xc_str_equal(visit->people[i].person, to->entry.leaves);
    }
    if (to->left_team != UINT32_MAX || to->slot->rule->units == XC_UNITS_CREWS ||
        to->slot->extra) {
        return sits && (here || to->slot->rule->units == XC_UNITS_CREWS);
    }
    return sits && here && xc_str_equal(visit->target, to->entry.target);
}

static int change(struct replacing *to, const struct xc_visit *before) {
    struct xc_visit visit = *before;
    struct xc_buffer line = xc_buffer_make(1 << 22);
    struct xc_str made = crew_name(to, before->people, before->person_count);
    bool by_people = xc_str_equal(made, before->crew);
    int rc = to->entry.person ? replace_person(to, &visit) : replace_target(to, &visit);
    if (rc == XC_OK && by_people) {
        visit.crew = crew_name(to, visit.people, visit.person_count);
    }
    visit.pinned = false; /* it was put there for others, who had time then */
    visit.sequence += visit.status != XC_VISIT_DRAFT;
    visit.changed = to->session->now;
    visit.reason = to->entry.reason;
    xc_buffer_add(&line, visit.id);
    xc_buffer_putc(&line, '\t');
    if (rc == XC_OK && (xc_visit_write(&visit, &line) != XC_OK || line.failed)) {
        rc = xc_fail_memory(to->error);
    }
    if (rc == XC_OK) {
        struct xc_visit_change *made_change = &to->changes[to->change_count++];
        *made_change = (struct xc_visit_change){
            visit.id, xc_arena_copy(to->arena, xc_buffer_view(&line)), to->entry.reason};
        rc = made_change->line.ptr ? XC_OK : xc_fail_memory(to->error);
    }
    xc_buffer_free(&line);
    return rc;
}

static int change_visits(struct replacing *to) {
    const struct xc_loaded_plan *plan = &to->loaded.plans[0];
    int offset = xc_clock_programme(to->session, to->draw.programme);
    to->today = xc_instant_date(to->session->now, offset, &to->minute);
    int rc = xc_draw_slots(plan->programme, NULL, to->stored, to->stored_count, to->arena,
                           &to->slots, &to->slot_count, to->error);
    for (size_t i = 0; i < to->slot_count && rc == XC_OK; i++) {
        if (to->slots[i].stored && xc_str_equal(to->slots[i].stored->id, to->draw.id)) {
            to->slot = &to->slots[i];
        }
    }
    if (rc == XC_OK && !to->slot) {
        rc = xc_fail(to->error, XC_ENO, "the plan's rules do not know the draw %.*s",
                     XC_PRI(to->draw.id));
    }
    if (rc == XC_OK && to->entry.person) {
        rc = look_elsewhere(to);
    }
    to->changes = xc_arena_array(to->arena, plan->visit_count, sizeof *to->changes);
    if (rc == XC_OK && !to->changes) {
        rc = xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < plan->visit_count && rc == XC_OK; i++) {
        if (concerns(to, &plan->visits[i])) {
            rc = change(to, &plan->visits[i]);
        }
    }
    return rc;
}

/* Who comes in and the visits that change, or neither. */
static int store(void *context, struct xc_error *error) {
    const struct replacing *to = context;
    const struct xc_plan_head *head = &to->loaded.plans[0].head;
    int rc = xc_store_finish_sub(to->session->store, to->session->office, &to->sub,
                                 to->session->now, error);
    if (rc == XC_OK && to->change_count) {
        rc = xc_store_change_visits(to->session->store, to->session->office,
                                    head->programme, head->number, to->changes,
                                    to->change_count, to->session->now, error);
    }
    return rc;
}

int xc_substitute_run(const struct xc_session *session,
                      const struct xc_substitute_options *options,
                      struct xc_substituted *out, struct xc_error *error) {
    struct replacing to = {
        .session = session, .options = options, .out = out, .error = error};
    *out = (struct xc_substituted){.arena = xc_arena_new((size_t)16 << 30)};
    to.arena = out->arena;
    int rc = to.arena ? find_sub(&to) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_load_plans(session, to.draw.programme, &to.loaded, error);
    }
    if (rc == XC_OK) {
        rc = substitute(&to);
    }
    if (rc == XC_OK) {
        rc = change_visits(&to);
    }
    if (rc == XC_OK) {
        rc = xc_store_together(session->store, store, &to, error);
    }
    if (rc == XC_OK) {
        out->draw = to.draw.id;
        out->visit = to.sub.visit;
        out->number = to.sub.number;
        out->entry = to.sub.closed.len ? to.sub.closed : to.sub.entry;
        out->closed = to.draw.sealed && xc_draw_is_closed(session, &to.draw, to.arena);
        out->done = true;
        out->none = to.in.none;
        out->person = to.entry.person;
        out->leaves = to.entry.leaves;
        out->in = in_id(&to);
        out->visits = to.change_count;
        out->programme = to.draw.programme;
    }
    xc_loaded_free(&to.loaded);
    return rc;
}
