/* Evaluates policies and plugins (Lua 5.4) into rules documents, in a worker process that
 * can be killed: the binary re-executes itself as `xuncha --worker` with an empty
 * environment, two pipes, resource limits and a seccomp allow-list (docs/sandbox.md says
 * why). Nothing else of the program ever sees Lua. */
#ifndef XC_POLICY_POLICY_H
#define XC_POLICY_POLICY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <jansson.h>

/* One `--set name=value`. */
struct xc_policy_setting {
    struct xc_str name;
    struct xc_str value;
};

struct xc_policy_options {
    const char *self; /* path of the running binary, for the worker */
    const char *const
        *folders; /* where plugins lie, first wins: each holds <name>/<name>.lua */
    size_t folder_count;
    const struct xc_policy_setting *settings;
    size_t setting_count;
};

/* The main of the worker process: call first thing in main() when argv[1] is "--worker".
 * Reads one request from standard input, writes one answer to standard output. Never
 * returns. */
_Noreturn void xc_policy_worker_main(void);

/* Evaluates a policy file into a rules document (not yet checked by core/rules):
 * *document is a new reference. Runs it in two fresh workers and compares the bytes; a
 * difference is XC_EPOLICY "is not deterministic". Errors of the policy come as
 * file:line: message, XC_EPOLICY; a limit as "limit: memory|instructions|time|output".
 * `log` lines are appended to log (may be NULL). */
int xc_policy_evaluate(const char *path, const struct xc_policy_options *options,
                       json_t **document, struct xc_buffer *log, struct xc_error *error);

/* Where a policy made its programme and what stands in the lists of its document, for
 * what only the rules can refuse; what a plugin made, where its stage was made; 0: not
 * known. */
enum xc_policy_list {
    XC_POLICY_STAGES,
    XC_POLICY_DUES,
    XC_POLICY_PHASES,
    XC_POLICY_LISTS
};
enum { XC_POLICY_LINES = 256 };
struct xc_policy_lines {
    unsigned programme;
    unsigned lists[XC_POLICY_LISTS][XC_POLICY_LINES];
};
/* "stages", "dues", "phases": the list's key. */
const char *xc_policy_list_key(enum xc_policy_list list);

/* The same; *lines is filled where the policy is evaluated (zero otherwise). */
int xc_policy_evaluate_lines(const char *path, const struct xc_policy_options *options,
                             json_t **document, struct xc_policy_lines *lines,
                             struct xc_buffer *log, struct xc_error *error);

/* The outcome of one test of a *_test.lua file. */
struct xc_policy_test {
    struct xc_str name;
    bool passed;
    struct xc_error error; /* why it failed, with file:line */
};

/* What `plan_of` and `register` in a test need from outside: plans rules over rows. Given
 * the rules document and the register rows (JSON arrays by table name) it returns the
 * plan as JSON in the shape of `export json` (new reference); rows NULL: it only checks
 * the rules. NULL: tests that call plan_of with rows fail with that message. */
typedef int (*xc_policy_planner)(void *context, const json_t *rules, const json_t *rows,
                                 json_t **plan, struct xc_error *error);

/* Runs the tests of a policy (its own <name>_test.lua beside it) or of a plugin folder's
 * file in the real sandbox. Results live in the arena. XC_OK also where tests failed:
 * look at each. */
int xc_policy_test(const char *path, const struct xc_policy_options *options,
                   xc_policy_planner planner, void *context, struct xc_arena *arena,
                   struct xc_policy_test **tests, size_t *count, struct xc_error *error);

/* The parameters of a plugin, from its schema, for `help PLUGIN` and the README's table.
 */
struct xc_policy_parameter {
    struct xc_str name;
    struct xc_str type;     /* "selection", "period", "count", "seats" … */
    struct xc_str fallback; /* as text, empty: none */
    bool required;
    struct xc_str summary; /* English; the gettext id */
};
struct xc_policy_plugin {
    struct xc_str name;
    struct xc_str summary;
    struct xc_policy_parameter *parameters;
    size_t count;
};
int xc_policy_describe(struct xc_str name, const struct xc_policy_options *options,
                       struct xc_arena *arena, struct xc_policy_plugin **plugin,
                       struct xc_error *error);

#endif
