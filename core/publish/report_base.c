/* The base of a report: what the plan owed when it was published first. */
#include "base/row_order.h"
#include "publish/report_index.h"
#include "publish/report_work.h"
#include "register/json.h"
#include "workspace/guests.h"

#include <jansson.h>
#include <stdlib.h>

enum { LINE_BYTES = 1 << 23 };

struct freezing {
    struct xc_report_work *work;
    struct xc_arena *line; /* texts of one line; owned */
    xc_instant *frozen;    /* by stage; XC_NO_INSTANT: not yet; owned */
    xc_instant at;         /* of what is read */
    size_t stage_count;
    struct xc_report_index changed; /* ids of visits that were changed since */
};

uint32_t xc_report_obligation_of(const struct xc_report_work *work,
                                 const struct xc_visit_task *task) {
    const struct xc_report_facts *facts = &work->out->facts;
    if (!xc_str_equal(task->programme, facts->id)) {
        return XC_NO_ROW;
    }
    for (uint32_t i = 0; i < facts->obligation_count; i++) {
        if (xc_str_equal(task->label, facts->obligations[i].obligation->label) &&
            xc_str_equal(task->stage, facts->obligations[i].stage->id)) {
            return i;
        }
    }
    return XC_NO_ROW;
}

static int add(struct freezing *all, uint32_t obligation, const struct xc_base_row *row) {
    struct xc_report_work *work = all->work;
    if (work->base_count == work->base_room) {
        size_t room = work->base_room ? work->base_room * 2 : 1024;
        struct xc_base_row *rows = realloc(work->base, room * sizeof *rows);
        if (!rows) {
            return xc_fail_memory(work->error);
        }
        work->base = rows;
        work->base_room = room;
    }
    struct xc_base_row *to = &work->base[work->base_count];
    *to = *row;
    to->obligation = obligation;
    work->base_count++;
    if (row->visit == XC_NO_ROW) {
        to->target = xc_arena_copy(work->out->arena, row->target);
    }
    return to->target.ptr ? XC_OK : xc_fail_memory(work->error);
}

/* A plain selection is frozen with its stage; draws and causes are added when they come.
 */
static bool may_join(struct freezing *all, uint32_t obligation) {
    const struct xc_report_obligation *row =
        &all->work->out->facts.obligations[obligation];
    xc_instant *frozen = &all->frozen[row->stage_row];
    if (*frozen == XC_NO_INSTANT) {
        *frozen = all->at;
    }
    return row->grows || *frozen == all->at;
}

/* row: the visit of the plan of the day, or XC_NO_ROW; first: the day it had then. */
static int add_visit(struct freezing *all, const struct xc_visit *visit, uint32_t row,
                     xc_date first) {
    int rc = XC_OK;
    if (visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID) {
        return rc;
    }
    for (size_t i = 0; i < visit->task_count && rc == XC_OK; i++) {
        uint32_t obligation = xc_report_obligation_of(all->work, &visit->tasks[i]);
        if (obligation != XC_NO_ROW && may_join(all, obligation)) {
            const struct xc_base_row owed = {.target = visit->target,
                                             .visit = row,
                                             .number = (uint16_t)visit->tasks[i].number,
                                             .first = first};
            rc = add(all, obligation, &owed);
        }
    }
    return rc;
}

static int add_line(struct freezing *all, struct xc_str line) {
    struct xc_visit visit;
    xc_str_cut(&line, '\t'); /* the id, which the visit holds too */
    int rc = xc_visit_read(line, all->line, &visit, all->work->error);
    return rc == XC_OK ? add_visit(all, &visit, XC_NO_ROW, visit.date) : rc;
}

/* Lines are many, and nothing of one is needed after it. */
static int read_line(void *context, struct xc_str line) {
    struct freezing *all = context;
    if (xc_arena_used(all->line) > LINE_BYTES / 2) {
        xc_arena_free(all->line);
        all->line = xc_arena_new(LINE_BYTES);
        if (!all->line) {
            return xc_fail_memory(all->work->error);
        }
    }
    return add_line(all, line);
}

/* ---- As it was when it was frozen ---- */

static int note_change(void *context, xc_instant at, struct xc_str visit,
                       struct xc_str line) {
    struct freezing *all = context;
    struct xc_str kept = xc_arena_copy(all->work->out->arena, visit);
    (void)at;
    (void)line;
    return kept.ptr && xc_report_index_add(&all->changed, kept) != UINT32_MAX
               ? XC_OK
               : xc_fail_memory(all->work->error);
}

static int read_changed(void *context, struct xc_str line) {
    struct freezing *all = context;
    struct xc_str rest = line;
    struct xc_str id = xc_str_cut(&rest, '\t');
    return xc_report_index_find(&all->changed, id) == UINT32_MAX ? XC_OK
                                                                 : read_line(all, line);
}

/* Visits that were not changed since are as they are; guests live in another plan and are
 * read as they were. */
static int read_frozen(struct freezing *all) {
    struct xc_report_work *work = all->work;
    const struct xc_loaded_plan *plan = work->plan;
    int rc = xc_store_each_change(work->session.store, work->session.office,
                                  work->programme, plan->head.number, work->frozen_at,
                                  work->session.now, note_change, all, work->error);
    for (uint32_t i = 0; i < plan->visit_count && rc == XC_OK; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        if (xc_visit_is_guest(plan, visit)) {
            rc = xc_report_index_add(&all->changed, visit->id) == UINT32_MAX
                     ? xc_fail_memory(work->error)
                     : XC_OK;
        } else if (xc_report_index_find(&all->changed, visit->id) == UINT32_MAX) {
            rc = add_visit(all, visit, i, visit->happened ? visit->planned : visit->date);
        }
    }
    return rc == XC_OK && all->changed.count > 0
               ? xc_store_each_visit_at(work->session.store, work->session.office,
                                        work->programme, plan->head.number,
                                        work->frozen_at, read_changed, all, work->error)
               : rc;
}

static int read_change(void *context, xc_instant at, struct xc_str visit,
                       struct xc_str line) {
    struct freezing *all = context;
    (void)visit;
    all->at = at;
    return line.len > 0 ? read_line(context, line) : XC_OK;
}

/* ---- What had no place ---- */

static int add_unmet(struct freezing *all, const json_t *unmet) {
    const struct xc_report_facts *facts = &all->work->out->facts;
    const json_t *row;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(unmet, i, row) {
        const struct xc_visit_task task = {.programme = facts->id,
                                           .stage = xc_json_str_at(row, "stage"),
                                           .label = xc_json_str_at(row, "label")};
        uint32_t obligation = xc_report_obligation_of(all->work, &task);
        if (rc == XC_OK && obligation != XC_NO_ROW && may_join(all, obligation)) {
            const struct xc_base_row owed = {
                .target = xc_json_str_at(row, "target"),
                .visit = XC_NO_ROW,
                .number = (uint16_t)json_integer_value(json_object_get(row, "number")),
                .first = facts->obligations[obligation].obligation->window.to};
            rc = add(all, obligation, &owed);
        }
    }
    return rc;
}

static int read_unmet(void *context, xc_instant at, struct xc_str visit,
                      struct xc_str text) {
    struct freezing *all = context;
    (void)visit;
    json_t *summary = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    if (!summary) {
        return xc_fail(all->work->error, XC_EENV,
                       "the stored summary of the plan cannot be read");
    }
    all->at = at;
    int rc = add_unmet(all, json_object_get(summary, "unmet"));
    json_decref(summary);
    return rc;
}

static int read_first_unmet(struct freezing *all) {
    struct xc_report_work *work = all->work;
    struct xc_str text = XC_STR("");
    int rc = xc_store_summary_at(work->session.store, work->session.office,
                                 work->programme, work->plan->head.number,
                                 work->frozen_at, work->out->arena, &text, work->error);
    return rc == XC_OK ? read_unmet(all, work->frozen_at, XC_STR(""), text) : rc;
}

/* Later summaries matter only where something may still join. */
static bool may_grow(const struct freezing *all) {
    const struct xc_report_facts *facts = &all->work->out->facts;
    for (size_t i = 0; i < facts->obligation_count; i++) {
        const struct xc_report_obligation *row = &facts->obligations[i];
        if (row->grows || all->frozen[row->stage_row] != all->work->frozen_at) {
            return true;
        }
    }
    return false;
}

/* ---- In order, each once ---- */

static uint32_t number_of(const void *rows, uint32_t row) {
    return ((const struct xc_base_row *)rows)[row].number;
}

static uint32_t row_of(const void *rows, uint32_t row) {
    return ((const struct xc_base_row *)rows)[row].row;
}

static uint32_t obligation_of(const void *rows, uint32_t row) {
    return ((const struct xc_base_row *)rows)[row].obligation;
}

int xc_report_base_sort(struct xc_report_work *work) {
    const struct xc_report_facts *facts = &work->out->facts;
    struct xc_row_order order = {0};
    size_t kept = 0;
    struct xc_base_row *sorted = malloc((work->base_count + 1) * sizeof *sorted);
    bool done =
        sorted && xc_row_order_start(&order, work->base_count) &&
        xc_row_order_by(&order, number_of, work->base, UINT16_MAX + 1) &&
        xc_row_order_by(&order, row_of, work->base, (uint32_t)facts->targets.count) &&
        xc_row_order_by(&order, obligation_of, work->base,
                        (uint32_t)facts->obligation_count);
    for (size_t i = 0; done && i < work->base_count; i++) {
        const struct xc_base_row *row = &work->base[order.rows[i]];
        const struct xc_base_row *last = kept ? &sorted[kept - 1] : NULL;
        if (!last || last->obligation != row->obligation || last->row != row->row ||
            last->number != row->number) {
            sorted[kept++] = *row;
        }
    }
    xc_row_order_free(&order);
    if (!done) {
        free(sorted);
        return xc_fail_memory(work->error);
    }
    free(work->base);
    work->base = sorted;
    work->base_room = work->base_count + 1;
    work->base_count = kept;
    return XC_OK;
}

int xc_report_base(struct xc_report_work *work) {
    struct freezing all = {.work = work,
                           .line = xc_arena_new(LINE_BYTES),
                           .at = work->frozen_at,
                           .stage_count = work->plan->programme->stage_count};
    struct xc_store *store = work->session.store;
    struct xc_str office = work->session.office;
    int64_t number = work->plan->head.number;
    all.frozen = calloc(all.stage_count + 1, sizeof *all.frozen);
    int rc = all.line && all.frozen ? XC_OK : xc_fail_memory(work->error);
    for (size_t i = 0; i < all.stage_count && rc == XC_OK; i++) {
        all.frozen[i] = XC_NO_INSTANT;
    }
    if (rc == XC_OK) {
        rc = read_frozen(&all);
    }
    if (rc == XC_OK) {
        rc = read_first_unmet(&all);
    }
    if (rc == XC_OK) {
        rc = xc_store_each_change(store, office, work->programme, number, work->frozen_at,
                                  work->session.now, read_change, &all, work->error);
    }
    if (rc == XC_OK && may_grow(&all)) {
        rc =
            xc_store_each_summary(store, office, work->programme, number, work->frozen_at,
                                  work->session.now, read_unmet, &all, work->error);
    }
    xc_report_index_free(&all.changed);
    xc_arena_free(all.line);
    free(all.frozen);
    return rc;
}
