#include "drawing/change.h"

#include "base/utf8.h"
#include "register/json.h"

#include <string.h>

enum { VALUE_BYTES = 90, LIST_BYTES = 700 };

struct comparing {
    const struct xc_catalogue *catalogue;
    struct xc_arena *arena;
    struct xc_buffer matters, other;
};

static bool is_key(const char *key, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

/* What neither the urn nor the people dealt depend on; everything else does, as far as
 * anybody knows. */
static bool is_harmless(const char *key) {
    static const char *const keys[] = {
        "title",   "basis",  "period", "plugin", "opens", "merge", "cap",
        "embargo", "method", "items",  "tasks",  "uses",  "order", "gap",
        "rotate",  "areas",  "duties", "delay",  "id",    "label", "order_draw"};
    return is_key(key, keys, sizeof keys / sizeof *keys);
}

/* A draw's method ("srs", "pps") is another thing than a stage's ("site", "phone"). */
static bool matters(const char *place, const char *key) {
    return !is_harmless(key) ||
           (strcmp(place, "draws") == 0 && strcmp(key, "method") == 0);
}

/* ---- Values ---- */

static void put_fraction(struct xc_buffer *out, const json_t *json) {
    xc_buffer_int(out, json_integer_value(json_array_get(json, 0)));
    xc_buffer_putc(out, '/');
    xc_buffer_int(out, json_integer_value(json_array_get(json, 1)));
}

static int put_selection(const struct comparing *comparing, const json_t *json,
                         struct xc_buffer *out) {
    const struct xc_selection *selection = NULL;
    struct xc_error ignored = {0};
    return xc_selection_parse(json, comparing->arena, &selection, &ignored) == XC_OK
               ? xc_rules_explain_selection(selection, comparing->catalogue, out)
               : XC_ENO;
}

static void put_value(const struct comparing *comparing, const char *key,
                      const json_t *json, struct xc_buffer *out);

static void put_object(const struct comparing *comparing, const char *key,
                       const json_t *json, struct xc_buffer *out) {
    static const char *const selections[] = {"from", "of", "targets", "where"};
    size_t start = out->len;
    const char *name;
    const json_t *value;
    bool first = true;
    if (is_key(key, selections, sizeof selections / sizeof *selections)) {
        if (put_selection(comparing, json, out) == XC_OK) {
            return;
        }
        out->len = start;
    }
    json_object_foreach((json_t *)json, name, value) {
        xc_buffer_puts(out, first ? "" : " ");
        put_value(comparing, name, value, out);
        first = false;
    }
}

static void put_list(const struct comparing *comparing, const char *key,
                     const json_t *json, struct xc_buffer *out) {
    static const char *const fractions[] = {"share", "average"};
    static const char *const spans[] = {"window", "period"};
    bool span = is_key(key, spans, sizeof spans / sizeof *spans);
    const json_t *value;
    size_t i;
    if (is_key(key, fractions, sizeof fractions / sizeof *fractions)) {
        put_fraction(out, json);
        return;
    }
    json_array_foreach(json, i, value) {
        xc_buffer_puts(out, i == 0 ? "" : span ? "–" : ", ");
        put_value(comparing, key, value, out);
    }
}

static void put_value(const struct comparing *comparing, const char *key,
                      const json_t *json, struct xc_buffer *out) {
    if (json_is_string(json)) {
        xc_buffer_add(out, xc_json_str(json));
    } else if (json_is_integer(json)) {
        xc_buffer_int(out, json_integer_value(json));
    } else if (json_is_boolean(json)) {
        xc_buffer_puts(out, json_is_true(json) ? "true" : "false");
    } else if (json_is_array(json)) {
        put_list(comparing, key, json, out);
    } else if (json_is_object(json)) {
        put_object(comparing, key, json, out);
    }
}

/* Short enough for a sentence; "-" for what is not there. */
static void put_short(const struct comparing *comparing, const char *key,
                      const json_t *json, struct xc_buffer *out) {
    struct xc_buffer whole = xc_buffer_make(1 << 20);
    put_value(comparing, key, json, &whole);
    struct xc_str text = xc_buffer_view(&whole);
    struct xc_str cut = xc_utf8_prefix(text, VALUE_BYTES);
    xc_buffer_add(out, cut.len ? cut : XC_STR("-"));
    xc_buffer_puts(out, cut.len < text.len ? "…" : "");
    xc_buffer_free(&whole);
}

/* ---- Differences ---- */

/* Numbers by stratum are floors beside a share, and what is picked without one. */
static const char *word_of(const char *key, const json_t *beside) {
    if (strcmp(key, "strata") == 0) {
        return json_object_get(beside, "share") ? "at_least" : "pick";
    }
    return strcmp(key, "outer") == 0 ? "within" : key;
}

static void note(struct comparing *comparing, const char *place, const char *key,
                 const json_t *before, const json_t *now, const json_t *beside) {
    static const char *const crews[] = {"crew", "panel"};
    struct xc_buffer *out = &comparing->matters;
    if (!matters(place, key)) {
        out = &comparing->other;
        xc_buffer_puts(out, out->len ? ", " : "");
        xc_buffer_puts(out, key);
        return;
    }
    if (out->len > LIST_BYTES) {
        return;
    }
    xc_buffer_puts(out, out->len ? "; " : "");
    if (is_key(place, crews, sizeof crews / sizeof *crews)) {
        xc_buffer_puts(out, place);
        xc_buffer_putc(out, '.');
    }
    xc_buffer_puts(out, word_of(key, beside));
    xc_buffer_puts(out, ": ");
    put_short(comparing, key, before, out);
    xc_buffer_puts(out, " → ");
    put_short(comparing, key, now, out);
}

/* Key by key of both objects; either may be NULL. A crew's keys have their own values. */
static void compare(struct comparing *comparing, const char *place, const json_t *before,
                    const json_t *now) {
    static const char *const parts[] = {"crew", "panel"};
    const json_t *sides[] = {before, now};
    const char *key;
    const json_t *value;
    for (size_t i = 0; i < 2; i++) {
        json_object_foreach((json_t *)sides[i], key, value) {
            const json_t *other = json_object_get(sides[1 - i], key);
            if (json_equal(value, other) || (i == 1 && other)) {
                continue;
            }
            if (is_key(key, parts, sizeof parts / sizeof *parts)) {
                compare(comparing, key, json_object_get(before, key),
                        json_object_get(now, key));
            } else if (strcmp(key, "draws") != 0 && strcmp(key, "obligations") != 0) {
                note(comparing, place, key, json_object_get(before, key),
                     json_object_get(now, key), now ? now : before);
            }
        }
    }
}

/* The object of a list whose member has that text; NULL: none. */
static const json_t *find(const json_t *list, const char *key, struct xc_str text) {
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one) {
        if (xc_str_equal(xc_json_str_at(one, key), text)) {
            return one;
        }
    }
    return NULL;
}

/* What the stages' lists of that name hold, by label. */
static void compare_lists(struct comparing *comparing, const char *name,
                          const json_t *before, const json_t *now) {
    const json_t *lists[] = {json_object_get(before, name), json_object_get(now, name)};
    const json_t *one;
    size_t k;
    for (size_t i = 0; i < 2; i++) {
        json_array_foreach(lists[i], k, one) {
            struct xc_str label = xc_json_str_at(one, "label");
            const json_t *other = find(lists[1 - i], "label", label);
            if (i == 0 || !other) {
                compare(comparing, name, i == 0 ? one : other, i == 0 ? other : one);
            }
        }
    }
}

/* Whether an obligation's targets, or its panel, come from one of the stage's draws. */
static bool asks(const json_t *obligation, const json_t *stage) {
    const json_t *targets = json_object_get(obligation, "targets");
    const json_t *names[] = {json_object_get(targets, "drawn"),
                             json_object_get(obligation, "panel_draw")};
    for (size_t i = 0; i < 2; i++) {
        if (json_string_length(names[i]) &&
            find(json_object_get(stage, "draws"), "label", xc_json_str(names[i]))) {
            return true;
        }
    }
    return false;
}

static bool any_asks(const json_t *stage, const json_t *drawn) {
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(stage, "obligations"), i, one) {
        if (asks(one, drawn)) {
            return true;
        }
    }
    return false;
}

/* The slots of a day are the programme's where the stage has none. */
static void compare_hours(struct comparing *comparing, const json_t *before,
                          const json_t *now, const json_t *stage) {
    const json_t *hours[] = {json_object_get(before, "hours"),
                             json_object_get(now, "hours")};
    if (json_array_size(json_object_get(stage, "hours")) == 0 &&
        !json_equal(hours[0], hours[1])) {
        note(comparing, "stage", "hours", hours[0], hours[1], now);
    }
}

/* Parameters say best what --set has to give again. */
static void compare_params(struct comparing *comparing, const json_t *before,
                           const json_t *now) {
    const json_t *lists[] = {json_object_get(before, "params"),
                             json_object_get(now, "params")};
    const json_t *one;
    size_t i;
    json_array_foreach(lists[1], i, one) {
        struct xc_str name = xc_json_str_at(one, "name");
        const json_t *old = json_object_get(find(lists[0], "name", name), "value");
        const json_t *value = json_object_get(one, "value");
        const char *key = xc_str_is(xc_json_str_at(one, "type"), "share") ? "share" : "";
        if (old && !json_equal(old, value)) {
            struct xc_buffer *out = &comparing->matters;
            xc_buffer_printf(out, "; --set %.*s: ", XC_PRI(name));
            put_short(comparing, key, old, out);
            xc_buffer_puts(out, " → ");
            put_short(comparing, key, value, out);
        }
    }
}

static void compare_all(struct comparing *comparing, const json_t *before,
                        const json_t *now, struct xc_str id) {
    const json_t *stages[] = {json_object_get(before, "stages"),
                              json_object_get(now, "stages")};
    const json_t *old = find(stages[0], "id", id), *new = find(stages[1], "id", id);
    const json_t *one;
    size_t i;
    bool strict = any_asks(old, old) || any_asks(new, new);
    compare_lists(comparing, "draws", old, new);
    if (strict) {
        compare(comparing, "stage", old, new);
        compare_lists(comparing, "obligations", old, new);
        compare_hours(comparing, before, now, new);
    }
    json_array_foreach(stages[1], i, one) { /* crews drawn here, needed there */
        const json_t *was = find(stages[0], "id", xc_json_str_at(one, "id"));
        if (one != new && (any_asks(one, new) || any_asks(was, old))) {
            compare_lists(comparing, "obligations", was, one);
        }
    }
    if (comparing->matters.len) {
        compare_params(comparing, before, now);
    }
}

int xc_draw_rules_compare(const json_t *before, const json_t *now, struct xc_str stage,
                          const struct xc_catalogue *catalogue, struct xc_arena *arena,
                          struct xc_draw_change *change, struct xc_error *error) {
    struct comparing comparing = {catalogue, arena, xc_buffer_make(1 << 20),
                                  xc_buffer_make(1 << 16)};
    compare_all(&comparing, before, now, stage);
    change->matters = xc_arena_copy(arena, xc_buffer_view(&comparing.matters));
    change->other = xc_arena_copy(arena, xc_buffer_view(&comparing.other));
    bool whole = !comparing.matters.failed && !comparing.other.failed &&
                 change->matters.ptr && change->other.ptr;
    xc_buffer_free(&comparing.matters);
    xc_buffer_free(&comparing.other);
    return whole ? XC_OK : xc_fail_memory(error);
}

/* ---- Stored draws ---- */

static const struct xc_stored_draw *newest(const struct xc_stored_draw *stored,
                                           size_t count, const struct xc_stage *stage) {
    const struct xc_stored_draw *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (stored[i].status != XC_DRAW_VOID &&
            xc_str_equal(stored[i].stage, stage->id) &&
            (!found || stored[i].commit_index > found->commit_index)) {
            found = &stored[i];
        }
    }
    return found;
}

int xc_draw_change_find(const struct xc_session *session,
                        const struct xc_programme *programme,
                        const struct xc_stage *stage, const struct xc_stored_draw *stored,
                        size_t stored_count, struct xc_arena *arena,
                        struct xc_draw_change *change,
                        const struct xc_stored_draw **under, struct xc_error *error) {
    struct xc_programme *old = NULL;
    struct xc_str text = XC_STR("");
    struct xc_error none = {0};
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    json_t *document = NULL, *before = NULL, *now = NULL;
    *change = (struct xc_draw_change){XC_STR(""), XC_STR("")};
    *under = newest(stored, stored_count, stage);
    if (!*under || !session->store) {
        return XC_OK;
    }
    int rc = xc_rules_digest(programme, &digest, error);
    if (rc != XC_OK) {
        return rc;
    }
    xc_digest_hex(&digest, hex);
    if (xc_str_is((*under)->programme_rules, hex)) {
        return XC_OK;
    }
    rc = xc_store_rules(session->store, (*under)->programme_rules, arena, &text, &none);
    if (rc == XC_ENO) {
        return XC_OK;
    }
    if (rc != XC_OK) {
        *error = none;
        return rc;
    }
    /* Read and written again, so that both have the defaults of this version. */
    rc = xc_session_stored_rules(text, arena, &document, &old, error);
    before = rc == XC_OK ? xc_rules_json(old) : NULL;
    now = rc == XC_OK ? xc_rules_json(programme) : NULL;
    if (rc == XC_OK) {
        rc = before && now
                 ? xc_draw_rules_compare(before, now, stage->id, session->catalogue,
                                         arena, change, error)
                 : xc_fail_memory(error);
    }
    json_decref(before);
    json_decref(now);
    json_decref(document);
    return rc;
}

int xc_draw_change_refuse(const struct xc_draw_change *change,
                          const struct xc_stored_draw *under, struct xc_error *error) {
    xc_fail(error, XC_ENO, "stage '%.*s' was changed since %.*s was committed to: %.*s",
            XC_PRI(under->stage), XC_PRI(under->id), XC_PRI(change->matters));
    return xc_hint(error,
                   "use the policy as it was, with the same --set, or draw again under "
                   "the new one, saying why and who agrees: xuncha commit POLICY.lua "
                   "%.*s --beacon NAME --reason TEXT --by NAME",
                   XC_PRI(under->stage));
}
