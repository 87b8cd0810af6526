/* The workspace's signing key: a file of its own beside the database, so that a copied or
 * stolen database alone signs nothing. */
#include "store/ledger_internal.h"

#include "base/file.h"

enum { KEY_FILE_BYTES = 16 * 1024 };

static int key_path(const char *workspace, struct xc_buffer *path,
                    struct xc_error *error) {
    xc_buffer_puts(path, workspace);
    xc_buffer_puts(path, ".key");
    return xc_buffer_putc(path, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
}

static int key_from(const char *path, struct xc_signing_key **key,
                    struct xc_error *error) {
    struct xc_buffer pem = xc_buffer_make(KEY_FILE_BYTES);
    int rc = xc_file_read(path, &pem, error);
    if (rc == XC_OK && xc_signing_key_parse(xc_buffer_view(&pem), key, error) != XC_OK) {
        rc = xc_fail(error, XC_EINPUT, "%s: this is not a signing key", path);
    }
    xc_buffer_free(&pem);
    return rc;
}

int xc_ledger_take_key(const char *workspace, const char *from, struct xc_error *error) {
    struct xc_signing_key *key = NULL;
    struct xc_buffer pem = xc_buffer_make(KEY_FILE_BYTES);
    struct xc_buffer path = xc_buffer_make(XC_FILE_BYTES + 8);
    int rc = key_path(workspace, &path, error);
    if (rc == XC_OK && xc_file_exists(path.ptr)) {
        xc_fail(error, XC_EUSAGE,
                "%s exists already: it is the signing key of a workspace", path.ptr);
        rc = xc_hint(error,
                     "move it away if its workspace is gone, or choose another --db");
    }
    if (rc == XC_OK) {
        rc = from ? key_from(from, &key, error) : xc_signing_key_new(&key, error);
    }
    if (rc == XC_OK) {
        rc = xc_signing_key_pem(key, &pem, error);
    }
    if (rc == XC_OK) {
        rc = xc_file_write(path.ptr, xc_buffer_view(&pem), 0600, error);
    }
    xc_signing_key_free(key);
    xc_buffer_free(&pem);
    xc_buffer_free(&path);
    return rc;
}

int xc_ledger_make_key(const char *workspace, struct xc_error *error) {
    return xc_ledger_take_key(workspace, NULL, error);
}

static int read_key(struct xc_store *store, const char *path, struct xc_error *error) {
    struct xc_buffer pem = xc_buffer_make(KEY_FILE_BYTES);
    struct xc_error found = {0};
    int rc = xc_file_read(path, &pem, &found);
    if (rc == XC_OK) {
        rc = xc_signing_key_parse(xc_buffer_view(&pem), &store->signer, &found);
    }
    if (rc == XC_OK) {
        rc = xc_signing_key_public(store->signer, store->signer_public, &found);
    }
    if (rc == XC_ENOMEM) {
        rc = xc_fail_memory(error);
    } else if (rc == XC_EINPUT && store->signer == NULL && pem.len > 0) {
        xc_fail(error, XC_EENV, "%s: this is not a signing key", path);
        rc = xc_hint(error, "restore the key file of this workspace from its backup");
    } else if (rc == XC_EINPUT) {
        xc_fail(error, XC_EENV, "%s: the signing key of this workspace is missing", path);
        rc = xc_hint(error, "restore it from its backup: reading goes on without it, but "
                            "nothing can be entered in the ledger");
    } else if (rc != XC_OK && error) {
        *error = found;
    }
    xc_buffer_free(&pem);
    return rc;
}

int xc_ledger_signer(struct xc_store *store, struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(XC_FILE_BYTES + 8);
    int rc = XC_OK;
    if (!store->signer) {
        rc = key_path(store->path, &path, error);
        if (rc == XC_OK) {
            rc = read_key(store, path.ptr, error);
        }
    }
    xc_buffer_free(&path);
    return rc;
}

int xc_ledger_sign(struct xc_store *store, struct xc_str bytes,
                   uint8_t signature[XC_SIGNATURE_BYTES], struct xc_error *error) {
    int rc = xc_ledger_signer(store, error);
    return rc == XC_OK ? xc_sign(store->signer, bytes, signature, error) : rc;
}
