#include "cli/hand_tell.h"

#include "cli/command.h"
#include "cli/visit_tell.h"

#include <string.h>

enum { WHEN_BYTES = 48 };

/* ---- Words ---- */

/* "2026-03-02 09:00–10:30" */
static void say_when(const struct xc_visit *visit, char out[WHEN_BYTES]) {
    struct xc_buffer text = xc_buffer_make(WHEN_BYTES);
    char day[11], last[11], from[6], to[6];
    xc_date_format(visit->date, day);
    xc_date_format(visit->end_date, last);
    xc_time_format(visit->start, from);
    xc_time_format(visit->end, to);
    if (visit->date == visit->end_date) {
        xc_buffer_printf(&text, "%s %s–%s", day, from, to);
    } else {
        xc_buffer_printf(&text, "%s–%s", day, last);
    }
    memcpy(out, text.ptr ? text.ptr : "", text.len);
    out[text.len] = '\0';
    xc_buffer_free(&text);
}

/* ---- Effects ---- */

static bool same_people(const struct xc_visit *a, const struct xc_visit *b) {
    bool same = a->person_count == b->person_count;
    for (size_t i = 0; same && i < a->person_count; i++) {
        same = xc_str_equal(a->people[i].person, b->people[i].person);
    }
    return same;
}

static void print_move(struct xc_cli *cli, const struct xc_register *reg,
                       const struct xc_hand_effect *effect) {
    const struct xc_visit *before = &effect->before, *after = &effect->after;
    struct xc_str name = xc_cli_target_name(reg, after->target);
    char was[WHEN_BYTES], is[WHEN_BYTES];
    say_when(before, was);
    say_when(after, is);
    xc_cli_say(cli, "%.*s (%.*s): %s, crew %.*s → %s, crew %.*s", XC_PRI(after->id),
               XC_PRI(name.len ? name : after->target), was, XC_PRI(before->crew), is,
               XC_PRI(after->crew));
    if (!same_people(before, after)) {
        struct xc_str left = xc_cli_people(cli, reg, before);
        struct xc_str come = xc_cli_people(cli, reg, after);
        xc_cli_say(cli, "    %.*s → %.*s", XC_PRI(left), XC_PRI(come));
    }
}

static void print_effect(struct xc_cli *cli, const struct xc_register *reg,
                         const struct xc_hand_effect *effect) {
    const struct xc_visit *after = &effect->after;
    struct xc_str name = xc_cli_target_name(reg, after->target);
    struct xc_str people = xc_cli_people(cli, reg, after);
    char is[WHEN_BYTES];
    say_when(after, is);
    name = name.len ? name : after->target;
    switch (effect->change->kind) {
    case XC_HAND_MOVE:
    case XC_HAND_SWAP:
        print_move(cli, reg, effect);
        break;
    case XC_HAND_PIN:
        xc_cli_say(cli, "%.*s (%.*s): %s; every replan leaves it there",
                   XC_PRI(after->id), XC_PRI(name), is);
        break;
    case XC_HAND_UNPIN:
        xc_cli_say(cli, "%.*s (%.*s): %s; a replan may move it", XC_PRI(after->id),
                   XC_PRI(name), is);
        break;
    case XC_HAND_CANCEL:
        if (after->status == XC_VISIT_VOID) {
            xc_cli_say(cli, "%.*s (%.*s): %s; the draft is gone and not planned again",
                       XC_PRI(after->id), XC_PRI(name), is);
        } else {
            xc_cli_say(cli,
                       "%.*s (%.*s): %s; cancelled: calendars show it as such, and it "
                       "is not planned again",
                       XC_PRI(after->id), XC_PRI(name), is);
        }
        break;
    case XC_HAND_ADD:
        xc_cli_say(cli, "%.*s (%.*s): %s, crew %.*s: %.*s; new", XC_PRI(after->id),
                   XC_PRI(name), is, XC_PRI(after->crew), XC_PRI(people));
        break;
    }
}

static void print_warning(struct xc_cli *cli, const struct xc_hand_breach *warning) {
    xc_cli_say(cli,
               "Warning: %.*s breaks a rule where it stands, and no replan mends it:",
               XC_PRI(warning->visit));
    xc_buffer_puts(&cli->out, "    ");
    xc_cli_message(cli, &warning->message);
}

void xc_cli_hand_print(struct xc_cli *cli, const struct xc_hand_result *result) {
    for (size_t i = 0; i < result->effect_count; i++) {
        print_effect(cli, result->loaded.reg, &result->effects[i]);
    }
    for (size_t i = 0; i < result->warning_count; i++) {
        print_warning(cli, &result->warnings[i]);
    }
}

/* ---- JSON ---- */

static json_t *effects_json(const struct xc_hand_result *result) {
    static const char *const kinds[] = {"",      "move",   "swap", "pin",
                                        "unpin", "cancel", "add"};
    json_t *list = json_array();
    for (size_t i = 0; i < result->effect_count; i++) {
        const struct xc_hand_effect *effect = &result->effects[i];
        json_array_append_new(
            list, json_pack("{s:s, s:o, s:o, s:o}", "change", kinds[effect->change->kind],
                            "programme", xc_json_text(effect->plan->programme), "before",
                            effect->before.id.len
                                ? xc_cli_visit_json(&result->loaded, &effect->before)
                                : json_null(),
                            "after", xc_cli_visit_json(&result->loaded, &effect->after)));
    }
    return list;
}

/* ---- Breaches ---- */

static void error_of(const struct xc_hand_breach *breach, struct xc_error *error) {
    xc_fail(error, XC_ENO, "%s", "");
    error->message = breach->message;
    xc_hand_place(breach->change, error);
}

static json_t *breaches_json(const struct xc_cli *cli,
                             const struct xc_hand_breach *breaches, size_t count) {
    json_t *rows = json_array();
    for (size_t i = 0; i < count; i++) {
        struct xc_error error = {0};
        error_of(&breaches[i], &error);
        json_array_append_new(rows, json_pack("{s:o, s:o, s:I, s:I}", "visit",
                                              xc_json_text(breaches[i].visit), "message",
                                              xc_cli_rendered(cli, &error.message),
                                              "line", (json_int_t)error.line, "column",
                                              (json_int_t)error.column));
    }
    return rows;
}

json_t *xc_cli_hand_json(const struct xc_cli *cli, const struct xc_hand_result *result) {
    return json_pack("{s:o, s:o, s:b}", "effects", effects_json(result), "warnings",
                     breaches_json(cli, result->warnings, result->warning_count),
                     "stored", (int)result->stored);
}

int xc_cli_hand_refused(struct xc_cli *cli, const struct xc_hand_result *result, int rc,
                        struct xc_error *error) {
    if (rc != XC_ENO || result->breach_count == 0) {
        return rc;
    }
    if (cli->json) {
        cli->rows = breaches_json(cli, result->breaches, result->breach_count);
        return rc;
    }
    for (size_t i = 0; result->breach_count > 1 && i < result->breach_count; i++) {
        struct xc_error one = {0};
        error_of(&result->breaches[i], &one);
        xc_cli_error(cli, &one);
    }
    if (result->breach_count > 1) {
        struct xc_message hint = error->hint;
        xc_fail(error, XC_ENO, "%zu rules would be broken", result->breach_count);
        error->hint = hint;
    }
    return rc;
}
