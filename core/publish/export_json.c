#include "drawing/drawing.h"
#include "publish/export.h"

#include "base/file.h"
#include "history/dues.h"
#include "publish/events.h"
#include "workspace/plan_summary.h"
#include "workspace/visit_facts.h"

/* The document is written piece by piece, one visit at a time, so that a country's plan
 * needs no more memory than a county's. */
struct writing {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    const struct xc_loaded_plan *plan;
    enum xc_viewer_role role;
    struct xc_window window;
    xc_export_sink sink;
    void *context;
    struct xc_buffer piece;
    struct xc_arena *arena;
    int offset_minutes;
    struct xc_error *error;
    size_t visits; /* written */
    bool started;  /* some member stands already */
};

static json_t *time_json(unsigned minutes) {
    char time[6];
    xc_time_format(minutes, time);
    return json_string(time);
}

static int flush(struct writing *to) {
    int rc = to->piece.failed
                 ? xc_fail_memory(to->error)
                 : to->sink(to->context, xc_buffer_view(&to->piece), to->error);
    xc_buffer_clear(&to->piece);
    return rc;
}

/* Appends `"name":value` and the comma before it; steals value. */
static int member(struct writing *to, const char *name, json_t *value) {
    int rc;
    xc_buffer_printf(&to->piece, "%s\n\"%s\":", to->started ? "," : "", name);
    to->started = true;
    rc = value ? xc_json_canonical(value, &to->piece, to->error)
               : xc_fail_memory(to->error);
    json_decref(value);
    return rc == XC_OK ? flush(to) : rc;
}

static json_t *tasks_json(const struct xc_visit *visit) {
    json_t *tasks = json_array();
    for (size_t i = 0; i < visit->task_count; i++) {
        json_array_append_new(tasks,
                              json_pack("{s:o, s:o}", "programme",
                                        xc_json_text(visit->tasks[i].programme), "stage",
                                        xc_json_text(visit->tasks[i].stage)));
    }
    return tasks;
}

static json_t *people_json(const struct xc_visit *visit) {
    json_t *people = json_array();
    for (size_t i = 0; i < visit->person_count; i++) {
        json_array_append_new(
            people,
            json_pack("{s:o, s:s}", "id", xc_json_text(visit->people[i].person), "seat",
                      xc_words_english(XC_WORDS_ROLE, visit->people[i].seat)));
    }
    return people;
}

static void append(void *context, struct xc_str text) {
    json_array_append_new(context, xc_json_text(text));
}

static json_t *items_json(const struct writing *to, const struct xc_visit *visit) {
    json_t *items = json_array();
    xc_visit_items(to->loaded, visit, append, items);
    return items;
}

static json_t *visit_json(const struct writing *to, const struct xc_visit *visit) {
    const struct xc_register *reg = to->loaded->reg;
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(reg, visit->target);
    char embargo[21] = "";
    /* Who changed it by hand wrote for the office. */
    struct xc_str reason = xc_viewer_sees_plans(to->role) ? visit->reason : XC_STR("");
    if (row != XC_NO_ROW) {
        xc_register_get_target(reg, row, &target);
    }
    if (visit->embargo_until != XC_NO_INSTANT) {
        xc_instant_format(visit->embargo_until, embargo);
    }
    json_t *json = json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:s, s:o, "
        "s:o, s:s, s:s, s:o, s:o}",
        "id", xc_json_text(visit->id), "tasks", tasks_json(visit), "target",
        xc_json_text(visit->target), "target_name", xc_json_text(target.name), "kind",
        xc_words_english(XC_WORDS_KIND, target.kind), "area", xc_json_text(target.area),
        "zone", xc_json_text(target.zone), "date", xc_json_day(visit->date), "end_date",
        xc_json_day(visit->end_date), "start", time_json(visit->start), "minutes",
        (json_int_t)visit->minutes, "slot", xc_visit_slot(visit), "crew",
        xc_json_text(visit->crew), "people", people_json(visit), "status",
        xc_visit_status_word(visit->status), "embargo_until", embargo, "reason",
        xc_json_text(reason), "items", items_json(to, visit));
    unsigned travel = xc_visit_travel(to->loaded, visit);
    if (json && travel > 0) {
        json_object_set_new(json, "travel", json_integer(travel));
    }
    return json;
}

static int visits(struct writing *to) {
    struct xc_viewer viewer = {to->role, false};
    xc_buffer_puts(&to->piece, ",\n\"visits\":[");
    int rc = flush(to);
    for (size_t i = 0; i < to->plan->visit_count && rc == XC_OK; i++) {
        const struct xc_visit *visit = &to->plan->visits[i];
        if (!xc_export_in_window(to->window, visit->date, visit->end_date) ||
            xc_visit_sight(to->session, to->plan, visit, &viewer) != XC_SEE_ALL) {
            continue;
        }
        json_t *json = visit_json(to, visit);
        xc_buffer_puts(&to->piece, to->visits++ ? ",\n" : "\n");
        rc = json ? xc_json_canonical(json, &to->piece, to->error)
                  : xc_fail_memory(to->error);
        json_decref(json);
        rc = rc == XC_OK ? flush(to) : rc;
    }
    if (rc == XC_OK) {
        xc_buffer_puts(&to->piece, "]");
        rc = flush(to);
    }
    return rc;
}

static json_t *stages_json(const struct xc_programme *programme) {
    json_t *stages = json_array();
    for (size_t i = 0; i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        json_array_append_new(
            stages,
            json_pack(
                "{s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:o}", "id",
                xc_json_text(stage->id), "title", xc_json_text(stage->title), "plugin",
                xc_json_text(stage->plugin), "nature", xc_nature_word(stage->nature),
                "method", xc_method_word(stage->method), "from",
                xc_json_day(stage->window.from), "to", xc_json_day(stage->window.to),
                "kind", stage->kind == XC_STAGE_DRAWN ? "drawn" : "coverage", "basis",
                xc_json_text(stage->basis)));
    }
    return stages;
}

static json_t *dues_json(struct writing *to) {
    struct xc_due_item *items = NULL;
    size_t count = 0;
    json_t *dues = json_array();
    if (xc_dues_of_plan(to->session, to->loaded, to->plan, to->arena, &items, &count,
                        NULL, to->error) != XC_OK) {
        json_decref(dues);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct xc_due_item *item = &items[i];
        if (!xc_export_in_window(to->window, item->date, item->date)) {
            continue;
        }
        json_array_append_new(
            dues,
            json_pack(
                "{s:o, s:o, s:o, s:o, s:o, s:o}", "id", xc_json_text(item->id), "what",
                xc_json_text(item->rule->what), "date", xc_json_day(item->date), "time",
                item->minutes == XC_NO_TIME ? json_string("")
                                            : time_json((unsigned)item->minutes),
                "from", xc_json_text(item->owner), "to", xc_json_text(item->rule->to)));
    }
    return dues;
}

/* What the planner found out names targets and tells how much is planned: for those who
 * plan, else something empty. */
static json_t *fact(const struct writing *to, const json_t *summary, const char *name) {
    if (xc_viewer_sees_plans(to->role)) {
        return json_incref(json_object_get(summary, name));
    }
    return json_is_object(json_object_get(summary, name)) ? json_object() : json_array();
}

/* Totals of what this reader may see: the number of hidden visits is a secret too. */
static json_t *totals_json(const struct writing *to, const json_t *summary) {
    if (xc_viewer_sees_plans(to->role) && to->window.from == XC_NO_DATE &&
        to->window.to == XC_NO_DATE) {
        return json_incref(json_object_get(summary, "totals"));
    }
    return json_pack("{s:I}", "visits", (json_int_t)to->visits);
}

static int head(struct writing *to) {
    const struct xc_plan_head *plan = &to->plan->head;
    static const char *const statuses[] = {"", "draft", "approved", "superseded"};
    xc_buffer_puts(&to->piece, "{");
    int rc = member(to, "as_of", xc_json_day(plan->as_of));
    if (rc == XC_OK) {
        rc = member(to, "programme", xc_json_text(plan->programme));
    }
    if (rc == XC_OK) {
        rc = member(to, "title", xc_json_text(to->plan->programme->title));
    }
    if (rc == XC_OK) {
        rc = member(to, "register", xc_json_text(plan->register_digest));
    }
    if (rc == XC_OK) {
        rc = member(to, "policy", xc_json_text(plan->policy));
    }
    if (rc == XC_OK) {
        rc = member(to, "rules", xc_json_text(plan->rules_digest));
    }
    if (rc == XC_OK) {
        rc = member(to, "status", json_string(statuses[plan->status]));
    }
    if (rc == XC_OK) {
        rc = member(to, "provisional", json_boolean(plan->provisional));
    }
    return rc == XC_OK ? member(to, "stages", stages_json(to->plan->programme)) : rc;
}

/* A draw by this machine's own randomness says so, and one by a signature that nobody
 * checked; the record would, but who opens it? */
static json_t *draw_json(const struct xc_stored_draw *draw) {
    struct xc_commit commit;
    struct xc_error ignored = {0};
    json_t *json = json_pack("{s:o, s:o}", "label", xc_json_text(draw->label), "record",
                             xc_json_text(draw->id));
    if (!json || xc_commit_read(draw->commit, &commit, &ignored) != XC_OK) {
        return json;
    }
    if (xc_beacon_is_local(commit.beacons, commit.beacon_count)) {
        json_object_set_new(json, "local", json_true());
    }
    if (xc_beacon_is_unchecked(commit.beacons, commit.beacon_count)) {
        json_object_set_new(json, "unchecked", json_true());
    }
    return json;
}

/* The draws behind the plan, by the name of their records. Readers who do not plan learn
 * of a sealed one only after its embargo. */
static json_t *draws_json(struct writing *to) {
    json_t *list = json_array();
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    if (!to->session->store) {
        return list;
    }
    if (xc_store_draws(to->session->store, to->session->office, to->plan->head.programme,
                       XC_STR(""), false, to->arena, &draws, &count,
                       to->error) != XC_OK) {
        json_decref(list);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (draws[i].status == XC_DRAW_DRAWN &&
            (xc_viewer_sees_plans(to->role) ||
             !xc_draw_is_closed(to->session, &draws[i], to->arena))) {
            json_array_append_new(list, draw_json(&draws[i]));
        }
    }
    return list;
}

static int tail(struct writing *to, const json_t *summary) {
    static const char *const facts[] = {"unmet", "proofs", "moved", "bounds"};
    json_t *dues = xc_viewer_sees_plans(to->role) ? dues_json(to) : json_array();
    json_t *draws = draws_json(to);
    int rc = draws ? member(to, "draws", draws) : to->error->code;
    if (rc == XC_OK) {
        rc = dues ? member(to, "due", dues) : to->error->code;
    } else {
        json_decref(dues);
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts && rc == XC_OK; i++) {
        rc = member(to, facts[i], fact(to, summary, facts[i]));
    }
    if (rc == XC_OK) {
        rc = member(to, "totals", totals_json(to, summary));
    }
    if (rc == XC_OK) {
        xc_buffer_puts(&to->piece, "\n}\n");
        rc = flush(to);
    }
    return rc;
}

int xc_export_json_document(const struct xc_session *session,
                            const struct xc_loaded *loaded, enum xc_viewer_role role,
                            struct xc_window window, xc_export_sink sink, void *context,
                            size_t *written, struct xc_error *error) {
    struct writing to = {
        .session = session,
        .loaded = loaded,
        .plan = &loaded->plans[0],
        .role = role ? role : XC_VIEWER_PLANNER,
        .window = window,
        .sink = sink,
        .context = context,
        .piece = xc_buffer_make((size_t)1 << 30),
        .arena = xc_arena_new((size_t)1 << 30),
        .error = error,
    };
    struct xc_str text = to.plan->head.summary;
    json_t *summary = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    int rc = XC_OK;
    if (!to.arena) {
        rc = xc_fail_memory(error);
    } else if (!summary) {
        rc = xc_fail(error, XC_EENV, "the stored summary of the plan cannot be read");
    } else if (xc_plan_summary_tell(summary, session->catalogue) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = head(&to);
    }
    if (rc == XC_OK) {
        rc = visits(&to);
    }
    if (rc == XC_OK) {
        rc = tail(&to, summary);
    }
    *written = to.visits;
    json_decref(summary);
    xc_buffer_free(&to.piece);
    xc_arena_free(to.arena);
    return rc;
}

static int to_file(void *context, struct xc_str bytes, struct xc_error *error) {
    return xc_file_writer_add(context, bytes, error);
}

int xc_export_json(const struct xc_session *session, const struct xc_loaded *loaded,
                   const struct xc_export_options *options,
                   struct xc_export_counts *counts, struct xc_error *error) {
    struct xc_file_writer *writer = NULL;
    struct xc_buffer path = xc_buffer_make(1 << 14);
    size_t visits = 0;
    int rc = xc_export_open_to(loaded, options, error);
    if (rc == XC_OK) {
        rc = xc_folder_make(options->folder, 0700, error);
    }
    if (rc == XC_OK) {
        xc_buffer_printf(&path, "%s/plan.json", options->folder);
        rc = xc_buffer_putc(&path, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_file_writer_open(path.ptr, 0600, &writer, error);
    }
    if (rc == XC_OK) {
        rc = xc_export_json_document(session, loaded, options->role, options->window,
                                     to_file, writer, &visits, error);
        if (rc == XC_OK) {
            rc = xc_file_writer_commit(writer, error);
        } else {
            xc_file_writer_abandon(writer);
        }
        counts->files += rc == XC_OK;
        counts->entries += visits;
    }
    xc_buffer_free(&path);
    return rc;
}
