/* The schema, version by version. A step is never edited once released: add the next one.
 */
#include "store/query.h"

static const char *const steps[] = {
    /* 1 */
    "CREATE TABLE setting (office TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (office, name)) STRICT;"
    "CREATE TABLE chunk (digest BLOB PRIMARY KEY NOT NULL, lines BLOB NOT NULL) STRICT;"
    "CREATE TABLE line_set (digest TEXT PRIMARY KEY NOT NULL) STRICT;"
    "CREATE TABLE line_set_chunk (line_set TEXT NOT NULL REFERENCES line_set (digest),"
    " position INTEGER NOT NULL, chunk BLOB NOT NULL REFERENCES chunk (digest),"
    " PRIMARY KEY (line_set, position)) STRICT;"
    "CREATE TABLE snapshot (office TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT "
    "NULL,"
    " reason TEXT NOT NULL, digest TEXT NOT NULL, areas TEXT NOT NULL, targets TEXT NOT "
    "NULL,"
    " people TEXT NOT NULL, absences TEXT NOT NULL, relations TEXT NOT NULL,"
    " PRIMARY KEY (office, number)) STRICT;"
    "CREATE TABLE day (office TEXT NOT NULL, date TEXT NOT NULL, kind INTEGER NOT NULL,"
    " name TEXT NOT NULL, PRIMARY KEY (office, date)) STRICT;"
    "CREATE TABLE day_year (office TEXT NOT NULL, year INTEGER NOT NULL,"
    " PRIMARY KEY (office, year)) STRICT;"
    "CREATE TABLE rules (digest TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL) "
    "STRICT;"
    "CREATE TABLE plan (office TEXT NOT NULL, programme TEXT NOT NULL, number INTEGER "
    "NOT NULL,"
    " status INTEGER NOT NULL, at TEXT NOT NULL, as_of TEXT NOT NULL, snapshot INTEGER "
    "NOT NULL,"
    " register_digest TEXT NOT NULL, policy TEXT NOT NULL,"
    " rules TEXT NOT NULL REFERENCES rules (digest), provisional INTEGER NOT NULL,"
    " summary TEXT NOT NULL, visits TEXT NOT NULL REFERENCES line_set (digest),"
    " visit_count INTEGER NOT NULL, approved_by TEXT NOT NULL, approved_at TEXT NOT NULL,"
    " approved_until TEXT NOT NULL, PRIMARY KEY (office, programme, number)) STRICT;"
    "CREATE TABLE visit_change (office TEXT NOT NULL, programme TEXT NOT NULL,"
    " plan INTEGER NOT NULL, number INTEGER NOT NULL, visit TEXT NOT NULL, line TEXT NOT "
    "NULL,"
    " reason TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (office, programme, plan, number)) STRICT;",
};

_Static_assert(sizeof steps / sizeof steps[0] == XC_STORE_SCHEMA, "one step per version");

/* "xuncha" does not fit into the 32 bits of application_id: "XCHA". */
#define APPLICATION_ID "1480804417"

static int read_pragma(struct xc_store *store, const char *sql, int64_t *value,
                       struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, sql, &query, error);
    if (rc == XC_OK) {
        rc = xc_query_step(&query, error);
        *value = rc == 1 ? xc_query_get_int(&query, 0) : 0;
        rc = rc < 0 ? rc : XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

static int apply(struct xc_store *store, int64_t version, struct xc_error *error) {
    for (; version < XC_STORE_SCHEMA; version++) {
        int rc = xc_store_execute(store, steps[version], error);
        if (rc != XC_OK) {
            return rc;
        }
    }
    struct xc_buffer sql = xc_buffer_make(256);
    xc_buffer_printf(&sql, "PRAGMA application_id = %s; PRAGMA user_version = %d",
                     APPLICATION_ID, XC_STORE_SCHEMA);
    int rc = xc_buffer_putc(&sql, '\0') == XC_OK ? xc_store_execute(store, sql.ptr, error)
                                                 : xc_fail_memory(error);
    xc_buffer_free(&sql);
    return rc;
}

int xc_store_migrate(struct xc_store *store, struct xc_error *error) {
    int64_t version = 0, application = 0, tables = 0;
    int rc = read_pragma(store, "PRAGMA user_version", &version, error);
    if (rc == XC_OK && version == XC_STORE_SCHEMA) {
        return XC_OK;
    }
    if (rc == XC_OK && version > XC_STORE_SCHEMA) {
        xc_fail(error, XC_EENV,
                "%s: this workspace was made by a newer xuncha (format %lld)",
                store->path, (long long)version);
        return xc_hint(error,
                       "install the newer version; this one reads formats up to %d",
                       XC_STORE_SCHEMA);
    }
    if (rc != XC_OK || (rc = xc_store_begin(store, error)) != XC_OK) {
        return rc;
    }
    /* Again inside the lock: another process may have migrated in between. */
    rc = read_pragma(store, "PRAGMA user_version", &version, error);
    if (rc == XC_OK) {
        rc = read_pragma(store, "PRAGMA application_id", &application, error);
    }
    if (rc == XC_OK) {
        rc = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, error);
    }
    if (rc == XC_OK && tables > 0 && application != 1480804417) {
        xc_fail(error, XC_EENV, "%s: this is another program's database", store->path);
        rc = xc_hint(error, "name the workspace with --db or XUNCHA_DB");
    }
    if (rc == XC_OK && version < XC_STORE_SCHEMA) {
        rc = apply(store, version, error);
    }
    return xc_store_finish(store, rc, error);
}
