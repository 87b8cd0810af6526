/* What the rules say to a document, for the tests of reading and checking. */
#ifndef XC_TESTS_RULES_VERDICT_H
#define XC_TESTS_RULES_VERDICT_H

#include "documents.h"

#include <stdio.h>

/* What parsing json says: "" for success, else the rendered error. */
struct verdict {
    char text[2048];
    char file[XC_FILE_BYTES];
    int code;
};

static inline struct verdict parse(const json_t *json) {
    struct verdict verdict = {{0}, {0}, XC_OK};
    struct xc_error error = {0};
    struct xc_programme *programme = NULL;
    struct xc_arena *arena = xc_arena_new(ARENA_BYTES);
    struct xc_buffer out = xc_buffer_make(sizeof verdict.text - 1);
    assert_non_null(arena);
    verdict.code = xc_rules_parse(json, arena, &programme, &error);
    if (verdict.code != XC_OK) {
        assert_null(programme);
        assert_int_equal(verdict.code, error.code);
        assert_int_equal(xc_error_render(&error, NULL, &out), XC_OK);
        memcpy(verdict.text, out.ptr, out.len);
        memcpy(verdict.file, error.file, sizeof verdict.file);
    } else {
        assert_non_null(programme);
    }
    xc_buffer_free(&out);
    xc_arena_free(arena);
    return verdict;
}

static inline struct verdict parse_text(const char *text) {
    json_t *json = json_text(text);
    struct verdict verdict = parse(json);
    json_decref(json);
    return verdict;
}

/* The document with the first `from` in it replaced. */
static inline struct verdict parse_changed(const char *document, const char *from,
                                           const char *to) {
    json_t *json = json_changed(document, from, to);
    struct verdict verdict = parse(json);
    json_decref(json);
    return verdict;
}

static inline void refused(const char *document, const char *from, const char *to,
                           const char *expected) {
    struct verdict verdict = parse_changed(document, from, to);
    if (verdict.code != XC_EINPUT || strstr(verdict.text, expected) == NULL) {
        fail_msg("%s -> %s: expected '%s', got %d '%s'", from, to, expected, verdict.code,
                 verdict.text);
    }
}

static inline void accepted(const char *document, const char *from, const char *to) {
    struct verdict verdict = parse_changed(document, from, to);
    if (verdict.code != XC_OK) {
        fail_msg("%s -> %s: %s", from, to, verdict.text);
    }
}

#endif
