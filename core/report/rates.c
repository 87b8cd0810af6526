#include "report/rates.h"

#include "base/catalogue.h"

#include <stddef.h>
#include <stdlib.h>

/* What is known of a target while its visits are gone through. */
enum { BASE = 1, COME = 2, TO_INSPECT = 4, INSPECTED = 8, VISITED = 16 };

struct counting {
    const struct xc_report_facts *facts;
    const struct xc_rates_scope *scope;
    xc_date cut;
    enum xc_rates_by by;
    struct xc_rates *rows;
    uint8_t *marks; /* by target; owned */
};

static struct xc_rates *row_of(const struct counting *all, uint32_t target) {
    const struct xc_report_targets *targets = &all->facts->targets;
    switch (all->by) {
    case XC_RATES_AREA:
        return &all->rows[targets->area[target]];
    case XC_RATES_KIND:
        return &all->rows[targets->kind[target]];
    case XC_RATES_ALL:
    default:
        return all->rows;
    }
}

static bool begun(const struct counting *all, xc_date day) {
    return all->scope->from == XC_NO_DATE || day >= all->scope->from;
}

/* A visit of the base; true where its day lies in the period. */
static bool count_base(struct counting *all, const struct xc_report_owed *owed,
                       struct xc_rates *row) {
    uint8_t *mark = &all->marks[owed->target];
    *mark |= BASE;
    if (!begun(all, owed->first) ||
        (all->scope->to != XC_NO_DATE && owed->first > all->scope->to)) {
        return false;
    }
    row->owed++;
    if (owed->first <= all->cut) {
        row->due++;
        row->due_done += xc_owed_done(owed, all->cut);
        *mark |= TO_INSPECT;
        *mark |= xc_owed_checked(owed, all->cut) ? INSPECTED : 0;
    }
    return true;
}

static void count_done(struct counting *all, const struct xc_report_owed *owed,
                       struct xc_rates *row) {
    if (!xc_owed_done(owed, all->cut)) {
        return;
    }
    if (begun(all, owed->done)) {
        row->done++;
        row->finished += !(owed->flags & XC_REPORT_OPEN);
        all->marks[owed->target] |= owed->flags & XC_REPORT_CHECK ? VISITED : 0;
    }
}

/* The visits that one obligation owes to one target; returns the first row behind them.
 */
static size_t count_pair(struct counting *all, size_t from) {
    const struct xc_report_facts *facts = all->facts;
    const struct xc_report_owed *first = &facts->owed[from];
    struct xc_rates *row = row_of(all, first->target);
    uint64_t owed = 0, checked = 0;
    size_t i = from;
    for (; i < facts->owed_count && facts->owed[i].obligation == first->obligation &&
           facts->owed[i].target == first->target;
         i++) {
        const struct xc_report_owed *one = &facts->owed[i];
        if (!one->base) {
            all->marks[one->target] |= COME;
        } else if (count_base(all, one, row)) {
            owed++;
            checked += xc_owed_checked(one, all->cut);
        }
        count_done(all, one, row);
    }
    row->obligations += owed > 0;
    row->fulfilled += owed > 0 && checked == owed;
    return i;
}

static void count_targets(struct counting *all) {
    const struct xc_report_targets *targets = &all->facts->targets;
    bool whole = all->scope->stage == XC_NO_ROW;
    for (uint32_t i = 0; i < targets->count; i++) {
        unsigned mark = all->marks[i];
        unsigned state = targets->state[i];
        bool come = whole ? (state & XC_TARGET_HAS_COME) != 0 : (mark & COME) != 0;
        if (mark == 0 && !come) {
            continue;
        }
        struct xc_rates *row = row_of(all, i);
        row->to_inspect += (mark & TO_INSPECT) != 0;
        row->inspected += (mark & INSPECTED) != 0;
        if (mark & BASE) {
            bool gone = (state & XC_TARGET_HAS_GONE) != 0;
            row->targets++;
            row->visited += (mark & VISITED) != 0;
            row->gone += gone;
            row->gone_visited += gone && (mark & VISITED);
        } else if (come) {
            row->come++;
            row->come_visited += (mark & VISITED) != 0;
        }
    }
}

static size_t rows_by(const struct xc_report_facts *facts, enum xc_rates_by by) {
    return by == XC_RATES_AREA   ? facts->area_count
           : by == XC_RATES_KIND ? (size_t)XC_KIND_COUNT
                                 : 1;
}

int xc_rates_count(const struct xc_report_facts *facts,
                   const struct xc_rates_scope *scope, enum xc_rates_by by,
                   struct xc_rates *rows, struct xc_error *error) {
    struct counting all = {.facts = facts, .scope = scope, .by = by, .rows = rows};
    all.cut = scope->cut != XC_NO_DATE ? scope->cut : scope->to;
    if (all.cut == XC_NO_DATE || all.cut > facts->as_of) {
        all.cut = facts->as_of;
    }
    for (size_t i = 0; i < rows_by(facts, by); i++) {
        rows[i] = (struct xc_rates){0};
    }
    all.marks = calloc(facts->targets.count + 1, 1);
    if (!all.marks) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < facts->owed_count;) {
        uint32_t stage = facts->obligations[facts->owed[i].obligation].stage_row;
        if (scope->stage == XC_NO_ROW || scope->stage == stage) {
            i = count_pair(&all, i);
        } else {
            i++;
        }
    }
    count_targets(&all);
    free(all.marks);
    return XC_OK;
}

static const struct {
    const char *word, *chinese;
    size_t offset;
} counts[XC_RATES_COUNTS] = {
    [XC_COUNT_CLOSED_SINCE] = {"closed_since", "期间注销家数",
                               offsetof(struct xc_rates, gone)},
    [XC_COUNT_CLOSED_SINCE_VISITED] = {"closed_since_visited", "注销家数中已查",
                                       offsetof(struct xc_rates, gone_visited)},
    [XC_COUNT_DONE] = {"done", "已查次数", offsetof(struct xc_rates, done)},
    [XC_COUNT_DUE] = {"due", "到期应查次数", offsetof(struct xc_rates, due)},
    [XC_COUNT_DUE_DONE] = {"due_done", "到期应查中已查次数",
                           offsetof(struct xc_rates, due_done)},
    [XC_COUNT_FINISHED] = {"finished", "已办结次数", offsetof(struct xc_rates, finished)},
    [XC_COUNT_FULFILLED] = {"fulfilled", "已完成任务数",
                            offsetof(struct xc_rates, fulfilled)},
    [XC_COUNT_INSPECTED] = {"inspected", "到期应查中已查家数",
                            offsetof(struct xc_rates, inspected)},
    [XC_COUNT_OBLIGATIONS] = {"obligations", "任务数",
                              offsetof(struct xc_rates, obligations)},
    [XC_COUNT_OPENED_SINCE] = {"opened_since", "期间新增家数",
                               offsetof(struct xc_rates, come)},
    [XC_COUNT_OPENED_SINCE_VISITED] = {"opened_since_visited", "新增家数中已查",
                                       offsetof(struct xc_rates, come_visited)},
    [XC_COUNT_OWED] = {"owed", "应查次数", offsetof(struct xc_rates, owed)},
    [XC_COUNT_TARGETS] = {"targets", "检查对象家数", offsetof(struct xc_rates, targets)},
    [XC_COUNT_TO_INSPECT] = {"to_inspect", "到期应查家数",
                             offsetof(struct xc_rates, to_inspect)},
    [XC_COUNT_VISITED] = {"visited", "已查家数", offsetof(struct xc_rates, visited)},
};

const char *xc_rates_word(size_t index) {
    return counts[index].word;
}

const char *xc_rates_chinese(size_t index) {
    return counts[index].chinese;
}

uint64_t *xc_rates_slot(struct xc_rates *rates, size_t index) {
    return (void *)((char *)rates + counts[index].offset);
}

uint64_t xc_rates_value(const struct xc_rates *rates, size_t index) {
    return *(const uint64_t *)(const void *)((const char *)rates + counts[index].offset);
}

void xc_rates_add(struct xc_rates *rates, const struct xc_rates *more) {
    for (size_t i = 0; i < XC_RATES_COUNTS; i++) {
        *xc_rates_slot(rates, i) += xc_rates_value(more, i);
    }
}

struct xc_rate xc_rate_of(const struct xc_rates *rates, enum xc_rate_kind kind) {
    switch (kind) {
    case XC_RATE_PLAN:
        return (struct xc_rate){rates->due_done, rates->due};
    case XC_RATE_TASKS:
        return (struct xc_rate){rates->fulfilled, rates->obligations};
    case XC_RATE_INSPECTION:
        return (struct xc_rate){rates->inspected, rates->to_inspect};
    case XC_RATE_CLOSING:
        return (struct xc_rate){rates->finished, rates->done};
    case XC_RATE_COVERAGE:
    case XC_RATE_KINDS:
    default:
        return (struct xc_rate){rates->visited, rates->targets};
    }
}

static const struct {
    const char *word, *title;
} names[XC_RATE_KINDS] = {
    [XC_RATE_PLAN] = {"plan", XC_MSG("plan completion")},
    [XC_RATE_TASKS] = {"tasks", XC_MSG("task completion")},
    [XC_RATE_INSPECTION] = {"inspection", XC_MSG("inspection completion")},
    [XC_RATE_CLOSING] = {"closing", XC_MSG("closing rate")},
    [XC_RATE_COVERAGE] = {"coverage", XC_MSG("coverage rate")},
};

const char *xc_rate_word(enum xc_rate_kind kind) {
    return names[kind].word;
}

const char *xc_rate_title(enum xc_rate_kind kind) {
    return names[kind].title;
}

int xc_rate_compare(struct xc_rate a, struct xc_rate b) {
    if (a.of == 0 || b.of == 0) {
        return (a.of > 0) - (b.of > 0);
    }
    uint64_t left = a.number * b.of, right = b.number * a.of;
    return (left > right) - (left < right);
}
