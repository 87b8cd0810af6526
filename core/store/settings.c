#include "store/bind.h"

enum { SETTING_BYTES = 1 << 30 }; /* SQLite holds no longer text */

int xc_store_get_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_arena *arena, struct xc_str *value,
                         struct xc_error *error) {
    struct xc_query query;
    *value = XC_STR("");
    int rc =
        xc_query_open(store, "SELECT value FROM setting WHERE office = $1 AND name = $2",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, name);
        rc = xc_query_step(&query, error);
        if (rc == 1) {
            rc = xc_query_copy_text(&query, 0, arena, value) ? XC_OK
                                                             : xc_fail_memory(error);
        }
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_put_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_str value, struct xc_error *error) {
    struct xc_query query;
    int rc =
        xc_query_open(store,
                      "INSERT INTO setting (office, name, value) VALUES ($1, $2, $3)"
                      " ON CONFLICT (office, name) DO UPDATE SET value = excluded.value",
                      &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, office);
        xc_query_text(&query, 2, name);
        xc_query_text(&query, 3, value);
        rc = xc_query_run(&query, error);
    }
    xc_query_close(&query);
    return rc;
}

int xc_store_set_setting(struct xc_store *store, struct xc_str office, struct xc_str name,
                         struct xc_str value, xc_instant at, struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(SETTING_BYTES);
    struct xc_str before = XC_STR("");
    int rc = arena ? xc_store_begin(store, error) : xc_fail_memory(error);
    if (rc != XC_OK) {
        xc_arena_free(arena);
        return rc;
    }
    rc = xc_store_get_setting(store, office, name, arena, &before, error);
    if (rc == XC_OK && !xc_str_equal(before, value)) {
        rc = xc_store_put_setting(store, office, name, value, error);
        if (rc == XC_OK) {
            rc = xc_bind_setting(store, office, name, at, error);
        }
    }
    xc_arena_free(arena);
    return xc_store_finish(store, rc, error);
}

int xc_store_workspace_key(struct xc_store *store, uint8_t key[XC_KEY_BYTES],
                           struct xc_error *error) {
    struct xc_arena *arena = xc_arena_new(4096);
    struct xc_str hex = XC_STR("");
    int rc = arena ? xc_store_get_setting(store, XC_STR(""), XC_STR("workspace_key"),
                                          arena, &hex, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK && !xc_hex_parse(hex, key, XC_KEY_BYTES)) {
        rc = xc_fail(error, XC_EENV, "%s: the workspace has lost its key", store->path);
        xc_hint(error,
                "restore the newest backup: without the key every calendar entry would "
                "change its identity");
    }
    xc_arena_free(arena);
    return rc;
}
