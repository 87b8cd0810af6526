/* What was seen once to make a set is not put together again: reading a set anew looks at
 * its chunks and at no line of them. A small set's chunks are kept: to compare them with
 * what is stored is ten times as fast as to hash it. */
#include "store/lines.h"

#include <stdlib.h>
#include <string.h>

int xc_chunk_names_add(struct xc_chunk_names *names, const struct xc_digest *name,
                       struct xc_error *error) {
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 16;
        struct xc_digest *digests = realloc(names->digests, capacity * sizeof *digests);
        if (!digests) {
            return xc_fail_memory(error);
        }
        names->digests = digests;
        names->capacity = capacity;
    }
    names->digests[names->count++] = *name;
    return XC_OK;
}

/* ---- Chunks ---- */

enum { KEPT_CHUNKS = 4, KEPT_BYTES = 1 << 20 };

static const struct xc_sound_chunk *find_chunk(const struct xc_store *store,
                                               const struct xc_digest *name) {
    for (size_t i = 0; i < XC_STORE_CHUNKS; i++) {
        if (store->chunks[i].bytes && xc_digest_equal(&store->chunks[i].name, name)) {
            return &store->chunks[i];
        }
    }
    return NULL;
}

/* Without memory it is hashed again the next time. */
static void keep_chunk(struct xc_store *store, const struct xc_digest *name,
                       struct xc_str bytes) {
    struct xc_sound_chunk *place = &store->chunks[store->chunks_next];
    char *copy = bytes.len > 0 && bytes.len <= KEPT_BYTES ? malloc(bytes.len) : NULL;
    if (copy) {
        memcpy(copy, bytes.ptr, bytes.len);
        free(place->bytes);
        *place = (struct xc_sound_chunk){*name, copy, bytes.len};
        store->chunks_next = (store->chunks_next + 1) % XC_STORE_CHUNKS;
    }
}

void xc_line_chunks_forget(struct xc_store *store) {
    for (size_t i = 0; i < XC_STORE_CHUNKS; i++) {
        free(store->chunks[i].bytes);
        store->chunks[i].bytes = NULL;
    }
}

/* ---- Proofs ---- */

/* That these chunks make this set, as one digest: both parts have lengths that nothing
 * else can have. */
static struct xc_digest statement(struct xc_store *store, struct xc_str set,
                                  const struct xc_chunk_names *names) {
    xc_hasher_start(store->hasher);
    xc_hasher_add(store->hasher, set.ptr, set.len);
    xc_hasher_add(store->hasher, "", 1);
    for (size_t i = 0; i < names->count; i++) {
        xc_hasher_add(store->hasher, names->digests[i].bytes, XC_DIGEST_BYTES);
    }
    return xc_hasher_end(store->hasher);
}

static bool is_proved(const struct xc_store *store, const struct xc_digest *statement) {
    for (size_t i = 0; i < XC_STORE_PROVED; i++) {
        if (xc_digest_equal(&store->proved[i], statement)) {
            return true;
        }
    }
    return false;
}

static void remember(struct xc_store *store, const struct xc_digest *statement) {
    store->proved[store->proved_next] = *statement;
    store->proved_next = (store->proved_next + 1) % XC_STORE_PROVED;
}

void xc_line_set_prove(struct xc_store *store, struct xc_str set,
                       const struct xc_chunk_names *names) {
    struct xc_digest made = statement(store, set, names);
    if (!is_proved(store, &made)) {
        remember(store, &made);
    }
}

/* ---- Reading ---- */

static int damaged(struct xc_store *store, struct xc_str set, struct xc_error *error) {
    xc_fail(error, XC_EENV, "%s: stored lines do not match their digest %.*s",
            store->path, XC_PRI(set));
    return xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                          "damaged");
}

static int list_chunks(struct xc_store *store, struct xc_str set,
                       struct xc_chunk_names *names, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "SELECT chunk FROM line_set_chunk WHERE line_set = $1 ORDER BY position",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_digest name;
        struct xc_str found = xc_query_get_blob(&query, 0);
        if (!found.ptr) {
            rc = xc_fail_memory(error);
        } else if (found.len != sizeof name.bytes) {
            rc = damaged(store, set, error);
        } else {
            memcpy(name.bytes, found.ptr, sizeof name.bytes);
            rc = xc_chunk_names_add(names, &name, error);
        }
    }
    xc_query_close(&query);
    return rc;
}

struct reading {
    struct xc_store *store;
    struct xc_str set;
    struct xc_hasher *hasher; /* owned */
    struct xc_merkle *tree;   /* NULL: the set was proved before */
    bool small;               /* its chunks are worth keeping */
    int (*line)(void *context, struct xc_str line);
    void *context;
    struct xc_error *error;
};

/* The digest of a chunk is looked at before its lines are handed out, so that nobody has
 * to make sense of damaged ones. */
static bool is_sound(const struct reading *reading, const struct xc_digest *name,
                     struct xc_str chunk) {
    const struct xc_sound_chunk *kept = find_chunk(reading->store, name);
    if (kept) {
        return xc_str_equal((struct xc_str){kept->bytes, kept->len}, chunk);
    }
    xc_hasher_start(reading->hasher);
    xc_hasher_add(reading->hasher, chunk.ptr, chunk.len);
    struct xc_digest found = xc_hasher_end(reading->hasher);
    bool sound = xc_digest_equal(&found, name);
    if (sound && reading->small) {
        keep_chunk(reading->store, name, chunk);
    }
    return sound;
}

static int hand_out(const struct reading *reading, struct xc_str chunk) {
    struct xc_str rest = chunk;
    int rc = XC_OK;
    while (rest.len > 0 && rc == XC_OK) {
        struct xc_str one = xc_str_cut(&rest, '\n');
        if (reading->tree) {
            xc_merkle_add(reading->tree, one);
        }
        rc = reading->line ? reading->line(reading->context, one) : XC_OK;
    }
    return rc;
}

static int read_chunk(const struct reading *reading, const struct xc_digest *name) {
    struct xc_query query;
    int rc = xc_query_open(reading->store, "SELECT lines FROM chunk WHERE digest = $1",
                           &query, reading->error);
    if (rc == XC_OK) {
        xc_query_blob(&query, 1, name->bytes, XC_DIGEST_BYTES);
        rc = xc_query_step(&query, reading->error);
    }
    if (rc == 1) {
        struct xc_str chunk = xc_query_get_blob(&query, 0);
        rc = !chunk.ptr ? xc_fail_memory(reading->error)
             : is_sound(reading, name, chunk)
                 ? XC_OK
                 : damaged(reading->store, reading->set, reading->error);
        if (rc == XC_OK && (reading->line || reading->tree)) {
            rc = hand_out(reading, chunk);
        }
    } else if (rc == 0) {
        rc = damaged(reading->store, reading->set, reading->error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_each_of_set(struct xc_store *store, struct xc_str set,
                         int (*line)(void *context, struct xc_str line), void *context,
                         struct xc_error *error) {
    struct xc_merkle tree;
    struct xc_chunk_names names = {0};
    struct xc_digest made;
    char found[XC_LINE_SET_BYTES];
    struct reading reading = {.store = store,
                              .set = set,
                              .hasher = xc_hasher_new(),
                              .line = line,
                              .context = context,
                              .error = error};
    int rc =
        reading.hasher ? list_chunks(store, set, &names, error) : xc_fail_memory(error);
    if (rc != XC_OK) {
        goto done;
    }
    made = statement(store, set, &names);
    if (!is_proved(store, &made)) {
        xc_merkle_start(&tree, reading.hasher);
        reading.tree = &tree;
    }
    reading.small = names.count <= KEPT_CHUNKS;
    for (size_t i = 0; i < names.count && rc == XC_OK; i++) {
        rc = read_chunk(&reading, &names.digests[i]);
    }
    if (rc == XC_OK && reading.tree) {
        xc_line_set_name(&tree, found);
        rc = xc_str_is(set, found) ? XC_OK : damaged(store, set, error);
    }
    if (rc == XC_OK && reading.tree) {
        remember(store, &made);
    }
done:
    free(names.digests);
    xc_hasher_free(reading.hasher);
    return rc;
}
