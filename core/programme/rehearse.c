#include "programme/rehearse.h"

#include "drawing/work.h"
#include "exchange/import.h"
#include "history/causes.h"
#include "history/history.h"
#include "programme/run.h"
#include "publish/export.h"
#include "workspace/horizon.h"
#include "workspace/plan_summary.h"

#include <stdlib.h>

/* Test plans need a key of their own: equal on every machine, and nobody's secret. */
static const char rehearsal_key[] = "xuncha rehearsal key, not secret";

struct tables {
    const char *name;
    enum xc_import_table table;
};

static const struct tables order[] = {
    {"areas", XC_IMPORT_AREAS},           {"targets", XC_IMPORT_TARGETS},
    {"inspectors", XC_IMPORT_INSPECTORS}, {"experts", XC_IMPORT_EXPERTS},
    {"absences", XC_IMPORT_ABSENCES},     {"relations", XC_IMPORT_RELATIONS},
};

static int import_rows(const json_t *rows, const struct tables *table,
                       struct xc_str office, struct xc_register **reg,
                       struct xc_error *error) {
    struct xc_register *next = NULL;
    struct xc_import_report report = {0};
    struct xc_import_options options = {
        .table = table->table,
        .file = xc_str_from(table->name),
        .default_area = office,
    };
    char *text = json_dumps(rows, JSON_COMPACT);
    if (!text) {
        return xc_fail_memory(error);
    }
    int rc = xc_import_register(xc_str_from(text), &options, *reg, &next, &report, NULL,
                                error);
    if (rc != XC_OK && report.problem_count > 0) {
        *error = report.problems[0].error;
    }
    free(text);
    xc_import_report_free(&report);
    if (rc == XC_OK) {
        xc_register_free(*reg);
        *reg = next;
    }
    return rc;
}

/* A copy of the base areas as a register of its own. */
static int start_register(const struct xc_register *base, struct xc_register **reg,
                          struct xc_error *error) {
    struct xc_register_builder *builder = xc_register_builder_new();
    int rc = builder ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && base) {
        rc = xc_register_add_table(builder, base, XC_TABLE_AREAS, error);
    }
    if (rc == XC_OK) {
        rc = xc_register_build(builder, reg, NULL, error);
    }
    xc_register_builder_free(builder);
    return rc;
}

static int load_days(const struct xc_rehearsal *rehearsal, struct xc_workdays **workdays,
                     struct xc_error *error) {
    struct xc_workdays_builder *builder = xc_workdays_builder_new();
    int rc = builder ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && rehearsal->session->statutory) {
        rc = xc_session_add_holidays(rehearsal->session->statutory, builder, error);
    }
    if (rc == XC_OK) {
        rc = xc_session_add_holidays(rehearsal->holidays, builder, error);
    }
    if (rc == XC_OK) {
        rc = xc_workdays_build(builder, workdays, error);
    }
    xc_workdays_builder_free(builder);
    return rc;
}

static int collect(void *context, struct xc_str bytes, struct xc_error *error) {
    return xc_buffer_add(context, bytes) == XC_OK ? XC_OK : xc_fail_memory(error);
}

/* The plan in the shape of plan.json, through the writer that exports use. */
static int as_json(const struct xc_session *session, struct xc_loaded *loaded,
                   const struct xc_plan *made, json_t **plan, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)256 << 20);
    struct xc_buffer summary = xc_buffer_make((size_t)64 << 20);
    struct xc_window all = {XC_NO_DATE, XC_NO_DATE};
    size_t visits;
    int rc = xc_plan_summary_write(made, &summary, error);
    if (rc == XC_OK) {
        loaded->plans[0].head.summary = xc_buffer_view(&summary);
        rc = xc_export_json_document(session, loaded, XC_VIEWER_PLANNER, all, collect,
                                     &text, &visits, error);
    }
    if (rc == XC_OK) {
        *plan = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
        rc = *plan ? XC_OK : xc_fail_memory(error);
    }
    xc_buffer_free(&text);
    xc_buffer_free(&summary);
    return rc;
}

static xc_date first_day(const struct xc_programme *programme, const json_t *rows) {
    xc_date from, to, named;
    xc_horizon_span(programme, &from, &to);
    return xc_date_parse(xc_str_from(json_string_value(json_object_get(rows, "as_of"))),
                         &named)
               ? named
               : from;
}

int xc_rehearse(void *context, const json_t *rules, const json_t *rows, json_t **plan,
                struct xc_error *error) {
    const struct xc_rehearsal *rehearsal = context;
    struct xc_session session = *rehearsal->session;
    struct xc_loaded_plan stored = {0};
    struct xc_loaded loaded = {.plans = &stored, .count = 1, .at = XC_NO_INSTANT};
    struct xc_plan *made = NULL;
    struct xc_plan_input input;
    struct xc_plan_draw *draws = NULL;
    struct xc_selection_context history;
    *plan = NULL;
    session.store = NULL;
    loaded.arena = xc_arena_new((size_t)256 << 20);
    int rc = loaded.arena ? xc_rules_parse(rules, loaded.arena, &stored.programme, error)
                          : xc_fail_memory(error);
    if (rc != XC_OK || !rows) {
        xc_arena_free(loaded.arena);
        return rc;
    }
    if (rc == XC_OK) {
        session.office = stored.programme->office;
        rc = start_register(rehearsal->base, &loaded.reg, error);
    }
    for (size_t i = 0; i < sizeof order / sizeof *order && rc == XC_OK; i++) {
        const json_t *table = json_object_get(rows, order[i].name);
        if (json_array_size(table) > 0) {
            rc = import_rows(table, &order[i], session.office, &loaded.reg, error);
        }
    }
    if (rc == XC_OK) {
        rc = load_days(rehearsal, &loaded.workdays, error);
    }
    if (rc == XC_OK) {
        rc = xc_run_input(&session, stored.programme, loaded.reg, loaded.workdays,
                          first_day(stored.programme, rows),
                          (struct xc_str){rehearsal_key, XC_KEY_BYTES}, &input, error);
    }
    if (rc == XC_OK) {
        rc = xc_history_rows(rows, stored.programme, loaded.reg, loaded.workdays,
                             input.as_of, loaded.arena, &history, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_rehearse(&session, stored.programme, loaded.reg, loaded.workdays,
                              &history, input.as_of, loaded.arena, &draws,
                              &input.draw_count, error);
        input.draws = draws;
        input.history = &history;
        stored.happened = xc_history_happened(&history);
    }
    if (rc == XC_OK) {
        rc = xc_causes_attach(&input, loaded.arena, error);
    }
    if (rc == XC_OK) {
        rc = xc_plan_make(&input, &made, error);
    }
    if (rc == XC_OK) {
        stored.head = (struct xc_plan_head){.programme = stored.programme->id,
                                            .status = XC_PLAN_DRAFT,
                                            .as_of = input.as_of};
        stored.visits = made->visits;
        stored.visit_count = made->visit_count;
        rc = as_json(&session, &loaded, made, plan, error);
    }
    xc_plan_free(made);
    xc_register_free(loaded.reg);
    xc_workdays_free(loaded.workdays);
    xc_arena_free(loaded.arena);
    return rc;
}
