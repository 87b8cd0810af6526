#include "documents.h"

#include "base/file.h"

#include <stdio.h>

/* The canonical text of what the document is read as, NUL-terminated; NULL where it is
 * refused. */
static char *round_trip(const json_t *json) {
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_programme *programme = NULL;
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    if (xc_rules_parse(json, arena, &programme, &error) == XC_OK) {
        json_t *written = xc_rules_json(programme);
        assert_non_null(written);
        assert_int_equal(xc_json_canonical(written, &out, &error), XC_OK);
        assert_int_equal(xc_buffer_putc(&out, '\0'), XC_OK);
        json_decref(written);
    }
    xc_arena_free(arena);
    return out.ptr;
}

/* Writing and reading again changes nothing any more. */
static bool is_fixed_point(const json_t *json) {
    char *once = round_trip(json);
    if (once == NULL) {
        return false;
    }
    json_t *again = json_loads(once, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(again);
    char *twice = round_trip(again);
    assert_non_null(twice);
    assert_string_equal(once, twice);
    json_decref(again);
    free(once);
    free(twice);
    return true;
}

static void documents_are_fixed_points(void **state) {
    (void)state;
    const char *const documents[] = {minimal, complete};
    for (size_t i = 0; i < 2; i++) {
        json_t *json = json_text(documents[i]);
        assert_true(is_fixed_point(json));
        json_decref(json);
    }
}

static void defaults_are_written(void **state) {
    (void)state;
    json_t *json = json_text(minimal);
    char *text = round_trip(json);
    assert_string_equal(
        text,
        "{\"calendar\":\"cn\",\"dues\":[],\"hours\":[\"09:00-12:00\",\"13:30-17:00\"],"
        "\"id\":\"p\",\"milestones\":[],\"office\":\"\",\"params\":[],\"phases\":[],"
        "\"resources\":[],\"seed\":\"\",\"sources\":[],\"stages\":[{\"basis\":\"\","
        "\"cap\":0,\"draws\":[],"
        "\"hours\":[],\"id\":\"annual\",\"kind\":\"coverage\",\"merge\":true,\"method\":"
        "\"site\","
        "\"nature\":\"agency_check\",\"obligations\":[{\"areas\":\"free\",\"average\":[0,"
        "1],"
        "\"crew\":{\"balance\":false,\"drawn\":false,\"extra\":[],\"outside\":\"\","
        "\"seats\":[{\"count\":1,\"role\":\"third_party\"}],\"teams\":[]},"
        "\"days\":1,\"duties\":[],\"each\":\"\",\"extra_by\":\"weight\","
        "\"extra_draw\":\"\",\"gap\":0,"
        "\"items\":[],\"label\":\"annual/1\",\"max_per\":0,\"min_each\":0,\"minutes\":90,"
        "\"order\":\"zone\",\"order_draw\":\"\",\"panel_draw\":\"\",\"rotate\":\"\","
        "\"targets\":{\"op\":\"all\",\"table\":"
        "\"targets\"},"
        "\"tasks\":\"\",\"times\":1,\"travel\":0,\"uses\":[],\"window\":[\"2021-01-01\","
        "\"2021-11-30\"]}],"
        "\"opens\":\"2021-01-01\",\"plugin\":\"full_coverage\",\"title\":\"\","
        "\"window\":[\"2021-01-01\",\"2021-11-30\"]}],\"title\":\"\",\"v\":1,\"year\":"
        "2021,"
        "\"zone\":\"Asia/Shanghai\"}");
    free(text);
    json_decref(json);
}

static void equal_programmes_have_equal_bytes(void **state) {
    (void)state;
    json_t *plain = json_text(minimal);
    json_t *spelled = json_text(minimal);
    json_t *stage = json_array_get(json_object_get(spelled, "stages"), 0);
    assert_int_equal(json_object_set_new(stage, "merge", json_true()), 0);
    assert_int_equal(json_object_set_new(stage, "opens", json_string("2021-01-01")), 0);
    assert_int_equal(json_object_set_new(spelled, "title", json_string("")), 0);
    char *a = round_trip(plain);
    char *b = round_trip(spelled);
    assert_string_equal(a, b);
    free(a);
    free(b);
    json_decref(plain);
    json_decref(spelled);
}

static void shares_are_reduced_and_texts_normalised(void **state) {
    (void)state;
    json_t *json = json_text(complete);
    json_t *share = json_object_get(
        json_array_get(
            json_object_get(json_array_get(json_object_get(json, "stages"), 1), "draws"),
            2),
        "share");
    assert_int_equal(json_array_set_new(share, 0, json_integer(50)), 0);
    assert_int_equal(json_array_set_new(share, 1, json_integer(1000)), 0);
    json_t *text = json_array_get(json_object_get(json, "params"), 2);
    assert_int_equal(json_object_set_new(text, "value", json_string("e\u0301")), 0);
    assert_int_equal(json_object_set_new(json, "title", json_string("e\u0301")), 0);
    char *written = round_trip(json);
    assert_contains(xc_str_from(written), "\"share\":[1,20]");
    assert_contains(xc_str_from(written), "\"fallback\":[1,20]");
    assert_contains(xc_str_from(written), "\"value\":[2,25]");
    assert_contains(xc_str_from(written), "\"value\":\"\u00e9\"");
    assert_contains(xc_str_from(written), "\"title\":\"\u00e9\"");
    assert_true(is_fixed_point(json));
    free(written);
    json_decref(json);
}

/* ---- Documents changed at random: whatever is accepted is a fixed point. ---- */

static uint64_t next(uint64_t *state) {
    *state += 0x9E3779B97F4A7C15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static json_t *random_value(uint64_t *seed, const json_t *old) {
    static const char *const words[] = {
        "month", "quarter", "half",       "year",        "draw",       "swap",
        "",      "id",      "2021-03-01", "2021-10-31",  "08:00",      "phone",
        "day",   "public",  "planner",    "target",      "monthly 20", "weekly fri 09:30",
        "area",  "expert",  "officer",    "enforcement", "lead",       "all",
        "night", "car",     "19:00-21:30"};
    if (json_is_integer(old)) {
        return json_integer((json_int_t)(next(seed) % 8));
    }
    if (json_is_boolean(old)) {
        return json_boolean(next(seed) % 2);
    }
    return json_string(words[next(seed) % (sizeof words / sizeof *words)]);
}

static void change(uint64_t *seed, json_t *value) {
    for (;;) {
        size_t size =
            json_is_object(value) ? json_object_size(value) : json_array_size(value);
        if (size == 0) {
            return;
        }
        size_t pick = next(seed) % size;
        if (json_is_array(value)) {
            json_t *child = json_array_get(value, pick);
            if (json_is_object(child) || json_is_array(child)) {
                value = child;
                continue;
            }
            (void)json_array_set_new(value, pick, random_value(seed, child));
            return;
        }
        void *at = json_object_iter(value);
        while (pick-- > 0) {
            at = json_object_iter_next(value, at);
        }
        json_t *child = json_object_iter_value(at);
        bool deeper = json_is_object(child) || json_is_array(child);
        if (deeper && next(seed) % 8 != 0) {
            value = child;
        } else if (deeper) {
            (void)json_object_iter_set_new(value, at, json_array());
            return;
        } else if (next(seed) % 4 == 0) {
            (void)json_object_del(value, json_object_iter_key(at));
            return;
        } else {
            (void)json_object_iter_set_new(value, at, random_value(seed, child));
            return;
        }
    }
}

static void changed_documents_are_fixed_points(void **state) {
    (void)state;
    uint64_t seed = 20210101;
    size_t accepted = 0;
    json_t *json = json_text(complete);
    for (int i = 0; i < 4000; i++) {
        json_t *copy = json_deep_copy(json);
        for (uint64_t changes = 1 + next(&seed) % 3; changes > 0; changes--) {
            change(&seed, copy);
        }
        accepted += is_fixed_point(copy) ? 1 : 0;
        json_decref(copy);
    }
    json_decref(json);
    /* Else the property would be checked on nothing. */
    assert_true(accepted > 400);
}

static void canonical_text(void **state) {
    (void)state;
    struct {
        const char *json;
        const char *expected; /* NULL: refused */
    } cases[] = {
        {"{\"b\":1,\"a\":[ ],\"aa\":{ }}", "{\"a\":[],\"aa\":{},\"b\":1}"},
        {"{\"\u00e9\":1,\"z\":2}", "{\"z\":2,\"\u00e9\":1}"},
        {"[\"a\\\"b\\\\c/d\"]", "[\"a\\\"b\\\\c/d\"]"},
        {"[\"\\u4e2d\"]", "[\"\u4e2d\"]"},
        {"[-9223372036854775808,9223372036854775807,true,false,null]",
         "[-9223372036854775808,9223372036854775807,true,false,null]"},
        {"[1.0]", NULL},
        {"[\"\\u0001\"]", NULL},
        {"[\"\\u0085\"]", NULL},
        {"[\"\\u007f\"]", NULL},
        {"{\"a\\n\":1}", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
        struct xc_error error = {0};
        json_t *json = json_loads(cases[i].json, 0, NULL);
        assert_non_null(json);
        int code = xc_json_canonical(json, &out, &error);
        if (cases[i].expected == NULL) {
            assert_int_equal(code, XC_EINPUT);
        } else {
            assert_int_equal(code, XC_OK);
            assert_true(xc_str_is(xc_buffer_view(&out), cases[i].expected));
        }
        json_decref(json);
        xc_buffer_free(&out);
    }
}

static void canonical_text_has_a_limit(void **state) {
    (void)state;
    struct xc_buffer out = xc_buffer_make(8);
    struct xc_error error = {0};
    json_t *json = json_text("['1234567890']");
    assert_int_equal(xc_json_canonical(json, &out, &error), XC_ENOMEM);
    json_decref(json);
    xc_buffer_free(&out);
}

static void digests(void **state) {
    (void)state;
    struct xc_digest digest[3];
    const char *const documents[] = {minimal, complete, minimal};
    for (size_t i = 0; i < 3; i++) {
        struct document document = document_open(documents[i]);
        struct xc_error error = {0};
        assert_int_equal(xc_rules_digest(document.programme, &digest[i], &error), XC_OK);
        char *text = round_trip(document.json);
        struct xc_digest expected;
        assert_int_equal(xc_sha256(xc_str_from(text), &expected, &error), XC_OK);
        assert_true(xc_digest_equal(&digest[i], &expected));
        free(text);
        document_close(&document);
    }
    assert_true(xc_digest_equal(&digest[0], &digest[2]));
    assert_false(xc_digest_equal(&digest[0], &digest[1]));
}

/* ---- docs/rules.md ---- */

static void collect_keys(const json_t *json, json_t *keys) {
    const char *key = NULL;
    json_t *child = NULL;
    size_t i = 0;
    json_object_foreach((json_t *)json, key, child) {
        assert_int_equal(json_object_set_new(keys, key, json_true()), 0);
        collect_keys(child, keys);
    }
    json_array_foreach(json, i, child) {
        collect_keys(child, keys);
    }
}

/* The format's page names every key that is read, and no other. */
static void the_page_names_every_key(void **state) {
    (void)state;
    struct xc_buffer page = xc_buffer_make(TEXT_BYTES);
    struct xc_error error = {0};
    json_t *keys = json_object();
    json_t *json = json_text(complete);
    assert_int_equal(xc_file_read(XC_SOURCE_DIR "/docs/rules.md", &page, &error), XC_OK);
    char *canonical = round_trip(json);
    json_t *written = json_loads(canonical, 0, NULL);
    collect_keys(json, keys);
    collect_keys(written, keys);
    for (const char *const *word = (const char *const[]){"op", "table", "in", NULL};
         *word != NULL; word++) {
        (void)json_object_del(keys, *word); /* those of a selection */
    }
    (void)json_object_set_new(keys, "until", json_true());
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(keys, key, value) {
        char quoted[64];
        assert_true(snprintf(quoted, sizeof quoted, "\"%s\":", key) > 0);
        if (strcmp(key, "area") != 0) {
            assert_contains(xc_buffer_view(&page), quoted);
        }
    }
    for (size_t at = 0; at + 1 < page.len; at++) {
        if (page.ptr[at] != '"' || page.ptr[at + 1] != ':') {
            continue;
        }
        size_t from = at;
        while (from > 0 && page.ptr[from - 1] != '"') {
            from--;
        }
        if (json_object_getn(keys, page.ptr + from, at - from) == NULL) {
            fail_msg("nothing reads the key '%.*s'", (int)(at - from), page.ptr + from);
        }
    }
    free(canonical);
    json_decref(written);
    json_decref(json);
    json_decref(keys);
    xc_buffer_free(&page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_fixed_points),
        cmocka_unit_test(defaults_are_written),
        cmocka_unit_test(equal_programmes_have_equal_bytes),
        cmocka_unit_test(shares_are_reduced_and_texts_normalised),
        cmocka_unit_test(changed_documents_are_fixed_points),
        cmocka_unit_test(canonical_text),
        cmocka_unit_test(canonical_text_has_a_limit),
        cmocka_unit_test(digests),
        cmocka_unit_test(the_page_names_every_key),
    };
    return cmocka_run_group_tests_name("rules/write", tests, NULL, NULL);
}
