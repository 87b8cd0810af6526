/* The derived forms, made of what is stored: when it is stored, when a workspace is
 * brought up to date, and again when somebody asks whether they are sound. */
#include "register/pack.h"
#include "store/derived.h"
#include "store/visit_pack.h"

enum { LINE_BYTES = 1 << 23, PIECE_BYTES = 1 << 28, HEAD_BYTES = 1 << 20 };

static int has_form(struct xc_store *store, struct xc_str set, const char *form,
                    bool *has, struct xc_error *error) {
    struct xc_query query;
    int rc = xc_query_open(
        store, "SELECT 1 FROM derived WHERE line_set = $1 AND form = $2", &query, error);
    if (rc == XC_OK) {
        xc_query_text(&query, 1, set);
        xc_query_text(&query, 2, xc_str_from(form));
        rc = xc_query_step(&query, error);
    }
    *has = rc == 1;
    xc_query_close(&query);
    return rc < 0 ? rc : XC_OK;
}

/* ---- Visits ---- */

struct packing {
    struct xc_derived *to;
    struct xc_visit_packer *packer; /* owned */
    struct xc_arena *line;          /* texts of some lines; owned */
    struct xc_error *error;
};

static int end_piece(struct packing *packing, size_t least) {
    struct xc_str piece = xc_visit_packer_piece(packing->packer);
    if (piece.len < least || piece.len == 0) {
        return XC_OK;
    }
    int rc = xc_derived_add(packing->to, piece, packing->error);
    xc_visit_packer_next(packing->packer);
    return rc;
}

static int pack_line(void *context, struct xc_str line) {
    struct packing *packing = context;
    struct xc_visit visit;
    if (xc_arena_used(packing->line) > LINE_BYTES / 2) {
        xc_arena_free(packing->line);
        packing->line = xc_arena_new(LINE_BYTES);
    }
    if (!packing->line) {
        return xc_fail_memory(packing->error);
    }
    xc_str_cut(&line, '\t'); /* the id, which the visit holds too */
    int rc = xc_visit_read(line, packing->line, &visit, packing->error);
    if (rc == XC_OK && xc_visit_pack(packing->packer, &visit) != XC_OK) {
        rc = xc_fail_memory(packing->error);
    }
    return rc == XC_OK ? end_piece(packing, XC_DERIVED_PIECE_BYTES) : rc;
}

int xc_derived_pack_visits(struct xc_derived *to, struct xc_str set,
                           struct xc_error *error) {
    struct packing packing = {.to = to,
                              .packer = xc_visit_packer_new(),
                              .line = xc_arena_new(LINE_BYTES),
                              .error = error};
    int rc = packing.packer && packing.line
                 ? xc_store_each_of_set(to->store, set, pack_line, &packing, error)
                 : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = end_piece(&packing, 0);
    }
    xc_visit_packer_free(packing.packer);
    xc_arena_free(packing.line);
    return rc;
}

int xc_derived_visits(struct xc_store *store, struct xc_str set, struct xc_error *error) {
    struct xc_derived derived = {0};
    struct xc_error found = {0};
    bool has = false;
    int rc = xc_derived_wanted(set) ? has_form(store, set, XC_VISIT_FORM, &has, &found)
                                    : XC_ENO;
    if (rc == XC_OK && !has) {
        rc = xc_derived_start(store, false, &derived, &found);
        if (rc == XC_OK) {
            rc = xc_derived_pack_visits(&derived, set, &found);
        }
        if (rc == XC_OK) {
            rc = xc_derived_finish(&derived, set, XC_VISIT_FORM, &found);
        }
        xc_derived_leave(&derived);
    }
    if (rc == XC_ENO || rc == XC_EINPUT) {
        return XC_OK; /* small, or other lines than visits */
    }
    if (rc != XC_OK) {
        *error = found;
    }
    return rc;
}

/* ---- Targets ---- */

int xc_derived_pack_targets(struct xc_derived *to, const struct xc_register *reg,
                            struct xc_error *error) {
    struct xc_register_packer *packer = xc_register_packer_new(reg);
    struct xc_buffer piece = xc_buffer_make(PIECE_BYTES);
    int rc = packer ? XC_OK : xc_fail_memory(error);
    for (uint32_t row = 0; row < reg->targets.count && rc == XC_OK;) {
        xc_buffer_clear(&piece);
        row = xc_register_pack(packer, row, &piece);
        rc = piece.failed ? xc_fail_memory(error)
                          : xc_derived_add(to, xc_buffer_view(&piece), error);
    }
    xc_buffer_free(&piece);
    xc_register_packer_free(packer);
    return rc;
}

int xc_derived_targets(struct xc_store *store, const struct xc_register *reg,
                       struct xc_str set, struct xc_error *error) {
    struct xc_derived derived = {0};
    bool has = false;
    if (!xc_derived_wanted(set)) {
        return XC_OK;
    }
    int rc = has_form(store, set, XC_TARGETS_FORM, &has, error);
    if (rc == XC_OK && !has) {
        rc = xc_derived_start(store, false, &derived, error);
        if (rc == XC_OK) {
            rc = xc_derived_pack_targets(&derived, reg, error);
        }
        if (rc == XC_OK) {
            rc = xc_derived_finish(&derived, set, XC_TARGETS_FORM, error);
        }
        xc_derived_leave(&derived);
    }
    return rc;
}

/* ---- All that is in force ---- */

static int derive_register(struct xc_store *store, struct xc_str office, int64_t number,
                           struct xc_error *error) {
    struct xc_snapshot snapshot = {0};
    struct xc_register *reg = NULL;
    struct xc_arena *arena = xc_arena_new(HEAD_BYTES);
    bool has = true;
    int rc = arena ? xc_store_snapshot(store, office, number, arena, &snapshot, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK && xc_derived_wanted(snapshot.tables[XC_TABLE_TARGETS])) {
        rc = has_form(store, snapshot.tables[XC_TABLE_TARGETS], XC_TARGETS_FORM, &has,
                      error);
    }
    if (rc == XC_OK && !has) {
        rc = xc_store_load_register(store, office, number, &reg, NULL, error);
        if (rc == XC_OK) {
            rc = xc_derived_targets(store, reg, snapshot.tables[XC_TABLE_TARGETS], error);
        }
    }
    xc_register_free(reg);
    xc_arena_free(arena);
    return rc;
}

/* What cannot be read tells so when it is read. */
static int unless_memory(int rc, struct xc_error *error) {
    return rc == XC_ENOMEM ? xc_fail_memory(error) : XC_OK;
}

int xc_derived_all(struct xc_store *store, struct xc_error *error) {
    struct xc_error found = {0};
    struct xc_query query;
    int rc = xc_query_open(store,
                           "SELECT office, max(number), '' FROM snapshot GROUP BY office"
                           " UNION SELECT office, snapshot, '' FROM plan"
                           " WHERE status IN (1, 2)"
                           " UNION SELECT office, 0, visits FROM plan"
                           " WHERE status IN (1, 2) ORDER BY 1, 2, 3",
                           &query, error);
    while (rc == XC_OK && (rc = xc_query_step(&query, error)) == 1) {
        struct xc_str set = xc_query_get_text(&query, 2);
        int made = set.len > 0 ? xc_derived_visits(store, set, &found)
                               : derive_register(store, xc_query_get_text(&query, 0),
                                                 xc_query_get_int(&query, 1), &found);
        rc = unless_memory(made, error);
    }
    xc_query_close(&query);
    return rc;
}
