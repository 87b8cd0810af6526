#include "store/facts_internal.h"

struct checking {
    struct xc_store *store;
    int (*problem)(void *context, const struct xc_message *message);
    void *context;
    struct xc_error *error;
    bool keyless; /* no seal can be made, which was told */
};

/* What the database says on the way is a finding too: the rest is still looked at. Only
 * memory stops the check. */
static int finding(struct checking *checking, int rc, const struct xc_error *found) {
    if (rc == XC_OK) {
        return XC_OK;
    }
    return rc == XC_ENOMEM ? xc_fail_memory(checking->error)
                           : checking->problem(checking->context, &found->message);
}

static int each_row(struct checking *checking, const char *sql,
                    int (*row)(struct checking *checking, struct xc_query *query)) {
    struct xc_error found = {0};
    struct xc_query query;
    int rc = xc_query_open(checking->store, sql, &query, &found);
    while (rc == XC_OK && (rc = xc_query_step(&query, &found)) == 1) {
        rc = row(checking, &query);
        if (rc != XC_OK) {
            xc_query_close(&query);
            return rc;
        }
    }
    xc_query_close(&query);
    return finding(checking, rc, &found);
}

static int check_page(struct checking *checking, struct xc_query *query) {
    struct xc_str text = xc_query_get_text(query, 0);
    struct xc_message message;
    if (xc_str_is(text, "ok")) {
        return XC_OK;
    }
    xc_message_set(&message, "the database file is damaged: %.*s", XC_PRI(text));
    return checking->problem(checking->context, &message);
}

static int check_reference(struct checking *checking, struct xc_query *query) {
    struct xc_str from = xc_query_get_text(query, 0), to = xc_query_get_text(query, 2);
    struct xc_message message;
    xc_message_set(&message, "a row of table %.*s names a row of table %.*s that is lost",
                   XC_PRI(from), XC_PRI(to));
    return checking->problem(checking->context, &message);
}

static int check_chunk(struct checking *checking, struct xc_query *query) {
    struct xc_str digest = xc_query_get_blob(query, 0);
    struct xc_str lines = xc_query_get_blob(query, 1);
    struct xc_hasher *hasher = checking->store->hasher;
    struct xc_message message;
    if (!digest.ptr || !lines.ptr) {
        return xc_fail_memory(checking->error);
    }
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, lines.ptr, lines.len);
    struct xc_digest found = xc_hasher_end(hasher);
    if (xc_str_equal(digest,
                     (struct xc_str){(const char *)found.bytes, XC_DIGEST_BYTES})) {
        return XC_OK;
    }
    struct xc_buffer hex = xc_buffer_make(2048);
    (void)xc_buffer_hex(&hex, digest.ptr, digest.len < 1024 ? digest.len : 1024);
    xc_message_set(&message, "a stored piece of %zu bytes does not match its digest %.*s",
                   lines.len, XC_PRI(xc_buffer_view(&hex)));
    xc_buffer_free(&hex);
    return checking->problem(checking->context, &message);
}

static int nothing(void *context, struct xc_str line) {
    (void)context;
    (void)line;
    return XC_OK;
}

/* The register tables and plans that a damaged set makes unreadable. */
static int name_users(struct checking *checking, struct xc_str set) {
    struct xc_error found = {0};
    struct xc_query query;
    struct xc_message message;
    int rc = xc_query_open(
        checking->store,
        "SELECT office, number, '' FROM snapshot WHERE areas = $1 OR targets = $1"
        " OR people = $1 OR absences = $1 OR relations = $1"
        " UNION ALL SELECT office, number, programme FROM plan WHERE visits = $1"
        " ORDER BY 1, 3, 2",
        &query, &found);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, &found)) == 1) {
        struct xc_str office = xc_query_get_text(&query, 0);
        long long number = (long long)xc_query_get_int(&query, 1);
        struct xc_str programme = xc_query_get_text(&query, 2);
        if (programme.len) {
            xc_message_set(&message,
                           "plan %lld of programme %.*s of office %.*s cannot be read",
                           number, XC_PRI(programme), XC_PRI(office));
        } else {
            xc_message_set(&message, "register %lld of office %.*s cannot be read",
                           number, XC_PRI(office));
        }
        rc = checking->problem(checking->context, &message);
        if (rc != XC_OK) {
            xc_query_close(&query);
            return rc;
        }
    }
    xc_query_close(&query);
    return finding(checking, rc, &found);
}

static int check_set(struct checking *checking, struct xc_query *query) {
    struct xc_error found = {0};
    struct xc_str set = xc_query_get_text(query, 0);
    int rc = xc_store_each_of_set(checking->store, set, nothing, NULL, &found);
    if (rc == XC_OK) {
        return XC_OK;
    }
    rc = finding(checking, rc, &found);
    return rc == XC_OK ? name_users(checking, set) : rc;
}

static int check_snapshot(struct checking *checking, struct xc_query *query) {
    struct xc_error found = {0};
    struct xc_snapshot snapshot = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 20);
    int rc = arena
                 ? xc_store_snapshot(checking->store, xc_query_get_text(query, 0),
                                     xc_query_get_int(query, 1), arena, &snapshot, &found)
                 : XC_ENOMEM;
    if (rc == XC_OK) {
        rc = xc_store_check_head(checking->store, &snapshot, &found);
    }
    xc_arena_free(arena);
    return finding(checking, rc, &found);
}

static int check_rules(struct checking *checking, struct xc_query *query) {
    struct xc_str digest = xc_query_get_text(query, 0);
    struct xc_str document = xc_query_get_text(query, 1);
    struct xc_message message;
    if (!digest.ptr || !document.ptr) {
        return xc_fail_memory(checking->error);
    }
    if (xc_store_hash_is(checking->store, document, digest)) {
        return XC_OK;
    }
    xc_message_set(&message, "stored rules do not match their digest %.*s",
                   XC_PRI(digest));
    return checking->problem(checking->context, &message);
}

static int check_fact(struct checking *checking, struct xc_query *query) {
    struct xc_error found = {0};
    struct xc_digest seal;
    struct xc_message message;
    if (checking->keyless) {
        return XC_OK;
    }
    int rc = xc_bind_seal(query, 0, XC_FACT_SEALED, &seal, &found);
    if (rc != XC_OK) {
        checking->keyless = true;
        return finding(checking, rc, &found);
    }
    if (xc_fact_seal_is(query, XC_FACT_SEALED, &seal)) {
        return XC_OK;
    }
    xc_message_set(&message, "a stored fact (%.*s %.*s) does not match its seal",
                   XC_PRI(xc_query_get_text(query, XC_FACT_SEALED + 1)),
                   XC_PRI(xc_query_get_text(query, 1)));
    return checking->problem(checking->context, &message);
}

int xc_store_check(struct xc_store *store,
                   int (*problem)(void *context, const struct xc_message *message),
                   void *context, struct xc_error *error) {
    static const struct {
        const char *sql;
        int (*row)(struct checking *checking, struct xc_query *query);
    } checks[] = {
        {"PRAGMA integrity_check(20)", check_page},
        {"PRAGMA foreign_key_check", check_reference},
        {"SELECT digest, lines FROM chunk ORDER BY digest", check_chunk},
        {"SELECT digest FROM line_set ORDER BY digest", check_set},
        {"SELECT office, number FROM snapshot ORDER BY office, number", check_snapshot},
        {"SELECT digest, document FROM rules ORDER BY digest", check_rules},
        {"SELECT " XC_FACT_COLUMNS ", kind FROM fact"
         " ORDER BY office, kind, entry, number",
         check_fact},
    };
    struct checking checking = {store, problem, context, error, false};
    int rc = XC_OK;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && rc == XC_OK; i++) {
        rc = each_row(&checking, checks[i].sql, checks[i].row);
    }
    return rc;
}
