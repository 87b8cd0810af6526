#include "programme/explain_draw.h"

#include "calendar/feed.h"
#include "drawing/work.h"
#include "register/json.h"
#include "workspace/visit_facts.h"

struct explaining {
    const struct xc_session *session;
    const struct xc_visit *visit;
    int offset_minutes;
    struct xc_buffer *out;
};

static void say(const struct explaining *to, const char *format, ...) XC_PRINTF(2, 3);

static void say(const struct explaining *to, const char *format, ...) {
    va_list args;
    va_start(args, format);
    (void)xc_message_say(to->out, to->session->catalogue, format, args);
    va_end(args);
    xc_buffer_putc(to->out, '\n');
}

/* Rows of the urn that have the stratum. */
static size_t in_stratum(struct xc_str targets, struct xc_str stratum) {
    size_t count = 0;
    struct xc_str rest = targets;
    while (rest.len) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        xc_str_cut(&line, '\t');
        bool here = xc_str_equal(xc_str_cut(&line, '\t'), stratum);
        for (int field = 2; field < 5; field++) {
            xc_str_cut(&line, '\t');
        }
        count += here && !xc_str_is(line, XC_DRAW_SALT); /* nobody's row */
    }
    return count;
}

static void say_drawn(const struct explaining *to, const struct xc_stored_draw *draw) {
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    const char *stratum;
    const json_t *list;
    char day[11];
    xc_date_format(xc_instant_date(draw->drawn_at, to->offset_minutes, NULL), day);
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        for (size_t i = 0; i < json_array_size(list); i++) {
            const char *id = json_string_value(json_array_get(list, i));
            if (id && xc_str_is(to->visit->target, id)) {
                say(to,
                    "drawn on %s by %.*s, from %zu of stratum “%s”: number %zu of %zu in "
                    "the order of tickets.",
                    day, XC_PRI(draw->id),
                    in_stratum(draw->targets, xc_str_from(stratum)), stratum, i + 1,
                    json_array_size(list));
            }
        }
    }
    json_decref(result);
    struct xc_commit commit;
    struct xc_error ignored = {0};
    if (xc_commit_read(draw->commit, &commit, &ignored) != XC_OK) {
        return;
    }
    if (xc_beacon_is_local(commit.beacons, commit.beacon_count)) {
        say(to, "that draw rests on local randomness: nobody outside can check it.");
    }
    if (xc_beacon_is_unchecked(commit.beacons, commit.beacon_count)) {
        say(to,
            "that draw rests on a value of drand whose signature was not checked here.");
    }
}

static int say_subs(const struct explaining *to, const struct xc_stored_draw *draw,
                    struct xc_arena *arena, struct xc_error *error) {
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    int rc = xc_store_subs(to->session->store, to->session->office, draw->id, arena,
                           &subs, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_sub_entry entry;
        json_t *result = json_loadb(subs[i].result.ptr ? subs[i].result.ptr : "",
                                    subs[i].result.len, 0, NULL);
        const json_t *in = json_object_get(result, "in");
        struct xc_str id = xc_json_str(in);
        rc = xc_sub_entry_read(subs[i].entry, &entry, error);
        bool here = rc == XC_OK && entry.person
                        ? xc_str_equal(entry.target, to->visit->target)
                        : xc_str_equal(id, to->visit->target);
        if (rc == XC_OK && here && id.len) {
            say(to, "%.*s came in for %.*s by %.*s, substitution %u: %.*s.", XC_PRI(id),
                XC_PRI(entry.leaves), XC_PRI(draw->id), (unsigned)entry.number,
                XC_PRI(entry.reason));
        }
        json_decref(result);
    }
    return rc;
}

int xc_explain_draw(const struct xc_session *session, const struct xc_loaded *loaded,
                    const struct xc_visit *visit, struct xc_buffer *out,
                    struct xc_error *error) {
    struct explaining to = {.session = session, .visit = visit, .out = out};
    const struct xc_visit_task *task = visit->task_count ? &visit->tasks[0] : NULL;
    const struct xc_obligation *asks = task ? xc_task_obligation(loaded, task) : NULL;
    struct xc_stored_draw *draws = NULL;
    struct xc_arena *arena = NULL;
    size_t count = 0;
    if (!asks || !asks->drawn.len) {
        return XC_OK;
    }
    (void)xc_zone_known(loaded->plans[0].programme->zone, &to.offset_minutes);
    arena = xc_arena_new((size_t)8 << 30);
    int rc = arena ? xc_draws_load(session, task->programme, arena, &draws, &count, error)
                   : xc_fail_memory(error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status == XC_DRAW_DRAWN &&
            xc_str_equal(draws[i].label, asks->drawn)) {
            say_drawn(&to, &draws[i]);
            rc = say_subs(&to, &draws[i], arena, error);
        }
    }
    xc_arena_free(arena);
    return rc;
}

/* The stratum of the target's row; empty: the urn has no such row. */
static struct xc_str stratum_of(struct xc_str targets, struct xc_str target) {
    struct xc_str rest = targets;
    while (rest.len) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        if (xc_str_equal(xc_str_cut(&line, '\t'), target)) {
            return xc_str_cut(&line, '\t');
        }
    }
    return XC_STR("");
}

static bool gave(const struct xc_stored_draw *draw, struct xc_str target) {
    json_t *result = json_loadb(draw->result.ptr, draw->result.len, 0, NULL);
    const char *stratum;
    const json_t *list;
    bool found = false;
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        for (size_t i = 0; i < json_array_size(list) && !found; i++) {
            const char *id = json_string_value(json_array_get(list, i));
            found = id && xc_str_is(target, id);
        }
    }
    json_decref(result);
    return found;
}

/* Drawn, and then replaced before anybody came. */
static int say_left(const struct explaining *to, const struct xc_stored_draw *draw,
                    struct xc_str target, struct xc_arena *arena, bool *said,
                    struct xc_error *error) {
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    int rc = xc_store_subs(to->session->store, to->session->office, draw->id, arena,
                           &subs, &count, error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_sub_entry entry;
        rc = xc_sub_entry_read(subs[i].entry, &entry, error);
        if (rc == XC_OK && !entry.person && !subs[i].void_reason.len &&
            xc_str_equal(entry.leaves, target)) {
            say(to, "it was drawn by %.*s and left by substitution %u: %.*s.",
                XC_PRI(draw->id), (unsigned)entry.number, XC_PRI(entry.reason));
            *said = true;
        }
    }
    return rc;
}

int xc_explain_not_drawn(const struct xc_session *session,
                         const struct xc_programme *programme, struct xc_str target,
                         struct xc_buffer *out, bool *said, struct xc_error *error) {
    struct explaining to = {.session = session, .out = out};
    struct xc_stored_draw *draws = NULL;
    struct xc_arena *arena = xc_arena_new((size_t)8 << 30);
    size_t count = 0;
    int rc = arena ? xc_draws_load(session, programme->id, arena, &draws, &count, error)
                   : xc_fail_memory(error);
    *said = false;
    (void)xc_zone_known(programme->zone, &to.offset_minutes);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_str stratum = stratum_of(draws[i].targets, target);
        char day[11];
        if (draws[i].status != XC_DRAW_DRAWN || !stratum.len) {
            continue;
        }
        if (xc_draw_is_closed(session, &draws[i], arena)) {
            say(&to, "it was in the urn of %.*s, which is sealed until its embargo ends.",
                XC_PRI(draws[i].id));
            *said = true;
            continue;
        }
        if (gave(&draws[i], target)) {
            rc = say_left(&to, &draws[i], target, arena, said, error);
            continue;
        }
        xc_date_format(xc_instant_date(draws[i].drawn_at, to.offset_minutes, NULL), day);
        say(&to,
            "on %s it was in the urn of %.*s, one of %zu of stratum “%.*s”, and was not "
            "drawn.",
            day, XC_PRI(draws[i].id), in_stratum(draws[i].targets, stratum),
            XC_PRI(stratum));
        *said = true;
    }
    xc_arena_free(arena);
    return rc;
}
