/* Stages that opened since their programme was planned. */
#include "programme/tick_work.h"

#include "policy/files.h"
#include "programme/replan.h"
#include "programme/run.h"
#include "register/json.h"
#include "workspace/horizon.h"

#include <stdlib.h>

enum { STAGES_BYTES = 1 << 30, SETTING_BYTES = 1 << 16 };

/* The newest plan of a programme and what opened since it was made. */
struct opening {
    struct xc_ticking *ticking;
    struct xc_arena *arena;
    struct xc_plan_head head;
    struct xc_programme *programme; /* its rules as stored */
    json_t *document;
    struct xc_str stages; /* that opened and are not over, joined by ", " */
    struct xc_str missed; /* that opened and are over by now */
};

/* ---- What opened ---- */

static int find_opened(struct opening *o) {
    const struct xc_programme *programme = o->programme;
    struct xc_buffer open = xc_buffer_make(1 << 20), missed = xc_buffer_make(1 << 20);
    struct xc_error *error = o->ticking->error;
    xc_date day;
    int rc = xc_horizon_as_of(&o->ticking->session, programme, "tick", XC_NO_DATE, &day,
                              error);
    for (size_t i = 0; rc == XC_OK && i < programme->stage_count; i++) {
        const struct xc_stage *stage = &programme->stages[i];
        xc_date opens = xc_stage_opens(programme, stage);
        if (opens > o->head.as_of && opens <= day) {
            struct xc_buffer *list = stage->window.to >= day ? &open : &missed;
            xc_buffer_puts(list, list->len ? ", " : "");
            xc_buffer_add(list, stage->id);
        }
    }
    o->stages = xc_arena_copy(o->arena, xc_buffer_view(&open));
    o->missed = xc_arena_copy(o->arena, xc_buffer_view(&missed));
    bool failed = open.failed || missed.failed || (open.len && !o->stages.ptr) ||
                  (missed.len && !o->missed.ptr);
    xc_buffer_free(&open);
    xc_buffer_free(&missed);
    return rc == XC_OK && failed ? xc_fail_memory(error) : rc;
}

/* ---- Planning again ---- */

/* As --set takes it. */
static void write_setting(const json_t *value, struct xc_buffer *text) {
    if (json_is_array(value)) {
        xc_buffer_printf(text, "%lld/%lld",
                         (long long)json_integer_value(json_array_get(value, 0)),
                         (long long)json_integer_value(json_array_get(value, 1)));
    } else if (json_is_integer(value)) {
        xc_buffer_printf(text, "%lld", (long long)json_integer_value(value));
    } else if (json_is_boolean(value)) {
        xc_buffer_puts(text, json_is_true(value) ? "true" : "false");
    } else {
        xc_buffer_add(text, xc_json_str(value));
    }
}

/* The parameters that were set when it was planned. */
static int list_settings(struct opening *o, struct xc_policy_options *policy) {
    const struct xc_programme *programme = o->programme;
    struct xc_policy_setting *settings =
        xc_arena_array(o->arena, programme->param_count, sizeof *settings);
    struct xc_buffer text = xc_buffer_make(SETTING_BYTES);
    size_t count = 0;
    int rc = settings ? XC_OK : XC_ENOMEM;
    for (size_t i = 0; rc == XC_OK && i < programme->param_count; i++) {
        const struct xc_param *param = &programme->params[i];
        if (json_equal(param->value, param->fallback)) {
            continue;
        }
        xc_buffer_clear(&text);
        write_setting(param->value, &text);
        struct xc_str value = xc_arena_copy(o->arena, xc_buffer_view(&text));
        settings[count++] = (struct xc_policy_setting){param->name, value};
        rc = text.failed || (text.len && !value.ptr) ? XC_ENOMEM : XC_OK;
    }
    xc_buffer_free(&text);
    policy->settings = settings;
    policy->setting_count = count;
    return rc == XC_OK ? XC_OK : xc_fail_memory(o->ticking->error);
}

/* Whether a policy file is of this programme. */
static int is_of(const struct opening *o, const struct xc_session *session,
                 const char *path, bool *same, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(STAGES_BYTES);
    struct xc_programme *programme;
    json_t *document = NULL;
    int rc =
        arena ? xc_session_rules(session, path, arena, &document, &programme, NULL, error)
              : xc_fail_memory(error);
    *same =
        rc == XC_OK && xc_str_equal(programme->id, o->programme->id) &&
        (programme->office.len == 0 || xc_str_equal(programme->office, session->office));
    json_decref(document);
    xc_arena_free(arena);
    return rc;
}

/* The file that the programme was planned by; NULL: it is not among the policies. One
 * that does not load is why, unless another one is found. */
static int find_policy(const struct opening *o, const struct xc_session *session,
                       const char **path, struct xc_error *why) {
    struct xc_policy_file *files;
    size_t count = 0;
    int rc = o->ticking->options->policies
                 ? xc_policy_files(o->ticking->options->policies, o->arena, &files,
                                   &count, why)
                 : XC_OK;
    *path = NULL;
    for (size_t i = 0; i < count && !*path; i++) {
        bool same = false;
        if (xc_str_equal(files[i].base, o->head.policy)) {
            rc = is_of(o, session, files[i].path.ptr, &same, why);
            *path = same ? files[i].path.ptr : NULL;
        }
    }
    return *path ? XC_OK : rc;
}

static int done(const struct opening *o, int64_t number, size_t unmet) {
    struct xc_tick_item *item = xc_tick_add(o->ticking, XC_TICK_STAGE, XC_TICK_DONE,
                                            o->head.programme, o->stages);
    if (item) {
        item->number = number;
        item->unmet = unmet;
    }
    return item ? XC_OK : XC_ENOMEM;
}

static int not_done(const struct opening *o, struct xc_str stages,
                    const struct xc_error *why) {
    return xc_tick_add_error(o->ticking, XC_TICK_STAGE, o->head.programme, stages, why)
               ? XC_OK
               : XC_ENOMEM;
}

/* Stages that wait for their draw are no part of what was planned. */
static int wait_for_draw(const struct opening *o, struct xc_str stages) {
    struct xc_error why = {0};
    xc_fail(&why, XC_ENO, "programme %.*s: %.*s is open and not drawn yet",
            XC_PRI(o->head.programme), XC_PRI(stages));
    (void)xc_hint(&why, "commit and draw it: xuncha commit POLICY.lua STAGE --beacon "
                        "NAME");
    return not_done(o, stages, &why);
}

static int plan_again(const struct opening *o, const struct xc_session *session,
                      const char *path) {
    struct xc_run_options options = {
        .policy = path, .as_of = XC_NO_DATE, .office_named = true};
    struct xc_run run = {0};
    struct xc_error why = {0};
    int rc = xc_run_plan(session, &options, &run, &why);
    if (rc != XC_OK) {
        rc = not_done(o, o->stages, &why);
    } else {
        rc = done(o, run.number, run.plan->unmet_count);
        rc = rc == XC_OK && run.draws.left.len ? wait_for_draw(o, run.draws.left) : rc;
    }
    xc_run_free(&run);
    return rc;
}

static int wait_for_replan(const struct opening *o) {
    struct xc_error why = {0};
    xc_fail(&why, XC_ENO, "programme %.*s: %.*s opened and is not planned yet",
            XC_PRI(o->head.programme), XC_PRI(o->stages));
    (void)xc_hint(&why,
                  "the plan is approved, so a replan publishes what it adds: xuncha "
                  "replan %.*s",
                  XC_PRI(o->head.programme));
    return not_done(o, o->stages, &why);
}

static int replan(const struct opening *o, const struct xc_session *session) {
    struct xc_replan_options options = {
        .programme = o->head.programme, .as_of = XC_NO_DATE, .drafts_only = true};
    struct xc_replan replan = {0};
    struct xc_error why = {0};
    int rc = xc_replan_run(session, &options, &replan, &why);
    if (rc == XC_OK) {
        rc = replan.stored ? done(o, o->head.number, replan.plan->unmet_count) : XC_OK;
        rc = rc == XC_OK && replan.draws.left.len ? wait_for_draw(o, replan.draws.left)
                                                  : rc;
    } else {
        rc = replan.public > 0 ? wait_for_replan(o) : not_done(o, o->stages, &why);
    }
    xc_replan_free(&replan);
    return rc;
}

/* A draft: by its policy, unless somebody worked on it. */
static int open_draft(struct opening *o) {
    struct xc_session own = o->ticking->session;
    struct xc_policy_options policy = *own.policy;
    struct xc_error why = {0};
    const char *path = NULL;
    int rc = list_settings(o, &policy);
    own.policy = &policy;
    own.provisional = own.provisional || o->head.provisional;
    if (rc == XC_OK && o->head.revision == 0 &&
        find_policy(o, &own, &path, &why) != XC_OK) {
        return not_done(o, o->stages, &why);
    }
    if (rc == XC_OK) {
        rc = path ? plan_again(o, &own, path) : replan(o, &own);
    }
    return rc;
}

/* What it adds stays a draft only where the approval ends before. */
static int open_approved(const struct opening *o) {
    struct xc_session own = o->ticking->session;
    own.provisional = own.provisional || o->head.provisional;
    return o->head.approved_until == XC_NO_DATE ? wait_for_replan(o) : replan(o, &own);
}

static int tell_missed(const struct opening *o) {
    struct xc_error why = {0};
    xc_fail(&why, XC_ENO,
            "programme %.*s: %.*s opened and was over before it was planned",
            XC_PRI(o->head.programme), XC_PRI(o->missed));
    (void)xc_hint(&why, "see what of it is still owed: xuncha replan %.*s --dry-run",
                  XC_PRI(o->head.programme));
    return not_done(o, o->missed, &why);
}

static int open_programme(struct xc_ticking *ticking, struct xc_str programme) {
    struct opening o = {.ticking = ticking, .arena = xc_arena_new(STAGES_BYTES)};
    const struct xc_session *session = &ticking->session;
    int rc = o.arena ? xc_store_plan(session->store, session->office, programme, 0,
                                     o.arena, &o.head, ticking->error)
                     : xc_fail_memory(ticking->error);
    if (rc == XC_OK) {
        rc = xc_session_stored_rules(o.head.rules, o.arena, &o.document, &o.programme,
                                     ticking->error);
    }
    if (rc == XC_OK) {
        rc = find_opened(&o);
    }
    if (rc == XC_OK && o.stages.len > 0) {
        rc = o.head.status == XC_PLAN_APPROVED ? open_approved(&o) : open_draft(&o);
    } else if (rc == XC_OK && o.missed.len > 0) {
        rc = tell_missed(&o);
    }
    json_decref(o.document);
    xc_arena_free(o.arena);
    return rc;
}

/* ---- All programmes ---- */

struct names {
    struct xc_arena *arena;
    struct name {
        struct xc_str programme;
        struct name *next;
    } * first, **end;
};

static int add_name(void *context, const struct xc_plan_head *head) {
    struct names *names = context;
    struct name *name = xc_arena_alloc(names->arena, sizeof *name);
    if (!name) {
        return XC_ENOMEM;
    }
    *name = (struct name){xc_arena_copy(names->arena, head->programme), NULL};
    *names->end = name;
    names->end = &name->next;
    return name->programme.ptr ? XC_OK : XC_ENOMEM;
}

int xc_tick_stages(struct xc_ticking *ticking) {
    const struct xc_session *session = &ticking->session;
    struct names names = {.arena = ticking->tick->arena, .end = &names.first};
    int rc = xc_store_each_plan(session->store, session->office, add_name, &names,
                                ticking->error);
    rc = rc == XC_ENOMEM ? xc_fail_memory(ticking->error) : rc;
    for (const struct name *name = names.first; name && rc == XC_OK; name = name->next) {
        rc = open_programme(ticking, name->programme);
    }
    return rc;
}
