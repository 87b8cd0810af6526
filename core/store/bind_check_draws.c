/* The part about draws, substitutions and outcomes. */
#include "store/bind_check.h"

#include "store/draws_internal.h"
#include "store/outcomes_internal.h"

static int64_t number_in(struct xc_str text, unsigned line) {
    uint64_t number = 0;
    return xc_str_to_uint(xc_text_line(text, line), INT64_MAX, &number) ? (int64_t)number
                                                                        : -1;
}

/* The first line and what follows it, as messages name a row. */
static const char *name_entry(struct xc_bind_check *check,
                              const struct xc_ledger_entry *entry) {
    xc_buffer_clear(&check->key);
    xc_buffer_add(&check->key, xc_text_line(entry->text, 0));
    xc_buffer_putc(&check->key, ' ');
    xc_buffer_add(&check->key, xc_text_line(entry->text, 1));
    return xc_buffer_putc(&check->key, '\0') == XC_OK ? check->key.ptr : "";
}

/* Opens the only row of a statement with the entry's number as $1. 1: it is there. */
static int row_of_entry(struct xc_bind_check *check, const char *sql,
                        const struct xc_ledger_entry *entry, struct xc_query *query,
                        struct xc_error *found) {
    int rc = xc_query_open(check->store, sql, query, found);
    if (rc == XC_OK) {
        xc_query_int(query, 1, (int64_t)entry->index);
        rc = xc_query_step(query, found);
    }
    if (rc == 0) {
        rc = XC_ENO;
    }
    return rc == 1 ? XC_OK : rc;
}

/* The commit as a whole; the files that it names. */
static int check_commit(struct xc_bind_check *check,
                        const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_query query = {0};
    int rc = row_of_entry(check,
                          "SELECT commit_text, rules, targets, people, avoid FROM draw"
                          " WHERE commit_entry = $1",
                          entry, &query, &found);
    bool stored = rc == XC_OK;
    if (stored) {
        xc_buffer_add(&check->text, xc_query_get_text(&query, 0));
    }
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    for (int i = 0; i < 4 && rc == XC_OK && stored; i++) {
        struct xc_str file = xc_query_get_text(&query, 1 + i);
        struct xc_str entered = xc_text_line(entry->text, 2 + (unsigned)i);
        const char *what = name_entry(check, entry);
        if (!xc_str_equal(file, entered)) {
            rc = xc_bind_tell(check, entry->index,
                              XC_MSG("%s: the entry names a file %.*s, the draw keeps "
                                     "%.*s"),
                              what, XC_PRI(entered), XC_PRI(file));
        } else {
            rc = i == 0 ? xc_bind_check_rules(check, entry->index, file, what)
                        : xc_bind_check_set(check, entry->index, file, what);
        }
    }
    xc_query_close(&query);
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""), "commit %llu",
                                      (unsigned long long)entry->index)
                       : rc;
}

static int check_result(struct xc_bind_check *check,
                        const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_query query = {0};
    int rc = row_of_entry(check,
                          "SELECT id, commit_text, result FROM draw"
                          " WHERE result_entry = $1 AND status = 2",
                          entry, &query, &found);
    if (rc == XC_OK) {
        rc = xc_draw_result_text(check->store, xc_query_get_text(&query, 0),
                                 xc_query_get_text(&query, 1),
                                 xc_query_get_text(&query, 2), &check->text, &found);
    }
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    xc_query_close(&query);
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""), "end 2 %llu",
                                      (unsigned long long)entry->index)
                       : rc;
}

static int check_void(struct xc_bind_check *check, const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_query query = {0};
    int rc = row_of_entry(check,
                          "SELECT id, commit_text, void_reason, void_by FROM draw"
                          " WHERE result_entry = $1 AND status = 3",
                          entry, &query, &found);
    if (rc == XC_OK) {
        rc = xc_draw_void_text(check->store, xc_query_get_text(&query, 0),
                               xc_query_get_text(&query, 1), xc_query_get_text(&query, 2),
                               xc_query_get_text(&query, 3), &check->text, &found);
    }
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    xc_query_close(&query);
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""), "end 3 %llu",
                                      (unsigned long long)entry->index)
                       : rc;
}

static int check_rows(struct xc_bind_check *check, const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_str root = xc_text_line(entry->text, 4);
    int64_t first = number_in(entry->text, 3);
    uint64_t count = 0;
    bool results = xc_str_is(xc_text_line(entry->text, 2), "drawn");
    (void)xc_str_to_uint(xc_str_cut(&root, ' '), (uint64_t)1 << 40, &count);
    int rc = xc_draw_rows_text(check->store, xc_bind_field(entry, 1), results,
                               first < 0 ? 0 : (uint64_t)first, (size_t)count,
                               &check->text, &found);
    return xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
}

static int check_sub_entry(struct xc_bind_check *check,
                           const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    struct xc_query query = {0};
    int rc =
        row_of_entry(check, "SELECT " XC_SUB_LOGGED " FROM draw_sub WHERE entry = $1",
                     entry, &query, &found);
    if (rc == XC_OK) {
        xc_buffer_add(&check->text, xc_query_get_text(&query, 0));
    }
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    xc_query_close(&query);
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""), "sub %llu",
                                      (unsigned long long)entry->index)
                       : rc;
}

static int check_sub(struct xc_bind_check *check, const struct xc_ledger_entry *entry,
                     bool results) {
    struct xc_error found = {0};
    int rc = xc_draw_sub_text(check->store, xc_text_line(entry->text, 1),
                              number_in(entry->text, 2), results, &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    return rc == XC_OK && results
               ? xc_bind_mark(check, entry->index, XC_STR(""), "sub end %llu",
                              (unsigned long long)entry->index)
               : rc;
}

static int check_sub_open(struct xc_bind_check *check,
                          const struct xc_ledger_entry *entry) {
    return check_sub(check, entry, false);
}

static int check_sub_result(struct xc_bind_check *check,
                            const struct xc_ledger_entry *entry) {
    return check_sub(check, entry, true);
}

static int check_sub_void(struct xc_bind_check *check,
                          const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    int rc = xc_draw_sub_void_text(check->store, xc_text_line(entry->text, 1),
                                   number_in(entry->text, 2), &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    return rc == XC_OK ? xc_bind_mark(check, entry->index, XC_STR(""), "sub void %llu",
                                      (unsigned long long)entry->index)
                       : rc;
}

static int check_outcomes(struct xc_bind_check *check,
                          const struct xc_ledger_entry *entry) {
    struct xc_error found = {0};
    int rc = xc_outcomes_text(check->store, xc_bind_field(entry, 1), entry->index,
                              &check->text, &found);
    rc = xc_bind_compare(check, entry, rc, &found, name_entry(check, entry));
    struct xc_str office = xc_bind_field(entry, 1);
    return rc == XC_OK
               ? xc_bind_mark(check, entry->index, XC_STR(""), "outcomes %.*s %llu",
                              XC_PRI(office), (unsigned long long)entry->index)
               : rc;
}

int xc_bind_check_draw_entry(struct xc_bind_check *check,
                             const struct xc_ledger_entry *entry) {
    static const struct {
        const char *kind;
        int (*check)(struct xc_bind_check *check, const struct xc_ledger_entry *entry);
    } kinds[] = {
        {"xuncha-commit-v1", check_commit},
        {"xuncha-result-v1", check_result},
        {"xuncha-void-v1", check_void},
        {"xuncha-draws-v1", check_rows},
        {"xuncha-sub-entry-v1", check_sub_entry},
        {"xuncha-sub-closed-v1", check_sub_entry},
        {"xuncha-sub-v1", check_sub_open},
        {"xuncha-sub-result-v1", check_sub_result},
        {"xuncha-sub-void-v1", check_sub_void},
        {"xuncha-outcomes-v1", check_outcomes},
    };
    struct xc_str kind = xc_text_line(entry->text, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (xc_str_is(kind, kinds[i].kind)) {
            return kinds[i].check(check, entry);
        }
    }
    return XC_OK;
}

/* ---- Rows without entries ---- */

static int row_draw(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str id = xc_query_get_text(query, 0);
    long long status = (long long)xc_query_get_int(query, 1);
    long long commit = (long long)xc_query_get_int(query, 2);
    long long end = (long long)xc_query_get_int(query, 3);
    if (!xc_bind_marked(check, "commit %lld", commit)) {
        return xc_bind_tell(check, UINT64_MAX, XC_MSG("draw %.*s has no ledger entry"),
                            XC_PRI(id));
    }
    /* Only what is void has a reason to be so. */
    bool told = status == XC_DRAW_VOID || xc_query_get_int(query, 4) == 0;
    if (told && (status == XC_DRAW_COMMITTED
                     ? end < 0
                     : xc_bind_marked(check, "end %lld %lld", status, end) != NULL)) {
        return XC_OK;
    }
    return xc_bind_tell(check, (uint64_t)commit,
                        XC_MSG("draw %.*s: its status is not what the ledger says of it"),
                        XC_PRI(id));
}

static int row_sub(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str draw = xc_query_get_text(query, 0);
    long long number = (long long)xc_query_get_int(query, 1);
    long long entry = (long long)xc_query_get_int(query, 2);
    long long end = (long long)xc_query_get_int(query, 3);
    bool ended = xc_query_get_int(query, 4) != 0;
    if (xc_bind_marked(check, "sub %lld", entry) &&
        (end < 0 ? !ended
                 : (ended ? xc_bind_marked(check, "sub void %lld", end)
                          : xc_bind_marked(check, "sub end %lld", end)) != NULL)) {
        return XC_OK;
    }
    return xc_bind_tell(check, UINT64_MAX,
                        XC_MSG("substitution %lld of draw %.*s has no ledger entry"),
                        number, XC_PRI(draw));
}

static int row_outcome(struct xc_bind_check *check, struct xc_query *query) {
    struct xc_str office = xc_query_get_text(query, 0);
    return xc_bind_marked(check, "outcomes %.*s %lld", XC_PRI(office),
                          (long long)xc_query_get_int(query, 1))
               ? XC_OK
               : xc_bind_tell(check, UINT64_MAX,
                              XC_MSG("outcomes of office %.*s have no ledger entry"),
                              XC_PRI(office));
}

int xc_bind_check_draw_rows(struct xc_bind_check *check) {
    int rc = xc_bind_each_row(check,
                              "SELECT id, status, commit_entry, result_entry,"
                              " void_reason <> '' OR void_by <> '' FROM draw"
                              " ORDER BY commit_entry",
                              row_draw);
    if (rc == XC_OK) {
        rc = xc_bind_each_row(check,
                              "SELECT draw, number, entry, result_entry,"
                              " void_reason <> '' OR void_by <> '' FROM draw_sub"
                              " ORDER BY draw, number",
                              row_sub);
    }
    if (rc == XC_OK) {
        rc = xc_bind_each_row(check,
                              "SELECT DISTINCT office, entry FROM outcome"
                              " ORDER BY office, entry",
                              row_outcome);
    }
    return rc;
}
