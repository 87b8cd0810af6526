#include "publish/book_gather.h"

#include "publish/day.h"
#include "workspace/sight.h"

#include <stdlib.h>

struct gathering {
    struct xc_session session; /* of the end of the day */
    const struct xc_report_facts *facts;
    struct xc_arena *arena;
    struct xc_viewer viewer;
    int offset;
    struct xc_str *programmes; /* of the office, the report's own left out */
    size_t programme_count, programme_room;
    struct xc_str *secret; /* ids of visits with results that the reader may not know of;
                              owned */
    size_t secret_count, secret_room;
    struct xc_error *error;
};

/* ---- Leads ---- */

/* The days of its versions that say just that: one that was entered as answered was
 * assigned on no day that anybody knows. */
static int read_days(const struct gathering *all, struct xc_str id,
                     struct xc_lead_days *days) {
    struct xc_fact *versions;
    size_t count;
    int rc = xc_store_fact_history(all->session.store, all->session.office, XC_FACT_LEAD,
                                   id, all->arena, &versions, &count, all->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_lead lead;
        if (versions[i].at > all->session.now || versions[i].body.len == 0) {
            continue;
        }
        xc_date day = xc_instant_date(versions[i].at, all->offset, NULL);
        rc = xc_lead_read(&versions[i], all->arena, &lead, all->error);
        if (rc == XC_OK && lead.state == XC_LEAD_ASSIGNED &&
            days->assigned == XC_NO_DATE) {
            days->assigned = day;
        } else if (rc == XC_OK && lead.state == XC_LEAD_CHECKED &&
                   days->checked == XC_NO_DATE) {
            days->checked = day;
        }
    }
    return rc;
}

static int load_leads(const struct gathering *all, struct xc_book_facts *book) {
    xc_date from = xc_date_period_first(all->facts->as_of, XC_PERIOD_MONTH);
    struct xc_lead *leads = NULL;
    struct xc_lead_days *days = NULL;
    int rc = xc_leads_load(all->session.store, all->session.office, all->session.now,
                           all->arena, &leads, &book->lead_count, NULL, all->error);
    if (rc == XC_OK) {
        days = xc_arena_array(all->arena, book->lead_count, sizeof *days);
        rc = days ? XC_OK : xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < book->lead_count && rc == XC_OK; i++) {
        days[i] = (struct xc_lead_days){XC_NO_DATE, XC_NO_DATE};
        if (xc_lead_book_lists(&leads[i], from)) {
            rc = read_days(all, leads[i].id, &days[i]);
        }
    }
    book->leads = leads;
    book->lead_days = days;
    return rc;
}

/* ---- What is secret ---- */

static int add_secret(struct gathering *all, struct xc_str visit) {
    if (all->secret_count == all->secret_room) {
        size_t room = all->secret_room ? all->secret_room * 2 : 64;
        struct xc_str *secret = realloc(all->secret, room * sizeof *secret);
        if (!secret) {
            return xc_fail_memory(all->error);
        }
        all->secret = secret;
        all->secret_room = room;
    }
    struct xc_str kept = xc_arena_copy(all->arena, visit);
    all->secret[all->secret_count++] = kept;
    return kept.ptr ? XC_OK : xc_fail_memory(all->error);
}

static int name_programme(void *context, const struct xc_plan_head *head) {
    struct gathering *all = context;
    if (xc_str_equal(head->programme, all->facts->id)) {
        return XC_OK;
    }
    if (all->programme_count == all->programme_room) {
        size_t room = all->programme_room ? all->programme_room * 2 : 16;
        struct xc_str *more = xc_arena_array(all->arena, room, sizeof *more);
        for (size_t i = 0; more && i < all->programme_count; i++) {
            more[i] = all->programmes[i];
        }
        if (!more) {
            return xc_fail_memory(all->error);
        }
        all->programmes = more;
        all->programme_room = room;
    }
    struct xc_str kept = xc_arena_copy(all->arena, head->programme);
    all->programmes[all->programme_count++] = kept;
    return kept.ptr ? XC_OK : xc_fail_memory(all->error);
}

/* Whether a stage of the programme, as it was then, hides anything from the reader: only
 * then its visits have to be read. */
static int may_hide(const struct gathering *all, struct xc_str programme, bool *hides) {
    int64_t plan = 0, snapshot = 0;
    struct xc_plan_head head;
    struct xc_programme *rules = NULL;
    const unsigned role = 1u << (unsigned)all->viewer.role;
    json_t *document = NULL;
    *hides = false;
    int rc = xc_store_numbers_at(all->session.store, all->session.office, programme,
                                 all->session.now, &plan, &snapshot, all->error);
    if (rc != XC_OK || plan == 0) {
        return rc;
    }
    rc = xc_store_plan(all->session.store, all->session.office, programme, plan,
                       all->arena, &head, all->error);
    if (rc == XC_OK) {
        rc = xc_session_stored_rules(head.rules, all->arena, &document, &rules,
                                     all->error);
    }
    for (size_t i = 0; rc == XC_OK && i < rules->stage_count; i++) {
        const struct xc_embargo *embargo = &rules->stages[i].embargo;
        *hides = *hides || (embargo->set && (embargo->hidden & role) != 0);
    }
    json_decref(document);
    return rc;
}

static int look_into(struct gathering *all, struct xc_str programme) {
    struct xc_loaded loaded = {0};
    int rc =
        xc_load_plan_at(&all->session, programme, all->session.now, &loaded, all->error);
    for (size_t i = 0; rc == XC_OK && i < loaded.plans[0].visit_count; i++) {
        const struct xc_visit *visit = &loaded.plans[0].visits[i];
        if (visit->status == XC_VISIT_DONE &&
            xc_visit_sight(&all->session, &loaded.plans[0], visit, &all->viewer) !=
                XC_SEE_ALL) {
            rc = add_secret(all, visit->id);
        }
    }
    xc_loaded_free(&loaded);
    return rc;
}

static int by_text(const void *left, const void *right) {
    return xc_str_compare(*(const struct xc_str *)left, *(const struct xc_str *)right);
}

static int find_secrets(struct gathering *all) {
    const struct xc_report_facts *facts = all->facts;
    int rc = XC_OK;
    for (size_t i = 0; i < facts->visit_count && rc == XC_OK; i++) {
        if (facts->visits[i].flags & XC_REPORT_HIDDEN) {
            rc = add_secret(all, facts->visits[i].id);
        }
    }
    if (rc == XC_OK) {
        rc = xc_store_each_plan(all->session.store, all->session.office, name_programme,
                                all, all->error);
    }
    for (size_t i = 0; i < all->programme_count && rc == XC_OK; i++) {
        bool hides;
        rc = may_hide(all, all->programmes[i], &hides);
        if (rc == XC_OK && hides) {
            rc = look_into(all, all->programmes[i]);
        }
    }
    if (rc == XC_OK && all->secret_count > 1) {
        qsort(all->secret, all->secret_count, sizeof *all->secret, by_text);
    }
    return rc;
}

static int choose_outcomes(struct gathering *all, struct xc_book_facts *book) {
    const struct xc_report_facts *facts = all->facts;
    int rc = find_secrets(all);
    book->outcomes = facts->outcomes;
    book->outcome_count = facts->outcome_count;
    if (rc != XC_OK || all->secret_count == 0) {
        return rc;
    }
    struct xc_outcome *known =
        xc_arena_array(all->arena, facts->outcome_count, sizeof *known);
    if (!known) {
        return xc_fail_memory(all->error);
    }
    book->outcomes = known;
    book->outcome_count = 0;
    for (size_t i = 0; i < facts->outcome_count; i++) {
        if (!xc_str_listed(all->secret, all->secret_count, facts->outcomes[i].visit)) {
            known[book->outcome_count++] = facts->outcomes[i];
        }
    }
    return rc;
}

int xc_book_gather(const struct xc_session *session, const struct xc_gathered *gathered,
                   struct xc_book_facts *book, struct xc_error *error) {
    struct gathering all = {.session = *session,
                            .facts = &gathered->facts,
                            .arena = gathered->arena,
                            .viewer = {gathered->facts.role, false},
                            .error = error};
    struct xc_case *cases = NULL;
    xc_date day = gathered->facts.as_of;
    *book =
        (struct xc_book_facts){.facts = &gathered->facts, .reg = gathered->loaded.reg};
    int rc = xc_day_close(&all.session, gathered->facts.id, &day, &all.offset, error);
    if (rc == XC_OK) {
        rc = load_leads(&all, book);
    }
    if (rc == XC_OK) {
        rc = xc_cases_load(all.session.store, all.session.office, all.session.now,
                           all.arena, &cases, &book->case_count, NULL, error);
        book->cases = cases;
    }
    if (rc == XC_OK) {
        rc = choose_outcomes(&all, book);
    }
    free(all.secret);
    return rc == XC_OK ? xc_book_index(book, gathered->arena, error) : rc;
}
