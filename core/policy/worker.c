/* The worker process. Order matters: first everything is given up, then the request is
 * read. */
#include "policy/worker.h"

#include "policy/bindings.h"
#include "policy/confine.h"
#include "policy/plugin.h"
#include "policy/policy.h"
#include "policy/protocol.h"
#include "register/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool write_all(struct xc_str bytes) {
    while (bytes.len > 0) {
        ssize_t wrote = write(STDOUT_FILENO, bytes.ptr, bytes.len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes = xc_str_slice(bytes, (size_t)wrote, bytes.len - (size_t)wrote);
    }
    return true;
}

/* The two processes take turns, so nothing is ever read ahead of the line's end. */
static bool read_line(struct xc_buffer *line) {
    xc_buffer_clear(line);
    while (line->len == 0 || line->ptr[line->len - 1] != '\n') {
        char *room = xc_buffer_reserve(line, 65536);
        ssize_t got = room == NULL ? -1 : read(STDIN_FILENO, room, 65536);
        if (got < 0 && room != NULL && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        line->len += (size_t)got;
    }
    return true;
}

static json_t *read_json(void) {
    struct xc_buffer line = xc_buffer_make((size_t)4 * XC_HOST_ANSWER);
    json_t *json = NULL;
    if (read_line(&line))
        json = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, NULL);
    xc_buffer_free(&line);
    return json;
}

static bool write_json(const json_t *json) {
    struct xc_buffer line = xc_buffer_make(XC_HOST_ANSWER);
    bool done = json != NULL && xc_protocol_write(json, &line) &&
                write_all(xc_buffer_view(&line));
    xc_buffer_free(&line);
    return done;
}

bool xc_worker_ask(struct xc_host *host, json_t *question) {
    json_decref(host->reply);
    host->reply = NULL;
    bool sent = write_json(question);
    json_decref(question);
    if (sent)
        host->reply = read_json();
    return host->reply != NULL;
}

/* The policy: its chunk must return a programme. */
static int evaluate(lua_State *L) {
    xc_bindings_push_environment(L, XC_FOR_POLICY);
    xc_host_load(L, 0);
    lua_call(L, 0, 1);
    struct xc_place place = {0, 0};
    if (xc_value_at(L, -1, XC_VALUE_PLUGIN) != NULL)
        xc_host_raise_at(L, XC_EPOLICY, place, "this file is a plugin, not a policy");
    if (xc_value_at(L, -1, XC_VALUE_PROGRAMME) == NULL)
        xc_host_raise_at(L, XC_EPOLICY, place,
                         "a policy must end with return programme { … }");
    return 1;
}

static int run_tests(lua_State *L) {
    xc_bindings_push_environment(L, XC_FOR_TEST);
    xc_host_load(L, 0);
    lua_call(L, 0, 0);
    xc_test_push_results(L);
    return 1;
}

static int describe(lua_State *L) {
    const json_t *name = json_object_get(xc_host_of(L)->request, "name");
    xc_plugin_push(L, xc_json_str(name));
    xc_plugin_push_description(L);
    return 1;
}

static bool add_files(struct xc_host *host) {
    const json_t *files = json_object_get(host->request, "files");
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *path = json_array_get(json_array_get(files, i), 0);
        const json_t *text = json_array_get(json_array_get(files, i), 1);
        struct xc_str path_view = xc_json_str(path);
        struct xc_str text_view = xc_json_str(text);
        if (path_view.ptr == NULL || text_view.ptr == NULL ||
            xc_host_add_file(host, path_view, text_view) < 0)
            return false;
    }
    return host->file_count > 0;
}

/* Runs the function for the request's mode; the answer as JSON, or NULL and *error. */
static json_t *run(struct xc_host *host, struct xc_error *error) {
    const char *mode = json_string_value(json_object_get(host->request, "mode"));
    lua_CFunction function = evaluate;
    if (mode != NULL && strcmp(mode, "test") == 0)
        function = run_tests;
    else if (mode != NULL && strcmp(mode, "describe") == 0)
        function = describe;
    host->testing = function == run_tests;
    lua_pushcfunction(host->lua, function);
    if (xc_host_call(host, 0, 1, error) != XC_OK)
        return NULL;
    json_t *answer = xc_value_json(host->lua, -1);
    if (answer == NULL) {
        xc_fail(error, XC_EPOLICY, "limit: output");
        xc_host_locate(host, (struct xc_place){0, 0}, error);
    }
    return answer;
}

/* {"programme":line,"stages":[of the first, of the second …],"dues":[…],"phases":[…]} */
static json_t *lines_json(const struct xc_policy_lines *lines) {
    json_t *json = json_object();
    (void)json_object_set_new(json, "programme", json_integer(lines->programme));
    for (unsigned list = 0; list < XC_POLICY_LISTS; list++) {
        const unsigned *line = lines->lists[list];
        size_t count = XC_POLICY_LINES;
        json_t *items = json_array();
        while (count > 0 && line[count - 1] == 0)
            count--;
        for (size_t i = 0; i < count; i++)
            (void)json_array_append_new(items, json_integer(line[i]));
        (void)json_object_set_new(json, xc_policy_list_key((enum xc_policy_list)list),
                                  items);
    }
    return json;
}

static void serve(json_t *request) {
    struct xc_host *host =
        calloc(1, sizeof(*host)); /* never freed, as the state is not */
    struct xc_error error = {0};
    json_t *answer = NULL;
    if (host == NULL)
        _exit(73);
    int code = xc_host_open(host, request, &error);
    if (code == XC_OK && !add_files(host))
        code = xc_fail(&error, XC_EINTERNAL, "the request to the worker is broken");
    if (code == XC_OK)
        answer = run(host, &error);
    json_t *line = json_object();
    if (answer != NULL) {
        (void)json_object_set_new(line, "answer", answer);
        (void)json_object_set_new(line, "used", xc_plugin_used_json(host->lua));
        (void)json_object_set_new(line, "lines", lines_json(&host->lines));
    } else {
        (void)json_object_set_new(line, "error", xc_protocol_error_json(&error));
    }
    struct xc_str log = xc_buffer_view(&host->log);
    (void)json_object_set_new(line, "log",
                              json_stringn(log.len > 0 ? log.ptr : "", log.len));
    if (!write_json(line)) {
        (void)xc_fail(&error, XC_EPOLICY, "limit: output");
        json_t *small = json_pack("{s:o}", "error", xc_protocol_error_json(&error));
        (void)write_json(small);
    }
}

_Noreturn void xc_policy_worker_main(void) {
    struct xc_error error = {0};
    /* Whatever reads files or random bytes on first use has to do so before the door
     * closes. */
    json_object_seed(1);
    void *volatile first = malloc(64); /* volatile, or the pair is optimised away */
    free(first);
    if (xc_confine(&error) != XC_OK) {
        (void)write_json(json_pack("{s:o}", "error", xc_protocol_error_json(&error)));
        _exit(71);
    }
    json_t *request = read_json();
    if (request == NULL)
        _exit(72);
    serve(request);
    _exit(0);
}
