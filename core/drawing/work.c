/* Stored draws made usable again, and what they are made from. */
#include "drawing/work.h"

#include "register/json.h"

#include <stdlib.h>

int xc_draws_load(const struct xc_session *session, struct xc_str programme,
                  struct xc_arena *arena, struct xc_stored_draw **draws, size_t *count,
                  struct xc_error *error) {
    return xc_store_draws(session->store, session->office, programme, XC_STR(""), true,
                          arena, draws, count, error);
}

/* ---- Results ---- */

static int by_text(const void *a, const void *b) {
    return xc_str_compare(*(const struct xc_str *)a, *(const struct xc_str *)b);
}

int xc_draw_selected(struct xc_str result, struct xc_arena *arena, struct xc_str **ids,
                     size_t *count, struct xc_error *error) {
    json_t *json = json_loadb(result.ptr ? result.ptr : "", result.len,
                              JSON_REJECT_DUPLICATES, NULL);
    json_t *selected = json_object_get(json, "selected");
    const char *stratum;
    const json_t *list;
    size_t room = 0;
    int rc = json ? XC_OK : xc_fail(error, XC_EENV, "a stored result cannot be read");
    *count = 0;
    json_object_foreach(selected, stratum, list) {
        (void)stratum;
        room += json_array_size(list);
    }
    *ids = xc_arena_array(arena, room, sizeof **ids);
    if (rc == XC_OK && !*ids) {
        rc = xc_fail_memory(error);
    }
    json_object_foreach(selected, stratum, list) {
        for (size_t i = 0; i < json_array_size(list) && rc == XC_OK; i++) {
            const json_t *id = json_array_get(list, i);
            struct xc_str text = xc_json_str(id);
            (*ids)[*count] = xc_arena_copy(arena, text);
            rc = (*ids)[(*count)++].ptr ? XC_OK : xc_fail_memory(error);
        }
    }
    if (*count > 1) {
        qsort(*ids, *count, sizeof **ids, by_text);
    }
    json_decref(json);
    return rc;
}

static const struct xc_stored_draw *find(const struct xc_stored_draw *draws, size_t count,
                                         struct xc_str id) {
    for (size_t i = 0; i < count; i++) {
        if (xc_str_equal(draws[i].id, id)) {
            return &draws[i];
        }
    }
    return NULL;
}

int xc_draw_outer_ids(const struct xc_stored_draw *draws, size_t count, struct xc_str id,
                      struct xc_arena *arena, struct xc_str **ids, size_t *id_count,
                      struct xc_error *error) {
    *ids = NULL;
    *id_count = 0;
    if (id.len == 0) {
        return XC_OK;
    }
    const struct xc_stored_draw *outer = find(draws, count, id);
    if (!outer || outer->result.len == 0) {
        return xc_fail(error, XC_ENO, "the draw %.*s has to be run first", XC_PRI(id));
    }
    return xc_draw_selected(outer->result, arena, ids, id_count, error);
}

/* ---- Drawn again ---- */

int xc_drawn_make(const struct xc_draw_files *files, struct xc_str id,
                  const struct xc_digest *seed, const struct xc_str *outer,
                  size_t outer_count, struct xc_arena *arena, struct xc_drawn *drawn,
                  const struct xc_progress *progress, struct xc_error *error) {
    *drawn = (struct xc_drawn){.id = id};
    int rc = xc_urn_read(files, arena, &drawn->urn, error);
    if (rc == XC_OK) {
        rc = xc_draw_run(&drawn->urn, id, seed, outer, outer_count, arena, &drawn->result,
                         progress, error);
    }
    return rc == XC_OK ? xc_draw_state_start(&drawn->urn, &drawn->result, arena,
                                             &drawn->state, error)
                       : rc;
}

static bool read_seed(struct xc_str result, struct xc_digest *seed) {
    json_t *json = json_loadb(result.ptr ? result.ptr : "", result.len,
                              JSON_REJECT_DUPLICATES, NULL);
    const json_t *text = json_object_get(json, "seed");
    bool good = xc_hex_parse(xc_json_str(text), seed->bytes, sizeof seed->bytes);
    json_decref(json);
    return good;
}

/* Applies the stored substitutions that have their value, in their order. */
static int apply_subs(struct xc_drawn *drawn, struct xc_error *error) {
    int rc = XC_OK;
    for (size_t i = 0; i < drawn->sub_count && rc == XC_OK; i++) {
        const struct xc_stored_sub *sub = &drawn->subs[i];
        struct xc_sub_entry entry;
        struct xc_draw_substitute in;
        struct xc_digest seed;
        if (sub->result.len == 0) {
            continue;
        }
        rc = xc_sub_entry_read(sub->entry, &entry, error);
        if (rc == XC_OK && !read_seed(sub->result, &seed)) {
            rc = xc_fail(error, XC_EENV, "a stored substitution cannot be read");
        }
        if (rc == XC_OK) {
            uint32_t leaves = entry.person
                                  ? xc_urn_find_person(&drawn->urn, entry.leaves)
                                  : xc_urn_find_target(&drawn->urn, entry.leaves);
            uint32_t target = entry.person && entry.target.len
                                  ? xc_urn_find_target(&drawn->urn, entry.target)
                                  : UINT32_MAX;
            rc = xc_draw_substitute(&drawn->state, drawn->id, &seed, entry.person, leaves,
                                    target, &in, error);
        }
    }
    return rc;
}

int xc_drawn_load(const struct xc_session *session, const struct xc_stored_draw *draws,
                  size_t count, const struct xc_stored_draw *stored,
                  struct xc_arena *arena, struct xc_drawn *drawn,
                  struct xc_error *error) {
    struct xc_draw_files files = {stored->rules, stored->targets, stored->people,
                                  stored->avoid};
    struct xc_digest seed;
    struct xc_str *outer;
    size_t outer_count;
    if (!read_seed(stored->result, &seed)) {
        return xc_fail(error, XC_EENV, "the stored result of %.*s cannot be read",
                       XC_PRI(stored->id));
    }
    int rc = xc_draw_outer_ids(draws, count, stored->outer, arena, &outer, &outer_count,
                               error);
    if (rc == XC_OK) {
        rc = xc_drawn_make(&files, stored->id, &seed, stored->outer.len ? outer : NULL,
                           outer_count, arena, drawn, session->progress, error);
    }
    if (rc == XC_OK && session->store) {
        rc = xc_store_subs(session->store, session->office, stored->id, arena,
                           &drawn->subs, &drawn->sub_count, error);
    }
    return rc == XC_OK ? apply_subs(drawn, error) : rc;
}
