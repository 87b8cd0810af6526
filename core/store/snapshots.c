#include "register/pack.h"
#include "store/bind.h"
#include "store/derived.h"

#include <string.h>

enum { HEAD_BYTES = 1 << 20 };

static int newest_number(struct xc_store *store, struct xc_str office, int64_t *number,
                         struct xc_error *error) {
    struct xc_query query;
    *number = 0;
    int rc = xc_query_open(store, "SELECT max(number) FROM snapshot WHERE office = $1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *number = xc_query_get_int(&query, 0);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_snapshot(struct xc_store *store, struct xc_str office, int64_t number,
                      struct xc_arena *arena, struct xc_snapshot *snapshot,
                      struct xc_error *error) {
    struct xc_query query;
    int rc = number ? XC_OK : newest_number(store, office, &number, error);
    if (rc != XC_OK) {
        return rc;
    }
    if (number == 0) {
        xc_fail(error, XC_ENO, "office %.*s has no register yet", XC_PRI(office));
        return xc_hint(error, "import one: `xuncha import targets FILE`");
    }
    rc = xc_query_open(
        store,
        "SELECT at, reason, digest, areas, targets, people, absences, relations"
        " FROM snapshot WHERE office = $1 AND number = $2",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_int(&query, 2, number);
        rc = xc_query_step(&query, error);
        if (rc == 0) {
            rc = xc_fail(error, XC_ENO, "office %.*s has no register number %lld",
                         XC_PRI(office), (long long)number);
        } else if (rc == 1) {
            bool copied = xc_query_copy_text(&query, 1, arena, &snapshot->reason) &&
                          xc_query_copy_text(&query, 2, arena, &snapshot->digest);
            for (int table = 0; table < XC_TABLE_COUNT && copied; table++) {
                copied = xc_query_copy_text(&query, 3 + table, arena,
                                            &snapshot->tables[table]);
            }
            snapshot->number = number;
            snapshot->at = xc_query_get_instant(&query, 0);
            rc = copied ? XC_OK : xc_fail_memory(error);
        }
    }
    xc_query_close(&query);
    return rc;
}

/* Writes one table as a line set and its name into digest. */
static int save_table(struct xc_store *store, const struct xc_register *reg,
                      enum xc_table table, char digest[XC_LINE_SET_BYTES],
                      const struct xc_progress *progress, struct xc_error *error) {
    struct xc_line_writer *writer = NULL;
    struct xc_buffer line = xc_buffer_make(1 << 20);
    uint32_t rows = xc_register_rows(reg, table);
    int rc = xc_line_writer_open(store, &writer, error);
    for (uint32_t row = 0; row < rows && rc == XC_OK; row++) {
        xc_buffer_clear(&line);
        rc = xc_register_line(reg, table, row, &line) == XC_OK
                 ? xc_line_writer_add(writer, xc_buffer_view(&line), error)
                 : xc_fail_memory(error);
        if (rc == XC_OK && row % 16384 == 0 &&
            !xc_progress_tick(progress, XC_MSG("storing the register"), row, rows)) {
            rc = xc_fail(error, XC_ENO, "stopped; nothing was stored");
        }
    }
    if (rc == XC_OK) {
        rc = xc_line_writer_close(writer, digest, error);
    } else {
        xc_line_writer_abandon(writer);
    }
    xc_buffer_free(&line);
    return rc;
}

static int insert_snapshot(struct xc_store *store, struct xc_str office, int64_t number,
                           xc_instant at, struct xc_str reason, struct xc_str digest,
                           char tables[XC_TABLE_COUNT][XC_LINE_SET_BYTES],
                           struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc =
        xc_query_open(store,
                      "INSERT INTO snapshot (office, number, at, reason, digest, areas,"
                      " targets, people, absences, relations)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_int(&query, 2, number);
        xc_query_instant(&query, 3, at, instant);
        xc_query_text(&query, 4, reason);
        xc_query_text(&query, 5, digest);
        for (int table = 0; table < XC_TABLE_COUNT; table++) {
            xc_query_text(&query, 6 + table, xc_str_from(tables[table]));
        }
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

/* SHA-256 over "<table> <rows> <hex>\n", as xc_register_digest_all computes it, from the
 * names the tables were just stored under. */
static int digest_of_names(char tables[XC_TABLE_COUNT][XC_LINE_SET_BYTES],
                           char hex[XC_DIGEST_HEX + 1], struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(4096);
    struct xc_digest digest;
    for (int table = 0; table < XC_TABLE_COUNT; table++) {
        xc_buffer_printf(&text, "%s %s\n", xc_table_name((enum xc_table)table),
                         tables[table]);
    }
    int rc = text.failed ? xc_fail_memory(error)
                         : xc_sha256(xc_buffer_view(&text), &digest, error);
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
    }
    xc_buffer_free(&text);
    return rc;
}

int xc_store_save_register(struct xc_store *store, struct xc_str office,
                           const struct xc_register *reg, int64_t expected, xc_instant at,
                           struct xc_str reason, int64_t *number,
                           const struct xc_progress *progress, struct xc_error *error) {
    char tables[XC_TABLE_COUNT][XC_LINE_SET_BYTES];
    char hex[XC_DIGEST_HEX + 1];
    struct xc_snapshot newest = {0};
    struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
    int64_t found = 0;
    *number = 0;
    int rc = arena ? xc_store_begin(store, error) : xc_fail_memory(error);
    if (rc != XC_OK) {
        xc_arena_free(arena);
        return rc;
    }
    rc = newest_number(store, office, &found, error);
    if (rc == XC_OK && found != expected) {
        xc_fail(error, XC_ENO, "the register changed meanwhile (snapshot %lld, not %lld)",
                (long long)found, (long long)expected);
        rc = xc_hint(error, "try again: the import then starts from the newest register");
    }
    for (int table = 0; table < XC_TABLE_COUNT && rc == XC_OK; table++) {
        rc = save_table(store, reg, (enum xc_table)table, tables[table], progress, error);
    }
    if (rc == XC_OK) {
        rc = digest_of_names(tables, hex, error);
    }
    if (rc == XC_OK && found > 0) {
        rc = xc_store_snapshot(store, office, found, arena, &newest, error);
    }
    if (rc == XC_OK && (found == 0 || !xc_str_is(newest.digest, hex))) {
        found++;
        rc = insert_snapshot(store, office, found, at, reason, xc_str_from(hex), tables,
                             error);
        if (rc == XC_OK) {
            rc = xc_bind_register(store, office, found, at, error);
        }
        if (rc == XC_OK) {
            rc = xc_derived_targets(store, reg, xc_str_from(tables[XC_TABLE_TARGETS]),
                                    error);
        }
    }
    rc = xc_store_finish(store, rc, error);
    if (rc == XC_OK) {
        *number = found;
    }
    xc_arena_free(arena);
    return rc;
}

/* A head whose digest is not that of its tables would give a register that nobody
 * committed to. */
int xc_store_check_head(struct xc_store *store, const struct xc_snapshot *snapshot,
                        struct xc_error *error) {
    char tables[XC_TABLE_COUNT][XC_LINE_SET_BYTES];
    char hex[XC_DIGEST_HEX + 1] = "";
    bool sound = true;
    int rc = XC_OK;
    for (int table = 0; table < XC_TABLE_COUNT; table++) {
        struct xc_str name = snapshot->tables[table];
        sound = sound && name.ptr && name.len < XC_LINE_SET_BYTES;
        if (sound) {
            memcpy(tables[table], name.ptr, name.len);
            tables[table][name.len] = '\0';
        }
    }
    if (sound) {
        rc = digest_of_names(tables, hex, error);
    }
    if (rc == XC_OK && !xc_str_is(snapshot->digest, hex)) {
        xc_fail(error, XC_EENV, "%s: register number %lld does not match its digest %.*s",
                store->path, (long long)snapshot->number, XC_PRI(snapshot->digest));
        rc = xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                            "damaged");
    }
    return rc;
}

struct loading {
    struct xc_register_builder *builder;
    enum xc_table table;
    const struct xc_progress *progress;
    size_t lines;
    struct xc_error *error;
};

static int load_line(void *context, struct xc_str line) {
    struct loading *loading = context;
    if (loading->lines++ % 16384 == 0 &&
        !xc_progress_tick(loading->progress, XC_MSG("reading the register"),
                          loading->lines, 0)) {
        return xc_fail(loading->error, XC_ENO, "stopped");
    }
    return xc_register_add_line(loading->builder, loading->table, line, loading->error);
}

static int add_piece(void *context, struct xc_str piece) {
    const struct loading *loading = context;
    return xc_register_add_packed(loading->builder, piece, loading->error);
}

/* Hands the lines of all tables to a builder, or, without one, to nobody. missing: not
 * NULL where targets are to come from their derived form, and set where there is no sound
 * one. */
static int read_tables(struct xc_store *store, const struct xc_snapshot *snapshot,
                       struct xc_register_builder *builder, bool *missing,
                       const struct xc_progress *progress, struct xc_error *error) {
    int rc = XC_OK;
    for (int table = 0; table < XC_TABLE_COUNT && rc == XC_OK; table++) {
        struct loading loading = {builder, (enum xc_table)table, progress, 0, error};
        struct xc_str set = snapshot->tables[table];
        if (table == XC_TABLE_TARGETS && missing) {
            rc = xc_derived_each(store, set, XC_TARGETS_FORM, add_piece, &loading, error);
            *missing = rc == XC_ENO;
            rc = rc == XC_EINPUT ? xc_derived_odd(store, set, error) : rc;
        } else {
            rc = xc_store_each_of_set(store, set, builder ? load_line : NULL, &loading,
                                      error);
        }
    }
    return rc;
}

int xc_store_build_register(struct xc_store *store, const struct xc_snapshot *snapshot,
                            bool derived, struct xc_register **reg,
                            const struct xc_progress *progress, struct xc_error *error) {
    struct xc_register_builder *builder = xc_register_builder_new();
    bool missing = false;
    *reg = NULL;
    int rc = builder ? read_tables(store, snapshot, builder, derived ? &missing : NULL,
                                   progress, error)
                     : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_register_build(builder, reg, progress, error);
    }
    xc_register_builder_free(builder);
    return missing ? xc_store_build_register(store, snapshot, false, reg, progress, error)
                   : rc;
}

static int load_and_keep(struct xc_store *store, const struct xc_snapshot *snapshot,
                         const struct xc_progress *progress, struct xc_error *error) {
    struct xc_register *reg = NULL;
    bool derived = xc_derived_wanted(snapshot->tables[XC_TABLE_TARGETS]);
    int rc = xc_store_build_register(store, snapshot, derived, &reg, progress, error);
    if (rc == XC_OK) {
        xc_register_free(store->reg);
        store->reg = reg;
        memcpy(store->reg_digest, snapshot->digest.ptr, snapshot->digest.len);
    }
    return rc;
}

/* One register is kept: most of what is asked of a workspace is asked of the newest one.
 * That its lines are still stored as they were is looked at every time. */
int xc_store_load_register(struct xc_store *store, struct xc_str office, int64_t number,
                           struct xc_register **reg, const struct xc_progress *progress,
                           struct xc_error *error) {
    struct xc_snapshot snapshot = {0};
    struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
    *reg = NULL;
    int rc = arena ? xc_store_snapshot(store, office, number, arena, &snapshot, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_store_check_head(store, &snapshot, error);
    }
    if (rc == XC_OK && store->reg && xc_str_is(snapshot.digest, store->reg_digest)) {
        rc = read_tables(store, &snapshot, NULL, NULL, progress, error);
    } else if (rc == XC_OK) {
        rc = load_and_keep(store, &snapshot, progress, error);
    }
    if (rc == XC_OK) {
        *reg = xc_register_share(store->reg);
    }
    xc_arena_free(arena);
    return rc;
}

int xc_store_each_line(struct xc_store *store, struct xc_str office, int64_t number,
                       enum xc_table table,
                       int (*line)(void *context, struct xc_str line), void *context,
                       struct xc_error *error) {
    struct xc_snapshot snapshot = {0};
    struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
    int rc = arena ? xc_store_snapshot(store, office, number, arena, &snapshot, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_store_each_of_set(store, snapshot.tables[table], line, context, error);
    }
    xc_arena_free(arena);
    return rc;
}
