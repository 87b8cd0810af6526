#include "intake/desk.h"

#include "intake/intake.h"
#include "workspace/clock.h"
#include "workspace/load.h"

#include <stdlib.h>

enum { KINDS = 2 };

/* What was taken of one kind, and what is known of it. */
struct drawer {
    enum xc_fact_kind kind;
    char letter;            /* of its ids */
    uint64_t newest;        /* for the store: what was read */
    struct xc_fact *facts;  /* taken; owned */
    size_t count, capacity; /* of facts */
    int year;               /* of next; 0: not known yet */
    unsigned next;          /* free number of that year */
};

struct xc_desk {
    const struct xc_session *session;
    struct xc_arena *arena;
    struct xc_register *reg;
    xc_date today;
    struct xc_lead *leads;
    struct xc_case *cases;
    size_t lead_count, case_count;
    struct drawer drawers[KINDS];
    struct xc_loaded loaded; /* plans, read when a visit is named */
    bool plans_read;
};

static int open_desk(struct xc_desk *desk, struct xc_error *error) {
    const struct xc_session *session = desk->session;
    int64_t number;
    desk->drawers[0] = (struct drawer){.kind = XC_FACT_LEAD, .letter = 'L'};
    desk->drawers[1] = (struct drawer){.kind = XC_FACT_CASE, .letter = 'C'};
    desk->today = xc_instant_date(session->now, xc_clock_office(session), NULL);
    int rc = xc_intake_register(session, &desk->reg, &number, error);
    if (rc == XC_OK) {
        rc = xc_leads_load(session->store, session->office, XC_NO_INSTANT, desk->arena,
                           &desk->leads, &desk->lead_count, &desk->drawers[0].newest,
                           error);
    }
    if (rc == XC_OK) {
        rc = xc_cases_load(session->store, session->office, XC_NO_INSTANT, desk->arena,
                           &desk->cases, &desk->case_count, &desk->drawers[1].newest,
                           error);
    }
    return rc;
}

int xc_desk_open(const struct xc_session *session, struct xc_desk **out,
                 struct xc_error *error) {
    struct xc_desk *desk = calloc(1, sizeof *desk);
    *out = NULL;
    if (!desk) {
        return xc_fail_memory(error);
    }
    desk->session = session;
    desk->arena = xc_arena_new((size_t)1 << 32);
    int rc = desk->arena ? open_desk(desk, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        *out = desk;
    } else {
        xc_desk_free(desk);
    }
    return rc;
}

void xc_desk_free(struct xc_desk *desk) {
    if (desk) {
        for (size_t i = 0; i < KINDS; i++) {
            free(desk->drawers[i].facts);
        }
        if (desk->plans_read) {
            xc_loaded_free(&desk->loaded);
        }
        xc_register_free(desk->reg);
        xc_arena_free(desk->arena);
        free(desk);
    }
}

const struct xc_register *xc_desk_register(const struct xc_desk *desk) {
    return desk->reg;
}

xc_date xc_desk_today(const struct xc_desk *desk) {
    return desk->today;
}

const struct xc_lead *xc_desk_leads(const struct xc_desk *desk, size_t *count) {
    *count = desk->lead_count;
    return desk->leads;
}

const struct xc_case *xc_desk_cases(const struct xc_desk *desk, size_t *count) {
    *count = desk->case_count;
    return desk->cases;
}

static int lead_has_id(const void *key, const void *lead) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_lead *)lead)->id);
}

static int case_has_id(const void *key, const void *record) {
    return xc_str_compare(*(const struct xc_str *)key,
                          ((const struct xc_case *)record)->id);
}

const struct xc_lead *xc_desk_lead(const struct xc_desk *desk, struct xc_str id) {
    return desk->lead_count > 0 ? bsearch(&id, desk->leads, desk->lead_count,
                                          sizeof *desk->leads, lead_has_id)
                                : NULL;
}

const struct xc_case *xc_desk_case(const struct xc_desk *desk, struct xc_str id) {
    return desk->case_count > 0 ? bsearch(&id, desk->cases, desk->case_count,
                                          sizeof *desk->cases, case_has_id)
                                : NULL;
}

/* ---- Ids ---- */

/* The number of an id such as L2026-0001 of that year; 0: another id. */
static unsigned number_of(struct xc_str id, struct xc_str prefix) {
    uint64_t number = 0;
    struct xc_str rest = xc_str_slice(id, prefix.len, SIZE_MAX);
    return xc_str_starts(id, prefix) && xc_str_to_uint(rest, 1000000000, &number)
               ? (unsigned)number
               : 0;
}

static unsigned next_number(const struct xc_desk *desk, const struct drawer *drawer,
                            struct xc_str prefix) {
    bool leads = drawer->kind == XC_FACT_LEAD;
    size_t count = leads ? desk->lead_count : desk->case_count;
    unsigned most = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned number =
            number_of(leads ? desk->leads[i].id : desk->cases[i].id, prefix);
        most = number > most ? number : most;
    }
    for (size_t i = 0; i < drawer->count; i++) {
        unsigned number = number_of(drawer->facts[i].id, prefix);
        most = number > most ? number : most;
    }
    return most + 1;
}

static int give_id(const struct xc_desk *desk, struct drawer *drawer, xc_date date,
                   struct xc_str *id, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(64);
    int year = xc_date_ymd(date).year;
    xc_buffer_printf(&text, "%c%d-", drawer->letter, year);
    if (drawer->year != year) {
        drawer->year = year;
        drawer->next = next_number(desk, drawer, xc_buffer_view(&text));
    }
    xc_buffer_printf(&text, "%04u", drawer->next++);
    *id = xc_arena_copy(desk->arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return id->ptr ? XC_OK : xc_fail_memory(error);
}

/* ---- What must exist ---- */

static int check_target(const struct xc_desk *desk, struct xc_str target, bool open,
                        const char **field, struct xc_error *error) {
    uint32_t row = xc_register_find_target(desk->reg, target);
    *field = "target";
    if (row == XC_NO_ROW) {
        xc_fail(error, XC_EINPUT, "there is no target '%.*s'", XC_PRI(target));
        return xc_hint(error, "write its id as the register has it");
    }
    if (open && desk->reg->targets.status[row] == XC_STATUS_CLOSED) {
        xc_fail(error, XC_EINPUT, "target %.*s is closed", XC_PRI(target));
        return xc_hint(error,
                       "if the register is wrong, correct it first: xuncha register set "
                       "%.*s status=active --reason TEXT",
                       XC_PRI(target));
    }
    return XC_OK;
}

/* The visit, of this target. */
static int check_visit(struct xc_desk *desk, struct xc_str visit, struct xc_str target,
                       const char **field, struct xc_error *error) {
    struct xc_error found = {0};
    *field = "visit";
    if (!desk->plans_read) {
        int rc = xc_load_plans(desk->session, XC_STR(""), &desk->loaded, &found);
        desk->plans_read = true;
        if (rc != XC_OK && rc != XC_ENO) {
            *error = found;
            return rc;
        }
    }
    for (size_t i = 0; i < desk->loaded.count; i++) {
        const struct xc_loaded_plan *plan = &desk->loaded.plans[i];
        for (size_t k = 0; k < plan->visit_count; k++) {
            if (!xc_str_equal(plan->visits[k].id, visit)) {
                continue;
            }
            return xc_str_equal(plan->visits[k].target, target)
                       ? XC_OK
                       : xc_fail(error, XC_EINPUT,
                                 "visit %.*s is one of target %.*s, not %.*s",
                                 XC_PRI(visit), XC_PRI(plan->visits[k].target),
                                 XC_PRI(target));
        }
    }
    return xc_fail(error, XC_EINPUT, "there is no visit '%.*s'", XC_PRI(visit));
}

static bool was_taken(const struct drawer *drawer, struct xc_str id) {
    for (size_t i = 0; i < drawer->count; i++) {
        if (xc_str_equal(drawer->facts[i].id, id)) {
            return true;
        }
    }
    return false;
}

static int check_day(const struct xc_desk *desk, xc_date date, const char *name,
                     const char **field, struct xc_error *error) {
    char day[11];
    if (date == XC_NO_DATE || date <= desk->today) {
        return XC_OK;
    }
    *field = name;
    xc_date_format(date, day);
    return xc_fail(error, XC_EINPUT, "%s: %s is still to come", name, day);
}

/* ---- Taking ---- */

/* Room for one more. */
static int grow(struct drawer *drawer, struct xc_error *error) {
    if (drawer->count < drawer->capacity) {
        return XC_OK;
    }
    size_t capacity = drawer->capacity ? drawer->capacity * 2 : 64;
    struct xc_fact *facts = realloc(drawer->facts, capacity * sizeof *facts);
    if (!facts) {
        return xc_fail_memory(error);
    }
    drawer->facts = facts;
    drawer->capacity = capacity;
    return XC_OK;
}

int xc_desk_take_lead(struct xc_desk *desk, struct xc_lead *lead, const char **field,
                      struct xc_error *error) {
    struct drawer *drawer = &desk->drawers[0];
    const struct xc_lead *before = xc_desk_lead(desk, lead->id);
    bool new_visit =
        lead->visit.len > 0 && (!before || !xc_str_equal(before->visit, lead->visit));
    int rc = XC_OK;
    *field = "id";
    if (lead->id.len == 0 && lead->date != XC_NO_DATE) {
        rc = give_id(desk, drawer, lead->date, &lead->id, error);
    }
    if (rc == XC_OK) {
        rc = xc_lead_check(lead, before, field, error);
    }
    if (rc == XC_OK) {
        rc = check_day(desk, lead->date, "date", field, error);
    }
    if (rc == XC_OK) {
        rc = check_day(desk, lead->answered_on, "answered_on", field, error);
    }
    if (rc == XC_OK && !before) {
        rc = check_target(desk, lead->target, xc_lead_is_open(lead), field, error);
    }
    if (rc == XC_OK && new_visit) {
        rc = check_visit(desk, lead->visit, lead->target, field, error);
    }
    if (rc == XC_OK) {
        rc = grow(drawer, error);
    }
    return rc == XC_OK
               ? xc_lead_fact(lead, desk->arena, &drawer->facts[drawer->count++], error)
               : rc;
}

int xc_desk_take_case(struct xc_desk *desk, struct xc_case *record, const char **field,
                      struct xc_error *error) {
    struct drawer *drawer = &desk->drawers[1];
    const struct xc_case *before = xc_desk_case(desk, record->id);
    bool new_visit =
        record->visit.len > 0 && (!before || !xc_str_equal(before->visit, record->visit));
    int rc = XC_OK;
    *field = "id";
    if (record->id.len == 0 && record->opened != XC_NO_DATE) {
        rc = give_id(desk, drawer, record->opened, &record->id, error);
    }
    if (rc == XC_OK) {
        rc = xc_case_check(record, before, desk->today, field, error);
    }
    if (rc == XC_OK && !before) {
        rc = check_target(desk, record->target, false, field, error);
    }
    if (rc == XC_OK && record->lead.len > 0 && !xc_desk_lead(desk, record->lead) &&
        !was_taken(&desk->drawers[0], record->lead)) {
        *field = "lead";
        rc = xc_fail(error, XC_EINPUT, "there is no lead '%.*s'", XC_PRI(record->lead));
    }
    if (rc == XC_OK && new_visit) {
        rc = check_visit(desk, record->visit, record->target, field, error);
    }
    if (rc == XC_OK) {
        rc = grow(drawer, error);
    }
    return rc == XC_OK
               ? xc_case_fact(record, desk->arena, &drawer->facts[drawer->count++], error)
               : rc;
}

/* ---- Saving ---- */

struct saving {
    const struct xc_desk *desk;
    size_t stored;
};

static int save(void *context, struct xc_error *error) {
    struct saving *saving = context;
    const struct xc_desk *desk = saving->desk;
    int rc = XC_OK;
    for (size_t i = 0; i < KINDS && rc == XC_OK; i++) {
        const struct drawer *drawer = &desk->drawers[i];
        size_t stored;
        rc = xc_store_add_facts(desk->session->store, desk->session->office, drawer->kind,
                                drawer->facts, drawer->count, drawer->newest,
                                desk->session->now, &stored, error);
        saving->stored += stored;
    }
    return rc;
}

int xc_desk_save(struct xc_desk *desk, size_t *stored, struct xc_error *error) {
    struct saving saving = {desk, 0};
    int rc = xc_store_together(desk->session->store, save, &saving, error);
    if (stored) {
        *stored = rc == XC_OK ? saving.stored : 0;
    }
    return rc;
}
