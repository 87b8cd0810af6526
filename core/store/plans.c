#include "store/lines.h"

#define HEAD_COLUMNS                                                                     \
    "SELECT plan.programme, plan.number, plan.status, plan.at, plan.as_of, "             \
    "plan.snapshot,"                                                                     \
    " plan.register_digest, plan.policy, rules.document, plan.rules, plan.provisional,"  \
    " plan.summary, plan.visit_count, plan.approved_by, plan.approved_at, "              \
    "plan.approved_until"                                                                \
    " FROM plan JOIN rules ON rules.digest = plan.rules WHERE plan.office = $1 "

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
    return copied ? XC_OK : xc_fail_memory(error);
}

static int newest_plan(struct xc_store *store, struct xc_str office,
                       struct xc_str programme, int64_t *number, int64_t *status,
                       struct xc_error *error) {
    struct xc_query query;
    *number = 0;
    *status = 0;
    int rc = xc_query_open(
        store,
        "SELECT number, status FROM plan WHERE office = $1 AND programme = $2"
        " ORDER BY number DESC LIMIT 1",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *number = xc_query_get_int(&query, 0);
            *status = xc_query_get_int(&query, 1);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

static int no_plan(struct xc_str programme, struct xc_error *error) {
    xc_fail(error, XC_ENO, "programme %.*s has no plan", XC_PRI(programme));
    return xc_hint(error, "make one: `xuncha plan POLICY.lua`");
}

int xc_store_plan(struct xc_store *store, struct xc_str office, struct xc_str programme,
                  int64_t number, struct xc_arena *arena, struct xc_plan_head *head,
                  struct xc_error *error) {
    struct xc_query query;
    int64_t status = 0;
    int rc =
        number ? XC_OK : newest_plan(store, office, programme, &number, &status, error);
    if (rc != XC_OK || number == 0) {
        return rc != XC_OK ? rc : no_plan(programme, error);
    }
    rc = xc_query_open(store, HEAD_COLUMNS "AND plan.programme = $2 AND plan.number = $3",
                       &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        rc = xc_query_step(&query, error);
        if (rc == 0) {
            rc = no_plan(programme, error);
        } else if (rc == 1) {
            rc = read_head(&query, arena, head, error);
        }
    }
    xc_query_close(&query);
    return rc;
}

static int save_rules(struct xc_store *store, const struct xc_plan_head *head,
                      struct xc_error *error) {
    struct xc_query query;
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
        return xc_line_writer_close(writer, set, error);
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
    int64_t newest = 0, status = 0, count = 0;
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = newest_plan(store, office, head->programme, &newest, &status, error);
    if (rc == XC_OK && status == XC_PLAN_APPROVED) {
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
        rc = insert_plan(store, office, head, newest + 1, xc_str_from(set), count, error);
    }
    rc = xc_store_finish(store, rc, error);
    *number = newest + 1;
    return rc;
}

/* The newest line of every changed visit of a plan, ascending by visit. */
struct changes {
    struct xc_arena *arena; /* owned */
    struct changed {
        struct xc_str visit, line;
        bool used;
    } * rows;
    size_t count;
};

static int load_changes(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number, struct changes *changes,
                        struct xc_error *error) {
    struct xc_query query;
    int64_t total = 0;
    int rc = xc_query_open(
        store,
        "SELECT visit, line, count(*) OVER () FROM visit_change AS newest"
        " WHERE office = $1 AND programme = $2 AND plan = $3"
        " AND number = (SELECT max(number) FROM visit_change AS other"
        " WHERE other.office = newest.office"
        " AND other.programme = newest.programme AND other.plan = newest.plan"
        " AND other.visit = newest.visit) ORDER BY visit",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        while ((rc = xc_query_step(&query, error)) == 1) {
            if (!changes->rows) {
                total = xc_query_get_int(&query, 2);
                changes->rows =
                    xc_arena_array(changes->arena, (size_t)total, sizeof *changes->rows);
            }
            struct changed *row = changes->rows ? &changes->rows[changes->count] : NULL;
            if (!row || !xc_query_copy_text(&query, 0, changes->arena, &row->visit) ||
                !xc_query_copy_text(&query, 1, changes->arena, &row->line)) {
                rc = xc_fail_memory(error);
                break;
            }
            changes->count++;
        }
    }
    xc_query_close(&query);
    return rc;
}

struct merging {
    struct changes *changes;
    int (*line)(void *context, struct xc_str line);
    void *context;
};

static struct changed *find_change(struct changes *changes, struct xc_str visit) {
    size_t low = 0, high = changes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = xc_str_compare(changes->rows[middle].visit, visit);
        if (order == 0) {
            return &changes->rows[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static int merge_line(void *context, struct xc_str line) {
    struct merging *merging = context;
    struct xc_str rest = line;
    struct changed *changed = find_change(merging->changes, xc_str_cut(&rest, '\t'));
    if (!changed) {
        return merging->line(merging->context, line);
    }
    changed->used = true;
    return changed->line.len ? merging->line(merging->context, changed->line) : XC_OK;
}

static int visit_set(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t *number, struct xc_arena *arena,
                     struct xc_str *set, struct xc_error *error) {
    struct xc_query query;
    int64_t status = 0;
    int rc =
        *number ? XC_OK : newest_plan(store, office, programme, number, &status, error);
    if (rc == XC_OK) {
        rc = xc_query_open(store,
                           "SELECT visits FROM plan WHERE office = $1 AND programme = $2"
                           " AND number = $3",
                           &query, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    xc_query_text(&query, 1, office);
    xc_query_text(&query, 2, programme);
    xc_query_int(&query, 3, *number);
    rc = xc_query_step(&query, error);
    if (rc == 1) {
        rc = xc_query_copy_text(&query, 0, arena, set) ? XC_OK : xc_fail_memory(error);
    } else if (rc == 0) {
        rc = no_plan(programme, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_each_visit(struct xc_store *store, struct xc_str office,
                        struct xc_str programme, int64_t number,
                        int (*line)(void *context, struct xc_str line), void *context,
                        struct xc_error *error) {
    struct changes changes = {.arena = xc_arena_new((size_t)1 << 30)};
    struct merging merging = {&changes, line, context};
    struct xc_str set;
    int rc = changes.arena ? visit_set(store, office, programme, &number, changes.arena,
                                       &set, error)
                           : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = load_changes(store, office, programme, number, &changes, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_each_of_set(store, set, merge_line, &merging, error);
    }
    for (size_t i = 0; i < changes.count && rc == XC_OK; i++) { /* visits added later */
        if (!changes.rows[i].used && changes.rows[i].line.len) {
            rc = line(context, changes.rows[i].line);
        }
    }
    xc_arena_free(changes.arena);
    return rc;
}

int xc_store_change_visits(struct xc_store *store, struct xc_str office,
                           struct xc_str programme, int64_t number,
                           const struct xc_visit_change *changes, size_t count,
                           xc_instant at, struct xc_error *error) {
    struct xc_query query = {0};
    char instant[21];
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_query_open(
        store,
        "INSERT INTO visit_change (office, programme, plan, number, visit, line,"
        " reason, at) VALUES ($1, $2, $3, (SELECT coalesce(max(number), 0) + 1"
        " FROM visit_change WHERE office = $1 AND programme = $2 AND plan = $3),"
        " $4, $5, $6, $7)",
        &query, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_text(&query, 4, changes[i].visit);
        xc_query_text(&query, 5, changes[i].line);
        xc_query_text(&query, 6, changes[i].reason);
        xc_query_instant(&query, 7, at, instant);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return xc_store_finish(store, rc, error);
}

/* What an approval may do to the plan as it stands. */
static int may_approve(const struct xc_plan_head *head, xc_date until,
                       struct xc_error *error) {
    if (head->status != XC_PLAN_APPROVED) {
        return XC_OK;
    }
    if (head->approved_until == XC_NO_DATE) {
        return xc_fail(error, XC_ENO, "programme %.*s is approved as a whole already",
                       XC_PRI(head->programme));
    }
    if (until != XC_NO_DATE && until <= head->approved_until) {
        char day[11];
        xc_date_format(head->approved_until, day);
        xc_fail(error, XC_ENO, "programme %.*s is approved up to %s already",
                XC_PRI(head->programme), day);
        return xc_hint(error, "an approval can only be extended: name a later --until");
    }
    return XC_OK;
}

int xc_store_approve(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, struct xc_str by, xc_instant at,
                     xc_date until, struct xc_error *error) {
    struct xc_plan_head head = {0};
    struct xc_query query = {0};
    char instant[21], day[11];
    struct xc_arena *arena = xc_arena_new((size_t)1 << 28);
    int rc = arena ? xc_store_begin(store, error) : xc_fail_memory(error);
    if (rc != XC_OK) {
        xc_arena_free(arena);
        return rc;
    }
    rc = xc_store_plan(store, office, programme, 0, arena, &head, error);
    if (rc == XC_OK) {
        rc = may_approve(&head, until, error);
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
        xc_query_int(&query, 7, head.number);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    rc = xc_store_finish(store, rc, error);
    xc_arena_free(arena);
    return rc;
}

int xc_store_each_plan(struct xc_store *store, struct xc_str office,
                       int (*found)(void *context, const struct xc_plan_head *head),
                       void *context, struct xc_error *error) {
    struct xc_query query;
    struct xc_arena *arena = xc_arena_new((size_t)1 << 28);
    int rc =
        arena ? xc_query_open(store,
                              HEAD_COLUMNS
                              "AND plan.number = (SELECT max(number) FROM plan AS other"
                              " WHERE other.office = plan.office"
                              " AND other.programme = plan.programme)"
                              " ORDER BY plan.programme",
                              &query, error)
              : xc_fail_memory(error);
    if (rc != XC_OK) {
        xc_arena_free(arena);
        return rc;
    }
    xc_query_text(&query, 1, office);
    while ((rc = xc_query_step(&query, error)) == 1) {
        struct xc_plan_head head = {0};
        rc = read_head(&query, arena, &head, error);
        if (rc != XC_OK || (rc = found(context, &head)) != XC_OK) {
            break;
        }
    }
    xc_query_close(&query);
    xc_arena_free(arena);
    return rc;
}
