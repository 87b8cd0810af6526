/* A made record on trial, and places in it. */
#ifndef XC_TESTS_UNIT_DRAW_TRIAL_H
#define XC_TESTS_UNIT_DRAW_TRIAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "damage.h"
#include "draw/record.h"
#include "records.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 256 << 20, TEXT_BYTES = 1 << 22 };

struct trial {
    struct xc_arena *arena;
    json_t *json;
    json_t *loaded; /* from text; the record borrows from it */
    struct xc_record record;
    struct xc_record_report report;
    struct xc_error error;
};

static inline void start(struct trial *trial) {
    memset(trial, 0, sizeof *trial);
    trial->arena = xc_arena_new(ARENA_BYTES);
    trial->json = made_example(trial->arena);
    assert_non_null(trial->json);
}

static inline void end(struct trial *trial) {
    json_decref(trial->json);
    json_decref(trial->loaded);
    xc_arena_free(trial->arena);
}

/* The value at a path of keys; numbers are indices. */
static inline json_t *at(json_t *json, const char *path) {
    struct xc_str rest = xc_str_from(path);
    while (rest.ptr != NULL) {
        struct xc_str part = xc_str_cut(&rest, '.');
        uint64_t index;
        char key[64];
        assert_true(part.len < sizeof key);
        memcpy(key, part.ptr, part.len);
        key[part.len] = '\0';
        json = json_is_array(json) && xc_str_to_uint(part, 1000, &index)
                   ? json_array_get(json, index)
                   : json_object_get(json, key);
        assert_non_null(json);
    }
    return json;
}

static inline void set_text(struct trial *trial, const char *path, const char *text) {
    assert_int_equal(json_string_set(at(trial->json, path), text), 0);
}

#endif
