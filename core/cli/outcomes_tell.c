#include "cli/outcomes_tell.h"

#include "cli/fields.h"

enum { FOLLOWS_SHOWN = 20 };

/* ---- Sentences ---- */

static void print_proposal(struct xc_cli *cli, const struct xc_outcomes_stored *stored,
                           size_t i) {
    const struct xc_proposal *proposal = &stored->proposed[i];
    xc_cli_say(cli, "    %.*s: “%.*s” instead of “%.*s”", XC_PRI(proposal->id),
               XC_PRI(proposal->value), XC_PRI(proposal->was));
}

static void print_case(struct xc_cli *cli, const struct xc_outcomes_stored *stored,
                       size_t i) {
    const struct xc_case *record = &stored->opened[i];
    struct xc_str yuan = xc_fields_yuan(cli->arena, record->amount);
    xc_cli_say(cli, "    %.*s: target %.*s, %.*s yuan", XC_PRI(record->id),
               XC_PRI(record->target), XC_PRI(yuan));
}

static void print_lead(struct xc_cli *cli, const struct xc_outcomes_stored *stored,
                       size_t i) {
    const struct xc_lead *lead = &stored->checked[i];
    xc_cli_say(cli, "    %.*s: target %.*s, by visit %.*s", XC_PRI(lead->id),
               XC_PRI(lead->target), XC_PRI(lead->visit));
}

static void print_points(struct xc_cli *cli, const struct xc_outcomes_stored *stored,
                         size_t i) {
    const struct xc_outcomes_points *points = &stored->counted[i];
    const struct xc_rung *rung = points->rung;
    if (points->is_doctor) {
        xc_cli_say(cli, "    doctor %.*s in %d: %lld → %lld", XC_PRI(points->subject),
                   points->year, (long long)points->before, (long long)points->after);
    } else {
        xc_cli_say(cli, "    target %.*s in %d: %lld → %lld", XC_PRI(points->subject),
                   points->year, (long long)points->before, (long long)points->after);
    }
    if (rung) {
        xc_cli_say(cli, "        step of %.*s: %.*s", XC_PRI(points->programme),
                   XC_PRI(rung->title.len ? rung->title : rung->step));
    }
}

/* The headline is one message with the number. */
static void print_list(struct xc_cli *cli, const struct xc_outcomes_stored *stored,
                       size_t count, const char *headline,
                       void (*print)(struct xc_cli *cli,
                                     const struct xc_outcomes_stored *stored, size_t i)) {
    struct xc_message message;
    if (count == 0) {
        return;
    }
    xc_message_set(&message, headline, count);
    xc_cli_message(cli, &message);
    for (size_t i = 0; i < count && i < FOLLOWS_SHOWN; i++) {
        print(cli, stored, i);
    }
    if (count > FOLLOWS_SHOWN) {
        xc_cli_say(cli, "    … and %zu more; --json lists all of them",
                   count - FOLLOWS_SHOWN);
    }
}

void xc_cli_outcomes_print(struct xc_cli *cli, const struct xc_outcomes_stored *stored) {
    if (stored->corrected > 0) {
        xc_cli_say(cli, "Corrected visits: %zu", stored->corrected);
    }
    print_list(cli, stored, stored->proposals,
               XC_MSG("Proposed corrections of the register: %zu (see xuncha register "
                      "proposals)"),
               print_proposal);
    print_list(cli, stored, stored->cases, XC_MSG("Opened cases: %zu"), print_case);
    print_list(cli, stored, stored->leads, XC_MSG("Checked leads: %zu"), print_lead);
    print_list(cli, stored, stored->points, XC_MSG("Points that change: %zu"),
               print_points);
}

/* ---- JSON ---- */

static json_t *proposal_json(const struct xc_outcomes_stored *stored, size_t i) {
    const struct xc_proposal *proposal = &stored->proposed[i];
    json_t *json = json_object();
    xc_fields_text(json, "id", proposal->id);
    xc_fields_text(json, "target", proposal->target);
    xc_fields_text(json, "visit", proposal->visit);
    xc_fields_text(json, "field", proposal->field);
    xc_fields_text(json, "was", proposal->was);
    xc_fields_text(json, "value", proposal->value);
    return json;
}

static json_t *case_json(const struct xc_outcomes_stored *stored, size_t i) {
    const struct xc_case *record = &stored->opened[i];
    json_t *json = json_object();
    xc_fields_text(json, "id", record->id);
    xc_fields_text(json, "target", record->target);
    xc_fields_text(json, "visit", record->visit);
    xc_fields_date(json, "opened", record->opened);
    xc_fields_amount(json, "amount", record->amount);
    xc_fields_text(json, "facts", record->facts);
    return json;
}

static json_t *lead_json(const struct xc_outcomes_stored *stored, size_t i) {
    const struct xc_lead *lead = &stored->checked[i];
    json_t *json = json_object();
    xc_fields_text(json, "id", lead->id);
    xc_fields_text(json, "target", lead->target);
    xc_fields_text(json, "visit", lead->visit);
    return json;
}

static json_t *points_json(const struct xc_outcomes_stored *stored, size_t i) {
    const struct xc_outcomes_points *points = &stored->counted[i];
    json_t *json = json_object();
    xc_fields_text(json, points->is_doctor ? "doctor" : "target", points->subject);
    json_object_set_new(json, "year", json_integer(points->year));
    json_object_set_new(json, "before", json_integer(points->before));
    json_object_set_new(json, "after", json_integer(points->after));
    if (points->programme.len > 0) {
        xc_fields_text(json, "programme", points->programme);
        json_object_set_new(
            json, "step", points->rung ? xc_json_text(points->rung->step) : json_null());
    }
    return json;
}

static void add_list(json_t *json, const char *name,
                     const struct xc_outcomes_stored *stored, size_t count,
                     json_t *(*make)(const struct xc_outcomes_stored *stored, size_t i)) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, make(stored, i));
    }
    json_object_set_new(json, name, list);
}

void xc_cli_outcomes_json(const struct xc_outcomes_stored *stored, json_t *json) {
    add_list(json, "proposals", stored, stored->proposals, proposal_json);
    add_list(json, "cases", stored, stored->cases, case_json);
    add_list(json, "leads", stored, stored->leads, lead_json);
    add_list(json, "points", stored, stored->points, points_json);
}
