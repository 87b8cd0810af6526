#include "serve/line.h"

#include "register/json.h"
#include "serve/policies.h"
#include "serve/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VALUE_BYTES = 8192,
    NAME_BYTES = 64,
    OPERANDS = 256,
    FILES = 256,
    FILE_NAME = 200
};

struct making {
    struct xc_site *site;
    struct xc_http_exchange *exchange;
    struct xc_arena *arena;
    const struct xc_operation *operation;
    const json_t *document;
    struct xc_line *line;
    const char *operands[OPERANDS];
    size_t operand_count;
    const char *file;   /* the word for the file that the body is */
    const char *output; /* the option that says where the command writes */
    struct xc_error *error;
};

static int add_word(struct making *making, const char *word) {
    if (!word) {
        return xc_fail_memory(making->error);
    }
    if (making->line->count + making->operand_count + 2 >= XC_RUN_WORDS) {
        return xc_fail(making->error, XC_EUSAGE,
                       "the request makes a command of too many words");
    }
    making->line->words[making->line->count++] = word;
    return XC_OK;
}

static int add_operand(struct making *making, const char *word) {
    if (!word) {
        return xc_fail_memory(making->error);
    }
    if (making->operand_count == OPERANDS) {
        return xc_fail(making->error, XC_EUSAGE,
                       "the request makes a command of too many words");
    }
    making->operands[making->operand_count++] = word;
    return XC_OK;
}

static const char *joined(struct making *making, const char *head, const char *middle,
                          const char *tail) {
    size_t len = strlen(head) + strlen(middle) + strlen(tail);
    char *text = xc_arena_alloc(making->arena, len + 1);
    if (text) {
        (void)snprintf(text, len + 1, "%s%s%s", head, middle, tail);
    }
    return text;
}

/* A string, number or boolean as a word; NULL: no memory, or it is none. */
static const char *text_of(struct making *making, const json_t *value) {
    char number[32];
    if (json_is_string(value)) {
        return json_string_value(value);
    }
    if (json_is_boolean(value)) {
        return json_is_true(value) ? "true" : "false";
    }
    if (!json_is_integer(value)) {
        return NULL;
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
    return joined(making, number, "", "");
}

static int add_option(struct making *making, const char *name, json_t *value);

static int add_pairs(struct making *making, const char *name, json_t *object) {
    const char *key;
    json_t *value;
    int rc = XC_OK;
    json_object_foreach(object, key, value) {
        const char *text = text_of(making, value);
        const char *pair = text ? joined(making, key, "=", text) : NULL;
        if (strchr(key, '=')) {
            return xc_fail(making->error, XC_EUSAGE, "'%s' is no name", key);
        }
        rc = name ? add_word(making, pair ? joined(making, name, "=", pair) : NULL)
                  : add_operand(making, pair);
        if (rc != XC_OK) {
            break;
        }
    }
    return rc;
}

/* name: with its dashes. */
static int add_option(struct making *making, const char *name, json_t *value) {
    int rc = XC_OK;
    size_t i;
    json_t *one;
    if (json_is_boolean(value)) {
        return json_is_true(value) ? add_word(making, name) : XC_OK;
    }
    if (json_is_object(value)) {
        return add_pairs(making, name, value);
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, one) {
            rc = rc == XC_OK ? add_option(making, name, one) : rc;
        }
        return rc;
    }
    if (json_is_null(value)) {
        return XC_OK;
    }
    const char *text = text_of(making, value);
    return add_word(making, text ? joined(making, name, "=", text) : NULL);
}

static int add_operands(struct making *making, json_t *value) {
    int rc = XC_OK;
    size_t i;
    json_t *one;
    if (json_is_object(value)) {
        return add_pairs(making, NULL, value);
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, one) {
            rc = rc == XC_OK ? add_operand(making, text_of(making, one)) : rc;
        }
        return rc;
    }
    return add_operand(making, text_of(making, value));
}

/* ---- what the request says ---- */

static int take(struct making *making, const char *name, const json_t *schema,
                struct xc_str text) {
    json_t *value = xc_shape_read(making->document, schema, text);
    if (!value) {
        return xc_fail(making->error, XC_EUSAGE,
                       "%s: '%.*s' is not what is expected here", name, XC_PRI(text));
    }
    int rc = xc_shape_check(making->document, schema, value, name, making->error);
    if (rc == XC_OK && json_object_set(making->line->values, name, value) != 0) {
        rc = xc_fail_memory(making->error);
    }
    json_decref(value);
    return rc;
}

static bool is_list(const struct making *making, const json_t *schema) {
    return xc_str_is(xc_json_str_at(xc_shape_resolve(making->document, schema), "type"),
                     "array");
}

/* A list in the query: its items between commas. */
static int take_list(struct making *making, const char *name, const json_t *schema,
                     struct xc_str text) {
    const json_t *items =
        json_object_get(xc_shape_resolve(making->document, schema), "items");
    json_t *list = json_array();
    while (list && text.len) {
        json_t *item = xc_shape_read(making->document, items, xc_str_cut(&text, ','));
        (void)json_array_append_new(list, item ? item : json_null());
    }
    int rc = list ? xc_shape_check(making->document, schema, list, name, making->error)
                  : xc_fail_memory(making->error);
    if (rc == XC_OK && json_object_set(making->line->values, name, list) != 0) {
        rc = xc_fail_memory(making->error);
    }
    json_decref(list);
    return rc;
}

static int take_parameter(struct making *making, const json_t *parameter,
                          const struct xc_str *path_values) {
    const char *name = json_string_value(json_object_get(parameter, "name"));
    const json_t *schema = json_object_get(parameter, "schema");
    bool in_path = xc_str_is(xc_json_str_at(parameter, "in"), "path");
    char value[VALUE_BYTES];
    ptrdiff_t len = -1;
    if (!name || !schema || xc_str_is(xc_json_str_at(parameter, "in"), "header")) {
        return XC_OK;
    }
    if (in_path) {
        size_t at = 0;
        for (size_t i = 0; i < making->operation->part_count; i++) {
            struct xc_str part = making->operation->parts[i];
            if (!xc_str_starts(part, XC_STR("{"))) {
                continue;
            }
            if (xc_str_is(xc_str_slice(part, 1, part.len - 2), name)) {
                len = xc_http_decode(path_values[at], false, value, sizeof value);
            }
            at++;
        }
    } else {
        len =
            xc_http_head_value(xc_http_head(making->exchange), name, value, sizeof value);
    }
    struct xc_str text = {value, len > 0 ? (size_t)len : 0};
    if (len < 0 && json_is_true(json_object_get(parameter, "required"))) {
        return xc_fail(making->error, XC_EUSAGE, "'%s' is missing", name);
    }
    return len < 0                   ? XC_OK
           : is_list(making, schema) ? take_list(making, name, schema, text)
                                     : take(making, name, schema, text);
}

static const json_t *parameter_at(const struct making *making, size_t index) {
    return xc_shape_resolve(
        making->document,
        json_array_get(json_object_get(making->operation->spec, "parameters"), index));
}

static size_t parameter_count(const struct making *making) {
    return json_array_size(json_object_get(making->operation->spec, "parameters"));
}

/* What every operation takes (docs/server.md). */
static bool is_common(const struct making *making, const char *name) {
    return strcmp(name, "office") == 0 || strcmp(name, "lang") == 0 ||
           (making->operation->page &&
            (strcmp(name, "limit") == 0 || strcmp(name, "after") == 0)) ||
           (making->operation->file_most && strcmp(name, "name") == 0);
}

static int check_known(struct making *making) {
    struct xc_str query = xc_http_head(making->exchange)->query;
    while (query.len) {
        struct xc_str pair = xc_str_cut(&query, '&');
        struct xc_str written = xc_str_cut(&pair, '=');
        char name[NAME_BYTES];
        ptrdiff_t len = xc_http_decode(written, true, name, sizeof name - 1);
        if (len < 0) {
            return xc_fail(making->error, XC_EUSAGE, "the query is not well written");
        }
        name[len] = '\0';
        bool known = len == 0 || is_common(making, name);
        for (size_t i = 0; i < parameter_count(making); i++) {
            known = known ||
                    (xc_str_is(xc_json_str_at(parameter_at(making, i), "name"), name) &&
                     xc_str_is(xc_json_str_at(parameter_at(making, i), "in"), "query"));
        }
        if (!known) {
            return xc_fail(making->error, XC_EUSAGE, "there is no parameter '%s'", name);
        }
    }
    return XC_OK;
}

static const json_t *body_schema(const struct making *making) {
    const json_t *body = xc_shape_resolve(
        making->document, json_object_get(making->operation->spec, "requestBody"));
    const json_t *content = json_object_get(body, "content");
    return xc_shape_resolve(
        making->document,
        json_object_get(json_object_get(content, "application/json"), "schema"));
}

static int take_body(struct making *making) {
    const json_t *schema = body_schema(making);
    struct xc_str body = xc_http_body(making->exchange);
    json_error_t wrong;
    if (!schema || making->operation->file_most) {
        return XC_OK;
    }
    json_t *json = body.len
                       ? json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES, &wrong)
                       : json_object();
    if (!json_is_object(json)) {
        json_decref(json);
        return body.len && !json
                   ? xc_fail_at(making->error, XC_EUSAGE, XC_STR(""),
                                (unsigned)wrong.line, (unsigned)wrong.column,
                                "the body is no JSON: %s", wrong.text)
                   : xc_fail(making->error, XC_EUSAGE, "the body is no object");
    }
    int rc = xc_shape_check(making->document, schema, json, "body", making->error);
    if (rc == XC_OK && json_object_update(making->line->values, json) != 0) {
        rc = xc_fail_memory(making->error);
    }
    json_decref(json);
    return rc;
}

/* ---- the words ---- */

/* The option of a parameter or property, if it has one and was given. */
static int add_own(struct making *making, const char *name, const json_t *spec) {
    const char *option = json_string_value(json_object_get(spec, "x-option"));
    struct xc_str join = xc_json_str_at(spec, "x-join");
    json_t *value = json_object_get(making->line->values, name), *one;
    size_t i;
    if (!option || !value) {
        return XC_OK;
    }
    const char *dashed = joined(making, "--", option, "");
    if (!join.len || !json_is_array(value) || !dashed) {
        return dashed ? add_option(making, dashed, value) : xc_fail_memory(making->error);
    }
    const char *text = "";
    json_array_foreach(value, i, one) {
        const char *part = text_of(making, one);
        text = text && part ? joined(making, text, i ? join.ptr : "", part) : NULL;
    }
    return add_word(making, text ? joined(making, dashed, "=", text) : NULL);
}

static int add_options(struct making *making) {
    json_t *properties = json_object_get(body_schema(making), "properties"), *property;
    const char *key;
    int rc = XC_OK;
    for (size_t i = 0; rc == XC_OK && i < parameter_count(making); i++) {
        const json_t *parameter = parameter_at(making, i);
        rc = add_own(making, json_string_value(json_object_get(parameter, "name")),
                     parameter);
    }
    json_object_foreach(properties, key, property) {
        rc = rc == XC_OK ? add_own(making, key, property) : rc;
    }
    return rc;
}

/* A word of x-run: head{name}. value NULL: it was not given. */
static int add_placeholder(struct making *making, struct xc_str head,
                           struct xc_str name) {
    struct xc_str prefix = xc_arena_copy(making->arena, head);
    struct xc_str key = xc_arena_copy(making->arena, name);
    const char *path = NULL;
    if (!prefix.ptr || !key.ptr) {
        return xc_fail_memory(making->error);
    }
    json_t *value = json_object_get(making->line->values, key.ptr);
    if (xc_str_is(name, "file") && making->operation->file_most) {
        path = making->file;
    }
    if (!path && !head.len) {
        return value ? add_operands(making, value) : XC_OK;
    }
    const char *text = path ? path : value ? text_of(making, value) : NULL;
    if (!text) {
        return XC_OK;
    }
    const char *word = joined(making, prefix.ptr, text, "");
    return xc_str_starts(head, XC_STR("--")) ? add_word(making, word)
                                             : add_operand(making, word);
}

static int add_command(struct making *making) {
    const json_t *run = json_object_get(making->operation->spec, "x-run"), *one;
    size_t i;
    int rc = XC_OK;
    json_array_foreach(run, i, one) {
        struct xc_str word = xc_json_str(one);
        ptrdiff_t open = xc_str_find(word, XC_STR("{"));
        if (open >= 0 && xc_str_ends(word, XC_STR("}"))) {
            size_t at = (size_t)open;
            rc = add_placeholder(making, xc_str_slice(word, 0, at),
                                 xc_str_slice(word, at + 1, word.len - at - 2));
        } else if (making->operand_count > 0 && word.len && word.ptr[0] != '-') {
            rc = add_operand(making, json_string_value(one));
        } else {
            rc = add_word(making, json_string_value(one));
        }
        if (rc != XC_OK) {
            return rc;
        }
    }
    return XC_OK;
}

static int add_global(struct making *making, const struct xc_asker_person *person) {
    struct xc_line *line = making->line;
    char now[21], office[NAME_BYTES];
    const struct xc_http_head *head = xc_http_head(making->exchange);
    line->count = xc_site_words(making->site, line->words, now);
    if (making->site->options->own_clock) {
        line->words[line->count - 1] = joined(making, now, "", "");
    }
    int rc = add_word(making, "--lang");
    if (rc == XC_OK) {
        rc = add_word(making, xc_site_language(making->site, making->exchange));
    }
    ptrdiff_t len = xc_http_head_value(head, "office", office, sizeof office - 1);
    struct xc_str wanted = len > 0 ? (struct xc_str){office, (size_t)len}
                                   : xc_str_from(making->site->options->office);
    if (len <= 0 && person->signed_in) {
        wanted = person->office;
    }
    struct xc_str copy = xc_arena_copy(making->arena, wanted);
    if (rc == XC_OK && wanted.len) {
        rc =
            add_word(making, copy.ptr ? joined(making, "--office=", copy.ptr, "") : NULL);
    }
    if (rc != XC_OK || !person->signed_in) {
        return rc == XC_OK ? add_word(making, "--as=public") : rc;
    }
    const char *who = joined(making, person->office.ptr, "/", person->user.name.ptr);
    rc = add_word(making, who ? joined(making, "--as=", who, "") : NULL);
    struct xc_str once = xc_http_head_field(head, "idempotency-key");
    if (rc == XC_OK && once.len && making->operation->lane != XC_LANE_READ) {
        struct xc_str key = xc_arena_copy(making->arena, once);
        bool fine = once.len <= 64;
        for (size_t i = 0; fine && i < once.len; i++) {
            char c = once.ptr[i];
            fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        rc = !fine ? xc_fail(making->error, XC_EUSAGE,
                             "Idempotency-Key has 1 to 64 letters, digits, '-' and '_'")
                   : add_word(making,
                              key.ptr ? joined(making, "--once=", key.ptr, "") : NULL);
    }
    if (rc == XC_OK && making->operation->lane == XC_LANE_JOB) {
        rc = add_word(making, "--progress");
    }
    return rc;
}

static int use_folder(struct making *making) {
    struct xc_line *line = making->line;
    if (!line->folder) {
        line->folder = xc_site_path(making->site, making->arena, XC_STR(""));
        line->files = xc_arena_array(making->arena, FILES, sizeof *line->files);
    }
    return line->folder && line->files ? XC_OK : xc_fail_memory(making->error);
}

/* The last part of a path that somebody gave, as a name that is harmless as a word. */
static struct xc_str bare(struct xc_str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '/' || name.ptr[i] == '\\') {
            return bare(xc_str_slice(name, i + 1, name.len));
        }
    }
    bool plain = name.len > 0 && name.len <= FILE_NAME && name.ptr[0] != '.' &&
                 name.ptr[0] != '-' && !memchr(name.ptr, '\0', name.len);
    for (size_t i = 0; plain && i < name.len; i++) {
        plain = (unsigned char)name.ptr[i] >= ' ' && name.ptr[i] != 127;
    }
    return plain ? name : XC_STR("file");
}

/* Each in a folder of its own, so that two may have one name. *word: as the command finds
 * it. */
static int add_file(struct making *making, struct xc_str name, struct xc_str bytes,
                    bool base64, const char **word) {
    struct xc_line *line = making->line;
    int rc = use_folder(making);
    if (rc == XC_OK && line->file_count == FILES) {
        rc =
            xc_fail(making->error, XC_EUSAGE, "a request brings at most %d files", FILES);
    }
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_buffer text = xc_buffer_make(VALUE_BYTES);
    if (line->file_count > 0) {
        xc_buffer_printf(&text, "%zu/", line->file_count);
    }
    xc_buffer_add(&text, bare(name));
    struct xc_str copy = xc_arena_copy(making->arena, xc_buffer_view(&text));
    const char *path = copy.ptr ? joined(making, line->folder, "/", copy.ptr) : NULL;
    xc_buffer_free(&text);
    if (!path) {
        return xc_fail_memory(making->error);
    }
    line->files[line->file_count++] = (struct xc_line_file){path, bytes, base64};
    *word = copy.ptr;
    return XC_OK;
}

/* A property that is a file becomes the word for it. */
static int take_file(struct making *making, json_t *file, json_t **word) {
    const json_t *text = json_object_get(file, "text");
    const json_t *packed = json_object_get(file, "base64");
    const char *path = NULL;
    if (json_is_string(text) == json_is_string(packed)) {
        return xc_fail(making->error, XC_EUSAGE, "a file has either 'text' or 'base64'");
    }
    int rc = add_file(making, xc_json_str_at(file, "name"),
                      xc_json_str(text ? text : packed), packed != NULL, &path);
    *word = rc == XC_OK ? json_string(path) : NULL;
    return rc == XC_OK && !*word ? xc_fail_memory(making->error) : rc;
}

/* Values that stand for files become their paths. `name` is a property or parameter. */
static int turn(struct making *making, const char *name, const json_t *spec) {
    json_t *value = json_object_get(making->line->values, name), *word = NULL;
    int rc = XC_OK;
    if (!value) {
        return XC_OK;
    }
    if (json_is_true(json_object_get(spec, "x-policy"))) {
        const char *path = xc_policies_path(making->site->policies, xc_json_str(value));
        if (!path) {
            return xc_fail(making->error, XC_ENO, "the server has no policy '%.*s'",
                           XC_PRI(xc_json_str(value)));
        }
        word = json_string(path);
    } else if (json_is_true(json_object_get(spec, "x-as-file")) && json_is_array(value)) {
        size_t i;
        json_t *one;
        word = json_array();
        json_array_foreach(value, i, one) {
            json_t *path = NULL;
            rc = rc == XC_OK ? take_file(making, one, &path) : rc;
            (void)json_array_append_new(word, path ? path : json_null());
        }
    } else if (json_is_true(json_object_get(spec, "x-as-file"))) {
        rc = take_file(making, value, &word);
    } else {
        return XC_OK;
    }
    if (rc == XC_OK &&
        (!word || json_object_set(making->line->values, name, word) != 0)) {
        rc = xc_fail_memory(making->error);
    }
    json_decref(word);
    return rc;
}

static int turn_all(struct making *making) {
    json_t *properties = json_object_get(body_schema(making), "properties"), *property;
    const char *key;
    int rc = XC_OK;
    for (size_t i = 0; rc == XC_OK && i < parameter_count(making); i++) {
        const json_t *parameter = parameter_at(making, i);
        rc = turn(making, json_string_value(json_object_get(parameter, "name")),
                  parameter);
    }
    json_object_foreach(properties, key, property) {
        rc = rc == XC_OK ? turn(making, key, property) : rc;
    }
    return rc;
}

/* The file that the body is, and where the command writes. */
static int add_paths(struct making *making) {
    const struct xc_operation *operation = making->operation;
    struct xc_line *line = making->line;
    int rc = XC_OK;
    if (operation->file_most) {
        char name[VALUE_BYTES];
        ptrdiff_t len =
            xc_http_head_value(xc_http_head(making->exchange), "name", name, sizeof name);
        rc = add_file(making, (struct xc_str){name, len > 0 ? (size_t)len : 0},
                      xc_http_body(making->exchange), false, &making->file);
    }
    if (rc != XC_OK || !operation->output) {
        return rc;
    }
    rc = use_folder(making);
    line->out = rc == XC_OK ? joined(making, line->folder, "/out", "") : NULL;
    if (!line->out) {
        return xc_fail_memory(making->error);
    }
    struct xc_str file = xc_json_str_at(operation->output, "file");
    const char *leaf = "";
    if (file.len) {
        /* "report.{format}": the ending is one that an enum of the schema knows. */
        ptrdiff_t open = xc_str_find(file, XC_STR("{"));
        size_t head = open < 0 ? file.len : (size_t)open;
        struct xc_str start = xc_arena_copy(making->arena, xc_str_slice(file, 0, head));
        struct xc_str key = XC_STR("");
        if (open >= 0) {
            key = xc_arena_copy(making->arena,
                                xc_str_slice(file, head + 1, file.len - head - 2));
        }
        const char *value =
            key.len ? json_string_value(json_object_get(line->values, key.ptr)) : "";
        if (!value || strchr(value, '/') || !start.ptr) {
            return xc_fail(making->error, XC_EUSAGE, "'%s' is missing",
                           key.len ? key.ptr : "file");
        }
        leaf = joined(making, "/", start.ptr, value);
    }
    making->output = leaf ? joined(making, "--output=", line->out, leaf) : NULL;
    return making->output ? XC_OK : xc_fail_memory(making->error);
}

int xc_line_make(struct xc_site *site, struct xc_http_exchange *exchange,
                 const struct xc_operation *operation,
                 const struct xc_str path_values[XC_OPERATION_PARTS],
                 const struct xc_asker_person *person, struct xc_arena *arena,
                 struct xc_line *line, struct xc_error *error) {
    struct making *making = xc_arena_alloc(arena, sizeof *making);
    *line = (struct xc_line){.values = json_object()};
    if (!making || !line->values) {
        return xc_fail_memory(error);
    }
    *making = (struct making){.site = site,
                              .exchange = exchange,
                              .arena = arena,
                              .operation = operation,
                              .document = xc_operations_document(site->operations),
                              .line = line,
                              .error = error};
    int rc = check_known(making);
    for (size_t i = 0; rc == XC_OK && i < parameter_count(making); i++) {
        rc = take_parameter(making, parameter_at(making, i), path_values);
    }
    if (rc == XC_OK) {
        rc = take_body(making);
    }
    if (rc == XC_OK) {
        rc = add_paths(making);
    }
    if (rc == XC_OK) {
        rc = turn_all(making);
    }
    if (rc == XC_OK) {
        rc = add_global(making, person);
    }
    if (rc == XC_OK) {
        rc = add_command(making);
    }
    if (rc == XC_OK) {
        rc = add_options(making);
    }
    if (rc == XC_OK && making->output) {
        rc = add_word(making, making->output);
    }
    if (rc == XC_OK && making->operand_count > 0) {
        rc = add_word(making, "--");
    }
    for (size_t i = 0; rc == XC_OK && i < making->operand_count; i++) {
        line->words[line->count++] = making->operands[i];
    }
    return rc;
}

void xc_line_free(struct xc_line *line) {
    json_decref(line->values);
    line->values = NULL;
}
