#include "programme/explain.h"

#include "history/causes.h"
#include "history/history.h"
#include "programme/explain_draw.h"
#include "programme/run.h"
#include "publish/events.h"
#include "workspace/plan_summary.h"
#include "workspace/plan_text.h"
#include "workspace/visit_facts.h"

#include <stdarg.h>
#include <stdlib.h>

struct answering {
    const struct xc_session *session;
    struct xc_loaded *loaded;
    struct xc_str subject;
    enum xc_viewer_role role;
    struct xc_str person;    /* whose visits are the reader's own */
    struct xc_visit *visits; /* owned; all that the reader sees, by date */
    size_t count;
    const struct xc_programme **programmes; /* owned */
    struct xc_buffer *out;
    bool topics; /* each line begins with its own */
    struct xc_error *error;
};

static void say(struct answering *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(struct answering *to, const char *format, ...) {
    va_list args;
    if (to->topics) {
        xc_buffer_printf(to->out, "%s\t", xc_explain_topic(format));
    }
    va_start(args, format);
    (void)xc_message_say(to->out, to->session->catalogue, format, args);
    va_end(args);
    xc_buffer_putc(to->out, '\n');
}

/* Of lines that do not say their own. */
static void begin_topic(struct answering *to, const char *topic) {
    if (to->topics) {
        xc_buffer_printf(to->out, "%s\t\n", topic);
    }
}

/* ---- What the reader sees ---- */

static bool sits_in(const struct xc_visit *visit, struct xc_str person) {
    for (size_t i = 0; i < visit->person_count; i++) {
        if (xc_str_equal(visit->people[i].person, person)) {
            return true;
        }
    }
    return false;
}

static int by_date(const void *left, const void *right) {
    return xc_visit_compare(left, right);
}

/* The visits of all plans that the reader sees whole, each once. */
static int gather(struct answering *to) {
    const struct xc_loaded *loaded = to->loaded;
    size_t total = 1;
    for (size_t p = 0; p < loaded->count; p++) {
        total += loaded->plans[p].visit_count;
    }
    to->visits = malloc(total * sizeof *to->visits);
    to->programmes = malloc((loaded->count + 1) * sizeof(struct xc_programme *));
    if (!to->visits || !to->programmes) {
        return xc_fail_memory(to->error);
    }
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_loaded_plan *plan = &loaded->plans[p];
        to->programmes[p] = plan->programme;
        for (size_t i = 0; i < plan->visit_count; i++) {
            struct xc_viewer viewer = {to->role, sits_in(&plan->visits[i], to->person)};
            if (xc_visit_sight(to->session, plan, &plan->visits[i], &viewer) ==
                XC_SEE_ALL) {
                to->visits[to->count++] = plan->visits[i];
            }
        }
    }
    if (to->count > 1) {
        qsort(to->visits, to->count, sizeof *to->visits, by_date);
    }
    return XC_OK;
}

/* The plan that the subject is a visit of; the first one for anything else. */
static const struct xc_loaded_plan *plan_of(const struct answering *to) {
    for (size_t p = 0; p < to->loaded->count; p++) {
        const struct xc_loaded_plan *plan = &to->loaded->plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            if (xc_str_equal(plan->visits[i].id, to->subject)) {
                return plan;
            }
        }
    }
    return &to->loaded->plans[0];
}

/* What outcomes and draws gave, as the plan had it. A stage that waits for its draw is
 * left out; where one is committed to again and not run yet, the answer does without
 * draws. */
static int attach_draws(struct answering *to, const struct xc_programme *programme,
                        struct xc_programme *open, struct xc_plan_input *input) {
    struct xc_arena *arena = to->loaded->arena;
    struct xc_stage *stages =
        xc_arena_array(arena, programme->stage_count, sizeof *stages);
    struct xc_run_draws *draws = xc_arena_alloc(arena, sizeof *draws);
    struct xc_error waits = {0};
    if (!stages || !draws) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < programme->stage_count; i++) {
        stages[i] = programme->stages[i];
    }
    *open = *programme;
    open->stages = stages;
    *draws = (struct xc_run_draws){0};
    int rc = xc_run_draws(to->session, programme, open, arena, draws, &waits);
    if (rc == XC_OK) {
        input->programme = open;
        input->history = &draws->history;
        input->draws = draws->draws;
        input->draw_count = draws->count;
        return xc_causes_attach(input, arena, to->error);
    }
    if (rc == XC_ENO) {
        return xc_history_attach(to->session, programme, arena, input, to->error);
    }
    *to->error = waits;
    return rc;
}

static int explain_plan(struct answering *to) {
    uint8_t key[XC_KEY_BYTES];
    struct xc_plan_input input;
    struct xc_programme open;
    const struct xc_loaded_plan *plan = plan_of(to);
    struct xc_explain_facts facts = {
        .visits = to->visits,
        .count = to->count,
        .programmes = to->programmes,
        .programme_count = to->loaded->count,
        .brief = !xc_viewer_sees_plans(to->role),
        .topics = to->topics,
    };
    int rc = xc_store_workspace_key(to->session->store, key, to->error);
    if (rc == XC_OK) {
        rc = xc_run_input(to->session, plan->programme, to->loaded->reg,
                          to->loaded->workdays, plan->head.as_of,
                          (struct xc_str){(const char *)key, sizeof key}, &input,
                          to->error);
    }
    if (rc == XC_OK) {
        rc = attach_draws(to, plan->programme, &open, &input);
    }
    return rc == XC_OK ? xc_plan_explain(&input, &facts, to->subject,
                                         to->session->catalogue, to->out, to->error)
                       : rc;
}

/* ---- What is checked, and the way there ---- */

static void say_items(struct answering *to, const struct xc_visit *visit) {
    bool chinese = xc_session_chinese(to->session);
    struct xc_buffer items = xc_buffer_make(1 << 16);
    char day[11];
    xc_date_format(visit->date, day);
    xc_visit_items_join(to->loaded, visit, chinese ? "；" : "; ", &items);
    if (items.len) {
        say(to, "%s, to check: %.*s", day, XC_PRI(xc_buffer_view(&items)));
    }
    xc_buffer_free(&items);
}

static void say_reviews(struct answering *to, const struct xc_visit *visit) {
    struct xc_visit_review review;
    char day[11];
    xc_date_format(visit->date, day);
    for (size_t i = 0; i < visit->task_count; i++) {
        if (!xc_visit_review(to->loaded, visit, i, &review)) {
            continue;
        }
        const struct xc_review_rule *rule = review.rule;
        struct xc_str unit = rule->unit.len ? rule->unit : rule->field;
        if (!review.known) {
            say(to,
                "%s, to examine: %.*s; how many there are the register does not say "
                "(column %.*s)",
                day, XC_PRI(unit), XC_PRI(rule->field));
        } else if (review.first == 0) {
            say(to, "%s, to examine: %.*s, at least %llu of %llu", day, XC_PRI(unit),
                (unsigned long long)review.least, (unsigned long long)review.counted);
        } else {
            say(to,
                "%s, to examine: %.*s, at least %llu of %llu, beginning with the %llu "
                "that come first",
                day, XC_PRI(unit), (unsigned long long)review.least,
                (unsigned long long)review.counted, (unsigned long long)review.first);
        }
    }
}

static void say_roads(struct answering *to, const struct xc_visit *visit) {
    int travel = (int)xc_visit_travel(to->loaded, visit);
    xc_date from, until;
    char day[11], first[11], last[11];
    if (travel == 0 || !xc_visit_road_day(to->loaded, visit, -travel, &from) ||
        !xc_visit_road_day(to->loaded, visit, travel, &until)) {
        return;
    }
    xc_date_format(visit->date, day);
    xc_date_format(from, first);
    xc_date_format(until, last);
    say(to, "%s, with the way there and back: away from %s to %s", day, first, last);
}

/* For a visit, or each visit of a target. */
static int say_duties(struct answering *to) {
    int rc = XC_OK;
    for (size_t i = 0; i < to->count && rc == XC_OK; i++) {
        if (xc_str_equal(to->visits[i].id, to->subject) ||
            xc_str_equal(to->visits[i].target, to->subject)) {
            say_items(to, &to->visits[i]);
            say_reviews(to, &to->visits[i]);
            say_roads(to, &to->visits[i]);
            begin_topic(to, "draw");
            rc = xc_explain_draw(to->session, to->loaded, &to->visits[i], to->out,
                                 to->error);
        }
    }
    return rc;
}

/* ---- Why a target has no visit: what the plan found out when it was made ---- */

static void say_verdict(struct answering *to, struct xc_str title, long long number,
                        const char *verdict) {
    struct xc_str word = xc_str_from(verdict);
    if (xc_str_is(word, xc_verdict_word(XC_UNMET_ALONE))) {
        say(to, "“%.*s”, visit number %lld: impossible by itself.", XC_PRI(title),
            number);
    } else if (xc_str_is(word, xc_verdict_word(XC_UNMET_TOGETHER))) {
        say(to, "“%.*s”, visit number %lld: impossible together with others (proved).",
            XC_PRI(title), number);
    } else {
        say(to, "“%.*s”, visit number %lld: no place was found (not proved).",
            XC_PRI(title), number);
    }
}

/* What alone would be enough, where the reason is a proof. */
static void say_cures(struct answering *to, const json_t *summary, json_int_t reason) {
    size_t i, k;
    json_t *proof, *cure;
    json_array_foreach(json_object_get(summary, "proofs"), i, proof) {
        const json_t *cures = json_object_get(proof, "cures");
        if (json_integer_value(json_object_get(proof, "reason")) != reason) {
            continue;
        }
        json_array_foreach(cures, k, cure) {
            struct xc_plan_cure one = xc_plan_cure_read(cure);
            xc_plan_print_cure(&one, to->session->catalogue, to->out);
        }
    }
}

static bool say_unmet(struct answering *to, const struct xc_loaded_plan *plan,
                      const json_t *summary) {
    size_t i;
    json_t *one;
    bool found = false;
    json_array_foreach(json_object_get(summary, "unmet"), i, one) {
        struct xc_message reason;
        json_int_t index = json_integer_value(json_object_get(one, "reason"));
        struct xc_str id = xc_str_from(json_string_value(json_object_get(one, "stage")));
        const struct xc_stage *stage = xc_programme_stage(plan->programme, id);
        if (!xc_str_is(to->subject, json_string_value(json_object_get(one, "target")))) {
            continue;
        }
        found = true;
        say_verdict(to, stage && stage->title.len ? stage->title : id,
                    json_integer_value(json_object_get(one, "number")),
                    json_string_value(json_object_get(one, "verdict")));
        xc_plan_message(
            json_array_get(json_object_get(summary, "reasons"), (size_t)index), &reason);
        xc_buffer_puts(to->out, "  ");
        xc_message_render(&reason, to->session->catalogue, to->out);
        xc_buffer_putc(to->out, '\n');
        say_cures(to, summary, index);
    }
    return found;
}

static bool has_visit(const struct answering *to, const struct xc_programme *programme) {
    for (size_t i = 0; i < to->count; i++) {
        if (!xc_str_equal(to->visits[i].target, to->subject)) {
            continue;
        }
        for (size_t k = 0; k < to->visits[i].task_count; k++) {
            if (xc_str_equal(to->visits[i].tasks[k].programme, programme->id)) {
                return true;
            }
        }
    }
    return false;
}

/* True where the programme names the target in the register as it is today. */
static bool is_named(const struct answering *to, const struct xc_programme *programme,
                     uint32_t target) {
    bool named = false;
    for (size_t s = 0; s < programme->stage_count; s++) {
        const struct xc_stage *stage = &programme->stages[s];
        for (size_t k = 0; k < stage->obligation_count && !named; k++) {
            struct xc_bitset rows = {0};
            struct xc_error ignored = {0};
            named = stage->obligations[k].targets &&
                    xc_selection_run(stage->obligations[k].targets, to->loaded->reg, NULL,
                                     &rows, &ignored) == XC_OK &&
                    xc_bitset_get(&rows, target);
            xc_bitset_free(&rows);
        }
    }
    return named;
}

static int say_missing(struct answering *to, uint32_t target) {
    int rc = XC_OK;
    for (size_t p = 0; p < to->loaded->count && rc == XC_OK; p++) {
        const struct xc_loaded_plan *plan = &to->loaded->plans[p];
        struct xc_str text = plan->head.summary;
        json_t *summary = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
        const struct xc_programme *programme = plan->programme;
        struct xc_str title = programme->title.len ? programme->title : programme->id;
        bool told = say_unmet(to, plan, summary) || has_visit(to, programme);
        if (!told) {
            begin_topic(to, "draw");
            rc = xc_explain_not_drawn(to->session, programme, to->subject, to->out, &told,
                                      to->error);
        }
        if (!told && is_named(to, programme, target)) {
            say(to,
                "“%.*s” asks for it now, but did not when the plan was made: the "
                "register "
                "or the target has changed since.",
                XC_PRI(title));
        } else if (!told) {
            say(to, "“%.*s” does not ask for it: none of its selections holds it.",
                XC_PRI(title));
        }
        json_decref(summary);
    }
    return rc;
}

static bool any_provisional(const struct xc_loaded *loaded) {
    for (size_t p = 0; p < loaded->count; p++) {
        if (loaded->plans[p].head.provisional) {
            return true;
        }
    }
    return false;
}

static int nobody_knows(const struct answering *to) {
    xc_fail(to->error, XC_ENO, "no plan knows a visit, target or person '%.*s'",
            XC_PRI(to->subject));
    return xc_hint(to->error,
                   "ids stand in the first column of schedule.csv; targets and "
                   "people go by their register id");
}

int xc_explain_subject(const struct xc_session *session, struct xc_str subject,
                       enum xc_viewer_role role, struct xc_str person, bool topics,
                       struct xc_buffer *out, struct xc_error *error) {
    struct xc_loaded loaded;
    struct answering to = {.session = session,
                           .loaded = &loaded,
                           .subject = subject,
                           .role = role,
                           .person = person.len > 0 ? person : subject,
                           .out = out,
                           .topics = topics,
                           .error = error};
    int rc = xc_load_plans(session, XC_STR(""), &loaded, error);
    if (rc == XC_OK) {
        rc = gather(&to);
    }
    if (rc == XC_OK) {
        rc = explain_plan(&to);
        rc = rc == XC_ENO ? nobody_knows(&to) : rc;
    }
    if (rc == XC_OK) {
        rc = say_duties(&to);
    }
    if (rc == XC_OK && xc_viewer_sees_plans(role)) {
        uint32_t target = xc_register_find_target(loaded.reg, subject);
        if (target != XC_NO_ROW) {
            rc = say_missing(&to, target);
        }
    }
    if (rc == XC_OK && any_provisional(&loaded)) {
        say(&to,
            "PROVISIONAL: some year has only its statutory holidays; plan again when "
            "the State Council's notice is out");
    }
    free(to.visits);
    free(to.programmes);
    xc_loaded_free(&loaded);
    return rc == XC_OK && out->failed ? xc_fail_memory(error) : rc;
}
