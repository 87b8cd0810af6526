#include "publish/form_data.h"

#include "casework/causes.h"
#include "casework/disposals.h"
#include "publish/events.h"
#include "workspace/visit_facts.h"

#include <stdio.h>

/* ---- Members ---- */

void xc_form_put(json_t *document, const char *name, struct xc_str value) {
    json_object_set_new(document, name, xc_json_text(value));
}

void xc_form_put_word(const struct xc_form_work *work, json_t *document, const char *name,
                      const char *id) {
    xc_form_put(document, name, xc_str_from(xc_text(work->session.catalogue, id)));
}

static bool is_chinese(const struct xc_form_work *work) {
    return xc_session_chinese(&work->session);
}

void xc_form_put_date(struct xc_form_work *work, json_t *document, const char *name,
                      xc_date date) {
    char day[11] = "", shown[64];
    struct xc_message said;
    xc_buffer_clear(&work->text);
    if (date != XC_NO_DATE) {
        struct xc_ymd parts = xc_date_ymd(date);
        xc_date_format(date, day);
        xc_message_set(&said, "%d/%u/%u", parts.year, parts.month, parts.day);
        (void)xc_message_render(&said, work->session.catalogue, &work->text);
    }
    xc_form_put(document, name, xc_str_from(day));
    (void)snprintf(shown, sizeof shown, "%s_text", name);
    xc_form_put(document, shown, xc_buffer_view(&work->text));
}

static void put_money(struct xc_form_work *work, json_t *document, const char *name,
                      int64_t fen) {
    xc_buffer_clear(&work->text);
    xc_buffer_printf(&work->text, "%lld.%02lld", (long long)(fen / 100),
                     (long long)(fen % 100));
    xc_form_put(document, name, xc_buffer_view(&work->text));
}

static void put_vocabulary(const struct xc_form_work *work, json_t *document,
                           const char *name, enum xc_vocabulary vocabulary,
                           unsigned value) {
    xc_form_put(document, name,
                xc_str_from(is_chinese(work) ? xc_words_chinese(vocabulary, value)
                                             : xc_words_english(vocabulary, value)));
}

/* ---- People and target ---- */

json_t *xc_form_person(struct xc_form_work *work, const struct xc_visit_person *seat) {
    const struct xc_register *reg = work->loaded.reg;
    struct xc_person person = {.id = seat->person};
    uint32_t row = xc_register_find_person(reg, seat->person);
    json_t *json = json_object();
    if (row != XC_NO_ROW) {
        xc_register_get_person(reg, row, &person);
    }
    xc_form_put(json, "id", person.id);
    xc_form_put(json, "name", person.name.len ? person.name : person.id);
    xc_form_put(json, "unit", person.unit);
    xc_form_put(json, "department", person.department);
    xc_form_put(json, "certificate", person.certificate);
    put_vocabulary(work, json, "seat", XC_WORDS_ROLE, seat->seat);
    return json;
}

static void put_target(const struct xc_form_work *work, json_t *document,
                       const struct xc_target *target) {
    const struct xc_register *reg = work->loaded.reg;
    uint32_t area = xc_register_find_area(reg, target->area);
    xc_form_put(document, "target", target->id);
    xc_form_put(document, "target_name", target->name.len ? target->name : target->id);
    put_vocabulary(work, document, "kind", XC_WORDS_KIND, target->kind);
    xc_form_put(document, "level", target->level);
    xc_form_put(document, "area", target->area);
    xc_form_put(document, "area_name",
                area == XC_NO_ROW ? XC_STR("")
                                  : xc_register_text(reg, reg->areas.name[area]));
    xc_form_put(document, "zone", target->zone);
    xc_form_put(document, "address", target->address);
    xc_form_put(document, "organisation", target->organisation);
    xc_form_put(document, "legal_representative", target->legal);
}

/* ---- What is checked ---- */

static void add_item(void *context, const struct xc_visit_check *check) {
    json_t *items = context, *json = json_object();
    json_object_set_new(json, "no", json_integer((json_int_t)json_array_size(items) + 1));
    xc_form_put(json, "item", check->item);
    xc_form_put(json, "text", check->text);
    xc_form_put(json, "basis", check->basis);
    json_array_append_new(items, json);
}

static json_t *items_of(struct xc_form_work *work, const struct xc_visit *visit,
                        const struct xc_target *target) {
    json_t *items = json_array();
    xc_visit_checks(&work->loaded, &work->lists, visit, target->kind, add_item, items);
    return items;
}

/* ---- What was found ---- */

bool xc_form_has_problem(const struct xc_form_work *work, const struct xc_visit *visit) {
    size_t count;
    const struct xc_outcome *const *found = xc_found_of(&work->found, visit->id, &count);
    for (size_t i = 0; i < count; i++) {
        if (xc_outcome_is_problem(found[i])) {
            return true;
        }
    }
    return false;
}

static json_t *result_json(struct xc_form_work *work, const struct xc_outcome *outcome,
                           size_t number) {
    json_t *json = json_object();
    json_object_set_new(json, "no", json_integer((json_int_t)number));
    xc_form_put(json, "item", outcome->item);
    xc_form_put(json, "result",
                xc_str_from(is_chinese(work) ? xc_outcome_chinese(outcome->result)
                                             : xc_outcome_word(outcome->result)));
    xc_form_put(json, "findings", outcome->findings);
    xc_form_put(json, "doctor", outcome->doctor);
    xc_form_put(json, "disposal",
                xc_disposal_said(outcome->disposal, is_chinese(work), work->arena));
    json_object_set_new(json, "points", json_integer(outcome->points));
    put_money(work, json, "amount", outcome->amount);
    xc_form_put_date(work, json, "rectify_by", outcome->rectify_by);
    xc_form_put_date(work, json, "closed_on", outcome->closed_on);
    return json;
}

static void put_results(struct xc_form_work *work, json_t *document,
                        const struct xc_visit *visit) {
    json_t *results = json_array(), *problems = json_array();
    int64_t points = 0, amount = 0;
    xc_date rectify_by = XC_NO_DATE;
    size_t count;
    const struct xc_outcome *const *found = xc_found_of(&work->found, visit->id, &count);
    for (size_t i = 0; i < count; i++) {
        const struct xc_outcome *outcome = found[i];
        json_array_append_new(results,
                              result_json(work, outcome, json_array_size(results) + 1));
        if (xc_outcome_is_problem(outcome)) {
            json_array_append_new(
                problems, result_json(work, outcome, json_array_size(problems) + 1));
        }
        points += outcome->points;
        amount += outcome->amount;
        if (outcome->rectify_by != XC_NO_DATE &&
            (rectify_by == XC_NO_DATE || outcome->rectify_by < rectify_by)) {
            rectify_by = outcome->rectify_by;
        }
    }
    json_object_set_new(document, "results", results);
    json_object_set_new(document, "problems", problems);
    json_object_set_new(document, "points", json_integer(points));
    put_money(work, document, "amount", amount);
    xc_form_put_date(work, document, "rectify_by", rectify_by);
}

/* ---- The visit ---- */

static void put_stage(struct xc_form_work *work, json_t *document,
                      const struct xc_stage *stage) {
    struct xc_window period = {XC_NO_DATE, XC_NO_DATE};
    xc_form_put(document, "stage", stage ? stage->id : XC_STR(""));
    xc_form_put(document, "stage_title",
                stage && stage->title.len ? stage->title
                : stage                   ? stage->id
                                          : XC_STR(""));
    xc_form_put(document, "basis", stage ? stage->basis : XC_STR(""));
    xc_form_put_word(work, document, "nature",
                     stage ? xc_nature_word(stage->nature) : "");
    xc_form_put_word(work, document, "method",
                     stage ? xc_method_word(stage->method) : "");
    json_object_set_new(document, "enforcement",
                        json_boolean(stage && stage->nature == XC_NATURE_ENFORCEMENT));
    if (stage) {
        period = stage->period;
    }
    xc_form_put_date(work, document, "period_from", period.from);
    xc_form_put_date(work, document, "period_to", period.to);
}

static json_t *people_of(struct xc_form_work *work, const struct xc_visit *visit) {
    json_t *people = json_array();
    for (size_t i = 0; i < visit->person_count; i++) {
        json_t *person = xc_form_person(work, &visit->people[i]);
        json_object_set_new(person, "no", json_integer((json_int_t)i + 1));
        json_array_append_new(people, person);
    }
    return people;
}

json_t *xc_form_visit(struct xc_form_work *work, const struct xc_visit *visit) {
    struct xc_target target = {.id = visit->target};
    uint32_t row = xc_register_find_target(work->loaded.reg, visit->target);
    json_t *document = json_object();
    char start[6], end[6];
    if (row != XC_NO_ROW) {
        xc_register_get_target(work->loaded.reg, row, &target);
    }
    xc_time_format(visit->start, start);
    xc_time_format(visit->end, end);
    xc_form_put(document, "visit", visit->id);
    xc_form_put_date(work, document, "date", visit->date);
    xc_form_put_date(work, document, "end_date", visit->end_date);
    xc_form_put(document, "start", xc_str_from(start));
    xc_form_put(document, "end", xc_str_from(end));
    xc_form_put(document, "crew", visit->crew);
    xc_form_put(document, "reason", visit->reason);
    put_target(work, document, &target);
    put_stage(work, document, xc_visit_stage(work->plan, visit));
    json_object_set_new(document, "people", people_of(work, visit));
    json_object_set_new(document, "items", items_of(work, visit, &target));
    put_results(work, document, visit);
    return document;
}
