/* A plan to be approved, as a form: its stages, its months, and who carries it. */
#include "publish/events.h"
#include "publish/form_data.h"

#include <stdlib.h>

static bool counts(const struct xc_visit *visit) {
    return visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID;
}

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

static uint64_t distinct(struct xc_str *texts, size_t count) {
    uint64_t found = 0;
    if (count > 1) {
        qsort(texts, count, sizeof *texts, by_text);
    }
    for (size_t i = 0; i < count; i++) {
        found += i == 0 || !xc_str_equal(texts[i - 1], texts[i]);
    }
    return found;
}

static json_t *stage_json(struct xc_form_work *work, const struct xc_stage *stage,
                          struct xc_str *targets) {
    json_t *json = json_object();
    uint64_t visits = 0;
    size_t count = 0;
    for (size_t i = 0; i < work->plan->visit_count; i++) {
        const struct xc_visit *visit = &work->plan->visits[i];
        if (counts(visit) && xc_visit_stage(work->plan, visit) == stage) {
            visits++;
            targets[count++] = visit->target;
        }
    }
    xc_form_put(json, "stage", stage->id);
    xc_form_put(json, "stage_title", stage->title.len ? stage->title : stage->id);
    xc_form_put(json, "basis", stage->basis);
    xc_form_put_word(work, json, "nature", xc_nature_word(stage->nature));
    xc_form_put_word(work, json, "method", xc_method_word(stage->method));
    xc_form_put_date(work, json, "from", stage->window.from);
    xc_form_put_date(work, json, "to", stage->window.to);
    json_object_set_new(json, "visits", json_integer((json_int_t)visits));
    json_object_set_new(json, "targets",
                        json_integer((json_int_t)distinct(targets, count)));
    return json;
}

/* Visits by the month of their first day; they are sorted by it. */
static json_t *months_json(const struct xc_form_work *work) {
    json_t *months = json_array();
    size_t end;
    for (size_t i = 0; i < work->plan->visit_count; i = end) {
        xc_date first = xc_date_period_first(work->plan->visits[i].date, XC_PERIOD_MONTH);
        uint64_t visits = 0;
        char day[11];
        for (end = i;
             end < work->plan->visit_count &&
             xc_date_period_first(work->plan->visits[end].date, XC_PERIOD_MONTH) == first;
             end++) {
            visits += counts(&work->plan->visits[end]);
        }
        xc_date_format(first, day);
        json_t *month = json_object();
        xc_form_put(month, "month", (struct xc_str){day, 7});
        json_object_set_new(month, "visits", json_integer((json_int_t)visits));
        json_array_append_new(months, month);
    }
    return months;
}

static void put_dues(struct xc_form_work *work, json_t *document) {
    const struct xc_programme *programme = work->plan->programme;
    json_t *milestones = json_array();
    for (size_t i = 0; i < programme->milestone_count; i++) {
        const struct xc_milestone *milestone = &programme->milestones[i];
        json_t *json = json_object();
        xc_form_put(json, "title",
                    milestone->title.len ? milestone->title : milestone->id);
        xc_form_put_date(work, json, "date", milestone->date);
        json_array_append_new(milestones, json);
    }
    json_object_set_new(document, "milestones", milestones);
}

int xc_form_plan(struct xc_form_work *work) {
    const struct xc_loaded_plan *plan = work->plan;
    struct xc_str *texts = xc_arena_array(work->arena, plan->visit_count, sizeof *texts);
    json_t *document = json_object(), *stages = json_array();
    uint64_t visits = 0;
    size_t crews = 0;
    if (!texts) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < plan->programme->stage_count; i++) {
        json_t *stage = stage_json(work, &plan->programme->stages[i], texts);
        json_object_set_new(stage, "no", json_integer((json_int_t)i + 1));
        json_array_append_new(stages, stage);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (counts(&plan->visits[i])) {
            texts[visits++] = plan->visits[i].target;
        }
    }
    json_object_set_new(document, "stages", stages);
    json_object_set_new(document, "months", months_json(work));
    json_object_set_new(document, "visits", json_integer((json_int_t)visits));
    json_object_set_new(document, "targets",
                        json_integer((json_int_t)distinct(texts, visits)));
    for (size_t i = 0; i < plan->visit_count; i++) {
        if (counts(&plan->visits[i]) && plan->visits[i].crew.len) {
            texts[crews++] = plan->visits[i].crew;
        }
    }
    json_object_set_new(document, "crews",
                        json_integer((json_int_t)distinct(texts, crews)));
    json_object_set_new(document, "provisional", json_boolean(plan->head.provisional));
    json_object_set_new(document, "number", json_integer(plan->head.number));
    xc_form_put(document, "register_digest", plan->head.register_digest);
    xc_form_put(document, "rules_digest", plan->head.rules_digest);
    put_dues(work, document);
    json_array_append_new(work->documents, document);
    return XC_OK;
}
