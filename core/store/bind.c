#include "store/bind.h"

#include "store/ledger_internal.h"

enum { ROW_BYTES = 1 << 30, COLUMNS = 32 };

struct xc_str xc_bind_or_none(struct xc_str text) {
    return text.len ? text : XC_STR("-");
}

/* store->mac, made from the workspace's key. */
static int make_mac(struct xc_store *store, struct xc_error *error) {
    uint8_t key[XC_KEY_BYTES];
    if (store->mac) {
        return XC_OK;
    }
    int rc = xc_store_workspace_key(store, key, error);
    if (rc == XC_OK) {
        store->mac = xc_mac_new((struct xc_str){(const char *)key, sizeof key});
        rc = store->mac ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

int xc_bind_seal_values(struct xc_store *store, const struct xc_str *values, size_t count,
                        struct xc_digest *seal, struct xc_error *error) {
    struct xc_buffer row = xc_buffer_make(ROW_BYTES);
    int rc = make_mac(store, error);
    xc_buffer_puts(&row, "xuncha-row-v1\n");
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_buffer_uint(&row, values[i].len);
        xc_buffer_putc(&row, ':');
        xc_buffer_add(&row, values[i]);
        if (!values[i].ptr || xc_buffer_putc(&row, '\n') != XC_OK) {
            rc = xc_fail_memory(error);
        }
    }
    if (rc == XC_OK) {
        *seal = xc_mac_make(store->mac, xc_buffer_view(&row));
    }
    xc_buffer_free(&row);
    return rc;
}

int xc_bind_seal(struct xc_query *query, int first, int columns, struct xc_digest *seal,
                 struct xc_error *error) {
    struct xc_str values[COLUMNS];
    if (columns > COLUMNS) {
        return xc_fail(error, XC_EINTERNAL, "a row of %d columns is not sealed", columns);
    }
    for (int i = 0; i < columns; i++) {
        values[i] = xc_query_get_blob(query, first + i);
    }
    return xc_bind_seal_values(query->store, values, (size_t)columns, seal, error);
}

/* ---- Lines of texts ---- */

static void add_line(struct xc_buffer *text, struct xc_str line) {
    xc_buffer_add(text, xc_bind_or_none(line));
    xc_buffer_putc(text, '\n');
}

static void add_number(struct xc_buffer *text, int64_t number) {
    if (number) {
        xc_buffer_int(text, number);
    } else {
        xc_buffer_putc(text, '-');
    }
    xc_buffer_putc(text, '\n');
}

static void add_digest(struct xc_buffer *text, const struct xc_digest *digest) {
    xc_buffer_hex(text, digest->bytes, XC_DIGEST_BYTES);
    xc_buffer_putc(text, '\n');
}

static int finish_text(const struct xc_buffer *text, int rc, struct xc_error *error) {
    return rc == XC_OK && text->failed ? xc_fail_memory(error) : rc;
}

static int missing(struct xc_error *error) {
    return xc_fail(error, XC_ENO, "the row is not stored");
}

/* Steps to the only row of a query and writes: the columns before `sealed` as lines, the
 * seal of the `columns` from there on as the last one. */
static int add_row(struct xc_query *query, int rc, int sealed, int columns,
                   struct xc_buffer *text, struct xc_error *error) {
    struct xc_digest seal;
    if (rc == XC_OK) {
        rc = xc_query_step(query, error);
        rc = rc == 0 ? missing(error) : rc;
    }
    if (rc == 1) {
        for (int i = 0; i < sealed; i++) {
            add_line(text, xc_query_get_text(query, i));
        }
        rc = xc_bind_seal(query, sealed, columns, &seal, error);
    }
    if (rc == XC_OK) {
        add_digest(text, &seal);
    }
    xc_query_close(query);
    return finish_text(text, rc, error);
}

int xc_bind_register_text(struct xc_store *store, struct xc_str office, int64_t number,
                          struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    xc_buffer_puts(text, "xuncha-register-v1\n");
    add_line(text, office);
    add_number(text, number);
    int rc = xc_query_open(store,
                           "SELECT digest, at, reason, areas, targets, people, absences,"
                           " relations FROM snapshot WHERE office = $1 AND number = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_int(&query, 2, number);
    }
    return add_row(&query, rc, 1, 7, text, error);
}

int xc_bind_plan_text(struct xc_store *store, struct xc_str office,
                      struct xc_str programme, int64_t number, struct xc_buffer *text,
                      struct xc_error *error) {
    struct xc_query query;
    xc_buffer_puts(text, "xuncha-plan-v1\n");
    add_line(text, office);
    add_line(text, programme);
    add_number(text, number);
    int rc = xc_query_open(
        store,
        "SELECT rules, register_digest, visits, at, as_of,"
        " CAST(snapshot AS TEXT), policy, CAST(provisional AS TEXT), summary,"
        " CAST(visit_count AS TEXT) FROM plan WHERE office = $1 AND programme = $2"
        " AND number = $3",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
    }
    return add_row(&query, rc, 3, 7, text, error);
}

int xc_bind_approval_text(struct xc_store *store, struct xc_str office,
                          struct xc_str programme, int64_t number, struct xc_str until,
                          struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    xc_buffer_puts(text, "xuncha-approve-v1\n");
    add_line(text, office);
    add_line(text, programme);
    add_number(text, number);
    add_line(text, until);
    int rc = xc_query_open(store,
                           "SELECT at, approved_by, until FROM approval WHERE office = $1"
                           " AND programme = $2 AND plan = $3 AND until = $4",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, programme);
        xc_query_int(&query, 3, number);
        xc_query_text(&query, 4, until);
    }
    return add_row(&query, rc, 0, 3, text, error);
}

static void add_root(struct xc_buffer *text, const struct xc_merkle *tree) {
    struct xc_digest root = xc_merkle_end(tree);
    xc_buffer_uint(text, tree->count);
    xc_buffer_putc(text, ' ');
    add_digest(text, &root);
}

/* "<changes> <hex>": the tree over the seals of changed visits, from the first to the
 * last; each must be there. */
static int add_changes(struct xc_store *store, struct xc_str office,
                       const struct xc_bind_replan *replan, struct xc_buffer *text,
                       struct xc_error *error) {
    struct xc_query query;
    struct xc_merkle tree;
    xc_merkle_start(&tree, store->hasher);
    int rc = xc_query_open(
        store,
        "SELECT CAST(number AS TEXT), visit, line, reason, at FROM visit_change"
        " WHERE office = $1 AND programme = $2 AND plan = $3 AND number BETWEEN $4 AND $5"
        " ORDER BY number",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, replan->programme);
        xc_query_int(&query, 3, replan->plan);
        xc_query_int(&query, 4, replan->first);
        xc_query_int(&query, 5, replan->last);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_digest seal;
        rc = xc_bind_seal(&query, 0, 5, &seal, error);
        if (rc == XC_OK) {
            xc_merkle_add(&tree,
                          (struct xc_str){(const char *)seal.bytes, XC_DIGEST_BYTES});
        }
    }
    xc_query_close(&query);
    add_root(text, &tree);
    return finish_text(text, rc, error);
}

int xc_bind_replan_text(struct xc_store *store, struct xc_str office,
                        const struct xc_bind_replan *replan, struct xc_buffer *text,
                        struct xc_error *error) {
    struct xc_query query;
    xc_buffer_puts(text, "xuncha-replan-v1\n");
    add_line(text, office);
    add_line(text, replan->programme);
    add_number(text, replan->plan);
    add_number(text, replan->replan);
    add_number(text, replan->first);
    add_number(text, replan->last);
    int rc = add_changes(store, office, replan, text, error);
    if (rc != XC_OK || replan->replan == 0) {
        xc_buffer_puts(text, "-\n-\n");
        return finish_text(text, rc, error);
    }
    rc = xc_query_open(
        store,
        "SELECT register_digest, at, as_of, CAST(snapshot AS TEXT),"
        " CAST(provisional AS TEXT), summary, CAST(visit_count AS TEXT) FROM replan"
        " WHERE office = $1 AND programme = $2 AND plan = $3 AND number = $4",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, replan->programme);
        xc_query_int(&query, 3, replan->plan);
        xc_query_int(&query, 4, replan->replan);
    }
    return add_row(&query, rc, 1, 6, text, error);
}

int xc_bind_setting_text(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    xc_buffer_puts(text, "xuncha-settings-v1\n");
    add_line(text, office);
    add_line(text, name);
    int rc = xc_query_open(
        store, "SELECT office, name, value FROM setting WHERE office = $1 AND name = $2",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, name);
    }
    return add_row(&query, rc, 0, 3, text, error);
}

/* "<lines> <hex>": the tree over the texts that a query with the office as $1 gives. */
static int add_tree(struct xc_store *store, const char *sql, struct xc_str office,
                    struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    struct xc_merkle tree;
    xc_merkle_start(&tree, store->hasher);
    int rc = xc_query_open(store, sql, &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str line = xc_query_get_text(&query, 0);
        rc = line.ptr ? XC_OK : xc_fail_memory(error);
        if (rc == XC_OK) {
            xc_merkle_add(&tree, line);
        }
    }
    xc_query_close(&query);
    add_root(text, &tree);
    return rc;
}

_Static_assert(XC_DAY_WORKDAY == 2, "as the statement below has it");

int xc_bind_days_text(struct xc_store *store, struct xc_str office,
                      struct xc_buffer *text, struct xc_error *error) {
    xc_buffer_puts(text, XC_BIND_DAYS "\n");
    add_line(text, office);
    int rc = add_tree(store,
                      "SELECT date || char(9) || CASE kind WHEN 2 THEN 'workday'"
                      " ELSE 'holiday' END || char(9) || CASE name WHEN '' THEN '-'"
                      " ELSE name END FROM day WHERE office = $1 ORDER BY date",
                      office, text, error);
    if (rc == XC_OK) {
        rc = add_tree(store,
                      "SELECT CAST(year AS TEXT) FROM day_year WHERE office = $1"
                      " ORDER BY year",
                      office, text, error);
    }
    return finish_text(text, rc, error);
}

/* ---- Appending ---- */

static int is_empty(struct xc_store *store, bool *empty, struct xc_error *error) {
    int64_t any = 0;
    int rc = xc_store_number(store, "SELECT 1 FROM ledger LIMIT 1", &any, error);
    *empty = any == 0;
    return rc;
}

/* Appends the text that rc says was written, unless the ledger was empty: then what
 * xc_bind_older wrote holds it. */
static int append(struct xc_store *store, struct xc_str office, xc_instant at, int rc,
                  const struct xc_buffer *text, struct xc_error *error) {
    struct xc_str view = xc_buffer_view(text);
    uint64_t index;
    return rc == XC_OK ? xc_ledger_add(store, office, at, &view, 1, &index, error) : rc;
}

static int bind_register(struct xc_store *store, struct xc_str office, int64_t number,
                         xc_instant at, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_bind_register_text(store, office, number, &text, error);
    rc = append(store, office, at, rc, &text, error);
    xc_buffer_free(&text);
    return rc;
}

static int bind_plan(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t number, xc_instant at,
                     struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_bind_plan_text(store, office, programme, number, &text, error);
    rc = append(store, office, at, rc, &text, error);
    xc_buffer_free(&text);
    return rc;
}

static int bind_approval(struct xc_store *store, struct xc_str office,
                         struct xc_str programme, int64_t number, struct xc_str until,
                         xc_instant at, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_bind_approval_text(store, office, programme, number, until, &text, error);
    rc = append(store, office, at, rc, &text, error);
    xc_buffer_free(&text);
    return rc;
}

static int bind_replan(struct xc_store *store, struct xc_str office,
                       const struct xc_bind_replan *replan, xc_instant at,
                       struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_bind_replan_text(store, office, replan, &text, error);
    rc = append(store, office, at, rc, &text, error);
    xc_buffer_free(&text);
    return rc;
}

static int bind_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                        xc_instant at, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_bind_setting_text(store, office, name, &text, error);
    rc = append(store, office, at, rc, &text, error);
    xc_buffer_free(&text);
    return rc;
}

/* Whether the office's newest entry about its days says the same. */
static int days_entered(struct xc_store *store, struct xc_str office, struct xc_str text,
                        bool *same, struct xc_error *error) {
    struct xc_query query;
    *same = false;
    int rc = xc_query_open(store,
                           "SELECT body FROM ledger WHERE office = $1"
                           " AND body LIKE '" XC_BIND_DAYS "%' ORDER BY number DESC"
                           " LIMIT 1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        *same = xc_str_equal(xc_query_get_text(&query, 0), text);
        rc = XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

static int bind_days(struct xc_store *store, struct xc_str office, xc_instant at,
                     struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    bool same = false;
    int rc = xc_bind_days_text(store, office, &text, error);
    if (rc == XC_OK) {
        rc = days_entered(store, office, xc_buffer_view(&text), &same, error);
    }
    if (!same) {
        rc = append(store, office, at, rc, &text, error);
    }
    xc_buffer_free(&text);
    return rc;
}

/* ---- What was stored before there was a ledger ---- */

struct binding {
    struct xc_store *store;
    xc_instant at;
    struct xc_error *error;
};

static int older_register(const struct binding *binding, struct xc_query *row) {
    return bind_register(binding->store, xc_query_get_text(row, 0),
                         xc_query_get_int(row, 1), binding->at, binding->error);
}

static int older_plan(const struct binding *binding, struct xc_query *row) {
    return bind_plan(binding->store, xc_query_get_text(row, 0), xc_query_get_text(row, 1),
                     xc_query_get_int(row, 2), binding->at, binding->error);
}

static int older_approval(const struct binding *binding, struct xc_query *row) {
    return bind_approval(binding->store, xc_query_get_text(row, 0),
                         xc_query_get_text(row, 1), xc_query_get_int(row, 2),
                         xc_query_get_text(row, 3), binding->at, binding->error);
}

static int older_changes(const struct binding *binding, struct xc_query *row) {
    struct xc_bind_replan replan = {
        .programme = xc_query_get_text(row, 1),
        .plan = xc_query_get_int(row, 2),
        .replan = xc_query_get_int(row, 3),
        .first = xc_query_get_int(row, 4),
        .last = xc_query_get_int(row, 5),
    };
    return bind_replan(binding->store, xc_query_get_text(row, 0), &replan, binding->at,
                       binding->error);
}

static int older_setting(const struct binding *binding, struct xc_query *row) {
    return bind_setting(binding->store, xc_query_get_text(row, 0),
                        xc_query_get_text(row, 1), binding->at, binding->error);
}

static int older_days(const struct binding *binding, struct xc_query *row) {
    return bind_days(binding->store, xc_query_get_text(row, 0), binding->at,
                     binding->error);
}

int xc_bind_older(struct xc_store *store, xc_instant at, struct xc_error *error) {
    static const struct {
        const char *sql;
        int (*row)(const struct binding *binding, struct xc_query *row);
    } tables[] = {
        {"SELECT office, number FROM snapshot ORDER BY office, number", older_register},
        {"SELECT office, programme, number FROM plan ORDER BY office, programme, number",
         older_plan},
        {"SELECT office, programme, plan, 0, min(number), max(number) FROM visit_change"
         " GROUP BY office, programme, plan ORDER BY office, programme, plan",
         older_changes},
        {"SELECT office, programme, plan, number, 0, 0 FROM replan"
         " ORDER BY office, programme, plan, number",
         older_changes},
        {"SELECT office, programme, plan, until FROM approval"
         " ORDER BY office, programme, plan, until",
         older_approval},
        {"SELECT office, name FROM setting WHERE NOT (office = '' AND name ="
         " '" XC_BIND_KEY_SETTING "') ORDER BY office, name",
         older_setting},
        {"SELECT office FROM day UNION SELECT office FROM day_year ORDER BY 1",
         older_days},
    };
    struct binding binding = {store, at, error};
    bool empty = false;
    int rc = is_empty(store, &empty, error);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && rc == XC_OK && empty; i++) {
        struct xc_query query;
        rc = xc_query_open(store, tables[i].sql, &query, error);
        while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
            rc = tables[i].row(&binding, &query);
        }
        xc_query_close(&query);
    }
    return rc;
}

/* True where there were entries before; otherwise everything stored so far, the new row
 * included, has one now. */
static int begin(struct xc_store *store, xc_instant at, bool *more,
                 struct xc_error *error) {
    bool empty = false;
    int rc = is_empty(store, &empty, error);
    *more = rc == XC_OK && !empty;
    return rc == XC_OK && empty ? xc_bind_older(store, at, error) : rc;
}

int xc_bind_register(struct xc_store *store, struct xc_str office, int64_t number,
                     xc_instant at, struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_register(store, office, number, at, error) : rc;
}

int xc_bind_plan(struct xc_store *store, struct xc_str office, struct xc_str programme,
                 int64_t number, xc_instant at, struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_plan(store, office, programme, number, at, error) : rc;
}

int xc_bind_approval(struct xc_store *store, struct xc_str office,
                     struct xc_str programme, int64_t number, struct xc_str until,
                     xc_instant at, struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_approval(store, office, programme, number, until, at, error) : rc;
}

int xc_bind_replan(struct xc_store *store, struct xc_str office,
                   const struct xc_bind_replan *replan, xc_instant at,
                   struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_replan(store, office, replan, at, error) : rc;
}

int xc_bind_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                    xc_instant at, struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_setting(store, office, name, at, error) : rc;
}

int xc_bind_days(struct xc_store *store, struct xc_str office, xc_instant at,
                 struct xc_error *error) {
    bool more;
    int rc = begin(store, at, &more, error);
    return more ? bind_days(store, office, at, error) : rc;
}
