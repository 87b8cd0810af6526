#include "programme/replan.h"

#include "calendar/feed.h"
#include "history/causes.h"
#include "history/history.h"
#include "programme/run.h"
#include "workspace/guests.h"
#include "workspace/horizon.h"
#include "workspace/plan_summary.h"
#include "workspace/visit_facts.h"

#include <stdlib.h>
#include <string.h>

/* Room for a country's visits, the other programmes' and their changes. */
static const size_t replan_bytes = (size_t)8 << 30;

enum { LINE_BYTES = 1 << 22, SUMMARY_BYTES = 1 << 29 };

static int by_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_visit *)left)->id,
                          ((const struct xc_visit *)right)->id);
}

static const struct xc_visit *find(const struct xc_visit *visits, size_t count,
                                   struct xc_str id) {
    struct xc_visit key = {.id = id};
    return count ? bsearch(&key, visits, count, sizeof *visits, by_id) : NULL;
}

/* ---- What stays, what may move ---- */

struct sorting {
    const struct xc_session *session;
    struct xc_replan *replan;
    const struct xc_loaded_plan *plan;
    struct xc_visit *others; /* by id */
    size_t other_count;
    xc_date today;
    unsigned minute; /* of today */
    int offset;      /* minutes east of UTC */
};

/* Also where the crew has only set out. */
static bool has_begun(const struct sorting *sorting, const struct xc_visit *visit) {
    const struct xc_loaded *loaded = &sorting->replan->loaded;
    xc_date as_of = sorting->replan->as_of, leaves;
    unsigned travel = xc_visit_travel(loaded, visit);
    if (travel > 0 && xc_visit_road_day(loaded, visit, -(int)travel, &leaves) &&
        leaves < as_of) {
        return true;
    }
    return visit->date < as_of || (visit->date == as_of && as_of == sorting->today &&
                                   visit->start <= sorting->minute);
}

static bool lies_ahead(const struct sorting *sorting, const struct xc_visit *visit) {
    return (visit->status == XC_VISIT_DRAFT || visit->status == XC_VISIT_PUBLISHED ||
            visit->status == XC_VISIT_ACCEPTED) &&
           !has_begun(sorting, visit);
}

static bool may_move(const struct xc_visit *visit) {
    return visit->status != XC_VISIT_ACCEPTED && !visit->pinned;
}

/* A visit of another programme still serves this one where it lies in the window that was
 * asked for; else the plan lets go of it. */
static bool still_serves(const struct sorting *sorting, const struct xc_visit *guest) {
    const struct xc_programme *open = &sorting->replan->open;
    if (!find(sorting->others, sorting->other_count, guest->id)) {
        return false;
    }
    for (size_t i = 0; i < guest->task_count; i++) {
        const struct xc_visit_task *task = &guest->tasks[i];
        const struct xc_stage *stage = xc_str_equal(task->programme, open->id)
                                           ? xc_programme_stage(open, task->stage)
                                           : NULL;
        for (size_t k = 0; stage && k < stage->obligation_count; k++) {
            const struct xc_obligation *asked = &stage->obligations[k];
            if (xc_str_equal(asked->label, task->label) &&
                (guest->date < asked->window.from ||
                 guest->end_date > asked->window.to)) {
                return false;
            }
        }
    }
    return true;
}

/* A day before the visit on which nobody worked may be one of work by now: what stays
 * where it is does not become known a working day sooner for that. */
static int keep_secret(const struct sorting *sorting, struct xc_visit *visit,
                       struct xc_error *error) {
    const struct xc_programme *programme = sorting->plan->programme;
    xc_instant end;
    int rc = XC_OK;
    for (size_t i = 0; i < visit->task_count && rc == XC_OK; i++) {
        const struct xc_visit_task *task = &visit->tasks[i];
        const struct xc_stage *stage = xc_str_equal(task->programme, programme->id)
                                           ? xc_programme_stage(programme, task->stage)
                                           : NULL;
        if (!stage || !stage->embargo.set || visit->embargo_until == XC_NO_INSTANT ||
            visit->embargo_until <= sorting->session->now) {
            continue;
        }
        rc = xc_embargo_end(&stage->embargo, sorting->replan->loaded.workdays,
                            visit->date, sorting->offset, &end, error);
        if (rc == XC_OK && end != XC_NO_INSTANT && end > visit->embargo_until) {
            visit->embargo_until = end;
        }
    }
    return rc;
}

/* Own visits that stay and other programmes' visits, each once; own ones that may move.
 */
static int sort_visits(struct sorting *sorting, struct xc_error *error) {
    struct xc_replan *replan = sorting->replan;
    const struct xc_loaded_plan *plan = sorting->plan;
    size_t own = plan->visit_count;
    replan->kept_visits = xc_arena_array(replan->arena, own + 1, sizeof(struct xc_visit));
    replan->fixed = xc_arena_array(replan->arena, own + sorting->other_count + 1,
                                   sizeof(struct xc_visit));
    if (!replan->kept_visits || !replan->fixed) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < own; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        bool guest = xc_visit_is_guest(plan, visit);
        bool ahead = !guest && lies_ahead(sorting, visit);
        replan->ahead += ahead;
        if (guest) {
            if (still_serves(sorting, visit)) {
                replan->fixed[replan->fixed_count++] = *visit;
            }
        } else if (ahead && may_move(visit)) {
            replan->kept_visits[replan->kept++] = *visit;
        } else {
            struct xc_visit *stays = &replan->fixed[replan->fixed_count++];
            *stays = *visit;
            int rc = ahead ? keep_secret(sorting, stays, error) : XC_OK;
            if (rc != XC_OK) {
                return rc;
            }
        }
    }
    qsort(replan->kept_visits, replan->kept, sizeof *replan->kept_visits, by_id);
    own = replan->fixed_count;
    qsort(replan->fixed, own, sizeof *replan->fixed, by_id);
    for (size_t i = 0; i < sorting->other_count; i++) {
        if (!find(replan->fixed, own, sorting->others[i].id)) {
            replan->fixed[replan->fixed_count++] = sorting->others[i];
        }
    }
    qsort(replan->fixed, replan->fixed_count, sizeof *replan->fixed, by_id);
    return XC_OK;
}

/* ---- What is different ---- */

static int write_line(const struct xc_visit *visit, struct xc_buffer *line,
                      struct xc_error *error) {
    xc_buffer_clear(line);
    xc_buffer_add(line, visit->id);
    xc_buffer_putc(line, '\t');
    return xc_visit_write(visit, line) == XC_OK && !line->failed ? XC_OK
                                                                 : xc_fail_memory(error);
}

static int add_change(struct xc_replan *replan, struct xc_str id, struct xc_str line,
                      struct xc_error *error) {
    struct xc_visit_change *change = &replan->changes[replan->changed++];
    *change = (struct xc_visit_change){id, xc_arena_copy(replan->arena, line),
                                       XC_STR("replan")};
    return change->line.ptr || line.len == 0 ? XC_OK : xc_fail_memory(error);
}

/* A visit that somebody may have in a calendar becomes a cancelled one; others go. */
static int leave(struct xc_replan *replan, const struct xc_visit *before, bool guest,
                 xc_instant now, struct xc_buffer *line, struct xc_error *error) {
    struct xc_visit visit = *before;
    if (guest || visit.status == XC_VISIT_DRAFT) {
        replan->removed += !guest;
        return add_change(replan, visit.id, XC_STR(""), error);
    }
    visit.status = XC_VISIT_CANCELLED;
    visit.sequence++;
    visit.changed = now;
    replan->cancelled++;
    int rc = write_line(&visit, line, error);
    return rc == XC_OK ? add_change(replan, visit.id, xc_buffer_view(line), error) : rc;
}

static bool is_public(const struct xc_plan_head *head, const struct xc_visit *before,
                      const struct xc_visit *after) {
    bool reached =
        after && head->status == XC_PLAN_APPROVED &&
        (head->approved_until == XC_NO_DATE || after->date <= head->approved_until);
    return reached || (before && before->status != XC_VISIT_DRAFT);
}

/* Both lists by id; every visit whose line differs becomes a change. */
static int compare(struct xc_replan *replan, const struct xc_visit *before,
                   size_t before_count, const struct xc_visit *after, size_t after_count,
                   xc_instant now, struct xc_error *error) {
    const struct xc_loaded_plan *plan = &replan->loaded.plans[0];
    struct xc_buffer was = xc_buffer_make(LINE_BYTES), is = xc_buffer_make(LINE_BYTES);
    int rc = XC_OK;
    for (size_t i = 0, k = 0; (i < before_count || k < after_count) && rc == XC_OK;) {
        int order = i == before_count  ? 1
                    : k == after_count ? -1
                                       : by_id(&before[i], &after[k]);
        size_t changed = replan->changed;
        if (order < 0) {
            replan->public += is_public(&plan->head, &before[i], NULL);
            rc = leave(replan, &before[i], xc_visit_is_guest(plan, &before[i]), now, &is,
                       error);
            i++;
            continue;
        }
        if (order == 0 && xc_visit_same(&before[i], &after[k])) {
            i++;
            k++;
            continue;
        }
        rc = write_line(&after[k], &is, error);
        const struct xc_visit *old = order == 0 ? &before[i] : NULL;
        if (rc == XC_OK && old) {
            rc = write_line(&before[i++], &was, error);
        } else {
            xc_buffer_clear(&was);
            replan->added++;
        }
        if (rc == XC_OK && !xc_str_equal(xc_buffer_view(&was), xc_buffer_view(&is))) {
            rc = add_change(replan, after[k].id, xc_buffer_view(&is), error);
        }
        replan->public +=
            replan->changed > changed && is_public(&plan->head, old, &after[k]);
        k++;
    }
    xc_buffer_free(&was);
    xc_buffer_free(&is);
    return rc;
}

static int find_changes(struct xc_replan *replan, xc_instant now,
                        struct xc_error *error) {
    const struct xc_loaded_plan *plan = &replan->loaded.plans[0];
    size_t before_count = plan->visit_count, after_count = replan->plan->visit_count;
    struct xc_visit *before =
        xc_arena_array(replan->arena, before_count + 1, sizeof *before);
    struct xc_visit *after =
        xc_arena_array(replan->arena, after_count + 1, sizeof *after);
    replan->changes = xc_arena_array(replan->arena, before_count + after_count + 1,
                                     sizeof *replan->changes);
    if (!before || !after || !replan->changes) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < before_count; i++) {
        before[i] = plan->visits[i];
    }
    for (size_t i = 0; i < after_count; i++) {
        after[i] = replan->plan->visits[i];
    }
    qsort(before, before_count, sizeof *before, by_id);
    qsort(after, after_count, sizeof *after, by_id);
    return compare(replan, before, before_count, after, after_count, now, error);
}

static bool same_text(const json_t *object, const char *key, struct xc_str text) {
    const char *was = json_string_value(json_object_get(object, key));
    return was && xc_str_is(text, was);
}

static bool same_message(const json_t *json, const struct xc_message *message) {
    struct xc_message was;
    xc_plan_message(json, &was);
    return was.id && message->id && strcmp(was.id, message->id) == 0 &&
           was.used == message->used && memcmp(was.args, message->args, was.used) == 0;
}

/* Whether other visits have no place than the stored summary says, or for other reasons:
 * that is news also where no visit changes. */
static bool unmet_changed(const struct xc_replan *replan) {
    const struct xc_plan *plan = replan->plan;
    struct xc_str text = replan->loaded.plans[0].head.summary;
    json_t *summary = json_loadb(text.ptr, text.len, 0, NULL);
    const json_t *unmet = json_object_get(summary, "unmet");
    const json_t *reasons = json_object_get(summary, "reasons");
    bool same = json_array_size(unmet) == plan->unmet_count;
    for (size_t i = 0; i < plan->unmet_count && same; i++) {
        const struct xc_unmet *one = &plan->unmet[i];
        const json_t *was = json_array_get(unmet, i);
        json_int_t reason = json_integer_value(json_object_get(was, "reason"));
        same = same_text(was, "target", one->target) &&
               same_text(was, "label", one->label) &&
               json_integer_value(json_object_get(was, "number")) ==
                   (json_int_t)one->number &&
               same_text(was, "verdict", xc_str_from(xc_verdict_word(one->verdict))) &&
               same_message(json_array_get(reasons, (size_t)reason),
                            &plan->reasons[one->reason]);
    }
    json_decref(summary);
    return !same;
}

/* ---- Saving ---- */

static uint64_t count_visits(const struct xc_plan *plan) {
    uint64_t count = 0;
    for (size_t i = 0; i < plan->visit_count; i++) {
        count += plan->visits[i].status != XC_VISIT_CANCELLED &&
                 plan->visits[i].status != XC_VISIT_VOID;
    }
    return count;
}

static int save(const struct xc_session *session, struct xc_replan *replan,
                struct xc_error *error) {
    const struct xc_plan_head *before = &replan->loaded.plans[0].head;
    struct xc_buffer summary = xc_buffer_make(SUMMARY_BYTES);
    int rc = xc_plan_summary_write(replan->plan, &summary, error);
    if (rc == XC_OK) {
        struct xc_plan_head head = *before;
        head.at = session->now;
        head.as_of = replan->as_of;
        head.snapshot = replan->snapshot;
        head.register_digest = replan->register_digest;
        head.provisional = replan->provisional;
        head.summary = xc_buffer_view(&summary);
        head.visits = count_visits(replan->plan);
        rc = xc_store_replan(session->store, session->office, &head, replan->changes,
                             replan->changed, error);
        replan->stored = rc == XC_OK;
    }
    xc_buffer_free(&summary);
    return rc;
}

/* ---- The whole way ---- */

/* The plan, and the register that was in force all the while. */
static int load(const struct xc_session *session, struct xc_str programme,
                struct xc_replan *replan, struct xc_error *error) {
    struct xc_snapshot before, after;
    struct xc_plan_head
        head; /* that there is a plan comes before that there is a register */
    int rc = xc_store_plan(session->store, session->office, programme, 0, replan->arena,
                           &head, error);
    if (rc == XC_OK) {
        rc = xc_store_snapshot(session->store, session->office, 0, replan->arena, &before,
                               error);
    }
    if (rc == XC_OK) {
        rc = xc_load_plans(session, programme, &replan->loaded, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_snapshot(session->store, session->office, 0, replan->arena, &after,
                               error);
    }
    if (rc == XC_OK && before.number != after.number) {
        xc_fail(error, XC_ENO, "the register was changed meanwhile");
        rc = xc_hint(error, "nothing was stored: replan once more");
    }
    if (rc == XC_OK) {
        replan->snapshot = after.number;
        replan->register_digest = after.digest;
    }
    return rc;
}

static xc_date later(xc_date a, xc_date b) {
    return a > b ? a : b;
}

/* What lies between a day that has passed and today was made, or was missed: to move it
 * now would be to rewrite what happened. */
static int find_as_of(const struct xc_session *session, xc_date asked,
                      struct xc_replan *replan, struct xc_error *error) {
    const struct xc_programme *programme = replan->loaded.plans[0].programme;
    xc_date today;
    int rc = xc_horizon_as_of(session, programme, "replan", XC_NO_DATE, &today, error);
    if (rc == XC_OK) {
        rc = xc_horizon_as_of(session, programme, "replan", asked, &replan->as_of, error);
    }
    if (rc == XC_OK && replan->as_of < today) {
        replan->passed = asked;
        replan->as_of = today;
    }
    return rc;
}

static int sort_all(const struct xc_session *session, struct xc_replan *replan,
                    struct xc_error *error) {
    const struct xc_loaded_plan *plan = &replan->loaded.plans[0];
    struct sorting sorting = {.session = session, .replan = replan, .plan = plan};
    if (!xc_zone_known(plan->programme->zone, &sorting.offset)) {
        return xc_fail(error, XC_EPOLICY, "programme %.*s: unknown time zone '%.*s'",
                       XC_PRI(plan->programme->id), XC_PRI(plan->programme->zone));
    }
    sorting.today = xc_instant_date(session->now, sorting.offset, &sorting.minute);
    replan->minutes_over = replan->as_of == sorting.today ? sorting.minute + 1 : 0;
    int rc = xc_load_other_visits(session, plan->programme->id, replan->arena,
                                  &sorting.others, &sorting.other_count, error);
    return rc == XC_OK ? sort_visits(&sorting, error) : rc;
}

static int make(const struct xc_session *session, struct xc_replan *replan,
                struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    struct xc_plan_input input;
    const struct xc_loaded *loaded = &replan->loaded;
    xc_date from, to;
    xc_horizon_span(loaded->plans[0].programme, &from, &to);
    int rc = xc_workdays_require(loaded->workdays, from, to, error);
    replan->provisional =
        rc == XC_OK && xc_workdays_provisional(loaded->workdays, from, to);
    if (rc == XC_OK) {
        rc = xc_store_workspace_key(session->store, key, error);
    }
    if (rc == XC_OK) {
        rc = xc_run_input(session, &replan->open, loaded->reg, loaded->workdays,
                          replan->as_of, (struct xc_str){(const char *)key, sizeof key},
                          &input, error);
    }
    if (rc == XC_OK) {
        input.passed = replan->minutes_over;
        input.history = &replan->draws.history;
        input.draws = replan->draws.draws;
        input.draw_count = replan->draws.count;
        input.fixed = replan->fixed;
        input.fixed_count = replan->fixed_count;
        input.kept = replan->kept_visits;
        input.kept_count = replan->kept;
        rc = xc_causes_attach(&input, replan->arena, error);
    }
    if (rc == XC_OK) {
        rc = xc_plan_make(&input, &replan->plan, error);
    }
    if (rc == XC_OK) {
        rc = xc_history_note(input.history, replan->plan, error);
    }
    return rc;
}

int xc_replan_run(const struct xc_session *session,
                  const struct xc_replan_options *options, struct xc_replan *replan,
                  struct xc_error *error) {
    *replan = (struct xc_replan){.arena = xc_arena_new(replan_bytes),
                                 .passed = XC_NO_DATE,
                                 .dry_run = options->dry_run};
    int rc = replan->arena ? load(session, options->programme, replan, error)
                           : xc_fail_memory(error);
    const struct xc_loaded_plan *plan = rc == XC_OK ? &replan->loaded.plans[0] : NULL;
    if (rc == XC_OK) {
        rc = find_as_of(session, options->as_of, replan, error);
    }
    if (rc ==
        XC_OK) { /* what the plan holds already stays open, whatever the day named */
        rc = xc_horizon_open(plan->programme, later(replan->as_of, plan->head.as_of),
                             replan->arena, &replan->open, error);
    }
    if (rc == XC_OK) {
        rc = xc_run_draws(session, plan->programme, &replan->open, replan->arena,
                          &replan->draws, error);
    }
    if (rc == XC_OK) {
        rc = sort_all(session, replan, error);
    }
    if (rc == XC_OK) {
        rc = make(session, replan, error);
    }
    if (rc == XC_OK) {
        rc = find_changes(replan, session->now, error);
    }
    if (rc == XC_OK && options->drafts_only && replan->public > 0) {
        rc = xc_fail(error, XC_ENO, "%zu of what a replan would change is published",
                     replan->public);
    }
    if (rc == XC_OK && !options->dry_run &&
        (replan->changed > 0 || replan->snapshot != plan->head.snapshot ||
         replan->provisional != plan->head.provisional || unmet_changed(replan))) {
        rc = save(session, replan, error);
    }
    return rc;
}

void xc_replan_free(struct xc_replan *replan) {
    xc_plan_free(replan->plan);
    xc_loaded_free(&replan->loaded);
    xc_arena_free(replan->arena);
    *replan = (struct xc_replan){0};
}
