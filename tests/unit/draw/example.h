/* The worked example of docs/draw.md, and what the tests of draw share. */
#ifndef XC_TESTS_UNIT_DRAW_EXAMPLE_H
#define XC_TESTS_UNIT_DRAW_EXAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/commit.h"
#include "draw/draw.h"

#define EXAMPLE_RULES                                                                    \
    "{\"deal\":{\"apart\":[\"organisation\"],\"seats\":[\"officer\"]},"                  \
    "\"select\":{\"method\":\"srs\",\"n\":{\"A\":3}},\"v\":1}"
#define EXAMPLE_TARGETS                                                                  \
    "T1\tA\t1\tO1\t-\t-\nT2\tA\t1\tO2\t-\t-\nT3\tA\t3\t-\t-\t-\nT4\tA\t5\t-\t-\t-\n"
#define EXAMPLE_PEOPLE                                                                   \
    "P1\tO1\t-\t1\tlead,officer\nP2\tO2\t-\t1\tofficer\nP3\tO3\t-\t1\tofficer\n"
#define EXAMPLE_AVOID "P3:T4\tkin\n"
#define EXAMPLE_VALUE "1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6 1"
#define EXAMPLE_SEED  "8f89ed15ba5367544d02533ce17e2ddec927189981afd8deb492e6d1d22ec096"

enum { EXAMPLE_ARENA = 64 << 20 };

struct example {
    struct xc_arena *arena;
    struct xc_urn urn;
    struct xc_error error;
};

/* Reads an urn; NULL texts are those of the example. The answer is xc_urn_read's. */
static inline int example_read(struct example *example, const char *rules,
                               const char *targets, const char *people,
                               const char *avoid) {
    struct xc_draw_files files = {
        .rules = xc_str_from(rules != NULL ? rules : EXAMPLE_RULES),
        .targets = xc_str_from(targets != NULL ? targets : EXAMPLE_TARGETS),
        .people = xc_str_from(people != NULL ? people : EXAMPLE_PEOPLE),
        .avoid = xc_str_from(avoid != NULL ? avoid : EXAMPLE_AVOID)};
    memset(example, 0, sizeof *example);
    example->arena = xc_arena_new(EXAMPLE_ARENA);
    assert_non_null(example->arena);
    return xc_urn_read(&files, example->arena, &example->urn, &example->error);
}

static inline void example_free(struct example *example) {
    xc_arena_free(example->arena);
}

/* The digest begins with these hexadecimal digits. */
static inline void assert_hex(struct xc_digest digest, const char *expected) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(&digest, hex);
    hex[strlen(expected)] = '\0';
    assert_string_equal(hex, expected);
}

static inline struct xc_digest digest_of(const char *hex) {
    struct xc_digest digest;
    assert_true(xc_hex_parse(xc_str_from(hex), digest.bytes, sizeof digest.bytes));
    return digest;
}

/* The error as the command line shows it begins with these words. */
static inline void assert_error(const struct xc_error *error, const char *expected) {
    char text[2048];
    struct xc_buffer out = xc_buffer_make(sizeof text - 1);
    assert_int_equal(xc_error_render(error, NULL, &out), XC_OK);
    memcpy(text, out.ptr, out.len);
    text[out.len < strlen(expected) ? out.len : strlen(expected)] = '\0';
    assert_string_equal(text, expected);
    xc_buffer_free(&out);
}

static inline void assert_text(struct xc_str text, const char *expected) {
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

#endif
