#include "store/query.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 10000 };

static int configure(struct xc_store *store, struct xc_error *error) {
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    /* The default journal lost acknowledged rows in simulated power cuts; WAL with FULL
     * did not. */
    return xc_store_execute(store,
                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                            "PRAGMA cell_size_check = ON",
                            error);
}

static int open_at(const char *path, struct xc_store **out, struct xc_error *error) {
    size_t len = strlen(path);
    *out = NULL;
    if (len >= XC_FILE_BYTES) {
        return xc_fail(error, XC_EUSAGE,
                       "the path of the workspace is longer than %d bytes",
                       XC_FILE_BYTES - 1);
    }
    struct xc_store *store = calloc(1, sizeof *store);
    if (!store) {
        return xc_fail_memory(error);
    }
    memcpy(store->path, path, len + 1);
    int rc = XC_OK;
    store->hasher = xc_hasher_new();
    if (!store->hasher) {
        rc = xc_fail_memory(error);
        goto done;
    }
    if (sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        rc = xc_store_fail(store, error);
        goto done;
    }
    rc = configure(store, error);
    if (rc == XC_OK) {
        rc = xc_store_migrate(store, error);
    }
done:
    if (rc != XC_OK) {
        xc_store_close(store);
        store = NULL;
    }
    *out = store;
    return rc;
}

int xc_store_create(const char *path, const uint8_t workspace_key[XC_KEY_BYTES],
                    struct xc_error *error) {
    /* SQLite gives its -wal and -shm files the permissions of the database. */
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST) {
        xc_fail(error, XC_EUSAGE, "%s exists already", path);
        return xc_hint(error,
                       "choose another file with --db, or go on with `xuncha import`");
    }
    if (file < 0) {
        return xc_fail_errno(error, errno, "make", path);
    }
    close(file);
    struct xc_store *store = NULL;
    struct xc_buffer hex = xc_buffer_make(XC_DIGEST_HEX);
    int rc = open_at(path, &store, error);
    if (rc == XC_OK) {
        rc = xc_buffer_hex(&hex, workspace_key, XC_KEY_BYTES);
    }
    if (rc == XC_OK) {
        rc = xc_store_set_setting(store, XC_STR(""), XC_STR("workspace_key"),
                                  xc_buffer_view(&hex), error);
    }
    xc_buffer_free(&hex);
    xc_store_close(store);
    if (rc != XC_OK) {
        unlink(path);
    }
    return rc;
}

int xc_store_open(const char *path, struct xc_store **store, struct xc_error *error) {
    struct stat status;
    *store = NULL;
    if (stat(path, &status) != 0) {
        if (errno != ENOENT) {
            return xc_fail_errno(error, errno, "open", path);
        }
        xc_fail(error, XC_EENV, "%s: there is no workspace here", path);
        return xc_hint(error, "make one with `xuncha init`, or name another with --db");
    }
    return open_at(path, store, error);
}

void xc_store_close(struct xc_store *store) {
    if (store) {
        sqlite3_close(store->db);
        xc_hasher_free(store->hasher);
        free(store);
    }
}

const char *xc_store_path(const struct xc_store *store) {
    return store->path;
}
