/* Checkpoints of the ledger and proofs that an entry stands in it. */
#include "store/ledger_internal.h"

#include <stdlib.h>

/* The name of the ledger's key: it follows from the key, so that it needs no keeping. */
static int key_name(struct xc_store *store, struct xc_buffer *name,
                    struct xc_error *error) {
    struct xc_digest digest;
    int rc = xc_ledger_signer(store, error);
    if (rc == XC_OK) {
        rc = xc_sha256((struct xc_str){(const char *)store->signer_public, XC_KEY_BYTES},
                       &digest, error);
    }
    if (rc == XC_OK) {
        xc_buffer_puts(name, "xuncha-ledger-");
        rc =
            xc_buffer_hex(name, digest.bytes, 8) == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

int xc_ledger_key(struct xc_store *store, struct xc_buffer *key, struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(256);
    int rc = key_name(store, &name, error);
    if (rc == XC_OK &&
        xc_note_key_write(xc_buffer_view(&name), store->signer_public, key) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    xc_buffer_free(&name);
    return rc;
}

static int damaged(struct xc_store *store, uint64_t index, struct xc_error *error) {
    xc_fail(error, XC_EENV, "%s: ledger entry %llu is damaged or missing", store->path,
            (unsigned long long)index);
    return xc_hint(error, "`xuncha ledger verify` says more");
}

/* Calls leaf for the leaf hashes of the first `size` entries in one read, which takes
 * them from an index that holds nothing else. */
static int each_leaf(struct xc_store *store, uint64_t size,
                     void (*leaf)(void *context, uint64_t index,
                                  const struct xc_digest *hash),
                     void *context, struct xc_error *error) {
    struct xc_query query;
    uint64_t next = 0;
    int rc = xc_query_open(
        store, "SELECT number, leaf FROM ledger WHERE number < $1 ORDER BY number",
        &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, (int64_t)size);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_digest hash;
        struct xc_str bytes = xc_query_get_blob(&query, 1);
        rc = XC_OK;
        if ((uint64_t)xc_query_get_int(&query, 0) != next || !bytes.ptr ||
            bytes.len != XC_DIGEST_BYTES) {
            rc = damaged(store, next, error);
            break;
        }
        for (size_t i = 0; i < XC_DIGEST_BYTES; i++) {
            hash.bytes[i] = (uint8_t)bytes.ptr[i];
        }
        leaf(context, next++, &hash);
    }
    xc_query_close(&query);
    return rc == XC_OK && next != size ? damaged(store, next, error) : rc;
}

static void add_to_tree(void *context, uint64_t index, const struct xc_digest *hash) {
    (void)index;
    xc_merkle_add_hash(context, hash);
}

int xc_ledger_checkpoint_at(struct xc_store *store, uint64_t size, struct xc_buffer *note,
                            struct xc_error *error) {
    struct xc_buffer name = xc_buffer_make(256);
    struct xc_merkle tree;
    struct xc_error found = {0};
    xc_merkle_start(&tree, store->hasher);
    int rc = key_name(store, &name, error);
    if (rc == XC_OK && size == 0) {
        size = xc_ledger_size(store, &found);
        rc = found.code;
    }
    if (rc == XC_OK) {
        rc = each_leaf(store, size, add_to_tree, &tree, &found);
    }
    if (rc == XC_OK) {
        struct xc_checkpoint checkpoint = {xc_buffer_view(&name), size,
                                           xc_merkle_end(&tree)};
        rc = xc_checkpoint_write(&checkpoint, store->signer, note, &found);
    }
    if (found.code != XC_OK && error) {
        *error = found;
    }
    xc_buffer_free(&name);
    return rc;
}

int xc_ledger_checkpoint(struct xc_store *store, struct xc_buffer *note,
                         struct xc_error *error) {
    return xc_ledger_checkpoint_at(store, 0, note, error);
}

static void keep_leaf(void *context, uint64_t index, const struct xc_digest *hash) {
    ((struct xc_digest *)context)[index] = *hash;
}

int xc_ledger_proof(struct xc_store *store, uint64_t index, uint64_t size,
                    struct xc_digest *path, size_t *length, struct xc_error *error) {
    struct xc_error found = {0};
    uint64_t all = xc_ledger_size(store, &found);
    *length = 0;
    if (found.code != XC_OK) {
        if (error) {
            *error = found;
        }
        return found.code;
    }
    size = size ? size : all;
    if (index >= size || size > all || size > SIZE_MAX / sizeof(struct xc_digest)) {
        return xc_fail(error, XC_ENO, "the ledger has no entry %llu",
                       (unsigned long long)(size > all ? size - 1 : index));
    }
    struct xc_digest *leaves = malloc((size_t)size * sizeof *leaves);
    int rc =
        leaves ? each_leaf(store, size, keep_leaf, leaves, error) : xc_fail_memory(error);
    if (rc == XC_OK &&
        xc_merkle_proof(store->hasher, leaves, size, index, path, length) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    free(leaves);
    return rc;
}
