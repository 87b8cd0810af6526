#include "serve/line_internal.h"
#include "serve/policies.h"

#include <string.h>

enum { FILES = 256, FILE_NAME = 200 };

static int use_folder(struct xc_making *making) {
    struct xc_line *line = making->line;
    if (!line->folder) {
        line->folder = xc_site_path(making->site, making->arena);
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
static int add_file(struct xc_making *making, struct xc_str name, struct xc_str bytes,
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
    struct xc_buffer text = xc_buffer_make(XC_LINE_VALUE);
    if (line->file_count > 0) {
        xc_buffer_printf(&text, "%zu/", line->file_count);
    }
    xc_buffer_add(&text, bare(name));
    struct xc_str copy = xc_arena_copy(making->arena, xc_buffer_view(&text));
    const char *path =
        copy.ptr ? xc_line_joined(making, line->folder, "/", copy.ptr) : NULL;
    xc_buffer_free(&text);
    if (!path) {
        return xc_fail_memory(making->error);
    }
    line->files[line->file_count++] = (struct xc_line_file){path, bytes, base64};
    *word = copy.ptr;
    return XC_OK;
}

/* A property that is a file becomes the word for it. */
static int take_file(struct xc_making *making, json_t *file, json_t **word) {
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

/* A value that stands for a file becomes its path. `name` is a property or parameter. */
static int turn(struct xc_making *making, const char *name, const json_t *spec) {
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
        making->plugins = xc_policies_plugins(making->site->policies, xc_json_str(value));
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
    /* The path takes the place of the file, whose bytes are still to be stored. */
    if (rc == XC_OK && (!word || json_array_append(making->line->brought, value) != 0 ||
                        json_object_set(making->line->values, name, word) != 0)) {
        rc = xc_fail_memory(making->error);
    }
    json_decref(word);
    return rc;
}

/* "{kind}.{format}": values that an enum of their schema knows, so that nobody names a
 * path. */
static int expand(struct xc_making *making, struct xc_str pattern, const char **text) {
    *text = "";
    while (pattern.len && *text) {
        struct xc_str rest = pattern;
        struct xc_str plain = xc_arena_copy(making->arena, xc_str_cut(&rest, '{'));
        const char *value = "";
        if (plain.ptr && plain.len < pattern.len) {
            struct xc_str key = xc_arena_copy(making->arena, xc_str_cut(&rest, '}'));
            value =
                key.ptr
                    ? json_string_value(json_object_get(making->line->values, key.ptr))
                    : NULL;
            if (!value || strchr(value, '/')) {
                return xc_fail(making->error, XC_EUSAGE, "'%s' is missing",
                               key.ptr ? key.ptr : "");
            }
        }
        *text = plain.ptr ? xc_line_joined(making, *text, plain.ptr, value) : NULL;
        pattern = rest;
    }
    return *text ? XC_OK : xc_fail_memory(making->error);
}

/* The file that the body is, and where the command writes. */
static int add_paths(struct xc_making *making) {
    const struct xc_operation *operation = making->operation;
    struct xc_line *line = making->line;
    int rc = XC_OK;
    if (operation->file) {
        char name[XC_LINE_VALUE];
        ptrdiff_t len =
            xc_http_head_value(xc_http_head(making->exchange), "name", name, sizeof name);
        rc = add_file(making, (struct xc_str){name, len > 0 ? (size_t)len : 0},
                      xc_http_body(making->exchange), false, &making->file);
    }
    if (rc != XC_OK || !operation->output) {
        return rc;
    }
    rc = use_folder(making);
    line->out = rc == XC_OK ? xc_line_joined(making, line->folder, "/out", "") : NULL;
    if (!line->out) {
        return xc_fail_memory(making->error);
    }
    struct xc_str file = xc_json_str_at(operation->output, "file");
    const char *leaf = "";
    if (file.len) {
        rc = expand(making, file, &leaf);
        leaf = rc == XC_OK ? xc_line_joined(making, "/", leaf, "") : leaf;
    }
    if (rc != XC_OK) {
        return rc;
    }
    making->output = leaf ? xc_line_joined(making, "--output=", line->out, leaf) : NULL;
    return making->output ? XC_OK : xc_fail_memory(making->error);
}

int xc_line_files(struct xc_making *making) {
    int rc = add_paths(making);
    return rc == XC_OK ? xc_line_each(making, turn) : rc;
}
