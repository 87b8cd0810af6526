#include "cli/diff.h"

/* The names of a table's fields, in the order of its canonical lines. */
static const char *const target_fields[] = {
    "id",         "name",          "kind",      "level",     "ownership", "area",
    "zone",       "address",       "latitude",  "longitude", "datum",     "organisation",
    "legal",      "status",        "flags",     "credit",    "weight",    "minutes",
    "last_visit", "co_designated", "attributes"};
static const char *const person_fields[] = {
    "id",          "pool",    "name",       "unit",        "department",
    "area",        "crew",    "roles",      "certificate", "certificate_until",
    "specialties", "per_day", "max_visits", "status",      "attributes"};
static const char *const area_fields[] = {"code", "name", "parent", "level"};
static const char *const absence_fields[] = {"absence", "reason"};
static const char *const relation_fields[] = {"relation", "reason", "until"};

static const char *const *const fields[XC_TABLE_COUNT] = {
    area_fields, target_fields, person_fields, absence_fields, relation_fields};

struct side {
    const struct xc_register *reg;
    enum xc_table table;
    uint32_t row, rows;
    struct xc_buffer line;
    struct xc_str key;
};

static int advance(struct side *side) {
    side->key = XC_STR("");
    if (side->row >= side->rows) {
        return XC_OK;
    }
    xc_buffer_clear(&side->line);
    int rc = xc_register_line(side->reg, side->table, side->row, &side->line);
    struct xc_str rest = xc_buffer_view(&side->line);
    side->key = xc_str_cut(&rest, '\t');
    return rc;
}

static void print_change(struct xc_cli *cli, const struct side *before,
                         const struct side *after) {
    struct xc_str old = xc_buffer_view(&before->line), new = xc_buffer_view(&after->line);
    xc_buffer_printf(&cli->out, "~ %.*s", XC_PRI(before->key));
    for (size_t i = 0; old.ptr && new.ptr; i++) {
        struct xc_str a = xc_str_cut(&old, '\t'), b = xc_str_cut(&new, '\t');
        if (!xc_str_equal(a, b)) {
            xc_buffer_printf(&cli->out, "  %s: %.*s → %.*s", fields[before->table][i],
                             XC_PRI(a), XC_PRI(b));
        }
    }
    xc_buffer_putc(&cli->out, '\n');
}

static void print_row(struct xc_cli *cli, char sign, const struct side *side) {
    struct xc_str rest = xc_buffer_view(&side->line);
    xc_buffer_printf(&cli->out, "%c ", sign);
    for (size_t i = 0; rest.ptr && i < 3; i++) {
        struct xc_str cell = xc_str_cut(&rest, '\t');
        xc_buffer_printf(&cli->out, "%s%.*s", i ? "  " : "", XC_PRI(cell));
    }
    xc_buffer_putc(&cli->out, '\n');
}

static json_t *change_json(const struct side *before, const struct side *after) {
    struct xc_str old = xc_buffer_view(&before->line), new = xc_buffer_view(&after->line);
    json_t *changes = json_object();
    for (size_t i = 0; old.ptr && new.ptr; i++) {
        struct xc_str a = xc_str_cut(&old, '\t'), b = xc_str_cut(&new, '\t');
        if (!xc_str_equal(a, b)) {
            json_object_set_new(changes, fields[before->table][i],
                                json_pack("[s%, s%]", a.ptr, a.len, b.ptr, b.len));
        }
    }
    return json_pack("{s:s%, s:o}", "id", before->key.ptr, before->key.len, "fields",
                     changes);
}

static json_t *key_json(const struct side *side) {
    return json_stringn(side->key.ptr, side->key.len);
}

int xc_cli_diff(struct xc_cli *cli, const struct xc_register *before,
                const struct xc_register *after, enum xc_table table, size_t most,
                json_t *tables, struct xc_error *error) {
    struct side a = {
        before, table, 0, xc_register_rows(before, table), xc_buffer_make(1 << 20), {0}};
    struct side b = {
        after, table, 0, xc_register_rows(after, table), xc_buffer_make(1 << 20), {0}};
    size_t added = 0, removed = 0, changed = 0;
    json_t *new_rows = json_array(), *old_rows = json_array(), *changes = json_array();
    int rc = advance(&a) == XC_OK && advance(&b) == XC_OK ? XC_OK : xc_fail_memory(error);
    while (rc == XC_OK && (a.row < a.rows || b.row < b.rows)) {
        int order = a.row == a.rows   ? 1
                    : b.row == b.rows ? -1
                                      : xc_str_compare(a.key, b.key);
        bool show = !tables && added + removed + changed < most;
        if (order == 0 &&
            !xc_str_equal(xc_buffer_view(&a.line), xc_buffer_view(&b.line))) {
            changed++;
            if (tables) {
                json_array_append_new(changes, change_json(&a, &b));
            }
            if (show) {
                print_change(cli, &a, &b);
            }
        } else if (order < 0) {
            removed++;
            if (tables) {
                json_array_append_new(old_rows, key_json(&a));
            }
            if (show) {
                print_row(cli, '-', &a);
            }
        } else if (order > 0) {
            added++;
            if (tables) {
                json_array_append_new(new_rows, key_json(&b));
            }
            if (show) {
                print_row(cli, '+', &b);
            }
        }
        a.row += order <= 0;
        b.row += order >= 0;
        if ((order <= 0 && advance(&a) != XC_OK) ||
            (order >= 0 && advance(&b) != XC_OK)) {
            rc = xc_fail_memory(error);
        }
    }
    if (tables) {
        json_object_set_new(tables, xc_table_name(table),
                            json_pack("{s:O, s:O, s:O}", "added", new_rows, "removed",
                                      old_rows, "changed", changes));
    } else if (rc == XC_OK && added + removed + changed > most) {
        xc_cli_say(cli, "… and %zu more", added + removed + changed - most);
    }
    if (rc == XC_OK && !tables) {
        xc_cli_say(cli, "%s: %zu added, %zu removed, %zu changed",
                   xc_text(cli->catalogue, xc_table_name(table)), added, removed,
                   changed);
    }
    json_decref(new_rows);
    json_decref(old_rows);
    json_decref(changes);
    xc_buffer_free(&a.line);
    xc_buffer_free(&b.line);
    return rc;
}
