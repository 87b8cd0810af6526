#include "hand/work.h"

#include "base/suggest.h"
#include "base/utf8.h"

enum { REASON_BYTES = 600, DEFAULT_MINUTES = 90, STAGES_SUGGESTED = 256 };

/* ---- What may be changed ---- */

static int check_reason(const struct xc_hand_work *work, struct xc_str reason) {
    if (reason.len == 0) {
        xc_fail(work->error, XC_EINPUT, "a change by hand needs a reason");
        return xc_hint(work->error, "say why: --reason TEXT");
    }
    if (reason.len > REASON_BYTES || !xc_utf8_valid(reason, NULL) ||
        xc_utf8_forbidden(reason) != 0) {
        return xc_fail(work->error, XC_EINPUT,
                       "the reason holds invisible characters or more than %d bytes",
                       REASON_BYTES);
    }
    return XC_OK;
}

static int refuse_past(const struct xc_hand_work *work, const struct xc_visit *visit) {
    char day[11];
    xc_date_format(visit->date, day);
    xc_fail(work->error, XC_EINPUT, "visit %.*s was on %s: what has begun stays",
            XC_PRI(visit->id), day);
    return xc_hint(work->error, "store what became of it: `xuncha outcome --visit %.*s`",
                   XC_PRI(visit->id));
}

static int check_open(const struct xc_hand_work *work, const struct xc_hand_row *row) {
    const struct xc_visit *visit = row->visit;
    xc_date today;
    unsigned minute;
    int rc = xc_hand_today(work, row->plan, &today, &minute);
    if (rc != XC_OK) {
        return rc;
    }
    if (visit->status == XC_VISIT_DONE) {
        return xc_fail(work->error, XC_EINPUT, "visit %.*s is done: it stays as it was",
                       XC_PRI(visit->id));
    }
    if (visit->status == XC_VISIT_CANCELLED || visit->status == XC_VISIT_VOID) {
        xc_fail(work->error, XC_EINPUT, "visit %.*s was cancelled", XC_PRI(visit->id));
        return xc_hint(work->error, "add another one: `xuncha visit add %.*s …`",
                       XC_PRI(visit->target));
    }
    return visit->date < today || (visit->date == today && visit->start <= minute)
               ? refuse_past(work, visit)
               : XC_OK;
}

static int check_day(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                     xc_date date) {
    xc_date today;
    unsigned minute;
    char day[11];
    int rc = xc_hand_today(work, plan, &today, &minute);
    if (rc == XC_OK && date < today) {
        xc_date_format(date, day);
        rc = xc_fail(work->error, XC_EINPUT, "%s has passed", day);
    }
    return rc;
}

static int find_row(const struct xc_hand_work *work, struct xc_str id,
                    struct xc_hand_row **row) {
    *row = xc_hand_find(work, id);
    if (!*row) {
        xc_fail(work->error, XC_EINPUT, "there is no visit '%.*s'", XC_PRI(id));
        return xc_hint(work->error,
                       "`xuncha visit list` shows the visits with their ids");
    }
    if ((*row)->effect) {
        return xc_fail(work->error, XC_EINPUT, "visit %.*s is changed twice", XC_PRI(id));
    }
    return check_open(work, *row);
}

/* ---- Effects ---- */

static struct xc_hand_effect *add_effect(struct xc_hand_work *work,
                                         const struct xc_hand_change *change,
                                         const struct xc_loaded_plan *plan) {
    struct xc_hand_result *result = work->result;
    struct xc_hand_effect *effect = &result->effects[result->effect_count++];
    *effect = (struct xc_hand_effect){.change = change, .plan = &plan->head};
    return effect;
}

static bool same_place(const struct xc_visit *a, const struct xc_visit *b) {
    return a->date == b->date && a->end_date == b->end_date && a->start == b->start &&
           a->end == b->end && xc_str_equal(a->target, b->target);
}

/* The change is made: what follows for calendars, and who may move it later. */
static void finish(struct xc_hand_work *work, struct xc_hand_row *row,
                   const struct xc_hand_change *change, struct xc_visit *visit) {
    struct xc_hand_effect *effect = add_effect(work, change, row->plan);
    effect->before = *row->visit;
    visit->reason = change->reason;
    visit->pinned = true;
    visit->changed = work->session->now;
    visit->sequence +=
        row->visit->status != XC_VISIT_DRAFT &&
        (!same_place(visit, row->visit) || visit->status != row->visit->status);
    effect->after = *visit;
    row->effect = work->result->effect_count;
}

/* ---- Move, swap, pin, cancel ---- */

static int refuse_dealt(const struct xc_hand_work *work, const struct xc_visit *visit) {
    xc_fail(work->error, XC_ENO,
            "the people of visit %.*s were drawn: only its day and hour can be moved",
            XC_PRI(visit->id));
    return xc_hint(work->error,
                   "replace one of them: `xuncha substitute %.*s --person ID --reason "
                   "CODE …`",
                   XC_PRI(visit->id));
}

static int set_people(const struct xc_hand_work *work,
                      const struct xc_hand_change *change, struct xc_visit *visit) {
    int rc = XC_OK;
    if (change->crew.len && !xc_str_equal(change->crew, visit->crew)) {
        rc = xc_hand_seat_crew(work, change->crew, visit);
    }
    return rc == XC_OK && change->people.len
               ? xc_hand_seat_people(work, change->people, visit)
               : rc;
}

static int move(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_hand_row *row;
    int rc = find_row(work, change->visit, &row);
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_visit visit = *row->visit;
    bool others = change->people.len ||
                  (change->crew.len && !xc_str_equal(change->crew, visit.crew));
    xc_date date = change->date == XC_NO_DATE ? visit.date : change->date;
    if (others && xc_hand_dealt(work->loaded, &visit)) {
        return refuse_dealt(work, &visit);
    }
    rc = check_day(work, row->plan, date);
    if (rc == XC_OK && others) { /* who can come depends on the day */
        visit.date = date;
        rc = set_people(work, change, &visit);
        visit.date = row->visit->date;
    }
    if (rc == XC_OK && (date != visit.date || change->start >= 0 || others)) {
        int start = change->start < 0 && date == visit.date &&
                            xc_str_equal(visit.crew, row->visit->crew)
                        ? (int)visit.start
                        : change->start;
        rc = xc_hand_set_time(work, row->plan, date, start, &visit);
    }
    if (rc == XC_OK) {
        finish(work, row, change, &visit);
    }
    return rc;
}

static int exchange(const struct xc_hand_work *work, const struct xc_hand_row *row,
                    const struct xc_visit *with, bool people, struct xc_visit *visit) {
    int rc = XC_OK;
    *visit = *row->visit;
    if (people) {
        visit->crew = with->crew;
        rc = xc_hand_take_people(work, with, visit);
    }
    int start = visit->date == visit->end_date ? (int)with->start : -1;
    return rc == XC_OK ? xc_hand_set_time(work, row->plan, with->date, start, visit) : rc;
}

static int swap(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_hand_row *one, *other;
    struct xc_visit first, second;
    if (xc_str_equal(change->visit, change->other)) {
        return xc_fail(work->error, XC_EINPUT, "a visit cannot be swapped with itself");
    }
    int rc = find_row(work, change->visit, &one);
    if (rc == XC_OK) {
        rc = find_row(work, change->other, &other);
    }
    if (rc != XC_OK) {
        return rc;
    }
    bool people = !xc_hand_dealt(work->loaded, one->visit) &&
                  !xc_hand_dealt(work->loaded, other->visit);
    rc = exchange(work, one, other->visit, people, &first);
    if (rc == XC_OK) {
        rc = exchange(work, other, one->visit, people, &second);
    }
    if (rc == XC_OK) {
        finish(work, one, change, &first);
        finish(work, other, change, &second);
    }
    return rc;
}

/* Calendars show nothing of it, so it is no change for them. */
static int pin(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_hand_row *row;
    int rc = find_row(work, change->visit, &row);
    if (rc == XC_OK) {
        struct xc_hand_effect *effect = add_effect(work, change, row->plan);
        effect->before = effect->after = *row->visit;
        effect->after.pinned = change->kind == XC_HAND_PIN;
        effect->after.reason = change->reason;
        row->effect = work->result->effect_count;
    }
    return rc;
}

static int cancel(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_hand_row *row;
    int rc = find_row(work, change->visit, &row);
    if (rc == XC_OK) {
        struct xc_visit visit = *row->visit;
        visit.status =
            visit.status == XC_VISIT_DRAFT ? XC_VISIT_VOID : XC_VISIT_CANCELLED;
        finish(work, row, change, &visit);
    }
    return rc;
}

/* ---- Add ---- */

static int no_stage(const struct xc_hand_work *work,
                    const struct xc_hand_change *change) {
    struct xc_str names[STAGES_SUGGESTED];
    size_t count = 0;
    for (size_t p = 0; p < work->loaded->count; p++) {
        const struct xc_programme *programme = work->loaded->plans[p].programme;
        for (size_t i = 0; i < programme->stage_count && count < STAGES_SUGGESTED; i++) {
            names[count++] = programme->stages[i].id;
        }
    }
    struct xc_str near = xc_suggest(change->stage, names, count);
    xc_fail(work->error, XC_EINPUT, "no plan has a stage '%.*s'", XC_PRI(change->stage));
    if (near.len) {
        (void)xc_hint(work->error, "did you mean %.*s?", XC_PRI(near));
    }
    return XC_EINPUT;
}

static int find_stage(const struct xc_hand_work *work,
                      const struct xc_hand_change *change, struct xc_loaded_plan **plan,
                      const struct xc_stage **stage) {
    *plan = NULL;
    for (size_t p = 0; p < work->loaded->count; p++) {
        struct xc_loaded_plan *one = &work->loaded->plans[p];
        const struct xc_stage *found = xc_programme_stage(one->programme, change->stage);
        if (!found || (change->programme.len &&
                       !xc_str_equal(change->programme, one->head.programme))) {
            continue;
        }
        if (*plan) {
            xc_fail(work->error, XC_EINPUT,
                    "programmes %.*s and %.*s both have a stage '%.*s'",
                    XC_PRI((*plan)->head.programme), XC_PRI(one->head.programme),
                    XC_PRI(change->stage));
            return xc_hint(work->error, "say which: --programme ID");
        }
        *plan = one;
        *stage = found;
    }
    return *plan ? XC_OK : no_stage(work, change);
}

static int find_target(const struct xc_hand_work *work, struct xc_str id,
                       uint32_t *target) {
    const struct xc_register *reg = work->loaded->reg;
    *target = xc_register_find_target(reg, id);
    if (*target == XC_NO_ROW) {
        xc_fail(work->error, XC_EINPUT, "there is no target '%.*s'", XC_PRI(id));
        return xc_hint(work->error, "write its id as the register has it");
    }
    return reg->targets.status[*target] == XC_STATUS_CLOSED
               ? xc_fail(work->error, XC_EINPUT, "target %.*s is closed", XC_PRI(id))
               : XC_OK;
}

static int join(const struct xc_hand_work *work, struct xc_str first, char mark,
                struct xc_str second, struct xc_str *text) {
    struct xc_buffer buffer = xc_buffer_make(1 << 16);
    xc_buffer_add(&buffer, first);
    if (first.len) {
        xc_buffer_putc(&buffer, mark);
    }
    xc_buffer_add(&buffer, second);
    *text = xc_arena_copy(work->arena, xc_buffer_view(&buffer));
    bool failed = buffer.failed || !text->ptr;
    xc_buffer_free(&buffer);
    return failed ? xc_fail_memory(work->error) : XC_OK;
}

static void count_numbers(const struct xc_visit *visit, struct xc_visit_task *task,
                          struct xc_str target) {
    for (size_t i = 0; xc_str_equal(visit->target, target) && i < visit->task_count;
         i++) {
        const struct xc_visit_task *one = &visit->tasks[i];
        if (xc_str_equal(one->programme, task->programme) &&
            xc_str_equal(one->label, task->label) && one->number >= task->number) {
            task->number = one->number + 1;
        }
    }
}

/* Its task is the stage's own label for what was added by hand, numbered by target. */
static int set_task(const struct xc_hand_work *work, const struct xc_loaded_plan *plan,
                    const struct xc_stage *stage, struct xc_visit *visit) {
    struct xc_visit_task *task = xc_arena_array(work->arena, 1, sizeof *task);
    uint8_t key[XC_KEY_BYTES];
    char id[XC_VISIT_ID_BYTES];
    if (!task) {
        return xc_fail_memory(work->error);
    }
    *task = (struct xc_visit_task){
        .programme = plan->head.programme, .stage = stage->id, .number = 1};
    int rc = join(work, stage->id, '/', XC_STR("hand"), &task->label);
    for (size_t i = 0; rc == XC_OK && i < work->row_count; i++) {
        count_numbers(work->rows[i].visit, task, visit->target);
    }
    for (size_t i = 0; rc == XC_OK && i < work->result->effect_count; i++) {
        count_numbers(&work->result->effects[i].after, task, visit->target);
    }
    if (rc == XC_OK) {
        rc = xc_store_workspace_key(work->session->store, key, work->error);
    }
    if (rc == XC_OK) {
        rc = xc_visit_id((struct xc_str){(const char *)key, sizeof key}, task->programme,
                         task->label, visit->target, task->number, id, work->error);
    }
    if (rc == XC_OK) {
        visit->tasks = task;
        visit->task_count = 1;
        rc = join(work, XC_STR(""), '/', xc_str_from(id), &visit->id);
    }
    return rc;
}

static unsigned minutes_of(const struct xc_hand_work *work,
                           const struct xc_hand_change *change,
                           const struct xc_stage *stage, uint32_t target) {
    unsigned minutes = change->minutes;
    minutes = minutes ? minutes : work->loaded->reg->targets.minutes[target];
    for (size_t i = 0; minutes == 0 && i < stage->obligation_count; i++) {
        minutes = stage->obligations[i].minutes;
    }
    minutes = minutes ? minutes : DEFAULT_MINUTES;
    return (minutes + XC_GRID_MINUTES - 1) / XC_GRID_MINUTES * XC_GRID_MINUTES;
}

/* Who comes: a crew, or people, whose own crew it is where they have one in common; else
 * they are a crew named by them. */
static int set_crew(const struct xc_hand_work *work, const struct xc_hand_change *change,
                    struct xc_visit *visit) {
    const struct xc_register *reg = work->loaded->reg;
    int rc = change->crew.len ? xc_hand_seat_crew(work, change->crew, visit) : XC_OK;
    if (rc == XC_OK && change->people.len) {
        rc = xc_hand_seat_people(work, change->people, visit);
    }
    if (rc != XC_OK || visit->crew.len) {
        return rc;
    }
    struct xc_str common = XC_STR("");
    for (size_t i = 0; i < visit->person_count && rc == XC_OK; i++) {
        uint32_t person = xc_register_find_person(reg, visit->people[i].person);
        struct xc_str crew = xc_register_text(reg, reg->people.crew[person]);
        common = i == 0 || xc_str_equal(common, crew) ? crew : XC_STR("");
        rc = join(work, visit->crew, '+', visit->people[i].person, &visit->crew);
    }
    visit->crew = common.len ? common : visit->crew;
    return rc;
}

static int add(struct xc_hand_work *work, const struct xc_hand_change *change) {
    struct xc_loaded_plan *plan = NULL;
    const struct xc_stage *stage = NULL;
    uint32_t target = XC_NO_ROW;
    struct xc_visit visit = {.target = change->target, .date = change->date};
    int rc = find_stage(work, change, &plan, &stage);
    if (rc == XC_OK) {
        rc = find_target(work, change->target, &target);
    }
    if (rc == XC_OK && change->date == XC_NO_DATE) {
        rc = xc_fail(work->error, XC_EINPUT, "on which day? An added visit needs one");
    }
    if (rc == XC_OK && change->crew.len == 0 && change->people.len == 0) {
        rc = xc_fail(work->error, XC_EINPUT,
                     "who comes? An added visit needs a crew or people");
    }
    if (rc == XC_OK) {
        rc = check_day(work, plan, change->date);
    }
    if (rc == XC_OK) {
        rc = set_task(work, plan, stage, &visit);
    }
    visit.end_date = visit.date;
    if (rc == XC_OK) {
        rc = set_crew(work, change, &visit);
    }
    if (rc == XC_OK) {
        visit.minutes = minutes_of(work, change, stage, target);
        visit.nature = stage->nature;
        visit.status = XC_VISIT_DRAFT; /* an approval that reaches it publishes it */
        visit.pinned = true;
        visit.changed = work->session->now;
        visit.reason = change->reason;
        rc = xc_hand_set_time(work, plan, change->date, change->start, &visit);
    }
    if (rc == XC_OK) {
        add_effect(work, change, plan)->after = visit;
    }
    return rc;
}

int xc_hand_build(struct xc_hand_work *work, const struct xc_hand_change *change) {
    int rc = check_reason(work, change->reason);
    if (rc != XC_OK) {
        return rc;
    }
    switch (change->kind) {
    case XC_HAND_MOVE:
        return move(work, change);
    case XC_HAND_SWAP:
        return swap(work, change);
    case XC_HAND_PIN:
    case XC_HAND_UNPIN:
        return pin(work, change);
    case XC_HAND_CANCEL:
        return cancel(work, change);
    case XC_HAND_ADD:
        return add(work, change);
    }
    return xc_fail(work->error, XC_EINTERNAL, "unknown change by hand");
}
