#include "serve/line_internal.h"

#include <string.h>

static int take(struct xc_making *making, const char *name, const json_t *schema,
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

static bool is_list(const struct xc_making *making, const json_t *schema) {
    return xc_str_is(xc_json_str_at(xc_shape_resolve(making->document, schema), "type"),
                     "array");
}

/* A list in the query: its items between commas. */
static int take_list(struct xc_making *making, const char *name, const json_t *schema,
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

static int take_parameter(struct xc_making *making, const json_t *parameter,
                          const struct xc_str *path_values) {
    const char *name = json_string_value(json_object_get(parameter, "name"));
    const json_t *schema = json_object_get(parameter, "schema");
    bool in_path = xc_str_is(xc_json_str_at(parameter, "in"), "path");
    char value[XC_LINE_VALUE];
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

const json_t *xc_line_parameter(const struct xc_making *making, size_t index) {
    return xc_shape_resolve(
        making->document,
        json_array_get(json_object_get(making->operation->spec, "parameters"), index));
}

size_t xc_line_parameters(const struct xc_making *making) {
    return json_array_size(json_object_get(making->operation->spec, "parameters"));
}

/* What every operation takes (docs/server.md). */
static bool is_common(const struct xc_making *making, const char *name) {
    return strcmp(name, "office") == 0 || strcmp(name, "lang") == 0 ||
           (making->operation->page &&
            (strcmp(name, "limit") == 0 || strcmp(name, "after") == 0)) ||
           (making->operation->file && strcmp(name, "name") == 0);
}

static bool is_known(const struct xc_making *making, const char *name) {
    bool known = is_common(making, name);
    for (size_t i = 0; i < xc_line_parameters(making) && !known; i++) {
        const json_t *parameter = xc_line_parameter(making, i);
        known = xc_str_is(xc_json_str_at(parameter, "name"), name) &&
                xc_str_is(xc_json_str_at(parameter, "in"), "query");
    }
    return known;
}

/* Every name is known and stands once, and every value can be read: what is not
 * understood would else be left out, and find too much. */
static int check_known(struct xc_making *making) {
    struct xc_str query = xc_http_head(making->exchange)->query;
    while (query.len) {
        struct xc_str pair = xc_str_cut(&query, '&');
        struct xc_str written = xc_str_cut(&pair, '='), rest = query;
        char name[XC_LINE_NAME], value[XC_LINE_VALUE];
        ptrdiff_t len = xc_http_decode(written, true, name, sizeof name - 1);
        if (len < 0) {
            return xc_fail(making->error, XC_EUSAGE, "the query is not well written");
        }
        name[len] = '\0';
        if (len > 0 && !is_known(making, name)) {
            return xc_fail(making->error, XC_EUSAGE, "there is no parameter '%s'", name);
        }
        if (xc_http_decode(pair, true, value, sizeof value) < 0) {
            return xc_fail(making->error, XC_EUSAGE,
                           "%s: the value is too long or not well written", name);
        }
        while (rest.len) {
            struct xc_str other = xc_str_cut(&rest, '&');
            if (len > 0 && xc_str_equal(xc_str_cut(&other, '='), written)) {
                return xc_fail(making->error, XC_EUSAGE, "'%s' stands there twice", name);
            }
        }
    }
    return XC_OK;
}

const json_t *xc_line_body(const struct xc_making *making) {
    const json_t *body = xc_shape_resolve(
        making->document, json_object_get(making->operation->spec, "requestBody"));
    const json_t *content = json_object_get(body, "content");
    return xc_shape_resolve(
        making->document,
        json_object_get(json_object_get(content, "application/json"), "schema"));
}

static int take_body(struct xc_making *making) {
    const json_t *schema = xc_line_body(making);
    struct xc_str body = xc_http_body(making->exchange);
    json_error_t wrong;
    if (!schema || making->operation->file) {
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

int xc_line_each(struct xc_making *making,
                 int (*each)(struct xc_making *making, const char *name,
                             const json_t *spec)) {
    json_t *properties = json_object_get(xc_line_body(making), "properties"), *property;
    const char *key;
    int rc = XC_OK;
    for (size_t i = 0; rc == XC_OK && i < xc_line_parameters(making); i++) {
        const json_t *parameter = xc_line_parameter(making, i);
        rc = each(making, json_string_value(json_object_get(parameter, "name")),
                  parameter);
    }
    json_object_foreach(properties, key, property) {
        rc = rc == XC_OK ? each(making, key, property) : rc;
    }
    return rc;
}

int xc_line_values(struct xc_making *making, const struct xc_str *path_values) {
    int rc = check_known(making);
    for (size_t i = 0; rc == XC_OK && i < xc_line_parameters(making); i++) {
        rc = take_parameter(making, xc_line_parameter(making, i), path_values);
    }
    return rc == XC_OK ? take_body(making) : rc;
}
