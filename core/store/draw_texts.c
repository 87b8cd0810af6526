/* What the ledger says about draws beside their commits. */
#include "store/draws_internal.h"

struct xc_str xc_text_line(struct xc_str text, unsigned number) {
    struct xc_str rest = text, line = XC_STR("");
    for (unsigned i = 0; i <= number; i++) {
        line = rest.len ? xc_str_cut(&rest, '\n') : XC_STR("");
    }
    return line;
}

static void add_hash(struct xc_store *store, struct xc_str of, struct xc_buffer *text) {
    xc_hasher_start(store->hasher);
    xc_hasher_add(store->hasher, of.ptr, of.len);
    struct xc_digest digest = xc_hasher_end(store->hasher);
    xc_buffer_hex(text, digest.bytes, XC_DIGEST_BYTES);
    xc_buffer_putc(text, '\n');
}

static void add_line(struct xc_buffer *text, struct xc_str line) {
    xc_buffer_add(text, xc_bind_or_none(line));
    xc_buffer_putc(text, '\n');
}

int xc_draw_result_text(struct xc_store *store, struct xc_str id, struct xc_str commit,
                        struct xc_str result, struct xc_buffer *text,
                        struct xc_error *error) {
    xc_buffer_puts(text, "xuncha-result-v1\n");
    add_line(text, id);
    add_hash(store, commit, text);
    add_hash(store, result, text);
    return text->failed ? xc_fail_memory(error) : XC_OK;
}

int xc_draw_void_text(struct xc_store *store, struct xc_str id, struct xc_str commit,
                      struct xc_str reason, struct xc_str by, struct xc_buffer *text,
                      struct xc_error *error) {
    xc_buffer_puts(text, "xuncha-void-v1\n");
    add_line(text, id);
    add_hash(store, commit, text);
    add_line(text, reason);
    add_line(text, by);
    return text->failed ? xc_fail_memory(error) : XC_OK;
}

int xc_draw_rows_text(struct xc_store *store, struct xc_str office, bool results,
                      uint64_t first, size_t count, struct xc_buffer *text,
                      struct xc_error *error) {
    static const char committed[] =
        "SELECT id, office, programme, stage, label, batch, committed_at, commit_text,"
        " names, programme_rules, CAST(snapshot AS TEXT), outer_draw,"
        " CAST(sealed AS TEXT) FROM draw WHERE commit_entry BETWEEN $1 AND $2"
        " ORDER BY commit_entry";
    static const char drawn[] =
        "SELECT id, drawn_at, beacons, code, result FROM draw"
        " WHERE result_entry BETWEEN $1 AND $2 ORDER BY result_entry";
    struct xc_query query;
    struct xc_merkle tree;
    xc_merkle_start(&tree, store->hasher);
    int rc = xc_query_open(store, results ? drawn : committed, &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, (int64_t)first);
        xc_query_int(&query, 2, (int64_t)(first + count) - 1);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_digest seal;
        rc = xc_bind_seal(&query, 0, results ? 5 : 13, &seal, error);
        if (rc == XC_OK) {
            xc_merkle_add(&tree,
                          (struct xc_str){(const char *)seal.bytes, XC_DIGEST_BYTES});
        }
    }
    xc_query_close(&query);
    if (rc == XC_OK && tree.count != count) {
        rc = xc_fail(error, XC_ENO, "the row is not stored");
    }
    if (rc == XC_OK) {
        struct xc_digest root = xc_merkle_end(&tree);
        xc_buffer_puts(text, "xuncha-draws-v1\n");
        add_line(text, office);
        xc_buffer_puts(text, results ? "drawn\n" : "committed\n");
        xc_buffer_uint(text, first);
        xc_buffer_putc(text, '\n');
        xc_buffer_uint(text, count);
        xc_buffer_putc(text, ' ');
        xc_buffer_hex(text, root.bytes, XC_DIGEST_BYTES);
        rc = xc_buffer_putc(text, '\n') == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

int xc_draw_sub_text(struct xc_store *store, struct xc_str draw, int64_t number,
                     bool results, struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    struct xc_digest seal;
    int rc = xc_query_open(
        store,
        results
            ? "SELECT draw, CAST(number AS TEXT), entry_text, result, beacons, code,"
              " " XC_SUB_LOGGED " FROM draw_sub WHERE draw = $1 AND number = $2"
            : "SELECT draw, CAST(number AS TEXT), entry_text || hex(blind), at, visit,"
              " " XC_SUB_LOGGED " FROM draw_sub WHERE draw = $1 AND number = $2",
        &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, draw);
        xc_query_int(&query, 2, number);
        rc = xc_query_step(&query, error);
        rc = rc == 0 ? xc_fail(error, XC_ENO, "the row is not stored") : rc;
    }
    if (rc == 1) {
        rc = xc_bind_seal(&query, 0, results ? 6 : 5, &seal, error);
    }
    if (rc == XC_OK) {
        xc_buffer_puts(text, results ? "xuncha-sub-result-v1\n" : "xuncha-sub-v1\n");
        add_line(text, draw);
        xc_buffer_int(text, number);
        xc_buffer_putc(text, '\n');
        add_hash(store, xc_query_get_text(&query, results ? 6 : 5), text);
        if (results) {
            add_hash(store, xc_query_get_text(&query, 3), text);
        }
        xc_buffer_hex(text, seal.bytes, XC_DIGEST_BYTES);
        rc = xc_buffer_putc(text, '\n') == XC_OK ? XC_OK : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_draw_sub_void_text(struct xc_store *store, struct xc_str draw, int64_t number,
                          struct xc_buffer *text, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT " XC_SUB_LOGGED ", void_reason, void_by FROM draw_sub"
                           " WHERE draw = $1 AND number = $2",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, draw);
        xc_query_int(&query, 2, number);
        rc = xc_query_step(&query, error);
        rc = rc == 0 ? xc_fail(error, XC_ENO, "the row is not stored") : rc;
    }
    if (rc == 1) {
        xc_buffer_puts(text, "xuncha-sub-void-v1\n");
        add_line(text, draw);
        xc_buffer_int(text, number);
        xc_buffer_putc(text, '\n');
        add_hash(store, xc_query_get_text(&query, 0), text);
        add_line(text, xc_query_get_text(&query, 1));
        add_line(text, xc_query_get_text(&query, 2));
        rc = text->failed ? xc_fail_memory(error) : XC_OK;
    }
    xc_query_close(&query);
    return rc;
}

/* ---- Tables ---- */

int xc_draw_write_set(struct xc_store *store, struct xc_str text,
                      char set[XC_LINE_SET_BYTES], struct xc_error *error) {
    struct xc_line_writer *writer = NULL;
    struct xc_str rest = text;
    int rc = xc_line_writer_open(store, &writer, error);
    if (rc == XC_OK && text.len > 0 && text.ptr[text.len - 1] != '\n') {
        rc = xc_fail(error, XC_EINTERNAL, "a table to be stored does not end in LF");
    }
    while (rc == XC_OK && rest.len > 0) {
        rc = xc_line_writer_add(writer, xc_str_cut(&rest, '\n'), error);
    }
    if (rc == XC_OK) {
        return xc_line_writer_close(writer, set, error);
    }
    xc_line_writer_abandon(writer);
    return rc;
}

static int add_to_text(void *context, struct xc_str line) {
    struct xc_buffer *text = context;
    xc_buffer_add(text, line);
    return xc_buffer_putc(text, '\n');
}

int xc_draw_read_set(struct xc_store *store, struct xc_str set, struct xc_buffer *text,
                     struct xc_error *error) {
    int rc = xc_store_each_of_set(store, set, add_to_text, text, error);
    return rc == XC_ENOMEM ? xc_fail_memory(error) : rc;
}
