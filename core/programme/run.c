#include "programme/run.h"
#include "workspace/horizon.h"

#include "calendar/feed.h"
#include "history/causes.h"
#include "history/history.h"
#include "workspace/load.h"
#include "workspace/plan_summary.h"
#include "workspace/settings.h"

/* Room for the other programmes' visits of a country. */
static const size_t run_bytes = (size_t)8 << 30;

int xc_run_input(const struct xc_session *session, const struct xc_programme *programme,
                 const struct xc_register *reg, const struct xc_workdays *workdays,
                 xc_date as_of, struct xc_str key, struct xc_plan_input *input,
                 struct xc_error *error) {
    *input = (struct xc_plan_input){
        .reg = reg,
        .workdays = workdays,
        .programme = programme,
        .as_of = as_of,
        .now = session->now,
        .key = key,
        .progress = session->progress,
    };
    if (!xc_zone_known(programme->zone, &input->offset_minutes)) {
        return xc_fail(error, XC_EPOLICY, "programme %.*s: unknown time zone '%.*s'",
                       XC_PRI(programme->id), XC_PRI(programme->zone));
    }
    if (!session->store) {
        return XC_OK;
    }
    int rc = xc_settings_cap(session, "cap_enforcement", &input->cap_enforcement, error);
    if (rc == XC_OK) {
        rc =
            xc_settings_cap(session, "cap_agency_check", &input->cap_agency_check, error);
    }
    if (rc == XC_OK) {
        rc = xc_settings_get(session, "setup_minutes", &input->setup_minutes, error);
    }
    return rc;
}

static int load_inputs(const struct xc_session *session,
                       const struct xc_run_options *options, struct xc_run *run,
                       struct xc_error *error) {
    struct xc_session own = *session;
    struct xc_snapshot snapshot;
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    xc_date from, to;
    int rc = xc_session_office(session, run->programme, options->office_named,
                               &run->office, error);
    if (rc != XC_OK) {
        return rc;
    }
    own.office = run->office;
    rc = xc_store_snapshot(session->store, run->office, 0, run->arena, &snapshot, error);
    if (rc == XC_OK) {
        run->snapshot = snapshot.number;
        run->register_digest = snapshot.digest;
        rc = xc_store_load_register(session->store, run->office, snapshot.number,
                                    &run->reg, session->progress, error);
    }
    if (rc == XC_OK) {
        rc = xc_session_workdays(&own, &run->workdays, error);
    }
    if (rc == XC_OK) {
        xc_horizon_span(run->programme, &from, &to);
        rc = xc_workdays_require(run->workdays, from, to, error);
        run->provisional =
            rc == XC_OK && xc_workdays_provisional(run->workdays, from, to);
    }
    if (rc == XC_OK) {
        rc = xc_rules_digest(run->programme, &digest, error);
    }
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
        run->rules_digest = xc_arena_copy(run->arena, xc_str_from(hex));
        rc = xc_load_other_visits(&own, run->programme->id, run->arena, &run->fixed,
                                  &run->fixed_count, error);
    }
    return rc;
}

static struct xc_str file_name(const char *path) {
    struct xc_str rest = xc_str_from(path), name = rest;
    while (rest.ptr) {
        name = xc_str_cut(&rest, '/');
    }
    return name;
}

struct feeding {
    const struct xc_plan *plan;
    size_t next;
    struct xc_buffer line;
};

static int next_visit(void *context, struct xc_str *line, struct xc_error *error) {
    struct feeding *feeding = context;
    *line = XC_STR("");
    if (feeding->next == feeding->plan->visit_count) {
        return XC_OK;
    }
    const struct xc_visit *visit = &feeding->plan->visits[feeding->next++];
    xc_buffer_clear(&feeding->line);
    xc_buffer_add(&feeding->line, visit->id);
    xc_buffer_putc(&feeding->line, '\t');
    if (xc_visit_write(visit, &feeding->line) != XC_OK || feeding->line.failed) {
        return xc_fail_memory(error);
    }
    *line = xc_buffer_view(&feeding->line);
    return XC_OK;
}

static int save(const struct xc_session *session, const struct xc_run_options *options,
                struct xc_run *run, struct xc_error *error) {
    struct xc_buffer rules = xc_buffer_make((size_t)64 << 20);
    struct xc_buffer summary = xc_buffer_make((size_t)512 << 20);
    struct feeding feeding = {run->plan, 0, xc_buffer_make(1 << 20)};
    json_t *document = xc_rules_json(run->programme);
    int rc =
        document ? xc_json_canonical(document, &rules, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_plan_summary_write(run->plan, &summary, error);
    }
    if (rc == XC_OK) {
        struct xc_plan_head head = {
            .programme = run->programme->id,
            .at = session->now,
            .as_of = run->as_of,
            .snapshot = run->snapshot,
            .register_digest = run->register_digest,
            .policy = file_name(options->policy),
            .rules = xc_buffer_view(&rules),
            .rules_digest = run->rules_digest,
            .provisional = run->provisional,
            .summary = xc_buffer_view(&summary),
        };
        rc = xc_store_save_plan(session->store, run->office, &head, next_visit, &feeding,
                                &run->number, error);
    }
    json_decref(document);
    xc_buffer_free(&rules);
    xc_buffer_free(&summary);
    xc_buffer_free(&feeding.line);
    return rc;
}

/* A seed was given, but nothing was drawn by it: why not. */
static int refuse_seed(const struct xc_run *run, struct xc_error *error) {
    if (run->draws.left.len && run->programme->seed.len) {
        xc_fail(error, XC_EUSAGE,
                "--seed: %.*s is drawn from a value that nobody can choose",
                XC_PRI(run->draws.left));
        return xc_hint(error, "commit and draw it: xuncha commit POLICY.lua STAGE "
                              "--beacon NAME");
    }
    if (run->draws.left.len) {
        xc_fail(error, XC_EUSAGE, "--seed: a dry run draws nothing");
        return xc_hint(error, "plan without --dry-run, or without --seed");
    }
    xc_fail(error, XC_EUSAGE, "--seed: nothing is left to draw");
    return xc_hint(error, "plan without it; a draw is not made twice");
}

/* A dry run draws nothing: whoever may look at results first can choose one. */
static int draw(const struct xc_session *session, const struct xc_run_options *options,
                struct xc_run *run, struct xc_error *error) {
    struct xc_session own = *session;
    own.office = run->office;
    run->draws.may_draw = !options->dry_run;
    run->draws.seed = options->seed;
    int rc =
        xc_run_draws(&own, run->programme, &run->open, run->arena, &run->draws, error);
    if (rc == XC_OK && options->seed.len && !run->draws.drew) {
        rc = refuse_seed(run, error);
    }
    return rc;
}

int xc_run_plan(const struct xc_session *session, const struct xc_run_options *options,
                struct xc_run *run, struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    struct xc_plan_input input;
    *run =
        (struct xc_run){.arena = xc_arena_new(run_bytes), .log = xc_buffer_make(1 << 20)};
    int rc = run->arena ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_session_rules(session, options->policy, run->arena, &run->document,
                              &run->programme, &run->log, error);
    }
    if (rc == XC_OK) {
        rc = xc_horizon_as_of(session, run->programme, options->policy, options->as_of,
                              &run->as_of, error);
    }
    if (rc == XC_OK) {
        rc = xc_horizon_open(run->programme, run->as_of, run->arena, &run->open, error);
    }
    if (rc == XC_OK) {
        rc = load_inputs(session, options, run, error);
    }
    if (rc == XC_OK) {
        rc = draw(session, options, run, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_workspace_key(session->store, key, error);
    }
    if (rc == XC_OK) {
        struct xc_session own = *session;
        own.office = run->office;
        rc = xc_run_input(&own, &run->open, run->reg, run->workdays, run->as_of,
                          (struct xc_str){(const char *)key, sizeof key}, &input, error);
        input.fixed = run->fixed;
        input.fixed_count = run->fixed_count;
        input.history = &run->draws.history;
        input.draws = run->draws.draws;
        input.draw_count = run->draws.count;
    }
    if (rc == XC_OK) {
        rc = xc_causes_attach(&input, run->arena, error);
    }
    if (rc == XC_OK) {
        rc = xc_plan_make(&input, &run->plan, error);
    }
    if (rc == XC_OK) {
        rc = xc_history_note(input.history, run->plan, error);
    }
    if (rc == XC_OK && !options->dry_run) {
        rc = save(session, options, run, error);
    }
    return rc;
}

void xc_run_free(struct xc_run *run) {
    xc_plan_free(run->plan);
    xc_register_free(run->reg);
    xc_workdays_free(run->workdays);
    json_decref(run->document);
    xc_buffer_free(&run->log);
    xc_arena_free(run->arena);
    *run = (struct xc_run){0};
}
