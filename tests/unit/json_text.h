/* JSON in tests, written with ' for ". */
#ifndef XC_TESTS_JSON_TEXT_H
#define XC_TESTS_JSON_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

/* A new reference. */
static inline json_t *json_text(const char *text) {
    size_t len = strlen(text);
    char *copy = malloc(len + 1);
    json_error_t problem;
    assert_non_null(copy);
    for (size_t i = 0; i <= len; i++)
        copy[i] = text[i] == '\'' ? '"' : text[i];
    json_t *json = json_loads(copy, JSON_REJECT_DUPLICATES, &problem);
    if (json == NULL)
        fail_msg("%s at %d: %s", problem.text, problem.position, copy);
    free(copy);
    return json;
}

/* The same with the first `old` in it replaced. */
static inline json_t *json_changed(const char *text, const char *old, const char *new) {
    const char *at = strstr(text, old);
    assert_non_null(at);
    size_t before = (size_t)(at - text), added = strlen(new);
    char *copy = malloc(strlen(text) + added + 1);
    assert_non_null(copy);
    memcpy(copy, text, before);
    memcpy(copy + before, new, added);
    memcpy(copy + before + added, at + strlen(old), strlen(at + strlen(old)) + 1);
    json_t *json = json_text(copy);
    free(copy);
    return json;
}

#endif
