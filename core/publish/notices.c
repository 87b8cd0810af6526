#include "publish/notice_work.h"

#include "publish/day.h"
#include "publish/plan_table.h"
#include "workspace/office.h"
#include "workspace/settings.h"

enum { TEXT_BYTES = 1 << 20 };

struct xc_str xc_notice_stage(const struct xc_stage *stage) {
    return stage->title.len ? stage->title : stage->id;
}

/* ---- The plan ---- */

static int put_caps(struct xc_notice_work *work, json_t *data) {
    static const char *const names[] = {"cap_enforcement", "cap_agency_check"};
    int rc = XC_OK;
    for (size_t i = 0; i < 2 && rc == XC_OK; i++) {
        unsigned cap = 0;
        rc = xc_settings_get(&work->form.session, names[i], &cap, work->form.error);
        json_object_set_new(data, names[i], json_integer((json_int_t)cap));
    }
    return rc;
}

static json_t *row_json(struct xc_notice_work *work, const struct xc_plan_row *row) {
    struct xc_form_work *form = &work->form;
    json_t *json = json_object();
    xc_form_put(json, "matter", row->matter);
    xc_form_put(json, "basis", row->basis);
    xc_form_put(json, "targets", row->targets);
    xc_form_put(json, "content", row->content);
    xc_form_put_date(form, json, "from", row->from);
    xc_form_put_date(form, json, "to", row->to);
    xc_form_put_word(form, json, "method", row->method);
    if (row->times >= 0) {
        xc_buffer_clear(&form->text);
        xc_buffer_printf(&form->text, "%lld", (long long)row->times);
        xc_form_put(json, "times", xc_buffer_view(&form->text));
    } else {
        xc_form_put(json, "times", row->times_text);
    }
    xc_form_put_word(form, json, "joint", row->joint ? XC_MSG("yes") : XC_MSG("no"));
    xc_form_put_word(form, json, "remarks", row->nature);
    return json;
}

static int put_plan(struct xc_notice_work *work, json_t *data) {
    struct xc_form_work *form = &work->form;
    const struct xc_loaded_plan *plan = form->plan;
    struct xc_plan_row *rows = NULL;
    json_t *list = json_array();
    size_t count = 0;
    if (plan->published_at == XC_NO_INSTANT) {
        json_decref(list);
        xc_fail(form->error, XC_ENO,
                "the plan of %.*s is a draft: nobody publishes it yet",
                XC_PRI(plan->programme->id));
        return xc_hint(form->error, "approve it first");
    }
    int rc = xc_plan_table(&form->session, plan, form->arena, &rows, &count, form->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        json_t *json = row_json(work, &rows[i]);
        json_object_set_new(json, "no", json_integer((json_int_t)i + 1));
        json_array_append_new(list, json);
    }
    json_object_set_new(data, "rows", list);
    xc_form_put_date(form, data, "approved",
                     xc_instant_date(plan->published_at, work->offset_minutes, NULL));
    json_object_set_new(data, "provisional", json_boolean(plan->head.provisional));
    return rc == XC_OK ? put_caps(work, data) : rc;
}

/* ---- The whole ---- */

int xc_notice_office(struct xc_notice_work *work, const struct xc_register *reg,
                     json_t *data) {
    struct xc_form_work *form = &work->form;
    struct xc_str office = XC_STR("");
    int rc = xc_office_title(&form->session, reg, form->arena, &office, form->error);
    xc_form_put(data, "office", form->session.office);
    xc_form_put(data, "office_name", office);
    return rc;
}

static void put_head(struct xc_notice_work *work, json_t *data) {
    struct xc_form_work *form = &work->form;
    const struct xc_programme *programme = form->plan ? form->plan->programme : NULL;
    struct xc_str title =
        programme && programme->title.len ? programme->title : work->options->programme;
    json_object_set_new(data, "v", json_integer(1));
    xc_form_put(data, "report", XC_STR("public"));
    xc_form_put(data, "notice", xc_str_from(xc_notice_word(work->options->notice)));
    xc_form_put(data, "programme", work->options->programme);
    xc_form_put(data, "title", title);
    json_object_set_new(data, "year", json_integer(programme ? programme->year : 0));
    xc_form_put_date(form, data, "as_of", work->day);
}

static int gather(struct xc_notice_work *work, json_t *data) {
    struct xc_form_work *form = &work->form;
    enum xc_notice notice = work->options->notice;
    struct xc_error failed = {0};
    int rc = xc_load_plan_at(&form->session, work->options->programme, form->session.now,
                             &form->loaded, &failed);
    if (rc == XC_OK) {
        form->plan = &form->loaded.plans[0];
    } else if (rc != XC_ENO || notice != XC_NOTICE_DRAW) {
        *form->error = failed; /* draws may be published before there is a plan */
        return rc;
    }
    if (notice == XC_NOTICE_DRAW) {
        rc = xc_notice_draws(work, data);
    } else {
        rc = notice == XC_NOTICE_PLAN ? put_plan(work, data)
                                      : xc_notice_results(work, data);
        rc = rc == XC_OK ? xc_notice_office(work, form->loaded.reg, data) : rc;
    }
    if (rc == XC_OK) {
        put_head(work, data);
    }
    return rc == XC_OK && form->text.failed ? xc_fail_memory(form->error) : rc;
}

int xc_notice_gather(const struct xc_session *session,
                     const struct xc_notice_options *options, json_t **data,
                     struct xc_error *error) {
    struct xc_notice_work work = {.form = {.session = *session,
                                           .arena = xc_arena_new((size_t)16 << 30),
                                           .text = xc_buffer_make(TEXT_BYTES),
                                           .error = error},
                                  .options = options,
                                  .day = options->as_of};
    json_t *made = json_object();
    *data = NULL;
    int rc = work.form.arena && made
                 ? xc_day_close(&work.form.session, options->programme, &work.day,
                                &work.offset_minutes, error)
                 : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = gather(&work, made);
    }
    if (rc == XC_OK) {
        *data = json_incref(made);
    }
    json_decref(made);
    xc_loaded_free(&work.form.loaded);
    xc_buffer_free(&work.form.text);
    xc_arena_free(work.form.arena);
    return rc;
}
