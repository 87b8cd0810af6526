#include "store/ledger_internal.h"

#include "store/bind.h"

#include <string.h>

/* What has another length than it should becomes zeros, which no check accepts. */
static void copy_bytes(struct xc_str from, void *to, size_t len) {
    if (from.len == len) {
        memcpy(to, from.ptr, len);
    }
}

static int read_entry(struct xc_query *query, struct xc_ledger_entry *entry,
                      struct xc_error *error) {
    *entry = (struct xc_ledger_entry){
        .index = (uint64_t)xc_query_get_int(query, 0),
        .at = xc_query_get_instant(query, 1),
        .office = xc_query_get_text(query, 2),
        .text = xc_query_get_text(query, 3),
    };
    struct xc_str suite = xc_query_get_text(query, 4);
    struct xc_str leaf = xc_query_get_blob(query, 5);
    struct xc_str previous = xc_query_get_blob(query, 6);
    struct xc_str signature = xc_query_get_blob(query, 7);
    if (!entry->office.ptr || !entry->text.ptr || !suite.ptr || !leaf.ptr ||
        !previous.ptr || !signature.ptr) {
        return xc_fail_memory(error);
    }
    copy_bytes(leaf, entry->leaf.bytes, XC_DIGEST_BYTES);
    copy_bytes(previous, entry->previous.bytes, XC_DIGEST_BYTES);
    if (xc_str_is(suite, XC_LEDGER_SUITE)) {
        copy_bytes(signature, entry->signature, XC_SIGNATURE_BYTES);
    }
    return XC_OK;
}

uint64_t xc_ledger_size(struct xc_store *store, struct xc_error *error) {
    int64_t size = 0;
    int rc = xc_store_number(store, "SELECT coalesce(max(number) + 1, 0) FROM ledger",
                             &size, error);
    return rc == XC_OK && size > 0 ? (uint64_t)size : 0;
}

int xc_ledger_entry(struct xc_store *store, uint64_t index, struct xc_arena *arena,
                    struct xc_ledger_entry *entry, struct xc_error *error) {
    struct xc_query query = {0};
    int rc =
        index > INT64_MAX
            ? 0
            : xc_query_open(store, XC_LEDGER_COLUMNS "WHERE number = $1", &query, error);
    if (rc == XC_OK && query.statement) {
        xc_query_int(&query, 1, (int64_t)index);
        rc = xc_query_step(&query, error);
    }
    if (rc == 0) {
        rc = xc_fail(error, XC_ENO, "the ledger has no entry %llu",
                     (unsigned long long)index);
    } else if (rc == 1) {
        rc = read_entry(&query, entry, error);
    }
    if (rc == XC_OK) {
        entry->office = xc_arena_copy(arena, entry->office);
        entry->text = xc_arena_copy(arena, entry->text);
        rc = entry->office.ptr && entry->text.ptr ? XC_OK : xc_fail_memory(error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_ledger_each(struct xc_store *store, uint64_t from,
                   int (*found)(void *context, const struct xc_ledger_entry *entry),
                   void *context, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store, XC_LEDGER_COLUMNS "WHERE number >= $1 ORDER BY number",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, from > INT64_MAX ? INT64_MAX : (int64_t)from);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_ledger_entry entry;
        rc = read_entry(&query, &entry, error);
        if (rc == XC_OK) {
            rc = found(context, &entry);
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_ledger_time(struct xc_store *store, uint64_t index, xc_instant *at,
                   struct xc_error *error) {
    struct xc_query query;
    int rc =
        xc_query_open(store, "SELECT at FROM ledger WHERE number = $1", &query, error);
    if (rc == XC_OK) {
        xc_query_int(&query, 1, (int64_t)index);
        rc = xc_query_step(&query, error);
        *at = rc == 1 ? xc_query_get_instant(&query, 0) : XC_NO_INSTANT;
        rc = rc == 1 ? XC_OK : rc;
    }
    xc_query_close(&query);
    return rc;
}

/* ---- Appending ---- */

struct tail {
    uint64_t next;
    xc_instant at;             /* of the newest entry; XC_NO_INSTANT: there is none */
    struct xc_digest previous; /* of the newest line */
    struct xc_buffer line;
};

static struct xc_digest hash_of(struct xc_store *store, struct xc_str text) {
    xc_hasher_start(store->hasher);
    xc_hasher_add(store->hasher, text.ptr, text.len);
    return xc_hasher_end(store->hasher);
}

/* A key that was exchanged would sign entries that nobody can check together with the
 * older ones. */
static int check_signer(struct xc_store *store, const struct xc_ledger_entry *newest,
                        struct xc_buffer *line, struct xc_error *error) {
    xc_buffer_clear(line);
    if (xc_ledger_unsigned_line(newest, line) != XC_OK) {
        return xc_fail_memory(error);
    }
    store->signer_fits =
        xc_signature_valid(store->signer_public, xc_buffer_view(line), newest->signature);
    if (!store->signer_fits) {
        xc_fail(error, XC_EENV,
                "%s: the newest ledger entry (%llu) is not signed by the key file",
                store->path, (unsigned long long)newest->index);
        return xc_hint(error, "restore the key file that belongs to this workspace; "
                              "`xuncha ledger verify` says more");
    }
    return XC_OK;
}

static int read_tail(struct xc_store *store, struct tail *tail, struct xc_error *error) {
    struct xc_query query;
    struct xc_ledger_entry entry;
    tail->next = 0;
    tail->at = XC_NO_INSTANT;
    tail->previous = hash_of(store, XC_STR(""));
    int rc = xc_query_open(store, XC_LEDGER_COLUMNS "ORDER BY number DESC LIMIT 1",
                           &query, error);
    if (rc == XC_OK) {
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        rc = read_entry(&query, &entry, error);
        if (rc == XC_OK && !store->signer_fits) {
            rc = check_signer(store, &entry, &tail->line, error);
        }
        xc_buffer_clear(&tail->line);
        if (rc == XC_OK && xc_ledger_line(&entry, &tail->line) != XC_OK) {
            rc = xc_fail_memory(error);
        }
        if (rc == XC_OK) {
            tail->next = entry.index + 1;
            tail->at = entry.at;
            tail->previous = hash_of(store, xc_buffer_view(&tail->line));
        }
    }
    xc_query_close(&query);
    return rc;
}

/* Signs the entry that follows the tail, and makes it the tail. */
static int sign_next(struct xc_store *store, struct tail *tail,
                     struct xc_ledger_entry *entry, struct xc_error *error) {
    if (!xc_ledger_text_fits(entry->text)) {
        return xc_fail(error, XC_EINTERNAL,
                       "a ledger entry is lines of UTF-8 without control characters, at "
                       "most %d bytes",
                       XC_LEDGER_TEXT_BYTES);
    }
    entry->index = tail->next;
    entry->previous = tail->previous;
    entry->leaf = xc_ledger_leaf(store->hasher, entry->at, entry->text);
    xc_buffer_clear(&tail->line);
    int rc = xc_ledger_unsigned_line(entry, &tail->line) == XC_OK ? XC_OK
                                                                  : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = xc_sign(store->signer, xc_buffer_view(&tail->line), entry->signature, error);
    }
    xc_buffer_clear(&tail->line);
    if (rc == XC_OK && xc_ledger_line(entry, &tail->line) != XC_OK) {
        rc = xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        tail->next++;
        tail->at = entry->at;
        tail->previous = hash_of(store, xc_buffer_view(&tail->line));
    }
    return rc;
}

static int insert(struct xc_query *query, const struct xc_ledger_entry *entry,
                  struct xc_error *error) {
    char instant[21];
    xc_query_int(query, 1, (int64_t)entry->index);
    xc_query_instant(query, 2, entry->at, instant);
    xc_query_text(query, 3, entry->office);
    xc_query_text(query, 4, entry->text);
    xc_query_text(query, 5, XC_STR(XC_LEDGER_SUITE));
    xc_query_blob(query, 6, entry->leaf.bytes, XC_DIGEST_BYTES);
    xc_query_blob(query, 7, entry->previous.bytes, XC_DIGEST_BYTES);
    xc_query_blob(query, 8, entry->signature, XC_SIGNATURE_BYTES);
    return xc_query_run(query, error);
}

int xc_ledger_add(struct xc_store *store, struct xc_str office, xc_instant at,
                  const struct xc_str *texts, size_t count, uint64_t *index,
                  struct xc_error *error) {
    struct tail tail = {.line = xc_buffer_make(XC_LEDGER_LINE_BYTES)};
    struct xc_query query = {0};
    int rc = xc_ledger_signer(store, error);
    if (rc == XC_OK) {
        rc = read_tail(store, &tail, error);
    }
    if (rc == XC_OK) {
        *index = tail.next;
        rc =
            xc_query_open(store,
                          "INSERT INTO ledger (number, at, office, body, suite, leaf,"
                          " previous, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                          &query, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_ledger_entry entry = {
            .at = tail.at > at ? tail.at : at, .office = office, .text = texts[i]};
        rc = sign_next(store, &tail, &entry, error);
        if (rc == XC_OK) {
            rc = insert(&query, &entry, error);
        }
    }
    xc_query_close(&query);
    xc_buffer_free(&tail.line);
    return rc;
}

int xc_ledger_append(struct xc_store *store, struct xc_str office, xc_instant at,
                     const struct xc_str *texts, size_t count, uint64_t *index,
                     struct xc_error *error) {
    bool own = sqlite3_get_autocommit(store->db) != 0;
    int rc = own ? xc_store_begin(store, error) : XC_OK;
    if (rc != XC_OK) {
        return rc;
    }
    rc = xc_bind_older(store, at, error);
    if (rc == XC_OK) {
        rc = xc_ledger_add(store, office, at, texts, count, index, error);
    }
    return own ? xc_store_finish(store, rc, error) : rc;
}
