/* The base of a report: what the plan owed when it was published first. */
#include "publish/report_work.h"

#include <jansson.h>
#include <stdlib.h>

enum { LINE_BYTES = 1 << 23 };

struct freezing {
    struct xc_report_work *work;
    struct xc_arena *line; /* texts of one line; owned */
    xc_instant *frozen;    /* by stage; XC_NO_INSTANT: not yet; owned */
    xc_instant at;         /* of what is read */
    size_t stage_count;
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

static int add(struct freezing *all, uint32_t obligation, struct xc_str target,
               unsigned number, xc_date first) {
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
    struct xc_base_row *row = &work->base[work->base_count];
    *row = (struct xc_base_row){.target = xc_arena_copy(work->out->arena, target),
                                .obligation = obligation,
                                .order = (uint32_t)work->base_count,
                                .number = (uint16_t)number,
                                .first = first};
    work->base_count++;
    return row->target.ptr ? XC_OK : xc_fail_memory(work->error);
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

static int add_line(struct freezing *all, struct xc_str line) {
    struct xc_report_work *work = all->work;
    struct xc_visit visit;
    xc_str_cut(&line, '\t'); /* the id, which the visit holds too */
    int rc = xc_visit_read(line, all->line, &visit, work->error);
    if (rc != XC_OK || visit.status == XC_VISIT_CANCELLED ||
        visit.status == XC_VISIT_VOID) {
        return rc;
    }
    for (size_t i = 0; i < visit.task_count && rc == XC_OK; i++) {
        uint32_t obligation = xc_report_obligation_of(work, &visit.tasks[i]);
        if (obligation != XC_NO_ROW && may_join(all, obligation)) {
            rc = add(all, obligation, visit.target, visit.tasks[i].number, visit.date);
        }
    }
    return rc;
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

static int read_change(void *context, xc_instant at, struct xc_str line) {
    struct freezing *all = context;
    all->at = at;
    return line.len > 0 ? read_line(context, line) : XC_OK;
}

/* ---- What had no place ---- */

static struct xc_str text_of(const json_t *row, const char *name) {
    const json_t *text = json_object_get(row, name);
    return (struct xc_str){json_string_value(text), json_string_length(text)};
}

static int add_unmet(struct freezing *all, const json_t *unmet) {
    const struct xc_report_facts *facts = &all->work->out->facts;
    const json_t *row;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(unmet, i, row) {
        const struct xc_visit_task task = {.programme = facts->id,
                                           .stage = text_of(row, "stage"),
                                           .label = text_of(row, "label")};
        uint32_t obligation = xc_report_obligation_of(all->work, &task);
        if (rc == XC_OK && obligation != XC_NO_ROW && may_join(all, obligation)) {
            rc = add(all, obligation, text_of(row, "target"),
                     (unsigned)json_integer_value(json_object_get(row, "number")),
                     facts->obligations[obligation].obligation->window.to);
        }
    }
    return rc;
}

static int read_unmet(void *context, xc_instant at, struct xc_str text) {
    struct freezing *all = context;
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
    return rc == XC_OK ? read_unmet(all, work->frozen_at, text) : rc;
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

static int by_owed(const void *left, const void *right) {
    const struct xc_base_row *a = left, *b = right;
    if (a->obligation != b->obligation) {
        return a->obligation < b->obligation ? -1 : 1;
    }
    int order = xc_str_compare(a->target, b->target);
    if (order == 0) {
        order = (a->number > b->number) - (a->number < b->number);
    }
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static void keep_first(struct xc_report_work *work) {
    size_t kept = 0;
    if (work->base_count > 1) {
        qsort(work->base, work->base_count, sizeof *work->base, by_owed);
    }
    for (size_t i = 0; i < work->base_count; i++) {
        const struct xc_base_row *row = &work->base[i];
        const struct xc_base_row *last = kept ? &work->base[kept - 1] : NULL;
        if (!last || last->obligation != row->obligation || last->number != row->number ||
            !xc_str_equal(last->target, row->target)) {
            work->base[kept++] = *row;
        }
    }
    work->base_count = kept;
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
        rc = xc_store_each_visit_at(store, office, work->programme, number,
                                    work->frozen_at, read_line, &all, work->error);
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
    if (rc == XC_OK) {
        keep_first(work);
    }
    xc_arena_free(all.line);
    free(all.frozen);
    return rc;
}
