#include "store/lines.h"
#include "store/outcomes_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUSY_MILLISECONDS = 30000 };

int xc_store_file_name(const char *path, char file[XC_FILE_BYTES],
                       struct xc_error *error) {
    size_t len = strlen(path), folder = path[0] == '/' ? 0 : 2;
    if (len == 0) {
        return xc_fail(error, XC_EUSAGE, "the path of the workspace is empty");
    }
    if (len + folder >= XC_FILE_BYTES) {
        return xc_fail(error, XC_EUSAGE,
                       "the path of the workspace is longer than %d bytes",
                       XC_FILE_BYTES - 3);
    }
    memcpy(file, "./", folder);
    memcpy(file + folder, path, len + 1);
    return XC_OK;
}

/* A workspace may come from somebody else: whatever its schema says, no trigger, view or
 * function of it runs here. Deleted names are overwritten, and nothing of a register is
 * sorted in a temporary file. */
static int configure(struct xc_store *store, struct xc_error *error) {
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
    };
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (sqlite3_db_config(store->db, options[i].option, options[i].value, NULL) !=
            SQLITE_OK) {
            return xc_store_fail(store, error);
        }
    }
    return xc_store_execute(store,
                            "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                            "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                            "PRAGMA journal_size_limit = 67108864",
                            error);
}

int xc_store_open_file(const char *file, const char *shown, struct xc_store **out,
                       struct xc_error *error) {
    *out = NULL;
    struct xc_store *store = calloc(1, sizeof *store);
    if (!store) {
        return xc_fail_memory(error);
    }
    memcpy(store->path, shown, strlen(shown) + 1);
    int rc = XC_OK;
    store->hasher = xc_hasher_new();
    if (!store->hasher) {
        rc = xc_fail_memory(error);
    } else if (sqlite3_open_v2(file, &store->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                               NULL) != SQLITE_OK) {
        rc = xc_store_fail(store, error);
    } else {
        rc = configure(store, error);
    }
    if (rc != XC_OK) {
        xc_store_close(store);
        return rc;
    }
    *out = store;
    return XC_OK;
}

/* The default journal lost acknowledged rows in simulated power cuts; write-ahead logging
 * with synchronous FULL did not. */
int xc_store_use_log(struct xc_store *store, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, "PRAGMA journal_mode = WAL", &query, error);
    if (rc == XC_OK) {
        rc = xc_query_step(&query, error);
        if (rc >= 0 && !xc_str_is(xc_query_get_text(&query, 0), "wal")) {
            xc_fail(error, XC_EENV,
                    "%s: this file system cannot hold a workspace, because processes "
                    "cannot share memory there",
                    store->path);
            rc = xc_hint(error, "put the workspace on a local disk");
        }
    }
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

static int look_at(const char *path, const char *file, struct xc_error *error) {
    struct stat status;
    if (stat(file, &status) != 0) {
        if (errno != ENOENT) {
            return xc_fail_errno(error, errno, "open", path);
        }
        xc_fail(error, XC_EENV, "%s: there is no workspace here", path);
        return xc_hint(error, "make one with `xuncha init`, or name another with --db");
    }
    if (!S_ISREG(status.st_mode)) {
        xc_fail(error, XC_EENV, "%s: this is not a file", path);
        return xc_hint(error, "name the workspace's file with --db or XUNCHA_DB");
    }
    return XC_OK;
}

int xc_store_open(const char *path, struct xc_store **out, struct xc_error *error) {
    char file[XC_FILE_BYTES];
    struct xc_store *store = NULL;
    *out = NULL;
    int rc = xc_store_file_name(path, file, error);
    if (rc == XC_OK) {
        rc = look_at(path, file, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_open_file(file, path, &store, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_identify(store, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_use_log(store, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_migrate(store, error);
    }
    if (rc != XC_OK) {
        xc_store_close(store);
        store = NULL;
    }
    *out = store;
    return rc;
}

void xc_store_close(struct xc_store *store) {
    if (store) {
        xc_query_forget(store);
        sqlite3_close(store->db);
        xc_hasher_free(store->hasher);
        xc_signing_key_free(store->signer);
        xc_mac_free(store->mac);
        xc_register_free(store->reg);
        xc_outcomes_forget(store);
        xc_line_chunks_forget(store);
        free(store->signed_lines.digests);
        free(store);
    }
}
