/* The schema, version by version. A step is never edited once released: add the next one.
 */
#include "store/derived.h"

static const char *const steps[] = {
    /* 1 */
    "CREATE TABLE setting (office TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (office, name)) STRICT;"

    "CREATE TABLE chunk (digest BLOB PRIMARY KEY NOT NULL, lines BLOB NOT NULL) STRICT;"

    "CREATE TABLE line_set (digest TEXT PRIMARY KEY NOT NULL) STRICT;"

    "CREATE TABLE line_set_chunk (line_set TEXT NOT NULL REFERENCES line_set (digest),"
    " position INTEGER NOT NULL, chunk BLOB NOT NULL REFERENCES chunk (digest),"
    " PRIMARY KEY (line_set, position)) STRICT;"

    "CREATE TABLE snapshot (office TEXT NOT NULL, number INTEGER NOT NULL,"
    " at TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT NOT NULL,"
    " areas TEXT NOT NULL REFERENCES line_set (digest),"
    " targets TEXT NOT NULL REFERENCES line_set (digest),"
    " people TEXT NOT NULL REFERENCES line_set (digest),"
    " absences TEXT NOT NULL REFERENCES line_set (digest),"
    " relations TEXT NOT NULL REFERENCES line_set (digest),"
    " PRIMARY KEY (office, number)) STRICT;"

    "CREATE TABLE day (office TEXT NOT NULL, date TEXT NOT NULL, kind INTEGER NOT NULL,"
    " name TEXT NOT NULL, PRIMARY KEY (office, date)) STRICT;"

    "CREATE TABLE day_year (office TEXT NOT NULL, year INTEGER NOT NULL,"
    " PRIMARY KEY (office, year)) STRICT;"

    "CREATE TABLE rules (digest TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL)"
    " STRICT;"

    "CREATE TABLE plan (office TEXT NOT NULL, programme TEXT NOT NULL,"
    " number INTEGER NOT NULL, status INTEGER NOT NULL, at TEXT NOT NULL,"
    " as_of TEXT NOT NULL, snapshot INTEGER NOT NULL, register_digest TEXT NOT NULL,"
    " policy TEXT NOT NULL, rules TEXT NOT NULL REFERENCES rules (digest),"
    " provisional INTEGER NOT NULL, summary TEXT NOT NULL,"
    " visits TEXT NOT NULL REFERENCES line_set (digest), visit_count INTEGER NOT NULL,"
    " approved_by TEXT NOT NULL, approved_at TEXT NOT NULL, approved_until TEXT NOT NULL,"
    " PRIMARY KEY (office, programme, number)) STRICT;"

    "CREATE TABLE approval (office TEXT NOT NULL, programme TEXT NOT NULL,"
    " plan INTEGER NOT NULL, at TEXT NOT NULL, approved_by TEXT NOT NULL,"
    " until TEXT NOT NULL, PRIMARY KEY (office, programme, plan, until),"
    " FOREIGN KEY (office, programme, plan)"
    " REFERENCES plan (office, programme, number)) STRICT;"

    "CREATE TABLE visit_change (office TEXT NOT NULL, programme TEXT NOT NULL,"
    " plan INTEGER NOT NULL, number INTEGER NOT NULL, visit TEXT NOT NULL,"
    " line TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (office, programme, plan, number),"
    " FOREIGN KEY (office, programme, plan)"
    " REFERENCES plan (office, programme, number)) STRICT;"

    "CREATE TABLE replan (office TEXT NOT NULL, programme TEXT NOT NULL,"
    " plan INTEGER NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,"
    " as_of TEXT NOT NULL, snapshot INTEGER NOT NULL, register_digest TEXT NOT NULL,"
    " provisional INTEGER NOT NULL, summary TEXT NOT NULL, visit_count INTEGER NOT NULL,"
    " PRIMARY KEY (office, programme, plan, number),"
    " FOREIGN KEY (office, programme, plan)"
    " REFERENCES plan (office, programme, number)) STRICT;"

    "CREATE INDEX visit_change_by_visit ON visit_change"
    " (office, programme, plan, visit, number);",

    /* 2: the triggers bind other programs; this one has no statement that they would
       refuse, and runs none that a file brings along (store.c). */
    "CREATE TABLE ledger (number INTEGER NOT NULL, at TEXT NOT NULL,"
    " office TEXT NOT NULL, body TEXT NOT NULL, suite TEXT NOT NULL, leaf BLOB NOT NULL,"
    " previous BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (number)) STRICT;"

    "CREATE INDEX ledger_leaf ON ledger (number, leaf);"

    "CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;"

    "CREATE TRIGGER ledger_is_not_shortened BEFORE DELETE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;"

    "CREATE TABLE draw (id TEXT NOT NULL, office TEXT NOT NULL, programme TEXT NOT NULL,"
    " stage TEXT NOT NULL, label TEXT NOT NULL, batch TEXT NOT NULL,"
    " status INTEGER NOT NULL, committed_at TEXT NOT NULL, drawn_at TEXT NOT NULL,"
    " commit_text TEXT NOT NULL, rules TEXT NOT NULL REFERENCES rules (digest),"
    " targets TEXT NOT NULL REFERENCES line_set (digest),"
    " people TEXT NOT NULL REFERENCES line_set (digest),"
    " avoid TEXT NOT NULL REFERENCES line_set (digest), names TEXT NOT NULL,"
    " programme_rules TEXT NOT NULL, snapshot INTEGER NOT NULL,"
    " outer_draw TEXT NOT NULL, beacons TEXT NOT NULL, code BLOB NOT NULL,"
    " result TEXT NOT NULL, sealed INTEGER NOT NULL, commit_entry INTEGER NOT NULL,"
    " result_entry INTEGER NOT NULL, void_reason TEXT NOT NULL, void_by TEXT NOT NULL,"
    " PRIMARY KEY (id)) STRICT;"

    "CREATE UNIQUE INDEX draw_by_commit ON draw (commit_entry);"

    "CREATE INDEX draw_by_programme ON draw (office, programme, commit_entry);"

    "CREATE TABLE draw_sub (draw TEXT NOT NULL REFERENCES draw (id),"
    " number INTEGER NOT NULL, at TEXT NOT NULL, entry_text TEXT NOT NULL,"
    " visit TEXT NOT NULL, beacons TEXT NOT NULL, code BLOB NOT NULL,"
    " result TEXT NOT NULL, entry INTEGER NOT NULL, result_entry INTEGER NOT NULL,"
    " PRIMARY KEY (draw, number)) STRICT;"

    "CREATE TABLE outcome (entry INTEGER NOT NULL, number INTEGER NOT NULL,"
    " office TEXT NOT NULL, visit TEXT NOT NULL, target TEXT NOT NULL,"
    " date TEXT NOT NULL, result TEXT NOT NULL, item TEXT NOT NULL,"
    " findings TEXT NOT NULL, doctor TEXT NOT NULL, disposal TEXT NOT NULL,"
    " points INTEGER NOT NULL, amount INTEGER NOT NULL, rectify_by TEXT NOT NULL,"
    " closed_on TEXT NOT NULL, people TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (entry, number)) STRICT;"

    "CREATE INDEX outcome_by_target ON outcome (office, target, date);",

    /* 3: versions of a fact lie side by side, the newest first, so that what is in force
       is read in one go. */
    "CREATE TABLE fact (office TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,"
    " entry INTEGER NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,"
    " at TEXT NOT NULL, seal BLOB NOT NULL,"
    " PRIMARY KEY (office, kind, id, entry DESC)) STRICT, WITHOUT ROWID;"

    "CREATE UNIQUE INDEX fact_by_entry ON fact (office, kind, entry, number);"

    "CREATE TRIGGER fact_is_not_changed BEFORE UPDATE ON fact"
    " BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;"

    "CREATE TRIGGER fact_is_not_removed BEFORE DELETE ON fact"
    " BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END;",

    /* 4: substitutions that end without a value, and entries that hide who leaves */
    "ALTER TABLE draw_sub ADD COLUMN closed_text TEXT NOT NULL DEFAULT '';"

    "ALTER TABLE draw_sub ADD COLUMN blind BLOB NOT NULL DEFAULT x'';"

    "ALTER TABLE draw_sub ADD COLUMN void_reason TEXT NOT NULL DEFAULT '';"

    "ALTER TABLE draw_sub ADD COLUMN void_by TEXT NOT NULL DEFAULT '';",

    /* 5: an office's outcomes are read as they were stored, from the first unknown one */
    "DROP INDEX IF EXISTS outcome_by_target;"

    "CREATE INDEX IF NOT EXISTS outcome_by_entry ON outcome (office, entry, number);",

    /* 6: forms of large line sets that are read faster (derived.h) */
    "CREATE TABLE IF NOT EXISTS derived_piece (digest BLOB PRIMARY KEY NOT NULL, bytes "
    "BLOB NOT NULL)"
    " STRICT;"

    "CREATE TABLE IF NOT EXISTS derived (line_set TEXT NOT NULL REFERENCES line_set "
    "(digest),"
    " form TEXT NOT NULL, pieces BLOB NOT NULL, seal BLOB NOT NULL,"
    " PRIMARY KEY (line_set, form)) STRICT;",

    /* 7: who is let in (secrets.h) */
    "CREATE TABLE IF NOT EXISTS secret (office TEXT NOT NULL, kind TEXT NOT NULL, id "
    "TEXT NOT NULL,"
    " value TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (office, kind, id)) STRICT;"

    "CREATE UNIQUE INDEX IF NOT EXISTS secret_by_value ON secret (kind, value);"

    "CREATE TABLE IF NOT EXISTS sign_in (token BLOB PRIMARY KEY NOT NULL, office TEXT "
    "NOT NULL,"
    " user TEXT NOT NULL, at TEXT NOT NULL, seen TEXT NOT NULL, until TEXT NOT NULL)"
    " STRICT;"

    "CREATE INDEX IF NOT EXISTS sign_in_by_user ON sign_in (office, user);",

    /* 8: what was done by itself (chores.h) */
    "CREATE TABLE IF NOT EXISTS chore (office TEXT NOT NULL, kind TEXT NOT NULL, id TEXT "
    "NOT NULL,"
    " at TEXT NOT NULL, result TEXT NOT NULL, PRIMARY KEY (office, kind, id)) STRICT;",

    /* 9: keys of what was done once (once.h) */
    "CREATE TABLE IF NOT EXISTS once (office TEXT NOT NULL, key TEXT NOT NULL, words "
    "BLOB "
    "NOT NULL,"
    " at TEXT NOT NULL, PRIMARY KEY (office, key)) STRICT;",
};

_Static_assert(sizeof steps / sizeof steps[0] == XC_STORE_SCHEMA, "one step per version");

/* "xuncha" does not fit into the 32 bits of application_id: "XCHA". */
enum { APPLICATION = 1480804417 };
_Static_assert(APPLICATION == ('X' << 24 | 'C' << 16 | 'H' << 8 | 'A'), "in ASCII");

int xc_store_identify(struct xc_store *store, struct xc_error *error) {
    int64_t version = 0, application = 0, objects = 0;
    int rc = xc_store_reading(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_store_number(store, "PRAGMA application_id", &application, error);
    if (rc == XC_OK) {
        rc = xc_store_number(store, "PRAGMA user_version", &version, error);
    }
    if (rc == XC_OK) {
        rc =
            xc_store_number(store, "SELECT count(*) FROM sqlite_schema", &objects, error);
    }
    xc_store_read(store);
    if (rc != XC_OK) {
        return rc;
    }
    if (application == APPLICATION && version > XC_STORE_SCHEMA) {
        xc_fail(error, XC_EENV,
                "%s: this workspace was made by a newer xuncha (format %lld)",
                store->path, (long long)version);
        return xc_hint(error,
                       "install the newer version; this one reads formats up to %d",
                       XC_STORE_SCHEMA);
    }
    if (application == APPLICATION && version > 0) {
        return XC_OK;
    }
    if (objects == 0) {
        xc_fail(error, XC_EENV, "%s: this file is empty and not a workspace",
                store->path);
        return xc_hint(error, "remove it, then make a workspace with `xuncha init`");
    }
    xc_fail(error, XC_EENV, "%s: this is another program's database", store->path);
    return xc_hint(error, "name the workspace with --db or XUNCHA_DB");
}

static int apply(struct xc_store *store, int64_t version, struct xc_error *error) {
    int64_t before = version;
    for (; version < XC_STORE_SCHEMA; version++) {
        int rc = xc_store_execute(store, steps[version], error);
        if (rc != XC_OK) {
            return rc;
        }
    }
    struct xc_buffer sql = xc_buffer_make(256);
    xc_buffer_printf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     APPLICATION, XC_STORE_SCHEMA);
    int rc = xc_buffer_putc(&sql, '\0') == XC_OK ? xc_store_execute(store, sql.ptr, error)
                                                 : xc_fail_memory(error);
    xc_buffer_free(&sql);
    return rc == XC_OK && before > 0 ? xc_derived_all(store, error) : rc;
}

int xc_store_migrate(struct xc_store *store, struct xc_error *error) {
    int64_t version = 0;
    int rc = xc_store_number(store, "PRAGMA user_version", &version, error);
    if (rc != XC_OK || version >= XC_STORE_SCHEMA) {
        return rc;
    }
    rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    /* Again inside the lock: another process may have migrated in between. */
    rc = xc_store_number(store, "PRAGMA user_version", &version, error);
    if (rc == XC_OK && version >= 0 && version < XC_STORE_SCHEMA) {
        rc = apply(store, version, error);
    }
    return xc_store_finish(store, rc, error);
}
