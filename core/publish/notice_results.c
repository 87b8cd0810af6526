/* The notice of results: what a next one would say, or what one said. */
#include "publish/notice_work.h"
#include "publish/results.h"

/* What is said beside a row. */
static void put_remark(struct xc_notice_work *work, json_t *json,
                       const struct xc_result_row *row) {
    struct xc_message said = {0};
    xc_buffer_clear(&work->form.text);
    if (row->why.len > 0) {
        xc_message_set(&said, "withdrawn: %.*s", XC_PRI(row->why));
    } else if (row->struck) {
        xc_message_set(&said, "published in notice %u, corrected by notice %u",
                       row->row.notice, row->replaced_by);
    } else if (row->row.act == XC_PUBLISHED_CORRECTION) {
        xc_message_set(&said, "correction");
    } else {
        xc_form_put(json, "remark", XC_STR(""));
        return;
    }
    (void)xc_message_render(&said, work->form.session.catalogue, &work->form.text);
    xc_form_put(json, "remark", xc_buffer_view(&work->form.text));
}

static json_t *row_json(struct xc_notice_work *work, const struct xc_result_row *row) {
    const struct xc_publication *published = &row->row;
    json_t *json = json_object();
    xc_form_put(json, "visit", published->visit);
    xc_form_put(json, "target", published->target);
    xc_form_put(json, "target_name",
                published->name.len ? published->name : published->target);
    xc_form_put(json, "area_name", published->area);
    xc_form_put(json, "matter", published->matter);
    xc_form_put_date(&work->form, json, "date", published->date);
    xc_form_put(json, "result", xc_str_from(xc_outcome_word(published->result)));
    xc_form_put_word(&work->form, json, "result_text",
                     xc_notice_result(published->result));
    xc_form_put(json, "act", xc_str_from(xc_publication_act_word(published->act)));
    json_object_set_new(json, "notice", json_integer((json_int_t)published->notice));
    json_object_set_new(json, "struck", json_boolean(row->struck));
    json_object_set_new(json, "replaced_by", json_integer((json_int_t)row->replaced_by));
    put_remark(work, json, row);
    return json;
}

/* Whether a row's matter, titles joined, has this one. */
static bool names(struct xc_str matter, struct xc_str title) {
    ptrdiff_t at = xc_str_find(matter, title);
    if (at < 0 || title.len == 0) {
        return false;
    }
    struct xc_str before = xc_str_slice(matter, 0, (size_t)at);
    struct xc_str after = xc_str_slice(matter, (size_t)at + title.len, matter.len);
    return (before.len == 0 || xc_str_ends(before, XC_STR(XC_MATTER_JOINT))) &&
           (after.len == 0 || xc_str_starts(after, XC_STR(XC_MATTER_JOINT)));
}

/* The legal bases of the stages that rows speak of, each once. */
static struct xc_str bases_of(struct xc_notice_work *work,
                              const struct xc_result_rows *rows) {
    const struct xc_programme *programme = work->form.plan->programme;
    struct xc_buffer *text = &work->form.text;
    xc_buffer_clear(text);
    for (size_t s = 0; s < programme->stage_count; s++) {
        const struct xc_stage *stage = &programme->stages[s];
        bool spoken = false;
        for (size_t i = 0; i < rows->count && !spoken; i++) {
            spoken = names(rows->rows[i].row.matter, xc_notice_stage(stage));
        }
        if (spoken && stage->basis.len > 0 &&
            xc_str_find(xc_buffer_view(text), stage->basis) < 0) {
            xc_buffer_puts(text, text->len == 0                            ? ""
                                 : xc_session_chinese(&work->form.session) ? "；"
                                                                           : "; ");
            xc_buffer_add(text, stage->basis);
        }
    }
    return xc_buffer_view(text);
}

static void put_counts(struct xc_notice_work *work, json_t *data,
                       const struct xc_result_rows *rows) {
    uint64_t counts[XC_OUTCOME_NOT_FOUND + 1] = {0}, count = 0, struck = 0;
    xc_date from = XC_NO_DATE, to = XC_NO_DATE;
    json_t *json = json_object();
    for (size_t i = 0; i < rows->count; i++) {
        const struct xc_result_row *row = &rows->rows[i];
        struck += row->struck;
        if (row->struck) {
            continue;
        }
        count++;
        counts[row->row.result]++;
        from = from == XC_NO_DATE ? row->row.date : from; /* they are in order */
        to = row->row.date;
    }
    for (enum xc_outcome_result result = XC_OUTCOME_PASS; result <= XC_OUTCOME_NOT_FOUND;
         result++) {
        json_object_set_new(json, xc_outcome_word(result),
                            json_integer((json_int_t)counts[result]));
    }
    json_object_set_new(data, "counts", json);
    json_object_set_new(data, "count", json_integer((json_int_t)count));
    json_object_set_new(data, "struck", json_integer((json_int_t)struck));
    xc_form_put_date(&work->form, data, "from", from);
    xc_form_put_date(&work->form, data, "to", to);
}

/* Number, day and name of a notice that was published. */
static void put_act(struct xc_notice_work *work, json_t *data,
                    const struct xc_result_rows *rows) {
    const struct xc_notice_options *options = work->options;
    const struct xc_publication *act = NULL;
    xc_date on = work->day;
    for (size_t i = 0; options->number > 0 && i < rows->publications.count && !act; i++) {
        const struct xc_visit_result *result = &rows->publications.results[i];
        for (size_t k = 0; k < result->act_count && !act; k++) {
            act = result->acts[k]->notice == options->number ? result->acts[k] : NULL;
        }
    }
    on = act ? act->on : on;
    xc_form_put_date(&work->form, data, "on", on);
    json_object_set_new(data, "on_year", json_integer(xc_date_ymd(on).year));
    json_object_set_new(data, "number", json_integer((json_int_t)options->number));
    json_object_set_new(data, "all", json_boolean(options->all));
    json_object_set_new(data, "draft", json_boolean(!act && !options->all));
}

int xc_notice_results(struct xc_notice_work *work, json_t *data) {
    const struct xc_notice_options *options = work->options;
    struct xc_form_work *form = &work->form;
    struct xc_result_rows rows;
    json_t *list = json_array();
    int rc = options->number > 0 || options->all
                 ? xc_results_published(&form->session, &form->loaded, options->number,
                                        form->arena, &rows, form->error)
                 : xc_results_next(&form->session, &form->loaded, options->window,
                                   form->loaded.at, form->arena, &rows, form->error);
    for (size_t i = 0; rc == XC_OK && i < rows.count; i++) {
        json_t *row = row_json(work, &rows.rows[i]);
        json_object_set_new(row, "no", json_integer((json_int_t)i + 1));
        json_array_append_new(list, row);
    }
    json_object_set_new(data, "rows", list);
    if (rc == XC_OK) {
        put_counts(work, data, &rows);
        put_act(work, data, &rows);
        xc_form_put(data, "basis", bases_of(work, &rows));
    }
    return rc;
}
