#include "hand/schedule.h"

#include "base/file.h"
#include "hand/schedule_row.h"
#include "intake/intake.h"
#include "workspace/guests.h"

#include <stdlib.h>

struct xc_schedule {
    const struct xc_session *session;
    struct xc_str reason;
    struct xc_str file; /* being read */
    struct xc_loaded loaded;
    struct xc_schedule_visit *visits; /* by id, in the arena */
    size_t visit_count;
    struct xc_hand_change *changes; /* owned */
    size_t count, capacity;
    struct xc_arena *arena;
};

/* ---- Opening ---- */

static int by_id(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_schedule_visit *)left)->visit->id,
                          ((const struct xc_schedule_visit *)right)->visit->id);
}

static int list_visits(struct xc_schedule *schedule, struct xc_error *error) {
    size_t count = 0;
    for (size_t p = 0; p < schedule->loaded.count; p++) {
        count += schedule->loaded.plans[p].visit_count;
    }
    schedule->visits =
        xc_arena_array(schedule->arena, count + 1, sizeof *schedule->visits);
    if (!schedule->visits) {
        return xc_fail_memory(error);
    }
    for (size_t p = 0; p < schedule->loaded.count; p++) {
        const struct xc_loaded_plan *plan = &schedule->loaded.plans[p];
        for (size_t i = 0; i < plan->visit_count; i++) {
            if (!xc_visit_is_guest(plan, &plan->visits[i])) {
                schedule->visits[schedule->visit_count++] =
                    (struct xc_schedule_visit){.visit = &plan->visits[i], .plan = plan};
            }
        }
    }
    qsort(schedule->visits, schedule->visit_count, sizeof *schedule->visits, by_id);
    return XC_OK;
}

int xc_schedule_open(const struct xc_session *session, struct xc_str reason,
                     struct xc_schedule **out, struct xc_error *error) {
    struct xc_schedule *schedule = calloc(1, sizeof *schedule);
    *out = NULL;
    if (!schedule) {
        return xc_fail_memory(error);
    }
    schedule->session = session;
    schedule->reason = reason;
    schedule->arena = xc_arena_new((size_t)2 << 30);
    int rc = schedule->arena
                 ? xc_load_plans(session, XC_STR(""), &schedule->loaded, error)
                 : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = list_visits(schedule, error);
    }
    if (rc == XC_OK) {
        *out = schedule;
    } else {
        xc_schedule_free(schedule);
    }
    return rc;
}

void xc_schedule_free(struct xc_schedule *schedule) {
    if (schedule) {
        xc_loaded_free(&schedule->loaded);
        xc_arena_free(schedule->arena);
        free(schedule->changes);
        free(schedule);
    }
}

const struct xc_hand_change *xc_schedule_changes(const struct xc_schedule *schedule,
                                                 size_t *count) {
    *count = schedule->count;
    return schedule->changes;
}

/* ---- One row ---- */

static int keep_text(struct xc_schedule *schedule, struct xc_str *text,
                     struct xc_error *error) {
    *text = xc_arena_copy(schedule->arena, *text);
    return text->ptr || text->len == 0 ? XC_OK : xc_fail_memory(error);
}

/* "schedule.csv:12:4", the cell that says it. */
static int set_place(struct xc_schedule *schedule, const struct xc_schedule_row *row,
                     enum xc_schedule_column column, struct xc_str *place,
                     struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 14);
    xc_buffer_add(&text, schedule->file);
    xc_buffer_printf(&text, ":%u:%u", row->line, row->places[column]);
    *place = xc_arena_copy(schedule->arena, xc_buffer_view(&text));
    bool failed = text.failed || !place->ptr;
    xc_buffer_free(&text);
    return failed ? xc_fail_memory(error) : XC_OK;
}

/* A change by hand has its reason: of its row, else of all. */
static int find_reason(const struct xc_schedule *schedule, struct xc_hand_change *change,
                       struct xc_error *error) {
    if (change->reason.len == 0) {
        change->reason = schedule->reason;
    }
    if (change->reason.len > 0) {
        return XC_OK;
    }
    xc_fail(error, XC_EINPUT, "something is changed here, but not why");
    return xc_hint(error,
                   "write the reason into the row's column “reason” (原因), or say "
                   "one for all changes: --reason TEXT");
}

static int keep_change(struct xc_schedule *schedule, const struct xc_schedule_row *row,
                       enum xc_schedule_column column, struct xc_hand_change *change,
                       struct xc_error *error) {
    enum { TEXTS = 7 };
    struct xc_str *const texts[TEXTS] = {
        &change->visit, &change->programme, &change->stage, &change->target,
        &change->crew,  &change->people,    &change->reason};
    if (schedule->count == schedule->capacity) {
        size_t capacity = schedule->capacity ? schedule->capacity * 2 : 64;
        struct xc_hand_change *changes =
            realloc(schedule->changes, capacity * sizeof *changes);
        if (!changes) {
            return xc_fail_memory(error);
        }
        schedule->changes = changes;
        schedule->capacity = capacity;
    }
    int rc = find_reason(schedule, change, error);
    for (size_t i = 0; i < TEXTS && rc == XC_OK; i++) {
        rc = keep_text(schedule, texts[i], error);
    }
    if (rc == XC_OK) {
        rc = set_place(schedule, row, column, &change->place, error);
    }
    if (rc == XC_OK) {
        schedule->changes[schedule->count++] = *change;
    }
    return rc;
}

static int find_stage(const struct xc_schedule *schedule, struct xc_str said,
                      struct xc_hand_change *change, struct xc_error *error) {
    size_t found = 0;
    for (size_t p = 0; p < schedule->loaded.count; p++) {
        const struct xc_programme *programme = schedule->loaded.plans[p].programme;
        for (size_t i = 0; i < programme->stage_count; i++) {
            const struct xc_stage *stage = &programme->stages[i];
            if (xc_str_equal(stage->id, said) || xc_str_equal(stage->title, said)) {
                change->programme = programme->id;
                change->stage = stage->id;
                found++;
            }
        }
    }
    return found == 1 ? XC_OK
           : found == 0
               ? xc_fail(error, XC_EINPUT, "no plan has a stage '%.*s'", XC_PRI(said))
               : xc_fail(error, XC_EINPUT, "%zu stages are called '%.*s'", found,
                         XC_PRI(said));
}

/* A row without a visit adds one. */
static int take_new(struct xc_schedule *schedule, const struct xc_schedule_row *row,
                    struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_hand_change change = {
        .kind = XC_HAND_ADD,
        .target = row->cells[XC_SCHEDULE_TARGET],
        .date = row->date,
        .start = row->start,
        .crew = row->cells[XC_SCHEDULE_CREW],
        .reason = row->cells[XC_SCHEDULE_REASON],
    };
    struct xc_str people = row->cells[XC_SCHEDULE_PEOPLE];
    verdict->column = XC_SCHEDULE_VISIT;
    if (change.target.len == 0 || row->cells[XC_SCHEDULE_STAGE].len == 0 ||
        row->date == XC_NO_DATE || (change.crew.len == 0 && people.len == 0)) {
        xc_fail(error, XC_EINPUT, "which visit is this?");
        return xc_hint(error, "a row without a visit adds one; it needs a target, a "
                              "stage, a date, and a crew or people");
    }
    verdict->column = XC_SCHEDULE_STAGE;
    int rc = find_stage(schedule, row->cells[XC_SCHEDULE_STAGE], &change, error);
    if (rc == XC_OK && people.len) {
        verdict->column = XC_SCHEDULE_PEOPLE;
        rc = xc_schedule_people(schedule->loaded.reg, people, schedule->arena,
                                &change.people, error);
    }
    verdict->news = XC_ROW_NEW;
    return rc == XC_OK ? keep_change(schedule, row, XC_SCHEDULE_DATE, &change, error)
                       : rc;
}

static int take(void *context, const struct xc_schedule_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_schedule *schedule = context;
    struct xc_str id = row->cells[XC_SCHEDULE_VISIT];
    struct xc_visit sought = {.id = id};
    struct xc_schedule_visit key = {.visit = &sought};
    struct xc_hand_change change = {0};
    if (id.len == 0) {
        return take_new(schedule, row, verdict, error);
    }
    struct xc_schedule_visit *found =
        schedule->visit_count ? bsearch(&key, schedule->visits, schedule->visit_count,
                                        sizeof *schedule->visits, by_id)
                              : NULL;
    verdict->column = XC_SCHEDULE_VISIT;
    if (!found) {
        xc_fail(error, XC_EINPUT, "there is no visit '%.*s'", XC_PRI(id));
        return xc_hint(error, "a row that adds a visit leaves this cell empty");
    }
    if (found->seen) {
        return xc_fail(error, XC_EINPUT, "visit %.*s stands here twice", XC_PRI(id));
    }
    found->seen = true;
    verdict->news = XC_ROW_KNOWN;
    int rc = xc_schedule_compare(&schedule->loaded, found, row, schedule->arena, &change,
                                 verdict, error);
    return rc == XC_OK && change.kind
               ? keep_change(schedule, row, (enum xc_schedule_column)verdict->column,
                             &change, error)
               : rc;
}

/* ---- A file ---- */

int xc_schedule_file(struct xc_schedule *schedule, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_INTAKE_MAX_BYTES);
    int rc = XC_OK;
    if (options->skip_bad) {
        rc = xc_fail(error, XC_EUSAGE,
                     "--skip-bad: changes of a schedule may need each other");
        (void)xc_hint(error, "correct the bad rows, or take them out of the file");
    }
    if (rc == XC_OK) {
        rc = xc_intake_complete(schedule->session, path, options, schedule->arena, error);
    }
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        schedule->file = options->file.len ? options->file : xc_str_from(path);
        rc = keep_text(schedule, &schedule->file, error);
    }
    if (rc == XC_OK) {
        rc = xc_import_schedule(xc_buffer_view(&bytes), options, take, schedule, report,
                                error);
    }
    xc_buffer_free(&bytes);
    return rc;
}
