/* Evaluates policies given as text, through real worker processes. */
#ifndef XC_TEST_POLICY_FIXTURE_H
#define XC_TEST_POLICY_FIXTURE_H

#include "policy/policy.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder with policy.lua, plugins/… and the outcome of the last run. */
struct fixture {
    char folder[64];
    char policy[96];
    char plugins[96];
    struct xc_policy_setting settings[4];
    size_t setting_count;
    int code;
    json_t *document;
    struct xc_error error;
    struct xc_buffer log;
    struct xc_buffer shown; /* the error as the command line prints it, NUL-terminated */
};

int fixture_open(void **state);
int fixture_close(void **state);

/* Writes folder/name, making folders on the way. */
void fixture_write(struct fixture *fixture, const char *name, struct xc_str text);
void fixture_plugin(struct fixture *fixture, const char *name, const char *text);
struct xc_policy_options fixture_options(const struct fixture *fixture);

/* Writes the text as policy.lua and evaluates it. */
void fixture_run(struct fixture *fixture, struct xc_str text);

/* The same, and expects success or a message that has the part in it. With settings
 * forgotten. */
const json_t *fixture_evaluate(struct fixture *fixture, const char *text);
void fixture_refuse(struct fixture *fixture, const char *text, const char *part);

/* Evaluates a programme of one stage with the given fields of full_coverage added. */
void fixture_refuse_stage(struct fixture *fixture, const char *fields, const char *part);
const json_t *fixture_stage(struct fixture *fixture, const char *fields);

/* Asserts that the JSON at a path such as "stages.0.window" is, as compact text, what is
 * given. */
void assert_json(const json_t *json, const char *path, const char *expected);

#endif
