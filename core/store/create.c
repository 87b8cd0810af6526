/* A new workspace is made beside its place and put there whole, so that no process ever
 * sees half of one and a failure has nothing to take back. */
#include "store/query.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = XC_FILE_BYTES + 16 };

static bool is_there(const char *file, const char *ending) {
    char name[NAME_BYTES];
    struct stat status;
    (void)snprintf(name, sizeof name, "%s%s", file, ending);
    return lstat(name, &status) == 0;
}

static int exists(const char *path, struct xc_error *error) {
    xc_fail(error, XC_EUSAGE, "%s exists already", path);
    return xc_hint(error, "choose another file with --db, or go on with `xuncha import`");
}

static int look_for_others(const char *path, const char *file, struct xc_error *error) {
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    if (is_there(file, "")) {
        return exists(path, error);
    }
    /* SQLite would take them for the new file's own and write their pages into it. */
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (is_there(file, endings[i])) {
            xc_fail(error, XC_EUSAGE, "%s%s is left over from another workspace", path,
                    endings[i]);
            return xc_hint(error, "move it away first; if that workspace is to be saved, "
                                  "bring both files together again");
        }
    }
    return XC_OK;
}

static int fill(const char *file, const char *path,
                const uint8_t workspace_key[XC_KEY_BYTES], struct xc_error *error) {
    struct xc_store *store = NULL;
    struct xc_buffer hex = xc_buffer_make(XC_DIGEST_HEX);
    int64_t blocked = 0;
    int rc = xc_store_open_file(file, path, &store, error);
    if (rc == XC_OK) {
        rc = xc_store_use_log(store, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_migrate(store, error);
    }
    if (rc == XC_OK && xc_buffer_hex(&hex, workspace_key, XC_KEY_BYTES) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        rc = xc_store_put_setting(store, XC_STR(""), XC_STR("workspace_key"),
                                  xc_buffer_view(&hex), error);
    }
    /* Only the database file gets the final name: all must be in it. */
    if (rc == XC_OK) {
        rc = xc_store_number(store, "PRAGMA wal_checkpoint(TRUNCATE)", &blocked, error);
    }
    if (rc == XC_OK && blocked) {
        rc = xc_fail(error, XC_EENV, "%s: another process is writing to this workspace",
                     path);
    }
    xc_buffer_free(&hex);
    xc_store_close(store);
    return rc;
}

/* link() refuses to replace a file; where there are no links, an empty file keeps the
 * place until the rename. */
static int put_in_place(const char *temporary, const char *file, const char *path,
                        struct xc_error *error) {
    if (link(temporary, file) == 0) {
        return XC_OK;
    }
    if (errno == EPERM || errno == ENOSYS || errno == EOPNOTSUPP) {
        int place = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (place >= 0) {
            close(place);
            if (rename(temporary, file) == 0) {
                return XC_OK;
            }
            int number = errno;
            (void)unlink(file);
            return xc_fail_errno(error, number, "make", path);
        }
    }
    return errno == EEXIST ? exists(path, error)
                           : xc_fail_errno(error, errno, "make", path);
}

/* Makes the new name survive a power cut. File systems that cannot do this say EINVAL. */
static int sync_folder(const char *file, const char *path, struct xc_error *error) {
    char folder[NAME_BYTES];
    size_t len = (size_t)(strrchr(file, '/') - file);
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(len ? len : 1), file);
    int place = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = XC_OK;
    if (place < 0 || (fsync(place) != 0 && errno != EINVAL)) {
        rc = xc_fail_errno(error, errno, "make", path);
        (void)unlink(file);
    }
    if (place >= 0) {
        close(place);
    }
    return rc;
}

static void remove_all(const char *temporary) {
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char name[NAME_BYTES];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(name, sizeof name, "%s%s", temporary, endings[i]);
        (void)unlink(name);
    }
}

int xc_store_create(const char *path, const uint8_t workspace_key[XC_KEY_BYTES],
                    struct xc_error *error) {
    char file[XC_FILE_BYTES], temporary[XC_FILE_BYTES + 8];
    int rc = xc_store_file_name(path, file, error);
    if (rc == XC_OK) {
        rc = look_for_others(path, file, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    (void)snprintf(temporary, sizeof temporary, "%s.XXXXXX", file);
    /* 0600; SQLite gives its -wal and -shm files the permissions of the database. */
    int made = mkstemp(temporary);
    if (made < 0) {
        return xc_fail_errno(error, errno, "make", path);
    }
    close(made);
    rc = fill(temporary, path, workspace_key, error);
    if (rc == XC_OK) {
        rc = put_in_place(temporary, file, path, error);
    }
    if (rc == XC_OK) {
        rc = sync_folder(file, path, error);
    }
    remove_all(temporary);
    return rc;
}
