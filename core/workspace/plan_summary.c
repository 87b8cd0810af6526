#include "workspace/plan_summary.h"

#include "rules/rules.h"

static const char *cure_word(enum xc_cure_kind kind) {
    switch (kind) {
    case XC_CURE_CREWS:
        return "crews";
    case XC_CURE_DAYS:
        return "days";
    case XC_CURE_SATURDAYS:
        return "saturdays";
    case XC_CURE_RELATION:
        return "relation";
    case XC_CURE_LIMIT:
        return "limit";
    }
    return "";
}

static const char *move_word(enum xc_move_kind kind) {
    switch (kind) {
    case XC_MOVE_MOVED:
        return "moved";
    case XC_MOVE_PEOPLE:
        return "people";
    case XC_MOVE_DROPPED:
        return "dropped";
    }
    return "";
}

static json_t *message_json(const struct xc_message *message) {
    json_t *args = json_array();
    const char *at = message->args;
    for (unsigned i = 0; i < message->count; i++) {
        struct xc_str arg = xc_str_from(at);
        json_array_append_new(args, xc_json_text(arg));
        at += arg.len + 1;
    }
    return json_pack("{s:s, s:o}", "id", message->id ? message->id : "", "args", args);
}

void xc_plan_message(const json_t *json, struct xc_message *message) {
    const json_t *args = json_object_get(json, "args");
    *message = (struct xc_message){.id = json_string_value(json_object_get(json, "id"))};
    for (size_t i = 0; i < json_array_size(args); i++) {
        const char *arg = json_string_value(json_array_get(args, i));
        struct xc_str text = xc_str_from(arg);
        if (message->used + text.len + 1 > sizeof message->args) {
            break;
        }
        for (size_t k = 0; k <= text.len; k++) {
            message->args[message->used + k] = arg ? arg[k] : '\0';
        }
        message->used += text.len + 1;
        message->count++;
    }
}

static json_t *crews_json(const struct xc_plan *plan) {
    json_t *crews = json_array();
    for (size_t i = 0; i < plan->crew_count; i++) {
        const struct xc_plan_crew *crew = &plan->crews[i];
        json_t *people = json_array();
        for (size_t k = 0; k < crew->person_count; k++) {
            json_array_append_new(people, xc_json_text(crew->people[k]));
        }
        json_array_append_new(
            crews,
            json_pack("{s:o, s:o, s:o, s:b, s:I, s:I, s:I, s:I}", "id",
                      xc_json_text(crew->id), "area", xc_json_text(crew->area), "people",
                      people, "formed", crew->formed, "visits", (json_int_t)crew->visits,
                      "crew_days", (json_int_t)crew->crew_days, "available_days",
                      (json_int_t)crew->available_days, "minutes",
                      (json_int_t)crew->minutes));
    }
    return crews;
}

static json_t *months_json(const struct xc_plan *plan) {
    json_t *months = json_array();
    for (size_t i = 0; i < plan->month_count; i++) {
        const struct xc_plan_month *month = &plan->months[i];
        struct xc_buffer name = xc_buffer_make(16);
        xc_buffer_printf(&name, "%04d-%02u", month->year, month->month);
        json_array_append_new(months, json_pack("{s:o, s:I, s:I}", "month",
                                                xc_json_text(xc_buffer_view(&name)),
                                                "visits", (json_int_t)month->visits,
                                                "workdays", (json_int_t)month->workdays));
        xc_buffer_free(&name);
    }
    return months;
}

static json_t *unmet_json(const struct xc_plan *plan) {
    json_t *unmet = json_array();
    for (size_t i = 0; i < plan->unmet_count; i++) {
        const struct xc_unmet *one = &plan->unmet[i];
        json_array_append_new(unmet, json_pack("{s:o, s:o, s:o, s:I, s:s, s:I}", "target",
                                               xc_json_text(one->target), "stage",
                                               xc_json_text(one->stage), "label",
                                               xc_json_text(one->label), "number",
                                               (json_int_t)one->number, "verdict",
                                               xc_verdict_word(one->verdict), "reason",
                                               (json_int_t)one->reason));
    }
    return unmet;
}

static json_t *messages_json(const struct xc_message *messages, size_t count) {
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(all, message_json(&messages[i]));
    }
    return all;
}

/* ---- Bounds and proofs ---- */

static json_t *peak_json(const struct xc_plan_peak *peak) {
    xc_date from = peak->load ? peak->from : XC_NO_DATE;
    xc_date to = peak->load ? peak->to : XC_NO_DATE;
    return json_pack("{s:o, s:o, s:I, s:I}", "from", xc_json_day(from), "to",
                     xc_json_day(to), "load", (json_int_t)peak->load, "bound",
                     (json_int_t)peak->bound);
}

static json_t *tight_json(const struct xc_plan_bounds *bounds) {
    json_t *all = json_array();
    for (size_t i = 0; i < bounds->tight_count; i++) {
        const struct xc_plan_tight *one = &bounds->tight[i];
        json_array_append_new(
            all,
            json_pack("{s:o, s:o, s:o, s:I, s:I, s:I}", "area", xc_json_text(one->area),
                      "from", xc_json_day(one->from), "to", xc_json_day(one->to),
                      "visits", (json_int_t)one->visits, "minutes",
                      (json_int_t)one->minutes, "capacity", (json_int_t)one->capacity));
    }
    return all;
}

static json_t *bounds_json(const struct xc_plan *plan) {
    const struct xc_plan_bounds *bounds = &plan->bounds;
    return json_pack(
        "{s:I, s:I, s:o, s:o, s:{s:o, s:I, s:I}, s:{s:I, s:I, s:I, s:I}, s:o, s:I, s:I}",
        "zone_days", (json_int_t)bounds->zone_days, "zone_days_bound",
        (json_int_t)bounds->zone_days_bound, "peak_week", peak_json(&bounds->week),
        "peak_month", peak_json(&bounds->month), "crew", "crew",
        xc_json_text(bounds->crew.crew), "load", (json_int_t)bounds->crew.load, "bound",
        (json_int_t)bounds->crew.bound, "unserved", "visits",
        (json_int_t)plan->unmet_count, "visits_bound", (json_int_t)bounds->unserved_bound,
        "minutes", (json_int_t)bounds->unserved_minutes, "minutes_bound",
        (json_int_t)bounds->unserved_minutes_bound, "tight", tight_json(bounds), "moved",
        (json_int_t)plan->moved, "moved_bound", (json_int_t)plan->moved_bound);
}

static json_t *proof_tasks_json(const struct xc_plan_proof *proof) {
    json_t *tasks = json_array();
    for (size_t i = 0; i < proof->task_count; i++) {
        const struct xc_plan_task *task = &proof->tasks[i];
        json_array_append_new(tasks, json_pack("{s:o, s:o, s:I}", "target",
                                               xc_json_text(task->target), "label",
                                               xc_json_text(task->label), "number",
                                               (json_int_t)task->number));
    }
    return tasks;
}

static json_t *cures_json(const struct xc_plan_proof *proof) {
    json_t *cures = json_array();
    for (size_t i = 0; i < proof->cure_count; i++) {
        const struct xc_plan_cure *cure = &proof->cures[i];
        json_array_append_new(cures, json_pack("{s:s, s:I, s:o, s:o}", "kind",
                                               cure_word(cure->kind), "number",
                                               (json_int_t)cure->number, "person",
                                               xc_json_text(cure->person), "target",
                                               xc_json_text(cure->target)));
    }
    return cures;
}

struct xc_plan_cure xc_plan_cure_read(const json_t *json) {
    struct xc_str word = xc_str_from(json_string_value(json_object_get(json, "kind")));
    struct xc_plan_cure cure = {
        .number = (unsigned)json_integer_value(json_object_get(json, "number")),
        .person = xc_str_from(json_string_value(json_object_get(json, "person"))),
        .target = xc_str_from(json_string_value(json_object_get(json, "target"))),
    };
    for (int kind = XC_CURE_CREWS; kind <= XC_CURE_LIMIT; kind++) {
        if (xc_str_is(word, cure_word((enum xc_cure_kind)kind))) {
            cure.kind = (enum xc_cure_kind)kind;
        }
    }
    return cure;
}

static json_t *proofs_json(const struct xc_plan *plan) {
    json_t *proofs = json_array();
    for (size_t i = 0; i < plan->proof_count; i++) {
        const struct xc_plan_proof *proof = &plan->proofs[i];
        json_t *crews = json_array();
        for (size_t k = 0; k < proof->crew_count; k++) {
            json_array_append_new(crews, xc_json_text(proof->crews[k]));
        }
        json_array_append_new(
            proofs,
            json_pack(
                "{s:o, s:I, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:I, s:o, s:I}",
                "tasks", proof_tasks_json(proof), "enough", (json_int_t)proof->enough,
                "unit", proof->by_visits ? "visits" : "minutes", "need",
                (json_int_t)proof->need, "exist", (json_int_t)proof->exist, "shortfall",
                (json_int_t)proof->shortfall, "from", xc_json_day(proof->from), "to",
                xc_json_day(proof->to), "area", xc_json_text(proof->area), "crews", crews,
                "crew_days", (json_int_t)proof->crew_days, "cures", cures_json(proof),
                "reason", (json_int_t)proof->reason));
    }
    return proofs;
}

static json_t *moves_json(const struct xc_plan *plan) {
    json_t *moves = json_array();
    for (size_t i = 0; i < plan->move_count; i++) {
        const struct xc_plan_move *move = &plan->moves[i];
        json_array_append_new(
            moves,
            json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:I}", "visit",
                      xc_json_text(move->visit), "kind", move_word(move->kind), "target",
                      xc_json_text(move->target), "from", xc_json_day(move->from), "to",
                      xc_json_day(move->to), "crew_from", xc_json_text(move->crew_from),
                      "crew_to", xc_json_text(move->crew_to), "reason",
                      (json_int_t)move->reason));
    }
    return moves;
}

/* ---- The whole ---- */

int xc_plan_summary_write(const struct xc_plan *plan, struct xc_buffer *out,
                          struct xc_error *error) {
    json_t *summary = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:I, s:I, s:I, s:I}}", "crews",
        crews_json(plan), "months", months_json(plan), "unmet", unmet_json(plan),
        "reasons", messages_json(plan->reasons, plan->reason_count), "notes",
        messages_json(plan->notes, plan->note_count), "bounds", bounds_json(plan),
        "proofs", proofs_json(plan), "moved", moves_json(plan), "totals", "targets",
        (json_int_t)plan->target_count, "visits", (json_int_t)plan->visit_count, "unmet",
        (json_int_t)plan->unmet_count, "joined", (json_int_t)plan->joined_count);
    int rc = summary ? xc_json_canonical(summary, out, error) : xc_fail_memory(error);
    json_decref(summary);
    return rc;
}

/* The sentences of kept messages, a new array. */
static json_t *sentences(const json_t *kept, const struct xc_catalogue *catalogue) {
    json_t *all = json_array(), *one;
    struct xc_buffer text = xc_buffer_make(1 << 16);
    size_t i;
    json_array_foreach(kept, i, one) {
        struct xc_message message;
        xc_plan_message(one, &message);
        xc_buffer_clear(&text);
        xc_message_render(&message, catalogue, &text);
        json_array_append_new(all, xc_json_text(xc_buffer_view(&text)));
    }
    xc_buffer_free(&text);
    return all;
}

/* Puts sentences for indices; adds the list where it is missing. */
static int tell_reasons(json_t *summary, const char *name, const json_t *reasons) {
    json_t *list = json_object_get(summary, name), *one;
    size_t i;
    if (!list) {
        return json_object_set_new(summary, name, json_array());
    }
    json_array_foreach(list, i, one) {
        json_t *reason = json_array_get(
            reasons, (size_t)json_integer_value(json_object_get(one, "reason")));
        if (json_object_set_new(one, "reason",
                                reason ? json_incref(reason) : json_string("")) != 0) {
            return -1;
        }
    }
    return 0;
}

int xc_plan_summary_tell(json_t *summary, const struct xc_catalogue *catalogue) {
    json_t *reasons = sentences(json_object_get(summary, "reasons"), catalogue);
    json_t *notes = sentences(json_object_get(summary, "notes"), catalogue);
    int failed = tell_reasons(summary, "unmet", reasons) |
                 tell_reasons(summary, "proofs", reasons) |
                 tell_reasons(summary, "moved", reasons);
    failed |= json_object_set_new(summary, "notes", notes);
    if (!json_object_get(summary, "bounds")) {
        failed |= json_object_set_new(summary, "bounds", json_object());
    }
    json_object_del(summary, "reasons");
    json_decref(reasons);
    return failed ? XC_ENOMEM : XC_OK;
}
