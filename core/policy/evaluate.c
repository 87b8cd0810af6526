/* The parent's side of evaluation and of `help PLUGIN`. */
#include "policy/policy.h"

#include "policy/host.h"
#include "policy/process.h"
#include "policy/protocol.h"
#include "policy/request.h"
#include "register/json.h"

#include <string.h>

enum { MILLISECONDS = XC_PROCESS_SECONDS * 1000, MAX_LINE = 4 * XC_HOST_ANSWER };

/* The worker's line as JSON; it is not trusted to be any. */
static json_t *read_answer(const struct xc_process *process, const char *file,
                           struct xc_error *error) {
    json_t *json =
        json_loadb(process->line.ptr, process->line.len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(json)) {
        json_decref(json);
        json = NULL;
        (void)xc_fail_at(error, XC_EPOLICY, xc_str_from(file), 0, 0,
                         "the worker's answer cannot be read");
    }
    return json;
}

static void take_log(const json_t *answer, struct xc_buffer *log) {
    const json_t *text = json_object_get(answer, "log");
    if (log != NULL && json_is_string(text))
        (void)xc_buffer_append(log, json_string_value(text), json_string_length(text));
}

static int check_same(const struct xc_process *processes, const char *path,
                      struct xc_error *error) {
    struct xc_str first = xc_buffer_view(&processes[0].line);
    struct xc_str second = xc_buffer_view(&processes[1].line);
    if (xc_str_equal(first, second))
        return XC_OK;
    return xc_fail_at(
        error, XC_EPOLICY, xc_str_from(path), 0, 0,
        "the policy is not deterministic: two evaluations gave different rules");
}

/* Takes the document out of the answer. */
static int take_document(const struct xc_request *request, const json_t *answer,
                         json_t **document, const char *path, struct xc_error *error) {
    const json_t *failure = json_object_get(answer, "error");
    if (failure != NULL)
        return xc_protocol_error_read(failure, error);
    json_t *rules = json_object_get(answer, "answer");
    if (!json_is_object(rules))
        return xc_fail_at(error, XC_EPOLICY, xc_str_from(path), 0, 0,
                          "the worker's answer cannot be read");
    json_t *sources = xc_request_sources(request, json_object_get(answer, "used"));
    if (json_object_set_new(rules, "sources", sources) != 0)
        return xc_fail_memory(error);
    *document = json_incref(rules);
    return XC_OK;
}

const char *xc_policy_list_key(enum xc_policy_list list) {
    static const char *const keys[XC_POLICY_LISTS] = {"stages", "dues", "phases"};
    return keys[list];
}

static unsigned take_line(const json_t *json) {
    json_int_t line = json_integer_value(json);
    return line > 0 && line <= XC_HOST_SOURCE ? (unsigned)line : 0;
}

static void take_lines(const json_t *answer, struct xc_policy_lines *to) {
    const json_t *lines = json_object_get(answer, "lines");
    to->programme = take_line(json_object_get(lines, "programme"));
    for (unsigned list = 0; list < XC_POLICY_LISTS; list++) {
        const json_t *items =
            json_object_get(lines, xc_policy_list_key((enum xc_policy_list)list));
        for (size_t i = 0; i < XC_POLICY_LINES; i++)
            to->lists[list][i] = take_line(json_array_get(items, i));
    }
}

int xc_policy_evaluate(const char *path, const struct xc_policy_options *options,
                       json_t **document, struct xc_buffer *log, struct xc_error *error) {
    struct xc_policy_lines lines;
    return xc_policy_evaluate_lines(path, options, document, &lines, log, error);
}

int xc_policy_evaluate_lines(const char *path, const struct xc_policy_options *options,
                             json_t **document, struct xc_policy_lines *lines,
                             struct xc_buffer *log, struct xc_error *error) {
    struct xc_request request = {0};
    struct xc_process processes[2] = {{.to = -1, .from = -1}, {.to = -1, .from = -1}};
    struct xc_buffer line = xc_buffer_make(MAX_LINE);
    json_t *answer = NULL;
    *document = NULL;
    *lines = (struct xc_policy_lines){0};
    int code = xc_request_make(&request, "evaluate", path, NULL, options, error);
    if (code == XC_OK)
        code = xc_request_line(&request, &line, error);
    for (size_t i = 0; code == XC_OK && i < 2; i++)
        code = xc_process_start(&processes[i], options->self, error);
    if (code == XC_OK)
        code = xc_process_talk(processes, 2, xc_buffer_view(&line), MILLISECONDS, path,
                               error);
    if (code == XC_OK)
        code = check_same(processes, path, error);
    if (code != XC_OK)
        goto done;
    answer = read_answer(&processes[0], path, error);
    code = answer == NULL ? XC_EPOLICY : XC_OK;
    take_log(answer, log);
    take_lines(answer, lines);
    if (code == XC_OK)
        code = take_document(&request, answer, document, path, error);
done:
    for (size_t i = 0; i < 2; i++)
        xc_process_stop(&processes[i]);
    json_decref(answer);
    xc_buffer_free(&line);
    xc_request_free(&request);
    return code;
}

static struct xc_str copy_text(struct xc_arena *arena, const json_t *object,
                               const char *key) {
    const json_t *text = json_object_get(object, key);
    struct xc_str view = xc_json_str(text);
    if (view.ptr == NULL)
        view = (struct xc_str){"", 0};
    return xc_arena_copy(arena, view);
}

static int take_description(const json_t *answer, struct xc_arena *arena,
                            struct xc_policy_plugin **plugin, struct xc_error *error) {
    const json_t *list = json_object_get(answer, "parameters");
    size_t count = json_array_size(list);
    struct xc_policy_plugin *result = xc_arena_alloc(arena, sizeof(*result));
    if (result == NULL)
        return xc_fail_memory(error);
    result->name = copy_text(arena, answer, "name");
    result->summary = copy_text(arena, answer, "summary");
    result->parameters = xc_arena_array(arena, count, sizeof(*result->parameters));
    if (result->parameters == NULL)
        return xc_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        struct xc_policy_parameter *parameter = &result->parameters[i];
        parameter->name = copy_text(arena, item, "name");
        parameter->type = copy_text(arena, item, "type");
        parameter->fallback = copy_text(arena, item, "fallback");
        parameter->summary = copy_text(arena, item, "summary");
        parameter->required = json_is_true(json_object_get(item, "required"));
        if (parameter->summary.ptr == NULL)
            return xc_fail_memory(error);
    }
    result->count = count;
    *plugin = result;
    return XC_OK;
}

int xc_policy_describe(struct xc_str name, const struct xc_policy_options *options,
                       struct xc_arena *arena, struct xc_policy_plugin **plugin,
                       struct xc_error *error) {
    struct xc_request request = {0};
    struct xc_process process = {.to = -1, .from = -1};
    struct xc_buffer line = xc_buffer_make(MAX_LINE);
    json_t *answer = NULL;
    *plugin = NULL;
    int code = xc_request_make(&request, "describe", NULL, NULL, options, error);
    if (code == XC_OK &&
        json_object_set_new(request.json, "name", json_stringn(name.ptr, name.len)) != 0)
        code = xc_fail(error, XC_EUSAGE, "the name of the plugin is not valid UTF-8");
    if (code == XC_OK)
        code = xc_request_line(&request, &line, error);
    if (code == XC_OK)
        code = xc_process_start(&process, options->self, error);
    if (code == XC_OK)
        code =
            xc_process_talk(&process, 1, xc_buffer_view(&line), MILLISECONDS, "", error);
    if (code != XC_OK)
        goto done;
    answer = read_answer(&process, "", error);
    code = answer == NULL ? XC_EPOLICY : XC_OK;
    if (code == XC_OK && json_object_get(answer, "error") != NULL)
        code = xc_protocol_error_read(json_object_get(answer, "error"), error);
    if (code == XC_OK)
        code = take_description(json_object_get(answer, "answer"), arena, plugin, error);
done:
    xc_process_stop(&process);
    json_decref(answer);
    xc_buffer_free(&line);
    xc_request_free(&request);
    return code;
}
