/* A quick draw for `plan`: commit and result at once, with this machine's randomness. */
#include "drawing/work.h"

/* The value of `local`: what the user's seed hashes to, or nothing for random bytes. */
static int seed_value(struct xc_str seed, struct xc_arena *arena, struct xc_str *hex,
                      struct xc_error *error) {
    struct xc_digest digest;
    char text[XC_DIGEST_HEX + 1];
    *hex = XC_STR("");
    if (seed.len == 0) {
        return XC_OK;
    }
    int rc = xc_sha256(seed, &digest, error);
    if (rc == XC_OK) {
        xc_digest_hex(&digest, text);
        *hex = xc_arena_copy(arena, xc_str_from(text));
        rc = hex->ptr ? XC_OK : xc_fail_memory(error);
    }
    return rc;
}

static bool any_extra(const struct xc_programme *programme,
                      const struct xc_stage *stage) {
    for (size_t i = 0; i < programme->stage_count; i++) {
        for (size_t k = 0; k < programme->stages[i].obligation_count; k++) {
            if (programme->stages[i].obligations[k].crew.extra_count > 0 &&
                xc_str_equal(programme->stages[i].id, stage->id)) {
                return true;
            }
        }
    }
    return false;
}

static int draw_once(struct xc_draw_office *office, const struct xc_stage *stage,
                     struct xc_str value, struct xc_error *error) {
    struct xc_str beacon = XC_STR("local");
    struct xc_draw_value values = {beacon, value};
    struct xc_committed committed = {0}, drawn = {0};
    struct xc_commit_options options = {
        .stage = stage->id,
        .beacons = &beacon,
        .beacon_count = 1,
        .secret = XC_STR(""),
        .reason = XC_STR(""),
        .by = XC_STR(""),
    };
    int rc = xc_draw_commit_office(office, &options, &committed, error);
    if (rc == XC_OK) {
        rc = xc_draw_stage_run(&office->session, office->programme->id, stage->id,
                               &values, value.len ? 1 : 0, XC_STR(""), &drawn, error);
    }
    xc_committed_free(&drawn);
    return rc;
}

int xc_draw_local(const struct xc_session *session, const struct xc_programme *programme,
                  const struct xc_stage *stage, struct xc_str seed,
                  struct xc_error *error) {
    struct xc_draw_office office = {0};
    struct xc_arena *arena = xc_arena_new((size_t)16 << 30);
    struct xc_str value = XC_STR("");
    struct xc_error last = {0};
    int rc = arena ? xc_draw_office_open(session, NULL, programme, arena, &office, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = seed_value(seed, arena, &value, error);
    }
    if (rc == XC_OK) {
        rc = draw_once(&office, stage, value, error);
    }
    /* The draws of teams' further people can only follow what they are drawn for. */
    for (int more = XC_OK; rc == XC_OK && more == XC_OK && any_extra(programme, stage);) {
        rc = xc_draws_load(&office.session, programme->id, arena, &office.stored,
                           &office.stored_count, error);
        if (rc == XC_OK) {
            more = draw_once(&office, stage, value, &last);
            if (more != XC_OK && more != XC_ENO) {
                *error = last;
                rc = more;
            }
        }
    }
    xc_draw_office_close(&office);
    xc_arena_free(arena);
    return rc;
}
