/* Whether derived forms say what their lines say: they are made again and compared. */
#include "store/derived.h"

#include "register/pack.h"
#include "store/visit_pack.h"

enum { HEAD_BYTES = 1 << 20 };

enum state {
    SOUND,
    DAMAGED,   /* nobody reads it */
    DIFFERENT, /* it is read, and is not what the lines say */
    UNKNOWN    /* the lines cannot be read, which others tell */
};

static int drop(void *context, struct xc_str piece) {
    (void)context;
    (void)piece;
    return XC_OK;
}

/* The register that a set of targets belongs to; NULL: to none. Owned by the caller. */
static int register_of(struct xc_store *store, struct xc_str set,
                       struct xc_register **reg, struct xc_error *error) {
    struct xc_snapshot snapshot = {0};
    struct xc_query query;
    struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
    *reg = NULL;
    int rc = xc_query_open(store,
                           "SELECT office, number FROM snapshot WHERE targets = $1"
                           " ORDER BY office, number LIMIT 1",
                           &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        rc = xc_query_step(&query, error);
    }
    if (rc == 1) {
        rc = arena
                 ? xc_store_snapshot(store, xc_query_get_text(&query, 0),
                                     xc_query_get_int(&query, 1), arena, &snapshot, error)
                 : xc_fail_memory(error);
        if (rc == XC_OK) {
            rc = xc_store_build_register(store, &snapshot, false, reg, NULL, error);
        }
    }
    xc_query_close(&query);
    xc_arena_free(arena);
    return rc;
}

/* The form as it has to be. */
static int make_again(struct xc_derived *again, struct xc_str set, bool visits,
                      struct xc_error *error) {
    struct xc_register *reg = NULL;
    int rc = xc_derived_start(again->store, true, again, error);
    if (rc == XC_OK && visits) {
        return xc_derived_pack_visits(again, set, error);
    }
    if (rc == XC_OK) {
        rc = register_of(again->store, set, &reg, error);
    }
    if (rc == XC_OK) {
        rc = reg ? xc_derived_pack_targets(again, reg, error) : XC_ENO;
    }
    xc_register_free(reg);
    return rc;
}

static int examine(struct xc_store *store, struct xc_str set, bool visits,
                   struct xc_str names, enum state *state, struct xc_error *error) {
    const char *form = visits ? XC_VISIT_FORM : XC_TARGETS_FORM;
    struct xc_derived again = {.store = store};
    struct xc_error found = {0};
    int rc = xc_derived_each(store, set, form, drop, NULL, error);
    *state = rc == XC_ENO ? DAMAGED : UNKNOWN;
    if (rc == XC_OK) {
        rc = make_again(&again, set, visits, &found);
        bool same = xc_str_equal(xc_buffer_view(&again.names), names);
        *state = rc == XC_EINPUT || (rc == XC_OK && !same) ? DIFFERENT
                 : rc == XC_OK                             ? SOUND
                                                           : UNKNOWN;
    }
    xc_derived_leave(&again);
    return rc == XC_ENOMEM ? xc_fail_memory(error) : XC_OK;
}

/* Calls found for every stored form that this program reads. */
static int each_form(struct xc_store *store,
                     int (*found)(void *context, struct xc_str set, struct xc_str form,
                                  enum state state),
                     void *context, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT line_set, form, pieces FROM derived"
                           " WHERE form IN ('" XC_VISIT_FORM "', '" XC_TARGETS_FORM "')"
                           " ORDER BY line_set, form",
                           &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str set = xc_query_get_text(&query, 0);
        struct xc_str form = xc_query_get_text(&query, 1);
        struct xc_str names = xc_query_get_blob(&query, 2);
        enum state state = UNKNOWN;
        rc = set.ptr && form.ptr && names.ptr
                 ? examine(store, set, xc_str_is(form, XC_VISIT_FORM), names, &state,
                           error)
                 : xc_fail_memory(error);
        if (rc == XC_OK) {
            rc = found(context, set, form, state);
        }
    }
    xc_query_close(&query);
    return rc;
}

/* ---- Telling ---- */

struct telling {
    int (*problem)(void *context, const struct xc_message *message);
    void *context;
};

static int tell(void *context, struct xc_str set, struct xc_str form, enum state state) {
    const struct telling *telling = context;
    struct xc_message message;
    if (state == DIFFERENT) {
        xc_message_set(&message,
                       "the derived form %.*s of the stored lines %.*s does not say what "
                       "the lines say, and was read in their place",
                       XC_PRI(form), XC_PRI(set));
    } else if (state == DAMAGED) {
        xc_message_set(&message,
                       "the derived form %.*s of the stored lines %.*s is damaged; the "
                       "lines are read in its place, which takes longer",
                       XC_PRI(form), XC_PRI(set));
    }
    return state == DIFFERENT || state == DAMAGED
               ? telling->problem(telling->context, &message)
               : XC_OK;
}

int xc_store_check_derived(struct xc_store *store,
                           int (*problem)(void *context,
                                          const struct xc_message *message),
                           void *context, struct xc_error *error) {
    struct telling telling = {problem, context};
    return each_form(store, tell, &telling, error);
}

/* ---- Mending ---- */

struct mending {
    struct xc_store *store;
    struct xc_error *error;
};

static int forget(void *context, struct xc_str set, struct xc_str form,
                  enum state state) {
    const struct mending *mending = context;
    struct xc_query query;
    if (state == SOUND) {
        return XC_OK;
    }
    int rc = xc_query_open(mending->store,
                           "DELETE FROM derived WHERE line_set = $1 AND form = $2",
                           &query, mending->error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        xc_query_text(&query, 2, form);
        rc = xc_query_run(&query, mending->error);
    }
    xc_query_close(&query);
    return rc;
}

/* Pieces that are not what they are named, so that they are stored anew. */
static int forget_pieces(struct xc_store *store, struct xc_error *error) {
    struct xc_query query;
    struct xc_query remove = {0};
    int rc =
        xc_query_open(store, "SELECT digest, bytes FROM derived_piece", &query, error);
    if (rc == XC_OK) {
        rc = xc_query_open(store, "DELETE FROM derived_piece WHERE digest = $1", &remove,
                           error);
    }
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str name = xc_query_get_blob(&query, 0);
        struct xc_str bytes = xc_query_get_blob(&query, 1);
        xc_hasher_start(store->hasher);
        xc_hasher_add(store->hasher, bytes.ptr, bytes.len);
        struct xc_digest made = xc_hasher_end(store->hasher);
        rc = XC_OK;
        if (!xc_str_equal(name,
                          (struct xc_str){(const char *)made.bytes, XC_DIGEST_BYTES})) {
            xc_query_blob(&remove, 1, name.ptr, name.len);
            rc = xc_query_run(&remove, error);
        }
    }
    xc_query_close(&remove);
    xc_query_close(&query);
    return rc;
}

int xc_store_mend(struct xc_store *store, struct xc_error *error) {
    struct mending mending = {store, error};
    int rc = xc_store_begin(store, error);
    if (rc != XC_OK) {
        return rc;
    }
    rc = each_form(store, forget, &mending, error);
    if (rc == XC_OK) {
        rc = forget_pieces(store, error);
    }
    if (rc == XC_OK) {
        rc = xc_derived_all(store, error);
    }
    return xc_store_finish(store, rc, error);
}
