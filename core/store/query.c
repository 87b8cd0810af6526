#include "store/query.h"

#include <string.h>

static int fail_io(struct xc_store *store, int code, struct xc_error *error) {
    int number = sqlite3_system_errno(store->db);
    switch (code) {
    case SQLITE_IOERR_NOMEM:
        return xc_fail_memory(error);
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_CORRUPTFS:
        number = 0;
        break;
    default:
        break;
    }
    if (number != 0) {
        return xc_fail_errno(error, number, code == SQLITE_IOERR_READ ? "read" : "write",
                             store->path);
    }
    xc_fail(error, XC_EENV, "%s: the disk failed while the workspace was used (%s)",
            store->path, sqlite3_errstr(code));
    return xc_hint(error, "check the disk, then run `xuncha doctor`");
}

static int fail_with(struct xc_store *store, int code, struct xc_error *error) {
    const char *text = sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return xc_fail_memory(error);
    case SQLITE_IOERR:
        return fail_io(store, code, error);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        xc_fail(error, XC_EENV, "%s: another process is writing to this workspace",
                store->path);
        return xc_hint(error, "wait until it has finished, then try again");
    case SQLITE_FULL:
        xc_fail(error, XC_EENV, "%s: the disk is full; nothing was changed", store->path);
        return xc_hint(error, "make room on the disk, then try again");
    case SQLITE_NOTADB:
        xc_fail(error, XC_EENV, "%s: this file is not a workspace", store->path);
        return xc_hint(error, "name another file with --db, or make a workspace with "
                              "`xuncha init`");
    case SQLITE_CORRUPT:
        xc_fail(error, XC_EENV, "%s: the workspace is damaged (%s)", store->path, text);
        return xc_hint(error, "restore the newest backup; `xuncha doctor` says what can "
                              "be read");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return xc_fail(error, XC_EENV, "%s: the workspace cannot be written (%s)",
                       store->path, text);
    case SQLITE_CANTOPEN:
        xc_fail(error, XC_EENV, "%s: the workspace cannot be opened", store->path);
        return xc_hint(error, "its folder must exist and be writable, because the "
                              "database keeps two files beside it");
    case SQLITE_TOOBIG:
        return xc_fail(error, XC_EENV, "%s: a value is too large for the workspace",
                       store->path);
    default:
        return xc_fail(error, XC_EENV, "%s: the database failed: %s", store->path,
                       sqlite3_errmsg(store->db));
    }
}

int xc_store_fail(struct xc_store *store, struct xc_error *error) {
    return store->db ? fail_with(store, sqlite3_extended_errcode(store->db), error)
                     : xc_fail_memory(error);
}

/* Takes the statement at a place out of the idle ones. */
static sqlite3_stmt *take_idle(struct xc_store *store, size_t place) {
    sqlite3_stmt *statement = store->idle[place].statement;
    store->idle_count--;
    memmove(&store->idle[place], &store->idle[place + 1],
            (store->idle_count - place) * sizeof store->idle[0]);
    return statement;
}

int xc_query_open(struct xc_store *store, const char *sql, struct xc_query *query,
                  struct xc_error *error) {
    *query = (struct xc_query){.store = store, .sql = sql};
    for (size_t i = store->idle_count; i > 0; i--) {
        if (store->idle[i - 1].sql == sql &&
            strcmp(sqlite3_sql(store->idle[i - 1].statement), sql) == 0) {
            query->statement = take_idle(store, i - 1);
            return XC_OK;
        }
    }
    if (sqlite3_prepare_v2(store->db, sql, -1, &query->statement, NULL) != SQLITE_OK) {
        return xc_store_fail(store, error);
    }
    return XC_OK;
}

/* Small readings spend most of their time on preparing: the same few statements come
 * again and again. */
void xc_query_close(struct xc_query *query) {
    struct xc_store *store = query->store;
    if (!query->statement) {
        return;
    }
    if (store->idle_count == XC_QUERY_IDLE) {
        sqlite3_finalize(take_idle(store, 0));
    }
    xc_query_reset(query);
    store->idle[store->idle_count++] =
        (struct xc_idle_query){query->sql, query->statement};
    query->statement = NULL;
}

void xc_query_forget(struct xc_store *store) {
    while (store->idle_count > 0) {
        sqlite3_finalize(store->idle[--store->idle_count].statement);
    }
}

static void bound(struct xc_query *query, int code) {
    if (code != SQLITE_OK && query->failed == SQLITE_OK) {
        query->failed = code;
    }
}

void xc_query_text(struct xc_query *query, int index, struct xc_str text) {
    bound(query, sqlite3_bind_text64(query->statement, index, text.ptr ? text.ptr : "",
                                     text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void xc_query_blob(struct xc_query *query, int index, const void *bytes, size_t len) {
    bound(query, sqlite3_bind_blob64(query->statement, index, len ? bytes : "", len,
                                     SQLITE_STATIC));
}

void xc_query_int(struct xc_query *query, int index, int64_t value) {
    bound(query, sqlite3_bind_int64(query->statement, index, value));
}

int xc_query_step(struct xc_query *query, struct xc_error *error) {
    if (query->failed != SQLITE_OK) {
        return fail_with(query->store, query->failed, error);
    }
    switch (sqlite3_step(query->statement)) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        return xc_store_fail(query->store, error);
    }
}

void xc_query_reset(struct xc_query *query) {
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
    query->failed = SQLITE_OK;
}

int xc_query_run(struct xc_query *query, struct xc_error *error) {
    int rc = xc_query_step(query, error);
    xc_query_reset(query);
    return rc < 0 ? rc : XC_OK;
}

struct xc_str xc_query_get_text(struct xc_query *query, int column) {
    const unsigned char *text = sqlite3_column_text(query->statement, column);
    return (struct xc_str){(const char *)text,
                           (size_t)sqlite3_column_bytes(query->statement, column)};
}

struct xc_str xc_query_get_blob(struct xc_query *query, int column) {
    const void *bytes = sqlite3_column_blob(query->statement, column);
    if (!bytes && sqlite3_errcode(query->store->db) != SQLITE_NOMEM) {
        bytes = ""; /* SQLite gives NULL for an empty blob too */
    }
    return (struct xc_str){bytes, (size_t)sqlite3_column_bytes(query->statement, column)};
}

int64_t xc_query_get_int(struct xc_query *query, int column) {
    return sqlite3_column_int64(query->statement, column);
}

bool xc_query_copy_text(struct xc_query *query, int column, struct xc_arena *arena,
                        struct xc_str *text) {
    struct xc_str found = xc_query_get_text(query, column);
    *text = found.ptr ? xc_arena_copy(arena, found) : found;
    return text->ptr != NULL;
}

int xc_store_execute(struct xc_store *store, const char *sql, struct xc_error *error) {
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return xc_store_fail(store, error);
    }
    return XC_OK;
}

int xc_store_number(struct xc_store *store, const char *sql, int64_t *number,
                    struct xc_error *error) {
    struct xc_query query;
    *number = 0;
    int rc = xc_query_open(store, sql, &query, error);
    if (rc == XC_OK) {
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            *number = xc_query_get_int(&query, 0);
            rc = XC_OK;
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_begin(struct xc_store *store, struct xc_error *error) {
    if (store->together) {
        return XC_OK;
    }
    return store->once.asked ? xc_once_begin(store, error)
                             : xc_store_execute(store, "BEGIN IMMEDIATE", error);
}

/* Ending takes a little memory too: where there was none, there may be some again, and a
 * transaction left open would fail all that comes. */
void xc_store_end(struct xc_store *store, const char *sql) {
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_NOMEM) {
        sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    }
}

int xc_store_finish(struct xc_store *store, int code, struct xc_error *error) {
    if (store->together) {
        return code;
    }
    if (store->once.asked) {
        return xc_once_finish(store, code, error);
    }
    if (code == XC_OK) {
        code = xc_store_execute(store, "COMMIT", error);
        if (code == XC_OK) {
            return XC_OK;
        }
    }
    /* The first failure is the one to tell; a failing rollback leaves nothing behind
     * either. */
    xc_store_end(store, "ROLLBACK");
    return code;
}

int xc_store_together(struct xc_store *store,
                      int (*write)(void *context, struct xc_error *error), void *context,
                      struct xc_error *error) {
    if (store->together) {
        return write(context, error);
    }
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    store->together = true;
    rc = write(context, error);
    store->together = false;
    return xc_store_finish(store, rc, error);
}

int xc_store_reading(struct xc_store *store, struct xc_error *error) {
    return xc_store_execute(store, "SAVEPOINT reading", error);
}

void xc_store_read(struct xc_store *store) {
    xc_store_end(store, "RELEASE reading");
}

int xc_store_changes(struct xc_store *store, int64_t *number, struct xc_error *error) {
    return xc_store_number(store, "PRAGMA data_version", number, error);
}

void xc_query_instant(struct xc_query *query, int index, xc_instant instant,
                      char hold[21]) {
    xc_instant_format(instant, hold);
    xc_query_text(query, index, xc_str_from(hold));
}

void xc_query_date(struct xc_query *query, int index, xc_date date, char hold[11]) {
    xc_date_format(date, hold);
    xc_query_text(query, index, xc_str_from(hold));
}

xc_instant xc_query_get_instant(struct xc_query *query, int column) {
    xc_instant instant;
    return xc_instant_parse(xc_query_get_text(query, column), 0, &instant)
               ? instant
               : XC_NO_INSTANT;
}

xc_date xc_query_get_date(struct xc_query *query, int column) {
    xc_date date;
    return xc_date_parse(xc_query_get_text(query, column), &date) ? date : XC_NO_DATE;
}

bool xc_store_hash_is(struct xc_store *store, struct xc_str text, struct xc_str hex) {
    char found[XC_DIGEST_HEX + 1];
    xc_hasher_start(store->hasher);
    xc_hasher_add(store->hasher, text.ptr, text.len);
    struct xc_digest digest = xc_hasher_end(store->hasher);
    xc_digest_hex(&digest, found);
    return xc_str_is(hex, found);
}
