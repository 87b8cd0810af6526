/* A set is cut into chunks after lines whose leaf hash ends in ten zero bits, so that an
 * insertion moves no other border: chunks hold about a thousand lines, and a changed row
 * costs one of them. */
#include "store/lines.h"

#include <stdlib.h>
#include <string.h>

enum {
    BORDER_MASK = 0x3ff,
    CHUNK_MAX_BYTES = 4 * 1024 * 1024,
    CHUNK_SOFT_BYTES = 1024 * 1024
};

struct xc_line_writer {
    struct xc_store *store;
    struct xc_hasher *hasher; /* of lines and chunks, one after the other */
    struct xc_merkle tree;
    struct xc_buffer chunk;
    struct xc_digest *chunks; /* owned */
    size_t count, capacity;
    struct xc_query insert;
};

void xc_line_writer_abandon(struct xc_line_writer *writer) {
    if (writer) {
        xc_query_close(&writer->insert);
        xc_buffer_free(&writer->chunk);
        xc_hasher_free(writer->hasher);
        free(writer->chunks);
        free(writer);
    }
}

int xc_line_writer_open(struct xc_store *store, struct xc_line_writer **out,
                        struct xc_error *error) {
    struct xc_line_writer *writer = calloc(1, sizeof *writer);
    *out = writer;
    if (!writer) {
        return xc_fail_memory(error);
    }
    writer->store = store;
    writer->chunk = xc_buffer_make(CHUNK_MAX_BYTES);
    writer->hasher = xc_hasher_new();
    if (!writer->hasher) {
        return xc_fail_memory(error);
    }
    xc_merkle_start(&writer->tree, writer->hasher);
    return xc_query_open(store,
                         "INSERT INTO chunk (digest, lines) VALUES ($1, $2)"
                         " ON CONFLICT (digest) DO NOTHING",
                         &writer->insert, error);
}

static int flush(struct xc_line_writer *writer, struct xc_error *error) {
    if (writer->chunk.len == 0) {
        return XC_OK;
    }
    if (writer->count == writer->capacity) {
        size_t capacity = writer->capacity ? writer->capacity * 2 : 16;
        struct xc_digest *chunks = realloc(writer->chunks, capacity * sizeof *chunks);
        if (!chunks) {
            return xc_fail_memory(error);
        }
        writer->chunks = chunks;
        writer->capacity = capacity;
    }
    xc_hasher_start(writer->hasher);
    xc_hasher_add(writer->hasher, writer->chunk.ptr, writer->chunk.len);
    writer->chunks[writer->count] = xc_hasher_end(writer->hasher);
    xc_query_blob(&writer->insert, 1, writer->chunks[writer->count].bytes,
                  XC_DIGEST_BYTES);
    xc_query_blob(&writer->insert, 2, writer->chunk.ptr, writer->chunk.len);
    writer->count++;
    int rc = xc_query_run(&writer->insert, error);
    xc_buffer_clear(&writer->chunk);
    return rc;
}

int xc_line_writer_add(struct xc_line_writer *writer, struct xc_str line,
                       struct xc_error *error) {
    if (line.len > 0 && memchr(line.ptr, '\n', line.len)) {
        return xc_fail(error, XC_EINTERNAL, "a line to be stored holds a line end");
    }
    struct xc_digest leaf = xc_merkle_add(&writer->tree, line);
    if (xc_buffer_add(&writer->chunk, line) != XC_OK ||
        xc_buffer_putc(&writer->chunk, '\n') != XC_OK) {
        return xc_fail_memory(error);
    }
    unsigned tail = ((unsigned)leaf.bytes[30] << 8 | leaf.bytes[31]) & BORDER_MASK;
    return tail == 0 || writer->chunk.len >= CHUNK_SOFT_BYTES ? flush(writer, error)
                                                              : XC_OK;
}

static int link_chunks(struct xc_line_writer *writer, struct xc_str set,
                       struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(writer->store, "SELECT 1 FROM line_set WHERE digest = $1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        rc = xc_query_step(&query, error);
    }
    xc_query_close(&query);
    if (rc != 0) {
        return rc == 1 ? XC_OK : rc; /* known already */
    }
    rc = xc_query_open(writer->store, "INSERT INTO line_set (digest) VALUES ($1)", &query,
                       error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_query_open(
        writer->store,
        "INSERT INTO line_set_chunk (line_set, position, chunk) VALUES ($1, $2, $3)",
        &query, error);
    for (size_t i = 0; i < writer->count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, set);
        xc_query_int(&query, 2, (int64_t)i);
        xc_query_blob(&query, 3, writer->chunks[i].bytes, XC_DIGEST_BYTES);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

static void set_name(struct xc_merkle *tree, char name[XC_LINE_SET_BYTES]) {
    struct xc_buffer text = xc_buffer_make(XC_LINE_SET_BYTES);
    struct xc_digest root = xc_merkle_end(tree);
    name[0] = '\0';
    if (xc_buffer_uint(&text, tree->count) == XC_OK &&
        xc_buffer_putc(&text, ' ') == XC_OK &&
        xc_buffer_hex(&text, root.bytes, XC_DIGEST_BYTES) == XC_OK) {
        for (size_t i = 0; i < text.len; i++) {
            name[i] = text.ptr[i];
        }
        name[text.len] = '\0';
    }
    xc_buffer_free(&text);
}

int xc_line_writer_close(struct xc_line_writer *writer, char digest[XC_LINE_SET_BYTES],
                         struct xc_error *error) {
    int rc = flush(writer, error);
    if (rc == XC_OK) {
        set_name(&writer->tree, digest);
        rc = digest[0] ? link_chunks(writer, xc_str_from(digest), error)
                       : xc_fail_memory(error);
    }
    xc_line_writer_abandon(writer);
    return rc;
}

/* Hands out the lines of one chunk and adds them to the tree. */
static int hand_out(struct xc_str chunk, struct xc_merkle *tree,
                    int (*line)(void *context, struct xc_str line), void *context) {
    struct xc_str rest = chunk;
    while (rest.len > 0) {
        struct xc_str one = xc_str_cut(&rest, '\n');
        xc_merkle_add(tree, one);
        int rc = line(context, one);
        if (rc != 0) {
            return rc;
        }
    }
    return XC_OK;
}

static int damaged(struct xc_store *store, struct xc_str set, struct xc_error *error) {
    xc_fail(error, XC_EENV, "%s: stored lines do not match their digest %.*s",
            store->path, XC_PRI(set));
    return xc_hint(error, "restore the newest backup; `xuncha doctor` names what is "
                          "damaged");
}

/* The digest of a chunk is looked at before its lines are handed out, so that nobody has
 * to make sense of damaged ones; the tree then proves that no chunk is missing. */
static int next_chunk(struct xc_query *query, struct xc_hasher *hasher,
                      struct xc_str *chunk, bool *sound, struct xc_error *error) {
    int rc = xc_query_step(query, error);
    if (rc != 1) {
        return rc;
    }
    struct xc_str name = xc_query_get_blob(query, 0);
    *chunk = xc_query_get_blob(query, 1);
    if (!name.ptr || !chunk->ptr) {
        return xc_fail_memory(error);
    }
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, chunk->ptr, chunk->len);
    struct xc_digest found = xc_hasher_end(hasher);
    *sound =
        xc_str_equal(name, (struct xc_str){(const char *)found.bytes, XC_DIGEST_BYTES});
    return 1;
}

int xc_store_each_of_set(struct xc_store *store, struct xc_str set,
                         int (*line)(void *context, struct xc_str line), void *context,
                         struct xc_error *error) {
    struct xc_query query = {0};
    struct xc_merkle tree;
    struct xc_str chunk;
    bool sound = true;
    char found[XC_LINE_SET_BYTES];
    struct xc_hasher *hasher = xc_hasher_new();
    if (!hasher) {
        return xc_fail_memory(error);
    }
    xc_merkle_start(&tree, hasher);
    int rc = xc_query_open(
        store,
        "SELECT chunk.digest, chunk.lines FROM line_set_chunk JOIN chunk"
        " ON chunk.digest = line_set_chunk.chunk"
        " WHERE line_set_chunk.line_set = $1 ORDER BY line_set_chunk.position",
        &query, error);
    if (rc != XC_OK) {
        goto done;
    }
    xc_query_text(&query, 1, set);
    while ((rc = next_chunk(&query, hasher, &chunk, &sound, error)) == 1) {
        rc = sound ? hand_out(chunk, &tree, line, context) : damaged(store, set, error);
        if (rc != XC_OK) {
            goto done;
        }
    }
    if (rc == XC_OK) {
        set_name(&tree, found);
        if (!xc_str_is(set, found)) {
            rc = damaged(store, set, error);
        }
    }
done:
    xc_query_close(&query);
    xc_hasher_free(hasher);
    return rc;
}
