#include "store/plans.h"

#include "store/bind.h"
#include "store/derived.h"

enum { HEAD_BYTES = 1 << 30 };

#define DRAFT    "1"
#define APPROVED "2"
_Static_assert(XC_PLAN_DRAFT == 1 && XC_PLAN_APPROVED == 2, "as the statement has them");

/* What the newest replan up to the instant $1 (empty: of all) says goes before what the
 * plan said when it was made. At an instant a plan was a draft until its first approval,
 * whatever took its place later. */
#define HEAD_COLUMNS                                                                     \
    "SELECT plan.programme, plan.number,"                                                \
    " CASE WHEN $1 = '' THEN plan.status"                                                \
    " WHEN EXISTS (SELECT 1 FROM approval" XC_OF_PLAN " AND at <= $1)"                   \
    " THEN " APPROVED " ELSE " DRAFT " END, plan.at,"                                    \
    " coalesce(replan.as_of, plan.as_of), coalesce(replan.snapshot, plan.snapshot),"     \
    " coalesce(replan.register_digest, plan.register_digest), plan.policy,"              \
    " rules.document, plan.rules, coalesce(replan.provisional, plan.provisional),"       \
    " coalesce(replan.summary, plan.summary),"                                           \
    " coalesce(replan.visit_count, plan.visit_count),"                                   \
    " plan.approved_by, plan.approved_at, plan.approved_until,"                          \
    " coalesce(replan.at, ''), " XC_PLAN_REVISION                                        \
    " FROM plan JOIN rules ON rules.digest = plan.rules"                                 \
    " LEFT JOIN replan ON replan.office = plan.office"                                   \
    " AND replan.programme = plan.programme AND replan.plan = plan.number"               \
    " AND replan.number = (SELECT max(number) FROM replan" XC_OF_PLAN                    \
    " AND ($1 = '' OR at <= $1))"                                                        \
    " WHERE plan.office = $2 "

static int damaged_rules(struct xc_store *store, const struct xc_plan_head *head,
                         struct xc_error *error) {
    xc_fail(error, XC_EENV, "%s: stored rules do not match their digest %.*s",
            store->path, XC_PRI(head->rules_digest));
    return xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                          "damaged");
}

static int read_head(struct xc_query *query, struct xc_arena *arena,
                     struct xc_plan_head *head, struct xc_error *error) {
    bool copied = xc_query_copy_text(query, 0, arena, &head->programme) &&
                  xc_query_copy_text(query, 6, arena, &head->register_digest) &&
                  xc_query_copy_text(query, 7, arena, &head->policy) &&
                  xc_query_copy_text(query, 8, arena, &head->rules) &&
                  xc_query_copy_text(query, 9, arena, &head->rules_digest) &&
                  xc_query_copy_text(query, 11, arena, &head->summary) &&
                  xc_query_copy_text(query, 13, arena, &head->approved_by);
    head->number = xc_query_get_int(query, 1);
    head->status = (enum xc_plan_status)xc_query_get_int(query, 2);
    head->at = xc_query_get_instant(query, 3);
    head->as_of = xc_query_get_date(query, 4);
    head->snapshot = xc_query_get_int(query, 5);
    head->provisional = xc_query_get_int(query, 10) != 0;
    head->visits = (uint64_t)xc_query_get_int(query, 12);
    head->approved_at = xc_query_get_instant(query, 14);
    head->approved_until = xc_query_get_date(query, 15);
    head->replanned_at = xc_query_get_instant(query, 16);
    head->revision = xc_query_get_int(query, 17);
    if (!copied) {
        return xc_fail_memory(error);
    }
    return xc_store_hash_is(query->store, head->rules, head->rules_digest)
               ? XC_OK
               : damaged_rules(query->store, head, error);
}

int xc_store_newest_plan(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, struct xc_newest_plan *newest,
                         struct xc_error *error) {
    struct xc_query query;
    *newest = (struct xc_newest_plan){.until = XC_NO_DATE};
    int rc = xc_query_open(store,
                           "SELECT number, status, approved_until, " XC_PLAN_REVISION
                           " FROM plan WHERE office = $1"
                           " AND programme = $2 ORDER BY number DESC LIMIT 1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            newest->number = xc_query_get_int(&query, 0);
            newest->approved = xc_query_get_int(&query, 1) == XC_PLAN_APPROVED;
            newest->until = xc_query_get_date(&query, 2);
            newest->revision = xc_query_get_int(&query, 3);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_no_plan(struct xc_str programme, int64_t number, struct xc_error *error) {
    if (number != 0) {
        return xc_fail(error, XC_ENO, "programme %.*s has no plan number %lld",
                       XC_PRI(programme), (long long)number);
    }
    xc_fail(error, XC_ENO, "programme %.*s has no plan", XC_PRI(programme));
    return xc_hint(error, "make one: `xuncha plan POLICY.lua`");
}

int xc_store_choose_plan(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t *number,
                         struct xc_error *error) {
    struct xc_newest_plan newest;
    if (*number != 0) {
        return XC_OK;
    }
    int rc = xc_store_newest_plan(store, office, programme, &newest, error);
    *number = newest.number;
    return rc == XC_OK && *number == 0 ? xc_store_no_plan(programme, 0, error) : rc;
}

int xc_store_plan_at(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t number, xc_instant at,
                     struct xc_arena *arena, struct xc_plan_head *head,
                     struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_store_choose_plan(store, office, programme, &number, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_query_open(store, HEAD_COLUMNS "AND plan.programme = $3 AND plan.number = $4",
                       &query, error);
    if (rc == XC_OK) {
        xc_query_instant(&query, 1, at, instant);
        xc_query_text(&query, 2, office);
        xc_query_text(&query, 3, programme);
        xc_query_int(&query, 4, number);
        rc = xc_query_step(&query, error);
        if (rc == 0) {
            rc = xc_store_no_plan(programme, number, error);
        } else if (rc == 1) {
            rc = read_head(&query, arena, head, error);
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_plan(struct xc_store *store, struct xc_str office, struct xc_str programme,
                  int64_t number, struct xc_arena *arena, struct xc_plan_head *head,
                  struct xc_error *error) {
    return xc_store_plan_at(store, office, programme, number, XC_NO_INSTANT, arena, head,
                            error);
}

static int save_rules(struct xc_store *store, const struct xc_plan_head *head,
                      struct xc_error *error) {
    struct xc_query query;
    if (!xc_store_hash_is(store, head->rules, head->rules_digest)) {
        return xc_fail(error, XC_EINTERNAL,
                       "the rules to be stored do not have the digest %.*s",
                       XC_PRI(head->rules_digest));
    }
    int rc = xc_query_open(store,
                           "INSERT INTO rules (digest, document) VALUES ($1, $2)"
                           " ON CONFLICT (digest) DO NOTHING",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, head->rules_digest);
        xc_query_text(&query, 2, head->rules);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

static int supersede(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, struct xc_error *error) {
    struct xc_query query;
    int rc =
        xc_query_open(store,
                      "UPDATE plan SET status = $1 WHERE office = $2 AND programme = $3"
                      " AND status = $4",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, XC_PLAN_SUPERSEDED);
        xc_query_text(&query, 2, office);
        xc_query_text(&query, 3, programme);
        xc_query_int(&query, 4, XC_PLAN_DRAFT);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

static int save_visits(struct xc_store *store, xc_store_next_line next, void *context,
                       char set[XC_LINE_SET_BYTES], int64_t *count,
                       struct xc_error *error) {
    struct xc_line_writer *writer = NULL;
    struct xc_str line;
    *count = 0;
    int rc = xc_line_writer_open(store, &writer, error);
    while (rc == XC_OK && (rc = next(context, &line, error)) == XC_OK && line.len > 0) {
        rc = xc_line_writer_add(writer, line, error);
        ++*count;
    }
    if (rc == XC_OK) {
        rc = xc_line_writer_close(writer, set, error);
        return rc == XC_OK ? xc_derived_visits(store, xc_str_from(set), error) : rc;
    }
    xc_line_writer_abandon(writer);
    return rc;
}

static int insert_plan(struct xc_store *store, struct xc_str office,
                       const struct xc_plan_head *head, int64_t number,
                       struct xc_str visits, int64_t count, struct xc_error *error) {
    struct xc_query query;
    char at[21], as_of[11];
    int rc = xc_query_open(
        store,
        "INSERT INTO plan (office, programme, number, status, at, as_of, snapshot,"
        " register_digest, policy, rules, provisional, summary, visits, visit_count, "
        "approved_by,"
        " approved_at, approved_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12,"
        " $13, $14, '', '', '')",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, head->programme);
        xc_query_int(&query, 3, number);
        xc_query_int(&query, 4, XC_PLAN_DRAFT);
        xc_query_instant(&query, 5, head->at, at);
        xc_query_date(&query, 6, head->as_of, as_of);
        xc_query_int(&query, 7, head->snapshot);
        xc_query_text(&query, 8, head->register_digest);
        xc_query_text(&query, 9, head->policy);
        xc_query_text(&query, 10, head->rules_digest);
        xc_query_int(&query, 11, head->provisional);
        xc_query_text(&query, 12, head->summary);
        xc_query_text(&query, 13, visits);
        xc_query_int(&query, 14, count);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_save_plan(struct xc_store *store, struct xc_str office,
                       const struct xc_plan_head *head, xc_store_next_line next,
                       void *context, int64_t *number, struct xc_error *error) {
    char set[XC_LINE_SET_BYTES];
    struct xc_newest_plan newest;
    int64_t count = 0;
    *number = 0;
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_store_newest_plan(store, office, head->programme, &newest, error);
    if (rc == XC_OK && newest.approved) {
        xc_fail(error, XC_ENO,
                "programme %.*s is approved already; planning it again would draw up "
                "a second plan beside it",
                XC_PRI(head->programme));
        rc = xc_hint(error, "replan: `xuncha replan %.*s` moves as little as possible",
                     XC_PRI(head->programme));
    }
    if (rc == XC_OK) {
        rc = supersede(store, office, head->programme, error);
    }
    if (rc == XC_OK) {
        rc = save_rules(store, head, error);
    }
    if (rc == XC_OK) {
        rc = save_visits(store, next, context, set, &count, error);
    }
    if (rc == XC_OK) {
        rc = insert_plan(store, office, head, newest.number + 1, xc_str_from(set), count,
                         error);
    }
    if (rc == XC_OK) {
        rc = xc_bind_plan(store, office, head->programme, newest.number + 1, head->at,
                          error);
    }
    rc = xc_store_finish(store, rc, error);
    if (rc == XC_OK) {
        *number = newest.number + 1;
    }
    return rc;
}

/* What an approval may do to the plan as it stands. */
static int may_approve(const struct xc_newest_plan *found, struct xc_str programme,
                       xc_date until, struct xc_error *error) {
    if (found->number == 0) {
        return xc_store_no_plan(programme, 0, error);
    }
    if (!found->approved) {
        return XC_OK;
    }
    if (found->until == XC_NO_DATE) {
        return xc_fail(error, XC_ENO, "programme %.*s is approved as a whole already",
                       XC_PRI(programme));
    }
    if (until != XC_NO_DATE && until <= found->until) {
        char day[11];
        xc_date_format(found->until, day);
        xc_fail(error, XC_ENO, "programme %.*s is approved up to %s already",
                XC_PRI(programme), day);
        return xc_hint(error, "an approval can only be extended: name a later --until");
    }
    return XC_OK;
}

static int insert_approval(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number,
                           const struct xc_approval *approval, struct xc_error *error) {
    struct xc_query query;
    char instant[21], day[11];
    int rc = xc_query_open(
        store,
        "INSERT INTO approval (office, programme, plan, at, approved_by, until)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_instant(&query, 4, approval->at, instant);
        xc_query_text(&query, 5, approval->by);
        xc_query_date(&query, 6, approval->until, day);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_approve(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, struct xc_str by, xc_instant at,
                     xc_date until, struct xc_error *error) {
    struct xc_newest_plan found;
    struct xc_query query = {0};
    char instant[21], day[11];
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_store_newest_plan(store, office, programme, &found, error);
    if (rc == XC_OK) {
        rc = may_approve(&found, programme, until, error);
    }
    if (rc == XC_OK) {
        rc = xc_query_open(
            store,
            "UPDATE plan SET status = $1, approved_by = $2, approved_at = $3,"
            " approved_until = $4"
            " WHERE office = $5 AND programme = $6 AND number = $7",
            &query, error);
    }
    if (rc == XC_OK) {
        xc_query_int(&query, 1, XC_PLAN_APPROVED);
        xc_query_text(&query, 2, by);
        xc_query_instant(&query, 3, at, instant);
        xc_query_date(&query, 4, until, day);
        xc_query_text(&query, 5, office);
        xc_query_text(&query, 6, programme);
        xc_query_int(&query, 7, found.number);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    if (rc == XC_OK) {
        rc = insert_approval(store, office, programme, found.number,
                             &(struct xc_approval){by, at, until}, error);
    }
    if (rc == XC_OK) {
        xc_date_format(until, day);
        rc = xc_bind_approval(store, office, programme, found.number, xc_str_from(day),
                              at, error);
    }
    return xc_store_finish(store, rc, error);
}

int xc_store_approvals(struct xc_store *store, struct xc_str office,
                       struct xc_str programme, int64_t number, struct xc_arena *arena,
                       struct xc_approval **approvals, size_t *count,
                       struct xc_error *error) {
    struct xc_query query;
    *approvals = NULL;
    *count = 0;
    /* The approval of all stands last: its day is the empty text. */
    int rc = xc_query_open(store,
                           "SELECT approved_by, at, until, count(*) OVER () FROM approval"
                           " WHERE office = $1 AND programme = $2 AND plan = $3"
                           " ORDER BY until = '', until",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        if (!*approvals) {
            *approvals = xc_arena_array(arena, (size_t)xc_query_get_int(&query, 3),
                                        sizeof **approvals);
        }
        struct xc_approval *approval = *approvals ? &(*approvals)[(*count)++] : NULL;
        if (!approval || !xc_query_copy_text(&query, 0, arena, &approval->by)) {
            rc = xc_fail_memory(error);
            break;
        }
        approval->at = xc_query_get_instant(&query, 1);
        approval->until = xc_query_get_date(&query, 2);
        rc = XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_each_plan(struct xc_store *store, struct xc_str office,
                       int (*found)(void *context, const struct xc_plan_head *head),
                       void *context, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           HEAD_COLUMNS
                           "AND plan.number = (SELECT max(number) FROM plan AS other"
                           " WHERE other.office = plan.office"
                           " AND other.programme = plan.programme)"
                           " ORDER BY plan.programme",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, XC_STR(""));
        xc_query_text(&query, 2, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_plan_head head = {0};
        struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
        rc = arena ? read_head(&query, arena, &head, error) : xc_fail_memory(error);
        if (rc == XC_OK) {
            rc = found(context, &head);
        }
        xc_arena_free(arena);
    }
    xc_query_close(&query);
    return rc;
}
