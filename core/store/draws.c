#include "store/draws_internal.h"

#include "base/utf8.h"

/* ---- Commits ---- */

static int look_for(struct xc_store *store, struct xc_str id, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "SELECT 1 FROM draw WHERE id = $1", &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, id);
        rc = xc_query_step(&query, error);
    }
    xc_query_close(&query);
    if (rc == 1) {
        xc_fail(error, XC_ENO, "draw %.*s was committed already", XC_PRI(id));
        return xc_hint(error, "a draw again is a new draw with a number of its own and a "
                              "reason; the first one stays");
    }
    return rc;
}

static int keep_rules(struct xc_store *store, struct xc_str rules,
                      char hex[XC_DIGEST_HEX + 1], struct xc_error *error) {
    struct xc_query query;
    struct xc_digest digest;
    int rc = xc_sha256(rules, &digest, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_digest_hex(&digest, hex);
    rc = xc_query_open(store,
                       "INSERT INTO rules (digest, document) VALUES ($1, $2)"
                       " ON CONFLICT (digest) DO NOTHING",
                       &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, xc_str_from(hex));
        xc_query_text(&query, 2, rules);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

struct tables {
    char rules[XC_DIGEST_HEX + 1];
    char targets[XC_LINE_SET_BYTES], people[XC_LINE_SET_BYTES], avoid[XC_LINE_SET_BYTES];
};

/* Rules and tables, which must be those that the commit names. */
static int keep_tables(struct xc_store *store, const struct xc_stored_draw *draw,
                       struct tables *tables, struct xc_error *error) {
    int rc = draw->document.len ? keep_rules(store, draw->document, tables->rules, error)
                                : XC_OK;
    if (rc == XC_OK && draw->document.len &&
        !xc_str_is(draw->programme_rules, tables->rules)) {
        rc = xc_fail(error, XC_EINTERNAL,
                     "the rules to be stored do not have the digest %.*s",
                     XC_PRI(draw->programme_rules));
    }
    if (rc == XC_OK) {
        rc = keep_rules(store, draw->rules, tables->rules, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_write_set(store, draw->targets, tables->targets, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_write_set(store, draw->people, tables->people, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_write_set(store, draw->avoid, tables->avoid, error);
    }
    if (rc == XC_OK && (!xc_str_equal(xc_text_line(draw->commit, 1), draw->id) ||
                        !xc_str_is(xc_text_line(draw->commit, 2), tables->rules) ||
                        !xc_str_is(xc_text_line(draw->commit, 3), tables->targets) ||
                        !xc_str_is(xc_text_line(draw->commit, 4), tables->people) ||
                        !xc_str_is(xc_text_line(draw->commit, 5), tables->avoid))) {
        rc = xc_fail(error, XC_EINTERNAL,
                     "the commit of draw %.*s names other files than those to be stored",
                     XC_PRI(draw->id));
    }
    return rc;
}

static int insert_draw(struct xc_store *store, struct xc_str office,
                       const struct xc_stored_draw *draw, const struct tables *tables,
                       struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(
        store,
        "INSERT INTO draw (id, office, programme, stage, label, batch, status,"
        " committed_at, drawn_at, commit_text, rules, targets, people, avoid, names,"
        " programme_rules, snapshot, outer_draw, beacons, code, result, sealed,"
        " commit_entry, result_entry, void_reason, void_by) VALUES ($1, $2, $3, $4, $5,"
        " $6, $7, $8, '', $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, '', $19,"
        " $20, -1, '', '')",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, draw->id);
        xc_query_text(&query, 2, office);
        xc_query_text(&query, 3, draw->programme);
        xc_query_text(&query, 4, draw->stage);
        xc_query_text(&query, 5, draw->label);
        xc_query_text(&query, 6, draw->batch);
        xc_query_int(&query, 7, XC_DRAW_COMMITTED);
        xc_query_instant(&query, 8, draw->committed_at, instant);
        xc_query_text(&query, 9, draw->commit);
        xc_query_text(&query, 10, xc_str_from(tables->rules));
        xc_query_text(&query, 11, xc_str_from(tables->targets));
        xc_query_text(&query, 12, xc_str_from(tables->people));
        xc_query_text(&query, 13, xc_str_from(tables->avoid));
        xc_query_text(&query, 14, draw->names);
        xc_query_text(&query, 15, draw->programme_rules);
        xc_query_int(&query, 16, draw->snapshot);
        xc_query_text(&query, 17, draw->outer);
        xc_query_blob(&query, 18, "", 0);
        xc_query_int(&query, 19, draw->sealed);
        xc_query_int(&query, 20, (int64_t)draw->commit_index);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

/* Binds all other columns of rows that were just entered. */
static int bind_rows(struct xc_store *store, struct xc_str office, bool results,
                     uint64_t first, size_t count, xc_instant at,
                     struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    uint64_t index;
    int rc = xc_draw_rows_text(store, office, results, first, count, &text, error);
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(store, office, at, &view, 1, &index, error);
    }
    xc_buffer_free(&text);
    return rc;
}

static int commit_all(struct xc_store *store, struct xc_str office,
                      struct xc_stored_draw *draws, size_t count, struct xc_str *texts,
                      xc_instant at, struct xc_error *error) {
    uint64_t first = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        texts[i] = draws[i].commit;
        rc = look_for(store, draws[i].id, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_append(store, office, at, texts, count, &first, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_time(store, first, &at, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct tables tables;
        draws[i].status = XC_DRAW_COMMITTED;
        draws[i].committed_at = at;
        draws[i].drawn_at = XC_NO_INSTANT;
        draws[i].commit_index = first + i;
        draws[i].result_index = UINT64_MAX;
        rc = keep_tables(store, &draws[i], &tables, error);
        if (rc == XC_OK && i > 0) {
            rc = look_for(store, draws[i].id, error); /* twice in the same call */
        }
        if (rc == XC_OK) {
            rc = insert_draw(store, office, &draws[i], &tables, error);
        }
    }
    return rc == XC_OK ? bind_rows(store, office, false, first, count, at, error) : rc;
}

int xc_store_commit_draws(struct xc_store *store, struct xc_str office,
                          struct xc_stored_draw *draws, size_t count, xc_instant at,
                          struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new((count + 1) * sizeof(struct xc_str) + 4096);
    struct xc_str *texts = arena ? xc_arena_array(arena, count + 1, sizeof *texts) : NULL;
    int rc = texts ? XC_OK : xc_fail_memory(error);
    if (rc == XC_OK && count > 0) {
        rc = xc_store_begin(store, error);
        if (rc == XC_OK) {
            rc = xc_store_finish(
                store, commit_all(store, office, draws, count, texts, at, error), error);
        }
    }
    xc_arena_free(arena);
    return rc;
}

/* ---- Results ---- */

struct standing {
    enum xc_draw_status status;
    struct xc_buffer commit;
};

/* The commit and the status of a stored draw of the office. XC_ENO: there is none. */
static int stand(struct xc_store *store, struct xc_str office, struct xc_str id,
                 struct standing *standing, struct xc_error *error) {
    struct xc_query query;
    xc_buffer_clear(&standing->commit);
    int rc = xc_query_open(
        store, "SELECT status, commit_text FROM draw WHERE id = $1 AND office = $2",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, id);
        xc_query_text(&query, 2, office);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        standing->status = (enum xc_draw_status)xc_query_get_int(&query, 0);
        rc = xc_buffer_add(&standing->commit, xc_query_get_text(&query, 1)) == XC_OK
                 ? XC_OK
                 : xc_fail_memory(error);
    } else if (rc == 0) {
        rc = xc_fail(error, XC_ENO, "there is no draw %.*s", XC_PRI(id));
    }
    xc_query_close(&query);
    return rc;
}

static int must_be_open(const struct standing *standing, struct xc_str id,
                        struct xc_error *error) {
    if (standing->status == XC_DRAW_DRAWN) {
        xc_fail(error, XC_ENO, "draw %.*s was run already; its result stays", XC_PRI(id));
        return xc_hint(error, "who drops out is replaced: `xuncha substitute`; a draw "
                              "again is a new draw with a number of its own");
    }
    return standing->status == XC_DRAW_COMMITTED
               ? XC_OK
               : xc_fail(error, XC_ENO, "draw %.*s is void", XC_PRI(id));
}

static int update_drawn(struct xc_store *store, const struct xc_stored_draw *draw,
                        xc_instant at, uint64_t index, struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(store,
                           "UPDATE draw SET status = $1, drawn_at = $2, beacons = $3,"
                           " code = $4, result = $5, result_entry = $6 WHERE id = $7",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, XC_DRAW_DRAWN);
        xc_query_instant(&query, 2, at, instant);
        xc_query_text(&query, 3, draw->beacons);
        xc_query_blob(&query, 4, draw->code.ptr, draw->code.len);
        xc_query_text(&query, 5, draw->result);
        xc_query_int(&query, 6, (int64_t)index);
        xc_query_text(&query, 7, draw->id);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

/* Entries one by one, without a break: between them nobody else appends. */
static int finish_all(struct xc_store *store, struct xc_str office,
                      const struct xc_stored_draw *draws, size_t count, xc_instant at,
                      struct xc_error *error) {
    struct standing standing = {.commit = xc_buffer_make(XC_LEDGER_TEXT_BYTES)};
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    uint64_t first = 0, index = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        xc_buffer_clear(&text);
        rc = stand(store, office, draws[i].id, &standing, error);
        if (rc == XC_OK) {
            rc = must_be_open(&standing, draws[i].id, error);
        }
        if (rc == XC_OK) {
            rc = xc_draw_result_text(store, draws[i].id, xc_buffer_view(&standing.commit),
                                     draws[i].result, &text, error);
        }
        if (rc == XC_OK) {
            struct xc_str view = xc_buffer_view(&text);
            rc = xc_ledger_append(store, office, at, &view, 1, &index, error);
            first = i == 0 ? index : first;
        }
        if (rc == XC_OK && i == 0) {
            rc = xc_ledger_time(store, index, &at, error);
        }
        if (rc == XC_OK) {
            rc = update_drawn(store, &draws[i], at, index, error);
        }
    }
    if (rc == XC_OK) {
        rc = bind_rows(store, office, true, first, count, at, error);
    }
    xc_buffer_free(&text);
    xc_buffer_free(&standing.commit);
    return rc;
}

int xc_store_finish_draws(struct xc_store *store, struct xc_str office,
                          const struct xc_stored_draw *draws, size_t count, xc_instant at,
                          struct xc_error *error) {
    int rc = count > 0 ? xc_store_begin(store, error) : XC_OK;
    if (rc != XC_OK || count == 0) {
        return rc;
    }
    return xc_store_finish(store, finish_all(store, office, draws, count, at, error),
                           error);
}

static int update_void(struct xc_store *store, struct xc_str id, struct xc_str reason,
                       struct xc_str by, uint64_t index, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "UPDATE draw SET status = $1, void_reason = $2, void_by = $3,"
                           " result_entry = $4 WHERE id = $5",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, XC_DRAW_VOID);
        xc_query_text(&query, 2, reason);
        xc_query_text(&query, 3, by);
        xc_query_int(&query, 4, (int64_t)index);
        xc_query_text(&query, 5, id);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_void_draw(struct xc_store *store, struct xc_str office, struct xc_str id,
                       struct xc_str reason, struct xc_str by, xc_instant at,
                       struct xc_error *error) {
    struct standing standing = {.commit = xc_buffer_make(XC_LEDGER_TEXT_BYTES)};
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    uint64_t index = 0;
    int rc = reason.len && by.len && xc_utf8_forbidden(reason) == 0 &&
                     xc_utf8_forbidden(by) == 0
                 ? xc_store_begin(store, error)
                 : xc_fail(error, XC_EUSAGE,
                           "a void needs a reason and a second person's name, each a "
                           "line of text");
    if (rc != XC_OK) {
        return rc;
    }
    rc = stand(store, office, id, &standing, error);
    if (rc == XC_OK) {
        rc = must_be_open(&standing, id, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_void_text(store, id, xc_buffer_view(&standing.commit), reason, by,
                               &text, error);
    }
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(store, office, at, &view, 1, &index, error);
    }
    if (rc == XC_OK) {
        rc = update_void(store, id, reason, by, index, error);
    }
    rc = xc_store_finish(store, rc, error);
    xc_buffer_free(&text);
    xc_buffer_free(&standing.commit);
    return rc;
}
