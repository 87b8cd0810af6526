#include "publish/form_data.h"

#include "publish/day.h"
#include "publish/events.h"
#include "workspace/office.h"

#include <stdlib.h>

enum { TEXT_BYTES = 1 << 20 };

/* ---- Which visits ---- */

static bool is_open(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_PUBLISHED || visit->status == XC_VISIT_ACCEPTED;
}

static bool has_paper(const struct xc_form_work *work, const struct xc_visit *visit) {
    const struct xc_form_options *options = work->options;
    const struct xc_viewer viewer = {options->role ? options->role : XC_VIEWER_PLANNER,
                                     false};
    if ((options->visit.len && !xc_str_equal(options->visit, visit->id)) ||
        (options->window.from != XC_NO_DATE && visit->end_date < options->window.from) ||
        (options->window.to != XC_NO_DATE && visit->date > options->window.to) ||
        xc_visit_sight(&work->session, work->plan, visit, &viewer) != XC_SEE_ALL) {
        return false;
    }
    return options->form == XC_FORM_RECTIFICATION ? xc_form_has_problem(work, visit)
           : options->form == XC_FORM_SITE_RECORD
               ? is_open(visit) || visit->status == XC_VISIT_DONE
               : is_open(visit) && visit->end_date >= work->day;
}

static int add_visits(struct xc_form_work *work) {
    for (size_t i = 0; i < work->plan->visit_count; i++) {
        const struct xc_visit *visit = &work->plan->visits[i];
        if (has_paper(work, visit)) {
            json_array_append_new(work->documents, xc_form_visit(work, visit));
        }
    }
    return XC_OK;
}

/* ---- A crew's day ---- */

static int by_crew_day(const void *left, const void *right) {
    const struct xc_visit *a = *(const struct xc_visit *const *)left;
    const struct xc_visit *b = *(const struct xc_visit *const *)right;
    int order = (a->date > b->date) - (a->date < b->date);
    if (order == 0) {
        order = xc_str_compare(a->crew, b->crew);
    }
    if (order == 0) {
        order = (a->start > b->start) - (a->start < b->start);
    }
    return order ? order : xc_str_compare(a->id, b->id);
}

static bool together(const struct xc_visit *a, const struct xc_visit *b) {
    return a->date == b->date && a->crew.len > 0 && xc_str_equal(a->crew, b->crew);
}

/* Everybody who goes on one of these visits, each once, in the order of seats. */
static json_t *people_of(struct xc_form_work *work, const struct xc_visit *const *visits,
                         size_t count) {
    json_t *people = json_array(), *seen = json_object();
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < visits[i]->person_count; k++) {
            const struct xc_visit_person *seat = &visits[i]->people[k];
            if (json_object_getn(seen, seat->person.ptr, seat->person.len)) {
                continue;
            }
            json_t *person = xc_form_person(work, seat);
            json_object_setn_new(seen, seat->person.ptr, seat->person.len, json_true());
            json_object_set_new(person, "no",
                                json_integer((json_int_t)json_array_size(people) + 1));
            json_array_append_new(people, person);
        }
    }
    json_decref(seen);
    return people;
}

static json_t *day_json(struct xc_form_work *work, const struct xc_visit *const *visits,
                        size_t count) {
    json_t *document = json_object(), *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *visit = xc_form_visit(work, visits[i]);
        json_object_set_new(visit, "no", json_integer((json_int_t)i + 1));
        json_array_append_new(list, visit);
    }
    xc_form_put(document, "crew", visits[0]->crew);
    xc_form_put_date(work, document, "date", visits[0]->date);
    json_object_set_new(document, "people", people_of(work, visits, count));
    json_object_set_new(document, "visits", list);
    return document;
}

static int add_days(struct xc_form_work *work) {
    const struct xc_visit **visits =
        xc_arena_array(work->arena, work->plan->visit_count, sizeof(void *));
    size_t count = 0, end;
    if (!visits) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < work->plan->visit_count; i++) {
        if (has_paper(work, &work->plan->visits[i])) {
            visits[count++] = &work->plan->visits[i];
        }
    }
    if (count > 1) {
        qsort(visits, count, sizeof(void *), by_crew_day);
    }
    for (size_t i = 0; i < count; i = end) {
        end = i + 1;
        while (end < count && together(visits[i], visits[end])) {
            end++;
        }
        json_array_append_new(work->documents, day_json(work, visits + i, end - i));
    }
    return XC_OK;
}

/* ---- The whole ---- */

static int add_documents(struct xc_form_work *work) {
    switch (work->options->form) {
    case XC_FORM_NOTICE:
    case XC_FORM_SITE_RECORD:
    case XC_FORM_RECTIFICATION:
        return add_visits(work);
    case XC_FORM_DISPATCH:
        return add_days(work);
    case XC_FORM_DRAW_RECORD:
        return xc_form_draws(work);
    case XC_FORM_APPROVAL:
        return xc_form_plan(work);
    case XC_FORMS:
    default:
        return xc_fail(work->error, XC_EINTERNAL, "there is no such form");
    }
}

static json_t *whole(struct xc_form_work *work, struct xc_str office) {
    const struct xc_programme *programme = work->plan->programme;
    json_t *data = json_object();
    json_object_set_new(data, "v", json_integer(1));
    xc_form_put(data, "form", xc_str_from(xc_form_word(work->options->form)));
    xc_form_put(data, "programme", programme->id);
    xc_form_put(data, "title", programme->title.len ? programme->title : programme->id);
    json_object_set_new(data, "year", json_integer(programme->year));
    xc_form_put(data, "office", work->session.office);
    xc_form_put(data, "office_name", office);
    xc_form_put_date(work, data, "as_of", work->day);
    json_object_set(data, "documents", work->documents);
    return data;
}

static int gather(struct xc_form_work *work, json_t **data) {
    struct xc_str office = XC_STR("");
    int rc = xc_load_plan_at(&work->session, work->options->programme, work->session.now,
                             &work->loaded, work->error);
    if (rc == XC_OK) {
        work->plan = &work->loaded.plans[0];
        rc = xc_found_load(&work->session, work->arena, &work->found, work->error);
    }
    if (rc == XC_OK) {
        rc = xc_checklists_of(&work->session, work->arena, &work->lists, work->error);
    }
    if (rc == XC_OK) {
        rc = add_documents(work);
    }
    if (rc == XC_OK && work->options->visit.len &&
        json_array_size(work->documents) == 0) {
        rc = xc_fail(work->error, XC_ENO, "there is no such paper for a visit %.*s",
                     XC_PRI(work->options->visit));
    }
    if (rc == XC_OK) {
        rc = xc_form_numbers(work, work->day);
    }
    if (rc == XC_OK) {
        rc = xc_office_title(&work->session, work->loaded.reg, work->arena, &office,
                             work->error);
    }
    if (rc == XC_OK) {
        *data = whole(work, office);
        rc = *data && !work->text.failed ? XC_OK : xc_fail_memory(work->error);
    }
    return rc;
}

int xc_form_gather(const struct xc_session *session,
                   const struct xc_form_options *options, json_t **data,
                   struct xc_error *error) {
    struct xc_form_work work = {.session = *session,
                                .now = session->now,
                                .options = options,
                                .arena = xc_arena_new((size_t)16 << 30),
                                .text = xc_buffer_make(TEXT_BYTES),
                                .documents = json_array(),
                                .day = options->as_of,
                                .error = error};
    int offset = 0;
    *data = NULL;
    int rc =
        work.arena && work.documents
            ? xc_day_close(&work.session, options->programme, &work.day, &offset, error)
            : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = gather(&work, data);
    }
    json_decref(work.documents);
    xc_buffer_free(&work.text);
    xc_loaded_free(&work.loaded);
    xc_arena_free(work.arena);
    return rc;
}
