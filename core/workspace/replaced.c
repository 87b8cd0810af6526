#include "workspace/replaced.h"

#include "workspace/guests.h"

#include <stdlib.h>

struct gathering {
    const struct xc_session *session;
    const struct xc_loaded *loaded;
    const struct xc_loaded_plan *plan;
    const struct xc_visit **guests; /* by id; NULL: the versions are of own visits */
    size_t guest_count;
    xc_instant since;
    struct xc_replaced *replaced; /* owned by the caller */
    size_t count, capacity;
    struct xc_error *error;
};

static int add(struct gathering *to, const struct xc_visit *visit) {
    if (to->count == to->capacity) {
        size_t capacity = to->capacity ? to->capacity * 2 : 64;
        struct xc_replaced *grown = realloc(to->replaced, capacity * sizeof *grown);
        if (!grown) {
            return xc_fail_memory(to->error);
        }
        to->replaced = grown;
        to->capacity = capacity;
    }
    to->replaced[to->count++] = (struct xc_replaced){to->plan, *visit};
    return XC_OK;
}

static int by_id(const void *left, const void *right) {
    const struct xc_visit *const *a = left, *const *b = right;
    return xc_str_compare((*a)->id, (*b)->id);
}

static const struct xc_visit *find_guest(const struct gathering *to, struct xc_str id) {
    struct xc_visit wanted = {.id = id};
    const struct xc_visit *key = &wanted;
    const struct xc_visit **found =
        to->guest_count
            ? bsearch(&key, to->guests, to->guest_count, sizeof(void *), by_id)
            : NULL;
    return found ? *found : NULL;
}

static int read_version(struct xc_str line, const struct gathering *to,
                        struct xc_visit *visit) {
    xc_str_cut(&line, '\t'); /* the id, which the JSON holds too */
    return xc_visit_read(line, to->loaded->arena, visit, to->error);
}

/* Approvals are not stored with visits. But a change writes down what the visit was when
 * it was made, so the next version tells whether this one was published in the end. */
static int was_published(const struct gathering *to,
                         const struct xc_visit_version *version,
                         const struct xc_visit *visit, bool *published) {
    struct xc_visit next = {.status = XC_VISIT_DRAFT};
    int rc = XC_OK;
    if (visit->status == XC_VISIT_DRAFT && version->next.len > 0) {
        rc = read_version(version->next, to, &next);
    }
    *published = visit->status != XC_VISIT_DRAFT ||
                 (next.status != XC_VISIT_DRAFT && next.status != XC_VISIT_VOID);
    return rc;
}

static int found(void *context, const struct xc_visit_version *version) {
    struct gathering *to = context;
    struct xc_str rest = version->line;
    const struct xc_visit *guest = NULL;
    struct xc_visit visit;
    bool published = false;
    if (to->guests && !(guest = find_guest(to, xc_str_cut(&rest, '\t')))) {
        return XC_OK;
    }
    int rc = read_version(version->line, to, &visit);
    if (rc != XC_OK || visit.status == XC_VISIT_CANCELLED ||
        visit.status == XC_VISIT_VOID ||
        (!guest && xc_visit_is_guest(to->plan, &visit))) {
        return rc;
    }
    rc = was_published(to, version, &visit, &published);
    visit.status = published ? XC_VISIT_CANCELLED : XC_VISIT_VOID;
    visit.changed = version->until;
    /* The plan numbers its copies as their own programme does, and that goes on. */
    visit.revision = guest ? guest->revision : version->number + 1;
    return rc == XC_OK ? add(to, &visit) : rc;
}

static bool is_loaded(const struct xc_loaded *loaded, struct xc_str programme) {
    for (size_t p = 0; p < loaded->count; p++) {
        if (xc_str_equal(loaded->plans[p].head.programme, programme)) {
            return true;
        }
    }
    return false;
}

static struct xc_str owner_of(const struct xc_visit *guest) {
    return guest && guest->task_count > 0 ? guest->tasks[0].programme : XC_STR("");
}

/* True where an earlier guest belongs to the same programme. */
static bool owner_seen(const struct gathering *to, size_t guest) {
    for (size_t i = 0; i < guest; i++) {
        if (xc_str_equal(owner_of(to->guests[i]), owner_of(to->guests[guest]))) {
            return true;
        }
    }
    return false;
}

/* What was changed of the visits that other programmes share with a plan loaded alone. */
static int gather_guests(struct gathering *to) {
    const struct xc_loaded_plan *plan = to->plan;
    int rc = XC_OK;
    to->guests = calloc(plan->visit_count + 1, sizeof(void *));
    if (!to->guests) {
        return xc_fail_memory(to->error);
    }
    for (size_t i = 0; i < plan->visit_count; i++) {
        const struct xc_visit *visit = &plan->visits[i];
        if (xc_visit_is_guest(plan, visit) && !is_loaded(to->loaded, owner_of(visit))) {
            to->guests[to->guest_count++] = visit;
        }
    }
    if (to->guest_count > 1) {
        qsort(to->guests, to->guest_count, sizeof(void *), by_id);
    }
    for (size_t i = 0; i < to->guest_count && rc == XC_OK; i++) {
        if (!owner_seen(to, i)) {
            rc = xc_store_each_replaced(to->session->store, to->session->office,
                                        owner_of(to->guests[i]), to->since, found, to,
                                        to->error);
        }
    }
    free(to->guests);
    to->guests = NULL;
    to->guest_count = 0;
    return rc;
}

int xc_load_replaced(const struct xc_session *session, const struct xc_loaded *loaded,
                     xc_instant since, struct xc_replaced **replaced, size_t *count,
                     struct xc_error *error) {
    struct gathering to = {
        .session = session, .loaded = loaded, .since = since, .error = error};
    int rc = XC_OK;
    for (size_t p = 0; p < loaded->count && rc == XC_OK; p++) {
        to.plan = &loaded->plans[p];
        rc = xc_store_each_replaced(session->store, session->office,
                                    to.plan->head.programme, since, found, &to, error);
        for (size_t i = 0; i < to.plan->outdone_count && rc == XC_OK; i++) {
            if (to.plan->outdone[i].changed > since) {
                rc = add(&to, &to.plan->outdone[i]);
            }
        }
        if (rc == XC_OK) {
            rc = gather_guests(&to);
        }
    }
    *replaced = to.replaced;
    *count = to.count;
    return rc;
}
