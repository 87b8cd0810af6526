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
    struct xc_chunk_names names;
    struct xc_query insert;
};

void xc_line_writer_abandon(struct xc_line_writer *writer) {
    if (writer) {
        xc_query_close(&writer->insert);
        xc_buffer_free(&writer->chunk);
        xc_hasher_free(writer->hasher);
        free(writer->names.digests);
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
    xc_hasher_start(writer->hasher);
    xc_hasher_add(writer->hasher, writer->chunk.ptr, writer->chunk.len);
    struct xc_digest name = xc_hasher_end(writer->hasher);
    int rc = xc_chunk_names_add(&writer->names, &name, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_query_blob(&writer->insert, 1, name.bytes, XC_DIGEST_BYTES);
    xc_query_blob(&writer->insert, 2, writer->chunk.ptr, writer->chunk.len);
    rc = xc_query_run(&writer->insert, error);
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
    for (size_t i = 0; i < writer->names.count && rc == XC_OK; i++) {
        xc_query_text(&query, 1, set);
        xc_query_int(&query, 2, (int64_t)i);
        xc_query_blob(&query, 3, writer->names.digests[i].bytes, XC_DIGEST_BYTES);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

void xc_line_set_name(const struct xc_merkle *tree, char name[XC_LINE_SET_BYTES]) {
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
        xc_line_set_name(&writer->tree, digest);
        rc = digest[0] ? link_chunks(writer, xc_str_from(digest), error)
                       : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        xc_line_set_prove(writer->store, xc_str_from(digest), &writer->names);
    }
    xc_line_writer_abandon(writer);
    return rc;
}
