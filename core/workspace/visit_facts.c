#include "workspace/visit_facts.h"

enum {
    NIGHT_ENDS = 6 * 60,
    NOON = 12 * 60,
    MORNING_ENDS = 13 * 60,
    NIGHT_BEGINS = 18 * 60
};

const struct xc_obligation *xc_task_obligation(const struct xc_loaded *loaded,
                                               const struct xc_visit_task *task) {
    for (size_t p = 0; p < loaded->count; p++) {
        const struct xc_programme *programme = loaded->plans[p].programme;
        const struct xc_stage *stage = xc_str_equal(programme->id, task->programme)
                                           ? xc_programme_stage(programme, task->stage)
                                           : NULL;
        for (size_t i = 0; stage && i < stage->obligation_count; i++) {
            if (xc_str_equal(stage->obligations[i].label, task->label)) {
                return &stage->obligations[i];
            }
        }
    }
    return NULL;
}

static bool covers(const struct xc_loaded *loaded, const struct xc_visit_task *task,
                   struct xc_str text) {
    const struct xc_obligation *obligation = xc_task_obligation(loaded, task);
    size_t first = 0, count = 0;
    if (obligation) {
        xc_obligation_items(obligation, task->number, &first, &count);
    }
    for (size_t i = first; i < first + count; i++) {
        if (xc_str_equal(obligation->items[i], text)) {
            return true;
        }
    }
    return false;
}

void xc_visit_items(const struct xc_loaded *loaded, const struct xc_visit *visit,
                    void (*item)(void *context, struct xc_str text), void *context) {
    for (size_t t = 0; t < visit->task_count; t++) {
        const struct xc_obligation *obligation =
            xc_task_obligation(loaded, &visit->tasks[t]);
        size_t first = 0, count = 0;
        if (obligation) {
            xc_obligation_items(obligation, visit->tasks[t].number, &first, &count);
        }
        for (size_t i = first; i < first + count; i++) {
            size_t before = 0;
            while (before < t &&
                   !covers(loaded, &visit->tasks[before], obligation->items[i])) {
                before++;
            }
            if (before == t) {
                item(context, obligation->items[i]);
            }
        }
    }
}

struct joining {
    struct xc_buffer *out;
    const char *separator;
    bool started;
};

static void join(void *context, struct xc_str text) {
    struct joining *joining = context;
    xc_buffer_puts(joining->out, joining->started ? joining->separator : "");
    xc_buffer_add(joining->out, text);
    joining->started = true;
}

void xc_visit_items_join(const struct xc_loaded *loaded, const struct xc_visit *visit,
                         const char *separator, struct xc_buffer *out) {
    struct joining joining = {out, separator, false};
    xc_visit_items(loaded, visit, join, &joining);
}

void xc_visit_people_join(const struct xc_loaded *loaded, const struct xc_visit *visit,
                          struct xc_str but, const char *separator,
                          struct xc_buffer *out) {
    const struct xc_register *reg = loaded->reg;
    bool started = false;
    for (size_t i = 0; i < visit->person_count; i++) {
        struct xc_str id = visit->people[i].person;
        uint32_t row = xc_register_find_person(reg, id);
        struct xc_str name =
            row == XC_NO_ROW ? XC_STR("") : xc_register_text(reg, reg->people.name[row]);
        if (but.len > 0 && xc_str_equal(id, but)) {
            continue;
        }
        xc_buffer_puts(out, started ? separator : "");
        xc_buffer_add(out, name.len > 0 ? name : id);
        started = true;
    }
}

/* The whole number in an extra column; an empty cell, or no such column, holds none. */
static bool number_in(struct xc_str attributes, struct xc_str column, uint64_t *number) {
    struct xc_buffer scratch = xc_buffer_make(1024);
    struct xc_str text = xc_str_trim(xc_register_attribute(attributes, column, &scratch));
    bool found = column.len > 0 && xc_str_to_uint(text, UINT64_MAX, number);
    xc_buffer_free(&scratch);
    return found;
}

bool xc_visit_review(const struct xc_loaded *loaded, const struct xc_visit *visit,
                     size_t task, struct xc_visit_review *review) {
    const struct xc_obligation *obligation =
        xc_task_obligation(loaded, &visit->tasks[task]);
    uint32_t row = XC_NO_ROW;
    struct xc_str attributes = XC_STR("");
    if (!obligation || obligation->review.field.len == 0) {
        return false;
    }
    if (loaded->reg) {
        row = xc_register_find_target(loaded->reg, visit->target);
    }
    if (row != XC_NO_ROW) {
        attributes = xc_register_text(loaded->reg, loaded->reg->targets.attributes[row]);
    }
    *review = (struct xc_visit_review){.rule = &obligation->review};
    review->known = number_in(attributes, review->rule->field, &review->counted);
    (void)number_in(attributes, review->rule->first, &review->first);
    review->least = xc_review_count(review->rule, review->counted, review->first);
    return true;
}

unsigned xc_visit_travel(const struct xc_loaded *loaded, const struct xc_visit *visit) {
    unsigned most = 0;
    for (size_t t = 0; t < visit->task_count; t++) {
        const struct xc_obligation *obligation =
            xc_task_obligation(loaded, &visit->tasks[t]);
        if (obligation && obligation->travel > most) {
            most = obligation->travel;
        }
    }
    return most;
}

bool xc_visit_road_day(const struct xc_loaded *loaded, const struct xc_visit *visit,
                       int n, xc_date *day) {
    struct xc_error ignored = {0};
    return xc_workdays_step(loaded->workdays, n < 0 ? visit->date : visit->end_date, n,
                            day, &ignored) == XC_OK;
}

const char *xc_visit_slot(const struct xc_visit *visit) {
    if (visit->date != visit->end_date) {
        return "day";
    }
    if (visit->start < NIGHT_ENDS || visit->start >= NIGHT_BEGINS) {
        return "night";
    }
    if (visit->start >= NOON) {
        return "afternoon";
    }
    return visit->end <= MORNING_ENDS ? "morning" : "day";
}
