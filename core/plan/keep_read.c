/* A replan: kept visits become rows and working days, and find the needs that they
 * fulfil. Texts are looked up by hash, by all cores, some visits at a time: what one
 * waits for from memory, the next ones wait for meanwhile. */
#include "base/parallel.h"
#include "base/row_lookup.h"
#include "plan/keep_internal.h"

enum { VISITS_OF_AN_ITEM = 4096, TOGETHER = 16 };

struct reading {
    struct xc_job *job;
    struct xc_row_lookup targets, crews;
};

/* ---- rows of texts ---- */

static int list_texts(struct reading *r) {
    const struct xc_register *reg = r->job->reg;
    struct xc_arena *arena = r->job->early;
    if (xc_row_lookup_make(&r->targets, arena, reg->targets.count) ||
        xc_row_lookup_make(&r->crews, arena, r->job->team_count))
        return XC_ENOMEM;
    for (uint32_t i = 0; i < reg->targets.count; i++)
        xc_row_lookup_add(&r->targets, xc_register_text(reg, reg->targets.id[i]), i);
    for (uint32_t i = 0; i < r->job->team_count; i++)
        xc_row_lookup_add(&r->crews, r->job->crews[i].id, i);
    return XC_OK;
}

/* Of the rows that may have the text, from `row` on, the one that has it. */
static uint32_t that_target(const struct reading *r, struct xc_row_lookup_probe *probe,
                            uint32_t row, struct xc_str id) {
    const struct xc_register *reg = r->job->reg;
    while (row != XC_NO_ROW &&
           !xc_str_equal(xc_register_text(reg, reg->targets.id[row]), id))
        row = xc_row_lookup_next(&r->targets, probe);
    return row;
}

static uint32_t find_crew(const struct reading *r, struct xc_str id) {
    struct xc_row_lookup_probe probe = xc_row_lookup_ask(&r->crews, id);
    uint32_t row = xc_row_lookup_next(&r->crews, &probe);
    while (row != XC_NO_ROW && !xc_str_equal(r->job->crews[row].id, id))
        row = xc_row_lookup_next(&r->crews, &probe);
    return row;
}

/* ---- what each one fulfils ---- */

static bool is_free(const struct xc_job *job, uint32_t need) {
    return job->kept_of[need] == XC_NO_ROW &&
           (job->host_count == 0 || job->needs[need].state == XC_NEED_OPEN);
}

/* The need that a task of the target stands for: the first that nobody took, or the first
 * of all. */
static uint32_t find_need(const struct xc_job *job, uint32_t target,
                          const struct xc_visit_task *task, bool of_all) {
    if (target == XC_NO_ROW || !xc_str_equal(task->programme, job->programme->id))
        return XC_NO_NEED;
    for (uint32_t i = job->target_first[target]; i != XC_NO_NEED;
         i = job->needs[i].sibling) {
        const struct xc_need *need = &job->needs[i];
        if (need->number == task->number && (of_all || is_free(job, i)) &&
            xc_str_equal(job->demands[need->demand].obligation->label, task->label))
            return i;
    }
    return XC_NO_NEED;
}

static void read_visit(const struct reading *r, const struct xc_visit *visit,
                       uint32_t target, struct xc_keep *keep) {
    const struct xc_job *job = r->job;
    const struct xc_visit_task *task = visit->tasks;
    keep->seats = visit->people;
    keep->seat_count =
        (uint8_t)(visit->person_count < UINT8_MAX ? visit->person_count : UINT8_MAX);
    keep->kept = (uint32_t)(visit - job->input->kept);
    keep->crew = find_crew(r, visit->crew);
    job->kept_team[keep->kept] = keep->crew;
    keep->day = xc_days_find(job, visit->date);
    keep->start = (uint16_t)visit->start;
    keep->end = (uint16_t)visit->end;
    keep->one_day = visit->date == visit->end_date;
    keep->single = visit->task_count == 1;
    keep->need = visit->task_count > 0 ? find_need(job, target, task, true) : XC_NO_NEED;
    if (keep->need == XC_NO_NEED)
        return;
    const struct xc_need *need = &job->needs[keep->need];
    keep->minutes = (uint16_t)(visit->minutes / need->days);
    const struct xc_stage *stage = job->demands[need->demand].stage;
    keep->same = keep->single && xc_str_equal(stage->id, task->stage) &&
                 xc_moves_same_embargo(job, stage, visit);
}

static void read_together(const struct reading *r, size_t from, size_t count) {
    const struct xc_job *job = r->job;
    const struct xc_visit *kept = job->input->kept + from;
    struct xc_row_lookup_probe probes[TOGETHER];
    uint32_t rows[TOGETHER];
    for (size_t i = 0; i < count; i++)
        xc_prefetch(kept[i].target.ptr);
    for (size_t i = 0; i < count; i++) {
        probes[i] = xc_row_lookup_ask(&r->targets, kept[i].target);
        xc_row_lookup_prefetch(&r->targets, &probes[i]);
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = xc_row_lookup_next(&r->targets, &probes[i]);
        if (rows[i] == XC_NO_ROW)
            continue;
        xc_prefetch(&job->target_first[rows[i]]);
        xc_prefetch(&job->reg->targets.id[rows[i]]);
    }
    for (size_t i = 0; i < count; i++)
        if (rows[i] != XC_NO_ROW) {
            xc_prefetch(xc_register_text(job->reg, job->reg->targets.id[rows[i]]).ptr);
            if (job->target_first[rows[i]] != XC_NO_NEED)
                xc_prefetch_all(&job->needs[job->target_first[rows[i]]],
                                sizeof *job->needs);
        }
    for (size_t i = 0; i < count; i++) {
        rows[i] = that_target(r, &probes[i], rows[i], kept[i].target);
        read_visit(r, &kept[i], rows[i], &job->keeps[from + i]);
    }
}

static void read_some(void *context, unsigned worker, size_t item) {
    const struct reading *r = context;
    size_t from = item * VISITS_OF_AN_ITEM;
    size_t left = r->job->input->kept_count - from;
    size_t behind = from + (left < VISITS_OF_AN_ITEM ? left : VISITS_OF_AN_ITEM);
    (void)worker;
    for (size_t i = from; i < behind; i += TOGETHER)
        read_together(r, i, behind - i < TOGETHER ? behind - i : TOGETHER);
}

/* ---- who takes it ---- */

/* Of a visit that fulfils several needs, or whose need another took, the first that is
 * left; the others ride along. */
static void match_visit(struct xc_job *job, uint32_t index) {
    const struct xc_visit *visit = &job->input->kept[index];
    struct xc_keep *keep = &job->keeps[index];
    uint32_t target = xc_register_find_target(job->reg, visit->target);
    size_t at = 0;
    uint32_t host = XC_NO_NEED;
    for (; at < visit->task_count && host == XC_NO_NEED; at++)
        host = find_need(job, target, &visit->tasks[at], false);
    keep->need = host;
    keep->single = false;
    if (host == XC_NO_NEED)
        return;
    job->kept_of[host] = index;
    keep->minutes = (uint16_t)(visit->minutes / job->needs[host].days);
    /* the last first: riders are told of in the reverse order */
    for (size_t i = visit->task_count; i-- > at;) {
        uint32_t rider = find_need(job, target, &visit->tasks[i], false);
        if (rider != XC_NO_NEED)
            (void)xc_demand_ride(job, host, rider);
    }
}

int xc_keep_match(struct xc_job *job, struct xc_error *error) {
    size_t count = job->input->kept_count;
    struct reading r = {.job = job};
    if (count == 0)
        return XC_OK;
    if (count >= UINT32_MAX)
        return xc_fail_memory(error);
    job->keeps = xc_arena_array(job->early, count, sizeof *job->keeps);
    job->kept_team = xc_arena_array(job->arena, count, sizeof *job->kept_team);
    job->kept_of = xc_arena_array(job->arena, job->need_count, sizeof *job->kept_of);
    job->stays = xc_arena_array(job->arena, job->need_count, sizeof *job->stays);
    if (!job->keeps || !job->kept_team || !job->kept_of || !job->stays || list_texts(&r))
        return xc_fail_memory(error);
    for (uint32_t i = 0; i < job->need_count; i++)
        job->kept_of[i] = XC_NO_ROW;
    size_t items = (count + VISITS_OF_AN_ITEM - 1) / VISITS_OF_AN_ITEM;
    xc_parallel_run(xc_parallel_workers(items), items, read_some, &r);
    for (uint32_t i = 0; i < count; i++) {
        const struct xc_keep *keep = &job->keeps[i];
        if (keep->single && (keep->need == XC_NO_NEED || is_free(job, keep->need))) {
            if (keep->need != XC_NO_NEED)
                job->kept_of[keep->need] = i;
        } else {
            match_visit(job, i);
        }
    }
    return XC_OK;
}
