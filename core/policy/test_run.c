/* The parent's side of `policy test`: the tests run in one worker, which asks for plans.
 */
#include "policy/policy.h"

#include "policy/host.h"
#include "policy/process.h"
#include "policy/protocol.h"
#include "policy/request.h"

#include <stdio.h>
#include <string.h>

enum {
    MILLISECONDS = XC_PROCESS_SECONDS * 1000,
    MAX_LINE = 4 * XC_HOST_ANSWER,
    MAX_PATH = 4096
};

struct run {
    const char *path; /* of the policy */
    const struct xc_policy_options *options;
    xc_policy_planner planner;
    void *context;
};

/* "a/b.lua" → "a/b_test.lua"; a path that already is one stays. */
static int test_path(const char *path, char out[MAX_PATH], struct xc_error *error) {
    struct xc_str whole = xc_str_from(path);
    if (!xc_str_ends(whole, XC_STR(".lua")) || whole.len + 6 > MAX_PATH)
        return xc_fail_at(error, XC_EUSAGE, whole, 0, 0,
                          "a file that ends in .lua is expected");
    struct xc_str stem = xc_str_slice(whole, 0, whole.len - 4);
    bool is_test = xc_str_ends(stem, XC_STR("_test"));
    (void)snprintf(out, MAX_PATH, "%.*s%s.lua", XC_PRI(stem), is_test ? "" : "_test");
    return XC_OK;
}

/* plugins/<name>/<name>.lua → plugins; false: the path does not look like a plugin's. */
static bool plugin_folder(const char *path, char out[MAX_PATH]) {
    struct xc_str parts[2];
    struct xc_str rest = xc_str_from(path);
    for (int i = 0; i < 2; i++) {
        size_t at = rest.len;
        while (at > 0 && rest.ptr[at - 1] != '/')
            at--;
        parts[i] = xc_str_slice(rest, at, rest.len - at);
        rest = xc_str_slice(rest, 0, at > 0 ? at - 1 : 0);
    }
    if (parts[1].len == 0 || !xc_str_starts(parts[0], parts[1]) ||
        rest.len + 1 > MAX_PATH)
        return false;
    (void)snprintf(out, MAX_PATH, "%.*s", rest.len == 0 ? 1 : (int)rest.len,
                   rest.len == 0 ? "." : rest.ptr);
    return true;
}

/* Evaluates the policy with the question's settings. */
static int evaluate(const struct run *run, const json_t *set, json_t **rules,
                    struct xc_error *error) {
    enum { MAX_SETTINGS = 64 };
    struct xc_policy_setting settings[MAX_SETTINGS];
    struct xc_policy_options options = *run->options;
    size_t count = 0;
    for (void *at = json_object_iter((json_t *)set); at != NULL && count < MAX_SETTINGS;
         at = json_object_iter_next((json_t *)set, at)) {
        settings[count].name = xc_str_from(json_object_iter_key(at));
        settings[count].value =
            xc_str_from(json_string_value(json_object_iter_value(at)));
        count++;
    }
    options.settings = settings;
    options.setting_count = count;
    return xc_policy_evaluate(run->path, &options, rules, NULL, error);
}

static int answer_question(const struct run *run, const json_t *question, json_t *reply,
                           struct xc_error *error) {
    json_t *rules = json_incref(json_object_get(question, "rules"));
    const json_t *rows = json_object_get(question, "rows");
    json_t *plan = NULL;
    int code = XC_OK;
    if (rules == NULL)
        code = evaluate(run, json_object_get(question, "set"), &rules, error);
    if (code == XC_OK && rows != NULL && run->planner == NULL)
        code = xc_fail(error, XC_EUSAGE, "plan_of cannot plan here: there is no planner");
    else if (code == XC_OK && run->planner != NULL)
        code = run->planner(run->context, rules, rows, &plan, error);
    if (code == XC_OK && plan != NULL && json_object_set(reply, "plan", plan) != 0)
        code = xc_fail_memory(error);
    if (code == XC_OK && json_object_set(reply, "rules", rules) != 0)
        code = xc_fail_memory(error);
    json_decref(plan);
    json_decref(rules);
    return code;
}

/* The line that answers the worker's question. */
static int write_reply(const struct run *run, const json_t *question,
                       struct xc_buffer *line, struct xc_error *error) {
    struct xc_error failure = {0};
    json_t *reply = json_object();
    if (answer_question(run, question, reply, &failure) != XC_OK)
        (void)json_object_set_new(reply, "error", xc_protocol_error_json(&failure));
    xc_buffer_clear(line);
    bool fine = xc_protocol_write(reply, line);
    json_decref(reply);
    return fine ? XC_OK : xc_fail_memory(error);
}

/* A format that was borrowed gets a life as long as the results'. */
static bool keep_format(struct xc_message *message, struct xc_arena *arena) {
    if (message->id != NULL)
        message->id = xc_arena_copy(arena, xc_str_from(message->id)).ptr;
    return message->id != NULL;
}

static int keep_error(const json_t *json, struct xc_arena *arena,
                      struct xc_error *error) {
    int code = xc_protocol_error_borrow(json, error);
    if (!keep_format(&error->message, arena) ||
        (error->hint.id != NULL && !keep_format(&error->hint, arena)))
        return xc_fail_memory(error);
    return code;
}

static int take_results(const json_t *list, struct xc_arena *arena,
                        struct xc_policy_test **tests, size_t *count,
                        struct xc_error *error) {
    size_t total = json_array_size(list);
    struct xc_policy_test *results = xc_arena_array(arena, total, sizeof(*results));
    if (results == NULL)
        return xc_fail_memory(error);
    for (size_t i = 0; i < total; i++) {
        const json_t *item = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(item, "name"));
        results[i].name = xc_arena_copy(arena, xc_str_from(name));
        const json_t *failure = json_object_get(item, "error");
        results[i].passed = failure == NULL;
        if (results[i].name.ptr == NULL)
            return xc_fail_memory(error);
        if (failure != NULL && keep_error(failure, arena, &results[i].error) == XC_ENOMEM)
            return xc_fail_memory(error);
    }
    *tests = results;
    *count = total;
    return XC_OK;
}

/* Talks until the worker gives its answer, a new reference. */
static int converse(const struct run *run, struct xc_process *process,
                    struct xc_buffer *line, const char *file, json_t **answer,
                    struct xc_error *error) {
    for (;;) {
        int code =
            xc_process_talk(process, 1, xc_buffer_view(line), MILLISECONDS, file, error);
        if (code != XC_OK)
            return code;
        json_t *json = json_loadb(process->line.ptr, process->line.len,
                                  JSON_REJECT_DUPLICATES, NULL);
        const json_t *question = json_object_get(json, "ask");
        if (question == NULL) {
            *answer = json;
            return XC_OK;
        }
        code = write_reply(run, question, line, error);
        json_decref(json);
        if (code != XC_OK)
            return code;
    }
}

int xc_policy_test(const char *path, const struct xc_policy_options *options,
                   xc_policy_planner planner, void *context, struct xc_arena *arena,
                   struct xc_policy_test **tests, size_t *count, struct xc_error *error) {
    struct run run = {path, options, planner, context};
    struct xc_request request = {0};
    struct xc_process process = {.to = -1, .from = -1};
    struct xc_buffer line = xc_buffer_make(MAX_LINE);
    struct xc_policy_options plain = *options;
    json_t *answer = NULL;
    char file[MAX_PATH];
    char folder[MAX_PATH];
    plain.setting_count = 0;
    *tests = NULL;
    *count = 0;
    int code = test_path(path, file, error);
    if (code == XC_OK)
        code =
            xc_request_make(&request, "test", file,
                            plugin_folder(path, folder) ? folder : NULL, &plain, error);
    if (code == XC_OK)
        code = xc_request_line(&request, &line, error);
    if (code == XC_OK)
        code = xc_process_start(&process, options->self, error);
    if (code == XC_OK)
        code = converse(&run, &process, &line, file, &answer, error);
    if (code == XC_OK && json_object_get(answer, "error") != NULL)
        code = keep_error(json_object_get(answer, "error"), arena, error);
    else if (code == XC_OK)
        code =
            take_results(json_object_get(answer, "answer"), arena, tests, count, error);
    xc_process_stop(&process);
    json_decref(answer);
    xc_buffer_free(&line);
    xc_request_free(&request);
    return code;
}
