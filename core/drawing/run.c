/* Runs a stage's draws once their beacons have spoken. */
#include "drawing/work.h"
#include "register/json.h"
#include "workspace/clock.h"

#include <stdlib.h>
#include <string.h>

/* ---- Beacons as JSON ---- */

int xc_draw_beacons_write(const struct xc_beacon *beacons, size_t count,
                          struct xc_arena *arena, struct xc_str *text,
                          struct xc_error *error) {
    struct xc_buffer out = xc_buffer_make(1 << 16);
    json_t *list = json_array();
    int rc = XC_OK;
    for (size_t i = 0; i < count; i++) {
        struct xc_buffer hex = xc_buffer_make(4 * XC_BEACON_VALUE_BYTES);
        xc_buffer_hex(&hex, beacons[i].value.ptr, beacons[i].value.len);
        json_array_append_new(list, json_pack("{s:o, s:o, s:b}", "name",
                                              xc_json_text(beacons[i].name.text), "value",
                                              xc_json_text(xc_buffer_view(&hex)),
                                              "checked", beacons[i].checked ? 1 : 0));
        xc_buffer_free(&hex);
    }
    rc = xc_json_canonical(list, &out, error);
    *text = xc_arena_copy(arena, xc_buffer_view(&out));
    json_decref(list);
    xc_buffer_free(&out);
    return rc == XC_OK && !text->ptr ? xc_fail_memory(error) : rc;
}

static int read_beacon(const json_t *json, struct xc_arena *arena,
                       struct xc_beacon *beacon, struct xc_error *error) {
    const json_t *name = json_object_get(json, "name"),
                 *value = json_object_get(json, "value");
    struct xc_str text = xc_arena_copy(arena, xc_json_str(name));
    struct xc_str hex = xc_json_str(value);
    uint8_t *bytes = xc_arena_alloc(arena, hex.len / 2);
    size_t count = 0;
    if (!text.ptr || !bytes) {
        return xc_fail_memory(error);
    }
    if (!xc_hex_parse(hex, bytes, hex.len / 2)) {
        return xc_fail(error, XC_EENV, "a stored beacon cannot be read");
    }
    struct xc_beacon_name names[XC_BEACONS];
    int rc = xc_beacon_names_read(text, names, &count, error);
    beacon->name = names[0];
    beacon->value = (struct xc_str){(const char *)bytes, hex.len / 2};
    beacon->checked = json_is_true(json_object_get(json, "checked"));
    return rc;
}

int xc_draw_beacons_read(struct xc_str text, struct xc_arena *arena,
                         struct xc_beacon **beacons, size_t *count,
                         struct xc_error *error) {
    json_t *list =
        json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
    *count = json_array_size(list);
    *beacons = xc_arena_array(arena, *count, sizeof **beacons);
    int rc = *beacons ? XC_OK : xc_fail_memory(error);
    for (size_t i = 0; i < *count && rc == XC_OK; i++) {
        rc = read_beacon(json_array_get(list, i), arena, &(*beacons)[i], error);
    }
    json_decref(list);
    return rc;
}

/* ---- One draw ---- */

/* A sealed draw's failure must not say whom it would have sent where. */
static int hide(const struct xc_stored_draw *stored, int rc, struct xc_error *error) {
    if (rc != XC_ENO || !stored->sealed) {
        return rc;
    }
    xc_fail(
        error, XC_ENO,
        "the sealed draw %.*s cannot be completed: what it drew cannot be staffed, or "
        "a stratum is too small",
        XC_PRI(stored->id));
    return xc_hint(error, "end it with draw void, and commit again");
}

/* Runs one stored draw with its beacons' values: fills beacons, result and code. */
static int run_stored(const struct xc_stored_draw *draws, size_t count,
                      const struct xc_beacon *beacons, size_t beacon_count,
                      struct xc_str code, struct xc_arena *arena,
                      struct xc_stored_draw *stored, const struct xc_progress *progress,
                      struct xc_error *error) {
    struct xc_draw_files files = {stored->rules, stored->targets, stored->people,
                                  stored->avoid};
    struct xc_commit commit;
    struct xc_digest seed;
    struct xc_drawn drawn;
    struct xc_str *outer;
    size_t outer_count;
    struct xc_buffer text = xc_buffer_make((size_t)1 << 30);
    json_t *json = NULL;
    int rc = xc_commit_read(stored->commit, &commit, error);
    if (rc == XC_OK) {
        rc = xc_commit_seed(&commit, beacons, beacon_count, code, &seed, error);
    }
    if (rc == XC_OK) {
        rc = xc_draw_outer_ids(draws, count, stored->outer, arena, &outer, &outer_count,
                               error);
    }
    if (rc == XC_OK) {
        rc = hide(stored,
                  xc_drawn_make(&files, stored->id, &seed,
                                stored->outer.len ? outer : NULL, outer_count, arena,
                                &drawn, progress, error),
                  error);
    }
    if (rc == XC_OK) {
        json = xc_draw_result_json(&drawn.urn, &drawn.result);
        rc = json ? xc_json_canonical(json, &text, error) : xc_fail_memory(error);
    }
    if (rc == XC_OK) {
        stored->result = xc_arena_copy(arena, xc_buffer_view(&text));
        stored->code = xc_arena_copy(arena, code);
        rc = stored->result.ptr && stored->code.ptr
                 ? xc_draw_beacons_write(beacons, beacon_count, arena, &stored->beacons,
                                         error)
                 : xc_fail_memory(error);
    }
    json_decref(json);
    xc_buffer_free(&text);
    return rc;
}

/* ---- Values ---- */

struct running {
    const struct xc_session *session;
    const struct xc_draw_value *values;
    size_t value_count;
    struct xc_str secret;
    struct xc_arena *arena;
    struct xc_draw_known { /* a beacon that has its value: the same for every draw */
        struct xc_str name, value;
    } * known;
    size_t known_count;
};

/* All of the name, its first words, or a lottery's game. "lottery" alone is nobody's: two
 * games in one commit would get the same numbers. */
static bool is_meant(struct xc_str said, const struct xc_beacon_name *name) {
    if (name->kind == XC_BEACON_LOTTERY && xc_str_is(said, "lottery")) {
        return false;
    }
    return xc_str_equal(said, name->text) || xc_str_equal(said, name->game) ||
           (xc_str_starts(name->text, said) && name->text.ptr[said.len] == ' ');
}

static int local_value(struct xc_arena *arena, struct xc_str *text,
                       struct xc_error *error) {
    uint8_t bytes[XC_DIGEST_BYTES];
    struct xc_buffer hex = xc_buffer_make(256);
    int rc = xc_random(bytes, sizeof bytes, error);
    xc_buffer_hex(&hex, bytes, sizeof bytes);
    *text = xc_arena_copy(arena, xc_buffer_view(&hex));
    xc_buffer_free(&hex);
    return rc == XC_OK && !text->ptr ? xc_fail_memory(error) : rc;
}

int xc_draw_value_find(const struct xc_draw_value *values, size_t value_count,
                       const struct xc_beacon_name *name, struct xc_arena *arena,
                       struct xc_str *value, struct xc_error *error) {
    struct xc_str text = XC_STR("");
    size_t given = 0;
    int rc = XC_OK;
    for (size_t i = 0; i < value_count; i++) {
        if (is_meant(values[i].name, name)) {
            text = values[i].value;
            given++;
        }
    }
    if (given > 1) {
        xc_fail(error, XC_EUSAGE, "%zu values are given for '%.*s'", given,
                XC_PRI(name->text));
        rc = xc_hint(error, "a beacon has one value: leave out the others");
    } else if (text.len == 0 && name->kind == XC_BEACON_LOCAL) {
        rc = local_value(arena, &text, error);
    } else if (text.len == 0) {
        xc_fail(error, XC_EUSAGE, "the value of '%.*s' is missing", XC_PRI(name->text));
        rc = xc_hint(error, "add it: --value '%.*s=…'", XC_PRI(name->text));
    }
    return rc == XC_OK ? xc_beacon_value_read(name, text, arena, value, error) : rc;
}

/* The same for all draws of the run. */
static int value_of(struct running *run, const struct xc_beacon_name *name,
                    struct xc_str *value, struct xc_error *error) {
    for (size_t i = 0; i < run->known_count; i++) {
        if (xc_str_equal(run->known[i].name, name->text)) {
            *value = run->known[i].value;
            return XC_OK;
        }
    }
    struct xc_draw_known *known =
        xc_arena_array(run->arena, run->known_count + 1, sizeof *known);
    int rc = known ? xc_draw_value_find(run->values, run->value_count, name, run->arena,
                                        value, error)
                   : xc_fail_memory(error);
    if (rc == XC_OK) {
        for (size_t i = 0; i < run->known_count; i++) {
            known[i] = run->known[i];
        }
        known[run->known_count++] = (struct xc_draw_known){name->text, *value};
        run->known = known;
    }
    return rc;
}

static int check_time(const struct running *run, const struct xc_stored_draw *stored,
                      const struct xc_urn *urn, const struct xc_commit *commit,
                      struct xc_error *error) {
    char from[XC_INSTANT_SHOWN];
    xc_instant earliest = stored->committed_at + (xc_instant)urn->rules.delay;
    for (size_t i = 0; i < commit->beacon_count; i++) {
        xc_instant due = xc_beacon_due(&commit->beacons[i]);
        if (due != XC_NO_INSTANT && due > earliest) {
            earliest = due;
        }
    }
    if (run->session->now >= earliest) {
        return XC_OK;
    }
    xc_instant_show(earliest, xc_clock_draw(run->session, stored), from);
    return xc_fail(error, XC_ENO, "%.*s cannot be drawn before %s", XC_PRI(stored->id),
                   from);
}

static int run_one(struct running *run, const struct xc_stored_draw *draws, size_t count,
                   struct xc_stored_draw *stored, struct xc_error *error) {
    struct xc_draw_files files = {stored->rules, stored->targets, stored->people,
                                  stored->avoid};
    struct xc_beacon beacons[XC_BEACONS];
    struct xc_commit commit;
    struct xc_urn urn;
    struct xc_digest code;
    int rc = xc_commit_read(stored->commit, &commit, error);
    if (rc == XC_OK) {
        rc = xc_urn_read(&files, run->arena, &urn, error);
    }
    if (rc == XC_OK) {
        rc = xc_commit_matches(&commit, &urn, error);
    }
    if (rc == XC_OK) {
        rc = check_time(run, stored, &urn, &commit, error);
    }
    for (size_t i = 0; rc == XC_OK && i < commit.beacon_count; i++) {
        beacons[i] = (struct xc_beacon){.name = commit.beacons[i]};
        rc = value_of(run, &commit.beacons[i], &beacons[i].value, error);
    }
    if (rc == XC_OK && stored->sealed && run->secret.len == 0) {
        xc_fail(error, XC_EUSAGE, "%.*s is sealed", XC_PRI(stored->id));
        rc = xc_hint(error,
                     "both custodians' shares are needed: --secret FILE --secret FILE");
    }
    if (rc == XC_OK && stored->sealed) {
        rc = xc_code_derive(run->secret, stored->id, 0, &code, error);
    }
    struct xc_str bytes =
        stored->sealed ? (struct xc_str){(const char *)code.bytes, sizeof code.bytes}
                       : XC_STR("");
    return rc == XC_OK ? run_stored(draws, count, beacons, commit.beacon_count, bytes,
                                    run->arena, stored, run->session->progress, error)
                       : rc;
}

/* ---- A stage ---- */

static int nothing_open(const struct xc_stored_draw *draws, size_t count,
                        struct xc_str programme, struct xc_str stage,
                        struct xc_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (draws[i].status == XC_DRAW_DRAWN && xc_str_equal(draws[i].stage, stage)) {
            xc_fail(error, XC_ENO, "%.*s is drawn already", XC_PRI(draws[i].id));
            return xc_hint(error, "xuncha draw show %.*s says what came out",
                           XC_PRI(programme));
        }
    }
    xc_fail(error, XC_ENO, "nothing is committed to for stage '%.*s' of programme %.*s",
            XC_PRI(stage), XC_PRI(programme));
    return xc_hint(error, "commit first: xuncha commit POLICY.lua %.*s --beacon NAME",
                   XC_PRI(stage));
}

int xc_draw_stage_run(const struct xc_session *session, struct xc_str programme,
                      struct xc_str stage, const struct xc_draw_value *values,
                      size_t value_count, struct xc_str secret, struct xc_committed *out,
                      struct xc_error *error) {
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    *out = (struct xc_committed){.arena = xc_arena_new((size_t)16 << 30)};
    if (!out->arena) {
        return xc_fail_memory(error);
    }
    struct running run = {.session = session,
                          .values = values,
                          .value_count = value_count,
                          .secret = secret,
                          .arena = out->arena};
    int rc = xc_draws_load(session, programme, out->arena, &draws, &count, error);
    out->draws = xc_arena_array(out->arena, count, sizeof *out->draws);
    if (rc == XC_OK && !out->draws) {
        rc = xc_fail_memory(error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status == XC_DRAW_COMMITTED && xc_str_equal(draws[i].stage, stage)) {
            rc = run_one(&run, draws, count, &draws[i], error);
            if (rc == XC_OK) {
                out->draws[out->count++] = draws[i];
            }
        }
    }
    if (rc == XC_OK && out->count == 0) {
        rc = nothing_open(draws, count, programme, stage, error);
    }
    if (rc == XC_OK) {
        rc = xc_store_finish_draws(session->store, session->office, out->draws,
                                   out->count, session->now, error);
    }
    for (size_t i = 0; i < out->count && rc == XC_OK; i++) {
        rc = xc_store_draw(session->store, session->office, out->draws[i].id, out->arena,
                           &out->draws[i], error);
    }
    return rc;
}
