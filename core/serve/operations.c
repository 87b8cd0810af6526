#include "serve/operations.h"

#include "base/file.h"
#include "register/json.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    BODY_BYTES = 256 * 1024, /* read on the loop: what waits meanwhile is everybody */
    FILES_BYTES = 8 * 1024 * 1024,
    FILES = 64,
    OPERATIONS = 512,
    ARENA_BYTES = 1 << 20
};

struct xc_operations {
    struct xc_arena *arena;
    json_t *document;
    struct xc_http_blob *text;
    struct xc_operation *all;
    size_t count;
};

/* ---- one document of many files ---- */

/* Adds what from has and to has not; below paths and components, member by member. */
static int merge(json_t *to, json_t *from, unsigned deep) {
    const char *key;
    json_t *value;
    json_object_foreach(from, key, value) {
        json_t *own = json_object_get(to, key);
        int failed = 0;
        if (!own) {
            failed = json_object_set(to, key, value);
        } else if (deep > 0 && json_is_object(own) && json_is_object(value)) {
            failed = merge(own, value, deep - 1);
        } else if (json_is_array(own) && json_is_array(value)) {
            failed = json_array_extend(own, value);
        } else if (!json_equal(own, value)) {
            failed = -1;
        }
        if (failed != 0) {
            return failed;
        }
    }
    return 0;
}

static int by_name(const void *a, const void *b) {
    const struct xc_str *left = a, *right = b;
    return xc_str_compare(*left, *right);
}

static int read_files(struct xc_operations *operations, const char *path,
                      struct xc_error *error) {
    struct xc_str names[FILES];
    size_t count = 0;
    DIR *folder = opendir(path);
    if (!folder) {
        int number = errno;
        return xc_fail_errno(error, number, "open", path);
    }
    for (struct dirent *entry; (entry = readdir(folder)) && count < FILES;) {
        struct xc_str name = xc_str_from(entry->d_name);
        if (xc_str_ends(name, XC_STR(".json")) && name.ptr[0] != '.') {
            names[count++] = xc_arena_copy(operations->arena, name);
        }
    }
    closedir(folder);
    qsort(names, count, sizeof *names, by_name);
    int rc = XC_OK;
    struct xc_buffer file = xc_buffer_make(4096);
    for (size_t i = 0; rc == XC_OK && i < count; i++) {
        json_error_t wrong;
        rc = names[i].ptr ? xc_path_join(&file, path, names[i].ptr) : XC_ENOMEM;
        json_t *json =
            rc == XC_OK ? json_load_file(file.ptr, JSON_REJECT_DUPLICATES, &wrong) : NULL;
        if (rc != XC_OK) {
            rc = xc_fail_memory(error);
        } else if (!json) {
            rc = xc_fail_at(error, XC_EINPUT, xc_str_from(file.ptr), (unsigned)wrong.line,
                            (unsigned)wrong.column, "%s", wrong.text);
        } else if (merge(operations->document, json, 3) != 0) {
            rc = xc_fail(error, XC_EINPUT,
                         "%s: it says again, or otherwise, what another file says",
                         file.ptr);
        }
        json_decref(json);
    }
    xc_buffer_free(&file);
    return rc;
}

/* ---- the table ---- */

static const struct {
    const char *word;
    enum xc_http_method method;
} methods[] = {{"get", XC_HTTP_GET},
               {"post", XC_HTTP_POST},
               {"put", XC_HTTP_PUT},
               {"patch", XC_HTTP_PATCH},
               {"delete", XC_HTTP_DELETE}};

static bool set_parts(struct xc_operation *operation, struct xc_str path) {
    struct xc_str rest = xc_str_slice(path, 1, path.len);
    bool fits = xc_str_starts(path, XC_STR("/"));
    while (fits && rest.len) {
        fits = operation->part_count < XC_OPERATION_PARTS;
        struct xc_str part = xc_str_cut(&rest, '/');
        if (fits) {
            operation->parts[operation->part_count++] = part;
        }
    }
    return fits;
}

/* Whether a property of its body is a file. */
static bool brings_files(const struct xc_operation *operation) {
    json_t *body = json_object_get(operation->spec, "requestBody");
    json_t *content =
        json_object_get(json_object_get(body, "content"), "application/json");
    json_t *properties =
               json_object_get(json_object_get(content, "schema"), "properties"),
           *property;
    const char *key;
    bool found = false;
    json_object_foreach(properties, key, property) {
        found = found || json_is_true(json_object_get(property, "x-as-file"));
    }
    return found;
}

/* The type of its good answer, the first that the document names. */
static const char *type_of(const struct xc_operation *operation) {
    const json_t *good =
        json_object_get(json_object_get(operation->spec, "responses"), "200");
    const char *type =
        json_object_iter_key(json_object_iter(json_object_get(good, "content")));
    return type ? type : "application/json";
}

static int set_kind(struct xc_operation *operation, struct xc_error *error) {
    struct xc_str kind = xc_json_str_at(operation->spec, "x-kind");
    const json_t *file = json_object_get(operation->spec, "x-file");
    const json_t *page = json_object_get(operation->spec, "x-page");
    operation->lane = operation->method == XC_HTTP_GET ? XC_LANE_READ : XC_LANE_WRITE;
    if (kind.len) {
        operation->lane = xc_str_is(kind, "read")    ? XC_LANE_READ
                          : xc_str_is(kind, "write") ? XC_LANE_WRITE
                          : xc_str_is(kind, "job")   ? XC_LANE_JOB
                                                     : XC_LANES;
    }
    operation->open = json_is_true(json_object_get(operation->spec, "x-public"));
    operation->page = json_is_true(page) ? "" : json_string_value(page);
    operation->file = file != NULL;
    operation->body_most =
        file ? (uint64_t)json_integer_value(json_object_get(file, "most"))
        : brings_files(operation) ? FILES_BYTES
                                  : BODY_BYTES;
    operation->output = json_object_get(operation->spec, "x-output");
    operation->type = type_of(operation);
    if (operation->lane == XC_LANES || !operation->id ||
        json_array_size(json_object_get(operation->spec, "x-run")) == 0 ||
        operation->body_most == 0) {
        return xc_fail(error, XC_EINPUT, "operation %s is not written as it has to be",
                       operation->pattern);
    }
    return XC_OK;
}

static int add(struct xc_operations *operations, const char *path, const char *word,
               const json_t *spec, struct xc_error *error) {
    if (json_is_true(json_object_get(spec, "x-built-in"))) {
        return XC_OK;
    }
    if (operations->count == OPERATIONS) {
        return xc_fail(error, XC_EINPUT, "there are too many operations");
    }
    struct xc_operation *operation = &operations->all[operations->count];
    struct xc_buffer pattern = xc_buffer_make(512);
    xc_buffer_printf(&pattern, "/api/v1%s", path);
    *operation = (struct xc_operation){
        .id = json_string_value(json_object_get(spec, "operationId")),
        .pattern = xc_arena_copy(operations->arena, xc_buffer_view(&pattern)).ptr,
        .spec = spec};
    xc_buffer_free(&pattern);
    if (!operation->pattern) {
        return xc_fail_memory(error);
    }
    bool fits = set_parts(operation, xc_str_from(path));
    size_t known = sizeof methods / sizeof methods[0];
    size_t i = 0;
    while (i < known && strcmp(methods[i].word, word) != 0) {
        i++;
    }
    if (!fits || i == known) {
        return xc_fail(error, XC_EINPUT, "operation %s is not written as it has to be",
                       operation->pattern);
    }
    operation->method = methods[i].method;
    operations->count++;
    return set_kind(operation, error);
}

static int fill(struct xc_operations *operations, struct xc_error *error) {
    json_t *paths = json_object_get(operations->document, "paths"), *methods_of, *spec;
    const char *path, *word;
    json_object_foreach(paths, path, methods_of) {
        json_object_foreach(methods_of, word, spec) {
            int rc = add(operations, path, word, spec, error);
            if (rc != XC_OK) {
                return rc;
            }
        }
    }
    char *text = json_dumps(operations->document, JSON_COMPACT);
    operations->text = text ? xc_http_blob_new(xc_str_from(text)) : NULL;
    free(text);
    return operations->text ? XC_OK : xc_fail_memory(error);
}

int xc_operations_load(const char *folder, struct xc_operations **operations,
                       struct xc_error *error) {
    struct xc_operations *made = calloc(1, sizeof *made);
    *operations = NULL;
    if (made) {
        made->arena = xc_arena_new(ARENA_BYTES);
        made->document = json_object();
        made->all = calloc(OPERATIONS, sizeof *made->all);
    }
    int rc = made && made->arena && made->document && made->all ? XC_OK
                                                                : xc_fail_memory(error);
    if (rc == XC_OK && folder) {
        rc = read_files(made, folder, error);
    }
    if (rc == XC_OK) {
        rc = fill(made, error);
    }
    if (rc != XC_OK) {
        xc_operations_free(made);
        return rc;
    }
    *operations = made;
    return XC_OK;
}

void xc_operations_free(struct xc_operations *operations) {
    if (operations) {
        xc_http_blob_free(operations->text);
        json_decref(operations->document);
        xc_arena_free(operations->arena);
        free(operations->all);
        free(operations);
    }
}

const json_t *xc_operations_document(const struct xc_operations *operations) {
    return operations->document;
}

struct xc_http_blob *xc_operations_text(const struct xc_operations *operations) {
    return operations->text;
}

/* ---- finding ---- */

static bool is_name(struct xc_str part) {
    return xc_str_starts(part, XC_STR("{")) && xc_str_ends(part, XC_STR("}"));
}

/* 0: it does not fit; else 1 and more for each part that stands in the pattern. */
static unsigned fits(const struct xc_operation *operation, const struct xc_str *parts,
                     size_t count) {
    unsigned score = 1;
    if (operation->part_count != count) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        bool same = xc_str_equal(operation->parts[i], parts[i]);
        if (!same && (!is_name(operation->parts[i]) || !parts[i].len)) {
            return 0;
        }
        score += same;
    }
    return score;
}

const struct xc_operation *xc_operations_find(const struct xc_operations *operations,
                                              enum xc_http_method method,
                                              struct xc_str path,
                                              struct xc_str values[XC_OPERATION_PARTS],
                                              bool *known) {
    struct xc_str parts[XC_OPERATION_PARTS];
    size_t count = 0;
    const struct xc_operation *found = NULL;
    unsigned best = 0;
    *known = false;
    path = xc_str_starts(path, XC_STR("/")) ? xc_str_slice(path, 1, path.len) : path;
    while (path.len) {
        if (count == XC_OPERATION_PARTS) {
            return NULL;
        }
        parts[count++] = xc_str_cut(&path, '/');
    }
    for (size_t i = 0; i < operations->count; i++) {
        const struct xc_operation *operation = &operations->all[i];
        unsigned score = fits(operation, parts, count);
        *known = *known || score > 0;
        if (score > best &&
            (operation->method == method ||
             (operation->method == XC_HTTP_GET && method == XC_HTTP_HEAD))) {
            best = score;
            found = operation;
        }
    }
    size_t value = 0;
    for (size_t i = 0; found && i < count; i++) {
        if (is_name(found->parts[i])) {
            values[value++] = parts[i];
        }
    }
    return found;
}
