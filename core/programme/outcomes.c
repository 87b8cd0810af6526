#include "programme/outcomes.h"

#include "base/file.h"
#include "base/utf8.h"
#include "calendar/feed.h"
#include "programme/intake.h"
#include "programme/load.h"

#include <stdlib.h>

struct xc_outcomes_intake {
    const struct xc_session *session;
    struct xc_loaded loaded; /* no plans: nothing was planned yet */
    struct xc_register *reg; /* owned where there are no plans */
    const struct xc_visit **by_id;
    const struct xc_visit **by_target; /* target, date, id */
    size_t visit_count;
    xc_date today;
    struct xc_arena *arena;
    struct xc_outcome *taken; /* owned */
    size_t count, capacity;
    size_t *slots; /* of a hash table: index into taken + 1; owned */
    size_t slot_count;
};

/* ---- Visits ---- */

static const struct xc_visit *visit_at(const void *place) {
    return *(const struct xc_visit *const *)place;
}

static int by_id(const void *a, const void *b) {
    return xc_str_compare(visit_at(a)->id, visit_at(b)->id);
}

static int by_target(const void *a, const void *b) {
    int order = xc_str_compare(visit_at(a)->target, visit_at(b)->target);
    if (order == 0) {
        order = (visit_at(a)->date > visit_at(b)->date) -
                (visit_at(a)->date < visit_at(b)->date);
    }
    return order != 0 ? order : by_id(a, b);
}

/* A shared visit stands in several plans; once is enough. */
static int list_visits(struct xc_outcomes_intake *intake, struct xc_error *error) {
    const struct xc_loaded *loaded = &intake->loaded;
    size_t all = 0, kept = 0;
    for (size_t i = 0; i < loaded->count; i++) {
        all += loaded->plans[i].visit_count;
    }
    intake->by_id = xc_arena_array(intake->arena, all + 1, sizeof(void *));
    intake->by_target = xc_arena_array(intake->arena, all + 1, sizeof(void *));
    if (!intake->by_id || !intake->by_target) {
        return xc_fail_memory(error);
    }
    for (size_t i = 0; i < loaded->count; i++) {
        for (size_t k = 0; k < loaded->plans[i].visit_count; k++) {
            intake->by_id[kept++] = &loaded->plans[i].visits[k];
        }
    }
    qsort(intake->by_id, kept, sizeof(void *), by_id);
    for (size_t i = 0; i < kept; i++) {
        if (i == 0 || by_id(&intake->by_id[i], &intake->by_id[i - 1]) != 0) {
            intake->by_id[intake->visit_count++] = intake->by_id[i];
        }
    }
    for (size_t i = 0; i < intake->visit_count; i++) {
        intake->by_target[i] = intake->by_id[i];
    }
    qsort(intake->by_target, intake->visit_count, sizeof(void *), by_target);
    return XC_OK;
}

static int load(struct xc_outcomes_intake *intake, struct xc_error *error) {
    struct xc_error found = {0};
    int offset = 0;
    int rc = xc_load_plans(intake->session, XC_STR(""), &intake->loaded, &found);
    if (rc == XC_ENO) {
        int64_t number;
        rc = xc_intake_register(intake->session, &intake->reg, &number, error);
    } else if (rc == XC_OK) {
        intake->reg = intake->loaded.reg;
    } else {
        *error = found;
    }
    (void)xc_zone_known(XC_STR("Asia/Shanghai"), &offset);
    intake->today = xc_instant_date(intake->session->now, offset, NULL);
    return rc == XC_OK ? list_visits(intake, error) : rc;
}

int xc_outcomes_open(const struct xc_session *session, struct xc_outcomes_intake **out,
                     struct xc_error *error) {
    struct xc_outcomes_intake *intake = calloc(1, sizeof *intake);
    *out = NULL;
    if (!intake) {
        return xc_fail_memory(error);
    }
    intake->session = session;
    intake->arena = xc_arena_new((size_t)1 << 30);
    int rc = intake->arena ? load(intake, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        *out = intake;
    } else {
        xc_outcomes_free(intake);
    }
    return rc;
}

void xc_outcomes_free(struct xc_outcomes_intake *intake) {
    if (intake) {
        if (intake->reg != intake->loaded.reg) {
            xc_register_free(intake->reg);
        }
        xc_loaded_free(&intake->loaded);
        xc_arena_free(intake->arena);
        free(intake->taken);
        free(intake->slots);
        free(intake);
    }
}

const struct xc_outcome *xc_outcomes_taken(const struct xc_outcomes_intake *intake,
                                           size_t *count) {
    *count = intake->count;
    return intake->taken;
}

/* ---- Finding the visit ---- */

static bool is_approved(const struct xc_visit *visit) {
    return visit->status == XC_VISIT_PUBLISHED || visit->status == XC_VISIT_ACCEPTED ||
           visit->status == XC_VISIT_DONE;
}

static int find_by_id(const struct xc_outcomes_intake *intake, struct xc_str id,
                      const struct xc_visit **visit, struct xc_error *error) {
    struct xc_visit key = {.id = id};
    const struct xc_visit *sought = &key;
    const struct xc_visit **place =
        intake->visit_count > 0
            ? bsearch(&sought, intake->by_id, intake->visit_count, sizeof(void *), by_id)
            : NULL;
    if (!place) {
        return xc_fail(error, XC_EINPUT, "there is no visit '%.*s'", XC_PRI(id));
    }
    *visit = *place;
    if ((*visit)->status == XC_VISIT_DRAFT) {
        xc_fail(error, XC_EINPUT, "visit %.*s is a draft", XC_PRI(id));
        return xc_hint(error, "approve its plan first: only what was published is done");
    }
    return is_approved(*visit)
               ? XC_OK
               : xc_fail(error, XC_EINPUT, "visit %.*s was cancelled", XC_PRI(id));
}

/* The approved visit of the target on that date; NULL where there is none. */
static int find_by_date(const struct xc_outcomes_intake *intake, struct xc_str target,
                        xc_date date, const struct xc_visit **visit,
                        struct xc_error *error) {
    size_t low = 0, high = intake->visit_count;
    *visit = NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (xc_str_compare(intake->by_target[middle]->target, target) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < intake->visit_count; low++) {
        const struct xc_visit *one = intake->by_target[low];
        if (!xc_str_equal(one->target, target)) {
            break;
        }
        if (!is_approved(one) || date < one->date || date > one->end_date) {
            continue;
        }
        if (*visit) {
            return xc_fail(error, XC_EINPUT,
                           "target %.*s has several visits on that date: name the visit, "
                           "%.*s or %.*s",
                           XC_PRI(target), XC_PRI((*visit)->id), XC_PRI(one->id));
        }
        *visit = one;
    }
    return XC_OK;
}

/* ---- Checking a row ---- */

static int refuse_target(struct xc_str target, struct xc_error *error) {
    xc_fail(error, XC_EINPUT, "there is no target '%.*s'", XC_PRI(target));
    return xc_hint(error, "write its id as the register has it");
}

static int find_visit(const struct xc_outcomes_intake *intake,
                      const struct xc_outcome_row *row, struct xc_outcome *outcome,
                      enum xc_outcome_column *column, struct xc_error *error) {
    const struct xc_visit *visit = NULL;
    int rc = XC_OK;
    *column = XC_OUTCOME_VISIT;
    if (row->visit.len > 0) {
        rc = find_by_id(intake, row->visit, &visit, error);
    } else if (row->target.len == 0) {
        rc = xc_fail(error, XC_EINPUT, "neither a visit nor a target is named");
    } else if (row->date == XC_NO_DATE && row->actual_date == XC_NO_DATE) {
        *column = XC_OUTCOME_DATE;
        rc = xc_fail(error, XC_EINPUT, "without a visit the date is needed");
    } else if (xc_register_find_target(intake->reg, row->target) == XC_NO_ROW) {
        *column = XC_OUTCOME_TARGET;
        rc = refuse_target(row->target, error);
    } else {
        rc = find_by_date(intake, row->target,
                          row->date != XC_NO_DATE ? row->date : row->actual_date, &visit,
                          error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    if (visit && row->target.len > 0 && !xc_str_equal(row->target, visit->target)) {
        *column = XC_OUTCOME_TARGET;
        return xc_fail(error, XC_EINPUT, "visit %.*s is one of target %.*s, not %.*s",
                       XC_PRI(visit->id), XC_PRI(visit->target), XC_PRI(row->target));
    }
    outcome->visit = visit ? visit->id : XC_STR("");
    outcome->target = visit ? visit->target : row->target;
    outcome->date = row->actual_date != XC_NO_DATE ? row->actual_date
                    : row->date != XC_NO_DATE      ? row->date
                    : visit                        ? visit->date
                                                   : XC_NO_DATE;
    return XC_OK;
}

static int check_dates(const struct xc_outcomes_intake *intake,
                       const struct xc_outcome *outcome, enum xc_outcome_column *column,
                       struct xc_error *error) {
    char day[11];
    if (outcome->date > intake->today) {
        *column = XC_OUTCOME_DATE;
        xc_date_format(outcome->date, day);
        xc_fail(error, XC_EINPUT, "%s is still to come", day);
        return xc_hint(error, "write the day on which it was done");
    }
    if (outcome->rectify_by != XC_NO_DATE && outcome->rectify_by < outcome->date) {
        *column = XC_OUTCOME_RECTIFY_BY;
        return xc_fail(error, XC_EINPUT, "the time to rectify ends before the check");
    }
    if (outcome->closed_on != XC_NO_DATE && outcome->closed_on < outcome->date) {
        *column = XC_OUTCOME_CLOSED_ON;
        return xc_fail(error, XC_EINPUT, "it was closed before the check");
    }
    return XC_OK;
}

static int check_people(const struct xc_outcomes_intake *intake, struct xc_str people,
                        enum xc_outcome_column *column, struct xc_error *error) {
    struct xc_str rest = people;
    while (rest.len > 0) {
        struct xc_str id = xc_str_cut(&rest, ',');
        if (xc_register_find_person(intake->reg, id) == XC_NO_ROW) {
            *column = XC_OUTCOME_PEOPLE;
            return xc_fail(error, XC_EINPUT, "there is no person '%.*s'", XC_PRI(id));
        }
    }
    return XC_OK;
}

static int check_texts(const struct xc_outcome_row *row, enum xc_outcome_column *column,
                       struct xc_error *error) {
    const struct {
        enum xc_outcome_column column;
        struct xc_str text;
    } texts[] = {
        {XC_OUTCOME_ITEM, row->item},
        {XC_OUTCOME_FINDINGS, row->findings},
        {XC_OUTCOME_DOCTOR, row->doctor},
        {XC_OUTCOME_DISPOSAL, row->disposal},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!xc_utf8_valid(texts[i].text, NULL) ||
            xc_utf8_forbidden(texts[i].text) != 0 || texts[i].text.len > 8192) {
            *column = texts[i].column;
            return xc_fail(error, XC_EINPUT,
                           "the text holds invisible characters or more than 8192 bytes");
        }
    }
    return XC_OK;
}

/* ---- Taking ---- */

static uint64_t hash_of(const struct xc_outcome *outcome) {
    uint64_t hash = xc_str_hash(outcome->visit);
    hash = hash * 31 + xc_str_hash(outcome->target);
    hash = hash * 31 + xc_str_hash(outcome->item);
    return hash * 31 + xc_str_hash(outcome->doctor);
}

static bool same(const struct xc_outcome *a, const struct xc_outcome *b) {
    return xc_str_equal(a->visit, b->visit) && xc_str_equal(a->target, b->target) &&
           (a->visit.len > 0 || a->date == b->date) && xc_str_equal(a->item, b->item) &&
           xc_str_equal(a->doctor, b->doctor);
}

/* Its place among the slots: free, or that of the same one. slots is a power of two. */
static size_t slot_of(const struct xc_outcomes_intake *intake,
                      const struct xc_outcome *outcome) {
    size_t at = (size_t)hash_of(outcome) & (intake->slot_count - 1);
    while (intake->slots[at] > 0 &&
           !same(&intake->taken[intake->slots[at] - 1], outcome)) {
        at = (at + 1) & (intake->slot_count - 1);
    }
    return at;
}

static int check_twice(const struct xc_outcomes_intake *intake,
                       const struct xc_outcome *outcome, enum xc_outcome_column *column,
                       struct xc_error *error) {
    if (intake->count == 0 || intake->slots[slot_of(intake, outcome)] == 0) {
        return XC_OK;
    }
    *column = outcome->visit.len > 0 ? XC_OUTCOME_VISIT : XC_OUTCOME_TARGET;
    return xc_fail(error, XC_EINPUT,
                   "this visit stands twice with the same item and doctor");
}

/* Room for one more, and twice as many slots as outcomes. */
static int grow(struct xc_outcomes_intake *intake, struct xc_error *error) {
    size_t capacity = intake->capacity ? intake->capacity * 2 : 64;
    struct xc_outcome *taken = realloc(intake->taken, capacity * sizeof *taken);
    if (!taken) {
        return xc_fail_memory(error);
    }
    intake->taken = taken;
    size_t *slots = calloc(capacity * 2, sizeof *slots);
    if (!slots) {
        return xc_fail_memory(error);
    }
    free(intake->slots);
    intake->slots = slots;
    intake->slot_count = capacity * 2;
    intake->capacity = capacity;
    for (size_t i = 0; i < intake->count; i++) {
        slots[slot_of(intake, &taken[i])] = i + 1;
    }
    return XC_OK;
}

static int keep(struct xc_outcomes_intake *intake, struct xc_outcome *outcome,
                struct xc_error *error) {
    enum { TEXTS = 7 };
    struct xc_str *const texts[TEXTS] = {
        &outcome->visit,  &outcome->target,   &outcome->item,  &outcome->findings,
        &outcome->doctor, &outcome->disposal, &outcome->people};
    int rc = intake->count == intake->capacity ? grow(intake, error) : XC_OK;
    if (rc != XC_OK) {
        return rc;
    }
    for (size_t i = 0; i < TEXTS; i++) {
        struct xc_str copy = xc_arena_copy(intake->arena, *texts[i]);
        if (!copy.ptr) {
            return xc_fail_memory(error);
        }
        *texts[i] = copy;
    }
    intake->slots[slot_of(intake, outcome)] = intake->count + 1;
    intake->taken[intake->count++] = *outcome;
    return XC_OK;
}

int xc_outcomes_take(struct xc_outcomes_intake *intake, const struct xc_outcome_row *row,
                     enum xc_outcome_column *column, struct xc_error *error) {
    struct xc_outcome outcome = {
        .result = xc_outcome_parse(row->result),
        .item = row->item,
        .findings = row->findings,
        .doctor = row->doctor,
        .disposal = row->disposal,
        .points = row->points,
        .amount = row->amount,
        .rectify_by = row->rectify_by,
        .closed_on = row->closed_on,
        .people = row->people,
    };
    int rc = find_visit(intake, row, &outcome, column, error);
    if (rc == XC_OK && outcome.result == 0) {
        *column = XC_OUTCOME_RESULT;
        xc_fail(error, XC_EINPUT, "'%.*s' is not a result", XC_PRI(row->result));
        rc = xc_hint(error, "the results are pass 合格, problem_fixed 已整改, problem "
                            "发现问题, serious 严重问题, closed 关门, refused 拒绝检查, "
                            "not_found 查无此机构");
    }
    if (rc == XC_OK) {
        rc = check_dates(intake, &outcome, column, error);
    }
    if (rc == XC_OK) {
        rc = check_people(intake, row->people, column, error);
    }
    if (rc == XC_OK) {
        rc = check_texts(row, column, error);
    }
    if (rc == XC_OK) {
        rc = check_twice(intake, &outcome, column, error);
    }
    return rc == XC_OK ? keep(intake, &outcome, error) : rc;
}

static int take(void *context, const struct xc_outcome_row *row,
                struct xc_row_verdict *verdict, struct xc_error *error) {
    enum xc_outcome_column column = XC_OUTCOME_VISIT;
    int rc = xc_outcomes_take(context, row, &column, error);
    verdict->column = column;
    return rc;
}

int xc_outcomes_file(struct xc_outcomes_intake *intake, const char *path,
                     struct xc_import_options *options, struct xc_import_report *report,
                     struct xc_error *error) {
    struct xc_buffer bytes = xc_buffer_make(XC_INTAKE_MAX_BYTES);
    struct xc_arena *arena = xc_arena_new(1 << 20);
    int rc = arena ? xc_intake_complete(intake->session, path, options, arena, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_file_read(path, &bytes, error);
    }
    if (rc == XC_OK) {
        rc = xc_import_outcomes(xc_buffer_view(&bytes), options, take, intake, report,
                                error);
    }
    xc_buffer_free(&bytes);
    xc_arena_free(arena);
    return rc;
}

int xc_outcomes_save(struct xc_outcomes_intake *intake, struct xc_error *error) {
    return xc_store_add_outcomes(intake->session->store, intake->session->office,
                                 intake->taken, intake->count, intake->session->now,
                                 error);
}
