/* What is owed: the base beside what stands in the plan on the day. */
#include "base/row_order.h"
#include "publish/events.h"
#include "publish/report_work.h"

#include <stdlib.h>

struct standing { /* a visit of the day and what it serves */
    uint32_t obligation, target;
    uint16_t number;
    bool known; /* to this reader */
    bool done;
    uint32_t visit;
};

struct matching {
    struct xc_report_work *work;
    struct standing *rows; /* owned */
    size_t count;
};

static int by_owed(const void *left, const void *right) {
    const struct standing *a = left, *b = right;
    if (a->obligation != b->obligation) {
        return a->obligation < b->obligation ? -1 : 1;
    }
    if (a->target != b->target) {
        return a->target < b->target ? -1 : 1;
    }
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    if (a->done != b->done) { /* what was done has the say */
        return a->done ? -1 : 1;
    }
    return (a->visit > b->visit) - (a->visit < b->visit);
}

static uint32_t unknown_of(const void *rows, uint32_t row) {
    return ((const struct standing *)rows)[row].visit == XC_NO_ROW;
}

static uint32_t undone_of(const void *rows, uint32_t row) {
    return !((const struct standing *)rows)[row].done;
}

static uint32_t number_of(const void *rows, uint32_t row) {
    return ((const struct standing *)rows)[row].number;
}

static uint32_t target_of(const void *rows, uint32_t row) {
    return ((const struct standing *)rows)[row].target;
}

static uint32_t obligation_of(const void *rows, uint32_t row) {
    return ((const struct standing *)rows)[row].obligation;
}

/* As by_owed has it, of rows that come in the order of visits. */
static int sort_standing(struct matching *all) {
    const struct xc_report_facts *facts = &all->work->out->facts;
    struct xc_row_order order = {0};
    struct standing *sorted = malloc((all->count + 1) * sizeof *sorted);
    bool done =
        sorted && xc_row_order_start(&order, all->count) &&
        xc_row_order_by(&order, unknown_of, all->rows, 2) &&
        xc_row_order_by(&order, undone_of, all->rows, 2) &&
        xc_row_order_by(&order, number_of, all->rows, UINT16_MAX + 1) &&
        xc_row_order_by(&order, target_of, all->rows, (uint32_t)facts->targets.count) &&
        xc_row_order_by(&order, obligation_of, all->rows,
                        (uint32_t)facts->obligation_count);
    for (size_t i = 0; done && i < all->count; i++) {
        sorted[i] = all->rows[order.rows[i]];
    }
    xc_row_order_free(&order);
    if (!done) {
        free(sorted);
        return xc_fail_memory(all->work->error);
    }
    free(all->rows);
    all->rows = sorted;
    return XC_OK;
}

static bool stands(const struct xc_visit *visit) {
    return visit->status != XC_VISIT_CANCELLED && visit->status != XC_VISIT_VOID;
}

/* The visits of the plan and those of the facts lie in the same order; the facts lack
 * those that this reader may not know of, and those of other programmes. */
static int list_standing(struct matching *all) {
    struct xc_report_work *work = all->work;
    const struct xc_report_facts *facts = &work->out->facts;
    const struct xc_loaded_plan *plan = work->plan;
    size_t tasks = 0;
    uint32_t next = 0;
    for (size_t i = 0; i < plan->visit_count; i++) {
        tasks += plan->visits[i].task_count;
    }
    all->rows = calloc(tasks + 1, sizeof *all->rows);
    if (!all->rows) {
        return xc_fail_memory(work->error);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        bool known =
            next < facts->visit_count && xc_str_equal(facts->visits[next].id, visit->id);
        for (size_t t = 0; stands(visit) && t < visit->task_count; t++) {
            uint32_t obligation = xc_report_obligation_of(work, &visit->tasks[t]);
            if (obligation == XC_NO_ROW) {
                continue;
            }
            all->rows[all->count++] =
                (struct standing){.obligation = obligation,
                                  .target = work->visit_targets[i],
                                  .number = (uint16_t)visit->tasks[t].number,
                                  .known = known,
                                  .done = visit->status == XC_VISIT_DONE,
                                  .visit = known ? next : XC_NO_ROW};
        }
        next += known;
    }
    return sort_standing(all);
}

static int order_of(const struct xc_report_owed *a, const struct standing *b) {
    const struct standing key = {.obligation = a->obligation,
                                 .target = a->target,
                                 .number = a->number,
                                 .done = b->done,
                                 .visit = b->visit};
    return by_owed(&key, b);
}

/* What a reader who sees no plans may know of a visit that does not stand any more:
 * nothing, where its stage has an embargo. */
static bool may_know(const struct xc_report_work *work,
                     const struct xc_report_owed *owed) {
    return xc_viewer_sees_plans(work->viewer.role) ||
           !work->out->facts.obligations[owed->obligation].stage->embargo.set;
}

static struct xc_report_owed owed_of_base(const struct xc_report_work *work, size_t i) {
    const struct xc_base_row *row = &work->base[i];
    return (struct xc_report_owed){.obligation = row->obligation,
                                   .target = row->row,
                                   .number = row->number,
                                   .base = true,
                                   .first = row->first,
                                   .visit = XC_NO_ROW};
}

static struct xc_report_owed owed_of_standing(const struct standing *row) {
    return (struct xc_report_owed){.obligation = row->obligation,
                                   .target = row->target,
                                   .number = row->number,
                                   .first = XC_NO_DATE};
}

static void merge(struct matching *all) {
    struct xc_report_work *work = all->work;
    struct xc_report_facts *facts = &work->out->facts;
    size_t a = 0, b = 0;
    for (;;) {
        const struct standing *row = b < all->count ? &all->rows[b] : NULL;
        bool base = a < work->base_count;
        if (!base && !row) {
            break;
        }
        struct xc_report_owed owed = base ? owed_of_base(work, a) : owed_of_standing(row);
        int order = !row ? -1 : base ? order_of(&owed, row) : 1;
        if (row && order > 0) {
            owed = owed_of_standing(row);
        }
        bool known = row && order >= 0 ? row->known : may_know(work, &owed);
        owed.visit = row && order >= 0 ? row->visit : XC_NO_ROW;
        a += order <= 0;
        while (order >= 0 && b < all->count && order_of(&owed, &all->rows[b]) == 0) {
            b++;
        }
        if (known) {
            facts->owed[facts->owed_count++] = owed;
        }
    }
}

int xc_report_owed(struct xc_report_work *work) {
    struct xc_report_facts *facts = &work->out->facts;
    struct matching all = {.work = work};
    int rc = list_standing(&all);
    if (rc == XC_OK) {
        facts->owed = xc_arena_array(work->out->arena, work->base_count + all.count,
                                     sizeof *facts->owed);
        rc = facts->owed ? XC_OK : xc_fail_memory(work->error);
    }
    if (rc == XC_OK) {
        merge(&all);
        xc_report_settle(facts);
    }
    free(all.rows);
    return rc;
}
