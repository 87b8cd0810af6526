/* Substitutions: first the entry, later what came out. */
#include "store/draws_internal.h"

#include "base/utf8.h"

/* Seals what else the row says. */
static int bind_sub(struct xc_store *store, struct xc_str office,
                    const struct xc_stored_sub *sub, bool results, xc_instant at,
                    uint64_t *index, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    int rc = xc_draw_sub_text(store, sub->draw, sub->number, results, &text, error);
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(store, office, at, &view, 1, index, error);
    }
    xc_buffer_free(&text);
    return rc;
}

/* Only what was drawn can be replaced, in the order of its numbers. */
static int check_order(struct xc_store *store, struct xc_str office,
                       const struct xc_stored_sub *sub, struct xc_error *error) {
    struct xc_query query;
    int64_t status = 0, newest = 0;
    int rc = xc_query_open(store,
                           "SELECT status, (SELECT coalesce(max(number), 0) FROM draw_sub"
                           " WHERE draw_sub.draw = draw.id) FROM draw"
                           " WHERE id = $1 AND office = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, sub->draw);
        xc_query_text(&query, 2, office);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        status = xc_query_get_int(&query, 0);
        newest = xc_query_get_int(&query, 1);
        rc = XC_OK;
    } else if (rc == 0) {
        rc = xc_fail(error, XC_ENO, "there is no draw %.*s", XC_PRI(sub->draw));
    }
    xc_query_close(&query);
    if (rc == XC_OK && status != XC_DRAW_DRAWN) {
        rc = xc_fail(error, XC_ENO, "draw %.*s was not run: there is nobody to replace",
                     XC_PRI(sub->draw));
    } else if (rc == XC_OK && (int64_t)sub->number != newest + 1) {
        rc = xc_fail(error, XC_ENO,
                     "draw %.*s: somebody else asked for a substitution meanwhile; try "
                     "again",
                     XC_PRI(sub->draw));
    }
    return rc;
}

static int insert_sub(struct xc_store *store, const struct xc_stored_sub *sub,
                      struct xc_error *error) {
    struct xc_query query;
    char instant[21];
    int rc = xc_query_open(store,
                           "INSERT INTO draw_sub (draw, number, at, entry_text, visit,"
                           " beacons, code, result, entry, result_entry, closed_text,"
                           " blind) VALUES ($1, $2, $3, $4, $5, '', $6, '', $7, -1, $8,"
                           " $9)",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, sub->draw);
        xc_query_int(&query, 2, sub->number);
        xc_query_instant(&query, 3, sub->at, instant);
        xc_query_text(&query, 4, sub->entry);
        xc_query_text(&query, 5, sub->visit);
        xc_query_blob(&query, 6, "", 0);
        xc_query_int(&query, 7, (int64_t)sub->entry_index);
        xc_query_text(&query, 8, sub->closed);
        xc_query_blob(&query, 9, sub->blind.len ? sub->blind.ptr : "", sub->blind.len);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_open_sub(struct xc_store *store, struct xc_str office,
                      struct xc_stored_sub *sub, xc_instant at, struct xc_error *error) {
    uint64_t index;
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = check_order(store, office, sub, error);
    if (rc == XC_OK) {
        rc = xc_ledger_append(store, office, at,
                              sub->closed.len ? &sub->closed : &sub->entry, 1,
                              &sub->entry_index, error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_time(store, sub->entry_index, &sub->at, error);
    }
    if (rc == XC_OK) {
        rc = insert_sub(store, sub, error);
    }
    if (rc == XC_OK) {
        rc = bind_sub(store, office, sub, false, at, &index, error);
    }
    return xc_store_finish(store, rc, error);
}

/* The row must still wait for its value. */
static int update_sub(struct xc_store *store, const struct xc_stored_sub *sub,
                      struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "UPDATE draw_sub SET beacons = $1, code = $2, result = $3"
                           " WHERE draw = $4 AND number = $5 AND result_entry = -1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, sub->beacons);
        xc_query_blob(&query, 2, sub->code.ptr, sub->code.len);
        xc_query_text(&query, 3, sub->result);
        xc_query_text(&query, 4, sub->draw);
        xc_query_int(&query, 5, sub->number);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    if (rc == XC_OK && sqlite3_changes(store->db) != 1) {
        rc = xc_fail(error, XC_ENO,
                     "draw %.*s: substitution %u is not waiting for a value",
                     XC_PRI(sub->draw), (unsigned)sub->number);
    }
    return rc;
}

static int mark_sub(struct xc_store *store, const struct xc_stored_sub *sub,
                    uint64_t index, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "UPDATE draw_sub SET result_entry = $1 WHERE draw = $2 AND number = $3",
        &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, (int64_t)index);
        xc_query_text(&query, 2, sub->draw);
        xc_query_int(&query, 3, sub->number);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_finish_sub(struct xc_store *store, struct xc_str office,
                        const struct xc_stored_sub *sub, xc_instant at,
                        struct xc_error *error) {
    uint64_t index = 0;
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = update_sub(store, sub, error);
    if (rc == XC_OK) {
        rc = bind_sub(store, office, sub, true, at, &index, error);
    }
    if (rc == XC_OK) {
        rc = mark_sub(store, sub, index, error);
    }
    return xc_store_finish(store, rc, error);
}

/* ---- The end of one that waits ---- */

bool xc_store_sub_waits(const struct xc_stored_sub *sub) {
    return sub->result.len == 0 && sub->void_reason.len == 0;
}

static int update_ended(struct xc_store *store, struct xc_str office, struct xc_str draw,
                        uint32_t number, struct xc_str reason, struct xc_str by,
                        struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "UPDATE draw_sub SET void_reason = $1, void_by = $2"
                           " WHERE draw = $3 AND number = $4 AND result_entry = -1 AND"
                           " EXISTS (SELECT 1 FROM draw WHERE id = $3 AND office = $5)",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, reason);
        xc_query_text(&query, 2, by);
        xc_query_text(&query, 3, draw);
        xc_query_int(&query, 4, number);
        xc_query_text(&query, 5, office);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    if (rc == XC_OK && sqlite3_changes(store->db) != 1) {
        rc = xc_fail(error, XC_ENO,
                     "draw %.*s: substitution %u is not waiting for a value",
                     XC_PRI(draw), (unsigned)number);
    }
    return rc;
}

int xc_store_void_sub(struct xc_store *store, struct xc_str office, struct xc_str draw,
                      uint32_t number, struct xc_str reason, struct xc_str by,
                      xc_instant at, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(XC_LEDGER_TEXT_BYTES);
    struct xc_stored_sub sub = {.draw = draw, .number = number};
    uint64_t index = 0;
    int rc = reason.len && by.len && !xc_str_is(reason, "-") && !xc_str_is(by, "-") &&
                     xc_utf8_forbidden(reason) == 0 && xc_utf8_forbidden(by) == 0
                 ? xc_store_begin(store, error)
                 : xc_fail(error, XC_EUSAGE,
                           "a void needs a reason and a second person's name, each a "
                           "line of text");
    if (rc != XC_OK) {
        return rc;
    }
    rc = update_ended(store, office, draw, number, reason, by, error);
    if (rc == XC_OK) {
        rc = xc_draw_sub_void_text(store, draw, number, &text, error);
    }
    if (rc == XC_OK) {
        struct xc_str view = xc_buffer_view(&text);
        rc = xc_ledger_append(store, office, at, &view, 1, &index, error);
    }
    if (rc == XC_OK) {
        rc = mark_sub(store, &sub, index, error);
    }
    xc_buffer_free(&text);
    return xc_store_finish(store, rc, error);
}
