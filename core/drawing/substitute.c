#include "drawing/substitute.h"

#include "base/file.h"
#include "draw/record.h"
#include "drawing/work.h"
#include "workspace/load.h"
#include "workspace/visit_facts.h"

#include <string.h>

struct work {
    const struct xc_session *session;
    const struct xc_substitute_options *options;
    struct xc_substituted *out;
    struct xc_arena *arena;
    struct xc_error *error;
    struct xc_loaded loaded; /* the visit's programme */
    const struct xc_visit *visit;
    struct xc_visit unplanned; /* the visit of a target that could not be planned */
    struct xc_visit_task task; /* what that would fulfil */
    struct xc_stored_draw *stored;
    size_t stored_count;
    struct xc_draw_slot slot;
    struct xc_drawn drawn;
    struct xc_str unit; /* the visit's target, or crew, as the draw names it */
    struct xc_str text; /* the entry */
    bool closed;        /* the ledger gets its closed form */
    struct xc_digest blind;
    struct xc_stored_sub sub;
};

/* ---- Which draw ---- */

static bool sits(const struct work *work, uint32_t person, uint32_t slot) {
    const struct xc_draw_state *state = &work->drawn.state;
    size_t seats = work->drawn.urn.rules.seat_count;
    if (state->team_of) {
        const struct xc_draw_members *team = &state->teams[state->team_of[slot]];
        for (uint32_t i = 0; i < team->count; i++) {
            if (team->people[i] == person) {
                return true;
            }
        }
        return false;
    }
    for (size_t i = 0; state->crews && i < seats; i++) {
        if (state->crews[slot * seats + i] == person) {
            return true;
        }
    }
    return false;
}

/* Whether the draw put there what is to be replaced: *found. */
static int look_into(struct work *work, const struct xc_draw_slot *slot,
                     struct xc_str unit, bool *found) {
    struct xc_str person = work->options->person;
    *found = false;
    if (!slot->stored || slot->stored->status != XC_DRAW_DRAWN) {
        return XC_OK;
    }
    int rc = xc_drawn_load(work->session, work->stored, work->stored_count, slot->stored,
                           work->arena, &work->drawn, work->error);
    uint32_t target =
        rc == XC_OK ? xc_urn_find_target(&work->drawn.urn, unit) : UINT32_MAX;
    uint32_t row = person.len && rc == XC_OK
                       ? xc_urn_find_person(&work->drawn.urn, person)
                       : UINT32_MAX;
    for (uint32_t i = 0; rc == XC_OK && target != UINT32_MAX &&
                         i < work->drawn.state.slot_count && !*found;
         i++) {
        *found = work->drawn.state.slots[i] == target &&
                 (!person.len || (row != UINT32_MAX && sits(work, row, i)));
    }
    work->slot = *slot;
    work->unit = unit;
    return rc;
}

static int find_draw(struct work *work, const struct xc_obligation *asks) {
    struct xc_draw_slot *slots = NULL;
    const struct xc_draw_slot *waits = NULL; /* drawn again, but not yet */
    size_t count = 0;
    bool found = false;
    int rc = xc_draw_slots(work->loaded.plans[0].programme, NULL, work->stored,
                           work->stored_count, work->arena, &slots, &count, work->error);
    for (size_t i = 0; i < count && rc == XC_OK && !found; i++) {
        bool main = xc_str_equal(slots[i].rule->label, asks->drawn);
        bool panel = xc_str_equal(slots[i].rule->label, asks->panel_draw) &&
                     work->options->person.len;
        if ((main || panel) && slots[i].stored &&
            slots[i].stored->status == XC_DRAW_COMMITTED) {
            waits = &slots[i];
        }
        if (main && !slots[i].extra) {
            rc = look_into(work, &slots[i], work->visit->target, &found);
        } else if ((main && slots[i].extra && work->options->person.len) || panel) {
            rc = look_into(work, &slots[i], work->visit->crew, &found);
        }
    }
    if (rc == XC_OK && !found && waits) {
        return xc_draw_not_drawn(work->loaded.plans[0].programme, waits, work->error);
    }
    if (rc == XC_OK && !found) {
        if (work->options->person.len) {
            xc_fail(work->error, XC_ENO, "no draw put %.*s on visit %.*s",
                    XC_PRI(work->options->person), XC_PRI(work->visit->id));
        } else {
            xc_fail(work->error, XC_ENO, "no draw put %.*s on visit %.*s",
                    XC_PRI(work->visit->target), XC_PRI(work->visit->id));
        }
        rc = xc_hint(work->error, "who was not drawn is changed by hand, or by a replan");
    }
    return rc;
}

/* Whether a target was drawn, but could not be planned: *task is what its visit would
 * have fulfilled. */
static bool is_unplanned(const struct work *work, const struct xc_loaded_plan *plan,
                         struct xc_str target, struct xc_visit_task *task) {
    struct xc_str text = plan->head.summary;
    json_t *one, *summary = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    bool found = false;
    size_t i;
    json_array_foreach(json_object_get(summary, "unmet"), i, one) {
        const char *stage = json_string_value(json_object_get(one, "stage"));
        const char *label = json_string_value(json_object_get(one, "label"));
        const char *id = json_string_value(json_object_get(one, "target"));
        if (!found && stage && label && id && xc_str_is(target, id)) {
            *task = (struct xc_visit_task){
                .programme = xc_arena_copy(work->arena, plan->head.programme),
                .stage = xc_arena_copy(work->arena, xc_str_from(stage)),
                .label = xc_arena_copy(work->arena, xc_str_from(label)),
                .number = (unsigned)json_integer_value(json_object_get(one, "number"))};
            found = true;
        }
    }
    json_decref(summary);
    return found;
}

/* A visit for what could not be planned, so that somebody else can be dealt to it. Its id
 * tells nobody which target it is. */
static int make_visit(struct work *work) {
    uint8_t key[XC_KEY_BYTES];
    char id[XC_VISIT_ID_BYTES];
    const struct xc_visit_task *task = &work->task;
    int rc = xc_store_workspace_key(work->session->store, key, work->error);
    if (rc == XC_OK) {
        rc =
            xc_visit_id((struct xc_str){(const char *)key, sizeof key}, task->programme,
                        task->label, work->options->visit, task->number, id, work->error);
    }
    if (rc == XC_OK) {
        work->unplanned =
            (struct xc_visit){.id = xc_arena_copy(work->arena, xc_str_from(id)),
                              .target = work->options->visit,
                              .status = XC_VISIT_DRAFT,
                              .tasks = &work->task,
                              .task_count = 1};
        work->visit = &work->unplanned;
    }
    return rc;
}

static const struct xc_visit *visit_of(const struct work *work,
                                       const struct xc_loaded_plan *plan) {
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (xc_str_equal(plan->visits[i].id, work->options->visit) &&
            plan->visits[i].task_count) {
            return &plan->visits[i];
        }
    }
    return NULL;
}

/* Which programme has the visit, or could not plan the target. */
static int find_programme(struct work *work, struct xc_str *programme) {
    struct xc_loaded all = {0};
    int rc = xc_load_plans(work->session, XC_STR(""), &all, work->error);
    *programme = XC_STR("");
    for (size_t p = 0; rc == XC_OK && p < all.count && !programme->len; p++) {
        const struct xc_visit *visit = visit_of(work, &all.plans[p]);
        if (visit) {
            *programme = xc_arena_copy(work->arena, visit->tasks[0].programme);
        }
    }
    for (size_t p = 0; rc == XC_OK && p < all.count && !programme->len; p++) {
        if (is_unplanned(work, &all.plans[p], work->options->visit, &work->task)) {
            *programme = work->task.programme;
        }
    }
    xc_loaded_free(&all);
    if (rc == XC_OK && !programme->len) {
        rc = xc_fail(work->error, XC_ENO, "no plan has a visit '%.*s'",
                     XC_PRI(work->options->visit));
    }
    return rc;
}

static int find_visit(struct work *work) {
    struct xc_str programme;
    int rc = find_programme(work, &programme);
    if (rc == XC_OK) {
        rc = xc_load_plans(work->session, programme, &work->loaded, work->error);
    }
    if (rc == XC_OK) {
        work->visit = visit_of(work, &work->loaded.plans[0]);
        if (!work->visit && work->task.label.len) {
            rc = make_visit(work);
        } else if (!work->visit) {
            rc = xc_fail(work->error, XC_ENO, "no plan has a visit '%.*s'",
                         XC_PRI(work->options->visit));
        }
    }
    if (rc == XC_OK && work->visit) {
        work->out->programme = programme;
        work->out->visit = xc_arena_copy(work->arena, work->visit->id);
        rc = xc_draws_load(work->session, programme, work->arena, &work->stored,
                           &work->stored_count, work->error);
    }
    return rc;
}

static int open_work(struct work *work) {
    work->out->arena = xc_arena_new((size_t)16 << 30);
    work->arena = work->out->arena;
    return work->arena ? find_visit(work) : xc_fail_memory(work->error);
}

/* What a replan cancelled because somebody dealt to it cannot go is not lost: it waits
 * for a substitute. */
static int check_visit(const struct work *work) {
    enum xc_visit_status status = work->visit->status;
    struct xc_visit_task task;
    bool waits = status == XC_VISIT_CANCELLED &&
                 is_unplanned(work, &work->loaded.plans[0], work->visit->target, &task);
    if (status == XC_VISIT_DONE || (status == XC_VISIT_CANCELLED && !waits) ||
        status == XC_VISIT_VOID) {
        return xc_fail(work->error, XC_ENO,
                       "visit %.*s is %s: nothing is left to replace",
                       XC_PRI(work->visit->id), xc_visit_status_word(status));
    }
    return XC_OK;
}

/* ---- The entry ---- */

static const struct xc_stored_sub *pending_of(const struct work *work) {
    for (size_t i = 0; i < work->drawn.sub_count; i++) {
        if (xc_store_sub_waits(&work->drawn.subs[i])) {
            return &work->drawn.subs[i];
        }
    }
    return NULL;
}

static int digest_evidence(const struct work *work, struct xc_sub_entry *entry) {
    struct xc_buffer file = xc_buffer_make((size_t)1 << 30);
    if (!work->options->evidence) {
        return XC_OK;
    }
    int rc = xc_file_read(work->options->evidence, &file, work->error);
    if (rc == XC_OK) {
        rc = xc_sha256(xc_buffer_view(&file), &entry->evidence, work->error);
        entry->has_evidence = rc == XC_OK;
    }
    xc_buffer_free(&file);
    return rc;
}

/* The one-time code, and what hides the entry as long as the draw is closed. */
static int seal_entry(struct work *work, struct xc_sub_entry *entry) {
    struct xc_digest code;
    if (!work->slot.stored->sealed) {
        return XC_OK;
    }
    if (!work->options->secret.len) {
        xc_fail(work->error, XC_EUSAGE, "%.*s is sealed", XC_PRI(entry->id));
        return xc_hint(work->error,
                       "both custodians' shares are needed: --secret FILE --secret FILE");
    }
    entry->sealed = true;
    int rc = xc_code_derive(work->options->secret, entry->id, entry->number, &code,
                            work->error);
    if (rc == XC_OK) {
        rc = xc_code_commitment(&code, &entry->code, work->error);
    }
    work->closed = xc_draw_is_closed(work->session, work->slot.stored, work->arena);
    return rc == XC_OK && work->closed ? xc_code_blind(&code, &work->blind, work->error)
                                       : rc;
}

/* The names of those before whom the dice fall, in the ledger. */
static int note_witnesses(const struct work *work, const struct xc_stored_sub *sub,
                          struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    uint64_t index;
    if (!work->options->witness_count) {
        return XC_OK;
    }
    xc_buffer_printf(&text, "xuncha-witness-v1\n%.*s\n%u\n", XC_PRI(sub->draw),
                     (unsigned)sub->number);
    for (size_t i = 0; i < work->options->witness_count; i++) {
        xc_buffer_printf(&text, "%.*s\n", XC_PRI(work->options->witnesses[i]));
    }
    struct xc_str view = xc_buffer_view(&text);
    int rc = text.failed ? xc_fail(error, XC_EUSAGE, "the names after --by are too long")
                         : xc_ledger_append(work->session->store, work->session->office,
                                            work->session->now, &view, 1, &index, error);
    xc_buffer_free(&text);
    return rc;
}

static int store(void *context, struct xc_error *error) {
    struct work *work = context;
    int rc = xc_store_open_sub(work->session->store, work->session->office, &work->sub,
                               work->session->now, error);
    return rc == XC_OK ? note_witnesses(work, &work->sub, error) : rc;
}

/* Two different names. */
static bool has_witnesses(const struct work *work) {
    const struct xc_str *names = work->options->witnesses;
    size_t count = work->options->witness_count;
    for (size_t i = 1; i < count; i++) {
        struct xc_str one = xc_str_trim(names[i]), first = xc_str_trim(names[0]);
        if (one.len && first.len && !xc_str_equal(one, first)) {
            return true;
        }
    }
    return false;
}

/* Dice of a substitution that was ended may have been seen: so that nobody ends one after
 * the other until it pleases, what follows comes by a clock that everybody has. */
static int check_clock(const struct work *work, const struct xc_commit *commit,
                       const struct xc_sub_entry *entry) {
    bool local = commit->beacon_count == 1 && commit->beacons[0].kind == XC_BEACON_LOCAL;
    const struct xc_stored_sub *subs = work->drawn.subs;
    bool clock = local || xc_sub_due(entry) != XC_NO_INSTANT;
    for (size_t i = 0; subs && !clock && i < work->drawn.sub_count; i++) {
        if (subs[i].void_reason.len) {
            xc_fail(work->error, XC_EUSAGE,
                    "substitution %u of %.*s was ended before its value: those after it "
                    "need a value that comes by a public clock",
                    (unsigned)subs[i].number, XC_PRI(entry->id));
            return xc_hint(work->error,
                           "name a round of drand: --beacon drand@2026-03-02T09:00:00+08:"
                           "00");
        }
    }
    return XC_OK;
}

/* Local randomness can be tried until the right one comes in, which would undo a draw
 * that could not be steered. */
static int check_beacons(const struct work *work, const struct xc_sub_entry *entry) {
    struct xc_commit commit;
    bool dice = false;
    int rc = xc_commit_read(work->slot.stored->commit, &commit, work->error);
    if (rc == XC_OK) {
        rc = check_clock(work, &commit, entry);
    }
    for (size_t i = 0; i < entry->beacon_count; i++) {
        dice = dice || entry->beacons[i].kind == XC_BEACON_DICE;
    }
    if (rc == XC_OK && xc_beacon_is_local(entry->beacons, entry->beacon_count) &&
        !xc_beacon_is_local(commit.beacons, commit.beacon_count)) {
        xc_fail(work->error, XC_EUSAGE,
                "%.*s was not drawn with local randomness, and its substitutes are not "
                "either",
                XC_PRI(entry->id));
        rc = xc_hint(work->error, "name a public beacon, or throw dice before two "
                                  "people: --beacon 'dice 25' --by NAME --by NAME");
    } else if (rc == XC_OK && dice && !has_witnesses(work)) {
        xc_fail(work->error, XC_EUSAGE, "dice are thrown before two people");
        rc = xc_hint(work->error, "name both: --by NAME --by NAME");
    }
    return rc;
}

static int write_entry(struct work *work, struct xc_sub_entry *entry) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    xc_instant now;
    int rc = xc_draw_now(work->session, work->arena, &now, work->error);
    if (rc == XC_OK) {
        rc = xc_draw_beacons_name(work->options->beacons, work->options->beacon_count,
                                  now, work->arena, entry->beacons, &entry->beacon_count,
                                  work->error);
    }
    if (rc == XC_OK) {
        rc = check_beacons(work, entry);
    }
    if (rc == XC_OK) {
        rc = digest_evidence(work, entry);
    }
    if (rc == XC_OK) {
        rc = seal_entry(work, entry);
    }
    if (rc == XC_OK) {
        rc = xc_sub_entry_write(entry, &text, work->error);
    }
    work->text = work->out->entry = xc_arena_copy(work->arena, xc_buffer_view(&text));
    if (rc == XC_OK && work->closed) {
        entry->text = work->text;
        xc_buffer_clear(&text);
        rc = xc_sub_logged_write(entry, &work->blind, &text, work->error);
        work->out->entry = xc_arena_copy(work->arena, xc_buffer_view(&text));
    }
    xc_buffer_free(&text);
    return rc == XC_OK && (!work->text.ptr || !work->out->entry.ptr)
               ? xc_fail_memory(work->error)
               : rc;
}

/* An entry that no value can complete would stand in the way of every later one: a
 * made-up seed shows whether the draw can replace who leaves. Changes work->drawn. */
static int try_entry(struct work *work, const struct xc_sub_entry *entry) {
    struct xc_digest seed;
    struct xc_draw_substitute in;
    const struct xc_urn *urn = &work->drawn.urn;
    int rc = xc_sha256(XC_STR("xuncha trial"), &seed, work->error);
    if (rc == XC_OK) {
        rc = xc_draw_substitute(&work->drawn.state, entry->id, &seed, entry->person,
                                entry->person ? xc_urn_find_person(urn, entry->leaves)
                                              : xc_urn_find_target(urn, entry->leaves),
                                entry->person && entry->target.len
                                    ? xc_urn_find_target(urn, entry->target)
                                    : UINT32_MAX,
                                &in, work->error);
    }
    if (rc == XC_EINPUT) {
        rc = xc_hint(work->error, "nothing was entered in the ledger");
    }
    return rc;
}

static int ask(struct work *work) {
    const struct xc_substitute_options *options = work->options;
    const struct xc_stored_sub *pending = NULL;
    const struct xc_obligation *asks =
        xc_task_obligation(&work->loaded, &work->visit->tasks[0]);
    int rc = check_visit(work);
    if (!asks) {
        return xc_fail(work->error, XC_ENO, "the plan's rules do not know visit %.*s",
                       XC_PRI(work->visit->id));
    }
    if (rc == XC_OK) {
        rc = find_draw(work, asks);
    }
    if (rc == XC_OK) {
        pending = pending_of(work);
    }
    if (rc == XC_OK && pending) {
        xc_fail(work->error, XC_ENO, "substitution %u of %.*s still waits for its value",
                (unsigned)pending->number, XC_PRI(work->slot.stored->id));
        rc = xc_hint(work->error,
                     "complete it: xuncha substitute %.*s --value NAME=VALUE; where the "
                     "value never comes, end it: xuncha draw void %.*s --substitution %u "
                     "--reason TEXT --by NAME",
                     XC_PRI(pending->visit), XC_PRI(work->slot.stored->id),
                     (unsigned)pending->number);
    }
    if (rc != XC_OK) {
        return rc;
    }
    bool teams = work->drawn.state.team_of != NULL;
    struct xc_sub_entry entry = {
        .id = work->slot.stored->id,
        .number = (uint32_t)work->drawn.sub_count + 1,
        .person = options->person.len > 0,
        .leaves = options->person.len ? options->person : work->unit,
        .target = options->person.len && !teams ? work->unit : XC_STR(""),
        .reason = options->reason,
    };
    rc = try_entry(work, &entry);
    if (rc == XC_OK) {
        rc = write_entry(work, &entry);
    }
    if (rc == XC_OK) {
        work->sub = (struct xc_stored_sub){
            .draw = entry.id,
            .number = entry.number,
            .entry = work->text,
            .closed = work->closed ? work->out->entry : XC_STR(""),
            .blind = work->closed ? (struct xc_str){(const char *)work->blind.bytes,
                                                    sizeof work->blind.bytes}
                                  : XC_STR(""),
            .visit = work->visit->id,
            .beacons = XC_STR(""),
            .code = XC_STR(""),
            .result = XC_STR(""),
        };
        rc = xc_store_together(work->session->store, store, work, work->error);
    }
    work->out->closed = work->closed;
    work->out->draw = entry.id;
    work->out->number = entry.number;
    work->out->person = entry.person;
    /* The unit is a text of the plans, which are let go of before it is shown. */
    work->out->leaves = xc_arena_copy(work->out->arena, entry.leaves);
    return rc == XC_OK && !work->out->leaves.ptr ? xc_fail_memory(work->error) : rc;
}

int xc_substitute_ask(const struct xc_session *session,
                      const struct xc_substitute_options *options,
                      struct xc_substituted *out, struct xc_error *error) {
    struct work work = {
        .session = session, .options = options, .out = out, .error = error};
    *out = (struct xc_substituted){0};
    int rc = open_work(&work);
    if (rc == XC_OK) {
        rc = ask(&work);
    }
    xc_loaded_free(&work.loaded);
    return rc;
}

void xc_substituted_free(struct xc_substituted *out) {
    xc_arena_free(out->arena);
    *out = (struct xc_substituted){0};
}
